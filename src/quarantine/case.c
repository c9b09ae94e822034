#include "quarantine/case.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "mail/codec.h"

#define ROW_MAX		(ENVELOPE_RECIPIENTS_MAX * 5 + 64 * KIB)
#define LIST_STRING_MAX	ENVELOPE_STRING_MAX

/* What a sealed value is about: its kind and the case's reference. */
static struct slice
about(struct arena *a, const char *kind, const char *ref)
{
	return arena_printf(a, "%s %s", kind, ref);
}

int
case_record(struct quarantine *q, const struct case_act *act,
    struct slice object, struct slice before, struct slice after)
{
	return q->o.record.append(q->o.record.arg, act->actor, act->act,
	    object, before, after, act->detail);
}

bool
case_is_separate(const struct held_case *c)
{
	return c->of.len > 0;
}

void
case_recipients_move(struct held_case *c, enum hold_state from,
    enum hold_state to)
{
	size_t i;

	for (i = 0; i < c->recipient_count; i++)
		if (c->recipients[i].state == from)
			c->recipients[i].state = to;
}

/*
 * A separate copy that went while nobody knew how its message ended is still
 * joined by a retry.  Whatever else is open waits for somebody.
 */
static bool
is_open(const struct held_case *c)
{
	return hold_state_is_open((enum hold_state)c->row.state) ||
	    (case_is_separate(c) && !c->is_confirmed &&
	    c->row.state == HOLD_RELEASED);
}

/* --- the row's authenticator -------------------------------------------------- */

static int
row_mac(struct quarantine *q, const struct store_hold *h,
    uint8_t ret[KEY_MAC_SIZE])
{
	struct buf b = BUF_INIT(ROW_MAX);
	struct wire_out w;
	int r;

	wire_out_init(&w, &b);
	wire_put_str(&w, SLICE("hold row 1"));
	wire_put_u64(&w, h->id);
	wire_put_str(&w, slice_str(h->ref));
	wire_put_u8(&w, h->state);
	wire_put_bool(&w, h->open);
	wire_put_u32(&w, h->version);
	wire_put_u32(&w, h->attempts);
	wire_put_u32(&w, h->tries);
	wire_put_u32(&w, h->recipients);
	wire_put_u64(&w, h->size);
	wire_put_u64(&w, (uint64_t)h->held_ms);
	wire_put_u64(&w, (uint64_t)h->due_ms);
	wire_put_u64(&w, (uint64_t)h->next_ms);
	wire_put_u64(&w, (uint64_t)h->expires_ms);
	wire_put_bytes(&w, h->item, sizeof h->item);
	wire_put_bytes(&w, h->retry, sizeof h->retry);
	wire_put_bytes(&w, h->nonce, sizeof h->nonce);
	wire_put_str(&w, h->states);
	wire_put_str(&w, h->key);
	wire_put_str(&w, h->sealed);
	wire_put_str(&w, h->progress);
	r = wire_out_err(&w);
	if (r == 0)
		r = keyed_digest(q->o.keys, KEY_MAC, buf_slice(&b), ret);
	buf_free(&b);
	return r;
}

/* --- recipients' states ---------------------------------------------------------- */

static int
states_read(const struct store_hold *h, struct arena *a,
    struct held_case *ret)
{
	struct wire_in w;
	uint32_t i, index;
	uint8_t state;

	if (h->recipients > ENVELOPE_RECIPIENTS_MAX)
		return ERR_CORRUPT;
	ret->recipients = arena_array(a, h->recipients + 1,
	    sizeof *ret->recipients);
	if (ret->recipients == NULL)
		return ERR_LIMIT;
	wire_in_init(&w, h->states);
	for (i = 0; i < h->recipients; i++) {
		if (wire_u32(&w, &index) < 0 || wire_u8(&w, &state) < 0 ||
		    !hold_state_is_known(state))
			return ERR_CORRUPT;
		ret->recipients[i] = (struct case_recipient){ index,
		    (enum hold_state)state };
	}
	ret->recipient_count = h->recipients;
	return wire_end(&w) < 0 ? ERR_CORRUPT : 0;
}

static void
states_write(const struct held_case *c, struct wire_out *w)
{
	size_t i;

	for (i = 0; i < c->recipient_count; i++) {
		wire_put_u32(w, c->recipients[i].index);
		wire_put_u8(w, (uint8_t)c->recipients[i].state);
	}
}

/* --- sealed columns ------------------------------------------------------------------ */

static int
sealed_read(struct quarantine *q, struct slice name, struct slice sealed,
    struct arena *a, struct slice *ret)
{
	struct buf b = BUF_INIT(KEEPER_REQUEST_MAX);
	int r;

	if (name.ptr == NULL)
		return ERR_LIMIT;
	r = seal_get(q->o.keys, KEY_ROW, name, sealed, &b);
	if (r == 0 && b.len > 0) {
		*ret = arena_dup(a, buf_slice(&b));
		if (ret->ptr == NULL)
			r = ERR_LIMIT;
	} else if (r == 0)
		*ret = SLICE_NONE;
	if (b.ptr != NULL)
		secret_wipe(b.ptr, b.len);
	buf_free(&b);
	return r;
}

static int
sealed_write(struct quarantine *q, struct slice name, struct slice clear,
    struct arena *a, struct slice *ret)
{
	struct buf b = BUF_INIT(clear.len + SEAL_OVERHEAD);
	int r;

	if (name.ptr == NULL)
		return ERR_LIMIT;
	r = seal_put(q->o.keys, KEY_ROW, name, clear, &b);
	if (r == 0) {
		*ret = arena_dup(a, buf_slice(&b));
		if (ret->ptr == NULL)
			r = ERR_LIMIT;
	}
	buf_free(&b);
	return r;
}

