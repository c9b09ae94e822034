/* What the readers of settings and blocks share: expected words, keys, text. */
#include "policy/check.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/expected.h"

struct conf_place
check_at(const struct conf_line *l, size_t at)
{
	return conf_place_at(l, at);
}

void
check_expected(struct checker *c, const struct conf_line *l, size_t at,
    const char *what, const char *const *words)
{
	(void)conf_expected(l, at, c->diag, what, words);
}

void
check_unsupported(struct checker *c, const struct conf_line *l, size_t at,
    const char *what)
{
	struct conf_place p = check_at(l, at);

	conf_error(c->diag, &p, "\"%s\" is not supported by this version",
	    what);
}

size_t
check_choice(struct checker *c, const struct conf_line *l, size_t *at,
    const char *what, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (conf_is_word(l, at, words[i]))
			return i;
	check_expected(c, l, *at, what, words);
	return SIZE_MAX;
}

bool
check_skip(const struct conf_line *l, size_t *at, const char *words)
{
	struct slice left = slice_str(words), word;
	size_t n = *at, end;

	while (left.len > 0) {
		end = slice_chr(left, ' ', 0);
		word = slice_sub(left, 0, end == SLICE_NPOS ? left.len : end);
		left = slice_from(left, word.len + 1);
		if (n >= l->count || l->tokens[n].kind != CONF_WORD ||
		    !slice_eq(l->tokens[n].text, word))
			return false;
		n++;
	}
	*at = n;
	return true;
}

bool
check_words(struct checker *c, const struct conf_line *l, size_t *at,
    const char *words)
{
	struct conf_place p;

	if (check_skip(l, at, words))
		return true;
	p = check_at(l, *at);
	conf_error(c->diag, &p, "expected \"%s\"", words);
	if (*at < l->count)
		conf_suggest(c->diag, conf_nearest(l->tokens[*at].text,
		    (const char *const[]){ words, NULL }));
	return false;
}

void
check_end(struct checker *c, const struct conf_line *l, size_t at)
{
	(void)conf_get_end(l, at, c->diag);
}

struct slice
check_keep(struct checker *c, struct slice s)
{
	struct slice copy = arena_dup(c->arena, s);

	if (copy.ptr == NULL)
		c->failed = true;
	return copy;
}

/* A string as it could be written. */
static void
put_quoted(struct buf *out, struct slice s)
{
	size_t i;

	(void)buf_putc(out, '"');
	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\n' || s.ptr[i] == '\t') {
			(void)buf_puts(out, s.ptr[i] == '\n' ? "\\n" : "\\t");
			continue;
		}
		if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			(void)buf_putc(out, '\\');
		(void)buf_putc(out, s.ptr[i]);
	}
	(void)buf_putc(out, '"');
}

struct slice
check_text(struct arena *a, const struct conf_line *l, size_t from, size_t to)
{
	struct buf b = BUF_INIT(MIB);
	struct slice s;
	size_t i;

	for (i = from; i < to && i < l->count; i++) {
		if (i > from && l->tokens[i].kind != CONF_COMMA)
			(void)buf_putc(&b, ' ');
		if (l->tokens[i].kind == CONF_STRING)
			put_quoted(&b, l->tokens[i].text);
		else
			(void)buf_put_slice(&b, l->tokens[i].text);
	}
	s = arena_dup(a, buf_slice(&b));
	buf_free(&b);
	return s;
}

struct conf_line *
check_keep_line(struct checker *c, const struct conf_line *l)
{
	struct conf_line *k;
	const char *file;
	size_t i;

	k = arena_zalloc(c->arena, sizeof *k);
	file = arena_str(c->arena, slice_str(l->at.file));
	if (k != NULL)
		k->tokens = arena_array(c->arena, l->count, sizeof *l->tokens);
	if (k == NULL || file == NULL || k->tokens == NULL) {
		c->failed = true;
		return NULL;
	}
	k->count = l->count;
	k->at = l->at;
	k->at.file = file;
	for (i = 0; i < l->count; i++) {
		k->tokens[i] = l->tokens[i];
		k->tokens[i].text = check_keep(c, l->tokens[i].text);
		k->tokens[i].at.file = file;
		k->tokens[i].from_file = NULL;
		k->tokens[i].from_bytes = SLICE_NONE;
	}
	return k;
}

static const struct key *
find_key(const struct conf_line *l, const struct key *keys, size_t *ret_at)
{
	const struct key *best = NULL;
	size_t at;

	for (; keys->words != NULL; keys++) {
		at = 0;
		if (check_skip(l, &at, keys->words)) {
			best = keys;
			*ret_at = at;
		}
	}
	return best;
}

static void
unknown_key(struct checker *c, const struct conf_block *b,
    const struct conf_line *l, const struct key *keys)
{
	const char *words[32];
	size_t i;

	for (i = 0; keys[i].words != NULL && i < 31; i++)
		words[i] = keys[i].words;
	words[i] = NULL;
	conf_error(c->diag, &l->tokens[0].at, "a %s has no \"%.*s\"", b->kind,
	    (int)l->tokens[0].text.len, (const char *)l->tokens[0].text.ptr);
	conf_suggest(c->diag, conf_nearest(l->tokens[0].text, words));
}

void
check_lines(struct checker *c, const struct conf_block *b,
    const struct key *keys, void *target)
{
	const struct conf_line *first[32] = { NULL };
	const struct key *k;
	size_t i, at = 0, n;

	for (i = 0; i < b->line_count && !c->failed; i++) {
		k = find_key(&b->lines[i], keys, &at);
		if (k == NULL) {
			unknown_key(c, b, &b->lines[i], keys);
			continue;
		}
		n = (size_t)(k - keys);
		if (!k->many && n < 32 && first[n] != NULL) {
			conf_error(c->diag, &b->lines[i].tokens[0].at,
			    "\"%s\" stands in line %u already", k->words,
			    first[n]->at.line);
			continue;
		}
		if (n < 32)
			first[n] = &b->lines[i];
		k->read(c, &b->lines[i], at, target);
	}
}
