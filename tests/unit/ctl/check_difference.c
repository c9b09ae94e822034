/*
 * Differences: whatever two texts are, taking the "-" lines away from the one
 * and adding the "+" lines makes the other.
 */
#include <stdio.h>

#include "base/limits.h"
#include "ctl/difference.h"
#include "unit/unit.h"

static const struct {
	const char *name, *a, *b, *shown;
} cases[] = {
	{ "equal texts differ in nothing", "a\nb\n", "a\nb\n", "" },
	{ "a line that changes", "a\nb\nc\n", "a\nx\nc\n",
	    "--- o\n+++ n\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
	{ "all of a text is new", "", "a\n",
	    "--- o\n+++ n\n@@ -0,0 +1,1 @@\n+a\n" },
	{ "all of a text is gone", "a\n", "",
	    "--- o\n+++ n\n@@ -1,1 +0,0 @@\n-a\n" },
	{ "a last line without its end", "a", "a\n",
	    "--- o\n+++ n\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n" },
	{ "changes near each other are one hunk",
	    "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	    "--- o\n+++ n\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n" },
	{ "changes far from each other are two",
	    "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	    "--- o\n+++ n\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
	    "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n" },
};

START_TEST(test_shown)
{
	struct buf out = BUF_INIT(MIB);

	difference_put(slice_str(cases[_i].a), slice_str(cases[_i].b), "o",
	    "n", &out);
	ck_assert_msg(slice_eq_str(buf_slice(&out), cases[_i].shown),
	    "%s:\n%s", cases[_i].name, buf_cstr(&out));
	buf_free(&out);
}
END_TEST

/* Lines of the difference that belong to one side. */
static void
put_side(struct slice d, char sign, struct buf *out)
{
	size_t at, end;

	for (at = 0; at < d.len; at = end) {
		end = slice_chr(d, '\n', at) + 1;
		if (d.ptr[at] == ' ' || d.ptr[at] == sign)
			buf_put_slice(out, slice_sub(d, at + 1, end));
	}
}

/* Short texts of few different lines: all of them stands in one hunk. */
static void
make(uint32_t *state, struct buf *out)
{
	size_t i, n = (*state >> 8) % 5;

	buf_reset(out);
	for (i = 0; i < n; i++) {
		*state = *state * 1664525 + 1013904223;
		buf_putc(out, (uint8_t)('a' + (*state >> 20) % 3));
		buf_putc(out, '\n');
	}
}

START_TEST(test_both_sides_come_back)
{
	struct buf a = BUF_INIT(KIB), b = BUF_INIT(KIB), d = BUF_INIT(MIB),
	    back = BUF_INIT(KIB);
	uint32_t state = 1;
	struct slice lines;
	int i;

	for (i = 0; i < 3000; i++) {
		state = state * 1664525 + 1013904223;
		make(&state, &a);
		make(&state, &b);
		buf_reset(&d);
		difference_put(buf_slice(&a), buf_slice(&b), "o", "n", &d);
		if (slice_eq(buf_slice(&a), buf_slice(&b))) {
			ck_assert_uint_eq(d.len, 0);
			continue;
		}
		/* Below the names and the one hunk's place. */
		lines = slice_from(buf_slice(&d), slice_find(buf_slice(&d),
		    SLICE(" @@\n"), 0) + 4);
		buf_reset(&back);
		put_side(lines, '-', &back);
		ck_assert(slice_eq(buf_slice(&back), buf_slice(&a)));
		buf_reset(&back);
		put_side(lines, '+', &back);
		ck_assert(slice_eq(buf_slice(&back), buf_slice(&b)));
	}
	buf_free(&a);
	buf_free(&b);
	buf_free(&d);
	buf_free(&back);
}
END_TEST

/* Past the table's size the lines between are all old, then all new. */
START_TEST(test_very_many_lines)
{
	struct buf a = BUF_INIT(MIB), b = BUF_INIT(MIB), d = BUF_INIT(4 * MIB);
	int i;

	for (i = 0; i < 5000; i++) {
		buf_printf(&a, "a%d\n", i);
		buf_printf(&b, "b%d\n", i);
	}
	difference_put(buf_slice(&a), buf_slice(&b), "o", "n", &d);
	ck_assert(slice_starts(buf_slice(&d),
	    SLICE("--- o\n+++ n\n@@ -1,5000 +1,5000 @@\n-a0\n-a1\n")));
	ck_assert(slice_ends(buf_slice(&d), SLICE("+b4998\n+b4999\n")));
	buf_free(&a);
	buf_free(&b);
	buf_free(&d);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "shown", test_shown, N_OF(cases) },
		{ "both sides", test_both_sides_come_back, 0 },
		{ "very many lines", test_very_many_lines, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("difference", all);
}
