#include "double.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "inspector/client.h"
#include "keeper/client.h"
#include "policy/policy.h"

struct double_script script;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void
double_reset(void)
{
	buf_free(&script.spool);
	memset(&script, 0, sizeof script);
	buf_init(&script.spool, 64 * MIB);
}

/* --- inspector ---------------------------------------------------------------------- */

struct inspector {
	atomic_uint refs;
};

struct inspection {
	struct inspector *inspector;
};

struct inspector *
inspector_new(int channel_fd, const uint8_t digest[8])
{
	struct inspector *i = mem_zalloc(sizeof *i);

	(void)digest;
	if (channel_fd != -1)
		close(channel_fd);
	atomic_init(&i->refs, 1);
	return i;
}

struct inspector *
inspector_ref(struct inspector *i)
{
	atomic_fetch_add(&i->refs, 1);
	return i;
}

void
inspector_unref(struct inspector *i)
{
	if (i != NULL && atomic_fetch_sub(&i->refs, 1) == 1)
		free(i);
}

static void
keep_spool(int fd, uint64_t size)
{
	uint8_t bytes[4096];
	uint64_t at;
	ssize_t n;

	buf_reset(&script.spool);
	for (at = 0; at < size; at += (uint64_t)n) {
		n = pread(fd, bytes, sizeof bytes, (off_t)at);
		ck_assert_int_gt(n, 0);
		ck_assert_int_eq(buf_put(&script.spool, bytes, (size_t)n), 0);
	}
}

int
inspection_start(struct inspector *i, int spool_fd, uint64_t spool_size,
    const struct envelope *e, int64_t deadline_mono_ms,
    struct inspection **ret)
{
	struct inspection *n;
	int r;

	(void)deadline_mono_ms;
	atomic_fetch_add(&script.starts, 1);
	if (script.look != NULL)
		script.look(e, spool_fd, spool_size);
	pthread_mutex_lock(&lock);
	r = script.start_err;
	if (r == 0 && script.closed_starts > 0) {
		script.closed_starts--;
		r = ERR_CLOSED;
	}
	if (script.look == NULL) {
		keep_spool(spool_fd, spool_size);
		script.envelope = *e;
	}
	pthread_mutex_unlock(&lock);
	if (r < 0)
		return r;
	n = mem_zalloc(sizeof *n);
	n->inspector = inspector_ref(i);
	atomic_fetch_add(&script.inspections, 1);
	*ret = n;
	return 0;
}

int
inspection_report(struct inspection *n, struct arena *a,
    int64_t deadline_mono_ms, void (*beat)(void *), void *beat_arg,
    struct report **ret)
{
	unsigned i;

	(void)n;
	(void)deadline_mono_ms;
	for (i = 0; beat != NULL && i < script.beats; i++)
		beat(beat_arg);
	if (script.report_err < 0)
		return script.report_err;
	*ret = arena_zalloc(a, sizeof **ret);
	(*ret)->complete = true;
	return 0;
}

int
inspection_edit(struct inspection *n, const struct edit_request *q,
    size_t count, int64_t deadline_mono_ms, struct arena *a,
    struct edit_list *ret)
{
	(void)n;
	(void)deadline_mono_ms;
	(void)a;
	atomic_fetch_add(&script.edit_asks, 1);
	if (script.edit_err < 0)
		return script.edit_err;
	pthread_mutex_lock(&lock);
	script.removes_mark = q[count - 1].kind == EDIT_REMOVE_FIELD &&
	    slice_eq_str(q[count - 1].name, MARK_FIELD);
	script.has_mark = q->disclaimer != NULL && q->disclaimer->mark.len > 0;
	script.is_marked = q->disclaimer != NULL && q->disclaimer->is_marked;
	pthread_mutex_unlock(&lock);
	ck_assert_uint_eq(count, script.wants_edit + script.removes_mark);
	*ret = script.edits;
	return 0;
}

void
inspection_free(struct inspection *n)
{
	if (n == NULL)
		return;
	atomic_fetch_sub(&script.inspections, 1);
	inspector_unref(n->inspector);
	free(n);
}

/* --- keeper ----------------------------------------------------------------------------- */

struct keeper {
	int nothing;
};

static struct keeper the_keeper;

struct keeper *
keeper_new_link(int link_fd)
{
	(void)link_fd;
	return &the_keeper;
}

void
keeper_unref(struct keeper *k)
{
	(void)k;
}

void
keeper_relink(struct keeper *k, int link_fd)
{
	(void)k;
	close(link_fd);
}

int
keeper_ask(struct keeper *k, const struct memory_question *q,
    int64_t deadline_mono_ms, struct arena *a, struct memory_answer *ret)
{
	(void)k;
	(void)deadline_mono_ms;
	atomic_fetch_add(&script.asks, 1);
	/* The report comes before the question. */
	ck_assert_uint_gt(atomic_load(&script.starts), 0);
	if (script.ask_err < 0)
		return script.ask_err;
	return memory_answer_empty(q, a, ret);
}

