#include "detect/candidates.h"

#include <string.h>

#include "base/err.h"
#include "detect/swar.h"
#include "detect/words.h"

#define WORD_MAX	40	/* a longer one is no reference */
#define BEFORE_MAX	3	/* words of letters before the digits */
#define AFTER_MAX	4
#define BEFORE_LETTERS	8
#define JOINED_MAX	64	/* bytes of words taken together */
#define PHONE_DIGITS	15
#define LOCAL_MAX	64	/* RFC 5321 4.5.3.1.1 */
#define DOMAIN_MAX	60	/* together they must fit a value */

struct walk {
	const struct candidates *c;
	struct slice text;
	/* Words around the digits; word[first] has the first digit. */
	struct {
		size_t from, to;
	} word[BEFORE_MAX + 1 + AFTER_MAX];
	size_t first, count;
};

static bool
wants(const struct walk *w, enum record_type t)
{
	return (w->c->types >> t & 1) != 0;
}

size_t
candidates_letter_on(struct slice s, size_t at)
{
	if (at >= s.len)
		return at;
	if (s.ptr[at] < 0x80)
		return at + (ascii_is_alpha(s.ptr[at]) ||
		    ascii_is_digit(s.ptr[at]));
	if (!words_alnum_at(s, at))
		return at;
	for (at++; at < s.len && (s.ptr[at] & 0xc0) == 0x80; at++)
		;
	return at;
}

size_t
candidates_letter_back(struct slice s, size_t at)
{
	uint8_t c;

	if (at == 0)
		return at;
	c = s.ptr[at - 1];
	if (c < 0x80)
		return at - (ascii_is_alpha(c) || ascii_is_digit(c));
	if (!words_alnum_before(s, at))
		return at;
	for (at--; at > 0 && (s.ptr[at] & 0xc0) == 0x80; at--)
		;
	return at;
}

/* The end of the word from `at` on, and the start of the one before it. */
static size_t
word_on(struct slice s, size_t at, size_t max)
{
	size_t to, next;

	for (to = at; to - at <= max; to = next) {
		next = candidates_letter_on(s, to);
		if (next == to)
			break;
	}
	return to;
}

static size_t
word_back(struct slice s, size_t at, size_t max)
{
	size_t from, next;

	for (from = at; at - from <= max; from = next) {
		next = candidates_letter_back(s, from);
		if (next == from)
			break;
	}
	return from;
}

static int
try_as(const struct walk *w, enum record_type t, size_t from, size_t to)
{
	struct record_value v;

	if (record_value(t, slice_sub(w->text, from, to), &v) < 0)
		return 0;
	return w->c->put(w->c->arg, &v, from, to);
}

/* --- words taken together -------------------------------------------------- */

/* What may stand between two words of one reference or number. */
static bool
is_joint(uint8_t c)
{
	return c == ' ' || c == '-' || c == '/' || c == '.' || c == '_' ||
	    c == '\n' || c == ':' || c == '#';
}

static bool
is_letters(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]))
			return false;
	return true;
}

/* Words of letters right before the one that begins at `at`. */
static size_t
words_before(const struct walk *w, size_t at, size_t starts[BEFORE_MAX])
{
	size_t n, to, from;

	for (n = 0; n < BEFORE_MAX; n++) {
		if (at < 2 || !is_joint(w->text.ptr[at - 1]))
			break;
		to = at - 1;
		from = word_back(w->text, to, BEFORE_LETTERS);
		if (from == to || to - from > BEFORE_LETTERS ||
		    !is_letters(slice_sub(w->text, from, to)))
			break;
		starts[n] = at = from;
	}
	return n;
}

