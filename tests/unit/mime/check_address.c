#include "mime/mime.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *value, *is;
} cases[] = {
	{ "nothing", "", "" },
	{ "a bare address", "a@B.Example", "a@b.example" },
	{ "a display name", "Anna B <a@b.example>", "a@b.example" },
	{ "a quoted name with a comma", "\"B, Anna\" <a@b.example>",
	    "a@b.example" },
	{ "a quoted name with an address in it",
	    "\"x@y.example\" <a@b.example>", "a@b.example" },
	{ "two", "a@b.example, Anna <c@d.example>",
	    "a@b.example c@d.example" },
	{ "a comment", "a@b.example (c@d.example)", "a@b.example" },
	{ "nested comments", "(x(y)z) a@b.example", "a@b.example" },
	{ "a comment inside", "a(x)@b.example", "a@b.example" },
	{ "a comment that never ends hides nothing",
	    "(x a@b.example, c@d.example", "a@b.example c@d.example" },
	{ "a group", "team: a@b.example, c@d.example;",
	    "a@b.example c@d.example" },
	{ "an empty group", "undisclosed-recipients:;", "" },
	{ "a group in a group", "x: y: a@b.example;, c@d.example;",
	    "a@b.example c@d.example" },
	{ "a group without end", "x: a@b.example", "a@b.example" },
	{ "a route", "<@x.example,@y.example:a@b.example>", "a@b.example" },
	{ "a quoted local part", "\"a b\"@c.example", "\"a b\"@c.example" },
	{ "a quoted at sign", "\"a@x\"@c.example", "\"a@x\"@c.example" },
	{ "blanks round the at sign", "a @ b.example", "a@b.example" },
	{ "blanks round the dots", "a . b @ c . example",
	    "a.b@c.example" },
	{ "a domain literal", "a@[192.0.2.1]", "a@[192.0.2.1]" },
	{ "semicolons between", "a@b.example; c@d.example",
	    "a@b.example c@d.example" },
	{ "blanks between", "a@b.example c@d.example",
	    "a@b.example c@d.example" },
	{ "a name that is an address too", "x@y.example <a@b.example>",
	    "x@y.example a@b.example" },
	{ "an angle that never closes", "Anna <a@b.example", "a@b.example" },
	{ "a quote that never closes", "\"Anna a@b.example", "" },
	{ "UTF-8", "\xc3\xa9@b.example", "\xc3\xa9@b.example" },
	{ "no domain", "anna, b@, @c", "" },
	{ "a fold", "Anna\r\n <a@b.example>", "a@b.example" },
};

START_TEST(test_addresses)
{
	struct buf out = BUF_INIT(4096);
	struct arena *a = arena_new(MIB);
	struct slice *list;
	size_t i, n;

	ck_assert_int_eq(mime_addresses(slice_str(cases[_i].value), a, &list,
	    &n), 0);
	for (i = 0; i < n; i++)
		buf_printf(&out, "%s%.*s", i > 0 ? " " : "", (int)list[i].len,
		    (const char *)list[i].ptr);
	ck_assert_msg(strcmp(buf_cstr(&out), cases[_i].is) == 0, "%s: %s",
	    cases[_i].name, buf_cstr(&out));
	buf_free(&out);
	arena_free(a);
}
END_TEST

static size_t
count(const char *unit, size_t n, int *ret)
{
	struct arena *a = arena_new(256 * MIB);
	struct buf b = BUF_INIT(64 * MIB);
	struct slice *list;
	size_t i, found;

	for (i = 0; i < n; i++)
		buf_puts(&b, unit);
	buf_puts(&b, "a@b.example");
	found = 0;
	*ret = mime_addresses(buf_slice(&b), a, &list, &found);
	buf_free(&b);
	arena_free(a);
	return found;
}

START_TEST(test_bounds)
{
	int r;

	ck_assert_uint_eq(count("a@b.example,", ADDRESSES_MAX - 1, &r),
	    ADDRESSES_MAX);
	ck_assert_int_eq(r, 0);
	count("a@b.example,", ADDRESSES_MAX, &r);
	ck_assert_int_eq(r, ERR_LIMIT);
	/* What makes recursive readers run out of stack. */
	ck_assert_uint_eq(count("x:", 1000000, &r), 1);
	ck_assert_uint_eq(count("(", 1000000, &r), 1);
	ck_assert_uint_eq(count("<", 1000000, &r), 1);
}
END_TEST

/* What stands beside each address, parted by "|". */
static const struct {
	const char *value, *names;
} beside[] = {
	{ "a@b.example", "" },
	{ "Anna B <a@b.example>", "Anna B" },
	{ "\"B, Anna\" <a@b.example>", "\"B, Anna\"" },
	{ "Anna <a@b.example>, c@d.example, =?utf-8?q?Zo=C3=AB?= <e@f.example>",
	    "Anna||=?utf-8?q?Zo=C3=AB?=" },
	{ "a@b.example (Anna B), c@d.example", "Anna B|" },
	{ "<a@b.example>", "" },
	{ "team: Anna <a@b.example>, Bo <c@d.example>;, Ed <e@f.example>",
	    "Anna|Bo|Ed" },
	{ "Anna\r\n <a@b.example>", "Anna" },
	{ "x@y.example <a@b.example>", "|x@y.example" },
	{ "Anna <@x.example:a@b.example>", "Anna" },
	{ "Anna B; Bo <c@d.example>", "Bo" },
};

START_TEST(test_beside)
{
	struct buf out = BUF_INIT(4096);
	struct arena *a = arena_new(MIB);
	struct slice *list, *names;
	size_t i, n;

	ck_assert_int_eq(mime_mailboxes(slice_str(beside[_i].value), a, &list,
	    &names, &n), 0);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&out, '|');
		buf_put_slice(&out, names[i]);
	}
	ck_assert_msg(slice_eq_str(buf_slice(&out), beside[_i].names),
	    "%s: %s", beside[_i].value, buf_cstr(&out));
	buf_free(&out);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "addresses", test_addresses, N_OF(cases) },
		{ "beside", test_beside, N_OF(beside) },
		{ "bounds", test_bounds, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("address", all);
}
