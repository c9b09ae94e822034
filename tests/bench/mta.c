#include "bench/mta.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <libmilter/mfdef.h>

#define OUT_SIZE	(128 * 1024)
#define CHUNK		65535		/* body bytes in one frame */
#define FRAME_MAX	(2 * 1024 * 1024)
#define STEPS_KNOWN	0x1fffffu	/* every SMFIP_ flag of version 6 */
#define ACTIONS_KNOWN	0x1ffu

struct mta_session {
	int fd;
	uint32_t steps;			/* SMFIP_ flags the milter chose */
	size_t out_len;
	uint8_t *in;			/* body of the last frame read */
	size_t in_len, in_cap;
	uint8_t out[OUT_SIZE];
};

/* --- frames --------------------------------------------------------------- */

static int
write_all(int fd, const uint8_t *p, size_t n)
{
	ssize_t k;

	while (n > 0) {
		k = send(fd, p, n, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

static int
read_all(int fd, uint8_t *p, size_t n)
{
	ssize_t k;

	while (n > 0) {
		k = read(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

static int
flush(struct mta_session *s)
{
	size_t n;

	n = s->out_len;
	s->out_len = 0;
	return write_all(s->fd, s->out, n);
}

static int
put(struct mta_session *s, const void *p, size_t n)
{
	if (n > OUT_SIZE - s->out_len && flush(s) < 0)
		return -1;
	if (n > OUT_SIZE)
		return write_all(s->fd, p, n);
	memcpy(s->out + s->out_len, p, n);
	s->out_len += n;
	return 0;
}

/* A frame's length and command; its body follows by put(). */
static int
put_head(struct mta_session *s, char command, size_t body)
{
	uint32_t n;

	n = htonl((uint32_t)(body + 1));
	if (put(s, &n, sizeof n) < 0)
		return -1;
	return put(s, &command, 1);
}

static int
put_string(struct mta_session *s, const char *text)
{
	return put(s, text, strlen(text) + 1);
}

/* Macros: the command they belong to, then names and values in turn. */
static int
put_macros(struct mta_session *s, char command, const char *const *pairs)
{
	size_t i, n;
	int r;

	for (i = 0, n = 1; pairs[i] != NULL; i++)
		n += strlen(pairs[i]) + 1;
	r = put_head(s, SMFIC_MACRO, n);
	if (r == 0)
		r = put(s, &command, 1);
	for (i = 0; pairs[i] != NULL && r == 0; i++)
		r = put_string(s, pairs[i]);
	return r;
}

/* The next frame: its command, or -1. */
static int
next_frame(struct mta_session *s)
{
	uint8_t head[5], *p;
	uint32_t n;

	if (flush(s) < 0 || read_all(s->fd, head, sizeof head) < 0)
		return -1;
	memcpy(&n, head, sizeof n);
	n = ntohl(n);
	if (n < 1 || n > FRAME_MAX)
		return -1;
	n--;
	if (n > s->in_cap) {
		p = realloc(s->in, n);
		if (p == NULL)
			return -1;
		s->in = p;
		s->in_cap = n;
	}
	s->in_len = n;
	return read_all(s->fd, s->in, n) < 0 ? -1 : head[4];
}

/*
 * The milter's answer to a step, or SMFIR_CONTINUE at once if it gives none.
 * Before the end of the message an answer other than "go on" is the verdict.
 */
static int
answer(struct mta_session *s, uint32_t silent)
{
	int c;

	if ((s->steps & silent) != 0)
		return SMFIR_CONTINUE;
	do
		c = next_frame(s);
	while (c == SMFIR_PROGRESS);
	return c;
}

/* --- a session ------------------------------------------------------------ */

static int
connect_to(const char *path)
{
	struct sockaddr_un a;
	int fd;

	if (strncmp(path, "unix:", 5) == 0)
		path += 5;
	memset(&a, 0, sizeof a);
	a.sun_family = AF_UNIX;
	if (strlen(path) >= sizeof a.sun_path)
		return -1;
	memcpy(a.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd != -1 && connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int
negotiate(struct mta_session *s)
{
	uint32_t words[3];

	words[0] = htonl(6);
	words[1] = htonl(ACTIONS_KNOWN);
	words[2] = htonl(STEPS_KNOWN);
	if (put_head(s, SMFIC_OPTNEG, sizeof words) < 0 ||
	    put(s, words, sizeof words) < 0 ||
	    next_frame(s) != SMFIC_OPTNEG || s->in_len < sizeof words)
		return -1;
	memcpy(words, s->in, sizeof words);
	s->steps = ntohl(words[2]);
	return 0;
}

static int
greet(struct mta_session *s)
{
	static const char *const connected[] = {
		"j", "bench.example", "{daemon_name}", "bench", "v", "bench",
		NULL
	};
	static const char client[] = "client.bench.example";
	uint16_t port;
	int r;

	r = put_macros(s, SMFIC_CONNECT, connected);
	if (r == 0 && (s->steps & SMFIP_NOCONNECT) == 0) {
		port = htons(40000);
		r = put_head(s, SMFIC_CONNECT, sizeof client + 1 + 2 + 10);
		if (r == 0 && (put_string(s, client) < 0 || put(s, "4", 1) < 0 ||
		    put(s, &port, 2) < 0 || put(s, "127.0.0.1", 10) < 0 ||
		    answer(s, SMFIP_NR_CONN) != SMFIR_CONTINUE))
			r = -1;
	}
	if (r == 0 && (s->steps & SMFIP_NOHELO) == 0)
		if (put_head(s, SMFIC_HELO, sizeof client) < 0 ||
		    put_string(s, client) < 0 ||
		    answer(s, SMFIP_NR_HELO) != SMFIR_CONTINUE)
			r = -1;
	return r == 0 ? flush(s) : r;
}

struct mta_session *
mta_open(const char *socket)
{
	struct mta_session *s;

	s = calloc(1, sizeof *s);
	if (s == NULL)
		return NULL;
	s->fd = connect_to(socket);
	if (s->fd == -1 || negotiate(s) < 0 || greet(s) < 0) {
		mta_close(s);
		return NULL;
	}
	return s;
}

void
mta_close(struct mta_session *s)
{
	if (s == NULL)
		return;
	if (s->fd != -1) {
		if (put_head(s, SMFIC_QUIT, 0) == 0)
			(void)flush(s);
		close(s->fd);
	}
	free(s->in);
	free(s);
}

/* --- a message ------------------------------------------------------------ */

static int
send_path(struct mta_session *s, char command, const char *address,
    uint32_t skip, uint32_t silent)
{
	char path[512];
	int n;

	if ((s->steps & skip) != 0)
		return SMFIR_CONTINUE;
	n = snprintf(path, sizeof path, "<%s>", address);
	if (n < 0 || (size_t)n >= sizeof path ||
	    put_head(s, command, (size_t)n + 1) < 0 ||
	    put_string(s, path) < 0)
		return -1;
	return answer(s, silent);
}

static int
send_envelope(struct mta_session *s, const struct mta_envelope *e)
{
	const char *const mail[] = {
		"{mail_addr}", e->from, "{mail_mailer}", "smtp",
		e->login != NULL ? "{auth_authen}" : NULL, e->login,
		"{auth_type}", "PLAIN", NULL
	};
	const char *const rcpt[] = {
		"{rcpt_addr}", e->to, "{rcpt_mailer}", "smtp", NULL
	};
	int c;

	if (put_macros(s, SMFIC_MAIL, mail) < 0)
		return -1;
	c = send_path(s, SMFIC_MAIL, e->from, SMFIP_NOMAIL, SMFIP_NR_MAIL);
	if (c != SMFIR_CONTINUE)
		return c;
	if (put_macros(s, SMFIC_RCPT, rcpt) < 0)
		return -1;
	return send_path(s, SMFIC_RCPT, e->to, SMFIP_NORCPT, SMFIP_NR_RCPT);
}

static int
send_step(struct mta_session *s, char command, uint32_t skip, uint32_t silent)
{
	static const char *const macros[] = { "i", "4BenchQueueId", NULL };

	if (put_macros(s, command, macros) < 0)
		return -1;
	if ((s->steps & skip) != 0)
		return SMFIR_CONTINUE;
	if (put_head(s, command, 0) < 0)
		return -1;
	return answer(s, silent);
}

static int
send_headers(struct mta_session *s, const struct mta_message *m)
{
	const char *name, *value;
	size_t i;
	int c;

	if ((s->steps & SMFIP_NOHDRS) != 0)
		return SMFIR_CONTINUE;
	for (i = 0; i < m->field_count; i++) {
		name = m->fields[i].name;
		value = m->fields[i].value;
		if ((s->steps & SMFIP_HDR_LEADSPC) == 0 && *value == ' ')
			value++;
		if (put_head(s, SMFIC_HEADER,
		    strlen(name) + strlen(value) + 2) < 0 ||
		    put_string(s, name) < 0 || put_string(s, value) < 0)
			return -1;
		c = answer(s, SMFIP_NR_HDR);
		if (c != SMFIR_CONTINUE)
			return c;
	}
	return SMFIR_CONTINUE;
}

static int
send_body(struct mta_session *s, const struct mta_message *m)
{
	size_t at, n;
	int c;

	if ((s->steps & SMFIP_NOBODY) != 0)
		return SMFIR_CONTINUE;
	for (at = 0; at < m->body_len; at += n) {
		n = m->body_len - at < CHUNK ? m->body_len - at : CHUNK;
		if (put_head(s, SMFIC_BODY, n) < 0 ||
		    put(s, m->body + at, n) < 0)
			return -1;
		c = answer(s, SMFIP_NR_BODY);
		if (c == SMFIR_SKIP)
			break;
		if (c != SMFIR_CONTINUE)
			return c;
	}
	return SMFIR_CONTINUE;
}

static enum mta_verdict
verdict_of(int c)
{
	switch (c) {
	case SMFIR_CONTINUE:
	case SMFIR_ACCEPT:
		return MTA_ACCEPT;
	case SMFIR_REJECT:
		return MTA_REJECT;
	case SMFIR_TEMPFAIL:
		return MTA_TEMPFAIL;
	case SMFIR_DISCARD:
		return MTA_DISCARD;
	default:
		return MTA_FAILED;
	}
}

/* Edits, then the verdict. */
static struct mta_result
read_end(struct mta_session *s)
{
	struct mta_result r = { MTA_FAILED, 0, false };
	bool is_quarantined;
	int c;

	is_quarantined = false;
	for (;;) {
		c = next_frame(s);
		switch (c) {
		case SMFIR_PROGRESS:
			continue;
		case SMFIR_QUARANTINE:
			is_quarantined = true;
			continue;
		case SMFIR_REPLBODY:
			r.has_body = true;
			r.edits++;
			continue;
		case SMFIR_ADDHEADER:
		case SMFIR_CHGHEADER:
		case SMFIR_INSHEADER:
		case SMFIR_ADDRCPT:
		case SMFIR_ADDRCPT_PAR:
		case SMFIR_DELRCPT:
		case SMFIR_CHGFROM:
			r.edits++;
			continue;
		case SMFIR_REPLYCODE:
			r.verdict = s->in_len > 0 && s->in[0] == '4' ?
			    MTA_TEMPFAIL : MTA_REJECT;
			return r;
		default:
			r.verdict = verdict_of(c);
			if (r.verdict == MTA_ACCEPT && is_quarantined)
				r.verdict = MTA_QUARANTINE;
			return r;
		}
	}
}

struct mta_result
mta_send(struct mta_session *s, const struct mta_message *m,
    const struct mta_envelope *e)
{
	static const char *const macros[] = { "i", "4BenchQueueId", NULL };
	struct mta_result r = { MTA_FAILED, 0, false };
	int c;

	c = send_envelope(s, e);
	if (c == SMFIR_CONTINUE)
		c = send_step(s, SMFIC_DATA, SMFIP_NODATA, SMFIP_NR_DATA);
	if (c == SMFIR_CONTINUE)
		c = send_headers(s, m);
	if (c == SMFIR_CONTINUE)
		c = send_step(s, SMFIC_EOH, SMFIP_NOEOH, SMFIP_NR_EOH);
	if (c == SMFIR_CONTINUE)
		c = send_body(s, m);
	if (c != SMFIR_CONTINUE) {
		r.verdict = c == SMFIR_REPLYCODE ?
		    (s->in_len > 0 && s->in[0] == '4' ? MTA_TEMPFAIL :
		    MTA_REJECT) : verdict_of(c);
		return r;
	}
	if (put_macros(s, SMFIC_BODYEOB, macros) < 0 ||
	    put_head(s, SMFIC_BODYEOB, 0) < 0)
		return r;
	return read_end(s);
}

/* --- files ---------------------------------------------------------------- */

static int
read_file(const char *path, char **ret, size_t *ret_len)
{
	FILE *f;
	char *p;
	long n;

	f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0 ||
	    fseek(f, 0, SEEK_SET) != 0) {
		perror(path);
		if (f != NULL)
			fclose(f);
		return -1;
	}
	p = malloc((size_t)n + 1);
	if (p == NULL || fread(p, 1, (size_t)n, f) != (size_t)n) {
		perror(path);
		free(p);
		fclose(f);
		return -1;
	}
	fclose(f);
	p[n] = '\0';
	*ret = p;
	*ret_len = (size_t)n;
	return 0;
}

/* One field in place: name and value become strings; returns what follows. */
static char *
cut_field(char *at, struct mta_field *f)
{
	char *end, *from, *to;

	f->name = at;
	at = strchr(at, ':');
	if (at == NULL)
		return NULL;
	*at++ = '\0';
	f->value = at;
	for (end = at; (end = strstr(end, "\r\n")) != NULL; end += 2)
		if (end[2] != ' ' && end[2] != '\t')
			break;
	if (end == NULL)
		return NULL;
	*end = '\0';
	/* A milter sees folded lines with a bare line feed. */
	for (from = to = at; *from != '\0'; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return end + 2;
}

int
mta_load(const char *path, struct mta_message *ret)
{
	struct mta_field *fields;
	size_t len, cap;
	char *at;

	memset(ret, 0, sizeof *ret);
	if (read_file(path, &ret->bytes, &len) < 0)
		return -1;
	cap = 0;
	for (at = ret->bytes; strncmp(at, "\r\n", 2) != 0;) {
		if (ret->field_count == cap) {
			cap = cap > 0 ? cap * 2 : 16;
			fields = realloc(ret->fields, cap * sizeof *fields);
			if (fields == NULL)
				goto bad;
			ret->fields = fields;
		}
		at = cut_field(at, &ret->fields[ret->field_count]);
		if (at == NULL)
			goto bad;
		ret->field_count++;
	}
	ret->body = (const uint8_t *)at + 2;
	ret->body_len = len - (size_t)(at + 2 - ret->bytes);
	return 0;
bad:
	fprintf(stderr, "%s: not a message with CRLF line ends\n", path);
	mta_free(ret);
	return -1;
}

void
mta_free(struct mta_message *m)
{
	free(m->bytes);
	free(m->fields);
	memset(m, 0, sizeof *m);
}
