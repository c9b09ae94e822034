#include "mime/reader.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

/* --- another header block ------------------------------------------------------------- */

/*
 * A further reading of the node as an extra child of it, with the header
 * block in h; the body is what follows that block.
 */
static int
header_variant(struct reader *r, uint32_t node, const struct header *h)
{
	struct mime_node *n;
	uint32_t child;
	int err;

	if (!reader_diverge(r, node, &err))
		return err;
	err = reader_child(r, node, r->pending[node].from,
	    r->pending[node].to, true, &child);
	if (err < 0 || child == MIME_NONE)
		return err;
	n = &r->nodes[child];
	n->fields = arena_array(r->arena, h->count, sizeof *n->fields);
	if (n->fields == NULL)
		return ERR_LIMIT;
	if (h->count > 0)
		memcpy(n->fields, h->fields, h->count * sizeof *n->fields);
	n->field_count = h->count;
	n->header_from = h->from;
	n->header_to = h->to;
	n->body_from = h->body_from;
	n->body_to = r->pending[child].to;
	r->pending[child].has_header = true;
	return 0;
}

/* Readers that end lines elsewhere: do they see other Content-* fields? */
static int
header_other_lines(struct reader *r, uint32_t node, enum line_mode mode,
    const char *detail)
{
	const struct mime_node *n = &r->nodes[node];
	const struct pending *p = &r->pending[node];
	int err;

	header_read(&r->other, r->bytes, p->from, p->to, mode, p->is_root,
	    HEADER_FIELDS_MAX);
	if (header_same_content(n->fields, n->field_count, r->other.fields,
	    r->other.count))
		return 0;
	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS, detail);
	return err < 0 ? err : header_variant(r, node, &r->other);
}

/* A field behind bare CRs, however many: some drop what is empty between. */
static int
header_behind_cr(struct reader *r, uint32_t node, size_t from, size_t to)
{
	struct line l;

	for (; from < to; from = l.to) {
		l = line_at(r->bytes, from, to, LINE_CR);
		if (l.from > 0 && r->bytes.ptr[l.from - 1] == '\r' &&
		    header_claims(slice_sub(r->bytes, l.from, l.text_to)))
			return reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
			    "a bare CR hides a header field");
	}
	return 0;
}

/* Readers that end the block at the first line that is no field. */
static int
header_short(struct reader *r, uint32_t node)
{
	struct mime_node *n = &r->nodes[node];
	struct header *h = &r->header;
	int err;

	if (!h->has_odd)
		return 0;
	/* What follows is read as text either way unless it is encoded. */
	if (!h->odd_cuts && header_same_content(n->fields, n->field_count,
	    h->fields, h->odd_fields) && n->encoding == MIME_ENCODING_IDENTITY)
		return 0;
	header_shorten(h, r->bytes);
	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "a line in the header block is no field");
	return err < 0 ? err : header_variant(r, node, h);
}

/*
 * Taken to end at an odd line, where others read on to the empty one: with an
 * encoding, that makes other bytes of what follows.
 */
static int
header_long(struct reader *r, uint32_t node)
{
	const struct mime_node *n = &r->nodes[node];
	struct header *h = &r->header;
	int err;

	if (n->body_from == h->long_body || n->encoding ==
	    MIME_ENCODING_IDENTITY || slice_trim(slice_sub(r->bytes,
	    h->long_body, r->pending[node].to)).len == 0)
		return 0;
	h->to = h->long_to;
	h->body_from = h->long_body;
	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "a line in the header block is no field");
	return err < 0 ? err : header_variant(r, node, h);
}

/* A whole block of fields, one of which says how the rest is to be read. */
static bool
is_late(const struct reader *r, const struct header *h)
{
	const struct mime_field *f;
	size_t i;

	if (h->has_odd || h->count < 2)
		return false;
	for (i = 0; i < h->count; i++) {
		f = &h->fields[i];
		if (header_claims(slice_sub(r->bytes, f->from, f->to)) &&
		    !slice_ieq_str(f->name, "Content-Disposition"))
			return true;
	}
	return false;
}

