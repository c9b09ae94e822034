/* Which clauses a rule's `policy` line names, and what clause blocks say. */
#include "policy/clause.h"

#include "unit/policy/fixture.h"

static const struct {
	const char *text, *clauses;
} cases[] = {
	{ "IT System Security 34", "IT System Security 34" },
	{ "IT System Security 27, 29", "IT System Security 27|IT System Security 29" },
	{ "IT System Security 27,28 , 29a", "IT System Security 27|IT System "
	    "Security 28|IT System Security 29a" },
	{ "IT System Security 42; charity policy, Duties",
	    "IT System Security 42|charity policy, Duties" },
	{ "charity policy, Duties 63, 64; A 4.2", "charity policy, Duties 63|"
	    "charity policy, Duties 64|A 4.2" },
	{ "A 1, B 2, 3", "A 1|B 2|B 3" },
	{ "A 1, Annex", "A 1|Annex" },
	{ "Laws", "Laws" },
	{ "42", "42" },
	{ "27, 29", "27|29" },
	{ ";; A 1;", "A 1" },
	{ "", "" },
};

START_TEST(test_split)
{
	struct arena *a = arena_new(MIB);
	struct buf b = BUF_INIT(4096);
	struct slice *list = NULL;
	size_t i, n;

	ck_assert_int_eq(clause_split(slice_str(cases[_i].text), a, &list,
	    &n), 0);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, '|');
		buf_put_slice(&b, list[i]);
	}
	ck_assert_str_eq(buf_cstr(&b), cases[_i].clauses);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_document)
{
	ck_assert(slice_eq_str(clause_document(SLICE("A b 12")), "A b"));
	ck_assert_uint_eq(clause_document(SLICE("A b")).len, 0);
	ck_assert_uint_eq(clause_document(SLICE("12")).len, 0);
}
END_TEST

START_TEST(test_blocks)
{
	struct conf_diag *d = conf_diag_new();
	struct arena *a = arena_new(MIB);
	struct clause_info *list;
	struct conf_tree *t;
	size_t n;

	ck_assert_int_eq(conf_parse(SLICE("clause \"P 1\" { about \"x\"; "
	    "served by \"the lock\" }\nlist a of words { b }\nclause \"P 2\" { }"),
	    "f", d, &t), 0);
	ck_assert_int_eq(clauses_read(t, a, &list, &n), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert(slice_eq_str(list[0].name, "P 1"));
	ck_assert(slice_eq_str(list[0].about, "x"));
	ck_assert(slice_eq_str(list[0].served_by, "the lock"));
	ck_assert_uint_eq(list[1].served_by.len, 0);
	conf_free(t);
	arena_free(a);
	conf_diag_free(d);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "split", test_split, N_OF(cases) },
		{ "document", test_document, 0 },
		{ "blocks", test_blocks, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("clause", all);
}
