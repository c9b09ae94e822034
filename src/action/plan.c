/*
 * A `then` line to a plan, and what a plan answers about itself.
 */
#include "action/plan.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

/* How many tokens from `at` on spell the action's words; 0 if they do not. */
static size_t
spells(const struct conf_line *l, size_t at, const char *words)
{
	struct slice left = slice_str(words), word;
	size_t n = 0, end;

	while (left.len > 0) {
		end = slice_chr(left, ' ', 0);
		word = slice_sub(left, 0, end == SLICE_NPOS ? left.len : end);
		left = slice_from(left, word.len + 1);
		if (at + n >= l->count || l->tokens[at + n].kind != CONF_WORD ||
		    !slice_eq(l->tokens[at + n].text, word))
			return 0;
		n++;
	}
	return n;
}

/* Is this the first of several words of an action ("add")? */
static bool
begins_action(struct slice word)
{
	struct slice words;
	size_t i;

	for (i = 0; action_table[i] != NULL; i++) {
		words = slice_str(action_table[i]->words);
		if (words.len > word.len && slice_starts(words, word) &&
		    words.ptr[word.len] == ' ')
			return true;
	}
	return false;
}

static int
unknown_action(const struct conf_line *l, size_t at, struct conf_diag *diag)
{
	struct buf phrase = BUF_INIT(CONF_STRING_MAX);
	const char *words[32];
	struct conf_place place = l->at;
	size_t i;

	for (i = 0; action_table[i] != NULL && i < 31; i++)
		words[i] = action_table[i]->words;
	words[i] = NULL;
	if (at >= l->count) {
		conf_error(diag, &place, "\"then\" needs an action");
		return ERR_SYNTAX;
	}
	place = l->tokens[at].at;
	(void)buf_put_slice(&phrase, l->tokens[at].text);
	/* The first of two words is right, so the second is what was meant. */
	if (begins_action(l->tokens[at].text) && at + 1 < l->count) {
		(void)buf_putc(&phrase, ' ');
		(void)buf_put_slice(&phrase, l->tokens[at + 1].text);
		place = l->tokens[at + 1].at;
	}
	conf_error(diag, &place, "unknown action \"%s\"",
	    buf_cstr(&phrase));
	conf_suggest(diag, conf_nearest(buf_slice(&phrase), words));
	buf_free(&phrase);
	return ERR_SYNTAX;
}

int
action_parse(const struct conf_line *line, size_t at,
    const struct action_names *names, struct arena *a,
    struct conf_diag *diag, struct action_plan **ret)
{
	struct action_reader rd = { line, at, names, a, diag };
	struct action_plan *plan;
	size_t i, n = 0;
	int r;

	for (i = 0; action_table[i] != NULL; i++) {
		n = spells(line, at, action_table[i]->words);
		if (n > 0)
			break;
	}
	if (action_table[i] == NULL)
		return unknown_action(line, at, diag);
	if (action_table[i]->parse == NULL) {
		conf_error(diag, &line->tokens[at].at,
		    "\"%s\" is not supported by this version",
		    action_table[i]->words);
		return ERR_SYNTAX;
	}
	plan = arena_zalloc(a, sizeof *plan);
	if (plan == NULL)
		return ERR_LIMIT;
	plan->action = action_table[i];
	plan->words = slice_str(plan->action->words);
	rd.at += n;
	r = plan->action->parse(&rd, plan);
	if (r == 0)
		r = conf_get_end(line, rd.at, diag);
	if (r == 0)
		*ret = plan;
	return r;
}

enum disposition
action_disposition(const struct action_plan *plan)
{
	return plan->action->disposition;
}

struct slice
action_outcome(const struct action_plan *plan)
{
	return slice_str(plan->action->outcome);
}

struct slice
action_words(const struct action_plan *plan)
{
	return plan->words;
}

bool
action_is_effect(const struct action_plan *plan)
{
	return plan->action->outcome == NULL;
}

struct slice
action_message(const struct action_plan *plan)
{
	return plan->message;
}

const struct hold_terms *
action_hold(const struct action_plan *plan)
{
	return plan->has_hold ? &plan->hold : NULL;
}

bool
action_is_disclaimer(const struct action_plan *plan)
{
	return plan->action == &action_disclaimer;
}

bool
action_opens_case(const struct action_plan *plan)
{
	return plan->action == &action_case;
}

bool
action_sends_notice(const struct action_plan *plan)
{
	return plan->action == &action_warn || plan->action == &action_notify ||
	    (plan->action == &action_disclaimer &&
	    plan->fallback == FALLBACK_NOTIFY);
}

int
action_apply(const struct action_plan *plan,
    const struct action_subject *subject, struct arena *a, struct verdict *v)
{
	if (plan->action->apply == NULL)
		return 0;
	return plan->action->apply(plan, subject, a, v);
}

int
action_add_edit(const struct edit_request *edit, struct arena *a,
    struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->edit_count; i++)
		if (v->edits[i].kind == edit->kind &&
		    slice_eq(v->edits[i].name, edit->name) &&
		    slice_eq(v->edits[i].value, edit->value))
			return 0;
	if (v->edit_count == EDIT_REQUESTS_MAX)
		return ERR_LIMIT;
	if (v->edits == NULL)
		v->edits = arena_array(a, EDIT_REQUESTS_MAX, sizeof *v->edits);
	if (v->edits == NULL)
		return ERR_LIMIT;
	v->edits[v->edit_count++] = *edit;
	return 0;
}
