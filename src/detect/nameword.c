#include "detect/nameword.h"

#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"

#define WORD_MAX	48	/* bytes of a word that may be a name */

/* --- the lists ------------------------------------------------------------ */

/* "zoe" of "zoë": the lists need not have both. */
static struct slice
plain(struct slice word, uint8_t *out)
{
	ucs4_t u, parts[UC_DECOMPOSITION_MAX_LENGTH];
	size_t at, n;
	int step, k;

	for (at = n = 0; at < word.len; at += (size_t)step) {
		step = u8_mbtouc(&u, word.ptr + at, word.len - at);
		if (step <= 0)
			break;
		if (u >= 0x80 && uc_canonical_decomposition(u, parts) > 0)
			u = parts[0];
		k = u8_uctomb(out + n, u, (ptrdiff_t)(WORD_MAX - n));
		if (k <= 0)
			break;
		n += (size_t)k;
	}
	return slice_of(out, n);
}

struct ending {
	const char *text;
	size_t len;
};

#define ENDING(text)	{ text, sizeof text - 1 }

/* Names that no list can hold all of. */
static unsigned
by_shape(struct slice w)
{
	static const struct ending endings[] = {
		ENDING("owski"), ENDING("ewski"), ENDING("owska"),
		ENDING("ewska"), ENDING("wicz"), ENDING("czyk"),
		ENDING("escu"), ENDING("enko"), ENDING("opoulos"),
		ENDING("opoulou"), ENDING("sson"), ENDING("dottir"),
		ENDING("idze"), ENDING("shvili"), { NULL, 0 }
	};
	const struct ending *e;

	if (w.len < 5)
		return 0;
	if ((w.ptr[0] == 'm' && w.ptr[1] == 'c') ||
	    (w.ptr[0] == 'o' && w.ptr[1] == '\''))
		return NAME_SURNAME;
	for (e = endings; e->text != NULL; e++)
		if (w.len >= e->len + 3 &&
		    w.ptr[w.len - 1] == (uint8_t)e->text[e->len - 1] &&
		    memcmp(w.ptr + w.len - e->len, e->text, e->len) == 0)
			return NAME_SURNAME;
	return 0;
}

/* "mary-jane", "smith-okafor": the parts speak for the whole. */
static unsigned
by_parts(const struct detect_plan *p, struct slice w)
{
	unsigned first, last;
	size_t hyphen;

	hyphen = slice_chr(w, '-', 0);
	if (hyphen == SLICE_NPOS)
		return 0;
	first = plan_name(p, slice_sub(w, 0, hyphen));
	last = plan_name(p, slice_from(w, slice_rchr(w, '-') + 1));
	if ((first & NAME_PARTICLE) != 0 && (last & NAME_OTHER) == 0)
		return NAME_SURNAME;
	if ((first & NAME_SURNAME) != 0 && (last & NAME_SURNAME) != 0 &&
	    (first & last & NAME_WEAK_SURNAME) == 0)
		return NAME_SURNAME | (first & last & NAME_GIVEN);
	if ((first & NAME_GIVEN) != 0 && (last & NAME_GIVEN) != 0 &&
	    (first & last & NAME_WEAK_GIVEN) == 0)
		return NAME_GIVEN;
	return 0;
}

unsigned
nameword_kinds(const struct detect_plan *p, struct slice folded)
{
	uint8_t bytes[WORD_MAX];
	struct slice w;
	unsigned kinds;

	if (folded.len == 0 || folded.len > WORD_MAX)
		return 0;
	w = folded;
	kinds = plan_name(p, w);
	if (kinds == 0 && !slice_is_ascii(w)) {
		w = plain(folded, bytes);
		kinds = plan_name(p, w);
	}
	if (kinds == 0 && slice_chr(w, '-', 0) != SLICE_NPOS)
		kinds = by_parts(p, w);
	return kinds != 0 ? kinds : by_shape(w);
}

/* --- the words ------------------------------------------------------------ */

