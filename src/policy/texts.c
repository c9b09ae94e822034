#include "policy/texts.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/textline.h"
#include "mail/textvariable.h"
#include "policy/sense.h"

/* --- one line ------------------------------------------------------------------------ */

static void
read_fact(struct checker *c, const struct conf_line *line,
    const struct textline *p, struct notice_text *t)
{
	struct conf_line *l = check_keep_line(c, line);

	if (l == NULL)
		return;
	/* Only as far as the fact goes: what follows is no condition. */
	l->count = p->fact_to;
	t->facts.name = t->name;
	t->facts.when = when_parse(c, l, p->fact_from, &t->facts);
	t->words = check_text(c->arena, l, p->fact_from, p->fact_to);
}

static struct notice_text *
new_text(struct checker *c)
{
	struct policy *p = c->policy;

	p->texts = arena_grow(c->arena, p->texts, p->text_count, &p->text_cap,
	    sizeof(struct notice_text *));
	if (p->texts != NULL)
		p->texts[p->text_count] = arena_zalloc(c->arena,
		    sizeof **p->texts);
	if (p->texts == NULL || p->texts[p->text_count] == NULL) {
		p->text_count = p->text_cap = 0;
		c->failed = true;
		return NULL;
	}
	return p->texts[p->text_count++];
}

static void
check_name(struct checker *c, const struct conf_line *l,
    const struct notice_text *t)
{
	size_t i;

	for (i = 0; i + 1 < c->policy->text_count; i++)
		if (!(t->is_default && c->policy->texts[i]->is_default) &&
		    slice_eq(c->policy->texts[i]->name, t->name))
			conf_error(c->diag, &l->at, "there are two texts named "
			    "\"%.*s\"; a text that is not the default is named "
			    "after its text file", (int)t->name.len,
			    (const char *)t->name.ptr);
	for (i = 0; !t->is_default && i < c->policy->association_count; i++)
		if (slice_eq(c->policy->associations[i].name, t->name))
			conf_error(c->diag, &l->at, "\"%.*s\" is the name of "
			    "an association and of its default text",
			    (int)t->name.len, (const char *)t->name.ptr);
}

static void
read_text(struct checker *c, const struct conf_line *l, size_t association)
{
	struct textline p;
	struct notice_text *t;

	textline_split(l, &p);
	if (p.language.len > 0 && !check_is_language(p.language)) {
		check_expected(c, l, 1, "a language such as gd, \"for\" or "
		    "text", (const char *const[]){ "text", "html", "for",
		    NULL });
		return;
	}
	t = new_text(c);
	if (t == NULL || textline_check(l, &p, c->diag) < 0)
		return;
	t->association = association;
	t->at = l->at;
	t->is_default = p.is_default;
	t->has_header = p.header != NULL;
	t->name = p.is_default ? c->policy->associations[association].name :
	    check_keep(c, p.name);
	t->language = textline_language(&p, c->arena);
	if (t->language.ptr == NULL)
		c->failed = true;
	if (p.has_fact)
		read_fact(c, l, &p, t);
	check_name(c, l, t);
}

static void
check_default(struct checker *c, const struct conf_line *first,
    size_t association, size_t from)
{
	const struct policy *p = c->policy;
	size_t i, n = 0;

	for (i = from; i < p->text_count; i++)
		if (p->texts[i]->association == association &&
		    p->texts[i]->is_default && n++ == 1)
			conf_error(c->diag, &p->texts[i]->at, "one text "
			    "without a language and \"for\" is the default; "
			    "this is a second one");
	if (n == 0)
		conf_error(c->diag, &first->at, "one text must be the "
		    "default: disclaimer text \"FILE\", html \"FILE\"");
}

void
texts_check(struct checker *c)
{
	const struct conf_line *first;
	const struct conf_block *b;
	size_t i, k, association = 0, from, errors;

	for (i = 0; i < c->tree->block_count && !c->failed; i++) {
		b = &c->tree->blocks[i];
		if (strcmp(b->kind, "association") != 0)
			continue;
		first = conf_line_find(b, "disclaimer", 0);
		from = c->policy->text_count;
		errors = conf_diag_errors(c->diag);
		for (k = 0; k < b->line_count && !c->failed; k++)
			if (slice_eq_str(b->lines[k].tokens[0].text,
			    "disclaimer"))
				read_text(c, &b->lines[k], association);
		if (first != NULL && !c->failed &&
		    conf_diag_errors(c->diag) == errors)
			check_default(c, first, association, from);
		association++;
	}
}

