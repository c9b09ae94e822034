/*
 * plan -- what a detect_plan is made of, for run.c and context.c.
 */
#ifndef DETECT_PLAN_H
#define DETECT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/siphash.h"
#include "base/slice.h"
#include "conf/conf.h"
#include "detect/detect.h"
#include "detect/disguise.h"
#include "detect/known.h"
#include "detect/pattern.h"
#include "detect/shadow.h"
#include "detect/words.h"

/*
 * A source of findings: built-in detectors first, in the order of
 * detect_table, then the site's, then words, phrases and patterns of rules.
 */
struct source {
	struct slice id;	/* "uk_nino", "site_tenancy_number", "words" */
	struct slice list;	/* list name, phrase or pattern as in the rule */
};

/* A pattern: one line of a detector block, or a rule's own. */
struct site {
	struct pattern *pattern;
	uint32_t source;
	uint8_t certainty;	/* tier of a hit */
	bool wants_near;	/* without one of its near words: tier 1 */
	const char *name;	/* "rule x", "detector y": for the detail */
};

/* What a word of the tree means: its tag. */
enum label_kind {
	LABEL_OWN,
	LABEL_TOPIC,
	LABEL_HEADER,
	LABEL_OTHER,
	LABEL_NEGATIVE,		/* of no source */
	LABEL_TITLE,		/* of no source */
	LABEL_TRIGGER,		/* the source begins here */
	LABEL_LIST,		/* of a list, or a phrase: a finding */
	LABEL_TERM,		/* of a lexicon; extra: its weight */
	LABEL_CLASS,		/* extra: enum mark_kind */
	LABEL_COLUMN,		/* in headers; extra: enum column_kind */
	LABEL_CHAIN		/* of chain letters; extra: CHAIN_EXTRA() */
};

#define LABEL_NO_SOURCE		UINT16_MAX
#define LABEL_TAG(source, kind)	LABEL_TAG_EXTRA(source, kind, 0)
#define LABEL_TAG_EXTRA(source, kind, extra) \
	((uint32_t)(source) << 16 | (uint32_t)(kind) << 8 | (uint32_t)(extra))
#define LABEL_SOURCE(tag)	((tag) >> 16)
#define LABEL_KIND(tag)		((enum label_kind)((tag) >> 8 & 0xff))
#define LABEL_EXTRA(tag)	((uint8_t)((tag) & 0xff))

/* Who is called for a window: the detectors and recognisers. */
struct caller {
	const struct detector *detector;
	uint16_t source;
};

/* What a word may be, of the lists of names (rules/lists). */
enum name_kind {
	NAME_GIVEN = 1 << 0,
	NAME_SURNAME = 1 << 1,
	NAME_WEAK_GIVEN = 1 << 2,	/* also a plain word: May, Will, Rose */
	NAME_WEAK_SURNAME = 1 << 3,	/* the same: House, Close, Street */
	NAME_TITLE = 1 << 4,		/* of the list name-words, which see */
	NAME_PARTICLE = 1 << 5,
	NAME_STREET = 1 << 6,
	NAME_BODY = 1 << 7,
	NAME_ROLE = 1 << 8,
	NAME_LABEL = 1 << 9,
	NAME_OTHER = 1 << 10
};

#define NAME_BITS	(1 << 17)	/* a few for each name of a long list */

struct name {
	uint64_t digest;	/* of the folded name */
	uint16_t kinds;		/* bits of enum name_kind */
};

/* A text that a detector block promises to find, or not to find. */
struct example {
	struct slice text;
	const struct conf_place *at;
	uint32_t source;
	uint8_t tier;		/* found at this tier or above, or not */
	bool is_counter;
};

/* A word of a weighed list that is known in disguise: weighed.h. */
struct disguised {
	uint32_t word;		/* index of the tree */
	uint16_t source;
	uint8_t key;		/* enum weighed_key */
	uint8_t first;		/* its first letter, and its length: looked */
	uint8_t len;		/* at before the word itself */
};

#define FLOOR_KINDS	3	/* kinds that only a number of says anything */

struct records;

struct detect_plan {
	struct arena *arena;
	struct shadow fold;		/* scratch, while compiling */
	uint8_t key[SIPHASH_KEY_SIZE];
	struct source *sources;
	size_t source_count, source_cap;
	uint32_t built;			/* sources below are detect_table's */
	struct site *sites;
	size_t site_count, site_cap;
	struct example *examples;
	size_t example_count, example_cap;
	struct words *words;		/* tag: LABEL_TAG() */
	struct caller *callers;
	size_t caller_count;
	struct name *names;		/* by digest */
	size_t name_count, name_cap;
	uint64_t name_bits[NAME_BITS / 64];	/* of all names, hashed */
	struct records *records;	/* records.h */
	size_t record_count;
	uint64_t *own;			/* digests of `set own` values, sorted */
	size_t own_count, own_cap;
	uint64_t *domains;		/* digests of ours and partners' */
	size_t domain_count, domain_cap;
	uint32_t floors[FLOOR_KINDS];	/* floor.h */
	uint32_t recipients;
	struct known *known;		/* documents; NULL: none */
	struct disguised *disguised;
	size_t disguised_count, disguised_cap;
	uint32_t weighs;		/* lists of words with weights */
	bool ignores_test_numbers;
	bool has_chain_letters;
	uint32_t chain_source;
	struct vocabulary vocabulary;	/* of chain letters */
	/* Which lengths any detector wants at all. */
	uint32_t number_lengths;
	uint32_t code_lengths;
};

/* The digest under which own values are kept: of letters and digits only. */
uint64_t plan_own_digest(const struct detect_plan *p, struct slice folded);
/* For qsort() of plan.own, and bsearch(). */
int	plan_own_order(const void *a, const void *b);
bool	plan_is_own(const struct detect_plan *p, uint64_t digest);

/* Names of sources; the same id and list give the same source. */
uint32_t plan_source(struct detect_plan *p, struct slice id,
	    struct slice list);

/* One more word into the tree: folded first. */
int	plan_word(struct detect_plan *p, struct slice word, uint32_t tag);
int	plan_stem(struct detect_plan *p, struct slice stem, uint32_t tag);

/* One more name; what a (folded) name may be, bits of enum name_kind. */
int	plan_name_add(struct detect_plan *p, struct slice name,
	    unsigned kinds);
unsigned plan_name(const struct detect_plan *p, struct slice folded);

/* plan_conf.c: does `set packs` name it? */
bool	plan_pack_is_set(const struct conf_tree *tree, const char *pack);
/* plan_conf.c: everything that configuration adds.  0 or ERR_*. */
int	plan_read_conf(struct detect_plan *p, const struct conf_tree *tree,
	    struct conf_diag *diag);
/* With the plan complete: does each example hold?  0 or ERR_*. */
int	plan_check_examples(struct detect_plan *p, struct conf_diag *diag);

#endif
