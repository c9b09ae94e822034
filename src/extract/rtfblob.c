#include "extract/rtfblob.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/ole1.h"
#include "extract/rtflex.h"
#include "extract/strings.h"
#include "extract/type.h"

#define SNIFF		((size_t)4096)
#define HEX_MIN		17	/* bytes; fewer are an identifier */
#define BITMAP_HEAD	14

/* Which digits count: obfuscated objects have groups between them. */
enum taking {
	TAKE_OUTER,		/* digits of the group itself */
	TAKE_ALL		/* of groups inside it as well */
};

struct hex {
	struct buf *out;
	int high;		/* a digit that waits for its other, or -1 */
};

static int
put_digits(struct hex *h, struct slice text)
{
	size_t i;
	int v, r = 0;

	for (i = 0; i < text.len && r == 0; i++) {
		v = ascii_hex_value(text.ptr[i]);
		if (v < 0)
			continue;
		if (h->high < 0) {
			h->high = v;
			continue;
		}
		r = buf_putc(h->out, (uint8_t)(h->high << 4 | v));
		h->high = -1;
	}
	return r;
}

static int
put_raw(struct buf *out, struct slice bytes)
{
	size_t room = out->max - out->len;
	int r = buf_put_slice(out, slice_sub(bytes, 0, room));

	return r == 0 && bytes.len > room ? ERR_LIMIT : r;
}

/* 0, or ERR_LIMIT when out is full. */
static int
unhex(struct slice range, enum taking taking, struct buf *out)
{
	struct rtf_lexer l = { range, 0 };
	struct hex h = { out, -1 };
	struct rtf_token t;
	size_t depth = 0;
	int r = 0;

	while (r == 0) {
		rtf_next(&l, &t);
		if (t.kind == RTF_END)
			break;
		if (t.kind == RTF_OPEN)
			depth++;
		else if (t.kind == RTF_CLOSE && depth > 0)
			depth--;
		else if (t.kind == RTF_TEXT &&
		    (depth == 0 || taking == TAKE_ALL))
			r = put_digits(&h, t.text);
		else if (t.kind == RTF_BIN &&
		    (depth == 0 || taking == TAKE_ALL))
			r = put_raw(out, t.text);
	}
	return r;
}

static bool
is_known(struct extract_job *j, struct slice bytes)
{
	struct type_found f = type_detect(j->engine->env, bytes, SLICE_NONE,
	    SLICE_NONE);

	return f.type != FILETYPE_UNIDENTIFIED;
}

/* --- members, decoded when their turn comes ----------------------------------- */

struct blob_source {
	struct slice range;
	enum rtf_picture picture;
};

/* The head that a bitmap has in a file: where its pixels begin. */
static int
put_bitmap_head(struct buf *out, struct slice range)
{
	uint8_t head[BITMAP_HEAD] = { 'B', 'M' };
	size_t size = range.len / 2;
	int i;

	for (i = 0; i < 4; i++)
		head[2 + i] = (uint8_t)(size >> (8 * i));
	head[10] = BITMAP_HEAD + 40;
	return buf_put(out, head, sizeof head);
}

static int
make_blob(struct extract_job *m, void *arg, struct buf *out)
{
	const struct blob_source *s = arg;
	int r = 0;

	/* Two digits a byte at least: no more comes out. */
	if (extract_spend(m, s->range.len / 2, s->range.len) < 0)
		return ERR_LIMIT;
	if (s->picture == RTF_PICTURE_DIB)
		r = put_bitmap_head(out, s->range);
	if (r == 0)
		r = unhex(s->range, TAKE_OUTER, out);
	if (r == ERR_LIMIT)
		extract_anomaly(m, ANOMALY_LIMIT,
		    "unpacked member over 64 MB");
	return r;
}

static int
queue_blob(struct extract_job *j, struct slice range,
    enum rtf_picture picture)
{
	struct blob_source *s;

	s = arena_alloc(extract_arena(j), sizeof *s);
	if (s == NULL)
		return engine_exhausted(j->engine);
	*s = (struct blob_source){ range, picture };
	return extract_member_later(j, SLICE_NONE, make_blob, s);
}

/* --- objects ------------------------------------------------------------------------- */

/* Decode to the arena: members of the object point into it. */
static int
unhex_to_arena(struct extract_job *j, struct slice range, enum taking taking,
    struct slice *ret)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	r = unhex(range, taking, &out);
	if (r == ERR_LIMIT)
		extract_anomaly(j, ANOMALY_LIMIT,
		    "unpacked member over 64 MB");
	if (r == 0)
		r = extract_spend(j, out.len, range.len);
	if (r == 0) {
		*ret = arena_dup(extract_arena(j), buf_slice(&out));
		if (ret->ptr == NULL)
			r = engine_exhausted(j->engine);
	}
	buf_free(&out);
	return r;
}

static bool
sniff_object(struct slice range, enum taking taking, bool *ret_is_object)
{
	struct buf head = BUF_INIT(SNIFF);
	bool found;

	(void)unhex(range, taking, &head);
	*ret_is_object = ole1_is_object(buf_slice(&head));
	found = *ret_is_object || slice_starts(buf_slice(&head),
	    SLICE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
	buf_free(&head);
	return found;
}

static int
read_object(struct extract_job *j, struct slice range, bool *ret_found)
{
	enum taking taking = TAKE_OUTER;
	struct slice bytes;
	bool is_object;
	int r;

	*ret_found = sniff_object(range, taking, &is_object);
	if (!*ret_found) {
		taking = TAKE_ALL;
		*ret_found = sniff_object(range, taking, &is_object);
	}
	if (!*ret_found)
		return 0;
	r = unhex_to_arena(j, range, taking, &bytes);
	if (r < 0)
		return r;
	return is_object ? ole1_read(j, bytes) :
	    extract_member(j, SLICE_NONE, bytes);
}

/* --- any -------------------------------------------------------------------------------- */

static int
put_strings(struct extract_job *j, struct slice range, enum rtf_dest dest)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	r = unhex(range, TAKE_ALL, &out);
	if (r == 0)
		r = extract_spend(j, out.len, range.len);
	if (r == 0)
		r = strings_put(j, dest == RTF_DEST_PICTURE ?
		    SLICE("picture") : SLICE_NONE, buf_slice(&out));
	buf_free(&out);
	return r;
}

int
rtfblob_read(struct extract_job *j, struct slice range, enum rtf_dest dest,
    enum rtf_picture picture)
{
	struct buf head = BUF_INIT(SNIFF);
	bool found = false, known;
	size_t n;
	int r = 0;

	(void)unhex(range, TAKE_OUTER, &head);
	n = head.len;
	known = n >= HEX_MIN && is_known(j, buf_slice(&head));
	buf_free(&head);
	if (dest == RTF_DEST_PICTURE && picture == RTF_PICTURE_DIB && n > 0)
		return queue_blob(j, range, picture);
	if (dest != RTF_DEST_PICTURE && !known)
		r = read_object(j, range, &found);
	else if (dest == RTF_DEST_OBJECT)
		r = read_object(j, range, &found);
	if (r < 0 || found)
		return r;
	if (known)
		return queue_blob(j, range, RTF_PICTURE_FILE);
	if (dest == RTF_DEST_OBJECT && n > 0)
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "embedded object cannot be read");
	return r < 0 ? r : put_strings(j, range, dest);
}
