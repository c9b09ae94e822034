/*
 * env -- what is loaded before the sandbox closes: libmagic's database and
 * the digest.  One in a process; not for two threads at once.
 */
#ifndef EXTRACT_ENV_H
#define EXTRACT_ENV_H

#include <stdint.h>

#include "base/slice.h"
#include "extract/extract.h"

/*
 * libmagic's opinion; NULL when it has none.  Borrowed until the next call,
 * unless it is one of the table's.
 */
const char *env_magic(struct extract_env *env, struct slice bytes);

/* 0 or ERR_CRYPTO. */
int	env_sha256(struct extract_env *env, struct slice bytes,
	    uint8_t out[MAIL_DIGEST_SIZE]);
/* The first NAME_HASH_SIZE bytes of HMAC-SHA-256 (RFC 2104). */
int	env_name_hash(struct extract_env *env, const uint8_t key[32],
	    struct slice name, uint8_t out[NAME_HASH_SIZE]);

#endif
