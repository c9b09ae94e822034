#include "conf/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/utf8.h"

#define READ_STEP	(4 * MIB)

/* --- bytes ------------------------------------------------------------------- */

/* Room for n bytes; what moves away is wiped. */
static void
grow(struct csv *c, size_t *cap, size_t n)
{
	uint8_t *bytes;
	size_t want = *cap * 2 > n ? *cap * 2 : n;

	if (n <= *cap)
		return;
	bytes = mem_alloc(want);
	if (c->len > 0)
		memcpy(bytes, c->bytes, c->len);
	if (c->bytes != NULL)
		explicit_bzero(c->bytes, c->len);
	free(c->bytes);
	c->bytes = bytes;
	*cap = want;
}

static int
read_all(struct csv *c, int fd)
{
	size_t cap = 0;
	ssize_t n;

	for (;;) {
		if (c->len > CSV_BYTES_MAX)
			return ERR_LIMIT;
		grow(c, &cap, c->len + READ_STEP);
		n = read(fd, c->bytes + c->len, READ_STEP);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? ERR_SYSTEM : 0;
		c->len += (size_t)n;
	}
}

static size_t
put_utf8(uint32_t u, uint8_t *out)
{
	if (u < 0x80) {
		out[0] = (uint8_t)u;
		return 1;
	}
	if (u < 0x800) {
		out[0] = (uint8_t)(0xc0 | u >> 6);
		out[1] = (uint8_t)(0x80 | (u & 0x3f));
		return 2;
	}
	if (u < 0x10000) {
		out[0] = (uint8_t)(0xe0 | u >> 12);
		out[1] = (uint8_t)(0x80 | (u >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (u & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | u >> 18);
	out[1] = (uint8_t)(0x80 | (u >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (u >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (u & 0x3f));
	return 4;
}

/* Windows-1252: what differs from ISO 8859-1; 0: not used. */
static const uint16_t windows[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

static uint32_t
unit_16(const uint8_t *p, bool big)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static size_t
from_utf16(const uint8_t *p, size_t n, bool big, uint8_t *out)
{
	uint32_t u, low;
	size_t i, len = 0;

	for (i = 0; i + 1 < n; i += 2) {
		u = unit_16(p + i, big);
		low = i + 3 < n ? unit_16(p + i + 2, big) : 0;
		if (u >= 0xd800 && u < 0xdc00 && low >= 0xdc00 &&
		    low < 0xe000) {
			u = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		} else if (u >= 0xd800 && u < 0xe000) {
			u = 0xfffd;
		}
		len += put_utf8(u, out + len);
	}
	return len;
}

static size_t
from_windows(const uint8_t *p, size_t n, uint8_t *out)
{
	size_t i, len = 0;
	uint32_t u;

	for (i = 0; i < n; i++) {
		u = p[i] >= 0x80 && p[i] < 0xa0 ? windows[p[i] - 0x80] : p[i];
		len += put_utf8(u == 0 && p[i] != 0 ? 0xfffd : u, out + len);
	}
	return len;
}

/* Whatever it is becomes UTF-8 without a byte order mark. */
static void
recode(struct csv *c)
{
	const uint8_t *p = c->bytes;
	uint8_t *out;
	size_t n;
	bool wide;

	wide = c->len >= 2 && ((p[0] == 0xff && p[1] == 0xfe) ||
	    (p[0] == 0xfe && p[1] == 0xff));
	if (!wide && utf8_check(slice_of(p, c->len)) == c->len) {
		if (slice_starts(slice_of(p, c->len),
		    SLICE("\xef\xbb\xbf")))
			c->at = 3;
		return;
	}
	out = mem_alloc(3 * c->len + 4);
	n = wide ? from_utf16(p + 2, c->len - 2, p[0] == 0xfe, out) :
	    from_windows(p, c->len, out);
	explicit_bzero(c->bytes, c->len);
	free(c->bytes);
	c->bytes = out;
	c->len = n;
}

/* The sign that the first line has most of, outside quotes. */
static uint8_t
find_separator(const struct csv *c)
{
	static const uint8_t signs[] = { ',', ';', '\t', '|' };
	size_t counts[sizeof signs] = { 0 }, i, k, best = 0;
	bool quoted = false;

	for (i = c->at; i < c->len && (quoted || c->bytes[i] != '\n'); i++) {
		if (c->bytes[i] == '"')
			quoted = !quoted;
		for (k = 0; !quoted && k < sizeof signs; k++)
			counts[k] += c->bytes[i] == signs[k];
	}
	for (k = 1; k < sizeof signs; k++)
		if (counts[k] > counts[best])
			best = k;
	return signs[best];
}

static int
begin(struct csv *c)
{
	recode(c);
	if (c->len == c->at)
		return ERR_SHORT;
	c->separator = find_separator(c);
	c->fields = mem_array(NULL, CSV_FIELDS_MAX, sizeof *c->fields);
	c->next_line = 1;
	return 0;
}

int
csv_open_bytes(struct csv *c, struct slice bytes)
{
	memset(c, 0, sizeof *c);
	c->bytes = mem_alloc(bytes.len + 1);
	memcpy(c->bytes, bytes.ptr, bytes.len);
	c->len = bytes.len;
	return begin(c);
}

int
csv_open(struct csv *c, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd, r;

	memset(c, 0, sizeof *c);
	fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return ERR_SYSTEM;
	r = read_all(c, fd);
	if (!is_stdin)
		close(fd);
	return r == 0 ? begin(c) : r;
}

void
csv_close(struct csv *c)
{
	if (c->bytes != NULL)
		explicit_bzero(c->bytes, c->len);
	free(c->bytes);
	free(c->fields);
	memset(c, 0, sizeof *c);
}

/* --- rows -------------------------------------------------------------------- */

/* A field in quotes, written back over itself without them. */
static int
quoted_field(struct csv *c, struct slice *ret)
{
	uint8_t *to = c->bytes + c->at;
	size_t n = 0;

	for (c->at++; c->at < c->len; c->at++) {
		if (c->bytes[c->at] == '"') {
			if (c->at + 1 >= c->len || c->bytes[c->at + 1] != '"')
				break;
			c->at++;
		}
		c->next_line += c->bytes[c->at] == '\n';
		to[n++] = c->bytes[c->at];
	}
	if (c->at == c->len)
		return ERR_SYNTAX;
	c->at++;
	/* Text after the closing quote belongs to it, as spreadsheets read. */
	while (c->at < c->len && c->bytes[c->at] != c->separator &&
	    c->bytes[c->at] != '\n')
		to[n++] = c->bytes[c->at++];
	*ret = slice_trim(slice_of(to, n));
	return 0;
}

static int
field(struct csv *c, struct slice *ret)
{
	size_t from;

	while (c->at < c->len && c->bytes[c->at] == ' ')
		c->at++;
	if (c->at < c->len && c->bytes[c->at] == '"')
		return quoted_field(c, ret);
	for (from = c->at; c->at < c->len &&
	    c->bytes[c->at] != c->separator && c->bytes[c->at] != '\n';
	    c->at++)
		;
	*ret = slice_trim(slice_of(c->bytes + from, c->at - from));
	return 0;
}

static int
row(struct csv *c)
{
	int r;

	c->line = c->next_line;
	for (c->count = 0; ; c->at++) {
		if (c->count == CSV_FIELDS_MAX)
			return ERR_LIMIT;
		r = field(c, &c->fields[c->count]);
		if (r < 0)
			return r;
		c->count++;
		if (c->at >= c->len || c->bytes[c->at] == '\n')
			break;
	}
	c->next_line += c->at < c->len;
	c->at += c->at < c->len;
	return 1;
}

int
csv_next(struct csv *c)
{
	size_t i;
	int r;

	while (c->at < c->len) {
		r = row(c);
		if (r < 0)
			return r;
		for (i = 0; i < c->count; i++)
			if (c->fields[i].len > 0)
				return 1;
	}
	return 0;
}
