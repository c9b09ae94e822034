/*
 * slice -- borrowed bytes: a pointer and a length, never NUL-terminated.
 *
 * Message bytes travel as slices; they may hold NUL and are never given to
 * str*().  Nothing here allocates or frees.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const uint8_t *ptr;
	size_t len;
};

#define SLICE_NONE	((struct slice){ NULL, 0 })
#define SLICE_NPOS	SIZE_MAX

/* A slice of a string literal. */
#define SLICE(lit)	((struct slice){ (const uint8_t *)(lit), sizeof(lit) - 1 })

/* Those that are called for every byte of a text stand here. */
static inline struct slice
slice_of(const void *ptr, size_t len)
{
	return (struct slice){ (const uint8_t *)ptr, len };
}

struct slice slice_str(const char *s);		/* NULL gives SLICE_NONE */

/* Bytes from..to (to excluded); both are cut to the length. */
static inline struct slice
slice_sub(struct slice s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from >= to)
		return slice_of(s.ptr, 0);
	return slice_of(s.ptr + from, to - from);
}

/* Without the first n bytes. */
static inline struct slice
slice_from(struct slice s, size_t n)
{
	return slice_sub(s, n, s.len);
}

bool	slice_eq(struct slice a, struct slice b);
bool	slice_eq_str(struct slice a, const char *b);
/* Equal when ASCII letters are folded. */
bool	slice_ieq(struct slice a, struct slice b);
bool	slice_ieq_str(struct slice a, const char *b);
bool	slice_starts(struct slice s, struct slice prefix);
bool	slice_istarts(struct slice s, struct slice prefix);
bool	slice_ends(struct slice s, struct slice suffix);
bool	slice_iends(struct slice s, struct slice suffix);

bool	slice_is_ascii(struct slice s);

/* memcmp order, the shorter first: for qsort and ordered tables. */
int	slice_cmp(struct slice a, struct slice b);

/* Offset of the first match at or after from, or SLICE_NPOS. */
size_t	slice_find(struct slice s, struct slice needle, size_t from);
size_t	slice_ifind(struct slice s, struct slice needle, size_t from);
size_t	slice_chr(struct slice s, uint8_t byte, size_t from);
size_t	slice_rchr(struct slice s, uint8_t byte);

/* Without leading and trailing SP, TAB, CR, LF. */
struct slice slice_trim(struct slice s);

/* ASCII only, whatever the locale. */
static inline uint8_t
ascii_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static inline bool
ascii_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* What a hexadecimal digit stands for, or -1. */
static inline int
ascii_hex_value(uint8_t c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline bool
ascii_is_alpha(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool
ascii_is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

#endif
