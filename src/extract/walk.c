/*
 * walk -- the parts of a message that was read, on their way to the engine:
 * what each is to its reader, its decoded bytes, the text of its header, and
 * whatever stands between the parts.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/env.h"

#define VARIANTS_MAX	4
#define NESTED_MEMBERS	100000	/* number of members after a nested message's parts */

/* --- text of headers ---------------------------------------------------------- */

static bool
is_plain(struct slice value)
{
	size_t i;

	for (i = 0; i < value.len; i++) {
		if (value.ptr[i] < 0x20 || value.ptr[i] >= 0x7f ||
		    (value.ptr[i] == '=' && i + 1 < value.len &&
		    value.ptr[i + 1] == '?'))
			return false;
	}
	return true;
}

static int
field_text(struct extract_job *j, struct slice place, struct slice value)
{
	struct slice text;

	value = slice_trim(value);
	if (value.len == 0)
		return 0;
	if (is_plain(value))
		return extract_unit(j, place, value);
	if (mime_decode_words(value, j->engine->arena, &text) < 0)
		return engine_exhausted(j->engine);
	return extract_unit(j, place, text);
}

/* Parameters that are names are texts of their own; these say nothing. */
static bool
is_silent_param(struct slice name)
{
	static const char *const silent[] = {
		"name", "filename", "charset", "format", "delsp",
	};
	size_t i;

	for (i = 0; i < sizeof silent / sizeof silent[0]; i++)
		if (slice_eq_str(name, silent[i]))
			return true;
	return false;
}

static int
params_text(struct extract_job *j, const struct mime_value *v)
{
	size_t i;
	int r = 0;

	for (i = 0; i < v->param_count && r == 0; i++)
		if (!is_silent_param(v->params[i].name))
			r = extract_unit(j, SLICE_NONE, v->params[i].value);
	return r;
}

static bool
has_comment(struct slice value)
{
	return slice_chr(value, '(', 0) != SLICE_NPOS;
}

static int
one_field(struct extract_job *j, const struct mime_node *n,
    const struct mime_field *f, bool is_top)
{
	if (slice_ieq_str(f->name, "Content-Type") && f->occurrence == 1 &&
	    !n->type.damaged && !has_comment(f->value))
		return params_text(j, &n->type);
	if (slice_ieq_str(f->name, "Content-Disposition") &&
	    f->occurrence == 1 && !n->disposition.damaged &&
	    !has_comment(f->value))
		return params_text(j, &n->disposition);
	j->where_now = is_top && slice_ieq_str(f->name, "Subject") ?
	    FINDING_SUBJECT : FINDING_HEADER;
	/* Of a message in a file, as Outlook's files have it (mapi.c). */
	return field_text(j, !is_top && n->parent == MIME_NONE &&
	    slice_ieq_str(f->name, "From") ? SLICE("sender") : SLICE_NONE,
	    f->value);
}

static int
header_text(struct extract_job *j, const struct mime_node *n, bool is_top)
{
	struct slice path = j->part->path;
	uint8_t hash[NAME_HASH_SIZE];
	size_t i;
	int r;

	r = units_container(j, SLICE("header"));
	memcpy(hash, j->part->name_hash, sizeof hash);
	if (is_top) {
		/* "0" is the message's own header, whatever its root is. */
		j->part->path = SLICE("0");
		memset(j->part->name_hash, 0, sizeof hash);
	}
	for (i = 0; i < n->field_count && r == 0; i++) {
		j->where_now = FINDING_HEADER;
		r = one_field(j, n, &n->fields[i], is_top);
	}
	if (r == 0)
		r = units_flush(j);
	j->part->path = path;
	memcpy(j->part->name_hash, hash, sizeof hash);
	j->where_now = j->where;
	return r;
}

/* --- text between the parts --------------------------------------------------------- */

static bool
is_between(enum mime_range_kind k)
{
	switch (k) {
	case MIME_RANGE_NONFIELD:
	case MIME_RANGE_PREAMBLE:
	case MIME_RANGE_EPILOGUE:
		return true;
	case MIME_RANGE_FIELD:
	case MIME_RANGE_SEPARATOR:
	case MIME_RANGE_BODY:
	case MIME_RANGE_DELIMITER:
	case MIME_RANGE_KIND_COUNT:
		return false;
	}
	return false;
}

