/*
 * html -- pages for people, as one file: no script, nothing that is loaded, and
 * every text escaped on its way out.
 *
 * Made for WCAG 2.2 AA: language, landmarks, headings, tables with captions and
 * scopes, wide ones that the keyboard can scroll, contrast of 7:1, charts whose
 * numbers stand in a table below them, and a style for print.
 */
#ifndef CTL_HTML_H
#define CTL_HTML_H

#include <stdio.h>

#include "base/slice.h"
#include "ctl/sheet.h"

struct html {
	FILE *out;
};

/* The page's head and first heading; html_end() ends it. */
void	html_begin(struct html *h, FILE *out, const char *title);
void	html_end(struct html *h);

/* Markup of our own: a literal, never anything that was read. */
void	html_markup(struct html *h, const char *literal);
/* Text, escaped; what cannot be seen or is no UTF-8 is shown as such. */
void	html_text(struct html *h, struct slice text);
void	html_textf(struct html *h, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* A paragraph of text. */
void	html_paragraph(struct html *h, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* <section> with its heading; id is a literal of ours. */
void	html_section(struct html *h, const char *id, const char *heading);
void	html_section_end(struct html *h);

/* A table; the first column heads its row.  One without rows is a sentence. */
void	html_sheet(struct html *h, const char *caption,
	    const struct sheet *s);

/* One bar of a chart. */
struct html_bar {
	const char *label;
	uint64_t value;
};

#define HTML_BARS_MAX	12

/*
 * A chart of at most HTML_BARS_MAX bars (the others are left to the table that
 * has to follow).  id is a literal; title says what the bars count.
 */
void	html_bars(struct html *h, const char *id, const char *title,
	    const struct html_bar *bars, size_t count);

#endif
