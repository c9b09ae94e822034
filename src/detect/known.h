/*
 * known -- the documents that a configuration knows: its `list ... of
 * documents`, indexed for the scan.  Made in the zygote, read-only afterwards.
 */
#ifndef DETECT_KNOWN_H
#define DETECT_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "detect/documents.h"

struct known_document {
	struct slice name;
	uint32_t total;		/* fingerprints of its own; 0: too few */
};

/* One list.  An entry is a fingerprint that some documents have. */
struct known_list {
	uint32_t source;
	struct document_key key;
	struct known_document *documents;
	size_t count;
	uint64_t *values;	/* of the entries, ascending */
	uint32_t *first;	/* entry: its first holder; one more at the end */
	uint16_t *holders;	/* documents */
	size_t entry_count;
	uint32_t *slots;	/* by value: entry + 1, open addressing */
	size_t slot_mask;
	uint64_t *filter;	/* bits, by the first bits of a hash */
	unsigned filter_shift;
};

struct known {
	struct known_list *lists;
	size_t count, cap;
};

void	known_free(struct known *k);	/* NULL is fine */

/* Index what a store holds: the list's source, name and key are set. */
void	known_list_index(struct known_list *l, const struct documents *d);

/* May a hash be one of the list's?  Nearly all are not. */
static inline bool
known_may_be(const struct known_list *l, uint64_t hash)
{
	uint64_t bit = hash >> l->filter_shift;

	return (l->filter[bit >> 6] >> (bit & 63) & 1) != 0;
}

/* The entry of a hash, or SIZE_MAX. */
size_t	known_entry(const struct known_list *l, uint64_t hash);

/* What so many of a document's own fingerprints mean: a tier, or 0. */
int	known_tier(uint64_t hits, uint64_t total);

/* --- for the scan (fingerprint_match.c) ----------------------------------- */

struct detect_run;

/* Look at the window's zone.  0 or ERR_LIMIT. */
int	known_window(struct detect_run *run);
/* The message is over: findings of what was seen.  0 or ERR_LIMIT. */
int	known_end(struct detect_run *run);

#endif
