/*
 * ppt -- presentations of PowerPoint 97 to 2003 ([MS-PPT]).
 *
 * The stream is one record after the other, those of earlier edits first.
 * All are read, whether the last edit still uses them or not: slides, hidden
 * ones, notes, masters, comments, headers, links and embedded objects.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/le.h"
#include "extract/olecrypt.h"
#include "extract/olefile.h"
#include "extract/rawtext.h"
#include "extract/utf16.h"

#define HEAD_SIZE	8
#define TOKEN_LOCKED	0xf3d1c4dfu	/* 2.3.2: headerToken */
#define CRYPT_SESSION	SLICE("\x0f\0\x14\x2f")	/* head of 2.3.7 */

enum record {			/* 2.13.24 */
	RECORD_DOCUMENT = 0x03e8, RECORD_VBA_INFO = 0x03ff,
	RECORD_TEXT_CHARS = 0x0fa0, RECORD_TEXT_BYTES = 0x0fa8,
	RECORD_FONT = 0x0fb7, RECORD_STRING = 0x0fba,
	RECORD_OBJECT = 0x1011,
	RECORD_TAG_BLOB = 0x138b,
	RECORD_ART_FIRST = 0xf000, RECORD_ART_LAST = 0xf1ff
};

struct record_head {
	uint16_t instance, kind;
	bool is_container;
	struct slice content;
	bool is_cut;
};

static struct record_head
head_at(struct slice s, size_t at)
{
	struct record_head h = {
		.instance = le16(s, at) >> 4,
		.kind = le16(s, at + 2),
		.is_container = (le16(s, at) & 0xf) == 0xf,
	};
	size_t n = le32(s, at + 4);

	h.content = slice_sub(s, at + HEAD_SIZE, at + HEAD_SIZE + n);
	h.is_cut = h.content.len < n;
	return h;
}

static bool
is_known_kind(uint16_t kind)
{
	return (kind >= RECORD_DOCUMENT && kind < 0x3000) ||
	    (kind >= RECORD_ART_FIRST && kind <= RECORD_ART_LAST);
}

/* --- text ------------------------------------------------------------------------- */

/* Paragraphs end with CR; 0x0b breaks a line within one. */
static int
put_text(struct extract_job *j, struct slice s, size_t width)
{
	struct buf text = BUF_INIT(4 * s.len + 16);
	size_t at = 0;
	uint32_t c;
	int r = 0;

	while (r == 0 && s.len - at >= width) {
		c = width == 2 ? utf16_next(s, &at) : s.ptr[at++];
		if (c != '\r') {
			r = utf16_put_char(&text, c == 0x0b ? '\n' : c);
			continue;
		}
		r = extract_unit(j, SLICE_NONE, slice_trim(buf_slice(&text)));
		buf_reset(&text);
	}
	if (r == 0)
		r = extract_unit(j, SLICE_NONE, slice_trim(buf_slice(&text)));
	buf_free(&text);
	return r;
}

/* --- embedded objects ---------------------------------------------------------------- */

struct object {
	struct ole *ole;
	uint32_t index;
	uint64_t from, size;	/* of the packed bytes in the stream */
};

static int
make_object(struct extract_job *m, void *arg, struct buf *out)
{
	const struct object *o = arg;
	struct buf stream = BUF_INIT(UNPACK_MEMBER_MAX);
	struct inflate_end end;
	int r;

	r = olefile_range(m, o->ole, o->index, o->from, o->size, &stream);
	if (r == 0)
		r = inflate_stream(m, buf_slice(&stream), INFLATE_ZLIB, out,
		    &end);
	buf_free(&stream);
	if (r == ERR_LIMIT && !m->has_anomaly)
		extract_anomaly(m, ANOMALY_LIMIT,
		    "unpacked member over 64 MB");
	if (r == ERR_SYNTAX)
		extract_anomaly(m, ANOMALY_MALFORMED,
		    "compressed data is damaged");
	return r < 0 ? r : end.finished ? 0 : extract_anomaly(m,
	    ANOMALY_TRUNCATED, "compressed data ends too early");
}

