#include "detect/shadow.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *text, *shadow;
} cases[] = {
	{ "letters are folded",		"Hello WORLD", "hello world" },
	{ "a long line of ASCII, a block and more",
	  "The Quick Brown Fox Jumps Over The Lazy Dog And On It Goes 0123456789",
	  "the quick brown fox jumps over the lazy dog and on it goes 0123456789" },
	{ "full-width digits",		"\xef\xbc\x91\xef\xbc\x92", "12" },
	{ "Devanagari digits",		"\xe0\xa5\xa7\xe0\xa5\xa8", "12" },
	{ "mathematical digits",	"\xf0\x9d\x9f\x8f\xf0\x9d\x9f\x90", "12" },
	{ "superscript digits",		"m\xc2\xb2", "m2" },
	{ "circled digits",		"\xe2\x91\xa0", "1" },
	{ "digits in black rings",	"\xe2\x9d\xb6\xe2\x93\xbf", "10" },
	{ "digits in brackets",		"\xe2\x91\xb4\xe2\x91\xb5", "12" },
	{ "digits with a full stop",	"\xe2\x92\x88\xe2\x92\x89", "12" },
	{ "a ten in a ring is no digit", "\xe2\x91\xa9", "10" },
	{ "digits on keys",		"1\xef\xb8\x8f\xe2\x83\xa3" "2\xe2\x83\xa3" "3", "123" },
	{ "struck through",		"A\xcc\xb6" "B\xcc\xb6" "1\xcc\xb6", "ab1" },
	{ "struck through, blank and all", "1\xcc\xb6 \xcc\xb6" "2", "1 2" },
	{ "several marks on a digit",	"1\xcc\x81\xcc\xa3" "2", "12" },
	{ "a mark on no letter stays",	"(\xcc\xb6", "(\xcc\xb6" },
	{ "soft hyphen",		"1\xc2\xad" "2", "12" },
	{ "zero width space and joiners", "1\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d" "2", "12" },
	{ "word joiner, byte order mark", "1\xe2\x81\xa0\xef\xbb\xbf" "2", "12" },
	{ "direction marks",		"1\xe2\x80\xae\xe2\x80\xac" "2", "12" },
	{ "variation selector",		"1\xef\xb8\x8f" "2", "12" },
	{ "no-break space",		"1\xc2\xa0" "2", "1 2" },
	{ "thin and ideographic space",	"1\xe2\x80\x89" "2\xe3\x80\x80" "3", "1 2 3" },
	{ "dashes",			"\xe2\x80\x90\xe2\x80\x91\xe2\x80\x92"
	  "\xe2\x80\x93\xe2\x80\x94\xe2\x80\x95\xe2\x88\x92\xc2\x96\xc2\x97",
	  "---------" },
	{ "quotation marks",		"don\xe2\x80\x99t \xe2\x80\x9c", "don't \"" },
	{ "line ends",			"a\r\nb\rc\nd\xe2\x80\xa8" "e", "a\nb\nc\nd\ne" },
	{ "quote marks begin lines",	"a\n> b\n>> > c > d", "a\nb\nc > d" },
	{ "an arrow is no quote mark",	"a -> b", "a -> b" },
	{ "control characters",		"1\x01\x7f" "2\x1e" "3", "12\n3" },
	{ "letters beyond ASCII",	"\xc3\x80\xc3\x89", "\xc3\xa0\xc3\xa9" },
	{ "accents written apart",	"A\xcc\x80" "1", "\xc3\xa0" "1" },
	{ "ligatures",			"of\xef\xac\x81" "ce", "office" },
	{ "Kelvin is a K",		"\xe2\x84\xaa", "k" },
	{ "bytes that are no UTF-8",	"a\xff" "b", "a\xef\xbf\xbd" "b" },
	{ "a tab stays",		"a\tb", "a\tb" },
};

static struct slice
fold(struct shadow *s, struct slice text)
{
	struct slice out;

	ck_assert_int_eq(shadow_fold(s, text, &out), 0);
	return out;
}

START_TEST(test_fold)
{
	struct arena *a;
	struct shadow s;
	struct slice out;

	a = arena_new(MIB);
	ck_assert_int_eq(shadow_init(&s, a, 1024), 0);
	out = fold(&s, slice_str(cases[_i].text));
	ck_assert_msg(slice_eq_str(out, cases[_i].shadow), "%s: %.*s",
	    cases[_i].name, (int)out.len, out.ptr);
	arena_free(a);
}
END_TEST

static const struct {
	const char *text;
	size_t at, origin;
} maps[] = {
	{ "abc",				2, 2 },
	{ "a\r\nb",				2, 3 },
	{ "\xef\xbc\x91\xef\xbc\x92" "x",	1, 3 },
	{ "\xef\xbc\x91\xef\xbc\x92" "x",	2, 6 },
	{ "a\xe2\x80\x8b" "b",			1, 4 },
	{ "a\n> b",				2, 4 },
	{ "of\xef\xac\x81" "ce",		2, 2 },
	{ "of\xef\xac\x81" "ce",		3, 2 },
	{ "of\xef\xac\x81" "ce",		4, 5 },
	{ "A\xcc\x80" "1",			2, 3 },
};

