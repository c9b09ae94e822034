/*
 * uk_driving_licence -- driver numbers of Great Britain (personal-data
 * reference 5.6): the surname, the birthday, the initials; and, with a label
 * only, the eight digits of Northern Ireland.  How the last characters are
 * made is not public: structure and date carry the evidence.
 */
#include <string.h>

#include "detect/checkdigit.h"
#include "detect/code.h"
#include "detect/context.h"
#include "detect/labels.h"

#define CHARS		16
#define SURNAME		5
#define BIRTH_AT	5
#define INITIALS_AT	11
#define NI_DIGITS	8
#define UNIT_REACH	400	/* bytes either side in which a surname is sought */

static const struct detect_label labels[] = {
	{ "driving licence", DETECT_LABEL },
	{ "driving license", DETECT_LABEL },
	{ "driver licence", DETECT_LABEL },
	{ "driver's licence", DETECT_LABEL },
	{ "drivers licence", DETECT_LABEL },
	{ "drivers license", DETECT_LABEL },
	{ "driver's license", DETECT_LABEL },
	{ "driving licence no", DETECT_LABEL },
	{ "driving licence number", DETECT_LABEL },
	{ "licence no", DETECT_LABEL },
	{ "licence number", DETECT_LABEL },
	{ "driving licence ref", DETECT_LABEL },
	{ "drivinglicence", DETECT_LABEL },
	{ "driver no", DETECT_LABEL },
	{ "driver number", DETECT_LABEL },
	{ "provisional licence", DETECT_LABEL },
	{ "dvla", DETECT_LABEL },
	{ "dvani", DETECT_LABEL },
	{ "dva licence", DETECT_LABEL },
	{ "trwydded yrru", DETECT_LABEL },
	{ "trwydded gyrru", DETECT_LABEL },
	{ "cead-dràibhidh", DETECT_LABEL },
	{ "cead dràibhidh", DETECT_LABEL },
	{ "prawo jazdy", DETECT_LABEL },
	{ "licence", DETECT_HEADER },
	{ "license", DETECT_HEADER },
	{ "check code", DETECT_TOPIC },
	{ "penalty points", DETECT_TOPIC },
	{ "endorsements", DETECT_TOPIC },
	LABELS_TELEPHONE,
	{ NULL, DETECT_LABEL }
};

/* Letters from..to, filled up with nines: no letter behind a nine. */
static bool
is_padded(const struct code *code, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++)
		if (!ascii_is_digit(code->value[i])) {
			if (i > from && code->value[i - 1] == '9')
				return false;
		} else if (code->value[i] != '9') {
			return false;
		}
	return true;
}

/* Decade, month (of women +50), day, year. */
static bool
is_birthday(const struct code *code)
{
	uint8_t d[6];
	unsigned month;

	code_digits(code, BIRTH_AT, sizeof d, d);
	month = checkdigit_pair(d + 1);
	return checkdigit_is_day(checkdigit_pair(d + 3),
	    month > 50 ? month - 50 : month, d[0] * 10u + d[5]);
}

/* 5-6-5 in print, an issue number of two digits behind it or not. */
static bool
read_licence(struct detect_context *c, struct code *code)
{
	struct slice s = c->text;
	size_t to;

	if (!code_read(s, c->at, "xxxxxnnnnnnxxxaa", code) ||
	    (code->gaps & ~(CODE_GAP(5) | CODE_GAP(11) | CODE_GAP(14) |
	    CODE_GAP(13))) != 0 || code->breaks > 1 ||
	    ascii_is_digit(code->value[0]) ||
	    !is_padded(code, 0, SURNAME) ||
	    !is_padded(code, INITIALS_AT, INITIALS_AT + 2) ||
	    !is_birthday(code))
		return false;
	to = code->to;
	if (to + 2 <= s.len && ascii_is_digit(s.ptr[to]) &&
	    ascii_is_digit(s.ptr[to + 1]))
		to += 2;
	if (!detect_is_apart(c, c->at, to))
		return false;
	code->to = to;
	return true;
}

/* Does a word here begin as the surname does, and is it written as a name? */
static bool
is_surname(const struct detect_context *c, size_t at, const uint8_t *letters,
    size_t n)
{
	size_t i, k;

	k = at;
	for (i = 0; i < n; i++, k++) {
		if (k >= c->text.len)
			return false;
		/* Mac is written Mc. */
		if (i == 1 && letters[0] == 'M' && letters[1] == 'C' &&
		    c->text.ptr[k] == 'a')
			k++;
		/* O'Hara, Smith-Jones. */
		if (k < c->text.len && (c->text.ptr[k] == '\'' ||
		    c->text.ptr[k] == '-'))
			k++;
		if (k >= c->text.len ||
		    c->text.ptr[k] != (uint8_t)(letters[i] + 0x20))
			return false;
	}
	if (n < SURNAME && k < c->text.len && ascii_is_alpha(c->text.ptr[k]))
		return false;
	return detect_is_upper(c, at, at + 1);
}

static bool
unit_names(const struct detect_context *c, const struct code *code)
{
	size_t at, low, high, n;

	for (n = 0; n < SURNAME && code->value[n] != '9'; n++)
		;
	low = c->at > UNIT_REACH ? c->at - UNIT_REACH : 0;
	high = c->text.len - code->to > UNIT_REACH ? code->to + UNIT_REACH :
	    c->text.len;
	for (at = low; at < high; at++) {
		if (at == c->at)
			at = code->to;
		if (at < high && ascii_is_alpha(c->text.ptr[at]) &&
		    (at == 0 || !ascii_is_alpha(c->text.ptr[at - 1])) &&
		    is_surname(c, at, code->value, n))
			return true;
	}
	return false;
}

static int
scan_licence(struct detect_context *c)
{
	struct code code;
	unsigned near;
	int tier;

	if (!read_licence(c, &code))
		return 0;
	near = detect_near(c, c->at, code.to);
	tier = (near & NEAR_OWN) != 0 || unit_names(c, &code) ? 3 : 2;
	return detect_put(c, code.to, detect_tier(tier, near),
	    slice_of(code.value, CHARS));
}

/* Northern Ireland: eight digits, which anything may be. */
static int
scan_ni(struct detect_context *c)
{
	const struct number *n = c->number;
	unsigned near;

	if (number_group_at(n, NI_DIGITS) != 0 ||
	    detect_is_repeated(n->digits, NI_DIGITS) ||
	    !detect_is_apart(c, c->at, n->end[0]))
		return 0;
	near = detect_near(c, c->at, n->end[0]);
	if ((near & (NEAR_BESIDE | NEAR_HEADER)) == 0)
		return 0;
	return detect_put_digits(c, n->end[0], detect_tier(
	    (near & (NEAR_PERSON | NEAR_HEADER)) != 0 ? 3 : 2, near),
	    n->digits, NI_DIGITS);
}

static int
scan(struct detect_context *c)
{
	return c->number != NULL ? scan_ni(c) : scan_licence(c);
}

const struct detector uk_driving_licence_detector = {
	.on = DETECT_ON_NUMBER | DETECT_ON_CODE,
	.lengths = 1 << NI_DIGITS,
	.letters = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5,
	.labels = labels,
	.scan = scan,
};
