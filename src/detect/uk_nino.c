/*
 * uk_nino -- National Insurance numbers (HMRC manual NIM39110;
 * personal-data reference 5.1).  There is no check digit: the prefix, the
 * suffix and the exact form carry the evidence.
 */
#include <string.h>

#include "detect/context.h"

static const struct detect_label labels[] = {
	{ "national insurance", DETECT_LABEL },
	{ "nat ins", DETECT_LABEL },
	{ "ni no", DETECT_LABEL },
	{ "ni number", DETECT_LABEL },
	{ "ni num", DETECT_LABEL },
	{ "ni:", DETECT_LABEL },
	{ "ninumber", DETECT_LABEL },
	{ "nationalinsurance", DETECT_LABEL },
	{ "nationalinsuranceno", DETECT_LABEL },
	{ "nationalinsurancenumber", DETECT_LABEL },
	{ "nino", DETECT_LABEL },
	{ "n.i.", DETECT_LABEL },
	{ "rhif yswiriant gwladol", DETECT_LABEL },
	{ "yswiriant gwladol", DETECT_LABEL },
	{ "rhif yg", DETECT_LABEL },
	{ "àireamh àrachais nàiseanta", DETECT_LABEL },
	{ "àrachas nàiseanta", DETECT_LABEL },
	{ "ni", DETECT_HEADER },
	{ "ni", DETECT_TOPIC },
	{ "dwp", DETECT_TOPIC },
	{ "universal credit", DETECT_TOPIC },
	{ "payroll", DETECT_TOPIC },
	{ "p45", DETECT_TOPIC },
	{ "p60", DETECT_TOPIC },
	{ NULL, DETECT_LABEL }
};

#define GAP(n)		(1u << (n))
#define GAPS_PRINTED	(GAP(2) | GAP(4) | GAP(6) | GAP(8))
#define GAPS_THREES	(GAP(2) | GAP(5) | GAP(8))	/* possible only */
#define GAPS_ALL	(GAPS_PRINTED | GAP(1) | GAP(3) | GAP(5) | GAP(7))

struct nino {
	uint8_t value[9];
	size_t len;		/* 9, or 8 without its suffix */
	size_t to;
	unsigned gaps;		/* bit n: a separator after n characters */
	unsigned breaks;
	bool is_odd;		/* separators that nobody prints */
};

/*
 * One separator may stand here: a blank or hyphen; or, as forms and habits
 * have it, a tab, two blanks, a point, a slash, a middle dot.
 */
static size_t
nino_gap(const struct detect_context *c, size_t at, struct nino *n)
{
	const uint8_t *p = c->text.ptr;
	size_t next, left;
	bool is_broken;
	uint8_t kind;

	kind = number_separator(c->text, at, &next, &is_broken);
	left = c->text.len - at;
	if (kind == ' ' && next < c->text.len && p[next] == ' ') {
		next++;
		n->is_odd = true;
	} else if (kind == '.') {
		n->is_odd = true;
	} else if (kind == 0 && left > 1 && (p[at] == '\t' ||
	    p[at] == '/')) {
		next = at + 1;
		n->is_odd = true;
	} else if (kind == 0 && left > 2 && p[at] == 0xc2 &&
	    p[at + 1] == 0xb7) {
		next = at + 2;
		n->is_odd = true;
	} else if (kind == 0) {
		return at;
	}
	n->gaps |= GAP(n->len);
	n->breaks += is_broken;
	return next;
}

static bool
nino_char(const struct detect_context *c, size_t *at, struct nino *n)
{
	uint8_t byte;

	if (n->len > 0)
		*at = nino_gap(c, *at, n);
	if (*at >= c->text.len)
		return false;
	byte = c->text.ptr[*at];
	if (n->len < 2 ? !ascii_is_alpha(byte) : !ascii_is_digit(byte))
		return false;
	n->value[n->len] = n->len < 2 ? (uint8_t)(byte - 0x20) : byte;
	n->len++;
	(*at)++;
	return true;
}

/* Separators where they are printed, or after every character. */
static bool
nino_is_grouped(const struct nino *n)
{
	unsigned gaps;

	gaps = n->gaps & GAPS_ALL;
	if (n->len == 8)
		gaps &= ~GAP(8);
	return n->breaks <= 1 && ((gaps & ~(GAPS_PRINTED | GAP(1))) == 0 ||
	    (gaps & ~GAPS_THREES) == 0 ||
	    gaps == GAPS_ALL || (n->len == 8 && gaps == (GAPS_ALL & ~GAP(8))));
}

/* Two letters and six digits, then a letter or not. */
static bool
nino_read(const struct detect_context *c, struct nino *n)
{
	struct nino bare;
	size_t at;

	memset(n, 0, sizeof *n);
	at = c->at;
	while (n->len < 8)
		if (!nino_char(c, &at, n))
			return false;
	bare = *n;
	bare.to = at;
	at = nino_gap(c, at, n);
	if (at < c->text.len && ascii_is_alpha(c->text.ptr[at]) &&
	    (at + 1 == c->text.len || at == bare.to ||
	    !(ascii_is_alpha(c->text.ptr[at + 1]) ||
	    ascii_is_digit(c->text.ptr[at + 1])))) {
		n->value[n->len++] = (uint8_t)(c->text.ptr[at] - 0x20);
		n->to = at + 1;
		return nino_is_grouped(n);
	}
	/* `AB 12 34 56 78` goes on: no number without its suffix. */
	if (at > bare.to && at < c->text.len && ascii_is_digit(c->text.ptr[at]))
		return false;
	*n = bare;
	return nino_is_grouped(n);
}

static bool
nino_is_valid(const struct nino *n)
{
	/* Never issued, or used by HMRC for other numbers. */
	static const char refused[] = "BG GB KN NK NT TN ZZ "
	    "OO CR FY MW NC PP PY PZ";
	size_t i;

	if (strchr("DFIQUV", n->value[0]) != NULL ||
	    strchr("DFIOQUV", n->value[1]) != NULL)
		return false;
	for (i = 0; i + 1 < sizeof refused; i += 3)
		if (refused[i] == n->value[0] && refused[i + 1] == n->value[1])
			return false;
	return n->len == 8 || (n->value[8] >= 'A' && n->value[8] <= 'D');
}

static int
nino_tier(struct detect_context *c, const struct nino *n)
{
	unsigned near;
	int tier;

	near = detect_near(c, c->at, n->to);
	if (n->len == 8)
		return detect_unit_labelled(c) ? detect_tier(2, near) : 0;
	if ((near & NEAR_OWN) != 0 ||
	    (!n->is_odd && (near & NEAR_PERSON) != 0))
		tier = 3;
	else if (!n->is_odd && (n->gaps == 0 || n->gaps == GAPS_PRINTED) &&
	    detect_is_upper(c, c->at, n->to))
		tier = 2;
	else
		tier = 1;
	return detect_tier(tier, near);
}

static int
scan(struct detect_context *c)
{
	struct nino n;

	if (!nino_read(c, &n) || !detect_is_apart(c, c->at, n.to))
		return 0;
	if (n.len == 9)
		detect_shape(c);
	if (!nino_is_valid(&n))
		return 0;
	return detect_put(c, n.to, nino_tier(c, &n),
	    slice_of(n.value, n.len));
}

const struct detector uk_nino_detector = {
	.on = DETECT_ON_CODE,
	.letters = 1 << 2,
	.labels = labels,
	.scan = scan,
};
