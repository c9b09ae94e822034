#include "detect/link.h"

#include <string.h>

#include "detect/wording.h"

#define WEAK_WORDS	4	/* between "is" and its term */
#define THING_WORDS	3	/* of "the lift" before its predicate */
#define STRONG_BYTES	110	/* between "was diagnosed with" and its term */
#define OWNER_WORDS	4	/* between "her" and its term */
#define APART_BYTES	44	/* between "Mrs Kerr, 71," and its term */
#define BEHIND_BYTES	70	/* between a term and "in Mrs Kerr" after it */
#define FIRST_WORDS	1	/* a sentence without subject begins with these */

const char *const link_weak_words[] = { "is", "was", "are", "were", "has", "had",
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
		for (end = i; end < to && wording_is_letter(s->text.ptr[end]); end++)
			;
		word = slice_sub(s->text, i, end);
		if (word.len > 4 && (slice_ends(word, SLICE("ed")) ||
		    slice_ends(word, SLICE("ing"))) &&
		    !wording_has(s, i, end, plain) && !describes)
			return true;
		if (word.len > 0)
			describes = wording_has(s, i, end, before);
	}
	return false;
}

/* A predicate of nothing but such words counts only close to the term. */
bool
link_is_weak(const struct scene *s, const struct mark *m)
{
	size_t i, end, w;
	struct slice word;

	for (i = m->from; i < m->to; i = end + 1) {
		for (end = i; end < m->to && s->text.ptr[end] > ' '; end++)
			;
		word = slice_sub(s->text, i, end);
		for (w = 0; link_weak_words[w] != NULL; w++)
			if (word.len > 0 && (uint8_t)link_weak_words[w][0] ==
			    word.ptr[0] && slice_eq_str(word, link_weak_words[w]))
				break;
		if (link_weak_words[w] == NULL)
			return false;
	}
	return true;
}

enum link
link_predicate(const struct scene *s, const struct mark *m,
    const struct about_term *t)
{
	static const char *const blocks[] = { "to", "for", "about", "at",
		"if", "whether", "asked", "working", "writing", "running",
		"that", NULL };

	/* In the term itself: "was convicted of", "came out as gay". */
	if (m->to > t->from)
		return link_is_weak(s, m) ? LINK_WEAK : LINK_STRONG;
	if (link_is_weak(s, m))
		return wording_words(s, m->to, t->from) <= WEAK_WORDS &&
		    !wording_has_byte(s, m->to, t->from, ".;:?!|") &&
		    !wording_has(s, m->to, t->from, blocks) &&
		    !has_verb(s, m->to, t->from) ? LINK_WEAK : LINK_NONE;
	return t->from - m->to <= STRONG_BYTES &&
	    !wording_has_byte(s, m->to, t->from, ";?!|") ? LINK_STRONG : LINK_NONE;
}

/* "the doctor says": who helps speaks of the person. */
static bool
has_service(const struct scene *s, size_t from, size_t to)
{
	struct span in = scene_around(s, from, to, 0);
	size_t i;

	for (i = in.first; i < in.last; i++)
		if (s->marks[i].kind == MARK_SERVICE)
			return true;
	return false;
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
		for (word = i; word < to && wording_is_letter(s->text.ptr[word]);
		    word++)
			;
		if (wording_has(s, i, word, articles) &&
		    !wording_has(s, prior, i, before) &&
		    wording_words(s, word, to) > 0 &&
		    wording_words(s, word, to) <= THING_WORDS &&
		    !wording_has_byte(s, word, to, ",") &&
		    (s->text.ptr[from] == ',' || !has_service(s, word, to)) &&
		    !wording_has(s, word, to, joins))
			return true;
		if (word > i)
			prior = i;
	}
	return false;
}

/* The best predicate from `from` to the term, of a subject that ends at `to`. */
enum link
link_best(const struct scene *s, const struct about_term *t, size_t from,
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
		link = link_predicate(s, m, t);
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

	for (end = t->from; end < t->to && (wording_is_letter(s->text.ptr[end]) ||
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

	words = wording_words(s, from, t->from);
	if (wording_has_byte(s, from, t->from, ".;?!|") && gap.len > 3)
		return false;
	if (who->owns)
		return words <= OWNER_WORDS &&
		    !wording_has_byte(s, from, t->from, ",:");
	if (slice_starts(gap, SLICE("'s ")) || slice_starts(gap, SLICE("' ")))
		return words <= OWNER_WORDS + 1 && !wording_has_byte(s, from, t->from,
		    ",:");
	/* "Tha Ruairidh gèidh", "Is Mr Brown diabetic": the verb stands before. */
	if (gap.len == 1 && gap.ptr[0] == ' ')
		return is_after_predicate(s, who, t) || is_verb(s, t);
	if (gap.len > APART_BYTES)
		return false;
	gap = slice_trim(gap);
	if (gap.len > 0 && gap.ptr[0] == '(' && is_listed(s, who, t))
		return false;
	if (wording_has(s, from, t->from, wording_owners) ||
	    slice_starts(gap, SLICE(", the ")) ||
	    slice_starts(gap, SLICE(", our ")) ||
	    (slice_chr(gap, ',', 1) != SLICE_NPOS &&
	    !wording_has_byte(s, from, t->from, "0123456789")))
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
		if (m->from >= t->from || wording_words(s, t->sentence.from,
		    m->from) > FIRST_WORDS)
			break;
		if (m->kind == MARK_PREDICATE && !link_is_weak(s, m) &&
		    link_predicate(s, m, t) == LINK_STRONG)
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
	words = wording_words(s, t->to, who->from);
	if (gap > BEHIND_BYTES || wording_has_byte(s, t->to, who->from, ".;?!|"))
		return LINK_NONE;
	if (wording_has_byte(s, t->to, who->from, ",") && begins_strong(s, t))
		return LINK_STRONG;
	/* "gay tenant John Smith", "the stroke left Mr Peel" */
	if ((words == 0 || (words == 1 && wording_has(s, t->to, who->from,
	    callings))) && who->who >= WHO_GIVEN &&
	    !wording_has_byte(s, t->to, who->from, ",:;()\n"))
		return LINK_PLACE;
	if (wording_has(s, two_words_before(s, t->to, who->from), who->from,
	    to_whom))
		return LINK_PLACE;
	return LINK_NONE;
}

enum link
link_of(const struct scene *s, const struct subject *who,
    const struct about_term *t)
{
	enum link link;

	if (who->from >= t->to)
		return behind_link(s, who, t);
	if (who->from < t->from && who->to >= t->to &&
	    wording_is_owner(s, who->from, t->from))
		return LINK_PLACE;
	/* "the perpetrator" only calls somebody so; "Christian" is a name. */
	if (who->to >= t->to && (who->from < t->from ||
	    (who->who >= WHO_GIVEN && who->from == t->from)))
		return LINK_NONE;
	if (who->from >= t->from)
		return LINK_STRONG;	/* "hits her", inside the term */
	if (who->to > t->from)
		return LINK_PLACE;	/* "his boyfriend" */
	link = link_best(s, t, who->from, who->to);
	return link < LINK_PLACE && stands_by(s, who, t) ? LINK_PLACE : link;
}
