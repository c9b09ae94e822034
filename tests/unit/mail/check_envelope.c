#include "mail/envelope.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "hostile.h"
#include "unit/unit.h"

static int
decode(struct slice body, struct arena *a)
{
	struct envelope e;

	return envelope_decode(body, a, &e);
}

static void
sample(struct envelope *e, struct arena *a)
{
	envelope_init(e, MAIL_CLASS_LOCAL);
	ck_assert_int_eq(address_parse(a, SLICE("<Me@Here.example>"),
	    &e->sender), 0);
	e->auth = SLICE("me");
	e->client_addr = SLICE("192.0.2.1");
	e->client_name = SLICE("pc.example");
	e->helo = SLICE("pc");
	e->queue_id = SLICE("4Zq1xk2Rz");
	e->body = MAIL_BODY_8BITMIME;
	e->smtputf8 = true;
	e->dsn_ret = SLICE("HDRS");
	e->dsn_envid = SLICE("x+2By");
	ck_assert_int_eq(envelope_add_recipient(e, a, SLICE("<a@b.example>"),
	    SLICE("NEVER"), SLICE("rfc822;a@b.example")), 0);
	ck_assert_int_eq(envelope_add_recipient(e, a, SLICE("<c@d.example>"),
	    SLICE_NONE, SLICE_NONE), 0);
	e->size = 12345678901234u;
	memset(e->digest, 0xab, sizeof e->digest);
	memset(e->retry_digest, 0xcd, sizeof e->retry_digest);
	e->at_ms = -5;
}

static void
encode_sample(struct buf *b)
{
	struct envelope e;
	struct arena *a;

	a = arena_new(MIB);
	sample(&e, a);
	buf_init(b, ENVELOPE_BYTES_MAX);
	ck_assert_int_eq(envelope_encode(&e, b), 0);
	arena_free(a);
}

START_TEST(test_round_trip)
{
	struct envelope e, d;
	struct arena *a;
	struct buf b, again;

	a = arena_new(MIB);
	sample(&e, a);
	buf_init(&b, ENVELOPE_BYTES_MAX);
	buf_init(&again, ENVELOPE_BYTES_MAX);
	ck_assert_int_eq(envelope_encode(&e, &b), 0);
	ck_assert_int_eq(envelope_decode(buf_slice(&b), a, &d), 0);
	ck_assert_int_eq(d.class, MAIL_CLASS_LOCAL);
	ck_assert(slice_eq_str(d.sender.full, "Me@here.example"));
	ck_assert(slice_eq_str(d.sender.domain, "here.example"));
	ck_assert(slice_eq(d.queue_id, e.queue_id));
	ck_assert_uint_eq(d.recipient_count, 2);
	ck_assert(slice_eq_str(d.recipients[1].address.local, "c"));
	ck_assert(slice_eq_str(d.recipients[0].dsn_notify, "NEVER"));
	ck_assert_int_eq(d.at_ms, -5);
	ck_assert_uint_eq(d.size, e.size);
	ck_assert(d.smtputf8);
	ck_assert_int_eq(envelope_encode(&d, &again), 0);
	ck_assert(slice_eq(buf_slice(&b), buf_slice(&again)));
	buf_free(&b);
	buf_free(&again);
	arena_free(a);
}
END_TEST

START_TEST(test_hostile)
{
	struct buf b;

	encode_sample(&b);
	hostile_cut(decode, buf_slice(&b));
	hostile_trailing(decode, buf_slice(&b));
	hostile_noise(decode, buf_slice(&b), 20000);
	buf_free(&b);
}
END_TEST

