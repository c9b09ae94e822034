/*
 * html_traits -- what a tag does to what stands in its element: hides it, makes
 * it part of a link, says that it is an older message or a signature.
 *
 * Inside action.  Knows the marks that mail programs leave in their pages.
 */
#ifndef ACTION_HTML_TRAITS_REWRITE_H
#define ACTION_HTML_TRAITS_REWRITE_H

#include "action/html_style_rewrite.h"
#include "action/html_token_rewrite.h"

struct html_traits {
	struct html_look look;
	bool is_separator;	/* what follows is an older message */
	bool is_signature;	/* the author's, marked as one */
};

struct html_traits html_traits(const struct html_token *tag);

#endif
