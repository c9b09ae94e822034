#include "action/html_tree_rewrite.h"

#include <string.h>

/* --- the stack ----------------------------------------------------------------------- */

static struct html_open *
top(struct html_tree *t)
{
	return &t->open[t->depth - 1];
}

static bool
is(const struct html_open *o, const char *name)
{
	return !o->is_foreign && slice_ieq_str(o->name, name);
}

static bool
same_name(const struct html_open *o, struct slice name)
{
	return !o->is_foreign && slice_ieq(o->name, name);
}

/* HTML stands inside these again. */
static bool
is_integration(const struct html_open *o)
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

static bool
is_special(const struct html_open *o)
{
	return o->is_foreign ? is_integration(o) :
	    (o->e->flags & HE_SPECIAL) != 0;
}

static bool
bounds_scope(const struct html_open *o)
{
	return o->is_foreign ? is_integration(o) :
	    (o->e->flags & HE_SCOPE) != 0;
}

/* The innermost of tables, their parts, templates and the page itself. */
static size_t
nearest_table(const struct html_tree *t)
{
	size_t i;

	for (i = t->depth - 1; i > 0; i--)
		if (!t->open[i].is_foreign &&
		    ((t->open[i].e->flags & HE_TABLE) != 0 ||
		    (t->templates > 0 && is(&t->open[i], "template"))))
			break;
	return i;
}

/* A table's part that holds no text itself: text moves before the table. */
static bool
moves_text_out(const struct html_open *o)
{
	return !o->is_foreign && (o->e->flags & HE_TABLE) != 0 &&
	    (o->e->flags & HE_MARKER) == 0;
}

/* The node under which something put in above the stack's index n ends up. */
static size_t
parent_of(const struct html_tree *t, size_t n)
{
	size_t i = n;

	if (!moves_text_out(&t->open[i]))
		return i;
	while (i > 0 && !is(&t->open[i], "table"))
		i--;
	return i > 0 ? i - 1 : 0;
}

static struct html_look
joined(const struct html_look *above, const struct html_look *own)
{
	struct html_look all = *own;

	all.flags |= above->flags;
	if (all.ink == HTML_COLOUR_UNSET)
		all.ink = above->ink;
	if (all.paper == HTML_COLOUR_UNSET)
		all.paper = above->paper;
	return all;
}

/* Rows and cells stand in their table; other things are moved out of it. */
static void
look_again(struct html_tree *t, size_t from)
{
	size_t i, parent;

	for (i = from; i < t->depth; i++) {
		if (i == 0) {
			t->open[i].all = t->open[i].own;
			continue;
		}
		parent = (t->open[i].e->flags & HE_TABLE) != 0 &&
		    !is(&t->open[i], "table") ? i - 1 : parent_of(t, i - 1);
		t->open[i].all = joined(&t->open[parent].all,
		    &t->open[i].own);
	}
}

static void	pop_to(struct html_tree *t, size_t depth);

static struct html_open *
push(struct html_tree *t, struct slice name, struct slice attributes,
    const struct html_look *look)
{
	struct html_open *o;

	if (t->depth == HTML_OPEN_MAX) {
		t->is_too_deep = true;
		pop_to(t, t->depth - 1);
	}
	o = &t->open[t->depth++];
	*o = (struct html_open){ .e = html_element(name), .name = name,
	    .attributes = attributes, .own = *look, .id = ++t->last_id };
	look_again(t, t->depth - 1);
	t->templates += is(o, "template");
	t->selects += is(o, "select");
	return o;
}

static void
push_plain(struct html_tree *t, const char *name)
{
	static const struct html_look plain = { 0, HTML_COLOUR_UNSET,
	    HTML_COLOUR_UNSET };

	push(t, slice_str(name), SLICE(""), &plain);
}

/* --- the list of formatting elements ---------------------------------------------------- */

static void
list_remove(struct html_tree *t, size_t i)
{
	memmove(&t->list[i], &t->list[i + 1],
	    (t->listed - i - 1) * sizeof t->list[0]);
	t->listed--;
}

