/*
 * mime -- our own byte-range reader of Internet messages (RFC 5322, 2045-2049,
 * 2183, 2231, 2047, 6532).
 *
 * Runs in the inspector child on hostile bytes.  Describes every byte of the
 * message by exactly one range; keeps several readings where readers of the
 * world can disagree; decodes with its own decoders.  Explicit stack, no
 * recursion; every limit is in base/limits.h and reaching one is reported.
 * Nothing is normalised: all slices point into the message unless they say
 * "in the arena".
 */
#ifndef MIME_MIME_H
#define MIME_MIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/anomaly.h"

/* --- ranges -------------------------------------------------------------------- */

enum mime_range_kind {
	MIME_RANGE_FIELD,	/* one header field with its end of line */
	MIME_RANGE_NONFIELD,	/* a line in a header block that is no field */
	MIME_RANGE_SEPARATOR,	/* the empty line after a header block */
	MIME_RANGE_BODY,	/* body of a leaf */
	MIME_RANGE_DELIMITER,	/* delimiter line, with the line end before it */
	MIME_RANGE_PREAMBLE,
	MIME_RANGE_EPILOGUE,
	MIME_RANGE_KIND_COUNT
};

struct mime_range {
	enum mime_range_kind kind;
	uint32_t node;		/* index of the node that it belongs to */
	size_t from, to;	/* bytes of the message */
};

/* --- fields ----------------------------------------------------------------------- */

struct mime_field {
	struct slice name;	/* as written, without the colon */
	struct slice value;	/* after the colon up to the last line end, folds inside */
	size_t from, to;	/* whole field with its line end */
	uint32_t occurrence;	/* nth of that name in this block, from 1 */
};

struct mime_param {
	struct slice name;	/* lower case, without RFC 2231 stars; in the arena */
	struct slice value;	/* unquoted, 2231-assembled, UTF-8 when charset given; in the arena */
	bool extended;		/* came from an RFC 2231 form */
};

struct mime_value {		/* Content-Type, Content-Disposition and kin */
	struct slice token;	/* "text/plain", "attachment": lower case, in the arena; empty if unusable */
	struct mime_param *params;
	size_t param_count;
	bool damaged;		/* not as the grammar wants; read as well as we could */
};

/* --- transfer encodings ------------------------------------------------------------- */

enum mime_encoding {
	MIME_ENCODING_IDENTITY,	/* 7bit, 8bit, binary, none */
	MIME_ENCODING_QUOTED_PRINTABLE,
	MIME_ENCODING_BASE64,
	MIME_ENCODING_UUENCODE,
	MIME_ENCODING_UNKNOWN,	/* named, but nothing that we decode */
	MIME_ENCODING_COUNT
};

/* --- nodes ---------------------------------------------------------------------------- */

#define MIME_NONE	UINT32_MAX

struct mime_node {
	struct slice path;	/* "1", "1.2"; the root of a single-part message is "1",
				 * a multipart root is "0"; in the arena */
	uint32_t parent;	/* MIME_NONE for the root */
	uint32_t first_child;
	uint32_t next_sibling;
	uint32_t depth;

	struct mime_field *fields;	/* of this entity's header block */
	size_t field_count;
	struct mime_value type;		/* default applied: text/plain, or
					 * message/rfc822 inside a digest */
	bool type_declared;
	struct mime_value disposition;	/* token empty if there is none */
	enum mime_encoding encoding;	/* the most likely one */
	enum mime_encoding *readings;	/* all to be tried, encoding first */
	size_t reading_count;
	struct slice charset;		/* declared, lower case; empty if none */
	struct slice boundary;		/* multipart only: the one used */
	struct slice *names;		/* candidate file names, UTF-8, best first; in the arena */
	size_t name_count;

	size_t header_from, header_to;	/* header block, without the empty line */
	size_t body_from, body_to;	/* raw body: of a multipart, all inside it */
	bool is_multipart;
	bool is_message;		/* message/rfc822, message/global */
	bool is_leaf;
	bool closed;			/* multipart: closing delimiter seen */
	bool is_extra;			/* exists only in a second reading */
};

