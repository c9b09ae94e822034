#include "detect/reading.h"

#include "base/limits.h"
#include "detect/phrase.h"
#include "detect/run.h"
#include "detect/wordlist.h"

#define GAP_SHORT	20	/* characters from label to ":" */
#define GAP_LONG	56	/* after "for", "to", "of" */
#define GAP_STORY	96	/* to ":" before what can only be a password */
#define SET_REACH	24	/* before the label, for "set", "reset" */

/* --- the separator -------------------------------------------------------- */

/* " is ", " are: ", " to ": a word between blanks that separates. */
static enum separator
word_separator(struct slice t, size_t at, size_t *ret_end)
{
	static const struct {
		const char *text;
		enum separator sep;
	} words[] = {
		{ " is now ", SEP_IS }, { " is ", SEP_IS },
		{ " is:", SEP_IS }, { " is\n", SEP_IS },
		{ " are ", SEP_IS }, { " are:", SEP_IS }, { " was ", SEP_IS },
		{ " will be ", SEP_IS }, { " would be ", SEP_IS },
		{ " yw ", SEP_IS }, { " yw:", SEP_IS }, { " to ", SEP_TO },
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (reading_has(t, at, words[i].text)) {
			*ret_end = at + strlen(words[i].text);
			return words[i].sep;
		}
	return SEP_NONE;
}

bool
reading_ends(struct slice t, size_t at)
{
	uint8_t b = t.ptr[at];

	return b == SHADOW_UNIT || b == '?' || b == ';' || b == '|' ||
	    (b == '\n' && at + 1 < t.len && t.ptr[at + 1] == '\n') ||
	    ((b == '.' || b == '!') && at + 1 < t.len &&
	    (reading_is_blank(t.ptr[at + 1]) || t.ptr[at + 1] == '\n'));
}

/* "has been reset to", "I have set the password to". */
static bool
was_set(const struct reading *r, size_t at)
{
	return wordlist_meets(slice_sub(r->t, r->label_from > SET_REACH ?
	    r->label_from - SET_REACH : 0, at), "reset changed set updated ");
}

/* "password for the ...", "password (case sensitive)" */
static bool
tells_more(struct slice s)
{
	static const char *const words[] = {
		" for ", " to ", " of ", " (", " on ", " at ", " i ",
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_starts(s, slice_str(words[i])))
			return true;
	return false;
}

/*
 * From the label to what separates it from its value: the first ":", "=",
 * "is" or dash.  false if there is none near enough.
 */
static bool
find_separator(struct reading *r, size_t *ret_end)
{
	struct slice t = r->t;
	size_t at, end, reach = GAP_SHORT;
	enum separator sep;

	if (tells_more(slice_from(t, r->label_to)))
		reach = GAP_LONG;
	end = r->label_to + GAP_STORY < t.len ? r->label_to + GAP_STORY :
	    t.len;
	for (at = r->label_to; at < end; at++) {
		r->is_far = at >= r->label_to + reach;
		/* Columns of a text. */
		if (t.ptr[at] == '\t' || (t.ptr[at] == '|' &&
		    at <= r->label_to + GAP_SHORT && slice_trim(slice_sub(t,
		    r->label_to,
		    at)).len == 0)) {
			r->sep = SEP_MARK;
			*ret_end = at + 1;
			return true;
		}
		if (reading_ends(t, at))
			break;
		sep = word_separator(t, at, ret_end);
		if (sep == SEP_TO && !was_set(r, at))
			sep = SEP_NONE;
		if (sep == SEP_NONE && (t.ptr[at] == ':' || t.ptr[at] == '=')) {
			sep = SEP_MARK;
			*ret_end = at + 1;
		}
		if (sep == SEP_NONE && t.ptr[at] == '-' && (at == r->label_to ||
		    (reading_is_blank(t.ptr[at - 1]) && at + 1 < t.len &&
		    reading_is_blank(t.ptr[at + 1])))) {
			sep = SEP_DASH;
			*ret_end = at + 1;
		}
		if (sep != SEP_NONE && (!r->is_far || t.ptr[at] == ':')) {
			r->sep = sep;
			return true;
		}
	}
	return false;
}

/* --- the value ------------------------------------------------------------ */

static const struct {
	const char *open, *close;
} quotes[] = {
	{ "\"", "\"" }, { "'", "'" }, { "`", "`" },
	{ "\xe2\x80\x9c", "\xe2\x80\x9d" },
	{ "\xe2\x80\x98", "\xe2\x80\x99" },
	{ "\xc2\xab", "\xc2\xbb" }, { "**", "**" },
	{ "\xe2\x80\x9e", "\xe2\x80\x9d" },
};

/* Blanks, one line end, and what repeats the separator. */
static size_t
skip_to_value(struct reading *r, size_t at)
{
	size_t lines = 0;

	for (; at < r->unit_to; at++) {
		if (r->t.ptr[at] == '\n' && ++lines > 2)
			break;
		if (!reading_is_blank(r->t.ptr[at]) && r->t.ptr[at] != '\n' &&
		    r->t.ptr[at] != ':' && !(r->t.ptr[at] == '-' &&
		    at + 1 < r->unit_to &&
		    reading_is_blank(r->t.ptr[at + 1])) &&
		    r->t.ptr[at] != '>')
			break;
	}
	r->is_next_line = lines > 0;
	return at;
}

bool
reading_quoted(struct reading *r, size_t at)
{
	size_t i, from, end;

	for (i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
		if (!reading_has(r->t, at, quotes[i].open))
			continue;
		from = at + strlen(quotes[i].open);
		end = slice_find(slice_sub(r->t, 0, r->unit_to),
		    slice_str(quotes[i].close), from);
		if (end == SLICE_NPOS || end - from > PHRASE_SECRET_MAX ||
		    slice_chr(slice_sub(r->t, from, end), '\n', 0) !=
		    SLICE_NPOS)
			continue;
		r->from = from;
		r->to = end;
		r->is_quoted = true;
		return end > from;
	}
	return false;
}

static bool
is_trailing(uint8_t b)
{
	return b == '.' || b == ',' || b == ';' || b == ':' || b == ')' ||
	    b == ']' || b == '}' || b == '"' || b == '\'' || b == '*' ||
	    b == '?' || b == '>' || b == '`';
}

static size_t
token_end(const struct reading *r, size_t at)
{
	size_t to;

	for (to = at; to < r->unit_to && r->t.ptr[to] > ' ' &&
	    r->t.ptr[to] != '|'; to++) {
		/* A list of settings: "Pwd=...;Database=..." */
		if (r->sep == SEP_MARK && to > at && (r->t.ptr[to] == ';' ||
		    r->t.ptr[to] == '<'))
			break;
		/* "...", then the next string */
		if (reading_has(r->t, to, "\xe2\x80\x9d") ||
		    reading_has(r->t, to, "\xe2\x80\x99"))
			break;
	}
	return to;
}

void
reading_plain(struct reading *r, size_t at)
{
	r->from = r->to = at;
	/* "Password=;Database=..." */
	if (at < r->unit_to && (r->t.ptr[at] == ';' || r->t.ptr[at] == ','))
		return;
	r->to = token_end(r, at);
	if (r->to > at && r->t.ptr[at] == '(' && r->to < r->unit_to) {
		r->from++;
		at++;
	}
	while (r->to > at && is_trailing(r->t.ptr[r->to - 1]) &&
	    !(r->t.ptr[at] == '<' && r->t.ptr[r->to - 1] == '>') &&
	    !(r->t.ptr[at] == '[' && r->t.ptr[r->to - 1] == ']'))
		r->to--;
}

bool
reading_is_alone(const struct reading *r)
{
	size_t at = r->to;

	while (at < r->unit_to && (reading_is_blank(r->t.ptr[at]) ||
	    is_trailing(r->t.ptr[at])))
		at++;
	return at >= r->unit_to || r->t.ptr[at] == '\n' ||
	    r->t.ptr[at] == '|' || r->t.ptr[at] == '<';
}

/* --- from label to value -------------------------------------------------- */

/*
 * The label ends its cell or its paragraph: the value is the next one, to its
 * end.  A paragraph needs ":" before it.
 */
static bool
next_unit(struct reading *r)
{
	const struct detect_run *run = r->c->run;
	const struct segment *next;
	size_t at, i;
	bool marked = false;

	for (at = r->label_to; at < r->unit_to; at++) {
		if (r->t.ptr[at] == ':' || r->t.ptr[at] == '=')
			marked = true;
		else if (!reading_is_blank(r->t.ptr[at]) &&
		    r->t.ptr[at] != '\n')
			return false;
	}
	i = run->segment;
	if (i + 1 >= run->segment_count)
		return false;
	next = &run->segments[i + 1];
	if (r->c->unit->row != run->text->units[next->unit].row ||
	    (r->c->unit->row == 0 && !marked) ||
	    run->text->units[next->unit].where != r->c->unit->where)
		return false;
	r->sep = SEP_CELL;
	r->unit_from = next->from;
	r->unit_to = next->to;
	/* One capitalised word below "Password:" signs the letter. */
	r->is_next_line = r->c->unit->row == 0;
	if (next->to > next->from && !reading_quoted(r, next->from))
		reading_plain(r, next->from);
	return r->to > r->from && reading_is_alone(r);
}

bool
reading_find(struct reading *r)
{
	size_t at;

	if (next_unit(r))
		return true;
	if (find_separator(r, &at)) {
		at = skip_to_value(r, at);
	} else {
		/* "password Xk29!fa", "(password Xk29!fa)" */
		r->sep = SEP_NONE;
		r->is_far = false;
		at = r->label_to;
		while (at < r->unit_to && (reading_is_blank(r->t.ptr[at]) ||
		    r->t.ptr[at] == '_'))
			at++;
		if (at == r->label_to || at >= r->unit_to)
			return false;
	}
	if (at < r->unit_to && !reading_quoted(r, at))
		reading_plain(r, at);
	if (r->c->unit->where == FINDING_FILENAME && !r->is_quoted) {
		at = slice_rchr(slice_sub(r->t, r->from, r->to), '.');
		if (at != SLICE_NPOS && at > 0)
			r->to = r->from + at;
		while (r->to > r->from && is_trailing(r->t.ptr[r->to - 1]))
			r->to--;
	}
	return r->to > r->from;
}
