/*
 * Header blocks of an edited message: what the list changes must follow from
 * the request, and the result must be the old block with these changes.
 */
#include "action/proof_rewrite.h"

#include "action/dkim_rewrite.h"
#include "action/logo_rewrite.h"
#include "action/wrap_rewrite.h"
#include "base/err.h"

#define MARK_FIELD	"X-Exeat-Notice"

static struct slice
field_bytes(const struct mime_message *m, const struct mime_field *f)
{
	return slice_sub(m->bytes, f->from, f->to);
}

/* --- values that an edit may give a field -------------------------------------------- */

static bool
is_name(struct slice name, const char *s)
{
	return slice_ieq_str(name, s);
}

/* Is `is` the type `was` with charset utf-8, and not a byte else? */
static bool
has_utf8_set(const struct proof *p, struct slice was, struct slice is)
{
	static const char word[] = "utf-8";
	struct slice place, before, after, added;

	if (mime_param_place(was, "charset", p->job->arena, &place)) {
		before = slice_sub(was, 0, (size_t)(place.ptr - was.ptr));
		after = slice_from(was, before.len + place.len);
		return is.len == before.len + 5 + after.len &&
		    slice_starts(is, before) && slice_ends(is, after) &&
		    slice_eq_str(slice_sub(is, before.len, before.len + 5),
		    word);
	}
	if (!slice_starts(is, was))
		return false;
	added = slice_from(is, was.len);
	if (!slice_ends(slice_trim(was), SLICE(";"))) {
		if (!slice_starts(added, SLICE(";")))
			return false;
		added = slice_from(added, 1);
	}
	return slice_eq(added, SLICE(" charset=utf-8")) ||
	    slice_eq(added, SLICE("\r\n\tcharset=utf-8"));
}

static bool
is_new_type(const struct proof *p, const struct mime_field *was,
    struct slice is)
{
	if (was == NULL)
		return slice_eq(is, SLICE(" text/plain; charset=utf-8"));
	return has_utf8_set(p, was->value, is);
}

static bool
is_new_encoding(const struct mime_node *n, struct slice is)
{
	return (n->encoding == MIME_ENCODING_QUOTED_PRINTABLE &&
	    slice_eq(is, SLICE(" quoted-printable"))) ||
	    (n->encoding == MIME_ENCODING_BASE64 &&
	    slice_eq(is, SLICE(" base64")));
}

/* The root that encloses: its type, with the boundary in use, no more. */
static bool
is_enclosing_type(const struct proof *p, struct slice is)
{
	struct slice want;

	want = arena_printf(p->job->arena, " multipart/%s; boundary=\"%.*s\"",
	    p->job->shape == REWRITE_PICTURE_ROOT ? LOGO_ROOT_TYPE : "mixed",
	    (int)p->new->nodes[0].boundary.len,
	    (const char *)p->new->nodes[0].boundary.ptr);
	return want.ptr != NULL && slice_eq(is, want);
}

/* Is what was the root now further down? */
static bool
has_new_root(const struct proof *p)
{
	return p->job->shape == REWRITE_ENCLOSED ||
	    p->job->shape == REWRITE_WRAPPED ||
	    p->job->shape == REWRITE_PICTURE_ROOT;
}

/* All that a multipart may say of its encoding (RFC 2045 6.4). */
static bool
is_wide(struct slice value)
{
	value = slice_trim(value);
	return slice_ieq(value, SLICE("8bit")) ||
	    slice_ieq(value, SLICE("binary"));
}

static size_t
count_of(const struct edit_list *l, enum header_op op, struct slice name)
{
	size_t i, n;

	for (i = n = 0; i < l->header_count; i++)
		n += l->headers[i].op == op &&
		    slice_ieq(l->headers[i].name, name);
	return n;
}

/* --- what a disclaimer may do to the root's header ------------------------------------- */

