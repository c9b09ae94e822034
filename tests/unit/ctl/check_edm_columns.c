#include "ctl/edm_columns.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *spec, *why;	/* NULL: fine */
} specs[] = {
	{ "columns with their own names", "tenancy-ref=primary:reference,"
	    "ni=primary:nino,surname,forename=given-name,postcode,house,dob,"
	    "email,mobile", NULL },
	{ "blanks and capitals", " Ref No = PRIMARY:Reference , Surname ",
	    NULL },
	{ "a date of birth and two more", "dob,surname,postcode", NULL },
	{ "an unknown type", "ref=primary:refrence,surname",
	    "\"refrence\" is no type of column; did you mean \"reference\"?" },
	{ "nothing like any", "x=zzz,surname", "where TYPE is reference" },
	{ "a column twice separated", "ref=primary:reference,,surname",
	    "\"\" is no type" },
	{ "no header", "=primary:nino,surname", "has no name" },
	{ "a bare surname", "surname=primary:surname,postcode",
	    "surname cannot be primary: a name alone is borne by many" },
	{ "a bare full name", "name=primary:full-name,dob",
	    "full-name cannot be primary" },
	{ "a postcode", "postcode=primary:postcode,surname",
	    "an address is shared" },
	{ "a date of birth", "dob=primary:dob,surname",
	    "counts by itself with two other values" },
	{ "nothing primary", "surname,postcode", "no column is primary" },
	{ "a primary alone", "nino=primary:nino", "name one more column" },
	{ "a date of birth and one more", "dob,surname", "name more columns" },
	{ "a house without its postcode", "nino=primary:nino,house",
	    "means nothing without its postcode" },
};

START_TEST(test_specs)
{
	struct buf why = BUF_INIT(4 * KIB);
	struct edm_columns c;
	int r;

	r = edm_columns_read(specs[_i].spec, &c, &why);
	if (specs[_i].why == NULL)
		ck_assert_msg(r == 0, "%s: %s", specs[_i].name,
		    buf_cstr(&why));
	else
		ck_assert_msg(r == ERR_SYNTAX && strstr(buf_cstr(&why),
		    specs[_i].why) != NULL, "%s: %s", specs[_i].name,
		    buf_cstr(&why));
	buf_free(&why);
}
END_TEST

START_TEST(test_count)
{
	struct buf spec = BUF_INIT(4 * KIB), why = BUF_INIT(4 * KIB);
	struct edm_columns c;
	size_t i;

	(void)buf_puts(&spec, "a=primary:nino");
	for (i = 2; i < RECORDSET_COLUMNS_MAX; i++)
		(void)buf_puts(&spec, ",a=phone");
	ck_assert_int_eq(edm_columns_read(buf_cstr(&spec), &c, &why), 0);
	ck_assert_uint_eq(c.count, RECORDSET_COLUMNS_MAX - 1);
	(void)buf_puts(&spec, ",a=phone");
	ck_assert_int_eq(edm_columns_read(buf_cstr(&spec), &c, &why),
	    ERR_SYNTAX);
	ck_assert_ptr_nonnull(strstr(buf_cstr(&why), "at most 15 columns"));
	buf_free(&spec);
	buf_free(&why);
}
END_TEST

START_TEST(test_match)
{
	const struct slice header[] = { SLICE("Surname"), SLICE("DOB"),
	    SLICE("Tenancy Ref.") };
	const struct slice data[] = { SLICE("Okafor"), SLICE("09/03/1974"),
	    SLICE("TN-204417") };
	struct buf why = BUF_INIT(4 * KIB);
	struct edm_columns c;

	ck_assert_int_eq(edm_columns_read("tenancy-ref=primary:reference,"
	    "surname", &c, &why), 0);
	ck_assert_int_eq(edm_columns_match(&c, header, 3, &why), 0);
	ck_assert_uint_eq(c.list[0].field, 2);
	ck_assert_uint_eq(c.list[1].field, 0);
	ck_assert_ptr_eq(edm_columns_find(&c, RECORD_SURNAME), &c.list[1]);
	ck_assert_ptr_null(edm_columns_find(&c, RECORD_BIRTH));
	ck_assert_int_eq(edm_columns_match(&c, header, 2, &why), ERR_SYNTAX);
	ck_assert_str_eq(buf_cstr(&why), "line 1: there is no column "
	    "\"tenancy-ref\"; there are \"Surname\", \"DOB\"");
	/* A first line of data is not shown. */
	buf_reset(&why);
	ck_assert_int_eq(edm_columns_match(&c, data, 3, &why), ERR_SYNTAX);
	ck_assert_ptr_null(strstr(buf_cstr(&why), "Okafor"));
	ck_assert_ptr_nonnull(strstr(buf_cstr(&why),
	    "must hold the names of the columns"));
	buf_free(&why);
}
END_TEST

/* A tenth may be unusable; one more, and it is the wrong column. */
static const struct {
	const char *name;
	size_t filled, short_ones, wrong, own;
	uint32_t common;
	bool primary;
	const char *why;
} tables[] = {
	{ "good", 100, 0, 0, 0, 0, true, NULL },
	{ "a tenth too short", 100, 10, 0, 0, 0, true, NULL },
	{ "more", 100, 11, 0, 0, 0, true, "11 of its 100 values have fewer "
	    "than five letters and digits (the first in line 7)" },
	{ "a tenth malformed", 100, 0, 10, 0, 0, true, NULL },
	{ "more of these", 100, 0, 11, 0, 0, true, "11 of its 100 values are "
	    "no reference (the first in line 9)" },
	{ "not primary", 100, 90, 50, 90, 90, false, NULL },
	{ "not primary, and wrong", 100, 0, 51, 0, 0, false,
	    "is it the right column" },
	{ "our own", 100, 0, 0, 11, 0, true, "addresses of our own domains" },
	{ "everywhere the same", 100, 0, 0, 0, 11, true,
	    "stand in too many rows" },
	{ "empty", 0, 0, 0, 0, 0, false, "is empty" },
};

START_TEST(test_judge)
{
	struct recordset_info info = { .rows = 100 };
	struct buf why = BUF_INIT(4 * KIB);
	struct edm_columns c;
	int r;

	ck_assert_int_eq(edm_columns_read("ref=primary:reference,surname", &c,
	    &why), 0);
	c.list[1].filled = 1;
	c.list[1].index = 1;
	c.list[0].is_primary = tables[_i].primary;
	c.list[0].index = 0;
	c.list[0].filled = tables[_i].filled;
	c.list[0].short_ones = tables[_i].short_ones;
	c.list[0].first_short = 7;
	c.list[0].wrong = tables[_i].wrong;
	c.list[0].first_wrong = 9;
	c.list[0].own = tables[_i].own;
	info.columns[0].common = tables[_i].common;
	r = edm_columns_judge(&c, &info, &why);
	if (tables[_i].why == NULL)
		ck_assert_msg(r == 0, "%s: %s", tables[_i].name,
		    buf_cstr(&why));
	else
		ck_assert_msg(r == ERR_SYNTAX && strstr(buf_cstr(&why),
		    tables[_i].why) != NULL, "%s: %s", tables[_i].name,
		    buf_cstr(&why));
	buf_free(&why);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "specs", test_specs, N_OF(specs) },
		{ "count", test_count, 0 },
		{ "match", test_match, 0 },
		{ "judge", test_judge, N_OF(tables) },
		{ NULL, NULL, 0 },
	};

	return unit_main("edm_columns", suite);
}
