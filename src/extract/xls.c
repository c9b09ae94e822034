/*
 * xls -- workbooks of Excel 5 to 2003 ([MS-XLS]): a stream of records.
 *
 * Every cell of every sheet, hidden or not, with the name of its column; the
 * comments, boxes, headers, links, names and formulas around them; values
 * kept of other workbooks and of pivot tables.  A record that is not known is
 * looked through for words.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/book.h"
#include "extract/codepage.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/olecrypt.h"
#include "extract/olefile.h"
#include "extract/olerc4.h"
#include "extract/rawtext.h"
#include "extract/trial.h"
#include "extract/utf16.h"
#include "extract/xlsopen.h"

#define HEAD_SIZE	4
#define VERSION_8	0x0600
#define VERSION_5	0x0500
#define SHEET_CELLS	0x0010		/* 2.4.21: kinds of substreams */
#define SHEET_MACROS	0x0040
#define FLAG_WIDE	0x01		/* of texts, 2.5.293 */
#define FLAG_EXTRA	0x04
#define FLAG_RICH	0x08
#define DEPTH_MAX	8		/* charts in sheets; real ones are 2 deep */
#define PLAIN_SAMPLE	(4 * MIB)

enum record {				/* 2.3.2 */
	R_FORMULA = 0x0006, R_EOF = 0x000a, R_HEADER = 0x0014,
	R_FOOTER = 0x0015, R_NAME = 0x0018, R_NOTE = 0x001c,
	R_DATEMODE = 0x0022, R_FILEPASS = 0x002f, R_FONT = 0x0031,
	R_CONTINUE = 0x003c, R_CODEPAGE = 0x0042, R_CRN = 0x005a,
	R_WRITEACCESS = 0x005c, R_BOUNDSHEET = 0x0085, R_MULRK = 0x00bd,
	R_SXNUM = 0x00c9, R_SXSTRING = 0x00cd, R_RSTRING = 0x00d6,
	R_XF = 0x00e0, R_SST = 0x00fc, R_LABELSST = 0x00fd,
	R_EXTSST = 0x00ff, R_SUPBOOK = 0x01ae, R_TXO = 0x01b6,
	R_HLINK = 0x01b8, R_DV = 0x01be, R_NUMBER = 0x0203,
	R_LABEL = 0x0204, R_STRING = 0x0207, R_FORMULA3 = 0x0206,
	R_FORMULA4 = 0x0406, R_FORMAT3 = 0x001e, R_FORMAT = 0x041e,
	R_RK = 0x027e, R_STYLE = 0x0293, R_BOF = 0x0809,
	R_HEADERFOOTER = 0x089c, R_SERIESTEXT = 0x100d,
	/* Of Excel 2, 3 and 4, whose files are nothing but such a stream. */
	R_INTEGER2 = 0x0002, R_NUMBER2 = 0x0003, R_LABEL2 = 0x0004,
	R_BOF2 = 0x0009, R_BOF3 = 0x0209, R_BOF4 = 0x0409
};

struct xls {
	struct extract_job *job;
	struct ole *ole;		/* waits with it for a password; or NULL */
	bool tries_words;		/* has waited */
	struct slice s;		/* the stream */
	size_t at, end;		/* of the record's data being read */
	uint16_t kind;
	bool is_8;		/* BIFF8; else BIFF5 */
	uint32_t page;		/* of texts in BIFF5 */
	struct book *book;
	struct buf text;
	uint16_t substream[DEPTH_MAX];
	unsigned depth;
	uint32_t row, column, format;	/* of the last formula */
};

/* --- records ------------------------------------------------------------------------ */

static bool
next_record(struct xls *x)
{
	size_t head = x->end;

	if (x->s.len - head < HEAD_SIZE)
		return false;
	x->kind = le16(x->s, head);
	x->at = head + HEAD_SIZE;
	x->end = x->at + le16(x->s, head + 2);
	if (x->end > x->s.len)
		x->end = x->s.len;
	return true;
}

