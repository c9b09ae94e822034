/*
 * nl_bsn -- citizen service numbers of the Netherlands (personal-data
 * reference 12): nine digits, sometimes eight, weights 9 to 2 and minus one.
 */
#include <string.h>

#include "detect/checkdigit.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		9

static const struct detect_label labels[] = {
	{ "bsn", DETECT_LABEL },
	{ "bsn nr", DETECT_LABEL },
	{ "bsn nummer", DETECT_LABEL },
	{ "bsn-nummer", DETECT_LABEL },
	{ "burgerservicenummer", DETECT_LABEL },
	{ "burger service nummer", DETECT_LABEL },
	{ "sofi-nummer", DETECT_LABEL },
	{ "sofinummer", DETECT_LABEL },
	{ "sofi nummer", DETECT_LABEL },
	{ "citizen service number", DETECT_LABEL },
	{ "dutch citizen", DETECT_LABEL },
	LABELS_TELEPHONE,
	{ NULL, DETECT_LABEL }
};

static bool
is_valid(const uint8_t *digits)
{
	static const uint8_t weights[] = { 9, 8, 7, 6, 5, 4, 3, 2 };
	unsigned sum;

	sum = checkdigit_sum(digits, weights, DIGITS - 1);
	return !detect_is_repeated(digits, DIGITS) &&
	    sum % 11 == digits[DIGITS - 1];
}

static int
scan(struct detect_context *c)
{
	uint8_t digits[DIGITS] = { 0 }, value[DIGITS];
	const struct number *n = c->number;
	unsigned near;
	size_t last, i, missing;

	missing = 0;
	last = number_group_at(n, DIGITS);
	if (last == SIZE_MAX) {
		missing = 1;
		last = number_group_at(n, DIGITS - 1);
	}
	if (last == SIZE_MAX || (missing > 0 && last > 0) ||
	    (last > 0 && !number_is_grouped(n, last, "\4\2\3") &&
	    !number_is_grouped(n, last, "\3\3\3")))
		return 0;
	memcpy(digits + missing, n->digits, DIGITS - missing);
	if (!is_valid(digits) || !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	near = detect_near(c, c->at, n->end[last]);
	if ((near & (NEAR_LABEL | NEAR_HEADER)) == 0)
		return 0;
	for (i = 0; i < DIGITS; i++)
		value[i] = (uint8_t)('0' + digits[i]);
	return detect_put(c, n->end[last], detect_tier(3, near),
	    slice_of(value, DIGITS));
}

const struct detector nl_bsn_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << DIGITS | 1 << 8,
	.labels = labels,
	.scan = scan,
};
