/*
 * diag -- inside conf: what the loader tells the collector of messages.
 */
#ifndef CONF_DIAG_H
#define CONF_DIAG_H

#include "conf/conf.h"

/*
 * Keep a copy of a file's text, so that messages can show its lines.  Files
 * are shown in the order in which they were given.
 */
void	conf_diag_source(struct conf_diag *d, const char *file,
	    struct slice bytes);

/* Paths below this folder are shown without it.  Copied. */
void	conf_diag_root(struct conf_diag *d, struct slice folder);

#endif
