#include "detect/about.h"

#include <string.h>

#include "base/limits.h"
#include "detect/value.h"

#define WEAK_WORDS	4	/* between "is" and its term */
#define THING_WORDS	3	/* of "the lift" before its predicate */
#define STRONG_BYTES	110	/* between "was diagnosed with" and its term */
#define OWNER_WORDS	4	/* between "her" and its term */
#define APART_BYTES	44	/* between "Mrs Kerr, 71," and its term */
#define TOPIC_BYTES	36	/* between "policy on" and its term */
#define BEHIND_BYTES	70	/* between a term and "in Mrs Kerr" after it */
#define COMPLEMENT_BYTES 4	/* between "is a" and "Chinese" */
#define COMPANY_BYTES	40	/* between two weak terms */
#define SIGNATURE_BYTES	260	/* after "kind regards" */
#define WRITER_BYTES	48	/* between "I" and the term */
#define INVENTED_BYTES	220	/* after "case study" */
#define LETTER_BYTES	8000	/* longer than what somebody writes of a person */
#define LONG_REACH	500	/* in longer texts, to who "she" is */
#define FIRST_WORDS	1	/* a sentence without subject begins with these */
#define BEFORE_WORDS	3	/* before the term of one: "known self-harm" */
#define SUBJECT_REACH	320	/* back to the name that such a one goes on with */
#define OWNER_BYTES	24	/* back from a group to whose it is */
#define TOKEN_BYTES	120	/* of an address or URL looked at */

/* --- small looks at the text ---------------------------------------------- */

static bool
is_letter(uint8_t c)
{
	return ascii_is_alpha(c) || c >= 0x80;
}

/* Words in a stretch of text. */
static size_t
words_between(const struct scene *s, size_t from, size_t to)
{
	size_t i, n;

	for (i = from, n = 0; i < to; i++)
		n += (is_letter(s->text.ptr[i]) ||
		    ascii_is_digit(s->text.ptr[i])) && (i == from ||
		    s->text.ptr[i - 1] <= ' ' || s->text.ptr[i - 1] == '(');
	return n;
}

static bool
has_byte(const struct scene *s, size_t from, size_t to, const char *any)
{
	size_t i;

	for (i = from; i < to; i++)
		if (strchr(any, s->text.ptr[i]) != NULL && s->text.ptr[i] != 0)
			return true;
	return false;
}

/* Does one of these words stand in the stretch?  The list ends with NULL. */
static bool
has_word(const struct scene *s, size_t from, size_t to,
    const char *const *words)
{
	size_t i, end, w;
	struct slice word;

	for (i = from; i < to; i = end + 1) {
		for (end = i; end < to && (is_letter(s->text.ptr[end]) ||
		    s->text.ptr[end] == '\''); end++)
			;
		word = slice_sub(s->text, i, end);
		for (w = 0; word.len > 0 && words[w] != NULL; w++)
			if (slice_eq_str(word, words[w]))
				return true;
	}
	return false;
}

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

/* "Mr Bright's Biktarvy": capitals make no name of it. */
static bool
is_owner(const struct scene *s, size_t from, size_t to)
{
	return slice_ends(slice_trim(slice_sub(s->text, from, to)),
	    SLICE("'s"));
}

/* "Mr Black": part of a name. */
static bool
is_in_name(const struct scene *s, const struct span *in, const struct mark *m)
{
	size_t i;

	for (i = in->first; i < in->last; i++)
		if (s->marks[i].kind == MARK_PERSON &&
		    s->marks[i].from <= m->from && s->marks[i].to >= m->to &&
		    !is_owner(s, s->marks[i].from, m->from))
			return true;
	return false;
}

/* --- topics --------------------------------------------------------------- */

static const char *const prepositions[] = { "on", "about", "for", "in",
	"into", "around", "regarding", "re", "concerning", "to", "with", NULL };
