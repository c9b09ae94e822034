#include "action/shape_rewrite.h"

#include <string.h>

/* --- the message as a whole ---------------------------------------------------------- */

static bool
value_is(const struct mime_node *n, const char *field, const char *word)
{
	const struct mime_field *f = mime_field(n, field);

	return f != NULL && slice_istarts(slice_trim(f->value),
	    slice_str(word));
}

/* RFC 3834 5 and what was there before it. */
static bool
is_automatic(const struct mime_node *root)
{
	if (mime_field(root, "Auto-Submitted") != NULL &&
	    !value_is(root, "Auto-Submitted", "no") &&
	    !value_is(root, "Auto-Submitted", "auto-generated"))
		return true;
	return mime_field(root, "X-Autoreply") != NULL ||
	    mime_field(root, "X-Autorespond") != NULL ||
	    value_is(root, "Precedence", "auto_reply") ||
	    value_is(root, "Precedence", "auto-reply");
}

static bool
type_is(const struct mime_node *n, const char *type)
{
	return slice_ieq_str(n->type.token, type);
}

static const char *
report_reason(const struct mime_node *root)
{
	static const char *const types[] = {
		"multipart/report", "message/delivery-status",
		"message/disposition-notification", "message/feedback-report",
		"message/global-delivery-status",
		"message/global-disposition-notification", NULL
	};
	size_t i;

	for (i = 0; types[i] != NULL; i++)
		if (type_is(root, types[i]))
			return "report";
	return NULL;
}

/*
 * Fields can be added and changed only where the header is nothing but fields
 * and ends in an empty line; a first line of an mbox does no harm.
 */
static bool
has_plain_header(const struct mime_message *m)
{
	const struct mime_node *root = &m->nodes[0];
	struct slice end;
	size_t i;

	for (i = 0; i < m->range_count && m->ranges[i].to <= root->header_to;
	    i++)
		if (m->ranges[i].kind == MIME_RANGE_NONFIELD &&
		    m->ranges[i].from > 0)
			return false;
	end = slice_sub(m->bytes, root->header_to, root->body_from);
	return slice_eq(end, SLICE("\r\n")) || slice_eq(end, SLICE("\n"));
}

const char *
shape_screen(const struct mime_message *m)
{
	const struct mime_node *root = &m->nodes[0];
	size_t i;

	if (m->reading_count > 1 || !has_plain_header(m))
		return "structure";
	for (i = 0; i < m->anomaly_count; i++)
		if (m->anomalies[i].class != ANOMALY_ENCRYPTED)
			return "structure";
	if (report_reason(root) != NULL)
		return "report";
	if (is_automatic(root))
		return "automatic";
	if (mime_field(root, "DKIM-Signature") != NULL ||
	    mime_field(root, "DomainKey-Signature") != NULL ||
	    mime_field(root, "ARC-Seal") != NULL)
		return "dkim";
	return NULL;
}

/* --- the body ----------------------------------------------------------------------------- */

enum found {
	NOTHING,
	BODY,
	CALENDAR,		/* no body, and nothing may be put beside it */
	REFUSED
};

struct search {
	const struct mime_message *m;
	struct shape *shape;
};

/* Types that must not change by a byte, nor what is in them. */
static const char *
sealed(const struct mime_node *n)
{
	struct slice smime;

	if (type_is(n, "multipart/signed"))
		return "signed";
	if (type_is(n, "multipart/encrypted") ||
	    type_is(n, "application/pgp-encrypted"))
		return "encrypted";
	if (!type_is(n, "application/pkcs7-mime") &&
	    !type_is(n, "application/x-pkcs7-mime"))
		return NULL;
	smime = mime_param(&n->type, "smime-type");
	return slice_ieq(smime, SLICE("signed-data")) ? "signed" : "encrypted";
}

static const char *
odd_multipart(const struct mime_node *n)
{
	static const char *const types[] = {
		"multipart/appledouble", "multipart/form-data",
		"multipart/byteranges", "multipart/x-mixed-replace",
		"multipart/digest", "multipart/parallel", NULL
	};
	size_t i;

	for (i = 0; types[i] != NULL; i++)
		if (type_is(n, types[i]))
			return "structure";
	return report_reason(n);
}

static bool
is_attached(const struct mime_node *n)
{
	return slice_ieq(n->disposition.token, SLICE("attachment"));
}

/* A name makes it a file, whatever the disposition says (D12). */
static bool
is_body_leaf(const struct mime_node *n)
{
	return (type_is(n, "text/plain") || type_is(n, "text/html")) &&
	    !is_attached(n) &&
	    mime_param(&n->type, "name").len == 0 &&
	    mime_param(&n->disposition, "filename").len == 0;
}

static enum found
refuse(struct search *s, const char *reason)
{
	s->shape->reason = reason;
	return REFUSED;
}

