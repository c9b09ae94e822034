/*
 * evaluate -- all rules on one message: every rule is visited, the strictest
 * outcome wins, all reasons are kept; order never matters.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "policy/kinds.h"
#include "policy/reply.h"
#include "policy/settle.h"
#include "policy/view.h"

/* How one rule answered, for each recipient. */
struct answer {
	enum tri whole;
	enum tri *each;			/* of the recipients */
	bool act;			/* matched and enforced */
	bool undecided;			/* left open, and that counts */
};

struct judge {
	struct view view;
	const struct policy *policy;
	struct verdict *verdict;
	struct arena *arena;
	struct answer *answers;		/* of the rules */
	/* What `set unreadable` makes of this message; NULL: nothing. */
	const struct unreadable *unreadable;
	enum anomaly_class unreadable_class;
	const struct rule *refused_by;	/* the rule whose message is shown */
	struct slice refused_message;
	bool unreadable_refused;
	bool has_hold;
};

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

	return j->policy->ceiling == RULE_ENFORCE &&
	    (class == MAIL_CLASS_SUBMISSION || class == MAIL_CLASS_LOCAL);
}

static int
weigh_anomalies(struct judge *j)
{
	const struct report *r = j->view.report;
	struct verdict *v = j->verdict;
	enum anomaly_class class;
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
	}
	/* It broke off, and nobody said why. */
	if (!r->complete && (r->anomaly_count == 0 || !j->view.unread))
		weigh_class(j, ANOMALY_INCOMPLETE);
	return 0;
}

/* --- outcomes --------------------------------------------------------------------- */

static void
set_recipient(struct judge *j, size_t i, enum disposition d, struct slice by)
{
	struct recipient_verdict *r = &j->verdict->recipients[i];

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

static int
act_unreadable_outside(struct judge *j)
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
	if (x->high_severity != y->high_severity)
		return x->high_severity;
	return slice_cmp(x->name, y->name) < 0;
}

static void
act_reject(struct judge *j, const struct rule *r,
    const struct action_plan *plan)
{
	/* Of several refusals one is told; which one must not hang on order. */
	if (j->refused_by == NULL || shows_before(r, j->refused_by)) {
		j->refused_by = r;
		j->refused_message = action_message(plan);
	}
	set_all(j, DISPOSITION_REJECT, r->name);
}

static void
act_rule(struct judge *j, const struct rule *r, const struct answer *a)
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

/* --- one rule ---------------------------------------------------------------------- */

static bool
runs(const struct rule *r, enum mail_class class)
{
	/* The release door adds the notice that the rules ask for. */
	if (class == MAIL_CLASS_RELEASE)
		return r->has_disclaimer && (r->on[MAIL_CLASS_SUBMISSION] ||
		    r->on[MAIL_CLASS_LOCAL]);
	return r->on[class];
}

/* when, without whom `unless` lets off. */
static int
ask_rule(struct judge *j, const struct rule *r, struct answer *a,
    bool *ret_lifted)
{
	struct view *v = &j->view;
	bool each = r->when->has_recipient;
	enum tri let = TRI_NO;
	size_t i;

	v->answers = arena_zalloc(j->arena, r->fact_count);
	a->each = arena_array(j->arena, v->recipient_count, sizeof *a->each);
	if (v->answers == NULL || a->each == NULL)
		return ERR_LIMIT;
	*ret_lifted = false;
	a->whole = TRI_NO;
	if (!each) {
		a->whole = eval_expr(r->when, v, BOUND_NONE);
		if (r->unless != NULL && a->whole != TRI_NO)
			let = eval_expr(r->unless, v, BOUND_NOT);
	}
	for (i = 0; i < v->recipient_count; i++) {
		a->each[i] = each ? eval_expr(r->when, v, i) : a->whole;
		if (each && r->unless != NULL && a->each[i] != TRI_NO)
			let = eval_expr(r->unless, v, i);
		if (let == TRI_YES && a->each[i] != TRI_NO) {
			a->each[i] = TRI_NO;
			*ret_lifted = true;
		}
		if (each)
			a->whole = tri_or(a->whole, a->each[i]);
	}
	if (!each && let == TRI_YES) {
		a->whole = TRI_NO;
		*ret_lifted = true;
	}
	*ret_lifted = *ret_lifted && a->whole == TRI_NO;
	return 0;
}

static int
trace(struct judge *j, const struct rule *r, const struct answer *a,
    struct rule_result *out)
{
	struct condition *c;
	size_t i;

	out->facts = arena_array(j->arena, r->fact_count, sizeof *out->facts);
	if (out->facts == NULL)
		return ERR_LIMIT;
	out->fact_count = r->fact_count;
	for (i = 0; i < r->fact_count; i++) {
		c = r->facts[i];
		out->facts[i].words = c->words;
		out->facts[i].answer = eval_fact(c, &j->view);
		out->facts[i].because = eval_because(c, &j->view,
		    out->facts[i].answer);
	}
	out->stopped_at = (uint32_t)r->fact_count;
	if (a->whole != TRI_YES && out->outcome != RULE_LIFTED)
		out->stopped_at = (uint32_t)eval_stop(r->when, &j->view,
		    a->whole);
	return 0;
}

