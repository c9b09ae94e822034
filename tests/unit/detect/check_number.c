#include "detect/number.h"

#include <stdio.h>
#include <string.h>

#include "unit/unit.h"

/* Groups as "3 3-4." with "/" after a broken separator, "+" where cut. */
static const struct {
	const char *text, *groups;
} cases[] = {
	{ "9434765919",			"10" },
	{ "943 476 5919 on",		"3 3 4" },
	{ "943-476.5919",		"3-3.4" },
	{ "943\n476",			"3 /3" },
	{ "943 \n  476",		"3 /3" },
	{ "943-\n476",			"3-/3" },
	{ "943.\n476",			"3" },
	{ "943\n\n476",			"3" },
	{ "943  476",			"3" },
	{ "943 ",			"3" },
	{ "943,476",			"3" },
	{ "1 2 3 4 5 6 7 8 9",		"1 1 1 1 1 1 1 1 " },
	{ "1234567890123456789012345",	"24+" },
	{ "1\n         2",		"1" },
};

START_TEST(test_read)
{
	struct number n;
	char out[64] = "", sep[2] = "";
	size_t g, before, len;

	number_read(slice_str(cases[_i].text), 0, &n);
	before = 0;
	for (g = 0; g < n.group_count; g++) {
		len = strlen(out);
		sep[0] = (char)n.sep[g];
		snprintf(out + len, sizeof out - len, "%zu%s%s%s",
		    n.upto[g] - before, sep, n.is_broken[g] ? "/" : "",
		    n.is_cut && g + 1 == n.group_count ? "+" : "");
		before = n.upto[g];
	}
	ck_assert_str_eq(out, cases[_i].groups);
	ck_assert_uint_eq(n.total, before);
}
END_TEST

START_TEST(test_group_at)
{
	struct number n;

	number_read(SLICE("943 476 5919"), 0, &n);
	ck_assert_uint_eq(number_group_at(&n, 10), 2);
	ck_assert_uint_eq(number_group_at(&n, 6), SIZE_MAX);
	ck_assert_uint_eq(number_group_at(&n, 9), SIZE_MAX);
	ck_assert(number_is_grouped(&n, 2, "\3\3\4"));
	ck_assert(!number_is_grouped(&n, 2, "\3\4\3"));
	ck_assert(!number_is_grouped(&n, 1, "\3\3\4"));
	ck_assert(number_is_uniform(&n, 2, " -"));
	ck_assert(!number_is_uniform(&n, 2, "-"));
	number_read(SLICE("943 476-5919\n22"), 0, &n);
	ck_assert_uint_eq(number_group_at(&n, 10), 2);
	ck_assert(!number_is_uniform(&n, 2, " -"));
	number_read(SLICE("9434765919 22"), 0, &n);
	ck_assert_uint_eq(number_group_at(&n, 10), SIZE_MAX);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "read", test_read, N_OF(cases) },
		{ "group at", test_group_at, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("number", suite);
}
