/*
 * keyring -- the master key and the keys that are made from it, and sealing
 * with them.  The keeper only; no key but that of the marks leaves the
 * process, and that one only for the milters.
 *
 * The master key is 32 bytes in a file of its own (owner the keeper, mode
 * 0400).  Each purpose has a key of its own: HKDF-SHA256 over the master, the
 * store's salt and the purpose's name (marks go without the salt: several
 * nodes with stores of their own must know each other's).  Memory that holds
 * keys is locked, left out of core files and wiped at the end.
 */
#ifndef STORE_KEYRING_H
#define STORE_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

#define KEY_SIZE	32
#define KEY_SALT_SIZE	32
#define KEY_MAC_SIZE	32	/* HMAC-SHA-256, SHA-256 */

enum key_purpose {
	KEY_WRAP,	/* wraps the key of each stored message */
	KEY_ROW,	/* seals rows: envelope, verdict, report */
	KEY_MAC,	/* authenticates rows that are kept in clear */
	KEY_SEARCH,	/* keyed digests, for recognising without knowing */
	KEY_TICKET,	/* release tickets */
	KEY_MARKER,	/* marks of our own disclaimers */
	KEY_AUDIT,	/* root of the audit record's epoch keys */
	KEY_CANARY,	/* proves that this is the right master */
	KEY_PURPOSE_COUNT
};

struct keyring;

/*
 * Read the master key and make the purposes' keys from it and the salt.
 *
 * Returns 0; ERR_NOTFOUND when there is no file; ERR_DENIED when it is no
 * regular file, not the caller's own, or open to others; ERR_SHORT when it
 * does not hold exactly KEY_SIZE bytes; ERR_CRYPTO; ERR_SYSTEM.
 */
int	keyring_open(const char *path, const uint8_t salt[KEY_SALT_SIZE],
	    struct keyring **ret);
void	keyring_free(struct keyring *k);	/* NULL is fine */

/*
 * Make a new master key file, flushed to the disk; ERR_EXISTS when there is
 * one already (it is left alone).
 */
int	keyring_create(const char *path);

const uint8_t *keyring_key(const struct keyring *k, enum key_purpose purpose);
/* Names this master and salt; not secret.  Stands in each sealed value. */
uint32_t keyring_id(const struct keyring *k);

/* Random bytes for keys and names; 0 or ERR_CRYPTO. */
int	random_bytes(void *out, size_t n);

/* What a sealed value is longer than its content. */
#define SEAL_OVERHEAD	(1 + 4 + 12 + 16)

/*
 * Seal: AES-256-GCM under the purpose's key, a fresh random nonce, and the
 * associated data `about` (which says what the value is, so that it cannot be
 * moved elsewhere).  Appends to out: format version, key id, nonce,
 * ciphertext, tag.  0, ERR_CRYPTO or ERR_LIMIT.
 */
int	seal_put(const struct keyring *k, enum key_purpose purpose,
	    struct slice about, struct slice clear, struct buf *out);
/* The reverse, appended to out; ERR_CORRUPT if anything was changed. */
int	seal_get(const struct keyring *k, enum key_purpose purpose,
	    struct slice about, struct slice sealed, struct buf *out);

/* HMAC-SHA-256 under the purpose's key. */
int	keyed_digest(const struct keyring *k, enum key_purpose purpose,
	    struct slice about, uint8_t ret[KEY_MAC_SIZE]);

/* HKDF-SHA256 with an info text: one step of a chain of keys, too. */
int	key_derive(const uint8_t secret[KEY_SIZE], struct slice salt,
	    const char *info, uint8_t ret[KEY_SIZE]);
int	key_hmac(const uint8_t key[KEY_SIZE], struct slice bytes,
	    uint8_t ret[KEY_MAC_SIZE]);
/* Same time whether equal or not. */
bool	secret_eq(const void *a, const void *b, size_t n);
void	secret_wipe(void *p, size_t n);

#endif
