#include "mime/codec.h"

#include <string.h>

#include "base/err.h"
#include "base/hex.h"

/*
 * A soft break: "=", blanks (a mailer may have put them there), an end of
 * line in any form or the end of the data.  Returns what follows it, or 0.
 */
static size_t
soft_break(struct slice raw, size_t at)
{
	for (at++; at < raw.len && (raw.ptr[at] == ' ' || raw.ptr[at] == '\t'); )
		at++;
	if (at == raw.len)
		return at;
	if (raw.ptr[at] == '\n')
		return at + 1;
	if (raw.ptr[at] != '\r')
		return 0;
	return at + 1 < raw.len && raw.ptr[at + 1] == '\n' ? at + 2 : at + 1;
}

/* All but the soft breaks: escapes that one of them cut are whole again. */
static int
join(struct slice raw, struct buf *out)
{
	size_t at, next;
	int r = 0;

	for (at = 0; at < raw.len && r == 0; at = next) {
		next = raw.ptr[at] == '=' ? soft_break(raw, at) : 0;
		/* After a CR alone, some drop all up to the end of line. */
		if (next != 0 && raw.ptr[next - 1] == '\r')
			while (next < raw.len && raw.ptr[next - 1] != '\n')
				next++;
		if (next != 0)
			continue;
		next = at + 1;
		r = buf_putc(out, raw.ptr[at]);
	}
	return r;
}

static int
decode(struct slice raw, enum quoted_bad bad, struct buf *out,
    unsigned *notes)
{
	const uint8_t *p;
	uint8_t *o;
	size_t at, eq, next;

	if (buf_reserve(out, raw.len) < 0)
		return ERR_LIMIT;
	if (raw.len == 0)
		return 0;
	o = out->ptr + out->len;
	for (at = 0; at < raw.len; at = next) {
		p = memchr(raw.ptr + at, '=', raw.len - at);
		eq = p != NULL ? (size_t)(p - raw.ptr) : raw.len;
		memcpy(o, raw.ptr + at, eq - at);
		o += eq - at;
		next = eq;
		if (eq == raw.len)
			break;
		if (raw.len - eq > 2 &&
		    hex_get(slice_sub(raw, eq + 1, eq + 3), o, 1) == 0) {
			o++;
			next = eq + 3;
			continue;
		}
		next = soft_break(raw, eq);
		if (next != 0 && raw.ptr[next - 1] == '\r')
			*notes |= MIME_NOTE_BAD_ESCAPE;
		if (next != 0)
			continue;
		*notes |= MIME_NOTE_BAD_ESCAPE;
		next = eq + 1;
		if (bad == QUOTED_KEEP)
			*o++ = '=';
		else if (bad == QUOTED_SWALLOW)
			next = raw.len - eq > 3 ? eq + 3 : raw.len;
	}
	out->len = (size_t)(o - out->ptr);
	return 0;
}

/*
 * RFC 2045 6.7.  Blanks at the end of a line are kept: clients show them.
 */
int
quoted_decode(struct slice raw, enum quoted_bad bad, struct buf *out,
    unsigned *notes)
{
	struct buf joined = BUF_INIT(raw.len);
	int r;

	if (bad != QUOTED_JOIN)
		return decode(raw, bad, out, notes);
	r = join(raw, &joined);
	if (r == 0)
		r = decode(buf_slice(&joined), QUOTED_KEEP, out, notes);
	buf_free(&joined);
	return r;
}
