/*
 * door -- the MTA's release port with its guard, in one thread: it takes one
 * SMTP transaction after another, asks the keeper about the ticket at the end
 * of the message as the milter there would, and answers as it was told to.
 */
#ifndef UNIT_KEEPER_DOOR_H
#define UNIT_KEEPER_DOOR_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>

#include "unit/keeper/rig.h"

#define DOOR_MAILS	64

enum door_way {
	DOOR_GUARDED,		/* asks about the ticket, then 250 or 550 */
	DOOR_LATER_AT_MAIL,	/* 451 to MAIL */
	DOOR_LATER_AT_DOT,	/* 451 after the ticket was used */
	DOOR_NO_AT_DOT,		/* 554 after the ticket was used */
	DOOR_NO_TO_FIRST,	/* 550 to recipient r0, for good */
	DOOR_LATER_TO_FIRST,	/* 450 to recipient r0 */
	DOOR_LATER_TO_MORE,	/* 450 to r0, and to r1 from the second on */
	DOOR_NO_AND_LATER,	/* 450 to r0, 550 to r1 */
	DOOR_HANGS_UP_AT_DOT,	/* ticket used, then the line goes dead */
	DOOR_HANGS_UP_BEFORE,	/* the line goes dead before the ticket */
	DOOR_SILENT		/* ticket used, no answer ever */
};

struct door {
	struct rig *g;
	int listen;
	unsigned port;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	enum door_way way;		/* for the next connection */
	/* What came. */
	unsigned connections, tickets, delivered;
	unsigned over_count;		/* connections that have ended */
	struct buf mail[DOOR_MAILS];	/* MAIL and RCPT lines, then the bytes */
	char ticket[512];		/* of the first one */
	/* Of the thread. */
	enum door_way now;		/* the way of the present connection */
	char given[512];		/* the present ticket */
	int fd;				/* of the present connection */
	FILE *in;
	bool over;
};

