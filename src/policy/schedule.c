/*
 * schedule -- when the house is open.
 */
#include "policy/check.h"

static bool
is_day(struct slice s)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri",
	    "sat", "sun" };
	size_t i;

	for (i = 0; i < 7; i++)
		if (slice_eq_str(s, days[i]))
			return true;
	return false;
}

bool
schedule_is_days(struct slice word)
{
	return is_day(word) || (word.len == 7 && word.ptr[3] == '-' &&
	    is_day(slice_sub(word, 0, 3)) && is_day(slice_from(word, 4)));
}

static bool
is_clock(struct slice s)
{
	int h, m;

	if (s.len != 5 || s.ptr[2] != ':' || !ascii_is_digit(s.ptr[0]) ||
	    !ascii_is_digit(s.ptr[1]) || !ascii_is_digit(s.ptr[3]) ||
	    !ascii_is_digit(s.ptr[4]))
		return false;
	h = (s.ptr[0] - '0') * 10 + s.ptr[1] - '0';
	m = (s.ptr[3] - '0') * 10 + s.ptr[4] - '0';
	return (h < 24 && m < 60) || (h == 24 && m == 0);
}

static bool
is_hours(struct slice s)
{
	return s.len == 11 && s.ptr[5] == '-' && is_clock(slice_sub(s, 0, 5)) &&
	    is_clock(slice_from(s, 6)) &&
	    slice_cmp(slice_sub(s, 0, 5), slice_from(s, 6)) < 0;
}

static void
schedule_open(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	(void)target;
	do {
		if (at >= l->count || !schedule_is_days(l->tokens[at].text)) {
			check_expected(c, l, at, "days such as mon-fri", NULL);
			return;
		}
		at++;
		if (at >= l->count || !is_hours(l->tokens[at].text)) {
			check_expected(c, l, at, "hours such as 09:00-17:00",
			    NULL);
			return;
		}
		at++;
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

static int
closed_day(void *arg, struct slice item, const struct conf_place *at)
{
	struct checker *c = arg;
	struct conf_token t = { .kind = CONF_WORD, .text = item, .at = *at };
	struct conf_line l = { &t, 1, *at };
	size_t i = 0;
	int day;

	(void)conf_get_date(&l, &i, c->diag, &day);
	return 0;
}

static void
schedule_closed(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	(void)target;
	if (at >= l->count)
		check_expected(c, l, at, "a date", NULL);
	(void)conf_values_each(l, at, closed_day, c);
}

void
schedule_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "open", true, schedule_open },
		{ "closed", true, schedule_closed },
		{ NULL, false, NULL },
	};

	check_lines(c, b, keys, NULL);
	if (conf_line_find(b, "open", 0) == NULL)
		conf_error(c->diag, &b->name_at,
		    "a schedule needs to be open at some time");
}
