/*
 * uk_upn -- Unique Pupil Numbers (personal-data reference 5.8): a check
 * letter, the authority, the school, the year and a serial number; the last
 * character of a temporary one is a letter.
 */
#include <string.h>

#include "detect/code.h"
#include "detect/context.h"

#define CHARS		13

static const struct detect_label labels[] = {
	{ "upn", DETECT_LABEL },
	{ "upn no", DETECT_LABEL },
	{ "upn number", DETECT_LABEL },
	{ "unique pupil", DETECT_LABEL },
	{ "unique pupil no", DETECT_LABEL },
	{ "unique pupil number", DETECT_LABEL },
	{ "unique pupil reference", DETECT_LABEL },
	{ "upnnumber", DETECT_LABEL },
	{ "pupil no", DETECT_LABEL },
	{ "pupil number", DETECT_LABEL },
	{ "pupil ref", DETECT_LABEL },
	{ "pupil reference", DETECT_LABEL },
	{ "rhif disgybl", DETECT_LABEL },
	{ "pupil", DETECT_TOPIC },
	{ "pupils", DETECT_TOPIC },
	{ "school", DETECT_TOPIC },
	{ NULL, DETECT_LABEL }
};

/* The letters that are neither a 1, a 0 nor a 5, by value. */
static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";

static bool
is_valid(const struct code *code)
{
	const char *last;
	unsigned sum, d, i;

	sum = 0;
	for (i = 1; i < CHARS; i++) {
		if (ascii_is_digit(code->value[i])) {
			d = code->value[i] - '0';
		} else {
			last = strchr(letters, code->value[i]);
			if (last == NULL)
				return false;
			d = (unsigned)(last - letters);
		}
		sum += d * (i + 1);
	}
	return letters[sum % 23] == code->value[0];
}

static int
scan(struct detect_context *c)
{
	struct code code;
	unsigned near;
	int tier;

	if ((!code_read(c->text, c->at, "annnnnnnnnnnn", &code) &&
	    !code_read(c->text, c->at, "annnnnnnnnnna", &code)) ||
	    !code_is_grouped(&code, code.gaps) ||
	    !detect_is_apart(c, c->at, code.to))
		return 0;
	detect_shape(c);
	if (!is_valid(&code))
		return 0;
	near = detect_near(c, c->at, code.to);
	tier = (near & (NEAR_LABEL | NEAR_HEADER)) != 0 ? 3 :
	    (near & NEAR_TOPIC) != 0 ? 2 : 1;
	if (code.gaps != 0 && tier < 3)
		return 0;
	return detect_put(c, code.to, detect_tier(tier, near),
	    slice_of(code.value, CHARS));
}

const struct detector uk_upn_detector = {
	.on = DETECT_ON_CODE,
	.letters = 1 << 1,
	.labels = labels,
	.scan = scan,
};
