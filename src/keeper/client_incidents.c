/*
 * client_incidents -- the register of cases, for people.
 */
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/client.h"
#include "keeper/protocol.h"
#include "keeper/talk.h"

#define PATIENCE_MS	30000

struct cases {
	struct incident *list;
	size_t count, cap;
	uint64_t last;
};

static int
take_list(struct wire_in *w, struct arena *a, struct cases *all)
{
	uint32_t i, n;

	wire_u64(w, &all->last);
	if (wire_u32(w, &n) < 0)
		return ERR_PEER;
	for (i = 0; i < n; i++) {
		all->list = arena_grow(a, all->list, all->count, &all->cap,
		    sizeof *all->list);
		if (all->list == NULL)
			return ERR_LIMIT;
		if (incident_get(w, a, &all->list[all->count]) < 0)
			return ERR_PEER;
		all->count++;
	}
	return wire_end(w) < 0 ? ERR_PEER : 0;
}

static int
ask(struct keeper *k, struct talk *t, uint64_t number, uint64_t after,
    struct wire_in *ret)
{
	struct buf body = BUF_INIT(64);
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_u64(&w, number);
	wire_put_u64(&w, after);
	r = talk_ask_buf(k, t, KEEPER_CASES, &body,
	    clock_mono_ms() + PATIENCE_MS);
	if (r == 0)
		wire_in_init(ret, buf_slice(&t->answer));
	buf_free(&body);
	return r;
}

int
keeper_cases(struct keeper *k, struct arena *a, struct incident **ret,
    size_t *ret_n)
{
	struct cases all = { NULL, 0, 0, 0 };
	struct wire_in in;
	uint64_t after;
	int r;

	do {
		struct talk t = { 0 };

		after = all.last;
		r = ask(k, &t, 0, after, &in);
		if (r == 0)
			r = take_list(&in, a, &all);
		talk_end(&t);
	} while (r == 0 && all.last > after);
	if (r == 0) {
		*ret = all.list;
		*ret_n = all.count;
	}
	return r;
}

static int
take_one(struct wire_in *w, struct arena *a, struct incident *ret,
    struct incident_note **ret_notes, size_t *ret_n)
{
	struct incident_note *list;
	uint32_t i, n;

	if (incident_get(w, a, ret) < 0 || wire_u32(w, &n) < 0 ||
	    n > w->rest.len)
		return ERR_PEER;
	list = arena_array(a, n + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++)
		if (incident_note_get(w, a, &list[i]) < 0)
			return ERR_PEER;
	*ret_notes = list;
	*ret_n = n;
	return wire_end(w) < 0 ? ERR_PEER : 0;
}

int
keeper_case(struct keeper *k, uint64_t number, struct arena *a,
    struct incident *ret, struct incident_note **ret_notes, size_t *ret_n)
{
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = ask(k, &t, number, 0, &in);
	if (r == 0)
		r = take_one(&in, a, ret, ret_notes, ret_n);
	talk_end(&t);
	return r;
}

int
keeper_case_act(struct keeper *k, enum keeper_case_act act,
    const struct incident *c, struct slice text, struct arena *a,
    struct incident *ret)
{
	struct buf body = BUF_INIT(FRAME_BODY_MAX);
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	wire_out_init(&w, &body);
	wire_put_u8(&w, (uint8_t)act);
	wire_put_u64(&w, c->number);
	wire_put_str(&w, c->name);
	wire_put_str(&w, c->ref);
	wire_put_str(&w, text);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_CASE_ACT, &body,
		    clock_mono_ms() + PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (incident_get(&in, a, ret) < 0 || wire_end(&in) < 0)
			r = ERR_PEER;
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}
