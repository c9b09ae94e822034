#include "extract/pdfshow.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/pdffont.h"

#define OPERANDS	8
#define STATES		64	/* q inside q; deeper ones share the last */
#define LATE_CHECK	4096	/* operators between two looks at the clock */
#define LOOKS_HEAD	(256 * KIB)
#define ACTUAL_TURN	1000000	/* keeps replacement text on lines of its own */
#define WIDE_BLANK	0.85	/* of the letters' height: no blank is so wide */

struct matrix {
	double a, b, c, d, e, f;
};

static const struct matrix unity = { 1, 0, 0, 1, 0, 0 };

struct state {
	struct matrix page;
	struct pdf_font *font;
	double size, letter, word, scale, leading, rise;
	uint32_t clip;
};

struct frame {
	struct slice rest;
	struct slice resources;
	size_t states;		/* depth to come back to */
};

struct run {
	struct pdf_show *show;
	struct frame frames[PDF_FORM_DEPTH_MAX];
	size_t depth;
	struct state states[STATES];
	size_t state;		/* may count past the array */
	struct matrix text, line;
	struct pdf_value operand[OPERANDS];
	size_t operands;
	bool is_moved;		/* since the last text */
	uint32_t box;		/* the last rectangle, as a number of its own */
	/* Replacement text of marked content, until its end. */
	struct buf actual;
	size_t marks, actual_mark;
	struct pdf_piece actual_at;
	bool has_actual_at;
};

/* --- matrices ----------------------------------------------------------- */

static struct matrix
multiply(struct matrix p, struct matrix q)
{
	return (struct matrix){
		p.a * q.a + p.b * q.c, p.a * q.b + p.b * q.d,
		p.c * q.a + p.d * q.c, p.c * q.b + p.d * q.d,
		p.e * q.a + p.f * q.c + q.e, p.e * q.b + p.f * q.d + q.f,
	};
}

/*
 * The length of a vector.  Without the library of mathematics: every mapping
 * of a library is paid for by each message.
 */
static double
length_of(double x, double y)
{
	double square = x * x + y * y, root;
	int i;

	if (!(square > 1e-18) || square > 1e36)
		return 0;
	/* Newton's way, from above: each step halves, then squares, the error. */
	root = square > 1 ? square : 1;
	for (i = 0; i < 80; i++) {
		double next = (root + square / root) / 2;

		if (next >= root)
			break;
		root = next;
	}
	return root;
}

/* One number for a direction of writing; 0 for the usual one. */
static int
turn_of(double cosine, double sine)
{
	return ((int)(100 * (1.005 - cosine)) << 10) +
	    (int)(100 * (sine < 0 ? 3 - sine : sine) + 0.5);
}

static double
absolute(double n)
{
	return n < 0 ? -n : n;
}

static struct state *
top(struct run *r)
{
	return &r->states[r->state < STATES ? r->state : STATES - 1];
}

static double
operand(const struct run *r, size_t i)
{
	return i < r->operands && r->operand[i].kind == PDF_NUMBER ?
	    r->operand[i].number : 0;
}

static struct matrix
operand_matrix(const struct run *r)
{
	return (struct matrix){ operand(r, 0), operand(r, 1), operand(r, 2),
	    operand(r, 3), operand(r, 4), operand(r, 5) };
}

static struct matrix
array_matrix(const struct pdf_table *t, struct pdf_value v)
{
	double n[6] = { 1, 0, 0, 1, 0, 0 };
	struct pdf_value item;
	size_t i;

	for (i = 0; v.kind == PDF_ARRAY && i < 6 &&
	    pdf_next(&v.raw, &item); i++)
		n[i] = pdf_resolve(t, item).number;
	return (struct matrix){ n[0], n[1], n[2], n[3], n[4], n[5] };
}

/* --- showing ------------------------------------------------------------ */

