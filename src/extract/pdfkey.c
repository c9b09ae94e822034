#include "extract/pdfkey.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "extract/inflate.h"

#define DICTIONARY_MAX	((size_t)4096)
#define STRING_MAX	128
#define ID_MAX		64
#define HASH_REPEAT	64
#define HASH_ROUNDS_MIN	64
#define STREAMS_MAX	200		/* looked at for plain content */
#define STREAM_HEAD	((size_t)1024)	/* of a stream's dictionary */
#define PEEK		((size_t)256)

struct string {
	uint8_t bytes[STRING_MAX];
	size_t len;
};

/* The dictionary /Encrypt, as far as the password needs it. */
struct key_facts {
	uint32_t version, revision, bits;
	int64_t permissions;
	struct string owner, user, id;
	bool clear_metadata;
	enum { CIPHER_RC4, CIPHER_AES128, CIPHER_AES256 } cipher;
};

/* Algorithm 2: what a short password is filled up with. */
static const uint8_t padding[32] = {
	0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41,
	0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
	0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80,
	0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};

/* --- finding and reading the dictionary ---------------------------------------- */

static bool
is_delimiter(uint8_t c)
{
	return !ascii_is_alpha(c) && !ascii_is_digit(c);
}

/* What follows a key, blanks left out; empty if the key is not there. */
static struct slice
value_of(struct slice dict, const char *key)
{
	struct slice k = slice_str(key);
	size_t at;

	for (at = 0;; at++) {
		at = slice_find(dict, k, at);
		if (at == SLICE_NPOS || at + k.len >= dict.len)
			return SLICE_NONE;
		if (is_delimiter(dict.ptr[at + k.len]))
			break;
	}
	dict = slice_from(dict, at + k.len);
	while (dict.len > 0 && ascii_is_space(dict.ptr[0]))
		dict = slice_from(dict, 1);
	return dict;
}

static int64_t
number_at(struct slice s)
{
	bool negative = s.len > 0 && s.ptr[0] == '-';
	int64_t n = 0;
	size_t i;

	for (i = negative; i < s.len && ascii_is_digit(s.ptr[i]) && i < 12; i++)
		n = n * 10 + (s.ptr[i] - '0');
	return negative ? -n : n;
}

static void
put(struct string *out, uint8_t byte)
{
	if (out->len < sizeof out->bytes)
		out->bytes[out->len++] = byte;
}

static void
hex_string(struct slice s, struct string *out)
{
	unsigned value = 0, digits = 0;
	size_t i;
	uint8_t c;

	for (i = 1; i < s.len && s.ptr[i] != '>'; i++) {
		c = ascii_lower(s.ptr[i]);
		if (!ascii_is_digit(c) && (c < 'a' || c > 'f'))
			continue;
		value = value << 4 | (unsigned)(ascii_is_digit(c) ? c - '0' :
		    c - 'a' + 10);
		if (++digits % 2 == 0)
			put(out, (uint8_t)value);
	}
}

/* One escape after a backslash; returns the bytes it took. */
static size_t
escape(struct slice s, struct string *out)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *known;
	unsigned value = 0;
	size_t i;

	if (s.len == 0)
		return 0;
	for (i = 0; i < 3 && i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '7';
	    i++)
		value = value * 8 + (unsigned)(s.ptr[i] - '0');
	if (i > 0) {
		put(out, (uint8_t)value);
		return i;
	}
	if (s.ptr[0] == '\r' || s.ptr[0] == '\n')
		return s.len > 1 && s.ptr[0] == '\r' && s.ptr[1] == '\n' ? 2 :
		    1;
	known = s.ptr[0] == 0 ? NULL : strchr(from, s.ptr[0]);
	put(out, known == NULL ? s.ptr[0] : (uint8_t)to[known - from]);
	return 1;
}

static void
literal_string(struct slice s, struct string *out)
{
	unsigned depth = 1;
	size_t i;

	for (i = 1; i < s.len; i++) {
		if (s.ptr[i] == '\\') {
			i += escape(slice_from(s, i + 1), out);
			continue;
		}
		depth += s.ptr[i] == '(';
		depth -= s.ptr[i] == ')';
		if (depth == 0)
			return;
		put(out, s.ptr[i]);
	}
}

