#include "mail/edit.h"

#include "base/err.h"
#include "base/limits.h"
#include "mail/codec.h"

/* Smallest wire form of an item: empty strings. */
#define REQUEST_WIRE_MIN	10
#define OUTCOME_WIRE_MIN	10
#define VARIABLE_WIRE_MIN	8
#define SPLICE_WIRE_MIN		20
#define HEADER_WIRE_MIN		13

static void
put_disclaimer(struct wire_out *w, const struct edit_disclaimer *d)
{
	size_t i;

	codec_put_str(w, d->association, REPORT_STRING_MAX);
	wire_put_u8(w, (uint8_t)d->place);
	wire_put_u8(w, (uint8_t)d->otherwise);
	wire_put_bool(w, d->once_per_thread);
	wire_put_bool(w, d->ascii_only);
	wire_put_bool(w, d->after_armour);
	wire_put_bool(w, d->has_null_sender);
	wire_put_bool(w, d->skips_generated);
	wire_put_bool(w, d->replaces_signatures);
	wire_put_u64(w, d->size_max);
	codec_put_str(w, d->mark, REPORT_STRING_MAX);
	wire_put_bool(w, d->is_marked);
	codec_put_count(w, d->variable_count, EDIT_VARIABLES_MAX);
	for (i = 0; i < d->variable_count && wire_out_err(w) == 0; i++) {
		codec_put_str(w, d->variables[i].name, REPORT_STRING_MAX);
		codec_put_str(w, d->variables[i].value, REPORT_STRING_MAX);
	}
}

static struct edit_disclaimer *
get_disclaimer(struct wire_in *w, struct arena *a)
{
	struct edit_disclaimer *d;
	unsigned place, otherwise;
	size_t i;

	d = codec_array(w, a, 1, sizeof *d);
	if (d == NULL || w->err != 0)
		return NULL;
	*d = (struct edit_disclaimer){ .variables = NULL };
	codec_str(w, a, REPORT_STRING_MAX, &d->association);
	if (wire_enum(w, EDIT_PLACE_COUNT, &place) == 0)
		d->place = (enum edit_place)place;
	if (wire_enum(w, EDIT_OTHERWISE_COUNT, &otherwise) == 0)
		d->otherwise = (enum edit_otherwise)otherwise;
	wire_bool(w, &d->once_per_thread);
	wire_bool(w, &d->ascii_only);
	wire_bool(w, &d->after_armour);
	wire_bool(w, &d->has_null_sender);
	wire_bool(w, &d->skips_generated);
	wire_bool(w, &d->replaces_signatures);
	wire_u64(w, &d->size_max);
	codec_str(w, a, REPORT_STRING_MAX, &d->mark);
	wire_bool(w, &d->is_marked);
	d->variables = codec_items(w, a, EDIT_VARIABLES_MAX, VARIABLE_WIRE_MIN,
	    sizeof *d->variables, &d->variable_count);
	for (i = 0; i < d->variable_count && w->err == 0; i++) {
		codec_str(w, a, REPORT_STRING_MAX, &d->variables[i].name);
		codec_str(w, a, REPORT_STRING_MAX, &d->variables[i].value);
	}
	return w->err == 0 ? d : NULL;
}

static void
put_details(struct wire_out *w, const struct edit_request *q)
{
	if (q->kind != EDIT_DISCLAIMER && q->disclaimer != NULL)
		codec_out_fail(w, ERR_RANGE);
	wire_put_bool(w, q->disclaimer != NULL);
	if (q->disclaimer != NULL)
		put_disclaimer(w, q->disclaimer);
}

static void
get_details(struct wire_in *w, struct arena *a, struct edit_request *q)
{
	bool has = false;

	wire_bool(w, &has);
	if (w->err == 0 && has && q->kind != EDIT_DISCLAIMER)
		codec_fail(w, ERR_SYNTAX);
	q->disclaimer = w->err == 0 && has ? get_disclaimer(w, a) : NULL;
}

