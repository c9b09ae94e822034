/*
 * Association blocks to texts: read the files, fill in what is known at load,
 * check, and prepare each form that an edit may need.
 */
#include "disclaimer/disclaimer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "conf/textline.h"
#include "disclaimer/draft.h"
#include "disclaimer/field.h"
#include "disclaimer/fold.h"
#include "disclaimer/form.h"
#include "disclaimer/markup.h"
#include "disclaimer/variable.h"
#include "mail/textvariable.h"

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
	bool has_variables;		/* of the text being loaded */
	bool advises;			/* warn of what is no error, too */
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

static int
read_draft(struct loading *l, struct buf *out, struct draft *f)
{
	f->path = conf_path_named(l->src, l->tree, &f->name->at,
	    f->name->text, l->d->arena);
	return f->path == NULL ? ERR_LIMIT :
	    draft_read(f, l->src, out, l->diag);
}

/* --- variables ------------------------------------------------------------------- */

/* What is known now is put in its place; of the rest only the names are checked. */
static int
put_variable(struct loading *l, struct slice name, struct slice whole,
    bool is_html, struct buf *out)
{
	struct slice value;

	if (text_variable_find(name) != TEXT_VARIABLE_COUNT) {
		l->has_variables = true;
		return buf_put_slice(out, whole);
	}
	if (slice_eq(name, SLICE(VARIABLE_ASSOCIATION)))
		value = l->full_name;
	else if (slice_eq(name, SLICE(VARIABLE_DOMAIN)))
		value = l->domain;
	else
		return ERR_NOTFOUND;
	return is_html ? markup_escape(value, out) : buf_put_slice(out, value);
}

/* Their names are checked. */
static int
fill_in(struct loading *l, struct slice s, bool is_html, struct buf *out)
{
	struct slice name;
	size_t at, open, end;
	int r;

	for (at = 0; ; at = end) {
		open = variable_next(s, at, &name, &end);
		r = buf_put_slice(out, slice_sub(s, at,
		    open == SLICE_NPOS ? s.len : open));
		if (r < 0 || open == SLICE_NPOS)
			return r;
		r = put_variable(l, name, slice_sub(s, open, end), is_html,
		    out);
		if (r < 0)
			return r;
	}
}

/* LF line ends. */
static int
put_lf(struct slice s, struct buf *out)
{
	size_t i;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i++)
		if (s.ptr[i] != '\r')
			r = buf_putc(out, s.ptr[i]);
	return r;
}

/* Read, check, and fill in what is known. */
static int
load_file(struct loading *l, const struct conf_token *name, bool is_html,
    bool has_logo, struct slice *ret)
{
	struct buf raw = BUF_INIT(CONF_STRING_MAX);
	struct buf lf = BUF_INIT(CONF_STRING_MAX);
	struct buf out = BUF_INIT(4 * CONF_STRING_MAX);
	struct draft f = { .name = name };
	int r;

	r = read_draft(l, &raw, &f);
	if (r == 0)
		r = is_html ? draft_check_page(&f, has_logo, l->diag) :
		    draft_check_text(&f, l->diag);
	if (r == 0)
		r = put_lf(slice_trim(f.text), &lf);
	if (r == 0)
		r = fill_in(l, buf_slice(&lf), is_html, &out);
	if (r == 0) {
		*ret = arena_dup(l->d->arena, buf_slice(&out));
		r = ret->ptr == NULL ? ERR_LIMIT : 0;
	}
	buf_free(&out);
	buf_free(&lf);
	buf_free(&raw);
	return r;
}

/* --- the logo --------------------------------------------------------------------- */

static const struct {
	const char *type;
	struct slice magic, end;
} pictures[] = {
	{ "image/png", { (const uint8_t *)"\x89PNG\r\n\x1a\n", 8 },
	    { (const uint8_t *)"IEND", 4 } },
	{ "image/jpeg", { (const uint8_t *)"\xff\xd8\xff", 3 },
	    { (const uint8_t *)"\xff\xd9", 2 } },
	{ "image/gif", { (const uint8_t *)"GIF87a", 6 },
	    { (const uint8_t *)";", 1 } },
	{ "image/gif", { (const uint8_t *)"GIF89a", 6 },
	    { (const uint8_t *)";", 1 } },
};

/* A file that was cut off shows half a picture, or none, in each email. */
static void
warn_cut(struct loading *l, const struct conf_token *name, struct slice bytes,
    size_t kind)
{
	if (l->advises && slice_find(bytes, pictures[kind].end,
	    pictures[kind].magic.len) == SLICE_NPOS)
		conf_warning(l->diag, &name->at, "\"%.*s\" ends before its "
		    "picture does: save it anew [logo]", (int)name->text.len,
		    (const char *)name->text.ptr);
}

/* What it is, its first bytes say. */
static int
load_logo(struct loading *l, const struct conf_token *name,
    struct disclaimer *d)
{
	struct buf b = BUF_INIT(DISCLAIMER_LOGO_MAX);
	struct draft f = { .name = name };
	size_t i;
	int r;

