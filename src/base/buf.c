#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

void
buf_init(struct buf *b, size_t max)
{
	*b = BUF_INIT(max);
}

void
buf_free(struct buf *b)
{
	free(b->ptr);
	*b = BUF_INIT(b->max);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
}

int
buf_reserve(struct buf *b, size_t n)
{
	size_t want;

	if (b->len > b->max || n > b->max - b->len)
		return ERR_LIMIT;
	if (n <= b->cap - b->len && b->ptr != NULL)
		return 0;
	want = b->cap > 0 ? b->cap : 64;
	while (want - b->len < n)
		want = want > SIZE_MAX / 2 ? b->len + n : want * 2;
	if (want > b->max)
		want = b->max;
	b->ptr = mem_array(b->ptr, want, 1);
	b->cap = want;
	return 0;
}

int
buf_put(struct buf *b, const void *ptr, size_t n)
{
	int r;

	if (n == 0)
		return 0;
	r = buf_reserve(b, n);
	if (r < 0)
		return r;
	memcpy(b->ptr + b->len, ptr, n);
	b->len += n;
	return 0;
}

int
buf_putc_slow(struct buf *b, uint8_t byte)
{
	if (buf_reserve(b, 1) < 0)
		return ERR_LIMIT;
	b->ptr[b->len++] = byte;
	return 0;
}

int
buf_puts(struct buf *b, const char *s)
{
	return buf_put(b, s, strlen(s));
}

int
buf_put_slice(struct buf *b, struct slice s)
{
	return buf_put(b, s.ptr, s.len);
}

int
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	char *text;
	int n, r;

	n = vasprintf(&text, fmt, ap);
	if (n < 0)
		mem_exhausted();
	r = buf_put(b, text, (size_t)n);
	free(text);
	return r;
}

int
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = buf_vprintf(b, fmt, ap);
	va_end(ap);
	return r;
}

struct slice
buf_slice(const struct buf *b)
{
	return slice_of(b->ptr, b->len);
}

const char *
buf_cstr(struct buf *b)
{
	/* The NUL may stand one past max: it is not content. */
	if (b->len == b->cap || b->ptr == NULL) {
		b->cap = b->len + 1;
		b->ptr = mem_array(b->ptr, b->cap, 1);
	}
	b->ptr[b->len] = '\0';
	return (const char *)b->ptr;
}
