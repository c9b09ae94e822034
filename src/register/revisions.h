/*
 * revisions -- which rules were in force from when on: a number for each
 * load, and the digest that decisions name.
 */
#ifndef REGISTER_REVISIONS_H
#define REGISTER_REVISIONS_H

#include "mail/revision.h"
#include "register/register.h"

/* Keeps; nothing of it is asked about mail. */
extern const struct register_kind revisions_kind;

/*
 * [transaction] These rules are in force from now on (x->at_ms).  A new
 * number, unless they were in force already.
 */
int	revisions_load(struct register_context *x,
	    const uint8_t digest[REVISION_DIGEST_SIZE]);
/* The latest REVISIONS_LISTED, the first ones first. */
int	revisions_list(struct register_context *x, struct revision_entry **ret,
	    size_t *ret_n);

#endif