/* Where a text of this width would stand that began here. */
static struct pdf_piece
piece_at(struct run *r, double width)
{
	const struct state *s = top(r);
	struct matrix m = multiply(r->text, s->page);
	double x, y, length = length_of(m.a, m.b), cosine = 1, sine = 0;
	struct pdf_piece p;

	memset(&p, 0, sizeof p);
	p.is_moved = r->is_moved;
	p.clip = s->clip;
	if (length > 1e-9) {
		cosine = m.a / length;
		sine = m.b / length;
	}
	x = s->rise * m.c + m.e;
	y = s->rise * m.d + m.f;
	p.from = x * cosine + y * sine;
	p.to = p.from + width * length;
	p.across = y * cosine - x * sine;
	p.size = absolute(s->size) * length_of(m.c, m.d);
	if (p.size < 1e-6)
		p.size = 1e-6;
	p.turn = turn_of(cosine, sine);
	return p;
}

static void
move_on(struct run *r, double width)
{
	r->text.e += width * r->text.a;
	r->text.f += width * r->text.b;
}

/* Give out what the last glyphs told, and go on behind them. */
static int
put_word(struct run *r, double width)
{
	struct pdf_show *s = r->show;
	struct pdf_piece p = piece_at(r, width);
	int err = 0;

	if (s->word.len > 0) {
		r->is_moved = false;
		err = pdflines_put(&s->lines, p, buf_slice(&s->word));
		s->is_over = s->is_over || pdflines_is_full(&s->lines);
	}
	buf_reset(&s->word);
	move_on(r, width);
	return err;
}

static struct pdf_font *
font_in_use(struct run *r)
{
	struct pdf_show *s = r->show;

	if (top(r)->font != NULL)
		return top(r)->font;
	if (s->nobody == NULL)
		s->nobody = pdffont_new(s->file, SLICE_NONE);
	return s->nobody;
}

/* A glyph that maps to a tab or a line end is a blank, as it looks. */
static void
settle_blank(struct buf *word, size_t from)
{
	size_t i;

	for (i = from; i < word->len; i++)
		if (word->ptr[i] < ' ')
			word->ptr[i] = ' ';
}

/*
 * Did the last glyph show nothing?  Code 32 is a letter in the fonts that
 * writers number from 1: word spacing goes by the code, cells by what is seen.
 */
static bool
ends_blank(const struct buf *word, size_t from)
{
	size_t i;

	for (i = from; i < word->len; i++)
		if (word->ptr[i] != ' ')
			return false;
	return true;
}

static int
show_bytes(struct run *r, struct slice s)
{
	struct state *st = top(r);
	struct pdf_font *font = font_in_use(r);
	struct pdf_glyph g;
	double width = 0, step;
	size_t before;
	int err = 0;

	if (font == NULL)
		return ERR_LIMIT;
	if (r->actual_mark > 0 && !r->has_actual_at) {
		r->actual_at = piece_at(r, 0);
		r->has_actual_at = true;
	}
	for (; s.len > 0 && err == 0; s = slice_from(s, g.bytes)) {
		before = r->show->word.len;
		g = pdffont_glyph(font, s, &r->show->word);
		settle_blank(&r->show->word, before);
		/* What has no letters parts those that have. */
		if (!g.is_known && st->font != NULL)
			(void)buf_puts(&r->show->word, "\xef\xbf\xbd");
		step = g.width * st->size + st->letter +
		    (g.is_space ? st->word : 0);
		width += step * st->scale;
		/* A blank drawn wide parts cells as a wide gap does. */
		if (g.is_space && step > WIDE_BLANK * absolute(st->size) &&
		    ends_blank(&r->show->word, before)) {
			r->show->word.len = before;
			err = put_word(r, (width - step * st->scale));
			move_on(r, step * st->scale);
			r->is_moved = true;
			width = 0;
		}
	}
	return err == 0 ? put_word(r, width) : err;
}

static int
show_string(struct run *r, struct pdf_value v)
{
	struct buf bytes = BUF_INIT(TEXT_TOTAL_MAX);
	int err;

	pdf_string(v, &bytes);
	err = show_bytes(r, buf_slice(&bytes));
	buf_free(&bytes);
	return err;
}

