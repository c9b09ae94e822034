#include "extract/zipcrypt.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/inflate.h"
#include "extract/keyhash.h"

#define HEAD		12		/* before the data, by the old cipher */
#define PKWARE_STRONG	0x40		/* another cipher, for its own readers */
#define HAS_DESCRIPTOR	0x08
#define MAC_SIZE	10
#define CHECK_SIZE	2
#define ITERATIONS	1000
#define BLOCK		16
#define PROOF		(64 * KIB)	/* inflated without an error */
#define BYTES_A_ROUND	12		/* the old cipher goes byte by byte */

/* --- the old cipher --------------------------------------------------------------- */

struct keys {
	uint32_t k[3];
	const z_crc_t *table;
};

static uint32_t
crc_step(const struct keys *k, uint32_t crc, uint8_t c)
{
	return (uint32_t)k->table[(crc ^ c) & 0xff] ^ crc >> 8;
}

static void
update(struct keys *k, uint8_t c)
{
	k->k[0] = crc_step(k, k->k[0], c);
	k->k[1] = (k->k[1] + (k->k[0] & 0xff)) * 134775813u + 1;
	k->k[2] = crc_step(k, k->k[2], (uint8_t)(k->k[1] >> 24));
}

static uint8_t
decrypt_byte(struct keys *k, uint8_t c)
{
	uint32_t t = (k->k[2] & 0xffff) | 2;

	c ^= (uint8_t)(t * (t ^ 1) >> 8);
	update(k, c);
	return c;
}

static void
start(struct keys *k, struct slice password)
{
	size_t i;

	*k = (struct keys){ { 0x12345678, 0x23456789, 0x34567890 },
	    get_crc_table() };
	for (i = 0; i < password.len; i++)
		update(k, password.ptr[i]);
}

/* Decrypt the head: does its last byte say that this is the password? */
static bool
take_head(const struct zip_entry *e, struct keys *k)
{
	uint8_t last = 0;
	size_t i;

	for (i = 0; i < HEAD; i++)
		last = decrypt_byte(k, e->data.ptr[i]);
	return last == (uint8_t)(e->crc >> 24) ||
	    ((e->flags & HAS_DESCRIPTOR) != 0 &&
	    last == (uint8_t)(e->time >> 8));
}

static int
old_decrypt(const struct zip_entry *e, struct keys *k, size_t most,
    struct buf *out)
{
	struct slice s = slice_sub(slice_from(e->data, HEAD), 0, most);
	size_t i;

	if (buf_reserve(out, s.len) < 0)
		return ERR_LIMIT;
	for (i = 0; i < s.len; i++)
		out->ptr[out->len + i] = decrypt_byte(k, s.ptr[i]);
	out->len += s.len;
	return 0;
}

/* Compressed data that is none does not come far. */
static bool
inflates(const struct zip_entry *e, struct slice packed)
{
	struct buf out = BUF_INIT(PROOF);
	struct inflate_end end;
	bool proven;
	int r;

	r = inflate_stream(NULL, packed, INFLATE_RAW, &out, &end);
	if (r == 0 && end.finished)
		proven = (uint32_t)crc32(0, out.ptr, (uInt)out.len) == e->crc;
	else
		proven = out.len == out.max || (r == 0 &&
		    packed.len < e->data.len - HEAD && packed.len >= PROOF);
	buf_free(&out);
	return proven;
}

static bool
has_mark(const struct zip_entry *e, struct slice packed)
{
	switch (e->method) {
	case ZIP_BZIP2:
		return slice_starts(packed, SLICE("BZh")) &&
		    slice_starts(slice_from(packed, 4),
		    SLICE("\x31\x41\x59\x26\x53\x59"));
	case ZIP_LZMA:
		/* A version, the size of the properties, the usual ones. */
		return packed.len > 9 && packed.ptr[2] == 5 &&
		    packed.ptr[3] == 0 && packed.ptr[4] == 0x5d &&
		    packed.ptr[9] == 0;
	case ZIP_XZ:
		return slice_starts(packed, SLICE("\xfd" "7zXZ\0"));
	case ZIP_ZSTD:
		return slice_starts(packed, SLICE("\x28\xb5\x2f\xfd"));
	default:
		return false;
	}
}

static bool
proves(const struct zip_entry *e, struct slice packed)
{
	if (e->method == ZIP_DEFLATED)
		return inflates(e, packed);
	if (e->method == ZIP_STORED)
		return (uint32_t)crc32(0, packed.ptr, (uInt)packed.len) ==
		    e->crc;
	return has_mark(e, packed);
}

static bool
old_opens(void *arg, struct slice password, uint64_t *cost)
{
	const struct zip_entry *e = arg;
	struct buf packed = BUF_INIT(UNPACK_MEMBER_MAX);
	struct keys k;
	bool opens = false;

	start(&k, password);
	if (!take_head(e, &k))
		return false;
	/* One word of 256, or of 128, comes so far by chance. */
	if (old_decrypt(e, &k, e->method == ZIP_STORED ? SIZE_MAX : PROOF,
	    &packed) == 0) {
		*cost += packed.len / BYTES_A_ROUND + 1;
		opens = proves(e, buf_slice(&packed));
	}
	buf_free(&packed);
	return opens;
}

/* --- AES ----------------------------------------------------------------------------- */

static size_t
key_size(const struct zip_entry *e)
{
	return slice_eq_str(e->reason, "AES-128") ? 16 :
	    slice_eq_str(e->reason, "AES-192") ? 24 : 32;
}

