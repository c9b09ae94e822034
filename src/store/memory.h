/*
 * memory -- what the files of this backend share: rows, and the log that
 * undoes changes.  For src/store/memory*.c only.
 */
#ifndef STORE_MEMORY_H
#define STORE_MEMORY_H

#include <stdbool.h>

#include "store/store.h"

enum memory_table {
	TABLE_META, TABLE_DECISION, TABLE_ANSWER, TABLE_EVIDENCE, TABLE_HOLD,
	TABLE_AUDIT, TABLE_ENTRY, TABLE_COUNT
};

/* One row of any table: its number, its bytes, and a typed head. */
struct memory_row {
	uint64_t id;
	union {
		char key[32];
		struct store_decision decision;
		uint8_t answered;
		struct store_hold hold;
		struct store_audit audit;
		struct store_entry entry;
	} u;
	uint8_t *bytes;		/* what the slices of the head point into */
	struct slice value;	/* meta, evidence */
};

struct memory_slots {
	struct memory_row **row;	/* NULL: removed (entries only) */
	size_t count, cap;
};

/* Undoing: put old back into the slot; an added slot goes away again. */
struct memory_change {
	enum memory_table table;
	size_t slot;
	struct memory_row *old;	/* NULL: the slot was added */
};

struct memory_store {
	struct store base;
	struct memory_slots t[TABLE_COUNT];
	struct memory_change *log;
	size_t log_count, log_cap;
	size_t mark;
	uint64_t next_id;
	bool has_holes;		/* among the entries */
	bool in_transaction;
};

struct memory_row *memory_row_new(uint64_t id);
/* Make slices point at copies of the row's own. */
void	memory_row_own(struct memory_row *r, struct slice **slices, size_t n);
void	memory_row_add(struct memory_store *s, enum memory_table t,
	    struct memory_row *r);
/* r NULL: the row goes away, its slot stays until the commit. */
void	memory_row_replace(struct memory_store *s, enum memory_table t,
	    size_t slot, struct memory_row *r);

/* memory_entry.c */
int	memory_entry_put(struct store *s, struct store_entry *e);
int	memory_entry_get(struct store *s, const struct store_entry *key,
	    struct arena *a, struct store_entry *ret);
int	memory_entry_each(struct store *s, uint16_t reg,
	    const uint8_t key[KEY_MAC_SIZE], size_t max,
	    int (*each)(void *arg, const struct store_entry *e), void *arg);
int	memory_entry_list(struct store *s, uint16_t reg, uint64_t after,
	    size_t max, struct arena *a, struct store_entry **ret,
	    size_t *ret_n);
int	memory_entry_remove(struct store *s, const struct store_entry *key);
int	memory_entry_expire(struct store *s, uint16_t reg, int64_t before_ms,
	    size_t max);

#endif
