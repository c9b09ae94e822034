/* who -- the words of rules for one person: outside, inside, is, in ... */
#include "base/err.h"
#include "policy/check.h"
#include "policy/view.h"

static int
read_address(struct cond_reader *rd, struct who *ret)
{
	const struct conf_line *l = rd->line;
	struct address a;

	if (rd->at >= l->count || (l->tokens[rd->at].kind != CONF_WORD &&
	    l->tokens[rd->at].kind != CONF_STRING) ||
	    address_parse(rd->checker->scratch, l->tokens[rd->at].text,
	    &a) != 0 || a.domain.len == 0) {
		check_expected(rd->checker, l, rd->at, "a mail address", NULL);
		return ERR_SYNTAX;
	}
	ret->kind = WHO_IS;
	ret->address = address_fold(rd->checker->arena, &a);
	rd->at++;
	return ret->address.ptr != NULL ? 0 : ERR_LIMIT;
}

static const struct address_list *
find_list(const struct policy *p, struct slice name)
{
	size_t i;

	for (i = 0; i < p->list_count; i++)
		if (slice_eq(p->lists[i]->name, name))
			return p->lists[i];
	return NULL;
}

static int
read_list(struct cond_reader *rd, struct who *ret)
{
	struct checker *c = rd->checker;
	size_t word = rd->at;

	if (names_read(c, NAME_LIST, rd->line, &rd->at) == SIZE_MAX)
		return ERR_SYNTAX;
	ret->kind = WHO_IN_LIST;
	ret->list = find_list(c->policy, rd->line->tokens[word].text);
	/* Its own errors were told where it stands. */
	if (ret->list != NULL && ret->list->kind != LIST_ADDRESSES &&
	    ret->list->kind != LIST_DOMAINS) {
		conf_error(c->diag, &rd->line->tokens[word].at,
		    "list \"%.*s\" holds neither addresses nor domains",
		    (int)ret->list->name.len,
		    (const char *)ret->list->name.ptr);
		return ERR_SYNTAX;
	}
	return ret->list != NULL ? 0 : ERR_SYNTAX;
}

static int
read_in(struct cond_reader *rd, struct who *ret)
{
	static const char *const words[] = { "list", "association",
	    "department", NULL };
	size_t from = rd->at - 1;
	struct slice name;

	switch (check_choice(rd->checker, rd->line, &rd->at,
	    "list, association or department", words)) {
	case 0:
		return read_list(rd, ret);
	case 1:
		ret->kind = WHO_IN_ASSOCIATION;
		ret->association = names_read(rd->checker, NAME_ASSOCIATION,
		    rd->line, &rd->at);
		return ret->association != SIZE_MAX ? 0 : ERR_SYNTAX;
	case 2:
		if (conf_get_word(rd->line, &rd->at, rd->checker->diag,
		    &name) < 0)
			return ERR_SYNTAX;
		return cond_unsupported(rd, from, "in department");
	}
	return ERR_SYNTAX;
}

int
who_parse(struct cond_reader *rd, struct who *ret)
{
	static const char *const words[] = { "outside", "inside", "is", "in",
	    "unknown", "first", "lookalike", "private", NULL };
	struct checker *c = rd->checker;
	size_t from = rd->at;

	switch (check_choice(c, rd->line, &rd->at, "who: outside, inside, is "
	    "ADDRESS, in list NAME or in association NAME", words)) {
	case 0:
		ret->kind = WHO_OUTSIDE;
		return 0;
	case 1:
		ret->kind = WHO_INSIDE;
		return 0;
	case 2:
		return read_address(rd, ret);
	case 3:
		return read_in(rd, ret);
	case 4:
		return cond_unsupported(rd, from, "unknown");
	case 5:
		return check_words(c, rd->line, &rd->at, "contact") ?
		    cond_unsupported(rd, from, "first contact") : ERR_SYNTAX;
	case 6:
		return cond_unsupported(rd, from, "lookalike");
	case 7:
		return check_words(c, rd->line, &rd->at,
		    "address of staff") ? cond_unsupported(rd, from,
		    "private address of staff") : ERR_SYNTAX;
	}
	return ERR_SYNTAX;
}

bool
person_in_list(const struct person *p, const struct address_list *list)
{
	switch (list->kind) {
	case LIST_ADDRESSES:
		return name_set_find(&list->entries, p->folded) != NULL;
	case LIST_DOMAINS:
		return name_set_domain(&list->entries, p->domain) != NULL;
	case LIST_WORDS:
	case LIST_VALUES:
	case LIST_NETWORKS:
	case LIST_RECORDS:
	case LIST_DOCUMENTS:
	case LIST_TERMS:
	case LIST_KIND_COUNT:
		break;
	}
	return false;
}

bool
who_matches(const struct who *w, const struct person *p)
{
	/* The null sender is nobody: neither inside nor outside. */
	if (p->address.full.len == 0)
		return false;
	switch (w->kind) {
	case WHO_OUTSIDE:
		return !p->inside;
	case WHO_INSIDE:
		return p->inside;
	case WHO_IS:
		return slice_eq(w->address, p->folded);
	case WHO_IN_LIST:
		return person_in_list(p, w->list);
	case WHO_IN_ASSOCIATION:
		return p->association == w->association;
	}
	return false;
}

/*
 * May the MTA read another domain out of the local part and send the mail
 * there?  Postfix does so by default: user%other@ours (allow_percent_hack),
 * other!user (swap_bangpath), "user@other"@ours (resolve_dequoted_address).
 */
static bool
may_be_routed_on(struct slice local)
{
	return slice_chr(local, '%', 0) != SLICE_NPOS ||
	    slice_chr(local, '!', 0) != SLICE_NPOS ||
	    slice_chr(local, '@', 0) != SLICE_NPOS;
}

int
person_make(const struct policy *p, struct arena *a,
    const struct address *address, struct person *ret)
{
	const struct name_entry *e;

	ret->address = *address;
	ret->domain = domain_fold(a, address->domain);
	ret->folded = address_fold(a, address);
	ret->inside = name_set_domain(&p->inside, ret->domain) != NULL &&
	    !may_be_routed_on(address->local);
	ret->partner = name_set_domain(&p->partner, ret->domain) != NULL;
	e = name_set_domain(&p->association_domains, ret->domain);
	ret->association = e != NULL ? e->tag : SIZE_MAX;
	return ret->folded.ptr != NULL ? 0 : ERR_LIMIT;
}
