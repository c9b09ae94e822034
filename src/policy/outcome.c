/*
 * outcome -- what matched rules, undecided ones and unreadable content mean
 * for each recipient; the strictest stays.
 */
#include "base/err.h"
#include "policy/judge.h"

/* --- what could not be read ------------------------------------------------------ */

static const struct unreadable *
stricter_unreadable(const struct unreadable *x, const struct unreadable *y)
{
	if (x == NULL || y->disposition > x->disposition)
		return y;
	if (y->disposition == DISPOSITION_QUARANTINE &&
	    x->disposition == DISPOSITION_QUARANTINE &&
	    hold_terms_stricter(&x->hold, &y->hold) == &y->hold)
		return y;
	return x;
}

static void
weigh_class(struct judge *j, enum anomaly_class class)
{
	const struct unreadable *u = &j->policy->unreadable[class], *best;

	best = stricter_unreadable(j->unreadable, u);
	if (best == u)
		j->unreadable_class = class;
	j->unreadable = best;
}

/* Does `set unreadable` do anything here?  The global mode is its ceiling. */
static bool
unreadable_acts(const struct judge *j)
{
	enum mail_class class = j->view.envelope->class;

	return j->policy->ceiling == RULE_ENFORCE && !j->notice_only &&
	    (class == MAIL_CLASS_SUBMISSION || class == MAIL_CLASS_LOCAL);
}

int
outcome_weigh_anomalies(struct judge *j)
{
	const struct report *r = j->view.report;
	struct verdict *v = j->verdict;
	enum anomaly_class class;
	bool told = false;
	size_t i;

	v->anomalies = arena_array(j->arena, r->anomaly_count,
	    sizeof *v->anomalies);
	if (v->anomalies == NULL)
		return ERR_LIMIT;
	v->anomaly_count = r->anomaly_count;
	for (i = 0; i < r->anomaly_count; i++) {
		class = r->anomalies[i].class;
		v->anomalies[i].anomaly = (uint32_t)i;
		v->anomalies[i].disposition = unreadable_acts(j) ?
		    j->policy->unreadable[class].disposition :
		    DISPOSITION_ACCEPT;
		weigh_class(j, class);
		told = told || class != ANOMALY_ENCRYPTED;
	}
	/* It broke off, and nobody said why. */
	if (!r->complete && !told)
		weigh_class(j, ANOMALY_INCOMPLETE);
	return 0;
}

/* --- outcomes --------------------------------------------------------------------- */

static void
set_recipient(struct judge *j, size_t i, enum disposition d, struct slice by)
{
	struct recipient_verdict *r = &j->verdict->recipients[i];

	/* What would be held would be stored. */
	if (d == DISPOSITION_QUARANTINE && r->is_protected)
		return;
	if (d > r->disposition) {
		r->disposition = d;
		r->rule = by;
	}
}

static void
set_all(struct judge *j, enum disposition d, struct slice by)
{
	size_t i;

	for (i = 0; i < j->verdict->recipient_count; i++)
		set_recipient(j, i, d, by);
}

static void
set_hold(struct judge *j, const struct hold_terms *terms, bool high)
{
	struct hold_terms *h = &j->verdict->hold;
	bool was_high = j->has_hold && h->high_severity;
	struct hold_terms mine = *terms;

	/* Who has no manager, or is unknown, has the officer. */
	if (slice_eq_str(mine.role, "manager") &&
	    view_manager(&j->view) == SIZE_MAX)
		mine.role = SLICE("officer");
	terms = &mine;
	*h = j->has_hold ? *hold_terms_stricter(h, terms) : *terms;
	h->high_severity = was_high || high;
	j->has_hold = true;
}

