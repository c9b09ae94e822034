#include "policy/private.h"

#include "base/err.h"
#include "base/limits.h"

/* The people of ours that this message names, the sender first. */
struct colleagues {
	struct likeness people[COLLEAGUES_MAX];
	size_t count;
	int today;			/* local day of the message */
	uint8_t *answers;		/* by place, plus one; 0: not asked */
};

static struct slice
name_at(const struct slice *names, size_t i)
{
	return names == NULL ? SLICE_NONE : names[i];
}

static int
add_person(struct view *v, struct colleagues *all, struct slice local,
    struct slice shown)
{
	struct likeness *l;
	int r;

	if (all->count == COLLEAGUES_MAX)
		return 0;
	l = &all->people[all->count];
	*l = (struct likeness){ .given = NULL };
	r = shown.len > 0 && slice_chr(shown, '@', 0) == SLICE_NPOS ?
	    likeness_add_name(l, v->arena, shown, NAME_ANY) : 0;
	if (r == 0)
		r = likeness_add_local(l, v->arena, local);
	all->count += !likeness_is_empty(l);
	return r;
}

/* The sender may be known by the directory, and by how programs show them. */
static int
add_sender(struct view *v, struct colleagues *all)
{
	const struct message_facts *f = &v->report->facts;
	struct slice shown = SLICE_NONE;
	struct address address;
	struct person p;
	size_t i;
	int r;

	for (i = 0; i < f->from_count && shown.len == 0; i++)
		if (address_parse(v->arena, f->from[i], &address) == 0 &&
		    person_make(v->policy, v->arena, &address, &p) == 0 &&
		    (slice_eq(p.folded, v->sender.folded) ||
		    (p.staff != SIZE_MAX && p.staff == v->sender.staff)))
			shown = name_at(f->from_names, i);
	r = add_person(v, all, v->sender.address.local, shown);
	/* An empty one holds the place: the first is the sender. */
	if (r == 0 && all->count == 0)
		all->people[all->count++] = (struct likeness){ .given = NULL };
	return r;
}

/* Whoever the directory has is compared there. */
static int
add_address(struct view *v, struct colleagues *all, struct slice text,
    struct slice shown)
{
	struct address address;
	struct person p;

	if (address_parse(v->arena, text, &address) != 0 ||
	    address.domain.len == 0)
		return 0;
	if (person_make(v->policy, v->arena, &address, &p) < 0)
		return ERR_LIMIT;
	if (!p.inside || p.staff != SIZE_MAX ||
	    slice_eq(p.folded, v->sender.folded))
		return 0;
	return add_person(v, all, address.local, shown);
}

static int
add_others(struct view *v, struct colleagues *all)
{
	const struct message_facts *f = &v->report->facts;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < f->from_count; i++)
		r = add_address(v, all, f->from[i], name_at(f->from_names, i));
	for (i = 0; r == 0 && i < f->visible_count; i++)
		r = add_address(v, all, f->visible[i],
		    name_at(f->visible_names, i));
	for (i = 0; r == 0 && i < v->recipient_count; i++)
		if (v->recipients[i].inside)
			r = add_address(v, all, v->recipients[i].folded,
			    SLICE_NONE);
	return r;
}

/* NULL past the arena's ceiling. */
static struct colleagues *
colleagues_of(struct view *v)
{
	struct colleagues *all = v->colleagues;
	struct zone_time t;

	if (all != NULL)
		return all;
	all = arena_zalloc(v->arena, sizeof *all);
	if (all == NULL)
		return NULL;
	all->answers = arena_array(v->arena, MEMORY_RECIPIENTS +
	    v->recipient_count, 1);
	zone_local(&v->policy->zone, v->envelope->at_ms, &t);
	all->today = t.day;
	if (all->answers == NULL || add_sender(v, all) < 0 ||
	    add_others(v, all) < 0)
		return NULL;
	v->colleagues = all;
	return all;
}

/* The name that To and Cc show beside a recipient's address. */
static struct slice
shown_name(const struct view *v, const struct person *p)
{
	const struct message_facts *f = &v->report->facts;
	struct address address;
	size_t i;

	for (i = 0; f->visible_names != NULL && i < f->visible_count; i++)
		if (f->visible_names[i].len > 0 &&
		    address_parse(v->arena, f->visible[i], &address) == 0 &&
		    slice_ieq(address.local, p->address.local) &&
		    slice_eq(domain_fold(v->arena, address.domain), p->domain))
			return f->visible_names[i];
	return SLICE_NONE;
}

static bool
is_somebodys(const struct view *v, const struct colleagues *all,
    const struct private_address *x)
{
	const struct directory *d = v->policy->directory;
	size_t i;

	for (i = 0; i < all->count; i++)
		if (likeness_is(&all->people[i], x, i == 0))
			return true;
	for (i = 0; d != NULL && i < d->count; i++)
		if (!staff_has_left(&d->staff[i], all->today) &&
		    likeness_is(&d->staff[i].likeness, x,
		    i == v->sender.staff))
			return true;
	return false;
}

static enum tri
compare(struct view *v, const struct colleagues *all, const struct person *p)
{
	const struct directory *d = v->policy->directory;
	size_t staff = directory_by_address(d, p->folded);
	struct private_address *x;

	/* Theirs by the directory itself. */
	if (staff != SIZE_MAX && !staff_has_left(&d->staff[staff],
	    all->today))
		return TRI_YES;
	x = arena_alloc(v->arena, sizeof *x);
	if (x == NULL || private_address_make(x, v->arena, p->address.local,
	    shown_name(v, p)) < 0)
		return TRI_UNKNOWN;
	return is_somebodys(v, all, x) ? TRI_YES : view_header_no(v);
}

enum tri
private_address(struct view *v, size_t place)
{
	const struct person *p = view_person(v, place);
	struct colleagues *all;

	if (!p->webmail || p->inside)
		return TRI_NO;
	all = colleagues_of(v);
	if (all == NULL)
		return TRI_UNKNOWN;
	if (all->answers[place] == 0)
		all->answers[place] = (uint8_t)(compare(v, all, p) + 1);
	return (enum tri)(all->answers[place] - 1);
}

struct slice
private_compared(struct view *v)
{
	const struct directory *d = v->policy->directory;
	const struct colleagues *all = colleagues_of(v);
	size_t n = all == NULL ? 0 : all->count;

	if (d != NULL)
		return arena_printf(v->arena, "compared with %zu people of "
		    "the directory", d->count);
	return arena_printf(v->arena, "no directory is set: compared with %zu "
	    "%s of this message", n, n == 1 ? "person" : "people");
}
