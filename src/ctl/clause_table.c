/*
 * clause_table -- which clause of the written policy is served by which rules,
 * how far, for what purpose, and where that is tested; or where else.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/catalogue.h"
#include "ctl/said.h"
#include "policy/clause.h"
#include "policy/test.h"

struct entry {
	struct slice clause;
	struct slice about, served_by;
	json_t *rules, *modes, *purposes, *tests;
};

struct table {
	struct arena *arena;
	struct entry *list;
	size_t count, cap;
	const struct conf_tree *tree;
	const struct rule_test *rule_tests;
	size_t test_count;
};

static struct entry *
entry_of(struct table *t, struct slice clause)
{
	struct entry *e;
	size_t i;

	for (i = 0; i < t->count; i++)
		if (slice_eq(t->list[i].clause, clause))
			return &t->list[i];
	t->list = arena_grow(t->arena, t->list, t->count, &t->cap,
	    sizeof *t->list);
	if (t->list == NULL)
		mem_exhausted();
	e = &t->list[t->count++];
	*e = (struct entry){ .clause = clause, .rules = json_array(),
	    .modes = json_array(), .purposes = json_array(),
	    .tests = json_array() };
	return e;
}

/* Once, however often it is said. */
static void
append(json_t *list, json_t *value)
{
	json_t *o;
	size_t i;

	json_array_foreach(list, i, o)
		if (json_equal(o, value)) {
			json_decref(value);
			return;
		}
	if (json_array_append_new(list, value) < 0)
		mem_exhausted();
}

static void
add_tests(struct table *t, struct entry *e, struct slice rule)
{
	const struct rule_test *test;
	size_t i, k;

	for (i = 0; i < t->test_count; i++) {
		test = &t->rule_tests[i];
		for (k = 0; k < test->expect_count; k++)
			if (slice_eq(test->expect[k].rule, rule))
				append(e->tests, answer_string(test->name));
	}
}

static void
add_rule(struct table *t, const struct policy_rule_info *rule)
{
	struct slice *clauses = NULL, purpose;
	struct entry *e;
	size_t i, n = 0;

	if (clause_split(rule->clause, t->arena, &clauses, &n) < 0)
		mem_exhausted();
	purpose = said_purpose(t->tree, rule->name);
	for (i = 0; i < n; i++) {
		e = entry_of(t, clauses[i]);
		append(e->rules, answer_string(rule->name));
		append(e->modes, answer_string(rule->mode));
		if (purpose.len > 0)
			append(e->purposes, answer_string(purpose));
		add_tests(t, e, rule->name);
	}
}

/*
 * Clauses that have a block come first, in their order: the officer's list is
 * that of the written policy.
 */
static void
add_blocks(struct table *t)
{
	struct clause_info *blocks;
	struct entry *e;
	size_t i, n;

	if (clauses_read(t->tree, t->arena, &blocks, &n) < 0)
		mem_exhausted();
	for (i = 0; i < n; i++) {
		e = entry_of(t, blocks[i].name);
		e->about = blocks[i].about;
		e->served_by = blocks[i].served_by;
	}
}

static json_t *
entry_json(const struct entry *e)
{
	json_t *o = json_object();

	if (o == NULL ||
	    json_object_set_new(o, "clause", answer_string(e->clause)) < 0 ||
	    json_object_set_new(o, "about",
	    answer_string_or_null(e->about)) < 0 ||
	    json_object_set_new(o, "rules", e->rules) < 0 ||
	    json_object_set_new(o, "modes", e->modes) < 0 ||
	    json_object_set_new(o, "purposes", e->purposes) < 0 ||
	    json_object_set_new(o, "tests", e->tests) < 0 ||
	    json_object_set_new(o, "served_by",
	    answer_string_or_null(e->served_by)) < 0)
		mem_exhausted();
	return o;
}

json_t *
catalogue_clauses(const struct loaded *l)
{
	struct table t = { .arena = arena_new(RULESET_ARENA_MAX),
	    .tree = l->tree };
	struct conf_diag *diag = conf_diag_new();
	struct policy_rule_info *rules;
	struct rule_test *tests = NULL;
	json_t *list = json_array();
	size_t i, n;

	/* policy_new() took them, so there is nothing to tell. */
	if (rule_tests_read(l->tree, diag, t.arena, &tests,
	    &t.test_count) < 0)
		t.test_count = 0;
	t.rule_tests = tests;
	add_blocks(&t);
	n = policy_rules(l->policy, t.arena, &rules);
	for (i = 0; i < n; i++)
		add_rule(&t, &rules[i]);
	for (i = 0; i < t.count; i++)
		if (json_array_append_new(list, entry_json(&t.list[i])) < 0)
			mem_exhausted();
	conf_diag_free(diag);
	arena_free(t.arena);
	return list;
}
