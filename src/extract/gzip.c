/*
 * gzip -- one compressed file (RFC 1952): all its members, then what follows
 * them.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"

#define FLAG_EXTRA	0x04
#define FLAG_NAME	0x08

static int
gzip_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/gzip") ? 50 : 0;
}

/* The stored name, if there is one; hostile as any. */
static struct slice
stored_name(struct slice s)
{
	size_t at = 10, end;

	if (s.len < 12 || (s.ptr[3] & FLAG_NAME) == 0)
		return SLICE_NONE;
	if ((s.ptr[3] & FLAG_EXTRA) != 0)
		at += 2 + (size_t)(s.ptr[10] | s.ptr[11] << 8);
	end = slice_chr(s, 0, at);
	return end == SLICE_NPOS ? SLICE_NONE : slice_sub(s, at, end);
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
	if (rest.len > 0)
		return extract_anomaly(m, ANOMALY_AMBIGUOUS,
		    "data after a compressed file");
	return 0;
}

static int
gzip_read(struct extract_job *j)
{
	struct slice *bytes;

	bytes = arena_alloc(extract_arena(j), sizeof *bytes);
	if (bytes == NULL)
		return engine_exhausted(j->engine);
	*bytes = extract_bytes(j);
	return extract_member_later(j, stored_name(*bytes), gzip_make, bytes);
}

const struct extract_format format_gzip = { "gzip", gzip_can_read, gzip_read };
