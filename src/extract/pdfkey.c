#include "extract/pdfkey.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/err.h"
#include "extract/rc4.h"

#define STRING_MAX	128
#define ID_MAX		64
#define HASH_REPEAT	64
#define HASH_ROUNDS_MIN	64
#define HASH_ROUNDS_MAX	2048	/* ends by chance: far beyond any it needs */
#define PASSWORD_MAX	127	/* bytes of one, of the new schemes */
#define USER_SIZE	48	/* /U: digest, two salts */
#define AES_BLOCK	16

struct string {
	uint8_t bytes[STRING_MAX];
	size_t len;
};

/* The dictionary /Encrypt, as far as the password needs it. */
struct pdfkey_facts {
	uint32_t version, revision, bits;
	int64_t permissions;
	struct string owner, user, owner_key, user_key, id;
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
    struct pdfkey_facts *f)
{
	struct pdf_value v;

	memset(f, 0, sizeof *f);
	f->version = (uint32_t)pdf_number(t, dict, "V", 0);
	f->revision = (uint32_t)pdf_number(t, dict, "R", 0);
	/* Some write it as a number without a sign. */
	f->permissions = (int64_t)pdf_integer(pdf_get(t, dict, "P"));
	read_string(t, dict, "O", &f->owner);
	read_string(t, dict, "U", &f->user);
	read_string(t, dict, "OE", &f->owner_key);
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

/* --- one password ------------------------------------------------------- */

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

/* Algorithm 2, a: 32 bytes of any password. */
static void
fill_up(struct slice password, uint8_t out[32])
{
	size_t n = password.len < 32 ? password.len : 32;

	if (n > 0)
		memcpy(out, password.ptr, n);
	memcpy(out + n, padding, 32 - n);
}

static size_t
old_key_size(const struct pdfkey_facts *f)
{
	return f->revision == 2 ? 5 : f->bits / 8;
}

/* Algorithm 2: the key that a password gives. */
static bool
file_key(const struct pdfkey_facts *f, const uint8_t password[32],
    uint8_t key[16])
{
	uint8_t in[32 + 32 + 4 + ID_MAX + 4], *p = in;
	uint32_t permissions = (uint32_t)f->permissions;
	size_t id = f->id.len < ID_MAX ? f->id.len : ID_MAX, i;

	memcpy(p, password, 32);
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

/* RC4 once for each number in a span, the key changed by it. */
static void
rc4_numbered(const uint8_t *key, size_t n, int from, int to, uint8_t *data,
    size_t len)
{
	uint8_t other[16];
	int i, step = from <= to ? 1 : -1;
	size_t k;

	for (i = from; i != to + step; i += step) {
		for (k = 0; k < n; k++)
			other[k] = (uint8_t)(key[k] ^ i);
		rc4(other, n, data, len);
	}
}

/* Algorithms 4 to 6: does its key give /U?  *ret_known: it could be tried. */
static bool
opens_old(const struct pdfkey_facts *f, const uint8_t password[32],
    struct pdf_key *ret, bool *ret_known)
{
	uint8_t key[16], x[32 + ID_MAX], in[32 + ID_MAX];
	size_t n = old_key_size(f);
	size_t id = f->id.len < ID_MAX ? f->id.len : ID_MAX;

	*ret_known = file_key(f, password, key);
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
	rc4_numbered(key, n, 0, 19, x, 16);
	return memcmp(x, f->user.bytes, 16) == 0;
}

/* Algorithm 7: the owner's password opens /O, where the user's is. */
static bool
owner_opens_old(const struct pdfkey_facts *f, const uint8_t password[32],
    struct pdf_key *ret)
{
	uint8_t key[16], user[32];
	size_t n = old_key_size(f), i;
	bool known;

	if (!digest(EVP_md5(), password, 32, key))
		return false;
	for (i = 0; f->revision >= 3 && i < 50; i++)
		if (!digest(EVP_md5(), key, 16, key))
			return false;
	memcpy(user, f->owner.bytes, 32);
	if (f->revision == 2)
		rc4(key, n, user, 32);
	else
		rc4_numbered(key, n, 19, 0, user, 32);
	return opens_old(f, user, ret, &known);
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

/* One behind the other; the lengths are bounded by the caller. */
static size_t
join(uint8_t *out, struct slice a, struct slice b, struct slice c)
{
	if (a.len > 0)
		memcpy(out, a.ptr, a.len);
	if (b.len > 0)
		memcpy(out + a.len, b.ptr, b.len);
	if (c.len > 0)
		memcpy(out + a.len + b.len, c.ptr, c.len);
	return a.len + b.len + c.len;
}

/* Algorithm 2.B; k holds the first digest. */
static bool
harden(struct slice password, struct slice user, uint8_t k[64])
{
	uint8_t e[HASH_REPEAT * (PASSWORD_MAX + 64 + USER_SIZE)];
	const EVP_MD *md;
	size_t k_len = 32, i, n, round;
	unsigned sum;

	for (round = 0; round < HASH_ROUNDS_MAX; round++) {
		n = join(e, password, slice_of(k, k_len), user);
		for (i = 1; i < HASH_REPEAT; i++)
			memcpy(e + i * n, e, n);
		n *= HASH_REPEAT;
		if (!aes128_cbc(k, e, n))
			return false;
		for (sum = 0, i = 0; i < 16; i++)
			sum += e[i];
		md = sum % 3 == 0 ? EVP_sha256() : sum % 3 == 1 ?
		    EVP_sha384() : EVP_sha512();
		k_len = sum % 3 == 0 ? 32 : sum % 3 == 1 ? 48 : 64;
		if (!digest(md, e, n, k))
			return false;
		if (round + 1 >= HASH_ROUNDS_MIN &&
		    e[n - 1] <= round + 1 - 32)
			return true;
	}
	return false;
}

/*
 * The digest of a password with one of the salts behind the digest in /U or
 * /O; the owner's takes /U in as well.
 */
static bool
salted(const struct pdfkey_facts *f, struct slice password,
    const struct string *with, size_t at, struct slice user, uint8_t out[64])
{
	uint8_t in[PASSWORD_MAX + 8 + USER_SIZE];
	size_t n;

	if (with->len < at + 8)
		return false;
	password = slice_sub(password, 0, PASSWORD_MAX);
	n = join(in, password, slice_of(with->bytes + at, 8), user);
	return digest(EVP_sha256(), in, n, out) &&
	    (f->revision == 5 || harden(password, user, out));
}

/* Algorithm 2.A: the file's key lies in /UE, and in /OE. */
static bool
unwrap_key(const struct string *wrapped, const uint8_t *with,
    struct pdf_key *ret)
{
	static const uint8_t zero[AES_BLOCK];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	bool ok;

	ok = ctx != NULL && wrapped->len >= 32 &&
	    EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, with, zero) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, ret->key, &n, wrapped->bytes, 32) == 1;
	EVP_CIPHER_CTX_free(ctx);
	ret->key_len = ok ? 32 : 0;
	return ok;
}

/* Algorithms 11 and 12: the validation salt, then that of the key. */
static bool
opens_new(const struct pdfkey_facts *f, struct slice password, bool owner,
    struct pdf_key *ret, bool *ret_known)
{
	const struct string *with = owner ? &f->owner : &f->user;
	struct slice user = SLICE_NONE;
	uint8_t k[64];

