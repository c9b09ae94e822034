/*
 * state -- where a held message stands, and the moves that are legal.
 *
 * The numbers are stored: never change one.
 */
#ifndef QUARANTINE_STATE_H
#define QUARANTINE_STATE_H

#include <stdbool.h>

#include "base/slice.h"

enum hold_state {
	HOLD_HELD = 1,
	HOLD_ASKED = 2,		/* the sender was asked for a reason */
	HOLD_WAITING_SECOND = 3, /* one officer has said yes */
	HOLD_RELEASING = 4,	/* decided; on its way to the MTA */
	HOLD_OFFERED = 5,	/* the release door has taken the ticket */
	HOLD_RELEASED = 6,	/* the MTA has said yes */
	HOLD_REFUSED = 7,	/* by a person */
	HOLD_EXPIRED = 8,	/* by the clock */
	HOLD_CORRUPT = 9,	/* the stored message is damaged */
	HOLD_IN_DOUBT = 10,	/* the MTA may have it; nobody knows */
	/* Of a separate copy, which nobody decides on: */
	HOLD_SEPARATED = 11,	/* waits for the end of the other copies */
	HOLD_DROPPED = 12,	/* its sender was told to try again, or refused */
	HOLD_STATE_END
};

const char *hold_state_name(enum hold_state s);	/* "WAITING-SECOND" */
/* 0 or ERR_NOTFOUND. */
int	hold_state_parse(struct slice word, enum hold_state *ret);
bool	hold_state_is_known(unsigned s);

/* May a case go from one to the other? */
bool	hold_move_is_legal(enum hold_state from, enum hold_state to);
/* Is the message still waiting for somebody, so that a retry joins it? */
bool	hold_state_is_open(enum hold_state s);

#endif
