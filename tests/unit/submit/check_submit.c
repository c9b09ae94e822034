/*
 * submit -- against a scripted SMTP server in this process: what it is told,
 * and what it makes of every kind of answer.
 */
#include "submit/submit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

/* A peer: what it says when it is connected to, and after each command. */
struct peer {
	int listen, fd;
	struct sockaddr_in sin;
	const char *const *script;	/* greeting, then one for each command */
	size_t at;
	bool in_data, closes;		/* "!" in a script closes the line */
	struct buf got;			/* everything it was told */
	struct buf line;
};

static void
peer_make(struct peer *p, const char *const *script)
{
	socklen_t len = sizeof p->sin;

	memset(p, 0, sizeof *p);
	p->script = script;
	p->fd = -1;
	buf_init(&p->got, 8 * MIB);
	buf_init(&p->line, 64 * KIB);
	p->listen = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	p->sin.sin_family = AF_INET;
	p->sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(p->listen, (struct sockaddr *)&p->sin, len), 0);
	ck_assert_int_eq(listen(p->listen, 4), 0);
	getsockname(p->listen, (struct sockaddr *)&p->sin, &len);
}

static void
peer_end(struct peer *p)
{
	if (p->fd != -1)
		close(p->fd);
	close(p->listen);
	buf_free(&p->got);
	buf_free(&p->line);
}

/* The next line of the script; "" says nothing, "!" hangs up. */
static void
peer_say(struct peer *p)
{
	const char *s = p->script[p->at];

	if (s == NULL)
		return;
	p->at++;
	if (strcmp(s, "!") == 0) {
		close(p->fd);
		p->fd = -1;
		p->closes = true;
	} else if (s[0] != '\0')
		ck_assert_int_eq(write(p->fd, s, strlen(s)),
		    (int)strlen(s));
	if (strncmp(s, "354", 3) == 0)
		p->in_data = true;
}

/* Reply to each whole line, or to the dot. */
static void
peer_take(struct peer *p, const uint8_t *bytes, size_t n)
{
	size_t i;

	ck_assert_int_eq(buf_put(&p->got, bytes, n), 0);
	for (i = 0; i < n && p->fd != -1; i++) {
		ck_assert_int_eq(buf_putc(&p->line, bytes[i]), 0);
		if (bytes[i] != '\n')
			continue;
		if (!p->in_data || slice_eq(buf_slice(&p->line),
		    SLICE(".\r\n"))) {
			p->in_data = false;
			peer_say(p);
		}
		buf_reset(&p->line);
	}
}

static void
peer_step(struct peer *p)
{
	uint8_t bytes[8192];
	ssize_t n;

	if (p->fd == -1 && !p->closes) {
		p->fd = accept4(p->listen, NULL, NULL, SOCK_NONBLOCK);
		if (p->fd != -1)
			peer_say(p);
	}
	while (p->fd != -1 && (n = read(p->fd, bytes, sizeof bytes)) > 0)
		peer_take(p, bytes, (size_t)n);
}

/* The message, in pieces of a given size. */
struct text {
	struct slice s;
	size_t at, step;
	int error;		/* at the end, instead of an end */
};

static int
text_next(void *arg, struct slice *ret)
{
	struct text *t = arg;

	if (t->at >= t->s.len && t->error < 0)
		return t->error;
	*ret = slice_sub(t->s, t->at, t->at + t->step);
	t->at += t->step;
	return 0;
}

struct run {
	struct envelope e;
	struct arena *a;
	struct text text;
	struct submit_request q;
	struct submit *s;
	enum submit_outcome outcome;
};

