/*
 * Weighed lists: the words of conduct as shipped, judged over labelled mails
 * (conduct.txt), and each key of such a list by itself.
 */
#include "unit/detect/scan.h"

#include <stdio.h>

#define LIST	"list w of words { weights, 3 you will regret this, " \
		"2 bastard, 1 muppet, 0 bastard file, told he called me, " \
		"about lyrics, you you, you you're, link are, link a }\n" \
		"rule r { when message contains words from w; " \
		"then deliver }\n"

static const struct { const char *text; bool is_found; } keys[] = {
	{ "you will regret this", true },
	{ "he called me a name: you will regret this", false },
	{ "\"You will regret this\" was the reply.", false },
	{ "that bastard", true },
	{ "that bastard. The lyrics are below.", false },
	{ "you bastard. The lyrics are below.", true },
	{ "a bastard file", false },
	{ "a bastard file, you bastard", true },
	{ "he called me a bastard", false },
	{ "He called me names. That bastard.", false },
	{ "He called me. Then nothing. That bastard.", true },
	{ "a muppet", false },
	{ "you muppet", true },
	{ "you are a muppet", true },
	{ "you're a muppet", true },
	{ "you, a muppet", false },
	{ "you saw a muppet", false },
	{ "Thank you. Muppet shows are on.", false },
	{ "Joe Bastard", false },
	{ "The Bastard Brigade", false },
	{ "Bastard!", true },
	{ "the 'bastard' word", false },
	{ "it's a bastard, isn't it", true },
	{ "b4st@rd", true },
	{ "b*****d", false },	/* too little is left of it */
	{ "b a s t a r d", true },
	{ "b-a-s-t-a-r-d", true },
	{ "b a s t a r d s", false },
	{ "ba5e station", false },
	{ "bastardy", false },
};

START_TEST(test_key)
{
	struct scan s;

	scan_begin(&s, LIST);
	scan_body(&s, slice_str(keys[_i].text));
	ck_assert_msg((s.count > 0) == keys[_i].is_found, "%s",
	    keys[_i].text);
	if (s.count > 0) {
		ck_assert(slice_eq_str(s.list[0].detector, "words"));
		ck_assert(slice_eq_str(s.list[0].list, "w"));
	}
	scan_end(&s);
}
END_TEST

/* What came along is told by somebody else. */
START_TEST(test_quoted_text)
{
	struct text_unit u = { .to = 12, .where = FINDING_QUOTED };
	struct scan s;

	scan_begin(&s, LIST);
	scan_units(&s, SLICE("that bastard"), &u, 1, "1");
	ck_assert_uint_eq(s.count, 0);
	u.where = FINDING_SUBJECT;
	scan_units(&s, SLICE("that bastard"), &u, 1, "0");
	ck_assert_uint_eq(s.count, 1);
	scan_end(&s);
}
END_TEST

