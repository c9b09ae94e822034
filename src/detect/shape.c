/*
 * shape -- where in a window a detector may begin: at digits, at "@", at its
 * own words, and where the site's patterns fit.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/run.h"
#include "detect/swar.h"

#define CODE_LETTERS_MAX 8

/* --- built-in detectors --------------------------------------------------- */

static int
call_detectors(struct detect_run *run, struct detect_context *c,
    enum detect_on on, uint32_t lengths)
{
	const struct detector *d;
	size_t i;
	int r;

	for (i = 0; i < run->plan->caller_count; i++) {
		d = run->plan->callers[i].detector;
		if ((d->on & on) == 0 || ((on == DETECT_ON_CODE ? d->letters :
		    d->lengths) & lengths) == 0)
			continue;
		c->source = run->plan->callers[i].source;
		r = d->scan(c);
		if (r < 0)
			return r;
	}
	return 0;
}

static int
call_all(struct detect_run *run, struct detect_context *c, enum detect_on on)
{
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < run->plan->caller_count && r == 0; i++) {
		if ((run->plan->callers[i].detector->on & on) == 0)
			continue;
		c->source = run->plan->callers[i].source;
		r = run->plan->callers[i].detector->scan(c);
	}
	return r;
}

/* Most runs of digits are neither long enough nor go on: cheap to refuse. */
static bool
may_be_number(const struct detect_run *run, struct slice text, size_t at,
    size_t end)
{
	uint8_t next;

	if (at > 0 && ascii_is_alpha(text.ptr[at - 1]))
		return false;
	if (end - at <= NUMBER_DIGITS_MAX &&
	    ((uint32_t)1 << (end - at) & run->plan->number_lengths) != 0)
		return true;
	next = end < text.len ? text.ptr[end] : 0;
	return next == ' ' || next == '-' || next == '.' || next == '\n';
}

static int
try_number(struct detect_run *run, struct detect_context *c, size_t at,
    size_t end)
{
	struct number n;
	uint32_t lengths;
	size_t g;

	if (!may_be_number(run, c->text, at, end) ||
	    words_alnum_before(c->text, at) || detect_is_continued(c, at))
		return 0;
	number_read(c->text, at, &n);
	lengths = 0;
	for (g = 0; g < n.group_count; g++)
		lengths |= (uint32_t)1 << n.upto[g];
	if ((lengths & run->plan->number_lengths) == 0)
		return 0;
	c->at = at;
	c->number = &n;
	return call_detectors(run, c, DETECT_ON_NUMBER, lengths);
}

/* Digits with a slash behind them: "99/0001234X". */
static int
try_slash(struct detect_run *run, struct detect_context *c, size_t at,
    size_t end)
{
	if (end - at > NUMBER_DIGITS_MAX || end >= c->text.len ||
	    c->text.ptr[end] != '/' || words_alnum_before(c->text, at) ||
	    detect_is_continued(c, at))
		return 0;
	c->at = at;
	c->number = NULL;
	return call_detectors(run, c, DETECT_ON_SLASH,
	    (uint32_t)1 << (end - at));
}

/*
 * Back over what may stand between letters and digits: one byte of any kind,
 * and a separator before it.  (The middle dot has two bytes.)
 */
static size_t
skip_separators(struct slice text, size_t end)
{
	uint8_t c;

	if (end == 0 || ascii_is_alpha(text.ptr[end - 1]))
		return end;
	end--;
	c = end > 0 ? text.ptr[end - 1] : 0;
	return c == ' ' || c == '\t' || c == '-' || c == '.' || c == '/' ||
	    c == '\n' || c == 0xc2 ? end - 1 : end;
}

static int
call_code(struct detect_run *run, struct detect_context *c, size_t from,
    size_t letters)
{
	if (letters == 0 || letters > CODE_LETTERS_MAX ||
	    ((uint32_t)1 << letters & run->plan->code_lengths) == 0 ||
	    words_alnum_before(c->text, from))
		return 0;
	c->at = from;
	c->number = NULL;
	return call_detectors(run, c, DETECT_ON_CODE, (uint32_t)1 << letters);
}

/* Letters right before the digits at `at`, or before separators. */
static int
try_code(struct detect_run *run, struct detect_context *c, size_t at)
{
	const uint8_t *p = c->text.ptr;
	size_t from, end;
	int r;

	end = skip_separators(c->text, at);
	for (from = end; from > 0 && end - from <= CODE_LETTERS_MAX &&
	    ascii_is_alpha(p[from - 1]); from--)
		;
	r = call_code(run, c, from, end - from);
	/* "J X 12 34 56 C" */
	if (r == 0 && end - from == 1 && from > 1 && p[from - 1] == ' ' &&
	    ascii_is_alpha(p[from - 2]))
		r = call_code(run, c, from - 2, 2);
	return r;
}

