/*
 * be_national_number -- national register numbers of Belgium (personal-data
 * reference 12): the birthday, a serial number, and 97 less the rest of the
 * first nine digits, with a 2 before them for births from 2000 on.
 */
#include "detect/checkdigit.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		11
#define STEM		9

static const struct detect_label labels[] = {
	{ "rijksregisternummer", DETECT_LABEL },
	{ "rijksregister", DETECT_LABEL },
	{ "rrn", DETECT_LABEL },
	{ "insz", DETECT_LABEL },
	{ "niss", DETECT_LABEL },
	{ "registre national", DETECT_LABEL },
	{ "numéro national", DETECT_LABEL },
	{ "numero national", DETECT_LABEL },
	{ "numéro de registre national", DETECT_LABEL },
	{ "nationaal nummer", DETECT_LABEL },
	{ "nationalregisternummer", DETECT_LABEL },
	{ "belgian national", DETECT_LABEL },
	{ "national register number", DETECT_LABEL },
	{ "national number", DETECT_LABEL },
	LABELS_TELEPHONE,
	{ NULL, DETECT_LABEL }
};

static bool
is_valid(const uint8_t *digits)
{
	unsigned rest, check, month, day;

	month = checkdigit_pair(digits + 2) % 20;
	day = checkdigit_pair(digits + 4);
	/* Month and day may be unknown; of residents the month is raised. */
	if (month > 12 || day > 31 || (month > 0 && day > 0 &&
	    !checkdigit_is_day(day, month, checkdigit_pair(digits))))
		return false;
	check = checkdigit_pair(digits + STEM);
	rest = checkdigit_rest(digits, STEM, 97);
	/* 2000000000 leaves 68. */
	return check == 97 - rest || check == 97 - (rest + 68) % 97;
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	unsigned near;
	size_t last;

	last = number_group_at(n, DIGITS);
	if (last == SIZE_MAX || (last > 0 &&
	    !number_is_grouped(n, last, "\2\2\2\3\2") &&
	    !number_is_grouped(n, last, "\6\3\2")) || !is_valid(n->digits) ||
	    !detect_is_apart(c, c->at, n->end[last]))
		return 0;
	near = detect_near(c, c->at, n->end[last]);
	if ((near & (NEAR_LABEL | NEAR_HEADER)) == 0)
		return 0;
	return detect_put_digits(c, n->end[last], detect_tier(3, near),
	    n->digits, DIGITS);
}

const struct detector be_national_number_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = 1 << DIGITS,
	.labels = labels,
	.scan = scan,
};
