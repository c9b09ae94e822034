/*
 * maildate -- moments as mail writes them: the date of a header field
 * (RFC 5322 3.3 and 4.3) and that of a From_ line.  Pure.
 */
#ifndef CTL_MAILDATE_H
#define CTL_MAILDATE_H

#include <stdint.h>

#include "base/slice.h"

/*
 * "Tue, 5 May 2026 10:15:00 +0100 (BST)" and the obsolete forms: years of two
 * digits, names of zones (one that is not known is UTC, as 4.3 has it).
 * 0 or ERR_SYNTAX.
 */
int	maildate_field(struct slice text, int64_t *ret_ms);

/* "From a@b Tue May  5 10:15:00 2026", with a zone or not (then it is UTC). */
int	maildate_from_line(struct slice line, int64_t *ret_ms);

#endif