/* --- reading ------------------------------------------------------------------------- */

int
case_open(struct quarantine *q, const struct store_hold *row,
    struct arena *a, struct held_case *ret)
{
	struct held_case c = { .row = *row };
	uint8_t mac[KEY_MAC_SIZE];
	struct slice list;
	struct wire_in w;
	int r;

	r = row_mac(q, row, mac);
	if (r == 0 && !secret_eq(mac, row->mac, sizeof mac))
		r = ERR_CORRUPT;
	if (r == 0 && !hold_state_is_known(row->state))
		r = ERR_CORRUPT;
	if (r == 0)
		r = states_read(row, a, &c);
	if (r == 0)
		r = sealed_read(q, about(a, "list", row->ref), row->sealed, a,
		    &list);
	if (r == 0 && row->progress.len > 0)
		r = sealed_read(q, about(a, "progress", row->ref),
		    row->progress, a, &c.reply);
	if (r < 0)
		return r;
	wire_in_init(&w, list);
	if (wire_str(&w, LIST_STRING_MAX, &c.sender) < 0 ||
	    wire_str(&w, LIST_STRING_MAX, &c.rule) < 0 ||
	    wire_str(&w, LIST_STRING_MAX, &c.role) < 0)
		return ERR_CORRUPT;
	if (w.rest.len > 0 && (wire_str(&w, REFERENCE_SIZE - 1, &c.of) < 0 ||
	    c.of.len == 0 || wire_bool(&w, &c.is_confirmed) < 0 ||
	    wire_bytes(&w, c.mail, sizeof c.mail) < 0 ||
	    wire_u64(&w, &c.by) < 0))
		return ERR_CORRUPT;
	if (wire_end(&w) < 0)
		return ERR_CORRUPT;
	*ret = c;
	return 0;
}

int
case_get(struct quarantine *q, const char *ref, struct arena *a,
    struct held_case *ret)
{
	struct store_hold row;
	int r;

	r = store_hold_get(q->o.store, ref, a, &row);
	/* A row under another's name is damage too: the MAC has the name. */
	if (r == 0 && strcmp(row.ref, ref) != 0)
		r = ERR_CORRUPT;
	return r < 0 ? r : case_open(q, &row, a, ret);
}

int
case_decision(struct quarantine *q, const char *ref, struct arena *a,
    struct envelope *ret_envelope, struct verdict *ret_verdict)
{
	struct stored_answer ans;
	int r;

	r = quarantine_answer(q, ref, a, &ans);
	if (r == 0)
		r = envelope_decode(ans.envelope, a, ret_envelope);
	if (r == 0)
		r = verdict_decode(ans.verdict, a, ret_verdict);
	return r;
}

/* --- writing ------------------------------------------------------------------------- */

int
case_close(struct quarantine *q, const struct held_case *c, struct arena *a,
    struct store_hold *ret)
{
	struct buf b = BUF_INIT(ROW_MAX);
	struct store_hold h = c->row;
	struct wire_out w;
	int r;

	h.recipients = (uint32_t)c->recipient_count;
	h.open = is_open(c);
	wire_out_init(&w, &b);
	states_write(c, &w);
	r = wire_out_err(&w);
	if (r == 0) {
		h.states = arena_dup(a, buf_slice(&b));
		r = h.states.ptr == NULL ? ERR_LIMIT : 0;
	}
	buf_reset(&b);
	wire_out_init(&w, &b);
	wire_put_str(&w, slice_sub(c->sender, 0, LIST_STRING_MAX));
	wire_put_str(&w, slice_sub(c->rule, 0, LIST_STRING_MAX));
	wire_put_str(&w, slice_sub(c->role, 0, LIST_STRING_MAX));
	if (case_is_separate(c)) {
		wire_put_str(&w, c->of);
		wire_put_bool(&w, c->is_confirmed);
		wire_put_bytes(&w, c->mail, sizeof c->mail);
		wire_put_u64(&w, c->by);
	}
	if (r == 0)
		r = wire_out_err(&w);
	if (r == 0)
		r = sealed_write(q, about(a, "list", h.ref), buf_slice(&b), a,
		    &h.sealed);
	h.progress = SLICE_NONE;
	if (r == 0 && c->reply.len > 0)
		r = sealed_write(q, about(a, "progress", h.ref), c->reply, a,
		    &h.progress);
	if (r == 0)
		r = row_mac(q, &h, h.mac);
	if (r == 0)
		*ret = h;
	buf_free(&b);
	return r;
}

int
case_put(struct quarantine *q, struct held_case *c, struct arena *a)
{
	struct store_hold h;
	int r;

	c->row.version = 1;
	r = case_close(q, c, a, &h);
	return r < 0 ? r : store_hold_put(q->o.store, &h);
}

int
case_save(struct quarantine *q, struct held_case *c, struct arena *a)
{
	uint32_t expected = c->row.version;
	struct store_hold h;
	int r;

	c->row.version++;
	r = case_close(q, c, a, &h);
	return r < 0 ? r : store_hold_update(q->o.store, &h, expected);
}

int
case_move(struct quarantine *q, struct held_case *c, enum hold_state to,
    const struct case_act *act, struct arena *a)
{
	enum hold_state from = (enum hold_state)c->row.state;
	int r;

	if (!hold_move_is_legal(from, to))
		return ERR_WRONG_STATE;
	c->row.state = (uint8_t)to;
	r = case_save(q, c, a);
	if (r == 0)
		r = case_record(q, act, slice_str(c->row.ref),
		    slice_str(hold_state_name(from)),
		    slice_str(hold_state_name(to)));
	FAULT_POINT("case-moved");
	return r;
}
