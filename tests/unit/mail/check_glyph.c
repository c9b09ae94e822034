#include "mail/glyph.h"

#include "unit/unit.h"

static const struct {
	const char *name, *text, *letters;
} cases[] = {
	{ "ASCII in small letters", "J.Smith-80", "j.smith-80" },
	{ "accents fall off", "Zo\u00eb Garc\u00eda", "zoe garcia" },
	{ "a stroke is no letter of its own", "\u0141ukasz Bj\u00f8rn",
	    "lukasz bjorn" },
	{ "one letter that is two", "Stra\u00dfe \u00c6thel \u00deor",
	    "strasse aethel thor" },
	{ "Gaelic", "M\u00f2rag N\u00ec Dh\u00f2mhnaill", "morag ni dhomhnaill" },
	{ "Welsh", "\u0174yn \u0177", "wyn y" },
	{ "Polish", "Wi\u015bniewska \u017b\u00f3\u0142\u0107",
	    "wisniewska zolc" },
	{ "Cyrillic that passes for Latin",
	    "\u0440\u0430\u0443\u0440\u0430l", "paypal" },
	{ "Greek that passes for Latin", "g\u03bfogle", "google" },
	{ "Armenian that passes for Latin", "\u0585\u0570", "oh" },
	{ "marks by themselves", "e\u0301", "e" },
	{ "letters of full width", "\uff27\uff4d\uff41\uff49\uff4c\uff11",
	    "gmail1" },
	{ "a hyphen of another kind", "a\u2010b\u2212c", "a-b-c" },
	{ "an apostrophe of another kind", "O\u2019Brien", "o'brien" },
	{ "what shows nothing", "gm\u200bai\u00adl\ufeff", "gmail" },
	{ "no letter like it", "\u4e2d\u6587", "??" },
	{ "beyond the first plane", "\U0001f600", "?" },
	{ "no UTF-8", "a\xff\xc3z", "a??z" },
	{ "written longer than it is", "\xc1\xa1", "??" },
	{ "a character cut off", "a\xe2\x80", "a??" },
	{ "a control byte", "a\tb", "a b" },
	{ "nothing", "", "" },
};

START_TEST(test_fold)
{
	uint8_t out[64];
	size_t n;

	n = glyph_fold(slice_str(cases[_i].text), out, sizeof out);
	ck_assert_msg(slice_eq_str(slice_of(out, n), cases[_i].letters),
	    "%s: got \"%.*s\"", cases[_i].name, (int)n, (const char *)out);
}
END_TEST

START_TEST(test_room)
{
	uint8_t out[4] = { 0, 0, 0, 'x' };

	/* A letter of two does not fit half. */
	ck_assert_uint_eq(glyph_fold(slice_str("ab\u00df"), out, 3), 2);
	ck_assert_uint_eq(glyph_fold(slice_str("a\u00df"), out, 3), 3);
	ck_assert_uint_eq(glyph_fold(slice_str("abc"), out, 0), 0);
	ck_assert_uint_eq(out[3], 'x');
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "fold", test_fold, N_OF(cases) },
		{ "room", test_room, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("glyph", tests);
}
