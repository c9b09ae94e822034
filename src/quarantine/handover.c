/*
 * handover -- one try to give a released message to the MTA.
 *
 * Before the connection is made the stored message is read and authenticated
 * to its last byte, and compared with the digest that was decided on; only
 * then is it read a second time and sent, so that no part of a damaged
 * message ever leaves.  The door compares the same digest: it relies on what
 * every MTA does, that a message ends with the end of a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"
#include "mail/codec.h"
#include "quarantine/case.h"
#include "quarantine/ticket.h"
#include "submit/submit.h"

#define HANDOVER_ARENA	(64 * MIB)
#define TICKET_LIFE_MS	(20 * 60 * 1000)
#define BACKOFF_FIRST_MS 2000
#define STEP_CHUNKS	32		/* authenticated in one step */

enum phase {
	PHASE_OPEN,
	PHASE_VERIFY,
	PHASE_SEND,
	PHASE_ENDED
};

struct handover {
	struct quarantine *q;
	struct arena *arena;
	struct held_case c;
	struct envelope envelope;
	struct verdict verdict;
	struct recipient *recipients;	/* those being released */
	size_t *which;			/* their place in c.recipients */
	size_t recipient_count;
	struct slice field;		/* the header field with the ticket */
	enum phase phase;
	int error;			/* why nothing was sent, if so */
	struct blob_reader *reader;
	EVP_MD_CTX *md;
	uint64_t seen;
	bool field_sent;
	struct submit *submit;
	enum submit_outcome outcome;
	bool is_followed;		/* at once, by a try for fewer */
};

static int64_t
backoff(uint32_t tries)
{
	int64_t ms = BACKOFF_FIRST_MS;

	while (tries-- > 1 && ms < HANDOVER_WAIT_MAX_MS)
		ms *= 2;
	return ms < HANDOVER_WAIT_MAX_MS ? ms : HANDOVER_WAIT_MAX_MS;
}

/* --- those who can wait ------------------------------------------------------ */

static bool
is_put_off(const struct quarantine *q, const char *ref, size_t place)
{
	size_t i;

	for (i = 0; i < q->put_off_count; i++)
		if (q->put_off[i].place == place &&
		    strcmp(q->put_off[i].ref, ref) == 0)
			return true;
	return false;
}

static bool
put_off(struct quarantine *q, const char *ref, size_t place)
{
	struct put_off *p;

	if (q->put_off_count == ENVELOPE_RECIPIENTS_MAX)
		return false;
	q->put_off = mem_grow(q->put_off, q->put_off_count, &q->put_off_cap,
	    sizeof *q->put_off);
	p = &q->put_off[q->put_off_count++];
	memcpy(p->ref, ref, sizeof p->ref);
	p->place = place;
	return true;
}

static void
put_off_no_more(struct quarantine *q, const char *ref)
{
	size_t i, kept = 0;

	for (i = 0; i < q->put_off_count; i++)
		if (strcmp(q->put_off[i].ref, ref) != 0)
			q->put_off[kept++] = q->put_off[i];
	q->put_off_count = kept;
}

/* --- a try begins ------------------------------------------------------------ */

static int
collect_recipients(struct handover *h)
{
	struct held_case *c = &h->c;
	size_t i, n = 0;

	h->recipients = arena_array(h->arena, c->recipient_count + 1,
	    sizeof *h->recipients);
	h->which = arena_array(h->arena, c->recipient_count + 1,
	    sizeof *h->which);
	if (h->recipients == NULL || h->which == NULL)
		return ERR_LIMIT;
	for (i = 0; i < c->recipient_count; i++) {
		if (c->recipients[i].state != HOLD_RELEASING ||
		    is_put_off(h->q, c->row.ref, i))
			continue;
		if (c->recipients[i].index >= h->envelope.recipient_count)
			return ERR_CORRUPT;
		h->which[n] = i;
		h->recipients[n++] =
		    h->envelope.recipients[c->recipients[i].index];
	}
	h->recipient_count = n;
	return n > 0 ? 0 : ERR_WRONG_STATE;
}

