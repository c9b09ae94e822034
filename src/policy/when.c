/*
 * when -- `when` and `unless` lines to an expression: and, or, not, brackets,
 * and the first words of each fact.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "policy/check.h"

static struct expr	*parse_when(struct cond_reader *rd);

static bool
at_word(const struct cond_reader *rd, const char *word)
{
	size_t at = rd->at;

	return conf_is_word(rd->line, &at, word);
}

bool
when_at_end(const struct cond_reader *rd)
{
	return rd->at >= rd->line->count || at_word(rd, "and") ||
	    at_word(rd, "or") ||
	    rd->line->tokens[rd->at].kind == CONF_CLOSE;
}

int
cond_unsupported(struct cond_reader *rd, size_t from, const char *what)
{
	check_unsupported(rd->checker, rd->line, from, what);
	return ERR_SYNTAX;
}

static struct expr *
new_expr(struct cond_reader *rd, enum expr_kind kind)
{
	struct expr *e;

	e = arena_zalloc(rd->checker->arena, sizeof *e);
	if (e == NULL)
		rd->checker->failed = true;
	else
		e->kind = kind;
	return e;
}

static struct expr *
add_kid(struct cond_reader *rd, struct expr *e, struct expr *kid)
{
	if (e == NULL || kid == NULL)
		return NULL;
	e->kids = arena_grow(rd->checker->arena, e->kids, e->count, &e->cap,
	    sizeof *e->kids);
	if (e->kids == NULL) {
		rd->checker->failed = true;
		return NULL;
	}
	e->kids[e->count++] = kid;
	/* Below a "not" a fact asks about any recipient, not about ours. */
	if (e->kind != EXPR_NOT) {
		e->has_recipient = e->has_recipient || kid->has_recipient;
		e->has_attachment = e->has_attachment || kid->has_attachment;
	}
	return e;
}

/* --- facts ------------------------------------------------------------------- */

static const struct cond_type *
find_type(struct cond_reader *rd)
{
	const struct cond_type *best = NULL;
	size_t i, at, best_at = rd->at;

	for (i = 0; cond_table[i] != NULL; i++) {
		at = rd->at;
		if (check_skip(rd->line, &at, cond_table[i]->words) &&
		    at > best_at) {
			best = cond_table[i];
			best_at = at;
		}
	}
	rd->at = best_at;
	return best;
}

/* The nearest first words: of one, two or three of ours. */
static void
unknown_fact(struct cond_reader *rd)
{
	struct checker *c = rd->checker;
	const char *words[64], *near = NULL;
	struct conf_place at = check_at(rd->line, rd->at);
	size_t i, n;

	if (rd->at >= rd->line->count) {
		conf_error(c->diag, &at, "expected a condition");
		return;
	}
	for (i = 0; cond_table[i] != NULL && i < 63; i++)
		words[i] = cond_table[i]->words;
	words[i] = NULL;
	for (n = 3; n > 0 && near == NULL; n--)
		near = conf_nearest(check_text(c->scratch, rd->line, rd->at,
		    rd->at + n), words);
	conf_error(c->diag, &at, "unknown condition \"%.*s\"",
	    (int)rd->line->tokens[rd->at].text.len,
	    (const char *)rd->line->tokens[rd->at].text.ptr);
	conf_suggest(c->diag, near);
}

/* After an error inside a fact: go on where the next one may start. */
static void
skip_fact(struct cond_reader *rd)
{
	size_t open = 0;

	while (rd->at < rd->line->count) {
		if (open == 0 && when_at_end(rd))
			return;
		if (rd->line->tokens[rd->at].kind == CONF_OPEN)
			open++;
		if (rd->line->tokens[rd->at].kind == CONF_CLOSE)
			open--;
		rd->at++;
	}
}

static void
keep_fact(struct cond_reader *rd, struct condition *k)
{
	struct rule *r = rd->rule;

	r->facts = arena_grow(rd->checker->arena, r->facts, r->fact_count,
	    &r->fact_cap, sizeof *r->facts);
	if (r->facts == NULL) {
		r->fact_count = r->fact_cap = 0;
		rd->checker->failed = true;
		return;
	}
	k->index = r->fact_count;
	r->facts[r->fact_count++] = k;
}

