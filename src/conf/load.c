/*
 * Files to a tree: the grammar of conf.h, includes, and the files that lines
 * name with from.
 */
#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "conf/diag.h"
#include "conf/lexer.h"
#include "conf/sha256.h"
#include "conf/utf8.h"

/* Values of one line; more is a list that belongs into a file. */
#define LINE_TOKENS_MAX	100000

struct loader {
	const struct conf_source *src;	/* NULL: no other files */
	struct conf_diag *diag;
	struct conf_tree *tree;
	struct sha256 digest;
	size_t root_len;		/* of the first file's folder */
	size_t bytes;
	size_t setting_cap, block_cap;
	size_t depth;
	const char *open[CONF_DEPTH_MAX]; /* files being read */
	int fatal;			/* ERR_LIMIT, ERR_SYSTEM */
};

struct parser {
	struct loader *ld;
	struct lexer lexer;
	struct lex_token tok;		/* the next token */
	uint32_t line;			/* where the one before it ended */
};

static void	load_file(struct loader *ld, const char *path,
		    const struct conf_place *at);

/* Out of arena or count: nothing more can be read. */
static void
fail(struct loader *ld, int err)
{
	if (ld->fatal == 0)
		ld->fatal = err;
}

char *
conf_path_beside(struct arena *a, const char *file, struct slice name)
{
	const char *slash;
	struct slice folder;

	slash = strrchr(file, '/');
	if (slash == NULL || (name.len > 0 && name.ptr[0] == '/'))
		return arena_str(a, name);
	folder = slice_of(file, (size_t)(slash - file) + 1);
	return arena_str(a, arena_printf(a, "%.*s%.*s", (int)folder.len,
	    (const char *)folder.ptr, (int)name.len, (const char *)name.ptr));
}

/* --- files ------------------------------------------------------------------- */

static void
unreadable(struct loader *ld, const struct conf_place *at, const char *path,
    int err, int saved)
{
	const char *why;

	switch (err) {
	case ERR_SYSTEM:
		why = strerror(saved);
		break;
	case ERR_DENIED:
		why = "others may write to it, or it belongs to neither root "
		    "nor this user";
		break;
	case ERR_TYPE:
		why = "it is not an ordinary file";
		break;
	case ERR_LIMIT:
		why = "it is too large";
		break;
	default:
		why = err_text(err);
		break;
	}
	conf_error(ld->diag, at, "cannot read \"%s\": %s", path, why);
	if (err == ERR_SYSTEM && ld->depth == 0)
		fail(ld, ERR_SYSTEM);
}

/* Names and lengths are in the digest, so that no two sets run together. */
static void
digest_file(struct loader *ld, const char *path, struct slice bytes)
{
	uint8_t len[8];
	size_t i, skip;

	skip = strlen(path) >= ld->root_len &&
	    strncmp(path, ld->tree->file, ld->root_len) == 0 ?
	    ld->root_len : 0;
	for (i = 0; i < 8; i++)
		len[i] = (uint8_t)((uint64_t)bytes.len >> (56 - 8 * i));
	sha256_update(&ld->digest, path + skip, strlen(path + skip) + 1);
	sha256_update(&ld->digest, len, sizeof len);
	sha256_update(&ld->digest, bytes.ptr, bytes.len);
}

/* Read one file into the tree; false if it could not be. */
static bool
fetch(struct loader *ld, const char *path, const struct conf_place *at,
    struct slice *ret)
{
	struct buf b = BUF_INIT(CONF_FILE_MAX);
	bool ok = false;
	int r;

	if (ld->src == NULL) {
		conf_error(ld->diag, at, "other files cannot be named here");
		return false;
	}
	errno = 0;
	r = ld->src->read(ld->src->arg, path, &b);
	if (r == 0 && (ld->tree->file_count >= CONF_FILES_MAX ||
	    b.len > RULES_BYTES_MAX - ld->bytes)) {
		conf_error(ld->diag, at, "too many files, or too large ones");
		fail(ld, ERR_LIMIT);
	} else if (r != 0) {
		unreadable(ld, at, path, r, errno);
	} else {
		*ret = arena_dup(ld->tree->arena, buf_slice(&b));
		ok = ret->ptr != NULL;
		if (!ok)
			fail(ld, ERR_LIMIT);
	}
	if (ok) {
		ld->tree->file_count++;
		ld->bytes += b.len;
		digest_file(ld, path, *ret);
		conf_diag_source(ld->diag, path, *ret);
	}
	buf_free(&b);
	return ok;
}

char *
conf_path_named(const struct conf_source *src, const struct conf_tree *t,
    const struct conf_place *at, struct slice name, struct arena *a)
{
	struct buf b = BUF_INIT(CONF_FILE_MAX);
	char *path, *other;
	int r;

	path = conf_path_beside(a, at->file, name);
	other = conf_path_beside(a, t->file, name);
	if (path == NULL || other == NULL || strcmp(path, other) == 0 ||
	    src == NULL)
		return path;
	errno = 0;
	r = src->read(src->arg, path, &b);
	buf_free(&b);
	return r == ERR_NOTFOUND || (r == ERR_SYSTEM && errno == ENOENT) ?
	    other : path;
}

