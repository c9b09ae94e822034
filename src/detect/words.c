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
/*
 * A transition names the row of its state (its index times the classes), with
 * this bit if a word ends there; 0 is no transition.
 */
#define ENDS		(UINT32_C(1) << 31)

#define PREFIX_BITS	16

struct word {
	uint8_t *bytes;
	uint32_t len;
	uint32_t tag;
	uint32_t next;		/* another word that ends in the same state */
	bool is_stem;		/* more may follow */
};

struct words {
	struct word *words;
	size_t count, cap;
	uint8_t class[256];	/* 0: occurs in no word */
	size_t classes;
	uint32_t *next;		/* states x classes: while compiling, indexes */
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
	free(w->next);
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

/* Only bytes that some word holds need a column of the table. */
static void
classify(struct words *w)
{
	size_t i, j;

	memset(w->class, 0, sizeof w->class);
	w->classes = 1;
	for (i = 0; i < w->count; i++)
		for (j = 0; j < w->words[i].len; j++)
			if (w->class[w->words[i].bytes[j]] == 0)
				w->class[w->words[i].bytes[j]] =
				    (uint8_t)w->classes++;
	w->class['\t'] = w->class['\n'] = w->class[' '];
}

static int
state_new(struct words *w, uint32_t *ret)
{
	size_t cap;

	if (w->states >= LIST_WORDS_TABLE_MAX / sizeof *w->next / w->classes)
		return ERR_LIMIT;
	if (w->states == w->state_cap) {
		cap = w->state_cap > 0 ? w->state_cap * 2 : 64;
		w->next = mem_array(w->next, cap * w->classes,
		    sizeof *w->next);
		w->first = mem_array(w->first, cap, sizeof *w->first);
		w->state_cap = cap;
	}
	memset(w->next + w->states * w->classes, 0,
	    w->classes * sizeof *w->next);
	w->first[w->states] = NONE;
	*ret = (uint32_t)w->states++;
	return 0;
}

static int
trie_add(struct words *w, uint32_t word)
{
	struct word *x;
	uint32_t at, new;
	size_t i, cell;
	int r;

	x = &w->words[word];
	at = 0;
	for (i = 0; i < x->len; i++) {
		cell = at * w->classes + w->class[x->bytes[i]];
		if (w->next[cell] == 0) {
			r = state_new(w, &new);
			if (r < 0)
				return r;
			w->next[cell] = new;
		}
		at = w->next[cell];
	}
	x->next = w->first[at];
	w->first[at] = word;
	return 0;
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

/* From indexes to rows, and which states end a word. */
static void
pack(struct words *w)
{
	size_t i, n;
	uint32_t to;

	for (i = 0; i < w->count; i++)
		note_beginning(w, &w->words[i]);
	n = w->states * w->classes;
	for (i = 0; i < n; i++) {
		to = w->next[i];
		w->next[i] = (uint32_t)(to * w->classes) |
		    (w->first[to] != NONE ? ENDS : 0);
	}
}

int
words_compile(struct words *w)
{
	uint32_t root, i;
	int r;

	classify(w);
	r = state_new(w, &root);
	for (i = 0; r == 0 && i < w->count; i++)
		r = trie_add(w, i);
	if (r == 0)
		pack(w);
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

/* From one beginning on, as long as words go on like the text. */
static int
walk(const struct words *w, struct slice text, size_t at,
    int (*hit)(void *, const struct words_hit *), void *arg)
{
	const uint8_t *p = text.ptr;
	uint32_t row;
	size_t i;
	int r;

	row = 0;
	for (i = at; i < text.len; i++) {
		/* A run of blanks is one step. */
		if (p[i] <= ' ' && is_blank(p[i]) && is_blank(p[i - 1]))
			continue;
		row = w->next[row + w->class[p[i]]];
		if (row == 0)
			break;
		if ((row & ENDS) == 0)
			continue;
		row &= ~ENDS;
		r = report_state(w, (uint32_t)(row / w->classes), text, at,
		    i + 1, hit, arg);
		if (r < 0)
			return r;
	}
	return 0;
}

/*
 * Where a word may begin, of eight bytes: the high bit of each byte.  Letters
 * and digits begin one only behind something else; other signs anywhere.
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
	    swar_between(x & ~SWAR_HIGH, 'A', 'Z') |
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
