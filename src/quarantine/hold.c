/*
 * hold -- taking custody: recognise a retry, encrypt the message, write the
 * decision and the case.  What is held and what goes by a separate copy are
 * cases of their own, each with its own blob, for they end at different times.
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
	struct taking t[PART_COUNT];
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
	if (q != NULL) {
		free(q->finished);
		free(q->damaged);
		free(q->put_off);
	}
	free(q);
}

static bool
is_in(const struct verdict *v, size_t i, enum hold_part part)
{
	return part == PART_SEPARATE ? v->recipients[i].is_separate :
	    v->recipients[i].disposition == DISPOSITION_QUARANTINE;
}

int
decided_check(const struct envelope *e, const struct verdict *v,
    struct decided_counts *ret)
{
	struct decided_counts n = { 0, 0 };
	size_t i;

	if (e->recipient_count != v->recipient_count)
		return ERR_MISMATCH;
	for (i = 0; i < v->recipient_count; i++) {
		n.held += is_in(v, i, PART_HELD);
		n.separate += is_in(v, i, PART_SEPARATE);
	}
	/* Whom nobody gets it from in another way either. */
	if (n.separate > 0 && (v->disposition == DISPOSITION_REJECT ||
	    v->disposition == DISPOSITION_TEMPFAIL))
		return ERR_MISMATCH;
	*ret = n;
	return 0;
}

/* Keyed, so that the store alone cannot tell whether somebody sent a known
 * message. */
int
retry_key(struct quarantine *q, const struct decided *d, enum hold_part part,
    uint8_t ret[KEY_MAC_SIZE])
{
	struct buf b = BUF_INIT(ENVELOPE_BYTES_MAX);
	struct wire_out w;
	size_t i;
	int r;

	wire_out_init(&w, &b);
	wire_put_str(&w, part == PART_SEPARATE ? SLICE("separate 1") :
	    SLICE("retry 1"));
	wire_put_bytes(&w, d->envelope->retry_digest, MAIL_DIGEST_SIZE);
	for (i = 0; i < d->verdict->recipient_count; i++)
		if (is_in(d->verdict, i, part))
			wire_put_str(&w,
			    d->envelope->recipients[i].address.full);
	r = wire_out_err(&w);
	if (r == 0)
		r = keyed_digest(q->o.keys, KEY_SEARCH, buf_slice(&b), ret);
	buf_free(&b);
	return r;
}

/* --- custody ------------------------------------------------------------------- */

static int
taking_begin(struct intake *in, enum hold_part part, int spool_fd)
{
	const struct decided *d = in->d;
	struct taking *t = &in->t[part];
	struct quarantine *q = in->q;
	uint8_t retry[KEY_MAC_SIZE];
	struct store_hold row;
	struct held_case c;
	struct arena *a;
	int r;

	a = arena_new(CASE_ARENA);
	t->is_wanted = true;
	r = retry_key(q, d, part, retry);
	if (r == 0)
		r = store_hold_by_retry(q->o.store, retry, a, &row);
	/* Nothing can be joined that is damaged. */
	if (r == 0 && case_open(q, &row, a, &c) == ERR_CORRUPT)
		r = ERR_NOTFOUND;
	if (r == 0 && (part != PART_SEPARATE ||
	    !separate_is_too_old(&row, d->now_ms)))
		t->joins = true;
	else if (r == 0 || r == ERR_NOTFOUND) {
		r = random_bytes(t->item, sizeof t->item);
		if (r == 0)
			r = random_bytes(t->key, sizeof t->key);
		if (r == 0)
			r = blob_writer_new(q->o.blobs, t->item, t->key,
			    spool_fd, d->envelope->size, d->envelope->digest,
			    &t->writer);
	}
	arena_free(a);
	return r;
}

int
intake_new(struct quarantine *q, const struct decided *d, int spool_fd,
    struct intake **ret)
{
	struct intake *in = mem_zalloc(sizeof *in);
	struct decided_counts n;
	int r;

	in->q = q;
	in->d = d;
	r = decided_check(d->envelope, d->verdict, &n);
	if (r == 0 && n.held > 0)
		r = taking_begin(in, PART_HELD, spool_fd);
	if (r == 0 && n.separate > 0)
		r = taking_begin(in, PART_SEPARATE, spool_fd);
	if (r < 0)
		intake_free(in);
	else
		*ret = in;
	return r;
}

