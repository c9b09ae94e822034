#include "action/html_tree_rewrite.h"

#include <string.h>

#include "action/html_format_rewrite.h"
#include "action/html_stack_rewrite.h"

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
	const struct html_open *o = html_stack_push(t, tag->name,
	    tag->attributes, look);

	if ((o->e->flags & HE_MARKER) != 0)
		html_list_mark(t);
}

/* In a table itself; false: a row or a group was put in, look again. */
static bool
part_in_table(struct html_tree *t, size_t n, const struct html_token *tag,
    const struct html_look *look)
{
	html_stack_pop(t, n + 1);
	if (slice_ieq(tag->name, SLICE("col"))) {
		html_stack_push_plain(t, "colgroup");
		return true;
	}
	if (is_cell(tag->name) || slice_ieq(tag->name, SLICE("tr"))) {
		html_stack_push_plain(t, "tbody");
		return false;
	}
	push_part(t, tag, look);
	return true;
}

static bool
part_in_row_or_group(struct html_tree *t, size_t n,
    const struct html_token *tag, const struct html_look *look)
{
	bool is_row = html_stack_is(&t->open[n], "tr");

	if (is_row ? !is_cell(tag->name) : !is_cell(tag->name) &&
	    !slice_ieq(tag->name, SLICE("tr"))) {
		html_stack_pop(t, n);
		return false;
	}
	html_stack_pop(t, n + 1);
	if (!is_row && is_cell(tag->name)) {
		html_stack_push_plain(t, "tr");
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

	for (round = 0; round < PAGE_OPEN_MAX; round++) {
		n = html_stack_table(t);
		if (n == 0 || html_stack_is(&t->open[n], "template"))
			return;
		if ((t->open[n].e->flags & HE_MARKER) != 0) {
			html_stack_pop(t, n);
		} else if (html_stack_is(&t->open[n], "colgroup")) {
			if (slice_ieq(tag->name, SLICE("col")))
				return;
			html_stack_pop(t, n);
		} else if (html_stack_is(&t->open[n], "table")) {
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
	size_t n = html_stack_table(t);

	/* A table right in a table ends it (13.2.6.4.9). */
	if (html_moves_text_out(&t->open[n]))
		html_stack_close(t, html_in_table_scope(t, tag->name));
	html_stack_push(t, tag->name, tag->attributes, look);
}

/* --- start tags ------------------------------------------------------------------------------------ */

static void
body_begins(struct html_tree *t)
{
	if (t->has_body)
		return;
	html_stack_pop(t, 1);
	t->has_head = t->has_body = true;
	html_stack_push_plain(t, "body");
}

/* A second <body> or <html> lends its attributes to the first. */
static void
lend(struct html_tree *t, size_t i, const struct html_look *look)
{
	if (i >= t->depth)
		return;
	t->open[i].own = html_look_join(&t->open[i].own, look);
	html_stack_look(t, i);
	t->changes++;
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
			html_stack_push(t, tag->name, tag->attributes, look);
		t->has_head = true;
		return true;
	}
	if (slice_ieq(tag->name, SLICE("body"))) {
		if (t->has_body) {
			lend(t, 1, look);
			return true;
		}
		html_stack_pop(t, 1);
		t->has_head = t->has_body = true;
		html_stack_push(t, tag->name, tag->attributes, look);
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
		if (is_li ? html_stack_is(o, "li") : html_stack_is(o, "dd") ||
		    html_stack_is(o, "dt")) {
			html_stack_pop(t, i - 1);
			break;
		}
		if (html_is_special(o) && !html_stack_is(o, "address") &&
		    !html_stack_is(o, "div") &&
		    !html_stack_is(o, "p"))
			break;
	}
	html_close_p(t);
}

static void
foreign_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	struct html_open *o;

	if (tag->is_closed)
		return;
	/* A <template> or <select> of SVG is none. */
	o = html_stack_push(t, tag->name, tag->attributes, look);
	t->templates -= html_stack_is(o, "template");
	t->selects -= html_stack_is(o, "select");
	o->is_foreign = true;
}

/* Out of SVG and MathML, as far as HTML stands in it again. */
static void
pop_foreign(struct html_tree *t)
{
	while (html_stack_top(t)->is_foreign &&
	    !html_is_integration(html_stack_top(t)))
		html_stack_pop(t, t->depth - 1);
}

/* True: the tag belongs to SVG or MathML. */
static bool
is_foreign_tag(struct html_tree *t, const struct html_token *tag,
    const struct html_element *e)
{
	if (!html_stack_top(t)->is_foreign ||
	    html_is_integration(html_stack_top(t)))
		return false;
	if ((e->flags & HE_BREAKS_OUT) == 0 &&
	    !(slice_ieq(tag->name, SLICE("font")) &&
	    (html_attribute(tag->attributes, "color").ptr != NULL ||
	    html_attribute(tag->attributes, "face").ptr != NULL ||
	    html_attribute(tag->attributes, "size").ptr != NULL)))
		return true;
	pop_foreign(t);
	return false;
}

static void
select_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	size_t i = html_in_scope(t, tag->name, 0);

	if (i == SLICE_NPOS && html_stack_is(html_stack_top(t), "select"))
		i = t->depth - 1;
	if (i != SLICE_NPOS) {
		html_stack_pop(t, i);
		return;
	}
	html_stack_reconstruct(t);
	html_stack_push(t, tag->name, tag->attributes, look);
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
		html_close_p(t);
	else if (slice_ieq(tag->name, SLICE("button")))
		html_stack_close(t, html_in_scope(t, tag->name, 0));
	else if (slice_ieq(tag->name, SLICE("option")) ||
	    slice_ieq(tag->name, SLICE("optgroup"))) {
		if (html_stack_is(html_stack_top(t), "option"))
			html_stack_pop(t, t->depth - 1);
	} else if ((e->flags & HE_IMPLIED) != 0 &&	/* rb, rp, rt, rtc */
	    html_in_scope(t, SLICE("ruby"), 0) != SLICE_NPOS) {
		html_imply_ends(t);
	}
	if ((e->flags & HE_HEADING) != 0 && !html_stack_top(t)->is_foreign &&
	    (html_stack_top(t)->e->flags & HE_HEADING) != 0)
		html_stack_pop(t, t->depth - 1);
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
	html_close_p(t);
	t->has_form = true;
	if (!html_moves_text_out(&t->open[html_stack_table(t)]))
		html_stack_push(t, tag->name, tag->attributes, look);
}

