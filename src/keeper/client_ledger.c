/*
 * client_ledger -- the ledger of files, for people.
 */
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/client.h"
#include "keeper/protocol.h"
#include "keeper/talk.h"

#define PATIENCE_MS	30000

static uint16_t
frame_of(enum keeper_ledger_act act)
{
	switch (act) {
	case KEEPER_LEDGER_SHOWS:
		return KEEPER_LEDGER_SHOW;
	case KEEPER_LEDGER_APPROVES:
		return KEEPER_LEDGER_APPROVE;
	case KEEPER_LEDGER_FORGETS:
		break;
	}
	return KEEPER_LEDGER_FORGET;
}

int
keeper_ledger(struct keeper *k, enum keeper_ledger_act act,
    const struct keeper_ledger_files *f, struct slice reason,
    struct arena *a, struct ledger_entry **ret, size_t *ret_n)
{
	struct buf body = BUF_INIT(KEEPER_REQUEST_MAX);
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, f->ref);
	wire_put_str(&w, f->part);
	ledger_files_put(&w, f->files, f->count);
	wire_put_str(&w, reason);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, frame_of(act), &body,
		    clock_mono_ms() + PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		if (ledger_entries_get(&in, a, ret, ret_n) < 0 ||
		    wire_end(&in) < 0)
			r = ERR_PEER;
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}
