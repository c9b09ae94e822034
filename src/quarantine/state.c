#include "quarantine/state.h"

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define BIT(s)	(1u << HOLD_##s)

static const struct {
	const char *name;
	bool is_open;
	uint32_t to;		/* bits of the states that may follow */
} states[HOLD_STATE_END] = {
	[HOLD_HELD] = { "HELD", true, BIT(ASKED) | BIT(WAITING_SECOND) |
	    BIT(RELEASING) | BIT(REFUSED) | BIT(EXPIRED) | BIT(CORRUPT) },
	[HOLD_ASKED] = { "ASKED", true, BIT(HELD) | BIT(RELEASING) |
	    BIT(REFUSED) | BIT(EXPIRED) | BIT(CORRUPT) },
	[HOLD_WAITING_SECOND] = { "WAITING-SECOND", true, BIT(HELD) |
	    BIT(RELEASING) | BIT(REFUSED) | BIT(EXPIRED) | BIT(CORRUPT) },
	/* Back to HELD when the MTA refuses it for good. */
	[HOLD_RELEASING] = { "RELEASING", true, BIT(HELD) | BIT(RELEASING) |
	    BIT(OFFERED) | BIT(RELEASED) | BIT(CORRUPT) },
	[HOLD_OFFERED] = { "OFFERED", true, BIT(HELD) | BIT(RELEASING) |
	    BIT(RELEASED) | BIT(IN_DOUBT) },
	[HOLD_RELEASED] = { "RELEASED", false, 0 },
	[HOLD_REFUSED] = { "REFUSED", false, 0 },
	[HOLD_EXPIRED] = { "EXPIRED", false, 0 },
	/* Nothing can be sent any more; a person may put it behind him. */
	[HOLD_CORRUPT] = { "CORRUPT", false, BIT(REFUSED) },
	/* Open: while nobody knows, a retry must not make a second case. */
	[HOLD_IN_DOUBT] = { "IN-DOUBT", true, 0 },
	[HOLD_SEPARATED] = { "SEPARATED", true, BIT(RELEASING) |
	    BIT(DROPPED) },
	[HOLD_DROPPED] = { "DROPPED", false, 0 },
};

bool
hold_state_is_known(unsigned s)
{
	return s > 0 && s < HOLD_STATE_END;
}

const char *
hold_state_name(enum hold_state s)
{
	return hold_state_is_known(s) ? states[s].name : "?";
}

int
hold_state_parse(struct slice word, enum hold_state *ret)
{
	unsigned s;

	for (s = 1; s < HOLD_STATE_END; s++) {
		if (slice_ieq_str(word, states[s].name)) {
			*ret = (enum hold_state)s;
			return 0;
		}
	}
	return ERR_NOTFOUND;
}

bool
hold_move_is_legal(enum hold_state from, enum hold_state to)
{
	return hold_state_is_known(from) && hold_state_is_known(to) &&
	    (states[from].to & 1u << to) != 0;
}

bool
hold_state_is_open(enum hold_state s)
{
	return hold_state_is_known(s) && states[s].is_open;
}
