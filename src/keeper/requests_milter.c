/*
 * requests_milter -- what a milter asks: decide and ticket.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/request.h"

/* Bytes encrypted for one request before the others get their turn. */
#define INTAKE_STEP	(4 * MIB)

static void
words(struct request *r, const char *text)
{
	snprintf(r->words, sizeof r->words, "%s", text);
}

/* --- decide -------------------------------------------------------------------- */

static int
decide_read(struct request *r)
{
	struct decided *d = &r->decided;
	char canonical[REFERENCE_SIZE];
	struct report *report;
	struct slice ref;
	struct wire_in w;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_str(&w, REFERENCE_SIZE - 1, &ref)) < 0 ||
	    (e = wire_str(&w, ENVELOPE_BYTES_MAX, &d->envelope_bytes)) < 0 ||
	    (e = wire_str(&w, KEEPER_REQUEST_MAX, &d->verdict_bytes)) < 0 ||
	    (e = wire_str(&w, KEEPER_REQUEST_MAX, &d->report_bytes)) < 0 ||
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
	d->ref = r->ref;
	d->envelope = &r->envelope;
	d->verdict = &r->verdict;
	d->now_ms = clock_wall_ms();
	return e;
}

static int
decide_begin(struct request_context *x, struct request *r)
{
	size_t held = 0;
	int e;

	e = decide_read(r);
	if (e == 0)
		e = decided_check(&r->envelope, &r->verdict, &held);
	if (e < 0) {
		words(r, "the decision does not make sense");
		return e;
	}
	if (held == 0)
		return 1;
	if (r->conn->passed == -1) {
		words(r, "held without its message");
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

int
decide_run(struct request_context *x, struct request *r)
{
	struct decided_receipt receipt;
	struct wire_out w;
	int e;

	FAULT_POINT("decide-run");
	e = quarantine_decide(x->custody->quarantine, &r->decided, r->intake,
	    &receipt);
	if (e < 0)
		return e;
	/* From here on the row may be on the disk, so the copy has to stay. */
	if (r->intake != NULL)
		intake_keep(r->intake);
	wire_out_init(&w, &r->answer);
	wire_put_u64(&w, receipt.id);
	wire_put_str(&w, slice_str(receipt.ref));
	wire_put_bool(&w, receipt.joined);
	return wire_out_err(&w);
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
