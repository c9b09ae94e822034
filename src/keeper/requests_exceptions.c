/*
 * requests_exceptions -- what people ask of the register of exceptions.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/request.h"
#include "register/exceptions.h"

/* Entries in one answer; who wants more asks from the last one on. */
#define LIST_STEP	500

static int
say(struct request *r, int e, struct slice why)
{
	if (e < 0 && why.len > 0)
		snprintf(r->words, sizeof r->words, "%.*s", (int)why.len,
		    (const char *)why.ptr);
	return e;
}

/*
 * A story that is told to a store of one's own has its own times; the
 * daemon's keeper goes by its clock.
 */
static int
take_time(struct wire_in *w, const struct request_context *x,
    struct request *r)
{
	uint64_t ms = 0;
	int e;

	e = wire_u64(w, &ms);
	if (e == 0 && (ms > INT64_MAX || (ms != 0 && !x->is_private)))
		return say(r, ERR_DENIED, SLICE("the time is now"));
	r->number_at_ms = ms != 0 ? (int64_t)ms : clock_wall_ms();
	return e;
}

static int
put_entry(struct wire_out *w, const struct exception_entry *e,
    const struct register_context *c)
{
	const struct exception_terms *t = exceptions_terms(c->settings,
	    e->reg);
	struct buf b = BUF_INIT(REGISTER_TEXT_MAX);
	int r;

	r = exception_encode(e, &b);
	wire_put_str(w, buf_slice(&b));
	wire_put_u8(w, (uint8_t)exception_state(e,
	    t != NULL ? t->remind_days : 0, c->at_ms));
	buf_free(&b);
	return r < 0 ? r : wire_out_err(w);
}

static struct register_context
context(struct request_context *x, struct request *r)
{
	return custody_registers(x->custody, &x->registers, r->arena,
	    r->number_at_ms, "");
}

/* --- add ----------------------------------------------------------------------- */

int
exception_add_prepare(struct request_context *x, struct request *r)
{
	struct slice bytes;
	struct wire_in w;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_str(&w, REGISTER_TEXT_MAX, &bytes)) < 0 ||
	    (e = exception_decode(bytes, r->arena, &r->exception)) < 0 ||
	    (e = take_time(&w, x, r)) < 0 || (e = wire_end(&w)) < 0)
		return e;
	/* Who asks is who the socket says. */
	r->exception.actor = slice_str(r->conn->name);
	r->exception.reason = slice_trim(r->exception.reason);
	return 1;
}

int
exception_add_run(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	struct slice why;
	struct wire_out w;
	int e;

	e = exceptions_add(&c, &r->exception, &why);
	if (e < 0)
		return say(r, e, why);
	wire_out_init(&w, &r->answer);
	return put_entry(&w, &r->exception, &c);
}

/* --- end ------------------------------------------------------------------------ */

int
exception_end_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	struct slice s;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_u64(&w, &r->number)) < 0 ||
	    (e = wire_str(&w, 4 * REASON_MAX, &s)) < 0 ||
	    (e = take_time(&w, x, r)) < 0 || (e = wire_end(&w)) < 0)
		return e;
	s = slice_trim(s);
	if (s.len < REASON_MIN)
		return say(r, ERR_RANGE, SLICE("a reason is needed"));
	r->reason = arena_dup(r->arena, s);
	return 1;
}

int
exception_end_run(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	struct exception_entry done;
	struct slice why;
	struct wire_out w;
	int e;

	e = exceptions_end(&c, r->number, slice_str(r->conn->name), r->reason,
	    &done, &why);
	if (e < 0)
		return say(r, e, why);
	wire_out_init(&w, &r->answer);
	return put_entry(&w, &done, &c);
}

/* --- list ----------------------------------------------------------------------- */

int
exceptions_prepare(struct request_context *x, struct request *r)
{
	struct exception_entry *list;
	struct register_context c;
	struct wire_out out;
	struct wire_in w;
	size_t i, n;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_u64(&w, &r->number)) < 0 ||
	    (e = take_time(&w, x, r)) < 0 || (e = wire_end(&w)) < 0)
		return e;
	c = context(x, r);
	e = exceptions_list(&c, r->number, LIST_STEP, &list, &n);
	wire_out_init(&out, &r->answer);
	if (e == 0)
		wire_put_u32(&out, (uint32_t)n);
	for (i = 0; i < n && e == 0; i++)
		e = put_entry(&out, &list[i], &c);
	return e < 0 ? e : 1;
}
