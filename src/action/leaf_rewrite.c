#include "action/leaf_rewrite.h"

#include <string.h>

#include "action/charset_rewrite.h"
#include "action/dkim_rewrite.h"
#include "action/encode_rewrite.h"
#include "action/html_rewrite.h"
#include "action/leaf_html_rewrite.h"
#include "action/leaf_plain_rewrite.h"
#include "base/err.h"
#include "base/limits.h"

#define LINE_MAX_MAIL	998	/* RFC 5322 2.1.1 */

/* --- reading ------------------------------------------------------------------------- */

struct slice
leaf_label(const struct mime_node *n, struct arena *a)
{
	const struct mime_field *f = mime_field(n,
	    "Content-Transfer-Encoding");
	struct mime_value v;

	return f != NULL && mime_value_parse(f->value, a, &v) == 0 ?
	    v.token : SLICE("");
}

/* Which says it once: of two fields readers take one or the other. */
static bool
is_labelled_once(const struct mime_message *m, const struct mime_node *n)
{
	static const struct slice name = { (const uint8_t *)
	    "Content-Transfer-Encoding", 25 };
	size_t i, count;

	for (i = count = 0; i < n->field_count; i++)
		count += slice_ieq(n->fields[i].name, name);
	return count == 0 || (count == 1 && (n->reading_count == 1 ||
	    slice_ieq(slice_trim(mime_field(n,
	    "Content-Transfer-Encoding")->value), leaf_label(n, m->arena))));
}

/*
 * Lines of base64 and nothing else, but for blanks at their ends (some
 * gateway's) and empty lines above or below all.
 */
static bool
is_pure_base64(struct slice raw)
{
	struct slice line;
	size_t at, lf, i;
	bool is_over = false, is_begun = false;

	for (at = 0; at < raw.len; at = lf + 1) {
		lf = slice_chr(raw, '\n', at);
		if (lf == SLICE_NPOS)
			lf = raw.len;
		line = slice_sub(raw, at, lf);
		while (line.len > 0 && ascii_is_space(line.ptr[line.len - 1]))
			line.len--;
		if (line.len > 0 && is_over)
			return false;
		is_begun = is_begun || line.len > 0;
		is_over = line.len == 0 && is_begun;
		for (i = 0; i < line.len; i++)
			if (!ascii_is_alpha(line.ptr[i]) &&
			    !ascii_is_digit(line.ptr[i]) &&
			    line.ptr[i] != '+' && line.ptr[i] != '/' &&
			    line.ptr[i] != '=')
				return false;
	}
	return true;
}

/*
 * Text that says it is nothing else is shown as it is, although it holds what
 * looks like quoted-printable ("?id=41") or a uuencoded file, for which the
 * detectors read it a second time; and base64 with blanks is no text.
 */
static bool
is_as_declared(const struct mime_message *m, const struct mime_node *n)
{
	size_t i;

	if (!is_labelled_once(m, n))
		return false;
	if (n->encoding == MIME_ENCODING_BASE64)
		return is_pure_base64(slice_sub(m->bytes, n->body_from,
		    n->body_to)) && (n->reading_count == 1 ||
		    (n->reading_count == 2 &&
		    n->readings[1] == MIME_ENCODING_IDENTITY));
	if (n->encoding != MIME_ENCODING_IDENTITY)
		return n->reading_count == 1;
	for (i = 0; i < n->reading_count; i++)
		if (n->readings[i] == MIME_ENCODING_BASE64 ||
		    n->readings[i] == MIME_ENCODING_UNKNOWN)
			return false;
	return true;
}

int
leaf_decode(const struct mime_message *m, const struct mime_node *n,
    struct buf *out)
{
	unsigned notes;
	int r;

	if (!is_as_declared(m, n) || n->encoding == MIME_ENCODING_UUENCODE ||
	    n->encoding == MIME_ENCODING_UNKNOWN)
		return ERR_UNSUPPORTED;
	r = mime_decode(slice_sub(m->bytes, n->body_from, n->body_to),
	    n->encoding, out, &notes);
	if (r == 0 && n->encoding == MIME_ENCODING_BASE64 &&
	    (notes & ~(unsigned)MIME_NOTE_BLANK) != 0)
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
	size_t at, lf, n;

