#include "mail/codec.h"

#include "base/err.h"

int
codec_fail(struct wire_in *w, int err)
{
	if (w->err == 0)
		w->err = err;
	return w->err;
}

void
codec_out_fail(struct wire_out *w, int err)
{
	if (w->err == 0)
		w->err = err;
}

int
codec_str(struct wire_in *w, struct arena *a, size_t max, struct slice *ret)
{
	struct slice s, copy;
	int r;

	r = wire_str(w, max, &s);
	if (r < 0)
		return r;
	copy = arena_dup(a, s);
	if (copy.ptr == NULL)
		return codec_fail(w, ERR_LIMIT);
	*ret = copy;
	return 0;
}

int
codec_count(struct wire_in *w, size_t max, size_t min_size, size_t *ret)
{
	uint32_t n;
	int r;

	r = wire_u32(w, &n);
	if (r < 0)
		return r;
	if (n > max)
		return codec_fail(w, ERR_LIMIT);
	if (min_size > 0 && n > w->rest.len / min_size)
		return codec_fail(w, ERR_SHORT);
	*ret = n;
	return 0;
}

void *
codec_array(struct wire_in *w, struct arena *a, size_t count, size_t size)
{
	void *p;

	if (w->err != 0)
		return NULL;
	p = arena_array(a, count > 0 ? count : 1, size);
	if (p == NULL)
		codec_fail(w, ERR_LIMIT);
	return p;
}

void *
codec_items(struct wire_in *w, struct arena *a, size_t max, size_t min_size,
    size_t size, size_t *ret_n)
{
	void *p = NULL;
	size_t n;

	*ret_n = 0;
	if (codec_count(w, max, min_size, &n) == 0)
		p = codec_array(w, a, n, size);
	if (p != NULL)
		*ret_n = n;
	return p;
}

int
codec_time(struct wire_in *w, int64_t *ret)
{
	uint64_t v;
	int r;

	r = wire_u64(w, &v);
	if (r == 0 && v > INT64_MAX)
		r = codec_fail(w, ERR_RANGE);
	if (r == 0)
		*ret = (int64_t)v;
	return r;
}

void
codec_put_str(struct wire_out *w, struct slice s, size_t max)
{
	if (s.len > max)
		codec_out_fail(w, ERR_LIMIT);
	wire_put_str(w, s);
}

void
codec_put_text(struct wire_out *w, struct slice s, size_t max)
{
	size_t n;

	if (s.len > max)
		codec_out_fail(w, ERR_LIMIT);
	wire_put_u32(w, (uint32_t)s.len);
	for (; s.len > 0 && wire_out_err(w) == 0; s = slice_from(s, n)) {
		n = codec_utf8_len(s);
		if (n > 0)
			wire_put_bytes(w, s.ptr, n);
		else
			wire_put_u8(w, '?');
		n = n > 0 ? n : 1;
	}
}

void
codec_put_count(struct wire_out *w, size_t n, size_t max)
{
	if (n > max || n > UINT32_MAX)
		codec_out_fail(w, ERR_LIMIT);
	wire_put_u32(w, (uint32_t)n);
}

void
codec_put_list(struct wire_out *w, const struct slice *s, size_t n, size_t max,
    size_t max_len)
{
	size_t i;

	codec_put_count(w, n, max);
	for (i = 0; i < n && wire_out_err(w) == 0; i++)
		codec_put_str(w, s[i], max_len);
}

int
codec_list(struct wire_in *w, struct arena *a, size_t max, size_t max_len,
    struct slice **ret, size_t *ret_n)
{
	struct slice *s;
	size_t i, n = 0;

	s = codec_items(w, a, max, sizeof(uint32_t), sizeof *s, &n);
	for (i = 0; i < n && w->err == 0; i++)
		codec_str(w, a, max_len, &s[i]);
	if (w->err != 0)
		return w->err;
	*ret = s;
	*ret_n = n;
	return 0;
}

size_t
codec_utf8_len(struct slice s)
{
	uint32_t c, min;
	size_t i, n;

	if (s.len == 0)
		return 0;
	c = s.ptr[0];
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf) {
		n = 2;
		min = 0x80;
		c &= 0x1f;
	} else if (c >= 0xe0 && c <= 0xef) {
		n = 3;
		min = 0x800;
		c &= 0x0f;
	} else if (c >= 0xf0 && c <= 0xf4) {
		n = 4;
		min = 0x10000;
		c &= 0x07;
	} else {
		return 0;
	}
	if (s.len < n)
		return 0;
	for (i = 1; i < n; i++) {
		if ((s.ptr[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s.ptr[i] & 0x3fu);
	}
	if (c < min || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return n;
}

bool
codec_is_utf8(struct slice s)
{
	size_t n;

	for (; s.len > 0; s = slice_from(s, n)) {
		n = codec_utf8_len(s);
		if (n == 0)
			return false;
	}
	return true;
}

bool
codec_is_printable(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7e)
			return false;
	return true;
}

unsigned
codec_word(const char *const *names, unsigned count, struct slice word)
{
	unsigned i;

	for (i = 0; i < count; i++)
		if (slice_eq_str(word, names[i]))
			break;
	return i;
}
