#include "milter/session.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "double.h"
#include "keeper/client.h"
#include "unit/unit.h"

#define CEILING	(64 * KIB)

static const char *const header[][2] = {
	{ "Subject", " a\n\tfold" },
	{ "From", " me@here.example" },
	{ "X-Odd", "no blank, already\r\n CRLF" },
};

static const char message[] =
    "Subject: a\r\n\tfold\r\n"
    "From: me@here.example\r\n"
    "X-Odd:no blank, already\r\n CRLF\r\n"
    "\r\n"
    "Hello\r\n\r\nthere\r\n";

/* --- one transaction, told piece by piece -------------------------------------------- */

static struct session *
open_session(struct engine *e)
{
	return session_new(e, SLICE("192.0.2.1"), SLICE("pc.example"));
}

static void
send_envelope(struct session *s, const char *const *to, size_t n)
{
	char *params[] = { "SIZE=100", "BODY=8BITMIME", "SMTPUTF8", "RET=HDRS",
	    "ENVID=x", NULL };
	char *dsn[] = { "NOTIFY=NEVER", "ORCPT=rfc822;o@x", NULL };
	size_t i;

	session_mail(s, SLICE("<Me@Here.example>"), params, SLICE("me"));
	for (i = 0; i < n; i++)
		session_rcpt(s, slice_str(to[i]), dsn);
}

static void
send_header(struct session *s)
{
	size_t i;

	for (i = 0; i < sizeof header / sizeof header[0]; i++)
		session_header(s, slice_str(header[i][0]),
		    slice_str(header[i][1]));
	session_eoh(s, SLICE("4Zq1xk2Rz"));
}

static void
send_body(struct session *s, size_t cut)
{
	struct slice body, rest;

	body = SLICE("Hello\r\n\r\nthere\r\n");
	for (rest = body; rest.len > 0; rest = slice_from(rest, cut))
		session_body(s, slice_sub(rest, 0, cut));
}

static const char *const one[] = { "<a@b.example>" };
static const char *const three[] = { "<A@b.example>", "c@d.example",
    "<e@f.example>" };

static void
finish(struct session *s, struct session_answer *ret)
{
	session_eom(s, SLICE("4Zq1xk2Rz"), NULL, NULL, ret);
}

static void
whole(struct session *s, const char *const *to, size_t n,
    struct session_answer *ret)
{
	send_envelope(s, to, n);
	send_header(s);
	send_body(s, 1000);
	finish(s, ret);
}

static void
nothing_left(struct engine *e)
{
	ck_assert_uint_eq(atomic_load(&engine_pool(e)->used), 0);
	ck_assert_uint_eq(atomic_load(&script.inspections), 0);
	ck_assert_uint_eq(engine_drain(e, 0), 0);
}

/* An engine of its own, and one connection to it; end() ends both. */
static struct session *
begin(enum mail_class class, struct engine **ret)
{
	*ret = double_engine(class, CEILING, CEILING);
	return open_session(*ret);
}

static void
end(struct session *s, struct engine *e)
{
	session_free(s);
	nothing_left(e);
	engine_free(e);
}

/* --- the account of notices ----------------------------------------------------------------- */

/* By every Message-ID that it has, each once. */
START_TEST(test_proof)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	send_envelope(s, one, 1);
	session_header(s, SLICE("message-id"), SLICE("\n <first@pc>"));
	session_header(s, SLICE("Message-ID"), SLICE(" <first@pc>"));
	session_header(s, SLICE("Message-ID"), SLICE(" <second@pc> (x)"));
	session_header(s, SLICE("X-Message-ID"), SLICE(" <no@pc>"));
	session_eoh(s, SLICE("4Zq1xk2Rz"));
	session_body(s, SLICE("x\r\n"));
	finish(s, &a);
	ck_assert_uint_eq(script.id_count, 2);
	ck_assert_str_eq(script.ids[0], "first@pc");
	ck_assert_str_eq(script.ids[1], "second@pc");
	session_done(s, &a, true);
	/* Refused without a rule: it was for somebody outside all the same. */
	send_envelope(s, three, 1);
	send_header(s);
	send_body(s, 1000);
	session_rcpt(s, SLICE("<not plain@x>"), NULL);
	finish(s, &a);
	ck_assert_int_eq(a.kind, ANSWER_REJECT);
	ck_assert_int_eq(script.proof_kind, PROOF_REFUSED);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* --- collecting ----------------------------------------------------------------------------- */

static const size_t cuts[] = { 1000, 1, 2, 3 };