static void
run_make(struct run *r, struct peer *p, struct slice message, size_t step)
{
	memset(r, 0, sizeof *r);
	r->a = arena_new(1 * MIB);
	envelope_init(&r->e, MAIL_CLASS_RELEASE);
	ck_assert_int_eq(address_parse(r->a, SLICE("a@in.example"),
	    &r->e.sender), 0);
	ck_assert_int_eq(envelope_add_recipient(&r->e, r->a,
	    SLICE("b@out.example"), SLICE("NEVER"),
	    SLICE("rfc822;b@out.example")), 0);
	ck_assert_int_eq(envelope_add_recipient(&r->e, r->a,
	    SLICE("c@out.example"), SLICE_NONE, SLICE_NONE), 0);
	r->text = (struct text){ message, 0, step, 0 };
	r->q = (struct submit_request){
		.server = (struct sockaddr *)&p->sin,
		.server_len = sizeof p->sin, .helo = "us.example",
		.envelope = &r->e, .recipients = r->e.recipients,
		.recipient_count = r->e.recipient_count,
		.size = message.len, .source = { text_next, &r->text },
		.times = { 300, 300, 300, 300 },
	};
}

static void
run_go(struct run *r, struct peer *p)
{
	struct pollfd f;
	int i;

	r->q.recipients = r->e.recipients;
	r->q.recipient_count = r->e.recipient_count;
	ck_assert_int_eq(submit_new(&r->q, &r->s), 0);
	do {
		peer_step(p);
		r->outcome = submit_step(r->s);
		peer_step(p);
		f = (struct pollfd){ submit_fd(r->s), submit_events(r->s), 0 };
		if (r->outcome == SUBMIT_RUNNING)
			poll(&f, 1, 5);
	} while (r->outcome == SUBMIT_RUNNING);
	/* What is still on the line is part of what it was told. */
	for (i = 0; i < 3; i++)
		peer_step(p);
	ck_assert_int_eq(submit_fd(r->s), -1);
}

static void
run_end(struct run *r)
{
	submit_free(r->s);
	arena_free(r->a);
}

#define HELLO	"220 here\r\n", "250-here\r\n250-DSN\r\n250-SIZE\r\n" \
		"250-8BITMIME\r\n250 SMTPUTF8\r\n"
#define OK	"250 2.0.0 ok\r\n"

START_TEST(test_said)
{
	static const char *const script[] = { HELLO, OK, OK, OK,
	    "354 go\r\n", "250 2.0.0 Ok: queued as ABC\r\n", NULL };
	struct peer p;
	struct run r;

	peer_make(&p, script);
	run_make(&r, &p, SLICE("Subject: x\r\n\r\n.dot\r\n..two\r\n"), 1000);
	r.e.dsn_ret = SLICE("FULL");
	r.e.dsn_envid = SLICE("QQ314159");
	r.e.body = MAIL_BODY_8BITMIME;
	r.e.smtputf8 = true;
	run_go(&r, &p);
	ck_assert_int_eq(r.outcome, SUBMIT_TAKEN);
	ck_assert_uint_eq(submit_code(r.s), 250);
	ck_assert(slice_eq_str(submit_reply(r.s),
	    "250 2.0.0 Ok: queued as ABC"));
	ck_assert_uint_eq(submit_recipient_code(r.s, 1), 250);
	ck_assert_msg(slice_eq_str(buf_slice(&p.got),
	    "EHLO us.example\r\n"
	    "MAIL FROM:<a@in.example> SIZE=27 SMTPUTF8 BODY=8BITMIME"
	    " RET=FULL ENVID=QQ314159\r\n"
	    "RCPT TO:<b@out.example> NOTIFY=NEVER"
	    " ORCPT=rfc822;b@out.example\r\n"
	    "RCPT TO:<c@out.example>\r\n"
	    "DATA\r\n"
	    "Subject: x\r\n\r\n..dot\r\n...two\r\n.\r\n"
	    "QUIT\r\n"), "%.*s", (int)p.got.len, (const char *)p.got.ptr);
	run_end(&r);
	peer_end(&p);
}
END_TEST

/* A server without extensions gets none; the null sender is a sender. */
START_TEST(test_plain_server)
{
	static const char *const script[] = { "220 here\r\n", "250 here\r\n",
	    OK, OK, OK, "354 go\r\n", OK, NULL };
	struct peer p;
	struct run r;

	peer_make(&p, script);
	run_make(&r, &p, SLICE("x\r\n"), 1000);
	r.e.sender.full = SLICE_NONE;
	r.e.dsn_ret = SLICE("FULL");
	run_go(&r, &p);
	ck_assert_int_eq(r.outcome, SUBMIT_TAKEN);
	ck_assert(slice_find(buf_slice(&p.got),
	    SLICE("\r\nMAIL FROM:<>\r\nRCPT TO:<b@out.example>\r\n"), 0) !=
	    SLICE_NPOS);
	run_end(&r);
	peer_end(&p);
}
END_TEST

