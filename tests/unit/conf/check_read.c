#include "conf/conf.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

enum reader { WORD, STRING, NUMBER, SIZE, DURATION, DATE, END };

static const struct {
	const char *name;
	enum reader reader;
	const char *text;	/* after "set k " */
	int r;
	int64_t value;
	const char *error;	/* part of the message */
} cases[] = {
	{ "a word", WORD, "abc", 0, 3, "" },
	{ "a text may stand for a word", WORD, "\"a b\"", 0, 3, "" },
	{ "digits may too", WORD, "2026", 0, 4, "" },
	{ "a bracket may not", WORD, "( a )", ERR_SYNTAX, 0,
	    "f:1:7: error: expected a word, not \"(\"" },
	{ "nothing is no word", WORD, "", ERR_SYNTAX, 0,
	    "f:1:6: error: expected a word" },
	{ "a text", STRING, "\"a\"", 0, 1, "" },
	{ "a word is no text", STRING, "a", ERR_SYNTAX, 0,
	    "expected a text in quotes, not \"a\"" },
	{ "the least number", NUMBER, "2", 0, 2, "" },
	{ "the greatest number", NUMBER, "1000", 0, 1000, "" },
	{ "one below", NUMBER, "1", ERR_RANGE, 0,
	    "must be between 2 and 1000" },
	{ "one above", NUMBER, "1001", ERR_RANGE, 0, "must be between" },
	{ "far above", NUMBER, "99999999999999999999999999", ERR_RANGE, 0,
	    "must be between" },
	{ "a word is no number", NUMBER, "10x", ERR_SYNTAX, 0,
	    "expected a number, not \"10x\"" },
	{ "bytes", SIZE, "100 bytes", 0, 100, "" },
	{ "kilobytes", SIZE, "10 kB", 0, 10240, "" },
	{ "in one word", SIZE, "1MB", 0, 1048576, "" },
	{ "any case", SIZE, "1 mb", 0, 1048576, "" },
	{ "too large", SIZE, "1 GB", ERR_RANGE, 0, "between 100 and" },
	{ "overflow", SIZE, "99999999999999999999 GB", ERR_RANGE, 0,
	    "between 100 and" },
	{ "no unit", SIZE, "100", ERR_SYNTAX, 0, "expected a size" },
	{ "a wrong unit", SIZE, "100 apples", ERR_SYNTAX, 0,
	    "expected a size such as 10 kB, 5 MB or 1 GB, not \"apples\"" },
	{ "seconds", DURATION, "30 seconds", 0, 30000, "" },
	{ "one hour", DURATION, "1 hour", 0, 3600000, "" },
	{ "days", DURATION, "2 days", 0, 172800000, "" },
	{ "too long", DURATION, "3 years", ERR_RANGE, 0,
	    "between 1 and 864000 seconds" },
	{ "too short", DURATION, "10 ms", ERR_RANGE, 0, "between 1" },
	{ "no duration", DURATION, "soon", ERR_SYNTAX, 0, "expected a time" },
	{ "a date", DATE, "2026-04-01", 0, 20260401, "" },
	{ "a leap day", DATE, "2028-02-29", 0, 20280229, "" },
	{ "no leap day", DATE, "2027-02-29", ERR_SYNTAX, 0,
	    "expected a date such as" },
	{ "no leap year", DATE, "2100-02-29", ERR_SYNTAX, 0, "a date" },
	{ "a thirteenth month", DATE, "2026-13-01", ERR_SYNTAX, 0, "a date" },
	{ "day and month swapped", DATE, "01-04-2026", ERR_SYNTAX, 0,
	    "a date" },
	{ "the end", END, "", 0, 0, "" },
	{ "not the end", END, "more", ERR_SYNTAX, 0,
	    "f:1:7: error: \"more\" does not belong here" },
};

static int
read_one(enum reader reader, const struct conf_line *l, size_t *at,
    struct conf_diag *d, int64_t *ret)
{
	struct slice s;
	uint64_t u;
	int date, r;

	switch (reader) {
	case WORD:
		r = conf_get_word(l, at, d, &s);
		*ret = r == 0 ? (int64_t)s.len : 0;
		return r;
	case STRING:
		r = conf_get_string(l, at, d, &s);
		*ret = r == 0 ? (int64_t)s.len : 0;
		return r;
	case NUMBER:
		r = conf_get_number(l, at, 2, 1000, d, &u);
		*ret = r == 0 ? (int64_t)u : 0;
		return r;
	case SIZE:
		r = conf_get_size(l, at, 100, 1 << 21, d, &u);
		*ret = r == 0 ? (int64_t)u : 0;
		return r;
	case DURATION:
		return conf_get_duration_ms(l, at, 1000, 864000000, d, ret);
	case DATE:
		r = conf_get_date(l, at, d, &date);
		*ret = r == 0 ? date : 0;
		return r;
	case END:
		break;
	}
	*ret = 0;
	return conf_get_end(l, *at, d);
}

START_TEST(test_readers)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(10000);
	struct conf_tree *t;
	char text[200];
	int64_t value = 0;
	size_t at = 1;
	int r;

	snprintf(text, sizeof text, "set k %s", cases[_i].text);
	ck_assert_int_eq(conf_parse(slice_str(text), "f", d, &t), 0);
	r = read_one(cases[_i].reader, &t->settings[0], &at, d, &value);
	conf_diag_print(d, &b);
	ck_assert_msg(r == cases[_i].r && (r != 0 ||
	    value == cases[_i].value), "%s: %d, %lld", cases[_i].name, r,
	    (long long)value);
	ck_assert_msg(strstr(buf_cstr(&b), cases[_i].error) != NULL &&
	    (r == 0) == (b.len == 0), "%s: %s", cases[_i].name, buf_cstr(&b));
	ck_assert_uint_eq(at, r == 0 ? t->settings[0].count : 1);
	buf_free(&b);
	conf_free(t);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_finders)
{
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;
	const struct conf_line *l;
	size_t at = 0;

	ck_assert_int_eq(conf_parse(SLICE("set inside domains a, b\n"
	    "set inside x\nset mode watch\n"
	    "rule r { then a\n when b\n then \"when\" }"), "f", d, &t), 0);
	ck_assert_ptr_eq(conf_setting(t, "inside domains", &at),
	    &t->settings[0]);
	ck_assert_uint_eq(at, 2);
	ck_assert_ptr_eq(conf_setting(t, "mode", &at), &t->settings[2]);
	ck_assert_uint_eq(at, 1);
	ck_assert_ptr_null(conf_setting(t, "mod", &at));
	ck_assert_ptr_null(conf_setting(t, "inside domains a b", &at));
	ck_assert_ptr_eq(conf_line_find(&t->blocks[0], "then", 1),
	    &t->blocks[0].lines[2]);
	ck_assert_ptr_null(conf_line_find(&t->blocks[0], "unless", 0));
	l = &t->settings[0];
	at = 2;
	ck_assert(!conf_is_word(l, &at, "b"));
	ck_assert(conf_is_word(l, &at, "a"));
	ck_assert(conf_is_comma(l, &at));
	ck_assert(!conf_is_comma(l, &at));
	ck_assert_uint_eq(at, 4);
	/* A quoted word is not a keyword. */
	at = 1;
	ck_assert(!conf_is_word(&t->blocks[0].lines[2], &at, "when"));
	conf_free(t);
	conf_diag_free(d);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "readers", test_readers, N_OF(cases) },
		{ "finders", test_finders, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("read", all);
}
