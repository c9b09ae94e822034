#include "ctl/maildate.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"

#define WORDS_MAX	12	/* of a date that are looked at */

/* Blank-separated words, without comments and commas. */
struct words {
	struct slice list[WORDS_MAX];
	size_t count;
};

static bool
is_gap(uint8_t c)
{
	return ascii_is_space(c) || c == ',';
}

static void
split(struct slice s, struct words *w)
{
	size_t at, from;

	w->count = 0;
	for (at = 0; at < s.len && w->count < WORDS_MAX; ) {
		if (is_gap(s.ptr[at])) {
			at++;
			continue;
		}
		/* A comment names the zone again, at the end. */
		if (s.ptr[at] == '(')
			return;
		for (from = at; at < s.len && !is_gap(s.ptr[at]) &&
		    s.ptr[at] != '('; at++)
			;
		w->list[w->count++] = slice_sub(s, from, at);
	}
}

static int
number(struct slice s, int *ret)
{
	size_t i;
	int n = 0;

	if (s.len == 0 || s.len > 4)
		return ERR_SYNTAX;
	for (i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.ptr[i]))
			return ERR_SYNTAX;
		n = 10 * n + (s.ptr[i] - '0');
	}
	*ret = n;
	return 0;
}

static int
month_of(struct slice s, int *ret)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int i;

	for (i = 0; i < 12; i++)
		if (slice_ieq(s, slice_of(names + 3 * i, 3))) {
			*ret = i;
			return 0;
		}
	return ERR_SYNTAX;
}

static bool
is_weekday(struct slice s)
{
	static const char names[] = "montuewedthufrisatsun";
	int i;

	for (i = 0; i < 7; i++)
		if (slice_istarts(s, slice_of(names + 3 * i, 3)))
			return true;
	return false;
}

/* "10:15" or "10:15:00" */
static int
time_of(struct slice s, struct tm *tm)
{
	size_t a = slice_chr(s, ':', 0), b;

	if (a == SLICE_NPOS)
		return ERR_SYNTAX;
	b = slice_chr(s, ':', a + 1);
	tm->tm_sec = 0;
	if (number(slice_sub(s, 0, a), &tm->tm_hour) < 0 ||
	    number(slice_sub(s, a + 1, b), &tm->tm_min) < 0 ||
	    (b != SLICE_NPOS &&
	    number(slice_from(s, b + 1), &tm->tm_sec) < 0))
		return ERR_SYNTAX;
	return tm->tm_hour > 23 || tm->tm_min > 59 || tm->tm_sec > 60 ?
	    ERR_SYNTAX : 0;
}

/* Years of two and three digits: RFC 5322 4.3. */
static int
year_of(struct slice s, int *ret)
{
	int y;

	if (number(s, &y) < 0)
		return ERR_SYNTAX;
	if (s.len == 2)
		y += y < 50 ? 2000 : 1900;
	else if (s.len == 3)
		y += 1900;
	if (y < 1970 || y > 2199)
		return ERR_SYNTAX;
	*ret = y;
	return 0;
}

static bool
is_zone(struct slice s)
{
	size_t i;

	for (i = 1; i < s.len && ascii_is_digit(s.ptr[i]); i++)
		;
	return s.len == 5 && i == 5 && (s.ptr[0] == '+' || s.ptr[0] == '-');
}

/* Seconds east of UTC. */
static int
zone_of(struct slice s)
{
	static const struct { const char *name; int hours; } names[] = {
		{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 },
		{ "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 },
		{ "BST", 1 }, { "CET", 1 }, { "CEST", 2 },
	};
	size_t i;
	int h, m;

	if (is_zone(s) && number(slice_sub(s, 1, 3), &h) == 0 &&
	    number(slice_sub(s, 3, 5), &m) == 0 && h <= 14 && m <= 59)
		return (s.ptr[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (slice_ieq_str(s, names[i].name))
			return names[i].hours * 3600;
	return 0;
}

static int
moment(struct tm *tm, int year, int east, int64_t *ret_ms)
{
	if (tm->tm_mday < 1 ||
	    tm->tm_mday > clock_month_days(year, tm->tm_mon + 1))
		return ERR_SYNTAX;
	tm->tm_year = year - 1900;
	*ret_ms = ((int64_t)timegm(tm) - east) * 1000;
	return *ret_ms < 0 ? ERR_SYNTAX : 0;
}

int
maildate_field(struct slice text, int64_t *ret_ms)
{
	struct tm tm = { 0 };
	struct words w;
	size_t i = 0;
	int year;

	split(text, &w);
	if (w.count > 0 && is_weekday(w.list[0]))
		i++;
	if (w.count < i + 4 || number(w.list[i], &tm.tm_mday) < 0 ||
	    month_of(w.list[i + 1], &tm.tm_mon) < 0 ||
	    year_of(w.list[i + 2], &year) < 0 ||
	    time_of(w.list[i + 3], &tm) < 0)
		return ERR_SYNTAX;
	return moment(&tm, year, w.count > i + 4 ? zone_of(w.list[i + 4]) : 0,
	    ret_ms);
}

/* "2026", "BST 2026" or "2026 +0100", from word i on. */
static int
year_and_zone(const struct words *w, size_t i, int *ret_year, int *ret_east)
{
	bool first = !is_zone(w->list[i]) && ascii_is_digit(w->list[i].ptr[0]);
	size_t zone = first ? i + 1 : i, year = first ? i : i + 1;

	if (year >= w->count || year_of(w->list[year], ret_year) < 0)
		return ERR_SYNTAX;
	*ret_east = zone < w->count ? zone_of(w->list[zone]) : 0;
	return 0;
}

int
maildate_from_line(struct slice line, int64_t *ret_ms)
{
	struct tm tm = { 0 };
	struct words w;
	int year, east;
	size_t i;

	split(slice_from(line, 5), &w);
	for (i = 0; i + 4 < w.count; i++)
		if (is_weekday(w.list[i]) &&
		    month_of(w.list[i + 1], &tm.tm_mon) == 0 &&
		    number(w.list[i + 2], &tm.tm_mday) == 0 &&
		    time_of(w.list[i + 3], &tm) == 0 &&
		    year_and_zone(&w, i + 4, &year, &east) == 0)
			return moment(&tm, year, east, ret_ms);
	return ERR_SYNTAX;
}