	for (at = 0; at < s.len; at = lf + 1) {
		lf = slice_chr(s, '\n', at);
		if (lf == SLICE_NPOS)
			lf = s.len;
		n = lf - at - (lf > at && s.ptr[lf - 1] == '\r');
		if (n > max)
			return true;
	}
	return false;
}

bool
leaf_needs_binary(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\0' || s.ptr[i] == '\n')
			return true;
		if (s.ptr[i] != '\r')
			continue;
		if (i + 1 == s.len || s.ptr[i + 1] != '\n')
			return true;
		i++;
	}
	return false;
}

static const char *
refused(const struct mime_node *n, struct slice decoded, struct arena *a)
{
	/* Without an empty line after its header a body cannot begin. */
	if (n->header_to == n->body_from)
		return "structure";
	if (dkim_has_md5(n))
		return "content-md5";
	if (slice_eq(leaf_label(n, a), SLICE("binary")) &&
	    leaf_needs_binary(decoded))
		return "binary";
	return NULL;
}

/* --- one leaf ----------------------------------------------------------------------------------- */

static bool
is_eight_bit(const struct mime_node *n, struct arena *a)
{
	struct slice word = leaf_label(n, a);

	return slice_eq(word, SLICE("8bit")) ||
	    slice_eq(word, SLICE("binary"));
}

/* May 8-bit bytes go in as they are: where they do not come in anew (D36)? */
static bool
is_wide(const struct rewrite_job *j, const struct mime_node *n)
{
	return is_eight_bit(n, j->arena) && !charset_is_ascii(
	    slice_from(j->m->bytes, j->m->nodes[0].body_from));
}

/* A line of blanks alone in a field's folds. */
static bool
has_blank_fold(struct slice field)
{
	size_t at, lf;

	for (at = 0; at < field.len; at = lf + 1) {
		lf = slice_chr(field, '\n', at);
		if (lf == SLICE_NPOS)
			lf = field.len;
		if (slice_trim(slice_sub(field, at, lf)).len == 0)
			return true;
	}
	return false;
}

/*
 * Nothing but fields, and an empty line.  At an odd line some readers end the
 * block: of an encoding or a charset that is new they would not know, or show
 * its field as text.
 */
static bool
has_even_header(const struct mime_message *m, const struct mime_node *n)
{
	struct slice end = slice_sub(m->bytes, n->header_to, n->body_from);
	size_t i, at = n->header_from;

	/* A first line of an mbox does no harm. */
	if (n->parent == MIME_NONE && n->field_count > 0)
		at = n->fields[0].from;
	for (i = 0; i < n->field_count; i++) {
		if (n->fields[i].from != at || has_blank_fold(slice_sub(
		    m->bytes, at, n->fields[i].to)))
			return false;
		at = n->fields[i].to;
	}
	return at == n->header_to && (slice_eq(end, SLICE("\r\n")) ||
	    slice_eq(end, SLICE("\n")));
}

bool
leaf_takes_wide(const struct rewrite_job *j,
    const struct edit_disclaimer *how, const struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[p->node];

	if (n->encoding != MIME_ENCODING_IDENTITY || is_wide(j, n))
		return true;
	if (!has_even_header(j->m, n))
		return false;
	/* 8-bit bytes under "7bit" are wrong, but not ours to mend (D4). */
	return !how->ascii_only && (is_eight_bit(n, j->arena) ||
	    charset_is_ascii(buf_slice(&p->decoded)));
}

/* Does its encoding have to change for what goes in, or for its lines (D7)? */
static bool
wants_anew(const struct rewrite_job *j, const struct edit_disclaimer *how,
    const struct mime_node *n, const struct leaf_plan *p)
{
	if (n->encoding != MIME_ENCODING_IDENTITY)
		return false;
	if (!how->ascii_only && is_eight_bit(n, j->arena) &&
	    has_line_over(buf_slice(&p->decoded), LINE_MAX_MAIL) &&
	    has_even_header(j->m, n))
		return true;
	return !charset_is_ascii(p->inserted) && !is_wide(j, n);
}