static void
list_insert(struct html_tree *t, size_t i, const struct html_open *o)
{
	if (t->listed == HTML_LIST_MAX) {
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

static void
list_mark(struct html_tree *t)
{
	static const struct html_open marker;

	list_insert(t, t->listed, &marker);
}

static size_t
list_index(const struct html_tree *t, unsigned id)
{
	size_t i;

	for (i = 0; i < t->listed; i++)
		if (t->list[i].id == id)
			return i;
	return SLICE_NPOS;
}

static size_t
open_index(const struct html_tree *t, unsigned id)
{
	size_t i;

	for (i = 0; i < t->depth; i++)
		if (t->open[i].id == id)
			return i;
	return SLICE_NPOS;
}

/* The last of that name behind the last marker. */
static size_t
list_find(const struct html_tree *t, struct slice name)
{
	size_t i;

	for (i = t->listed; i > 0 && t->list[i - 1].id != 0; i--)
		if (slice_ieq(t->list[i - 1].name, name))
			return i - 1;
	return SLICE_NPOS;
}

/* "Noah's Ark": of one kind with the same attributes three at most. */
static void
list_add(struct html_tree *t, const struct html_open *o)
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
		list_remove(t, first);
	list_insert(t, t->listed, o);
}

size_t
html_tree_pending(const struct html_tree *t,
    const struct html_open *ret[HTML_LIST_MAX])
{
	size_t i, n;

	for (i = t->listed; i > 0 && t->list[i - 1].id != 0 &&
	    open_index(t, t->list[i - 1].id) == SLICE_NPOS; i--)
		;
	for (n = 0; i < t->listed; i++)
		ret[n++] = &t->list[i];
	return n;
}

static void
reconstruct(struct html_tree *t)
{
	const struct html_open *pending[HTML_LIST_MAX];
	struct html_open o;
	size_t i, n, first;

	n = html_tree_pending(t, pending);
	first = t->listed - n;
	for (i = 0; i < n; i++) {
		o = t->list[first + i];
		t->list[first + i].id = push(t, o.name, o.attributes,
		    &o.own)->id;
	}
}

/* --- closing -------------------------------------------------------------------------------- */

static void
pop_to(struct html_tree *t, size_t depth)
{
	const struct html_open *o;

	while (t->depth > depth && t->depth > 1) {
		o = top(t);
		t->depth--;
		t->templates -= is(o, "template");
		t->selects -= is(o, "select");
		if (!o->is_foreign && (o->e->flags & HE_MARKER) != 0)
			list_clear_to_marker(t);
		if (is(o, "form"))
			t->has_form = false;
	}
}

/* The open element of that name, not beyond a bound; SLICE_NPOS for none. */
static size_t
in_scope(const struct html_tree *t, struct slice name, const char *const *more)
{
	const struct html_open *o;
	size_t i, k;

	for (i = t->depth; i > 0; i--) {
		o = &t->open[i - 1];
		if (same_name(o, name))
			return i - 1;
		if (bounds_scope(o))
			return SLICE_NPOS;
		for (k = 0; more != NULL && more[k] != NULL; k++)
			if (is(o, more[k]))
				return SLICE_NPOS;
	}
	return SLICE_NPOS;
}

static const char *const button_scope[] = { "button", NULL };
static const char *const list_scope[] = { "ol", "ul", NULL };

static size_t
in_table_scope(const struct html_tree *t, struct slice name)
{
	size_t i;

	for (i = t->depth; i > 1; i--) {
		if (same_name(&t->open[i - 1], name))
			return i - 1;
		if (is(&t->open[i - 1], "table") ||
		    is(&t->open[i - 1], "template"))
			return SLICE_NPOS;
	}
	return SLICE_NPOS;
}

static void
close_found(struct html_tree *t, size_t at)
{
	if (at != SLICE_NPOS)
		pop_to(t, at);
}

static void
close_p(struct html_tree *t)
{
	close_found(t, in_scope(t, SLICE("p"), button_scope));
}

static void
imply_ends(struct html_tree *t)
{
	while (t->depth > 1 && !top(t)->is_foreign &&
	    (top(t)->e->flags & HE_IMPLIED) != 0)
		pop_to(t, t->depth - 1);
}

static void
any_other_end(struct html_tree *t, struct slice name)
{
	size_t i;

	for (i = t->depth; i > 1; i--) {
		if (same_name(&t->open[i - 1], name)) {
			pop_to(t, i - 1);
			return;
		}
		if (is_special(&t->open[i - 1]))
			return;
	}
}

/* --- the adoption agency (13.2.6.4.7) --------------------------------------------------------- */

static void
open_remove(struct html_tree *t, size_t i)
{
	memmove(&t->open[i], &t->open[i + 1],
	    (t->depth - i - 1) * sizeof t->open[0]);
	t->depth--;
}

static void
open_insert(struct html_tree *t, size_t i, const struct html_open *o)
{
	if (t->depth == HTML_OPEN_MAX) {
		t->is_too_deep = true;
		return;
	}
	memmove(&t->open[i + 1], &t->open[i],
	    (t->depth - i) * sizeof t->open[0]);
	t->open[i] = *o;
	t->depth++;
}

/* Formatting between the one that ends and the block: copied, or let go. */
static size_t
adopt_between(struct html_tree *t, size_t formatting, size_t furthest,
    size_t *bookmark)
{
	size_t node, at, step;

	for (node = furthest, step = 1; node - 1 > formatting; step++) {
		node--;
		at = list_index(t, t->open[node].id);
		if (step > 3 && at != SLICE_NPOS) {
			list_remove(t, at);
			*bookmark -= at < *bookmark;
			at = SLICE_NPOS;
		}
		if (at == SLICE_NPOS) {
			open_remove(t, node);
			furthest--;
			continue;
		}
		t->open[node].id = t->list[at].id = ++t->last_id;
		if (node + 1 == furthest)
			*bookmark = at + 1;
	}
	return furthest;
}

/* One round; false: done. */
static bool
adopt(struct html_tree *t, struct slice name)
{
	struct html_open clone;
	size_t listed, formatting, furthest, bookmark;

	listed = list_find(t, name);
	if (listed == SLICE_NPOS) {
		any_other_end(t, name);
		return false;
	}
	formatting = open_index(t, t->list[listed].id);
	if (formatting == SLICE_NPOS) {
		list_remove(t, listed);
		return false;
	}
	for (furthest = t->depth; furthest - 1 > formatting; furthest--)
		if (bounds_scope(&t->open[furthest - 1]))
			return false;
	for (furthest = formatting + 1; furthest < t->depth &&
	    !is_special(&t->open[furthest]); furthest++)
		;
	if (furthest == t->depth) {
		pop_to(t, formatting);
		list_remove(t, listed);
		return false;
	}
	bookmark = listed;
	clone = t->list[listed];
	furthest = adopt_between(t, formatting, furthest, &bookmark);
	listed = list_index(t, clone.id);
	if (listed != SLICE_NPOS) {
		list_remove(t, listed);
		bookmark -= listed < bookmark;
	}
	clone.id = ++t->last_id;
	list_insert(t, bookmark > t->listed ? t->listed : bookmark, &clone);
	open_remove(t, formatting);
	open_insert(t, furthest, &clone);	/* below the block, which moved up */
	look_again(t, formatting);
	return true;
}

static void
formatting_end(struct html_tree *t, struct slice name)
{
	size_t round;

	if (same_name(top(t), name) &&
	    list_index(t, top(t)->id) == SLICE_NPOS) {
		pop_to(t, t->depth - 1);
		return;
	}
	for (round = 0; round < 8 && adopt(t, name); round++)
		;
}

static void
formatting_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	size_t i;
	unsigned id;

	if (slice_ieq(tag->name, SLICE("a")) &&
	    (i = list_find(t, tag->name)) != SLICE_NPOS) {
		id = t->list[i].id;
		formatting_end(t, tag->name);
		if ((i = list_index(t, id)) != SLICE_NPOS)
			list_remove(t, i);
		if ((i = open_index(t, id)) != SLICE_NPOS) {
			open_remove(t, i);
			look_again(t, i);
		}
	}
	reconstruct(t);
	if (slice_ieq(tag->name, SLICE("nobr")) &&
	    in_scope(t, tag->name, NULL) != SLICE_NPOS) {
		formatting_end(t, tag->name);
		reconstruct(t);
	}
	list_add(t, push(t, tag->name, tag->attributes, look));
}

