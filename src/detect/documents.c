#include "detect/documents.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/sha256.h"

#define MAGIC		"exeat-fingerprints "
#define VERSION		"1"
#define FILTER_BITS	24
#define PRINT_DIGITS	(2 * (sizeof(uint64_t) + FILTER_BITS / 8))
#define PRINTS_A_LINE	4
#define ID_DIGITS	16

/* --- numbers in bytes ---------------------------------------------------- */

static void
store_be(uint8_t *p, uint64_t x, size_t n)
{
	while (n-- > 0) {
		p[n] = (uint8_t)x;
		x >>= 8;
	}
}

static uint64_t
load_be(const uint8_t *p, size_t n)
{
	uint64_t x = 0;

	while (n-- > 0)
		x = x << 8 | *p++;
	return x;
}

/* --- keys ------------------------------------------------------------------ */

/* One key for each use, so that none helps against another. */
static void
derive(const struct hmac_key *k, const char *use, uint8_t *out, size_t n)
{
	uint8_t all[SHA256_SIZE];

	hmac(k, use, strlen(use), all);
	memcpy(out, all, n);
	explicit_bzero(all, sizeof all);
}

int
document_key_init(struct document_key *k, struct slice secret)
{
	uint8_t seed[sizeof(uint64_t)];
	struct hmac_key h;

	if (secret.len != DOCUMENTS_SECRET_SIZE)
		return ERR_RANGE;
	memset(k, 0, sizeof *k);
	hmac_key_init(&h, secret.ptr, secret.len);
	derive(&h, "exeat fingerprints: letters", seed, sizeof seed);
	gram_key_init(&k->gram, load_be(seed, sizeof seed));
	derive(&h, "exeat fingerprints: print", k->print, sizeof k->print);
	derive(&h, "exeat fingerprints: filter", k->filter, sizeof k->filter);
	derive(&h, "exeat fingerprints: check", k->check, sizeof k->check);
	derive(&h, "exeat fingerprints: id", k->id, sizeof k->id);
	explicit_bzero(&h, sizeof h);
	explicit_bzero(seed, sizeof seed);
	return 0;
}

void
document_key_wipe(struct document_key *k)
{
	explicit_bzero(k, sizeof *k);
}

uint64_t
document_print_value(const struct document_key *k, uint64_t hash)
{
	uint8_t bytes[sizeof hash];

	store_be(bytes, hash, sizeof bytes);
	return siphash(k->print, slice_of(bytes, sizeof bytes));
}

struct document_print
document_print(const struct document_key *k, uint64_t hash)
{
	return (struct document_print){ document_print_value(k, hash),
	    (uint32_t)(hash >> (64 - FILTER_BITS)) };
}

/* The mask of a print's filter bits: it differs with each print. */
static uint32_t
filter_mask(const struct document_key *k, uint64_t value)
{
	uint8_t bytes[sizeof value];

	store_be(bytes, value, sizeof bytes);
	return (uint32_t)(siphash(k->filter, slice_of(bytes, sizeof bytes)) >>
	    (64 - FILTER_BITS));
}

/* --- documents ------------------------------------------------------------- */

bool
document_name_is_good(struct slice name)
{
	size_t at;
	ucs4_t c;
	int n;

	if (name.len == 0 || name.len > FINGERPRINT_NAME_MAX ||
	    slice_trim(name).len != name.len)
		return false;
	for (at = 0; at < name.len; at += (size_t)n) {
		n = u8_mbtoucr(&c, name.ptr + at, name.len - at);
		if (n <= 0 || uc_is_general_category_withtable(c,
		    UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl |
		    UC_CATEGORY_MASK_Zp))
			return false;
	}
	return true;
}

struct document *
documents_find(const struct documents *d, struct slice name)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (slice_eq(d->list[i].name, name))
			return &d->list[i];
	return NULL;
}

static int
value_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void
documents_count_own(const struct documents *d, size_t *ret)
{
	uint64_t *all, *last;
	size_t i, k, n;

	for (i = n = 0; i < d->count; i++)
		n += d->list[i].count;
	all = mem_array(NULL, n + 1, sizeof *all);
	for (i = n = 0; i < d->count; i++)
		for (k = 0; k < d->list[i].count; k++)
			all[n++] = d->list[i].prints[k].value;
	qsort(all, n, sizeof *all, value_order);
	/* What is common comes first, once each. */
	last = all;
	for (i = 0; i < n; i = k) {
		for (k = i + 1; k < n && all[k] == all[i]; k++)
			;
		if (k - i > FINGERPRINT_COMMON)
			*last++ = all[i];
	}
	for (i = 0; i < d->count; i++) {
		ret[i] = 0;
		for (k = 0; k < d->list[i].count; k++)
			ret[i] += bsearch(&d->list[i].prints[k].value, all,
			    (size_t)(last - all), sizeof *all,
			    value_order) == NULL;
	}
	free(all);
}

