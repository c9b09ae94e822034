/*
 * Tokens of one file to settings and blocks: the grammar of conf.h.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/lexer.h"
#include "conf/loader.h"

/* Values of one line; more is a list that belongs into a file. */
#define LINE_TOKENS_MAX	100000

struct parser {
	struct loader *ld;
	struct lexer lexer;
	struct lex_token tok;		/* the next token */
	uint32_t line;			/* where the one before it ended */
};

/* --- tokens ------------------------------------------------------------------ */

static void
advance(struct parser *p)
{
	p->line = p->tok.end_line;
	p->tok = lexer_next(&p->lexer);
}

static bool
is_word(const struct lex_token *t, const char *word)
{
	return t->kind == LEX_WORD && slice_eq_str(t->text, word);
}

static bool
on_new_line(const struct parser *p)
{
	return p->tok.at.line > p->line;
}

static bool
at_line_end(const struct parser *p)
{
	return p->tok.kind == LEX_END || p->tok.kind == LEX_SEMICOLON ||
	    p->tok.kind == LEX_RBRACE || on_new_line(p);
}

static void
skip_line(struct parser *p)
{
	while (!at_line_end(p))
		advance(p);
}

static enum conf_token_kind
token_kind(enum lex_kind k)
{
	switch (k) {
	case LEX_STRING:
		return CONF_STRING;
	case LEX_NUMBER:
		return CONF_NUMBER;
	case LEX_COMMA:
		return CONF_COMMA;
	case LEX_OPEN:
		return CONF_OPEN;
	case LEX_CLOSE:
		return CONF_CLOSE;
	case LEX_WORD:
	case LEX_LBRACE:
	case LEX_RBRACE:
	case LEX_SEMICOLON:
	case LEX_END:
		break;
	}
	return CONF_WORD;
}

/* --- lines ------------------------------------------------------------------- */

/*
 * Does a string that comes next name a file?  After from; and in the one line
 * whose only value is a file: set directory S.
 */
static bool
follows_from(const struct conf_line *l)
{
	const struct conf_token *t;

	if (l->count == 0)
		return false;
	t = &l->tokens[l->count - 1];
	if (t->kind != CONF_WORD)
		return false;
	/* As the key, from is a word like any other. */
	return (l->count > 1 && slice_eq_str(t->text, "from")) ||
	    (l->count == 1 && slice_eq_str(t->text, "directory"));
}

static void
add_token(struct parser *p, struct conf_line *l, size_t *cap)
{
	struct loader *ld = p->ld;
	struct conf_token *t;
	bool names_file;

	if (l->count >= LINE_TOKENS_MAX) {
		if (l->count++ == LINE_TOKENS_MAX)
			conf_error(ld->diag, &p->tok.at,
			    "too many values; put them into a file");
		return;
	}
	l->tokens = arena_grow(ld->tree->arena, l->tokens, l->count, cap,
	    sizeof *l->tokens);
	if (l->tokens == NULL) {
		*cap = 0;
		l->count = 0;
		loader_fail(ld, ERR_LIMIT);
		return;
	}
	names_file = p->tok.kind == LEX_STRING && follows_from(l);
	t = &l->tokens[l->count++];
	*t = (struct conf_token){ token_kind(p->tok.kind), p->tok.text,
	    p->tok.at, NULL, SLICE_NONE };
	if (names_file)
		(void)loader_beside(ld, &p->tok, &t->from_file,
		    &t->from_bytes);
}

/* Does the line go on with the next token?  open: brackets not closed. */
static bool
goes_on(const struct parser *p, const struct conf_line *l, size_t open)
{
	if (p->tok.kind == LEX_END || p->tok.kind == LEX_SEMICOLON ||
	    p->tok.kind == LEX_RBRACE || p->tok.kind == LEX_LBRACE)
		return false;
	if (l->count == 0 || open > 0 || !on_new_line(p))
		return true;
	return l->tokens[l->count - 1].kind == CONF_COMMA ||
	    is_word(&p->tok, "and") || is_word(&p->tok, "or");
}

