#include "keeper/reload.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"

void
reload_init(struct reload *r, const struct keeper_settings *s)
{
	memset(r, 0, sizeof *r);
	r->settings = s;
}

void
reload_end(struct reload *r)
{
	rules_intake_free(&r->intake);
}

static int
settings_from(const struct conf_source *src, const char *path,
    struct conf_diag *diag, struct keeper_settings *ret,
    uint8_t ret_digest[LIFELINE_DIGEST_SIZE])
{
	struct conf_tree *tree;
	int e;

	e = conf_load(src, path, diag, &tree);
	if (e < 0)
		return e;
	e = keeper_settings_read(tree, diag, ret);
	if (e == 0 && ret_digest != NULL)
		memcpy(ret_digest, tree->digest, LIFELINE_DIGEST_SIZE);
	conf_free(tree);
	return e;
}

int
reload_settings(const struct rules_files *set, struct conf_diag *diag,
    struct keeper_settings *ret, uint8_t ret_digest[LIFELINE_DIGEST_SIZE])
{
	struct conf_files *files;
	struct conf_source src;
	size_t i;
	int e = 0;

	if (set->count == 0)
		return ERR_SYNTAX;
	files = conf_files_new();
	for (i = 0; i < set->count && e == 0; i++)
		e = conf_files_add(files, set->file[i].path,
		    slice_of(set->file[i].bytes, set->file[i].len));
	src = conf_files_source(files);
	if (e == 0)
		e = settings_from(&src, set->file[0].path, diag, ret,
		    ret_digest);
	conf_files_free(files);
	return e;
}

int
reload_settings_disk(const char *path, struct conf_diag *diag,
    struct keeper_settings *ret)
{
	return settings_from(&conf_source_disk, path, diag, ret, NULL);
}

static void
refuse(int lifeline, const char *text)
{
	(void)lifeline_reload_failed(lifeline, text);
}

/* The set is whole: would it do? */
static void
judge(struct reload *r, const struct rules_files *set, int lifeline)
{
	struct conf_diag *diag = conf_diag_new();
	struct keeper_settings s = { 0 };
	struct buf why = BUF_INIT(4 * KIB);

	if (reload_settings(set, diag, &s, r->digest) < 0) {
		conf_diag_first(diag, &why);
		refuse(lifeline, why.len > 0 ? buf_cstr(&why) :
		    "the configuration cannot be read");
	} else if (!keeper_settings_same(&s, r->settings))
		refuse(lifeline,
		    "store, key and release-port change with a restart only");
	else {
		r->is_pending = true;
		r->registers = s.registers;
		(void)lifeline_reload_ok(lifeline, r->digest);
	}
	keeper_settings_free(&s);
	buf_free(&why);
	conf_diag_free(diag);
}

void
reload_feed(struct reload *r, const struct frame *f, int lifeline)
{
	struct rules_files set = { 0 };
	int e;

	r->is_pending = false;
	e = rules_intake_feed(&r->intake, f, &set);
	if (e == 1)
		judge(r, &set, lifeline);
	else if (e < 0)
		refuse(lifeline, "the files did not arrive whole");
	rules_files_free(&set);
}

bool
reload_commit(struct reload *r, char *out, size_t size,
    struct register_settings *ret_registers)
{
	char hex[2 * LIFELINE_DIGEST_SIZE + 1];

	if (!r->is_pending)
		return false;
	r->is_pending = false;
	*ret_registers = r->registers;
	hex_put(r->digest, sizeof r->digest, hex);
	snprintf(out, size, "digest=%s", hex);
	return true;
}

void
reload_abort(struct reload *r)
{
	r->is_pending = false;
}
