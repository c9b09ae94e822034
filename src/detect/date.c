#include "detect/date.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"

#define SERIAL_MIN	367	/* a year into 1901: smaller ones are counts */
#define SERIAL_MAX	60000	/* 2064 */
#define SERIAL_FAULT	60	/* 29 February 1900, which there was not */

static const uint8_t month_days[] = {
	31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
};

/* Folded; the longer before what it begins with. */
static const struct {
	const char *name;
	unsigned month;
} months[] = {
	{ "january", 1 }, { "february", 2 }, { "march", 3 }, { "april", 4 },
	{ "may", 5 }, { "june", 6 }, { "july", 7 }, { "august", 8 },
	{ "september", 9 }, { "october", 10 }, { "november", 11 },
	{ "december", 12 }, { "jan", 1 }, { "feb", 2 }, { "mar", 3 },
	{ "apr", 4 }, { "jun", 6 }, { "jul", 7 }, { "aug", 8 },
	{ "sept", 9 }, { "sep", 9 }, { "oct", 10 }, { "nov", 11 },
	{ "dec", 12 },
	/* Welsh */
	{ "ionawr", 1 }, { "chwefror", 2 }, { "mawrth", 3 }, { "ebrill", 4 },
	{ "mai", 5 }, { "mehefin", 6 }, { "gorffennaf", 7 }, { "awst", 8 },
	{ "medi", 9 }, { "hydref", 10 }, { "tachwedd", 11 },
	{ "rhagfyr", 12 },
	/* Gaelic, with and without the article */
	{ "am faoilleach", 1 }, { "dhen fhaoilleach", 1 },
	{ "faoilleach", 1 }, { "fhaoilleach", 1 }, { "an gearran", 2 },
	{ "gearran", 2 }, { "ghearran", 2 }, { "am màrt", 3 }, { "màrt", 3 },
	{ "mhàrt", 3 }, { "an giblean", 4 }, { "giblean", 4 },
	{ "ghiblean", 4 }, { "an cèitean", 5 }, { "cèitean", 5 },
	{ "chèitean", 5 }, { "an t-ògmhios", 6 }, { "ògmhios", 6 },
	{ "an t-iuchar", 7 }, { "iuchar", 7 }, { "an lùnastal", 8 },
	{ "lùnastal", 8 }, { "an t-sultain", 9 }, { "sultain", 9 },
	{ "an dàmhair", 10 }, { "dàmhair", 10 }, { "an t-samhain", 11 },
	{ "samhain", 11 }, { "an dùbhlachd", 12 }, { "dùbhlachd", 12 },
	/* Polish, as after a day */
	{ "stycznia", 1 }, { "lutego", 2 }, { "marca", 3 },
	{ "kwietnia", 4 }, { "maja", 5 }, { "czerwca", 6 }, { "lipca", 7 },
	{ "sierpnia", 8 }, { "września", 9 }, { "wrzesnia", 9 },
	{ "października", 10 }, { "pazdziernika", 10 }, { "listopada", 11 },
	{ "grudnia", 12 },
	{ NULL, 0 }
};

static bool
is_leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static void
today(struct date *ret)
{
	time_t now = (time_t)(clock_wall_ms() / 1000);
	struct tm tm;

	memset(&tm, 0, sizeof tm);
	gmtime_r(&now, &tm);
	ret->year = (unsigned)tm.tm_year + 1900;
	ret->month = (unsigned)tm.tm_mon + 1;
	ret->day = (unsigned)tm.tm_mday;
}

/* Complete the year; is there such a day? */
static bool
settle(struct date *d, size_t year_digits)
{
	struct date now;

	if (year_digits == 2) {
		today(&now);
		d->year += d->year + 2000 > now.year ? 1900 : 2000;
	}
	return d->year >= 1600 && d->year <= 2199 && d->month >= 1 &&
	    d->month <= 12 && d->day >= 1 &&
	    d->day <= month_days[d->month - 1] &&
	    (d->month != 2 || d->day < 29 || is_leap(d->year));
}

uint32_t
date_days(const struct date *d)
{
	uint32_t days, y, m;

	/* Days of the civil calendar, from 1 March on (proleptic). */
	y = d->month > 2 ? d->year : d->year - 1;
	m = d->month > 2 ? d->month - 3 : d->month + 9;
	days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 +
	    d->day;
	/* 1900-01-01 by the same count. */
	return days - 693901;
}