static int
show_array(struct run *r, struct pdf_value v)
{
	struct state *st = top(r);
	struct pdf_value item;
	int err = 0;

	while (v.kind == PDF_ARRAY && err == 0 && pdf_next(&v.raw, &item)) {
		if (item.kind == PDF_NUMBER)
			move_on(r, -item.number / 1000 * st->size * st->scale);
		else if (item.kind == PDF_STRING || item.kind == PDF_HEX)
			err = show_string(r, item);
	}
	return err;
}

static void
next_line(struct run *r, double x, double y)
{
	r->line = multiply((struct matrix){ 1, 0, 0, 1, x, y }, r->line);
	r->text = r->line;
	r->is_moved = true;
}

/* --- fonts -------------------------------------------------------------- */

static struct slice
find_font(struct run *r, struct slice resources, struct slice name)
{
	const struct pdf_table *t = &r->show->file->t;
	struct slice fonts;
	struct pdf_value key, v;

	if (!pdffile_may(r->show->file, resources.len))
		return SLICE_NONE;
	fonts = pdf_dict(t, resources, "Font");
	if (!pdffile_may(r->show->file, fonts.len))
		return SLICE_NONE;
	while (pdf_next(&fonts, &key) && pdf_next(&fonts, &v))
		if (key.kind == PDF_NAME && slice_eq(key.raw, name)) {
			v = pdf_resolve(t, v);
			return v.kind == PDF_DICT ? v.raw : SLICE_NONE;
		}
	return SLICE_NONE;
}

static struct pdf_font *
load_font(struct pdf_show *s, struct slice dict)
{
	size_t at = ((uintptr_t)dict.ptr >> 3) % PDFSHOW_FONTS;

	while (s->font_keys[at] != NULL) {
		if (s->font_keys[at] == dict.ptr)
			return s->fonts[at];
		at = (at + 1) % PDFSHOW_FONTS;
	}
	if (s->font_count > PDFSHOW_FONTS * 3 / 4) {
		s->is_over = true;
		return NULL;
	}
	s->fonts[at] = pdffont_new(s->file, dict);
	s->font_keys[at] = dict.ptr;
	s->font_count++;
	return s->fonts[at];
}

static void
set_font_dict(struct run *r, struct slice dict)
{
	top(r)->font = dict.len > 0 ? load_font(r->show, dict) : NULL;
}

static void
set_font(struct run *r)
{
	struct pdf_show *s = r->show;
	struct slice resources = r->frames[r->depth - 1].resources, dict;
	size_t i;

	if (r->operands < 2 || r->operand[0].kind != PDF_NAME)
		return;
	top(r)->size = operand(r, 1);
	dict = find_font(r, resources, r->operand[0].raw);
	for (i = 0; dict.len == 0 && i < s->spare_count; i++)
		dict = find_font(r, s->spare[i], r->operand[0].raw);
	set_font_dict(r, dict);
}

static struct pdf_value
resource(struct run *r, const char *kind)
{
	const struct pdf_table *t = &r->show->file->t;
	struct slice all = r->frames[r->depth - 1].resources;
	struct pdf_value key, v;

	if (!pdffile_may(r->show->file, all.len))
		return (struct pdf_value){ .kind = PDF_NONE };
	all = pdf_dict(t, all, kind);
	if (!pdffile_may(r->show->file, all.len))
		return (struct pdf_value){ .kind = PDF_NONE };
	while (r->operands > 0 && pdf_next(&all, &key) && pdf_next(&all, &v))
		if (key.kind == PDF_NAME &&
		    slice_eq(key.raw, r->operand[r->operands - 1].raw))
			return v;
	return (struct pdf_value){ .kind = PDF_NONE };
}

/* A graphics state may bring a font: [font size]. */
static void
set_state(struct run *r)
{
	const struct pdf_table *t = &r->show->file->t;
	struct pdf_value v = pdf_resolve(t, resource(r, "ExtGState")), font;

	if (v.kind != PDF_DICT)
		return;
	font = pdf_get(t, v.raw, "Font");
	if (font.kind != PDF_ARRAY || !pdf_next(&font.raw, &v))
		return;
	v = pdf_resolve(t, v);
	if (v.kind == PDF_DICT && pdf_next(&font.raw, &font)) {
		set_font_dict(r, v.raw);
		top(r)->size = font.number;
	}
}

