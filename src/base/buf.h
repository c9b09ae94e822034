/*
 * buf -- growing bytes with a ceiling.
 *
 * A buffer is made with the most it may ever hold.  Appending past that
 * returns ERR_LIMIT and leaves the content as it was.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct buf {
	uint8_t *ptr;
	size_t len;
	size_t cap;
	size_t max;
};

#define BUF_INIT(most)	((struct buf){ NULL, 0, 0, (most) })

void	buf_init(struct buf *b, size_t max);
void	buf_free(struct buf *b);	/* may be used again afterwards */
void	buf_reset(struct buf *b);	/* empty, memory kept */

/* All return 0 or ERR_LIMIT. */
int	buf_put(struct buf *b, const void *ptr, size_t n);
int	buf_putc_slow(struct buf *b, uint8_t byte);
static inline int
buf_putc(struct buf *b, uint8_t byte)
{
	/* buf_cstr() may have made cap one more than max. */
	if (b->len >= b->max || b->len >= b->cap)
		return buf_putc_slow(b, byte);
	b->ptr[b->len++] = byte;
	return 0;
}
int	buf_puts(struct buf *b, const char *s);
int	buf_put_slice(struct buf *b, struct slice s);
int	buf_printf(struct buf *b, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
int	buf_vprintf(struct buf *b, const char *fmt, va_list ap)
	    __attribute__((format(printf, 2, 0)));
/* Room for n more bytes at ptr + len; the caller then adds to len. */
int	buf_reserve(struct buf *b, size_t n);

struct slice buf_slice(const struct buf *b);	/* borrowed until changed */
/* NUL-terminated view for C interfaces; the NUL is not counted in len. */
const char *buf_cstr(struct buf *b);

#endif
