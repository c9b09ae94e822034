#include "ctl/compose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/utf8.h"
#include "ctl/judge.h"
#include "ctl/wrap.h"

#define BOUNDARY	"=_exeat_rule_test"
#define LINE_MAX_BYTES	998		/* RFC 5322 2.1.1 */
#define WORD_BYTES	42		/* of text in one encoded word */

struct composer {
	const struct conf_tree *tree;
	const struct rule_test *test;
	struct arena *arena;
	struct buf *out;
	struct conf_place *at;
	char *error;
	size_t error_size;
};

/* --- header -------------------------------------------------------------------- */

/* Does a `header` line of the test give this field? */
static struct slice
given_field(const struct rule_test *t, const char *name)
{
	size_t i, colon;

	for (i = 0; i < t->header_count; i++) {
		colon = slice_chr(t->headers[i], ':', 0);
		if (slice_ieq_str(slice_sub(t->headers[i], 0, colon), name))
			return slice_trim(slice_from(t->headers[i], colon + 1));
	}
	return SLICE_NONE;
}

/* Words that are no ASCII, a few characters at a time (RFC 2047). */
static int
put_words(struct buf *out, struct slice s)
{
	size_t at, to, n;
	uint32_t c;
	int r = 0;

	if (slice_is_ascii(s))
		return buf_put_slice(out, s);
	for (at = 0; r == 0 && at < s.len; at = to) {
		for (to = at; to < s.len; to += n) {
			n = utf8_get(slice_from(s, to), &c);
			if (to + n - at > WORD_BYTES)
				break;
		}
		r = buf_puts(out, at > 0 ? "\r\n =?utf-8?B?" : "=?utf-8?B?");
		if (r == 0)
			r = wrap_base64(out, slice_sub(s, at, to));
		if (r == 0)
			r = buf_puts(out, "?=");
	}
	return r;
}

static int
put_field(const struct composer *c, const char *name, struct slice value)
{
	int r;

	if (given_field(c->test, name).ptr != NULL)
		return 0;
	r = buf_printf(c->out, "%s: ", name);
	if (r == 0)
		r = put_words(c->out, value);
	return r == 0 ? buf_puts(c->out, "\r\n") : r;
}

static int
put_addresses(const struct composer *c, const char *name,
    const struct slice *list, size_t count)
{
	size_t i;
	int r;

	if (count == 0 || given_field(c->test, name).ptr != NULL)
		return 0;
	r = buf_printf(c->out, "%s: ", name);
	for (i = 0; r == 0 && i < count; i++) {
		if (i > 0)
			r = buf_puts(c->out, ",\r\n ");
		if (r == 0)
			r = buf_put_slice(c->out, list[i]);
	}
	return r == 0 ? buf_puts(c->out, "\r\n") : r;
}

static int
put_date(const struct composer *c, int64_t at_ms)
{
	time_t s = (time_t)(at_ms / 1000);
	char text[64];
	struct tm tm;

	if (gmtime_r(&s, &tm) == NULL ||
	    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000",
	    &tm) == 0)
		return ERR_RANGE;
	return put_field(c, "Date", slice_str(text));
}

/* Those that the test gives, but for the text's own type. */
static int
put_given(const struct composer *c)
{
	const struct rule_test *t = c->test;
	struct slice name, value;
	size_t i, colon;
	int r = 0;

	for (i = 0; r == 0 && i < t->header_count; i++) {
		colon = slice_chr(t->headers[i], ':', 0);
		name = slice_sub(t->headers[i], 0, colon);
		value = slice_trim(slice_from(t->headers[i], colon + 1));
		if (slice_ieq_str(name, "Content-Type"))
			continue;
		r = buf_put_slice(c->out, name);
		if (r == 0)
			r = buf_puts(c->out, ": ");
		if (r == 0)
			r = put_words(c->out, value);
		if (r == 0)
			r = buf_puts(c->out, "\r\n");
	}
	return r;
}

static int
put_header(const struct composer *c, int64_t at_ms)
{
	const struct rule_test *t = c->test;
	struct slice from = t->from;
	int r;

	/* The null sender writes reports. */
	if (slice_eq_str(from, "<>") || from.len == 0)
		from = SLICE("Mail Delivery System <mailer-daemon@mail.invalid>");
	r = put_date(c, at_ms);
	if (r == 0)
		r = put_field(c, "From", from);
	if (r == 0)
		r = put_addresses(c, "To", t->to, t->to_count);
	if (r == 0)
		r = put_addresses(c, "Cc", t->cc, t->cc_count);
	if (r == 0 && t->has_subject)
		r = put_field(c, "Subject", t->subject);
	if (r == 0)
		r = put_field(c, "Message-ID", arena_printf(c->arena,
		    "<test-%u@exeat.invalid>", t->at.line));
	if (r == 0)
		r = put_given(c);
	return r == 0 ? put_field(c, "MIME-Version", SLICE("1.0")) : r;
}

/* --- text and files -------------------------------------------------------------- */

static bool
has_long_line(struct slice s)
{
	size_t at, nl;

	for (at = 0; at < s.len; at = nl + 1) {
		nl = slice_chr(s, '\n', at);
		if (nl == SLICE_NPOS)
			nl = s.len;
		if (nl - at > LINE_MAX_BYTES)
			return true;
	}
	return false;
}