	r = read_draft(l, &b, &f);
	for (i = 0; r == 0 && i < sizeof pictures / sizeof pictures[0]; i++)
		if (slice_starts(buf_slice(&b), pictures[i].magic)) {
			d->logo_type = slice_str(pictures[i].type);
			warn_cut(l, name, buf_slice(&b), i);
		}
	if (r == 0 && d->logo_type.len == 0) {
		conf_error(l->diag, &name->at, "\"%.*s\" is no PNG, JPEG or "
		    "GIF picture", (int)name->text.len,
		    (const char *)name->text.ptr);
		r = ERR_SYNTAX;
	}
	if (r == 0) {
		d->logo = arena_dup(l->d->arena, buf_slice(&b));
		r = d->logo.ptr == NULL ? ERR_LIMIT : 0;
	}
	buf_free(&b);
	return r;
}

/* --- forms ----------------------------------------------------------------------- */

static int
make_forms(struct loading *l, struct disclaimer *d, struct form_bad *bad)
{
	int r;

	d->has_variables = l->has_variables;
	if (d->has_variables) {
		r = form_try(d, bad);
		return r == 0 ? form_pieces(l->d->arena, d, bad) : r;
	}
	r = form_lines(d->raw_text, false, l->d->arena, &d->text, bad);
	if (r == 0)
		r = form_lines(d->raw_text, true, l->d->arena, &d->ascii, bad);
	return r == 0 ? form_page(d->raw_html, l->d->arena, d, bad) : r;
}

/* Whatever it is made of: two that differ in a byte are two versions. */
static int
set_version(struct loading *l, struct disclaimer *d)
{
	const struct slice all[] = { d->name, d->raw_text, d->raw_html,
	    d->header_name, d->header_value, d->logo };
	uint8_t digest[SHA256_SIZE], len[8];
	char word[17];
	struct sha256 h;
	size_t i, k;

	sha256_init(&h);
	for (i = 0; i < sizeof all / sizeof all[0]; i++) {
		for (k = 0; k < 8; k++)
			len[k] = (uint8_t)((uint64_t)all[i].len >> (56 - 8 * k));
		sha256_update(&h, len, sizeof len);
		sha256_update(&h, all[i].ptr, all[i].len);
	}
	sha256_final(&h, digest);
	hex_put(digest, 8, word);
	d->version = arena_dup(l->d->arena, slice_of(word, 16));
	return d->version.ptr == NULL ? ERR_LIMIT : 0;
}

/* A text whose words are not those of its page is an older one, mostly. */
static void
warn_unlike(struct loading *l, const struct textline *t,
    const struct disclaimer *d)
{
	struct buf words = BUF_INIT(FORM_MAX), page = BUF_INIT(FORM_MAX);
	struct buf seen = BUF_INIT(FORM_MAX);
	int r;

	r = fold_letters(d->raw_text, &words);
	if (r == 0)
		r = markup_text(d->raw_html, &seen);
	if (r == 0)
		r = fold_letters(buf_slice(&seen), &page);
	if (r == 0 && !slice_eq(buf_slice(&words), buf_slice(&page)))
		conf_warning(l->diag, &t->html->at, "\"%.*s\" and \"%.*s\" do "
		    "not say the same; is one of them an older text? [unlike]",
		    (int)t->text->text.len, (const char *)t->text->text.ptr,
		    (int)t->html->text.len, (const char *)t->html->text.ptr);
	buf_free(&words);
	buf_free(&page);
	buf_free(&seen);
}

/* A sentence with a hole in it, where the directory has no value. */
static void
warn_gap(struct loading *l, const struct textline *t,
    const struct disclaimer *d)
{
	struct buf line = BUF_INIT(FORM_MAX);

	if (d->has_variables && form_gap(d->raw_text, &line))
		conf_warning(l->diag, &t->text->at, "\"%.*s\": for a sender "
		    "whom the directory does not have a line reads \"%.*s\"; "
		    "give the variable a line of its own, alone or after a "
		    "label and a colon [gap]", (int)t->text->text.len,
		    (const char *)t->text->text.ptr,
		    (int)(line.len > 80 ? 80 : line.len),
		    (const char *)line.ptr);
	buf_free(&line);
}

static int
load_forms(struct loading *l, const struct textline *t,
    struct disclaimer *d)
{
	const struct conf_token *file;
	struct form_bad bad = { .is_page = false };
	int r, h, g = 0;

	l->has_variables = false;
	r = load_file(l, t->text, false, false, &d->raw_text);
	h = load_file(l, t->html, true, t->logo != NULL, &d->raw_html);
	if (t->logo != NULL)
		g = load_logo(l, t->logo, d);
	if (r < 0 || h < 0 || g < 0)
		return r < 0 ? r : h < 0 ? h : g;
	r = make_forms(l, d, &bad);
	file = bad.is_page ? t->html : t->text;
	if (r == ERR_SYNTAX)
		conf_error(l->diag, &file->at, "\"%.*s\": %s",
		    (int)file->text.len, (const char *)file->text.ptr,
		    bad.why);
	if (r == 0 && l->advises) {
		warn_unlike(l, t, d);
		warn_gap(l, t, d);
		if (!markup_has_direction(d->html))
			conf_warning(l->diag, &t->html->at, "\"%.*s\": its "
			    "outer element gives no dir=\"ltr\" or \"rtl\": in "
			    "mail of the other direction its signs stand on "
			    "the wrong side [direction]",
			    (int)t->html->text.len,
			    (const char *)t->html->text.ptr);
	}
	return r;
}

