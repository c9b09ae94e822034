#include "base/siphash.h"

#include <endian.h>
#include <string.h>

struct sip {
	uint64_t v[4];
	uint64_t word;		/* bytes not yet mixed in, low byte first */
	uint64_t count;
};

static uint64_t
rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static uint64_t
load64(const uint8_t *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return le64toh(x);
}

static void
sip_rounds(uint64_t v[4], unsigned n)
{
	for (; n > 0; n--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

static void
sip_start(struct sip *s, const uint8_t key[SIPHASH_KEY_SIZE])
{
	uint64_t k0, k1;

	k0 = load64(key);
	k1 = load64(key + 8);
	s->v[0] = k0 ^ 0x736f6d6570736575ULL;
	s->v[1] = k1 ^ 0x646f72616e646f6dULL;
	s->v[2] = k0 ^ 0x6c7967656e657261ULL;
	s->v[3] = k1 ^ 0x7465646279746573ULL;
	s->word = 0;
	s->count = 0;
}

static void
sip_word(struct sip *s, uint64_t m)
{
	s->v[3] ^= m;
	sip_rounds(s->v, 2);
	s->v[0] ^= m;
}

static void
sip_byte(struct sip *s, uint8_t b)
{
	s->word |= (uint64_t)b << (8 * (s->count & 7));
	if ((++s->count & 7) == 0) {
		sip_word(s, s->word);
		s->word = 0;
	}
}

static void
sip_put(struct sip *s, struct slice in)
{
	size_t i = 0;

	if ((s->count & 7) == 0) {
		for (; in.len - i >= 8; i += 8)
			sip_word(s, load64(in.ptr + i));
		s->count += in.len;
		for (; i < in.len; i++)
			s->word |= (uint64_t)in.ptr[i] << (8 * (i & 7));
		return;
	}
	for (; i < in.len; i++)
		sip_byte(s, in.ptr[i]);
}

static uint64_t
sip_end(struct sip *s)
{
	sip_word(s, s->word | (s->count & 0xff) << 56);
	s->v[2] ^= 0xff;
	sip_rounds(s->v, 4);
	return s->v[0] ^ s->v[1] ^ s->v[2] ^ s->v[3];
}

uint64_t
siphash(const uint8_t key[SIPHASH_KEY_SIZE], struct slice s)
{
	struct sip sip;

	sip_start(&sip, key);
	sip_put(&sip, s);
	return sip_end(&sip);
}

uint64_t
siphash_pair(const uint8_t key[SIPHASH_KEY_SIZE], struct slice a,
    struct slice b)
{
	struct sip sip;

	sip_start(&sip, key);
	sip_put(&sip, a);
	sip_byte(&sip, 0);
	sip_put(&sip, b);
	return sip_end(&sip);
}
