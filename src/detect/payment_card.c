/*
 * payment_card -- payment card numbers (ISO/IEC 7812-1; personal-data
 * reference 6.3): issuer's range and length, Luhn digit, printed grouping.
 */
#include <string.h>

#include "base/limits.h"
#include "detect/checkdigit.h"
#include "detect/context.h"

#define DIGITS_MIN	12
#define DIGITS_MAX	19

static const struct detect_label labels[] = {
	{ "card", DETECT_LABEL },
	{ "cards", DETECT_LABEL },
	{ "cardno", DETECT_LABEL },
	{ "cardnumber", DETECT_LABEL },
	{ "pan", DETECT_LABEL },
	{ "expiry", DETECT_LABEL },
	{ "expires", DETECT_LABEL },
	{ "exp", DETECT_LABEL },
	{ "valid thru", DETECT_LABEL },
	{ "valid from", DETECT_LABEL },
	{ "cvv", DETECT_LABEL },
	{ "cvv2", DETECT_LABEL },
	{ "cvc", DETECT_LABEL },
	{ "security code", DETECT_LABEL },
	{ "visa", DETECT_LABEL },
	{ "mastercard", DETECT_LABEL },
	{ "maestro", DETECT_LABEL },
	{ "amex", DETECT_LABEL },
	{ "american express", DETECT_LABEL },
	{ "diners", DETECT_LABEL },
	{ "unionpay", DETECT_LABEL },
	{ "cerdyn", DETECT_LABEL },
	{ "cairt", DETECT_LABEL },
	{ "pvg", DETECT_OTHER },
	{ "iccid", DETECT_OTHER },
	{ "orcid", DETECT_OTHER },
	{ "ean", DETECT_OTHER },
	{ "gtin", DETECT_OTHER },
	{ NULL, DETECT_LABEL }
};

#define LEN(n)		((uint32_t)1 << (n))
#define LEN_12_TO_19	(LEN(12) | LEN(13) | LEN(14) | LEN(15) | LEN(16) | \
			    LEN(17) | LEN(18) | LEN(19))

static const struct {
	unsigned digits;	/* of the prefix */
	uint32_t from, to;	/* the prefix */
	uint32_t lengths;
} ranges[] = {
	{ 1, 4, 4,		LEN(13) | LEN(16) | LEN(19) },	/* Visa */
	{ 2, 51, 55,		LEN(16) },			/* Mastercard */
	{ 4, 2221, 2720,	LEN(16) },
	{ 2, 34, 34,		LEN(15) },			/* American Express */
	{ 2, 37, 37,		LEN(15) },
	{ 4, 5018, 5018,	LEN_12_TO_19 },			/* Maestro */
	{ 4, 5020, 5020,	LEN_12_TO_19 },
	{ 4, 5038, 5038,	LEN_12_TO_19 },
	{ 4, 5893, 5893,	LEN_12_TO_19 },
	{ 4, 6304, 6304,	LEN_12_TO_19 },
	{ 4, 6759, 6759,	LEN_12_TO_19 },
	{ 4, 6761, 6763,	LEN_12_TO_19 },
	{ 4, 6011, 6011,	LEN(16) },			/* Discover */
	{ 3, 644, 649,		LEN(16) },
	{ 2, 65, 65,		LEN(16) },
	{ 4, 3528, 3589,	LEN(16) },			/* JCB */
	{ 3, 300, 305,		LEN(14) },			/* Diners */
	{ 2, 36, 36,		LEN(14) },
	{ 2, 38, 39,		LEN(14) },
	{ 2, 62, 62,		LEN(16) | LEN(17) | LEN(18) | LEN(19) }, /* UnionPay */
};

/*
 * Numbers that payment providers publish for trying their sandboxes.  They
 * belong to nobody and stand in every manual.  In order, as strings.
 */
static const char *const published[] = {
	"30569309025904", "3056930009020004", "3530111333300000",
	"3566002020360505", "36227206271667", "370000000000002",
	"371449635398431", "378282246310005", "378734493671000",
	"38520000023237", "4000000000000002", "4000000000000069",
	"4000000000000127", "4000000000000341", "4000000000003220",
	"4000000000009995", "4000002500003155", "4000002760003184",
	"4000008260000000", "4000056655665556", "4012888888881881",
	"4111111111111111", "4222222222222", "4242424242424242",
	"4263982640269299", "4444333322221111", "4462030000000000",
	"4484070000035519", "4646464646464644", "4911830000000",
	"4917300800000000", "4917610000000000", "4988438843884305",
	"5105105105105100", "5136333333333335", "5200828282828210",
	"5454545454545454", "5555555555554444", "5577000055770004",
	"6011000990139424", "6011111111111117", "6011601160116611",
	"6200000000000005", "6205500000000000004", "6759649826438453",
};

