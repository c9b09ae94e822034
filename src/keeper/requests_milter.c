/*
 * requests_milter -- what a milter asks: facts, decide and ticket.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "keeper/balance.h"
#include "keeper/protocol.h"
#include "keeper/request.h"

/* Bytes encrypted for one request before the others get their turn. */
#define INTAKE_STEP	(4 * MIB)

static void
words(struct request *r, const char *text)
{
	snprintf(r->words, sizeof r->words, "%s", text);
}

/* Mail waits until it is mended: whoever mends it must know where to look. */
static int
damaged(struct request *r, const struct register_context *c, int e)
{
	if (e == ERR_CORRUPT && c->at_work != NULL)
		snprintf(r->words, sizeof r->words,
		    "a row of register %s is damaged", c->at_work);
	return e;
}

/* --- decide -------------------------------------------------------------------- */

/*
 * A milter may be confused: what is to be learnt must be of this envelope,
 * and of those alone whom this verdict gives the mail.
 */
static int
note_check(const struct request *r)
{
	const struct memory_question *q = &r->note.question;
	const struct verdict *v = &r->verdict;
	size_t i;

	if (q->party_count != MEMORY_RECIPIENTS + v->recipient_count ||
	    q->class != r->envelope.class || q->at_ms != r->envelope.at_ms ||
	    memcmp(q->retry_digest, r->envelope.retry_digest,
	    MAIL_DIGEST_SIZE) != 0 ||
	    r->note.is_let_go[MEMORY_SENDER] ||
	    r->note.is_let_go[MEMORY_ORIGINAL])
		return ERR_MISMATCH;
	for (i = 0; i < v->recipient_count; i++)
		if (r->note.is_let_go[MEMORY_RECIPIENTS + i] &&
		    (v->disposition == DISPOSITION_REJECT ||
		    v->disposition == DISPOSITION_TEMPFAIL ||
		    v->recipients[i].disposition != DISPOSITION_ACCEPT))
			return ERR_MISMATCH;
	return 0;
}

static int
decide_read(struct request *r)
{
	struct decided *d = &r->decided;
	char canonical[REFERENCE_SIZE];
	struct report *report;
	struct slice ref, note, proof;
	struct wire_in w;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_str(&w, REFERENCE_SIZE - 1, &ref)) < 0 ||
	    (e = wire_str(&w, ENVELOPE_BYTES_MAX, &d->envelope_bytes)) < 0 ||
	    (e = wire_str(&w, KEEPER_REQUEST_MAX, &d->verdict_bytes)) < 0 ||
	    (e = wire_str(&w, KEEPER_REQUEST_MAX, &d->report_bytes)) < 0 ||
	    (e = wire_str(&w, KEEPER_REQUEST_MAX, &note)) < 0 ||
	    (e = wire_str(&w, KEEPER_REQUEST_MAX, &proof)) < 0 ||
	    (e = wire_end(&w)) < 0)
		return e;
	if (reference_parse(ref, canonical) < 0 ||
	    !slice_eq_str(ref, canonical))
		return ERR_SYNTAX;
	memcpy(r->ref, canonical, sizeof r->ref);
	e = envelope_decode(d->envelope_bytes, r->arena, &r->envelope);
	if (e == 0)
		e = verdict_decode(d->verdict_bytes, r->arena, &r->verdict);
	/* Kept for people to read: it must be one. */
	if (e == 0 && d->report_bytes.len > 0)
		e = report_unpack(d->report_bytes, r->arena, &report);
	r->has_note = note.len > 0;
	if (e == 0 && r->has_note)
		e = memory_note_decode(note, r->arena, &r->note);
	r->has_proof = proof.len > 0;
	if (e == 0 && r->has_proof)
		e = proof_decode(proof, r->arena, &r->proof);
	d->ref = r->ref;
	d->envelope = &r->envelope;
	d->verdict = &r->verdict;
	d->now_ms = clock_wall_ms();
	return e;
}

static int
decide_begin(struct request_context *x, struct request *r)
{
	struct decided_counts n = { 0, 0 };
	int e;

	e = decide_read(r);
	if (e == 0)
		e = decided_check(&r->envelope, &r->verdict, &n);
	if (e == 0 && r->has_note)
		e = note_check(r);
	if (e < 0) {
		words(r, "the decision does not make sense");
		return e;
	}
	if (n.held + n.separate == 0)
		return 1;
	if (r->conn->passed == -1) {
		words(r, "in our custody without its message");
		return ERR_SYNTAX;
	}
	return intake_new(x->custody->quarantine, &r->decided,
	    r->conn->passed, &r->intake);
}

