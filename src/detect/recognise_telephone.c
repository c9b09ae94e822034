/*
 * telephone -- marks telephone numbers of people (personal-data reference 7):
 * mobiles and numbers of places, British ones with or without +44, others
 * with their country's code.  Numbers of services (03, 08, 09, short ones)
 * are public.
 */
#include <string.h>

#include "detect/context.h"
#include "detect/scene.h"

#define DIGITS_MAX	15	/* E.164 */
#define GROUPS_MAX	6

static const struct detect_label labels[] = {
	{ "phone", DETECT_HEADER },
	{ "phones", DETECT_HEADER },
	{ "telephone", DETECT_HEADER },
	{ "tel", DETECT_HEADER },
	{ "mobile", DETECT_HEADER },
	{ "mob", DETECT_HEADER },
	{ "cell", DETECT_HEADER },
	{ "landline", DETECT_HEADER },
	{ "contact number", DETECT_HEADER },
	{ "contact no", DETECT_HEADER },
	{ "telefon", DETECT_HEADER },
	{ "ffôn", DETECT_HEADER },
	{ "fòn", DETECT_HEADER },
	{ NULL, DETECT_LABEL }
};

/* Digits with what people put between them. */
struct dialled {
	uint8_t digits[DIGITS_MAX + 4];
	size_t count;
	size_t groups;
	size_t first;		/* digits of the first group */
	size_t to;
	bool is_international;
};

static bool
is_separator(uint8_t c)
{
	return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' ||
	    c == '/';
}

/* At most two separators between digits, as in ") " or " (0) ". */
static size_t
next_group(struct slice t, size_t at)
{
	size_t n;

	for (n = 0; n < 3 && at + n < t.len && is_separator(t.ptr[at + n]);
	    n++)
		;
	return n < 3 && at + n < t.len && ascii_is_digit(t.ptr[at + n]) ?
	    at + n : at;
}

/* "+44 (0)141": the zero is not dialled from abroad. */
static bool
is_trunk_zero(struct slice t, size_t at)
{
	return at > 0 && at + 1 < t.len && t.ptr[at - 1] == '(' &&
	    t.ptr[at] == '0' && t.ptr[at + 1] == ')';
}

static bool
dial(struct slice t, size_t at, struct dialled *d)
{
	size_t start, next;

	memset(d, 0, sizeof *d);
	d->is_international = at > 0 && t.ptr[at - 1] == '+';
	while (d->groups < GROUPS_MAX) {
		start = d->count;
		for (; at < t.len && ascii_is_digit(t.ptr[at]); at++) {
			if (d->count > 0 && is_trunk_zero(t, at))
				continue;
			if (d->count == sizeof d->digits)
				return false;
			d->digits[d->count++] = (uint8_t)(t.ptr[at] - '0');
		}
		if (d->groups == 0)
			d->first = d->count - start;
		d->groups++;
		d->to = at;
		/* Eleven digits are a number; what follows is another. */
		if (d->count >= 11 && d->digits[0] == 0 && d->digits[1] != 0)
			break;
		if (d->count >= 12 && d->is_international)
			break;
		next = next_group(t, at);
		if (next == at)
			break;
		at = next;
	}
	return true;
}

/* Leave the national number of a British one; false: no such number. */
static bool
settle_british(struct dialled *d, bool has_header)
{
	size_t cut;

	if (d->is_international && d->digits[0] == 4 && d->digits[1] == 4)
		cut = 2;
	else if (d->count >= 13 && d->digits[0] == 0 && d->digits[1] == 0 &&
	    d->digits[2] == 4 && d->digits[3] == 4)
		cut = 4;
	else if (d->digits[0] == 0 && !d->is_international)
		cut = 1;
	else if (has_header && d->count == 10 && !d->is_international)
		cut = 0;	/* a spreadsheet took the zero away */
	else
		return false;
	if (cut == 2 && d->digits[2] == 0 && d->count == 13)
		cut = 3;
	d->count -= cut;
	memmove(d->digits, d->digits + cut, d->count);
	return true;
}

/* How British numbers are written: 07700 900123, 020 7946 0000, (0141) 496. */
static bool
is_plausible(const struct dialled *d, bool is_labelled)
{
	switch (d->digits[0]) {
	case 7:
		if (d->digits[1] == 0 && d->count == 10)
			return is_labelled;	/* personal numbers, pagers */
		return d->count == 10;
	case 1:
	case 2:
		if (d->count == 9)
			return d->first == 5 && d->groups == 2;
		if (d->count != 10)
			return false;
		return d->groups == 1 || d->first >= 3 || d->is_international ||
		    is_labelled;
	default:
		return false;
	}
}

static int
put(struct detect_context *c, const uint8_t *digits, size_t count,
    const char *prefix, size_t from, size_t to)
{
	const struct detect_plan *p = c->run->plan;
	uint8_t value[DIGITS_MAX + 8];
	size_t i, n;

	n = strlen(prefix);
	memcpy(value, prefix, n);
	for (i = 0; i < count; i++)
		value[n++] = (uint8_t)('0' + digits[i]);
	/* Ours are listed as we write them: from 0 on. */
	if (value[0] == '4' && value[1] == '4') {
		value[1] = '0';
		if (plan_is_own(p, plan_own_digest(p,
		    slice_of(value + 1, n - 1))))
			return 0;
		value[1] = '4';
	}
	return detect_mark(c, MARK_PHONE, from, to, slice_of(value, n));
}

static int
scan(struct detect_context *c)
{
	struct dialled d;
	unsigned near;
	size_t from;
	bool has_header;

	if (!dial(c->text, c->at, &d) || d.count < 8 || d.count > DIGITS_MAX)
		return 0;
	from = c->at;
	if (from > 0 && (c->text.ptr[from - 1] == '+' ||
	    c->text.ptr[from - 1] == '('))
		from--;
	if (from > 0 && c->text.ptr[from - 1] == '+')
		from--;
	if (!detect_is_apart(c, from, d.to))
		return 0;
	near = detect_near(c, c->at, d.to);
	has_header = (near & NEAR_HEADER) != 0;
	if ((near & NEAR_NEGATIVE) != 0)
		return 0;
	if (settle_british(&d, has_header)) {
		/* The ranges kept for drama are numbers like others. */
		if (!is_plausible(&d, has_header || d.is_international))
			return 0;
		return put(c, d.digits, d.count, "44", from, d.to);
	}
	if (!d.is_international || d.count < 9)
		return 0;
	return put(c, d.digits, d.count, "", from, d.to);
}

const struct detector telephone_recogniser = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 9 | 1 << 10 |
	    1 << 11 | 1 << 12 | 1 << 13 | 1 << 14,
	.labels = labels,
	.scan = scan,
};
