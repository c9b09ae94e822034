#include "extract/xstring.h"

#include "extract/entity.h"

#define ESCAPE_LEN	7	/* _xHHHH_ */

/* The code of an escape at the beginning of s, or -1. */
static int
escape_code(struct slice s)
{
	int code = 0, digit;
	size_t i;

	if (s.len < ESCAPE_LEN || s.ptr[0] != '_' ||
	    ascii_lower(s.ptr[1]) != 'x' || s.ptr[6] != '_')
		return -1;
	for (i = 2; i < 6; i++) {
		digit = ascii_hex_value(s.ptr[i]);
		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	return code;
}

bool
xstring_decode(struct slice s, struct buf *out)
{
	bool found = false;
	int code;

	buf_reset(out);
	if (slice_ifind(s, SLICE("_x"), 0) == SLICE_NPOS)
		return false;
	while (s.len > 0) {
		code = escape_code(s);
		found = found || code >= 0;
		if (code >= 0 && entity_put(out, (uint32_t)code) == 0) {
			s = slice_from(s, ESCAPE_LEN);
			continue;
		}
		if (buf_putc(out, s.ptr[0]) < 0)
			break;
		s = slice_from(s, 1);
	}
	if (!found)
		buf_reset(out);
	return found;
}
