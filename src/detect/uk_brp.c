/*
 * uk_brp -- numbers of biometric residence permits, share codes of an
 * immigration status and Home Office references (personal-data reference
 * 5.7).  None has a check digit: each needs its label.
 */
#include "detect/code.h"
#include "detect/context.h"

#define REACH		100	/* characters in which a reference has its words */
#define SHARE_REACH	40	/* bytes from the words to the code */

static const struct detect_label labels[] = {
	{ "brp", DETECT_LABEL },
	{ "brp no", DETECT_LABEL },
	{ "brp number", DETECT_LABEL },
	{ "brp card", DETECT_LABEL },
	{ "brp ref", DETECT_LABEL },
	{ "brp reference", DETECT_LABEL },
	{ "brpnumber", DETECT_LABEL },
	{ "biometric residence", DETECT_LABEL },
	{ "biometric residence permit", DETECT_LABEL },
	{ "biometric card", DETECT_LABEL },
	{ "residence permit", DETECT_LABEL },
	{ "residence card", DETECT_LABEL },
	{ "evisa", DETECT_LABEL },
	{ "e-visa", DETECT_LABEL },
	{ "leave to remain", DETECT_LABEL },
	{ "home office ref", DETECT_LABEL },
	{ "home office reference", DETECT_LABEL },
	{ "home office number", DETECT_LABEL },
	{ "home office no", DETECT_LABEL },
	{ "ho ref", DETECT_LABEL },
	{ "ho reference", DETECT_LABEL },
	{ "share code", DETECT_TRIGGER },
	{ "sharecode", DETECT_TRIGGER },
	{ "share code", DETECT_HEADER },
	{ "sharecode", DETECT_HEADER },
	{ "karta pobytu", DETECT_LABEL },
	{ "immigration", DETECT_TOPIC },
	{ "asylum", DETECT_TOPIC },
	{ "refugee", DETECT_TOPIC },
	{ "visa", DETECT_TOPIC },
	{ NULL, DETECT_LABEL }
};

static const char *const birth_words[] = {
	"dob", "d.o.b", "d.o.b.", "date of birth", "born", "birth date", NULL
};
static const char *const office_words[] = {
	"home office", "ho ref", "ho reference", NULL
};

static int
put(struct detect_context *c, const struct code *code, int tier,
    unsigned near)
{
	return detect_put(c, code->to, detect_tier(tier, near),
	    slice_of(code->value, code->len));
}

/* ZXX012345: two letters, an X or a digit, six digits. */
static int
scan_permit(struct detect_context *c, const struct code *code)
{
	unsigned near;

	near = detect_near(c, c->at, code->to);
	if ((near & (NEAR_LABEL | NEAR_HEADER)) == 0)
		return code->value[0] == 'Z' && code->gaps == 0 ?
		    put(c, code, (near & NEAR_TOPIC) != 0 ? 2 : 1, near) : 0;
	return put(c, code, code->value[0] == 'Z' ||
	    (near & (NEAR_PERSON | NEAR_HEADER | NEAR_TOPIC)) != 0 ? 3 : 2,
	    near);
}

/* W of work, R of rent or S of other things; in threes or solid. */
static bool
is_share(const struct detect_context *c, size_t at, struct code *code)
{
	uint8_t first;
	size_t i, digits;

	first = at < c->text.len ? c->text.ptr[at] : 0;
	if ((first != 'w' && first != 'r' && first != 's') ||
	    !code_read(c->text, at, "xxxxxxxxx", code) ||
	    !code_is_grouped(code, CODE_GAP(3) | CODE_GAP(6)) ||
	    !detect_is_apart(c, at, code->to))
		return false;
	for (i = digits = 0; i < code->len; i++)
		digits += ascii_is_digit(code->value[i]);
	return digits > 0;
}

/* Without the birthday a share code opens nothing. */
static int
put_share(struct detect_context *c, const struct code *code)
{
	return put(c, code, detect_line_says(c, c->at, code->to, REACH,
	    birth_words) ? 2 : 1, detect_near(c, c->at, code->to));
}

/* Behind the words "share code". */
static int
scan_share(struct detect_context *c)
{
	struct code code;
	size_t at;

	for (at = c->word_to; at < c->text.len &&
	    at - c->word_to < SHARE_REACH; at++)
		if (is_share(c, at, &code)) {
			c->at = at;
			return put_share(c, &code);
		}
	return 0;
}

/* A letter and seven digits. */
static int
scan_office(struct detect_context *c, const struct code *code)
{
	unsigned near;

	near = detect_near(c, c->at, code->to);
	if ((near & (NEAR_BESIDE | NEAR_HEADER)) == 0 ||
	    ((near & NEAR_HEADER) == 0 && !detect_line_says(c, c->at,
	    code->to, REACH, office_words)))
		return 0;
	return put(c, code, (near & (NEAR_PERSON | NEAR_TOPIC)) != 0 ? 3 : 2,
	    near);
}

static bool
is_here(struct detect_context *c, const char *shape, uint64_t gaps,
    struct code *code)
{
	return code_read(c->text, c->at, shape, code) &&
	    code_is_grouped(code, gaps) && detect_is_apart(c, c->at, code->to);
}

static int
scan(struct detect_context *c)
{
	struct code code;

	if (c->word_to > c->at)
		return scan_share(c);
	if (is_here(c, "aaxnnnnnn", CODE_GAP(3), &code) &&
	    (ascii_is_digit(code.value[2]) || code.value[2] == 'X'))
		return scan_permit(c, &code);
	if (is_here(c, "annnnnnn", CODE_GAP(1), &code))
		return scan_office(c, &code);
	if (is_share(c, c->at, &code) &&
	    (detect_near(c, c->at, code.to) & NEAR_HEADER) != 0)
		return put_share(c, &code);
	return 0;
}

const struct detector uk_brp_detector = {
	.on = DETECT_ON_CODE | DETECT_ON_WORD,
	.letters = 1 << 1 | 1 << 2 | 1 << 3,
	.labels = labels,
	.scan = scan,
};
