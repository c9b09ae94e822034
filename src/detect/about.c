#include "detect/about.h"

#include <string.h>

#include "base/limits.h"
#include "detect/link.h"
#include "detect/wording.h"
#include "detect/topic.h"
#include "detect/value.h"

#define WEAK_WORDS	4	/* between "is" and its term */
#define COMPLEMENT_BYTES 4	/* between "is a" and "Chinese" */
#define COMPANY_BYTES	40	/* between two weak terms */
#define WRITER_BYTES	48	/* between "I" and the term */
#define LETTER_BYTES	8000	/* longer than what somebody writes of a person */
#define LONG_REACH	500	/* in longer texts, to who "she" is */
#define FIRST_WORDS	1	/* a sentence without subject begins with these */
#define BEFORE_WORDS	3	/* before the term of one: "known self-harm" */
#define SUBJECT_REACH	320	/* back to the name that such a one goes on with */
#define OWNER_BYTES	24	/* back from a group to whose it is */
#define TOKEN_BYTES	120	/* of an address or URL looked at */

/* --- the tier ------------------------------------------------------------- */

/* Part of an address or a link: no word of a sentence. */
static bool
is_in_link(const struct scene *s, size_t from, size_t to)
{
	struct slice token;
	size_t low, high;

	for (low = from; low > 0 && from - low < TOKEN_BYTES &&
	    s->text.ptr[low - 1] > ' '; low--)
		;
	for (high = to; high < s->text.len && high - to < TOKEN_BYTES &&
	    s->text.ptr[high] > ' '; high++)
		;
	token = slice_sub(s->text, low, high);
	return slice_chr(token, '@', 0) != SLICE_NPOS ||
	    slice_find(token, SLICE("://"), 0) != SLICE_NPOS ||
	    slice_find(token, SLICE("www."), 0) != SLICE_NPOS;
}

static const char *const conditions[] = { "if", "unless", "whether", "must",
	"shall", "should", "anyone", "whoever", "where", "may", "would",
	"could", "can", NULL };

static bool
is_question(const struct scene *s, const struct span *sentence)
{
	size_t to;

	for (to = sentence->to; to > sentence->from &&
	    s->text.ptr[to - 1] <= ' '; to--)
		;
	return to > sentence->from && s->text.ptr[to - 1] == '?';
}

/* "in May" is no "may": a month has its capital. */
static bool
has_condition(const struct scene *s, const struct span *sentence)
{
	size_t i, end, first;

	for (first = sentence->from; first < sentence->to &&
	    !wording_is_letter(s->text.ptr[first]); first++)
		;
	for (i = first; i < sentence->to; i = end + 1) {
		for (end = i; end < sentence->to &&
		    wording_is_letter(s->text.ptr[end]); end++)
			;
		if (wording_has(s, i, end, conditions) && (i == first ||
		    !run_is_upper(s->run, i)))
			return true;
	}
	return false;
}

bool
about_general(const struct scene *s, const struct span *sentence)
{
	return is_question(s, sentence) || has_condition(s, sentence);
}

/* "They" is one person if one was named just before. */
static bool
is_one(const struct scene *s, const struct subject *who)
{
	const struct mark *named = subject_named(s, who->from, SUBJECT_REACH);

	return named != NULL && named->from < who->from;
}

/* Is it about a topic, or a group between the person and the term? */
static bool
is_of_others(const struct scene *s, const struct subject *who,
    const struct about_term *t)
{
	const struct mark *m;
	struct subject other;
	size_t i;

	if (scene_find(s, &t->sentence, MARK_GENERAL, SIZE_MAX) != NULL)
		return true;

	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->from < who->to || m->to > t->from)
			continue;
		if (m->kind == MARK_GROUP && wording_has(s, m->to, t->from,
		    link_weak_words))
			return true;
		if (subject_read(s, m, &other) && other.who == WHO_READER)
			return true;
	}
	return false;
}

/* Enough said for a term of that weight? */
static bool
is_enough(const struct about_term *t, enum link link, enum who who)
{
	switch (t->weight) {
	case 3:
		return link != LINK_NONE || who >= WHO_PRONOUN;
	case 2:
		return link != LINK_NONE;
	default:
		return false;	/* only company, and in forms and tables */
	}
}

/* What somebody is quoted to say of themselves, unnamed. */
static bool
is_quoted(const struct scene *s, const struct about_term *t,
    const struct subject *who)
{
	struct slice said = slice_sub(s->text, t->sentence.from, who->from);

	return slice_chr(said, '"', 0) != SLICE_NPOS &&
	    scene_find(s, &t->sentence, MARK_PERSON, SIZE_MAX) == NULL;
}

