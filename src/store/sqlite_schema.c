/*
 * sqlite_schema -- the tables, version by version, and every statement.
 *
 * A migration is appended, never changed: it brings the schema from the
 * version that is its index to the next one.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "store/sqlite.h"

static const char *const migrations[] = {
	/* 0 to 1.  Times are milliseconds of UTC; see store.h for the rest. */
	"CREATE TABLE meta ("
	" key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE decision ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" ref TEXT NOT NULL UNIQUE,"
	" at_ms INTEGER NOT NULL,"
	" sealed BLOB NOT NULL) STRICT;"
	/* Apart, so that an answer does not write the sealed row again. */
	"CREATE TABLE answer ("
	" id INTEGER PRIMARY KEY REFERENCES decision (id),"
	" how INTEGER NOT NULL) STRICT;"
	"CREATE TABLE evidence ("
	" id INTEGER PRIMARY KEY REFERENCES decision (id),"
	" sealed BLOB NOT NULL) STRICT;"
	"CREATE TABLE hold ("
	" id INTEGER PRIMARY KEY REFERENCES decision (id),"
	" ref TEXT NOT NULL UNIQUE,"
	" state INTEGER NOT NULL,"
	" is_open INTEGER NOT NULL,"
	" version INTEGER NOT NULL,"
	" attempts INTEGER NOT NULL,"
	" tries INTEGER NOT NULL,"
	" recipients INTEGER NOT NULL,"
	" size INTEGER NOT NULL,"
	" held_ms INTEGER NOT NULL,"
	" due_ms INTEGER NOT NULL,"
	" next_ms INTEGER NOT NULL,"
	" expires_ms INTEGER NOT NULL,"
	" item BLOB NOT NULL UNIQUE,"
	" retry BLOB NOT NULL,"
	" nonce BLOB NOT NULL,"
	" states BLOB NOT NULL,"
	" key BLOB NOT NULL,"
	" sealed BLOB NOT NULL,"
	" progress BLOB NOT NULL,"
	" mac BLOB NOT NULL) STRICT;"
	/* Never two open cases for one message. */
	"CREATE UNIQUE INDEX hold_retry ON hold (retry) WHERE is_open = 1;"
	"CREATE INDEX hold_state ON hold (state, next_ms);"
	"CREATE TABLE audit ("
	" number INTEGER PRIMARY KEY,"
	" object TEXT NOT NULL,"
	" line BLOB NOT NULL,"
	" hash BLOB NOT NULL,"
	" mac BLOB NOT NULL) STRICT;"
	"CREATE INDEX audit_object ON audit (object) WHERE object <> '';",
	/* 1 to 2.  What registers remember; one table for all of them. */
	"CREATE TABLE entry ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" register INTEGER NOT NULL,"
	" key BLOB NOT NULL,"
	" sub BLOB NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" until_ms INTEGER NOT NULL,"
	" count INTEGER NOT NULL,"
	" sealed BLOB NOT NULL,"
	" UNIQUE (register, key, sub)) STRICT;"
	"CREATE INDEX entry_key ON entry (register, key, at_ms);"
	"CREATE INDEX entry_register ON entry (register);"
	"CREATE INDEX entry_until ON entry (register, until_ms)"
	" WHERE until_ms > 0;",
};

#define VERSION	((int)(sizeof migrations / sizeof migrations[0]))

#define HOLD_COLUMNS \
	"id, ref, state, is_open, version, attempts, tries, recipients, size," \
	" held_ms, due_ms, next_ms, expires_ms, item, retry, nonce, states," \
	" key, sealed, progress, mac"

#define ENTRY_COLUMNS \
	"id, register, key, sub, at_ms, until_ms, count, sealed"

