/*
 * sheet -- SpreadsheetML: shared texts resolved, numbers as they are shown,
 * each cell a unit with its place, its row and the name of its column.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/attrs.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/ooxml.h"
#include "extract/xml.h"

static bool
is(const char *name, const char *word)
{
	return strcmp(name, word) == 0;
}

static uint32_t
number(const char *s)
{
	unsigned long v;

	if (s == NULL || !ascii_is_digit((uint8_t)s[0]))
		return UINT32_MAX;
	v = strtoul(s, NULL, 10);
	return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

/* --- shared texts ------------------------------------------------------------------ */

struct strings {
	struct extract_job *job;
	struct book *book;
	struct buf text;
	unsigned in_text;
};

static int
strings_start(void *arg, const char *name, const char **attributes)
{
	struct strings *s = arg;

	(void)attributes;
	if (is(name, "si"))
		buf_reset(&s->text);
	else if (is(name, "t"))
		s->in_text++;
	/* How a word is pronounced is a text of its own. */
	else if (is(name, "rPh") && s->text.len > 0)
		return buf_putc(&s->text, '\n');
	return 0;
}

static int
strings_end(void *arg, const char *name)
{
	struct strings *s = arg;

	if (is(name, "t"))
		s->in_text -= s->in_text > 0;
	return is(name, "si") ?
	    book_add_string(s->job, s->book, buf_slice(&s->text)) : 0;
}

static int
strings_text(void *arg, struct slice utf8)
{
	struct strings *s = arg;

	return s->in_text > 0 ? buf_put_slice(&s->text, utf8) : 0;
}

int
sheet_read_strings(struct extract_job *j, struct slice xml, struct book *b)
{
	static const struct xml_ops ops = {
		strings_start, strings_end, strings_text
	};
	struct strings s = { .job = j, .book = b };
	bool refused;
	int r;

	buf_init(&s.text, TEXT_TOTAL_MAX);
	r = xml_parse(j, xml, &ops, &s, &refused);
	buf_free(&s.text);
	return r == 0 && refused ? html_of_refused(j, xml) : r;
}

/* --- how numbers are shown ------------------------------------------------------------- */

struct styles {
	struct extract_job *job;
	struct book *book;
	bool in_cell_formats;
};

static int
styles_start(void *arg, const char *name, const char **attributes)
{
	struct styles *s = arg;
	const char *code;

	if (is(name, "numFmt")) {
		code = xml_attribute(attributes, "formatCode");
		return code == NULL ? 0 : book_add_code(s->job, s->book,
		    number(xml_attribute(attributes, "numFmtId")),
		    slice_str(code));
	}
	if (is(name, "cellXfs"))
		s->in_cell_formats = true;
	else if (is(name, "xf") && s->in_cell_formats)
		return book_add_format(s->job, s->book,
		    number(xml_attribute(attributes, "numFmtId")));
	return 0;
}

static int
styles_end(void *arg, const char *name)
{
	struct styles *s = arg;

	if (is(name, "cellXfs"))
		s->in_cell_formats = false;
	return 0;
}

static int
styles_text(void *arg, struct slice utf8)
{
	(void)arg;
	(void)utf8;
	return 0;
}

int
sheet_read_styles(struct extract_job *j, struct slice xml, struct book *b)
{
	static const struct xml_ops ops = {
		styles_start, styles_end, styles_text
	};
	struct styles s = { .job = j, .book = b };
	bool refused;

	return xml_parse(j, xml, &ops, &s, &refused);
}

/* --- the workbook -------------------------------------------------------------------- */

static int
book_start(void *arg, const char *name, const char **attributes)
{
	struct book *b = arg;
	const char *v;

	if (is(name, "workbookPr")) {
		v = xml_attribute(attributes, "date1904");
		b->from_1904 = v != NULL && (is(v, "1") || is(v, "true"));
	}
	return 0;
}

static int
book_end(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return 0;
}

int
sheet_read_book(struct extract_job *j, struct slice xml, struct book *b)
{
	static const struct xml_ops ops = {
		book_start, book_end, styles_text
	};
	bool refused;

	return xml_parse(j, xml, &ops, b, &refused);
}

/* --- the printed page ------------------------------------------------------------------ */

/* One code behind "&": how long it is. */
static size_t
code_len(struct slice s)
{
	size_t n = 0, end;

	if (s.len == 0)
		return 0;
	if (s.ptr[0] == '"') {
		end = slice_chr(s, '"', 1);
		return end == SLICE_NPOS ? 1 : end + 1;
	}
	if (s.ptr[0] == 'K')		/* RRGGBB, or two digits, sign, three */
		return s.len < 7 ? s.len : 7;
	while (n < s.len && n < 2 && ascii_is_digit(s.ptr[n]))
		n++;
	return n > 0 ? n : 1;
}

int
sheet_put_header(struct extract_job *j, struct slice s)
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	size_t n;
	int r = 0;

	while (s.len > 0 && r == 0) {
		if (s.ptr[0] != '&' || s.len == 1) {
			r = buf_putc(&out, s.ptr[0]);
			s = slice_from(s, 1);
			continue;
		}
		s = slice_from(s, 1);
		n = code_len(s);
		if (s.ptr[0] == '&') {
			r = buf_putc(&out, '&');
		} else if (slice_find(SLICE("LCR"), slice_sub(s, 0, 1), 0) !=
		    SLICE_NPOS) {
			r = extract_unit(j, SLICE_NONE,
			    slice_trim(buf_slice(&out)));
			buf_reset(&out);
		}
		s = slice_from(s, n);
	}
	if (r == 0)
		r = extract_unit(j, SLICE_NONE, slice_trim(buf_slice(&out)));
	buf_free(&out);
	return r;
}

