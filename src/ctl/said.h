/*
 * said -- lines of the configuration as they are written, for people to read.
 */
#ifndef CTL_SAID_H
#define CTL_SAID_H

#include "base/buf.h"
#include "conf/conf.h"

/*
 * Tokens from..to of a line with single blanks between them, texts in quotes;
 * appended to out.
 */
void	said_line(const struct conf_line *l, size_t from, struct buf *out);

/*
 * What a rule says after a key of one word, or `set rule-defaults` for it;
 * the value is one text (purpose) or some words (approved, review).  Empty if
 * neither does.  Borrowed from the tree.
 */
struct slice said_purpose(const struct conf_tree *t, struct slice rule);
void	said_default(const struct conf_tree *t, struct slice rule,
	    const char *key, struct buf *out);

#endif
