#include "detect/door.h"

#include <string.h>

#include "detect/run.h"
#include "detect/words.h"

#define GAP	100	/* bytes from the label to the code */
#define REACH	400	/* to the address */
#define CODE_MIN	3
#define CODE_MAX	8

static bool
is_label(const struct detect_context *c)
{
	static const char *const known[] = {
#define KNOWN(text)	text,
		DOOR_LABELS(KNOWN)
#undef KNOWN
	};
	struct slice word = slice_sub(c->text, c->at, c->word_to);
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(word, known[i]))
			return true;
	return false;
}

static bool
is_code_byte(uint8_t b)
{
	return ascii_is_digit(b) || ascii_is_alpha(b) || b == '#' || b == '*';
}

/* Three digits at least; a letter or "#" may stand with them. */
static bool
is_code(const struct detect_context *c, size_t from, size_t to)
{
	size_t i, digits, letters;

	for (i = from, digits = letters = 0; i < to; i++) {
		digits += ascii_is_digit(c->text.ptr[i]);
		letters += ascii_is_alpha(c->text.ptr[i]);
	}
	return to - from >= CODE_MIN && to - from <= CODE_MAX && digits >= 3 &&
	    letters <= 2 && detect_is_upper(c, from, to);
}

static bool
is_mixed(struct slice s)
{
	size_t i, letters;

	for (i = letters = 0; i < s.len; i++)
		letters += ascii_is_alpha(s.ptr[i]);
	return letters > 0 && letters < s.len;
}

/* A number of something: "2000 pounds", "0141 496", "10:30", "12/05". */
static bool
goes_on(struct slice t, size_t to)
{
	static const char *const units[] = {
		" days", " weeks", " months", " hours", " minutes", " years",
		" keys", " tenants", " flats", " pounds", " people",
	};
	size_t i;

	if (to + 1 < t.len && (t.ptr[to] == ' ' || t.ptr[to] == '/' ||
	    t.ptr[to] == ':' || t.ptr[to] == '.' || t.ptr[to] == '-') &&
	    ascii_is_digit(t.ptr[to + 1]))
		return true;
	for (i = 0; i < sizeof units / sizeof units[0]; i++)
		if (slice_starts(slice_from(t, to), slice_str(units[i])))
			return true;
	return false;
}

/* "code", "combination", "is", ":": what comes next is the code. */
static bool
announces(struct slice word)
{
	static const char *const known[] = {
		"code", "codes", "number", "no", "pin", "combination", "combo",
		"is",
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(word, known[i]))
			return true;
	return false;
}

/*
 * The code in the same sentence: right behind the label if that says "code",
 * else behind a word or sign that announces it.  An address may stand before.
 */
static bool
find_code(const struct detect_context *c, size_t *ret_from, size_t *ret_to)
{
	struct slice t = c->text, word;
	size_t at = c->word_to, end, to;
	bool is_next;

	is_next = slice_find(slice_sub(t, c->at, c->word_to), SLICE("code"),
	    0) != SLICE_NPOS;
	end = at + GAP < t.len ? at + GAP : t.len;
	while (at < end) {
		if (!is_code_byte(t.ptr[at]) || t.ptr[at] == '*') {
			if (t.ptr[at] == '?' || t.ptr[at] == ';' ||
			    (t.ptr[at] == '.' && at + 1 < t.len &&
			    t.ptr[at + 1] <= ' '))
				return false;
			is_next |= t.ptr[at] == ':' || t.ptr[at] == '=';
			at++;
			continue;
		}
		for (to = at; to < t.len && is_code_byte(t.ptr[to]); to++)
			;
		/* "keypad C1379Z": nothing else is written like that. */
		if ((is_next || (at <= c->word_to + 1 &&
		    is_mixed(slice_sub(t, at, to)))) &&
		    is_code(c, at, to) && !goes_on(t, to) &&
		    !words_alnum_at(t, to)) {
			*ret_from = c->unit_at + at;
			*ret_to = c->unit_at + to;
			return true;
		}
		word = slice_sub(t, at, to);
		is_next = announces(word);
		at = to;
	}
	return false;
}

/* "g12 8qq": one or two letters, a digit (and one more), blank, 9AA. */
static bool
is_postcode(struct slice t, size_t at)
{
	size_t i = at, n;

	for (n = 0; i < t.len && ascii_is_alpha(t.ptr[i]) && n < 3; i++, n++)
		;
	if (n < 1 || n > 2 || i >= t.len || !ascii_is_digit(t.ptr[i]))
		return false;
	i++;
	if (i < t.len && (ascii_is_digit(t.ptr[i]) || ascii_is_alpha(t.ptr[i])))
		i++;
	if (i < t.len && t.ptr[i] == ' ')
		i++;
	return t.len - i >= 3 && ascii_is_digit(t.ptr[i]) &&
	    ascii_is_alpha(t.ptr[i + 1]) && ascii_is_alpha(t.ptr[i + 2]) &&
	    !words_alnum_at(t, i + 3);
}

/* "12 mill street", "flat 3/1": a number, a word or two, a kind of street. */
static bool
is_street(struct slice t, size_t at)
{
	static const char streets[] = " street st road rd lane avenue ave "
	    "drive close court crescent place terrace way gardens grove "
	    "square view wynd row quay house brae park gate loan ";
	char word[20];
	size_t i = at, n, words;

	for (n = 0; i < t.len && ascii_is_digit(t.ptr[i]); i++)
		n++;
	if (n == 0 || n > 4)
		return false;
	if (i < t.len && ascii_is_alpha(t.ptr[i]))
		i++;
	for (words = 0; words < 4; words++) {
		while (i < t.len && (t.ptr[i] == ' ' || t.ptr[i] == ','))
			i++;
		for (n = 1; i < t.len && n < sizeof word - 2 &&
		    (ascii_is_alpha(t.ptr[i]) || t.ptr[i] == '\''); i++)
			word[n++] = (char)t.ptr[i];
		if (n == 1)
			return false;
		word[0] = ' ';
		word[n] = ' ';
		word[n + 1] = '\0';
		if (words > 0 && strstr(streets, word) != NULL)
			return true;
	}
	return false;
}

static bool
has_address(const struct detect_context *c)
{
	struct slice t = slice_of(c->run->shadow.bytes, c->run->shadow.len);
	size_t here = c->unit_at + c->at, at, end;

	at = here > REACH ? here - REACH : 0;
	end = t.len - here > REACH ? here + REACH : t.len;
	for (; at < end; at++)
		if (!words_alnum_before(t, at) && (is_postcode(t, at) ||
		    is_street(t, at)))
			return true;
	return false;
}

bool
door_read(const struct detect_context *c, size_t *ret_from, size_t *ret_to,
    int *ret_tier)
{
	if (!is_label(c) || !find_code(c, ret_from, ret_to))
		return false;
	*ret_tier = has_address(c) ? 3 : 1;
	return true;
}
