/*
 * draft -- a template as its author wrote it: read, and looked at for what
 * cannot stand in mail, with the place of each fault in the file itself.
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_DRAFT_H
#define DISCLAIMER_DRAFT_H

#include "conf/conf.h"

struct draft {
	const struct conf_token *name;	/* in the disclaimer line */
	const char *path;
	struct slice bytes, text;	/* text: without a byte order mark */
};

/*
 * All answer 0, or ERR_SYNTAX when the fault was told to diag.
 */

/* name and path are given; bytes and text borrow from *out. */
int	draft_read(struct draft *f, const struct conf_source *src,
	    struct buf *out, struct conf_diag *diag);
/* UTF-8 without control characters, known variables, safe lines, ASCII form. */
int	draft_check_text(const struct draft *f, struct conf_diag *diag);
/* The same, and one block of HTML (disclaimer/markup.h). */
int	draft_check_page(const struct draft *f, bool has_logo,
	    struct conf_diag *diag);

#endif
