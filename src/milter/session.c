#include "milter/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "keeper/client.h"
#include "milter/record.h"
#include "milter/transaction.h"

/* What one message may need beside its spool: report, verdict, edits. */
#define TRANSACTION_ARENA_MAX	(64 * MIB)

struct session {
	struct engine *engine;
	struct arena *arena;		/* of the connection */
	struct slice client_addr, client_name, helo;
	struct transaction *t;
	/* Applied, and its answer not yet seen to be written; 0: none. */
	uint64_t untold;
	char untold_copy[REFERENCE_SIZE];
};

struct session *
session_new(struct engine *e, struct slice client_addr,
    struct slice client_name)
{
	struct session *s = mem_zalloc(sizeof *s);

	s->engine = e;
	s->arena = arena_new(64 * KIB);
	s->client_addr = arena_dup(s->arena,
	    slice_sub(client_addr, 0, ENVELOPE_STRING_MAX));
	s->client_name = arena_dup(s->arena,
	    slice_sub(client_name, 0, ENVELOPE_STRING_MAX));
	return s;
}

void
session_free(struct session *s)
{
	if (s == NULL)
		return;
	session_abort(s);
	/* Its copy waits: for a retry, or until the keeper asks nobody more. */
	if (s->untold != 0) {
		LOG_EVENT(LOG_LEVEL_WARN, s->untold_copy, "answer-not-written",
		    KV_UINT("decision", s->untold));
		engine_end(s->engine);
	}
	arena_free(s->arena);
	free(s);
}

struct transaction *
transaction_new(struct engine *e)
{
	struct transaction *t = mem_zalloc(sizeof *t);

	t->engine = e;
	t->arena = arena_new(TRANSACTION_ARENA_MAX);
	t->eom_ms = clock_mono_ms();
	engine_current(e, &t->policy, &t->inspector);
	envelope_init(&t->envelope, engine_class(e));
	mark_header_init(&t->marks);
	t->counted = engine_begin(e);
	t->spool = spool_new(engine_pool(e));
	if (t->spool == NULL)
		t->err = ERR_SYSTEM;
	return t;
}

void
transaction_free(struct transaction *t)
{
	if (t == NULL)
		return;
	inspection_free(t->inspection);
	spool_free(t->spool);
	policy_unref(t->policy);
	inspector_unref(t->inspector);
	if (t->counted)
		engine_end(t->engine);
	arena_free(t->arena);
	free(t);
}

void
session_abort(struct session *s)
{
	transaction_free(s->t);
	s->t = NULL;
}

static void
failed(struct transaction *t, int err)
{
	if (t->err == 0)
		t->err = err;
}

/* A bounded copy; what is longer than any real string is an error of form. */
static struct slice
keep(struct transaction *t, struct slice text)
{
	struct slice copy;

	if (text.len > ENVELOPE_STRING_MAX) {
		failed(t, ERR_SYNTAX);
		return SLICE_NONE;
	}
	copy = arena_dup(t->arena, text);
	if (copy.ptr == NULL)
		failed(t, ERR_FULL);
	return copy;
}

void
session_helo(struct session *s, struct slice name)
{
	s->helo = arena_dup(s->arena, slice_sub(name, 0, 1000));
}

/* --- envelope ---------------------------------------------------------------------- */

static void
mail_param(struct transaction *t, struct slice p)
{
	struct envelope *e = &t->envelope;

	if (slice_ieq_str(p, "SMTPUTF8"))
		e->smtputf8 = true;
	else if (slice_ieq_str(p, "BODY=7BIT"))
		e->body = MAIL_BODY_7BIT;
	else if (slice_ieq_str(p, "BODY=8BITMIME"))
		e->body = MAIL_BODY_8BITMIME;
	else if (slice_ieq_str(p, "BODY=BINARYMIME"))
		e->body = MAIL_BODY_BINARYMIME;
	else if (slice_istarts(p, SLICE("RET=")))
		e->dsn_ret = keep(t, slice_from(p, 4));
	else if (slice_istarts(p, SLICE("ENVID=")))
		e->dsn_envid = keep(t, slice_from(p, 6));
}

