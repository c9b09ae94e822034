#include "mime/reader.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

/* --- leaves ------------------------------------------------------------------------- */

static int
leaf_open(struct reader *r, uint32_t node)
{
	struct mime_node *n = &r->nodes[node];
	struct slice token = n->type.token;
	bool plausible;
	int err;

	n->is_leaf = true;
	if (!n->is_extra)
		reader_range(r, MIME_RANGE_BODY, node, n->body_from,
		    n->body_to);
	err = entity_weigh(n, slice_sub(r->bytes, n->body_from, n->body_to),
	    r->arena, &plausible);
	if (err == 0 && !plausible)
		err = reader_anomaly(r, node, ANOMALY_UNSUPPORTED,
		    "unknown transfer encoding");
	if (err == 0 && slice_ieq(token, SLICE("message/partial")))
		err = reader_anomaly(r, node, ANOMALY_UNSUPPORTED,
		    "message/partial: the rest travels elsewhere");
	if (err == 0 && slice_ieq(token, SLICE("message/external-body")))
		err = reader_anomaly(r, node, ANOMALY_UNSUPPORTED,
		    "message/external-body: the content is elsewhere");
	return err;
}

/* --- multiparts ----------------------------------------------------------------------- */

struct split {
	uint32_t node;
	struct slice boundary;
	bool is_extra;		/* all of it is a second reading */
	bool is_after;		/* past the closing delimiter */
	size_t part_from;	/* where the current part starts */
	bool has_part;
};

static int
part_end(struct reader *r, struct split *s, size_t to)
{
	uint32_t child;
	int err;

	if (!s->has_part)
		return 0;
	err = reader_child(r, s->node, s->part_from, to,
	    s->is_extra || s->is_after, &child);
	if (err == 0 && child != MIME_NONE)
		r->pending[child].in_digest = slice_ieq(
		    r->nodes[s->node].type.token, SLICE("multipart/digest"));
	return err;
}

/* Fields at once behind the closing delimiter: some read on. */
static int
part_behind(struct reader *r, struct split *s, size_t at)
{
	int err;

	if (s->is_extra || !header_content_follows(r->bytes, at,
	    r->nodes[s->node].body_to))
		return 0;
	err = reader_anomaly(r, s->node, ANOMALY_AMBIGUOUS,
	    "a part after the closing delimiter");
	s->has_part = err == 0 && reader_diverge(r, s->node, &err);
	return err;
}

/* One delimiter in the first reading, or in the extra one of this boundary. */
static int
part_delimit(struct reader *r, struct split *s, const struct delimiter *d)
{
	struct mime_node *n = &r->nodes[s->node];
	int err;

	err = 0;
	if (d->is_bare && r->is_crlf && !s->is_extra)
		err = reader_anomaly(r, s->node, ANOMALY_AMBIGUOUS,
		    "a delimiter line does not end in CRLF");
	if (err == 0 && s->has_part)
		err = part_end(r, s, d->from);
	else if (err == 0 && !s->is_extra)
		reader_range(r, MIME_RANGE_PREAMBLE, s->node, n->body_from,
		    d->from);
	if (err < 0)
		return err;
	if (!s->is_extra)
		reader_range(r, MIME_RANGE_DELIMITER, s->node, d->from, d->to);
	s->has_part = !d->is_close;
	s->part_from = d->to;
	if (d->is_close) {
		s->is_after = true;
		r->nodes[s->node].closed = true;
		return part_behind(r, s, d->to);
	}
	return 0;
}

/* A delimiter after the closing one: most stop there, some go on. */
static int
part_revive(struct reader *r, struct split *s, const struct delimiter *d)
{
	int err;

	if (s->has_part)
		err = part_end(r, s, d->from);
	else
		err = d->is_close || s->is_extra ? 0 : reader_anomaly(r,
		    s->node, ANOMALY_AMBIGUOUS,
		    "a part after the closing delimiter");
	s->has_part = !d->is_close;
	s->part_from = d->to;
	return err;
}

/*
 * Children are read in order: the stack gives back the last one first, so
 * what was just pushed is turned round.
 */
static void
stack_reverse(struct reader *r, size_t from)
{
	uint32_t swap;
	size_t to;

	for (to = r->stack_count; from + 1 < to; from++, to--) {
		swap = r->stack[from];
		r->stack[from] = r->stack[to - 1];
		r->stack[to - 1] = swap;
	}
}

