/*
 * documents -- a store of fingerprints: the documents that a `list ... of
 * documents` knows, for the plan and for exeatctl fingerprint.
 *
 * A store is text of our own making, a file of the configuration like any
 * other list, so that it travels with the revision:
 *
 *	exeat-fingerprints 1 KEY-ID
 *	document DATE LETTERS COUNT NAME
 *	<fingerprints, 22 hexadecimal digits each, up to four a line>
 *	end DOCUMENTS CHECK
 *
 * A fingerprint is the SipHash of a hash of letters (grams.h) under a secret
 * key: nothing of a document can be had back, and without the key nobody can
 * try whether a guessed text is among them.  After its 64 bits stand 24 bits
 * of the hash itself, masked: a scan looks at these first.  CHECK is an
 * HMAC-SHA-256 over all that stands before it.
 *
 * The secret is 32 random bytes in a file of its own, STORE.key
 * (CONF_KEY_SUFFIX of conf/conf.h).
 */
#ifndef DETECT_DOCUMENTS_H
#define DETECT_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/siphash.h"
#include "base/slice.h"
#include "detect/grams.h"

#define DOCUMENTS_SECRET_SIZE	32
#define DOCUMENTS_DATE_SIZE	11	/* "2026-05-05" and NUL */

/* All that is made from one secret. */
struct document_key {
	struct gram_key gram;
	uint8_t print[SIPHASH_KEY_SIZE];
	uint8_t filter[SIPHASH_KEY_SIZE];
	uint8_t check[DOCUMENTS_SECRET_SIZE];
	uint8_t id[8];		/* tells keys apart, and nothing of them */
};

/* 0, or ERR_RANGE: no secret of DOCUMENTS_SECRET_SIZE bytes. */
int	document_key_init(struct document_key *k, struct slice secret);
void	document_key_wipe(struct document_key *k);

struct document_print {
	uint64_t value;
	uint32_t filter;	/* first 24 bits of the hash */
};

/* Of one hash (grams.h). */
uint64_t document_print_value(const struct document_key *k, uint64_t hash);
struct document_print document_print(const struct document_key *k,
	    uint64_t hash);

struct document {
	struct slice name;
	char date[DOCUMENTS_DATE_SIZE];
	uint64_t letters;	/* of its text */
	struct document_print *prints;	/* ascending by value, distinct */
	size_t count;
};

struct documents {
	struct document *list;
	size_t count, cap;
};

/*
 * Read a store; everything in the arena.  0, or with words in *ret_why:
 * ERR_SYNTAX (no store), ERR_UNSUPPORTED (of another version), ERR_MISMATCH
 * (made with another key), ERR_CORRUPT (damaged), ERR_LIMIT.
 */
int	documents_parse(struct slice bytes, const struct document_key *k,
	    struct arena *a, struct documents *ret, const char **ret_why);

/* Append the store to out; 0 or ERR_LIMIT. */
int	documents_print(const struct documents *d,
	    const struct document_key *k, struct buf *out);

/* NULL if there is none of that name. */
struct document *documents_find(const struct documents *d,
	    struct slice name);

/*
 * May a document be called that?  One line of UTF-8 without control
 * characters, no blank at either end, FINGERPRINT_NAME_MAX bytes at most.
 */
bool	document_name_is_good(struct slice name);

/*
 * What of each document is its own: fingerprints that stand in no more than
 * FINGERPRINT_COMMON of the list.  ret has room for d->count.
 */
void	documents_count_own(const struct documents *d, size_t *ret);

#endif