/* 2.10.34: a compound file, or its size and the file packed. */
static int
put_object(struct extract_job *j, struct ole *o, uint32_t index,
    const struct record_head *h, size_t at)
{
	struct object *arg;

	if (h->instance != 1)
		return olefile_member_range(j, o, index, SLICE_NONE, at,
		    h->content.len);
	arg = arena_alloc(extract_arena(j), sizeof *arg);
	if (arg == NULL)
		return engine_exhausted(j->engine);
	*arg = (struct object){ o, index, at + 4,
	    h->content.len < 4 ? 0 : h->content.len - 4 };
	return extract_member_later(j, SLICE_NONE, make_object, arg);
}

/* --- records ---------------------------------------------------------------------------- */

static int
put_record(struct extract_job *j, struct ole *o, uint32_t index,
    const struct record_head *h, size_t at)
{
	switch (h->kind) {
	case RECORD_TEXT_CHARS:
	case RECORD_STRING:
		return put_text(j, h->content, 2);
	case RECORD_TEXT_BYTES:
		return put_text(j, h->content, 1);
	case RECORD_OBJECT:
		return put_object(j, o, index, h, at);
	case RECORD_FONT:
		return 0;
	default:
		/* Words in drawings, descriptions of pictures, and the like. */
		return rawtext_put(j, h->content, RAWTEXT_LONG);
	}
}

static bool
is_zero(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len && s.ptr[i] == 0; i++)
		;
	return i == s.len;
}

static int
read_records(struct extract_job *j, struct ole *o, uint32_t index,
    struct slice s)
{
	struct record_head h;
	size_t at = 0;
	int r = 0;

	while (r == 0 && s.len - at >= HEAD_SIZE) {
		h = head_at(s, at);
		if (!is_known_kind(h.kind))
			break;
		at += HEAD_SIZE;
		if (h.kind == RECORD_VBA_INFO)
			extract_set_flag(j, PART_HAS_MACROS);
		if (h.is_cut)
			r = extract_anomaly(j, ANOMALY_TRUNCATED,
			    "slides end too early");
		/* What is in a container is read as what follows it. */
		if (r < 0 || h.is_container || h.kind == RECORD_TAG_BLOB)
			continue;
		r = put_record(j, o, index, &h, at);
		at += h.content.len;
	}
	s = slice_from(s, at);
	if (r < 0 || is_zero(s))
		return r;
	r = extract_anomaly(j, ANOMALY_MALFORMED,
	    "slides that contradict themselves");
	return r < 0 ? r : rawtext_put(j, s, RAWTEXT_LONG);
}

/* --- passwords ------------------------------------------------------------------------------ */

/* 2.3.2: which of two tokens?  And is the first record ciphertext as well? */
static int
is_locked(struct extract_job *j, struct ole *o, struct slice slides,
    bool *ret)
{
	uint32_t index = ole_child(o, OLE_ROOT, "Current User");
	struct buf user = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	*ret = false;
	if (index == OLE_NONE)
		return 0;
	r = olefile_stream(j, o, index, &user);
	*ret = le32(buf_slice(&user), 12) == TOKEN_LOCKED &&
	    le16(slides, 2) != RECORD_DOCUMENT &&
	    !olecrypt_has_plain(slides);
	if (r == 0 && !*ret && le32(buf_slice(&user), 12) == TOKEN_LOCKED)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "slides that say they are encrypted, and are not");
	if (r == 0 && !*ret)
		r = rawtext_put(j, buf_slice(&user), RAWTEXT_MEDIUM);
	buf_free(&user);
	return r;
}

static int
read_locked(struct extract_job *j, struct ole *o, struct slice s)
{
	size_t at = slice_find(s, CRYPT_SESSION, 0);
	uint32_t pictures = ole_child(o, OLE_ROOT, "Pictures");

	if (pictures != OLE_NONE) {
		(void)ole_stream(o, pictures, NULL);
		o->entries[pictures].is_read = true;
	}
	return olecrypt_tell(j, at == SLICE_NPOS ? SLICE_NONE :
	    slice_from(s, at + HEAD_SIZE));
}

int
ppt_read(struct extract_job *j, struct ole *o)
{
	uint32_t index = ole_child(o, OLE_ROOT, "PowerPoint Document");
	struct buf slides = BUF_INIT(UNPACK_MEMBER_MAX);
	struct slice s;
	bool locked = false;
	int r;

	r = olefile_stream(j, o, index, &slides);
	s = buf_slice(&slides);
	if (r == 0)
		r = is_locked(j, o, s, &locked);
	if (r == 0)
		r = locked ? read_locked(j, o, s) :
		    read_records(j, o, index, s);
	buf_free(&slides);
	return r;
}
