#include "detect/pattern.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static struct pattern *
compile(const char *source)
{
	struct pattern *p;
	char message[128];
	size_t at;

	ck_assert_int_eq(pattern_new(slice_str(source), &p, &at, message,
	    sizeof message), 0);
	return p;
}

static const struct {
	const char *name, *pattern, *text;
	size_t at;
	int r;
	size_t from, to;
} cases[] = {
	{ "case does not matter",	"\\bTN-[0-9]{6}\\b", "a tn-204417", 0, 1, 2, 11 },
	{ "none",			"\\bTN-[0-9]{6}\\b", "tn-2044", 0, 0, 0, 0 },
	{ "from an offset on",		"a", "aba", 1, 1, 2, 3 },
	{ "lookbehind sees what is before", "(?<=a)b", "ab", 1, 1, 1, 2 },
	{ "lines begin and end",	"^b$", "a\nb\nc", 0, 1, 2, 3 },
	{ "nothing is no match",	"x*", "aaa", 0, 0, 0, 0 },
	{ "but something is",		"x*", "aax", 0, 1, 2, 3 },
	{ "classes are Unicode's",	"^\\w+$", "\xd0\xb6\xd0\xb6", 0, 1, 0, 4 },
	{ "a dot is a character",	"^.$", "\xd0\xb6", 0, 1, 0, 2 },
};

START_TEST(test_find)
{
	struct pattern *p;
	size_t from, to;
	const char *why;
	int r;

	p = compile(cases[_i].pattern);
	r = pattern_find(p, slice_str(cases[_i].text), cases[_i].at, false,
	    &from, &to, &why);
	ck_assert_msg(r == cases[_i].r, "%s: %d", cases[_i].name, r);
	if (r == 1) {
		ck_assert_uint_eq(from, cases[_i].from);
		ck_assert_uint_eq(to, cases[_i].to);
	}
	pattern_free(p);
}
END_TEST

static const struct {
	const char *pattern;
	size_t at;
} wrong[] = {
	{ "(", 1 }, { "[a", 2 }, { "ab\\", 3 }, { "x\\Cy", 3 },
	{ "(?<n>a)\\k<m>", 10 }, { "(?P<1a>b)", 4 },
	{ "((((a{1000}){1000}){1000}){1000})", 33 },
};

START_TEST(test_wrong)
{
	struct pattern *p;
	char message[128] = "";
	size_t at;

	ck_assert_int_eq(pattern_new(slice_str(wrong[_i].pattern), &p, &at,
	    message, sizeof message), ERR_SYNTAX);
	ck_assert_uint_eq(at, wrong[_i].at);
	ck_assert_uint_gt(strlen(message), 0);
}
END_TEST

/*
 * F2: every error that pcre2_match() can name, and any it may learn to name,
 * is "could not tell".
 */
START_TEST(test_errors)
{
	const char *why;
	int rc;

	for (rc = -200; rc < 0; rc++) {
		why = NULL;
		if (rc == PCRE2_ERROR_NOMATCH) {
			ck_assert_int_eq(pattern_answer(rc, &why), 0);
			continue;
		}
		ck_assert_int_eq(pattern_answer(rc, &why), ERR_LIMIT);
		ck_assert_ptr_nonnull(why);
	}
	ck_assert_int_eq(pattern_answer(0, &why), 1);
	ck_assert_int_eq(pattern_answer(1, &why), 1);
}
END_TEST

/* F2 for real: bytes that are no UTF-8, an offset inside a character. */
START_TEST(test_bad_utf)
{
	struct pattern *p;
	size_t from, to;
	const char *why;

	p = compile("needle");
	ck_assert_int_eq(pattern_find(p, SLICE("a\xff" "b needle"), 0, false,
	    &from, &to, &why), ERR_LIMIT);
	ck_assert_str_eq(why, "matcher error");
	ck_assert_int_eq(pattern_find(p, SLICE("\xd0\xb6 needle"), 1, false,
	    &from, &to, &why), ERR_LIMIT);
	ck_assert_int_eq(pattern_find(p, SLICE("needle"), 7, false, &from, &to,
	    &why), ERR_LIMIT);
	pattern_free(p);
}
END_TEST

/*
 * F1: patterns that take for ever, each with a text that does it.  The needle
 * at the end would match if only the matcher came there: "no match" would be
 * a lie, and a match is fine.
 */