static int
put_text(const struct composer *c)
{
	struct slice type = given_field(c->test, "Content-Type");
	struct slice body = c->test->body;
	bool packed = has_long_line(body);
	int r;

	if (type.ptr == NULL)
		type = SLICE("text/plain; charset=utf-8");
	r = buf_puts(c->out, "Content-Type: ");
	if (r == 0)
		r = buf_put_slice(c->out, type);
	if (r == 0 && given_field(c->test,
	    "Content-Transfer-Encoding").ptr == NULL)
		r = buf_printf(c->out, "\r\nContent-Transfer-Encoding: %s",
		    packed ? "base64" : slice_is_ascii(body) ? "7bit" : "8bit");
	if (r == 0)
		r = buf_puts(c->out, "\r\n\r\n");
	if (r == 0)
		r = packed ? wrap_base64(c->out, body) :
		    judge_normalise(body, c->out);
	return r == 0 ? buf_puts(c->out, "\r\n") : r;
}

/* A file that a token names. */
static int
read_named(const struct composer *c, const struct conf_token *name,
    struct slice *ret)
{
	struct buf b = BUF_INIT(MESSAGE_MAX_DEFAULT);
	const char *path;
	int r;

	path = conf_path_named(&conf_source_disk, c->tree, &name->at,
	    name->text, c->arena);
	if (path == NULL)
		return ERR_LIMIT;
	errno = 0;
	r = conf_source_disk.read(NULL, path, &b);
	if (r < 0) {
		*c->at = name->at;
		snprintf(c->error, c->error_size, "cannot read \"%.*s\": %s",
		    (int)(name->text.len < 120 ? name->text.len : 120),
		    (const char *)name->text.ptr, r == ERR_SYSTEM ?
		    strerror(errno) : err_text(r));
	} else {
		*ret = arena_dup(c->arena, buf_slice(&b));
		r = ret->ptr == NULL && b.len > 0 ? ERR_LIMIT : 0;
	}
	buf_free(&b);
	return r;
}

static int
put_file(const struct composer *c, const struct rule_test_file *f)
{
	struct slice bytes = f->text, name = f->name;
	const char *path;
	int r = 0;

	if (f->path != NULL)
		r = read_named(c, f->path, &bytes);
	if (r < 0)
		return r;
	if (name.len == 0)
		name = f->path->text;
	path = arena_str(c->arena, name);
	if (path == NULL)
		return ERR_LIMIT;
	r = buf_puts(c->out, "--" BOUNDARY "\r\n");
	return r == 0 ? wrap_part(path, bytes, c->out) : r;
}

static int
put_content(const struct composer *c)
{
	const struct rule_test *t = c->test;
	size_t i;
	int r;

	if (t->file_count == 0)
		return put_text(c);
	r = buf_puts(c->out, "Content-Type: multipart/mixed;\r\n"
	    " boundary=\"" BOUNDARY "\"\r\n\r\n--" BOUNDARY "\r\n");
	if (r == 0)
		r = put_text(c);
	for (i = 0; r == 0 && i < t->file_count; i++)
		r = put_file(c, &t->files[i]);
	return r == 0 ? buf_puts(c->out, "--" BOUNDARY "--\r\n") : r;
}

int
compose_message(const struct conf_tree *tree, const struct rule_test *t,
    int64_t at_ms, struct arena *a, struct buf *out,
    struct conf_place *ret_at, char *error, size_t error_size)
{
	struct composer c = { tree, t, a, out, ret_at, error, error_size };
	struct slice whole;
	int r;

	*ret_at = t->at;
	error[0] = '\0';
	if (t->message != NULL) {
		r = read_named(&c, t->message, &whole);
		return r == 0 ? judge_normalise(whole, out) : r;
	}
	r = put_header(&c, at_ms);
	if (r == 0)
		r = put_content(&c);
	if (r < 0 && error[0] == '\0')
		snprintf(error, error_size, "cannot make the email: %s",
		    err_text(r));
	return r;
}

/* --- files that tests name --------------------------------------------------------- */

static void
warn_missing(const struct conf_tree *tree, const struct conf_token *name,
    struct conf_diag *diag, struct arena *a)
{
	const char *path;

	if (name == NULL)
		return;
	path = conf_path_named(&conf_source_disk, tree, &name->at,
	    name->text, a);
	if (path != NULL && access(path, R_OK) == -1)
		conf_warning(diag, &name->at, "the test cannot be run: "
		    "\"%.*s\": %s [missing-file]", (int)name->text.len,
		    (const char *)name->text.ptr, strerror(errno));
}

void
compose_warn_missing(const struct conf_tree *tree, struct conf_diag *diag)
{
	struct conf_diag *scratch = conf_diag_new();
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	struct rule_test *tests;
	size_t i, k, n;

	if (rule_tests_read(tree, scratch, a, &tests, &n) == 0)
		for (i = 0; i < n; i++) {
			warn_missing(tree, tests[i].message, diag, a);
			for (k = 0; k < tests[i].file_count; k++)
				warn_missing(tree, tests[i].files[k].path,
				    diag, a);
		}
	arena_free(a);
	conf_diag_free(scratch);
}