static int
make_ticket(struct handover *h, int64_t now_ms)
{
	struct buf b = BUF_INIT(TICKET_MAX);
	struct ticket t = { .expires_ms = now_ms + TICKET_LIFE_MS };
	struct slice *addresses;
	size_t i;
	int r;

	addresses = arena_array(h->arena, h->recipient_count,
	    sizeof *addresses);
	if (addresses == NULL)
		return ERR_LIMIT;
	for (i = 0; i < h->recipient_count; i++)
		addresses[i] = h->recipients[i].address.full;
	snprintf(t.ref, sizeof t.ref, "%s", h->c.row.ref);
	memcpy(t.revision, h->verdict.revision, sizeof t.revision);
	r = random_bytes(t.nonce, sizeof t.nonce);
	if (r == 0)
		r = ticket_sign(h->q->o.keys, &t, &(struct ticket_about){
		    h->envelope.digest, addresses, h->recipient_count });
	if (r == 0)
		r = ticket_write(&t, &b);
	if (r == 0) {
		h->field = arena_printf(h->arena, "%s: %s\r\n",
		    h->q->o.ticket_field, buf_cstr(&b));
		r = h->field.ptr == NULL ? ERR_LIMIT : 0;
	}
	memcpy(h->c.row.nonce, t.nonce, sizeof t.nonce);
	h->c.row.expires_ms = t.expires_ms;
	buf_free(&b);
	return r;
}

/* The state stays RELEASING; the row now names the ticket of this try. */
static int
note_try(struct handover *h, int64_t now_ms)
{
	struct case_act act = { SLICE("keeper"), SLICE("hand-over"),
	    SLICE_NONE };

	h->c.row.tries++;
	h->c.row.next_ms = now_ms + backoff(h->c.row.tries);
	act.detail = arena_printf(h->arena, "try=%u recipients=%zu",
	    h->c.row.tries, h->recipient_count);
	return case_move(h->q, &h->c, HOLD_RELEASING, &act, h->arena);
}

int
handover_new(struct quarantine *q, const char *ref, int64_t now_ms,
    struct handover **ret)
{
	struct handover *h = mem_zalloc(sizeof *h);
	int r;

	h->q = q;
	h->arena = arena_new(HANDOVER_ARENA);
	r = case_get(q, ref, h->arena, &h->c);
	if (r == 0 && h->c.row.state != HOLD_RELEASING)
		r = ERR_WRONG_STATE;
	if (r == 0)
		r = case_decision(q, ref, h->arena, &h->envelope,
		    &h->verdict);
	if (r == 0)
		r = collect_recipients(h);
	if (r == 0)
		r = make_ticket(h, now_ms);
	if (r == 0)
		r = note_try(h, now_ms);
	if (r < 0) {
		put_off_no_more(q, ref);
		handover_free(h);
	} else {
		*ret = h;
	}
	return r;
}

void
handover_free(struct handover *h)
{
	if (h == NULL)
		return;
	submit_free(h->submit);
	blob_reader_free(h->reader);
	EVP_MD_CTX_free(h->md);
	arena_free(h->arena);
	free(h);
}

const char *
handover_ref(const struct handover *h)
{
	return h->c.row.ref;
}

bool
handover_is_copy(const struct handover *h)
{
	return case_is_separate(&h->c);
}

unsigned
handover_code(const struct handover *h)
{
	return h->submit != NULL ? submit_code(h->submit) : 0;
}

/* --- reading the stored message ------------------------------------------------------ */

