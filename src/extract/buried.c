#include "extract/buried.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/bare.h"
#include "extract/engine.h"
#include "extract/text.h"

/* --- files in the ways from before MIME ------------------------------------------ */

static int
put_member(struct extract_job *j, struct slice name, struct slice content)
{
	struct slice copy = arena_dup(extract_arena(j), content);
	struct slice own = arena_dup(extract_arena(j), name);

	if (copy.ptr == NULL || own.ptr == NULL)
		return engine_exhausted(j->engine);
	return extract_member(j, own, copy);
}

static int
put_binhex(struct extract_job *j, struct slice stream)
{
	struct slice name, data, resource;
	int r = 0;

	if (!mime_binhex_read(stream, &name, &data, &resource))
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "BinHex data that are damaged");
	if (r == 0)
		r = put_member(j, name, data);
	if (r == 0 && resource.len > 0)
		r = put_member(j, name, resource);
	return r;
}

static int
put_block(struct extract_job *j, struct slice text, const struct mime_block *b)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	size_t size = b->data_to - b->data_from;
	int r;

	if (extract_spend(j, size, size) < 0)
		return 0;	/* told */
	r = mime_block_decode(text, b, &out);
	if (r < 0)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "a file in a text grows beyond bounds");
	if (r == 0 && b->is_piece)
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "a piece of a file, the rest travels elsewhere");
	if (r == 0)
		r = b->kind == MIME_BLOCK_BINHEX ?
		    put_binhex(j, buf_slice(&out)) :
		    put_member(j, b->name, buf_slice(&out));
	buf_free(&out);
	return r;
}

static int
read_blocks(struct extract_job *j, struct slice text)
{
	struct mime_block b;
	size_t at;
	int r = 0;

	for (at = 0; r == 0 && mime_block_find(text, at, &b); at = b.to)
		r = put_block(j, text, &b);
	return r;
}

/* --- whole texts in another dress ---------------------------------------------------- */

static struct extract_job *
put_reading(struct extract_job *j, struct slice bytes)
{
	struct extract_job *v = engine_variant(j, bytes);

	/* Dress over dress ends where nesting ends. */
	if (v != NULL)
		v->depth++;
	return v;
}

/* Has the walk of the message decoded it so already? */
static bool
is_quoted_already(const struct extract_job *j)
{
	size_t i;

	if (j->node == NULL || j->is_variant)
		return false;
	for (i = 0; i < j->node->reading_count; i++)
		if (j->node->readings[i] == MIME_ENCODING_QUOTED_PRINTABLE &&
		    j->node->encoding == MIME_ENCODING_IDENTITY)
			return true;
	return false;
}

static int
read_quoted(struct extract_job *j, struct slice text)
{
	struct buf out = BUF_INIT(text.len);
	struct slice copy;
	unsigned notes;
	int r = 0;

	if (is_quoted_already(j) || text_look(text) == TEXT_LOOK_NO ||
	    !mime_looks_quoted(text) ||
	    extract_spend(j, text.len, text.len) < 0)
		return 0;
	if (mime_decode(text, MIME_ENCODING_QUOTED_PRINTABLE, &out,
	    &notes) == 0 && !slice_eq(buf_slice(&out), text)) {
		copy = arena_dup(extract_arena(j), buf_slice(&out));
		r = copy.ptr == NULL ? engine_exhausted(j->engine) :
		    put_reading(j, copy) == NULL ? ERR_LIMIT : 0;
	}
	buf_free(&out);
	return r;
}

/*
 * A message pasted as text, all its fields at the start: who saves it opens
 * it.  Only where its own encoding keeps us from reading it as it stands.
 */
static bool
is_message(struct slice s, bool is_declared)
{
	static const char *const known[] = {
		"from:", "to:", "subject:", "date:", "message-id:",
		"mime-version:", "content-type:", "content-transfer-encoding:",
		"received:", "content-disposition:",
	};
	bool is_closed = false;
	struct slice line;
	unsigned found = 0;
	size_t i, n, end;

	if (slice_starts(s, SLICE("From ")) && slice_chr(s, '\n', 0) !=
	    SLICE_NPOS)
		s = slice_from(s, slice_chr(s, '\n', 0) + 1);
	for (n = 0; n < 100 && s.len > 0 && s.ptr[0] != '\r' &&
	    s.ptr[0] != '\n'; n++) {
		end = slice_chr(s, '\n', 0);
		line = slice_sub(s, 0, end);
		s = slice_from(s, end == SLICE_NPOS ? s.len : end + 1);
		if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
			continue;
		if (slice_chr(line, ':', 0) == SLICE_NPOS)
			return false;
		for (i = 0; i < sizeof known / sizeof known[0]; i++)
			found += slice_istarts(line, slice_str(known[i]));
		is_closed = is_closed || slice_istarts(line,
		    SLICE("content-transfer-encoding: base64")) ||
		    slice_istarts(line, SLICE("content-transfer-encoding: q")) ||
		    slice_istarts(line, SLICE("content-type: multipart/")) ||
		    slice_istarts(line, SLICE("content-type: message/"));
	}
	return found >= (is_declared ? 1 : 2) && is_closed && s.len > 0;
}

static int
read_message(struct extract_job *j, struct slice text)
{
	struct extract_job *v;

	/* A header read once more as text is no message in a message. */
	if (slice_eq_str(j->part->detected, "message/rfc822") ||
	    j->is_pasted || (j->node != NULL && j->node->is_extra) ||
	    !is_message(text, slice_starts(j->part->declared,
	    SLICE("message/"))))
		return 0;
	v = put_reading(j, text);
	if (v == NULL)
		return ERR_LIMIT;
	v->is_message = true;
	return 0;
}

/* --- any of it ------------------------------------------------------------------------------ */

static int
refuse_archive(struct extract_job *j, struct slice text)
{
	size_t at = slice_find(text, SLICE("This is a shell archive"), 0);

	/* A comment line: its "#" stands right before. */
	if (at == SLICE_NPOS || at < 2 || (text.ptr[at - 1] != '#' &&
	    text.ptr[at - 2] != '#'))
		return 0;
	return extract_anomaly(j, ANOMALY_UNSUPPORTED,
	    "a shell archive in a text");
}

static bool
is_taken_apart(const struct extract_job *j)
{
	return j->part->type == FILETYPE_HTML ||
	    j->part->type == FILETYPE_CALENDAR ||
	    j->part->type == FILETYPE_CONTACT ||
	    slice_eq_str(j->part->container, "xml") ||
	    slice_eq_str(j->part->container, "json");
}

static int
look_through(struct extract_job *j, struct slice text)
{
	int r;

	r = read_blocks(j, text);
	if (r == 0)
		r = refuse_archive(j, text);
	/* Pages, calendars, XML and JSON look into each of their texts. */
	if (r == 0 && !is_taken_apart(j))
		r = bare_read(j, text);
	if (r == 0)
		r = read_quoted(j, text);
	if (r == 0)
		r = read_message(j, text);
	return r;
}

int
buried_read(struct extract_job *j)
{
	struct slice bytes = extract_bytes(j), text;
	enum text_look look = text_look(bytes);
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	if (look != TEXT_LOOK_UTF16LE && look != TEXT_LOOK_UTF16BE &&
	    mime_charset_keeps_ascii(j->layout.charset))
		return look_through(j, bytes);
	r = text_to_utf8(j, bytes, &out);
	if (r == 0) {
		text = arena_dup(extract_arena(j), buf_slice(&out));
		r = text.ptr == NULL ? engine_exhausted(j->engine) :
		    look_through(j, text);
	}
	buf_free(&out);
	return r;
}
