/*
 * sqlite -- the embedded backend: one database in WAL mode with
 * synchronous=FULL, in a folder that only the keeper may touch.
 *
 * A transaction is one flush.  locking_mode=EXCLUSIVE: nobody else reads the
 * database while a keeper runs, and no shared memory file is needed.
 *
 * The folder holds exeat.db, its journal, `instance` (names the store; the
 * database names the same) and blobs/.  `instance` without a database, or the
 * other way round, means that something was taken away: refused.  While a new
 * store is being made a file `creating` says so; what it finds half made is
 * thrown away, for nothing can be in it yet.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fault.h"
#include "base/hex.h"
#include "base/mem.h"
#include "store/backend.h"
#include "store/flush.h"
#include "store/folder.h"

#define APPLICATION_ID	0x45584541	/* "EXEA" */
#define INSTANCE_SIZE	16
#define INSTANCE_FILE	"instance"
#define INSTANCE_HEAD	"exeat-store 1\n"
#define INSTANCE_TEXT	(sizeof INSTANCE_HEAD - 1 + 2 * INSTANCE_SIZE + 1)
#define CREATING_FILE	"creating"
/* Past this size a look at every page would delay mail too much. */
#define CHECK_BYTES_MAX	(512LL * 1024 * 1024)

static const char *const db_files[] = {
	SQLITE_DB_NAME, SQLITE_DB_NAME "-wal", SQLITE_DB_NAME "-journal",
	SQLITE_DB_NAME "-shm"
};

/* --- errors and statements --------------------------------------------------- */

static int
code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_CORRUPT;
	case SQLITE_CONSTRAINT:
		return rc == SQLITE_CONSTRAINT_FOREIGNKEY ? ERR_NOTFOUND :
		    rc == SQLITE_CONSTRAINT_UNIQUE ||
		    rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
		    rc == SQLITE_CONSTRAINT_ROWID ? ERR_EXISTS : ERR_STORE;
	case SQLITE_BUSY:
		return ERR_EXISTS;
	default:
		return ERR_STORE;
	}
}

int
sqlite_fail(struct sqlite_store *s, int rc)
{
	int r = code_of(rc);

	/* SQLite's own words for the code; they hold no row content. */
	snprintf(s->base.words, sizeof s->base.words, "%s (%d)",
	    sqlite3_errstr(rc), rc);
	if ((rc & 0xff) != SQLITE_CONSTRAINT)
		s->failed = true;
	return r;
}

sqlite3_stmt *
sqlite_use(struct sqlite_store *s, enum statement which)
{
	return s->st[which];
}

int
sqlite_row(struct sqlite_store *s, sqlite3_stmt *st)
{
	int rc;

	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	return sqlite_fail(s, sqlite3_extended_errcode(s->db));
}