/* --- cells ---------------------------------------------------------------------------------- */

enum cell_kind {
	CELL_NUMBER,
	CELL_SHARED,
	CELL_TEXT
};

struct sheet {
	struct extract_job *job;
	struct book *book;
	struct attrs *attrs;
	uint32_t row, column;
	enum cell_kind kind;
	uint32_t style;
	struct buf value, formula, other;
	struct buf *into;		/* NULL: text that is nobody's */
	bool in_cell;
};

static void
start_cell(struct sheet *s, const char **attributes)
{
	const char *ref = xml_attribute(attributes, "r");
	const char *type = xml_attribute(attributes, "t");

	s->in_cell = true;
	s->column++;
	if (ref != NULL)
		cell_parse(slice_str(ref), &s->column, &s->row);
	s->kind = type == NULL || is(type, "n") ? CELL_NUMBER :
	    is(type, "s") ? CELL_SHARED : CELL_TEXT;
	s->style = number(xml_attribute(attributes, "s"));
	buf_reset(&s->value);
	buf_reset(&s->formula);
}

static int
sheet_start(void *arg, const char *name, const char **attributes)
{
	struct sheet *s = arg;
	uint32_t row;

	if (is(name, "row")) {
		row = number(xml_attribute(attributes, "r"));
		s->row = row == UINT32_MAX ? s->row + 1 : row;
		s->column = 0;
	} else if (is(name, "c")) {
		start_cell(s, attributes);
	} else if (s->in_cell) {
		if (is(name, "v") || is(name, "t"))
			s->into = &s->value;
		else if (is(name, "f"))
			s->into = &s->formula;
		else if (is(name, "rPh") && s->value.len > 0)
			return buf_putc(&s->value, '\n');
	} else {
		/* Headers and footers of the printed page, and the like. */
		s->into = &s->other;
		return attrs_put(s->attrs, s->job, name, attributes);
	}
	return 0;
}

/* "4.111E+15" as the digits that it stands for. */
static struct slice
whole_number(struct slice text, char *out, size_t size)
{
	char copy[64], *end;
	double v;
	int n;

	if (text.len >= sizeof copy ||
	    (slice_chr(text, 'E', 0) == SLICE_NPOS &&
	    slice_chr(text, 'e', 0) == SLICE_NPOS))
		return text;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	v = strtod(copy, &end);
	if (*end != '\0' || !(v > -1e18 && v < 1e18))
		return text;
	n = snprintf(out, size, "%.0f", v);
	return n > 0 && (size_t)n < size ? slice_of(out, (size_t)n) : text;
}

static int
end_cell(struct sheet *s)
{
	struct book *b = s->book;
	struct slice text = slice_trim(buf_slice(&s->value));
	char digits[64];
	int r = 0;

	s->in_cell = false;
	s->into = NULL;
	switch (s->kind) {
	case CELL_NUMBER:
		r = book_put_number(s->job, b, s->column, s->row, s->style,
		    whole_number(text, digits, sizeof digits));
		break;
	case CELL_SHARED:
		if (text.len > 0 && text.len < 10)
			r = book_put_shared(s->job, b, s->column, s->row,
			    number(buf_cstr(&s->value)));
		break;
	case CELL_TEXT:
		r = book_put_text(s->job, b, s->column, s->row, text);
		break;
	}
	/* A text inside a formula is shown in no cell, but it is there. */
	if (r == 0 && s->formula.len > 0)
		r = book_put_formula(s->job, buf_slice(&s->formula));
	return r;
}

static bool
is_page_header(const char *name)
{
	size_t n = strlen(name);

	return n > 6 && (is(name + n - 6, "Header") ||
	    is(name + n - 6, "Footer"));
}

static int
sheet_end(void *arg, const char *name)
{
	struct sheet *s = arg;
	int r = 0;

	if (is(name, "c") && s->in_cell)
		return end_cell(s);
	if (s->into == &s->other) {
		r = is_page_header(name) ?
		    sheet_put_header(s->job, buf_slice(&s->other)) : 0;
		if (r == 0)
			r = extract_unit(s->job, SLICE_NONE,
			    slice_trim(buf_slice(&s->other)));
		buf_reset(&s->other);
	}
	s->into = NULL;
	return r;
}

static int
sheet_text(void *arg, struct slice utf8)
{
	struct sheet *s = arg;

	return s->into == NULL ? 0 : buf_put_slice(s->into, utf8);
}

static int
sheet_note(void *arg, struct slice utf8)
{
	struct sheet *s = arg;

	return extract_unit(s->job, SLICE_NONE, slice_trim(utf8));
}

int
sheet_read(struct extract_job *j, struct slice xml, struct book *b)
{
	static const struct xml_ops ops = {
		sheet_start, sheet_end, sheet_text
	};
	struct sheet s = { .job = j, .book = b };
	bool refused;
	int r;

	memset(&b->table, 0, sizeof b->table);
	s.attrs = mem_zalloc(sizeof *s.attrs);
	buf_init(&s.value, TEXT_TOTAL_MAX);
	buf_init(&s.formula, TEXT_TOTAL_MAX);
	buf_init(&s.other, TEXT_TOTAL_MAX);
	r = xml_parse_noting(j, xml, &ops, sheet_note, &s, &refused);
	free(s.attrs);
	buf_free(&s.value);
	buf_free(&s.formula);
	buf_free(&s.other);
	return r == 0 && refused ? html_of_refused(j, xml) : r;
}
