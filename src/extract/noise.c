#include "extract/noise.h"

#include <string.h>

#define SAMPLE		((size_t)64 * 1024)
#define FEW		((size_t)24)	/* nothing can be told */
#define ENOUGH		((size_t)1024)	/* to count single bytes */
/*
 * Chi square over 256 values: 255 in the mean and 23 from it, by chance.
 * Beyond this, each value is not as likely as any other.
 */
#define CHI_MAX		600

static bool
is_mostly_text(struct slice s)
{
	size_t i, text = 0;
	uint8_t c;

	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		text += (c >= ' ' && c < 0x7f) || ascii_is_space(c);
	}
	/* 38 in a hundred by chance. */
	return text >= s.len - s.len / 5;
}

bool
noise_is(struct slice bytes)
{
	struct slice s = slice_sub(bytes, 0, SAMPLE);
	uint64_t squares = 0, chi;
	uint32_t seen[256];
	size_t i;

	if (s.len < FEW)
		return true;
	if (s.len < ENOUGH)
		return !is_mostly_text(s);
	memset(seen, 0, sizeof seen);
	for (i = 0; i < s.len; i++)
		seen[s.ptr[i]]++;
	for (i = 0; i < 256; i++)
		squares += (uint64_t)seen[i] * seen[i];
	chi = squares * 256 / s.len - s.len;
	return chi <= CHI_MAX;
}