/* A block that is empty at once, fields after it: some read those. */
static int
header_late(struct reader *r, uint32_t node)
{
	const struct mime_node *n = &r->nodes[node];
	const struct pending *p = &r->pending[node];
	int err;

	/* In a digest that is how a message begins (RFC 2046 5.1.5). */
	if (n->field_count > 0 || n->body_from == p->from || p->in_digest)
		return 0;
	header_read(&r->other, r->bytes, n->body_from, p->to, LINE_LF, false,
	    HEADER_FIELDS_MAX);
	if (!header_content_follows(r->bytes, n->body_from, p->to) &&
	    !is_late(r, &r->other))
		return 0;
	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "an empty line before the header fields");
	return err < 0 ? err : header_variant(r, node, &r->other);
}

int
reading_header(struct reader *r, uint32_t node)
{
	struct header *h = &r->header;
	size_t from, to;
	int err;

	from = h->from;
	to = h->body_from;
	err = 0;
	if (h->has_masked)
		err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
		    "a damaged field name that may be Content-*");
	if (err == 0)
		err = header_short(r, node);
	if (err == 0)
		err = header_late(r, node);
	if (err == 0)
		err = header_long(r, node);
	if (err == 0 && line_has_bare_cr(r->bytes, from, to))
		err = header_other_lines(r, node, LINE_CR,
		    "a bare CR hides a header field");
	if (err == 0 && line_has_bare_cr(r->bytes, from, to))
		err = header_behind_cr(r, node, from, to);
	if (err == 0 && r->is_crlf && line_has_bare_lf(r->bytes, from, to))
		err = header_other_lines(r, node, LINE_STRICT,
		    "a bare LF hides a header field");
	return err;
}

/* --- other values ------------------------------------------------------------------------ */

/* The node once more, under another of its types. */
static int
type_variant(struct reader *r, uint32_t node, const struct value *type)
{
	struct boundary_set set;
	struct mime_node *n;
	uint32_t child;
	int err;

	if (!reader_diverge(r, node, &err))
		return err;
	err = boundary_candidates(type, r->arena, &set);
	if (err == 0)
		err = reader_child(r, node, r->nodes[node].body_from,
		    r->nodes[node].body_to, true, &child);
	if (err < 0 || child == MIME_NONE)
		return err;
	/* Read here and now: nothing of it is left for the stack. */
	r->stack_count--;
	n = &r->nodes[child];
	n->fields = r->nodes[node].fields;
	n->field_count = r->nodes[node].field_count;
	n->header_from = n->header_to = r->nodes[node].body_from;
	n->body_from = r->nodes[node].body_from;
	n->body_to = r->nodes[node].body_to;
	n->encoding = r->nodes[node].encoding;
	n->readings = r->nodes[node].readings;
	n->reading_count = r->nodes[node].reading_count;
	entity_use_type(n, type);
	r->pending[child].prefix = arena_printf(r->arena, "%.*s.",
	    (int)n->path.len, (const char *)n->path.ptr);
	boundary_filter(&set, r->bytes, n->body_from, n->body_to);
	n->is_leaf = set.count == 0;
	if (set.count == 0)
		return 0;
	n->boundary = set.word[0];
	n->is_multipart = true;
	return structure_split(r, child, set.word[0], true);
}

/* A type that is no multipart, with a boundary that occurs all the same. */
static int
boundary_stray(struct reader *r, uint32_t node, const struct value *type)
{
	const struct mime_node *n = &r->nodes[node];
	struct boundary_set set;
	int err;

	if (n->is_multipart)
		return 0;
	err = boundary_candidates(type, r->arena, &set);
	if (err < 0 || set.count == 0)
		return err;
	boundary_filter(&set, r->bytes, n->body_from, n->body_to);
	if (set.count == 0)
		return 0;
	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "a boundary on a type that is no multipart");
	if (err < 0 || !reader_diverge(r, node, &err))
		return err;
	return structure_split(r, node, set.word[0], true);
}

/* An encoding on a multipart: decoded, other parts may come to light. */
static int
encoding_variant(struct reader *r, uint32_t node)
{
	struct mime_node *n;
	uint32_t child;
	int err;

	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "a transfer encoding on a multipart");
	if (err < 0 || !reader_diverge(r, node, &err))
		return err;
	err = reader_child(r, node, r->nodes[node].body_from,
	    r->nodes[node].body_to, true, &child);
	if (err < 0 || child == MIME_NONE)
		return err;
	r->stack_count--;
	n = &r->nodes[child];
	n->header_from = n->header_to = r->nodes[node].body_from;
	n->body_from = r->nodes[node].body_from;
	n->body_to = r->nodes[node].body_to;
	n->type.token = SLICE("text/plain");
	n->encoding = r->nodes[node].encoding;
	n->readings = r->nodes[node].readings;
	n->reading_count = r->nodes[node].reading_count;
	n->is_leaf = true;
	return 0;
}

