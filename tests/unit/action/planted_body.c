/*
 * Bugs in what is put into a body, and where.
 */
#include "unit/action/planted.h"

#include <string.h>

#define PLACES	160	/* in one run of bytes that is damaged everywhere */

static struct slice
join(struct arena *a, struct slice x, struct slice y, struct slice z)
{
	uint8_t *p = arena_zalloc(a, x.len + y.len + z.len + 1);

	if (x.len > 0)
		memcpy(p, x.ptr, x.len);
	if (y.len > 0)
		memcpy(p + x.len, y.ptr, y.len);
	if (z.len > 0)
		memcpy(p + x.len + y.len, z.ptr, z.len);
	return slice_of(p, x.len + y.len + z.len);
}

/* The list with another splice in place of one. */
static void
with(struct planted *t, size_t i, struct splice s, const char *kind)
{
	struct edit_list l = t->list;
	struct splice own[64];

	memcpy(own, l.splices, l.splice_count * sizeof *own);
	own[i] = s;
	l.splices = own;
	planted_try(t, &t->job, &l, kind);
}

/* The list with one splice more, in order. */
static void
with_more(struct planted *t, const struct rewrite_job *j, struct splice s,
    const char *kind)
{
	struct edit_list l = t->list;
	struct splice own[64];
	size_t i, n = 0;

	for (i = 0; i < l.splice_count && l.splices[i].from <= s.from; i++)
		own[n++] = l.splices[i];
	own[n++] = s;
	for (; i < l.splice_count; i++)
		own[n++] = l.splices[i];
	l.splices = own;
	l.splice_count = n;
	planted_try(t, j, &l, kind);
}

static void
without(struct planted *t, size_t gone, bool is_told)
{
	struct edit_list l = t->list;
	struct rewrite_job j = t->job;
	struct rewrite_leaf leaves[32];
	struct splice own[64];
	size_t i, n;

	for (i = n = 0; i < l.splice_count; i++)
		if (i != gone)
			own[n++] = l.splices[i];
	l.splices = own;
	l.splice_count = n;
	for (i = n = 0; i < j.leaf_count; i++)
		if (l.splices == NULL ||
		    t->list.splices[gone].from <
		    j.m->nodes[j.leaves[i].node].header_from ||
		    t->list.splices[gone].from >
		    j.m->nodes[j.leaves[i].node].body_to)
			leaves[n++] = j.leaves[i];
	if (is_told) {
		j.leaves = leaves;
		j.leaf_count = n;
	}
	planted_try(t, &j, &l, "a splice is forgotten");
}

/* --- bytes of one splice -------------------------------------------------------------- */

/* Each of these goes in, everywhere. */
static const struct {
	const char *kind, *bytes;
	size_t len;
} strays[] = {
	{ "a NUL is put in", "\0", 1 },
	{ "a bare CR is put in", "\r", 1 },
	{ "a bare LF is put in", "\n", 1 },
	{ "an empty line is put in", "\r\n", 2 },
	{ "an 8-bit byte is put in", "\xe9", 1 },
	{ "a letter is put in", "q", 1 },
	{ "an opening comment is put in", "<!--", 4 },
	{ "a tag that hides is put in", "<div style=\"display:none\">", 26 },
	{ "a title is put in", "<title>", 7 },
	{ "a quoted comment is put in", "=3C!--", 6 },
	{ "an escape is put in", "=41", 3 },
	{ "a quantum is put in", "QUJD", 4 },
	{ "padding is put in", "=", 1 },
	{ "a delimiter is put in", "\r\n--b\r\n", 7 },
	{ "a closing delimiter is put in", "\r\n--b--\r\n", 9 },
	{ "a quoting mark is put in", "> ", 2 },
};

static void
stray(struct planted *t, size_t i, size_t at)
{
	struct splice s = t->list.splices[i];
	struct slice b = s.bytes;
	size_t k;

	for (k = 0; k < sizeof strays / sizeof strays[0]; k++) {
		s.bytes = join(t->arena, slice_sub(b, 0, at),
		    slice_of(strays[k].bytes, strays[k].len),
		    slice_from(b, at));
		with(t, i, s, strays[k].kind);
	}
}

static void
one_byte(struct planted *t, size_t i, size_t at)
{
	static const uint8_t other[] = { 0, '\r', '\n', ' ', '<', '=', 'x',
	    0xe9 };
	struct splice s = t->list.splices[i];
	struct slice b = s.bytes;
	size_t k;

	s.bytes = join(t->arena, slice_sub(b, 0, at), SLICE(""),
	    slice_from(b, at + 1));
	with(t, i, s, "a byte of the text is lost");
	s.bytes = join(t->arena, slice_sub(b, 0, at + 1),
	    slice_sub(b, at, at + 1), slice_from(b, at + 1));
	with(t, i, s, "a byte of the text comes twice");
	s.bytes = join(t->arena, slice_sub(b, 0, at), SLICE(""), SLICE(""));
	with(t, i, s, "the text is cut off");
	s.bytes = slice_from(b, at);
	with(t, i, s, "the text begins too late");
	for (k = 0; k < sizeof other; k++) {
		s.bytes = join(t->arena, slice_sub(b, 0, at),
		    slice_of(&other[k], 1), slice_from(b, at + 1));
		with(t, i, s, "a byte of the text is another one");
	}
}

