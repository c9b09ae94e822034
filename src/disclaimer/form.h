/*
 * form -- what of a text can stand in mail: laid out lines, ASCII, a block for
 * pages, with a picture or without.
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_FORM_H
#define DISCLAIMER_FORM_H

#include "disclaimer/disclaimer.h"
#include "disclaimer/markup.h"

#define FORM_MAX	(16 * CONF_STRING_MAX)

/* Why a text may not stand in mail, in words for who wrote it. */
struct form_bad {
	bool is_page;
	char why[MARKUP_ERROR_MAX];
};

/*
 * All return 0, ERR_LIMIT, or ERR_SYNTAX with the reason in *bad.
 */

/* Lines, LF; ascii: folded. */
int	form_lines(struct slice text, bool ascii, struct arena *a,
	    struct slice *ret, struct form_bad *bad);
/* html, and html_logo if d has a logo. */
int	form_page(struct slice html, struct arena *a, struct disclaimer *d,
	    struct form_bad *bad);

/*
 * Of one with variables, text, ascii and html become what disclaimer_piece()
 * takes apart: lines that may be left out are only their variables.
 */
int	form_pieces(struct arena *a, struct disclaimer *d,
	    struct form_bad *bad);
/*
 * The first line of raw text that stays, with a hole in it, where the
 * directory does not know the sender: as it then reads, in the buffer.  False
 * if there is none.
 */
bool	form_gap(struct slice raw, struct buf *ret_line);
/* Does it stand with all variables empty, and with the longest values? */
int	form_try(const struct disclaimer *d, struct form_bad *bad);

#endif
