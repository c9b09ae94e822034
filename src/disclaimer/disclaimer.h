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

#include "base/arena.h"
#include "base/slice.h"
#include "conf/conf.h"
#include "mail/edit.h"

struct disclaimers;

/*
 * One text.  As it is loaded it is a template: "%{name}" stands for what is
 * known only with a message.  What goes into a message is what
 * disclaimer_expand() makes of it.
 * Until then text, ascii and html hold what disclaimer_piece() takes apart.
 */
struct disclaimer {
	struct slice name;	/* the text's: of the default, its association's */
	struct slice association;
	/* Of the association: an older version of a text has one of them. */
	struct slice full_name, domain;
	struct slice language;	/* "gd", lower case; empty: for any */
	struct slice version;	/* 16 hex digits over all that it is made of */
	bool is_default;
	bool has_variables;
	struct slice text;	/* plain, UTF-8, LF line ends, no final LF, lines <= 76 bytes where words allow */
	struct slice ascii;	/* the same in ASCII; equal to text if that is ASCII */
	struct slice html;	/* one self-contained block, ASCII with references, LF; no picture */
	/*
	 * The same with the picture: it holds "cid:logo" once, in the quotes
	 * of an <img>; whoever adds the part puts its own Content-ID there.
	 * Empty if there is no logo.
	 */
	struct slice html_logo;
	struct slice logo;	/* the file's bytes; empty: none */
	struct slice logo_type;	/* "image/png", "image/jpeg", "image/gif" */
	/*
	 * For `otherwise header`: one field "X-...", printable ASCII.  The
	 * value is as in the message: a blank before it, folds as CRLF and a
	 * blank where a line would be over 76.  Empty: none.
	 */
	struct slice header_name;
	struct slice header_value;
	struct slice text_file, html_file, logo_file;	/* as they are named */
	/* The files' own words, LF; what is known at load filled in. */
	struct slice raw_text;
	struct slice raw_html;
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
/*
 * The same for who writes them: warnings too, of texts that are unlike their
 * pages and of sentences that an empty variable leaves a hole in.
 */
int	disclaimers_check(const struct conf_tree *tree,
	    const struct conf_source *src, struct conf_diag *diag);
void	disclaimers_free(struct disclaimers *d);

/* A text by its name; NULL if there is none. */
const struct disclaimer *disclaimer_find(const struct disclaimers *d,
	    struct slice name);
/* All texts, in the order of the files; NULL past the last one. */
const struct disclaimer *disclaimer_at(const struct disclaimers *d, size_t i);

/*
 * What of a form (text, ascii, html) stays the same whatever the variables
 * hold: the pieces before, between and after them, maybe empty.  *at is 0 for
 * the first; false when there is no further one.
 */
bool	disclaimer_piece(struct slice form, size_t *at, struct slice *ret);

/* The variables of raw_text or raw_html, one after the other, in the same way. */
bool	disclaimer_variable(struct slice raw, size_t *at, struct slice *ret);

/*
 * The text of this message: each "%{name}" replaced by its value as one line
 * of plain words, laid out, in all forms.  A variable that is not given is
 * empty; a line of the template that holds nothing but empty variables, blanks
 * and punctuation is left out.  What has no variables is handed back as it
 * is.  0, or ERR_LIMIT (the arena).
 */
int	disclaimer_expand(const struct disclaimer *d,
	    const struct edit_variable *variables, size_t count,
	    struct arena *a, struct disclaimer *ret);

/*
 * Does this text (UTF-8; plain, or HTML turned to text) carry the disclaimer
 * in the author's part (not quoted)?  Compares letters and digits only, so
 * wrapping, quoting marks and case do not matter.
 */
bool	disclaimer_present(const struct disclaimer *d, struct slice text);

/* Does it stand anywhere in this text, older messages in it included? */
bool	disclaimer_shown(const struct disclaimer *d, struct slice text);

/*
 * Does any text of now's association stand there, in any language, with
 * whatever variables, or in an older version (near enough, and with the
 * association's name or domain in it)?  now: the text as this message gets
 * it.  own_only: in the author's part alone.  Cost is linear in the text.
 */
bool	disclaimers_known(const struct disclaimers *all,
	    const struct disclaimer *now, struct slice text, bool own_only);

#endif
