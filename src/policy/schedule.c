/*
 * schedule -- when the house is open: hours of the week, in local time, and
 * days on which it is closed all the same.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "policy/check.h"

#define HOUR_S		3600
#define WEEK_DAYS	7

static const char *const day_words[WEEK_DAYS] = { "mon", "tue", "wed", "thu",
    "fri", "sat", "sun" };

const char *const schedule_day_names[WEEK_DAYS] = { "Monday", "Tuesday",
    "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

/* 0 is Monday; WEEK_DAYS: it is none. */
static unsigned
day_of(struct slice s)
{
	unsigned i;

	for (i = 0; i < WEEK_DAYS; i++)
		if (slice_eq_str(s, day_words[i]))
			break;
	return i;
}

/* "mon", "mon-fri", and "fri-mon" over the week's end; 0: no days. */
static unsigned
days_of(struct slice word)
{
	unsigned first, last, days = 0;

	if (word.len != 3 && (word.len != 7 || word.ptr[3] != '-'))
		return 0;
	first = day_of(slice_sub(word, 0, 3));
	last = word.len == 3 ? first : day_of(slice_from(word, 4));
	if (first == WEEK_DAYS || last == WEEK_DAYS)
		return 0;
	for (; first != last; first = (first + 1) % WEEK_DAYS)
		days |= 1U << first;
	return days | 1U << last;
}

bool
schedule_is_days(struct slice word)
{
	return days_of(word) != 0;
}

/* "09:00" to seconds of the day, up to "24:00". */
static bool
clock_of(struct slice s, int *ret)
{
	int h, m;

	if (s.len != 5 || s.ptr[2] != ':' || !ascii_is_digit(s.ptr[0]) ||
	    !ascii_is_digit(s.ptr[1]) || !ascii_is_digit(s.ptr[3]) ||
	    !ascii_is_digit(s.ptr[4]))
		return false;
	h = (s.ptr[0] - '0') * 10 + s.ptr[1] - '0';
	m = (s.ptr[3] - '0') * 10 + s.ptr[4] - '0';
	*ret = h * HOUR_S + m * 60;
	return (h < 24 && m < 60) || (h == 24 && m == 0);
}

static bool
hours_of(struct slice s, struct open_hours *ret)
{
	return s.len == 11 && s.ptr[5] == '-' &&
	    clock_of(slice_sub(s, 0, 5), &ret->from_s) &&
	    clock_of(slice_from(s, 6), &ret->to_s);
}

static bool
is_empty_or_backwards(struct checker *c, const struct conf_token *t,
    const struct open_hours *h)
{
	if (h->from_s < h->to_s)
		return false;
	conf_error(c->diag, &t->at, h->from_s == h->to_s ? "these hours are "
	    "empty: they end when they begin; a whole day is 00:00-24:00" :
	    "these hours end before they begin; write those of the night as "
	    "two, such as mon 22:00-24:00, tue 00:00-06:00");
	return true;
}

static bool
overlaps(struct checker *c, const struct schedule *s,
    const struct conf_token *t, const struct open_hours *h)
{
	const struct open_hours *o;
	unsigned day, both;
	size_t i;

	for (i = 0; i < s->open_count; i++) {
		o = &s->open[i];
		both = o->days & h->days;
		if (both == 0 || h->from_s >= o->to_s || o->from_s >= h->to_s)
			continue;
		for (day = 0; (both >> day & 1) == 0; day++)
			;
		conf_error(c->diag, &t->at, "these hours overlap those in "
		    "line %u on %s", o->line, schedule_day_names[day]);
		return true;
	}
	return false;
}

static void
add_hours(struct checker *c, struct schedule *s, const struct open_hours *h)
{
	s->open = arena_grow(c->arena, s->open, s->open_count, &s->open_cap,
	    sizeof *s->open);
	if (s->open == NULL) {
		s->open_count = s->open_cap = 0;
		c->failed = true;
		return;
	}
	s->open[s->open_count++] = *h;
}

/* "open" as a whole: later lines add to the earlier ones. */
static void
schedule_open(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct schedule *s = target;
	struct open_hours h = { .line = l->at.line };

	do {
		h.days = at < l->count ? days_of(l->tokens[at].text) : 0;
		if (h.days == 0) {
			check_expected(c, l, at, "days such as mon-fri", NULL);
			return;
		}
		at++;
		if (at >= l->count || !hours_of(l->tokens[at].text, &h)) {
			check_expected(c, l, at, "hours such as 09:00-17:00",
			    NULL);
			return;
		}
		if (!is_empty_or_backwards(c, &l->tokens[at], &h) &&
		    !overlaps(c, s, &l->tokens[at], &h))
			add_hours(c, s, &h);
		at++;
	} while (conf_is_comma(l, &at) && !c->failed);
	check_end(c, l, at);
}

