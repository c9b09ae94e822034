#include "extract/strings.h"

#include <stdbool.h>

static bool
is_printable(uint8_t c)
{
	return c == '\t' || (c >= ' ' && c < 0x7f);
}

int
strings_put(struct extract_job *j, struct slice place, struct slice s)
{
	size_t from, to;
	int r = 0;

	for (from = 0; from < s.len && s.len - from >= STRINGS_MIN && r == 0;
	    from = to + 1) {
		/* Read backwards: noise then costs a look every few bytes. */
		for (to = from + STRINGS_MIN; to > from &&
		    is_printable(s.ptr[to - 1]); to--)
			;
		if (to > from) {
			to--;
			continue;
		}
		for (to = from + STRINGS_MIN; to < s.len &&
		    is_printable(s.ptr[to]); to++)
			;
		r = extract_unit(j, place, slice_sub(s, from, to));
	}
	return r;
}
