/*
 * records, as a child looks for them in a message.
 */
#include "detect/records.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/candidates.h"
#include "detect/own.h"
#include "detect/reach.h"
#include "detect/run.h"

#define MEMO_SIZE	1024		/* a power of two */
#define ROW_VALUE_SIZE	(8 + 4)		/* of the key's id, and the row */
#define MERGE_SHARE	8		/* far longer lists are searched instead */
#define WIDE_ROW	3		/* cells: no form of name and value */
#define ORDER_SLACK	512		/* values are nearly in order */

/* A row that one value of the text points at. */
struct anchor {
	uint32_t row;
	uint32_t proved;	/* bits: columns seen near by */
	bool is_primary;
};

struct memo {
	uint64_t hash;		/* 0: free */
	struct recordset_range range;
};

/* State of a message; the rest is made when the filter lets something pass. */
struct records_run {
	struct memo *memo;	/* MEMO_SIZE for each list */
	struct anchor *anchors;
	size_t anchor_count, anchor_cap;
	struct reach *reach;
	size_t lookups;
	bool is_spent;
};

/* One window and one list. */
struct match {
	struct detect_run *run;
	struct records_run *state;
	const struct records *rs;
	size_t list;			/* its index */
	size_t unit_at;			/* of the text, in the window */
};

static int
make_room(struct detect_run *run)
{
	struct records_run *s = run->records;
	size_t i, cap = 0, common;

	for (i = 0; i < run->plan->record_count; i++) {
		common = recordset_info(run->plan->records[i].set)->common_from;
		if (common > cap)
			cap = common;
	}
	/* What is common is in no index, so no value has more rows. */
	if (cap > RECORDS_ROWS_MAX / RECORDS_COMMON_SHARE + 1)
		cap = RECORDS_ROWS_MAX / RECORDS_COMMON_SHARE + 1;
	s->anchor_cap = cap;
	s->anchors = arena_array(run->arena, cap, sizeof *s->anchors);
	s->reach = reach_new(run->arena);
	s->memo = arena_array(run->arena, MEMO_SIZE *
	    run->plan->record_count, sizeof *s->memo);
	return s->anchors == NULL || s->reach == NULL || s->memo == NULL ?
	    run_limit(run, "memory for known records") : 0;
}

/* --- looking up --------------------------------------------------------------- */

/* Entries of a value; a message may ask for so many. */
static int
look_up(struct match *m, const struct record_value *v,
    struct recordset_range *ret)
{
	struct memo *memo;
	uint64_t hash;

	ret->from = ret->to = 0;
	hash = recordset_hash(m->rs->set, v);
	if (!recordset_may_hold(m->rs->set, hash))
		return 0;
	if (m->state->memo == NULL && make_room(m->run) < 0)
		return ERR_LIMIT;
	memo = &m->state->memo[m->list * MEMO_SIZE + (hash & (MEMO_SIZE - 1))];
	if (memo->hash != hash || hash == 0) {
		if (++m->state->lookups > RECORDS_LOOKUPS_MAX) {
			m->state->is_spent = true;
			return ERR_LIMIT;
		}
		memo->range = recordset_find(m->rs->set, v);
		memo->hash = hash;
	}
	*ret = memo->range;
	return 0;
}

/* Our staff, our switchboard: as written, and as a telephone is dialled. */
static bool
is_own(const struct detect_run *run, const struct record_value *v,
    struct slice written)
{
	uint8_t local[RECORD_VALUE_MAX];
	const struct detect_plan *p = run->plan;

	if (p->own_count == 0)
		return false;
	if (own_has(p, written))
		return true;
	if (v->type != RECORD_PHONE || v->len < 3 ||
	    memcmp(v->bytes, "44", 2) != 0)
		return false;
	local[0] = '0';
	memcpy(local + 1, v->bytes + 2, v->len - 2);
	return own_has(p, slice_of(local, v->len - 1));
}

/* --- rows --------------------------------------------------------------------- */

/* The rows that a value may stand for on its own authority. */
static void
anchor_rows(struct match *m, struct recordset_range range)
{
	const struct recordset_info *info = recordset_info(m->rs->set);
	const struct recordset_column *col;
	struct records_run *s = m->state;
	struct anchor *last;
	uint32_t i, row, column;

	s->anchor_count = 0;
	for (i = range.from; i < range.to; i++) {
		row = recordset_row(m->rs->set, i, &column);
		col = &info->columns[column];
		last = s->anchor_count > 0 ? &s->anchors[s->anchor_count - 1] :
		    NULL;
		if (last != NULL && last->row == row) {
			/* One value in two columns proves one thing. */
			last->is_primary = last->is_primary || col->is_primary;
			continue;
		}
		if (s->anchor_count == s->anchor_cap)
			break;
		s->anchors[s->anchor_count++] = (struct anchor){ row,
		    col->counts, col->is_primary };
	}
}

