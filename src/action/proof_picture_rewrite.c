/*
 * The logo of an edited message: one part more that holds the picture and
 * nothing else, in a related container that is there or that is new, and the
 * page refers to it.
 */
#include "action/proof_rewrite.h"

#include "action/logo_rewrite.h"
#include "base/err.h"

bool
proof_has_picture(const struct proof *p)
{
	return p->job->shape == REWRITE_PICTURE_LAST ||
	    p->job->shape == REWRITE_PICTURE_BESIDE ||
	    p->job->shape == REWRITE_PICTURE_ROOT;
}

static bool
has_container(const struct proof *p)
{
	return p->job->shape == REWRITE_PICTURE_BESIDE ||
	    p->job->shape == REWRITE_PICTURE_ROOT;
}

/* --- which node is which ------------------------------------------------------------ */

/* A new related one: the page, then the picture.  The page, or MIME_NONE. */
static uint32_t
open_container(struct proof *p, uint32_t node)
{
	const struct mime_node *n = p->new->nodes, *c;

	if (node == MIME_NONE)
		return MIME_NONE;
	c = &n[node];
	if (!slice_eq(c->type.token, SLICE("multipart/related")) ||
	    !c->closed || c->first_child == MIME_NONE ||
	    !slice_eq(c->boundary, p->job->picture_boundary))
		return MIME_NONE;
	p->container = node;
	p->picture = n[c->first_child].next_sibling;
	if (p->picture == MIME_NONE ||
	    n[p->picture].next_sibling != MIME_NONE)
		return MIME_NONE;
	return c->first_child;
}

/* The children of one old node: the same in order, and maybe one more. */
static bool
map_children(struct proof *p, uint32_t *map, uint32_t node)
{
	const struct rewrite_job *j = p->job;
	uint32_t a = p->old->nodes[node].first_child;
	uint32_t b = p->new->nodes[map[node]].first_child;

	for (; a != MIME_NONE; a = p->old->nodes[a].next_sibling,
	    b = p->new->nodes[b].next_sibling) {
		if (b == MIME_NONE)
			return false;
		map[a] = j->shape == REWRITE_PICTURE_BESIDE &&
		    a == j->picture_at ? open_container(p, b) : b;
		if (map[a] == MIME_NONE)
			return false;
	}
	if (j->shape == REWRITE_PICTURE_LAST && node == j->picture_at) {
		p->picture = b;
		return b != MIME_NONE &&
		    p->new->nodes[b].next_sibling == MIME_NONE;
	}
	return b == MIME_NONE;
}

int
proof_picture_map(struct proof *p)
{
	uint32_t *map, i;

	p->picture = p->container = MIME_NONE;
	if (!proof_has_picture(p))
		return 0;
	map = arena_array(p->job->arena, p->old->node_count, sizeof *map);
	if (map == NULL)
		return ERR_LIMIT;
	if (p->job->picture_at >= p->old->node_count)
		return ERR_MISMATCH;
	map[0] = p->job->shape == REWRITE_PICTURE_ROOT ?
	    open_container(p, 0) : 0;
	if (map[0] == MIME_NONE)
		return ERR_MISMATCH;
	/* Parents come before their children. */
	for (i = 0; i < p->old->node_count; i++)
		if (!map_children(p, map, i))
			return ERR_MISMATCH;
	p->map = map;
	return p->picture == MIME_NONE ? ERR_MISMATCH : 0;
}

/* --- splices and delimiters --------------------------------------------------------------- */

static bool
is_first_there(const struct edit_list *l, size_t i)
{
	return i == 0 || l->splices[i - 1].from != l->splices[i].from;
}

static bool
is_last_there(const struct edit_list *l, size_t i)
{
	return i + 1 == l->splice_count ||
	    l->splices[i + 1].from != l->splices[i].from;
}

bool
proof_is_of_picture(const struct proof *p, size_t i)
{
	const struct splice *s = &p->list->splices[i];
	const struct mime_node *n;

	if (!proof_has_picture(p) || s->from != s->to)
		return false;
	if (p->job->shape == REWRITE_PICTURE_LAST)
		return is_last_there(p->list, i) &&
		    s->from == logo_before(p->old, p->job->picture_at);
	n = &p->old->nodes[p->job->picture_at];
	if (s->from == n->body_to && is_last_there(p->list, i))
		return true;
	return is_first_there(p->list, i) &&
	    s->from == (p->job->shape == REWRITE_PICTURE_ROOT ?
	    n->body_from : n->header_from);
}

