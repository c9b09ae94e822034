/*
 * register -- the memory that rules and people share: what the keeper
 * answers when a milter asks of a message (mail/memory.h), and what it learns
 * from one that was let go.  The keeper only.
 *
 * A register is one file and one line in table.c.  It keeps its rows through
 * register_put() and its kin, below: a row is named by two keyed digests, so
 * that the store holds no address, file name or digest of a file in clear,
 * and what a row says is sealed.  Times are of the message (envelope.at_ms),
 * never of a clock: a story that is told again ends as it did.
 *
 * How to write one (tests/unit/register/check_register.c has a whole one):
 *
 *	static int
 *	noun_learn(struct register_context *x, const struct memory_note *n)
 *	{
 *		struct register_row row = { .reg = REGISTER_NOUN,
 *		    .until_ms = x->at_ms + RETENTION_MS };
 *		...
 *		for (i = MEMORY_RECIPIENTS; i < q->party_count; i++) {
 *			if (!n->is_let_go[i])
 *				continue;
 *			r = register_digest(x, "noun of recipient",
 *			    &q->parties[i].address, 1, row.key);
 *			if (r == 0)
 *				r = register_count(x, &row);
 *			...
 *		}
 *	}
 */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/slice.h"
#include "base/zone.h"
#include "mail/exception.h"
#include "mail/memory.h"
#include "store/keyring.h"
#include "store/store.h"

/* The numbers are stored: never change one. */
enum register_id {
	REGISTER_SEEN = 1,	/* mails that were learnt from; seen.c */
	REGISTER_EXCEPTIONS = 2,
	REGISTER_LEDGER = 3,
	REGISTER_CORRESPONDENTS = 4,
	REGISTER_SPREAD = 5,
	REGISTER_REVISIONS = 6,
	REGISTER_INCIDENTS = 7,
	REGISTER_PROOFS = 8,
	REGISTER_PROOF_IDS = 9,
	REGISTER_TEST = 65535	/* of the unit test */
};

/* One line of the audit chain; as quarantine's. */
struct register_record {
	int (*append)(void *arg, struct slice actor, struct slice act,
	    struct slice object, struct slice before, struct slice after,
	    struct slice detail);
	void *arg;
};

/*
 * What registers need of the configuration; the keeper reads it
 * (keeper/settings.c) and a reload changes it.  Plain values.
 */
struct register_settings {
	int64_t keep_ms;	/* how long records are kept: `set keep` */
	struct zone zone;	/* of `set time-zone`: where days begin */
	struct exception_terms exceptions[EXCEPTION_BLOCKS_MAX];
	size_t exception_count;
};

/* What a register is given with each call. */
struct register_context {
	struct store *store;
	const struct keyring *keys;
	const struct register_settings *settings;
	struct register_record record;
	struct arena *arena;	/* of the request; rows are opened into it */
	int64_t at_ms;		/* of the message, or of the person's act */
	const char *ref;	/* learn: of the decision; else "" */
	const char *at_work;	/* the register called last, to name in errors */
};

struct register_kind {
	uint16_t id;
	const char *name;
	/*
	 * Fill in what this register knows; the answer is empty at first and
	 * fits the question.  Reads only.  NULL: it answers nothing.
	 */
	int (*answer)(struct register_context *x,
	    const struct memory_question *q, struct memory_answer *m);
	/*
	 * [transaction] Learn from a message.  is_let_go says who gets it, and
	 * is never set twice for one mail and recipient, nor a use told twice:
	 * retries are taken out before.  At least one is set, unless the mail
	 * came in (class inbound) and is held for all: that may be told more
	 * than once.  NULL: nothing.
	 */
	int (*learn)(struct register_context *x, const struct memory_note *n);
	/*
	 * [transaction] See a note as it came, whoever gets the mail, a retry
	 * of it too.  NULL: it is not for this one.
	 */
	int (*decided)(struct register_context *x,
	    const struct memory_note *n);
	/*
	 * [transaction] Daily work beside the end of rows whose until_ms has
	 * passed, in steps of up to max rows.  How many were seen to, or an
	 * error.  x->at_ms is the time now.  NULL: none.
	 */
	int (*expire)(struct register_context *x, size_t max);
};

/* All registers; ends with NULL. */
extern const struct register_kind *const register_kinds[];

/* Ask all of them; *ret is in the arena.  0 or an error. */
int	register_answer(const struct register_kind *const *kinds,
	    struct register_context *x, const struct memory_question *q,
	    struct memory_answer *ret);
/*
 * [transaction] Let all of them learn what is new: of a mail that was learnt
 * from before (a retry) only the recipients that did not get it then.
 */
int	register_learn(const struct register_kind *const *kinds,
	    struct register_context *x, const struct memory_note *n);
/*
 * [transaction] Take away what has expired, up to max rows of each.  Returns
 * how many went: 0 when all is done.
 */
int	register_expire(const struct register_kind *const *kinds,
	    struct register_context *x, size_t max);

/* --- for the registers: names and rows ----------------------------------------- */

/*
 * A keyed digest that names something: label says what kind of thing ("file",
 * "pair of addresses"), the parts which one.  No two lists of parts give the
 * same.
 */
int	register_digest(const struct register_context *x, const char *label,
	    const struct slice *parts, size_t n, uint8_t ret[KEY_MAC_SIZE]);

struct register_row {
	uint64_t id;			/* given by the store */
	uint16_t reg;			/* enum register_id */
	uint8_t key[KEY_MAC_SIZE];	/* what is asked for */
	uint8_t sub[KEY_MAC_SIZE];	/* parts the rows of one key; may be 0 */
	int64_t at_ms;			/* of the last change */
	int64_t until_ms;		/* gone from then on; 0 never */
	uint64_t count;
	struct slice text;		/* opened; REGISTER_TEXT_MAX bytes */
};

/*
 * [transaction] Insert, or replace the row with the same reg, key and sub;
 * sets row->id.  ERR_LIMIT: the text is too long.
 */
int	register_put(struct register_context *x, struct register_row *row);
/*
 * [transaction] Once more: as register_put() with at_ms of now and a count of
 * one more than that of the row there; sets row->count.  The later until_ms
 * of the two stays, an empty text leaves the one there.
 */
int	register_count(struct register_context *x, struct register_row *row);
/*
 * The row with this reg, key and sub.  ERR_NOTFOUND: there is none, or it has
 * expired at x->at_ms; ERR_CORRUPT: it was tampered with.
 */
int	register_get(struct register_context *x, struct register_row *row);
/* Up to max rows of a key, the last changed first, without expired ones. */
int	register_each(struct register_context *x, uint16_t reg,
	    const uint8_t key[KEY_MAC_SIZE], size_t max,
	    struct register_row **ret, size_t *ret_n);
/*
 * Up to max rows with id > after, expired ones too, in the order in which
 * they came: for lists that people see.
 */
int	register_list(struct register_context *x, uint16_t reg, uint64_t after,
	    size_t max, struct register_row **ret, size_t *ret_n);
/* [transaction] ERR_NOTFOUND. */
int	register_remove(struct register_context *x,
	    const struct register_row *row);

#endif
