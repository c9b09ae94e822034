/*
 * html_sheet -- the rules of a page's style sheets that matter to whether
 * something is seen, and the elements that they are for (Selectors 4).
 *
 * Inside action.  A selector that is not understood may fit anything.
 */
#ifndef ACTION_HTML_SHEET_REWRITE_H
#define ACTION_HTML_SHEET_REWRITE_H

#include "action/html_style_rewrite.h"
#include "base/limits.h"

/* An element as a selector sees it; attributes as in html_token. */
struct html_seen {
	struct slice name, attributes, class, id;
};

struct html_seen html_seen(struct slice name, struct slice attributes);

struct html_rule {
	struct slice selector;		/* one; "*" may also say: unclear */
	struct html_look look;
	unsigned weight;		/* specificity */
	unsigned media;			/* its bit, 0: always */
	bool is_loose;			/* nobody knows whether it counts */
};

struct html_rules {
	struct html_rule *rule;
	size_t count, cap;
	size_t bytes;			/* of their selectors */
	struct buf text[PAGE_SHEETS_MAX];
	size_t text_count;
	struct slice media[PAGE_MEDIA_MAX];	/* in one of text */
	size_t media_count;
	bool is_unclear;	/* anything may be hidden */
	bool is_dark;		/* the page may have a dark version */
	bool covers;		/* something may lie over something else */
};

void	html_rules_init(struct html_rules *r);
void	html_rules_free(struct html_rules *r);

/*
 * One more sheet; media is what its tag says.  is_loose: it may be none.
 * What is too much makes all of them unclear.
 */
void	html_rules_add(struct html_rules *r, struct slice sheet,
	    struct slice media, bool is_loose);

enum html_fit { HTML_FIT_NO, HTML_FIT_MAY, HTML_FIT_IS };

/*
 * Is it for the last one of the path, the others being round it?  *work grows
 * by what it took: 1 for each of them that was looked at, more for a long one.
 */
enum html_fit html_rule_fits(const struct html_rule *rule,
	    const struct html_seen *path, size_t count, size_t *work);

#endif
