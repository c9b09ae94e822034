/*
 * Is the edited message what was asked for, and nothing else?  Applies the
 * list to a copy, reads it with the same reader, and compares
 * (disclaimer-safety 12).
 */
#include "action/proof_rewrite.h"

#include <string.h>

#include "action/proof_shrink_rewrite.h"
#include "action/wrap_rewrite.h"
#include "base/err.h"

#define LINE_MAX_MAIL	998

/* --- which node is which ----------------------------------------------------------- */

uint32_t
proof_map(const struct proof *p, uint32_t old)
{
	switch (p->job->shape) {
	case REWRITE_PICTURE_LAST:
	case REWRITE_PICTURE_BESIDE:
	case REWRITE_PICTURE_ROOT:
		return p->map[old];
	case REWRITE_SAME:
		return old;
	case REWRITE_FIRST_CHILD:
		return old == 0 ? 0 : old + 1;
	case REWRITE_ENCLOSED:
		return old + 2;
	case REWRITE_WRAPPED:
		return old + 3;
	}
	return old;
}

static size_t
nodes_added(const struct proof *p)
{
	if (proof_has_picture(p))
		return p->container == MIME_NONE ? 1 : 2;
	return proof_map(p, 1) - 1;
}

const struct rewrite_leaf *
proof_touched(const struct proof *p, uint32_t old)
{
	size_t i;

	for (i = 0; i < p->job->leaf_count; i++)
		if (p->job->leaves[i].node == old)
			return &p->job->leaves[i];
	return NULL;
}

/* --- the tree ------------------------------------------------------------------------- */

static bool
same_node(const struct proof *p, uint32_t i)
{
	const struct mime_node *a = &p->old->nodes[i];
	const struct mime_node *b = &p->new->nodes[proof_map(p, i)];
	const struct rewrite_leaf *l = proof_touched(p, i);

	if (!slice_eq(a->type.token, b->type.token) ||
	    !slice_eq(a->boundary, b->boundary) ||
	    !slice_eq(a->disposition.token, b->disposition.token) ||
	    a->is_multipart != b->is_multipart ||
	    a->is_message != b->is_message || a->is_leaf != b->is_leaf ||
	    a->closed != b->closed || a->is_extra != b->is_extra ||
	    a->name_count != b->name_count)
		return false;
	/* Of a text, only the reading that it declares counts: leaf_decode(). */
	if (l == NULL && a->reading_count != b->reading_count)
		return false;
	if (a->encoding != b->encoding && (l == NULL || !l->has_new_encoding))
		return false;
	if (p->container != MIME_NONE && i == p->job->picture_at) {
		if (b->parent != p->container)
			return false;
	} else if (a->parent != MIME_NONE &&
	    proof_map(p, a->parent) != b->parent) {
		return false;
	}
	return slice_eq(a->charset, b->charset) ||
	    (l != NULL && l->has_new_charset &&
	    slice_eq(b->charset, SLICE("utf-8")));
}

static bool
same_tree(const struct proof *p)
{
	uint32_t i;

	if (p->new->node_count != p->old->node_count + nodes_added(p) ||
	    p->new->anomaly_count != p->old->anomaly_count ||
	    p->new->reading_count != p->old->reading_count)
		return false;
	for (i = 0; i < p->old->anomaly_count; i++)
		if (p->new->anomalies[i].class != p->old->anomalies[i].class)
			return false;
	for (i = 0; i < p->old->node_count; i++)
		if (!same_node(p, i))
			return false;
	return true;
}

/* The root that encloses has two children, and nothing else that is read. */
static bool
is_enclosing(const struct proof *p)
{
	const struct mime_node *n = p->new->nodes;

	return slice_eq(n[0].type.token, SLICE("multipart/mixed")) &&
	    n[0].closed && n[0].first_child == 1 && n[1].next_sibling == 2 &&
	    n[2].next_sibling == MIME_NONE;
}

