/*
 * recipient_exposure -- every recipient sees these addresses (personal-data
 * reference 7): To: and Cc:, without our own and our partners'.  A finding
 * for each; how many are too many is the policy's threshold.  Certain when
 * the message has a topic of special category data (sections 9, 10), for
 * which half of the threshold is enough.
 */
#include <string.h>

#include "base/err.h"
#include "detect/floor.h"
#include "detect/maildomain.h"
#include "detect/scene.h"

#define SHORT_TEXT	1000	/* bytes that are about what they name once */

static uint32_t
own_source(void)
{
	uint32_t i;

	for (i = 0; detect_table[i].id != NULL; i++)
		if (detect_table[i].detector == &recipient_exposure_detector)
			break;
	return i;
}

static bool
is_outside(const struct detect_plan *p, struct slice address)
{
	size_t at = slice_rchr(address, '@');

	return at != SLICE_NPOS && !maildomain_is_ours(p,
	    slice_from(address, at + 1));
}

/* Below the threshold they are possible; half of it with such a topic. */
static int
tier_of(const struct detect_run *run, size_t count)
{
	uint32_t threshold = floor_recipients(run->plan);

	if (run->has_special_topic && count >= (threshold + 1) / 2)
		return 3;
	return count >= threshold ? 2 : 1;
}

int
detect_recipients(struct detect_run *run, const struct slice *addresses,
    size_t n)
{
	struct text_unit unit;
	struct segment segment;
	struct text text;
	size_t i, k, ignored;
	int r, tier;

	for (i = k = 0; i < n; i++)
		k += is_outside(run->plan, addresses[i]);
	if (k < floor_of(run->plan, SLICE("recipient_exposure")))
		return 0;

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
	tier = tier_of(run, k);
	r = 0;
	for (i = 0; i < n && r == 0; i++) {
		if (!is_outside(run->plan, addresses[i]))
			continue;
		r = run_found(run, own_source(), 0, tier, addresses[i],
		    false, &ignored);
	}
	run->text = NULL;
	run->segments = NULL;
	run->segment_count = 0;
	return r;
}

/* In a long text one word is no topic yet. */
static bool
is_enough(const struct scene *s, const struct mark *m)
{
	struct detect_run *run = s->run;

	if (m->weight > 2 || s->text.len <= SHORT_TEXT || (run->topic_word != 0 &&
	    run->topic_word != m->value))
		return true;
	run->topic_word = m->value;
	return false;
}

/* Is it of a list about health, faith and the like, and where it is told? */
static bool
is_special_topic(const struct scene *s, const struct mark *m)
{
	switch (scene_text_unit(s, m->from)->where) {
	case FINDING_SUBJECT:
		break;
	case FINDING_BODY:
	case FINDING_QUOTED:
		if (m->weight < 2 || !is_enough(s, m))
			return false;
		break;
	case FINDING_ATTACHMENT:
	case FINDING_FILENAME:
	case FINDING_HEADER:
	case FINDING_WHERE_COUNT:
		return false;
	}
	return true;
}

static bool
is_special(const struct scene *s, const struct mark *m)
{
	const struct detector_info *d;

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
			s->run->has_special_topic =
			    is_special(s, &s->marks[i]) &&
			    is_special_topic(s, &s->marks[i]);
	return 0;
}

const struct detector recipient_exposure_detector = {
	.judge = judge,
};
