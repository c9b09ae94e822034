#include "policy/view.h"

#include "base/err.h"

void
view_sender(const struct policy *p, const struct envelope *e,
    struct arena *a, struct address *ret)
{
	struct address login = { .full = SLICE_NONE };
	size_t staff;

	*ret = e->sender;
	if (e->auth.len == 0)
		return;
	/* Whoever signed in is the sender, whatever MAIL FROM says. */
	if (address_parse(a, e->auth, &login) == 0 && login.domain.len > 0)
		*ret = login;
	staff = directory_by_login(p->directory, e->auth);
	if (staff == SIZE_MAX && login.domain.len > 0)
		staff = directory_by_address(p->directory,
		    address_fold(a, &login));
	/* An alias stands for the person: the main address. */
	if (staff != SIZE_MAX && address_parse(a,
	    p->directory->staff[staff].address, &login) == 0)
		*ret = login;
}

/*
 * An anomaly that names the message itself or no part at all may hide header
 * fields; one of an attachment cannot.
 */
static bool
header_went_unread(const struct report *r)
{
	const struct anomaly *x;
	size_t i, named = 0;

	for (i = 0; i < r->anomaly_count; i++) {
		x = &r->anomalies[i];
		if (x->class == ANOMALY_ENCRYPTED)
			continue;
		if (x->part.len == 0 || slice_eq_str(x->part, "0"))
			return true;
		named++;
	}
	return !r->complete && named == 0;
}

static bool
is_office(const struct part *p)
{
	return p->type == FILETYPE_DOCUMENT || p->type == FILETYPE_SPREADSHEET ||
	    p->type == FILETYPE_PRESENTATION || p->type == FILETYPE_PDF;
}

/*
 * A logo on a letter is the letter's, as a picture in the text is the text's:
 * nobody sent it as a file.  document: the last one that came before p.
 */
static bool
is_shown_in(const struct part *document, const struct part *p)
{
	return document != NULL && (p->flags & PART_IS_MEMBER) != 0 &&
	    (p->type == FILETYPE_PICTURE || p->type == FILETYPE_BITMAP) &&
	    p->path.len > document->path.len &&
	    view_part_covers(document->path, p->path);
}

static int
find_attachments(struct view *v)
{
	const struct part *p, *document = NULL;
	bool *shown;
	size_t i;

	v->attachments = arena_array(v->arena, v->report->part_count,
	    sizeof *v->attachments);
	shown = arena_array(v->arena, v->report->part_count, sizeof *shown);
	if (v->attachments == NULL || shown == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v->report->part_count; i++) {
		p = &v->report->parts[i];
		if (is_office(p) && !(document != NULL && view_part_covers(
		    document->path, p->path)))
			document = p;
		if ((p->flags & PART_IS_ATTACHMENT) != 0 &&
		    (p->flags & PART_IS_INLINE_PICTURE) == 0) {
			shown[v->attachment_count] = is_shown_in(document, p);
			v->attachments[v->attachment_count++] = p;
		}
	}
	v->is_shown = shown;
	return 0;
}

int
view_make(const struct policy *p, const struct envelope *e,
    const struct report *r, const struct memory_answer *memory,
    struct arena *a, struct view *ret)
{
	struct view v = { .policy = p, .envelope = e, .report = r,
	    .arena = a };
	struct address address;
	size_t i;

	/* An answer to some other question is none. */
	if (memory != NULL && memory->party_count ==
	    MEMORY_RECIPIENTS + e->recipient_count)
		v.memory = memory;
	v.unread = report_is_unreadable(r) || !r->complete;
	v.header_unread = header_went_unread(r);
	v.recipients = arena_array(a, e->recipient_count, sizeof *v.recipients);
	if (v.recipients == NULL || find_attachments(&v) < 0)
		return ERR_LIMIT;
	v.recipient_count = e->recipient_count;
	for (i = 0; i < e->recipient_count; i++)
		if (person_make(p, a, &e->recipients[i].address,
		    &v.recipients[i]) < 0)
			return ERR_LIMIT;
	view_sender(p, e, a, &address);
	if (person_make(p, a, &address, &v.sender) < 0)
		return ERR_LIMIT;
	if (r->facts.original_sender.len == 0 ||
	    address_parse(a, r->facts.original_sender, &address) != 0)
		address = (struct address){ .full = SLICE_NONE };
	if (person_make(p, a, &address, &v.original) < 0)
		return ERR_LIMIT;
	if (view_find_protected(&v) < 0)
		return ERR_LIMIT;
	*ret = v;
	return 0;
}

const struct memory_of_party *
view_memory(const struct view *v, size_t place)
{
	return v->memory == NULL ? NULL : &v->memory->parties[place];
}

size_t
view_manager(const struct view *v)
{
	return v->sender.staff == SIZE_MAX ? SIZE_MAX :
	    v->policy->directory->staff[v->sender.staff].manager;
}

enum tri
view_no(const struct view *v)
{
	return v->unread ? TRI_UNKNOWN : TRI_NO;
}

enum tri
view_header_no(const struct view *v)
{
	return v->header_unread ? TRI_UNKNOWN : TRI_NO;
}

bool
view_part_covers(struct slice path, struct slice at)
{
	return slice_starts(at, path) && (at.len == path.len ||
	    at.ptr[path.len] == '.' || at.ptr[path.len] == '/');
}

enum tri
view_sender_differs(const struct view *v)
{
	const struct message_facts *f = &v->report->facts;
	struct address from;
	struct person p;
	size_t i;

	/* Reports come from nobody; there is nothing to differ from. */
	if (v->sender.address.full.len == 0)
		return TRI_NO;
	for (i = 0; i < f->from_count; i++) {
		if (address_parse(v->arena, f->from[i], &from) != 0 ||
		    person_make(v->policy, v->arena, &from, &p) < 0 ||
		    (!slice_eq(p.folded, v->sender.folded) &&
		    (p.staff == SIZE_MAX || p.staff != v->sender.staff)))
			return TRI_YES;
	}
	return view_header_no(v);
}
