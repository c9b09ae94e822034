/*
 * hold -- taking custody: recognise a retry, encrypt the message, write the
 * decision and the case.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"
#include "mail/codec.h"
#include "quarantine/case.h"

#define CASE_ARENA	(16 * MIB)
#define RULES_SHOWN	16
#define HOUR_MS		((int64_t)3600 * 1000)
#define DAY_MS		(24 * HOUR_MS)

struct intake {
	struct quarantine *q;
	const struct decided *d;
	bool joins;		/* an open case was there at the beginning */
	uint8_t item[BLOB_ID_SIZE];
	uint8_t key[KEY_SIZE];
	struct blob_writer *writer;
};

struct quarantine *
quarantine_new(const struct quarantine_options *o)
{
	struct quarantine *q = mem_zalloc(sizeof *q);

	q->o = *o;
	return q;
}

void
quarantine_free(struct quarantine *q)
{
	free(q);
}

static bool
is_held(const struct verdict *v, size_t i)
{
	return v->recipients[i].disposition == DISPOSITION_QUARANTINE;
}

int
decided_check(const struct envelope *e, const struct verdict *v,
    size_t *ret_held)
{
	size_t i, n = 0;

	if (e->recipient_count != v->recipient_count)
		return ERR_MISMATCH;
	for (i = 0; i < v->recipient_count; i++)
		n += is_held(v, i);
	*ret_held = n;
	return 0;
}

/*
 * What makes a retry the same: message, sender and recipients (the envelope's
 * retry digest), and the recipients it is held for now.  Keyed, so that the
 * store alone cannot tell whether somebody sent a known message.
 */
static int
retry_key(struct quarantine *q, const struct decided *d,
    uint8_t ret[KEY_MAC_SIZE])
{
	struct buf b = BUF_INIT(ENVELOPE_BYTES_MAX);
	struct wire_out w;
	size_t i;
	int r;

	wire_out_init(&w, &b);
	wire_put_str(&w, SLICE("retry 1"));
	wire_put_bytes(&w, d->envelope->retry_digest, MAIL_DIGEST_SIZE);
	for (i = 0; i < d->verdict->recipient_count; i++)
		if (is_held(d->verdict, i))
			wire_put_str(&w,
			    d->envelope->recipients[i].address.full);
	r = wire_out_err(&w);
	if (r == 0)
		r = keyed_digest(q->o.keys, KEY_SEARCH, buf_slice(&b), ret);
	buf_free(&b);
	return r;
}

/* --- custody ------------------------------------------------------------------- */

int
intake_new(struct quarantine *q, const struct decided *d, int spool_fd,
    struct intake **ret)
{
	struct arena *a = arena_new(CASE_ARENA);
	struct intake *in = mem_zalloc(sizeof *in);
	uint8_t retry[KEY_MAC_SIZE];
	struct store_hold row;
	int r;

	in->q = q;
	in->d = d;
	r = retry_key(q, d, retry);
	if (r == 0)
		r = store_hold_by_retry(q->o.store, retry, a, &row);
	if (r == 0)
		in->joins = true;
	else if (r == ERR_NOTFOUND) {
		r = random_bytes(in->item, sizeof in->item);
		if (r == 0)
			r = random_bytes(in->key, sizeof in->key);
		if (r == 0)
			r = blob_writer_new(q->o.blobs, in->item, in->key,
			    spool_fd, d->envelope->size, d->envelope->digest,
			    &in->writer);
	}
	arena_free(a);
	if (r < 0)
		intake_free(in);
	else
		*ret = in;
	return r;
}

int
intake_step(struct intake *in, size_t budget)
{
	return in->joins ? 1 : blob_writer_step(in->writer, budget);
}

void
intake_keep(struct intake *in)
{
	/* A copy whose message joined another case is of no use. */
	if (in->writer != NULL && !in->joins)
		blob_writer_keep(in->writer);
}

void
intake_free(struct intake *in)
{
	if (in == NULL)
		return;
	blob_writer_free(in->writer);
	secret_wipe(in->key, sizeof in->key);
	free(in);
}

/* --- records ------------------------------------------------------------------------ */

