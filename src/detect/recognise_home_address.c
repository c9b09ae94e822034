/*
 * home_address -- marks an address without a postcode behind words that say
 * that it is where somebody lives.
 */
#include "detect/address.h"
#include "detect/context.h"
#include "detect/scene.h"

#define GAP_MAX	24	/* bytes between the words and the number */

static const struct detect_label labels[] = {
	{ "address", DETECT_TRIGGER },
	{ "lived at", DETECT_TRIGGER },
	{ "living at", DETECT_TRIGGER },
	{ "live at", DETECT_TRIGGER },
	{ "lives", DETECT_TRIGGER },
	{ "stays at", DETECT_TRIGGER },
	{ "staying at", DETECT_TRIGGER },
	{ "resides at", DETECT_TRIGGER },
	{ "residing at", DETECT_TRIGGER },
	{ "resident at", DETECT_TRIGGER },
	{ "tenant of", DETECT_TRIGGER },
	{ "tenant at", DETECT_TRIGGER },
	{ "moved to", DETECT_TRIGGER },
	{ "cyfeiriad", DETECT_TRIGGER },
	{ "yn byw yn", DETECT_TRIGGER },
	{ "seòladh", DETECT_TRIGGER },
	{ "a' fuireach aig", DETECT_TRIGGER },
	{ "adres", DETECT_TRIGGER },
	{ "mieszka przy", DETECT_TRIGGER },
	{ NULL, DETECT_LABEL }
};

static int
scan(struct detect_context *c)
{
	size_t at, end;

	for (at = c->word_to; at < c->text.len && at < c->word_to + GAP_MAX;
	    at++) {
		end = address_street(c->run->plan, c->text, at);
		if (end > at)
			return detect_mark(c, MARK_ADDRESS, at, end,
			    slice_sub(c->text, at, end));
	}
	return 0;
}

const struct detector home_address_recogniser = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
};