/* class, body and smtputf8 stand at known places in the sample. */
START_TEST(test_ranges)
{
	struct envelope e;
	struct arena *a;
	struct buf b;

	encode_sample(&b);
	a = arena_new(MIB);
	b.ptr[0] = MAIL_CLASS_COUNT;
	ck_assert_int_eq(envelope_decode(buf_slice(&b), a, &e), ERR_RANGE);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* An address that the parser would not have made is refused. */
START_TEST(test_canonical)
{
	static const char *const wrong[] = {
		"<a@b>", "a@B", "a@b.", "a@b@c", " a@b", "a\nb@c",
	};
	struct envelope e, d;
	struct arena *a;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		a = arena_new(MIB);
		sample(&e, a);
		e.sender.full = slice_str(wrong[i]);
		buf_init(&b, ENVELOPE_BYTES_MAX);
		ck_assert_int_eq(envelope_encode(&e, &b), 0);
		ck_assert_int_eq(envelope_decode(buf_slice(&b), a, &d),
		    ERR_SYNTAX);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(test_null_paths)
{
	struct envelope e, d;
	struct arena *a;
	struct buf b;

	a = arena_new(MIB);
	envelope_init(&e, MAIL_CLASS_INBOUND);
	ck_assert_int_eq(envelope_add_recipient(&e, a, SLICE("<>"), SLICE_NONE,
	    SLICE_NONE), ERR_SYNTAX);
	ck_assert_int_eq(envelope_add_recipient(&e, a,
	    SLICE("<@r.example:a@b.example>"), SLICE_NONE, SLICE_NONE),
	    ERR_SYNTAX);
	buf_init(&b, ENVELOPE_BYTES_MAX);
	ck_assert_int_eq(envelope_encode(&e, &b), 0);
	ck_assert_int_eq(envelope_decode(buf_slice(&b), a, &d), 0);
	ck_assert_uint_eq(d.sender.full.len, 0);
	ck_assert_uint_eq(d.recipient_count, 0);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* Recipients may be added to a decoded envelope: its array has room. */
START_TEST(test_limits)
{
	struct envelope e, d;
	struct arena *a;
	struct buf b;
	char path[40];
	size_t i;
	int r;

	a = arena_new(16 * MIB);
	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	for (i = 0; i < ENVELOPE_RECIPIENTS_MAX - 1; i++) {
		snprintf(path, sizeof path, "u%zu@x.example", i);
		ck_assert_int_eq(envelope_add_recipient(&e, a, slice_str(path),
		    SLICE_NONE, SLICE_NONE), 0);
	}
	buf_init(&b, ENVELOPE_BYTES_MAX);
	ck_assert_int_eq(envelope_encode(&e, &b), 0);
	ck_assert_int_eq(envelope_decode(buf_slice(&b), a, &d), 0);
	for (r = 0, i = 0; i < 2; i++) {
		r = envelope_add_recipient(&d, a, SLICE("last@x.example"),
		    SLICE_NONE, SLICE_NONE);
		ck_assert_int_eq(r, i == 0 ? 0 : ERR_LIMIT);
	}
	ck_assert_uint_eq(d.recipient_count, ENVELOPE_RECIPIENTS_MAX);
	ck_assert(slice_eq_str(d.recipients[17].address.local, "u17"));
	buf_reset(&b);
	ck_assert_int_eq(envelope_encode(&d, &b), 0);
	d.recipient_count++;
	buf_reset(&b);
	ck_assert_int_eq(envelope_encode(&d, &b), ERR_LIMIT);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_class)
{
	enum mail_class c;

	ck_assert_int_eq(mail_class_parse(SLICE("release"), &c), 0);
	ck_assert_int_eq(c, MAIL_CLASS_RELEASE);
	ck_assert_str_eq(mail_class_name(MAIL_CLASS_SUBMISSION), "submission");
	ck_assert_int_eq(mail_class_parse(SLICE("outbound"), &c), ERR_NOTFOUND);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "round trip", test_round_trip, 0 },
		{ "hostile", test_hostile, 0 },
		{ "ranges", test_ranges, 0 },
		{ "canonical", test_canonical, 0 },
		{ "null paths", test_null_paths, 0 },
		{ "limits", test_limits, 0 },
		{ "class", test_class, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("envelope", tests);
}
