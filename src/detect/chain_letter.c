/*
 * chain_letter -- a text that wants to be passed on by whoever reads it, and
 * gives a reason that is none: luck, a threat, a prize, an alarm, money.
 *
 * Words that pass on and words for whom ("forward", "to 10 friends") urge
 * together; then all signs that stand near one another are weighed (verdict()).
 * Nothing is decided by one phrase: newsletters, circulars, adverts and
 * policies have each of them.  How often the mail was passed on, and to how
 * many it goes, only adds.
 */
#include "detect/chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/disguise.h"
#include "detect/run.h"

#define PASS_REACH	110	/* bytes from "forward" to "friends" */
#define COUNT_REACH	30	/* from "ten" to "friends" */
#define REFUSED_REACH	34	/* from "asking you to" to "forward" */
#define NEAR_SIGNS	2500	/* bytes between signs of one letter */
#define NEAR_SAME	500	/* to the next sign that is looked at */
#define AGAIN_REACH	400	/* bytes in which a word is told once */
#define AGAIN_SIGNS	8
#define URGES		2	/* an urging weighs this at least */
#define REASONS		2	/* and all its reasons this */
#define CERTAIN		6	/* a letter by all that is known */
#define LIKELY		5

/* No shape begins it: chain_window() and chain_end() are the scan. */
const struct detector chain_letter_detector = { .on = 0 };

/* A word of the window, where it stands in the reading that is looked at. */
struct word {
	uint32_t from, to;
	uint32_t id;
	uint8_t kind, weight;
};

/* What it means, where it stood in the text. */
struct sign {
	size_t at;		/* original offset */
	uint32_t id;
	uint8_t kind, weight;
	uint8_t where;		/* enum finding_where */
	bool is_counted;	/* urges to send it to a number of people */
};

#define REASON_FIRST	CHAIN_LUCK
#define REASON_LAST	CHAIN_FEELING

/* All that is known of one place, or of the subject. */
struct tally {
	uint8_t best[CHAIN_KIND_COUNT];
	uint8_t about, ordinary;	/* sums */
	uint8_t distinct;		/* reasons in other words */
	uint8_t urgings;		/* the same of what urges */
	bool is_counted;
};

/* The best letter of one text. */
struct candidate {
	struct tally w;
	struct finding finding;
};

struct chain_run {
	struct word *words;
	size_t word_count, word_cap;
	struct sign *signs;		/* of the text, ascending once sorted */
	size_t sign_count, sign_cap;
	struct candidate *candidates;
	size_t candidate_count, candidate_cap;
	struct tally subject;
	struct disguise disguise;
	unsigned support;		/* detect_forwarding() */
};

static struct chain_run *
chain_of(struct detect_run *run)
{
	if (run->chain == NULL)
		run->chain = arena_zalloc(run->arena, sizeof *run->chain);
	return run->chain;
}

int
chain_word(struct detect_run *run, const struct words_hit *h)
{
	struct chain_run *c = chain_of(run);
	struct word *words;

	if (c == NULL)
		return run_limit(run, "memory for chain letters");
	words = arena_grow(run->arena, c->words, c->word_count, &c->word_cap,
	    sizeof *words);
	if (words == NULL)
		return run_limit(run, "memory for chain letters");
	c->words = words;
	words[c->word_count++] = (struct word){
		.from = (uint32_t)h->from,
		.to = (uint32_t)h->to,
		.id = h->word,
		.kind = (uint8_t)CHAIN_EXTRA_KIND(LABEL_EXTRA(h->tag)),
		.weight = (uint8_t)CHAIN_EXTRA_WEIGHT(LABEL_EXTRA(h->tag))
	};
	return 0;
}

/* --- the words of a window --------------------------------------------------- */

/* The longer first where two begin together. */
static int
word_order(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to > y->to ? -1 : x->to < y->to;
}