/* Short keyed digests: enough to find equals, too little to search by. */
static int
put_digest(struct quarantine *q, struct buf *b, const char *name,
    struct slice value)
{
	uint8_t mac[KEY_MAC_SIZE];
	char hex[17];
	int r;

	r = keyed_digest(q->o.keys, KEY_SEARCH, value, mac);
	if (r < 0)
		return r;
	hex_put(mac, 8, hex);
	return buf_printf(b, " %s=%s", name, hex);
}

static bool
is_shown(const struct rule_result *rule)
{
	return rule->outcome != RULE_NOT_MATCHED;
}

static int
put_rules(const struct verdict *v, struct buf *b)
{
	size_t i, n = 0;
	int r;

	r = buf_puts(b, " rules=");
	for (i = 0; i < v->rule_count && r == 0; i++) {
		if (!is_shown(&v->rules[i]) || n == RULES_SHOWN)
			continue;
		if (n++ > 0)
			r = buf_putc(b, ',');
		if (r == 0)
			r = buf_put_slice(b, v->rules[i].name);
		if (r == 0 && v->rules[i].outcome != RULE_MATCHED)
			r = buf_printf(b, ":%s",
			    rule_outcome_name(v->rules[i].outcome));
	}
	return r == 0 && n == 0 ? buf_putc(b, '-') : r;
}

static int
record_decided(struct quarantine *q, const struct decided *d, size_t held,
    const char *ref)
{
	struct buf b = BUF_INIT(AUDIT_DETAIL_MAX);
	const struct envelope *e = d->envelope;
	char revision[17];
	struct case_act act = { SLICE("milter"), SLICE("decided"),
	    SLICE_NONE };
	int r;

	hex_put(d->verdict->revision, 8, revision);
	r = buf_printf(&b, "class=%s revision=%s size=%llu recipients=%zu "
	    "held=%zu queue=", mail_class_name(e->class), revision,
	    (unsigned long long)e->size, e->recipient_count, held);
	if (r == 0)
		r = buf_put_slice(&b, slice_sub(e->queue_id, 0, 64));
	if (r == 0)
		r = put_digest(q, &b, "sender", e->sender.full);
	if (r == 0)
		r = put_digest(q, &b, "message",
		    slice_of(e->digest, sizeof e->digest));
	if (r == 0) {
		/* Many rules with long names: the first ones are enough. */
		r = put_rules(d->verdict, &b);
		if (r == ERR_LIMIT)
			r = 0;
	}
	act.detail = buf_slice(&b);
	if (r == 0)
		r = case_record(q, &act, slice_str(ref), SLICE_NONE,
		    slice_str(disposition_name(d->verdict->disposition)));
	buf_free(&b);
	return r;
}

/* The sender took rules on: which, and why.  Nothing if none were. */
static int
record_override(struct quarantine *q, const struct decided *d)
{
	struct buf b = BUF_INIT(AUDIT_DETAIL_MAX);
	const struct verdict *v = d->verdict;
	struct case_act act = { SLICE("milter"), SLICE("overridden"),
	    SLICE_NONE };
	size_t i, n = 0;
	int r = 0;

	for (i = 0; i < v->rule_count && r == 0; i++) {
		if (v->rules[i].outcome != RULE_LIFTED ||
		    !slice_eq_str(v->rules[i].lifted_by, "override"))
			continue;
		r = buf_puts(&b, n++ == 0 ? "rules=" : ",");
		if (r == 0)
			r = buf_put_slice(&b, v->rules[i].name);
	}
	if (r == 0 && n > 0 && v->override_reason.len > 0) {
		r = buf_puts(&b, " reason=");
		if (r == 0)
			r = buf_put_slice(&b, v->override_reason);
	}
	/* A long list says enough with its beginning. */
	if (r == ERR_LIMIT)
		r = 0;
	act.detail = buf_slice(&b);
	if (r == 0 && n > 0)
		r = case_record(q, &act, slice_str(d->ref), SLICE_NONE,
		    SLICE_NONE);
	buf_free(&b);
	return r;
}

/* --- the case ------------------------------------------------------------------------- */

