/*
 * header -- one header block: its fields, odd lines and end (RFC 5322 2.2).
 *
 * Internal to src/mime.  A block is read in the long way (odd lines are
 * skipped, only an empty line ends it) and remembers what a short reader
 * (the first odd line ends it) would have seen.
 */
#ifndef MIME_HEADER_H
#define MIME_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/line.h"
#include "mime/mime.h"

struct header_piece {
	enum mime_range_kind kind;
	size_t from, to;
};

/* Scratch, used again for each block; heap memory. */
struct header {
	struct mime_field *fields;
	uint32_t *hashes;	/* of the lower-cased names */
	size_t count, cap, hash_cap;
	struct header_piece *pieces;
	size_t piece_count, piece_cap;

	size_t from;
	size_t to;		/* end of the block, empty line excluded */
	size_t body_from;
	size_t long_to;		/* both as read in the long way */
	size_t long_body;
	bool has_odd;		/* a line that is no field, or a blank one */
	size_t odd_at;		/* the first of them */
	size_t odd_to;
	bool odd_is_blank;	/* it holds white space only */
	bool odd_cuts;		/* a Content-* field goes on behind it */
	size_t odd_fields;	/* fields before it */
	size_t odd_pieces;
	bool has_nul;
	bool has_masked;	/* a Content-* name behind odd bytes */
	bool has_limit;		/* more fields than we keep */
};

void	header_free(struct header *h);

/*
 * Read the block that starts at from and ends at the latest at to.  is_root:
 * a message starts here, so an mbox "From " line may precede it.  max is how
 * many fields may be kept.
 */
void	header_read(struct header *h, struct slice bytes, size_t from, size_t to,
	    enum line_mode mode, bool is_root, size_t max);

/* Cut the block back to what the short reader sees. */
void	header_shorten(struct header *h, struct slice bytes);

/* Do two readings agree on every Content-* field? */
bool	header_same_content(const struct mime_field *a, size_t an,
	    const struct mime_field *b, size_t bn);

/*
 * Would a reader that mends what is damaged take this line for a Content-*
 * field that counts?  Its name must come first, whatever stands between its
 * letters and behind it, and then a value as such a field has.
 */
bool	header_claims(struct slice line);

/* "content-..." after removing blanks, controls, "_" and "-". */
bool	header_is_content(struct slice name);
/* Equal after removing those; word has no dashes: "contenttype". */
bool	header_looks_like(struct slice name, const char *word);

/*
 * Does a block of fields begin at `at`, one empty line before it allowed, and
 * is one of the first a Content-* field?
 */
bool	header_content_follows(struct slice bytes, size_t at, size_t to);

#endif
