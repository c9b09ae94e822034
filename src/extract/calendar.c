/*
 * calendar -- iCalendar (RFC 5545), vCalendar 1.0 and vCard 2.1, 3.0, 4.0
 * (RFC 6350): each property a text of its own, with its name before it;
 * folded lines joined, escapes and quoted-printable undone; what is attached
 * inside becomes a member.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/bare.h"
#include "extract/dataurl.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/text.h"

struct property {
	struct slice name;		/* without its group */
	struct slice params;
	struct slice value;		/* as written */
	bool is_base64, is_quoted;
	struct slice type, charset, filename;
};

struct card {
	struct extract_job *job;
	struct buf line;		/* unfolded */
	struct buf plain;		/* its value decoded */
};

static int
calendar_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "text/calendar") ||
	    slice_eq_str(detected, "text/vcard") ? 40 : 0;
}

/* --- lines --------------------------------------------------------------------- */

static struct slice
take_line(struct slice *rest)
{
	size_t end = slice_chr(*rest, '\n', 0);
	struct slice line = slice_sub(*rest, 0, end);

	*rest = end == SLICE_NPOS ? slice_from(*rest, rest->len) :
	    slice_from(*rest, end + 1);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* vCard 2.1: the line ends in "=", and its value is quoted-printable. */
static bool
goes_on_quoted(struct slice line)
{
	return line.len > 0 && line.ptr[line.len - 1] == '=' &&
	    slice_ifind(slice_sub(line, 0, slice_chr(line, ':', 0)),
	    SLICE("QUOTED-PRINTABLE"), 0) != SLICE_NPOS;
}

/*
 * One property with all its lines; RFC 5545 3.1: a line that begins with a
 * blank goes on.
 */
static int
take_property(struct card *c, struct slice *rest)
{
	int r;

	buf_reset(&c->line);
	r = buf_put_slice(&c->line, take_line(rest));
	while (rest->len > 0 && r == 0) {
		if (rest->ptr[0] == ' ' || rest->ptr[0] == '\t') {
			r = buf_put_slice(&c->line,
			    slice_from(take_line(rest), 1));
		} else if (goes_on_quoted(buf_slice(&c->line))) {
			c->line.len--;
			r = buf_put_slice(&c->line, take_line(rest));
		} else {
			break;
		}
	}
	return r;
}

/* --- one property ------------------------------------------------------------------ */

/* Where the value begins: behind the first colon outside quotes. */
static size_t
find_colon(struct slice line)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < line.len; i++) {
		if (line.ptr[i] == '"')
			quoted = !quoted;
		else if (line.ptr[i] == ':' && !quoted)
			return i;
	}
	/* A quote that never ends is none. */
	return slice_chr(line, ':', 0);
}

static void
note_param(struct property *p, struct slice one)
{
	size_t equals = slice_chr(one, '=', 0);
	struct slice name = slice_sub(one, 0, equals), value;

	value = equals == SLICE_NPOS ? one : slice_from(one, equals + 1);
	if (slice_ieq_str(value, "base64") || slice_ieq_str(value, "b"))
		p->is_base64 = true;
	else if (slice_ieq_str(value, "quoted-printable"))
		p->is_quoted = true;
	else if (slice_ieq_str(name, "charset"))
		p->charset = value;
	else if (slice_ieq_str(name, "fmttype") ||
	    slice_ieq_str(name, "mediatype"))
		p->type = value;
	else if (slice_ieq_str(name, "filename") ||
	    slice_ieq_str(name, "x-filename"))
		p->filename = value;
}

static struct property
parse_property(struct slice line)
{
	struct property p = { .is_base64 = false };
	size_t colon = find_colon(line), end, dot;
	struct slice rest;

	p.value = colon == SLICE_NPOS ? SLICE_NONE :
	    slice_from(line, colon + 1);
	line = slice_sub(line, 0, colon);
	end = slice_chr(line, ';', 0);
	p.name = slice_sub(line, 0, end);
	dot = slice_rchr(p.name, '.');
	if (dot != SLICE_NPOS)
		p.name = slice_from(p.name, dot + 1);
	p.params = end == SLICE_NPOS ? SLICE_NONE : slice_from(line, end + 1);
	for (rest = p.params; rest.len > 0; rest = slice_from(rest, end + 1)) {
		end = slice_chr(rest, ';', 0);
		if (end == SLICE_NPOS)
			end = rest.len;
		note_param(&p, slice_trim(slice_sub(rest, 0, end)));
	}
	return p;
}

/* RFC 5545 3.3.11, RFC 6350 3.4; "\;" parts nothing. */
static int
unescape(struct slice s, struct buf *out)
{
	size_t i;
	uint8_t c;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i++) {
		c = s.ptr[i];
		if (c == '\\' && i + 1 < s.len) {
			c = s.ptr[++i];
			if (c == 'n' || c == 'N')
				c = '\n';
			else if (c != ',' && c != ';' && c != ':' && c != '\\')
				r = buf_putc(out, '\\');
		}
		if (r == 0)
			r = buf_putc(out, c);
	}
	return r;
}

