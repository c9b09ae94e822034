#include "extract/xlsopen.h"

#include <openssl/evp.h>
#include <string.h>

#include "extract/le.h"
#include "extract/oleopen.h"
#include "extract/rc4.h"

#define HEAD_SIZE	4		/* of a record: type, length */
#define BLOCK		1024		/* bytes of the stream with one key */
#define KIND_XOR	0
#define KIND_RC4	1
#define XOR_SIZE	16
#define ALG_RC4		0x6801

enum scheme { SCHEME_XOR, SCHEME_RC4, SCHEME_CRYPTOAPI };

struct lock {
	enum scheme scheme;
	uint8_t base[EVP_MAX_MD_SIZE];	/* what the keys of blocks come from */
	size_t key_bytes;
	uint8_t xor[XOR_SIZE];
};

/* --- keys --------------------------------------------------------------------------- */

static bool
digest(const EVP_MD *md, const uint8_t *in, size_t n, uint8_t *out)
{
	return EVP_Digest(in, n, out, NULL, md, NULL) == 1;
}

/* [MS-OFFCRYPTO] 2.3.6.2: 40 bits of the password, then of it and the salt. */
static bool
rc4_base(const uint8_t *salt, uint8_t *out)
{
	struct slice wide = OLEOPEN_PASSWORD_WIDE;
	uint8_t h[EVP_MAX_MD_SIZE], all[16 * 21];
	size_t i;

	if (!digest(EVP_md5(), wide.ptr, wide.len, h))
		return false;
	for (i = 0; i < 16; i++) {
		memcpy(all + 21 * i, h, 5);
		memcpy(all + 21 * i + 5, salt, 16);
	}
	return digest(EVP_md5(), all, sizeof all, out);
}

/* 2.3.5.2: no repetition here. */
static bool
cryptoapi_base(const uint8_t *salt, uint8_t *out)
{
	struct slice wide = OLEOPEN_PASSWORD_WIDE;
	uint8_t all[16 + 64];

	memcpy(all, salt, 16);
	memcpy(all + 16, wide.ptr, wide.len);
	return digest(EVP_sha1(), all, 16 + wide.len, out);
}

static bool
block_cipher(const struct lock *l, uint32_t block, struct rc4 *ret)
{
	size_t n = l->scheme == SCHEME_RC4 ? 5 : 20;
	uint8_t in[20 + 4], h[EVP_MAX_MD_SIZE] = { 0 };

	memcpy(in, l->base, n);
	in[n] = (uint8_t)block;
	in[n + 1] = (uint8_t)(block >> 8);
	in[n + 2] = (uint8_t)(block >> 16);
	in[n + 3] = (uint8_t)(block >> 24);
	if (!digest(l->scheme == SCHEME_RC4 ? EVP_md5() : EVP_sha1(), in,
	    n + 4, h))
		return false;
	if (l->scheme == SCHEME_CRYPTOAPI && l->key_bytes == 5)
		memset(h + 5, 0, 11);	/* 40 bits, and zeros up to 128 */
	rc4_init(ret, h, l->scheme == SCHEME_RC4 || l->key_bytes == 5 ? 16 :
	    l->key_bytes);
	return true;
}

/* --- is it the password? ---------------------------------------------------------------- */

/* A number and its digest, one behind the other in one stream of the cipher. */
static bool
verify(const struct lock *l, const uint8_t *number, const uint8_t *sum,
    size_t sum_len)
{
	uint8_t a[16], b[32], h[EVP_MAX_MD_SIZE];
	struct rc4 c;

	memcpy(a, number, sizeof a);
	memcpy(b, sum, sum_len);
	if (!block_cipher(l, 0, &c))
		return false;
	rc4_run(&c, a, sizeof a);
	rc4_run(&c, b, sum_len);
	return digest(l->scheme == SCHEME_RC4 ? EVP_md5() : EVP_sha1(), a,
	    sizeof a, h) && memcmp(h, b, sum_len) == 0;
}

static bool
open_rc4(struct slice s, struct lock *l)
{
	if (s.len < 4 + 48 || !rc4_base(s.ptr + 4, l->base))
		return false;
	l->scheme = SCHEME_RC4;
	return verify(l, s.ptr + 20, s.ptr + 36, 16);
}

static bool
open_cryptoapi(struct slice s, struct lock *l)
{
	struct slice header = slice_from(s, 12);
	struct slice v = slice_from(header, le32(s, 8));
	uint32_t bits = le32(header, 16);

	if (v.len < 60 || le32(v, 0) != 16 || (le32(header, 8) != ALG_RC4 &&
	    le32(header, 8) != 0) || !cryptoapi_base(v.ptr + 4, l->base))
		return false;
	l->scheme = SCHEME_CRYPTOAPI;
	l->key_bytes = bits == 0 ? 5 : bits / 8;
	return l->key_bytes >= 5 && l->key_bytes <= 16 &&
	    verify(l, v.ptr + 20, v.ptr + 40, 20);
}