bool
texts_has_name(const struct conf_tree *t, struct slice name)
{
	const struct conf_block *b;
	const struct conf_line *l;
	struct textline p;
	size_t i, k;

	for (i = 0; i < t->block_count; i++) {
		b = &t->blocks[i];
		if (strcmp(b->kind, "association") != 0)
			continue;
		if (slice_eq(b->name, name))
			return true;
		for (k = 0; k < b->line_count; k++) {
			l = &b->lines[k];
			textline_split(l, &p);
			if (slice_eq_str(l->tokens[0].text, "disclaimer") &&
			    !p.is_default && slice_eq(p.name, name))
				return true;
		}
	}
	return false;
}

/* --- choice -------------------------------------------------------------------------- */

/* Basic filtering (RFC 4647 3.3.1): "gd" takes gd and gd-GB. */
static bool
takes(struct slice range, struct slice tag)
{
	return range.len > 0 && slice_starts(tag, range) &&
	    (tag.len == range.len || tag.ptr[range.len] == '-');
}

static bool
fits(const struct notice_text *t, struct view *v, bool has_fact,
    bool has_language)
{
	if ((t->facts.when != NULL) != has_fact)
		return false;
	if (has_language ? !takes(t->language, v->report->facts.language) :
	    t->language.len > 0)
		return false;
	return !has_fact ||
	    eval_expr(t->facts.when, v, BOUND_NOT) == TRI_YES;
}

const struct notice_text *
texts_choose(struct view *v, size_t association)
{
	const struct policy *p = v->policy;
	const struct notice_text *t;
	uint8_t *kept = v->answers;
	size_t round, i;

	/* They are of the rule that was asked last. */
	v->answers = NULL;
	for (round = 0, t = NULL; round < 4 && t == NULL; round++)
		for (i = 0; i < p->text_count; i++)
			if (p->texts[i]->association == association &&
			    fits(p->texts[i], v, round < 2, round % 2 == 0)) {
				t = p->texts[i];
				break;
			}
	v->answers = kept;
	return t;
}

/* Never from the header: anybody may write a name there. */
static struct slice
value_of(const struct view *v, enum text_variable which)
{
	const struct directory *d = v->policy->directory;
	const struct staff *s = v->sender.staff == SIZE_MAX ? NULL :
	    &d->staff[v->sender.staff];
	int day = zone_day(&v->policy->zone, v->envelope->at_ms);

	switch (which) {
	case TEXT_SENDER_NAME:
		return s == NULL ? SLICE_NONE : s->name;
	case TEXT_SENDER_ADDRESS:
		return v->sender.address.full;
	case TEXT_SENDER_DEPARTMENT:
		return s == NULL || s->department == SIZE_MAX ? SLICE_NONE :
		    d->departments[s->department];
	case TEXT_DATE:
		return arena_printf(v->arena, "%04d-%02d-%02d", day / 10000,
		    day / 100 % 100, day % 100);
	case TEXT_VARIABLE_COUNT:
		break;
	}
	return SLICE_NONE;
}

int
texts_variables(const struct view *v, struct edit_variable **ret,
    size_t *ret_count)
{
	struct edit_variable *list;
	unsigned i;

	list = arena_array(v->arena, TEXT_VARIABLE_COUNT, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = 0; i < TEXT_VARIABLE_COUNT; i++) {
		list[i].name = slice_str(text_variable_name(i));
		/* As much as can be of use: it is made one line of. */
		list[i].value = slice_sub(value_of(v,
		    (enum text_variable)i), 0, 2 * DISCLAIMER_VALUE_MAX);
	}
	*ret = list;
	*ret_count = TEXT_VARIABLE_COUNT;
	return list[TEXT_DATE].value.ptr != NULL ? 0 : ERR_LIMIT;
}

int
policy_choose_text(const struct policy *p, const struct envelope *envelope,
    const struct report *report, const struct memory_answer *memory,
    struct arena *a, struct text_choice *ret)
{
	const struct notice_text *t;
	struct view v;
	int r;

	*ret = (struct text_choice){ .is_default = false };
	r = view_make(p, envelope, report, memory, a, &v);
	if (r < 0 || v.sender.association == SIZE_MAX)
		return r;
	ret->association = p->associations[v.sender.association].name;
	t = texts_choose(&v, v.sender.association);
	if (t == NULL)
		return 0;
	ret->text = t->name;
	ret->is_default = t->is_default;
	ret->fact = t->words;
	ret->language = t->language;
	return 0;
}

size_t
policy_texts(const struct policy *p, size_t i, struct text_choice *ret)
{
	const struct notice_text *t;

	if (i < p->text_count) {
		t = p->texts[i];
		*ret = (struct text_choice){ t->name,
		    p->associations[t->association].name, t->words,
		    t->language, t->is_default };
	}
	return p->text_count;
}

/* --- advice --------------------------------------------------------------------------- */

