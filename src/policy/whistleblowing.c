/*
 * whistleblowing -- `set whistleblowing LIST, ...`: to whom people may tell of
 * wrongdoing.  Mail to them alone is judged by no rule but those that add the
 * notice, is never held or refused, and nothing is kept of who sent it.
 */
#include "base/err.h"
#include "policy/check.h"
#include "policy/view.h"

/* After the lists; that the names exist was checked with the settings. */
void
whistleblowing_check(struct checker *c)
{
	const struct conf_line *l;
	const struct address_list *list;
	struct policy *p = c->policy;
	size_t at, cap = 0;

	l = conf_setting(c->tree, "whistleblowing", &at);
	for (; l != NULL && at < l->count; at++) {
		if (l->tokens[at].kind != CONF_WORD)
			continue;
		list = policy_address_list(p, l->tokens[at].text);
		if (list == NULL)
			continue;
		if (list->kind != LIST_ADDRESSES &&
		    list->kind != LIST_DOMAINS) {
			conf_error(c->diag, &l->tokens[at].at, "list \"%.*s\" "
			    "holds neither addresses nor domains",
			    (int)list->name.len,
			    (const char *)list->name.ptr);
			continue;
		}
		p->whistleblowing = arena_grow(c->arena, p->whistleblowing,
		    p->whistleblowing_count, &cap, sizeof *p->whistleblowing);
		if (p->whistleblowing == NULL) {
			p->whistleblowing_count = 0;
			c->failed = true;
			return;
		}
		p->whistleblowing[p->whistleblowing_count++] = list;
	}
}

static bool
is_protected(const struct policy *p, const struct person *person)
{
	size_t i;

	for (i = 0; i < p->whistleblowing_count; i++)
		if (person_in_list(person, p->whistleblowing[i]))
			return true;
	return false;
}

int
view_find_protected(struct view *v)
{
	bool *which;
	size_t i;

	which = arena_array(v->arena, v->recipient_count, sizeof *which);
	if (which == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v->recipient_count; i++) {
		which[i] = is_protected(v->policy, &v->recipients[i]);
		v->protected_count += which[i];
	}
	v->is_protected = which;
	return 0;
}

bool
view_is_disclosure(const struct view *v)
{
	return v->protected_count > 0 &&
	    v->protected_count == v->recipient_count;
}

int
policy_mark_protected(const struct policy *p, const struct envelope *envelope,
    struct arena *a, struct verdict *v)
{
	struct person person;
	size_t i;

	for (i = 0; i < envelope->recipient_count; i++) {
		if (person_make(p, a, &envelope->recipients[i].address,
		    &person) < 0)
			return ERR_LIMIT;
		if (!is_protected(p, &person))
			continue;
		v->recipients[i].is_protected = true;
		v->is_disclosure = true;
	}
	return 0;
}
