#include "action/leaf_rewrite.h"

#include <string.h>

#include "action/charset_rewrite.h"
#include "action/encode_rewrite.h"
#include "action/html_rewrite.h"
#include "action/leaf_html_rewrite.h"
#include "action/leaf_plain_rewrite.h"
#include "base/err.h"
#include "base/limits.h"

#define LINE_MAX_MAIL	998	/* RFC 5322 2.1.1 */

/* --- reading ------------------------------------------------------------------------- */

int
leaf_decode(const struct mime_message *m, const struct mime_node *n,
    struct buf *out)
{
	unsigned notes;
	int r;

	if (n->reading_count != 1 ||
	    n->encoding == MIME_ENCODING_UUENCODE ||
	    n->encoding == MIME_ENCODING_UNKNOWN)
		return ERR_UNSUPPORTED;
	r = mime_decode(slice_sub(m->bytes, n->body_from, n->body_to),
	    n->encoding, out, &notes);
	if (r == 0 && n->encoding == MIME_ENCODING_BASE64 && notes != 0)
		r = ERR_UNSUPPORTED;
	return r;
}

static bool
is_html(const struct mime_node *n)
{
	return slice_ieq(n->type.token, SLICE("text/html"));
}

int
leaf_text(const struct mime_node *n, struct slice decoded, bool own_only,
    struct buf *out, bool *ret_invalid)
{
	struct buf utf8 = BUF_INIT(SIZE_MAX / 2);
	struct html_page page;
	int r;

	if (!is_html(n)) {
		r = mime_to_utf8(decoded, n->charset, out, ret_invalid);
		return r == ERR_UNSUPPORTED ? 0 : r;
	}
	r = mime_to_utf8(decoded, n->charset, &utf8, ret_invalid);
	if (r == 0 || r == ERR_UNSUPPORTED)
		r = html_read(buf_slice(&utf8), own_only, out, &page);
	buf_free(&utf8);
	return r;
}

int
leaf_crlf(struct slice s, struct buf *out)
{
	size_t i;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i++)
		r = s.ptr[i] == '\n' ? buf_puts(out, "\r\n") :
		    buf_putc(out, s.ptr[i]);
	return r;
}

/* --- may it be edited? ------------------------------------------------------------------- */

static bool
has_line_over(struct slice s, size_t max)
{
	size_t at, lf;

	for (at = 0; at < s.len; at = lf + 1) {
		lf = slice_chr(s, '\n', at);
		if (lf == SLICE_NPOS)
			lf = s.len;
		if (lf - at > max)
			return true;
	}
	return false;
}

static bool
has_bare_end(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\n')
			return true;
		if (s.ptr[i] != '\r')
			continue;
		if (i + 1 == s.len || s.ptr[i + 1] != '\n')
			return true;
		i++;
	}
	return false;
}

static bool
is_binary(const struct mime_node *n)
{
	const struct mime_field *f = mime_field(n,
	    "Content-Transfer-Encoding");

	return f != NULL && slice_ieq(slice_trim(f->value), SLICE("binary"));
}

/* Text under someone's armour (D19). */
static const char *
armour(struct slice s)
{
	if (slice_find(s, SLICE("-----BEGIN PGP SIGNED"), 0) != SLICE_NPOS)
		return "signed";
	if (slice_find(s, SLICE("-----BEGIN PGP MESSAGE"), 0) != SLICE_NPOS)
		return "encrypted";
	if (slice_find(s, SLICE("-----BEGIN PGP"), 0) != SLICE_NPOS)
		return "armour";
	return NULL;
}

static const char *
refused(const struct mime_node *n, struct slice decoded)
{
	/* Without an empty line after its header a body cannot begin. */
	if (n->header_to == n->body_from)
		return "structure";
	if (mime_field(n, "Content-MD5") != NULL)
		return "content-md5";
	if (is_binary(n) && (has_bare_end(decoded) ||
	    slice_chr(decoded, '\0', 0) != SLICE_NPOS))
		return "binary";
	return armour(decoded);
}

/* --- one leaf ----------------------------------------------------------------------------------- */