static void
gather(struct walk *w, size_t from, size_t to)
{
	size_t starts[BEFORE_MAX], n, i, at, end;

	n = words_before(w, from, starts);
	for (i = 0; i < n; i++) {
		w->word[i].from = starts[n - 1 - i];
		w->word[i].to = (i + 1 < n ? starts[n - 2 - i] : from) - 1;
	}
	w->first = n;
	w->word[n].from = from;
	w->word[n++].to = to;
	for (i = 0, at = to; i < AFTER_MAX; i++, at = end) {
		if (at + 1 >= w->text.len || !is_joint(w->text.ptr[at]))
			break;
		end = word_on(w->text, at + 1, WORD_MAX);
		if (end == at + 1 || end - at > WORD_MAX)
			break;
		w->word[n].from = at + 1;
		w->word[n++].to = end;
	}
	w->count = n;
}

/* Is there a reference of that length?  Numeric ones lost their zeros. */
static bool
is_reference(const struct walk *w, size_t i, size_t letters)
{
	uint32_t lengths = w->c->reference_lengths;
	uint32_t bit = (uint32_t)1 << (letters < 31 ? letters : 31);

	return letters >= RECORD_SIGNIFICANT_MIN && ((lengths & bit) != 0 ||
	    (w->text.ptr[w->word[i].from] == '0' && (lengths & (bit - 1)) != 0));
}

/* Words i..j as one value; letters: characters of them without the joints. */
static int
try_joined(const struct walk *w, size_t i, size_t j, size_t letters)
{
	size_t from = w->word[i].from, to = w->word[j].to;
	int r = 0;

	if (wants(w, RECORD_REFERENCE) && is_reference(w, i, letters))
		r = try_as(w, RECORD_REFERENCE, from, to);
	if (r == 0 && wants(w, RECORD_NINO) && (letters == 8 || letters == 9) &&
	    ascii_is_alpha(w->text.ptr[from]))
		r = try_as(w, RECORD_NINO, from, to);
	if (r == 0 && wants(w, RECORD_HEALTH) && i == w->first &&
	    letters == 10 && ascii_is_digit(w->text.ptr[from]))
		r = try_as(w, RECORD_HEALTH, from, to);
	if (r == 0 && wants(w, RECORD_POSTCODE) && i == w->first &&
	    j <= i + 1 && letters >= 5 && letters <= 7)
		r = try_as(w, RECORD_POSTCODE, from, to);
	return r;
}

