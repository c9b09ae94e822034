#include "action/shape_rewrite.h"

#include <string.h>

#include "action/dkim_rewrite.h"
#include "action/seal_rewrite.h"

static bool
type_is(const struct mime_node *n, const char *type)
{
	return slice_ieq_str(n->type.token, type);
}

static bool
type_is_one_of(const struct mime_node *n, const char *const *types)
{
	size_t i;

	for (i = 0; types[i] != NULL; i++)
		if (type_is(n, types[i]))
			return true;
	return false;
}

/* --- the message as a whole ---------------------------------------------------------- */

/* Is it this word, whatever parameters and comments stand behind it? */
static bool
value_is(const struct mime_node *n, const char *field, const char *word)
{
	const struct mime_field *f = mime_field(n, field);
	struct slice value;
	size_t len = strlen(word);

	if (f == NULL)
		return false;
	value = slice_trim(f->value);
	return slice_istarts(value, slice_str(word)) && (value.len == len ||
	    value.ptr[len] == ';' || value.ptr[len] == '(' ||
	    ascii_is_space(value.ptr[len]));
}

/* RFC 3834 5 and what was there before it. */
static bool
is_automatic(const struct mime_node *root)
{
	static const char *const marks[] = { "X-Autoreply", "X-Autorespond",
	    "X-Auto-Reply", "X-Mail-Autoreply", NULL };
	size_t i;

	if (mime_field(root, "Auto-Submitted") != NULL &&
	    !value_is(root, "Auto-Submitted", "no") &&
	    !value_is(root, "Auto-Submitted", "auto-generated"))
		return true;
	for (i = 0; marks[i] != NULL; i++)
		if (mime_field(root, marks[i]) != NULL &&
		    !value_is(root, marks[i], "no"))
			return true;
	return value_is(root, "Precedence", "auto_reply") ||
	    value_is(root, "Precedence", "auto-reply");
}

