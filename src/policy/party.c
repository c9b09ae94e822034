/*
 * party -- sender, recipients and facts as exeatctl shows them.
 */
#include "base/err.h"
#include "policy/private.h"
#include "policy/view.h"

static int
show(const struct policy *p, const struct person *person, struct arena *a,
    struct party *ret)
{
	size_t i;

	*ret = (struct party){ .address = person->address.full,
	    .inside = person->inside, .partner = person->partner };
	ret->webmail = person->webmail;
	if (person->staff != SIZE_MAX) {
		i = p->directory->staff[person->staff].department;
		if (i != SIZE_MAX)
			ret->department = p->directory->departments[i];
	}
	if (person->association != SIZE_MAX)
		ret->association = p->associations[person->association].name;
	ret->lists = arena_array(a, p->list_count, sizeof *ret->lists);
	if (ret->lists == NULL)
		return ERR_LIMIT;
	for (i = 0; person->address.full.len > 0 && i < p->list_count; i++)
		if (person_in_list(person, p->lists[i]))
			ret->lists[ret->list_count++] = p->lists[i]->name;
	return 0;
}

int
policy_party(const struct policy *p, struct slice address, struct arena *a,
    struct party *ret)
{
	struct address parsed;
	struct person person;

	/* What is no address is shown as it is, and belongs nowhere. */
	if (address_parse(a, address, &parsed) != 0)
		parsed = (struct address){ address, address, SLICE_NONE };
	if (person_make(p, a, &parsed, &person) < 0)
		return ERR_LIMIT;
	return show(p, &person, a, ret);
}

int
policy_sender(const struct policy *p, const struct envelope *envelope,
    const struct report *report, struct arena *a, struct sender_facts *ret)
{
	size_t manager;
	struct view v;
	int r;

	r = view_make(p, envelope, report, NULL, a, &v);
	if (r == 0)
		r = show(p, &v.sender, a, &ret->party);
	if (r < 0)
		return r;
	ret->auth = envelope->auth;
	ret->signed_in = envelope->auth.len > 0;
	ret->differs_from_header = view_sender_differs(&v) == TRI_YES;
	ret->manager = SLICE_NONE;
	manager = view_manager(&v);
	if (manager != SIZE_MAX)
		ret->manager = p->directory->staff[manager].address;
	return 0;
}

int
policy_acquaintance(const struct policy *p, const struct envelope *envelope,
    const struct report *report, const struct memory_answer *memory,
    struct arena *a, struct acquaintance **ret, size_t *ret_n)
{
	struct acquaintance *all;
	struct view v;
	size_t i, n = MEMORY_RECIPIENTS + envelope->recipient_count;

	all = arena_array(a, n, sizeof *all);
	if (all == NULL ||
	    view_make(p, envelope, report, memory, a, &v) < 0)
		return ERR_LIMIT;
	for (i = 0; i < n; i++) {
		if (view_person(&v, i)->address.full.len == 0)
			continue;
		all[i].known = view_is_known(&v, i, view_person(&v, i));
		all[i].first_contact = contact_is_first(&v, i);
		all[i].private_of_staff = private_address(&v, i);
		(void)contact_lookalike(&v, i, &all[i].lookalike_of);
	}
	*ret = all;
	*ret_n = n;
	return 0;
}

size_t
policy_visible_recipients(const struct policy *p, const struct report *r)
{
	struct arena *scratch = arena_new(SIZE_MAX / 2);
	struct address address;
	struct person person;
	size_t i, n = 0;

	for (i = 0; i < r->facts.visible_count; i++) {
		/* One that we cannot read is seen by its readers all the same. */
		if (address_parse(scratch, r->facts.visible[i],
		    &address) != 0 || person_make(p, scratch, &address,
		    &person) < 0 || (!person.inside && !person.partner))
			n++;
	}
	arena_free(scratch);
	return n;
}

struct fact_list {
	struct rule_fact *facts;
	size_t count, cap;
};

static int
add_facts(const struct rule *r, struct view *v, struct fact_list *list)
{
	const struct condition *c;
	struct rule_fact *f;
	size_t k, m;

	for (k = 0; k < r->fact_count; k++) {
		c = r->facts[k];
		for (m = 0; m < list->count; m++)
			if (slice_eq(list->facts[m].words, c->words))
				break;
		if (m < list->count)
			continue;
		list->facts = arena_grow(v->arena, list->facts, list->count,
		    &list->cap, sizeof *list->facts);
		if (list->facts == NULL)
			return ERR_LIMIT;
		f = &list->facts[list->count++];
		f->words = c->words;
		f->answer = eval_fact(c, v);
		f->because = eval_because(c, v, f->answer);
	}
	return 0;
}

int
policy_facts(const struct policy *p, const struct envelope *envelope,
    const struct report *report, const struct memory_answer *memory,
    struct arena *a, struct rule_fact **ret, size_t *ret_n)
{
	struct fact_list list = { NULL, 0, 0 };
	struct view v;
	size_t i;
	int r;

	r = view_make(p, envelope, report, memory, a, &v);
	for (i = 0; r == 0 && i < p->rule_count; i++)
		r = add_facts(&p->rules[i], &v, &list);
	for (i = 0; r == 0 && i < p->text_count; i++)
		r = add_facts(&p->texts[i]->facts, &v, &list);
	if (r < 0)
		return r;
	*ret = list.facts;
	*ret_n = list.count;
	return 0;
}
