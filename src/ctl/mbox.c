#include "ctl/mbox.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define READ_STEP	MIB
#define LINE_LOOK	1000	/* of a line that may be a From_ line */

struct mbox {
	int fd, stop_fd;
	enum mbox_shape shape;
	bool is_begun, splits, at_end;
	uint8_t *window;	/* of the file; at..len is still to be given */
	size_t cap, len, at;
	uint64_t base;		/* offset of window[0] */
	uint64_t number;
	struct buf plain;	/* a message whose quoting was taken off */
};

struct mbox *
mbox_open(int fd, enum mbox_shape shape, int stop_fd)
{
	struct mbox *m = mem_zalloc(sizeof *m);

	m->fd = fd;
	m->stop_fd = stop_fd;
	m->shape = shape;
	buf_init(&m->plain, MESSAGE_MAX_DEFAULT + READ_STEP);
	return m;
}

void
mbox_close(struct mbox *m)
{
	if (m == NULL)
		return;
	close(m->fd);
	free(m->window);
	buf_free(&m->plain);
	free(m);
}

/* --- the window ------------------------------------------------------------ */

static void
make_room(struct mbox *m)
{
	size_t left = m->len - m->at, cap = m->cap;

	if (m->cap - m->len >= READ_STEP)
		return;
	/* What was given goes, unless that would move much for little. */
	if (m->at > 0 && m->at >= left / 4) {
		memmove(m->window, m->window + m->at, left);
		m->base += m->at;
		m->at = 0;
		m->len = left;
	}
	while (cap - m->len < READ_STEP)
		cap = cap == 0 ? 2 * READ_STEP : 2 * cap;
	if (cap > m->cap)
		m->window = mem_array(m->window, cap, 1);
	m->cap = cap;
}

/* A pipe may keep us waiting for ever; a file is always ready. */
static int
wait_ready(const struct mbox *m)
{
	struct pollfd p[2] = { { .fd = m->fd, .events = POLLIN },
		{ .fd = m->stop_fd, .events = POLLIN } };
	int n;

	do
		n = poll(p, 2, -1);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return ERR_SYSTEM;
	return (p[1].revents & POLLIN) != 0 ? ERR_CLOSED : 0;
}

/* Read on; m->at_end when there is no more. */
static int
read_more(struct mbox *m)
{
	ssize_t n;
	int r;

	r = wait_ready(m);
	if (r < 0)
		return r;
	make_room(m);
	do
		n = read(m->fd, m->window + m->len, READ_STEP);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return ERR_SYSTEM;
	m->at_end = n == 0;
	m->len += (size_t)n;
	return 0;
}

/* Have `want` bytes from m->at on, if the file has so many. */
static int
look_ahead(struct mbox *m, size_t want)
{
	int r = 0;

	while (r == 0 && !m->at_end && m->len - m->at < want)
		r = read_more(m);
	return r;
}

static struct slice
rest(const struct mbox *m)
{
	return slice_of(m->window + m->at, m->len - m->at);
}

/* --- lines that begin a message -------------------------------------------- */

