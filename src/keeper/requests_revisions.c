/*
 * requests_revisions -- which rules were in force, and going back to some.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/request.h"
#include "register/revisions.h"

static struct register_context
context(struct request_context *x, struct request *r)
{
	return custody_registers(x->custody, &x->registers, r->arena,
	    clock_wall_ms(), "");
}

int
revisions_prepare(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	struct revision_entry *list;
	struct wire_out out;
	struct wire_in w;
	size_t i, n;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	e = wire_end(&w);
	if (e == 0)
		e = revisions_list(&c, &list, &n);
	if (e < 0)
		return e;
	wire_out_init(&out, &r->answer);
	wire_put_u32(&out, (uint32_t)n);
	e = wire_out_err(&out);
	for (i = 0; i < n && e == 0; i++)
		e = revision_encode(&list[i], &r->answer);
	return e < 0 ? e : 1;
}

int
rollback_prepare(struct request_context *x, struct request *r)
{
	struct wire_in w;
	struct slice s;
	int e;

	(void)x;
	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_u64(&w, &r->number)) < 0 ||
	    (e = wire_str(&w, 4 * REASON_MAX, &s)) < 0 ||
	    (e = wire_end(&w)) < 0)
		return e;
	s = slice_trim(s);
	if (s.len < REASON_MIN || s.len > REASON_MAX) {
		snprintf(r->words, sizeof r->words, "a reason is needed");
		return ERR_RANGE;
	}
	r->reason = arena_dup(r->arena, s);
	return 1;
}

int
rollback_run(struct request_context *x, struct request *r)
{
	struct register_context c = context(x, r);
	struct revision_entry *list;
	size_t i, n;
	int e;

	e = revisions_list(&c, &list, &n);
	if (e < 0)
		return e;
	for (i = 0; i < n; i++)
		if (list[i].number == r->number)
			break;
	if (i == n) {
		snprintf(r->words, sizeof r->words,
		    "there is no revision of that number");
		return ERR_NOTFOUND;
	}
	e = audit_append(x->custody->audit, &(struct audit_act){
	    .actor = slice_str(r->conn->name), .act = SLICE("rollback"),
	    .object = arena_printf(r->arena, "revision %llu",
	    (unsigned long long)r->number), .detail = r->reason });
	return e < 0 ? e : x->rollback(x->arg, list[i].digest);
}
