#include "ctl/jobs.h"

#include <string.h>

#include "unit/unit.h"

#define NOW	1777976100000LL

static const struct {
	const char *name, *line, *error;	/* error: part of it, or NULL */
} lines[] = {
	{ "the least that is needed",
	  "{\"file\":\"a.eml\",\"from\":\"x@in.example\",\"to\":[\"y@out.example\"]}", NULL },
	{ "all there is",
	  "{\"file\":\"a.eml\",\"from\":\"<>\",\"to\":[\"y@out.example\",\"z@out.example\"],"
	  "\"auth\":\"x\",\"client\":\"192.0.2.1\",\"class\":\"local\","
	  "\"at\":\"2026-05-05T10:15:00Z\"}", NULL },
	{ "a null login is no login",
	  "{\"file\":\"a\",\"from\":\"x@in.example\",\"to\":[\"y@o.example\"],\"auth\":null}", NULL },
	{ "no JSON", "file a.eml", "no JSON object" },
	{ "an array", "[1]", "no JSON object" },
	{ "no file", "{\"from\":\"x@in.example\",\"to\":[\"y@o.example\"]}", "\"file\"" },
	{ "no sender", "{\"file\":\"a\",\"to\":[\"y@o.example\"]}", "\"from\"" },
	{ "no recipient", "{\"file\":\"a\",\"from\":\"x@i.example\",\"to\":[]}", "\"to\"" },
	{ "a recipient that is a number", "{\"file\":\"a\",\"from\":\"x@i.example\",\"to\":[1]}",
	  "\"to\"" },
	{ "a class that does not exist",
	  "{\"file\":\"a\",\"from\":\"x@i.example\",\"to\":[\"y@o.example\"],\"class\":\"x\"}",
	  "\"class\"" },
	{ "a time that is none",
	  "{\"file\":\"a\",\"from\":\"x@i.example\",\"to\":[\"y@o.example\"],\"at\":\"May\"}",
	  "\"at\"" },
	{ "a key twice",
	  "{\"file\":\"a\",\"file\":\"b\",\"from\":\"x@i.example\",\"to\":[\"y@o.example\"]}",
	  "no JSON object" },
};

START_TEST(test_lines)
{
	struct job j;

	job_parse(slice_str(lines[_i].line), "folder", NOW, &j);
	if (lines[_i].error == NULL)
		ck_assert_str_eq(j.error, "");
	else
		ck_assert_ptr_nonnull(strstr(j.error, lines[_i].error));
	job_free(&j);
}
END_TEST

START_TEST(test_values)
{
	struct job j;

	job_parse(slice_str(lines[1].line), "folder", NOW, &j);
	ck_assert_str_eq(j.input.file, "folder/a.eml");
	ck_assert_str_eq(j.file, "a.eml");
	ck_assert_uint_eq(j.input.to_count, 2);
	ck_assert_str_eq(j.input.to[1], "z@out.example");
	ck_assert_str_eq(j.input.auth, "x");
	ck_assert_int_eq(j.input.class, MAIL_CLASS_LOCAL);
	ck_assert_int_eq(j.input.at_ms, 1777976100000LL);
	job_free(&j);
	job_parse(slice_str(lines[2].line), "", NOW, &j);
	ck_assert_str_eq(j.input.file, "a");
	ck_assert_ptr_null(j.input.auth);
	ck_assert_int_eq(j.input.at_ms, NOW);
	job_free(&j);
}
END_TEST

static const struct {
	const char *name, *text, *want;
} ends[] = {
	{ "bare LF throughout becomes CRLF", "a\nb\n\nc\n", "a\r\nb\r\n\r\nc\r\n" },
	{ "a last line without an end keeps none", "a\nb", "a\r\nb" },
	{ "CRLF stays", "a\r\nb\r\n", "a\r\nb\r\n" },
	{ "a mixture is left for the reader to judge", "a\r\nb\nc\r\n", "a\r\nb\nc\r\n" },
	{ "nothing stays nothing", "", "" },
};

START_TEST(test_line_ends)
{
	struct buf out = BUF_INIT(1000);

	ck_assert_int_eq(judge_normalise(slice_str(ends[_i].text), &out), 0);
	ck_assert_str_eq(buf_cstr(&out), ends[_i].want);
	buf_free(&out);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "lines", test_lines, N_OF(lines) },
		{ "values", test_values, 0 },
		{ "line ends", test_line_ends, N_OF(ends) },
		{ NULL, NULL, 0 },
	};

	return unit_main("jobs", cases);
}