/*
 * Nothing displays these lines, but they leave with the message: each is read
 * like a part, though it is reported as none.
 */
static int
between_text(struct extract_job **jobs, const struct mime_message *m,
    bool is_nested)
{
	const struct mime_range *g;
	struct extract_job *j, *v;
	struct slice bytes;
	size_t i;

	for (i = 0; i < m->range_count; i++) {
		g = &m->ranges[i];
		j = jobs[g->node];
		if (!is_between(g->kind) || j == NULL)
			continue;
		bytes = slice_trim(slice_sub(m->bytes, g->from, g->to));
		if (bytes.len == 0)
			continue;
		v = engine_variant(j, bytes);
		if (v == NULL)
			return ERR_LIMIT;
		v->node = NULL;
		v->part->declared = v->part->names = SLICE_NONE;
		memset(&v->layout, 0, sizeof v->layout);
		v->where = is_nested ? FINDING_ATTACHMENT :
		    g->kind == MIME_RANGE_NONFIELD ? FINDING_HEADER :
		    FINDING_BODY;
		v->where_now = v->where;
	}
	return 0;
}

/* --- what a part is to its reader ---------------------------------------------------- */

static bool
parent_is(const struct mime_message *m, const struct mime_node *n,
    const char *type)
{
	return n->parent != MIME_NONE &&
	    slice_eq_str(m->nodes[n->parent].type.token, type);
}

static bool
is_inside_message(const struct mime_message *m, const struct mime_node *n)
{
	uint32_t i;

	for (i = n->parent; i != MIME_NONE; i = m->nodes[i].parent)
		if (m->nodes[i].is_message)
			return true;
	return false;
}

static bool
is_body(const struct mime_node *n)
{
	if (!n->is_leaf || n->is_message || n->name_count > 0 ||
	    slice_eq_str(n->disposition.token, "attachment"))
		return false;
	return n->is_multipart || n->type.token.len == 0 ||
	    slice_eq_str(n->type.token, "text/plain") ||
	    slice_eq_str(n->type.token, "text/html") ||
	    slice_eq_str(n->type.token, "text/enriched") ||
	    slice_eq_str(n->type.token, "text/richtext") ||
	    slice_eq_str(n->type.token, "text/calendar") ||
	    slice_eq_str(n->type.token, "text/markdown") ||
	    slice_eq_str(n->type.token, "application/xhtml+xml");
}

/* Signatures, reports and what goes with them are not attached by anyone. */
static bool
is_machinery(const struct mime_message *m, const struct mime_node *n)
{
	return parent_is(m, n, "multipart/report") ||
	    parent_is(m, n, "multipart/encrypted") ||
	    (parent_is(m, n, "multipart/signed") &&
	    (slice_iends(n->type.token, SLICE("-signature")) ||
	    slice_iends(n->type.token, SLICE("keys"))));
}

static void
classify(struct extract_job *j, const struct mime_message *m, bool is_nested)
{
	const struct mime_node *n = j->node;
	struct part *p = j->part;

	is_nested = is_nested || is_inside_message(m, n);
	if (!n->is_leaf)
		p->flags &= ~(uint32_t)PART_IS_LEAF;
	if (slice_eq_str(n->type.token, "multipart/signed"))
		p->flags |= PART_IS_SIGNED;
	if (is_body(n)) {
		/* Of a message inside, it is the attachment's text. */
		if (!is_nested) {
			p->flags |= PART_IS_BODY;
			j->where = j->where_now = FINDING_BODY;
		}
		return;
	}
	if (n->is_multipart || is_machinery(m, n))
		return;
	/* A root that is no text is the message and its attachment in one. */
	p->flags |= PART_IS_ATTACHMENT;
	j->may_be_shown = parent_is(m, n, "multipart/related") &&
	    !slice_eq_str(n->disposition.token, "attachment");
}

static bool
is_param(const struct mime_value *v, const char *name, const char *value)
{
	return slice_ieq_str(mime_param(v, name), value);
}