int
decide_prepare(struct request_context *x, struct request *r)
{
	int e;

	if (r->intake == NULL) {
		e = decide_begin(x, r);
		if (e != 0)
			return e;
	}
	e = intake_step(r->intake, INTAKE_STEP);
	if (e == ERR_MISMATCH)
		words(r, "the message is not the one that was decided on");
	return e;
}

static int
learn(struct request_context *x, struct request *r, const char *ref)
{
	struct register_context c;
	int e;

	if (!r->has_note)
		return 0;
	c = custody_registers(x->custody, &x->registers, r->arena,
	    r->note.question.at_ms, ref);
	e = register_learn(register_kinds, &c, &r->note);
	FAULT_POINT("decide-learnt");
	return damaged(r, &c, e);
}

/* Its place in the account of notices, in the same transaction. */
static int
account(struct request_context *x, struct request *r,
    const struct decided_receipt *receipt)
{
	struct register_context c;

	c = custody_registers(x->custody, &x->registers, r->arena,
	    r->envelope.at_ms, receipt->ref);
	return damaged(r, &c, balance_decided(x, r, receipt, &c));
}

int
decide_after(struct request_context *x, struct request *r)
{
	if (r->is_unaccounted)
		balance_tell(x, r);
	return 1;
}

int
decide_run(struct request_context *x, struct request *r)
{
	struct decided_receipt receipt;
	struct wire_out w;
	int e;

	FAULT_POINT("decide-run");
	e = quarantine_decide(x->custody->quarantine, &r->decided, r->intake,
	    &receipt);
	if (e == 0)
		e = learn(x, r, receipt.ref);
	if (e == 0)
		e = account(x, r, &receipt);
	if (e < 0)
		return e;
	/* From here on the row may be on the disk, so the copy has to stay. */
	if (r->intake != NULL)
		intake_keep(r->intake);
	wire_out_init(&w, &r->answer);
	wire_put_u64(&w, receipt.id);
	wire_put_str(&w, slice_str(receipt.ref));
	wire_put_bool(&w, receipt.joined);
	wire_put_str(&w, slice_str(receipt.copy));
	if (receipt.copy[0] != '\0')
		x->separated(x->arg);
	return wire_out_err(&w);
}

/* --- ask ----------------------------------------------------------------------- */

int
ask_prepare(struct request_context *x, struct request *r)
{
	struct memory_question q;
	struct register_context c;
	struct memory_answer m;
	int e;

	e = memory_question_decode(buf_slice(&r->conn->in), r->arena, &q);
	if (e < 0)
		return e;
	c = custody_registers(x->custody, &x->registers, r->arena, q.at_ms,
	    "");
	e = register_answer(register_kinds, &c, &q, &m);
	if (e == 0)
		e = memory_answer_encode(&m, &r->answer);
	FAULT_POINT("asked");
	return e < 0 ? damaged(r, &c, e) : 1;
}

/* --- mark key ------------------------------------------------------------------ */

int
mark_key_prepare(struct request_context *x, struct request *r)
{
	struct wire_out w;
	struct wire_in in;
	int e;

	wire_in_init(&in, buf_slice(&r->conn->in));
	e = wire_end(&in);
	if (e < 0)
		return e;
	r->is_secret = true;
	wire_out_init(&w, &r->answer);
	wire_put_bytes(&w, keyring_key(x->custody->keys, KEY_MARKER),
	    KEY_SIZE);
	e = wire_out_err(&w);
	return e < 0 ? e : 1;
}

/* --- ticket ------------------------------------------------------------------------- */

int
ticket_prepare(struct request_context *x, struct request *r)
{
	struct slice envelope;
	struct wire_in w;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_str(&w, TICKET_MAX, &r->ticket)) < 0 ||
	    (e = wire_str(&w, ENVELOPE_BYTES_MAX, &envelope)) < 0 ||
	    (e = wire_bytes(&w, r->digest, sizeof r->digest)) < 0 ||
	    (e = wire_end(&w)) < 0)
		return e;
	e = envelope_decode(envelope, r->arena, &r->envelope);
	return e < 0 ? e : 1;
}

int
ticket_run(struct request_context *x, struct request *r)
{
	struct slice why = SLICE_NONE;
	int e;

	e = quarantine_ticket(x->custody->quarantine, r->ticket, &r->envelope,
	    r->digest, clock_wall_ms(), r->arena, &why);
	if (e < 0)
		snprintf(r->words, sizeof r->words, "%.*s", (int)why.len,
		    (const char *)why.ptr);
	return e;
}
