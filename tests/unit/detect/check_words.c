#include "detect/words.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

/* The hits, as "tag:from-to " in the order found. */
static int
note(void *arg, const struct words_hit *h)
{
	char *out = arg;

	snprintf(out + strlen(out), 200 - strlen(out), "%u:%zu-%zu ", h->tag,
	    h->from, h->to);
	return 0;
}

static const struct {
	const char *name;
	const char *words[4];
	const char *text, *hits;
} cases[] = {
	{ "a word",		{ "luck" },		"good luck!", "0:5-9 " },
	{ "not inside another",	{ "luck" },		"lucky pluck", "" },
	{ "not beside a letter of another script", { "luck" },
	  "luck\xc3\xa9 \xc3\xa9luck", "" },
	{ "an underscore is no letter", { "luck" },	"_luck_", "0:1-5 " },
	{ "words that share a beginning", { "send", "send this" },
	  "send this on", "0:0-4 1:0-9 " },
	{ "words inside others", { "this on to all", "on to" },
	  "send this on to all", "0:5-19 1:10-15 " },
	{ "words that overlap",	{ "a b", "b c" },	"a b c", "0:0-3 1:2-5 " },
	{ "a failed one leads to another", { "abc abd", "abd" },
	  "abc abc abd", "0:4-11 1:8-11 " },
	{ "any blanks between words", { "pass this on" },
	  "pass  this\n\t on", "0:0-15 " },
	{ "a line end counts",	{ "bad luck" },		"bad\nluck", "0:0-8 " },
	{ "not over an empty unit end", { "bad luck" },	"bad\x1eluck", "" },
	{ "punctuation has no boundary", { "id=" },	"?id=7", "0:1-4 " },
	{ "repeats",		{ "ha" },		"ha ha ha",
	  "0:0-2 0:3-5 0:6-8 " },
	{ "the same word twice", { "ha", "ha" },	"ha", "1:0-2 0:0-2 " },
	{ "at the very ends",	{ "x" },		"x", "0:0-1 " },
	{ "other scripts",	{ "\xd0\xb6\xd0\xb6" },
	  "\xd0\xb6\xd0\xb6 \xd0\xb6", "0:0-4 " },
};

START_TEST(test_scan)
{
	struct words *w;
	char hits[200] = "";
	uint32_t i;

	w = words_new();
	for (i = 0; i < 4 && cases[_i].words[i] != NULL; i++)
		ck_assert_int_eq(words_add(w, slice_str(cases[_i].words[i]),
		    i), 0);
	ck_assert_int_eq(words_compile(w), 0);
	ck_assert_int_eq(words_scan(w, slice_str(cases[_i].text), note, hits),
	    0);
	ck_assert_msg(strcmp(hits, cases[_i].hits) == 0, "%s: \"%s\"",
	    cases[_i].name, hits);
	words_free(w);
}
END_TEST

START_TEST(test_bounds)
{
	char word[LIST_WORD_MAX + 2];
	struct words *w;

	w = words_new();
	memset(word, 'x', sizeof word);
	ck_assert_int_eq(words_add(w, slice_of(word, LIST_WORD_MAX), 0), 0);
	ck_assert_int_eq(words_add(w, slice_of(word, LIST_WORD_MAX + 1), 0),
	    ERR_LIMIT);
	ck_assert_int_eq(words_add(w, SLICE(" \t "), 0), ERR_SYNTAX);
	ck_assert_uint_eq(words_count(w), 1);
	words_free(w);
}
END_TEST

START_TEST(test_none)
{
	struct words *w;
	char hits[200] = "";

	w = words_new();
	ck_assert_int_eq(words_compile(w), 0);
	ck_assert_int_eq(words_scan(w, SLICE("text"), note, hits), 0);
	ck_assert_str_eq(hits, "");
	words_free(w);
}
END_TEST

/* The tree of all words together is bounded too. */
START_TEST(test_table)
{
	uint8_t word[LIST_WORD_MAX];
	struct words *w;
	unsigned i, j, state;

	w = words_new();
	state = 1;
	for (i = 0; i < 32000; i++) {
		for (j = 0; j < sizeof word; j++) {
			state = state * 1664525 + 1013904223;
			word[j] = (uint8_t)(0x80 + (state >> 16) % 100);
		}
		ck_assert_int_eq(words_add(w, slice_of(word, sizeof word), 0),
		    0);
	}
	ck_assert_int_eq(words_compile(w), ERR_LIMIT);
	words_free(w);
}
END_TEST

static int
refuse(void *arg, const struct words_hit *h)
{
	(void)h;
	++*(int *)arg;
	return ERR_LIMIT;
}

START_TEST(test_stop)
{
	struct words *w;
	int calls;

	w = words_new();
	ck_assert_int_eq(words_add(w, SLICE("a"), 0), 0);
	ck_assert_int_eq(words_compile(w), 0);
	calls = 0;
	ck_assert_int_eq(words_scan(w, SLICE("a a a"), refuse, &calls),
	    ERR_LIMIT);
	ck_assert_int_eq(calls, 1);
	words_free(w);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "scan", test_scan, N_OF(cases) },
		{ "bounds", test_bounds, 0 },
		{ "table", test_table, 0 },
		{ "none", test_none, 0 },
		{ "stop", test_stop, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("words", suite);
}
