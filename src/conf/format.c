#include "conf/format.h"

#include "base/err.h"
#include "base/limits.h"
#include "conf/pieces.h"
#include "conf/reread.h"
#include "conf/utf8.h"

#define INDENT		4
#define KEY_GAP		2	/* blanks after the longest key */
#define COMMENT_GAP	2	/* before a comment behind something */

struct writer {
	struct buf *out;
	const struct piece *p;		/* the next one */
	bool is_set;			/* a `set` line, not one of a block */
	bool is_list;			/* lines are items, not keys */
	size_t align;			/* column of the values; 0: no column */
	bool fresh;			/* nothing can follow in this line */
	bool blank;			/* a blank line above a ";" left out */
	int err;
};

/* --- words of the grammar --------------------------------------------------------- */

static bool
is_word(const struct piece *p, const char *word)
{
	return !p->is_comment && p->kind == LEX_WORD &&
	    slice_eq_str(p->text, word);
}

static bool
is_kind(const struct piece *p, enum lex_kind kind)
{
	return !p->is_comment && p->kind == kind;
}

static bool
is_joint(const struct piece *p)
{
	return is_word(p, "and") || is_word(p, "or");
}

static bool
ends_statement(const struct piece *p)
{
	return is_kind(p, LEX_END) || is_kind(p, LEX_SEMICOLON) ||
	    is_kind(p, LEX_RBRACE) || is_kind(p, LEX_LBRACE);
}

static const struct piece *
next_token(const struct piece *p)
{
	while (p->is_comment)
		p++;
	return p;
}

/* Did a line of the file end between the last token and this one? */
static bool
is_on_new_line(const struct piece *from, const struct piece *token)
{
	for (; from <= token; from++)
		if (from->starts_line)
			return true;
	return false;
}

/*
 * Does the line that `last` belongs to go on with the token at or after p?
 * As the parser reads it: brackets, commas, and / or hold it together.
 */
static bool
goes_on(const struct piece *last, const struct piece *p, size_t open)
{
	const struct piece *t = next_token(p);

	if (ends_statement(t))
		return false;
	return open > 0 || is_kind(last, LEX_COMMA) || is_joint(t) ||
	    !is_on_new_line(p, t);
}

/* --- writing ----------------------------------------------------------------------- */

static void
put(struct writer *w, struct slice s)
{
	if (w->err == 0)
		w->err = buf_put_slice(w->out, s);
}

static void
put_blanks(struct writer *w, size_t n)
{
	while (n-- > 0)
		put(w, SLICE(" "));
}

static size_t
column(const struct writer *w)
{
	struct slice all = buf_slice(w->out);
	size_t nl = slice_rchr(all, '\n');

	return utf8_count(nl == SLICE_NPOS ? all : slice_from(all, nl + 1));
}

static void
new_line(struct writer *w, size_t indent)
{
	if (w->out->len > 0)
		put(w, SLICE("\n"));
	put_blanks(w, indent);
}

/* The text of a block string, moved to this indent. */
static void
put_block_string(struct writer *w, const struct piece *p, size_t indent)
{
	struct slice s = p->text, line;
	size_t at, end;

	put(w, SLICE("\"\"\"\n"));
	for (at = 0; at < s.len; at = end) {
		end = slice_chr(s, '\n', at);
		end = end == SLICE_NPOS ? s.len : end + 1;
		line = slice_sub(s, at, end);
		if (!slice_eq_str(line, "\n"))
			put_blanks(w, indent);
		put(w, line);
	}
	if (s.len == 0 || s.ptr[s.len - 1] == '\n')
		put_blanks(w, indent);
	put(w, SLICE("\"\"\""));
}

/* Is there a line in it that says something?  Else its blanks are all it is. */
static bool
has_ink(struct slice s)
{
	return slice_trim(s).len > 0;
}

static void
put_token(struct writer *w, const struct piece *p, size_t indent)
{
	w->fresh = false;
	if (p->kind == LEX_STRING && slice_starts(p->raw, SLICE("\"\"\"")) &&
	    has_ink(p->text))
		put_block_string(w, p, indent);
	else
		put(w, p->raw);
}

/* One, where there was one or more above this piece. */
static void
put_blank_line(struct writer *w, bool wanted)
{
	if (wanted && (w->p->after_blank_line || w->blank))
		put(w, SLICE("\n"));
	w->blank = false;
}

/*
 * Comments up to the next token; after one a new line begins.  first: nothing
 * stands above them that a blank line could set them off from.
 */
