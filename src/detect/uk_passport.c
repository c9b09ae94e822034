/*
 * uk_passport -- passport numbers (personal-data reference 5.5): nine digits;
 * older and foreign ones with a letter or two.  The printed number has no
 * check digit: a label must be near.
 */
#include "base/limits.h"
#include "detect/code.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		9
#define SUPPORT_REACH	150	/* characters, in the same line */

static const struct detect_label labels[] = {
	{ "passport", DETECT_LABEL },
	{ "passports", DETECT_LABEL },
	{ "passport no", DETECT_LABEL },
	{ "passport number", DETECT_LABEL },
	{ "passport num", DETECT_LABEL },
	{ "passport ref", DETECT_LABEL },
	{ "passport reference", DETECT_LABEL },
	{ "passport document number", DETECT_LABEL },
	{ "passportno", DETECT_LABEL },
	{ "passportnumber", DETECT_LABEL },
	{ "passport_no", DETECT_LABEL },
	{ "passport_number", DETECT_LABEL },
	{ "travel document", DETECT_LABEL },
	{ "travel document no", DETECT_LABEL },
	{ "travel document number", DETECT_LABEL },
	{ "hmpo", DETECT_LABEL },
	{ "pasbort", DETECT_LABEL },
	{ "cead-siubhail", DETECT_LABEL },
	{ "cead siubhail", DETECT_LABEL },
	{ "paszport", DETECT_LABEL },
	LABELS_TELEPHONE,
	LABELS_COMPANY,
	{ NULL, DETECT_LABEL }
};

/* What stands on the page of a passport beside its number. */
static const char *const support[] = {
	"issued", "issue", "date of issue", "expires", "expiry", "expiring",
	"expired", "valid until", "valid to", "nationality", "place of birth",
	"date of birth", "dob", "holder", "surname", "given names", NULL
};

static const char *const strong[] = {
	"passport no", "passport nos", "passport number", "passport numbers",
	"passport num", "travel document no", "travel document number",
	"(passport)", "pasbort", "cead-siubhail", "paszport", NULL
};

enum form {
	FORM_NONE,
	FORM_DIGITS,		/* nine digits */
	FORM_LETTERS		/* shorter, or with letters */
};

static enum form
read_form(struct detect_context *c, struct code *code)
{
	static const char *const shapes[] = {
		"aannnnnnn", "annnnnnnn", "annnnnn", NULL
	};
	size_t i;

	if (c->number == NULL) {
		for (i = 0; shapes[i] != NULL; i++)
			if (code_read(c->text, c->at, shapes[i], code) &&
			    (code->gaps & ~(CODE_GAP(1) | CODE_GAP(2))) == 0 &&
			    detect_is_apart(c, c->at, code->to))
				return FORM_LETTERS;
		return FORM_NONE;
	}
	if (number_group_at(c->number, DIGITS) != SIZE_MAX) {
		return code_read(c->text, c->at, "nnnnnnnnn", code) &&
		    code_is_grouped(code, CODE_GAP(3) | CODE_GAP(6)) &&
		    detect_is_apart(c, c->at, code->to) ?
		    FORM_DIGITS : FORM_NONE;
	}
	return code_read(c->text, c->at, "nnnnnna", code) &&
	    code_is_grouped(code, CODE_GAP(6)) &&
	    detect_is_apart(c, c->at, code->to) ? FORM_LETTERS : FORM_NONE;
}

/* 123456789 and equal digits stand in forms as samples. */
static bool
is_sample(const struct code *code)
{
	size_t i, first, equal;

	for (first = 0; first < code->len &&
	    !ascii_is_digit(code->value[first]); first++)
		;
	equal = 1;
	for (i = first + 1; i < code->len && ascii_is_digit(code->value[i]);
	    i++)
		equal += code->value[i] == code->value[i - 1];
	return equal == i - first ||
	    slice_eq_str(slice_of(code->value, code->len), "123456789");
}

static int
scan(struct detect_context *c)
{
	struct code code;
	enum form form;
	unsigned near;
	int tier;

	form = read_form(c, &code);
	if (form == FORM_NONE || is_sample(&code) ||
	    number_is_dialled(c->text, c->at))
		return 0;
	near = detect_near(c, c->at, code.to);
	/* The label must introduce it, or say that a number is meant. */
	if ((near & (NEAR_BESIDE | NEAR_HEADER)) == 0 &&
	    (form != FORM_DIGITS || (near & NEAR_LABEL) == 0 ||
	    !detect_line_says(c, c->at, code.to, CONTEXT_BEFORE, strong)))
		return 0;
	tier = (near & (NEAR_PERSON | NEAR_HEADER)) != 0 ||
	    detect_line_says(c, c->at, code.to, SUPPORT_REACH, support) ? 3 : 2;
	return detect_put(c, code.to, detect_tier(tier, near),
	    slice_of(code.value, code.len));
}

const struct detector uk_passport_detector = {
	.on = DETECT_ON_NUMBER | DETECT_ON_CODE,
	.lengths = 1 << 6 | 1 << DIGITS,
	.letters = 1 << 1 | 1 << 2,
	.labels = labels,
	.scan = scan,
};