static bool
root_type(const struct proof *p, const struct header_change *h)
{
	const struct mime_field *was = mime_field(&p->old->nodes[0],
	    "Content-Type");
	const struct rewrite_leaf *l = proof_touched(p, 0);

	if (has_new_root(p) && h->op == HEADER_DELETE)
		return h->index > 1;
	if (h->op != (was == NULL ? HEADER_ADD : HEADER_CHANGE))
		return false;
	if (has_new_root(p))
		return is_enclosing_type(p, h->value);
	return l != NULL && l->has_new_charset &&
	    is_new_type(p, was, h->value);
}

/* Is there a part, or a byte, for which the root has to say so? */
static bool
holds_wide(const struct proof *p)
{
	const struct mime_field *f;
	size_t i;

	for (i = 0; i < p->old->node_count; i++) {
		f = mime_field(&p->old->nodes[i], "Content-Transfer-Encoding");
		if (f != NULL && is_wide(f->value))
			return true;
	}
	return !slice_is_ascii(p->job->m->bytes);
}

static bool
root_encoding(const struct proof *p, const struct header_change *h)
{
	const struct mime_field *was = mime_field(&p->old->nodes[0],
	    "Content-Transfer-Encoding");
	const struct rewrite_leaf *l = proof_touched(p, 0);

	if (has_new_root(p))
		return h->op == HEADER_DELETE ||
		    (is_wide(h->value) && holds_wide(p));
	return h->op == (was == NULL ? HEADER_ADD : HEADER_CHANGE) &&
	    l != NULL && l->has_new_encoding &&
	    is_new_encoding(&p->new->nodes[0], h->value);
}

static bool
is_signature(struct slice name)
{
	return is_name(name, "DKIM-Signature");
}

/*
 * May such fields be taken off: because the signatures are ours, or because
 * they are none and go only inside?
 */
static bool
may_go(const struct proof *p)
{
	const struct edit_disclaimer *how = p->notice->disclaimer;

	return how != NULL && (how->replaces_signatures ||
	    (p->otherwise == EDIT_OTHERWISE_WRAP &&
	    !dkim_has_signature(&p->old->nodes[0])));
}

/*
 * Is there a mark to set?  Not on a wrapped message: it has another
 * Message-ID, and its text stands alone.
 */
static bool
has_mark(const struct proof *p)
{
	return p->otherwise != EDIT_OTHERWISE_WRAP && p->notice->disclaimer != NULL &&
	    p->notice->disclaimer->mark.len > 0;
}

static bool
mark_fits(const struct proof *p, const struct header_change *h)
{
	const struct edit_disclaimer *d = p->notice->disclaimer;

	if (h->op == HEADER_DELETE)
		return true;
	return h->op == HEADER_ADD && has_mark(p) &&
	    slice_eq(slice_trim(h->value), d->mark);
}

/* A wrapped message has two: its own, and outside the one made of it. */
static bool
is_new_id(const struct proof *p, const struct header_change *h)
{
	const struct mime_field *was = mime_field(&p->old->nodes[0],
	    "Message-ID");

	if (h->op == HEADER_DELETE)
		return h->index > 1;
	return h->op == (was == NULL ? HEADER_ADD : HEADER_CHANGE);
}

/* A field that is added is written as we always write it. */
static bool
is_well_written(struct slice name)
{
	return slice_eq(name, SLICE(MARK_FIELD)) ||
	    slice_eq(name, SLICE("MIME-Version")) ||
	    slice_eq(name, SLICE("Content-Type")) ||
	    slice_eq(name, SLICE("Content-Transfer-Encoding")) ||
	    slice_eq(name, SLICE("Message-ID"));
}