static bool
put_comments(struct writer *w, size_t indent, bool first)
{
	bool any = false;

	for (; w->p->is_comment; w->p++, any = true) {
		if (w->p->starts_line || w->fresh) {
			put_blank_line(w, any || !first);
			new_line(w, indent);
		} else {
			put_blanks(w, COMMENT_GAP);
		}
		put(w, w->p->raw);
		w->fresh = true;
	}
	return any;
}

/* --- one line of the grammar ---------------------------------------------------------- */

struct line {
	size_t start;			/* column of its first token */
	size_t count;			/* tokens so far */
	size_t open;			/* brackets not closed */
	bool has_joint;			/* somewhere in it: it is a condition */
	bool was_aligned;		/* its values have begun */
};

/* Where a row that goes on with this token begins. */
static size_t
row_indent(const struct writer *w, const struct line *l, const struct piece *p)
{
	size_t base = w->align > 0 && l->was_aligned ? w->align :
	    w->is_set ? INDENT : l->start;
	size_t open = l->open - (is_kind(p, LEX_CLOSE) && l->open > 0);

	if (open > 0)
		return base + open * INDENT;
	return is_joint(p) || !l->has_joint ? base : base + INDENT;
}

static bool
line_has_joint(const struct piece *p)
{
	const struct piece *last = NULL;
	size_t open = 0;

	for (;; p++) {
		if (p->is_comment)
			continue;
		if (last != NULL && !goes_on(last, last + 1, open))
			return false;
		if (last == NULL && ends_statement(p))
			return false;
		if (is_joint(p))
			return true;
		open += is_kind(p, LEX_OPEN);
		open -= is_kind(p, LEX_CLOSE) && open > 0;
		last = p;
	}
}

/* Two blanks, or a tab: somebody meant a column. */
static bool
is_wide(struct slice gap)
{
	return gap.len >= KEY_GAP || slice_chr(gap, '\t', 0) != SLICE_NPOS;
}

/* Values begin here, if they stand in a column. */
static bool
starts_values(const struct writer *w, const struct line *l,
    const struct piece *p)
{
	if (w->align == 0 || l->was_aligned)
		return false;
	return !w->is_set || (l->count > 1 && is_wide(p->gap));
}

/* Blanks between two tokens of a row. */
static void
put_gap(struct writer *w, struct line *l, const struct piece *last,
    const struct piece *p)
{
	bool words = last->kind != LEX_STRING && p->kind != LEX_STRING &&
	    last->kind != LEX_COMMA;

	if (is_kind(p, LEX_COMMA))
		return;
	if (starts_values(w, l, p)) {
		l->was_aligned = true;
		put_blanks(w, w->align > column(w) ? w->align - column(w) : 1);
	} else if (words && p->gap.len > 0 && (w->is_list ||
	    (w->is_set && l->was_aligned))) {
		/* An item is what is written, blanks and all. */
		put(w, p->gap);
	} else {
		put_blanks(w, 1);
	}
}

/* From its first token to its last; comments inside it stay where they are. */
static void
put_line(struct writer *w)
{
	struct line l = { .start = column(w),
	    .has_joint = line_has_joint(w->p) };
	const struct piece *last = NULL;
	bool broken;

	while (w->err == 0 && (last == NULL || goes_on(last, w->p, l.open))) {
		broken = last != NULL && put_comments(w,
		    row_indent(w, &l, next_token(w->p)), false);
		if (broken || (last != NULL && w->p->starts_line &&
		    !is_kind(w->p, LEX_COMMA)))
			new_line(w, row_indent(w, &l, w->p));
		else if (last != NULL)
			put_gap(w, &l, last, w->p);
		if (is_kind(w->p, LEX_CLOSE) && l.open > 0)
			l.open--;
		put_token(w, w->p, w->is_set ? INDENT : 2 * INDENT);
		l.open += is_kind(w->p, LEX_OPEN);
		l.count++;
		last = w->p++;
	}
}

/* --- blocks ------------------------------------------------------------------------------ */

/* Past the last token of the line that begins here. */
static const struct piece *
line_end(const struct piece *p)
{
	const struct piece *last = NULL;
	size_t open = 0;

	for (;; p++) {
		if (p->is_comment)
			continue;
		if (ends_statement(p) ||
		    (last != NULL && !goes_on(last, last + 1, open)))
			return last != NULL ? last + 1 : p;
		open += is_kind(p, LEX_OPEN);
		open -= is_kind(p, LEX_CLOSE) && open > 0;
		last = p;
	}
}

