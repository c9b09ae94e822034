/*
 * submit -- hand one message with one envelope to an MTA over SMTP
 * (RFC 5321, 3461 DSN, 6531 SMTPUTF8, 6152 8BITMIME, 1870 SIZE) and report
 * each reply.
 *
 * A state machine that never waits: the caller polls submit_fd() for
 * submit_events() and calls submit_step() when they come or when
 * submit_deadline() has passed.  It must not block, because the message goes
 * to a door whose guard asks the caller's own process.
 *
 * No queue: one try.  Exactly once is the caller's concern, and the outcome
 * is made for it: SUBMIT_LOST says that the final dot may have arrived and no
 * answer came; every other failure means that the message was not taken.
 */
#ifndef SUBMIT_SUBMIT_H
#define SUBMIT_SUBMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/slice.h"
#include "mail/envelope.h"

enum submit_outcome {
	SUBMIT_RUNNING,
	SUBMIT_TAKEN,		/* 250 after the dot */
	SUBMIT_LATER,		/* 4xx, no connection, a timeout before the dot */
	SUBMIT_REFUSED,		/* 5xx to the message or to every recipient */
	SUBMIT_PARTLY,		/* some recipients refused for good: nothing was
				 * sent; submit again without them */
	SUBMIT_LOST		/* no answer after the dot: nobody knows */
};

/*
 * The message, in pieces, from its start: 0 and the next bytes (borrowed
 * until the next call; empty at the end), or an error, which ends the
 * connection before the dot.
 */
struct submit_source {
	int (*next)(void *arg, struct slice *ret);
	void *arg;
};

struct submit_times {		/* milliseconds; 0 takes the default */
	int64_t connect;	/* default 30 s, greeting included */
	int64_t command;	/* default 60 s */
	int64_t data;		/* default 180 s without any progress */
	int64_t dot;		/* default 600 s: RFC 5321 4.5.3.2.6 */
};

struct submit_request {
	const struct sockaddr *server;
	socklen_t server_len;
	const char *helo;		/* our name */
	const struct envelope *envelope;	/* sender and its parameters */
	const struct recipient *recipients;	/* the ones to be served */
	size_t recipient_count;
	uint64_t size;			/* of the message */
	struct submit_source source;
	struct submit_times times;
};

struct submit;

/*
 * Begin.  Everything the request points to must live as long as the submit.
 *
 * ERR_SYNTAX: an address or parameter cannot be written in SMTP (blanks,
 * control bytes, angle brackets).  ERR_SYSTEM: no socket.
 */
int	submit_new(const struct submit_request *q, struct submit **ret);
void	submit_free(struct submit *s);		/* NULL is fine */

int	submit_fd(const struct submit *s);	/* -1 once it has ended */
short	submit_events(const struct submit *s);	/* POLLIN, POLLOUT */
int64_t	submit_deadline(const struct submit *s);	/* monotonic ms */

/* Go on as far as possible without waiting. */
enum submit_outcome submit_step(struct submit *s);

/* The reply that decided: its code (0: none came) and its text. */
unsigned submit_code(const struct submit *s);
struct slice submit_reply(const struct submit *s);	/* printable ASCII */
/* The reply to recipient i: 0 if it was not asked. */
unsigned submit_recipient_code(const struct submit *s, size_t i);

#endif
