#include "mail/recordset.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "mail/recordset_parts.h"

#define GUESS_SLACK	8192		/* entries */

struct recordset {
	struct recordset_info info;
	struct recordset_keys keys;
	const uint8_t *filter;
	const uint8_t *digests;
	const uint8_t *rows;
	uint32_t filter_log2;
	uint32_t reference_lengths;
	uint32_t types;			/* bits */
};

/* --- the key --------------------------------------------------------------- */

static void
derive(struct recordset_keys *k, const char *label, uint8_t *out, size_t n)
{
	uint8_t mac[SHA256_SIZE];

	hmac(&k->mac, label, strlen(label), mac);
	memcpy(out, mac, n);
}

void
recordset_keys_init(struct recordset_keys *k,
    const uint8_t key[RECORDSET_KEY_SIZE])
{
	hmac_key_init(&k->mac, key, RECORDSET_KEY_SIZE);
	/* 0xff begins no type. */
	derive(k, "\xffkey id", k->id, sizeof k->id);
	derive(k, "\xff" "filter", k->filter, sizeof k->filter);
	derive(k, "\xff" "check", k->check, sizeof k->check);
}

uint64_t
recordset_digest(const struct recordset_keys *k, const struct record_value *v)
{
	uint8_t text[2 + RECORD_VALUE_MAX], mac[SHA256_SIZE];

	text[0] = (uint8_t)v->type;
	text[1] = 0;
	memcpy(text + 2, v->bytes, v->len);
	hmac(&k->mac, text, 2 + v->len, mac);
	return recordset_load(mac, 8);
}

uint64_t
recordset_filter_hash(const struct recordset_keys *k,
    const struct record_value *v)
{
	uint8_t text[1 + RECORD_VALUE_MAX];

	text[0] = (uint8_t)v->type;
	memcpy(text + 1, v->bytes, v->len);
	return siphash(k->filter, slice_of(text, 1 + v->len));
}

void
recordset_head_mac(const struct recordset_keys *k, const uint8_t *head,
    uint8_t out[RECORDSET_MAC_SIZE])
{
	uint8_t text[1 + RECORDSET_MAC_AT], mac[SHA256_SIZE];

	text[0] = 0xfe;
	memcpy(text + 1, head, RECORDSET_MAC_AT);
	hmac(&k->mac, text, sizeof text, mac);
	memcpy(out, mac, RECORDSET_MAC_SIZE);
}

/* --- the header ------------------------------------------------------------ */

static int
read_column(const uint8_t *p, struct recordset_column *c)
{
	if (p[0] >= RECORD_NAME_WORD || (p[1] & ~3u) != 0)
		return ERR_CORRUPT;
	c->type = (enum record_type)p[0];
	c->is_primary = (p[1] & 1) != 0;
	c->is_derived = (p[1] & 2) != 0;
	c->counts = (uint32_t)recordset_load(p + 4, 4);
	c->values = (uint32_t)recordset_load(p + 8, 4);
	c->common = (uint32_t)recordset_load(p + 12, 4);
	c->weak = (uint32_t)recordset_load(p + 16, 4);
	return 0;
}

int
recordset_head(struct slice head, struct recordset_info *ret)
{
	const uint8_t *p = head.ptr;
	uint32_t log2;
	size_t i;

	if (head.len < 8 || memcmp(p, "EXEATREC", 8) != 0)
		return ERR_SYNTAX;
	if (head.len < RECORDSET_HEAD)
		return ERR_SHORT;
	if (recordset_load(p + 8, 4) != RECORDSET_VERSION ||
	    recordset_load(p + 12, 4) != RECORDSET_HEAD)
		return ERR_UNSUPPORTED;
	memset(ret, 0, sizeof *ret);
	ret->made_s = recordset_load(p + 16, 8);
	ret->entries = recordset_load(p + 24, 8);
	ret->rows = (uint32_t)recordset_load(p + 40, 4);
	ret->column_count = recordset_load(p + 44, 4);
	log2 = (uint32_t)recordset_load(p + 48, 4);
	ret->common_from = (uint32_t)recordset_load(p + 52, 4);
	memcpy(ret->key_id, p + 56, sizeof ret->key_id);
	if (ret->rows > RECORDS_ROWS_MAX || log2 < RECORDSET_FILTER_MIN ||
	    log2 > RECORDSET_FILTER_MAX || ret->entries >= UINT32_MAX ||
	    ret->column_count == 0 ||
	    ret->column_count > RECORDSET_COLUMNS_MAX)
		return ERR_CORRUPT;
	for (i = 0; i < ret->column_count; i++)
		if (read_column(p + RECORDSET_COLUMN_AT +
		    i * RECORDSET_COLUMN_SIZE, &ret->columns[i]) < 0)
			return ERR_CORRUPT;
	ret->size = RECORDSET_HEAD + ((uint64_t)1 << log2) / 8 +
	    ret->entries * RECORDSET_ENTRY_SIZE;
	return 0;
}