static const char *const owners[] = { "his", "her", "their", "my", "your",
	NULL };

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
		if (words_between(s, at, m->from) > 1 ||
		    (words_between(s, at, m->from) == 1 &&
		    !has_word(s, at, m->from, joins)))
			return false;
		at = m->to;
	}
	return words_between(s, at, to) == 0 ||
	    (words_between(s, at, to) == 1 && at > from &&
	    has_word(s, at, to, joins));
}

/* "the policy on dementia", "works with autistic ...": a topic before it. */
static bool
leads_to(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	struct slice word = slice_sub(s->text, m->from, m->to);
	struct slice gap;
	bool ends_so;

	if (m->to > t->from || t->from - m->to > TOPIC_BYTES)
		return false;
	gap = slice_trim(slice_sub(s->text, m->to, t->from));
	if (has_word(s, m->to, t->from, owners) ||
	    has_byte(s, m->to, t->from, ".;:?!|") ||
	    slice_find(gap, SLICE("'s "), 0) != SLICE_NPOS ||
	    slice_ends(gap, SLICE("'s")))
		return false;
	ends_so = has_word(s, m->from + (word.len > 6 ? word.len - 6 : 0),
	    m->to, prepositions);
	return ends_so || has_word(s, m->to, t->from, prepositions) ||
	    gap.len == 0;
}

/* "epilepsy training", "dementia and autism strategy". */
static bool
follows_on(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	if (m->from < t->to || m->from - t->to > TOPIC_BYTES ||
	    has_byte(s, t->to, m->from, ",.;:?!|\n()"))
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
	    has_word(s, m->from > 6 ? m->from - 6 : 0, m->from, owners);
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
	    !has_word(s, m->to, t->from, owners) &&
	    !has_byte(s, m->to, t->from, ".;:?!|") &&
	    has_word(s, m->to, t->from, links);
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
		    leads_to(s, m, t)) && !is_in_name(s, &t->sentence, m))
			return true;
		if (m->kind == MARK_GROUP && !subject_read(s, m, &family) &&
		    (is_of_group(s, m, t) || (m->from <= t->from &&
		    m->to >= t->to && !is_owned(s, m, t))))
			return true;
	}
	return false;
}

/* Is it who helps ("a diabetes nurse"), not who is helped? */
static bool
is_service(const struct scene *s, const struct about_term *t)
{
	const struct mark *m;
	size_t i;

	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->kind == MARK_SERVICE && (follows_on(s, m, t) ||
		    (t->weight < 3 && m->to == t->to && m->from >= t->from)) &&
		    !is_in_name(s, &t->sentence, m))
			return true;
	}
	return false;
}

/* Does a signature begin shortly before? */
static bool
is_signature(const struct scene *s, const struct about_term *t)
{
	struct span before;

	before = scene_around(s, t->from, t->from, SIGNATURE_BYTES);
	for (; before.first < before.last; before.first++)
		if (s->marks[before.first].kind == MARK_SIGN_OFF &&
		    s->marks[before.first].to <= t->from)
			return true;
	return false;
}

/* --- what links a person and a term --------------------------------------- */

enum link {
	LINK_NONE,
	LINK_WEAK,		/* is, has: right before the term */
	LINK_PLACE,		/* her epilepsy; Mr Kerr (schizophrenia) */
	LINK_STRONG		/* was diagnosed with */
};

static const char *const weak[] = { "is", "was", "are", "were", "has", "had",
	"have", "been", "being", "am", "isn't", "wasn't", "hasn't", "a", "an",
	"not", "does", "doesn't", "no", "still", "now", "also", "currently",
	"both", "never", "may", "might", "could", "be", "he's", "she's",
	"they're", "i'm", "i've", "i", "you", "with", "under", "in", "gets",
	"got", "looks", "feels", "felt", "feeling", "said", "says", "using",
	"used", "needs", "needed", "given", "started", "stopped", "left",
	"provided", "gave", "after", "since", "because", "following", "who",
	"whose", "confirmed", "mentioned", "explained", "advised", "us",
	"that", "stated", "noted", "reported", "reports", "the", "supports",
	"supported", "requires", "required", "received", "receives",
	"receiving", "by", "mae", "oedd", "gan", "ag", "tha", "bha", "air",
	"le", "aig", "jest", "ma", "miał", "miała", "był", "była", "po", NULL };

