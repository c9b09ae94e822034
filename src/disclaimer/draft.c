/*
 * What a template's own file says, before anything is put in: each fault is
 * told with its line and column, so that its author finds it.
 */
#include "disclaimer/draft.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "disclaimer/fold.h"
#include "disclaimer/layout.h"
#include "disclaimer/markup.h"
#include "disclaimer/variable.h"
#include "mail/textvariable.h"

/* Of bytes at.. of the file itself. */
__attribute__((format(printf, 5, 6)))
static int
file_error(struct conf_diag *diag, const struct draft *f, size_t at, size_t len,
    const char *fmt, ...)
{
	struct conf_place place = conf_place_in(f->path, f->bytes, at, len);
	char words[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof words, fmt, ap);
	va_end(ap);
	conf_error(diag, &place, "%s", words);
	return ERR_SYNTAX;
}

int
draft_read(struct draft *f, const struct conf_source *src, struct buf *out,
    struct conf_diag *diag)
{
	int r;

	r = src->read(src->arg, f->path, out);
	if (r < 0) {
		conf_unreadable(diag, &f->name->at, f->path, r, errno,
		    out->max);
		return ERR_SYNTAX;
	}
	f->bytes = f->text = buf_slice(out);
	if (slice_starts(f->text, SLICE("\xef\xbb\xbf")))
		f->text = slice_from(f->text, 3);
	return 0;
}

/* The whole of a template must be UTF-8 text without control bytes. */
static int
check_text(struct conf_diag *diag, const struct draft *f)
{
	size_t at, n, skip = (size_t)(f->text.ptr - f->bytes.ptr);
	struct slice s = f->text;
	uint32_t c;

	for (at = 0; at < s.len; at += n) {
		c = fold_char(slice_from(s, at), &n);
		if (c == 0xfffd)
			return file_error(diag, f, skip + at, 1, "this is not "
			    "UTF-8 text: save the file as UTF-8");
		if ((c < 32 && c != '\n' && c != '\r' && c != '\t') ||
		    c == 127)
			return file_error(diag, f, skip + at, 1, "a control "
			    "character (%u) does not belong in a notice", c);
	}
	if (slice_trim(s).len > 0)
		return 0;
	conf_error(diag, &f->name->at, "\"%.*s\" holds no text",
	    (int)f->name->text.len, (const char *)f->name->text.ptr);
	return ERR_SYNTAX;
}

/* What of a text cannot stand in mail whatever the variables' values. */
static int
check_lines(struct conf_diag *diag, const struct draft *f)
{
	struct slice line;
	const char *why;
	size_t at, n, skip = (size_t)(f->text.ptr - f->bytes.ptr);
	uint32_t c;

	if (layout_fault(f->text, &line, &why))
		return file_error(diag, f, (size_t)(line.ptr - f->bytes.ptr),
		    line.len, "%s", why);
	for (at = 0; at < f->text.len; at += n) {
		c = fold_char(slice_from(f->text, at), &n);
		if (c >= 0x80 && fold_ascii(c) == NULL)
			return file_error(diag, f, skip + at, n, "\"%.*s\" (U+%04X) "
			    "cannot be written in ASCII, which some mail "
			    "needs: use other letters here", (int)n,
			    (const char *)f->text.ptr + at, c);
	}
	return 0;
}

static int
check_page(struct conf_diag *diag, const struct draft *f, bool has_logo)
{
	struct markup_fault fault;

	if (markup_check(f->text, has_logo, &fault) == 0)
		return 0;
	return file_error(diag, f, (size_t)(f->text.ptr - f->bytes.ptr) +
	    fault.at, fault.len, "%s", fault.why);
}

/* --- variables ------------------------------------------------------------------- */

/* Of "%{sender" without its end as much as could be a name. */
static size_t
name_len(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len && (ascii_is_alpha(s.ptr[i]) ||
	    ascii_is_digit(s.ptr[i]) || s.ptr[i] == '.' || s.ptr[i] == '-' ||
	    s.ptr[i] == '_'); i++)
		;
	return i;
}

static int
bad_variable(struct conf_diag *diag, const struct draft *f, size_t at,
    struct slice name)
{
	const char *known[2 + TEXT_VARIABLE_COUNT + 1] = {
		VARIABLE_ASSOCIATION, VARIABLE_DOMAIN };
	struct buf all = BUF_INIT(1024);
	size_t n = name_len(name);
	unsigned i;

	if (n < name.len || at + 2 + n >= f->bytes.len) {
		(void)file_error(diag, f, at, n + 2, "\"%%{%.*s\" is no "
		    "variable: \"}\" is missing behind its name",
		    (int)(n > 40 ? 40 : n), (const char *)name.ptr);
		return ERR_SYNTAX;
	}
	/* With the NULL that ends them. */
	for (i = 0; i <= TEXT_VARIABLE_COUNT; i++)
		known[2 + i] = text_variable_name(i);
	(void)variable_list(&all);
	(void)file_error(diag, f, at, n + 3, "\"%%{%.*s}\" is no variable; "
	    "there are %s", (int)(n > 40 ? 40 : n), (const char *)name.ptr,
	    buf_cstr(&all));
	conf_suggest(diag, conf_nearest(name, known));
	buf_free(&all);
	return ERR_SYNTAX;
}

/* A value may stand in the text of a page, where blanks are blanks. */
static int
may_stand(struct conf_diag *diag, const struct draft *f, size_t at, size_t end)
{
	if (markup_is_in_tag(f->bytes, at))
		return file_error(diag, f, at, end - at, "a variable stands in a "
		    "tag; it may stand in the text only");
	if (slice_ifind(f->bytes, SLICE("<pre"), 0) != SLICE_NPOS)
		return file_error(diag, f, at, end - at, "a page with <pre> has "
		    "no variables: its lines may be broken");
	return 0;
}

static int
check_variables(struct conf_diag *diag, const struct draft *f, bool is_html)
{
	struct slice name;
	size_t open, end;
	int r = 0;

	for (end = 0; r == 0; ) {
		open = variable_next(f->bytes, end, &name, &end);
		if (open == SLICE_NPOS)
			break;
		if (f->bytes.ptr[end - 1] != '}')
			r = bad_variable(diag, f, open, name);
		else if (text_variable_find(name) != TEXT_VARIABLE_COUNT)
			r = is_html ? may_stand(diag, f, open, end) : 0;
		else if (!slice_eq(name, SLICE(VARIABLE_ASSOCIATION)) &&
		    !slice_eq(name, SLICE(VARIABLE_DOMAIN)))
			r = bad_variable(diag, f, open, name);
	}
	return r;
}

int
draft_check_text(const struct draft *f, struct conf_diag *diag)
{
	int r;

	r = check_text(diag, f);
	if (r == 0)
		r = check_variables(diag, f, false);
	return r == 0 ? check_lines(diag, f) : r;
}

int
draft_check_page(const struct draft *f, bool has_logo, struct conf_diag *diag)
{
	int r;

	r = check_text(diag, f);
	if (r == 0)
		r = check_variables(diag, f, true);
	return r == 0 ? check_page(diag, f, has_logo) : r;
}
