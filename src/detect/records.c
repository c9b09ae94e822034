/*
 * records, as the zygote loads them: mapped and checked before its sandbox
 * closes, and shared by all its children.
 */
#include "detect/records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

static void
say_index(struct conf_diag *diag, const struct conf_place *at,
    const char *path, int err, int saved)
{
	const char *why = err_text(err);

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
	case ERR_SYNTAX:
	case ERR_SHORT:
		why = "it is no index of records; make one with "
		    "\"exeatctl edm build\"";
		break;
	case ERR_UNSUPPORTED:
		why = "another version of exeat made it; make it again with "
		    "\"exeatctl edm build\"";
		break;
	case ERR_CORRUPT:
		why = "it is damaged; make it again with "
		    "\"exeatctl edm build\"";
		break;
	case ERR_LIMIT:
		why = "it is too large";
		break;
	default:
		break;
	}
	conf_error(diag, at, "cannot use \"%s\": %s", path, why);
}

/* The secret that the index was made with.  0, or ERR_SYNTAX with a message. */
static int
read_key(const struct conf_source *src, const struct conf_place *at,
    const char *path, struct conf_diag *diag, uint8_t key[RECORDSET_KEY_SIZE])
{
	struct buf b = BUF_INIT(RECORDSET_KEY_SIZE);
	const char *why, *remedy = "it is made by \"exeatctl edm build\"; \"set "
	    "records-key\" names it if it is elsewhere";
	int r;

	errno = 0;
	r = src->read(src->arg, path, &b);
	why = r == ERR_SYSTEM ? strerror(errno) : err_text(r);
	if (r == ERR_LIMIT || (r == 0 && b.len != RECORDSET_KEY_SIZE)) {
		r = ERR_RANGE;
		why = "it is not 32 bytes long";
	} else if (r == ERR_DENIED || conf_key_private(path) == ERR_DENIED) {
		r = ERR_DENIED;
		why = "others than its owner may use it";
		remedy = "chown it to root and chmod 0400, and make a new one if "
		    "they could read it";
	}
	if (r == 0)
		memcpy(key, b.ptr, RECORDSET_KEY_SIZE);
	else
		conf_error(diag, at, "the key of the records, \"%s\", cannot "
		    "be used: %s; %s", path, why, remedy);
	if (b.ptr != NULL)
		explicit_bzero(b.ptr, b.len);
	buf_free(&b);
	return r < 0 ? ERR_SYNTAX : 0;
}

static int
open_set(struct records *rs, const struct conf_source *src,
    const struct conf_block *b, const char *key_file, struct conf_diag *diag)
{
	uint8_t key[RECORDSET_KEY_SIZE];
	int r;

	r = read_key(src, &b->name_at, key_file, diag, key);
	if (r < 0)
		return r;
	r = recordset_open(rs->file, key, &rs->set);
	explicit_bzero(key, sizeof key);
	if (r == ERR_MISMATCH)
		conf_error(diag, &b->name_at, "the index \"%s\" was made with "
		    "another key than \"%s\"; make it again, or name its key "
		    "with \"set records-key\"", b->from_file, key_file);
	else if (r < 0)
		say_index(diag, &b->name_at, b->from_file, r, 0);
	return r < 0 ? ERR_SYNTAX : 0;
}

static int
read_list(struct detect_plan *p, const struct conf_tree *tree,
    const struct conf_source *src, const struct conf_block *b,
    struct conf_diag *diag)
{
	struct recordset_info head;
	struct records *rs;
	const char *key_file;
	int r;

	if (b->from_file == NULL) {
		conf_error(diag, &b->name_at, "a list of records comes from "
		    "an index: list %.*s of records from \"FILE\"",
		    (int)b->name.len, (const char *)b->name.ptr);
		return ERR_SYNTAX;
	}
	key_file = conf_key_path(tree, b, p->arena);
	if (key_file == NULL) {
		say_index(diag, &b->name_at, b->from_file, ERR_LIMIT, 0);
		return ERR_SYNTAX;
	}
	/* What is no index at all says so before its key is asked for. */
	r = recordset_head(b->from_bytes, &head);
	if (r < 0) {
		say_index(diag, &b->name_at, b->from_file, r, 0);
		return ERR_SYNTAX;
	}
	p->records = mem_array(p->records, p->record_count + 1,
	    sizeof *p->records);
	rs = &p->records[p->record_count++];
	memset(rs, 0, sizeof *rs);
	rs->source = plan_source(p, SLICE("edm_match"), b->name);
	r = conf_map(b->from_file, &rs->file);
	if (r < 0) {
		say_index(diag, &b->name_at, b->from_file, r, errno);
		return ERR_SYNTAX;
	}
	/* Rules and index are of one revision, or there is none. */
	if (!slice_eq(slice_sub(rs->file, 0, b->from_bytes.len),
	    b->from_bytes)) {
		conf_error(diag, &b->name_at, "the index \"%s\" was replaced "
		    "while it was read; try again", b->from_file);
		return ERR_SYNTAX;
	}
	return open_set(rs, src, b, key_file, diag);
}

int
detect_plan_records(struct detect_plan *p, const struct conf_tree *tree,
    const struct conf_source *src, struct conf_diag *diag)
{
	const struct conf_block *b;
	size_t i;
	int r = 0;

	for (i = 0; i < tree->block_count; i++) {
		b = &tree->blocks[i];
		if (strcmp(b->kind, "list") == 0 &&
		    slice_eq_str(b->of, "records") &&
		    read_list(p, tree, src, b, diag) < 0)
			r = ERR_SYNTAX;
	}
	return r;
}

void
records_free(struct detect_plan *p)
{
	size_t i;

	for (i = 0; i < p->record_count; i++) {
		recordset_free(p->records[i].set);
		conf_unmap(p->records[i].file);
	}
	free(p->records);
}
