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
#define ZEROS		10	/* nobody was ever given such a number */

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
	{ "pvg scheme", DETECT_OTHER },
	{ "scheme number", DETECT_OTHER },
	{ "scheme no", DETECT_OTHER },
	{ "scheme record", DETECT_OTHER },
	{ "disclosure scotland", DETECT_OTHER },
	{ "iccid", DETECT_OTHER },
	{ "sim", DETECT_OTHER },
	{ "orcid", DETECT_OTHER },
	{ "isni", DETECT_OTHER },
	{ "ean", DETECT_OTHER },
	{ "gtin", DETECT_OTHER },
	{ "sscc", DETECT_OTHER },
	{ "lei", DETECT_OTHER },
	{ "mpan", DETECT_OTHER },
	{ "mprn", DETECT_OTHER },
	{ "vend code", DETECT_OTHER },
	{ "top-up code", DETECT_OTHER },
	{ "meeting id", DETECT_OTHER },
	{ "webinar id", DETECT_OTHER },
	{ NULL, DETECT_LABEL }
};

static const char *const scheme[] = {
	"pvg", "disclosure scotland", "orcid", "iccid", NULL
};

#define LEN(n)		((uint32_t)1 << (n))
#define LEN_16_TO_19	(LEN(16) | LEN(17) | LEN(18) | LEN(19))
#define LEN_12_TO_19	(LEN(12) | LEN(13) | LEN(14) | LEN(15) | LEN_16_TO_19)

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
	{ 4, 6703, 6703,	LEN_16_TO_19 },			/* Bancontact */
	{ 4, 6771, 6771,	LEN_16_TO_19 },
	{ 4, 6799, 6799,	LEN_16_TO_19 },
	{ 4, 5019, 5019,	LEN(16) },			/* Dankort */
	{ 4, 2200, 2204,	LEN_16_TO_19 },			/* Mir */
	{ 4, 5060, 5061,	LEN(16) | LEN(18) | LEN(19) },	/* Verve */
	{ 4, 5066, 5067,	LEN(16) },			/* Elo */
	{ 6, 606282, 606282,	LEN(16) },			/* Hipercard */
	{ 6, 627780, 627780,	LEN(16) },
	{ 6, 636297, 636297,	LEN(16) },
	{ 6, 636368, 636368,	LEN(16) },
	{ 4, 9792, 9792,	LEN(16) },			/* Troy */
	{ 4, 6011, 6011,	LEN(16) },			/* Discover */
	{ 3, 644, 649,		LEN(16) },
	{ 2, 65, 65,		LEN(16) },
	{ 4, 3528, 3589,	LEN(16) },			/* JCB */
	{ 3, 300, 305,		LEN(14) },			/* Diners */
	{ 4, 3095, 3095,	LEN(14) },
	{ 2, 36, 36,		LEN(14) },
	{ 2, 38, 39,		LEN(14) },
	{ 2, 62, 62,		LEN_16_TO_19 },			/* UnionPay */
};

/*
 * Numbers that payment providers publish for trying their sandboxes.  They
 * belong to nobody and stand in every manual.  Those with ten zeros are seen
 * by that, whoever publishes them.
 */
static const char *const published[] = {
	"2222400010000008", "2222400030000004", "2222400060000007",
	"2222400070000005", "2222410700000002", "2222410740360010",
	"2222420000001113", "2223000010309703", "2223000010309711",
	"2223000048400011", "2223000048410010", "2223003122003222",
	"2223520443560010", "30123456789019", "30569309025904",
	"341111111111111", "343434343434343", "345678901234564",
	"346827630435344", "3530111333300000", "3566000020000410",
	"3566002020360505", "3566111111111113", "3569990000000009",
	"3569990010082211", "3569990010095841", "36004244846408",
	"36006666333344", "36148900647913", "36227206271667",
	"36256000000725", "36700102000000", "371263462726550",
	"371449635398431", "374101000000608", "374245455400126",
	"378282246310005", "378734493671000", "38520000023237",
	"4000002500003155", "4000002760003184", "4000008260003178",
	"4000008400001629", "4000056655665556", "4000111111111115",
	"4000120000001154", "4001919257537193", "4005519200000004",
	"4007000000027", "4007702835532454", "4009348888881881",
	"4012000033330026", "4012000077777777", "4012888818888",
	"4012888888881881", "4055011111111111", "4111111111111111",
	"4111111145551142", "4166676667666746", "4199350000000002",
	"4217651111111119", "4222222222222", "4242424242424242",
	"4263970000005262", "4263982640269299", "4293189100000008",
	"4444333322221111", "4484070000035519", "4508034508034509",
	"4508750015741019", "4532759734545858", "4539791001730106",
	"4543474002249996", "4646464646464644", "4659105569051157",
	"4761530001111118", "4761739001010119", "4871049999999910",
	"4895142232120006", "4911830000000", "4916217501611292",
	"4917484589897107", "4929000000006", "4929000000014", "4929000000022",
	"4929000005559", "4929420573595709", "4977949494949497",
	"4988438843884305", "5019717010103742", "5066991111111118",
	"5100290029002909", "5105105105105100", "5111111111111118",
	"5114610000004778", "5136333333333335", "5200828282828210",
	"5281438801804148", "5352151570003404", "5399999999999999",
	"5409889944179029", "5425230000004415", "5425233430109903",
	"5431111111111111", "5436031030606378", "5454545454545454",
	"5555341244441115", "5555444433331111", "5555552500001001",
	"5555555555554444", "5555558265554449", "5573470000000001",
	"5577000055770004", "5585558555855583", "6011000990139424",
	"6011000991300009", "6011111111111117", "6011212100000004",
	"6011601160116611", "6011981111111113", "6011988461284820",
	"6062828888666688", "6250941006528599", "6250946000000016",
	"6250947000000014", "6445644564456445", "6555900000604105",
	"6703444444444449", "6759000000005", "6759649826438453",
	"6771798021000008", "6771830999991239",
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
	size_t i, zeros;

	for (i = zeros = 0; i < value.len; i++)
		zeros += value.ptr[i] == '0';
	if (zeros >= ZEROS)
		return true;
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
	/* Numbers of the disclosure scheme look the same, and are in fours. */
	if ((near & (NEAR_LABEL | NEAR_HEADER)) == 0 && detect_line_says(c,
	    c->at, n->end[g], CONTEXT_BEFORE, scheme))
		return 0;
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