/* The spool is what the MTA will send, however it told us (O2). */
START_TEST(test_message)
{
	uint8_t want[MAIL_DIGEST_SIZE];
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	send_envelope(s, three, 3);
	send_header(s);
	send_body(s, cuts[_i]);
	finish(s, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert(slice_eq_str(buf_slice(&script.spool), message));
	ck_assert(slice_eq_str(a.message, message));
	EVP_Digest(message, sizeof message - 1, want, NULL, EVP_sha256(), NULL);
	ck_assert_int_eq(memcmp(script.envelope.digest, want, sizeof want), 0);
	ck_assert_uint_eq(script.envelope.size, sizeof message - 1);
	session_done(s, &a, true);
	ck_assert_uint_eq(atomic_load(&script.applied), 1);
	end(s, e);
}
END_TEST

static struct envelope seen;
static char seen_sender[64], seen_helo[64];
static uint8_t seen_retry[MAIL_DIGEST_SIZE];

static void
look(const struct envelope *e, int fd, uint64_t size)
{
	(void)fd;
	(void)size;
	seen = *e;
	snprintf(seen_sender, sizeof seen_sender, "%.*s",
	    (int)e->sender.full.len, (const char *)e->sender.full.ptr);
	snprintf(seen_helo, sizeof seen_helo, "%.*s", (int)e->helo.len,
	    (const char *)e->helo.ptr);
	memcpy(seen_retry, e->retry_digest, sizeof seen_retry);
	ck_assert(e->recipient_count == 0 ||
	    e->recipients[0].address.full.len > 0);
}

START_TEST(test_envelope)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.look = look;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	session_helo(s, SLICE("client.example"));
	whole(s, three, 3, &a);
	ck_assert_str_eq(seen_sender, "Me@here.example");
	ck_assert_str_eq(seen_helo, "client.example");
	ck_assert_uint_eq(seen.recipient_count, 3);
	ck_assert(slice_eq_str(seen.recipients[0].dsn_notify, "NEVER"));
	ck_assert(slice_eq_str(seen.recipients[2].dsn_orcpt, "rfc822;o@x"));
	ck_assert(slice_eq_str(seen.auth, "me"));
	ck_assert(slice_eq_str(seen.client_addr, "192.0.2.1"));
	ck_assert(slice_eq_str(seen.queue_id, "4Zq1xk2Rz"));
	ck_assert_int_eq(seen.body, MAIL_BODY_8BITMIME);
	ck_assert(seen.smtputf8);
	ck_assert(slice_eq_str(seen.dsn_ret, "HDRS"));
	ck_assert_int_gt(seen.at_ms, 0);
	session_done(s, &a, true);
	/* The next one on this connection brings nothing of it along (O1). */
	session_mail(s, SLICE("<>"), NULL, SLICE_NONE);
	session_rcpt(s, SLICE("<x@y.example>"), NULL);
	session_eoh(s, SLICE_NONE);
	finish(s, &a);
	ck_assert_str_eq(seen_sender, "");
	ck_assert_uint_eq(seen.recipient_count, 1);
	ck_assert_uint_eq(seen.auth.len, 0);
	ck_assert_uint_eq(seen.recipients[0].dsn_notify.len, 0);
	ck_assert_int_eq(seen.body, MAIL_BODY_UNSTATED);
	ck_assert(!seen.smtputf8);
	ck_assert_uint_eq(seen.dsn_envid.len, 0);
	ck_assert_uint_eq(seen.size, 2);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* Abort at any point, twice, and go on: nothing stays behind (A5). */
START_TEST(test_abort)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;
	int i, step;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	session_abort(s);
	for (i = 0; i < 100; i++) {
		step = i % 5;
		send_envelope(s, three, (size_t)(step > 0 ? 3 : 0));
		if (step > 1)
			send_header(s);
		if (step > 2)
			send_body(s, 3);
		if (step > 3)
			finish(s, &a);
		session_abort(s);
		session_abort(s);
		ck_assert_uint_eq(atomic_load(&engine_pool(e)->used), 0);
	}
	/* A second MAIL without an abort, as some MTAs do. */
	send_envelope(s, three, 3);
	send_header(s);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert(slice_eq_str(buf_slice(&script.spool), message));
	session_done(s, &a, true);
	/* Steps out of order are ignored, the end is a 451. */
	session_header(s, SLICE("A"), SLICE("b"));
	session_body(s, SLICE("x"));
	finish(s, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	end(s, e);
}
END_TEST

/* --- limits ------------------------------------------------------------------------------------ */

static void
sized(struct session *s, size_t size, struct session_answer *ret)
{
	static char bytes[CEILING + 1];

	memset(bytes, 'x', sizeof bytes);
	send_envelope(s, one, 1);
	session_eoh(s, SLICE_NONE);
	session_body(s, slice_of(bytes, size - 2));
	finish(s, ret);
}

START_TEST(test_message_limit)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	e = double_engine(MAIL_CLASS_SUBMISSION, CEILING, 4 * CEILING);
	s = open_session(e);
	sized(s, CEILING, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	session_done(s, &a, true);
	sized(s, CEILING + 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_REJECT);
	ck_assert_uint_eq(a.code, 552);
	ck_assert_str_eq(a.status, "5.3.4");
	/* Nobody looked inside, and it is on record all the same. */
	ck_assert_uint_eq(atomic_load(&script.starts), 1);
	ck_assert_uint_eq(atomic_load(&script.decisions), 2);
	ck_assert_int_eq(script.decided, DISPOSITION_REJECT);
	ck_assert(!script.had_spool);
	ck_assert(!script.was_disclosure);
	session_done(s, &a, true);
	/* To whom people tell of wrongdoing: nothing of it is kept. */
	script.is_protected = true;
	sized(s, CEILING + 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_REJECT);
	ck_assert(script.was_disclosure);
	session_done(s, &a, true);
	script.decide_err = ERR_CLOSED;
	sized(s, CEILING + 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	end(s, e);
}
END_TEST

START_TEST(test_spool_limit)
{
	struct session_answer a, b;
	struct session *s, *t;
	struct engine *e;

	double_reset();
	e = double_engine(MAIL_CLASS_SUBMISSION, CEILING, CEILING + 10);
	s = open_session(e);
	t = open_session(e);
	sized(s, CEILING, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	sized(t, 11, &b);
	ck_assert_int_eq(b.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_eq(b.code, 451);
	ck_assert_str_eq(b.status, "4.3.0");
	ck_assert_uint_eq(b.decision, 0);
	session_done(t, &b, true);
	sized(t, 10, &b);
	ck_assert_int_eq(b.kind, ANSWER_ACCEPT);
	session_done(s, &a, true);
	session_done(t, &b, true);
	session_free(s);
	session_free(t);
	nothing_left(e);
	engine_free(e);
}
END_TEST

static const char *const bad_paths[] = {
	"<a@b@c>", "<>", "a\nb@c", "<@b>", "",
	/* The MTA would deliver to a@b, or not find it to take it off. */
	"<@r.example:a@b>", "<a(x)@b>", "<a @b>", "<b!a>", "<a%b@c>",
};

START_TEST(test_bad_recipient)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	send_envelope(s, one, 1);
	session_rcpt(s, slice_str(bad_paths[_i]), NULL);
	send_header(s);
	finish(s, &a);
	ck_assert_int_eq(a.kind, ANSWER_REJECT);
	ck_assert_uint_eq(a.code, 550);
	ck_assert_uint_eq(atomic_load(&script.decisions), 1);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* --- errors of ours --------------------------------------------------------------------------- */

static const struct {
	const char *name;
	int start, report, decide, evaluate;
	const char *status;
} own[] = {
	{ "no zygote", ERR_CLOSED, 0, 0, 0, "4.3.0" },
	{ "no room with the zygote", ERR_TIMEOUT, 0, 0, 0, "4.7.0" },
	{ "descriptors used up", ERR_SYSTEM, 0, 0, 0, "4.3.0" },
	{ "an envelope too long for a frame", ERR_LIMIT, 0, 0, 0, "4.3.0" },
	{ "no child took it in time", 0, ERR_TIMEOUT, 0, 0, "4.7.0" },
	{ "other rules in the inspector", 0, ERR_MISMATCH, 0, 0, "4.3.5" },
	{ "the zygote went away", 0, ERR_CLOSED, 0, 0, "4.3.0" },
	{ "a report too large for us", 0, ERR_LIMIT, 0, 0, "4.3.0" },
	{ "no memory to judge in", 0, 0, 0, ERR_LIMIT, "4.3.0" },
	{ "no keeper", 0, 0, ERR_CLOSED, 0, "4.3.0" },
	{ "a full store", 0, 0, ERR_FULL, 0, "4.3.0" },
	{ "a broken store", 0, 0, ERR_STORE, 0, "4.3.0" },
	{ "a slow disk", 0, 0, ERR_TIMEOUT, 0, "4.7.0" },
	{ "a keeper that does not understand", 0, 0, ERR_SYNTAX, 0, "4.3.0" },
	{ "a keeper that finds it too large", 0, 0, ERR_LIMIT, 0, "4.3.0" },
	{ "a keeper that denies", 0, 0, ERR_DENIED, 0, "4.3.0" },
};

/* 451 with its code, nothing applied, and never a word of the sender's (A16). */
START_TEST(test_own_errors)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.start_err = own[_i].start;
	script.report_err = own[_i].report;
	script.decide_err = own[_i].decide;
	script.evaluate_err = own[_i].evaluate;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, three, 3, &a);
	ck_assert_msg(a.kind == ANSWER_TEMPFAIL, "%s", own[_i].name);
	ck_assert_uint_eq(a.code, 451);
	ck_assert_msg(strcmp(a.status, own[_i].status) == 0, "%s: %s",
	    own[_i].name, a.status);
	ck_assert_uint_eq(a.line_count, 1);
	ck_assert_uint_eq(a.decision, 0);
	ck_assert_uint_eq(a.removed_count, 0);
	ck_assert_ptr_null(a.edits);
	session_done(s, &a, true);
	ck_assert_uint_eq(atomic_load(&script.applied), 0);
	end(s, e);
}
END_TEST

START_TEST(test_draining)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	ck_assert_uint_eq(engine_drain(e, 0), 0);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_eq(atomic_load(&script.starts), 0);
	end(s, e);
}
END_TEST

/* The inspector died and another one came: the message takes that. */
START_TEST(test_new_inspector)
{
	uint8_t digest[8] = { 0 };
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	send_envelope(s, one, 1);
	ck_assert_int_eq(engine_adopt(e, -1, digest), 0);
	script.closed_starts = 1;
	send_header(s);
	finish(s, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_uint_eq(atomic_load(&script.starts), 2);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* --- answers --------------------------------------------------------------------------------------- */

START_TEST(test_reject)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.whole_reject = true;
	script.taken = 2;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_REJECT);
	ck_assert_uint_eq(a.code, 550);
	ck_assert_str_eq(a.status, "5.7.1");
	ck_assert_uint_eq(a.line_count, 2);
	/* Two references were taken: the reply names the one on record. */
	ck_assert_str_eq(script.ref, script.ref_in_reply);
	ck_assert_uint_ne(slice_find(a.lines[0], slice_str(script.ref), 0),
	    SLICE_NPOS);
	ck_assert_uint_eq(atomic_load(&script.evaluations), 3);
	ck_assert(!script.had_spool);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

START_TEST(test_taken_for_ever)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.taken = 1000;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_lt(atomic_load(&script.evaluations), 20);
	end(s, e);
}
END_TEST

/* A tempfail needs no record. */
START_TEST(test_tempfail)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.whole_tempfail = true;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_eq(atomic_load(&script.decisions), 0);
	ck_assert_uint_eq(a.decision, 0);
	end(s, e);
}
END_TEST