void
sqlite_done(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

int
sqlite_one(struct sqlite_store *s, sqlite3_stmt *st)
{
	int r = sqlite_row(s, st);

	return r < 0 ? r : r == 1 ? 0 : ERR_NOTFOUND;
}

void
sqlite_bind_bytes(sqlite3_stmt *st, int at, const void *p, size_t n)
{
	sqlite3_bind_blob64(st, at, n > 0 ? p : "", n, SQLITE_STATIC);
}

void
sqlite_bind_slice(sqlite3_stmt *st, int at, struct slice s)
{
	sqlite_bind_bytes(st, at, s.ptr, s.len);
}

void
sqlite_bind_max(sqlite3_stmt *st, int at, size_t max)
{
	sqlite3_bind_int(st, at, max < INT32_MAX ? (int)max : INT32_MAX);
}

struct slice
sqlite_slice(sqlite3_stmt *st, int at)
{
	const void *p = sqlite3_column_blob(st, at);

	return slice_of(p, (size_t)sqlite3_column_bytes(st, at));
}

int
sqlite_fixed(sqlite3_stmt *st, int at, void *out, size_t n)
{
	struct slice s = sqlite_slice(st, at);

	if (s.len != n)
		return ERR_CORRUPT;
	memcpy(out, s.ptr, n);
	return 0;
}

int
sqlite_run(struct sqlite_store *s, enum statement which)
{
	int r;

	r = sqlite_row(s, s->st[which]);
	sqlite_done(s->st[which]);
	return r < 0 ? r : 0;
}

/* --- transactions ---------------------------------------------------------------- */

static int
sqlite_begin(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int r;

	if (s->in_transaction)
		return ERR_WRONG_STATE;
	s->failed = false;
	r = sqlite_run(s, ST_BEGIN);
	if (r == 0) {
		s->in_transaction = true;
		s->changes = sqlite3_total_changes(s->db);
	}
	return r;
}

static void
sqlite_rollback(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;

	/* Some errors have ended the transaction already. */
	if (s->in_transaction && sqlite3_get_autocommit(s->db) == 0)
		(void)sqlite_run(s, ST_ROLLBACK);
	s->in_transaction = false;
	s->failed = false;
}

static int
sqlite_commit(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int r;

	if (!s->in_transaction)
		return ERR_WRONG_STATE;
	if (s->failed || sqlite3_get_autocommit(s->db) != 0)
		r = ERR_STORE;
	else
		r = sqlite_run(s, ST_COMMIT);
	if (r < 0) {
		sqlite_rollback(base);
		return r;
	}
	s->in_transaction = false;
	if (sqlite3_total_changes(s->db) != s->changes)
		base->stats.commits++;
	return 0;
}

static int
sqlite_mark(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;

	return s->in_transaction && !s->failed ? sqlite_run(s, ST_MARK) :
	    ERR_WRONG_STATE;
}

static int
sqlite_keep(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;

	return s->in_transaction && !s->failed ? sqlite_run(s, ST_KEEP) :
	    ERR_WRONG_STATE;
}

static int
sqlite_undo(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int r;

	/* After a disk error nothing of the transaction is to be trusted. */
	if (!s->in_transaction || s->failed)
		return ERR_STORE;
	r = sqlite_run(s, ST_UNDO);
	return r < 0 ? r : sqlite_run(s, ST_KEEP);
}

/* --- opening --------------------------------------------------------------------- */

/* One value of a PRAGMA as text, "" when there is none. */
static int
pragma_get(struct sqlite_store *s, const char *sql, char *out, size_t size)
{
	sqlite3_stmt *st;
	int rc;

	out[0] = '\0';
	rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL);
	if (rc != SQLITE_OK)
		return sqlite_fail(s, sqlite3_extended_errcode(s->db));
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW && sqlite3_column_text(st, 0) != NULL)
		snprintf(out, size, "%s",
		    (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 :
	    sqlite_fail(s, rc);
}

static int
pragma_is(struct sqlite_store *s, const char *sql, const char *wanted,
    int otherwise)
{
	char value[64];
	int r;

	r = pragma_get(s, sql, value, sizeof value);
	if (r < 0)
		return r;
	if (strcmp(value, wanted) != 0) {
		snprintf(s->base.words, sizeof s->base.words, "%s: %.40s", sql,
		    value);
		return otherwise;
	}
	return 0;
}

/*
 * Durability, asserted and not assumed: of the modes tried under simulated
 * power cuts only WAL with FULL (or DELETE with EXTRA) lost nothing.
 */
static int
modes_set(struct sqlite_store *s, bool is_new)
{
	static const char *const plain[] = {
		"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON",
		"PRAGMA temp_store = MEMORY", "PRAGMA secure_delete = ON",
		"PRAGMA cache_size = -8000", "PRAGMA wal_autocheckpoint = 4000",
		"PRAGMA journal_size_limit = 67108864",
	};
	char ignored[64];
	size_t i;
	int r;

	r = pragma_is(s, "PRAGMA locking_mode = EXCLUSIVE", "exclusive",
	    ERR_UNSUPPORTED);
	if (r == 0)
		r = pragma_is(s, is_new ? "PRAGMA journal_mode = WAL" :
		    "PRAGMA journal_mode", "wal", ERR_UNSUPPORTED);
	if (r == 0)
		r = pragma_get(s, "PRAGMA synchronous = FULL", ignored,
		    sizeof ignored);
	if (r == 0)
		r = pragma_is(s, "PRAGMA synchronous", "2", ERR_UNSUPPORTED);
	if (r == 0)
		r = pragma_get(s, "PRAGMA foreign_keys = ON", ignored,
		    sizeof ignored);
	if (r == 0)
		r = pragma_is(s, "PRAGMA foreign_keys", "1", ERR_UNSUPPORTED);
	for (i = 0; r == 0 && i < sizeof plain / sizeof plain[0]; i++)
		r = pragma_get(s, plain[i], ignored, sizeof ignored);
	return r;
}

static int
db_open(struct sqlite_store *s, const char *folder, bool is_new)
{
	char path[PATH_MAX], word[32];
	struct stat st;
	int rc, r;

	if (snprintf(path, sizeof path, "%s/%s", folder, SQLITE_DB_NAME) >=
	    (int)sizeof path)
		return ERR_LIMIT;
	if (!is_new && (fstatat(s->dirfd, SQLITE_DB_NAME, &st,
	    AT_SYMLINK_NOFOLLOW) == -1 || !S_ISREG(st.st_mode) ||
	    st.st_size == 0))
		return ERR_MISMATCH;
	rc = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX | (is_new ? SQLITE_OPEN_CREATE : 0), NULL);
	if (rc != SQLITE_OK)
		return sqlite_fail(s, rc);
	(void)sqlite3_extended_result_codes(s->db, 1);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	snprintf(word, sizeof word, "%d", APPLICATION_ID);
	r = is_new ? 0 : pragma_is(s, "PRAGMA application_id", word,
	    ERR_MISMATCH);
	if (r == 0)
		r = modes_set(s, is_new);
	return r;
}

