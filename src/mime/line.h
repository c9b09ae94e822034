/*
 * line -- where lines end, in each way that readers end them.
 *
 * Internal to src/mime.  The first reading ends a line at LF, with or without
 * CR before it; a strict reader wants CRLF and a lax one also stops at a bare
 * CR (mime-traps: RFC 5322 2.3 forbids both, clients accept both).
 */
#ifndef MIME_LINE_H
#define MIME_LINE_H

#include <stddef.h>
#include <string.h>

#include "base/slice.h"

enum line_mode {
	LINE_LF,		/* CRLF or LF: what nearly all readers do */
	LINE_STRICT,		/* CRLF only */
	LINE_CR			/* CRLF, LF or CR */
};

struct line {
	size_t from;
	size_t text_to;		/* without the end of line */
	size_t to;		/* after the end of line */
};

/* First LF that ends a line in this mode, or `to`. */
static inline size_t
line_feed(struct slice s, size_t at, size_t to, enum line_mode mode)
{
	const uint8_t *p;
	size_t i;

	for (i = at; i < to; i++) {
		p = memchr(s.ptr + i, '\n', to - i);
		if (p == NULL)
			return to;
		i = (size_t)(p - s.ptr);
		if (mode != LINE_STRICT || (i > at && p[-1] == '\r'))
			return i;
	}
	return to;
}

/* The line that starts at `at` < to; never past `to`. */
static inline struct line
line_at(struct slice s, size_t at, size_t to, enum line_mode mode)
{
	struct line l = { at, to, to };
	size_t lf, i;

	if (mode == LINE_CR) {
		/* No looking for an LF past each of many CRs. */
		for (i = at; i < to && s.ptr[i] != '\n' && s.ptr[i] != '\r';)
			i++;
		l.text_to = i;
		l.to = to - i > 1 && s.ptr[i] == '\r' && s.ptr[i + 1] == '\n' ?
		    i + 2 : i < to ? i + 1 : to;
		return l;
	}
	lf = line_feed(s, at, to, mode);
	if (lf < to) {
		l.to = lf + 1;
		l.text_to = lf > at && s.ptr[lf - 1] == '\r' ? lf - 1 : lf;
	}
	return l;
}

static inline bool
line_is_blank(struct slice s, size_t from, size_t to)
{
	for (; from < to; from++)
		if (s.ptr[from] != ' ' && s.ptr[from] != '\t')
			return false;
	return true;
}

/* Is there a CR without LF, or an LF without CR, in from..to? */
static inline bool
line_has_bare_cr(struct slice s, size_t from, size_t to)
{
	const uint8_t *p;

	while (from < to &&
	    (p = memchr(s.ptr + from, '\r', to - from)) != NULL) {
		from = (size_t)(p - s.ptr) + 1;
		if (from >= s.len || s.ptr[from] != '\n')
			return true;
	}
	return false;
}

static inline bool
line_has_bare_lf(struct slice s, size_t from, size_t to)
{
	const uint8_t *p;

	while (from < to &&
	    (p = memchr(s.ptr + from, '\n', to - from)) != NULL) {
		if (p == s.ptr || p[-1] != '\r')
			return true;
		from = (size_t)(p - s.ptr) + 1;
	}
	return false;
}

#endif
