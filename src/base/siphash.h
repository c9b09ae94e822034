/*
 * siphash -- SipHash-2-4: a short keyed digest that strangers cannot aim at.
 *
 * J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF (2012).
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define SIPHASH_KEY_SIZE	16

uint64_t siphash(const uint8_t key[SIPHASH_KEY_SIZE], struct slice s);

/* Of a, a zero byte and b: two fields that cannot run into each other. */
uint64_t siphash_pair(const uint8_t key[SIPHASH_KEY_SIZE], struct slice a,
	    struct slice b);

#endif