void
session_mail(struct session *s, struct slice path, char *const *params,
    struct slice auth)
{
	struct transaction *t;
	size_t i;
	int r;

	session_told(s);
	session_abort(s);
	t = s->t = transaction_new(s->engine);
	r = address_parse(t->arena, path, &t->envelope.sender);
	if (r < 0)
		failed(t, r);
	t->envelope.auth = keep(t, auth);
	t->envelope.client_addr = s->client_addr;
	t->envelope.client_name = s->client_name;
	t->envelope.helo = s->helo;
	for (i = 0; params != NULL && params[i] != NULL; i++)
		mail_param(t, slice_str(params[i]));
	if (t->spool != NULL) {
		spool_retry_add(t->spool, t->envelope.sender.full);
		spool_retry_add(t->spool, SLICE("\n"));
		/* Whoever signed in is whom rules judge. */
		spool_retry_add(t->spool, t->envelope.auth);
		spool_retry_add(t->spool, SLICE("\n"));
	}
}

void
session_rcpt(struct session *s, struct slice path, char *const *params)
{
	struct slice notify = SLICE_NONE, orcpt = SLICE_NONE, p, *grown;
	struct transaction *t = s->t;
	size_t i;
	int r;

	if (t == NULL)
		return;
	for (i = 0; params != NULL && params[i] != NULL; i++) {
		p = slice_str(params[i]);
		if (slice_istarts(p, SLICE("NOTIFY=")))
			notify = keep(t, slice_from(p, 7));
		else if (slice_istarts(p, SLICE("ORCPT=")))
			orcpt = keep(t, slice_from(p, 6));
	}
	grown = arena_grow(t->arena, t->paths, t->envelope.recipient_count,
	    &t->path_cap, sizeof *t->paths);
	if (grown == NULL) {
		failed(t, ERR_FULL);
		return;
	}
	t->paths = grown;
	t->paths[t->envelope.recipient_count] = keep(t, path);
	r = envelope_add_recipient(&t->envelope, t->arena, path, notify, orcpt);
	if (r < 0)
		failed(t, r);
}

/* --- message ------------------------------------------------------------------------ */

static void
add(struct transaction *t, struct slice bytes)
{
	int r;

	if (t->err != 0 || t->spool == NULL)
		return;
	r = spool_add(t->spool, bytes);
	if (r < 0)
		failed(t, r);
}

/* A value as the message has it: the MTA gives folds as LF alone. */
static void
add_value(struct transaction *t, struct slice value)
{
	size_t at = 0, nl;

	while ((nl = slice_chr(value, '\n', at)) != SLICE_NPOS) {
		if (nl > at && value.ptr[nl - 1] == '\r') {
			add(t, slice_sub(value, at, nl + 1));
		} else {
			add(t, slice_sub(value, at, nl));
			add(t, SLICE("\r\n"));
		}
		at = nl + 1;
	}
	add(t, slice_from(value, at));
	add(t, SLICE("\r\n"));
}

/* Fields that every hop and every attempt may change. */
static bool
is_trace(struct slice name)
{
	return slice_ieq_str(name, "Received") ||
	    slice_ieq_str(name, "Delivered-To") ||
	    slice_ieq_str(name, "Return-Path") ||
	    slice_istarts(name, SLICE("X-Exeat-"));
}

static void
retry_field(struct transaction *t, struct slice name, struct slice value)
{
	if (slice_ieq_str(name, "Message-ID") && t->message_id.ptr == NULL) {
		t->message_id = arena_dup(t->arena, value);
		return;
	}
	if (slice_ieq_str(name, "Date") && t->date.ptr == NULL) {
		t->date = arena_dup(t->arena, value);
		return;
	}
	spool_retry_add(t->spool, name);
	spool_retry_add(t->spool, SLICE(":"));
	spool_retry_add(t->spool, value);
	spool_retry_add(t->spool, SLICE("\n"));
}

/* By which a person asks for the mail later. */
static void
note_id(struct transaction *t, struct slice value)
{
	if (t->id_count == PROOF_IDS_MAX || value.len > 2 * PROOF_ID_MAX)
		return;
	t->ids[t->id_count] = arena_dup(t->arena, value);
	if (t->ids[t->id_count].ptr != NULL)
		t->id_count++;
}

