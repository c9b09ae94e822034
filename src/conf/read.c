/*
 * Typed readers: tokens of a line to words, numbers, sizes, durations, dates.
 */
#include <string.h>

#include "base/err.h"
#include "conf/conf.h"
#include "conf/expected.h"

static bool
is_kind(const struct conf_line *l, size_t at, enum conf_token_kind kind)
{
	return at < l->count && l->tokens[at].kind == kind;
}

int
conf_get_word(const struct conf_line *l, size_t *at, struct conf_diag *d,
    struct slice *ret)
{
	if (!is_kind(l, *at, CONF_WORD) && !is_kind(l, *at, CONF_STRING) &&
	    !is_kind(l, *at, CONF_NUMBER))
		return conf_expected(l, *at, d, "a word", NULL);
	*ret = l->tokens[(*at)++].text;
	return 0;
}

int
conf_get_string(const struct conf_line *l, size_t *at, struct conf_diag *d,
    struct slice *ret)
{
	if (!is_kind(l, *at, CONF_STRING))
		return conf_expected(l, *at, d, "a text in quotes", NULL);
	*ret = l->tokens[(*at)++].text;
	return 0;
}

/* Digits at the start of s; how many, and their value (saturating). */
static size_t
digits(struct slice s, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < s.len && ascii_is_digit(s.ptr[i]); i++) {
		if (v > (UINT64_MAX - 9) / 10)
			v = UINT64_MAX / 10 - 1;
		v = v * 10 + (uint64_t)(s.ptr[i] - '0');
	}
	*ret = v;
	return i;
}

static int
out_of_range(const struct conf_place *at, struct conf_diag *d, uint64_t min,
    uint64_t max, const char *unit)
{
	conf_error(d, at, "must be between %llu and %llu%s",
	    (unsigned long long)min, (unsigned long long)max, unit);
	return ERR_RANGE;
}

int
conf_get_number(const struct conf_line *l, size_t *at, uint64_t min,
    uint64_t max, struct conf_diag *d, uint64_t *ret)
{
	uint64_t v;

	if (!is_kind(l, *at, CONF_NUMBER))
		return conf_expected(l, *at, d, "a number", NULL);
	(void)digits(l->tokens[*at].text, &v);
	if (v < min || v > max)
		return out_of_range(&l->tokens[*at].at, d, min, max, "");
	(*at)++;
	*ret = v;
	return 0;
}

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit size_units[] = {
	{ "B", 1 }, { "byte", 1 }, { "bytes", 1 },
	{ "kB", 1024 }, { "MB", 1024 * 1024 },
	{ "GB", (uint64_t)1024 * 1024 * 1024 }, { NULL, 0 },
};

#define SECOND	((uint64_t)1000)
#define DAY	(24 * 3600 * SECOND)

static const struct unit time_units[] = {
	{ "ms", 1 }, { "milliseconds", 1 },
	{ "second", SECOND }, { "seconds", SECOND }, { "s", SECOND },
	{ "minute", 60 * SECOND }, { "minutes", 60 * SECOND },
	{ "hour", 3600 * SECOND }, { "hours", 3600 * SECOND },
	{ "day", DAY }, { "days", DAY },
	{ "week", 7 * DAY }, { "weeks", 7 * DAY },
	{ "month", 30 * DAY }, { "months", 30 * DAY },
	{ "year", 365 * DAY }, { "years", 365 * DAY }, { NULL, 0 },
};

/* "128 MB" in two tokens or "128MB" in one. */
static int
get_amount(const struct conf_line *l, size_t *at, struct conf_diag *d,
    const struct unit *units, const char *what, uint64_t *ret)
{
	struct slice word, unit;
	size_t n, next = *at + 1;
	uint64_t v;

	if (!is_kind(l, *at, CONF_NUMBER) && !is_kind(l, *at, CONF_WORD))
		return conf_expected(l, *at, d, what, NULL);
	word = l->tokens[*at].text;
	n = digits(word, &v);
	if (n == 0)
		return conf_expected(l, *at, d, what, NULL);
	unit = slice_from(word, n);
	if (unit.len == 0 && is_kind(l, next, CONF_WORD))
		unit = l->tokens[next++].text;
	for (; units->name != NULL; units++)
		if (slice_ieq_str(unit, units->name))
			break;
	if (units->name == NULL)
		return conf_expected(l, next - 1, d, what, NULL);
	*ret = v > UINT64_MAX / units->factor ? UINT64_MAX :
	    v * units->factor;
	*at = next;
	return 0;
}

