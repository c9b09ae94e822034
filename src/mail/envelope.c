#include "mail/envelope.h"

#include "base/err.h"
#include "base/limits.h"
#include "mail/codec.h"

#define RECIPIENTS_FIRST	8	/* room of the first array */
#define RECIPIENT_WIRE_MIN	12	/* three empty strings */

static const char *const names[MAIL_CLASS_COUNT] = {
	[MAIL_CLASS_SUBMISSION] = "submission",
	[MAIL_CLASS_LOCAL] = "local",
	[MAIL_CLASS_INBOUND] = "inbound",
	[MAIL_CLASS_RELEASE] = "release",
};

const char *
mail_class_name(enum mail_class c)
{
	return c < MAIL_CLASS_COUNT ? names[c] : "?";
}

int
mail_class_parse(struct slice s, enum mail_class *ret)
{
	unsigned i;

	i = codec_word(names, MAIL_CLASS_COUNT, s);
	if (i == MAIL_CLASS_COUNT)
		return ERR_NOTFOUND;
	*ret = (enum mail_class)i;
	return 0;
}

void
envelope_init(struct envelope *e, enum mail_class class)
{
	*e = (struct envelope){ .class = class };
}

/*
 * The envelope has no field for the room of its array: it is the next power
 * of two, RECIPIENTS_FIRST at least, wherever the array was made.
 */
static size_t
recipients_room(size_t count)
{
	size_t room;

	for (room = RECIPIENTS_FIRST; room < count; room *= 2)
		;
	return room;
}

static int
recipients_grow(struct envelope *e, struct arena *a)
{
	struct recipient *p;
	size_t room;

	room = e->recipient_count;
	if (room != 0 && recipients_room(room) != room)
		return 0;
	p = arena_grow(a, e->recipients, e->recipient_count, &room, sizeof *p);
	if (p == NULL)
		return ERR_LIMIT;
	e->recipients = p;
	return 0;
}

static int
keep(struct arena *a, struct slice s, struct slice *ret)
{
	if (s.len > ENVELOPE_STRING_MAX)
		return ERR_LIMIT;
	*ret = arena_dup(a, s);
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

int
envelope_add_recipient(struct envelope *e, struct arena *a, struct slice path,
    struct slice dsn_notify, struct slice dsn_orcpt)
{
	struct recipient r;
	int err;

	if (e->recipient_count >= ENVELOPE_RECIPIENTS_MAX)
		return ERR_LIMIT;
	/* Not "<>" either, which is no forward-path. */
	err = address_is_plain(path) ?
	    address_parse(a, path, &r.address) : ERR_SYNTAX;
	if (err == 0)
		err = keep(a, dsn_notify, &r.dsn_notify);
	if (err == 0)
		err = keep(a, dsn_orcpt, &r.dsn_orcpt);
	if (err == 0)
		err = recipients_grow(e, a);
	if (err < 0)
		return err;
	e->recipients[e->recipient_count++] = r;
	return 0;
}

static void
put(struct wire_out *w, struct slice s)
{
	codec_put_str(w, s, ENVELOPE_STRING_MAX);
}

int
envelope_encode(const struct envelope *e, struct buf *out)
{
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	wire_put_u8(&w, (uint8_t)e->class);
	put(&w, e->sender.full);
	put(&w, e->auth);
	put(&w, e->client_addr);
	put(&w, e->client_name);
	put(&w, e->helo);
	put(&w, e->queue_id);
	wire_put_u8(&w, (uint8_t)e->body);
	wire_put_bool(&w, e->smtputf8);
	put(&w, e->dsn_ret);
	put(&w, e->dsn_envid);
	codec_put_count(&w, e->recipient_count, ENVELOPE_RECIPIENTS_MAX);
	for (i = 0; i < e->recipient_count && wire_out_err(&w) == 0; i++) {
		put(&w, e->recipients[i].address.full);
		put(&w, e->recipients[i].dsn_notify);
		put(&w, e->recipients[i].dsn_orcpt);
	}
	wire_put_u64(&w, e->size);
	wire_put_bytes(&w, e->digest, sizeof e->digest);
	wire_put_bytes(&w, e->retry_digest, sizeof e->retry_digest);
	wire_put_u64(&w, (uint64_t)e->at_ms);
	return wire_out_err(&w);
}

static int
get(struct wire_in *w, struct arena *a, struct slice *ret)
{
	return codec_str(w, a, ENVELOPE_STRING_MAX, ret);
}

/* Only what address_parse() itself would have made is taken. */
static int
get_address(struct wire_in *w, struct arena *a, bool may_be_empty,
    struct address *ret)
{
	struct address parsed;
	struct slice s;
	int r;

	if (wire_str(w, ENVELOPE_STRING_MAX, &s) < 0)
		return w->err;
	if (s.len == 0) {
		*ret = (struct address){ SLICE_NONE, SLICE_NONE, SLICE_NONE };
		return may_be_empty ? 0 : codec_fail(w, ERR_SYNTAX);
	}
	r = address_parse(a, s, &parsed);
	if (r == 0 && !slice_eq(parsed.full, s))
		r = ERR_SYNTAX;
	if (r < 0)
		return codec_fail(w, r);
	*ret = parsed;
	return 0;
}

static void
get_recipients(struct wire_in *w, struct arena *a, struct envelope *e)
{
	size_t i, n;

	if (codec_count(w, ENVELOPE_RECIPIENTS_MAX, RECIPIENT_WIRE_MIN, &n) < 0)
		return;
	e->recipients = codec_array(w, a, recipients_room(n),
	    sizeof *e->recipients);
	for (i = 0; i < n && w->err == 0; i++) {
		get_address(w, a, false, &e->recipients[i].address);
		get(w, a, &e->recipients[i].dsn_notify);
		get(w, a, &e->recipients[i].dsn_orcpt);
	}
	e->recipient_count = n;
}

int
envelope_decode(struct slice body, struct arena *a, struct envelope *ret)
{
	struct envelope e;
	struct wire_in w;
	uint64_t at_ms;
	unsigned v;

	if (body.len > ENVELOPE_BYTES_MAX)
		return ERR_LIMIT;
	at_ms = 0;
	wire_in_init(&w, body);
	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	if (wire_enum(&w, MAIL_CLASS_COUNT, &v) == 0)
		e.class = (enum mail_class)v;
	get_address(&w, a, true, &e.sender);
	get(&w, a, &e.auth);
	get(&w, a, &e.client_addr);
	get(&w, a, &e.client_name);
	get(&w, a, &e.helo);
	get(&w, a, &e.queue_id);
	if (wire_enum(&w, MAIL_BODY_COUNT, &v) == 0)
		e.body = (enum mail_body)v;
	wire_bool(&w, &e.smtputf8);
	get(&w, a, &e.dsn_ret);
	get(&w, a, &e.dsn_envid);
	get_recipients(&w, a, &e);
	wire_u64(&w, &e.size);
	wire_bytes(&w, e.digest, sizeof e.digest);
	wire_bytes(&w, e.retry_digest, sizeof e.retry_digest);
	wire_u64(&w, &at_ms);
	if (wire_end(&w) < 0)
		return w.err;
	e.at_ms = (int64_t)at_ms;
	*ret = e;
	return 0;
}
