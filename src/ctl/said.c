#include "ctl/said.h"

static void
put_token(const struct conf_token *t, struct buf *out)
{
	size_t i;

	if (t->kind != CONF_STRING) {
		(void)buf_put_slice(out, t->text);
		return;
	}
	(void)buf_putc(out, '"');
	for (i = 0; i < t->text.len; i++)
		if (t->text.ptr[i] == '\n')
			(void)buf_puts(out, "\\n");
		else if (t->text.ptr[i] == '"')
			(void)buf_puts(out, "\\\"");
		else
			(void)buf_putc(out, t->text.ptr[i]);
	(void)buf_putc(out, '"');
}

/* Tokens from..to. */
static void
put_tokens(const struct conf_line *l, size_t from, size_t to,
    struct buf *out)
{
	size_t i;

	for (i = from; i < to; i++) {
		if (i > from && l->tokens[i].kind != CONF_COMMA)
			(void)buf_putc(out, ' ');
		put_token(&l->tokens[i], out);
	}
}

void
said_line(const struct conf_line *l, size_t from, struct buf *out)
{
	put_tokens(l, from, l->count, out);
}

/*
 * Where the value of a key stands: in the rule's own block, or in `set
 * rule-defaults`, whose values are parted by commas.
 */
static const struct conf_line *
find_value(const struct conf_tree *t, struct slice rule, const char *key,
    size_t *ret_from, size_t *ret_to)
{
	const struct conf_block *b = conf_block_find(t, "rule", rule);
	const struct conf_line *l;
	size_t at = 0;

	l = b != NULL ? conf_line_find(b, key, 0) : NULL;
	if (l != NULL) {
		*ret_from = 1;
		*ret_to = l->count;
		return l;
	}
	l = conf_setting(t, "rule-defaults", &at);
	if (l == NULL)
		return NULL;
	while (at < l->count && !(slice_eq_str(l->tokens[at].text, key) &&
	    l->tokens[at].kind == CONF_WORD))
		at++;
	*ret_from = at + 1;
	while (at < l->count && l->tokens[at].kind != CONF_COMMA)
		at++;
	*ret_to = at;
	return *ret_from < *ret_to ? l : NULL;
}

struct slice
said_purpose(const struct conf_tree *t, struct slice rule)
{
	const struct conf_line *l;
	size_t from, to;

	l = find_value(t, rule, "purpose", &from, &to);
	return l != NULL && from < to ? l->tokens[from].text : SLICE_NONE;
}

void
said_default(const struct conf_tree *t, struct slice rule, const char *key,
    struct buf *out)
{
	const struct conf_line *l;
	size_t from, to;

	l = find_value(t, rule, key, &from, &to);
	if (l != NULL)
		put_tokens(l, from, to, out);
}
