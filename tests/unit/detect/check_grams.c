#include "detect/grams.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "unit/unit.h"

#define SHARED	(FINGERPRINT_GRAM + FINGERPRINT_WINDOW - 1)

/* The same letters each time: numbers of a linear generator (Knuth's MMIX). */
static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

static void
random_letters(uint64_t *state, uint8_t *out, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (uint8_t)('a' + next(state) % 26);
}

/* All hashes of a text, fed `step` bytes at a time; the caller's. */
static uint64_t *
hashes_of(const struct gram_key *k, struct slice text, size_t step,
    size_t *ret_n)
{
	struct grams g;
	struct slice piece;
	uint64_t *all;
	size_t from, at, i, n;

	all = mem_array(NULL, text.len + 1, sizeof *all);
	grams_init(&g);
	for (from = n = 0; from < text.len; from += step) {
		piece = slice_sub(text, from, from + step);
		for (at = 0; grams_step(&g, k, piece, &at);)
			for (i = g.from; i < g.count; i++)
				all[n++] = g.hash[i];
	}
	*ret_n = n;
	return all;
}

static size_t
kept_of(const uint64_t *hash, size_t n, uint64_t *out)
{
	struct winnow w;
	size_t i, kept = 0;

	winnow_init(&w);
	for (i = 0; i < n; i++)
		kept += winnow_take(&w, hash[i], &out[kept]);
	if (kept == 0)
		kept += winnow_end(&w, &out[0]);
	return kept;
}

START_TEST(test_only_letters_count)
{
	static const char *const same[] = {
		"the quick brown fox jumps over the lazy dog",
		"the\n> quick\tbrown \x1e fox-jumps, over (the) lazy dog.",
		"the 12 quick brown fox 2026-05-05 jumps over the lazy dog 7",
		"thequickbrownfoxjumpsoverthelazydog",
	};
	struct gram_key k;
	uint64_t *a, *b;
	size_t i, n, m;

	gram_key_init(&k, 1);
	a = hashes_of(&k, slice_str(same[0]), 1000, &n);
	ck_assert_uint_eq(n, 35 - FINGERPRINT_GRAM + 1);
	for (i = 1; i < (size_t)N_OF(same); i++) {
		b = hashes_of(&k, slice_str(same[i]), 1000, &m);
		ck_assert_uint_eq(m, n);
		ck_assert_mem_eq(a, b, n * sizeof *a);
		free(b);
	}
	b = hashes_of(&k, slice_str("the quick brown fox jumps over the lazy "
	    "dot"), 1000, &m);
	ck_assert_uint_eq(m, n);
	ck_assert_uint_ne(a[n - 1], b[n - 1]);
	ck_assert_uint_eq(a[n - 2], b[n - 2]);
	free(a);
	free(b);
}
END_TEST

START_TEST(test_letters_of_other_alphabets)
{
	struct gram_key k;
	uint64_t *a;
	size_t n;

	gram_key_init(&k, 1);
	/* 25 letters; a dash and an ellipsis among them. */
	a = hashes_of(&k, slice_str("za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87\xe2\x80"
	    "\x94g\xc4\x99\xc5\x9bl\xc4\x85ja\xc5\xba\xc5\x84\xe2\x80\xa6"
	    "\xd0\xb4\xd0\xb0\xe4\xb8\xad\xe6\x96\x87\xd7\x90vwxyz"), 1000, &n);
	ck_assert_uint_eq(n, 2);
	free(a);
	a = hashes_of(&k, slice_str("abcdefghijklmnopqrstuvw"), 1000, &n);
	ck_assert_uint_eq(n, 0);
	free(a);
}
END_TEST

/* One hash a gram, whatever the pieces and where steps end. */
START_TEST(test_pieces)
{
	static uint8_t text[5 * GRAMS_CHUNK + 7];
	static const size_t steps[] = { 1, 2, 23, 24, 25, 511, 512, 513 };
	struct gram_key k;
	uint64_t state = 5, *a, *b;
	size_t i, n, m;

	gram_key_init(&k, 42);
	random_letters(&state, text, sizeof text);
	for (i = 0; i < sizeof text; i += 7)
		text[i] = ' ';
	a = hashes_of(&k, slice_of(text, sizeof text), sizeof text, &n);
	for (i = 0; i < (size_t)N_OF(steps); i++) {
		b = hashes_of(&k, slice_of(text, sizeof text), steps[i], &m);
		ck_assert_uint_eq(m, n);
		ck_assert_mem_eq(a, b, n * sizeof *a);
		free(b);
	}
	free(a);
}
END_TEST

START_TEST(test_another_key)
{
	struct slice text = SLICE("the quick brown fox jumps over it");
	struct gram_key k, other;
	uint64_t *a, *b;
	size_t i, j, n, m;

	gram_key_init(&k, 1);
	gram_key_init(&other, 2);
	a = hashes_of(&k, text, 1000, &n);
	b = hashes_of(&other, text, 1000, &m);
	for (i = 0; i < n; i++)
		for (j = 0; j < m; j++)
			ck_assert_uint_ne(a[i], b[j]);
	free(a);
	free(b);
}
END_TEST

