/*
 * html_format -- tags of formatting elements: bold, links and the like, which
 * may overlap with blocks (WHATWG HTML 13.2.6.4.7, the adoption agency).
 *
 * Inside action; part of html_tree.
 */
#ifndef ACTION_HTML_FORMAT_REWRITE_H
#define ACTION_HTML_FORMAT_REWRITE_H

#include "action/html_stack_rewrite.h"

void	html_format_start(struct html_tree *t, const struct html_token *tag,
	    const struct html_look *look);
void	html_format_end(struct html_tree *t, struct slice name);

#endif
