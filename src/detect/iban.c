/*
 * iban -- international bank account numbers (ISO 13616; personal-data
 * reference 6.2): the country's length and a check over all characters, which
 * one arbitrary string in 97 passes: certain without any context.
 */
#include <string.h>

#include "detect/code.h"
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

/*
 * Behind the check digits, from the registry that SWIFT keeps for ISO 13616:
 * so many digits (n), letters (a), or either (c).
 */
static const struct {
	char country[3];
	char form[10];
} countries[] = {
	{ "ad", "8n12c" }, { "ae", "19n" }, { "al", "8n16c" },
	{ "at", "16n" }, { "az", "4a20c" }, { "ba", "16n" }, { "be", "12n" },
	{ "bg", "4a6n8c" }, { "bh", "4a14c" }, { "bi", "23n" },
	{ "br", "23n1a1c" }, { "by", "4c4n16c" }, { "ch", "5n12c" },
	{ "cr", "18n" }, { "cy", "8n16c" }, { "cz", "20n" }, { "de", "18n" },
	{ "dj", "23n" }, { "dk", "14n" }, { "do", "4c20n" }, { "ee", "16n" },
	{ "eg", "25n" }, { "es", "20n" }, { "fi", "14n" }, { "fk", "2a12n" },
	{ "fo", "14n" }, { "fr", "10n11c2n" }, { "gb", "4a14n" },
	{ "ge", "2a16n" }, { "gi", "4a15c" }, { "gl", "14n" },
	{ "gr", "7n16c" }, { "gt", "4c20c" }, { "hn", "4a20n" },
	{ "hr", "17n" }, { "hu", "24n" }, { "ie", "4a14n" }, { "il", "19n" },
	{ "iq", "4a15n" }, { "is", "22n" }, { "it", "1a10n12c" },
	{ "jo", "4a4n18c" }, { "kw", "4a22c" }, { "kz", "3n13c" },
	{ "lb", "4n20c" }, { "lc", "4a24c" }, { "li", "5n12c" },
	{ "lt", "16n" }, { "lu", "3n13c" }, { "lv", "4a13c" },
	{ "ly", "21n" }, { "mc", "10n11c2n" }, { "md", "20c" },
	{ "me", "18n" }, { "mk", "3n10c2n" }, { "mn", "16n" },
	{ "mr", "23n" }, { "mt", "4a5n18c" }, { "mu", "4a19n3a" },
	{ "ni", "4a20n" }, { "nl", "4a10n" }, { "no", "11n" },
	{ "om", "3n16c" }, { "pk", "4a16c" }, { "pl", "24n" },
	{ "ps", "4a21c" }, { "pt", "21n" }, { "qa", "4a21c" },
	{ "ro", "4a16c" }, { "rs", "18n" }, { "ru", "14n15c" },
	{ "sa", "2n18c" }, { "sc", "4a20n3a" }, { "sd", "14n" },
	{ "se", "20n" }, { "si", "15n" }, { "sk", "20n" },
	{ "sm", "1a10n12c" }, { "so", "19n" }, { "st", "21n" },
	{ "sv", "4a20n" }, { "tl", "19n" }, { "tn", "20n" },
	{ "tr", "6n16c" }, { "ua", "6n19c" }, { "va", "18n" },
	{ "vg", "4a16n" }, { "xk", "16n" }, { "ye", "4a4n18c" },
};

static const char *
country_form(const uint8_t *letters)
{
	size_t i;

	for (i = 0; i < sizeof countries / sizeof *countries; i++)
		if (memcmp(countries[i].country, letters, 2) == 0)
			return countries[i].form;
	return NULL;
}

/* "4a14n" as one letter for each character: "aannaaaannnn...". */
static size_t
write_shape(const char *form, char *shape)
{
	size_t n, count;

	memcpy(shape, "aann", GROUP);
	n = GROUP;
	while (*form != '\0') {
		for (count = 0; ascii_is_digit((uint8_t)*form); form++)
			count = count * 10 + (size_t)(*form - '0');
		for (; count > 0 && n < IBAN_MAX; count--)
			shape[n++] = *form == 'c' ? 'x' : *form;
		form++;
	}
	shape[n] = '\0';
	return n;
}

/*
 * Groups of four; or as sort code and account are written, between digits.
 * Else words of a sentence might make one.
 */
static bool
is_grouped(const struct code *code)
{
	size_t i;

	if (code->breaks > BREAKS_MAX)
		return false;
	for (i = 1; i < code->len; i++)
		if ((code->gaps & CODE_GAP(i)) != 0 && i % GROUP != 0 &&
		    i != 2 && !(ascii_is_digit(code->value[i - 1]) &&
		    ascii_is_digit(code->value[i])))
			return false;
	return true;
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
			rest = (rest * 100 + v - 'A' + 10) % 97;
	}
	return rest == 1;
}

static int
scan(struct detect_context *c)
{
	char shape[IBAN_MAX + 1];
	struct code code;
	const char *form;
	size_t n;

	form = country_form(c->text.ptr + c->at);
	if (form == NULL)
		return 0;
	n = write_shape(form, shape);
	if (!code_read(c->text, c->at, shape, &code) || !is_grouped(&code) ||
	    !iban_is_valid(code.value, n) ||
	    !detect_is_apart(c, c->at, code.to))
		return 0;
	return detect_put(c, code.to, detect_tier(3, detect_near(c, c->at,
	    code.to)), slice_of(code.value, n));
}

const struct detector iban_detector = {
	.on = DETECT_ON_CODE,
	.letters = 1 << 2,
	.labels = labels,
	.scan = scan,
};