/* The next digit; prose has few, so it is passed over in words. */
static size_t
next_digit(const uint8_t *p, size_t at, size_t to)
{
	while (to - at >= SWAR_SIZE && !swar_has_digit(swar_load(p + at)))
		at += SWAR_SIZE;
	while (at < to && !ascii_is_digit(p[at]))
		at++;
	return at;
}

/* The margins are read like the rest: what is in them leaves marks. */
int
run_digits(struct detect_run *run, struct detect_context *c)
{
	size_t at, to, end;
	int r;

	to = c->text.len;
	for (at = 0;; at = end) {
		at = next_digit(c->text.ptr, at, to);
		if (at >= to)
			return 0;
		for (end = at; end < to && ascii_is_digit(c->text.ptr[end]);
		    end++)
			;
		r = try_code(run, c, at);
		if (r == 0)
			r = try_number(run, c, at, end);
		if (r == 0)
			r = try_slash(run, c, at, end);
		if (r < 0)
			return r;
	}
}

int
run_ats(struct detect_run *run, struct detect_context *c)
{
	const uint8_t *p, *end;
	int r;

	end = c->text.ptr + c->text.len;
	r = 0;
	for (p = c->text.ptr; r == 0 && p < end; p++) {
		p = memchr(p, '@', (size_t)(end - p));
		if (p == NULL)
			break;
		c->at = (size_t)(p - c->text.ptr);
		c->number = NULL;
		r = call_all(run, c, DETECT_ON_AT);
	}
	return r;
}

/* The triggers of this segment; *at goes on from segment to segment. */
int
run_triggers(struct detect_run *run, struct detect_context *c, size_t *at)
{
	const struct label *t;
	const struct caller *caller;
	int r;

	for (; *at < run->trigger_count; (*at)++) {
		t = &run->triggers[*at];
		if (t->to > c->unit_at + c->text.len)
			break;
		if (t->from < c->unit_at)
			continue;
		caller = &run->plan->callers[LABEL_SOURCE(t->tag)];
		c->at = t->from - c->unit_at;
		c->word_to = t->to - c->unit_at;
		c->number = NULL;
		c->source = caller->source;
		r = caller->detector->scan(c);
		if (r < 0)
			return r;
	}
	return 0;
}

/* --- the site's patterns -------------------------------------------------- */

static bool
has_digit(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_is_digit(s.ptr[i]))
			return true;
	return false;
}

static int
site_hit(struct detect_run *run, struct detect_context *c,
    const struct site *site, size_t from, size_t to)
{
	struct detect_hit hit = { 0 };
	size_t ignored;

	c->at = from;
	c->source = site->source;
	hit.from = from;
	hit.to = to;
	hit.value = slice_sub(c->text, from, to);
	hit.tier = site->certainty;
	if (site->wants_near &&
	    (detect_near(c, from, to) & NEAR_OWN) == 0)
		hit.tier = 1;
	if (has_digit(hit.value))
		return detect_hit_put(c, &hit);
	return run_found(run, c->source, c->unit_at + from, hit.tier,
	    hit.value, false, &ignored);
}

/* It is not tried again in this message: that would cost as much. */
static int
site_failed(struct detect_run *run, size_t index, const char *why)
{
	const char *detail;

	detail = arena_str(run->arena, arena_printf(run->arena, "%s: %s",
	    run->plan->sites[index].name, why));
	run->failed[index] = detail != NULL ? detail : "pattern";
	return run_limit(run, run->failed[index]);
}

/*
 * One pattern over one unit.  Of a match that crossed the end of the zone the
 * next window must not find the rest again.
 */
int
run_site(struct detect_run *run, struct detect_context *c, size_t index)
{
	const struct site *site = &run->plan->sites[index];
	size_t at, from, to, end, resume;
	const char *why;
	int r;

	/* It reached a limit before: here we could not tell either. */
	if (run->failed[index] != NULL)
		return run_limit(run, run->failed[index]);
	if (c->text.len < pattern_shortest(site->pattern) ||
	    run->zone_to <= c->unit_at)
		return 0;
	end = run->zone_to - c->unit_at;
	at = run->zone_from > c->unit_at ? run->zone_from - c->unit_at : 0;
	if (run->resume[index] > c->unit->from) {
		resume = shadow_at(&run->shadow, run->resume[index]);
		if (resume > c->unit_at + at)
			at = resume - c->unit_at;
	}
	while (at < c->text.len && at < end) {
		r = pattern_find(site->pattern, c->text, at, true, &from,
		    &to, &why);
		if (r < 0)
			return site_failed(run, index, why);
		if (r == 0 || from >= end)
			break;
		r = site_hit(run, c, site, from, to);
		if (r < 0)
			return r;
		run->resume[index] = shadow_origin(&run->shadow,
		    c->unit_at + to);
		at = to;
	}
	return 0;
}