/* --- writing --------------------------------------------------------------- */

static int
put_prints(const struct document *x, const struct document_key *k,
    struct buf *out)
{
	uint8_t bytes[PRINT_DIGITS / 2];
	char digits[PRINT_DIGITS + 1];
	size_t i;
	int r;

	for (i = 0, r = 0; i < x->count && r == 0; i++) {
		store_be(bytes, x->prints[i].value, sizeof(uint64_t));
		store_be(bytes + sizeof(uint64_t), x->prints[i].filter ^
		    filter_mask(k, x->prints[i].value), FILTER_BITS / 8);
		hex_put(bytes, sizeof bytes, digits);
		r = buf_puts(out, digits);
		if (r == 0 && (i % PRINTS_A_LINE == PRINTS_A_LINE - 1 ||
		    i + 1 == x->count))
			r = buf_putc(out, '\n');
	}
	return r;
}

static void
check_of(const struct document_key *k, struct slice bytes,
    uint8_t out[SHA256_SIZE])
{
	struct hmac_key h;

	hmac_key_init(&h, k->check, sizeof k->check);
	hmac(&h, bytes.ptr, bytes.len, out);
	explicit_bzero(&h, sizeof h);
}

int
documents_print(const struct documents *d, const struct document_key *k,
    struct buf *out)
{
	char id[ID_DIGITS + 1], digits[2 * SHA256_SIZE + 1];
	const struct document *x;
	uint8_t check[SHA256_SIZE];
	size_t i, begin = out->len;
	int r;

	hex_put(k->id, sizeof k->id, id);
	r = buf_printf(out, MAGIC VERSION " %s\n", id);
	for (i = 0; i < d->count && r == 0; i++) {
		x = &d->list[i];
		r = buf_printf(out, "document %s %llu %zu %.*s\n", x->date,
		    (unsigned long long)x->letters, x->count,
		    (int)x->name.len, (const char *)x->name.ptr);
		if (r == 0)
			r = put_prints(x, k, out);
	}
	if (r == 0)
		r = buf_printf(out, "end %zu ", d->count);
	if (r < 0)
		return r;
	check_of(k, slice_from(buf_slice(out), begin), check);
	hex_put(check, sizeof check, digits);
	return buf_printf(out, "%s\n", digits);
}

/* --- reading --------------------------------------------------------------- */

/* A cursor over the lines and words of a store. */
struct reading {
	struct slice rest;
	const struct document_key *key;
	struct arena *arena;
	struct documents *into;
};

static struct slice
next_line(struct reading *in)
{
	struct slice line;
	size_t n;

	n = slice_chr(in->rest, '\n', 0);
	if (n == SLICE_NPOS)
		n = in->rest.len;
	line = slice_sub(in->rest, 0, n);
	in->rest = slice_from(in->rest, n + 1);
	return line;
}

static struct slice
next_word(struct slice *line)
{
	struct slice word;
	size_t n;

	n = slice_chr(*line, ' ', 0);
	if (n == SLICE_NPOS)
		n = line->len;
	word = slice_sub(*line, 0, n);
	*line = slice_from(*line, n + 1);
	return word;
}

static int
read_count(struct slice word, uint64_t max, uint64_t *ret)
{
	uint64_t n = 0;
	size_t i;

	if (word.len == 0 || word.len > 9)
		return ERR_CORRUPT;
	for (i = 0; i < word.len; i++) {
		if (!ascii_is_digit(word.ptr[i]))
			return ERR_CORRUPT;
		n = n * 10 + (uint64_t)(word.ptr[i] - '0');
	}
	*ret = n;
	return n <= max ? 0 : ERR_LIMIT;
}

static int
read_date(struct slice word, char ret[DOCUMENTS_DATE_SIZE])
{
	static const char shape[] = "0000-00-00";
	size_t i;

	if (word.len != sizeof shape - 1)
		return ERR_CORRUPT;
	for (i = 0; i < word.len; i++)
		if (shape[i] == '-' ? word.ptr[i] != '-' :
		    !ascii_is_digit(word.ptr[i]))
			return ERR_CORRUPT;
	memcpy(ret, word.ptr, word.len);
	ret[word.len] = '\0';
	return 0;
}

static int
read_print(const struct document_key *k, struct slice digits,
    struct document_print *ret)
{
	uint8_t bytes[PRINT_DIGITS / 2];

	if (hex_get(digits, bytes, sizeof bytes) < 0)
		return ERR_CORRUPT;
	ret->value = load_be(bytes, sizeof(uint64_t));
	ret->filter = (uint32_t)load_be(bytes + sizeof(uint64_t),
	    FILTER_BITS / 8) ^ filter_mask(k, ret->value);
	return 0;
}

