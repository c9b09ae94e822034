/*
 * memory -- what rules and people remember, as one question and one answer a
 * message, and what a message that was decided leaves behind.
 *
 * Policy makes the question from envelope and report; the keeper's registers
 * answer it; policy judges by the answer and makes the note; the keeper
 * learns from the note in the transaction that records the decision.  A kind
 * of memory is one register; the fields here are all that it may be told and
 * asked.  Plain values in an arena, with their wire form.
 */
#ifndef MAIL_MEMORY_H
#define MAIL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/envelope.h"
#include "mail/textsignature.h"

/* --- the question ------------------------------------------------------------- */

/*
 * People of the message, in this order: the sender that counts (the signed-in
 * account's address, else the envelope's), the original sender of a forwarded
 * message, then the recipients as in the envelope.
 */
enum memory_place {
	MEMORY_SENDER,
	MEMORY_ORIGINAL,
	MEMORY_RECIPIENTS
};

enum memory_party_flag {
	MEMORY_IS_INSIDE = 1 << 0,	/* of `set inside domains` */
	MEMORY_IS_LISTED = 1 << 1,	/* on `set known-correspondents` */
	MEMORY_IS_WEBMAIL = 1 << 2,	/* the domain is everybody's */
	/* The sender: one of `set systems`, which need not sign in. */
	MEMORY_IS_SYSTEM = 1 << 3,
	MEMORY_PARTY_ALL = (1 << 4) - 1
};

struct memory_party {
	struct slice address;	/* folded local@domain; empty: null or unknown */
	struct slice domain;	/* folded, but U-labels: lookalikes are told by it */
	uint32_t flags;		/* enum memory_party_flag */
};

enum memory_file_flag {
	/* What type it has was established. */
	MEMORY_FILE_IS_IDENTIFIED = 1 << 0,
	/* A piece of a document, not a file that somebody put there. */
	MEMORY_FILE_IS_PIECE = 1 << 1,
	MEMORY_FILE_ALL = (1 << 2) - 1
};

/* One attachment, or member of one, that has content of its own. */
struct memory_file {
	uint32_t part;			/* index into report.parts */
	uint32_t flags;			/* enum memory_file_flag */
	uint8_t digest[MAIL_DIGEST_SIZE];	/* of the decoded content */
	struct text_signature signature;
};

struct memory_question {
	enum mail_class class;
	bool is_signed_in;
	bool is_forward;
	/* Written by no person: automatic replies, reports, the null sender. */
	bool is_automatic;
	int64_t at_ms;			/* wall clock: the envelope's time */
	struct memory_party *parties;	/* MEMORY_RECIPIENTS and more */
	size_t party_count;
	struct memory_file *files;
	size_t file_count;
	struct text_signature text;	/* of own and quoted text */
	/*
	 * SHA-256 that is equal when a retry brings the same mail: what is
	 * learnt from it is learnt once (envelope.retry_digest).
	 */
	uint8_t retry_digest[MAIL_DIGEST_SIZE];
};

/* --- the answer ---------------------------------------------------------------- */

enum memory_known {
	/* Somebody inside has written to this address. */
	MEMORY_KNOWN = 1 << 0,
	/* This sender has. */
	MEMORY_KNOWN_TO_SENDER = 1 << 1,
	/* Somebody inside has written to an address of this domain. */
	MEMORY_KNOWN_DOMAIN = 1 << 2,
	MEMORY_KNOWN_ALL = (1 << 3) - 1
};

struct memory_of_party {
	uint32_t known;			/* enum memory_known */
	/*
	 * A domain written to before that its domain nearly is
	 * (mail/lookalike.h, LOOKALIKE_WRITTEN_TO); or empty, and always so
	 * if its own domain was written to before or is everybody's.
	 */
	struct slice nearest;
	/*
	 * Registers of exceptions with a live entry for sender and this one.
	 * "name type,type": one for files of these types only.
	 */
	struct slice *exceptions;
	size_t exception_count;
};

/* What the ledger has seen of a file; 0: nothing. */
enum memory_seen {
	MEMORY_SEEN_APPROVED = 1 << 0,
	MEMORY_SEEN_RECEIVED_KNOWN = 1 << 1,	/* from whom someone had written to */
	MEMORY_SEEN_RECEIVED_UNKNOWN = 1 << 2,
	MEMORY_SEEN_INTERNAL = 1 << 3,		/* between inside addresses */
	MEMORY_SEEN_SENT = 1 << 4,		/* left from a signed-in sender */
	/* Known again by its text, not by its bytes. */
	MEMORY_SEEN_BY_TEXT = 1 << 5,
	/* First in a forwarded mail whose original sender was unknown. */
	MEMORY_SEEN_FORWARDED_UNKNOWN = 1 << 6,
	MEMORY_SEEN_ALL = (1 << 7) - 1
};

struct memory_of_file {
	uint32_t seen;			/* enum memory_seen */
};

/* Nearly the same text left before. */
struct memory_sighting {
	uint64_t who;		/* tells senders apart; means nothing else */
	int64_t at_ms;		/* the last time */
};

struct memory_answer {
	struct memory_of_party *parties;	/* as in the question */
	size_t party_count;
	struct memory_of_file *files;
	size_t file_count;
	/* Other inside senders of the text, the latest first. */
	struct memory_sighting *senders;
	size_t sender_count;
	int64_t received_ms;	/* when it last came in from outside; 0 never */
};

/* --- what is learnt ---------------------------------------------------------------- */

struct memory_use {
	uint32_t party;		/* index: the recipient it was used for */
	struct slice exception;	/* its register's name */
	struct slice rule;	/* what it lifted */
};

/* A rule opened a case, whatever became of the mail. */
struct memory_case {
	struct slice name, rule;
};

struct memory_note {
	struct memory_question question;
	bool *is_let_go;	/* by party: this recipient gets the mail */
	struct memory_use *uses;
	size_t use_count;
	struct memory_case *cases;
	size_t case_count;
};

/*
 * An answer of nothing for this question: nobody known, no file seen.  Every
 * answer begins as one.  0 or ERR_LIMIT.
 */
int	memory_answer_empty(const struct memory_question *q, struct arena *a,
	    struct memory_answer *ret);

/* Does the answer fit the question: as many parties, as many files? */
bool	memory_answer_fits(const struct memory_answer *m,
	    const struct memory_question *q);

/*
 * Wire forms.  encode appends and refuses what decode would refuse
 * (ERR_LIMIT); decode copies into the arena, checks every range and the end.
 */
int	memory_question_encode(const struct memory_question *q, struct buf *out);
int	memory_question_decode(struct slice body, struct arena *a,
	    struct memory_question *ret);
int	memory_answer_encode(const struct memory_answer *m, struct buf *out);
int	memory_answer_decode(struct slice body, struct arena *a,
	    struct memory_answer *ret);
int	memory_note_encode(const struct memory_note *n, struct buf *out);
int	memory_note_decode(struct slice body, struct arena *a,
	    struct memory_note *ret);

#endif