/* --- tables ------------------------------------------------------------------------------------- */

static bool
is_cell(struct slice name)
{
	return slice_ieq(name, SLICE("td")) || slice_ieq(name, SLICE("th"));
}

static void
push_part(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	const struct html_open *o = push(t, tag->name, tag->attributes, look);

	if ((o->e->flags & HE_MARKER) != 0)
		list_mark(t);
}

/* In a table itself; false: a row or a group was put in, look again. */
static bool
part_in_table(struct html_tree *t, size_t n, const struct html_token *tag,
    const struct html_look *look)
{
	pop_to(t, n + 1);
	if (slice_ieq(tag->name, SLICE("col"))) {
		push_plain(t, "colgroup");
		return true;
	}
	if (is_cell(tag->name) || slice_ieq(tag->name, SLICE("tr"))) {
		push_plain(t, "tbody");
		return false;
	}
	push_part(t, tag, look);
	return true;
}

static bool
part_in_row_or_group(struct html_tree *t, size_t n,
    const struct html_token *tag, const struct html_look *look)
{
	bool is_row = is(&t->open[n], "tr");

	if (is_row ? !is_cell(tag->name) : !is_cell(tag->name) &&
	    !slice_ieq(tag->name, SLICE("tr"))) {
		pop_to(t, n);
		return false;
	}
	pop_to(t, n + 1);
	if (!is_row && is_cell(tag->name)) {
		push_plain(t, "tr");
		return false;
	}
	push_part(t, tag, look);
	return true;
}

