/*
 * store -- what the keeper remembers, as typed operations.
 *
 * A backend is one file and one line in table.c; all of them pass
 * tests/unit/store/check_conformance.c.  No SQL outside this folder.
 *
 * Every change stands in a transaction.  Within one a single mark may be set:
 * what came after it can be undone alone, so that one of many requests that
 * share a transaction can fail by itself.  After store_commit() has returned
 * 0 everything is on the disk (durable backends); after any error of begin,
 * commit or undo nothing of the transaction is.
 *
 * Rows arrive sealed: a backend sees reference, state, times, sizes, counts
 * and keyed digests; never an address, a subject or a byte of a message.
 *
 * Errors: ERR_NOTFOUND, ERR_EXISTS, ERR_WRONG_STATE as said at each call;
 * ERR_FULL no space; ERR_CORRUPT the database is damaged; ERR_STORE anything
 * else.  Not for use by two threads at once.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/reference.h"
#include "store/blob.h"
#include "store/keyring.h"

#define STORE_NONCE_SIZE	16

/* One message that was decided. */
struct store_decision {
	uint64_t id;			/* given by the store, never reused */
	char ref[REFERENCE_SIZE];	/* unique */
	int64_t at_ms;			/* wall clock */
	uint8_t answered;		/* enum store_answered */
	struct slice sealed;		/* envelope and verdict */
};

enum store_answered {
	STORE_ANSWER_UNKNOWN,		/* we never heard how it ended */
	STORE_ANSWER_APPLIED,
	STORE_ANSWER_ABANDONED
};

/* One case: a message in our custody, for the recipients it is held for. */
struct store_hold {
	uint64_t id;			/* of its decision */
	char ref[REFERENCE_SIZE];
	uint8_t state;			/* quarantine/state.h */
	bool open;			/* a retry may join it */
	uint32_t version;		/* counts changes, from 1 */
	uint32_t attempts;		/* times the sender brought it */
	uint32_t tries;			/* of handing it over */
	uint32_t recipients;		/* held ones */
	uint64_t size;
	int64_t held_ms, due_ms, next_ms;	/* next: of handing over */
	uint8_t item[BLOB_ID_SIZE];
	uint8_t retry[KEY_MAC_SIZE];	/* keyed digest, for recognising */
	uint8_t nonce[STORE_NONCE_SIZE];	/* of the live ticket; or zeros */
	int64_t expires_ms;		/* of the live ticket */
	struct slice states;		/* index and state of each recipient */
	struct slice key;		/* the blob's key, wrapped */
	struct slice sealed;		/* what a list shows */
	struct slice progress;		/* queue id and reply, sealed; or empty */
	uint8_t mac[KEY_MAC_SIZE];	/* over all the above */
};

/* One link of the audit chain. */
struct store_audit {
	uint64_t number;
	struct slice object;		/* reference, or empty */
	struct slice line;		/* canonical; audit/audit.h */
	uint8_t hash[KEY_MAC_SIZE];
	uint8_t mac[KEY_MAC_SIZE];
};

/*
 * One thing that a register remembers (register/register.h): how often it was
 * seen, when last, and words of the register's own.  A register, a key and a
 * sub name at most one row.  What a row is about stands in no column: key and
 * sub are keyed digests, the rest is sealed by the register.
 */
struct store_entry {
	uint64_t id;			/* given by the store, never reused */
	uint16_t reg;			/* which register: REGISTER_ID_... */
	uint8_t key[KEY_MAC_SIZE];	/* what is asked for */
	uint8_t sub[KEY_MAC_SIZE];	/* parts the rows of one key */
	int64_t at_ms;			/* of the last change */
	int64_t until_ms;		/* expires after; 0 never */
	uint64_t count;			/* up to INT64_MAX */
	struct slice sealed;		/* STORE_ENTRY_SEALED_MAX bytes */
};

/* Counters since the start. */
struct store_stats {
	uint64_t commits;		/* that had changes to write */
	uint64_t undone;
	uint64_t decisions;
	uint64_t records;		/* of the audit chain */
};

struct store_ops;

struct store {
	const struct store_ops *ops;
	struct store_stats stats;
	char words[160];		/* of the last failure; no row content */
};

struct store_options {
	const char *folder;		/* durable backends */
	bool may_create;		/* if the folder holds no store yet */
	/* Where it lies is its user's business: folders above may be others'. */
	bool is_private;
};

