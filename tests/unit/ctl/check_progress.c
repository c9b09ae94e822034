#include "ctl/progress.h"

#include "base/limits.h"
#include "unit/unit.h"

static const struct { struct progress_state s; const char *line; } lines[] = {
	{ { "scan", 12480, 48112, 12480, 30291, 37, "findings" },
	    "scan  12,480 / 48,112 messages  25 %  412/s  1 min 26 s left  "
	    "37 findings" },
	{ { "scan", 0, 48112, 0, 0, 0, "findings" },
	    "scan  0 / 48,112 messages  0 %  0/s  0 findings" },
	{ { "scan", 1000, 0, 1000, 2000, 3, "findings" },
	    "scan  1,000 messages  500/s  3 findings" },
	{ { "compare", 10, 10, 10, 1000, 1234567, "changes" },
	    "compare  10 / 10 messages  100 %  10/s  1,234,567 changes" },
	{ { "scan", 10, 90010, 10, 1000, 0, "findings" },
	    "scan  10 / 90,010 messages  0 %  10/s  2 h 30 min left  0 "
	    "findings" },
	{ { "scan", 5, 10, 5, 1000, 0, "findings" },
	    "scan  5 / 10 messages  50 %  5/s  1 s left  0 findings" },
	/* Most of it was done by the run before. */
	{ { "scan", 9000, 10000, 100, 1000, 0, "findings" },
	    "scan  9,000 / 10,000 messages  90 %  100/s  10 s left  0 "
	    "findings" },
};

START_TEST(test_line)
{
	struct buf b = BUF_INIT(KIB);

	progress_line(&lines[_i].s, &b);
	ck_assert_str_eq(buf_cstr(&b), lines[_i].line);
	buf_free(&b);
}
END_TEST

static const struct { uint64_t n; const char *text; } numbers[] = {
	{ 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 999999, "999,999" },
	{ 1000000, "1,000,000" },
	{ UINT64_MAX, "18,446,744,073,709,551,615" },
};

START_TEST(test_number)
{
	struct buf b = BUF_INIT(KIB);

	ck_assert_int_eq(progress_number(numbers[_i].n, &b), 0);
	ck_assert_str_eq(buf_cstr(&b), numbers[_i].text);
	buf_free(&b);
}
END_TEST

START_TEST(test_how)
{
	struct progress p;

	ck_assert_int_eq(progress_open(&p, "x", "none"), CTL_OK);
	ck_assert(!progress_is_due(&p));
	ck_assert_int_eq(progress_open(&p, "x", "bar"), CTL_OK);
	ck_assert(progress_is_due(&p));
	ck_assert(!progress_is_due(&p));
	ck_assert_int_eq(progress_open(&p, "x", "plain"), CTL_OK);
	ck_assert(!progress_is_due(&p));
	ck_assert_int_eq(progress_open(&p, "x", "loud"), CTL_USAGE);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "line", test_line, N_OF(lines) },
		{ "number", test_number, N_OF(numbers) },
		{ "how", test_how, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("progress", cases);
}
