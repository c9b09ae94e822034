/*
 * charset -- in which bytes a text may stand in a part (disclaimer-safety 7).
 *
 * Inside action.
 */
#ifndef ACTION_CHARSET_REWRITE_H
#define ACTION_CHARSET_REWRITE_H

#include "action/job_rewrite.h"

/* Are ASCII bytes themselves in it, at the end of these data at least? */
bool	charset_takes_ascii(struct slice charset, struct slice data);

/* Bytes of two-byte stretches (ISO-2022) blotted out: for finding tags. */
int	charset_mask(struct slice data, struct buf *out);

bool	charset_is_ascii(struct slice data);

/*
 * Holds ASCII data what some reader takes for ISO-2022, although no label
 * says so?
 */
bool	charset_may_switch(struct slice data);

/* --- what a plain text is written in --------------------------------------- */

enum charset_way {
	CHARSET_BYTES,		/* ASCII stands for itself */
	CHARSET_UNITS,		/* UTF-16, UTF-32 */
	CHARSET_SEVEN,		/* UTF-7 */
	CHARSET_TILDE		/* HZ: "~" is written "~~" */
};

struct charset_form {
	enum charset_way way;
	struct slice name;	/* to read it by; says the byte order */
	const char *known;	/* canonical; "" or NULL as mime_charset_name() */
	size_t width;		/* bytes of a unit */
	bool is_little;
	size_t mark;		/* bytes of a byte order mark at the start */
	bool is_doubtful;	/* the mark says something else than the label */
};

/*
 * By which rules these data are text; false if nothing can be put into them
 * (byte order unknown, EBCDIC, 8-bit bytes under an unknown name).
 */
bool	charset_form(struct slice charset, struct slice data,
	    struct charset_form *ret);

/*
 * UTF-8 text as bytes in it, that may stand wherever a line begins or ends.
 * 0, ERR_RANGE if it lacks a character, or ERR_LIMIT.
 */
int	charset_write(const struct charset_form *f, struct slice text,
	    struct buf *out);

/* Where line number `line` starts, from 0; SLICE_NPOS if there is none. */
size_t	charset_line(const struct charset_form *f, struct slice data,
	    size_t line);

/*
 * Do data with bytes put in at place read as before, with text between?  view
 * is what the data were read as, and view_place the place in it.  Looks at
 * the lines round the place.  0 or ERR_LIMIT.
 */
int	charset_holds(const struct charset_form *f, struct slice data,
	    size_t place, struct slice bytes, struct slice view,
	    size_t view_place, struct slice text, bool *ret);

#endif
