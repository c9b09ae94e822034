#include "keeper/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "keeper/recount.h"

#define REQUEST_ARENA	(6 * KEEPER_REQUEST_MAX)

struct request *
request_new(struct conn *c, const struct request_kind *kind)
{
	struct request *r = mem_zalloc(sizeof *r);

	r->kind = kind;
	r->conn = c;
	r->arena = arena_new(REQUEST_ARENA);
	buf_init(&r->answer, 2 * KEEPER_REQUEST_MAX);
	c->is_busy = true;
	return r;
}

void
request_free(struct request *r)
{
	if (r == NULL)
		return;
	intake_free(r->intake);
	audit_walk_free(r->walk);
	if (r->is_secret && r->answer.len > 0)
		explicit_bzero(r->answer.ptr, r->answer.len);
	recount_free(r->recount);
	buf_free(&r->answer);
	arena_free(r->arena);
	r->conn->is_busy = false;
	conn_clear(r->conn);
	free(r);
}
