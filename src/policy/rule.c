/* rule -- rule blocks: their keys, and what a rule must not lack. */
#include <string.h>

#include "base/err.h"
#include "policy/check.h"

/* A rule while it is read. */
struct rule_target {
	struct rule *rule;
	bool has_mode;
	size_t plan_cap, effect_cap;
};

static void
rule_policy(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule *r = ((struct rule_target *)target)->rule;
	struct slice clause, reason;

	if (conf_get_string(l, &at, c->diag, &clause) < 0)
		return;
	if (!conf_is_comma(l, &at)) {
		check_expected(c, l, at, "a comma and the reason in words",
		    NULL);
		return;
	}
	if (conf_get_string(l, &at, c->diag, &reason) < 0)
		return;
	check_end(c, l, at);
	r->clause = check_keep(c, clause);
	r->reason = check_keep(c, reason);
}

static void
rule_purpose(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct slice s;

	(void)target;
	if (conf_get_string(l, &at, c->diag, &s) == 0)
		check_end(c, l, at);
}

static void
rule_approved(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	(void)target;
	if (approved_read(c, l, &at))
		check_end(c, l, at);
}

static void
rule_mode(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule_target *t = target;
	size_t from = at;

	t->has_mode = true;
	mode_read(c, l, &at, &t->rule->mode);
	if (t->rule->mode.count == 0)
		return;
	t->rule->mode_words = check_text(c->arena, l, from, at);
	check_end(c, l, at);
}

static void
rule_review(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	(void)target;
	if (review_read(c, l, &at, "this rule") != 0)
		check_end(c, l, at);
}