/*
 * The part that holds it says of the bytes what is true, and no encoding that
 * would change them (RFC 2046 5.2.1); the root says the same.
 */
static bool
holder_is_plain(const struct proof *p, struct slice inside)
{
	const struct mime_node *n = &p->new->nodes[2];
	const struct mime_field *f = mime_field(&p->new->nodes[0],
	    "Content-Transfer-Encoding");
	struct slice label = f == NULL ? SLICE("") : f->value, want;
	bool is_wide = !slice_is_ascii(slice_sub(inside, 0,
	    p->old->nodes[0].body_from));

	want = arena_printf(p->job->arena, "Content-Type: message/%s\r\n"
	    "Content-Disposition: inline\r\n%s%.*s%s\r\n",
	    is_wide ? "global" : "rfc822",
	    f == NULL ? "" : "Content-Transfer-Encoding:", (int)label.len,
	    (const char *)label.ptr, f == NULL ? "" : "\r\n");
	return want.ptr != NULL && slice_eq(want, slice_sub(p->new->bytes,
	    n->header_from, n->body_from)) &&
	    (f != NULL || slice_is_ascii(p->job->m->bytes));
}

/* Beside the text, the message with every byte of it, its header too. */
static bool
is_wrapping(const struct proof *p)
{
	const struct mime_node *n = p->new->nodes;

	return is_enclosing(p) &&
	    holder_is_plain(p, slice_from(p->old->bytes,
	    wrap_original(p->old))) && n[2].is_message && n[2].first_child == 3 &&
	    n[3].next_sibling == MIME_NONE &&
	    n[2].encoding == MIME_ENCODING_IDENTITY &&
	    slice_eq(slice_sub(p->new->bytes, n[2].body_from, n[2].body_to),
	    slice_from(p->old->bytes, wrap_original(p->old)));
}

/* The new part comes first; where it may be put at all. */
static bool
is_shaped(const struct proof *p)
{
	const struct mime_node *n = p->new->nodes;

	switch (p->job->shape) {
	case REWRITE_SAME:
	case REWRITE_PICTURE_LAST:
	case REWRITE_PICTURE_BESIDE:
	case REWRITE_PICTURE_ROOT:
		return true;
	case REWRITE_FIRST_CHILD:
		return slice_eq(n[0].type.token, SLICE("multipart/mixed")) &&
		    n[0].first_child == 1 &&
		    n[1].next_sibling == proof_map(p,
		    p->old->nodes[0].first_child);
	case REWRITE_ENCLOSED:
		return is_enclosing(p);
	case REWRITE_WRAPPED:
		return is_wrapping(p);
	}
	return false;
}

/* --- bodies -------------------------------------------------------------------------------- */

/* Leaves that the rewriter names have the text; all others are as they were. */
static int
same_bodies(const struct proof *p)
{
	const struct mime_node *a;
	uint32_t i;
	int r;

	for (i = 0, r = 0; i < p->old->node_count && r == 0; i++) {
		a = &p->old->nodes[i];
		if (proof_touched(p, i) != NULL)
			r = proof_leaf(p, i);
		else if (a->is_leaf && !slice_eq(proof_raw(p->old, a),
		    proof_raw(p->new, &p->new->nodes[proof_map(p, i)])))
			r = ERR_MISMATCH;
	}
	if (r == 0 && p->job->shape == REWRITE_ENCLOSED &&
	    !slice_eq(proof_raw(p->old, &p->old->nodes[0]),
	    proof_raw(p->new, &p->new->nodes[2])))
		r = ERR_MISMATCH;
	if (r == 0 && p->job->shape != REWRITE_SAME && !proof_has_picture(p))
		r = proof_part(p, 1);
	return r == 0 ? proof_picture(p) : r;
}

/* --- splices by themselves ------------------------------------------------------------------- */

