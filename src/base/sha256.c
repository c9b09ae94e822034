#include "base/sha256.h"

#include <string.h>

/* FIPS 180-4, 4.2.2: fractional parts of the cube roots of 64 primes. */
static const uint32_t K[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t
rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static void
schedule(const uint8_t *block, uint32_t w[64])
{
	uint32_t s0, s1;
	size_t i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 |
		    (uint32_t)block[4 * i + 1] << 16 |
		    (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (; i < 64; i++) {
		s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
		    w[i - 15] >> 3;
		s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
		    w[i - 2] >> 10;
		w[i] = w[i - 16] + s0 + w[i - 7] + s1;
	}
}

/* One round; the caller turns the names instead of the words. */
static inline void
turn(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f,
    uint32_t g, uint32_t *h, uint32_t kw)
{
	uint32_t t;

	t = *h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
	    ((e & f) ^ (~e & g)) + kw;
	*d += t;
	*h = t + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
	    ((a & b) ^ (a & c) ^ (b & c));
}

static void
compress(uint32_t state[8], const uint8_t *block)
{
	uint32_t w[64], a, b, c, d, e, f, g, h;
	size_t i;

	schedule(block, w);
	a = state[0], b = state[1], c = state[2], d = state[3];
	e = state[4], f = state[5], g = state[6], h = state[7];
	for (i = 0; i < 64; i += 8) {
		turn(a, b, c, &d, e, f, g, &h, K[i] + w[i]);
		turn(h, a, b, &c, d, e, f, &g, K[i + 1] + w[i + 1]);
		turn(g, h, a, &b, c, d, e, &f, K[i + 2] + w[i + 2]);
		turn(f, g, h, &a, b, c, d, &e, K[i + 3] + w[i + 3]);
		turn(e, f, g, &h, a, b, c, &d, K[i + 4] + w[i + 4]);
		turn(d, e, f, &g, h, a, b, &c, K[i + 5] + w[i + 5]);
		turn(c, d, e, &f, g, h, a, &b, K[i + 6] + w[i + 6]);
		turn(b, c, d, &e, f, g, h, &a, K[i + 7] + w[i + 7]);
	}
	state[0] += a, state[1] += b, state[2] += c, state[3] += d;
	state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void
sha256_init(struct sha256 *h)
{
	static const uint32_t start[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(h->state, start, sizeof start);
	h->bytes = 0;
}

void
sha256_update(struct sha256 *h, const void *ptr, size_t n)
{
	const uint8_t *p = ptr;
	size_t have, take;

	while (n > 0) {
		have = (size_t)(h->bytes % SHA256_BLOCK);
		take = SHA256_BLOCK - have < n ? SHA256_BLOCK - have : n;
		memcpy(h->block + have, p, take);
		h->bytes += take;
		p += take;
		n -= take;
		if (have + take == SHA256_BLOCK)
			compress(h->state, h->block);
	}
}

void
sha256_final(struct sha256 *h, uint8_t out[SHA256_SIZE])
{
	uint64_t bits = h->bytes * 8;
	uint8_t tail[SHA256_BLOCK + 8] = { 0x80 };
	size_t have, pad, i;

	have = (size_t)(h->bytes % SHA256_BLOCK);
	pad = (have < 56 ? 56 : 120) - have;
	for (i = 0; i < 8; i++)
		tail[pad + i] = (uint8_t)(bits >> (56 - 8 * i));
	sha256_update(h, tail, pad + 8);
	for (i = 0; i < SHA256_SIZE; i++)
		out[i] = (uint8_t)(h->state[i / 4] >> (24 - 8 * (i % 4)));
}

void
hmac_key_init(struct hmac_key *k, const uint8_t *key, size_t n)
{
	uint8_t pad[SHA256_BLOCK] = { 0 };
	size_t i;

	memcpy(pad, key, n < sizeof pad ? n : sizeof pad);
	for (i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36;
	sha256_init(&k->inner);
	sha256_update(&k->inner, pad, sizeof pad);
	for (i = 0; i < sizeof pad; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha256_init(&k->outer);
	sha256_update(&k->outer, pad, sizeof pad);
	explicit_bzero(pad, sizeof pad);
}

void
hmac(const struct hmac_key *k, const void *ptr, size_t n,
    uint8_t out[SHA256_SIZE])
{
	struct sha256 h = k->inner;

	sha256_update(&h, ptr, n);
	sha256_final(&h, out);
	h = k->outer;
	sha256_update(&h, out, SHA256_SIZE);
	sha256_final(&h, out);
}
