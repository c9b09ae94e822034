/*
 * run -- one message's texts through the detectors.
 *
 * A text passes in windows of its shadow.  Each window begins and ends with
 * some text of its neighbours, for context; what begins in its zone is its
 * own.  One walk over the digits finds where any number or code may begin;
 * only there detectors are called.
 */
#include "detect/run.h"

#include <string.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/floor.h"
#include "detect/records.h"
#include "detect/scene.h"
#include "detect/swar.h"
#include "detect/terms.h"

#define ZONE		(64 * KIB)	/* original bytes of a window's own */
#define MARGIN		1536		/* of its neighbours: 300 characters, a match's tail */
#define CODE_LETTERS_MAX 8
#define ROW_ROOM	1024		/* for one more cell of the last row */

struct detect_run *
detect_run_new(const struct detect_plan *p, struct arena *a)
{
	struct detect_run *run;

	run = arena_zalloc(a, sizeof *run);
	if (run == NULL)
		return NULL;
	run->plan = p;
	run->arena = a;
	run->findings = findings_new(a, p->built);
	run->resume = arena_array(a, p->site_count, sizeof *run->resume);
	run->failed = arena_array(a, p->site_count, sizeof *run->failed);
	run->labelled = arena_array(a, (p->built + 63) / 64,
	    sizeof *run->labelled);
	return run->findings != NULL && run->resume != NULL &&
	    run->failed != NULL && run->labelled != NULL ? run : NULL;
}

int
run_limit(struct detect_run *run, const char *detail)
{
	if (run->detail == NULL)
		run->detail = detail;
	return ERR_LIMIT;
}

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
		return list_found(run, h);
	case LABEL_TERM:
	case LABEL_CLASS:
		return term_put(run, h);
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
static int
scan_words(struct detect_run *run)
{
	int r;

	run->label_count = 0;
	run->trigger_count = 0;
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

/* --- findings ------------------------------------------------------------- */

/* Lines are counted on from the finding before, so that all cost one walk. */
struct slice
run_line_place(struct detect_run *run, size_t origin)
{
	struct slice bytes;
	const uint8_t *p;

	bytes = run->text->bytes;
	if (origin > bytes.len)
		origin = bytes.len;
	if (origin < run->line_at || run->line == 0) {
		run->line_at = 0;
		run->line = 1;
	}
	while (run->line_at < origin) {
		p = memchr(bytes.ptr + run->line_at, '\n',
		    origin - run->line_at);
		if (p == NULL)
			break;
		run->line++;
		run->line_at = (size_t)(p - bytes.ptr) + 1;
	}
	return arena_printf(run->arena, "line %zu", run->line);
}

/* A new finding outlives the text that it was found in. */
static int
finding_keep(struct arena *a, struct finding *f)
{
	f->part = arena_dup(a, f->part);
	f->container = arena_dup(a, f->container);
	f->place = arena_dup(a, f->place);
	return f->part.ptr == NULL || f->container.ptr == NULL ||
	    f->place.ptr == NULL ? ERR_LIMIT : 0;
}

/* Texts whose lines are those that a person sees in a plain editor. */
static bool
has_lines(const struct text_unit *unit, struct slice container)
{
	return unit->where == FINDING_BODY || unit->where == FINDING_QUOTED ||
	    (unit->where == FINDING_ATTACHMENT &&
	    slice_eq_str(container, "text"));
}

int
run_found(struct detect_run *run, uint32_t source, size_t from, int tier,
    struct slice value, bool masked, size_t *ret)
{
	const struct text_unit *unit;
	char mask[FINDING_MASK_MAX];
	struct finding f, *new;
	bool is_new;

	unit = &run->text->units[run->segments[run->segment].unit];
	memset(&f, 0, sizeof f);
	f.detector = run->plan->sources[source].id;
	f.list = run->plan->sources[source].list;
	f.tier = (uint8_t)(tier > FINDING_TIER_MAX ? FINDING_TIER_MAX : tier);
	f.where = unit->where;
	f.part = run->text->part;
	f.container = run->text->container;
	f.place = unit->place;
	f.value_hash = siphash_pair(run->plan->key, f.detector, value);
	memcpy(f.name_hash, run->text->name_hash, sizeof f.name_hash);
	if (findings_add(run->findings, source, &f, ret, &is_new) < 0)
		return run_limit(run, "findings");
	if (!is_new)
		return 0;
	new = findings_at(run->findings, *ret);
	if (finding_keep(run->arena, new) < 0)
		return run_limit(run, "memory for findings");
	if (new->place.len == 0 && has_lines(unit, new->container))
		new->place = run_line_place(run, shadow_origin(&run->shadow, from));
	if (masked) {
		finding_mask(value, mask);
		new->mask = arena_dup(run->arena, slice_str(mask));
	}
	if (new->part.ptr == NULL || new->container.ptr == NULL ||
	    new->place.ptr == NULL || (masked && new->mask.ptr == NULL))
		return run_limit(run, "memory for findings");
	return 0;
}

/* --- built-in detectors --------------------------------------------------- */

static int
call_detectors(struct detect_run *run, struct detect_context *c,
    enum detect_on on, uint32_t lengths)
{
	const struct detector *d;
	size_t i;
	int r;

	for (i = 0; i < run->plan->caller_count; i++) {
		d = run->plan->callers[i].detector;
		if ((d->on & on) == 0 || ((on == DETECT_ON_CODE ? d->letters :
		    d->lengths) & lengths) == 0)
			continue;
		c->source = run->plan->callers[i].source;
		r = d->scan(c);
		if (r < 0)
			return r;
	}
	return 0;
}

static int
call_all(struct detect_run *run, struct detect_context *c, enum detect_on on)
{
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < run->plan->caller_count && r == 0; i++) {
		if ((run->plan->callers[i].detector->on & on) == 0)
			continue;
		c->source = run->plan->callers[i].source;
		r = run->plan->callers[i].detector->scan(c);
	}
	return r;
}

