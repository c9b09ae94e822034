#include "audit/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"

#define FORMAT		"exeat-audit-1"
#define HASH_SIZE	KEY_MAC_SIZE
#define HEAD_KEY	"audit-head"
#define HEAD_SIZE	(8 + HASH_SIZE + KEY_MAC_SIZE)
#define CLOCK_STEP_MS	2000
/* Fields of the canonical line, from 0. */
#define FIELD_TIME	2
#define FIELD_ACTOR	5
#define FIELD_ACT	6
#define FIELD_AFTER	9
#define FIELD_DETAIL	10
#define FIELD_COUNT	12

/* Where the chain stands: what the next record is hung on. */
struct head {
	uint64_t number;
	uint8_t hash[HASH_SIZE];
};

/* The key of one epoch; moved forward, never back. */
struct epoch {
	uint64_t number;
	uint8_t key[KEY_SIZE];
};

struct audit {
	struct store *store;
	const struct keyring *keys;
	char boot_id[64];
	struct head head;
	bool unsealed;		/* records were added since audit_seal() */
	struct epoch epoch;
	int64_t wall_ms, mono_ms;	/* of the last record of this run */
	struct buf line;
};

struct audit_walk {
	struct audit *audit;
	struct epoch epoch;
	struct head at;		/* the last record that was right */
	uint64_t last;
	uint64_t bad;
};

/* --- keys ------------------------------------------------------------------- */

static uint64_t
epoch_of(uint64_t number)
{
	return (number - 1) / AUDIT_EPOCH_RECORDS;
}

static void
epoch_first(struct epoch *e, const struct keyring *k)
{
	e->number = 0;
	memcpy(e->key, keyring_key(k, KEY_AUDIT), sizeof e->key);
}

static int
epoch_forward(struct epoch *e, uint64_t to)
{
	uint8_t next[KEY_SIZE];
	int r;

	while (e->number < to) {
		r = key_derive(e->key, SLICE_NONE, "exeat audit next", next);
		if (r < 0)
			return r;
		memcpy(e->key, next, sizeof next);
		secret_wipe(next, sizeof next);
		e->number++;
	}
	return 0;
}

static int
hash_line(struct slice line, uint8_t ret[HASH_SIZE])
{
	unsigned n;

	return EVP_Digest(line.ptr, line.len, ret, &n, EVP_sha256(),
	    NULL) == 1 && n == HASH_SIZE ? 0 : ERR_CRYPTO;
}

/* --- the canonical line ----------------------------------------------------------- */

static bool
is_formula(uint8_t c)
{
	return c == '=' || c == '+' || c == '-' || c == '@';
}

int
audit_escape(struct slice value, struct buf *out)
{
	size_t i;
	uint8_t c;
	int r = 0;

	if (value.len == 0)
		return buf_putc(out, '-');
	for (i = 0; i < value.len && r == 0; i++) {
		c = value.ptr[i];
		if (c < 0x20 || c > 0x7e || c == '\\' ||
		    (i == 0 && is_formula(c)))
			r = buf_printf(out, "\\x%02x", c);
		else
			r = buf_putc(out, c);
	}
	return r;
}

/* "2026-05-05T10:15:00.123Z" */
static void
time_put(int64_t wall_ms, char *out, size_t size)
{
	char iso[CLOCK_ISO_SIZE];

	clock_iso(wall_ms, iso, sizeof iso);
	snprintf(out, size, "%.19s.%03dZ", iso, (int)(wall_ms % 1000));
}

static int
line_make(struct audit *a, const struct audit_act *act, int64_t wall_ms,
    int64_t mono_ms)
{
	char when[CLOCK_ISO_SIZE + 8], before[2 * HASH_SIZE + 1];
	struct slice detail = act->detail;
	const struct slice fields[] = {
		slice_str(a->boot_id), act->actor, act->act, act->object,
		act->before, act->after,
		slice_sub(detail, 0, AUDIT_DETAIL_MAX)
	};
	size_t i;
	int r;

	time_put(wall_ms, when, sizeof when);
	hex_put(a->head.hash, HASH_SIZE, before);
	buf_reset(&a->line);
	r = buf_printf(&a->line, FORMAT "\t%llu\t%s\t%lld",
	    (unsigned long long)a->head.number + 1, when, (long long)mono_ms);
	for (i = 0; r == 0 && i < sizeof fields / sizeof fields[0]; i++) {
		r = buf_putc(&a->line, '\t');
		if (r == 0)
			r = audit_escape(fields[i], &a->line);
	}
	if (r == 0)
		r = buf_printf(&a->line, "\t%s", before);
	return r;
}