static void
string_at(struct slice s, struct string *out)
{
	out->len = 0;
	if (s.len > 0 && s.ptr[0] == '<')
		hex_string(s, out);
	else if (s.len > 0 && s.ptr[0] == '(')
		literal_string(s, out);
}

/* The object that "12 0 R" points at; an object of that number, at least. */
static struct slice
object_of(struct slice pdf, struct slice reference)
{
	struct slice found, line;
	char wanted[32];
	size_t at;
	int n;

	n = snprintf(wanted, sizeof wanted, "%lld 0 obj",
	    (long long)number_at(reference));
	if (n < 0)
		return SLICE_NONE;
	line = slice_str(wanted);
	for (at = 0;; at++) {
		at = slice_find(pdf, line, at);
		if (at == SLICE_NPOS)
			return SLICE_NONE;
		/* "112 0 obj" is another one. */
		if (at == 0 || !ascii_is_digit(pdf.ptr[at - 1]))
			break;
	}
	found = slice_sub(pdf, at, at + DICTIONARY_MAX);
	return slice_sub(found, 0, slice_find(found, SLICE("endobj"), 0));
}

static struct slice
encrypt_dictionary(struct slice pdf)
{
	struct slice value = value_of(pdf, "/Encrypt");

	if (value.len == 0)
		return SLICE_NONE;
	if (value.ptr[0] == '<')
		return slice_sub(value, 0, DICTIONARY_MAX);
	return ascii_is_digit(value.ptr[0]) ? object_of(pdf, value) :
	    SLICE_NONE;
}

static bool
read_facts(struct slice pdf, struct key_facts *f)
{
	struct slice dict = encrypt_dictionary(pdf), id;

	memset(f, 0, sizeof *f);
	if (!slice_starts(value_of(dict, "/Filter"), SLICE("/Standard")))
		return false;
	f->version = (uint32_t)number_at(value_of(dict, "/V"));
	f->revision = (uint32_t)number_at(value_of(dict, "/R"));
	f->permissions = number_at(value_of(dict, "/P"));
	string_at(value_of(dict, "/O"), &f->owner);
	string_at(value_of(dict, "/U"), &f->user);
	f->clear_metadata = slice_starts(value_of(dict, "/EncryptMetadata"),
	    SLICE("false"));
	id = value_of(pdf, "/ID");
	if (id.len > 0 && id.ptr[0] == '[')
		id = slice_from(id, 1);
	while (id.len > 0 && ascii_is_space(id.ptr[0]))
		id = slice_from(id, 1);
	string_at(id, &f->id);
	f->bits = slice_find(dict, SLICE("/AESV2"), 0) != SLICE_NPOS ? 128 :
	    (uint32_t)number_at(value_of(dict, "/Length"));
	/* Crypt filters count the length of their key in bytes, too. */
	if (f->version == 4)
		f->bits = 128;
	if (f->version == 1 || f->bits < 40 || f->bits > 128)
		f->bits = 40;
	f->cipher = f->version >= 5 ? CIPHER_AES256 : slice_find(dict,
	    SLICE("/AESV2"), 0) != SLICE_NPOS ? CIPHER_AES128 : CIPHER_RC4;
	return f->user.len >= 32 && f->owner.len >= 32;
}

/* --- the empty password ------------------------------------------------------------- */

