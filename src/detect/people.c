#include "detect/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/address.h"
#include "detect/drawn.h"
#include "detect/nameword.h"
#include "detect/profile.h"
#include "detect/scene.h"
#include "detect/signature.h"

#define NAME_WORDS_MAX	6	/* given names, particles and a family name */
#define NAME_BYTES_MAX	160	/* of all of them */
#define SHORT_UNIT	4096	/* read as a whole */
#define NEAR_MARK	1500	/* bytes of a longer one around what wants people */
#define CELL_MAX	80	/* bytes of a cell that may be a name */

/* The unit that is being read. */
struct reader {
	struct detect_run *run;
	const struct text_unit *unit;
	const struct nameword *words;
	size_t count;
	size_t from, to;	/* bytes of the unit */
};

/* --- marks ---------------------------------------------------------------- */

static struct slice
word_text(const struct reader *rd, size_t i)
{
	return slice_of(rd->run->shadow.bytes + rd->words[i].from,
	    rd->words[i].to - rd->words[i].from);
}

struct name_text {
	uint8_t bytes[NAME_BYTES_MAX];
	size_t len;
};

static void
name_add(struct name_text *n, struct slice word)
{
	if (word.len + 1 > sizeof n->bytes - n->len)
		return;
	if (n->len > 0)
		n->bytes[n->len++] = ' ';
	memcpy(n->bytes + n->len, word.ptr, word.len);
	n->len += word.len;
}

static int
mark(struct reader *rd, enum mark_kind kind, size_t from, size_t to,
    const struct name_text *name)
{
	const struct detect_plan *p = rd->run->plan;
	struct slice value = slice_of(name->bytes, name->len);
	struct mark m;

	if (plan_is_own(p, plan_own_digest(p, value)) ||
	    signature_holds(rd->run, from))
		return 0;
	memset(&m, 0, sizeof m);
	m.from = (uint32_t)from;
	m.to = (uint32_t)to;
	m.kind = (uint8_t)kind;
	m.value = siphash(p->key, value);
	return run_mark(rd->run, &m);
}

/* Words first..last (last not in it) as one name, without titles. */
static int
mark_words(struct reader *rd, enum mark_kind kind, size_t first, size_t last,
    size_t name_first)
{
	struct name_text name;
	size_t i;

	name.len = 0;
	for (i = name_first; i < last; i++)
		name_add(&name, word_text(rd, i));
	return mark(rd, kind, rd->words[first].from, rd->words[last - 1].to,
	    &name);
}

/* --- words of names ------------------------------------------------------- */

static bool
is_kind(const struct nameword *w, unsigned kinds)
{
	return (w->kinds & kinds) != 0;
}

static bool
is_capital(const struct nameword *w)
{
	return w->written == NAMEWORD_CAPITAL || w->written == NAMEWORD_UPPER;
}

static bool
is_strong_given(const struct nameword *w)
{
	return is_kind(w, NAME_GIVEN) && !is_kind(w, NAME_WEAK_GIVEN) &&
	    !is_kind(w, NAME_OTHER);
}

static bool
is_strong_surname(const struct nameword *w)
{
	return is_kind(w, NAME_SURNAME) && !is_kind(w, NAME_WEAK_SURNAME) &&
	    !is_kind(w, NAME_OTHER);
}

/* No list knows it: it may be the name of somebody. */
static bool
is_unknown(const struct nameword *w)
{
	return w->kinds == 0 && w->to - w->from >= 3;
}

static bool
follows_closely(const struct reader *rd, size_t i)
{
	return i < rd->count && (rd->words[i].gap == NAMEWORD_BLANK ||
	    (rd->words[i].gap == NAMEWORD_POINT &&
	    rd->words[i - 1].written == NAMEWORD_INITIAL));
}

/*
 * May word i be the family name after a given name (or others) that is strong
 * or not, and written so?
 */
