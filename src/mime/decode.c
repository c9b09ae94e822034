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
		return quoted_decode(raw, true, out, ret_notes);
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
	static const enum base64_padding other[] = {
		BASE64_STOP, BASE64_IGNORE
	};
	unsigned ignored = 0;
	size_t i, n;

	n = 0;
	if (e == MIME_ENCODING_BASE64 && (notes & MIME_NOTE_INNER_PADDING)) {
		for (i = 0; i < 2 && n < max; i++, n++)
			if (base64_decode(raw, other[i], &out[n], &ignored) < 0)
				break;
	} else if (e == MIME_ENCODING_QUOTED_PRINTABLE && max > 0 &&
	    (notes & MIME_NOTE_BAD_ESCAPE)) {
		if (quoted_decode(raw, false, &out[0], &ignored) == 0)
			n = 1;
	}
	return n;
}