/* Tell the client a line; how it takes it is not our concern. */
static inline void __attribute__((format(printf, 2, 3)))
door_say(struct door *d, const char *fmt, ...)
{
	char line[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	(void)!send(d->fd, line, (size_t)n, MSG_NOSIGNAL);
}

/* The path between the angle brackets. */
static inline void
door_path(const char *line, char *out, size_t size)
{
	const char *from = strchr(line, '<'), *to = strrchr(line, '>');

	snprintf(out, size, "%.*s", (int)(to - from - 1), from + 1);
}

/* Read the message up to the dot; the ticket's line is not part of it. */
static inline bool
door_data(struct door *d, struct buf *out, EVP_MD_CTX *md)
{
	char *line = NULL;
	size_t cap = 0, from;
	ssize_t n;
	bool first = true, ended = false;

	while (!ended && (n = getline(&line, &cap, d->in)) > 0) {
		if (strcmp(line, ".\r\n") == 0) {
			ended = true;
			break;
		}
		if (first && strncasecmp(line, KEEPER_TICKET_FIELD ": ",
		    sizeof KEEPER_TICKET_FIELD + 1) == 0)
			snprintf(d->given, sizeof d->given, "%.*s",
			    (int)(n - (ssize_t)sizeof KEEPER_TICKET_FIELD - 3),
			    line + sizeof KEEPER_TICKET_FIELD + 1);
		else {
			from = line[0] == '.' ? 1 : 0;
			EVP_DigestUpdate(md, line + from, (size_t)n - from);
			ck_assert_int_eq(buf_put(out, line + from,
			    (size_t)n - from), 0);
		}
		first = false;
	}
	free(line);
	return ended;
}

/* What was given; its first is kept for who asks. */
static inline void
door_keep_ticket(struct door *d)
{
	pthread_mutex_lock(&d->lock);
	if (d->ticket[0] == '\0')
		memcpy(d->ticket, d->given, sizeof d->ticket);
	pthread_mutex_unlock(&d->lock);
}

static inline bool
door_is_over(struct door *d)
{
	bool over;

	pthread_mutex_lock(&d->lock);
	over = d->over;
	pthread_mutex_unlock(&d->lock);
	return over;
}

/* The dot has come: ask, and answer. */
static inline void
door_end(struct door *d, struct envelope *e, const uint8_t digest[32],
    struct buf *mail)
{
	int r;

	door_keep_ticket(d);
	if (d->now == DOOR_HANGS_UP_BEFORE)
		return;
	r = keeper_ticket(d->g->link, slice_str(d->given), e, digest,
	    PATIENCE);
	pthread_mutex_lock(&d->lock);
	d->tickets += r == 0;
	pthread_mutex_unlock(&d->lock);
	if (r < 0)
		door_say(d, "%s\r\n", r == ERR_DENIED ?
		    "550 5.7.1 no valid ticket" : "451 4.7.1 try again");
	else if (d->now == DOOR_LATER_AT_DOT)
		door_say(d, "451 4.3.0 queue file write error\r\n");
	else if (d->now == DOOR_NO_AT_DOT)
		door_say(d, "554 5.7.1 <canary-r0@outside.example>: no\r\n");
	else if (d->now == DOOR_SILENT)
		while (!door_is_over(d))
			poll(NULL, 0, 10);
	else if (d->now != DOOR_HANGS_UP_AT_DOT) {
		/* It is in the queue before we say so. */
		pthread_mutex_lock(&d->lock);
		d->mail[d->delivered++ % DOOR_MAILS] = *mail;
		*mail = BUF_INIT(8 * MIB);
		pthread_cond_broadcast(&d->changed);
		pthread_mutex_unlock(&d->lock);
		door_say(d, "250 2.0.0 Ok: queued as 4Zq2b01Hs\r\n");
	}
}

static inline bool
door_line(struct door *d, char *line, struct envelope *e, struct arena *a,
    struct buf *mail)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *md;
	char path[300];
	bool go_on = true;

	if (strncmp(line, "EHLO ", 5) == 0)
		door_say(d, "250-door\r\n250-SIZE 1000000\r\n250-DSN\r\n"
		    "250-8BITMIME\r\n250 SMTPUTF8\r\n");
	else if (strncmp(line, "MAIL FROM:", 10) == 0) {
		ck_assert_int_eq(buf_puts(mail, line), 0);
		door_say(d, d->now == DOOR_LATER_AT_MAIL ?
		    "451 4.3.0 later\r\n" : "250 2.1.0 Ok\r\n");
	} else if (strncmp(line, "RCPT TO:", 8) == 0) {
		if ((d->now == DOOR_NO_TO_FIRST && strstr(line, "-r0@")) ||
		    (d->now == DOOR_NO_AND_LATER && strstr(line, "-r1@"))) {
			door_say(d, "550 5.1.1 no such user\r\n");
			return true;
		}
		if (((d->now == DOOR_LATER_TO_FIRST ||
		    d->now == DOOR_LATER_TO_MORE ||
		    d->now == DOOR_NO_AND_LATER) && strstr(line, "-r0@")) ||
		    (d->now == DOOR_LATER_TO_MORE && d->connections > 1 &&
		    strstr(line, "-r1@"))) {
			door_say(d, "450 4.2.1 not now\r\n");
			return true;
		}
		ck_assert_int_eq(buf_puts(mail, line), 0);
		door_path(line, path, sizeof path);
		ck_assert_int_eq(envelope_add_recipient(e, a, slice_str(path),
		    SLICE_NONE, SLICE_NONE), 0);
		door_say(d, "250 2.1.5 Ok\r\n");
	} else if (strcmp(line, "DATA\r\n") == 0) {
		door_say(d, "354 go on\r\n");
		md = EVP_MD_CTX_new();
		EVP_DigestInit_ex(md, EVP_sha256(), NULL);
		go_on = door_data(d, mail, md);
		EVP_DigestFinal_ex(md, digest, NULL);
		EVP_MD_CTX_free(md);
		if (go_on)
			door_end(d, e, digest, mail);
		go_on = go_on && d->now != DOOR_HANGS_UP_AT_DOT &&
		    d->now != DOOR_HANGS_UP_BEFORE;
	} else
		go_on = false;
	return go_on;
}

