#include "inspector/dkim.h"

#include "action/dkim_rewrite.h"
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

/* Whose it is; nobody's, if that is no name as ours are written. */
static struct slice
signer(struct slice value)
{
	struct slice d = dkim_tag(value, "d");

	return is_domain(d) ? d : SLICE("");
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
		if (!dkim_is_signature(&root->fields[i]))
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
