/*
 * bench -- a store, keys and a context for one test of a register, within a
 * transaction that is committed at its end.
 */
#ifndef UNIT_REGISTER_BENCH_H
#define UNIT_REGISTER_BENCH_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "register/register.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

#define DAY_MS	((int64_t)24 * 3600 * 1000)
#define NOW	((int64_t)1777976100000)	/* 2026-05-05T10:15:00Z */

struct bench {
	struct scratch dir;
	struct store *store;
	struct keyring *keys;
	struct register_settings settings;
	struct register_context x;
	struct buf recorded;
};

static inline int
bench_record(void *arg, struct slice actor, struct slice act, struct slice object,
    struct slice before, struct slice after, struct slice detail)
{
	struct bench *b = arg;

	(void)before;
	(void)after;
	buf_put_slice(&b->recorded, actor);
	buf_putc(&b->recorded, ' ');
	buf_put_slice(&b->recorded, act);
	buf_putc(&b->recorded, ' ');
	buf_put_slice(&b->recorded, object);
	buf_putc(&b->recorded, ' ');
	buf_put_slice(&b->recorded, detail);
	return buf_putc(&b->recorded, '\n');
}

static inline void
bench_make(struct bench *b, int backend)
{
	static const uint8_t salt[KEY_SALT_SIZE] = { 1, 2, 3 };
	struct store_options o;

	memset(b, 0, sizeof *b);
	scratch_make(&b->dir);
	o = (struct store_options){ .folder = scratch_path(&b->dir, "store"),
	    .may_create = true };
	ck_assert_int_eq(store_open(store_backends[backend], &o, &b->store),
	    0);
	ck_assert_int_eq(keyring_create(scratch_path(&b->dir, "key")), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&b->dir, "key"), salt,
	    &b->keys), 0);
	buf_init(&b->recorded, 64 * KIB);
	b->x = (struct register_context){ .store = b->store, .keys = b->keys,
	    .settings = &b->settings, .record = { bench_record, b },
	    .arena = arena_new(16 * MIB), .at_ms = NOW, .ref = "EX-0000-0001" };
	ck_assert_int_eq(store_begin(b->store), 0);
}

static inline void
bench_end(struct bench *b)
{
	ck_assert_int_eq(store_commit(b->store), 0);
	store_close(b->store);
	keyring_free(b->keys);
	arena_free(b->x.arena);
	buf_free(&b->recorded);
	scratch_remove(&b->dir);
}

static inline int
backend_count(void)
{
	int n = 0;

	while (store_backends[n] != NULL)
		n++;
	return n;
}

#endif
