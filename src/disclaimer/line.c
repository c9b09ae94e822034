#include "disclaimer/line.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define FIELD_WIDTH	76	/* RFC 5322 2.1.1 says 78 */

/* A key of the line, with the string that it is followed by? */
static bool
is_key(const struct conf_line *l, size_t at)
{
	static const char *const keys[] = { "text", "html", "header", "logo",
	    NULL };
	size_t i;

	if (at + 1 >= l->count || l->tokens[at].kind != CONF_WORD ||
	    l->tokens[at + 1].kind != CONF_STRING)
		return false;
	for (i = 0; keys[i] != NULL; i++)
		if (slice_eq_str(l->tokens[at].text, keys[i]))
			return true;
	return false;
}

/* "disclaimers/kirk-view-gd.txt" is kirk-view-gd. */
static struct slice
stem(struct slice file)
{
	size_t slash = slice_rchr(file, '/'), dot;

	if (slash != SLICE_NPOS)
		file = slice_from(file, slash + 1);
	dot = slice_rchr(file, '.');
	return dot == SLICE_NPOS || dot == 0 ? file : slice_sub(file, 0, dot);
}

/* It stands in records, marks and answers. */
static bool
is_name(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) && !ascii_is_digit(s.ptr[i]) &&
		    (i == 0 || (s.ptr[i] != '-' && s.ptr[i] != '_' &&
		    s.ptr[i] != '.')))
			return false;
	return s.len > 0 && s.len <= DISCLAIMER_NAME_MAX;
}

static int
read_files(const struct conf_line *line, size_t at, struct conf_diag *diag,
    struct text_line *ret)
{
	const struct conf_token **into;
	struct slice ignored;
	int r;

	do {
		if (conf_is_word(line, &at, "text"))
			into = &ret->text;
		else if (conf_is_word(line, &at, "html"))
			into = &ret->html;
		else if (conf_is_word(line, &at, "header"))
			into = &ret->header;
		else if (conf_is_word(line, &at, "logo"))
			into = &ret->logo;
		else
			break;
		if (at < line->count && *into != NULL) {
			conf_error(diag, &line->tokens[at - 1].at,
			    "\"%.*s\" stands here already",
			    (int)line->tokens[at - 1].text.len,
			    (const char *)line->tokens[at - 1].text.ptr);
			return ERR_SYNTAX;
		}
		if (at < line->count)
			*into = &line->tokens[at];
		r = conf_get_string(line, &at, diag, &ignored);
		if (r < 0)
			return r;
	} while (conf_is_comma(line, &at));
	if (at < line->count) {
		conf_error(diag, &line->tokens[at].at, "expected text, html, "
		    "header or logo, not \"%.*s\"",
		    (int)line->tokens[at].text.len,
		    (const char *)line->tokens[at].text.ptr);
		return ERR_SYNTAX;
	}
	return 0;
}

static int
check_name(const struct conf_line *line, struct conf_diag *diag,
    struct text_line *ret)
{
	if (ret->text == NULL || ret->html == NULL) {
		conf_error(diag, &line->at, "a disclaimer has two forms: "
		    "disclaimer text \"FILE\", html \"FILE\"");
		return ERR_SYNTAX;
	}
	ret->name = stem(ret->text->text);
	if (ret->is_default || is_name(ret->name))
		return 0;
	conf_error(diag, &ret->text->at, "a text is named after its file: "
	    "letters, digits, \"-\", \"_\" and \".\", at most %d, not "
	    "\"%.*s\"", DISCLAIMER_NAME_MAX,
	    (int)(ret->name.len > 80 ? 80 : ret->name.len),
	    (const char *)ret->name.ptr);
	return ERR_SYNTAX;
}

int
line_read(const struct conf_line *line, struct conf_diag *diag,
    struct text_line *ret)
{
	size_t at = 1;
	int r;

