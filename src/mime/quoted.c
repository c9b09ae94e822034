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

/*
 * RFC 2045 6.7.  Blanks at the end of a line are kept: clients show them.
 */
int
quoted_decode(struct slice raw, bool is_kept, struct buf *out, unsigned *notes)
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
		if (next != 0)
			continue;
		*notes |= MIME_NOTE_BAD_ESCAPE;
		if (is_kept)
			*o++ = '=';
		next = eq + 1;
	}
	out->len = (size_t)(o - out->ptr);
	return 0;
}
