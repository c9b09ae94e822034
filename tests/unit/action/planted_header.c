/*
 * Bugs in the changes to header fields, and in what a rewriter says of itself.
 */
#include "unit/action/planted.h"

#include <string.h>

#define CHANGES	64

static struct slice
changed(struct arena *a, struct slice s, size_t at, int how)
{
	struct slice copy = arena_dup(a, s);
	uint8_t *p = (uint8_t *)(uintptr_t)copy.ptr;

	if (how == 0) {
		p[at] ^= 0x20;
	} else if (how == 1) {
		memmove(p + at, p + at + 1, s.len - at - 1);
		copy.len--;
	} else {
		p[at] = p[at] == 'x' ? 'y' : 'x';
	}
	return copy;
}

static void
with(struct planted *t, size_t i, struct header_change h, const char *kind)
{
	struct edit_list l = t->list;
	struct header_change own[CHANGES];

	memcpy(own, l.headers, l.header_count * sizeof *own);
	own[i] = h;
	l.headers = own;
	planted_try(t, &t->job, &l, kind);
}

/* One change more, before all others or after them. */
/* Somebody else's signature stays, and the text goes in all the same. */
static void
unseen(struct planted *t)
{
	struct edit_list l = t->list;
	struct header_change own[CHANGES];
	size_t i, n;

	for (i = n = 0; i < l.header_count; i++)
		if (!slice_ieq(l.headers[i].name, SLICE("DKIM-Signature")))
			own[n++] = l.headers[i];
	if (n == l.header_count)
		return;
	l.headers = own;
	l.header_count = n;
	t->how.replaces_signatures = false;
	planted_try(t, &t->job, &l, "a signature is not seen");
	t->how.replaces_signatures = true;
}

static void
with_more(struct planted *t, struct header_change h, bool first,
    const char *kind)
{
	struct edit_list l = t->list;
	struct header_change own[CHANGES];
	size_t n = l.header_count;

	memcpy(own + first, l.headers, n * sizeof *own);
	own[first ? 0 : n] = h;
	l.headers = own;
	l.header_count = n + 1;
	planted_try(t, &t->job, &l, kind);
}

static void
without(struct planted *t, size_t gone)
{
	struct edit_list l = t->list;
	struct header_change own[CHANGES];
	size_t i, n;

	for (i = n = 0; i < l.header_count; i++)
		if (i != gone)
			own[n++] = l.headers[i];
	l.headers = own;
	l.header_count = n;
	planted_try(t, &t->job, &l, "a header change is forgotten");
}

static void
letters(struct planted *t, size_t i)
{
	static const char *const kinds[] = {
		"the case of a header letter", "a header letter is lost",
		"a header letter is another one",
	};
	struct header_change h;
	size_t at;
	int how;

	for (how = 0; how < 3; how++) {
		h = t->list.headers[i];
		for (at = 0; at < t->list.headers[i].name.len; at++) {
			h.name = changed(t->arena, t->list.headers[i].name,
			    at, how);
			with(t, i, h, kinds[how]);
		}
		h = t->list.headers[i];
		for (at = 0; at < t->list.headers[i].value.len; at++) {
			h.value = changed(t->arena, t->list.headers[i].value,
			    at, how);
			with(t, i, h, kinds[how]);
		}
	}
}

/* Labels that are wrong for what is in the part. */
static void
labels(struct planted *t, size_t i)
{
	static const char *const values[] = {
		" 7bit", " 8bit", " binary", " base64", " quoted-printable",
		" text/plain; charset=us-ascii", " text/plain",
		" text/plain; charset=iso-8859-1", " text/html; charset=utf-8",
		" text/plain; charset=utf-16", " multipart/mixed; boundary=b",
		" text/plain; charset=utf-8; x=y", " 2.0", "",
	};
	struct header_change h = t->list.headers[i];
	size_t k;

	for (k = 0; k < sizeof values / sizeof values[0]; k++) {
		h.value = slice_str(values[k]);
		with(t, i, h, "a label is wrong");
	}
}

static void
operations(struct planted *t, size_t i)
{
	struct header_change h = t->list.headers[i];
	int op;

	for (op = 0; op < HEADER_OP_COUNT; op++) {
		h.op = (enum header_op)op;
		h.index = h.index == 0 ? 1 : h.index;
		with(t, i, h, "a header change is of another kind");
	}
	h = t->list.headers[i];
	if (h.op == HEADER_CHANGE || h.op == HEADER_DELETE) {
		h.index++;
		with(t, i, h, "a header change is of the next field");
	}
	with_more(t, t->list.headers[i], false, "a header change comes twice");
	with_more(t, t->list.headers[i], true, "a header change comes twice");
}

