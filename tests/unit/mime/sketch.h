/*
 * sketch -- a read message in one line of words, for tables of cases.
 *
 * "0 multipart/mixed; 1 text/plain; 2 image/png base64; 3+ text/plain": path,
 * "+" if the node is extra, type, each encoding to be tried but identity
 * alone.  Anomalies: "ambiguous malformed", each class once, in the order of
 * the enum.
 */
#ifndef UNIT_MIME_SKETCH_H
#define UNIT_MIME_SKETCH_H

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "mime/mime.h"

static const char *const sketch_encoding[] = {
	[MIME_ENCODING_IDENTITY] = "identity",
	[MIME_ENCODING_QUOTED_PRINTABLE] = "quoted-printable",
	[MIME_ENCODING_BASE64] = "base64",
	[MIME_ENCODING_UUENCODE] = "uuencode",
	[MIME_ENCODING_UNKNOWN] = "unknown",
};

static inline void
sketch_node(const struct mime_node *n, struct buf *out)
{
	size_t i;

	buf_printf(out, "%s%.*s%s %.*s", out->len > 0 ? "; " : "",
	    (int)n->path.len, (const char *)n->path.ptr,
	    n->is_extra ? "+" : "", (int)n->type.token.len,
	    (const char *)n->type.token.ptr);
	if (n->reading_count == 1 && n->encoding == MIME_ENCODING_IDENTITY)
		return;
	for (i = 0; i < n->reading_count; i++)
		buf_printf(out, " %s", sketch_encoding[n->readings[i]]);
}

/* In the order of the tree: a node, its children, its next sibling. */
static inline const char *
sketch(const struct mime_message *m, struct buf *out)
{
	uint32_t i, up;

	buf_reset(out);
	for (i = 0; i != MIME_NONE; i = up) {
		sketch_node(&m->nodes[i], out);
		up = m->nodes[i].first_child;
		while (up == MIME_NONE && i != MIME_NONE) {
			up = m->nodes[i].next_sibling;
			i = m->nodes[i].parent;
		}
	}
	return buf_cstr(out);
}

static inline const char *
sketch_anomalies(const struct mime_message *m, struct buf *out)
{
	static const char *const words[] = {
		"encrypted", "truncated", "limit", "malformed", "unsupported",
		"ambiguous", "crash", "timeout", "incomplete"
	};
	size_t c, i;

	buf_reset(out);
	for (c = 0; c < ANOMALY_CLASS_COUNT; c++)
		for (i = 0; i < m->anomaly_count; i++)
			if (m->anomalies[i].class == (enum anomaly_class)c) {
				buf_printf(out, "%s%s", out->len > 0 ? " " : "",
				    words[c]);
				break;
			}
	return buf_cstr(out);
}

/* Is every byte in exactly one range, and every node in its place? */
static inline const char *
sketch_fault(const struct mime_message *m)
{
	const struct mime_range *g;
	const struct mime_node *n;
	size_t at, i;

	for (i = at = 0; i < m->range_count; i++) {
		g = &m->ranges[i];
		if (g->from != at || g->to <= g->from || g->to > m->bytes.len)
			return "ranges leave a gap or overlap";
		if (g->node >= m->node_count || m->nodes[g->node].is_extra)
			return "a range of no node, or of an extra one";
		at = g->to;
	}
	if (at != m->bytes.len)
		return "ranges end early";
	if (m->node_count == 0 || m->node_count > UNPACK_NODES_MAX)
		return "too few or too many nodes";
	for (i = 0; i < m->node_count; i++) {
		n = &m->nodes[i];
		if ((i == 0) != (n->parent == MIME_NONE) ||
		    (i > 0 && n->parent >= i))
			return "a child before its parent";
		if (n->path.len == 0 || n->reading_count == 0 ||
		    n->readings[0] != n->encoding)
			return "a node without path or reading";
		if (n->header_from > n->header_to ||
		    n->header_to > n->body_from || n->body_from > n->body_to ||
		    n->body_to > m->bytes.len)
			return "a node whose parts are out of order";
	}
	return NULL;
}

/*
 * Does the word occur in what a reader of the message can come to see: any
 * leaf under any of its readings, with every outcome of damaged data, or any
 * byte outside the leaves?
 */
static inline bool
sketch_shows(const struct mime_message *m, struct slice word)
{
	struct buf out[3];
	struct slice raw;
	unsigned notes;
	size_t i, j, k, n;
	bool found;

	found = false;
	for (i = 0; i < m->range_count && !found; i++)
		if (m->ranges[i].kind != MIME_RANGE_BODY)
			found = slice_find(slice_sub(m->bytes,
			    m->ranges[i].from, m->ranges[i].to), word, 0) !=
			    SLICE_NPOS;
	for (i = 0; i < m->node_count && !found; i++) {
		if (!m->nodes[i].is_leaf)
			continue;
		raw = slice_sub(m->bytes, m->nodes[i].body_from,
		    m->nodes[i].body_to);
		for (j = 0; j < m->nodes[i].reading_count && !found; j++) {
			for (k = 0; k < 3; k++)
				buf_init(&out[k], raw.len + 64);
			mime_decode(raw, m->nodes[i].readings[j], &out[0],
			    &notes);
			n = 1 + mime_decode_variants(raw,
			    m->nodes[i].readings[j], notes, &out[1], 2);
			for (k = 0; k < n; k++)
				found = found || slice_find(buf_slice(&out[k]),
				    word, 0) != SLICE_NPOS;
			for (k = 0; k < 3; k++)
				buf_free(&out[k]);
		}
	}
	return found;
}

#endif
