#include "detect/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detect/floor.h"
#include "detect/maildomain.h"
#include "detect/records.h"
#include "detect/terms.h"

#define FOLD_MAX	CONF_STRING_MAX	/* longest entry that is folded at all */

/*
 * Negative context (personal-data reference 4): in the 25 characters before a
 * number these say that it is one of another kind.
 */
static const char *const negative[] = {
	"order", "invoice", "purchase order", "po", "ref", "reference", "job",
	"tracking", "consignment", "parcel", "ticket", "booking", "meeting id",
	"serial", "part", "model", "asset", "imei", "sku", "isbn", "barcode",
	"meter", "mpan", "uprn", "commit", "build", "id=", "ts=", "example",
	"sample", "format", "e.g.", "quote", "quotation", "receipt", "voucher",
	"stock", "batch", "catalogue", "product code", "item code", "room",
	"drawing", "zoom", "zoom meeting", "webinar", "teams meeting",
	"meeting no", "meeting number", "conference id", "dial-in", NULL
};

/* A person: one of these and a capitalised name (reference 7). */
static const char *const titles[] = {
	"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", NULL
};

int
plan_word(struct detect_plan *p, struct slice word, uint32_t tag)
{
	struct slice folded;
	int r;

	r = shadow_fold(&p->fold, word, &folded);
	return r == 0 ? words_add(p->words, folded, tag) : r;
}

int
plan_stem(struct detect_plan *p, struct slice stem, uint32_t tag)
{
	struct slice folded;
	int r;

	r = shadow_fold(&p->fold, stem, &folded);
	return r == 0 ? words_add_stem(p->words, folded, tag) : r;
}

/* "ULN" and "ULNs", "order" and "orders". */
static int
plan_words(struct detect_plan *p, struct slice word, uint32_t tag)
{
	uint8_t plural[LIST_WORD_MAX];
	int r;

	r = plan_word(p, word, tag);
	if (r < 0 || word.len + 1 > sizeof plural ||
	    !ascii_is_alpha(word.ptr[word.len - 1]))
		return r;
	memcpy(plural, word.ptr, word.len);
	plural[word.len] = 's';
	return plan_word(p, slice_of(plural, word.len + 1), tag);
}

static int
add_plain_labels(struct detect_plan *p, const char *const *list,
    enum label_kind kind)
{
	size_t i;
	int r;

	r = 0;
	for (i = 0; list[i] != NULL && r == 0; i++)
		r = kind == LABEL_NEGATIVE ?
		    plan_words(p, slice_str(list[i]),
		    LABEL_TAG(LABEL_NO_SOURCE, kind)) :
		    plan_word(p, slice_str(list[i]),
		    LABEL_TAG(LABEL_NO_SOURCE, kind));
	return r;
}

static enum label_kind
label_kind(enum detect_label_kind k)
{
	switch (k) {
	case DETECT_LABEL:
		return LABEL_OWN;
	case DETECT_TOPIC:
		return LABEL_TOPIC;
	case DETECT_HEADER:
		return LABEL_HEADER;
	case DETECT_OTHER:
		return LABEL_OTHER;
	case DETECT_TRIGGER:
	case DETECT_TRIGGER_STEM:
		return LABEL_TRIGGER;
	}
	return LABEL_OTHER;
}

/* Stands in for the detectors of a pack that is not set: never called. */
static const struct detector unset;

static const struct detector *
unless_unset(const struct detector_entry *e, const struct conf_tree *tree)
{
	const struct detector_info *info;

	info = detector_by_id(slice_str(e->id));
	return info == NULL || info->pack == NULL ||
	    plan_pack_is_set(tree, info->pack) ? e->detector : &unset;
}

/* A detector or recogniser: it is called, and its words are known. */
static int
add_caller(struct detect_plan *p, const char *name, const struct detector *d)
{
	struct caller *c = &p->callers[p->caller_count++];
	const struct detect_label *l;
	uint32_t tag;
	int r;

	c->detector = d;
	c->source = (uint16_t)plan_source(p, slice_str(name), SLICE_NONE);
	if ((d->on & DETECT_ON_NUMBER) != 0)
		p->number_lengths |= d->lengths;
	if ((d->on & DETECT_ON_CODE) != 0)
		p->code_lengths |= d->letters;
	r = 0;
	for (l = d->labels; l != NULL && l->text != NULL && r == 0; l++) {
		tag = LABEL_TAG(c->source, label_kind(l->kind));
		r = l->kind == DETECT_TRIGGER_STEM ?
		    plan_stem(p, slice_str(l->text), tag) :
		    l->kind == DETECT_LABEL || l->kind == DETECT_HEADER ?
		    plan_words(p, slice_str(l->text), tag) :
		    plan_word(p, slice_str(l->text), tag);
	}
	return r;
}

static int
add_built(struct detect_plan *p, const struct conf_tree *tree)
{
	uint32_t i, n;
	int r;

	for (i = 0; detect_table[i].id != NULL; i++)
		;
	for (n = 0; recogniser_table[n].id != NULL; n++)
		;
	p->built = i;
	p->callers = arena_array(p->arena, i + n, sizeof *p->callers);
	if (p->callers == NULL)
		return ERR_LIMIT;
	r = 0;
	for (i = 0; detect_table[i].id != NULL; i++)
		if (detect_table[i].detector == &chain_letter_detector) {
			p->has_chain_letters = true;
			p->chain_source = i;
		}
	for (i = 0; detect_table[i].id != NULL && r == 0; i++)
		r = add_caller(p, detect_table[i].id,
		    unless_unset(&detect_table[i], tree));
	for (i = 0; recogniser_table[i].id != NULL && r == 0; i++)
		r = add_caller(p, recogniser_table[i].id,
		    recogniser_table[i].detector);
	if (r == 0)
		r = add_plain_labels(p, negative, LABEL_NEGATIVE);
	if (r == 0)
		r = add_plain_labels(p, titles, LABEL_TITLE);
	return r;
}