/* What does not fit into one record goes on in the next. */
static bool
next_piece(struct xls *x)
{
	if (le16(x->s, x->end) != R_CONTINUE ||
	    x->s.len - x->end < HEAD_SIZE)
		return false;
	return next_record(x);
}

static struct slice
rest_of(const struct xls *x)
{
	return slice_sub(x->s, x->at, x->end);
}

static uint32_t
take(struct xls *x, size_t width)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < width; i++) {
		while (x->at >= x->end)
			if (!next_piece(x))
				return v;
		v |= (uint32_t)x->s.ptr[x->at++] << (8 * i);
	}
	return v;
}

static void
skip(struct xls *x, size_t n)
{
	size_t step;

	while (n > 0) {
		if (x->at >= x->end && !next_piece(x))
			return;
		step = x->end - x->at < n ? x->end - x->at : n;
		x->at += step;
		n -= step;
	}
}

/* --- texts --------------------------------------------------------------------------------- */

/* 8-bit characters of BIFF8 are the low halves of UTF-16. */
static int
put_low(struct buf *out, struct slice s)
{
	size_t i;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i++)
		r = utf16_put_char(out, s.ptr[i]);
	return r;
}

/*
 * Characters of BIFF8.  Where they go on in another record, that begins with
 * flags of its own: they may be wide in one and narrow in the other.
 */
static int
take_chars(struct xls *x, size_t count, bool is_wide, struct buf *out)
{
	size_t width, n;
	int r = 0;

	while (count > 0 && r == 0) {
		width = is_wide ? 2 : 1;
		n = (x->end - x->at) / width;
		n = n < count ? n : count;
		r = is_wide ? utf16_put(out, slice_sub(x->s, x->at,
		    x->at + 2 * n)) :
		    put_low(out, slice_sub(x->s, x->at, x->at + n));
		x->at += n * width;
		count -= n;
		if (count > 0) {
			if (!next_piece(x))
				break;
			is_wide = (take(x, 1) & FLAG_WIDE) != 0;
		}
	}
	return r;
}

/* BIFF5 has code pages only; Gnumeric writes UTF-16 all the same. */
static int
put_old(struct xls *x, struct slice s)
{
	return slice_chr(s, 0, 0) != SLICE_NPOS && s.len % 2 == 0 ?
	    utf16_put(&x->text, s) :
	    codepage_text(x->job, x->page, s, &x->text);
}

/* A text behind its length of one or two bytes, into x->text. */
static int
take_text(struct xls *x, size_t length_width)
{
	size_t count = take(x, length_width), rich = 0, extra = 0;
	uint32_t flags;
	int r;

	buf_reset(&x->text);
	if (!x->is_8) {
		r = put_old(x, slice_sub(rest_of(x), 0, count));
		skip(x, count);
		return r;
	}
	flags = take(x, 1);
	if ((flags & FLAG_RICH) != 0)
		rich = take(x, 2);
	if ((flags & FLAG_EXTRA) != 0)
		extra = take(x, 4);
	r = take_chars(x, count, (flags & FLAG_WIDE) != 0, &x->text);
	skip(x, 4 * rich);
	/* How it is pronounced: words as well. */
	if (r == 0 && extra > 0)
		r = rawtext_put(x->job, slice_sub(rest_of(x), 0, extra),
		    RAWTEXT_LONG);
	skip(x, extra);
	return r;
}

static int
put_text(struct xls *x, size_t length_width)
{
	int r = take_text(x, length_width);

	return r < 0 ? r : extract_unit(x->job, SLICE_NONE,
	    slice_trim(buf_slice(&x->text)));
}

static int
read_shared_texts(struct xls *x)
{
	uint32_t count, i;
	int r = 0;

	(void)take(x, 4);
	count = take(x, 4);
	for (i = 0; i < count && r == 0; i++) {
		if (x->at >= x->end && !next_piece(x))
			break;
		r = take_text(x, 2);
		if (r == 0)
			r = book_add_string(x->job, x->book,
			    buf_slice(&x->text));
	}
	if (r == 0 && i < count)
		r = extract_anomaly(x->job, ANOMALY_TRUNCATED,
		    "texts of a workbook end too early");
	return r;
}

