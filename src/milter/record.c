#include "milter/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "keeper/client.h"

#define TAKEN_TRIES	8
/* Recipients that are looked up for the log line; more are only counted. */
#define OUTSIDE_MAX	100
#define LOG_VALUE_MAX	500

int
record_reference(struct transaction *t)
{
	uint64_t random;

	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		return ERR_SYSTEM;
	reference_make(random, t->ref);
	return 0;
}

/*
 * What the account of notices is told.  A mail that was wrapped is asked for
 * by the Message-ID of either.
 */
static void
make_proof(const struct transaction *t, struct proof *ret)
{
	const struct header_change *h;
	size_t i;

	proof_of_verdict(t->verdict, ret);
	for (i = 0; i < t->id_count; i++)
		proof_add_id(ret, t->ids[i]);
	for (i = 0; t->edited && i < t->edits.header_count; i++) {
		h = &t->edits.headers[i];
		if (h->op != HEADER_DELETE &&
		    slice_ieq_str(h->name, "Message-ID"))
			proof_add_id(ret, h->value);
	}
}

static int
decide(struct transaction *t, struct keeper_decision *d, int64_t deadline,
    struct keeper_receipt *ret)
{
	struct memory_note note;
	struct proof proof;

	d->verdict = t->verdict;
	make_proof(t, &proof);
	d->proof = &proof;
	d->report = t->report;
	d->note = NULL;
	if (t->is_asked && !t->refused) {
		if (policy_note(t->policy, &t->question, t->verdict, t->arena,
		    &note) < 0)
			return ERR_FULL;
		/* Nobody gets it: all there is to learn is that it happened. */
		if (t->verdict->disposition < DISPOSITION_TEMPFAIL ||
		    note.case_count > 0)
			d->note = &note;
	}
	d->spool_fd = verdict_holds(t->verdict) ||
	    verdict_separates(t->verdict) ? spool_fd(t->spool) : -1;
	return keeper_decide(engine_keeper(t->engine), d, deadline, ret);
}

int
record_decision(struct transaction *t, uint64_t *ret_id)
{
	struct keeper_decision d = { .ref = t->ref, .envelope = &t->envelope };
	int64_t deadline = transaction_keeper_deadline(t);
	struct keeper_receipt receipt;
	int r, tries;

	r = decide(t, &d, deadline, &receipt);
	for (tries = 1; r == ERR_EXISTS && tries < TAKEN_TRIES; tries++) {
		r = record_reference(t);
		if (r == 0)
			r = transaction_rejudge(t);
		if (r == 0)
			r = decide(t, &d, deadline, &receipt);
	}
	if (r < 0)
		return r == ERR_EXISTS ? ERR_STORE : r;
	*ret_id = receipt.id;
	memcpy(t->ref, receipt.ref, sizeof t->ref);
	memcpy(t->copy, receipt.copy, sizeof t->copy);
	return 0;
}

static void
join(struct buf *b, struct slice word)
{
	if (b->len > 0)
		buf_putc(b, ',');
	buf_put_slice(b, word);
}

/* Names of rules with this outcome; "-" for none. */
static const char *
rule_names(const struct verdict *v, enum rule_outcome o, struct buf *b)
{
	size_t i;

	buf_reset(b);
	for (i = 0; v != NULL && i < v->rule_count; i++)
		if (v->rules[i].outcome == o)
			join(b, v->rules[i].name);
	return b->len > 0 ? buf_cstr(b) : "-";
}

static int
by_kind_and_value(const void *a, const void *b)
{
	const struct finding *const *x = a, *const *y = b;
	int r;

	r = slice_cmp((*x)->detector, (*y)->detector);
	if (r != 0)
		return r;
	return (*x)->value_hash < (*y)->value_hash ? -1 :
	    (*x)->value_hash > (*y)->value_hash;
}

/* Kinds and distinct values: "uk_nino:1,payment_card:2". */
static const char *
finding_kinds(const struct report *r, struct buf *b)
{
	const struct finding **f;
	size_t i, n;

	buf_reset(b);
	if (r == NULL || r->finding_count == 0)
		return "-";
	f = mem_array(NULL, r->finding_count, sizeof *f);
	for (i = 0; i < r->finding_count; i++)
		f[i] = &r->findings[i];
	qsort(f, r->finding_count, sizeof *f, by_kind_and_value);
	for (n = 1, i = 1; i <= r->finding_count; i++) {
		if (i < r->finding_count &&
		    slice_eq(f[i]->detector, f[i - 1]->detector)) {
			n += f[i]->value_hash != f[i - 1]->value_hash;
			continue;
		}
		join(b, f[i - 1]->detector);
		buf_printf(b, ":%zu", n);
		n = 1;
	}
	free(f);
	return buf_cstr(b);
}

