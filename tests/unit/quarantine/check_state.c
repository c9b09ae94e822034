#include "quarantine/state.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

START_TEST(test_names)
{
	enum hold_state got;
	unsigned s;

	for (s = 1; s < HOLD_STATE_END; s++) {
		ck_assert(hold_state_is_known(s));
		ck_assert_int_eq(hold_state_parse(slice_str(hold_state_name(
		    (enum hold_state)s)), &got), 0);
		ck_assert_uint_eq(got, s);
	}
	ck_assert(!hold_state_is_known(0));
	ck_assert(!hold_state_is_known(HOLD_STATE_END));
	ck_assert_int_eq(hold_state_parse(SLICE("LOST"), &got),
	    ERR_NOTFOUND);
}
END_TEST

static const struct {
	enum hold_state from, to;
	bool legal;
} moves[] = {
	{ HOLD_HELD, HOLD_RELEASING, true },
	{ HOLD_HELD, HOLD_REFUSED, true },
	{ HOLD_HELD, HOLD_RELEASED, false },
	{ HOLD_HELD, HOLD_OFFERED, false },
	{ HOLD_RELEASING, HOLD_OFFERED, true },
	{ HOLD_RELEASING, HOLD_HELD, true },
	{ HOLD_RELEASING, HOLD_REFUSED, false },
	{ HOLD_OFFERED, HOLD_RELEASED, true },
	{ HOLD_OFFERED, HOLD_IN_DOUBT, true },
	{ HOLD_OFFERED, HOLD_REFUSED, false },
	{ HOLD_RELEASED, HOLD_HELD, false },
	{ HOLD_RELEASED, HOLD_RELEASING, false },
	{ HOLD_REFUSED, HOLD_RELEASING, false },
	{ HOLD_EXPIRED, HOLD_RELEASING, false },
	{ HOLD_CORRUPT, HOLD_RELEASING, false },
	{ HOLD_CORRUPT, HOLD_REFUSED, true },
	{ HOLD_IN_DOUBT, HOLD_RELEASING, false },
	{ HOLD_SEPARATED, HOLD_RELEASING, true },
	{ HOLD_SEPARATED, HOLD_DROPPED, true },
	{ HOLD_SEPARATED, HOLD_RELEASED, false },
	{ HOLD_SEPARATED, HOLD_HELD, false },
	{ HOLD_SEPARATED, HOLD_REFUSED, false },
	{ HOLD_DROPPED, HOLD_RELEASING, false },
	{ HOLD_RELEASING, HOLD_DROPPED, false },
	{ HOLD_OFFERED, HOLD_DROPPED, false },
	{ HOLD_HELD, HOLD_DROPPED, false },
	{ HOLD_STATE_END, HOLD_HELD, false },
	{ HOLD_HELD, HOLD_STATE_END, false },
};

START_TEST(test_moves)
{
	ck_assert_msg(hold_move_is_legal(moves[_i].from, moves[_i].to) ==
	    moves[_i].legal, "%s to %s", hold_state_name(moves[_i].from),
	    hold_state_name(moves[_i].to));
}
END_TEST

/* What was held can never pass for a copy that needs nobody's yes. */
START_TEST(test_a_hold_is_no_copy)
{
	unsigned s;

	for (s = 1; s < HOLD_STATE_END; s++)
		ck_assert(!hold_move_is_legal((enum hold_state)s,
		    HOLD_SEPARATED));
}
END_TEST

/* R12: a hold never lapses into a delivery; only a person's yes leads there. */
START_TEST(test_only_by_release)
{
	unsigned s;

	for (s = 1; s < HOLD_STATE_END; s++)
		ck_assert(!hold_move_is_legal((enum hold_state)s,
		    HOLD_RELEASED) || s == HOLD_RELEASING ||
		    s == HOLD_OFFERED);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "names", test_names, 0 },
		{ "moves", test_moves, N_OF(moves) },
		{ "a hold is no copy", test_a_hold_is_no_copy, 0 },
		{ "only by release", test_only_by_release, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("state", cases);
}
