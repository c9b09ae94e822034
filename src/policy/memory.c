/*
 * memory -- what is asked of the keeper about a message, and what it is to
 * learn from it.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "policy/cond.h"
#include "policy/source.h"

void
cond_needs_memory(struct cond_reader *rd)
{
	rd->checker->policy->needs_memory = true;
}

bool
policy_needs_memory(const struct policy *p)
{
	return p->needs_memory;
}

static void
party_of(const struct view *v, const struct person *person,
    struct memory_party *ret)
{
	ret->address = person->folded;
	ret->domain = domain_unicode(v->arena, person->domain);
	if (person->inside)
		ret->flags |= MEMORY_IS_INSIDE;
	if (person->webmail)
		ret->flags |= MEMORY_IS_WEBMAIL;
	if (person_is_listed(v->policy, person))
		ret->flags |= MEMORY_IS_LISTED;
}

static int
ask_of_people(const struct view *v, struct memory_question *q)
{
	size_t i;

	q->party_count = MEMORY_RECIPIENTS + v->recipient_count;
	q->parties = arena_array(v->arena, q->party_count, sizeof *q->parties);
	if (q->parties == NULL)
		return ERR_LIMIT;
	party_of(v, &v->sender, &q->parties[MEMORY_SENDER]);
	if (view_is_from_system(v))
		q->parties[MEMORY_SENDER].flags |= MEMORY_IS_SYSTEM;
	party_of(v, &v->original, &q->parties[MEMORY_ORIGINAL]);
	for (i = 0; i < v->recipient_count; i++)
		party_of(v, &v->recipients[i],
		    &q->parties[MEMORY_RECIPIENTS + i]);
	return 0;
}

static int
ask_of_files(const struct view *v, struct memory_question *q)
{
	const struct part *p;
	struct memory_file *f;
	size_t i;

	q->files = arena_array(v->arena, v->attachment_count,
	    sizeof *q->files);
	if (q->files == NULL && v->attachment_count > 0)
		return ERR_LIMIT;
	for (i = 0; i < v->attachment_count; i++) {
		p = v->attachments[i];
		f = &q->files[q->file_count++];
		f->part = (uint32_t)(p - v->report->parts);
		/* Of nothing there is nothing to remember. */
		if (p->size > 0)
			memcpy(f->digest, p->digest, sizeof f->digest);
		f->signature = p->signature;
	}
	return source_mark_files(v, q->files);
}

/* For whistleblowing: a question that names nobody, and no file. */
static int
ask_of_nobody(size_t recipients, struct arena *a, struct memory_question *q)
{
	*q = (struct memory_question){ .class = q->class,
	    .at_ms = q->at_ms };
	q->party_count = MEMORY_RECIPIENTS + recipients;
	q->parties = arena_array(a, q->party_count, sizeof *q->parties);
	return q->parties == NULL ? ERR_LIMIT : 0;
}

int
policy_question(const struct policy *p, const struct envelope *envelope,
    const struct report *report, struct arena *a, struct memory_question *ret)
{
	struct view v;
	int r;

	*ret = (struct memory_question){ .class = envelope->class,
	    .is_signed_in = envelope->auth.len > 0,
	    .is_forward = (report->facts.is & MESSAGE_IS_FORWARD) != 0,
	    .is_automatic = envelope->sender.full.len == 0 ||
	    (report->facts.is & MESSAGE_IS_AUTOMATIC) != 0,
	    .at_ms = envelope->at_ms, .text = report->facts.text };
	memcpy(ret->retry_digest, envelope->retry_digest,
	    sizeof ret->retry_digest);
	r = view_make(p, envelope, report, NULL, a, &v);
	if (r == 0 && view_is_disclosure(&v))
		return ask_of_nobody(v.recipient_count, a, ret);
	if (r == 0)
		r = ask_of_people(&v, ret);
	if (r == 0)
		r = ask_of_files(&v, ret);
	return r;
}

/* Each exception that a message went by, for each recipient once a rule. */
static int
note_uses(const struct verdict *v, struct arena *a, struct memory_note *n)
{
	size_t i;

	if (v->lift_count == 0)
		return 0;
	n->uses = arena_array(a, v->lift_count, sizeof *n->uses);
	if (n->uses == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v->lift_count &&
	    n->use_count < MEMORY_USES_MAX; i++)
		n->uses[n->use_count++] = (struct memory_use){
		    (uint32_t)(MEMORY_RECIPIENTS + v->lifts[i].recipient),
		    v->lifts[i].exception, v->lifts[i].rule };
	return 0;
}

/* Each case that a rule opens, once a name: who reads it sees the decision. */
static int
note_cases(const struct verdict *v, struct arena *a, struct memory_note *n)
{
	const struct slice words = SLICE(ACTION_OPEN_CASE);
	const struct rule_result *r;
	struct slice name;
	size_t i, k, m;

	for (i = 0; i < v->rule_count; i++) {
		r = &v->rules[i];
		for (k = 0; r->outcome == RULE_MATCHED &&
		    k < r->effect_count; k++) {
			if (!slice_starts(r->effects[k], words))
				continue;
			name = slice_from(r->effects[k], words.len);
			for (m = 0; m < n->case_count; m++)
				if (slice_eq(n->cases[m].name, name))
					break;
			if (m < n->case_count || m == MEMORY_CASES_MAX)
				continue;
			if (n->cases == NULL)
				n->cases = arena_array(a, MEMORY_CASES_MAX,
				    sizeof *n->cases);
			if (n->cases == NULL)
				return ERR_LIMIT;
			n->cases[n->case_count++] =
			    (struct memory_case){ name, r->name };
		}
	}
	return 0;
}

int
policy_note(const struct policy *p, const struct memory_question *question,
    const struct verdict *v, struct arena *a, struct memory_note *ret)
{
	size_t i;

	(void)p;
	*ret = (struct memory_note){ .question = *question };
	if (v->is_disclosure && ask_of_nobody(v->recipient_count, a,
	    &ret->question) < 0)
		return ERR_LIMIT;
	ret->is_let_go = arena_array(a, question->party_count,
	    sizeof *ret->is_let_go);
	if (ret->is_let_go == NULL ||
	    question->party_count != MEMORY_RECIPIENTS + v->recipient_count)
		return ERR_LIMIT;
	for (i = 0; i < v->recipient_count; i++)
		ret->is_let_go[MEMORY_RECIPIENTS + i] =
		    v->disposition < DISPOSITION_TEMPFAIL &&
		    !v->is_disclosure &&
		    v->recipients[i].disposition == DISPOSITION_ACCEPT;
	/*
	 * Of a disclosure nothing is kept that leads to a person: an exception
	 * that was used names a sender, a case a message.
	 */
	if (v->is_disclosure)
		return 0;
	if (note_cases(v, a, ret) < 0)
		return ERR_LIMIT;
	return note_uses(v, a, ret);
}
