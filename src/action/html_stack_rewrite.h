/*
 * html_stack -- the open elements of a page, and the formatting elements that
 * its text takes up again (WHATWG HTML 13.2.4.2 and 13.2.4.3).
 *
 * Inside action.  What opens and closes them is html_tree's matter.
 */
#ifndef ACTION_HTML_STACK_REWRITE_H
#define ACTION_HTML_STACK_REWRITE_H

#include "action/html_element_rewrite.h"
#include "action/html_style_rewrite.h"
#include "action/html_token_rewrite.h"
#include "base/limits.h"

struct html_open {
	const struct html_element *e;
	struct slice name;
	struct slice attributes;
	struct html_look own;
	unsigned all;		/* flags, with those of what is above it */
	unsigned id;		/* 0 in the list: a marker */
	bool is_foreign;
};

struct html_tree {
	struct html_open open[PAGE_OPEN_MAX];
	size_t depth;		/* at least 1: html */
	struct html_open list[PAGE_FORMATTING_MAX];
	size_t listed;
	unsigned last_id;
	unsigned changes;	/* how often what is open changed in the middle */
	size_t templates, selects;	/* open */
	bool has_head, has_body, has_form;
	bool is_too_deep;	/* a limit was met: what is here is not all */
	bool is_uncertain;	/* browsers differ about it */
};

/* --- one element -------------------------------------------------------------------- */

bool	html_stack_is(const struct html_open *o, const char *name);
bool	html_same_name(const struct html_open *o, struct slice name);
/* Of SVG or MathML, with HTML in it again. */
bool	html_is_integration(const struct html_open *o);
bool	html_is_special(const struct html_open *o);
bool	html_bounds_scope(const struct html_open *o);
/* A table's part that holds no text itself: text moves before the table. */
bool	html_moves_text_out(const struct html_open *o);
/* What is said inside, with what is said above. */
struct html_look html_look_join(const struct html_look *above,
	    const struct html_look *own);

/* --- the stack ---------------------------------------------------------------------- */

struct html_open *html_stack_top(struct html_tree *t);
struct html_open *html_stack_push(struct html_tree *t, struct slice name,
	    struct slice attributes, const struct html_look *look);
void	html_stack_push_plain(struct html_tree *t, const char *name);
/* All above that depth; html stays. */
void	html_stack_pop(struct html_tree *t, size_t depth);
/* The same; SLICE_NPOS: nothing to do. */
void	html_stack_close(struct html_tree *t, size_t at);
/* One in the middle; html_stack_look() from there on is the caller's. */
void	html_stack_remove(struct html_tree *t, size_t i);
void	html_stack_insert(struct html_tree *t, size_t i,
	    const struct html_open *o);
void	html_stack_look(struct html_tree *t, size_t from);
size_t	html_stack_index(const struct html_tree *t, unsigned id);
/* The innermost of tables, their parts and templates; 0: none. */
size_t	html_stack_table(const struct html_tree *t);

/* The open one of that name, not beyond a bound; more bounds: HE_... flags. */
size_t	html_in_scope(const struct html_tree *t, struct slice name,
	    unsigned more);
size_t	html_in_table_scope(const struct html_tree *t, struct slice name);

void	html_close_p(struct html_tree *t);
void	html_imply_ends(struct html_tree *t);
void	html_any_other_end(struct html_tree *t, struct slice name);

/* --- the list of formatting elements -------------------------------------------------- */

void	html_list_remove(struct html_tree *t, size_t i);
void	html_list_insert(struct html_tree *t, size_t i,
	    const struct html_open *o);
/* "Noah's Ark": of one kind with the same attributes three at most. */
void	html_list_add(struct html_tree *t, const struct html_open *o);
void	html_list_mark(struct html_tree *t);
size_t	html_list_index(const struct html_tree *t, unsigned id);
/* The last of that name behind the last marker. */
size_t	html_list_find(const struct html_tree *t, struct slice name);
/* What a text takes up again: its number; and doing so. */
size_t	html_stack_pending(const struct html_tree *t,
	    const struct html_open *ret[PAGE_FORMATTING_MAX]);
void	html_stack_reconstruct(struct html_tree *t);

/* --- questions ------------------------------------------------------------------------ */

/* The node under which a text or a block put in now ends up, by its index. */
size_t	html_stack_node(const struct html_tree *t);
/* What is round one that is open; of 0 nothing. */
size_t	html_stack_parent(const struct html_tree *t, size_t i);

/* What holds for a text or a block put in now: flags alone. */
unsigned html_stack_now(const struct html_tree *t);
/* Is the current node of SVG or MathML? */
bool	html_stack_is_foreign(const struct html_tree *t);
/* Does a cell or a caption of a table stand open? */
bool	html_stack_is_in_cell(const struct html_tree *t);
/* Only elements open that a block may follow, and no formatting. */
bool	html_stack_is_flow(const struct html_tree *t);

#endif
