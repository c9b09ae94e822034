/*
 * edit_bounds -- may a list of edits be carried out?  The child that made it
 * reads what strangers send and may be theirs: the milter checks what can be
 * checked without a look into the message.
 */
#include "mail/edit.h"

#include "base/limits.h"

/* --- which fields ----------------------------------------------------------------- */

/* Our mark is made outside the child, where it is made at all. */
static bool
is_mark(const struct edit_request *q, const struct header_change *h)
{
	return slice_eq(h->name, SLICE("X-Exeat-Notice")) &&
	    (q->disclaimer == NULL || q->disclaimer->mark.len == 0 ||
	    slice_eq(slice_trim(h->value), slice_trim(q->disclaimer->mark)));
}

/* How a body is written down, and our own marks: a notice may need these. */
static bool
goes_with_notice(const struct edit_request *q, const struct header_change *h)
{
	switch (h->op) {
	case HEADER_ADD:
		return is_mark(q, h) ||
		    slice_eq(h->name, SLICE("MIME-Version")) ||
		    slice_eq(h->name, SLICE("Content-Type")) ||
		    slice_eq(h->name, SLICE("Content-Transfer-Encoding"));
	case HEADER_CHANGE:
		return slice_ieq(h->name, SLICE("Content-Type")) ||
		    slice_ieq(h->name, SLICE("Content-Transfer-Encoding"));
	case HEADER_DELETE:
		return slice_istarts(h->name, SLICE("Content-")) ||
		    slice_ieq(h->name, SLICE("X-Exeat-Notice")) ||
		    (slice_ieq(h->name, SLICE("DKIM-Signature")) &&
		    q->disclaimer != NULL &&
		    q->disclaimer->replaces_signatures);
	case HEADER_INSERT:
	case HEADER_OP_COUNT:
		break;
	}
	return false;
}

bool
edit_wrap_keeps(struct slice name)
{
	static const char *const names[] = {
		/* Where it has been, and who handed it on. */
		"Return-Path", "Received", "Received-SPF", "Delivered-To",
		"X-Original-To", "Authentication-Results",
		/* What makes it the same message to its reader. */
		"From", "To", "Cc", "Reply-To", "Sender", "Subject", "Date",
		"In-Reply-To", "References", "MIME-Version",
		/* How servers and mail programs are to deal with it. */
		"Auto-Submitted", "Precedence", "X-Auto-Response-Suppress",
		"Importance", "Priority", "X-Priority", "X-MSMail-Priority",
		"Sensitivity", "Disposition-Notification-To",
		"Disposition-Notification-Options", "Return-Receipt-To",
		"TLS-Required", "Require-Recipient-Valid-Since", NULL
	};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (slice_ieq_str(name, names[i]))
			return true;
	/* Of our own fields others take care. */
	return slice_istarts(name, SLICE("Resent-")) ||
	    slice_istarts(name, SLICE("List-")) ||
	    slice_istarts(name, SLICE("X-Exeat-"));
}

/*
 * A new message round the old one: another Message-ID, the type of a
 * multipart, and nothing but deletions of what goes only inside.
 */
static bool
goes_with_wrapping(const struct edit_request *q,
    const struct header_change *h)
{
	switch (h->op) {
	case HEADER_ADD:
	case HEADER_CHANGE:
		return slice_ieq(h->name, SLICE("Message-ID")) ||
		    goes_with_notice(q, h);
	case HEADER_DELETE:
		return !edit_wrap_keeps(h->name) || goes_with_notice(q, h);
	case HEADER_INSERT:
	case HEADER_OP_COUNT:
		break;
	}
	return false;
}

/* A text's own field is an X-; those of ours are no text's. */
static bool
goes_at_top(const struct header_change *h)
{
	return h->op == HEADER_INSERT &&
	    slice_istarts(h->name, SLICE("X-")) &&
	    !slice_istarts(h->name, SLICE("X-Exeat-"));
}

/* What was done for the request: the thing itself, or what it allows instead. */
enum deed {
	DEED_NONE,
	DEED_EDIT,
	DEED_HEADER,
	DEED_WRAP,
	DEED_FORBIDDEN		/* what nobody asked for */
};

static enum deed
deed(const struct edit_request *q, const struct edit_outcome *o)
{
	bool is_instead = q->kind == EDIT_DISCLAIMER &&
	    q->disclaimer != NULL && q->disclaimer->otherwise == o->otherwise &&
	    (o->result == EDIT_SKIPPED || o->result == EDIT_FAILED);

	switch (o->otherwise) {
	case EDIT_OTHERWISE_HEADER:
		return is_instead ? DEED_HEADER : DEED_FORBIDDEN;
	case EDIT_OTHERWISE_WRAP:
		return is_instead ? DEED_WRAP : DEED_FORBIDDEN;
	case EDIT_OTHERWISE_NONE:
	case EDIT_OTHERWISE_COUNT:
		break;
	}
	return o->result == EDIT_DONE ? DEED_EDIT : DEED_NONE;
}