uint32_t
plan_source(struct detect_plan *p, struct slice id, struct slice list)
{
	size_t i;

	for (i = 0; i < p->source_count; i++)
		if (slice_eq(p->sources[i].id, id) &&
		    slice_eq(p->sources[i].list, list))
			return (uint32_t)i;
	p->sources = mem_grow(p->sources, p->source_count, &p->source_cap,
	    sizeof *p->sources);
	p->sources[i].id = arena_dup(p->arena, id);
	p->sources[i].list = arena_dup(p->arena, list);
	return (uint32_t)p->source_count++;
}

uint64_t
plan_own_digest(const struct detect_plan *p, struct slice folded)
{
	uint8_t bytes[256];
	size_t i, n;
	uint8_t c;

	n = 0;
	for (i = 0; i < folded.len && n < sizeof bytes; i++) {
		c = folded.ptr[i];
		if (ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80)
			bytes[n++] = c;
	}
	return siphash(p->key, slice_of(bytes, n));
}

int
plan_own_order(const void *a, const void *b)
{
	uint64_t x, y;

	x = *(const uint64_t *)a;
	y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

bool
plan_is_own(const struct detect_plan *p, uint64_t digest)
{
	return p->own_count > 0 && bsearch(&digest, p->own, p->own_count,
	    sizeof digest, plan_own_order) != NULL;
}

/* Quick and not keyed: nobody gains by a word that looks like a name. */
static uint32_t
name_hash(struct slice folded)
{
	uint32_t h = UINT32_C(2166136261);
	size_t i;

	for (i = 0; i < folded.len; i++)
		h = (h ^ folded.ptr[i]) * UINT32_C(16777619);
	return (h ^ h >> 15) % NAME_BITS;
}

int
plan_name_add(struct detect_plan *p, struct slice name, unsigned kinds)
{
	struct slice folded;
	struct name *n;
	uint32_t h;

	if (shadow_fold(&p->fold, name, &folded) < 0)
		return ERR_LIMIT;
	p->names = mem_grow(p->names, p->name_count, &p->name_cap,
	    sizeof *p->names);
	n = &p->names[p->name_count++];
	n->digest = siphash(p->key, folded);
	n->kinds = (uint16_t)kinds;
	h = name_hash(folded);
	p->name_bits[h / 64] |= UINT64_C(1) << h % 64;
	return 0;
}

static int
name_order(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return x->digest < y->digest ? -1 : x->digest > y->digest;
}

/* Sorted; a name of two lists is one. */
static void
names_settle(struct detect_plan *p)
{
	size_t i, n;

	if (p->name_count == 0)
		return;
	qsort(p->names, p->name_count, sizeof *p->names, name_order);
	for (i = 1, n = 0; i < p->name_count; i++)
		if (p->names[i].digest == p->names[n].digest)
			p->names[n].kinds |= p->names[i].kinds;
		else
			p->names[++n] = p->names[i];
	p->name_count = n + 1;
}

unsigned
plan_name(const struct detect_plan *p, struct slice folded)
{
	uint32_t h = name_hash(folded);
	struct name key = { 0, 0 };
	const struct name *n;

	/* Most words are no name. */
	if ((p->name_bits[h / 64] >> h % 64 & 1) == 0)
		return 0;
	key.digest = siphash(p->key, folded);
	n = bsearch(&key, p->names, p->name_count, sizeof key, name_order);
	return n != NULL ? n->kinds : 0;
}

static int
plan_key(struct detect_plan *p)
{
	ssize_t n;

	do
		n = getrandom(p->key, sizeof p->key, 0);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof p->key ? 0 : ERR_SYSTEM;
}

int
detect_plan_new(const struct conf_tree *tree, struct conf_diag *diag,
    struct detect_plan **ret)
{
	struct detect_plan *p;
	int r;

	p = mem_zalloc(sizeof *p);
	p->arena = arena_new(RULESET_ARENA_MAX);
	p->words = words_new();
	r = plan_key(p);
	if (r == 0)
		r = shadow_init(&p->fold, p->arena, FOLD_MAX);
	if (r == 0)
		r = add_built(p, tree);
	if (r == 0)
		r = plan_read_conf(p, tree, diag);
	if (r == 0)
		r = maildomains_read(p, tree);
	if (r == 0)
		r = floors_read(p, tree, diag);
	if (r == 0)
		r = terms_read(p, tree, diag);
	if (r == 0)
		r = words_compile(p->words);
	if (r < 0)
		goto out;
	if (p->own_count > 0)
		qsort(p->own, p->own_count, sizeof *p->own, plan_own_order);
	names_settle(p);
	r = plan_check_examples(p, diag);
	if (r < 0)
		goto out;
	*ret = p;
	p = NULL;
out:
	detect_plan_free(p);
	return r;
}

void
detect_plan_free(struct detect_plan *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->site_count; i++)
		pattern_free(p->sites[i].pattern);
	free(p->sites);
	free(p->examples);
	free(p->sources);
	free(p->own);
	free(p->domains);
	free(p->names);
	free(p->disguised);
	known_free(p->known);
	records_free(p);
	words_free(p->words);
	arena_free(p->arena);
	free(p);
}