/* "I was diagnosed with ...", "a lump in my breast". */
static bool
is_writers(const struct subject *who, const struct about_term *t)
{
	return who->from < t->to ? who->to >= t->from ||
	    t->from - who->to <= WRITER_BYTES :
	    who->owns && who->from - t->to <= OWNER_BYTES;
}

/* "with Hector, he has ...": a name that may be a word, in the sentence. */
static bool
has_given_name(const struct scene *s, const struct span *sentence)
{
	size_t i, end;

	for (i = sentence->from; i < sentence->to; i = end + 1) {
		for (end = i; end < sentence->to &&
		    wording_is_letter(s->text.ptr[end]); end++)
			;
		if (end - i > 2 && run_is_upper(s->run, i) &&
		    (plan_name(s->run->plan, slice_sub(s->text, i, end)) &
		    NAME_GIVEN) != 0)
			return true;
	}
	return false;
}

/*
 * In a newsletter of many pages "he" and "I" may be anybody.  A body is as long
 * as all of its paragraphs; a document about one person may be long.
 */
static bool
is_long(const struct scene *s, const struct about_term *t)
{
	struct span unit = scene_unit(s, t->from);

	switch (scene_text_unit(s, t->from)->where) {
	case FINDING_BODY:
	case FINDING_QUOTED:
		return s->run->text->bytes.len > LETTER_BYTES;
	case FINDING_SUBJECT:
	case FINDING_ATTACHMENT:
	case FINDING_FILENAME:
	case FINDING_HEADER:
	case FINDING_WHERE_COUNT:
		break;
	}
	return unit.to - unit.from > LETTER_BYTES;
}

/* The text of a newsletter or a book: who is not named there is nobody. */
static bool
is_publication(const struct scene *s, const struct about_term *t)
{
	enum finding_where where = scene_text_unit(s, t->from)->where;

	return (where == FINDING_BODY || where == FINDING_QUOTED) &&
	    s->run->text->bytes.len > LETTER_BYTES;
}

static int
tier_of(const struct scene *s, const struct about_term *t,
    const struct subject *who, enum link link)
{
	bool close = link >= LINK_PLACE || t->weight == 3;

	switch (who->who) {
	case WHO_NAMED:
		return !is_enough(t, link, who->who) || (link == LINK_NONE &&
		    (about_general(s, &t->sentence) ||
		    is_of_others(s, who, t))) ? 0 : 3;
	case WHO_GIVEN:
		return !is_enough(t, link, who->who) || (link == LINK_NONE &&
		    (about_general(s, &t->sentence) ||
		    is_of_others(s, who, t))) ? 0 : close ? 3 : 2;
	case WHO_ROLE:
		return is_enough(t, link, who->who) && link != LINK_NONE &&
		    !is_quoted(s, t, who) &&
		    !about_general(s, &t->sentence) ? 2 : 0;
	case WHO_PRONOUN:
		return is_enough(t, link, who->who) && link != LINK_NONE &&
		    (subject_is_known(s, t->from, is_long(s, t) ? LONG_REACH :
		    ABOUT_REACH) || has_given_name(s, &t->sentence)) ? 2 : 0;
	case WHO_THEY:
		return is_enough(t, link, who->who) &&
		    link != LINK_NONE && is_one(s, who) ? 2 : 0;
	case WHO_WRITER:
		return t->weight >= 2 && link != LINK_NONE &&
		    is_writers(who, t) &&
		    !is_quoted(s, t, who) && !is_long(s, t) &&
		    !about_general(s, &t->sentence) ? 2 : 0;
	case WHO_READER:
		return t->weight >= 2 && link >= LINK_PLACE &&
		    !about_general(s, &t->sentence) &&
		    subject_named(s, t->from, ABOUT_REACH) != NULL ? 2 : 0;
	case WHO_NOBODY:
		break;
	}
	return 0;
}

/* "Patient: Ernest Latto", "Re Mrs Kerr": what follows is about them. */
static bool
is_heading(const struct scene *s, const struct subject *who)
{
	struct slice before;

	before = slice_trim(slice_sub(s->text, who->from > OWNER_BYTES ?
	    who->from - OWNER_BYTES : 0, who->from));
	return slice_ends(before, SLICE(":")) ||
	    slice_ends(before, SLICE(" re")) ||
	    slice_eq_str(before, "re");
}

/* "In short: ...", "Reason: ...": what is said begins after the colon. */
static size_t
after_colon(const struct scene *s, const struct about_term *t)
{
	size_t i;

	for (i = t->from; i > t->sentence.from; i--)
		if (s->text.ptr[i - 1] == ':')
			return i;
	return t->sentence.from;
}

