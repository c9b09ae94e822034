/*
 * postcode -- marks postcodes (personal-data reference 7).
 */
#include "detect/address.h"
#include "detect/context.h"
#include "detect/scene.h"

static int
scan(struct detect_context *c)
{
	uint8_t value[8];
	size_t to, n;

	to = address_postcode(c->text, c->at, value, &n);
	if (to == c->at || !detect_is_apart(c, c->at, to))
		return 0;
	return detect_mark(c, MARK_POSTCODE, c->at, to, slice_of(value, n));
}

const struct detector postcode_recogniser = {
	.on = DETECT_ON_CODE,
	.letters = 1 << 1 | 1 << 2,
	.scan = scan,
};