void
session_header(struct session *s, struct slice name, struct slice value)
{
	struct transaction *t = s->t;
	bool is_ticket;
	size_t from;

	if (t == NULL || t->spool == NULL)
		return;
	is_ticket = slice_ieq_str(name, KEEPER_TICKET_FIELD);
	/*
	 * An outsider's ticket is taken off the mail, so it is no part of the
	 * message that we keep either: held with it, it could never pass the
	 * door, which wants exactly one.
	 */
	if (is_ticket && engine_class(s->engine) != MAIL_CLASS_RELEASE) {
		t->ticket_fields++;
		return;
	}
	mark_header_field(&t->marks, name, value);
	from = spool_size(t->spool);
	t->field_count++;
	add(t, name);
	add(t, SLICE(":"));
	add_value(t, value);
	if (is_ticket && t->ticket_fields++ == 0) {
		t->first_ticket_field = t->field_count;
		t->ticket = keep(t, slice_trim(value));
		t->ticket_from = from;
		t->ticket_to = spool_size(t->spool);
	}
	if (slice_ieq_str(name, "Message-ID"))
		note_id(t, value);
	if (!is_trace(name))
		retry_field(t, name, value);
}

/* Would a retry of this mail bring another Message-ID and Date? */
static bool
made_by_mta(const struct transaction *t)
{
	struct slice id = t->envelope.queue_id;

	return id.len > 0 &&
	    slice_find(t->message_id, id, 0) != SLICE_NPOS;
}

static void
set_queue_id(struct transaction *t, struct slice queue_id)
{
	if (t->envelope.queue_id.len == 0 && queue_id.len > 0)
		t->envelope.queue_id = keep(t, queue_id);
}

void
session_eoh(struct session *s, struct slice queue_id)
{
	struct transaction *t = s->t;

	if (t == NULL || t->spool == NULL)
		return;
	set_queue_id(t, queue_id);
	if (!made_by_mta(t)) {
		spool_retry_add(t->spool, t->message_id);
		spool_retry_add(t->spool, SLICE("\n"));
		spool_retry_add(t->spool, t->date);
	}
	spool_retry_add(t->spool, SLICE("\n\n"));
	add(t, SLICE("\r\n"));
	t->body_from = spool_size(t->spool);
}

void
session_body(struct session *s, struct slice chunk)
{
	struct transaction *t = s->t;

	if (t == NULL || t->spool == NULL)
		return;
	add(t, chunk);
	if (t->err == 0)
		spool_retry_add(t->spool, chunk);
}

/* --- end of message ------------------------------------------------------------------- */

static int
by_address(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;

	return slice_cmp(*x, *y);
}

/* Recipients in byte order, so that their order does not matter. */
static int
retry_recipients(struct transaction *t)
{
	struct envelope *e = &t->envelope;
	struct slice *sorted;
	char count[24];
	size_t i;

	sorted = arena_array(t->arena, e->recipient_count, sizeof *sorted);
	if (sorted == NULL)
		return ERR_FULL;
	for (i = 0; i < e->recipient_count; i++)
		sorted[i] = e->recipients[i].address.full;
	qsort(sorted, e->recipient_count, sizeof *sorted, by_address);
	for (i = 0; i < e->recipient_count; i++) {
		spool_retry_add(t->spool, SLICE("\n"));
		spool_retry_add(t->spool, sorted[i]);
	}
	/* The number says where a body that looks like addresses ends. */
	spool_retry_add(t->spool, slice_of(count, (size_t)snprintf(count,
	    sizeof count, "\n%zu", e->recipient_count)));
	return 0;
}

static int
seal(struct transaction *t)
{
	struct envelope *e = &t->envelope;
	int r;

	if (t->err != 0)
		return t->err;
	r = retry_recipients(t);
	if (r == 0)
		r = spool_finish(t->spool, e->digest, e->retry_digest);
	e->size = spool_size(t->spool);
	e->at_ms = clock_wall_ms();
	return r;
}

