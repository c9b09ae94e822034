/*
 * recordset_parts -- inside recordset: what its reader and its maker share.
 */
#ifndef MAIL_RECORDSET_PARTS_H
#define MAIL_RECORDSET_PARTS_H

#include "base/sha256.h"
#include "base/siphash.h"
#include "mail/recordset.h"

#define RECORDSET_VERSION	1
#define RECORDSET_COLUMN_AT	80
#define RECORDSET_COLUMN_SIZE	24
#define RECORDSET_MAC_AT	496
#define RECORDSET_MAC_SIZE	16
#define RECORDSET_ENTRY_SIZE	12	/* a digest, a row with its column */
#define RECORDSET_FILTER_MIN	10	/* log2 of bits */
#define RECORDSET_FILTER_MAX	30

/* All that the key is good for. */
struct recordset_keys {
	struct hmac_key mac;
	uint8_t id[RECORDSET_KEY_ID_SIZE];
	uint8_t filter[SIPHASH_KEY_SIZE];
	uint8_t check[SIPHASH_KEY_SIZE];
};

void	recordset_keys_init(struct recordset_keys *k,
	    const uint8_t key[RECORDSET_KEY_SIZE]);
uint64_t recordset_digest(const struct recordset_keys *k,
	    const struct record_value *v);
uint64_t recordset_filter_hash(const struct recordset_keys *k,
	    const struct record_value *v);
void	recordset_head_mac(const struct recordset_keys *k,
	    const uint8_t *head, uint8_t out[RECORDSET_MAC_SIZE]);

/*
 * Where a hash stands in a filter of 2^log2 bits: three bits of one block of
 * 64 bytes, which is one line of a processor's cache.
 */
struct recordset_bits {
	size_t block;			/* first byte */
	uint16_t bit[3];		/* of the block */
};

static inline struct recordset_bits
recordset_bits(uint64_t hash, uint32_t log2)
{
	uint64_t blocks = (uint64_t)1 << (log2 - 9);

	return (struct recordset_bits){ (size_t)(hash & (blocks - 1)) * 64,
	    { (uint16_t)(hash >> 37 & 511), (uint16_t)(hash >> 46 & 511),
	    (uint16_t)(hash >> 55 & 511) } };
}

static inline uint64_t
recordset_load(const uint8_t *p, size_t n)
{
	uint64_t x = 0;

	while (n-- > 0)
		x = x << 8 | p[n];
	return x;
}

static inline void
recordset_store(uint8_t *p, uint64_t x, size_t n)
{
	for (; n > 0; n--, x >>= 8)
		*p++ = (uint8_t)x;
}

#endif
