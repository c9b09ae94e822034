#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/err.h"

static int64_t
clock_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
clock_mono_ms(void)
{
	return clock_us(CLOCK_MONOTONIC) / 1000;
}

int64_t
clock_mono_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

int64_t
clock_wall_ms(void)
{
	return clock_us(CLOCK_REALTIME) / 1000;
}

void
clock_iso(int64_t wall_ms, char *out, size_t size)
{
	struct tm tm;
	time_t t;

	/* Towards the past, also before 1970. */
	t = (time_t)(wall_ms / 1000 - (wall_ms % 1000 < 0));
	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(out, size, "%s", "");
}

/* Exactly n digits at *at. */
static int
digits(struct slice s, size_t *at, size_t n, int *ret)
{
	size_t i;
	int v;

	v = 0;
	for (i = 0; i < n; i++, (*at)++) {
		if (*at >= s.len || !ascii_is_digit(s.ptr[*at]))
			return ERR_SYNTAX;
		v = v * 10 + (s.ptr[*at] - '0');
	}
	*ret = v;
	return 0;
}

static int
literal(struct slice s, size_t *at, const char *one_of)
{
	if (*at >= s.len || s.ptr[*at] == '\0' ||
	    strchr(one_of, s.ptr[*at]) == NULL)
		return ERR_SYNTAX;
	(*at)++;
	return 0;
}

/* "Z", "+HH:MM" or "-HH:MM" up to the end; seconds east of UTC. */
static int
zone(struct slice s, size_t at, int *ret)
{
	int h, m, sign;

	if (at + 1 == s.len && (s.ptr[at] == 'Z' || s.ptr[at] == 'z')) {
		*ret = 0;
		return 0;
	}
	sign = at < s.len && s.ptr[at] == '-' ? -1 : 1;
	if (literal(s, &at, "+-") < 0 || digits(s, &at, 2, &h) < 0 ||
	    literal(s, &at, ":") < 0 || digits(s, &at, 2, &m) < 0 ||
	    at != s.len || h > 14 || m > 59)
		return ERR_SYNTAX;
	*ret = sign * (h * 3600 + m * 60);
	return 0;
}

int
clock_month_days(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool leap;

	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

int
clock_parse_iso(struct slice s, int64_t *ret_wall_ms)
{
	struct tm tm = { 0 };
	size_t at = 0;
	int east, fraction;
	time_t t;

	if (digits(s, &at, 4, &tm.tm_year) < 0 || literal(s, &at, "-") < 0 ||
	    digits(s, &at, 2, &tm.tm_mon) < 0 || literal(s, &at, "-") < 0 ||
	    digits(s, &at, 2, &tm.tm_mday) < 0 || literal(s, &at, "Tt ") < 0 ||
	    digits(s, &at, 2, &tm.tm_hour) < 0 || literal(s, &at, ":") < 0 ||
	    digits(s, &at, 2, &tm.tm_min) < 0)
		return ERR_SYNTAX;
	if (at < s.len && s.ptr[at] == ':') {
		at++;
		if (digits(s, &at, 2, &tm.tm_sec) < 0)
			return ERR_SYNTAX;
	}
	if (at < s.len && s.ptr[at] == '.') {
		at++;
		if (digits(s, &at, 1, &fraction) < 0)
			return ERR_SYNTAX;
		while (at < s.len && ascii_is_digit(s.ptr[at]))
			at++;
	}
	if (zone(s, at, &east) < 0 || tm.tm_mon < 1 || tm.tm_mon > 12 ||
	    tm.tm_mday < 1 ||
	    tm.tm_mday > clock_month_days(tm.tm_year, tm.tm_mon) ||
	    tm.tm_hour > 23 ||
	    tm.tm_min > 59 || tm.tm_sec > 60)
		return ERR_SYNTAX;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	t = timegm(&tm);
	*ret_wall_ms = ((int64_t)t - east) * 1000;
	return 0;
}