static enum found
leaf_find(struct search *s, uint32_t node)
{
	const struct mime_node *n = &s->m->nodes[node];
	struct shape *shape = s->shape;

	if (sealed(n) != NULL)
		return refuse(s, sealed(n));
	if (type_is(n, "text/calendar"))
		return CALENDAR;
	if (!is_body_leaf(n))
		return NOTHING;
	if (shape->count == SHAPE_LEAVES_MAX)
		return refuse(s, "structure");
	shape->leaf[shape->count++] = node;
	return BODY;
}

static enum found	body_find(struct search *s, uint32_t node);

/* Every text member, also inside a related one. */
static enum found
alternative_find(struct search *s, uint32_t node)
{
	enum found all, one;
	uint32_t i;

	all = NOTHING;
	for (i = s->m->nodes[node].first_child; i != MIME_NONE;
	    i = s->m->nodes[i].next_sibling) {
		one = body_find(s, i);
		if (one == REFUSED)
			return REFUSED;
		if (one == BODY || (one == CALENDAR && all == NOTHING))
			all = one;
	}
	return all;
}

/* The child named by start, else the first (RFC 2387 3.2). */
static enum found
related_find(struct search *s, uint32_t node)
{
	const struct mime_node *n = &s->m->nodes[node];
	const struct mime_field *f;
	struct slice start;
	uint32_t i;

	start = slice_trim(mime_param(&n->type, "start"));
	for (i = n->first_child; start.len > 0 && i != MIME_NONE;
	    i = s->m->nodes[i].next_sibling) {
		f = mime_field(&s->m->nodes[i], "Content-ID");
		if (f != NULL && slice_eq(slice_trim(f->value), start))
			return body_find(s, i);
	}
	return n->first_child == MIME_NONE ? NOTHING :
	    body_find(s, n->first_child);
}

/*
 * The last child that is a body (D13).  What is sealed counts only if no
 * body stands before it: after one it is an attachment.
 */
static enum found
mixed_find(struct search *s, uint32_t node)
{
	enum found all, one;
	size_t base, kept;
	uint32_t i;

	all = NOTHING;
	base = s->shape->count;
	for (i = s->m->nodes[node].first_child; i != MIME_NONE;
	    i = s->m->nodes[i].next_sibling) {
		kept = s->shape->count;
		one = body_find(s, i);
		if (one == REFUSED && all != BODY)
			return REFUSED;
		if (one == REFUSED)
			s->shape->count = kept;
		if (one == BODY) {
			/* Only the leaves just found stay. */
			memmove(s->shape->leaf + base, s->shape->leaf + kept,
			    (s->shape->count - kept) *
			    sizeof s->shape->leaf[0]);
			s->shape->count -= kept - base;
			all = BODY;
		}
		if (one == CALENDAR && all == NOTHING)
			all = CALENDAR;
	}
	return all;
}

/* Calls itself no deeper than UNPACK_DEPTH_MAX: the tree has no more. */
static enum found
body_find(struct search *s, uint32_t node)
{
	const struct mime_node *n = &s->m->nodes[node];

	if (n->is_message || slice_istarts(n->type.token, SLICE("message/")))
		return NOTHING;
	if (!n->is_multipart)
		return leaf_find(s, node);
	if (sealed(n) != NULL)
		return refuse(s, sealed(n));
	if (odd_multipart(n) != NULL)
		return refuse(s, odd_multipart(n));
	if (n->is_leaf || n->first_child == MIME_NONE)
		return refuse(s, "structure");
	if (is_attached(n))
		return NOTHING;
	if (type_is(n, "multipart/alternative"))
		return alternative_find(s, node);
	if (type_is(n, "multipart/related"))
		return related_find(s, node);
	return mixed_find(s, node);
}

/* No body: what can be done instead? */
static void
nothing_found(const struct mime_node *root, struct shape *ret)
{
	ret->kind = SHAPE_REFUSED;
	ret->reason = "no-body";
	if (type_is(root, "application/ms-tnef") ||
	    type_is(root, "application/vnd.ms-tnef"))
		ret->reason = "tnef";
	else if (root->is_message ||
	    slice_istarts(root->type.token, SLICE("message/")))
		ret->reason = "message";
	else if (!root->is_multipart)
		ret->kind = SHAPE_ENCLOSE;
	else if (type_is(root, "multipart/mixed"))
		ret->kind = SHAPE_CHILD;
}

void
shape_find(const struct mime_message *m, struct shape *ret)
{
	struct search s = { m, ret };

	memset(ret, 0, sizeof *ret);
	switch (body_find(&s, 0)) {
	case BODY:
		ret->kind = SHAPE_LEAVES;
		return;
	case NOTHING:
		nothing_found(&m->nodes[0], ret);
		return;
	case CALENDAR:
		ret->kind = SHAPE_REFUSED;
		ret->reason = "calendar";
		return;
	case REFUSED:
		ret->kind = SHAPE_REFUSED;
		return;
	}
}
