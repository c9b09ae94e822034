#include "ctl/maildate.h"

#include "base/clock.h"
#include "base/err.h"
#include "unit/unit.h"

static const struct { const char *text, *iso; } fields[] = {
	{ "Tue, 05 May 2026 10:15:00 +0100", "2026-05-05T09:15:00Z" },
	{ "5 May 2026 10:15 +0100 (BST)", "2026-05-05T09:15:00Z" },
	{ "Tue,5 May 2026 10:15:00 -0730", "2026-05-05T17:45:00Z" },
	{ "Tue, 5 May 26 10:15:00 GMT", "2026-05-05T10:15:00Z" },
	{ "5 May 96 10:15:00 EST", "1996-05-05T15:15:00Z" },
	{ "Tue, 29 Feb 2028\r\n 23:59:60 +0000", "2028-03-01T00:00:00Z" },
	{ "Tue, 5 May 2026 10:15:00 XYZ", "2026-05-05T10:15:00Z" },
	{ "Tue, 5 May 2026 10:15:00", "2026-05-05T10:15:00Z" },
	{ "29 Feb 2026 10:15:00 +0000", NULL },
	{ "5 Mai 2026 10:15:00 +0000", NULL },
	{ "5 May 2026 24:15:00 +0000", NULL },
	{ "5 May 2026 10:60:00 +0000", NULL },
	{ "5 May 1901 10:15:00 +0000", NULL },
	{ "5 May 99999 10:15:00 +0000", NULL },
	{ "0 May 2026 10:15:00 +0000", NULL },
	{ "2026-05-05T10:15:00Z", NULL },
	{ "5 May", NULL },
	{ "", NULL },
	{ "Tue", NULL },
	{ "((((((((", NULL },
};

static const struct { const char *text, *iso; } lines[] = {
	{ "From a@b Tue May  5 10:15:00 2026", "2026-05-05T10:15:00Z" },
	{ "From - Tue May 05 10:15:00 2026", "2026-05-05T10:15:00Z" },
	{ "From a b c Tue May  5 10:15:00 2026", "2026-05-05T10:15:00Z" },
	{ "From a@b Tue May  5 10:15:00 +0100 2026", "2026-05-05T09:15:00Z" },
	{ "From a@b Tue May  5 10:15:00 BST 2026", "2026-05-05T09:15:00Z" },
	{ "From a@b Tue May  5 10:15:00 2026 +0100", "2026-05-05T09:15:00Z" },
	{ "From a@b Tue May 35 10:15:00 2026", NULL },
	{ "From a@b", NULL },
	{ "From ", NULL },
	{ "", NULL },
};

static void
check(int r, int64_t ms, const char *text, const char *iso)
{
	char got[CLOCK_ISO_SIZE];

	ck_assert_msg((r == 0) == (iso != NULL), "%s", text);
	if (r != 0)
		return;
	clock_iso(ms, got, sizeof got);
	ck_assert_str_eq(got, iso);
}

START_TEST(test_field)
{
	int64_t ms = 0;
	int r = maildate_field(slice_str(fields[_i].text), &ms);

	check(r, ms, fields[_i].text, fields[_i].iso);
}
END_TEST

START_TEST(test_line)
{
	int64_t ms = 0;
	int r = maildate_from_line(slice_str(lines[_i].text), &ms);

	check(r, ms, lines[_i].text, lines[_i].iso);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "field", test_field, N_OF(fields) },
		{ "From_ line", test_line, N_OF(lines) },
		{ NULL, NULL, 0 },
	};

	return unit_main("maildate", cases);
}
