#include "submit/submit.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"

#define OUT_MAX		(256 * KIB)	/* waiting to be sent */
#define OUT_LOW		(64 * KIB)	/* below it the source is asked again */
#define REPLY_TEXT_MAX	512

enum state {
	STATE_CONNECT,
	STATE_GREETING,
	STATE_EHLO,
	STATE_MAIL,
	STATE_RCPT,
	STATE_DATA,
	STATE_BODY,		/* sending; no reply is due */
	STATE_DOT,
	STATE_ENDED
};

enum extension {
	EXT_DSN = 1 << 0,
	EXT_SMTPUTF8 = 1 << 1,
	EXT_8BITMIME = 1 << 2,
	EXT_SIZE = 1 << 3
};

struct submit {
	struct submit_request q;
	int fd;
	enum state state;
	enum submit_outcome outcome;
	unsigned extensions;
	size_t rcpt;			/* the one whose reply is due */
	size_t accepted;
	unsigned *rcpt_code;
	bool rcpt_later;		/* a recipient got 4xx */
	bool dot_begun;			/* a byte of the final dot was sent */
	bool at_line_start;		/* of the message, for dot-stuffing */
	uint8_t tail[2];		/* last two bytes of the message */
	struct buf out;
	size_t sent;			/* of out */
	size_t dot_at;			/* in out: where the dot begins */
	struct buf in;
	unsigned lines;			/* of the reply being read */
	unsigned code;
	char text[REPLY_TEXT_MAX];
	/* The first no to a recipient: for now, and for good. */
	struct said {
		unsigned code;
		char text[REPLY_TEXT_MAX];
	} later, never;
	int64_t deadline;
};

/* --- what can be said in SMTP ------------------------------------------------- */

/* A parameter's value: printable, no blank (xtext and keywords are). */
static bool
is_value(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] <= 0x20 || s.ptr[i] >= 0x7f)
			return false;
	return true;
}

/*
 * An address: no control bytes, and blanks and angle brackets only within a
 * quoted local part, so that it cannot end early and become a command.
 */
static bool
is_path(struct slice s)
{
	bool quoted = false;
	size_t i;
	uint8_t c;

	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (c < 0x20 || c == 0x7f)
			return false;
		if (quoted && c == '\\') {
			if (++i == s.len || s.ptr[i] < 0x20 ||
			    s.ptr[i] == 0x7f)
				return false;
		} else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == ' ' || c == '<' || c == '>'))
			return false;
	}
	return !quoted;
}

static bool
request_can_be_said(const struct submit_request *q)
{
	const struct recipient *r;
	size_t i;

	if (!is_path(q->envelope->sender.full) ||
	    !is_value(q->envelope->dsn_ret) ||
	    !is_value(q->envelope->dsn_envid) || q->recipient_count == 0)
		return false;
	for (i = 0; i < q->recipient_count; i++) {
		r = &q->recipients[i];
		if (r->address.full.len == 0 || !is_path(r->address.full) ||
		    !is_value(r->dsn_notify) || !is_value(r->dsn_orcpt))
			return false;
	}
	return true;
}

static bool
needs_utf8(const struct submit *s)
{
	struct slice a;
	size_t i, j;

	if (s->q.envelope->smtputf8)
		return true;
	for (i = 0; i <= s->q.recipient_count; i++) {
		a = i == 0 ? s->q.envelope->sender.full :
		    s->q.recipients[i - 1].address.full;
		for (j = 0; j < a.len; j++)
			if (a.ptr[j] >= 0x80)
				return true;
	}
	return false;
}

/* --- ends ------------------------------------------------------------------------ */

static void
words_set(struct submit *s, const char *text)
{
	snprintf(s->text, sizeof s->text, "%s", text);
}

static void
end_with(struct submit *s, enum submit_outcome outcome)
{
	s->outcome = outcome;
	s->state = STATE_ENDED;
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
}

/* The connection is no more, without a reply that decides. */
static void
end_lost(struct submit *s, const char *why)
{
	s->code = 0;
	words_set(s, why);
	end_with(s, s->dot_begun ? SUBMIT_LOST : SUBMIT_LATER);
}

