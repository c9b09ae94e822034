#include "extract/oleopen.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/olefile.h"
#include "extract/xml.h"

#define HEADER_AT	12		/* EncryptionHeader, behind its size */
#define STANDARD_SPIN	50000		/* 2.3.4.7 */
#define SEGMENT		4096		/* 2.3.4.15 */
#define VALUE_MAX	128
#define PAD_BYTE	0x36		/* 2.3.4.11 */

/* A value of the XML, decoded. */
struct value {
	uint8_t bytes[VALUE_MAX];
	size_t len;
};

struct cipher {
	const EVP_MD *md;
	uint32_t key_bytes;
	uint32_t block;
	struct value salt;
};

struct agile {
	struct cipher data, password;
	uint32_t spin;
	struct value input, digest, key;	/* all encrypted */
	bool has_key;
};

/* What it takes to decrypt the package when its turn comes. */
struct package {
	struct ole *ole;
	uint32_t index;
	bool is_agile;
	struct cipher cipher;
	uint8_t key[32];
};

/* --- hashes and blocks ------------------------------------------------------------------ */

/* H(a + b); size of the digest, or 0. */
static size_t
hash(const EVP_MD *md, struct slice a, struct slice b,
    uint8_t out[EVP_MAX_MD_SIZE])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned n = 0;

	if (ctx == NULL || EVP_DigestInit_ex(ctx, md, NULL) != 1 ||
	    EVP_DigestUpdate(ctx, a.ptr, a.len) != 1 ||
	    EVP_DigestUpdate(ctx, b.ptr, b.len) != 1 ||
	    EVP_DigestFinal_ex(ctx, out, &n) != 1)
		n = 0;
	EVP_MD_CTX_free(ctx);
	return n;
}

static void
store32(uint8_t out[4], uint32_t v)
{
	out[0] = (uint8_t)v;
	out[1] = (uint8_t)(v >> 8);
	out[2] = (uint8_t)(v >> 16);
	out[3] = (uint8_t)(v >> 24);
}

/* The password, its salt, and the same again and again. */
static size_t
spin(const EVP_MD *md, struct slice salt, uint32_t times,
    uint8_t out[EVP_MAX_MD_SIZE])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t count[4];
	unsigned len;
	size_t n;
	uint32_t i;

	n = ctx == NULL ? 0 : hash(md, salt, OLEOPEN_PASSWORD_WIDE, out);
	for (i = 0; i < times && n > 0; i++) {
		store32(count, i);
		if (EVP_DigestInit_ex(ctx, md, NULL) != 1 ||
		    EVP_DigestUpdate(ctx, count, 4) != 1 ||
		    EVP_DigestUpdate(ctx, out, n) != 1 ||
		    EVP_DigestFinal_ex(ctx, out, &len) != 1)
			n = 0;
	}
	EVP_MD_CTX_free(ctx);
	return n;
}

static const EVP_CIPHER *
aes(uint32_t key_bytes, bool with_iv)
{
	switch (key_bytes) {
	case 16:
		return with_iv ? EVP_aes_128_cbc() : EVP_aes_128_ecb();
	case 24:
		return with_iv ? EVP_aes_192_cbc() : EVP_aes_192_ecb();
	case 32:
		return with_iv ? EVP_aes_256_cbc() : EVP_aes_256_ecb();
	default:
		return NULL;
	}
}