/* --- forms -------------------------------------------------------------- */

static void
push_state(struct run *r)
{
	if (r->state + 1 < STATES)
		r->states[r->state + 1] = r->states[r->state];
	r->state++;
}

static void
draw_form(struct run *r)
{
	struct pdf_show *s = r->show;
	struct pdf_object *o = pdf_target(&s->file->t, resource(r, "XObject"));
	struct slice content, resources;

	if (o == NULL || !o->is_stream ||
	    pdf_is_name(pdf_get(&s->file->t, o->value.raw, "Subtype"), "Image"))
		return;
	if (r->depth == PDF_FORM_DEPTH_MAX || ++s->forms > PDF_FORMS_MAX) {
		s->is_over = true;
		return;
	}
	o->is_done = true;
	content = pdffile_content(s->file, o);
	resources = pdf_dict(&s->file->t, o->value.raw, "Resources");
	/* Old writers let a form use what its page has. */
	if (resources.len == 0)
		resources = r->frames[r->depth - 1].resources;
	r->frames[r->depth++] = (struct frame){ content, resources, r->state };
	push_state(r);
	top(r)->page = multiply(array_matrix(&s->file->t,
	    pdf_get(&s->file->t, o->value.raw, "Matrix")), top(r)->page);
}

/* --- marked content ----------------------------------------------------- */

static void
begin_mark(struct run *r)
{
	const struct pdf_table *t = &r->show->file->t;
	struct pdf_value v = { .kind = PDF_NONE };
	struct buf raw = BUF_INIT(MIB);

	r->marks++;
	if (r->actual_mark > 0 || r->operands < 2)
		return;
	v = r->operand[1];
	if (v.kind == PDF_NAME)
		v = pdf_resolve(t, resource(r, "Properties"));
	if (v.kind != PDF_DICT)
		return;
	pdf_string(pdf_get(t, v.raw, "ActualText"), &raw);
	if (raw.len > 0) {
		buf_reset(&r->actual);
		pdf_text(buf_slice(&raw), &r->actual);
		r->actual_mark = r->marks;
		r->has_actual_at = false;
	}
	buf_free(&raw);
}

static int
end_mark(struct run *r)
{
	struct pdf_piece p, end;
	int err = 0;

	if (r->actual_mark > 0 && r->actual_mark == r->marks) {
		end = piece_at(r, 0);
		p = r->has_actual_at ? r->actual_at : end;
		p.to = end.turn == p.turn && end.from > p.from ? end.from :
		    p.from;
		p.turn += ACTUAL_TURN;
		err = pdflines_put(&r->show->lines, p, buf_slice(&r->actual));
		r->actual_mark = 0;
	}
	r->marks -= r->marks > 0;
	return err;
}

/* --- operators ---------------------------------------------------------- */

/*
 * The data of an inline picture: to an EI that stands alone.  What looks like
 * one inside the data is followed by more binary data.
 */
static void
skip_picture(struct frame *f)
{
	struct slice s = f->rest;
	struct pdf_value v;
	size_t at, i;
	bool is_text;

	while (pdf_next(&s, &v))
		if (v.kind == PDF_WORD && slice_eq_str(v.raw, "ID"))
			break;
	for (at = 0;; at += 2) {
		at = slice_find(s, SLICE("EI"), at);
		if (at == SLICE_NPOS)
			break;
		if (at == 0 || !pdf_is_space(s.ptr[at - 1]) ||
		    (at + 2 < s.len && !pdf_is_space(s.ptr[at + 2])))
			continue;
		for (i = at + 2, is_text = true; i < s.len && i < at + 12; i++)
			is_text = is_text && s.ptr[i] < 0x7f &&
			    (s.ptr[i] >= ' ' || pdf_is_space(s.ptr[i]));
		if (is_text) {
			f->rest = slice_from(s, at + 2);
			return;
		}
	}
	/* Without its end: read on as if it were none. */
	f->rest = s;
}

