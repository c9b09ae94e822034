#include "ipc/wire.h"

#include <string.h>

#include "base/err.h"

void
wire_out_init(struct wire_out *w, struct buf *buf)
{
	w->buf = buf;
	w->err = 0;
}

void
wire_put_bytes(struct wire_out *w, const void *p, size_t n)
{
	if (w->err == 0)
		w->err = buf_put(w->buf, p, n);
}

static void
put_be(struct wire_out *w, uint64_t v, size_t n)
{
	uint8_t b[8];
	size_t i;

	for (i = 0; i < n; i++)
		b[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
	wire_put_bytes(w, b, n);
}

void
wire_put_u8(struct wire_out *w, uint8_t v)
{
	put_be(w, v, 1);
}

void
wire_put_u16(struct wire_out *w, uint16_t v)
{
	put_be(w, v, 2);
}

void
wire_put_u32(struct wire_out *w, uint32_t v)
{
	put_be(w, v, 4);
}

void
wire_put_u64(struct wire_out *w, uint64_t v)
{
	put_be(w, v, 8);
}

void
wire_put_bool(struct wire_out *w, bool v)
{
	put_be(w, v ? 1 : 0, 1);
}

void
wire_put_str(struct wire_out *w, struct slice s)
{
	if (s.len > UINT32_MAX) {
		if (w->err == 0)
			w->err = ERR_LIMIT;
		return;
	}
	wire_put_u32(w, (uint32_t)s.len);
	wire_put_bytes(w, s.ptr, s.len);
}

int
wire_out_err(const struct wire_out *w)
{
	return w->err;
}

void
wire_in_init(struct wire_in *w, struct slice body)
{
	w->rest = body;
	w->err = 0;
}

/* Take n bytes off the front. */
static int
take(struct wire_in *w, size_t n, struct slice *ret)
{
	if (w->err != 0)
		return w->err;
	if (n > w->rest.len)
		return w->err = ERR_SHORT;
	*ret = slice_sub(w->rest, 0, n);
	w->rest = slice_from(w->rest, n);
	return 0;
}

static int
get_be(struct wire_in *w, size_t n, uint64_t *ret)
{
	struct slice s;
	uint64_t v;
	size_t i;
	int r;

	r = take(w, n, &s);
	if (r != 0)
		return r;
	for (v = 0, i = 0; i < n; i++)
		v = v << 8 | s.ptr[i];
	*ret = v;
	return 0;
}

int
wire_u8(struct wire_in *w, uint8_t *ret)
{
	uint64_t v;
	int r;

	r = get_be(w, 1, &v);
	if (r == 0)
		*ret = (uint8_t)v;
	return r;
}

int
wire_u16(struct wire_in *w, uint16_t *ret)
{
	uint64_t v;
	int r;

	r = get_be(w, 2, &v);
	if (r == 0)
		*ret = (uint16_t)v;
	return r;
}

int
wire_u32(struct wire_in *w, uint32_t *ret)
{
	uint64_t v;
	int r;

	r = get_be(w, 4, &v);
	if (r == 0)
		*ret = (uint32_t)v;
	return r;
}

int
wire_u64(struct wire_in *w, uint64_t *ret)
{
	return get_be(w, 8, ret);
}

int
wire_bool(struct wire_in *w, bool *ret)
{
	unsigned v;
	int r;

	r = wire_enum(w, 2, &v);
	if (r == 0)
		*ret = v == 1;
	return r;
}

int
wire_bytes(struct wire_in *w, void *out, size_t n)
{
	struct slice s;
	int r;

	r = take(w, n, &s);
	if (r == 0 && n > 0)
		memcpy(out, s.ptr, n);
	return r;
}

int
wire_str(struct wire_in *w, size_t max, struct slice *ret)
{
	uint32_t n;
	int r;

	r = wire_u32(w, &n);
	if (r != 0)
		return r;
	if (n > max)
		return w->err = ERR_LIMIT;
	return take(w, n, ret);
}

int
wire_enum(struct wire_in *w, unsigned limit, unsigned *ret)
{
	uint64_t v;
	int r;

	r = get_be(w, 1, &v);
	if (r != 0)
		return r;
	if (v >= limit)
		return w->err = ERR_RANGE;
	*ret = (unsigned)v;
	return 0;
}

int
wire_end(struct wire_in *w)
{
	if (w->err == 0 && w->rest.len > 0)
		w->err = ERR_TRAILING;
	return w->err;
}