/* Dots are doubled and the end is made, however the pieces are cut. */
static const struct {
	const char *name, *message, *sent;
} bodies[] = {
	{ "plain", "a\r\nb\r\n", "a\r\nb\r\n.\r\n" },
	{ "no end of line", "a\r\nb", "a\r\nb\r\n.\r\n" },
	{ "empty", "", "\r\n.\r\n" },
	{ "a dot alone", ".\r\n", "..\r\n.\r\n" },
	{ "dots in a row", "...\r\n.\r\n", "....\r\n..\r\n.\r\n" },
	{ "a dot in the middle", "a.b\r\n", "a.b\r\n.\r\n" },
	{ "LF dot CRLF", "a\n.\r\nMAIL FROM:<x>\r\n",
	  "a\n..\r\nMAIL FROM:<x>\r\n.\r\n" },
	{ "CR at the end", "a\r", "a\r\r\n.\r\n" },
	{ "LF at the end", "a\n", "a\n\r\n.\r\n" },
};

START_TEST(test_bodies)
{
	static const char *const script[] = { HELLO, OK, OK, OK,
	    "354 go\r\n", OK, NULL };
	static const size_t steps[] = { 1000, 1, 2, 3 };
	struct slice got;
	struct peer p;
	struct run r;
	size_t i, at;

	for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		peer_make(&p, script);
		run_make(&r, &p, slice_str(bodies[_i].message), steps[i]);
		run_go(&r, &p);
		ck_assert_int_eq(r.outcome, SUBMIT_TAKEN);
		got = buf_slice(&p.got);
		at = slice_find(got, SLICE("DATA\r\n"), 0) + 6;
		got = slice_sub(got, at, got.len - 6);
		ck_assert_msg(slice_eq_str(got, bodies[_i].sent),
		    "%s by %zu: %.*s", bodies[_i].name, steps[i],
		    (int)got.len, (const char *)got.ptr);
		run_end(&r);
		peer_end(&p);
	}
}
END_TEST

/* A long message, more than any buffer holds. */
START_TEST(test_long)
{
	static const char *const script[] = { HELLO, OK, OK, OK,
	    "354 go\r\n", OK, NULL };
	static uint8_t text[3 * 1024 * 1024];
	struct peer p;
	struct run r;
	size_t i;

	for (i = 0; i < sizeof text; i++)
		text[i] = i % 70 == 68 ? '\r' : i % 70 == 69 ? '\n' : 'x';
	memcpy(text + sizeof text - 2, "\r\n", 2);
	peer_make(&p, script);
	run_make(&r, &p, slice_of(text, sizeof text), 65536);
	run_go(&r, &p);
	ck_assert_int_eq(r.outcome, SUBMIT_TAKEN);
	ck_assert_uint_ge(p.got.len, sizeof text);
	ck_assert(slice_find(buf_slice(&p.got), slice_of(text, sizeof text),
	    0) != SLICE_NPOS);
	run_end(&r);
	peer_end(&p);
}
END_TEST

/* --- what is made of the answers ------------------------------------------------------ */

