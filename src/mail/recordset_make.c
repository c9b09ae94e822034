/*
 * recordset_make -- from values to an index; in exeatctl and in tests.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "mail/recordset_parts.h"

#define WIDE_LOG2	28	/* of the filter while its final size is unknown */
#define BITS_A_VALUE	16
#define BUCKET_LOG2	12

struct entry {
	uint64_t digest;
	uint32_t tag;		/* row << 8 | column */
};

struct recordset_maker {
	struct recordset_info info;
	struct recordset_keys keys;
	struct entry *entries;
	size_t count, cap;
	uint8_t *filter;		/* of 2^filter_log2 bits */
	uint32_t filter_log2;
	uint32_t reference_lengths;
};

struct recordset_maker *
recordset_maker_new(const uint8_t key[RECORDSET_KEY_SIZE], uint64_t made_s)
{
	struct recordset_maker *m = mem_zalloc(sizeof *m);

	recordset_keys_init(&m->keys, key);
	memcpy(m->info.key_id, m->keys.id, sizeof m->info.key_id);
	m->info.made_s = made_s;
	m->filter_log2 = WIDE_LOG2;
	m->filter = mem_zalloc((size_t)1 << WIDE_LOG2 >> 3);
	return m;
}

void
recordset_maker_free(struct recordset_maker *m)
{
	if (m == NULL)
		return;
	free(m->entries);
	free(m->filter);
	explicit_bzero(&m->keys, sizeof m->keys);
	free(m);
}

int
recordset_maker_column(struct recordset_maker *m,
    const struct recordset_column *c)
{
	if (m->info.column_count == RECORDSET_COLUMNS_MAX)
		return ERR_LIMIT;
	m->info.columns[m->info.column_count] = *c;
	return (int)m->info.column_count++;
}

int
recordset_maker_row(struct recordset_maker *m, uint32_t *ret)
{
	if (m->info.rows == RECORDS_ROWS_MAX)
		return ERR_LIMIT;
	*ret = m->info.rows++;
	return 0;
}

static void
filter_put(struct recordset_maker *m, const struct record_value *v)
{
	struct recordset_bits b = recordset_bits(
	    recordset_filter_hash(&m->keys, v), WIDE_LOG2);
	size_t i;

	for (i = 0; i < 3; i++)
		m->filter[b.block + (b.bit[i] >> 3)] |=
		    (uint8_t)(1 << (b.bit[i] & 7));
}

void
recordset_maker_put(struct recordset_maker *m, uint32_t row, uint32_t column,
    const struct record_value *v)
{
	m->entries = mem_grow(m->entries, m->count, &m->cap,
	    sizeof *m->entries);
	m->entries[m->count++] = (struct entry){
		recordset_digest(&m->keys, v), row << 8 | column };
	filter_put(m, v);
	if (v->type == RECORD_REFERENCE)
		m->reference_lengths |= (uint32_t)1 <<
		    (v->len < 31 ? v->len : 31);
}

void
recordset_maker_name(struct recordset_maker *m, struct slice raw)
{
	struct record_value w;
	size_t at = 0;

	while (record_name_word(raw, &at, &w))
		filter_put(m, &w);
}

void
recordset_maker_weak(struct recordset_maker *m, uint32_t column)
{
	m->info.columns[column].weak++;
}

/* --- order ----------------------------------------------------------------- */

static int
entry_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->digest != y->digest)
		return x->digest < y->digest ? -1 : 1;
	return x->tag < y->tag ? -1 : x->tag > y->tag;
}

/* Digests are even: a first pass by their top bits leaves short runs. */
static void
sort(struct recordset_maker *m)
{
	size_t ends[(1 << BUCKET_LOG2) + 1] = { 0 }, i, k, from;
	struct entry *sorted;

	sorted = mem_array(NULL, m->count + 1, sizeof *sorted);
	for (i = 0; i < m->count; i++)
		ends[(m->entries[i].digest >> (64 - BUCKET_LOG2)) + 1]++;
	for (k = 1; k <= 1 << BUCKET_LOG2; k++)
		ends[k] += ends[k - 1];
	for (i = 0; i < m->count; i++) {
		k = (size_t)(m->entries[i].digest >> (64 - BUCKET_LOG2));
		sorted[ends[k]++] = m->entries[i];
	}
	free(m->entries);
	m->entries = sorted;
	/* Each start has moved to the next one's. */
	for (k = 0, from = 0; k < 1 << BUCKET_LOG2; from = ends[k++])
		qsort(sorted + from, ends[k] - from, sizeof *sorted,
		    entry_order);
}

/* --- what is common -------------------------------------------------------- */

