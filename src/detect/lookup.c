/*
 * lookup -- what the words of a window, and those of a column's header, mean:
 * labels, triggers, terms of lexicons, entries of lists.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/chain.h"
#include "detect/scene.h"
#include "detect/terms.h"
#include "detect/weighed.h"

/* --- words ---------------------------------------------------------------- */

int
run_mark(struct detect_run *run, const struct mark *m)
{
	struct mark *marks;

	marks = arena_grow(run->arena, run->marks, run->mark_count,
	    &run->mark_cap, sizeof *marks);
	if (marks == NULL)
		return run_limit(run, "memory for marks");
	run->marks = marks;
	marks[run->mark_count++] = *m;
	switch ((enum mark_kind)m->kind) {
	case MARK_NEVER:
	case MARK_PRONOUN:
	case MARK_PREDICATE:
	case MARK_GROUP:
	case MARK_SERVICE:
	case MARK_CASE_VERB:
	case MARK_GENERAL:
	case MARK_SIGN_OFF:
	case MARK_ACCOUNT:
	case MARK_KIND_COUNT:
		break;
	case MARK_TERM:
	case MARK_LABEL:
	case MARK_PERSON:
	case MARK_NAME:
	case MARK_DATE:
	case MARK_BIRTH:
	case MARK_PHONE:
	case MARK_EMAIL:
	case MARK_POSTCODE:
	case MARK_ADDRESS:
	case MARK_MONEY:
	case MARK_SORT_CODE:
	case MARK_NUMBER:
		run->has_terms = true;
		break;
	}
	return 0;
}