static void
rc4(const uint8_t *key, size_t key_len, uint8_t *data, size_t len)
{
	uint8_t s[256], swap, i = 0, j = 0;
	size_t n;

	for (n = 0; n < 256; n++)
		s[n] = (uint8_t)n;
	for (n = 0; n < 256; n++) {
		j = (uint8_t)(j + s[n] + key[n % key_len]);
		swap = s[n];
		s[n] = s[j];
		s[j] = swap;
	}
	for (j = 0, n = 0; n < len; n++) {
		i++;
		j = (uint8_t)(j + s[i]);
		swap = s[i];
		s[i] = s[j];
		s[j] = swap;
		data[n] ^= s[(uint8_t)(s[i] + s[j])];
	}
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
opens_old(const struct key_facts *f, bool *ret_known)
{
	uint8_t key[16], other[16], x[32 + ID_MAX], in[32 + ID_MAX];
	size_t n = f->revision == 2 ? 5 : f->bits / 8, i, k;
	size_t id = f->id.len < ID_MAX ? f->id.len : ID_MAX;

	*ret_known = file_key(f, key);
	if (!*ret_known)
		return false;
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

/* Algorithm 11: the validation salt stands behind the digest in /U. */
static bool
opens_new(const struct key_facts *f, bool *ret_known)
{
	uint8_t k[64];

	*ret_known = f->user.len >= 40 &&
	    digest(EVP_sha256(), f->user.bytes + 32, 8, k) &&
	    (f->revision == 5 || harden(k));
	return *ret_known && memcmp(k, f->user.bytes, 32) == 0;
}

/* --- do the bytes agree? -------------------------------------------------------------- */

static bool
inflates(struct slice data)
{
	struct buf out = BUF_INIT(PEEK);
	struct inflate_end end;
	bool plain;
	int r;

	r = inflate_stream(NULL, data, INFLATE_ZLIB, &out, &end);
	plain = out.len > 0 && ((r == 0 && end.finished) || out.len == PEEK);
	buf_free(&out);
	return plain;
}

static bool
is_printable(struct slice data)
{
	size_t i, odd = 0;

	data = slice_sub(data, 0, PEEK);
	for (i = 0; i < data.len; i++)
		odd += (data.ptr[i] < 0x20 && !ascii_is_space(data.ptr[i])) ||
		    data.ptr[i] >= 0x7f;
	return data.len >= 8 && odd * 20 <= data.len;
}

/*
 * A stream that anybody can read, in a file that claims to be ciphertext?
 * Tables of objects and metadata may be plain.
 */
static bool
has_plain_stream(struct slice pdf)
{
	struct slice dict, data;
	size_t at, n;

	for (at = 0, n = 0; n < STREAMS_MAX; n++) {
		at = slice_find(pdf, SLICE("stream"), at);
		if (at == SLICE_NPOS)
			return false;
		dict = slice_sub(pdf, at > STREAM_HEAD ? at - STREAM_HEAD : 0,
		    at);
		at += 6;
		if (slice_ends(dict, SLICE("end")))
			continue;
		while (slice_find(dict, SLICE("endobj"), 0) != SLICE_NPOS)
			dict = slice_from(dict, slice_find(dict,
			    SLICE("endobj"), 0) + 6);
		data = slice_sub(pdf, at, slice_find(pdf, SLICE("endstream"),
		    at));
		if (data.len > 0 && data.ptr[0] == '\r')
			data = slice_from(data, 1);
		if (data.len > 0 && data.ptr[0] == '\n')
			data = slice_from(data, 1);
		if (slice_find(dict, SLICE("/XRef"), 0) != SLICE_NPOS ||
		    slice_find(dict, SLICE("/Metadata"), 0) != SLICE_NPOS)
			continue;
		if (inflates(data) || is_printable(data) ||
		    slice_starts(data, SLICE("\xff\xd8\xff")))
			return true;
	}
	return false;
}

enum encryption
pdfkey_look(struct slice pdf, struct slice *ret_reason)
{
	struct key_facts f;
	bool known = false, opens;

	if (!read_facts(pdf, &f))
		return ENCRYPTION_NO;
	if (f.revision >= 2 && f.revision <= 4)
		opens = opens_old(&f, &known);
	else if (f.revision == 5 || f.revision == 6)
		opens = opens_new(&f, &known);
	else
		return ENCRYPTION_NO;
	if (!known || opens || has_plain_stream(pdf))
		return ENCRYPTION_NO;
	switch (f.cipher) {
	case CIPHER_RC4:
		*ret_reason = SLICE("RC4");
		return ENCRYPTION_WEAK;
	case CIPHER_AES128:
		*ret_reason = SLICE("AES-128");
		return ENCRYPTION_STRONG;
	case CIPHER_AES256:
		*ret_reason = SLICE("AES-256");
		return ENCRYPTION_STRONG;
	}
	return ENCRYPTION_NO;
}
