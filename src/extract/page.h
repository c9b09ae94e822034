/*
 * page -- one part of markup while it is read: what was collected, where it
 * stands, and how it goes out.  For html.c and tag.c.
 */
#ifndef EXTRACT_PAGE_H
#define EXTRACT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/limits.h"
#include "extract/element.h"
#include "extract/extract.h"
#include "extract/flow.h"
#include "extract/grid.h"
#include "extract/quote.h"
#include "extract/seen.h"
#include "extract/style.h"

#define FLOWS_MAX	4		/* hidden blocks inside hidden blocks */
#define PAGE_STRIP_MAX	((size_t)4096)	/* letters side by side, read as one word */
#define PAGE_CODE_KEEP	(4 * MIB)	/* of what may be base64, collected over blocks */

/* Markup inside the markup, to be read by itself afterwards. */
struct nested {
	struct nested *next;
	struct slice text;
	unsigned depth;
	bool is_quoted;
};

/* One part, however often it is read. */
struct page {
	struct extract_job *job;
	bool is_xml;
	bool is_body;
	bool is_again;			/* give out only what is new */
	bool remembers;			/* it will be read again */
	bool is_outlook;		/* read as Outlook does */
	struct seen seen;
	struct style_sheet sheet;
	struct nested *nested, **nested_end;
	size_t nested_count;
	bool too_nested;
	bool has_entities;		/* declares some of its own */
	struct buf scratch;		/* an attribute being decoded */
	struct buf view;
	struct buf code;		/* blocks that may be base64 */
};

/* One reading of one text. */
struct html {
	struct page *page;
	unsigned depth;
	struct flow flows[FLOWS_MAX];
	size_t flow_count;
	struct grid grid;
	struct elements elements;
	struct quote quote;
	bool await_quote;		/* "On ... wrote:" was the last line */
	unsigned blockquotes;
	struct buf strip;		/* letters in blocks side by side */
	size_t strip_count;
	unsigned foreign;		/* svg and math that are open */
	bool is_pre;
	bool no_condition_ends;
	unsigned open_tags;		/* seen so far */
};

/* All that return int: 0, or an error that ends the part. */

/* Where text goes now. */
struct flow *page_flow(struct html *h);
/* The block ends: its text goes out, in all ways to see it. */
int	page_flush(struct html *h);
/* Letters that stand side by side in blocks of their own: the word they make. */
int	page_end_strip(struct html *h);
/* A text of its own: attribute, comment, script. */
int	page_put_aside(struct html *h, struct slice text);
/* The same, with a place that our own words name. */
int	page_put_at(struct html *h, struct slice place, struct slice text);
/* data: URLs in it are members. */
int	page_put_files(struct html *h, struct slice text);
/* A program; runs: it is one, and no block of data. */
int	page_put_script(struct html *h, struct slice source, bool runs);
/* A style sheet, or the style of one element. */
int	page_put_style(struct html *h, struct slice css, bool is_sheet);
/* Is there anything in this markup that reading it as such would show? */
bool	page_holds_markup(struct slice text);
/* Markup inside the markup: read by itself later.  Lives as long as the page. */
int	page_add_nested(struct html *h, struct slice text);

/* References decoded; *ret is good until the next call. */
int	page_decode(struct html *h, struct slice raw, struct slice *ret);
/* Is it to be left out, because an earlier reading gave it already? */
bool	page_knows(struct page *p, enum seen_as as, struct slice text);
/* Does it hold what may be base64? */
bool	page_may_be_code(struct slice text);
/* What was collected of it is looked at. */
int	page_end_code(struct page *p);

#endif