/* What could not be read reaches nobody of these recipients unseen. */
static void
act_unreadable(struct judge *j, const bool *which)
{
	const struct unreadable *u = j->unreadable;
	struct slice by = SLICE("unreadable");
	bool any = false;
	size_t i;

	for (i = 0; i < j->view.recipient_count; i++)
		any = any || which[i];
	if (!any)
		return;
	switch (u->disposition) {
	case DISPOSITION_ACCEPT:
		return;
	case DISPOSITION_QUARANTINE:
		for (i = 0; i < j->view.recipient_count; i++)
			if (which[i])
				set_recipient(j, i, u->disposition, by);
		set_hold(j, &u->hold, false);
		return;
	case DISPOSITION_REJECT:
		j->unreadable_refused = true;
		set_all(j, u->disposition, by);
		return;
	case DISPOSITION_TEMPFAIL:
	case DISPOSITION_DISCARD:
	case DISPOSITION_COUNT:
		break;
	}
	set_all(j, DISPOSITION_TEMPFAIL, by);
}

int
outcome_unreadable_outside(struct judge *j)
{
	bool *which;
	size_t i;

	if (j->unreadable == NULL || !unreadable_acts(j))
		return 0;
	which = arena_array(j->arena, j->view.recipient_count, sizeof *which);
	if (which == NULL)
		return ERR_LIMIT;
	for (i = 0; i < j->view.recipient_count; i++)
		which[i] = !j->view.recipients[i].inside;
	act_unreadable(j, which);
	return 0;
}

/* The rule was left undecided for these recipients. */
static int
act_undecided(struct judge *j, const struct answer *a)
{
	bool *which;
	size_t i;

	which = arena_array(j->arena, j->view.recipient_count, sizeof *which);
	if (which == NULL)
		return ERR_LIMIT;
	for (i = 0; i < j->view.recipient_count; i++)
		which[i] = a->each[i] == TRI_UNKNOWN;
	act_unreadable(j, which);
	return 0;
}

static bool
shows_before(const struct rule *x, const struct rule *y)
{
	return x->high_severity && !y->high_severity;
}

static void
act_reject(struct judge *j, const struct rule *r,
    const struct action_plan *plan)
{
	/* Of several refusals the gravest is told, the first of its kind. */
	j->refusing[j->refusing_count++] = r;
	if (j->refused_by == NULL || shows_before(r, j->refused_by)) {
		j->refused_by = r;
		j->refused_message = action_message(plan);
	}
	set_all(j, DISPOSITION_REJECT, r->name);
}

void
outcome_rule(struct judge *j, const struct rule *r,
    const struct answer *a)
{
	size_t i, k;

	for (k = 0; k < r->plan_count; k++) {
		switch (action_disposition(r->plans[k])) {
		case DISPOSITION_REJECT:
			act_reject(j, r, r->plans[k]);
			break;
		case DISPOSITION_QUARANTINE:
			for (i = 0; i < j->view.recipient_count; i++)
				if (a->each[i] == TRI_YES)
					set_recipient(j, i,
					    DISPOSITION_QUARANTINE, r->name);
			set_hold(j, action_hold(r->plans[k]),
			    r->high_severity);
			break;
		case DISPOSITION_ACCEPT:
		case DISPOSITION_TEMPFAIL:
		case DISPOSITION_DISCARD:
		case DISPOSITION_COUNT:
			break;
		}
	}
}

/*
 * On inbound mail nothing is refused for being unreadable; a rule that was
 * left undecided holds for whom it would have held.
 */
int
outcome_undecided(struct judge *j)
{
	const struct rule *r;
	const struct answer *a;
	size_t n, k, i;
	int err;

	for (n = 0; n < j->policy->rule_count && !j->notice_only; n++) {
		a = &j->answers[n];
		r = &j->policy->rules[n];
		if (a->each == NULL || (!a->undecided && !a->act))
			continue;
		if (unreadable_acts(j) && j->unreadable != NULL) {
			err = act_undecided(j, a);
			if (err < 0)
				return err;
		}
		if (j->view.envelope->class != MAIL_CLASS_INBOUND)
			continue;
		for (k = 0; k < r->plan_count; k++) {
			if (action_hold(r->plans[k]) == NULL || !a->undecided)
				continue;
			for (i = 0; i < j->view.recipient_count; i++)
				if (a->each[i] == TRI_UNKNOWN)
					set_recipient(j, i,
					    DISPOSITION_QUARANTINE, r->name);
			set_hold(j, action_hold(r->plans[k]),
			    r->high_severity);
		}
	}
	return 0;
}
