/*
 * markup -- is an HTML template one self-contained block that may be put into
 * anybody's mail?  (disclaimer-safety 5)
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_MARKUP_H
#define DISCLAIMER_MARKUP_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

#define MARKUP_ERROR_MAX	200

/* What is wrong, and which bytes of the page it is about. */
struct markup_fault {
	size_t at, len;
	char why[MARKUP_ERROR_MAX];
};

/*
 * Balanced, one element round all, no script, style sheet, form, picture,
 * comment, class, id or remote resource; has_logo: exactly one picture,
 * <img src="cid:logo" alt="...">.  Returns 0, or ERR_SYNTAX with the reason
 * in *ret_fault.
 */
int	markup_check(struct slice html, bool has_logo,
	    struct markup_fault *ret_fault);

/* Without the one picture, and without elements that held nothing else. */
int	markup_without_logo(struct slice html, struct buf *out);

/* Does the element round all say in which direction it is read? */
bool	markup_has_direction(struct slice html);

/* Has each element that begins in here its end in here? */
bool	markup_is_balanced(struct slice html);
/* Does this offset lie between the < and the > of a tag? */
bool	markup_is_in_tag(struct slice html, size_t at);

/* Characters beyond ASCII as numeric references. */
int	markup_ascii(struct slice html, struct buf *out);

/* The text a reader sees, tags removed, references resolved; UTF-8. */
int	markup_text(struct slice html, struct buf *out);

/* &, <, >, " and ' as references. */
int	markup_escape(struct slice text, struct buf *out);

#endif
