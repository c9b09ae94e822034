/*
 * pl_pesel -- PESEL numbers of Poland (personal-data reference 12): the
 * birthday, whose month tells the century, a serial number, a check digit.
 */
#include "detect/checkdigit.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		11

static const struct detect_label labels[] = {
	{ "pesel", DETECT_LABEL },
	{ "nr pesel", DETECT_LABEL },
	{ "numer pesel", DETECT_LABEL },
	{ "pesel no", DETECT_LABEL },
	{ "pesel number", DETECT_LABEL },
	{ "polish id", DETECT_LABEL },
	{ "polish identity number", DETECT_LABEL },
	{ "polish national", DETECT_LABEL },
	LABELS_TELEPHONE,
	{ NULL, DETECT_LABEL }
};

static bool
is_valid(const uint8_t *digits)
{
	static const uint8_t weights[] = { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3 };
	unsigned month;

	month = checkdigit_pair(digits + 2) % 20;
	return checkdigit_is_day(checkdigit_pair(digits + 4), month,
	    checkdigit_pair(digits)) &&
	    (10 - checkdigit_sum(digits, weights, DIGITS - 1) % 10) % 10 ==
	    digits[DIGITS - 1];
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	unsigned near;
	size_t last;

	last = number_group_at(n, DIGITS);
	if (last == SIZE_MAX || (last > 0 &&
	    !number_is_grouped(n, last, "\6\5")) ||
	    !number_is_uniform(n, last, " -") || !is_valid(n->digits) ||
	    !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	near = detect_near(c, c->at, n->end[last]);
	if ((near & NEAR_OWN) == 0)
		return 0;
	return detect_put_digits(c, n->end[last], detect_tier(3, near),
	    n->digits, DIGITS);
}

const struct detector pl_pesel_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};
