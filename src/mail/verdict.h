/*
 * verdict -- the policy's whole answer to one message: a disposition for each
 * recipient, the actions, and every reason.  Built by policy, carried out by
 * the milter role, kept by the keeper, shown by exeatctl.  Plain value in an
 * arena.
 */
#ifndef MAIL_VERDICT_H
#define MAIL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"
#include "mail/edit.h"

/* In the order of strictness; the strictest wins. */
enum disposition {
	DISPOSITION_ACCEPT,
	DISPOSITION_QUARANTINE,
	DISPOSITION_TEMPFAIL,
	DISPOSITION_REJECT,
	DISPOSITION_DISCARD,	/* no rule's outcome: all recipients held */
	DISPOSITION_COUNT
};

enum rule_mode {
	RULE_OFF,
	RULE_WATCH,
	RULE_WARN,
	RULE_ENFORCE,
	RULE_MODE_COUNT
};

enum rule_outcome {
	RULE_NOT_MATCHED,
	RULE_MATCHED,
	RULE_WATCHED,
	RULE_WARNED,
	RULE_LIFTED,		/* by an exception or an override */
	RULE_UNDECIDED,
	RULE_OUTCOME_COUNT
};

/* One fact of a rule, in the rule's own words, and its answer. */
struct rule_fact {
	struct slice words;
	enum tri answer;
	struct slice because;	/* "1 of 2 recipients"; counts and kinds only */
};

struct rule_result {
	struct slice name;
	enum rule_mode mode;
	enum rule_outcome outcome;
	enum disposition disposition;	/* what its `then` asks for at most */
	struct slice then;	/* word of JSON: deliver warn quarantine reject … */
	struct slice *effects;	/* "add disclaimer", "notify assistant" */
	size_t effect_count;
	struct slice lifted_by;	/* "exception", "override" or empty */
	struct slice clause;
	struct slice reason;	/* policy REASON of the rule */
	struct slice file;
	uint32_t line;
	struct rule_fact *facts;
	size_t fact_count;
	uint32_t stopped_at;	/* index of the deciding fact; fact_count if none */
};

/* An exception that let a recipient off a rule; not in the wire form. */
struct rule_lift {
	size_t recipient;
	struct slice exception;	/* as the keeper named it */
	struct slice rule;
};

struct recipient_verdict {
	enum disposition disposition;	/* accept, quarantine, reject, tempfail */
	struct slice rule;		/* the rule that decided; empty for accept */
	bool is_protected;		/* of `set whistleblowing`; not sent on */
	/*
	 * Accepted, and not by the MTA's own transaction: a copy as it came
	 * goes by a hand-over of its own (mixed-recipients split).
	 */
	bool is_separate;
	bool is_outside;		/* not of `set inside domains` */
};

/* Who decides a held message, and by when. */
struct hold_terms {
	struct slice role;		/* "officer" */
	uint32_t within;		/* number of units */
	bool working_days;		/* else hours */
	struct slice otherwise;		/* "refuse" or "escalate to ROLE" */
	bool high_severity;
};

enum disclaimer_state {
	DISCLAIMER_NONE,		/* no rule asked for one */
	DISCLAIMER_WANTED,		/* asked for; the edit has not been tried */
	DISCLAIMER_ADDED,
	DISCLAIMER_PRESENT,
	DISCLAIMER_SKIPPED,
	DISCLAIMER_FAILED,
	DISCLAIMER_STATE_COUNT
};

enum disclaimer_fallback {
	FALLBACK_DELIVER_WITHOUT,
	FALLBACK_WRAP,
	FALLBACK_HEADER,
	FALLBACK_QUARANTINE,
	FALLBACK_REJECT,
	FALLBACK_NOTIFY,
	FALLBACK_COUNT
};

/* What came of one class of anomaly under `set unreadable`. */
struct anomaly_outcome {
	uint32_t anomaly;		/* index into report.anomalies */
	enum disposition disposition;
};

struct verdict {
	enum disposition disposition;	/* strictest over all recipients */
	struct recipient_verdict *recipients;	/* as in the envelope */
	size_t recipient_count;

	struct rule_result *rules;	/* every rule, in the order of the files */
	size_t rule_count;
	struct rule_lift *lifts;	/* what the register is to count */
	size_t lift_count, lift_cap;
	struct anomaly_outcome *anomalies;	/* one for each of the report's */
	size_t anomaly_count;

	struct edit_request *edits;	/* to be asked of the child */
	size_t edit_count;
	enum disclaimer_state disclaimer;
	struct slice disclaimer_text;	/* the text's name; JSON disclaimer_text */
	struct slice disclaimer_reason;
	enum disclaimer_fallback fallback;
	bool fallback_used;
	struct hold_terms fallback_hold;
	struct slice fallback_reply;	/* reply line of `otherwise reject with` */

	struct hold_terms hold;		/* if any recipient is held */

	uint16_t smtp_code;		/* 550, 451; 0 for accept */
	char smtp_status[8];		/* "5.7.1" */
	struct slice reply[4];		/* lines without code; `%` not yet doubled */
	size_t reply_count;

	uint8_t revision[8];		/* first bytes of the ruleset's digest */
	struct slice policy;		/* name of `set policy` */
	bool mixed_recipients;		/* inside and outside ones together */
	struct slice override_reason;	/* if it lifted a rule: the sender's words */
	struct slice association;	/* of who sends it; empty if none */
	/*
	 * A recipient is protected: who keeps it keeps what disclosure_hide()
	 * leaves (mail/disclosure.h).  Not in the wire form.
	 */
	bool is_disclosure;
};

const char *disposition_name(enum disposition d);
const char *rule_mode_name(enum rule_mode m);
const char *rule_outcome_name(enum rule_outcome o);
const char *disclaimer_state_name(enum disclaimer_state s);
const char *disclaimer_fallback_name(enum disclaimer_fallback f);

/* Is it held for any recipient? */
bool	verdict_holds(const struct verdict *v);
/* Does any recipient get a separate copy? */
bool	verdict_separates(const struct verdict *v);

/* The stricter of two. */
enum disposition disposition_max(enum disposition a, enum disposition b);

/* Wire form, for the keeper and for the stored answer. */
int	verdict_encode(const struct verdict *v, struct buf *out);
int	verdict_decode(struct slice body, struct arena *a, struct verdict *ret);

#endif