/* Quoted-printable and its character set undone, into c->plain. */
static int
unquote(struct card *c, const struct property *p, struct slice *ret)
{
	struct buf raw = BUF_INIT(p->value.len + 16);
	bool invalid;
	unsigned notes;
	int r;

	r = mime_decode(p->value, MIME_ENCODING_QUOTED_PRINTABLE, &raw,
	    &notes);
	buf_reset(&c->plain);
	if (r == 0)
		r = mime_to_utf8(buf_slice(&raw), p->charset, &c->plain,
		    &invalid);
	if (r == ERR_UNSUPPORTED)
		r = extract_anomaly(c->job, ANOMALY_UNSUPPORTED,
		    "unknown character set");
	buf_free(&raw);
	*ret = buf_slice(&c->plain);
	return r;
}

static int
put_file(struct card *c, const struct property *p)
{
	struct extract_job *j = c->job;
	struct buf out = BUF_INIT(p->value.len + 16);
	struct slice copy;
	unsigned notes;
	int r;

	if (extract_spend(j, p->value.len, p->value.len) < 0)
		return ERR_LIMIT;
	r = mime_decode(p->value, MIME_ENCODING_BASE64, &out, &notes);
	copy = r < 0 ? SLICE_NONE : arena_dup(extract_arena(j),
	    buf_slice(&out));
	buf_free(&out);
	if (copy.ptr == NULL)
		return engine_exhausted(j->engine);
	return copy.len == 0 ? 0 :
	    engine_member(j, p->filename, copy, p->type, p->charset);
}

/* "PHOTO", "KEY", "ATTACH": does a short word say what kind it is? */
static struct slice
type_word(const struct property *p)
{
	static const struct { const char *word, *type; } words[] = {
		{ "jpeg", "image/jpeg" }, { "gif", "image/gif" },
		{ "png", "image/png" }, { "pgp", "application/pgp-keys" },
		{ "x509", "application/pkix-cert" },
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_ifind(p->params, slice_str(words[i].word), 0) !=
		    SLICE_NPOS)
			return slice_str(words[i].type);
	return SLICE_NONE;
}

static int
put_words(struct card *c, const struct property *p, struct slice value)
{
	struct extract_job *j = c->job;
	struct buf text = BUF_INIT(2 * value.len + 64);
	int r;

	r = unescape(value, &text);
	if (r == 0)
		r = extract_unit_begin(j, SLICE_NONE, p->name, 0);
	if (r == 0 && p->name.len > 0) {
		r = extract_unit_add(j, p->name);
		if (r == 0)
			r = extract_unit_add(j, SLICE(":"));
	}
	if (r == 0)
		r = extract_unit_add(j, buf_slice(&text));
	if (r == 0)
		r = extract_unit_end(j);
	/* A description may be a page (X-ALT-DESC, ALTREP). */
	if (r == 0 && slice_chr(buf_slice(&text), '<', 0) != SLICE_NPOS &&
	    slice_chr(buf_slice(&text), '>', 0) != SLICE_NPOS)
		r = html_text(j, buf_slice(&text), false);
	if (r == 0)
		r = dataurl_scan(j, buf_slice(&text));
	if (r == 0)
		r = bare_read(j, buf_slice(&text));
	buf_free(&text);
	return r;
}

static int
put_property(struct card *c, struct slice line)
{
	struct property p = parse_property(line);
	struct slice value = p.value;
	int r = 0;

	if (slice_trim(line).len == 0 || slice_ieq_str(p.name, "BEGIN") ||
	    slice_ieq_str(p.name, "END"))
		return p.value.len > 32 ? put_words(c, &p, value) : 0;
	/* A line without a colon is none, but leaves with the file. */
	if (p.value.ptr == NULL) {
		p.value = value = line;
		p.name = SLICE_NONE;
		return put_words(c, &p, value);
	}
	if (p.params.len > 0)
		r = extract_unit(c->job, SLICE_NONE, p.params);
	if (p.type.len == 0)
		p.type = type_word(&p);
	if (r == 0 && p.is_base64)
		return put_file(c, &p);
	if (r == 0 && p.is_quoted)
		r = unquote(c, &p, &value);
	return r < 0 ? r : put_words(c, &p, value);
}

static int
calendar_read(struct extract_job *j)
{
	struct card c = {
		.job = j,
		.line = BUF_INIT(TEXT_TOTAL_MAX),
		.plain = BUF_INIT(TEXT_TOTAL_MAX),
	};
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct slice rest;
	int r;

	r = text_to_utf8(j, extract_bytes(j), &out);
	for (rest = buf_slice(&out); rest.len > 0 && r == 0;) {
		r = take_property(&c, &rest);
		if (r == 0)
			r = put_property(&c, buf_slice(&c.line));
	}
	buf_free(&out);
	buf_free(&c.line);
	buf_free(&c.plain);
	return r;
}

const struct extract_format format_calendar = {
	"calendar", calendar_can_read, calendar_read
};