static int
open_blob(struct handover *h)
{
	struct buf key = BUF_INIT(KEY_SIZE + 1);
	struct store_hold *row = &h->c.row;
	int r;

	r = seal_get(h->q->o.keys, KEY_WRAP,
	    slice_of(row->item, sizeof row->item), row->key, &key);
	if (r == 0 && key.len != KEY_SIZE)
		r = ERR_CORRUPT;
	if (r == 0)
		r = blob_reader_new(h->q->o.blobs, row->item, key.ptr,
		    &h->reader);
	/* A message that is not there is as damaged as can be. */
	if (r == ERR_NOTFOUND)
		r = ERR_CORRUPT;
	if (key.ptr != NULL)
		secret_wipe(key.ptr, key.len);
	buf_free(&key);
	h->md = EVP_MD_CTX_new();
	if (r == 0 && (h->md == NULL ||
	    EVP_DigestInit_ex(h->md, EVP_sha256(), NULL) != 1))
		r = ERR_CRYPTO;
	return r;
}

/* 1: all of it is right; 0: more to read. */
static int
verify_some(struct handover *h)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	struct slice s = SLICE_NONE;
	unsigned n;
	int i, r;

	for (i = 0; i < STEP_CHUNKS; i++) {
		r = blob_reader_next(h->reader, &s);
		if (r < 0)
			return r;
		if (s.len == 0)
			break;
		h->seen += s.len;
		if (EVP_DigestUpdate(h->md, s.ptr, s.len) != 1)
			return ERR_CRYPTO;
	}
	if (s.len > 0)
		return 0;
	if (EVP_DigestFinal_ex(h->md, digest, &n) != 1)
		return ERR_CRYPTO;
	return n == MAIL_DIGEST_SIZE && h->seen == h->envelope.size &&
	    memcmp(digest, h->envelope.digest, n) == 0 ? 1 : ERR_CORRUPT;
}

static int
next_piece(void *arg, struct slice *ret)
{
	struct handover *h = arg;

	if (!h->field_sent) {
		h->field_sent = true;
		*ret = h->field;
		return 0;
	}
	return blob_reader_next(h->reader, ret);
}

static int
begin_send(struct handover *h)
{
	struct submit_request req = {
		.server = (const struct sockaddr *)&h->q->o.door,
		.server_len = h->q->o.door_len,
		.helo = "localhost",
		.envelope = &h->envelope,
		.recipients = h->recipients,
		.recipient_count = h->recipient_count,
		.size = h->envelope.size + h->field.len,
		.source = { next_piece, h },
	};

	blob_reader_rewind(h->reader);
	FAULT_POINT("release-before-connect");
	return submit_new(&req, &h->submit);
}

/* --- steps ------------------------------------------------------------------------------ */

static int
step(struct handover *h)
{
	int r;

	switch (h->phase) {
	case PHASE_OPEN:
		r = open_blob(h);
		h->phase = PHASE_VERIFY;
		return r;
	case PHASE_VERIFY:
		r = verify_some(h);
		if (r == 1) {
			r = begin_send(h);
			h->phase = PHASE_SEND;
		}
		return r;
	case PHASE_SEND:
		h->outcome = submit_step(h->submit);
		return h->outcome == SUBMIT_RUNNING ? 0 : 1;
	case PHASE_ENDED:
		return 1;
	}
	return ERR_WRONG_STATE;
}

int
handover_step(struct handover *h)
{
	int r;

	r = step(h);
	if (r == 0)
		return 0;
	h->phase = PHASE_ENDED;
	h->error = r < 0 ? r : 0;
	return 1;
}

int
handover_fd(const struct handover *h)
{
	return h->phase == PHASE_SEND && h->submit != NULL ?
	    submit_fd(h->submit) : -1;
}

short
handover_events(const struct handover *h)
{
	return h->submit != NULL ? submit_events(h->submit) : 0;
}

int64_t
handover_deadline(const struct handover *h)
{
	return h->phase == PHASE_SEND && h->submit != NULL ?
	    submit_deadline(h->submit) : 0;
}

/* --- how it ended -------------------------------------------------------------------------- */

/*
 * For the record: code, enhanced code and queue id only.  The text of a reply
 * may name the recipient; that is kept sealed.
 */
