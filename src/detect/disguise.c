#include "detect/disguise.h"

#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/err.h"

#define SPACED_MIN	4	/* letters that stand apart by blanks */
#define DOTTED_MIN	3	/* by anything else */
#define SPACED_MAX	512
#define WORD_MAX	18	/* letters of a word of the vocabulary */
#define SUSPECT_MIN	2	/* odd words that make a text suspected */
#define TOKEN_MAX	24	/* longer ones are keys, links, digests */

/* --- the vocabulary --------------------------------------------------------- */

#define WORD_HASHES	3

/* Three bits for a word: one that is none gets by once in many thousands. */
static void
word_bits(struct slice word, uint32_t ret[WORD_HASHES])
{
	uint64_t h = UINT64_C(14695981039346656037);
	size_t i;

	for (i = 0; i < word.len; i++)
		h = (h ^ word.ptr[i]) * UINT64_C(1099511628211);
	h ^= h >> 31;
	for (i = 0; i < WORD_HASHES; i++) {
		ret[i] = (uint32_t)h & ((1 << VOCABULARY_BITS) - 1);
		h >>= VOCABULARY_BITS;
	}
}

void
vocabulary_add(struct vocabulary *v, struct slice folded)
{
	uint32_t bit[WORD_HASHES];
	size_t from, to, i;

	for (from = 0; from < folded.len; from = to + 1) {
		for (to = from; to < folded.len && folded.ptr[to] != ' ';
		    to++)
			;
		if (to == from)
			continue;
		word_bits(slice_sub(folded, from, to), bit);
		for (i = 0; i < WORD_HASHES; i++)
			v->bits[bit[i] / 64] |= UINT64_C(1) << bit[i] % 64;
	}
}

bool
vocabulary_has(const struct vocabulary *v, struct slice word)
{
	uint32_t bit[WORD_HASHES];
	size_t i;

	word_bits(word, bit);
	for (i = 0; i < WORD_HASHES; i++)
		if ((v->bits[bit[i] / 64] >> bit[i] % 64 & 1) == 0)
			return false;
	return true;
}

/* --- letters ---------------------------------------------------------------- */

