#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "detect/disguise.h"

static const struct {
	const char *name, *text, *reading;
	bool is_suspected;
} cases[] = {
	{ "plain words", "send this to ten people", NULL, false },
	{ "times, postcodes and prices",
	    "at 10am in g12 8qq, 4x4 for £5.50, flat 1a or b2, 3rd floor",
	    NULL, false },
	{ "one odd word", "the m4n came", NULL, false },
	{ "figures in words", "f0rw4rd th1s to 10 p30ple",
	    "forward this to 10 people", true },
	{ "signs in words", "$end th!s to fr!ends @nd f@mily",
	    "send this to friends and family", true },
	{ "the mark that ends a sentence", "f0rw4rd th1s now!",
	    "forward this now!", true },
	{ "letters apart, wider between words",
	    "s e n d  t h i s", "send this ", true },
	{ "letters apart, all alike", "s e n d t h i s", "send this ", true },
	{ "points between letters", "s.e.n.d t.h.i.s", "send this ", true },
	{ "dashes between letters", "s-e-n-d it on", "send it on", true },
	{ "letters that look like ours", "s\u0435nd \u043en",
	    "send on", true },
	{ "initials", "j. k. smith and r. v. brown", NULL, false },
	{ "an abbreviation", "e.g. at 9 a.m. p.s.", NULL, false },
	{ "accents", "envoyez à vos élèves", NULL, false },
	{ "nothing", "", NULL, false },
};

static void
read_one(const char *text, char *out, size_t size)
{
	static struct vocabulary v;
	struct arena *a = arena_new(64 * KIB);
	struct disguise d;

	memset(&v, 0, sizeof v);
	vocabulary_add(&v, SLICE("send this to ten people"));
	ck_assert_int_eq(disguise_init(&d, a, strlen(text) + 1), 0);
	disguise_read(&d, &v, slice_str(text), 'i');
	ck_assert_uint_lt(d.len, size);
	memcpy(out, d.bytes, d.len);
	out[d.len] = '\0';
	arena_free(a);
}

START_TEST(case_holds)
{
	char got[200];

	ck_assert_msg(disguise_is_suspected(slice_str(cases[_i].text)) ==
	    cases[_i].is_suspected, "%s", cases[_i].name);
	if (cases[_i].reading == NULL)
		return;
	read_one(cases[_i].text, got, sizeof got);
	ck_assert_msg(strcmp(got, cases[_i].reading) == 0, "%s: \"%s\"",
	    cases[_i].name, got);
}
END_TEST

/* Each byte tells where it stood. */
START_TEST(places_are_kept)
{
	static const char text[] = "ab s e n d";
	struct arena *a = arena_new(64 * KIB);
	struct vocabulary v;
	struct disguise d;

	memset(&v, 0, sizeof v);
	vocabulary_add(&v, SLICE("send"));
	ck_assert_int_eq(disguise_init(&d, a, sizeof text), 0);
	disguise_read(&d, &v, slice_str(text), 'l');
	ck_assert_uint_eq(d.len, 8);
	ck_assert_uint_eq(d.at[0], 0);
	ck_assert_uint_eq(d.at[3], 3);
	ck_assert_uint_eq(d.at[6], 9);
	arena_free(a);
}
END_TEST

/* No more is written than there is room for. */
START_TEST(room_is_kept)
{
	char text[4000];
	struct arena *a = arena_new(64 * KIB);
	struct vocabulary v;
	struct disguise d;
	size_t i;

	memset(&v, 0, sizeof v);
	vocabulary_add(&v, SLICE("a b c"));
	for (i = 0; i + 1 < sizeof text; i++)
		text[i] = i % 2 == 0 ? (char)('a' + i % 3) : ' ';
	text[sizeof text - 1] = '\0';
	ck_assert_int_eq(disguise_init(&d, a, 100), 0);
	disguise_read(&d, &v, slice_str(text), 'i');
	ck_assert_uint_le(d.len, d.cap);
	arena_free(a);
}
END_TEST

START_TEST(accents_go)
{
	uint8_t out[64];
	size_t n;

	n = disguise_plain(SLICE("prześlij łańcuszek, à côté"), out,
	    sizeof out);
	ck_assert_uint_eq(n, strlen("przeslij lancuszek, a cote"));
	ck_assert_mem_eq(out, "przeslij lancuszek, a cote", n);
	ck_assert_uint_eq(disguise_plain(SLICE("abcdef"), out, 3), 3);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "cases", case_holds, N_OF(cases) },
		{ "places", places_are_kept, 0 },
		{ "room", room_is_kept, 0 },
		{ "accents", accents_go, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("disguise", suite);
}
