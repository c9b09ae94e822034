/*
 * tenancy_record -- how somebody's tenancy stands: arrears, notices,
 * complaints, decisions (personal-data reference 8).
 *
 * A person, a term, and within 250 characters money, a reference or what was
 * done in the case.
 */
#include <string.h>

#include "base/limits.h"
#include "detect/about.h"

#define NEAR_CHARS	250
#define STREET_BYTES	40

/*
 * Money, a reference, or "served", "granted", "agreed to pay"; of a term that
 * is not of tenancies alone only money tells.
 */
static bool
has_case(const struct scene *s, const struct span *near, unsigned weight)
{
	size_t i;

	for (i = near->first; i < near->last; i++)
		if (s->marks[i].kind == MARK_MONEY ||
		    (weight == 3 && (s->marks[i].kind == MARK_NUMBER ||
		    s->marks[i].kind == MARK_CASE_VERB)))
			return true;
	return false;
}

/* A pound sign and an amount, should nobody have marked it. */
static bool
has_amount(const struct scene *s, const struct span *near)
{
	size_t i;

	for (i = near->from; i + 2 < near->to; i++)
		if (s->text.ptr[i] == 0xc2 && s->text.ptr[i + 1] == 0xa3 &&
		    ascii_is_digit(s->text.ptr[i + 2]))
			return true;
	return false;
}

/* Whoever is named nearest before the term, or else after it. */
static const struct mark *
person_near(const struct scene *s, const struct span *near, size_t at)
{
	const struct mark *best = NULL;
	struct subject who;
	size_t i;

	for (i = near->first; i < near->last; i++) {
		if (best != NULL && s->marks[i].from >= at)
			break;
		/* A given name alone is as often the reader's. */
		if (s->marks[i].kind != MARK_PRONOUN &&
		    subject_read(s, &s->marks[i], &who) &&
		    who.who == WHO_NAMED)
			best = &s->marks[i];
	}
	return best;
}

static bool
ends_with_street(struct slice line)
{
	static const char *const streets[] = { "street", "road", "lane",
		"avenue", "court", "drive", "crescent", "terrace", "place",
		"gardens", "close", "way", "wynd", "view", "st", "rd", "ave",
		"grove", "square", "quay", "rise", "walk", "heol", "stryd",
		"ffordd", NULL };
	size_t i, n;

	for (i = 0; streets[i] != NULL; i++) {
		n = strlen(streets[i]);
		if (slice_ends(line, slice_str(streets[i])) && line.len > n &&
		    line.ptr[line.len - n - 1] == ' ')
			return true;
	}
	return false;
}

/* "14 Kiln Street": a number, a word or three, and a street. */
static bool
has_street(const struct scene *s, const struct span *near)
{
	size_t i, end, words;

	for (i = near->from; i < near->to; i++) {
		if (!ascii_is_digit(s->text.ptr[i]) || (i > near->from &&
		    s->text.ptr[i - 1] > ' ' && s->text.ptr[i - 1] != '/'))
			continue;
		for (end = i, words = 0; end < near->to && words < 5 &&
		    end - i < STREET_BYTES && strchr(",;:.\n",
		    s->text.ptr[end]) == NULL; end++)
			words += s->text.ptr[end] == ' ' &&
			    ends_with_street(slice_sub(s->text, i, end)) ?
			    5 : s->text.ptr[end] == ' ';
		if (ends_with_street(slice_trim(slice_sub(s->text, i, end))))
			return true;
	}
	return false;
}

static int
term_judge(struct scene *s, const struct mark *m)
{
	struct about_term t = about_term(s, m);
	const struct mark *named;
	struct subject who = { WHO_NOBODY, 0, 0, false };
	struct span near;
	int tier;

	if (t.weight < 2 || about_topic(s, &t))
		return 0;
	near = scene_around(s, m->from, m->to, NEAR_CHARS);
	named = person_near(s, &near, m->from);
	tier = about_sentence(s, &t, &who);
	if (!has_case(s, &near, t.weight) && !has_amount(s, &near)) {
		/* "Mr Khan is in arrears." */
		tier = t.weight == 3 && tier > 0 ? 2 : 0;
	} else if (tier < 3 && named != NULL && t.weight == 3 &&
	    !about_general(s, &t.sentence) &&
	    scene_count(s, &t.sentence, MARK_GROUP) == 0) {
		tier = 3;
	} else if (tier == 0 && t.weight == 3 &&
	    (scene_find(s, &near, MARK_ADDRESS, SIZE_MAX) != NULL ||
	    has_street(s, &near)) &&
	    scene_count(s, &t.sentence, MARK_GROUP) == 0) {
		tier = 2;
	}
	if (tier == 0)
		return 0;
	if (named == NULL)
		named = subject_named(s, m->from, ABOUT_REACH);
	return scene_put(s, m->from, m->to, tier, subject_value(s, named),
	    false);
}

static int
tenancy_judge(struct scene *s)
{
	size_t i, covered;
	int r;

	covered = 0;
	r = register_judge(s, UINT32_C(1) << COLUMN_DEBT);
	if (r == 0)
		r = typed_judge(s, UINT32_C(1) << COLUMN_DEBT);
	for (i = 0; i < s->count && r == 0; i++)
		if (about_is_term(s, &s->marks[i], &covered))
			r = term_judge(s, &s->marks[i]);
	return r;
}

const struct detector tenancy_record_detector = {
	.judge = tenancy_judge
};
