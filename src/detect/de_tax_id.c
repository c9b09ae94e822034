/*
 * de_tax_id -- tax identification numbers of Germany (personal-data reference
 * 12): eleven digits; among the first ten one digit stands twice or thrice;
 * the last by ISO/IEC 7064, modulus 11,10.
 */
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		11

static const struct detect_label labels[] = {
	{ "steuer-id", DETECT_LABEL },
	{ "steuer id", DETECT_LABEL },
	{ "steuerid", DETECT_LABEL },
	{ "steuer-idnr", DETECT_LABEL },
	{ "steueridentifikationsnummer", DETECT_LABEL },
	{ "steuerliche identifikationsnummer", DETECT_LABEL },
	{ "identifikationsnummer", DETECT_LABEL },
	{ "idnr", DETECT_LABEL },
	{ "id-nr", DETECT_LABEL },
	{ "steuernummer", DETECT_LABEL },
	{ "german tax", DETECT_LABEL },
	{ "tax id", DETECT_LABEL },
	{ "tax number", DETECT_LABEL },
	{ "tax identification number", DETECT_LABEL },
	{ "tin", DETECT_LABEL },
	{ "finanzamt", DETECT_TOPIC },
	LABELS_TELEPHONE,
	{ NULL, DETECT_LABEL }
};

/* One digit twice or thrice, the others once at most. */
static bool
is_issued(const uint8_t *digits)
{
	unsigned count[10] = { 0 }, i, more;

	for (i = 0; i < DIGITS - 1; i++)
		count[digits[i]]++;
	for (i = 0, more = 0; i < 10; i++) {
		if (count[i] > 3)
			return false;
		more += count[i] > 1;
	}
	return digits[0] != 0 && more == 1;
}

static bool
is_valid(const uint8_t *digits)
{
	unsigned product, sum, i;

	for (product = 10, i = 0; i < DIGITS - 1; i++) {
		sum = (digits[i] + product) % 10;
		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return is_issued(digits) && (11 - product) % 10 == digits[DIGITS - 1];
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	unsigned near;
	size_t last;

	last = number_group_at(n, DIGITS);
	if (last == SIZE_MAX || (last > 0 &&
	    !number_is_grouped(n, last, "\2\3\3\3")) ||
	    !number_is_uniform(n, last, " -") || !is_valid(n->digits) ||
	    !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	near = detect_near(c, c->at, n->end[last]);
	if ((near & NEAR_OWN) == 0)
		return 0;
	return detect_put_digits(c, n->end[last], detect_tier(
	    (near & (NEAR_LABEL | NEAR_HEADER)) != 0 ? 3 : 2, near),
	    n->digits, DIGITS);
}

const struct detector de_tax_id_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};
