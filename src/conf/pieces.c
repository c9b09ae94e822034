#include "conf/pieces.h"

#include "base/err.h"

/* Where the scan stands between two tokens. */
struct between {
	struct slice bytes;
	size_t pos;
	size_t blank_from;		/* of the blanks in this line */
	unsigned newlines;		/* since the last piece */
	bool first;			/* nothing stood before */
};

static int
put(struct pieces *ps, struct arena *a, struct piece p, struct between *b,
    size_t next)
{
	p.starts_line = b->newlines > 0 || b->first;
	p.after_blank_line = b->newlines > 1;
	p.gap = slice_sub(b->bytes, b->blank_from, b->pos);
	ps->list = arena_grow(a, ps->list, ps->count, &ps->cap,
	    sizeof *ps->list);
	if (ps->list == NULL)
		return ERR_LIMIT;
	ps->list[ps->count++] = p;
	b->pos = b->blank_from = next;
	b->newlines = 0;
	b->first = false;
	return 0;
}

/* Blanks and comments up to the next token, as the lexer skips them. */
static int
put_comments(struct pieces *ps, struct arena *a, struct between *b)
{
	struct piece p = { .is_comment = true };
	size_t end;
	int r = 0;

	while (r == 0 && b->pos < b->bytes.len) {
		if (b->bytes.ptr[b->pos] == '#') {
			end = slice_chr(b->bytes, '\n', b->pos);
			if (end == SLICE_NPOS)
				end = b->bytes.len;
			p.raw = slice_trim(slice_sub(b->bytes, b->pos, end));
			r = put(ps, a, p, b, end);
		} else if (ascii_is_space(b->bytes.ptr[b->pos])) {
			if (b->bytes.ptr[b->pos++] == '\n') {
				b->newlines++;
				b->blank_from = b->pos;
			}
		} else {
			break;
		}
	}
	return r;
}

int
pieces_read(struct slice bytes, const char *file, struct conf_diag *diag,
    struct arena *a, struct pieces *ret)
{
	struct between b = { .bytes = bytes, .first = true };
	size_t before = conf_diag_errors(diag);
	struct lexer lx;
	struct lex_token t;
	struct piece p;
	int r;

	*ret = (struct pieces){ NULL, 0, 0 };
	r = lexer_init(&lx, a, diag, file, bytes);
	b.pos = b.blank_from = lx.pos;
	do {
		if (r == 0)
			r = put_comments(ret, a, &b);
		if (r < 0)
			return r;
		t = lexer_next(&lx);
		if (conf_diag_errors(diag) > before)
			return ERR_SYNTAX;
		p = (struct piece){ .kind = t.kind, .text = t.text,
		    .raw = slice_sub(bytes, b.pos, lx.pos) };
		r = put(ret, a, p, &b, lx.pos);
	} while (r == 0 && t.kind != LEX_END);
	return r;
}
