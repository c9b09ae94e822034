#include "action/wrap_rewrite.h"

#include <string.h>

#include "action/enclose_rewrite.h"
#include "action/leaf_rewrite.h"
#include "action/mark_rewrite.h"
#include "action/seal_rewrite.h"
#include "action/shape_rewrite.h"
#include "base/err.h"
#include "base/sha256.h"

static bool
is_one_of(struct slice word, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (slice_ieq_str(word, words[i]))
			return true;
	return false;
}

/* --- a field at the top --------------------------------------------------------------- */

/*
 * Reports and automatic answers stay as they are, a message that is too large
 * does not grow, and to one that is not understood nothing is done at all.
 */
static bool
may_have_field(struct slice reason)
{
	static const char *const never[] = { "structure", "report",
	    "automatic", "generated", "size", NULL };

	return !is_one_of(reason, never);
}

static bool
has_field(const struct mime_node *root, const struct disclaimer *d)
{
	size_t i;

	for (i = 0; i < root->field_count; i++)
		if (slice_ieq(root->fields[i].name, d->header_name) &&
		    slice_eq(slice_trim(root->fields[i].value),
		    slice_trim(d->header_value)))
			return true;
	return false;
}

static int
field_put(struct rewrite_job *j, const struct disclaimer *d,
    struct edit_outcome *outcome)
{
	if (d->header_name.len == 0 || !may_have_field(outcome->reason) ||
	    mark_is_sealed(j->m, d->header_name))
		return 0;
	outcome->otherwise = EDIT_OTHERWISE_HEADER;
	return has_field(&j->m->nodes[0], d) ? 0 : rewrite_header(j,
	    HEADER_INSERT, 0, d->header_name, d->header_value);
}

/* --- what may be wrapped ----------------------------------------------------------------- */

/*
 * Only for what is wrong with the body.  Wrapped, mail that is signed for DKIM
 * would go without its signature, a calendar would no longer be one.
 */
static bool
is_reason_to_wrap(struct slice reason)
{
	static const char *const reasons[] = { "signed", "armour", "html",
	    "charset", "encoding", "content-md5", "binary", "uuencode",
	    "boundary", "no-body",
	    "message", "digest", "container", "named", "selfcheck-failed",
	    NULL };

	return is_one_of(reason, reasons);
}

/* Of the message's parts none is one that only works where it stands. */
static bool
has_wrappable_parts(const struct mime_message *m)
{
	const struct mime_node *n;
	size_t i;

	for (i = 0; i < m->node_count; i++) {
		n = &m->nodes[i];
		if (shape_is_calendar(n) || shape_is_tnef(n) ||
		    shape_is_report(n))
			return false;
	}
	return !seal_hides(m);
}

/*
 * Fields that no server takes out any more once they are inside, and names
 * that an MTA could not find to delete.
 */
static bool
has_wrappable_fields(const struct mime_node *root)
{
	static const char *const secret[] = { "Bcc", "Resent-Bcc", NULL };
	const struct mime_field *f;
	size_t i, k;

	for (i = 0; i < root->field_count; i++) {
		f = &root->fields[i];
		if (is_one_of(slice_trim(f->name), secret))
			return false;
		for (k = 0; k < f->name.len; k++)
			if (f->name.ptr[k] <= ' ' || f->name.ptr[k] > '~')
				return false;
	}
	return true;
}

/*
 * Did others change what came or take it off?  Inside it would go all the
 * same.  What they add goes outside.  A stranger's mark counts nowhere, least
 * of all inside.
 */
static bool
is_changed(const struct rewrite_job *j)
{
	size_t i;

	for (i = 0; i < j->header_count; i++)
		if (j->headers[i].op == HEADER_CHANGE ||
		    (j->headers[i].op == HEADER_DELETE &&
		    !slice_ieq(j->headers[i].name, SLICE(MARK_FIELD))))
			return true;
	return j->splice_count > 0;
}

