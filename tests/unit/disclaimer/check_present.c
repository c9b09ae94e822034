#include "disclaimer/disclaimer.h"

#include "unit/unit.h"

#define WORDS	"Private and confidential. Caf\xc3\xa9 Homes."

static const struct disclaimer one = {
	.name = { (const uint8_t *)"a", 1 },
	.text = { (const uint8_t *)WORDS, sizeof WORDS - 1 },
	.ascii = { (const uint8_t *)"Private and confidential. Cafe Homes.",
	    37 },
	.html = { (const uint8_t *)"<p>Private, for you. Caf&#233; Homes.</p>",
	    41 },
};

static const struct {
	const char *name, *text;
	bool present, shown;
} cases[] = {
	{ "as it is", WORDS, true, true },
	{ "after other words", "Hello\n\n" WORDS "\n", true, true },
	{ "wrapped otherwise, other case",
	    "private AND\r\nconfidential.\r\ncaf\xc3\xa9\r\nHomes", true, true },
	{ "without accents", "Private and confidential. Cafe Homes.", true,
	    true },
	{ "the words of the page", "Private, for you. Caf\xc3\xa9 Homes.", true,
	    true },
	{ "in a quote", "> Private and confidential.\n> Cafe Homes.", false,
	    true },
	{ "below the line of an older message",
	    "Hi\n-----Original Message-----\n" WORDS, false, true },
	{ "below a block of From and Sent",
	    "Hi\nFrom: a\nSent: b\nTo: c\n\n" WORDS, false, true },
	{ "above an older message",
	    WORDS "\n-----Original Message-----\nOld", true, true },
	{ "From: alone is no older message", "From: here on\n" WORDS, true,
	    true },
	{ "another firm's", "Private and confidential. Tea Homes.", false,
	    false },
	{ "a part of it", "Private and confidential.", false, false },
	{ "nothing", "", false, false },
};

START_TEST(test_present)
{
	struct slice text = slice_str(cases[_i].text);

	ck_assert_msg(disclaimer_present(&one, text) == cases[_i].present,
	    "%s", cases[_i].name);
	ck_assert_msg(disclaimer_shown(&one, text) == cases[_i].shown,
	    "%s", cases[_i].name);
}
END_TEST


int
main(void)
{
	const struct unit_case all[] = {
		{ "present", test_present, N_OF(cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("present", all);
}