/* Length of the letter at `at`, or 0. */
static size_t
letter_at(struct slice t, size_t at)
{
	ucs4_t u;
	int n;

	if (at >= t.len)
		return 0;
	if (t.ptr[at] < 0x80)
		return ascii_is_alpha(t.ptr[at]);
	n = u8_mbtouc(&u, t.ptr + at, t.len - at);
	return n > 0 && (uc_is_alpha(u) || uc_combining_class(u) != 0) ?
	    (size_t)n : 0;
}

/* An apostrophe or a hyphen, inside a word? */
static bool
is_joint(struct slice t, size_t at)
{
	return at < t.len && (t.ptr[at] == '\'' || t.ptr[at] == '-') &&
	    letter_at(t, at + 1) > 0;
}

static size_t
word_end(struct slice t, size_t at)
{
	size_t n;

	for (;;) {
		n = letter_at(t, at);
		if (n == 0 && is_joint(t, at))
			n = 1;
		if (n == 0)
			return at;
		at += n;
	}
}

/* Where it ends without "'s". */
static size_t
bare_end(struct slice t, size_t from, size_t to)
{
	return to - from > 3 && t.ptr[to - 1] == 's' &&
	    t.ptr[to - 2] == '\'' ? to - 2 : to;
}

static enum nameword_gap
gap_of(struct slice t)
{
	size_t i, blanks, lines, points, commas, colons, ands, other;

	blanks = lines = points = commas = colons = ands = other = 0;
	for (i = 0; i < t.len; i++) {
		switch (t.ptr[i]) {
		case ' ':
			blanks++;
			break;
		case '\n':
			lines++;
			break;
		case '.':
			points++;
			break;
		case ',':
			commas++;
			break;
		case ':':
			colons++;
			break;
		case '&':
			ands++;
			break;
		case SHADOW_UNIT:
			return NAMEWORD_START;
		default:
			other++;
			break;
		}
	}
	if (other > 0)
		return NAMEWORD_APART;
	if (lines > 1)
		return NAMEWORD_START;
	if (points + commas + colons + ands > 1)
		return NAMEWORD_APART;
	if (colons > 0)
		return NAMEWORD_COLON;
	if (lines > 0)
		return points + commas + ands > 0 ? NAMEWORD_START :
		    NAMEWORD_LINE;
	if (points > 0)
		return NAMEWORD_POINT;
	if (commas > 0)
		return NAMEWORD_COMMA;
	if (ands > 0)
		return NAMEWORD_AND;
	return blanks <= 2 ? NAMEWORD_BLANK : NAMEWORD_APART;
}

/* Bytes that make an address, a path or a code of what they touch. */
static bool
is_code_byte(uint8_t c)
{
	return c == '@' || c == '_' || c == '/' || c == '\\' || c == '=' ||
	    c == '&' || c == '+' || c == '%' || c == '~' || ascii_is_digit(c);
}

static bool
is_code(struct slice t, size_t from, size_t to)
{
	if (from > 0 && is_code_byte(t.ptr[from - 1]))
		return true;
	if (from > 1 && t.ptr[from - 1] == '.' &&
	    t.ptr[from - 2] != ' ' && letter_at(t, to) == 0 &&
	    to - from > 1)
		return true;	/* "smith.example" */
	if (to >= t.len)
		return false;
	/* "Tenant/s" and "him/her" are words; "@" and "_" are not. */
	if (t.ptr[to] == '@' || t.ptr[to] == '_' || t.ptr[to] == '=')
		return true;
	return t.ptr[to] == '.' && to + 1 < t.len && to - from > 1 &&
	    letter_at(t, to + 1) != 0;
}

static enum nameword_case
case_of(const struct detect_run *run, struct slice t, size_t from, size_t to)
{
	size_t last;

	if (is_code(t, from, to))
		return NAMEWORD_NONE;
	/* "al-Rashid" */
	if (!run_is_upper(run, from) && (to - from < 4 ||
	    t.ptr[from + 2] != '-' || !run_is_upper(run, from + 3)))
		return NAMEWORD_LOWER;
	if (to - from == 1)
		return NAMEWORD_INITIAL;
	/* "McDonald", "O'Brien" and "MacIver" have two capitals. */
	for (last = to - 1; last > from && (t.ptr[last] & 0xc0) == 0x80; last--)
		;
	return run_is_upper(run, last) && (to - from < 3 ||
	    run_is_upper(run, from + 1) ||
	    t.ptr[from + 1] == '\'' || t.ptr[from + 1] >= 0x80) ?
	    NAMEWORD_UPPER : NAMEWORD_CAPITAL;
}