/*
 * Of words that lie in one another the longest counts: "friends" of "friends
 * of the library", "send" of "send it back".  One of weight 0 is none.
 */
static void
keep_longest(struct chain_run *c)
{
	size_t i, n;

	if (c->word_count == 0)
		return;
	qsort(c->words, c->word_count, sizeof *c->words, word_order);
	for (i = 1, n = 0; i < c->word_count; i++) {
		if (c->words[i].to > c->words[n].to ||
		    /* A phrase of two lists. */
		    (c->words[i].to == c->words[n].to &&
		    c->words[i].from == c->words[n].from &&
		    c->words[i].kind != c->words[n].kind &&
		    c->words[n].weight > 0))
			c->words[++n] = c->words[i];
	}
	c->word_count = n + 1;
}

/* Does a sentence end between the two places, or a unit? */
static bool
is_parted(struct slice t, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++) {
		if (t.ptr[i] == SHADOW_UNIT)
			return true;
		if ((t.ptr[i] == '.' || t.ptr[i] == '!' || t.ptr[i] == '?') &&
		    i + 1 < to && (t.ptr[i + 1] == ' ' ||
		    t.ptr[i + 1] == '\n'))
			return true;
		if (t.ptr[i] == '\n' && i + 1 < to && t.ptr[i + 1] == '\n')
			return true;
	}
	return false;
}

/* A number from 2 to 9999 in figures, that stands apart. */
static bool
has_figure(struct slice t, size_t from, size_t to)
{
	unsigned value;
	size_t i, n;

	for (i = from; i < to; i += n > 0 ? n : 1) {
		value = 0;
		for (n = 0; i + n < to && ascii_is_digit(t.ptr[i + n]); n++)
			value = n < 5 ? value * 10 + t.ptr[i + n] - '0' :
			    value;
		if (n == 0 || n > 4 || value < 2)
			continue;
		if ((i == 0 || t.ptr[i - 1] == ' ' || t.ptr[i - 1] == '\n' ||
		    t.ptr[i - 1] == '(') && (i + n == t.len ||
		    !ascii_is_alpha(t.ptr[i + n])))
			return true;
	}
	return false;
}

/* "ten", "at least 15", before the people at word p? */
static bool
is_counted(const struct chain_run *c, struct slice t, size_t verb, size_t p)
{
	size_t low = c->words[verb].to, i;

	if (c->words[p].from <= low)
		return false;
	if (c->words[p].from - low > COUNT_REACH)
		low = c->words[p].from - COUNT_REACH;
	for (i = verb + 1; i < p; i++)
		if (c->words[i].kind == CHAIN_COUNT &&
		    c->words[i].from >= low)
			return true;
	return has_figure(t, low, c->words[p].from);
}

/*
 * Is what the verb says forbidden or reported ("never forward ...": 1), or
 * what somebody does ("I will forward ...": 2)?  0: it may be urged.
 */
static unsigned
refusal(const struct chain_run *c, struct slice t, size_t verb)
{
	size_t i;

	for (i = verb; i > 0 && c->words[verb].from - c->words[i - 1].from <=
	    REFUSED_REACH; i--)
		if (c->words[i - 1].kind == CHAIN_REFUSED &&
		    c->words[i - 1].to <= c->words[verb].from &&
		    !is_parted(t, c->words[i - 1].to, c->words[verb].from))
			return c->words[i - 1].weight;
	return 0;
}

/*
 * How strongly the verb urges, by who is to get it; 0: not at all.  "Pass it
 * on" urges by itself, but not "to your team".
 */
