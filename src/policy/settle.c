#include "policy/settle.h"

#include <string.h>

#include "policy/reply.h"

bool
settle_reaches_someone(const struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].disposition == DISPOSITION_ACCEPT)
			return true;
	return false;
}

/* The recipients whose copy should have carried the notice. */
static void
hold_outside(const struct view *view, struct verdict *v)
{
	struct recipient_verdict *r;
	bool was_held = v->disposition == DISPOSITION_QUARANTINE, any = false;
	size_t i;

	for (i = 0; i < v->recipient_count; i++) {
		r = &v->recipients[i];
		if (view->recipients[i].inside ||
		    r->disposition != DISPOSITION_ACCEPT)
			continue;
		r->disposition = DISPOSITION_QUARANTINE;
		r->rule = SLICE("add disclaimer");
		any = true;
	}
	if (!any)
		return;
	v->hold = was_held ? *hold_terms_stricter(&v->hold,
	    &v->fallback_hold) : v->fallback_hold;
	v->disposition = disposition_max(v->disposition,
	    DISPOSITION_QUARANTINE);
}

static int
refuse_all(const struct policy *p, const struct view *view, const char *ref,
    struct arena *a, struct verdict *v)
{
	const struct message_text *m = policy_message(p, v->fallback_reply);
	struct reply_parts parts = { .ref = ref,
	    .help_address = p->contact_address, .help_phone = p->contact_phone,
	    .one_line = view->envelope->class == MAIL_CLASS_LOCAL };
	size_t i;

	for (i = 0; i < v->recipient_count; i++) {
		v->recipients[i].disposition = DISPOSITION_REJECT;
		v->recipients[i].rule = SLICE("add disclaimer");
	}
	v->disposition = DISPOSITION_REJECT;
	if (m != NULL) {
		parts.text = m->reply;
		parts.next = m->next;
	}
	return reply_make(&parts, 550, "5.7.1", a, v);
}

int
settle_fallback(const struct policy *p, const struct view *view,
    const char *ref, struct arena *a, struct verdict *v)
{
	if (v->disposition == DISPOSITION_REJECT ||
	    v->disposition == DISPOSITION_TEMPFAIL)
		return 0;
	v->fallback_used = true;
	switch (v->fallback) {
	case FALLBACK_QUARANTINE:
		hold_outside(view, v);
		return 0;
	case FALLBACK_REJECT:
		return refuse_all(p, view, ref, a, v);
	case FALLBACK_DELIVER_WITHOUT:
	case FALLBACK_NOTIFY:
	case FALLBACK_WRAP:
	case FALLBACK_HEADER:
	case FALLBACK_COUNT:
		break;
	}
	return 0;
}

static void
settle_disclaimer(struct verdict *v, const struct edit_outcome *o)
{
	if (o == NULL) {
		v->disclaimer = DISCLAIMER_FAILED;
		v->disclaimer_reason = SLICE("no-answer");
		return;
	}
	v->disclaimer_reason = o->reason;
	if (o->text.len > 0)
		v->disclaimer_text = o->text;
	switch (o->result) {
	case EDIT_DONE:
		v->disclaimer = DISCLAIMER_ADDED;
		return;
	case EDIT_ALREADY:
		v->disclaimer = DISCLAIMER_PRESENT;
		return;
	case EDIT_SKIPPED:
		v->disclaimer = DISCLAIMER_SKIPPED;
		return;
	case EDIT_FAILED:
	case EDIT_RESULT_COUNT:
		break;
	}
	v->disclaimer = DISCLAIMER_FAILED;
}

/* The child may have had a reason not to wrap either: then it left as it was. */
static void
settle_otherwise(struct verdict *v, const struct edit_outcome *o)
{
	if ((v->fallback == FALLBACK_WRAP || v->fallback == FALLBACK_HEADER) &&
	    (o == NULL || o->otherwise == EDIT_OTHERWISE_NONE))
		v->fallback = FALLBACK_DELIVER_WITHOUT;
}

/* Was something put in for the recipients outside? */
static bool
carries_notice(const struct verdict *v)
{
	return v->disclaimer == DISCLAIMER_ADDED || (v->fallback_used &&
	    (v->fallback == FALLBACK_WRAP || v->fallback == FALLBACK_HEADER));
}

bool
settle_may_split(const struct policy *p, const struct envelope *e)
{
	return p->disclaimer.splits && (e->class == MAIL_CLASS_SUBMISSION ||
	    e->class == MAIL_CLASS_LOCAL);
}

bool
settle_reaches_outside(const struct view *view, const struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++)
		if (!view->recipients[i].inside &&
		    v->recipients[i].disposition == DISPOSITION_ACCEPT)
			return true;
	return false;
}

/*
 * Whoever is inside gets the message as it came, by a hand-over of its own.
 * That needs a stored copy, which confidential reports must not have
 * (requirement R11): there all get the same.
 */
static void
split(const struct policy *p, const struct view *view, struct verdict *v)
{
	size_t i;

	if (!settle_may_split(p, view->envelope) || !carries_notice(v) ||
	    v->is_disclosure || !settle_reaches_outside(view, v))
		return;
	for (i = 0; i < v->recipient_count; i++)
		v->recipients[i].is_separate = view->recipients[i].inside &&
		    v->recipients[i].disposition == DISPOSITION_ACCEPT;
}

/* Without memory to look, nobody can be told from anybody. */
static void
put_off(struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++) {
		v->recipients[i].disposition = DISPOSITION_TEMPFAIL;
		v->recipients[i].is_separate = false;
	}
	v->disposition = DISPOSITION_TEMPFAIL;
	v->smtp_code = 451;
	memcpy(v->smtp_status, "4.3.0", sizeof "4.3.0");
	v->reply_count = 0;
}

void
policy_settle(const struct policy *p, const struct envelope *envelope,
    const char *ref, struct arena *a, struct verdict *v,
    const struct edit_outcome *outcomes, size_t n)
{
	const struct report none = { .complete = true };
	const struct edit_outcome *o = NULL;
	bool failed = false;
	struct view view;
	size_t i;

	if (v->disclaimer != DISCLAIMER_WANTED)
		return;
	for (i = 0; i < v->edit_count; i++)
		if (v->edits[i].kind == EDIT_DISCLAIMER)
			o = outcomes != NULL && i < n ? &outcomes[i] : NULL;
	settle_disclaimer(v, o);
	if (v->disclaimer == DISCLAIMER_SKIPPED ||
	    v->disclaimer == DISCLAIMER_FAILED) {
		failed = true;
		settle_otherwise(v, o);
	} else if (!settle_may_split(p, envelope))
		return;
	if (view_make(p, envelope, &none, NULL, a, &view) < 0 ||
	    (failed && settle_fallback(p, &view, ref, a, v) < 0))
		put_off(v);
	else
		split(p, &view, v);
}
