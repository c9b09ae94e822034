#include "conf/diag.h"

#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static const char text[] =
	"rule personal-data {\n"
	"    and message contains nhs-numbr in body\n"
	"\tthen \xc3\xa9\xc3\xa9 reject\n"
	"}\n";

static void
expect_print(const struct conf_diag *d, const char *want)
{
	struct buf b = BUF_INIT(100000);

	conf_diag_print(d, &b);
	ck_assert_str_eq(buf_cstr(&b), want);
	buf_free(&b);
}

START_TEST(test_a_message_shows_its_line_and_a_suggestion)
{
	struct conf_diag *d = conf_diag_new();

	conf_diag_source(d, "20-content.rules", slice_str(text));
	conf_error(d, &(struct conf_place){ "20-content.rules", 2, 26, 9 },
	    "unknown detector \"%s\"", "nhs-numbr");
	conf_suggest(d, "nhs-number");
	expect_print(d,
	    "20-content.rules:2:26: error: "
	    "unknown detector \"nhs-numbr\"\n"
	    "   2 |     and message contains nhs-numbr in body\n"
	    "     |                          ^~~~~~~~~  "
	    "did you mean \"nhs-number\"?\n");
	conf_diag_free(d);
}
END_TEST

START_TEST(test_a_byte_has_a_line_and_a_column)
{
	static const struct {
		size_t at, len;
		uint32_t line, column, width;
	} cases[] = {
		{ 0, 4, 1, 1, 4 },
		{ 21, 1, 2, 1, 1 },
		/* Two letters of two bytes each stand before it. */
		{ 75, 6, 3, 10, 6 },
		{ 70, 4, 3, 7, 2 },
		/* Past the end. */
		{ sizeof text - 1, 5, 5, 1, 1 },
	};
	struct conf_place p;
	size_t i;

	for (i = 0; i < N_OF(cases); i++) {
		p = conf_place_in("f", slice_str(text), cases[i].at,
		    cases[i].len);
		ck_assert_str_eq(p.file, "f");
		ck_assert_msg(p.line == cases[i].line &&
		    p.column == cases[i].column &&
		    p.width == cases[i].width, "%zu: %u:%u, %u", i, p.line,
		    p.column, p.width);
	}
}
END_TEST

START_TEST(test_why_a_file_cannot_be_read_is_said)
{
	static const struct {
		int err, saved;
		const char *words;
	} cases[] = {
		{ ERR_SYSTEM, ENOENT, "f:1:2: error: cannot read \"x\": No "
		    "such file or directory\n" },
		{ ERR_DENIED, 0, "f:1:2: error: cannot read \"x\": others may "
		    "write to it, or it belongs to neither root nor this "
		    "user; see chmod(1) and chown(1)\n" },
		{ ERR_TYPE, 0, "f:1:2: error: cannot read \"x\": it is not an "
		    "ordinary file\n" },
		{ ERR_LIMIT, 0, "f:1:2: error: \"x\" is over 64 kB\n" },
		{ ERR_NOTFOUND, 0, "f:1:2: error: cannot read \"x\": not "
		    "found\n" },
	};
	struct conf_diag *d;
	size_t i;

	for (i = 0; i < N_OF(cases); i++) {
		d = conf_diag_new();
		conf_unreadable(d, &(struct conf_place){ "f", 1, 2, 1 }, "x",
		    cases[i].err, cases[i].saved, 64 * KIB);
		expect_print(d, cases[i].words);
		conf_diag_free(d);
	}
}
END_TEST

START_TEST(test_tabs_and_accents_keep_the_caret_in_place)
{
	struct conf_diag *d = conf_diag_new();

	conf_diag_source(d, "f", slice_str(text));
	conf_warning(d, &(struct conf_place){ "f", 3, 10, 6 }, "odd");
	expect_print(d, "f:3:10: warning: odd\n"
	    "   3 | \tthen \xc3\xa9\xc3\xa9 reject\n"
	    "     | \t        ^~~~~~\n");
	conf_diag_free(d);
}
END_TEST

