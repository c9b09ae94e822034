#include "detect/subject.h"

#include <string.h>

#include "base/limits.h"

#define GREETING_BYTES	12	/* "good afternoon" and its like end so near */
#define REACH_AFTER	400	/* characters after a word that a name may stand */

/* Pronouns of one word; any other entry of that list is a role. */
static const struct {
	const char *word;
	enum who who;
	bool owns;
} pronouns[] = {
	{ "he", WHO_PRONOUN, false },	{ "she", WHO_PRONOUN, false },
	{ "him", WHO_PRONOUN, false },	{ "her", WHO_PRONOUN, true },
	{ "his", WHO_PRONOUN, true },	{ "hers", WHO_PRONOUN, false },
	{ "he's", WHO_PRONOUN, false },	{ "she's", WHO_PRONOUN, false },
	{ "he'd", WHO_PRONOUN, false },	{ "she'd", WHO_PRONOUN, false },
	{ "he'll", WHO_PRONOUN, false }, { "she'll", WHO_PRONOUN, false },
	{ "himself", WHO_PRONOUN, false }, { "herself", WHO_PRONOUN, false },
	{ "they", WHO_THEY, false },	{ "them", WHO_THEY, false },
	{ "their", WHO_THEY, true },	{ "theirs", WHO_THEY, false },
	{ "they're", WHO_THEY, false },	{ "they've", WHO_THEY, false },
	{ "themself", WHO_THEY, false }, { "themselves", WHO_THEY, false },
	{ "i", WHO_WRITER, false },	{ "me", WHO_WRITER, false },
	{ "my", WHO_WRITER, true },	{ "i'm", WHO_WRITER, false },
	{ "i've", WHO_WRITER, false },	{ "i'd", WHO_WRITER, false },
	{ "i'll", WHO_WRITER, false },	{ "myself", WHO_WRITER, false },
	{ "you", WHO_READER, false },	{ "your", WHO_READER, true },
	{ "you're", WHO_READER, false }, { "you've", WHO_READER, false },
	{ "yourself", WHO_READER, false },
	{ "jej", WHO_PRONOUN, true },	{ "jego", WHO_PRONOUN, true },
	{ "ona", WHO_PRONOUN, false },
	{ NULL, WHO_NOBODY, false }
};

/* Does a mark of that kind cover the whole of m? */
static bool
is_covered(const struct scene *s, const struct mark *m, enum mark_kind kind)
{
	const struct mark *o;
	size_t i, at;

	at = (size_t)(m - s->marks);
	/* Longer marks with the same beginning stand before. */
	for (i = at; i > 0 && m->from - s->marks[i - 1].from < 48; i--) {
		o = &s->marks[i - 1];
		if (o->kind == kind && o->to >= m->to)
			return true;
	}
	for (i = at + 1; i < s->count && s->marks[i].from == m->from; i++)
		if (s->marks[i].kind == kind && s->marks[i].to >= m->to)
			return true;
	return false;
}

/* Does one of these words end right before the mark? */
static bool
is_after(const struct scene *s, const struct mark *m,
    const char *const *words)
{
	struct slice before;
	size_t i, at;

	before = slice_trim(slice_sub(s->text, m->from > GREETING_BYTES ?
	    m->from - GREETING_BYTES : 0, m->from));
	for (i = 0; words[i] != NULL; i++) {
		if (!slice_ends(before, slice_str(words[i])))
			continue;
		at = before.len - strlen(words[i]);
		if (at == 0 || !ascii_is_alpha(before.ptr[at - 1]))
			return true;
	}
	return false;
}

/* "President Mugabe", "King Hermios": known to everybody. */
static bool
is_public(const struct scene *s, const struct mark *m)
{
	static const char *const words[] = { "president", "king", "queen",
		"minister", "senator", "pope", "prince", "princess",
		"emperor", "chancellor", "saint", "footballer", "actor",
		"actress", "singer", "novelist", NULL };

	return is_after(s, m, words);
}

static bool
is_own_term(const struct scene *s, const struct mark *m)
{
	size_t i;

	for (i = (size_t)(m - s->marks); i > 0 &&
	    s->marks[i - 1].from == m->from; i--)
		;
	for (; i < s->count && s->marks[i].from == m->from; i++)
		if (s->marks[i].kind == MARK_TERM &&
		    s->marks[i].source == s->source &&
		    s->marks[i].to == m->to)
			return true;
	return false;
}

static bool
is_named(const struct scene *s, const struct mark *m)
{
	if ((m->kind != MARK_PERSON && m->kind != MARK_NAME) ||
	    is_covered(s, m, MARK_GROUP) || is_public(s, m))
		return false;
	/* "Mae" is a name and Welsh for "is"; "Muslim" a name and a word. */
	return m->kind == MARK_PERSON || (m->kind == MARK_NAME &&
	    !is_covered(s, m, MARK_PERSON) &&
	    !is_covered(s, m, MARK_PREDICATE) && !is_own_term(s, m));
}

