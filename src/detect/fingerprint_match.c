/*
 * fingerprint_match -- known documents in a message: pasted, filled in,
 * attached, or in pieces.
 *
 * Every twenty-four letters of the message are looked up, over line ends and
 * cells, and what share of a document's fingerprints was seen is its score.
 * (Winnowing the message as well would only lose some near the ends of what
 * was copied.)  A document counts by the whole message, since a form pasted in
 * two parts is one form, and is placed where the most of it stands.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/known.h"
#include "detect/run.h"

/* Where some of a document stands. */
struct spot {
	uint32_t hits;		/* distinct fingerprints; 0: nowhere */
	uint8_t told;		/* tier of the finding made of it */
	struct slice part, container, place;
	uint8_t name_hash[NAME_HASH_SIZE];
};

/* What was seen of one document. */
struct sighting {
	uint32_t hits;			/* in the message */
	struct spot now;		/* in this part */
	enum finding_where where;	/* of now */
	struct spot best[FINDING_WHERE_COUNT];
};

/* One list; all but grams is made at the first hit. */
struct known_seen {
	struct grams grams;
	struct sighting **documents;
	uint64_t *message, *part;	/* bits: entries seen in it */
	bool in_part;			/* some bit of part is set */
};

struct known_run {
	struct known_seen *lists;
	/* Of the part that is being read, and what it is read as; in the arena. */
	struct slice part, container;
};

/* No shape begins it: known_window() and known_end() are the scan. */
const struct detector fingerprint_match_detector = { .on = 0 };

static struct known_run *
run_new(struct detect_run *run)
{
	struct known_run *kr;
	size_t i;

	kr = arena_zalloc(run->arena, sizeof *kr);
	if (kr == NULL)
		return NULL;
	kr->lists = arena_array(run->arena, run->plan->known->count,
	    sizeof *kr->lists);
	for (i = 0; kr->lists != NULL && i < run->plan->known->count; i++)
		grams_init(&kr->lists[i].grams);
	return kr->lists != NULL ? kr : NULL;
}

/* --- parts ----------------------------------------------------------------- */

/* A part is over: is it the one with most of each document so far? */
static void
part_end(const struct known_list *l, struct known_seen *s)
{
	struct sighting *x;
	struct spot *best;
	size_t i;

	if (!s->in_part)
		return;
	for (i = 0; i < l->count; i++) {
		x = s->documents[i];
		if (x == NULL || x->now.hits == 0)
			continue;
		best = &x->best[x->where];
		if (x->now.hits > best->hits) {
			x->now.told = best->told;
			*best = x->now;
		}
		x->now.hits = 0;
	}
	memset(s->part, 0, (l->entry_count / 64 + 1) * sizeof *s->part);
	s->in_part = false;
}

static int
part_begin(struct detect_run *run)
{
	struct known_run *kr = run->known;
	size_t i;

	if (kr->part.ptr != NULL && slice_eq(kr->part, run->text->part))
		return 0;
	for (i = 0; i < run->plan->known->count; i++)
		part_end(&run->plan->known->lists[i], &kr->lists[i]);
	kr->part = arena_dup(run->arena, run->text->part);
	kr->container = SLICE_NONE;
	return kr->part.ptr != NULL ? 0 : ERR_LIMIT;
}

/* --- hits ------------------------------------------------------------------ */

/* The first of a document in this part; at: byte of the window. */
static int
spot_begin(struct detect_run *run, struct sighting *x, size_t at)
{
	const struct text_unit *unit;
	struct spot *s = &x->now;
	size_t i;

	for (i = 0; i + 1 < run->segment_count && run->segments[i].to <= at;
	    i++)
		;
	unit = &run->text->units[run->segments[i].unit];
	x->where = unit->where;
	/* A part's name, its text and what it holds are read as several. */
	if (!slice_eq(run->known->container, run->text->container))
		run->known->container = arena_dup(run->arena,
		    run->text->container);
	s->part = run->known->part;
	s->container = run->known->container;
	memcpy(s->name_hash, run->text->name_hash, sizeof s->name_hash);
	s->place = unit->place.len == 0 && (unit->where == FINDING_BODY ||
	    unit->where == FINDING_QUOTED) ?
	    run_line_place(run, shadow_origin(&run->shadow, at)) :
	    arena_dup(run->arena, unit->place);
	return s->place.ptr != NULL && s->container.ptr != NULL ? 0 :
	    ERR_LIMIT;
}

static int
document_seen(struct detect_run *run, struct known_seen *s, size_t document,
    bool is_new, size_t at)
{
	struct sighting *x = s->documents[document];

	if (x == NULL) {
		x = arena_zalloc(run->arena, sizeof *x);
		if (x == NULL)
			return ERR_LIMIT;
		s->documents[document] = x;
	}
	if (x->now.hits == 0 && spot_begin(run, x, at) < 0)
		return ERR_LIMIT;
	x->now.hits++;
	x->hits += is_new;
	return 0;
}

