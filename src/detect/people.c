#include "detect/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/address.h"
#include "detect/drawn.h"
#include "detect/named.h"
#include "detect/peoplecell.h"
#include "detect/profile.h"
#include "detect/scene.h"
#include "detect/signature.h"

#define SHORT_UNIT	4096	/* read as a whole */
#define NEAR_MARK	1500	/* bytes of a longer one around what wants people */

/*
 * May word i be the family name after a given name (or others) that is strong
 * or not, and written so?
 */
static bool
is_family_name(const struct named *rd, size_t i, bool strong,
    enum nameword_case written)
{
	const struct nameword *w = &rd->words[i];

	if (w->written == NAMEWORD_LOWER)
		return written == NAMEWORD_LOWER && strong &&
		    nameword_is_surname(w) && !nameword_is(w, NAME_STREET |
		    NAME_BODY | NAME_ROLE);
	if (!nameword_is_capital(w) || written == NAMEWORD_LOWER ||
	    nameword_is(w, NAME_OTHER))
		return false;
	if (nameword_is(w, NAME_STREET | NAME_BODY | NAME_ROLE))
		return strong && nameword_is_surname(w);
	if (!strong)
		return nameword_is_surname(w);
	if (nameword_is(w, NAME_SURNAME) || nameword_is(w, NAME_GIVEN))
		return true;
	/* A heading in capitals has more words than names. */
	return nameword_is_unknown(w) && w->written == NAMEWORD_CAPITAL;
}

/* --- after a title -------------------------------------------------------- */

/* Titles that are also words: only before names that are known. */
static bool
is_doubtful_title(const struct nameword *w, struct slice text)
{
	static const char *const plain[] = {
		"mr", "mrs", "mx", "dr", "prof", "professor", "cllr",
		"councillor", "rev", "revd", "reverend", NULL
	};
	size_t i;

	if (w->written == NAMEWORD_LOWER)
		return true;
	if (w->written == NAMEWORD_CAPITAL && (slice_eq_str(text, "ms") ||
	    slice_eq_str(text, "miss") || slice_eq_str(text, "sir")))
		return false;
	for (i = 0; plain[i] != NULL; i++)
		if (slice_eq_str(text, plain[i]))
			return false;
	return true;
}

/* "12 kingsway dr": the end of a street. */
static bool
is_drive(const struct named *rd, size_t i)
{
	const uint8_t *p = rd->run->shadow.bytes;
	size_t at;

	if (i == 0 || rd->words[i].gap != NAMEWORD_BLANK ||
	    !nameword_is_capital(&rd->words[i - 1]))
		return false;
	at = rd->words[i - 1].from;
	return at >= rd->from + 2 && p[at - 1] == ' ' &&
	    ascii_is_digit(p[at - 2]);
}

/* "mr and mrs", "mr & mrs": the last of several titles. */
static size_t
last_title(const struct named *rd, size_t i)
{
	size_t next;

	for (;;) {
		next = i + 1;
		if (next + 1 < rd->count &&
		    slice_eq_str(named_text(rd, next), "and"))
			next++;
		if (next >= rd->count || next > i + 2 ||
		    !nameword_is(&rd->words[next], NAME_TITLE) ||
		    (rd->words[next].gap != NAMEWORD_BLANK &&
		    rd->words[next].gap != NAMEWORD_AND &&
		    rd->words[next].gap != NAMEWORD_POINT))
			return i;
		i = next;
	}
}

/*
 * Words of a name that follow a title: where they end, or `at` if there are
 * none.
 */
static size_t
titled_end(const struct named *rd, size_t at, bool doubtful, bool lower)
{
	const struct nameword *w;
	size_t i, last;
	bool known;

	last = at;
	known = false;
	for (i = at; i < rd->count && i < at + NAME_WORDS_MAX; i++) {
		w = &rd->words[i];
		if (i > at ? !named_follows(rd, i) :
		    w->gap != NAMEWORD_BLANK && w->gap != NAMEWORD_POINT)
			break;
		if (w->written == NAMEWORD_INITIAL ||
		    nameword_is(w, NAME_PARTICLE))
			continue;
		if (w->written == NAMEWORD_LOWER ? !lower ||
		    !nameword_is(w, NAME_GIVEN | NAME_SURNAME) : !nameword_is_capital(w))
			break;
		if (nameword_is(w, NAME_OTHER | NAME_ROLE | NAME_BODY |
		    NAME_STREET) && !nameword_is(w, NAME_SURNAME | NAME_GIVEN))
			break;
		/* "MRS SMITH LIVES": all is in capitals. */
		if (known && w->kinds == 0 && w->written == NAMEWORD_UPPER)
			break;
		known = known || nameword_is(w, NAME_GIVEN | NAME_SURNAME);
		last = i + 1;
		if (lower && nameword_is(w, NAME_SURNAME))
			break;
	}
	return (doubtful || lower) && !known ? at : last;
}