/* Do two random texts that have a run of so many letters in common share? */
static bool
shares(const struct gram_key *k, uint64_t *state, size_t run)
{
	static uint64_t kept[2][512];
	uint8_t text[2][512], common[64];
	uint64_t *hash;
	size_t i, j, n, at, count[2];

	random_letters(state, common, run);
	for (i = 0; i < 2; i++) {
		random_letters(state, text[i], sizeof text[i]);
		/* Other letters beside it, so that it is not longer. */
		at = 1 + next(state) % (sizeof text[i] - run - 1);
		text[i][at - 1] = (uint8_t)('a' + i);
		memcpy(text[i] + at, common, run);
		if (at + run < sizeof text[i])
			text[i][at + run] = (uint8_t)('a' + i);
		hash = hashes_of(k, slice_of(text[i], sizeof text[i]), 1000,
		    &n);
		count[i] = kept_of(hash, n, kept[i]);
		free(hash);
	}
	for (i = 0; i < count[0]; i++)
		for (j = 0; j < count[1]; j++)
			if (kept[0][i] == kept[1][j])
				return true;
	return false;
}

START_TEST(test_a_common_run_is_never_missed)
{
	struct gram_key k;
	uint64_t state = 7;
	size_t i;

	gram_key_init(&k, 99);
	for (i = 0; i < 2000; i++)
		ck_assert_msg(shares(&k, &state, SHARED), "trial %zu", i);
}
END_TEST

START_TEST(test_shorter_than_a_gram_is_never_found)
{
	struct gram_key k;
	uint64_t state = 11;
	size_t i, missed = 0;

	gram_key_init(&k, 99);
	for (i = 0; i < 500; i++)
		ck_assert(!shares(&k, &state, FINGERPRINT_GRAM - 1));
	/* One letter less than is promised: now and then it is missed. */
	for (i = 0; i < 2000; i++)
		missed += !shares(&k, &state, SHARED - 1);
	ck_assert_uint_gt(missed, 0);
}
END_TEST

START_TEST(test_density)
{
	const size_t letters = 200000;
	struct gram_key k;
	uint64_t state = 3, *hash, *kept;
	uint8_t *text;
	size_t n, count;
	double density, expected = 2.0 / (FINGERPRINT_WINDOW + 1);

	gram_key_init(&k, 17);
	text = mem_alloc(letters);
	random_letters(&state, text, letters);
	hash = hashes_of(&k, slice_of(text, letters), letters, &n);
	kept = mem_array(NULL, n, sizeof *kept);
	count = kept_of(hash, n, kept);
	density = (double)count / (double)n;
	ck_assert(density > expected * 0.97 && density < expected * 1.03);
	free(kept);
	free(hash);
	free(text);
}
END_TEST

/* Nothing but ties: one a window, not all of them. */
START_TEST(test_ties)
{
	uint64_t hash[1000], kept[1000];
	size_t i;

	for (i = 0; i < (size_t)N_OF(hash); i++)
		hash[i] = 5;
	ck_assert_uint_eq(kept_of(hash, (size_t)N_OF(hash), kept),
	    ((size_t)N_OF(hash) - FINGERPRINT_WINDOW) / FINGERPRINT_WINDOW + 1);
	/* Too short for a window: the smallest of all. */
	hash[3] = 2;
	ck_assert_uint_eq(kept_of(hash, FINGERPRINT_WINDOW - 1, kept), 1);
	ck_assert_uint_eq(kept[0], 2);
	ck_assert_uint_eq(kept_of(hash, 0, kept), 0);
}
END_TEST

START_TEST(test_place)
{
	struct slice text = SLICE("1. \xc5\xbc""a b");
	struct gram_key k;

	gram_key_init(&k, 1);
	ck_assert_uint_eq(grams_place(&k, text, 0, 0), 3);
	ck_assert_uint_eq(grams_place(&k, text, 0, 1), 5);
	ck_assert_uint_eq(grams_place(&k, text, 0, 2), 7);
	ck_assert_uint_eq(grams_place(&k, text, 4, 9), text.len);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "only letters count", test_only_letters_count, 0 },
		{ "letters of other alphabets",
		    test_letters_of_other_alphabets, 0 },
		{ "pieces", test_pieces, 0 },
		{ "another key", test_another_key, 0 },
		{ "a common run is never missed",
		    test_a_common_run_is_never_missed, 0 },
		{ "shorter than a gram is never found",
		    test_shorter_than_a_gram_is_never_found, 0 },
		{ "density", test_density, 0 },
		{ "ties", test_ties, 0 },
		{ "place", test_place, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("grams", suite);
}