/* The entry of a row within a range, or range.to. */
static uint32_t
find_row(const struct recordset *set, struct recordset_range range,
    uint32_t row)
{
	uint32_t column, mid;

	while (range.from < range.to) {
		mid = range.from + (range.to - range.from) / 2;
		if (recordset_row(set, mid, &column) < row)
			range.from = mid + 1;
		else
			range.to = mid;
	}
	return range.from;
}

/* A value near by has these entries: what does it prove of the rows? */
static void
prove(struct match *m, struct recordset_range range)
{
	const struct recordset_info *info = recordset_info(m->rs->set);
	struct records_run *s = m->state;
	uint32_t at = range.from, row, column;
	bool leap;
	size_t k;

	leap = (range.to - range.from) / MERGE_SHARE > s->anchor_count;
	for (k = 0; k < s->anchor_count && at < range.to; k++) {
		if (leap)
			at = find_row(m->rs->set, (struct recordset_range){
			    at, range.to }, s->anchors[k].row);
		while (at < range.to && (row = recordset_row(m->rs->set, at,
		    &column)) < s->anchors[k].row)
			at++;
		if (at < range.to && row == s->anchors[k].row)
			s->anchors[k].proved |= info->columns[column].counts;
	}
}

static int
near_value(void *arg, const struct record_value *v, struct slice written,
    struct recordset_range *ret)
{
	struct match *m = arg;
	int r;

	ret->from = ret->to = 0;
	if (!recordset_has_type(m->rs->set, v->type))
		return 0;
	r = look_up(m, v, ret);
	if (r == 0 && ret->from < ret->to && is_own(m->run, v, written))
		ret->to = ret->from;
	return r;
}

static bool
near_own(void *arg, struct slice written)
{
	const struct match *m = arg;

	return own_has(m->run->plan, written);
}

/* Is the word in any name of the index? */
static bool
near_name(void *arg, const struct record_value *word)
{
	struct match *m = arg;

	return recordset_may_hold(m->rs->set,
	    recordset_hash(m->rs->set, word));
}

static unsigned
count_bits(uint32_t x)
{
	unsigned n;

	for (n = 0; x != 0; n++)
		x &= x - 1;
	return n;
}

/* A primary and one more; a date of birth and two more. */
static int
report(struct match *m, size_t from)
{
	const struct recordset_info *info = recordset_info(m->rs->set);
	const struct records_run *s = m->state;
	uint8_t value[ROW_VALUE_SIZE];
	const struct anchor *a;
	size_t i, ignored;
	int r = 0;

	for (i = 0; i < s->anchor_count && r == 0; i++) {
		a = &s->anchors[i];
		if (count_bits(a->proved) < (a->is_primary ? 2u : 3u))
			continue;
		memcpy(value, info->key_id, 8);
		memcpy(value + 8, &a->row, 4);
		r = run_found(m->run, m->rs->source, from, FINDING_TIER_MAX,
		    slice_of(value, sizeof value), false, &ignored);
	}
	return r;
}

/* --- anchors in a text ---------------------------------------------------------- */

static uint32_t
all_types(const struct recordset *set)
{
	const struct recordset_info *info = recordset_info(set);
	uint32_t types = 0;
	size_t i;

	for (i = 0; i < info->column_count; i++)
		types |= (uint32_t)1 << info->columns[i].type;
	return types;
}

/* n characters back, or on. */
static size_t
chars_back(struct slice s, size_t at, size_t n)
{
	while (at > 0 && n > 0)
		if ((s.ptr[--at] & 0xc0) != 0x80)
			n--;
	return at;
}

static size_t
chars_on(struct slice s, size_t at, size_t n)
{
	for (; at < s.len; at++)
		if ((s.ptr[at] & 0xc0) != 0x80 && n-- == 0)
			break;
	return at;
}

/* What lies in reach of from..to: 300 characters, and the row of a table. */
struct bounds {
	size_t low, high;
	size_t row_low, row_high;
};

static void
find_bounds(const struct detect_run *run, size_t from, size_t to,
    struct bounds *b)
{
	struct slice window = slice_of(run->shadow.bytes, run->shadow.len);
	const struct segment *seg = run->segments;
	const struct text_unit *u = run->text->units;
	size_t i = run->segment, first;
	uint32_t row = u[seg[i].unit].row;