static int
try_title(struct named *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t title, end;
	bool lower;
	int r;

	if (!nameword_is(w, NAME_TITLE) || (is_drive(rd, *i) &&
	    slice_eq_str(named_text(rd, *i), "dr")))
		return 0;
	title = last_title(rd, *i);
	lower = w->written == NAMEWORD_LOWER;
	end = titled_end(rd, title + 1, is_doubtful_title(w,
	    named_text(rd, *i)), lower);
	if (end == title + 1 || named_is_namesake(rd, *i, end))
		return 0;
	r = named_mark_words(rd, MARK_PERSON, *i, end, title + 1);
	*i = end - 1;
	return r < 0 ? r : 1;
}

/* --- given name and family name ------------------------------------------- */

/* Where the name that begins with the given name i ends; i: nowhere. */
static size_t
given_end(const struct named *rd, size_t i)
{
	const struct nameword *w;
	enum nameword_case written = rd->words[i].written;
	bool strong = nameword_is_given(&rd->words[i]);
	size_t k, last;

	last = i;
	for (k = i + 1; k < rd->count && k < i + NAME_WORDS_MAX; k++) {
		w = &rd->words[k];
		/* Over the end of a line only to a name that is one. */
		if (w->gap == NAMEWORD_LINE ? last != i || k > i + 1 ||
		    !strong || !nameword_is_surname(w) ||
		    rd->words[i].gap == NAMEWORD_START ||
		    rd->words[i].gap == NAMEWORD_LINE :
		    !named_follows(rd, k))
			break;
		if (w->written == NAMEWORD_INITIAL ||
		    (nameword_is(w, NAME_PARTICLE) &&
		    (w->written == NAMEWORD_LOWER ||
		    !nameword_is(w, NAME_GIVEN | NAME_SURNAME))))
			continue;
		if (!is_family_name(rd, k, strong, written))
			break;
		last = k;
		/* In lower case the next word is mostly none of it. */
		if (written == NAMEWORD_LOWER)
			break;
		strong = strong || nameword_is_surname(w);
	}
	return last == i ? i : last + 1;
}

static int
try_given(struct named *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t end;
	int r;

	if (!nameword_is(w, NAME_GIVEN) || w->written >= NAMEWORD_INITIAL ||
	    (w->written == NAMEWORD_LOWER && !nameword_is_given(w)))
		return 0;
	end = given_end(rd, *i);
	if (end == *i || named_is_namesake(rd, *i, end))
		return 0;
	r = named_mark_words(rd, MARK_PERSON, *i, end, *i);
	*i = end - 1;
	return r < 0 ? r : 1;
}

/* A word with such an ending begins a sentence, it is no given name. */
static bool
is_plain_word(struct slice w)
{
	static const char *const endings[] = {
		"ly", "ing", "ed", "tion", "sion", "ment", "ness", "ity",
		"ship", "ance", "ence", "ers", "ies", "als", "ure", "ive",
		"ous", "ful", NULL
	};
	size_t i;

	for (i = 0; endings[i] != NULL; i++)
		if (slice_ends(w, slice_str(endings[i])))
			return true;
	return false;
}

/* "keiran docherty": a given name that no list has, and a family name. */
static int
try_unknown(struct named *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t k;
	int r;

	if (w->written != NAMEWORD_CAPITAL || !nameword_is_unknown(w) ||
	    is_plain_word(named_text(rd, *i)) ||
	    (*i > 0 && w->gap == NAMEWORD_BLANK && nameword_is_capital(w - 1)))
		return 0;
	for (k = *i + 1; named_follows(rd, k) &&
	    rd->words[k].written == NAMEWORD_INITIAL; k++)
		;
	if (!named_follows(rd, k) ||
	    rd->words[k].written != NAMEWORD_CAPITAL ||
	    !nameword_is_surname(&rd->words[k]) ||
	    nameword_is(&rd->words[k], NAME_STREET | NAME_BODY | NAME_ROLE) ||
	    named_is_namesake(rd, *i, k + 1) || (named_follows(rd, k + 1) &&
	    nameword_is_capital(&rd->words[k + 1])))
		return 0;
	r = named_mark_words(rd, MARK_PERSON, *i, k + 1, *i);
	*i = k;
	return r < 0 ? r : 1;
}