struct mime_message {
	struct slice bytes;		/* borrowed */
	struct mime_node *nodes;	/* [0] is the root; parents before children */
	size_t node_count;
	struct mime_range *ranges;	/* ordered; together the whole message */
	size_t range_count;
	struct anomaly *anomalies;
	size_t anomaly_count;
	size_t reading_count;		/* structural readings met, at least 1 */
	struct arena *arena;		/* borrowed; owns all of this */
};

/*
 * Read a whole message (CRLF line ends expected; bare LF and CR are readings
 * of their own).  base_path is put before each part's path ("" for the top,
 * "2/" for a message found inside part 2); base_depth counts against
 * UNPACK_DEPTH_MAX.  message/rfc822 bodies in identity encoding are read in
 * place; encoded ones are leaves for extract to decode and read again.
 *
 * Returns 0 with ret filled (anomalies say what was odd), or ERR_LIMIT when
 * the arena is exhausted.
 */
int	mime_read(struct slice bytes, struct slice base_path,
	    uint32_t base_depth, struct arena *a, struct mime_message **ret);

/* First field with that name in the node's block (ASCII case folded), or NULL. */
const struct mime_field *mime_field(const struct mime_node *n, const char *name);
/* Value of a parameter, or SLICE_NONE (ptr NULL) if absent. */
struct slice mime_param(const struct mime_value *v, const char *name);

/* --- decoding ----------------------------------------------------------------------------- */

enum mime_decode_note {		/* what a strict reader would read otherwise */
	MIME_NOTE_JUNK = 1 << 0,	/* bytes outside the alphabet were skipped */
	MIME_NOTE_INNER_PADDING = 1 << 1, /* base64 data after padding */
	MIME_NOTE_CUT = 1 << 2,		/* ended inside a unit */
	MIME_NOTE_BAD_ESCAPE = 1 << 3,	/* "=" not followed by two hex digits */
	MIME_NOTE_NO_END = 1 << 4,	/* uuencode without "end" */
	MIME_NOTE_BLANK = 1 << 5	/* base64 with blanks or empty lines: words? */
};

/*
 * Decode all of raw under one encoding, appending to out.  Forgiving, as the
 * most forgiving client; *ret_notes tells where a strict one differs (then
 * mime_decode_variants() gives the other outcomes).  Returns 0 or ERR_LIMIT
 * (out is full: what is there is the beginning).
 */
int	mime_decode(struct slice raw, enum mime_encoding e, struct buf *out,
	    unsigned *ret_notes);
/*
 * The other outcomes of damaged data (base64: stop at the first padding;
 * padding ignored, lines with junk left out; quoted-printable: bad escapes dropped, with what follows,
 * or made whole where a soft break had cut them), each appended to
 * its own buffer.  Up to max buffers (initialised by the caller); returns how
 * many are filled.
 */
size_t	mime_decode_variants(struct slice raw, enum mime_encoding e,
	    unsigned notes, struct buf *out, size_t max);

/* Text with the soft breaks and escapes of quoted-printable in it? */
bool	mime_looks_quoted(struct slice text);

/*
 * A file inside text, in one of the ways from before MIME.  Clients show such
 * a block as an attachment, whatever the part's type and encoding say.
 * Offsets are bytes of the text.
 */
enum mime_block_kind {
	MIME_BLOCK_UU,		/* "begin 644 name", data lines, "end" */
	MIME_BLOCK_XX,		/* the same in xxencode's alphabet */
	MIME_BLOCK_BASE64,	/* "begin-base64 644 name", "====" */
	MIME_BLOCK_YENC,	/* "=ybegin line=128 size=9 name=a" */
	MIME_BLOCK_BINHEX	/* BinHex 4.0 (RFC 1741) */
};

