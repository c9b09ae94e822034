#include "base/zone.h"

#include <stddef.h>

#include "base/err.h"

#define DAY_S	86400

/* The change of clocks that the European Union agreed on, at 01:00 UTC. */
#define WEST	",M3.5.0/1,M10.5.0"
#define CENTRAL	",M3.5.0,M10.5.0/3"
#define EAST	",M3.5.0/3,M10.5.0/4"

static const struct {
	const char *name, *rule;
} zones[] = {
	{ "UTC", "UTC0" },
	{ "Etc/UTC", "UTC0" },
	{ "Europe/London", "GMT0BST" WEST },
	{ "Europe/Belfast", "GMT0BST" WEST },
	{ "Europe/Guernsey", "GMT0BST" WEST },
	{ "Europe/Jersey", "GMT0BST" WEST },
	{ "Europe/Isle_of_Man", "GMT0BST" WEST },
	{ "Europe/Dublin", "GMT0IST" WEST },
	{ "Europe/Lisbon", "WET0WEST" WEST },
	{ "Atlantic/Reykjavik", "GMT0" },
	{ "Europe/Gibraltar", "CET-1CEST" CENTRAL },
	{ "Europe/Amsterdam", "CET-1CEST" CENTRAL },
	{ "Europe/Berlin", "CET-1CEST" CENTRAL },
	{ "Europe/Brussels", "CET-1CEST" CENTRAL },
	{ "Europe/Copenhagen", "CET-1CEST" CENTRAL },
	{ "Europe/Madrid", "CET-1CEST" CENTRAL },
	{ "Europe/Oslo", "CET-1CEST" CENTRAL },
	{ "Europe/Paris", "CET-1CEST" CENTRAL },
	{ "Europe/Prague", "CET-1CEST" CENTRAL },
	{ "Europe/Rome", "CET-1CEST" CENTRAL },
	{ "Europe/Stockholm", "CET-1CEST" CENTRAL },
	{ "Europe/Vienna", "CET-1CEST" CENTRAL },
	{ "Europe/Warsaw", "CET-1CEST" CENTRAL },
	{ "Europe/Zurich", "CET-1CEST" CENTRAL },
	{ "Europe/Athens", "EET-2EEST" EAST },
	{ "Europe/Bucharest", "EET-2EEST" EAST },
	{ "Europe/Helsinki", "EET-2EEST" EAST },
	{ "Europe/Kyiv", "EET-2EEST" EAST },
	{ "America/New_York", "EST5EDT,M3.2.0,M11.1.0" },
	{ "America/Chicago", "CST6CDT,M3.2.0,M11.1.0" },
	{ "America/Denver", "MST7MDT,M3.2.0,M11.1.0" },
	{ "America/Los_Angeles", "PST8PDT,M3.2.0,M11.1.0" },
	{ "Australia/Sydney", "AEST-10AEDT,M10.1.0,M4.1.0/3" },
	{ "Pacific/Auckland", "NZST-12NZDT,M9.5.0,M4.1.0/3" },
};

#define ZONES	(sizeof zones / sizeof zones[0])

const char *const *
zone_names(void)
{
	static const char *const names[] = {
		"UTC", "Etc/UTC", "Europe/London", "Europe/Belfast",
		"Europe/Guernsey", "Europe/Jersey", "Europe/Isle_of_Man",
		"Europe/Dublin", "Europe/Lisbon", "Atlantic/Reykjavik",
		"Europe/Gibraltar", "Europe/Amsterdam", "Europe/Berlin",
		"Europe/Brussels", "Europe/Copenhagen", "Europe/Madrid",
		"Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Rome",
		"Europe/Stockholm", "Europe/Vienna", "Europe/Warsaw",
		"Europe/Zurich", "Europe/Athens", "Europe/Bucharest",
		"Europe/Helsinki", "Europe/Kyiv", "America/New_York",
		"America/Chicago", "America/Denver", "America/Los_Angeles",
		"Australia/Sydney", "Pacific/Auckland", NULL
	};

	_Static_assert(sizeof names / sizeof names[0] == ZONES + 1,
	    "every zone has its name here");
	return names;
}

/* --- reading a rule (POSIX.1-2017, XBD 8.3, TZ) ----------------------------- */

struct cursor {
	struct slice s;
	size_t at;
};

static uint8_t
peek(const struct cursor *c)
{
	return c->at < c->s.len ? c->s.ptr[c->at] : 0;
}

static bool
take(struct cursor *c, uint8_t byte)
{
	if (peek(c) != byte)
		return false;
	c->at++;
	return true;
}

