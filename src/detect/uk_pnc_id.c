/*
 * uk_pnc_id -- identifiers of the Police National Computer and of the
 * Criminal Records Office (personal-data reference 5.9): the year, a slash,
 * the serial number and a check letter; or the number, a slash, the year and
 * a letter.
 */
#include <stdio.h>

#include "base/limits.h"
#include "detect/context.h"

#define SERIAL		7
#define CRO_DIGITS_MAX	6
#define YEAR_FIRST	1900
#define YEAR_LAST	2099

static const struct detect_label labels[] = {
	{ "pnc", DETECT_LABEL },
	{ "pnc id", DETECT_LABEL },
	{ "pncid", DETECT_LABEL },
	{ "pnc no", DETECT_LABEL },
	{ "pnc number", DETECT_LABEL },
	{ "pnc ref", DETECT_LABEL },
	{ "pnc reference", DETECT_LABEL },
	{ "police national computer", DETECT_LABEL },
	{ "cro", DETECT_LABEL },
	{ "cro no", DETECT_LABEL },
	{ "cro number", DETECT_LABEL },
	{ "cro ref", DETECT_LABEL },
	{ "cro reference", DETECT_LABEL },
	{ "criminal records office", DETECT_LABEL },
	{ "criminal record office", DETECT_LABEL },
	{ "police", DETECT_TOPIC },
	{ "conviction", DETECT_TOPIC },
	{ "convictions", DETECT_TOPIC },
	{ "convicted", DETECT_TOPIC },
	{ "arrested", DETECT_TOPIC },
	{ "custody", DETECT_TOPIC },
	{ "offence", DETECT_TOPIC },
	{ "offences", DETECT_TOPIC },
	{ NULL, DETECT_LABEL }
};

static const char *const cro_words[] = {
	"cro", "criminal records office", "criminal record office", NULL
};

struct pnc {
	size_t before, after;	/* digits on either side of the slash */
	uint32_t left, right;
	uint8_t letter;		/* lower case */
	size_t to;
};

static uint32_t
read_digits(struct slice s, size_t *at, size_t max, size_t *ret_n)
{
	uint32_t v;
	size_t n;

	for (n = 0, v = 0; *at < s.len && n <= max &&
	    ascii_is_digit(s.ptr[*at]); n++)
		v = v * 10 + s.ptr[(*at)++] - '0';
	*ret_n = n;
	return v;
}

static bool
pnc_read(const struct detect_context *c, struct pnc *p)
{
	size_t at = c->at;

	p->left = read_digits(c->text, &at, SERIAL, &p->before);
	if (at >= c->text.len || c->text.ptr[at] != '/')
		return false;
	at++;
	p->right = read_digits(c->text, &at, SERIAL, &p->after);
	if (p->after == 0 || p->after > SERIAL || at >= c->text.len ||
	    !ascii_is_alpha(c->text.ptr[at]))
		return false;
	p->letter = c->text.ptr[at];
	p->to = at + 1;
	return detect_is_apart(c, c->at, p->to);
}

/* The year and the serial as one number, modulus 23; no I, O or S. */
static bool
is_valid(const struct pnc *p)
{
	static const char letters[] = "zabcdefghjklmnpqrtuvwxy";

	return letters[(p->left % 100 * UINT64_C(10000000) + p->right) % 23] ==
	    (char)p->letter;
}

static bool
is_pnc(const struct pnc *p)
{
	return p->right > 0 && (p->before == 2 || (p->before == 4 &&
	    p->left >= YEAR_FIRST && p->left <= YEAR_LAST));
}

static int
put(struct detect_context *c, const struct pnc *p, const char *kind,
    int tier)
{
	char value[32];
	int n;

	n = snprintf(value, sizeof value, "%s%02u/%07u%c", kind,
	    (unsigned)(p->left % 1000000), (unsigned)p->right,
	    p->letter - 0x20);
	return detect_put(c, p->to, tier,
	    slice_of((const uint8_t *)value, (size_t)n));
}

static int
scan_pnc(struct detect_context *c, struct pnc *p)
{
	unsigned near;
	int tier;

	near = detect_near(c, c->at, p->to);
	if ((near & NEAR_OWN) != 0)
		tier = 3;
	else	/* `12/34A` is a house, too. */
		tier = p->after == SERIAL ? 2 : 0;
	p->left %= 100;
	return put(c, p, "", detect_tier(tier, near));
}

static int
scan(struct detect_context *c)
{
	struct pnc p;
	unsigned near;

	if (!pnc_read(c, &p))
		return 0;
	if (is_pnc(&p) && is_valid(&p))
		return scan_pnc(c, &p);
	if (p.before > CRO_DIGITS_MAX || p.after != 2 || p.left == 0)
		return 0;
	near = detect_near(c, c->at, p.to);
	if ((near & NEAR_HEADER) == 0 && ((near & NEAR_BESIDE) == 0 ||
	    !detect_line_says(c, c->at, p.to, CONTEXT_BEFORE, cro_words)))
		return 0;
	return put(c, &p, "CRO", detect_tier(3, near));
}

const struct detector uk_pnc_id_detector = {
	.on = DETECT_ON_SLASH,
	.lengths = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6,
	.labels = labels,
	.scan = scan,
};
