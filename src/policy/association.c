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

/* Its facts name lists: texts.c reads it when these are known. */
static void
association_disclaimer(struct checker *c, const struct conf_line *l,
    size_t at, void *target)
{
	(void)c;
	(void)l;
	(void)at;
	(void)target;
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
