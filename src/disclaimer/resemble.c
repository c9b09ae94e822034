#include "disclaimer/resemble.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "disclaimer/turn.h"

/* Below it three words in a row are a large part: only the exact text counts. */
#define THREES_MIN		10
#define SHINGLE			3
#define NAME_WORDS_MAX		32
#define VALUE_WORDS		9	/* room for a variable's; it is not compared */
#define NO_SLOT			UINT32_MAX

/* Words by their digests. */
struct words {
	uint32_t *hash;
	size_t count;
};

/* The threes of a text, each once; a table with open places. */
struct threes {
	uint32_t *key;
	uint32_t *at;			/* its first word's place in the text */
	uint16_t *seen;			/* how often in the window */
	struct words text;		/* its pieces, with room between them */
	size_t mask;
	size_t count;
};

struct hit {
	uint32_t at, slot;
};

/* Where a text stands closest together: hits, the last one being in it. */
struct stretch {
	size_t first, last;
	unsigned percent;
};

/* --- words --------------------------------------------------------------------------- */

static void
split(struct slice s, size_t max, struct words *w)
{
	size_t at, end, cap;

	for (at = 0, cap = 1; at < s.len && cap < max; at++)
		cap += s.ptr[at] == ' ';
	w->hash = mem_alloc((cap + 1) * sizeof *w->hash);
	w->count = 0;
	for (at = 0; at < s.len && w->count < cap; at = end + 1) {
		end = slice_chr(s, ' ', at);
		if (end == SLICE_NPOS)
			end = s.len;
		if (end > at)
			w->hash[w->count++] = turn_digest(slice_sub(s, at, end));
	}
}

static uint32_t
three(const uint32_t *h)
{
	uint32_t x = h[0];

	x = (x << 7 | x >> 25) * 2654435761u ^ h[1];
	x = (x << 7 | x >> 25) * 2654435761u ^ h[2];
	x ^= x >> 15;
	/* 0 is an open place. */
	return x == 0 ? 1 : x;
}

static bool
stands_at(const struct words *w, size_t at, const struct words *name)
{
	return name->count > 0 && name->count <= w->count - at &&
	    memcmp(w->hash + at, name->hash,
	    name->count * sizeof *name->hash) == 0;
}

/* For each place, how many words before it belong to a name. */
static uint32_t *
names_in(const struct words *w, const struct words *names, size_t n)
{
	uint32_t *before;
	size_t at, k, to;

	before = mem_alloc((w->count + 1) * sizeof *before);
	before[0] = 0;
	for (at = to = 0; at < w->count; at++) {
		for (k = 0; k < n; k++)
			if (stands_at(w, at, &names[k]) &&
			    at + names[k].count > to)
				to = at + names[k].count;
		before[at + 1] = before[at] + (at < to);
	}
	return before;
}

/* --- the text's threes ------------------------------------------------------------------ */

static uint32_t
slot_of(const struct threes *t, uint32_t key)
{
	size_t i;

	for (i = key & t->mask; t->key[i] != 0; i = (i + 1) & t->mask)
		if (t->key[i] == key)
			return (uint32_t)i;
	return NO_SLOT;
}

static void
threes_add(struct threes *t, uint32_t key, size_t at)
{
	size_t i;

	if (t->count >= DISCLAIMER_NEAR_THREES_MAX ||
	    slot_of(t, key) != NO_SLOT)
		return;
	for (i = key & t->mask; t->key[i] != 0; i = (i + 1) & t->mask)
		;
	t->key[i] = key;
	t->at[i] = (uint32_t)at;
	t->count++;
}

/* A piece's words go behind the others; where they begin. */
static size_t
text_add(struct words *text, const struct words *piece)
{
	size_t from = text->count, i;

	text->hash = mem_array(text->hash, from + piece->count + VALUE_WORDS,
	    sizeof *text->hash);
	memcpy(text->hash + from, piece->hash,
	    piece->count * sizeof *piece->hash);
	text->count += piece->count + VALUE_WORDS;
	for (i = from + piece->count; i < text->count; i++)
		text->hash[i] = 0;
	return from;
}

static void
threes_of(const struct slice *pieces, size_t count, const struct words *names,
    size_t name_count, struct threes *t)
{
	struct words w;
	uint32_t *named;
	size_t i, at, from;

	t->text = (struct words){ NULL, 0 };
	t->mask = 4 * DISCLAIMER_NEAR_THREES_MAX - 1;
	t->key = mem_zalloc((t->mask + 1) * sizeof *t->key);
	t->at = mem_alloc((t->mask + 1) * sizeof *t->at);
	t->seen = mem_zalloc((t->mask + 1) * sizeof *t->seen);
	t->count = 0;
	for (i = 0; i < count; i++) {
		split(pieces[i], 2 * DISCLAIMER_NEAR_THREES_MAX, &w);
		from = text_add(&t->text, &w);
		named = names_in(&w, names, name_count);
		/* "of Foundry Row": a name, and nothing of the text. */
		for (at = 0; at + SHINGLE <= w.count; at++)
			if (named[at + SHINGLE] - named[at] < SHINGLE - 1)
				threes_add(t, three(w.hash + at), from + at);
		free(named);
		free(w.hash);
	}
}