/* "heterosexual / gay / lesbian / prefer not to say" is still to be filled. */
static bool
is_no_choice(const struct scene *s, size_t from, const struct about_term *t)
{
	const uint8_t *end;
	struct slice line;

	line = slice_sub(s->text, from, t->sentence.to);
	end = line.len > 0 ? memchr(line.ptr, '\n', line.len) : NULL;
	if (end != NULL && (size_t)(end - line.ptr) >= t->to - from)
		line.len = (size_t)(end - line.ptr);
	return value_is_filled(line) &&
	    slice_find(line, SLICE("prefer not to"), 0) == SLICE_NPOS;
}

/*
 * "Has dementia and lives alone.", "Diagnosed with COPD." of notes: no
 * subject, but somebody was named right before.
 */
static int
unspoken(const struct scene *s, const struct about_term *t,
    struct subject *ret_who)
{
	static const char *const adverbs[] = { "also", "still", "now",
		"recently", "currently", "previously", "since", "then", "and",
		"but", "formerly", "apparently", "only", NULL };
	const struct mark *m;
	struct span row;
	size_t i, from = t->sentence.from;

	from = after_colon(s, t);
	m = subject_named(s, from, SUBJECT_REACH);
	/* Of the person in another cell the register judges. */
	if (m != NULL && scene_row(s, t->from, &row) &&
	    m->from < scene_unit(s, t->from).from)
		return 0;
	if (m == NULL || m->from >= from || t->weight < 2 ||
	    about_general(s, &t->sentence))
		return 0;
	ret_who->who = WHO_PRONOUN;
	ret_who->from = m->from;
	ret_who->to = m->to;
	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->from > t->from || wording_words(s, from, m->from) >
		    FIRST_WORDS)
			break;
		if (m->kind == MARK_PREDICATE && (wording_words(s, from,
		    m->from) == 0 || wording_has(s, from, m->from, adverbs)) &&
		    link_predicate(s, m, t) != LINK_NONE)
			return 2;
	}
	/* "I made a child protection referral." */
	if (t->weight == 3 && link_best(s, t, from, from) == LINK_STRONG)
		return 2;
	/* "- Dementia", "Known self-harm." */
	return wording_words(s, from, t->from) <= BEFORE_WORDS &&
	    is_no_choice(s, from, t) && (t->has_company || t->weight == 3 || is_heading(s, ret_who)) &&
	    wording_words(s, t->to, t->sentence.to) <= WEAK_WORDS * 2 ? 2 : 0;
}

/*
 * "Hope is ...", "Will has ...": a given name that is a word too, where a
 * sentence begins with it and a predicate follows.
 */
static bool
begins_with_name(const struct scene *s, const struct about_term *t,
    struct subject *ret)
{
	struct slice word;
	size_t end, i, from = t->sentence.from;

	while (from < t->from && s->text.ptr[from] <= ' ')
		from++;
	for (end = from; end < t->from && wording_is_letter(s->text.ptr[end]); end++)
		;
	word = slice_sub(s->text, from, end);
	if (word.len < 3 || !run_is_upper(s->run, from) ||
	    (plan_name(s->run->plan, word) & NAME_GIVEN) == 0)
		return false;
	for (i = t->sentence.first; i < t->sentence.last; i++)
		if (s->marks[i].kind == MARK_GROUP && s->marks[i].from == from)
			return false;
	/* A family name may follow. */
	if (end + 1 < t->from && s->text.ptr[end] == ' ' &&
	    run_is_upper(s->run, end + 1))
		for (end++; end < t->from && wording_is_letter(s->text.ptr[end]);
		    end++)
			;
	/* So may an age: "(12)". */
	if (end + 2 < t->from && s->text.ptr[end + 1] == '(' &&
	    ascii_is_digit(s->text.ptr[end + 2]))
		while (end < t->from && s->text.ptr[end - 1] != ')')
			end++;
	for (i = t->sentence.first; i < t->sentence.last; i++)
		if (s->marks[i].kind == MARK_PREDICATE &&
		    s->marks[i].from == end + 1) {
			memset(ret, 0, sizeof *ret);
			ret->who = WHO_GIVEN;
			ret->from = from;
			ret->to = end;
			return true;
		}
	return false;
}

int
about_sentence(const struct scene *s, const struct about_term *t,
    struct subject *ret_who)
{
	struct subject who;
	enum link link;
	bool service, signature, spoken;
	size_t i;
	int best, tier;

	if (is_in_link(s, t->from, t->to) || about_topic(s, t))
		return 0;
	service = topic_is_service(s, t);
	signature = topic_is_signature(s, t);
	best = 0;
	spoken = false;
	for (i = t->sentence.first; i < t->sentence.last &&
	    best < FINDING_TIER_MAX; i++) {
		if (!subject_read(s, &s->marks[i], &who))
			continue;
		spoken = spoken || who.who > WHO_WRITER;
		link = link_of(s, &who, t);
		if (service && link < LINK_STRONG && !(link == LINK_PLACE &&
		    who.owns))
			continue;
		if (signature && link < LINK_STRONG)
			continue;
		tier = tier_of(s, t, &who, link);
		if (tier > best) {
			best = tier;
			*ret_who = who;
		}
	}
	if (best == 0 && begins_with_name(s, t, &who)) {
		best = tier_of(s, t, &who, link_of(s, &who, t));
		*ret_who = who;
		spoken = true;
	}
	if (best == 0 && !spoken && !service && !signature &&
	    scene_count(s, &t->sentence, MARK_GROUP) == 0)
		best = unspoken(s, t, ret_who);
	if (best > 0 && topic_is_invented(s, t))
		return 0;
	return best == 2 && is_publication(s, t) ? 1 : best;
}

