/*
 * units -- text from formats to the sink, in windows.
 *
 * Small units of one part travel together; a unit longer than a window is cut
 * at a blank, with overlap, so that what a detector looks for stands whole in
 * one of the two pieces.
 */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/engine.h"
#include "extract/trial.h"
#include "extract/unveil.h"

#define PIECE		((size_t)256 * 1024)	/* added at a time */
#define CUT_SEARCH	((size_t)1024)		/* for a blank to cut at */
#define SCRATCH_MAX	((size_t)32 * 1024 * 1024)

static struct text_unit *
last_unit(struct text_out *o)
{
	return &o->units[o->unit_count - 1];
}

/*
 * Detectors rely on UTF-8, and formats are to hand in nothing else.  One that
 * fails in this would have the rest of a unit go unread.
 */
static void
mend_utf8(struct text_out *o, const struct text_unit *u)
{
	uint8_t *at = o->bytes.ptr + u->from, *end = o->bytes.ptr + u->to, *bad;

	while (at < end) {
		bad = (uint8_t *)(uintptr_t)u8_check(at, (size_t)(end - at));
		if (bad == NULL)
			return;
		*bad = '?';
		at = bad + 1;
	}
}

/*
 * One more unit at the same place, of what a reader sees of this one.  It is
 * no longer than what it says again, which the budget has counted.
 */
static int
add_unveiled(struct text_out *o, size_t i)
{
	struct slice all = buf_slice(&o->bytes);
	struct text_unit u = o->units[i];
	struct buf shown = BUF_INIT(2 * (u.to - u.from) + 1);
	int r;

	r = unveil(slice_sub(all, u.from, u.to), &shown);
	/* An empty line alone shows nothing: it would be a unit of no text. */
	if (r == 0 && shown.len > 1) {
		u.from = o->bytes.len;
		r = buf_put_slice(&o->bytes, buf_slice(&shown));
		/* Its last line end parts it from what follows. */
		u.to = o->bytes.len - 1;
		o->units = mem_grow(o->units, o->unit_count, &o->unit_cap,
		    sizeof *o->units);
		o->units[o->unit_count++] = u;
	}
	buf_free(&shown);
	return r;
}

static int
hand_over(struct extract_job *j)
{
	struct text_out *o = &j->engine->out;
	struct text t = {
		.part = j->part->path,
		.container = o->container,
	};
	size_t i, read = o->unit_count;
	int r;

	for (i = 0; i < read; i++) {
		r = add_unveiled(o, i);
		if (r < 0)
			return r;
	}
	t.bytes = buf_slice(&o->bytes);
	t.units = o->units;
	t.unit_count = o->unit_count;
	for (i = 0; i < o->unit_count; i++) {
		mend_utf8(o, &o->units[i]);
		trial_keep(j->engine->trial, j->part, slice_sub(t.bytes,
		    o->units[i].from, o->units[i].to), o->units[i].where);
	}
	memcpy(t.name_hash, j->part->name_hash, sizeof t.name_hash);
	r = j->engine->sink->text(j->engine->sink->arg, &t);
	if (r < 0)
		j->engine->fatal = r;
	return r;
}

static void
start_window(struct text_out *o)
{
	buf_reset(&o->bytes);
	o->unit_count = 0;
	arena_free(o->scratch);
	o->scratch = NULL;
}

int
units_flush(struct extract_job *j)
{
	struct text_out *o = &j->engine->out;
	int r = 0;

	if (o->is_open)
		r = extract_unit_end(j);
	if (r == 0 && o->unit_count > 0)
		r = hand_over(j);
	start_window(o);
	return r;
}

int
units_container(struct extract_job *j, struct slice container)
{
	int r = units_flush(j);

	j->engine->out.container = container;
	return r;
}

static struct slice
keep(struct text_out *o, struct slice s)
{
	if (s.len == 0)
		return SLICE_NONE;
	if (o->scratch == NULL)
		o->scratch = arena_new(SCRATCH_MAX);
	return arena_dup(o->scratch, s);
}

int
extract_unit_begin(struct extract_job *j, struct slice place,
    struct slice header, uint32_t row)
{
	struct text_out *o = &j->engine->out;
	struct text_unit *u;
	int r = 0;

