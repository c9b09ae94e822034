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
#include "store/blob.h"
#include "store/keyring.h"
#include "store/store.h"

struct quarantine {
	struct quarantine_options o;
	/* Cases whose copy may go after the commit. */
	char (*finished)[REFERENCE_SIZE];
	size_t finished_count, finished_cap;
	bool none_separated;		/* no case is SEPARATED */
	/* Recipients of copies whom the next tries leave to later ones. */
	struct put_off {
		char ref[REFERENCE_SIZE];
		size_t place;		/* among the case's recipients */
	} *put_off;
	size_t put_off_count, put_off_cap;
	/* Rows that failed their authentication and were told of. */
	char (*damaged)[REFERENCE_SIZE];
	size_t damaged_count, damaged_cap;
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
	/*
	 * Of a separate copy the reference of its message; empty for what is
	 * held.  Confirmed: the other copies are known to have gone.
	 */
	struct slice of;
	bool is_confirmed;
	uint8_t mail[MAIL_DIGEST_SIZE];	/* the envelope's retry digest */
	uint64_t by;	/* decision that serves its people otherwise; or 0 */
};

bool	case_is_separate(const struct held_case *c);
/* Every recipient in one state goes to another. */
void	case_recipients_move(struct held_case *c, enum hold_state from,
	    enum hold_state to);

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

/* --- damage.c ----------------------------------------------------------------- */

/* This row fails its authentication: one line in the log for its reference. */
void	damage_note(struct quarantine *q, const struct store_hold *row);
/* [transaction] No retry meets it any more; another case can have its place. */
int	damage_set_aside(struct quarantine *q, const struct store_hold *row);
/* store_hold_due(), without those that are known to be damaged. */
int	case_due(struct quarantine *q, enum hold_state state, int64_t now_ms,
	    size_t max, struct arena *a, struct store_hold **ret,
	    size_t *ret_n);

/* The decision of a case: envelope and verdict, opened. */
int	case_decision(struct quarantine *q, const char *ref, struct arena *a,
	    struct envelope *ret_envelope, struct verdict *ret_verdict);

/* --- hold.c, for what hold.c and separate.c do alike ------------------------- */

/* Which recipients of a verdict. */
enum hold_part {
	PART_HELD,
	PART_SEPARATE,
	PART_COUNT
};

/* A message on its way into custody for one of the parts. */
struct taking {
	bool is_wanted;
	bool joins;		/* an open case was there at the beginning */
	uint8_t item[BLOB_ID_SIZE];
	uint8_t key[KEY_SIZE];
	struct blob_writer *writer;	/* NULL: joins, or is not wanted */
	bool is_written;
};

/*
 * What makes a retry the same: message, sender and recipients (the envelope's
 * retry digest), and the recipients of this part.
 */
int	retry_key(struct quarantine *q, const struct decided *d,
	    enum hold_part part, uint8_t ret[KEY_MAC_SIZE]);
/* c filled from decision and blob, to stand under ref; c is not stored yet. */
int	case_fill(struct quarantine *q, const struct decided *d,
	    const struct taking *t, enum hold_part part, const char *ref,
	    struct arena *a, struct held_case *c);
/* Envelope and verdict, sealed under a reference. */
int	decision_put(struct quarantine *q, const struct decided *d,
	    const char *ref, struct arena *a, uint64_t *ret_id);

/* Does a retry not join this copy any more? */
bool	separate_is_too_old(const struct store_hold *row, int64_t now_ms);
/* [transaction] separate.c: its case, new or joined. */
int	separate_put(struct quarantine *q, const struct decided *d,
	    struct taking *t, struct arena *a, char ret[REFERENCE_SIZE]);
/* [transaction] After a start: no wait is longer than it may be, whatever the
 * clock was then. */
int	separate_recover(struct quarantine *q, int64_t now_ms);
/*
 * [transaction] The decision id is about the same mail, and all but `joined`
 * ("" for none) are not in its way: if it goes, they need not.
 */
int	separate_supersede(struct quarantine *q, const struct decided *d,
	    uint64_t id, const char *joined);
/* [transaction] That decision ended so. */
int	separate_superseded(struct quarantine *q,
	    const struct decided_end *end);
/* [transaction] Its message ended so. */
int	separate_answered(struct quarantine *q, const struct decided_end *end);
/* The case has ended and nobody needs the message: forget key and bytes. */
void	separate_finish(struct quarantine *q, struct held_case *c);
/* 1: this row is of a finished copy, whose blob is gone; 0: it is not. */
int	separate_sweep(struct quarantine *q, const struct store_hold *row,
	    struct arena *a);

int	case_record(struct quarantine *q, const struct case_act *act,
	    struct slice object, struct slice before, struct slice after);

#endif
