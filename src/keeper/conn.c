/*
 * conn -- see conn.h.  The sum of bytes held is this file's one mutable
 * global: a bound over all connections of the process.
 */
#include "keeper/conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ipc/wire.h"
#include "keeper/protocol.h"

#define KEEP_CAPACITY	(128 * KIB)	/* of an idle connection's buffer */

static size_t held_bytes;

static const uint16_t requests[] = {
	KEEPER_MORE, KEEPER_DECIDE, KEEPER_CLOSE, KEEPER_TICKET, KEEPER_ASK,
	KEEPER_MARK_KEY, KEEPER_LIST, KEEPER_SHOW, KEEPER_RELEASE, KEEPER_REFUSE, KEEPER_EXPLAIN,
	KEEPER_VERIFY, KEEPER_EXPORT, KEEPER_RELOAD, KEEPER_STATS,
	KEEPER_LEDGER_SHOW, KEEPER_LEDGER_APPROVE, KEEPER_LEDGER_FORGET,
	KEEPER_REVISIONS, KEEPER_ROLLBACK,
	KEEPER_CASES, KEEPER_CASE_ACT, KEEPER_PROOF, KEEPER_PROOF_OF,
	KEEPER_EXCEPTION_ADD, KEEPER_EXCEPTION_END, KEEPER_EXCEPTIONS,
};

struct conn *
conn_new(int fd, enum peer_kind kind, uid_t uid)
{
	struct conn *c = mem_zalloc(sizeof *c);

	c->fd = fd;
	c->kind = kind;
	c->uid = uid;
	c->passed = -1;
	authorise_name(kind, uid, c->name, sizeof c->name);
	buf_init(&c->in, KEEPER_REQUEST_MAX);
	buf_init(&c->out, 2 * KEEPER_REQUEST_MAX);
	return c;
}

void
conn_free(struct conn *c)
{
	if (c == NULL)
		return;
	conn_clear(c);
	buf_free(&c->in);
	buf_free(&c->out);
	close(c->fd);
	free(c);
}

void
conn_clear(struct conn *c)
{
	held_bytes -= c->in.len;
	if (c->in.cap > KEEP_CAPACITY)
		buf_free(&c->in);
	else
		buf_reset(&c->in);
	if (c->passed != -1)
		close(c->passed);
	c->passed = -1;
}

size_t
conn_held_bytes(void)
{
	return held_bytes;
}

/* Only a decision brings a descriptor, and only one. */
static int
take_fds(struct conn *c, struct frame *f)
{
	if (f->fd[1] != -1 || (f->fd[0] != -1 && f->type != KEEPER_DECIDE)) {
		frame_close_fds(f);
		return ERR_SYNTAX;
	}
	c->passed = f->fd[0];
	return 0;
}

int
conn_read(struct conn *c, struct frame_store *store)
{
	struct frame f;
	int r;

	r = frame_recv_now(c->fd, store, requests,
	    sizeof requests / sizeof requests[0], &f);
	if (r == 0)
		r = take_fds(c, &f);
	if (r == 0 && f.body.len > KEEPER_INFLIGHT_MAX - held_bytes)
		r = ERR_LIMIT;
	if (r == 0)
		r = buf_put_slice(&c->in, f.body);
	if (r < 0)
		return r;
	held_bytes += f.body.len;
	/* What people ask fits one frame; only a decision is long. */
	if (f.type == KEEPER_MORE)
		return f.body.len == 0 || c->kind != PEER_LINK ? ERR_SYNTAX : 0;
	c->type = f.type;
	return 1;
}

/* --- going out ---------------------------------------------------------------- */

int
conn_piece(struct conn *c, struct slice body)
{
	return buf_put_slice(&c->out, body);
}

void
conn_answer(struct conn *c, int err, const char *words, struct slice rest)
{
	/* Too long an answer is an error like any other. */
	if (buf_put_slice(&c->out, rest) < 0) {
		c->out.len = c->sent;
		err = ERR_LIMIT;
		words = "the answer is too long";
	}
	c->err = err;
	snprintf(c->words, sizeof c->words, "%s", words);
	c->is_answer = true;
}

bool
conn_has_output(const struct conn *c)
{
	return c->is_answer || c->sent < c->out.len;
}

/* A piece goes out when the rest does not fit into the answer's own frame. */
static int
flush_piece(struct conn *c)
{
	struct slice left = slice_from(buf_slice(&c->out), c->sent);
	int r;

	left = slice_sub(left, 0, FRAME_BODY_MAX);
	r = frame_send(c->fd, KEEPER_PIECE, left, NULL, 0, 0);
	if (r == 0)
		c->sent += left.len;
	return r;
}

static int
flush_answer(struct conn *c)
{
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, &b);
	wire_put_u32(&w, (uint32_t)-c->err);
	wire_put_str(&w, slice_str(c->words));
	wire_put_bytes(&w, c->out.ptr + c->sent, c->out.len - c->sent);
	r = wire_out_err(&w);
	if (r == 0)
		r = frame_send(c->fd, KEEPER_ANSWER, buf_slice(&b), NULL, 0,
		    0);
	if (c->is_secret && b.len > 0)
		explicit_bzero(b.ptr, b.len);
	buf_free(&b);
	if (r < 0)
		return r;
	if (c->is_secret && c->out.len > 0)
		explicit_bzero(c->out.ptr, c->out.len);
	c->is_secret = false;
	c->is_answer = false;
	c->sent = 0;
	if (c->out.cap > KEEP_CAPACITY)
		buf_free(&c->out);
	else
		buf_reset(&c->out);
	return 0;
}

int
conn_flush(struct conn *c)
{
	int r = 0;

	while (r == 0 && c->out.len - c->sent >
	    (c->is_answer ? KEEPER_ANSWER_ROOM : 0))
		r = flush_piece(c);
	if (r == 0 && c->is_answer)
		r = flush_answer(c);
	else if (r == 0) {
		c->sent = 0;
		buf_reset(&c->out);
	}
	return r == ERR_TIMEOUT ? 0 : r;
}
