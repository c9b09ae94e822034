/*
 * uk_nhs_number -- NHS numbers (NHS Data Dictionary; personal-data reference
 * 5.2) and, as long as they have no detector of their own, the Scottish CHI
 * numbers that have the same check digit (5.3).
 */
#include "detect/context.h"

#define DIGITS		10
#define PADDED_MIN	8	/* digits a spreadsheet may leave of ten */

static const struct detect_label labels[] = {
	{ "nhs", DETECT_LABEL },
	{ "nhs no", DETECT_LABEL },
	{ "nhs number", DETECT_LABEL },
	{ "nhsno", DETECT_LABEL },
	{ "nhsnumber", DETECT_LABEL },
	{ "chinumber", DETECT_LABEL },
	{ "national health service", DETECT_LABEL },
	{ "rhif gig", DETECT_LABEL },
	{ "gig", DETECT_HEADER },
	{ "chi", DETECT_LABEL },
	{ "community health index", DETECT_LABEL },
	{ "àireamh chi", DETECT_LABEL },
	{ "patient", DETECT_TOPIC },
	{ "patients", DETECT_TOPIC },
	{ "gp", DETECT_TOPIC },
	{ "surgery", DETECT_TOPIC },
	{ "clinic", DETECT_TOPIC },
	{ "hospital", DETECT_TOPIC },
	{ "referral", DETECT_TOPIC },
	{ "discharge", DETECT_TOPIC },
	{ "ward", DETECT_TOPIC },
	{ "ot assessment", DETECT_TOPIC },
	{ "tel", DETECT_OTHER },
	{ "telephone", DETECT_OTHER },
	{ "phone", DETECT_OTHER },
	{ "mobile", DETECT_OTHER },
	{ "fax", DETECT_OTHER },
	{ "utr", DETECT_OTHER },
	{ "unique taxpayer reference", DETECT_OTHER },
	{ "uln", DETECT_OTHER },
	{ "unique learner number", DETECT_OTHER },
	{ NULL, DETECT_LABEL }
};

/* Modulus 11 with weights 10..2; a check digit of 10 is never issued. */
static bool
is_valid(const uint8_t *digits)
{
	unsigned sum, i, check;

	if (detect_is_repeated(digits, DIGITS))
		return false;
	sum = 0;
	for (i = 0; i < DIGITS - 1; i++)
		sum += digits[i] * (DIGITS - i);
	check = (11 - sum % 11) % 11;
	return check == digits[DIGITS - 1];
}

/* 3-3-4, 6-4 (as CHI numbers are written), or parts of them run together. */
static bool
is_grouped(const struct number *n, size_t last)
{
	size_t g, breaks;

	breaks = 0;
	for (g = 0; g < last; g++) {
		if (n->upto[g] != 3 && n->upto[g] != 6)
			return false;
		breaks += n->is_broken[g];
	}
	return breaks <= 1;
}

static int
put(struct detect_context *c, const uint8_t *digits, size_t to, int alone)
{
	uint8_t value[DIGITS];
	struct detect_hit hit;
	unsigned near;
	size_t i;

	for (i = 0; i < DIGITS; i++)
		value[i] = (uint8_t)('0' + digits[i]);
	near = detect_near(c, c->at, to);
	hit.from = c->at;
	hit.to = to;
	hit.tier = detect_tier((near & NEAR_OWN) != 0 ? 3 : alone, near);
	hit.value = slice_of(value, sizeof value);
	return detect_hit_put(c, &hit);
}

/*
 * A number stored as a number has lost its leading zeros (CHI numbers of the
 * first nine days of a month): only the header tells that it had ten digits.
 */
static int
scan_padded(struct detect_context *c)
{
	uint8_t digits[DIGITS] = { 0 };
	const struct number *n = c->number;
	size_t i, missing;

	if (c->unit->row == 0 || c->at != 0 || n->group_count != 1 ||
	    n->end[0] != c->text.len || n->total < PADDED_MIN ||
	    n->total >= DIGITS ||
	    (detect_near(c, c->at, n->end[0]) & NEAR_HEADER) == 0)
		return 0;
	missing = DIGITS - n->total;
	for (i = 0; i < n->total; i++)
		digits[missing + i] = n->digits[i];
	return is_valid(digits) ? put(c, digits, n->end[0], 0) : 0;
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	size_t last;

	last = number_group_at(n, DIGITS);
	if (last == SIZE_MAX)
		return scan_padded(c);
	if (!is_grouped(n, last) || !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	detect_shape(c);
	if (!is_valid(n->digits))
		return 0;
	/* Numbers of training data; nobody has one of these. */
	if (c->ignores_test_numbers && n->digits[0] == 9 &&
	    n->digits[1] == 9 && n->digits[2] == 9)
		return 0;
	/* One number in eleven passes: the check alone is only possible. */
	return put(c, n->digits, n->end[last], 1);
}

const struct detector uk_nhs_number_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << 8 | 1 << 9 | 1 << 10,
	.labels = labels,
	.scan = scan,
};
