#include "keeper/custody.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/log.h"
#include "keeper/client.h"

#define SALT_KEY	"salt"
#define CANARY_KEY	"canary"
#define CANARY_TEXT	"this is the right master key"
#define STRAYS_LOGGED	20

/* --- the keys ------------------------------------------------------------------ */

static int
canary_make(struct custody *c)
{
	struct buf b = BUF_INIT(256);
	int r;

	r = seal_put(c->keys, KEY_CANARY, SLICE(CANARY_KEY),
	    SLICE(CANARY_TEXT), &b);
	if (r == 0)
		r = store_meta_put(c->store, CANARY_KEY, buf_slice(&b));
	buf_free(&b);
	return r;
}

static int
canary_check(struct custody *c)
{
	struct buf sealed = BUF_INIT(256), clear = BUF_INIT(256);
	int r;

	r = store_meta_get(c->store, CANARY_KEY, &sealed);
	if (r == 0)
		r = seal_get(c->keys, KEY_CANARY, SLICE(CANARY_KEY),
		    buf_slice(&sealed), &clear);
	if (r == ERR_CORRUPT || (r == 0 &&
	    !slice_eq(buf_slice(&clear), SLICE(CANARY_TEXT))))
		r = ERR_MISMATCH;
	buf_free(&sealed);
	buf_free(&clear);
	return r == ERR_NOTFOUND ? ERR_CORRUPT : r;
}

/*
 * A new store: its salt, a key unless one lies there already, the canary.
 * Until the transaction commits nothing has been sealed with any of it.
 */
static int
keys_make(struct custody *c, const char *path)
{
	uint8_t salt[KEY_SALT_SIZE];
	int r;

	r = random_bytes(salt, sizeof salt);
	if (r == 0) {
		r = keyring_create(path);
		if (r == ERR_EXISTS)
			r = 0;
	}
	FAULT_POINT("key-made");
	if (r == 0)
		r = keyring_open(path, salt, &c->keys);
	if (r == 0)
		r = store_begin(c->store);
	if (r < 0)
		return r;
	r = store_meta_put(c->store, SALT_KEY, slice_of(salt, sizeof salt));
	if (r == 0)
		r = canary_make(c);
	if (r == 0)
		return store_commit(c->store);
	store_rollback(c->store);
	return r;
}

static int
keys_open(struct custody *c, const char *path)
{
	struct buf salt = BUF_INIT(KEY_SALT_SIZE);
	int r;

	r = store_meta_get(c->store, SALT_KEY, &salt);
	if (r == ERR_NOTFOUND) {
		r = keys_make(c, path);
		goto out;
	}
	if (r == 0 && salt.len != KEY_SALT_SIZE)
		r = ERR_CORRUPT;
	if (r == 0)
		r = keyring_open(path, salt.ptr, &c->keys);
	if (r == 0)
		r = canary_check(c);
out:
	buf_free(&salt);
	return r;
}

/* --- opening --------------------------------------------------------------------- */

static int
blobs_open(struct custody *c, const char *folder)
{
	int fd, r;

	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return ERR_SYSTEM;
	r = blob_folder_open(fd, &c->blobs);
	close(fd);
	return r;
}

/* This boot, as the kernel names it. */
static void
boot_id(char *out, size_t size)
{
	ssize_t n = -1;
	int fd;

	fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		n = read(fd, out, size - 1);
		close(fd);
	}
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

static int
record_append(void *arg, struct slice actor, struct slice act,
    struct slice object, struct slice before, struct slice after,
    struct slice detail)
{
	struct custody *c = arg;

	return audit_append(c->audit, &(struct audit_act){ actor, act, object,
	    before, after, detail });
}

int
custody_record(struct custody *c, const char *actor, const char *act,
    struct slice detail)
{
	return audit_append(c->audit, &(struct audit_act){
	    .actor = slice_str(actor), .act = slice_str(act),
	    .detail = detail });
}

struct register_context
custody_registers(struct custody *c, const struct register_settings *settings,
    struct arena *a, int64_t at_ms, const char *ref)
{
	return (struct register_context){ .store = c->store, .keys = c->keys,
	    .settings = settings, .record = { record_append, c },
	    .arena = a, .at_ms = at_ms, .ref = ref };
}

