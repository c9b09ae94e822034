#include "extract/rarkey.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/keyhash.h"
#include "extract/le.h"

#define SIGNATURE	SLICE("Rar!\x1a\x07\x01\0")
#define BLOCK		16
#define BLOCKS_MAX	(ARCHIVE_ENTRIES_MAX * 4)
#define HEAD_MAX	(2 * MIB)	/* of one block, by the format */
#define POWER_MAX	24		/* of the program itself */
#define CHECK_SIZE	8
#define CHECK_MORE	32		/* iterations behind those of the key */
#define SUM_MORE	16

enum kind { KIND_FILE = 2, KIND_SERVICE = 3, KIND_CRYPT = 4, KIND_END = 5 };

#define HAS_EXTRA	0x01
#define HAS_DATA	0x02
#define FILE_HAS_TIME	0x02
#define FILE_HAS_CRC	0x04
#define EXTRA_CRYPT	1
#define EXTRA_HASH	2
#define CRYPT_HAS_CHECK	0x01
#define CRYPT_TWEAKED	0x02

/* What a password is stretched with. */
struct lock {
	struct slice salt, iv, check;	/* check empty: there is none */
	unsigned power;
	bool is_tweaked;		/* sums depend on the password */
};

struct block {
	uint64_t kind, flags, data_size;
	struct slice body;	/* behind the common fields, before the extra */
	struct slice extra, data;
	size_t size;		/* of all, as it stands in the file */
};

struct rarkey {
	struct slice bytes;
	struct lock first;
	bool has_hidden_names;
	size_t at;		/* where hidden headers begin */
	uint8_t key[32];	/* of the salt that was used last */
	uint8_t sum_key[32];
	struct slice salt;
	bool has_key;
};

static bool
vint(struct slice *s, uint64_t *ret)
{
	uint64_t v = 0;
	unsigned i;

	for (i = 0; i < 9 && i < s->len; i++) {
		v |= (uint64_t)(s->ptr[i] & 0x7f) << (7 * i);
		if ((s->ptr[i] & 0x80) == 0) {
			*s = slice_from(*s, i + 1);
			*ret = v;
			return true;
		}
	}
	return false;
}

static void
put_vint(struct buf *out, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		(void)buf_putc(out, (uint8_t)(v | 0x80));
	(void)buf_putc(out, (uint8_t)v);
}

/* --- reading ---------------------------------------------------------------------- */

/* A header in plain, its sum in front; its data begins behind `size`. */
static bool
take_head(struct slice s, struct block *b)
{
	uint64_t size, extra = 0;
	struct slice head = slice_from(s, 4);

	memset(b, 0, sizeof *b);
	if (s.len < 7 || !vint(&head, &size) || size > head.len ||
	    size > HEAD_MAX)
		return false;
	head = slice_sub(head, 0, (size_t)size);
	b->size = (size_t)(head.ptr - s.ptr) + head.len;
	if ((uint32_t)crc32(0, s.ptr + 4, (uInt)(b->size - 4)) != le32(s, 0))
		return false;
	if (!vint(&head, &b->kind) || !vint(&head, &b->flags) ||
	    ((b->flags & HAS_EXTRA) != 0 && !vint(&head, &extra)) ||
	    ((b->flags & HAS_DATA) != 0 && !vint(&head, &b->data_size)) ||
	    extra > head.len)
		return false;
	b->extra = slice_from(head, head.len - (size_t)extra);
	b->body = slice_sub(head, 0, head.len - (size_t)extra);
	return true;
}

static bool
take_data(struct slice s, struct block *b)
{
	if (b->data_size > s.len - b->size)
		return false;
	b->data = slice_sub(s, b->size, b->size + (size_t)b->data_size);
	b->size += (size_t)b->data_size;
	return true;
}

/* Behind the version: flags, power, salt, vector, check. */
static bool
take_lock(struct slice s, bool has_iv, struct lock *l)
{
	uint64_t version, flags;

	memset(l, 0, sizeof *l);
	if (!vint(&s, &version) || version != 0 || !vint(&s, &flags) ||
	    s.len < 1 + BLOCK + (has_iv ? BLOCK : 0))
		return false;
	l->power = s.ptr[0];
	l->is_tweaked = (flags & CRYPT_TWEAKED) != 0;
	l->salt = slice_sub(s, 1, 1 + BLOCK);
	s = slice_from(s, 1 + BLOCK);
	if (has_iv) {
		l->iv = slice_sub(s, 0, BLOCK);
		s = slice_from(s, BLOCK);
	}
	if ((flags & CRYPT_HAS_CHECK) != 0 && s.len >= CHECK_SIZE)
		l->check = slice_sub(s, 0, CHECK_SIZE);
	return l->power <= POWER_MAX;
}

