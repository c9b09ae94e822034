#include "keeper/client.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "ipc/frame.h"
#include "ipc/wire.h"
#include "keeper/protocol.h"
#include "keeper/talk.h"
#include "mail/disclosure.h"

#define CLOSE_PATIENCE_MS	200
#define PERSON_PATIENCE_MS	30000

/* --- for the milter --------------------------------------------------------------- */

int
keeper_ask(struct keeper *k, const struct memory_question *q,
    int64_t deadline_mono_ms, struct arena *a, struct memory_answer *ret)
{
	struct buf body = BUF_INIT(KEEPER_REQUEST_MAX);
	struct memory_answer m;
	struct talk t = { 0 };
	int r;

	r = memory_question_encode(q, &body);
	if (r == 0)
		r = talk_ask(k, &t, KEEPER_ASK, buf_slice(&body), -1,
		    deadline_mono_ms);
	if (r == 0) {
		r = memory_answer_decode(buf_slice(&t.answer), a, &m);
		if (r < 0 || !memory_answer_fits(&m, q))
			r = ERR_PEER;
	}
	if (r == 0)
		*ret = m;
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_mark_key(struct keeper *k, int64_t deadline_mono_ms,
    uint8_t ret[KEEPER_MARK_KEY_SIZE])
{
	struct talk t = { .is_secret = true };
	int r;

	r = talk_ask(k, &t, KEEPER_MARK_KEY, SLICE_NONE, -1,
	    deadline_mono_ms);
	if (r == 0 && t.answer.len != KEEPER_MARK_KEY_SIZE)
		r = ERR_PEER;
	if (r == 0)
		memcpy(ret, t.answer.ptr, KEEPER_MARK_KEY_SIZE);
	talk_end(&t);
	return r;
}

static int
put_decision(const struct keeper_decision *d, struct buf *out)
{
	struct buf part = BUF_INIT(KEEPER_REQUEST_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, out);
	wire_put_str(&w, slice_str(d->ref));
	r = envelope_encode(d->envelope, &part);
	if (r == 0)
		wire_put_str(&w, buf_slice(&part));
	buf_reset(&part);
	if (r == 0)
		r = verdict_encode(d->verdict, &part);
	if (r == 0)
		wire_put_str(&w, buf_slice(&part));
	buf_reset(&part);
	/* A report is kept with a held message only. */
	if (r == 0 && verdict_holds(d->verdict) && d->report != NULL)
		r = report_pack(d->report, &part);
	if (r == 0)
		wire_put_str(&w, buf_slice(&part));
	buf_reset(&part);
	if (r == 0 && d->note != NULL)
		r = memory_note_encode(d->note, &part);
	if (r == 0)
		wire_put_str(&w, buf_slice(&part));
	buf_reset(&part);
	if (r == 0 && d->proof != NULL)
		r = proof_encode(d->proof, &part);
	if (r == 0) {
		wire_put_str(&w, buf_slice(&part));
		r = wire_out_err(&w);
	}
	buf_free(&part);
	return r;
}

int
keeper_decide(struct keeper *k, const struct keeper_decision *d,
    int64_t deadline_mono_ms, struct keeper_receipt *ret)
{
	struct buf body = BUF_INIT(KEEPER_REQUEST_MAX);
	struct keeper_receipt got = { 0 };
	struct arena *a = arena_new(KEEPER_REQUEST_MAX);
	struct keeper_decision kept = *d;
	struct envelope envelope;
	struct verdict verdict;
	struct talk t = { 0 };
	struct slice ref, copy;
	struct wire_in w;
	int r = 0;

	if (d->verdict->is_disclosure) {
		r = disclosure_hide(d->envelope, d->verdict, a, &envelope,
		    &verdict);
		kept = (struct keeper_decision){ .ref = d->ref,
		    .envelope = &envelope, .verdict = &verdict,
		    .spool_fd = -1, .proof = d->proof };
	}
	if (r == 0)
		r = put_decision(&kept, &body);
	if (r == 0)
		r = talk_ask(k, &t, KEEPER_DECIDE, buf_slice(&body),
		    kept.spool_fd, deadline_mono_ms);
	if (r == 0) {
		wire_in_init(&w, buf_slice(&t.answer));
		if (wire_u64(&w, &got.id) < 0 ||
		    wire_str(&w, REFERENCE_SIZE - 1, &ref) < 0 ||
		    wire_bool(&w, &got.joined) < 0 ||
		    wire_str(&w, REFERENCE_SIZE - 1, &copy) < 0 ||
		    wire_end(&w) < 0)
			r = ERR_PEER;
	}
	if (r == 0) {
		snprintf(got.ref, sizeof got.ref, "%.*s", (int)ref.len,
		    (const char *)ref.ptr);
		snprintf(got.copy, sizeof got.copy, "%.*s", (int)copy.len,
		    copy.len > 0 ? (const char *)copy.ptr : "");
		*ret = got;
	}
	talk_end(&t);
	buf_free(&body);
	arena_free(a);
	return r;
}

void
keeper_close(struct keeper *k, uint64_t id, const char *copy, bool applied)
{
	struct buf body = BUF_INIT(64);
	int64_t deadline = clock_mono_ms() + CLOSE_PATIENCE_MS;
	struct talk t = { 0 };
	struct wire_out w;

	wire_out_init(&w, &body);
	wire_put_u64(&w, id);
	wire_put_bool(&w, applied);
	wire_put_str(&w, slice_str(copy));
	if (talk_open(k, &t, deadline, false) == 0)
		talk_close(k, &t, frame_send(t.fd, KEEPER_CLOSE,
		    buf_slice(&body), NULL, 0, deadline) == 0);
	buf_free(&body);
}

int
keeper_ticket(struct keeper *k, struct slice ticket, const struct envelope *e,
    const uint8_t digest[MAIL_DIGEST_SIZE], int64_t deadline_mono_ms)
{
	struct buf body = BUF_INIT(KEEPER_REQUEST_MAX);
	struct buf part = BUF_INIT(ENVELOPE_BYTES_MAX);
	struct talk t = { 0 };
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, ticket);
	r = envelope_encode(e, &part);
	wire_put_str(&w, buf_slice(&part));
	wire_put_bytes(&w, digest, MAIL_DIGEST_SIZE);
	if (r == 0)
		r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_TICKET, &body, deadline_mono_ms);
	talk_end(&t);
	buf_free(&part);
	buf_free(&body);
	return r;
}