/* A file that holds items or text, not grammar: it must be UTF-8 too. */
static bool
fetch_beside(struct loader *ld, const struct lex_token *name,
    const char **ret_file, struct slice *ret)
{
	struct conf_place at = { NULL, 1, 1, 1 };
	struct slice before;
	char *path;
	size_t bad, end;

	path = conf_path_named(ld->src, ld->tree, &name->at, name->text,
	    ld->tree->arena);
	if (path == NULL) {
		fail(ld, ERR_LIMIT);
		return false;
	}
	if (!fetch(ld, path, &name->at, ret))
		return false;
	*ret_file = path;
	bad = utf8_check(*ret);
	if (bad == ret->len)
		return true;
	before = slice_sub(*ret, 0, bad);
	for (end = 0; (end = slice_chr(before, '\n', end)) != SLICE_NPOS;
	    end++)
		at.line++;
	end = slice_rchr(before, '\n');
	if (end != SLICE_NPOS)
		before = slice_from(before, end + 1);
	at.file = path;
	at.column = (uint32_t)utf8_count(before) + 1;
	conf_error(ld->diag, &at, "this is not UTF-8 text");
	return false;
}

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

static void
add_token(struct parser *p, struct conf_line *l, size_t *cap)
{
	struct loader *ld = p->ld;
	struct conf_token *t;
	bool from;

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
		fail(ld, ERR_LIMIT);
		return;
	}
	/* As the key, from is a word like any other. */
	from = l->count > 1 && p->tok.kind == LEX_STRING &&
	    l->tokens[l->count - 1].kind == CONF_WORD &&
	    slice_eq_str(l->tokens[l->count - 1].text, "from");
	t = &l->tokens[l->count++];
	*t = (struct conf_token){ token_kind(p->tok.kind), p->tok.text,
	    p->tok.at, NULL, SLICE_NONE };
	if (from)
		(void)fetch_beside(ld, &p->tok, &t->from_file,
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
		fail(ld, ERR_LIMIT);
	} else if (ld->src == NULL || strpbrk(pattern, "*?[") == NULL) {
		load_file(ld, pattern, &name.at);
	} else {
		r = ld->src->glob(ld->src->arg, pattern, ld->tree->arena,
		    &paths, &n);
		if (r != 0)
			conf_error(ld->diag, &name.at, "cannot read \"%s\"",
			    pattern);
		for (i = 0; r == 0 && i < n && ld->fatal == 0; i++)
			load_file(ld, paths[i], &name.at);
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
		fail(p->ld, ERR_LIMIT);
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
			fail(p->ld, ERR_LIMIT);
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
		fail(p->ld, ERR_LIMIT);
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
		(void)fetch_beside(p->ld, &p->tok, &b.from_file,
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
		fail(p->ld, ERR_LIMIT);
	else
		t->blocks[t->block_count++] = b;
}

static void
parse_file(struct loader *ld, const char *path, struct slice bytes)
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

static void
load_file(struct loader *ld, const char *path, const struct conf_place *at)
{
	struct slice bytes;
	size_t i;

	for (i = 0; i < ld->depth; i++) {
		if (strcmp(ld->open[i], path) != 0)
			continue;
		conf_error(ld->diag, at, "\"%s\" includes itself", path);
		return;
	}
	if (ld->depth == CONF_DEPTH_MAX) {
		conf_error(ld->diag, at, "files include each other too deep");
		return;
	}
	if (!fetch(ld, path, at, &bytes))
		return;
	ld->open[ld->depth++] = path;
	parse_file(ld, path, bytes);
	ld->depth--;
}

/* --- the whole ----------------------------------------------------------------- */

static int
loader_init(struct loader *ld, const struct conf_source *src,
    const char *path, struct conf_diag *diag)
{
	struct arena *a;
	struct conf_tree *t;
	const char *slash;

	a = arena_new(RULESET_ARENA_MAX);
	t = arena_zalloc(a, sizeof *t);
	if (t != NULL) {
		t->arena = a;
		t->file = arena_str(a, slice_str(path));
	}
	if (t == NULL || t->file == NULL) {
		arena_free(a);
		return ERR_LIMIT;
	}
	*ld = (struct loader){ .src = src, .diag = diag, .tree = t };
	slash = strrchr(t->file, '/');
	if (slash != NULL)
		ld->root_len = (size_t)(slash - t->file) + 1;
	conf_diag_root(diag, slice_of(t->file, ld->root_len));
	sha256_init(&ld->digest);
	return 0;
}

static int
loader_end(struct loader *ld, size_t errors_before, struct conf_tree **ret)
{
	int r = ld->fatal;

	if (r == 0 && conf_diag_errors(ld->diag) > errors_before)
		r = ERR_SYNTAX;
	if (r != 0) {
		if (r == ERR_LIMIT)
			conf_error(ld->diag, NULL, "the rules are too large");
		conf_free(ld->tree);
		return r;
	}
	sha256_final(&ld->digest, ld->tree->digest);
	*ret = ld->tree;
	return 0;
}

int
conf_load(const struct conf_source *src, const char *path,
    struct conf_diag *diag, struct conf_tree **ret)
{
	size_t before = conf_diag_errors(diag);
	struct loader ld;
	int r;

	r = loader_init(&ld, src, path, diag);
	if (r < 0)
		return r;
	load_file(&ld, ld.tree->file, NULL);
	return loader_end(&ld, before, ret);
}

int
conf_parse(struct slice text, const char *name, struct conf_diag *diag,
    struct conf_tree **ret)
{
	size_t before = conf_diag_errors(diag);
	struct loader ld;
	struct slice bytes;
	int r;

	r = loader_init(&ld, NULL, name, diag);
	if (r < 0)
		return r;
	bytes = arena_dup(ld.tree->arena, text);
	if (bytes.ptr == NULL) {
		fail(&ld, ERR_LIMIT);
	} else {
		ld.tree->file_count = 1;
		digest_file(&ld, ld.tree->file, bytes);
		conf_diag_source(diag, ld.tree->file, bytes);
		parse_file(&ld, ld.tree->file, bytes);
	}
	return loader_end(&ld, before, ret);
}

void
conf_free(struct conf_tree *t)
{
	if (t != NULL)
		arena_free(t->arena);
}
