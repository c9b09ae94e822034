#include "action/dkim_rewrite.h"

#include "base/limits.h"

/* --- lists of tags ------------------------------------------------------------------ */

static bool
is_named(const struct mime_field *f, const char *name)
{
	return slice_ieq_str(f->name, name);
}

struct slice
dkim_tag(struct slice list, const char *name)
{
	struct slice one, found = SLICE_NONE;
	size_t at, end, eq;

	for (at = 0; at < list.len; at = end + 1) {
		end = slice_chr(list, ';', at);
		if (end == SLICE_NPOS)
			end = list.len;
		one = slice_sub(list, at, end);
		eq = slice_chr(one, '=', 0);
		/* Tags keep their case (RFC 6376 3.2). */
		if (eq == SLICE_NPOS ||
		    !slice_eq_str(slice_trim(slice_sub(one, 0, eq)), name))
			continue;
		if (found.ptr != NULL)
			return SLICE_NONE;
		found = slice_trim(slice_from(one, eq + 1));
	}
	return found;
}

/*
 * What no signature of these three can do without.  A verifier wants more, and
 * what it wants changes; nothing that somebody may have meant for a signature
 * is to be broken on the ground that it lacks another tag.
 */
static bool
signs(struct slice list)
{
	return dkim_tag(list, "b").len > 0 && dkim_tag(list, "d").len > 0;
}

/* --- DKIM and DomainKeys --------------------------------------------------------------- */

bool
dkim_is_signature(const struct mime_field *f)
{
	return is_named(f, "DKIM-Signature") && signs(f->value);
}

bool
dkim_is_over_message(const struct mime_field *f)
{
	return dkim_is_signature(f) ||
	    (is_named(f, "ARC-Message-Signature") && signs(f->value));
}

static bool
is_domainkey(const struct mime_field *f)
{
	return is_named(f, "DomainKey-Signature") && signs(f->value);
}

static bool
has_field(const struct mime_node *root,
    bool (*is)(const struct mime_field *f))
{
	size_t i;

	for (i = 0; i < root->field_count; i++)
		if (is(&root->fields[i]))
			return true;
	return false;
}

bool
dkim_has_signature(const struct mime_node *root)
{
	return has_field(root, dkim_is_signature);
}

bool
dkim_has_domainkey(const struct mime_node *root)
{
	return has_field(root, is_domainkey);
}

/* --- ARC -------------------------------------------------------------------------------- */

static bool
is_seal(const struct mime_field *f)
{
	return (is_named(f, "ARC-Seal") ||
	    is_named(f, "ARC-Message-Signature")) && signs(f->value);
}

bool
dkim_has_arc(const struct mime_node *root)
{
	return has_field(root, is_seal);
}

static bool
is_arc_field(const struct mime_field *f)
{
	return is_named(f, "ARC-Seal") ||
	    is_named(f, "ARC-Message-Signature") ||
	    is_named(f, "ARC-Authentication-Results");
}

static bool
is_void(const struct mime_field *f)
{
	return (is_named(f, "DKIM-Signature") && !dkim_is_signature(f)) ||
	    (is_named(f, "DomainKey-Signature") && !is_domainkey(f));
}

bool
dkim_has_void(const struct mime_node *root)
{
	return has_field(root, is_void) ||
	    (has_field(root, is_arc_field) && !dkim_has_arc(root));
}

/* --- Content-MD5 ---------------------------------------------------------------------------- */

/* Past blanks and comments at the front. */
static struct slice
skip_comments(struct slice s)
{
	size_t i, depth = 0;

	for (i = 0; i < s.len; i++) {
		if (depth > 0 && s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '(')
			depth++;
		else if (depth > 0 && s.ptr[i] == ')')
			depth--;
		else if (depth == 0 && !ascii_is_space(s.ptr[i]))
			return slice_from(s, i);
	}
	return SLICE("");
}

bool
dkim_is_md5(const struct mime_field *f)
{
	enum { LETTERS = 4 };	/* one group of base64 */
	struct slice s;
	size_t i;

	if (!is_named(f, "Content-MD5"))
		return false;
	s = skip_comments(f->value);
	for (i = 0; i < s.len && i < LETTERS; i++)
		if (!ascii_is_alpha(s.ptr[i]) && !ascii_is_digit(s.ptr[i]) &&
		    s.ptr[i] != '+' && s.ptr[i] != '/')
			return false;
	return i == LETTERS;
}

static bool
is_void_md5(const struct mime_field *f)
{
	return is_named(f, "Content-MD5") && !dkim_is_md5(f);
}

bool
dkim_has_md5(const struct mime_node *n)
{
	return has_field(n, dkim_is_md5);
}

bool
dkim_has_void_md5(const struct mime_node *n)
{
	return has_field(n, is_void_md5);
}