bool
date_is_past(const struct date *d)
{
	struct date now;

	today(&now);
	return d->year >= 1900 && date_days(d) <= date_days(&now);
}

bool
date_of_serial(unsigned serial, struct date *ret)
{
	unsigned left;

	if (serial < SERIAL_MIN || serial > SERIAL_MAX)
		return false;
	left = serial > SERIAL_FAULT ? serial - 1 : serial;
	for (ret->year = 1900; left > (is_leap(ret->year) ? 366U : 365U);
	    ret->year++)
		left -= is_leap(ret->year) ? 366 : 365;
	for (ret->month = 1; left > (ret->month == 2 && !is_leap(ret->year) ?
	    28U : month_days[ret->month - 1]); ret->month++)
		left -= ret->month == 2 && !is_leap(ret->year) ? 28 :
		    month_days[ret->month - 1];
	ret->day = left;
	return true;
}

/* --- pieces --------------------------------------------------------------- */

/* Digits at `at`, at most `most`: their number and what they say. */
static size_t
digits(struct slice t, size_t at, size_t most, unsigned *ret)
{
	size_t n;

	*ret = 0;
	for (n = 0; n < most && at + n < t.len &&
	    ascii_is_digit(t.ptr[at + n]); n++)
		*ret = *ret * 10 + (unsigned)(t.ptr[at + n] - '0');
	return at + n < t.len && ascii_is_digit(t.ptr[at + n]) ? 0 : n;
}

static size_t
skip_blanks(struct slice t, size_t at)
{
	size_t n;

	for (n = 0; n < 3 && at < t.len && (t.ptr[at] == ' ' ||
	    t.ptr[at] == '\n'); n++)
		at++;
	return at;
}

static size_t
month_at(struct slice t, size_t at, unsigned *ret)
{
	struct slice rest = slice_from(t, at);
	size_t i, n;

	for (i = 0; rest.len > 0 && months[i].name != NULL; i++) {
		if ((uint8_t)months[i].name[0] != rest.ptr[0])
			continue;
		n = strlen(months[i].name);
		if (!slice_starts(rest, slice_str(months[i].name)))
			continue;
		if (n < rest.len && (ascii_is_alpha(rest.ptr[n]) ||
		    rest.ptr[n] >= 0x80))
			continue;
		*ret = months[i].month;
		return at + n;
	}
	return at;
}

/* "th", "st", "nd", "rd" after a day; Welsh "af", "fed", "ain"; "." */
static size_t
skip_ordinal(struct slice t, size_t at)
{
	static const char *const endings[] = {
		"th", "st", "nd", "rd", "af", "ail", "ydd", "fed", "eg",
		"ain", "mh", "d", ".", NULL
	};
	struct slice rest = slice_from(t, at);
	size_t i, n;

	for (i = 0; endings[i] != NULL; i++) {
		n = strlen(endings[i]);
		if (slice_starts(rest, slice_str(endings[i])) &&
		    (n == rest.len || rest.ptr[n] == ' '))
			return at + n;
	}
	return at;
}

static size_t
year_at(struct slice t, size_t at, struct date *d)
{
	size_t n;

	if (at < t.len && t.ptr[at] == '\'')
		at++;
	n = digits(t, at, 4, &d->year);
	return (n == 2 || n == 4) && settle(d, n) ? at + n : 0;
}

/* --- forms ---------------------------------------------------------------- */

/* 04/03/1981, 4.3.81, 4-3-1981, 4 / 3 / 1981, 1981-03-04 */
static size_t
read_numeric(struct slice t, size_t at, struct date *d)
{
	unsigned part[3], swap;
	size_t n[3], i, pos;
	uint8_t sep;

	sep = 0;
	pos = at;
	for (i = 0; i < 3; i++) {
		n[i] = digits(t, pos, 4, &part[i]);
		pos += n[i];
		if (n[i] == 0 || n[i] == 3)
			return 0;
		if (i == 2)
			break;
		while (pos < t.len && t.ptr[pos] == ' ' && sep != ' ')
			pos++;
		if (pos >= t.len || (t.ptr[pos] != '/' && t.ptr[pos] != '.' &&
		    t.ptr[pos] != '-') || (sep != 0 && t.ptr[pos] != sep))
			return 0;
		sep = t.ptr[pos++];
		while (pos < t.len && t.ptr[pos] == ' ')
			pos++;
	}
	if (n[0] == 4 && n[1] <= 2 && n[2] <= 2) {
		d->year = part[0];
		d->month = part[1];
		d->day = part[2];
		return settle(d, 4) ? pos : 0;
	}
	if (n[0] > 2 || n[1] > 2 || (n[2] != 2 && n[2] != 4))
		return 0;
	/* The American order where ours cannot be. */
	if (part[1] > 12 && part[0] <= 12) {
		swap = part[0];
		part[0] = part[1];
		part[1] = swap;
	}
	d->day = part[0];
	d->month = part[1];
	d->year = part[2];
	return settle(d, n[2]) ? pos : 0;
}

