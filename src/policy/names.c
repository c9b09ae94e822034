/* Names of blocks and roles: collected first, so that order never matters. */
#include <string.h>

#include "base/err.h"
#include "policy/check.h"

static const char *const roles[] = { "staff", "assistant", "officer", "deputy",
    "director", "chair", "auditor", "admin", "it-support", "manager", NULL };

static const struct {
	const char *kind;
	void (*check)(struct checker *c, const struct conf_block *b);
} kinds[NAME_KIND_COUNT] = {
	[NAME_ASSOCIATION] = { "association", association_check },
	[NAME_LIST] = { "list", list_check },
	[NAME_DETECTOR] = { "detector", detector_check },
	[NAME_SCHEDULE] = { "schedule", schedule_check },
	[NAME_EXCEPTIONS] = { "exceptions", exceptions_check },
	[NAME_MESSAGE] = { "message", message_check },
	[NAME_RULE] = { "rule", rule_check },
	[NAME_TEST] = { "test", test_check },
	[NAME_CLAUSE] = { "clause", clause_check },
};

size_t
names_find(const struct names *n, struct slice name)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		if (slice_eq(n->names[i], name))
			return i;
	return SIZE_MAX;
}

static size_t
kind_of(const struct conf_block *b)
{
	size_t k;

	for (k = 0; k < NAME_KIND_COUNT; k++)
		if (strcmp(b->kind, kinds[k].kind) == 0)
			break;
	return k;
}

static void
unknown_kind(struct checker *c, const struct conf_block *b)
{
	const char *words[NAME_KIND_COUNT + 3];
	size_t k;

	for (k = 0; k < NAME_KIND_COUNT; k++)
		words[k] = kinds[k].kind;
	words[k++] = "set";
	words[k++] = "include";
	words[k] = NULL;
	conf_error(c->diag, &b->at, "unknown kind of block \"%s\"", b->kind);
	conf_suggest(c->diag, conf_nearest(slice_str(b->kind), words));
}

/* A name is used in conditions, so it is one plain word. */
static void
check_name(struct checker *c, size_t kind, const struct conf_block *b)
{
	bool is_text = kind == NAME_TEST || kind == NAME_CLAUSE;
	size_t i;

	if (is_text != b->name_is_string)
		conf_error(c->diag, &b->name_at, is_text ?
		    "a %s's name is a text in quotes" :
		    "the name of a %s stands without quotes", b->kind);
	for (i = 0; !is_text && i < b->name.len; i++) {
		if (ascii_is_digit(b->name.ptr[i]) || b->name.ptr[i] == '-' ||
		    (b->name.ptr[i] >= 'a' && b->name.ptr[i] <= 'z'))
			continue;
		conf_error(c->diag, &b->name_at, "names are made of small "
		    "letters, digits and \"-\"");
		break;
	}
}

static bool
add_name(struct checker *c, struct names *n, const struct conf_block *b)
{
	size_t i = names_find(n, b->name);

	if (i != SIZE_MAX) {
		conf_error(c->diag, &b->name_at, "there is %s %s \"%.*s\" "
		    "already, in line %u of %s",
		    strchr("aeiou", n->what[0]) != NULL ? "an" : "a", n->what,
		    (int)b->name.len, (const char *)b->name.ptr,
		    n->places[i].line,
		    strrchr(n->places[i].file, '/') != NULL ?
		    strrchr(n->places[i].file, '/') + 1 : n->places[i].file);
		return false;
	}
	n->names = arena_grow(c->scratch, n->names, n->count, &n->cap,
	    sizeof *n->names);
	n->places = arena_grow(c->scratch, n->places, n->count, &n->place_cap,
	    sizeof *n->places);
	if (n->names == NULL || n->places == NULL) {
		n->count = n->cap = n->place_cap = 0;
		c->failed = true;
		return false;
	}
	n->places[n->count] = b->name_at;
	n->names[n->count++] = b->name;
	return true;
}

static const char **
words_of(struct checker *c, const struct names *n)
{
	const char **w;
	size_t i;

	w = arena_array(c->scratch, n->count + 1, sizeof *w);
	for (i = 0; w != NULL && i < n->count; i++)
		w[i] = arena_str(c->scratch, n->names[i]);
	if (w == NULL)
		c->failed = true;
	return w;
}

