/*
 * requests_people -- what people ask about held messages.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/request.h"

static void
words(struct request *r, const char *text)
{
	snprintf(r->words, sizeof r->words, "%s", text);
}

static int
take_ref(struct wire_in *w, struct request *r)
{
	struct slice ref;
	int e;

	e = wire_str(w, 64, &ref);
	if (e == 0 && reference_parse(ref, r->ref) < 0) {
		words(r, "this is no reference");
		e = ERR_SYNTAX;
	}
	return e;
}

/* Empty or of one character is no reason (Q13). */
static int
take_reason(struct wire_in *w, struct request *r, bool is_needed)
{
	struct slice s;
	int e;

	e = wire_str(w, 4 * REASON_MAX, &s);
	if (e < 0)
		return e;
	s = slice_trim(s);
	if ((is_needed && s.len < REASON_MIN) || s.len > REASON_MAX) {
		words(r, is_needed && s.len < REASON_MIN ?
		    "a reason is needed" : "the reason is too long");
		return ERR_RANGE;
	}
	r->reason = s.len > 0 ? arena_dup(r->arena, s) : SLICE_NONE;
	return 0;
}

static int
ended(struct wire_in *w)
{
	int e = wire_end(w);

	return e < 0 ? e : 1;
}

static int
not_found(struct request *r, int e)
{
	if (e == ERR_NOTFOUND && r->words[0] == '\0')
		words(r, "there is no such email");
	return e;
}

static void
item_of(const struct case_view *v, struct held_item *item)
{
	memset(item, 0, sizeof *item);
	memcpy(item->ref, v->ref, sizeof item->ref);
	item->state = v->state;
	item->role = v->role;
	item->held_ms = v->held_ms;
	item->due_ms = v->due_ms;
	item->sender = v->sender;
	item->rule = v->rule;
	item->recipients = v->recipient_count;
	item->size = v->size;
	item->attempts = v->attempts;
	item->of = v->of;
	item->code = v->code;
}

/* --- list ------------------------------------------------------------------------- */

int
list_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	e = wire_str(&w, 64, &r->state);
	return e < 0 ? e : ended(&w);
}

int
list_run(struct request_context *x, struct request *r)
{
	struct case_view *views;
	struct held_item item;
	struct wire_out w;
	size_t i, n;
	int e;

	e = quarantine_list(x->custody->quarantine, r->state, r->arena,
	    &views, &n);
	if (e == ERR_NOTFOUND)
		words(r, "there is no such state");
	if (e < 0)
		return e;
	wire_out_init(&w, &r->answer);
	wire_put_u32(&w, (uint32_t)n);
	for (i = 0; i < n; i++) {
		item_of(&views[i], &item);
		protocol_put_item(&w, &item);
	}
	return wire_out_err(&w);
}

/* --- show --------------------------------------------------------------------------- */

int
show_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	e = take_ref(&w, r);
	if (e == 0)
		e = wire_bool(&w, &r->flag);
	if (e == 0)
		e = take_reason(&w, r, r->flag);
	return e < 0 ? e : ended(&w);
}

struct lines {
	struct arena *arena;
	struct slice *line;
	size_t count, cap;
};

static int
add_line(void *arg, struct slice line)
{
	struct lines *l = arg;

	l->line = arena_grow(l->arena, l->line, l->count, &l->cap,
	    sizeof *l->line);
	if (l->line == NULL)
		return ERR_LIMIT;
	l->line[l->count] = arena_dup(l->arena, line);
	return l->line[l->count++].ptr == NULL ? ERR_LIMIT : 0;
}

/* The report without the message's text, unless it may be seen. */
static int
put_report(struct request *r, struct wire_out *w, struct slice packed,
    bool with_text)
{
	struct buf b = BUF_INIT(KEEPER_REQUEST_MAX);
	struct report *report;
	int e;

	if (packed.len == 0 || with_text) {
		wire_put_str(w, packed);
		return 0;
	}
	e = report_unpack(packed, r->arena, &report);
	if (e == 0) {
		report->preview = SLICE_NONE;
		e = report_pack(report, &b);
	}
	if (e == 0)
		wire_put_str(w, buf_slice(&b));
	buf_free(&b);
	return e;
}

/* A view is an act: its record is in the transaction of the answer. */
static int
record_view(struct request_context *x, struct request *r)
{
	return audit_append(x->custody->audit, &(struct audit_act){
	    .actor = slice_str(r->conn->name), .act = SLICE("viewed"),
	    .object = slice_str(r->ref), .detail = r->reason });
}