struct store_ops {
	const char *name;
	bool is_durable;
	int (*open)(const struct store_options *o, struct store **ret);
	void (*close)(struct store *s);
	int (*begin)(struct store *s);
	int (*commit)(struct store *s);
	void (*rollback)(struct store *s);
	int (*mark)(struct store *s);
	int (*keep)(struct store *s);
	int (*undo)(struct store *s);
	int (*meta_get)(struct store *s, const char *key, struct buf *out);
	int (*meta_put)(struct store *s, const char *key, struct slice value);
	int (*decision_put)(struct store *s, struct store_decision *d);
	int (*decision_get)(struct store *s, const char *ref, struct arena *a,
	    struct store_decision *ret);
	int (*decision_list)(struct store *s, uint64_t *after,
	    int64_t from_ms, int64_t to_ms, size_t max, struct arena *a,
	    struct store_decision **ret, size_t *ret_n);
	int (*decision_answer)(struct store *s, uint64_t id, uint8_t answered,
	    char ret_ref[REFERENCE_SIZE]);
	int (*evidence_put)(struct store *s, uint64_t id, struct slice sealed);
	int (*evidence_get)(struct store *s, uint64_t id, struct arena *a,
	    struct slice *ret);
	int (*hold_put)(struct store *s, const struct store_hold *h);
	int (*hold_get)(struct store *s, const char *ref, struct arena *a,
	    struct store_hold *ret);
	int (*hold_by_retry)(struct store *s,
	    const uint8_t retry[KEY_MAC_SIZE], struct arena *a,
	    struct store_hold *ret);
	int (*hold_list)(struct store *s, int state, uint64_t after,
	    size_t max, struct arena *a, struct store_hold **ret,
	    size_t *ret_n);
	int (*hold_due)(struct store *s, uint8_t state, int64_t now_ms,
	    size_t max, struct arena *a, struct store_hold **ret,
	    size_t *ret_n);
	int (*hold_update)(struct store *s, const struct store_hold *h,
	    uint32_t expected_version);
	int (*item_exists)(struct store *s, const uint8_t item[BLOB_ID_SIZE]);
	int (*audit_put)(struct store *s, const struct store_audit *rec);
	int (*audit_tail)(struct store *s, struct arena *a,
	    struct store_audit *ret);
	int (*audit_each)(struct store *s, uint64_t from, size_t max,
	    int (*each)(void *arg, const struct store_audit *rec), void *arg);
	int (*audit_of)(struct store *s, struct slice object, size_t max,
	    int (*each)(void *arg, const struct store_audit *rec), void *arg);
	int (*entry_put)(struct store *s, struct store_entry *e);
	int (*entry_get)(struct store *s, const struct store_entry *key,
	    struct arena *a, struct store_entry *ret);
	int (*entry_each)(struct store *s, uint16_t reg,
	    const uint8_t key[KEY_MAC_SIZE], size_t max,
	    int (*each)(void *arg, const struct store_entry *e), void *arg);
	int (*entry_list)(struct store *s, uint16_t reg, uint64_t after,
	    size_t max, struct arena *a, struct store_entry **ret,
	    size_t *ret_n);
	int (*entry_remove)(struct store *s, const struct store_entry *key);
	int (*entry_expire)(struct store *s, uint16_t reg, int64_t before_ms,
	    size_t max);
};

/* All backends; ends with NULL. */
extern const struct store_ops *const store_backends[];
const struct store_ops *store_backend(const char *name);	/* or NULL */

/*
 * Open a store.  A durable one is created only where its folder holds nothing
 * of a store and may_create is set; later a missing, replaced or damaged
 * database is refused, never made again.
 *
 * Returns 0; ERR_NOTFOUND no store there; ERR_CORRUPT damaged;
 * ERR_MISMATCH part of it is missing, or another store's; ERR_DENIED the
 * folder is not the caller's own, or open to others; ERR_EXISTS another
 * keeper has it; ERR_UNSUPPORTED made by a newer version, or the disk cannot
 * keep the durability that we need; ERR_STORE, ERR_SYSTEM.
 */
int	store_open(const struct store_ops *ops,
	    const struct store_options *o, struct store **ret);
void	store_close(struct store *s);		/* NULL is fine */
/* Why the last operation failed, in words of the backend; for a log. */
const char *store_words(const struct store *s);

int	store_begin(struct store *s);
int	store_commit(struct store *s);
void	store_rollback(struct store *s);	/* fine without a transaction */
int	store_mark(struct store *s);
int	store_keep(struct store *s);	/* forget the mark, keep what came after */
int	store_undo(struct store *s);	/* back to the mark, and forget it */

/* Small facts by name; get: ERR_NOTFOUND, appended to out. */
int	store_meta_get(struct store *s, const char *key, struct buf *out);
int	store_meta_put(struct store *s, const char *key, struct slice value);

/* Sets d->id.  ERR_EXISTS: the reference is taken. */
int	store_decision_put(struct store *s, struct store_decision *d);
int	store_decision_get(struct store *s, const char *ref, struct arena *a,
	    struct store_decision *ret);
