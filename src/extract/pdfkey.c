#include "extract/pdfkey.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/err.h"
#include "extract/rc4.h"

#define STRING_MAX	128
#define ID_MAX		64
#define HASH_REPEAT	64
#define HASH_ROUNDS_MIN	64
#define AES_BLOCK	16

struct string {
	uint8_t bytes[STRING_MAX];
	size_t len;
};

/* The dictionary /Encrypt, as far as the password needs it. */
struct key_facts {
	uint32_t version, revision, bits;
	int64_t permissions;
	struct string owner, user, user_key, id;
	bool clear_metadata;
};

/* Algorithm 2: what a short password is filled up with. */
static const uint8_t padding[32] = {
	0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41,
	0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
	0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80,
	0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};

/* --- reading the dictionary --------------------------------------------- */

static void
read_string(const struct pdf_table *t, struct slice dict, const char *key,
    struct string *out)
{
	struct buf b = BUF_INIT(STRING_MAX);

	pdf_string(pdf_get(t, dict, key), &b);
	out->len = b.len;
	if (b.len > 0)
		memcpy(out->bytes, b.ptr, b.len);
	buf_free(&b);
}

static bool
read_facts(const struct pdf_table *t, struct slice dict, struct slice id,
    struct key_facts *f)
{
	struct pdf_value v;

	memset(f, 0, sizeof *f);
	f->version = (uint32_t)pdf_number(t, dict, "V", 0);
	f->revision = (uint32_t)pdf_number(t, dict, "R", 0);
	/* Some write it as a number without a sign. */
	f->permissions = (int64_t)pdf_integer(pdf_get(t, dict, "P"));
	read_string(t, dict, "O", &f->owner);
	read_string(t, dict, "U", &f->user);
	read_string(t, dict, "UE", &f->user_key);
	v = pdf_get(t, dict, "EncryptMetadata");
	f->clear_metadata = v.kind == PDF_WORD && slice_eq_str(v.raw, "false");
	f->id.len = id.len < ID_MAX ? id.len : ID_MAX;
	if (id.len > 0)
		memcpy(f->id.bytes, id.ptr, f->id.len);
	f->bits = (uint32_t)pdf_number(t, dict, "Length", 40);
	/* Crypt filters count the length of their key in bytes, too. */
	if (f->version == 4)
		f->bits = 128;
	if (f->version == 1 || f->bits < 40 || f->bits > 128)
		f->bits = 40;
	return f->user.len >= 32 && f->owner.len >= 32;
}

/* --- the empty password ------------------------------------------------- */

static void
rc4(const uint8_t *key, size_t key_len, uint8_t *data, size_t len)
{
	struct rc4 cipher;

	rc4_init(&cipher, key, key_len);
	rc4_run(&cipher, data, len);
}

static bool
digest(const EVP_MD *md, const void *bytes, size_t n, uint8_t *out)
{
	return EVP_Digest(bytes, n, out, NULL, md, NULL) == 1;
}

/* Algorithm 2: the key that the empty password gives. */
static bool
file_key(const struct key_facts *f, uint8_t key[16])
{
	uint8_t in[32 + 32 + 4 + ID_MAX + 4], *p = in;
	uint32_t permissions = (uint32_t)f->permissions;
	size_t id = f->id.len < ID_MAX ? f->id.len : ID_MAX, i;

	memcpy(p, padding, 32);
	memcpy(p + 32, f->owner.bytes, 32);
	p += 64;
	for (i = 0; i < 4; i++)
		*p++ = (uint8_t)(permissions >> (8 * i));
	memcpy(p, f->id.bytes, id);
	p += id;
	if (f->revision >= 4 && f->clear_metadata) {
		memset(p, 0xff, 4);
		p += 4;
	}
	if (!digest(EVP_md5(), in, (size_t)(p - in), key))
		return false;
	for (i = 0; f->revision >= 3 && i < 50; i++)
		if (!digest(EVP_md5(), key, f->bits / 8, key))
			return false;
	return true;
}

