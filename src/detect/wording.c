#include "detect/wording.h"

#include <string.h>

const char *const wording_owners[] = { "his", "her", "their", "my", "your",
	NULL };

bool
wording_is_letter(uint8_t c)
{
	return ascii_is_alpha(c) || c >= 0x80;
}

/* Words in a stretch of text. */
size_t
wording_words(const struct scene *s, size_t from, size_t to)
{
	size_t i, n;

	for (i = from, n = 0; i < to; i++)
		n += (wording_is_letter(s->text.ptr[i]) ||
		    ascii_is_digit(s->text.ptr[i])) && (i == from ||
		    s->text.ptr[i - 1] <= ' ' || s->text.ptr[i - 1] == '(');
	return n;
}

bool
wording_has_byte(const struct scene *s, size_t from, size_t to, const char *any)
{
	size_t i;

	for (i = from; i < to; i++)
		if (strchr(any, s->text.ptr[i]) != NULL && s->text.ptr[i] != 0)
			return true;
	return false;
}

/* Does one of these words stand in the stretch?  The list ends with NULL. */
bool
wording_has(const struct scene *s, size_t from, size_t to,
    const char *const *words)
{
	size_t i, end, w;
	struct slice word;

	for (i = from; i < to; i = end + 1) {
		for (end = i; end < to && (wording_is_letter(s->text.ptr[end]) ||
		    s->text.ptr[end] == '\''); end++)
			;
		word = slice_sub(s->text, i, end);
		/* The first byte settles nearly all of them. */
		for (w = 0; word.len > 0 && words[w] != NULL; w++)
			if ((uint8_t)words[w][0] == word.ptr[0] &&
			    slice_eq_str(word, words[w]))
				return true;
	}
	return false;
}

/* "Mr Bright's Biktarvy": capitals make no name of it. */
bool
wording_is_owner(const struct scene *s, size_t from, size_t to)
{
	return slice_ends(slice_trim(slice_sub(s->text, from, to)),
	    SLICE("'s"));
}

/* "Mr Black": part of a name. */
bool
wording_is_in_name(const struct scene *s, const struct span *in, const struct mark *m)
{
	size_t i;

	for (i = in->first; i < in->last; i++)
		if (s->marks[i].kind == MARK_PERSON &&
		    s->marks[i].from <= m->from && s->marks[i].to >= m->to &&
		    !wording_is_owner(s, s->marks[i].from, m->from))
			return true;
	return false;
}
