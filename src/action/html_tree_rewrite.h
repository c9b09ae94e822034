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

#include "action/html_stack_rewrite.h"

enum html_content { HTML_CONTENT_MARKUP, HTML_CONTENT_RAW };

void	html_tree_init(struct html_tree *t);

/* RAW: the caller goes on with html_raw(). */
enum html_content html_tree_start(struct html_tree *t,
	    const struct html_token *tag, const struct html_look *look);
void	html_tree_end(struct html_tree *t, const struct html_token *tag);
void	html_tree_text(struct html_tree *t, bool is_blank);

/* A copy without what is not in use. */
void	html_tree_copy(const struct html_tree *from, struct html_tree *to);

#endif