static bool
may_be_wrapped(const struct rewrite_job *j, struct slice reason)
{
	return is_reason_to_wrap(reason) && !is_changed(j) && has_wrappable_parts(j->m) &&
	    has_wrappable_fields(&j->m->nodes[0]) &&
	    !slice_starts(j->m->bytes, SLICE("From "));
}

/* --- the new header ------------------------------------------------------------------------- */

/* The ticket of a message that was released is ours: nobody is to have it. */
size_t
wrap_original(const struct mime_message *m)
{
	const struct mime_node *root = &m->nodes[0];

	return root->field_count > 0 && slice_ieq(root->fields[0].name,
	    SLICE("X-Exeat-Release")) ? root->fields[0].to : 0;
}

static bool
is_domain(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) && !ascii_is_digit(s.ptr[i]) &&
		    s.ptr[i] != '-' && s.ptr[i] != '.')
			return false;
	return s.len > 0 && s.len <= 253;
}

static struct slice
domain_of(struct slice address)
{
	size_t at = slice_rchr(address, '@');
	struct slice domain = at == SLICE_NPOS ? SLICE("") :
	    slice_from(address, at + 1);

	if (domain.len > 0 && domain.ptr[domain.len - 1] == '>')
		domain.len--;
	return is_domain(domain) ? domain : SLICE("");
}

/* The author's, else that of the old Message-ID. */
static int
id_domain(const struct rewrite_job *j, struct slice old, struct slice *ret)
{
	const struct mime_field *from = mime_field(&j->m->nodes[0], "From");
	struct slice *list;
	size_t n = 0;
	int r = 0;

	*ret = SLICE("");
	if (from != NULL)
		r = mime_addresses(from->value, j->arena, &list, &n);
	if (r == 0 && n > 0)
		*ret = domain_of(list[0]);
	if (ret->len == 0)
		*ret = domain_of(old);
	return r == ERR_LIMIT ? r : 0;
}

int
wrap_make_id(const struct rewrite_job *j, const char *purpose, struct slice extra,
    const char *suffix, struct slice *ret)
{
	const struct mime_field *f = mime_field(&j->m->nodes[0], "Message-ID");
	struct slice old = f != NULL ? slice_trim(f->value) : j->m->bytes;
	struct buf hex = BUF_INIT(64);
	uint8_t digest[SHA256_SIZE];
	struct slice domain;
	struct sha256 h;
	size_t i;
	int r;

	r = id_domain(j, f != NULL ? old : SLICE(""), &domain);
	if (r == 0 && domain.len == 0)
		r = ERR_UNSUPPORTED;
	sha256_init(&h);
	sha256_update(&h, purpose, strlen(purpose) + 1);
	sha256_update(&h, extra.ptr, extra.len);
	sha256_update(&h, old.ptr, old.len);
	sha256_final(&h, digest);
	for (i = 0; i < 16 && r == 0; i++)
		r = buf_printf(&hex, "%02x", digest[i]);
	if (r == 0) {
		*ret = arena_printf(j->arena, "%s.%s@%.*s", buf_cstr(&hex),
		    suffix, (int)domain.len, (const char *)domain.ptr);
		r = ret->ptr == NULL ? ERR_LIMIT : 0;
	}
	buf_free(&hex);
	return r;
}

int
wrap_new_id(const struct rewrite_job *j, struct slice *ret)
{
	return wrap_make_id(j, "exeat wrap", SLICE(""), "wrap", ret);
}

/* Another Message-ID than that of the message inside. */
static int
put_id(struct rewrite_job *j)
{
	const struct mime_field *f = mime_field(&j->m->nodes[0], "Message-ID");
	struct slice id, value;
	int r;

	r = wrap_new_id(j, &id);
	if (r < 0)
		return r;
	value = arena_printf(j->arena, " <%.*s>", (int)id.len,
	    (const char *)id.ptr);
	if (value.ptr == NULL)
		return ERR_LIMIT;
	return f == NULL ? rewrite_header(j, HEADER_ADD, 0,
	    SLICE("Message-ID"), value) : rewrite_header(j, HEADER_CHANGE, 1,
	    f->name, value);
}

