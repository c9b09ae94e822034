#include "detect/textprint.h"

#include <string.h>

#include "base/limits.h"

/* The words of a text of more than this are not told apart any more. */
#define WORD_BYTES_MAX	64

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

/* One more run: each permutation is a multiplication by another odd number. */
static void
run_put(struct textprint *t, uint64_t run)
{
	uint32_t low = (uint32_t)run, high = (uint32_t)(run >> 32);
	uint32_t h, i;

	high |= 1;
	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++) {
		h = (low ^ i * UINT32_C(0x9e3779b9)) *
		    (UINT32_C(0x85ebca6b) + 2 * i * UINT32_C(0xc2b2ae35));
		h = (h ^ h >> 15) * high;
		h ^= h >> 16;
		t->least[i] = h < t->least[i] ? h : t->least[i];
	}
}

static void
word_put(struct textprint *t, uint64_t word)
{
	uint64_t run = 0;
	size_t i;

	memmove(t->last, t->last + 1, (TEXTPRINT_RUN - 1) * sizeof *t->last);
	t->last[TEXTPRINT_RUN - 1] = mix(word);
	if (++t->words < TEXTPRINT_RUN)
		return;
	for (i = 0; i < TEXTPRINT_RUN; i++)
		run = mix(run ^ t->last[i]);
	run_put(t, run);
}

static bool
is_letter(uint8_t c)
{
	return ascii_is_alpha(c) || c >= 0x80 || c == '\'';
}

static void
words_put(struct textprint *t, struct slice folded)
{
	size_t at = 0, from;
	bool has_figure;
	uint64_t h;

	while (at < folded.len) {
		has_figure = false;
		h = UINT64_C(14695981039346656037);
		for (from = at; at < folded.len && at - from <
		    WORD_BYTES_MAX && (is_letter(folded.ptr[at]) ||
		    ascii_is_digit(folded.ptr[at])); at++) {
			has_figure |= ascii_is_digit(folded.ptr[at]);
			h = (h ^ folded.ptr[at]) * UINT64_C(1099511628211);
		}
		if (at == from)
			at++;
		else if (!has_figure)
			word_put(t, h);
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

void
textprint_end(const struct textprint *t, struct text_signature *ret)
{
	memset(ret, 0, sizeof *ret);
	if (t->words >= TEXT_SIGNATURE_WORDS_MIN)
		memcpy(ret->least, t->least, sizeof ret->least);
}
