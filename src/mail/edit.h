/*
 * edit -- changes to a message, as data.
 *
 * The milter asks (edit_request) on the reply socket after the verdict; the
 * child answers with splices and header changes (edit_list) that it has
 * proved by parsing the result again.  Offsets are bytes of the spool.
 */
#ifndef MAIL_EDIT_H
#define MAIL_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

enum edit_kind {
	EDIT_DISCLAIMER,	/* name = the text that goes in (disclaimer.h) */
	/* Remove every "[reason: ...]", or value = word, as often as it is there. */
	EDIT_STRIP_SUBJECT_TAG,
	EDIT_ADD_FIELD,		/* add a header field name: value */
	EDIT_REMOVE_FIELD,	/* every field of that name */
	EDIT_KIND_COUNT
};

/* Where the text goes in a part that has a place for it; else at the end. */
enum edit_place {
	EDIT_PLACE_END,
	EDIT_PLACE_ABOVE_SIGNATURE,	/* of the author: "-- " */
	EDIT_PLACE_ABOVE_QUOTE,		/* above the older message */
	EDIT_PLACE_COUNT
};

/* What to do in the child if the body may not be edited. */
enum edit_otherwise {
	EDIT_OTHERWISE_NONE,
	EDIT_OTHERWISE_HEADER,		/* one field of the text's own */
	EDIT_OTHERWISE_WRAP,		/* the whole as message/rfc822 */
	EDIT_OTHERWISE_COUNT
};

/* What a template's "%{name}" becomes: UTF-8 on one line. */
struct edit_variable {
	struct slice name;
	struct slice value;
};

#define EDIT_VARIABLES_MAX	16

/* How a disclaimer goes in: rules and settings, as far as the child needs them. */
struct edit_disclaimer {
	struct slice association;	/* whose texts, of any version, count as there */
	enum edit_place place;
	enum edit_otherwise otherwise;
	bool once_per_thread;		/* not if an older message below has it */
	bool ascii_only;		/* never change a charset: the ASCII form */
	bool after_armour;		/* below an inline PGP message */
	bool has_null_sender;		/* a report or an automatic answer */
	bool skips_generated;		/* leave what a business system wrote */
	bool replaces_signatures;	/* all DKIM-Signature fields are our own: remove */
	uint64_t size_max;		/* message above it: "size"; 0: none */
	/*
	 * The mark, X-Exeat-Notice, is keyed and made outside the child: its
	 * value, or empty for none; and whether the message came with it.
	 */
	struct slice mark;
	bool is_marked;
	struct edit_variable *variables;
	size_t variable_count;
};

struct edit_request {
	enum edit_kind kind;
	struct slice name;
	struct slice value;
	/* Of EDIT_DISCLAIMER; NULL: as if all of it were zero. */
	struct edit_disclaimer *disclaimer;
};

#define EDIT_REQUESTS_MAX	16

enum edit_frame {			/* frame types on the reply socket */
	EDIT_FRAME_REQUEST = 0x0301,	/* milter to child: all requests */
	EDIT_FRAME_LIST = 0x0302,	/* child to milter: a piece of the list */
	EDIT_FRAME_END = 0x0303
};

enum edit_result {			/* of one request */
	EDIT_DONE,
	EDIT_ALREADY,			/* the text is there already: "present" */
	EDIT_SKIPPED,			/* must not be touched; reason says why */
	EDIT_FAILED,			/* self-check or shape; reason says why */
	EDIT_RESULT_COUNT
};

struct edit_outcome {
	enum edit_result result;
	struct slice reason;		/* "signed", "selfcheck-failed"; a fixed word */
	struct slice text;		/* name of the disclaimer text used */
	/* Of SKIPPED or FAILED: what was done instead, proven like any edit. */
	enum edit_otherwise otherwise;
};

/* Bytes from..to of the spool are replaced; ordered, not overlapping. */
struct splice {
	uint64_t from;
	uint64_t to;
	struct slice bytes;
};

enum header_op {
	HEADER_ADD,			/* after the last field */
	HEADER_INSERT,			/* before the first field */
	HEADER_CHANGE,			/* occurrence index of name, from 1 */
	HEADER_DELETE,
	HEADER_OP_COUNT
};

struct header_change {
	enum header_op op;
	uint32_t index;			/* occurrence, from 1; for CHANGE, DELETE */
	struct slice name;
	struct slice value;		/* as in the message: leading blank kept,
					 * folds as CRLF + blank, no end of line */
};

struct edit_list {
	struct edit_outcome *outcomes;	/* one for each request, in order */
	size_t outcome_count;
	struct splice *splices;		/* of the body: from >= body_offset */
	size_t splice_count;
	struct header_change *headers;	/* in the order to be applied */
	size_t header_count;
	uint64_t body_offset;		/* where the body starts in the spool */
};

int	edit_requests_encode(const struct edit_request *q, size_t n,
	    struct buf *out);
int	edit_requests_decode(struct slice body, struct arena *a,
	    struct edit_request **ret, size_t *ret_n);

/* One buffer; sent in EDIT_FRAME_LIST pieces, then EDIT_FRAME_END. */
int	edit_list_encode(const struct edit_list *l, struct buf *out);
/*
 * Strict: ranges within spool_size and the body, ordered, counts bounded,
 * header names are legal field names, values without bare CR, LF or NUL.
 */
int	edit_list_decode(struct slice packed, uint64_t spool_size,
	    struct arena *a, struct edit_list *ret);

/*
 * Does the field stay outside, as it is, when a message is wrapped?  What does
 * not goes only inside.
 */
bool	edit_wrap_keeps(struct slice name);

/*
 * Does the list do no more than these requests can lead to?  The child may be
 * the attacker's: it may not write a From, To or Subject that nobody asked it
 * to touch, nor a mark that is not the one it was given, nor change the body
 * under a request that only touches fields, nor call a notice added that is
 * not there, nor take more out of a body or put more into it than a notice
 * can need (edit_list_is_modest).
 */
bool	edit_list_is_asked_for(const struct edit_list *l,
	    const struct edit_request *q, size_t n);

/*
 * No more than EDIT_REMOVED_MAX bytes of the body go (where a part has to be
 * encoded anew, all of it goes), and no more than EDIT_INSERTED_MAX and four
 * bytes for each of these come; fields within HEADER_BYTES_MAX.
 */
bool	edit_list_is_modest(const struct edit_list *l);

/*
 * The message with the list applied, appended to out: header changes in their
 * order, then the body's splices.  Occurrences are counted as the message
 * stands before any change.  0, ERR_LIMIT (out is full) or ERR_RANGE (the
 * list does not fit the message).
 */
int	edit_apply(struct slice message, const struct edit_list *l,
	    struct buf *out);

#endif
