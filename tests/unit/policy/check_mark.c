#include "policy/mark.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "mail/edit.h"
#include "unit/unit.h"

static const uint8_t key[MARK_KEY_SIZE] = "a key of thirty-two bytes, 0123";
static const uint8_t other_key[MARK_KEY_SIZE] = "another key of thirty-two bytes";

#define PLAIN	"From: a@b.example\r\nTo: x@y.example\r\n" \
	"Date: Mon, 1 Jun 2026 10:00:00 +0100\r\nMessage-ID: <1@b.example>\r\n"
#define NO_ID	"From: a@b.example\r\nTo: x@y.example\r\n" \
	"Date: Mon, 1 Jun 2026 10:00:00 +0100\r\n"
#define NEITHER	"From: a@b.example\r\nTo: x@y.example\r\n"

static struct mark_header
header(const char *text)
{
	struct mark_header h;

	mark_header_read(&h, slice_str(text));
	return h;
}

/* The mark of one header, put over another: is it valid there? */
static const struct {
	const char *name, *made, *checked;
	bool valid;
} moves[] = {
	{ "in its own message", PLAIN, PLAIN, true },
	{ "other fields do not matter", PLAIN, "Received: x\r\n" PLAIN
	    "Subject: [Private] y\r\n", true },
	{ "folds and blanks do not matter", PLAIN,
	    "from:a@b.example\r\nTo: q@y.example\r\ndate: Mon,\r\n 1 Jun 2026 "
	    "10:00:00  +0100\r\nMessage-Id: <1@b.example> \r\n", true },
	{ "LF alone", PLAIN, "From: a@b.example\nDate: Mon, 1 Jun 2026 "
	    "10:00:00 +0100\nMessage-ID: <1@b.example>\n", true },
	{ "of another message", PLAIN, "From: a@b.example\r\nDate: Mon, 1 Jun "
	    "2026 10:00:00 +0100\r\nMessage-ID: <2@b.example>\r\n", false },
	{ "of another day", PLAIN, "From: a@b.example\r\nDate: Tue, 2 Jun "
	    "2026 10:00:00 +0100\r\nMessage-ID: <1@b.example>\r\n", false },
	{ "of somebody else", PLAIN, "From: c@b.example\r\nDate: Mon, 1 Jun "
	    "2026 10:00:00 +0100\r\nMessage-ID: <1@b.example>\r\n", false },
	{ "a Message-ID twice", PLAIN, PLAIN "Message-ID: <1@b.example>\r\n",
	    false },
	{ "a Message-ID gone", PLAIN, NO_ID, false },
	{ "the MTA put in a Message-ID", NO_ID, PLAIN, true },
	{ "the MTA put in a Message-ID and a Date", NEITHER, PLAIN, true },
	{ "the MTA put in a Date", "From: a\r\nMessage-ID: <1@b>\r\n",
	    "From: a\r\nMessage-ID: <1@b>\r\nDate: x\r\n", true },
	{ "without Message-ID, to somebody else", NO_ID,
	    "From: a@b.example\r\nTo: z@y.example\r\n"
	    "Date: Mon, 1 Jun 2026 10:00:00 +0100\r\n", false },
	{ "without Message-ID, in another thread", NO_ID,
	    NO_ID "References: <0@b.example>\r\n", false },
	{ "nothing at all", "", "", true },
	{ "two values are not one", "From: a\r\nFrom: b\r\n", "From: a b\r\n",
	    false },
	{ "what follows the empty line is no field", NEITHER,
	    NEITHER "\r\nMessage-ID: <1@b.example>\r\n", true },
};

START_TEST(test_move)
{
	struct arena *a = arena_new(MIB);
	struct mark_header h = header(moves[_i].made), other;
	char with[1024];
	struct slice value;

	ck_assert_int_eq(mark_make(key, &h, SLICE("foundry-row"), a, &value),
	    0);
	ck_assert(slice_starts(value, SLICE("2 foundry-row ")));
	ck_assert_uint_eq(value.len, strlen("2 foundry-row ") + 32);
	snprintf(with, sizeof with, "x-exeat-notice: %.*s\r\n%s",
	    (int)value.len, (const char *)value.ptr, moves[_i].checked);
	other = header(with);
	ck_assert_msg(mark_is_valid(key, &other) == moves[_i].valid, "%s",
	    moves[_i].name);
	ck_assert(!mark_is_valid(other_key, &other));
	arena_free(a);
}
END_TEST