/* Keep count of brackets; false if this one does not belong here. */
static bool
bracket(struct parser *p, struct conf_place *open, size_t *depth)
{
	if (p->tok.kind == LEX_OPEN) {
		if (*depth == CONF_DEPTH_MAX) {
			conf_error(p->ld->diag, &p->tok.at,
			    "more than %d brackets inside each other",
			    CONF_DEPTH_MAX);
			return false;
		}
		open[(*depth)++] = p->tok.at;
	} else if (p->tok.kind == LEX_CLOSE) {
		if (*depth == 0) {
			conf_error(p->ld->diag, &p->tok.at,
			    "\")\" without its \"(\"");
			return false;
		}
		(*depth)--;
	}
	return true;
}

static void
parse_line(struct parser *p, struct conf_line *ret)
{
	struct conf_place open[CONF_DEPTH_MAX];
	struct conf_line l = { NULL, 0, p->tok.at };
	size_t cap = 0, depth = 0;

	while (p->ld->fatal == 0 && goes_on(p, &l, depth)) {
		if (bracket(p, open, &depth))
			add_token(p, &l, &cap);
		advance(p);
	}
	if (depth > 0)
		conf_error(p->ld->diag, &open[depth - 1],
		    "this bracket is not closed");
	else if (l.count > 0 && l.count <= LINE_TOKENS_MAX &&
	    l.tokens[l.count - 1].kind == CONF_COMMA)
		conf_error(p->ld->diag, &l.tokens[l.count - 1].at,
		    "nothing follows this comma");
	if (l.count > LINE_TOKENS_MAX)
		l.count = LINE_TOKENS_MAX;
	if (p->tok.kind == LEX_SEMICOLON)
		advance(p);
	*ret = l;
}

/* --- statements -------------------------------------------------------------- */

static void
parse_include(struct parser *p)
{
	struct loader *ld = p->ld;
	struct lex_token name;
	struct conf_place at = p->tok.at;
	char *pattern, **paths;
	size_t i, n = 0;
	int r;

	advance(p);
	if (p->tok.kind != LEX_STRING || on_new_line(p)) {
		conf_error(ld->diag, &at,
		    "include needs a file name in quotes");
		skip_line(p);
		return;
	}
	name = p->tok;
	advance(p);
	if (!at_line_end(p)) {
		conf_error(ld->diag, &p->tok.at,
		    "include takes one file name");
		skip_line(p);
	}
	pattern = conf_path_beside(ld->tree->arena, name.at.file, name.text);
	if (pattern == NULL) {
		loader_fail(ld, ERR_LIMIT);
	} else if (ld->src == NULL || strpbrk(pattern, "*?[") == NULL) {
		loader_file(ld, pattern, &name.at);
	} else {
		r = ld->src->glob(ld->src->arg, pattern, ld->tree->arena,
		    &paths, &n);
		if (r != 0)
			conf_error(ld->diag, &name.at, "cannot read \"%s\"",
			    pattern);
		for (i = 0; r == 0 && i < n && ld->fatal == 0; i++)
			loader_file(ld, paths[i], &name.at);
	}
}

static void
parse_set(struct parser *p)
{
	struct conf_tree *t = p->ld->tree;
	struct conf_place at = p->tok.at;
	struct conf_line l;

	advance(p);
	if (at_line_end(p) || p->tok.kind != LEX_WORD) {
		conf_error(p->ld->diag, &at, "set needs the name of a setting");
		skip_line(p);
		return;
	}
	parse_line(p, &l);
	if (p->ld->fatal != 0)
		return;
	t->settings = arena_grow(t->arena, t->settings, t->setting_count,
	    &p->ld->setting_cap, sizeof *t->settings);
	if (t->settings == NULL) {
		loader_fail(p->ld, ERR_LIMIT);
		return;
	}
	t->settings[t->setting_count++] = l;
}