/* Length and range must agree: 15 digits from 35 on are an IMEI, no JCB. */
static bool
has_issuer(const uint8_t *digits, size_t n)
{
	uint32_t prefix;
	unsigned k;
	size_t i;

	for (i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		prefix = 0;
		for (k = 0; k < ranges[i].digits; k++)
			prefix = prefix * 10 + digits[k];
		if (prefix >= ranges[i].from && prefix <= ranges[i].to &&
		    (ranges[i].lengths & LEN(n)) != 0)
			return true;
	}
	return false;
}

static bool
is_published(struct slice value)
{
	size_t i;

	for (i = 0; i < sizeof published / sizeof *published; i++)
		if (slice_eq_str(value, published[i]))
			return true;
	return false;
}

/* Grouped as on a card: fours with a shorter rest, or 4-6-5 and 4-6-4. */
static bool
is_printed_form(const struct number *n, size_t last)
{
	size_t g;

	if (last == 0)
		return false;
	if (number_is_grouped(n, last, "\4\6\5") ||
	    number_is_grouped(n, last, "\4\6\4"))
		return true;
	for (g = 0; g < last; g++)
		if (n->upto[g] != 4 * (g + 1))
			return false;
	return n->upto[last] - n->upto[last - 1] <= 4;
}

/* "12/27": a month and a year, nothing more. */
static bool
is_expiry(struct slice s, size_t at)
{
	unsigned month;

	if (s.len - at < 5 || !ascii_is_digit(s.ptr[at]) ||
	    !ascii_is_digit(s.ptr[at + 1]) || s.ptr[at + 2] != '/' ||
	    !ascii_is_digit(s.ptr[at + 3]) || !ascii_is_digit(s.ptr[at + 4]))
		return false;
	if (at > 0 && (ascii_is_digit(s.ptr[at - 1]) || s.ptr[at - 1] == '/'))
		return false;
	month = (unsigned)(s.ptr[at] - '0') * 10 + s.ptr[at + 1] - '0';
	if (month < 1 || month > 12)
		return false;
	at += 5;
	/* 12/2027 is fine, 12/11/2027 is a date. */
	if (s.len - at >= 2 && ascii_is_digit(s.ptr[at]) &&
	    ascii_is_digit(s.ptr[at + 1]))
		at += 2;
	return at == s.len || (!ascii_is_digit(s.ptr[at]) && s.ptr[at] != '/');
}

static bool
expiry_follows(const struct detect_context *c, size_t to)
{
	size_t at;

	for (at = to; at < c->text.len && at - to < CONTEXT_AFTER; at++)
		if (is_expiry(c->text, at))
			return true;
	return false;
}

/* Does the number end with group g?  `... 1235 12/27` does, `... 1235 99` not. */
static bool
ends_at(const struct detect_context *c, const struct number *n, size_t g)
{
	if (n->is_cut && g + 1 == n->group_count)
		return false;
	return n->sep[g] == 0 || n->is_broken[g] ||
	    (n->sep[g] == ' ' && is_expiry(c->text, n->end[g] + 1));
}

static bool
is_candidate(const struct detect_context *c, const struct number *n, size_t g)
{
	size_t i, breaks;

	breaks = 0;
	for (i = 0; i < g; i++)
		breaks += n->is_broken[i];
	return n->upto[g] >= DIGITS_MIN && n->upto[g] <= DIGITS_MAX &&
	    breaks <= 1 && number_is_uniform(n, g, " -") &&
	    ends_at(c, n, g) && has_issuer(n->digits, n->upto[g]) &&
	    detect_is_apart(c, c->at, n->end[g]);
}

static int
put(struct detect_context *c, const struct number *n, size_t g)
{
	uint8_t value[DIGITS_MAX];
	struct slice s;
	unsigned near;
	size_t i;
	int tier;

	for (i = 0; i < n->upto[g]; i++)
		value[i] = (uint8_t)('0' + n->digits[i]);
	s = slice_of(value, n->upto[g]);
	if (is_published(s))
		return 0;
	near = detect_near(c, c->at, n->end[g]);
	tier = is_printed_form(n, g) ? 2 : 1;
	if ((near & NEAR_OWN) != 0 || expiry_follows(c, n->end[g]))
		tier = 3;
	return detect_put(c, n->end[g], detect_tier(tier, near), s);
}

static int
scan(struct detect_context *c)
{
	const struct number *n = c->number;
	size_t g;
	int r;

	for (g = 0; g < n->group_count; g++) {
		if (!is_candidate(c, n, g))
			continue;
		detect_shape(c);
		if (!checkdigit_luhn(n->digits, n->upto[g]))
			continue;
		r = put(c, n, g);
		if (r < 0)
			return r;
	}
	return 0;
}

const struct detector payment_card_detector = {
	.on = DETECT_ON_NUMBER,
	.lengths = LEN_12_TO_19,
	.labels = labels,
	.scan = scan,
};