/* Most runs of digits are neither long enough nor go on: cheap to refuse. */
static bool
may_be_number(const struct detect_run *run, struct slice text, size_t at,
    size_t end)
{
	uint8_t next;

	if (at > 0 && ascii_is_alpha(text.ptr[at - 1]))
		return false;
	if (end - at <= NUMBER_DIGITS_MAX &&
	    ((uint32_t)1 << (end - at) & run->plan->number_lengths) != 0)
		return true;
	next = end < text.len ? text.ptr[end] : 0;
	return next == ' ' || next == '-' || next == '.' || next == '\n';
}

static int
try_number(struct detect_run *run, struct detect_context *c, size_t at,
    size_t end)
{
	struct number n;
	uint32_t lengths;
	size_t g;

	if (!may_be_number(run, c->text, at, end) ||
	    words_alnum_before(c->text, at) || detect_is_continued(c, at))
		return 0;
	number_read(c->text, at, &n);
	lengths = 0;
	for (g = 0; g < n.group_count; g++)
		lengths |= (uint32_t)1 << n.upto[g];
	if ((lengths & run->plan->number_lengths) == 0)
		return 0;
	c->at = at;
	c->number = &n;
	return call_detectors(run, c, DETECT_ON_NUMBER, lengths);
}

/* Digits with a slash behind them: "99/0001234X". */
static int
try_slash(struct detect_run *run, struct detect_context *c, size_t at,
    size_t end)
{
	if (end - at > NUMBER_DIGITS_MAX || end >= c->text.len ||
	    c->text.ptr[end] != '/' || words_alnum_before(c->text, at) ||
	    detect_is_continued(c, at))
		return 0;
	c->at = at;
	c->number = NULL;
	return call_detectors(run, c, DETECT_ON_SLASH,
	    (uint32_t)1 << (end - at));
}

/*
 * Back over what may stand between letters and digits: one byte of any kind,
 * and a separator before it.  (The middle dot has two bytes.)
 */
static size_t
skip_separators(struct slice text, size_t end)
{
	uint8_t c;

	if (end == 0 || ascii_is_alpha(text.ptr[end - 1]))
		return end;
	end--;
	c = end > 0 ? text.ptr[end - 1] : 0;
	return c == ' ' || c == '\t' || c == '-' || c == '.' || c == '/' ||
	    c == '\n' || c == 0xc2 ? end - 1 : end;
}

static int
call_code(struct detect_run *run, struct detect_context *c, size_t from,
    size_t letters)
{
	if (letters == 0 || letters > CODE_LETTERS_MAX ||
	    ((uint32_t)1 << letters & run->plan->code_lengths) == 0 ||
	    words_alnum_before(c->text, from))
		return 0;
	c->at = from;
	c->number = NULL;
	return call_detectors(run, c, DETECT_ON_CODE, (uint32_t)1 << letters);
}