START_TEST(test_messages_come_in_the_order_of_files_and_lines)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(1000);

	conf_diag_root(d, SLICE("/etc/exeat/"));
	conf_diag_source(d, "/etc/exeat/exeat.conf", SLICE("a\nb\n"));
	conf_diag_source(d, "/etc/exeat/z.rules", SLICE("c\n"));
	conf_error(d, &(struct conf_place){ "/etc/exeat/z.rules", 1, 1, 1 },
	    "third");
	conf_error(d, &(struct conf_place){ "/etc/exeat/exeat.conf", 2, 1, 1 },
	    "second");
	conf_warning(d,
	    &(struct conf_place){ "/etc/exeat/exeat.conf", 1, 1, 1 }, "first");
	conf_error(d, NULL, "no place");
	conf_error(d, &(struct conf_place){ "/var/x", 0, 0, 0 }, "whole file");
	conf_suggest(d, "y");
	expect_print(d,
	    "exeat.conf:1:1: warning: first\n   1 | a\n     | ^\n"
	    "exeat.conf:2:1: error: second\n   2 | b\n     | ^\n"
	    "z.rules:1:1: error: third\n   1 | c\n     | ^\n"
	    "/var/x: error: whole file; did you mean \"y\"?\n"
	    "error: no place\n");
	conf_diag_first(d, &b);
	ck_assert_str_eq(buf_cstr(&b), "exeat.conf:2:1: error: second");
	ck_assert_uint_eq(conf_diag_errors(d), 4);
	ck_assert_uint_eq(conf_diag_warnings(d), 1);
	buf_free(&b);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_one_thing_said_twice_is_said_once)
{
	struct conf_diag *d = conf_diag_new();
	struct conf_place at = { "f", 1, 1, 1 };

	conf_error(d, &at, "unknown list \"%s\"", "x");
	conf_error(d, &at, "unknown list \"%s\"", "x");
	conf_suggest(d, "only of what was kept");
	conf_error(d, &at, "unknown list \"%s\"", "y");
	ck_assert_uint_eq(conf_diag_errors(d), 2);
	expect_print(d, "f:1:1: error: unknown list \"x\"\n"
	    "f:1:1: error: unknown list \"y\"\n");
	conf_diag_free(d);
}
END_TEST

START_TEST(test_a_source_line_cannot_upset_a_terminal)
{
	struct conf_diag *d = conf_diag_new();

	conf_diag_source(d, "f", SLICE("a\x1b[2J\xe2\x80\xae" "b\n"));
	conf_error(d, &(struct conf_place){ "f", 1, 1, 1 }, "x\x1b[2J");
	expect_print(d, "f:1:1: error: x?[2J\n   1 | a?[2J?b\n     | ^\n");
	conf_diag_free(d);
}
END_TEST

START_TEST(test_a_long_line_is_shown_round_its_place)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(10000);
	char line[2001];
	const char *caret;
	size_t i;

	memset(line, 'x', 2000);
	line[2000] = '\0';
	line[1500] = '@';
	conf_diag_source(d, "f", slice_str(line));
	conf_error(d, &(struct conf_place){ "f", 1, 1501, 400 }, "here");
	conf_diag_print(d, &b);
	ck_assert_uint_lt(b.len, 400);
	caret = strchr(buf_cstr(&b), '^');
	i = (size_t)(caret - strstr(buf_cstr(&b), "     | "));
	ck_assert_int_eq(strstr(buf_cstr(&b), "   1 | ")[i], '@');
	buf_free(&b);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_a_flood_of_messages_is_counted_not_kept)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(1000000);
	uint32_t i;

	for (i = 1; i <= 5000; i++)
		conf_error(d, &(struct conf_place){ "f", i, 1, 1 }, "no");
	ck_assert_uint_eq(conf_diag_errors(d), 5000);
	conf_diag_print(d, &b);
	ck_assert_ptr_null(strstr(buf_cstr(&b), "f:1001:"));
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b), "f:1000:"));
	buf_free(&b);
	conf_diag_free(d);
}
END_TEST

static const char *const words[] = { "nhs-number", "iban", "payment-card",
    "watch", "warn", "enforce", NULL };

static const struct {
	const char *name, *word, *nearest;
} nearest_cases[] = {
	{ "a letter too few", "nhs-numbr", "nhs-number" },
	{ "a letter too many", "paymentt-card", "payment-card" },
	{ "another letter", "ibam", "iban" },
	{ "two swapped", "wacth", "watch" },
	{ "case does not matter", "WATCH", "watch" },
	{ "the nearer of two", "warm", "warn" },
	{ "nothing near", "quarantine", NULL },
	{ "short words are not guessed", "xy", NULL },
	{ "nothing", "", NULL },
};

START_TEST(test_nearest)
{
	const char *got;

	got = conf_nearest(slice_str(nearest_cases[_i].word), words);
	ck_assert_msg(nearest_cases[_i].nearest == NULL ? got == NULL :
	    got != NULL && strcmp(got, nearest_cases[_i].nearest) == 0,
	    "%s: got %s", nearest_cases[_i].name, got != NULL ? got : "none");
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "place", test_a_byte_has_a_line_and_a_column, 0 },
		{ "unreadable", test_why_a_file_cannot_be_read_is_said, 0 },
		{ "line", test_a_message_shows_its_line_and_a_suggestion, 0 },
		{ "caret", test_tabs_and_accents_keep_the_caret_in_place, 0 },
		{ "order",
		    test_messages_come_in_the_order_of_files_and_lines, 0 },
		{ "twice", test_one_thing_said_twice_is_said_once, 0 },
		{ "terminal", test_a_source_line_cannot_upset_a_terminal, 0 },
		{ "long", test_a_long_line_is_shown_round_its_place, 0 },
		{ "flood", test_a_flood_of_messages_is_counted_not_kept, 0 },
		{ "nearest", test_nearest, N_OF(nearest_cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("diag", cases);
}