/* --- all sentences -------------------------------------------------------- */

/* Is there another term of ours close by that shares no letter with m? */
static bool
has_company(const struct scene *s, const struct span *in, const struct mark *m)
{
	const struct mark *o;
	size_t i;

	for (i = in->first; i < in->last; i++) {
		o = &s->marks[i];
		if (o->kind == MARK_TERM && o->source == s->source &&
		    o->value != m->value &&
		    ((o->from >= m->to && o->from - m->to <= COMPANY_BYTES) ||
		    (o->to <= m->from && m->from - o->to <= COMPANY_BYTES)))
			return true;
	}
	return false;
}

bool
about_is_term(const struct scene *s, const struct mark *m, size_t *covered)
{
	if (m->kind != MARK_TERM || m->source != s->source ||
	    m->to <= *covered)
		return false;
	*covered = m->to;
	return true;
}

struct about_term
about_term(const struct scene *s, const struct mark *m)
{
	struct about_term t;

	memset(&t, 0, sizeof t);
	t.sentence = scene_sentence(s, m->from);
	t.from = m->from;
	t.to = m->to;
	t.weight = m->weight;
	t.has_company = has_company(s, &t.sentence, m);
	return t;
}

/* "is Chinese", "who is a Black woman": the term ends what somebody is. */
static bool
is_complement(const struct scene *s, const struct about_term *t)
{
	static const char *const persons[] = { "and", "but", "or", "so",
		"who", "man", "woman", "lady", "lad", "girl", "boy", "male",
		"female", "national", "family", "by", "from", "in", "on",
		"with", "tenant", "person", "teenager", "couple", "student",
		"neighbour", "not", "as", "too", "because", "he", "she",
		"while", "which", "originally", NULL };
	const struct mark *m;
	size_t i, end;

	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->kind == MARK_PREDICATE && m->to < t->from &&
		    t->from - m->to <= COMPLEMENT_BYTES && link_is_weak(s, m) &&
		    wording_words(s, m->to, t->from) == 0)
			break;
	}
	if (i == t->sentence.last)
		return false;
	for (end = t->to; end < t->sentence.to && s->text.ptr[end] <= ' ';
	    end++)
		;
	if (end == t->sentence.to || !wording_is_letter(s->text.ptr[end]))
		return true;
	for (i = end; i < t->sentence.to && wording_is_letter(s->text.ptr[i]); i++)
		;
	return wording_has(s, end, i, persons);
}

static int
term_judge(struct scene *s, const struct mark *m, bool adjectives,
    struct span *sentence)
{
	struct about_term t;
	struct subject who;
	const struct mark *named;
	int tier;

	t.from = m->from;
	t.to = m->to;
	t.weight = m->weight;
	/* Most terms stand in the sentence of the one before. */
	if (m->from < sentence->from || m->to > sentence->to ||
	    m->from - sentence->from > SENTENCE_REACH)
		*sentence = scene_sentence(s, m->from);
	t.sentence = *sentence;
	t.has_company = has_company(s, sentence, m);
	if (adjectives && t.weight == 1 && is_complement(s, &t))
		t.weight = 2;
	tier = wording_is_in_name(s, &t.sentence, m) ? 0 : about_sentence(s, &t, &who);
	if (tier == 0)
		return 0;
	named = who.who >= WHO_GIVEN ?
	    subject_named(s, who.to, who.to - who.from) :
	    subject_named(s, who.from, ABOUT_REACH);
	return scene_put(s, m->from, m->to, tier, subject_value(s, named),
	    false);
}

static int
judge(struct scene *s, bool adjectives)
{
	struct span sentence = { 0, 0, 0, 0 };
	size_t i, covered;
	int r;

	covered = 0;
	r = form_judge(s);
	if (r == 0)
		r = register_judge(s, 0);
	if (r == 0)
		r = typed_judge(s, 0);
	for (i = 0; i < s->count && r == 0; i++)
		if (about_is_term(s, &s->marks[i], &covered))
			r = term_judge(s, &s->marks[i], adjectives, &sentence);
	return r;
}

int
about_judge(struct scene *s)
{
	return judge(s, false);
}

int
about_judge_adjectives(struct scene *s)
{
	return judge(s, true);
}
