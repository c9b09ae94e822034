/*
 * texts -- inside policy: which of an association's texts goes into a message,
 * and what its variables hold.
 */
#ifndef POLICY_TEXTS_H
#define POLICY_TEXTS_H

#include "policy/check.h"
#include "policy/view.h"

/*
 * Read every `disclaimer` line: names, languages, facts.  Lists and settings
 * must have been read, since facts name them.
 */
void	texts_check(struct checker *c);
/* Lines that can never be chosen, languages that nobody has set. */
void	texts_advise(struct checker *c);

/* Is it the name of a text, or of an association?  By the tree alone. */
bool	texts_has_name(const struct conf_tree *t, struct slice name);

/*
 * The association's text for this message: of the lines whose fact is yes, in
 * the order of the file, one in its language before one of none; else one of
 * its language; else the default.  NULL if the association has no text.
 */
const struct notice_text *texts_choose(struct view *v, size_t association);

/* The values of this message, in the view's arena; 0 or ERR_LIMIT. */
int	texts_variables(const struct view *v, struct edit_variable **ret,
	    size_t *ret_count);

#endif
