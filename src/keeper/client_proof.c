/*
 * client_proof -- the account of notices, for people.
 */
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "ipc/frame.h"
#include "keeper/client.h"
#include "keeper/protocol.h"
#include "keeper/talk.h"

#define PATIENCE_MS	30000

static int
ask(struct keeper *k, struct talk *t, enum keeper_proof_what what, int month,
    const struct slice *association, struct slice word, int64_t deadline)
{
	struct buf body = BUF_INIT(KIB);
	struct wire_out w;
	int r;

	wire_out_init(&w, &body);
	wire_put_u8(&w, (uint8_t)what);
	wire_put_u32(&w, (uint32_t)month);
	wire_put_bool(&w, association != NULL);
	wire_put_str(&w, association != NULL ? *association : SLICE_NONE);
	wire_put_str(&w, word);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, t, KEEPER_PROOF, &body, deadline);
	buf_free(&body);
	return r;
}

static int
take_accounts(struct wire_in *w, struct arena *a, struct proof_account **ret,
    size_t *ret_n)
{
	struct proof_account *list;
	uint32_t i, n = 0;

	if (wire_u32(w, &n) < 0 || n > w->rest.len)
		return ERR_PEER;
	list = arena_array(a, (size_t)n + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++)
		if (proof_account_get(w, a, &list[i]) < 0)
			return w->err == ERR_LIMIT ? ERR_LIMIT : ERR_PEER;
	*ret = list;
	*ret_n = n;
	return 0;
}

int
keeper_proof_accounts(struct keeper *k, int month, struct arena *a,
    struct proof_account **ret, size_t *ret_n)
{
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = ask(k, &t, KEEPER_PROOF_ACCOUNTS, month, NULL, SLICE_NONE,
	    clock_mono_ms() + PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = take_accounts(&in, a, ret, ret_n);
		if (r == 0 && wire_end(&in) < 0)
			r = ERR_PEER;
	}
	talk_end(&t);
	return r;
}

static int
take_damaged(struct wire_in *w, struct arena *a, struct keeper_recount *ret)
{
	struct slice ref;
	size_t i;

	ret->damaged_refs = arena_array(a, PROOF_TOLD_MAX,
	    sizeof *ret->damaged_refs);
	if (ret->damaged_refs == NULL)
		return ERR_LIMIT;
	if (wire_bool(w, &ret->is_changing) < 0 ||
	    wire_u64(w, &ret->damaged) < 0)
		return ERR_PEER;
	for (i = 0; i < PROOF_TOLD_MAX; i++) {
		if (protocol_str(w, a, REFERENCE_SIZE, &ref) < 0)
			return ERR_PEER;
		if (ref.len > 0)
			ret->damaged_refs[ret->damaged_n++] = ref;
	}
	return wire_end(w) < 0 ? ERR_PEER : 0;
}

int
keeper_proof_recount(struct keeper *k, int month, struct arena *a,
    struct keeper_recount *ret)
{
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	/* A full month takes long; silence means death, and that is seen. */
	*ret = (struct keeper_recount){ .counted = NULL };
	r = ask(k, &t, KEEPER_PROOF_RECOUNT, month, NULL, SLICE_NONE,
	    FRAME_NO_DEADLINE);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = take_accounts(&in, a, &ret->counted, &ret->counted_n);
		if (r == 0)
			r = take_accounts(&in, a, &ret->found,
			    &ret->found_n);
		if (r == 0)
			r = take_damaged(&in, a, ret);
	}
	talk_end(&t);
	return r;
}

static int
take_told(struct wire_in *w, struct arena *a, size_t max,
    struct proof_told **ret, size_t *ret_n, bool *ret_more)
{
	struct proof_told *list;
	uint32_t i, n = 0;
	bool more;

	if (wire_bool(w, &more) < 0 || wire_u32(w, &n) < 0 || n > max)
		return ERR_PEER;
	list = arena_array(a, (size_t)n + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++)
		if (proof_told_get(w, a, &list[i]) < 0)
			return w->err == ERR_LIMIT ? ERR_LIMIT : ERR_PEER;
	if (wire_end(w) < 0)
		return ERR_PEER;
	*ret = list;
	*ret_n = n;
	*ret_more = more;
	return 0;
}

int
keeper_proof_list(struct keeper *k, int month,
    const struct slice *association, struct slice word, struct arena *a,
    struct proof_told **ret, size_t *ret_n, bool *ret_more)
{
	struct talk t = { 0 };
	struct wire_in in;
	int r;

	r = ask(k, &t, KEEPER_PROOF_LIST, month, association, word,
	    FRAME_NO_DEADLINE);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = take_told(&in, a, PROOF_LIST_MAX, ret, ret_n, ret_more);
	}
	talk_end(&t);
	return r;
}

int
keeper_proof_of(struct keeper *k, const char *ref, struct slice id,
    struct arena *a, struct proof_told **ret, size_t *ret_n, bool *ret_more)
{
	struct buf body = BUF_INIT(2 * KIB);
	struct talk t = { 0 };
	struct wire_out w;
	struct wire_in in;
	int r;

	wire_out_init(&w, &body);
	wire_put_str(&w, slice_str(ref));
	wire_put_str(&w, id);
	r = wire_out_err(&w);
	if (r == 0)
		r = talk_ask_buf(k, &t, KEEPER_PROOF_OF, &body,
		    clock_mono_ms() + PATIENCE_MS);
	if (r == 0) {
		wire_in_init(&in, buf_slice(&t.answer));
		r = take_told(&in, a, PROOF_TOLD_MAX + 1, ret, ret_n,
		    ret_more);
	}
	talk_end(&t);
	buf_free(&body);
	return r;
}