static const struct {
	const char *name;
	const char *const script[10];
	enum submit_outcome want;
	unsigned code;
} answers[] = {
	{ "421 for a greeting", { "421 busy\r\n" }, SUBMIT_LATER, 421 },
	{ "554 for a greeting", { "554 go away\r\n" }, SUBMIT_REFUSED, 554 },
	{ "no greeting", { "" }, SUBMIT_LATER, 0 },
	{ "hangs up at once", { "!" }, SUBMIT_LATER, 0 },
	{ "no EHLO", { "220 x\r\n", "502 what\r\n" }, SUBMIT_REFUSED, 502 },
	{ "MAIL later", { HELLO, "451 later\r\n" }, SUBMIT_LATER, 451 },
	{ "MAIL never", { HELLO, "550 never\r\n" }, SUBMIT_REFUSED, 550 },
	{ "all recipients refused", { HELLO, OK, "550 a\r\n", "551 b\r\n" },
	  SUBMIT_REFUSED, 550 },
	{ "one recipient refused", { HELLO, OK, "550 a\r\n", OK },
	  SUBMIT_PARTLY, 550 },
	{ "one recipient later", { HELLO, OK, OK, "450 b\r\n" },
	  SUBMIT_LATER, 450 },
	{ "one recipient later, one taken", { HELLO, OK, "450 b\r\n", OK },
	  SUBMIT_LATER, 450 },
	{ "one refused, one later", { HELLO, OK, "550 a\r\n", "450 b\r\n" },
	  SUBMIT_LATER, 450 },
	{ "DATA later", { HELLO, OK, OK, OK, "451 later\r\n" },
	  SUBMIT_LATER, 451 },
	{ "DATA never", { HELLO, OK, OK, OK, "554 never\r\n" },
	  SUBMIT_REFUSED, 554 },
	{ "the dot later", { HELLO, OK, OK, OK, "354 go\r\n",
	  "451 later\r\n" }, SUBMIT_LATER, 451 },
	{ "the dot never", { HELLO, OK, OK, OK, "354 go\r\n",
	  "550-no\r\n550 never\r\n" }, SUBMIT_REFUSED, 550 },
	{ "hangs up at DATA", { HELLO, OK, OK, OK, "!" }, SUBMIT_LATER, 0 },
	{ "hangs up at the dot", { HELLO, OK, OK, OK, "354 go\r\n", "!" },
	  SUBMIT_LOST, 0 },
	{ "silent at the dot", { HELLO, OK, OK, OK, "354 go\r\n", "" },
	  SUBMIT_LOST, 0 },
	{ "silent at MAIL", { HELLO, "" }, SUBMIT_LATER, 0 },
	{ "nonsense", { "hello there\r\n" }, SUBMIT_LATER, 0 },
	{ "nonsense at the dot", { HELLO, OK, OK, OK, "354 go\r\n",
	  "yes\r\n" }, SUBMIT_LOST, 0 },
	{ "codes that change", { "220-a\r\n550 b\r\n" }, SUBMIT_LATER, 0 },
	{ "a code out of range", { "999 a\r\n" }, SUBMIT_LATER, 0 },
	{ "a yes before the dot", { HELLO, OK, OK, OK,
	  "354 go\r\n250 too early\r\n", "" }, SUBMIT_LATER, 250 },
};

START_TEST(test_answers)
{
	struct peer p;
	struct run r;

	peer_make(&p, answers[_i].script);
	run_make(&r, &p, SLICE("x\r\n"), 1000);
	run_go(&r, &p);
	ck_assert_msg(r.outcome == answers[_i].want &&
	    submit_code(r.s) == answers[_i].code, "%s: outcome %d code %u",
	    answers[_i].name, (int)r.outcome, submit_code(r.s));
	run_end(&r);
	peer_end(&p);
}
END_TEST

/* A reply is never taken for more than it is: control bytes, length. */
START_TEST(test_hostile_reply)
{
	static char line[SMTP_REPLY_LINE_MAX + 100];
	static const char *script[3];
	struct slice reply;
	struct peer p;
	struct run r;
	size_t i;

	script[0] = "554 \033[31m\x80\x01no\r\n";
	peer_make(&p, script);
	run_make(&r, &p, SLICE("x\r\n"), 1000);
	run_go(&r, &p);
	reply = submit_reply(r.s);
	for (i = 0; i < reply.len; i++)
		ck_assert(reply.ptr[i] >= 0x20 && reply.ptr[i] < 0x7f);
	run_end(&r);
	peer_end(&p);

	memset(line, 'x', sizeof line - 1);
	memcpy(line, "220 ", 4);
	script[0] = line;
	peer_make(&p, script);
	run_make(&r, &p, SLICE("x\r\n"), 1000);
	run_go(&r, &p);
	ck_assert_int_eq(r.outcome, SUBMIT_LATER);
	run_end(&r);
	peer_end(&p);
}
END_TEST

