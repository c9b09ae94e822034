/* What senders write into a subject for us. */
#include "mail/subjecttag.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *subject;
	size_t from, to;	/* equal: there is no tag */
	const char *inside;
} reasons[] = {
	{ "a reason", "A [reason: b c] d", 2, 15, "b c" },
	{ "any case and blanks", "[ ReAson\t:b]", 0, 12, "b" },
	{ "over a fold", "[reason:\r\n b]", 0, 13, "b" },
	{ "none inside", "[reason:  ]", 0, 11, "" },
	{ "brackets inside", "[reason: a [1] b] c", 0, 17, "a [1] b" },
	{ "brackets that do not pair", "[reason: a [1 b] c", 0, 16,
	    "a [1 b" },
	{ "a tag behind one that is none", "[x] [reason [reason: y]", 12, 23,
	    "y" },
	{ "no end", "[reason: b", 0, 0, "" },
	{ "no colon", "[reason b]", 0, 0, "" },
	{ "another word", "[reasons: b]", 0, 0, "" },
	{ "no bracket", "reason: b]", 0, 0, "" },
	{ "nothing", "", 0, 0, "" },
	{ "a bracket alone", "[", 0, 0, "" },
};

START_TEST(test_reasons)
{
	struct slice s = slice_str(reasons[_i].subject);
	struct subject_tag t = { 0 };
	bool found = subject_tag_reason(s, 0, &t);

	ck_assert_msg(found == (reasons[_i].from != reasons[_i].to), "%s",
	    reasons[_i].name);
	if (!found)
		return;
	ck_assert_msg(t.from == reasons[_i].from && t.to == reasons[_i].to,
	    "%s: %zu to %zu", reasons[_i].name, t.from, t.to);
	ck_assert(slice_eq_str(t.inside, reasons[_i].inside));
}
END_TEST

START_TEST(test_a_reason_has_a_limit)
{
	char text[SUBJECT_TAG_MAX + 20];
	struct subject_tag t;

	memset(text, 'x', sizeof text);
	memcpy(text, "[reason:", 8);
	text[8 + SUBJECT_TAG_MAX - 1] = ']';
	ck_assert(subject_tag_reason(slice_of(text, sizeof text), 0, &t));
	text[8 + SUBJECT_TAG_MAX - 1] = 'x';
	text[8 + SUBJECT_TAG_MAX] = ']';
	ck_assert(!subject_tag_reason(slice_of(text, sizeof text), 0, &t));
}
END_TEST

static const struct {
	const char *subject, *word;
	size_t from, to;
} words[] = {
	{ "A [No File] b", "[no file]", 2, 11 },
	{ "A [no\r\n  file]", "[no file]", 2, 14 },
	{ "A [nofile]", "[no file]", 0, 0 },
	{ "A [no fil", "[no file]", 0, 0 },
	{ "A [no file]", " [no  file] ", 2, 11 },
	{ "A", "", 0, 0 },
};

START_TEST(test_words)
{
	struct subject_tag t = { 0 };
	bool found;

	found = subject_tag_word(slice_str(words[_i].subject),
	    slice_str(words[_i].word), 0, &t);
	ck_assert(found == (words[_i].from != words[_i].to));
	ck_assert(!found || (t.from == words[_i].from &&
	    t.to == words[_i].to));
}
END_TEST

static const struct {
	const char *reason;
	bool says;
} saying[] = {
	{ "ok", true },
	{ "the tenant asked for it", true },
	{ "\xc3\xa9", true },
	{ "x", false },
	{ "", false },
	{ "--", false },
	{ "?!...", false },
	{ "Your reason", false },
	{ "your reason is mine", true },
};

START_TEST(test_says)
{
	ck_assert_msg(subject_reason_says(slice_str(saying[_i].reason)) ==
	    saying[_i].says, "%s", saying[_i].reason);
}
END_TEST

START_TEST(test_same)
{
	ck_assert(subject_reason_same(SLICE("a b"), SLICE(" A\r\n\tB ")));
	ck_assert(!subject_reason_same(SLICE("a b"), SLICE("a bc")));
	ck_assert(!subject_reason_same(SLICE("a bc"), SLICE("a b")));
	ck_assert(!subject_reason_same(SLICE(""), SLICE("")));
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "reasons", test_reasons, N_OF(reasons) },
		{ "limit", test_a_reason_has_a_limit, 0 },
		{ "words", test_words, N_OF(words) },
		{ "says", test_says, N_OF(saying) },
		{ "same", test_same, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("subjecttag", all);
}