/* Into the body of a leaf that is touched, or the block of a converted one? */
static bool
is_in_leaf(const struct proof *p, const struct splice *s, size_t *bodies)
{
	const struct rewrite_leaf *l;
	const struct mime_node *n;
	size_t i;

	for (i = 0; i < p->job->leaf_count; i++) {
		l = &p->job->leaves[i];
		n = &p->old->nodes[l->node];
		if (s->from >= n->body_from && s->to <= n->body_to) {
			bodies[i]++;
			return true;
		}
		if (l->node != 0 && s->from >= n->header_from &&
		    s->to <= n->header_to &&
		    (l->has_new_charset || l->has_new_encoding))
			return true;
	}
	return false;
}

/* One insertion a leaf; nothing anywhere else. */
static bool
is_in_leaves(const struct proof *p)
{
	size_t *bodies, i, pictures;

	bodies = arena_array(p->job->arena, p->job->leaf_count + 1,
	    sizeof *bodies);
	if (bodies == NULL)
		return false;
	for (i = pictures = 0; i < p->list->splice_count; i++)
		if (proof_is_of_picture(p, i))
			pictures++;
		else if (!is_in_leaf(p, &p->list->splices[i], bodies))
			return false;
	for (i = 0; i < p->job->leaf_count; i++)
		if (bodies[i] != 1)
			return false;
	return pictures == proof_picture_splices(p);
}

/* Nothing is taken out where a part is put in, and only there is it put. */
static bool
is_round_body(const struct proof *p)
{
	const struct mime_node *root = &p->old->nodes[0];
	const struct splice *s;
	size_t i;

	for (i = 0; i < p->list->splice_count; i++) {
		s = &p->list->splices[i];
		if (s->from != s->to ||
		    (p->job->shape != REWRITE_FIRST_CHILD &&
		    s->from != root->body_from &&
		    s->from != p->old->bytes.len))
			return false;
	}
	return p->job->leaf_count == 0 && i > 0 &&
	    i <= (p->job->shape == REWRITE_FIRST_CHILD ? 1 : 2);
}

static bool
is_untouched(const struct proof *p)
{
	return p->job->leaf_count == 0 && p->list->splice_count == 0 &&
	    p->job->shape == REWRITE_SAME;
}

static bool
are_placed(const struct proof *p)
{
	if (p->notice == NULL)
		return is_untouched(p);
	switch (p->otherwise) {
	case EDIT_OTHERWISE_HEADER:
		return is_untouched(p);
	case EDIT_OTHERWISE_WRAP:
		return p->job->shape == REWRITE_WRAPPED && is_round_body(p);
	case EDIT_OTHERWISE_NONE:
	case EDIT_OTHERWISE_COUNT:
		break;
	}
	if (p->job->shape == REWRITE_WRAPPED)
		return false;
	if (p->job->shape != REWRITE_SAME && !proof_has_picture(p))
		return is_round_body(p);
	return p->job->leaf_count > 0 && is_in_leaves(p);
}

/* --- what is between parts -------------------------------------------------------------------- */

static bool
is_between(const struct mime_range *g)
{
	return g->kind == MIME_RANGE_PREAMBLE ||
	    g->kind == MIME_RANGE_DELIMITER ||
	    g->kind == MIME_RANGE_EPILOGUE;
}

static const struct mime_range *
next_between(const struct mime_message *m, size_t *at)
{
	while (*at < m->range_count)
		if (is_between(&m->ranges[(*at)++]))
			return &m->ranges[*at - 1];
	return NULL;
}

static bool
is_delimiter(const struct proof *p, const struct mime_range *g, bool is_first,
    bool is_close)
{
	struct slice is = slice_sub(p->new->bytes, g->from, g->to), want;

	want = arena_printf(p->job->arena, "%s--%.*s%s\r\n",
	    is_first ? "" : "\r\n",
	    (int)p->new->nodes[g->node].boundary.len,
	    (const char *)p->new->nodes[g->node].boundary.ptr,
	    is_close ? "--" : "");
	return g->kind == MIME_RANGE_DELIMITER && slice_eq(is, want);
}

