#include "detect/weighed.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detect/scene.h"
#include "detect/wordlist.h"

#define REACH		500	/* bytes either side that a text is about */
#define SENTENCE	400	/* bytes either side, at most */
#define YOU_REACH	80	/* bytes from "you" to what the reader is called */
#define DISGUISE_MIN	4	/* letters of a word that is seen through one */
#define DISGUISE_MAX	24

static const char *const keys[WEIGHED_KEY_COUNT] = {
	[WEIGHED_NEVER] = "0",
	[WEIGHED_LIGHT] = "1",
	[WEIGHED_PLAIN] = "2",
	[WEIGHED_GRAVE] = "3",
	[WEIGHED_TOLD] = "told",
	[WEIGHED_ABOUT] = "about",
	[WEIGHED_YOU] = "you",
	[WEIGHED_LINK] = "link",
};

/* --- compiling ------------------------------------------------------------ */

bool
weighed_is_mark(struct slice item)
{
	return slice_eq_str(item, "weights");
}

/* One word of letters alone, long enough to be known in disguise. */
static bool
may_be_disguised(struct slice word)
{
	size_t i;

	for (i = 0; i < word.len; i++)
		if (!ascii_is_alpha(word.ptr[i]))
			return false;
	return word.len >= DISGUISE_MIN && word.len <= DISGUISE_MAX;
}

int
weighed_add(struct detect_plan *p, uint32_t source, struct slice item)
{
	struct slice key = slice_sub(item, 0, 0), rest;
	uint32_t k, word = (uint32_t)words_count(p->words);
	int r;

	while (key.len < item.len && !ascii_is_space(item.ptr[key.len]))
		key.len++;
	rest = slice_trim(slice_from(item, key.len));
	for (k = 0; k < WEIGHED_KEY_COUNT; k++)
		if (slice_eq_str(key, keys[k]))
			break;
	if (k == WEIGHED_KEY_COUNT || rest.len == 0)
		return ERR_SYNTAX;
	r = plan_word(p, rest, LABEL_TAG_EXTRA(source, LABEL_LIST,
	    WEIGHED_EXTRA(k)));
	if (r < 0 || (k != WEIGHED_PLAIN && k != WEIGHED_GRAVE) ||
	    words_count(p->words) == word ||
	    !may_be_disguised(words_text(p->words, word)))
		return r;
	p->disguised = mem_grow(p->disguised, p->disguised_count,
	    &p->disguised_cap, sizeof *p->disguised);
	rest = words_text(p->words, word);
	p->disguised[p->disguised_count++] = (struct disguised){
		.word = word, .source = (uint16_t)source, .key = (uint8_t)k,
		.first = rest.ptr[0], .len = (uint8_t)rest.len };
	return 0;
}

/* --- a window ------------------------------------------------------------- */

int
weighed_keep(struct detect_run *run, const struct words_hit *h)
{
	struct weighed *w;

	w = arena_grow(run->arena, run->weighed, run->weighed_count,
	    &run->weighed_cap, sizeof *w);
	if (w == NULL)
		return run_limit(run, "memory for listed words");
	run->weighed = w;
	w[run->weighed_count++] = (struct weighed){
		.from = (uint32_t)h->from, .to = (uint32_t)h->to,
		.word = h->word, .source = (uint16_t)LABEL_SOURCE(h->tag),
		.key = (uint8_t)WEIGHED_KEY(LABEL_EXTRA(h->tag)) };
	return 0;
}

static struct slice
window(const struct detect_run *run)
{
	return slice_of(run->shadow.bytes, run->shadow.len);
}

static bool
ends_sentence(struct slice t, size_t at)
{
	uint8_t b = t.ptr[at];
	uint8_t next = at + 1 < t.len ? t.ptr[at + 1] : '\n';

	return ((b == '.' || b == '!' || b == '?') && (ascii_is_space(next) ||
	    next == '"' || next == SHADOW_UNIT)) ||
	    (b == '\n' && next == '\n');
}

/* The sentence of the hit; what is quoted in it ends none. */
static struct span
sentence(struct slice t, size_t from, size_t to, const struct segment *seg)
{
	struct span s = { .from = from, .to = to };
	size_t low = from > seg->from + SENTENCE ? from - SENTENCE : seg->from;
	size_t high = seg->to - to > SENTENCE ? to + SENTENCE : seg->to;

	while (s.from > low && !ends_sentence(t, s.from - 1))
		s.from--;
	while (s.to < high && !ends_sentence(t, s.to))
		s.to++;
	return s;
}