/* The lines between { and }. */
static void
parse_body(struct parser *p, struct conf_block *b)
{
	struct conf_place open = p->tok.at;
	size_t cap = 0;

	advance(p);
	while (p->tok.kind != LEX_RBRACE && p->ld->fatal == 0) {
		if (p->tok.kind == LEX_END) {
			conf_error(p->ld->diag, &open,
			    "this block is not closed with \"}\"");
			return;
		}
		if (p->tok.kind == LEX_SEMICOLON) {
			advance(p);
			continue;
		}
		if (p->tok.kind == LEX_LBRACE) {
			conf_error(p->ld->diag, &p->tok.at, "\"{\" inside a "
			    "block; is the \"}\" of line %u's block missing?",
			    open.line);
			advance(p);
			continue;
		}
		b->lines = arena_grow(p->ld->tree->arena, b->lines,
		    b->line_count, &cap, sizeof *b->lines);
		if (b->lines == NULL) {
			b->line_count = 0;
			loader_fail(p->ld, ERR_LIMIT);
			return;
		}
		parse_line(p, &b->lines[b->line_count]);
		b->line_count += b->lines[b->line_count].count > 0;
	}
	advance(p);
}

/* NAME [ "of" word ], after the kind.  False if it cannot be a block. */
static bool
parse_block_head(struct parser *p, struct conf_block *b)
{
	struct conf_diag *d = p->ld->diag;

	if (p->tok.kind != LEX_WORD && p->tok.kind != LEX_NUMBER &&
	    p->tok.kind != LEX_STRING) {
		conf_error(d, &b->at, "\"%s\" needs a name", b->kind);
		return false;
	}
	b->name = p->tok.text;
	b->name_at = p->tok.at;
	b->name_is_string = p->tok.kind == LEX_STRING;
	advance(p);
	if (!is_word(&p->tok, "of"))
		return true;
	advance(p);
	if (p->tok.kind != LEX_WORD) {
		conf_error(d, &p->tok.at, "\"of\" needs a word after it");
		return false;
	}
	b->of = p->tok.text;
	advance(p);
	return true;
}

static void
parse_block(struct parser *p)
{
	struct conf_tree *t = p->ld->tree;
	struct conf_block b = { .at = p->tok.at };
	bool head;

	b.kind = arena_str(t->arena, p->tok.text);
	if (b.kind == NULL) {
		loader_fail(p->ld, ERR_LIMIT);
		return;
	}
	advance(p);
	head = parse_block_head(p, &b);
	if (head && is_word(&p->tok, "from")) {
		advance(p);
		if (p->tok.kind != LEX_STRING) {
			conf_error(p->ld->diag, &p->tok.at,
			    "\"from\" needs a file name in quotes");
			skip_line(p);
			return;
		}
		b.from = p->tok.text;
		if (slice_eq_str(b.of, "records"))
			(void)loader_head_beside(p->ld, &p->tok,
			    &b.from_file, &b.from_bytes);
		else
			(void)loader_beside(p->ld, &p->tok, &b.from_file,
			    &b.from_bytes);
		advance(p);
	} else if (p->tok.kind == LEX_LBRACE) {
		parse_body(p, &b);
	} else {
		if (head)
			conf_error(p->ld->diag, &b.at, "expected \"set\", "
			    "\"include\" or a block: KIND NAME { lines }, "
			    "or from \"file\"");
		skip_line(p);
		return;
	}
	t->blocks = arena_grow(t->arena, t->blocks, t->block_count,
	    &p->ld->block_cap, sizeof *t->blocks);
	if (t->blocks == NULL)
		loader_fail(p->ld, ERR_LIMIT);
	else
		t->blocks[t->block_count++] = b;
}

void
loader_parse(struct loader *ld, const char *path, struct slice bytes)
{
	struct parser p = { .ld = ld };

	if (lexer_init(&p.lexer, ld->tree->arena, ld->diag, path, bytes) != 0)
		return;
	advance(&p);
	while (p.tok.kind != LEX_END && ld->fatal == 0) {
		if (p.tok.kind == LEX_SEMICOLON) {
			advance(&p);
		} else if (is_word(&p.tok, "include")) {
			parse_include(&p);
		} else if (is_word(&p.tok, "set")) {
			parse_set(&p);
		} else if (p.tok.kind == LEX_WORD) {
			parse_block(&p);
		} else {
			conf_error(ld->diag, &p.tok.at, "expected \"set\", "
			    "\"include\" or a block");
			advance(&p);
			skip_line(&p);
		}
	}
}
