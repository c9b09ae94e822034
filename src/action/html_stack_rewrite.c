#include "action/html_stack_rewrite.h"

#include <string.h>

/* --- the stack ----------------------------------------------------------------------- */

struct html_open *
html_stack_top(struct html_tree *t)
{
	return &t->open[t->depth - 1];
}

bool
html_stack_is(const struct html_open *o, const char *name)
{
	/* All that are asked for have a row in the table. */
	return !o->is_foreign && strcmp(o->e->name, name) == 0;
}

bool
html_same_name(const struct html_open *o, struct slice name)
{
	return !o->is_foreign && slice_ieq(o->name, name);
}

bool
html_is_integration(const struct html_open *o)
{
	static const char *const list[] = {
		"foreignObject", "desc", "title", "mi", "mo", "mn", "ms",
		"mtext", "annotation-xml", NULL
	};
	size_t i;

	for (i = 0; o->is_foreign && list[i] != NULL; i++)
		if (slice_ieq_str(o->name, list[i]))
			return true;
	return false;
}

bool
html_is_special(const struct html_open *o)
{
	return o->is_foreign ? html_is_integration(o) :
	    (o->e->flags & HE_SPECIAL) != 0;
}

bool
html_bounds_scope(const struct html_open *o)
{
	return o->is_foreign ? html_is_integration(o) :
	    (o->e->flags & HE_SCOPE) != 0;
}

size_t
html_stack_table(const struct html_tree *t)
{
	size_t i;

	for (i = t->depth - 1; i > 0; i--)
		if (!t->open[i].is_foreign &&
		    ((t->open[i].e->flags & HE_TABLE) != 0 ||
		    (t->templates > 0 && html_stack_is(&t->open[i], "template"))))
			break;
	return i;
}

bool
html_moves_text_out(const struct html_open *o)
{
	return !o->is_foreign && (o->e->flags & HE_TABLE) != 0 &&
	    (o->e->flags & HE_MARKER) == 0;
}

/* The node under which something put in above the stack's index n ends up. */
static size_t
parent_of(const struct html_tree *t, size_t n)
{
	size_t i = n;

	if (!html_moves_text_out(&t->open[i]))
		return i;
	while (i > 0 && !html_stack_is(&t->open[i], "table"))
		i--;
	return i > 0 ? i - 1 : 0;
}

struct html_look
html_look_join(const struct html_look *above, const struct html_look *own)
{
	struct html_look all = *own;

	all.flags |= above->flags;
	if (all.ink.kind == HTML_COLOUR_UNSET)
		all.ink = above->ink;
	if (all.paper.kind == HTML_COLOUR_UNSET)
		all.paper = above->paper;
	all.shift += above->shift;
	all.opacity *= above->opacity;
	if (all.size == 0)
		all.size = above->size;
	return all;
}

/* Rows and cells stand in their table; other things are moved out of it. */
size_t
html_stack_parent(const struct html_tree *t, size_t i)
{
	return (t->open[i].e->flags & HE_TABLE) != 0 &&
	    !html_stack_is(&t->open[i], "table") ? i - 1 : parent_of(t, i - 1);
}

void
html_stack_look(struct html_tree *t, size_t from)
{
	size_t i;

	for (i = from; i < t->depth; i++)
		t->open[i].all = t->open[i].own.flags | (i == 0 ? 0 :
		    t->open[html_stack_parent(t, i)].all);
}

/* --- the list of formatting elements ---------------------------------------------------- */

void
html_list_remove(struct html_tree *t, size_t i)
{
	memmove(&t->list[i], &t->list[i + 1],
	    (t->listed - i - 1) * sizeof t->list[0]);
	t->listed--;
}

void
html_list_insert(struct html_tree *t, size_t i, const struct html_open *o)
{
	if (t->listed == PAGE_FORMATTING_MAX) {
		t->is_too_deep = true;
		return;
	}
	memmove(&t->list[i + 1], &t->list[i],
	    (t->listed - i) * sizeof t->list[0]);
	t->list[i] = *o;
	t->listed++;
}

static void
list_clear_to_marker(struct html_tree *t)
{
	while (t->listed > 0 && t->list[--t->listed].id != 0)
		;
}

void
html_list_mark(struct html_tree *t)
{
	static const struct html_open marker;

	html_list_insert(t, t->listed, &marker);
}

size_t
html_list_index(const struct html_tree *t, unsigned id)
{
	size_t i;

	for (i = 0; i < t->listed; i++)
		if (t->list[i].id == id)
			return i;
	return SLICE_NPOS;
}

size_t
html_stack_index(const struct html_tree *t, unsigned id)
{
	size_t i;

	for (i = 0; i < t->depth; i++)
		if (t->open[i].id == id)
			return i;
	return SLICE_NPOS;
}

size_t
html_list_find(const struct html_tree *t, struct slice name)
{
	size_t i;

	for (i = t->listed; i > 0 && t->list[i - 1].id != 0; i--)
		if (slice_ieq(t->list[i - 1].name, name))
			return i - 1;
	return SLICE_NPOS;
}

void
html_list_add(struct html_tree *t, const struct html_open *o)
{
	size_t i, first, same;

	first = same = 0;
	for (i = t->listed; i > 0 && t->list[i - 1].id != 0; i--)
		if (slice_ieq(t->list[i - 1].name, o->name) &&
		    slice_eq(t->list[i - 1].attributes, o->attributes)) {
			same++;
			first = i - 1;
		}
	if (same >= 3)
		html_list_remove(t, first);
	html_list_insert(t, t->listed, o);
}