/*
 * Of the next max decisions with id > *after, in the order of their ids, those
 * with from_ms <= at_ms < to_ms.  *after is set to the last one looked at; it
 * stays when there are no more.
 */
int	store_decision_list(struct store *s, uint64_t *after, int64_t from_ms,
	    int64_t to_ms, size_t max, struct arena *a,
	    struct store_decision **ret, size_t *ret_n);
/*
 * Note how a message ended.  ERR_WRONG_STATE if that is known already.
 * The decision's reference comes back.
 */
int	store_decision_answer(struct store *s, uint64_t id, uint8_t answered,
	    char ret_ref[REFERENCE_SIZE]);

/* The report kept with a hold; get: ERR_NOTFOUND. */
int	store_evidence_put(struct store *s, uint64_t id, struct slice sealed);
int	store_evidence_get(struct store *s, uint64_t id, struct arena *a,
	    struct slice *ret);

/*
 * A row of which a part has another size than was written comes without its
 * mac, which is all zeros then: one that is damaged keeps nobody from others.
 */
int	store_hold_put(struct store *s, const struct store_hold *h);
int	store_hold_get(struct store *s, const char *ref, struct arena *a,
	    struct store_hold *ret);
/* The open case with this digest; ERR_NOTFOUND. */
int	store_hold_by_retry(struct store *s,
	    const uint8_t retry[KEY_MAC_SIZE], struct arena *a,
	    struct store_hold *ret);
/* Up to max cases with id > after, oldest first; in a state, or: */
#define STORE_HOLD_ANY	(-1)
#define STORE_HOLD_OPEN	(-2)		/* those a retry may join */
int	store_hold_list(struct store *s, int state, uint64_t after, size_t max,
	    struct arena *a, struct store_hold **ret, size_t *ret_n);
/* Up to max cases in a state whose next_ms has come. */
int	store_hold_due(struct store *s, uint8_t state, int64_t now_ms,
	    size_t max, struct arena *a, struct store_hold **ret,
	    size_t *ret_n);
/*
 * Compare and set: replace the row with this id if its version is still the
 * expected one.  ERR_WRONG_STATE if somebody was faster; ERR_NOTFOUND.
 */
int	store_hold_update(struct store *s, const struct store_hold *h,
	    uint32_t expected_version);
/* Does any case name this blob?  1, 0 or an error. */
int	store_item_exists(struct store *s, const uint8_t item[BLOB_ID_SIZE]);

/* ERR_EXISTS: the number is taken. */
int	store_audit_put(struct store *s, const struct store_audit *rec);
/* The record with the highest number; ERR_NOTFOUND if there is none. */
int	store_audit_tail(struct store *s, struct arena *a,
	    struct store_audit *ret);
/*
 * Up to max records from number `from`, in order, borrowed for the call of
 * each.  Returns how many, or an error; a negative answer of each ends it.
 */
int	store_audit_each(struct store *s, uint64_t from, size_t max,
	    int (*each)(void *arg, const struct store_audit *rec), void *arg);
/* The same for the records about one object. */
int	store_audit_of(struct store *s, struct slice object, size_t max,
	    int (*each)(void *arg, const struct store_audit *rec), void *arg);

/*
 * Insert the row, or replace the one with the same register, key and sub,
 * which keeps its id.  Sets e->id.  ERR_LIMIT: too much is sealed, or the
 * count is past INT64_MAX.
 */
int	store_entry_put(struct store *s, struct store_entry *e);
/*
 * The row with the register, key and sub of *key (the rest is not looked at;
 * key and ret may be one).  ERR_NOTFOUND.  The store knows no time: a row
 * that has expired is there until store_entry_expire() takes it.
 */
int	store_entry_get(struct store *s, const struct store_entry *key,
	    struct arena *a, struct store_entry *ret);
/*
 * Up to max rows of a register with one key, the last changed first, borrowed
 * for the call of each, which must not call the store.  Returns how many, or
 * an error; a negative answer of each ends it.
 */
int	store_entry_each(struct store *s, uint16_t reg,
	    const uint8_t key[KEY_MAC_SIZE], size_t max,
	    int (*each)(void *arg, const struct store_entry *e), void *arg);
/* Up to max rows of a register with id > after, in the order of their ids. */
int	store_entry_list(struct store *s, uint16_t reg, uint64_t after,
	    size_t max, struct arena *a, struct store_entry **ret,
	    size_t *ret_n);
/* The row that store_entry_get() would give; ERR_NOTFOUND. */
int	store_entry_remove(struct store *s, const struct store_entry *key);
/*
 * Remove up to max rows of a register whose until_ms is set and before
 * before_ms, the oldest first.  Returns how many went, or an error.
 */
int	store_entry_expire(struct store *s, uint16_t reg, int64_t before_ms,
	    size_t max);

#endif