/* --- cells ------------------------------------------------------------------------------------- */

static bool
in_cells(const struct xls *x)
{
	return x->depth > 0 && x->depth <= DEPTH_MAX &&
	    (x->substream[x->depth - 1] == SHEET_CELLS ||
	    x->substream[x->depth - 1] == SHEET_MACROS);
}

static struct slice
number_text(double v, char *out, size_t size)
{
	int n;

	/* Excel shows fifteen digits; a whole number is what it stands for. */
	n = v > -1e18 && v < 1e18 && v == (double)(int64_t)v ?
	    snprintf(out, size, "%lld", (long long)v) :
	    snprintf(out, size, "%.15g", v);
	return n > 0 && (size_t)n < size ? slice_of(out, (size_t)n) :
	    SLICE_NONE;
}

static int
put_number(struct xls *x, uint32_t column, uint32_t row, uint32_t format,
    double v)
{
	char digits[64];
	struct slice text = number_text(v, digits, sizeof digits);

	/* Values kept for charts have no place in a table. */
	return in_cells(x) ? book_put_number(x->job, x->book, column + 1,
	    row + 1, format, text) : extract_unit(x->job, SLICE_NONE, text);
}

static int
put_cell_text(struct xls *x, uint32_t column, uint32_t row)
{
	struct slice text = buf_slice(&x->text);

	return in_cells(x) ? cell_put(x->job, &x->book->table, column + 1,
	    row + 1, text) : extract_unit(x->job, SLICE_NONE,
	    slice_trim(text));
}