static unsigned
urging(const struct chain_run *c, struct slice t, size_t verb,
    bool *ret_counted)
{
	const struct word *v = &c->words[verb], *p;
	unsigned weight, best = v->kind == CHAIN_URGING ? v->weight : 0;
	size_t i, at = v->to;

	if (v->weight == 0)
		return 0;
	for (i = verb + 1; i < c->word_count; i++) {
		p = &c->words[i];
		if (p->from > v->to + PASS_REACH || (p->from > at &&
		    is_parted(t, at, p->from)))
			break;
		/* Two bytes tell: the mark and the blank behind it. */
		at = p->from > at + 1 ? p->from - 1 : at;
		if (p->kind == CHAIN_CLOSED)
			return 0;
		/* "warn everyone" and "everyone you know" share a word. */
		if (p->kind != CHAIN_PEOPLE || p->to <= v->to)
			continue;
		weight = p->weight;
		if (is_counted(c, t, verb, i)) {
			weight = 3;
			*ret_counted = true;
		}
		if (v->kind == CHAIN_PASS && weight < 3)
			weight++;
		else if (v->kind == CHAIN_SEND && v->weight == 1 &&
		    !*ret_counted)
			weight--;
		best = weight > best ? weight : best;
	}
	return best;
}

/* The same word just before: it tells no more, and would fill the list. */
static bool
was_just_put(const struct chain_run *c, size_t origin, const struct sign *s)
{
	const struct sign *last;
	size_t i;

	for (i = c->sign_count; i > 0 && c->sign_count - i < AGAIN_SIGNS;
	    i--) {
		last = &c->signs[i - 1];
		if (last->id == s->id && last->kind == s->kind &&
		    last->weight >= s->weight && last->where == s->where &&
		    last->at <= origin && origin - last->at < AGAIN_REACH)
			return true;
	}
	return false;
}

static int
sign_put(struct detect_run *run, size_t origin, const struct word *w,
    enum chain_kind kind, unsigned weight, bool is_counted)
{
	struct chain_run *c = run->chain;
	enum finding_where where;
	struct sign *signs, new;

	where = run->text->units[run->segments[run->segment].unit].where;
	/* Names of people and files say nothing to the reader. */
	if (weight == 0 || where == FINDING_HEADER ||
	    where == FINDING_FILENAME)
		return 0;
	new = (struct sign){
		.at = origin,
		.id = w->id,
		.kind = (uint8_t)kind,
		.weight = (uint8_t)weight,
		.where = (uint8_t)where,
		.is_counted = is_counted
	};
	if (was_just_put(c, origin, &new))
		return 0;
	if (c->sign_count == CHAIN_SIGNS_MAX)
		return run_limit(run, "signs of chain letters");
	signs = arena_grow(run->arena, c->signs, c->sign_count, &c->sign_cap,
	    sizeof *signs);
	if (signs == NULL)
		return run_limit(run, "memory for chain letters");
	c->signs = signs;
	signs[c->sign_count++] = new;
	return 0;
}

static int
word_weigh(struct detect_run *run, struct slice t, size_t i, size_t origin)
{
	struct chain_run *c = run->chain;
	const struct word *w = &c->words[i];
	bool counted = false;
	unsigned weight;

	switch ((enum chain_kind)w->kind) {
	case CHAIN_PASS:
	case CHAIN_SEND:
	case CHAIN_URGING:
		weight = urging(c, t, i, &counted);
		switch (weight > 0 ? refusal(c, t, i) : 0) {
		case 1:
			return sign_put(run, origin, w, CHAIN_ABOUT, 2, false);
		case 2:
			return 0;
		}
		return sign_put(run, origin, w, CHAIN_URGING, weight,
		    counted);
	case CHAIN_COUNT:
	case CHAIN_PEOPLE:
	case CHAIN_CLOSED:
	case CHAIN_REFUSED:
	case CHAIN_KIND_COUNT:
		return 0;
	case CHAIN_LUCK:
	case CHAIN_THREAT:
	case CHAIN_PRIZE:
	case CHAIN_HOAX:
	case CHAIN_MONEY:
	case CHAIN_PETITION:
	case CHAIN_FEELING:
	case CHAIN_ABOUT:
	case CHAIN_ORDINARY:
		break;
	}
	return sign_put(run, origin, w, w->kind, w->weight, false);
}

