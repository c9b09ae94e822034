/*
 * es_nif -- tax numbers of persons in Spain (personal-data reference 12):
 * the DNI, eight digits and a check letter, and the NIE of foreigners, which
 * has X, Y or Z for the first digit.
 */
#include "detect/checkdigit.h"
#include "detect/code.h"
#include "detect/context.h"

#define DIGITS		8

static const struct detect_label labels[] = {
	{ "nif", DETECT_LABEL },
	{ "dni", DETECT_LABEL },
	{ "nie", DETECT_LABEL },
	{ "n.i.f.", DETECT_LABEL },
	{ "d.n.i.", DETECT_LABEL },
	{ "n.i.e.", DETECT_LABEL },
	{ "documento nacional de identidad", DETECT_LABEL },
	{ "número de identificación fiscal", DETECT_LABEL },
	{ "numero de identificacion fiscal", DETECT_LABEL },
	{ "número de identidad de extranjero", DETECT_LABEL },
	{ "numero de identidad de extranjero", DETECT_LABEL },
	{ "spanish tax", DETECT_LABEL },
	{ "spanish id", DETECT_LABEL },
	{ "tax id", DETECT_LABEL },
	{ "tax number", DETECT_LABEL },
	{ "identity card", DETECT_LABEL },
	{ "hacienda", DETECT_TOPIC },
	{ NULL, DETECT_LABEL }
};

static bool
is_valid(const struct code *code)
{
	static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
	uint8_t d[DIGITS];

	code_digits(code, 0, DIGITS, d);
	if (ascii_is_alpha(code->value[0])) {
		if (code->value[0] < 'X')
			return false;
		d[0] = (uint8_t)(code->value[0] - 'X');
	}
	return !detect_is_repeated(d, DIGITS) &&
	    letters[checkdigit_rest(d, DIGITS, 23)] ==
	    (char)code->value[DIGITS];
}

static int
scan(struct detect_context *c)
{
	struct code code;
	unsigned near;

	if (!code_read(c->text, c->at, c->number != NULL ? "nnnnnnnna" :
	    "annnnnnna", &code) ||
	    (code.gaps & ~(CODE_GAP(1) | CODE_GAP(2) | CODE_GAP(5) |
	    CODE_GAP(DIGITS))) != 0 ||
	    !is_valid(&code) || !detect_is_apart(c, c->at, code.to))
		return 0;
	near = detect_near(c, c->at, code.to);
	if ((near & NEAR_OWN) == 0)
		return 0;
	return detect_put(c, code.to, detect_tier(
	    (near & (NEAR_LABEL | NEAR_HEADER)) != 0 ? 3 : 2, near),
	    slice_of(code.value, code.len));
}

const struct detector es_nif_detector = {
	.on = DETECT_ON_NUMBER | DETECT_ON_CODE,
	.lengths = 1 << DIGITS,
	.letters = 1 << 1,
	.labels = labels,
	.scan = scan,
};
