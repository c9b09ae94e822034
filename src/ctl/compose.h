/*
 * compose -- the email of a rule test, as a mail program would have made it
 * from what its lines say: header, text and files.
 */
#ifndef CTL_COMPOSE_H
#define CTL_COMPOSE_H

#include "base/buf.h"
#include "conf/conf.h"
#include "policy/test.h"

/*
 * The bytes of the message, CRLF and all, appended to out.  Files are read
 * from beside the rule file that names them, or beside the main one.
 * at_ms: its Date.  0, or an error with words in error (with the place of the
 * line at fault, if there is one).
 */
int	compose_message(const struct conf_tree *tree,
	    const struct rule_test *t, int64_t at_ms, struct arena *a,
	    struct buf *out, struct conf_place *ret_at, char *error,
	    size_t error_size);

/* Warn of each file that a test names and that is not there. */
void	compose_warn_missing(const struct conf_tree *tree,
	    struct conf_diag *diag);

#endif