/* A row, a cell or the like; outside a table such tags are nothing. */
static void
part_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	size_t n, round;

	for (round = 0; round < HTML_OPEN_MAX; round++) {
		n = nearest_table(t);
		if (n == 0 || is(&t->open[n], "template"))
			return;
		if ((t->open[n].e->flags & HE_MARKER) != 0) {
			pop_to(t, n);
		} else if (is(&t->open[n], "colgroup")) {
			if (slice_ieq(tag->name, SLICE("col")))
				return;
			pop_to(t, n);
		} else if (is(&t->open[n], "table")) {
			if (part_in_table(t, n, tag, look))
				return;
		} else if (part_in_row_or_group(t, n, tag, look)) {
			return;
		}
	}
}

static void
table_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	size_t n = nearest_table(t);

	/* A table right in a table ends it (13.2.6.4.9). */
	if (moves_text_out(&t->open[n]))
		close_found(t, in_table_scope(t, tag->name));
	push(t, tag->name, tag->attributes, look);
}

/* --- start tags ------------------------------------------------------------------------------------ */

static void
body_begins(struct html_tree *t)
{
	if (t->has_body)
		return;
	pop_to(t, 1);
	t->has_head = t->has_body = true;
	push_plain(t, "body");
}

/* A second <body> or <html> lends its attributes to the first. */
static void
lend(struct html_tree *t, size_t i, const struct html_look *look)
{
	if (i >= t->depth)
		return;
	t->open[i].own = joined(&t->open[i].own, look);
	look_again(t, i);
}

/* html, head, body and what stands in a head; true: it is dealt with. */
static bool
frame_start(struct html_tree *t, const struct html_token *tag,
    const struct html_element *e, const struct html_look *look)
{
	if (slice_ieq(tag->name, SLICE("html"))) {
		lend(t, 0, look);
		return true;
	}
	if (t->templates > 0)
		return false;
	if (slice_ieq(tag->name, SLICE("head"))) {
		if (!t->has_head)
			push(t, tag->name, tag->attributes, look);
		t->has_head = true;
		return true;
	}
	if (slice_ieq(tag->name, SLICE("body"))) {
		if (t->has_body) {
			lend(t, 1, look);
			return true;
		}
		pop_to(t, 1);
		t->has_head = t->has_body = true;
		push(t, tag->name, tag->attributes, look);
		return true;
	}
	if ((e->flags & HE_HEAD) == 0)
		body_begins(t);
	return false;
}

static void
item_start(struct html_tree *t, struct slice name)
{
	const struct html_open *o;
	bool is_li = slice_ieq(name, SLICE("li"));
	size_t i;

	for (i = t->depth; i > 1; i--) {
		o = &t->open[i - 1];
		if (is_li ? is(o, "li") : is(o, "dd") || is(o, "dt")) {
			pop_to(t, i - 1);
			break;
		}
		if (is_special(o) && !is(o, "address") && !is(o, "div") &&
		    !is(o, "p"))
			break;
	}
	close_p(t);
}

