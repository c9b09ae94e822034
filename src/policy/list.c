/*
 * list -- addresses and domains that conditions ask for; the other kinds
 * are the detectors'.
 */
#include "base/err.h"
#include "policy/check.h"

static const char *const list_kinds[] = {
	[LIST_ADDRESSES] = "addresses",
	[LIST_DOMAINS] = "domains",
	[LIST_WORDS] = "words",
	[LIST_VALUES] = "values",
	[LIST_NETWORKS] = "networks",
	[LIST_RECORDS] = "records",
	[LIST_DOCUMENTS] = "documents",
	[LIST_TERMS] = "terms",
	[LIST_KIND_COUNT] = NULL,
};

struct list_target {
	struct checker *c;
	struct address_list *list;
};

static int
put_address(struct list_target *t, struct slice item,
    const struct conf_place *at)
{
	struct address address;
	struct slice folded;

	if (address_parse(t->c->scratch, item, &address) != 0 ||
	    address.domain.len == 0) {
		conf_error(t->c->diag, at, "\"%.*s\" is no mail address",
		    (int)item.len, (const char *)item.ptr);
		return 0;
	}
	folded = address_fold(t->c->arena, &address);
	if (folded.ptr == NULL || name_set_add(&t->list->entries, t->c->arena,
	    folded, 0) < 0)
		t->c->failed = true;
	return t->c->failed ? -1 : 0;
}

static int
put_list_domain(struct list_target *t, struct slice item,
    const struct conf_place *at)
{
	if (!domain_is_entry(item)) {
		conf_error(t->c->diag, at, "\"%.*s\" is no domain",
		    (int)item.len, (const char *)item.ptr);
		return 0;
	}
	if (name_set_add(&t->list->entries, t->c->arena,
	    check_keep(t->c, domain_fold(t->c->scratch, item)), 0) < 0)
		t->c->failed = true;
	return t->c->failed ? -1 : 0;
}

static int
put_network(struct list_target *t, struct slice item,
    const struct conf_place *at)
{
	struct address_list *list = t->list;
	struct network n;

	if (network_parse(item, &n) < 0) {
		conf_error(t->c->diag, at, "\"%.*s\" is no network; write "
		    "192.0.2.7, 192.0.2.0/24 or 2001:db8::/32", (int)item.len,
		    (const char *)item.ptr);
		return 0;
	}
	list->networks = arena_grow(t->c->arena, list->networks,
	    list->network_count, &list->network_cap, sizeof n);
	if (list->networks == NULL) {
		list->network_count = 0;
		t->c->failed = true;
		return -1;
	}
	list->networks[list->network_count++] = n;
	return 0;
}

static int
put_entry(void *arg, struct slice item, const struct conf_place *at)
{
	struct list_target *t = arg;

	switch (t->list->kind) {
	case LIST_ADDRESSES:
		return put_address(t, item, at);
	case LIST_DOMAINS:
		return put_list_domain(t, item, at);
	case LIST_NETWORKS:
		return put_network(t, item, at);
	case LIST_WORDS:
	case LIST_VALUES:
	case LIST_RECORDS:
	case LIST_DOCUMENTS:
	case LIST_TERMS:
	case LIST_KIND_COUNT:
		break;
	}
	/* Read by the detectors, with their own checks. */
	return 0;
}

void
list_check(struct checker *c, const struct conf_block *b)
{
	struct policy *p = c->policy;
	struct list_target t = { c, NULL };
	size_t k;

	for (k = 0; k < LIST_KIND_COUNT; k++)
		if (slice_eq_str(b->of, list_kinds[k]))
			break;
	if (k == LIST_KIND_COUNT) {
		conf_error(c->diag, &b->name_at, b->of.len == 0 ? "a list "
		    "says what it is a list of: \"list %.*s of words\"%.*s" :
		    "list \"%.*s\": unknown kind of entry \"%.*s\"",
		    (int)b->name.len, (const char *)b->name.ptr,
		    (int)b->of.len, (const char *)b->of.ptr);
		conf_suggest(c->diag, conf_nearest(b->of, list_kinds));
		return;
	}
	p->lists = arena_grow(c->arena, p->lists, p->list_count,
	    &p->list_cap, sizeof *p->lists);
	t.list = arena_zalloc(c->arena, sizeof *t.list);
	if (p->lists == NULL || t.list == NULL) {
		p->list_count = 0;
		c->failed = true;
		return;
	}
	p->lists[p->list_count++] = t.list;
	t.list->name = check_keep(c, b->name);
	t.list->kind = (enum list_kind)k;
	if (conf_list_each(b, put_entry, &t) == ERR_LIMIT)
		conf_error(c->diag, &b->name_at, "the list is too long");
	name_set_sort(&t.list->entries);
}