static int
seen_begin(struct detect_run *run, const struct known_list *l,
    struct known_seen *s)
{
	if (s->documents != NULL)
		return 0;
	s->message = arena_array(run->arena, l->entry_count / 64 + 1,
	    sizeof *s->message);
	s->part = arena_array(run->arena, l->entry_count / 64 + 1,
	    sizeof *s->part);
	if (s->message == NULL || s->part == NULL)
		return ERR_LIMIT;
	s->documents = arena_array(run->arena, l->count,
	    sizeof *s->documents);
	return s->documents != NULL ? 0 : ERR_LIMIT;
}

static int
entry_seen(struct detect_run *run, const struct known_list *l,
    struct known_seen *s, size_t entry, size_t at)
{
	uint64_t bit = (uint64_t)1 << (entry & 63);
	bool is_new;
	size_t i;
	int r;

	r = seen_begin(run, l, s);
	if (r < 0 || (s->part[entry >> 6] & bit) != 0)
		return r;
	is_new = (s->message[entry >> 6] & bit) == 0;
	s->part[entry >> 6] |= bit;
	s->message[entry >> 6] |= bit;
	s->in_part = true;
	for (i = l->first[entry]; i < l->first[entry + 1] && r == 0; i++)
		r = document_seen(run, s, l->holders[i], is_new, at);
	return r;
}

/* A gram that may be one: letter `nth` of the step that began at `at` ends it. */
static int
gram_seen(struct detect_run *run, const struct known_list *l,
    struct known_seen *s, struct slice zone, size_t at, size_t nth)
{
	size_t entry;

	entry = known_entry(l, s->grams.hash[nth]);
	if (entry == SIZE_MAX)
		return 0;
	if (nth < FINGERPRINT_GRAM - 1)
		nth = FINGERPRINT_GRAM - 1;
	return entry_seen(run, l, s, entry, run->zone_from +
	    grams_place(&l->key.gram, zone, at, nth - (FINGERPRINT_GRAM - 1)));
}

static int
list_window(struct detect_run *run, const struct known_list *l,
    struct known_seen *s)
{
	struct slice zone;
	size_t at, begin, i;
	int r;

	zone = slice_of(run->shadow.bytes + run->zone_from,
	    run->zone_to - run->zone_from);
	at = 0;
	for (begin = 0; grams_step(&s->grams, &l->key.gram, zone, &at);
	    begin = at)
		for (i = s->grams.from; i < s->grams.count; i++) {
			if (!known_may_be(l, s->grams.hash[i]))
				continue;
			r = gram_seen(run, l, s, zone, begin, i);
			if (r < 0)
				return r;
		}
	return 0;
}

int
known_window(struct detect_run *run)
{
	size_t i;
	int r;

	if (run->known == NULL)
		run->known = run_new(run);
	r = run->known != NULL ? part_begin(run) : ERR_LIMIT;
	for (i = 0; r == 0 && i < run->plan->known->count; i++)
		r = list_window(run, &run->plan->known->lists[i],
		    &run->known->lists[i]);
	return r < 0 ? run_limit(run, "memory for known documents") : 0;
}

/* --- findings -------------------------------------------------------------- */

static int
tell(struct detect_run *run, const struct known_list *l,
    const struct known_document *d, struct spot *s, enum finding_where where,
    int tier)
{
	struct finding f;
	bool is_new;
	size_t at;

	if (tier <= s->told)
		return 0;
	memset(&f, 0, sizeof f);
	f.detector = run->plan->sources[l->source].id;
	f.list = run->plan->sources[l->source].list;
	f.tier = (uint8_t)tier;
	f.where = where;
	f.part = s->part;
	f.container = s->container;
	f.place = s->place;
	f.value_hash = siphash_pair(run->plan->key, f.detector, d->name);
	memcpy(f.name_hash, s->name_hash, sizeof f.name_hash);
	s->told = (uint8_t)tier;
	return findings_add(run->findings, l->source, &f, &at, &is_new);
}

/*
 * One finding for each kind of place that holds enough of it, so that rules
 * can ask for attachments only; if only all together do, for the fullest.
 */
static int
document_end(struct detect_run *run, const struct known_list *l,
    struct sighting *x, const struct known_document *d)
{
	unsigned w, fullest;
	int r, tier, highest;

	r = highest = 0;
	fullest = 0;
	for (w = 0; w < FINDING_WHERE_COUNT; w++) {
		if (x->best[w].hits > x->best[fullest].hits)
			fullest = w;
		tier = known_tier(x->best[w].hits, d->total);
		if (tier > highest)
			highest = tier;
	}
	tier = known_tier(x->hits, d->total);
	for (w = 0; w < FINDING_WHERE_COUNT && r == 0; w++)
		r = tell(run, l, d, &x->best[w], (enum finding_where)w,
		    w == fullest && highest < tier ? tier :
		    known_tier(x->best[w].hits, d->total));
	return r;
}

int
known_end(struct detect_run *run)
{
	const struct known_list *l;
	struct known_seen *s;
	size_t i, k;
	int r = 0;

	if (run->known == NULL)
		return 0;
	for (i = 0; i < run->plan->known->count; i++) {
		l = &run->plan->known->lists[i];
		s = &run->known->lists[i];
		part_end(l, s);
		for (k = 0; s->documents != NULL && k < l->count && r == 0;
		    k++)
			if (s->documents[k] != NULL)
				r = document_end(run, l, s->documents[k],
				    &l->documents[k]);
	}
	run->known->part = SLICE_NONE;
	return r;
}