/* What nobody asked for, to each field of the message. */
static void
uncalled(struct planted *t, const struct mime_field *f)
{
	struct header_change h = { HEADER_DELETE, f->occurrence, f->name,
	    SLICE("") };

	with_more(t, h, false, "a field is deleted");
	h.op = HEADER_CHANGE;
	h.value = arena_printf(t->arena, "%.*s x", (int)f->value.len,
	    (const char *)f->value.ptr);
	with_more(t, h, true, "a field is changed");
	h.value = f->value;
	h.name = changed(t->arena, f->name, 0, 0);
	with_more(t, h, true, "the case of a field is changed");
	h = (struct header_change){ HEADER_ADD, 0, f->name, f->value };
	with_more(t, h, false, "a field comes twice");
	h.op = HEADER_INSERT;
	with_more(t, h, true, "a field comes twice");
}

/* A field taken off and put back at the end. */
static void
reordered(struct planted *t, const struct mime_field *f)
{
	struct edit_list l = t->list;
	struct header_change own[CHANGES];
	size_t n = l.header_count;

	memcpy(own, l.headers, n * sizeof *own);
	own[n] = (struct header_change){ HEADER_DELETE, f->occurrence,
	    f->name, SLICE("") };
	own[n + 1] = (struct header_change){ HEADER_ADD, 0, f->name,
	    f->value };
	l.headers = own;
	l.header_count = n + 2;
	planted_try(t, &t->job, &l, "the order of fields is another one");
}

void
planted_headers(struct planted *t)
{
	static const struct header_change more[] = {
		{ HEADER_ADD, 0, { (const uint8_t *)"X-Stray", 7 },
		    { (const uint8_t *)" x", 2 } },
		{ HEADER_INSERT, 0, { (const uint8_t *)"Received", 8 },
		    { (const uint8_t *)" x", 2 } },
		{ HEADER_ADD, 0, { (const uint8_t *)"MIME-Version", 12 },
		    { (const uint8_t *)" 1.0", 4 } },
		{ HEADER_ADD, 0, { (const uint8_t *)"Content-Type", 12 },
		    { (const uint8_t *)" text/html", 10 } },
		{ HEADER_ADD, 0,
		    { (const uint8_t *)"Content-Transfer-Encoding", 25 },
		    { (const uint8_t *)" 8bit", 5 } },
		{ HEADER_ADD, 0, { (const uint8_t *)"X-Exeat-Notice", 14 },
		    { (const uint8_t *)" 1 x 0", 6 } },
		{ HEADER_ADD, 0, { (const uint8_t *)"X-Added", 7 },
		    { (const uint8_t *)" c", 2 } },
		{ HEADER_ADD, 0, { (const uint8_t *)"Bcc", 3 },
		    { (const uint8_t *)" a@b.example", 12 } },
	};
	const struct mime_node *root = &t->m->nodes[0];
	size_t i;

	for (i = 0; i < t->list.header_count; i++) {
		without(t, i);
		letters(t, i);
		labels(t, i);
		operations(t, i);
	}
	for (i = 0; i < sizeof more / sizeof more[0]; i++)
		with_more(t, more[i], i % 2 == 0, "a field is added");
	unseen(t);
	for (i = 0; i < root->field_count; i++) {
		uncalled(t, &root->fields[i]);
		reordered(t, &root->fields[i]);
	}
}

/* --- what the rewriter says ------------------------------------------------------------ */

static void
said_of_leaf(struct planted *t, size_t i)
{
	struct rewrite_leaf leaves[32], *l = &leaves[i];
	struct rewrite_job j = t->job;

	j.leaves = leaves;
#define SAYS(what) \
	memcpy(leaves, t->job.leaves, j.leaf_count * sizeof *leaves); \
	what; \
	planted_try(t, &j, &t->list, #what)

	SAYS(l->node++);
	SAYS(l->node = 0);
	SAYS(l->place++);
	SAYS(l->place--);
	SAYS(l->place = 0);
	SAYS(l->inserted = SLICE(""));
	SAYS(l->inserted = slice_from(l->inserted, 1));
	SAYS(l->is_html = !l->is_html);
	SAYS(l->has_new_encoding = !l->has_new_encoding);
	SAYS(l->has_new_charset = !l->has_new_charset);
#undef SAYS
}

void
planted_job(struct planted *t)
{
	static const enum rewrite_shape shapes[] = { REWRITE_SAME,
	    REWRITE_FIRST_CHILD, REWRITE_ENCLOSED, REWRITE_WRAPPED,
	    REWRITE_PICTURE_LAST, REWRITE_PICTURE_BESIDE,
	    REWRITE_PICTURE_ROOT };
	struct rewrite_job j;
	size_t i;

	for (i = 0; i < t->job.leaf_count; i++)
		said_of_leaf(t, i);
	for (i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		j = t->job;
		j.shape = shapes[i];
		planted_try(t, &j, &t->list, "another shape is meant");
	}
	j = t->job;
	j.leaf_count = 0;
	planted_try(t, &j, &t->list, "no leaf is meant");
	/* The text of the other association is what it believes in. */
	j = t->job;
	j.text = disclaimer_find(t->texts, slice_eq_str(t->requests[0].name,
	    "plain") ? SLICE("wide") : SLICE("plain"));
	planted_try(t, &j, &t->list, "another text is meant");
}