/* An earlier line of the same fact that takes all that this one would. */
static const struct notice_text *
hidden_by(const struct policy *p, size_t at)
{
	const struct notice_text *t = p->texts[at], *x;
	size_t i;

	for (i = 0; i < at; i++) {
		x = p->texts[i];
		if (x->association == t->association &&
		    slice_eq(x->words, t->words) &&
		    (x->language.len == 0 ? t->language.len == 0 :
		    takes(x->language, t->language)))
			return x;
	}
	return NULL;
}

static bool
has_language(const struct checker *c, struct slice language)
{
	struct slice one;
	size_t i, k;

	for (i = 0; i < c->language_count; i++) {
		one = c->languages[i];
		for (k = 0; k < one.len && k < language.len; k++)
			if (ascii_lower(one.ptr[k]) != language.ptr[k])
				break;
		if ((k == one.len || one.ptr[k] == '-') &&
		    (k == language.len || language.ptr[k] == '-') && k > 0)
			return true;
	}
	return c->language_count == 0;
}

static void
advise_one(struct checker *c, size_t at)
{
	const struct notice_text *t = c->policy->texts[at];
	const struct notice_text *x = hidden_by(c->policy, at);
	struct slice why;

	if (x != NULL)
		conf_warning(c->diag, &t->at, "text \"%.*s\" is never chosen: "
		    "\"%.*s\" before it is for all that this is for [never]",
		    (int)t->name.len, (const char *)t->name.ptr,
		    (int)x->name.len, (const char *)x->name.ptr);
	else if (t->facts.when != NULL && !sense_can_match(&t->facts,
	    check_list_is_empty, c, c->scratch, &why))
		conf_warning(c->diag, &t->at, "text \"%.*s\" is never chosen: "
		    "%.*s [never]", (int)t->name.len,
		    (const char *)t->name.ptr, (int)why.len,
		    (const char *)why.ptr);
	if (t->language.len > 0 && !has_language(c, t->language))
		conf_warning(c->diag, &t->at, "language \"%.*s\" is none of "
		    "\"set languages\" [language]", (int)t->language.len,
		    (const char *)t->language.ptr);
}

/* The first rule that says this after "then"; NULL if none does. */
static const struct conf_block *
asks_for(const struct conf_tree *t, const char *words)
{
	const struct conf_block *b;
	const struct conf_line *l;
	size_t i, k, at;

	for (i = 0; i < t->block_count; i++) {
		b = &t->blocks[i];
		for (k = 0; strcmp(b->kind, "rule") == 0 &&
		    k < b->line_count; k++) {
			l = &b->lines[k];
			at = 1;
			if (slice_eq_str(l->tokens[0].text, "then") &&
			    check_skip(l, &at, words))
				return b;
		}
	}
	return NULL;
}

/* Is the rule for one association, and not for this one? */
static bool
is_of_another(const struct conf_block *rule, struct slice association)
{
	const struct conf_line *when = conf_line_find(rule, "when", 0);
	bool names_one = false;
	size_t i;

	for (i = 0; when != NULL && i < when->count; i++) {
		if (slice_eq(when->tokens[i].text, association))
			return false;
		names_one = names_one || slice_eq_str(when->tokens[i].text,
		    "association");
	}
	return names_one;
}

/* An association whose mail a rule wants to have a notice, and has none. */
static void
advise_without(struct checker *c)
{
	const struct conf_block *b, *asks = asks_for(c->tree,
	    "add disclaimer");
	size_t i;

	for (i = 0; asks != NULL && i < c->tree->block_count; i++) {
		b = &c->tree->blocks[i];
		if (strcmp(b->kind, "association") == 0 &&
		    conf_line_find(b, "disclaimer", 0) == NULL &&
		    !is_of_another(asks, b->name))
			conf_warning(c->diag, &b->name_at, "association "
			    "\"%.*s\" has no notice, which rule \"%.*s\" is to "
			    "add: its mail goes without; add disclaimer text "
			    "\"FILE\", html \"FILE\" [no-text]",
			    (int)b->name.len, (const char *)b->name.ptr,
			    (int)asks->name.len,
			    (const char *)asks->name.ptr);
	}
}

void
texts_advise(struct checker *c)
{
	const struct conf_block *asks = asks_for(c->tree,
	    "add disclaimer otherwise header");
	const struct notice_text *t;
	size_t i;

	advise_without(c);
	for (i = 0; i < c->policy->text_count; i++) {
		advise_one(c, i);
		t = c->policy->texts[i];
		if (asks != NULL && !t->has_header)
			conf_warning(c->diag, &t->at, "text \"%.*s\" has no "
			    "header, and rule \"%.*s\" says otherwise header: "
			    "such mail goes without [no-header]",
			    (int)t->name.len, (const char *)t->name.ptr,
			    (int)asks->name.len,
			    (const char *)asks->name.ptr);
	}
}
