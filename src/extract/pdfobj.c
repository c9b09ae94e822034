#include "extract/pdfobj.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define REFERENCES_MAX	8	/* from one to the next */
#define SAME_NUMBER_MAX	100	/* revisions of one object */

/* --- finding objects ---------------------------------------------------- */

/* Room for so many at once: what an arena grows out of stays in it. */
static void
make_room(struct pdf_table *t, size_t n)
{
	if (n > PDF_OBJECTS_MAX)
		n = PDF_OBJECTS_MAX;
	t->objects = arena_array(t->arena, n, sizeof *t->objects);
	t->cap = t->objects == NULL ? 0 : n;
}

static struct pdf_object *
add_object(struct pdf_table *t)
{
	void *grown;

	if (t->count >= PDF_OBJECTS_MAX) {
		t->too_many = true;
		return NULL;
	}
	grown = arena_grow(t->arena, t->objects, t->count, &t->cap,
	    sizeof *t->objects);
	if (grown == NULL) {
		t->is_exhausted = true;
		return NULL;
	}
	t->objects = grown;
	memset(&t->objects[t->count], 0, sizeof *t->objects);
	return &t->objects[t->count++];
}

#define COMMENT_MAX	((size_t)200)	/* its length, at most */
#define COMMENTS_MAX	8		/* in a row */

/* Where blanks and comments before at begin. */
static size_t
blanks_before(struct slice s, size_t at)
{
	size_t line, sign;
	int i;

	for (i = 0; i < COMMENTS_MAX; i++) {
		while (at > 0 && pdf_is_space(s.ptr[at - 1]))
			at--;
		for (line = at; line > 0 && at - line < COMMENT_MAX &&
		    s.ptr[line - 1] != '\n' && s.ptr[line - 1] != '\r';)
			line--;
		sign = slice_chr(slice_sub(s, line, at), '%', 0);
		if (sign == SLICE_NPOS)
			return at;
		at = line + sign;
	}
	return at;
}

/* An unsigned number that ends before end; moves end before it. */
static bool
number_before(struct slice s, size_t *end, uint32_t *ret)
{
	size_t at = blanks_before(s, *end), digits = 0;
	uint64_t n = 0, unit = 1;

	for (; at > 0 && ascii_is_digit(s.ptr[at - 1]) && digits < 10;
	    at--, digits++) {
		n += unit * (uint64_t)(s.ptr[at - 1] - '0');
		unit *= 10;
	}
	*end = at;
	*ret = (uint32_t)n;
	return digits > 0 && n <= UINT32_MAX;
}

/* "12 0" before the word obj at at? */
static bool
is_object_head(struct slice s, size_t at, struct pdf_object *ret)
{
	size_t end = at;
	bool is_head;

	if (at + 3 < s.len && pdf_is_regular(s.ptr[at + 3]) &&
	    !pdf_looks_numeric(s.ptr[at + 3]) && s.ptr[at + 3] != 'n' &&
	    s.ptr[at + 3] != 't' && s.ptr[at + 3] != 'f')
		return false;
	if (at == 0 || !number_before(s, &end, &ret->gen) || end == 0 ||
	    !pdf_is_space(s.ptr[end - 1]))
		return false;
	is_head = number_before(s, &end, &ret->num);
	ret->start = end;
	ret->data = slice_from(s, at + 3);
	return is_head;
}

/* Where the data of a stream begins: behind the word and one line end. */
static size_t
data_start(struct slice s, size_t at)
{
	if (at < s.len && s.ptr[at] == ' ')
		while (at < s.len && s.ptr[at] == ' ')
			at++;
	if (at < s.len && s.ptr[at] == '\r')
		at++;
	if (at < s.len && s.ptr[at] == '\n')
		at++;
	return at;
}

/* Does the word that ends a stream follow at at? */
static bool
is_stream_end(struct slice s, size_t at)
{
	size_t i;

	for (i = at; i < s.len && i - at < 4 && pdf_is_space(s.ptr[i]); i++)
		;
	return slice_starts(slice_from(s, i), SLICE("endstream")) ||
	    slice_starts(slice_from(s, i), SLICE("endobj"));
}