/* --- opening --------------------------------------------------------------- */

static int
open_into(struct recordset *s, struct slice file,
    const uint8_t key[RECORDSET_KEY_SIZE])
{
	uint8_t mac[RECORDSET_MAC_SIZE];
	struct slice body;
	size_t i, filter;
	int r;

	r = recordset_head(file, &s->info);
	if (r < 0)
		return r;
	recordset_keys_init(&s->keys, key);
	if (memcmp(s->keys.id, s->info.key_id, sizeof s->keys.id) != 0)
		return ERR_MISMATCH;
	recordset_head_mac(&s->keys, file.ptr, mac);
	body = slice_from(file, RECORDSET_HEAD);
	if (memcmp(mac, file.ptr + RECORDSET_MAC_AT, sizeof mac) != 0 ||
	    file.len != s->info.size ||
	    siphash(s->keys.check, body) != recordset_load(file.ptr + 32, 8))
		return ERR_CORRUPT;
	s->filter_log2 = (uint32_t)recordset_load(file.ptr + 48, 4);
	s->reference_lengths = (uint32_t)recordset_load(file.ptr + 72, 4);
	filter = (size_t)1 << s->filter_log2 >> 3;
	s->filter = body.ptr;
	s->digests = s->filter + filter;
	s->rows = s->digests + 8 * s->info.entries;
	for (i = 0; i < s->info.column_count; i++)
		s->types |= (uint32_t)1 << s->info.columns[i].type;
	return 0;
}

int
recordset_open(struct slice file, const uint8_t key[RECORDSET_KEY_SIZE],
    struct recordset **ret)
{
	struct recordset *s;
	int r;

	s = mem_zalloc(sizeof *s);
	r = open_into(s, file, key);
	if (r < 0)
		recordset_free(s);
	else
		*ret = s;
	return r;
}

void
recordset_free(struct recordset *s)
{
	if (s != NULL)
		explicit_bzero(&s->keys, sizeof s->keys);
	free(s);
}

const struct recordset_info *
recordset_info(const struct recordset *s)
{
	return &s->info;
}

bool
recordset_has_type(const struct recordset *s, enum record_type t)
{
	return (s->types >> t & 1) != 0;
}

uint32_t
recordset_reference_lengths(const struct recordset *s)
{
	return s->reference_lengths;
}

/* --- looking up ------------------------------------------------------------ */

uint64_t
recordset_hash(const struct recordset *s, const struct record_value *v)
{
	return recordset_filter_hash(&s->keys, v);
}

bool
recordset_may_hold(const struct recordset *s, uint64_t hash)
{
	struct recordset_bits b = recordset_bits(hash, s->filter_log2);
	const uint8_t *p = s->filter + b.block;
	size_t i;

	for (i = 0; i < 3; i++)
		if ((p[b.bit[i] >> 3] >> (b.bit[i] & 7) & 1) == 0)
			return false;
	return true;
}

static uint64_t
digest_at(const struct recordset *s, uint32_t i)
{
	uint64_t x;

	memcpy(&x, s->digests + 8 * (size_t)i, sizeof x);
	return le64toh(x);
}

/* The first entry whose digest is not below. */
static uint32_t
lower_bound(const struct recordset *s, uint64_t digest)
{
	uint32_t low, high, mid, guess, n = (uint32_t)s->info.entries;

	low = 0;
	high = n;
	/* Digests are even: it is nearly where it ought to be. */
	guess = (uint32_t)((digest >> 32) * n >> 32);
	if (guess > GUESS_SLACK && digest_at(s, guess - GUESS_SLACK) < digest)
		low = guess - GUESS_SLACK;
	if (n - guess > GUESS_SLACK && digest_at(s, guess + GUESS_SLACK) >=
	    digest)
		high = guess + GUESS_SLACK;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (digest_at(s, mid) < digest)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct recordset_range
recordset_find(const struct recordset *s, const struct record_value *v)
{
	struct recordset_range r;
	uint64_t digest;

	digest = recordset_digest(&s->keys, v);
	r.from = lower_bound(s, digest);
	for (r.to = r.from; r.to < s->info.entries &&
	    digest_at(s, r.to) == digest; r.to++)
		;
	return r;
}

uint32_t
recordset_row(const struct recordset *s, uint32_t i, uint32_t *ret_column)
{
	uint32_t tag;

	tag = (uint32_t)recordset_load(s->rows + 4 * (size_t)i, 4);
	/* Damaged after it was opened: any column will do. */
	*ret_column = (tag & 0xff) < s->info.column_count ? tag & 0xff : 0;
	return tag >> 8;
}
