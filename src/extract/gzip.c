/*
 * gzip -- one compressed file (RFC 1952): all its members, then what follows
 * them.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/strings.h"

#define FLAG_EXTRA	0x04
#define FLAG_NAME	0x08
#define FLAG_COMMENT	0x10

static int
gzip_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/gzip") ? 50 : 0;
}

/* What the header has beside the data; all of it hostile. */
struct words {
	struct slice extra, name, comment;
};

static struct slice
until_zero(struct slice s, size_t *at)
{
	size_t end = slice_chr(s, 0, *at);
	struct slice found = slice_sub(s, *at, end);

	if (end == SLICE_NPOS)
		return SLICE_NONE;
	*at = end + 1;
	return found;
}

static struct words
header_words(struct slice s)
{
	struct words w = { SLICE_NONE, SLICE_NONE, SLICE_NONE };
	size_t at = 10, len;

	if (s.len < 12)
		return w;
	if ((s.ptr[3] & FLAG_EXTRA) != 0) {
		len = (size_t)(s.ptr[10] | s.ptr[11] << 8);
		w.extra = slice_sub(s, 12, 12 + len);
		at = 12 + len;
	}
	if ((s.ptr[3] & FLAG_NAME) != 0)
		w.name = until_zero(s, &at);
	if ((s.ptr[3] & FLAG_COMMENT) != 0)
		w.comment = until_zero(s, &at);
	return w;
}

static int
gzip_make(struct extract_job *m, void *arg, struct buf *out)
{
	struct slice rest = *(const struct slice *)arg;
	struct inflate_end end;
	int r;

	do {
		r = inflate_stream(m, rest, INFLATE_GZIP, out, &end);
		if (r == ERR_LIMIT && !m->has_anomaly)
			extract_anomaly(m, ANOMALY_LIMIT,
			    "unpacked member over 64 MB");
		if (r < 0)
			return r;
		if (!end.finished)
			return extract_anomaly(m, ANOMALY_TRUNCATED,
			    "compressed file ends too early");
		rest = slice_from(rest, end.used);
	} while (rest.len > 2 && rest.ptr[0] == 0x1f && rest.ptr[1] == 0x8b);
	for (; rest.len > 0 && rest.ptr[0] == 0; rest = slice_from(rest, 1))
		;	/* tapes and disks are padded with zeros */
	if (rest.len == 0)
		return 0;
	r = extract_anomaly(m, ANOMALY_AMBIGUOUS,
	    "data after a compressed file");
	/* The holder's bytes go before this member is read: a copy. */
	rest = arena_dup(extract_arena(m), rest);
	if (rest.ptr == NULL)
		return engine_exhausted(m->engine);
	return r < 0 ? r : extract_member(m, SLICE_NONE, rest);
}

static int
gzip_read(struct extract_job *j)
{
	struct slice *bytes, name;
	struct words w;
	int r;

	bytes = arena_alloc(extract_arena(j), sizeof *bytes);
	if (bytes == NULL)
		return engine_exhausted(j->engine);
	*bytes = extract_bytes(j);
	j->knows_end = true;
	w = header_words(*bytes);
	r = strings_put(j, SLICE("extra"), w.extra);
	if (r == 0)
		r = extract_unit(j, SLICE("comment"),
		    name_utf8(w.comment, extract_arena(j)));
	name = name_unpacked(j->part->name, extract_arena(j));
	/* Programs take either: both are names of it. */
	if (r == 0 && w.name.len > 0 && name.len > 0)
		r = extract_name(j, name);
	return r < 0 ? r : extract_member_later(j,
	    w.name.len > 0 ? w.name : name, gzip_make, bytes);
}

const struct extract_format format_gzip = { "gzip", gzip_can_read, gzip_read };