static int
statements_prepare(struct sqlite_store *s)
{
	int i, rc;

	for (i = 0; i < ST_COUNT; i++) {
		rc = sqlite3_prepare_v3(s->db, sqlite_statements[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &s->st[i], NULL);
		if (rc != SQLITE_OK)
			return sqlite_fail(s, rc);
	}
	return 0;
}

static int
db_check(struct sqlite_store *s)
{
	struct stat st;

	if (fstatat(s->dirfd, SQLITE_DB_NAME, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return ERR_SYSTEM;
	if (st.st_size > CHECK_BYTES_MAX)
		return 0;
	return pragma_is(s, "PRAGMA quick_check(1)", "ok", ERR_CORRUPT);
}

static int
instance_read(struct sqlite_store *s, uint8_t id[INSTANCE_SIZE])
{
	char text[INSTANCE_TEXT + 1];
	ssize_t n;
	int fd;

	fd = openat(s->dirfd, INSTANCE_FILE, O_RDONLY | O_CLOEXEC |
	    O_NOFOLLOW | O_NONBLOCK);
	if (fd == -1)
		return ERR_MISMATCH;
	n = read(fd, text, sizeof text);
	close(fd);
	if (n != (ssize_t)INSTANCE_TEXT || memcmp(text, INSTANCE_HEAD,
	    sizeof INSTANCE_HEAD - 1) != 0 ||
	    hex_get(slice_of(text + sizeof INSTANCE_HEAD - 1,
	    2 * INSTANCE_SIZE), id, INSTANCE_SIZE) < 0)
		return ERR_MISMATCH;
	return 0;
}

static int
instance_write(struct sqlite_store *s, const uint8_t id[INSTANCE_SIZE])
{
	char digits[2 * INSTANCE_SIZE + 1], text[INSTANCE_TEXT + 1];

	hex_put(id, INSTANCE_SIZE, digits);
	snprintf(text, sizeof text, INSTANCE_HEAD "%s\n", digits);
	return flush_file_put(s->dirfd, INSTANCE_FILE, text, INSTANCE_TEXT);
}

/* Does the database name the same store as the folder? */
static int
instance_check(struct sqlite_store *s)
{
	struct buf named = BUF_INIT(64);
	uint8_t id[INSTANCE_SIZE];
	int r;

	r = instance_read(s, id);
	if (r == 0)
		r = sqlite_meta_get(&s->base, "instance", &named);
	if (r == ERR_NOTFOUND || (r == 0 && !slice_eq(buf_slice(&named),
	    slice_of(id, sizeof id))))
		r = ERR_MISMATCH;
	buf_free(&named);
	return r;
}

static int
store_make(struct sqlite_store *s, const char *folder)
{
	uint8_t id[INSTANCE_SIZE];
	char sql[64];
	size_t i;
	int fd, r;

	r = flush_file_put(s->dirfd, CREATING_FILE, "\n", 1);
	for (i = 0; i < sizeof db_files / sizeof db_files[0]; i++)
		(void)unlinkat(s->dirfd, db_files[i], 0);
	/* Ours to make, whatever the umask; the journal takes its mode. */
	fd = openat(s->dirfd, SQLITE_DB_NAME, O_RDWR | O_CREAT | O_EXCL |
	    O_CLOEXEC, 0600);
	if (r == 0 && (fd == -1 || fchmod(fd, 0600) == -1))
		r = ERR_SYSTEM;
	if (fd != -1)
		close(fd);
	if (r == 0)
		r = random_bytes(id, sizeof id);
	if (r == 0)
		r = db_open(s, folder, true);
	if (r == 0)
		r = sqlite_migrate(s);
	snprintf(sql, sizeof sql, "PRAGMA application_id = %d",
	    APPLICATION_ID);
	if (r == 0 && sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		r = ERR_STORE;
	if (r == 0)
		r = statements_prepare(s);
	if (r == 0)
		r = sqlite_meta_put(&s->base, "instance",
		    slice_of(id, sizeof id));
	FAULT_POINT("store-made");
	/* Out of the journal: from now on the file alone must make sense. */
	if (r == 0 && sqlite3_wal_checkpoint_v2(s->db, NULL,
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
		r = ERR_STORE;
	if (r == 0)
		r = instance_write(s, id);
	FAULT_POINT("store-named");
	if (r == 0 && (unlinkat(s->dirfd, CREATING_FILE, 0) == -1 ||
	    flush_fd(s->dirfd) < 0))
		r = ERR_SYSTEM;
	return r;
}

static int
store_reopen(struct sqlite_store *s, const char *folder)
{
	int r;

	r = db_open(s, folder, false);
	if (r == 0)
		r = db_check(s);
	if (r == 0)
		r = sqlite_migrate(s);
	if (r == 0)
		r = statements_prepare(s);
	if (r == 0)
		r = instance_check(s);
	/* The last start ended between naming the store and saying so. */
	if (r == 0 && folder_has(s->dirfd, CREATING_FILE))
		(void)unlinkat(s->dirfd, CREATING_FILE, 0);
	return r;
}

static void
sqlite_close(struct store *base)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int i;

	for (i = 0; i < ST_COUNT; i++)
		sqlite3_finalize(s->st[i]);
	if (s->db != NULL)
		(void)sqlite3_close(s->db);
	if (s->dirfd != -1)
		close(s->dirfd);
	free(s);
}

static int
sqlite_open(const struct store_options *o, struct store **ret)
{
	struct sqlite_store *s;
	bool has_name, has_db, is_making;
	int r;

	s = mem_zalloc(sizeof *s);
	s->base.ops = &sqlite_store;
	s->dirfd = -1;
	r = folder_open(o->folder, o->may_create, o->is_private, &s->dirfd);
	if (r < 0)
		goto out;
	has_name = folder_has(s->dirfd, INSTANCE_FILE);
	has_db = folder_has(s->dirfd, SQLITE_DB_NAME);
	is_making = folder_has(s->dirfd, CREATING_FILE);
	if (has_name)
		r = has_db ? store_reopen(s, o->folder) : ERR_MISMATCH;
	else if (has_db && !is_making)
		r = ERR_MISMATCH;
	/* Stored messages without a database: something was taken away. */
	else if (folder_has(s->dirfd, "blobs") && !is_making)
		r = ERR_MISMATCH;
	else
		r = o->may_create ? store_make(s, o->folder) : ERR_NOTFOUND;
out:
	if (r < 0)
		sqlite_close(&s->base);
	else
		*ret = &s->base;
	return r;
}

const struct store_ops sqlite_store = {
	.name = "sqlite",
	.is_durable = true,
	.open = sqlite_open,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.mark = sqlite_mark,
	.keep = sqlite_keep,
	.undo = sqlite_undo,
	.meta_get = sqlite_meta_get,
	.meta_put = sqlite_meta_put,
	.decision_put = sqlite_decision_put,
	.decision_get = sqlite_decision_get,
	.decision_list = sqlite_decision_list,
	.decision_answer = sqlite_decision_answer,
	.evidence_put = sqlite_evidence_put,
	.evidence_get = sqlite_evidence_get,
	.hold_put = sqlite_hold_put,
	.hold_get = sqlite_hold_get,
	.hold_by_retry = sqlite_hold_by_retry,
	.hold_list = sqlite_hold_list,
	.hold_due = sqlite_hold_due,
	.hold_update = sqlite_hold_update,
	.item_exists = sqlite_item_exists,
	.audit_put = sqlite_audit_put,
	.audit_tail = sqlite_audit_tail,
	.audit_each = sqlite_audit_each,
	.audit_of = sqlite_audit_of,
	.entry_put = sqlite_entry_put,
	.entry_get = sqlite_entry_get,
	.entry_each = sqlite_entry_each,
	.entry_list = sqlite_entry_list,
	.entry_remove = sqlite_entry_remove,
	.entry_expire = sqlite_entry_expire,
};
