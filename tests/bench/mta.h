/*
 * mta -- the mail server's side of the milter protocol, version 6: one
 * message a connection, steps and answers left out as the milter asked.
 *
 * Blocking; one thread a session.  Written from libmilter's public header and
 * what Postfix sends.
 */
#ifndef BENCH_MTA_H
#define BENCH_MTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mta_field {
	const char *name, *value;	/* NUL-terminated, value as folded */
};

/* One message, made ready once and sent many times. */
struct mta_message {
	char *bytes;			/* owns what the fields point to */
	struct mta_field *fields;
	size_t field_count;
	const uint8_t *body;		/* CRLF */
	size_t body_len;
};

struct mta_envelope {
	const char *from, *to, *login;	/* login may be NULL */
};

enum mta_verdict {
	MTA_ACCEPT,
	MTA_REJECT,
	MTA_TEMPFAIL,
	MTA_DISCARD,
	MTA_QUARANTINE,			/* the MTA's own queue */
	MTA_FAILED,			/* connection or protocol broke */
	MTA_VERDICT_COUNT
};

struct mta_result {
	enum mta_verdict verdict;
	unsigned edits;			/* header changes, body pieces, recipients */
	bool has_body;			/* the body was replaced */
};

/* 0, or -1 with a word on standard error. */
int	mta_load(const char *path, struct mta_message *ret);
void	mta_free(struct mta_message *m);

/* A session: connected, negotiated, greeted.  -1 if that failed. */
struct mta_session;
struct mta_session *mta_open(const char *socket);
void	mta_close(struct mta_session *s);

struct mta_result mta_send(struct mta_session *s,
	    const struct mta_message *m, const struct mta_envelope *e);

#endif
