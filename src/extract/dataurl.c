#include "extract/dataurl.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "mime/mime.h"

#define HEAD_MAX	((size_t)256)	/* type and parameters */

struct url {
	struct slice type;		/* as written */
	struct slice charset;
	bool is_base64;
	struct slice payload;		/* as written */
};

int
percent_decode(struct slice s, struct buf *out)
{
	size_t i;
	int high, low, r = 0;

	for (i = 0; i < s.len && r == 0; i++) {
		high = low = -1;
		if (s.ptr[i] == '%' && s.len - i > 2) {
			high = ascii_hex_value(s.ptr[i + 1]);
			low = ascii_hex_value(s.ptr[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			r = buf_putc(out, (uint8_t)(high << 4 | low));
			i += 2;
		} else {
			r = buf_putc(out, s.ptr[i]);
		}
	}
	return r;
}

/* --- one URL ------------------------------------------------------------------ */

/* A URL loses the line ends and tabs inside it, and blanks at its ends. */
static bool
is_dropped(uint8_t c)
{
	return c == '\t' || c == '\r' || c == '\n';
}

/* "text/plain;charset=x;base64" up to its comma; false if it is none. */
static bool
parse_head(struct slice head, bool is_whole, struct url *u)
{
	struct slice one, rest = head;
	size_t end, i;

	*u = (struct url){ .is_base64 = false };
	/* In running text a blank ends it: "data: 5, 7" is no URL. */
	for (i = 0; i < head.len; i++)
		if (head.ptr[i] < ' ' || head.ptr[i] == '<' ||
		    head.ptr[i] == '>' || (head.ptr[i] == ' ' && !is_whole))
			if (!is_dropped(head.ptr[i]) || !is_whole)
				return false;
	for (; rest.len > 0; rest = slice_from(rest, end + 1)) {
		end = slice_chr(rest, ';', 0);
		if (end == SLICE_NPOS)
			end = rest.len;
		one = slice_trim(slice_sub(rest, 0, end));
		if (rest.ptr == head.ptr)
			u->type = one;
		else if (slice_istarts(one, SLICE("charset=")))
			u->charset = slice_from(one, 8);
		if (slice_ieq_str(one, "base64"))
			u->is_base64 = true;
	}
	return is_whole || u->is_base64 ||
	    slice_chr(u->type, '/', 0) != SLICE_NPOS;
}

static bool
is_base64_byte(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' ||
	    c == '/' || c == '-' || c == '_' || c == '=' || c == '%';
}

/* Where the payload ends that stands in running text, in CSS or in a script. */
static size_t
payload_end(struct slice s, bool is_base64, uint8_t before)
{
	uint8_t c;
	size_t i;

	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (is_base64) {
			/* A backslash and a line end go on in scripts. */
			if (!is_base64_byte(c) && !is_dropped(c) && c != '\\')
				break;
		} else if (before == '"' || before == '\'') {
			if (c == before)
				break;
		} else if (before == '(' ? c == ')' : (c == '"' || c == '\'' ||
		    c == ' ' || c == ')' || c == '<' || is_dropped(c))) {
			break;
		}
	}
	return i;
}

/* The alphabet of URLs to the plain one; without what a URL loses. */
static int
put_base64(struct slice s, struct buf *out)
{
	size_t i;
	uint8_t c;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i++) {
		c = s.ptr[i];
		r = buf_putc(out, c == '-' ? '+' : c == '_' ? '/' : c);
	}
	return r;
}

/* Mostly nothing is escaped: then a large file is not copied for it. */
static int
decode(const struct url *u, struct buf *out)
{
	struct buf plain = BUF_INIT(u->payload.len + 1);
	struct buf chars = BUF_INIT(u->payload.len + 1);
	struct slice s = u->payload;
	unsigned notes;
	int r = 0;

	if (!u->is_base64)
		return percent_decode(s, out);
	if (slice_chr(s, '%', 0) != SLICE_NPOS) {
		r = percent_decode(s, &plain);
		s = buf_slice(&plain);
	}
	if (r == 0 && (slice_chr(s, '-', 0) != SLICE_NPOS ||
	    slice_chr(s, '_', 0) != SLICE_NPOS)) {
		r = put_base64(s, &chars);
		s = buf_slice(&chars);
	}
	if (r == 0)
		r = buf_reserve(out, s.len / 4 * 3 + 4);
	if (r == 0)
		r = mime_decode(s, MIME_ENCODING_BASE64, out, &notes);
	buf_free(&plain);
	buf_free(&chars);
	return r;
}

static int
put_member(struct extract_job *j, const struct url *u, struct slice name)
{
	struct buf out = BUF_INIT(u->payload.len + 16);
	struct slice copy;
	int r;

	if (u->payload.len == 0)
		return 0;
	if (extract_spend(j, u->payload.len, u->payload.len) < 0)
		return ERR_LIMIT;
	r = decode(u, &out);
	copy = r < 0 ? SLICE_NONE : arena_dup(extract_arena(j),
	    buf_slice(&out));
	buf_free(&out);
	if (copy.ptr == NULL)
		return engine_exhausted(j->engine);
	return copy.len == 0 ? 0 :
	    engine_member(j, name, copy, u->type, u->charset);
}

/* --- finding them ----------------------------------------------------------------- */

bool
dataurl_is(struct slice text)
{
	return slice_istarts(slice_trim(text), SLICE("data:")) &&
	    slice_chr(text, ',', 0) != SLICE_NPOS;
}

int
dataurl_read(struct extract_job *j, struct slice text, struct slice name)
{
	struct slice rest = slice_from(slice_trim(text), 5);
	size_t comma = slice_chr(rest, ',', 0);
	struct url u;

	if (comma > HEAD_MAX || !parse_head(slice_sub(rest, 0, comma), true,
	    &u))
		return 0;
	u.payload = slice_from(rest, comma + 1);
	return put_member(j, &u, name);
}

int
dataurl_scan(struct extract_job *j, struct slice text)
{
	struct slice rest;
	struct url u;
	size_t at, comma;
	int r = 0;

	for (at = 0; r == 0; at++) {
		at = slice_ifind(text, SLICE("data:"), at);
		if (at == SLICE_NPOS)
			break;
		rest = slice_from(text, at + 5);
		comma = slice_chr(slice_sub(rest, 0, HEAD_MAX), ',', 0);
		if (comma == SLICE_NPOS || !parse_head(slice_sub(rest, 0,
		    comma), false, &u))
			continue;
		u.payload = slice_from(rest, comma + 1);
		u.payload = slice_sub(u.payload, 0, payload_end(u.payload,
		    u.is_base64, at > 0 ? text.ptr[at - 1] : ' '));
		r = put_member(j, &u, SLICE_NONE);
		at += 5 + comma + u.payload.len;
	}
	return r;
}
