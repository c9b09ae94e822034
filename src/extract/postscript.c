/*
 * postscript -- PostScript and EPS, old Illustrator files among them: the
 * strings that programs show, as far as they stand there in plain.
 *
 * Not an interpreter.  Strings of one line are given out joined with nothing
 * and with blanks between them: typesetters cut words anywhere to move
 * letters.  Where code is packed, or strings are glyph numbers, that is said.
 */
#include "base/limits.h"
#include "extract/codepage.h"
#include "extract/engine.h"
#include "extract/le.h"

#define EPS_HEAD	30	/* of a binary EPS (Adobe TN 5002) */

struct postscript {
	struct extract_job *job;
	struct slice s;
	size_t at;
	struct buf string;	/* the one being read */
	struct buf joined;	/* those of the line */
	struct buf parted;
	size_t pieces;		/* of the line */
	uint64_t letters, odd;	/* in all strings */
};

static int
put_line(struct postscript *p, struct buf *b)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = codepage_text(p->job, 1252, slice_trim(buf_slice(b)), &utf8);
	if (r == 0)
		r = extract_unit(p->job, SLICE_NONE, buf_slice(&utf8));
	buf_free(&utf8);
	buf_reset(b);
	return r;
}

static int
end_line(struct postscript *p)
{
	int r = put_line(p, &p->joined);

	if (r == 0 && p->pieces > 1)
		r = put_line(p, &p->parted);
	buf_reset(&p->parted);
	p->pieces = 0;
	return r;
}

static int
end_string(struct postscript *p)
{
	struct slice s = buf_slice(&p->string);
	size_t i;
	int r;

	for (i = 0; i < s.len; i++) {
		p->letters++;
		p->odd += s.ptr[i] < 0x20 || s.ptr[i] == 0x7f;
	}
	r = buf_put_slice(&p->joined, s);
	if (r == 0 && p->pieces > 0)
		r = buf_putc(&p->parted, ' ');
	if (r == 0)
		r = buf_put_slice(&p->parted, s);
	p->pieces++;
	buf_reset(&p->string);
	return r;
}

/* --- strings ---------------------------------------------------------------------- */

static uint8_t
next(struct postscript *p)
{
	return p->at < p->s.len ? p->s.ptr[p->at++] : 0;
}

static bool
is_octal(uint8_t c)
{
	return c >= '0' && c <= '7';
}

/* PLRM 3.2.2: behind a backslash. */
static int
read_escape(struct postscript *p)
{
	uint8_t c = next(p);
	unsigned value;
	int i;

	switch (c) {
	case 'n': case 'r':
		return buf_putc(&p->string, '\n');
	case 't':
		return buf_putc(&p->string, '\t');
	case 'b': case 'f':
		return 0;
	case '\r':
		if (p->at < p->s.len && p->s.ptr[p->at] == '\n')
			p->at++;
		return 0;
	case '\n':
		return 0;
	default:
		break;
	}
	if (!is_octal(c))
		return buf_putc(&p->string, c);
	value = (unsigned)(c - '0');
	for (i = 0; i < 2 && p->at < p->s.len && is_octal(p->s.ptr[p->at]);
	    i++)
		value = value * 8 + (unsigned)(next(p) - '0');
	return buf_putc(&p->string, (uint8_t)value);
}

static int
read_string(struct postscript *p)
{
	size_t depth = 1;
	uint8_t c;
	int r = 0;

	while (p->at < p->s.len && r == 0) {
		c = next(p);
		if (c == '\\') {
			r = read_escape(p);
			continue;
		}
		if (c == ')' && --depth == 0)
			break;
		depth += c == '(';
		r = buf_putc(&p->string, c);
	}
	return r < 0 ? r : end_string(p);
}

