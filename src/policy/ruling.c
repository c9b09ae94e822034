/*
 * ruling -- one rule on one message: asked for each recipient, lifted or not,
 * acted on, and traced.
 */
#include "base/err.h"
#include "mail/subjecttag.h"
#include "policy/judge.h"

static bool
runs(const struct judge *j, const struct rule *r)
{
	enum mail_class class = j->view.envelope->class;

	/* The release door adds the notice that the rules ask for. */
	if (class == MAIL_CLASS_RELEASE)
		return r->has_disclaimer && (r->on[MAIL_CLASS_SUBMISSION] ||
		    r->on[MAIL_CLASS_LOCAL]);
	return r->on[class] && (r->has_disclaimer || !j->notice_only);
}

/* --- unless -------------------------------------------------------------------- */

/* The exception that let a recipient off is counted, if the mail goes. */
static int
note_lift(struct judge *j, const struct rule *r, size_t recipient,
    struct slice live)
{
	struct verdict *v = j->verdict;

	v->lifts = arena_grow(j->arena, v->lifts, v->lift_count, &v->lift_cap,
	    sizeof *v->lifts);
	if (v->lifts == NULL)
		return ERR_LIMIT;
	v->lifts[v->lift_count++] = (struct rule_lift){ recipient, live,
	    r->name };
	return 0;
}

/* Is this recipient let off?  BOUND_NOT: the message as a whole. */
static enum tri
lets_off(struct judge *j, const struct rule *r, size_t recipient,
    struct slice *ret_live)
{
	enum tri t = TRI_YES;
	size_t i;

	if (r->unless != NULL)
		return eval_expr(r->unless, &j->view, recipient);
	if (r->exception.len == 0)
		return TRI_NO;
	if (recipient != BOUND_NOT)
		return exceptions_lift(&j->view, r->exception, recipient,
		    ret_live);
	/* The rule speaks of nobody: everybody needs one. */
	for (i = 0; i < j->view.recipient_count && t == TRI_YES; i++)
		t = exceptions_lift(&j->view, r->exception, i, ret_live);
	return j->view.recipient_count > 0 ? t : TRI_NO;
}

static int
note_lifts(struct judge *j, const struct rule *r, size_t recipient)
{
	struct slice live = SLICE_NONE;
	size_t i;
	int err = 0;

	for (i = 0; i < j->view.recipient_count && err == 0; i++)
		if ((recipient == BOUND_NOT || recipient == i) &&
		    exceptions_lift(&j->view, r->exception, i, &live) ==
		    TRI_YES)
			err = note_lift(j, r, i, live);
	return err;
}

/* A rule about recipients acts for those who are not let off. */
static int
let_some_off(struct judge *j, const struct rule *r, struct answer *a,
    bool count, bool *ret_lifted)
{
	struct slice live = SLICE_NONE;
	size_t i;
	int err = 0;

	for (i = 0; i < j->view.recipient_count && err == 0; i++) {
		if (a->each[i] != TRI_NO &&
		    lets_off(j, r, i, &live) == TRI_YES) {
			a->each[i] = TRI_NO;
			*ret_lifted = true;
			if (count)
				err = note_lifts(j, r, i);
		}
		a->whole = tri_or(a->whole, a->each[i]);
	}
	return err;
}

static int
let_all_off(struct judge *j, const struct rule *r, struct answer *a,
    bool count, bool *ret_lifted)
{
	struct slice live = SLICE_NONE;
	size_t i;

	if (a->whole == TRI_NO || lets_off(j, r, BOUND_NOT, &live) != TRI_YES)
		return 0;
	for (i = 0; i < j->view.recipient_count; i++)
		a->each[i] = TRI_NO;
	a->whole = TRI_NO;
	*ret_lifted = true;
	return count ? note_lifts(j, r, BOUND_NOT) : 0;
}

/* when, without whom `unless` lets off. */
static int
ask_rule(struct judge *j, const struct rule *r, struct answer *a,
    bool is_on, bool *ret_lifted)
{
	struct view *v = &j->view;
	bool each = r->when->has_recipient;
	/* What a rule that is off would have done needs no exception. */
	bool count = is_on && r->exception.len > 0 &&
	    v->envelope->class != MAIL_CLASS_RELEASE;
	size_t i;
	int err;

	v->answers = arena_zalloc(j->arena, r->fact_count);
	a->each = arena_array(j->arena, v->recipient_count, sizeof *a->each);
	if (v->answers == NULL || a->each == NULL)
		return ERR_LIMIT;
	*ret_lifted = false;
	a->whole = each ? TRI_NO : eval_expr(r->when, v, BOUND_NONE);
	for (i = 0; i < v->recipient_count; i++)
		a->each[i] = each ? eval_expr(r->when, v, i) : a->whole;
	err = each ? let_some_off(j, r, a, count, ret_lifted) :
	    let_all_off(j, r, a, count, ret_lifted);
	*ret_lifted = *ret_lifted && a->whole == TRI_NO;
	return err;
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
	struct subject_tag tag;

	*ret = (struct edit_request){ .kind = EDIT_STRIP_SUBJECT_TAG };
	switch (r->override) {
	case OVERRIDE_NO:
		return false;
	case OVERRIDE_REASON:
		return subject_reason_says(f->override_reason);
	case OVERRIDE_WORD:
		ret->value = r->word;
		return subject_tag_word(f->subject, r->word, 0, &tag);
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
	if (!j->notice_only && is_overridden(j, r, &strip)) {
		out->lifted_by = SLICE("override");
		if (r->override == OVERRIDE_REASON)
			j->verdict->override_reason =
			    j->view.report->facts.override_reason;
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

int
ruling_make(struct judge *j, size_t n)
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
	if (!runs(j, r))
		return 0;
	err = ask_rule(j, r, a, out->mode != RULE_OFF, &lifted);
	if (err < 0)
		return err;
	if (lifted && r->exception.len > 0 && out->mode != RULE_OFF)
		out->lifted_by = SLICE("exception");
	out->outcome = outcome_of(j, r, a, out->mode, lifted, out);
	if (a->act && !j->notice_only)
		outcome_rule(j, r, a);
	err = trace(j, r, a, out);
	j->view.answers = NULL;
	return err;
}
