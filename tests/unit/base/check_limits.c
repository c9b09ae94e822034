/*
 * Limits lean on each other; a change of one must not make another one
 * unreachable or a frame too big for its buffer.  The bounds themselves are
 * tested where they act.
 */
#include "base/limits.h"

#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "ipc/frame.h"
#include "unit/unit.h"

START_TEST(test_a_full_frame_fits_a_default_socket_buffer)
{
	static uint8_t body[FRAME_BODY_MAX];
	int sv[2];

	ck_assert_int_eq(frame_pair(sv), 0);
	/* Nobody reads: the deadline is past, so it must fit at once. */
	ck_assert_int_eq(frame_send(sv[0], 1, slice_of(body, sizeof body),
	    NULL, 0, 0), 0);
}
END_TEST

START_TEST(test_time_runs_out_from_the_inside_out)
{
	/* The child stops itself, is stopped, and then we must answer. */
	ck_assert_int_lt(CHILD_WALL_SOFT_MS, CHILD_WALL_MAX_MS);
	ck_assert_int_lt(CHILD_WALL_MAX_MS, INSPECT_DEADLINE_MS);
	ck_assert_int_lt(CHILD_CPU_MAX_S * 1000, CHILD_WALL_MAX_MS);
}
END_TEST

START_TEST(test_unpacking_stays_inside_its_budget)
{
	ck_assert_uint_le(UNPACK_MEMBER_MAX, UNPACK_TOTAL_MAX);
	ck_assert_uint_lt(UNPACK_RATIO_FLOOR, UNPACK_TOTAL_MAX);
	ck_assert_uint_le(MESSAGE_ARENA_MAX, CHILD_MEMORY_MAX);
	ck_assert_uint_le(PART_HEADER_BYTES_MAX, HEADER_BYTES_MAX);
	ck_assert_uint_ge(REPORT_PARTS_MAX, UNPACK_NODES_MAX);
	ck_assert_uint_le(MESSAGE_MAX_DEFAULT, SPOOL_TOTAL_DEFAULT);
}
END_TEST

START_TEST(test_a_request_to_the_keeper_holds_a_full_report)
{
	ck_assert_uint_le(REPORT_BYTES_MAX + ENVELOPE_BYTES_MAX + PREVIEW_MAX,
	    KEEPER_REQUEST_MAX);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "frame", test_a_full_frame_fits_a_default_socket_buffer, 0 },
		{ "time", test_time_runs_out_from_the_inside_out, 0 },
		{ "budget", test_unpacking_stays_inside_its_budget, 0 },
		{ "keeper", test_a_request_to_the_keeper_holds_a_full_report, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("limits", cases);
}