int
keeper_mark_key(struct keeper *k, int64_t deadline_mono_ms,
    uint8_t ret[KEEPER_MARK_KEY_SIZE])
{
	(void)k;
	(void)deadline_mono_ms;
	/* As many keys as were asked for. */
	memset(ret, (int)(1 + atomic_fetch_add(&script.mark_keys, 1)),
	    KEEPER_MARK_KEY_SIZE);
	return script.mark_key_err;
}

static void
look_at_note(const struct keeper_decision *d)
{
	size_t i;

	script.had_note = d->note != NULL;
	script.let_go = 0;
	for (i = 0; d->note != NULL && i < d->note->question.party_count; i++)
		script.let_go += d->note->is_let_go[i];
}

static void
look_at_proof(const struct keeper_decision *d)
{
	size_t i;

	ck_assert_ptr_nonnull(d->proof);
	script.proof_kind = d->proof->kind;
	script.id_count = d->proof->id_count;
	for (i = 0; i < d->proof->id_count; i++)
		snprintf(script.ids[i], sizeof script.ids[i], "%.*s",
		    (int)d->proof->ids[i].len,
		    (const char *)d->proof->ids[i].ptr);
}

int
keeper_decide(struct keeper *k, const struct keeper_decision *d,
    int64_t deadline_mono_ms, struct keeper_receipt *ret)
{
	int r = 0;

	(void)k;
	(void)deadline_mono_ms;
	pthread_mutex_lock(&lock);
	if (script.decide_err < 0) {
		r = script.decide_err;
	} else if (script.taken > 0) {
		script.taken--;
		r = ERR_EXISTS;
	} else {
		memset(ret, 0, sizeof *ret);
		ret->id = 1 + atomic_fetch_add(&script.decisions, 1);
		memcpy(ret->ref, d->ref, REFERENCE_SIZE);
		memcpy(script.ref, d->ref, REFERENCE_SIZE);
		script.had_spool = d->spool_fd != -1;
		if (verdict_separates(d->verdict))
			reference_make(4711, ret->copy);
		script.was_disclosure = d->verdict->is_disclosure;
		look_at_note(d);
		look_at_proof(d);
		script.decided = d->verdict->disposition;
		ck_assert_ptr_nonnull(d->report);
		ck_assert_uint_eq(d->verdict->recipient_count,
		    d->envelope->recipient_count);
	}
	pthread_mutex_unlock(&lock);
	return r;
}

void
keeper_close(struct keeper *k, uint64_t id, const char *copy, bool applied)
{
	(void)k;
	ck_assert_uint_gt(id, 0);
	pthread_mutex_lock(&lock);
	snprintf(script.closed_copy, sizeof script.closed_copy, "%s", copy);
	pthread_mutex_unlock(&lock);
	atomic_fetch_add(applied ? &script.applied : &script.abandoned, 1);
}

int
keeper_ticket(struct keeper *k, struct slice ticket, const struct envelope *e,
    const uint8_t digest[MAIL_DIGEST_SIZE], int64_t deadline_mono_ms)
{
	(void)k;
	(void)e;
	(void)deadline_mono_ms;
	pthread_mutex_lock(&lock);
	atomic_fetch_add(&script.tickets, 1);
	memcpy(script.ticket_digest, digest, MAIL_DIGEST_SIZE);
	ck_assert_uint_lt(ticket.len, sizeof script.ticket);
	memcpy(script.ticket, ticket.ptr, ticket.len);
	script.ticket[ticket.len] = '\0';
	pthread_mutex_unlock(&lock);
	return script.ticket_err;
}

/* --- policy ------------------------------------------------------------------------------ */

struct policy {
	atomic_uint refs;
	uint8_t digest[32];
};

/* The digest's first byte: what the first setting says, or 0. */
int
policy_new(const struct conf_tree *tree, struct conf_diag *diag,
    int64_t now_ms, struct policy **ret)
{
	struct policy *p = mem_zalloc(sizeof *p);

	(void)diag;
	(void)now_ms;
	atomic_init(&p->refs, 1);
	if (tree != NULL)
		memcpy(p->digest, tree->digest, sizeof p->digest);
	*ret = p;
	return 0;
}

struct policy *
policy_ref(struct policy *p)
{
	atomic_fetch_add(&p->refs, 1);
	return p;
}

void
policy_unref(struct policy *p)
{
	if (p != NULL && atomic_fetch_sub(&p->refs, 1) == 1)
		free(p);
}

const uint8_t *
policy_digest(const struct policy *p)
{
	return p->digest;
}

bool
policy_needs_memory(const struct policy *p)
{
	(void)p;
	return script.needs_memory;
}

int
policy_question(const struct policy *p, const struct envelope *envelope,
    const struct report *report, struct arena *a, struct memory_question *ret)
{
	(void)p;
	ck_assert_ptr_nonnull(report);
	*ret = (struct memory_question){ .party_count = MEMORY_RECIPIENTS +
	    envelope->recipient_count };
	ret->parties = arena_array(a, ret->party_count, sizeof *ret->parties);
	return ret->parties == NULL ? ERR_LIMIT : 0;
}

