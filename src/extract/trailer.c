#include "extract/trailer.h"

#include <stdbool.h>

#include "extract/engine.h"
#include "extract/le.h"
#include "extract/type.h"

#define UNKNOWN_MAX	((size_t)16 * 1024)	/* of a camera's own data */
#define MARK_SEARCH	((size_t)256 * 1024)

static bool
is_padding(uint8_t c)
{
	return c == 0 || c == 0xff || c == 0x1a || ascii_is_space(c);
}

struct slice
trailer_without_padding(struct slice s)
{
	/* A second picture begins with 0xff, a film with a zero. */
	while (s.len > 0 && is_padding(s.ptr[0]) &&
	    !slice_starts(s, SLICE("\xff\xd8\xff")) &&
	    !slice_starts(slice_sub(s, 4, 8), SLICE("ftyp")))
		s = slice_from(s, 1);
	while (s.len > 0 && is_padding(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Four letters come by chance: a head of a member has more. */
static bool
is_zip_head(struct slice s)
{
	size_t name = le16(s, 26);

	return s.len >= 30 && s.ptr[4] < 64 && s.ptr[5] == 0 && name > 0 &&
	    name < 1024;
}

static size_t
find_zip(struct slice s)
{
	size_t at = 0;

	while ((at = slice_find(s, SLICE("PK\3\4"), at)) != SLICE_NPOS &&
	    !is_zip_head(slice_from(s, at)))
		at++;
	return at;
}

/* Where a file of these begins, whatever stands before it. */
static size_t
find_file(struct slice s)
{
#define MARK(lit)	{ lit, sizeof(lit) - 1 }
	static const struct { const char *bytes; size_t len; } marks[] = {
		MARK("Rar!\x1a\x07"), MARK("7z\xbc\xaf\x27\x1c"), MARK("%PDF-"), MARK("{\\rtf"),
		MARK("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
		MARK("\xfd" "7zXZ\0"), MARK("MSCF\0\0\0\0"),
		MARK("-----BEGIN PGP MESSAGE"),
	};
#undef MARK
	size_t i, at, first = find_zip(s);

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		at = slice_find(s, slice_of(marks[i].bytes, marks[i].len), 0);
		if (at < first)
			first = at;
	}
	return first;
}

/*
 * Moving pictures behind a still one, and what the cameras of some makers
 * write: pictures and settings without a common form.
 */
static bool
is_cameras(struct slice s)
{
	struct slice head = slice_sub(s, 0, MARK_SEARCH);

	return slice_find(head, SLICE("\xff\xd8\xff"), 0) != SLICE_NPOS ||
	    slice_find(head, SLICE("ftyp"), 0) != SLICE_NPOS ||
	    slice_find(head, SLICE("MotionPhoto_Data"), 0) != SLICE_NPOS ||
	    slice_ends(s, SLICE("SEFT"));
}

int
trailer_read(struct extract_job *j, struct slice rest)
{
	struct type_found found;
	size_t at;
	int r = 0;

	rest = trailer_without_padding(rest);
	if (rest.len == 0)
		return 0;
	found = type_detect(j->engine->env, rest, SLICE_NONE, SLICE_NONE);
	if (found.type != FILETYPE_UNIDENTIFIED)
		r = extract_member(j, SLICE_NONE, rest);
	at = find_file(rest);
	if (r == 0 && at != SLICE_NPOS && at > 0)
		return extract_member(j, SLICE_NONE, slice_from(rest, at));
	if (r == 0 && found.type == FILETYPE_UNIDENTIFIED &&
	    rest.len > UNKNOWN_MAX && !is_cameras(rest))
		r = extract_member(j, SLICE_NONE, rest);
	return r;
}
