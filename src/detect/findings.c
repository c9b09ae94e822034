#include "detect/findings.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define BUCKETS		256
#define SLOTS_MIN	64
#define SCOPES		3

struct member {
	struct member *next;
	size_t finding;
};

/* What one source found in one scope. */
struct tally {
	uint32_t shapes;		/* candidates of the shape */
	uint32_t passed;
	uint32_t distinct;		/* more than BULK_COUNT do not matter */
	uint32_t score;			/* of their weights */
	uint64_t values[BULK_COUNT];
	struct member *members;		/* tier 1 findings of the scope */
	size_t last;			/* the latest member; SIZE_MAX: none */
	bool has_lost;			/* values that are no member */
};

struct column {
	struct column *next;
	uint64_t key;
	struct tally *tallies;
};

struct entry {
	struct finding finding;
	uint32_t source;
};

struct findings {
	struct arena *arena;
	struct entry *entries;
	size_t count, cap;
	uint32_t *slots;		/* index + 1, open addressing */
	size_t slot_count;		/* a power of two, or 0 */
	uint32_t bulk;
	struct tally *unit;
	struct tally *text;
	struct column *columns[BUCKETS];
	size_t column_count;
	bool lost_columns;		/* more of them than are counted */
	bool lost_list;			/* one of values that were not kept */
	struct member *spare;
};

static void
tally_clear(struct findings *fs, struct tally *t)
{
	struct member *m;

	while ((m = t->members) != NULL) {
		t->members = m->next;
		m->next = fs->spare;
		fs->spare = m;
	}
	memset(t, 0, sizeof *t);
	t->last = SIZE_MAX;
}

static struct tally *
tallies_new(struct findings *fs)
{
	struct tally *t;
	uint32_t i;

	t = arena_array(fs->arena, fs->bulk, sizeof *t);
	for (i = 0; t != NULL && i < fs->bulk; i++)
		t[i].last = SIZE_MAX;
	return t;
}

struct findings *
findings_new(struct arena *a, uint32_t bulk)
{
	struct findings *fs;

	fs = arena_zalloc(a, sizeof *fs);
	if (fs == NULL)
		return NULL;
	fs->arena = a;
	fs->bulk = bulk;
	fs->unit = tallies_new(fs);
	fs->text = tallies_new(fs);
	return fs->unit != NULL && fs->text != NULL ? fs : NULL;
}

static size_t
entry_hash(uint32_t source, const struct finding *f)
{
	uint64_t h;
	size_t i;

	/* value_hash is keyed already: strangers cannot choose collisions. */
	h = f->value_hash;
	h = (h ^ source) * 0x9e3779b97f4a7c15ULL;
	h = (h ^ f->tier ^ ((uint64_t)f->where << 8)) * 0x9e3779b97f4a7c15ULL;
	for (i = 0; i < f->part.len; i++)
		h = (h ^ f->part.ptr[i]) * 0x100000001b3ULL;
	return (size_t)(h ^ h >> 29);
}

static bool
entry_is(const struct entry *e, uint32_t source, const struct finding *f)
{
	return e->source == source &&
	    e->finding.value_hash == f->value_hash &&
	    e->finding.tier == f->tier && e->finding.where == f->where &&
	    slice_eq(e->finding.part, f->part);
}

/* At most half full; the slots move when the table grows. */
static int
slots_grow(struct findings *fs)
{
	size_t i, at, count;
	uint32_t *slots;

	if (fs->count < fs->slot_count / 2)
		return 0;
	count = fs->slot_count > 0 ? fs->slot_count * 2 : SLOTS_MIN;
	slots = arena_array(fs->arena, count, sizeof *slots);
	if (slots == NULL)
		return ERR_LIMIT;
	for (i = 0; i < fs->count; i++) {
		at = entry_hash(fs->entries[i].source,
		    &fs->entries[i].finding) & (count - 1);
		while (slots[at] != 0)
			at = (at + 1) & (count - 1);
		slots[at] = (uint32_t)i + 1;
	}
	fs->slots = slots;
	fs->slot_count = count;
	return 0;
}

int
findings_add(struct findings *fs, uint32_t source, const struct finding *f,
    size_t *ret, bool *ret_new)
{
	struct entry *e, *entries;
	size_t at;

	if (slots_grow(fs) < 0)
		return ERR_LIMIT;
	at = entry_hash(source, f) & (fs->slot_count - 1);
	for (; fs->slots[at] != 0; at = (at + 1) & (fs->slot_count - 1)) {
		e = &fs->entries[fs->slots[at] - 1];
		if (!entry_is(e, source, f))
			continue;
		if (e->finding.occurrences < UINT32_MAX)
			e->finding.occurrences++;
		*ret = fs->slots[at] - 1;
		*ret_new = false;
		return 0;
	}
	if (fs->count >= REPORT_FINDINGS_MAX)
		return ERR_LIMIT;
	entries = arena_grow(fs->arena, fs->entries, fs->count, &fs->cap,
	    sizeof *fs->entries);
	if (entries == NULL)
		return ERR_LIMIT;
	fs->entries = entries;
	e = &fs->entries[fs->count++];
	e->finding = *f;
	e->finding.occurrences = 1;
	e->source = source;
	fs->slots[at] = (uint32_t)fs->count;
	*ret = fs->count - 1;
	*ret_new = true;
	return 0;
}

