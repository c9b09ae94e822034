/*
 * disclaimer -- the texts that associations put on mail that goes outside.
 *
 * Loads templates (association blocks: `disclaimer text S, html S`), checks
 * them at load, prepares every form that an edit may need, and recognises its
 * own text in a message.  Pure text in, text out: where to put it is the
 * rewriter's matter.
 */
#ifndef DISCLAIMER_DISCLAIMER_H
#define DISCLAIMER_DISCLAIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "conf/conf.h"

struct disclaimers;

struct disclaimer {
	struct slice name;	/* the association's */
	struct slice text;	/* plain, UTF-8, LF line ends, no final LF, lines <= 76 bytes where words allow */
	struct slice ascii;	/* the same in ASCII; equal to text if that is ASCII */
	struct slice html;	/* one self-contained block, ASCII with references, LF */
};

/*
 * Compile from the tree (files are read through `from`-like strings by src,
 * relative to the file that names them).  Unknown variables, missing files,
 * unbalanced HTML, script or remote resources, and a non-ASCII text without
 * possible ASCII fallback are errors in diag.  0 or ERR_SYNTAX.
 */
int	disclaimers_new(const struct conf_tree *tree,
	    const struct conf_source *src, struct conf_diag *diag,
	    struct disclaimers **ret);
void	disclaimers_free(struct disclaimers *d);

/* NULL if the association has no disclaimer. */
const struct disclaimer *disclaimer_find(const struct disclaimers *d,
	    struct slice association);

/*
 * Does this text (UTF-8; plain, or HTML turned to text) carry the disclaimer
 * in the author's part (not quoted)?  Compares letters and digits only, so
 * wrapping, quoting marks and case do not matter.
 */
bool	disclaimer_present(const struct disclaimer *d, struct slice text);

/* Does it stand anywhere in this text, older messages in it included? */
bool	disclaimer_shown(const struct disclaimer *d, struct slice text);

/*
 * A number for this text in this message: what a marker field carries, so
 * that a second pass knows our own work even below an older message.  Not
 * keyed: whoever forges it can only keep a text that is there from being
 * there twice.
 */
uint64_t disclaimer_mark(const struct disclaimer *d, struct slice message_id);

#endif
