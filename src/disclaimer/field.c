#include "disclaimer/field.h"

#include "base/err.h"
#include "base/limits.h"

#define FIELD_WIDTH	76	/* RFC 5322 2.1.1 says 78 */

static const char *
bad_name(struct slice name)
{
	size_t i;

	if (!slice_istarts(name, SLICE("X-")) || name.len < 3)
		return "its name must begin with X-";
	if (slice_istarts(name, SLICE("X-Exeat-")))
		return "names that begin with X-Exeat- are our own";
	if (name.len > DISCLAIMER_FIELD_NAME_MAX)
		return "its name is too long";
	/* RFC 5322 3.6.8 takes more; no mailer minds these. */
	for (i = 0; i < name.len; i++)
		if (!ascii_is_alpha(name.ptr[i]) &&
		    !ascii_is_digit(name.ptr[i]) && name.ptr[i] != '-')
			return "a name is letters, digits and \"-\"";
	return NULL;
}

static const char *
bad_value(struct slice value)
{
	size_t i;

	if (value.len == 0)
		return "it has no value";
	if (value.len > DISCLAIMER_FIELD_MAX)
		return "its value is too long";
	if (slice_find(value, SLICE("%{"), 0) != SLICE_NPOS)
		return "a field has no variables";
	for (i = 0; i < value.len; i++)
		if (value.ptr[i] < 32 || value.ptr[i] > 126)
			return "its value must be printable ASCII";
	return NULL;
}

/* " value", broken before a blank where a line gets too long. */
static int
fold_value(struct slice value, size_t used, struct buf *out)
{
	struct slice word;
	size_t at, end;
	int r = 0;

	for (at = 0; at < value.len && r == 0; at = end) {
		for (end = at; end < value.len && value.ptr[end] == ' '; end++)
			;
		end = slice_chr(value, ' ', end);
		if (end == SLICE_NPOS)
			end = value.len;
		word = slice_sub(value, at, end);
		if (at > 0 && used + word.len > FIELD_WIDTH) {
			r = buf_puts(out, "\r\n");
			used = 0;
		}
		if (r == 0)
			r = buf_put_slice(out, word);
		used += word.len;
	}
	return r;
}

int
field_read(const struct conf_token *token, struct conf_diag *diag,
    struct arena *a, struct slice *ret_name, struct slice *ret_value)
{
	struct buf folded = BUF_INIT(4 * DISCLAIMER_FIELD_MAX);
	struct slice name, value;
	const char *why;
	size_t colon;
	int r;

	colon = slice_chr(token->text, ':', 0);
	name = slice_sub(token->text, 0, colon);
	value = colon == SLICE_NPOS ? SLICE("") :
	    slice_trim(slice_from(token->text, colon + 1));
	why = colon == SLICE_NPOS ? "there is no \":\"" : bad_name(name);
	if (why == NULL)
		why = bad_value(value);
	if (why != NULL) {
		conf_error(diag, &token->at, "header \"X-Name: value\": %s",
		    why);
		return ERR_SYNTAX;
	}
	r = buf_putc(&folded, ' ');
	if (r == 0)
		r = fold_value(value, name.len + 2, &folded);
	*ret_name = arena_dup(a, name);
	*ret_value = arena_dup(a, buf_slice(&folded));
	buf_free(&folded);
	return r < 0 || ret_name->ptr == NULL || ret_value->ptr == NULL ?
	    ERR_LIMIT : 0;
}