static bool
goes_with_notice(const struct proof *p, const struct header_change *h)
{
	if (h->op == HEADER_ADD && !is_well_written(h->name))
		return false;
	if (is_name(h->name, MARK_FIELD))
		return mark_fits(p, h);
	if (is_name(h->name, "MIME-Version"))
		return h->op == HEADER_ADD &&
		    slice_eq(h->value, SLICE(" 1.0")) &&
		    mime_field(&p->old->nodes[0], "MIME-Version") == NULL;
	if (is_name(h->name, "Content-Type"))
		return root_type(p, h);
	if (is_name(h->name, "Content-Transfer-Encoding"))
		return root_encoding(p, h);
	if (is_name(h->name, "Content-Length"))
		return h->op == HEADER_DELETE;
	if (is_signature(h->name))
		return h->op == HEADER_DELETE && may_go(p);
	if (p->otherwise == EDIT_OTHERWISE_WRAP &&
	    is_name(h->name, "Message-ID"))
		return is_new_id(p, h);
	if (slice_istarts(h->name, SLICE("Content-")))
		return h->op == HEADER_DELETE && has_new_root(p);
	return p->otherwise == EDIT_OTHERWISE_WRAP &&
	    h->op == HEADER_DELETE && !edit_wrap_keeps(h->name);
}

/* In its place one field at the top, the text's own. */
static bool
is_own_field(const struct proof *p, const struct header_change *h)
{
	return h->op == HEADER_INSERT && p->text->header_name.len > 0 &&
	    slice_eq(h->name, p->text->header_name) &&
	    slice_eq(h->value, p->text->header_value) &&
	    count_of(p->list, HEADER_INSERT, h->name) == 1;
}

static bool
follows_from(const struct proof *p, const struct edit_request *q,
    const struct header_change *h)
{
	switch (q->kind) {
	case EDIT_DISCLAIMER:
		if (q != p->notice)
			return false;
		return p->otherwise == EDIT_OTHERWISE_HEADER ?
		    is_own_field(p, h) : goes_with_notice(p, h);
	case EDIT_STRIP_SUBJECT_TAG:
		return h->op == HEADER_CHANGE && (is_name(h->name, "Subject") ||
		    is_name(h->name, "Thread-Topic"));
	case EDIT_ADD_FIELD:
		return h->op == HEADER_ADD && slice_eq(h->name, q->name) &&
		    slice_eq(slice_trim(h->value), slice_trim(q->value));
	case EDIT_REMOVE_FIELD:
		return h->op == HEADER_DELETE && slice_ieq(h->name, q->name);
	case EDIT_KIND_COUNT:
		break;
	}
	return false;
}

static bool
is_asked_for(const struct proof *p, const struct header_change *h)
{
	const struct rewrite_job *j = p->job;
	size_t i;

	for (i = 0; i < j->request_count; i++)
		if ((j->outcomes[i].result == EDIT_DONE ||
		    &j->requests[i] == p->notice) &&
		    follows_from(p, &j->requests[i], h))
			return true;
	return false;
}

/* --- the list by itself ----------------------------------------------------------------- */

static bool
is_numbered(const struct header_change *h)
{
	return h->op == HEADER_CHANGE || h->op == HEADER_DELETE;
}

/*
 * Of one name, each field at most once and in order: an MTA counts anew after
 * a deletion, and the list is carried out from its end.
 */
static bool
is_in_order(const struct edit_list *l, size_t at)
{
	const struct header_change *h = &l->headers[at], *o;
	size_t i;

	for (i = 0; is_numbered(h) && i < at; i++) {
		o = &l->headers[i];
		if (is_numbered(o) && o->index >= h->index &&
		    slice_ieq(o->name, h->name))
			return false;
	}
	return true;
}

/* A field that is changed keeps its name as it is written. */
static bool
is_there(const struct proof *p, const struct header_change *h)
{
	const struct mime_node *root = &p->old->nodes[0];
	size_t i;

	for (i = 0; is_numbered(h) && i < root->field_count; i++)
		if (root->fields[i].occurrence == h->index &&
		    slice_ieq(root->fields[i].name, h->name))
			return slice_eq(root->fields[i].name, h->name);
	return !is_numbered(h);
}

static size_t
fields_of(const struct mime_node *n, struct slice name)
{
	size_t i, count;

	for (i = count = 0; i < n->field_count; i++)
		count += slice_ieq(n->fields[i].name, name);
	return count;
}

/* All fields of that name are taken off, or (may_stay) none. */
static bool
all_go(const struct proof *p, struct slice name, bool may_stay)
{
	size_t n = count_of(p->list, HEADER_DELETE, name);

	return n == fields_of(&p->old->nodes[0], name) || (may_stay && n == 0);
}

