/*
 * fr_nir -- French social security numbers (personal-data reference 12):
 * sex, year and month of birth, place, order and a key modulus 97.  Fifteen
 * digits with parts that can be are likely without a label.
 */
#include "detect/checkdigit.h"
#include "detect/code.h"
#include "detect/context.h"

#define STEM		13
#define CHARS		15
#define MONTH_AT	3
#define PLACE_AT	5

static const struct detect_label labels[] = {
	{ "nir", DETECT_LABEL },
	{ "sécurité sociale", DETECT_LABEL },
	{ "securite sociale", DETECT_LABEL },
	{ "numéro de sécurité sociale", DETECT_LABEL },
	{ "numero de securite sociale", DETECT_LABEL },
	{ "n° sécu", DETECT_LABEL },
	{ "no sécu", DETECT_LABEL },
	{ "numéro de sécu", DETECT_LABEL },
	{ "insee", DETECT_LABEL },
	{ "carte vitale", DETECT_LABEL },
	{ "french social security", DETECT_LABEL },
	{ "social security", DETECT_LABEL },
	{ "social security number", DETECT_LABEL },
	{ NULL, DETECT_LABEL }
};

/* Corsica, 2A and 2B, counts as 19 and 18. */
static bool
is_valid(const struct code *code, bool *ret_plain)
{
	uint8_t d[CHARS];
	unsigned month, place;
	bool is_corsican;

	is_corsican = ascii_is_alpha(code->value[PLACE_AT + 1]);
	code_digits(code, 0, CHARS, d);
	if (is_corsican) {
		d[PLACE_AT] = 1;
		d[PLACE_AT + 1] = code->value[PLACE_AT + 1] == 'A' ? 9 : 8;
	}
	month = checkdigit_pair(d + MONTH_AT);
	place = checkdigit_pair(d + PLACE_AT);
	/* Months 20 to 42 and above 50: the register did not know it. */
	if (d[0] == 0 || d[0] > 8 || d[0] == 5 || d[0] == 6 || month == 0 ||
	    (month > 12 && month < 20) || (month > 42 && month < 50) ||
	    place == 0)
		return false;
	*ret_plain = d[0] <= 2 && month <= 12;
	return checkdigit_pair(d + STEM) ==
	    97 - checkdigit_rest(d, STEM, 97);
}

static bool
read_nir(struct detect_context *c, struct code *code)
{
	static const char *const shapes[] = {
		"nnnnnnnnnnnnnnn", "nnnnn2annnnnnnn", "nnnnn2bnnnnnnnn", NULL
	};
	size_t i;

	for (i = 0; shapes[i] != NULL; i++) {
		if (code_read(c->text, c->at, shapes[i], code))
			return (code->gaps & ~(CODE_GAP(1) | CODE_GAP(3) |
			    CODE_GAP(5) | CODE_GAP(7) | CODE_GAP(10) |
			    CODE_GAP(STEM))) == 0 && code->breaks <= 1 &&
			    detect_is_apart(c, c->at, code->to);
	}
	return false;
}

static int
scan(struct detect_context *c)
{
	struct code code;
	bool is_plain;
	unsigned near;

	if (!read_nir(c, &code) || !is_valid(&code, &is_plain))
		return 0;
	near = detect_near(c, c->at, code.to);
	if ((near & NEAR_OWN) == 0 && !is_plain)
		return 0;
	return detect_put(c, code.to, detect_tier(
	    (near & (NEAR_OWN | NEAR_PERSON)) != 0 ? 3 : 2, near),
	    slice_of(code.value, CHARS));
}

const struct detector fr_nir_detector = {
	.on = DETECT_ON_NUMBER,
	/* Of a Corsican one the digits end before the letter. */
	.lengths = 1 << 6 | 1 << CHARS,
	.labels = labels,
	.scan = scan,
};