/* The next record of an extra area: its type, what it holds, all of it. */
static bool
next_record(struct slice *extra, uint64_t *ret_type, struct slice *ret,
    struct slice *ret_whole)
{
	const uint8_t *from = extra->ptr;
	uint64_t size;

	if (!vint(extra, &size) || size > extra->len)
		return false;
	*ret = slice_sub(*extra, 0, (size_t)size);
	*extra = slice_from(*extra, (size_t)size);
	*ret_whole = slice_of(from, (size_t)(ret->ptr - from) + ret->len);
	return vint(ret, ret_type);
}

static bool
find_lock(const struct block *b, struct lock *l)
{
	struct slice extra = b->extra, record, whole;
	uint64_t type;

	if (b->kind != KIND_FILE && b->kind != KIND_SERVICE)
		return false;
	while (next_record(&extra, &type, &record, &whole))
		if (type == EXTRA_CRYPT)
			return take_lock(record, true, l);
	return false;
}

int
rarkey_look(struct slice bytes, struct arena *a, struct rarkey **ret)
{
	size_t at = SIGNATURE.len, n;
	struct rarkey found = { .bytes = bytes };
	struct block b;

	*ret = NULL;
	if (!slice_starts(bytes, SIGNATURE))
		return 0;
	for (n = 0; n < BLOCKS_MAX && take_head(slice_from(bytes, at), &b) &&
	    take_data(slice_from(bytes, at), &b); n++) {
		found.has_hidden_names = b.kind == KIND_CRYPT;
		found.at = at + b.size;
		if ((found.has_hidden_names &&
		    take_lock(b.body, false, &found.first)) ||
		    find_lock(&b, &found.first))
			break;
		if (b.kind == KIND_CRYPT || b.kind == KIND_END)
			return 0;
		at += b.size;
	}
	if (found.first.check.len == 0)
		return 0;
	*ret = arena_alloc(a, sizeof **ret);
	if (*ret == NULL)
		return ERR_LIMIT;
	**ret = found;
	return 0;
}

/* --- one password -------------------------------------------------------------------- */

static uint64_t
cost_of(const struct lock *l, uint64_t times)
{
	return keyhash_pbkdf2_cost(KEYHASH_SHA256,
	    ((uint32_t)1 << l->power) + CHECK_MORE, 32) * times;
}

/* The key goes on to be the check of the password, folded. */
static bool
has_check(const struct lock *l, struct slice password)
{
	uint8_t v[KEYHASH_SIZE_MAX], folded[CHECK_SIZE] = { 0 };
	size_t i;

	keyhash_pbkdf2_block(KEYHASH_SHA256, password, l->salt,
	    ((uint32_t)1 << l->power) + CHECK_MORE, 1, v);
	for (i = 0; i < 32; i++)
		folded[i % CHECK_SIZE] ^= v[i];
	return memcmp(folded, l->check.ptr, CHECK_SIZE) == 0;
}

static bool
opens(void *arg, struct slice password, uint64_t *cost)
{
	const struct rarkey *k = arg;

	(void)cost;
	return has_check(&k->first, password);
}

struct trial_lock
rarkey_lock(struct rarkey *k)
{
	return (struct trial_lock){ opens, k, cost_of(&k->first, 1), false };
}

/* --- the archive in plain -------------------------------------------------------------- */

static bool
decrypt(const uint8_t key[32], const uint8_t *iv, struct slice in,
    struct buf *out)
{
	EVP_CIPHER_CTX *ctx;
	int n = 0;
	bool ok;

	if (in.len == 0)
		return true;
	if (in.len > INT32_MAX || in.len % BLOCK != 0 ||
	    buf_reserve(out, in.len) < 0)
		return false;
	ctx = EVP_CIPHER_CTX_new();
	ok = ctx != NULL &&
	    EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_DecryptUpdate(ctx, out->ptr + out->len, &n, in.ptr,
	    (int)in.len) == 1 && (size_t)n == in.len;
	EVP_CIPHER_CTX_free(ctx);
	if (ok)
		out->len += in.len;
	return ok;
}