/* Letters of other alphabets, in the small form, that look like ours. */
static const struct {
	uint32_t from;
	uint8_t to;
} twins[] = {
	{ 0x00f0, 'd' }, { 0x00f8, 'o' }, { 0x0111, 'd' }, { 0x0127, 'h' },
	{ 0x0131, 'i' }, { 0x0142, 'l' }, { 0x0167, 't' }, { 0x0180, 'b' },
	{ 0x0251, 'a' }, { 0x0261, 'g' }, { 0x0269, 'i' }, { 0x028b, 'v' },
	{ 0x03b1, 'a' }, { 0x03b5, 'e' }, { 0x03b9, 'i' }, { 0x03ba, 'k' },
	{ 0x03bd, 'v' }, { 0x03bf, 'o' }, { 0x03c1, 'p' }, { 0x03c4, 't' },
	{ 0x03c5, 'u' }, { 0x03c7, 'x' }, { 0x03c9, 'w' }, { 0x03f2, 'c' },
	{ 0x0430, 'a' }, { 0x0432, 'b' }, { 0x0435, 'e' }, { 0x043a, 'k' },
	{ 0x043c, 'm' }, { 0x043d, 'h' }, { 0x043e, 'o' }, { 0x0440, 'p' },
	{ 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' },
	{ 0x0455, 's' }, { 0x0456, 'i' }, { 0x0458, 'j' }, { 0x04bb, 'h' },
	{ 0x04cf, 'l' }, { 0x0501, 'd' }, { 0x051b, 'q' }, { 0x051d, 'w' },
	{ 0x0578, 'n' }, { 0x057d, 'u' }, { 0x0585, 'o' }, { 0x1d0f, 'o' },
	{ 0x1d20, 'v' }, { 0x1d21, 'w' }, { 0x1d22, 'z' }, { 0x1d1c, 'u' },
	{ 0x1d04, 'c' }, { 0xa731, 's' }, { 0x0280, 'r' }, { 0x1d07, 'e' },
	{ 0x026a, 'i' }, { 0x0274, 'n' }, { 0x1d00, 'a' }, { 0x1d05, 'd' },
	{ 0x029f, 'l' }, { 0x1d1b, 't' }, { 0x1d18, 'p' }, { 0x1d0b, 'k' },
	{ 0x1d0d, 'm' }, { 0x029c, 'h' }, { 0x028f, 'y' }, { 0x0262, 'g' },
	{ 0x0299, 'b' }
};

static uint8_t
twin(ucs4_t c)
{
	size_t i;

	for (i = 0; i < sizeof twins / sizeof *twins; i++)
		if (twins[i].from == c)
			return twins[i].to;
	return 0;
}

/* The letter of ours that a character stands for; 0: none. */
static uint8_t
plain_letter(ucs4_t c)
{
	ucs4_t part[UC_DECOMPOSITION_MAX_LENGTH];
	int n, depth;
	uint8_t t;

	for (depth = 0; depth < 4; depth++) {
		if (c < 0x80)
			return (uint8_t)c;
		t = twin(c);
		if (t != 0)
			return t;
		n = uc_canonical_decomposition(c, part);
		if (n < 2)
			return 0;
		c = part[0];
	}
	return 0;
}

/* The next character, as a letter of ours where it is one; its length. */
static size_t
read_char(struct slice text, size_t at, uint8_t *ret)
{
	ucs4_t c;
	int n;

	*ret = text.ptr[at];
	if (text.ptr[at] < 0x80)
		return 1;
	n = u8_mbtouc(&c, text.ptr + at, text.len - at);
	if (n < 1)
		n = 1;
	*ret = plain_letter(c);
	return (size_t)n;
}

size_t
disguise_plain(struct slice folded, uint8_t *out, size_t size)
{
	size_t at, n, len, i;
	uint8_t c;

	for (at = len = 0; at < folded.len; at += n) {
		n = read_char(folded, at, &c);
		if (c != 0 && len < size)
			out[len++] = c;
		for (i = 0; c == 0 && i < n && len < size; i++)
			out[len++] = folded.ptr[at + i];
	}
	return len;
}

/* What a figure or sign within a word stands for; 0: nothing. */
static uint8_t
leet(uint8_t c, uint8_t one)
{
	switch (c) {
	case '0':
		return 'o';
	case '1':
	case '|':
		return one;
	case '!':
		return 'i';
	case '3':
		return 'e';
	case '4':
	case '@':
		return 'a';
	case '5':
	case '$':
		return 's';
	case '7':
	case '+':
		return 't';
	case '8':
		return 'b';
	case '9':
		return 'g';
	default:
		return 0;
	}
}

static bool
is_separator(uint8_t c)
{
	return c == ' ' || c == '.' || c == '-' || c == '_' || c == '*' ||
	    c == '~' || c == '/' || c == '+';
}

static bool
is_sign(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80 ||
	    c == '@' || c == '$' || c == '!' || c == '|' || c == '\'';
}

/* --- is anything odd? ------------------------------------------------------- */

static size_t
token_end(struct slice text, size_t at)
{
	while (at < text.len && is_sign(text.ptr[at]))
		at++;
	return at;
}

/*
 * "th1s", "f0rward", "yоu": a figure between letters, or a letter of another
 * alphabet among ours.
 */
static bool
is_odd_token(struct slice t)
{
	size_t i, n, letters = 0, inner = 0, twins_seen = 0, waiting = 0;
	uint8_t c;
	ucs4_t u;

	if (t.len > TOKEN_MAX || t.len < 3)
		return false;
	for (i = 0; i < t.len; i += n) {
		n = 1;
		if (t.ptr[i] >= 0x80) {
			n = read_char(t, i, &c);
			u8_mbtouc(&u, t.ptr + i, t.len - i);
			twins_seen += u >= 0x0250 && c != 0;
			letters += c != 0;
		} else if (ascii_is_alpha(t.ptr[i])) {
			letters++;
			inner += waiting;
			waiting = 0;
		} else if (letters > 0 && leet(t.ptr[i], 'i') != 0) {
			/* Figures at the end of a word are figures. */
			waiting++;
		}
	}
	/* Of an address or a long number little is letters. */
	return twins_seen > 0 || (inner > 0 && letters >= inner);
}

/* Do letters stand apart from `at` on, each by the same separator? */
static bool
is_spaced(struct slice text, size_t at)
{
	size_t n, count, wanted = SPACED_MIN;
	uint8_t c, separator = 0;

	for (count = 1; at < text.len && is_sign(text.ptr[at]); count++) {
		n = read_char(text, at, &c);
		if (count == wanted)
			return at + n == text.len ||
			    !is_sign(text.ptr[at + n]);
		if (at + n == text.len || !is_separator(text.ptr[at + n]) ||
		    (separator != 0 && text.ptr[at + n] != separator))
			return false;
		separator = text.ptr[at + n];
		wanted = separator == ' ' ? SPACED_MIN : DOTTED_MIN;
		at += n + 1;
	}
	return false;
}

bool
disguise_is_suspected(struct slice text)
{
	size_t at, end, odd;

	for (at = odd = 0; at < text.len; at = end + 1) {
		end = token_end(text, at);
		if (end == at)
			continue;
		if (end - at <= 4 && (end - at == 1 ||
		    text.ptr[at] >= 0x80) && is_spaced(text, at))
			return true;
		if (is_odd_token(slice_sub(text, at, end)) &&
		    ++odd >= SUSPECT_MIN)
			return true;
	}
	return false;
}

/* --- reading ---------------------------------------------------------------- */

int
disguise_init(struct disguise *d, struct arena *a, size_t cap)
{
	memset(d, 0, sizeof *d);
	/* Blanks are put between words that had none. */
	cap += cap / 2;
	d->bytes = arena_alloc(a, cap);
	d->at = arena_alloc(a, cap * sizeof *d->at);
	if (d->bytes == NULL || d->at == NULL)
		return ERR_LIMIT;
	d->cap = cap;
	return 0;
}

static void
put(struct disguise *d, uint8_t c, size_t at)
{
	if (d->len == d->cap)
		return;
	d->bytes[d->len] = c;
	d->at[d->len++] = (uint32_t)at;
}

/* Letters of a spaced run, and where they stood. */
struct spaced {
	uint8_t letter[SPACED_MAX];
	uint32_t at[SPACED_MAX];
	size_t count;
	bool ends[SPACED_MAX];	/* a wider gap follows this letter */
};

/* Read on over wider gaps while single letters follow; the end. */
static size_t
read_spaced(struct slice text, size_t at, uint8_t one, struct spaced *s)
{
	size_t n, next;
	uint8_t c, l, separator = 0;

	for (s->count = 0; at < text.len && s->count < SPACED_MAX;) {
		n = read_char(text, at, &c);
		if (!is_sign(text.ptr[at]) || (at + n < text.len &&
		    is_sign(text.ptr[at + n])))
			break;
		l = ascii_is_alpha(c) ? c : leet(c, one);
		s->letter[s->count] = l != 0 ? l : c;
		s->at[s->count] = (uint32_t)at;
		s->ends[s->count] = false;
		next = at + n;
		if (separator == 0 && next < text.len)
			separator = text.ptr[next];
		while (next < text.len && (is_separator(text.ptr[next]) ||
		    text.ptr[next] == '\n'))
			next++;
		s->ends[s->count++] = next - at - n > 1 ||
		    (next > at + n && text.ptr[at + n] != separator);
		if (next == at + n)
			return next;
		at = next;
	}
	return at;
}

/* Part letters from..to of s into words; what fits no word stays a letter. */
static void
part_words(struct disguise *d, const struct vocabulary *v,
    const struct spaced *s, size_t from, size_t to)
{
	uint32_t best[SPACED_MAX + 1] = { 0 };
	uint8_t length[SPACED_MAX + 1] = { 0 };
	bool starts[SPACED_MAX + 1] = { false };
	size_t i, n, count = to - from;
	uint32_t score;

	for (i = 1; i <= count; i++) {
		best[i] = best[i - 1];
		length[i] = 1;
		for (n = 1; n <= WORD_MAX && n <= i; n++) {
			score = best[i - n] + (uint32_t)(n * n);
			if (score > best[i] && vocabulary_has(v,
			    slice_of(s->letter + from + i - n, n))) {
				best[i] = score;
				length[i] = (uint8_t)n;
			}
		}
	}
	for (i = count; i > 0; i -= length[i])
		starts[i - length[i]] = true;
	for (i = 0; i < count; i++) {
		if (starts[i] && i > 0)
			put(d, ' ', s->at[from + i]);
		put(d, s->letter[from + i], s->at[from + i]);
	}
}

static bool
is_a_word(const struct vocabulary *v, const struct spaced *s, size_t from,
    size_t to)
{
	return vocabulary_has(v, slice_of(s->letter + from, to - from));
}

static void
put_spaced(struct disguise *d, const struct vocabulary *v,
    const struct spaced *s)
{
	size_t from, to, i;

	for (from = 0; from < s->count; from = to) {
		for (to = from + 1; to < s->count && !s->ends[to - 1]; to++)
			;
		if (to - from <= WORD_MAX && is_a_word(v, s, from, to))
			for (i = from; i < to; i++)
				put(d, s->letter[i], s->at[i]);
		else
			part_words(d, v, s, from, to);
		put(d, ' ', s->at[to - 1]);
	}
}

/* A figure stands for a letter beside letters; "10 people" keeps its ten. */
static void
put_token(struct disguise *d, struct slice text, size_t from, size_t to,
    uint8_t one)
{
	size_t at, n, i, letters = 0;
	uint8_t c, l;

	for (at = from; at < to; at += n) {
		n = read_char(text, at, &c);
		letters += c == 0 || ascii_is_alpha(c);
	}
	for (at = from; at < to; at += n) {
		n = read_char(text, at, &c);
		l = letters > 0 && to - from <= TOKEN_MAX &&
		    /* "now!" only ends */
		    !(at + 1 == to && c == '!') ? leet(c, one) : 0;
		if (l != 0)
			put(d, l, at);
		else if (c != 0)
			put(d, c, at);
		else
			for (i = 0; i < n; i++)
				put(d, text.ptr[at + i], at);
	}
}

void
disguise_read(struct disguise *d, const struct vocabulary *v,
    struct slice text, uint8_t one)
{
	struct spaced s;
	size_t at, end;

	d->len = 0;
	for (at = 0; at < text.len; at = end) {
		end = token_end(text, at);
		if (end == at) {
			put(d, text.ptr[at], at);
			end = at + 1;
		} else if (is_spaced(text, at)) {
			end = read_spaced(text, at, one, &s);
			put_spaced(d, v, &s);
		} else {
			put_token(d, text, at, end, one);
		}
	}
}
