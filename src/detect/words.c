#include "detect/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define NONE		UINT32_MAX
/*
 * A transition names the row of its state (its index times the classes), with
 * this bit if a word ends there.
 */
#define ENDS		(UINT32_C(1) << 31)

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
	bool begins[256];	/* some word does */
	uint32_t *next;		/* states x classes: while compiling, indexes */
	uint32_t *first;	/* word that ends in the state, or NONE */
	uint32_t *shorter;	/* nearest suffix state with a word, or 0 */
	size_t states, state_cap;
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
	free(w->shorter);
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
		w->shorter = mem_array(w->shorter, cap, sizeof *w->shorter);
		w->state_cap = cap;
	}
	memset(w->next + w->states * w->classes, 0,
	    w->classes * sizeof *w->next);
	w->first[w->states] = NONE;
	w->shorter[w->states] = 0;
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

/*
 * Breadth first: where a state has no child, go where its longest proper
 * suffix would go.  State 0 is the root and its own suffix.
 */
static void
link_suffixes(struct words *w)
{
	uint32_t *queue, *suffix, at, to;
	size_t head, tail, c;

	queue = mem_array(NULL, w->states, sizeof *queue);
	suffix = mem_zalloc(w->states * sizeof *suffix);
	head = tail = 0;
	queue[tail++] = 0;
	while (head < tail) {
		at = queue[head++];
		for (c = 0; c < w->classes; c++) {
			to = w->next[at * w->classes + c];
			if (to == 0) {
				w->next[at * w->classes + c] = at == 0 ? 0 :
				    w->next[suffix[at] * w->classes + c];
				continue;
			}
			suffix[to] = at == 0 ? 0 :
			    w->next[suffix[at] * w->classes + c];
			w->shorter[to] = w->first[suffix[to]] != NONE ?
			    suffix[to] : w->shorter[suffix[to]];
			queue[tail++] = to;
		}
	}
	free(queue);
	free(suffix);
}

/* From indexes to rows, and which states end a word. */
static void
pack(struct words *w)
{
	size_t i, n;
	uint32_t to;

	for (i = 0; i < 256; i++)
		w->begins[i] = w->next[w->class[i]] != 0;
	n = w->states * w->classes;
	for (i = 0; i < n; i++) {
		to = w->next[i];
		w->next[i] = (uint32_t)(to * w->classes) |
		    (w->first[to] != NONE || w->shorter[to] != 0 ? ENDS : 0);
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
	if (r == 0) {
		link_suffixes(w);
		pack(w);
	}
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

/*
 * The automaton knows where a word ends; where it began is walked back, as
 * runs of blanks have any length.
 */
static size_t
word_start(const struct word *x, struct slice text, size_t to)
{
	size_t i;

	for (i = x->len; i > 0; i--) {
		to--;
		if (x->bytes[i - 1] == ' ')
			while (to > 0 && is_blank(text.ptr[to - 1]))
				to--;
	}
	return to;
}

static int
report_state(const struct words *w, uint32_t state, struct slice text,
    size_t to, int (*hit)(void *, const struct words_hit *), void *arg)
{
	struct words_hit h;
	const struct word *x;
	uint32_t i;
	int r;

	for (; state != 0; state = w->shorter[state]) {
		for (i = w->first[state]; i != NONE; i = w->words[i].next) {
			x = &w->words[i];
			h.word = i;
			h.tag = x->tag;
			h.from = word_start(x, text, to);
			h.to = to;
			if (words_alnum_at(text, h.from) &&
			    words_alnum_before(text, h.from))
				continue;
			if (!x->is_stem && words_alnum_before(text, to) &&
			    words_alnum_at(text, to))
				continue;
			r = hit(arg, &h);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

static bool
is_ascii_alnum(uint8_t c)
{
	return ascii_is_digit(c) || ascii_is_alpha(c);
}

/*
 * Outside of any word only a beginning matters, and none begins between two
 * letters: most of a text is passed over here.
 */
static size_t
next_beginning(const struct words *w, struct slice text, size_t at)
{
	const uint8_t *p = text.ptr;

	for (; at < text.len; at++)
		if (w->begins[p[at]] && (at == 0 ||
		    !is_ascii_alnum(p[at - 1]) || !is_ascii_alnum(p[at])))
			break;
	return at;
}

int
words_scan(const struct words *w, struct slice text,
    int (*hit)(void *, const struct words_hit *), void *arg)
{
	const uint8_t *p = text.ptr;
	uint32_t row;
	size_t i;
	int r;

	if (w->count == 0)
		return 0;
	row = 0;
	for (i = 0; i < text.len; i++) {
		if (row == 0) {
			i = next_beginning(w, text, i);
			if (i == text.len)
				break;
		}
		/* A run of blanks is one step. */
		if (p[i] <= ' ' && is_blank(p[i]) && i > 0 && is_blank(p[i - 1]))
			continue;
		row = w->next[row + w->class[p[i]]];
		if ((row & ENDS) == 0)
			continue;
		row &= ~ENDS;
		r = report_state(w, (uint32_t)(row / w->classes), text, i + 1,
		    hit, arg);
		if (r < 0)
			return r;
	}
	return 0;
}
