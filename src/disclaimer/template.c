/*
 * Association blocks to texts: read the files, fill in what is known at load,
 * check, and prepare each form that an edit may need.
 */
#include "disclaimer/disclaimer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "disclaimer/fold.h"
#include "disclaimer/layout.h"
#include "disclaimer/markup.h"

struct disclaimers {
	struct arena *arena;
	struct disclaimer *list;
	size_t count, cap;
};

struct loading {
	const struct conf_source *src;
	const struct conf_tree *tree;
	struct conf_diag *diag;
	struct disclaimers *d;
	const struct conf_block *block;
	struct slice full_name;		/* the association's, for people */
	struct slice domain;
};

void
disclaimers_free(struct disclaimers *d)
{
	if (d == NULL)
		return;
	arena_free(d->arena);
	free(d);
}

const struct disclaimer *
disclaimer_find(const struct disclaimers *d, struct slice name)
{
	size_t i;

	for (i = 0; d != NULL && i < d->count; i++)
		if (slice_eq(d->list[i].name, name))
			return &d->list[i];
	return NULL;
}

const struct disclaimer *
disclaimer_at(const struct disclaimers *d, size_t i)
{
	return d != NULL && i < d->count ? &d->list[i] : NULL;
}

/* --- one file ------------------------------------------------------------------- */

static int
read_file(struct loading *l, const struct conf_token *name, struct buf *out)
{
	const char *path;
	int r;

	path = conf_path_named(l->src, l->tree, &name->at, name->text,
	    l->d->arena);
	if (path == NULL)
		return ERR_LIMIT;
	r = l->src->read(l->src->arg, path, out);
	if (r == ERR_SYSTEM)
		conf_error(l->diag, &name->at, "cannot read \"%s\": %s", path,
		    strerror(errno));
	else if (r < 0)
		conf_error(l->diag, &name->at, "cannot read \"%s\": %s", path,
		    err_text(r));
	if (r == 0 && slice_starts(buf_slice(out), SLICE("\xef\xbb\xbf"))) {
		out->len -= 3;
		memmove(out->ptr, out->ptr + 3, out->len);
	}
	return r < 0 ? ERR_SYNTAX : 0;
}

/* The whole of a template must be UTF-8 text without control bytes. */
static int
check_text(struct loading *l, const struct conf_token *name, struct slice s)
{
	uint32_t c;
	size_t at, n, line;

	for (at = 0, line = 1; at < s.len; at += n) {
		c = fold_char(slice_from(s, at), &n);
		line += c == '\n';
		if (c == 0xfffd || (c < 32 && c != '\n' && c != '\r' &&
		    c != '\t') || c == 127) {
			conf_error(l->diag, &name->at,
			    "\"%.*s\", line %zu: %s", (int)name->text.len,
			    (const char *)name->text.ptr, line,
			    c == 0xfffd ? "not UTF-8" : "a control character");
			return ERR_SYNTAX;
		}
	}
	if (slice_trim(s).len > 0)
		return 0;
	conf_error(l->diag, &name->at, "\"%.*s\" holds no text",
	    (int)name->text.len, (const char *)name->text.ptr);
	return ERR_SYNTAX;
}

/* One variable; ERR_NOTFOUND if there is none of that name. */
static int
put_variable(struct loading *l, struct slice name, bool is_html,
    struct buf *out)
{
	struct slice value;

	if (slice_eq(name, SLICE("association")))
		value = l->full_name;
	else if (slice_eq(name, SLICE("domain")))
		value = l->domain;
	else
		return ERR_NOTFOUND;
	return is_html ? markup_escape(value, out) : buf_put_slice(out, value);
}