static struct slice
lf_only(struct arena *a, struct slice s)
{
	uint8_t *p = arena_zalloc(a, s.len + 1);
	size_t i, n;

	for (i = n = 0; i < s.len; i++)
		if (s.ptr[i] != '\r')
			p[n++] = s.ptr[i];
	return slice_of(p, n);
}

/* The text of the other association, as if it had been looked up wrongly. */
static struct slice
other_text(struct planted *t, struct slice bytes)
{
	static const char *const pairs[][2] = {
		{ "Plain", "Plane" }, { "Sample", "Simple" },
		{ "addressee", "addressed" }, { "Homes", "Houses" },
	};
	size_t at, i;

	for (i = 0; i < 4; i++) {
		at = slice_find(bytes, slice_str(pairs[i][0]), 0);
		if (at != SLICE_NPOS)
			return join(t->arena, slice_sub(bytes, 0, at),
			    slice_str(pairs[i][1]), slice_from(bytes, at +
			    strlen(pairs[i][0])));
	}
	return SLICE_NONE;
}

static void
whole_text(struct planted *t, size_t i)
{
	struct splice s = t->list.splices[i];
	struct slice b = s.bytes, long_line;

	s.bytes = SLICE("");
	with(t, i, s, "nothing is put in");
	s.bytes = join(t->arena, b, b, SLICE(""));
	with(t, i, s, "the text goes in twice");
	s.bytes = lf_only(t->arena, b);
	with(t, i, s, "CRLF became LF");
	s.bytes = other_text(t, b);
	if (s.bytes.ptr != NULL)
		with(t, i, s, "another text goes in");
	long_line = slice_of(arena_zalloc(t->arena, 1000), 1000);
	memset((void *)(uintptr_t)long_line.ptr, 'a', 1000);
	s.bytes = join(t->arena, b, long_line, SLICE("\r\n"));
	with(t, i, s, "a long line goes in");
	s.bytes = join(t->arena, SLICE("<!--"), b, SLICE("-->"));
	with(t, i, s, "the text is in a comment");
	s.bytes = join(t->arena, SLICE("<div style=\"display:none\">"), b,
	    SLICE("</div>"));
	with(t, i, s, "the text is hidden");
	s.bytes = join(t->arena, SLICE("<textarea>"), b,
	    SLICE("</textarea>"));
	with(t, i, s, "the text is in a field of a form");
	s.bytes = join(t->arena, SLICE("> "), b, SLICE(""));
	with(t, i, s, "the text is quoted");
}

/* A page's block in colours of its own, where it needs none; or without. */
static void
colours(struct planted *t, size_t i)
{
	static const char *const begin = "<div style=\"clear:both; "
	    "color:#000000; background-color:#ffffff\">\r\n";
	struct splice s = t->list.splices[i];
	struct slice b = s.bytes;
	size_t at, end;

	at = slice_find(b, slice_str(begin), 0);
	if (at == SLICE_NPOS) {
		s.bytes = join(t->arena, slice_str(begin), b,
		    SLICE("\r\n</div>\r\n"));
		with(t, i, s, "the text is coloured for nothing");
		return;
	}
	end = slice_find(b, SLICE("\r\n</div>"), at + strlen(begin));
	if (end == SLICE_NPOS)
		return;
	s.bytes = join(t->arena, slice_sub(b, 0, at),
	    slice_sub(b, at + strlen(begin), end),
	    slice_from(b, end + strlen("\r\n</div>")));
	with(t, i, s, "the text is not coloured");
	at = slice_find(b, SLICE("#ffffff"), 0);
	s.bytes = join(t->arena, slice_sub(b, 0, at), SLICE("#000000"),
	    slice_from(b, at + 7));
	with(t, i, s, "the text is black on black");
}

/* --- its place -------------------------------------------------------------------------- */

static void
moved(struct planted *t, size_t i)
{
	static const int steps[] = { -40, -8, -4, -3, -2, -1, 1, 2, 3, 4, 8 };
	const struct splice s = t->list.splices[i];
	struct splice o;
	size_t k;

	for (k = 0; k < sizeof steps / sizeof steps[0]; k++) {
		o = s;
		o.from += (uint64_t)(int64_t)steps[k];
		o.to += (uint64_t)(int64_t)steps[k];
		with(t, i, o, "a splice stands a few bytes off");
		o = s;
		o.from += (uint64_t)(int64_t)steps[k];
		with(t, i, o, "a splice begins a few bytes off");
		o = s;
		o.to += (uint64_t)(int64_t)steps[k];
		with(t, i, o, "a splice ends a few bytes off");
	}
}