/* Past so many no context is looked at: then every word counts. */
START_TEST(test_crowd)
{
	struct buf b = BUF_INIT(4 * MIB);
	struct scan s;
	int i;

	for (i = 0; i < WEIGHED_JUDGED_MAX; i++)
		buf_puts(&b, "a bastard file\n\n");
	scan_begin(&s, LIST);
	scan_body(&s, buf_slice(&b));
	ck_assert_uint_eq(s.count, 0);
	scan_end(&s);
	buf_puts(&b, "a bastard file");
	scan_begin(&s, LIST);
	scan_body(&s, buf_slice(&b));
	ck_assert_uint_eq(s.count, 1);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/* Far down a text of many windows. */
START_TEST(test_far_down)
{
	struct buf b = BUF_INIT(4 * MIB);
	struct scan s;
	int i;

	for (i = 0; i < 30000; i++)
		buf_puts(&b, "Nothing to see. ");
	buf_puts(&b, "You will regret this. And sh1t.");
	scan_begin(&s, LIST);
	scan_body(&s, buf_slice(&b));
	ck_assert_uint_eq(s.count, 1);
	scan_end(&s);
	buf_free(&b);
}
END_TEST

static const char *const wrong[] = {
	"list w of words { weights, bastard }",
	"list w of words { weights, 4 bastard }",
	"list w of words { weights, told }",
};

START_TEST(test_wrong_entry)
{
	struct conf_diag *diag = conf_diag_new();
	struct detect_plan *p = NULL;
	struct conf_tree *tree;
	char text[200];

	snprintf(text, sizeof text, "%s\nrule r { when message contains "
	    "words from w; then deliver }\n", wrong[_i]);
	ck_assert_int_eq(conf_parse(slice_str(text), "f", diag, &tree), 0);
	ck_assert_int_eq(detect_plan_new(tree, diag, &p), ERR_SYNTAX);
	conf_free(tree);
	conf_diag_free(diag);
}
END_TEST

/* --- the list as shipped ---------------------------------------------------- */

static void
load(const char *name, struct buf *out)
{
	char path[512], bytes[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, SOURCE_FOLDER "/%s", name);
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
		buf_put_slice(out, slice_of((uint8_t *)bytes, n));
	fclose(f);
}

/* list offensive of words from the shipped file, and a rule that asks. */
static void
shipped(struct scan *s)
{
	static const char main_text[] = "list offensive of words from \"w\"\n"
	    "rule r { when message contains words from offensive; "
	    "then deliver }\n";
	struct conf_files *files = conf_files_new();
	struct conf_source src = conf_files_source(files);
	struct buf words = BUF_INIT(MIB);

	load("rules/lists/offensive.words", &words);
	memset(s, 0, sizeof *s);
	s->diag = conf_diag_new();
	conf_files_add(files, "main", slice_str(main_text));
	conf_files_add(files, "w", buf_slice(&words));
	ck_assert_int_eq(conf_load(&src, "main", s->diag, &s->tree), 0);
	ck_assert_int_eq(detect_plan_new(s->tree, s->diag, &s->plan), 0);
	conf_files_free(files);
	buf_free(&words);
}

/* "## id find|pass [subject]" and the text up to the next one. */
static void
judge_block(struct scan *s, struct slice block, unsigned *wrong_count,
    unsigned *count)
{
	struct slice head = slice_sub(block, 0, slice_chr(block, '\n', 0));
	struct slice text = slice_trim(slice_from(block, head.len));
	bool finds = slice_find(head, SLICE(" find"), 0) != SLICE_NPOS;
	struct text_unit u = { .to = text.len, .where = FINDING_BODY };

	if (slice_find(head, SLICE("subject"), 0) != SLICE_NPOS)
		u.where = FINDING_SUBJECT;
	s->arena = arena_new(MESSAGE_ARENA_MAX);
	s->run = detect_run_new(s->plan, s->arena);
	scan_units(s, text, &u, 1, "1");
	(*count)++;
	if ((scan_nth(s, "words", 0) != NULL) != finds) {
		(*wrong_count)++;
		fprintf(stderr, "wrong: %.*s: %.*s\n", (int)head.len,
		    (const char *)head.ptr, (int)text.len,
		    (const char *)text.ptr);
	}
	arena_free(s->arena);
}

START_TEST(test_shipped)
{
	unsigned wrong_count = 0, count = 0;
	struct buf all = BUF_INIT(MIB);
	struct slice left;
	struct scan s;
	size_t end;

	load("tests/unit/detect/conduct.txt", &all);
	shipped(&s);
	left = buf_slice(&all);
	left = slice_from(left, slice_find(left, SLICE("\n## "), 0) + 1);
	while (left.len > 0) {
		end = slice_find(left, SLICE("\n## "), 1);
		end = end == SLICE_NPOS ? left.len : end + 1;
		judge_block(&s, slice_sub(left, 0, end), &wrong_count,
		    &count);
		left = slice_from(left, end);
	}
	ck_assert_uint_ge(count, 120);
	ck_assert_msg(wrong_count == 0, "%u of %u wrong", wrong_count, count);
	s.arena = NULL;
	detect_plan_free(s.plan);
	conf_free(s.tree);
	conf_diag_free(s.diag);
	buf_free(&all);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "key", test_key, N_OF(keys) },
		{ "quoted text", test_quoted_text, 0 },
		{ "crowd", test_crowd, 0 },
		{ "far down", test_far_down, 0 },
		{ "wrong entry", test_wrong_entry, N_OF(wrong) },
		{ "shipped", test_shipped, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("weighed", tests);
}
