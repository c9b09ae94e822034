#include "extract/vba.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/codepage.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/olefile.h"
#include "extract/rawtext.h"

#define CHUNK		4096u
#define RECORDS_MAX	65536
#define ID_VERSION	0x0009	/* 2.3.4.2: records of the "dir" stream */
#define ID_STREAM_NAME	0x001a
#define ID_OFFSET	0x0031

/* --- compression (2.4.1.3) ------------------------------------------------------- */

/* How many bits of a copy token tell the place; it grows with the chunk. */
static unsigned
place_bits(size_t done)
{
	unsigned bits = 4;

	while (bits < 12 && (size_t)1 << bits < done)
		bits++;
	return bits;
}

static int
put_copy(uint16_t token, size_t begin, struct buf *out)
{
	size_t done = out->len - begin;
	unsigned bits = place_bits(done);
	size_t back = (size_t)(token >> (16 - bits)) + 1;
	size_t n = (token & (0xffffu >> bits)) + 3u;
	int r = 0;

	if (back > done)
		return ERR_SYNTAX;
	for (; n > 0 && r == 0; n--)
		r = buf_putc(out, out->ptr[out->len - back]);
	return r;
}

static int
unpack_chunk(struct slice in, struct buf *out)
{
	size_t at = 0, begin = out->len;
	uint8_t flags;
	unsigned bit;
	int r = 0;

	while (at < in.len && r == 0) {
		flags = in.ptr[at++];
		for (bit = 0; bit < 8 && at < in.len && r == 0; bit++) {
			if ((flags & 1u << bit) == 0) {
				r = buf_putc(out, in.ptr[at++]);
			} else if (in.len - at < 2) {
				return ERR_SYNTAX;
			} else {
				r = put_copy(le16(in, at), begin, out);
				at += 2;
			}
			if (out->len - begin > CHUNK)
				return ERR_SYNTAX;
		}
	}
	return r;
}

int
vba_unpack(struct slice in, struct buf *out)
{
	size_t at, n;
	uint16_t head;
	int r = 0;

	if (le8(in, 0) != 1)
		return ERR_SYNTAX;
	for (at = 1; in.len - at >= 2 && r == 0; at += n) {
		head = le16(in, at);
		if ((head >> 12 & 7) != 3)
			return ERR_SYNTAX;	/* 2.4.1.1.5: always 3 */
		n = (head & 0xfffu) + 3u;
		if ((head & 0x8000) != 0)
			r = unpack_chunk(slice_sub(in, at + 2, at + n), out);
		else
			r = buf_put_slice(out, slice_sub(in, at + 2, at + n));
		if (n > in.len - at)
			return r < 0 ? r : ERR_SYNTAX;
	}
	return r;
}

/* --- modules ---------------------------------------------------------------------- */

struct project {
	struct extract_job *job;
	struct ole *ole;
	uint32_t storage;
	struct slice directory;	/* unpacked "dir" */
	uint32_t codepage;
};

static int
put_source(struct project *p, struct slice text)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = codepage_text(p->job, p->codepage, text, &utf8);
	if (r == 0)
		r = extract_unit(p->job, SLICE_NONE, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

/* Where the source begins, by the directory; SLICE_NPOS: it does not say. */
static size_t
offset_of(const struct project *p, struct slice stream)
{
	struct slice s = p->directory, name = SLICE_NONE;
	size_t at, n, left;
	uint16_t id;

	for (at = 0, left = RECORDS_MAX; at + 6 <= s.len && left > 0; left--) {
		id = le16(s, at);
		n = le32(s, at + 2);
		if (id == ID_VERSION)
			n = 6;		/* its size counts the first half only */
		if (n > s.len - at - 6)
			break;
		if (id == ID_STREAM_NAME)
			name = slice_sub(s, at + 6, at + 6 + n);
		if (id == ID_OFFSET && slice_ieq(name, stream))
			return le32(s, at + 6);
		at += 6 + n;
	}
	return SLICE_NPOS;
}

/* Every module begins with "Attribute", which the first chunk holds as it is. */
static size_t
offset_by_look(struct slice s)
{
	size_t at = slice_find(s, SLICE("\0Attribut"), 0);

	return at == SLICE_NPOS || at < 3 || s.ptr[at - 3] != 1 ? SLICE_NPOS :
	    at - 3;
}

static int
read_module(struct project *p, uint32_t index)
{
	struct buf stream = BUF_INIT(UNPACK_MEMBER_MAX);
	struct buf source = BUF_INIT(UNPACK_MEMBER_MAX);
	struct slice s;
	size_t from;
	int r, bad = ERR_SYNTAX;

	r = olefile_stream(p->job, p->ole, index, &stream);
	s = buf_slice(&stream);
	from = offset_of(p, p->ole->entries[index].name);
	if (from != SLICE_NPOS)
		bad = vba_unpack(slice_from(s, from), &source);
	if (bad < 0 && offset_by_look(s) != SLICE_NPOS) {
		buf_reset(&source);
		from = offset_by_look(s);
		bad = vba_unpack(slice_from(s, from), &source);
	}
	if (r == 0 && bad == 0)
		r = extract_spend(p->job, source.len, s.len - from);
	if (r == 0)
		r = put_source(p, buf_slice(&source));
	/* What was compiled runs as well, whatever the source says. */
	if (r == 0)
		r = rawtext_put(p->job, slice_sub(s, 0, bad == 0 ? from :
		    s.len), RAWTEXT_MEDIUM);
	if (r == 0 && bad < 0 && s.len > 0)
		r = extract_anomaly(p->job, ANOMALY_MALFORMED,
		    "source of a macro cannot be unpacked");
	buf_free(&stream);
	buf_free(&source);
	return r;
}

static int
read_directory(struct project *p, struct buf *out)
{
	struct buf stream = BUF_INIT(UNPACK_MEMBER_MAX);
	uint32_t index = ole_child(p->ole, p->storage, "dir");
	struct slice s;
	size_t at;
	int r;

	if (index == OLE_NONE)
		return 0;
	r = olefile_stream(p->job, p->ole, index, &stream);
	if (r == 0)
		(void)vba_unpack(buf_slice(&stream), out);
	buf_free(&stream);
	s = p->directory = buf_slice(out);
	/* The code page stands near the front, after two or three numbers. */
	at = slice_find(slice_sub(s, 0, 128), SLICE("\3\0\2\0\0\0"), 0);
	if (at != SLICE_NPOS)
		p->codepage = le16(s, at + 6);
	if (r == 0)
		r = extract_spend(p->job, out->len, out->len);
	return r < 0 ? r : rawtext_put(p->job, s, RAWTEXT_MEDIUM);
}

int
vba_read(struct extract_job *j, struct ole *o, uint32_t storage)
{
	struct project p = { .job = j, .ole = o, .storage = storage,
	    .codepage = 1252 };
	struct buf directory = BUF_INIT(UNPACK_MEMBER_MAX);
	const struct ole_entry *e;
	uint32_t i;
	int r;

	extract_set_flag(j, PART_HAS_MACROS);
	r = read_directory(&p, &directory);
	i = o->entries[storage].child;
	for (; i != OLE_NONE && r == 0; i = o->entries[i].next) {
		e = &o->entries[i];
		if (e->kind != OLE_KIND_STREAM || e->is_read)
			continue;
		/* Caches of the compiler: words at most. */
		if (slice_ieq_str(e->name, "_VBA_PROJECT") ||
		    slice_istarts(e->name, SLICE("__SRP_")))
			continue;
		r = read_module(&p, i);
	}
	buf_free(&directory);
	return r;
}
