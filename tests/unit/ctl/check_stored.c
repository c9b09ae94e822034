#include "ctl/stored.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "unit/unit.h"

#define NOW	((int64_t)1800000000 * 1000)	/* January 2027 */

static const struct { const char *value, *addresses; } lists[] = {
	{ "a@b.example", "a@b.example" },
	{ "A B <a@b.example>, c@d.example", "a@b.example c@d.example" },
	{ "\"Smith, J <x@y>\" <a@b.example>", "a@b.example" },
	{ "\"a \\\" b\" <a@b.example>", "a@b.example" },
	{ "a@b.example (work, not <x@y.example>)", "a@b.example" },
	{ "(a (nested, c) comment) <a@b.example>", "a@b.example" },
	{ "team: a@b.example, c@d.example;", "a@b.example c@d.example" },
	{ "undisclosed-recipients:;", "" },
	{ "a@b.example,\r\n c@d.example", "a@b.example c@d.example" },
	{ "<a@b.example", "a@b.example" },
	{ "<a@b.example> <c@d.example>", "c@d.example" },
	{ "a@b.example; c@d.example", "a@b.example c@d.example" },
	{ "just a name", "" },
	{ "<@route:a@b.example>, x%y@z.example, o@k.example", "o@k.example" },
	{ "\"never closed <a@b.example>", "" },
	{ "", "" },
	{ ",,;;::<>()", "" },
};

static void
put_list(const char *const *list, size_t count, struct buf *out)
{
	size_t i;

	for (i = 0; i < count; i++)
		buf_printf(out, "%s%s", i > 0 ? " " : "", list[i]);
}

START_TEST(test_addresses)
{
	struct arena *a = arena_new(MIB);
	struct buf got = BUF_INIT(64 * KIB);
	const char **list = NULL;
	size_t count = 0, cap = 0;

	ck_assert_int_eq(stored_addresses(slice_str(lists[_i].value), a, &list,
	    &count, &cap), 0);
	put_list(list, count, &got);
	ck_assert_str_eq(buf_cstr(&got), lists[_i].addresses);
	buf_free(&got);
	arena_free(a);
}
END_TEST

static const struct {
	const char *name, *message, *from_line, *from, *to, *at;
} cases[] = {
	{ "sent", "From: J <j@in.example>\nTo: a@b.example\nCc: c@d.example\n"
	    "Bcc: e@f.example\nDate: Tue, 5 May 2026 10:15:00 +0100\n\nx\n", "",
	    "j@in.example", "a@b.example c@d.example e@f.example",
	    "2026-05-05T09:15:00Z" },
	{ "received", "Return-Path: <bounce@l.example>\nX-Original-To: "
	    "me@in.example\nDelivered-To: box@in.example\n"
	    "Received: from x\r\n\tby y; Wed, 6 May 2026 00:00:00 +0000\n"
	    "Received: from z; Tue, 5 May 2026 23:00:00 +0000\n"
	    "From: a@b.example\nTo: list@l.example\nDate: Mon, 4 May 2026 "
	    "10:00:00 +0000\n\n", "", "bounce@l.example", "list@l.example",
	    "2026-05-06T00:00:00Z" },
	{ "undisclosed", "Return-Path: <>\nX-Original-To: me@in.example\n"
	    "Delivered-To: box@in.example\nTo: undisclosed-recipients:;\n\n",
	    "", "<>", "me@in.example", NULL },
	{ "delivered", "From: a@b.example\nDelivered-To: box@in.example\n\n",
	    "", "a@b.example", "box@in.example", NULL },
	{ "only a From_ line", "Subject: x\n\nTo: a@b.example\n",
	    "From a@b Tue May  5 10:15:00 2026", NULL, "",
	    "2026-05-05T10:15:00Z" },
	{ "a date to come", "Date: Tue, 5 May 2099 10:15:00 +0000\n"
	    "From: a@b.example\nTo: c@d.example\n\n",
	    "From a@b Tue May  5 10:15:00 2026", "a@b.example", "c@d.example",
	    "2026-05-05T10:15:00Z" },
	{ "a body that begins with a blank", "From: a@b.example\nTo: "
	    "c@d.example\n\n To: no@no.example\nCc: no@no.example\n", "",
	    "a@b.example", "c@d.example", NULL },
	{ "CRLF", "From: a@b.example\r\nTo: c@d.example,\r\n e@f.example\r\n"
	    "\r\nTo: no@no.example\r\n", "", "a@b.example",
	    "c@d.example e@f.example", NULL },
	{ "a bad path", "Return-Path: a b c\nFrom: a@b.example\nTo: "
	    "c@d.example\n\n", "", "a@b.example", "c@d.example", NULL },
	{ "lines that are no fields", "From: a@b.example\nno field\nTo: "
	    "c@d.example\n\n", "", "a@b.example", "c@d.example", NULL },
	{ "nothing", "", "", NULL, "", NULL },
};

START_TEST(test_envelope)
{
	struct arena *a = arena_new(MIB);
	struct buf to = BUF_INIT(64 * KIB);
	char at[CLOCK_ISO_SIZE];
	struct stored s;

	ck_assert_int_eq(stored_read(slice_str(cases[_i].message),
	    slice_str(cases[_i].from_line), NOW, a, &s), 0);
	if (cases[_i].from == NULL)
		ck_assert_ptr_null(s.from);
	else
		ck_assert_str_eq(s.from, cases[_i].from);
	put_list(s.to, s.to_count, &to);
	ck_assert_msg(slice_eq_str(buf_slice(&to), cases[_i].to), "%s: %s",
	    cases[_i].name, buf_cstr(&to));
	ck_assert_msg(s.has_time == (cases[_i].at != NULL), "%s",
	    cases[_i].name);
	if (s.has_time) {
		clock_iso(s.at_ms, at, sizeof at);
		ck_assert_str_eq(at, cases[_i].at);
	}
	buf_free(&to);
	arena_free(a);
}
END_TEST

/* As many recipients as an envelope may have, and one more. */
START_TEST(test_many)
{
	struct arena *a = arena_new(16 * MIB);
	struct buf b = BUF_INIT(MIB);
	struct stored s;
	size_t i;

	buf_puts(&b, "From: a@b.example\nTo: ");
	for (i = 0; i < ENVELOPE_RECIPIENTS_MAX + 1; i++)
		buf_printf(&b, "a%zu@b.example,\n ", i);
	buf_puts(&b, "\n\n");
	ck_assert_int_eq(stored_read(buf_slice(&b), SLICE_NONE, NOW, a, &s), 0);
	ck_assert_uint_eq(s.to_count, ENVELOPE_RECIPIENTS_MAX);
	buf_free(&b);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case list[] = {
		{ "addresses", test_addresses, N_OF(lists) },
		{ "envelope", test_envelope, N_OF(cases) },
		{ "many", test_many, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("stored", list);
}