/* An error of ours: the sender's program tries again. */
static void
own_error(int err, struct session_answer *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->kind = ANSWER_TEMPFAIL;
	ret->code = 451;
	ret->line_count = 1;
	switch (err) {
	case ERR_TIMEOUT:
		ret->status = "4.7.0";
		ret->lines[0] = SLICE("Not sent yet: the check is busy; "
		    "your mail program will try again.");
		return;
	case ERR_MISMATCH:
		ret->status = "4.3.5";
		ret->lines[0] = SLICE("Not sent yet: the rules are being "
		    "changed; your mail program will try again.");
		return;
	default:
		ret->status = "4.3.0";
		ret->lines[0] = SLICE("Not sent yet: the mail check is not "
		    "available; your mail program will try again.");
		return;
	}
}

/* What the sender, not we, got wrong: refused without a look inside. */
static const struct refusal {
	int err;
	uint16_t code;
	const char *status;
	const char *words;
	enum anomaly_class class;
	const char *why;
} refusals[] = {
	{ ERR_LIMIT, 552, "5.3.4", "Not sent: this email is too large.",
	    ANOMALY_LIMIT, "over set message-limit" },
	{ ERR_SYNTAX, 550, "5.1.0", "Not sent: an address is malformed.",
	    ANOMALY_MALFORMED, "an envelope address" },
	{ ERR_DENIED, 550, "5.7.1", "This port takes released email only.",
	    ANOMALY_INCOMPLETE, "no live release ticket" },
	{ 0, 0, NULL, NULL, ANOMALY_INCOMPLETE, NULL }
};

/*
 * A verdict and a report for it, so that this refusal is on record as any
 * other: no answer goes out that the audit does not know.
 */
static int
refuse(struct transaction *t, int err)
{
	const struct refusal *f;
	struct verdict *v;
	size_t i, n = t->envelope.recipient_count;

	for (f = refusals; f->err != 0 && f->err != err; f++)
		;
	if (f->err == 0)
		return err;
	t->refused = true;
	t->report = report_incomplete(t->arena, f->class, f->why);
	t->verdict = v = arena_zalloc(t->arena, sizeof *v);
	if (t->report == NULL || v == NULL)
		return ERR_FULL;
	v->recipients = arena_array(t->arena, n, sizeof *v->recipients);
	if (v->recipients == NULL)
		return ERR_FULL;
	v->disposition = DISPOSITION_REJECT;
	v->recipient_count = n;
	for (i = 0; i < n; i++)
		v->recipients[i].disposition = DISPOSITION_REJECT;
	v->smtp_code = f->code;
	memcpy(v->smtp_status, f->status, strlen(f->status) + 1);
	v->reply[0] = slice_str(f->words);
	v->reply_count = 1;
	memcpy(v->revision, policy_digest(t->policy), sizeof v->revision);
	if (policy_mark_protected(t->policy, &t->envelope, t->arena, v) < 0 ||
	    policy_mark_outside(t->policy, &t->envelope, t->arena, v) < 0)
		return ERR_FULL;
	return record_reference(t);
}

/*
 * A verdict that lets mail out says of every recipient of this envelope
 * whether he gets his copy, and nothing else.
 */
static bool
can_be_carried_out(const struct transaction *t)
{
	const struct verdict *v = t->verdict;
	enum disposition d;
	size_t i;

	if (v->recipient_count != t->envelope.recipient_count ||
	    v->recipient_count == 0)
		return t->refused;
	if (v->disposition == DISPOSITION_REJECT ||
	    v->disposition == DISPOSITION_TEMPFAIL)
		return true;
	for (i = 0; i < v->recipient_count; i++) {
		d = v->recipients[i].disposition;
		if (d != DISPOSITION_ACCEPT && d != DISPOSITION_QUARANTINE)
			return false;
	}
	return true;
}

/* Recipients whose copy is held or goes apart, as the MTA named them. */
static int
collect_removed(struct transaction *t, struct session_answer *ret)
{
	const struct verdict *v = t->verdict;
	struct slice *list;
	size_t i, n = 0;

	list = arena_array(t->arena, v->recipient_count, sizeof *list);
	if (list == NULL)
		return ERR_FULL;
	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].disposition == DISPOSITION_QUARANTINE ||
		    v->recipients[i].is_separate) {
			list[n++] = t->paths[i];
			ret->separate_count += v->recipients[i].is_separate;
		}
	ret->removed = list;
	ret->removed_count = n;
	return 0;
}

