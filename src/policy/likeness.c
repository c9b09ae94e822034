#include "policy/likeness.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "mail/glyph.h"
#include "policy/shipped.h"

static struct slice
fold(struct arena *a, struct slice s)
{
	uint8_t *p = arena_alloc(a, 2 * s.len + 1);

	return p == NULL ? SLICE_NONE :
	    slice_of(p, glyph_fold(s, p, 2 * s.len + 1));
}

/* --- lists ---------------------------------------------------------------------- */

/* A slice and a string, in the order of their bytes. */
static int
order(struct slice a, const char *b)
{
	return slice_cmp(a, slice_str(b));
}

static int
string_order(const void *key, const void *entry)
{
	return order(*(const struct slice *)key, *(const char *const *)entry);
}

/* The first entry of the pet names that is not before this one. */
static size_t
first_entry(struct slice name)
{
	size_t low = 0, high = shipped_nicknames_count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (order(name, shipped_nicknames[mid].name) > 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
is_entry(size_t i, struct slice name)
{
	return i < shipped_nicknames_count &&
	    slice_eq_str(name, shipped_nicknames[i].name);
}

/* A given name that the lists know. */
static bool
is_known_given(struct slice name)
{
	return is_entry(first_entry(name), name) ||
	    bsearch(&name, shipped_given, shipped_given_count,
	    sizeof shipped_given[0], string_order) != NULL;
}

static bool
is_common(struct slice family)
{
	return bsearch(&family, shipped_surnames, shipped_surnames_count,
	    sizeof shipped_surnames[0], string_order) != NULL;
}

/* --- somebody --------------------------------------------------------------------- */

static int
add_given(struct likeness *l, struct arena *a, struct slice name, bool is_own)
{
	size_t i;

	for (i = 0; i < l->given_count; i++)
		if (slice_eq(l->given[i].name, name)) {
			l->given[i].is_own = l->given[i].is_own || is_own;
			return 0;
		}
	l->given = arena_grow(a, l->given, l->given_count, &l->given_cap,
	    sizeof *l->given);
	if (l->given == NULL)
		return ERR_LIMIT;
	l->given_first |= token_letters(slice_sub(name, 0, 1));
	l->given[l->given_count++] = (struct given){ name, is_own };
	return 0;
}

static int
add_family(struct likeness *l, struct arena *a, struct slice name)
{
	uint32_t letters;
	size_t i;

	if (name.len < 2)
		return 0;
	for (i = 0; i < l->family_count; i++)
		if (slice_eq(l->family[i].name, name))
			return 0;
	l->family = arena_grow(a, l->family, l->family_count, &l->family_cap,
	    sizeof *l->family);
	if (l->family == NULL)
		return ERR_LIMIT;
	letters = token_letters(name);
	l->family_common = l->family_count == 0 ? letters :
	    l->family_common & letters;
	l->family[l->family_count++] = (struct family){ name, letters };
	return 0;
}

/* A given name and the pet names of its groups. */
static int
add_given_names(struct likeness *l, struct arena *a, struct slice name)
{
	const struct nickname *all = shipped_nicknames;
	size_t i, k;
	int r;

	r = add_given(l, a, name, true);
	for (i = first_entry(name); r == 0 && is_entry(i, name); i++)
		for (k = 0; r == 0 && k < shipped_nicknames_count; k++)
			if (all[k].group == all[i].group)
				r = add_given(l, a, slice_str(all[k].name),
				    false);
	return r;
}

/* Copies that live in the arena, in letters. */
static int
keep_tokens(struct arena *a, struct slice name, struct tokens *t)
{
	struct slice folded = fold(a, name), kept;
	size_t i;

	if (folded.ptr == NULL)
		return ERR_LIMIT;
	tokens_make(t, folded);
	(void)tokens_undecorate(t);
	kept = arena_dup(a, t->all);
	if (kept.ptr == NULL)
		return ERR_LIMIT;
	for (i = 0; i < t->count; i++)
		t->word[i].ptr = kept.ptr + (t->word[i].ptr - t->letters);
	t->all.ptr = kept.ptr;
	return 0;
}

/*
 * Where the family name begins among the words: the last word and the
 * particles before it; in "Maria Garcia Lopez" the second is one too.
 */
static size_t
family_from(struct slice name, const struct tokens *t)
{
	size_t from = t->count - 1, blank = slice_rchr(name, ' ');
	struct tokens last;

	/* Campbell-Ross */
	if (blank != SLICE_NPOS) {
		tokens_make(&last, slice_from(name, blank));
		if (last.count > 1 && last.count < t->count)
			return t->count - last.count;
	}
	while (from > 1 && token_is(TOKEN_PARTICLE, t->word[from - 1]))
		from--;
	if (from == t->count - 1 && t->count == 3 && t->word[1].len > 2 &&
	    !is_known_given(t->word[1]))
		from = 1;
	return from;
}

/* Words from..to as one: they stand side by side in the arena. */
static struct slice
join(const struct tokens *t, size_t from, size_t to)
{
	const struct slice *last = &t->word[to - 1];

	return slice_of(t->word[from].ptr,
	    (size_t)(last->ptr + last->len - t->word[from].ptr));
}

static int
add_family_words(struct likeness *l, struct arena *a, const struct tokens *t,
    size_t from, size_t to)
{
	size_t i;
	int r;

	r = add_family(l, a, join(t, from, to));
	for (i = from; r == 0 && i < to; i++)
		if (t->word[i].len > 2 && !token_is(TOKEN_PARTICLE, t->word[i]))
			r = add_family(l, a, t->word[i]);
	return r;
}

static int
add_given_words(struct likeness *l, struct arena *a, const struct tokens *t,
    size_t from, size_t to)
{
	size_t i;
	int r = 0;

	for (i = from; r == 0 && i < to; i++)
		r = add_given_names(l, a, t->word[i]);
	/* Mary Anne, Jean-Paul */
	if (r == 0 && to - from == 2 && t->word[from + 1].len > 1)
		r = add_given(l, a, join(t, from, to), true);
	return r;
}

/*
 * Umlauts are written as two letters as well: whether a name has any, and the
 * name with them, in UTF-8.
 */
static bool
spell_out(struct arena *a, struct slice name, struct slice *ret)
{
	static const struct { const char *letter, *two; } spelt[] = {
		{ "\u00e4", "ae" }, { "\u00f6", "oe" }, { "\u00fc", "ue" },
		{ "\u00c4", "ae" }, { "\u00d6", "oe" }, { "\u00dc", "ue" },
		{ "\u00f8", "oe" }, { "\u00d8", "oe" }, { "\u00e5", "aa" },
		{ "\u00c5", "aa" },
	};
	uint8_t *p;
	size_t i, k;
	bool found = false;

	/* Both are two bytes long. */
	*ret = arena_dup(a, name);
	p = (uint8_t *)(uintptr_t)ret->ptr;
	for (i = 0; p != NULL && i + 1 < name.len; i++)
		for (k = 0; k < sizeof spelt / sizeof spelt[0]; k++)
			if (memcmp(p + i, spelt[k].letter, 2) == 0) {
				memcpy(p + i, spelt[k].two, 2);
				found = true;
			}
	return found;
}

static int
add_one_name(struct likeness *l, struct arena *a,
    struct slice name, enum name_part part)
{
	size_t comma = slice_chr(name, ',', 0), from;
	struct tokens t;
	int r;

	/* "Smith, John": the comma stands where the name turns. */
	if (part != NAME_GIVEN && part != NAME_FAMILY && comma != SLICE_NPOS) {
		r = add_one_name(l, a, slice_from(name, comma + 1),
		    NAME_GIVEN);
		return r < 0 ? r : add_one_name(l, a, slice_sub(name, 0,
		    comma), NAME_FAMILY);
	}
	r = keep_tokens(a, name, &t);
	if (r < 0 || t.count == 0)
		return r;
	if (part == NAME_FAMILY)
		return add_family_words(l, a, &t, 0, t.count);
	if (part == NAME_GIVEN)
		return add_given_words(l, a, &t, 0, t.count);
	if (t.count == 1 && part == NAME_WHOLE)
		return add_given_names(l, a, t.word[0]);
	if (t.count == 1) {
		r = is_known_given(t.word[0]) && !is_common(t.word[0]) ? 0 :
		    add_family(l, a, t.word[0]);
		return r < 0 ? r : add_given_names(l, a, t.word[0]);
	}
	from = family_from(slice_trim(name), &t);
	r = add_given_words(l, a, &t, 0, from);
	return r < 0 ? r : add_family_words(l, a, &t, from, t.count);
}

/* "Housing Team", "Repairs (Foundry Row)", but not "Charlotte Church". */
static bool
is_role_name(const struct tokens *t)
{
	bool has_role = false, has_given = false;
	size_t i;

	for (i = 0; i < t->count; i++) {
		if (token_is(TOKEN_ROLE, t->word[i]))
			has_role = true;
		else if (is_known_given(t->word[i]))
			has_given = true;
	}
	return has_role && !has_given;
}

int
likeness_add_name(struct likeness *l, struct arena *a, struct slice name,
    enum name_part part)
{
	size_t open = slice_chr(name, '(', 0);
	struct slice spelt;
	struct tokens t;
	size_t i;
	int r;

	if (open != SLICE_NPOS && open > 0)
		name = slice_sub(name, 0, open);
	if (name.len > TOKENS_LETTERS_MAX)
		return 0;
	r = keep_tokens(a, name, &t);
	if (r < 0 || t.count == 0 || is_role_name(&t))
		return r;
	r = add_one_name(l, a, name, part);
	if (r == 0 && spell_out(a, name, &spelt))
		r = add_one_name(l, a, spelt, part);
	/* What a sender's program shows may be the name of a house. */
	for (i = 0; i < t.count; i++)
		if (part != NAME_ANY || is_known_given(t.word[i]))
			l->has_name = true;
	return r;
}

/* johnsmith: a given name that is known, and the rest of it. */
static int
add_glued(struct likeness *l, struct arena *a,
    struct slice word)
{
	size_t i;
	int r;

	for (i = word.len - 3; i >= 3; i--)
		if (is_known_given(slice_sub(word, 0, i)))
			break;
	if (i >= 3) {
		r = add_given_names(l, a, slice_sub(word, 0, i));
		return r < 0 ? r : add_family(l, a, slice_from(word, i));
	}
	/* jsmith */
	r = add_given(l, a, slice_sub(word, 0, 1), true);
	return r < 0 ? r : add_family(l, a, slice_from(word, 1));
}

int
likeness_add_local(struct likeness *l, struct arena *a, struct slice local)
{
	struct slice folded = fold(a, local);
	struct tokens t;
	int r;

	r = keep_tokens(a, local, &t);
	if (folded.ptr == NULL || r < 0)
		return ERR_LIMIT;
	if (t.count == 0 || is_role_name(&t))
		return 0;
	l->locals = arena_grow(a, l->locals, l->local_count, &l->local_cap,
	    sizeof *l->locals);
	if (l->locals == NULL)
		return ERR_LIMIT;
	l->locals[l->local_count++] = folded;
	if (token_is_letter(folded.ptr[0]))
		l->local_first |= token_letters(slice_sub(folded, 0, 1));
	else
		l->local_first = UINT32_MAX;
	/* Who has a name is not guessed at. */
	if (l->has_name)
		return 0;
	if (t.count == 1)
		return t.word[0].len < 5 || is_known_given(t.word[0]) ||
		    is_common(t.word[0]) ? 0 :
		    add_glued(l, a, t.word[0]);
	/* smith.j */
	if (t.count == 2 && t.word[1].len == 1 && t.word[0].len > 2) {
		r = add_given(l, a, t.word[1], true);
		return r < 0 ? r : add_family(l, a, t.word[0]);
	}
	r = add_given_words(l, a, &t, 0, t.count - 1);
	return r < 0 ? r : add_family_words(l, a, &t, t.count - 1, t.count);
}

bool
likeness_is_empty(const struct likeness *l)
{
	return l->given_count == 0 && l->family_count == 0 &&
	    l->local_count == 0;
}

/* --- an address ------------------------------------------------------------------- */

/* Digits between letters, as who plays with them writes them. */
static bool
unleet(struct slice s, uint8_t *out)
{
	static const uint8_t letters[] = "oizeasgtbg";
	bool changed = false;
	size_t i;

	for (i = 0; i < s.len; i++) {
		out[i] = s.ptr[i];
		if (ascii_is_digit(s.ptr[i]) && i > 0 && i + 1 < s.len &&
		    token_is_letter(out[i - 1]) && (token_is_letter(s.ptr[i + 1]) ||
		    s.ptr[i + 1] == s.ptr[i])) {
			out[i] = letters[s.ptr[i] - '0'];
			changed = true;
		}
	}
	return changed;
}

static void
add_reading(struct private_address *x, struct slice text)
{
	struct tokens *t;

	t = &x->reading[x->reading_count++];
	tokens_make(t, text);
	x->is_titled = x->is_titled || tokens_have(t, TOKEN_TITLE);
	(void)tokens_undecorate(t);
	if (x->reading_count == LIKENESS_READINGS_MAX)
		return;
	tokens_make(&x->reading[x->reading_count], text);
	if (tokens_unglue(&x->reading[x->reading_count]))
		x->reading_count++;
}

int
private_address_make(struct private_address *x, struct arena *a,
    struct slice local, struct slice shown)
{
	struct slice folded;
	uint8_t *plain;
	size_t at, i;

	memset(x, 0, sizeof *x);
	folded = fold(a, local);
	plain = arena_alloc(a, folded.len + 1);
	if (folded.ptr == NULL || plain == NULL)
		return ERR_LIMIT;
	at = slice_chr(folded, '+', 1);
	if (at != SLICE_NPOS)
		folded = slice_sub(folded, 0, at);
	x->local = folded;
	add_reading(x, folded);
	if (unleet(folded, plain))
		add_reading(x, slice_of(plain, folded.len));
	x->is_role = x->reading[0].count > 0;
	for (i = 0; i < x->reading[0].count; i++)
		if (!token_is(TOKEN_ROLE, x->reading[0].word[i]))
			x->is_role = false;
	/* Some programs show the address once more. */
	at = slice_chr(shown, '@', 0);
	if (at != SLICE_NPOS)
		shown = slice_sub(shown, 0, at);
	folded = fold(a, slice_sub(shown, 0, 4 * TOKENS_LETTERS_MAX));
	if (folded.ptr == NULL)
		return ERR_LIMIT;
	tokens_make(&x->shown, folded);
	x->is_titled = x->is_titled || tokens_have(&x->shown, TOKEN_TITLE);
	(void)tokens_undecorate(&x->shown);
	return 0;
}

/* --- both together ------------------------------------------------------------------ */

/* How a likeness was found: of the weaker ones a name shown may say "no". */
enum strength {
	NOT_ALIKE,
	BY_INITIAL,
	BY_NAME
};

struct match {
	const struct likeness *l;
	bool is_sender;
};

static bool
is_given(const struct match *m, struct slice s)
{
	size_t i;

	for (i = 0; i < m->l->given_count; i++)
		if (slice_eq(m->l->given[i].name, s))
			return s.len > 1;
	return false;
}

/*
 * The beginning of a given name, three letters at least; not if that is
 * another name by itself (Jane is no Janet).
 */
static bool
is_cut_given(const struct match *m, struct slice s)
{
	size_t i;

	if (s.len < 3 || is_known_given(s))
		return false;
	for (i = 0; i < m->l->given_count; i++)
		if (m->l->given[i].name.len > s.len &&
		    slice_starts(m->l->given[i].name, s))
			return true;
	return false;
}

/* The first letter of a name of theirs. */
static bool
is_initial(const struct match *m, uint8_t c)
{
	size_t i;

	for (i = 0; i < m->l->given_count; i++)
		if (m->l->given[i].is_own && m->l->given[i].name.ptr[0] == c)
			return true;
	return false;
}

/* Only a letter of their given name is known, and it is this one's. */
static bool
may_be_given(const struct match *m, struct slice s)
{
	bool only = m->l->given_count > 0;
	size_t i;

	for (i = 0; i < m->l->given_count; i++)
		only = only && m->l->given[i].name.len == 1;
	return only && s.len > 2 && is_initial(m, s.ptr[0]);
}

/* What stands beside the family name, as one word. */
static enum strength
beside_family(const struct match *m, struct slice rest)
{
	size_t i;

	if (is_given(m, rest))
		return BY_NAME;
	if (rest.len == 1 && is_initial(m, rest.ptr[0]))
		return BY_INITIAL;
	/* ja.smith, jasmith: first and second name */
	if (rest.len > 1 && rest.len < 4) {
		for (i = 0; i < rest.len && is_initial(m, rest.ptr[i]); i++)
			;
		if (i == rest.len)
			return BY_INITIAL;
	}
	/* johna.smith: a name and an initial */
	if (rest.len > 3 && is_given(m, slice_sub(rest, 0, rest.len - 1)) &&
	    !is_known_given(rest))
		return BY_NAME;
	if (is_cut_given(m, rest) || may_be_given(m, rest))
		return BY_INITIAL;
	return NOT_ALIKE;
}

/* Where in the words the family name stands, one word or two; count if not. */
static size_t
find_family(const struct tokens *t, struct slice family, size_t *ret_n)
{
	size_t i;

	for (i = 0; i < t->count; i++) {
		*ret_n = 1;
		if (slice_eq(t->word[i], family))
			return i;
		*ret_n = 2;
		if (i + 1 < t->count && t->word[i].len +
		    t->word[i + 1].len == family.len &&
		    slice_starts(family, t->word[i]) &&
		    slice_ends(family, t->word[i + 1]))
			return i;
	}
	return t->count;
}

/* The family name is a word of its own: do the others fit? */
static enum strength
match_words(const struct match *m, const struct tokens *t,
    struct slice family)
{
	enum strength best = NOT_ALIKE, s;
	size_t at, n = 0, i, others = 0;

	at = find_family(t, family, &n);
	if (at == t->count || family.len < 2)
		return NOT_ALIKE;
	for (i = 0; i < t->count; i++) {
		if (i >= at && i < at + n)
			continue;
		s = beside_family(m, t->word[i]);
		if (s > best)
			best = s;
		others += s == NOT_ALIKE && t->word[i].len > 1;
	}
	/* margaret.j.smith is somebody else; john.smith.roofing is a guess. */
	if (best == BY_INITIAL && others > 0)
		return NOT_ALIKE;
	return others > 1 ? NOT_ALIKE : best;
}

/* All in one word: the family name at its end or its beginning. */
static enum strength
match_glued(const struct match *m, struct slice all, struct slice family)
{
	enum strength s = NOT_ALIKE;

	if (all.len <= family.len || family.len < 3 || all.len < 4)
		return NOT_ALIKE;
	if (slice_ends(all, family))
		s = beside_family(m, slice_sub(all, 0, all.len - family.len));
	if (s == NOT_ALIKE && slice_starts(all, family))
		s = beside_family(m, slice_from(all, family.len));
	/* "joli" is a word: short names must stand apart. */
	return s == BY_NAME && all.len < 5 ? NOT_ALIKE : s;
}

/* johnsmi, john.smi: the end of the family name is left off. */
static bool
is_cut_family(struct slice rest, struct slice family)
{
	return rest.len >= 3 && rest.len < family.len &&
	    (rest.len >= 4 || rest.len + 2 >= family.len) &&
	    slice_starts(family, rest);
}

static enum strength
match_cut(const struct match *m, const struct tokens *t, struct slice family)
{
	struct slice name;
	size_t i;

	if (t->count > 2)
		return NOT_ALIKE;
	for (i = 0; i < m->l->given_count; i++) {
		name = m->l->given[i].name;
		if (name.len < 3 || !slice_starts(t->all, name))
			continue;
		if (t->count == 2 && t->word[0].len != name.len)
			continue;
		if (is_cut_family(slice_from(t->all, name.len), family))
			return BY_INITIAL;
		/* john.s: of the sender only */
		if (m->is_sender && t->count == 2 && t->word[1].len == 1 &&
		    t->word[1].ptr[0] == family.ptr[0])
			return BY_INITIAL;
	}
	return NOT_ALIKE;
}

/* "wisniewska77": nobody else that one writes to is called so. */
static enum strength
match_rare(const struct match *m, const struct tokens *t, struct slice family)
{
	if (!m->is_sender || t->count != 1 || family.len < 6 ||
	    !slice_eq(t->all, family) || is_common(family))
		return NOT_ALIKE;
	return BY_INITIAL;
}

static enum strength
match_tokens(const struct match *m, const struct tokens *t, bool is_shown)
{
	enum strength best = NOT_ALIKE, s;
	const struct family *f;
	bool may_be_cut;
	size_t i;

	may_be_cut = !is_shown && t->all.len > 0 &&
	    (m->l->given_first & token_letters(slice_sub(t->all, 0, 1))) != 0;
	/* Most people of a directory end here. */
	if (!may_be_cut && (m->l->family_common & ~t->has) != 0)
		return NOT_ALIKE;
	for (i = 0; i < m->l->family_count && best != BY_NAME; i++) {
		f = &m->l->family[i];
		s = NOT_ALIKE;
		if ((f->letters & ~t->has) == 0) {
			s = match_words(m, t, f->name);
			if (s == NOT_ALIKE && !is_shown)
				s = match_glued(m, t->all, f->name);
			if (s == NOT_ALIKE && !is_shown)
				s = match_rare(m, t, f->name);
		}
		if (s == NOT_ALIKE && may_be_cut)
			s = match_cut(m, t, f->name);
		if (s > best)
			best = s;
	}
	return best;
}

/* The same local part as here: cooldude@ours and cooldude@webmail. */
static bool
has_same_local(const struct match *m, const struct private_address *x)
{
	size_t i;

	if (m->l->local_count == 0 || x->local.len == 0 ||
	    (token_is_letter(x->local.ptr[0]) &&
	    (m->l->local_first & token_letters(slice_sub(x->local, 0, 1))) == 0))
		return false;
	if (x->is_role || x->local.len < 4 || x->reading[0].count == 0 ||
	    (x->reading[0].count == 1 && (x->reading[0].all.len < 4 ||
	    is_known_given(x->reading[0].all) ||
	    is_given(m, x->reading[0].all) ||
	    is_common(x->reading[0].all))))
		return false;
	for (i = 0; i < m->l->local_count; i++)
		if (slice_eq(m->l->locals[i], x->local))
			return true;
	return false;
}

/* "Jane Smith" <j.smith@...>: another given name before the family name. */
static bool
shows_another(const struct match *m, const struct tokens *shown)
{
	size_t i, k, n = 0, at;

	for (i = 0; i < m->l->family_count; i++) {
		at = find_family(shown, m->l->family[i].name, &n);
		if (at == shown->count)
			continue;
		for (k = 0; k < shown->count; k++)
			if ((k < at || k >= at + n) && shown->word[k].len > 2 &&
			    beside_family(m, shown->word[k]) == NOT_ALIKE)
				return true;
	}
	return false;
}

bool
likeness_is(const struct likeness *l, const struct private_address *x,
    bool is_sender)
{
	struct match m = { l, is_sender };
	enum strength best = NOT_ALIKE, s;
	size_t i;

	if (x->shown.count > 1)
		best = match_tokens(&m, &x->shown, true);
	/* People among themselves write no titles: an initial is not enough. */
	if (best == BY_NAME || (best == BY_INITIAL && !x->is_titled))
		return true;
	best = NOT_ALIKE;
	if (x->is_role)
		return false;
	for (i = 0; i < x->reading_count && best != BY_NAME; i++) {
		s = match_tokens(&m, &x->reading[i], false);
		if (s > best)
			best = s;
	}
	if (best == BY_NAME)
		return true;
	if ((best == NOT_ALIKE || x->is_titled) && !has_same_local(&m, x))
		return false;
	return !shows_another(&m, &x->shown);
}
