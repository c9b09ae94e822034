#include "extract/book.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/numfmt.h"
#include "extract/xstring.h"

#define DIGITS_MIN	6	/* fewer identify nobody */
#define SHOWN_MAX	((size_t)4096)

/* --- shared texts ---------------------------------------------------------------------- */

static int
add_string(struct extract_job *j, struct book *b, struct slice text)
{
	struct arena *a = extract_arena(j);

	if (b->string_count >= SHEET_STRINGS_MAX) {
		extract_anomaly(j, ANOMALY_LIMIT, "more than 4 million texts");
		return ERR_LIMIT;
	}
	b->strings = arena_grow(a, b->strings, b->string_count,
	    &b->string_cap, sizeof *b->strings);
	if (b->strings != NULL)
		b->used = arena_grow(a, b->used, b->string_count,
		    &b->used_cap, sizeof *b->used);
	if (b->strings == NULL || b->used == NULL)
		return engine_exhausted(j->engine);
	b->used[b->string_count] = false;
	b->strings[b->string_count] = arena_dup(a, text);
	if (b->strings[b->string_count].ptr == NULL)
		return engine_exhausted(j->engine);
	b->string_count++;
	return 0;
}

int
book_add_string(struct extract_job *j, struct book *b, struct slice text)
{
	struct buf decoded = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = add_string(j, b, xstring_decode(text, &decoded) ?
	    buf_slice(&decoded) : text);
	buf_free(&decoded);
	return r;
}

int
book_put_text(struct extract_job *j, struct book *b, uint32_t column,
    uint32_t row, struct slice text)
{
	struct buf decoded = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = cell_put(j, &b->table, column, row,
	    xstring_decode(text, &decoded) ? buf_slice(&decoded) : text);
	buf_free(&decoded);
	return r;
}

int
book_put_shared(struct extract_job *j, struct book *b, uint32_t column,
    uint32_t row, uint32_t index)
{
	if (index >= b->string_count)
		return 0;
	b->used[index] = true;
	return cell_put(j, &b->table, column, row, b->strings[index]);
}

int
book_put_unused(struct extract_job *j, const struct book *b)
{
	size_t i;
	int r = 0;

	for (i = 0; i < b->string_count && r == 0; i++)
		if (!b->used[i])
			r = extract_unit(j, SLICE_NONE, b->strings[i]);
	return r;
}

/* --- numbers ------------------------------------------------------------------------------ */

int
book_add_code(struct extract_job *j, struct book *b, uint32_t id,
    struct slice code)
{
	struct arena *a = extract_arena(j);

	if (b->code_count >= SHEET_FORMATS_MAX) {
		extract_anomaly(j, ANOMALY_LIMIT,
		    "more than 2000 number formats");
		return ERR_LIMIT;
	}
	b->codes = arena_grow(a, b->codes, b->code_count, &b->code_cap,
	    sizeof *b->codes);
	if (b->codes == NULL)
		return engine_exhausted(j->engine);
	b->codes[b->code_count].id = id;
	b->codes[b->code_count].code = arena_dup(a, code);
	if (b->codes[b->code_count].code.ptr == NULL)
		return engine_exhausted(j->engine);
	b->code_count++;
	return 0;
}

int
book_add_format(struct extract_job *j, struct book *b, uint32_t id)
{
	struct slice code = numfmt_builtin(id);
	size_t i;

	if (b->format_count >= SHEET_CELL_FORMATS_MAX) {
		extract_anomaly(j, ANOMALY_LIMIT,
		    "more than 65536 cell formats");
		return ERR_LIMIT;
	}
	for (i = 0; i < b->code_count; i++)
		if (b->codes[i].id == id)
			code = b->codes[i].code;
	b->formats = arena_grow(extract_arena(j), b->formats, b->format_count,
	    &b->format_cap, sizeof *b->formats);
	if (b->formats == NULL)
		return engine_exhausted(j->engine);
	b->formats[b->format_count++] = code;
	return 0;
}

static struct slice
digits_of(struct slice s, char *out, size_t size)
{
	size_t i, n = 0;

	for (i = 0; i < s.len && n < size; i++)
		if (ascii_is_digit(s.ptr[i]))
			out[n++] = (char)s.ptr[i];
	return slice_of(out, n);
}

bool
book_is_hiding(struct slice shown, struct slice number)
{
	char a[64], b[512];
	struct slice stored = digits_of(number, a, sizeof a);

	return stored.len >= DIGITS_MIN && slice_find(digits_of(shown, b,
	    sizeof b), stored, 0) == SLICE_NPOS;
}

int
book_put_number(struct extract_job *j, struct book *b, uint32_t column,
    uint32_t row, uint32_t format, struct slice number)
{
	struct buf out = BUF_INIT(SHOWN_MAX);
	enum numfmt_shown shown = NUMFMT_PLAIN;
	int r = 0;

	if (format < b->format_count && b->formats[format].len > 0 &&
	    number.len > 0)
		shown = numfmt_show(b->formats[format], number, b->from_1904,
		    &out);
	switch (shown) {
	case NUMFMT_PLAIN:
		r = cell_put(j, &b->table, column, row, number);
		break;
	case NUMFMT_MASK:
		r = cell_put(j, &b->table, column, row, buf_slice(&out));
		if (r == 0 && book_is_hiding(buf_slice(&out), number))
			r = cell_put(j, &b->table, column, row, number);
		break;
	case NUMFMT_DATE:
		r = cell_put(j, &b->table, column, row, buf_slice(&out));
		/* A number too long for a day is no date. */
		if (r == 0 && slice_chr(number, '.', 0) == SLICE_NPOS &&
		    book_is_hiding(buf_slice(&out), number))
			r = cell_put(j, &b->table, column, row, number);
		break;
	}
	buf_free(&out);
	return r;
}

/* --- formulas ------------------------------------------------------------------------------- */

/* Its quoted texts, one behind the other; how many. */
static size_t
join_texts(struct slice f, struct buf *out)
{
	size_t at, n = 0;
	bool inside = false;

	for (at = 0; at < f.len; at++) {
		if (f.ptr[at] != '"') {
			if (inside && buf_putc(out, f.ptr[at]) < 0)
				break;
		} else if (inside && at + 1 < f.len && f.ptr[at + 1] == '"') {
			if (buf_putc(out, f.ptr[at++]) < 0)
				break;
		} else {
			inside = !inside;
			n += inside;
		}
	}
	return n;
}

static bool
has_long_number(struct slice s)
{
	size_t i, run = 0;

	for (i = 0; i < s.len; i++) {
		run = ascii_is_digit(s.ptr[i]) ? run + 1 : 0;
		if (run >= DIGITS_MIN)
			return true;
	}
	return false;
}

int
book_put_formula(struct extract_job *j, struct slice f)
{
	struct buf texts = BUF_INIT(TEXT_TOTAL_MAX);
	bool quoted = slice_chr(f, '"', 0) != SLICE_NPOS;
	int r;

	if (!quoted && !has_long_number(f))
		return 0;
	r = extract_unit(j, SLICE_NONE, f);
	if (r == 0 && quoted && join_texts(f, &texts) > 1)
		r = extract_unit(j, SLICE_NONE, buf_slice(&texts));
	buf_free(&texts);
	return r;
}
