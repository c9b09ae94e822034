#include "detect/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detect/swar.h"

#define NONE		UINT32_MAX
#define PREFIX_BITS	16
#define STATE_SIZE	(sizeof(uint8_t) + 2 * sizeof(uint32_t))

struct word {
	uint8_t *bytes;
	uint32_t len;
	uint32_t tag;
	uint32_t next;		/* another word that ends in the same state */
	bool is_stem;		/* more may follow */
};

/*
 * The tree lies in order of depth: the children of a state follow one
 * another, and those of the next state follow them.
 */
struct words {
	struct word *words;
	size_t count, cap;
	uint8_t *label;		/* byte that leads to the state */
	uint32_t *child;	/* its first child; the next one's is the end */
	uint32_t *first;	/* word that ends in the state, or NONE */
	size_t states, state_cap;
	/*
	 * Most places where a word might begin are refused by what begins
	 * there: three bytes (hashed), or two of words that have no more.
	 */
	uint64_t threes[(1 << PREFIX_BITS) / 64];
	uint64_t twos[(1 << PREFIX_BITS) / 64];
	bool signs[256];	/* some word begins with this, no ASCII letter */
};

struct words *
words_new(void)
{
	return mem_zalloc(sizeof(struct words));
}

void
words_free(struct words *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < w->count; i++)
		free(w->words[i].bytes);
	free(w->words);
	free(w->label);
	free(w->child);
	free(w->first);
	free(w);
}

size_t
words_count(const struct words *w)
{
	return w->count;
}

