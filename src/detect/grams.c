#include "detect/grams.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

#define GRAM	FINGERPRINT_GRAM

static uint64_t
rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

/* Each bit of the answer hangs on each of the question (splitmix64). */
static uint64_t
mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9ULL;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

/* Never 0, which means "no letter". */
static uint64_t
letter_value(uint64_t seed, ucs4_t c)
{
	return mix(seed ^ mix(seed + c * 0x9e3779b97f4a7c15ULL)) | 1;
}

void
gram_key_init(struct gram_key *k, uint64_t seed)
{
	uint8_t c;

	memset(k, 0, sizeof *k);
	k->seed = seed;
	for (c = 'a'; c <= 'z'; c++)
		k->ascii[c] = letter_value(seed, c);
}

void
grams_init(struct grams *g)
{
	memset(g, 0, sizeof *g);
}

void
grams_break(struct grams *g)
{
	uint64_t total = g->total;

	grams_init(g);
	g->total = total;
}

/* The character at *at: its value, or 0 if it is no letter. */
static uint64_t
wide_value(const struct gram_key *k, struct slice text, size_t *at)
{
	ucs4_t c;
	int n;

	n = u8_mbtouc(&c, text.ptr + *at, text.len - *at);
	*at += n > 0 ? (size_t)n : 1;
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L) ?
	    letter_value(k->seed, c) : 0;
}

/*
 * Letters into out, at most max.  What is no letter is written as well and
 * then written over: a text is too irregular to be asked each time.
 */
static size_t
take_letters(const struct gram_key *k, struct slice text, size_t *at,
    uint64_t *out, size_t max)
{
	const uint8_t *p = text.ptr;
	size_t i, n, stop;
	uint64_t value;

	i = *at;
	n = 0;
	while (i < text.len && n < max) {
		/* As many bytes as there is room for if all are letters. */
		stop = text.len - i > max - n ? i + (max - n) : text.len;
		for (; i < stop && p[i] < 0x80; i++) {
			out[n] = k->ascii[p[i]];
			n += out[n] != 0;
		}
		if (i < stop) {
			value = wide_value(k, text, &i);
			out[n] = value;
			n += value != 0;
		}
	}
	*at = i;
	return n;
}

bool
grams_step(struct grams *g, const struct gram_key *k, struct slice text,
    size_t *at)
{
	uint64_t h;
	size_t i;

	/* The letters of the last step become those before. */
	memmove(g->letter, g->letter + g->count, GRAM * sizeof g->letter[0]);
	g->count = take_letters(k, text, at, g->letter + GRAM, GRAMS_CHUNK);
	h = g->rolling;
	for (i = 0; i < g->count; i++) {
		h = rotate(h, 1) ^ g->letter[GRAM + i] ^
		    rotate(g->letter[i], GRAM);
		g->hash[i] = h;
	}
	g->rolling = h;
	g->from = g->run >= GRAM - 1 ? 0 : GRAM - 1 - g->run;
	if (g->from > g->count)
		g->from = g->count;
	g->run = g->run + g->count > GRAM ? GRAM : g->run + g->count;
	g->total += g->count;
	return g->count > 0;
}

size_t
grams_place(const struct gram_key *k, struct slice text, size_t at, size_t nth)
{
	size_t here;
	uint64_t value;

	for (;;) {
		here = at;
		if (at >= text.len)
			return text.len;
		if (text.ptr[at] < 0x80)
			value = k->ascii[text.ptr[at++]];
		else
			value = wide_value(k, text, &at);
		if (value != 0 && nth-- == 0)
			return here;
	}
}

void
winnow_init(struct winnow *w)
{
	memset(w, 0, sizeof *w);
}

/* The smallest of the window, right-most on ties. */
static size_t
window_least(const struct winnow *w)
{
	size_t i, at, least;

	least = w->at;
	for (i = 1; i < FINGERPRINT_WINDOW; i++) {
		at = (w->at + FINGERPRINT_WINDOW - i) % FINGERPRINT_WINDOW;
		if (w->window[at] < w->window[least])
			least = at;
	}
	return least;
}

/*
 * Robust winnowing (section 5.1 there): the right-most on ties, but a tie does
 * not move a choice that still stands in the window.
 */
bool
winnow_take(struct winnow *w, uint64_t hash, uint64_t *ret)
{
	size_t least;
	bool is_new;

	w->at = (size_t)(w->count++ % FINGERPRINT_WINDOW);
	/* The one that leaves the window was the smallest, or not. */
	least = w->least;
	is_new = w->count > FINGERPRINT_WINDOW && least == w->at;
	w->window[w->at] = hash;
	if (is_new) {
		w->least = window_least(w);
	} else if (w->count == 1 || hash < w->window[least] ||
	    (hash == w->window[least] && w->count <= FINGERPRINT_WINDOW)) {
		w->least = w->at;
		is_new = true;
	}
	if (w->count < FINGERPRINT_WINDOW ||
	    (!is_new && w->count > FINGERPRINT_WINDOW))
		return false;
	*ret = w->window[w->least];
	return true;
}

bool
winnow_end(const struct winnow *w, uint64_t *ret)
{
	if (w->count == 0 || w->count >= FINGERPRINT_WINDOW)
		return false;
	*ret = w->window[w->least];
	return true;
}