/* [reason: ...] or the word in the subject: the sender takes it on. */
static bool
is_overridden(const struct judge *j, const struct rule *r,
    struct edit_request *ret)
{
	const struct message_facts *f = &j->view.report->facts;
	struct slice reason = slice_trim(f->override_reason);

	*ret = (struct edit_request){ .kind = EDIT_STRIP_SUBJECT_TAG };
	switch (r->override) {
	case OVERRIDE_NO:
		return false;
	case OVERRIDE_REASON:
		return reason.len >= REASON_MIN;
	case OVERRIDE_WORD:
		ret->value = r->word;
		return slice_ifind(f->subject, r->word, 0) != SLICE_NPOS;
	}
	return false;
}

static enum rule_outcome
outcome_of(struct judge *j, const struct rule *r, struct answer *a,
    enum rule_mode mode, bool lifted, struct rule_result *out)
{
	struct edit_request strip;

	if (mode == RULE_OFF)
		return RULE_NOT_MATCHED;
	if (a->whole == TRI_UNKNOWN) {
		/* Told to deliver what went unread: undecided counts as no. */
		if (j->unreadable == NULL ||
		    j->unreadable->disposition == DISPOSITION_ACCEPT)
			return RULE_NOT_MATCHED;
		a->undecided = mode == RULE_ENFORCE;
		return RULE_UNDECIDED;
	}
	if (lifted)
		return RULE_LIFTED;
	if (a->whole == TRI_NO)
		return RULE_NOT_MATCHED;
	if (j->view.envelope->class != MAIL_CLASS_RELEASE &&
	    is_overridden(j, r, &strip)) {
		out->lifted_by = SLICE("override");
		/* A tag too many is no reason to keep the mail. */
		(void)action_add_edit(&strip, j->arena, j->verdict);
		return RULE_LIFTED;
	}
	switch (mode) {
	case RULE_WATCH:
		return RULE_WATCHED;
	case RULE_WARN:
		return RULE_WARNED;
	case RULE_ENFORCE:
		a->act = true;
		return RULE_MATCHED;
	case RULE_OFF:
	case RULE_MODE_COUNT:
		break;
	}
	return RULE_NOT_MATCHED;
}

static int
judge_rule(struct judge *j, size_t n)
{
	const struct rule *r = &j->policy->rules[n];
	struct answer *a = &j->answers[n];
	struct rule_result *out = &j->verdict->rules[n];
	const struct envelope *e = j->view.envelope;
	bool lifted;
	int err;

	out->name = r->name;
	out->mode = mode_at(&r->mode, e->at_ms);
	if (out->mode > j->policy->ceiling)
		out->mode = j->policy->ceiling;
	out->disposition = r->disposition;
	out->then = r->then;
	out->effects = r->effects;
	out->effect_count = r->effect_count;
	out->clause = r->clause;
	out->reason = r->reason;
	out->file = r->file;
	out->line = r->line;
	if (!runs(r, e->class))
		return 0;
	err = ask_rule(j, r, a, &lifted);
	if (err < 0)
		return err;
	out->outcome = outcome_of(j, r, a, out->mode, lifted, out);
	if (a->act && e->class != MAIL_CLASS_RELEASE)
		act_rule(j, r, a);
	err = trace(j, r, a, out);
	j->view.answers = NULL;
	return err;
}

/*
 * On inbound mail nothing is refused for being unreadable; a rule that was
 * left undecided holds for whom it would have held.
 */
