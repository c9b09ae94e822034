#include "extract/markup.h"

enum place { BETWEEN, IN_NAME, AFTER_NAME, AFTER_EQUALS, IN_VALUE };

/* HTML 13.2.5.32 to 39, a character outside quotes. */
static enum place
step(enum place p, uint8_t c)
{
	switch (p) {
	case BETWEEN:
		return ascii_is_space(c) || c == '/' ? BETWEEN : IN_NAME;
	case IN_NAME:
	case AFTER_NAME:
		if (ascii_is_space(c))
			return AFTER_NAME;
		return c == '/' ? BETWEEN : c == '=' ? AFTER_EQUALS : IN_NAME;
	case AFTER_EQUALS:
		return ascii_is_space(c) ? AFTER_EQUALS : IN_VALUE;
	case IN_VALUE:
		return ascii_is_space(c) ? BETWEEN : IN_VALUE;
	}
	return p;
}

/*
 * Where is the ">" of a tag whose name ends at `at`?  Only a quote that
 * begins a value hides it: in `a=b"` and in `"a` it is a letter.
 */
static size_t
end_of_tag(struct slice s, size_t at)
{
	enum place p = BETWEEN;
	uint8_t quote = 0, c;

	for (; at < s.len; at++) {
		c = s.ptr[at];
		if (quote != 0) {
			if (c == quote)
				quote = 0;
		} else if (c == '>') {
			return at;
		} else if (p == AFTER_EQUALS && (c == '"' || c == '\'')) {
			quote = c;
			p = BETWEEN;
		} else {
			p = step(p, c);
		}
	}
	return SLICE_NPOS;
}

size_t
markup_tag(struct slice s, bool is_xml, struct markup_tag *ret)
{
	size_t at = 1, n = 0, end;
	uint8_t c;

	ret->is_end = s.len > 1 && s.ptr[1] == '/';
	at += ret->is_end;
	if (at >= s.len || !ascii_is_alpha(s.ptr[at]))
		return 0;
	for (; at < s.len && !ascii_is_space(s.ptr[at]) && s.ptr[at] != '>' &&
	    s.ptr[at] != '/'; at++) {
		c = ascii_lower(s.ptr[at]);
		/*
		 * "w:p", "text:span": the prefix says nothing in XML; to
		 * HTML "o:p" is a name like any other, and no paragraph.
		 */
		if (c == ':' && is_xml)
			n = 0;
		else if (n + 1 < sizeof ret->name)
			ret->name[n++] = (char)c;
	}
	ret->name[n] = '\0';
	end = end_of_tag(s, at);
	if (end != SLICE_NPOS) {
		ret->attributes = slice_sub(s, at, end);
		return end + 1;
	}
	/* Never closed: a reader shows nothing of it, we show all. */
	return 0;
}

bool
markup_attribute(struct slice *s, struct slice *ret_name,
    struct slice *ret_value)
{
	size_t i = 0, end;
	uint8_t quote;

	while (i < s->len && (ascii_is_space(s->ptr[i]) || s->ptr[i] == '/'))
		i++;
	if (i == s->len)
		return false;
	for (end = i; end < s->len && !ascii_is_space(s->ptr[end]) &&
	    s->ptr[end] != '=' && s->ptr[end] != '/'; end++)
		;
	if (end == i)
		end++;		/* a stray "=": it begins a name */
	*ret_name = slice_sub(*s, i, end);
	*ret_value = SLICE_NONE;
	for (i = end; i < s->len && ascii_is_space(s->ptr[i]); i++)
		;
	if (i == s->len || s->ptr[i] != '=') {
		*s = slice_from(*s, end);
		return true;
	}
	for (i++; i < s->len && ascii_is_space(s->ptr[i]); i++)
		;
	if (i < s->len && (s->ptr[i] == '"' || s->ptr[i] == '\'')) {
		quote = s->ptr[i++];
		end = slice_chr(*s, quote, i);
		*ret_value = slice_sub(*s, i, end);
		*s = slice_from(*s, end == SLICE_NPOS ? s->len : end + 1);
		return true;
	}
	for (end = i; end < s->len && !ascii_is_space(s->ptr[end]); end++)
		;
	*ret_value = slice_sub(*s, i, end);
	*s = slice_from(*s, end);
	return true;
}
