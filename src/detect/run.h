/*
 * run -- the state of one message's scan, for run.c and context.c.
 */
#ifndef DETECT_RUN_H
#define DETECT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/context.h"
#include "detect/findings.h"
#include "detect/grid.h"
#include "detect/plan.h"
#include "detect/shadow.h"

/* A unit, or what of it lies in the window. */
struct segment {
	size_t unit;		/* index in text->units */
	size_t from, to;	/* bytes of the shadow */
};

/* A word of the tree of words at its place in the window. */
struct label {
	uint32_t from, to;
	uint32_t tag;
};

/* What the header of a column says: found once for each header. */
struct header {
	struct header *next;
	uint64_t key;
	uint32_t *tags;
	size_t tag_count, tag_cap;
};

#define RUN_HEADERS	64	/* buckets */
#define RUN_ASKED	64	/* headers asked for lately */

/* Where a header stands in the text that is being scanned, and what it is. */
struct asked {
	const uint8_t *ptr;
	size_t len;
	const struct header *header;
};

/* A word of a weighed list at its place in the window: weighed.h. */
struct weighed {
	uint32_t from, to;
	uint32_t word;			/* index of the tree */
	uint16_t source;
	uint8_t key;			/* enum weighed_key */
};

struct mark;			/* scene.h */
struct nameword;		/* nameword.h */
struct quiet;			/* signature.h */
struct chain_run;		/* chain_letter.c */

struct detect_run {
	const struct detect_plan *plan;
	struct arena *arena;
	struct findings *findings;
	struct shadow shadow;
	struct shadow fold;		/* for headers */
	const char *detail;		/* the first bound that was reached */

	const struct text *text;
	struct segment *segments;
	size_t segment_count, segment_cap;
	size_t zone_from, zone_to;	/* what begins here belongs to the window */
	size_t segment;			/* the one being scanned */

	struct label *labels;		/* of the window, by ascending end */
	size_t label_count, label_cap;
	struct label *triggers;		/* where detectors begin; the same */
	size_t trigger_count, trigger_cap;
	struct weighed *weighed;	/* of the window, ascending */
	size_t weighed_count, weighed_cap;
	size_t weighed_judged;		/* of the message */
	struct mark *marks;
	size_t mark_count, mark_cap;
	bool has_special_topic;		/* of the message: in its words, not files */
	uint64_t topic_word;		/* one that might make it so */
	bool has_terms;			/* marks that a judge may begin with */
	struct nameword *name_words;	/* of one unit, while people are sought */
	size_t name_word_count, name_word_cap;
	struct quiet *quiet;		/* signatures of the window, ascending */
	size_t quiet_count, quiet_cap;
	struct header *headers[RUN_HEADERS];
	struct asked asked[RUN_ASKED];

	struct grid grid;		/* of the window */

	/* Sources (bits) whose label a unit holds, as far as it was read. */
	size_t labelled_segment;	/* SIZE_MAX: none yet */
	size_t labelled_unit;
	uint64_t *labelled;		/* plan->built bits */

	size_t phrases;			/* passwords looked at: phrase.c */
	size_t *resume;			/* per site: original offset to go on at */
	const char **failed;		/* per site: the limit it reached, or NULL */
	struct records_run *records;	/* records.h; NULL: not begun */
	size_t line_at, line;		/* lines counted so far */
	struct known_run *known;	/* fingerprint_match.c; NULL: not yet */
	struct chain_run *chain;	/* NULL: no word of one yet */
};

/* Note the first reason; always ERR_LIMIT. */
int	run_limit(struct detect_run *run, const char *detail);

/*
 * lookup.c: find the labels, triggers, terms and list entries of the window.
 * 0 or ERR_LIMIT.
 */
int	run_words(struct detect_run *run);

/*
 * shape.c: detectors that begin at digits, at "@", at their words (*at goes on
 * from unit to unit), and one pattern of the site, in one unit.  0 or
 * ERR_LIMIT.
 */
int	run_digits(struct detect_run *run, struct detect_context *c);
int	run_ats(struct detect_run *run, struct detect_context *c);
int	run_triggers(struct detect_run *run, struct detect_context *c,
	    size_t *at);
int	run_site(struct detect_run *run, struct detect_context *c,
	    size_t index);

/* A mark on the window.  0 or ERR_LIMIT. */
int	run_mark(struct detect_run *run, const struct mark *m);

/* The tags in a column's header; NULL past the arena. */
const struct header *run_header(struct detect_run *run, struct slice text);

/* What the header of the cell's column says: 1 << enum column_kind. */
uint32_t run_columns(struct detect_run *run, const struct text_unit *unit);
uint32_t run_columns_of(struct detect_run *run, struct slice header);
/* As detect_line_says(), in bytes of the window. */
bool	run_line_says(const struct detect_run *run, size_t from, size_t to,
	    size_t reach, const char *const *words);

/* Equal for the cells of one column; 0: no cell. */
uint64_t run_column(const struct detect_run *run,
	    const struct text_unit *unit);

/*
 * Index of the first mark that begins at or behind that byte; the marks must
 * be in order.
 */
size_t	run_marks_from(const struct detect_run *run, size_t at);

/* Was the letter at that byte of the window written in upper case? */
bool	run_is_upper(const struct detect_run *run, size_t at);

/* A finding of this source at from..to of the window. */
int	run_found(struct detect_run *run, uint32_t source, size_t from,
	    int tier, struct slice value, bool masked, size_t *ret);

/* "line 3" of the text, for an original offset; ptr NULL past the arena. */
struct slice run_line_place(struct detect_run *run, size_t origin);

#endif