/* Letters right before the digits at `at`, or before separators. */
static int
try_code(struct detect_run *run, struct detect_context *c, size_t at)
{
	const uint8_t *p = c->text.ptr;
	size_t from, end;
	int r;

	end = skip_separators(c->text, at);
	for (from = end; from > 0 && end - from <= CODE_LETTERS_MAX &&
	    ascii_is_alpha(p[from - 1]); from--)
		;
	r = call_code(run, c, from, end - from);
	/* "J X 12 34 56 C" */
	if (r == 0 && end - from == 1 && from > 1 && p[from - 1] == ' ' &&
	    ascii_is_alpha(p[from - 2]))
		r = call_code(run, c, from - 2, 2);
	return r;
}

/* The next digit; prose has few, so it is passed over in words. */
static size_t
next_digit(const uint8_t *p, size_t at, size_t to)
{
	while (to - at >= SWAR_SIZE && !swar_has_digit(swar_load(p + at)))
		at += SWAR_SIZE;
	while (at < to && !ascii_is_digit(p[at]))
		at++;
	return at;
}

/* The margins are read like the rest: what is in them leaves marks. */
static int
scan_digits(struct detect_run *run, struct detect_context *c)
{
	size_t at, to, end;
	int r;

	to = c->text.len;
	for (at = 0;; at = end) {
		at = next_digit(c->text.ptr, at, to);
		if (at >= to)
			return 0;
		for (end = at; end < to && ascii_is_digit(c->text.ptr[end]);
		    end++)
			;
		r = try_code(run, c, at);
		if (r == 0)
			r = try_number(run, c, at, end);
		if (r == 0)
			r = try_slash(run, c, at, end);
		if (r < 0)
			return r;
	}
}

static int
scan_ats(struct detect_run *run, struct detect_context *c)
{
	const uint8_t *p, *end;
	int r;

	end = c->text.ptr + c->text.len;
	r = 0;
	for (p = c->text.ptr; r == 0 && p < end; p++) {
		p = memchr(p, '@', (size_t)(end - p));
		if (p == NULL)
			break;
		c->at = (size_t)(p - c->text.ptr);
		c->number = NULL;
		r = call_all(run, c, DETECT_ON_AT);
	}
	return r;
}

/* The triggers of this segment; *at goes on from segment to segment. */
static int
scan_triggers(struct detect_run *run, struct detect_context *c, size_t *at)
{
	const struct label *t;
	const struct caller *caller;
	int r;

	for (; *at < run->trigger_count; (*at)++) {
		t = &run->triggers[*at];
		if (t->to > c->unit_at + c->text.len)
			break;
		if (t->from < c->unit_at)
			continue;
		caller = &run->plan->callers[LABEL_SOURCE(t->tag)];
		c->at = t->from - c->unit_at;
		c->word_to = t->to - c->unit_at;
		c->number = NULL;
		c->source = caller->source;
		r = caller->detector->scan(c);
		if (r < 0)
			return r;
	}
	return 0;
}

/* --- the site's patterns -------------------------------------------------- */

static bool
has_digit(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_is_digit(s.ptr[i]))
			return true;
	return false;
}

static int
site_hit(struct detect_run *run, struct detect_context *c,
    const struct site *site, size_t from, size_t to)
{
	struct detect_hit hit = { 0 };
	size_t ignored;

	c->at = from;
	c->source = site->source;
	hit.from = from;
	hit.to = to;
	hit.value = slice_sub(c->text, from, to);
	hit.tier = site->certainty;
	if (site->wants_near &&
	    (detect_near(c, from, to) & NEAR_OWN) == 0)
		hit.tier = 1;
	if (has_digit(hit.value))
		return detect_hit_put(c, &hit);
	return run_found(run, c->source, c->unit_at + from, hit.tier,
	    hit.value, false, &ignored);
}

/* It is not tried again in this message: that would cost as much. */
static int
site_failed(struct detect_run *run, size_t index, const char *why)
{
	const char *detail;

	detail = arena_str(run->arena, arena_printf(run->arena, "%s: %s",
	    run->plan->sites[index].name, why));
	run->failed[index] = detail != NULL ? detail : "pattern";
	return run_limit(run, run->failed[index]);
}

/*
 * One pattern over one unit.  Of a match that crossed the end of the zone the
 * next window must not find the rest again.
 */