static bool
needs_mime(const struct proof *p)
{
	const struct rewrite_leaf *l = proof_touched(p, 0);

	return has_new_root(p) || (l != NULL &&
	    (l->has_new_charset || l->has_new_encoding));
}

/* Does the change leave no signature that is one and no longer holds? */
static bool
breaks_no_signature(const struct proof *p)
{
	const struct edit_disclaimer *how = p->notice->disclaimer;
	const struct mime_node *old = &p->old->nodes[0];

	return !dkim_has_arc(old) && !dkim_has_domainkey(old) &&
	    (!dkim_has_signature(old) ||
	    (how != NULL && how->replaces_signatures &&
	    all_go(p, SLICE("DKIM-Signature"), false)));
}

/* The mark once, no stranger's beside it, and what MIME needs. */
static bool
notice_is_whole(const struct proof *p)
{
	struct slice version = SLICE("MIME-Version");
	size_t added = count_of(p->list, HEADER_ADD, version);

	if (!all_go(p, SLICE("DKIM-Signature"), true) ||
	    !breaks_no_signature(p) ||
	    !all_go(p, SLICE("Content-Length"), false) ||
	    !all_go(p, SLICE(MARK_FIELD), false) ||
	    count_of(p->list, HEADER_ADD, SLICE(MARK_FIELD)) !=
	    has_mark(p) ||
	    count_of(p->list, HEADER_ADD, SLICE("Content-Type")) > 1 ||
	    count_of(p->list, HEADER_ADD,
	    SLICE("Content-Transfer-Encoding")) > 1)
		return false;
	if (!needs_mime(p))
		return added == 0;
	return added == (fields_of(&p->old->nodes[0], version) == 0);
}

/* One Message-ID outside, which is the one that follows from the old. */
static bool
has_made_id(const struct proof *p)
{
	const struct mime_node *b = &p->new->nodes[0];
	const struct mime_field *f = mime_field(b, "Message-ID");
	struct slice id, want;

	if (f == NULL || fields_of(b, SLICE("Message-ID")) != 1 ||
	    wrap_new_id(p->job, &id) < 0)
		return false;
	want = arena_printf(p->job->arena, " <%.*s>", (int)id.len,
	    (const char *)id.ptr);
	return want.ptr != NULL && slice_eq(f->value, want) &&
	    slice_find(p->job->m->bytes, id, 0) == SLICE_NPOS;
}

/* Outside, what a wrapped message keeps; all other fields only inside. */
static bool
wrapping_is_whole(const struct proof *p)
{
	const struct mime_node *b = &p->new->nodes[0];
	size_t i;

	for (i = 0; i < b->field_count; i++)
		if (!edit_wrap_keeps(b->fields[i].name) &&
		    count_of(p->list, HEADER_ADD, b->fields[i].name) == 0 &&
		    !is_name(b->fields[i].name, "Message-ID") &&
		    !slice_istarts(b->fields[i].name, SLICE("Content-")))
			return false;
	return fields_of(&p->old->nodes[0], SLICE("Bcc")) == 0 &&
	    has_made_id(p);
}

/* The field is there, put there now or by somebody before. */
static bool
field_is_there(const struct proof *p)
{
	const struct mime_node *b = &p->new->nodes[0];
	size_t i;

	for (i = 0; i < b->field_count; i++)
		if (slice_ieq(b->fields[i].name, p->text->header_name) &&
		    slice_eq(slice_trim(b->fields[i].value),
		    slice_trim(p->text->header_value)))
			return true;
	return false;
}