/* Does its encoding have to change for what goes in, or for its lines? */
static bool
wants_anew(const struct rewrite_job *j, const struct mime_node *n,
    const struct leaf_plan *p)
{
	const struct mime_field *f;

	if (n->encoding != MIME_ENCODING_IDENTITY)
		return false;
	if (has_line_over(buf_slice(&p->decoded), LINE_MAX_MAIL + 1))
		return true;
	if (charset_is_ascii(p->inserted))
		return false;
	f = mime_field(n, "Content-Transfer-Encoding");
	return f == NULL || slice_ieq(slice_trim(f->value), SLICE("7bit")) ||
	    charset_is_ascii(j->m->bytes);
}

int
leaf_plan(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, uint32_t node, bool is_marked,
    struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[node];
	struct buf seen = BUF_INIT(SIZE_MAX / 2);
	bool invalid;
	int r;

	memset(p, 0, sizeof *p);
	buf_init(&p->decoded, SIZE_MAX / 2);
	p->node = node;
	p->is_html = is_html(n);
	if (n->body_to - n->body_from > EDIT_LEAF_MAX) {
		p->reason = "size";
		return 0;
	}
	r = leaf_decode(j->m, n, &p->decoded);
	if (r == ERR_UNSUPPORTED) {
		p->reason = "encoding";
		return 0;
	}
	if (r == 0)
		r = leaf_text(n, buf_slice(&p->decoded), !is_marked, &seen,
		    &invalid);
	if (r == 0) {
		p->is_present = is_marked ?
		    disclaimer_shown(d, buf_slice(&seen)) :
		    disclaimer_present(d, buf_slice(&seen));
		p->reason = refused(n, buf_slice(&p->decoded));
	}
	buf_free(&seen);
	if (r < 0 || p->is_present || p->reason != NULL)
		return r;
	r = p->is_html ? leaf_html_plan(j, d, how, p) :
	    leaf_plain_plan(j, d, how, !invalid, p);
	if (r == 0 && p->reason == NULL)
		p->is_anew = wants_anew(j, n, p);
	return r;
}

void
leaf_plan_free(struct leaf_plan *p)
{
	buf_free(&p->decoded);
}

/* The charset parameter replaced in its field, nothing else of it. */
static int
set_utf8(struct rewrite_job *j, uint32_t node)
{
	const struct mime_node *n = &j->m->nodes[node];
	const struct mime_field *f;
	struct slice place, value;
	size_t from;

	f = mime_field(n, "Content-Type");
	if (f == NULL)
		return rewrite_field(j, node, "Content-Type",
		    SLICE(" text/plain; charset=utf-8"));
	if (mime_param_place(f->value, "charset", j->arena, &place)) {
		from = (size_t)(place.ptr - f->value.ptr);
		value = arena_printf(j->arena, "%.*sutf-8%.*s", (int)from,
		    (const char *)f->value.ptr,
		    (int)(f->value.len - from - place.len),
		    (const char *)place.ptr + place.len);
	} else {
		value = f->value;
		while (value.len > 0 &&
		    (ascii_is_space(value.ptr[value.len - 1]) ||
		    value.ptr[value.len - 1] == ';'))
			value.len--;
		value = arena_printf(j->arena, "%.*s; charset=utf-8",
		    (int)value.len, (const char *)value.ptr);
	}
	return value.ptr == NULL ? ERR_LIMIT :
	    rewrite_field(j, node, "Content-Type", value);
}

/* All three fields of MIME or none (section 8). */
static int
set_mime(struct rewrite_job *j, const struct leaf_plan *p)
{
	const struct mime_node *root = &j->m->nodes[0];

	if (p->node != 0 || (!p->is_utf8 && !p->is_anew) ||
	    mime_field(root, "MIME-Version") != NULL)
		return 0;
	return rewrite_header(j, HEADER_ADD, 0, SLICE("MIME-Version"),
	    SLICE(" 1.0"));
}

int
leaf_edit(struct rewrite_job *j, struct leaf_plan *p)
{
	struct rewrite_leaf l = {
		.node = p->node, .place = p->place, .inserted = p->inserted,
		.is_html = p->is_html, .has_new_encoding = p->is_anew,
		.has_new_charset = p->is_utf8,
	};
	struct slice decoded = buf_slice(&p->decoded);
	int r;

	r = set_mime(j, p);
	if (r == 0 && p->is_utf8)
		r = set_utf8(j, p->node);
	if (r == 0)
		r = p->is_anew ? encode_anew(j, p->node, decoded, p->place,
		    p->inserted) : encode_splice(j, p->node, decoded, p->place,
		    p->inserted);
	return r == 0 ? rewrite_leaf_add(j, &l) : r;
}