size_t
run_marks_from(const struct detect_run *run, size_t at)
{
	size_t low, high, mid;

	low = 0;
	high = run->mark_count;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (run->marks[mid].from < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int
label_put(struct detect_run *run, struct label **list, size_t *count,
    size_t *cap, const struct words_hit *h)
{
	struct label *labels;

	labels = arena_grow(run->arena, *list, *count, cap, sizeof *labels);
	if (labels == NULL)
		return run_limit(run, "memory for labels");
	*list = labels;
	labels[*count].from = (uint32_t)h->from;
	labels[*count].to = (uint32_t)h->to;
	labels[(*count)++].tag = h->tag;
	return 0;
}

/* Were the letters written as capitals, but for one of four ("PrEP")? */
static bool
are_capitals(const struct detect_run *run, size_t from, size_t to)
{
	size_t i, upper, lower;

	for (i = from, upper = lower = 0; i < to; i++) {
		if (!ascii_is_alpha(run->shadow.bytes[i]))
			continue;
		if (run_is_upper(run, i))
			upper++;
		else
			lower++;
	}
	return lower == 0 || (lower == 1 && upper > 2);
}

/* A word of a lexicon or of a class. */
static int
term_put(struct detect_run *run, const struct words_hit *h)
{
	struct mark m;
	uint8_t extra;

	extra = LABEL_EXTRA(h->tag);
	memset(&m, 0, sizeof m);
	m.from = (uint32_t)h->from;
	m.to = (uint32_t)h->to;
	m.source = (uint16_t)LABEL_SOURCE(h->tag);
	m.value = h->word + 1;
	if (LABEL_KIND(h->tag) == LABEL_CLASS) {
		m.kind = extra;
	} else if (extra == TERM_HEADER) {
		m.kind = MARK_LABEL;
	} else if ((extra & TERM_CAPITALS) != 0 &&
	    !are_capitals(run, h->from, h->to)) {
		return 0;
	} else {
		m.weight = extra & TERM_WEIGHT;
		m.kind = m.weight == 0 ? MARK_NEVER : MARK_TERM;
	}
	return run_mark(run, &m);
}

/* A word of a list is a finding by itself. */
static int
list_found(struct detect_run *run, const struct words_hit *h)
{
	size_t ignored;

	if (h->from < run->zone_from || h->from >= run->zone_to)
		return 0;
	while (run->segment + 1 < run->segment_count &&
	    run->segments[run->segment].to <= h->from)
		run->segment++;
	return run_found(run, LABEL_SOURCE(h->tag), h->from, FINDING_TIER_MAX,
	    words_text(run->plan->words, h->word), false, &ignored);
}

static int
word_found(void *arg, const struct words_hit *h)
{
	struct detect_run *run = arg;

	switch (LABEL_KIND(h->tag)) {
	case LABEL_OWN:
	case LABEL_TOPIC:
	case LABEL_HEADER:
	case LABEL_OTHER:
	case LABEL_NEGATIVE:
	case LABEL_TITLE:
		return label_put(run, &run->labels, &run->label_count,
		    &run->label_cap, h);
	case LABEL_TRIGGER:
		return label_put(run, &run->triggers, &run->trigger_count,
		    &run->trigger_cap, h);
	case LABEL_LIST:
		return WEIGHED_IS(LABEL_EXTRA(h->tag)) ?
		    weighed_keep(run, h) : list_found(run, h);
	case LABEL_TERM:
	case LABEL_CLASS:
		return term_put(run, h);
	case LABEL_CHAIN:
		return chain_word(run, h);
	case LABEL_COLUMN:
		break;		/* speaks in headers only */
	}
	return 0;
}

/*
 * Labels are looked up by their end, and are found by their beginning: hardly
 * any is out of place, and none by more than the length of a word.
 */
static void
sort_labels(struct label *labels, size_t count)
{
	struct label l;
	size_t i, j;

	for (i = 1; i < count; i++) {
		l = labels[i];
		for (j = i; j > 0 && labels[j - 1].to > l.to; j--)
			labels[j] = labels[j - 1];
		labels[j] = l;
	}
}

/* One walk over the window for all words of all lists and detectors. */
int
run_words(struct detect_run *run)
{
	int r;

	run->label_count = 0;
	run->trigger_count = 0;
	run->weighed_count = 0;
	run->segment = 0;
	r = words_scan(run->plan->words, slice_of(run->shadow.bytes,
	    run->shadow.len), word_found, run);
	sort_labels(run->labels, run->label_count);
	return r;
}

struct header_search {
	struct detect_run *run;
	struct header *header;
};

static int
header_tag(void *arg, const struct words_hit *h)
{
	struct header_search *s = arg;
	uint32_t *tags;

	tags = arena_grow(s->run->arena, s->header->tags,
	    s->header->tag_count, &s->header->tag_cap, sizeof *tags);
	if (tags == NULL)
		return ERR_LIMIT;
	s->header->tags = tags;
	tags[s->header->tag_count++] = h->tag;
	return 0;
}

static const struct header *
find_header(struct detect_run *run, struct slice text)
{
	struct header_search s;
	struct header **at;
	struct slice folded;
	uint64_t key;

	if (run->fold.bytes == NULL &&
	    shadow_init(&run->fold, run->arena, NAME_MAX_BYTES) < 0)
		goto full;
	text = slice_sub(text, 0, NAME_MAX_BYTES);
	key = siphash(run->plan->key, text);
	for (at = &run->headers[key % RUN_HEADERS]; *at != NULL;
	    at = &(*at)->next)
		if ((*at)->key == key)
			return *at;
	s.run = run;
	s.header = arena_zalloc(run->arena, sizeof *s.header);
	if (s.header == NULL)
		goto full;
	s.header->key = key;
	if (shadow_fold(&run->fold, text, &folded) < 0)
		folded = slice_of(run->fold.bytes, run->fold.len);
	if (words_scan(run->plan->words, folded, header_tag, &s) < 0)
		goto full;
	*at = s.header;
	return s.header;
full:
	run_limit(run, "memory for headers");
	return NULL;
}

/* Each judge asks for the header of each cell. */
const struct header *
run_header(struct detect_run *run, struct slice text)
{
	struct asked *a;

	a = &run->asked[((uintptr_t)text.ptr >> 3 ^ text.len) % RUN_ASKED];
	if (a->ptr != text.ptr || a->len != text.len || a->header == NULL) {
		a->ptr = text.ptr;
		a->len = text.len;
		a->header = find_header(run, text);
	}
	return a->header;
}

uint32_t
run_columns(struct detect_run *run, const struct text_unit *unit)
{
	return unit->header.len > 0 ? run_columns_of(run, unit->header) : 0;
}

uint32_t
run_columns_of(struct detect_run *run, struct slice header)
{
	const struct header *h;
	uint32_t columns;
	size_t i;

	h = run_header(run, header);
	columns = 0;
	for (i = 0; h != NULL && i < h->tag_count; i++)
		if (LABEL_KIND(h->tags[i]) == LABEL_COLUMN)
			columns |= UINT32_C(1) << LABEL_EXTRA(h->tags[i]);
	return columns;
}

uint64_t
run_column(const struct detect_run *run, const struct text_unit *unit)
{
	uint8_t name[64];
	size_t i, n;

	if (unit->row == 0)
		return 0;
	if (unit->header.len > 0)
		return siphash(run->plan->key, unit->header) | 1;
	/* "cell B7": the same without the row. */
	n = 0;
	for (i = 0; i < unit->place.len && n < sizeof name; i++)
		if (!ascii_is_digit(unit->place.ptr[i]))
			name[n++] = unit->place.ptr[i];
	return n > 0 ? siphash(run->plan->key, slice_of(name, n)) | 1 : 0;
}
