/*
 * place -- a store of its own for one test of quarantine: a backend, keys, a
 * folder of blobs, and a record that is counted.
 */
#ifndef UNIT_QUARANTINE_PLACE_H
#define UNIT_QUARANTINE_PLACE_H

#include "quarantine/case.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

struct place {
	struct scratch dir;
	struct quarantine_options o;
	struct keyring *keys;
	struct quarantine *q;
	struct arena *a;
	unsigned records;
	char ref[REFERENCE_SIZE];
};

static inline int
place_record(void *arg, struct slice actor, struct slice act,
    struct slice object, struct slice before, struct slice after,
    struct slice detail)
{
	struct place *p = arg;

	(void)before;
	(void)after;
	(void)detail;
	ck_assert_uint_gt(actor.len, 0);
	ck_assert_uint_gt(act.len, 0);
	ck_assert_uint_gt(object.len, 0);
	p->records++;
	return 0;
}

static inline void
place_make(struct place *p, int backend)
{
	static const uint8_t salt[KEY_SALT_SIZE] = { 1 };
	struct store_options so;
	int fd;

	memset(p, 0, sizeof *p);
	scratch_make(&p->dir);
	p->a = arena_new(64 * MIB);
	so = (struct store_options){ .folder = scratch_path(&p->dir, "store"),
	    .may_create = true };
	ck_assert_int_eq(store_open(store_backends[backend], &so,
	    &p->o.store), 0);
	ck_assert_int_eq(keyring_create(scratch_path(&p->dir, "key")), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&p->dir, "key"), salt,
	    &p->keys), 0);
	fd = open(p->dir.path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(blob_folder_open(fd, &p->o.blobs), 0);
	close(fd);
	p->o.keys = p->keys;
	p->o.record = (struct quarantine_record){ place_record, p };
	p->o.ticket_field = "X-Ticket";
	p->q = quarantine_new(&p->o);
	reference_make(99, p->ref);
}

static inline void
place_end(struct place *p)
{
	quarantine_free(p->q);
	blob_folder_close(p->o.blobs);
	store_close(p->o.store);
	keyring_free(p->keys);
	arena_free(p->a);
	scratch_remove(&p->dir);
}

#endif
