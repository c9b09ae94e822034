#include "mail/subjecttag.h"

#include "base/limits.h"

/* How many bytes of s spell the words from `at` on; 0: they do not. */
static size_t
spells(struct slice s, size_t at, struct slice words)
{
	size_t i, k = at;

	for (i = 0; i < words.len; i++) {
		if (!ascii_is_space(words.ptr[i])) {
			if (k == s.len || ascii_lower(s.ptr[k]) !=
			    ascii_lower(words.ptr[i]))
				return 0;
			k++;
			continue;
		}
		if (k == s.len || !ascii_is_space(s.ptr[k]))
			return 0;
		while (k < s.len && ascii_is_space(s.ptr[k]))
			k++;
		while (i + 1 < words.len && ascii_is_space(words.ptr[i + 1]))
			i++;
	}
	return k - at;
}

static size_t
skip_blanks(struct slice s, size_t at)
{
	while (at < s.len && ascii_is_space(s.ptr[at]))
		at++;
	return at;
}

/* Past "[reason:", blanks allowed between; 0: it is not there. */
static size_t
opening(struct slice s, size_t at)
{
	size_t n;

	at = skip_blanks(s, at + 1);
	n = spells(s, at, SLICE("reason"));
	if (n == 0)
		return 0;
	at = skip_blanks(s, at + n);
	return at < s.len && s.ptr[at] == ':' ? at + 1 : 0;
}

/*
 * The bracket that closes what is open at `at`: of brackets inside, each has
 * its own; if they do not pair, the first one.
 */
static size_t
closing(struct slice s, size_t at)
{
	size_t first = SLICE_NPOS, depth = 1, end = s.len;

	if (end - at > SUBJECT_TAG_MAX)
		end = at + SUBJECT_TAG_MAX;
	for (; at < end; at++) {
		if (s.ptr[at] == '[')
			depth++;
		if (s.ptr[at] != ']')
			continue;
		if (first == SLICE_NPOS)
			first = at;
		if (--depth == 0)
			return at;
	}
	return first;
}

bool
subject_tag_reason(struct slice s, size_t at, struct subject_tag *ret)
{
	size_t from, to;

	for (; (at = slice_chr(s, '[', at)) != SLICE_NPOS; at++) {
		from = opening(s, at);
		to = from == 0 ? SLICE_NPOS : closing(s, from);
		if (to == SLICE_NPOS)
			continue;
		ret->from = at;
		ret->to = to + 1;
		ret->inside = slice_trim(slice_sub(s, from, to));
		return true;
	}
	return false;
}

bool
subject_tag_word(struct slice s, struct slice word, size_t at,
    struct subject_tag *ret)
{
	size_t n;

	word = slice_trim(word);
	for (; word.len > 0 && at < s.len; at++) {
		n = spells(s, at, word);
		if (n == 0)
			continue;
		ret->from = at;
		ret->to = at + n;
		ret->inside = slice_sub(s, at, at + n);
		return true;
	}
	return false;
}

bool
subject_reason_same(struct slice a, struct slice b)
{
	a = slice_trim(a);
	b = slice_trim(b);
	return a.len > 0 && spells(b, 0, a) == b.len && b.len > 0;
}

bool
subject_reason_says(struct slice reason)
{
	size_t i, n = 0;

	for (i = 0; i < reason.len; i++)
		n += ascii_is_alpha(reason.ptr[i]) ||
		    ascii_is_digit(reason.ptr[i]) || reason.ptr[i] >= 0x80;
	return n >= REASON_MIN &&
	    !subject_reason_same(SLICE("your reason"), reason);
}
