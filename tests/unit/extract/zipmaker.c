#include "zipmaker.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define MEMBERS_MAX	4096

static void
le16(struct buf *b, unsigned v)
{
	buf_putc(b, (uint8_t)v);
	buf_putc(b, (uint8_t)(v >> 8));
}

static void
le32(struct buf *b, size_t v)
{
	le16(b, (unsigned)(v & 0xffff));
	le16(b, (unsigned)(v >> 16 & 0xffff));
}

static void
deflate_into(struct slice in, struct buf *out)
{
	z_stream z;

	memset(&z, 0, sizeof z);
	deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
	buf_reserve(out, deflateBound(&z, in.len));
	z.next_in = (Bytef *)(uintptr_t)in.ptr;
	z.avail_in = (uInt)in.len;
	z.next_out = out->ptr + out->len;
	z.avail_out = (uInt)(out->cap - out->len);
	deflate(&z, Z_FINISH);
	out->len = out->cap - z.avail_out;
	deflateEnd(&z);
}

struct placed {
	size_t at, packed, size;
	uint32_t crc;
	unsigned method;
};

static void
put_aes_extra(const struct made *m, struct buf *out)
{
	if (m->aes == 0)
		return;
	le16(out, 0x9901);
	le16(out, 7);
	le16(out, 2);
	buf_puts(out, "AE");
	buf_putc(out, (uint8_t)m->aes);
	le16(out, 8);
}

static void
put_local(const struct made *m, const struct placed *p, struct buf *out)
{
	const char *name = m->local_name != NULL ? m->local_name : m->name;
	bool later = m->descriptor;

	buf_puts(out, "PK\3\4");
	le16(out, 20);
	le16(out, (unsigned)(m->flags ^ m->local_flags) | (later ? 8u : 0u));
	le16(out, m->local_method > 0 ? m->local_method - 1u : p->method);
	le32(out, 0);
	le32(out, later ? 0 : p->crc);
	le32(out, later ? 0 : p->packed);
	le32(out, later ? 0 : m->local_size > 0 ? m->local_size : p->size);
	le16(out, (unsigned)strlen(name));
	le16(out, m->aes > 0 ? 11 : 0);
	buf_puts(out, name);
	put_aes_extra(m, out);
}

static void
put_central(const struct made *m, const struct placed *p, struct buf *out)
{
	buf_puts(out, "PK\1\2");
	le16(out, 20);
	le16(out, 20);
	le16(out, (unsigned)m->flags | (m->descriptor ? 8u : 0u));
	le16(out, p->method);
	le32(out, 0);
	le32(out, p->crc);
	le32(out, p->packed);
	le32(out, p->size);
	le16(out, (unsigned)strlen(m->name));
	le16(out, m->aes > 0 ? 11 : 0);
	le16(out, 0);
	le16(out, 0);
	le16(out, 0);
	le32(out, 0);
	le32(out, p->at);
	buf_puts(out, m->name);
	put_aes_extra(m, out);
}

static void
put_member(const struct made *m, struct placed *p, const struct placed *all,
    size_t base, struct buf *out)
{
	struct buf packed = BUF_INIT(SIZE_MAX / 2);

	if (m->copy_of > 0) {
		*p = all[m->copy_of - 1];
		return;
	}
	if (m->stored || m->aes > 0)
		buf_put_slice(&packed, m->data);
	else
		deflate_into(m->data, &packed);
	p->at = out->len - base;
	p->packed = packed.len;
	p->size = m->data.len;
	p->method = m->aes > 0 ? 99 : m->stored ? 0 : 8;
	p->crc = (uint32_t)crc32(0, m->data.ptr, (uInt)m->data.len);
	if (m->bad_crc)
		p->crc ^= 1;
	put_local(m, p, out);
	buf_put(out, packed.ptr, packed.len);
	if (m->descriptor) {
		buf_puts(out, "PK\7\x08");
		le32(out, p->crc);
		le32(out, p->packed);
		le32(out, p->size);
	}
	buf_free(&packed);
}

void
zipmaker(const struct made *m, size_t n, struct buf *out)
{
	struct placed *p = calloc(n + 1, sizeof *p);
	size_t base = out->len, dir, i, listed = 0;

	for (i = 0; i < n; i++)
		put_member(&m[i], &p[i], p, base, out);
	dir = out->len;
	for (i = 0; i < n; i++) {
		if (m[i].unlisted)
			continue;
		put_central(&m[i], &p[i], out);
		listed++;
	}
	i = out->len - dir;
	buf_puts(out, "PK\5\6");
	le32(out, 0);
	le16(out, (unsigned)listed);
	le16(out, (unsigned)listed);
	le32(out, i);
	le32(out, dir - base);
	le16(out, 0);
	free(p);
}

void
zipmaker_one(const char *name, struct slice data, struct buf *out)
{
	const struct made m = { .name = name, .data = data };

	zipmaker(&m, 1, out);
}