/* Into each other leaf, at its end, told or not. */
static void
elsewhere(struct planted *t, size_t i)
{
	struct rewrite_job j = t->job;
	struct rewrite_leaf leaves[32];
	struct splice s = t->list.splices[i];
	struct edit_list l = t->list;
	uint32_t n;
	size_t k;

	l.splices = &s;
	l.splice_count = 1;
	for (n = 0; n < t->m->node_count; n++) {
		s.from = s.to = t->m->nodes[n].body_to;
		planted_try(t, &t->job, &l, "the text is in another part");
		if (t->m->nodes[n].is_leaf && j.leaf_count == 1) {
			leaves[0] = t->job.leaves[0];
			leaves[0].node = n;
			leaves[0].place = SIZE_MAX;
			leaves[0].is_html = slice_eq_str(
			    t->m->nodes[n].type.token, "text/html");
			j.leaves = leaves;
			planted_try(t, &j, &l,
			    "the text is meant for another part");
		}
		with_more(t, &t->job, (struct splice){ s.from, s.to,
		    s.bytes }, "the text is in another part too");
		if (t->job.leaf_count == 0)
			continue;
		for (k = 0; k < t->job.leaf_count && k < 30; k++)
			leaves[k] = t->job.leaves[k];
		leaves[k] = t->job.leaves[0];
		leaves[k].node = n;
		leaves[k].place = SIZE_MAX;
		j.leaves = leaves;
		j.leaf_count = k + 1;
		with_more(t, &j, (struct splice){ s.from, s.to, s.bytes },
		    "the text is meant for two parts");
		j = t->job;
	}
}

void
planted_splices(struct planted *t)
{
	size_t i, at, step;

	for (i = 0; i < t->list.splice_count; i++) {
		moved(t, i);
		whole_text(t, i);
		colours(t, i);
		elsewhere(t, i);
		without(t, i, false);
		without(t, i, true);
		step = t->list.splices[i].bytes.len / PLACES + 1;
		for (at = 0; at < t->list.splices[i].bytes.len; at += step) {
			one_byte(t, i, at);
			stray(t, i, at);
		}
		stray(t, i, t->list.splices[i].bytes.len);
	}
}

/* --- the rest of the body ------------------------------------------------------------------ */

static void
damaged(struct planted *t, size_t at)
{
	struct slice all = t->m->bytes;
	uint8_t *flip = arena_zalloc(t->arena, 1);
	size_t lf;

	with_more(t, &t->job, (struct splice){ at, at + 1, SLICE("") },
	    "a byte of the message is lost");
	with_more(t, &t->job, (struct splice){ at, at,
	    slice_sub(all, at, at + 1) }, "a byte of the message comes twice");
	*flip = all.ptr[at] ^ 0x20;
	with_more(t, &t->job, (struct splice){ at, at + 1, slice_of(flip, 1) },
	    "a byte of the message is another one");
	with_more(t, &t->job, (struct splice){ at, at, SLICE(" ") },
	    "a blank comes into the message");
	with_more(t, &t->job, (struct splice){ at, at, SLICE("\r\n") },
	    "a line end comes into the message");
	with_more(t, &t->job, (struct splice){ at, all.len, SLICE("") },
	    "the end of the message is lost");
	lf = slice_chr(all, '\n', at);
	if (lf != SLICE_NPOS)
		with_more(t, &t->job, (struct splice){ at, lf + 1, SLICE("") },
		    "a line of the message is lost");
	if (all.ptr[at] == '\r' && lf == at + 1)
		with_more(t, &t->job, (struct splice){ at, at + 1,
		    SLICE("") }, "a line end of the message is bare");
}

/* Whole parts: gone, twice, or in another order. */
static void
parts(struct planted *t)
{
	const struct mime_node *n = t->m->nodes, *o;
	struct slice all = t->m->bytes;
	struct splice s;
	uint32_t i;

	for (i = 1; i < t->m->node_count; i++) {
		s = (struct splice){ n[i].header_from, n[i].body_to,
		    SLICE("") };
		with_more(t, &t->job, s, "a part is gone");
		s.from = n[i].body_from;
		with_more(t, &t->job, s, "a part is empty");
		s = (struct splice){ n[i].header_from, n[i].header_from,
		    slice_sub(all, n[i].header_from, n[i].body_to) };
		with_more(t, &t->job, s, "a part comes twice");
		if (n[i].next_sibling == MIME_NONE)
			continue;
		o = &n[n[i].next_sibling];
		s = (struct splice){ n[i].header_from, o->body_to,
		    join(t->arena, slice_sub(all, o->header_from, o->body_to),
		    slice_sub(all, n[i].body_to, o->header_from),
		    slice_sub(all, n[i].header_from, n[i].body_to)) };
		with_more(t, &t->job, s, "two parts changed places");
		s.from = n[i].body_from;
		s.to = o->body_to;
		s.bytes = join(t->arena, slice_sub(all, o->body_from,
		    o->body_to), slice_sub(all, n[i].body_to, o->body_from),
		    slice_sub(all, n[i].body_from, n[i].body_to));
		with_more(t, &t->job, s, "two contents changed places");
	}
}

void
planted_body(struct planted *t)
{
	size_t at, from = t->list.body_offset, step;

	step = (t->m->bytes.len - from) / (2 * (size_t)PLACES) + 1;
	for (at = from; at < t->m->bytes.len; at += step)
		damaged(t, at);
	parts(t);
}