/* 1 to 50 recipients, any mix: each one either leaves or is held (A10). */
START_TEST(test_mixed)
{
	char paths[50][40];
	const char *to[50];
	struct session_answer a;
	struct engine *e;
	struct session *s;
	size_t held, i, k, n;
	unsigned seed = 1;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	for (i = 0; i < 500; i++) {
		n = 1 + i % 50;
		script.recipient_count = n;
		for (held = 0, k = 0; k < n; k++) {
			snprintf(paths[k], sizeof paths[k], "<U%zu@x.example>", k);
			to[k] = paths[k];
			seed = seed * 1103515245 + 12345;
			script.recipient[k] = seed >> 16 & 1 || i % 10 == 9 ?
			    DISPOSITION_QUARANTINE : DISPOSITION_ACCEPT;
			held += script.recipient[k] == DISPOSITION_QUARANTINE;
		}
		whole(s, to, n, &a);
		ck_assert_uint_eq(a.removed_count, held);
		ck_assert_int_eq(a.kind, held == n ? ANSWER_DISCARD :
		    ANSWER_ACCEPT);
		ck_assert_uint_gt(a.decision, 0);
		ck_assert_int_eq(script.had_spool, held > 0);
		/* Taken off by the very words that the MTA used. */
		for (held = 0, k = 0; k < n; k++)
			if (script.recipient[k] == DISPOSITION_QUARANTINE)
				ck_assert(slice_eq_str(a.removed[held++],
				    paths[k]));
		session_done(s, &a, true);
	}
	end(s, e);
}
END_TEST