/* Rows among entries of one digest; they ascend. */
static size_t
count_rows(const struct entry *e, size_t n)
{
	size_t i, rows;

	for (i = rows = 1; i < n; i++)
		rows += e[i].tag >> 8 != e[i - 1].tag >> 8;
	return rows;
}

/* Returns how many distinct values stay. */
static size_t
leave_out_common(struct recordset_maker *m)
{
	struct recordset_column *c;
	size_t from, to, i, kept = 0, distinct = 0;
	bool is_common;

	for (from = 0; from < m->count; from = to) {
		for (to = from + 1; to < m->count &&
		    m->entries[to].digest == m->entries[from].digest; to++)
			;
		is_common = count_rows(m->entries + from, to - from) >=
		    m->info.common_from;
		distinct += !is_common;
		for (i = from; i < to; i++) {
			c = &m->info.columns[m->entries[i].tag & 0xff];
			if (is_common) {
				c->common++;
				continue;
			}
			c->values++;
			m->entries[kept++] = m->entries[i];
		}
	}
	m->count = kept;
	return distinct;
}

/* Halves laid over each other: the same filter with one bit less. */
static void
fold_filter(struct recordset_maker *m, size_t distinct)
{
	size_t half, i;

	while (m->filter_log2 > RECORDSET_FILTER_MIN &&
	    (size_t)1 << (m->filter_log2 - 1) >= distinct * BITS_A_VALUE) {
		half = (size_t)1 << (m->filter_log2 - 1) >> 3;
		for (i = 0; i < half; i++)
			m->filter[i] |= m->filter[half + i];
		m->filter_log2--;
	}
}

void
recordset_maker_finish(struct recordset_maker *m, struct recordset_info *ret)
{
	m->info.common_from = m->info.rows / RECORDS_COMMON_SHARE + 1;
	if (m->info.common_from <= RECORDS_COMMON_MIN)
		m->info.common_from = RECORDS_COMMON_MIN + 1;
	sort(m);
	fold_filter(m, leave_out_common(m));
	m->info.entries = m->count;
	m->info.size = RECORDSET_HEAD + ((uint64_t)1 << m->filter_log2) / 8 +
	    m->info.entries * RECORDSET_ENTRY_SIZE;
	*ret = m->info;
}

/* --- the file -------------------------------------------------------------- */

static void
head_make(const struct recordset_maker *m, uint64_t check,
    uint8_t head[RECORDSET_HEAD])
{
	const struct recordset_info *f = &m->info;
	const struct recordset_column *c;
	uint8_t *p;
	size_t i;

	memset(head, 0, RECORDSET_HEAD);
	memcpy(head, "EXEATREC", 8);
	recordset_store(head + 8, RECORDSET_VERSION, 4);
	recordset_store(head + 12, RECORDSET_HEAD, 4);
	recordset_store(head + 16, f->made_s, 8);
	recordset_store(head + 24, f->entries, 8);
	recordset_store(head + 32, check, 8);
	recordset_store(head + 40, f->rows, 4);
	recordset_store(head + 44, f->column_count, 4);
	recordset_store(head + 48, m->filter_log2, 4);
	recordset_store(head + 52, f->common_from, 4);
	memcpy(head + 56, f->key_id, sizeof f->key_id);
	recordset_store(head + 72, m->reference_lengths, 4);
	for (i = 0; i < f->column_count; i++) {
		c = &f->columns[i];
		p = head + RECORDSET_COLUMN_AT + i * RECORDSET_COLUMN_SIZE;
		p[0] = (uint8_t)c->type;
		p[1] = (uint8_t)(c->is_primary | c->is_derived << 1);
		recordset_store(p + 4, c->counts, 4);
		recordset_store(p + 8, c->values, 4);
		recordset_store(p + 12, c->common, 4);
		recordset_store(p + 16, c->weak, 4);
	}
	recordset_head_mac(&m->keys, head, head + RECORDSET_MAC_AT);
}

int
recordset_maker_write(const struct recordset_maker *m,
    int (*put)(void *arg, const void *ptr, size_t n), void *arg)
{
	uint8_t head[RECORDSET_HEAD], *body, *digests, *rows;
	size_t filter = (size_t)1 << m->filter_log2 >> 3, size, i;
	int r;

	size = filter + m->count * RECORDSET_ENTRY_SIZE;
	body = mem_alloc(size);
	memcpy(body, m->filter, filter);
	digests = body + filter;
	rows = digests + 8 * m->count;
	for (i = 0; i < m->count; i++) {
		recordset_store(digests + 8 * i, m->entries[i].digest, 8);
		recordset_store(rows + 4 * i, m->entries[i].tag, 4);
	}
	head_make(m, siphash(m->keys.check, slice_of(body, size)), head);
	r = put(arg, head, sizeof head);
	if (r == 0)
		r = put(arg, body, size);
	free(body);
	return r;
}
