/*
 * corpus -- messages from files, as a milter sees them: CRLF line ends.
 */
#ifndef UNIT_MIME_CORPUS_H
#define UNIT_MIME_CORPUS_H

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"

/* LF to CRLF where a message has bare LF only; others stay as they are. */
static inline void
corpus_crlf(struct slice s, struct buf *out)
{
	size_t at, lf;

	if (slice_find(s, SLICE("\r\n"), 0) != SLICE_NPOS) {
		buf_put_slice(out, s);
		return;
	}
	for (at = 0; at < s.len; at = lf + 1) {
		lf = slice_chr(s, '\n', at);
		if (lf == SLICE_NPOS) {
			buf_put_slice(out, slice_from(s, at));
			return;
		}
		buf_put_slice(out, slice_sub(s, at, lf));
		buf_puts(out, "\r\n");
	}
}

/* The bytes of a file; false if it cannot be read. */
static inline bool
corpus_load(const char *path, struct buf *out)
{
	FILE *f;
	size_t n;

	f = fopen(path, "rb");
	if (f == NULL)
		return false;
	do {
		if (buf_reserve(out, 64 * KIB) < 0)
			break;
		n = fread(out->ptr + out->len, 1, 64 * KIB, f);
		out->len += n;
	} while (n > 0);
	n = (size_t)ferror(f);
	fclose(f);
	return n == 0;
}

/* A small generator, so that a run can be repeated. */
static inline uint32_t
corpus_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

/* One change of the kind that trips parsers. */
static inline void
corpus_mutate(struct buf *b, uint64_t *state)
{
	static const char *const pieces[] = {
		"\r", "\n", "\r\n", "\r\n\r\n", "--", "\r\n--", ":", ";", "\"",
		"=", "(", "\\", " ", "\t", "=?utf-8?B?", "?=", "boundary=",
		"\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n",
		"\r\nContent-Transfer-Encoding: base64\r\n", "\r\n--x\r\n",
		"\r\nbegin 644 a\r\n", "\xff", "message/rfc822",
	};
	const char *p;
	size_t at, n;

	if (b->len == 0)
		return;
	at = corpus_random(state) % b->len;
	switch (corpus_random(state) % 4) {
	case 0:
		b->ptr[at] = (uint8_t)corpus_random(state);
		break;
	case 1:		/* a piece goes */
		n = corpus_random(state) % 40;
		if (n > b->len - at)
			n = b->len - at;
		memmove(b->ptr + at, b->ptr + at + n, b->len - at - n);
		b->len -= n;
		break;
	case 2:		/* a piece moves over another */
		n = corpus_random(state) % 200;
		if (n > b->len - at)
			n = b->len - at;
		memmove(b->ptr + corpus_random(state) % (b->len - n + 1),
		    b->ptr + at, n);
		break;
	default:	/* a piece comes in */
		p = pieces[corpus_random(state) %
		    (sizeof pieces / sizeof pieces[0])];
		n = strlen(p);
		if (buf_reserve(b, n) < 0)
			break;
		memmove(b->ptr + at + n, b->ptr + at, b->len - at);
		memcpy(b->ptr + at, p, n);
		b->len += n;
		break;
	}
}

#endif
