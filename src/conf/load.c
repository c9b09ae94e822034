/*
 * Files to a tree: the grammar of conf.h, includes, and the files that lines
 * name with from.
 */
#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "conf/conf.h"
#include "conf/diag.h"
#include "conf/loader.h"
#include "conf/utf8.h"

void
loader_fail(struct loader *ld, int err)
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
	conf_unreadable(ld->diag, at, path, err, saved, CONF_FILE_MAX);
	if (err == ERR_SYSTEM && ld->depth == 0)
		loader_fail(ld, ERR_SYSTEM);
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

/*
 * Read one file, or its first CONF_HEAD_MAX bytes, into the tree; false if it
 * could not be.
 */
static bool
fetch(struct loader *ld, const char *path, const struct conf_place *at,
    bool head, struct slice *ret)
{
	struct buf b = BUF_INIT(head ? CONF_HEAD_MAX : CONF_FILE_MAX);
	bool ok = false;
	int r;

	if (ld->src == NULL) {
		conf_error(ld->diag, at, "other files cannot be named here");
		return false;
	}
	errno = 0;
	r = ld->src->read(ld->src->arg, path, &b);
	if (head && r == ERR_LIMIT && b.len == b.max)
		r = 0;
	if (r == 0 && (ld->tree->file_count >= CONF_FILES_MAX ||
	    b.len > RULES_BYTES_MAX - ld->bytes)) {
		conf_error(ld->diag, at, "too many files, or too large ones");
		loader_fail(ld, ERR_LIMIT);
	} else if (r != 0) {
		unreadable(ld, at, path, r, errno);
	} else {
		*ret = arena_dup(ld->tree->arena, buf_slice(&b));
		ok = ret->ptr != NULL;
		if (!ok)
			loader_fail(ld, ERR_LIMIT);
	}
	if (ok) {
		ld->tree->file_count++;
		ld->bytes += b.len;
		digest_file(ld, path, *ret);
		if (!head)
			conf_diag_source(ld->diag, path, *ret);
	}
	buf_free(&b);
	return ok;
}

static bool
is_missing(const struct conf_source *src, const char *path)
{
	struct buf b = BUF_INIT(CONF_FILE_MAX);
	int r;

	errno = 0;
	r = src->read(src->arg, path, &b);
	buf_free(&b);
	return r == ERR_NOTFOUND || (r == ERR_SYSTEM && errno == ENOENT);
}

char *
conf_path_named(const struct conf_source *src, const struct conf_tree *t,
    const struct conf_place *at, struct slice name, struct arena *a)
{
	char *path, *other;

	path = conf_path_beside(a, at->file, name);
	other = conf_path_beside(a, t->file, name);
	if (path == NULL || other == NULL || strcmp(path, other) == 0 ||
	    src == NULL)
		return path;
	/* One that is nowhere is missed where it was looked for first. */
	return is_missing(src, path) && !is_missing(src, other) ? other :
	    path;
}

bool
loader_beside(struct loader *ld, const struct lex_token *name,
    const char **ret_file, struct slice *ret)
{
	struct conf_place at;
	char *path;
	size_t bad;

	path = conf_path_named(ld->src, ld->tree, &name->at, name->text,
	    ld->tree->arena);
	if (path == NULL) {
		loader_fail(ld, ERR_LIMIT);
		return false;
	}
	if (!fetch(ld, path, &name->at, false, ret))
		return false;
	*ret_file = path;
	bad = utf8_check(*ret);
	if (bad == ret->len)
		return true;
	at = conf_place_in(path, *ret, bad, 1);
	conf_error(ld->diag, &at, "this is not UTF-8 text");
	return false;
}

bool
loader_head_beside(struct loader *ld, const struct lex_token *name,
    const char **ret_file, struct slice *ret)
{
	char *path;

	path = conf_path_named(ld->src, ld->tree, &name->at, name->text,
	    ld->tree->arena);
	if (path == NULL) {
		loader_fail(ld, ERR_LIMIT);
		return false;
	}
	*ret_file = path;
	return fetch(ld, path, &name->at, true, ret);
}

void
loader_file(struct loader *ld, const char *path, const struct conf_place *at)
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
	if (!fetch(ld, path, at, false, &bytes))
		return;
	ld->open[ld->depth++] = path;
	loader_parse(ld, path, bytes);
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

static void
digest_line_templates(struct loader *ld, const struct conf_line *l)
{
	struct buf b = BUF_INIT(CONF_FILE_MAX);
	const struct conf_token *t;
	char *path;
	size_t i;

	for (i = 0; i < l->count; i++) {
		if (!conf_names_template(l, i))
			continue;
		t = &l->tokens[i];
		path = conf_path_named(ld->src, ld->tree, &t->at, t->text,
		    ld->tree->arena);
		buf_reset(&b);
		/* A missing one is told by who reads what is in it. */
		if (path == NULL)
			loader_fail(ld, ERR_LIMIT);
		else if (ld->src->read(ld->src->arg, path, &b) == 0) {
			digest_file(ld, path, buf_slice(&b));
			conf_diag_source(ld->diag, path, buf_slice(&b));
		}
	}
	buf_free(&b);
}

/*
 * What a template says is part of the revision: a change of nothing else is
 * a change of the rules, and what left under them can be told from it.
 */
static void
digest_templates(struct loader *ld)
{
	const struct conf_block *b;
	size_t i, k;

	for (i = 0; ld->src != NULL && i < ld->tree->block_count; i++) {
		b = &ld->tree->blocks[i];
		if (strcmp(b->kind, "association") != 0)
			continue;
		for (k = 0; k < b->line_count; k++)
			digest_line_templates(ld, &b->lines[k]);
	}
}

static int
loader_end(struct loader *ld, size_t errors_before, struct conf_tree **ret)
{
	int r;

	digest_templates(ld);
	r = ld->fatal;
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
	loader_file(&ld, ld.tree->file, NULL);
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
		loader_fail(&ld, ERR_LIMIT);
	} else {
		ld.tree->file_count = 1;
		digest_file(&ld, ld.tree->file, bytes);
		conf_diag_source(diag, ld.tree->file, bytes);
		loader_parse(&ld, ld.tree->file, bytes);
	}
	return loader_end(&ld, before, ret);
}

void
conf_free(struct conf_tree *t)
{
	if (t != NULL)
		arena_free(t->arena);
}
