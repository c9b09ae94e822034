/*
 * answer -- a session's answer as libmilter calls.
 */
#ifndef MILTER_ANSWER_H
#define MILTER_ANSWER_H

#include <libmilter/mfapi.h>
#include <stdbool.h>

#include "milter/session.h"

/*
 * Carry the answer out.  Every call is checked: if one fails, nothing that
 * was changed may leave, and the result is SMFIS_TEMPFAIL with *ret_applied
 * false.  leading_space: the MTA gave and takes values with their blank.
 */
sfsistat answer_give(SMFICTX *ctx, const struct session_answer *a,
	    bool leading_space, bool *ret_applied);

#endif