/* The key of a salt; false: the password is not that one's, or it is too dear. */
static bool
make_key(struct extract_job *j, struct rarkey *k, const struct lock *l,
    struct slice password)
{
	if (k->has_key && slice_eq(k->salt, l->salt))
		return true;
	if (!trial_may_open(j, cost_of(l, 3)) ||
	    (l->check.len > 0 && !has_check(l, password)))
		return false;
	keyhash_pbkdf2_block(KEYHASH_SHA256, password, l->salt,
	    (uint32_t)1 << l->power, 1, k->key);
	keyhash_pbkdf2_block(KEYHASH_SHA256, password, l->salt,
	    ((uint32_t)1 << l->power) + SUM_MORE, 1, k->sum_key);
	k->salt = l->salt;
	k->has_key = true;
	return true;
}

/* The extra area without what speaks of the cipher. */
static void
put_extra(const struct block *b, bool is_tweaked, struct buf *out)
{
	struct slice extra = b->extra, record, whole;
	uint64_t type;

	while (next_record(&extra, &type, &record, &whole))
		if (type != EXTRA_CRYPT && (type != EXTRA_HASH || !is_tweaked))
			(void)buf_put_slice(out, whole);
}

/* What the fields of a file say of its content. */
struct content {
	uint64_t size;
	bool is_stored, has_sum;
	uint32_t sum;
};

/*
 * The fields of a file: without a sum that depends on the password.  False:
 * they are cut short.
 */
static bool
put_fields(const struct block *b, bool is_tweaked, struct buf *out,
    struct content *ret)
{
	struct slice s = b->body, before, rest;
	uint64_t flags, attributes, method;
	bool sums;

	memset(ret, 0, sizeof *ret);
	if (!vint(&s, &flags))
		return false;
	before = s;
	if (!vint(&s, &ret->size) || !vint(&s, &attributes))
		return false;
	s = slice_from(s, (flags & FILE_HAS_TIME) != 0 ? 4 : 0);
	before = slice_sub(before, 0, before.len - s.len);
	sums = (flags & FILE_HAS_CRC) != 0;
	if (sums && s.len < 4)
		return false;
	put_vint(out, sums && is_tweaked ? flags & ~(uint64_t)FILE_HAS_CRC :
	    flags);
	(void)buf_put_slice(out, before);
	ret->has_sum = sums;
	ret->sum = le32(s, 0);
	if (sums && !is_tweaked)
		(void)buf_put_slice(out, slice_sub(s, 0, 4));
	rest = s = slice_from(s, sums ? 4 : 0);
	(void)buf_put_slice(out, rest);
	ret->is_stored = vint(&s, &method) && (method >> 7 & 7) == 0;
	return true;
}

/*
 * The sum as the header has it: where it depends on the password, it is the
 * folded HMAC of itself with a key that comes some turns behind the first.
 */
static uint32_t
sum_of(const struct rarkey *k, const struct lock *l, struct slice plain)
{
	uint8_t le[4], mac[EVP_MAX_MD_SIZE];
	uint32_t crc = (uint32_t)crc32(0, plain.ptr, (uInt)plain.len), v = 0;
	size_t i;

	if (!l->is_tweaked)
		return crc;
	for (i = 0; i < 4; i++)
		le[i] = (uint8_t)(crc >> (8 * i));
	if (HMAC(EVP_sha256(), k->sum_key, 32, le, 4, mac, NULL) == NULL)
		return 0;
	for (i = 0; i < 32; i += 4)
		v ^= le32(slice_of(mac, 32), i);
	return v;
}

/* The library does not look at the sum of what is only stored. */
static void
weigh(struct extract_job *j, const struct rarkey *k, const struct lock *l,
    const struct content *c, struct slice plain)
{
	if (c->is_stored && (c->size != plain.len || (c->has_sum &&
	    c->sum != sum_of(k, l, plain))))
		(void)extract_anomaly(j, ANOMALY_MALFORMED,
		    "checksum or size of a member is wrong");
}

/* A header of these pieces, with its size and its sum. */
static void
put_head(const struct block *b, uint64_t data_size, struct slice fields,
    struct slice extra, struct buf *out)
{
	struct buf body = BUF_INIT(2 * HEAD_MAX), sized = BUF_INIT(2 * HEAD_MAX);
	uint8_t sum[4];
	uint32_t crc;
	size_t i;

