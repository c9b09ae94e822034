/*
 * charset -- the table of character sets that we read (IANA names).
 *
 * Internal to src/mime.  Single-byte sets become tables of ours at preload,
 * so that only the multi-byte ones keep a converter of the C library open.
 */
#ifndef MIME_CHARSET_H
#define MIME_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

enum charset_kind {
	CHARSET_GUESS,		/* no charset, or a word that means so */
	CHARSET_ASCII,
	CHARSET_UTF8,
	CHARSET_UTF7,		/* RFC 2152 */
	CHARSET_UTF16,		/* byte order by BOM, else by its look */
	CHARSET_UTF16LE,
	CHARSET_UTF16BE,
	CHARSET_UTF32,
	CHARSET_UTF32LE,
	CHARSET_UTF32BE,
	CHARSET_LATIN1,		/* read as windows-1252, as all clients do */
	CHARSET_SINGLE,		/* one byte a character: table */
	CHARSET_MULTI,		/* iconv */
	CHARSET_HZ		/* RFC 1843, by way of GB 2312 */
};

struct charset {
	const char *name;	/* canonical */
	enum charset_kind kind;
	const char *converter;	/* iconv's name; NULL if none is needed */
};

#define CHARSET_COUNT_MAX	96

extern const struct charset charset_table[];	/* ended by a NULL name */

/* By any name that mail uses; NULL if we do not read it. */
const struct charset *charset_find(struct slice name);

/* The characters of windows-1252 from 0x80 to 0x9f. */
extern const uint16_t charset_windows[32];

/* --- unicode.c --------------------------------------------------------------- */

/* One character as UTF-8. */
int	charset_put(struct buf *out, uint32_t c);
int	charset_utf7(struct slice s, struct buf *out);
/*
 * A sequence at `at` that is no valid UTF-8 and that forgiving readers take
 * for a character all the same: overlong, or half a pair.  Its length, or 0.
 */
size_t	charset_lenient(struct slice s, size_t at, uint32_t *ret);

#endif
