/*
 * advice -- warnings about the rules as a whole: each by itself is right, and
 * still something is not as it was meant.  Each ends with its tag.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "policy/clause.h"
#include "policy/sense.h"
#include "policy/texts.h"

#define WARN(c, at, name, words)	conf_warning((c)->diag, (at), \
	words, (int)(name).len, (const char *)(name).ptr)

/* --- rules without a test ----------------------------------------------------------- */

static void
warn_untested(struct checker *c)
{
	const struct names *n = &c->names[NAME_RULE];
	size_t i;

	for (i = 0; i < n->count; i++)
		if (!c->tested[i])
			WARN(c, &n->places[i], n->names[i],
			    "rule \"%.*s\" has no test [untested]");
}

/* --- blocks that hold nothing, or that nothing names ----------------------------------- */

static int
stop_at_item(void *arg, struct slice item, const struct conf_place *at)
{
	(void)arg;
	(void)item;
	(void)at;
	return ERR_EXISTS;
}

bool
check_list_is_empty(void *arg, struct slice name)
{
	const struct checker *c = arg;
	const struct conf_block *b = conf_block_find(c->tree, "list", name);

	/* An index of records is no text, and its reader checks it. */
	return b != NULL && !slice_eq_str(b->of, "records") &&
	    !slice_eq_str(b->of, "documents") &&
	    conf_list_each(b, stop_at_item, NULL) == 0;
}

static bool
line_names(const struct conf_line *l, struct slice name)
{
	size_t i;

	for (i = 1; i < l->count; i++)
		if (l->tokens[i].kind != CONF_STRING &&
		    slice_eq(l->tokens[i].text, name))
			return true;
	return false;
}

/* Does a setting, or a line of another block, have this word? */
static bool
is_named(const struct conf_tree *t, const struct conf_block *b)
{
	const struct conf_block *other;
	size_t i, k;

	for (i = 0; i < t->setting_count; i++)
		if (line_names(&t->settings[i], b->name))
			return true;
	for (i = 0; i < t->block_count; i++) {
		other = &t->blocks[i];
		if (other == b || strcmp(other->kind, "test") == 0 ||
		    strcmp(other->kind, "list") == 0)
			continue;
		for (k = 0; k < other->line_count; k++)
			if (line_names(&other->lines[k], b->name))
				return true;
	}
	return false;
}

/* Kinds of which one that nothing names does nothing. */
static bool
must_be_named(const struct conf_block *b)
{
	static const char *const kinds[] = { "list", "schedule", "exceptions",
	    "message" };
	size_t i;

	/* Lexicons serve detectors by their names; known data, detectors. */
	if (slice_eq_str(b->of, "terms") || slice_eq_str(b->of, "records") ||
	    slice_eq_str(b->of, "documents"))
		return false;
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(b->kind, kinds[i]) == 0)
			return true;
	return false;
}

static void
warn_idle_blocks(struct checker *c)
{
	const struct conf_block *b;
	size_t i;

	for (i = 0; i < c->tree->block_count; i++) {
		b = &c->tree->blocks[i];
		if (must_be_named(b) && !is_named(c->tree, b))
			conf_warning(c->diag, &b->name_at, "no rule and no "
			    "setting names %s \"%.*s\"; take it out, or name "
			    "it [unused]", b->kind, (int)b->name.len,
			    (const char *)b->name.ptr);
		else if (strcmp(b->kind, "list") == 0 &&
		    check_list_is_empty(c, b->name))
			WARN(c, &b->name_at, b->name, "list \"%.*s\" has no "
			    "entries: what asks for it is always no [empty]");
	}
}

/* --- rules that can never act ------------------------------------------------------------ */

/* Today and on every day to come. */
static bool
is_off_for_good(const struct rule *r, int64_t now_ms)
{
	size_t i;

	for (i = 0; i < r->mode.count; i++)
		if (r->mode.mode[i] != RULE_OFF && r->mode.until_ms[i] > now_ms)
			return false;
	return true;
}

static void
warn_never(struct checker *c)
{
	const struct names *n = &c->names[NAME_RULE];
	struct slice why;
	size_t i;

	for (i = 0; i < c->policy->rule_count; i++) {
		if (is_off_for_good(&c->policy->rules[i], c->now_ms))
			WARN(c, &n->places[i], n->names[i], "rule \"%.*s\" is "
			    "off and has no date to come into force [off]");
		else if (!sense_can_match(&c->policy->rules[i], check_list_is_empty,
		    c, c->scratch, &why))
			conf_warning(c->diag, &n->places[i], "rule \"%.*s\" "
			    "can never act: %.*s [never]",
			    (int)n->names[i].len,
			    (const char *)n->names[i].ptr, (int)why.len,
			    (const char *)why.ptr);
	}
}