/*
 * Does a line that goes in look like a delimiter of this message, be it with
 * blanks before it (D23)?  In quoted-printable and base64 it does not.
 */
static bool
has_delimiter(const struct mime_message *m, struct slice s)
{
	struct slice line;
	size_t at, lf, i;

	for (at = slice_find(s, SLICE("--"), 0); at != SLICE_NPOS;
	    at = slice_find(s, SLICE("--"), at + 1)) {
		lf = slice_rchr(slice_sub(s, 0, at), '\n');
		line = slice_from(s, lf == SLICE_NPOS ? 0 : lf + 1);
		if (slice_trim(slice_sub(s, lf == SLICE_NPOS ? 0 : lf + 1,
		    at)).len > 0)
			continue;
		line = slice_from(s, at + 2);
		for (i = 0; i < m->node_count; i++)
			if (m->nodes[i].boundary.len > 0 &&
			    slice_starts(line, m->nodes[i].boundary))
				return true;
	}
	return false;
}

/*
 * What the author's readers see.  A page whose bytes are UTF-8 is read once
 * for this and for the place.
 */
static int
own_words(const struct mime_node *n, struct leaf_plan *p, bool *ret_invalid)
{
	struct slice decoded = buf_slice(&p->decoded);
	struct buf utf8 = BUF_INIT(SIZE_MAX / 2);
	struct html_reading *page = NULL;
	int r;

	if (!p->is_html)
		return leaf_text(n, decoded, true, &p->own, ret_invalid);
	r = mime_to_utf8(decoded, n->charset, &utf8, ret_invalid);
	if ((r == 0 || r == ERR_UNSUPPORTED) &&
	    slice_eq(buf_slice(&utf8), decoded) &&
	    slice_chr(decoded, 0x1b, 0) == SLICE_NPOS) {
		r = html_reading(decoded, true, &p->own, &p->page);
	} else if (r == 0 || r == ERR_UNSUPPORTED) {
		r = html_reading(buf_slice(&utf8), true, &p->own, &page);
		if (r == 0)
			html_reading_free(page);
	}
	buf_free(&utf8);
	return r;
}

/* Anywhere, older messages among it. */
static int
is_anywhere(const struct rewrite_job *j, const struct disclaimer *d,
    const struct mime_node *n, struct slice decoded, bool *ret)
{
	struct buf seen = BUF_INIT(SIZE_MAX / 2);
	bool ignored;
	int r;

	r = leaf_text(n, decoded, false, &seen, &ignored);
	if (r == 0)
		*ret = disclaimers_known(j->env->disclaimers, d,
		    buf_slice(&seen), false);
	buf_free(&seen);
	return r;
}

/*
 * Is a text of ours there?  Among older messages it counts only if our mark
 * says that this very message got it, or if once in a thread is enough.
 */
static int
look(const struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, const struct mime_node *n,
    struct leaf_plan *p, bool *ret_invalid)
{
	bool is_there = false;
	int r;

	r = own_words(n, p, ret_invalid);
	if (r < 0)
		return r;
	p->is_present = disclaimers_known(j->env->disclaimers, d,
	    buf_slice(&p->own), true);
	if (p->is_present || !(how->is_marked || how->once_per_thread))
		return 0;
	r = is_anywhere(j, d, n, buf_slice(&p->decoded), &is_there);
	p->is_present = how->is_marked && is_there;
	p->is_in_thread = !how->is_marked && is_there;
	return r;
}