static const struct {
	const char *pattern;
	const char *unit;	/* repeated */
	const char *tail;
} evil[] = {
	{ "(a+)+$", "a", "!" },
	{ "(a+)+b", "a", "!" },
	{ "(a*)*b", "a", "!" },
	{ "(a|a)*b", "a", "!" },
	{ "(a|aa)+$", "a", "!" },
	{ "(a|a?)+b", "a", "!" },
	{ "(.*a){20}b", "a", "!" },
	{ "(.*)*x", "a", "!" },
	{ "(x+x+)+y", "x", "!" },
	{ "([a-z]+)*[0-9]", "a", "!" },
	{ "(\\w+\\s*)+:", "word ", "!" },
	{ "(\\w*\\s*)*:", "word ", "!" },
	{ "^(\\d+)*$", "1", "!" },
	{ "^(([a-z])+.)+[A-Z0-9]$", "a", "!!" },
	{ "(([a-z]+)+)+@", "a", "!" },
	{ "([a-z0-9]+)*@x", "a1", "!" },
	{ "^(a?){30}a{30}$", "a", "!" },
	{ "(a?a?a?a?)*b", "a", "!" },
	{ "(?:a(?:b|ab)?)+c", "aab", "!" },
	{ "(ab|a|b)*c", "ab", "!" },
	{ "((a|b)*)*c", "ab", "!" },
	{ "((ab)*a?)*c", "aba", "!" },
	{ "(\\S+\\s?)+\\.$", "aa ", "!" },
	{ "(.+)+=", "a ", "!" },
	{ "(.+?)+=", "a", "!" },
	{ "(?:.+)+?=", "a", "!" },
	{ "([^,]*,?)*;", "a,", "!" },
	{ "(?:[^\"]+|\\\\.)*\";", "a\\b", "!" },
	{ "(-?\\d+)*x", "1-1", "!" },
	{ "(\\d{1,3})+x", "1", "!" },
	{ "((\\d+)[ -]?)+x", "12 ", "!" },
	{ "(?=(a+))*\\1+b$", "a", "!" },
	{ "(a+)\\1+\\1+b", "a", "!" },
	{ "(.*)(.*)(.*)\\1\\2\\3x", "ab", "!" },
	{ "(?:(a)|b|(?1))*c", "ab", "!" },
	{ "(?<r>a(?&r)?a|a)+b", "a", "!" },
	{ "((?1)?a|a)+b", "a", "!" },
	{ "(?:a+a+a+a+a+)+b", "a", "!" },
	{ "^(?:(?:a|b|ab)+)+c$", "ab", "!" },
	{ "(\\bx*\\w*)*;", "xw", "!" },
};

START_TEST(test_evil)
{
	char text[4096];
	struct pattern *p;
	size_t from, to, n, unit;
	const char *why;
	int r;

	unit = strlen(evil[_i].unit);
	for (n = 0; n + unit + 8 < sizeof text; n += unit)
		memcpy(text + n, evil[_i].unit, unit);
	memcpy(text + n, evil[_i].tail, strlen(evil[_i].tail));
	n += strlen(evil[_i].tail);
	p = compile(evil[_i].pattern);
	/* Under a timer of libcheck: none may take for ever. */
	why = "";
	r = pattern_find(p, slice_of(text, n), 0, true, &from, &to, &why);
	ck_assert_msg(r == ERR_LIMIT || r == 0, "%s: %d", evil[_i].pattern, r);
	/* No pattern of the list fits its text: "none" must then be true. */
	if (r == 0) {
		r = pattern_find(p, slice_of(text + n - 21, 21), 0, true,
		    &from, &to, &why);
		ck_assert_msg(r != 1, "%s", evil[_i].pattern);
	}
	pattern_free(p);
}
END_TEST

/* At least these must be stopped by a limit, or the list tests nothing. */
START_TEST(test_limits)
{
	static const char *const sources[] = {
		"(a+)+b", "(a|a)*b", "(.*a){20}b", "(?:a+a+a+a+a+)+b",
	};
	char text[4096];
	struct pattern *p;
	size_t from, to;
	const char *why;

	memset(text, 'a', sizeof text);
	memcpy(text + sizeof text - 2, "!b", 2);
	p = compile(sources[_i]);
	ck_assert_int_eq(pattern_find(p, slice_of(text, sizeof text), 0,
	    true, &from, &to, &why), ERR_LIMIT);
	ck_assert_msg(strstr(why, "limit") != NULL, "%s", why);
	pattern_free(p);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "find", test_find, N_OF(cases) },
		{ "wrong", test_wrong, N_OF(wrong) },
		{ "errors", test_errors, 0 },
		{ "bad utf", test_bad_utf, 0 },
		{ "evil", test_evil, N_OF(evil) },
		{ "limits", test_limits, 4 },
		{ NULL, NULL, 0 },
	};

	return unit_main("pattern", suite);
}
