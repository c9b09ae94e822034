/*
 * clock -- durations from the monotonic clock, moments from the wall clock.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

int64_t	clock_mono_ms(void);		/* since an arbitrary start */
int64_t	clock_mono_us(void);
int64_t	clock_wall_ms(void);		/* since 1970-01-01T00:00:00Z */

/* "2026-05-05T10:15:00Z"; out holds at least CLOCK_ISO_SIZE bytes. */
#define CLOCK_ISO_SIZE	25
void	clock_iso(int64_t wall_ms, char *out, size_t size);

/*
 * Read "2026-05-05T10:15:00Z", with an offset such as "+01:00" in place of
 * the Z, without seconds, or with a fraction of one (which is cut off).
 * Returns 0 or ERR_SYNTAX; a day that the month does not have is one.
 */
int	clock_parse_iso(struct slice text, int64_t *ret_wall_ms);

/* In the Gregorian calendar; month counts from 1. */
int	clock_month_days(int year, int month);

#endif
