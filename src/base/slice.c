#include "base/slice.h"

#include <string.h>

struct slice
slice_str(const char *s)
{
	return s == NULL ? SLICE_NONE : slice_of(s, strlen(s));
}

bool
slice_eq(struct slice a, struct slice b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
slice_eq_str(struct slice a, const char *b)
{
	return slice_eq(a, slice_str(b));
}

bool
slice_ieq(struct slice a, struct slice b)
{
	size_t i;

	if (a.len != b.len)
		return false;
	for (i = 0; i < a.len; i++)
		if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
			return false;
	return true;
}

bool
slice_ieq_str(struct slice a, const char *b)
{
	return slice_ieq(a, slice_str(b));
}

bool
slice_starts(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && slice_eq(slice_sub(s, 0, prefix.len), prefix);
}

bool
slice_istarts(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && slice_ieq(slice_sub(s, 0, prefix.len), prefix);
}

bool
slice_ends(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len &&
	    slice_eq(slice_from(s, s.len - suffix.len), suffix);
}

bool
slice_iends(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len &&
	    slice_ieq(slice_from(s, s.len - suffix.len), suffix);
}

int
slice_cmp(struct slice a, struct slice b)
{
	size_t n;
	int r;

	n = a.len < b.len ? a.len : b.len;
	r = n > 0 ? memcmp(a.ptr, b.ptr, n) : 0;
	if (r != 0)
		return r;
	return a.len < b.len ? -1 : a.len > b.len;
}

size_t
slice_find(struct slice s, struct slice needle, size_t from)
{
	const uint8_t *p;

	if (from > s.len || needle.len > s.len - from)
		return SLICE_NPOS;
	if (needle.len == 0)
		return from;
	if (needle.len == 1)
		return slice_chr(s, needle.ptr[0], from);
	p = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
	return p == NULL ? SLICE_NPOS : (size_t)(p - s.ptr);
}

size_t
slice_ifind(struct slice s, struct slice needle, size_t from)
{
	size_t i;
	uint8_t first;

	if (needle.len > s.len)
		return SLICE_NPOS;
	if (needle.len == 0)
		return from <= s.len ? from : SLICE_NPOS;
	first = ascii_lower(needle.ptr[0]);
	for (i = from; i <= s.len - needle.len; i++)
		if (ascii_lower(s.ptr[i]) == first &&
		    slice_ieq(slice_sub(s, i, i + needle.len), needle))
			return i;
	return SLICE_NPOS;
}

size_t
slice_chr(struct slice s, uint8_t byte, size_t from)
{
	const uint8_t *p;

	if (from >= s.len)
		return SLICE_NPOS;
	p = memchr(s.ptr + from, byte, s.len - from);
	return p == NULL ? SLICE_NPOS : (size_t)(p - s.ptr);
}

size_t
slice_rchr(struct slice s, uint8_t byte)
{
	size_t i;

	for (i = s.len; i > 0; i--)
		if (s.ptr[i - 1] == byte)
			return i - 1;
	return SLICE_NPOS;
}

bool
slice_is_ascii(struct slice s)
{
	uint64_t word, all;
	size_t i;
	uint8_t rest;

	for (i = 0, all = 0; s.len - i >= 8; i += 8) {
		memcpy(&word, s.ptr + i, 8);
		all |= word;
	}
	for (rest = 0; i < s.len; i++)
		rest |= s.ptr[i];
	return (all & 0x8080808080808080u) == 0 && rest < 0x80;
}

struct slice
slice_trim(struct slice s)
{
	while (s.len > 0 && ascii_is_space(s.ptr[0]))
		s = slice_from(s, 1);
	while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}
