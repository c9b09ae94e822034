/*
 * What a hostile page may cost: tries of selectors and sums of colours are
 * counted by what they take, and past the limit nobody goes on with them.
 */
#include "action/html_sight_rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "action/html_token_rewrite.h"
#include "action/html_traits_rewrite.h"
#include "action/html_tree_rewrite.h"
#include "base/mem.h"
#include "unit/unit.h"

/* --- one try -------------------------------------------------------------------- */

/* Of one selector on elements that all are the same. */
static size_t
work_of(const char *selector, struct slice attributes, size_t depth)
{
	struct html_rule rule = { .selector = slice_str(selector) };
	struct html_seen path[PAGE_OPEN_MAX];
	size_t i, work = 0;

	for (i = 0; i < depth; i++)
		path[i] = html_seen(SLICE("p"), attributes);
	(void)html_rule_fits(&rule, path, depth, &work);
	return work;
}

START_TEST(test_try)
{
	struct buf b = BUF_INIT(MIB);
	size_t i;

	ck_assert_uint_eq(work_of("p", SLICE(""), 1), 1);
	ck_assert_uint_eq(work_of("b p", SLICE(""), 1), 1);
	/* All that stand round it are asked. */
	ck_assert_uint_eq(work_of("b p", SLICE(""), 400), 400);
	ck_assert_uint_eq(work_of("p p", SLICE(""), 400), 2);
	/* What is long to look through is no single try. */
	(void)buf_puts(&b, " class='");
	for (i = 0; i < 800; i++)
		(void)buf_puts(&b, "x ");
	(void)buf_puts(&b, "'");
	ck_assert_uint_ge(work_of(".y", buf_slice(&b), 1), 100);
	ck_assert_uint_ge(work_of("[y=z]", buf_slice(&b), 1), 100);
	ck_assert_uint_ge(work_of(".y p", buf_slice(&b), 400), 400 * 100);
	buf_free(&b);
}
END_TEST

/* --- a page ----------------------------------------------------------------------- */

/* Ask for each of so many elements, one beside the other, this deep. */
static unsigned
ask(struct html_sight *s, const char *tag, size_t depth, size_t count)
{
	struct html_tree *t = mem_alloc(sizeof *t);
	struct html_lexer l = { .s = slice_str(tag) };
	struct html_token token;
	struct html_traits x;
	unsigned answer = 0;
	size_t i;

	html_next(&l, &token);
	x = html_traits(&token);
	html_tree_init(t);
	for (i = 1; i < depth; i++)
		(void)html_tree_start(t, &token, &x.look);
	for (i = 0; i < count; i++) {
		(void)html_tree_start(t, &token, &x.look);
		answer = html_sight(s, t);
		html_tree_end(t, &token);
	}
	free(t);
	return answer;
}

static const struct page {
	const char *sheet, *tag;
	size_t rules, depth, few, many;
} pages[] = {
	/* Many rules, none of them for these. */
	{ ".y{color:#fff}", "<div>", 8000, 2, 20, 100000 },
	/* A deep page, each element of a colour in many worlds. */
	{ "@media (min-width:1px){div{color:#000}}"
	    "@media (min-width:2px){div{color:#000}}"
	    "@media (min-width:3px){div{color:#000}}"
	    "@media (min-width:4px){div{color:#000}}", "<div>", 1, 400, 5,
	    100000 },
	/* No sheet at all. */
	{ "", "<div style='color:#000'>", 1, 400, 100, 100000 },
};

START_TEST(test_page)
{
	const struct page *p = &pages[_i];
	struct buf sheet = BUF_INIT(MIB);
	struct html_sight s;
	size_t i, done;

	for (i = 0; i < p->rules; i++)
		(void)buf_puts(&sheet, p->sheet);
	html_sight_init(&s);
	html_rules_add(&s.rules, buf_slice(&sheet), SLICE(""), false);
	ck_assert_uint_eq(ask(&s, p->tag, p->depth, p->few), 0);
	ck_assert_uint_le(s.work, PAGE_HIDING_WORK_MAX);
	html_sight_forget(&s);
	ck_assert_uint_ne(ask(&s, p->tag, p->depth, p->many) & HTML_DOUBTS, 0);
	ck_assert_uint_gt(s.work, PAGE_HIDING_WORK_MAX);
	/* The last one that was begun is gone through, and no more. */
	ck_assert_uint_le(s.work, PAGE_HIDING_WORK_MAX + 10000);
	done = s.work;
	html_sight_forget(&s);
	ck_assert_uint_ne(ask(&s, p->tag, p->depth, 1) & HTML_DOUBTS, 0);
	ck_assert_uint_eq(s.work, done);
	html_sight_free(&s);
	buf_free(&sheet);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "a try", test_try, 0 },
		{ "a page", test_page, N_OF(pages) },
		{ NULL, NULL, 0 },
	};

	return unit_main("html sight", cases);
}