static inline void
door_serve(struct door *d)
{
	struct arena *a = arena_new(1 * MIB);
	struct buf mail = BUF_INIT(8 * MIB);
	struct envelope e;
	char *line = NULL;
	size_t cap = 0;

	envelope_init(&e, MAIL_CLASS_RELEASE);
	e.queue_id = SLICE("4Zq2b01Hs");
	d->in = fdopen(dup(d->fd), "r");
	door_say(d, "220 door ESMTP\r\n");
	while (getline(&line, &cap, d->in) > 0 &&
	    door_line(d, line, &e, a, &mail))
		;
	free(line);
	fclose(d->in);
	buf_free(&mail);
	arena_free(a);
}

static inline void *
door_run(void *arg)
{
	struct door *d = arg;

	while ((d->fd = accept(d->listen, NULL, NULL)) != -1) {
		pthread_mutex_lock(&d->lock);
		d->connections++;
		/* One way for all of it, whatever is told to us meanwhile. */
		d->now = d->way;
		pthread_mutex_unlock(&d->lock);
		door_serve(d);
		shutdown(d->fd, SHUT_RDWR);
		close(d->fd);
		pthread_mutex_lock(&d->lock);
		d->over_count++;
		pthread_mutex_unlock(&d->lock);
	}
	return NULL;
}

/* The port is taken, and nobody listens there yet. */
static inline void
door_make_shut(struct door *d, struct rig *g, enum door_way way)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t len = sizeof sin;

	memset(d, 0, sizeof *d);
	d->g = g;
	d->way = way;
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->changed, NULL);
	d->listen = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(d->listen, (struct sockaddr *)&sin,
	    sizeof sin), 0);
	getsockname(d->listen, (struct sockaddr *)&sin, &len);
	g->port = d->port = ntohs(sin.sin_port);
}

static inline void
door_make(struct door *d, struct rig *g, enum door_way way)
{
	door_make_shut(d, g, way);
	ck_assert_int_eq(listen(d->listen, 16), 0);
}

/* From the next connection on. */
static inline void
door_set(struct door *d, enum door_way way)
{
	pthread_mutex_lock(&d->lock);
	d->way = way;
	pthread_mutex_unlock(&d->lock);
}

static inline void
door_open(struct door *d)
{
	ck_assert_int_eq(pthread_create(&d->thread, NULL, door_run, d), 0);
}

/* After its keeper's end: nobody talks to it any more. */
static inline void
door_close(struct door *d)
{
	size_t i;

	pthread_mutex_lock(&d->lock);
	d->over = true;
	pthread_mutex_unlock(&d->lock);
	shutdown(d->listen, SHUT_RDWR);
	pthread_join(d->thread, NULL);
	close(d->listen);
	for (i = 0; i < DOOR_MAILS; i++)
		buf_free(&d->mail[i]);
}

static inline unsigned
door_count(struct door *d, const unsigned *what)
{
	unsigned n;

	pthread_mutex_lock(&d->lock);
	n = *what;
	pthread_mutex_unlock(&d->lock);
	return n;
}

/* Wait until so many came. */
static inline void
door_wait(struct door *d, const unsigned *what, unsigned n)
{
	int64_t until = PATIENCE;

	while (door_count(d, what) < n) {
		ck_assert_msg(clock_mono_ms() < until, "the door saw %u of %u",
		    door_count(d, what), n);
		poll(NULL, 0, 10);
	}
}

#endif
