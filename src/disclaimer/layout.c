#include "disclaimer/layout.h"

#include "base/err.h"

#define WIDTH		72	/* fits format=flowed, RFC 3676 4.2 */

/* Would a line that starts here be changed by some mailer on its way? */
static const char *
unsafe_start(struct slice s)
{
	if (slice_starts(s, SLICE("From ")))
		return "a line that starts with \"From \"";
	if (slice_eq(s, SLICE(".")))
		return "a line with nothing but a dot";
	if (slice_starts(s, SLICE(">")))
		return "a line that starts with \">\", as a quotation does,";
	if (slice_eq(s, SLICE("--")))
		return "a line with nothing but dashes: a signature mark";
	return NULL;
}

/* Where to end a line that is too long: at a blank, or not at all. */
static size_t
break_at(struct slice line)
{
	size_t i, best;

	best = SLICE_NPOS;
	for (i = 1; i < line.len; i++) {
		if (line.ptr[i] != ' ' || line.ptr[i - 1] == ' ')
			continue;
		if (i > WIDTH && best != SLICE_NPOS)
			break;
		if (unsafe_start(slice_trim(slice_from(line, i))) == NULL &&
		    slice_trim(slice_from(line, i)).len > 0 &&
		    !slice_starts(slice_from(line, i), SLICE(" From ")) &&
		    !slice_starts(slice_from(line, i), SLICE(" .")) &&
		    !slice_starts(slice_from(line, i), SLICE(" -")))
			best = i;
		if (i > WIDTH && best != SLICE_NPOS)
			break;
	}
	return best;
}

static int
put_line(struct slice line, struct buf *out)
{
	size_t at;
	int r;

	for (r = 0; r == 0 && line.len > LAYOUT_WIDTH_MAX; ) {
		at = break_at(line);
		if (at == SLICE_NPOS)
			break;
		r = buf_put_slice(out, slice_sub(line, 0, at));
		if (r == 0)
			r = buf_putc(out, '\n');
		line = slice_trim(slice_from(line, at));
	}
	return r == 0 ? buf_put_slice(out, line) : r;
}

static const char *
too_long(struct slice s)
{
	size_t lf = slice_rchr(s, '\n');

	if (lf != SLICE_NPOS)
		s = slice_from(s, lf + 1);
	return s.len > LAYOUT_LINE_MAX ?
	    "a line too long for mail, and no blank to break it at" : NULL;
}

static struct slice
trim_end(struct slice s)
{
	while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

int
layout_lines(struct slice text, struct buf *out, const char **ret_bad)
{
	struct slice line;
	size_t at, lf, blank;
	int r;

	*ret_bad = NULL;
	text = trim_end(text);
	blank = 0;
	for (at = 0, r = 0; at < text.len && r == 0; at = lf + 1) {
		lf = slice_chr(text, '\n', at);
		if (lf == SLICE_NPOS)
			lf = text.len;
		line = trim_end(slice_sub(text, at, lf));
		if (line.len == 0) {
			blank += out->len > 0;
			continue;
		}
		if (unsafe_start(line) != NULL)
			*ret_bad = unsafe_start(line);
		/* One line end, and one more for each empty line before. */
		for (blank += out->len > 0; blank > 0 && r == 0; blank--)
			r = buf_putc(out, '\n');
		if (r == 0)
			r = put_line(line, out);
		if (*ret_bad == NULL)
			*ret_bad = too_long(buf_slice(out));
	}
	return r;
}

/* The longest run without a blank; a line is broken only there. */
static struct slice
longest_word(struct slice line)
{
	struct slice most = SLICE_NONE, word;
	size_t at, end;

	for (at = 0; at < line.len; at = end + 1) {
		end = slice_chr(line, ' ', at);
		word = slice_sub(line, at, end == SLICE_NPOS ? line.len : end);
		if (word.len > most.len)
			most = word;
		if (end == SLICE_NPOS)
			break;
	}
	return most;
}

bool
layout_fault(struct slice text, struct slice *ret_line, const char **ret_bad)
{
	size_t at, lf;

	for (at = 0; at < text.len; at = lf + 1) {
		lf = slice_chr(text, '\n', at);
		if (lf == SLICE_NPOS)
			lf = text.len;
		*ret_line = trim_end(slice_sub(text, at, lf));
		*ret_bad = unsafe_start(*ret_line);
		if (*ret_bad != NULL)
			return true;
		*ret_line = longest_word(*ret_line);
		*ret_bad = too_long(*ret_line);
		if (*ret_bad != NULL)
			return true;
	}
	return false;
}