static int
scan_site(struct detect_run *run, struct detect_context *c, size_t index)
{
	const struct site *site = &run->plan->sites[index];
	size_t at, from, to, end, resume;
	const char *why;
	int r;

	/* It reached a limit before: here we could not tell either. */
	if (run->failed[index] != NULL)
		return run_limit(run, run->failed[index]);
	if (c->text.len < pattern_shortest(site->pattern) ||
	    run->zone_to <= c->unit_at)
		return 0;
	end = run->zone_to - c->unit_at;
	at = run->zone_from > c->unit_at ? run->zone_from - c->unit_at : 0;
	if (run->resume[index] > c->unit->from) {
		resume = shadow_at(&run->shadow, run->resume[index]);
		if (resume > c->unit_at + at)
			at = resume - c->unit_at;
	}
	while (at < c->text.len && at < end) {
		r = pattern_find(site->pattern, c->text, at, true, &from,
		    &to, &why);
		if (r < 0)
			return site_failed(run, index, why);
		if (r == 0 || from >= end)
			break;
		r = site_hit(run, c, site, from, to);
		if (r < 0)
			return r;
		run->resume[index] = shadow_origin(&run->shadow,
		    c->unit_at + to);
		at = to;
	}
	return 0;
}

/* --- windows -------------------------------------------------------------- */

struct cursor {
	size_t unit;
	size_t at;		/* original offset in that unit */
};

/* Back to the start of a character. */
static size_t
char_start(struct slice text, size_t at, size_t low)
{
	size_t i;

	for (i = at; i > low && at - i < 4; i--)
		if (i >= text.len || (text.ptr[i] & 0xc0) != 0x80)
			return i;
	return at;
}

/* Unit bounds as far as the text goes. */
static void
unit_bounds(const struct text *t, size_t unit, size_t *ret_from, size_t *ret_to)
{
	*ret_to = t->units[unit].to < t->bytes.len ? t->units[unit].to :
	    t->bytes.len;
	*ret_from = t->units[unit].from < *ret_to ? t->units[unit].from :
	    *ret_to;
}

static int
segment_add(struct detect_run *run, size_t unit, size_t from)
{
	struct segment *s;

	s = arena_grow(run->arena, run->segments, run->segment_count,
	    &run->segment_cap, sizeof *s);
	if (s == NULL)
		return run_limit(run, "memory for units");
	run->segments = s;
	s[run->segment_count].unit = unit;
	s[run->segment_count].from = from;
	s[run->segment_count++].to = run->shadow.len;
	return 0;
}

/* What precedes a window that begins inside a unit. */
static int
window_lead(struct detect_run *run, const struct cursor *c, size_t unit_from)
{
	size_t lead, ignored;
	int r;

	if (c->at == unit_from)
		return 0;
	lead = c->at - unit_from > MARGIN ?
	    char_start(run->text->bytes, c->at - MARGIN, unit_from) : unit_from;
	r = shadow_append(&run->shadow, run->text->bytes, lead, c->at,
	    &ignored);
	/* Signs that become eighteen letters: rather no context than no room. */
	if (run->shadow.len > run->shadow.cap / 2)
		shadow_reset(&run->shadow);
	return r;
}

/* Is the unit a cell of the same row as the one before it? */
static bool
is_same_row(const struct text *t, size_t unit)
{
	return t->units[unit].row != 0 &&
	    t->units[unit].row == t->units[unit - 1].row;
}

/*
 * Fill the shadow from the cursor on and move it.  The zone ends where the
 * window is full; what follows in the same unit is added for context.
 */
static int
window_fill(struct detect_run *run, struct cursor *c)
{
	struct shadow *s = &run->shadow;
	size_t from, to, room, stop, begin, ignored;
	int r;

	shadow_reset(s);
	run->segment_count = 0;
	room = ZONE;
	unit_bounds(run->text, c->unit, &from, &to);
	r = window_lead(run, c, from);
	run->zone_from = s->len;
	begin = 0;
	while (r == 0) {
		stop = to - c->at > room ?
		    char_start(run->text->bytes, c->at + room, c->at + 1) : to;
		room -= stop - c->at < room ? stop - c->at : room;
		r = shadow_append(s, run->text->bytes, c->at, stop, &c->at);
		run->zone_to = s->len;
		if (r == 0 && c->at < to)
			r = shadow_append(s, run->text->bytes, c->at,
			    to - c->at > MARGIN ? char_start(run->text->bytes,
			    c->at + MARGIN, c->at + 1) : to, &ignored);
		if (r == 0)
			r = segment_add(run, c->unit, begin);
		if (r < 0 || c->at < to)
			break;
		/* The unit is done: the next, if there is room. */
		if (++c->unit == run->text->unit_count)
			break;
		r = shadow_break(s, to);
		begin = s->len;
		run->zone_to = s->len;
		unit_bounds(run->text, c->unit, &from, &to);
		c->at = from;
		if (s->cap - s->len < s->cap / 8)
			break;
		if (room == 0 && !is_same_row(run->text, c->unit))
			break;
		if (room == 0)
			room = ROW_ROOM;
	}
	return r < 0 ? run_limit(run, "memory for text") : 0;
}