/* "okafor, ngozi": at the beginning or the end of a line or cell. */
static int
try_reversed(struct named *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	const struct nameword *g = w + 1;
	struct named_name name;
	size_t end;
	int r;

	if (*i + 1 >= rd->count || g->gap != NAMEWORD_COMMA ||
	    !nameword_is_capital(w) || !nameword_is(w, NAME_SURNAME) ||
	    (w->gap != NAMEWORD_START && w->gap != NAMEWORD_LINE &&
	    w->gap != NAMEWORD_APART && w->gap != NAMEWORD_COLON) ||
	    !nameword_is_capital(g) || !nameword_is(g, NAME_GIVEN) ||
	    (!nameword_is_surname(w) && !nameword_is_given(g)))
		return 0;
	for (end = *i + 2; end < rd->count && named_follows(rd, end) &&
	    (rd->words[end].written == NAMEWORD_INITIAL ||
	    nameword_is(&rd->words[end], NAME_GIVEN)); end++)
		;
	if (end < rd->count && (rd->words[end].gap == NAMEWORD_BLANK ||
	    rd->words[end].gap == NAMEWORD_COMMA))
		return 0;
	name.len = 0;
	named_add(&name, named_text(rd, *i + 1));
	named_add(&name, named_text(rd, *i));
	r = named_mark(rd, MARK_PERSON, w->from, rd->words[end - 1].to, &name);
	*i = end - 1;
	return r < 0 ? r : 1;
}

/* --- weak references ------------------------------------------------------ */

static bool
is_greeted(const struct named *rd, size_t i)
{
	static const char *const greetings[] = {
		"dear", "hi", "hello", "hey", "hiya", "morning", "afternoon",
		"evening", "thanks", "thank", "you", "annwyl", "helo", "a",
		"chàirdean", "cześć", "witam", "szanowna", "szanowny", NULL
	};
	size_t k;

	if (i == 0 || (rd->words[i].gap != NAMEWORD_BLANK &&
	    rd->words[i].gap != NAMEWORD_COMMA))
		return false;
	for (k = 0; greetings[k] != NULL; k++)
		if (slice_eq_str(named_text(rd, i - 1), greetings[k]))
			return true;
	return false;
}

/* A given name alone, or initials and a family name. */
static int
try_weak(struct named *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t end;
	int r;

	if (w->written == NAMEWORD_INITIAL) {
		for (end = *i + 1; named_follows(rd, end) &&
		    rd->words[end].written == NAMEWORD_INITIAL; end++)
			;
		if (!named_follows(rd, end) ||
		    !nameword_is_capital(&rd->words[end]) ||
		    !nameword_is_surname(&rd->words[end]) ||
		    nameword_is(&rd->words[end], NAME_STREET | NAME_BODY) ||
		    named_is_namesake(rd, *i, end + 1))
			return 0;
		r = named_mark_words(rd, MARK_NAME, *i, end + 1, *i);
		*i = end;
		return r < 0 ? r : 1;
	}
	if (w->written != NAMEWORD_CAPITAL || !nameword_is_given(w) ||
	    is_greeted(rd, *i) || named_is_namesake(rd, *i, *i + 1))
		return 0;
	r = named_mark_words(rd, MARK_NAME, *i, *i + 1, *i);
	return r < 0 ? r : 1;
}

/* --- labels --------------------------------------------------------------- */

/* "tenant:" and "full name:"; not "user name:". */
static bool
is_label(const struct named *rd, size_t i)
{
	const struct nameword *w = &rd->words[i];

	if (!nameword_is(w, NAME_LABEL))
		return false;
	if (i == 0 || w->gap != NAMEWORD_BLANK ||
	    !(slice_starts(named_text(rd, i), SLICE("name")) ||
	    slice_eq_str(named_text(rd, i), "contact")))
		return true;
	return !named_is_thing(named_text(rd, i - 1)) ||
	    (i > 1 && slice_eq_str(named_text(rd, i - 2), "service"));
}

