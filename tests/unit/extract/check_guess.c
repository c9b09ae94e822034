#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "extract/guess.h"

/* How many words come before this one; SIZE_MAX if it does not come. */
static size_t
place_of(const struct guess_list *g, const char *word)
{
	struct guess_cursor c = { 0, 0 };
	struct slice s;
	size_t n;

	for (n = 0; guess_next(g, &c, &s); n++)
		if (slice_eq_str(s, word))
			return n;
	return SIZE_MAX;
}

static size_t
guess(const char *text, enum guess_kind kind, const char *word)
{
	struct arena *a = arena_new(16 * MIB);
	struct guess_list g;
	size_t n;

	guess_init(&g, a);
	ck_assert_int_eq(guess_text(&g, slice_str(text), kind), 0);
	n = place_of(&g, word);
	guess_free(&g);
	arena_free(a);
	return n;
}

/* --- what stands behind a label comes among the first ------------------------- */

static const struct {
	const char *text, *word;
	size_t most;		/* words before it */
} told[] = {
	{ "Password: Tiger1", "Tiger1", 0 },
	{ "password:Tiger1", "Tiger1", 0 },
	{ "The pwd=Tiger1 opens it", "Tiger1", 0 },
	{ "The password is Tiger1.", "Tiger1", 0 },
	{ "The password is: \"Tiger1\".", "Tiger1", 0 },
	{ "The password is Tiger1!", "Tiger1!", 0 },
	{ "The password is Tiger1!", "Tiger1", 4 },
	{ "The password is Tiger1.", "Tiger1.", 4 },
	{ "PASSCODE - 8842", "8842", 0 },
	{ "The PIN for the attachment is 8842, thanks", "8842", 0 },
	{ "Please use the password below to open the attached spreadsheet."
	    "\n\nTiger1\n\nKind regards", "Tiger1", 1 },
	{ "To open the file you will need this password: Tiger1 "
	    "(case matters)", "Tiger1", 0 },
	{ "Password\nTiger1", "Tiger1", 0 },
	{ "The password is\n\nTiger1", "Tiger1", 0 },
	{ "Password: correct horse battery staple",
	    "correct horse battery staple", 8 },
	{ "Password: correct horse battery", "correct", 0 },
	{ "password is \xe2\x80\x98Tiger1\xe2\x80\x99", "Tiger1", 0 },
	{ "password is <Tiger1>", "Tiger1", 0 },
	{ "password: *Tiger1*", "Tiger1", 0 },
	{ "Password: Tiger\xe2\x80\x93""1", "Tiger-1", 4 },
	{ "Password: tiger1", "Tiger1", 4 },
	{ "Password: Tiger1", "tiger1", 4 },
	{ "Tiger1 is the password.", "Tiger1", 2 },
	{ "use Tiger1 to unlock the file", "Tiger1", 3 },
	{ "Y cyfrinair yw Tiger1", "Tiger1", 0 },
	{ "Facal-faire: Tiger1", "Tiger1", 0 },
	{ "Has\xc5\x82o: Tiger1", "Tiger1", 0 },
	{ "The password for it is the date, 01/02/2026", "01/02/2026", 2 },
	{ "We wrote about the password policy before. It is a long text. "
	    "The password for this document is Tiger1", "Tiger1", 2 },
	{ "Password:\xc2\xa0Tiger1", "Tiger1", 0 },
	{ "| Password | Tiger1 |", "Tiger1", 1 },
};

START_TEST(test_told)
{
	size_t n = guess(told[_i].text, GUESS_TEXT, told[_i].word);

	ck_assert_msg(n <= told[_i].most, "%s: %s comes as number %zu",
	    told[_i].text, told[_i].word, n);
}
END_TEST

/* --- other words come as well, in an order --------------------------------------- */

static const struct {
	const char *text, *word;
	enum guess_kind kind;
} others[] = {
	{ "see you tomorrow", "tomorrow", GUESS_TEXT },
	{ "born on 01/02/1980", "01021980", GUESS_TEXT },
	{ "her number is AB 12 34 56 C", "AB123456C", GUESS_TEXT },
	{ "her number is AB 12 34 56 C", "AB 12 34 56 C", GUESS_TEXT },
	{ "we call it \"the blue door\" here", "the blue door", GUESS_TEXT },
	{ "in \xe2\x80\x9cthe blue door\xe2\x80\x9d here", "the blue door",
	    GUESS_TEXT },
	{ "Rent_list-2026.zip", "2026", GUESS_FILENAME },
	{ "Rent_list-2026.zip", "Rent", GUESS_FILENAME },
	{ "Rent_list-2026.zip", "Rent_list-2026", GUESS_FILENAME },
	{ "Rent list 2026.zip", "Rent list 2026", GUESS_FILENAME },
	{ "<20260505.tiger1@mail.example>", "<20260505.tiger1@mail.example>",
	    GUESS_HEADER },
	{ "login ann/Tiger1", "Tiger1", GUESS_TEXT },
	{ "Tomorrow it is", "tomorrow", GUESS_TEXT },
};

