#include "unit/unit.h"

#include "extract/engine.h"

static const struct {
	const char *name, *given, *folded;
} cases[] = {
	{ "letters are folded", "Report.DOCX", "report.docx" },
	{ "the last component counts", "C:\\tmp/evil\\a.exe", "a.exe" },
	{ "parent folders fall away", "../../etc/passwd", "passwd" },
	{ "trailing dots and blanks go", "a.exe. . ", "a.exe" },
	{ "full-width letters are letters", "a.\xef\xbd\x85\xef\xbd\x98"
	    "\xef\xbd\x85", "a.exe" },
	{ "direction marks go", "a\xe2\x80\xae" "fdp.exe", "afdp.exe" },
	{ "zero-width characters go", "a.e\xe2\x80\x8b" "xe", "a.exe" },
	{ "control characters go", "a\x01.e\x7fxe", "a.exe" },
	{ "a line break makes no second name", "a.txt\nb.exe", "a.txtb.exe" },
	{ "a look-alike dot is a dot", "a\xef\xbc\x8e" "exe", "a.exe" },
	{ "nothing stays nothing", "", "" },
};

START_TEST(test_fold)
{
	struct arena *a = arena_new(1 << 20);
	struct slice s = name_fold(slice_str(cases[_i].given), a);

	ck_assert_msg(slice_eq_str(s, cases[_i].folded), "%s: %.*s",
	    cases[_i].name, (int)s.len, (const char *)s.ptr);
	arena_free(a);
}
END_TEST

static const struct { const char *name, *ending; } endings[] = {
	{ "a.exe", "exe" },
	{ "a.tar.gz", "gz" },
	{ "exe", "" },
	{ "a.", "" },
};

START_TEST(test_ending)
{
	ck_assert(slice_eq_str(name_ending(slice_str(endings[_i].name)),
	    endings[_i].ending));
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "fold", test_fold, N_OF(cases) },
		{ "ending", test_ending, N_OF(endings) },
		{ NULL, NULL, 0 },
	};

	return unit_main("name", tests);
}