/* The container that came with the edit, round what was there; or none. */
static uint32_t
new_container(const struct proof *p)
{
	if (p->job->shape == REWRITE_ENCLOSED ||
	    p->job->shape == REWRITE_WRAPPED)
		return 0;
	return p->container;
}

/* Round what it holds: three delimiters, and nothing beside them. */
static bool
is_plain_container(const struct proof *p)
{
	const struct mime_range *g;
	size_t i, n;

	for (i = n = 0; i < p->new->range_count; i++) {
		g = &p->new->ranges[i];
		if (g->node != new_container(p) || !is_between(g))
			continue;
		if (!is_delimiter(p, g, n == 0, n == 2))
			return false;
		n++;
	}
	return n == 3;
}

/* The next that is not the new container's own, nor a picture's. */
static const struct mime_range *
next_inner(const struct proof *p, size_t *at)
{
	const struct mime_range *g;

	do {
		g = next_between(p->new, at);
	} while (g != NULL && (g->node == new_container(p) ||
	    proof_is_before_picture(p, g)));
	return g;
}

/*
 * Preambles, delimiters and epilogues, one by one.  A new first child brings
 * one delimiter with it; the one after it may have stood at the very start of
 * the body, without a line end before it.
 */
static bool
same_between(const struct proof *p)
{
	const struct mime_range *a, *b;
	struct slice x, y;
	size_t i, k;
	bool is_new, is_first;

	if (new_container(p) != MIME_NONE && !is_plain_container(p))
		return false;
	is_new = is_first = p->job->shape == REWRITE_FIRST_CHILD;
	for (i = k = 0;; ) {
		a = next_between(p->old, &i);
		b = next_inner(p, &k);
		if (is_new && b != NULL && b->kind == MIME_RANGE_DELIMITER) {
			is_new = false;
			if (a == NULL || !is_delimiter(p, b, !slice_starts(
			    slice_sub(p->old->bytes, a->from, a->to),
			    SLICE("\r\n")), false))
				return false;
			b = next_inner(p, &k);
		}
		if (a == NULL || b == NULL)
			return a == b;
		x = slice_sub(p->old->bytes, a->from, a->to);
		y = slice_sub(p->new->bytes, b->from, b->to);
		/* Behind a nested one it had no line end of its own. */
		if ((is_first || (p->job->shape == REWRITE_PICTURE_LAST &&
		    a->node == p->job->picture_at)) &&
		    slice_starts(y, SLICE("\r\n")) &&
		    !slice_starts(x, SLICE("\r\n")))
			y = slice_from(y, 2);
		is_first = is_first && a->kind != MIME_RANGE_DELIMITER;
		if (a->kind != b->kind || !slice_eq(x, y))
			return false;
	}
}

/* --- bytes ---------------------------------------------------------------------------------------- */

struct census {
	size_t long_lines;
	size_t bare;		/* CR or LF without the other */
};

#define BLOCK	((size_t)4096)

/* Bytes at the end that are alike, from the beginning of a line on. */
static size_t
same_end(struct slice a, struct slice b)
{
	size_t max = a.len < b.len ? a.len : b.len;
	size_t n = 0, lf;

	while (max - n >= BLOCK && memcmp(a.ptr + (a.len - n - BLOCK),
	    b.ptr + (b.len - n - BLOCK), BLOCK) == 0)
		n += BLOCK;
	while (n < max && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1])
		n++;
	lf = slice_chr(a, '\n', a.len - n);
	return lf == SLICE_NPOS ? 0 : a.len - lf - 1;
}