	*ret = (struct text_line){ .is_default = true };
	if (at < line->count && !is_key(line, at) &&
	    line->tokens[at].kind == CONF_WORD &&
	    !slice_eq_str(line->tokens[at].text, "for") &&
	    (at + 1 >= line->count || is_key(line, at + 1) ||
	    slice_eq_str(line->tokens[at + 1].text, "for"))) {
		ret->language = line->tokens[at++].text;
		ret->is_default = false;
	}
	if (conf_is_word(line, &at, "for")) {
		ret->is_default = false;
		while (at < line->count && !is_key(line, at))
			at++;
	}
	r = read_files(line, at, diag, ret);
	return r == 0 ? check_name(line, diag, ret) : r;
}

struct slice
line_language(struct slice word, struct arena *a)
{
	struct slice s;
	uint8_t *p;
	size_t i;

	if (word.len == 0)
		return SLICE("");
	p = arena_alloc(a, word.len);
	s = slice_of(p, p == NULL ? 0 : word.len);
	for (i = 0; i < s.len; i++)
		p[i] = ascii_lower(word.ptr[i]);
	return s;
}

/* --- header "X-Name: value" --------------------------------------------------------- */

static const char *
bad_name(struct slice name)
{
	size_t i;

	if (!slice_istarts(name, SLICE("X-")) || name.len < 3)
		return "its name must begin with X-";
	if (slice_istarts(name, SLICE("X-Exeat-")))
		return "names that begin with X-Exeat- are our own";
	if (name.len > DISCLAIMER_FIELD_NAME_MAX)
		return "its name is too long";
	/* RFC 5322 3.6.8 takes more; no mailer minds these. */
	for (i = 0; i < name.len; i++)
		if (!ascii_is_alpha(name.ptr[i]) &&
		    !ascii_is_digit(name.ptr[i]) && name.ptr[i] != '-')
			return "a name is letters, digits and \"-\"";
	return NULL;
}

static const char *
bad_value(struct slice value)
{
	size_t i;

	if (value.len == 0)
		return "it has no value";
	if (value.len > DISCLAIMER_FIELD_MAX)
		return "its value is too long";
	if (slice_find(value, SLICE("%{"), 0) != SLICE_NPOS)
		return "a field has no variables";
	for (i = 0; i < value.len; i++)
		if (value.ptr[i] < 32 || value.ptr[i] > 126)
			return "its value must be printable ASCII";
	return NULL;
}

/* " value", broken before a blank where a line gets too long. */
static int
fold_value(struct slice value, size_t used, struct buf *out)
{
	struct slice word;
	size_t at, end;
	int r = 0;

	for (at = 0; at < value.len && r == 0; at = end) {
		for (end = at; end < value.len && value.ptr[end] == ' '; end++)
			;
		end = slice_chr(value, ' ', end);
		if (end == SLICE_NPOS)
			end = value.len;
		word = slice_sub(value, at, end);
		if (at > 0 && used + word.len > FIELD_WIDTH) {
			r = buf_puts(out, "\r\n");
			used = 0;
		}
		if (r == 0)
			r = buf_put_slice(out, word);
		used += word.len;
	}
	return r;
}

int
line_header(const struct conf_token *token, struct conf_diag *diag,
    struct arena *a, struct slice *ret_name, struct slice *ret_value)
{
	struct buf folded = BUF_INIT(4 * DISCLAIMER_FIELD_MAX);
	struct slice name, value;
	const char *why;
	size_t colon;
	int r;

	colon = slice_chr(token->text, ':', 0);
	name = slice_sub(token->text, 0, colon);
	value = colon == SLICE_NPOS ? SLICE("") :
	    slice_trim(slice_from(token->text, colon + 1));
	why = colon == SLICE_NPOS ? "there is no \":\"" : bad_name(name);
	if (why == NULL)
		why = bad_value(value);
	if (why != NULL) {
		conf_error(diag, &token->at, "header \"X-Name: value\": %s",
		    why);
		return ERR_SYNTAX;
	}
	r = buf_putc(&folded, ' ');
	if (r == 0)
		r = fold_value(value, name.len + 2, &folded);
	*ret_name = arena_dup(a, name);
	*ret_value = arena_dup(a, buf_slice(&folded));
	buf_free(&folded);
	return r < 0 || ret_name->ptr == NULL || ret_value->ptr == NULL ?
	    ERR_LIMIT : 0;
}
