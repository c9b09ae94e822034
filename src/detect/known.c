#include "detect/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detect/plan.h"

#define FILTER_BITS_MAX	24	/* a store has no more of a hash */
#define FILTER_BITS_MIN	15	/* 4 kB: always in the nearest cache */
#define FILTER_SPARE	64	/* bits for each entry: one in 64 passes */

static void
list_free(struct known_list *l)
{
	document_key_wipe(&l->key);
	free(l->documents);
	free(l->values);
	free(l->first);
	free(l->holders);
	free(l->slots);
	free(l->filter);
}

void
known_free(struct known *k)
{
	size_t i;

	if (k == NULL)
		return;
	for (i = 0; i < k->count; i++)
		list_free(&k->lists[i]);
	free(k->lists);
	free(k);
}

int
known_tier(uint64_t hits, uint64_t total)
{
	if (total == 0)
		return 0;
	if (hits * 100 > total * FINGERPRINT_MATCH)
		return 3;
	return hits >= FINGERPRINT_LEAST &&
	    hits * 100 > total * FINGERPRINT_PARTIAL ? 2 : 0;
}

/* --- the index ------------------------------------------------------------- */

struct pair {
	uint64_t value;
	uint32_t filter;
	uint16_t document;
};

static int
pair_order(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (int)x->document - (int)y->document;
}

static struct pair *
all_pairs(const struct documents *d, size_t *ret_n)
{
	struct pair *pairs;
	size_t i, k, n;

	for (i = n = 0; i < d->count; i++)
		n += d->list[i].count;
	pairs = mem_array(NULL, n + 1, sizeof *pairs);
	for (i = n = 0; i < d->count; i++)
		for (k = 0; k < d->list[i].count; k++)
			pairs[n++] = (struct pair){
			    d->list[i].prints[k].value,
			    d->list[i].prints[k].filter, (uint16_t)i };
	qsort(pairs, n, sizeof *pairs, pair_order);
	*ret_n = n;
	return pairs;
}

/* A power of two of at least n, and its exponent. */
static size_t
power_of_two(size_t n, unsigned min, unsigned max, unsigned *ret_bits)
{
	*ret_bits = min;
	while (*ret_bits < max && ((size_t)1 << *ret_bits) < n)
		(*ret_bits)++;
	return (size_t)1 << *ret_bits;
}

static void
set_filter(struct known_list *l, const struct pair *pairs, size_t n)
{
	uint64_t bit;
	unsigned bits;
	size_t i, size;

	size = power_of_two(n * FILTER_SPARE, FILTER_BITS_MIN,
	    FILTER_BITS_MAX, &bits);
	l->filter = mem_zalloc(size / 8);
	l->filter_shift = 64 - bits;
	for (i = 0; i < n; i++) {
		bit = (uint64_t)pairs[i].filter >> (FILTER_BITS_MAX - bits);
		l->filter[bit >> 6] |= (uint64_t)1 << (bit & 63);
	}
}

static void
set_slots(struct known_list *l)
{
	unsigned bits;
	size_t i, at;

	l->slot_mask = power_of_two(2 * l->entry_count + 1, 4, 32, &bits) - 1;
	l->slots = mem_zalloc((l->slot_mask + 1) * sizeof *l->slots);
	for (i = 0; i < l->entry_count; i++) {
		at = l->values[i] & l->slot_mask;
		while (l->slots[at] != 0)
			at = (at + 1) & l->slot_mask;
		l->slots[at] = (uint32_t)i + 1;
	}
}

/* Boilerplate is no entry, and no document's own. */
static void
set_entries(struct known_list *l, const struct pair *pairs, size_t n)
{
	size_t i, k, holders;

	l->values = mem_array(NULL, n + 1, sizeof *l->values);
	l->first = mem_array(NULL, n + 1, sizeof *l->first);
	l->holders = mem_array(NULL, n + 1, sizeof *l->holders);
	holders = 0;
	for (i = 0; i < n; i = k) {
		for (k = i + 1; k < n && pairs[k].value == pairs[i].value; k++)
			;
		if (k - i > FINGERPRINT_COMMON)
			continue;
		l->values[l->entry_count] = pairs[i].value;
		l->first[l->entry_count++] = (uint32_t)holders;
		for (; i < k; i++) {
			l->holders[holders++] = pairs[i].document;
			l->documents[pairs[i].document].total++;
		}
	}
	l->first[l->entry_count] = (uint32_t)holders;
}

void
known_list_index(struct known_list *l, const struct documents *d)
{
	struct pair *pairs;
	size_t i, n;

	l->count = d->count;
	l->documents = mem_zalloc((d->count + 1) * sizeof *l->documents);
	for (i = 0; i < d->count; i++)
		l->documents[i].name = d->list[i].name;
	pairs = all_pairs(d, &n);
	set_entries(l, pairs, n);
	set_slots(l);
	set_filter(l, pairs, n);
	free(pairs);
	for (i = 0; i < l->count; i++)
		if (l->documents[i].total < FINGERPRINT_LEAST)
			l->documents[i].total = 0;
}

