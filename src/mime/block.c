/*
 * block -- where files stand inside text (mime-traps 3.8, "inside text").
 */
#include "mime/codec.h"

#include "base/err.h"
#include "mime/line.h"

#define BINHEX_LEAD	4096	/* words before its first colon */
#define LEAD_MAX	16	/* marks of quotes, blanks, a shell archive's X */

static struct slice
line_text(struct slice text, struct line l)
{
	return slice_sub(text, l.from, l.text_to);
}

/* A line behind what every line of the block begins with. */
static struct slice
after_lead(struct slice line, size_t lead)
{
	return slice_from(line, lead < line.len ? lead : line.len);
}

static size_t
lead_of(struct slice line)
{
	size_t i;

	for (i = 0; i < line.len && i < LEAD_MAX; i++)
		if (line.ptr[i] != ' ' && line.ptr[i] != '\t' &&
		    line.ptr[i] != '>' && line.ptr[i] != '|' &&
		    line.ptr[i] != 'X')
			break;
	return i;
}

/* --- uuencode and its kin ---------------------------------------------------- */

/*
 * What stands behind "begin ": octal digits and a name, or a name alone.
 * *ret_is_sure: such a line hardly stands in a text.
 */
static bool
begin_name(struct slice s, struct slice *ret_name, bool *ret_is_sure)
{
	size_t i, digits;

	for (i = 0; i < s.len && s.ptr[i] == ' '; i++)
		;
	for (digits = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '7'; i++)
		digits++;
	*ret_is_sure = digits >= 3 && digits <= 6 &&
	    (i == s.len || s.ptr[i] == ' ');
	*ret_name = slice_trim(slice_from(s, i));
	return ret_name->len > 0 || *ret_is_sure;
}

/* Data lines of one alphabet; how many hold data. */
static size_t
uu_extent(struct slice text, size_t at, bool is_xx, bool is_lax,
    struct mime_block *b)
{
	struct slice s;
	struct line l;
	size_t n, lines;

	b->data_from = b->data_to = b->to = at;
	b->has_end = false;
	for (lines = 0; at < text.len; at = l.to) {
		l = line_at(text, at, text.len, LINE_CR);
		s = after_lead(line_text(text, l), b->lead);
		if (slice_ieq(slice_trim(s), SLICE("end"))) {
			b->to = l.to;
			b->has_end = true;
			break;
		}
		/* The last line may be a blank that was lost. */
		if (s.len == 0 && lines > 0)
			continue;
		if (!uu_is_data(s, is_xx, is_lax, &n))
			break;
		lines += n > 0;
		b->data_to = b->to = l.to;
	}
	return lines;
}

/* Either alphabet: the one that gets to the end, or gets further. */
static bool
uu_block(struct slice text, size_t at, bool is_sure, struct mime_block *b)
{
	struct mime_block xx = *b;
	size_t lines, xx_lines;

	b->kind = MIME_BLOCK_UU;
	lines = uu_extent(text, at, false, is_sure, b);
	if (b->has_end && (lines > 0 || is_sure))
		return true;
	xx.kind = MIME_BLOCK_XX;
	xx_lines = uu_extent(text, at, true, is_sure, &xx);
	if (xx_lines > 0 && xx.has_end) {
		*b = xx;
		return true;
	}
	/* Words such as "begin 100 metres from ..." carry no data. */
	return lines > 0 && is_sure;
}

static bool
base64_block(struct slice text, size_t at, struct mime_block *b)
{
	struct slice s;
	struct line l;

	b->kind = MIME_BLOCK_BASE64;
	b->data_from = b->data_to = b->to = at;
	for (; at < text.len; at = l.to) {
		l = line_at(text, at, text.len, LINE_CR);
		s = slice_trim(after_lead(line_text(text, l), b->lead));
		if (slice_starts(s, SLICE("===="))) {
			b->has_end = true;
			b->to = l.to;
			break;
		}
		if (slice_chr(s, ' ', 0) != SLICE_NPOS)
			break;
		b->data_to = b->to = l.to;
	}
	return b->data_to > b->data_from;
}

static bool
begin_block(struct slice text, struct slice line, size_t at,
    struct mime_block *b)
{
	bool is_sure;

	line = slice_from(line, 5);
	if (slice_istarts(line, SLICE("-base64"))) {
		line = slice_from(line, slice_chr(line, ' ', 0) == SLICE_NPOS ?
		    line.len : slice_chr(line, ' ', 0));
		return begin_name(line, &b->name, &is_sure) &&
		    base64_block(text, at, b);
	}
	return slice_starts(line, SLICE(" ")) &&
	    begin_name(line, &b->name, &is_sure) &&
	    uu_block(text, at, is_sure, b);
}

/* --- yEnc, BinHex ----------------------------------------------------------------- */

