#include "disclaimer/form.h"

#include <stdio.h>

#include "base/err.h"
#include "base/limits.h"
#include "disclaimer/fold.h"
#include "disclaimer/layout.h"

static int
refuse(struct form_bad *bad, bool is_page, const char *why)
{
	bad->is_page = is_page;
	snprintf(bad->why, sizeof bad->why, "%s", why);
	return ERR_SYNTAX;
}

static int
keep(struct arena *a, const struct buf *b, struct slice *ret)
{
	*ret = arena_dup(a, buf_slice(b));
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

int
form_lines(struct slice text, bool ascii, struct arena *a, struct slice *ret,
    struct form_bad *bad)
{
	struct buf folded = BUF_INIT(FORM_MAX), lines = BUF_INIT(FORM_MAX);
	const char *unsafe = NULL;
	int r = 0;

	if (ascii) {
		r = fold_text(text, &folded);
		text = buf_slice(&folded);
	}
	if (r == 0)
		r = layout_lines(text, &lines, &unsafe);
	if (r == ERR_RANGE)
		r = refuse(bad, false,
		    "cannot be written in ASCII, which some mail needs");
	else if (r == 0 && unsafe != NULL)
		r = refuse(bad, false, unsafe);
	else if (r == 0 && slice_trim(buf_slice(&lines)).len == 0)
		r = refuse(bad, false, "says nothing without its variables");
	if (r == 0)
		r = keep(a, &lines, ret);
	buf_free(&lines);
	buf_free(&folded);
	return r;
}

/* LF line ends, no blanks at either end, ASCII. */
static int
page_bytes(struct slice html, struct buf *out)
{
	struct buf lf = BUF_INIT(FORM_MAX);
	size_t i;
	int r;

	html = slice_trim(html);
	for (i = 0, r = 0; i < html.len && r == 0; i++)
		if (html.ptr[i] != '\r')
			r = buf_putc(&lf, html.ptr[i]);
	if (r == 0)
		r = markup_ascii(buf_slice(&lf), out);
	buf_free(&lf);
	return r;
}

int
form_page(struct slice html, struct arena *a, struct disclaimer *d,
    struct form_bad *bad)
{
	struct buf page = BUF_INIT(FORM_MAX), bare = BUF_INIT(FORM_MAX);
	struct markup_fault fault;
	bool has_logo = d->logo.len > 0;
	int r;

	bad->is_page = true;
	r = page_bytes(html, &page);
	if (r == 0)
		r = markup_check(buf_slice(&page), has_logo, &fault);
	if (r == 0 && has_logo) {
		r = keep(a, &page, &d->html_logo);
		if (r == 0)
			r = markup_without_logo(buf_slice(&page), &bare);
		if (r == 0)
			r = markup_check(buf_slice(&bare), false, &fault);
	}
	if (r == ERR_SYNTAX)
		(void)refuse(bad, true, fault.why);
	if (r == 0)
		r = keep(a, has_logo ? &bare : &page, &d->html);
	buf_free(&bare);
	buf_free(&page);
	return r;
}
