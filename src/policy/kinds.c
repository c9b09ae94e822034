#include "policy/kinds.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "policy/cond.h"
#include "policy/kindwords.h"
#include "policy/place.h"
#include "policy/reply.h"

/* One kind with its number of distinct values, and where they stand. */
struct kind {
	struct slice id;
	size_t count;
	uint32_t places;	/* bits of enum place */
};

struct kinds {
	struct kind *list;
	size_t count;
	uint32_t many;		/* places that are more than one file */
	struct slice file[PLACE_COUNT];	/* the first of each */
};

/* "chi-number" reads "chi number"; only ASCII letters and digits come out. */
static struct slice
plain_name(struct arena *a, struct slice name, bool plural)
{
	struct slice s;
	uint8_t *p;
	size_t i;

	s = arena_printf(a, "%.*s%s", (int)name.len, (const char *)name.ptr,
	    plural ? "s" : "");
	p = (uint8_t *)(uintptr_t)s.ptr;
	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(p[i]) && !ascii_is_digit(p[i]))
			p[i] = ' ';
	return s;
}

static struct slice
kind_name(struct arena *a, struct slice id, bool plural)
{
	const struct kind_words *w = kind_words(id);
	const struct detector_info *d = detector_by_id(id);

	if (w != NULL)
		return slice_str(plural && w->many != NULL ? w->many : w->one);
	if (d != NULL)
		return plain_name(a, slice_str(d->name), plural);
	if (slice_starts(id, SLICE("site_")))
		id = slice_from(id, 5);
	return plain_name(a, id, plural);
}

static bool
is_counted(struct slice id)
{
	const struct kind_words *w = kind_words(id);

	return w == NULL || w->many != NULL;
}

static bool
rules_count(const struct rule *const *rules, size_t n, const struct policy *p,
    const struct finding *f)
{
	size_t i, k;

	for (k = 0; k < n; k++)
		for (i = 0; i < rules[k]->fact_count; i++)
			if (cond_counts_finding(rules[k]->facts[i], p, f))
				return true;
	return false;
}

static int
kind_order(const void *x, const void *y)
{
	const struct finding *a = *(const struct finding *const *)x;
	const struct finding *b = *(const struct finding *const *)y;
	int r = slice_cmp(a->detector, b->detector);

	if (r == 0)
		r = slice_cmp(a->list, b->list);
	if (r != 0)
		return r;
	return a->value_hash < b->value_hash ? -1 :
	    a->value_hash > b->value_hash;
}

/* The kind of that name, or a new one. */
static struct kind *
kind_of(struct arena *a, struct kinds *ks, struct slice id)
{
	struct slice name;
	size_t i;

	for (i = 0; i < ks->count; i++)
		if (slice_eq(ks->list[i].id, id))
			return &ks->list[i];
	name = kind_name(a, id, false);
	for (i = 0; i < ks->count; i++)
		if (slice_eq(kind_name(a, ks->list[i].id, false), name))
			return &ks->list[i];
	ks->list[ks->count].id = id;
	return &ks->list[ks->count++];
}

/* Two files in one place make it plural: "the spreadsheets". */
static enum place
note_place(struct kinds *ks, const struct place_index *x,
    const struct finding *f)
{
	struct slice file;
	enum place p = place_of(x, f, &file);

	if (ks->file[p].ptr == NULL)
		ks->file[p] = file;
	else if (!slice_eq(ks->file[p], file))
		ks->many |= UINT32_C(1) << p;
	return p;
}

/* "a", "a and b", "a, b and c" */
static void
put_joint(struct buf *out, size_t i, size_t n)
{
	if (i > 0)
		(void)buf_puts(out, i + 1 == n ? " and " : ", ");
}

static void
put_places(struct buf *out, uint32_t places, uint32_t many)
{
	size_t i, k = 0, n = 0;

	for (i = 0; i < PLACE_COUNT; i++)
		n += places >> i & 1;
	for (i = 0; i < PLACE_COUNT; i++) {
		if ((places >> i & 1) == 0)
			continue;
		put_joint(out, k++, n);
		(void)buf_puts(out, place_words((enum place)i,
		    (many >> i & 1) != 0));
	}
}