/* The source fails: the dot is never sent. */
START_TEST(test_source_fails)
{
	static const char *const script[] = { HELLO, OK, OK, OK,
	    "354 go\r\n", OK, NULL };
	struct peer p;
	struct run r;

	peer_make(&p, script);
	run_make(&r, &p, SLICE("first\r\nsecond\r\n"), 7);
	r.text.error = ERR_CORRUPT;
	run_go(&r, &p);
	ck_assert_int_eq(r.outcome, SUBMIT_LATER);
	ck_assert(slice_find(buf_slice(&p.got), SLICE("\r\n.\r\n"), 0) ==
	    SLICE_NPOS);
	run_end(&r);
	peer_end(&p);
}
END_TEST

/* Eight-bit and UTF-8 mail is not sent where it would be changed. */
START_TEST(test_missing_extension)
{
	static const char *const script[] = { "220 here\r\n", "250 here\r\n",
	    OK, OK, NULL };
	struct peer p;
	struct run r;

	peer_make(&p, script);
	run_make(&r, &p, SLICE("x\r\n"), 1000);
	if (_i == 0)
		r.e.body = MAIL_BODY_8BITMIME;
	else if (_i == 1)
		r.e.smtputf8 = true;
	else
		r.e.recipients[0].address.full = SLICE("\xc3\xa9@x.example");
	run_go(&r, &p);
	ck_assert_int_eq(r.outcome, SUBMIT_REFUSED);
	ck_assert(slice_find(buf_slice(&p.got), SLICE("MAIL"), 0) ==
	    SLICE_NPOS);
	run_end(&r);
	peer_end(&p);
}
END_TEST

/* What cannot be written in SMTP is refused before a connection is made. */
static const struct {
	const char *address;
	int want;
} addresses[] = {
	{ "b@out.example", 0 },
	{ "\"a b\"@out.example", 0 },
	{ "\"a\\\"b>\"@out.example", 0 },
	{ "b@out.example> NOTIFY=NEVER", ERR_SYNTAX },
	{ "b@out.example\r\nRCPT TO:<x", ERR_SYNTAX },
	{ "b\n@out.example", ERR_SYNTAX },
	{ "a b@out.example", ERR_SYNTAX },
	{ "\"a@out.example", ERR_SYNTAX },
	{ "<b@out.example", ERR_SYNTAX },
	{ "", ERR_SYNTAX },
};

START_TEST(test_addresses)
{
	static const char *const script[] = { NULL };
	struct submit *s = NULL;
	struct peer p;
	struct run r;

	peer_make(&p, script);
	run_make(&r, &p, SLICE("x\r\n"), 1000);
	r.e.recipients[0].address.full = slice_str(addresses[_i].address);
	ck_assert_int_eq(submit_new(&r.q, &s), addresses[_i].want);
	submit_free(s);
	r.e.recipients[0].address.full = SLICE("b@out.example");
	r.e.dsn_envid = slice_str(addresses[_i].address);
	if (addresses[_i].want != 0 && addresses[_i].address[0] != '\0' &&
	    strpbrk(addresses[_i].address, " \r\n") != NULL)
		ck_assert_int_eq(submit_new(&r.q, &s), ERR_SYNTAX);
	arena_free(r.a);
	peer_end(&p);
}
END_TEST

/* Nobody listens. */
START_TEST(test_no_server)
{
	static const char *const script[] = { NULL };
	struct peer p;
	struct run r;

	peer_make(&p, script);
	run_make(&r, &p, SLICE("x\r\n"), 1000);
	close(p.listen);
	p.closes = true;
	p.listen = open("/dev/null", O_RDONLY);
	run_go(&r, &p);
	ck_assert_int_eq(r.outcome, SUBMIT_LATER);
	run_end(&r);
	peer_end(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "said", test_said, 0 },
		{ "plain server", test_plain_server, 0 },
		{ "bodies", test_bodies, N_OF(bodies) },
		{ "long", test_long, 0 },
		{ "answers", test_answers, N_OF(answers) },
		{ "hostile reply", test_hostile_reply, 0 },
		{ "source fails", test_source_fails, 0 },
		{ "missing extension", test_missing_extension, 3 },
		{ "addresses", test_addresses, N_OF(addresses) },
		{ "no server", test_no_server, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("submit", cases);
}