/* Algorithms 4 to 6: does that key give /U?  *ret_known: it could be tried. */
static bool
opens_old(const struct key_facts *f, struct pdf_key *ret, bool *ret_known)
{
	uint8_t key[16], other[16], x[32 + ID_MAX], in[32 + ID_MAX];
	size_t n = f->revision == 2 ? 5 : f->bits / 8, i, k;
	size_t id = f->id.len < ID_MAX ? f->id.len : ID_MAX;

	*ret_known = file_key(f, key);
	if (!*ret_known)
		return false;
	memcpy(ret->key, key, n);
	ret->key_len = n;
	if (f->revision == 2) {
		memcpy(x, padding, 32);
		rc4(key, n, x, 32);
		return memcmp(x, f->user.bytes, 32) == 0;
	}
	memcpy(in, padding, 32);
	memcpy(in + 32, f->id.bytes, id);
	*ret_known = digest(EVP_md5(), in, 32 + id, x);
	for (i = 0; i < 20; i++) {
		for (k = 0; k < n; k++)
			other[k] = (uint8_t)(key[k] ^ i);
		rc4(other, n, x, 16);
	}
	return memcmp(x, f->user.bytes, 16) == 0;
}

static bool
aes128_cbc(const uint8_t *key_iv, uint8_t *data, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;
	bool ok;

	ok = ctx != NULL &&
	    EVP_EncryptInit_ex(ctx, EVP_aes_128_cbc(), NULL, key_iv,
	    key_iv + 16) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_EncryptUpdate(ctx, data, &n, data, (int)len) == 1 &&
	    (size_t)n == len;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* Algorithm 2.B for the empty password; k holds the first digest. */
static bool
harden(uint8_t k[64])
{
	uint8_t e[HASH_REPEAT * 64];
	const EVP_MD *md;
	size_t k_len = 32, i, round;
	unsigned sum;

	for (round = 0;; round++) {
		for (i = 0; i < HASH_REPEAT; i++)
			memcpy(e + i * k_len, k, k_len);
		if (!aes128_cbc(k, e, HASH_REPEAT * k_len))
			return false;
		for (sum = 0, i = 0; i < 16; i++)
			sum += e[i];
		md = sum % 3 == 0 ? EVP_sha256() : sum % 3 == 1 ?
		    EVP_sha384() : EVP_sha512();
		i = HASH_REPEAT * k_len;
		k_len = sum % 3 == 0 ? 32 : sum % 3 == 1 ? 48 : 64;
		if (!digest(md, e, i, k))
			return false;
		if (round + 1 >= HASH_ROUNDS_MIN &&
		    e[i - 1] <= round + 1 - 32)
			return true;
	}
}

/* The digest of the empty password with one of the salts in /U. */
static bool
salted(const struct key_facts *f, size_t at, uint8_t out[64])
{
	return f->user.len >= at + 8 &&
	    digest(EVP_sha256(), f->user.bytes + at, 8, out) &&
	    (f->revision == 5 || harden(out));
}

/* Algorithm 2.A: the file's key lies in /UE. */
static bool
unwrap_key(const struct key_facts *f, const uint8_t *with, struct pdf_key *ret)
{
	static const uint8_t zero[AES_BLOCK];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	bool ok;

	ok = ctx != NULL && f->user_key.len >= 32 &&
	    EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, with, zero) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, ret->key, &n, f->user_key.bytes, 32) == 1;
	EVP_CIPHER_CTX_free(ctx);
	ret->key_len = ok ? 32 : 0;
	return ok;
}

/* Algorithm 11: the validation salt stands behind the digest in /U. */
static bool
opens_new(const struct key_facts *f, struct pdf_key *ret, bool *ret_known)
{
	uint8_t k[64];

	*ret_known = salted(f, 32, k);
	if (!*ret_known || memcmp(k, f->user.bytes, 32) != 0)
		return false;
	return salted(f, 40, k) && unwrap_key(f, k, ret);
}

/* --- which cipher ------------------------------------------------------- */

