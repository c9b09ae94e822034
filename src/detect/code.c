#include "detect/code.h"

#include "detect/number.h"

static bool
fits(uint8_t c, char shape)
{
	switch (shape) {
	case 'a':
		return ascii_is_alpha(c);
	case 'n':
		return ascii_is_digit(c);
	case 'x':
		return ascii_is_alpha(c) || ascii_is_digit(c);
	}
	return c == (uint8_t)shape;
}

bool
code_read(struct slice text, size_t at, const char *shape, struct code *c)
{
	size_t next;
	bool is_broken;
	uint8_t byte;

	c->len = 0;
	c->gaps = 0;
	c->breaks = 0;
	for (; *shape != '\0' && c->len < CODE_MAX; shape++) {
		if (c->len > 0 &&
		    number_separator(text, at, &next, &is_broken) != 0) {
			c->gaps |= CODE_GAP(c->len);
			c->breaks += is_broken;
			at = next;
		}
		if (at >= text.len || !fits(text.ptr[at], *shape))
			return false;
		byte = text.ptr[at++];
		c->value[c->len++] = ascii_is_alpha(byte) ?
		    (uint8_t)(byte - 0x20) : byte;
	}
	c->to = at;
	return *shape == '\0';
}

bool
code_is_grouped(const struct code *c, uint64_t gaps)
{
	return c->breaks <= 1 && (c->gaps == 0 || c->gaps == gaps);
}

void
code_digits(const struct code *c, size_t from, size_t n, uint8_t *ret)
{
	size_t i;

	for (i = 0; i < n; i++)
		ret[i] = (uint8_t)(c->value[from + i] - '0');
}
