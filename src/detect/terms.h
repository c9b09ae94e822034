/*
 * terms -- lexicons: words with weights that a person can read and edit.
 *
 * `list NAME of terms` in the configuration, or else the file of that name
 * in rules/lists as it was when this program was built.  NAME is a detector's
 * (`health`, `criminal-record`): the words are its terms; or one of the
 * classes below, which all judges share.
 *
 * An entry is a word or phrase with a key before it:
 *
 *	3 hiv positive		says it of somebody by itself
 *	2 diabetes		a term: with a person and a predicate
 *	1 stroke		weak: in forms and tables, or beside another
 *	0 stroke of luck	never: this is not the term that is in it
 *	header medical		the header of a column, a label of a form
 *
 * A word or phrase in capitals alone ("MS") counts only where it is written so.
 * Without a key it is 2.  In the list `columns` the key is the kind of column
 * ("person tenant"), in other classes there is no key.
 */
#ifndef DETECT_TERMS_H
#define DETECT_TERMS_H

#include "conf/conf.h"
#include "detect/plan.h"

/* The extra of a LABEL_TERM. */
#define TERM_WEIGHT	3	/* these bits: 0..3 */
#define TERM_CAPITALS	4	/* it counts only in capitals */
#define TERM_HEADER	255	/* a header word */

/* A list as it was when the program was built; ends with .name == NULL. */
struct terms_default {
	const char *name;
	const char *const *entries;	/* ends with NULL */
};

extern const struct terms_default terms_defaults[];

/*
 * The entries of the list of that name: the site's, or else those that were
 * built in.  at is NULL for the latter.  tree may be NULL.  0, ERR_NOTFOUND,
 * or what item() gave.
 */
int	terms_each(const struct conf_tree *tree, const char *name,
	    int (*item)(void *arg, struct slice item,
	    const struct conf_place *at), void *arg);

/* All lexicons and classes into the plan's tree of words.  0 or ERR_*. */
int	terms_read(struct detect_plan *p, const struct conf_tree *tree,
	    struct conf_diag *diag);

#endif
