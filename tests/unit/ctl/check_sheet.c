#include "ctl/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "ctl/html.h"
#include "unit/unit.h"

static const struct sheet_column columns[] = {
	{ "Name", false }, { "Count", true }, { NULL, false }
};

static const struct { const char *text, *field; } fields[] = {
	{ "plain", "\"plain\"" },
	{ "a \"b\", c", "\"a \"\"b\"\", c\"" },
	{ "", "\"\"" },
	{ "=1+1", "\"'=1+1\"" },
	{ "+1", "\"'+1\"" },
	{ "-1", "\"'-1\"" },
	{ "@SUM(A1)", "\"'@SUM(A1)\"" },
	{ "|cmd", "\"'|cmd\"" },
	{ "  =1", "\"'  =1\"" },
	{ "\t=1", "\"'\t=1\"" },
	{ "\r\n=1", "\"'<U+000D><U+000A>=1\"" },
	{ "a\nb", "\"a<U+000A>b\"" },
	{ "\xe2\x80\xaexcod", "\"<U+202E>xcod\"" },
	{ "\xff", "\"\\xff\"" },
	{ "caf\xc3\xa9", "\"caf\xc3\xa9\"" },
};

START_TEST(test_csv)
{
	char *text = NULL, want[100];
	size_t size;
	FILE *f = open_memstream(&text, &size);

	sheet_put_csv(f, columns, (const char *[]){ fields[_i].text, "-2" });
	fclose(f);
	snprintf(want, sizeof want, "%s,\"-2\"\r\n", fields[_i].field);
	ck_assert_str_eq(text, want);
	free(text);
}
END_TEST

static char *
page(const char *name, size_t rows, size_t most)
{
	struct html_bar bars[20];
	char *text = NULL;
	size_t size, i;
	struct sheet s;
	struct html h;
	FILE *f = open_memstream(&text, &size);

	sheet_init(&s, columns, most);
	for (i = 0; i < rows; i++)
		sheet_add(&s, (const char *[]){ name, "7" });
	for (i = 0; i < 20; i++)
		bars[i] = (struct html_bar){ name, i };
	html_begin(&h, f, name);
	html_section(&h, "x", name);
	html_bars(&h, "c", name, bars, rows < 20 ? rows : 20);
	html_sheet(&h, name, &s);
	html_section_end(&h);
	html_end(&h);
	fclose(f);
	sheet_free(&s);
	return text;
}

static size_t
count(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word)) != NULL) {
		text += strlen(word);
		n++;
	}
	return n;
}

static const char *const hostile[] = {
	"<script>alert(1)</script>", "\"><img src=x>", "' onload='x",
	"</title></style><b>", "&amp;<!--", "a\xff\xfe<b>", "\x1b[2J<i>",
};

START_TEST(test_escape)
{
	char *text = page(hostile[_i], 3, 10);

	ck_assert_ptr_null(strstr(text, hostile[_i]));
	ck_assert_uint_eq(count(text, "<script"), 0);
	ck_assert_uint_eq(count(text, "<img"), 0);
	ck_assert_uint_eq(count(text, "<b>"), 0);
	ck_assert_uint_eq(count(text, "<i>"), 0);
	ck_assert_uint_eq(count(text, "<!--"), 0);
	ck_assert_uint_eq(count(text, "onload='"), 0);
	ck_assert_uint_eq(count(text, "\x1b"), 0);
	free(text);
}
END_TEST

START_TEST(test_page)
{
	char *text = page("Rules", 3, 10);

	ck_assert_uint_eq(count(text, "<html lang=\"en-GB\">"), 1);
	ck_assert_uint_eq(count(text, "<caption>Rules</caption>"), 1);
	ck_assert_uint_eq(count(text, "<th scope=\"row\">Rules</th>"), 3);
	ck_assert_uint_eq(count(text, "<th scope=\"col\""), 2);
	ck_assert_uint_eq(count(text, "<rect "), 3);
	ck_assert_uint_eq(count(text, "<desc id=\"c-d\">Rules: 0; Rules: 1; "
	    "Rules: 2</desc>"), 1);
	ck_assert_uint_eq(count(text, "http"), 1);	/* -equiv */
	free(text);
}
END_TEST

START_TEST(test_limits)
{
	char *text = page("Rules", 13, 12);

	ck_assert_uint_eq(count(text, "<rect "), HTML_BARS_MAX);
	ck_assert_uint_eq(count(text, "<th scope=\"row\">"), 12);
	ck_assert_uint_eq(count(text, "1 more are not shown"), 1);
	free(text);
	text = page("Rules", 12, 12);
	ck_assert_uint_eq(count(text, "more are not shown"), 0);
	free(text);
	text = page("Rules", 0, 12);
	ck_assert_uint_eq(count(text, "<table"), 0);
	ck_assert_uint_eq(count(text, "<svg"), 0);
	ck_assert_uint_eq(count(text, "<p>Rules: none.</p>"), 1);
	free(text);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "csv", test_csv, N_OF(fields) },
		{ "escape", test_escape, N_OF(hostile) },
		{ "page", test_page, 0 },
		{ "limits", test_limits, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("sheet", cases);
}