/* "is based on a": a verb between makes it another predicate's. */
static bool
has_verb(const struct scene *s, size_t from, size_t to)
{
	static const char *const plain[] = { "registered", "suspected",
		"confirmed", "advanced", "related", "undiagnosed",
		"untreated", "having", "ageing", "increased", "repeated",
		"prolonged", "unexplained", "complicated", "mixed", "learning",
		"recurring", "worsening", "underlying", "growing", "living",
		"ongoing", "chronic", "advancing", "bed", "red", "limited",
		"severed", "inherited", "acquired", "known", "standing",
		"lasting", "retired", "married", "divorced", "widowed",
		"debilitating", "disabling", "progressing", NULL };
	/* "is a baptised Sikh": no verb. */
	static const char *const before[] = { "a", "an", "severely",
		"partially", "newly", "recently", "fully", "clinically",
		NULL };
	bool describes = false;
	struct slice word;
	size_t i, end;

	for (i = from; i < to; i = end + 1) {
		for (end = i; end < to && is_letter(s->text.ptr[end]); end++)
			;
		word = slice_sub(s->text, i, end);
		if (word.len > 4 && (slice_ends(word, SLICE("ed")) ||
		    slice_ends(word, SLICE("ing"))) &&
		    !has_word(s, i, end, plain) && !describes)
			return true;
		if (word.len > 0)
			describes = has_word(s, i, end, before);
	}
	return false;
}

/* A predicate of nothing but such words counts only close to the term. */
static bool
is_weak(const struct scene *s, const struct mark *m)
{
	size_t i, end, w;
	struct slice word;

	for (i = m->from; i < m->to; i = end + 1) {
		for (end = i; end < m->to && s->text.ptr[end] > ' '; end++)
			;
		word = slice_sub(s->text, i, end);
		for (w = 0; weak[w] != NULL; w++)
			if (slice_eq_str(word, weak[w]))
				break;
		if (weak[w] == NULL)
			return false;
	}
	return true;
}

static enum link
predicate_link(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	static const char *const blocks[] = { "to", "for", "about", "at",
		"if", "whether", "asked", "working", "writing", "running",
		"that", NULL };

	/* In the term itself: "was convicted of", "came out as gay". */
	if (m->to > t->from)
		return is_weak(s, m) ? LINK_WEAK : LINK_STRONG;
	if (is_weak(s, m))
		return words_between(s, m->to, t->from) <= WEAK_WORDS &&
		    !has_byte(s, m->to, t->from, ".;:?!|") &&
		    !has_word(s, m->to, t->from, blocks) &&
		    !has_verb(s, m->to, t->from) ? LINK_WEAK : LINK_NONE;
	return t->from - m->to <= STRONG_BYTES &&
	    !has_byte(s, m->to, t->from, ";?!|") ? LINK_STRONG : LINK_NONE;
}

/*
 * "Mr Brown said the lift is": another thing is the subject of a weak
 * predicate that begins at `to`.  "Mr Brown of the ground floor flat is" is
 * still Mr Brown.
 */
