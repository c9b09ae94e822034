/*
 * sqlite -- what the files of this backend share: the open database and its
 * prepared statements.  For src/store/sqlite*.c only.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <stdbool.h>

#include <sqlite3.h>

#include "store/store.h"

enum statement {
	ST_BEGIN, ST_COMMIT, ST_ROLLBACK, ST_MARK, ST_KEEP, ST_UNDO,
	ST_META_GET, ST_META_PUT,
	ST_DECISION_PUT, ST_DECISION_GET, ST_DECISION_LIST, ST_DECISION_REF,
	ST_ANSWER_PUT,
	ST_EVIDENCE_PUT, ST_EVIDENCE_GET,
	ST_HOLD_PUT, ST_HOLD_GET, ST_HOLD_BY_RETRY, ST_HOLD_LIST,
	ST_HOLD_LIST_STATE, ST_HOLD_LIST_OPEN, ST_HOLD_DUE, ST_HOLD_UPDATE, ST_HOLD_EXISTS,
	ST_ITEM_EXISTS,
	ST_AUDIT_PUT, ST_AUDIT_TAIL, ST_AUDIT_EACH, ST_AUDIT_OF,
	ST_ENTRY_PUT, ST_ENTRY_GET, ST_ENTRY_EACH, ST_ENTRY_LIST,
	ST_ENTRY_REMOVE, ST_ENTRY_EXPIRE,
	ST_COUNT
};

struct sqlite_store {
	struct store base;
	sqlite3 *db;
	int dirfd;
	bool in_transaction;
	bool failed;		/* this transaction cannot be committed */
	int changes;		/* at its begin */
	sqlite3_stmt *st[ST_COUNT];
};

#define SQLITE_DB_NAME	"exeat.db"

/* Text of each statement, in the order of the enum. */
extern const char *const sqlite_statements[ST_COUNT];

/* Our code for SQLite's; keeps its words, and notes a dead transaction. */
int	sqlite_fail(struct sqlite_store *s, int rc);
/* A statement ready for binding. */
sqlite3_stmt *sqlite_use(struct sqlite_store *s, enum statement which);
/* Run one that gives no rows, and reset it. */
int	sqlite_run(struct sqlite_store *s, enum statement which);
/* 1 a row, 0 none, or an error; the caller resets it by sqlite_done(). */
int	sqlite_row(struct sqlite_store *s, sqlite3_stmt *st);
void	sqlite_done(sqlite3_stmt *st);
/* The row that must be there: 0, ERR_NOTFOUND, or an error; as above. */
int	sqlite_one(struct sqlite_store *s, sqlite3_stmt *st);

/* Bytes to place `at`, from 1; borrowed until the statement is done. */
void	sqlite_bind_bytes(sqlite3_stmt *st, int at, const void *p, size_t n);
void	sqlite_bind_slice(sqlite3_stmt *st, int at, struct slice s);
/* How many rows at most: no more than SQLite takes for a LIMIT of an int. */
void	sqlite_bind_max(sqlite3_stmt *st, int at, size_t max);
/* Bytes of column `at`, from 0; borrowed until the next row. */
struct slice sqlite_slice(sqlite3_stmt *st, int at);
/* A column of just n bytes; ERR_CORRUPT of another size: that is damage. */
int	sqlite_fixed(sqlite3_stmt *st, int at, void *out, size_t n);

/* Bring the schema up to this version; all or nothing.  sqlite_schema.c */
int	sqlite_migrate(struct sqlite_store *s);
int	sqlite_schema_version(void);

/* sqlite_rows.c */
int	sqlite_meta_get(struct store *s, const char *key, struct buf *out);
int	sqlite_meta_put(struct store *s, const char *key, struct slice value);
int	sqlite_decision_put(struct store *s, struct store_decision *d);
int	sqlite_decision_get(struct store *s, const char *ref, struct arena *a,
	    struct store_decision *ret);
int	sqlite_decision_list(struct store *s, uint64_t *after, int64_t from_ms,
	    int64_t to_ms, size_t max, struct arena *a,
	    struct store_decision **ret, size_t *ret_n);
int	sqlite_decision_answer(struct store *s, uint64_t id, uint8_t answered,
	    char ret_ref[REFERENCE_SIZE]);
int	sqlite_evidence_put(struct store *s, uint64_t id, struct slice sealed);
int	sqlite_evidence_get(struct store *s, uint64_t id, struct arena *a,
	    struct slice *ret);
int	sqlite_audit_put(struct store *s, const struct store_audit *rec);
int	sqlite_audit_tail(struct store *s, struct arena *a,
	    struct store_audit *ret);
int	sqlite_audit_each(struct store *s, uint64_t from, size_t max,
	    int (*each)(void *arg, const struct store_audit *rec), void *arg);
int	sqlite_audit_of(struct store *s, struct slice object, size_t max,
	    int (*each)(void *arg, const struct store_audit *rec), void *arg);

/* sqlite_hold.c */
int	sqlite_hold_put(struct store *s, const struct store_hold *h);
int	sqlite_hold_get(struct store *s, const char *ref, struct arena *a,
	    struct store_hold *ret);
int	sqlite_hold_by_retry(struct store *s,
	    const uint8_t retry[KEY_MAC_SIZE], struct arena *a,
	    struct store_hold *ret);
int	sqlite_hold_list(struct store *s, int state, uint64_t after,
	    size_t max, struct arena *a, struct store_hold **ret,
	    size_t *ret_n);
int	sqlite_hold_due(struct store *s, uint8_t state, int64_t now_ms,
	    size_t max, struct arena *a, struct store_hold **ret,
	    size_t *ret_n);
int	sqlite_hold_update(struct store *s, const struct store_hold *h,
	    uint32_t expected_version);
int	sqlite_item_exists(struct store *s, const uint8_t item[BLOB_ID_SIZE]);

/* sqlite_entry.c */
int	sqlite_entry_put(struct store *s, struct store_entry *e);
int	sqlite_entry_get(struct store *s, const struct store_entry *key,
	    struct arena *a, struct store_entry *ret);
int	sqlite_entry_each(struct store *s, uint16_t reg,
	    const uint8_t key[KEY_MAC_SIZE], size_t max,
	    int (*each)(void *arg, const struct store_entry *e), void *arg);
int	sqlite_entry_list(struct store *s, uint16_t reg, uint64_t after,
	    size_t max, struct arena *a, struct store_entry **ret,
	    size_t *ret_n);
int	sqlite_entry_remove(struct store *s, const struct store_entry *key);
int	sqlite_entry_expire(struct store *s, uint16_t reg, int64_t before_ms,
	    size_t max);

#endif