enum pdf_cipher
pdfkey_filter(const struct pdf_table *t, struct slice dict, struct slice name)
{
	struct slice filters = pdf_dict(t, dict, "CF"), filter = SLICE_NONE;
	struct pdf_value key, v;

	if (pdf_name_is(name, "Identity"))
		return PDF_CIPHER_NONE;
	while (pdf_next(&filters, &key) && pdf_next(&filters, &v)) {
		if (key.kind != PDF_NAME || !slice_eq(key.raw, name))
			continue;
		v = pdf_resolve(t, v);
		filter = v.kind == PDF_DICT ? v.raw : SLICE_NONE;
	}
	v = pdf_get(t, filter, "CFM");
	if (pdf_is_name(v, "AESV2"))
		return PDF_CIPHER_AES128;
	if (pdf_is_name(v, "AESV3"))
		return PDF_CIPHER_AES256;
	return pdf_is_name(v, "V2") ? PDF_CIPHER_RC4 : PDF_CIPHER_NONE;
}

static enum pdf_cipher
named_filter(const struct pdf_table *t, struct slice dict, const char *key,
    enum pdf_cipher otherwise)
{
	struct pdf_value v = pdf_get(t, dict, key);

	return v.kind == PDF_NAME ? pdfkey_filter(t, dict, v.raw) : otherwise;
}

static void
read_ciphers(const struct pdf_table *t, struct slice dict, struct pdf_key *k)
{
	double version = pdf_number(t, dict, "V", 0);

	k->streams = k->strings = k->files = PDF_CIPHER_RC4;
	if (version < 4)
		return;
	k->streams = named_filter(t, dict, "StmF", PDF_CIPHER_NONE);
	k->strings = named_filter(t, dict, "StrF", PDF_CIPHER_NONE);
	k->files = named_filter(t, dict, "EFF", k->streams);
}

/* The strongest of the three names the reason; a weak one makes it weak. */
static void
name_cipher(struct pdf_key *k, uint32_t bits, bool by_certificate)
{
	enum pdf_cipher all[] = { k->streams, k->strings, k->files };
	enum pdf_cipher best = PDF_CIPHER_NONE;
	size_t i;

	for (i = 0; i < 3; i++)
		if (all[i] > best)
			best = all[i];
	k->encryption = ENCRYPTION_STRONG;
	switch (best) {
	case PDF_CIPHER_NONE:
		k->encryption = ENCRYPTION_NO;
		break;
	case PDF_CIPHER_RC4:
		k->encryption = ENCRYPTION_WEAK;
		k->reason = by_certificate ? SLICE("RC4 for a certificate") :
		    bits > 40 ? SLICE("RC4, 128 bits") : SLICE("RC4, 40 bits");
		break;
	case PDF_CIPHER_AES128:
		k->reason = by_certificate ? SLICE("AES-128 for a certificate") :
		    SLICE("AES-128");
		break;
	case PDF_CIPHER_AES256:
		k->reason = by_certificate ? SLICE("AES-256 for a certificate") :
		    SLICE("AES-256");
		break;
	}
	k->files_encryption = k->encryption;
	/* Some of it is for all to read: 7.6.6, Identity. */
	if (best != PDF_CIPHER_NONE && k->streams == PDF_CIPHER_NONE)
		k->encryption = ENCRYPTION_PARTLY;
}

static void
open_standard(const struct pdf_table *t, struct slice dict, struct slice id,
    struct pdf_key *k)
{
	struct key_facts f;
	bool known = false, opens = false;

	if (!read_facts(t, dict, id, &f))
		return;
	k->clear_metadata = f.clear_metadata;
	name_cipher(k, f.bits, false);
	if (f.revision >= 2 && f.revision <= 4)
		opens = opens_old(&f, k, &known);
	else if (f.revision == 5 || f.revision == 6)
		opens = opens_new(&f, k, &known);
	if (known)
		k->lock = opens ? PDF_LOCK_OPEN : PDF_LOCK_CLOSED;
}

