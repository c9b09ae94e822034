#include "mime/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define EXTRA_FROM	10000u	/* more than there can be nodes */

/* --- what is gathered -------------------------------------------------------------- */

int
reader_anomaly(struct reader *r, uint32_t node, enum anomaly_class class,
    const char *detail)
{
	struct anomaly *n;
	struct slice part, words;
	size_t i;

	part = node == MIME_NONE ? SLICE("") : r->nodes[node].path;
	words = slice_str(detail);
	if (r->anomaly_count == MIME_ANOMALIES_MAX) {
		class = ANOMALY_LIMIT;
		part = SLICE("");
		words = SLICE("too many oddities to list");
	} else if (r->anomaly_count > MIME_ANOMALIES_MAX) {
		return 0;
	}
	for (i = 0; i < r->anomaly_count; i++) {
		n = &r->anomalies[i];
		if (n->class == class && slice_eq(n->detail, words) &&
		    slice_eq(n->part, part))
			return 0;
	}
	r->anomalies = mem_grow(r->anomalies, r->anomaly_count,
	    &r->anomaly_cap, sizeof *r->anomalies);
	r->anomalies[r->anomaly_count++] =
	    (struct anomaly){ class, part, words };
	return 0;
}

void
reader_range(struct reader *r, enum mime_range_kind kind, uint32_t node,
    size_t from, size_t to)
{
	if (from >= to)
		return;
	r->ranges = mem_grow(r->ranges, r->range_count, &r->range_cap,
	    sizeof *r->ranges);
	r->ranges[r->range_count++] =
	    (struct mime_range){ kind, node, from, to };
}

bool
reader_diverge(struct reader *r, uint32_t node, int *ret)
{
	*ret = 0;
	if (r->readings < READINGS_MAX) {
		r->readings++;
		return true;
	}
	*ret = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "more readings than are tried");
	return false;
}

/* --- nodes --------------------------------------------------------------------------- */

static uint32_t
node_new(struct reader *r)
{
	struct mime_node *n;
	uint32_t i;

	r->nodes = mem_grow(r->nodes, r->node_count, &r->node_cap,
	    sizeof *r->nodes);
	r->pending = mem_grow(r->pending, r->node_count, &r->pending_cap,
	    sizeof *r->pending);
	i = (uint32_t)r->node_count++;
	n = &r->nodes[i];
	memset(n, 0, sizeof *n);
	memset(&r->pending[i], 0, sizeof r->pending[i]);
	n->parent = n->first_child = n->next_sibling = MIME_NONE;
	r->pending[i].last_child = MIME_NONE;
	return i;
}

static void
stack_push(struct reader *r, uint32_t node)
{
	r->stack = mem_grow(r->stack, r->stack_count, &r->stack_cap,
	    sizeof *r->stack);
	r->stack[r->stack_count++] = node;
}

static int
child_link(struct reader *r, uint32_t parent, uint32_t child)
{
	struct pending *p = &r->pending[parent];
	struct mime_node *n = &r->nodes[child];

	n->parent = parent;
	n->depth = r->nodes[parent].depth + 1;
	if (p->last_child == MIME_NONE)
		r->nodes[parent].first_child = child;
	else
		r->nodes[p->last_child].next_sibling = child;
	p->last_child = child;
	p->child_count++;
	/* The numbers after a message's own belong to the parts inside it. */
	n->path = arena_printf(r->arena, "%.*s%u", (int)p->prefix.len,
	    (const char *)p->prefix.ptr, p->child_count +
	    (n->is_extra && r->nodes[parent].is_message ? EXTRA_FROM : 0));
	return n->path.ptr == NULL ? ERR_LIMIT : 0;
}

int
reader_child(struct reader *r, uint32_t parent, size_t from, size_t to,
    bool is_extra, uint32_t *ret)
{
	uint32_t i;
	int err;

	*ret = MIME_NONE;
	if (r->node_count >= UNPACK_NODES_MAX)
		return reader_anomaly(r, MIME_NONE, ANOMALY_LIMIT,
		    "too many parts");
	i = node_new(r);
	r->nodes[i].is_extra = is_extra;
	r->nodes[i].depth = r->base_depth;
	r->pending[i].from = from;
	r->pending[i].to = to;
	err = parent == MIME_NONE ? 0 : child_link(r, parent, i);
	stack_push(r, i);
	*ret = i;
	return err;
}

