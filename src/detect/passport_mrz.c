/*
 * passport_mrz -- the code lines of passports, identity cards, residence
 * permits and visas (ICAO Doc 9303; personal-data reference 5.5).  The
 * detector begins at the first "<<" of a line; a line whose check digits are
 * all right is certain without any context.
 */
#include <string.h>

#include "detect/checkdigit.h"
#include "detect/context.h"

#define TD1		30	/* three lines of 30: cards */
#define TD2		36	/* two of 36 */
#define TD3		44	/* two of 44: passports */

#define NUMBER		9	/* characters of the document number */
#define VALUE		(NUMBER + 6)

static const struct detect_label labels[] = {
	{ "<<", DETECT_TRIGGER },
	{ NULL, DETECT_LABEL }
};

static bool
is_code_char(uint8_t c)
{
	return ascii_is_digit(c) || ascii_is_alpha(c) || c == '<';
}

static unsigned
value_of(uint8_t c)
{
	if (ascii_is_digit(c))
		return c - '0';
	return ascii_is_alpha(c) ? c - 'a' + 10u : 0;
}

/* A sum with the weights 7, 3, 1 that goes on over several fields. */
struct sum {
	unsigned total, count;
};

static void
sum_add(struct sum *s, const uint8_t *p, size_t n)
{
	static const uint8_t weights[] = { 7, 3, 1 };
	size_t i;

	for (i = 0; i < n; i++)
		s->total += value_of(p[i]) * weights[s->count++ % 3];
}

static bool
sum_is(const struct sum *s, uint8_t check)
{
	/* An empty field may have a filler for its check digit. */
	return check == '<' ? s->total == 0 : ascii_is_digit(check) &&
	    s->total % 10 == (unsigned)(check - '0');
}

static bool
field_is_right(const uint8_t *p, size_t n)
{
	struct sum s = { 0, 0 };

	sum_add(&s, p, n);
	return sum_is(&s, p[n]);
}

/* YYMMDD; what is not known of a birthday is filled up. */
static bool
is_date(const uint8_t *p)
{
	uint8_t d[6];
	size_t i;

	for (i = 0; i < sizeof d; i++) {
		if (p[i] == '<')
			return i == 2 || i == 4;
		if (!ascii_is_digit(p[i]))
			return false;
		d[i] = (uint8_t)(p[i] - '0');
	}
	return checkdigit_is_day(checkdigit_pair(d + 4),
	    checkdigit_pair(d + 2), checkdigit_pair(d));
}

static bool
is_state(const uint8_t *p)
{
	size_t i;

	for (i = 0; i < 3; i++)
		if (ascii_is_digit(p[i]))
			return false;
	/* Utopia issues the specimens of the standard. */
	return p[0] != '<' && memcmp(p, "uto", 3) != 0;
}

static bool
is_sex(uint8_t c)
{
	return c == 'm' || c == 'f' || c == 'x' || c == '<';
}

/*
 * The second line of two: number, state, birthday, sex, expiry, and what the
 * state put in.  Of a visa there is no check digit over all.
 */
static bool
is_second_line(const uint8_t *p, size_t n, bool is_visa)
{
	struct sum all = { 0, 0 };

	if (!field_is_right(p, NUMBER) || !is_state(p + 10) ||
	    !is_date(p + 13) || !field_is_right(p + 13, 6) ||
	    !is_sex(p[20]) || !is_date(p + 21) || !field_is_right(p + 21, 6) ||
	    p[0] == '<')
		return false;
	if (is_visa)
		return true;
	if (n == TD3 && !field_is_right(p + 28, 14))
		return false;
	sum_add(&all, p, 10);
	sum_add(&all, p + 13, 7);
	sum_add(&all, p + 21, n - 1 - 21);
	return sum_is(&all, p[n - 1]);
}

/* Cards: the number is in the first line, the check over all in the second. */
static bool
is_card(const uint8_t *first, const uint8_t *p)
{
	struct sum all = { 0, 0 };

	if (!field_is_right(first + 5, NUMBER) || !is_date(p) ||
	    !field_is_right(p, 6) || !is_sex(p[7]) || !is_date(p + 8) ||
	    !field_is_right(p + 8, 6) || !is_state(p + 15))
		return false;
	sum_add(&all, first + 5, TD1 - 5);
	sum_add(&all, p, 7);
	sum_add(&all, p + 8, 7);
	sum_add(&all, p + 18, 11);
	return sum_is(&all, p[TD1 - 1]);
}

static int
put(struct detect_context *c, const uint8_t *number, const uint8_t *birth,
    size_t to)
{
	uint8_t value[VALUE];
	size_t i;

	/* The number last: of a mask the last characters are shown. */
	memcpy(value, birth, 6);
	memcpy(value + 6, number, NUMBER);
	for (i = 0; i < VALUE; i++)
		if (ascii_is_alpha(value[i]))
			value[i] = (uint8_t)(value[i] - 0x20);
	return detect_put(c, to, 3, slice_of(value, VALUE));
}

/* The code line that holds byte `at`. */
static struct slice
code_line(const struct detect_context *c, size_t at, size_t *ret_from)
{
	size_t from, to;

	for (from = at; from > 0 && at - from <= TD3 &&
	    is_code_char(c->text.ptr[from - 1]); from--)
		;
	for (to = at; to < c->text.len && to - from <= TD3 &&
	    is_code_char(c->text.ptr[to]); to++)
		;
	*ret_from = from;
	return slice_sub(c->text, from, to);
}

static int
scan(struct detect_context *c)
{
	struct slice line, above, below;
	size_t trigger, from;

	trigger = c->at;
	line = code_line(c, trigger, &from);
	/* The first "<<" of its line speaks for the whole. */
	if (slice_find(line, SLICE("<<"), 0) != trigger - from)
		return 0;
	c->at = from;
	above = detect_line_above(c, from);
	if (line.len == TD1 && above.len == TD1 &&
	    is_card(above.ptr, line.ptr))
		return put(c, above.ptr + 5, line.ptr, from + TD1);
	if (line.len != TD2 && line.len != TD3)
		return 0;
	if (is_second_line(line.ptr, line.len,
	    above.len == line.len && above.ptr[0] == 'v'))
		return put(c, line.ptr, line.ptr + 13, from + line.len);
	/* A second line that is full to its end has no "<<" of its own. */
	below = detect_line_below(c, from + line.len);
	if (below.len != line.len ||
	    slice_find(below, SLICE("<<"), 0) != SLICE_NPOS ||
	    !is_second_line(below.ptr, below.len, line.ptr[0] == 'v'))
		return 0;
	return put(c, below.ptr, below.ptr + 13, from + line.len);
}

const struct detector passport_mrz_detector = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
};
