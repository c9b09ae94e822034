/*
 * contact -- `first contact` and `lookalike`: whom the sender has not met.
 *
 * An address is met, not a domain: of a mail provider's users none is met by
 * another, and at a firm somebody new is new as well (R7 asks whether someone
 * inside had written to that address).  For lookalikes it is the domain that
 * counts: one that was written to before is no slip for another.
 */
#include "base/err.h"
#include "policy/view.h"

enum tri
contact_is_first(const struct view *v, size_t place)
{
	const struct person *p = view_person(v, place);
	const struct memory_of_party *m = view_memory(v, place);

	if (p->inside)
		return TRI_NO;
	if (m == NULL)
		return TRI_UNKNOWN;
	return (m->known & MEMORY_KNOWN_TO_SENDER) != 0 ? TRI_NO : TRI_YES;
}

/* --- lookalikes ---------------------------------------------------------------- */

static int
prepare(struct policy *p, const struct name_set *set, struct lookalike **ret,
    size_t *ret_n)
{
	struct slice name;
	size_t i;

	*ret_n = 0;
	*ret = arena_array(p->arena, set->count, sizeof **ret);
	if (*ret == NULL && set->count > 0)
		return ERR_LIMIT;
	for (i = 0; i < set->count; i++) {
		name = set->entries[i].name;
		if (slice_starts(name, SLICE("*.")))
			name = slice_from(name, 2);
		name = domain_unicode(p->arena, name);
		if (lookalike_make(name, &(*ret)[*ret_n]))
			(*ret_n)++;
	}
	return 0;
}

int
contact_prepare(struct policy *p)
{
	int r;

	r = prepare(p, &p->inside, &p->ours, &p->ours_count);
	if (r == 0)
		r = prepare(p, &p->webmail, &p->mailers, &p->mailers_count);
	return r;
}

static const struct lookalike *
find_alike(const struct lookalike *x, const struct lookalike *known, size_t n,
    enum lookalike_owner owner)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lookalike_is(x, &known[i], owner))
			return &known[i];
	return NULL;
}

enum tri
contact_lookalike(const struct view *v, size_t place, struct slice *ret)
{
	const struct policy *p = v->policy;
	const struct person *who = view_person(v, place);
	const struct memory_of_party *m = view_memory(v, place);
	const struct lookalike *found;
	struct lookalike x;

	/* What is known itself is no mistake for something else. */
	if (who->inside || who->partner || who->webmail || person_is_listed(p, who) ||
	    (m != NULL && (m->known & (MEMORY_KNOWN |
	    MEMORY_KNOWN_DOMAIN)) != 0))
		return TRI_NO;
	if (name_set_domain(&p->inside, who->domain) != NULL ||
	    !lookalike_make(domain_unicode(v->arena, who->domain), &x))
		return TRI_NO;
	found = find_alike(&x, p->ours, p->ours_count, LOOKALIKE_OURS);
	if (found == NULL)
		found = find_alike(&x, p->mailers, p->mailers_count,
		    LOOKALIKE_WELL_KNOWN);
	if (found != NULL)
		*ret = found->domain;
	else if (m != NULL && m->nearest.len > 0)
		*ret = m->nearest;
	else
		return m == NULL ? TRI_UNKNOWN : TRI_NO;
	return TRI_YES;
}
