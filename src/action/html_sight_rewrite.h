/*
 * html_sight -- would a reader see a text at the place that a tree has
 * reached, as far as styles decide it?
 *
 * Inside action.  All that may hold is looked at: every sum of the page's
 * @media, and of the rules that may or may not be for an element both.  What
 * is not certain to be seen is not.
 */
#ifndef ACTION_HTML_SIGHT_REWRITE_H
#define ACTION_HTML_SIGHT_REWRITE_H

#include "action/html_sheet_rewrite.h"
#include "action/html_stack_rewrite.h"

/* The rules for an element that is open. */
struct html_matches {
	unsigned id, changes;	/* of which, and of which state of the tree */
	uint16_t count;
	bool is_unclear;
	uint16_t rule[PAGE_MATCHES_MAX];
	bool is_sure[PAGE_MATCHES_MAX];
};

struct html_sight {
	struct html_rules rules;
	struct html_matches *matches;	/* PAGE_OPEN_MAX of them, or NULL */
	size_t work;
	unsigned asked_id, asked_changes;	/* the last answer's */
	unsigned answer;
};

void	html_sight_init(struct html_sight *s);
void	html_sight_free(struct html_sight *s);

/* Another tree, or other rules: what was worked out holds no longer. */
void	html_sight_forget(struct html_sight *s);

/*
 * HIDES, DOUBTS and BARS that sheets, colours and sums of sizes have there;
 * what the elements' own styles have is the tree's to say.
 */
unsigned html_sight(struct html_sight *s, const struct html_tree *t);

#endif