/* "%s" is the right value. */
static const struct { const char *name, *marks; bool valid; } forms[] = {
	{ "as it was made", "X-Exeat-Notice: %s\r\n", true },
	{ "folded by a hop", "X-Exeat-Notice:\r\n %s\r\n", true },
	{ "no mark", "", false },
	{ "an empty one", "X-Exeat-Notice:\r\n", false },
	{ "a stranger's", "X-Exeat-Notice: 2 foundry-row "
	    "00000000000000000000000000000000\r\n", false },
	{ "the old, unkeyed form", "X-Exeat-Notice: 1 foundry-row "
	    "0123456789abcdef\r\n", false },
	{ "too short a code", "X-Exeat-Notice: 2 foundry-row 00\r\n", false },
	{ "no code", "X-Exeat-Notice: 2 foundry-row\r\n", false },
	{ "words after it", "X-Exeat-Notice: %s x\r\n", false },
	{ "a right one twice", "X-Exeat-Notice: %s\r\nX-Exeat-Notice: %s\r\n",
	    false },
	{ "a right one beside another",
	    "X-Exeat-Notice: x\r\nX-Exeat-Notice: %s\r\n", false },
};

static void
fill(const char *form, struct slice value, struct buf *out)
{
	struct slice s = slice_str(form);
	size_t at, k;

	for (at = 0; at < s.len; at = k + 2) {
		k = slice_find(s, SLICE("%s"), at);
		ck_assert_int_eq(buf_put_slice(out, slice_sub(s, at, k)), 0);
		if (k == SLICE_NPOS)
			break;
		ck_assert_int_eq(buf_put_slice(out, value), 0);
	}
}

START_TEST(test_form)
{
	struct buf with = BUF_INIT(4096);
	struct arena *a = arena_new(MIB);
	struct mark_header h = header(PLAIN);
	struct slice value;

	ck_assert_int_eq(mark_make(key, &h, SLICE("foundry-row"), a, &value),
	    0);
	fill(forms[_i].marks, value, &with);
	ck_assert_int_eq(buf_puts(&with, PLAIN), 0);
	mark_header_read(&h, buf_slice(&with));
	ck_assert_msg(mark_is_valid(key, &h) == forms[_i].valid, "%s",
	    forms[_i].name);
	buf_free(&with);
	arena_free(a);
}
END_TEST

/* A value at the limit of what is kept, and past it. */
START_TEST(test_long)
{
	struct buf with = BUF_INIT(4096);
	struct mark_header h;
	size_t i, n = MARK_VALUE_MAX + (size_t)_i;

	ck_assert_int_eq(buf_puts(&with, "X-Exeat-Notice: "), 0);
	for (i = 0; i < n; i++)
		ck_assert_int_eq(buf_putc(&with, 'x'), 0);
	ck_assert_int_eq(buf_puts(&with, "\r\n"), 0);
	mark_header_read(&h, buf_slice(&with));
	ck_assert_uint_eq(h.marks, 1);
	ck_assert(h.is_too_long == (_i == 1));
	ck_assert(!mark_is_valid(key, &h));
	buf_free(&with);
}
END_TEST

/* A name that is no word of a field, or as long as it likes. */
START_TEST(test_name)
{
	static const char *const names[] = { "foundry-row/gd", "t\xc3\xaa te",
	    "a name with blanks", "", "1234567890123456789012345678901234567890"
	    "123456789012345678901234567890123456789012345678901234567890"
	    "1" };
	struct arena *a = arena_new(MIB);
	struct mark_header h = header(PLAIN);
	char with[1024];
	struct slice value;

	ck_assert_int_eq(mark_make(key, &h, slice_str(names[_i]), a, &value),
	    0);
	ck_assert(slice_is_ascii(value));
	ck_assert_uint_le(value.len, MARK_VALUE_MAX);
	snprintf(with, sizeof with, PLAIN "X-Exeat-Notice: %.*s\r\n",
	    (int)value.len, (const char *)value.ptr);
	mark_header_read(&h, slice_str(with));
	ck_assert(mark_is_valid(key, &h));
	arena_free(a);
}
END_TEST

enum { NOTHING, DISCLAIMER, FULL };

