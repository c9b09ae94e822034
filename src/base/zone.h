/*
 * zone -- local time of `set time-zone`, without files.
 *
 * The role that judges mail can open no file and the C library's time zone is
 * process-wide state, so zones are rules in our own table (the current POSIX
 * rule of each, from the IANA database), or written as such a rule:
 * "GMT0BST,M3.5.0/1,M10.5.0".  Past rules of a zone are not known: local time
 * is right from the year of the latest change on.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* The nth weekday of a month, at a time of day. */
struct zone_change {
	int month, week, weekday;	/* 1-12; 1-5, 5 is the last; 0 is Sunday */
	int32_t time_s;			/* local time, may be negative */
};

struct zone {
	int32_t standard_s, summer_s;	/* east of Greenwich is positive */
	bool has_summer;
	struct zone_change begin, end;	/* of summer time */
};

/* By name or rule; 0, ERR_NOTFOUND or ERR_SYNTAX. */
int	zone_parse(struct slice text, struct zone *ret);
/* NULL-ended names, for suggestions. */
const char *const *zone_names(void);

/* Seconds to add to UTC at a moment. */
int32_t	zone_offset(const struct zone *z, int64_t utc_ms);
/* The first moment of a local day, given as 20260401. */
int64_t	zone_midnight(const struct zone *z, int yyyymmdd);
/* The local day of a moment, as 20260401. */
int	zone_day(const struct zone *z, int64_t utc_ms);
/* So many days later, or earlier. */
int	zone_day_add(int yyyymmdd, int days);
/* How many days `to` is after `from`. */
int	zone_days_between(int from, int to);

/*
 * What a clock on the wall shows.  Where clocks go back an hour shows twice,
 * where they go forward one is never shown.
 */
struct zone_time {
	int day;		/* as 20260401 */
	int weekday;		/* 0 is Monday */
	int second;		/* of the day, below 86,400 */
};
void	zone_local(const struct zone *z, int64_t utc_ms, struct zone_time *ret);

#endif
