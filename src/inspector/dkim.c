#include "inspector/dkim.h"

#include "base/err.h"
#include "base/limits.h"

/* RFC 6376 2.10: a domain name, as A-labels or UTF-8 (RFC 8616) would be. */
static bool
is_domain(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) && !ascii_is_digit(s.ptr[i]) &&
		    s.ptr[i] != '-' && s.ptr[i] != '.' && s.ptr[i] != '_')
			return false;
	return s.len > 0 && s.len <= 253;
}

/* Its value, if this "tag = value" is a d= (tags keep their case). */
static bool
is_d(struct slice tag, struct slice *ret)
{
	size_t eq = slice_chr(tag, '=', 0);

	if (eq == SLICE_NPOS ||
	    !slice_eq(slice_trim(slice_sub(tag, 0, eq)), SLICE("d")))
		return false;
	*ret = slice_trim(slice_from(tag, eq + 1));
	return true;
}

/* A tag twice makes the signature void (RFC 6376 3.2): then nobody's. */
static struct slice
signer(struct slice value)
{
	struct slice one, found = SLICE("");
	size_t at, end, count = 0;

	for (at = 0; at < value.len; at = end + 1) {
		end = slice_chr(value, ';', at);
		if (end == SLICE_NPOS)
			end = value.len;
		if (is_d(slice_sub(value, at, end), &one)) {
			found = one;
			count++;
		}
	}
	return count == 1 && is_domain(found) ? found : SLICE("");
}

static int
keep(struct slice domain, struct arena *a, struct slice *ret)
{
	uint8_t *p;
	size_t i;

	p = arena_alloc(a, domain.len + 1);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = 0; i < domain.len; i++)
		p[i] = ascii_lower(domain.ptr[i]);
	*ret = slice_of(p, domain.len);
	return 0;
}

int
dkim_signers(const struct mime_node *root, struct arena *a,
    struct slice **ret, size_t *ret_n)
{
	struct slice *list, domain;
	size_t i, n;

	list = arena_array(a, REPORT_SIGNERS_MAX, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	for (i = n = 0; i < root->field_count; i++) {
		if (!slice_ieq(root->fields[i].name, SLICE("DKIM-Signature")))
			continue;
		if (n == REPORT_SIGNERS_MAX) {
			list[n - 1] = SLICE("");
			break;
		}
		domain = signer(root->fields[i].value);
		if (keep(domain, a, &list[n++]) < 0)
			return ERR_LIMIT;
	}
	*ret = list;
	*ret_n = n;
	return 0;
}

bool
dkim_has_arc(const struct mime_node *root)
{
	return mime_field(root, "ARC-Seal") != NULL ||
	    mime_field(root, "ARC-Message-Signature") != NULL ||
	    mime_field(root, "ARC-Authentication-Results") != NULL;
}
