#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf.h"

/* Longer words are compared by their first so many bytes. */
#define NEAREST_MAX	64

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Slips of the fingers between two words: a letter too many, too few,
 * another, or two neighbours swapped (optimal string alignment).
 */
static size_t
slips(const uint8_t *a, size_t an, const uint8_t *b, size_t bn)
{
	size_t row[3][NEAREST_MAX + 1], *two, *one, *now, i, j;

	for (j = 0; j <= bn; j++)
		row[0][j] = j;
	for (i = 1; i <= an; i++) {
		two = row[(i + 1) % 3];
		one = row[(i + 2) % 3];
		now = row[i % 3];
		now[0] = i;
		for (j = 1; j <= bn; j++) {
			now[j] = one[j - 1] + (a[i - 1] != b[j - 1]);
			now[j] = least(now[j], one[j] + 1);
			now[j] = least(now[j], now[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], two[j - 2] + 1);
		}
	}
	return row[an % 3][bn];
}

static size_t
fold(const uint8_t *from, size_t len, uint8_t *to)
{
	size_t i;

	len = least(len, NEAREST_MAX);
	for (i = 0; i < len; i++)
		to[i] = ascii_lower(from[i]);
	return len;
}

const char *
conf_nearest(struct slice word, const char *const *words)
{
	uint8_t a[NEAREST_MAX], b[NEAREST_MAX];
	const char *best = NULL;
	size_t an, bn, n, best_n = SIZE_MAX;

	an = fold(word.ptr, word.len, a);
	for (; *words != NULL; words++) {
		bn = fold((const uint8_t *)*words, strlen(*words), b);
		n = slips(a, an, b, bn);
		/* One slip in three letters, three at most. */
		if (n < best_n && n <= least(3, (an > bn ? an : bn) / 3)) {
			best = *words;
			best_n = n;
		}
	}
	return best;
}