/* A verdict that says neither "send it" nor "hold it" lets nothing out. */
START_TEST(test_senseless_verdict)
{
	static const enum disposition odd[] = { DISPOSITION_DISCARD,
	    DISPOSITION_COUNT };
	static const char *const two[] = { "<a@b.example>", "<c@d.example>" };
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.recipient[0] = DISPOSITION_ACCEPT;
	script.recipient[1] = odd[_i];
	script.recipient_count = 2;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, two, 2, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_eq(atomic_load(&script.decisions), 0);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

static struct edit_outcome done = { .result = EDIT_DONE };
static struct splice splice = { 76, 78, { (const uint8_t *)"--", 2 } };
static struct header_change forged = { HEADER_CHANGE, 1,
    { (const uint8_t *)"From", 4 }, { (const uint8_t *)" boss@x", 7 } };

START_TEST(test_edits)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.wants_edit = true;
	script.edits = (struct edit_list){ .outcomes = &done,
	    .outcome_count = 1, .splices = &splice, .splice_count = 1,
	    .body_offset = 76 };
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_ptr_nonnull(a.edits);
	ck_assert_uint_eq(a.edits->splice_count, 1);
	ck_assert_uint_eq(atomic_load(&script.settled), 1);
	session_done(s, &a, true);
	/* The child gives none: the policy's fallback settles it. */
	script.edit_err = ERR_CLOSED;
	whole(s, one, 1, &a);
	ck_assert_ptr_null(a.edits);
	ck_assert_uint_eq(atomic_load(&script.settled_without_answer), 1);
	session_done(s, &a, true);
	/* As many outcomes as were asked for, or it is no answer. */
	script.edit_err = 0;
	script.edits.outcome_count = 0;
	whole(s, one, 1, &a);
	ck_assert_ptr_null(a.edits);
	ck_assert_uint_eq(atomic_load(&script.settled_without_answer), 2);
	session_done(s, &a, true);
	/* It speaks of another body than the one that the MTA sent. */
	script.edits.outcome_count = 1;
	script.edits.body_offset = 74;
	whole(s, one, 1, &a);
	ck_assert_ptr_null(a.edits);
	ck_assert_uint_eq(atomic_load(&script.settled_without_answer), 3);
	session_done(s, &a, true);
	/* It touches what nobody asked it to. */
	script.edits.body_offset = 76;
	script.edits.headers = &forged;
	script.edits.header_count = 1;
	whole(s, one, 1, &a);
	ck_assert_ptr_null(a.edits);
	ck_assert_uint_eq(atomic_load(&script.settled_without_answer), 4);
	session_done(s, &a, true);
	/* Nothing leaves: nothing to edit. */
	script.recipient[0] = DISPOSITION_QUARANTINE;
	script.recipient_count = 1;
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_DISCARD);
	ck_assert_uint_eq(atomic_load(&script.edit_asks), 5);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* --- tickets ------------------------------------------------------------------------------------------ */