/*
 * A message's own entity: "0" when it is a multipart, else "1", after what
 * leads to it (RFC 9051 6.4.5 numbers only the parts).
 */
static int
root_path(struct reader *r, uint32_t node)
{
	struct mime_node *n = &r->nodes[node];
	struct slice prefix;

	if (n->parent == MIME_NONE)
		prefix = r->base_path;
	else
		prefix = r->pending[n->parent].prefix;
	n->path = arena_printf(r->arena, "%.*s%s", (int)prefix.len,
	    (const char *)prefix.ptr, n->is_multipart ? "0" : "1");
	r->pending[node].prefix = prefix;
	return n->path.ptr == NULL ? ERR_LIMIT : 0;
}

static int
child_prefix(struct reader *r, uint32_t node)
{
	struct mime_node *n = &r->nodes[node];
	struct pending *p = &r->pending[node];

	if (p->is_root && n->is_multipart)
		return 0;
	p->prefix = arena_printf(r->arena, "%.*s.", (int)n->path.len,
	    (const char *)n->path.ptr);
	return p->prefix.ptr == NULL ? ERR_LIMIT : 0;
}

/* --- one node ------------------------------------------------------------------------- */

static int
header_limits(struct reader *r, uint32_t node)
{
	const struct header *h = &r->header;
	size_t max;
	int err;

	max = r->pending[node].is_root ? HEADER_BYTES_MAX :
	    PART_HEADER_BYTES_MAX;
	err = 0;
	if (h->to - h->from > max)
		err = reader_anomaly(r, node, ANOMALY_LIMIT,
		    "header block too long");
	if (err == 0 && h->has_limit)
		err = reader_anomaly(r, node, ANOMALY_LIMIT,
		    "too many header fields");
	if (err == 0 && h->has_nul)
		err = reader_anomaly(r, node, ANOMALY_MALFORMED,
		    "NUL in a header");
	return err;
}

static void
header_ranges(struct reader *r, uint32_t node)
{
	const struct header *h = &r->header;
	size_t i;

	if (r->nodes[node].is_extra)
		return;
	for (i = 0; i < h->piece_count; i++)
		reader_range(r, h->pieces[i].kind, node, h->pieces[i].from,
		    h->pieces[i].to);
}

/*
 * The long reading unless nothing speaks for it: a block that starts with an
 * odd line, or has no field after one, is taken to end there.
 */
static bool
is_short(const struct header *h)
{
	if (!h->has_odd || h->odd_cuts)
		return false;
	if (h->odd_fields == h->count)
		return true;
	return h->odd_fields == 0 &&
	    header_same_content(h->fields, h->count, NULL, 0);
}

/* Keep a header block as the node's own. */
static int
header_take(struct reader *r, uint32_t node, const struct header *h)
{
	struct mime_node *n = &r->nodes[node];

	n->fields = arena_array(r->arena, h->count, sizeof *n->fields);
	if (n->fields == NULL)
		return ERR_LIMIT;
	if (h->count > 0)
		memcpy(n->fields, h->fields, h->count * sizeof *n->fields);
	n->field_count = h->count;
	n->header_from = h->from;
	n->header_to = h->to;
	n->body_from = h->body_from;
	n->body_to = r->pending[node].to;
	r->fields_left -= h->count < r->fields_left ? h->count :
	    r->fields_left;
	return 0;
}

static int
header_begin(struct reader *r, uint32_t node)
{
	struct pending *p = &r->pending[node];
	size_t max;
	int err;

	max = r->fields_left < HEADER_FIELDS_MAX ? r->fields_left :
	    HEADER_FIELDS_MAX;
	header_read(&r->header, r->bytes, p->from, p->to, LINE_LF, p->is_root,
	    max);
	if (is_short(&r->header)) {
		header_shorten(&r->header, r->bytes);
		r->header.has_odd = false;
	}
	header_ranges(r, node);
	err = header_take(r, node, &r->header);
	return err;
}

