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
	BASE64_IGNORE,		/* padding is skipped, bits run on */
	BASE64_LINES		/* lines of words, or of signs, are no data */
};

int	base64_decode(struct slice raw, enum base64_padding padding,
	    struct buf *out, unsigned *notes);

/* What becomes of "=" before anything but two digits or an end of line. */
enum quoted_bad {
	QUOTED_KEEP,		/* stays as written */
	QUOTED_DROP,		/* goes, what follows stays */
	QUOTED_SWALLOW,		/* takes the next two bytes along */
	QUOTED_JOIN		/* as QUOTED_KEEP; soft breaks go first of all */
};

int	quoted_decode(struct slice raw, enum quoted_bad bad, struct buf *out,
	    unsigned *notes);

/* All uuencode blocks of raw, one after the other. */
int	uuencode_decode(struct slice raw, struct buf *out, unsigned *notes);

/*
 * One line of uuencode or xxencode; *ret_n bytes are in it.  is_lax: anything
 * may stand behind them.
 */
bool	uu_is_data(struct slice line, bool is_xx, bool is_lax, size_t *ret_n);
int	uu_line_decode(struct slice line, bool is_xx, size_t n,
	    struct buf *out);

int	yenc_decode(struct slice raw, struct buf *out);
int	binhex_decode(struct slice raw, struct buf *out);

#endif