int
structure_split(struct reader *r, uint32_t node, struct slice boundary,
    bool is_extra)
{
	struct split s = { .node = node, .boundary = boundary,
	    .is_extra = is_extra };
	size_t at, from, to, stacked, rest;
	struct delimiter d;
	int err;

	from = r->nodes[node].body_from;
	to = r->nodes[node].body_to;
	stacked = r->stack_count;
	err = 0;
	rest = from;
	for (at = from; err == 0 &&
	    delimiter_next(r->bytes, from, at, to, boundary, &d); at = d.to) {
		/* The end of line of one is not the next one's beginning. */
		if (d.from < at)
			d.from = at;
		if (r->node_count >= UNPACK_NODES_MAX)
			break;
		if (s.is_after)
			err = part_revive(r, &s, &d);
		else {
			err = part_delimit(r, &s, &d);
			rest = d.to;
		}
	}
	if (err == 0 && s.has_part) {
		if (r->node_count >= UNPACK_NODES_MAX)
			err = reader_anomaly(r, node, ANOMALY_LIMIT,
			    "too many parts");
		else if (!s.is_after)
			rest = to;
		if (err == 0)
			err = part_end(r, &s, to);
	}
	if (!is_extra)
		reader_range(r, MIME_RANGE_EPILOGUE, node, rest, to);
	stack_reverse(r, stacked);
	return err;
}

/* No boundary of its own: what would a reader do that guesses one? */
static int
multipart_guess(struct reader *r, uint32_t node)
{
	struct mime_node *n = &r->nodes[node];
	struct slice guess;
	int err;

	err = leaf_open(r, node);
	n = &r->nodes[node];
	if (err < 0 || slice_trim(slice_sub(r->bytes, n->body_from,
	    n->body_to)).len == 0)
		return err;
	err = reader_anomaly(r, node, ANOMALY_MALFORMED,
	    "multipart without a delimiter line");
	if (err < 0 || n->is_extra || !delimiter_guess(r->bytes, n->body_from,
	    n->body_from, n->body_to, &guess))
		return err;
	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "parts behind a boundary that is not the declared one");
	if (err < 0 || !reader_diverge(r, node, &err))
		return err;
	return structure_split(r, node, guess, true);
}

/* Does a container round it use the same boundary? */
static bool
is_boundary_shared(const struct reader *r, uint32_t node, struct slice b)
{
	uint32_t i;

	for (i = r->nodes[node].parent; i != MIME_NONE; i = r->nodes[i].parent)
		if (b.len > 0 && slice_eq(r->nodes[i].boundary, b))
			return true;
	return false;
}

static int
multipart_open(struct reader *r, uint32_t node, const struct value *type)
{
	struct mime_node *n = &r->nodes[node];
	struct boundary_set set;
	size_t i;
	int err;

	err = boundary_candidates(type, r->arena, &set);
	if (err == 0 && set.has_limit)
		err = reader_anomaly(r, node, ANOMALY_LIMIT,
		    "boundary too long, or too many");
	if (err < 0)
		return err;
	boundary_filter(&set, r->bytes, n->body_from, n->body_to);
	if (set.count == 0)
		return multipart_guess(r, node);
	n->boundary = set.word[0];
	err = structure_split(r, node, set.word[0], n->is_extra);
	for (i = 1; i < set.count && err == 0; i++) {
		err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
		    "more than one boundary fits");
		if (err == 0 && !r->nodes[node].is_extra &&
		    reader_diverge(r, node, &err))
			err = structure_split(r, node, set.word[i], true);
	}
	return err;
}

/* --- messages ---------------------------------------------------------------------------- */

static int
message_open(struct reader *r, uint32_t node)
{
	const struct mime_node *n = &r->nodes[node];
	uint32_t child;
	int err;

	err = reader_child(r, node, n->body_from, n->body_to, n->is_extra,
	    &child);
	if (err < 0)
		return err;
	if (child == MIME_NONE)
		return leaf_open(r, node);
	r->pending[child].is_root = true;
	return 0;
}

/* --- any node ------------------------------------------------------------------------------ */

static bool
is_encoded(const struct mime_node *n)
{
	return n->encoding != MIME_ENCODING_IDENTITY || n->reading_count > 1;
}

int
structure_open(struct reader *r, uint32_t node, const struct entity *e)
{
	const struct mime_node *n = &r->nodes[node];
	struct value none;
	bool is_container, is_empty;
	int err;

	if (n->is_multipart && is_boundary_shared(r, node,
	    mime_param(&n->type, "boundary"))) {
		err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
		    "the same boundary as a multipart round it");
		if (err < 0)
			return err;
	}
	is_empty = n->body_from == n->body_to;
	is_container = n->is_multipart ||
	    (n->is_message && !is_encoded(n));
	if (!is_container || is_empty)
		return leaf_open(r, node);
	if (n->depth >= UNPACK_DEPTH_MAX) {
		err = reader_anomaly(r, node, ANOMALY_LIMIT,
		    "nested too deep");
		return err < 0 ? err : leaf_open(r, node);
	}
	if (n->is_message)
		return message_open(r, node);
	memset(&none, 0, sizeof none);
	return multipart_open(r, node,
	    e->type_count > 0 ? &e->types[0] : &none);
}
