/*
 * ie_pps -- Personal Public Service numbers of Ireland (personal-data
 * reference 12): seven digits, a check letter, and since 2013 one more
 * letter, which counts in it.
 */
#include "detect/checkdigit.h"
#include "detect/code.h"
#include "detect/context.h"

#define DIGITS		7

static const struct detect_label labels[] = {
	{ "pps", DETECT_LABEL },
	{ "pps no", DETECT_LABEL },
	{ "pps number", DETECT_LABEL },
	{ "ppsn", DETECT_LABEL },
	{ "ppsnumber", DETECT_LABEL },
	{ "personal public service", DETECT_LABEL },
	{ "personal public service number", DETECT_LABEL },
	{ "rsi no", DETECT_LABEL },
	{ "uimhir pps", DETECT_LABEL },
	{ "uimhir phearsanta", DETECT_LABEL },
	{ "uimhir phearsanta seirbhíse poiblí", DETECT_LABEL },
	{ "revenue", DETECT_TOPIC },
	{ "intreo", DETECT_TOPIC },
	{ NULL, DETECT_LABEL }
};

/* The second letter weighs nine; W and T of old wives' numbers nothing. */
static bool
is_valid(const struct code *code)
{
	static const uint8_t weights[] = { 8, 7, 6, 5, 4, 3, 2 };
	static const char letters[] = "WABCDEFGHIJKLMNOPQRSTUV";
	uint8_t digits[DIGITS];
	unsigned sum;
	uint8_t second;

	code_digits(code, 0, DIGITS, digits);
	sum = checkdigit_sum(digits, weights, DIGITS);
	second = code->len > DIGITS + 1 ? code->value[DIGITS + 1] : 'W';
	if (second >= 'A' && second <= 'I')
		sum += 9u * (second - 'A' + 1u);
	else if (second != 'W' && second != 'T' && second != 'X')
		return false;
	return letters[sum % 23] == (char)code->value[DIGITS];
}

static int
scan(struct detect_context *c)
{
	struct code code;
	unsigned near;

	if ((!code_read(c->text, c->at, "nnnnnnnaa", &code) ||
	    !detect_is_apart(c, c->at, code.to)) &&
	    (!code_read(c->text, c->at, "nnnnnnna", &code) ||
	    !detect_is_apart(c, c->at, code.to)))
		return 0;
	if ((code.gaps & ~(CODE_GAP(DIGITS) | CODE_GAP(DIGITS + 1))) != 0 ||
	    !is_valid(&code))
		return 0;
	near = detect_near(c, c->at, code.to);
	if ((near & NEAR_OWN) == 0)
		return 0;
	return detect_put(c, code.to, detect_tier(
	    (near & (NEAR_LABEL | NEAR_HEADER)) != 0 ? 3 : 2, near),
	    slice_of(code.value, code.len));
}

const struct detector ie_pps_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};
