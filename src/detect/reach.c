#include "detect/reach.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/candidates.h"
#include "detect/run.h"
#include "detect/shadow.h"

#define STEP		2048		/* bytes read at once */
#define OVERLAP		96		/* a value may begin in the step before */
#define PARTS_MAX	512		/* units of one step */
#define WORDS_MAX	1536		/* of one step */
#define NAME_BYTES	40		/* a longer word is no name */
#define NAME_WORDS	3		/* van der Berg */
#define FULL_WORDS	4
#define GAP_MAX		8		/* bytes between two words of a name */
#define HOUSE_BEFORE	12		/* words between house and postcode */
#define HOUSE_AFTER	4
#define HOUSE_WORDS	3		/* flat 2/1 */

/* A unit, or what of it is in the step. */
struct reach_part {
	uint32_t from, to;		/* bytes of the shadow */
	uint32_t row;			/* of a table, or 0 */
};

struct reach_word {
	uint32_t from, to;
	uint32_t part;
};

/* How a word of a name follows the one before. */
enum gap {
	GAP_BREAK,
	GAP_PLAIN,			/* a blank, a hyphen */
	GAP_COMMA			/* or the next cell */
};

struct reach_name {
	uint32_t word;
	enum gap gap;
	bool is_own;
	uint8_t len;
	uint8_t bytes[NAME_BYTES];
};

struct reach {
	struct arena *arena;
	/* What was read of the window, and the values there. */
	size_t low, high;
	struct reach_value *values;
	size_t value_count, value_cap;
	/* Of the step. */
	struct slice text;		/* the whole window */
	size_t old_high;		/* what ends before it is known */
	struct reach_part parts[PARTS_MAX];
	size_t part_count;
	struct reach_word words[WORDS_MAX];
	size_t word_count;
	struct reach_name names[WORDS_MAX];
	size_t name_count;
};

struct reach *
reach_new(struct arena *a)
{
	struct reach *r;

	r = arena_alloc(a, sizeof *r);
	if (r == NULL)
		return NULL;
	r->arena = a;
	r->values = NULL;
	r->value_cap = 0;
	reach_reset(r);
	return r;
}

void
reach_reset(struct reach *r)
{
	r->low = r->high = 0;
	r->value_count = 0;
}

static struct slice
written(const struct reach *r, size_t from, size_t to)
{
	return slice_sub(r->text, from, to);
}