const char *const sqlite_statements[ST_COUNT] = {
	[ST_BEGIN] = "BEGIN IMMEDIATE",
	[ST_COMMIT] = "COMMIT",
	[ST_ROLLBACK] = "ROLLBACK",
	[ST_MARK] = "SAVEPOINT one",
	[ST_KEEP] = "RELEASE one",
	[ST_UNDO] = "ROLLBACK TO one",
	[ST_META_GET] = "SELECT value FROM meta WHERE key = ?1",
	[ST_META_PUT] = "INSERT INTO meta (key, value) VALUES (?1, ?2)"
	    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
	[ST_DECISION_PUT] = "INSERT INTO decision (ref, at_ms, sealed)"
	    " VALUES (?1, ?2, ?3)",
	[ST_DECISION_GET] = "SELECT id, at_ms, sealed,"
	    " (SELECT how FROM answer WHERE answer.id = decision.id)"
	    " FROM decision WHERE ref = ?1",
	/* What is not of that time is not read, but for its time. */
	[ST_DECISION_LIST] = "SELECT id, at_ms,"
	    " CASE WHEN at_ms >= ?2 AND at_ms < ?3 THEN sealed END,"
	    " CASE WHEN at_ms >= ?2 AND at_ms < ?3 THEN"
	    " (SELECT how FROM answer WHERE answer.id = decision.id) END, ref"
	    " FROM decision WHERE id > ?1 ORDER BY id LIMIT ?4",
	[ST_DECISION_REF] = "SELECT ref FROM decision WHERE id = ?1",
	[ST_ANSWER_PUT] = "INSERT INTO answer (id, how) VALUES (?1, ?2)",
	[ST_EVIDENCE_PUT] = "INSERT INTO evidence (id, sealed)"
	    " VALUES (?1, ?2)",
	[ST_EVIDENCE_GET] = "SELECT sealed FROM evidence WHERE id = ?1",
	[ST_HOLD_PUT] = "INSERT INTO hold (" HOLD_COLUMNS ") VALUES"
	    " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
	    " ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
	[ST_HOLD_GET] = "SELECT " HOLD_COLUMNS " FROM hold WHERE ref = ?1",
	[ST_HOLD_BY_RETRY] = "SELECT " HOLD_COLUMNS " FROM hold"
	    " WHERE retry = ?1 AND is_open = 1",
	[ST_HOLD_LIST] = "SELECT " HOLD_COLUMNS " FROM hold WHERE id > ?1"
	    " ORDER BY id LIMIT ?2",
	/* Few among many: those that have ended are not looked at. */
	[ST_HOLD_LIST_OPEN] = "SELECT " HOLD_COLUMNS " FROM hold"
	    " INDEXED BY hold_retry WHERE is_open = 1 AND id > ?1"
	    " ORDER BY id LIMIT ?2",
	[ST_HOLD_LIST_STATE] = "SELECT " HOLD_COLUMNS " FROM hold"
	    " WHERE id > ?1 AND state = ?3 ORDER BY id LIMIT ?2",
	[ST_HOLD_DUE] = "SELECT " HOLD_COLUMNS " FROM hold"
	    " WHERE state = ?1 AND next_ms <= ?2 ORDER BY next_ms LIMIT ?3",
	[ST_HOLD_UPDATE] = "UPDATE hold SET state = ?3, is_open = ?4,"
	    " version = ?5, attempts = ?6, tries = ?7, recipients = ?8,"
	    " size = ?9, held_ms = ?10, due_ms = ?11, next_ms = ?12,"
	    " expires_ms = ?13, item = ?14, retry = ?15, nonce = ?16,"
	    " states = ?17, key = ?18, sealed = ?19, progress = ?20,"
	    " mac = ?21 WHERE id = ?1 AND ref = ?2 AND version = ?22",
	[ST_HOLD_EXISTS] = "SELECT 1 FROM hold WHERE id = ?1",
	[ST_ITEM_EXISTS] = "SELECT 1 FROM hold WHERE item = ?1",
	[ST_AUDIT_PUT] = "INSERT INTO audit (number, object, line, hash, mac)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)",
	[ST_AUDIT_TAIL] = "SELECT number, object, line, hash, mac FROM audit"
	    " ORDER BY number DESC LIMIT 1",
	[ST_AUDIT_EACH] = "SELECT number, object, line, hash, mac FROM audit"
	    " WHERE number >= ?1 ORDER BY number LIMIT ?2",
	[ST_AUDIT_OF] = "SELECT number, object, line, hash, mac FROM audit"
	    " WHERE object = ?1 AND object <> '' ORDER BY number LIMIT ?2",
	[ST_ENTRY_PUT] = "INSERT INTO entry"
	    " (register, key, sub, at_ms, until_ms, count, sealed)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
	    " ON CONFLICT (register, key, sub) DO UPDATE SET"
	    " at_ms = excluded.at_ms, until_ms = excluded.until_ms,"
	    " count = excluded.count, sealed = excluded.sealed RETURNING id",
	[ST_ENTRY_GET] = "SELECT " ENTRY_COLUMNS " FROM entry"
	    " WHERE register = ?1 AND key = ?2 AND sub = ?3",
	/* Named indexes: a popular key, a small register among large ones. */
	[ST_ENTRY_EACH] = "SELECT " ENTRY_COLUMNS " FROM entry"
	    " INDEXED BY entry_key WHERE register = ?1 AND key = ?2"
	    " ORDER BY at_ms DESC, id DESC LIMIT ?3",
	[ST_ENTRY_LIST] = "SELECT " ENTRY_COLUMNS " FROM entry"
	    " INDEXED BY entry_register WHERE register = ?1 AND id > ?2"
	    " ORDER BY id LIMIT ?3",
	[ST_ENTRY_REMOVE] = "DELETE FROM entry"
	    " WHERE register = ?1 AND key = ?2 AND sub = ?3",
	[ST_ENTRY_EXPIRE] = "DELETE FROM entry WHERE id IN ("
	    "SELECT id FROM entry INDEXED BY entry_until"
	    " WHERE register = ?1 AND until_ms > 0 AND until_ms < ?2"
	    " ORDER BY until_ms LIMIT ?3)",
};

int
sqlite_schema_version(void)
{
	return VERSION;
}

static int
version_of(struct sqlite_store *s, int *ret)
{
	sqlite3_stmt *st;
	int rc;

	rc = sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &st, NULL);
	if (rc != SQLITE_OK)
		return sqlite_fail(s, rc);
	rc = sqlite3_step(st);
	*ret = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW ? 0 : sqlite_fail(s, rc);
}

int
sqlite_migrate(struct sqlite_store *s)
{
	char set[48];
	int at = 0, r, rc;

	r = version_of(s, &at);
	if (r < 0)
		return r;
	if (at > VERSION || at < 0)
		return ERR_UNSUPPORTED;
	if (at == VERSION)
		return 0;
	rc = sqlite3_exec(s->db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
	for (; rc == SQLITE_OK && at < VERSION; at++)
		rc = sqlite3_exec(s->db, migrations[at], NULL, NULL, NULL);
	snprintf(set, sizeof set, "PRAGMA user_version = %d", VERSION);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(s->db, set, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		r = sqlite_fail(s, rc);
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
		return r;
	}
	return 0;
}
