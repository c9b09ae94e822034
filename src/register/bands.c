#include "register/bands.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

static int
band_digest(const struct register_context *x, const char *label,
    const struct text_signature *s, uint8_t band, uint8_t ret[KEY_MAC_SIZE])
{
	uint8_t bytes[4 * BANDS_HASHES];
	const struct slice parts[] = { slice_str(label), { &band, 1 },
	    { bytes, sizeof bytes } };
	uint32_t h;
	size_t i;

	for (i = 0; i < BANDS_HASHES; i++) {
		h = s->least[band * BANDS_HASHES + i];
		bytes[4 * i] = (uint8_t)(h >> 24);
		bytes[4 * i + 1] = (uint8_t)(h >> 16);
		bytes[4 * i + 2] = (uint8_t)(h >> 8);
		bytes[4 * i + 3] = (uint8_t)h;
	}
	return register_digest(x, "band of a text", parts, 3, ret);
}

int
bands_put(struct register_context *x, uint16_t reg, const char *label,
    const struct text_signature *s, const uint8_t to[KEY_MAC_SIZE],
    int64_t until_ms)
{
	struct register_row row = { .reg = reg, .until_ms = until_ms };
	uint8_t band;
	int r = 0;

	if (text_signature_is_none(s))
		return 0;
	memcpy(row.sub, to, sizeof row.sub);
	for (band = 0; r == 0 && band < BANDS_COUNT; band++) {
		r = band_digest(x, label, s, band, row.key);
		if (r == 0)
			r = register_count(x, &row);
	}
	return r;
}

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct band_key));
}

/* The same way is found by many groups. */
static size_t
without_doubles(struct band_key *keys, size_t n)
{
	size_t i, kept = 0;

	if (n > 0)
		qsort(keys, n, sizeof *keys, by_bytes);
	for (i = 0; i < n; i++)
		if (i == 0 || by_bytes(&keys[i], &keys[i - 1]) != 0)
			keys[kept++] = keys[i];
	return kept;
}

int
bands_find(struct register_context *x, uint16_t reg, const char *label,
    const struct text_signature *s, struct band_key **ret, size_t *ret_n)
{
	uint8_t band, key[KEY_MAC_SIZE];
	struct register_row *rows;
	struct band_key *keys;
	size_t i, count, n = 0;
	int r = 0;

	*ret_n = 0;
	if (text_signature_is_none(s))
		return 0;
	keys = arena_array(x->arena, BANDS_COUNT * BANDS_EACH_MAX,
	    sizeof *keys);
	if (keys == NULL)
		return ERR_LIMIT;
	for (band = 0; r == 0 && band < BANDS_COUNT; band++) {
		r = band_digest(x, label, s, band, key);
		if (r == 0)
			r = register_each(x, reg, key, BANDS_EACH_MAX, &rows,
			    &count);
		for (i = 0; r == 0 && i < count; i++)
			memcpy(keys[n++].bytes, rows[i].sub, KEY_MAC_SIZE);
	}
	if (r < 0)
		return r;
	*ret = keys;
	*ret_n = without_doubles(keys, n);
	return 0;
}

int
bands_remove(struct register_context *x, uint16_t reg, const char *label,
    const struct text_signature *s, const uint8_t to[KEY_MAC_SIZE])
{
	struct register_row row = { .reg = reg };
	uint8_t band;
	int r = 0;

	if (text_signature_is_none(s))
		return 0;
	memcpy(row.sub, to, sizeof row.sub);
	for (band = 0; r == 0 && band < BANDS_COUNT; band++) {
		r = band_digest(x, label, s, band, row.key);
		if (r == 0)
			r = register_remove(x, &row);
		if (r == ERR_NOTFOUND)
			r = 0;
	}
	return r;
}