static int
record_put(struct audit *a, const struct audit_act *act, int64_t wall_ms,
    int64_t mono_ms)
{
	struct store_audit rec = { .number = a->head.number + 1,
	    .object = act->object };
	int r;

	r = line_make(a, act, wall_ms, mono_ms);
	if (r < 0)
		return r;
	rec.line = buf_slice(&a->line);
	r = epoch_forward(&a->epoch, epoch_of(rec.number));
	if (r == 0)
		r = hash_line(rec.line, rec.hash);
	if (r == 0)
		r = key_hmac(a->epoch.key, slice_of(rec.hash, HASH_SIZE),
		    rec.mac);
	if (r == 0)
		r = store_audit_put(a->store, &rec);
	if (r < 0)
		return r;
	a->head.number = rec.number;
	memcpy(a->head.hash, rec.hash, HASH_SIZE);
	a->wall_ms = wall_ms;
	a->mono_ms = mono_ms;
	a->unsealed = true;
	return 0;
}

int
audit_append(struct audit *a, const struct audit_act *act)
{
	int64_t wall = clock_wall_ms(), mono = clock_mono_ms(), step;
	char words[40];
	int r;

	/* Order comes from numbers; a clock that jumps is itself an event. */
	step = a->mono_ms == 0 ? 0 :
	    (wall - a->wall_ms) - (mono - a->mono_ms);
	if (step > CLOCK_STEP_MS || step < -CLOCK_STEP_MS) {
		snprintf(words, sizeof words, "milliseconds=%lld",
		    (long long)step);
		r = record_put(a, &(struct audit_act){ .actor = SLICE("keeper"),
		    .act = SLICE("clock-step"), .detail = slice_str(words) },
		    wall, mono);
		if (r < 0)
			return r;
	}
	return record_put(a, act, wall, mono);
}

/* --- the head ------------------------------------------------------------------------ */

static void
head_bytes(const struct head *h, uint8_t *out)
{
	size_t i;

	for (i = 0; i < 8; i++)
		out[i] = (uint8_t)(h->number >> (8 * (7 - i)));
	memcpy(out + 8, h->hash, HASH_SIZE);
}

int
audit_seal(struct audit *a)
{
	uint8_t bytes[HEAD_SIZE];
	int r;

	if (!a->unsealed)
		return 0;
	head_bytes(&a->head, bytes);
	r = keyed_digest(a->keys, KEY_MAC, slice_of(bytes, 8 + HASH_SIZE),
	    bytes + 8 + HASH_SIZE);
	if (r == 0)
		r = store_meta_put(a->store, HEAD_KEY,
		    slice_of(bytes, sizeof bytes));
	if (r == 0)
		a->unsealed = false;
	FAULT_POINT("audit-sealed");
	return r;
}

static int
head_read(struct audit *a, struct head *ret)
{
	uint8_t mac[KEY_MAC_SIZE];
	struct buf b = BUF_INIT(HEAD_SIZE);
	size_t i;
	int r;

	r = store_meta_get(a->store, HEAD_KEY, &b);
	if (r == 0 && b.len != HEAD_SIZE)
		r = ERR_CORRUPT;
	if (r == 0)
		r = keyed_digest(a->keys, KEY_MAC,
		    slice_of(b.ptr, 8 + HASH_SIZE), mac);
	if (r == 0 && !secret_eq(mac, b.ptr + 8 + HASH_SIZE, sizeof mac))
		r = ERR_CORRUPT;
	if (r == 0) {
		ret->number = 0;
		for (i = 0; i < 8; i++)
			ret->number = ret->number << 8 | b.ptr[i];
		memcpy(ret->hash, b.ptr + 8, HASH_SIZE);
	}
	buf_free(&b);
	return r == ERR_LIMIT ? ERR_CORRUPT : r;
}

/* The tail as it stands; number 0 for an empty chain. */
static int
tail_read(struct audit *a, struct head *ret, bool *ret_right)
{
	struct arena *arena = arena_new(1 * MIB);
	uint8_t hash[HASH_SIZE];
	struct store_audit rec;
	int r;

	memset(ret, 0, sizeof *ret);
	*ret_right = true;
	r = store_audit_tail(a->store, arena, &rec);
	if (r == 0)
		r = hash_line(rec.line, hash);
	if (r == 0) {
		ret->number = rec.number;
		memcpy(ret->hash, rec.hash, HASH_SIZE);
		*ret_right = memcmp(hash, rec.hash, HASH_SIZE) == 0;
	}
	arena_free(arena);
	return r == ERR_NOTFOUND ? 0 : r;
}