int
edit_requests_encode(const struct edit_request *q, size_t n, struct buf *out)
{
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	codec_put_count(&w, n, EDIT_REQUESTS_MAX);
	for (i = 0; i < n && wire_out_err(&w) == 0; i++) {
		wire_put_u8(&w, (uint8_t)q[i].kind);
		codec_put_str(&w, q[i].name, REPORT_STRING_MAX);
		codec_put_str(&w, q[i].value, REPORT_STRING_MAX);
		put_details(&w, &q[i]);
	}
	return wire_out_err(&w);
}

int
edit_requests_decode(struct slice body, struct arena *a,
    struct edit_request **ret, size_t *ret_n)
{
	struct edit_request *q;
	struct wire_in w;
	unsigned kind;
	size_t i, n;

	wire_in_init(&w, body);
	q = codec_items(&w, a, EDIT_REQUESTS_MAX, REQUEST_WIRE_MIN,
	    sizeof *q, &n);
	for (i = 0; i < n && w.err == 0; i++) {
		if (wire_enum(&w, EDIT_KIND_COUNT, &kind) == 0)
			q[i].kind = (enum edit_kind)kind;
		codec_str(&w, a, REPORT_STRING_MAX, &q[i].name);
		codec_str(&w, a, REPORT_STRING_MAX, &q[i].value);
		get_details(&w, a, &q[i]);
	}
	if (wire_end(&w) < 0)
		return w.err;
	*ret = q;
	*ret_n = n;
	return 0;
}

int
edit_list_encode(const struct edit_list *l, struct buf *out)
{
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	wire_put_u64(&w, l->body_offset);
	codec_put_count(&w, l->outcome_count, EDIT_REQUESTS_MAX);
	for (i = 0; i < l->outcome_count && wire_out_err(&w) == 0; i++) {
		wire_put_u8(&w, (uint8_t)l->outcomes[i].result);
		codec_put_str(&w, l->outcomes[i].reason, REPORT_STRING_MAX);
		codec_put_str(&w, l->outcomes[i].text, REPORT_STRING_MAX);
		wire_put_u8(&w, (uint8_t)l->outcomes[i].otherwise);
	}
	codec_put_count(&w, l->splice_count, EDITS_MAX);
	for (i = 0; i < l->splice_count && wire_out_err(&w) == 0; i++) {
		wire_put_u64(&w, l->splices[i].from);
		wire_put_u64(&w, l->splices[i].to);
		codec_put_str(&w, l->splices[i].bytes, REPORT_BYTES_MAX);
	}
	codec_put_count(&w, l->header_count, EDITS_MAX - l->splice_count);
	for (i = 0; i < l->header_count && wire_out_err(&w) == 0; i++) {
		wire_put_u8(&w, (uint8_t)l->headers[i].op);
		wire_put_u32(&w, l->headers[i].index);
		codec_put_str(&w, l->headers[i].name, REPORT_STRING_MAX);
		codec_put_str(&w, l->headers[i].value, PART_HEADER_BYTES_MAX);
	}
	return wire_out_err(&w);
}

/* RFC 5322 3.6.8: printable ASCII but the colon. */
static bool
is_field_name(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~' || s.ptr[i] == ':')
			return false;
	return s.len > 0;
}

/*
 * No NUL, and CRLF only as a fold: with a blank after it.  Anything else
 * could end the field early and begin another one.
 */
static bool
is_field_value(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\0' || s.ptr[i] == '\n')
			return false;
		if (s.ptr[i] != '\r')
			continue;
		if (s.len - i < 3 || s.ptr[i + 1] != '\n' ||
		    (s.ptr[i + 2] != ' ' && s.ptr[i + 2] != '\t'))
			return false;
		i++;
	}
	return true;
}

