/*
 * Items of lists, in files and in blocks.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "conf/utf8.h"

typedef int (*item_fn)(void *arg, struct slice item,
    const struct conf_place *at);

/* Without a comment: "#" at the start or after a blank. */
static struct slice
uncommented(struct slice line)
{
	size_t at;

	for (at = 0; at < line.len; at++)
		if (line.ptr[at] == '#' &&
		    (at == 0 || ascii_is_space(line.ptr[at - 1])))
			return slice_sub(line, 0, at);
	return line;
}

static int
file_each(const char *file, struct slice bytes, item_fn item, void *arg)
{
	struct conf_place at = { file, 0, 1, 1 };
	struct slice line, text;
	size_t pos = 0, end, count = 0;
	int r;

	if (slice_starts(bytes, SLICE("\xef\xbb\xbf")))
		pos = 3;
	while (pos < bytes.len) {
		end = slice_chr(bytes, '\n', pos);
		if (end == SLICE_NPOS)
			end = bytes.len;
		line = slice_sub(bytes, pos, end);
		pos = end + 1;
		at.line++;
		text = slice_trim(uncommented(line));
		if (text.len == 0)
			continue;
		if (++count > LIST_ENTRIES_MAX)
			return ERR_LIMIT;
		at.column = (uint32_t)utf8_count(slice_of(line.ptr,
		    (size_t)(text.ptr - line.ptr))) + 1;
		at.width = (uint32_t)utf8_count(text);
		r = item(arg, text, &at);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A string, or the words that follow each other on one line, as written. */
static int
run_item(const struct conf_line *l, size_t from, size_t to, item_fn item,
    void *arg)
{
	const struct conf_token *first = &l->tokens[from];
	const struct conf_token *last = &l->tokens[to - 1];
	struct conf_place at = first->at;
	struct slice text = first->text;

	if (to - from > 1) {
		text = slice_of(first->text.ptr, (size_t)(last->text.ptr +
		    last->text.len - first->text.ptr));
		at.width = last->at.column + last->at.width - at.column;
	}
	return item(arg, text, &at);
}

static bool
same_run(const struct conf_token *a, const struct conf_token *b)
{
	return a->kind != CONF_STRING && b->kind != CONF_STRING &&
	    b->kind != CONF_COMMA && a->at.line == b->at.line;
}

int
conf_values_each(const struct conf_line *l, size_t at, item_fn item,
    void *arg)
{
	const struct conf_token *t = l->tokens;
	size_t from;
	int r = 0;

	while (at < l->count && r >= 0) {
		from = at++;
		if (t[from].kind == CONF_COMMA)
			continue;
		if (at < l->count && t[at].from_file != NULL) {
			r = file_each(t[at].from_file, t[at].from_bytes,
			    item, arg);
			at++;
			continue;
		}
		while (at < l->count && same_run(&t[at - 1], &t[at]) &&
		    (at + 1 >= l->count || t[at + 1].from_file == NULL))
			at++;
		r = run_item(l, from, at, item, arg);
	}
	return r < 0 ? r : 0;
}

int
conf_list_each(const struct conf_block *b, item_fn item, void *arg)
{
	size_t i;
	int r;

	if (b->from_file != NULL)
		return file_each(b->from_file, b->from_bytes, item, arg);
	for (i = 0; i < b->line_count; i++) {
		r = conf_values_each(&b->lines[i], 0, item, arg);
		if (r < 0)
			return r;
	}
	return 0;
}