static int
read_prints(struct reading *in, struct document *x)
{
	struct slice line;
	size_t i, at;
	int r;

	/* Not more than can stand there. */
	if (x->count > in->rest.len / PRINT_DIGITS)
		return ERR_CORRUPT;
	x->prints = arena_array(in->arena, x->count, sizeof *x->prints);
	if (x->prints == NULL)
		return ERR_LIMIT;
	line = SLICE_NONE;
	for (i = 0, r = 0; i < x->count && r == 0; i++) {
		at = i % PRINTS_A_LINE * PRINT_DIGITS;
		if (at == 0)
			line = next_line(in);
		r = read_print(in->key, slice_sub(line, at, at +
		    PRINT_DIGITS), &x->prints[i]);
		if (r == 0 && i > 0 &&
		    x->prints[i].value <= x->prints[i - 1].value)
			r = ERR_CORRUPT;
	}
	return r;
}

static int
read_document(struct reading *in, struct slice line)
{
	struct documents *d = in->into;
	struct document *x;
	uint64_t count;
	int r;

	if (d->count == FINGERPRINT_DOCUMENTS_MAX)
		return ERR_LIMIT;
	x = arena_grow(in->arena, d->list, d->count, &d->cap, sizeof *x);
	if (x == NULL)
		return ERR_LIMIT;
	d->list = x;
	x += d->count;
	r = read_date(next_word(&line), x->date);
	if (r == 0)
		r = read_count(next_word(&line), FINGERPRINT_TEXT_MAX,
		    &x->letters);
	if (r == 0)
		r = read_count(next_word(&line), FINGERPRINT_TEXT_MAX, &count);
	if (r == 0 && (!document_name_is_good(line) ||
	    documents_find(d, line) != NULL))
		r = ERR_CORRUPT;
	if (r < 0)
		return r;
	x->count = (size_t)count;
	x->name = arena_dup(in->arena, line);
	if (x->name.ptr == NULL)
		return ERR_LIMIT;
	d->count++;
	return read_prints(in, x);
}

/* The last line, with the check of what stands before it. */
static int
read_end(const struct reading *in, struct slice bytes, struct slice line)
{
	uint8_t check[SHA256_SIZE], right[SHA256_SIZE];
	struct slice digits;
	uint64_t count;

	if (read_count(next_word(&line), FINGERPRINT_DOCUMENTS_MAX,
	    &count) < 0 || count != in->into->count || in->rest.len > 0)
		return ERR_CORRUPT;
	digits = line;
	if (hex_get(digits, check, sizeof check) < 0)
		return ERR_CORRUPT;
	check_of(in->key, slice_sub(bytes, 0,
	    (size_t)(digits.ptr - bytes.ptr)), right);
	return memcmp(check, right, sizeof check) == 0 ? 0 : ERR_CORRUPT;
}

static int
read_lines(struct reading *in, struct slice bytes)
{
	struct slice line, word;
	int r;

	for (r = 0; r == 0;) {
		line = next_line(in);
		word = next_word(&line);
		if (slice_eq_str(word, "end"))
			return read_end(in, bytes, line);
		r = slice_eq_str(word, "document") ? read_document(in, line) :
		    ERR_CORRUPT;
	}
	return r;
}

static int
read_header(struct reading *in)
{
	struct slice line;
	uint8_t id[sizeof in->key->id];

	if (!slice_starts(in->rest, SLICE(MAGIC)))
		return ERR_SYNTAX;
	line = slice_from(next_line(in), sizeof MAGIC - 1);
	if (!slice_eq_str(next_word(&line), VERSION))
		return ERR_UNSUPPORTED;
	if (hex_get(line, id, sizeof id) < 0)
		return ERR_CORRUPT;
	return memcmp(id, in->key->id, sizeof id) == 0 ? 0 : ERR_MISMATCH;
}

static const char *
why(int err)
{
	if (err == ERR_SYNTAX)
		return "it is no store of fingerprints";
	if (err == ERR_UNSUPPORTED)
		return "it was written by another version of exeatctl";
	if (err == ERR_MISMATCH)
		return "it was made with another key";
	if (err == ERR_LIMIT)
		return "it holds more documents than may be";
	return "it is damaged or was changed by hand";
}

int
documents_parse(struct slice bytes, const struct document_key *k,
    struct arena *a, struct documents *ret, const char **ret_why)
{
	struct reading in = { bytes, k, a, ret };
	int r;

	memset(ret, 0, sizeof *ret);
	r = read_header(&in);
	if (r == 0)
		r = read_lines(&in, bytes);
	if (r < 0)
		*ret_why = why(r);
	return r;
}