static double
double_of(uint64_t bits)
{
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

/* 2.5.217: thirty bits of a number, whole or the upper ones, perhaps / 100. */
static double
rk_of(uint32_t rk)
{
	int32_t whole;
	double v;

	if ((rk & 2) != 0) {
		memcpy(&whole, &rk, sizeof whole);
		v = whole / 4 - (whole < 0 && whole % 4 != 0);
	} else {
		v = double_of((uint64_t)(rk & ~(uint32_t)3) << 32);
	}
	return (rk & 1) != 0 ? v / 100 : v;
}

static int
read_many_numbers(struct xls *x)
{
	struct slice s = rest_of(x);
	uint32_t row = le16(s, 0), column = le16(s, 2);
	size_t at;
	int r = 0;

	for (at = 4; at + 8 <= s.len && r == 0; at += 6)
		r = put_number(x, column++, row, le16(s, at),
		    rk_of(le32(s, at + 2)));
	return r;
}

/*
 * Texts written in a formula, which may be shown nowhere; two and more also
 * joined, as "&" joins them.
 */
static int
put_literals(struct xls *x, struct slice s)
{
	struct slice text;
	size_t at, n, count = 0;
	bool is_wide;
	int r = 0;

	buf_reset(&x->text);
	for (at = 0; at + 3 < s.len && r == 0; at++) {
		/* 2.5.198.89: PtgStr, its length, flags in BIFF8. */
		if (s.ptr[at] != 0x17 || (x->is_8 && s.ptr[at + 2] > 1))
			continue;
		is_wide = x->is_8 && s.ptr[at + 2] == 1;
		n = (size_t)s.ptr[at + 1] * (is_wide ? 2 : 1);
		text = slice_sub(s, at + (x->is_8 ? 3 : 2),
		    at + (x->is_8 ? 3 : 2) + n);
		if (n == 0 || text.len < n)
			continue;
		r = is_wide ? utf16_put(&x->text, text) :
		    put_low(&x->text, text);
		at += n + (x->is_8 ? 2 : 1);
		count++;
	}
	if (r == 0 && count > 1)
		r = extract_unit(x->job, SLICE("formula"),
		    slice_trim(buf_slice(&x->text)));
	return r < 0 ? r : rawtext_put(x->job, s, RAWTEXT_SHORT);
}

static int
read_formula(struct xls *x)
{
	struct slice s = rest_of(x);
	int r = 0;

	x->row = le16(s, 0);
	x->column = le16(s, 2);
	x->format = le16(s, 4);
	if (le16(s, 12) != 0xffff)
		r = put_number(x, x->column, x->row, x->format,
		    double_of(le64(s, 6)));
	return r < 0 ? r : put_literals(x, slice_from(s, 20));
}

static int
read_cell(struct xls *x)
{
	struct slice s = rest_of(x);
	uint32_t row = le16(s, 0), column = le16(s, 2), format = le16(s, 4);
	int r;

	switch (x->kind) {
	case R_NUMBER:
		return put_number(x, column, row, format,
		    double_of(le64(s, 6)));
	case R_RK:
		return put_number(x, column, row, format,
		    rk_of(le32(s, 6)));
	case R_NUMBER2:
		return put_number(x, column, row, 0, double_of(le64(s, 7)));
	case R_INTEGER2:
		return put_number(x, column, row, 0, le16(s, 7));
	case R_LABEL2:
		skip(x, 7);
		r = take_text(x, 1);
		return r < 0 ? r : put_cell_text(x, column, row);
	case R_LABELSST:
		return book_put_shared(x->job, x->book, column + 1, row + 1,
		    le32(s, 6));
	default:
		skip(x, 6);
		r = take_text(x, 2);
		return r < 0 ? r : put_cell_text(x, column, row);
	}
}

/* --- comments, boxes, what other workbooks held --------------------------------------------------- */

static int
read_note(struct xls *x)
{
	struct slice s = rest_of(x);

	if (x->is_8)
		return rawtext_put(x->job, slice_from(s, 8), RAWTEXT_SHORT);
	buf_reset(&x->text);
	if (put_old(x, slice_from(s, 6)) < 0)
		return ERR_LIMIT;
	return extract_unit(x->job, SLICE_NONE,
	    slice_trim(buf_slice(&x->text)));
}

/* 2.4.329: the text comes in the records behind it. */
static int
read_box(struct xls *x)
{
	size_t count = le16(rest_of(x), 10);
	bool is_wide;
	int r;

	x->at = x->end;
	if (count == 0 || !next_piece(x))
		return 0;
	buf_reset(&x->text);
	is_wide = (take(x, 1) & FLAG_WIDE) != 0;
	r = take_chars(x, count, is_wide, &x->text);
	x->at = x->end;
	return r < 0 ? r : extract_unit(x->job, SLICE_NONE,
	    slice_trim(buf_slice(&x->text)));
}

/* 2.4.61: cells of another workbook as they were last seen. */
static int
read_kept_cells(struct xls *x)
{
	char digits[64];
	uint32_t kind;
	uint64_t bits;
	int r = 0;

	skip(x, 4);
	while (r == 0 && x->at < x->end) {
		kind = take(x, 1);
		if (kind == 2) {
			r = put_text(x, x->is_8 ? 2 : 1);
			continue;
		}
		bits = take(x, 4);
		bits |= (uint64_t)take(x, 4) << 32;
		if (kind == 1)
			r = extract_unit(x->job, SLICE_NONE, number_text(
			    double_of(bits), digits, sizeof digits));
	}
	return r;
}

/* Bytes of the code behind "&" in a header: position, font, size, a field. */
static size_t
code_size(struct slice s)
{
	size_t n = 1;

	if (le8(s, 0) == '"') {
		n = slice_chr(s, '"', 1);
		return n == SLICE_NPOS ? s.len : n + 1;
	}
	while (ascii_is_digit(le8(s, 0)) && n < 3 && ascii_is_digit(le8(s, n)))
		n++;
	return le8(s, 0) == 'K' ? 7 : n;
}

/* 2.4.136: three parts, each with codes for the look between its words. */
static int
put_header(struct xls *x)
{
	struct buf part = BUF_INIT(TEXT_TOTAL_MAX);
	struct slice s;
	uint8_t c;
	int r;

	r = put_text(x, x->is_8 ? 2 : 1);
	s = buf_slice(&x->text);
	while (s.len > 0 && r == 0) {
		c = s.ptr[0];
		s = slice_from(s, 1);
		if (c != '&' || le8(s, 0) == '&') {
			r = buf_putc(&part, c);
			s = slice_from(s, c == '&');
			continue;
		}
		if (le8(s, 0) == 'L' || le8(s, 0) == 'C' || le8(s, 0) == 'R') {
			r = extract_unit(x->job, SLICE("page header"),
			    slice_trim(buf_slice(&part)));
			buf_reset(&part);
		}
		s = slice_from(s, code_size(s));
	}
	if (r == 0)
		r = extract_unit(x->job, SLICE("page header"),
		    slice_trim(buf_slice(&part)));
	buf_free(&part);
	return r;
}

static int
read_format(struct xls *x)
{
	uint32_t id = take(x, 2);
	int r;

	r = take_text(x, x->is_8 ? 2 : 1);
	return r < 0 ? r : book_add_code(x->job, x->book, id,
	    buf_slice(&x->text));
}

static int
read_sheet_name(struct xls *x)
{
	struct slice s = rest_of(x);

	/* 2.4.28: 1 is a sheet of macros, 6 a module. */
	if (le8(s, 5) == 1 || le8(s, 5) == 6)
		extract_set_flag(x->job, PART_HAS_MACROS);
	skip(x, 6);
	return put_text(x, 1);
}

/* --- substreams ---------------------------------------------------------------------------------------- */

static int
begin_substream(struct xls *x)
{
	struct slice s = rest_of(x);

	x->is_8 = x->kind == R_BOF && le16(s, 0) == VERSION_8;
	if (x->depth < DEPTH_MAX)
		x->substream[x->depth] = le16(s, 2);
	x->depth++;
	if (le16(s, 2) == SHEET_CELLS || le16(s, 2) == SHEET_MACROS)
		memset(&x->book->table, 0, sizeof x->book->table);
	return 0;
}

static int
read_setting(struct xls *x)
{
	struct slice s = rest_of(x);

	switch (x->kind) {
	case R_DATEMODE:
		x->book->from_1904 = le16(s, 0) == 1;
		return 0;
	case R_CODEPAGE:
		x->page = le16(s, 0) == 1200 ? 1252 : le16(s, 0);
		return 0;
	case R_FORMAT:
	case R_FORMAT3:
		return read_format(x);
	case R_XF:
		return book_add_format(x->job, x->book, le16(s, 2));
	default:
		return 0;	/* fonts, styles, places in the list of texts */
	}
}

static int
read_record(struct xls *x)
{
	switch (x->kind) {
	case R_BOF: case R_BOF2: case R_BOF3: case R_BOF4:
		return begin_substream(x);
	case R_EOF:
		x->depth -= x->depth > 0;
		return 0;
	case R_SST:
		return read_shared_texts(x);
	case R_LABELSST: case R_LABEL: case R_RSTRING: case R_NUMBER: case R_RK:
	case R_INTEGER2: case R_NUMBER2: case R_LABEL2:
		return read_cell(x);
	case R_MULRK:
		return read_many_numbers(x);
	case R_FORMULA: case R_FORMULA3: case R_FORMULA4:
		return read_formula(x);
	case R_STRING:
		return take_text(x, 2) < 0 ? ERR_LIMIT :
		    put_cell_text(x, x->column, x->row);
	case R_NOTE:
		return read_note(x);
	case R_TXO:
		return read_box(x);
	case R_BOUNDSHEET:
		return read_sheet_name(x);
	case R_HEADER: case R_FOOTER:
		return x->at == x->end ? 0 : put_header(x);
	case R_SXSTRING:
		return put_text(x, 2);
	case R_SXNUM:
		return put_number(x, 0, 0, 0, double_of(le64(rest_of(x), 0)));
	case R_CRN:
		return read_kept_cells(x);
	case R_NAME: case R_SUPBOOK: case R_HLINK: case R_DV:
	case R_HEADERFOOTER: case R_SERIESTEXT: case R_WRITEACCESS:
		return rawtext_put(x->job, rest_of(x), RAWTEXT_SHORT);
	case R_DATEMODE: case R_CODEPAGE: case R_FORMAT: case R_FORMAT3:
	case R_XF: case R_FONT: case R_STYLE: case R_EXTSST:
		return read_setting(x);
	default:
		return rawtext_put(x->job, rest_of(x), RAWTEXT_LONG);
	}
}

/* --- passwords -------------------------------------------------------------------------------------------- */

/* Ciphertext is not full of zeros and blanks; what stands in records is. */
static bool
is_plain_behind(const struct xls *x)
{
	struct buf sample = BUF_INIT(PLAIN_SAMPLE);
	struct xls y = *x;
	bool plain;

	while (next_record(&y))
		if (y.kind != R_BOF && y.kind != R_BOUNDSHEET &&
		    buf_put_slice(&sample, rest_of(&y)) < 0)
			break;
	plain = olecrypt_has_plain(buf_slice(&sample));
	buf_free(&sample);
	return plain;
}

struct attempt {
	struct slice stream;
	size_t at;
	uint8_t wide[TRIAL_WIDE_MAX];
	size_t wide_len;
};

static bool
opens(void *arg, struct slice password, uint64_t *cost)
{
	struct attempt *a = arg;

	(void)cost;
	a->wide_len = trial_wide(password, a->wide);
	return xlsopen_fits(a->stream, a->at,
	    slice_of(a->wide, a->wide_len));
}

static bool
open_by_words(struct xls *x, struct buf *stream)
{
	struct attempt a = { .stream = buf_slice(stream),
	    .at = x->at - HEAD_SIZE };
	struct trial_lock lock = { opens, &a, OLERC4_COST, false };
	struct slice password, wide;

	if (!trial_find(x->job, &lock, &password))
		return false;
	a.wide_len = trial_wide(password, a.wide);
	wide = slice_of(a.wide, a.wide_len);
	trial_opened(x->job, true);
	return xlsopen(stream->ptr, stream->len, a.at, &wide);
}

static int	try_words(struct extract_job *j, void *arg);

/* 0 and *ret_closed: the rest is ciphertext, and told of or left for later. */
static int
read_password(struct xls *x, struct buf *stream, bool *ret_closed)
{
	struct slice s = rest_of(x);

	*ret_closed = false;
	if (is_plain_behind(x))
		return extract_anomaly(x->job, ANOMALY_AMBIGUOUS,
		    "workbook that says it is encrypted, and is not");
	if (xlsopen(stream->ptr, stream->len, x->at - HEAD_SIZE, NULL) ||
	    (x->tries_words && open_by_words(x, stream)))
		return 0;
	*ret_closed = true;
	if (!x->tries_words && x->ole != NULL) {
		engine_wait(x->job, try_words, x->ole);
		return 0;
	}
	if (!x->is_8 || le16(s, 0) == 0)
		return olecrypt_tell_weak(x->job, SLICE("XOR"));
	return olecrypt_tell(x->job, slice_from(s, 2));
}

/* --- the stream ------------------------------------------------------------------------------------------------ */

static int
read_stream(struct xls *x, struct buf *stream)
{
	bool closed = false;
	int r = 0;

	x->s = buf_slice(stream);
	x->at = x->end = 0;
	x->depth = 0;
	while (r == 0 && !closed && next_record(x))
		r = x->kind == R_FILEPASS ?
		    read_password(x, stream, &closed) : read_record(x);
	if (r == 0 && x->end < x->s.len && !closed)
		r = rawtext_put(x->job, slice_from(x->s, x->end),
		    RAWTEXT_LONG);
	return r;
}

static int
read_book(struct extract_job *j, struct ole *o, bool tries_words,
    struct buf *stream)
{
	struct xls x = { .job = j, .ole = o, .tries_words = tries_words,
	    .page = 1252 };
	int r;

	x.book = mem_zalloc(sizeof *x.book);
	buf_init(&x.text, TEXT_TOTAL_MAX);
	r = read_stream(&x, stream);
	if (r == 0)
		r = book_put_unused(j, x.book);
	buf_free(&x.text);
	free(x.book);
	return r;
}

static int
read_book_stream(struct extract_job *j, struct ole *o, uint32_t index,
    bool tries_words)
{
	struct buf stream = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	r = olefile_stream(j, o, index, &stream);
	if (r == 0 && le16(buf_slice(&stream), 0) != R_BOF)
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "workbook without a beginning");
	if (r == 0)
		r = read_book(j, o, tries_words, &stream);
	buf_free(&stream);
	return r;
}

