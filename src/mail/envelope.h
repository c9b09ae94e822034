/*
 * envelope -- MAIL FROM, RCPT TO and session facts of one transaction
 * (RFC 5321), as the MTA told them.  Plain value; strings are borrowed from
 * the arena that it was built in.  All of it is hostile text.
 */
#ifndef MAIL_ENVELOPE_H
#define MAIL_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/address.h"

enum mail_class {		/* of the listening socket (R8) */
	MAIL_CLASS_SUBMISSION,
	MAIL_CLASS_LOCAL,
	MAIL_CLASS_INBOUND,
	MAIL_CLASS_RELEASE,
	MAIL_CLASS_COUNT
};

enum mail_body {		/* BODY= parameter (RFC 6152, RFC 3030) */
	MAIL_BODY_UNSTATED,
	MAIL_BODY_7BIT,
	MAIL_BODY_8BITMIME,
	MAIL_BODY_BINARYMIME,
	MAIL_BODY_COUNT
};

struct recipient {
	struct address address;
	struct slice dsn_notify;	/* NOTIFY= value, empty if none (RFC 3461) */
	struct slice dsn_orcpt;		/* ORCPT= value */
};

#define MAIL_DIGEST_SIZE	32	/* SHA-256 */

struct envelope {
	enum mail_class class;
	struct address sender;		/* empty for the null reverse-path */
	struct slice auth;		/* login (macro {auth_authen}); empty if none */
	struct slice client_addr;	/* textual IP, "local" for sendmail(1) */
	struct slice client_name;
	struct slice helo;
	struct slice queue_id;		/* the MTA's (macro i); may be empty */
	enum mail_body body;
	bool smtputf8;
	struct slice dsn_ret;		/* RET= */
	struct slice dsn_envid;		/* ENVID= */
	struct recipient *recipients;
	size_t recipient_count;
	uint64_t size;			/* of the message, bytes with CRLF */
	uint8_t digest[MAIL_DIGEST_SIZE];	/* SHA-256 of those bytes */
	/*
	 * SHA-256 over sender, login, recipients in byte order, and the message
	 * without its trace fields (Received, Delivered-To, our own): equal
	 * when a sender's retry brings the same mail under a new queue id.
	 */
	uint8_t retry_digest[MAIL_DIGEST_SIZE];
	int64_t at_ms;			/* wall clock, when it was received */
};

const char *mail_class_name(enum mail_class c);		/* "submission"... */
int	mail_class_parse(struct slice s, enum mail_class *ret); /* or ERR_NOTFOUND */

/* A transient envelope with nothing in it. */
void	envelope_init(struct envelope *e, enum mail_class class);

/*
 * Append a recipient (grown in the arena).  0, ERR_LIMIT, or ERR_SYNTAX for a
 * path that MTAs may read differently (address_is_plain()).
 */
int	envelope_add_recipient(struct envelope *e, struct arena *a,
	    struct slice path, struct slice dsn_notify, struct slice dsn_orcpt);

/* Wire form.  decode copies into the arena, checks every range and the end. */
int	envelope_encode(const struct envelope *e, struct buf *out);
int	envelope_decode(struct slice body, struct arena *a, struct envelope *ret);

#endif