/* The length that the dictionary gives, if the end really stands there. */
static struct slice
stream_data(const struct pdf_table *t, struct slice pdf, size_t from,
    struct slice dict)
{
	double length = pdf_number(t, dict, "Length", -1);
	size_t end, i;

	if (length >= 0 && length <= (double)(pdf.len - from) &&
	    is_stream_end(pdf, from + (size_t)length))
		return slice_sub(pdf, from, from + (size_t)length);
	end = slice_find(pdf, SLICE("endstream"), from);
	i = slice_find(slice_sub(pdf, from, end), SLICE("endobj"), 0);
	/* Without its end word, the object's end is the stream's. */
	if (end == SLICE_NPOS && i != SLICE_NPOS)
		end = from + i;
	if (end != SLICE_NPOS && end > from && pdf.ptr[end - 1] == '\n')
		end--;
	if (end != SLICE_NPOS && end > from && pdf.ptr[end - 1] == '\r')
		end--;
	return slice_sub(pdf, from, end);
}

/*
 * Take the value apart; returns where the object's bytes end.  Brackets that
 * never close run on to the end of the file, once for each object: what is
 * looked at is counted.
 */
static size_t
settle_object(struct pdf_table *t, struct pdf_object *o, struct slice pdf)
{
	struct slice rest = o->data;
	size_t at, from;

	o->data = SLICE_NONE;
	if (t->work > PDF_SCAN_TIMES_MAX * pdf.len + MIB) {
		t->too_many = true;
		return 0;
	}
	from = rest.len;
	if (!pdf_next(&rest, &o->value))
		return pdf.len;
	t->work += from - rest.len;
	at = pdf_skip_blanks(pdf, (size_t)(rest.ptr - pdf.ptr));
	if (o->value.kind != PDF_DICT ||
	    !slice_starts(slice_from(pdf, at), SLICE("stream")))
		return at;
	from = data_start(pdf, at + 6);
	o->is_stream = true;
	o->data = stream_data(t, pdf, from, o->value.raw);
	t->work += o->data.len;
	return from + o->data.len;
}

/* Numbers stand before the streams that name them as their length. */
static void
settle_lengths(struct pdf_table *t)
{
	struct slice rest;
	size_t i;

	for (i = 0; i < t->count; i++) {
		rest = slice_sub(t->objects[i].data, 0, 64);
		pdf_next(&rest, &t->objects[i].value);
	}
}

void
pdf_table_fill(struct pdf_table *t, struct slice pdf)
{
	struct pdf_object *o, head;
	size_t at, i, end = 0, n = 0;

	for (at = 0; (at = slice_find(pdf, SLICE("obj"), at)) != SLICE_NPOS;
	    at += 3)
		n += is_object_head(pdf, at, &head);
	if (n > 0)
		make_room(t, n);
	for (at = 0;; at += 3) {
		at = slice_find(pdf, SLICE("obj"), at);
		if (at == SLICE_NPOS)
			break;
		memset(&head, 0, sizeof head);
		if (!is_object_head(pdf, at, &head))
			continue;
		o = add_object(t);
		if (o == NULL)
			break;
		*o = head;
	}
	settle_lengths(t);
	pdf_table_sort(t);
	for (i = 0; i < t->count; i++) {
		o = &t->objects[i];
		at = (size_t)(o->data.ptr - pdf.ptr);
		o->is_inside = at < end;
		at = settle_object(t, o, pdf);
		o->end = at > o->start ? at : o->start;
		if (at > end && o->is_stream)
			end = at;
	}
	pdf_table_sort(t);
}

