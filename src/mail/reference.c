#include "mail/reference.h"

#include <stddef.h>
#include <string.h>

#include "base/err.h"

#define BASE		32u
#define SYMBOLS		8		/* seven and the check symbol */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/*
 * Luhn's algorithm in base 32: from the right, every second value is doubled
 * and its two base-32 digits added.  first tells whether the last value of
 * the list is one of those that are doubled.
 */
static unsigned
luhn_sum(const uint8_t *value, size_t n, unsigned doubled)
{
	unsigned sum, v;
	size_t i;

	for (sum = 0, i = n; i > 0; i--, doubled = !doubled) {
		v = value[i - 1] * (doubled ? 2u : 1u);
		sum += v / BASE + v % BASE;
	}
	return sum % BASE;
}

static void
write_out(const uint8_t *value, char out[REFERENCE_SIZE])
{
	size_t at, i;

	memcpy(out, "EX-", 3);
	for (at = 3, i = 0; i < SYMBOLS; i++) {
		if (i == SYMBOLS / 2)
			out[at++] = '-';
		out[at++] = alphabet[value[i]];
	}
	out[at] = '\0';
}

void
reference_make(uint64_t random, char out[REFERENCE_SIZE])
{
	uint8_t value[SYMBOLS];
	size_t i;

	for (i = 0; i < SYMBOLS - 1; i++)
		value[i] = (uint8_t)(random >> (5 * i) & (BASE - 1));
	value[SYMBOLS - 1] = (uint8_t)
	    ((BASE - luhn_sum(value, SYMBOLS - 1, 1)) % BASE);
	write_out(value, out);
}

/* The value of a symbol as people write it, or -1. */
static int
symbol_value(uint8_t c)
{
	const char *p;

	if (c >= 'a' && c <= 'z')
		c = (uint8_t)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		c = '1';
	else if (c == 'O')
		c = '0';
	p = c != '\0' ? strchr(alphabet, c) : NULL;
	return p != NULL ? (int)(p - alphabet) : -1;
}

int
reference_parse(struct slice text, char out[REFERENCE_SIZE])
{
	uint8_t value[SYMBOLS + 2];
	const uint8_t *from;
	size_t i, n;
	int v;

	for (n = 0, i = 0; i < text.len; i++) {
		if (ascii_is_space(text.ptr[i]) || text.ptr[i] == '-')
			continue;
		v = symbol_value(text.ptr[i]);
		if (v < 0 || n == sizeof value)
			return ERR_SYNTAX;
		value[n++] = (uint8_t)v;
	}
	/* The prefix may be left out: the eight symbols say it all. */
	from = value;
	if (n == SYMBOLS + 2 && value[0] == symbol_value('E') &&
	    value[1] == symbol_value('X')) {
		from += 2;
		n -= 2;
	}
	if (n != SYMBOLS)
		return ERR_SYNTAX;
	if (luhn_sum(from, SYMBOLS, 0) != 0)
		return ERR_CORRUPT;
	write_out(from, out);
	return 0;
}