/* [MS-OFFCRYPTO] 2.3.7.1 */
static uint16_t
xor_verifier(struct slice password)
{
	uint16_t v = 0;
	size_t i;

	for (i = password.len + 1; i-- > 0;) {
		v = (uint16_t)((v >> 14 & 1) | (v << 1 & 0x7fff));
		v ^= i == 0 ? (uint16_t)password.len : password.ptr[i - 1];
	}
	return v ^ 0xce4b;
}

static uint8_t
xor_ror(uint8_t a, uint16_t key, bool high)
{
	uint8_t b = (uint8_t)(a ^ (high ? key >> 8 : key & 0xff));

	return (uint8_t)(b >> 1 | b << 7);
}

/* 2.3.7.2, for a password of fifteen characters: one byte of padding. */
static bool
open_xor(struct slice s, struct lock *l)
{
	struct slice password = OLEOPEN_PASSWORD;
	uint16_t key = le16(s, 0);
	size_t i;

	if (le16(s, 2) != xor_verifier(password))
		return false;
	l->scheme = SCHEME_XOR;
	for (i = 0; i < password.len; i++)
		l->xor[i] = xor_ror(password.ptr[i], key, i % 2 != 0);
	l->xor[15] = xor_ror(0xbb, key, true);
	return true;
}

static bool
open_lock(struct slice pass, bool is_old, struct lock *l)
{
	uint16_t major = le16(pass, 2), minor = le16(pass, 4);

	/* BIFF5 knows one kind only, and does not name it. */
	if (is_old || pass.len == 4)
		return open_xor(pass, l);
	if (le16(pass, 0) == KIND_XOR)
		return open_xor(slice_from(pass, 2), l);
	if (le16(pass, 0) != KIND_RC4)
		return false;
	if (major == 1 && minor == 1)
		return open_rc4(slice_from(pass, 2), l);
	return major >= 2 && major <= 4 && minor == 2 &&
	    open_cryptoapi(slice_from(pass, 2), l);
}

/* --- the records behind it ------------------------------------------------------------------- */

/* [MS-XLS] 2.2.10: what is never encrypted, so that others can find it. */
static bool
is_bare(uint16_t kind)
{
	return kind == 0x0809 || kind == 0x002f || kind == 0x00e1 ||
	    kind == 0x0194 || kind == 0x0195 || kind == 0x0138 ||
	    kind == 0x0196;
}

static void
run_xor(const struct lock *l, uint8_t *p, size_t n, size_t at, size_t whole)
{
	size_t i;
	uint8_t b;

	for (i = 0; i < n; i++) {
		b = p[i] ^ l->xor[(at + whole + i) % XOR_SIZE];
		p[i] = (uint8_t)(b >> 5 | b << 3);
	}
}

/* The cipher runs over heads and bare records as well: it only skips them. */
static bool
run_rc4(const struct lock *l, uint8_t *stream, size_t from, size_t to,
    bool is_bare_record, struct rc4 *c, size_t *at)
{
	size_t n;

	while (*at < to) {
		if (*at % BLOCK == 0 && !block_cipher(l,
		    (uint32_t)(*at / BLOCK), c))
			return false;
		n = BLOCK - *at % BLOCK;
		if (*at < from && n > from - *at)
			n = from - *at;
		if (n > to - *at)
			n = to - *at;
		rc4_run(c, *at < from || is_bare_record ? NULL : stream + *at,
		    n);
		*at += n;
	}
	return true;
}

static void
decrypt(const struct lock *l, uint8_t *stream, size_t len, size_t at)
{
	struct slice s = slice_of(stream, len);
	size_t done = 0, from, to, data;
	struct rc4 c;
	uint16_t kind;

	for (; len - at >= HEAD_SIZE; at = to) {
		kind = le16(s, at);
		data = from = at + HEAD_SIZE;
		to = from + le16(s, at + 2);
		if (to > len)
			to = len;
		/* A sheet's place is not encrypted, its name is. */
		if (kind == 0x0085 && to - from >= 4)
			from += 4;
		if (l->scheme != SCHEME_XOR) {
			if (!run_rc4(l, stream, from, to, is_bare(kind), &c,
			    &done))
				return;
		} else if (!is_bare(kind)) {
			run_xor(l, stream + from, to - from, from, to - data);
		}
	}
}

bool
xlsopen(uint8_t *stream, size_t len, size_t at)
{
	struct slice s = slice_of(stream, len);
	size_t n = le16(s, at + 2);
	struct lock l = { .key_bytes = 0 };

	/* The first record tells the version. */
	if (!open_lock(slice_sub(s, at + HEAD_SIZE, at + HEAD_SIZE + n),
	    le16(s, 4) != 0x0600, &l))
		return false;
	decrypt(&l, stream, len, at + HEAD_SIZE + n);
	return true;
}