/* A value of the step: kept if the index has it. */
static int
found(struct reach *r, const struct reach_search *search,
    const struct record_value *v, size_t from, size_t to)
{
	struct reach_value *list, value = { .from = (uint32_t)from,
	    .to = (uint32_t)to };
	int e;

	if (to <= r->old_high)
		return 0;
	e = search->value(search->arg, v, written(r, from, to), &value.range);
	if (e < 0 || value.range.from == value.range.to)
		return e;
	list = arena_grow(r->arena, r->values, r->value_count, &r->value_cap,
	    sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	r->values = list;
	list[r->value_count++] = value;
	return 0;
}

/* --- words ------------------------------------------------------------------- */

static void
split_part(struct reach *r, size_t part)
{
	const struct reach_part *p = &r->parts[part];
	struct slice s = slice_sub(r->text, 0, p->to);
	size_t at, from, next;

	for (at = p->from; at < p->to && r->word_count < WORDS_MAX; at = next) {
		from = at;
		while ((next = candidates_letter_on(s, at)) != at)
			at = next;
		if (at > from)
			r->words[r->word_count++] = (struct reach_word){
			    (uint32_t)from, (uint32_t)at, (uint32_t)part };
		/* Past what is no letter; a sign may be some bytes long. */
		for (next = at + 1; next < p->to &&
		    (s.ptr[next] & 0xc0) == 0x80; next++)
			;
	}
}

/* --- numbers and addresses ---------------------------------------------------- */

struct finding_values {
	struct reach *reach;
	const struct reach_search *search;
	size_t part_from;
};

/* "Flat 2/1, 12 High Street, Glasgow G12 8QQ": which words are the house? */
static int
try_houses(const struct finding_values *f, const struct record_value *postcode,
    size_t at)
{
	struct reach *r = f->reach;
	struct record_value v;
	struct slice raw;
	size_t low, high, mid, i, n;
	int e = 0;

	for (mid = 0; mid < r->word_count && r->words[mid].from < at; mid++)
		;
	low = mid > HOUSE_BEFORE ? mid - HOUSE_BEFORE : 0;
	high = r->word_count - mid > HOUSE_AFTER + 2 ?
	    mid + HOUSE_AFTER + 2 : r->word_count;
	for (i = low; i < high; i++)
		for (n = 0; n < HOUSE_WORDS && i + n < high && e == 0; n++) {
			raw = written(r, r->words[i].from, r->words[i + n].to);
			if (raw.len <= RECORD_VALUE_MAX / 2 &&
			    record_house(raw, postcode, &v) == 0)
				e = found(r, f->search, &v, r->words[i].from,
				    r->words[i + n].to);
		}
	return e;
}

static int
on_value(void *arg, const struct record_value *v, size_t from, size_t to)
{
	const struct finding_values *f = arg;
	int e;

	from += f->part_from;
	to += f->part_from;
	e = found(f->reach, f->search, v, from, to);
	if (e == 0 && v->type == RECORD_POSTCODE &&
	    (f->search->types >> RECORD_HOUSE & 1) != 0)
		e = try_houses(f, v, from);
	return e;
}

static int
find_values(struct reach *r, const struct reach_search *search)
{
	struct finding_values f = { .reach = r, .search = search };
	struct candidates c = { .put = on_value, .arg = &f };
	struct slice part;
	size_t i;
	int e = 0;

	c.types = search->types;
	/* A house is found by its postcode. */
	if ((c.types >> RECORD_HOUSE & 1) != 0)
		c.types |= (uint32_t)1 << RECORD_POSTCODE;
	c.reference_lengths = search->reference_lengths;
	for (i = 0; i < r->part_count && e == 0; i++) {
		f.part_from = r->parts[i].from;
		part = written(r, r->parts[i].from, r->parts[i].to);
		e = candidates_find(&c, part, 0, part.len);
	}
	return e;
}

/* --- names -------------------------------------------------------------------- */

static enum gap
gap_between(const struct reach *r, const struct reach_word *a,
    const struct reach_word *b)
{
	struct slice s = written(r, a->to, b->from);
	enum gap gap = GAP_PLAIN;
	bool initial = false;
	size_t i;
	uint8_t c;

	if (s.len > GAP_MAX)
		return GAP_BREAK;
	if (a->part != b->part) {
		if (r->parts[a->part].row == 0 ||
		    r->parts[a->part].row != r->parts[b->part].row)
			return GAP_BREAK;
		gap = GAP_COMMA;
	}
	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (c == ',')
			gap = GAP_COMMA;
		else if (ascii_is_alpha(c) && !initial)
			initial = true;		/* Aisha B. Khan */
		else if (c < 0x80 && c != SHADOW_UNIT &&
		    (c == 0 || strchr(" -'.\n\t", c) == NULL))
			return GAP_BREAK;
		else if (ascii_is_alpha(c))
			return GAP_BREAK;
	}
	return gap;
}

/* A whole word of letters, folded; most are plain ones. */
static bool
name_word(struct slice raw, struct record_value *ret)
{
	size_t at = 0;

	if (raw.len > NAME_BYTES)
		return false;
	ret->type = RECORD_NAME_WORD;
	for (ret->len = 0; ret->len < raw.len &&
	    ascii_is_alpha(raw.ptr[ret->len]); ret->len++)
		ret->bytes[ret->len] = raw.ptr[ret->len] & 0xdf;
	if (ret->len == raw.len)
		return true;
	return raw.ptr[ret->len] >= 0x80 && record_name_word(raw, &at, ret) &&
	    at == raw.len && ret->len <= NAME_BYTES;
}

/* Part of a mail address, which counts as a whole. */
static bool
in_address(struct slice s, size_t from, size_t to)
{
	size_t i;

	if (from > 0 && s.ptr[from - 1] == '@')
		return true;
	for (i = to; i < s.len && i - to < OVERLAP && (ascii_is_alpha(
	    s.ptr[i]) || ascii_is_digit(s.ptr[i]) || s.ptr[i] == '.' ||
	    s.ptr[i] == '_' || s.ptr[i] == '-' || s.ptr[i] == '+'); i++)
		;
	return i < s.len && s.ptr[i] == '@';
}

