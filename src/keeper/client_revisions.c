/*
 * client_revisions -- which rules were in force, for people.
 */
#include "keeper/client.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/protocol.h"
#include "keeper/talk.h"

#define PATIENCE_MS	30000

int
keeper_revisions(struct keeper *k, struct arena *a,
    struct revision_entry **ret, size_t *ret_n)
{
	struct revision_entry *list = NULL;
	struct talk t = { 0 };
	struct wire_in in;
	uint64_t at = 0;
	uint32_t i, n = 0;
	int r;

	r = talk_ask(k, &t, KEEPER_REVISIONS, SLICE_NONE, -1,
	    clock_mono_ms() + PATIENCE_MS);
	wire_in_init(&in, buf_slice(&t.answer));
	if (r == 0 && (wire_u32(&in, &n) < 0 || n > REVISIONS_LISTED))
		r = ERR_PEER;
	if (r == 0) {
		list = arena_array(a, n + 1, sizeof *list);
		r = list == NULL ? ERR_LIMIT : 0;
	}
	for (i = 0; i < n && r == 0; i++) {
		if (wire_u64(&in, &list[i].number) < 0 ||
		    wire_bytes(&in, list[i].digest,
		    sizeof list[i].digest) < 0 || wire_u64(&in, &at) < 0)
			r = ERR_PEER;
		list[i].at_ms = (int64_t)at;
	}
	if (r == 0 && wire_end(&in) < 0)
		r = ERR_PEER;
	talk_end(&t);
	if (r == 0) {
		*ret = list;
		*ret_n = n;
	}
	return r;
}

int
keeper_rollback(struct keeper *k, uint64_t number, struct slice reason,
    int64_t deadline_mono_ms, struct arena *a, struct slice *ret_text)
{
	struct buf body = BUF_INIT(8 * KIB);
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	wire_out_init(&w, &body);
	wire_put_u64(&w, number);
	wire_put_str(&w, reason);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_ROLLBACK, &body,
		    deadline_mono_ms);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = protocol_str(&in, a, FRAME_BODY_MAX, ret_text);
		if (r == 0)
			r = wire_end(&in);
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}