/* Be polite, but do not wait for it. */
static void
end_politely(struct submit *s, enum submit_outcome outcome)
{
	static const char quit[] = "QUIT\r\n";

	if (s->sent == s->out.len && s->fd != -1)
		(void)send(s->fd, quit, sizeof quit - 1,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
	end_with(s, outcome);
}

static int64_t
time_or(int64_t ms, int64_t otherwise)
{
	return ms > 0 ? ms : otherwise;
}

static void
deadline_set(struct submit *s)
{
	int64_t ms;

	if (s->state <= STATE_GREETING)
		ms = time_or(s->q.times.connect, 30000);
	else if (s->state == STATE_BODY)
		ms = time_or(s->q.times.data, 180000);
	else if (s->state == STATE_DOT)
		ms = time_or(s->q.times.dot, 600000);
	else
		ms = time_or(s->q.times.command, 60000);
	s->deadline = clock_mono_ms() + ms;
}

/* --- commands ---------------------------------------------------------------------- */

static int
say(struct submit *s, const char *what, struct slice value, const char *after)
{
	int r;

	r = buf_puts(&s->out, what);
	if (r == 0)
		r = buf_put_slice(&s->out, value);
	return r == 0 ? buf_puts(&s->out, after) : r;
}

static int
say_mail(struct submit *s)
{
	const struct envelope *e = s->q.envelope;
	int r;

	r = say(s, "MAIL FROM:<", e->sender.full, ">");
	if (r == 0 && (s->extensions & EXT_SIZE) != 0)
		r = buf_printf(&s->out, " SIZE=%llu",
		    (unsigned long long)s->q.size);
	if (r == 0 && needs_utf8(s))
		r = buf_puts(&s->out, " SMTPUTF8");
	if (r == 0 && (s->extensions & EXT_8BITMIME) != 0 &&
	    e->body != MAIL_BODY_UNSTATED)
		r = buf_puts(&s->out, e->body == MAIL_BODY_7BIT ?
		    " BODY=7BIT" : " BODY=8BITMIME");
	if (r == 0 && (s->extensions & EXT_DSN) != 0 && e->dsn_ret.len > 0)
		r = say(s, " RET=", e->dsn_ret, "");
	if (r == 0 && (s->extensions & EXT_DSN) != 0 && e->dsn_envid.len > 0)
		r = say(s, " ENVID=", e->dsn_envid, "");
	return r == 0 ? buf_puts(&s->out, "\r\n") : r;
}

static int
say_rcpt(struct submit *s)
{
	const struct recipient *rc = &s->q.recipients[s->rcpt];
	int r;

	r = say(s, "RCPT TO:<", rc->address.full, ">");
	if (r == 0 && (s->extensions & EXT_DSN) != 0 && rc->dsn_notify.len > 0)
		r = say(s, " NOTIFY=", rc->dsn_notify, "");
	if (r == 0 && (s->extensions & EXT_DSN) != 0 && rc->dsn_orcpt.len > 0)
		r = say(s, " ORCPT=", rc->dsn_orcpt, "");
	return r == 0 ? buf_puts(&s->out, "\r\n") : r;
}

static void
enter(struct submit *s, enum state state)
{
	int r = 0;

	s->state = state;
	switch (state) {
	case STATE_EHLO:
		r = say(s, "EHLO ", slice_str(s->q.helo), "\r\n");
		break;
	case STATE_MAIL:
		r = say_mail(s);
		break;
	case STATE_RCPT:
		r = say_rcpt(s);
		break;
	case STATE_DATA:
		r = buf_puts(&s->out, "DATA\r\n");
		break;
	case STATE_BODY:
		FAULT_POINT("submit-body");
		break;
	case STATE_DOT:
	case STATE_CONNECT:
	case STATE_GREETING:
	case STATE_ENDED:
		break;
	}
	deadline_set(s);
	if (r < 0)
		end_lost(s, "a command is too long");
}

/* --- the message ---------------------------------------------------------------------- */

/*
 * Bytes with each dot at the start of a line doubled (RFC 5321 4.5.2).  A
 * line starts after a bare LF too: there are servers that take it for an end
 * of line, and to them LF.CRLF would be the end of the message.
 */
static int
stuff(struct submit *s, struct slice p)
{
	size_t from = 0, i;
	int r = 0;

	for (i = 0; i < p.len && r == 0; i++) {
		if (s->at_line_start && p.ptr[i] == '.') {
			r = buf_put_slice(&s->out, slice_sub(p, from, i));
			if (r == 0)
				r = buf_putc(&s->out, '.');
			from = i;
		}
		s->at_line_start = p.ptr[i] == '\n';
		s->tail[0] = s->tail[1];
		s->tail[1] = p.ptr[i];
	}
	return r < 0 ? r : buf_put_slice(&s->out, slice_from(p, from));
}

static void
body_fill(struct submit *s)
{
	struct slice p;
	int r;

	while (s->state == STATE_BODY && s->out.len - s->sent < OUT_LOW) {
		r = s->q.source.next(s->q.source.arg, &p);
		if (r == 0 && p.len > OUT_MAX / 4)
			r = ERR_LIMIT;
		if (r == 0 && p.len > 0)
			r = stuff(s, p);
		if (r < 0) {
			/* Without the dot it was never a message. */
			end_lost(s, "the stored message cannot be read");
			return;
		}
		if (p.len > 0)
			continue;
		if (memcmp(s->tail, "\r\n", 2) != 0 &&
		    buf_puts(&s->out, "\r\n") < 0)
			end_lost(s, "the message cannot be ended");
		s->dot_at = s->out.len;
		if (s->state == STATE_BODY && buf_puts(&s->out, ".\r\n") == 0)
			enter(s, STATE_DOT);
	}
}

/* --- replies --------------------------------------------------------------------------- */

static void
note_extension(struct submit *s, struct slice line)
{
	static const struct {
		const char *word;
		unsigned bit;
	} known[] = {
		{ "DSN", EXT_DSN }, { "SMTPUTF8", EXT_SMTPUTF8 },
		{ "8BITMIME", EXT_8BITMIME }, { "SIZE", EXT_SIZE },
	};
	struct slice word = slice_sub(line, 0, slice_chr(line, ' ', 0));
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_ieq_str(word, known[i].word))
			s->extensions |= known[i].bit;
}