START_TEST(test_map)
{
	struct arena *a;
	struct shadow s;

	a = arena_new(MIB);
	ck_assert_int_eq(shadow_init(&s, a, 1024), 0);
	fold(&s, slice_str(maps[_i].text));
	ck_assert_uint_eq(shadow_origin(&s, maps[_i].at), maps[_i].origin);
	arena_free(a);
}
END_TEST

/* Text with every kind of trouble, the same for the same seed. */
static size_t
random_text(unsigned seed, uint8_t *out, size_t max)
{
	static const uint32_t ranges[][2] = {
		{ 0x20, 0x7e }, { 0x20, 0x7e }, { 0x30, 0x39 }, { 0, 0xff },
		{ 0x2000, 0x206f }, { 0x300, 0x36f }, { 0xff00, 0xffef },
		{ 0x1d7c0, 0x1d7ff }, { 0xfb00, 0xfdff }, { 0xac00, 0xacff },
		{ 0xa, 0xd }, { 0x3e, 0x3e }
	};
	uint32_t c;
	size_t n, r;
	int k;

	srand(seed);
	n = 0;
	while (n + 8 < max) {
		r = (size_t)rand() % (sizeof ranges / sizeof *ranges);
		c = ranges[r][0] + (uint32_t)rand() %
		    (ranges[r][1] - ranges[r][0] + 1);
		if (rand() % 50 == 0) {
			out[n++] = (uint8_t)(0x80 + rand() % 0x80);
			continue;
		}
		k = u8_uctomb(out + n, c, (ptrdiff_t)(max - n));
		n += k > 0 ? (size_t)k : 0;
	}
	return n;
}

/* The way back never goes backwards, stays in range, hits characters. */
START_TEST(test_map_property)
{
	uint8_t text[4096];
	struct arena *a;
	struct shadow s;
	struct slice out;
	size_t n, i, last, o;

	n = random_text((unsigned)_i, text, sizeof text);
	a = arena_new(8 * MIB);
	ck_assert_int_eq(shadow_init(&s, a, sizeof text * 12), 0);
	out = fold(&s, slice_of(text, n));
	ck_assert_ptr_null(u8_check(out.ptr, out.len));
	last = 0;
	for (i = 0; i < out.len; i++) {
		o = shadow_origin(&s, i);
		ck_assert_uint_ge(o, last);
		ck_assert_uint_lt(o, n);
		if (out.ptr[i] < 0x80)
			ck_assert_uint_ne(text[o], 0);
		ck_assert(out.ptr[i] >= 0x20 || out.ptr[i] == '\n' ||
		    out.ptr[i] == '\t');
		last = o;
	}
	ck_assert_uint_le(shadow_origin(&s, out.len), n);
	arena_free(a);
}
END_TEST

/* The folding of a folded text changes nothing. */
START_TEST(test_stable)
{
	uint8_t text[2048], once[2048 * 12];
	struct arena *a;
	struct shadow s;
	struct slice out;
	size_t n;

	n = random_text((unsigned)_i + 1000, text, sizeof text);
	a = arena_new(8 * MIB);
	ck_assert_int_eq(shadow_init(&s, a, sizeof once * 2), 0);
	out = fold(&s, slice_of(text, n));
	/* Quote marks that stand behind others are found one layer at a time. */
	for (n = 0; n < out.len; n++)
		once[n] = out.ptr[n] == '>' ? '.' : out.ptr[n];
	out = fold(&s, slice_of(once, n));
	ck_assert_uint_eq(out.len, n);
	arena_free(a);
}
END_TEST

START_TEST(test_full)
{
	struct arena *a;
	struct shadow s;
	uint8_t text[6000];
	size_t i, at, from;
	struct slice in;

	/* U+FDFA: three bytes become 33.  The window ends between two. */
	for (i = 0; i + 3 <= sizeof text; i += 3)
		memcpy(text + i, "\xef\xb7\xba", 3);
	in = slice_of(text, sizeof text);
	a = arena_new(MIB);
	ck_assert_int_eq(shadow_init(&s, a, 6000), 0);
	for (from = 0, i = 0; from < in.len; from = at, i++) {
		shadow_reset(&s);
		ck_assert_int_eq(shadow_append(&s, in, from, in.len, &at), 0);
		ck_assert_uint_gt(at, from);
		ck_assert_uint_eq(at % 3, 0);
		ck_assert_uint_le(s.len, s.cap);
	}
	ck_assert_uint_gt(i, 1);
	ck_assert_int_eq(shadow_fold(&s, in, &in), ERR_LIMIT);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "fold", test_fold, N_OF(cases) },
		{ "map", test_map, N_OF(maps) },
		{ "map property", test_map_property, 100 },
		{ "stable", test_stable, 30 },
		{ "full", test_full, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("shadow", suite);
}
