#include "policy/kinds.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "policy/cond.h"

/* Detectors whose name with a plural "s" would not be English, or not plain. */
static const struct {
	const char *id, *one, *many;
} words[] = {
	{ "uk_nino", "National Insurance number",
	    "National Insurance numbers" },
	{ "uk_nhs_number", "NHS number", "NHS numbers" },
	{ "uk_chi_number", "CHI number", "CHI numbers" },
	{ "uk_bank_account", "bank account", "bank accounts" },
	{ "payment_card", "payment card number", "payment card numbers" },
	{ "iban", "international bank account number",
	    "international bank account numbers" },
	{ "dob", "date of birth", "dates of birth" },
	{ "words", "listed word or phrase", "listed words or phrases" },
	{ "phrase", "listed word or phrase", "listed words or phrases" },
	{ "pattern", "listed word or phrase", "listed words or phrases" },
};

static const char *const places[FINDING_WHERE_COUNT] = {
	[FINDING_BODY] = "the message text",
	[FINDING_QUOTED] = "the quoted text",
	[FINDING_SUBJECT] = "the subject",
	[FINDING_ATTACHMENT] = "the attachments",
	[FINDING_FILENAME] = "the file names",
	[FINDING_HEADER] = "the email header",
};

/* One kind with its number of distinct values. */
struct kind {
	struct slice name;
	size_t count;
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
	const struct detector_info *d = detector_by_id(id);
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_eq_str(id, words[i].id))
			return slice_str(plural ? words[i].many :
			    words[i].one);
	if (d != NULL)
		return plain_name(a, slice_str(d->name), plural);
	if (slice_starts(id, SLICE("site_")))
		id = slice_from(id, 5);
	return plain_name(a, id, plural);
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

/* Add to the kind of that name, or begin it. */
static size_t
add_kind(struct arena *a, struct kind *kinds, size_t n, struct slice id)
{
	struct slice name = kind_name(a, id, false);
	size_t i;

	for (i = 0; i < n; i++)
		if (slice_eq(kind_name(a, kinds[i].name, false), name)) {
			kinds[i].count++;
			return n;
		}
	if (n == 16)
		return n;
	kinds[n] = (struct kind){ id, 1 };
	return n + 1;
}

/* "a", "a and b", "a, b and c" */
static void
put_joint(struct buf *out, size_t i, size_t n)
{
	if (i > 0)
		(void)buf_puts(out, i + 1 == n ? " and " : ", ");
}

static void
put_places(struct buf *out, uint32_t where)
{
	size_t i, k = 0, n = 0;

	for (i = 0; i < FINDING_WHERE_COUNT; i++)
		n += where >> i & 1;
	for (i = 0; i < FINDING_WHERE_COUNT; i++) {
		if ((where >> i & 1) == 0)
			continue;
		put_joint(out, k++, n);
		(void)buf_puts(out, places[i]);
	}
}

struct slice
kinds_found(const struct rule *const *rules, size_t rule_count,
    struct view *v)
{
	const struct finding **list, *f;
	struct buf b = BUF_INIT(4 * KIB);
	struct kind kinds[16];
	struct slice s = SLICE_NONE;
	uint32_t where = 0;
	size_t i, n = 0, count = 0;

	list = mem_array(NULL, v->report->finding_count + 1, sizeof *list);
	for (i = 0; i < v->report->finding_count; i++) {
		f = &v->report->findings[i];
		if (!rules_count(rules, rule_count, v->policy, f))
			continue;
		list[n++] = f;
		where |= UINT32_C(1) << f->where;
	}
	qsort(list, n, sizeof *list, kind_order);
	for (i = 0; i < n; i++)
		if (i == 0 || kind_order(&list[i - 1], &list[i]) != 0)
			count = add_kind(v->arena, kinds, count,
			    list[i]->detector);
	if (n > 0) {
		(void)buf_puts(&b, "Found in ");
		put_places(&b, where);
		(void)buf_puts(&b, ": ");
		for (i = 0; i < count; i++) {
			s = kind_name(v->arena, kinds[i].name,
			    kinds[i].count != 1);
			put_joint(&b, i, count);
			(void)buf_printf(&b, "%zu %.*s", kinds[i].count,
			    (int)s.len, (const char *)s.ptr);
		}
		(void)buf_putc(&b, '.');
		s = arena_dup(v->arena, buf_slice(&b));
	}
	buf_free(&b);
	free(list);
	return s;
}