static bool
is_of_thing(const struct scene *s, size_t from, size_t to)
{
	static const char *const articles[] = { "the", "this", "our", "that",
		"its", "these", NULL };
	static const char *const before[] = { "of", "in", "at", "from", "on",
		"for", "by", "to", "with", "near", "above", "below",
		"under", "off", "around", "over", "as", NULL };
	static const char *const joins[] = { "and", "but", "who", "or", NULL };
	size_t i, word, prior;

	prior = from;
	for (i = from; i < to; i = word + 1) {
		for (word = i; word < to && is_letter(s->text.ptr[word]);
		    word++)
			;
		if (has_word(s, i, word, articles) &&
		    !has_word(s, prior, i, before) &&
		    words_between(s, word, to) > 0 &&
		    words_between(s, word, to) <= THING_WORDS &&
		    !has_byte(s, word, to, ",") &&
		    !has_word(s, word, to, joins))
			return true;
		if (word > i)
			prior = i;
	}
	return false;
}

/* The best predicate from `from` to the term, of a subject that ends at `to`. */
static enum link
best_predicate(const struct scene *s, const struct about_term *t, size_t from,
    size_t to)
{
	enum link best, link;
	const struct mark *m;
	size_t i;

	best = LINK_NONE;
	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->kind != MARK_PREDICATE || m->from < from)
			continue;
		if (m->from >= t->to)
			break;
		link = predicate_link(s, m, t);
		/* Of "Anne, the lift has been ..." Anne is only told. */
		if (m->from > to && (link == LINK_WEAK ||
		    s->text.ptr[to] == ',') && is_of_thing(s, to, m->from))
			link = LINK_NONE;
		if (link > best)
			best = link;
	}
	return best;
}

static bool
is_after_predicate(const struct scene *s, const struct subject *who,
    const struct about_term *t)
{
	size_t i;

	for (i = t->sentence.first; i < t->sentence.last &&
	    s->marks[i].from < who->from; i++)
		if (s->marks[i].kind == MARK_PREDICATE &&
		    s->marks[i].to + 1 == who->from)
			return true;
	return false;
}

/* "lacks capacity to", "collapsed": the term is itself the predicate. */
static bool
is_verb(const struct scene *s, const struct about_term *t)
{
	size_t end;

	for (end = t->from; end < t->to && (is_letter(s->text.ptr[end]) ||
	    s->text.ptr[end] == '-'); end++)
		;
	return slice_ends(slice_sub(s->text, t->from, end), SLICE("ed")) ||
	    (end < t->to && slice_ends(slice_sub(s->text, t->from, end),
	    SLICE("s")));
}

/* "Speakers: Dr Marsh (domestic abuse), ...": the topic of somebody. */
static bool
is_listed(const struct scene *s, const struct subject *who,
    const struct about_term *t)
{
	size_t i;

	for (i = t->sentence.first; i < t->sentence.last &&
	    s->marks[i].from < who->from; i++)
		if (s->marks[i].kind == MARK_GENERAL)
			return true;
	return false;
}

/* "Mrs Kerr's long history of psychosis", "Mr Kerr, 71, a schizophrenic". */
static bool
stands_by(const struct scene *s, const struct subject *who,
    const struct about_term *t)
{
	size_t from = who->to, words;
	struct slice gap = slice_sub(s->text, from, t->from);

	words = words_between(s, from, t->from);
	if (has_byte(s, from, t->from, ".;?!|") && gap.len > 3)
		return false;
	if (who->owns)
		return words <= OWNER_WORDS &&
		    !has_byte(s, from, t->from, ",:");
	if (slice_starts(gap, SLICE("'s ")) || slice_starts(gap, SLICE("' ")))
		return words <= OWNER_WORDS + 1 && !has_byte(s, from, t->from,
		    ",:");
	/* "Tha Ruairidh gèidh", "Is Mr Brown diabetic": the verb stands before. */
	if (gap.len == 1 && gap.ptr[0] == ' ')
		return is_after_predicate(s, who, t) || is_verb(s, t);
	if (gap.len > APART_BYTES)
		return false;
	gap = slice_trim(gap);
	if (gap.len > 0 && gap.ptr[0] == '(' && is_listed(s, who, t))
		return false;
	if (has_word(s, from, t->from, owners) ||
	    slice_starts(gap, SLICE(", the ")) ||
	    slice_starts(gap, SLICE(", our ")) ||
	    (slice_chr(gap, ',', 1) != SLICE_NPOS &&
	    !has_byte(s, from, t->from, "0123456789")))
		return false;
	return words <= 5 && gap.len > 0 &&
	    strchr(",(:-/", gap.ptr[0]) != NULL;
}