/* Whole blocks, in place.  iv NULL: each block by itself. */
static bool
decrypt(const uint8_t *key, uint32_t key_bytes, const uint8_t *iv,
    uint8_t *data, size_t len)
{
	const EVP_CIPHER *kind = aes(key_bytes, iv != NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;
	bool ok;

	ok = kind != NULL && ctx != NULL &&
	    EVP_DecryptInit_ex(ctx, kind, NULL, key, iv) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, data, &n, data, (int)len) == 1 &&
	    (size_t)n == len;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* --- standard encryption (2.3.4.5 to 2.3.4.9) ---------------------------------------------- */

/* CryptDeriveKey of old: two digests behind one another. */
static bool
standard_key(struct slice salt, struct package *p)
{
	uint8_t h[EVP_MAX_MD_SIZE], pad[64], both[2 * EVP_MAX_MD_SIZE];
	const EVP_MD *md = EVP_sha1();
	uint8_t zero[4] = { 0 };
	size_t n = spin(md, salt, STANDARD_SPIN, h), i, turn;

	if (n > 0)
		n = hash(md, slice_of(h, n), slice_of(zero, 4), h);
	for (turn = 0; turn < 2 && n > 0; turn++) {
		memset(pad, turn == 0 ? 0x36 : 0x5c, sizeof pad);
		for (i = 0; i < n; i++)
			pad[i] ^= h[i];
		n = hash(md, slice_of(pad, sizeof pad), SLICE_NONE,
		    both + turn * n);
	}
	memcpy(p->key, both, p->cipher.key_bytes);
	return n > 0;
}

static bool
standard_opens(struct slice info, struct package *p)
{
	struct slice v = slice_from(info, HEADER_AT + (size_t)le32(info, 8));
	uint8_t input[16], digest[32], h[EVP_MAX_MD_SIZE];

	p->cipher.key_bytes = le32(info, HEADER_AT + 16) / 8;
	/* EncryptionVerifier: salt size, salt, input, digest size, digest. */
	if (v.len < 72 || le32(v, 0) != 16 ||
	    aes(p->cipher.key_bytes, false) == NULL ||
	    !standard_key(slice_sub(v, 4, 20), p))
		return false;
	memcpy(input, v.ptr + 20, sizeof input);
	memcpy(digest, v.ptr + 40, sizeof digest);
	return decrypt(p->key, p->cipher.key_bytes, NULL, input, 16) &&
	    decrypt(p->key, p->cipher.key_bytes, NULL, digest, 32) &&
	    hash(EVP_sha1(), slice_of(input, 16), SLICE_NONE, h) == 20 &&
	    memcmp(h, digest, 20) == 0;
}

/* --- agile encryption (2.3.4.10 to 2.3.4.13) --------------------------------------------------- */

static void
take_value(const char **attributes, const char *name, struct value *v)
{
	const char *text = xml_attribute(attributes, name);
	size_t n = text == NULL ? 0 : strlen(text), pad = 0;
	int len;

	v->len = 0;
	if (n == 0 || n % 4 != 0 || n / 4 * 3 > sizeof v->bytes)
		return;
	while (pad < 2 && text[n - 1 - pad] == '=')
		pad++;
	len = EVP_DecodeBlock(v->bytes, (const uint8_t *)text, (int)n);
	if (len > (int)pad)
		v->len = (size_t)len - pad;
}

static uint32_t
take_number(const char **attributes, const char *name)
{
	const char *text = xml_attribute(attributes, name);
	unsigned long v = text == NULL ? 0 : strtoul(text, NULL, 10);

	return v < UINT32_MAX ? (uint32_t)v : 0;
}

static const EVP_MD *
take_hash(const char **attributes)
{
	const char *name = xml_attribute(attributes, "hashAlgorithm");

	if (name == NULL)
		return NULL;
	return strcmp(name, "SHA1") == 0 || strcmp(name, "SHA-1") == 0 ?
	    EVP_sha1() : strcmp(name, "SHA256") == 0 ? EVP_sha256() :
	    strcmp(name, "SHA384") == 0 ? EVP_sha384() :
	    strcmp(name, "SHA512") == 0 ? EVP_sha512() :
	    strcmp(name, "MD5") == 0 ? EVP_md5() : NULL;
}

static void
take_cipher(const char **attributes, struct cipher *c)
{
	const char *mode = xml_attribute(attributes, "cipherChaining");
	const char *name = xml_attribute(attributes, "cipherAlgorithm");

	c->md = take_hash(attributes);
	c->block = take_number(attributes, "blockSize");
	c->key_bytes = take_number(attributes, "keyBits") / 8;
	take_value(attributes, "saltValue", &c->salt);
	if (mode == NULL || strcmp(mode, "ChainingModeCBC") != 0 ||
	    name == NULL || strcmp(name, "AES") != 0 || c->block != 16)
		c->md = NULL;	/* none that we open */
}

static int
on_start(void *arg, const char *name, const char **attributes)
{
	struct agile *a = arg;

	if (strcmp(name, "keyData") == 0)
		take_cipher(attributes, &a->data);
	if (strcmp(name, "encryptedKey") != 0 ||
	    xml_attribute(attributes, "spinCount") == NULL)
		return 0;
	take_cipher(attributes, &a->password);
	a->spin = take_number(attributes, "spinCount");
	take_value(attributes, "encryptedVerifierHashInput", &a->input);
	take_value(attributes, "encryptedVerifierHashValue", &a->digest);
	take_value(attributes, "encryptedKeyValue", &a->key);
	a->has_key = true;
	return 0;
}

static int
on_end(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return 0;
}

static int
on_text(void *arg, struct slice utf8)
{
	(void)arg;
	(void)utf8;
	return 0;
}

/* Decrypt a value with the key that a block key makes of the password's hash. */
static bool
open_value(const struct agile *a, struct slice spun, struct slice block_key,
    struct value *v)
{
	const struct cipher *c = &a->password;
	uint8_t key[EVP_MAX_MD_SIZE], iv[16];
	size_t n;

	memset(key, PAD_BYTE, sizeof key);
	memset(iv, PAD_BYTE, sizeof iv);
	memcpy(iv, c->salt.bytes, c->salt.len < 16 ? c->salt.len : 16);
	n = hash(c->md, spun, block_key, key);
	/* A digest is shorter than the key where it is MD5 or SHA-1. */
	if (n < sizeof key)
		memset(key + n, PAD_BYTE, sizeof key - n);
	return n > 0 && v->len > 0 && v->len % 16 == 0 &&
	    decrypt(key, c->key_bytes, iv, v->bytes, v->len);
}

static bool
agile_opens(struct agile *a, struct package *p)
{
	uint8_t spun[EVP_MAX_MD_SIZE], h[EVP_MAX_MD_SIZE];
	const struct cipher *c = &a->password;
	struct slice base;
	size_t n;

	if (!a->has_key || a->data.md == NULL || c->md == NULL ||
	    aes(a->data.key_bytes, true) == NULL ||
	    aes(c->key_bytes, true) == NULL || a->spin > OFFICE_SPIN_MAX)
		return false;
	base = slice_of(spun, spin(c->md, slice_of(c->salt.bytes,
	    c->salt.len), a->spin, spun));
	if (base.len == 0 || !open_value(a, base,
	    SLICE("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79"), &a->input) ||
	    !open_value(a, base,
	    SLICE("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e"), &a->digest))
		return false;
	n = hash(c->md, slice_of(a->input.bytes, c->salt.len < a->input.len ?
	    c->salt.len : a->input.len), SLICE_NONE, h);
	if (n == 0 || n > a->digest.len || memcmp(h, a->digest.bytes, n) != 0)
		return false;
	if (!open_value(a, base, SLICE("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6"),
	    &a->key) || a->key.len < a->data.key_bytes)
		return false;
	p->cipher = a->data;
	p->is_agile = true;
	memcpy(p->key, a->key.bytes, a->data.key_bytes);
	return true;
}

/* --- the package ----------------------------------------------------------------------------------- */

static bool
decrypt_segments(const struct package *p, uint8_t *data, size_t len)
{
	uint8_t h[EVP_MAX_MD_SIZE], count[4];
	uint32_t segment;
	size_t n;

	if (!p->is_agile)
		return decrypt(p->key, p->cipher.key_bytes, NULL, data, len);
	for (segment = 0; len > 0; segment++) {
		n = len < SEGMENT ? len : SEGMENT;
		store32(count, segment);
		if (hash(p->cipher.md, slice_of(p->cipher.salt.bytes,
		    p->cipher.salt.len), slice_of(count, 4), h) < 16 ||
		    !decrypt(p->key, p->cipher.key_bytes, h, data, n))
			return false;
		data += n;
		len -= n;
	}
	return true;
}

static int
make_package(struct extract_job *m, void *arg, struct buf *out)
{
	const struct package *p = arg;
	struct buf size = BUF_INIT(8);
	uint64_t n;
	int r;

	r = ole_range(p->ole, p->index, 0, 8, &size);
	n = le64(buf_slice(&size), 0);
	buf_free(&size);
	if (r == 0)
		r = olefile_range(m, p->ole, p->index, 8, UINT64_MAX, out);
	if (r < 0)
		return r;
	out->len -= out->len % 16;
	if (!decrypt_segments(p, out->ptr, out->len))
		return extract_anomaly(m, ANOMALY_MALFORMED,
		    "encrypted package cannot be opened");
	if (n > out->len)
		return extract_anomaly(m, ANOMALY_TRUNCATED,
		    "encrypted package ends too early");
	out->len = (size_t)n;
	return 0;
}

static int
try_password(struct extract_job *j, struct slice info, struct package *p,
    bool *ret)
{
	static const struct xml_ops ops = { on_start, on_end, on_text };
	struct agile a = { .spin = 0 };
	bool refused;
	int r;

	if (le16(info, 0) == 4 && le16(info, 2) == 4) {
		r = xml_parse(j, slice_from(info, 8), &ops, &a, &refused);
		*ret = r == 0 && agile_opens(&a, p);
		return r;
	}
	*ret = le16(info, 0) >= 2 && le16(info, 0) <= 4 &&
	    le16(info, 2) == 2 && standard_opens(info, p);
	return 0;
}

int
oleopen_package(struct extract_job *j, struct ole *o, struct slice info,
    bool *ret_opened)
{
	struct package *p = arena_zalloc(extract_arena(j), sizeof *p);
	int r;

	if (p == NULL)
		return engine_exhausted(j->engine);
	p->ole = o;
	p->index = ole_child(o, OLE_ROOT, "EncryptedPackage");
	r = try_password(j, info, p, ret_opened);
	if (r < 0 || !*ret_opened)
		return r;
	return extract_member_later(j, SLICE_NONE, make_package, p);
}
