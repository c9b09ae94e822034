#include "ctl/wrap.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

static const struct { const char *name, *bytes; bool is; } shapes[] = {
	{ "a message", "From: a@b\nTo: c@d\n\nhello", true },
	{ "with CRLF and folding", "Received: by x\r\n (y)\r\nDate: z\r\n\r\n",
	    true },
	{ "from a mailbox", "From a Mon Jan 1\nFrom: a@b\nSubject: x\n\n", true },
	{ "a header and no end", "From: a@b\nTo: c@d", true },
	{ "a letter", "To: the team\n\nPlease note", false },
	{ "notes with colons", "Note: a\nSubject: b\nplain words\n", false },
	{ "a table", "name,NI number\nJoe,x\n", false },
	{ "nothing", "", false },
	{ "an empty line first", "\nFrom: a@b\nTo: c@d\n\n", false },
	{ "a page", "<html><body>From: a To: b</body></html>", false },
};

START_TEST(test_is_message)
{
	ck_assert_msg(wrap_is_message(slice_str(shapes[_i].bytes)) ==
	    shapes[_i].is, "%s", shapes[_i].name);
}
END_TEST

static const struct { const char *path, *field; } names[] = {
	{ "a.csv", "attachment;\r\n filename=\"a.csv\"\r\n\r\n" },
	{ "/x/y z.csv", "attachment;\r\n filename=\"y z.csv\"\r\n\r\n" },
	{ "/x/a\"b", "attachment;\r\n filename*=utf-8''a%22b\r\n\r\n" },
	{ "\xc3\xa9.txt", "attachment;\r\n filename*=utf-8''%C3%A9.txt\r\n\r\n" },
	{ "a\r\nb", "attachment;\r\n filename*=utf-8''a%0D%0Ab\r\n\r\n" },
	{ "-", "attachment\r\n\r\n" },
};

START_TEST(test_name)
{
	struct buf b = BUF_INIT(1000);

	ck_assert_int_eq(wrap_attachment(names[_i].path, SLICE("x"), &b), 0);
	ck_assert(slice_find(buf_slice(&b), slice_str(names[_i].field), 0) !=
	    SLICE_NPOS);
	buf_free(&b);
}
END_TEST

START_TEST(test_base64)
{
	static const char *const ends[] = { "\r\n\r\n\r\n", "\r\n\r\nAA==\r\n",
	    "\r\n\r\nAP8=\r\n", "\r\n\r\nAP8B\r\n" };
	struct buf b = BUF_INIT(1000);

	ck_assert_int_eq(wrap_attachment("-", slice_of("\0\377\1", (size_t)_i),
	    &b), 0);
	ck_assert(slice_ends(buf_slice(&b), slice_str(ends[_i])));
	buf_free(&b);
}
END_TEST

START_TEST(test_lines)
{
	struct buf b = BUF_INIT(4000);
	size_t at, nl, longest = 0;
	uint8_t bytes[1000];

	memset(bytes, 7, sizeof bytes);
	ck_assert_int_eq(wrap_attachment("-", slice_of(bytes, sizeof bytes),
	    &b), 0);
	for (at = 0; at < b.len; at = nl + 1) {
		nl = slice_chr(buf_slice(&b), '\n', at);
		ck_assert(nl != SLICE_NPOS);
		longest = nl - at > longest ? nl - at : longest;
	}
	ck_assert_uint_eq(longest, 77);
	b.max = b.len;
	buf_reset(&b);
	ck_assert_int_eq(wrap_attachment("-", slice_of(bytes, sizeof bytes),
	    &b), 0);
	b.max--;
	buf_reset(&b);
	ck_assert_int_eq(wrap_attachment("-", slice_of(bytes, sizeof bytes),
	    &b), ERR_LIMIT);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "is message", test_is_message, N_OF(shapes) },
		{ "name", test_name, N_OF(names) },
		{ "base64", test_base64, 4 },
		{ "lines", test_lines, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("wrap", cases);
}
