/*
 * html_tree -- which elements are open at a place in a page, as a browser's
 * tree builder has it (WHATWG HTML 13.2.6): implied ends, tables with text
 * that moves out of them, formatting that is taken up again.
 *
 * Inside action.  Only the stack and the list of formatting elements are
 * kept, no nodes.
 */
#ifndef ACTION_HTML_TREE_REWRITE_H
#define ACTION_HTML_TREE_REWRITE_H

#include "action/html_element_rewrite.h"
#include "action/html_style_rewrite.h"
#include "action/html_token_rewrite.h"

#define HTML_OPEN_MAX	256	/* elements open at once; deeper: not edited */
#define HTML_LIST_MAX	64	/* formatting elements that are remembered */

struct html_open {
	const struct html_element *e;
	struct slice name;
	struct slice attributes;
	struct html_look own;
	struct html_look all;	/* with what is above it */
	unsigned id;		/* 0 in the list: a marker */
	bool is_foreign;
};

struct html_tree {
	struct html_open open[HTML_OPEN_MAX];
	size_t depth;
	struct html_open list[HTML_LIST_MAX];
	size_t listed;
	unsigned last_id;
	size_t templates, selects;	/* open */
	bool has_head, has_body, has_form;
	bool is_too_deep;
	bool is_uncertain;	/* browsers differ about it */
};

enum html_content { HTML_CONTENT_MARKUP, HTML_CONTENT_RAW };

void	html_tree_init(struct html_tree *t);

/* RAW: the caller goes on with html_raw(). */
enum html_content html_tree_start(struct html_tree *t,
	    const struct html_token *tag, const struct html_look *look);
void	html_tree_end(struct html_tree *t, const struct html_token *tag);
void	html_tree_text(struct html_tree *t, bool is_blank);

/* What holds for a text or a block put in now. */
struct html_look html_tree_look(const struct html_tree *t);

/* Is the current node of SVG or MathML? */
bool	html_tree_is_foreign(const struct html_tree *t);

/* Does a cell or a caption of a table stand open? */
bool	html_tree_is_in_cell(const struct html_tree *t);

/* Only elements open that a block may follow, and no formatting. */
bool	html_tree_is_flow(const struct html_tree *t);

/* Formatting that a text put in now would take up again: its number. */
size_t	html_tree_pending(const struct html_tree *t,
	    const struct html_open *ret[HTML_LIST_MAX]);

/* A copy without what is not in use. */
void	html_tree_copy(const struct html_tree *from, struct html_tree *to);

#endif
