#include "detect/textprint.h"

#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

#define STORY	"the council has decided to sell the old baths in bank " \
	"street to a builder of flats and nobody has asked the people who " \
	"live here whether they would rather swim"

static struct text_signature
print_pieces(const char *text, size_t piece)
{
	struct arena *a = arena_new(MIB);
	struct slice rest = slice_str(text);
	struct text_signature s;
	struct textprint t;
	struct shadow fold;

	ck_assert_int_eq(shadow_init(&fold, a, 100), 0);
	textprint_init(&t);
	for (; rest.len > 0; rest = slice_from(rest, piece))
		ck_assert_int_eq(textprint_add(&t, &fold, slice_sub(rest, 0,
		    piece)), 0);
	textprint_end(&t, &s);
	arena_free(a);
	return s;
}

static size_t
alike(const char *a, const char *b)
{
	struct text_signature s = print_pieces(a, SIZE_MAX);
	struct text_signature t = print_pieces(b, SIZE_MAX);

	return text_signature_alike(&s, &t);
}

static const struct {
	const char *name, *text;
	size_t least, most;		/* hashes in common with STORY */
} cases[] = {
	{ "itself", STORY, 32, 32 },
	{ "in capitals, wrapped, quoted", "The COUNCIL has decided\r\n> to "
	    "sell the old baths in Bank Street to a builder of\n> flats and "
	    "nobody has asked the people, who live here, whether they would "
	    "rather swim!", 32, 32 },
	{ "with what cannot be seen", "the coun\u00adcil has dec\u200bided to "
	    "sell the old baths in bank street to a builder of flats and "
	    "nobody has asked the people who live here whether they would "
	    "rather swim", 32, 32 },
	{ "in letters of other alphabets", "th\u0435 c\u043eun\u0441il h\u0430s "
	    "d\u00e9cided to s\u0435ll the \u03bfld b\u0430ths in b\u0430nk "
	    "street to a builder of flats and nobody has asked the people "
	    "who live here whether they would rather swim", 32, 32 },
	{ "with figures in it", "14.30: the council has decided to sell the "
	    "old 1904 baths in bank street to a builder of 60 flats and "
	    "nobody has asked the people who live here whether they would "
	    "rather swim", 32, 32 },
	{ "with one word changed", "the council has decided to sell the old "
	    "baths in bank street to a maker of flats and nobody has asked "
	    "the people who live here whether they would rather swim", 18,
	    31 },
	{ "of other words", "rent statements for the quarter are ready in "
	    "the portal sign in with your number to see what was paid and "
	    "what is still due at the end of the month", 0, 2 },
	{ "the same words in another order", "swim rather would they whether "
	    "here live who people the asked has nobody and flats of builder "
	    "a to street bank in baths old the sell to decided has council "
	    "the", 0, 2 },
};

START_TEST(test_alike)
{
	size_t n = alike(STORY, cases[_i].text);

	ck_assert_msg(n >= cases[_i].least && n <= cases[_i].most,
	    "%s: %zu", cases[_i].name, n);
}
END_TEST

/* At the least number of words, and one below it. */
START_TEST(test_short)
{
	struct text_signature s;
	char text[200] = "";
	size_t i;

	for (i = 0; i < TEXT_SIGNATURE_WORDS_MIN; i++)
		strncat(text, i % 2 == 0 ? "bread " : "and ", 7);
	s = print_pieces(text, SIZE_MAX);
	ck_assert(!text_signature_is_none(&s));
	s = print_pieces(text + 6, SIZE_MAX);
	ck_assert(text_signature_is_none(&s));
	/* Figures are no words. */
	s = print_pieces("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 "
	    "21 22 23 24 25", SIZE_MAX);
	ck_assert(text_signature_is_none(&s));
}
END_TEST

/* Past the limit a text is no longer looked at. */
START_TEST(test_long)
{
	struct buf b = BUF_INIT(3 * MIB);
	struct text_signature s, t;
	size_t i;

	for (i = 0; b.len < TEXT_SIGNATURE_BYTES_MAX; i++)
		buf_printf(&b, "w%c%c%c ", (char)('a' + i % 26),
		    (char)('a' + i / 26 % 26), (char)('a' + i / 676 % 26));
	s = print_pieces(buf_cstr(&b), 64 * KIB);
	buf_puts(&b, " " STORY);
	t = print_pieces(buf_cstr(&b), 64 * KIB);
	ck_assert_uint_eq(text_signature_alike(&s, &t), 32);
	buf_free(&b);
}
END_TEST

/* Stored signatures must be comparable for ever. */
START_TEST(test_fixed)
{
	struct text_signature s = print_pieces(STORY, SIZE_MAX);

	ck_assert_uint_eq(s.least[0], 2749135884);
	ck_assert_uint_eq(s.least[31], 523626250);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "alike", test_alike, N_OF(cases) },
		{ "short", test_short, 0 },
		{ "long", test_long, 0 },
		{ "fixed", test_fixed, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("textprint", suite);
}