static struct expr *
parse_fact(struct cond_reader *rd)
{
	struct expr *e = new_expr(rd, EXPR_FACT);
	struct condition *k;
	const struct cond_type *type;
	size_t from = rd->at;

	k = arena_zalloc(rd->checker->arena, sizeof *k);
	if (e == NULL || k == NULL) {
		rd->checker->failed = true;
		return NULL;
	}
	type = find_type(rd);
	if (type == NULL)
		unknown_fact(rd);
	k->type = type;
	if (type == NULL || type->parse(rd, k) < 0) {
		skip_fact(rd);
		return NULL;
	}
	if (!when_at_end(rd)) {
		check_expected(rd->checker, rd->line, rd->at,
		    "\"and\", \"or\" or the end of the condition", NULL);
		skip_fact(rd);
		return NULL;
	}
	k->words = check_text(rd->checker->arena, rd->line, from, rd->at);
	e->fact = k;
	e->has_recipient = k->subject == SUBJECT_RECIPIENT;
	e->has_attachment = k->subject == SUBJECT_ATTACHMENT;
	keep_fact(rd, k);
	return e;
}

/* --- and, or, not, brackets ------------------------------------------------------ */

static struct expr *
parse_bracket(struct cond_reader *rd)
{
	struct expr *e;

	rd->at++;
	rd->depth++;
	e = rd->depth > CONF_DEPTH_MAX ? NULL : parse_when(rd);
	rd->depth--;
	/* conf saw to it that every bracket is closed. */
	if (rd->at < rd->line->count &&
	    rd->line->tokens[rd->at].kind == CONF_CLOSE)
		rd->at++;
	return e;
}

static struct expr *
parse_term(struct cond_reader *rd)
{
	struct expr *e, *kid;
	bool is_not;

	is_not = conf_is_word(rd->line, &rd->at, "not");
	if (rd->at < rd->line->count &&
	    rd->line->tokens[rd->at].kind == CONF_OPEN)
		kid = parse_bracket(rd);
	else
		kid = parse_fact(rd);
	if (!is_not)
		return kid;
	e = new_expr(rd, EXPR_NOT);
	return add_kid(rd, e, kid);
}

static void
mixed(struct cond_reader *rd, enum expr_kind kind)
{
	conf_error(rd->checker->diag, &rd->line->tokens[rd->at].at,
	    kind == EXPR_OR ?
	    "\"and\" mixed with \"or\"; add brackets to say which goes first" :
	    "\"or\" mixed with \"and\"; add brackets to say which goes first");
}

static struct expr *
parse_when(struct cond_reader *rd)
{
	struct expr *e = NULL, *kid;
	bool ok, told = false;
	enum expr_kind kind;

	kid = parse_term(rd);
	ok = kid != NULL;
	while (at_word(rd, "and") || at_word(rd, "or")) {
		kind = at_word(rd, "and") ? EXPR_AND : EXPR_OR;
		if (e == NULL) {
			e = new_expr(rd, kind);
			ok = add_kid(rd, e, kid) != NULL && ok;
			if (e == NULL)
				return NULL;
		} else if (e->kind != kind) {
			if (!told)
				mixed(rd, e->kind);
			told = true;
			ok = false;
		}
		rd->at++;
		kid = parse_term(rd);
		ok = add_kid(rd, e, kid) != NULL && ok;
	}
	if (!ok)
		return NULL;
	return e != NULL ? e : kid;
}

struct expr *
when_parse(struct checker *c, const struct conf_line *l, size_t at,
    struct rule *rule)
{
	struct cond_reader rd = { c, l, at, rule, 0 };
	struct expr *e;
	size_t before = conf_diag_errors(c->diag);

	e = parse_when(&rd);
	if (conf_diag_errors(c->diag) == before)
		check_end(c, l, rd.at);
	return conf_diag_errors(c->diag) == before ? e : NULL;
}