/* "Dear Mr Kerr", "Hi Fiona": to whom it goes, not whom it is about. */
static bool
is_greeted(const struct scene *s, const struct mark *m)
{
	static const char *const words[] = { "dear", "hi", "hello", "hiya",
		"morning", "afternoon", "evening", "thanks", "cc", "annwyl",
		"cher", "droga", "drogi", NULL };

	return is_after(s, m, words);
}

static void
pronoun_read(const struct scene *s, const struct mark *m, struct subject *ret)
{
	struct slice word = slice_sub(s->text, m->from, m->to);
	size_t i;

	ret->who = WHO_ROLE;
	for (i = 0; pronouns[i].word != NULL; i++)
		if (slice_eq_str(word, pronouns[i].word)) {
			ret->who = pronouns[i].who;
			ret->owns = pronouns[i].owns;
		}
}

/* "the Burns children": a family that is named. */
static bool
is_family(const struct scene *s, const struct mark *m, struct subject *ret)
{
	static const char *const words[] = { "children", "family", "boys",
		"girls", "kids", "twins", "brothers", "sisters", "household",
		"weans", NULL };
	struct slice word = slice_sub(s->text, m->from, m->to);
	size_t i, at;

	for (i = 0; words[i] != NULL && !slice_eq_str(word, words[i]); i++)
		;
	if (words[i] == NULL || m->from < 6 || s->text.ptr[m->from - 1] != ' ')
		return false;
	for (at = m->from - 1; at > 0 && s->text.ptr[at - 1] > ' '; at--)
		;
	if (at < 4 || !run_is_upper(s->run, at) ||
	    memcmp(s->text.ptr + at - 4, "the ", 4) != 0)
		return false;
	ret->who = WHO_GIVEN;
	ret->from = at;
	return true;
}

bool
subject_read(const struct scene *s, const struct mark *m, struct subject *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->from = m->from;
	ret->to = m->to;
	if (m->kind == MARK_PRONOUN) {
		/* "his" of "his son", "he" of "he or she". */
		if (is_covered(s, m, MARK_GROUP) ||
		    is_covered(s, m, MARK_PRONOUN))
			return false;
		pronoun_read(s, m, ret);
		/* "i" is a word of Welsh, and a numeral. */
		return m->to - m->from > 1 || run_is_upper(s->run, m->from);
	}
	if (m->kind == MARK_GROUP)
		return is_family(s, m, ret);
	if (!is_named(s, m) || is_greeted(s, m))
		return false;
	ret->who = m->kind == MARK_PERSON ? WHO_NAMED : WHO_GIVEN;
	ret->owns = slice_ends(slice_sub(s->text, m->from, m->to),
	    SLICE("'s"));
	return true;
}

const struct mark *
subject_named(const struct scene *s, size_t from, size_t reach)
{
	size_t i, at;

	at = run_marks_from(s->run, from);
	for (i = at; i > 0 && from - s->marks[i - 1].from <= reach; i--)
		if (is_named(s, &s->marks[i - 1]))
			return &s->marks[i - 1];
	for (i = at; i < s->count && s->marks[i].from - from <= reach &&
	    s->marks[i].from - from <= REACH_AFTER; i++)
		if (is_named(s, &s->marks[i]))
			return &s->marks[i];
	return NULL;
}

/* Does the mark tell whose matter it is? */
static bool
tells_whose(const struct scene *s, const struct mark *m)
{
	struct subject who;

	if (m->kind == MARK_PERSON || m->kind == MARK_NAME)
		return is_named(s, m);
	if (m->kind == MARK_PRONOUN)
		return subject_read(s, m, &who) && who.who == WHO_ROLE;
	return m->kind == MARK_NUMBER || m->kind == MARK_ADDRESS ||
	    m->kind == MARK_BIRTH;
}

bool
subject_is_known(const struct scene *s, size_t at, size_t reach)
{
	size_t i;

	for (i = run_marks_from(s->run, at > reach ? at - reach : 0);
	    i < s->count && s->marks[i].from <= at + reach; i++)
		if (tells_whose(s, &s->marks[i]))
			return true;
	return false;
}

struct slice
subject_value(const struct scene *s, const struct mark *m)
{
	struct slice name;
	size_t blank;

	if (m == NULL)
		return SLICE("somebody");
	name = slice_sub(s->text, m->from, m->to);
	if (slice_ends(name, SLICE("'s")))
		name = slice_sub(name, 0, name.len - 2);
	blank = slice_rchr(name, ' ');
	return blank != SLICE_NPOS ? slice_from(name, blank + 1) : name;
}
