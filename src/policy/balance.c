#include "policy/balance.h"

#include "base/err.h"

void
balance_tell(const struct view *view, struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++)
		v->recipients[i].is_outside = !view->recipients[i].inside;
	if (view->sender.association != SIZE_MAX)
		v->association = view->policy->associations[
		    view->sender.association].name;
}

void
balance_declare(struct judge *j)
{
	struct verdict *v = j->verdict;
	const struct policy *p = j->policy;
	size_t i;

	if (v->disclaimer != DISCLAIMER_NONE)
		return;
	if (j->view.envelope->sender.full.len == 0 ||
	    (j->view.report->facts.is & MESSAGE_IS_AUTOMATIC) != 0)
		v->disclaimer_reason = SLICE("automatic");
	for (i = 0; i < p->rule_count; i++) {
		if (!p->rules[i].has_disclaimer)
			continue;
		if (v->rules[i].outcome == RULE_WATCHED ||
		    v->rules[i].outcome == RULE_WARNED)
			v->disclaimer_reason = SLICE("rule-watches");
		else if (v->rules[i].outcome == RULE_LIFTED &&
		    v->disclaimer_reason.len == 0)
			v->disclaimer_reason = SLICE("lifted");
		/* Where `set unreadable` lets go what could not be told. */
		else if (j->answers[i].whole == TRI_UNKNOWN &&
		    v->disclaimer_reason.len == 0)
			v->disclaimer_reason = SLICE("undecided");
	}
}

int
policy_mark_outside(const struct policy *p, const struct envelope *envelope,
    struct arena *a, struct verdict *v)
{
	const struct report none = { .complete = false };
	struct view view;

	if (v->recipient_count != envelope->recipient_count)
		return 0;
	if (view_make(p, envelope, &none, NULL, a, &view) < 0)
		return ERR_LIMIT;
	balance_tell(&view, v);
	return 0;
}
