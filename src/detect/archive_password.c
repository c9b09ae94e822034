/*
 * archive_password -- candidates: phrases that may give away the password of a
 * locked file (personal-data reference 11).
 *
 * Whether there is a locked file is known when the message has been read to
 * its end; then inspector/secrets decides.  Tier 1: the words speak of a file
 * or an earlier email, and count only beside a locked one.  Above: they do not
 * say what it opens, and without a locked file they are login details.
 */
#include "detect/context.h"
#include "detect/phrase.h"
#include "detect/run.h"

static const struct detect_label labels[] = {
#define LABEL(text, label)	{ text, DETECT_TRIGGER },
	PHRASE_LABELS(LABEL)
#undef LABEL
	{ NULL, DETECT_LABEL }
};

static int
scan(struct detect_context *c)
{
	uint8_t value[PHRASE_SECRET_MAX];
	struct phrase p;
	size_t n;

	if (!phrase_read(c, &p) || p.about == PHRASE_ACCOUNT)
		return 0;
	if (p.is_hint)
		return detect_secret_put(c, c->at, 1, SLICE("hint"));
	n = detect_cased(c, p.from, p.to, value, sizeof value);
	return detect_secret_put(c, c->at, p.about == PHRASE_FILE ? 1 :
	    p.is_weak ? 2 : 3, slice_of(value, n));
}

const struct detector archive_password_detector = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
};