static void
foreign_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	struct html_open *o;

	if (tag->is_closed)
		return;
	/* A <template> or <select> of SVG is none. */
	o = push(t, tag->name, tag->attributes, look);
	t->templates -= is(o, "template");
	t->selects -= is(o, "select");
	o->is_foreign = true;
}

/* True: the tag belongs to SVG or MathML. */
static bool
is_foreign_tag(struct html_tree *t, const struct html_token *tag,
    const struct html_element *e)
{
	if (!top(t)->is_foreign || is_integration(top(t)))
		return false;
	if ((e->flags & HE_BREAKS_OUT) == 0 &&
	    !(slice_ieq(tag->name, SLICE("font")) &&
	    (html_attribute(tag->attributes, "color").ptr != NULL ||
	    html_attribute(tag->attributes, "face").ptr != NULL ||
	    html_attribute(tag->attributes, "size").ptr != NULL)))
		return true;
	while (top(t)->is_foreign && !is_integration(top(t)))
		pop_to(t, t->depth - 1);
	return false;
}

static void
select_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	size_t i = in_scope(t, tag->name, NULL);

	if (i == SLICE_NPOS && is(top(t), "select"))
		i = t->depth - 1;
	if (i != SLICE_NPOS) {
		pop_to(t, i);
		return;
	}
	reconstruct(t);
	push(t, tag->name, tag->attributes, look);
}

/* Browsers have lately begun to keep other elements in a <select>. */
static void
check_select(struct html_tree *t, struct slice name)
{
	static const char *const fine[] = {
		"select", "option", "optgroup", "script", "template", "hr",
		NULL
	};
	size_t i;

	for (i = 0; t->selects > 0 && fine[i] != NULL; i++)
		if (slice_ieq_str(name, fine[i]))
			return;
	if (t->selects > 0)
		t->is_uncertain = true;
}

/* Elements that close something before they open. */
static void
make_room(struct html_tree *t, const struct html_token *tag,
    const struct html_element *e)
{
	if (slice_ieq(tag->name, SLICE("li")) ||
	    slice_ieq(tag->name, SLICE("dd")) ||
	    slice_ieq(tag->name, SLICE("dt")))
		item_start(t, tag->name);
	else if ((e->flags & (HE_BLOCK | HE_HEADING)) != 0 ||
	    slice_ieq(tag->name, SLICE("hr")) ||
	    slice_ieq(tag->name, SLICE("xmp")) ||
	    slice_ieq(tag->name, SLICE("plaintext")) ||
	    slice_ieq(tag->name, SLICE("form")))
		close_p(t);
	else if (slice_ieq(tag->name, SLICE("button")))
		close_found(t, in_scope(t, tag->name, NULL));
	else if (slice_ieq(tag->name, SLICE("option")) ||
	    slice_ieq(tag->name, SLICE("optgroup"))) {
		if (is(top(t), "option"))
			pop_to(t, t->depth - 1);
	} else if ((e->flags & HE_IMPLIED) != 0 &&	/* rb, rp, rt, rtc */
	    in_scope(t, SLICE("ruby"), NULL) != SLICE_NPOS) {
		imply_ends(t);
	}
	if ((e->flags & HE_HEADING) != 0 && !top(t)->is_foreign &&
	    (top(t)->e->flags & HE_HEADING) != 0)
		pop_to(t, t->depth - 1);
}

/* A block does not take formatting up again, its text does. */
static bool
takes_up(const struct html_element *e, struct slice name)
{
	if ((e->flags & (HE_BLOCK | HE_HEADING | HE_HEAD)) != 0)
		return false;
	return !slice_ieq(name, SLICE("li")) && !slice_ieq(name, SLICE("dd")) &&
	    !slice_ieq(name, SLICE("dt")) && !slice_ieq(name, SLICE("hr")) &&
	    !slice_ieq(name, SLICE("form")) &&
	    !slice_ieq(name, SLICE("iframe")) &&
	    !slice_ieq(name, SLICE("noembed")) &&
	    !slice_ieq(name, SLICE("textarea")) &&
	    !slice_ieq(name, SLICE("plaintext")) &&
	    !slice_ieq(name, SLICE("param")) &&
	    !slice_ieq(name, SLICE("source")) &&
	    !slice_ieq(name, SLICE("track"));
}