static struct slice
salt_of(const struct zip_entry *e)
{
	return slice_sub(e->data, 0, key_size(e) / 2);
}

static struct slice
ciphertext(const struct zip_entry *e)
{
	return slice_sub(e->data, key_size(e) / 2 + CHECK_SIZE,
	    e->data.len - MAC_SIZE);
}

/* What says whether it is the password stands behind both keys. */
static bool
checks(const struct zip_entry *e, struct slice password)
{
	size_t at = 2 * key_size(e), n = keyhash_size(KEYHASH_SHA1);
	uint8_t block[KEYHASH_SIZE_MAX];

	/* None of the three sizes cuts it in two. */
	keyhash_pbkdf2_block(KEYHASH_SHA1, password, salt_of(e), ITERATIONS,
	    (uint32_t)(at / n) + 1, block);
	return memcmp(block + at % n, e->data.ptr + key_size(e) / 2,
	    CHECK_SIZE) == 0;
}

static bool
aes_opens(void *arg, struct slice password, uint64_t *cost)
{
	const struct zip_entry *e = arg;
	struct slice text = ciphertext(e);
	uint8_t keys[64], mac[EVP_MAX_MD_SIZE];

	if (!checks(e, password))
		return false;
	keyhash_pbkdf2(KEYHASH_SHA1, password, salt_of(e), ITERATIONS, keys,
	    2 * key_size(e));
	*cost += keyhash_pbkdf2_cost(KEYHASH_SHA1, ITERATIONS,
	    2 * key_size(e)) + keyhash_cost(KEYHASH_SHA1, text.len);
	return HMAC(EVP_sha1(), keys + key_size(e), (int)key_size(e),
	    text.ptr, text.len, mac, NULL) != NULL &&
	    memcmp(mac, text.ptr + text.len, MAC_SIZE) == 0;
}

/* Counters from 1, the low byte first: OpenSSL's own mode counts the other way. */
static bool
put_counters(EVP_CIPHER_CTX *ctx, uint64_t from, uint8_t *out, size_t blocks)
{
	size_t i, k;
	int n;

	memset(out, 0, blocks * BLOCK);
	for (i = 0; i < blocks; i++)
		for (k = 0; k < 8; k++)
			out[i * BLOCK + k] =
			    (uint8_t)((from + i) >> (8 * k));
	return EVP_EncryptUpdate(ctx, out, &n, out, (int)(blocks * BLOCK)) ==
	    1 && (size_t)n == blocks * BLOCK;
}

static int
run_aes(EVP_CIPHER_CTX *ctx, struct slice in, struct buf *out)
{
	uint8_t pad[256 * BLOCK];
	uint64_t counter = 1;
	size_t n, i;

	if (buf_reserve(out, in.len) < 0)
		return ERR_LIMIT;
	for (; in.len > 0; in = slice_from(in, n)) {
		n = in.len < sizeof pad ? in.len : sizeof pad;
		if (!put_counters(ctx, counter, pad, sizeof pad / BLOCK))
			return ERR_CRYPTO;
		for (i = 0; i < n; i++)
			out->ptr[out->len + i] = in.ptr[i] ^ pad[i];
		out->len += n;
		counter += sizeof pad / BLOCK;
	}
	return 0;
}

static int
aes_decrypt(const struct zip_entry *e, struct slice password,
    struct buf *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t key[32];
	int r = ERR_CRYPTO;

	keyhash_pbkdf2(KEYHASH_SHA1, password, salt_of(e), ITERATIONS, key,
	    key_size(e));
	if (ctx != NULL &&
	    EVP_EncryptInit_ex(ctx, key_size(e) == 16 ? EVP_aes_128_ecb() :
	    key_size(e) == 24 ? EVP_aes_192_ecb() : EVP_aes_256_ecb(), NULL,
	    key, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1)
		r = run_aes(ctx, ciphertext(e), out);
	EVP_CIPHER_CTX_free(ctx);
	return r;
}

/* --- both ----------------------------------------------------------------------------- */

static bool
is_provable(const struct zip_entry *e)
{
	return e->method == ZIP_STORED || e->method == ZIP_DEFLATED ||
	    e->method == ZIP_BZIP2 || e->method == ZIP_LZMA ||
	    e->method == ZIP_XZ || e->method == ZIP_ZSTD;
}

bool
zipcrypt_lock(const struct zip_entry *e, struct trial_lock *ret)
{
	if (e->is_aes) {
		if (e->data.len < key_size(e) / 2 + CHECK_SIZE + MAC_SIZE)
			return false;
		*ret = (struct trial_lock){ aes_opens,
		    (void *)(uintptr_t)e, keyhash_pbkdf2_cost(KEYHASH_SHA1,
		    ITERATIONS, 1), false };
		return true;
	}
	if ((e->flags & PKWARE_STRONG) != 0 || e->data.len < HEAD ||
	    !is_provable(e) || !e->crc_known)
		return false;
	*ret = (struct trial_lock){ old_opens, (void *)(uintptr_t)e, 2,
	    false };
	return true;
}

int
zipcrypt_decrypt(const struct zip_entry *e, struct slice password,
    struct buf *out)
{
	struct keys k;

	if (e->is_aes)
		return aes_decrypt(e, password, out);
	start(&k, password);
	(void)take_head(e, &k);
	return old_decrypt(e, &k, SIZE_MAX, out);
}
