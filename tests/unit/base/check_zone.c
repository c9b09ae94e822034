/*
 * Local time, against the C library's own reading of the same rules.
 */
#include "base/zone.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "unit/unit.h"

static const struct {
	const char *zone;
	int day;
	const char *utc;	/* its first moment */
} midnights[] = {
	{ "Europe/London", 20260328, "2026-03-28T00:00:00Z" },
	{ "Europe/London", 20260329, "2026-03-29T00:00:00Z" },
	{ "Europe/London", 20260330, "2026-03-29T23:00:00Z" },
	{ "Europe/London", 20260401, "2026-03-31T23:00:00Z" },
	{ "Europe/London", 20261025, "2026-10-24T23:00:00Z" },
	{ "Europe/London", 20261026, "2026-10-26T00:00:00Z" },
	{ "UTC", 20260401, "2026-04-01T00:00:00Z" },
	{ "Europe/Paris", 20260329, "2026-03-28T23:00:00Z" },
	{ "Europe/Paris", 20260330, "2026-03-29T22:00:00Z" },
	{ "America/New_York", 20260309, "2026-03-09T04:00:00Z" },
	{ "America/New_York", 20260308, "2026-03-08T05:00:00Z" },
	{ "Pacific/Auckland", 20260101, "2025-12-31T11:00:00Z" },
	{ "Pacific/Auckland", 20260701, "2026-06-30T12:00:00Z" },
	/* Clocks go forward at midnight: the day begins at 01:00. */
	{ "XXX5YYY,M3.2.0/0,M11.1.0/0", 20260308, "2026-03-08T05:00:00Z" },
	/* Clocks go back at midnight: it begins with the first of two. */
	{ "XXX5YYY,M3.2.0/0,M11.1.0/1", 20261101, "2026-11-01T04:00:00Z" },
};

START_TEST(test_midnight)
{
	struct zone z;
	int64_t want;

	ck_assert_int_eq(zone_parse(slice_str(midnights[_i].zone), &z), 0);
	ck_assert_int_eq(clock_parse_iso(slice_str(midnights[_i].utc),
	    &want), 0);
	ck_assert_msg(zone_midnight(&z, midnights[_i].day) == want,
	    "%s %d: %lld", midnights[_i].zone, midnights[_i].day,
	    (long long)zone_midnight(&z, midnights[_i].day) - want);
	/* One millisecond earlier it is the day before. */
	ck_assert_int_eq(zone_day(&z, want), midnights[_i].day);
	ck_assert_int_lt(zone_day(&z, want - 1), midnights[_i].day);
}
END_TEST

START_TEST(test_offsets_agree_with_the_library)
{
	const char *name = zone_names()[_i];
	struct zone z;
	struct tm tm;
	time_t t;

	if (name == NULL)
		return;
	ck_assert_int_eq(zone_parse(slice_str(name), &z), 0);
	setenv("TZ", name, 1);
	tzset();
	/* Where the machine has no zone files every offset would be 0. */
	t = 1782900000;
	if (localtime_r(&t, &tm) == NULL || (tm.tm_gmtoff == 0 &&
	    zone_offset(&z, (int64_t)t * 1000) != 0))
		return;
	for (t = 1767225600; t < 1767225600 + 3 * 366 * 86400; t += 1800) {
		localtime_r(&t, &tm);
		ck_assert_msg(zone_offset(&z, (int64_t)t * 1000) ==
		    tm.tm_gmtoff, "%s at %lld: %d, library %ld", name,
		    (long long)t, zone_offset(&z, (int64_t)t * 1000),
		    tm.tm_gmtoff);
	}
}
END_TEST

static const struct {
	const char *text;
	int r;
} rules[] = {
	{ "GMT0BST,M3.5.0/1,M10.5.0", 0 },
	{ "<+0530>-5:30", 0 },
	{ "UTC0", 0 },
	{ "Europe/Lodnon", ERR_NOTFOUND },
	{ "GMT", ERR_NOTFOUND },
	{ "GMT0BST", ERR_NOTFOUND },
	{ "GMT0BST,M13.5.0,M10.5.0", ERR_NOTFOUND },
	{ "GMT0BST,M3.6.0,M10.5.0", ERR_NOTFOUND },
	{ "GMT0BST,M3.5.7,M10.5.0", ERR_NOTFOUND },
	{ "GMT0BST,M3.5.0,M10.5.0 ", ERR_NOTFOUND },
	{ "GMT99", ERR_NOTFOUND },
	{ "", ERR_NOTFOUND },
};

START_TEST(test_rules)
{
	struct zone z;

	ck_assert_msg(zone_parse(slice_str(rules[_i].text), &z) == rules[_i].r,
	    "%s", rules[_i].text);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "midnight", test_midnight, N_OF(midnights) },
		{ "library", test_offsets_agree_with_the_library, 34 },
		{ "rules", test_rules, N_OF(rules) },
		{ NULL, NULL, 0 },
	};

	return unit_main("zone", all);
}