/* "1 NHS number"; "health information about a person" has no number. */
static void
put_kind(struct buf *out, struct arena *a, const struct kind *k)
{
	struct slice s = kind_name(a, k->id, k->count != 1);

	if (is_counted(k->id))
		(void)buf_printf(out, "%zu ", k->count);
	(void)buf_put_slice(out, s);
}

/* "Found in the subject: 1 NHS number and 1 CHI number." */
static void
put_together(struct buf *out, struct arena *a, const struct kinds *ks)
{
	size_t i;

	(void)buf_puts(out, "Found in ");
	put_places(out, ks->list[0].places, ks->many);
	(void)buf_puts(out, ": ");
	for (i = 0; i < ks->count; i++) {
		put_joint(out, i, ks->count);
		put_kind(out, a, &ks->list[i]);
	}
	(void)buf_putc(out, '.');
}

/* "Found: 1 NHS number in the subject; 1 CHI number in the PDF." */
static void
put_apart(struct buf *out, struct arena *a, const struct kinds *ks,
    bool with_places)
{
	size_t i;

	(void)buf_puts(out, "Found: ");
	for (i = 0; i < ks->count; i++) {
		if (with_places && i > 0)
			(void)buf_puts(out, "; ");
		else if (!with_places)
			put_joint(out, i, ks->count);
		put_kind(out, a, &ks->list[i]);
		if (!with_places)
			continue;
		(void)buf_puts(out, " in ");
		put_places(out, ks->list[i].places, ks->many);
	}
	(void)buf_putc(out, '.');
}

static struct slice
put_kinds(struct arena *a, const struct kinds *ks)
{
	struct buf b = BUF_INIT(8 * KIB);
	struct slice s;
	size_t i;

	for (i = 1; i < ks->count; i++)
		if (ks->list[i].places != ks->list[0].places)
			break;
	if (i == ks->count)
		put_together(&b, a, ks);
	else
		put_apart(&b, a, ks, true);
	/* What was found matters more than where, if a line holds no more. */
	if (b.len > REPLY_TEXT_MAX) {
		buf_reset(&b);
		put_apart(&b, a, ks, false);
	}
	s = arena_dup(a, buf_slice(&b));
	buf_free(&b);
	return s;
}

/*
 * One address is no list: of kinds that need many, those short of their
 * threshold are told only if nothing else made the rule match.
 */
static bool
is_short(const struct policy *p, const struct kind *k)
{
	const struct detector_info *d = detector_by_id(k->id);

	/* Half is enough where the topic is a special one. */
	return d != NULL && d->threshold > 1 &&
	    k->count < (p->thresholds[d - detector_table()] + 1) / 2;
}

static void
drop_short(const struct policy *p, struct kinds *ks)
{
	size_t i, n = 0;

	for (i = 0; i < ks->count; i++)
		n += !is_short(p, &ks->list[i]);
	if (n == 0)
		return;
	for (i = n = 0; i < ks->count; i++)
		if (!is_short(p, &ks->list[i]))
			ks->list[n++] = ks->list[i];
	ks->count = n;
}

struct slice
kinds_found(const struct rule *const *rules, size_t rule_count,
    struct view *v)
{
	const struct report *r = v->report;
	const struct finding **list;
	struct kinds ks = { .count = 0 };
	struct slice s = SLICE_NONE;
	struct place_index x;
	struct kind *k;
	size_t i, n = 0;

	if (place_index_make(r, v->arena, &x) < 0)
		return SLICE_NONE;
	list = mem_array(NULL, r->finding_count + 1, sizeof *list);
	for (i = 0; i < r->finding_count; i++)
		if (rules_count(rules, rule_count, v->policy,
		    &r->findings[i]))
			list[n++] = &r->findings[i];
	qsort(list, n, sizeof *list, kind_order);
	ks.list = mem_zalloc((n + 1) * sizeof *ks.list);
	for (i = 0; i < n; i++) {
		k = kind_of(v->arena, &ks, list[i]->detector);
		k->places |= UINT32_C(1) << note_place(&ks, &x, list[i]);
		if (i == 0 || kind_order(&list[i - 1], &list[i]) != 0)
			k->count++;
	}
	drop_short(v->policy, &ks);
	if (n > 0)
		s = put_kinds(v->arena, &ks);
	free(ks.list);
	free(list);
	return s;
}
