/*
 * run -- one message's texts through the detectors.
 *
 * A text passes in windows of its shadow.  Each window begins and ends with
 * some text of its neighbours, for context; what begins in its zone is its
 * own.  First its words are looked up (lookup.c), then detectors are called
 * where one may begin (shape.c), then the judges look at it (scene.c).
 */
#include "detect/run.h"

#include <string.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/chain.h"
#include "detect/floor.h"
#include "detect/records.h"
#include "detect/scene.h"
#include "detect/weighed.h"

#define ZONE		(64 * KIB)	/* original bytes of a window's own */
#define MARGIN		1536		/* of its neighbours: 300 characters, a match's tail */
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
	if (run_digits(run, &c) < 0 || run_ats(run, &c) < 0 ||
	    run_triggers(run, &c, trigger) < 0)
		run_limit(run, "findings");
	if (run->plan->site_count == 0)
		return;
	/* The shadow is made of whole characters; the matcher relies on it. */
	if (u8_check(c.text.ptr, c.text.len) != NULL) {
		run_limit(run, "text is not UTF-8");
		return;
	}
	for (i = 0; i < run->plan->site_count; i++)
		if (run_site(run, &c, i) < 0)
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
	if (run_words(run) < 0)
		run_limit(run, "findings");
	trigger = 0;
	for (run->segment = 0; run->segment < run->segment_count;
	    run->segment++) {
		scan_segment(run, &trigger);
		/* The last one may go on in the next window. */
		if (run->segments[run->segment].unit != next->unit)
			findings_end_unit(run->findings);
	}
	if (weighed_judge(run) < 0 || scene_judge(run) < 0 ||
	    records_scan(run) < 0 || chain_window(run) < 0)
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
	(void)chain_text_end(run);
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

	if (known_end(run) < 0 || chain_end(run) < 0)
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
