/*
 * olerc4 -- RC4 as old Office files have it ([MS-OFFCRYPTO] 2.3.5, 2.3.6):
 * with 40 bits, and of the CryptoAPI.
 */
#ifndef EXTRACT_OLERC4_H
#define EXTRACT_OLERC4_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "extract/rc4.h"

/* What one try costs, in blocks hashed. */
#define OLERC4_COST	60

struct olerc4 {
	bool is_cryptoapi;
	uint8_t base[20];	/* what the keys of blocks come from */
	size_t key_bytes;
};

/*
 * Does a password, in UTF-16LE, open an EncryptionHeader: the versions, then
 * what belongs to them?
 */
bool	olerc4_opens(struct slice info, struct slice wide, struct olerc4 *ret);
/* The cipher at the beginning of a block. */
bool	olerc4_block(const struct olerc4 *l, uint32_t block, struct rc4 *ret);
/*
 * Decrypt len bytes in place that begin at `at` of a stream whose blocks have
 * so many bytes.
 */
bool	olerc4_run(const struct olerc4 *l, size_t block_size, size_t at,
	    uint8_t *data, size_t len);

#endif
