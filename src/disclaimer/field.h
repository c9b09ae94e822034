/*
 * field -- the header field of a text, which mail carries that cannot have
 * the text itself: header "X-Name: value" in a `disclaimer` line.
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_FIELD_H
#define DISCLAIMER_FIELD_H

#include "base/arena.h"
#include "conf/conf.h"

/*
 * Read the string: a name of X- and letters, digits and "-" that is not one
 * of our own, a value of printable ASCII without variables
 * (DISCLAIMER_FIELD_NAME_MAX, DISCLAIMER_FIELD_MAX bytes).
 *
 *   ret_name	as written.
 *   ret_value	what follows the colon in a message: a blank, the value, CRLF
 *		and a blank where a line gets too long (RFC 5322 2.2.3).
 *
 * Both in the arena.  0, ERR_LIMIT past its ceiling, or ERR_SYNTAX with a
 * message at the token.
 */
int	field_read(const struct conf_token *token, struct conf_diag *diag,
	    struct arena *a, struct slice *ret_name, struct slice *ret_value);

#endif