int
audit_reload(struct audit *a)
{
	bool ignored;
	int r;

	r = tail_read(a, &a->head, &ignored);
	/* Epochs move forward only: if we went too far, from the first again. */
	if (r == 0 && a->epoch.number > epoch_of(a->head.number + 1))
		epoch_first(&a->epoch, a->keys);
	return r;
}

/* Hang the chain on what the head says, and say what is missing. */
static int
recover(struct audit *a, const struct head *named, const struct head *tail)
{
	char words[80];

	a->head = *named;
	if (tail->number > named->number)
		a->head.number = tail->number;
	snprintf(words, sizeof words, "head=%llu last=%llu",
	    (unsigned long long)named->number,
	    (unsigned long long)tail->number);
	return audit_append(a, &(struct audit_act){ .actor = SLICE("keeper"),
	    .act = SLICE("recovery"), .detail = slice_str(words) });
}

int
audit_open(struct store *s, const struct keyring *k, const char *boot_id,
    struct audit **ret, struct audit_found *found)
{
	struct audit *a = mem_zalloc(sizeof *a);
	struct head named = { 0 }, tail;
	bool right;
	int r;

	a->store = s;
	a->keys = k;
	snprintf(a->boot_id, sizeof a->boot_id, "%s", boot_id);
	buf_init(&a->line, AUDIT_LINE_MAX);
	epoch_first(&a->epoch, k);
	memset(found, 0, sizeof *found);
	r = tail_read(a, &tail, &right);
	if (r < 0)
		goto out;
	r = head_read(a, &named);
	if (r == ERR_NOTFOUND && tail.number == 0) {
		r = 0;		/* a new store */
		goto out;
	}
	if (r < 0) {
		r = r == ERR_NOTFOUND ? ERR_CORRUPT : r;
		goto out;
	}
	a->head = tail;
	if (!right || tail.number != named.number ||
	    memcmp(tail.hash, named.hash, HASH_SIZE) != 0) {
		found->tail_lost = true;
		r = recover(a, &named, &tail);
	}
out:
	found->records = a->head.number;
	if (r < 0)
		audit_free(a);
	else
		*ret = a;
	return r;
}

void
audit_free(struct audit *a)
{
	if (a == NULL)
		return;
	buf_free(&a->line);
	secret_wipe(&a->epoch, sizeof a->epoch);
	free(a);
}

uint64_t
audit_last(const struct audit *a)
{
	return a->head.number;
}

/* --- verifying --------------------------------------------------------------------- */

struct audit_walk *
audit_walk_new(struct audit *a)
{
	struct audit_walk *w = mem_zalloc(sizeof *w);

	w->audit = a;
	w->last = a->head.number;
	epoch_first(&w->epoch, a->keys);
	return w;
}

void
audit_walk_free(struct audit_walk *w)
{
	if (w == NULL)
		return;
	secret_wipe(&w->epoch, sizeof w->epoch);
	free(w);
}

uint64_t
audit_walk_seen(const struct audit_walk *w)
{
	return w->at.number;
}

uint64_t
audit_walk_bad(const struct audit_walk *w)
{
	return w->bad;
}

/* Field number at of a line; empty when it has fewer. */
static struct slice
field_of(struct slice line, size_t at)
{
	size_t end;

	for (;;) {
		end = slice_chr(line, '\t', 0);
		if (at == 0)
			return slice_sub(line, 0, end);
		if (end == SLICE_NPOS)
			return SLICE_NONE;
		line = slice_from(line, end + 1);
		at--;
	}
}

/* Does the line say the number and the hash that it should? */
static bool
line_fits(struct slice line, const struct head *before, struct slice object)
{
	char head[64], hash[2 * HASH_SIZE + 1];
	struct buf escaped = BUF_INIT(AUDIT_LINE_MAX);
	bool fits;

	snprintf(head, sizeof head, FORMAT "\t%llu\t",
	    (unsigned long long)before->number + 1);
	hex_put(before->hash, HASH_SIZE, hash);
	fits = slice_starts(line, slice_str(head)) &&
	    slice_eq_str(field_of(line, FIELD_COUNT - 1), hash) &&
	    slice_eq(field_of(line, FIELD_COUNT), SLICE_NONE) &&
	    audit_escape(object, &escaped) == 0 &&
	    slice_eq(field_of(line, FIELD_ACT + 1), buf_slice(&escaped));
	buf_free(&escaped);
	return fits;
}