/* 19810304, and 04031981 */
static size_t
read_solid(struct slice t, size_t at, struct date *d)
{
	unsigned v;

	if (digits(t, at, 8, &v) != 8)
		return 0;
	d->year = v / 10000;
	d->month = v / 100 % 100;
	d->day = v % 100;
	if (d->year >= 1900 && settle(d, 4))
		return at + 8;
	d->day = v / 1000000;
	d->month = v / 10000 % 100;
	d->year = v % 10000;
	return d->year >= 1900 && settle(d, 4) ? at + 8 : 0;
}

/* 4 March 1981, 4th of Mar, 81, 4-Mar-1981 */
static size_t
read_day_first(struct slice t, size_t at, struct date *d)
{
	size_t n, pos, next;

	n = digits(t, at, 2, &d->day);
	if (n == 0)
		return 0;
	pos = skip_ordinal(t, at + n);
	if (pos < t.len && (t.ptr[pos] == '-' || t.ptr[pos] == '/'))
		pos++;
	pos = skip_blanks(t, pos);
	if (slice_starts(slice_from(t, pos), SLICE("of ")))
		pos += 3;
	else if (slice_starts(slice_from(t, pos), SLICE("o ")))
		pos += 2;
	else if (slice_starts(slice_from(t, pos), SLICE("den ")) ||
	    slice_starts(slice_from(t, pos), SLICE("dhen ")))
		pos = slice_chr(t, ' ', pos) + 1;
	next = month_at(t, pos, &d->month);
	if (next == pos)
		return 0;
	pos = next;
	while (pos < t.len && (t.ptr[pos] == '.' || t.ptr[pos] == ',' ||
	    t.ptr[pos] == '-' || t.ptr[pos] == '/'))
		pos++;
	return year_at(t, skip_blanks(t, pos), d);
}

/* March 4, 1981; March 4th 1981 */
static size_t
read_month_first(struct slice t, size_t at, struct date *d)
{
	size_t n, pos;

	pos = month_at(t, at, &d->month);
	if (pos == at)
		return 0;
	pos = skip_blanks(t, pos < t.len && t.ptr[pos] == '.' ? pos + 1 : pos);
	n = digits(t, pos, 2, &d->day);
	if (n == 0)
		return 0;
	pos = skip_ordinal(t, pos + n);
	if (pos < t.len && t.ptr[pos] == ',')
		pos++;
	return year_at(t, skip_blanks(t, pos), d);
}

size_t
date_read(struct slice text, size_t at, struct date *ret)
{
	static size_t (*const forms[])(struct slice, size_t,
	    struct date *) = {
		read_numeric, read_solid, read_day_first, read_month_first
	};
	struct date d = { 0, 0, 0 };
	size_t i, end;

	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		end = forms[i](text, at, &d);
		if (end > at) {
			*ret = d;
			return end;
		}
	}
	return at;
}

bool
date_cell(struct slice cell, struct date *ret)
{
	unsigned serial;
	size_t end;

	cell = slice_trim(cell);
	end = date_read(cell, 0, ret);
	/* "04/03/1981 00:00", "1981-03-04t00:00:00" */
	if (end > 0)
		return end == cell.len || cell.ptr[end] == ' ' ||
		    cell.ptr[end] == 't';
	end = digits(cell, 0, 5, &serial);
	return end > 0 && (end == cell.len || cell.ptr[end] == '.') &&
	    date_of_serial(serial, ret);
}

void
date_digits(const struct date *d, uint8_t *out)
{
	uint32_t v;
	size_t i;

	v = d->year * 10000 + d->month * 100 + d->day;
	for (i = DATE_DIGITS; i > 0; i--, v /= 10)
		out[i - 1] = (uint8_t)('0' + v % 10);
}