static struct extract_job *
node_job(struct extract_engine *e, const struct mime_message *m,
    const struct mime_node *n, struct slice inside)
{
	struct extract_job *j;

	j = engine_job(e, n->path, inside, n->depth);
	if (j == NULL)
		return NULL;
	j->message = m;
	j->node = n;
	j->layout.charset = n->charset;
	j->layout.flowed = is_param(&n->type, "format", "flowed");
	j->layout.delsp = is_param(&n->type, "delsp", "yes");
	j->part->declared = n->type_declared ? n->type.token : SLICE_NONE;
	classify(j, m, inside.len > 0);
	if (name_set(e, j->part, n->names, n->name_count) < 0)
		return NULL;
	return j;
}

static int
walk_nodes(struct extract_engine *e, struct mime_message *m,
    struct slice inside, struct extract_job **jobs,
    struct extract_job **ret_list)
{
	struct extract_job **end = ret_list;
	size_t i;
	int r = 0;

	for (i = 0; i < m->node_count && r == 0; i++) {
		jobs[i] = node_job(e, m, &m->nodes[i], inside);
		if (e->fatal != 0)
			return e->fatal;
		if (jobs[i] == NULL)
			continue;	/* too many: reported */
		*end = jobs[i];
		end = &jobs[i]->next;
		r = header_text(jobs[i], &m->nodes[i],
		    i == 0 && inside.len == 0);
	}
	return r;
}

/* All of a message but its leaves' content; gives the jobs to be queued. */
static int
walk(struct extract_engine *e, struct mime_message *m, struct slice inside,
    struct extract_job **ret_list)
{
	struct extract_job **jobs;
	size_t i;
	int r = 0;

	*ret_list = NULL;
	jobs = arena_array(e->arena, m->node_count, sizeof(struct extract_job *));
	if (jobs == NULL)
		return engine_exhausted(e);
	for (i = 0; i < m->anomaly_count && r == 0; i++)
		r = engine_anomaly(e, m->anomalies[i].class,
		    m->anomalies[i].part, m->anomalies[i].detail);
	if (r == 0)
		r = walk_nodes(e, m, inside, jobs, ret_list);
	if (r == 0)
		r = between_text(jobs, m, inside.len > 0);
	/* Text over its limit is reported; the parts are still visited. */
	return e->fatal;
}

int
walk_message(struct extract_engine *e, struct mime_message *m)
{
	struct extract_job *list;
	int r;

	r = walk(e, m, SLICE_NONE, &list);
	engine_push(e, list);
	return r;
}

int
walk_nested(struct extract_job *j)
{
	struct extract_engine *e = j->engine;
	struct extract_job *list, *next;
	struct mime_message *m;
	struct slice base;
	int r;

	/* Two readings of a message number its parts alike. */
	base = j->reading == 0 ?
	    arena_printf(e->arena, "%.*s/", (int)j->part->path.len,
	    (const char *)j->part->path.ptr) :
	    arena_printf(e->arena, "%.*s/v%u/", (int)j->part->path.len,
	    (const char *)j->part->path.ptr, j->reading);
	if (base.ptr == NULL ||
	    mime_read(j->bytes, base, j->depth + 1, e->arena, &m) < 0)
		return engine_exhausted(e);
	/* The units of the part itself go first. */
	r = units_flush(j);
	if (r == 0)
		r = walk(e, m, j->part->path, &list);
	if (r < 0)
		return r;
	engine_opened(j);
	if (j->member_count < NESTED_MEMBERS)
		j->member_count = NESTED_MEMBERS;
	for (; list != NULL; list = next) {
		next = list->next;
		list->next = NULL;
		list->is_pasted = j->is_pasted || j->is_message;
		engine_share(list, j);
		engine_append(j, list);
	}
	return 0;
}

/* --- decoding ------------------------------------------------------------------------------ */

/* Queue bytes as another reading of the same part. */
static int
add_variant(struct extract_job *j, struct slice bytes)
{
	if (bytes.len == 0 || slice_eq(bytes, j->bytes))
		return 0;
	return engine_variant(j, bytes) == NULL ? ERR_LIMIT : 0;
}