/* Requests that were carried out, each of them as often as it was made. */
static bool
is_complete(const struct proof *p)
{
	const struct rewrite_job *j = p->job;
	const struct edit_request *q;
	size_t i, k, want;

	for (i = 0; i < j->request_count; i++) {
		q = &j->requests[i];
		if (j->outcomes[i].result != EDIT_DONE)
			continue;
		if (q->kind == EDIT_REMOVE_FIELD && !all_go(p, q->name, false))
			return false;
		if (q->kind != EDIT_ADD_FIELD)
			continue;
		for (k = want = 0; k < j->request_count; k++)
			want += j->requests[k].kind == EDIT_ADD_FIELD &&
			    j->outcomes[k].result == EDIT_DONE &&
			    slice_ieq(j->requests[k].name, q->name);
		if (count_of(p->list, HEADER_ADD, q->name) != want)
			return false;
	}
	if (p->notice == NULL)
		return true;
	if (p->otherwise == EDIT_OTHERWISE_HEADER)
		return field_is_there(p);
	return notice_is_whole(p) &&
	    (p->otherwise != EDIT_OTHERWISE_WRAP || wrapping_is_whole(p));
}

static bool
list_is_fine(const struct proof *p)
{
	const struct edit_list *l = p->list;
	size_t i;

	for (i = 0; i < l->header_count; i++)
		if (!is_asked_for(p, &l->headers[i]) || !is_in_order(l, i) ||
		    !is_there(p, &l->headers[i]))
			return false;
	return is_complete(p);
}

/* --- the root's block ---------------------------------------------------------------------- */

static const struct header_change *
change_of(const struct proof *p, const struct mime_field *f)
{
	const struct header_change *h;
	size_t i;

	for (i = 0; i < p->list->header_count; i++) {
		h = &p->list->headers[i];
		if (is_numbered(h) && h->index == f->occurrence &&
		    slice_ieq(h->name, f->name))
			return h;
	}
	return NULL;
}

/* A field as the list has it; a value without a blank in front gets one. */
static bool
is_planned(const struct mime_field *f, const struct header_change *h)
{
	struct slice v = f->value;

	if (h->value.len == 0 || !ascii_is_space(h->value.ptr[0]))
		v = slice_from(v, 1);
	return slice_eq(f->name, h->name) && slice_eq(v, h->value);
}

/* Planned fields of one kind stand at *at, one after the other. */
static bool
take_added(const struct proof *p, enum header_op op, size_t *at)
{
	const struct mime_node *b = &p->new->nodes[0];
	size_t i;

	for (i = 0; i < p->list->header_count; i++) {
		if (p->list->headers[i].op != op)
			continue;
		if (*at == b->field_count ||
		    !is_planned(&b->fields[*at], &p->list->headers[i]))
			return false;
		(*at)++;
	}
	return true;
}

/* Every field as it was, but for the planned ones. */
static bool
same_root(const struct proof *p)
{
	const struct mime_node *a = &p->old->nodes[0];
	const struct mime_node *b = &p->new->nodes[0];
	const struct header_change *h;
	size_t i, at;

	at = 0;
	if (!take_added(p, HEADER_INSERT, &at))
		return false;
	for (i = 0; i < a->field_count; i++) {
		h = change_of(p, &a->fields[i]);
		if (h != NULL && h->op == HEADER_DELETE)
			continue;
		if (at == b->field_count)
			return false;
		if (h != NULL ? !is_planned(&b->fields[at], h) :
		    !slice_eq(field_bytes(p->old, &a->fields[i]),
		    field_bytes(p->new, &b->fields[at])))
			return false;
		at++;
	}
	return take_added(p, HEADER_ADD, &at) && at == b->field_count;
}

/* --- blocks of parts -------------------------------------------------------------------------- */

static struct slice
block(const struct mime_message *m, const struct mime_node *n)
{
	return slice_sub(m->bytes, n->header_from, n->body_from);
}

/* One field of a converted leaf: only its value is another one. */
static bool
is_converted(const struct proof *p, const struct rewrite_leaf *l,
    const struct mime_node *b, const struct mime_field *was,
    const struct mime_field *is)
{
	struct slice x = field_bytes(p->old, was);
	struct slice y = field_bytes(p->new, is);

	if (slice_eq(x, y))
		return true;
	if (!slice_eq(was->name, is->name) ||
	    !slice_eq(slice_from(x, (size_t)(was->value.ptr - x.ptr) +
	    was->value.len), slice_from(y, (size_t)(is->value.ptr - y.ptr) +
	    is->value.len)))
		return false;
	if (l->has_new_charset && is_name(was->name, "Content-Type"))
		return has_utf8_set(p, was->value, is->value);
	return l->has_new_encoding &&
	    is_name(was->name, "Content-Transfer-Encoding") &&
	    is_new_encoding(b, is->value);
}

