/*
 * odfkey -- passwords of OpenDocument packages (ISO/IEC 26300-2, 4.8): what a
 * manifest says of one locked member, and whether a password opens it.
 */
#ifndef EXTRACT_ODFKEY_H
#define EXTRACT_ODFKEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "extract/keyhash.h"

#define ODFKEY_VALUE_MAX	64

struct odfkey_value {
	uint8_t bytes[ODFKEY_VALUE_MAX];
	size_t len;
};

struct odfkey {
	bool is_weak;			/* Blowfish, which nothing here opens */
	bool is_aes, is_pbkdf2, has_checksum;
	enum keyhash start, sum;	/* of the password; of the content */
	uint32_t iterations, key_bytes;
	struct odfkey_value salt, iv, checksum;
};

/* What stands inside an <encryption-data>, and itself. */
void	odfkey_take(struct odfkey *k, const char *element,
	    const char **attributes);

/* May a password be tried on it? */
bool	odfkey_is_known(const struct odfkey *k);
/* What that costs, in blocks hashed. */
uint64_t odfkey_cost(const struct odfkey *k);

/* Is the checksum right that this password leads to? */
bool	odfkey_opens(const struct odfkey *k, struct slice password,
	    struct slice data);
/* Append the compressed content; false: it does not open, or out is full. */
bool	odfkey_decrypt(const struct odfkey *k, struct slice password,
	    struct slice data, struct buf *out);

#endif
