#include "extract/oleopen.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/keyhash.h"
#include "extract/le.h"
#include "extract/olefile.h"
#include "extract/trial.h"
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
	bool is_known;
	enum keyhash hash;
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

/* One EncryptionInfo, to try passwords on. */
struct attempt {
	struct slice info;
	struct agile agile;
	struct package *package;
};

/* --- hashes and blocks ------------------------------------------------------------------ */

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
spin(enum keyhash kind, struct slice salt, struct slice password,
    uint32_t times, uint8_t out[KEYHASH_SIZE_MAX])
{
	size_t n = keyhash_of(kind, salt, password, out);

	keyhash_spin(kind, times, out);
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
static void
standard_key(struct slice salt, struct slice password, struct package *p)
{
	uint8_t h[KEYHASH_SIZE_MAX], pad[64], both[2 * KEYHASH_SIZE_MAX];
	uint8_t zero[4] = { 0 };
	size_t n, i, turn;

	n = spin(KEYHASH_SHA1, salt, password, STANDARD_SPIN, h);
	(void)keyhash_of(KEYHASH_SHA1, slice_of(h, n), slice_of(zero, 4), h);
	for (turn = 0; turn < 2; turn++) {
		memset(pad, turn == 0 ? 0x36 : 0x5c, sizeof pad);
		for (i = 0; i < n; i++)
			pad[i] ^= h[i];
		(void)keyhash_of(KEYHASH_SHA1, slice_of(pad, sizeof pad),
		    SLICE_NONE, both + turn * n);
	}
	memcpy(p->key, both, p->cipher.key_bytes);
}

static bool
is_standard(struct slice info)
{
	struct slice v = slice_from(info, HEADER_AT + (size_t)le32(info, 8));

	/* EncryptionVerifier: salt size, salt, input, digest size, digest. */
	return le16(info, 0) >= 2 && le16(info, 0) <= 4 &&
	    le16(info, 2) == 2 && v.len >= 72 && le32(v, 0) == 16 &&
	    aes(le32(info, HEADER_AT + 16) / 8, false) != NULL;
}

static bool
standard_opens(struct slice info, struct slice password, struct package *p)
{
	struct slice v = slice_from(info, HEADER_AT + (size_t)le32(info, 8));
	uint8_t input[16], digest[32], h[KEYHASH_SIZE_MAX];

	p->cipher.key_bytes = le32(info, HEADER_AT + 16) / 8;
	standard_key(slice_sub(v, 4, 20), password, p);
	memcpy(input, v.ptr + 20, sizeof input);
	memcpy(digest, v.ptr + 40, sizeof digest);
	return decrypt(p->key, p->cipher.key_bytes, NULL, input, 16) &&
	    decrypt(p->key, p->cipher.key_bytes, NULL, digest, 32) &&
	    keyhash_of(KEYHASH_SHA1, slice_of(input, 16), SLICE_NONE, h) ==
	    20 && memcmp(h, digest, 20) == 0;
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

static bool
take_hash(const char **attributes, enum keyhash *ret)
{
	static const struct { const char *name; enum keyhash kind; } known[] = {
		{ "SHA1", KEYHASH_SHA1 }, { "SHA-1", KEYHASH_SHA1 },
		{ "SHA256", KEYHASH_SHA256 }, { "SHA384", KEYHASH_SHA384 },
		{ "SHA512", KEYHASH_SHA512 }, { "MD5", KEYHASH_MD5 },
	};
	const char *name = xml_attribute(attributes, "hashAlgorithm");
	size_t i;

	for (i = 0; name != NULL && i < sizeof known / sizeof known[0]; i++)
		if (strcmp(name, known[i].name) == 0) {
			*ret = known[i].kind;
			return true;
		}
	return false;
}

static void
take_cipher(const char **attributes, struct cipher *c)
{
	const char *mode = xml_attribute(attributes, "cipherChaining");
	const char *name = xml_attribute(attributes, "cipherAlgorithm");

	c->block = take_number(attributes, "blockSize");
	c->key_bytes = take_number(attributes, "keyBits") / 8;
	take_value(attributes, "saltValue", &c->salt);
	c->is_known = take_hash(attributes, &c->hash) && mode != NULL &&
	    strcmp(mode, "ChainingModeCBC") == 0 && name != NULL &&
	    strcmp(name, "AES") == 0 && c->block == 16;
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

/*
 * Decrypt a value with the key that a block key makes of the password's hash;
 * its length, or 0.
 */
static size_t
open_value(const struct agile *a, struct slice spun, struct slice block_key,
    const struct value *v, uint8_t out[VALUE_MAX])
{
	const struct cipher *c = &a->password;
	uint8_t key[KEYHASH_SIZE_MAX], iv[16];
	size_t n;

	memset(iv, PAD_BYTE, sizeof iv);
	memcpy(iv, c->salt.bytes, c->salt.len < 16 ? c->salt.len : 16);
	n = keyhash_of(c->hash, spun, block_key, key);
	/* A digest is shorter than the key where it is MD5 or SHA-1. */
	if (n < sizeof key)
		memset(key + n, PAD_BYTE, sizeof key - n);
	if (v->len == 0 || v->len % 16 != 0)
		return 0;
	memcpy(out, v->bytes, v->len);
	return decrypt(key, c->key_bytes, iv, out, v->len) ? v->len : 0;
}

static bool
is_agile(const struct agile *a)
{
	return a->has_key && a->data.is_known && a->password.is_known &&
	    aes(a->data.key_bytes, true) != NULL &&
	    aes(a->password.key_bytes, true) != NULL &&
	    a->spin <= OFFICE_SPIN_MAX;
}

static bool
agile_opens(const struct agile *a, struct slice password, struct package *p)
{
	uint8_t spun[KEYHASH_SIZE_MAX], h[KEYHASH_SIZE_MAX];
	uint8_t input[VALUE_MAX], digest[VALUE_MAX], key[VALUE_MAX];
	const struct cipher *c = &a->password;
	size_t n, input_len, digest_len;
	struct slice base;

	base = slice_of(spun, spin(c->hash, slice_of(c->salt.bytes,
	    c->salt.len), password, a->spin, spun));
	input_len = open_value(a, base,
	    SLICE("\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79"), &a->input, input);
	digest_len = open_value(a, base,
	    SLICE("\xd7\xaa\x0f\x6d\x30\x61\x34\x4e"), &a->digest, digest);
	if (input_len == 0 || digest_len == 0)
		return false;
	n = keyhash_of(c->hash, slice_of(input, c->salt.len < input_len ?
	    c->salt.len : input_len), SLICE_NONE, h);
	if (n > digest_len || memcmp(h, digest, n) != 0)
		return false;
	if (open_value(a, base, SLICE("\x14\x6e\x0b\xe7\xab\xac\xd0\xd6"),
	    &a->key, key) < a->data.key_bytes)
		return false;
	p->cipher = a->data;
	p->is_agile = true;
	memcpy(p->key, key, a->data.key_bytes);
	return true;
}

/* --- the package ----------------------------------------------------------------------------------- */

static bool
decrypt_segments(const struct package *p, uint8_t *data, size_t len)
{
	uint8_t h[KEYHASH_SIZE_MAX], count[4];
	uint32_t segment;
	size_t n;

	if (!p->is_agile)
		return decrypt(p->key, p->cipher.key_bytes, NULL, data, len);
	for (segment = 0; len > 0; segment++) {
		n = len < SEGMENT ? len : SEGMENT;
		store32(count, segment);
		if (keyhash_of(p->cipher.hash, slice_of(p->cipher.salt.bytes,
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

/* --- trying ------------------------------------------------------------------------------------------ */

/* *ret is false for what no password can be tried on. */
static int
prepare(struct extract_job *j, struct ole *o, struct slice info,
    struct attempt *a, bool *ret)
{
	static const struct xml_ops ops = { on_start, on_end, on_text };
	bool refused;
	int r = 0;

	memset(a, 0, sizeof *a);
	a->info = info;
	a->package = arena_zalloc(extract_arena(j), sizeof *a->package);
	if (a->package == NULL)
		return engine_exhausted(j->engine);
	a->package->ole = o;
	a->package->index = ole_child(o, OLE_ROOT, "EncryptedPackage");
	if (le16(info, 0) != 4 || le16(info, 2) != 4) {
		*ret = is_standard(info);
		return 0;
	}
	r = xml_parse(j, slice_from(info, 8), &ops, &a->agile, &refused);
	*ret = r == 0 && is_agile(&a->agile);
	return r;
}

static bool
opens_wide(const struct attempt *a, struct slice wide)
{
	return a->agile.has_key ? agile_opens(&a->agile, wide, a->package) :
	    standard_opens(a->info, wide, a->package);
}

static bool
opens(void *arg, struct slice password, uint64_t *cost)
{
	uint8_t wide[TRIAL_WIDE_MAX];

	(void)cost;
	return opens_wide(arg, slice_of(wide, trial_wide(password, wide)));
}

static uint64_t
cost_of(const struct attempt *a)
{
	enum keyhash kind = a->agile.has_key ? a->agile.password.hash :
	    KEYHASH_SHA1;
	uint64_t times = a->agile.has_key ? a->agile.spin : STANDARD_SPIN;

	return (times + 4) * keyhash_cost(kind, 4 + keyhash_size(kind));
}

int
oleopen_package(struct extract_job *j, struct ole *o, struct slice info,
    bool *ret_opened)
{
	struct attempt a;
	bool can;
	int r;

	r = prepare(j, o, info, &a, &can);
	*ret_opened = r == 0 && can && opens_wide(&a, OLEOPEN_PASSWORD_WIDE);
	if (r < 0 || !*ret_opened)
		return r;
	return extract_member_later(j, SLICE_NONE, make_package, a.package);
}

int
oleopen_words(struct extract_job *j, struct ole *o, struct slice info,
    bool *ret_opened)
{
	struct trial_lock lock = { .opens = opens };
	struct slice password;
	struct attempt a;
	bool can;
	int r;

	r = prepare(j, o, info, &a, &can);
	if (r == 0 && can) {
		lock.arg = &a;
		lock.rounds = cost_of(&a);
	}
	*ret_opened = r == 0 && can && trial_find(j, &lock, &password);
	if (r < 0 || !*ret_opened)
		return r;
	trial_opened(j, true);
	return extract_member_later(j, SLICE_NONE, make_package, a.package);
}
