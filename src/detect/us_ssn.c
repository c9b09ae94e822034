/*
 * us_ssn -- Social Security numbers of the United States (personal-data
 * reference 12): area, group and serial, none of them zero.  There is no
 * check digit: a label makes it certain, the print of 3-2-4 possible.
 */
#include "detect/checkdigit.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		9

static const struct detect_label labels[] = {
	{ "ssn", DETECT_LABEL },
	{ "ssn no", DETECT_LABEL },
	{ "ss no", DETECT_LABEL },
	{ "social security:", DETECT_LABEL },
	{ "social security #", DETECT_LABEL },
	{ "social security is", DETECT_LABEL },
	{ "social security", DETECT_TOPIC },
	{ "social security no", DETECT_LABEL },
	{ "social security number", DETECT_LABEL },
	{ "social security num", DETECT_LABEL },
	{ "socialsecuritynumber", DETECT_LABEL },
	{ "soc sec", DETECT_LABEL },
	{ "soc. sec.", DETECT_LABEL },
	{ "irs", DETECT_TOPIC },
	{ "w-2", DETECT_TOPIC },
	{ "w2", DETECT_TOPIC },
	{ "w-9", DETECT_TOPIC },
	LABELS_TELEPHONE,
	LABELS_COMPANY,
	{ NULL, DETECT_LABEL }
};

static bool
is_valid(const uint8_t *d)
{
	unsigned area, group, serial;

	area = d[0] * 100u + checkdigit_pair(d + 1);
	group = checkdigit_pair(d + 3);
	serial = checkdigit_pair(d + 5) * 100 + checkdigit_pair(d + 7);
	return area != 0 && area != 666 && area < 900 && group != 0 &&
	    serial != 0;
}

/* Printed on cards for show, or in the administration's own leaflets. */
static bool
is_sample(struct slice value)
{
	static const char *const samples[] = {
		"078051120", "219099999", "457555462", "123456789"
	};
	size_t i;

	for (i = 0; i < sizeof samples / sizeof *samples; i++)
		if (slice_eq_str(value, samples[i]))
			return true;
	return false;
}

static int
scan(struct detect_context *c)
{
	uint8_t value[DIGITS];
	const struct number *n = c->number;
	bool is_printed;
	unsigned near;
	size_t last, i;
	int tier;

	last = number_group_at(n, DIGITS);
	if (last == SIZE_MAX || !is_valid(n->digits) ||
	    detect_is_repeated(n->digits, DIGITS) ||
	    !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	is_printed = number_is_grouped(n, last, "\3\2\4") &&
	    number_is_uniform(n, last, "- ");
	if (last > 0 && !is_printed)
		return 0;
	near = detect_near(c, c->at, n->end[last]);
	tier = (near & (NEAR_LABEL | NEAR_HEADER)) != 0 ? 3 :
	    !is_printed || n->sep[0] != '-' ? 0 :
	    (near & NEAR_PERSON) != 0 ? 2 : 1;
	for (i = 0; i < DIGITS; i++)
		value[i] = (uint8_t)('0' + n->digits[i]);
	if (is_sample(slice_of(value, DIGITS)))
		return 0;
	return detect_put(c, n->end[last], detect_tier(tier, near),
	    slice_of(value, DIGITS));
}

const struct detector us_ssn_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};