size_t
html_stack_pending(const struct html_tree *t,
    const struct html_open *ret[PAGE_FORMATTING_MAX])
{
	size_t i, n;

	for (i = t->listed; i > 0 && t->list[i - 1].id != 0 &&
	    html_stack_index(t, t->list[i - 1].id) == SLICE_NPOS; i--)
		;
	for (n = 0; i < t->listed; i++)
		ret[n++] = &t->list[i];
	return n;
}

/* --- opening and closing -------------------------------------------------------------------------------- */

void
html_stack_pop(struct html_tree *t, size_t depth)
{
	const struct html_open *o;

	while (t->depth > depth && t->depth > 1) {
		o = html_stack_top(t);
		t->depth--;
		t->templates -= html_stack_is(o, "template");
		t->selects -= html_stack_is(o, "select");
		if (!o->is_foreign && (o->e->flags & HE_MARKER) != 0)
			list_clear_to_marker(t);
		if (html_stack_is(o, "form"))
			t->has_form = false;
	}
}

struct html_open *
html_stack_push(struct html_tree *t, struct slice name, struct slice attributes,
    const struct html_look *look)
{
	struct html_open *o;

	if (t->depth == PAGE_OPEN_MAX) {
		t->is_too_deep = true;
		html_stack_pop(t, t->depth - 1);
	}
	o = &t->open[t->depth++];
	*o = (struct html_open){ .e = html_element(name), .name = name,
	    .attributes = attributes, .own = *look, .id = ++t->last_id };
	html_stack_look(t, t->depth - 1);
	t->templates += html_stack_is(o, "template");
	t->selects += html_stack_is(o, "select");
	return o;
}

void
html_stack_push_plain(struct html_tree *t, const char *name)
{
	html_stack_push(t, slice_str(name), SLICE(""), &HTML_LOOK_PLAIN);
}

void
html_stack_remove(struct html_tree *t, size_t i)
{
	memmove(&t->open[i], &t->open[i + 1],
	    (t->depth - i - 1) * sizeof t->open[0]);
	t->depth--;
	t->changes++;
}

void
html_stack_insert(struct html_tree *t, size_t i, const struct html_open *o)
{
	if (t->depth == PAGE_OPEN_MAX) {
		t->is_too_deep = true;
		return;
	}
	memmove(&t->open[i + 1], &t->open[i],
	    (t->depth - i) * sizeof t->open[0]);
	t->open[i] = *o;
	t->depth++;
	t->changes++;
}

void
html_stack_reconstruct(struct html_tree *t)
{
	const struct html_open *pending[PAGE_FORMATTING_MAX];
	struct html_open o;
	size_t i, n, first;

	n = html_stack_pending(t, pending);
	first = t->listed - n;
	for (i = 0; i < n; i++) {
		o = t->list[first + i];
		t->list[first + i].id = html_stack_push(t, o.name, o.attributes,
		    &o.own)->id;
	}
}

size_t
html_in_scope(const struct html_tree *t, struct slice name, unsigned more)
{
	const struct html_element *e = html_element(name);
	const struct html_open *o;
	size_t i;

	for (i = t->depth; i > 0; i--) {
		o = &t->open[i - 1];
		if (o->is_foreign) {
			if (html_is_integration(o))
				return SLICE_NPOS;
			continue;
		}
		/* All that are looked for have a row in the table. */
		if (o->e == e)
			return i - 1;
		if ((o->e->flags & (HE_SCOPE | more)) != 0)
			return SLICE_NPOS;
	}
	return SLICE_NPOS;
}

size_t
html_in_table_scope(const struct html_tree *t, struct slice name)
{
	size_t i;

	for (i = t->depth; i > 1; i--) {
		if (html_same_name(&t->open[i - 1], name))
			return i - 1;
		if (html_stack_is(&t->open[i - 1], "table") ||
		    html_stack_is(&t->open[i - 1], "template"))
			return SLICE_NPOS;
	}
	return SLICE_NPOS;
}

void
html_stack_close(struct html_tree *t, size_t at)
{
	if (at != SLICE_NPOS)
		html_stack_pop(t, at);
}

void
html_close_p(struct html_tree *t)
{
	html_stack_close(t, html_in_scope(t, SLICE("p"), HE_BUTTON));
}

void
html_imply_ends(struct html_tree *t)
{
	while (t->depth > 1 && !html_stack_top(t)->is_foreign &&
	    (html_stack_top(t)->e->flags & HE_IMPLIED) != 0)
		html_stack_pop(t, t->depth - 1);
}

void
html_any_other_end(struct html_tree *t, struct slice name)
{
	size_t i;

	for (i = t->depth; i > 1; i--) {
		if (html_same_name(&t->open[i - 1], name)) {
			html_stack_pop(t, i - 1);
			return;
		}
		if (html_is_special(&t->open[i - 1]))
			return;
	}
}

/* --- questions ------------------------------------------------------------------------ */

size_t
html_stack_node(const struct html_tree *t)
{
	return parent_of(t, t->depth - 1);
}

unsigned
html_stack_now(const struct html_tree *t)
{
	return t->open[html_stack_node(t)].all;
}

bool
html_stack_is_foreign(const struct html_tree *t)
{
	return t->open[t->depth - 1].is_foreign;
}

bool
html_stack_is_in_cell(const struct html_tree *t)
{
	size_t i;

	for (i = 1; i < t->depth; i++)
		if (!t->open[i].is_foreign &&
		    (t->open[i].e->flags & (HE_TABLE | HE_MARKER)) ==
		    (HE_TABLE | HE_MARKER))
			return true;
	return false;
}

bool
html_stack_is_flow(const struct html_tree *t)
{
	size_t i;

	for (i = 0; i < t->depth; i++)
		if (t->open[i].is_foreign ||
		    (t->open[i].e->flags & HE_FLOW) == 0)
			return false;
	return t->listed == 0;
}