static bool
is_family_name(const struct reader *rd, size_t i, bool strong,
    enum nameword_case written)
{
	const struct nameword *w = &rd->words[i];

	if (w->written == NAMEWORD_LOWER)
		return written == NAMEWORD_LOWER && strong &&
		    is_strong_surname(w) && !is_kind(w, NAME_STREET |
		    NAME_BODY | NAME_ROLE);
	if (!is_capital(w) || written == NAMEWORD_LOWER ||
	    is_kind(w, NAME_OTHER))
		return false;
	if (is_kind(w, NAME_STREET | NAME_BODY | NAME_ROLE))
		return strong && is_strong_surname(w);
	if (!strong)
		return is_strong_surname(w);
	if (is_kind(w, NAME_SURNAME) || is_kind(w, NAME_GIVEN))
		return true;
	/* A heading in capitals has more words than names. */
	return is_unknown(w) && w->written == NAMEWORD_CAPITAL;
}

/* "john smith ltd", "12 john smith street": named after somebody. */
static bool
is_named_after(const struct reader *rd, size_t first, size_t last)
{
	const uint8_t *p = rd->run->shadow.bytes;
	const struct nameword *w = &rd->words[last];
	size_t i;

	if (first > 0 && rd->words[first].gap == NAMEWORD_BLANK &&
	    is_kind(&rd->words[first - 1], NAME_OTHER) &&
	    (slice_eq_str(word_text(rd, first - 1), "royal") ||
	    slice_eq_str(word_text(rd, first - 1), "saint")))
		return true;
	if (first > 0 && rd->words[first].gap <= NAMEWORD_POINT &&
	    rd->words[first].gap != NAMEWORD_START &&
	    slice_eq_str(word_text(rd, first - 1), "st"))
		return true;
	if (last >= rd->count || rd->words[last].gap != NAMEWORD_BLANK ||
	    !is_kind(w, NAME_STREET | NAME_BODY))
		return false;
	if (w->written == NAMEWORD_LOWER &&
	    rd->words[first].written != NAMEWORD_LOWER)
		return false;
	/* "jane smith housing officer": that is what she does. */
	for (i = last + 1; i < rd->count && i <= last + 3 &&
	    rd->words[i].gap == NAMEWORD_BLANK; i++)
		if (is_kind(&rd->words[i], NAME_ROLE))
			return false;
	/* "jane smith's house": hers. */
	return p[rd->words[last - 1].to] == ' ';
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
is_drive(const struct reader *rd, size_t i)
{
	const uint8_t *p = rd->run->shadow.bytes;
	size_t at;

	if (i == 0 || rd->words[i].gap != NAMEWORD_BLANK ||
	    !is_capital(&rd->words[i - 1]))
		return false;
	at = rd->words[i - 1].from;
	return at >= rd->from + 2 && p[at - 1] == ' ' &&
	    ascii_is_digit(p[at - 2]);
}

/* "mr and mrs", "mr & mrs": the last of several titles. */
static size_t
last_title(const struct reader *rd, size_t i)
{
	size_t next;

	for (;;) {
		next = i + 1;
		if (next + 1 < rd->count &&
		    slice_eq_str(word_text(rd, next), "and"))
			next++;
		if (next >= rd->count || next > i + 2 ||
		    !is_kind(&rd->words[next], NAME_TITLE) ||
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
titled_end(const struct reader *rd, size_t at, bool doubtful, bool lower)
{
	const struct nameword *w;
	size_t i, last;
	bool known;

	last = at;
	known = false;
	for (i = at; i < rd->count && i < at + NAME_WORDS_MAX; i++) {
		w = &rd->words[i];
		if (i > at ? !follows_closely(rd, i) :
		    w->gap != NAMEWORD_BLANK && w->gap != NAMEWORD_POINT)
			break;
		if (w->written == NAMEWORD_INITIAL ||
		    is_kind(w, NAME_PARTICLE))
			continue;
		if (w->written == NAMEWORD_LOWER ? !lower ||
		    !is_kind(w, NAME_GIVEN | NAME_SURNAME) : !is_capital(w))
			break;
		if (is_kind(w, NAME_OTHER | NAME_ROLE | NAME_BODY |
		    NAME_STREET) && !is_kind(w, NAME_SURNAME | NAME_GIVEN))
			break;
		/* "MRS SMITH LIVES": all is in capitals. */
		if (known && w->kinds == 0 && w->written == NAMEWORD_UPPER)
			break;
		known = known || is_kind(w, NAME_GIVEN | NAME_SURNAME);
		last = i + 1;
		if (lower && is_kind(w, NAME_SURNAME))
			break;
	}
	return (doubtful || lower) && !known ? at : last;
}

static int
try_title(struct reader *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t title, end;
	bool lower;
	int r;

	if (!is_kind(w, NAME_TITLE) || (is_drive(rd, *i) &&
	    slice_eq_str(word_text(rd, *i), "dr")))
		return 0;
	title = last_title(rd, *i);
	lower = w->written == NAMEWORD_LOWER;
	end = titled_end(rd, title + 1, is_doubtful_title(w,
	    word_text(rd, *i)), lower);
	if (end == title + 1 || is_named_after(rd, *i, end))
		return 0;
	r = mark_words(rd, MARK_PERSON, *i, end, title + 1);
	*i = end - 1;
	return r < 0 ? r : 1;
}

/* --- given name and family name ------------------------------------------- */

/* Where the name that begins with the given name i ends; i: nowhere. */
static size_t
given_end(const struct reader *rd, size_t i)
{
	const struct nameword *w;
	enum nameword_case written = rd->words[i].written;
	bool strong = is_strong_given(&rd->words[i]);
	size_t k, last;

	last = i;
	for (k = i + 1; k < rd->count && k < i + NAME_WORDS_MAX; k++) {
		w = &rd->words[k];
		/* Over the end of a line only to a name that is one. */
		if (w->gap == NAMEWORD_LINE ? last != i || k > i + 1 ||
		    !strong || !is_strong_surname(w) ||
		    rd->words[i].gap == NAMEWORD_START ||
		    rd->words[i].gap == NAMEWORD_LINE :
		    !follows_closely(rd, k))
			break;
		if (w->written == NAMEWORD_INITIAL ||
		    (is_kind(w, NAME_PARTICLE) &&
		    (w->written == NAMEWORD_LOWER ||
		    !is_kind(w, NAME_GIVEN | NAME_SURNAME))))
			continue;
		if (!is_family_name(rd, k, strong, written))
			break;
		last = k;
		/* In lower case the next word is mostly none of it. */
		if (written == NAMEWORD_LOWER)
			break;
		strong = strong || is_strong_surname(w);
	}
	return last == i ? i : last + 1;
}

static int
try_given(struct reader *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t end;
	int r;

	if (!is_kind(w, NAME_GIVEN) || w->written >= NAMEWORD_INITIAL ||
	    (w->written == NAMEWORD_LOWER && !is_strong_given(w)))
		return 0;
	end = given_end(rd, *i);
	if (end == *i || is_named_after(rd, *i, end))
		return 0;
	r = mark_words(rd, MARK_PERSON, *i, end, *i);
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
try_unknown(struct reader *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t k;
	int r;

	if (w->written != NAMEWORD_CAPITAL || !is_unknown(w) ||
	    is_plain_word(word_text(rd, *i)) ||
	    (*i > 0 && w->gap == NAMEWORD_BLANK && is_capital(w - 1)))
		return 0;
	for (k = *i + 1; follows_closely(rd, k) &&
	    rd->words[k].written == NAMEWORD_INITIAL; k++)
		;
	if (!follows_closely(rd, k) ||
	    rd->words[k].written != NAMEWORD_CAPITAL ||
	    !is_strong_surname(&rd->words[k]) ||
	    is_kind(&rd->words[k], NAME_STREET | NAME_BODY | NAME_ROLE) ||
	    is_named_after(rd, *i, k + 1) || (follows_closely(rd, k + 1) &&
	    is_capital(&rd->words[k + 1])))
		return 0;
	r = mark_words(rd, MARK_PERSON, *i, k + 1, *i);
	*i = k;
	return r < 0 ? r : 1;
}

/* "okafor, ngozi": at the beginning or the end of a line or cell. */
static int
try_reversed(struct reader *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	const struct nameword *g = w + 1;
	struct name_text name;
	size_t end;
	int r;

	if (*i + 1 >= rd->count || g->gap != NAMEWORD_COMMA ||
	    !is_capital(w) || !is_kind(w, NAME_SURNAME) ||
	    (w->gap != NAMEWORD_START && w->gap != NAMEWORD_LINE &&
	    w->gap != NAMEWORD_APART && w->gap != NAMEWORD_COLON) ||
	    !is_capital(g) || !is_kind(g, NAME_GIVEN) ||
	    (!is_strong_surname(w) && !is_strong_given(g)))
		return 0;
	for (end = *i + 2; end < rd->count && follows_closely(rd, end) &&
	    (rd->words[end].written == NAMEWORD_INITIAL ||
	    is_kind(&rd->words[end], NAME_GIVEN)); end++)
		;
	if (end < rd->count && (rd->words[end].gap == NAMEWORD_BLANK ||
	    rd->words[end].gap == NAMEWORD_COMMA))
		return 0;
	name.len = 0;
	name_add(&name, word_text(rd, *i + 1));
	name_add(&name, word_text(rd, *i));
	r = mark(rd, MARK_PERSON, w->from, rd->words[end - 1].to, &name);
	*i = end - 1;
	return r < 0 ? r : 1;
}

/* --- weak references ------------------------------------------------------ */

static bool
is_greeted(const struct reader *rd, size_t i)
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
		if (slice_eq_str(word_text(rd, i - 1), greetings[k]))
			return true;
	return false;
}

/* A given name alone, or initials and a family name. */
static int
try_weak(struct reader *rd, size_t *i)
{
	const struct nameword *w = &rd->words[*i];
	size_t end;
	int r;

	if (w->written == NAMEWORD_INITIAL) {
		for (end = *i + 1; follows_closely(rd, end) &&
		    rd->words[end].written == NAMEWORD_INITIAL; end++)
			;
		if (!follows_closely(rd, end) ||
		    !is_capital(&rd->words[end]) ||
		    !is_strong_surname(&rd->words[end]) ||
		    is_kind(&rd->words[end], NAME_STREET | NAME_BODY) ||
		    is_named_after(rd, *i, end + 1))
			return 0;
		r = mark_words(rd, MARK_NAME, *i, end + 1, *i);
		*i = end;
		return r < 0 ? r : 1;
	}
	if (w->written != NAMEWORD_CAPITAL || !is_strong_given(w) ||
	    is_greeted(rd, *i) || is_named_after(rd, *i, *i + 1))
		return 0;
	r = mark_words(rd, MARK_NAME, *i, *i + 1, *i);
	return r < 0 ? r : 1;
}

/* --- labels --------------------------------------------------------------- */

/*
 * Words first.. as they stand after a label or in a cell of names: where the
 * name ends; first if it is none.
 */
static size_t
labelled_end(const struct reader *rd, size_t first, bool alone)
{
	const struct nameword *w;
	size_t i, n, capitals;
	bool known;

	known = false;
	capitals = n = 0;
	for (i = first; i < rd->count && i < first + NAME_WORDS_MAX; i++) {
		w = &rd->words[i];
		if (i > first && !follows_closely(rd, i) &&
		    !(w->gap == NAMEWORD_POINT && is_kind(w - 1, NAME_TITLE)) &&
		    !(w->gap == NAMEWORD_COMMA && i == first + 1))
			break;
		if (w->written == NAMEWORD_NONE)
			return first;
		if (is_kind(w, NAME_TITLE | NAME_PARTICLE) ||
		    w->written == NAMEWORD_INITIAL)
			continue;
		if (is_kind(w, NAME_BODY | NAME_OTHER | NAME_LABEL |
		    NAME_ROLE | NAME_STREET) &&
		    !is_kind(w, NAME_GIVEN | NAME_SURNAME))
			return n > 0 && w->written == NAMEWORD_LOWER &&
			    !is_kind(w, NAME_BODY | NAME_STREET) &&
			    known ? i : first;
		if (w->written == NAMEWORD_LOWER && n > 0 && capitals > 0)
			break;	/* "Jane Smith has ..." */
		n++;
		capitals += is_capital(w);
		known = known || is_strong_given(w) || is_strong_surname(w) ||
		    (n > 1 && is_kind(w, NAME_GIVEN | NAME_SURNAME));
	}
	if (n == 0 || (!known && capitals < 2) || (n == 1 && !alone))
		return first;
	return i;
}

/* "Product name", "Company": what has such a name is no person. */
static bool
names_a_thing(struct slice header)
{
	static const char *const things[] = {
		"company", "organisation", "organization", "business", "file",
		"product", "project", "school", "building", "scheme",
		"supplier", "contractor", "property", "course", "event",
		"item", "account", "user", "street", "estate", "trust",
		"charity", "group", "team", "host", "domain", "display",
		"brand", "department", "rule", "field", "column", NULL
	};
	size_t i;

	header = slice_trim(header);
	for (i = 0; things[i] != NULL; i++)
		if (slice_istarts(header, slice_str(things[i])))
			return true;
	return false;
}

/* "tenant:" and "full name:"; not "user name:". */
static bool
is_label(const struct reader *rd, size_t i)
{
	const struct nameword *w = &rd->words[i];

	if (!is_kind(w, NAME_LABEL))
		return false;
	if (i == 0 || w->gap != NAMEWORD_BLANK ||
	    !(slice_starts(word_text(rd, i), SLICE("name")) ||
	    slice_eq_str(word_text(rd, i), "contact")))
		return true;
	return !names_a_thing(word_text(rd, i - 1)) ||
	    (i > 1 && slice_eq_str(word_text(rd, i - 2), "service"));
}

static bool
is_surname_label(struct slice label)
{
	return slice_eq_str(label, "surname") ||
	    slice_eq_str(label, "lastname") || slice_eq_str(label, "cyfenw") ||
	    slice_eq_str(label, "sloinneadh") ||
	    slice_eq_str(label, "nazwisko");
}

static int
mark_labelled(struct reader *rd, size_t first, size_t end)
{
	struct name_text name;
	size_t i;

	name.len = 0;
	/* "Okafor, Ngozi" */
	if (end == first + 2 && rd->words[first + 1].gap == NAMEWORD_COMMA) {
		name_add(&name, word_text(rd, first + 1));
		name_add(&name, word_text(rd, first));
	} else {
		for (i = first; i < end; i++)
			if (!is_kind(&rd->words[i], NAME_TITLE) ||
			    is_kind(&rd->words[i], NAME_GIVEN))
				name_add(&name, word_text(rd, i));
	}
	return mark(rd, MARK_PERSON, rd->words[first].from,
	    rd->words[end - 1].to, &name);
}

/* The word i follows a colon: is it a name because of what is before it? */
static int
try_label(struct reader *rd, size_t *i)
{
	size_t end;
	int r;

	if (*i == 0 || rd->words[*i].gap != NAMEWORD_COLON ||
	    !is_label(rd, *i - 1))
		return 0;
	end = labelled_end(rd, *i,
	    is_surname_label(word_text(rd, *i - 1)));
	if (end == *i || is_named_after(rd, *i, end))
		return 0;
	r = mark_labelled(rd, *i, end);
	*i = end - 1;
	return r < 0 ? r : 1;
}

/* --- cells ---------------------------------------------------------------- */

/* The text of the cell k places after that of the segment, in the same row. */
static bool
cell_beside(const struct detect_run *run, size_t segment, int k,
    const struct text_unit **ret, struct slice *ret_text)
{
	const struct segment *s;
	size_t other = segment + (size_t)k;

	if ((k < 0 && segment == 0) || other >= run->segment_count)
		return false;
	s = &run->segments[other];
	*ret = &run->text->units[s->unit];
	*ret_text = slice_trim(slice_of(run->shadow.bytes + s->from,
	    s->to - s->from));
	return (*ret)->row == run->text->units[run->segments[segment].unit].row;
}

/* "Given" and "Surname" beside each other, in either order. */
static int
mark_surname_cell(struct reader *rd, size_t segment, size_t first, size_t end)
{
	const struct text_unit *unit;
	struct name_text name;
	struct slice given;
	size_t i;
	int k;

	name.len = 0;
	for (k = -1; k <= 1 && name.len == 0; k += 2)
		if (cell_beside(rd->run, segment, k, &unit, &given) &&
		    given.len > 0 && given.len < CELL_MAX &&
		    (run_columns(rd->run, unit) & 1 << COLUMN_GIVEN) != 0)
			name_add(&name, given);
	for (i = first; i < end; i++)
		name_add(&name, word_text(rd, i));
	return mark(rd, MARK_PERSON, rd->words[first].from,
	    rd->words[end - 1].to, &name);
}

/* A cell under "Tenant": 1 if it holds a name, and then only that. */
static int
try_cell(struct reader *rd, size_t segment)
{
	uint32_t columns;
	size_t end;
	int r;

	columns = run_columns(rd->run, rd->unit);
	if ((columns & (1 << COLUMN_PERSON | 1 << COLUMN_GIVEN |
	    1 << COLUMN_SURNAME)) == 0 || rd->count == 0 ||
	    rd->count > NAME_WORDS_MAX + 2 || rd->to - rd->from > CELL_MAX ||
	    names_a_thing(rd->unit->header))
		return 0;
	if ((columns & 1 << COLUMN_SURNAME) != 0) {
		/* Under such a header any word is one. */
		for (end = 0; end < rd->count && rd->words[end].written !=
		    NAMEWORD_NONE; end++)
			;
		if (end == 0 || is_kind(&rd->words[0], NAME_BODY))
			return 0;
		r = mark_surname_cell(rd, segment, 0, end);
		return r < 0 ? r : 1;
	}
	if ((columns & 1 << COLUMN_GIVEN) != 0) {
		r = mark_words(rd, MARK_NAME, 0, 1, 0);
		return r < 0 ? r : 1;
	}
	end = labelled_end(rd, 0, true);
	if (end == 0 || is_named_after(rd, 0, end))
		return 0;
	r = mark_labelled(rd, 0, end);
	return r < 0 ? r : 1;
}

/* The cell to the left is a label of a form: "Tenant" | "Ngozi Okafor". */
static int
try_form_cell(struct reader *rd, size_t segment)
{
	const struct text_unit *unit;
	struct slice label;
	size_t at, end;
	int r;

	if (rd->unit->row == 0 || rd->count == 0 ||
	    rd->to - rd->from > CELL_MAX ||
	    !cell_beside(rd->run, segment, -1, &unit, &label) ||
	    label.len > CELL_MAX)
		return 0;
	while (label.len > 0 && (label.ptr[label.len - 1] == ':' ||
	    label.ptr[label.len - 1] == ' '))
		label.len--;
	at = slice_rchr(label, ' ');
	label = at == SLICE_NPOS ? label : slice_from(label, at + 1);
	if ((nameword_kinds(rd->run->plan, label) & NAME_LABEL) == 0)
		return 0;
	end = labelled_end(rd, 0, is_surname_label(label));
	if (end == 0 || is_named_after(rd, 0, end))
		return 0;
	r = mark_labelled(rd, 0, end);
	return r < 0 ? r : 1;
}

static int
reader_cell(struct reader *rd, struct detect_run *run, size_t from, size_t to)
{
	int r;

	memset(rd, 0, sizeof *rd);
	rd->run = run;
	r = namewords_read(run, from, to);
	rd->words = run->name_words;
	rd->count = run->name_word_count;
	rd->from = from;
	rd->to = to;
	return r;
}

int
people_mark_cell(struct detect_run *run, size_t from, size_t to,
    struct slice header)
{
	struct reader rd;
	size_t end;
	int r;

	if (to - from > CELL_MAX || names_a_thing(header))
		return 0;
	r = reader_cell(&rd, run, from, to);
	if (r < 0 || rd.count == 0 || rd.count > NAME_WORDS_MAX + 2)
		return r;
	end = labelled_end(&rd, 0, true);
	return end == 0 || is_named_after(&rd, 0, end) ? 0 :
	    mark_labelled(&rd, 0, end);
}

int
people_mark_surname(struct detect_run *run, size_t from, size_t to,
    struct slice given)
{
	struct name_text name;
	struct reader rd;
	size_t i;
	int r;

	if (to - from > CELL_MAX || given.len > CELL_MAX)
		return 0;
	r = reader_cell(&rd, run, from, to);
	if (r < 0 || rd.count == 0 || is_kind(&rd.words[0], NAME_BODY))
		return r;
	name.len = 0;
	if (given.len > 0)
		name_add(&name, given);
	for (i = 0; i < rd.count; i++)
		name_add(&name, word_text(&rd, i));
	return mark(&rd, MARK_PERSON, from, to, &name);
}

/* --- contact cards -------------------------------------------------------- */

/* "FN:Mrs Ngozi Okafor", "N:Okafor;Ngozi;;Mrs;" (RFC 6350 6.2). */
static int
try_card(struct reader *rd)
{
	struct name_text name;
	size_t i;
	int r;

	if (rd->unit->row != 0 || rd->count < 2 ||
	    !(slice_eq_str(rd->unit->header, "FN") ||
	    slice_eq_str(rd->unit->header, "N")))
		return 0;
	/* A card of an office: its name is that of the organisation. */
	for (i = 1; i < rd->count; i++)
		if (is_kind(&rd->words[i], NAME_BODY | NAME_STREET) &&
		    !is_kind(&rd->words[i], NAME_SURNAME))
			return 1;
	name.len = 0;
	if (slice_eq_str(rd->unit->header, "FN")) {
		for (i = 1; i < rd->count; i++)
			if (!is_kind(&rd->words[i], NAME_TITLE))
				name_add(&name, word_text(rd, i));
	} else {
		if (rd->count > 2)
			name_add(&name, word_text(rd, 2));
		name_add(&name, word_text(rd, 1));
	}
	if (name.len == 0)
		return 0;
	r = mark(rd, MARK_PERSON, rd->words[1].from,
	    rd->words[rd->count - 1].to, &name);
	return r < 0 ? r : 1;
}

/* --- units ---------------------------------------------------------------- */

static int
read_words(struct reader *rd)
{
	static int (*const tries[])(struct reader *rd, size_t *i) = {
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
	struct reader rd;
	int r;

	r = reader_cell(&rd, run, from, to);
	if (r < 0)
		return r;
	rd.unit = &run->text->units[run->segments[segment].unit];
	r = try_cell(&rd, segment);
	if (r == 0)
		r = try_form_cell(&rd, segment);
	if (r == 0)
		r = try_card(&rd);
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
	qsort(run->marks, run->mark_count, sizeof *run->marks, mark_from);
	count = run->mark_count;
	for (i = at = 0; i < run->segment_count && r == 0; i++)
		r = read_segment(run, i, &at, count);
	return r;
}