static const char *const groups[] = { "personal-data", "special-category-data",
    "criminal-offence-data", "financial-data", "secrets" };

/* Everything that `message contains` may name. */
static void
collect_detectors(struct checker *c)
{
	const struct detector_info *d;
	const struct names *site = &c->names[NAME_DETECTOR];
	const char **w;
	size_t n = 0, i;

	for (d = detector_table(); d->id != NULL; d++)
		n++;
	w = arena_array(c->scratch, n + 5 + site->count + 1, sizeof *w);
	if (w == NULL) {
		c->failed = true;
		return;
	}
	c->detector_words = w;
	for (d = detector_table(); d->id != NULL; d++)
		*w++ = d->name;
	for (i = 0; i < 5; i++)
		*w++ = groups[i];
	for (i = 0; i < site->count; i++)
		*w++ = site->words[i];
	for (i = 0; i < site->count; i++)
		if (detector_by_name(site->names[i]) != NULL ||
		    detector_is_group(site->names[i]))
			conf_error(c->diag, &site->places[i], "\"%.*s\" is "
			    "the name of a built-in detector",
			    (int)site->names[i].len,
			    (const char *)site->names[i].ptr);
}

void
names_collect(struct checker *c)
{
	const struct conf_block *b;
	size_t i, k;

	for (k = 0; k < NAME_KIND_COUNT; k++)
		c->names[k].what = kinds[k].kind;
	for (i = 0; i < c->tree->block_count && !c->failed; i++) {
		b = &c->tree->blocks[i];
		k = kind_of(b);
		if (k == NAME_KIND_COUNT) {
			unknown_kind(c, b);
			continue;
		}
		check_name(c, k, b);
		add_name(c, &c->names[k], b);
		if (b->of.len > 0 && k != NAME_LIST)
			conf_error(c->diag, &b->name_at,
			    "\"of\" belongs to lists only");
		if (b->from.len > 0 && k != NAME_LIST)
			conf_error(c->diag, &b->name_at, "only a list can be "
			    "taken \"from\" a file as a whole");
	}
	for (k = 0; k < NAME_KIND_COUNT; k++)
		c->names[k].words = words_of(c, &c->names[k]);
	if (c->failed)
		return;
	collect_detectors(c);
	c->tested = arena_array(c->scratch, c->names[NAME_RULE].count + 1,
	    sizeof *c->tested);
	c->failed = c->failed || c->tested == NULL;
}

void
blocks_check(struct checker *c, enum name_kind kind)
{
	size_t i;

	for (i = 0; i < c->tree->block_count && !c->failed; i++)
		if (kind_of(&c->tree->blocks[i]) == (size_t)kind)
			kinds[kind].check(c, &c->tree->blocks[i]);
}

size_t
names_read(struct checker *c, enum name_kind kind, const struct conf_line *l,
    size_t *at)
{
	struct names *n = &c->names[kind];
	struct slice name;
	size_t i;

	if (*at >= l->count || (l->tokens[*at].kind != CONF_WORD &&
	    l->tokens[*at].kind != CONF_NUMBER)) {
		struct conf_place p = check_at(l, *at);

		conf_error(c->diag, &p, "expected the name of %s %s",
		    kind == NAME_ASSOCIATION || kind == NAME_EXCEPTIONS ?
		    "an" : "a", n->what);
		return SIZE_MAX;
	}
	name = l->tokens[*at].text;
	i = names_find(n, name);
	if (i == SIZE_MAX) {
		conf_error(c->diag, &l->tokens[*at].at,
		    kind == NAME_EXCEPTIONS ? "there is no \"%s %.*s\"" :
		    "unknown %s \"%.*s\"", n->what, (int)name.len,
		    (const char *)name.ptr);
		conf_suggest(c->diag, conf_nearest(name, n->words));
		return SIZE_MAX;
	}
	(*at)++;
	return i;
}

bool
role_is_known(struct slice word)
{
	size_t i;

	for (i = 0; roles[i] != NULL; i++)
		if (slice_eq_str(word, roles[i]))
			return true;
	return false;
}

int
role_read(struct checker *c, const struct conf_line *l, size_t *at)
{
	return check_choice(c, l, at, "a role", roles) == SIZE_MAX ?
	    ERR_SYNTAX : 0;
}

const char *const *
role_words(void)
{
	return roles;
}
