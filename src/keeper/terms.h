/*
 * terms -- what registers go by, of the configuration: local time and the
 * `exceptions` blocks.  policy checks the whole language; here it is only
 * read.
 */
#ifndef KEEPER_TERMS_H
#define KEEPER_TERMS_H

#include "conf/conf.h"
#include "register/register.h"

/* Errors go to diag; 0 or ERR_SYNTAX. */
int	terms_read(const struct conf_tree *t, struct conf_diag *diag,
	    struct register_settings *ret);

#endif
