#include "detect/maildomain.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#define DOMAIN_MAX	253	/* RFC 1035 */

static uint64_t
digest(const struct detect_plan *p, struct slice domain)
{
	return siphash(p->key, domain);
}

/* What is wrong with an entry the policy's reader says. */
static int
domain_item(void *arg, struct slice item, const struct conf_place *at)
{
	struct detect_plan *p = arg;
	struct slice folded;

	(void)at;
	if (shadow_fold(&p->fold, slice_trim(item), &folded) < 0 ||
	    folded.len == 0 || folded.len > DOMAIN_MAX)
		return 0;
	p->domains = mem_grow(p->domains, p->domain_count, &p->domain_cap,
	    sizeof *p->domains);
	p->domains[p->domain_count++] = digest(p, folded);
	return 0;
}

static int
digest_order(const void *a, const void *b)
{
	uint64_t x, y;

	x = *(const uint64_t *)a;
	y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

int
maildomains_read(struct detect_plan *p, const struct conf_tree *tree)
{
	static const char *const keys[] = {
		"inside domains", "partner domains"
	};
	const struct conf_line *l;
	size_t i, at;
	int r;

	r = 0;
	for (i = 0; i < 2 && r == 0; i++) {
		l = conf_setting(tree, keys[i], &at);
		if (l != NULL)
			r = conf_values_each(l, at, domain_item, p);
	}
	if (p->domain_count > 0)
		qsort(p->domains, p->domain_count, sizeof *p->domains,
		    digest_order);
	return r;
}

static bool
is_known(const struct detect_plan *p, struct slice entry)
{
	uint64_t key = digest(p, entry);

	return bsearch(&key, p->domains, p->domain_count, sizeof *p->domains,
	    digest_order) != NULL;
}

bool
maildomain_is_ours(const struct detect_plan *p, struct slice domain)
{
	uint8_t entry[DOMAIN_MAX + 1];
	size_t dot;

	if (p->domain_count == 0 || domain.len == 0 ||
	    domain.len > DOMAIN_MAX)
		return false;
	if (is_known(p, domain))
		return true;
	for (dot = slice_chr(domain, '.', 0); dot != SLICE_NPOS;
	    dot = slice_chr(domain, '.', dot + 1)) {
		entry[0] = '*';
		memcpy(entry + 1, domain.ptr + dot, domain.len - dot);
		if (is_known(p, slice_of(entry, domain.len - dot + 1)))
			return true;
	}
	return false;
}