/* Saturdays and Sundays are no working days; holidays are a setting to come. */
static int64_t
due_at(const struct hold_terms *t, int64_t now_ms)
{
	int64_t at = now_ms;
	uint32_t left = t->within;
	int weekday;

	if (t->within == 0 || t->within > 10000)
		return 0;
	if (!t->working_days)
		return now_ms + (int64_t)t->within * HOUR_MS;
	while (left > 0) {
		at += DAY_MS;
		weekday = (int)((at / DAY_MS + 4) % 7);	/* 0: Sunday */
		if (weekday != 0 && weekday != 6)
			left--;
	}
	return at;
}

static int
case_recipients(const struct decided *d, struct arena *a, struct held_case *c)
{
	size_t i, n = 0;

	c->recipients = arena_array(a, d->verdict->recipient_count + 1,
	    sizeof *c->recipients);
	if (c->recipients == NULL)
		return ERR_LIMIT;
	for (i = 0; i < d->verdict->recipient_count; i++) {
		if (!is_held(d->verdict, i))
			continue;
		if (n == 0)
			c->rule = d->verdict->recipients[i].rule;
		c->recipients[n++] = (struct case_recipient){ (uint32_t)i,
		    HOLD_HELD };
	}
	c->recipient_count = n;
	return 0;
}

static int
wrap_key(struct quarantine *q, struct intake *in, struct arena *a,
    struct slice *ret)
{
	struct buf b = BUF_INIT(KEY_SIZE + SEAL_OVERHEAD);
	int r;

	r = seal_put(q->o.keys, KEY_WRAP, slice_of(in->item, sizeof in->item),
	    slice_of(in->key, sizeof in->key), &b);
	if (r == 0) {
		*ret = arena_dup(a, buf_slice(&b));
		r = ret->ptr == NULL ? ERR_LIMIT : 0;
	}
	buf_free(&b);
	return r;
}

static int
case_new(struct quarantine *q, const struct decided *d, struct intake *in,
    uint64_t id, struct arena *a)
{
	struct held_case c = { .row = { .id = id, .state = HOLD_HELD,
	    .attempts = 1, .size = d->envelope->size, .held_ms = d->now_ms,
	    .due_ms = due_at(&d->verdict->hold, d->now_ms) } };
	struct case_act act = { SLICE("milter"), SLICE("held"), SLICE_NONE };
	int r;

	snprintf(c.row.ref, sizeof c.row.ref, "%s", d->ref);
	memcpy(c.row.item, in->item, sizeof c.row.item);
	c.sender = d->envelope->sender.full;
	c.role = d->verdict->hold.role;
	r = case_recipients(d, a, &c);
	if (r == 0)
		r = retry_key(q, d, c.row.retry);
	if (r == 0)
		r = wrap_key(q, in, a, &c.row.key);
	if (r == 0)
		r = case_put(q, &c, a);
	if (r == 0)
		r = case_record(q, &act, slice_str(d->ref), SLICE_NONE,
		    SLICE("HELD"));
	return r;
}

/* --- decisions -------------------------------------------------------------------------- */

static int
seal_row(struct quarantine *q, const char *kind, const char *ref,
    struct slice clear, struct arena *a, struct slice *ret)
{
	struct slice name = arena_printf(a, "%s %s", kind, ref);
	struct buf b = BUF_INIT(clear.len + SEAL_OVERHEAD);
	int r;

	r = name.ptr == NULL ? ERR_LIMIT :
	    seal_put(q->o.keys, KEY_ROW, name, clear, &b);
	if (r == 0) {
		*ret = arena_dup(a, buf_slice(&b));
		r = ret->ptr == NULL ? ERR_LIMIT : 0;
	}
	buf_free(&b);
	return r;
}

static int
decision_put(struct quarantine *q, const struct decided *d, struct arena *a,
    uint64_t *ret_id)
{
	struct store_decision row = { .at_ms = d->now_ms };
	struct buf b = BUF_INIT(KEEPER_REQUEST_MAX);
	struct wire_out w;
	int r;

	snprintf(row.ref, sizeof row.ref, "%s", d->ref);
	wire_out_init(&w, &b);
	wire_put_str(&w, d->envelope_bytes);
	wire_put_str(&w, d->verdict_bytes);
	r = wire_out_err(&w);
	if (r == 0)
		r = seal_row(q, "decision", d->ref, buf_slice(&b), a,
		    &row.sealed);
	buf_free(&b);
	if (r == 0)
		r = store_decision_put(q->o.store, &row);
	if (r == 0)
		*ret_id = row.id;
	return r;
}

