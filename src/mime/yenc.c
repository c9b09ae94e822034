#include "mime/codec.h"

#include "base/err.h"

/*
 * yEnc, draft 1.3: each byte plus 42; the critical ones after "=", plus 64
 * once more.  Line ends are no data.
 */
int
yenc_decode(struct slice raw, struct buf *out)
{
	uint8_t c;
	size_t i;

	if (buf_reserve(out, raw.len) < 0)
		return ERR_LIMIT;
	for (i = 0; i < raw.len; i++) {
		c = raw.ptr[i];
		if (c == '\r' || c == '\n')
			continue;
		if (c == '=' && i + 1 < raw.len)
			c = (uint8_t)(raw.ptr[++i] - 64);
		out->ptr[out->len++] = (uint8_t)(c - 42);
	}
	return 0;
}
