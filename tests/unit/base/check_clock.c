#include "base/clock.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

static const struct {
	const char *name, *text;
	int r;
	int64_t ms;
} parse_cases[] = {
	{ "UTC",			"2026-05-05T10:15:00Z",	0, 1777976100000 },
	{ "the epoch",			"1970-01-01T00:00:00Z",	0, 0 },
	{ "before the epoch",		"1969-12-31T23:59:59Z",	0, -1000 },
	{ "east of Greenwich",		"2026-05-05T11:15:00+01:00", 0, 1777976100000 },
	{ "west of Greenwich",		"2026-05-05T02:45:00-07:30", 0, 1777976100000 },
	{ "without seconds",		"2026-05-05T10:15Z",	0, 1777976100000 },
	{ "small letters",		"2026-05-05t10:15:00z",	0, 1777976100000 },
	{ "a leap day",			"2024-02-29T00:00:00Z",	0, 1709164800000 },
	{ "a leap second",		"2016-12-31T23:59:60Z",	0, 1483228800000 },
	{ "29 February, no leap year",	"2026-02-29T00:00:00Z",	ERR_SYNTAX, 0 },
	{ "31 April",			"2026-04-31T00:00:00Z",	ERR_SYNTAX, 0 },
	{ "30 February",		"2024-02-30T00:00:00Z",	ERR_SYNTAX, 0 },
	{ "29 February 1900",		"1900-02-29T00:00:00Z",	ERR_SYNTAX, 0 },
	{ "29 February 2000",		"2000-02-29T00:00:00Z",	0, 951782400000 },
	{ "no zone",			"2026-05-05T10:15:00",	ERR_SYNTAX, 0 },
	{ "something after the zone",	"2026-05-05T10:15:00Zx", ERR_SYNTAX, 0 },
	{ "month 0",			"2026-00-05T10:15:00Z",	ERR_SYNTAX, 0 },
	{ "month 13",			"2026-13-05T10:15:00Z",	ERR_SYNTAX, 0 },
	{ "day 0",			"2026-05-00T10:15:00Z",	ERR_SYNTAX, 0 },
	{ "day 32",			"2026-05-32T10:15:00Z",	ERR_SYNTAX, 0 },
	{ "hour 24",			"2026-05-05T24:15:00Z",	ERR_SYNTAX, 0 },
	{ "minute 60",			"2026-05-05T10:60:00Z",	ERR_SYNTAX, 0 },
	{ "second 61",			"2026-05-05T10:15:61Z",	ERR_SYNTAX, 0 },
	{ "an offset past 14 hours",	"2026-05-05T10:15:00+15:00", ERR_SYNTAX, 0 },
	{ "an offset of 60 minutes",	"2026-05-05T10:15:00+01:60", ERR_SYNTAX, 0 },
	{ "an offset cut short",	"2026-05-05T10:15:00+01", ERR_SYNTAX, 0 },
	{ "a date alone",		"2026-05-05",		ERR_SYNTAX, 0 },
	{ "one digit for the month",	"2026-5-05T10:15:00Z",	ERR_SYNTAX, 0 },
	{ "a point with no digits",	"2026-05-05T10:15:00.Z", ERR_SYNTAX, 0 },
	{ "a fraction is cut off",	"2026-05-05T10:15:00.999Z", 0, 1777976100000 },
	{ "a sign in the year",		"-026-05-05T10:15:00Z",	ERR_SYNTAX, 0 },
	{ "nothing",			"",			ERR_SYNTAX, 0 },
};

START_TEST(test_parse)
{
	int64_t ms = 42;
	int r;

	r = clock_parse_iso(slice_str(parse_cases[_i].text), &ms);
	ck_assert_msg(r == parse_cases[_i].r, "%s: %d", parse_cases[_i].name, r);
	ck_assert_msg(ms == (r == 0 ? parse_cases[_i].ms : 42), "%s: %lld",
	    parse_cases[_i].name, (long long)ms);
}
END_TEST

START_TEST(test_parse_fails_when_cut_anywhere)
{
	static const char text[] = "2026-05-05T10:15:00+01:00";
	int64_t ms;
	size_t n;

	for (n = 0; n < sizeof text - 1; n++)
		ck_assert_msg(clock_parse_iso(slice_of(text, n), &ms) ==
		    ERR_SYNTAX, "%zu bytes", n);
	ck_assert_int_eq(clock_parse_iso(slice_of("2026-05-05T10:15\0Z", 18),
	    &ms), ERR_SYNTAX);
}
END_TEST

static const struct {
	const char *name, *text;
	int64_t ms;
} iso_cases[] = {
	{ "the epoch",			"1970-01-01T00:00:00Z",	0 },
	{ "milliseconds are cut",	"2026-05-05T10:15:00Z",	1777976100999 },
	{ "the second before it",	"1969-12-31T23:59:59Z",	-1000 },
	{ "a part of it counts back",	"1969-12-31T23:59:59Z",	-1 },
};

START_TEST(test_iso)
{
	char out[CLOCK_ISO_SIZE];

	clock_iso(iso_cases[_i].ms, out, sizeof out);
	ck_assert_msg(strcmp(out, iso_cases[_i].text) == 0, "%s: %s",
	    iso_cases[_i].name, out);
}
END_TEST

static const int64_t far_moments[] = {
	INT64_MAX, INT64_MIN, 253402300800000, 999999999999999,
};

START_TEST(test_iso_of_far_moments_stays_in_its_place)
{
	char out[CLOCK_ISO_SIZE + 8];

	memset(out, 'G', sizeof out);
	clock_iso(far_moments[_i], out, CLOCK_ISO_SIZE);
	ck_assert_ptr_nonnull(memchr(out, '\0', CLOCK_ISO_SIZE));
	ck_assert_mem_eq(out + CLOCK_ISO_SIZE, "GGGGGGGG", 8);
}
END_TEST

START_TEST(test_what_is_written_reads_back)
{
	char out[CLOCK_ISO_SIZE];
	int64_t ms, back;

	for (ms = 0; ms < 4102444800000; ms += 86399000LL * 97) {
		clock_iso(ms, out, sizeof out);
		ck_assert_int_eq(clock_parse_iso(slice_str(out), &back), 0);
		ck_assert_int_eq(back, ms);
	}
}
END_TEST

START_TEST(test_clocks_run_forward_in_their_units)
{
	int64_t us, ms, after;

	ms = clock_mono_ms();
	us = clock_mono_us();
	after = clock_mono_ms();
	ck_assert_int_ge(us / 1000, ms);
	ck_assert_int_le(us / 1000, after);
	/* 2020 to 2100: milliseconds, not seconds. */
	ck_assert_int_gt(clock_wall_ms(), 1577836800000);
	ck_assert_int_lt(clock_wall_ms(), 4102444800000);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "parse", test_parse, N_OF(parse_cases) },
		{ "parse cut", test_parse_fails_when_cut_anywhere, 0 },
		{ "iso", test_iso, N_OF(iso_cases) },
		{ "iso far", test_iso_of_far_moments_stays_in_its_place,
		    N_OF(far_moments) },
		{ "both ways", test_what_is_written_reads_back, 0 },
		{ "forward", test_clocks_run_forward_in_their_units, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("clock", cases);
}