int
xls_read_bare(struct extract_job *j)
{
	struct buf stream = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	/* A password is taken off in place: of a copy. */
	r = buf_put_slice(&stream, extract_bytes(j)) < 0 ?
	    extract_anomaly(j, ANOMALY_LIMIT, "workbook over 64 MB") : 0;
	if (r == 0)
		r = read_book(j, NULL, false, &stream);
	buf_free(&stream);
	return r;
}

bool
xls_is_bare(struct slice s)
{
	/* Version, and what kind of sheet; size and number are as they must. */
	switch (le16(s, 0)) {
	case R_BOF:
		return (le16(s, 2) == 8 || le16(s, 2) == 16) &&
		    (le16(s, 4) == VERSION_8 || le16(s, 4) == VERSION_5);
	case R_BOF2:
		return le16(s, 2) == 4 && (le16(s, 6) == SHEET_CELLS ||
		    le16(s, 6) == SHEET_MACROS);
	case R_BOF3: case R_BOF4:
		return le16(s, 2) == 6 && (le16(s, 6) == SHEET_CELLS ||
		    le16(s, 6) == SHEET_MACROS || le16(s, 6) == 0x0100);
	default:
		return false;
	}
}

/* What pivot tables were made from: records as well. */
static int
read_caches(struct extract_job *j, struct ole *o, uint32_t storage)
{
	struct xls x = { .job = j, .is_8 = true, .page = 1252 };
	struct buf stream = BUF_INIT(UNPACK_MEMBER_MAX);
	uint32_t i = o->entries[storage].child;
	int r = 0;

	x.book = mem_zalloc(sizeof *x.book);
	buf_init(&x.text, TEXT_TOTAL_MAX);
	for (; i != OLE_NONE && r == 0; i = o->entries[i].next) {
		if (o->entries[i].kind != OLE_KIND_STREAM)
			continue;
		buf_reset(&stream);
		r = olefile_stream(j, o, i, &stream);
		if (r == 0)
			r = read_stream(&x, &stream);
	}
	buf_free(&stream);
	buf_free(&x.text);
	free(x.book);
	return r;
}

/* For two generations of Excel: they may say two things. */
static int
read_books(struct extract_job *j, struct ole *o, bool tries_words)
{
	static const char *const names[] = { "Workbook", "Book" };
	uint32_t index;
	size_t i;
	int r = 0;

	for (i = 0; i < 2 && r == 0; i++) {
		index = ole_child(o, OLE_ROOT, names[i]);
		if (index != OLE_NONE)
			r = read_book_stream(j, o, index, tries_words);
	}
	return r;
}

static int
try_words(struct extract_job *j, void *arg)
{
	return read_books(j, arg, true);
}

int
xls_read(struct extract_job *j, struct ole *o)
{
	uint32_t index;
	int r;

	r = read_books(j, o, false);
	index = ole_child(o, OLE_ROOT, "_SX_DB_CUR");
	if (r == 0 && index != OLE_NONE)
		r = read_caches(j, o, index);
	return r;
}