/* at: of each byte of the reading its byte of the shadow; NULL: the same. */
static int
words_weigh(struct detect_run *run, struct slice t, const uint32_t *at)
{
	struct chain_run *c = run->chain;
	size_t i, from;
	int r = 0;

	keep_longest(c);
	run->segment = 0;
	for (i = 0; i < c->word_count && r == 0; i++) {
		from = at != NULL ? at[c->words[i].from] : c->words[i].from;
		if (from < run->zone_from || from >= run->zone_to)
			continue;
		while (run->segment + 1 < run->segment_count &&
		    run->segments[run->segment].to <= from)
			run->segment++;
		r = word_weigh(run, t, i, shadow_origin(&run->shadow, from));
	}
	c->word_count = 0;
	return r;
}

static int
disguised_word(void *arg, const struct words_hit *h)
{
	return LABEL_KIND(h->tag) == LABEL_CHAIN ? chain_word(arg, h) : 0;
}

/* What the window says to those who read "f0rw4rd" as a word. */
static int
disguised(struct detect_run *run)
{
	static const uint8_t ones[] = { 'i', 'l' };
	struct slice t = slice_of(run->shadow.bytes, run->shadow.len);
	struct chain_run *c;
	size_t i;
	int r = 0;

	if (!disguise_is_suspected(t))
		return 0;
	c = chain_of(run);
	if (c == NULL || (c->disguise.cap < t.len + t.len / 4 &&
	    disguise_init(&c->disguise, run->arena, run->shadow.cap) < 0))
		return run_limit(run, "memory for chain letters");
	for (i = 0; i < sizeof ones && r == 0; i++) {
		disguise_read(&c->disguise, &run->plan->vocabulary, t,
		    ones[i]);
		t = slice_of(c->disguise.bytes, c->disguise.len);
		r = words_scan(run->plan->words, t, disguised_word, run);
		if (r == 0)
			r = words_weigh(run, t, c->disguise.at);
		t = slice_of(run->shadow.bytes, run->shadow.len);
	}
	return r;
}

int
chain_window(struct detect_run *run)
{
	struct slice t = slice_of(run->shadow.bytes, run->shadow.len);
	int r = 0;

	if (!run->plan->has_chain_letters)
		return 0;
	if (run->chain != NULL && run->chain->word_count > 0)
		r = words_weigh(run, t, NULL);
	return r < 0 ? r : disguised(run);
}

/* --- the signs of a text ------------------------------------------------------ */