static int
expand(struct loading *l, const struct conf_token *file, struct slice s,
    bool is_html, struct buf *out)
{
	struct slice name;
	size_t at, open, end;
	int r;

	for (at = 0; ; at = end + 1) {
		open = slice_find(s, SLICE("%{"), at);
		r = buf_put_slice(out, slice_sub(s, at,
		    open == SLICE_NPOS ? s.len : open));
		if (r < 0 || open == SLICE_NPOS)
			return r;
		end = slice_chr(s, '}', open);
		if (end == SLICE_NPOS)
			end = s.len;
		name = slice_sub(s, open + 2, end);
		r = put_variable(l, name, is_html, out);
		if (r == 0)
			continue;
		conf_error(l->diag, &file->at, "\"%.*s\" uses \"%%{%.*s}\"; "
		    "there are %%{association} and %%{domain}",
		    (int)file->text.len, (const char *)file->text.ptr,
		    (int)(name.len > 40 ? 40 : name.len),
		    (const char *)name.ptr);
		return ERR_SYNTAX;
	}
}

/* Read, check and fill in. */
static int
load_file(struct loading *l, const struct conf_token *name, bool is_html,
    struct buf *out)
{
	struct buf raw = BUF_INIT(CONF_STRING_MAX);
	int r;

	r = read_file(l, name, &raw);
	if (r == 0)
		r = check_text(l, name, buf_slice(&raw));
	if (r == 0)
		r = expand(l, name, buf_slice(&raw), is_html, out);
	buf_free(&raw);
	return r;
}

/* --- forms ----------------------------------------------------------------------- */