size_t
known_entry(const struct known_list *l, uint64_t hash)
{
	uint64_t value;
	size_t at;

	value = document_print_value(&l->key, hash);
	for (at = value & l->slot_mask; l->slots[at] != 0;
	    at = (at + 1) & l->slot_mask)
		if (l->values[l->slots[at] - 1] == value)
			return l->slots[at] - 1;
	return SIZE_MAX;
}

/* --- from the configuration ------------------------------------------------ */

/* The secret beside the store.  0, or ERR_SYNTAX with a message. */
static int
read_key(const struct conf_source *src, const struct conf_block *b,
    struct conf_diag *diag, struct document_key *ret)
{
	struct buf secret = BUF_INIT(DOCUMENTS_SECRET_SIZE + 1);
	struct buf path = BUF_INIT(64 * KIB);
	const char *why;
	int r;

	errno = 0;
	r = buf_printf(&path, "%s" CONF_KEY_SUFFIX, b->from_file);
	if (r == 0)
		r = src->read(src->arg, buf_cstr(&path), &secret);
	why = r == ERR_SYSTEM ? strerror(errno) : r == ERR_DENIED ?
	    "others may write to it, or it belongs to neither root nor this "
	    "user" : err_text(r);
	if (r == 0) {
		r = document_key_init(ret, buf_slice(&secret));
		why = r == ERR_RANGE ? "it is not 32 bytes long" : err_text(r);
	}
	if (r < 0)
		conf_error(diag, &b->name_at, "the key of the documents, "
		    "\"%s\", cannot be used: %s; put back the file that "
		    "\"exeatctl fingerprint add\" made, or make a new store",
		    buf_cstr(&path), why);
	if (secret.ptr != NULL)
		explicit_bzero(secret.ptr, secret.len);
	buf_free(&secret);
	buf_free(&path);
	return r < 0 ? ERR_SYNTAX : 0;
}

static const char *
remedy(int err)
{
	return err == ERR_MISMATCH ? "put the key beside it that it was made "
	    "with" : "put back a copy, or make it anew with \"exeatctl "
	    "fingerprint add\"";
}

/* What cannot be recognised any more is told, but is no mistake. */
static void
warn_common(const struct known_list *l, const struct conf_block *b,
    struct conf_diag *diag)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (l->documents[i].total == 0)
			conf_warning(diag, &b->name_at, "document \"%.*s\" is "
			    "not looked for: nearly all of it stands in more "
			    "than %d others of the list [unseen]",
			    (int)l->documents[i].name.len,
			    (const char *)l->documents[i].name.ptr,
			    FINGERPRINT_COMMON);
}

static int
read_list(struct detect_plan *p, const struct conf_source *src,
    const struct conf_block *b, struct conf_diag *diag)
{
	struct known *k = p->known;
	struct known_list *l;
	struct documents d;
	const char *why;
	int r;

	if (b->from_file == NULL || b->line_count > 0) {
		conf_error(diag, &b->name_at, "documents are kept in a store: "
		    "list %.*s of documents from \"%.*s.fingerprints\"",
		    (int)b->name.len, (const char *)b->name.ptr,
		    (int)b->name.len, (const char *)b->name.ptr);
		return ERR_SYNTAX;
	}
	if (k->count == FINGERPRINT_LISTS_MAX) {
		conf_error(diag, &b->name_at, "more than %d lists of documents",
		    FINGERPRINT_LISTS_MAX);
		return ERR_SYNTAX;
	}
	k->lists = mem_grow(k->lists, k->count, &k->cap, sizeof *k->lists);
	l = &k->lists[k->count++];
	memset(l, 0, sizeof *l);
	if (read_key(src, b, diag, &l->key) < 0)
		return ERR_SYNTAX;
	/* The names of documents stay in the plan's arena. */
	r = documents_parse(b->from_bytes, &l->key, p->arena, &d, &why);
	if (r < 0) {
		conf_error(diag, &b->name_at, "\"%s\" cannot be used: %s; %s",
		    b->from_file, why, remedy(r));
		return ERR_SYNTAX;
	}
	l->source = plan_source(p, SLICE("fingerprint_match"), b->name);
	known_list_index(l, &d);
	warn_common(l, b, diag);
	return 0;
}

int
detect_plan_documents(struct detect_plan *p, const struct conf_tree *tree,
    const struct conf_source *src, struct conf_diag *diag)
{
	size_t i;
	int r = 0;

	for (i = 0; i < tree->block_count; i++) {
		if (strcmp(tree->blocks[i].kind, "list") != 0 ||
		    !slice_eq_str(tree->blocks[i].of, "documents"))
			continue;
		if (p->known == NULL)
			p->known = mem_zalloc(sizeof *p->known);
		if (read_list(p, src, &tree->blocks[i], diag) < 0)
			r = ERR_SYNTAX;
	}
	return r;
}
