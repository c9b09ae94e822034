#include "mime/codec.h"

#include <string.h>

#include "base/err.h"

#define REPEAT		0x90	/* "byte 0x90 count"; a count of 0 is itself */
#define HEAD_LEN	20	/* after the name: type to CRC */

static const char alphabet[] =
    "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

struct binhex {
	struct buf *out;
	size_t from;		/* of this stream in out */
	uint32_t bits;
	unsigned held;		/* bits not used yet */
	bool is_repeat;		/* the byte before was REPEAT */
};

static int
put_byte(struct binhex *b, uint8_t byte)
{
	uint8_t last;
	int r;

	if (!b->is_repeat) {
		b->is_repeat = byte == REPEAT;
		return b->is_repeat ? 0 : buf_putc(b->out, byte);
	}
	b->is_repeat = false;
	if (byte == 0)
		return buf_putc(b->out, REPEAT);
	if (b->out->len == b->from)
		return 0;	/* nothing to repeat: damaged */
	last = b->out->ptr[b->out->len - 1];
	for (r = 0; byte > 1 && r == 0; byte--)
		r = buf_putc(b->out, last);
	return r;
}

/* RFC 1741, appendix A: six bits a character between two colons. */
int
binhex_decode(struct slice raw, struct buf *out)
{
	struct binhex b = { .out = out, .from = out->len };
	const char *p;
	size_t i;
	int r;

	for (i = 0, r = 0; i < raw.len && raw.ptr[i] != ':' && r == 0; i++) {
		if (ascii_is_space(raw.ptr[i]) || raw.ptr[i] == 0)
			continue;
		p = strchr(alphabet, raw.ptr[i]);
		if (p == NULL)
			continue;
		b.bits = b.bits << 6 | (uint32_t)(p - alphabet);
		b.held += 6;
		if (b.held < 8)
			continue;
		b.held -= 8;
		r = put_byte(&b, (uint8_t)(b.bits >> b.held));
	}
	return r;
}

static size_t
be32(const uint8_t *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 |
	    p[3];
}

bool
mime_binhex_read(struct slice s, struct slice *ret_name, struct slice *ret_data,
    struct slice *ret_resource)
{
	size_t name, data, resource;

	*ret_name = *ret_resource = SLICE_NONE;
	*ret_data = s;
	if (s.len < 1)
		return false;
	name = s.ptr[0];
	if (s.len - 1 < name + HEAD_LEN + 1)
		return false;
	*ret_name = slice_sub(s, 1, 1 + name);
	/* Version, type, creator, flags; then the lengths of both forks. */
	data = be32(s.ptr + 1 + name + 11);
	resource = be32(s.ptr + 1 + name + 15);
	s = slice_from(s, 1 + name + HEAD_LEN + 1);
	*ret_data = s;
	if (data > s.len || s.len - data < 2)
		return false;
	*ret_data = slice_sub(s, 0, data);
	s = slice_from(s, data + 2);
	*ret_resource = slice_sub(s, 0, resource);
	return resource <= s.len;
}