static int
node_read(struct reader *r, uint32_t node)
{
	struct entity e;
	bool is_fresh;
	int err;

	is_fresh = !r->pending[node].has_header;
	err = is_fresh ? header_begin(r, node) : 0;
	memset(&e, 0, sizeof e);
	if (err == 0)
		err = entity_read(&r->nodes[node], r->pending[node].in_digest,
		    r->arena, &e);
	if (err == 0 && r->pending[node].is_root)
		err = root_path(r, node);
	if (err == 0)
		err = child_prefix(r, node);
	if (err == 0 && is_fresh)
		err = header_limits(r, node);
	if (err == 0 && e.has_limit)
		err = reader_anomaly(r, node, ANOMALY_LIMIT,
		    "a Content-* field is too long or has too many parts");
	if (err == 0 && is_fresh && !r->nodes[node].is_extra)
		err = reading_header(r, node);
	if (err == 0)
		err = structure_open(r, node, &e);
	if (err == 0 && !r->nodes[node].is_extra)
		err = reading_values(r, node, &e);
	return err;
}

/* --- the whole -------------------------------------------------------------------------- */

static int
range_order(const void *a, const void *b)
{
	const struct mime_range *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static void *
keep(struct reader *r, const void *array, size_t count, size_t size)
{
	void *p;

	p = arena_array(r->arena, count, size);
	if (p != NULL && count > 0)
		memcpy(p, array, count * size);
	return p;
}

static int
reader_finish(struct reader *r, struct mime_message **ret)
{
	struct mime_message *m;

	m = arena_zalloc(r->arena, sizeof *m);
	if (m == NULL)
		return ERR_LIMIT;
	m->bytes = r->bytes;
	m->arena = r->arena;
	m->nodes = keep(r, r->nodes, r->node_count, sizeof *m->nodes);
	m->node_count = r->node_count;
	m->ranges = keep(r, r->ranges, r->range_count, sizeof *m->ranges);
	m->range_count = r->range_count;
	m->anomalies = keep(r, r->anomalies, r->anomaly_count,
	    sizeof *m->anomalies);
	m->anomaly_count = r->anomaly_count;
	m->reading_count = r->readings;
	if (m->nodes == NULL || m->ranges == NULL || m->anomalies == NULL)
		return ERR_LIMIT;
	*ret = m;
	return 0;
}

static void
reader_free(struct reader *r)
{
	header_free(&r->header);
	header_free(&r->other);
	free(r->nodes);
	free(r->pending);
	free(r->ranges);
	free(r->anomalies);
	free(r->stack);
}

static int
stack_drain(struct reader *r)
{
	int err;

	for (err = 0; err == 0 && r->stack_count > 0; )
		err = node_read(r, r->stack[--r->stack_count]);
	return err;
}

int
mime_read(struct slice bytes, struct slice base_path, uint32_t base_depth,
    struct arena *a, struct mime_message **ret)
{
	struct reader r = { .bytes = bytes, .arena = a };
	struct line first;
	uint32_t root;
	int err;

	r.base_path = arena_dup(a, base_path);
	r.base_depth = base_depth;
	r.fields_left = MIME_FIELDS_MAX;
	r.readings = 1;
	if (bytes.len > 0) {
		first = line_at(bytes, 0, bytes.len, LINE_LF);
		r.is_crlf = first.to - first.text_to == 2;
	}
	err = reader_child(&r, MIME_NONE, 0, bytes.len, false, &root);
	if (err == 0) {
		r.pending[root].is_root = true;
		err = stack_drain(&r);
	}
	if (err == 0 && r.range_count > 0)
		qsort(r.ranges, r.range_count, sizeof *r.ranges, range_order);
	if (err == 0)
		err = reading_lax(&r);
	if (err == 0)
		err = stack_drain(&r);
	if (err == 0)
		err = reader_finish(&r, ret);
	reader_free(&r);
	return err;
}

const struct mime_field *
mime_field(const struct mime_node *n, const char *name)
{
	size_t i;

	for (i = 0; i < n->field_count; i++)
		if (slice_ieq_str(n->fields[i].name, name))
			return &n->fields[i];
	return NULL;
}