/* A field that a converted leaf lacked. */
static bool
is_added(const struct rewrite_leaf *l, const struct mime_node *a,
    const struct mime_node *b, const struct mime_field *is)
{
	if (l->has_new_charset && slice_eq(is->name, SLICE("Content-Type")) &&
	    mime_field(a, "Content-Type") == NULL)
		return slice_eq(is->value, SLICE(" text/plain; charset=utf-8"));
	return l->has_new_encoding &&
	    slice_eq(is->name, SLICE("Content-Transfer-Encoding")) &&
	    mime_field(a, "Content-Transfer-Encoding") == NULL &&
	    is_new_encoding(b, is->value);
}

static bool
same_part(const struct proof *p, uint32_t i)
{
	const struct mime_node *a = &p->old->nodes[i];
	const struct mime_node *b = &p->new->nodes[proof_map(p, i)];
	const struct rewrite_leaf *l = proof_touched(p, i);
	size_t x;

	if (l == NULL || (!l->has_new_charset && !l->has_new_encoding))
		return slice_eq(block(p->old, a), block(p->new, b));
	if (b->field_count < a->field_count ||
	    b->field_count > a->field_count + 2)
		return false;
	for (x = 0; x < a->field_count; x++)
		if (!is_converted(p, l, b, &a->fields[x], &b->fields[x]))
			return false;
	for (; x < b->field_count; x++)
		if (!is_added(l, a, b, &b->fields[x]))
			return false;
	return b->field_count < a->field_count + 2 ||
	    !slice_eq(b->fields[x - 1].name, b->fields[x - 2].name);
}

/* The enclosed part has exactly the root's old Content-* fields. */
static bool
moved(const struct proof *p)
{
	const struct mime_node *a = &p->old->nodes[0];
	const struct mime_node *b = &p->new->nodes[proof_map(p, 0)];
	size_t x, y;

	for (x = y = 0; x < a->field_count; x++) {
		if (!slice_istarts(a->fields[x].name, SLICE("Content-")) ||
		    is_name(a->fields[x].name, "Content-Length"))
			continue;
		if (y == b->field_count ||
		    !slice_eq(field_bytes(p->old, &a->fields[x]),
		    field_bytes(p->new, &b->fields[y])))
			return false;
		y++;
	}
	return y == b->field_count && slice_eq(slice_sub(p->new->bytes,
	    b->header_to, b->body_from), SLICE("\r\n"));
}

/* Of the root that encloses: no Content-* field but those that are its own. */
static bool
encloses(const struct proof *p)
{
	const struct mime_node *b = &p->new->nodes[0];
	size_t i;

	for (i = 0; i < b->field_count; i++) {
		if (!slice_istarts(b->fields[i].name, SLICE("Content-")) ||
		    is_name(b->fields[i].name, "Content-Type"))
			continue;
		if (!is_name(b->fields[i].name, "Content-Transfer-Encoding") ||
		    !is_wide(b->fields[i].value))
			return false;
	}
	return fields_of(b, SLICE("Content-Type")) == 1 &&
	    fields_of(b, SLICE("Content-Transfer-Encoding")) <= 1;
}

bool
proof_headers(const struct proof *p)
{
	uint32_t i;

	if (!list_is_fine(p) || !same_root(p))
		return false;
	if ((p->job->shape == REWRITE_ENCLOSED ||
	    p->job->shape == REWRITE_PICTURE_ROOT) && !moved(p))
		return false;
	if (has_new_root(p) && !encloses(p))
		return false;
	for (i = 1; i < p->old->node_count; i++)
		if (!same_part(p, i))
			return false;
	return true;
}