int
intake_step(struct intake *in, size_t budget)
{
	int k, r;

	for (k = 0; k < PART_COUNT; k++) {
		if (in->t[k].writer == NULL || in->t[k].is_written)
			continue;
		r = blob_writer_step(in->t[k].writer, budget);
		if (r <= 0)
			return r;
		in->t[k].is_written = true;
		budget = 0;
	}
	return 1;
}

void
intake_keep(struct intake *in)
{
	int k;

	/* A copy whose message joined another case is of no use. */
	for (k = 0; k < PART_COUNT; k++)
		if (in->t[k].writer != NULL && !in->t[k].joins)
			blob_writer_keep(in->t[k].writer);
}

void
intake_free(struct intake *in)
{
	int k;

	if (in == NULL)
		return;
	for (k = 0; k < PART_COUNT; k++) {
		blob_writer_free(in->t[k].writer);
		secret_wipe(in->t[k].key, sizeof in->t[k].key);
	}
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
record_decided(struct quarantine *q, const struct decided *d,
    const struct decided_counts *n)
{
	struct buf b = BUF_INIT(AUDIT_DETAIL_MAX);
	const struct envelope *e = d->envelope;
	char revision[17];
	struct case_act act = { SLICE("milter"), SLICE("decided"),
	    SLICE_NONE };
	int r;

	hex_put(d->verdict->revision, 8, revision);
	r = buf_printf(&b, "class=%s revision=%s size=%llu recipients=%zu "
	    "held=%zu ", mail_class_name(e->class), revision,
	    (unsigned long long)e->size, e->recipient_count, n->held);
	if (r == 0 && n->separate > 0)
		r = buf_printf(&b, "separate=%zu ", n->separate);
	if (r == 0)
		r = buf_puts(&b, "queue=");
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
		r = case_record(q, &act, slice_str(d->ref), SLICE_NONE,
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
case_recipients(const struct decided *d, enum hold_part part,
    struct arena *a, struct held_case *c)
{
	size_t i, n = 0;

	c->recipients = arena_array(a, d->verdict->recipient_count + 1,
	    sizeof *c->recipients);
	if (c->recipients == NULL)
		return ERR_LIMIT;
	for (i = 0; i < d->verdict->recipient_count; i++) {
		if (!is_in(d->verdict, i, part))
			continue;
		if (n == 0)
			c->rule = d->verdict->recipients[i].rule;
		c->recipients[n++] = (struct case_recipient){ (uint32_t)i,
		    (enum hold_state)c->row.state };
	}
	c->recipient_count = n;
	return 0;
}

static int
wrap_key(struct quarantine *q, const struct taking *t, struct arena *a,
    struct slice *ret)
{
	struct buf b = BUF_INIT(KEY_SIZE + SEAL_OVERHEAD);
	int r;

	r = seal_put(q->o.keys, KEY_WRAP, slice_of(t->item, sizeof t->item),
	    slice_of(t->key, sizeof t->key), &b);
	if (r == 0) {
		*ret = arena_dup(a, buf_slice(&b));
		r = ret->ptr == NULL ? ERR_LIMIT : 0;
	}
	buf_free(&b);
	return r;
}

int
case_fill(struct quarantine *q, const struct decided *d,
    const struct taking *t, enum hold_part part, const char *ref,
    struct arena *a, struct held_case *c)
{
	int r;

	c->row.attempts = 1;
	c->row.size = d->envelope->size;
	c->row.held_ms = d->now_ms;
	snprintf(c->row.ref, sizeof c->row.ref, "%s", ref);
	memcpy(c->row.item, t->item, sizeof c->row.item);
	c->sender = d->envelope->sender.full;
	r = case_recipients(d, part, a, c);
	if (r == 0)
		r = retry_key(q, d, part, c->row.retry);
	if (r == 0)
		r = wrap_key(q, t, a, &c->row.key);
	return r;
}

static int
case_new(struct quarantine *q, const struct decided *d,
    const struct taking *t, uint64_t id, struct arena *a)
{
	struct held_case c = { .row = { .id = id, .state = HOLD_HELD,
	    .due_ms = due_at(&d->verdict->hold, d->now_ms) },
	    .role = d->verdict->hold.role };
	struct case_act act = { SLICE("milter"), SLICE("held"), SLICE_NONE };
	int r;

	r = case_fill(q, d, t, PART_HELD, d->ref, a, &c);
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

int
decision_put(struct quarantine *q, const struct decided *d, const char *ref,
    struct arena *a, uint64_t *ret_id)
{
	struct store_decision row = { .at_ms = d->now_ms };
	struct buf b = BUF_INIT(KEEPER_REQUEST_MAX);
	struct wire_out w;
	int r;

	snprintf(row.ref, sizeof row.ref, "%s", ref);
	wire_out_init(&w, &b);
	wire_put_str(&w, d->envelope_bytes);
	wire_put_str(&w, d->verdict_bytes);
	r = wire_out_err(&w);
	if (r == 0)
		r = seal_row(q, "decision", ref, buf_slice(&b), a,
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
try_join(struct quarantine *q, const struct decided *d, struct taking *t,
    struct arena *a, struct decided_receipt *ret)
{
	uint8_t retry[KEY_MAC_SIZE];
	struct store_hold row;
	struct held_case c;
	int r;

	r = retry_key(q, d, PART_HELD, retry);
	if (r == 0)
		r = store_hold_by_retry(q->o.store, retry, a, &row);
	if (r == ERR_NOTFOUND)
		return t->joins ? ERR_WRONG_STATE : 0;
	if (r == 0)
		r = case_open(q, &row, a, &c);
	if (r == ERR_CORRUPT && !t->joins)
		return damage_set_aside(q, &row);
	if (r == 0)
		r = join(q, d, &c, a, ret);
	if (r < 0)
		return r;
	t->joins = true;
	return 1;
}

/* A decision of its own, and the case of those it is held for, if any. */
static int
put_new(struct quarantine *q, const struct decided *d,
    const struct decided_counts *n, const struct taking *held,
    struct arena *a, uint64_t *ret_id)
{
	int r;

	r = decision_put(q, d, d->ref, a, ret_id);
	if (r == 0)
		r = record_decided(q, d, n);
	if (r == 0)
		r = record_override(q, d);
	if (r == 0 && held != NULL)
		r = evidence_put(q, d, *ret_id, a);
	if (r == 0 && held != NULL)
		r = case_new(q, d, held, *ret_id, a);
	return r;
}

int
quarantine_decide(struct quarantine *q, const struct decided *d,
    struct intake *in, struct decided_receipt *ret)
{
	struct decided_receipt got = { 0 };
	struct decided_counts n;
	struct arena *a;
	bool joined;
	int r;

	r = decided_check(d->envelope, d->verdict, &n);
	if (r < 0)
		return r;
	if ((n.held + n.separate > 0) != (in != NULL))
		return ERR_MISMATCH;
	a = arena_new(6 * KEEPER_REQUEST_MAX);
	snprintf(got.ref, sizeof got.ref, "%s", d->ref);
	r = n.held == 0 ? 0 : try_join(q, d, &in->t[PART_HELD], a, &got);
	joined = r == 1;
	/*
	 * With a separate copy each attempt is a decision: how it ended at the
	 * MTA is the copy's business, attempt by attempt.
	 */
	if (r == 0 || (joined && n.separate > 0))
		r = put_new(q, d, &n, n.held == 0 || joined ? NULL :
		    &in->t[PART_HELD], a, &got.id);
	if (r >= 0 && n.separate > 0)
		r = separate_put(q, d, &in->t[PART_SEPARATE], a, got.copy);
	/* Refused now, and perhaps gone before: then its copy goes too. */
	if (r >= 0 && (!joined || n.separate > 0) &&
	    d->verdict->disposition != DISPOSITION_REJECT)
		r = separate_supersede(q, d, got.id, got.copy);
	arena_free(a);
	if (r < 0)
		return r;
	*ret = got;
	return 0;
}

int
quarantine_answered(struct quarantine *q, const struct decided_end *end,
    char ret_ref[REFERENCE_SIZE])
{
	struct case_act act = { SLICE("milter"), end->applied ?
	    SLICE("applied") : SLICE("abandoned"), SLICE_NONE };
	char ref[REFERENCE_SIZE];
	int r;

	r = store_decision_answer(q->o.store, end->id, end->applied ?
	    STORE_ANSWER_APPLIED : STORE_ANSWER_ABANDONED, ref);
	if (r == 0)
		r = case_record(q, &act, slice_str(ref), SLICE_NONE,
		    SLICE_NONE);
	if (r == 0 && end->copy[0] != '\0')
		r = separate_answered(q, end);
	if (r == 0)
		r = separate_superseded(q, end);
	if (r == 0)
		memcpy(ret_ref, ref, sizeof ref);
	return r;
}
