#include "ctl/tally.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"

void
tally_free(struct tally *t)
{
	size_t i;

	for (i = 0; i < t->rule_count; i++)
		free(t->rules[i].name);
	for (i = 0; i < t->detector_count; i++)
		free(t->detectors[i].id);
	free(t->rules);
	free(t->detectors);
	free(t->months);
	memset(t, 0, sizeof *t);
}

static char *
copy(struct slice s)
{
	char *text = mem_alloc(s.len + 1);

	if (s.len > 0)
		memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	return text;
}

/* A ruleset has a hundred or two: looked through, not hashed. */
static struct tally_rule *
find_rule(struct tally *t, struct slice name)
{
	struct tally_rule *r;
	size_t i;

	for (i = 0; i < t->rule_count; i++)
		if (slice_eq_str(name, t->rules[i].name))
			return &t->rules[i];
	t->rules = mem_grow(t->rules, t->rule_count, &t->rule_cap,
	    sizeof *t->rules);
	r = &t->rules[t->rule_count++];
	memset(r, 0, sizeof *r);
	r->name = copy(name);
	return r;
}

static struct tally_detector *
find_detector(struct tally *t, struct slice id)
{
	struct tally_detector *d;
	size_t i;

	for (i = 0; i < t->detector_count; i++)
		if (slice_eq_str(id, t->detectors[i].id))
			return &t->detectors[i];
	t->detectors = mem_grow(t->detectors, t->detector_count,
	    &t->detector_cap, sizeof *t->detectors);
	d = &t->detectors[t->detector_count++];
	memset(d, 0, sizeof *d);
	d->id = copy(id);
	return d;
}

/* Is it the first finding of its detector in this message? */
static bool
is_first(const struct result *r, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (slice_eq(r->findings[k].detector, r->findings[i].detector))
			return false;
	return true;
}

static void
add_findings(struct tally *t, const struct result *r)
{
	struct tally_detector *d;
	size_t i;

	for (i = 0; i < r->finding_count; i++) {
		d = find_detector(t, r->findings[i].detector);
		d->values += r->findings[i].count;
		d->messages += is_first(r, i);
	}
}

static void
add_anomalies(struct tally *t, const struct result *r)
{
	bool seen[ANOMALY_CLASS_COUNT] = { false };
	size_t i;

	for (i = 0; i < r->anomaly_count; i++)
		seen[r->anomalies[i].class] = true;
	for (i = 0; i < ANOMALY_CLASS_COUNT; i++)
		t->anomalies[i] += seen[i];
}

/* Kept sorted; mail comes in the order of time more often than not. */
static struct tally_month *
find_month(struct tally *t, int year, int month)
{
	struct tally_month *m;
	size_t at;

	for (at = t->month_count; at > 0; at--) {
		m = &t->months[at - 1];
		if (m->year == year && m->month == month)
			return m;
		if (m->year < year || (m->year == year && m->month < month))
			break;
	}
	if (t->month_count == REPORT_MONTHS_MAX)
		return NULL;
	t->months = mem_grow(t->months, t->month_count, &t->month_cap,
	    sizeof *t->months);
	m = &t->months[at];
	memmove(m + 1, m, (t->month_count - at) * sizeof *m);
	t->month_count++;
	*m = (struct tally_month){ .year = year, .month = month };
	return m;
}

static void
add_month(struct tally *t, const struct result *r, int64_t at_ms)
{
	time_t s = (time_t)(at_ms / 1000);
	struct tally_month *m;
	struct tm tm;

	if (gmtime_r(&s, &tm) == NULL)
		return;
	m = find_month(t, tm.tm_year + 1900, tm.tm_mon + 1);
	if (m == NULL)
		return;
	m->messages++;
	m->found += r->found;
}

void
tally_add(struct tally *t, const struct result *r, int64_t at_ms)
{
	struct tally_rule *rule;
	size_t i;

	t->messages++;
	if (r->error.len > 0) {
		t->failed++;
		return;
	}
	t->found += r->found;
	t->dispositions[r->disposition]++;
	for (i = 0; i < r->rule_count; i++) {
		rule = find_rule(t, r->rules[i].name);
		rule->outcomes[r->rules[i].outcome]++;
		rule->total++;
	}
	add_findings(t, r);
	add_anomalies(t, r);
	add_month(t, r, at_ms);
}

static int
rule_order(const void *a, const void *b)
{
	const struct tally_rule *x = a, *y = b;

	if (x->total != y->total)
		return x->total < y->total ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int
detector_order(const void *a, const void *b)
{
	const struct tally_detector *x = a, *y = b;

	if (x->messages != y->messages)
		return x->messages < y->messages ? 1 : -1;
	return strcmp(x->id, y->id);
}

void
tally_sort(struct tally *t)
{
	if (t->rule_count > 0)
		qsort(t->rules, t->rule_count, sizeof *t->rules, rule_order);
	if (t->detector_count > 0)
		qsort(t->detectors, t->detector_count, sizeof *t->detectors,
		    detector_order);
}