static void
find_name_words(struct reach *r, const struct reach_search *search)
{
	struct record_value v;
	struct reach_name *n;
	struct slice raw;
	size_t i;

	r->name_count = 0;
	for (i = 0; i < r->word_count; i++) {
		raw = written(r, r->words[i].from, r->words[i].to);
		if (!name_word(raw, &v) || !search->is_name(search->arg, &v) ||
		    in_address(r->text, r->words[i].from, r->words[i].to))
			continue;
		n = &r->names[r->name_count];
		n->word = (uint32_t)i;
		n->len = (uint8_t)v.len;
		memcpy(n->bytes, v.bytes, v.len);
		n->is_own = false;
		n->gap = r->name_count == 0 ? GAP_BREAK :
		    gap_between(r, &r->words[n[-1].word], &r->words[i]);
		r->name_count++;
	}
}

static void
append(struct record_value *v, const struct reach_name *n)
{
	if (n->len > sizeof v->bytes - v->len)
		return;
	memcpy(v->bytes + v->len, n->bytes, n->len);
	v->len += n->len;
}

static int
try_name(struct reach *r, const struct reach_search *search,
    enum record_type t, struct record_value *v, size_t i, size_t j)
{
	size_t k;

	if ((search->types >> t & 1) == 0 || v->len < RECORD_SIGNIFICANT_MIN)
		return 0;
	for (k = i; k <= j; k++)
		if (r->names[k].is_own)
			return 0;
	v->type = t;
	return found(r, search, v, r->words[r->names[i].word].from,
	    r->words[r->names[j].word].to);
}

/* "Morag Macpherson" of our own staff: neither word is a tenant's name. */
static void
find_own(struct reach *r, const struct reach_search *search, size_t i)
{
	size_t j, k;

	for (j = i; j < r->name_count && j < i + NAME_WORDS; j++) {
		if (j > i && r->names[j].gap == GAP_BREAK)
			break;
		if (!search->is_own(search->arg, written(r,
		    r->words[r->names[i].word].from,
		    r->words[r->names[j].word].to)))
			continue;
		for (k = i; k <= j; k++)
			r->names[k].is_own = true;
	}
}

/* One to three words as a surname or given name. */
static int
find_single(struct reach *r, const struct reach_search *search,
    size_t i)
{
	struct record_value v = { .len = 0 };
	size_t j;
	int e = 0;

	for (j = i; j < r->name_count && j < i + NAME_WORDS && e == 0; j++) {
		if (j > i && r->names[j].gap != GAP_PLAIN)
			break;
		append(&v, &r->names[j]);
		e = try_name(r, search, RECORD_SURNAME, &v, i, j);
		if (e == 0)
			e = try_name(r, search, RECORD_GIVEN_NAME, &v, i, j);
	}
	return e;
}

/* "Aisha Khan", "Khan, Aisha", "Aisha Jane Khan". */
static int
find_full(struct reach *r, const struct reach_search *search, size_t i)
{
	struct record_value v, turned, short_one;
	size_t j, k;
	int e = 0;

	v.len = 0;
	append(&v, &r->names[i]);
	for (j = i + 1; j < r->name_count && j < i + FULL_WORDS && e == 0;
	    j++) {
		if (r->names[j].gap == GAP_BREAK)
			break;
		append(&v, &r->names[j]);
		e = try_name(r, search, RECORD_FULL_NAME, &v, i, j);
		turned.len = short_one.len = 0;
		append(&turned, &r->names[j]);
		for (k = i; k < j; k++)
			append(&turned, &r->names[k]);
		if (e == 0)
			e = try_name(r, search, RECORD_FULL_NAME, &turned,
			    i, j);
		append(&short_one, &r->names[i]);
		append(&short_one, &r->names[j]);
		if (e == 0 && j == i + 2)
			e = try_name(r, search, RECORD_FULL_NAME, &short_one,
			    i, j);
	}
	return e;
}