static int
evidence_put(struct quarantine *q, const struct decided *d, uint64_t id,
    struct arena *a)
{
	struct slice sealed;
	int r;

	if (d->report_bytes.len == 0)
		return 0;
	r = seal_row(q, "report", d->ref, d->report_bytes, a, &sealed);
	return r < 0 ? r : store_evidence_put(q->o.store, id, sealed);
}

/* The sender brought it again: one more attempt of the same case. */
static int
join(struct quarantine *q, const struct decided *d, struct held_case *c,
    struct arena *a, struct decided_receipt *ret)
{
	struct case_act act = { SLICE("milter"), SLICE("joined"),
	    SLICE_NONE };
	struct slice state;
	int r;

	c->row.attempts++;
	act.detail = arena_printf(a, "attempts=%u queue=%.*s",
	    c->row.attempts, (int)(d->envelope->queue_id.len < 64 ?
	    d->envelope->queue_id.len : 64), d->envelope->queue_id.len > 0 ?
	    (const char *)d->envelope->queue_id.ptr : "");
	state = slice_str(hold_state_name((enum hold_state)c->row.state));
	r = case_save(q, c, a);
	if (r == 0)
		r = case_record(q, &act, slice_str(c->row.ref), state, state);
	if (r == 0) {
		ret->id = c->row.id;
		ret->joined = true;
		memcpy(ret->ref, c->row.ref, sizeof ret->ref);
	}
	return r;
}

/* 1: it joined; 0: it is a new case. */
static int
try_join(struct quarantine *q, const struct decided *d, struct intake *in,
    struct arena *a, struct decided_receipt *ret)
{
	uint8_t retry[KEY_MAC_SIZE];
	struct store_hold row;
	struct held_case c;
	int r;

	r = retry_key(q, d, retry);
	if (r == 0)
		r = store_hold_by_retry(q->o.store, retry, a, &row);
	if (r == ERR_NOTFOUND)
		return in->joins ? ERR_WRONG_STATE : 0;
	if (r == 0)
		r = case_open(q, &row, a, &c);
	if (r == 0)
		r = join(q, d, &c, a, ret);
	if (r < 0)
		return r;
	in->joins = true;
	return 1;
}

int
quarantine_decide(struct quarantine *q, const struct decided *d,
    struct intake *in, struct decided_receipt *ret)
{
	struct decided_receipt got = { 0 };
	struct arena *a;
	size_t held;
	int r;

	r = decided_check(d->envelope, d->verdict, &held);
	if (r < 0)
		return r;
	if ((held > 0) != (in != NULL))
		return ERR_MISMATCH;
	a = arena_new(3 * KEEPER_REQUEST_MAX);
	r = in == NULL ? 0 : try_join(q, d, in, a, &got);
	if (r == 0) {
		r = decision_put(q, d, a, &got.id);
		if (r == 0)
			r = record_decided(q, d, held, d->ref);
		if (r == 0)
			r = record_override(q, d);
		if (r == 0 && in != NULL)
			r = evidence_put(q, d, got.id, a);
		if (r == 0 && in != NULL)
			r = case_new(q, d, in, got.id, a);
		snprintf(got.ref, sizeof got.ref, "%s", d->ref);
	}
	arena_free(a);
	if (r < 0)
		return r;
	*ret = got;
	return 0;
}

int
quarantine_answered(struct quarantine *q, uint64_t id, bool applied)
{
	struct case_act act = { SLICE("milter"), applied ? SLICE("applied") :
	    SLICE("abandoned"), SLICE_NONE };
	char ref[REFERENCE_SIZE];
	int r;

	r = store_decision_answer(q->o.store, id, applied ?
	    STORE_ANSWER_APPLIED : STORE_ANSWER_ABANDONED, ref);
	return r < 0 ? r : case_record(q, &act, slice_str(ref), SLICE_NONE,
	    SLICE_NONE);
}