static bool
yenc_block(struct slice text, struct slice line, size_t at,
    struct mime_block *b)
{
	struct slice s;
	struct line l;
	size_t name;

	b->kind = MIME_BLOCK_YENC;
	b->lead = 0;
	b->data_from = b->data_to = b->to = at;
	name = slice_find(line, SLICE(" name="), 0);
	if (name != SLICE_NPOS)
		b->name = slice_trim(slice_from(line, name + 6));
	else if (slice_find(line, SLICE(" line="), 0) == SLICE_NPOS)
		return false;
	b->is_piece = slice_find(slice_sub(line, 0, name), SLICE(" part="),
	    0) != SLICE_NPOS;
	for (; at < text.len; at = l.to) {
		l = line_at(text, at, text.len, LINE_LF);
		s = line_text(text, l);
		b->to = l.to;
		if (slice_starts(s, SLICE("=yend"))) {
			b->has_end = true;
			break;
		}
		if (slice_starts(s, SLICE("=ypart ")) && at == b->data_from)
			b->data_from = l.to;
		b->data_to = l.to;
	}
	return true;
}

static bool
binhex_block(struct slice text, size_t at, struct mime_block *b)
{
	size_t colon;

	b->kind = MIME_BLOCK_BINHEX;
	b->lead = 0;
	colon = slice_chr(slice_sub(text, 0, at + BINHEX_LEAD), ':', at);
	if (colon == SLICE_NPOS)
		return false;
	b->data_from = colon + 1;
	colon = slice_chr(text, ':', b->data_from);
	b->has_end = colon != SLICE_NPOS;
	b->data_to = b->has_end ? colon : text.len;
	b->to = b->has_end ? colon + 1 : text.len;
	return true;
}

/* --- any of them -------------------------------------------------------------------- */

/* Does this line begin a block?  at is where the next one starts. */
static bool
block_at(struct slice text, struct slice line, size_t at, struct mime_block *b)
{
	struct slice s;

	*b = (struct mime_block){ .lead = lead_of(line) };
	s = after_lead(line, b->lead);
	if (s.len < 8)
		return false;
	switch (s.ptr[0]) {
	case 'b':
	case 'B':
		return slice_istarts(s, SLICE("begin")) &&
		    begin_block(text, s, at, b);
	case '=':
		return slice_starts(s, SLICE("=ybegin ")) &&
		    yenc_block(text, s, at, b);
	case '(':
		return slice_starts(s, SLICE("(This file must be converted "
		    "with BinHex")) && binhex_block(text, at, b);
	default:
		return false;
	}
}

bool
mime_block_find(struct slice text, size_t at, struct mime_block *ret)
{
	struct line l;

	for (; at < text.len; at = l.to) {
		l = line_at(text, at, text.len, LINE_CR);
		if (block_at(text, line_text(text, l), l.to, ret)) {
			ret->from = l.from;
			return true;
		}
	}
	return false;
}

static int
uu_decode(struct slice text, const struct mime_block *b, struct buf *out)
{
	bool is_xx = b->kind == MIME_BLOCK_XX;
	struct slice s;
	struct line l;
	size_t at, n;
	int r;

	for (at = b->data_from, r = 0; at < b->data_to && r == 0; at = l.to) {
		l = line_at(text, at, b->data_to, LINE_CR);
		s = after_lead(line_text(text, l), b->lead);
		if (uu_is_data(s, is_xx, true, &n))
			r = uu_line_decode(s, is_xx, n, out);
	}
	return r;
}

static int
base64_lines_decode(struct slice text, const struct mime_block *b,
    struct buf *out)
{
	struct buf lines = BUF_INIT(b->data_to - b->data_from);
	unsigned notes = 0;
	struct line l;
	size_t at;
	int r;

	for (at = b->data_from, r = 0; at < b->data_to && r == 0; at = l.to) {
		l = line_at(text, at, b->data_to, LINE_CR);
		r = buf_put_slice(&lines, after_lead(line_text(text, l),
		    b->lead));
	}
	if (r == 0)
		r = base64_decode(buf_slice(&lines), BASE64_EACH, out, &notes);
	buf_free(&lines);
	return r;
}

int
mime_block_decode(struct slice text, const struct mime_block *b,
    struct buf *out)
{
	struct slice raw = slice_sub(text, b->data_from, b->data_to);

	switch (b->kind) {
	case MIME_BLOCK_UU:
	case MIME_BLOCK_XX:
		return uu_decode(text, b, out);
	case MIME_BLOCK_BASE64:
		return base64_lines_decode(text, b, out);
	case MIME_BLOCK_YENC:
		return yenc_decode(raw, out);
	case MIME_BLOCK_BINHEX:
		return binhex_decode(raw, out);
	}
	return ERR_RANGE;
}