	put_vint(&body, b->kind);
	put_vint(&body, (b->flags & ~(uint64_t)HAS_EXTRA) |
	    (extra.len > 0 ? HAS_EXTRA : 0));
	if (extra.len > 0)
		put_vint(&body, extra.len);
	if ((b->flags & HAS_DATA) != 0)
		put_vint(&body, data_size);
	(void)buf_put_slice(&body, fields);
	(void)buf_put_slice(&body, extra);
	put_vint(&sized, body.len);
	(void)buf_put_slice(&sized, buf_slice(&body));
	crc = (uint32_t)crc32(0, sized.ptr, (uInt)sized.len);
	for (i = 0; i < 4; i++)
		sum[i] = (uint8_t)(crc >> (8 * i));
	(void)buf_put(out, sum, 4);
	(void)buf_put_slice(out, buf_slice(&sized));
	buf_free(&body);
	buf_free(&sized);
}

/* A file in plain.  False: it was not made, and nothing was put. */
static bool
put_file(struct extract_job *j, const struct rarkey *k,
    const struct block *b, const struct lock *l, struct buf *out)
{
	struct buf plain = BUF_INIT(b->data.len);
	struct buf fields = BUF_INIT(HEAD_MAX), extra = BUF_INIT(HEAD_MAX);
	struct slice data;
	struct content c;
	bool ok;

	ok = decrypt(k->key, l->iv.ptr, b->data, &plain) &&
	    put_fields(b, l->is_tweaked, &fields, &c);
	if (ok) {
		data = buf_slice(&plain);
		/* What fills up the last block is none of it. */
		if (c.is_stored && c.size < data.len)
			data = slice_sub(data, 0, (size_t)c.size);
		weigh(j, k, l, &c, data);
		put_extra(b, l->is_tweaked, &extra);
		put_head(b, data.len, buf_slice(&fields), buf_slice(&extra),
		    out);
		(void)buf_put_slice(out, data);
	}
	buf_free(&plain);
	buf_free(&fields);
	buf_free(&extra);
	return ok;
}

/* A header that is ciphertext: a vector, then whole blocks of it. */
static bool
take_hidden(const struct rarkey *k, struct slice s, struct buf *head,
    size_t *ret_size)
{
	struct slice sealed = slice_from(s, BLOCK), first;
	uint64_t size;
	size_t all;

	buf_reset(head);
	if (sealed.len < BLOCK || !decrypt(k->key, s.ptr,
	    slice_sub(sealed, 0, BLOCK), head))
		return false;
	first = slice_from(buf_slice(head), 4);
	if (!vint(&first, &size) || size > HEAD_MAX)
		return false;
	all = BLOCK - first.len + (size_t)size;
	all = (all + BLOCK - 1) / BLOCK * BLOCK;
	if (all > sealed.len)
		return false;
	buf_reset(head);
	*ret_size = BLOCK + all;
	return decrypt(k->key, s.ptr, slice_sub(sealed, 0, all), head);
}

/* One block to out; false at the end of the archive, or of what is whole. */
static bool
put_block(struct extract_job *j, struct rarkey *k, struct slice password,
    size_t *at, struct buf *head, struct buf *out)
{
	struct slice s = slice_from(k->bytes, *at);
	struct block b;
	struct lock l;
	size_t size;

	if (k->has_hidden_names) {
		if (!make_key(j, k, &k->first, password) ||
		    !take_hidden(k, s, head, &size) ||
		    !take_head(buf_slice(head), &b))
			return false;
		b.size = size;
	} else if (!take_head(s, &b)) {
		return false;
	}
	if (!take_data(s, &b))
		return false;
	if (!find_lock(&b, &l) || !make_key(j, k, &l, password) ||
	    !put_file(j, k, &b, &l, out)) {
		put_head(&b, b.data_size, b.body, b.extra, out);
		(void)buf_put_slice(out, b.data);
	}
	*at += b.size;
	return b.kind != KIND_END;
}

int
rarkey_rebuild(struct extract_job *j, struct rarkey *k,
    struct slice password, struct buf *out)
{
	struct buf head = BUF_INIT(HEAD_MAX + 2 * BLOCK);
	size_t at = SIGNATURE.len, n;

	if (k->has_hidden_names)
		at = k->at;
	k->has_key = false;
	(void)buf_put_slice(out, SIGNATURE);
	for (n = 0; n < BLOCKS_MAX && put_block(j, k, password, &at, &head,
	    out); n++)
		;
	buf_free(&head);
	/* Damage and what follows the end: told as in any archive. */
	(void)buf_put_slice(out, slice_from(k->bytes, at));
	return n > 0 && out->len < out->max ? 0 : ERR_LIMIT;
}