static int
sign_order(const void *a, const void *b)
{
	const struct sign *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static void
weigh_sign(struct tally *w, const struct sign *s)
{
	if (s->kind == CHAIN_ABOUT)
		w->about = (uint8_t)(w->about + (w->about < 100) * s->weight);
	else if (s->kind == CHAIN_ORDINARY)
		w->ordinary = (uint8_t)(w->ordinary + (w->ordinary < 100) *
		    s->weight);
	else if (s->kind >= REASON_FIRST && s->kind <= REASON_LAST &&
	    w->distinct < 100)
		w->distinct++;
	else if (s->kind == CHAIN_URGING && w->urgings < 100)
		w->urgings++;
	w->is_counted = w->is_counted || s->is_counted;
	if (s->weight > w->best[s->kind])
		w->best[s->kind] = s->weight;
}

/* The same words again tell nothing new. */
static bool
is_repeated(const struct chain_run *c, size_t first, size_t i)
{
	size_t k;

	for (k = i; k > first; k--)
		if (c->signs[k - 1].id == c->signs[i].id &&
		    c->signs[k - 1].kind == c->signs[i].kind &&
		    c->signs[k - 1].weight >= c->signs[i].weight)
			return true;
	return false;
}

/*
 * All that stands near sign u, which urges.  What the sender says of the
 * text below is near to all of it.
 */
static struct tally
weigh_near(const struct chain_run *c, size_t u)
{
	struct tally w = { { 0 }, 0, 0, 0, 0, false };
	const struct sign *s;
	size_t i, first, low;

	low = c->signs[u].at > NEAR_SIGNS ? c->signs[u].at - NEAR_SIGNS : 0;
	for (first = u; first > 0 && c->signs[first - 1].at >= low; first--)
		;
	if (u - first > CHAIN_NEAR_MAX)
		first = u - CHAIN_NEAR_MAX;
	for (i = first; i < c->sign_count && i - first <= 2 * CHAIN_NEAR_MAX;
	    i++) {
		s = &c->signs[i];
		if (s->at > c->signs[u].at + NEAR_SIGNS)
			break;
		if (!is_repeated(c, first, i))
			weigh_sign(&w, s);
	}
	for (i = 0; i < first && i < CHAIN_NEAR_MAX; i++)
		if (c->signs[i].kind == CHAIN_ABOUT &&
		    c->signs[i].where != FINDING_QUOTED &&
		    !is_repeated(c, 0, i))
			weigh_sign(&w, &c->signs[i]);
	return w;
}

static void
weigh_both(struct tally *w, const struct tally *with)
{
	size_t i;

	for (i = 0; i < CHAIN_KIND_COUNT; i++)
		if (with->best[i] > w->best[i])
			w->best[i] = with->best[i];
	w->about = (uint8_t)(w->about + with->about);
	w->ordinary = (uint8_t)(w->ordinary + with->ordinary);
	w->distinct = (uint8_t)(w->distinct + with->distinct);
	w->urgings = (uint8_t)(w->urgings + with->urgings);
	w->is_counted = w->is_counted || with->is_counted;
}

/*
 * The tier.  An urging and its reasons must both be there, and be enough
 * together; a plain urging alone, and a text that speaks of chain letters and
 * does not write one, are only possible.
 */
static int
verdict(const struct tally *w, unsigned support)
{
	unsigned urges = w->best[CHAIN_URGING], reasons, groups, score, kind;
	unsigned calm;

	reasons = groups = 0;
	for (kind = REASON_FIRST; kind <= REASON_LAST; kind++) {
		reasons += w->best[kind];
		groups += w->best[kind] >= 2;
	}
	if (urges == 0)
		return 0;
	score = urges + reasons + support + (w->distinct >= 4) +
	    (w->urgings >= 2);
	calm = w->ordinary > 4 ? 4 : w->ordinary;
	score = score > calm ? score - calm : 0;
	/* "Pass it on" is little, unless all the rest speaks for it. */
	if (urges < URGES && groups >= 3 && calm == 0)
		urges = URGES;
	/* "To ten friends" is what hardly anything else says. */
	if (w->is_counted && calm == 0)
		score++;
	/* An urging alone may be anything, until it is seen to go round. */
	if (urges < URGES || reasons < REASONS)
		return urges >= URGES && calm == 0 && w->about == 0 ? 1 : 0;
	if (score < LIKELY || w->about >= 3)
		return 1;
	return score >= CERTAIN ? 3 : 2;
}

/* The letter that weighs most in this text is the one that is told. */
static int
candidate_put(struct detect_run *run, const struct tally *w,
    const struct sign *s)
{
	struct chain_run *c = run->chain;
	const struct text *t = run->text;
	struct candidate *list;
	struct finding *f;
	size_t i;

	list = arena_grow(run->arena, c->candidates, c->candidate_count,
	    &c->candidate_cap, sizeof *list);
	if (list == NULL)
		return run_limit(run, "memory for chain letters");
	c->candidates = list;
	f = &list[c->candidate_count].finding;
	list[c->candidate_count++].w = *w;
	memset(f, 0, sizeof *f);
	for (i = 0; i + 1 < t->unit_count && t->units[i].to <= s->at; i++)
		;
	f->where = t->units[i].where;
	f->part = arena_dup(run->arena, t->part);
	f->container = arena_dup(run->arena, t->container);
	f->place = t->units[i].place.len > 0 ?
	    arena_dup(run->arena, t->units[i].place) :
	    f->where == FINDING_BODY || f->where == FINDING_QUOTED ?
	    run_line_place(run, s->at) : SLICE_NONE;
	memcpy(f->name_hash, t->name_hash, sizeof f->name_hash);
	return f->part.ptr == NULL || f->container.ptr == NULL ?
	    run_limit(run, "memory for chain letters") : 0;
}

/* What a subject says goes with every text of the message. */
static void
take_subject(struct chain_run *c)
{
	size_t i, n;

	for (i = n = 0; i < c->sign_count; i++)
		if (c->signs[i].where != FINDING_SUBJECT)
			c->signs[n++] = c->signs[i];
		else if (!is_repeated(c, 0, i))
			weigh_sign(&c->subject, &c->signs[i]);
	c->sign_count = n;
}

/* The text's reasons, should it be the subject that urges. */
static struct tally
weigh_text(const struct chain_run *c)
{
	struct tally w = { { 0 }, 0, 0, 0, 0, false };
	size_t i;

	for (i = 0; i < c->sign_count && i < CHAIN_NEAR_MAX; i++)
		if (!is_repeated(c, 0, i))
			weigh_sign(&w, &c->signs[i]);
	return w;
}

int
chain_text_end(struct detect_run *run)
{
	struct chain_run *c = run->chain;
	struct tally w, best;
	const struct sign *s, *last = NULL;
	size_t i, at = 0;
	int weight, highest = 0, r = 0;

	if (c == NULL || c->sign_count == 0)
		return 0;
	qsort(c->signs, c->sign_count, sizeof *c->signs, sign_order);
	take_subject(c);
	memset(&best, 0, sizeof best);
	for (i = 0; i < c->sign_count; i++) {
		s = &c->signs[i];
		/* What stands near one stands near the next as well. */
		if (s->kind != CHAIN_URGING || (last != NULL &&
		    s->at - last->at < NEAR_SAME &&
		    s->weight <= last->weight))
			continue;
		last = s;
		w = weigh_near(c, i);
		weight = verdict(&w, 0) * 256 + w.distinct +
		    w.best[CHAIN_URGING];
		if (weight > highest) {
			highest = weight;
			best = w;
			at = i;
		}
	}
	if (highest == 0)
		best = weigh_text(c);
	if (c->sign_count > 0)
		r = candidate_put(run, &best, &c->signs[at]);
	c->sign_count = 0;
	return r;
}

/* --- the message --------------------------------------------------------------- */

void
detect_forwarding(struct detect_run *run, const struct detect_forwarding *f)
{
	struct chain_run *c = chain_of(run);

	if (c == NULL)
		return;
	c->support = 0U + (f->depth >= 2) + (f->depth >= 4) +
	    (f->recipients >= 8) + (f->depth > 0 &&
	    f->quoted_bytes / 6 > f->own_bytes);
	if (c->support > 2)
		c->support = 2;
}

int
chain_end(struct detect_run *run)
{
	const struct detect_plan *p = run->plan;
	struct chain_run *c = run->chain;
	struct candidate *best = NULL;
	int tier, highest = 0;
	bool is_new;
	size_t i;

	for (i = 0; c != NULL && i < c->candidate_count; i++) {
		weigh_both(&c->candidates[i].w, &c->subject);
		tier = verdict(&c->candidates[i].w, c->support);
		if (tier > highest) {
			highest = tier;
			best = &c->candidates[i];
		}
	}
	if (best == NULL)
		return 0;
	best->finding.detector = p->sources[p->chain_source].id;
	best->finding.tier = (uint8_t)highest;
	best->finding.value_hash = siphash_pair(p->key,
	    best->finding.detector, SLICE("letter"));
	return findings_add(run->findings, p->chain_source, &best->finding,
	    &i, &is_new);
}