int
conf_get_size(const struct conf_line *l, size_t *at, uint64_t min,
    uint64_t max, struct conf_diag *d, uint64_t *ret)
{
	size_t next = *at;
	uint64_t v;
	int r;

	r = get_amount(l, &next, d, size_units,
	    "a size such as 10 kB, 5 MB or 1 GB", &v);
	if (r < 0)
		return r;
	if (v < min || v > max)
		return out_of_range(&l->tokens[*at].at, d, min, max, " bytes");
	*at = next;
	*ret = v;
	return 0;
}

int
conf_get_duration_ms(const struct conf_line *l, size_t *at, int64_t min,
    int64_t max, struct conf_diag *d, int64_t *ret)
{
	size_t next = *at;
	uint64_t v;
	int r;

	r = get_amount(l, &next, d, time_units,
	    "a time such as 30 seconds, 2 hours or 90 days", &v);
	if (r < 0)
		return r;
	if (v > INT64_MAX || (int64_t)v < min || (int64_t)v > max)
		return out_of_range(&l->tokens[*at].at, d,
		    (uint64_t)min / SECOND, (uint64_t)max / SECOND,
		    " seconds");
	*at = next;
	*ret = (int64_t)v;
	return 0;
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };

	if (month == 2 && year % 4 == 0 &&
	    (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[month - 1];
}

static bool
parse_date(struct slice s, int *ret)
{
	uint64_t y, m, day;

	if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-' ||
	    digits(slice_sub(s, 0, 4), &y) != 4 ||
	    digits(slice_sub(s, 5, 7), &m) != 2 ||
	    digits(slice_sub(s, 8, 10), &day) != 2)
		return false;
	if (y < 1970 || m < 1 || m > 12 || day < 1 ||
	    day > (uint64_t)month_days((int)y, (int)m))
		return false;
	*ret = (int)(y * 10000 + m * 100 + day);
	return true;
}

int
conf_get_date(const struct conf_line *l, size_t *at, struct conf_diag *d,
    int *ret_yyyymmdd)
{
	if (!is_kind(l, *at, CONF_WORD) ||
	    !parse_date(l->tokens[*at].text, ret_yyyymmdd))
		return conf_expected(l, *at, d, "a date such as 2026-04-01",
		    NULL);
	(*at)++;
	return 0;
}

bool
conf_is_word(const struct conf_line *l, size_t *at, const char *word)
{
	if (!is_kind(l, *at, CONF_WORD) ||
	    !slice_eq_str(l->tokens[*at].text, word))
		return false;
	(*at)++;
	return true;
}

bool
conf_is_comma(const struct conf_line *l, size_t *at)
{
	if (!is_kind(l, *at, CONF_COMMA))
		return false;
	(*at)++;
	return true;
}

int
conf_get_end(const struct conf_line *l, size_t at, struct conf_diag *d)
{
	if (at >= l->count)
		return 0;
	conf_error(d, &l->tokens[at].at, "\"%.*s\" does not belong here",
	    (int)l->tokens[at].text.len,
	    (const char *)l->tokens[at].text.ptr);
	return ERR_SYNTAX;
}

/* How many of the line's first tokens spell the key; 0 if they do not. */
static size_t
key_words(const struct conf_line *l, const char *key)
{
	struct slice left = slice_str(key), word;
	size_t at = 0, end;

	while (left.len > 0) {
		end = slice_chr(left, ' ', 0);
		word = slice_sub(left, 0, end == SLICE_NPOS ? left.len : end);
		left = slice_from(left, word.len + 1);
		if (!is_kind(l, at, CONF_WORD) ||
		    !slice_eq(l->tokens[at].text, word))
			return 0;
		at++;
	}
	return at;
}

const struct conf_line *
conf_setting(const struct conf_tree *t, const char *key, size_t *ret_at)
{
	size_t i, n;

	for (i = 0; i < t->setting_count; i++) {
		n = key_words(&t->settings[i], key);
		if (n == 0)
			continue;
		if (ret_at != NULL)
			*ret_at = n;
		return &t->settings[i];
	}
	return NULL;
}

const struct conf_block *
conf_block_find(const struct conf_tree *t, const char *kind,
    struct slice name)
{
	size_t i;

	for (i = 0; i < t->block_count; i++)
		if (strcmp(t->blocks[i].kind, kind) == 0 &&
		    slice_eq(t->blocks[i].name, name))
			return &t->blocks[i];
	return NULL;
}

const struct conf_line *
conf_line_find(const struct conf_block *b, const char *key, size_t from)
{
	size_t i;

	for (i = from; i < b->line_count; i++)
		if (key_words(&b->lines[i], key) > 0)
			return &b->lines[i];
	return NULL;
}
