/*
 * recordset -- the keyed index of a site's own records: a file that tells
 * whether a value stands in some row and which, and tells nobody without the
 * key anything (personal-data reference 14).
 *
 * A value is kept as HMAC-SHA-256 under the key of its type, a zero byte and
 * the value, cut to 64 bits, with the number of its row and column; the order
 * is that of the digests.  Before them stands a filter (Bloom, 1970) of keyed
 * SipHashes, so that a word of ordinary prose costs no HMAC.
 *
 *   0    magic "EXEATREC", version (u32), header's size (u32)
 *   16   made at (u64, seconds since 1970), entries (u64), check (u64)
 *   40   rows (u32), columns (u32), log2 of the filter's bits (u32),
 *        rows from which a value is common (u32)
 *   56   id of the key (16), lengths of references (u32), reserved (u32)
 *   80   columns: 16 of 24 bytes
 *   496  HMAC-SHA-256 of the 496 bytes above, cut to 16
 *   512  filter; then digests (u64); then row << 8 | column (u32)
 *
 * All numbers little-endian; check is the SipHash, keyed, of all that follows
 * the header.  Reading is bounded by the slice whatever its bytes are.
 */
#ifndef MAIL_RECORDSET_H
#define MAIL_RECORDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/record.h"

#define RECORDSET_HEAD		512
#define RECORDSET_KEY_SIZE	32
#define RECORDSET_COLUMNS_MAX	16
#define RECORDSET_KEY_ID_SIZE	16

struct recordset_column {
	enum record_type type;
	bool is_primary;
	bool is_derived;	/* given name and surname in one */
	uint32_t counts;	/* bits: what a hit in it proves */
	uint32_t values;	/* rows that have one in the index */
	uint32_t common;	/* left out: too many rows have the same */
	uint32_t weak;		/* left out: too short, malformed, our own */
};

/* What the header says; readable without the key. */
struct recordset_info {
	uint64_t made_s;
	uint64_t entries;
	uint32_t rows;
	uint32_t common_from;
	uint8_t key_id[RECORDSET_KEY_ID_SIZE];
	size_t column_count;
	struct recordset_column columns[RECORDSET_COLUMNS_MAX];
	uint64_t size;		/* of the whole file */
};

/*
 * ERR_SHORT: less than a header; ERR_SYNTAX: not an index at all;
 * ERR_UNSUPPORTED: of another version; ERR_CORRUPT: nonsense in it.
 */
int	recordset_head(struct slice head, struct recordset_info *ret);

/* --- reading --------------------------------------------------------------- */

struct recordset;

/*
 * file is borrowed until recordset_free().  As recordset_head(), and
 * ERR_MISMATCH: made with another key; ERR_CORRUPT: damaged or not whole.
 */
int	recordset_open(struct slice file,
	    const uint8_t key[RECORDSET_KEY_SIZE], struct recordset **ret);
void	recordset_free(struct recordset *s);
const struct recordset_info *recordset_info(const struct recordset *s);
/* Does it hold values of that type at all?  Bit n: a reference of n characters. */
bool	recordset_has_type(const struct recordset *s, enum record_type t);
uint32_t recordset_reference_lengths(const struct recordset *s);

/* Of type and value: what the filter is asked with, and caches may use. */
uint64_t recordset_hash(const struct recordset *s,
	    const struct record_value *v);
/* False: certainly not in the index. */
bool	recordset_may_hold(const struct recordset *s, uint64_t hash);

/* Entries of one value; rows ascend.  Empty: from == to. */
struct recordset_range {
	uint32_t from, to;
};
struct recordset_range recordset_find(const struct recordset *s,
	    const struct record_value *v);
/* i within a range.  *ret_column is an index of info's columns. */
uint32_t recordset_row(const struct recordset *s, uint32_t i,
	    uint32_t *ret_column);

/* --- making ---------------------------------------------------------------- */

struct recordset_maker;

struct recordset_maker *recordset_maker_new(
	    const uint8_t key[RECORDSET_KEY_SIZE], uint64_t made_s);
void	recordset_maker_free(struct recordset_maker *m);
/* Its index, or ERR_LIMIT past RECORDSET_COLUMNS_MAX. */
int	recordset_maker_column(struct recordset_maker *m,
	    const struct recordset_column *c);
/* Its number from 0, or ERR_LIMIT past RECORDS_ROWS_MAX. */
int	recordset_maker_row(struct recordset_maker *m, uint32_t *ret);
void	recordset_maker_put(struct recordset_maker *m, uint32_t row,
	    uint32_t column, const struct record_value *v);
/* Words of a name, so that the reader tries only such words. */
void	recordset_maker_name(struct recordset_maker *m, struct slice raw);
/* A value that was left out, for the count. */
void	recordset_maker_weak(struct recordset_maker *m, uint32_t column);

/* Sort, and leave out what is common.  Then info and the file are final. */
void	recordset_maker_finish(struct recordset_maker *m,
	    struct recordset_info *ret);
/* The file, in pieces.  A negative answer of put() ends it and is returned. */
int	recordset_maker_write(const struct recordset_maker *m,
	    int (*put)(void *arg, const void *ptr, size_t n), void *arg);

#endif
