/*
 * sha256 -- the digest of a revision's files (FIPS 180-4).
 *
 * Our own, because the parent links no library and must compare revisions
 * with the roles.  It names files; it keeps no secret and checks no password.
 */
#ifndef CONF_SHA256_H
#define CONF_SHA256_H

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

#endif