/* <...>: digits; "<<" opens a dictionary, "<~" is packed. */
static int
read_hex(struct postscript *p)
{
	int high = -1, v, r = 0;
	uint8_t c;

	if (p->at < p->s.len && (p->s.ptr[p->at] == '<' ||
	    p->s.ptr[p->at] == '~')) {
		p->at++;
		return 0;
	}
	while (p->at < p->s.len && r == 0) {
		c = next(p);
		if (c == '>')
			break;
		v = ascii_hex_value(c);
		if (v < 0)
			continue;
		if (high >= 0)
			r = buf_putc(&p->string, (uint8_t)(high << 4 | v));
		high = high >= 0 ? -1 : v;
	}
	return r < 0 ? r : end_string(p);
}

static size_t
line_end(struct slice s, size_t at)
{
	while (at < s.len && s.ptr[at] != '\n' && s.ptr[at] != '\r')
		at++;
	return at;
}

/* Comments tell title, author and, for whom it was made. */
static int
read_comment(struct postscript *p)
{
	size_t end = line_end(p->s, p->at);
	struct buf words = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = codepage_text(p->job, 1252, slice_sub(p->s, p->at, end), &words);
	if (r == 0)
		r = extract_unit(p->job, SLICE("comment"),
		    slice_trim(buf_slice(&words)));
	buf_free(&words);
	p->at = end;
	return r;
}

static int
read_code(struct postscript *p)
{
	int r = 0;

	while (p->at < p->s.len && r == 0) {
		switch (next(p)) {
		case '(':
			r = read_string(p);
			break;
		case '<':
			r = read_hex(p);
			break;
		case '%':
			r = read_comment(p);
			break;
		case '\n': case '\r':
			r = end_line(p);
			break;
		default:
			break;
		}
	}
	return r < 0 ? r : end_line(p);
}

/* --- the file --------------------------------------------------------------------------- */

static bool
contains(struct slice s, const char *word)
{
	return slice_find(s, slice_str(word), 0) != SLICE_NPOS;
}

/* Filters serve pictures mostly; with no picture, code is behind them. */
static bool
is_packed(struct slice s)
{
	if (!contains(s, "FlateDecode") && !contains(s, "LZWDecode") &&
	    !contains(s, "ASCII85Decode") && !contains(s, "RunLengthDecode"))
		return false;
	return !contains(s, "image") && !contains(s, "/ImageType");
}

static int
read_all(struct extract_job *j, struct slice s)
{
	struct postscript p = {
		.job = j, .s = s, .string = BUF_INIT(TEXT_TOTAL_MAX),
		.joined = BUF_INIT(TEXT_TOTAL_MAX),
		.parted = BUF_INIT(TEXT_TOTAL_MAX),
	};
	int r;

	r = read_code(&p);
	/* Fonts that number their glyphs anew. */
	if (r == 0 && (is_packed(s) || p.odd > p.letters / 4))
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "PostScript whose text is packed");
	/* Letters drawn as lines: a picture as any. */
	if (p.letters == 0)
		extract_set_flag(j, PART_IS_OPAQUE);
	buf_free(&p.string);
	buf_free(&p.joined);
	buf_free(&p.parted);
	return r;
}

/* A binary EPS has its code and a preview or two at offsets. */
static int
read_eps(struct extract_job *j, struct slice s)
{
	size_t i, from, size;
	int r = 0;

	for (i = 12; i < 28 && r == 0; i += 8) {
		from = le32(s, i);
		size = le32(s, i + 4);
		if (from >= EPS_HEAD && size > 0)
			r = extract_member(j, SLICE_NONE, slice_sub(s, from,
			    from + size));
	}
	from = le32(s, 4);
	return r < 0 ? r : read_all(j, slice_sub(s, from,
	    from + (size_t)le32(s, 8)));
}

static int
postscript_can_read(struct slice bytes, struct slice detected,
    struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/postscript") ? 40 : 0;
}

static int
postscript_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j);

	return slice_starts(s, SLICE("\xc5\xd0\xd3\xc6")) ? read_eps(j, s) :
	    read_all(j, s);
}

const struct extract_format format_postscript = {
	"postscript", postscript_can_read, postscript_read
};
