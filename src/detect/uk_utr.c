/*
 * uk_utr -- Unique Taxpayer References (personal-data reference 5.4): ten
 * digits, the first of which is the check digit; written solid or 5-5, with
 * a K before or behind, or as the last ten of thirteen.
 */
#include "detect/checkdigit.h"
#include "detect/context.h"
#include "detect/labels.h"

#define DIGITS		10
#define LONG_DIGITS	13	/* an office's three digits before */
#define COMPANY_REACH	60	/* characters, in the same line */

static const struct detect_label labels[] = {
	{ "utr", DETECT_LABEL },
	{ "utr no", DETECT_LABEL },
	{ "utr number", DETECT_LABEL },
	{ "utr ref", DETECT_LABEL },
	{ "utr reference", DETECT_LABEL },
	{ "utrno", DETECT_LABEL },
	{ "utrnumber", DETECT_LABEL },
	{ "unique taxpayer", DETECT_LABEL },
	{ "unique tax payer", DETECT_LABEL },
	{ "unique taxpayer ref", DETECT_LABEL },
	{ "unique taxpayer reference", DETECT_LABEL },
	{ "unique tax payer reference", DETECT_LABEL },
	{ "unique tax ref", DETECT_LABEL },
	{ "unique tax reference", DETECT_LABEL },
	{ "taxpayer reference", DETECT_LABEL },
	{ "taxpayer ref", DETECT_LABEL },
	{ "tax reference", DETECT_LABEL },
	{ "tax ref", DETECT_LABEL },
	{ "self assessment", DETECT_LABEL },
	{ "self-assessment", DETECT_LABEL },
	{ "self assessment ref", DETECT_LABEL },
	{ "self assessment reference", DETECT_LABEL },
	{ "sa reference", DETECT_LABEL },
	{ "sa ref", DETECT_LABEL },
	{ "sa utr", DETECT_LABEL },
	{ "cyfeirnod unigryw y trethdalwr", DETECT_LABEL },
	{ "sa", DETECT_HEADER },
	{ "cis", DETECT_TOPIC },
	{ "hmrc", DETECT_TOPIC },
	{ "tax return", DETECT_TOPIC },
	LABELS_TELEPHONE,
	LABELS_PATIENT,
	LABELS_LEARNER,
	LABELS_COMPANY,
	{ NULL, DETECT_LABEL }
};

/* Whose reference is no person's. */
static const char *const company[] = {
	"ltd", "limited", "llp", "plc", "company", "corporation tax",
	"our utr", "partnership", "association", NULL
};

static bool
is_valid(const uint8_t *digits)
{
	static const uint8_t weights[] = { 6, 7, 8, 9, 10, 5, 4, 3, 2 };
	static const char checks[] = "21987654321";
	unsigned sum;

	sum = checkdigit_sum(digits + 1, weights, DIGITS - 1);
	return !detect_is_repeated(digits, DIGITS) &&
	    checks[sum % 11] == '0' + digits[0];
}

static int
tier(struct detect_context *c, size_t to)
{
	unsigned near;
	int t;

	near = detect_near(c, c->at, to);
	t = (near & NEAR_OWN) != 0 ? 3 : 1;
	/* Companies have them too, and are nobody. */
	if (t == 3 && (near & NEAR_PERSON) == 0 &&
	    detect_line_says(c, c->at, to, COMPANY_REACH, company))
		t = 1;
	return detect_tier(t, near);
}

static int
put(struct detect_context *c, const uint8_t *digits, size_t to, int least,
    bool is_named)
{
	uint8_t value[DIGITS];
	size_t i;
	int t;

	t = is_named ? 3 : tier(c, to);
	if (t < least)
		return 0;
	for (i = 0; i < DIGITS; i++)
		value[i] = (uint8_t)('0' + digits[i]);
	return detect_put(c, to, t, slice_of(value, DIGITS));
}

/* Solid, or 5-5; of thirteen digits any groups. */
static int
scan(struct detect_context *c)
{
	struct number n;
	size_t last, to, at;
	bool is_long, is_k, is_named;

	/* "K6123400077" and "UTR6123400077" begin as a code does. */
	at = c->at;
	is_named = false;
	if (c->number == NULL) {
		is_named = slice_starts(slice_from(c->text, at), SLICE("utr"));
		at += is_named ? 3 : 1;
		if ((!is_named && c->text.ptr[c->at] != 'k') ||
		    at >= c->text.len || !ascii_is_digit(c->text.ptr[at]))
			return 0;
	}
	number_read(c->text, at, &n);
	last = number_group_at(&n, DIGITS);
	is_long = last == SIZE_MAX;
	if (is_long)
		last = number_group_at(&n, LONG_DIGITS);
	if (last == SIZE_MAX ||
	    (!is_long && last > 0 && !number_is_grouped(&n, last, "\5\5") &&
	    !number_is_grouped(&n, last, "\3\3\4")))
		return 0;
	to = n.end[last];
	is_k = to < c->text.len && c->text.ptr[to] == 'k';
	to += is_k;
	if (!detect_is_apart(c, c->at, to) ||
	    number_is_dialled(c->text, c->at))
		return 0;
	if (!is_long)
		detect_shape(c);
	if (!is_valid(n.digits + (is_long ? LONG_DIGITS - DIGITS : 0)))
		return 0;
	return put(c, n.digits + (is_long ? LONG_DIGITS - DIGITS : 0), to,
	    is_long ? 2 : 1, is_named);
}

const struct detector uk_utr_detector = {
	.on = DETECT_ON_NUMBER | DETECT_ON_CODE,
	.lengths = 1 << DIGITS | 1 << LONG_DIGITS,
	.letters = 1 << 1 | 1 << 3,
	.labels = labels,
	.scan = scan,
};
