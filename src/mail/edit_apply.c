/*
 * edit_apply -- a message with its edits: what the MTA ends up with.
 */
#include "mail/edit.h"

#include "base/err.h"

/* One header field as the list changes it; the list is in order. */
static int
put_field(struct buf *out, const struct header_change *h)
{
	int r;

	r = buf_put_slice(out, h->name);
	if (r == 0)
		r = buf_putc(out, ':');
	if (r == 0 && (h->value.len == 0 || !ascii_is_space(h->value.ptr[0])))
		r = buf_putc(out, ' ');
	if (r == 0)
		r = buf_put_slice(out, h->value);
	if (r == 0)
		r = buf_puts(out, "\r\n");
	return r;
}

/* End of the field that starts at `at`: past its line end and its folds. */
static size_t
field_end(struct slice head, size_t at)
{
	size_t nl;

	do {
		nl = slice_chr(head, '\n', at);
		if (nl == SLICE_NPOS)
			return head.len;
		at = nl + 1;
	} while (at < head.len &&
	    (head.ptr[at] == ' ' || head.ptr[at] == '\t'));
	return at;
}

/* Name of the field at `at`; empty for a line that is no field. */
static struct slice
field_name(struct slice head, size_t at)
{
	struct slice field = slice_sub(head, at, field_end(head, at));
	size_t colon = slice_chr(field, ':', 0);

	if (colon == SLICE_NPOS)
		return SLICE_NONE;
	return slice_trim(slice_sub(field, 0, colon));
}

/* Which field of its name is the one at `at`, from 1? */
static uint32_t
occurrence(struct slice head, size_t at, struct slice name)
{
	uint32_t n = 1;
	size_t i;

	for (i = 0; i < at; i = field_end(head, i))
		if (slice_ieq(field_name(head, i), name))
			n++;
	return n;
}

/* The last change that the list makes to the field at `at`, or NULL. */
static const struct header_change *
change_for(const struct edit_list *l, struct slice head, size_t at)
{
	const struct header_change *found = NULL;
	struct slice name = field_name(head, at);
	uint32_t nth = 0;
	size_t i;

	for (i = 0; name.len > 0 && i < l->header_count; i++) {
		const struct header_change *h = &l->headers[i];

		if ((h->op != HEADER_CHANGE && h->op != HEADER_DELETE) ||
		    !slice_ieq(h->name, name))
			continue;
		/* Counted only for the few names that change at all. */
		if (nth == 0)
			nth = occurrence(head, at, name);
		if (h->index == nth)
			found = h;
	}
	return found;
}

static int
write_header(const struct edit_list *l, struct slice head, struct buf *out)
{
	const struct header_change *h;
	size_t at, end, i;
	int r = 0;

	for (i = 0; r == 0 && i < l->header_count; i++)
		if (l->headers[i].op == HEADER_INSERT)
			r = put_field(out, &l->headers[i]);
	for (at = 0; r == 0 && at < head.len; at = end) {
		end = field_end(head, at);
		h = change_for(l, head, at);
		if (h == NULL)
			r = buf_put_slice(out, slice_sub(head, at, end));
		else if (h->op == HEADER_CHANGE)
			r = put_field(out, h);
	}
	for (i = 0; r == 0 && i < l->header_count; i++)
		if (l->headers[i].op == HEADER_ADD)
			r = put_field(out, &l->headers[i]);
	return r;
}

static int
write_body(struct slice all, const struct edit_list *l, struct buf *out)
{
	size_t at, i;
	int r = 0;

	at = l->body_offset;
	for (i = 0; r == 0 && i < l->splice_count; i++) {
		const struct splice *s = &l->splices[i];

		if (s->from < at || s->to < s->from || s->to > all.len)
			return ERR_RANGE;
		r = buf_put_slice(out, slice_sub(all, at, s->from));
		if (r == 0)
			r = buf_put_slice(out, s->bytes);
		at = s->to;
	}
	return r < 0 ? r : buf_put_slice(out, slice_from(all, at));
}

int
edit_apply(struct slice message, const struct edit_list *l, struct buf *out)
{
	struct slice head;
	int r;

	if (l->body_offset > message.len)
		return ERR_RANGE;
	head = slice_sub(message, 0, l->body_offset);
	/* The empty line is not part of the fields. */
	if (slice_ends(head, SLICE("\n\r\n")) || slice_eq(head, SLICE("\r\n")))
		head.len -= 2;
	else if (slice_ends(head, SLICE("\n\n")))
		head.len -= 1;
	r = write_header(l, head, out);
	if (r == 0)
		r = buf_puts(out, "\r\n");
	return r < 0 ? r : write_body(message, l, out);
}
