/*
 * requests_audit -- the record itself, and the keeper's own affairs.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/request.h"
#include "store/flush.h"

/* Records looked at before the others get their turn. */
#define WALK_STEP	2000

static int
nothing_more(struct request *r)
{
	return r->conn->in.len > 0 ? ERR_TRAILING : 1;
}

/* --- verify ----------------------------------------------------------------- */

int
verify_prepare(struct request_context *x, struct request *r)
{
	(void)x;
	return nothing_more(r);
}

int
verify_run(struct request_context *x, struct request *r)
{
	r->walk = audit_walk_new(x->custody->audit);
	return 0;
}

int
verify_after(struct request_context *x, struct request *r)
{
	struct wire_out w;
	int e, put;

	(void)x;
	e = audit_walk_step(r->walk, WALK_STEP);
	if (e == 0 || (e < 0 && e != ERR_CORRUPT))
		return e;
	wire_out_init(&w, &r->answer);
	wire_put_u64(&w, audit_walk_seen(r->walk));
	wire_put_u64(&w, audit_walk_bad(r->walk));
	put = wire_out_err(&w);
	return put < 0 ? put : e;
}

/* --- export ------------------------------------------------------------------- */

int
export_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	wire_u64(&w, &r->number);
	e = wire_end(&w);
	return e < 0 ? e : 1;
}

int
export_run(struct request_context *x, struct request *r)
{
	(void)x;
	if (r->number == 0)
		r->number = 1;
	return 0;
}

/* One frame of whole lines at a time, as the peer takes them. */
int
export_after(struct request_context *x, struct request *r)
{
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	int n, e = 0;

	if (r->conn->is_dead)
		return ERR_CLOSED;
	if (conn_has_output(r->conn))
		return 0;
	n = audit_export(x->custody->audit, &r->number, WALK_STEP, &b);
	if (n > 0)
		e = conn_piece(r->conn, buf_slice(&b));
	buf_free(&b);
	return e < 0 ? e : n < 0 ? n : n == 0 ? 1 : 0;
}

/* --- reload, statistics ---------------------------------------------------------- */

int
reload_prepare(struct request_context *x, struct request *r)
{
	(void)x;
	return nothing_more(r);
}

int
reload_run(struct request_context *x, struct request *r)
{
	int e;

	e = audit_append(x->custody->audit, &(struct audit_act){
	    .actor = slice_str(r->conn->name), .act = SLICE("note"),
	    .detail = SLICE("asks for a reload") });
	return e < 0 ? e : x->reload(x->arg);
}

/* The server tells when the parent has answered; its text is in state. */
int
reload_after(struct request_context *x, struct request *r)
{
	struct wire_out w;
	int e;

	(void)x;
	if (!r->is_told)
		return 0;
	wire_out_init(&w, &r->answer);
	wire_put_str(&w, r->state);
	e = wire_out_err(&w);
	return e < 0 ? e : 1;
}

int
stats_prepare(struct request_context *x, struct request *r)
{
	(void)x;
	return nothing_more(r);
}

int
stats_run(struct request_context *x, struct request *r)
{
	const struct store_stats *s = &x->custody->store->stats;
	struct wire_out w;

	wire_out_init(&w, &r->answer);
	wire_put_u64(&w, s->commits);
	wire_put_u64(&w, s->decisions);
	wire_put_u64(&w, s->records);
	wire_put_u64(&w, flush_count());
	wire_put_u64(&w, x->largest_commit);
	return wire_out_err(&w);
}
