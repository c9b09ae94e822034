/*
 * detect -- personal data and words in text.
 *
 * A plan is compiled once from the configuration (in the zygote, before the
 * sandbox; PCRE2 JIT included) and is read-only afterwards.  Scanning runs in
 * the inspector child on hostile text: linear, bounded, nothing allocated
 * outside the message's arena, no I/O.
 */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "conf/conf.h"
#include "mail/detector.h"
#include "mail/finding.h"
#include "mail/text.h"

struct detect_plan;

/*
 * Compile: built-in detectors; `detector` blocks; `list NAME of words` and
 * `of values` (`set own`); and every `words from NAME`, `phrase S`, `pattern
 * S` that a rule's `when` line holds (found by its tokens).  Errors go to
 * diag with their place.  0, ERR_SYNTAX or ERR_LIMIT.
 */
int	detect_plan_new(const struct conf_tree *tree, struct conf_diag *diag,
	    struct detect_plan **ret);
void	detect_plan_free(struct detect_plan *p);

/* State of one message: distinct values seen, bulk counting. */
struct detect_run;
struct detect_run *detect_run_new(const struct detect_plan *p, struct arena *a);

/*
 * Scan one text.  Findings collect in the run.  Returns 0, or ERR_LIMIT: a
 * bound (findings, a pattern's match limit) was reached and the part must
 * count as not fully inspected; *ret_detail then says which.
 */
int	detect_scan(struct detect_run *run, const struct text *t,
	    const char **ret_detail);

/* All findings of the message so far; bulk tiers applied; in the arena. */
int	detect_findings(struct detect_run *run, struct finding **ret,
	    size_t *ret_n);

/* --- for detectors ------------------------------------------------------------------------ */

/*
 * The normalised shadow of a text (personal-data 3): ASCII-folded digits,
 * blanks and dashes, letters case-folded, invisible characters gone; one byte
 * class per character, and for each shadow byte the offset in the original.
 */
struct shadow {
	struct slice bytes;		/* folded UTF-8; '\x1e' between units */
	const uint32_t *origin;		/* byte offset in text.bytes, len + 1 entries */
	const struct text *text;
};

struct detect_hit {
	size_t from, to;	/* bytes of the shadow */
	uint8_t tier;		/* 1..3, context applied */
	struct slice value;	/* normalised: what counts as the same value */
};

struct detect_context;		/* what a detector may ask; see context.h */

struct detector {
	const struct detector_info *(*info)(void);
	/* Report hits through detect_hit_put(); 0 or ERR_LIMIT. */
	int (*scan)(struct detect_context *c);
};

#endif
