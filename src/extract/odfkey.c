#include "extract/odfkey.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "extract/xml.h"

#define BLOCK		16
#define SUMMED		((size_t)1024)	/* bytes under the checksum, at most */

/* --- the manifest ------------------------------------------------------------ */

static bool
mentions(const char **attributes, const char *name, struct slice word)
{
	const char *v = xml_attribute(attributes, name);

	return v != NULL && slice_ifind(slice_str(v), word, 0) != SLICE_NPOS;
}

static void
take_value(const char **attributes, const char *name, struct odfkey_value *v)
{
	uint8_t out[ODFKEY_VALUE_MAX + 3];
	const char *text = xml_attribute(attributes, name);
	size_t n = text == NULL ? 0 : strlen(text), pad = 0;
	int len;

	v->len = 0;
	if (n == 0 || n % 4 != 0 || n / 4 * 3 > sizeof out)
		return;
	while (pad < 2 && text[n - 1 - pad] == '=')
		pad++;
	len = EVP_DecodeBlock(out, (const uint8_t *)text, (int)n);
	if (len <= (int)pad || (size_t)len - pad > sizeof v->bytes)
		return;
	v->len = (size_t)len - pad;
	memcpy(v->bytes, out, v->len);
}

static uint32_t
take_number(const char **attributes, const char *name)
{
	const char *text = xml_attribute(attributes, name);
	unsigned long v = text == NULL ? 0 : strtoul(text, NULL, 10);

	return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

/* "SHA1/1K", "...#sha256-1k"; "SHA1", "...#sha256" */
static enum keyhash
take_hash(const char **attributes, const char *name)
{
	return mentions(attributes, name, SLICE("sha256")) ?
	    KEYHASH_SHA256 : KEYHASH_SHA1;
}

void
odfkey_take(struct odfkey *k, const char *element, const char **attributes)
{
	if (strcmp(element, "encryption-data") == 0) {
		memset(k, 0, sizeof *k);
		k->key_bytes = 16;
		k->start = KEYHASH_SHA1;
		k->has_checksum = mentions(attributes, "checksum-type",
		    SLICE("1k"));
		k->sum = take_hash(attributes, "checksum-type");
		take_value(attributes, "checksum", &k->checksum);
	} else if (strcmp(element, "algorithm") == 0) {
		k->is_weak = mentions(attributes, "algorithm-name",
		    SLICE("blowfish"));
		k->is_aes = mentions(attributes, "algorithm-name",
		    SLICE("#aes")) && mentions(attributes,
		    "algorithm-name", SLICE("-cbc"));
		take_value(attributes, "initialisation-vector", &k->iv);
	} else if (strcmp(element, "key-derivation") == 0) {
		k->is_pbkdf2 = mentions(attributes, "key-derivation-name",
		    SLICE("pbkdf2"));
		k->iterations = take_number(attributes, "iteration-count");
		if (xml_attribute(attributes, "key-size") != NULL)
			k->key_bytes = take_number(attributes, "key-size");
		take_value(attributes, "salt", &k->salt);
	} else if (strcmp(element, "start-key-generation") == 0) {
		k->start = take_hash(attributes, "start-key-generation-name");
	}
}

/* --- one password ---------------------------------------------------------------- */

static const EVP_CIPHER *
cipher_of(const struct odfkey *k)
{
	return k->key_bytes == 16 ? EVP_aes_128_cbc() :
	    k->key_bytes == 24 ? EVP_aes_192_cbc() :
	    k->key_bytes == 32 ? EVP_aes_256_cbc() : NULL;
}

bool
odfkey_is_known(const struct odfkey *k)
{
	return k->is_aes && k->is_pbkdf2 && k->has_checksum &&
	    k->iterations > 0 && k->salt.len > 0 && k->iv.len == BLOCK &&
	    k->checksum.len == keyhash_size(k->sum) && cipher_of(k) != NULL;
}

uint64_t
odfkey_cost(const struct odfkey *k)
{
	return keyhash_pbkdf2_cost(KEYHASH_SHA1, k->iterations,
	    k->key_bytes) + keyhash_cost(k->sum, SUMMED);
}

/* The first bytes of it, in whole blocks. */
static bool
decrypt(const struct odfkey *k, struct slice password, struct slice data,
    size_t n, struct buf *out)
{
	uint8_t start[KEYHASH_SIZE_MAX], key[32];
	EVP_CIPHER_CTX *ctx;
	int done = 0;
	bool ok;

	n -= n % BLOCK;
	if (n == 0 || n > INT32_MAX || buf_reserve(out, n) < 0)
		return false;
	keyhash_pbkdf2(KEYHASH_SHA1, slice_of(start, keyhash_of(k->start,
	    password, SLICE_NONE, start)), slice_of(k->salt.bytes,
	    k->salt.len), k->iterations, key, k->key_bytes);
	ctx = EVP_CIPHER_CTX_new();
	ok = ctx != NULL &&
	    EVP_DecryptInit_ex(ctx, cipher_of(k), NULL, key, k->iv.bytes) ==
	    1 && EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, out->ptr + out->len, &done, data.ptr,
	    (int)n) == 1 && (size_t)done == n;
	EVP_CIPHER_CTX_free(ctx);
	if (ok)
		out->len += n;
	return ok;
}

/* The last byte tells how many there are too many (XML Encryption 5.2). */
static struct slice
without_padding(struct slice s)
{
	uint8_t n = s.ptr[s.len - 1];

	return n >= 1 && n <= BLOCK ? slice_sub(s, 0, s.len - n) : SLICE_NONE;
}

static bool
has_checksum(const struct odfkey *k, struct slice plain)
{
	uint8_t h[KEYHASH_SIZE_MAX];
	size_t n;

	n = keyhash_of(k->sum, slice_sub(plain, 0, SUMMED), SLICE_NONE, h);
	return memcmp(h, k->checksum.bytes, n) == 0;
}

bool
odfkey_opens(const struct odfkey *k, struct slice password, struct slice data)
{
	struct buf out = BUF_INIT(SUMMED + 2 * BLOCK);
	size_t n = data.len < SUMMED + BLOCK ? data.len : SUMMED + BLOCK;
	bool opens = false;

	if (decrypt(k, password, data, n, &out))
		opens = has_checksum(k, n < data.len ? buf_slice(&out) :
		    without_padding(buf_slice(&out)));
	buf_free(&out);
	return opens;
}

bool
odfkey_decrypt(const struct odfkey *k, struct slice password,
    struct slice data, struct buf *out)
{
	struct slice plain;
	size_t from = out->len;

	if (!decrypt(k, password, data, data.len, out))
		return false;
	plain = without_padding(slice_from(buf_slice(out), from));
	if (plain.len == 0 || !has_checksum(k, plain))
		return false;
	out->len = from + plain.len;
	return true;
}