void
pdf_table_unpack(struct pdf_table *t, uint32_t holder, struct slice bytes,
    size_t count, size_t first)
{
	struct slice head = slice_sub(bytes, 0, first), content;
	struct pdf_value num, at;
	struct pdf_object *o;

	for (; count > 0 && pdf_next(&head, &num) && pdf_next(&head, &at);
	    count--) {
		if (num.kind != PDF_NUMBER || at.kind != PDF_NUMBER ||
		    at.number < 0)
			return;
		o = add_object(t);
		if (o == NULL)
			return;
		o->num = (uint32_t)num.number;
		o->is_packed = true;
		o->holder = holder;
		content = slice_from(bytes, first + (size_t)at.number);
		pdf_next(&content, &o->value);
	}
}

/* --- looking up --------------------------------------------------------- */

struct keyed {
	uint32_t num;
	uint32_t index;
};

static int
keyed_order(const void *a, const void *b)
{
	const struct keyed *p = a, *q = b;

	if (p->num != q->num)
		return p->num < q->num ? -1 : 1;
	return p->index < q->index ? -1 : p->index > q->index;
}

void
pdf_table_sort(struct pdf_table *t)
{
	struct keyed *keyed;
	size_t i, n = 0;

	t->order_count = 0;
	keyed = arena_array(t->arena, t->count + 1, sizeof *keyed);
	t->order = arena_array(t->arena, t->count + 1, sizeof *t->order);
	if (keyed == NULL || t->order == NULL) {
		t->is_exhausted = true;
		return;
	}
	for (i = 0; i < t->count; i++)
		keyed[n++] = (struct keyed){ t->objects[i].num, (uint32_t)i };
	qsort(keyed, n, sizeof *keyed, keyed_order);
	for (i = 0; i < n; i++)
		t->order[i] = keyed[i].index;
	t->order_count = n;
}

struct pdf_object *
pdf_find_nth(const struct pdf_table *t, uint32_t num, size_t n)
{
	size_t low = 0, high = t->order_count, mid;

	/* Behind the last one of this number. */
	while (low < high) {
		mid = low + (high - low) / 2;
		if (t->objects[t->order[mid]].num <= num)
			low = mid + 1;
		else
			high = mid;
	}
	if (low <= n || t->objects[t->order[low - 1 - n]].num != num)
		return NULL;
	return &t->objects[t->order[low - 1 - n]];
}

struct pdf_object *
pdf_find(const struct pdf_table *t, uint32_t num)
{
	struct pdf_object *o, *found = NULL;
	size_t n;

	for (n = 0; n < SAME_NUMBER_MAX; n++) {
		o = pdf_find_nth(t, num, n);
		if (o == NULL)
			break;
		if (t->by_list && o->is_listed)
			return o;
		/* What stands in the data of a stream is none, unless listed. */
		if (found == NULL && !o->is_inside)
			found = o;
		if (found != NULL && !t->by_list)
			break;
	}
	return found;
}

struct pdf_object *
pdf_target(const struct pdf_table *t, struct pdf_value v)
{
	struct pdf_object *o = NULL;
	int i;

	for (i = 0; i < REFERENCES_MAX && v.kind == PDF_REF; i++) {
		o = pdf_find(t, v.num);
		if (o == NULL)
			return NULL;
		v = o->value;
	}
	return o;
}

struct pdf_value
pdf_resolve(const struct pdf_table *t, struct pdf_value v)
{
	struct pdf_object *o;

	if (v.kind != PDF_REF)
		return v;
	o = pdf_target(t, v);
	return o == NULL ? (struct pdf_value){ .kind = PDF_NONE } : o->value;
}

struct pdf_value
pdf_get(const struct pdf_table *t, struct slice dict, const char *key)
{
	return pdf_resolve(t, pdf_key(dict, key));
}

struct slice
pdf_dict(const struct pdf_table *t, struct slice dict, const char *key)
{
	struct pdf_value v = pdf_get(t, dict, key);

	return v.kind == PDF_DICT ? v.raw : SLICE_NONE;
}

double
pdf_number(const struct pdf_table *t, struct slice dict, const char *key,
    double otherwise)
{
	struct pdf_value v = pdf_get(t, dict, key);

	return v.kind == PDF_NUMBER ? v.number : otherwise;
}
