/*
 * proof -- what one message is in the account of notices: it went outside
 * with its notice, without it for a declared reason, or not at all.
 *
 * Made in the milter role from the settled verdict, counted by the keeper in
 * the transaction of the decision.  What is external the keeper sees for
 * itself (verdict_goes_outside()), so that an account which does not balance
 * is possible and found.  Plain value with its wire form.
 */
#ifndef MAIL_PROOF_H
#define MAIL_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "ipc/wire.h"
#include "mail/verdict.h"

/* The numbers are stored: add at the end. */
enum proof_kind {
	PROOF_NONE,		/* nobody outside */
	PROOF_ADDED,
	PROOF_PRESENT,		/* the text was there */
	PROOF_WRAPPED,		/* it stands before the whole message */
	PROOF_SKIPPED,		/* left as it was, and why is known */
	PROOF_HELD,		/* for everybody outside */
	PROOF_REFUSED,
	PROOF_UNACCOUNTED,	/* left without, and no reason for it */
	PROOF_KIND_COUNT
};

/* How a skipped one left. */
enum proof_how {
	PROOF_WITHOUT,
	PROOF_HEADER,		/* with a field in the header instead */
	PROOF_NOTIFIED,		/* somebody was told */
	PROOF_HOW_COUNT
};

struct proof {
	enum proof_kind kind;
	enum proof_how how;	/* of SKIPPED */
	struct slice reason;	/* of SKIPPED: a fixed word */
	struct slice association;	/* of the sender; empty if none */
	struct slice text;	/* the notice's name; may be empty */
	bool is_partly_held;	/* left, and is held for others outside */
	bool is_confidential;	/* of `set whistleblowing` */
	/* Without brackets; none of a confidential message. */
	struct slice ids[PROOF_IDS_MAX];
	size_t id_count;
};

/* "added", "with header"...: stable words, never translated. */
const char *proof_kind_name(enum proof_kind k);
int	proof_kind_parse(struct slice s, enum proof_kind *ret);
const char *proof_how_name(enum proof_how h);
/* Did it leave, with the notice? */
bool	proof_left(enum proof_kind k);
bool	proof_has_notice(enum proof_kind k);

/*
 * Is the message for anybody outside, and decided on?  (A tempfail is no
 * message: it comes again.)
 */
bool	verdict_goes_outside(const struct verdict *v);

/*
 * What the settled verdict makes of it.  Borrows from v; has no ids.  A
 * reason that is no fixed word is "other", a long name is cut.
 */
void	proof_of_verdict(const struct verdict *v, struct proof *ret);
/*
 * One more Message-ID, as a header field's value.  What is none, or one too
 * many or too long, is left out.
 */
void	proof_add_id(struct proof *p, struct slice value);
/* What stands in its brackets; empty if it is no Message-ID. */
struct slice	proof_id(struct slice value);

/* Wire form; decode copies into the arena, checks every range and the end. */
int	proof_encode(const struct proof *p, struct buf *out);
int	proof_decode(struct slice body, struct arena *a, struct proof *ret);

/* --- accounts, as people are told them ------------------------------------------- */

struct proof_line {
	enum proof_kind kind;
	enum proof_how how;
	struct slice reason;
	uint64_t count;
};

/* One association's month. */
struct proof_account {
	int month;			/* as 202605 */
	struct slice association;
	bool is_release;		/* held before, and sent on */
	bool is_confidential;
	uint64_t total;			/* external messages, seen by the keeper */
	uint64_t partly_held;		/* of those that left */
	uint64_t given_up;		/* by the MTA; counted nowhere else */
	struct proof_line *lines;	/* each kind, how and reason once */
	size_t line_count;
};

/* All lines of these kinds. */
uint64_t proof_account_with(const struct proof_account *a);
uint64_t proof_account_of(const struct proof_account *a, enum proof_kind k);
/*
 * What is missing (or too much): the external messages less those with the
 * notice, skipped, held and refused.  0: it balances.
 */
int64_t	proof_account_gap(const struct proof_account *a);
/* Add, or with false take away, one; in the arena.  ERR_LIMIT, ERR_RANGE. */
int	proof_account_note(struct proof_account *a, struct arena *arena,
	    const struct proof *p, bool add);

void	proof_account_put(struct wire_out *w, const struct proof_account *a);
int	proof_account_get(struct wire_in *w, struct arena *a,
	    struct proof_account *ret);

/* --- "did my mail carry it?" ------------------------------------------------------- */

struct proof_told {
	char ref[16];			/* REFERENCE_SIZE */
	int64_t at_ms;
	int day;			/* as 20260505, in `set time-zone` */
	uint8_t revision[8];		/* of the rules, and so of the text */
	bool is_release;
	bool is_given_up;		/* the MTA did not take the answer */
	struct proof proof;		/* without ids */
	struct slice state;		/* of the held copy; or empty */
};

void	proof_told_put(struct wire_out *w, const struct proof_told *t);
int	proof_told_get(struct wire_in *w, struct arena *a,
	    struct proof_told *ret);

#endif
