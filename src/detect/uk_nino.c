/*
 * uk_nino -- National Insurance numbers (HMRC manual NIM39110;
 * personal-data reference 5.1).  There is no check digit: the prefix, the
 * suffix and the exact form carry the evidence.
 */
#include <string.h>

#include "detect/context.h"

#define PAIRS	3

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

struct nino {
	uint8_t value[9];
	size_t len;		/* 9, or 8 without its suffix */
	size_t to;
	unsigned separators;	/* of the four places */
	unsigned breaks;
};

/* One separator may stand here, blank or hyphen. */
static size_t
nino_gap(const struct detect_context *c, size_t at, struct nino *n)
{
	size_t next;
	bool is_broken;
	uint8_t kind;

	kind = number_separator(c->text, at, &next, &is_broken);
	if (kind != ' ' && kind != '-')
		return at;
	n->separators++;
	n->breaks += is_broken;
	return next;
}

static bool
nino_pair(const struct detect_context *c, size_t at, struct nino *n)
{
	if (c->text.len - at < 2 || !ascii_is_digit(c->text.ptr[at]) ||
	    !ascii_is_digit(c->text.ptr[at + 1]))
		return false;
	n->value[n->len++] = c->text.ptr[at];
	n->value[n->len++] = c->text.ptr[at + 1];
	return true;
}

/* Two letters and three pairs of digits, then a letter or not. */
static bool
nino_read(const struct detect_context *c, struct nino *n)
{
	struct nino bare;
	size_t at;
	unsigned i;

	memset(n, 0, sizeof *n);
	n->value[n->len++] = (uint8_t)(c->text.ptr[c->at] - 0x20);
	n->value[n->len++] = (uint8_t)(c->text.ptr[c->at + 1] - 0x20);
	at = c->at + 2;
	for (i = 0; i < PAIRS; i++) {
		at = nino_gap(c, at, n);
		if (at > c->text.len || !nino_pair(c, at, n))
			return false;
		at += 2;
	}
	bare = *n;
	bare.to = at;
	at = nino_gap(c, at, n);
	if (at < c->text.len && ascii_is_alpha(c->text.ptr[at]) &&
	    (at + 1 == c->text.len || at == bare.to ||
	    !(ascii_is_alpha(c->text.ptr[at + 1]) ||
	    ascii_is_digit(c->text.ptr[at + 1])))) {
		n->value[n->len++] = (uint8_t)(c->text.ptr[at] - 0x20);
		n->to = at + 1;
		return n->breaks <= 1;
	}
	/* `AB 12 34 56 78` goes on: no number without its suffix. */
	if (at > bare.to && at < c->text.len && ascii_is_digit(c->text.ptr[at]))
		return false;
	*n = bare;
	return n->breaks <= 1;
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
	if ((near & (NEAR_OWN | NEAR_PERSON)) != 0)
		tier = 3;
	else if ((n->separators == 0 || n->separators == PAIRS + 1) &&
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