	b->low = chars_back(window, from, CONTEXT_TOPIC);
	b->high = chars_on(window, to, CONTEXT_TOPIC);
	b->row_low = from;
	b->row_high = to;
	if (row == 0)
		return;
	while (i > 0 && u[seg[i - 1].unit].row == row &&
	    from - seg[i - 1].from <= RECORDS_REACH_MAX)
		i--;
	first = i;
	b->row_low = seg[i].from < from ? seg[i].from : from;
	for (i = run->segment; i + 1 < run->segment_count &&
	    u[seg[i + 1].unit].row == row &&
	    seg[i + 1].to - to <= RECORDS_REACH_MAX; i++)
		;
	b->row_high = seg[i].to > to ? seg[i].to : to;
	/* Of a list of people the next row is somebody else. */
	if (i - first + 1 >= WIDE_ROW) {
		b->low = from;
		b->high = to;
	}
}

static int
prove_near(struct match *m, size_t from, size_t to)
{
	const struct reach_search search = { near_value, near_own, near_name, m,
	    all_types(m->rs->set),
	    recordset_reference_lengths(m->rs->set) };
	const struct reach_value *v;
	struct bounds b;
	size_t i, n, low, high;
	int r;

	find_bounds(m->run, from, to, &b);
	low = b.low < b.row_low ? b.low : b.row_low;
	high = b.high > b.row_high ? b.high : b.row_high;
	r = reach_values(m->state->reach, m->run, &search, low, high, &v, &n);
	for (i = 0; r == 0 && i < n && v[i].from < high + ORDER_SLACK; i++)
		/* "morag@mail.example" is no address and a name. */
		if ((v[i].to <= from || v[i].from >= to) &&
		    ((v[i].to >= b.low && v[i].from <= b.high) ||
		    (v[i].from >= b.row_low && v[i].to <= b.row_high)))
			prove(m, v[i].range);
	return r;
}

static int
on_candidate(void *arg, const struct record_value *v, size_t from, size_t to)
{
	struct match *m = arg;
	struct recordset_range range;
	struct slice written;
	int r;

	r = look_up(m, v, &range);
	if (r < 0 || range.from == range.to)
		return r;
	from += m->unit_at;
	to += m->unit_at;
	written = slice_of(m->run->shadow.bytes + from, to - from);
	if (is_own(m->run, v, written))
		return 0;
	anchor_rows(m, range);
	r = prove_near(m, from, to);
	return r == 0 ? report(m, from) : r;
}

/* Types that may begin a match. */
static uint32_t
anchor_types(const struct recordset *set)
{
	const struct recordset_info *info = recordset_info(set);
	uint32_t types = 0;
	size_t i;

	for (i = 0; i < info->column_count; i++)
		if (info->columns[i].is_primary ||
		    info->columns[i].type == RECORD_BIRTH)
			types |= (uint32_t)1 << info->columns[i].type;
	return types;
}

static int
scan_list(struct match *m)
{
	struct detect_run *run = m->run;
	struct candidates c = { .put = on_candidate, .arg = m };
	const struct segment *seg;
	size_t from, to;
	int r = 0;

	c.types = anchor_types(m->rs->set);
	c.reference_lengths = recordset_reference_lengths(m->rs->set);
	for (run->segment = 0; r == 0 && run->segment < run->segment_count;
	    run->segment++) {
		seg = &run->segments[run->segment];
		from = seg->from > run->zone_from ? seg->from : run->zone_from;
		to = seg->to < run->zone_to ? seg->to : run->zone_to;
		m->unit_at = seg->from;
		if (from < to)
			r = candidates_find(&c, slice_of(run->shadow.bytes +
			    seg->from, seg->to - seg->from),
			    from - seg->from, to - seg->from);
	}
	return r;
}

int
records_scan(struct detect_run *run)
{
	struct match m = { .run = run };
	int r = 0;

	if (run->plan->record_count == 0)
		return 0;
	if (run->records == NULL)
		run->records = arena_zalloc(run->arena, sizeof *run->records);
	if (run->records == NULL)
		return run_limit(run, "memory for known records");
	m.state = run->records;
	for (m.list = 0; r == 0 && m.list < run->plan->record_count;
	    m.list++) {
		m.rs = &run->plan->records[m.list];
		if (m.state->reach != NULL)
			reach_reset(m.state->reach);
		r = scan_list(&m);
	}
	/* What was not looked up is not known to be none. */
	return m.state->is_spent ? run_limit(run, "known records") : r;
}
