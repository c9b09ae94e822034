/*
 * swar -- eight bytes of text at a time, in one register, on any machine.
 *
 * Each function answers for all bytes at once; SWAR(c) is a word of eight c.
 */
#ifndef DETECT_SWAR_H
#define DETECT_SWAR_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SWAR_SIZE	8
#define SWAR(c)		(UINT64_C(0x0101010101010101) * (uint64_t)(c))
#define SWAR_HIGH	SWAR(0x80)

static inline uint64_t
swar_load(const uint8_t *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

/* The first byte is the lowest, on any machine. */
static inline uint64_t
swar_load_low(const uint8_t *p)
{
	return le64toh(swar_load(p));
}

static inline void
swar_store(uint8_t *p, uint64_t x)
{
	memcpy(p, &x, sizeof x);
}

/* For words of ASCII only: the high bit of each byte in first..last. */
static inline uint64_t
swar_between(uint64_t x, uint8_t first, uint8_t last)
{
	return (x + SWAR(0x80 - first)) & ~(x + SWAR(0x7f - last)) & SWAR_HIGH;
}

/* Are all bytes printable ASCII (0x20..0x7e)? */
static inline bool
swar_is_plain(uint64_t x)
{
	return (x & SWAR_HIGH) == 0 &&
	    swar_between(x, 0x20, 0x7e) == SWAR_HIGH;
}

/* Is any byte an ASCII digit?  Any other byte may stand beside it. */
static inline bool
swar_has_digit(uint64_t x)
{
	return (swar_between(x & ~SWAR_HIGH, '0', '9') & ~x) != 0;
}

/* For words of ASCII only. */
static inline uint64_t
swar_lower(uint64_t x)
{
	return x | swar_between(x, 'A', 'Z') >> 2;
}

#endif
