/*
 * case -- a held message as quarantine's files see it: the row, opened and
 * authenticated.  For src/quarantine only.
 */
#ifndef QUARANTINE_CASE_H
#define QUARANTINE_CASE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mail/envelope.h"
#include "mail/verdict.h"
#include "quarantine/quarantine.h"
#include "quarantine/state.h"
#include "store/keyring.h"
#include "store/store.h"

struct quarantine {
	struct quarantine_options o;
};

/* One recipient that the message is held for. */
struct case_recipient {
	uint32_t index;			/* in the envelope */
	enum hold_state state;
};

struct held_case {
	struct store_hold row;		/* states, sealed, progress not in use */
	struct case_recipient *recipients;
	size_t recipient_count;
	struct slice sender, rule, role;	/* what a list shows */
	struct slice reply;		/* the MTA's last one; may be empty */
};

/*
 * Read and authenticate: ERR_NOTFOUND, ERR_CORRUPT.  Everything is in the
 * arena.
 */
int	case_get(struct quarantine *q, const char *ref, struct arena *a,
	    struct held_case *ret);
int	case_open(struct quarantine *q, const struct store_hold *row,
	    struct arena *a, struct held_case *ret);

/* Seal and authenticate c into a row of its own in the arena. */
int	case_close(struct quarantine *q, const struct held_case *c,
	    struct arena *a, struct store_hold *ret);
/* New case; the caller has filled c. */
int	case_put(struct quarantine *q, struct held_case *c, struct arena *a);

/* An act on a case: who, and why. */
struct case_act {
	struct slice actor, act, detail;
};
/*
 * Move to another state: legality, compare-and-set, record; all in the
 * transaction that is open.  c has its other fields changed already.
 * ERR_WRONG_STATE: not a legal move, or somebody was faster.
 */
int	case_move(struct quarantine *q, struct held_case *c,
	    enum hold_state to, const struct case_act *act, struct arena *a);
/* Save what changed, without a move. */
int	case_save(struct quarantine *q, struct held_case *c, struct arena *a);

/* The decision of a case: envelope and verdict, opened. */
int	case_decision(struct quarantine *q, const char *ref, struct arena *a,
	    struct envelope *ret_envelope, struct verdict *ret_verdict);

int	case_record(struct quarantine *q, const struct case_act *act,
	    struct slice object, struct slice before, struct slice after);

#endif
