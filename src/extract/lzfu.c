#include "extract/lzfu.h"

#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "extract/le.h"

#define HEAD_SIZE	16
#define WINDOW		4096u
#define KIND_PACKED	0x75465a4cu	/* "LZFu" */
#define KIND_PLAIN	0x414c454du	/* "MELA" */
#define SPEND_STEP	((size_t)64 * 1024)

/* 2.1.2.1: the dictionary's first content. */
static const char first_words[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
    "{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New Roman"
    "Courier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct unpacking {
	struct extract_job *job;
	struct buf *out;
	uint8_t window[WINDOW];
	uint32_t at;		/* next place to write in the window */
	size_t granted;		/* of the budget, not used yet */
};

static int
put_byte(struct unpacking *u, uint8_t byte)
{
	int r;

	if (u->granted == 0) {
		if (u->job != NULL) {
			r = extract_spend(u->job, SPEND_STEP, 0);
			if (r < 0)
				return r;
		}
		u->granted = SPEND_STEP;
	}
	u->granted--;
	u->window[u->at] = byte;
	u->at = (u->at + 1) % WINDOW;
	return buf_putc(u->out, byte);
}

/* 2.1.3.1.4: place and length of what came before; ERR_TRAILING: the end. */
static int
put_reference(struct unpacking *u, uint8_t high, uint8_t low)
{
	uint32_t from = (uint32_t)high << 4 | low >> 4;
	unsigned n = (low & 15u) + 2;
	int r = 0;

	if (from == u->at)
		return ERR_TRAILING;
	for (; n > 0 && r == 0; n--) {
		r = put_byte(u, u->window[from]);
		from = (from + 1) % WINDOW;
	}
	return r;
}

static int
unpack_runs(struct unpacking *u, struct slice in)
{
	size_t at = 0;
	unsigned flags = 1;
	int r = 0;

	while (r == 0 && at < in.len) {
		if (flags == 1) {
			/* Eight flags, and a mark that tells when they end. */
			flags = 0x100u | in.ptr[at++];
			continue;
		}
		if ((flags & 1) == 0) {
			r = put_byte(u, in.ptr[at++]);
		} else {
			if (in.len - at < 2)
				return ERR_SHORT;
			r = put_reference(u, in.ptr[at], in.ptr[at + 1]);
			at += 2;
		}
		flags >>= 1;
	}
	return r == ERR_TRAILING ? 0 : r == 0 ? ERR_SHORT : r;
}

/* The CRC of 2.1.3.2: that of zlib without its two inversions. */
static uint32_t
checksum(struct slice s)
{
	return ~(uint32_t)crc32_z(0xffffffffu, s.ptr, s.len);
}

static int
unpack_plain(struct unpacking *u, struct slice in, uint32_t size)
{
	struct slice text = slice_sub(in, 0, size);
	int r = 0;

	if (u->job != NULL)
		r = extract_spend(u->job, text.len, text.len);
	if (r == 0)
		r = buf_put_slice(u->out, text);
	return r < 0 ? r : text.len < size ? ERR_SHORT : 0;
}

int
lzfu_unpack(struct extract_job *j, struct slice in, struct buf *out)
{
	struct unpacking u = { .job = j, .out = out };
	uint32_t packed = le32(in, 0), size = le32(in, 4);
	struct slice body = slice_from(in, HEAD_SIZE);
	int r;

	if (in.len < HEAD_SIZE)
		return ERR_SYNTAX;
	if (le32(in, 8) == KIND_PLAIN)
		return unpack_plain(&u, body, size);
	if (le32(in, 8) != KIND_PACKED)
		return ERR_SYNTAX;
	/* The size counts the head from its second field on. */
	if (packed >= HEAD_SIZE - 4)
		body = slice_sub(body, 0, packed - (HEAD_SIZE - 4));
	memset(u.window, ' ', sizeof u.window);
	memcpy(u.window, first_words, sizeof first_words - 1);
	u.at = sizeof first_words - 1;
	if (j != NULL) {
		r = extract_spend(j, 0, body.len);
		if (r < 0)
			return r;
	}
	r = unpack_runs(&u, body);
	return r == 0 && le32(in, 12) != checksum(body) ? ERR_MISMATCH : r;
}
