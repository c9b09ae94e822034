/*
 * listed -- lists that settings name: `set known-correspondents`, whom we know
 * beside those whom somebody has written to, and `set systems`, our machines
 * that send without signing in.
 */
#include "base/err.h"
#include "policy/check.h"
#include "policy/view.h"

static void
read_refs(struct checker *c, const struct conf_line *l, size_t at,
    struct list_refs *refs)
{
	size_t word;

	do {
		word = at;
		if (names_read(c, NAME_LIST, l, &at) == SIZE_MAX)
			return;
		refs->refs = arena_grow(c->arena, refs->refs, refs->count,
		    &refs->cap, sizeof *refs->refs);
		if (refs->refs == NULL) {
			refs->count = 0;
			c->failed = true;
			return;
		}
		refs->refs[refs->count++] = (struct list_ref){
		    check_keep(c, l->tokens[word].text), NULL,
		    l->tokens[word].at };
	} while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

void
listed_read_known(struct checker *c, const struct conf_line *l, size_t at)
{
	read_refs(c, l, at, &c->policy->known);
}

void
listed_read_systems(struct checker *c, const struct conf_line *l, size_t at)
{
	read_refs(c, l, at, &c->policy->systems);
}

static void
find_lists(struct checker *c, struct list_refs *refs, bool may_be_networks)
{
	struct list_ref *ref;
	size_t i, k, kept = 0;

	for (i = 0; i < refs->count; i++) {
		ref = &refs->refs[i];
		for (k = 0; k < c->policy->list_count; k++)
			if (slice_eq(c->policy->lists[k]->name, ref->name))
				ref->list = c->policy->lists[k];
		/* Its own errors were told where it stands. */
		if (ref->list == NULL)
			continue;
		if (ref->list->kind != LIST_ADDRESSES &&
		    ref->list->kind != LIST_DOMAINS &&
		    !(may_be_networks && ref->list->kind == LIST_NETWORKS))
			conf_error(c->diag, &ref->at, "list \"%.*s\" holds "
			    "%s", (int)ref->name.len,
			    (const char *)ref->name.ptr, may_be_networks ?
			    "neither addresses, domains nor networks" :
			    "neither addresses nor domains");
		/* Places are the tree's, which ends before the policy. */
		ref->at = (struct conf_place){ NULL, 0, 0, 0 };
		refs->refs[kept++] = *ref;
	}
	refs->count = kept;
}

void
listed_find(struct checker *c)
{
	find_lists(c, &c->policy->known, false);
	find_lists(c, &c->policy->systems, true);
}

static bool
has_person(const struct list_refs *refs, const struct person *p)
{
	size_t i;

	if (p->address.full.len == 0)
		return false;
	for (i = 0; i < refs->count; i++)
		if (person_in_list(p, refs->refs[i].list))
			return true;
	return false;
}

bool
person_is_listed(const struct policy *p, const struct person *person)
{
	return has_person(&p->known, person);
}

bool
view_is_from_system(const struct view *v)
{
	const struct list_refs *refs = &v->policy->systems;
	const struct address_list *list;
	size_t i, k;

	if (v->envelope->class == MAIL_CLASS_INBOUND)
		return false;
	if (has_person(refs, &v->sender))
		return true;
	for (i = 0; i < refs->count; i++) {
		list = refs->refs[i].list;
		for (k = 0; k < list->network_count; k++)
			if (network_has(&list->networks[k],
			    v->envelope->client_addr))
				return true;
	}
	return false;
}

enum tri
view_is_known(const struct view *v, size_t place,
    const struct person *person)
{
	const struct memory_of_party *m = view_memory(v, place);

	if (person->address.full.len == 0)
		return TRI_NO;
	/* On the way in, an inside address is what somebody outside wrote. */
	if (person->inside && (place != MEMORY_SENDER ||
	    v->envelope->class != MAIL_CLASS_INBOUND))
		return TRI_YES;
	if (person_is_listed(v->policy, person))
		return TRI_YES;
	if (m == NULL)
		return TRI_UNKNOWN;
	return (m->known & MEMORY_KNOWN) != 0 ? TRI_YES : TRI_NO;
}