/* What a strict reader would have made of damaged data. */
static int
add_variants(struct extract_job *j, struct slice raw, enum mime_encoding e,
    unsigned notes)
{
	struct buf out[VARIANTS_MAX];
	struct slice copy;
	size_t i, n;
	int r = 0;

	if (notes == 0)
		return 0;
	for (i = 0; i < VARIANTS_MAX; i++)
		buf_init(&out[i], raw.len + 64);
	n = mime_decode_variants(raw, e, notes, out, VARIANTS_MAX);
	for (i = 0; i < n && r == 0; i++) {
		if (slice_eq(buf_slice(&out[i]), j->bytes))
			continue;
		copy = arena_dup(j->engine->arena, buf_slice(&out[i]));
		r = copy.ptr == NULL ? engine_exhausted(j->engine) :
		    add_variant(j, copy);
	}
	for (i = 0; i < VARIANTS_MAX; i++)
		buf_free(&out[i]);
	return r;
}

/* Another encoding that the bytes may be meant in. */
static int
add_reading(struct extract_job *j, struct slice raw, enum mime_encoding e)
{
	struct buf out;
	struct slice copy;
	unsigned notes;
	int r;

	if (e == MIME_ENCODING_IDENTITY)
		return add_variant(j, raw);
	/* Files inside text are looked for in all text: buried.c. */
	if (e == MIME_ENCODING_UUENCODE)
		return 0;
	buf_init(&out, raw.len + 64);
	r = mime_decode(raw, e, &out, &notes);
	copy = buf_slice(&out);
	/* Nothing, or the same: no other reading. */
	if (r < 0 || copy.len == 0 || slice_eq(copy, j->bytes)) {
		buf_free(&out);
		return 0;
	}
	copy = arena_dup(j->engine->arena, copy);
	buf_free(&out);
	if (copy.ptr == NULL)
		return engine_exhausted(j->engine);
	return add_variant(j, copy);
}

static int
decode_first(struct extract_job *j, struct slice raw, unsigned *ret_notes)
{
	const struct mime_node *n = j->node;
	struct buf *out;
	int r;

	*ret_notes = 0;
	if (n->encoding == MIME_ENCODING_IDENTITY ||
	    n->encoding == MIME_ENCODING_UNKNOWN) {
		j->bytes = raw;
		return 0;
	}
	out = engine_blob(j, raw.len + 64);
	/* No growing by copying: base64 leaves three bytes of four. */
	r = buf_reserve(out, n->encoding == MIME_ENCODING_BASE64 ?
	    raw.len / 4 * 3 + 4 : raw.len + 4);
	if (r == 0)
		r = mime_decode(raw, n->encoding, out, ret_notes);
	j->bytes = buf_slice(out);
	return r;
}

int
walk_decode(struct extract_job *j)
{
	const struct mime_node *n = j->node;
	struct slice raw;
	unsigned notes;
	size_t i;
	int r;

	raw = slice_sub(j->message->bytes, n->body_from, n->body_to);
	if (!n->is_leaf) {
		j->bytes = raw;
		return 0;
	}
	r = decode_first(j, raw, &notes);
	if (r < 0)
		return extract_anomaly(j, ANOMALY_LIMIT,
		    "transfer encoding grows beyond bounds");
	if ((notes & MIME_NOTE_JUNK) != 0 &&
	    (notes & MIME_NOTE_INNER_PADDING) != 0)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "base64 with junk and padding inside");
	/* One character over: what a reader makes of the last ones is open. */
	if (r == 0 && n->encoding == MIME_ENCODING_BASE64 &&
	    (notes & (MIME_NOTE_CUT | MIME_NOTE_JUNK)) == MIME_NOTE_CUT)
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "base64 that ends inside a character");
	if (r == 0)
		r = add_variants(j, raw, n->encoding, notes);
	/* Some do not know it and show the lines, with the name in them. */
	if (r == 0 && n->encoding == MIME_ENCODING_UUENCODE)
		r = add_variant(j, raw);
	for (i = 1; i < n->reading_count && r == 0; i++)
		r = add_reading(j, raw, n->readings[i]);
	return r;
}