static void
reply_text(struct submit *s, struct slice line)
{
	size_t i, n = 0;

	for (i = 0; i < line.len && n < sizeof s->text - 1; i++)
		s->text[n++] = line.ptr[i] >= 0x20 && line.ptr[i] < 0x7f ?
		    (char)line.ptr[i] : '?';
	s->text[n] = '\0';
}

/* The reply says no: for good, or for now. */
static void
end_refused(struct submit *s)
{
	end_politely(s, s->code >= 500 ? SUBMIT_REFUSED : SUBMIT_LATER);
}

static void
extensions_checked(struct submit *s)
{
	/* Without these the mail would arrive as something else. */
	if (needs_utf8(s) && (s->extensions & EXT_SMTPUTF8) == 0)
		words_set(s, "the server does not offer SMTPUTF8");
	else if (s->q.envelope->body >= MAIL_BODY_8BITMIME &&
	    (s->extensions & EXT_8BITMIME) == 0)
		words_set(s, "the server does not offer 8BITMIME");
	else {
		enter(s, STATE_MAIL);
		return;
	}
	s->code = 0;
	end_politely(s, SUBMIT_REFUSED);
}

static void
note_no(struct submit *s)
{
	struct said *no = s->code >= 500 ? &s->never : &s->later;

	if (s->code < 400 || no->code != 0)
		return;
	no->code = s->code;
	memcpy(no->text, s->text, sizeof no->text);
}

/* The reply that decided is not the last one, then. */
static void
end_by(struct submit *s, const struct said *no, enum submit_outcome outcome)
{
	if (no->code != 0) {
		s->code = no->code;
		memcpy(s->text, no->text, sizeof s->text);
	}
	end_politely(s, outcome);
}

/* All recipients have their replies: go on, or say who was refused. */
static void
recipients_done(struct submit *s)
{
	if (s->accepted == s->q.recipient_count)
		enter(s, STATE_DATA);
	else if (s->rcpt_later)
		end_by(s, &s->later, SUBMIT_LATER);
	else
		end_by(s, &s->never, s->accepted == 0 ? SUBMIT_REFUSED :
		    SUBMIT_PARTLY);
}