int
policy_note(const struct policy *p, const struct memory_question *question,
    const struct verdict *v, struct arena *a, struct memory_note *ret)
{
	size_t i;

	(void)p;
	*ret = (struct memory_note){ .question = *question };
	ret->is_let_go = arena_array(a, question->party_count,
	    sizeof *ret->is_let_go);
	for (i = 0; i < v->recipient_count; i++)
		ret->is_let_go[MEMORY_RECIPIENTS + i] =
		    v->recipients[i].disposition == DISPOSITION_ACCEPT;
	return 0;
}

static enum disposition
disposition_for(size_t i)
{
	if (script.whole_reject)
		return DISPOSITION_REJECT;
	if (script.whole_tempfail)
		return DISPOSITION_TEMPFAIL;
	return script.recipient_count == 0 ? DISPOSITION_ACCEPT :
	    script.recipient[i % script.recipient_count];
}

static void
write_reply(struct verdict *v, struct arena *a, const char *ref)
{
	bool reject = v->disposition == DISPOSITION_REJECT;

	v->smtp_code = reject ? 550 : 451;
	memcpy(v->smtp_status, reject ? "5.7.1" : "4.7.1", 6);
	v->reply[0] = arena_printf(a, "Not sent: 100%% chain mail. "
	    "Reference %s.", ref);
	v->reply[1] = SLICE("Ask the officer.");
	v->reply_count = 2;
}

int
policy_evaluate(const struct policy *p, const struct envelope *envelope,
    const struct report *report, const struct memory_answer *memory,
    const char *ref, struct arena *a, struct verdict **ret)
{
	static struct edit_request disclaimer = { .kind = EDIT_DISCLAIMER };
	struct verdict *v;
	size_t i;

	(void)report;
	atomic_store(&script.had_answer, memory != NULL);
	atomic_fetch_add(&script.evaluations, 1);
	if (script.evaluate_err < 0)
		return script.evaluate_err;
	v = arena_zalloc(a, sizeof *v);
	v->recipient_count = envelope->recipient_count;
	v->recipients = arena_array(a, v->recipient_count + 1,
	    sizeof *v->recipients);
	for (i = 0; i < v->recipient_count; i++) {
		v->recipients[i].disposition = disposition_for(i);
		v->disposition = disposition_max(v->disposition,
		    v->recipients[i].disposition);
	}
	if (v->disposition >= DISPOSITION_TEMPFAIL)
		write_reply(v, a, ref);
	if (script.wants_edit) {
		v->edits = arena_array(a, EDIT_REQUESTS_MAX,
		    sizeof *v->edits);
		ck_assert_ptr_nonnull(v->edits);
		v->edits[0] = disclaimer;
		v->edit_count = 1;
		v->disclaimer = DISCLAIMER_WANTED;
	}
	memcpy(v->revision, p->digest, sizeof v->revision);
	pthread_mutex_lock(&lock);
	memcpy(script.ref_in_reply, ref, REFERENCE_SIZE);
	pthread_mutex_unlock(&lock);
	*ret = v;
	return 0;
}

void
policy_settle(const struct policy *p, const struct envelope *envelope,
    const char *ref, struct arena *a, struct verdict *v,
    const struct edit_outcome *outcomes, size_t n)
{
	size_t i;

	(void)p;
	(void)envelope;
	(void)ref;
	(void)a;
	atomic_fetch_add(outcomes == NULL ? &script.settled_without_answer :
	    &script.settled, 1);
	v->disclaimer = outcomes == NULL || n == 0 ? DISCLAIMER_FAILED :
	    DISCLAIMER_ADDED;
	for (i = 0; v->disclaimer == DISCLAIMER_ADDED &&
	    i < v->recipient_count; i++)
		v->recipients[i].is_separate = i < DOUBLE_DISPOSITIONS &&
		    script.separate[i];
}

int
policy_mark_protected(const struct policy *p, const struct envelope *envelope,
    struct arena *a, struct verdict *v)
{
	(void)p;
	(void)a;
	if (script.is_protected && envelope->recipient_count > 0) {
		v->recipients[0].is_protected = true;
		v->is_disclosure = true;
	}
	return 0;
}

int
policy_mark_outside(const struct policy *p, const struct envelope *envelope,
    struct arena *a, struct verdict *v)
{
	size_t i;

	(void)p;
	(void)a;
	for (i = 0; i < v->recipient_count && i < envelope->recipient_count;
	    i++)
		v->recipients[i].is_outside = true;
	return 0;
}

int
policy_party(const struct policy *p, struct slice address, struct arena *a,
    struct party *ret)
{
	(void)p;
	(void)a;
	*ret = (struct party){ .address = address };
	return 0;
}

/* --- the engine over all of them ---------------------------------------------------------- */

struct engine *
double_engine(enum mail_class class, uint64_t message_max, uint64_t spool_max)
{
	struct milter_settings s = { message_max, spool_max, 30000 };
	uint8_t digest[8] = { 0 };
	struct policy *p;

	policy_new(NULL, NULL, 0, &p);
	return engine_new(class, &s, p, inspector_new(-1, digest),
	    keeper_new_link(-1));
}