/* Where the last two words before `to` begin. */
static size_t
two_words_before(const struct scene *s, size_t from, size_t to)
{
	size_t i, n;

	for (i = to, n = 0; i > from; i--)
		if (s->text.ptr[i - 1] <= ' ' && i < to &&
		    s->text.ptr[i] > ' ' && ++n == 2)
			return i;
	return from;
}

/* "Diagnosed with COPD in May, Mrs Kerr ...": nobody stands before it. */
static bool
begins_strong(const struct scene *s, const struct about_term *t)
{
	const struct mark *m;
	size_t i;

	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->from >= t->from || words_between(s, t->sentence.from,
		    m->from) > FIRST_WORDS)
			break;
		if (m->kind == MARK_PREDICATE && !is_weak(s, m) &&
		    predicate_link(s, m, t) == LINK_STRONG)
			return true;
	}
	return false;
}

/* The term before the person: "schizophrenia in Mrs Kerr". */
static enum link
behind_link(const struct scene *s, const struct subject *who,
    const struct about_term *t)
{
	static const char *const to_whom[] = { "for", "of", "in", "by", "re",
		"about", "concerning", "regarding", "against", "from",
		"involving", "towards", "air", "aig", "gan", "u", NULL };
	static const char *const callings[] = { "tenant", "client",
		"resident", "patient", "lad", "man", "woman", "user",
		"student", "pupil", "employee", "colleague", "teenager",
		"pensioner", "left", "neighbour", "mother", "father", "mum",
		"dad", "couple", "member", "volunteer", "girl", "boy", NULL };
	size_t gap, words;

	gap = who->from - t->to;
	words = words_between(s, t->to, who->from);
	if (gap > BEHIND_BYTES || has_byte(s, t->to, who->from, ".;?!|"))
		return LINK_NONE;
	if (has_byte(s, t->to, who->from, ",") && begins_strong(s, t))
		return LINK_STRONG;
	/* "gay tenant John Smith", "the stroke left Mr Peel" */
	if ((words == 0 || (words == 1 && has_word(s, t->to, who->from,
	    callings))) && who->who >= WHO_GIVEN &&
	    !has_byte(s, t->to, who->from, ",:;()\n"))
		return LINK_PLACE;
	if (has_word(s, two_words_before(s, t->to, who->from), who->from,
	    to_whom))
		return LINK_PLACE;
	return LINK_NONE;
}

static enum link
link_of(const struct scene *s, const struct subject *who,
    const struct about_term *t)
{
	enum link link;

	if (who->from >= t->to)
		return behind_link(s, who, t);
	if (who->from < t->from && who->to >= t->to &&
	    is_owner(s, who->from, t->from))
		return LINK_PLACE;
	/* "the perpetrator" only calls somebody so; "Christian" is a name. */
	if (who->to >= t->to && (who->from < t->from ||
	    (who->who >= WHO_GIVEN && who->from == t->from)))
		return LINK_NONE;
	if (who->from >= t->from)
		return LINK_STRONG;	/* "hits her", inside the term */
	if (who->to > t->from)
		return LINK_PLACE;	/* "his boyfriend" */
	link = best_predicate(s, t, who->from, who->to);
	return link < LINK_PLACE && stands_by(s, who, t) ? LINK_PLACE : link;
}

/* --- the tier ------------------------------------------------------------- */

