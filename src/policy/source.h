/*
 * source -- inside policy: where a file comes from, as the ledger of files,
 * the envelope and the report together say.
 *
 * What is recorded of a file goes before what this message says of it, and
 * the words stand in that order: an officer's approval, then where it came
 * in from, then our own use of it.  The keeper never records our own use of a
 * file that was of unknown source before (register/ledger.c), so passing one
 * on inside does not make it ours.
 *
 * A file in an archive or an attached message has what is recorded of that,
 * unless more is recorded of itself; an archive of which all is recorded to
 * be known is known, and one of which anything is of unknown source is that.
 * Pieces of a document (its pictures, fonts, settings) are the document's; a
 * document, program or archive that somebody put into one is a file of its
 * own.
 *
 * What is in an archive that nobody can open cannot be told: it is what its
 * archive is.  A text that is known says nothing of macros beside it.
 */
#ifndef POLICY_SOURCE_H
#define POLICY_SOURCE_H

#include "policy/view.h"

/* The worst last, of those that one archive holds. */
enum source {
	SOURCE_APPROVED,
	SOURCE_RECEIVED_KNOWN,
	SOURCE_INTERNAL,
	SOURCE_AUTHORED,
	SOURCE_UNIDENTIFIED,
	SOURCE_UNAUTHENTICATED,
	SOURCE_FORWARDED_UNKNOWN,
	SOURCE_RECEIVED_UNKNOWN,
	SOURCE_COUNT
};

const char *source_name(enum source s);		/* "received-known" */

#define SOURCE_BIT(s)	(UINT32_C(1) << (s))
/* What `of unknown source` means unless `set unknown-source` says (R7). */
#define SOURCE_UNKNOWN_DEFAULT	(SOURCE_BIT(SOURCE_RECEIVED_UNKNOWN) | \
	SOURCE_BIT(SOURCE_UNIDENTIFIED) | \
	SOURCE_BIT(SOURCE_UNAUTHENTICATED) | \
	SOURCE_BIT(SOURCE_FORWARDED_UNKNOWN))

struct part_source {
	enum source source;
	bool is_recorded;	/* the ledger says so, not this message alone */
	bool is_by_text;	/* known again by its text */
};

/*
 * Of each of v->attachments, kept in the view.  NULL: nobody was asked what
 * is remembered, or the arena is full.
 */
const struct part_source *view_sources(struct view *v);

/* What the ledger is told of each of v->attachments: 0 or ERR_LIMIT. */
int	source_mark_files(const struct view *v, struct memory_file *files);

/* --- the words of `any attachment` (cond_source.c) ----------------------------- */

/* After "source"; as bits.  0 with an error. */
uint32_t source_read_set(struct cond_reader *rd);
/*
 * Is the attachment (an index, or BOUND_HIDDEN) of one of these; 0: of what
 * `set unknown-source` says?
 */
enum tri source_test(struct view *v, uint32_t set, size_t at);
/* "part 2, received-unknown, known by its text" */
struct slice source_because(struct view *v, uint32_t set);

#endif