static int
end_state(struct run *r)
{
	if (r->state > r->frames[r->depth - 1].states)
		r->state--;
	return 0;
}

static void
begin_text(struct run *r)
{
	r->text = r->line = unity;
	r->is_moved = true;
}

static int
text_place(struct run *r, struct slice op)
{
	if (slice_eq_str(op, "Td")) {
		next_line(r, operand(r, 0), operand(r, 1));
	} else if (slice_eq_str(op, "TD")) {
		top(r)->leading = -operand(r, 1);
		next_line(r, operand(r, 0), operand(r, 1));
	} else if (slice_eq_str(op, "Tm")) {
		r->line = operand_matrix(r);
		r->text = r->line;
		r->is_moved = true;
	} else if (slice_eq_str(op, "T*")) {
		next_line(r, 0, -top(r)->leading);
	}
	return 0;
}

static int
text_show(struct run *r, struct slice op)
{
	if (r->operands == 0)
		return 0;
	if (slice_eq_str(op, "Tj"))
		return show_string(r, r->operand[r->operands - 1]);
	if (slice_eq_str(op, "TJ"))
		return show_array(r, r->operand[r->operands - 1]);
	if (slice_eq_str(op, "\"") && r->operands >= 3) {
		top(r)->word = operand(r, 0);
		top(r)->letter = operand(r, 1);
	}
	next_line(r, 0, -top(r)->leading);
	return show_string(r, r->operand[r->operands - 1]);
}

static int
text_state(struct run *r, uint8_t which)
{
	struct state *s = top(r);

	if (which == 'c')
		s->letter = operand(r, 0);
	else if (which == 'w')
		s->word = operand(r, 0);
	else if (which == 'z')
		s->scale = operand(r, 0) / 100;
	else if (which == 'L')
		s->leading = operand(r, 0);
	else if (which == 's')
		s->rise = operand(r, 0);
	else if (which == 'f')
		set_font(r);
	return 0;
}

/* Equal for equal places; what it is else does not matter. */
static void
note_box(struct run *r)
{
	const struct matrix *m = &top(r)->page;
	double all[] = { operand(r, 0), operand(r, 1), operand(r, 2),
	    operand(r, 3), m->a, m->d, m->e, m->f };
	uint32_t sum = 1;
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++)
		if (absolute(all[i]) < 1e6)
			sum = sum * 31 + (uint32_t)(int32_t)(all[i] * 16);
	r->box = sum;
}

static int
operate(struct run *r, struct slice op)
{
	if (op.len == 1 && op.ptr[0] == 'q')
		push_state(r);
	else if (op.len == 1 && op.ptr[0] == 'Q')
		return end_state(r);
	else if (op.len == 1 && (op.ptr[0] == '\'' || op.ptr[0] == '"'))
		return text_show(r, op);
	else if (op.len == 2 && op.ptr[0] == 'T' &&
	    memchr("cwzLsf", op.ptr[1], 6) != NULL)
		return text_state(r, op.ptr[1]);
	else if (op.len == 2 && op.ptr[0] == 'T')
		return (op.ptr[1] | 0x20) == 'j' ? text_show(r, op) :
		    text_place(r, op);
	else if (slice_eq_str(op, "cm"))
		top(r)->page = multiply(operand_matrix(r), top(r)->page);
	else if (slice_eq_str(op, "BT"))
		begin_text(r);
	else if (slice_eq_str(op, "Do"))
		draw_form(r);
	else if (slice_eq_str(op, "gs"))
		set_state(r);
	else if (slice_eq_str(op, "re"))
		note_box(r);
	else if (slice_eq_str(op, "W") || slice_eq_str(op, "W*"))
		top(r)->clip = r->box;
	else if (slice_eq_str(op, "BI"))
		skip_picture(&r->frames[r->depth - 1]);
	else if (slice_eq_str(op, "BDC") || slice_eq_str(op, "BMC"))
		begin_mark(r);
	else if (slice_eq_str(op, "EMC"))
		return end_mark(r);
	return 0;
}