/* The longest key of rows that have something after it. */
static size_t
key_width(const struct piece *p, bool spread)
{
	const struct piece *end;
	size_t width = 0, n;
	bool starts_row = true;

	while (!is_kind(p, LEX_RBRACE) && !is_kind(p, LEX_END)) {
		if (p->is_comment || is_kind(p, LEX_SEMICOLON)) {
			starts_row = starts_row || p->starts_line;
			p++;
			continue;
		}
		end = line_end(p);
		n = utf8_count(p->raw);
		if ((spread || starts_row || p->starts_line) && end > p + 1 && n > width)
			width = n;
		starts_row = false;
		p = end;
	}
	return width;
}

/* Columns of a block that is written in one line; 0: it is not. */
static size_t
one_line(const struct writer *w, const struct piece *brace)
{
	const struct piece *p;
	size_t n = column(w);

	for (p = brace + 1;; p++) {
		if (p->is_comment || p->starts_line || is_kind(p, LEX_END) ||
		    slice_starts(p->raw, SLICE("\"\"\"")))
			return 0;
		n += utf8_count(p->raw) + 1;
		if (is_kind(p, LEX_RBRACE))
			return n;
	}
}

/* Did one of them begin a line? */
static bool
skip_semicolons(struct writer *w)
{
	bool starts = false;

	for (; is_kind(w->p, LEX_SEMICOLON); w->p++) {
		starts = starts || w->p->starts_line;
		w->blank = w->blank || w->p->after_blank_line;
	}
	w->fresh = w->fresh || starts;
	return starts;
}

static void
put_body_in_line(struct writer *w)
{
	bool first = true;

	w->align = 0;
	(void)skip_semicolons(w);
	while (!is_kind(w->p, LEX_RBRACE) && w->err == 0) {
		put(w, first ? SLICE(" ") : SLICE("; "));
		first = false;
		put_line(w);
		(void)skip_semicolons(w);
	}
	put(w, SLICE(" }"));
}

/* spread: written in one line, where it does not fit. */
static void
put_body(struct writer *w, bool spread)
{
	size_t column_of_values = w->is_list ? 0 :
	    INDENT + key_width(w->p, spread) + KEY_GAP;
	bool first = true, starts = true;

	while (w->err == 0) {
		starts = skip_semicolons(w) || starts;
		if (put_comments(w, INDENT, first)) {
			first = false;
			starts = true;
		}
		if (is_kind(w->p, LEX_SEMICOLON))
			continue;
		if (is_kind(w->p, LEX_RBRACE))
			break;
		if (spread || starts || w->p->starts_line) {
			put_blank_line(w, !first);
			new_line(w, INDENT);
			/* Or it would go on with the line above. */
			if (!first && is_joint(w->p))
				put(w, SLICE("; "));
			w->align = column_of_values;
		} else {
			put(w, SLICE("; "));
			w->align = 0;
		}
		put_line(w);
		first = starts = false;
	}
	put(w, SLICE("\n}"));
	w->fresh = false;
}

/* The next word of a block's head; comments between them stay there. */
static void
put_head_token(struct writer *w, struct slice token)
{
	if (put_comments(w, INDENT, false))
		new_line(w, INDENT);
	else
		put_blanks(w, 1);
	put(w, token);
	w->fresh = false;
}

/* kind NAME [ of WORD ], then { lines } or from "file". */
static void
put_block(struct writer *w)
{
	const struct piece *last = w->p, *t;
	size_t n, width;

	w->is_list = is_word(w->p, "list");
	put(w, (w->p++)->raw);
	w->fresh = false;
	for (n = 1;; n++) {
		t = next_token(w->p);
		if (is_kind(t, LEX_LBRACE))
			break;
		put_head_token(w, t->raw);
		w->p = t + 1;
		/* from "file" ends it; a block may be called from. */
		if (n > 1 && t->kind == LEX_STRING && is_word(last, "from")) {
			w->is_list = false;
			return;
		}
		last = t;
	}
	put_head_token(w, SLICE("{"));
	width = one_line(w, t);
	w->p = t + 1;
	if (width > 0 && width <= FORMAT_WIDTH_MAX)
		put_body_in_line(w);
	else
		put_body(w, width > 0);
	w->p++;
	w->is_list = false;
	w->align = 0;
}

/* --- settings ---------------------------------------------------------------------------- */

/* Where the values of a `set` line begin; 0: it has no such column. */
static size_t
set_width(const struct piece *p)
{
	const struct piece *end = line_end(p), *t;
	size_t n = utf8_count(p->raw);

	for (t = p + 1; t < end && !t->is_comment && !t->starts_line; t++) {
		if (is_wide(t->gap) && t > p + 1 && !is_kind(t, LEX_COMMA))
			return n;
		n += !is_kind(t, LEX_COMMA) + utf8_count(t->raw);
	}
	return 0;
}

