#include "extract/olerc4.h"

#include <string.h>

#include "extract/keyhash.h"
#include "extract/le.h"

#define ALG_RC4		0x6801

/* [MS-OFFCRYPTO] 2.3.6.2: 40 bits of the password, then of it and the salt. */
static void
rc4_base(const uint8_t *salt, struct slice wide, uint8_t *out)
{
	uint8_t h[KEYHASH_SIZE_MAX], all[16 * 21];
	size_t i;

	(void)keyhash_of(KEYHASH_MD5, wide, SLICE_NONE, h);
	for (i = 0; i < 16; i++) {
		memcpy(all + 21 * i, h, 5);
		memcpy(all + 21 * i + 5, salt, 16);
	}
	(void)keyhash_of(KEYHASH_MD5, slice_of(all, sizeof all), SLICE_NONE,
	    h);
	memcpy(out, h, 16);
}

/* 2.3.5.2: no repetition here. */
static void
cryptoapi_base(const uint8_t *salt, struct slice wide, uint8_t *out)
{
	uint8_t h[KEYHASH_SIZE_MAX];

	(void)keyhash_of(KEYHASH_SHA1, slice_of(salt, 16), wide, h);
	memcpy(out, h, 20);
}

bool
olerc4_block(const struct olerc4 *l, uint32_t block, struct rc4 *ret)
{
	enum keyhash kind = l->is_cryptoapi ? KEYHASH_SHA1 : KEYHASH_MD5;
	uint8_t number[4], h[KEYHASH_SIZE_MAX];

	number[0] = (uint8_t)block;
	number[1] = (uint8_t)(block >> 8);
	number[2] = (uint8_t)(block >> 16);
	number[3] = (uint8_t)(block >> 24);
	(void)keyhash_of(kind, slice_of(l->base, l->is_cryptoapi ? 20 : 5),
	    slice_of(number, 4), h);
	if (l->is_cryptoapi && l->key_bytes == 5)
		memset(h + 5, 0, 11);	/* 40 bits, and zeros up to 128 */
	rc4_init(ret, h, !l->is_cryptoapi || l->key_bytes == 5 ? 16 :
	    l->key_bytes);
	return true;
}

/* A number and its digest, one behind the other in one stream of the cipher. */
static bool
verify(const struct olerc4 *l, const uint8_t *number, const uint8_t *sum,
    size_t sum_len)
{
	uint8_t a[16], b[32], h[KEYHASH_SIZE_MAX];
	struct rc4 c;

	memcpy(a, number, sizeof a);
	memcpy(b, sum, sum_len);
	if (!olerc4_block(l, 0, &c))
		return false;
	rc4_run(&c, a, sizeof a);
	rc4_run(&c, b, sum_len);
	(void)keyhash_of(l->is_cryptoapi ? KEYHASH_SHA1 : KEYHASH_MD5,
	    slice_of(a, sizeof a), SLICE_NONE, h);
	return memcmp(h, b, sum_len) == 0;
}

static bool
open_rc4(struct slice s, struct slice wide, struct olerc4 *l)
{
	if (s.len < 4 + 48)
		return false;
	rc4_base(s.ptr + 4, wide, l->base);
	l->is_cryptoapi = false;
	return verify(l, s.ptr + 20, s.ptr + 36, 16);
}

static bool
open_cryptoapi(struct slice s, struct slice wide, struct olerc4 *l)
{
	struct slice header = slice_from(s, 12);
	struct slice v = slice_from(header, le32(s, 8));
	uint32_t bits = le32(header, 16);

	if (v.len < 60 || le32(v, 0) != 16 || (le32(header, 8) != ALG_RC4 &&
	    le32(header, 8) != 0))
		return false;
	cryptoapi_base(v.ptr + 4, wide, l->base);
	l->is_cryptoapi = true;
	l->key_bytes = bits == 0 ? 5 : bits / 8;
	return l->key_bytes >= 5 && l->key_bytes <= 16 &&
	    verify(l, v.ptr + 20, v.ptr + 40, 20);
}

bool
olerc4_opens(struct slice info, struct slice wide, struct olerc4 *ret)
{
	uint16_t major = le16(info, 0), minor = le16(info, 2);

	if (major == 1 && minor == 1)
		return open_rc4(info, wide, ret);
	return major >= 2 && major <= 4 && minor == 2 &&
	    open_cryptoapi(info, wide, ret);
}

bool
olerc4_run(const struct olerc4 *l, size_t block_size, size_t at,
    uint8_t *data, size_t len)
{
	struct rc4 c;
	size_t n;

	for (; len > 0; at += n, data += n, len -= n) {
		if (!olerc4_block(l, (uint32_t)(at / block_size), &c))
			return false;
		rc4_run(&c, NULL, at % block_size);
		n = block_size - at % block_size;
		if (n > len)
			n = len;
		rc4_run(&c, data, n);
	}
	return true;
}