static void
reply_to_rcpt(struct submit *s)
{
	s->rcpt_code[s->rcpt] = s->code;
	note_no(s);
	if (s->code / 100 == 2)
		s->accepted++;
	else if (s->code / 100 == 4)
		s->rcpt_later = true;
	if (s->code == 421) {
		end_politely(s, SUBMIT_LATER);
		return;
	}
	s->rcpt++;
	if (s->rcpt < s->q.recipient_count)
		enter(s, STATE_RCPT);
	else
		recipients_done(s);
}

/* A whole reply, its code in s->code. */
static void
reply_act(struct submit *s)
{
	bool is_yes = s->code / 100 == 2;

	switch (s->state) {
	case STATE_GREETING:
		if (is_yes)
			enter(s, STATE_EHLO);
		else
			end_refused(s);
		break;
	case STATE_EHLO:
		if (is_yes)
			extensions_checked(s);
		else
			end_refused(s);
		break;
	case STATE_MAIL:
		if (is_yes)
			enter(s, STATE_RCPT);
		else
			end_refused(s);
		break;
	case STATE_RCPT:
		reply_to_rcpt(s);
		break;
	case STATE_DATA:
		if (s->code / 100 == 3)
			enter(s, STATE_BODY);
		else
			end_refused(s);
		break;
	case STATE_BODY:
		/* A server may give up in the middle; the dot was not sent. */
		end_refused(s);
		break;
	case STATE_DOT:
		FAULT_POINT("submit-answered");
		/* A yes to what was not yet said means nothing. */
		if (is_yes && s->sent < s->out.len)
			end_lost(s, "the server does not speak SMTP");
		else if (is_yes)
			end_politely(s, SUBMIT_TAKEN);
		else
			end_refused(s);
		break;
	case STATE_CONNECT:
	case STATE_ENDED:
		break;
	}
}

/* One line of a reply; false if it is none. */
static bool
reply_line(struct submit *s, struct slice line)
{
	unsigned code;
	bool last;

	if (line.len < 3 || !ascii_is_digit(line.ptr[0]) ||
	    !ascii_is_digit(line.ptr[1]) || !ascii_is_digit(line.ptr[2]))
		return false;
	code = (unsigned)(line.ptr[0] - '0') * 100 +
	    (unsigned)(line.ptr[1] - '0') * 10 +
	    (unsigned)(line.ptr[2] - '0');
	last = line.len == 3 || line.ptr[3] == ' ';
	if ((!last && line.ptr[3] != '-') || code < 200 || code > 599 ||
	    (s->lines > 0 && code != s->code) ||
	    ++s->lines > SMTP_REPLY_LINES_MAX)
		return false;
	s->code = code;
	if (s->state == STATE_EHLO && s->lines > 1)
		note_extension(s, slice_from(line, 4));
	if (last) {
		reply_text(s, line);
		s->lines = 0;
		reply_act(s);
	}
	return true;
}

static void
replies_read(struct submit *s)
{
	struct slice in, line;
	size_t end, used = 0;

	in = buf_slice(&s->in);
	while (s->state != STATE_ENDED &&
	    (end = slice_chr(in, '\n', used)) != SLICE_NPOS) {
		line = slice_sub(in, used, end);
		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		used = end + 1;
		if (!reply_line(s, line)) {
			end_lost(s, "the server does not speak SMTP");
			return;
		}
	}
	memmove(s->in.ptr, s->in.ptr + used, s->in.len - used);
	s->in.len -= used;
	if (s->state != STATE_ENDED && s->in.len >= SMTP_REPLY_LINE_MAX)
		end_lost(s, "a reply line is too long");
}

/* --- the socket -------------------------------------------------------------------------- */

/* true if something was read. */
static bool
fill_in(struct submit *s)
{
	ssize_t n;

	if (buf_reserve(&s->in, SMTP_REPLY_LINE_MAX) < 0) {
		end_lost(s, "a reply is too long");
		return false;
	}
	n = recv(s->fd, s->in.ptr + s->in.len, SMTP_REPLY_LINE_MAX,
	    MSG_DONTWAIT);
	if (n > 0) {
		s->in.len += (size_t)n;
		replies_read(s);
		return true;
	}
	if (n == 0)
		end_lost(s, "the server closed the connection");
	else if (errno != EAGAIN && errno != EINTR)
		end_lost(s, "the connection broke");
	return false;
}