/* The `set` line right below this one; NULL if there is none. */
static const struct piece *
set_below(const struct piece *p)
{
	bool fresh = false;

	for (p = line_end(p); p->is_comment || is_kind(p, LEX_SEMICOLON);
	    p++) {
		fresh = fresh || p->starts_line;
		if (p->after_blank_line || (p->is_comment && fresh))
			return NULL;
	}
	return !p->after_blank_line && is_word(p, "set") ? p : NULL;
}

/* The column of the values of this line and those below it. */
static size_t
set_align(const struct piece *p)
{
	size_t width, most = 0;

	for (; p != NULL; p = set_below(p)) {
		width = set_width(p);
		most = width > most ? width : most;
	}
	return most > 0 ? most + KEY_GAP : 0;
}

/* --- the whole file ---------------------------------------------------------------------- */

static void
put_set(struct writer *w, const struct piece **below, size_t *align)
{
	if (w->p != *below)
		*align = set_align(w->p);
	*below = set_below(w->p);
	w->is_set = true;
	w->align = *align;
	put_line(w);
	w->is_set = false;
	w->align = 0;
}

static void
put_file(struct writer *w)
{
	const struct piece *below = NULL;
	size_t align = 0;
	bool first = true;

	while (w->err == 0) {
		(void)skip_semicolons(w);
		first = !put_comments(w, 0, first) && first;
		if (is_kind(w->p, LEX_SEMICOLON))
			continue;
		if (is_kind(w->p, LEX_END))
			break;
		put_blank_line(w, !first);
		new_line(w, 0);
		if (!first && is_joint(w->p))
			put(w, SLICE("; "));
		first = false;
		if (is_word(w->p, "set"))
			put_set(w, &below, &align);
		else if (is_word(w->p, "include"))
			put_line(w);
		else
			put_block(w);
	}
	if (w->out->len > 0)
		put(w, SLICE("\n"));
}

/* --- and read again ------------------------------------------------------------------------ */

static int
write_once(struct slice text, const char *name, struct conf_diag *diag,
    struct arena *a, struct pieces *ps, struct buf *out)
{
	struct writer w = { .out = out };
	int r;

	r = pieces_read(text, name, diag, a, ps);
	if (r < 0)
		return r;
	w.p = ps->list;
	put_file(&w);
	return w.err;
}

/* Tokens and comments, one by one; ";" and the ends of lines may differ. */
static bool
same_pieces(const struct pieces *a, const struct pieces *b)
{
	const struct piece *x = a->list, *y = b->list;

	for (;; x++, y++) {
		while (is_kind(x, LEX_SEMICOLON))
			x++;
		while (is_kind(y, LEX_SEMICOLON))
			y++;
		if (x->is_comment != y->is_comment || x->kind != y->kind ||
		    !slice_eq(x->is_comment ? x->raw : x->text,
		    y->is_comment ? y->raw : y->text))
			return false;
		if (is_kind(x, LEX_END))
			return true;
	}
}

/* Does the result mean what the text means, and is it in our layout? */
static int
prove(const struct conf_tree *before, const struct pieces *ps,
    struct slice result, const char *name, struct arena *a)
{
	struct conf_diag *diag = conf_diag_new();
	struct buf again = BUF_INIT(2 * CONF_FILE_MAX);
	struct conf_tree *after = NULL;
	struct pieces pieces;
	int r;

	r = reread_parse(result, name, diag, &after);
	if (r == 0)
		r = write_once(result, name, diag, a, &pieces, &again);
	if (r != ERR_LIMIT && (r < 0 || !reread_same(before, after) ||
	    !same_pieces(ps, &pieces) ||
	    !slice_eq(result, buf_slice(&again))))
		r = ERR_MISMATCH;
	if (after != NULL)
		conf_free(after);
	buf_free(&again);
	conf_diag_free(diag);
	return r;
}

int
conf_format(struct slice text, const char *name, struct conf_diag *diag,
    struct buf *out)
{
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	struct buf result = BUF_INIT(2 * CONF_FILE_MAX);
	struct conf_tree *before = NULL;
	struct pieces ps;
	int r;

	r = reread_parse(text, name, diag, &before);
	if (r == 0)
		r = write_once(text, name, diag, a, &ps, &result);
	if (r == 0)
		r = prove(before, &ps, buf_slice(&result), name, a);
	if (r == 0)
		r = buf_put_slice(out, buf_slice(&result));
	if (before != NULL)
		conf_free(before);
	buf_free(&result);
	arena_free(a);
	return r;
}
