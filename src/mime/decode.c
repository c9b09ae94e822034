#include "mime/codec.h"

#include "base/err.h"

int
mime_decode(struct slice raw, enum mime_encoding e, struct buf *out,
    unsigned *ret_notes)
{
	*ret_notes = 0;
	switch (e) {
	case MIME_ENCODING_IDENTITY:
	case MIME_ENCODING_UNKNOWN:
		return buf_put_slice(out, raw);
	case MIME_ENCODING_QUOTED_PRINTABLE:
		return quoted_decode(raw, QUOTED_KEEP, out, ret_notes);
	case MIME_ENCODING_BASE64:
		return base64_decode(raw, BASE64_EACH, out, ret_notes);
	case MIME_ENCODING_UUENCODE:
		return uuencode_decode(raw, out, ret_notes);
	case MIME_ENCODING_COUNT:
		break;
	}
	return ERR_RANGE;
}

size_t
mime_decode_variants(struct slice raw, enum mime_encoding e, unsigned notes,
    struct buf *out, size_t max)
{
	static const enum base64_padding padding[] = {
		BASE64_STOP, BASE64_IGNORE
	};
	static const enum quoted_bad bad[] = {
		QUOTED_DROP, QUOTED_SWALLOW, QUOTED_JOIN
	};
	unsigned ignored = 0;
	size_t n = 0;

	if (e == MIME_ENCODING_BASE64) {
		for (; (notes & MIME_NOTE_INNER_PADDING) && n < 2 && n < max;
		    n++)
			if (base64_decode(raw, padding[n], &out[n],
			    &ignored) < 0)
				return n;
		if ((notes & (MIME_NOTE_JUNK | MIME_NOTE_BLANK)) && n < max &&
		    base64_decode(raw, BASE64_LINES, &out[n], &ignored) == 0)
			n++;
	} else if (e == MIME_ENCODING_QUOTED_PRINTABLE &&
	    (notes & MIME_NOTE_BAD_ESCAPE)) {
		for (; n < 3 && n < max; n++)
			if (quoted_decode(raw, bad[n], &out[n], &ignored) < 0)
				break;
	}
	return n;
}