struct closed_target {
	struct checker *c;
	struct schedule *s;
};

static int
closed_day(void *arg, struct slice item, const struct conf_place *at)
{
	struct closed_target *t = arg;
	struct schedule *s = t->s;
	struct conf_token token = { .kind = CONF_WORD, .text = item,
	    .at = *at };
	struct conf_line l = { &token, 1, *at };
	size_t i = 0;
	int day;

	if (conf_get_date(&l, &i, t->c->diag, &day) < 0)
		return 0;
	s->closed = arena_grow(t->c->arena, s->closed, s->closed_count,
	    &s->closed_cap, sizeof *s->closed);
	if (s->closed == NULL) {
		s->closed_count = s->closed_cap = 0;
		t->c->failed = true;
		return -1;
	}
	s->closed[s->closed_count++] = day;
	return 0;
}

static void
schedule_closed(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct closed_target t = { c, target };

	if (at >= l->count)
		check_expected(c, l, at, "a date", NULL);
	(void)conf_values_each(l, at, closed_day, &t);
}

static int
compare_days(const void *x, const void *y)
{
	const int *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* A list of holidays that ran out is found by nobody until Christmas. */
static void
warn_run_out(struct checker *c, const struct conf_block *b,
    const struct schedule *s)
{
	int today = zone_day(&c->policy->zone, c->now_ms), last;
	const struct conf_line *l = conf_line_find(b, "closed", 0);
	size_t i;

	if (l == NULL || s->closed_count == 0)
		return;
	for (i = 0; i < s->closed_count; i++)
		if (s->closed[i] >= today && s->closed[i] < today + 10000)
			return;
	last = s->closed[s->closed_count - 1];
	conf_warning(c->diag, &l->tokens[0].at, "none of the closed days is "
	    "in the coming 12 months; the last one is %04d-%02d-%02d "
	    "[outdated]",
	    last / 10000, last / 100 % 100, last % 100);
}

static struct schedule *
new_schedule(struct checker *c, const struct conf_block *b)
{
	struct policy *p = c->policy;
	struct schedule *s;

	p->schedules = arena_grow(c->arena, p->schedules, p->schedule_count,
	    &p->schedule_cap, sizeof(struct schedule *));
	s = arena_zalloc(c->arena, sizeof *s);
	if (p->schedules == NULL || s == NULL) {
		p->schedule_count = p->schedule_cap = 0;
		c->failed = true;
		return NULL;
	}
	p->schedules[p->schedule_count++] = s;
	s->name = check_keep(c, b->name);
	return s;
}

void
schedule_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "open", true, schedule_open },
		{ "closed", true, schedule_closed },
		{ NULL, false, NULL },
	};
	struct schedule *s = new_schedule(c, b);

	if (s == NULL)
		return;
	check_lines(c, b, keys, s);
	if (conf_line_find(b, "open", 0) == NULL)
		conf_error(c->diag, &b->name_at,
		    "a schedule needs to be open at some time");
	if (s->closed_count > 0)
		qsort(s->closed, s->closed_count, sizeof *s->closed,
		    compare_days);
	warn_run_out(c, b, s);
}

/* --- asked -------------------------------------------------------------------- */

const struct schedule *
schedule_find(const struct policy *p, struct slice name)
{
	size_t i;

	for (i = 0; i < p->schedule_count; i++)
		if (slice_eq(p->schedules[i]->name, name))
			return p->schedules[i];
	return NULL;
}

bool
schedule_is_closed_day(const struct schedule *s, int day)
{
	return s->closed_count > 0 && bsearch(&day, s->closed,
	    s->closed_count, sizeof day, compare_days) != NULL;
}

bool
schedule_is_open(const struct schedule *s, const struct zone_time *t)
{
	const struct open_hours *h;
	size_t i;

	if (schedule_is_closed_day(s, t->day))
		return false;
	for (i = 0; i < s->open_count; i++) {
		h = &s->open[i];
		if ((h->days >> t->weekday & 1) != 0 &&
		    t->second >= h->from_s && t->second < h->to_s)
			return true;
	}
	return false;
}

size_t
policy_schedules(const struct policy *p, int64_t at_ms, struct arena *a,
    struct slice **ret)
{
	struct zone_time t;
	struct slice *list;
	size_t i, n = 0;

	list = arena_array(a, p->schedule_count, sizeof *list);
	if (list == NULL)
		return 0;
	zone_local(&p->zone, at_ms, &t);
	for (i = 0; i < p->schedule_count; i++)
		if (schedule_is_open(p->schedules[i], &t))
			list[n++] = p->schedules[i]->name;
	*ret = list;
	return n;
}
