#include "action/html_format_rewrite.h"

/* --- the adoption agency (13.2.6.4.7) --------------------------------------------------------- */

/* Formatting between the one that ends and the block: copied, or let go. */
static size_t
adopt_between(struct html_tree *t, size_t formatting, size_t furthest,
    size_t *bookmark)
{
	size_t node, at, step;

	for (node = furthest, step = 1; node - 1 > formatting; step++) {
		node--;
		at = html_list_index(t, t->open[node].id);
		if (step > 3 && at != SLICE_NPOS) {
			html_list_remove(t, at);
			*bookmark -= at < *bookmark;
			at = SLICE_NPOS;
		}
		if (at == SLICE_NPOS) {
			html_stack_remove(t, node);
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

	listed = html_list_find(t, name);
	if (listed == SLICE_NPOS) {
		html_any_other_end(t, name);
		return false;
	}
	formatting = html_stack_index(t, t->list[listed].id);
	if (formatting == SLICE_NPOS) {
		html_list_remove(t, listed);
		return false;
	}
	for (furthest = t->depth; furthest - 1 > formatting; furthest--)
		if (html_bounds_scope(&t->open[furthest - 1]))
			return false;
	for (furthest = formatting + 1; furthest < t->depth &&
	    !html_is_special(&t->open[furthest]); furthest++)
		;
	if (furthest == t->depth) {
		html_stack_pop(t, formatting);
		html_list_remove(t, listed);
		return false;
	}
	bookmark = listed;
	clone = t->list[listed];
	furthest = adopt_between(t, formatting, furthest, &bookmark);
	listed = html_list_index(t, clone.id);
	if (listed != SLICE_NPOS) {
		html_list_remove(t, listed);
		bookmark -= listed < bookmark;
	}
	clone.id = ++t->last_id;
	html_list_insert(t, bookmark > t->listed ? t->listed : bookmark, &clone);
	html_stack_remove(t, formatting);
	/* Below the block, which moved up. */
	html_stack_insert(t, furthest, &clone);
	html_stack_look(t, formatting);
	return true;
}

void
html_format_end(struct html_tree *t, struct slice name)
{
	size_t round;

	if (html_same_name(html_stack_top(t), name) &&
	    html_list_index(t, html_stack_top(t)->id) == SLICE_NPOS) {
		html_stack_pop(t, t->depth - 1);
		return;
	}
	for (round = 0; round < 8 && adopt(t, name); round++)
		;
}

void
html_format_start(struct html_tree *t, const struct html_token *tag,
    const struct html_look *look)
{
	size_t i;
	unsigned id;

	if (slice_ieq(tag->name, SLICE("a")) &&
	    (i = html_list_find(t, tag->name)) != SLICE_NPOS) {
		id = t->list[i].id;
		html_format_end(t, tag->name);
		if ((i = html_list_index(t, id)) != SLICE_NPOS)
			html_list_remove(t, i);
		if ((i = html_stack_index(t, id)) != SLICE_NPOS) {
			html_stack_remove(t, i);
			html_stack_look(t, i);
		}
	}
	html_stack_reconstruct(t);
	if (slice_ieq(tag->name, SLICE("nobr")) &&
	    html_in_scope(t, tag->name, 0) != SLICE_NPOS) {
		html_format_end(t, tag->name);
		html_stack_reconstruct(t);
	}
	html_list_add(t, html_stack_push(t, tag->name, tag->attributes, look));
}