struct finding *
findings_at(struct findings *fs, size_t i)
{
	return &fs->entries[i].finding;
}

size_t
findings_count(const struct findings *fs)
{
	return fs->count;
}

/* Past BULK_COLUMNS_MAX the unit and the text still count, and it is told. */
static int
column_find(struct findings *fs, uint64_t key, struct tally **ret)
{
	struct column *c, **at;

	*ret = NULL;
	at = &fs->columns[key % BUCKETS];
	for (c = *at; c != NULL && c->key != key; c = c->next)
		;
	if (c == NULL) {
		if (fs->column_count >= BULK_COLUMNS_MAX) {
			fs->lost_columns = true;
			return 0;
		}
		c = arena_zalloc(fs->arena, sizeof *c);
		if (c == NULL || (c->tallies = tallies_new(fs)) == NULL)
			return ERR_LIMIT;
		c->key = key;
		c->next = *at;
		*at = c;
		fs->column_count++;
	}
	*ret = c->tallies;
	return 0;
}

int
findings_shape(struct findings *fs, uint32_t source, uint64_t column)
{
	struct tally *t;
	int r;

	fs->unit[source].shapes++;
	fs->text[source].shapes++;
	if (column == 0)
		return 0;
	r = column_find(fs, column, &t);
	if (t != NULL)
		t[source].shapes++;
	return r;
}

static void
tally_value(struct tally *t, uint64_t value_hash, uint32_t weight)
{
	uint32_t i;

	t->passed++;
	for (i = 0; i < t->distinct; i++)
		if (t->values[i] == value_hash)
			return;
	if (i < BULK_COUNT) {
		t->values[t->distinct++] = value_hash;
		t->score += weight;
	}
}

static int
tally_member(struct findings *fs, struct tally *t, size_t finding)
{
	struct member *m;

	if (findings_at(fs, finding)->tier != 1 || t->last == finding)
		return 0;
	m = fs->spare;
	if (m != NULL)
		fs->spare = m->next;
	else if ((m = arena_alloc(fs->arena, sizeof *m)) == NULL)
		return ERR_LIMIT;
	m->finding = finding;
	m->next = t->members;
	t->members = m;
	t->last = finding;
	return 0;
}

/* The tallies of one source: the unit's, the text's, the column's if any. */
static int
scopes(struct findings *fs, uint32_t source, uint64_t column,
    struct tally **ret)
{
	struct tally *t;
	int r;

	ret[0] = &fs->unit[source];
	ret[1] = &fs->text[source];
	ret[2] = NULL;
	if (column == 0)
		return 0;
	r = column_find(fs, column, &t);
	if (t != NULL)
		ret[2] = &t[source];
	return r;
}

int
findings_pass(struct findings *fs, uint32_t source, uint64_t column,
    size_t finding, uint32_t weight)
{
	struct tally *t[SCOPES];
	size_t i;
	int r;

	r = scopes(fs, source, column, t);
	for (i = 0; i < SCOPES && t[i] != NULL && r == 0; i++) {
		tally_value(t[i], findings_at(fs, finding)->value_hash,
		    weight);
		r = tally_member(fs, t[i], finding);
	}
	return r;
}

bool
findings_is_crowded(const struct findings *fs)
{
	return fs->count >= REPORT_POSSIBLE_MAX;
}

int
findings_pass_only(struct findings *fs, uint32_t source, uint64_t column,
    uint64_t value_hash, uint32_t weight)
{
	struct tally *t[SCOPES];
	size_t i;
	int r;

	r = scopes(fs, source, column, t);
	for (i = 0; i < SCOPES && t[i] != NULL && r == 0; i++) {
		tally_value(t[i], value_hash, weight);
		t[i]->has_lost = true;
	}
	return r;
}

/*
 * Enough distinct values, and most numbers of that shape pass: a list of
 * them.  In a page of arbitrary numbers one in eleven passes by chance.
 */
static void
tallies_end(struct findings *fs, struct tally *tallies)
{
	struct member *m;
	struct tally *t;
	uint32_t i;

	for (i = 0; i < fs->bulk; i++) {
		t = &tallies[i];
		if (t->shapes == 0 && t->passed == 0)
			continue;
		if (t->shapes > 0 && t->score >= BULK_COUNT &&
		    (uint64_t)t->passed * 100 >=
		    (uint64_t)t->shapes * BULK_SHARE_PERCENT) {
			for (m = t->members; m != NULL; m = m->next)
				fs->entries[m->finding].finding.bulk = true;
			fs->lost_list |= t->has_lost;
		}
		tally_clear(fs, t);
	}
}

bool
findings_lost_list(struct findings *fs)
{
	bool lost = fs->lost_list;

	fs->lost_list = false;
	return lost;
}

bool
findings_lost_columns(struct findings *fs)
{
	bool lost = fs->lost_columns;

	fs->lost_columns = false;
	return lost;
}

void
findings_end_unit(struct findings *fs)
{
	tallies_end(fs, fs->unit);
}

void
findings_end_text(struct findings *fs)
{
	struct column *c;
	size_t i;

	tallies_end(fs, fs->unit);
	tallies_end(fs, fs->text);
	if (fs->column_count == 0)
		return;
	for (i = 0; i < BUCKETS; i++) {
		for (c = fs->columns[i]; c != NULL; c = c->next)
			tallies_end(fs, c->tallies);
		fs->columns[i] = NULL;
	}
	fs->column_count = 0;
}
