#include "policy/policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "policy/check.h"
#include "policy/source.h"
#include "policy/test.h"
#include "policy/texts.h"

static struct policy *
policy_make(const struct conf_tree *tree)
{
	const struct detector_info *d;
	struct policy *p;
	size_t n = 0;

	p = mem_zalloc(sizeof *p);
	p->arena = arena_new(RULESET_ARENA_MAX);
	p->ceiling = RULE_WATCH;
	p->unknown_sources = SOURCE_UNKNOWN_DEFAULT;
	atomic_init(&p->references, 1);
	memcpy(p->digest, tree->digest, sizeof p->digest);
	unreadable_defaults(p);
	for (d = detector_table(); d->id != NULL; d++)
		n++;
	p->thresholds = arena_array(p->arena, n, sizeof *p->thresholds);
	for (d = detector_table(), n = 0; p->thresholds != NULL &&
	    d->id != NULL; d++)
		p->thresholds[n++] = d->threshold;
	return p;
}

static bool
knows_message(void *arg, struct slice name)
{
	const struct checker *c = arg;

	return names_find(&c->names[NAME_MESSAGE], name) != SIZE_MAX;
}

static bool
knows_role(void *arg, struct slice name)
{
	struct checker *c = arg;

	c->names_manager = c->names_manager || slice_eq_str(name, "manager");
	return role_is_known(name);
}

/* Whose manager is whose, only the directory knows. */
static void
check_manager(struct checker *c)
{
	const struct directory *d = c->policy->directory;
	struct conf_place whole = { c->tree->file, 0, 0, 0 };
	size_t i;

	if (!c->names_manager)
		return;
	for (i = 0; d != NULL && i < d->count; i++)
		if (d->staff[i].manager != SIZE_MAX)
			return;
	conf_error(c->diag, &whole, d == NULL ? "the role manager is known by "
	    "\"set directory\", which is not set" : "the role manager is used, "
	    "but the directory names no managers");
}

/* Where an association names a domain a second time. */
static struct conf_place
second_place(const struct conf_tree *t, struct slice domain)
{
	struct conf_place at = { t->file, 0, 0, 0 };
	const struct conf_line *l;
	size_t i, k, seen = 0;

	for (i = 0; i < t->block_count && seen < 2; i++) {
		if (strcmp(t->blocks[i].kind, "association") != 0)
			continue;
		l = conf_line_find(&t->blocks[i], "domains", 0);
		for (k = 1; l != NULL && k < l->count && seen < 2; k++)
			if (slice_ieq(l->tokens[k].text, domain)) {
				at = l->tokens[k].at;
				seen++;
			}
	}
	return at;
}

/* One domain can be one association's only. */
static void
check_domains(struct checker *c)
{
	struct name_set *s = &c->policy->association_domains;
	struct conf_place at;
	size_t i;

	name_set_sort(s);
	for (i = 1; i < s->count; i++) {
		if (!slice_eq(s->entries[i - 1].name, s->entries[i].name))
			continue;
		at = second_place(c->tree, s->entries[i].name);
		conf_error(c->diag, &at, "two associations have the domain "
		    "\"%.*s\"", (int)s->entries[i].name.len,
		    (const char *)s->entries[i].name.ptr);
	}
}

static void
check_all(struct checker *c)
{
	size_t k;

	names_collect(c);
	if (c->failed)
		return;
	c->action_names = (struct action_names){ knows_message, knows_role, c,
	    c->names[NAME_MESSAGE].words, role_words() };
	/* Thresholds name detectors; rules use settings. */
	blocks_check(c, NAME_DETECTOR);
	settings_check(c);
	for (k = 0; k < NAME_KIND_COUNT; k++) {
		if (k == NAME_RULE) {
			check_domains(c);
			whistleblowing_check(c);
			listed_find(c);
			texts_check(c);
		}
		if (k != NAME_DETECTOR)
			blocks_check(c, (enum name_kind)k);
	}
	if (c->failed)
		return;
	check_manager(c);
	advice_give(c);
}

int
policy_new(const struct conf_tree *tree, struct conf_diag *diag,
    int64_t now_ms, struct policy **ret)
{
	struct checker c = { .tree = tree, .diag = diag, .now_ms = now_ms };
	size_t before = conf_diag_errors(diag);

	c.policy = policy_make(tree);
	c.arena = c.policy->arena;
	c.scratch = arena_new(RULESET_ARENA_MAX);
	check_all(&c);
	if (c.failed || c.policy->thresholds == NULL)
		conf_error(diag, NULL, "the rules are too large");
	arena_free(c.scratch);
	if (conf_diag_errors(diag) > before) {
		policy_unref(c.policy);
		return ERR_SYNTAX;
	}
	*ret = c.policy;
	return 0;
}

const struct address_list *
policy_address_list(const struct policy *p, struct slice name)
{
	size_t i;

	for (i = 0; i < p->list_count; i++)
		if (slice_eq(p->lists[i]->name, name))
			return p->lists[i];
	return NULL;
}

bool
policy_wants_notices(const struct policy *p)
{
	return p->wants_notices;
}

struct policy *
policy_ref(struct policy *p)
{
	atomic_fetch_add_explicit(&p->references, 1, memory_order_relaxed);
	return p;
}

void
policy_unref(struct policy *p)
{
	if (p == NULL || atomic_fetch_sub_explicit(&p->references, 1,
	    memory_order_acq_rel) != 1)
		return;
	arena_free(p->arena);
	free(p);
}

const uint8_t *
policy_digest(const struct policy *p)
{
	return p->digest;
}

struct slice
policy_name(const struct policy *p)
{
	return p->name;
}

size_t
policy_test_count(const struct policy *p)
{
	return p->test_count;
}

size_t
policy_rules(const struct policy *p, struct arena *a,
    struct policy_rule_info **ret)
{
	struct policy_rule_info *list;
	const struct rule *r;
	size_t i;

	list = arena_array(a, p->rule_count, sizeof *list);
	if (list == NULL)
		return 0;
	for (i = 0; i < p->rule_count; i++) {
		r = &p->rules[i];
		list[i] = (struct policy_rule_info){ r->name, r->clause,
		    r->reason, r->mode_words, r->file, r->line };
	}
	*ret = list;
	return p->rule_count;
}

int64_t
policy_moment(const struct policy *p, int day, int minute)
{
	int64_t midnight = zone_midnight(&p->zone, day);
	int64_t at = midnight + (int64_t)minute * 60000;

	/* On the day of a change the clock and the hours passed differ. */
	return at - (zone_offset(&p->zone, at) -
	    zone_offset(&p->zone, midnight)) * INT64_C(1000);
}

const struct message_text *
policy_message(const struct policy *p, struct slice name)
{
	size_t i;

	for (i = 0; i < p->message_count; i++)
		if (slice_eq(p->messages[i].name, name))
			return &p->messages[i];
	return NULL;
}