	if (owner)
		user = slice_sub(slice_of(f->user.bytes, f->user.len), 0,
		    USER_SIZE);
	*ret_known = salted(f, password, with, 32, user, k);
	if (!*ret_known || memcmp(k, with->bytes, 32) != 0)
		return false;
	return salted(f, password, with, 40, user, k) &&
	    unwrap_key(owner ? &f->owner_key : &f->user_key, k, ret);
}

bool
pdfkey_opens(const struct pdfkey_facts *f, struct slice password,
    struct pdf_key *k)
{
	uint8_t filled[32];
	bool known, opens;

	if (f->revision >= 5) {
		opens = opens_new(f, password, false, k, &known) ||
		    opens_new(f, password, true, k, &known);
	} else {
		fill_up(password, filled);
		opens = opens_old(f, filled, k, &known) ||
		    owner_opens_old(f, filled, k);
	}
	if (opens)
		k->lock = PDF_LOCK_OPEN;
	return opens;
}

uint64_t
pdfkey_cost(const struct pdfkey_facts *f)
{
	/* Measured, for both kinds of password, in blocks of 60 ns. */
	return f->revision <= 4 ? 1500 : f->revision == 5 ? 20 : 12000;
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

static bool
is_old(const struct pdfkey_facts *f)
{
	return f->revision >= 2 && f->revision <= 4;
}

static bool
is_new(const struct pdfkey_facts *f)
{
	return f->revision == 5 || f->revision == 6;
}

static void
open_standard(const struct pdf_table *t, struct slice dict, struct slice id,
    struct pdf_key *k)
{
	struct pdfkey_facts f;
	uint8_t filled[32];
	bool known = false, opens = false;

	if (!read_facts(t, dict, id, &f))
		return;
	k->clear_metadata = f.clear_metadata;
	name_cipher(k, f.bits, false);
	if (is_old(&f)) {
		fill_up(SLICE_NONE, filled);
		opens = opens_old(&f, filled, k, &known);
	} else if (is_new(&f)) {
		opens = opens_new(&f, SLICE_NONE, false, k, &known);
	}
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

int
pdfkey_facts(const struct pdf_table *t, struct slice dict, struct slice id,
    struct arena *a, struct pdfkey_facts **ret)
{
	struct pdfkey_facts f;

	*ret = NULL;
	if (!pdf_is_name(pdf_get(t, dict, "Filter"), "Standard") ||
	    !read_facts(t, dict, id, &f) || (!is_old(&f) && !is_new(&f)))
		return 0;
	*ret = arena_alloc(a, sizeof **ret);
	if (*ret == NULL)
		return ERR_LIMIT;
	**ret = f;
	return 0;
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
