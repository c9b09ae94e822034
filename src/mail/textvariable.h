/*
 * textvariable -- the variables of a text, "%{sender.name}", whose values are
 * known only with a message.
 *
 * Policy gives each its value and the inspector puts it in: both go by this
 * table.  A new one is a line here, its value in policy/texts.c, where the
 * compiler asks for it, and a line in exeat.rules(5).
 */
#ifndef MAIL_TEXTVARIABLE_H
#define MAIL_TEXTVARIABLE_H

#include "base/slice.h"

enum text_variable {
	TEXT_SENDER_NAME,
	TEXT_SENDER_ADDRESS,
	TEXT_SENDER_DEPARTMENT,
	TEXT_DATE,
	TEXT_VARIABLE_COUNT
};

/* Without "%{" and "}"; NULL for TEXT_VARIABLE_COUNT and what is past it. */
const char *text_variable_name(unsigned which);
/* TEXT_VARIABLE_COUNT: there is none of this name. */
enum text_variable text_variable_find(struct slice name);
/*
 * A value, to try a text out; NULL: in some mail it has none, such as that of
 * a sender whom the directory does not have.
 */
const char *text_variable_sample(enum text_variable which);

#endif
