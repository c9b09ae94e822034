#include "inspector/language.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

#define PAGE_HEAD	(16 * KIB)	/* of a page: its first element is soon met */

/* Subtags of letters and digits, the first of letters: "gd", "en-GB". */
static bool
is_tag(struct slice s)
{
	size_t i, n = 0;
	bool is_first = true;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '-') {
			if (n == 0)
				return false;
			is_first = false;
			n = 0;
			continue;
		}
		if (!ascii_is_alpha(s.ptr[i]) &&
		    (is_first || !ascii_is_digit(s.ptr[i])))
			return false;
		if (++n > 8)
			return false;
	}
	return n > 0 && s.len >= 2 && s.len <= REPORT_LANGUAGE_MAX;
}

static int
keep(struct slice tag, struct arena *a, struct slice *ret)
{
	uint8_t *p;
	size_t i;

	if (!is_tag(tag))
		return 0;
	p = arena_alloc(a, tag.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = 0; i < tag.len; i++)
		p[i] = ascii_lower(tag.ptr[i]);
	*ret = slice_of(p, tag.len);
	return 0;
}

/* "gd, en (mostly)": the first one. */
static struct slice
first_tag(struct slice value)
{
	size_t i;

	value = slice_trim(value);
	for (i = 0; i < value.len && value.ptr[i] != ',' &&
	    value.ptr[i] != '(' && value.ptr[i] != ';' &&
	    !ascii_is_space(value.ptr[i]); i++)
		;
	return slice_sub(value, 0, i);
}

/* --- <html lang="gd"> ------------------------------------------------------------- */

/* Just after comments, a doctype and blanks: where the first element begins. */
static size_t
skip_prologue(struct slice page)
{
	size_t at = 0, end;

	if (slice_starts(page, SLICE("\xef\xbb\xbf")))
		at = 3;
	for (;;) {
		while (at < page.len && ascii_is_space(page.ptr[at]))
			at++;
		if (slice_starts(slice_from(page, at), SLICE("<!--")))
			end = slice_find(page, SLICE("-->"), at + 4);
		else if (slice_starts(slice_from(page, at), SLICE("<!")) ||
		    slice_starts(slice_from(page, at), SLICE("<?")))
			end = slice_chr(page, '>', at);
		else
			return at;
		if (end == SLICE_NPOS)
			return page.len;
		at = slice_chr(page, '>', end) + 1;
	}
}

static struct slice
take_word(struct slice s, size_t *at, const char *ends)
{
	size_t from = *at, i;

	for (; *at < s.len && !ascii_is_space(s.ptr[*at]); (*at)++)
		for (i = 0; ends[i] != '\0'; i++)
			if (s.ptr[*at] == (uint8_t)ends[i])
				return slice_sub(s, from, *at);
	return slice_sub(s, from, *at);
}

static struct slice
take_value(struct slice s, size_t *at)
{
	size_t from, end;
	uint8_t quote;

	while (*at < s.len && ascii_is_space(s.ptr[*at]))
		(*at)++;
	if (*at >= s.len || s.ptr[*at] != '=')
		return SLICE_NONE;
	for ((*at)++; *at < s.len && ascii_is_space(s.ptr[*at]); (*at)++)
		;
	quote = *at < s.len ? s.ptr[*at] : 0;
	if (quote != '"' && quote != '\'')
		return take_word(s, at, ">");
	from = *at + 1;
	end = slice_chr(s, quote, from);
	*at = end == SLICE_NPOS ? s.len : end + 1;
	return slice_sub(s, from, end);
}

/* The value of `lang` of a page's html element; empty if it has none. */
static struct slice
page_language(struct slice page)
{
	struct slice name, value, other = SLICE_NONE;
	size_t at = skip_prologue(page);

	if (!slice_istarts(slice_from(page, at), SLICE("<html")))
		return SLICE_NONE;
	at += 5;
	if (at >= page.len || !ascii_is_space(page.ptr[at]))
		return SLICE_NONE;
	while (at < page.len && page.ptr[at] != '>') {
		if (ascii_is_space(page.ptr[at]) || page.ptr[at] == '/') {
			at++;
			continue;
		}
		name = take_word(page, &at, "=>/");
		value = take_value(page, &at);
		if (slice_ieq(name, SLICE("lang")))
			return slice_trim(value);
		if (slice_ieq(name, SLICE("xml:lang")))
			other = slice_trim(value);
		/* A "=" where a name should be is stepped over. */
		if (name.len == 0 && value.ptr == NULL)
			at++;
	}
	return other;
}

bool
language_is_page(const struct mime_message *m, const struct mime_node *n)
{
	uint32_t up;

	if (!n->is_leaf || n->is_extra || n->name_count > 0 ||
	    !slice_eq_str(n->type.token, "text/html") ||
	    slice_eq_str(n->disposition.token, "attachment"))
		return false;
	for (up = n->parent; up != MIME_NONE; up = m->nodes[up].parent)
		if (m->nodes[up].is_message)
			return false;
	return true;
}

int
language_find(const struct mime_message *m, struct arena *a,
    struct slice *ret)
{
	const struct mime_field *f;
	const struct mime_node *n;
	struct buf page = BUF_INIT(PAGE_HEAD);
	unsigned notes;
	size_t i;
	int r = 0;

	*ret = SLICE_NONE;
	f = mime_field(&m->nodes[0], "Content-Language");
	if (f != NULL)
		r = keep(first_tag(f->value), a, ret);
	for (i = 0; r == 0 && ret->len == 0 && i < m->node_count; i++) {
		n = &m->nodes[i];
		if (!language_is_page(m, n))
			continue;
		/* Only its beginning: past the limit there is enough. */
		(void)mime_decode(slice_sub(m->bytes, n->body_from,
		    n->body_to - n->body_from > PAGE_HEAD ?
		    n->body_from + PAGE_HEAD : n->body_to), n->encoding,
		    &page, &notes);
		r = keep(page_language(buf_slice(&page)), a, ret);
		break;
	}
	buf_free(&page);
	return r;
}