static void
form_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	if (t->has_form)
		return;
	close_p(t);
	t->has_form = true;
	if (!moves_text_out(&t->open[nearest_table(t)]))
		push(t, tag->name, tag->attributes, look);
}

static bool
is_part(const struct html_element *e, struct slice name)
{
	return slice_ieq(name, SLICE("col")) ||
	    ((e->flags & HE_TABLE) != 0 && !slice_ieq(name, SLICE("table")));
}

enum html_content
html_tree_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	const struct html_element *e = html_element(tag->name);

	if (is_foreign_tag(t, tag, e)) {
		foreign_start(t, tag, look);
		return HTML_CONTENT_MARKUP;
	}
	check_select(t, tag->name);
	if (frame_start(t, tag, e, look) ||
	    slice_ieq(tag->name, SLICE("frame")) ||
	    slice_ieq(tag->name, SLICE("frameset")))
		return HTML_CONTENT_MARKUP;
	if (is_part(e, tag->name)) {
		part_start(t, tag, look);
		return HTML_CONTENT_MARKUP;
	}
	if (slice_ieq(tag->name, SLICE("table"))) {
		table_start(t, tag, look);
	} else if (slice_ieq(tag->name, SLICE("select"))) {
		select_start(t, tag, look);
	} else if (slice_ieq(tag->name, SLICE("form"))) {
		form_start(t, tag, look);
	} else if ((e->flags & HE_FORMATTING) != 0) {
		formatting_start(t, tag, look);
	} else {
		make_room(t, tag, e);
		if (takes_up(e, tag->name))
			reconstruct(t);
		if ((e->flags & HE_RAW) != 0 ||
		    slice_ieq(tag->name, SLICE("plaintext")))
			return HTML_CONTENT_RAW;
		if ((e->flags & HE_VOID) != 0)
			return HTML_CONTENT_MARKUP;
		if (slice_ieq(tag->name, SLICE("svg")) ||
		    slice_ieq(tag->name, SLICE("math")))
			foreign_start(t, tag, look);
		else
			push_part(t, tag, look);
	}
	return HTML_CONTENT_MARKUP;
}

/* --- end tags ------------------------------------------------------------------------------------------ */

/* True: the tag closed something of SVG or MathML, or nothing. */
static bool
foreign_end(struct html_tree *t, struct slice name)
{
	size_t i;

	if (!top(t)->is_foreign)
		return false;
	if (slice_ieq(name, SLICE("p")) || slice_ieq(name, SLICE("br"))) {
		while (top(t)->is_foreign && !is_integration(top(t)))
			pop_to(t, t->depth - 1);
		return false;
	}
	for (i = t->depth; i > 1 && t->open[i - 1].is_foreign; i--)
		if (slice_ieq(t->open[i - 1].name, name)) {
			pop_to(t, i - 1);
			return true;
		}
	return false;
}

/* </form> takes the form away, not what stands open in it. */
static void
form_end(struct html_tree *t)
{
	struct html_look look;
	size_t i = in_scope(t, SLICE("form"), NULL);

	t->has_form = false;
	if (i == SLICE_NPOS)
		return;
	imply_ends(t);
	if (i + 1 >= t->depth) {
		pop_to(t, i);
		return;
	}
	look = t->open[i].own;
	open_remove(t, i);
	t->open[i].own = joined(&look, &t->open[i].own);
	look_again(t, i);
}

static void
heading_end(struct html_tree *t)
{
	size_t i;

	for (i = t->depth; i > 1 && !bounds_scope(&t->open[i - 1]); i--)
		if (!t->open[i - 1].is_foreign &&
		    (t->open[i - 1].e->flags & HE_HEADING) != 0) {
			pop_to(t, i - 1);
			return;
		}
}

static void
template_end(struct html_tree *t)
{
	size_t i;

	for (i = t->depth; i > 1; i--)
		if (is(&t->open[i - 1], "template")) {
			pop_to(t, i - 1);
			return;
		}
}

