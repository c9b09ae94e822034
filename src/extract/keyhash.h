/*
 * keyhash -- keys from passwords, at the speed that the hash allows.
 *
 * Key derivation repeats a hash until a try is dear.  What is tried here is
 * bounded in blocks hashed, so a faster repetition means more words.  The
 * functions of OpenSSL that are called for one block each are older than its
 * EVP and four times as fast for this.
 */
#ifndef EXTRACT_KEYHASH_H
#define EXTRACT_KEYHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

enum keyhash {
	KEYHASH_MD5,
	KEYHASH_SHA1,
	KEYHASH_SHA256,
	KEYHASH_SHA384,
	KEYHASH_SHA512
};

#define KEYHASH_SIZE_MAX	64

size_t	keyhash_size(enum keyhash kind);	/* of its digest */
/* What hashing so many bytes costs, in blocks of SHA-1. */
uint64_t keyhash_cost(enum keyhash kind, uint64_t bytes);

/* H(a + b); the size of the digest. */
size_t	keyhash_of(enum keyhash kind, struct slice a, struct slice b,
	    uint8_t out[KEYHASH_SIZE_MAX]);

/*
 * H(0 + h), H(1 + that) ... `times` times, the number in four bytes, low one
 * first, over a digest that is in out and stays there ([MS-OFFCRYPTO]).
 */
void	keyhash_spin(enum keyhash kind, uint32_t times,
	    uint8_t out[KEYHASH_SIZE_MAX]);

/*
 * Block `number` (from 1) of PBKDF2 (RFC 8018 5.2) with HMAC of SHA-1 or
 * SHA-256: out has keyhash_size() bytes.  Salts are cut at 64 bytes: all that
 * are known are shorter.
 */
void	keyhash_pbkdf2_block(enum keyhash kind, struct slice password,
	    struct slice salt, uint32_t iterations, uint32_t number,
	    uint8_t *out);
/* As many blocks as out_len takes. */
void	keyhash_pbkdf2(enum keyhash kind, struct slice password,
	    struct slice salt, uint32_t iterations, uint8_t *out,
	    size_t out_len);
/* What it costs, for so many bytes of key. */
uint64_t keyhash_pbkdf2_cost(enum keyhash kind, uint32_t iterations,
	    size_t out_len);

/*
 * The key of a 7z archive: SHA-256 over salt, password (UTF-16LE) and a
 * number of eight bytes, 2^power times behind one another.
 */
void	keyhash_7z(struct slice salt, struct slice wide, unsigned power,
	    uint8_t out[32]);
uint64_t keyhash_7z_cost(size_t salt_len, size_t wide_len, unsigned power);

#endif