size_t
proof_picture_splices(const struct proof *p)
{
	return proof_has_picture(p) ? (has_container(p) ? 2 : 1) : 0;
}

/* Of a related that got one more child, the delimiter before that child. */
bool
proof_is_before_picture(const struct proof *p, const struct mime_range *g)
{
	return p->job->shape == REWRITE_PICTURE_LAST &&
	    g->kind == MIME_RANGE_DELIMITER &&
	    g->to == p->new->nodes[p->picture].header_from;
}

/* --- the part, its container, and the page's reference -------------------------------------- */

/* Its Content-ID, which stands nowhere in the old message. */
static struct slice
picture_id(const struct proof *p)
{
	const struct mime_field *f = mime_field(&p->new->nodes[p->picture],
	    "Content-ID");
	struct slice id;

	if (f == NULL)
		return SLICE("");
	id = slice_trim(f->value);
	if (id.len < 5 || id.ptr[0] != '<' || id.ptr[id.len - 1] != '>')
		return SLICE("");
	id = slice_sub(id, 1, id.len - 1);
	return slice_chr(id, '@', 0) == SLICE_NPOS ||
	    slice_find(p->job->m->bytes, id, 0) != SLICE_NPOS ? SLICE("") : id;
}

int
proof_picture_text(struct proof *p)
{
	struct disclaimer *with;
	struct slice id;

	if (!proof_has_picture(p))
		return 0;
	if (p->text == NULL || p->text->logo.len == 0)
		return ERR_MISMATCH;
	id = picture_id(p);
	with = arena_zalloc(p->job->arena, sizeof *with);
	if (with == NULL)
		return ERR_LIMIT;
	*with = *p->text;
	p->text = with;
	return id.len == 0 ? ERR_MISMATCH : logo_html(with, id,
	    p->job->arena, &with->html);
}

/* The part is written as it should be, and what it holds is the picture. */
static int
part_check(const struct proof *p)
{
	const struct mime_node *n = &p->new->nodes[p->picture];
	struct buf want = BUF_INIT(SIZE_MAX / 2), got = BUF_INIT(SIZE_MAX / 2);
	struct slice body = slice_sub(p->new->bytes, n->body_from, n->body_to);
	unsigned notes = 0;
	int r;

	r = logo_part(p->text, picture_id(p), &want);
	if (r == 0)
		r = mime_decode(body, MIME_ENCODING_BASE64, &got, &notes);
	if (r == 0 && (!n->is_leaf || notes != 0 ||
	    !slice_eq(buf_slice(&got), p->text->logo) ||
	    !slice_eq(slice_sub(p->new->bytes, n->header_from, n->body_to),
	    buf_slice(&want))))
		r = ERR_MISMATCH;
	buf_free(&want);
	buf_free(&got);
	return r;
}

/* The header of a container inside: its type and nothing else. */
static bool
container_is_plain(const struct proof *p)
{
	const struct mime_node *n = &p->new->nodes[p->container];
	struct slice want;

	want = arena_printf(p->job->arena, "Content-Type: multipart/%s; "
	    "boundary=\"%.*s\"\r\n\r\n", LOGO_ROOT_TYPE,
	    (int)n->boundary.len, (const char *)n->boundary.ptr);
	return want.ptr != NULL && slice_eq(want, slice_sub(p->new->bytes,
	    n->header_from, n->body_from));
}

/* A version in an alternative may be in the container; nothing else may. */
static bool
page_is_first(const struct proof *p)
{
	const struct mime_message *m = p->old;
	uint32_t i = p->job->picture_at;

	if (has_container(p))
		return proof_touched(p, i) != NULL &&
		    slice_eq(m->nodes[i].type.token, SLICE("text/html"));
	return slice_eq(m->nodes[i].type.token, SLICE("multipart/related")) &&
	    m->nodes[i].closed;
}

int
proof_picture(const struct proof *p)
{
	if (!proof_has_picture(p))
		return 0;
	if (!page_is_first(p) ||
	    (p->job->shape == REWRITE_PICTURE_BESIDE && !container_is_plain(p)))
		return ERR_MISMATCH;
	return part_check(p);
}
