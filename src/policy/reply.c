#include "policy/reply.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define TEXT_MAX	REPLY_TEXT_MAX

/* Bytes outside printable ASCII become "?", one for each character. */
static size_t
put_ascii(char *out, size_t at, size_t max, struct slice s)
{
	size_t i;
	uint8_t b;

	for (i = 0; i < s.len && at < max; i++) {
		b = s.ptr[i];
		if (b == '\n' || b == '\t' || b == '\r')
			b = ' ';
		if ((b & 0xc0) == 0x80)
			continue;
		out[at++] = b >= ' ' && b <= '~' ? (char)b : '?';
	}
	return at;
}

/* Cut at a word, with dots, if it is longer than there is room for. */
static size_t
put_cut(char *out, size_t at, size_t max, struct slice s)
{
	char text[TEXT_MAX + 1];
	size_t n;

	n = put_ascii(text, 0, sizeof text, slice_trim(s));
	if (n <= max - at) {
		memcpy(out + at, text, n);
		return at + n;
	}
	n = max - at - 3;
	while (n > 0 && text[n] != ' ')
		n--;
	if (n == 0)
		n = max - at - 3;
	memcpy(out + at, text, n);
	memcpy(out + at + n, "...", 3);
	return at + n + 3;
}

static int
put_line(struct arena *a, struct verdict *v, const char *text, size_t n)
{
	struct slice s = arena_dup(a, slice_of(text, n));

	if (s.ptr == NULL)
		return ERR_LIMIT;
	v->reply[v->reply_count++] = s;
	return 0;
}

/* "Not sent: ... Reference EX-7K3M-2QPX." */
static int
put_first(const struct reply_parts *p, struct arena *a, struct verdict *v)
{
	char line[TEXT_MAX + 1], tail[64];
	size_t n;
	int len;

	len = p->ref == NULL ? 0 : snprintf(tail, sizeof tail,
	    " Reference %.20s.", p->ref);
	n = put_cut(line, 0, TEXT_MAX - (size_t)len, p->text);
	if (n == 0)
		n = put_cut(line, 0, TEXT_MAX - (size_t)len,
		    SLICE("Not sent: our email policy does not allow it."));
	n = put_ascii(line, n, TEXT_MAX, slice_of(tail, (size_t)len));
	return put_line(a, v, line, n);
}

static int
put_more(struct slice text, struct arena *a, struct verdict *v)
{
	char line[TEXT_MAX + 1];
	size_t n;

	n = put_cut(line, 0, TEXT_MAX, text);
	return n > 0 ? put_line(a, v, line, n) : 0;
}

static int
put_help(const struct reply_parts *p, struct arena *a, struct verdict *v)
{
	char line[TEXT_MAX + 1];
	size_t n;

	if (p->help_address.len == 0)
		return 0;
	n = put_ascii(line, 0, TEXT_MAX, SLICE("Help: "));
	n = put_cut(line, n, TEXT_MAX - 40, p->help_address);
	if (p->help_phone.len > 0) {
		n = put_ascii(line, n, TEXT_MAX, SLICE(" or "));
		n = put_cut(line, n, TEXT_MAX - 1, p->help_phone);
	}
	n = put_ascii(line, n, TEXT_MAX, SLICE("."));
	return put_line(a, v, line, n);
}

int
reply_make(const struct reply_parts *p, uint16_t code, const char *status,
    struct arena *a, struct verdict *v)
{
	int r;

	v->smtp_code = code;
	snprintf(v->smtp_status, sizeof v->smtp_status, "%s", status);
	v->reply_count = 0;
	r = put_first(p, a, v);
	/* sendmail(1) shows the text of a longer one with its codes in it. */
	if (r < 0 || p->one_line)
		return r;
	r = put_more(p->found, a, v);
	if (r == 0)
		r = put_more(p->next, a, v);
	if (r == 0)
		r = put_help(p, a, v);
	return r;
}
