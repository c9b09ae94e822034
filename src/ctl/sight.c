#include "ctl/sight.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

static void
add_bytes(EVP_MD_CTX *c, struct slice s)
{
	uint64_t n = s.len;

	EVP_DigestUpdate(c, &n, sizeof n);
	EVP_DigestUpdate(c, s.ptr, s.len);
}

static void
add_token(EVP_MD_CTX *c, const struct conf_token *t)
{
	add_bytes(c, slice_of(&t->kind, sizeof t->kind));
	add_bytes(c, t->text);
	add_bytes(c, t->from_bytes);
}

static void
add_line(EVP_MD_CTX *c, const struct conf_line *l)
{
	size_t i;

	add_bytes(c, slice_of(&l->count, sizeof l->count));
	for (i = 0; i < l->count; i++)
		add_token(c, &l->tokens[i]);
}

static bool
is_word(const struct conf_line *l, size_t i, const char *word)
{
	return i < l->count && l->tokens[i].kind == CONF_WORD &&
	    slice_eq_str(l->tokens[i].text, word);
}

static bool
is_one_of(struct slice s, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (slice_eq_str(s, words[i]))
			return true;
	return false;
}

/* Those that are read by policy alone. */
static bool
is_setting_of_policy(const struct conf_line *l)
{
	static const char *const keys[] = { "mode", "rule-defaults", "policy",
	    "contact", "unreadable", "unknown-source", "keep", "approvals",
	    NULL };

	return l->count > 0 && is_one_of(l->tokens[0].text, keys);
}

static bool
is_block_of_policy(const struct conf_block *b)
{
	static const char *const kinds[] = { "message", "test", "exceptions",
	    "schedule", NULL };

	return is_one_of(slice_str(b->kind), kinds);
}

/* Strings (phrases and patterns) and the names after "from". */
static void
add_condition(EVP_MD_CTX *c, const struct conf_line *l)
{
	size_t i;

	for (i = 1; i < l->count; i++)
		if (l->tokens[i].kind == CONF_STRING ||
		    is_word(l, i - 1, "from")) {
			add_token(c, &l->tokens[i - 1]);
			add_token(c, &l->tokens[i]);
		}
}

/* What templates say goes into mail, whatever their names are. */
static void
add_templates(EVP_MD_CTX *c, const struct conf_tree *t,
    const struct conf_line *l)
{
	struct buf b = BUF_INIT(CONF_FILE_MAX);
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	const char *path;
	size_t i;

	for (i = 0; i < l->count; i++) {
		if (!conf_names_template(l, i))
			continue;
		buf_reset(&b);
		path = conf_path_named(&conf_source_disk, t,
		    &l->tokens[i].at, l->tokens[i].text, a);
		/* One that cannot be read is told by who loads it. */
		if (path != NULL && conf_source_disk.read(
		    conf_source_disk.arg, path, &b) == 0)
			add_bytes(c, buf_slice(&b));
	}
	arena_free(a);
	buf_free(&b);
}

static void
add_block(EVP_MD_CTX *c, const struct conf_tree *t,
    const struct conf_block *b)
{
	bool rule = strcmp(b->kind, "rule") == 0;
	size_t i;

	if (is_block_of_policy(b))
		return;
	if (!rule) {
		add_bytes(c, slice_str(b->kind));
		add_bytes(c, b->name);
		add_bytes(c, b->of);
		add_bytes(c, b->from_bytes);
	}
	for (i = 0; i < b->line_count; i++) {
		if (!rule)
			add_line(c, &b->lines[i]);
		if (strcmp(b->kind, "association") == 0)
			add_templates(c, t, &b->lines[i]);
		if (rule && (is_word(&b->lines[i], 0, "when") ||
		    is_word(&b->lines[i], 0, "unless")))
			add_condition(c, &b->lines[i]);
	}
}

static void
digest(const struct conf_tree *t, uint8_t out[32])
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t i;

	if (c == NULL)
		mem_exhausted();
	EVP_DigestInit_ex(c, EVP_sha256(), NULL);
	for (i = 0; i < t->setting_count; i++)
		if (!is_setting_of_policy(&t->settings[i]))
			add_line(c, &t->settings[i]);
	for (i = 0; i < t->block_count; i++)
		add_block(c, t, &t->blocks[i]);
	EVP_DigestFinal_ex(c, out, NULL);
	EVP_MD_CTX_free(c);
}

bool
sight_is_same(const struct conf_tree *a, const struct conf_tree *b)
{
	uint8_t x[32], y[32];

	digest(a, x);
	digest(b, y);
	return memcmp(x, y, sizeof x) == 0;
}
