/*
 * Which leaves of a message may have the text: what the message itself says,
 * whatever the rewriter chose.
 */
#include "action/proof_rewrite.h"

#include "action/dkim_rewrite.h"
#include "base/err.h"

#define TINY_PAGE	20	/* tags only, fewer bytes: no page at all */

static bool
type_is(const struct mime_node *n, const char *type)
{
	return slice_ieq_str(n->type.token, type);
}

/* RFC 2183 2.8: a word that nobody knows means an attachment too. */
static bool
is_attached(const struct mime_node *n)
{
	return n->disposition.token.len > 0 &&
	    !slice_ieq(n->disposition.token, SLICE("inline"));
}

static bool
has_name(const struct mime_node *n)
{
	return mime_param(&n->type, "name").len > 0 ||
	    mime_param(&n->disposition, "filename").len > 0;
}

/* Could this be what a reader takes for the message's own words? */
static bool
is_body(const struct mime_node *n)
{
	return n->is_leaf && (type_is(n, "text/plain") ||
	    type_is(n, "text/html")) && !has_name(n) && !is_attached(n);
}

/* Two words with a slash between them; others are text to some readers. */
static bool
has_whole_type(const struct mime_node *n)
{
	struct slice t = n->type.token;
	size_t i, slashes;

	for (i = slashes = 0; i < t.len; i++)
		slashes += t.ptr[i] == '/';
	return slashes == 1 && t.ptr[0] != '/' && t.ptr[t.len - 1] != '/';
}

/* Does no reader take it for the message's own words? */
static bool
is_file(const struct mime_node *n)
{
	if (has_name(n) || slice_ieq(n->disposition.token,
	    SLICE("attachment")))
		return true;
	return has_whole_type(n) && !type_is(n, "text/plain") &&
	    !type_is(n, "text/html");
}

/* RFC 1847 2.1 and 2.2, in a multipart of whatever name. */
static bool
names_seal(struct slice protocol)
{
	return slice_ifind(protocol, SLICE("/pgp-"), 0) != SLICE_NPOS ||
	    slice_ifind(protocol, SLICE("pkcs7-"), 0) != SLICE_NPOS;
}

/* Nobody's text goes into what is signed, sealed, or another message. */
static bool
is_closed_to_all(const struct mime_node *n)
{
	return n->is_message || slice_istarts(n->type.token, SLICE("message/")) ||
	    type_is(n, "multipart/signed") ||
	    type_is(n, "multipart/encrypted") ||
	    names_seal(mime_param(&n->type, "protocol")) ||
	    dkim_has_md5(n) ||
	    type_is(n, "multipart/report") || type_is(n, "multipart/digest") ||
	    (is_attached(n) && n->parent != MIME_NONE);
}

/* The child of `above` through which `node` is reached; MIME_NONE if none. */
static uint32_t
branch(const struct mime_message *m, uint32_t node, uint32_t above)
{
	uint32_t i = node;

	while (i != MIME_NONE && m->nodes[i].parent != above)
		i = m->nodes[i].parent;
	return i;
}

/* A related part has one root: that it names, or the first. */
static bool
is_related_root(const struct mime_message *m, uint32_t above, uint32_t child)
{
	const struct mime_node *n = &m->nodes[above];

	return child == n->first_child ||
	    mime_param(&n->type, "start").len > 0;
}

/* In a mixed, the last leaf that counts as a body has the text (D13). */
static bool
is_last_body(const struct mime_message *m, uint32_t child)
{
	const struct mime_node *n;
	uint32_t i;

	for (i = m->nodes[child].next_sibling; i != MIME_NONE;
	    i = n->next_sibling) {
		n = &m->nodes[i];
		if (is_body(n) && slice_trim(proof_raw(m, n)).len > 0)
			return false;
	}
	return true;
}

static bool
is_open(const struct proof *p, uint32_t node)
{
	const struct mime_message *m = p->old;
	uint32_t i, child;

	if (!is_body(&m->nodes[node]) || dkim_has_md5(&m->nodes[node]))
		return false;
	for (child = node, i = m->nodes[node].parent; i != MIME_NONE;
	    child = i, i = m->nodes[i].parent) {
		if (is_closed_to_all(&m->nodes[i]))
			return false;
		if (type_is(&m->nodes[i], "multipart/alternative"))
			continue;
		if (type_is(&m->nodes[i], "multipart/related") ?
		    !is_related_root(m, i, child) : !is_last_body(m, child))
			return false;
	}
	return true;
}

/* Two leaves have the text only as versions of one another. */
static bool
are_versions(const struct mime_message *m, uint32_t a, uint32_t b)
{
	uint32_t i;

	for (i = m->nodes[a].parent; i != MIME_NONE; i = m->nodes[i].parent)
		if (branch(m, b, i) != MIME_NONE)
			return type_is(&m->nodes[i], "multipart/alternative");
	return false;
}

/* Words in a member of an alternative: is one of its leaves with the text? */
static int
member_shows(const struct proof *p, uint32_t member, bool *ret)
{
	const struct mime_message *m = p->old;
	bool has_body = false, shown = false;
	uint32_t i, k;
	int r = 0;

	*ret = false;
	if (m->nodes[member].is_leaf && !has_whole_type(&m->nodes[member]) &&
	    !is_attached(&m->nodes[member]))
		return 0;
	for (i = member; i < m->node_count && r == 0 && !shown; i++) {
		if ((i != member && branch(m, i, member) == MIME_NONE) ||
		    !is_body(&m->nodes[i]) ||
		    (type_is(&m->nodes[i], "text/html") &&
		    proof_raw(m, &m->nodes[i]).len < TINY_PAGE))
			continue;
		for (k = m->nodes[i].parent; k != MIME_NONE &&
		    !is_closed_to_all(&m->nodes[k]); k = m->nodes[k].parent)
			;
		if (k != MIME_NONE)
			continue;
		has_body = true;
		r = proof_is_shown(p, proof_map(p, i), &shown);
	}
	*ret = !has_body || shown;
	return r;
}

static int
alternatives_are_whole(const struct proof *p, uint32_t node)
{
	const struct mime_message *m = p->old;
	bool shown = true;
	uint32_t i, c;
	int r = 0;

	for (i = m->nodes[node].parent; i != MIME_NONE; i = m->nodes[i].parent) {
		if (!type_is(&m->nodes[i], "multipart/alternative"))
			continue;
		for (c = m->nodes[i].first_child; c != MIME_NONE && r == 0 &&
		    shown; c = m->nodes[c].next_sibling)
			if (proof_touched(p, c) == NULL)
				r = member_shows(p, c, &shown);
	}
	return r < 0 ? r : proof_check(shown);
}

int
proof_places(const struct proof *p)
{
	const struct rewrite_job *j = p->job;
	size_t i, k;
	int r = 0;

	if (j->shape == REWRITE_ENCLOSED && !is_file(&p->old->nodes[0]))
		return ERR_MISMATCH;
	for (i = 0; i < j->leaf_count && r == 0; i++) {
		if (j->leaves[i].node >= p->old->node_count ||
		    !is_open(p, j->leaves[i].node))
			return ERR_MISMATCH;
		for (k = 0; k < i; k++)
			if (j->leaves[k].node == j->leaves[i].node ||
			    !are_versions(p->old, j->leaves[k].node,
			    j->leaves[i].node))
				return ERR_MISMATCH;
		r = alternatives_are_whole(p, j->leaves[i].node);
	}
	return r;
}
