/*
 * sheet -- SpreadsheetML: shared texts resolved, numbers as they are shown,
 * each cell a unit with its place, its row and the name of its column.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/ooxml.h"
#include "extract/xml.h"

#define PAD_MAX		40
#define STRINGS_MAX	((size_t)4 * 1024 * 1024)

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
add_string(struct strings *s)
{
	struct book *b = s->book;
	struct arena *a = extract_arena(s->job);

	if (b->string_count >= STRINGS_MAX) {
		extract_anomaly(s->job, ANOMALY_LIMIT,
		    "more than 4 million texts");
		return ERR_LIMIT;
	}
	b->strings = arena_grow(a, b->strings, b->string_count,
	    &b->string_cap, sizeof *b->strings);
	if (b->strings == NULL)
		return engine_exhausted(s->job->engine);
	b->strings[b->string_count] = arena_dup(a, buf_slice(&s->text));
	if (b->strings[b->string_count].ptr == NULL)
		return engine_exhausted(s->job->engine);
	b->string_count++;
	return 0;
}

static int
strings_end(void *arg, const char *name)
{
	struct strings *s = arg;

	if (is(name, "t"))
		s->in_text -= s->in_text > 0;
	return is(name, "si") ? add_string(s) : 0;
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
	if (r < 0)
		return r;
	b->used = arena_array(extract_arena(j), b->string_count + 1,
	    sizeof *b->used);
	if (b->used == NULL)
		return engine_exhausted(j->engine);
	return refused ? html_of_refused(j, xml) : 0;
}

int
sheet_read_unused(struct extract_job *j, const struct book *b)
{
	size_t i;
	int r = 0;

	for (i = 0; i < b->string_count && r == 0; i++)
		if (b->used == NULL || !b->used[i])
			r = extract_unit(j, SLICE_NONE, b->strings[i]);
	return r;
}

/* --- how numbers are shown ------------------------------------------------------------- */

struct styles {
	struct extract_job *job;
	struct book *book;
	bool in_cell_formats;
};

/* A format of zeros only, such as "0000000000": how many?  0: another. */
static uint8_t
zeros_of(const char *code)
{
	size_t n = strspn(code, "0");

	return code[n] == '\0' && n <= PAD_MAX ? (uint8_t)n : 0;
}

static int
styles_start(void *arg, const char *name, const char **attributes)
{
	struct styles *s = arg;
	struct book *b = s->book;
	const char *code;
	uint32_t id;
	size_t i;

	if (is(name, "numFmt")) {
		code = xml_attribute(attributes, "formatCode");
		id = number(xml_attribute(attributes, "numFmtId"));
		if (code == NULL || zeros_of(code) < 2 ||
		    b->format_count == sizeof b->formats / sizeof b->formats[0])
			return 0;
		b->formats[b->format_count].id = id;
		b->formats[b->format_count++].pad = zeros_of(code);
	} else if (is(name, "cellXfs")) {
		s->in_cell_formats = true;
	} else if (is(name, "xf") && s->in_cell_formats &&
	    b->pad_count < 65536) {
		b->pad = arena_grow(extract_arena(s->job), b->pad,
		    b->pad_count, &b->pad_cap, 1);
		if (b->pad == NULL)
			return engine_exhausted(s->job->engine);
		id = number(xml_attribute(attributes, "numFmtId"));
		for (i = 0; i < b->format_count; i++)
			if (b->formats[i].id == id)
				b->pad[b->pad_count] = b->formats[i].pad;
		b->pad_count++;
	}
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

/* --- cells ---------------------------------------------------------------------------------- */

enum cell_kind {
	CELL_NUMBER,
	CELL_SHARED,
	CELL_TEXT
};

struct sheet {
	struct extract_job *job;
	struct book *book;
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
	} else {
		/* Headers and footers of the printed page, and the like. */
		s->into = &s->other;
	}
	return 0;
}

/* "4.111E+15" as the digits that it stands for. */
static struct slice
whole_number(struct slice text, char *out, size_t size)
{
	char copy[64];
	double v;
	int n;

	if (text.len >= sizeof copy ||
	    (slice_chr(text, 'E', 0) == SLICE_NPOS &&
	    slice_chr(text, 'e', 0) == SLICE_NPOS))
		return text;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	v = strtod(copy, NULL);
	if (!(v > -1e18 && v < 1e18))
		return text;
	n = snprintf(out, size, "%.0f", v);
	return n > 0 && (size_t)n < size ? slice_of(out, (size_t)n) : text;
}

/* With the zeros in front that the cell's format shows. */
static struct slice
padded(const struct sheet *s, struct slice text, char *out)
{
	const struct book *b = s->book;
	size_t pad, i;

	pad = s->style < b->pad_count ? b->pad[s->style] : 0;
	if (text.len == 0 || text.len >= pad)
		return text;
	for (i = 0; i < text.len; i++)
		if (!ascii_is_digit(text.ptr[i]))
			return text;
	memset(out, '0', pad);
	memcpy(out + pad - text.len, text.ptr, text.len);
	return slice_of(out, pad);
}

static int
end_cell(struct sheet *s)
{
	struct book *b = s->book;
	struct slice text = slice_trim(buf_slice(&s->value));
	char digits[64], zeros[PAD_MAX + 1];
	uint32_t index;
	int r;

	s->in_cell = false;
	s->into = NULL;
	switch (s->kind) {
	case CELL_NUMBER:
		text = padded(s, whole_number(text, digits, sizeof digits),
		    zeros);
		break;
	case CELL_SHARED:
		index = text.len > 0 && text.len < 10 &&
		    buf_putc(&s->value, '\0') == 0 ?
		    number((const char *)s->value.ptr) : UINT32_MAX;
		text = index < b->string_count ? b->strings[index] :
		    SLICE_NONE;
		if (index < b->string_count && b->used != NULL)
			b->used[index] = true;
		break;
	case CELL_TEXT:
		break;
	}
	r = cell_put(s->job, &b->table, s->column, s->row, text);
	/* A text inside a formula is shown in no cell, but it is there. */
	if (r == 0 && slice_chr(buf_slice(&s->formula), '"', 0) !=
	    SLICE_NPOS)
		r = extract_unit(s->job, SLICE_NONE, buf_slice(&s->formula));
	return r;
}

static int
sheet_end(void *arg, const char *name)
{
	struct sheet *s = arg;
	int r = 0;

	if (is(name, "c") && s->in_cell)
		return end_cell(s);
	if (s->into == &s->other) {
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
	buf_init(&s.value, TEXT_TOTAL_MAX);
	buf_init(&s.formula, TEXT_TOTAL_MAX);
	buf_init(&s.other, TEXT_TOTAL_MAX);
	r = xml_parse(j, xml, &ops, &s, &refused);
	buf_free(&s.value);
	buf_free(&s.formula);
	buf_free(&s.other);
	return r == 0 && refused ? html_of_refused(j, xml) : r;
}
