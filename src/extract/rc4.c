#include "extract/rc4.h"

static void
swap(struct rc4 *c, uint8_t a, uint8_t b)
{
	uint8_t t = c->s[a];

	c->s[a] = c->s[b];
	c->s[b] = t;
}

void
rc4_init(struct rc4 *c, const uint8_t *key, size_t key_len)
{
	uint8_t j = 0;
	unsigned n;

	for (n = 0; n < 256; n++)
		c->s[n] = (uint8_t)n;
	for (n = 0; n < 256; n++) {
		j = (uint8_t)(j + c->s[n] + key[n % key_len]);
		swap(c, (uint8_t)n, j);
	}
	c->i = c->j = 0;
}

void
rc4_run(struct rc4 *c, uint8_t *data, size_t n)
{
	uint8_t k;

	for (; n > 0; n--) {
		c->i++;
		c->j = (uint8_t)(c->j + c->s[c->i]);
		swap(c, c->i, c->j);
		k = c->s[(uint8_t)(c->s[c->i] + c->s[c->j])];
		if (data != NULL)
			*data++ ^= k;
	}
}
