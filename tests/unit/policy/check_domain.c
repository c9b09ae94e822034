#include "policy/domain.h"

#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *from, *to;
} folds[] = {
	{ "as it is", "in.example", "in.example" },
	{ "capitals", "In.EXAMPLE", "in.example" },
	{ "a U-label", "b\xc3\xbc" "cher.example", "xn--bcher-kva.example" },
	{ "a capital U-label", "B\xc3\x9c" "CHER.example",
	    "xn--bcher-kva.example" },
	{ "sharp s is no ss", "fa\xc3\x9f.example", "xn--fa-hia.example" },
	{ "a star above a U-label", "*.b\xc3\xbc" "cher.example",
	    "*.xn--bcher-kva.example" },
	{ "no name at all", "\xff\xfe.example", "\xff\xfe.example" },
	{ "empty", "", "" },
};

START_TEST(test_fold)
{
	struct arena *a = arena_new(MIB);
	struct slice s = domain_fold(a, slice_str(folds[_i].from));

	ck_assert_msg(slice_eq_str(s, folds[_i].to), "%s: %.*s",
	    folds[_i].name, (int)s.len, (const char *)s.ptr);
	arena_free(a);
}
END_TEST

static const struct {
	const char *text;
	bool ok;
} entries[] = {
	{ "in.example", true }, { "*.in.example", true },
	{ "b\xc3\xbc" "cher.example", true }, { "localhost", true },
	{ "", false }, { "*.", false }, { "a@in.example", false },
	{ ".in.example", false }, { "in.example.", false },
	{ "in..example", false }, { "*in.example", false },
	{ "in example", false },
};

START_TEST(test_entries)
{
	ck_assert_msg(domain_is_entry(slice_str(entries[_i].text)) ==
	    entries[_i].ok, "%s", entries[_i].text);
}
END_TEST

static const struct {
	const char *domain;
	size_t tag;		/* 0: none */
} finds[] = {
	{ "a.example", 1 }, { "x.a.example", 0 }, { "b.example", 0 },
	{ "x.b.example", 2 }, { "y.x.b.example", 3 },
	{ "z.y.x.b.example", 3 }, { "q.example", 0 }, { "example", 0 },
	{ "", 0 }, { ".", 0 }, { "..", 0 }, { "a.example.", 0 },
};

START_TEST(test_find)
{
	struct arena *a = arena_new(MIB);
	struct name_set s = { .count = 0 };
	const struct name_entry *e;

	ck_assert_int_eq(name_set_add(&s, a, SLICE("*.x.b.example"), 3), 0);
	ck_assert_int_eq(name_set_add(&s, a, SLICE("a.example"), 1), 0);
	ck_assert_int_eq(name_set_add(&s, a, SLICE("*.b.example"), 2), 0);
	name_set_sort(&s);
	e = name_set_domain(&s, slice_str(finds[_i].domain));
	ck_assert_msg((e != NULL ? e->tag : 0) == finds[_i].tag, "%s",
	    finds[_i].domain);
	arena_free(a);
}
END_TEST

START_TEST(test_one_mailbox_has_one_form)
{
	static const char *const forms[] = { "J.Smith@IN.example",
	    "<j.smith@in.example>", "\"j.smith\"@in.example",
	    "\"j\\.smith\"@In.Example." };
	struct arena *a = arena_new(MIB);
	struct address x;

	ck_assert_int_eq(address_parse(a, slice_str(forms[_i]), &x), 0);
	ck_assert(slice_eq_str(address_fold(a, &x), "j.smith@in.example"));
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "fold", test_fold, N_OF(folds) },
		{ "entries", test_entries, N_OF(entries) },
		{ "find", test_find, N_OF(finds) },
		{ "mailbox", test_one_mailbox_has_one_form, 4 },
		{ NULL, NULL, 0 },
	};

	return unit_main("domain", all);
}