static const struct {
	const char *name;
	enum mail_class class;
	int edits;
	const char *marks;		/* "%s": the right one */
	bool matters, is_marked, removes;
} plans[] = {
	{ "nothing to do", MAIL_CLASS_SUBMISSION, NOTHING, "", false, false,
	    false },
	{ "a notice", MAIL_CLASS_SUBMISSION, DISCLAIMER, "", true, false,
	    false },
	{ "a notice that was there", MAIL_CLASS_SUBMISSION, DISCLAIMER,
	    "X-Exeat-Notice: %s\r\n", true, true, false },
	{ "a notice and a stranger's mark", MAIL_CLASS_SUBMISSION, DISCLAIMER,
	    "X-Exeat-Notice: x\r\n", true, false, true },
	{ "a stranger's mark alone", MAIL_CLASS_SUBMISSION, NOTHING,
	    "X-Exeat-Notice: x\r\n", true, false, true },
	{ "our mark alone stays", MAIL_CLASS_SUBMISSION, NOTHING,
	    "X-Exeat-Notice: %s\r\n", true, true, false },
	{ "two marks", MAIL_CLASS_LOCAL, NOTHING,
	    "X-Exeat-Notice: %s\r\nX-Exeat-Notice: %s\r\n", true, false, true },
	{ "from outside", MAIL_CLASS_INBOUND, NOTHING, "X-Exeat-Notice: x\r\n",
	    true, false, true },
	{ "released mail is as it was", MAIL_CLASS_RELEASE, NOTHING,
	    "X-Exeat-Notice: x\r\n", false, false, false },
	{ "released mail gets its notice", MAIL_CLASS_RELEASE, DISCLAIMER,
	    "X-Exeat-Notice: x\r\n", true, false, false },
	{ "no room for one more edit", MAIL_CLASS_SUBMISSION, FULL,
	    "X-Exeat-Notice: x\r\n", true, false, false },
};

static struct verdict
verdict_with(struct arena *a, int edits)
{
	struct verdict v = { 0 };
	size_t i;

	v.edits = arena_array(a, EDIT_REQUESTS_MAX, sizeof *v.edits);
	ck_assert_ptr_nonnull(v.edits);
	v.edits[0] = (struct edit_request){ EDIT_DISCLAIMER,
	    SLICE("foundry-row"), SLICE_NONE, NULL };
	v.edit_count = edits == NOTHING ? 0 : edits == FULL ?
	    EDIT_REQUESTS_MAX : 1;
	for (i = 1; i < v.edit_count; i++)
		v.edits[i] = (struct edit_request){ EDIT_ADD_FIELD,
		    SLICE("X-A"), SLICE("1"), NULL };
	return v;
}

START_TEST(test_plan)
{
	struct buf with = BUF_INIT(4096);
	struct arena *a = arena_new(MIB);
	struct mark_header h = header(PLAIN);
	struct verdict v = verdict_with(a, plans[_i].edits);
	size_t had = v.edit_count;
	const struct edit_request *last;
	struct slice value;

	ck_assert_int_eq(mark_make(key, &h, SLICE("foundry-row"), a, &value),
	    0);
	fill(plans[_i].marks, value, &with);
	ck_assert_int_eq(buf_puts(&with, PLAIN), 0);
	mark_header_read(&h, buf_slice(&with));
	ck_assert_msg(mark_matters(&h, plans[_i].class, &v) ==
	    plans[_i].matters, "%s", plans[_i].name);
	ck_assert_int_eq(mark_plan(key, &h, plans[_i].class, a, &v), 0);
	ck_assert_msg(v.edit_count == had + plans[_i].removes, "%s",
	    plans[_i].name);
	last = v.edit_count > 0 ? &v.edits[v.edit_count - 1] : NULL;
	if (plans[_i].removes)
		ck_assert(last->kind == EDIT_REMOVE_FIELD &&
		    slice_eq_str(last->name, "X-Exeat-Notice"));
	if (plans[_i].edits != NOTHING) {
		ck_assert_ptr_nonnull(v.edits[0].disclaimer);
		ck_assert(slice_eq(v.edits[0].disclaimer->mark, value));
		ck_assert(v.edits[0].disclaimer->is_marked ==
		    plans[_i].is_marked);
	}
	buf_free(&with);
	arena_free(a);
}
END_TEST

START_TEST(test_rules_key)
{
	uint8_t digest[SHA256_SIZE] = { 1 }, x[MARK_KEY_SIZE],
	    y[MARK_KEY_SIZE];

	mark_key_of_rules(digest, x);
	mark_key_of_rules(digest, y);
	ck_assert_int_eq(memcmp(x, y, sizeof x), 0);
	ck_assert_int_ne(memcmp(x, digest, sizeof x), 0);
	digest[31] = 1;
	mark_key_of_rules(digest, y);
	ck_assert_int_ne(memcmp(x, y, sizeof x), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "move", test_move, N_OF(moves) },
		{ "form", test_form, N_OF(forms) },
		{ "long", test_long, 2 },
		{ "name", test_name, 5 },
		{ "plan", test_plan, N_OF(plans) },
		{ "rules-key", test_rules_key, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("mark", all);
}
