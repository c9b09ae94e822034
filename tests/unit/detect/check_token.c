#include "detect/token.h"

#include "unit/unit.h"

static const struct {
	const char *name, *text;
	bool yes;
} placeholders[] = {
	{ "angle brackets",		"<password>",		true },
	{ "stars",			"********",		true },
	{ "bullets",			"\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2", true },
	{ "dots",			"......",		true },
	{ "letters x",			"xxxxxxxx",		true },
	{ "a shell variable",		"$DB_PASSWORD",		true },
	{ "one in braces",		"${SECRET}",		true },
	{ "one of a template",		"{{ secret }}",		true },
	{ "one of Windows",		"%SECRET%",		true },
	{ "a call",			"getpass()",		true },
	{ "words of manuals",		"changeme",		true },
	{ "whose",			"your_password_1",	true },
	{ "nothing",			"",			true },
	{ "a password",			"Kite!Harbour7",	false },
	{ "dollars may be in one",	"$Kite77!",		false },
	{ "two stars are no mask",	"a**b7",		false },
};

START_TEST(test_placeholder)
{
	ck_assert_msg(token_is_placeholder(slice_str(placeholders[_i].text)) ==
	    placeholders[_i].yes, "%s", placeholders[_i].name);
}
END_TEST

static const struct {
	const char *name, *text;
	bool yes;
} randoms[] = {
	{ "hexadecimal",	"9f3c21aa7be04d5e8812c6d7a0b1f2e3", true },
	{ "letters and digits",	"q7Zk2Lw9Xc4Vb1Nm", true },
	{ "fifteen are short",	"q7Zk2Lw9Xc4Vb1N", false },
	{ "words and a year",	"in-the-attached-letter-2024", false },
	{ "a file name",	"TenancyAgreementFinalVersion2", false },
	{ "digits alone",	"12345678901234567890", false },
	{ "letters alone",	"abcdefghijklmnopqrst", false },
	{ "regular",		"a1a1a1a1a1a1a1a1a1a1", false },
};

START_TEST(test_random)
{
	ck_assert_msg(token_is_random(slice_str(randoms[_i].text)) ==
	    randoms[_i].yes, "%s", randoms[_i].name);
}
END_TEST

START_TEST(test_entropy)
{
	uint8_t all[256];
	size_t i;

	for (i = 0; i < sizeof all; i++)
		all[i] = (uint8_t)i;
	ck_assert_uint_eq(token_entropy(slice_of(all, 256)), 80);
	ck_assert_uint_eq(token_entropy(slice_of(all, 16)), 40);
	ck_assert_uint_eq(token_entropy(SLICE("aaaaaaaa")), 0);
	ck_assert_uint_eq(token_entropy(SLICE("abababab")), 10);
	/* 3/4 and 1/4: 0.811 bits. */
	ck_assert_uint_eq(token_entropy(SLICE("aaabaaab")), 8);
	ck_assert_uint_eq(token_entropy(SLICE_NONE), 0);
}
END_TEST

/* A key may end where what is looked at ends, and no reading goes beyond. */
START_TEST(test_limit)
{
	uint8_t long_jwt[TOKEN_MAX + 10];
	size_t i;

	memset(long_jwt, 'a', sizeof long_jwt);
	memcpy(long_jwt, "eyJhbGciOiJIUzI1NiJ9.eyJ", 24);
	ck_assert_uint_eq(token_jwt(slice_of(long_jwt, sizeof long_jwt)),
	    TOKEN_MAX);
	for (i = 0; i < 24; i++)
		ck_assert_uint_eq(token_jwt(slice_of(long_jwt, i)), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "placeholder", test_placeholder, N_OF(placeholders) },
		{ "random", test_random, N_OF(randoms) },
		{ "entropy", test_entropy, 0 },
		{ "limit", test_limit, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("token", suite);
}
