#include "daemon/revision.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/conf.h"

static int
copy_files(const struct conf_files *from, struct rules_files *to)
{
	struct slice bytes;
	const char *path;
	size_t i;
	int r = 0;

	for (i = 0; i < conf_files_count(from) && r == 0; i++) {
		conf_files_get(from, i, &path, &bytes);
		if (rules_files_find(to, path) == NULL)
			r = rules_files_add(to, path, bytes);
	}
	return r;
}

/* Is this token the name of a template's file? */
static bool
names_template(const struct conf_line *l, size_t i)
{
	return i > 0 && l->tokens[i].kind == CONF_STRING &&
	    l->tokens[i - 1].kind == CONF_WORD &&
	    (slice_eq_str(l->tokens[i - 1].text, "text") ||
	    slice_eq_str(l->tokens[i - 1].text, "html"));
}

/* Read the templates that one line names; the source records them. */
static int
read_line_templates(const struct conf_tree *t, const struct conf_line *l,
    const struct conf_source *src, struct arena *a)
{
	struct buf b = BUF_INIT(CONF_FILE_MAX);
	char *path;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < l->count; i++) {
		if (!names_template(l, i))
			continue;
		path = conf_path_named(src, t, &l->tokens[i].at,
		    l->tokens[i].text, a);
		buf_reset(&b);
		/* A missing one is told by the inspector's own check. */
		if (path == NULL)
			r = ERR_LIMIT;
		else
			(void)src->read(src->arg, path, &b);
	}
	buf_free(&b);
	return r;
}

/*
 * Files that association blocks name: the inspector reads them, but from what
 * we hand it.
 */
static int
read_templates(const struct conf_tree *t, const struct conf_source *src,
    struct arena *a)
{
	const struct conf_block *b;
	size_t i, k;
	int r = 0;

	for (i = 0; i < t->block_count; i++) {
		b = &t->blocks[i];
		if (strcmp(b->kind, "association") != 0)
			continue;
		for (k = 0; r == 0 && k < b->line_count; k++)
			r = read_line_templates(t, &b->lines[k], src, a);
	}
	return r;
}

/* A key that cannot be read is told by the inspector's own check. */
static int
read_key(const char *path, struct rules_files *to)
{
	struct buf key = BUF_INIT(CONF_KEY_SIZE_MAX);
	int r = 0;

	if (path == NULL)
		return ERR_LIMIT;
	if (conf_source_disk.read(conf_source_disk.arg, path, &key) == 0 &&
	    rules_files_find(to, path) == NULL) {
		r = rules_files_add(to, path, buf_slice(&key));
		if (r == 0)
			rules_files_set_secret(to);
	}
	if (key.len > 0)
		explicit_bzero(key.ptr, key.len);
	buf_free(&key);
	return r;
}

/*
 * The keys of documents and records that are known.  They are no part of the digest: what
 * is made with another one does not fit, and is refused.
 */
static int
read_keys(const struct conf_tree *t, struct arena *a, struct rules_files *to)
{
	const struct conf_block *b;
	size_t i;
	int r = 0;

	for (i = 0; i < t->block_count && r == 0; i++) {
		b = &t->blocks[i];
		if (strcmp(b->kind, "list") == 0 && b->from_file != NULL &&
		    (slice_eq_str(b->of, "documents") ||
		    slice_eq_str(b->of, "records")))
			r = read_key(conf_key_path(t, b, a), to);
	}
	return r;
}

static int
fill(struct revision *rev, const struct conf_source *src,
    struct conf_diag *diag, struct conf_files *files, struct arena *arena,
    struct buf *said)
{
	struct conf_tree *tree = NULL;
	int r;

	r = conf_load(src, rev->path, diag, &tree);
	if (r < 0)
		goto out;
	memcpy(rev->digest, tree->digest, sizeof rev->digest);
	r = settings_read(tree, diag, &rev->settings);
	if (r == 0)
		r = read_templates(tree, src, arena);
	if (r == 0)
		r = copy_files(files, &rev->files);
	if (r == 0)
		r = read_keys(tree, arena, &rev->files);
out:
	/* While the tree, which the messages point into, is there. */
	conf_diag_print(diag, said);
	if (r < 0 && conf_diag_errors(diag) == 0)
		buf_printf(said, "%s: %s\n", rev->path, err_text(r));
	conf_free(tree);
	return r;
}

int
revision_load(const char *path, struct buf *said, struct revision **ret)
{
	struct conf_source src;
	struct conf_files *files;
	struct conf_diag *diag;
	struct revision *rev;
	struct arena *arena;
	int r;

	arena = arena_new(RULESET_ARENA_MAX);
	files = conf_files_new();
	diag = conf_diag_new();
	rev = mem_zalloc(sizeof *rev);
	rev->path = mem_str(path);
	src = conf_files_record(files, &conf_source_disk, arena);
	r = fill(rev, &src, diag, files, arena, said);
	if (r < 0)
		revision_free(rev);
	else
		*ret = rev;
	conf_diag_free(diag);
	conf_files_free(files);
	arena_free(arena);
	return r;
}

void
revision_free(struct revision *r)
{
	if (r == NULL)
		return;
	free(r->path);
	rules_files_free(&r->files);
	settings_free(&r->settings);
	free(r);
}

const char *
revision_word(const struct revision *r)
{
	static char word[2 * LIFELINE_DIGEST_SIZE + 1];

	hex_put(r->digest, sizeof r->digest, word);
	return word;
}
