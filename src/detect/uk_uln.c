/*
 * uk_uln -- Unique Learner Numbers (personal-data reference 5.8): ten digits
 * that leave ten when their sum with the weights 10..1 is divided by eleven.
 * One number in eleven passes, so without a label there is no finding.
 */
#include "base/limits.h"
#include "detect/checkdigit.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		10

static const struct detect_label labels[] = {
	{ "uln", DETECT_LABEL },
	{ "uln no", DETECT_LABEL },
	{ "uln number", DETECT_LABEL },
	{ "ulnnumber", DETECT_LABEL },
	{ "unique learner", DETECT_LABEL },
	{ "unique learner no", DETECT_LABEL },
	{ "unique learner number", DETECT_LABEL },
	{ "unique learner reference", DETECT_LABEL },
	{ "learner no", DETECT_LABEL },
	{ "learner number", DETECT_LABEL },
	{ "learner ref", DETECT_LABEL },
	{ "learner reference", DETECT_LABEL },
	{ "learner id", DETECT_LABEL },
	{ "learner record", DETECT_LABEL },
	{ "learner", DETECT_LABEL },
	{ "rhif dysgwr", DETECT_LABEL },
	LABELS_TELEPHONE,
	LABELS_PATIENT,
	LABELS_TAXPAYER,
	LABELS_COMPANY,
	{ NULL, DETECT_LABEL }
};

static const char *const strong[] = {
	"uln", "ulns", "unique learner", "learner no", "learner number",
	"learner numbers", "learner ref", "learner reference", "learner id",
	"rhif dysgwr", NULL
};

static bool
is_valid(const uint8_t *digits)
{
	static const uint8_t weights[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 };

	return digits[0] != 0 && !detect_is_repeated(digits, DIGITS) &&
	    checkdigit_sum(digits, weights, DIGITS) % 11 == 10;
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	unsigned near;
	size_t last;

	last = number_group_at(n, DIGITS);
	if (last == SIZE_MAX || !number_is_uniform(n, last, " -") ||
	    !is_valid(n->digits) ||
	    !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	near = detect_near(c, c->at, n->end[last]);
	/* "Learner" alone must introduce it: grants are for learners, too. */
	if ((near & (NEAR_BESIDE | NEAR_HEADER)) == 0 &&
	    ((near & NEAR_LABEL) == 0 || !detect_line_says(c, c->at,
	    n->end[last], CONTEXT_BEFORE, strong)))
		return 0;
	return detect_put_digits(c, n->end[last], detect_tier(3, near),
	    n->digits, DIGITS);
}

const struct detector uk_uln_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};
