#include "extract/markup.h"

size_t
markup_tag(struct slice s, bool is_xml, struct markup_tag *ret)
{
	size_t at = 1, n = 0, from;
	bool is_value = false;		/* an "=" stands before this */
	uint8_t quote = 0, c;

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
	for (from = at; at < s.len; at++) {
		c = s.ptr[at];
		if (quote != 0) {
			if (c == quote)
				quote = 0;
		} else if (c == '>') {
			ret->attributes = slice_sub(s, from, at);
			return at + 1;
		} else if ((c == '"' || c == '\'') && is_value) {
			quote = c;
			is_value = false;
		} else if (!ascii_is_space(c)) {
			is_value = c == '=';
		}
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
