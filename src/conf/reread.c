#include "conf/reread.h"

#include <string.h>

#include "base/err.h"

struct alone {
	const char *name;
	struct slice text;
};

static int
read_alone(void *arg, const char *path, struct buf *out)
{
	const struct alone *f = arg;

	return strcmp(path, f->name) == 0 ? buf_put_slice(out, f->text) : 0;
}

static int
glob_nothing(void *arg, const char *pattern, struct arena *a, char ***ret,
    size_t *ret_n)
{
	(void)arg;
	(void)pattern;
	(void)a;
	*ret = NULL;
	*ret_n = 0;
	return 0;
}

int
reread_parse(struct slice text, const char *name, struct conf_diag *diag,
    struct conf_tree **ret)
{
	struct alone file = { name, text };
	struct conf_source src = { read_alone, glob_nothing, &file };

	return conf_load(&src, name, diag, ret);
}

static bool
same_line(const struct conf_line *a, const struct conf_line *b)
{
	size_t i;

	if (a->count != b->count)
		return false;
	for (i = 0; i < a->count; i++)
		if (a->tokens[i].kind != b->tokens[i].kind ||
		    !slice_eq(a->tokens[i].text, b->tokens[i].text))
			return false;
	return true;
}

/* Items of a list, one after another, ended by a NUL that none of them has. */
static int
put_item(void *arg, struct slice item, const struct conf_place *at)
{
	int r = buf_put_slice(arg, item);

	(void)at;
	return r == 0 ? buf_putc(arg, '\0') : r;
}

static bool
same_items(const struct conf_block *a, const struct conf_block *b)
{
	struct buf x = BUF_INIT(SIZE_MAX / 2), y = BUF_INIT(SIZE_MAX / 2);
	bool same;

	same = conf_list_each(a, put_item, &x) == 0 &&
	    conf_list_each(b, put_item, &y) == 0 &&
	    slice_eq(buf_slice(&x), buf_slice(&y));
	buf_free(&x);
	buf_free(&y);
	return same;
}

static bool
same_block(const struct conf_block *a, const struct conf_block *b)
{
	size_t i;

	if (strcmp(a->kind, b->kind) != 0 || !slice_eq(a->name, b->name) ||
	    a->name_is_string != b->name_is_string ||
	    !slice_eq(a->of, b->of) || !slice_eq(a->from, b->from) ||
	    a->line_count != b->line_count)
		return false;
	for (i = 0; i < a->line_count; i++)
		if (!same_line(&a->lines[i], &b->lines[i]))
			return false;
	return strcmp(a->kind, "list") != 0 || same_items(a, b);
}

bool
reread_same(const struct conf_tree *a, const struct conf_tree *b)
{
	size_t i;

	if (a->setting_count != b->setting_count ||
	    a->block_count != b->block_count)
		return false;
	for (i = 0; i < a->setting_count; i++)
		if (!same_line(&a->settings[i], &b->settings[i]))
			return false;
	for (i = 0; i < a->block_count; i++)
		if (!same_block(&a->blocks[i], &b->blocks[i]))
			return false;
	return true;
}