bool
shape_is_report(const struct mime_node *n)
{
	static const char *const types[] = {
		"multipart/report", "message/delivery-status",
		"message/disposition-notification", "message/feedback-report",
		"message/global-delivery-status",
		"message/global-disposition-notification",
		"message/tracking-status", NULL
	};

	return type_is_one_of(n, types);
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

/* A signature that would no longer hold, and that nobody takes off. */
static bool
breaks_signature(const struct mime_node *root,
    const struct edit_disclaimer *how)
{
	return (dkim_has_signature(root) && !how->replaces_signatures) ||
	    dkim_has_domainkey(root);
}

const char *
shape_screen(const struct mime_message *m, const struct edit_disclaimer *how)
{
	const struct mime_node *root = &m->nodes[0];
	size_t i;

	if (m->reading_count > 1 || !has_plain_header(m))
		return "structure";
	if (shape_is_report(root))
		return "report";
	for (i = 0; i < m->anomaly_count; i++)
		if (m->anomalies[i].class != ANOMALY_ENCRYPTED)
			return "structure";
	if (how->has_null_sender || is_automatic(root))
		return "automatic";
	if (how->skips_generated &&
	    value_is(root, "Auto-Submitted", "auto-generated"))
		return "generated";
	if (dkim_has_arc(root))
		return "arc";
	if (breaks_signature(root, how))
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

/* Containers that programs read, part by part in a fixed order. */
static bool
is_for_machines(const struct mime_node *n)
{
	static const char *const types[] = {
		"multipart/appledouble", "multipart/form-data",
		"multipart/byteranges", "multipart/x-mixed-replace", NULL
	};

	return type_is_one_of(n, types);
}

bool
shape_is_calendar(const struct mime_node *n)
{
	static const char *const types[] = {
		"text/calendar", "text/x-vcalendar", "application/ics", NULL
	};

	return type_is_one_of(n, types);
}

bool
shape_is_tnef(const struct mime_node *n)
{
	return type_is(n, "application/ms-tnef") ||
	    type_is(n, "application/vnd.ms-tnef");
}

/* RFC 2183 2.8: a word that nobody knows means an attachment too. */
static bool
is_attached(const struct mime_node *n)
{
	return n->disposition.token.len > 0 &&
	    !slice_ieq(n->disposition.token, SLICE("inline"));
}

static bool
is_text(const struct mime_node *n)
{
	return type_is(n, "text/plain") || type_is(n, "text/html");
}

static bool
has_name(const struct mime_node *n)
{
	return mime_param(&n->type, "name").len > 0 ||
	    mime_param(&n->disposition, "filename").len > 0;
}

/*
 * "text", "html", "text/": RFC 2045 5.2 has readers take it for plain text;
 * some do, and some for a file.
 */
static bool
is_type(struct slice token)
{
	size_t slash = slice_chr(token, '/', 0);

	return slash != SLICE_NPOS && slash > 0 && slash + 1 < token.len &&
	    slice_chr(token, '/', slash + 1) == SLICE_NPOS;
}

/* Readers disagree which of two they take. */
static bool
has_two_dispositions(const struct mime_node *n)
{
	size_t i, count;

	for (i = count = 0; i < n->field_count; i++)
		count += slice_ieq(n->fields[i].name,
		    SLICE("Content-Disposition"));
	return count > 1;
}

/* A name makes it a file, whatever the disposition says (D12). */
static bool
is_body_leaf(const struct mime_node *n)
{
	return is_text(n) && !is_attached(n) && !has_name(n);
}

/* Readers disagree whether it is what the author says, or a file. */
static bool
is_unclear(const struct mime_node *n)
{
	if (has_name(n))
		return false;
	if (!is_type(n->type.token))
		return !is_attached(n);
	/* Enclosed, the message's own text could become a file. */
	return n->parent == MIME_NONE && is_text(n) && is_attached(n) &&
	    !slice_ieq(n->disposition.token, SLICE("attachment"));
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
	const char *seal = seal_of(s->m, n);
	struct shape *shape = s->shape;

	if (seal != NULL)
		return n->parent != MIME_NONE && seal_is_file(n) ? NOTHING :
		    refuse(s, seal);
	if (shape_is_calendar(n))
		return CALENDAR;
	if ((is_text(n) && has_two_dispositions(n)) || is_unclear(n))
		return refuse(s, "structure");
	if (!is_body_leaf(n))
		return NOTHING;
	if (shape->count == SHAPE_LEAVES_MAX)
		return refuse(s, "structure");
	shape->leaf[shape->count++] = node;
	return BODY;
}

static enum found	body_find(struct search *s, uint32_t node);

/* A Content-ID or what refers to one, without the brackets. */
static struct slice
bare_id(struct slice id)
{
	id = slice_trim(id);
	if (id.len >= 2 && id.ptr[0] == '<' && id.ptr[id.len - 1] == '>')
		id = slice_sub(id, 1, id.len - 1);
	return slice_trim(id);
}

/* The child named by start, else the first (RFC 2387 3.2), or MIME_NONE. */
static uint32_t
related_root(const struct mime_message *m, uint32_t node)
{
	const struct mime_node *n = &m->nodes[node];
	const struct mime_field *f;
	struct slice start;
	uint32_t i;

	start = bare_id(mime_param(&n->type, "start"));
	for (i = n->first_child; start.len > 0 && i != MIME_NONE;
	    i = m->nodes[i].next_sibling) {
		f = mime_field(&m->nodes[i], "Content-ID");
		if (f != NULL && slice_eq(bare_id(f->value), start))
			return i;
	}
	return n->first_child;
}

/*
 * A text that some readers show as the body and others as a file: by its name,
 * by a disposition that not all know, or by a type that is none.
 */
static bool
is_either(const struct mime_node *n)
{
	return (is_text(n) || !is_type(n->type.token)) && !is_body_leaf(n) &&
	    !slice_ieq(n->disposition.token, SLICE("attachment"));
}

/*
 * Has an alternative such a text, itself or with what belongs to it, and no
 * body of its type among those found from `first` on?
 */
static bool
has_either(const struct search *s, uint32_t node, size_t first)
{
	const struct mime_message *m = s->m;
	const struct mime_node *n;
	uint32_t i, member;
	size_t k;

	for (i = m->nodes[node].first_child; i != MIME_NONE;
	    i = m->nodes[i].next_sibling) {
		member = type_is(&m->nodes[i], "multipart/related") ?
		    related_root(m, i) : i;
		if (member == MIME_NONE || !is_either(&m->nodes[member]))
			continue;
		n = &m->nodes[member];
		for (k = first; k < s->shape->count; k++)
			if (slice_ieq(m->nodes[s->shape->leaf[k]].type.token,
			    n->type.token))
				break;
		if (k == s->shape->count)
			return true;
	}
	return false;
}

/* Every text member, also inside a related one. */
static enum found
alternative_find(struct search *s, uint32_t node)
{
	size_t first = s->shape->count;
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
	if (all == BODY && has_either(s, node, first))
		return refuse(s, "named");
	return all;
}

static enum found
related_find(struct search *s, uint32_t node)
{
	uint32_t root = related_root(s->m, node);

	return root == MIME_NONE ? NOTHING : body_find(s, root);
}

/*
 * What some servers make of PGP/MIME: its two parts in a mixed, with an empty
 * text before them.
 */
static bool
is_broken_pgp(const struct mime_message *m, uint32_t node)
{
	uint32_t i;

	for (i = m->nodes[node].first_child; i != MIME_NONE;
	    i = m->nodes[i].next_sibling)
		if (type_is(&m->nodes[i], "application/pgp-encrypted"))
			return true;
	return false;
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

	if (is_broken_pgp(s->m, node))
		return refuse(s, "encrypted");
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

/* What at the root is the whole, and further down an attachment. */
static enum found
odd_find(struct search *s, uint32_t node, const char *reason)
{
	return node == 0 ? refuse(s, reason) : NOTHING;
}

/* Calls itself no deeper than UNPACK_DEPTH_MAX: the tree has no more. */
static enum found
body_find(struct search *s, uint32_t node)
{
	const struct mime_node *n = &s->m->nodes[node];
	const char *seal;

	if (n->is_message || slice_istarts(n->type.token, SLICE("message/")))
		return NOTHING;
	if (!n->is_multipart)
		return leaf_find(s, node);
	seal = seal_of(s->m, n);
	if (seal != NULL)
		return refuse(s, seal);
	if (shape_is_report(n))
		return refuse(s, "report");
	if (type_is(n, "multipart/digest"))
		return odd_find(s, node, "digest");
	if (is_for_machines(n))
		return odd_find(s, node, "container");
	if (n->is_leaf || n->first_child == MIME_NONE)
		return odd_find(s, node, "structure");
	/* Of the root it says nothing. */
	if (is_attached(n) && node != 0)
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
	if (shape_is_tnef(root))
		ret->reason = "tnef";
	else if (root->is_message ||
	    slice_istarts(root->type.token, SLICE("message/")))
		ret->reason = "message";
	else if (root->type.token.len == 0)
		ret->reason = "structure";
	else if (!root->is_multipart)
		ret->kind = SHAPE_ENCLOSE;
	else if (type_is(root, "multipart/mixed"))
		ret->kind = SHAPE_CHILD;
}

/* A checksum over a container of what is about to change (RFC 1864). */
static bool
is_summed(const struct mime_message *m, const struct shape *s)
{
	uint32_t i;
	size_t k;

	if (s->kind == SHAPE_CHILD && dkim_has_md5(&m->nodes[0]))
		return true;
	for (k = 0; k < s->count; k++)
		for (i = m->nodes[s->leaf[k]].parent; i != MIME_NONE;
		    i = m->nodes[i].parent)
			if (dkim_has_md5(&m->nodes[i]))
				return true;
	return false;
}

void
shape_find(const struct mime_message *m, struct shape *ret)
{
	struct search s = { m, ret };

	memset(ret, 0, sizeof *ret);
	switch (body_find(&s, 0)) {
	case BODY:
		ret->kind = SHAPE_LEAVES;
		break;
	case NOTHING:
		nothing_found(&m->nodes[0], ret);
		break;
	case CALENDAR:
		ret->kind = SHAPE_REFUSED;
		ret->reason = "calendar";
		break;
	case REFUSED:
		ret->kind = SHAPE_REFUSED;
		break;
	}
	if (ret->kind != SHAPE_REFUSED && is_summed(m, ret)) {
		ret->kind = SHAPE_REFUSED;
		ret->reason = "content-md5";
	}
}