static void
with_tickets(struct session *s, size_t before, size_t after,
    struct session_answer *ret)
{
	size_t i;

	send_envelope(s, one, 1);
	for (i = 0; i < before; i++)
		session_header(s, SLICE(KEEPER_TICKET_FIELD), SLICE(" tick et "));
	session_header(s, SLICE("Subject"), SLICE(" x"));
	for (i = 0; i < after; i++)
		session_header(s, SLICE("x-exeat-RELEASE"), SLICE(" forged"));
	session_eoh(s, SLICE_NONE);
	session_body(s, SLICE("body\r\n"));
	finish(s, ret);
}

static const char plain[] = "Subject: x\r\n\r\nbody\r\n";

/* From outside, a ticket is taken off, and is not in what we keep. */
/* Those with a copy of their own leave the MTA's envelope; the keeper has it. */
START_TEST(test_split)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;
	unsigned applied;

	double_reset();
	script.wants_edit = true;
	script.edits = (struct edit_list){ .outcomes = &done,
	    .outcome_count = 1, .splices = &splice, .splice_count = 1,
	    .body_offset = 76 };
	script.separate[1] = true;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_ptr_nonnull(a.edits);
	ck_assert_uint_eq(a.removed_count, 1);
	ck_assert_uint_eq(a.separate_count, 1);
	ck_assert(slice_eq_str(a.removed[0], "c@d.example"));
	ck_assert(script.had_spool);
	ck_assert_int_eq(script.decided, DISPOSITION_ACCEPT);
	session_done(s, &a, true);
	/* Its copy sets out when the MTA has the answer, and not before. */
	ck_assert_uint_eq(atomic_load(&script.applied), 0);
	session_told(s);
	session_told(s);
	ck_assert_uint_eq(atomic_load(&script.applied), 1);
	ck_assert_str_ne(script.closed_copy, "");

	/* One is held beside it, one goes. */
	script.recipient_count = 3;
	script.recipient[0] = DISPOSITION_QUARANTINE;
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_uint_eq(a.removed_count, 2);
	ck_assert_uint_eq(a.separate_count, 1);
	session_done(s, &a, false);
	ck_assert_str_ne(script.closed_copy, "");

	/* Nobody is left to the MTA: it has nothing to deliver. */
	script.separate[2] = true;
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_DISCARD);
	ck_assert_uint_eq(a.removed_count, 3);
	session_done(s, &a, true);
	ck_assert_uint_eq(atomic_load(&script.applied), 1);

	/*
	 * The next message says so too.  This one the keeper cannot have: the
	 * MTA must keep everybody.
	 */
	script.recipient_count = 0;
	script.decide_err = ERR_FULL;
	whole(s, three, 3, &a);
	ck_assert_uint_eq(atomic_load(&script.applied), 2);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_eq(a.removed_count, 0);
	session_done(s, &a, true);

	/* Nothing was put in: all get the MTA's copy. */
	script.decide_err = 0;
	script.edit_err = ERR_CLOSED;
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_uint_eq(a.removed_count, 0);
	ck_assert(!script.had_spool);
	session_done(s, &a, true);
	ck_assert_str_eq(script.closed_copy, "");

	/* The first reference is taken: what was decided stays so. */
	script.edit_err = 0;
	script.separate[2] = false;
	script.taken = 2;
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_uint_eq(a.separate_count, 1);
	session_done(s, &a, true);
	/* The MTA is gone: a retry shall find the copy waiting. */
	applied = atomic_load(&script.applied);
	session_free(s);
	ck_assert_uint_eq(atomic_load(&script.applied), applied);
	ck_assert_uint_eq(atomic_load(&script.abandoned), 1);
	nothing_left(e);
	engine_free(e);
}
END_TEST