static struct slice
reply_detail(struct handover *h)
{
	struct slice text, word, queue = SLICE_NONE;
	unsigned code;
	size_t at;

	if (h->error < 0)
		return slice_str(err_text(h->error));
	code = submit_code(h->submit);
	text = submit_reply(h->submit);
	if (code == 0)
		return text;		/* our own words */
	word = slice_from(text, 4);
	word = slice_sub(word, 0, slice_chr(word, ' ', 0));
	for (at = 0; at < word.len; at++)
		if (!ascii_is_digit(word.ptr[at]) && word.ptr[at] != '.')
			word = SLICE_NONE;
	at = slice_find(text, SLICE("queued as "), 0);
	if (at != SLICE_NPOS) {
		queue = slice_from(text, at + 10);
		queue = slice_sub(queue, 0, slice_chr(queue, ' ', 0));
		queue = slice_sub(queue, 0, 64);
	}
	return arena_printf(h->arena, "code=%u status=%.*s queue=%.*s", code,
	    word.len > 0 ? (int)word.len : 1,
	    word.len > 0 ? (const char *)word.ptr : "-",
	    queue.len > 0 ? (int)queue.len : 1,
	    queue.len > 0 ? (const char *)queue.ptr : "-");
}

static void
move_all(struct handover *h, enum hold_state to)
{
	size_t i;

	for (i = 0; i < h->recipient_count; i++)
		h->c.recipients[h->which[i]].state = to;
}

static bool
any_in(const struct held_case *c, enum hold_state s)
{
	size_t i;

	for (i = 0; i < c->recipient_count; i++)
		if (c->recipients[i].state == s)
			return true;
	return false;
}

static int
end_move(struct handover *h, enum hold_state to, struct slice act)
{
	struct case_act a = { SLICE("keeper"), act, reply_detail(h) };

	if (to != HOLD_OFFERED)
		memset(h->c.row.nonce, 0, sizeof h->c.row.nonce);
	/* For those who were refused before the others' yes says nothing. */
	if (h->error == 0 && (h->outcome != SUBMIT_TAKEN ||
	    to == HOLD_RELEASED))
		h->c.reply = submit_reply(h->submit);
	return case_move(h->q, &h->c, to, &a, h->arena);
}

static int
end_taken(struct handover *h, int64_t now_ms)
{
	enum hold_state to;

	move_all(h, HOLD_RELEASED);
	/* Those whom the MTA refused by name wait for a person again. */
	to = any_in(&h->c, HOLD_RELEASING) ? HOLD_RELEASING :
	    any_in(&h->c, HOLD_HELD) ? HOLD_HELD : HOLD_RELEASED;
	h->c.row.next_ms = now_ms + backoff(h->c.row.tries);
	if (to == HOLD_RELEASED && case_is_separate(&h->c))
		separate_finish(h->q, &h->c);
	return end_move(h, to, SLICE("released"));
}

/*
 * Some recipients would be taken and some not now: of a copy, for which nobody
 * waits, those who can have it get it at once.  Each such try is for fewer
 * than the one before, so that this ends; then comes one for all who are left.
 */
static bool
some_can_wait(struct handover *h)
{
	size_t i, taken = 0, later = 0;
	unsigned code;

	for (i = 0; i < h->recipient_count; i++) {
		code = submit_recipient_code(h->submit, i);
		taken += code / 100 == 2;
		later += code / 100 == 4;
		if (code == 0)
			return false;		/* it was not asked about him */
	}
	if (taken == 0 || later == 0 || !case_is_separate(&h->c))
		return false;
	for (i = 0; i < h->recipient_count; i++)
		if (submit_recipient_code(h->submit, i) / 100 == 4 &&
		    !put_off(h->q, h->c.row.ref, h->which[i]))
			return false;
	return true;
}

