#include "conf/textline.h"

#include "base/err.h"
#include "base/limits.h"
#include "conf/expected.h"

enum form {
	FORM_TEXT,
	FORM_HTML,
	FORM_HEADER,
	FORM_LOGO,
	FORM_NONE
};

/* By enum form. */
static const char *const form_words[] = {
	"text", "html", "header", "logo", NULL
};

/* --- where the parts are ------------------------------------------------------------- */

/* Which form begins with token `at`: its word, and then a string. */
static enum form
form_at(const struct conf_line *line, size_t at)
{
	size_t i = 0;

	if (at + 1 >= line->count || line->tokens[at].kind != CONF_WORD ||
	    line->tokens[at + 1].kind != CONF_STRING)
		return FORM_NONE;
	while (form_words[i] != NULL &&
	    !slice_eq_str(line->tokens[at].text, form_words[i]))
		i++;
	return (enum form)i;
}

static bool
is_form(const struct conf_line *line, size_t at)
{
	return form_at(line, at) != FORM_NONE;
}

bool
conf_names_template(const struct conf_line *l, size_t i)
{
	enum form form;

	if (i == 0 || !slice_eq_str(l->tokens[0].text, "disclaimer"))
		return false;
	form = form_at(l, i - 1);
	return form != FORM_NONE && form != FORM_HEADER;
}

static bool
is_for(const struct conf_line *line, size_t at)
{
	return conf_is_word(line, &at, "for");
}

/* A word and a text: a form, or one that is misspelt. */
static bool
is_like_form(const struct conf_line *line, size_t at)
{
	return at + 1 < line->count && line->tokens[at].kind == CONF_WORD &&
	    line->tokens[at + 1].kind == CONF_STRING;
}

/* A word that no form and no fact begins with, but that one follows. */
static bool
is_language(const struct conf_line *line, size_t at)
{
	return at < line->count && line->tokens[at].kind == CONF_WORD &&
	    !is_form(line, at) && !is_for(line, at) &&
	    (at + 1 >= line->count || is_like_form(line, at + 1) ||
	    is_for(line, at + 1));
}

static struct slice
stem(struct slice file)
{
	size_t slash = slice_rchr(file, '/'), dot;

	if (slash != SLICE_NPOS)
		file = slice_from(file, slash + 1);
	dot = slice_rchr(file, '.');
	return dot == SLICE_NPOS || dot == 0 ? file : slice_sub(file, 0, dot);
}

static void
split_forms(const struct conf_line *line, struct textline *ret)
{
	const struct conf_token *file;
	size_t at;

	for (at = ret->forms_at; at + 1 < line->count; at++) {
		file = &line->tokens[at + 1];
		switch (form_at(line, at)) {
		case FORM_TEXT:
			ret->text = file;
			break;
		case FORM_HTML:
			ret->html = file;
			break;
		case FORM_HEADER:
			ret->header = file;
			break;
		case FORM_LOGO:
			ret->logo = file;
			break;
		case FORM_NONE:
			break;
		}
	}
}

void
textline_split(const struct conf_line *line, struct textline *ret)
{
	size_t at = 1;

	*ret = (struct textline){ .language = SLICE_NONE };
	if (is_language(line, at))
		ret->language = line->tokens[at++].text;
	ret->has_fact = conf_is_word(line, &at, "for");
	ret->is_default = at == 1;
	ret->fact_from = at;
	while (ret->has_fact && at < line->count && !is_form(line, at))
		at++;
	ret->fact_to = ret->forms_at = at;
	split_forms(line, ret);
	if (ret->text != NULL)
		ret->name = stem(ret->text->text);
}

/* --- whether they are right ------------------------------------------------------------ */

static int
check_forms(const struct conf_line *line, size_t at, struct conf_diag *diag)
{
	bool seen[FORM_NONE] = { false };
	struct slice ignored;
	size_t i;

	do {
		for (i = 0; form_words[i] != NULL; i++)
			if (conf_is_word(line, &at, form_words[i]))
				break;
		if (form_words[i] == NULL)
			return conf_expected(line, at, diag,
			    "text, html, header or logo", form_words);
		if (conf_get_string(line, &at, diag, &ignored) < 0)
			return ERR_SYNTAX;
		if (seen[i]) {
			conf_error(diag, &line->tokens[at - 2].at,
			    "\"%s\" stands here already", form_words[i]);
			return ERR_SYNTAX;
		}
		seen[i] = true;
	} while (conf_is_comma(line, &at));
	if (!seen[FORM_TEXT] || !seen[FORM_HTML]) {
		conf_error(diag, &line->at, "a disclaimer has two forms: "
		    "disclaimer text \"FILE\", html \"FILE\"");
		return ERR_SYNTAX;
	}
	return conf_get_end(line, at, diag);
}

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

int
textline_check(const struct conf_line *line, const struct textline *t,
    struct conf_diag *diag)
{
	int r = check_forms(line, t->forms_at, diag);

	if (r < 0 || t->is_default || is_name(t->name))
		return r;
	conf_error(diag, &t->text->at, "a text is named after "
	    "its file: letters, digits, \"-\", \"_\" and \".\", at most %d, "
	    "not \"%.*s\"", DISCLAIMER_NAME_MAX,
	    (int)(t->name.len > 80 ? 80 : t->name.len),
	    (const char *)t->name.ptr);
	return ERR_SYNTAX;
}

struct slice
textline_language(const struct textline *t, struct arena *a)
{
	struct slice s = arena_dup(a, t->language);
	uint8_t *p = (uint8_t *)(uintptr_t)s.ptr;
	size_t i;

	for (i = 0; p != NULL && i < s.len; i++)
		p[i] = ascii_lower(p[i]);
	return s;
}
