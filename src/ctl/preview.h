/*
 * preview -- `exeatctl disclaimer preview`: a message through the inspector
 * before and after its notice went in, part by part.
 */
#ifndef CTL_PREVIEW_H
#define CTL_PREVIEW_H

#include "ctl/command.h"
#include "ctl/judge.h"

struct preview_options {
	const char *config;
	const char *write;		/* --write, or NULL */
	const char *html;		/* --html, or NULL */
	bool json;
	/* from and to may be missing: the mail's own, and a made-up one. */
	struct judge_input in;
};

enum ctl_exit preview(struct preview_options *o);

/* --- for preview_print.c ---------------------------------------------------------- */

/* The text of one part of the body, as its reader sees it. */
struct preview_part {
	struct slice path, container;
	struct slice type;		/* declared */
	struct buf text;
	struct slice *lines;
	size_t line_count;
};

struct preview_text {
	struct preview_part *parts;	/* text of the body only */
	size_t count, cap;
	struct buf page;		/* of the first page: as it is written */
	struct arena *arena;
};

enum preview_change {
	PREVIEW_SAME,
	PREVIEW_EDITED,
	PREVIEW_ADDED			/* a part that was not there */
};

/* Lines from..to of the part as it leaves are new. */
struct preview_difference {
	enum preview_change change;
	size_t from, to;
};

void	preview_compare(const struct preview_text *before,
	    const struct preview_part *after, struct preview_difference *ret);

struct preview_result {
	const struct preview_options *options;
	const struct judged *judged;
	const struct preview_text *before, *after;
	const struct text_choice *choice;
	bool is_from_given, is_to_given;
};

/*
 * The page for a browser, appended to out: with the picture that the edits put
 * in for the notice.  0 or ERR_LIMIT.
 */
int	preview_page(const struct edit_list *edits, struct slice page,
	    struct buf *out);
/* Did the message get the notice, or have it? */
bool	preview_has_text(const struct preview_result *r);
void	preview_print(const struct preview_result *r);

#endif
