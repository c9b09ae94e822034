/*
 * custody -- all that the keeper keeps, open together: the store, the keys,
 * the blobs, the audit chain and the quarantine, and the transaction that
 * they share.
 */
#ifndef KEEPER_CUSTODY_H
#define KEEPER_CUSTODY_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/audit.h"
#include "base/slice.h"
#include "keeper/settings.h"
#include "quarantine/quarantine.h"
#include "register/register.h"
#include "store/blob.h"
#include "store/keyring.h"
#include "store/store.h"

struct custody {
	struct store *store;
	struct keyring *keys;
	struct blob_folder *blobs;
	struct audit *audit;
	struct quarantine *quarantine;
};

/*
 * Open everything; a new store and its key are made where there is none yet.
 * What is odd is logged; what was under way when the last keeper ended is
 * settled.  why (static words) says what failed.
 *
 * Errors: as store_open(), keyring_open(); ERR_MISMATCH also when the master
 * key is not this store's.
 */
int	custody_open(const struct keeper_settings *s, struct custody *ret,
	    const char **ret_why);
void	custody_close(struct custody *c);

/* One more record; within a transaction. */
int	custody_record(struct custody *c, const char *actor, const char *act,
	    struct slice detail);

/*
 * What registers are given.  settings and arena must live as long; ref may be
 * "".
 */
struct register_context custody_registers(struct custody *c,
	    const struct register_settings *settings, struct arena *a,
	    int64_t at_ms, const char *ref);

/* --- the shared transaction ------------------------------------------------------ */

int	custody_begin(struct custody *c);
/* Around each of the acts in it: mark, then keep, or undo if it failed. */
int	custody_mark(struct custody *c);
int	custody_settle(struct custody *c, int result);
/* Names of blobs, the head of the chain, then the commit itself. */
int	custody_commit(struct custody *c);
void	custody_rollback(struct custody *c);
/* A flush or the database has failed: only a fresh start helps. */
bool	custody_is_unwell(const struct custody *c);

#endif
