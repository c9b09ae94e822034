#include "mail/finding.h"

#include <string.h>

#include "unit/unit.h"

static const struct {
	const char *name, *value, *mask;
} cases[] = {
	{ "a National Insurance number", "QQ123456C", "******56C" },
	{ "four characters at most", "4111111111111111", "************1111" },
	{ "a third of five is one", "abcde", "****e" },
	{ "two characters show nothing", "ab", "**" },
	{ "nothing", "", "" },
	{ "characters, not bytes",
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
	    "****\xc3\xa9\xc3\xa9" },
	{ "an escape is not shown", "aaaaaaa\x1b[", "******a*[" },
	{ "C1 is not shown", "aaaaaaa\xc2\x9bZ", "******a*Z" },
	{ "bytes that are no UTF-8 are not shown", "aaaaaaa\xffZ",
	    "******a*Z" },
};

START_TEST(test_mask)
{
	char out[FINDING_MASK_MAX];

	finding_mask(slice_str(cases[_i].value), out);
	ck_assert_msg(strcmp(out, cases[_i].mask) == 0, "%s: %s",
	    cases[_i].name, out);
}
END_TEST

START_TEST(test_long)
{
	char out[FINDING_MASK_MAX], value[200];
	size_t n;

	memset(value, 'x', sizeof value);
	for (n = 0; n <= sizeof value; n++) {
		finding_mask(slice_of(value, n), out);
		ck_assert_uint_eq(strlen(out),
		    n < FINDING_MASK_MAX ? n : FINDING_MASK_MAX - 1);
	}
	ck_assert_str_eq(out + FINDING_MASK_MAX - 6, "*xxxx");
	/* Four characters of four bytes still leave room for the NUL. */
	for (n = 0; n < sizeof value; n += 4)
		memcpy(value + n, "\xf0\x9f\x98\x80", 4);
	finding_mask(slice_of(value, sizeof value), out);
	ck_assert_uint_eq(strlen(out), 46 + 16);
}
END_TEST

START_TEST(test_where)
{
	ck_assert_str_eq(finding_where_name(FINDING_BODY), "body");
	ck_assert_str_eq(finding_where_name(FINDING_QUOTED), "quoted");
	ck_assert_str_eq(finding_where_name(FINDING_SUBJECT), "subject");
	ck_assert_str_eq(finding_where_name(FINDING_ATTACHMENT), "attachment");
	ck_assert_str_eq(finding_where_name(FINDING_FILENAME), "filename");
	ck_assert_str_eq(finding_where_name(FINDING_HEADER), "header");
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "mask", test_mask, N_OF(cases) },
		{ "long", test_long, 0 },
		{ "where", test_where, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("finding", tests);
}
