/*
 * reread -- inside conf: one file parsed without those that it names, and two
 * such trees compared.
 */
#ifndef CONF_REREAD_H
#define CONF_REREAD_H

#include "conf/conf.h"

/* As conf_load() of this text, all other files being empty. */
int	reread_parse(struct slice text, const char *name,
	    struct conf_diag *diag, struct conf_tree **ret);

/*
 * Do they say the same: every setting, block, line and token, in order, and
 * every item of a list as it is written?
 */
bool	reread_same(const struct conf_tree *a, const struct conf_tree *b);

#endif
