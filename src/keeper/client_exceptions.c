/*
 * client_exceptions -- the register of exceptions, for people.
 */
#include "keeper/client.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/talk.h"

#define PATIENCE_MS	30000

static int
take_item(struct wire_in *w, struct arena *a, struct exception_item *ret)
{
	struct slice bytes;
	unsigned state = 0;
	int r;

	if ((r = wire_str(w, REGISTER_TEXT_MAX, &bytes)) < 0 ||
	    (r = wire_enum(w, EXCEPTION_STATE_COUNT, &state)) < 0 ||
	    (r = exception_decode(bytes, a, &ret->entry)) < 0)
		return r;
	ret->state = (enum exception_state)state;
	return 0;
}

/* One request whose answer is one entry. */
static int
ask_one(struct keeper *k, uint16_t type, const struct buf *body,
    struct arena *a, struct exception_item *ret)
{
	struct exception_item item;
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = talk_ask_buf(k, &t, type, body, clock_mono_ms() + PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (take_item(&in, a, &item) < 0 || wire_end(&in) < 0)
			r = ERR_PEER;
	}
	talk_end(&t);
	if (r == 0)
		*ret = item;
	return r;
}

int
keeper_exception_add(struct keeper *k, const struct exception_entry *e,
    int64_t at_ms, struct arena *a, struct exception_item *ret)
{
	struct buf body = BUF_INIT(2 * REGISTER_TEXT_MAX);
	struct buf part = BUF_INIT(REGISTER_TEXT_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	r = exception_encode(e, &part);
	wire_put_str(&w, buf_slice(&part));
	wire_put_u64(&w, (uint64_t)at_ms);
	if (r == 0)
		r = wire_out_err(&w);
	if (r == 0)
		r = ask_one(k, KEEPER_EXCEPTION_ADD, &body, a, ret);
	buf_free(&part);
	buf_free(&body);
	return r;
}

int
keeper_exception_end(struct keeper *k, uint64_t number, struct slice reason,
    int64_t at_ms, struct arena *a, struct exception_item *ret)
{
	struct buf body = BUF_INIT(8 * KIB);
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_u64(&w, number);
	wire_put_str(&w, reason);
	wire_put_u64(&w, (uint64_t)at_ms);
	r = wire_out_err(&w);
	if (r == 0)
		r = ask_one(k, KEEPER_EXCEPTION_END, &body, a, ret);
	buf_free(&body);
	return r;
}

/* --- list ------------------------------------------------------------------------- */

struct items {
	struct exception_item *list;
	size_t count, cap;
};

/* The entries after the last one that is known; *ret_n: how many came. */
static int
ask_more(struct keeper *k, int64_t at_ms, struct arena *a,
    struct items *all, size_t *ret_n)
{
	struct buf body = BUF_INIT(64);
	struct exception_item item;
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	uint32_t i, n = 0;
	int r;

	wire_out_init(&w, &body);
	wire_put_u64(&w, all->count > 0 ?
	    all->list[all->count - 1].entry.number : 0);
	wire_put_u64(&w, (uint64_t)at_ms);
	r = talk_ask_buf(k, &t, KEEPER_EXCEPTIONS, &body,
	    clock_mono_ms() + PATIENCE_MS);
	wire_in_init(&in, buf_slice(&t.answer));
	if (r == 0)
		r = wire_u32(&in, &n);
	for (i = 0; i < n && r == 0; i++) {
		r = take_item(&in, a, &item);
		/* Numbers rise, or there would be no end of asking. */
		if (r == 0 && all->count > 0 && item.entry.number <=
		    all->list[all->count - 1].entry.number)
			r = ERR_PEER;
		all->list = arena_grow(a, all->list, all->count, &all->cap,
		    sizeof *all->list);
		if (all->list == NULL)
			r = ERR_LIMIT;
		if (r == 0)
			all->list[all->count++] = item;
	}
	if (r == 0)
		r = wire_end(&in);
	talk_end(&t);
	buf_free(&body);
	*ret_n = n;
	return r;
}

int
keeper_exceptions(struct keeper *k, int64_t at_ms, struct arena *a,
    struct exception_item **ret, size_t *ret_n)
{
	struct items all = { .count = 0 };
	size_t n;
	int r;

	do
		r = ask_more(k, at_ms, a, &all, &n);
	while (r == 0 && n > 0);
	if (r == 0) {
		*ret = all.list;
		*ret_n = all.count;
	}
	return r;
}