/* The word i follows a colon: is it a name because of what is before it? */
static int
try_label(struct named *rd, size_t *i)
{
	size_t end;
	int r;

	if (*i == 0 || rd->words[*i].gap != NAMEWORD_COLON ||
	    !is_label(rd, *i - 1))
		return 0;
	end = named_end(rd, *i,
	    named_is_surname(named_text(rd, *i - 1)));
	if (end == *i || named_is_namesake(rd, *i, end))
		return 0;
	r = named_mark_found(rd, *i, end);
	*i = end - 1;
	return r < 0 ? r : 1;
}

/* --- units ---------------------------------------------------------------- */

static int
read_words(struct named *rd)
{
	static int (*const tries[])(struct named *rd, size_t *i) = {
		try_label, try_title, try_given, try_reversed, try_unknown,
		try_weak, NULL
	};
	size_t i, t;
	int r;

	for (i = 0; i < rd->count; i++) {
		r = 0;
		for (t = 0; tries[t] != NULL && r == 0; t++)
			r = tries[t](rd, &i);
		if (r < 0)
			return r;
	}
	return 0;
}

static int
read_stretch(struct detect_run *run, size_t segment, size_t from, size_t to)
{
	struct named rd;
	int r;

	r = named_read(&rd, run, from, to);
	if (r < 0)
		return r;
	rd.unit = &run->text->units[run->segments[segment].unit];
	r = peoplecell_read(&rd, segment);
	return r == 0 ? read_words(&rd) : r < 0 ? r : 0;
}

static int
mark_from(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* Does a judge ask whose that is? */
static bool
wants_person(const struct mark *m)
{
	switch (m->kind) {
	case MARK_TERM:
	case MARK_LABEL:
	case MARK_BIRTH:
	case MARK_PHONE:
	case MARK_EMAIL:
	case MARK_POSTCODE:
	case MARK_ADDRESS:
	case MARK_MONEY:
	case MARK_SORT_CODE:
	case MARK_ACCOUNT:
	case MARK_NUMBER:
	case MARK_CASE_VERB:
		return true;
	default:
		return false;
	}
}

/* A place before which no name may be cut in two. */
static size_t
line_start(const struct detect_run *run, size_t at, size_t low)
{
	while (at > low && run->shadow.bytes[at - 1] != '\n')
		at--;
	return at;
}

/*
 * A unit, or of a long one the stretches around marks that want a person;
 * *at is the first mark that may be in it, in order of place.
 */
static int
read_segment(struct detect_run *run, size_t segment, size_t *at, size_t count)
{
	const struct segment *s = &run->segments[segment];
	size_t from, to, end;
	int r;

	/* Who writes to whom is the envelope's matter. */
	if (run->text->units[s->unit].where == FINDING_HEADER)
		return 0;
	if (s->to - s->from <= SHORT_UNIT)
		return read_stretch(run, segment, s->from, s->to);
	r = 0;
	for (to = s->from; r == 0 && to < s->to; to = end) {
		while (*at < count && (run->marks[*at].from < to ||
		    !wants_person(&run->marks[*at])))
			(*at)++;
		if (*at == count || run->marks[*at].from >= s->to)
			break;
		from = run->marks[*at].from;
		from = line_start(run, from > to + NEAR_MARK ?
		    from - NEAR_MARK : to, to);
		for (end = run->marks[*at].from; *at < count &&
		    run->marks[*at].from < end + 2 * NEAR_MARK; (*at)++)
			if (wants_person(&run->marks[*at]))
				end = run->marks[*at].from;
		end = end + NEAR_MARK < s->to ? end + NEAR_MARK : s->to;
		while (end < s->to && run->shadow.bytes[end] != '\n')
			end++;
		r = read_stretch(run, segment, from, end);
	}
	return r;
}

int
people_mark(struct detect_run *run)
{
	size_t i, at, count;
	int r;

	r = signature_find(run);
	if (r == 0)
		r = address_mark(run);
	if (r == 0)
		r = profile_mark_cells(run);
	if (r == 0)
		r = drawn_mark(run);
	/* Marks of people come behind those that are in order. */
	if (run->mark_count > 1)
		qsort(run->marks, run->mark_count, sizeof *run->marks,
		    mark_from);
	count = run->mark_count;
	for (i = at = 0; i < run->segment_count && r == 0; i++)
		r = read_segment(run, i, &at, count);
	return r;
}
