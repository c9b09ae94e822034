#include "detect/context.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/own.h"
#include "detect/run.h"
#include "detect/scene.h"
#include "detect/swar.h"
#include "detect/words.h"

#define TOKEN_REACH	256	/* bytes of a URL or address looked at */
#define OTHER_REACH	40	/* characters before, in the same line */
#define BESIDE_REACH	40	/* characters before */
#define SPENT_DIGITS	5	/* between a word and what it does not name */
#define TOPIC_BYTES	(4 * CONTEXT_TOPIC)
#define LEFT_CELL_MAX	80	/* a longer cell is no label */
#define OWN_VALUE_MAX	256

/* --- boundaries ----------------------------------------------------------- */

static bool
ends_token(uint8_t c)
{
	return c <= ' ' || c == ',' || c == ';' || c == '"' || c == '<' ||
	    c == '>' || c == '|' || c == '(' || c == ')';
}

static bool
is_address_char(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80 ||
	    c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

/* Is there an "@" with nothing but address characters in between? */
static bool
in_address(struct slice token, size_t from, size_t to)
{
	size_t i;

	for (i = from; i > 0 && is_address_char(token.ptr[i - 1]); i--)
		;
	if (i > 0 && token.ptr[i - 1] == '@')
		return true;
	for (i = to; i < token.len && is_address_char(token.ptr[i]); i++)
		;
	return i < token.len && token.ptr[i] == '@' && i + 1 < token.len &&
	    is_address_char(token.ptr[i + 1]);
}

/* "example.org/": letters and dots, then a slash, with or without scheme. */
static bool
in_url(struct slice before)
{
	size_t at, slash, dot;

	at = slice_find(before, SLICE("://"), 0);
	if (at != SLICE_NPOS) {
		before = slice_from(before, at + 3);
		return slice_chr(before, '/', 0) != SLICE_NPOS ||
		    slice_chr(before, '?', 0) != SLICE_NPOS ||
		    slice_chr(before, '#', 0) != SLICE_NPOS;
	}
	for (at = before.len; at > 0; at--)
		if (before.ptr[at - 1] == '?' || before.ptr[at - 1] == '&')
			return slice_chr(before, '=', at) != SLICE_NPOS;
	slash = slice_chr(before, '/', 0);
	if (slash == SLICE_NPOS)
		return false;
	dot = slice_rchr(slice_sub(before, 0, slash), '.');
	return dot != SLICE_NPOS && dot > 0 && slash - dot > 2 &&
	    ascii_is_alpha(before.ptr[dot + 1]);
}

static bool
is_hex(uint8_t c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
}

/* 8-4-4-4-12 hexadecimal digits (RFC 9562). */
static bool
in_uuid(struct slice token, size_t from, size_t to)
{
	static const size_t dashes[] = { 8, 13, 18, 23 };
	size_t i;

	while (from > 0 && (is_hex(token.ptr[from - 1]) ||
	    token.ptr[from - 1] == '-'))
		from--;
	while (to < token.len && (is_hex(token.ptr[to]) ||
	    token.ptr[to] == '-'))
		to++;
	if (to - from != 36)
		return false;
	for (i = 0; i < 4; i++)
		if (token.ptr[from + dashes[i]] != '-')
			return false;
	return true;
}

/* "9434765919/22": digits over a slash; number.h knows the other separators. */
static bool
goes_on(struct slice text, size_t to)
{
	return to > 0 && ascii_is_digit(text.ptr[to - 1]) &&
	    to + 1 < text.len && text.ptr[to] == '/' &&
	    ascii_is_digit(text.ptr[to + 1]);
}

bool
detect_is_apart(const struct detect_context *c, size_t from, size_t to)
{
	struct slice token;
	size_t low, high;

	if (words_alnum_before(c->text, from) || words_alnum_at(c->text, to) ||
	    goes_on(c->text, to))
		return false;
	for (low = from; low > 0 && from - low < TOKEN_REACH &&
	    !ends_token(c->text.ptr[low - 1]); low--)
		;
	for (high = to; high < c->text.len && high - to < TOKEN_REACH &&
	    !ends_token(c->text.ptr[high]); high++)
		;
	token = slice_sub(c->text, low, high);
	return !in_address(token, from - low, to - low) &&
	    !in_url(slice_sub(token, 0, from - low)) &&
	    !in_uuid(token, from - low, to - low);
}

bool
detect_is_continued(const struct detect_context *c, size_t from)
{
	uint8_t sep;

	if (from < 2)
		return false;
	sep = c->text.ptr[from - 1];
	return (sep == ' ' || sep == '-' || sep == '.' || sep == '/') &&
	    ascii_is_digit(c->text.ptr[from - 2]);
}

/* --- words near by -------------------------------------------------------- */

/* n bytes of ASCII are n characters: the usual case, and quick to see. */
static bool
is_ascii(const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; n - i >= SWAR_SIZE; i += SWAR_SIZE)
		if ((swar_load(p + i) & SWAR_HIGH) != 0)
			return false;
	for (; i < n; i++)
		if (p[i] >= 0x80)
			return false;
	return true;
}