static struct slice
line_at(struct slice s, size_t at)
{
	struct slice line;
	size_t nl;

	line = slice_sub(s, at, at + LINE_LOOK);
	nl = slice_chr(line, '\n', 0);
	if (nl != SLICE_NPOS)
		line.len = nl;
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool
is_one_of(struct slice s, size_t at, const char *names)
{
	size_t i;

	if (s.len - at < 4 || s.ptr[at + 3] != ' ')
		return false;
	for (i = 0; names[i] != '\0'; i += 3)
		if (memcmp(s.ptr + at, names + i, 3) == 0)
			return true;
	return false;
}

/* "Mon Jan  5 10:15" */
static bool
is_date(struct slice s, size_t at)
{
	if (!is_one_of(s, at, "MonTueWedThuFriSatSun") ||
	    !is_one_of(s, at + 4, "JanFebMarAprMayJunJulAugSepOctNovDec"))
		return false;
	for (at += 8; at < s.len && s.ptr[at] == ' '; at++)
		;
	while (at < s.len && ascii_is_digit(s.ptr[at]))
		at++;
	return s.len - at >= 6 && s.ptr[at] == ' ' &&
	    ascii_is_digit(s.ptr[at + 1]) && ascii_is_digit(s.ptr[at + 2]) &&
	    s.ptr[at + 3] == ':' && ascii_is_digit(s.ptr[at + 4]) &&
	    ascii_is_digit(s.ptr[at + 5]);
}

static bool
has_date(struct slice line)
{
	size_t i;

	for (i = 4; i + 16 <= line.len; i++)
		if (line.ptr[i] == ' ' && is_date(line, i + 1))
			return true;
	return false;
}

bool
mbox_is_from_line(struct slice line)
{
	return slice_starts(line, SLICE("From ")) &&
	    (line.len == 5 || has_date(line));
}

/* "Name:" */
static bool
is_field(struct slice line)
{
	size_t i;

	for (i = 0; i < line.len && line.ptr[i] > ' ' && line.ptr[i] < 0x7f &&
	    line.ptr[i] != ':'; i++)
		;
	return i > 0 && i < line.len && line.ptr[i] == ':';
}

static bool
is_after_blank(struct slice s, size_t at)
{
	return at >= 2 && s.ptr[at - 1] == '\n' && (s.ptr[at - 2] == '\n' ||
	    (at >= 3 && s.ptr[at - 2] == '\r' && s.ptr[at - 3] == '\n'));
}

/*
 * Does a message begin at this line of s?  RFC 4155 wants an empty line before
 * it; writers that forget that have a header field after it.
 */
static bool
is_separator(struct slice s, size_t at)
{
	struct slice line = line_at(s, at);
	size_t nl;

	if (!mbox_is_from_line(line))
		return false;
	if (is_after_blank(s, at))
		return true;
	nl = slice_chr(slice_sub(s, at, at + 2 * LINE_LOOK), '\n', 0);
	return line.len > 5 && nl != SLICE_NPOS &&
	    is_field(line_at(s, at + nl + 1));
}

/*
 * Have the line at `at` whole, and the one after it where that decides; no
 * more, so that a pipe is not waited for longer than it takes.
 */
static int
look_at_lines(struct mbox *m, size_t at)
{
	size_t nl, end = at + 3 * LINE_LOOK;
	int r = 0;

	while (r == 0 && !m->at_end && m->len - m->at < end) {
		nl = slice_chr(rest(m), '\n', at);
		if (nl != SLICE_NPOS && (is_after_blank(rest(m), at) ||
		    !mbox_is_from_line(line_at(rest(m), at)) ||
		    slice_chr(rest(m), '\n', nl + 1) != SLICE_NPOS))
			break;
		r = read_more(m);
	}
	return r;
}

/* --- where a message ends --------------------------------------------------- */

/*
 * Where the next one begins, at or after `from` (both count from m->at); the
 * end of the file if there is none.  ERR_LIMIT: it is too long to be held;
 * then all of it but a little was passed over.
 */
static int
find_next(struct mbox *m, size_t from, size_t *ret)
{
	bool too_long = false;
	size_t p;
	int r;

	for (;;) {
		p = slice_find(rest(m), SLICE("\nFrom "), from);
		/* The line itself and the one after it have to be there. */
		if (p != SLICE_NPOS) {
			r = look_at_lines(m, p + 1);
			if (r < 0)
				return r;
			from = p + 1;
			if (is_separator(rest(m), p + 1))
				break;
			continue;
		}
		from = m->len - m->at > 6 ? m->len - m->at - 6 : 0;
		if (m->at_end) {
			from = m->len - m->at;
			break;
		}
		if (from > MESSAGE_MAX_DEFAULT) {
			too_long = true;
			m->at += from - 6;
			from = 6;
		}
		r = read_more(m);
		if (r < 0)
			return r;
	}
	*ret = from;
	return too_long || from > MESSAGE_MAX_DEFAULT + LINE_LOOK ?
	    ERR_LIMIT : 0;
}

/* The value of Content-Length in the header s, or 0. */
static size_t
content_length(struct slice s)
{
	struct slice line;
	size_t at, nl, i, n = 0;

	for (at = 0; at < s.len; at = nl + 1) {
		line = line_at(s, at);
		nl = slice_chr(s, '\n', at);
		if (line.len == 0 || nl == SLICE_NPOS)
			return 0;
		if (!slice_istarts(line, SLICE("Content-Length:")))
			continue;
		line = slice_trim(slice_from(line, 15));
		for (i = 0; i < line.len && i < 10 &&
		    ascii_is_digit(line.ptr[i]); i++)
			n = 10 * n + (size_t)(line.ptr[i] - '0');
		return i == line.len ? n : 0;
	}
	return 0;
}

/* The byte after the empty line that ends the header, or 0. */
static size_t
body_start(struct slice s)
{
	size_t crlf, lf;

	s = slice_sub(s, 0, HEADER_BYTES_MAX);
	lf = slice_find(s, SLICE("\n\n"), 0);
	crlf = slice_find(s, SLICE("\n\r\n"), 0);
	if (lf != SLICE_NPOS && (crlf == SLICE_NPOS || lf < crlf))
		return lf + 2;
	return crlf != SLICE_NPOS ? crlf + 3 : 0;
}

/* Is there a separator, or the end of the file, at `at` or behind a blank line? */
static bool
is_end(const struct mbox *m, size_t at)
{
	struct slice s = rest(m);
	size_t i;

	for (i = 0; i < 3; i++) {
		if (at >= s.len)
			return m->at_end && at == s.len;
		if (is_separator(s, at))
			return true;
		if (s.ptr[at] != '\r' && s.ptr[at] != '\n')
			return false;
		at++;
	}
	return false;
}

static size_t
count_separators(struct slice s, size_t from, size_t to)
{
	size_t p, n = 0;

	s = slice_sub(s, 0, to);
	while ((p = slice_find(s, SLICE("\nFrom "), from)) != SLICE_NPOS &&
	    n <= MBOX_RIVALS_MAX) {
		from = p + 1;
		n += is_separator(s, p + 1);
	}
	return n;
}

/*
 * A writer that does not quote From_ lines says how long the body is.  Where
 * that fits, the message reaches as far; but anybody can write that field, so
 * the messages that would be hidden in it are given too.
 */
static int
stretch(struct mbox *m, size_t head, size_t next, size_t *ret_end)
{
	size_t body, length, end;
	int r;

	*ret_end = next;
	body = body_start(slice_from(slice_sub(rest(m), 0, next), head));
	length = body == 0 ? 0 :
	    content_length(slice_from(rest(m), head));
	end = head + body + length;
	if (length == 0 || end <= next || end > MESSAGE_MAX_DEFAULT)
		return 0;
	r = look_ahead(m, end + 3 * LINE_LOOK);
	if (r == 0 && is_end(m, end) &&
	    count_separators(rest(m), next - 1, end) <= MBOX_RIVALS_MAX)
		*ret_end = end;
	return r;
}

/* --- a message -------------------------------------------------------------- */

/* Where a ">From " that is quoting begins, at or after *at; its first ">". */
static bool
find_quoted(struct slice s, size_t *at)
{
	size_t p, first;

	while ((p = slice_find(s, SLICE(">From "), *at)) != SLICE_NPOS) {
		for (first = p; first > 0 && s.ptr[first - 1] == '>'; first--)
			;
		*at = p + 1;
		if (first > 0 && s.ptr[first - 1] != '\n')
			continue;
		*at = first;
		return true;
	}
	return false;
}

/* One ">" off each line that "From " was quoted in. */
static struct slice
unquote(struct mbox *m, struct slice s)
{
	size_t from = 0, at = 0;

	buf_reset(&m->plain);
	while (find_quoted(s, &at)) {
		buf_put_slice(&m->plain, slice_sub(s, from, at));
		from = at + 1;
		/* Past this line's other ">". */
		at = slice_find(s, SLICE("From "), at) + 1;
	}
	if (from == 0)
		return s;
	buf_put_slice(&m->plain, slice_from(s, from));
	return buf_slice(&m->plain);
}

/* The empty line before the next From_ line is the mailbox's. */
static struct slice
without_gap(struct slice s)
{
	if (slice_ends(s, SLICE("\r\n\r\n")) || slice_eq_str(s, "\r\n"))
		s.len -= 2;
	else if (slice_ends(s, SLICE("\n\n")) || slice_eq_str(s, "\n"))
		s.len--;
	return s;
}

static int
begin(struct mbox *m)
{
	int r;

	m->is_begun = true;
	r = look_at_lines(m, 0);
	if (r < 0)
		return r;
	if (m->shape == MBOX_EITHER)
		m->splits = mbox_is_from_line(line_at(rest(m), 0));
	return 0;
}

static int
whole_file(struct mbox *m, struct mbox_message *ret)
{
	uint64_t length = m->len - m->at;
	int r = 0;

	if (m->number > 0)
		return 0;
	while (r == 0 && !m->at_end) {
		/* Past the limit nothing is kept. */
		if (m->len - m->at > MESSAGE_MAX_DEFAULT)
			m->at = m->len;
		r = read_more(m);
		length = m->base + m->len;
	}
	if (r < 0)
		return r;
	m->number = 1;
	ret->too_long = length > MESSAGE_MAX_DEFAULT;
	ret->bytes = ret->too_long ? SLICE_NONE : rest(m);
	return 1;
}

static int
next_split(struct mbox *m, struct mbox_message *ret)
{
	size_t head = 0, next = 0, end = 0;
	int r;

	r = look_at_lines(m, 0);
	if (r < 0)
		return r;
	if (m->len == m->at)
		return 0;
	ret->offset = m->base + m->at;
	ret->number = ++m->number;
	if (mbox_is_from_line(line_at(rest(m), 0))) {
		head = slice_chr(rest(m), '\n', 0);
		head = head == SLICE_NPOS ? m->len - m->at : head + 1;
	}
	r = find_next(m, head > 0 ? head - 1 : 0, &next);
	ret->too_long = r == ERR_LIMIT;
	if (r == 0)
		r = stretch(m, head, next, &end);
	if (r == 0) {
		ret->from_line = head > 0 ? line_at(rest(m), 0) : SLICE_NONE;
		ret->bytes = unquote(m, without_gap(slice_sub(rest(m), head,
		    end)));
	}
	m->at += next;
	return r == 0 || r == ERR_LIMIT ? 1 : r;
}

int
mbox_next(struct mbox *m, struct mbox_message *ret)
{
	int r = 0;

	memset(ret, 0, sizeof *ret);
	if (!m->is_begun)
		r = begin(m);
	if (r < 0)
		return r;
	return m->splits ? next_split(m, ret) : whole_file(m, ret);
}

int
mbox_count(struct mbox *m, uint64_t *ret)
{
	struct mbox_message msg;
	int r;

	*ret = 1;
	r = begin(m);
	if (r < 0 || !m->splits)
		return r == ERR_CLOSED ? r : 0;
	for (*ret = 0; (r = mbox_next(m, &msg)) > 0; (*ret)++)
		;
	*ret += r < 0;
	return r == ERR_CLOSED ? r : 0;
}
