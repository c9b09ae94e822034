/*
 * rc4 -- the stream cipher of old documents; only to read what everybody can.
 *
 * OpenSSL has it in a provider of its own, which would be another file to
 * load before the sandbox closes.
 */
#ifndef EXTRACT_RC4_H
#define EXTRACT_RC4_H

#include <stddef.h>
#include <stdint.h>

struct rc4 {
	uint8_t s[256];
	uint8_t i, j;
};

void	rc4_init(struct rc4 *c, const uint8_t *key, size_t key_len);
/* Decrypt in place; data NULL: move on by n bytes. */
void	rc4_run(struct rc4 *c, uint8_t *data, size_t n);

#endif
