/*
 * gif -- blocks of a GIF file (89a): comments, texts, XMP.
 */
#include "base/limits.h"
#include "extract/le.h"
#include "extract/meta.h"

#define SCREEN_SIZE	13	/* signature and logical screen */
#define IMAGE_SIZE	10

enum {
	BLOCK_EXTENSION = 0x21, BLOCK_IMAGE = 0x2c, BLOCK_TRAILER = 0x3b,
	EXTENSION_TEXT = 0x01, EXTENSION_COMMENT = 0xfe,
	EXTENSION_APPLICATION = 0xff
};

static size_t
table_size(uint8_t packed)
{
	return (packed & 0x80) != 0 ? (size_t)3 << ((packed & 7) + 1) : 0;
}

/* Sub-blocks up to the empty one; their data joined, if it is wanted. */
static int
take_blocks(struct slice s, size_t *at, struct buf *out)
{
	size_t n;
	int r = 0;

	while (*at < s.len && r == 0) {
		n = s.ptr[(*at)++];
		if (n == 0)
			break;
		if (out != NULL)
			r = buf_put_slice(out, slice_sub(s, *at, *at + n));
		*at += n;
	}
	return r;
}

/* XMP in a GIF is no sub-blocks: it ends where a run of counts leads to 0. */
static int
read_application(struct extract_job *j, struct slice s, size_t *at)
{
	size_t end;
	int r = 0;

	if (slice_starts(slice_from(s, *at + 1), SLICE("XMP DataXMP"))) {
		end = slice_find(s, SLICE("<?xpacket end="), *at);
		if (end == SLICE_NPOS)
			end = s.len;
		r = xmp_meta(j, slice_sub(s, *at + 12, end));
		*at = end;
	}
	return r < 0 ? r : take_blocks(s, at, NULL);
}

static int
read_extension(struct extract_job *j, struct slice s, size_t *at)
{
	uint8_t label = le8(s, *at + 1);
	struct buf text = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	*at += 2;
	if (label == EXTENSION_APPLICATION)
		return read_application(j, s, at);
	if (label == EXTENSION_TEXT && *at < s.len)
		*at += 1 + (size_t)s.ptr[*at];	/* where it is drawn */
	if (label != EXTENSION_TEXT && label != EXTENSION_COMMENT)
		return take_blocks(s, at, NULL);
	r = take_blocks(s, at, &text);
	if (r == 0)
		r = meta_text(j, label == EXTENSION_TEXT ? SLICE("text") :
		    SLICE("comment"), buf_slice(&text));
	buf_free(&text);
	return r;
}

int
gif_meta(struct extract_job *j, struct slice s, size_t *ret_end)
{
	size_t at = SCREEN_SIZE + table_size(le8(s, 10));
	int r = 0;

	*ret_end = s.len;
	while (at < s.len && r == 0) {
		switch (s.ptr[at]) {
		case BLOCK_EXTENSION:
			r = read_extension(j, s, &at);
			break;
		case BLOCK_IMAGE:
			at += IMAGE_SIZE + table_size(le8(s, at + 9)) + 1;
			r = take_blocks(s, &at, NULL);
			break;
		case BLOCK_TRAILER:
			*ret_end = at + 1;
			return r;
		default:
			return r;	/* damage: no end is known */
		}
	}
	return r;
}