static void
scan_segment(struct detect_run *run, size_t *trigger)
{
	const struct segment *seg = &run->segments[run->segment];
	struct detect_context c;
	size_t i;

	memset(&c, 0, sizeof c);
	c.run = run;
	c.unit = &run->text->units[seg->unit];
	c.unit_at = seg->from;
	c.text = slice_of(run->shadow.bytes + seg->from, seg->to - seg->from);
	c.ignores_test_numbers = run->plan->ignores_test_numbers;
	if (scan_digits(run, &c) < 0 || scan_ats(run, &c) < 0 ||
	    scan_triggers(run, &c, trigger) < 0)
		run_limit(run, "findings");
	if (run->plan->site_count == 0)
		return;
	/* The shadow is made of whole characters; the matcher relies on it. */
	if (u8_check(c.text.ptr, c.text.len) != NULL) {
		run_limit(run, "text is not UTF-8");
		return;
	}
	for (i = 0; i < run->plan->site_count; i++)
		if (scan_site(run, &c, i) < 0)
			run_limit(run, "pattern");
}

/* What could not be read is in run->detail. */
static void
scan_window(struct detect_run *run, const struct cursor *next)
{
	size_t trigger;

	run->labelled_segment = SIZE_MAX;
	memset(&run->grid, 0, sizeof run->grid);
	run->mark_count = 0;
	run->has_terms = false;
	if (scan_words(run) < 0)
		run_limit(run, "findings");
	trigger = 0;
	for (run->segment = 0; run->segment < run->segment_count;
	    run->segment++) {
		scan_segment(run, &trigger);
		/* The last one may go on in the next window. */
		if (run->segments[run->segment].unit != next->unit)
			findings_end_unit(run->findings);
	}
	if (scene_judge(run) < 0 || records_scan(run) < 0)
		run_limit(run, "findings");
	if (run->plan->known != NULL)
		(void)known_window(run);
}

/* A text needs a window of its own size at most. */
static int
window_init(struct detect_run *run)
{
	size_t window;

	window = run->text->bytes.len + run->text->unit_count;
	if (window > ZONE + 2 * MARGIN)
		window = ZONE + 2 * MARGIN;
	if (run->shadow.bytes != NULL && run->shadow.cap > window + window / 4)
		return 0;
	if (shadow_init(&run->shadow, run->arena, window) < 0)
		return run_limit(run, "memory for text");
	return 0;
}

int
detect_scan(struct detect_run *run, const struct text *t,
    const char **ret_detail)
{
	struct cursor c;
	size_t i, ignored;
	int r;

	run->text = t;
	run->detail = NULL;
	run->line = 0;
	run->labelled_unit = SIZE_MAX;
	memset(run->asked, 0, sizeof run->asked);
	for (i = 0; i < run->plan->site_count; i++)
		run->resume[i] = 0;
	c.unit = 0;
	c.at = 0;
	if (t->unit_count > 0)
		unit_bounds(t, 0, &c.at, &ignored);
	r = window_init(run);
	while (r == 0 && c.unit < t->unit_count) {
		r = window_fill(run, &c);
		/* A bound reached in one window leaves the others to be read. */
		if (r == 0)
			scan_window(run, &c);
	}
	findings_end_text(run->findings);
	if (findings_lost_list(run->findings))
		run_limit(run, "possible findings");
	if (findings_lost_columns(run->findings))
		run_limit(run, "columns of one text");
	*ret_detail = run->detail;
	return run->detail != NULL ? ERR_LIMIT : 0;
}

int
detect_findings(struct detect_run *run, struct finding **ret, size_t *ret_n)
{
	struct finding *list;
	size_t i, n;

	if (known_end(run) < 0)
		return ERR_LIMIT;
	n = findings_count(run->findings);
	list = arena_array(run->arena, n, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++) {
		list[i] = *findings_at(run->findings, i);
		if (list[i].bulk)
			list[i].tier = 2;
	}
	floors_lower(run->plan, list, n);
	*ret = list;
	*ret_n = n;
	return 0;
}