struct strays {
	unsigned count;
};

static void
log_stray(void *arg, const char *what, const char *name)
{
	struct strays *s = arg;

	if (s->count++ < STRAYS_LOGGED)
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "store-check",
		    KV_STR("found", what), KV_STR("name", name));
}

static int
check(struct custody *c)
{
	struct strays strays = { 0 };
	int r;

	r = quarantine_check(c->quarantine, clock_wall_ms(),
	    &(struct quarantine_stray){ log_stray, &strays });
	if (r == 0 && strays.count > STRAYS_LOGGED)
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "store-check",
		    KV_UINT("more", strays.count - STRAYS_LOGGED));
	return r;
}

/* The chain, and what the last keeper left half done, in one transaction. */
static int
take_up(struct custody *c, const struct keeper_settings *s)
{
	struct quarantine_options q = {
		.store = c->store, .keys = c->keys, .blobs = c->blobs,
		.record = { record_append, c },
		.door = s->door, .door_len = s->door_len,
		.ticket_field = KEEPER_TICKET_FIELD,
	};
	struct audit_found found;
	char boot[64];
	int r;

	boot_id(boot, sizeof boot);
	r = store_begin(c->store);
	if (r < 0)
		return r;
	r = audit_open(c->store, c->keys, boot, &c->audit, &found);
	if (r == 0 && found.tail_lost)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "audit-tail-lost",
		    KV_UINT("records", found.records));
	if (r == 0)
		r = custody_record(c, "keeper", "start", SLICE_NONE);
	if (r == 0) {
		c->quarantine = quarantine_new(&q);
		r = quarantine_recover(c->quarantine, clock_wall_ms());
	}
	if (r > 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "releases-in-doubt",
		    KV_INT("cases", r));
	if (r >= 0)
		r = audit_seal(c->audit);
	if (r == 0)
		return store_commit(c->store);
	store_rollback(c->store);
	return r;
}

int
custody_open(const struct keeper_settings *s, struct custody *ret,
    const char **ret_why)
{
	struct store_options o = { .folder = s->store, .may_create = true,
	    .is_private = s->is_private };
	int r;

	memset(ret, 0, sizeof *ret);
	*ret_why = "store";
	r = store_open(store_backend("sqlite"), &o, &ret->store);
	if (r == 0) {
		*ret_why = "key";
		r = keys_open(ret, s->key);
	}
	if (r == 0) {
		*ret_why = "blobs";
		r = blobs_open(ret, s->store);
	}
	if (r == 0) {
		*ret_why = "audit";
		r = take_up(ret, s);
	}
	if (r == 0) {
		*ret_why = "check";
		r = check(ret);
	}
	if (r < 0)
		custody_close(ret);
	return r;
}

void
custody_close(struct custody *c)
{
	quarantine_free(c->quarantine);
	audit_free(c->audit);
	blob_folder_close(c->blobs);
	store_close(c->store);
	keyring_free(c->keys);
	memset(c, 0, sizeof *c);
}

/* --- the shared transaction ----------------------------------------------------------- */

int
custody_begin(struct custody *c)
{
	return store_begin(c->store);
}

int
custody_mark(struct custody *c)
{
	return store_mark(c->store);
}

int
custody_settle(struct custody *c, int result)
{
	int r;

	if (result >= 0)
		return store_keep(c->store);
	r = store_undo(c->store);
	return r < 0 ? r : audit_reload(c->audit);
}

int
custody_commit(struct custody *c)
{
	int r;

	r = blob_flush(c->blobs);
	if (r == 0)
		r = audit_seal(c->audit);
	FAULT_POINT("before-commit");
	if (r < 0)
		custody_rollback(c);
	else {
		r = store_commit(c->store);
		if (r < 0)
			(void)audit_reload(c->audit);
	}
	FAULT_POINT("after-commit");
	quarantine_copies_settle(c->quarantine, r == 0);
	return r;
}

void
custody_rollback(struct custody *c)
{
	store_rollback(c->store);
	(void)audit_reload(c->audit);
	quarantine_copies_settle(c->quarantine, false);
}

bool
custody_is_unwell(const struct custody *c)
{
	return blob_folder_is_unwell(c->blobs);
}