void
pdfkey_open(const struct pdf_table *t, struct slice dict, struct slice id,
    struct pdf_key *ret)
{
	struct pdf_value filter = pdf_get(t, dict, "Filter");

	memset(ret, 0, sizeof *ret);
	if (dict.len == 0)
		return;
	ret->lock = PDF_LOCK_UNKNOWN;
	read_ciphers(t, dict, ret);
	if (pdf_is_name(filter, "Standard")) {
		open_standard(t, dict, id, ret);
	} else if (pdf_get(t, dict, "SubFilter").kind == PDF_NAME) {
		/* 7.6.5: the key is in envelopes for certificates. */
		name_cipher(ret, 128, true);
		ret->lock = PDF_LOCK_CLOSED;
	}
}

/* --- decrypting --------------------------------------------------------- */

static int
put_rc4(const uint8_t *key, size_t n, struct slice in, struct buf *out)
{
	size_t from = out->len;

	if (buf_put_slice(out, in) < 0)
		return ERR_LIMIT;
	if (in.len > 0)
		rc4(key, n, out->ptr + from, in.len);
	return 0;
}

/* CBC with the vector in front; a last block that is cut is left out. */
static int
put_aes(const EVP_CIPHER *cipher, const uint8_t *key, struct slice in,
    struct buf *out)
{
	EVP_CIPHER_CTX *ctx;
	struct slice body = slice_from(in, AES_BLOCK);
	int n = 0, r = ERR_CRYPTO;

	body.len -= body.len % AES_BLOCK;
	if (body.len == 0)
		return 0;
	if (body.len > INT32_MAX || buf_reserve(out, body.len) < 0)
		return ERR_LIMIT;
	ctx = EVP_CIPHER_CTX_new();
	if (ctx != NULL &&
	    EVP_DecryptInit_ex(ctx, cipher, NULL, key, in.ptr) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, out->ptr + out->len, &n, body.ptr,
	    (int)body.len) == 1)
		r = 0;
	EVP_CIPHER_CTX_free(ctx);
	if (r < 0)
		return r;
	out->len += (size_t)n;
	if (n > 0 && out->ptr[out->len - 1] <= AES_BLOCK)
		out->len -= out->ptr[out->len - 1];
	return 0;
}

/* Algorithm 1: the key of one object. */
static size_t
object_key(const struct pdf_key *k, enum pdf_cipher cipher, uint32_t num,
    uint32_t gen, uint8_t out[16])
{
	uint8_t in[32 + 5 + 4];
	size_t n = k->key_len;

	memcpy(in, k->key, n);
	in[n++] = (uint8_t)num;
	in[n++] = (uint8_t)(num >> 8);
	in[n++] = (uint8_t)(num >> 16);
	in[n++] = (uint8_t)gen;
	in[n++] = (uint8_t)(gen >> 8);
	if (cipher == PDF_CIPHER_AES128) {
		memcpy(in + n, "sAlT", 4);
		n += 4;
	}
	if (!digest(EVP_md5(), in, n, out))
		return 0;
	return k->key_len + 5 < 16 ? k->key_len + 5 : 16;
}

int
pdfkey_decrypt(const struct pdf_key *k, enum pdf_cipher cipher, uint32_t num,
    uint32_t gen, struct slice in, struct buf *out)
{
	uint8_t key[16];
	size_t n;

	switch (cipher) {
	case PDF_CIPHER_NONE:
		return buf_put_slice(out, in);
	case PDF_CIPHER_RC4:
		n = object_key(k, cipher, num, gen, key);
		return n == 0 ? ERR_CRYPTO : put_rc4(key, n, in, out);
	case PDF_CIPHER_AES128:
		n = object_key(k, cipher, num, gen, key);
		return n < 16 ? ERR_CRYPTO :
		    put_aes(EVP_aes_128_cbc(), key, in, out);
	case PDF_CIPHER_AES256:
		return k->key_len < 32 ? ERR_CRYPTO :
		    put_aes(EVP_aes_256_cbc(), k->key, in, out);
	}
	return ERR_CRYPTO;
}
