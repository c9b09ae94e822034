#include "extract/inflate.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "base/limits.h"

#define CHUNK_FIRST	((size_t)16 * 1024)
#define CHUNK		((size_t)128 * 1024)

/* Room for the next piece: small at first, most members are. */
static int
make_room(struct buf *out, size_t *ret)
{
	size_t want = out->len < CHUNK ? CHUNK_FIRST : CHUNK;

	if (want > out->max - out->len)
		want = out->max - out->len;
	*ret = want;
	return want == 0 ? ERR_LIMIT : buf_reserve(out, want);
}

static int
inflate_all(struct extract_job *j, z_stream *z, struct buf *out, bool *finished)
{
	size_t room, made, taken;
	int r, zr;

	for (;;) {
		r = make_room(out, &room);
		if (r < 0)
			return r;
		z->next_out = out->ptr + out->len;
		z->avail_out = (uInt)room;
		taken = z->avail_in;
		zr = inflate(z, Z_NO_FLUSH);
		made = room - z->avail_out;
		out->len += made;
		taken -= z->avail_in;
		r = j == NULL ? 0 : extract_spend(j, made, taken);
		if (r < 0)
			return r;
		if (zr == Z_STREAM_END) {
			*finished = true;
			return 0;
		}
		if (zr == Z_BUF_ERROR || (zr == Z_OK && z->avail_in == 0 &&
		    z->avail_out > 0))
			return 0;	/* the input ends too early */
		if (zr != Z_OK)
			return ERR_SYNTAX;
	}
}

/* zlib's number for the wrapping. */
static int
window_bits(enum inflate_kind kind)
{
	switch (kind) {
	case INFLATE_RAW:
		return -15;
	case INFLATE_ZLIB:
		return 15;
	case INFLATE_GZIP:
		return 15 + 16;
	}
	return -15;
}

int
inflate_stream(struct extract_job *j, struct slice in, enum inflate_kind kind,
    struct buf *out, struct inflate_end *ret)
{
	z_stream z;
	int r;

	memset(&z, 0, sizeof z);
	*ret = (struct inflate_end){ 0, false };
	if (in.len > UINT_MAX)
		return ERR_LIMIT;
	if (inflateInit2(&z, window_bits(kind)) != Z_OK)
		return ERR_LIMIT;
	/* zlib reads through a pointer that it calls not const. */
	z.next_in = (Bytef *)(uintptr_t)in.ptr;
	z.avail_in = (uInt)in.len;
	r = inflate_all(j, &z, out, &ret->finished);
	ret->used = in.len - z.avail_in;
	inflateEnd(&z);
	return r;
}