static int
keep(struct loading *l, const struct buf *b, struct slice *ret)
{
	*ret = arena_dup(l->d->arena, buf_slice(b));
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

static int
text_forms(struct loading *l, const struct conf_token *name, struct slice s,
    struct disclaimer *d)
{
	struct buf ascii = BUF_INIT(4 * CONF_STRING_MAX);
	struct buf lines = BUF_INIT(4 * CONF_STRING_MAX);
	const char *bad;
	int r;

	r = layout_lines(s, &lines, &bad);
	if (r == 0 && bad != NULL) {
		conf_error(l->diag, &name->at, "\"%.*s\": %s would be changed "
		    "on its way", (int)name->text.len,
		    (const char *)name->text.ptr, bad);
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = keep(l, &lines, &d->text);
	if (r == 0)
		r = fold_text(s, &ascii);
	if (r == ERR_RANGE) {
		conf_error(l->diag, &name->at, "\"%.*s\" cannot be written in "
		    "ASCII, which some mail needs", (int)name->text.len,
		    (const char *)name->text.ptr);
		r = ERR_SYNTAX;
	}
	buf_reset(&lines);
	if (r == 0)
		r = layout_lines(buf_slice(&ascii), &lines, &bad);
	if (r == 0)
		r = keep(l, &lines, &d->ascii);
	buf_free(&lines);
	buf_free(&ascii);
	return r;
}

/* LF line ends, no blanks at either end. */
static int
html_form(struct loading *l, const struct conf_token *name, struct slice s,
    struct disclaimer *d)
{
	char why[MARKUP_ERROR_MAX];
	struct buf lf = BUF_INIT(4 * CONF_STRING_MAX);
	struct buf ascii = BUF_INIT(16 * CONF_STRING_MAX);
	size_t i;
	int r;

	s = slice_trim(s);
	for (i = 0, r = 0; i < s.len && r == 0; i++)
		if (s.ptr[i] != '\r')
			r = buf_putc(&lf, s.ptr[i]);
	if (r == 0)
		r = markup_ascii(buf_slice(&lf), &ascii);
	if (r == 0 && markup_check(buf_slice(&ascii), why) < 0) {
		conf_error(l->diag, &name->at, "\"%.*s\": %s",
		    (int)name->text.len, (const char *)name->text.ptr, why);
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = keep(l, &ascii, &d->html);
	buf_free(&lf);
	buf_free(&ascii);
	return r;
}

/* --- one association ----------------------------------------------------------------- */

static int
load_forms(struct loading *l, const struct conf_token *text,
    const struct conf_token *html, struct disclaimer *d)
{
	struct buf b = BUF_INIT(2 * CONF_STRING_MAX);
	int r, h;

	r = load_file(l, text, false, &b);
	if (r == 0)
		r = text_forms(l, text, buf_slice(&b), d);
	buf_reset(&b);
	h = load_file(l, html, true, &b);
	if (h == 0)
		h = html_form(l, html, buf_slice(&b), d);
	buf_free(&b);
	return r < 0 ? r : h;
}

/* `disclaimer text S, html S`. */
static int
read_line(struct loading *l, const struct conf_line *line,
    const struct conf_token **text, const struct conf_token **html)
{
	const struct conf_token **into;
	struct slice ignored;
	size_t at;
	int r;

	*text = *html = NULL;
	for (at = 1, r = 0; r == 0 && at < line->count; ) {
		if (conf_is_word(line, &at, "text"))
			into = text;
		else if (conf_is_word(line, &at, "html"))
			into = html;
		else
			break;
		if (at < line->count)
			*into = &line->tokens[at];
		r = conf_get_string(line, &at, l->diag, &ignored);
		if (r == 0 && !conf_is_comma(line, &at))
			break;
	}
	if (r == 0 && at < line->count) {
		conf_error(l->diag, &line->tokens[at].at, "\"%.*s\" is not "
		    "supported by this version: disclaimer text \"FILE\", "
		    "html \"FILE\"", (int)line->tokens[at].text.len,
		    (const char *)line->tokens[at].text.ptr);
		return ERR_SYNTAX;
	}
	if (r == 0 && (*text == NULL || *html == NULL)) {
		conf_error(l->diag, &line->at, "a disclaimer has two forms: "
		    "disclaimer text \"FILE\", html \"FILE\"");
		r = ERR_SYNTAX;
	}
	return r;
}

/* The value after a key, whatever its kind; empty if there is none. */
static struct slice
value_of(const struct conf_block *b, const char *key)
{
	const struct conf_line *line;

	line = conf_line_find(b, key, 0);
	return line != NULL && line->count > 1 ? line->tokens[1].text :
	    SLICE("");
}

static int
load_block(struct loading *l)
{
	const struct conf_token *text, *html;
	const struct conf_line *line;
	struct disclaimer *d;
	int r;

	line = conf_line_find(l->block, "disclaimer", 0);
	if (line == NULL)
		return 0;
	r = read_line(l, line, &text, &html);
	if (r < 0)
		return r;
	l->full_name = value_of(l->block, "name");
	if (l->full_name.len == 0)
		l->full_name = l->block->name;
	l->domain = value_of(l->block, "domains");
	l->d->list = arena_grow(l->d->arena, l->d->list, l->d->count,
	    &l->d->cap, sizeof *l->d->list);
	if (l->d->list == NULL)
		return ERR_LIMIT;
	d = &l->d->list[l->d->count];
	memset(d, 0, sizeof *d);
	d->name = d->association = arena_dup(l->d->arena, l->block->name);
	d->is_default = true;
	r = load_forms(l, text, html, d);
	if (r == 0)
		l->d->count++;
	return r;
}

int
disclaimers_new(const struct conf_tree *tree, const struct conf_source *src,
    struct conf_diag *diag, struct disclaimers **ret)
{
	struct loading l = { .src = src, .tree = tree, .diag = diag };
	size_t i;
	int r, one;

	l.d = mem_zalloc(sizeof *l.d);
	l.d->arena = arena_new(RULESET_ARENA_MAX);
	for (i = 0, r = 0; i < tree->block_count; i++) {
		l.block = &tree->blocks[i];
		if (strcmp(l.block->kind, "association") != 0)
			continue;
		one = load_block(&l);
		if (one < 0)
			r = ERR_SYNTAX;
	}
	if (r < 0) {
		disclaimers_free(l.d);
		return r;
	}
	*ret = l.d;
	return 0;
}