static void
select_end(struct html_tree *t)
{
	size_t i;

	for (i = t->depth; i > 1; i--) {
		if (is(&t->open[i - 1], "select")) {
			pop_to(t, i - 1);
			return;
		}
		if (bounds_scope(&t->open[i - 1]))
			return;
	}
}

/* Before the body: true if the tag is dealt with. */
static bool
frame_end(struct html_tree *t, struct slice name)
{
	if (slice_ieq(name, SLICE("body")) || slice_ieq(name, SLICE("html")) ||
	    slice_ieq(name, SLICE("br"))) {
		if (t->templates == 0)
			body_begins(t);
		return true;
	}
	if (t->has_body || t->templates > 0)
		return false;
	if (slice_ieq(name, SLICE("head"))) {
		t->has_head = true;
		pop_to(t, 1);
	} else if (slice_ieq(name, SLICE("noscript"))) {
		any_other_end(t, name);
	}
	return true;
}

void
html_tree_end(struct html_tree *t, const struct html_token *tag)
{
	const struct html_element *e = html_element(tag->name);
	struct slice name = tag->name;

	if (foreign_end(t, name))
		return;
	check_select(t, name);
	if (slice_ieq(name, SLICE("template"))) {
		template_end(t);
		return;
	}
	if (frame_end(t, name) || (e->flags & HE_VOID) != 0)
		return;
	if ((e->flags & HE_TABLE) != 0)
		close_found(t, in_table_scope(t, name));
	else if (slice_ieq(name, SLICE("p")))
		close_p(t);
	else if (slice_ieq(name, SLICE("form")))
		form_end(t);
	else if (slice_ieq(name, SLICE("select")))
		select_end(t);
	else if (slice_ieq(name, SLICE("li")))
		close_found(t, in_scope(t, name, list_scope));
	else if ((e->flags & HE_HEADING) != 0)
		heading_end(t);
	else if ((e->flags & HE_FORMATTING) != 0)
		formatting_end(t, name);
	else if ((e->flags & (HE_BLOCK | HE_MARKER)) != 0 ||
	    slice_ieq(name, SLICE("dd")) || slice_ieq(name, SLICE("dt")) ||
	    slice_ieq(name, SLICE("button")))
		close_found(t, in_scope(t, name, NULL));
	else
		any_other_end(t, name);
}

/* --- text and questions ----------------------------------------------------------------------------------- */

void
html_tree_text(struct html_tree *t, bool is_blank)
{
	if (top(t)->is_foreign)
		return;
	if (!t->has_body) {
		if (is_blank || t->templates > 0)
			return;
		body_begins(t);
	}
	if (is(top(t), "colgroup") && !is_blank)
		pop_to(t, t->depth - 1);
	if (is_blank && moves_text_out(top(t)))
		return;
	reconstruct(t);
}

struct html_look
html_tree_look(const struct html_tree *t)
{
	return t->open[parent_of(t, t->depth - 1)].all;
}

bool
html_tree_is_foreign(const struct html_tree *t)
{
	return t->open[t->depth - 1].is_foreign;
}

bool
html_tree_is_in_cell(const struct html_tree *t)
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
html_tree_is_flow(const struct html_tree *t)
{
	size_t i;

	for (i = 0; i < t->depth; i++)
		if (t->open[i].is_foreign ||
		    (t->open[i].e->flags & HE_FLOW) == 0)
			return false;
	return t->listed == 0;
}

void
html_tree_init(struct html_tree *t)
{
	memset(t, 0, sizeof *t);
	push_plain(t, "html");
}

void
html_tree_copy(const struct html_tree *from, struct html_tree *to)
{
	memcpy(to->open, from->open, from->depth * sizeof from->open[0]);
	memcpy(to->list, from->list, from->listed * sizeof from->list[0]);
	to->depth = from->depth;
	to->listed = from->listed;
	to->last_id = from->last_id;
	to->templates = from->templates;
	to->selects = from->selects;
	to->has_head = from->has_head;
	to->has_body = from->has_body;
	to->has_form = from->has_form;
	to->is_too_deep = from->is_too_deep;
	to->is_uncertain = from->is_uncertain;
}