static bool
number(struct cursor *c, int max, int *ret)
{
	size_t start = c->at;
	int v = 0;

	while (ascii_is_digit(peek(c)) && v <= max)
		v = v * 10 + (c->s.ptr[c->at++] - '0');
	*ret = v;
	return c->at > start && v <= max;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
time_of(struct cursor *c, int max_hours, int32_t *ret)
{
	int h, m = 0, sec = 0;
	bool minus = false;

	if (peek(c) == '-' || peek(c) == '+')
		minus = c->s.ptr[c->at++] == '-';
	if (!number(c, max_hours, &h) ||
	    (take(c, ':') && (!number(c, 59, &m) ||
	    (take(c, ':') && !number(c, 59, &sec)))))
		return false;
	*ret = (h * 60 + m) * 60 + sec;
	if (minus)
		*ret = -*ret;
	return true;
}

static bool
abbreviation(struct cursor *c)
{
	size_t start = c->at;

	if (take(c, '<')) {
		while (peek(c) != 0 && peek(c) != '>')
			c->at++;
		return take(c, '>');
	}
	while (ascii_is_alpha(peek(c)))
		c->at++;
	return c->at - start >= 3;
}

static bool
change(struct cursor *c, struct zone_change *ret)
{
	ret->time_s = 2 * 3600;
	return take(c, ',') && take(c, 'M') && number(c, 12, &ret->month) &&
	    ret->month >= 1 && take(c, '.') && number(c, 5, &ret->week) &&
	    ret->week >= 1 && take(c, '.') && number(c, 6, &ret->weekday) &&
	    (!take(c, '/') || time_of(c, 167, &ret->time_s));
}

static int
parse_rule(struct slice text, struct zone *ret)
{
	struct cursor c = { text, 0 };
	struct zone z = { 0 };
	int32_t west;

	if (!abbreviation(&c) || !time_of(&c, 24, &west))
		return ERR_SYNTAX;
	z.standard_s = -west;
	z.summer_s = z.standard_s + 3600;
	if (c.at < text.len) {
		z.has_summer = true;
		if (!abbreviation(&c))
			return ERR_SYNTAX;
		if (peek(&c) != ',') {
			if (!time_of(&c, 24, &west))
				return ERR_SYNTAX;
			z.summer_s = -west;
		}
		if (!change(&c, &z.begin) || !change(&c, &z.end))
			return ERR_SYNTAX;
	}
	if (c.at != text.len)
		return ERR_SYNTAX;
	*ret = z;
	return 0;
}

int
zone_parse(struct slice text, struct zone *ret)
{
	size_t i;

	for (i = 0; i < ZONES; i++)
		if (slice_eq_str(text, zones[i].name))
			return parse_rule(slice_str(zones[i].rule), ret);
	if (slice_chr(text, '/', 0) != SLICE_NPOS &&
	    slice_chr(text, ',', 0) == SLICE_NPOS)
		return ERR_NOTFOUND;
	return parse_rule(text, ret) == 0 ? 0 : ERR_NOTFOUND;
}

/* --- days -------------------------------------------------------------------- */

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
static int64_t
days_of(int64_t y, int m, int d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void
date_of(int64_t days, int64_t *y, int *m, int *d)
{
	int64_t era, doe, yoe, doy, mp;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	doe = days - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = (int)(mp < 10 ? mp + 3 : mp - 9);
	*y = yoe + era * 400 + (*m <= 2);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Local seconds since 1970 at which a change happens in a year. */
static int64_t
change_at(const struct zone_change *c, int64_t year)
{
	int64_t first, day, next;
	int weekday;

	first = days_of(year, c->month, 1);
	/* 1970-01-01 was a Thursday. */
	weekday = (int)(((first + 4) % 7 + 7) % 7);
	day = first + (c->weekday - weekday + 7) % 7 + 7 * (c->week - 1);
	next = c->month == 12 ? days_of(year + 1, 1, 1) :
	    days_of(year, c->month + 1, 1);
	while (day >= next)
		day -= 7;
	return day * DAY_S + c->time_s;
}

int32_t
zone_offset(const struct zone *z, int64_t utc_ms)
{
	int64_t utc = floor_div(utc_ms, 1000), year, begin, end;
	int m, d;
	bool summer;

	if (!z->has_summer)
		return z->standard_s;
	date_of(floor_div(utc + z->standard_s, DAY_S), &year, &m, &d);
	begin = change_at(&z->begin, year) - z->standard_s;
	end = change_at(&z->end, year) - z->summer_s;
	/* South of the equator summer spans the new year. */
	summer = begin < end ? utc >= begin && utc < end :
	    utc >= begin || utc < end;
	return summer ? z->summer_s : z->standard_s;
}

int64_t
zone_midnight(const struct zone *z, int yyyymmdd)
{
	int64_t local, a, b;

	local = days_of(yyyymmdd / 10000, yyyymmdd / 100 % 100,
	    yyyymmdd % 100) * DAY_S;
	a = (local - z->standard_s) * 1000;
	b = (local - z->summer_s) * 1000;
	/* Midnight may come twice, or be left out, where clocks change then. */
	if (zone_offset(z, a) == z->standard_s &&
	    (!z->has_summer || zone_offset(z, b) != z->summer_s || a < b))
		return a;
	return z->has_summer && zone_offset(z, b) == z->summer_s ? b : a;
}

int
zone_day(const struct zone *z, int64_t utc_ms)
{
	int64_t y;
	int m, d;

	date_of(floor_div(floor_div(utc_ms, 1000) + zone_offset(z, utc_ms),
	    DAY_S), &y, &m, &d);
	return (int)(y * 10000 + m * 100 + d);
}

int
zone_day_add(int yyyymmdd, int days)
{
	int64_t y;
	int m, d;

	date_of(days_of(yyyymmdd / 10000, yyyymmdd / 100 % 100,
	    yyyymmdd % 100) + days, &y, &m, &d);
	return (int)(y * 10000 + m * 100 + d);
}

int
zone_days_between(int from, int to)
{
	return (int)(days_of(to / 10000, to / 100 % 100, to % 100) -
	    days_of(from / 10000, from / 100 % 100, from % 100));
}

void
zone_local(const struct zone *z, int64_t utc_ms, struct zone_time *ret)
{
	int64_t local, days;

	local = floor_div(utc_ms, 1000) + zone_offset(z, utc_ms);
	days = floor_div(local, DAY_S);
	ret->day = zone_day(z, utc_ms);
	/* 1970-01-01 was a Thursday. */
	ret->weekday = (int)(((days + 3) % 7 + 7) % 7);
	ret->second = (int)(local - days * DAY_S);
}
