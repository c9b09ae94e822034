#include "detect/textprint.h"

#include <string.h>

#include "base/limits.h"
#include "detect/disguise.h"

/* The words of a text of more than this are not told apart any more. */
#define WORD_BYTES_MAX	64
#define EMPTY		UINT32_MAX
#define BORROW_MAX	1000	/* one bin is full: found long before */

void
textprint_init(struct textprint *t)
{
	memset(t, 0, sizeof *t);
	memset(t->least, 0xff, sizeof t->least);
}

/* S. Vigna's splitmix64: any number becomes an arbitrary one. */
static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* One more run: it falls into one of the bins, which keeps its least. */
static void
run_put(struct textprint *t, uint64_t run)
{
	size_t bin = run >> 32 & (TEXT_SIGNATURE_HASHES - 1);
	uint32_t h = (uint32_t)run;

	t->least[bin] = h < t->least[bin] ? h : t->least[bin];
}

static void
word_put(struct textprint *t, uint64_t word)
{
	uint64_t *w = t->last;

	w[0] = w[1];
	w[1] = w[2];
	w[2] = mix(word);
	/* In another order the same words are another run. */
	if (++t->words >= TEXTPRINT_RUN)
		run_put(t, mix(w[0] ^ (w[1] << 21 | w[1] >> 43) ^
		    (w[2] << 42 | w[2] >> 22)));
}

static bool
is_letter(uint8_t c)
{
	return ascii_is_alpha(c) || c >= 0x80 || c == '\'';
}

/* A letter of another alphabet that only looks like ours is ours. */
static uint64_t
word_hash(struct slice word)
{
	uint64_t h = UINT64_C(14695981039346656037);
	uint8_t plain[WORD_BYTES_MAX];
	size_t i;

	if (!slice_is_ascii(word))
		word = slice_of(plain, disguise_plain(word, plain,
		    sizeof plain));
	for (i = 0; i < word.len; i++)
		h = (h ^ word.ptr[i]) * UINT64_C(1099511628211);
	return h;
}

static void
words_put(struct textprint *t, struct slice folded)
{
	size_t at = 0, from;
	bool has_figure;

	while (at < folded.len) {
		has_figure = false;
		for (from = at; at < folded.len && at - from <
		    WORD_BYTES_MAX && (is_letter(folded.ptr[at]) ||
		    ascii_is_digit(folded.ptr[at])); at++)
			has_figure |= ascii_is_digit(folded.ptr[at]);
		if (at == from)
			at++;
		else if (!has_figure)
			word_put(t, word_hash(slice_sub(folded, from, at)));
	}
}

int
textprint_add(struct textprint *t, struct shadow *fold, struct slice text)
{
	size_t at = 0;
	int r = 0;

	text = slice_sub(text, 0, TEXT_SIGNATURE_BYTES_MAX - t->bytes);
	t->bytes += text.len;
	while (at < text.len && r == 0) {
		shadow_reset(fold);
		r = shadow_append(fold, text, at, text.len, &at);
		words_put(t, slice_of(fold->bytes, fold->len));
	}
	return r;
}

/*
 * A short text leaves bins empty: each borrows from another one that is not,
 * sought in an order of its own, so that two texts borrow alike.
 */
static uint32_t
borrowed(const struct textprint *t, size_t bin)
{
	uint64_t order = bin;
	size_t n, from;

	for (n = 0; n < BORROW_MAX; n++) {
		order = mix(order);
		from = order & (TEXT_SIGNATURE_HASHES - 1);
		if (t->least[from] != EMPTY)
			return (uint32_t)mix(t->least[from] ^ order);
	}
	return EMPTY;
}

void
textprint_end(const struct textprint *t, struct text_signature *ret)
{
	size_t i;

	memset(ret, 0, sizeof *ret);
	if (t->words < TEXT_SIGNATURE_WORDS_MIN)
		return;
	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++)
		ret->least[i] = t->least[i] != EMPTY ? t->least[i] :
		    borrowed(t, i);
}