/* First hit that begins at or past `at`. */
static size_t
first_from(const struct detect_run *run, size_t at)
{
	size_t low = 0, high = run->weighed_count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (run->weighed[mid].from < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Is there one of that key and of the list of w, within from..to? */
static bool
has_key(const struct detect_run *run, const struct weighed *w,
    enum weighed_key key, size_t from, size_t to)
{
	size_t i;

	for (i = first_from(run, from); i < run->weighed_count &&
	    run->weighed[i].from < to; i++)
		if (run->weighed[i].key == key &&
		    run->weighed[i].source == w->source &&
		    run->weighed[i].to <= to)
			return true;
	return false;
}

/* Does a word of weight 0 hold it? */
static bool
is_covered(const struct detect_run *run, const struct weighed *w)
{
	size_t low = w->from > LIST_WORD_MAX ? w->from - LIST_WORD_MAX : 0;
	size_t i;

	for (i = first_from(run, low); i < run->weighed_count &&
	    run->weighed[i].from <= w->from; i++)
		if (run->weighed[i].key == WEIGHED_NEVER &&
		    run->weighed[i].source == w->source &&
		    run->weighed[i].to >= w->to)
			return true;
	return false;
}

/* Are the bytes a word of that key, and no more? */
static bool
is_key(const struct detect_run *run, const struct weighed *w,
    enum weighed_key key, size_t from, size_t to)
{
	size_t i;

	for (i = first_from(run, from); i < run->weighed_count &&
	    run->weighed[i].from == from; i++)
		if (run->weighed[i].key == key && run->weighed[i].to == to &&
		    run->weighed[i].source == w->source)
			return true;
	return false;
}

/* "you", and then the word: only links ("are", "a", "complete") between. */
static bool
calls_reader(const struct detect_run *run, const struct weighed *w,
    const struct weighed *you)
{
	struct slice t = slice_sub(window(run), 0, w->from), word;
	size_t at = you->to;

	if (you->to > w->from || w->from - you->to > YOU_REACH)
		return false;
	while ((word = wordlist_next(t, &at)).len > 0)
		if (!is_key(run, w, WEIGHED_LINK, at - word.len, at))
			return false;
	return slice_chr(slice_from(t, you->to), ',', 0) == SLICE_NPOS;
}

static bool
is_said_to_reader(const struct detect_run *run, const struct weighed *w,
    const struct span *s)
{
	size_t low = w->from > YOU_REACH + 8 ? w->from - YOU_REACH - 8 : 0;
	size_t i;

	for (i = first_from(run, low > s->from ? low : s->from);
	    i < run->weighed_count && run->weighed[i].from < w->to; i++)
		if (run->weighed[i].key == WEIGHED_YOU &&
		    run->weighed[i].source == w->source &&
		    (run->weighed[i].from >= w->from ||
		    calls_reader(run, w, &run->weighed[i])))
			return true;
	return false;
}

static bool
opens_single(struct slice t, size_t at)
{
	return t.ptr[at] == '\'' && !words_alnum_before(t, at) &&
	    words_alnum_at(t, at + 1);
}

static bool
closes_single(struct slice t, size_t at)
{
	return t.ptr[at] == '\'' && words_alnum_before(t, at) &&
	    !words_alnum_at(t, at + 1);
}

/*
 * Between quotation marks: an odd number of double ones before it in its
 * paragraph, or single ones that open before it and close behind it.
 */
static bool
is_quoted(struct slice t, const struct weighed *w, const struct segment *seg)
{
	size_t low = w->from > seg->from + REACH ? w->from - REACH : seg->from;
	size_t i, doubles = 0, singles = 0;

	for (i = w->from; i > low; i--) {
		if (t.ptr[i - 1] == '\n' && i < t.len && t.ptr[i] == '\n')
			break;
		doubles += t.ptr[i - 1] == '"';
		if (singles == 0 && closes_single(t, i - 1))
			singles = 2;	/* closed before it begins */
		else if (singles == 0 && opens_single(t, i - 1))
			singles = 1;
	}
	if (doubles % 2 == 1)
		return true;
	if (singles != 1)
		return false;
	for (i = w->to; i < seg->to && i - w->to < SENTENCE; i++)
		if (closes_single(t, i))
			return true;
	return false;
}

/* A capital inside a sentence, or before another one: a name or a title. */
static bool
is_name(const struct detect_run *run, const struct weighed *w,
    const struct span *s)
{
	struct slice t = window(run);
	size_t before = w->from, after = w->to;

	if (!run_is_upper(run, w->from) || (w->to - w->from > 1 &&
	    run_is_upper(run, w->from + 1)))
		return false;
	while (after < s->to && t.ptr[after] == ' ')
		after++;
	if (after > w->to && after < s->to && ascii_is_alpha(t.ptr[after]) &&
	    run_is_upper(run, after))
		return true;
	while (before > s->from && !wordlist_is_byte(t.ptr[before - 1]))
		before--;
	return before > s->from;
}

/* Several words, and a capital at the beginning of each? */
static bool
is_title(const struct detect_run *run, const struct weighed *w)
{
	struct slice t = window(run);
	size_t i, words = 0;

	for (i = w->from; i < w->to; i++) {
		if (i > w->from && t.ptr[i - 1] != ' ')
			continue;
		if (!ascii_is_alpha(t.ptr[i]) || !run_is_upper(run, i))
			return false;
		words++;
	}
	return words > 1;
}

/* "the letter reads as follows", "caller:": what comes next is another's. */
static bool
leads_in(const struct detect_run *run, const struct weighed *w,
    const struct span *s)
{
	struct slice word;
	size_t i;

	for (i = first_from(run, s->from); i < run->weighed_count &&
	    run->weighed[i].from < s->to; i++) {
		if (run->weighed[i].key != WEIGHED_TOLD ||
		    run->weighed[i].source != w->source)
			continue;
		word = words_text(run->plan->words, run->weighed[i].word);
		if (slice_ends(word, SLICE(":")) ||
		    slice_ends(word, SLICE(" follows")))
			return true;
	}
	return false;
}

/*
 * Is it told of somebody else, in its sentence or right before it?  What is
 * said to a reader is told only where the words before lead in to it.
 */
static bool
is_told(const struct detect_run *run, const struct weighed *w,
    const struct span *s, const struct segment *seg, bool to_reader)
{
	struct slice t = window(run);
	struct span before;
	size_t at = s->from;

	if (has_key(run, w, WEIGHED_TOLD, s->from, s->to))
		return true;
	/* "He shouted at the officer. You ..." */
	while (at > seg->from && (ascii_is_space(t.ptr[at - 1]) ||
	    ends_sentence(t, at - 1)))
		at--;
	if (at == seg->from)
		return false;
	before = sentence(t, at - 1, at, seg);
	return to_reader ? leads_in(run, w, &before) :
	    has_key(run, w, WEIGHED_TOLD, before.from, before.to);
}

static bool
is_meant(struct detect_run *run, const struct weighed *w)
{
	const struct segment *seg = &run->segments[run->segment];
	struct slice t = window(run);
	struct span s = sentence(t, w->from, w->to, seg);
	size_t low = w->from > seg->from + REACH ? w->from - REACH : seg->from;
	size_t high = seg->to - w->to > REACH ? w->to + REACH : seg->to;
	bool to_reader;

	if (is_covered(run, w) || is_quoted(t, w, seg))
		return false;
	to_reader = is_said_to_reader(run, w, &s);
	if (is_told(run, w, &s, seg, to_reader))
		return false;
	if (w->key == WEIGHED_GRAVE)
		return !is_title(run, w) || !is_name(run, w, &s);
	if (((!to_reader || w->key == WEIGHED_LIGHT) &&
	    is_name(run, w, &s)) || (!to_reader && has_key(run, w, WEIGHED_ABOUT, low, high)))
		return false;
	return to_reader || w->key == WEIGHED_PLAIN;
}

/* The segment that holds the byte; it moves on only. */
static void
seek(struct detect_run *run, size_t at)
{
	while (run->segment > 0 && run->segments[run->segment].from > at)
		run->segment--;
	while (run->segment + 1 < run->segment_count &&
	    run->segments[run->segment].to <= at)
		run->segment++;
}

static int
judge_one(struct detect_run *run, const struct weighed *w)
{
	const struct text_unit *unit;
	size_t ignored;

	if (w->from < run->zone_from || w->from >= run->zone_to)
		return 0;
	seek(run, w->from);
	unit = &run->text->units[run->segments[run->segment].unit];
	/* In a crowd of such words no context is looked at any more. */
	if (run->weighed_judged++ < WEIGHED_JUDGED_MAX &&
	    (unit->where == FINDING_QUOTED || !is_meant(run, w)))
		return 0;
	return run_found(run, w->source, w->from, FINDING_TIER_MAX,
	    words_text(run->plan->words, w->word), false, &ignored);
}

/* --- disguise ------------------------------------------------------------- */

/* Could that byte of the text stand for this letter? */
static bool
stands_for(uint8_t b, uint8_t letter)
{
	static const char *const twins[26] = {
		['a' - 'a'] = "4@", ['b' - 'a'] = "8", ['e' - 'a'] = "3",
		['g' - 'a'] = "9", ['i' - 'a'] = "1!|", ['l' - 'a'] = "1|",
		['o' - 'a'] = "0", ['s' - 'a'] = "5$", ['t' - 'a'] = "7+",
		['u' - 'a'] = "v@",
	};

	if (b == letter || b == '*' || b == '#' || b == '%')
		return true;
	return letter >= 'a' && letter <= 'z' &&
	    twins[letter - 'a'] != NULL && b != '\0' &&
	    strchr(twins[letter - 'a'], b) != NULL;
}

static bool
is_mask(uint8_t b)
{
	return b == '*' || b == '#' || b == '@' || b == '$' || b == '!' ||
	    b == '%' || b == '|' || b == '+' || ascii_is_digit(b);
}

static const struct disguised *
seen_through(const struct detect_run *run, struct slice token)
{
	const struct disguised *d;
	struct slice word;
	size_t i, k, same;

	for (i = 0; i < run->plan->disguised_count; i++) {
		d = &run->plan->disguised[i];
		if (d->len != token.len || !stands_for(token.ptr[0],
		    d->first))
			continue;
		word = words_text(run->plan->words, d->word);
		for (k = same = 0; k < word.len &&
		    stands_for(token.ptr[k], word.ptr[k]); k++)
			same += token.ptr[k] == word.ptr[k];
		if (k == word.len && same * 2 >= word.len)
			return d;
	}
	return NULL;
}

static int
judge_token(struct detect_run *run, struct slice token, size_t from, size_t to)
{
	const struct disguised *d = seen_through(run, token);

	if (d == NULL)
		return 0;
	return judge_one(run, &(struct weighed){ (uint32_t)from, (uint32_t)to,
	    d->word, d->source, d->key });
}

/* "sh1t", "b*stard", also with a stop behind it. */
static int
look_at_token(struct detect_run *run, size_t from, size_t to)
{
	struct slice t = window(run);
	size_t i, letters = 0, masks = 0;

	while (to > from && (t.ptr[to - 1] == '.' || t.ptr[to - 1] == ',' ||
	    t.ptr[to - 1] == '!' || t.ptr[to - 1] == '?' ||
	    t.ptr[to - 1] == '"' || t.ptr[to - 1] == ')'))
		to--;
	while (from < to && (t.ptr[from] == '"' || t.ptr[from] == '('))
		from++;
	if (to - from < DISGUISE_MIN || to - from > DISGUISE_MAX)
		return 0;
	for (i = from; i < to; i++) {
		letters += ascii_is_alpha(t.ptr[i]);
		masks += is_mask(t.ptr[i]);
	}
	if (masks == 0 || letters < 2 || letters + masks != to - from)
		return 0;
	return judge_token(run, slice_sub(t, from, to), from, to);
}

/* "f u c k", "s.h.i.t": single letters with the same one sign between. */
static int
look_at_spaced(struct detect_run *run, size_t from, size_t *ret_to)
{
	struct slice t = window(run);
	uint8_t word[DISGUISE_MAX], sign;
	size_t at = from, n = 0;

	if (from + 1 >= t.len)
		return 0;
	sign = t.ptr[from + 1];
	while (at < t.len && n < DISGUISE_MAX && ascii_is_alpha(t.ptr[at]) &&
	    !words_alnum_at(t, at + 1)) {
		word[n++] = t.ptr[at];
		if (at + 1 >= t.len || t.ptr[at + 1] != sign)
			break;
		at += 2;
	}
	if (n < DISGUISE_MIN)
		return 0;
	*ret_to = from + 2 * n - 1;
	return judge_token(run, slice_of(word, n), from, from + 2 * n - 1);
}

static int
look_through(struct detect_run *run)
{
	struct slice t = window(run);
	size_t from, to, past;
	int r = 0;

	for (from = 0; r == 0 && from < t.len; from = to + 1) {
		for (to = from; to < t.len && !ascii_is_space(t.ptr[to]) &&
		    t.ptr[to] != SHADOW_UNIT; to++)
			;
		if (to == from)
			continue;
		if (to - from >= DISGUISE_MIN)
			r = look_at_token(run, from, to);
		past = to;
		if (r == 0 && ascii_is_alpha(t.ptr[from]) && from + 1 < t.len &&
		    !words_alnum_at(t, from + 1) && (to - from == 1 ||
		    to - from >= 2 * DISGUISE_MIN - 1))
			r = look_at_spaced(run, from, &past);
		if (past > to)
			to = past;
	}
	return r;
}

int
weighed_judge(struct detect_run *run)
{
	size_t i;
	int r = 0;

	if (run->plan->weighs == 0)
		return 0;
	run->segment = 0;
	for (i = 0; r == 0 && i < run->weighed_count; i++)
		if (run->weighed[i].key == WEIGHED_LIGHT ||
		    run->weighed[i].key == WEIGHED_PLAIN ||
		    run->weighed[i].key == WEIGHED_GRAVE)
			r = judge_one(run, &run->weighed[i]);
	if (r == 0 && run->plan->disguised_count > 0)
		r = look_through(run);
	return r;
}
