/*
 * association -- who may send, from which domains, with which notice.
 */
#include "policy/check.h"

static void
association_name(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct association *a = target;
	struct slice s;

	if (conf_get_string(l, &at, c->diag, &s) < 0)
		return;
	a->title = check_keep(c, s);
	check_end(c, l, at);
}

static void
association_domains(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	struct association *a = target;

	domains_read(c, l, at, &c->policy->association_domains,
	    (size_t)(a - c->policy->associations));
}

/*
 * text S, html S: the templates themselves are read and checked where they
 * are used, in the inspector.
 */
static void
association_disclaimer(struct checker *c, const struct conf_line *l,
    size_t at, void *target)
{
	static const char *const kinds[] = { "text", "html", "header", "logo",
	    NULL };
	struct slice s;
	size_t k, from = at;

	(void)target;
	if (at < l->count && !slice_eq_str(l->tokens[at].text, "text") &&
	    !slice_eq_str(l->tokens[at].text, "html") &&
	    l->tokens[at].kind == CONF_WORD &&
	    (slice_eq_str(l->tokens[at].text, "for") ||
	    (at + 1 < l->count && l->tokens[at + 1].kind == CONF_WORD))) {
		check_unsupported(c, l, from, slice_eq_str(
		    l->tokens[at].text, "for") ? "disclaimer for" :
		    "disclaimer LANGUAGE");
		return;
	}
	do {
		from = at;
		k = check_choice(c, l, &at, "text, html, header or logo",
		    kinds);
		if (k == SIZE_MAX || conf_get_string(l, &at, c->diag, &s) < 0)
			return;
		if (k > 1)
			check_unsupported(c, l, from, k == 2 ?
			    "disclaimer header" : "disclaimer logo");
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

void
association_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "name", false, association_name },
		{ "domains", false, association_domains },
		{ "disclaimer", true, association_disclaimer },
		{ NULL, false, NULL },
	};
	struct policy *p = c->policy;
	struct association *a;

	p->associations = arena_grow(c->arena, p->associations,
	    p->association_count, &p->association_cap, sizeof *a);
	if (p->associations == NULL) {
		p->association_count = 0;
		c->failed = true;
		return;
	}
	a = &p->associations[p->association_count++];
	a->name = check_keep(c, b->name);
	check_lines(c, b, keys, a);
	if (conf_line_find(b, "domains", 0) == NULL)
		conf_error(c->diag, &b->name_at,
		    "an association needs its domains");
}