static const char *const conditions[] = { "if", "unless", "whether", "must",
	"shall", "should", "anyone", "whoever", "where", "may", "please",
	"would", "could", "can", NULL };

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
	size_t i, end;

	for (i = sentence->from; i < sentence->to; i = end + 1) {
		for (end = i; end < sentence->to &&
		    is_letter(s->text.ptr[end]); end++)
			;
		if (has_word(s, i, end, conditions) && (i == sentence->from ||
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
		if (m->kind == MARK_GROUP && has_word(s, m->to, t->from,
		    weak))
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
		    is_letter(s->text.ptr[end]); end++)
			;
		if (end - i > 2 && run_is_upper(s->run, i) &&
		    (plan_name(s->run->plan, slice_sub(s->text, i, end)) &
		    NAME_GIVEN) != 0)
			return true;
	}
	return false;
}

/* In a newsletter of many pages "he" and "I" may be anybody. */
static bool
is_long(const struct scene *s, const struct about_term *t)
{
	struct span unit = scene_unit(s, t->from);

	return unit.to - unit.from > LETTER_BYTES;
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
	size_t i, from = t->sentence.from;

	from = after_colon(s, t);
	m = subject_named(s, from, SUBJECT_REACH);
	if (m == NULL || m->from >= from || t->weight < 2 ||
	    about_general(s, &t->sentence))
		return 0;
	ret_who->who = WHO_PRONOUN;
	ret_who->from = m->from;
	ret_who->to = m->to;
	for (i = t->sentence.first; i < t->sentence.last; i++) {
		m = &s->marks[i];
		if (m->from > t->from || words_between(s, from, m->from) >
		    FIRST_WORDS)
			break;
		if (m->kind == MARK_PREDICATE && (words_between(s, from,
		    m->from) == 0 || has_word(s, from, m->from, adverbs)) &&
		    predicate_link(s, m, t) != LINK_NONE)
			return 2;
	}
	/* "I made a child protection referral." */
	if (t->weight == 3 && best_predicate(s, t, from, from) == LINK_STRONG)
		return 2;
	/* "- Dementia", "Known self-harm." */
	return words_between(s, from, t->from) <= BEFORE_WORDS &&
	    is_no_choice(s, from, t) && (t->has_company || t->weight == 3 || is_heading(s, ret_who)) &&
	    words_between(s, t->to, t->sentence.to) <= WEAK_WORDS * 2 ? 2 : 0;
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
static bool
is_invented(const struct scene *s, const struct about_term *t)
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
	for (end = from; end < t->from && is_letter(s->text.ptr[end]); end++)
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
		for (end++; end < t->from && is_letter(s->text.ptr[end]);
		    end++)
			;
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

	if (is_in_link(s, t->from, t->to) || about_topic(s, t) ||
	    is_invented(s, t))
		return 0;
	service = is_service(s, t);
	signature = is_signature(s, t);
	best = 0;
	spoken = false;
	for (i = t->sentence.first; i < t->sentence.last; i++) {
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
	return best;
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
		    t->from - m->to <= COMPLEMENT_BYTES && is_weak(s, m) &&
		    words_between(s, m->to, t->from) == 0)
			break;
	}
	if (i == t->sentence.last)
		return false;
	for (end = t->to; end < t->sentence.to && s->text.ptr[end] <= ' ';
	    end++)
		;
	if (end == t->sentence.to || !is_letter(s->text.ptr[end]))
		return true;
	for (i = end; i < t->sentence.to && is_letter(s->text.ptr[i]); i++)
		;
	return has_word(s, end, i, persons);
}

static int
term_judge(struct scene *s, const struct mark *m, bool adjectives)
{
	struct about_term t;
	struct subject who;
	const struct mark *named;
	int tier;

	t = about_term(s, m);
	if (adjectives && t.weight == 1 && is_complement(s, &t))
		t.weight = 2;
	tier = is_in_name(s, &t.sentence, m) ? 0 : about_sentence(s, &t, &who);
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
			r = term_judge(s, &s->marks[i], adjectives);
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
