/*
 * iban -- international bank account numbers (ISO 13616; personal-data
 * reference 6.2): the country's length and a check over all characters, which
 * one arbitrary string in 97 passes: certain without any context.
 */
#include <string.h>

#include "detect/context.h"

#define IBAN_MAX	34
#define GROUP		4
#define BREAKS_MAX	2	/* it may wrap, but not stand in a column */

static const struct detect_label labels[] = {
	{ "iban", DETECT_LABEL },
	{ "account", DETECT_LABEL },
	{ "a/c", DETECT_LABEL },
	{ "acc", DETECT_LABEL },
	{ "bank", DETECT_LABEL },
	{ "rhif cyfrif", DETECT_LABEL },
	{ "cunntas", DETECT_LABEL },
	{ NULL, DETECT_LABEL }
};

/* Lengths from the registry that SWIFT keeps for ISO 13616. */
static const char countries[][5] = {
	"ad24", "ae23", "al28", "at20", "az28", "ba20", "be16", "bg22",
	"bh22", "bi27", "br29", "by28", "ch21", "cr22", "cy28", "cz24",
	"de22", "dj27", "dk18", "do28", "ee20", "eg29", "es24", "fi18",
	"fk18", "fo18", "fr27", "gb22", "ge22", "gi23", "gl18", "gr27",
	"gt28", "hn28", "hr21", "hu28", "ie22", "il23", "iq23", "is26",
	"it27", "jo30", "kw30", "kz20", "lb28", "lc32", "li21", "lt20",
	"lu20", "lv21", "ly25", "mc27", "md24", "me22", "mk19", "mn20",
	"mr27", "mt31", "mu30", "ni28", "nl18", "no15", "om23", "pk24",
	"pl28", "ps29", "pt25", "qa29", "ro24", "rs22", "ru33", "sa24",
	"sc31", "sd18", "se24", "si19", "sk24", "sm27", "so23", "st25",
	"sv28", "tl23", "tn24", "tr26", "ua29", "va22", "vg24", "xk20",
	"ye30"
};

static size_t
country_length(const uint8_t *letters)
{
	size_t i;

	for (i = 0; i < sizeof countries / sizeof *countries; i++)
		if (memcmp(countries[i], letters, 2) == 0)
			return (size_t)(countries[i][2] - '0') * 10 +
			    (size_t)(countries[i][3] - '0');
	return 0;
}

/*
 * Read that many letters and digits; between groups of four one blank or
 * hyphen may stand.  Where it ended, or 0.
 */
static size_t
iban_read(const struct detect_context *c, size_t want, uint8_t *value)
{
	size_t at, n, next;
	unsigned breaks;
	bool is_broken;
	uint8_t kind;

	at = c->at;
	breaks = 0;
	for (n = 0; n < want; n++) {
		if (n > 0 && n % GROUP == 0) {
			kind = number_separator(c->text, at, &next,
			    &is_broken);
			if (kind == ' ' || kind == '-') {
				at = next;
				breaks += is_broken;
			}
		}
		if (at >= c->text.len || !(ascii_is_alpha(c->text.ptr[at]) ||
		    ascii_is_digit(c->text.ptr[at])))
			return 0;
		value[n] = c->text.ptr[at++];
	}
	return breaks <= BREAKS_MAX ? at : 0;
}

/* Modulus 97 digit by digit, from the fifth character round to the fourth. */
static bool
iban_is_valid(const uint8_t *value, size_t n)
{
	unsigned rest, v;
	size_t i;

	rest = 0;
	for (i = 0; i < n; i++) {
		v = value[(i + GROUP) % n];
		if (ascii_is_digit((uint8_t)v))
			rest = (rest * 10 + v - '0') % 97;
		else
			rest = (rest * 100 + v - 'a' + 10) % 97;
	}
	return rest == 1;
}

static int
scan(struct detect_context *c)
{
	uint8_t value[IBAN_MAX];
	size_t n, i, to;

	/* Two letters and the two check digits: cheap to refuse. */
	if (c->text.len - c->at < GROUP ||
	    !ascii_is_digit(c->text.ptr[c->at + 2]) ||
	    !ascii_is_digit(c->text.ptr[c->at + 3]))
		return 0;
	n = country_length(c->text.ptr + c->at);
	if (n == 0)
		return 0;
	to = iban_read(c, n, value);
	if (to == 0 || !iban_is_valid(value, n) ||
	    !detect_is_apart(c, c->at, to))
		return 0;
	for (i = 0; i < n; i++)
		if (ascii_is_alpha(value[i]))
			value[i] = (uint8_t)(value[i] - 0x20);
	return detect_put(c, to, detect_tier(3, detect_near(c, c->at, to)),
	    slice_of(value, n));
}

const struct detector iban_detector = {
	.on = DETECT_ON_CODE,
	.letters = 1 << 2,
	.labels = labels,
	.scan = scan,
};
