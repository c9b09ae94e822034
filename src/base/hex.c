#include "base/hex.h"

#include "base/err.h"

void
hex_put(const uint8_t *bytes, size_t n, char *out)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = digit[bytes[i] >> 4];
		out[2 * i + 1] = digit[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

int
hex_get(struct slice digits, uint8_t *out, size_t n)
{
	int hi, lo;
	size_t i;

	if (digits.len != 2 * n)
		return ERR_SYNTAX;
	for (i = 0; i < n; i++) {
		hi = ascii_hex_value(digits.ptr[2 * i]);
		lo = ascii_hex_value(digits.ptr[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return ERR_SYNTAX;
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	return 0;
}