static struct census
count(struct slice s)
{
	struct census c = { 0, 0 };
	size_t at, lf, cr;

	for (at = 0; at < s.len; at = lf + 1) {
		lf = slice_chr(s, '\n', at);
		if (lf == SLICE_NPOS)
			lf = s.len;
		else if (lf == at || s.ptr[lf - 1] != '\r')
			c.bare++;
		c.long_lines += lf - at > LINE_MAX_MAIL + 1;
	}
	for (cr = slice_chr(s, '\r', 0); cr != SLICE_NPOS;
	    cr = slice_chr(s, '\r', cr + 1))
		c.bare += cr + 1 == s.len || s.ptr[cr + 1] != '\n';
	return c;
}

static bool
has_wide(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80)
			return true;
	return false;
}

/*
 * No line grew too long, no line end broke, no eighth bit came in.  Lines are
 * counted one by one, so the lines that both end with count the same in both
 * and are left out: of a large message, nearly all.
 */
static bool
same_bytes(const struct proof *p)
{
	struct slice old = p->old->bytes, new = p->new->bytes;
	struct census a, b;
	size_t end = same_end(old, new);

	old.len -= end;
	new.len -= end;
	a = count(old);
	b = count(new);
	return b.long_lines <= a.long_lines && b.bare <= a.bare &&
	    (!has_wide(new) || has_wide(p->job->m->bytes));
}

/* --- all of it -------------------------------------------------------------------------------------- */

static int
compare(const struct proof *p)
{
	int r;

	if (!are_placed(p) || !same_tree(p) || !is_shaped(p) ||
	    !proof_headers(p) || !same_between(p) || !same_bytes(p))
		return ERR_MISMATCH;
	r = proof_places(p);
	if (r == 0)
		r = same_bodies(p);
	return r;
}

/* The text, looked up and expanded once more. */
static int
find_text(struct proof *p)
{
	const struct edit_disclaimer *how = p->notice->disclaimer;
	const struct disclaimer *d;
	struct disclaimer *text;

	d = disclaimer_find(p->job->env->disclaimers, p->notice->name);
	text = arena_zalloc(p->job->arena, sizeof *text);
	if (text == NULL)
		return ERR_LIMIT;
	p->text = text;
	return d == NULL ? ERR_MISMATCH : disclaimer_expand(d,
	    how == NULL ? NULL : how->variables,
	    how == NULL ? 0 : how->variable_count, p->job->arena, text);
}

/* What is done in its place: only what the request says. */
static bool
is_otherwise(const struct edit_request *q, const struct edit_outcome *o)
{
	return q->disclaimer != NULL &&
	    q->disclaimer->otherwise == o->otherwise &&
	    (o->result == EDIT_SKIPPED || o->result == EDIT_FAILED);
}

/* The disclaimer that the list carries out: one at most. */
static int
find_notice(struct proof *p)
{
	const struct rewrite_job *j = p->job;
	const struct edit_outcome *o;
	size_t i;

	for (i = 0; i < j->request_count; i++) {
		o = &j->outcomes[i];
		if (j->requests[i].kind != EDIT_DISCLAIMER ||
		    (o->result != EDIT_DONE &&
		    o->otherwise == EDIT_OTHERWISE_NONE))
			continue;
		if (p->notice != NULL || (o->otherwise !=
		    EDIT_OTHERWISE_NONE && !is_otherwise(&j->requests[i], o)))
			return ERR_MISMATCH;
		p->notice = &j->requests[i];
		p->otherwise = o->otherwise;
	}
	return p->notice == NULL ? 0 : find_text(p);
}

int
proof_rewrite(const struct rewrite_job *j, const struct edit_list *l)
{
	struct proof p = { .job = j };
	struct shrunk s;
	int r;

	r = find_notice(&p);
	if (r < 0)
		return r;
	r = shrunk_make(j, l, &s);
	if (r == 0) {
		p.list = &s.list;
		p.old = s.old;
		p.new = s.new;
		r = proof_picture_map(&p);
	}
	if (r == 0)
		r = proof_picture_text(&p);
	if (r == 0) {
		r = compare(&p);
	}
	shrunk_free(&s);
	return r == ERR_RANGE ? ERR_MISMATCH : r;
}
