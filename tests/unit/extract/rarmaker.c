#include "rarmaker.h"

#include <string.h>
#include <zlib.h>

#include "base/limits.h"

static void
put_le(struct buf *out, uint64_t v, int n)
{
	for (; n > 0; n--, v >>= 8)
		buf_putc(out, (uint8_t)v);
}

static uint32_t
sum(struct slice s)
{
	return (uint32_t)crc32(0, s.ptr, (uInt)s.len);
}

/* --- 4 ---------------------------------------------------------------------- */

/* A block with its sum in front. */
static void
put_old(struct buf *out, struct buf *block, bool bad)
{
	put_le(out, (sum(buf_slice(block)) & 0xffff) ^ bad, 2);
	buf_put_slice(out, buf_slice(block));
	buf_reset(block);
}

static void
put_old_file(struct buf *out, const struct rar_made *m)
{
	struct buf b = BUF_INIT(4 * KIB);
	unsigned flags = 0x8000;
	size_t name = strlen(m->name);

	flags |= (m->locked ? 0x04u : 0) | (m->folder ? 0xe0u : 0) |
	    (m->goes_on ? 0x02u : 0);
	buf_putc(&b, m->service ? 0x7a : 0x74);
	put_le(&b, flags, 2);
	put_le(&b, 32 + name, 2);
	put_le(&b, m->data.len, 4);
	put_le(&b, m->data.len, 4);
	buf_putc(&b, 3);			/* Unix */
	put_le(&b, m->locked ? 1 : sum(m->data), 4);
	put_le(&b, 0x5c210000, 4);		/* 2026-01-01 */
	buf_putc(&b, 29);			/* version to unpack it */
	buf_putc(&b, 0x30);			/* stored */
	put_le(&b, name, 2);
	put_le(&b, m->folder ? 040755 : 0100644, 4);
	buf_puts(&b, m->name);
	put_old(out, &b, m->bad_sum);
	buf_put_slice(out, m->data);
	buf_free(&b);
}

static void
make_old(const struct rar_shape *shape, const struct rar_made *m, size_t n,
    struct buf *out)
{
	struct buf b = BUF_INIT(4 * KIB);
	size_t i;

	buf_put(out, "Rar!\x1a\x07", 7);
	buf_putc(&b, 0x73);
	put_le(&b, (shape->names_locked ? 0x80u : 0) |
	    (shape->volume ? 1u : 0), 2);
	put_le(&b, 13, 2);
	put_le(&b, 0, 6);
	put_old(out, &b, false);
	for (i = 0; i < n; i++) {
		if (shape->names_locked)
			buf_put_slice(out, m[i].data);
		else
			put_old_file(out, &m[i]);
	}
	if (!shape->no_end) {
		buf_putc(&b, 0x7b);
		put_le(&b, 0x4000, 2);
		put_le(&b, 7, 2);
		put_old(out, &b, false);
	}
	buf_free(&b);
}

/* --- 5 ---------------------------------------------------------------------- */

static void
put_vint(struct buf *out, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_putc(out, (uint8_t)(v | 0x80));
	buf_putc(out, (uint8_t)v);
}

static void
put_new(struct buf *out, struct buf *block, bool bad)
{
	struct buf sized = BUF_INIT(8 * KIB);

	put_vint(&sized, block->len);
	buf_put_slice(&sized, buf_slice(block));
	put_le(out, sum(buf_slice(&sized)) ^ bad, 4);
	buf_put_slice(out, buf_slice(&sized));
	buf_reset(block);
	buf_free(&sized);
}

static void
put_new_file(struct buf *out, const struct rar_made *m)
{
	/* Encryption record: version 0, AES-256, no check, 2^15 rounds. */
	static const char crypt[] = "\x24\1\0\0\x0f" "0123456789abcdef"
	    "0123456789abcdef";
	struct buf b = BUF_INIT(4 * KIB);

	put_vint(&b, m->service ? 3 : 2);
	put_vint(&b, (m->locked ? 1u : 0) | 2u | (m->goes_on ? 0x10u : 0));
	if (m->locked)
		put_vint(&b, sizeof crypt - 1);
	put_vint(&b, m->data.len);
	put_vint(&b, (m->folder ? 1u : 0) | 4u);
	put_vint(&b, m->data.len);
	put_vint(&b, m->folder ? 040755 : 0100644);
	put_le(&b, m->locked ? 1 : sum(m->data), 4);
	put_vint(&b, 0);			/* stored */
	put_vint(&b, 1);			/* Unix */
	put_vint(&b, strlen(m->name));
	buf_puts(&b, m->name);
	if (m->locked)
		buf_put(&b, crypt, sizeof crypt - 1);
	put_new(out, &b, m->bad_sum);
	buf_put_slice(out, m->data);
	buf_free(&b);
}

static void
make_new(const struct rar_shape *shape, const struct rar_made *m, size_t n,
    struct buf *out)
{
	struct buf b = BUF_INIT(4 * KIB);
	size_t i;

	buf_put(out, "Rar!\x1a\x07\x01", 8);
	if (shape->names_locked) {
		put_vint(&b, 4);
		put_vint(&b, 0);
		buf_put(&b, "\0\0\x0f" "0123456789abcdef", 19);
		put_new(out, &b, false);
		for (i = 0; i < n; i++)
			buf_put_slice(out, m[i].data);
		buf_free(&b);
		return;
	}
	put_vint(&b, 1);
	put_vint(&b, 0);
	put_vint(&b, shape->volume ? 1 : 0);
	put_new(out, &b, false);
	for (i = 0; i < n; i++)
		put_new_file(out, &m[i]);
	if (!shape->no_end) {
		put_vint(&b, 5);
		put_vint(&b, 0);
		put_vint(&b, 0);
		put_new(out, &b, false);
	}
	buf_free(&b);
}

void
rarmaker(const struct rar_shape *shape, const struct rar_made *m, size_t n,
    struct buf *out)
{
	if (shape->five)
		make_new(shape, m, n, out);
	else
		make_old(shape, m, n, out);
	if (shape->behind != NULL)
		buf_puts(out, shape->behind);
}