START_TEST(test_forged_ticket)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	with_tickets(s, 1, 2, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_uint_eq(a.delete_count, 3);
	ck_assert(slice_eq_str(a.delete_name, KEEPER_TICKET_FIELD));
	ck_assert(slice_eq_str(buf_slice(&script.spool), plain));
	ck_assert_uint_eq(atomic_load(&script.tickets), 0);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

static const struct {
	const char *name;
	size_t before, after;
	int answer;
	enum answer_kind kind;
	const char *status;
	unsigned asked;
} doors[] = {
	{ "a live ticket", 1, 0, 0, ANSWER_ACCEPT, NULL, 1 },
	{ "no ticket", 0, 0, 0, ANSWER_REJECT, "5.7.1", 0 },
	{ "two tickets", 2, 0, 0, ANSWER_REJECT, "5.7.1", 0 },
	{ "a ticket and another further down", 1, 1, 0, ANSWER_REJECT, "5.7.1",
	    0 },
	{ "a ticket that is not the first field", 0, 1, 0, ANSWER_REJECT,
	    "5.7.1", 0 },
	{ "a ticket that the keeper denies", 1, 0, ERR_DENIED, ANSWER_REJECT,
	    "5.7.1", 1 },
	{ "no keeper", 1, 0, ERR_CLOSED, ANSWER_TEMPFAIL, "4.3.0", 1 },
	{ "trouble with the keeper", 1, 0, ERR_SYNTAX, ANSWER_TEMPFAIL,
	    "4.3.0", 1 },
};

START_TEST(test_door)
{
	uint8_t want[MAIL_DIGEST_SIZE];
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.ticket_err = doors[_i].answer;
	s = begin(MAIL_CLASS_RELEASE, &e);
	with_tickets(s, doors[_i].before, doors[_i].after, &a);
	ck_assert_msg(a.kind == doors[_i].kind, "%s", doors[_i].name);
	ck_assert_uint_eq(atomic_load(&script.tickets), doors[_i].asked);
	if (doors[_i].kind != ANSWER_ACCEPT) {
		ck_assert_str_eq(a.status, doors[_i].status);
		ck_assert_uint_eq(atomic_load(&script.starts), 0);
	} else {
		/* The digest is of the message as it was kept. */
		EVP_Digest(plain, sizeof plain - 1, want, NULL, EVP_sha256(),
		    NULL);
		ck_assert_int_eq(memcmp(script.ticket_digest, want,
		    sizeof want), 0);
		ck_assert_str_eq(script.ticket, "tick et");
		ck_assert_uint_eq(a.delete_count, 1);
	}
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* --- retries ------------------------------------------------------------------------------------------- */

static const char *const forward[] = { "<a@b.example>", "<c@d.example>" };
static const char *const backward[] = { "<c@d.example>", "<a@b.example>" };

static const char *const twice[] = { "<a@b.example>", "<a@b.example>" };

static void
retry_digest(struct engine *e, const char *from, const char *const *to,
    const char *received, const char *id, const char *queue, const char *body,
    uint8_t *ret)
{
	struct session_answer a;
	struct session *s;

	s = open_session(e);
	session_mail(s, slice_str(from), NULL, SLICE_NONE);
	session_rcpt(s, slice_str(to[0]), NULL);
	session_rcpt(s, slice_str(to[1]), NULL);
	session_header(s, SLICE("Received"), slice_str(received));
	session_header(s, SLICE("Subject"), SLICE(" x"));
	session_header(s, SLICE("Message-ID"), slice_str(id));
	session_eoh(s, slice_str(queue));
	session_body(s, slice_str(body));
	finish(s, &a);
	memcpy(ret, seen_retry, MAIL_DIGEST_SIZE);
	session_done(s, &a, true);
	session_free(s);
}

static const struct {
	const char *name, *from;
	const char *const *to;
	const char *received, *id, *queue, *body;
	bool same;
} retries[] = {
	{ "the very same", "<m@x>", forward, " one", " <1@pc>", "Q1", "b",
	    true },
	{ "another hop and queue", "<m@x>", forward, " two", " <1@pc>", "Q2",
	    "b", true },
	{ "recipients in another order", "<m@x>", backward, " one", " <1@pc>",
	    "Q1", "b", true },
	{ "another body", "<m@x>", forward, " one", " <1@pc>", "Q1", "c",
	    false },
	{ "another sender", "<n@x>", forward, " one", " <1@pc>", "Q1", "b",
	    false },
	{ "another Message-ID of the sender's", "<m@x>", forward, " one",
	    " <2@pc>", "Q1", "b", false },
	{ "a recipient twice", "<m@x>", twice, " one", " <1@pc>", "Q1", "b",
	    false },
};

START_TEST(test_retry)
{
	uint8_t first[MAIL_DIGEST_SIZE], again[MAIL_DIGEST_SIZE];
	struct engine *e;

	double_reset();
	script.look = look;
	e = double_engine(MAIL_CLASS_SUBMISSION, CEILING, CEILING);
	retry_digest(e, "<m@x>", forward, " one", " <1@pc>", "Q1", "b", first);
	retry_digest(e, retries[_i].from, retries[_i].to, retries[_i].received,
	    retries[_i].id, retries[_i].queue, retries[_i].body, again);
	ck_assert_msg((memcmp(first, again, sizeof first) == 0) ==
	    retries[_i].same, "%s", retries[_i].name);
	engine_free(e);
}
END_TEST

/* The same bytes, from whom and to whom it may be. */
static void
retry_of(struct engine *e, const char *login, const char *body,
    const char *const *to, size_t n, uint8_t *ret)
{
	struct session_answer a;
	struct session *s;
	size_t i;

	s = open_session(e);
	session_mail(s, SLICE("<m@x>"), NULL, slice_str(login));
	for (i = 0; i < n; i++)
		session_rcpt(s, slice_str(to[i]), NULL);
	session_header(s, SLICE("Subject"), SLICE(" x"));
	session_eoh(s, SLICE("Q1"));
	session_body(s, slice_str(body));
	finish(s, &a);
	memcpy(ret, seen_retry, MAIL_DIGEST_SIZE);
	session_done(s, &a, true);
	session_free(s);
}

/* Two mails that rules may answer differently are no retry of each other. */
START_TEST(test_no_retry)
{
	uint8_t one_of[MAIL_DIGEST_SIZE], other[MAIL_DIGEST_SIZE];
	struct engine *e;

	double_reset();
	script.look = look;
	e = double_engine(MAIL_CLASS_SUBMISSION, CEILING, CEILING);
	retry_of(e, "me", "b", forward, 2, one_of);
	retry_of(e, "you", "b", forward, 2, other);
	ck_assert_int_ne(memcmp(one_of, other, sizeof other), 0);
	/* A body whose end reads like a recipient. */
	retry_of(e, "me", "b\na@b.example", forward + 1, 1, other);
	ck_assert_int_ne(memcmp(one_of, other, sizeof other), 0);
	engine_free(e);
}
END_TEST

/* A Message-ID that the MTA made up from its queue id does not count. */
START_TEST(test_retry_made_up)
{
	uint8_t first[MAIL_DIGEST_SIZE], again[MAIL_DIGEST_SIZE];
	struct engine *e;

	double_reset();
	script.look = look;
	e = double_engine(MAIL_CLASS_LOCAL, CEILING, CEILING);
	retry_digest(e, "<m@x>", forward, "", " <2026.4Zq1@h>", "4Zq1", "b",
	    first);
	retry_digest(e, "<m@x>", forward, "", " <2026.4Zq2@h>", "4Zq2", "b",
	    again);
	ck_assert_int_eq(memcmp(first, again, sizeof first), 0);
	engine_free(e);
}
END_TEST

/* --- what is remembered ------------------------------------------------------------- */

/* Rules that need no memory pay nothing for it. */
START_TEST(test_not_asked)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_uint_eq(atomic_load(&script.asks), 0);
	ck_assert(!atomic_load(&script.had_answer));
	ck_assert(!script.had_note);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* One question, however often a reference is taken; held ones teach nothing. */
START_TEST(test_asked_once)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.needs_memory = true;
	script.taken = 2;
	script.recipient[0] = DISPOSITION_ACCEPT;
	script.recipient[1] = DISPOSITION_QUARANTINE;
	script.recipient[2] = DISPOSITION_ACCEPT;
	script.recipient_count = 3;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, three, 3, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_uint_eq(atomic_load(&script.asks), 1);
	ck_assert_uint_eq(atomic_load(&script.evaluations), 3);
	ck_assert(atomic_load(&script.had_answer));
	ck_assert(script.had_note);
	ck_assert_uint_eq(script.let_go, 2);
	session_done(s, &a, true);
	nothing_left(e);
	end(s, e);
}
END_TEST

/* Nobody gets it: recorded, but nothing is to be learnt. */
START_TEST(test_reject_teaches_nothing)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.needs_memory = true;
	script.whole_reject = true;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_REJECT);
	ck_assert_uint_eq(atomic_load(&script.decisions), 1);
	ck_assert(!script.had_note);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

