#include "detect/number.h"

#include <string.h>

#define INDENT_MAX	8	/* blanks at the start of a wrapped line */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

uint8_t
number_separator(struct slice text, size_t at, size_t *ret_at,
    bool *ret_is_broken)
{
	uint8_t kind;
	size_t i, indent;

	*ret_is_broken = false;
	*ret_at = at;
	if (at >= text.len)
		return 0;
	kind = text.ptr[at];
	i = at;
	if (kind == ' ' || kind == '-' || kind == '.')
		i++;
	else if (kind != '\n')
		return 0;
	/* A line break, perhaps after the blank or the hyphen. */
	if (kind != '.' && i < text.len && text.ptr[i] == '\n') {
		i++;
		for (indent = 0; indent < INDENT_MAX && i < text.len &&
		    is_blank(text.ptr[i]); indent++)
			i++;
		*ret_is_broken = true;
	}
	*ret_at = i;
	return kind == '\n' ? ' ' : kind;
}

bool
number_is_dialled(struct slice text, size_t at)
{
	if (at > 0 && text.ptr[at - 1] == '+')
		return true;
	if (at > 0 && text.ptr[at - 1] == ' ')
		at--;
	return at >= 3 && text.ptr[at - 1] == ')' && text.ptr[at - 2] == '0' &&
	    text.ptr[at - 3] == '(';
}

void
number_read(struct slice text, size_t at, struct number *n)
{
	size_t i, g, next;

	n->from = at;
	n->total = 0;
	n->is_cut = false;
	i = at;
	for (g = 0; g < NUMBER_GROUPS_MAX; g++) {
		while (i < text.len && ascii_is_digit(text.ptr[i]) &&
		    n->total < NUMBER_DIGITS_MAX)
			n->digits[n->total++] = (uint8_t)(text.ptr[i++] - '0');
		n->end[g] = i;
		n->upto[g] = (uint8_t)n->total;
		n->sep[g] = 0;
		n->is_broken[g] = false;
		n->is_cut = i < text.len && ascii_is_digit(text.ptr[i]);
		if (n->is_cut)
			break;
		n->sep[g] = number_separator(text, i, &next,
		    &n->is_broken[g]);
		if (n->sep[g] == 0 || next >= text.len ||
		    !ascii_is_digit(text.ptr[next])) {
			n->sep[g] = 0;
			n->is_broken[g] = false;
			break;
		}
		i = next;
	}
	n->group_count = g < NUMBER_GROUPS_MAX ? g + 1 : NUMBER_GROUPS_MAX;
}

size_t
number_group_at(const struct number *n, size_t digits)
{
	size_t g;

	for (g = 0; g < n->group_count; g++) {
		if (n->upto[g] < digits)
			continue;
		if (n->upto[g] > digits ||
		    (n->is_cut && g + 1 == n->group_count))
			return SIZE_MAX;
		/* `943 476 5919 22` is another number; a list goes on below. */
		return n->sep[g] == 0 || n->is_broken[g] ? g : SIZE_MAX;
	}
	return SIZE_MAX;
}

bool
number_is_grouped(const struct number *n, size_t last, const char *lengths)
{
	size_t g, before;

	if (strlen(lengths) != last + 1)
		return false;
	before = 0;
	for (g = 0; g <= last; g++) {
		if (n->upto[g] - before != (size_t)lengths[g])
			return false;
		before = n->upto[g];
	}
	return true;
}

bool
number_is_uniform(const struct number *n, size_t last, const char *kinds)
{
	size_t g;

	for (g = 0; g < last; g++)
		if (n->sep[g] != n->sep[0] ||
		    strchr(kinds, n->sep[g]) == NULL)
			return false;
	return true;
}
