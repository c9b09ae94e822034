/*
 * sha256 -- digests of a revision's files and keyed digests of records
 * (FIPS 180-4, FIPS 198-1).
 *
 * Our own, because the parent links no library and must compare revisions
 * with the roles, and because a keyed digest of a few bytes is wanted by the
 * million.  It checks no password.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE	32
#define SHA256_BLOCK	64

struct sha256 {
	uint32_t state[8];
	uint64_t bytes;
	uint8_t block[SHA256_BLOCK];
};

void	sha256_init(struct sha256 *h);
void	sha256_update(struct sha256 *h, const void *ptr, size_t n);
void	sha256_final(struct sha256 *h, uint8_t out[SHA256_SIZE]);

/* HMAC-SHA-256: the two halves of a key, mixed in once for many messages. */
struct hmac_key {
	struct sha256 inner, outer;
};

/* Of at most SHA256_BLOCK bytes. */
void	hmac_key_init(struct hmac_key *k, const uint8_t *key, size_t n);
void	hmac(const struct hmac_key *k, const void *ptr, size_t n,
	    uint8_t out[SHA256_SIZE]);

#endif