static int
word_put(struct detect_run *run, struct slice t, size_t from, size_t to,
    size_t before)
{
	struct nameword *w;

	w = arena_grow(run->arena, run->name_words, run->name_word_count,
	    &run->name_word_cap, sizeof *w);
	if (w == NULL)
		return run_limit(run, "memory for names");
	run->name_words = w;
	w += run->name_word_count++;
	memset(w, 0, sizeof *w);
	w->from = (uint32_t)from;
	w->to = (uint32_t)bare_end(t, from, to);
	w->written = (uint8_t)case_of(run, t, from, to);
	w->gap = (uint8_t)(run->name_word_count == 1 ? NAMEWORD_START :
	    gap_of(slice_sub(t, before, from)));
	return 0;
}

/* "mr", "mrs", "dr": titles that stand before capitals in lower case too. */
static bool
is_title(struct slice w)
{
	return (w.len == 2 && w.ptr[1] == 'r' &&
	    (w.ptr[0] == 'm' || w.ptr[0] == 'd')) ||
	    (w.len == 3 && memcmp(w.ptr, "mrs", 3) == 0) ||
	    (w.len == 2 && memcmp(w.ptr, "ms", 2) == 0) ||
	    (w.len == 4 && memcmp(w.ptr, "miss", 4) == 0);
}

/* In a line with capitals: a label, a title, or a particle inside a name. */
static bool
may_be_of_name(const struct detect_run *run, struct slice t, size_t i)
{
	const struct nameword *w = &run->name_words[i];

	if (i + 1 < run->name_word_count && w[1].gap == NAMEWORD_COLON)
		return true;
	if (i > 0 && w->to - w->from <= 6 &&
	    (w[-1].written != NAMEWORD_LOWER || w[-1].kinds != 0))
		return true;
	return is_title(slice_sub(t, w->from, w->to));
}

/*
 * Words of a line are looked up as they are written: where the writer uses no
 * capitals at all, names have none either.
 */
static void
look_up_line(struct detect_run *run, struct slice t, size_t first, size_t last)
{
	struct nameword *w;
	size_t i;
	bool has_capitals;

	has_capitals = false;
	for (i = first + 1; i < last; i++)
		if (run->name_words[i].written == NAMEWORD_CAPITAL)
			has_capitals = true;
	for (i = first; i < last; i++) {
		w = &run->name_words[i];
		if (w->written == NAMEWORD_NONE ||
		    w->written == NAMEWORD_INITIAL || w->to - w->from < 2 ||
		    (w->written == NAMEWORD_LOWER && has_capitals &&
		    !may_be_of_name(run, t, i)))
			continue;
		w->kinds = (uint16_t)nameword_kinds(run->plan,
		    slice_sub(t, w->from, w->to));
	}
}

int
namewords_read(struct detect_run *run, size_t from, size_t to)
{
	struct slice t;
	size_t at, end, n, before, first, i;
	int r;

	run->name_word_count = 0;
	t = slice_of(run->shadow.bytes, to);
	before = from;
	for (at = from; at < to; at = end > at ? end : at + n) {
		n = letter_at(t, at);
		end = at;
		if (n == 0) {
			n = 1;
			continue;
		}
		end = word_end(t, at);
		r = word_put(run, t, at, end, before);
		if (r < 0)
			return r;
		before = end;
	}
	for (first = i = 0; i < run->name_word_count; i++) {
		if (i + 1 < run->name_word_count &&
		    run->name_words[i + 1].gap != NAMEWORD_START &&
		    run->name_words[i + 1].gap != NAMEWORD_LINE)
			continue;
		look_up_line(run, t, first, i + 1);
		first = i + 1;
	}
	return 0;
}
