/*
 * recipient_exposure -- every recipient sees these addresses (personal-data
 * reference 7): To: and Cc:, without our own and our partners'.  A finding
 * for each; how many are too many is the policy's threshold.  Certain when
 * the message has a topic of special category data (sections 9, 10), for
 * which half of the threshold is enough.
 */
#include <string.h>

#include "base/err.h"
#include "detect/maildomain.h"
#include "detect/scene.h"

static uint32_t
own_source(void)
{
	uint32_t i;

	for (i = 0; detect_table[i].id != NULL; i++)
		if (detect_table[i].detector == &recipient_exposure_detector)
			break;
	return i;
}

int
detect_recipients(struct detect_run *run, const struct slice *addresses,
    size_t n)
{
	struct text_unit unit;
	struct segment segment;
	struct text text;
	size_t i, at, ignored;
	int r, tier;

	memset(&unit, 0, sizeof unit);
	memset(&text, 0, sizeof text);
	memset(&segment, 0, sizeof segment);
	unit.where = FINDING_HEADER;
	text.units = &unit;
	text.unit_count = 1;
	text.part = SLICE("0");
	text.container = SLICE("header");
	run->text = &text;
	run->segments = &segment;
	run->segment_count = 1;
	run->segment_cap = 0;
	run->segment = 0;
	tier = run->has_special_topic ? 3 : 2;
	r = 0;
	for (i = 0; i < n && r == 0; i++) {
		at = slice_rchr(addresses[i], '@');
		if (at == SLICE_NPOS || maildomain_is_ours(run->plan,
		    slice_from(addresses[i], at + 1)))
			continue;
		r = run_found(run, own_source(), 0, tier, addresses[i],
		    false, &ignored);
	}
	run->text = NULL;
	run->segments = NULL;
	run->segment_count = 0;
	return r;
}

/* Is it of a list about health, faith and the like, and where it is told? */
static bool
is_special_topic(const struct scene *s, const struct mark *m)
{
	const struct detector_info *d;

	switch (scene_text_unit(s, m->from)->where) {
	case FINDING_SUBJECT:
		break;
	case FINDING_BODY:
	case FINDING_QUOTED:
		/* A weak word in a long text is no topic. */
		if (m->weight < 2)
			return false;
		break;
	case FINDING_ATTACHMENT:
	case FINDING_FILENAME:
	case FINDING_HEADER:
	case FINDING_WHERE_COUNT:
		return false;
	}
	d = detector_by_id(s->run->plan->sources[m->source].id);
	return d != NULL && (d->class == DETECTOR_SPECIAL_CATEGORY ||
	    d->class == DETECTOR_CRIMINAL_OFFENCE);
}

static int
judge(struct scene *s)
{
	size_t i;

	for (i = 0; i < s->count && !s->run->has_special_topic; i++)
		if (s->marks[i].kind == MARK_TERM)
			s->run->has_special_topic = is_special_topic(s,
			    &s->marks[i]);
	return 0;
}

const struct detector recipient_exposure_detector = {
	.judge = judge,
};