static bool
is_part(const struct html_element *e, struct slice name)
{
	return slice_ieq(name, SLICE("col")) ||
	    ((e->flags & HE_TABLE) != 0 && !slice_ieq(name, SLICE("table")));
}

static bool
is_raw(const struct html_tree *t, const struct html_element *e,
    struct slice name)
{
	return !html_stack_is_foreign(t) && ((e->flags & HE_RAW) != 0 ||
	    slice_ieq(name, SLICE("plaintext")));
}

enum html_content
html_tree_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	const struct html_element *e = tag->e;

	/* What is open is not known any more. */
	if (t->is_too_deep)
		return is_raw(t, e, tag->name) ? HTML_CONTENT_RAW :
		    HTML_CONTENT_MARKUP;
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
		html_format_start(t, tag, look);
	} else {
		make_room(t, tag, e);
		if (takes_up(e, tag->name))
			html_stack_reconstruct(t);
		if (is_raw(t, e, tag->name))
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

	if (!html_stack_top(t)->is_foreign)
		return false;
	if (slice_ieq(name, SLICE("p")) || slice_ieq(name, SLICE("br"))) {
		pop_foreign(t);
		return false;
	}
	for (i = t->depth; i > 1 && t->open[i - 1].is_foreign; i--)
		if (slice_ieq(t->open[i - 1].name, name)) {
			html_stack_pop(t, i - 1);
			return true;
		}
	return false;
}

/* </form> takes the form away, not what stands open in it. */
static void
form_end(struct html_tree *t)
{
	struct html_look look;
	size_t i = html_in_scope(t, SLICE("form"), 0);

	t->has_form = false;
	if (i == SLICE_NPOS)
		return;
	html_imply_ends(t);
	if (i + 1 >= t->depth) {
		html_stack_pop(t, i);
		return;
	}
	look = t->open[i].own;
	html_stack_remove(t, i);
	t->open[i].own = html_look_join(&look, &t->open[i].own);
	html_stack_look(t, i);
}