static int
walk_one(void *arg, const struct store_audit *rec)
{
	struct audit_walk *w = arg;
	uint8_t hash[HASH_SIZE], mac[KEY_MAC_SIZE];
	int r;

	if (rec->number > w->last)
		return 0;
	w->bad = w->at.number + 1;
	if (rec->number != w->bad || !line_fits(rec->line, &w->at, rec->object))
		return ERR_CORRUPT;
	r = epoch_forward(&w->epoch, epoch_of(rec->number));
	if (r == 0)
		r = hash_line(rec->line, hash);
	if (r == 0)
		r = key_hmac(w->epoch.key, slice_of(hash, HASH_SIZE), mac);
	if (r < 0)
		return r;
	if (memcmp(hash, rec->hash, HASH_SIZE) != 0 ||
	    !secret_eq(mac, rec->mac, sizeof mac))
		return ERR_CORRUPT;
	w->at.number = rec->number;
	memcpy(w->at.hash, hash, HASH_SIZE);
	w->bad = 0;
	return 0;
}

int
audit_walk_step(struct audit_walk *w, unsigned max)
{
	int r;

	if (w->at.number >= w->last)
		return 1;
	r = store_audit_each(w->audit->store, w->at.number + 1, max, walk_one,
	    w);
	if (r < 0)
		return r;
	if (w->at.number >= w->last)
		return 1;
	if (r > 0)
		return 0;
	w->bad = w->at.number + 1;	/* the rest is not there */
	return ERR_CORRUPT;
}

/* --- reading for people --------------------------------------------------------------- */

struct export {
	struct buf *out;
	int n;
	uint64_t *from;
};

static int
export_one(void *arg, const struct store_audit *rec)
{
	char hash[2 * HASH_SIZE + 1], mac[2 * KEY_MAC_SIZE + 1];
	struct export *e = arg;
	size_t before = e->out->len;

	hex_put(rec->hash, HASH_SIZE, hash);
	hex_put(rec->mac, KEY_MAC_SIZE, mac);
	if (buf_put_slice(e->out, rec->line) < 0 ||
	    buf_printf(e->out, "\t%llu\t%s\t%s\n",
	    (unsigned long long)epoch_of(rec->number), hash, mac) < 0) {
		e->out->len = before;
		return ERR_LIMIT;
	}
	e->n++;
	*e->from = rec->number + 1;
	return 0;
}

int
audit_export(struct audit *a, uint64_t *from, unsigned max, struct buf *out)
{
	struct export e = { out, 0, from };
	int r;

	r = store_audit_each(a->store, *from, max, export_one, &e);
	return r == ERR_LIMIT && e.n > 0 ? e.n : r;
}

struct history {
	int (*each)(void *arg, struct slice line);
	void *arg;
};

static int
history_one(void *arg, const struct store_audit *rec)
{
	struct history *h = arg;
	struct buf b = BUF_INIT(AUDIT_LINE_MAX);
	struct slice when = field_of(rec->line, FIELD_TIME);
	struct slice after = field_of(rec->line, FIELD_AFTER);
	struct slice detail = field_of(rec->line, FIELD_DETAIL);
	int r;

	/* To the second is enough for people. */
	r = buf_put_slice(&b, slice_sub(when, 0, 19));
	if (r == 0)
		r = buf_puts(&b, "Z ");
	if (r == 0)
		r = buf_put_slice(&b, field_of(rec->line, FIELD_ACT));
	if (r == 0)
		r = buf_puts(&b, " by ");
	if (r == 0)
		r = buf_put_slice(&b, field_of(rec->line, FIELD_ACTOR));
	if (r == 0 && !slice_eq(after, SLICE("-"))) {
		r = buf_puts(&b, ": ");
		if (r == 0)
			r = buf_put_slice(&b, after);
	}
	if (r == 0 && !slice_eq(detail, SLICE("-"))) {
		r = buf_puts(&b, " (");
		if (r == 0)
			r = buf_put_slice(&b, detail);
		if (r == 0)
			r = buf_putc(&b, ')');
	}
	if (r == 0)
		r = h->each(h->arg, buf_slice(&b));
	buf_free(&b);
	return r;
}

int
audit_history(struct audit *a, struct slice object,
    int (*each)(void *arg, struct slice line), void *arg)
{
	struct history h = { each, arg };
	int r;

	r = store_audit_of(a->store, object, HISTORY_MAX, history_one, &h);
	return r < 0 ? r : 0;
}
