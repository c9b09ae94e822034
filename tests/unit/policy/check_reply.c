/*
 * Replies keep to the template whatever their parts hold (threats A9).
 */
#include "policy/reply.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

static uint64_t seed = 20260505;

static uint64_t
next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Up to 400 bytes: words, or any bytes at all, or pieces of UTF-8. */
static struct slice
random_text(struct arena *a)
{
	static const char *const pieces[] = { " ", "%", "%s", "\r\n", "\n",
	    "\xc3\xa9", "\xe2\x80\xae", "abc", ".", "\x1b[2J", "\xff", "" };
	size_t len = next() % 400, n = 0, k;
	uint8_t *p = arena_alloc(a, len + 8);
	uint64_t kind = next() % 4;
	const char *s;

	if (kind == 0)
		len = 0;
	while (n < len) {
		if (kind == 1) {
			p[n++] = (uint8_t)next();
		} else if (kind == 2) {
			p[n++] = (uint8_t)(next() % 6 == 0 ? ' ' :
			    'a' + next() % 26);
		} else {
			s = pieces[next() % 12];
			k = strlen(s);
			memcpy(p + n, s, k);
			n += k > 0 ? k : 1;
			if (k == 0)
				p[n - 1] = 0;
		}
	}
	return slice_of(p, n);
}

/* "550-5.7.1 " before it, CRLF behind it, printable ASCII in it. */
static bool
is_proper(struct slice line, const char *status)
{
	size_t i;

	if (line.len == 0 ||
	    line.len + 3 + 1 + strlen(status) + 1 + 2 > REPLY_LINE_MAX)
		return false;
	for (i = 0; i < line.len; i++)
		if (line.ptr[i] < ' ' || line.ptr[i] > '~')
			return false;
	return true;
}

static void
check_lines(const struct verdict *v, bool one_line)
{
	size_t i;

	ck_assert_uint_ge(v->reply_count, 1);
	ck_assert_uint_le(v->reply_count, one_line ? 1 : REPLY_LINES_MAX);
	for (i = 0; i < v->reply_count; i++)
		ck_assert_msg(is_proper(v->reply[i], v->smtp_status),
		    "line %zu: \"%.*s\"", i, (int)v->reply[i].len,
		    (const char *)v->reply[i].ptr);
	/* The first stands alone: it always has the reference. */
	ck_assert(slice_ends(v->reply[0],
	    SLICE(" Reference EX-7K3M-2QPX.")));
}

START_TEST(test_any_parts_make_a_proper_reply)
{
	struct verdict v;
	struct arena *a;
	int i;

	for (i = 0; i < 100000; i++) {
		a = arena_new(1 << 16);
		struct reply_parts p = { "EX-7K3M-2QPX", random_text(a),
		    random_text(a), random_text(a), random_text(a),
		    random_text(a), next() % 5 == 0 };

		memset(&v, 0, sizeof v);
		ck_assert_int_eq(reply_make(&p, 550, "5.7.1", a, &v), 0);
		check_lines(&v, p.one_line);
		arena_free(a);
	}
}
END_TEST

static const struct {
	const char *name, *text, *line;
} cases[] = {
	{ "as it is", "Not sent: no.",
	    "Not sent: no. Reference EX-7K3M-2QPX." },
	{ "nothing", "", "Not sent: our email policy does not allow it. "
	    "Reference EX-7K3M-2QPX." },
	{ "an accent is one question mark", "Caf\xc3\xa9\xe2\x82\xac.",
	    "Caf??. Reference EX-7K3M-2QPX." },
	{ "line ends become blanks", "a\r\nb\nc",
	    "a  b c Reference EX-7K3M-2QPX." },
	{ "a percent sign is left to the milter", "100%d",
	    "100%d Reference EX-7K3M-2QPX." },
	{ "cut at a word",
	    "0123456789 0123456789 0123456789 0123456789 0123456789 "
	    "0123456789 0123456789 0123456789 0123456789 0123456789 "
	    "0123456789 0123456789 0123456789 0123456789 0123456789 "
	    "0123456789 0123456789",
	    "0123456789 0123456789 0123456789 0123456789 0123456789 "
	    "0123456789 0123456789 0123456789 0123456789 0123456789 "
	    "0123456789 0123456789 0123456789 0123456789... "
	    "Reference EX-7K3M-2QPX." },
};

START_TEST(test_first_line)
{
	struct arena *a = arena_new(1 << 16);
	struct reply_parts p = { .ref = "EX-7K3M-2QPX",
	    .text = slice_str(cases[_i].text) };
	struct verdict v = { .reply_count = 0 };

	ck_assert_int_eq(reply_make(&p, 550, "5.7.1", a, &v), 0);
	ck_assert_msg(slice_eq_str(v.reply[0], cases[_i].line),
	    "%s: got \"%.*s\"", cases[_i].name, (int)v.reply[0].len,
	    (const char *)v.reply[0].ptr);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "random", test_any_parts_make_a_proper_reply, 0 },
		{ "first", test_first_line, N_OF(cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("reply", all);
}