/* Would decoding change anything? */
static bool
encoding_matters(const struct reader *r, const struct mime_node *n)
{
	struct slice body = slice_sub(r->bytes, n->body_from, n->body_to);

	if (n->reading_count > 1)
		return true;
	switch (n->encoding) {
	case MIME_ENCODING_IDENTITY:
	case MIME_ENCODING_UNKNOWN:
		return false;
	case MIME_ENCODING_QUOTED_PRINTABLE:
		return slice_chr(body, '=', 0) != SLICE_NPOS;
	case MIME_ENCODING_BASE64:
	case MIME_ENCODING_UUENCODE:
	case MIME_ENCODING_COUNT:
		break;
	}
	return true;
}

int
reading_values(struct reader *r, uint32_t node, const struct entity *e)
{
	const struct mime_node *n = &r->nodes[node];
	size_t i;
	int err;

	err = 0;
	if (e->types_differ)
		err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
		    "Content-Type fields that differ");
	if (err == 0 && e->encodings_differ)
		err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
		    "Content-Transfer-Encoding can be read in two ways");
	if (err == 0 && e->dispositions_differ)
		err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
		    "Content-Disposition fields that differ");
	if (err == 0 && n->is_multipart && !n->is_leaf &&
	    encoding_matters(r, n))
		err = encoding_variant(r, node);
	if (err == 0 && e->type_count > 0)
		err = boundary_stray(r, node, &e->types[0]);
	for (i = 1; i < e->type_count && err == 0; i++)
		err = type_variant(r, node, &e->types[i]);
	return err;
}

/* --- lax delimiters ---------------------------------------------------------------------- */

/* The range of the first reading that holds this byte. */
static const struct mime_range *
range_at(const struct reader *r, size_t at, size_t count)
{
	size_t lo, hi, mid;

	for (lo = 0, hi = count; lo < hi; ) {
		mid = lo + (hi - lo) / 2;
		if (r->ranges[mid].to <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < count && r->ranges[lo].from <= at ? &r->ranges[lo] : NULL;
}

/* Would a part here hold anything that the first reading did not see? */
static bool
lax_matters(const struct reader *r, const struct mime_range *g, size_t after,
    size_t to, bool is_glued)
{
	if (g == NULL || g->kind == MIME_RANGE_DELIMITER ||
	    g->kind == MIME_RANGE_FIELD)
		return false;
	if (header_content_follows(r->bytes, after, to))
		return true;
	return !is_glued && g->kind == MIME_RANGE_BODY &&
	    r->nodes[g->node].encoding != MIME_ENCODING_IDENTITY &&
	    after < to;
}

static int
lax_part(struct reader *r, uint32_t node, size_t after)
{
	const struct mime_node *n = &r->nodes[node];
	struct delimiter d;
	uint32_t child;
	size_t to;
	int err;

	err = reader_anomaly(r, node, ANOMALY_AMBIGUOUS,
	    "a line that some take for a delimiter");
	if (err < 0 || !reader_diverge(r, node, &err))
		return err;
	to = n->body_to;
	if (delimiter_next(r->bytes, n->body_from, after, to, n->boundary, &d))
		to = d.from > after ? d.from : after;
	return reader_child(r, node, after, to, true, &child);
}

int
reading_lax(struct reader *r)
{
	size_t at, hit, after, count, ranges;
	const struct mime_node *n;
	bool is_glued;
	uint32_t i;
	int err;

	count = r->node_count;
	ranges = r->range_count;
	for (i = 0, err = 0; i < count && err == 0; i++) {
		n = &r->nodes[i];
		if (!n->is_multipart || n->is_extra || n->is_leaf ||
		    n->boundary.len == 0)
			continue;
		for (at = n->body_from; err == 0 && delimiter_lax(r->bytes,
		    n->body_from, at, n->body_to, n->boundary, &hit, &after,
		    &is_glued); at = hit + 1) {
			if (lax_matters(r, range_at(r, hit, ranges), after,
			    n->body_to, is_glued))
				err = lax_part(r, i, after);
			n = &r->nodes[i];
		}
	}
	return err;
}
