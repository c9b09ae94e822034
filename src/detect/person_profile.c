/*
 * person_profile -- a person and two things that are private about her
 * (personal-data reference 7): born when, lives where, reached how, known
 * under which number, whom to call.
 */
#include "detect/profile.h"

#define BOTH	2	/* so many things make a profile */

static unsigned
count_bits(unsigned v)
{
	unsigned n;

	for (n = 0; v != 0; v &= v - 1)
		n++;
	return n;
}

static int
found(struct scene *s, const struct profile *p)
{
	unsigned n = count_bits(p->private);
	const struct mark *m = p->person;

	if (n == 0)
		return 0;
	return scene_put_hashed(s, m->from, n >= BOTH ? 3 : 1, m->value);
}

static int
judge(struct scene *s)
{
	return profile_each(s, found);
}

const struct detector person_profile_detector = {
	.judge = judge,
};
