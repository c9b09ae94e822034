/*
 * contact_list -- people with how to reach them (personal-data reference 7
 * and 13): a finding for each, in rows of a table or one after the other in a
 * text.  How many make a list is the policy's threshold.
 */
#include "detect/profile.h"

#define CONTACTS	(PROFILE_BIRTH | PROFILE_ADDRESS | PROFILE_PHONE | \
			PROFILE_EMAIL)

static int
found(struct scene *s, const struct profile *p)
{
	if ((p->told & CONTACTS) == 0)
		return 0;
	return scene_put_hashed(s, p->person->from, 2, p->contact);
}

static int
judge(struct scene *s)
{
	return profile_each(s, found);
}

const struct detector contact_list_detector = {
	.judge = judge,
};