static void
get_outcomes(struct wire_in *w, struct arena *a, struct edit_list *l)
{
	unsigned result, otherwise;
	size_t i;

	l->outcomes = codec_items(w, a, EDIT_REQUESTS_MAX, OUTCOME_WIRE_MIN,
	    sizeof *l->outcomes, &l->outcome_count);
	for (i = 0; i < l->outcome_count && w->err == 0; i++) {
		if (wire_enum(w, EDIT_RESULT_COUNT, &result) == 0)
			l->outcomes[i].result = (enum edit_result)result;
		codec_str(w, a, REPORT_STRING_MAX, &l->outcomes[i].reason);
		codec_str(w, a, REPORT_STRING_MAX, &l->outcomes[i].text);
		if (wire_enum(w, EDIT_OTHERWISE_COUNT, &otherwise) == 0)
			l->outcomes[i].otherwise =
			    (enum edit_otherwise)otherwise;
		if (w->err == 0 &&
		    (!codec_is_printable(l->outcomes[i].reason) ||
		    !codec_is_printable(l->outcomes[i].text)))
			codec_fail(w, ERR_SYNTAX);
	}
}

static void
get_splices(struct wire_in *w, struct arena *a, uint64_t spool_size,
    struct edit_list *l)
{
	struct splice *s;
	uint64_t least;
	size_t i;

	l->splices = codec_items(w, a, EDITS_MAX, SPLICE_WIRE_MIN,
	    sizeof *l->splices, &l->splice_count);
	least = l->body_offset;
	for (i = 0; i < l->splice_count && w->err == 0; i++) {
		s = &l->splices[i];
		wire_u64(w, &s->from);
		wire_u64(w, &s->to);
		codec_str(w, a, REPORT_BYTES_MAX, &s->bytes);
		if (w->err == 0 && (s->from < least || s->to < s->from ||
		    s->to > spool_size))
			codec_fail(w, ERR_RANGE);
		least = s->to;
	}
}

static void
get_headers(struct wire_in *w, struct arena *a, struct edit_list *l)
{
	struct header_change *h;
	unsigned op;
	size_t i;

	l->headers = codec_items(w, a, EDITS_MAX - l->splice_count,
	    HEADER_WIRE_MIN, sizeof *l->headers, &l->header_count);
	for (i = 0; i < l->header_count && w->err == 0; i++) {
		h = &l->headers[i];
		if (wire_enum(w, HEADER_OP_COUNT, &op) == 0)
			h->op = (enum header_op)op;
		wire_u32(w, &h->index);
		codec_str(w, a, REPORT_STRING_MAX, &h->name);
		codec_str(w, a, PART_HEADER_BYTES_MAX, &h->value);
		if (w->err != 0)
			return;
		if (!is_field_name(h->name) || !is_field_value(h->value))
			codec_fail(w, ERR_SYNTAX);
		if (h->op != HEADER_CHANGE && h->op != HEADER_DELETE)
			continue;
		if (h->index < 1 || h->index > HEADER_FIELDS_MAX)
			codec_fail(w, ERR_RANGE);
		/* An MTA takes an empty value for "delete": say so instead. */
		if (h->op == HEADER_CHANGE && h->value.len == 0)
			codec_fail(w, ERR_RANGE);
	}
}

int
edit_list_decode(struct slice packed, uint64_t spool_size, struct arena *a,
    struct edit_list *ret)
{
	struct edit_list l = { 0 };
	struct wire_in w;

	if (packed.len > REPORT_BYTES_MAX)
		return ERR_LIMIT;
	wire_in_init(&w, packed);
	if (wire_u64(&w, &l.body_offset) == 0 && l.body_offset > spool_size)
		codec_fail(&w, ERR_RANGE);
	get_outcomes(&w, a, &l);
	get_splices(&w, a, spool_size, &l);
	get_headers(&w, a, &l);
	if (wire_end(&w) < 0)
		return w.err;
	*ret = l;
	return 0;
}