static int
leaf_find(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[p->node];
	bool invalid;
	int r;

	r = look(j, d, how, n, p, &invalid);
	if (r == 0)
		p->reason = refused(n, buf_slice(&p->decoded), j->arena);
	if (r < 0 || p->is_present || p->reason != NULL)
		return r;
	r = p->is_html ? leaf_html_plan(j, d, how, p) :
	    leaf_plain_plan(j, d, how, p);
	if (r < 0 || p->reason != NULL)
		return r;
	p->is_anew = wants_anew(j, how, n, p);
	if (!p->is_anew && n->encoding == MIME_ENCODING_IDENTITY &&
	    has_delimiter(j->m, p->inserted))
		p->reason = "boundary";
	return 0;
}

int
leaf_plan(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, uint32_t node, struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[node];
	int r;

	memset(p, 0, sizeof *p);
	buf_init(&p->decoded, SIZE_MAX / 2);
	buf_init(&p->own, SIZE_MAX / 2);
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
		r = leaf_find(j, d, how, p);
	html_reading_free(p->page);
	p->page = NULL;
	buf_free(&p->own);
	return r;
}

void
leaf_plan_free(struct leaf_plan *p)
{
	buf_free(&p->decoded);
}

/* A field's text with charset=utf-8 in it, the rest of it as it is. */
static struct slice
with_utf8(struct slice value, struct arena *a)
{
	struct slice place, line;
	bool is_ended, is_long;
	size_t from, lf;

	if (mime_param_place(value, "charset", a, &place)) {
		from = (size_t)(place.ptr - value.ptr);
		return arena_printf(a, "%.*sutf-8%.*s", (int)from,
		    (const char *)value.ptr,
		    (int)(value.len - from - place.len),
		    (const char *)place.ptr + place.len);
	}
	is_ended = slice_ends(slice_trim(value), SLICE(";"));
	lf = slice_rchr(value, '\n');
	line = slice_from(value, lf == SLICE_NPOS ? 0 : lf + 1);
	/* On the first line stands the field's name too. */
	is_long = line.len > (lf == SLICE_NPOS ? 44u : 58u);
	return arena_printf(a, "%.*s%s%scharset=utf-8", (int)value.len,
	    (const char *)value.ptr, is_ended ? "" : ";",
	    is_long ? "\r\n\t" : " ");
}

static struct mime_param *
next_param(const struct mime_value *v, size_t *at)
{
	while (*at < v->param_count &&
	    slice_eq(v->params[*at].name, SLICE("charset")))
		(*at)++;
	return *at < v->param_count ? &v->params[(*at)++] : NULL;
}

/* The same type and parameters, but for the charset? */
static bool
same_value(const struct mime_value *a, const struct mime_value *b)
{
	const struct mime_param *x, *y;
	size_t i, k;

	if (a->damaged || b->damaged || !slice_eq(a->token, b->token))
		return false;
	for (i = k = 0;; ) {
		x = next_param(a, &i);
		y = next_param(b, &k);
		if (x == NULL || y == NULL)
			return x == NULL && y == NULL;
		if (!slice_eq(x->name, y->name) ||
		    !slice_eq(x->value, y->value))
			return false;
	}
}

bool
leaf_can_be_utf8(struct rewrite_job *j, const struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[p->node];
	const struct mime_field *f = mime_field(n, "Content-Type");
	struct slice value;
	struct mime_value v;
	size_t i;

	if (!has_even_header(j->m, n))
		return false;
	if (f == NULL)
		return true;
	for (i = 0; i < n->field_count; i++)
		if (&n->fields[i] != f &&
		    slice_ieq(n->fields[i].name, f->name))
			return false;
	value = with_utf8(f->value, j->arena);
	return value.ptr != NULL &&
	    mime_value_parse(value, j->arena, &v) == 0 &&
	    same_value(&n->type, &v) &&
	    slice_eq(mime_param(&v, "charset"), SLICE("utf-8"));
}

static int
set_utf8(struct rewrite_job *j, uint32_t node)
{
	const struct mime_field *f = mime_field(&j->m->nodes[node],
	    "Content-Type");
	struct slice value;

	value = f == NULL ? SLICE(" text/plain; charset=utf-8") :
	    with_utf8(f->value, j->arena);
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
