#include "detect/topic.h"

#include <string.h>

#include "detect/wording.h"

#define TOPIC_BYTES	36	/* between "policy on" and its term */
#define SIGNATURE_BYTES	260	/* after "kind regards" */
#define INVENTED_BYTES	220	/* after "case study" */
#define OWNER_BYTES	24	/* back from a group to whose it is */

static const char *const prepositions[] = { "on", "about", "for", "in",
	"into", "around", "regarding", "re", "concerning", "to", "with", NULL };

/* Is a stretch nothing but terms of ours, "and", commas and blanks? */
static bool
is_only_terms(const struct scene *s, const struct span *in, size_t from,
    size_t to)
{
	static const char *const joins[] = { "and", "or", "of", NULL };
	const struct mark *m;
	size_t i, at;

	at = from;
	for (i = in->first; i < in->last && at < to; i++) {
		m = &s->marks[i];
		if (m->kind != MARK_TERM || m->source != s->source ||
		    m->from < at || m->to > to)
			continue;
		if (wording_words(s, at, m->from) > 1 ||
		    (wording_words(s, at, m->from) == 1 &&
		    !wording_has(s, at, m->from, joins)))
			return false;
		at = m->to;
	}
	return wording_words(s, at, to) == 0 ||
	    (wording_words(s, at, to) == 1 && at > from &&
	    wording_has(s, at, to, joins));
}

/* "the policy on dementia", "works with autistic ...": a topic before it. */
static bool
leads_to(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	struct slice word = slice_sub(s->text, m->from, m->to);
	struct slice gap;
	bool ends_so;
	size_t i;

	if (m->to > t->from || t->from - m->to > TOPIC_BYTES)
		return false;
	gap = slice_trim(slice_sub(s->text, m->to, t->from));
	/* "I write about Mrs Kerr, who ...": she is the topic. */
	for (i = t->sentence.first; i < t->sentence.last; i++)
		if ((s->marks[i].kind == MARK_PERSON ||
		    s->marks[i].kind == MARK_NAME) &&
		    s->marks[i].from >= m->to && s->marks[i].to <= t->from)
			return false;
	if (wording_has(s, m->to, t->from, wording_owners) ||
	    wording_has_byte(s, m->to, t->from, ".;:?!|") ||
	    slice_find(gap, SLICE("'s "), 0) != SLICE_NPOS ||
	    slice_ends(gap, SLICE("'s")))
		return false;
	ends_so = wording_has(s, m->from + (word.len > 6 ? word.len - 6 : 0),
	    m->to, prepositions);
	return ends_so || wording_has(s, m->to, t->from, prepositions) ||
	    gap.len == 0;
}

/* "epilepsy training", "dementia and autism strategy". */
static bool
follows_on(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	if (m->from < t->to || m->from - t->to > TOPIC_BYTES ||
	    wording_has_byte(s, t->to, m->from, ",.;:?!|\n()"))
		return false;
	return m->from == t->to + 1 ||
	    is_only_terms(s, &t->sentence, t->to, m->from);
}

/* "her children", "Mrs Ross's daughters": not children in general. */
static bool
is_owned(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	struct slice before;
	size_t from, i;

	/* "the family of Mr McPhee" */
	if (slice_starts(slice_from(s->text, m->to), SLICE(" of ")))
		for (i = t->sentence.first; i < t->sentence.last; i++)
			if (s->marks[i].from == m->to + 4 &&
			    (s->marks[i].kind == MARK_PERSON ||
			    s->marks[i].kind == MARK_NAME))
				return true;
	from = m->from > OWNER_BYTES ? m->from - OWNER_BYTES : 0;
	before = slice_trim(slice_sub(s->text, from, m->from));
	return slice_ends(before, SLICE("'s")) ||
	    slice_ends(before, SLICE("s'")) ||
	    wording_has(s, m->from > 6 ? m->from - 6 : 0, m->from, wording_owners);
}

/* "people with dementia", "disabled tenants". */
static bool
is_of_group(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	static const char *const links[] = { "with", "who", "living",
		"affected", "suffering", "having", "experiencing", "are",
		"have", "of", "in", "diagnosed", "receiving", "from", NULL };

	if (follows_on(s, m, t))
		return true;
	if (is_owned(s, m, t))
		return false;
	return m->to <= t->from && t->from - m->to <= TOPIC_BYTES &&
	    !wording_has(s, m->to, t->from, wording_owners) &&
	    !wording_has_byte(s, m->to, t->from, ".;:?!|") &&
	    wording_has(s, m->to, t->from, links);
}

bool
about_topic(const struct scene *s, const struct about_term *t)
{
	const struct mark *m;
	struct subject family;
	size_t i;

	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->kind == MARK_GENERAL && (follows_on(s, m, t) ||
		    leads_to(s, m, t)) && !wording_is_in_name(s, &t->sentence, m))
			return true;
		if (m->kind == MARK_GROUP && !subject_read(s, m, &family) &&
		    (is_of_group(s, m, t) || (m->from <= t->from &&
		    m->to >= t->to && !is_owned(s, m, t))))
			return true;
	}
	return false;
}

/* Is it who helps ("a diabetes nurse"), not who is helped? */
bool
topic_is_service(const struct scene *s, const struct about_term *t)
{
	const struct mark *m;
	size_t i;

	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->kind == MARK_SERVICE && (follows_on(s, m, t) ||
		    (t->weight < 3 && m->to == t->to && m->from >= t->from)) &&
		    !wording_is_in_name(s, &t->sentence, m))
			return true;
	}
	return false;
}

/* Does a signature begin shortly before? */
bool
topic_is_signature(const struct scene *s, const struct about_term *t)
{
	struct span before;

	before = scene_around(s, t->from, t->from, SIGNATURE_BYTES);
	for (; before.first < before.last; before.first++)
		if (s->marks[before.first].kind == MARK_SIGN_OFF &&
		    s->marks[before.first].to <= t->from)
			return true;
	return false;
}


/* "in 1820": of nobody who lives. */
static bool
is_history(const struct scene *s, const struct span *sentence)
{
	const uint8_t *p = s->text.ptr;
	size_t i;

	for (i = sentence->from; i + 7 <= sentence->to; i++)
		if (memcmp(p + i, "in 1", 4) == 0 && p[i + 4] < '9' &&
		    ascii_is_digit(p[i + 4]) && ascii_is_digit(p[i + 5]) &&
		    ascii_is_digit(p[i + 6]) && (i + 7 == sentence->to ||
		    !ascii_is_digit(p[i + 7])))
			return true;
	return false;
}

/* "Case study (fictional): Jane ...". */
bool
topic_is_invented(const struct scene *s, const struct about_term *t)
{
	static const char *const words[] = { "fictional", "fictitious",
		"hypothetical", "case study", "names have been changed",
		"not a real person", "imaginary", "made-up example",
		"role play", "role-play", NULL };
	struct slice near;
	size_t i;

	near = slice_sub(s->text, t->from > INVENTED_BYTES ?
	    t->from - INVENTED_BYTES : 0, t->sentence.to);
	for (i = 0; words[i] != NULL; i++)
		if (slice_find(near, slice_str(words[i]), 0) != SLICE_NPOS)
			return true;
	return is_history(s, &t->sentence);
}