static const struct {
	int err;
	const char *status;
} no_answers[] = {
	{ ERR_CLOSED, "4.3.0" }, { ERR_TIMEOUT, "4.7.0" },
	{ ERR_STORE, "4.3.0" }, { ERR_CORRUPT, "4.3.0" },
	{ ERR_FULL, "4.3.0" }, { ERR_PEER, "4.3.0" },
	/* Of the talk, not of the message: no 552, no 550. */
	{ ERR_LIMIT, "4.3.0" }, { ERR_SYNTAX, "4.3.0" },
	{ ERR_DENIED, "4.3.0" },
};

/* No answer is never "nothing known": 451, and nothing on record. */
START_TEST(test_no_answer)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.needs_memory = true;
	script.ask_err = no_answers[_i].err;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_eq(a.code, 451);
	ck_assert_str_eq(a.status, no_answers[_i].status);
	ck_assert_uint_eq(a.decision, 0);
	ck_assert_uint_eq(atomic_load(&script.evaluations), 0);
	ck_assert_uint_eq(atomic_load(&script.decisions), 0);
	session_done(s, &a, true);
	ck_assert_uint_eq(atomic_load(&script.applied), 0);
	nothing_left(e);
	end(s, e);
}
END_TEST

static const struct {
	const char *name;
	enum mail_class class;
	bool wants_edit;
	const char *mark;		/* NULL: none */
	unsigned edit_asks, keys;
	bool removes;
} marks[] = {
	{ "neither", MAIL_CLASS_SUBMISSION, false, NULL, 0, 0, false },
	{ "a notice", MAIL_CLASS_SUBMISSION, true, NULL, 1, 1, false },
	{ "a stranger's mark", MAIL_CLASS_SUBMISSION, false, " 2 x y", 1, 1,
	    true },
	{ "a notice and one", MAIL_CLASS_SUBMISSION, true, " 2 x y", 1, 1,
	    true },
	{ "from outside", MAIL_CLASS_INBOUND, false, " 2 x y", 1, 1, true },
	{ "from a program here", MAIL_CLASS_LOCAL, false, "", 1, 1, true },
};