/* --- one association ----------------------------------------------------------------- */

/* The value after a key, whatever its kind; empty if there is none. */
static struct slice
value_of(const struct conf_block *b, const char *key)
{
	const struct conf_line *line;

	line = conf_line_find(b, key, 0);
	return line != NULL && line->count > 1 ? line->tokens[1].text :
	    SLICE("");
}

/* Of the line's words; d is in the list when all went well. */
static int
load_text(struct loading *l, const struct conf_line *line,
    const struct textline *t)
{
	struct arena *a = l->d->arena;
	struct disclaimer *d;
	int r;

	l->d->list = arena_grow(a, l->d->list, l->d->count, &l->d->cap,
	    sizeof *l->d->list);
	if (l->d->list == NULL)
		return ERR_LIMIT;
	d = &l->d->list[l->d->count];
	memset(d, 0, sizeof *d);
	d->is_default = t->is_default;
	d->association = arena_dup(a, l->block->name);
	d->full_name = arena_dup(l->d->arena, l->full_name);
	d->domain = arena_dup(l->d->arena, l->domain);
	d->name = t->is_default ? d->association : arena_dup(a, t->name);
	d->language = textline_language(t, a);
	d->text_file = arena_dup(a, t->text->text);
	d->html_file = arena_dup(a, t->html->text);
	d->logo_file = t->logo == NULL ? SLICE("") :
	    arena_dup(a, t->logo->text);
	if (d->name.ptr == NULL || d->association.ptr == NULL)
		return ERR_LIMIT;
	if (disclaimer_find(l->d, d->name) != NULL) {
		conf_error(l->diag, &line->at, "there are two texts named "
		    "\"%.*s\"", (int)d->name.len, (const char *)d->name.ptr);
		return ERR_SYNTAX;
	}
	r = t->header == NULL ? 0 : field_read(t->header, l->diag, a,
	    &d->header_name, &d->header_value);
	if (r == 0)
		r = load_forms(l, t, d);
	if (r == 0)
		r = set_version(l, d);
	if (r == 0)
		l->d->count++;
	return r;
}

static int
check_default(struct loading *l, const struct conf_line *line,
    const struct textline *t, bool *has_default)
{
	if (!t->is_default)
		return 0;
	if (*has_default) {
		conf_error(l->diag, &line->at, "one text without a language "
		    "and \"for\" is the default; this is a second one");
		return ERR_SYNTAX;
	}
	*has_default = true;
	return 0;
}

static int
load_block(struct loading *l)
{
	const struct conf_line *line, *first;
	struct textline t;
	bool has_default = false;
	size_t i;
	int r = 0, one;

	l->full_name = value_of(l->block, "name");
	if (l->full_name.len == 0)
		l->full_name = l->block->name;
	l->domain = value_of(l->block, "domains");
	/* What is put in is read again for variables. */
	if (slice_find(l->full_name, SLICE("%{"), 0) != SLICE_NPOS) {
		conf_error(l->diag, &l->block->name_at,
		    "an association's name cannot hold \"%%{\"");
		return ERR_SYNTAX;
	}
	first = conf_line_find(l->block, "disclaimer", 0);
	for (i = 0; i < l->block->line_count; i++) {
		line = &l->block->lines[i];
		if (!slice_eq_str(line->tokens[0].text, "disclaimer"))
			continue;
		textline_split(line, &t);
		one = textline_check(line, &t, l->diag);
		if (one == 0)
			one = check_default(l, line, &t, &has_default);
		if (one == 0)
			one = load_text(l, line, &t);
		if (one < 0)
			r = one;
	}
	if (r == 0 && first != NULL && !has_default) {
		conf_error(l->diag, &first->at, "one text must be the default: "
		    "disclaimer text \"FILE\", html \"FILE\"");
		r = ERR_SYNTAX;
	}
	return r;
}

static int
load_all(const struct conf_tree *tree, const struct conf_source *src,
    struct conf_diag *diag, bool advises, struct disclaimers **ret)
{
	struct loading l = { .src = src, .tree = tree, .diag = diag,
	    .advises = advises };
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

int
disclaimers_new(const struct conf_tree *tree, const struct conf_source *src,
    struct conf_diag *diag, struct disclaimers **ret)
{
	return load_all(tree, src, diag, false, ret);
}

int
disclaimers_check(const struct conf_tree *tree, const struct conf_source *src,
    struct conf_diag *diag)
{
	struct disclaimers *d;
	int r;

	r = load_all(tree, src, diag, true, &d);
	if (r == 0)
		disclaimers_free(d);
	return r;
}