/* "1/2": recipients outside, of how many. */
static const char *
outside(const struct transaction *t, struct buf *b)
{
	const struct envelope *e = &t->envelope;
	struct party p;
	size_t i, n;

	buf_reset(b);
	if (t->policy == NULL || e->recipient_count > OUTSIDE_MAX)
		return "-";
	for (n = 0, i = 0; i < e->recipient_count; i++) {
		if (policy_party(t->policy, e->recipients[i].address.full,
		    t->arena, &p) < 0)
			return "-";
		n += !p.inside;
	}
	buf_printf(b, "%zu/%zu", n, e->recipient_count);
	return buf_cstr(b);
}

static const char *
anomaly_kinds(const struct report *r, struct buf *b)
{
	bool seen[ANOMALY_CLASS_COUNT] = { false };
	size_t i;

	buf_reset(b);
	for (i = 0; r != NULL && i < r->anomaly_count; i++)
		if (!seen[r->anomalies[i].class]) {
			seen[r->anomalies[i].class] = true;
			join(b, slice_str(anomaly_class_name(
			    r->anomalies[i].class)));
		}
	return b->len > 0 ? buf_cstr(b) : "-";
}

static const char *
answer_word(const struct session_answer *a, const struct transaction *t)
{
	switch (a->kind) {
	case ANSWER_ACCEPT:
	case ANSWER_DISCARD:
		return disposition_name(a->removed_count > a->separate_count ?
		    DISPOSITION_QUARANTINE : t->verdict->disposition);
	case ANSWER_REJECT:
		return "reject";
	case ANSWER_TEMPFAIL:
		break;
	}
	return "tempfail";
}

/* No queue id either: the MTA's own log has the sender beside it. */
static void
log_disclosure(const struct transaction *t, const struct session_answer *a,
    int err)
{
	LOG_EVENT(err < 0 ? LOG_LEVEL_WARN : LOG_LEVEL_INFO, NULL, "message",
	    KV_STR("class", mail_class_name(t->envelope.class)),
	    KV_STR("ref", t->ref[0] != '\0' ? t->ref : "-"),
	    KV_STR("verdict", answer_word(a, t)),
	    KV_STR("error", err < 0 ? err_text(err) : "-"));
}

void
record_log(const struct transaction *t, const struct session_answer *a,
    int err)
{
	struct buf rules = BUF_INIT(LOG_VALUE_MAX);
	struct buf watch = BUF_INIT(LOG_VALUE_MAX);
	struct buf found = BUF_INIT(LOG_VALUE_MAX);
	struct buf unread = BUF_INIT(LOG_VALUE_MAX);
	struct buf share = BUF_INIT(LOG_VALUE_MAX);
	const struct envelope *e = &t->envelope;
	char id[64], rev[9] = "-";

	if (t->verdict != NULL && t->verdict->is_disclosure) {
		log_disclosure(t, a, err);
		return;
	}
	snprintf(id, sizeof id, "%.*s", (int)(e->queue_id.len < 60 ?
	    e->queue_id.len : 60), e->queue_id.len > 0 ?
	    (const char *)e->queue_id.ptr : "");
	if (t->verdict != NULL)
		hex_put(t->verdict->revision, 4, rev);
	LOG_EVENT(err < 0 ? LOG_LEVEL_WARN : LOG_LEVEL_INFO,
	    id[0] != '\0' ? id : NULL, "message",
	    KV_STR("class", mail_class_name(e->class)),
	    KV_STR("ref", t->ref[0] != '\0' ? t->ref : "-"),
	    KV_STR("verdict", answer_word(a, t)),
	    KV_STR("rules", rule_names(t->verdict, RULE_MATCHED, &rules)),
	    KV_STR("watch", rule_names(t->verdict, RULE_WATCHED, &watch)),
	    KV_STR("found", finding_kinds(t->report, &found)),
	    KV_STR("unread", anomaly_kinds(t->report, &unread)),
	    KV_UINT("parts", t->report != NULL ? t->report->part_count : 0),
	    KV_UINT("size", e->size),
	    KV_STR("outside", outside(t, &share)),
	    KV_UINT("recipients", e->recipient_count),
	    KV_UINT("held", a->removed_count - a->separate_count),
	    KV_UINT("separate", a->separate_count),
	    KV_INT("ms", clock_mono_ms() - t->eom_ms),
	    KV_STR("rev", rev),
	    KV_STR("error", err < 0 ? err_text(err) : "-"));
	buf_free(&rules);
	buf_free(&watch);
	buf_free(&found);
	buf_free(&unread);
	buf_free(&share);
}