/* Where n characters before `at` begin, or the start. */
static size_t
chars_back(struct slice s, size_t at, size_t n)
{
	if (at >= n && is_ascii(s.ptr + at - n, n))
		return at - n;
	while (at > 0 && n > 0)
		if ((s.ptr[--at] & 0xc0) != 0x80)
			n--;
	return at;
}

/* Where n characters from `at` on end, or the end. */
static size_t
chars_on(struct slice s, size_t at, size_t n)
{
	if (s.len - at >= n && is_ascii(s.ptr + at, n))
		return at + n;
	for (; at < s.len; at++)
		if ((s.ptr[at] & 0xc0) != 0x80 && n-- == 0)
			break;
	return at;
}

/* Index of the first label of the window that ends after `at`. */
static size_t
labels_from(const struct detect_run *run, size_t at)
{
	size_t low, high, mid;

	low = 0;
	high = run->label_count;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (run->labels[mid].to <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool
run_is_upper(const struct detect_run *run, size_t at)
{
	struct slice original;
	ucs4_t u;
	size_t o;

	original = run->text->bytes;
	o = shadow_origin(&run->shadow, at);
	if (o >= original.len)
		return false;
	if (original.ptr[o] < 0x80)
		return original.ptr[o] >= 'A' && original.ptr[o] <= 'Z';
	/* Mathematical capitals have no lower case. */
	return u8_mbtouc(&u, original.ptr + o, original.len - o) > 0 &&
	    (uc_tolower(u) != u || uc_is_property_uppercase(u));
}

/* "Mrs Okafor": a title counts only with a capitalised name after it. */
static bool
names_person(const struct detect_context *c, size_t title_to)
{
	const struct detect_run *run = c->run;
	const uint8_t *p = run->shadow.bytes;
	size_t i;

	i = title_to;
	if (i < run->shadow.len && p[i] == '.')
		i++;
	if (i + 1 >= run->shadow.len || p[i] != ' ')
		return false;
	i++;
	return (ascii_is_alpha(p[i]) || p[i] >= 0x80) && run_is_upper(run, i);
}

/* All places are bytes of the window's shadow. */
struct near_search {
	struct slice text;		/* of the window, up to where context ends */
	size_t from, to;		/* of the candidate */
	size_t label_low, label_high;
	size_t negative_low, other_low, beside_low;
	size_t own_gap, bad_gap;	/* bytes to the nearest; SIZE_MAX: none */
	unsigned near;
};

static size_t
count_digits(struct slice text, size_t from, size_t to)
{
	size_t n;

	for (n = 0; from < to; from++)
		n += ascii_is_digit(text.ptr[from]);
	return n;
}

/*
 * "Tel 07700 900123, ...": the word has its number already.  Not so in
 * "orders 4500012345 and 9434765919", a list of the same.
 */
static bool
is_spent(const struct near_search *s, size_t word_to)
{
	size_t between, own;

	between = count_digits(s->text, word_to, s->from);
	own = count_digits(s->text, s->from, s->to);
	return between >= SPENT_DIGITS && own > 0 && between % own != 0;
}

static void
near_own(struct near_search *s, size_t from, size_t to)
{
	size_t gap;

	if (to <= s->from)
		gap = s->from - to;
	else if (from >= s->to)
		gap = from - s->to;
	else
		return;		/* inside the candidate itself */
	if (to <= s->label_low || from >= s->label_high)
		return;
	if (gap < s->own_gap)
		s->own_gap = gap;
	if (to <= s->from && to > s->beside_low && !is_spent(s, to))
		s->near |= NEAR_BESIDE;
}

static void
near_bad(struct near_search *s, size_t low, size_t to)
{
	if (to > low && to <= s->from && s->from - to < s->bad_gap &&
	    !is_spent(s, to))
		s->bad_gap = s->from - to;
}

static void
near_label(struct detect_context *c, struct near_search *s,
    const struct label *l)
{
	bool mine;

	mine = LABEL_SOURCE(l->tag) == c->source;
	switch (LABEL_KIND(l->tag)) {
	case LABEL_OWN:
		if (mine)
			near_own(s, l->from, l->to);
		break;
	case LABEL_TOPIC:
		if (mine)
			s->near |= NEAR_TOPIC;
		break;
	case LABEL_HEADER:
		break;
	case LABEL_OTHER:
		if (mine)
			near_bad(s, s->other_low, l->to);
		break;
	case LABEL_NEGATIVE:
		/* The end of a domain says nothing: "a@b.example". */
		if (l->from == 0 ||
		    c->run->shadow.bytes[l->from - 1] != '.')
			near_bad(s, s->negative_low, l->to);
		break;
	case LABEL_TITLE:
		if (names_person(c, l->to))
			s->near |= NEAR_PERSON;
		break;
	case LABEL_TRIGGER:
	case LABEL_LIST:
	case LABEL_TERM:
	case LABEL_CLASS:
	case LABEL_CHAIN:
	case LABEL_COLUMN:
		break;
	}
}

/* The cell to the left speaks for this one, if it is short. */
static bool
left_cell_labels(const struct detect_context *c)
{
	const struct detect_run *run = c->run;
	const struct segment *left;
	size_t i;

	if (c->unit->row == 0 || run->segment == 0)
		return false;
	left = &run->segments[run->segment - 1];
	if (run->text->units[left->unit].row != c->unit->row ||
	    left->to - left->from > LEFT_CELL_MAX)
		return false;
	for (i = labels_from(run, left->from); i < run->label_count &&
	    run->labels[i].to <= left->to; i++)
		if (LABEL_SOURCE(run->labels[i].tag) == c->source &&
		    LABEL_KIND(run->labels[i].tag) <= LABEL_HEADER)
			return true;
	return false;
}

/*
 * "NHS number:" as a paragraph of its own, and the value begins the next: mail
 * programs make a paragraph of each line.
 */
static bool
line_above_labels(const struct detect_context *c, size_t from)
{
	const struct detect_run *run = c->run;
	const uint8_t *shadow = c->text.ptr - c->unit_at;
	const struct segment *above;
	const struct label *l;
	size_t i, end;

	if (c->unit->row != 0 || run->segment == 0 || from > 0)
		return false;
	above = &run->segments[run->segment - 1];
	if (run->text->units[above->unit].row != 0)
		return false;
	for (end = above->to; end > above->from &&
	    shadow[end - 1] < 0x80 && !ascii_is_alpha(shadow[end - 1]) &&
	    !ascii_is_digit(shadow[end - 1]); end--)
		;
	for (i = labels_from(run, end > above->from ? end - 1 : end);
	    i < run->label_count && run->labels[i].to <= above->to; i++) {
		l = &run->labels[i];
		if (l->to >= end && LABEL_KIND(l->tag) == LABEL_OWN &&
		    LABEL_SOURCE(l->tag) == c->source)
			return true;
	}
	return false;
}

/* What one word of a header says: bits of enum detect_near. */
static unsigned
header_says(const struct detect_context *c, uint32_t tag)
{
	if (LABEL_KIND(tag) == LABEL_NEGATIVE)
		return NEAR_NEGATIVE;
	if (LABEL_SOURCE(tag) != c->source)
		return 0;
	if (LABEL_KIND(tag) == LABEL_OTHER)
		return NEAR_NEGATIVE;
	return LABEL_KIND(tag) <= LABEL_HEADER ? NEAR_HEADER : 0;
}

/* The first line of a table that is drawn in text. */
static unsigned
grid_says(struct detect_context *c, size_t from)
{
	struct detect_run *run = c->run;
	unsigned said;
	size_t i, low, high;

	if (from >= run->shadow.len || !grid_header(&run->grid,
	    slice_of(run->shadow.bytes, run->shadow.len), from, &low, &high))
		return 0;
	said = 0;
	for (i = labels_from(run, low); i < run->label_count &&
	    run->labels[i].to <= high; i++)
		if (run->labels[i].from >= low)
			said |= header_says(c, run->labels[i].tag);
	return said;
}

/* What the column is called, or the cell to the left says. */
static void
near_header(struct detect_context *c, struct near_search *s)
{
	const struct header *h;
	unsigned said;
	size_t i;

	if (c->unit->row != 0 ? left_cell_labels(c) :
	    line_above_labels(c, s->from - c->unit_at))
		s->near |= NEAR_HEADER;
	said = c->unit->row == 0 ? grid_says(c, s->from) : 0;
	if (c->unit->header.len > 0) {
		h = run_header(c->run, c->unit->header);
		for (i = 0; h != NULL && i < h->tag_count; i++)
			said |= header_says(c, h->tags[i]);
	}
	if ((said & NEAR_HEADER) != 0)
		s->near |= NEAR_HEADER;
	else if ((said & NEAR_NEGATIVE) != 0 && s->own_gap == SIZE_MAX)
		s->near |= NEAR_NEGATIVE;
}

/* Paragraphs and lines of one text speak for each other, as lines of a body do. */
static bool
is_one_text(const struct detect_run *run, size_t a, size_t b)
{
	const struct text_unit *x = &run->text->units[run->segments[a].unit];
	const struct text_unit *y = &run->text->units[run->segments[b].unit];

	return x->row == 0 && y->row == 0 && x->where == y->where &&
	    (x->where == FINDING_BODY || x->where == FINDING_QUOTED ||
	    x->where == FINDING_ATTACHMENT);
}

/* As far as a topic may stand, in the window's shadow. */
static void
near_bounds(const struct detect_run *run, const struct near_search *s,
    size_t *ret_low, size_t *ret_high)
{
	size_t first, last;

	first = last = run->segment;
	while (first > 0 && s->from - run->segments[first].from <
	    TOPIC_BYTES && is_one_text(run, first - 1, first))
		first--;
	while (last + 1 < run->segment_count && run->segments[last].to - s->to <
	    TOPIC_BYTES && is_one_text(run, last, last + 1))
		last++;
	*ret_low = run->segments[first].from;
	*ret_high = run->segments[last].to;
}

/* Not before the line's beginning. */
static size_t
line_low(const struct near_search *s, size_t low)
{
	size_t at;

	for (at = s->from; at > low && s->text.ptr[at - 1] != '\n' &&
	    s->text.ptr[at - 1] != SHADOW_UNIT; at--)
		;
	return at;
}

static size_t
later(size_t a, size_t b)
{
	return a > b ? a : b;
}

unsigned
detect_near(struct detect_context *c, size_t from, size_t to)
{
	struct detect_run *run = c->run;
	struct near_search s;
	size_t i, low, high;

	s.from = c->unit_at + from;
	s.to = c->unit_at + to;
	s.near = 0;
	s.own_gap = s.bad_gap = SIZE_MAX;
	near_bounds(run, &s, &low, &high);
	s.text = slice_of(run->shadow.bytes, high);
	s.negative_low = later(low, chars_back(s.text, s.from,
	    CONTEXT_NEGATIVE));
	s.beside_low = later(low, chars_back(s.text, s.from, BESIDE_REACH));
	s.label_low = later(low, chars_back(s.text, s.from, CONTEXT_BEFORE));
	s.label_high = chars_on(s.text, s.to, CONTEXT_AFTER);
	s.other_low = line_low(&s, later(low, chars_back(s.text, s.from,
	    OTHER_REACH)));
	low = later(low, chars_back(s.text, s.from, CONTEXT_TOPIC));
	high = chars_on(s.text, s.to, CONTEXT_TOPIC);
	for (i = labels_from(run, low); i < run->label_count &&
	    run->labels[i].to <= high; i++)
		if (run->labels[i].from >= low)
			near_label(c, &s, &run->labels[i]);
	near_header(c, &s);
	if (s.own_gap != SIZE_MAX)
		s.near |= NEAR_LABEL;
	if (s.bad_gap < s.own_gap)
		s.near |= NEAR_NEGATIVE;
	return s.near;
}

unsigned
detect_near_of(struct detect_context *c, const struct detector *d, size_t from,
    size_t to)
{
	const struct detect_plan *p = c->run->plan;
	struct detect_context other = *c;
	size_t i;

	for (i = 0; i < p->caller_count; i++) {
		if (p->callers[i].detector != d)
			continue;
		other.source = p->callers[i].source;
		return detect_near(&other, from, to);
	}
	return 0;
}

static bool
ends_line(uint8_t c)
{
	return c == '\n' || c == SHADOW_UNIT;
}

static bool
says(struct slice line, const char *word)
{
	size_t at, len;

	len = strlen(word);
	for (at = 0; (at = slice_find(line, slice_of((const uint8_t *)word,
	    len), at)) != SLICE_NPOS; at++)
		if (!words_alnum_before(line, at) &&
		    !words_alnum_at(line, at + len))
			return true;
	return false;
}

bool
run_line_says(const struct detect_run *run, size_t from, size_t to,
    size_t reach, const char *const *words)
{
	struct slice text, before, after;
	size_t at;

	text = slice_of(run->shadow.bytes, run->shadow.len);
	for (at = from; at > 0 && !ends_line(text.ptr[at - 1]) &&
	    from - at < reach; at--)
		;
	before = slice_sub(text, at, from);
	for (at = to; at < text.len && !ends_line(text.ptr[at]) &&
	    at - to < reach; at++)
		;
	after = slice_sub(text, to, at);
	for (; *words != NULL; words++)
		if (says(before, *words) || says(after, *words))
			return true;
	return false;
}

bool
detect_line_says(const struct detect_context *c, size_t from, size_t to,
    size_t reach, const char *const *words)
{
	return run_line_says(c->run, c->unit_at + from, c->unit_at + to, reach,
	    words);
}

struct slice
detect_line_above(const struct detect_context *c, size_t from)
{
	const struct detect_run *run = c->run;
	const uint8_t *p = run->shadow.bytes;
	size_t end, at, low;

	if (c->unit->row != 0)
		return SLICE_NONE;
	low = run->segments[run->segment].from;
	if (run->segment > 0 && is_one_text(run, run->segment - 1,
	    run->segment))
		low = run->segments[run->segment - 1].from;
	end = c->unit_at + from;
	while (end > low && p[end - 1] == ' ')
		end--;
	if (end == low || !ends_line(p[end - 1]))
		return SLICE_NONE;
	for (end--; end > low && p[end - 1] == ' '; end--)
		;
	for (at = end; at > low && end - at < TOKEN_REACH &&
	    !ends_line(p[at - 1]); at--)
		;
	return slice_trim(slice_of(p + at, end - at));
}

struct slice
detect_line_below(const struct detect_context *c, size_t to)
{
	const struct detect_run *run = c->run;
	const uint8_t *p = run->shadow.bytes;
	size_t at, end, high;

	if (c->unit->row != 0)
		return SLICE_NONE;
	high = run->segments[run->segment].to;
	if (run->segment + 1 < run->segment_count && is_one_text(run,
	    run->segment, run->segment + 1))
		high = run->segments[run->segment + 1].to;
	at = c->unit_at + to;
	while (at < high && p[at] == ' ')
		at++;
	if (at == high || !ends_line(p[at]))
		return SLICE_NONE;
	at++;
	for (end = at; end < high && end - at < TOKEN_REACH &&
	    !ends_line(p[end]); end++)
		;
	return slice_trim(slice_of(p + at, end - at));
}

/* Which sources have a label in the segment, beside those of its unit so far. */
static void
labels_note(struct detect_run *run)
{
	const struct segment *seg = &run->segments[run->segment];
	uint32_t source;
	size_t i;

	if (run->labelled_unit != seg->unit)
		memset(run->labelled, 0, (run->plan->built + 63) / 64 *
		    sizeof *run->labelled);
	run->labelled_segment = run->segment;
	run->labelled_unit = seg->unit;
	for (i = labels_from(run, seg->from); i < run->label_count &&
	    run->labels[i].to <= seg->to; i++) {
		source = LABEL_SOURCE(run->labels[i].tag);
		if (LABEL_KIND(run->labels[i].tag) == LABEL_OWN &&
		    source < run->plan->built)
			run->labelled[source / 64] |=
			    UINT64_C(1) << source % 64;
	}
}

bool
detect_unit_labelled(struct detect_context *c)
{
	struct detect_run *run = c->run;
	struct near_search s;

	if (run->labelled_segment != run->segment)
		labels_note(run);
	if (c->source < run->plan->built &&
	    (run->labelled[c->source / 64] >> c->source % 64 & 1) != 0)
		return true;
	s.from = SIZE_MAX;	/* no unit begins there */
	s.near = 0;
	s.own_gap = SIZE_MAX;
	near_header(c, &s);
	return (s.near & NEAR_HEADER) != 0;
}

int
detect_tier(int tier, unsigned near)
{
	return (near & NEAR_NEGATIVE) != 0 ? tier - 2 : tier;
}

/* --- the candidate itself ------------------------------------------------- */

bool
detect_is_upper(const struct detect_context *c, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++)
		if (ascii_is_alpha(c->text.ptr[i]) &&
		    !run_is_upper(c->run, c->unit_at + i))
			return false;
	return true;
}

size_t
detect_cased(const struct detect_context *c, size_t from, size_t to,
    uint8_t *out, size_t size)
{
	const uint8_t *shadow = c->run->shadow.bytes;
	size_t i, n;

	for (i = from, n = 0; i < to && n < size; i++)
		out[n++] = ascii_is_alpha(shadow[i]) &&
		    run_is_upper(c->run, i) ? (uint8_t)(shadow[i] - 0x20) :
		    shadow[i];
	return n;
}

bool
detect_is_repeated(const uint8_t *digits, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (digits[i] != digits[0])
			return false;
	return true;
}

bool
detect_is_in_zone(const struct detect_context *c, size_t from)
{
	return c->unit_at + from >= c->run->zone_from &&
	    c->unit_at + from < c->run->zone_to;
}

void
detect_shape(struct detect_context *c)
{
	if (detect_is_in_zone(c, c->at) && findings_shape(c->run->findings, c->source,
	    run_column(c->run, c->unit)) < 0)
		run_limit(c->run, "memory for findings");
}

static bool
is_own_value(const struct detect_context *c, struct slice value)
{
	uint8_t lower[OWN_VALUE_MAX];
	size_t i;

	if (c->run->plan->own_count == 0 || value.len > sizeof lower)
		return false;
	for (i = 0; i < value.len; i++)
		lower[i] = ascii_lower(value.ptr[i]);
	return own_has(c->run->plan, slice_of(lower, value.len));
}

static int
mark_put(struct detect_context *c, enum mark_kind kind, size_t from,
    size_t to, int weight, struct slice value)
{
	struct mark m;

	memset(&m, 0, sizeof m);
	m.from = (uint32_t)(c->unit_at + from);
	m.to = (uint32_t)(c->unit_at + to);
	m.kind = (uint8_t)kind;
	m.weight = (uint8_t)weight;
	m.source = (uint16_t)c->source;
	m.value = siphash(c->run->plan->key, value);
	return run_mark(c->run, &m);
}

int
detect_mark(struct detect_context *c, enum mark_kind kind, size_t from,
    size_t to, struct slice value)
{
	return is_own_value(c, value) ? 0 :
	    mark_put(c, kind, from, to, 0, value);
}

int
detect_secret_put(struct detect_context *c, size_t from, int tier,
    struct slice value)
{
	size_t ignored;

	if (tier < 1 || is_own_value(c, value) || !detect_is_in_zone(c, from))
		return 0;
	return run_found(c->run, c->source, c->unit_at + from, tier, value,
	    false, &ignored);
}

int
detect_mark_graded(struct detect_context *c, enum mark_kind kind,
    unsigned weight, size_t from, size_t to, struct slice value)
{
	return mark_put(c, kind, from, to, (int)weight, value);
}

static uint32_t
weight_of(const struct detect_hit *hit)
{
	return hit->weight > 0 ? hit->weight : 1;
}

/* One more that is only possible, where there are thousands: it may be a list. */
static int
pass_only(struct detect_context *c, const struct detect_hit *hit)
{
	const struct detect_plan *p = c->run->plan;

	if (c->source >= p->built)
		return 0;
	if (findings_pass_only(c->run->findings, c->source,
	    run_column(c->run, c->unit), siphash_pair(p->key,
	    p->sources[c->source].id, hit->value), weight_of(hit)) < 0)
		return run_limit(c->run, "memory for findings");
	return 0;
}

int
detect_hit_put(struct detect_context *c, const struct detect_hit *hit)
{
	size_t i;
	int r;

	if (hit->tier < 1 || is_own_value(c, hit->value))
		return 0;
	r = mark_put(c, MARK_NUMBER, hit->from, hit->to, hit->tier,
	    hit->value);
	if (r < 0 || !detect_is_in_zone(c, hit->from))
		return r;
	if (hit->tier == 1 && findings_is_crowded(c->run->findings))
		return pass_only(c, hit);
	r = run_found(c->run, c->source, c->unit_at + hit->from,
	    hit->tier, hit->value, true, &i);
	if (r == 0 && c->source < c->run->plan->built &&
	    findings_pass(c->run->findings, c->source,
	    run_column(c->run, c->unit), i, weight_of(hit)) < 0)
		r = run_limit(c->run, "memory for findings");
	return r;
}

int
detect_put(struct detect_context *c, size_t to, int tier, struct slice value)
{
	struct detect_hit hit = { c->at, to, tier, value, 1 };

	return detect_hit_put(c, &hit);
}

int
detect_put_digits(struct detect_context *c, size_t to, int tier,
    const uint8_t *digits, size_t n)
{
	uint8_t value[NUMBER_DIGITS_MAX];
	size_t i;

	for (i = 0; i < n && i < sizeof value; i++)
		value[i] = (uint8_t)('0' + digits[i]);
	return detect_put(c, to, tier, slice_of(value, i));
}
