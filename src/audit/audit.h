/*
 * audit -- the hash-chained record of every act: who, what, when, why.
 *
 * Records are numbered from 1 without gaps and written in the transaction of
 * the act itself: no act without its record, no record without its act.  Each
 * carries the hash of the one before and a MAC under the key of its epoch;
 * the head (number and hash of the last record) is kept apart, so that a
 * missing tail shows.  The canonical form is in exeat-audit(5), in enough
 * detail for a second verifier.
 *
 * Fields hold identities, references, rule names, counts and keyed digests;
 * never matched text, subjects, file names or bodies.  Whatever bytes come
 * in, one record stays one line: everything but printable ASCII is escaped.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "store/keyring.h"
#include "store/store.h"

/* Records of one epoch; then the MAC key moves on. */
#define AUDIT_EPOCH_RECORDS	1000

struct audit;

struct audit_act {
	struct slice actor;	/* "milter", "root", "uid:1000", "keeper" */
	struct slice act;	/* "decided", "held", "released"... */
	struct slice object;	/* reference; empty if none */
	struct slice before;	/* state; empty if none */
	struct slice after;
	struct slice detail;	/* "rules=..." or a reason; cut at AUDIT_DETAIL_MAX */
};

/* What the chain looked like when it was opened. */
struct audit_found {
	uint64_t records;	/* number of the last one */
	bool tail_lost;		/* the head names records that are not there */
};

/*
 * Open the chain of a store.  Inside a transaction: a chain that lacks its
 * tail, or whose last record is damaged, is closed with a record "recovery"
 * that takes the next number after the lost ones, so that audit_verify()
 * keeps naming them.
 *
 *   boot_id   names this boot of the machine; copied.
 *
 * ERR_CORRUPT: the head itself is missing or forged.
 */
int	audit_open(struct store *s, const struct keyring *k,
	    const char *boot_id, struct audit **ret, struct audit_found *found);
void	audit_free(struct audit *a);		/* NULL is fine */

/* Append one record; within the transaction of the act. */
int	audit_append(struct audit *a, const struct audit_act *act);
/* Write the head; last thing before the commit.  Nothing if unchanged. */
int	audit_seal(struct audit *a);
/* After a rollback or an undo: what is in the store counts. */
int	audit_reload(struct audit *a);
uint64_t audit_last(const struct audit *a);

/* --- reading ------------------------------------------------------------------- */

/*
 * Verify step by step, up to the record that was the last at the beginning.
 *
 * audit_walk_step() looks at up to max records.  1: all of them are right;
 * 0: call again; ERR_CORRUPT: audit_walk_bad() names the first bad number.
 */
struct audit_walk;
struct audit_walk *audit_walk_new(struct audit *a);
void	audit_walk_free(struct audit_walk *w);
int	audit_walk_step(struct audit_walk *w, unsigned max);
uint64_t audit_walk_seen(const struct audit_walk *w);
uint64_t audit_walk_bad(const struct audit_walk *w);

/*
 * Append up to max records from number *from to out, one line each: the
 * canonical line, epoch, hash and MAC, ended by '\n'; *from moves past the
 * last one.  Returns how many; 0 at the end.  Stops early when out is full.
 */
int	audit_export(struct audit *a, uint64_t *from, unsigned max,
	    struct buf *out);

/*
 * The records about one object, in words for people: "2026-05-05T10:15:00Z
 * held by milter (rules=...)".  each gets one line, borrowed.
 */
int	audit_history(struct audit *a, struct slice object,
	    int (*each)(void *arg, struct slice line), void *arg);

/*
 * Escape into out: printable ASCII stays, '\' and everything else becomes
 * \xNN, and so does a first byte that a spreadsheet would take for a
 * formula.  An empty value becomes "-".
 */
int	audit_escape(struct slice value, struct buf *out);

#endif