struct mime_block {
	enum mime_block_kind kind;
	struct slice name;	/* as written; BinHex: empty, it is in the data */
	size_t from, to;	/* the whole block */
	size_t data_from, data_to;
	size_t lead;		/* bytes before each line: "> ", "X", blanks */
	bool has_end;
	bool is_piece;		/* yEnc: the other parts travel elsewhere */
};

/* The next block that starts at or after `at`. */
bool	mime_block_find(struct slice text, size_t at, struct mime_block *ret);
/*
 * Its content, appended to out; of BinHex the stream that
 * mime_binhex_read() opens.  0 or ERR_LIMIT.
 */
int	mime_block_decode(struct slice text, const struct mime_block *b,
	    struct buf *out);
/*
 * The file in a BinHex stream: its name and both forks.  False if the stream
 * is damaged; then data is what there is.
 */
bool	mime_binhex_read(struct slice stream, struct slice *ret_name,
	    struct slice *ret_data, struct slice *ret_resource);

/* --- charsets ------------------------------------------------------------------------------- */

/*
 * Open every converter that we claim, before the sandbox closes.  Returns 0
 * or ERR_SYSTEM (iconv lacks one; *ret_name tells which).
 */
int	mime_charset_preload(const char **ret_name);
/*
 * The same without the converters of the C library, each of which is a library
 * of its own: text in a multi-byte set is then read as if it had no label, and
 * mime_charset_was_missed() tells that this has happened.  Unicode and all
 * single-byte sets are read.
 */
int	mime_charset_preload_tables(const char **ret_name);
bool	mime_charset_was_missed(void);
void	mime_charset_unload(void);
/* All canonical names that we claim, ended by NULL. */
const char *const *mime_charset_names(void);
/* Is it one that we decode (aliases folded)? */
bool	mime_charset_known(struct slice name);
/*
 * Its canonical name: "iso-8859-1" for "latin1"; "" for no name and for words
 * that mean none; NULL if we do not decode it.
 */
const char *mime_charset_name(struct slice name);

/* Do letters and digits of ASCII stand for themselves in it? */
bool	mime_charset_keeps_ascii(struct slice name);
/* Runs of UTF-7 that hide letters, digits or blanks of ASCII? */
bool	mime_looks_utf7(struct slice text);

/*
 * Bytes to UTF-8, appended.  A BOM is honoured; bytes invalid in the charset
 * are read as UTF-8, then as windows-1252, and *ret_invalid is set; NUL and
 * other control bytes except TAB, CR, LF become blanks.  An empty name means
 * us-ascii, read as UTF-8 if it is valid, else windows-1252.
 * Returns 0, ERR_UNSUPPORTED (unknown charset: then read as an empty name
 * would be, and the caller reports an anomaly) or ERR_LIMIT.
 */
int	mime_to_utf8(struct slice bytes, struct slice charset, struct buf *out,
	    bool *ret_invalid);

/* --- values of header fields ------------------------------------------------------------------ */

/* Unfold, decode RFC 2047 words and raw UTF-8 / 8-bit; UTF-8 in the arena. */
int	mime_decode_words(struct slice value, struct arena *a, struct slice *ret);

/* The addr-specs in an address field (RFC 5322 3.4; groups opened, comments
 * dropped), lower-cased domain; in the arena. */
int	mime_addresses(struct slice value, struct arena *a, struct slice **ret,
	    size_t *ret_n);
/*
 * The same, with what stands beside each: the words before "<", or the comment
 * after an address without brackets, as they are written; maybe empty.  Part
 * of value.
 */
int	mime_mailboxes(struct slice value, struct arena *a, struct slice **ret,
	    struct slice **ret_names, size_t *ret_n);

/*
 * Where a parameter's value stands in the text of a field, quotes included:
 * for replacing it and nothing else.  False if it is absent, comes twice or
 * has an RFC 2231 form.
 */
bool	mime_param_place(struct slice value, const char *name, struct arena *a,
	    struct slice *ret);

/* Parse a structured value: token, then parameters (RFC 2045, 2231). */
int	mime_value_parse(struct slice value, struct arena *a,
	    struct mime_value *ret);

#endif