/* The key is asked for where it is needed; what is no mark of ours goes. */
START_TEST(test_marks)
{
	struct edit_outcome said[2] = { done, done };
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.wants_edit = marks[_i].wants_edit;
	script.edits = (struct edit_list){ .outcomes = said,
	    .outcome_count = marks[_i].wants_edit + marks[_i].removes,
	    .body_offset = 76 };
	s = begin(marks[_i].class, &e);
	send_envelope(s, one, 1);
	if (marks[_i].mark != NULL)
		session_header(s, SLICE("x-exeat-notice"),
		    slice_str(marks[_i].mark));
	send_header(s);
	send_body(s, 1000);
	finish(s, &a);
	ck_assert_int_eq(a.kind, ANSWER_ACCEPT);
	ck_assert_msg(atomic_load(&script.edit_asks) == marks[_i].edit_asks,
	    "%s", marks[_i].name);
	ck_assert_msg(atomic_load(&script.mark_keys) == marks[_i].keys, "%s",
	    marks[_i].name);
	ck_assert(script.removes_mark == marks[_i].removes);
	ck_assert(script.has_mark == marks[_i].wants_edit);
	ck_assert(!script.is_marked);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

/* Without the key nothing can be told of marks: 451, like any other trouble. */
START_TEST(test_no_key)
{
	struct session_answer a;
	struct engine *e;
	struct session *s;

	double_reset();
	script.wants_edit = true;
	script.mark_key_err = no_answers[_i].err;
	s = begin(MAIL_CLASS_SUBMISSION, &e);
	whole(s, one, 1, &a);
	ck_assert_int_eq(a.kind, ANSWER_TEMPFAIL);
	ck_assert_uint_eq(a.code, 451);
	ck_assert_str_eq(a.status, no_answers[_i].status);
	ck_assert_uint_eq(atomic_load(&script.edit_asks), 0);
	ck_assert_uint_eq(atomic_load(&script.decisions), 0);
	session_done(s, &a, true);
	end(s, e);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "proof", test_proof, 0 },
		{ "message", test_message, N_OF(cuts) },
		{ "envelope", test_envelope, 0 },
		{ "abort", test_abort, 0 },
		{ "message limit", test_message_limit, 0 },
		{ "spool limit", test_spool_limit, 0 },
		{ "senseless verdict", test_senseless_verdict, 2 },
		{ "bad recipient", test_bad_recipient, N_OF(bad_paths) },
		{ "own errors", test_own_errors, N_OF(own) },
		{ "draining", test_draining, 0 },
		{ "new inspector", test_new_inspector, 0 },
		{ "reject", test_reject, 0 },
		{ "taken for ever", test_taken_for_ever, 0 },
		{ "tempfail", test_tempfail, 0 },
		{ "mixed", test_mixed, 0 },
		{ "edits", test_edits, 0 },
		{ "marks", test_marks, N_OF(marks) },
		{ "no key", test_no_key, N_OF(no_answers) },
		{ "split", test_split, 0 },
		{ "forged ticket", test_forged_ticket, 0 },
		{ "door", test_door, N_OF(doors) },
		{ "retry", test_retry, N_OF(retries) },
		{ "no retry", test_no_retry, 0 },
		{ "retry made up", test_retry_made_up, 0 },
		{ "not asked", test_not_asked, 0 },
		{ "asked once", test_asked_once, 0 },
		{ "a reject teaches nothing", test_reject_teaches_nothing, 0 },
		{ "no answer", test_no_answer, N_OF(no_answers) },
		{ NULL, NULL, 0 },
	};

	return unit_main("session", tests);
}