static void
rule_on(struct checker *c, const struct conf_line *l, size_t at, void *target)
{
	static const char *const classes[] = { "submission", "local",
	    "inbound", NULL };
	struct rule *r = ((struct rule_target *)target)->rule;
	size_t k;

	memset(r->on, 0, sizeof r->on);
	do {
		k = check_choice(c, l, &at, "submission, local or inbound",
		    classes);
		if (k == SIZE_MAX)
			return;
		r->on[k == 0 ? MAIL_CLASS_SUBMISSION : k == 1 ?
		    MAIL_CLASS_LOCAL : MAIL_CLASS_INBOUND] = true;
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static void
rule_when(struct checker *c, const struct conf_line *line, size_t at,
    void *target)
{
	struct rule_target *t = target;
	const struct conf_line *l = check_keep_line(c, line);

	if (l != NULL)
		t->rule->when = when_parse(c, l, at, t->rule);
}

static void
rule_unless(struct checker *c, const struct conf_line *line, size_t at,
    void *target)
{
	struct rule *r = ((struct rule_target *)target)->rule;
	const struct conf_line *l = check_keep_line(c, line);
	size_t n;

	if (l == NULL)
		return;
	if (!conf_is_word(l, &at, "exception")) {
		r->unless = when_parse(c, l, at, r);
		return;
	}
	n = names_read(c, NAME_EXCEPTIONS, l, &at);
	if (n == SIZE_MAX)
		return;
	check_end(c, l, at);
	r->exception = check_keep(c, c->names[NAME_EXCEPTIONS].names[n]);
	c->policy->needs_memory = true;
}

static void
rule_override(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct rule *r = ((struct rule_target *)target)->rule;
	struct slice word;

	if (check_skip(l, &at, "with reason")) {
		r->override = OVERRIDE_REASON;
	} else if (check_skip(l, &at, "with word")) {
		if (conf_get_string(l, &at, c->diag, &word) < 0)
			return;
		if (slice_trim(word).len < 3)
			conf_error(c->diag, &l->tokens[at - 1].at, "a word "
			    "this short stands in a subject by accident");
		r->override = OVERRIDE_WORD;
		r->word = check_keep(c, word);
	} else {
		check_expected(c, l, at, "\"with reason\" or \"with word\"",
		    NULL);
		return;
	}
	check_end(c, l, at);
}

static void
rule_severity(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	static const char *const words[] = { "low", "normal", "high", NULL };
	struct rule *r = ((struct rule_target *)target)->rule;
	size_t k;

	k = check_choice(c, l, &at, "low, normal or high", words);
	r->high_severity = k == 2;
	if (k != SIZE_MAX)
		check_end(c, l, at);
}

/* --- then ------------------------------------------------------------------------ */

static void
add_effect(struct checker *c, struct rule_target *t, struct slice words)
{
	struct rule *r = t->rule;

	r->effects = arena_grow(c->arena, r->effects, r->effect_count,
	    &t->effect_cap, sizeof *r->effects);
	if (r->effects == NULL) {
		r->effect_count = t->effect_cap = 0;
		c->failed = true;
		return;
	}
	r->effects[r->effect_count++] = words;
}

/* `then` is the strictest outcome, warn above deliver; effects the others. */
static void
weigh(struct checker *c, struct rule_target *t, const struct action_plan *plan)
{
	struct rule *r = t->rule;
	enum disposition d = action_disposition(plan);
	struct slice outcome = action_outcome(plan);
	bool stricter;

	if (action_is_effect(plan)) {
		add_effect(c, t, action_words(plan));
		return;
	}
	stricter = r->then.len == 0 || d > r->disposition ||
	    (d == r->disposition && slice_eq_str(r->then, "deliver"));
	if (r->then.len > 0 && !slice_eq(r->then, outcome) &&
	    !slice_eq_str(stricter ? r->then : outcome, "deliver"))
		add_effect(c, t, stricter ? r->then : outcome);
	if (stricter) {
		r->then = outcome;
		r->disposition = d;
	}
}

static void
rule_then(struct checker *c, const struct conf_line *line, size_t at,
    void *target)
{
	struct rule_target *t = target;
	struct rule *r = t->rule;
	const struct conf_line *l = check_keep_line(c, line);
	struct action_plan *plan;

	if (l == NULL || action_parse(l, at, &c->action_names, c->arena,
	    c->diag, &plan) < 0)
		return;
	r->plans = arena_grow(c->arena, r->plans, r->plan_count, &t->plan_cap,
	    sizeof(struct action_plan *));
	if (r->plans == NULL) {
		r->plan_count = t->plan_cap = 0;
		c->failed = true;
		return;
	}
	r->plans[r->plan_count++] = plan;
	r->has_disclaimer = r->has_disclaimer || action_is_disclaimer(plan);
	weigh(c, t, plan);
	/* The keeper opens it from the note, which follows the question. */
	if (action_opens_case(plan))
		c->policy->needs_memory = true;
	if (action_sends_notice(plan))
		c->policy->wants_notices = true;
}

/* --- the whole rule ------------------------------------------------------------------ */

static bool
reaches(const struct mode_plan *m, enum rule_mode mode)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (m->mode[i] == mode)
			return true;
	return false;
}

static void
settle_mode(struct checker *c, struct rule_target *t)
{
	struct rule *r = t->rule;

	if (t->has_mode)
		return;
	r->mode = c->default_mode;
	r->mode_words = c->default_mode_words;
	if (r->mode.count == 0) {
		r->mode.mode[0] = RULE_WATCH;
		r->mode.until_ms[0] = INT64_MAX;
		r->mode.count = 1;
		r->mode_words = SLICE("watch");
	}
}

/* Monitoring needs a stated purpose and an approval. */
static void
check_complete(struct checker *c, const struct conf_block *b,
    const struct rule_target *t)
{
	const struct rule *r = t->rule;
	struct {
		const char *key;
		bool there;
	} needs[] = {
		{ "policy", conf_line_find(b, "policy", 0) != NULL },
		{ "purpose", conf_line_find(b, "purpose", 0) != NULL ||
		    c->default_purpose },
		{ "approved", conf_line_find(b, "approved", 0) != NULL ||
		    c->default_approved },
	};
	size_t i;

	if (conf_line_find(b, "when", 0) == NULL)
		conf_error(c->diag, &b->name_at, "a rule needs \"when\"");
	if (conf_line_find(b, "then", 0) == NULL)
		conf_error(c->diag, &b->name_at, "a rule needs \"then\"");
	for (i = 0; i < 3 && reaches(&r->mode, RULE_ENFORCE); i++)
		if (!needs[i].there)
			conf_error(c->diag, &b->name_at, "a rule that is "
			    "enforced needs \"%s\"", needs[i].key);
	if (reaches(&r->mode, RULE_WARN))
		c->policy->wants_notices = true;
}

/* Mail coming in may be held or told about, never refused or changed. */
static void
check_inbound(struct checker *c, const struct conf_block *b,
    const struct rule *r)
{
	size_t i;

	if (!r->on[MAIL_CLASS_INBOUND])
		return;
	for (i = 0; i < r->plan_count; i++)
		if (!slice_eq_str(action_outcome(r->plans[i]), "quarantine") &&
		    !slice_starts(action_words(r->plans[i]), SLICE("notify")))
			conf_error(c->diag, &b->name_at, "a rule on inbound "
			    "can only hold, notify or open a case, not "
			    "\"%.*s\"", (int)action_words(r->plans[i]).len,
			    (const char *)action_words(r->plans[i]).ptr);
	if (r->override != OVERRIDE_NO)
		conf_error(c->diag, &b->name_at,
		    "a rule on inbound has nobody to override it");
}

static struct rule *
new_rule(struct checker *c, const struct conf_block *b)
{
	struct policy *p = c->policy;
	const char *slash = strrchr(b->at.file, '/');
	struct rule *r;

	p->rules = arena_grow(c->arena, p->rules, p->rule_count, &p->rule_cap,
	    sizeof *p->rules);
	if (p->rules == NULL) {
		p->rule_count = p->rule_cap = 0;
		c->failed = true;
		return NULL;
	}
	r = &p->rules[p->rule_count++];
	*r = (struct rule){ .line = b->at.line };
	r->name = check_keep(c, b->name);
	r->file = check_keep(c, slice_str(slash != NULL ? slash + 1 :
	    b->at.file));
	r->on[MAIL_CLASS_SUBMISSION] = r->on[MAIL_CLASS_LOCAL] = true;
	return r;
}

void
rule_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "policy", false, rule_policy },
		{ "purpose", false, rule_purpose },
		{ "approved", false, rule_approved },
		{ "mode", false, rule_mode },
		{ "review", false, rule_review },
		{ "on", false, rule_on },
		{ "when", false, rule_when },
		{ "unless", false, rule_unless },
		{ "then", true, rule_then },
		{ "override", false, rule_override },
		{ "severity", false, rule_severity },
		{ NULL, false, NULL },
	};
	struct rule_target t = { .rule = new_rule(c, b) };

	if (t.rule == NULL)
		return;
	check_lines(c, b, keys, &t);
	settle_mode(c, &t);
	if (t.rule->then.len == 0)
		t.rule->then = SLICE("deliver");
	check_complete(c, b, &t);
	check_inbound(c, b, t.rule);
}
