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

static bool
is_base64_byte(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' || c == '/';
}

/* base64string of RFC 6376 2.10, folded or not. */
static bool
is_base64(struct slice s)
{
	size_t i, letters = 0, pads = 0;

	for (i = 0; i < s.len; i++) {
		if (ascii_is_space(s.ptr[i]))
			continue;
		if (s.ptr[i] == '=')
			pads++;
		else if (pads > 0 || !is_base64_byte(s.ptr[i]))
			return false;
		else
			letters++;
	}
	return letters > 0 && pads <= 2;
}

/* Of a domain or a selector, as A-labels or UTF-8 (RFC 8616). */
static bool
is_name(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) && !ascii_is_digit(s.ptr[i]) &&
		    s.ptr[i] != '-' && s.ptr[i] != '.' && s.ptr[i] != '_' &&
		    s.ptr[i] < 0x80)
			return false;
	return s.len > 0;
}

/* sig-a-tag: "rsa-sha256", and what may come to be. */
static bool
is_algorithm(struct slice s)
{
	size_t dash = slice_chr(s, '-', 0);

	return dash != SLICE_NPOS && dash > 0 && dash + 1 < s.len &&
	    is_name(s);
}

static bool
names_fields(struct slice h)
{
	size_t i;

	for (i = 0; i < h.len; i++)
		if (h.ptr[i] != ':' && !ascii_is_space(h.ptr[i]))
			return true;
	return false;
}

/* What signatures of DKIM and ARC alike must have over a message. */
static bool
signs_message(struct slice list)
{
	return is_algorithm(dkim_tag(list, "a")) &&
	    is_base64(dkim_tag(list, "b")) &&
	    is_base64(dkim_tag(list, "bh")) &&
	    is_name(dkim_tag(list, "d")) &&
	    names_fields(dkim_tag(list, "h")) &&
	    is_name(dkim_tag(list, "s"));
}

/* --- DKIM and DomainKeys --------------------------------------------------------------- */

bool
dkim_is_signature(const struct mime_field *f)
{
	return is_named(f, "DKIM-Signature") &&
	    slice_eq(dkim_tag(f->value, "v"), SLICE("1")) &&
	    signs_message(f->value);
}

bool
dkim_is_over_message(const struct mime_field *f)
{
	return dkim_is_signature(f) ||
	    (is_named(f, "ARC-Message-Signature") && signs_message(f->value));
}

/* RFC 4870 3.3: what no verifier could do without. */
static bool
is_domainkey(const struct mime_field *f)
{
	return is_named(f, "DomainKey-Signature") &&
	    is_base64(dkim_tag(f->value, "b")) &&
	    is_name(dkim_tag(f->value, "d")) &&
	    is_name(dkim_tag(f->value, "s"));
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

/* "i=1" to "i=50" (RFC 8617 4.2.1); 0 if it is none of them. */
static unsigned
instance(struct slice i)
{
	unsigned n = 0;
	size_t at;

	for (at = 0; at < i.len && ascii_is_digit(i.ptr[at]) && n <= 50; at++)
		n = n * 10 + (unsigned)(i.ptr[at] - '0');
	/* A comment may stand behind it in the results (RFC 8617 4.1.1). */
	if (at < i.len && !ascii_is_space(i.ptr[at]) && i.ptr[at] != '(')
		return 0;
	return n <= 50 ? n : 0;
}

/* Of which kind is a field of ARC that is whole?  -1: none. */
static int
arc_kind(const struct mime_field *f)
{
	if (is_named(f, "ARC-Authentication-Results"))
		return 0;
	if (is_named(f, "ARC-Message-Signature"))
		return signs_message(f->value) ? 1 : -1;
	if (!is_named(f, "ARC-Seal"))
		return -1;
	return is_algorithm(dkim_tag(f->value, "a")) &&
	    is_base64(dkim_tag(f->value, "b")) &&
	    dkim_tag(f->value, "cv").len > 0 &&
	    is_name(dkim_tag(f->value, "d")) &&
	    is_name(dkim_tag(f->value, "s")) ? 2 : -1;
}

bool
dkim_has_arc(const struct mime_node *root)
{
	uint64_t seen[3] = { 0, 0, 0 };
	size_t i;
	int kind;

	for (i = 0; i < root->field_count; i++) {
		kind = arc_kind(&root->fields[i]);
		if (kind >= 0)
			seen[kind] |= (uint64_t)1 <<
			    instance(dkim_tag(root->fields[i].value, "i"));
	}
	/* Bit 0 is of those that say no instance. */
	return (seen[0] & seen[1] & seen[2] & ~(uint64_t)1) != 0;
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
	/* 16 bytes: 22 letters and their padding. */
	enum { LETTERS = 22, ALL = 24 };
	struct slice s;
	size_t i;

	if (!is_named(f, "Content-MD5"))
		return false;
	s = skip_comments(f->value);
	if (s.len < ALL)
		return false;
	for (i = 0; i < LETTERS; i++)
		if (!is_base64_byte(s.ptr[i]))
			return false;
	return s.ptr[LETTERS] == '=' && s.ptr[LETTERS + 1] == '=' &&
	    skip_comments(slice_from(s, ALL)).len == 0;
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
