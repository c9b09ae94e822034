/* mode -- `mode watch until 2026-04-01 then enforce`, approvals and reviews. */
#include "base/err.h"
#include "policy/check.h"

static const char *const modes[] = { "off", "watch", "warn", "enforce", NULL };

void
mode_read(struct checker *c, const struct conf_line *l, size_t *at,
    struct mode_plan *ret)
{
	struct mode_plan m = { .count = 0 };
	size_t word;
	int day, last = 0;

	for (;;) {
		word = check_choice(c, l, at, "off, watch, warn or enforce",
		    modes);
		if (word == SIZE_MAX)
			return;
		m.mode[m.count] = (enum rule_mode)word;
		m.until_ms[m.count] = INT64_MAX;
		if (!conf_is_word(l, at, "until"))
			break;
		word = *at;
		if (conf_get_date(l, at, c->diag, &day) < 0)
			return;
		if (day <= last || m.count + 2 > MODE_STEPS_MAX) {
			conf_error(c->diag, &l->tokens[word].at,
			    day <= last ? "this date is not after the one "
			    "before" : "too many dates");
			return;
		}
		last = day;
		m.until_ms[m.count++] = zone_midnight(&c->policy->zone, day);
		if (!check_words(c, l, at, "then"))
			return;
	}
	m.count++;
	*ret = m;
}

enum rule_mode
mode_at(const struct mode_plan *m, int64_t at_ms)
{
	size_t i;

	for (i = 0; i + 1 < m->count; i++)
		if (at_ms < m->until_ms[i])
			break;
	return m->count > 0 ? m->mode[i] : RULE_WATCH;
}

bool
approved_read(struct checker *c, const struct conf_line *l, size_t *at)
{
	size_t word = *at + 1;
	int day;

	if (role_read(c, l, at) < 0 || conf_get_date(l, at, c->diag, &day) < 0)
		return false;
	if (day > zone_day(&c->policy->zone, c->now_ms))
		conf_warning(c->diag, &l->tokens[word].at,
		    "this approval has a date in the future [future]");
	return true;
}

int
review_read(struct checker *c, const struct conf_line *l, size_t *at,
    const char *what)
{
	size_t word = *at;
	int day;

	if (conf_get_date(l, at, c->diag, &day) < 0)
		return 0;
	if (day < zone_day(&c->policy->zone, c->now_ms))
		conf_warning(c->diag, &l->tokens[word].at, "the review date "
		    "of %s has passed; look at it, and set the next "
		    "[review]", what);
	return day;
}
