#include "detect/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "detect/shadow.h"

#define PIECE	(16 * KIB)	/* of text, at a time */

struct fingerprint {
	const struct gram_key *key;
	bool every;
	bool is_sorted;
	struct arena *arena;		/* of the shadow */
	struct shadow shadow;
	struct grams grams;
	struct winnow winnow;
	uint64_t *hashes;
	size_t count, cap;
};

struct fingerprint *
fingerprint_new(const struct gram_key *k, bool every)
{
	struct fingerprint *f = mem_zalloc(sizeof *f);

	f->key = k;
	f->every = every;
	f->arena = arena_new(4 * MIB);
	if (shadow_init(&f->shadow, f->arena, PIECE) < 0)
		mem_exhausted();
	grams_init(&f->grams);
	winnow_init(&f->winnow);
	return f;
}

void
fingerprint_free(struct fingerprint *f)
{
	if (f == NULL)
		return;
	arena_free(f->arena);
	free(f->hashes);
	free(f);
}

static void
keep(struct fingerprint *f, uint64_t hash)
{
	f->hashes = mem_grow(f->hashes, f->count, &f->cap, sizeof *f->hashes);
	f->hashes[f->count++] = hash;
	f->is_sorted = false;
}

static void
take_shadow(struct fingerprint *f)
{
	struct slice s = slice_of(f->shadow.bytes, f->shadow.len);
	uint64_t kept;
	size_t at = 0, i;

	while (grams_step(&f->grams, f->key, s, &at))
		for (i = f->grams.from; i < f->grams.count; i++) {
			if (f->every)
				keep(f, f->grams.hash[i]);
			else if (winnow_take(&f->winnow, f->grams.hash[i],
			    &kept))
				keep(f, kept);
		}
}

int
fingerprint_text(struct fingerprint *f, struct slice text)
{
	size_t at = 0;
	int r = 0;

	while (at < text.len && r == 0) {
		shadow_reset(&f->shadow);
		r = shadow_append(&f->shadow, text, at, text.len, &at);
		if (r == 0)
			take_shadow(f);
		if (f->grams.total > FINGERPRINT_TEXT_MAX)
			r = ERR_LIMIT;
	}
	return r;
}

void
fingerprint_break(struct fingerprint *f)
{
	grams_break(&f->grams);
}

uint64_t
fingerprint_letters(const struct fingerprint *f)
{
	return f->grams.total;
}

static int
hash_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

const uint64_t *
fingerprint_hashes(struct fingerprint *f, size_t *ret_n)
{
	uint64_t kept;
	size_t i, n;

	if (!f->is_sorted) {
		if (!f->every && winnow_end(&f->winnow, &kept))
			keep(f, kept);
		if (f->count > 0)
			qsort(f->hashes, f->count, sizeof *f->hashes,
			    hash_order);
		for (i = n = 0; i < f->count; i++)
			if (n == 0 || f->hashes[i] != f->hashes[n - 1])
				f->hashes[n++] = f->hashes[i];
		f->count = n;
		f->is_sorted = true;
	}
	*ret_n = f->count;
	return f->hashes;
}

void
fingerprint_subtract(struct fingerprint *f, struct fingerprint *other)
{
	const uint64_t *mine, *theirs;
	size_t i, k, n, mine_n, theirs_n;

	mine = fingerprint_hashes(f, &mine_n);
	theirs = fingerprint_hashes(other, &theirs_n);
	for (i = k = n = 0; i < mine_n; i++) {
		while (k < theirs_n && theirs[k] < mine[i])
			k++;
		if (k == theirs_n || theirs[k] != mine[i])
			f->hashes[n++] = mine[i];
	}
	f->count = n;
}