/* May it be in the list, since this was done? */
static bool
may_change(const struct edit_request *q, enum deed d,
    const struct header_change *h)
{
	if (d == DEED_WRAP)
		return goes_with_wrapping(q, h);
	if (d == DEED_HEADER)
		return goes_at_top(h);
	if (d != DEED_EDIT)
		return false;
	switch (q->kind) {
	case EDIT_DISCLAIMER:
		return goes_with_notice(q, h);
	case EDIT_STRIP_SUBJECT_TAG:
		/* Outlook keeps the subject a second time. */
		return h->op == HEADER_CHANGE &&
		    (slice_ieq(h->name, SLICE("Subject")) ||
		    slice_ieq(h->name, SLICE("Thread-Topic")));
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

/* One part before the message and the closing line after it, or both in one. */
static bool
is_wrapping(const struct edit_list *l)
{
	size_t i;

	for (i = 0; i < l->splice_count; i++)
		if (l->splices[i].from != l->splices[i].to)
			return false;
	return l->splice_count >= 1 && l->splice_count <= 2 &&
	    l->splices[0].from == l->body_offset;
}

/* Fields at the top, for all requests together. */
static size_t
inserted(const struct edit_list *l)
{
	size_t i, n;

	for (i = n = 0; i < l->header_count; i++)
		n += goes_at_top(&l->headers[i]);
	return n;
}

/* --- the list by itself ------------------------------------------------------------- */

static bool
is_numbered(const struct header_change *h)
{
	return h->op == HEADER_CHANGE || h->op == HEADER_DELETE;
}

/* How often may a field of that name be added? */
static size_t
may_be_added(const struct edit_list *l, const struct edit_request *q,
    struct slice name)
{
	size_t k, n;

	for (k = n = 0; k < l->outcome_count; k++)
		n += q[k].kind == EDIT_ADD_FIELD &&
		    l->outcomes[k].result == EDIT_DONE &&
		    slice_ieq(q[k].name, name);
	return n > 0 ? n : 1;
}

/*
 * Each field at most once, and those of one name in order, since an MTA
 * counts anew after a deletion; what is added, as often as it may be.
 */
static bool
is_told_once(const struct edit_list *l, const struct edit_request *q, size_t at)
{
	const struct header_change *h = &l->headers[at], *o;
	size_t i, same = 1;

	for (i = 0; i < at; i++) {
		o = &l->headers[i];
		if (is_numbered(o) != is_numbered(h) ||
		    !slice_ieq(o->name, h->name))
			continue;
		if (is_numbered(h) && o->index >= h->index)
			return false;
		same++;
	}
	return is_numbered(h) || same <= may_be_added(l, q, h->name);
}

bool
edit_list_is_modest(const struct edit_list *l)
{
	uint64_t in = 0, out = 0, fields = 0;
	size_t i;

	for (i = 0; i < l->splice_count; i++) {
		in += l->splices[i].bytes.len;
		out += l->splices[i].to - l->splices[i].from;
	}
	for (i = 0; i < l->header_count; i++)
		fields += l->headers[i].name.len + l->headers[i].value.len;
	return out <= EDIT_REMOVED_MAX && in <= EDIT_INSERTED_MAX + 4 * out &&
	    fields <= HEADER_BYTES_MAX;
}

bool
edit_list_is_asked_for(const struct edit_list *l, const struct edit_request *q,
    size_t n)
{
	bool notice = false, wrapped = false, has_field = false, found;
	enum deed d;
	size_t i, k;

	if (l->outcome_count != n || !edit_list_is_modest(l))
		return false;
	for (k = 0; k < n; k++) {
		d = deed(&q[k], &l->outcomes[k]);
		if (d == DEED_FORBIDDEN)
			return false;
		notice |= d == DEED_EDIT && q[k].kind == EDIT_DISCLAIMER;
		wrapped |= d == DEED_WRAP;
		has_field |= d == DEED_HEADER;
	}
	if ((notice || wrapped) != (l->splice_count > 0) ||
	    (wrapped && (notice || !is_wrapping(l))) ||
	    (has_field && inserted(l) > 1))
		return false;
	for (i = 0; i < l->header_count; i++) {
		for (k = 0, found = false; k < n && !found; k++)
			found = may_change(&q[k], deed(&q[k],
			    &l->outcomes[k]), &l->headers[i]);
		if (!found || !is_told_once(l, q, i))
			return false;
	}
	return true;
}
