/*
 * codec -- our own decoders of transfer encodings.
 *
 * Internal to src/mime; callers use mime_decode().  Each appends to out and
 * sets the notes of mime.h where a strict reader would read otherwise.  Pure,
 * linear, no state.
 */
#ifndef MIME_CODEC_H
#define MIME_CODEC_H

#include "mime/mime.h"

/* What base64 padding in the middle of the data does (mime-traps 3.8). */
enum base64_padding {
	BASE64_EACH,		/* each padded quantum on its own, then go on */
	BASE64_STOP,		/* the first padding ends the data */
	BASE64_IGNORE		/* padding is skipped, bits run on */
};

int	base64_decode(struct slice raw, enum base64_padding padding,
	    struct buf *out, unsigned *notes);

/* is_kept: a bad escape stays as written; else it is dropped. */
int	quoted_decode(struct slice raw, bool is_kept, struct buf *out,
	    unsigned *notes);

int	uuencode_decode(struct slice raw, struct buf *out, unsigned *notes);

#endif
