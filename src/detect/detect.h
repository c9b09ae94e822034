/*
 * detect -- personal data and words in text.
 *
 * A plan is compiled once from the configuration (in the zygote, before the
 * sandbox; PCRE2 JIT included) and is read-only afterwards.  Scanning runs in
 * the inspector child on hostile text: linear, bounded, nothing allocated
 * outside the message's arena, no I/O.
 *
 * A plan holds the scratch space of its patterns: it serves one thread.
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
 * diag with their place.  0, ERR_SYNTAX, ERR_LIMIT, or ERR_SYSTEM (no random
 * key from the kernel).
 */
int	detect_plan_new(const struct conf_tree *tree, struct conf_diag *diag,
	    struct detect_plan **ret);
/*
 * Load the stores of each `list NAME of documents` (detect/documents.h); src
 * reads their keys.  Errors go to diag: ERR_SYNTAX.  0, else.
 */
int	detect_plan_documents(struct detect_plan *p,
	    const struct conf_tree *tree, const struct conf_source *src,
	    struct conf_diag *diag);
/*
 * Map and check the index of each `list NAME of records` (mail/recordset.h);
 * src reads their keys.  As above.
 */
int	detect_plan_records(struct detect_plan *p,
	    const struct conf_tree *tree, const struct conf_source *src,
	    struct conf_diag *diag);
void	detect_plan_free(struct detect_plan *p);

/* State of one message: distinct values seen, bulk counting. */
struct detect_run;

/* NULL past the arena's ceiling. */
struct detect_run *detect_run_new(const struct detect_plan *p, struct arena *a);

/*
 * Scan one text.  Findings collect in the run; t is borrowed for the
 * call.  Returns 0, or ERR_LIMIT: a bound
 * (findings, a pattern's match limit, the arena) was reached and the part
 * must count as not fully inspected; *ret_detail then says which.  Bytes that
 * are not UTF-8 are read as U+FFFD.
 */
int	detect_scan(struct detect_run *run, const struct text *t,
	    const char **ret_detail);

/*
 * After all texts: the addresses ("local@domain", folded) that every recipient
 * of the message can see.  Findings of recipient_exposure collect in the run:
 * certain ones if a text was about special categories of data.  0 or
 * ERR_LIMIT.
 */
int	detect_recipients(struct detect_run *run, const struct slice *addresses,
	    size_t n);

/*
 * After all texts, before detect_findings(): how the message was passed on.
 * It supports what its words say of a chain letter.
 */
struct detect_forwarding {
	uint32_t depth;			/* forwards in one another */
	size_t own_bytes, quoted_bytes;
	size_t recipients;		/* visible ones */
};
void	detect_forwarding(struct detect_run *run,
	    const struct detect_forwarding *f);

/*
 * All findings of the message so far, in the order of their first place;
 * bulk tiers applied; in the arena.  0 or ERR_LIMIT (the arena is full).
 */
int	detect_findings(struct detect_run *run, struct finding **ret,
	    size_t *ret_n);

/* --- for detectors -------------------------------------------------------- */

/*
 * One line of DETECTOR_TABLE (mail/detector.h) is one file here: <id>.c
 * defines `const struct detector <id>_detector`.  The walk over the shadow
 * text is shared; a detector is called only where its shape may begin, and
 * then asks context.h about boundaries and words nearby.
 */
struct detect_context;		/* where we are; see context.h */

enum detect_on {
	DETECT_ON_NUMBER = 1,	/* a run of digits that nothing precedes */
	DETECT_ON_CODE = 2,	/* letters, then digits */
	DETECT_ON_WORD = 4,	/* one of its words of DETECT_TRIGGER */
	DETECT_ON_AT = 8,	/* "@" */
	DETECT_ON_SLASH = 16	/* a run of digits that a slash follows */
};

enum detect_label_kind {
	DETECT_LABEL,		/* "nhs no": near by, nearest wins */
	DETECT_TOPIC,		/* "patient": anywhere in the neighbourhood */
	DETECT_HEADER,		/* "ni": only as the header of a column */
	DETECT_OTHER,		/* "tel": right before, it is something else */
	DETECT_TRIGGER,		/* the detector begins at this word */
	DETECT_TRIGGER_STEM	/* the same; letters or digits may follow it */
};

struct detect_label {
	const char *text;	/* UTF-8, any case; NULL ends the list */
	enum detect_label_kind kind;
};

struct scene;			/* a window with its marks; see scene.h */

struct detector {
	unsigned on;		/* bits of enum detect_on; 0: it only judges */
	uint32_t lengths;	/* digits: bit n set if n of them may make one */
	uint32_t letters;	/* codes: the same for letters before a digit */
	const struct detect_label *labels;	/* may be NULL */
	/* Report hits through detect_hit_put(); 0 or ERR_LIMIT. */
	int (*scan)(struct detect_context *c);
	/*
	 * Once for each window, when all marks are on it; may be NULL.
	 * Reports through scene_put(); 0 or ERR_LIMIT.
	 */
	int (*judge)(struct scene *s);
};

#define DETECT_EXTERN(id, ...)	extern const struct detector id##_detector;
#define DETECT_NO_EXTERN(id, ...)
DETECTOR_TABLE(DETECT_EXTERN, DETECT_NO_EXTERN)
#undef DETECT_EXTERN
#undef DETECT_NO_EXTERN

struct detector_entry {
	const char *id;
	const struct detector *detector;
};

/* The built ones, in the order of DETECTOR_TABLE; ends with .id == NULL. */
extern const struct detector_entry detect_table[];

/*
 * Recognisers: the same shape, but what they find is no finding, only a mark
 * (scene.h): recognise_<name>.c defines `<name>_recogniser`.
 */
#define RECOGNISER_TABLE(RECOGNISER) \
RECOGNISER(account_number) \
RECOGNISER(home_address) \
RECOGNISER(mail_address) \
RECOGNISER(money) \
RECOGNISER(postcode) \
RECOGNISER(telephone)

#define RECOGNISER_EXTERN(id)	extern const struct detector id##_recogniser;
RECOGNISER_TABLE(RECOGNISER_EXTERN)
#undef RECOGNISER_EXTERN

extern const struct detector_entry recogniser_table[];

#endif