static void
heading_end(struct html_tree *t)
{
	size_t i;

	for (i = t->depth; i > 1 && !html_bounds_scope(&t->open[i - 1]); i--)
		if (!t->open[i - 1].is_foreign &&
		    (t->open[i - 1].e->flags & HE_HEADING) != 0) {
			html_stack_pop(t, i - 1);
			return;
		}
}

static void
template_end(struct html_tree *t)
{
	size_t i;

	for (i = t->depth; i > 1; i--)
		if (html_stack_is(&t->open[i - 1], "template")) {
			html_stack_pop(t, i - 1);
			return;
		}
}

static void
select_end(struct html_tree *t)
{
	size_t i;

	for (i = t->depth; i > 1; i--) {
		if (html_stack_is(&t->open[i - 1], "select")) {
			html_stack_pop(t, i - 1);
			return;
		}
		if (html_bounds_scope(&t->open[i - 1]))
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
		html_stack_pop(t, 1);
	} else if (slice_ieq(name, SLICE("noscript"))) {
		html_any_other_end(t, name);
	}
	return true;
}

void
html_tree_end(struct html_tree *t, const struct html_token *tag)
{
	const struct html_element *e = tag->e;
	struct slice name = tag->name;

	if (t->is_too_deep || foreign_end(t, name))
		return;
	check_select(t, name);
	if (slice_ieq(name, SLICE("template"))) {
		template_end(t);
		return;
	}
	if (frame_end(t, name) || (e->flags & HE_VOID) != 0)
		return;
	if ((e->flags & HE_TABLE) != 0)
		html_stack_close(t, html_in_table_scope(t, name));
	else if (slice_ieq(name, SLICE("p")))
		html_close_p(t);
	else if (slice_ieq(name, SLICE("form")))
		form_end(t);
	else if (slice_ieq(name, SLICE("select")))
		select_end(t);
	else if (slice_ieq(name, SLICE("li")))
		html_stack_close(t, html_in_scope(t, name, HE_ITEMS));
	else if ((e->flags & HE_HEADING) != 0)
		heading_end(t);
	else if ((e->flags & HE_FORMATTING) != 0)
		html_format_end(t, name);
	else if ((e->flags & (HE_BLOCK | HE_MARKER)) != 0 ||
	    slice_ieq(name, SLICE("dd")) || slice_ieq(name, SLICE("dt")) ||
	    slice_ieq(name, SLICE("button")))
		html_stack_close(t, html_in_scope(t, name, 0));
	else
		html_any_other_end(t, name);
}

/* --- text and questions ----------------------------------------------------------------------------------- */

void
html_tree_text(struct html_tree *t, bool is_blank)
{
	if (t->is_too_deep || html_stack_top(t)->is_foreign)
		return;
	if (!t->has_body) {
		if (is_blank || t->templates > 0)
			return;
		body_begins(t);
	}
	if (html_stack_is(html_stack_top(t), "colgroup") && !is_blank)
		html_stack_pop(t, t->depth - 1);
	if (is_blank && html_moves_text_out(html_stack_top(t)))
		return;
	html_stack_reconstruct(t);
}

void
html_tree_init(struct html_tree *t)
{
	/* The two arrays are as long as they are said to be. */
	t->depth = t->listed = t->templates = t->selects = 0;
	t->last_id = t->changes = 0;
	t->has_head = t->has_body = t->has_form = false;
	t->is_too_deep = t->is_uncertain = false;
	html_stack_push_plain(t, "html");
}

void
html_tree_copy(const struct html_tree *from, struct html_tree *to)
{
	memcpy(to->open, from->open, from->depth * sizeof from->open[0]);
	memcpy(to->list, from->list, from->listed * sizeof from->list[0]);
	to->depth = from->depth;
	to->listed = from->listed;
	to->last_id = from->last_id;
	to->changes = from->changes;
	to->templates = from->templates;
	to->selects = from->selects;
	to->has_head = from->has_head;
	to->has_body = from->has_body;
	to->has_form = from->has_form;
	to->is_too_deep = from->is_too_deep;
	to->is_uncertain = from->is_uncertain;
}
