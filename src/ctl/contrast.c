#include "ctl/contrast.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "ctl/progress.h"

void
contrast_free(struct contrast *d)
{
	size_t i;

	for (i = 0; i < d->count; i++) {
		free(d->list[i].act);
		free(d->list[i].by);
	}
	free(d->list);
	memset(d, 0, sizeof *d);
}

static struct contrast_act *
find(struct contrast *d, const char *act, const char *by)
{
	struct contrast_act *x;
	size_t i;

	for (i = 0; i < d->count; i++)
		if (strcmp(d->list[i].act, act) == 0 &&
		    strcmp(d->list[i].by, by) == 0)
			return &d->list[i];
	d->list = mem_grow(d->list, d->count, &d->cap, sizeof *d->list);
	x = &d->list[d->count++];
	*x = (struct contrast_act){ .act = mem_str(act), .by = mem_str(by) };
	return x;
}

/* --- what one side does, as act and by ------------------------------------------- */

struct act {
	char *act, *by;
};

struct acts {
	struct act *list;
	size_t count, cap;
};

static void
acts_free(struct acts *a)
{
	size_t i;

	for (i = 0; i < a->count; i++) {
		free(a->list[i].act);
		free(a->list[i].by);
	}
	free(a->list);
}

static bool
has_act(const struct acts *a, const struct act *x)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (strcmp(a->list[i].act, x->act) == 0 &&
		    strcmp(a->list[i].by, x->by) == 0)
			return true;
	return false;
}

/* Each once; takes neither buffer. */
static void
put(struct acts *a, struct buf *act, struct buf *by)
{
	struct act x = { mem_str(buf_cstr(act)), mem_str(buf_cstr(by)) };

	buf_reset(act);
	buf_reset(by);
	if (has_act(a, &x)) {
		free(x.act);
		free(x.by);
		return;
	}
	a->list = mem_grow(a->list, a->count, &a->cap, sizeof *a->list);
	a->list[a->count++] = x;
}

static bool
is_named(struct slice name, const char *const *names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (slice_eq_str(name, names[i]))
			return true;
	return count == 0;
}

/* What is not read is acted on by its class; the notice is no rule's word. */
static void
put_others(const struct result *r, bool with_notice, struct acts *a,
    struct buf *act, struct buf *by)
{
	size_t i;

	for (i = 0; i < r->anomaly_count; i++) {
		if (r->anomalies[i].disposition == DISPOSITION_ACCEPT)
			continue;
		buf_puts(act, disposition_name(r->anomalies[i].disposition));
		buf_printf(by, "unreadable %s",
		    anomaly_class_name(r->anomalies[i].class));
		put(a, act, by);
	}
	if (with_notice && r->disclaimer != DISCLAIMER_NONE) {
		buf_printf(act, "notice %s",
		    disclaimer_state_name(r->disclaimer));
		buf_put_slice(by, r->disclaimer_text.len > 0 ?
		    r->disclaimer_text : SLICE("notice"));
		put(a, act, by);
	}
}

/* What no rule says by itself: a fallback, which recipients it is about. */
static void
put_whole(const struct result *r, struct acts *a, struct buf *act,
    struct buf *by)
{
	size_t i, n = 0;

	for (i = 0; i < r->recipient_count; i++)
		n += r->recipients[i] == (uint8_t)r->disposition;
	buf_puts(act, disposition_name(r->disposition));
	if (n < r->recipient_count)
		buf_printf(act, " for %zu of %zu recipients", n,
		    r->recipient_count);
	buf_puts(by, "message");
	put(a, act, by);
}

static struct acts
acts_of(const struct result *r, bool with_notice, const char *const *names,
    size_t count)
{
	struct buf act = BUF_INIT(VERDICT_STRING_MAX + KIB);
	struct buf by = BUF_INIT(VERDICT_STRING_MAX + KIB);
	struct acts a = { NULL, 0, 0 };
	size_t i;

	for (i = 0; i < r->rule_count; i++) {
		if (!is_named(r->rules[i].name, names, count))
			continue;
		result_rule_words(&r->rules[i], &act);
		buf_put_slice(&by, r->rules[i].name);
		put(&a, &act, &by);
	}
	if (count == 0) {
		put_others(r, with_notice, &a, &act, &by);
		put_whole(r, &a, &act, &by);
	}
	buf_free(&act);
	buf_free(&by);
	return a;
}

/* "message" is told only where nothing else tells the difference. */
static bool
is_whole(const struct act *x)
{
	return strcmp(x->by, "message") == 0;
}

static size_t
count_missing(const struct acts *from, const struct acts *in, bool whole)
{
	size_t i, n = 0;

	for (i = 0; i < from->count; i++)
		n += is_whole(&from->list[i]) == whole &&
		    !has_act(in, &from->list[i]);
	return n;
}

static void
add_missing(struct contrast *d, const struct acts *from,
    const struct acts *in, bool whole, bool gained)
{
	struct contrast_act *x;
	size_t i;

	for (i = 0; i < from->count; i++) {
		if (is_whole(&from->list[i]) != whole ||
		    has_act(in, &from->list[i]))
			continue;
		x = find(d, from->list[i].act, from->list[i].by);
		x->gained += gained;
		x->lost += !gained;
	}
}

size_t
contrast_add(struct contrast *d, const struct result *old,
    const struct result *new, const char *const *names, size_t count)
{
	/* One that is refused now has no notice: that goes without saying. */
	bool notice = old->disposition == new->disposition;
	struct acts a = acts_of(old, notice, names, count);
	struct acts b = acts_of(new, notice, names, count);
	bool whole = false;
	size_t n;

	n = count_missing(&a, &b, false) + count_missing(&b, &a, false);
	if (n == 0) {
		whole = true;
		n = count_missing(&a, &b, true) + count_missing(&b, &a, true);
	}
	add_missing(d, &a, &b, whole, false);
	add_missing(d, &b, &a, whole, true);
	acts_free(&a);
	acts_free(&b);
	return n;
}

/* --- words ---------------------------------------------------------------------------- */

static int
order(const void *a, const void *b)
{
	const struct contrast_act *x = a, *y = b;
	uint64_t m = x->gained + x->lost, n = y->gained + y->lost;
	int c;

	if (m != n)
		return m < n ? 1 : -1;
	c = strcmp(x->by, y->by);
	return c != 0 ? c : strcmp(x->act, y->act);
}

void
contrast_sort(struct contrast *d)
{
	if (d->count > 0)
		qsort(d->list, d->count, sizeof *d->list, order);
}

static void
put_one(const struct contrast_act *x, char sign, uint64_t n, struct buf *out)
{
	if (n == 0)
		return;
	if (out->len > 0)
		buf_puts(out, ", ");
	buf_putc(out, (uint8_t)sign);
	progress_number(n, out);
	buf_printf(out, " %s (%s)", x->act, x->by);
}

void
contrast_words(const struct contrast *d, size_t most, struct buf *out)
{
	size_t i;

	for (i = 0; i < d->count && i < most; i++) {
		put_one(&d->list[i], '+', d->list[i].gained, out);
		put_one(&d->list[i], '-', d->list[i].lost, out);
	}
	if (i < d->count)
		buf_printf(out, ", and %zu more", d->count - i);
}

void
contrast_tell(const struct contrast *d, struct buf *out)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		buf_printf(out, "%s%s %s (%s)", i > 0 ? "; " : "",
		    d->list[i].gained > 0 ? "now" : "no more",
		    d->list[i].act, d->list[i].by);
}
