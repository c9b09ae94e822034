/*
 * promise -- does the author say that a file comes with the message?
 *
 * Goes by words and phrases of several languages that a person can edit: the
 * list `promises` of terms, whose head (rules/lists/promises.terms) tells how
 * they work together.  Looks at one sentence at a time; a text that names
 * where its files are kept instead promises nothing.
 *
 * Compiled once, read-only afterwards; no I/O; linear in the text.
 */
#ifndef INSPECTOR_PROMISE_H
#define INSPECTOR_PROMISE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "conf/conf.h"

struct promise;

/* Errors of the site's own list go to diag.  0, ERR_SYNTAX, ERR_LIMIT. */
int	promise_new(const struct conf_tree *tree, struct conf_diag *diag,
	    struct promise **ret);
void	promise_free(struct promise *p);

/* own: UTF-8, the author's own text.  0, or ERR_LIMIT (the arena is full). */
int	promise_made(const struct promise *p, struct slice own,
	    struct arena *a, bool *ret);

#endif
