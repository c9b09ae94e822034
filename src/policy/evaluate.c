/*
 * evaluate -- all rules on one message: every rule is visited, the strictest
 * outcome wins, all reasons are kept; order never matters.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "policy/balance.h"
#include "policy/judge.h"
#include "policy/kinds.h"
#include "policy/reply.h"
#include "policy/settle.h"
#include "policy/texts.h"

/*
 * Held for somebody, and meant for one of those to whom nothing may be held:
 * to keep none of it, nobody gets it, and the sender is told how.
 */
static void
refuse_mixture(struct judge *j)
{
	struct verdict *v = j->verdict;
	size_t i;

	if (j->view.protected_count == 0 ||
	    v->disposition != DISPOSITION_QUARANTINE)
		return;
	for (i = 0; i < v->recipient_count; i++)
		v->recipients[i].disposition = DISPOSITION_REJECT;
	v->disposition = DISPOSITION_REJECT;
	v->hold = (struct hold_terms){ .within = 0 };
	j->mixes_protected = true;
}

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
	refuse_mixture(j);
}

/*
 * A reason is written for us and not for whom the mail goes to: where rules
 * take one it is removed, whether a rule needed it or not.  What a person
 * released was kept as it came.
 */
static void
hide_reason(struct judge *j)
{
	const struct edit_request strip = { .kind = EDIT_STRIP_SUBJECT_TAG };
	const struct policy *p = j->policy;
	size_t i;

	if (j->view.envelope->class == MAIL_CLASS_INBOUND ||
	    j->view.report->facts.override_reason.len == 0)
		return;
	for (i = 0; i < p->rule_count; i++)
		if (p->rules[i].override == OVERRIDE_REASON)
			break;
	/* A tag too many is no reason to keep the mail. */
	if (i < p->rule_count)
		(void)action_add_edit(&strip, j->arena, j->verdict);
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

/*
 * `dkim remove-own`: is every signature that an edit breaks one of our own
 * domains', which the signer behind us signs for again?  A subdomain is ours
 * only where it is listed.
 */
static bool
signed_by_us_alone(const struct policy *p, const struct message_facts *f)
{
	size_t i;

	for (i = 0; i < f->signer_count; i++)
		if (name_set_domain(&p->inside, f->signers[i]) == NULL)
			return false;
	return f->signer_count > 0 && (f->is & MESSAGE_HAS_ARC) == 0;
}

/*
 * Servers further on count otherwise than ours: what comes within a hundredth
 * of the limit is near enough to be refused there.
 */
static uint64_t
size_max(const struct disclaimer_settings *s)
{
	uint64_t max = s->message_limit > 0 ? s->message_limit :
	    MESSAGE_MAX_DEFAULT;

	max -= max / 100;
	return s->size_max > 0 && s->size_max < max ? s->size_max : max;
}

/* How a disclaimer goes in, by the settings. */
static void
fill_details(const struct judge *j, struct edit_disclaimer *ret)
{
	const struct disclaimer_settings *s = &j->policy->disclaimer;

	ret->place = s->place;
	ret->once_per_thread = s->once_per_thread;
	ret->ascii_only = s->ascii_only;
	ret->after_armour = s->after_armour;
	ret->has_null_sender = j->view.envelope->sender.full.len == 0;
	ret->skips_generated = s->skips_generated;
	ret->replaces_signatures = s->replaces_own_signatures &&
	    signed_by_us_alone(j->policy, &j->view.report->facts);
	ret->size_max = size_max(s);
}

/* Which text, and what it says of this message; none without association. */
static int
choose_text(struct judge *j, struct action_subject *subject,
    struct edit_disclaimer *how)
{
	size_t n = j->view.sender.association;
	const struct notice_text *t;

	if (n == SIZE_MAX)
		return 0;
	subject->association = how->association =
	    j->policy->associations[n].name;
	t = texts_choose(&j->view, n);
	if (t == NULL)
		return 0;
	subject->text = t->name;
	return texts_variables(&j->view, &how->variables,
	    &how->variable_count);
}

/*
 * Where recipients inside get the message as it came, and at the release door,
 * where such copies pass, a notice without a reader outside is none.
 */
static bool
notice_has_reader(const struct judge *j)
{
	const struct envelope *e = j->view.envelope;

	return (e->class != MAIL_CLASS_RELEASE &&
	    !settle_may_split(j->policy, e)) ||
	    settle_reaches_outside(&j->view, j->verdict);
}

static int
plan_edits(struct judge *j)
{
	struct verdict *v = j->verdict;
	const struct policy *p = j->policy;
	const struct rule *r;
	struct edit_disclaimer how = { .variables = NULL };
	struct action_subject subject = { .disclaimer = &how,
	    .sender = j->view.sender.address.full };
	bool has_reader = notice_has_reader(j);
	size_t n, k;
	int err;

	fill_details(j, &how);
	err = choose_text(j, &subject, &how);
	if (err < 0)
		return err;
	for (n = 0; n < p->rule_count; n++) {
		r = &p->rules[n];
		if (!j->answers[n].act || !reaches_someone(j, &j->answers[n]))
			continue;
		for (k = 0; k < r->plan_count; k++) {
			if (action_is_disclaimer(r->plans[k]) ?
			    !has_reader : j->notice_only)
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
	if ((j->notice_only || j->view.protected_count > 0) &&
	    v->fallback != FALLBACK_WRAP && v->fallback != FALLBACK_HEADER)
		v->fallback = FALLBACK_DELIVER_WITHOUT;
	return 0;
}

/*
 * Reports, receipts and automatic replies leave as they came: nothing is
 * asked for in them and nothing taken out.  A notice is asked for all the
 * same, since its writer knows them too and tells why there is none.
 */
static void
leave_automatic_alone(struct judge *j)
{
	struct verdict *v = j->verdict;
	size_t i, n = 0;

	if ((j->view.report->facts.is & MESSAGE_IS_AUTOMATIC) == 0 &&
	    j->view.envelope->sender.full.len > 0)
		return;
	for (i = 0; i < v->edit_count; i++)
		if (v->edits[i].kind == EDIT_DISCLAIMER)
			v->edits[n++] = v->edits[i];
	v->edit_count = n;
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

	if (j->mixes_protected) {
		parts.text = SLICE("Not sent: an email to an address for "
		    "confidential reports goes to nobody else.");
		parts.next = SLICE("Send it again to that address alone.");
		return reply_make(&parts, 550, "5.7.1", j->arena, j->verdict);
	}
	m = policy_message(p, r != NULL ? j->refused_message :
	    j->unreadable->message);
	if (m != NULL) {
		parts.text = m->reply;
		parts.next = m->next;
	}
	if (r == NULL)
		return reply_make(&parts, limit ? 552 : 550, limit ? "5.3.4" :
		    "5.6.0", j->arena, j->verdict);
	parts.found = kinds_found(j->refusing, j->refusing_count, &j->view);
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
    const struct report *r, const struct memory_answer *memory,
    struct arena *a)
{
	struct verdict *v;
	size_t i, n;

	*j = (struct judge){ .policy = p, .arena = a };
	if (view_make(p, e, r, memory, a, &j->view) < 0)
		return ERR_LIMIT;
	j->verdict = v = arena_zalloc(a, sizeof *v);
	j->answers = arena_array(a, p->rule_count, sizeof *j->answers);
	/* A rule may say `reject with` more than once. */
	for (n = i = 0; i < p->rule_count; i++)
		n += p->rules[i].plan_count;
	j->refusing = arena_array(a, n, sizeof *j->refusing);
	if (v == NULL || j->answers == NULL || j->refusing == NULL)
		return ERR_LIMIT;
	v->rules = arena_array(a, p->rule_count, sizeof *v->rules);
	v->recipients = arena_array(a, e->recipient_count,
	    sizeof *v->recipients);
	if (v->rules == NULL || v->recipients == NULL)
		return ERR_LIMIT;
	for (i = 0; i < e->recipient_count; i++)
		v->recipients[i].is_protected = j->view.is_protected[i];
	v->is_disclosure = j->view.protected_count > 0;
	j->notice_only = e->class == MAIL_CLASS_RELEASE ||
	    view_is_disclosure(&j->view);
	v->rule_count = p->rule_count;
	v->recipient_count = e->recipient_count;
	balance_tell(&j->view, v);
	v->policy = p->name;
	memcpy(v->revision, p->digest, sizeof v->revision);
	return 0;
}

int
policy_evaluate(const struct policy *p, const struct envelope *envelope,
    const struct report *report, const struct memory_answer *memory,
    const char *ref, struct arena *a, struct verdict **ret)
{
	struct judge j;
	size_t n;
	int r;

	r = judge_init(&j, p, envelope, report, memory, a);
	if (r == 0)
		r = outcome_weigh_anomalies(&j);
	if (r == 0)
		r = outcome_unreadable_outside(&j);
	for (n = 0; r == 0 && n < p->rule_count; n++)
		r = ruling_make(&j, n);
	if (r == 0)
		r = outcome_undecided(&j);
	if (r < 0)
		return r;
	total(&j);
	hide_reason(&j);
	r = plan_edits(&j);
	balance_declare(&j);
	leave_automatic_alone(&j);
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