/* --- steps -------------------------------------------------------------------- */

/* The segment that holds byte `at`, or the one after it. */
static size_t
segment_of(const struct detect_run *run, size_t at)
{
	size_t low = 0, high = run->segment_count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (run->segments[mid].to <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Back to where no word is cut; long ones are cut. */
static size_t
word_start(struct slice s, size_t at, size_t low)
{
	size_t i;

	for (i = at; i > low && at - i < OVERLAP; i--)
		if (i >= s.len || s.ptr[i] <= ' ' || s.ptr[i] == SHADOW_UNIT)
			return i;
	return i == low ? low : at;
}

/* On to where no word is cut. */
static size_t
word_end(struct slice s, size_t at)
{
	size_t i;

	for (i = at; i < s.len && i - at < OVERLAP; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] == SHADOW_UNIT)
			return i;
	return i;
}

/* Units of from..to; *ret_to is where the step really ends. */
static void
step_parts(struct reach *r, const struct detect_run *run, size_t from,
    size_t to, size_t *ret_to)
{
	const struct segment *seg;
	struct reach_part *p;
	size_t i;

	r->part_count = r->word_count = 0;
	for (i = segment_of(run, from); i < run->segment_count &&
	    run->segments[i].from < to; i++) {
		seg = &run->segments[i];
		if (r->part_count == PARTS_MAX) {
			to = seg->from;
			break;
		}
		p = &r->parts[r->part_count++];
		p->row = run->text->units[seg->unit].row;
		p->from = (uint32_t)(seg->from > from ? seg->from : from);
		p->to = (uint32_t)(seg->to < to ? seg->to : to);
		split_part(r, r->part_count - 1);
	}
	*ret_to = to;
}

static int
value_order(const void *a, const void *b)
{
	const struct reach_value *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* Read on from r->high: to `want` at first, then in strides. */
static int
step(struct reach *r, const struct detect_run *run,
    const struct reach_search *search, size_t want)
{
	size_t from, to, first = r->value_count, i;
	int e;

	from = r->high > r->low + OVERLAP ? word_start(r->text,
	    r->high - OVERLAP, r->low) : r->low;
	to = r->high > r->low || want - r->high > STEP ? r->high + STEP :
	    want;
	to = word_end(r->text, to < r->text.len ? to : r->text.len);
	r->old_high = r->high;
	step_parts(r, run, from, to, &to);
	e = find_values(r, search);
	find_name_words(r, search);
	for (i = 0; i < r->name_count; i++)
		find_own(r, search, i);
	for (i = 0; i < r->name_count && e == 0; i++) {
		e = find_single(r, search, i);
		if (e == 0)
			e = find_full(r, search, i);
	}
	if (r->value_count > first)
		qsort(r->values + first, r->value_count - first,
		    sizeof *r->values, value_order);
	r->high = to > r->high ? to : r->text.len;
	return e;
}

/* The first value that may overlap what begins at low. */
static size_t
first_value(const struct reach *r, size_t low)
{
	size_t a = 0, b = r->value_count, mid;

	/* The order is good but for what overlaps two steps. */
	low = low > 3 * OVERLAP ? low - 3 * OVERLAP : 0;
	while (a < b) {
		mid = a + (b - a) / 2;
		if (r->values[mid].from < low)
			a = mid + 1;
		else
			b = mid;
	}
	return a;
}

int
reach_values(struct reach *r, const struct detect_run *run,
    const struct reach_search *search, size_t low, size_t high,
    const struct reach_value **ret, size_t *ret_n)
{
	size_t first;
	int e = 0;

	r->text = slice_of(run->shadow.bytes, run->shadow.len);
	if (high > r->text.len)
		high = r->text.len;
	/* A new stretch, unless the old one leads on to it. */
	if (low < r->low || low > r->high) {
		reach_reset(r);
		/* A word that ends there is within. */
		r->low = r->high = word_start(r->text, low > 0 ? low - 1 : 0,
		    0);
	}
	while (e == 0 && r->high < high)
		e = step(r, run, search, high);
	if (e < 0)
		return e;
	first = first_value(r, low);
	*ret = r->values + first;
	*ret_n = r->value_count - first;
	return 0;
}