static int
try_words(const struct walk *w)
{
	size_t i, j, letters;
	int r;

	for (i = 0; i <= w->first; i++) {
		letters = 0;
		for (j = i; j < w->count; j++) {
			letters += w->word[j].to - w->word[j].from;
			if (w->word[j].to - w->word[i].from > JOINED_MAX)
				break;
			if (j < w->first)
				continue;
			r = try_joined(w, i, j, letters);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

/* --- telephone numbers ------------------------------------------------------ */

/* The next group of digits after `at`: over two signs at most. */
static size_t
next_group(struct slice s, size_t at)
{
	size_t n;

	for (n = 0; n < 3 && at < s.len; n++, at++) {
		if (ascii_is_digit(s.ptr[at]))
			return n == 0 ? SIZE_MAX : at;
		if (strchr(" -.()/\n", s.ptr[at]) == NULL || s.ptr[at] == 0)
			return SIZE_MAX;
	}
	return at < s.len && ascii_is_digit(s.ptr[at]) ? at : SIZE_MAX;
}

static int
try_phone(const struct walk *w, size_t at)
{
	const uint8_t *p = w->text.ptr;
	size_t from = at, digits = 0, end;
	int r;

	if (at > 0 && p[at - 1] == '+')
		from--;
	else if (p[at] != '0' && p[at] != '4' && p[at] != '7')
		return 0;
	while (at != SIZE_MAX && digits <= PHONE_DIGITS) {
		for (end = at; end < w->text.len && ascii_is_digit(p[end]);
		    end++)
			digits++;
		if (digits > PHONE_DIGITS + 1 ||
		    (end < w->text.len && ascii_is_alpha(p[end])))
			break;
		if (digits >= 10) {
			r = try_as(w, RECORD_PHONE, from, end);
			if (r < 0)
				return r;
		}
		at = next_group(w->text, end);
	}
	return 0;
}

/* --- dates ------------------------------------------------------------------ */

static int
put_date(const struct walk *w, size_t from, const struct record_date *d)
{
	struct record_value v;
	unsigned century;
	int r = 0;

	/* Nobody says which century "74" is in: the index may know. */
	for (century = d->is_short ? 1900 : 0; r == 0; century = 2000) {
		if (record_birth(century + d->year, d->month, d->day, &v))
			r = w->c->put(w->c->arg, &v, from, d->end);
		if (!d->is_short || century == 2000)
			break;
	}
	return r;
}

static int
try_date(const struct walk *w, size_t at)
{
	struct record_date d;
	size_t starts[BEFORE_MAX];
	int r = 0;

	if (record_date_read(w->text, at, &d))
		r = put_date(w, at, &d);
	else if (words_before(w, at, starts) > 0 &&
	    record_date_read(w->text, starts[0], &d) && d.end > at)
		r = put_date(w, starts[0], &d);
	return r;
}

/* --- addresses --------------------------------------------------------------- */

static bool
is_local(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) ||
	    (c != 0 && strchr("._%+'-", c) != NULL);
}

static bool
is_domain(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '.' || c == '-';
}

static int
try_address(const struct walk *w, size_t at)
{
	const uint8_t *p = w->text.ptr;
	size_t from, to;

	for (from = at; from > 0 && at - from < LOCAL_MAX &&
	    is_local(p[from - 1]); from--)
		;
	while (from < at && (p[from] == '.' || p[from] == '\'' ||
	    p[from] == '-'))
		from++;
	for (to = at + 1; to < w->text.len && to - at <= DOMAIN_MAX &&
	    is_domain(p[to]); to++)
		;
	while (to > at && !ascii_is_alpha(p[to - 1]))
		to--;
	return from < at && to > at + 1 ? try_as(w, RECORD_EMAIL, from, to) : 0;
}

static int
find_addresses(struct walk *w, size_t from, size_t to)
{
	size_t at;
	int r = 0;

	for (at = from; r == 0; at++) {
		at = slice_chr(slice_sub(w->text, 0, to), '@', at);
		if (at == SLICE_NPOS)
			break;
		r = try_address(w, at);
	}
	return r;
}

/* --- the walk ---------------------------------------------------------------- */

static size_t
next_digit(struct slice s, size_t at, size_t to)
{
	while (to - at >= SWAR_SIZE && !swar_has_digit(swar_load(s.ptr + at)))
		at += SWAR_SIZE;
	while (at < to && !ascii_is_digit(s.ptr[at]))
		at++;
	return at;
}

static int
try_word(struct walk *w, size_t from, size_t to)
{
	int r = 0;

	if (to - from > WORD_MAX)
		return 0;
	if ((w->c->types & (1u << RECORD_REFERENCE | 1u << RECORD_NINO |
	    1u << RECORD_HEALTH | 1u << RECORD_POSTCODE)) != 0) {
		gather(w, from, to);
		r = try_words(w);
	}
	if (!ascii_is_digit(w->text.ptr[from]))
		return r;
	if (r == 0 && wants(w, RECORD_PHONE))
		r = try_phone(w, from);
	if (r == 0 && wants(w, RECORD_BIRTH))
		r = try_date(w, from);
	return r;
}

int
candidates_find(const struct candidates *c, struct slice text, size_t from,
    size_t to)
{
	struct walk w = { .c = c, .text = text };
	size_t at, end, start, stop;
	int r = 0;

	if (to > text.len)
		to = text.len;
	/* Of a word that begins in time the digits may come later. */
	end = text.len - to > WORD_MAX ? to + WORD_MAX : text.len;
	for (at = from; r == 0 && at < end; at = stop) {
		at = next_digit(text, at, end);
		if (at >= end)
			break;
		start = word_back(text, at, WORD_MAX);
		stop = word_on(text, at, text.len);
		if (start >= from && start < to)
			r = try_word(&w, start, stop);
	}
	if (r == 0 && wants(&w, RECORD_EMAIL))
		r = find_addresses(&w, from, to);
	return r;
}