	if (o->is_open)
		r = extract_unit_end(j);
	if (r == 0 && o->bytes.len >= TEXT_WINDOW)
		r = units_flush(j);
	if (r < 0)
		return r;
	o->units = mem_grow(o->units, o->unit_count, &o->unit_cap,
	    sizeof *o->units);
	u = &o->units[o->unit_count++];
	*u = (struct text_unit){
		.from = o->bytes.len,
		.where = j->where_now,
		.place = keep(o, slice_sub(place, 0, REPORT_STRING_MAX)),
		.header = keep(o, slice_sub(header, 0, REPORT_STRING_MAX)),
		.row = row,
	};
	o->is_open = true;
	return 0;
}

static bool
is_continuation(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

/* Where to cut at or before `at`: after a blank, else between characters. */
static size_t
cut_before(struct slice s, size_t at, size_t floor)
{
	size_t i, least;

	least = at - floor > CUT_SEARCH ? at - CUT_SEARCH : floor;
	for (i = at; i > least; i--)
		if (ascii_is_space(s.ptr[i - 1]))
			return i;
	while (at > floor && is_continuation(s.ptr[at]))
		at--;
	return at;
}

/* The open unit is longer than a window: hand over all but its end. */
static int
cut_window(struct extract_job *j)
{
	struct text_out *o = &j->engine->out;
	struct text_unit rest = *last_unit(o);
	struct slice all = buf_slice(&o->bytes), place, header;
	struct arena *scratch = o->scratch;
	size_t cut, from;
	int r;

	cut = cut_before(all, all.len - 1, rest.from + 1);
	from = cut - rest.from > TEXT_OVERLAP ?
	    cut_before(all, cut - TEXT_OVERLAP, rest.from) : rest.from;
	last_unit(o)->to = cut;
	r = hand_over(j);
	if (r < 0)
		return r;
	/* Its place and header go on living in the next window. */
	o->scratch = NULL;
	place = keep(o, rest.place);
	header = keep(o, rest.header);
	arena_free(scratch);
	memmove(o->bytes.ptr, o->bytes.ptr + from, all.len - from);
	o->bytes.len = all.len - from;
	o->units[0] = rest;
	o->units[0].from = 0;
	o->units[0].place = place;
	o->units[0].header = header;
	o->unit_count = 1;
	return 0;
}

/* Count against the budget; what is over is not added, and reported. */
static int
spend_text(struct extract_job *j, size_t n)
{
	struct extract_engine *e = j->engine;

	if (n > TEXT_TOTAL_MAX - e->budget->text_bytes) {
		if (!e->too_much_text)
			extract_anomaly(j, ANOMALY_LIMIT, "text over 64 MB");
		e->too_much_text = true;
		return ERR_LIMIT;
	}
	e->budget->text_bytes += n;
	if (j->where_now == FINDING_BODY || j->where_now == FINDING_QUOTED ||
	    j->where_now == FINDING_ATTACHMENT)
		j->part->text_bytes += n;
	if (j->reported != NULL)
		j->reported->text_bytes += n;
	return engine_is_late(e, j->part->path) ? ERR_LIMIT : 0;
}

int
extract_unit_add(struct extract_job *j, struct slice utf8)
{
	struct text_out *o = &j->engine->out;
	struct slice piece;
	int r = 0;

	while (utf8.len > 0 && r == 0) {
		piece = slice_sub(utf8, 0, PIECE);
		while (piece.len < utf8.len && piece.len > 0 &&
		    is_continuation(utf8.ptr[piece.len]))
			piece.len--;
		if (piece.len == 0)
			piece.len = utf8.len;	/* no UTF-8 at all */
		r = spend_text(j, piece.len);
		if (r == 0)
			r = buf_put_slice(&o->bytes, piece);
		if (r == 0 && o->bytes.len - last_unit(o)->from > TEXT_WINDOW)
			r = cut_window(j);
		utf8 = slice_from(utf8, piece.len);
	}
	return r;
}

int
extract_unit_end(struct extract_job *j)
{
	struct text_out *o = &j->engine->out;

	if (!o->is_open)
		return 0;
	o->is_open = false;
	last_unit(o)->to = o->bytes.len;
	if (last_unit(o)->from == o->bytes.len) {
		o->unit_count--;	/* nothing in it */
		return 0;
	}
	j->has_text = true;
	return buf_putc(&o->bytes, '\n');
}

int
extract_unit(struct extract_job *j, struct slice place, struct slice utf8)
{
	int r;

	if (utf8.len == 0)
		return 0;
	r = extract_unit_begin(j, place, SLICE_NONE, 0);
	if (r == 0)
		r = extract_unit_add(j, utf8);
	if (r == 0)
		r = extract_unit_end(j);
	return r;
}

void
extract_unit_where(struct extract_job *j, enum finding_where w)
{
	j->where_now = w;
}