static void
take_reply(const struct verdict *v, struct session_answer *ret)
{
	size_t i;

	ret->code = v->smtp_code;
	ret->status = v->smtp_status;
	for (i = 0; i < v->reply_count && i < REPLY_LINES_MAX; i++)
		ret->lines[i] = v->reply[i];
	ret->line_count = i;
}

static int
answer_from_verdict(struct transaction *t, struct session_answer *ret)
{
	const struct verdict *v = t->verdict;
	int r;

	switch (v->disposition) {
	case DISPOSITION_REJECT:
		ret->kind = ANSWER_REJECT;
		take_reply(v, ret);
		return 0;
	case DISPOSITION_TEMPFAIL:
		ret->kind = ANSWER_TEMPFAIL;
		take_reply(v, ret);
		return 0;
	case DISPOSITION_ACCEPT:
	case DISPOSITION_QUARANTINE:
	case DISPOSITION_DISCARD:
		break;
	case DISPOSITION_COUNT:
		return ERR_RANGE;
	}
	r = collect_removed(t, ret);
	if (r < 0)
		return r;
	ret->kind = ret->removed_count == v->recipient_count &&
	    v->recipient_count > 0 ? ANSWER_DISCARD : ANSWER_ACCEPT;
	if (ret->kind == ANSWER_ACCEPT) {
		if (t->edited)
			ret->edits = &t->edits;
		if (t->ticket_fields > 0) {
			ret->delete_name = SLICE(KEEPER_TICKET_FIELD);
			ret->delete_count = t->ticket_fields;
		}
		r = spool_view(t->spool, &ret->message);
	}
	return r;
}

/* The whole line; what fails is ours, and the answer is 451. */
static int
run(struct session *s, void (*beat)(void *), void *beat_arg,
    struct session_answer *ret)
{
	struct transaction *t = s->t;
	int r;

	if (!t->counted)
		return ERR_CLOSED;
	r = seal(t);
	if (r == 0 && engine_class(t->engine) == MAIL_CLASS_RELEASE)
		r = door_check(t);
	/* Beyond this line the same codes would be errors of ours. */
	r = r < 0 ? refuse(t, r) : transaction_judge(t, beat, beat_arg);
	if (r == 0 && !can_be_carried_out(t))
		r = ERR_RANGE;
	if (r == 0 && t->verdict->disposition != DISPOSITION_TEMPFAIL)
		r = record_decision(t, &ret->decision);
	if (r == 0)
		r = answer_from_verdict(t, ret);
	return r;
}

void
session_eom(struct session *s, struct slice queue_id, void (*beat)(void *),
    void *beat_arg, struct session_answer *ret)
{
	int r;

	memset(ret, 0, sizeof *ret);
	if (s->t == NULL) {
		own_error(ERR_WRONG_STATE, ret);
		return;
	}
	s->t->eom_ms = clock_mono_ms();
	set_queue_id(s->t, queue_id);
	r = run(s, beat, beat_arg, ret);
	if (r < 0)
		own_error(r, ret);
	record_log(s->t, ret, r);
}

/*
 * The engine goes on counting it, so that nobody who drains is in a hurry
 * before the keeper knows.
 */
static void
tell_later(struct session *s, uint64_t decision)
{
	s->untold = decision;
	memcpy(s->untold_copy, s->t->copy, sizeof s->untold_copy);
	s->t->counted = false;
}

void
session_done(struct session *s, const struct session_answer *a, bool applied)
{
	if (a->decision != 0 && applied && s->t != NULL &&
	    s->t->copy[0] != '\0')
		tell_later(s, a->decision);
	else if (a->decision != 0)
		keeper_close(engine_keeper(s->engine), a->decision,
		    s->t != NULL ? s->t->copy : "", applied);
	session_abort(s);
}

void
session_told(struct session *s)
{
	if (s->untold == 0)
		return;
	keeper_close(engine_keeper(s->engine), s->untold, s->untold_copy,
	    true);
	s->untold = 0;
	engine_end(s->engine);
}