int
show_run(struct request_context *x, struct request *r)
{
	struct lines history = { .arena = r->arena };
	struct slice verdict, report;
	struct held_item item;
	struct case_view v;
	struct wire_out w;
	int e;

	e = quarantine_show(x->custody->quarantine, r->ref, r->arena, &v,
	    &verdict, &report);
	if (e == 0 && r->flag)
		e = record_view(x, r);
	if (e == 0)
		e = audit_history(x->custody->audit, slice_str(r->ref),
		    add_line, &history);
	if (e == 0 && v.reply.len > 0)
		e = add_line(&history, arena_printf(r->arena,
		    "last reply of the release port: %.*s", (int)v.reply.len,
		    (const char *)v.reply.ptr));
	if (e < 0)
		return not_found(r, e);
	item_of(&v, &item);
	wire_out_init(&w, &r->answer);
	protocol_put_item(&w, &item);
	protocol_put_strings(&w, v.recipients, v.recipient_count);
	protocol_put_strings(&w, history.line, history.count);
	wire_put_str(&w, verdict);
	e = put_report(r, &w, report, r->flag);
	return e < 0 ? e : wire_out_err(&w);
}

/* --- release, refuse ------------------------------------------------------------------- */

/* Who decided it, and when: the last such line of its history. */
static int
keep_decision(void *arg, struct slice line)
{
	struct request *r = arg;

	if (slice_find(line, SLICE("Z release by "), 0) != SLICE_NPOS ||
	    slice_find(line, SLICE("Z refuse by "), 0) != SLICE_NPOS)
		snprintf(r->words, sizeof r->words, "decided already: %.*s",
		    (int)line.len, (const char *)line.ptr);
	return 0;
}

static int
decided_already(struct request_context *x, struct request *r, int e)
{
	struct slice state;

	if (e != ERR_WRONG_STATE)
		return not_found(r, e);
	if (quarantine_state(x->custody->quarantine, r->ref, &state) == 0)
		snprintf(r->words, sizeof r->words, "it is %.*s",
		    (int)state.len, (const char *)state.ptr);
	(void)audit_history(x->custody->audit, slice_str(r->ref),
	    keep_decision, r);
	return e;
}

int
release_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	uint32_t wait = 0;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	e = take_ref(&w, r);
	if (e == 0)
		e = take_reason(&w, r, true);
	if (e == 0)
		e = wire_u32(&w, &wait);
	r->deadline_ms = clock_mono_ms() + wait;
	return e < 0 ? e : ended(&w);
}

int
release_run(struct request_context *x, struct request *r)
{
	int e;

	e = quarantine_release(x->custody->quarantine, r->ref,
	    slice_str(r->conn->name), r->reason, clock_wall_ms());
	if (e == 0)
		x->released(x->arg);
	return decided_already(x, r, e);
}

/* The decision is durable; wait for the hand-over as long as was asked. */
int
release_after(struct request_context *x, struct request *r)
{
	struct wire_out w;
	int e;

	if (r->state.len == 0) {
		if (clock_mono_ms() < r->deadline_ms)
			return 0;
		e = quarantine_state(x->custody->quarantine, r->ref,
		    &r->state);
		if (e < 0)
			return e;
	}
	wire_out_init(&w, &r->answer);
	wire_put_str(&w, r->state);
	e = wire_out_err(&w);
	return e < 0 ? e : 1;
}

int
refuse_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	e = take_ref(&w, r);
	if (e == 0)
		e = take_reason(&w, r, true);
	return e < 0 ? e : ended(&w);
}

int
refuse_run(struct request_context *x, struct request *r)
{
	return decided_already(x, r, quarantine_refuse(x->custody->quarantine,
	    r->ref, slice_str(r->conn->name), r->reason));
}

/* --- explain -------------------------------------------------------------------------- */

int
explain_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	e = take_ref(&w, r);
	return e < 0 ? e : ended(&w);
}

int
explain_run(struct request_context *x, struct request *r)
{
	struct stored_answer ans;
	struct wire_out w;
	int e;

	e = quarantine_answer(x->custody->quarantine, r->ref, r->arena, &ans);
	if (e < 0)
		return not_found(r, e);
	wire_out_init(&w, &r->answer);
	wire_put_u64(&w, (uint64_t)ans.at_ms);
	wire_put_str(&w, ans.envelope);
	wire_put_str(&w, ans.verdict);
	e = put_report(r, &w, ans.report, false);
	return e < 0 ? e : wire_out_err(&w);
}