/* --- where they stand ---------------------------------------------------------------------- */

/* The most that stands within a window, with a name in it or at its edge. */
static size_t
densest(struct threes *t, const uint32_t *named, const struct hit *hits,
    size_t hit_count, struct stretch *ret)
{
	size_t width = t->count + t->count / 2 + SHINGLE;
	size_t lo, hi, distinct, best;

	for (lo = hi = distinct = best = 0; hi < hit_count; hi++) {
		distinct += t->seen[hits[hi].slot]++ == 0;
		for (; hits[hi].at - hits[lo].at > width; lo++)
			distinct -= --t->seen[hits[lo].slot] == 0;
		if (distinct > best && named[hits[hi].at + SHINGLE] >
		    named[hits[lo].at]) {
			best = distinct;
			ret->first = lo;
			ret->last = hi;
		}
	}
	return best;
}

/*
 * Between two hits words of the copy may stand instead of words of the text:
 * do they turn its meaning?
 */
static bool
turns(const struct threes *t, const struct words *w, const struct hit *a,
    const struct hit *b)
{
	size_t copy = a->at + SHINGLE, text = t->at[a->slot] + SHINGLE;
	size_t copy_end = b->at, text_end = t->at[b->slot];

	if (copy >= copy_end && text >= text_end)
		return false;
	/* "a not" for "a b not": they lie over each other by a word or two. */
	copy_end = copy_end < copy ? copy : copy_end;
	text_end = text_end < text ? text : text_end;
	return turn_differs(t->text.hash + text, text_end - text,
	    w->hash + copy, copy_end - copy);
}

static bool
is_turned(const struct threes *t, const struct words *w,
    const struct hit *hits, const struct stretch *s)
{
	size_t i;

	for (i = s->first; i < s->last; i++)
		if (turns(t, w, &hits[i], &hits[i + 1]))
			return true;
	return false;
}

static unsigned
percent(struct threes *t, const struct words *w, const uint32_t *named,
    bool *ret_turned)
{
	struct stretch s = { .first = 0 };
	struct hit *hits;
	uint32_t slot;
	size_t at, count;

	*ret_turned = false;
	if (t->count < THREES_MIN || w->count < SHINGLE)
		return 0;
	hits = mem_alloc(w->count * sizeof *hits);
	for (at = count = 0; at + SHINGLE <= w->count; at++) {
		slot = slot_of(t, three(w->hash + at));
		if (slot != NO_SLOT)
			hits[count++] = (struct hit){ (uint32_t)at, slot };
	}
	s.percent = (unsigned)(100 * densest(t, named, hits, count, &s) /
	    t->count);
	*ret_turned = s.percent >= RESEMBLE_PERCENT &&
	    is_turned(t, w, hits, &s);
	free(hits);
	return s.percent;
}

static unsigned
compare(const struct slice *pieces, size_t piece_count,
    const struct slice *names, size_t name_count, struct slice words,
    bool *ret_turned)
{
	struct words *name, w;
	uint32_t *named;
	struct threes t;
	unsigned r;
	size_t i;

	name = mem_zalloc((name_count + 1) * sizeof *name);
	for (i = 0; i < name_count; i++)
		split(names[i], NAME_WORDS_MAX, &name[i]);
	threes_of(pieces, piece_count, name, name_count, &t);
	split(words, DISCLAIMER_NEAR_WORDS_MAX, &w);
	named = names_in(&w, name, name_count);
	r = percent(&t, &w, named, ret_turned);
	for (i = 0; i < name_count; i++)
		free(name[i].hash);
	free(name);
	free(named);
	free(w.hash);
	free(t.text.hash);
	free(t.key);
	free(t.at);
	free(t.seen);
	return r;
}

unsigned
resemble_percent(const struct slice *pieces, size_t piece_count,
    const struct slice *names, size_t name_count, struct slice words)
{
	bool ignored;

	return compare(pieces, piece_count, names, name_count, words,
	    &ignored);
}

bool
resemble(const struct slice *pieces, size_t piece_count,
    const struct slice *names, size_t name_count, struct slice words)
{
	bool is_turned_round;

	return compare(pieces, piece_count, names, name_count, words,
	    &is_turned_round) >= RESEMBLE_PERCENT && !is_turned_round;
}