struct slice
words_text(const struct words *w, uint32_t word)
{
	return slice_of(w->words[word].bytes, w->words[word].len);
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static int
add(struct words *w, struct slice word, uint32_t tag, bool is_stem)
{
	struct word *new;
	size_t i;

	word = slice_trim(word);
	if (word.len == 0)
		return ERR_SYNTAX;
	if (word.len > LIST_WORD_MAX || w->count >= LIST_ENTRIES_MAX)
		return ERR_LIMIT;
	w->words = mem_grow(w->words, w->count, &w->cap, sizeof *w->words);
	new = &w->words[w->count++];
	new->bytes = mem_alloc(word.len);
	new->len = 0;
	new->tag = tag;
	new->next = NONE;
	new->is_stem = is_stem;
	for (i = 0; i < word.len; i++) {
		if (!is_blank(word.ptr[i]))
			new->bytes[new->len++] = word.ptr[i];
		else if (new->bytes[new->len - 1] != ' ')
			new->bytes[new->len++] = ' ';
	}
	return 0;
}

int
words_add(struct words *w, struct slice word, uint32_t tag)
{
	return add(w, word, tag, false);
}

int
words_add_stem(struct words *w, struct slice stem, uint32_t tag)
{
	return add(w, stem, tag, true);
}

static int
word_order(const void *a, const void *b, void *arg)
{
	const struct words *w = arg;
	const struct word *x = &w->words[*(const uint32_t *)a];
	const struct word *y = &w->words[*(const uint32_t *)b];

	return slice_cmp(slice_of(x->bytes, x->len),
	    slice_of(y->bytes, y->len));
}

/* The words of one state: they share their first `depth` bytes. */
struct range {
	uint32_t from, to;	/* of the sorted words */
	uint32_t depth;
};

/* Room for one state and its range. */
static int
state_new(struct words *w, struct range **ranges, uint8_t label,
    const struct range *r)
{
	size_t cap;

	if (w->states >= LIST_WORDS_TABLE_MAX / STATE_SIZE)
		return ERR_LIMIT;
	/* One more than there are: the end of the last one's children. */
	if (w->states + 1 >= w->state_cap) {
		cap = w->state_cap > 0 ? w->state_cap * 2 : 64;
		w->label = mem_array(w->label, cap, sizeof *w->label);
		w->child = mem_array(w->child, cap, sizeof *w->child);
		w->first = mem_array(w->first, cap, sizeof *w->first);
		*ranges = mem_array(*ranges, cap, sizeof **ranges);
		w->state_cap = cap;
	}
	w->label[w->states] = label;
	w->first[w->states] = NONE;
	(*ranges)[w->states++] = *r;
	return 0;
}

/* Words that end here, and a child for each byte that others go on with. */
static int
state_grow(struct words *w, struct range **ranges, size_t state,
    const uint32_t *sorted)
{
	struct range r = (*ranges)[state], part;
	uint32_t i;
	uint8_t byte;
	int err;

	w->child[state] = (uint32_t)w->states;
	for (i = r.from; i < r.to &&
	    w->words[sorted[i]].len == r.depth; i++) {
		w->words[sorted[i]].next = w->first[state];
		w->first[state] = sorted[i];
	}
	err = 0;
	while (i < r.to && err == 0) {
		byte = w->words[sorted[i]].bytes[r.depth];
		part.from = i;
		part.depth = r.depth + 1;
		while (i < r.to && w->words[sorted[i]].bytes[r.depth] == byte)
			i++;
		part.to = i;
		err = state_new(w, ranges, byte, &part);
	}
	return err;
}

static int
build_tree(struct words *w)
{
	struct range all = { 0, (uint32_t)w->count, 0 };
	struct range *ranges = NULL;
	uint32_t *sorted;
	size_t i;
	int r;

	sorted = mem_array(NULL, w->count + 1, sizeof *sorted);
	for (i = 0; i < w->count; i++)
		sorted[i] = (uint32_t)i;
	qsort_r(sorted, w->count, sizeof *sorted, word_order, w);
	r = state_new(w, &ranges, 0, &all);
	for (i = 0; r == 0 && i < w->states; i++)
		r = state_grow(w, &ranges, i, sorted);
	if (r == 0)
		w->child[w->states] = (uint32_t)w->states;
	free(ranges);
	free(sorted);
	return r;
}

static uint32_t
hash_three(const uint8_t *p)
{
	uint32_t x = (uint32_t)p[0] | (uint32_t)p[1] << 8 |
	    (uint32_t)p[2] << 16;

	return x * UINT32_C(0x9e3779b1) >> (32 - PREFIX_BITS);
}

static void
bit_set(uint64_t *bits, uint32_t at)
{
	bits[at / 64] |= UINT64_C(1) << at % 64;
}

static bool
bit_has(const uint64_t *bits, uint32_t at)
{
	return (bits[at / 64] >> at % 64 & 1) != 0;
}

/* Behind a blank any number of blanks may stand: it counts as the end. */
static void
note_beginning(struct words *w, const struct word *x)
{
	uint32_t second;
	size_t n;

	for (n = 0; n < 3 && n < x->len && !is_blank(x->bytes[n]); n++)
		;
	if (!ascii_is_digit(x->bytes[0]) && !ascii_is_alpha(x->bytes[0]))
		w->signs[x->bytes[0]] = true;
	if (n == 3)
		bit_set(w->threes, hash_three(x->bytes));
	else if (n == 2)
		bit_set(w->twos, (uint32_t)x->bytes[0] << 8 | x->bytes[1]);
	else
		for (second = 0; second < 256; second++)
			bit_set(w->twos, (uint32_t)x->bytes[0] << 8 | second);
}

int
words_compile(struct words *w)
{
	size_t i;
	int r;

	r = build_tree(w);
	for (i = 0; r == 0 && i < w->count; i++)
		note_beginning(w, &w->words[i]);
	return r;
}

bool
words_alnum_at(struct slice text, size_t at)
{
	ucs4_t c;

	if (at >= text.len)
		return false;
	if (text.ptr[at] < 0x80)
		return ascii_is_digit(text.ptr[at]) ||
		    ascii_is_alpha(text.ptr[at]);
	if (u8_mbtouc(&c, text.ptr + at, text.len - at) <= 0)
		return false;
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L |
	    UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N);
}

bool
words_alnum_before(struct slice text, size_t at)
{
	if (at == 0 || at > text.len)
		return false;
	do
		at--;
	while (at > 0 && (text.ptr[at] & 0xc0) == 0x80);
	return words_alnum_at(text, at);
}

