/*
 * it_fiscal_code -- the codice fiscale of Italy (personal-data reference 12):
 * surname, name, birthday, place and a check letter.  Its form is its own:
 * certain without a label.  Digits may stand as letters (omocodia).
 */
#include <string.h>

#include "detect/checkdigit.h"
#include "detect/code.h"
#include "detect/context.h"

#define CHARS		16
#define YEAR_AT		6
#define MONTH_AT	8
#define DAY_AT		9

static const struct detect_label labels[] = {
	{ "codice fiscale", DETECT_LABEL },
	{ "cod. fisc.", DETECT_LABEL },
	{ "cod fisc", DETECT_LABEL },
	{ "c.f.", DETECT_LABEL },
	{ "italian tax code", DETECT_LABEL },
	{ "fiscal code", DETECT_LABEL },
	{ "tax code", DETECT_LABEL },
	{ NULL, DETECT_LABEL }
};

/* Of the characters at odd places, the first being one. */
static const uint8_t odd[] = {
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14,
	16, 10, 22, 25, 24, 23
};

/* A digit, or the letter that stands for it where two people share a code. */
static int
digit_at(const struct code *code, size_t at)
{
	static const char letters[] = "LMNPQRSTUV";
	const char *p;

	if (ascii_is_digit(code->value[at]))
		return code->value[at] - '0';
	p = strchr(letters, code->value[at]);
	return p != NULL ? (int)(p - letters) : -1;
}

static bool
has_digits(const struct code *code)
{
	static const uint8_t places[] = { 6, 7, 9, 10, 12, 13, 14 };
	size_t i;

	for (i = 0; i < sizeof places; i++)
		if (digit_at(code, places[i]) < 0)
			return false;
	return true;
}

static bool
is_birthday(const struct code *code)
{
	static const char months[] = "ABCDEHLMPRST";
	const char *month;
	int day;

	month = strchr(months, code->value[MONTH_AT]);
	day = digit_at(code, DAY_AT) * 10 + digit_at(code, DAY_AT + 1);
	/* Of women 40 more. */
	if (day > 40)
		day -= 40;
	return month != NULL && day > 0 && checkdigit_is_day((unsigned)day,
	    (unsigned)(month - months) + 1, (unsigned)(digit_at(code, YEAR_AT) *
	    10 + digit_at(code, YEAR_AT + 1)));
}

static bool
is_valid(const struct code *code)
{
	unsigned sum, v, i;

	for (sum = 0, i = 0; i < CHARS - 1; i++) {
		v = code->value[i];
		v -= ascii_is_digit(code->value[i]) ? '0' : 'A';
		sum += i % 2 == 0 ? odd[v] : v;
	}
	return code->value[CHARS - 1] == 'A' + sum % 26;
}

static int
scan(struct detect_context *c)
{
	struct code code;

	if (!code_read(c->text, c->at, "aaaaaaxxaxxaxxxa", &code) ||
	    (code.gaps & ~(CODE_GAP(3) | CODE_GAP(6) | CODE_GAP(11) |
	    CODE_GAP(15))) != 0 || code.breaks > 1 || !has_digits(&code) ||
	    !is_birthday(&code) || !is_valid(&code) ||
	    !detect_is_apart(c, c->at, code.to))
		return 0;
	return detect_put(c, code.to, detect_tier(3, detect_near(c, c->at,
	    code.to)), slice_of(code.value, CHARS));
}

const struct detector it_fiscal_code_detector = {
	.on = DETECT_ON_CODE,
	.letters = 1 << 6 | 1 << 7,
	.labels = labels,
	.scan = scan,
};