/* --- for people ---------------------------------------------------------------------- */

static int64_t
patience(void)
{
	return clock_mono_ms() + PERSON_PATIENCE_MS;
}

int
keeper_held_list(struct keeper *k, struct slice state, struct arena *a,
    struct held_item **ret, size_t *ret_n)
{
	struct buf body = BUF_INIT(KIB);
	struct held_item *items = NULL;
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	uint32_t i, n = 0;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, state);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_LIST, &body, patience());
	if (r < 0)
		goto out;
	wire_in_init(&in, buf_slice(&t.answer));
	if (wire_u32(&in, &n) < 0 || n > HELD_LIST_MAX)
		r = ERR_PEER;
	if (r == 0 && (items = arena_array(a, n + 1, sizeof *items)) == NULL)
		r = ERR_LIMIT;
	for (i = 0; r == 0 && i < n; i++)
		r = protocol_item(&in, a, &items[i]);
	if (r == 0)
		r = wire_end(&in);
	if (r == 0) {
		*ret = items;
		*ret_n = n;
	}
out:
	talk_end(&t);
	buf_free(&body);
	return r;
}

/* Verdict and report in their wire forms; an empty report is none. */
static int
take_verdict(struct wire_in *w, struct arena *a, struct verdict **ret_v,
    struct report **ret_r)
{
	struct slice verdict, report;
	int r;

	r = wire_str(w, KEEPER_REQUEST_MAX, &verdict);
	if (r == 0)
		r = wire_str(w, KEEPER_REQUEST_MAX, &report);
	if (r < 0)
		return r;
	*ret_v = arena_zalloc(a, sizeof **ret_v);
	*ret_r = NULL;
	r = *ret_v == NULL ? ERR_LIMIT : verdict_decode(verdict, a, *ret_v);
	if (r == 0 && report.len > 0)
		r = report_unpack(report, a, ret_r);
	return r;
}