static int
end_later(struct handover *h, int64_t now_ms)
{
	h->is_followed = h->outcome == SUBMIT_LATER && h->error == 0 &&
	    some_can_wait(h);
	h->c.row.next_ms = now_ms + (h->is_followed ? 0 :
	    backoff(h->c.row.tries));
	return end_move(h, HOLD_RELEASING, SLICE("release-delayed"));
}

static int
end_refused(struct handover *h, int64_t now_ms)
{
	/*
	 * No ticket is good for that long, and it was not used: our own door
	 * may have said no, for the clock was put forward or the way was slow.
	 */
	if (h->c.row.state == HOLD_RELEASING &&
	    now_ms >= h->c.row.expires_ms)
		return end_later(h, now_ms);
	move_all(h, HOLD_HELD);
	h->c.row.next_ms = now_ms + backoff(h->c.row.tries);
	return end_move(h, any_in(&h->c, HOLD_RELEASING) ? HOLD_RELEASING :
	    HOLD_HELD, SLICE("release-failed"));
}

/* The refused ones are held again; the others go in the next try. */
static int
end_partly(struct handover *h, int64_t now_ms)
{
	size_t i;

	for (i = 0; i < h->recipient_count; i++)
		if (submit_recipient_code(h->submit, i) / 100 == 5)
			h->c.recipients[h->which[i]].state = HOLD_HELD;
	h->c.row.next_ms = now_ms;
	return end_move(h, HOLD_RELEASING, SLICE("release-failed"));
}

static int
end_lost(struct handover *h, int64_t now_ms)
{
	/*
	 * The door never used this ticket, and from now on cannot: then the
	 * MTA cannot have said yes to it either.
	 */
	if (h->c.row.state == HOLD_RELEASING)
		return end_later(h, now_ms);
	/* As any SMTP client does: RFC 5321 4.5.4.1, and 6.1 on duplicates. */
	if (case_is_separate(&h->c)) {
		h->c.row.next_ms = now_ms + backoff(h->c.row.tries);
		return end_move(h, HOLD_RELEASING, SLICE("release-unsure"));
	}
	move_all(h, HOLD_IN_DOUBT);
	return end_move(h, HOLD_IN_DOUBT, SLICE("in-doubt"));
}

static int
end_error(struct handover *h, int64_t now_ms)
{
	if (h->error != ERR_CORRUPT)
		return end_later(h, now_ms);
	case_recipients_move(&h->c, HOLD_RELEASING, HOLD_CORRUPT);
	return end_move(h, HOLD_CORRUPT, SLICE("corrupt"));
}

static int
end_case(struct handover *h, int64_t now_ms)
{
	if (h->error < 0)
		return end_error(h, now_ms);
	switch (h->outcome) {
	case SUBMIT_TAKEN:
		return end_taken(h, now_ms);
	case SUBMIT_RUNNING:
	case SUBMIT_LATER:
		return end_later(h, now_ms);
	case SUBMIT_REFUSED:
		return end_refused(h, now_ms);
	case SUBMIT_PARTLY:
		return end_partly(h, now_ms);
	case SUBMIT_LOST:
		return end_lost(h, now_ms);
	}
	return ERR_WRONG_STATE;
}

int
handover_finish(struct handover *h, int64_t now_ms, struct slice *ret_state)
{
	struct held_case now;
	int r;

	FAULT_POINT("release-finish");
	/* The door has changed the row meanwhile: OFFERED. */
	r = case_get(h->q, h->c.row.ref, h->arena, &now);
	if (r == 0 && memcmp(now.row.nonce, h->c.row.nonce,
	    sizeof now.row.nonce) != 0)
		r = ERR_WRONG_STATE;
	if (r == 0) {
		h->c = now;
		r = end_case(h, now_ms);
	}
	if (r == 0)
		*ret_state = slice_str(hold_state_name(
		    (enum hold_state)h->c.row.state));
	if (r < 0 || !h->is_followed)
		put_off_no_more(h->q, h->c.row.ref);
	return r;
}
