#include "ctl/wrap.h"

#include <string.h>

#define LINES_MAX	1000	/* of a header that is looked through */

static struct slice
next_line(struct slice s, size_t *at)
{
	size_t nl = slice_chr(s, '\n', *at);
	struct slice line;

	if (nl == SLICE_NPOS)
		nl = s.len;
	line = slice_sub(s, *at, nl);
	*at = nl + 1;
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Length of the name before the colon (RFC 5322 3.6.8); 0: no field. */
static size_t
field_name(struct slice line)
{
	size_t i;

	for (i = 0; i < line.len && line.ptr[i] > ' ' && line.ptr[i] < 0x7f &&
	    line.ptr[i] != ':'; i++)
		;
	return i < line.len && line.ptr[i] == ':' ? i : 0;
}

static bool
is_mail_field(struct slice name)
{
	static const char *const names[] = { "From", "To", "Date", "Received",
	    "Message-ID", "MIME-Version", "Return-Path", "Subject",
	    "Content-Type", "Delivered-To", "DKIM-Signature", NULL };
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (slice_ieq_str(name, names[i]))
			return true;
	return false;
}

bool
wrap_is_message(struct slice bytes)
{
	struct slice line;
	size_t at = 0, n, i, known = 0, fields = 0;

	for (i = 0; i < LINES_MAX && at < bytes.len; i++) {
		line = next_line(bytes, &at);
		if (line.len == 0)
			break;
		/* What a mailbox in a file puts before each message. */
		if (i == 0 && slice_starts(line, SLICE("From ")))
			continue;
		if (fields > 0 && ascii_is_space(line.ptr[0]))
			continue;
		n = field_name(line);
		if (n == 0)
			return false;
		fields++;
		if (is_mail_field(slice_sub(line, 0, n)))
			known++;
	}
	/* Of many fields one is enough; a lone "To: the team" is a letter. */
	return known >= 2;
}

/*
 * As it is where a quoted string can hold it, which every reader takes; else
 * encoded (RFC 2231 4).
 */
static int
put_name(struct buf *out, const char *path)
{
	const char *name = strrchr(path, '/');
	const uint8_t *p;
	bool plain = true;
	int r;

	name = name != NULL ? name + 1 : path;
	for (p = (const uint8_t *)name; *p != '\0'; p++)
		if (*p < ' ' || *p >= 0x7f || *p == '"' || *p == '\\')
			plain = false;
	if (plain)
		return buf_printf(out, ";\r\n filename=\"%s\"", name);
	r = buf_puts(out, ";\r\n filename*=utf-8''");
	for (p = (const uint8_t *)name; r == 0 && *p != '\0'; p++)
		if (ascii_is_alpha(*p) || ascii_is_digit(*p) || *p == '.')
			r = buf_putc(out, *p);
		else
			r = buf_printf(out, "%%%02X", *p);
	return r;
}

int
wrap_base64(struct buf *out, struct slice s)
{
	static const char set[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t four[4];
	uint32_t v;
	size_t at, n;
	int r = 0;

	for (at = 0; r == 0 && at < s.len; at += n) {
		n = s.len - at < 3 ? s.len - at : 3;
		v = (uint32_t)s.ptr[at] << 16;
		v |= n > 1 ? (uint32_t)s.ptr[at + 1] << 8 : 0;
		v |= n > 2 ? s.ptr[at + 2] : 0;
		four[0] = (uint8_t)set[v >> 18];
		four[1] = (uint8_t)set[v >> 12 & 63];
		four[2] = n > 1 ? (uint8_t)set[v >> 6 & 63] : '=';
		four[3] = n > 2 ? (uint8_t)set[v & 63] : '=';
		r = buf_put(out, four, 4);
		if (r == 0 && (at / 3) % 19 == 18)
			r = buf_puts(out, "\r\n");
	}
	return r;
}

int
wrap_part(const char *path, struct slice bytes, struct buf *out)
{
	int r;

	r = buf_puts(out, "Content-Type: application/octet-stream\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment");
	if (r == 0 && strcmp(path, "-") != 0)
		r = put_name(out, path);
	if (r == 0)
		r = buf_puts(out, "\r\n\r\n");
	if (r == 0)
		r = wrap_base64(out, bytes);
	return r == 0 ? buf_puts(out, "\r\n") : r;
}

int
wrap_attachment(const char *path, struct slice bytes, struct buf *out)
{
	int r;

	r = buf_puts(out, "MIME-Version: 1.0\r\n");
	return r == 0 ? wrap_part(path, bytes, out) : r;
}
