/*
 * uk_scn -- Scottish Candidate Numbers (personal-data reference 5.8): the
 * year, six digits and a check digit; no finding without a label.
 */
#include <string.h>

#include "detect/checkdigit.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		9
#define PADDED		8	/* of a year 20 to 09, stored as a number */

static const struct detect_label labels[] = {
	{ "scn", DETECT_LABEL },
	{ "scn no", DETECT_LABEL },
	{ "scn number", DETECT_LABEL },
	{ "scottish candidate", DETECT_LABEL },
	{ "scottish candidate no", DETECT_LABEL },
	{ "scottish candidate number", DETECT_LABEL },
	{ "candidate no", DETECT_LABEL },
	{ "candidate number", DETECT_LABEL },
	{ "candidate ref", DETECT_LABEL },
	{ "candidate reference", DETECT_LABEL },
	{ "candidate id", DETECT_LABEL },
	{ "sqa candidate", DETECT_LABEL },
	{ "sqa number", DETECT_LABEL },
	{ "sqa no", DETECT_LABEL },
	LABELS_TELEPHONE,
	LABELS_COMPANY,
	{ NULL, DETECT_LABEL }
};

static bool
is_valid(const uint8_t *digits)
{
	static const uint8_t weights[] = { 3, 2, 7, 6, 5, 4, 3, 2 };
	unsigned sum;

	sum = checkdigit_sum(digits, weights, DIGITS - 1);
	return !detect_is_repeated(digits, DIGITS) &&
	    (11 - sum % 11) % 11 == digits[DIGITS - 1];
}

static int
put(struct detect_context *c, const uint8_t *digits, size_t to,
    unsigned wanted)
{
	uint8_t value[DIGITS];
	unsigned near;
	size_t i;

	near = detect_near(c, c->at, to);
	if ((near & wanted) == 0)
		return 0;
	for (i = 0; i < DIGITS; i++)
		value[i] = (uint8_t)('0' + digits[i]);
	return detect_put(c, to, detect_tier(3, near),
	    slice_of(value, DIGITS));
}

static int
scan(struct detect_context *c)
{
	uint8_t digits[DIGITS] = { 0 };
	const struct number *n = c->number;
	size_t last;

	last = number_group_at(n, DIGITS);
	if (last != SIZE_MAX)
		return number_is_uniform(n, last, " -") &&
		    is_valid(n->digits) &&
		    detect_is_apart(c, c->at, n->end[last]) ?
		    put(c, n->digits, n->end[last],
		    NEAR_LABEL | NEAR_HEADER) : 0;
	/* A cell that was stored as a number lost its leading zero. */
	if (c->unit->row == 0 || c->at != 0 || n->group_count != 1 ||
	    n->total != PADDED || n->end[0] != c->text.len)
		return 0;
	memcpy(digits + 1, n->digits, PADDED);
	return is_valid(digits) ?
	    put(c, digits, n->end[0], NEAR_HEADER) : 0;
}

const struct detector uk_scn_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << PADDED | 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};
