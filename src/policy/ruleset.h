/*
 * ruleset -- inside policy: what the checker makes and evaluation reads.
 *
 * Nothing here points into the configuration tree: rules outlive it.
 */
#ifndef POLICY_RULESET_H
#define POLICY_RULESET_H

#include <stdatomic.h>

#include "action/action.h"
#include "base/zone.h"
#include "mail/detector.h"
#include "mail/lookalike.h"
#include "policy/directory.h"
#include "policy/domain.h"
#include "policy/network.h"
#include "policy/policy.h"

struct view;

/* --- conditions ------------------------------------------------------------------ */

/* What a fact speaks of: `any recipient` facts of one rule share theirs. */
enum subject {
	SUBJECT_MESSAGE,
	SUBJECT_RECIPIENT,
	SUBJECT_ATTACHMENT
};

/* An index, or one of these. */
#define BOUND_NOT	SIZE_MAX	/* the fact asks about any of them */
#define BOUND_HIDDEN	(SIZE_MAX - 1)	/* attachment that went unread */
#define BOUND_NONE	(SIZE_MAX - 2)	/* there is none to speak of */

struct binding {
	size_t recipient;
	size_t attachment;
};

struct condition {
	const struct cond_type *type;
	enum subject subject;
	struct slice words;	/* in the rule's own words, single blanks */
	size_t index;		/* among the facts of its rule */
	const void *args;	/* of the type */
};

struct cond_reader;

struct cond_type {
	const char *words;	/* the fact's first words */
	/*
	 * Read on after them; 0 or ERR_SYNTAX with a message.  Sets subject
	 * and args.
	 */
	int (*parse)(struct cond_reader *rd, struct condition *c);
	/* For SUBJECT_MESSAGE `at` means nothing; else it is an index. */
	enum tri (*test)(const struct condition *c, struct view *v, size_t at);
	/* Counts and kinds for the trace; NULL: what eval.c says. */
	struct slice (*because)(const struct condition *c, struct view *v);
};

/* Ended by one without words. */
extern const struct cond_type *const cond_table[];

enum expr_kind {
	EXPR_FACT,
	EXPR_NOT,
	EXPR_AND,
	EXPR_OR
};

struct expr {
	enum expr_kind kind;
	struct condition *fact;
	struct expr **kids;
	size_t count, cap;
	bool has_recipient;	/* an `any recipient` fact, not below a not */
	bool has_attachment;
};

/* --- who ---------------------------------------------------------------------------- */

enum who_kind {
	WHO_OUTSIDE,
	WHO_INSIDE,
	WHO_IS,
	WHO_IN_LIST,
	WHO_IN_ASSOCIATION,
	WHO_IN_DEPARTMENT,
	WHO_UNKNOWN,
	WHO_FIRST_CONTACT,
	WHO_LOOKALIKE,
	WHO_PRIVATE
};

struct who {
	enum who_kind kind;
	struct slice address;		/* folded */
	const struct address_list *list;
	size_t association;
	size_t department;		/* of the directory */
};

/* One person of the message, ready to be compared. */
struct person {
	struct address address;		/* empty for the null sender */
	struct slice folded;		/* local@domain */
	struct slice domain;		/* folded */
	bool inside, partner;
	bool webmail;			/* the domain is everybody's */
	size_t association;		/* SIZE_MAX if none */
	size_t staff;			/* in the directory; SIZE_MAX if not */
};

/* --- blocks ----------------------------------------------------------------------- */

enum list_kind {
	LIST_ADDRESSES,
	LIST_DOMAINS,
	LIST_WORDS,
	LIST_VALUES,
	LIST_NETWORKS,
	LIST_RECORDS,
	LIST_DOCUMENTS,
	LIST_TERMS,
	LIST_KIND_COUNT
};

struct address_list {
	struct slice name;
	enum list_kind kind;
	struct name_set entries;	/* of addresses and domains only */
	struct network *networks;
	size_t network_count, network_cap;
};

/* Lists that a setting names; found when all of them have been read. */
struct list_ref {
	struct slice name;
	const struct address_list *list;
	struct conf_place at;		/* while the rules are checked */
};

struct list_refs {
	struct list_ref *refs;
	size_t count, cap;
};

struct association {
	struct slice name;
	struct slice title;
};

struct message_text {
	struct slice name;
	struct slice reply;		/* empty if none */
	struct slice next;
};

struct site_detector {
	struct slice name;		/* "tenancy-number" */
	struct slice id;		/* "site_tenancy_number" */
	enum detector_class class;	/* DETECTOR_SITE: it says none */
	uint32_t threshold;
};

/* Seconds of the day, local time; days: a bit each, the lowest is Monday. */
struct open_hours {
	unsigned days;
	int from_s, to_s;		/* up to, and not with */
	uint32_t line;
};

