#include "detect/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

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
	"sample", "format", "e.g.", NULL
};

/* A person: one of these and a capitalised name (reference 7). */
static const char *const titles[] = {
	"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", NULL
};

static int
add_label(struct detect_plan *p, const char *text, uint32_t tag)
{
	struct slice folded;
	int r;

	r = shadow_fold(&p->fold, slice_str(text), &folded);
	return r == 0 ? words_add(p->labels, folded, tag) : r;
}

static int
add_plain_labels(struct detect_plan *p, const char *const *list,
    enum label_kind kind)
{
	size_t i;
	int r;

	r = 0;
	for (i = 0; list[i] != NULL && r == 0; i++)
		r = add_label(p, list[i], LABEL_TAG(p->source_count, kind));
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
	}
	return LABEL_OTHER;
}

static int
add_built(struct detect_plan *p)
{
	const struct detector *d;
	const struct detect_label *l;
	uint32_t i;
	int r;

	r = 0;
	for (i = 0; detect_table[i].id != NULL; i++) {
		d = detect_table[i].detector;
		plan_source(p, slice_str(detect_table[i].id), SLICE_NONE);
		if (d->on == DETECT_ON_NUMBER)
			p->number_lengths |= d->lengths;
		else
			p->code_lengths |= d->lengths;
		for (l = d->labels; l->text != NULL && r == 0; l++)
			r = add_label(p, l->text,
			    LABEL_TAG(i, label_kind(l->kind)));
	}
	p->built = i;
	/* Of no source: a number that no source of its own has. */
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

static int
own_order(const void *a, const void *b)
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
	    sizeof digest, own_order) != NULL;
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
	p->labels = words_new();
	p->lists = words_new();
	r = plan_key(p);
	if (r == 0)
		r = shadow_init(&p->fold, p->arena, FOLD_MAX);
	if (r == 0)
		r = add_built(p);
	if (r == 0)
		r = plan_read_conf(p, tree, diag);
	if (r == 0)
		r = words_compile(p->labels);
	if (r == 0)
		r = words_compile(p->lists);
	if (r < 0)
		goto out;
	if (p->own_count > 0)
		qsort(p->own, p->own_count, sizeof *p->own, own_order);
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
	words_free(p->labels);
	words_free(p->lists);
	arena_free(p->arena);
	free(p);
}