START_TEST(test_others)
{
	ck_assert_msg(guess(others[_i].text, others[_i].kind,
	    others[_i].word) != SIZE_MAX, "%s: no %s", others[_i].text,
	    others[_i].word);
}
END_TEST

START_TEST(test_order)
{
	static const char text[] = "plain words, a Capital, 20260505 and "
	    "Mixed7 and 'in quotes'\n\n\nthe password is Told\n";
	static const char *const order[] = { "Told", "in quotes", "Mixed7",
	    "20260505", "Capital", "plain" };
	struct arena *a = arena_new(16 * MIB);
	struct guess_list g;
	size_t i;

	guess_init(&g, a);
	ck_assert_int_eq(guess_text(&g, slice_str(text), GUESS_TEXT), 0);
	for (i = 1; i < N_OF(order); i++)
		ck_assert_msg(place_of(&g, order[i - 1]) <
		    place_of(&g, order[i]), "%s before %s", order[i - 1],
		    order[i]);
	guess_free(&g);
	arena_free(a);
}
END_TEST

START_TEST(test_each_word_comes_once)
{
	struct arena *a = arena_new(16 * MIB);
	struct guess_cursor c = { 0, 0 };
	struct guess_list g;
	struct slice s;
	size_t n = 0;

	guess_init(&g, a);
	/* First as any word, then with a better reason, then again. */
	ck_assert_int_eq(guess_text(&g, SLICE("there is Tiger1 in it"),
	    GUESS_TEXT), 0);
	ck_assert_int_eq(guess_text(&g, SLICE("the password is Tiger1"),
	    GUESS_TEXT), 0);
	ck_assert_int_eq(guess_text(&g, SLICE("Tiger1"), GUESS_FILENAME), 0);
	while (guess_next(&g, &c, &s))
		n += slice_eq_str(s, "Tiger1");
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(place_of(&g, "Tiger1"), 0);
	guess_free(&g);
	arena_free(a);
}
END_TEST

/* --- bounds ------------------------------------------------------------------------- */

static void
fill(struct guess_list *g, struct arena *a, size_t from, size_t to,
    const char *form)
{
	struct buf text = BUF_INIT(8 * MIB);
	size_t i;

	guess_init(g, a);
	for (i = from; i < to; i++)
		buf_printf(&text, form, i);
	ck_assert_int_eq(guess_text(g, buf_slice(&text), GUESS_TEXT), 0);
	buf_free(&text);
}

static size_t
count(const struct guess_list *g)
{
	struct guess_cursor c = { 0, 0 };
	struct slice s;
	size_t n = 0;

	while (guess_next(g, &c, &s))
		n++;
	return n;
}

START_TEST(test_words_of_one_rank)
{
	struct arena *a = arena_new(16 * MIB);
	struct guess_list g;

	fill(&g, a, 100000, 100000 + GUESS_RANK_MAX, "w%zu ");
	ck_assert_uint_eq(count(&g), GUESS_RANK_MAX);
	guess_free(&g);
	fill(&g, a, 100000, 100000 + GUESS_RANK_MAX + 1, "w%zu ");
	ck_assert_uint_eq(count(&g), GUESS_RANK_MAX);
	guess_free(&g);
	arena_free(a);
}
END_TEST

/* What a label tells is not lost behind any number of other words. */
START_TEST(test_many_words)
{
	struct arena *a = arena_new(64 * MIB);
	struct guess_list g;

	fill(&g, a, 100000, 150000, "word%zu Cap%zu 'q%zu' w_%zu, ");
	ck_assert_uint_le(count(&g), GUESS_WORDS_MAX);
	ck_assert_int_eq(guess_text(&g, SLICE("the password is Tiger-1"),
	    GUESS_TEXT), 0);
	ck_assert_uint_eq(place_of(&g, "Tiger-1"), 0);
	guess_free(&g);
	arena_free(a);
}
END_TEST

START_TEST(test_long_words)
{
	char text[GUESS_WORD_MAX + 2];

	memset(text, 'x', sizeof text);
	text[GUESS_WORD_MAX] = '\0';
	ck_assert_uint_ne(guess(text, GUESS_TEXT, text), SIZE_MAX);
	text[GUESS_WORD_MAX] = 'x';
	text[GUESS_WORD_MAX + 1] = '\0';
	ck_assert_uint_eq(guess(text, GUESS_TEXT, text), SIZE_MAX);
}
END_TEST

START_TEST(test_a_small_arena)
{
	struct arena *a = arena_new(64 * KIB);
	struct buf text = BUF_INIT(MIB);
	struct guess_list g;
	int i;

	guess_init(&g, a);
	for (i = 0; i < 20000; i++)
		buf_printf(&text, "w%d ", i);
	ck_assert_int_eq(guess_text(&g, buf_slice(&text), GUESS_TEXT),
	    ERR_LIMIT);
	buf_free(&text);
	guess_free(&g);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "told", test_told, N_OF(told) },
		{ "others", test_others, N_OF(others) },
		{ "order", test_order, 0 },
		{ "once", test_each_word_comes_once, 0 },
		{ "rank", test_words_of_one_rank, 0 },
		{ "many", test_many_words, 0 },
		{ "long", test_long_words, 0 },
		{ "arena", test_a_small_arena, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("guess", all);
}