/* All words that end in this state: the text of each is at..to. */
static int
report_state(const struct words *w, uint32_t state, struct slice text,
    size_t at, size_t to, int (*hit)(void *, const struct words_hit *),
    void *arg)
{
	struct words_hit h;
	uint32_t i;
	bool goes_on;
	int r;

	if (words_alnum_at(text, at) && words_alnum_before(text, at))
		return 0;
	goes_on = words_alnum_before(text, to) && words_alnum_at(text, to);
	for (i = w->first[state]; i != NONE; i = w->words[i].next) {
		if (goes_on && !w->words[i].is_stem)
			continue;
		h.word = i;
		h.tag = w->words[i].tag;
		h.from = at;
		h.to = to;
		r = hit(arg, &h);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Do words begin like the text at `at`?  Rather one place too many. */
static bool
may_begin(const struct words *w, struct slice text, size_t at)
{
	const uint8_t *p = text.ptr + at;
	size_t left = text.len - at;

	if (left >= 3 && bit_has(w->threes, hash_three(p)))
		return true;
	return bit_has(w->twos, (uint32_t)p[0] << 8 | (left > 1 ? p[1] : 0));
}

/* The child that this byte leads to; 0 (the root) if there is none. */
static uint32_t
step(const struct words *w, uint32_t state, uint8_t byte)
{
	uint32_t from = w->child[state], to = w->child[state + 1];
	const uint8_t *at;

	if (to - from == 1)
		return w->label[from] == byte ? from : 0;
	at = from < to ? memchr(w->label + from, byte, to - from) : NULL;
	return at != NULL ? (uint32_t)(at - w->label) : 0;
}

/* From one beginning on, as long as words go on like the text. */
static int
walk(const struct words *w, struct slice text, size_t at,
    int (*hit)(void *, const struct words_hit *), void *arg)
{
	uint32_t state;
	size_t i;
	uint8_t c;
	int r;

	state = 0;
	for (i = at; i < text.len; i++) {
		c = text.ptr[i];
		if (c <= ' ' && is_blank(c)) {
			/* A run of blanks is one step. */
			if (is_blank(text.ptr[i - 1]))
				continue;
			c = ' ';
		}
		state = step(w, state, c);
		if (state == 0)
			break;
		if (w->first[state] == NONE)
			continue;
		r = report_state(w, state, text, at, i + 1, hit, arg);
		if (r < 0)
			return r;
	}
	return 0;
}

/*
 * Where a word may begin, of eight bytes: the high bit of each byte.  Letters
 * and digits begin one only behind something else; other signs anywhere.
 * There are no capitals in a folded text.
 */
static uint64_t
beginnings(const struct words *w, const uint8_t *p, bool is_first,
    uint8_t before)
{
	uint64_t x, ascii, alnum, behind, signs, rest;
	unsigned at;

	x = swar_load_low(p);
	ascii = ~x & SWAR_HIGH;
	alnum = (swar_between(x & ~SWAR_HIGH, 'a', 'z') |
	    swar_between(x & ~SWAR_HIGH, '0', '9')) & ascii;
	behind = alnum << 8 | (!is_first && (ascii_is_alpha(before) ||
	    ascii_is_digit(before)) ? 0x80 : 0);
	signs = ~alnum & SWAR_HIGH &
	    ~(swar_between(x & ~SWAR_HIGH, ' ', ' ') & ascii);
	for (rest = signs; rest != 0; rest &= rest - 1) {
		at = (unsigned)__builtin_ctzll(rest) / 8;
		if (!w->signs[p[at]])
			signs &= ~(UINT64_C(0x80) << 8 * at);
	}
	return (alnum & ~behind) | signs;
}

int
words_scan(const struct words *w, struct slice text,
    int (*hit)(void *, const struct words_hit *), void *arg)
{
	uint8_t last[SWAR_SIZE];
	const uint8_t *p;
	uint64_t bits;
	size_t i, at;
	int r;

	if (w->count == 0)
		return 0;
	for (i = 0; i < text.len; i += SWAR_SIZE) {
		p = text.ptr + i;
		if (text.len - i < SWAR_SIZE) {
			memset(last, ' ', sizeof last);
			memcpy(last, p, text.len - i);
			p = last;
		}
		bits = beginnings(w, p, i == 0, i == 0 ? 0 : text.ptr[i - 1]);
		for (; bits != 0; bits &= bits - 1) {
			at = i + (size_t)__builtin_ctzll(bits) / 8;
			if (!may_begin(w, text, at))
				continue;
			r = walk(w, text, at, hit, arg);
			if (r < 0)
				return r;
		}
	}
	return 0;
}