struct schedule {
	struct slice name;
	struct open_hours *open;
	size_t open_count, open_cap;
	int *closed;			/* days as 20260401, sorted */
	size_t closed_count, closed_cap;
};

#define MODE_STEPS_MAX	8

/* Before until_ms of step i, mode i; the last step has no end. */
struct mode_plan {
	enum rule_mode mode[MODE_STEPS_MAX];
	int64_t until_ms[MODE_STEPS_MAX];
	size_t count;
};

enum override {
	OVERRIDE_NO,
	OVERRIDE_REASON,
	OVERRIDE_WORD
};

struct rule {
	struct slice name;
	struct slice file;		/* without its folders */
	uint32_t line;
	struct slice clause, reason;
	struct mode_plan mode;
	struct slice mode_words;
	bool on[MAIL_CLASS_COUNT];
	struct expr *when;
	struct expr *unless;		/* NULL if none */
	struct slice exception;		/* `unless exception`; empty if none */
	struct condition **facts;
	size_t fact_count, fact_cap;
	struct action_plan **plans;
	size_t plan_count;
	enum disposition disposition;
	struct slice then;
	struct slice *effects;
	size_t effect_count;
	bool has_disclaimer;
	enum override override;
	struct slice word;
	bool high_severity;
};

/* One `disclaimer` line of an association. */
struct notice_text {
	struct slice name;
	size_t association;
	struct slice language;		/* in lower case; empty: none */
	struct slice words;		/* of its fact; empty: none */
	struct rule facts;		/* only its `when`, NULL if it has none */
	bool is_default;
	bool has_header;
	struct conf_place at;		/* while the rules are checked */
};

/* What `set unreadable` says of one class. */
struct unreadable {
	enum disposition disposition;
	struct hold_terms hold;
	struct slice message;
};

/* What `set disclaimer` and `set mixed-recipients` say. */
struct disclaimer_settings {
	enum edit_place place;
	bool once_per_thread;
	bool ascii_only;
	bool after_armour;
	bool skips_generated;
	bool replaces_own_signatures;	/* dkim remove-own */
	uint64_t size_max;		/* 0: none */
	bool splits;			/* mixed-recipients split */
	uint64_t message_limit;		/* set message-limit; 0: not set */
};

struct policy {
	atomic_uint references;
	struct arena *arena;
	uint8_t digest[32];
	struct slice name;		/* "IT System Security 2026" */
	struct zone zone;
	enum rule_mode ceiling;
	bool has_eu_us;			/* set packs eu-us */
	struct name_set inside, partner, webmail;
	const struct address_list **whistleblowing;
	size_t whistleblowing_count;
	struct list_refs known, systems; /* set known-correspondents, systems */
	uint32_t unknown_sources;	/* set unknown-source: bits of enum source */
	struct lookalike *ours, *mailers; /* made of inside and webmail */
	size_t ours_count, mailers_count;
	struct directory *directory;	/* NULL: none is set */
	struct slice contact_address, contact_phone;
	struct unreadable unreadable[ANOMALY_CLASS_COUNT];
	struct disclaimer_settings disclaimer;
	struct association *associations;
	size_t association_count, association_cap;
	struct name_set association_domains;	/* tag: the association */
	struct notice_text **texts;	/* in the order of the files */
	size_t text_count, text_cap;
	struct address_list **lists;
	size_t list_count, list_cap;
	struct message_text *messages;
	size_t message_count, message_cap;
	struct schedule **schedules;
	size_t schedule_count, schedule_cap;
	struct site_detector *detectors;
	size_t detector_count, detector_cap;
	uint32_t *thresholds;		/* by the index in detector_table() */
	struct rule *rules;
	size_t rule_count, rule_cap;
	bool needs_memory;		/* a rule asks for what is remembered */
	bool wants_notices;		/* a rule warns or notifies */
	size_t test_count;
};

/* NULL if the site has no such detector. */
const struct site_detector *policy_site_detector(const struct policy *p,
	    struct slice id);
/* A list of addresses or domains by its name, or NULL. */
const struct address_list *policy_address_list(const struct policy *p,
	    struct slice name);
const struct message_text *policy_message(const struct policy *p,
	    struct slice name);
/* NULL if there is none of that name. */
const struct schedule *schedule_find(const struct policy *p,
	    struct slice name);
bool	schedule_is_open(const struct schedule *s, const struct zone_time *t);
bool	schedule_is_closed_day(const struct schedule *s, int day);
extern const char *const schedule_day_names[7];	/* from Monday on */
enum rule_mode mode_at(const struct mode_plan *m, int64_t at_ms);

#endif
