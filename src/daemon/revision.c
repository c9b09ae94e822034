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
	/* It was read with all the files that it names, templates too. */
	memcpy(rev->digest, tree->digest, sizeof rev->digest);
	r = settings_read(tree, diag, &rev->settings);
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