static bool
flush_out(struct submit *s)
{
	ssize_t n;

	if (s->sent == s->out.len)
		return false;
	if (s->state == STATE_DOT && s->sent <= s->dot_at)
		FAULT_POINT("submit-before-dot");
	n = send(s->fd, s->out.ptr + s->sent, s->out.len - s->sent,
	    MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n == -1) {
		/*
		 * A server that gave up may have said why; read that first.
		 * Nothing of the dot is out, so it was not taken.
		 */
		if (errno != EAGAIN && errno != EINTR && !fill_in(s) &&
		    s->state != STATE_ENDED)
			end_lost(s, "the connection broke");
		return false;
	}
	s->sent += (size_t)n;
	/* Only the whole dot ends a message, but count from its first byte. */
	if (s->state == STATE_DOT && s->sent > s->dot_at)
		s->dot_begun = true;
	if (s->dot_begun && s->sent == s->out.len)
		FAULT_POINT("submit-after-dot");
	if (s->state == STATE_BODY || s->state == STATE_DOT)
		deadline_set(s);
	if (s->sent == s->out.len || s->sent > OUT_LOW) {
		memmove(s->out.ptr, s->out.ptr + s->sent,
		    s->out.len - s->sent);
		s->out.len -= s->sent;
		s->dot_at = s->dot_at > s->sent ? s->dot_at - s->sent : 0;
		s->sent = 0;
	}
	return true;
}

static bool
connected(struct submit *s)
{
	socklen_t len = sizeof(int);
	struct pollfd p = { s->fd, POLLOUT, 0 };
	int err = 0;

	if (poll(&p, 1, 0) <= 0)
		return false;
	if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &err, &len) == -1 ||
	    err != 0) {
		end_lost(s, "no connection to the server");
		return false;
	}
	enter(s, STATE_GREETING);
	return true;
}

enum submit_outcome
submit_step(struct submit *s)
{
	bool moved;

	do {
		moved = false;
		if (s->state == STATE_CONNECT)
			moved = connected(s);
		if (s->state == STATE_BODY)
			body_fill(s);
		if (s->state != STATE_CONNECT && s->state != STATE_ENDED)
			moved = flush_out(s) || moved;
		if (s->state != STATE_CONNECT && s->state != STATE_ENDED)
			moved = fill_in(s) || moved;
	} while (moved && s->state != STATE_ENDED);
	if (s->state != STATE_ENDED && clock_mono_ms() >= s->deadline)
		end_lost(s, "the server did not answer in time");
	return s->outcome;
}

/* --- life -------------------------------------------------------------------------------- */

int
submit_new(const struct submit_request *q, struct submit **ret)
{
	struct submit *s;

	if (!request_can_be_said(q))
		return ERR_SYNTAX;
	s = mem_zalloc(sizeof *s);
	s->q = *q;
	s->at_line_start = true;
	buf_init(&s->out, OUT_MAX + OUT_LOW);
	buf_init(&s->in, 2 * SMTP_REPLY_LINE_MAX);
	s->rcpt_code = mem_zalloc(q->recipient_count * sizeof *s->rcpt_code);
	s->fd = socket(q->server->sa_family, SOCK_STREAM | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);
	if (s->fd == -1) {
		submit_free(s);
		return ERR_SYSTEM;
	}
	s->state = STATE_CONNECT;
	deadline_set(s);
	if (connect(s->fd, q->server, q->server_len) == -1 &&
	    errno != EINPROGRESS)
		end_lost(s, "no connection to the server");
	*ret = s;
	return 0;
}

void
submit_free(struct submit *s)
{
	if (s == NULL)
		return;
	if (s->fd != -1)
		close(s->fd);
	buf_free(&s->out);
	buf_free(&s->in);
	free(s->rcpt_code);
	free(s);
}

int
submit_fd(const struct submit *s)
{
	return s->fd;
}

short
submit_events(const struct submit *s)
{
	if (s->state == STATE_CONNECT)
		return POLLOUT;
	return s->sent < s->out.len || s->state == STATE_BODY ?
	    POLLIN | POLLOUT : POLLIN;
}

int64_t
submit_deadline(const struct submit *s)
{
	return s->deadline;
}

unsigned
submit_code(const struct submit *s)
{
	return s->code;
}

struct slice
submit_reply(const struct submit *s)
{
	return slice_str(s->text);
}

unsigned
submit_recipient_code(const struct submit *s, size_t i)
{
	return s->rcpt_code[i];
}