int
keeper_held_show(struct keeper *k, const char *ref, bool with_text,
    struct slice reason, struct arena *a, struct held_detail *ret)
{
	struct buf body = BUF_INIT(8 * KIB);
	struct held_detail d = { 0 };
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	wire_put_bool(&w, with_text);
	wire_put_str(&w, reason);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_SHOW, &body, patience());
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if ((r = protocol_item(&in, a, &d.item)) == 0 &&
		    (r = protocol_strings(&in, a, &d.recipients,
		    &d.recipient_count)) == 0 &&
		    (r = protocol_strings(&in, a, &d.history,
		    &d.history_count)) == 0 &&
		    (r = take_verdict(&in, a, &d.verdict, &d.report)) == 0)
			r = wire_end(&in);
	}
	if (r == 0)
		*ret = d;
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_held_release(struct keeper *k, const char *ref, struct slice reason,
    int64_t deadline_mono_ms, struct arena *a, struct slice *ret_state)
{
	struct buf body = BUF_INIT(8 * KIB);
	int64_t wait = deadline_mono_ms - clock_mono_ms();
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	if (wait < 0)
		wait = 0;
	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	wire_put_str(&w, reason);
	wire_put_u32(&w, wait > INT32_MAX ? INT32_MAX : (uint32_t)wait);
	r = wire_out_err(&w);
	/* The keeper keeps the deadline; give its answer time to arrive. */
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_RELEASE, &body,
		    deadline_mono_ms + PERSON_PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = protocol_str(&in, a, 32, ret_state);
		if (r == 0)
			r = wire_end(&in);
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_held_refuse(struct keeper *k, const char *ref, struct slice reason)
{
	struct buf body = BUF_INIT(8 * KIB);
	struct talk t = { 0 };
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	wire_put_str(&w, reason);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_REFUSE, &body, patience());
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_explain(struct keeper *k, const char *ref, struct arena *a,
    struct keeper_answer *ret)
{
	struct buf body = BUF_INIT(KIB);
	struct keeper_answer ans = { 0 };
	struct slice envelope;
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	uint64_t at = 0;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	r = talk_ask_buf(k, &t, KEEPER_EXPLAIN, &body, patience());
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = wire_u64(&in, &at);
		if (r == 0)
			r = wire_str(&in, ENVELOPE_BYTES_MAX, &envelope);
	}
	if (r == 0) {
		ans.envelope = arena_zalloc(a, sizeof *ans.envelope);
		r = ans.envelope == NULL ? ERR_LIMIT :
		    envelope_decode(envelope, a, ans.envelope);
	}
	if (r == 0)
		r = take_verdict(&in, a, &ans.verdict, &ans.report);
	if (r == 0)
		r = wire_end(&in);
	if (r == 0) {
		ans.at_ms = (int64_t)at;
		*ret = ans;
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}

/* --- the audit record ------------------------------------------------------------------ */

int
keeper_audit_verify(struct keeper *k, uint64_t *ret_records,
    uint64_t *ret_bad)
{
	struct talk t = { 0 };
	struct wire_in in;
	uint64_t records, bad;
	int r;

	/* A long chain takes long; silence means death, and that is seen. */
	r = talk_ask(k, &t, KEEPER_VERIFY, SLICE_NONE, -1,
	    FRAME_NO_DEADLINE);
	if (r == 0 || r == ERR_CORRUPT) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (wire_u64(&in, &records) < 0 || wire_u64(&in, &bad) < 0 ||
		    wire_end(&in) < 0)
			r = ERR_PEER;
	}
	if (r == 0 || r == ERR_CORRUPT) {
		*ret_records = records;
		*ret_bad = bad;
	}
	talk_end(&t);
	return r;
}

struct lines {
	int (*emit)(void *arg, struct slice line);
	void *arg;
};

/* A piece holds whole lines. */
static int
emit_lines(void *arg, struct slice body)
{
	struct lines *l = arg;
	size_t at, end;
	int r;

	for (at = 0; at < body.len; at = end + 1) {
		end = slice_chr(body, '\n', at);
		if (end == SLICE_NPOS)
			return ERR_PEER;
		r = l->emit(l->arg, slice_sub(body, at, end));
		if (r < 0)
			return r;
	}
	return 0;
}

int
keeper_audit_export(struct keeper *k, uint64_t from,
    int (*emit)(void *arg, struct slice line), void *arg)
{
	struct buf body = BUF_INIT(64);
	struct lines lines = { emit, arg };
	struct talk t = { .piece = emit_lines, .piece_arg = &lines };
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_u64(&w, from);
	r = talk_ask_buf(k, &t, KEEPER_EXPORT, &body, FRAME_NO_DEADLINE);
	talk_end(&t);
	buf_free(&body);
	return r;
}

int
keeper_reload(struct keeper *k, int64_t deadline_mono_ms, struct arena *a,
    struct slice *ret_text)
{
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = talk_ask(k, &t, KEEPER_RELOAD, SLICE_NONE, -1, deadline_mono_ms);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = protocol_str(&in, a, FRAME_BODY_MAX, ret_text);
		if (r == 0)
			r = wire_end(&in);
	}
	talk_end(&t);
	return r;
}

int
keeper_stats(struct keeper *k, struct keeper_stats *ret)
{
	struct keeper_stats got;
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = talk_ask(k, &t, KEEPER_STATS, SLICE_NONE, -1, patience());
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (wire_u64(&in, &got.commits) < 0 ||
		    wire_u64(&in, &got.decisions) < 0 ||
		    wire_u64(&in, &got.records) < 0 ||
		    wire_u64(&in, &got.flushes) < 0 ||
		    wire_u64(&in, &got.largest) < 0 || wire_end(&in) < 0)
			r = ERR_PEER;
	}
	if (r == 0)
		*ret = got;
	talk_end(&t);
	return r;
}
