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
	struct slice run;
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
		run = slice_trim(slice_sub(s, from, to));
		if (run.len >= STRINGS_MIN)
			r = extract_unit(j, place, run);
	}
	return r;
}

/* --- UTF-16 ------------------------------------------------------------------- */

static bool
is_wide_letter(struct slice s, size_t at, bool is_big)
{
	return s.ptr[at + (is_big ? 0 : 1)] == 0 &&
	    is_printable(s.ptr[at + (is_big ? 1 : 0)]);
}

static int
put_wide(struct extract_job *j, struct slice place, struct slice s,
    bool is_big)
{
	uint8_t piece[256];
	size_t i, n;
	int r;

	r = extract_unit_begin(j, place, SLICE_NONE, 0);
	for (i = 0; i + 1 < s.len && r == 0; ) {
		for (n = 0; n < sizeof piece && i + 1 < s.len; i += 2)
			piece[n++] = s.ptr[i + (is_big ? 1 : 0)];
		r = extract_unit_add(j, slice_of(piece, n));
	}
	return r < 0 ? r : extract_unit_end(j);
}

int
strings_wide(struct extract_job *j, struct slice place, struct slice s,
    bool is_big)
{
	size_t from, to;
	int r = 0;

	for (from = 0; from + 1 < s.len && r == 0; from = to + 1) {
		for (to = from; to + 1 < s.len &&
		    is_wide_letter(s, to, is_big); to += 2)
			;
		if (to - from >= 2 * STRINGS_MIN)
			r = put_wide(j, place, slice_sub(s, from, to), is_big);
		else
			to = from;	/* a run may begin at an odd byte */
	}
	return r;
}