static bool
may_go_on(struct pdf_show *s)
{
	if (s->is_over)
		return false;
	if (++s->operators > PDF_OPERATORS_MAX) {
		s->is_over = true;
		return false;
	}
	return s->operators % LATE_CHECK != 0 ||
	    extract_spend(s->file->job, 0, 0) == 0;
}

static int
run_frames(struct run *r)
{
	struct pdf_value v;
	int err = 0;

	while (r->depth > 0 && err == 0) {
		if (!pdf_next(&r->frames[r->depth - 1].rest, &v)) {
			r->state = r->frames[--r->depth].states;
			r->operands = 0;
			continue;
		}
		if (v.kind == PDF_WORD) {
			if (!may_go_on(r->show))
				return 0;
			err = operate(r, v.raw);
			r->operands = 0;
			continue;
		}
		/* Too many: the last ones count. */
		if (r->operands == OPERANDS) {
			memmove(r->operand, r->operand + 1,
			    (OPERANDS - 1) * sizeof *r->operand);
			r->operands--;
		}
		r->operand[r->operands++] = v;
	}
	return err;
}

int
pdfshow_run(struct pdf_show *s, struct slice content, struct slice resources)
{
	struct run *r = mem_zalloc(sizeof *r);
	int err;

	r->show = s;
	buf_init(&r->actual, 2 * MIB);
	r->states[0].page = unity;
	r->states[0].scale = 1;
	r->text = r->line = unity;
	r->frames[r->depth++] = (struct frame){ content, resources, 0 };
	err = run_frames(r);
	buf_free(&r->actual);
	free(r);
	return err;
}

/* --- the whole ---------------------------------------------------------- */

struct pdf_show *
pdfshow_new(struct pdf_file *f)
{
	struct pdf_show *s = mem_zalloc(sizeof *s);

	s->file = f;
	pdflines_init(&s->lines);
	buf_init(&s->word, TEXT_TOTAL_MAX);
	return s;
}

void
pdfshow_free(struct pdf_show *s)
{
	if (s == NULL)
		return;
	pdflines_free(&s->lines);
	buf_free(&s->word);
	free(s);
}

void
pdfshow_spare(struct pdf_show *s, struct slice resources)
{
	size_t i;

	if (resources.len == 0 || s->spare_count == PDFSHOW_SPARES)
		return;
	for (i = 0; i < s->spare_count; i++)
		if (s->spare[i].ptr == resources.ptr)
			return;
	s->spare[s->spare_count++] = resources;
}

bool
pdfshow_is_dumb(const struct pdf_show *s)
{
	size_t i;

	for (i = 0; i < PDFSHOW_FONTS; i++)
		if (s->fonts[i] != NULL && pdffont_is_dumb(s->fonts[i]))
			return true;
	return false;
}

static bool
is_operator(struct slice word)
{
	static const char *const known[] = {
		"q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "gs", "m",
		"l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B",
		"B*", "b", "b*", "n", "W", "W*", "CS", "cs", "SC", "SCN", "sc",
		"scn", "G", "g", "RG", "rg", "K", "k", "sh", "Do", "BT", "ET",
		"Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm",
		"T*", "Tj", "TJ", "'", "\"", "BMC", "BDC", "EMC", "MP", "DP",
		"BX", "EX", "d0", "d1", "BI", "ID", "EI", NULL
	};
	size_t i;

	for (i = 0; known[i] != NULL; i++)
		if (slice_eq_str(word, known[i]))
			return true;
	return false;
}

bool
pdfshow_looks_like(struct slice bytes)
{
	size_t operators = 0, others = 0;
	struct pdf_value v;

	bytes = slice_sub(bytes, 0, LOOKS_HEAD);
	while (pdf_next(&bytes, &v)) {
		if (v.kind != PDF_WORD)
			continue;
		if (is_operator(v.raw))
			operators++;
		else
			others++;
	}
	return operators > 4 * others;
}