/* --- rules that undo one another ------------------------------------------------------------ */

static int
by_bytes(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/* A condition in one form, however its facts are ordered. */
static struct slice
form_of(struct arena *a, const struct expr *e)
{
	static const char *const signs[] = { [EXPR_FACT] = "",
	    [EXPR_NOT] = "!", [EXPR_AND] = "&", [EXPR_OR] = "|" };
	struct slice *kids, all = SLICE_NONE;
	size_t i;

	if (e->kind == EXPR_FACT)
		return e->fact->words;
	kids = arena_array(a, e->count, sizeof *kids);
	if (kids == NULL)
		return SLICE_NONE;
	for (i = 0; i < e->count; i++)
		kids[i] = form_of(a, e->kids[i]);
	qsort(kids, e->count, sizeof *kids, by_bytes);
	for (i = 0; i < e->count; i++)
		all = arena_printf(a, "%.*s%s(%.*s)", (int)all.len,
		    all.len > 0 ? (const char *)all.ptr : "", signs[e->kind],
		    (int)kids[i].len, (const char *)kids[i].ptr);
	return all;
}

static bool
runs_together(const struct rule *a, const struct rule *b)
{
	size_t i;

	for (i = 0; i < MAIL_CLASS_COUNT; i++)
		if (a->on[i] && b->on[i])
			return true;
	return false;
}

/* Is delivering all that it does? */
static bool
only_delivers(const struct rule *r)
{
	return r->disposition == DISPOSITION_ACCEPT && r->effect_count == 0 &&
	    slice_eq_str(r->then, "deliver") && !r->has_disclaimer;
}

static bool
may_stop(const struct rule *r)
{
	return r->disposition == DISPOSITION_REJECT ||
	    r->disposition == DISPOSITION_QUARANTINE;
}

static bool
is_lifted(const struct checker *c, const struct rule *r)
{
	const struct conf_block *b = conf_block_find(c->tree, "rule", r->name);

	return b != NULL && conf_line_find(b, "unless", 0) != NULL;
}

/* a asks what b asks: does b undo what a was meant for? */
static void
warn_pair(struct checker *c, size_t a, size_t b)
{
	const struct names *n = &c->names[NAME_RULE];
	const struct rule *x = &c->policy->rules[a];
	const struct rule *y = &c->policy->rules[b];

	if (only_delivers(x) && may_stop(y))
		conf_warning(c->diag, &n->places[a], "rule \"%.*s\" delivers "
		    "what rule \"%.*s\" stops, and the strictest wins; write "
		    "an \"unless\" there instead [contradiction]",
		    (int)x->name.len, (const char *)x->name.ptr,
		    (int)y->name.len, (const char *)y->name.ptr);
	else if (may_stop(x) && may_stop(y) && is_lifted(c, x) &&
	    !is_lifted(c, y))
		conf_warning(c->diag, &n->places[a], "what the \"unless\" of "
		    "rule \"%.*s\" lets go is stopped by rule \"%.*s\", which "
		    "asks the same [contradiction]",
		    (int)x->name.len, (const char *)x->name.ptr,
		    (int)y->name.len, (const char *)y->name.ptr);
	else if (a < b && slice_eq(x->then, y->then) &&
	    is_lifted(c, x) == is_lifted(c, y))
		conf_warning(c->diag, &n->places[b], "rule \"%.*s\" asks the "
		    "same as rule \"%.*s\" and does the same; one of them is "
		    "enough [duplicate]", (int)y->name.len,
		    (const char *)y->name.ptr, (int)x->name.len,
		    (const char *)x->name.ptr);
}

/* One rule that says deliver, or hold, and something stricter. */
static void
warn_outcomes(struct checker *c, size_t n)
{
	const struct rule *r = &c->policy->rules[n];
	const struct action_plan *plan;
	struct slice words;
	size_t i;

	for (i = 0; i < r->plan_count; i++) {
		plan = r->plans[i];
		words = action_outcome(plan);
		if (action_is_effect(plan) || slice_eq(words, r->then) ||
		    (!slice_eq_str(words, "deliver") &&
		    !slice_eq_str(words, "quarantine")))
			continue;
		conf_warning(c->diag, &c->names[NAME_RULE].places[n],
		    "rule \"%.*s\" says both %.*s and %.*s; only the stricter "
		    "is done [contradiction]", (int)r->name.len,
		    (const char *)r->name.ptr, (int)words.len,
		    (const char *)words.ptr, (int)r->then.len,
		    (const char *)r->then.ptr);
	}
}

static void
warn_contradictions(struct checker *c)
{
	const struct policy *p = c->policy;
	struct slice *forms;
	size_t i, k;

	for (i = 0; i < p->rule_count; i++)
		warn_outcomes(c, i);
	forms = arena_array(c->scratch, p->rule_count, sizeof *forms);
	for (i = 0; forms != NULL && i < p->rule_count; i++)
		forms[i] = form_of(c->scratch, p->rules[i].when);
	for (i = 0; forms != NULL && i < p->rule_count; i++)
		for (k = 0; k < p->rule_count; k++)
			if (i != k && slice_eq(forms[i], forms[k]) &&
			    runs_together(&p->rules[i], &p->rules[k]))
				warn_pair(c, i, k);
}

/* --- settings that need another ----------------------------------------------------------- */

static bool
has_release_socket(const struct conf_tree *t)
{
	const struct conf_line *l;
	size_t i;

	for (i = 0; i < t->setting_count; i++) {
		l = &t->settings[i];
		if (l->count > 1 && slice_eq_str(l->tokens[0].text, "socket") &&
		    slice_eq_str(l->tokens[1].text, "release"))
			return true;
	}
	return false;
}

/* Copies for the inside go by the release port, past the release socket. */
static void
warn_split(struct checker *c)
{
	const struct conf_line *l;
	bool has_port, has_socket;
	size_t at;

	l = conf_setting(c->tree, "mixed-recipients", &at);
	if (l == NULL || !c->policy->disclaimer.splits)
		return;
	has_port = conf_setting(c->tree, "release-port", &at) != NULL;
	has_socket = has_release_socket(c->tree);
	if (!has_port || !has_socket)
		conf_warning(c->diag, &l->at, "\"mixed-recipients split\" "
		    "hands copies over through the release port, and there is "
		    "no \"set %s\" [split]",
		    has_port ? "socket release" : "release-port");
}

/* --- clauses ------------------------------------------------------------------------------- */

struct clauses {
	struct clause_info *blocks;
	size_t count;
	bool *served;
};

static const char *
nearest_clause(struct checker *c, const struct clauses *k, struct slice name)
{
	const char **words;
	size_t i;

	words = arena_array(c->scratch, k->count + 1, sizeof *words);
	for (i = 0; words != NULL && i < k->count; i++)
		words[i] = arena_str(c->scratch, k->blocks[i].name);
	return words != NULL ? conf_nearest(name, words) : NULL;
}

/* A clause of a document that has blocks, and none of this number. */
static void
look_up(struct checker *c, struct clauses *k, size_t rule, struct slice name)
{
	struct slice document = clause_document(name);
	bool known_document = false;
	size_t i;

	for (i = 0; i < k->count; i++) {
		if (slice_eq(k->blocks[i].name, name)) {
			k->served[i] = true;
			return;
		}
		known_document = known_document || (document.len > 0 &&
		    slice_eq(clause_document(k->blocks[i].name), document));
	}
	if (!known_document)
		return;
	WARN(c, &c->names[NAME_RULE].places[rule], name,
	    "no block says what clause \"%.*s\" asks [clause]");
	conf_suggest(c->diag, nearest_clause(c, k, name));
}

static void
warn_clauses(struct checker *c)
{
	struct clauses k = { NULL, 0, NULL };
	struct slice *names;
	size_t i, m, n;

	if (clauses_read(c->tree, c->scratch, &k.blocks, &k.count) < 0)
		return;
	k.served = arena_array(c->scratch, k.count + 1, sizeof *k.served);
	if (k.served == NULL)
		return;
	for (i = 0; k.count > 0 && i < c->policy->rule_count; i++) {
		if (clause_split(c->policy->rules[i].clause, c->scratch,
		    &names, &n) < 0)
			return;
		for (m = 0; m < n; m++)
			look_up(c, &k, i, names[m]);
	}
	for (i = 0; i < k.count; i++)
		if (!k.served[i] && k.blocks[i].served_by.len == 0)
			WARN(c, &k.blocks[i].at, k.blocks[i].name, "no rule "
			    "names clause \"%.*s\"; say who or what it is "
			    "\"served by\" [unserved]");
}

void
advice_give(struct checker *c)
{
	warn_untested(c);
	warn_clauses(c);
	if (conf_diag_errors(c->diag) > 0)
		return;
	warn_idle_blocks(c);
	warn_never(c);
	warn_contradictions(c);
	texts_advise(c);
	warn_split(c);
}