static int
act_all_undecided(struct judge *j)
{
	const struct rule *r;
	const struct answer *a;
	size_t n, k, i;
	int err;

	for (n = 0; n < j->policy->rule_count; n++) {
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

/* --- the whole verdict ----------------------------------------------------------------- */

static void
total(struct judge *j)
{
	struct verdict *v = j->verdict;
	bool inside = false, outside = false;
	size_t i;

	for (i = 0; i < v->recipient_count; i++) {
		v->disposition = disposition_max(v->disposition,
		    v->recipients[i].disposition);
		if (j->view.recipients[i].inside)
			inside = true;
		else
			outside = true;
	}
	v->mixed_recipients = inside && outside;
}

/* Does any of the rule's recipients get the mail now? */
static bool
reaches_someone(const struct judge *j, const struct answer *a)
{
	size_t i;

	for (i = 0; i < j->verdict->recipient_count; i++)
		if (a->each[i] == TRI_YES && j->verdict->recipients[i].
		    disposition == DISPOSITION_ACCEPT)
			return true;
	return false;
}

static int
plan_edits(struct judge *j)
{
	struct verdict *v = j->verdict;
	const struct policy *p = j->policy;
	const struct rule *r;
	struct action_subject subject = { SLICE_NONE,
	    j->view.sender.address.full };
	bool release = j->view.envelope->class == MAIL_CLASS_RELEASE;
	size_t n, k;
	int err;

	if (j->view.sender.association != SIZE_MAX)
		subject.association =
		    p->associations[j->view.sender.association].name;
	for (n = 0; n < p->rule_count; n++) {
		r = &p->rules[n];
		if (!j->answers[n].act || !reaches_someone(j, &j->answers[n]))
			continue;
		for (k = 0; k < r->plan_count; k++) {
			if (release && !action_is_disclaimer(r->plans[k]))
				continue;
			err = action_apply(r->plans[k], &subject, j->arena, v);
			if (err < 0)
				return err;
			if (action_is_disclaimer(r->plans[k]) &&
			    v->fallback == FALLBACK_REJECT)
				v->fallback_reply = action_message(r->plans[k]);
		}
	}
	/* What a person released is not stopped again on its way out. */
	if (release)
		v->fallback = FALLBACK_DELIVER_WITHOUT;
	return 0;
}

static int
refuse(struct judge *j, const char *ref)
{
	const struct policy *p = j->policy;
	const struct message_text *m;
	const struct rule *r = j->refused_by;
	struct reply_parts parts = { .ref = ref,
	    .help_address = p->contact_address, .help_phone = p->contact_phone,
	    .one_line = j->view.envelope->class == MAIL_CLASS_LOCAL };
	enum anomaly_class k = j->unreadable_class;
	bool limit = k == ANOMALY_LIMIT || k == ANOMALY_TIMEOUT;

	m = policy_message(p, r != NULL ? j->refused_message :
	    j->unreadable->message);
	if (m != NULL) {
		parts.text = m->reply;
		parts.next = m->next;
	}
	if (r == NULL)
		return reply_make(&parts, limit ? 552 : 550, limit ? "5.3.4" :
		    "5.6.0", j->arena, j->verdict);
	parts.found = kinds_found(r, &j->view);
	if (parts.next.len == 0 && r->override == OVERRIDE_REASON)
		parts.next = SLICE("If it has to go, send it again with "
		    "[reason: your reason] in the subject.");
	return reply_make(&parts, 550, "5.7.1", j->arena, j->verdict);
}

static int
answer_mta(struct judge *j, const char *ref)
{
	struct reply_parts parts = { .ref = ref, .text =
	    SLICE("Not sent yet: this email could not be checked. "
	    "Your mail server will try again."), .one_line = true };

	switch (j->verdict->disposition) {
	case DISPOSITION_REJECT:
		return refuse(j, ref);
	case DISPOSITION_TEMPFAIL:
		return reply_make(&parts, 451, "4.7.1", j->arena, j->verdict);
	case DISPOSITION_ACCEPT:
	case DISPOSITION_QUARANTINE:
	case DISPOSITION_DISCARD:
	case DISPOSITION_COUNT:
		break;
	}
	return 0;
}

static int
judge_init(struct judge *j, const struct policy *p, const struct envelope *e,
    const struct report *r, struct arena *a)
{
	struct verdict *v;

	*j = (struct judge){ .policy = p, .arena = a };
	if (view_make(p, e, r, a, &j->view) < 0)
		return ERR_LIMIT;
	j->verdict = v = arena_zalloc(a, sizeof *v);
	j->answers = arena_array(a, p->rule_count, sizeof *j->answers);
	if (v == NULL || j->answers == NULL)
		return ERR_LIMIT;
	v->rules = arena_array(a, p->rule_count, sizeof *v->rules);
	v->recipients = arena_array(a, e->recipient_count,
	    sizeof *v->recipients);
	if (v->rules == NULL || v->recipients == NULL)
		return ERR_LIMIT;
	v->rule_count = p->rule_count;
	v->recipient_count = e->recipient_count;
	v->policy = p->name;
	memcpy(v->revision, p->digest, sizeof v->revision);
	return 0;
}

int
policy_evaluate(const struct policy *p, const struct envelope *envelope,
    const struct report *report, const struct policy_memory *memory,
    const char *ref, struct arena *a, struct verdict **ret)
{
	struct judge j;
	size_t n;
	int r;

	(void)memory;
	r = judge_init(&j, p, envelope, report, a);
	if (r == 0)
		r = weigh_anomalies(&j);
	if (r == 0)
		r = act_unreadable_outside(&j);
	for (n = 0; r == 0 && n < p->rule_count; n++)
		r = judge_rule(&j, n);
	if (r == 0)
		r = act_all_undecided(&j);
	if (r < 0)
		return r;
	total(&j);
	r = plan_edits(&j);
	/* A refused or held message is kept as it came. */
	if (r == 0 && !settle_reaches_someone(j.verdict))
		j.verdict->edit_count = 0;
	if (r == 0)
		r = answer_mta(&j, ref);
	if (r == 0 && j.verdict->disclaimer == DISCLAIMER_SKIPPED)
		r = settle_fallback(p, &j.view, ref, a, j.verdict);
	if (r == 0)
		*ret = j.verdict;
	return r;
}