/* All that goes only inside; a second Message-ID too. */
static int
drop_fields(struct rewrite_job *j)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	size_t i;
	int r = 0;

	for (i = 0; i < root->field_count && r == 0; i++) {
		f = &root->fields[i];
		if (edit_wrap_keeps(f->name) || enclose_moves(f) ||
		    (slice_ieq(f->name, SLICE("Message-ID")) &&
		    f->occurrence == 1))
			continue;
		r = rewrite_header(j, HEADER_DELETE, f->occurrence, f->name,
		    SLICE(""));
	}
	return r;
}

/* --- the new body ------------------------------------------------------------------------------ */

/*
 * What the part has to say of the bytes in it: never an encoding that changes
 * them (RFC 2046 5.2.1).
 */
static struct slice
wide_needed(const struct mime_message *m)
{
	size_t i;

	for (i = 0; i < m->node_count; i++)
		if (slice_eq(enclose_wide(&m->nodes[i]), SLICE(" binary")))
			return SLICE(" binary");
	if (leaf_needs_binary(m->bytes))
		return SLICE(" binary");
	return slice_is_ascii(m->bytes) ? SLICE("") : SLICE(" 8bit");
}

/* From the first delimiter to the end of the original's header. */
static int
put_before(const struct rewrite_job *j, const struct disclaimer *d,
    struct slice boundary, struct slice wide, struct buf *out)
{
	struct slice head = slice_sub(j->m->bytes, wrap_original(j->m),
	    j->m->nodes[0].body_from);
	int r;

	r = buf_printf(out, "--%.*s\r\n", (int)boundary.len,
	    (const char *)boundary.ptr);
	if (r == 0)
		r = enclose_text(d, out);
	/* RFC 6532 3.7: a header in UTF-8 needs the newer type. */
	if (r == 0)
		r = buf_printf(out, "\r\n--%.*s\r\nContent-Type: message/%s\r\n"
		    "Content-Disposition: inline\r\n", (int)boundary.len,
		    (const char *)boundary.ptr, slice_is_ascii(head) ?
		    "rfc822" : "global");
	if (r == 0 && wide.len > 0)
		r = buf_printf(out, "Content-Transfer-Encoding:%.*s\r\n",
		    (int)wide.len, (const char *)wide.ptr);
	if (r == 0)
		r = buf_puts(out, "\r\n");
	return r == 0 ? buf_put_slice(out, head) : r;
}

static int
wrap(struct rewrite_job *j, const struct disclaimer *d)
{
	struct buf out = BUF_INIT(SIZE_MAX / 2);
	struct slice boundary, wide = wide_needed(j->m);
	int r;

	r = enclose_boundary(j, &boundary);
	if (r == 0)
		r = put_id(j);
	if (r == 0)
		r = drop_fields(j);
	if (r == 0)
		r = enclose_root(j, "mixed", boundary, wide);
	if (r == 0)
		r = put_before(j, d, boundary, wide, &out);
	if (r == 0)
		r = enclose_body(j, &out, boundary);
	buf_free(&out);
	j->shape = REWRITE_WRAPPED;
	return r;
}

int
wrap_otherwise(struct rewrite_job *j, const struct disclaimer *d,
    enum edit_otherwise otherwise, struct edit_outcome *outcome)
{
	int r;

	switch (otherwise) {
	case EDIT_OTHERWISE_HEADER:
		return field_put(j, d, outcome);
	case EDIT_OTHERWISE_WRAP:
		if (!may_be_wrapped(j, outcome->reason))
			return 0;
		r = wrap(j, d);
		if (r == 0)
			outcome->otherwise = EDIT_OTHERWISE_WRAP;
		return r == ERR_UNSUPPORTED ? 0 : r;
	case EDIT_OTHERWISE_NONE:
	case EDIT_OTHERWISE_COUNT:
		break;
	}
	return 0;
}
