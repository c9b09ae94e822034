/*
 * A template to the text of one message.
 */
#include "disclaimer/disclaimer.h"

bool
disclaimer_piece(struct slice form, size_t *at, struct slice *ret)
{
	size_t open, end;

	if (*at > form.len)
		return false;
	open = slice_find(form, SLICE("%{"), *at);
	end = open == SLICE_NPOS ? SLICE_NPOS : slice_chr(form, '}', open);
	if (end == SLICE_NPOS)
		open = end = form.len;
	*ret = slice_sub(form, *at, open);
	*at = end + 1;
	return true;
}

int
disclaimer_expand(const struct disclaimer *d,
    const struct edit_variable *variables, size_t count, struct arena *a,
    struct disclaimer *ret)
{
	(void)variables;
	(void)count;
	(void)a;
	*ret = *d;
	return 0;
}
