/* who -- the words of rules for one person: outside, inside, is, in ... */
#include "base/err.h"
#include "policy/check.h"
#include "policy/cond.h"
#include "policy/private.h"
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

static int
read_list(struct cond_reader *rd, struct who *ret)
{
	struct checker *c = rd->checker;
	size_t word = rd->at;

	if (names_read(c, NAME_LIST, rd->line, &rd->at) == SIZE_MAX)
		return ERR_SYNTAX;
	ret->kind = WHO_IN_LIST;
	ret->list = policy_address_list(c->policy, rd->line->tokens[word].text);
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
read_department(struct cond_reader *rd, struct who *ret)
{
	const struct directory *d = rd->checker->policy->directory;
	const struct conf_place at = check_at(rd->line, rd->at);
	const char **words;
	struct slice name;
	size_t i;

	if (conf_get_word(rd->line, &rd->at, rd->checker->diag, &name) < 0)
		return ERR_SYNTAX;
	ret->kind = WHO_IN_DEPARTMENT;
	ret->department = directory_department(d, name);
	if (ret->department != SIZE_MAX)
		return 0;
	conf_error(rd->checker->diag, &at, d == NULL ? "departments are known "
	    "by \"set directory\", which is not set" :
	    "nobody of the directory is in department \"%.*s\"",
	    (int)name.len, (const char *)name.ptr);
	words = arena_array(rd->checker->scratch, d == NULL ? 1 :
	    d->department_count + 1, sizeof *words);
	for (i = 0; words != NULL && d != NULL && i < d->department_count; i++)
		words[i] = arena_str(rd->checker->scratch, d->departments[i]);
	if (words != NULL)
		conf_suggest(rd->checker->diag, conf_nearest(name, words));
	return ERR_SYNTAX;
}

static int
read_in(struct cond_reader *rd, struct who *ret)
{
	static const char *const words[] = { "list", "association",
	    "department", NULL };

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
		return read_department(rd, ret);
	}
	return ERR_SYNTAX;
}

int
who_parse(struct cond_reader *rd, struct who *ret)
{
	static const char *const words[] = { "outside", "inside", "is", "in",
	    "unknown", "first", "lookalike", "private", NULL };
	struct checker *c = rd->checker;

	switch (check_choice(c, rd->line, &rd->at, "who: outside, inside, "
	    "unknown, first contact, lookalike, is ADDRESS, in list NAME, in "
	    "association NAME, in department NAME or private address of staff",
	    words)) {
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
		cond_needs_memory(rd);
		ret->kind = WHO_UNKNOWN;
		return 0;
	case 5:
		cond_needs_memory(rd);
		ret->kind = WHO_FIRST_CONTACT;
		return check_words(c, rd->line, &rd->at, "contact") ? 0 :
		    ERR_SYNTAX;
	case 6:
		cond_needs_memory(rd);
		ret->kind = WHO_LOOKALIKE;
		return 0;
	case 7:
		ret->kind = WHO_PRIVATE;
		return check_words(c, rd->line, &rd->at,
		    "address of staff") ? 0 : ERR_SYNTAX;
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

/* An alias stands for the person who has it. */
static bool
is_address(const struct view *v, struct slice folded, const struct person *p)
{
	if (slice_eq(folded, p->folded))
		return true;
	return p->staff != SIZE_MAX &&
	    directory_by_address(v->policy->directory, folded) == p->staff;
}

static bool
is_in_list(const struct view *v, const struct address_list *list,
    const struct person *p)
{
	const struct name_set *set;
	size_t i;

	if (person_in_list(p, list))
		return true;
	if (p->staff == SIZE_MAX || list->kind != LIST_ADDRESSES)
		return false;
	set = &v->policy->directory->addresses;
	for (i = 0; i < set->count; i++)
		if (set->entries[i].tag == p->staff &&
		    name_set_find(&list->entries, set->entries[i].name) != NULL)
			return true;
	return false;
}

const struct person *
view_person(const struct view *v, size_t place)
{
	if (place == MEMORY_SENDER)
		return &v->sender;
	return place == MEMORY_ORIGINAL ? &v->original :
	    &v->recipients[place - MEMORY_RECIPIENTS];
}

static enum tri
tri_of(bool yes)
{
	return yes ? TRI_YES : TRI_NO;
}

enum tri
who_answer(const struct who *w, struct view *v, size_t place)
{
	const struct person *p = view_person(v, place);
	struct slice ignored;

	/* The null sender is nobody: neither inside nor outside. */
	if (p->address.full.len == 0)
		return TRI_NO;
	switch (w->kind) {
	case WHO_OUTSIDE:
		return tri_of(!p->inside);
	case WHO_INSIDE:
		return tri_of(p->inside);
	case WHO_IS:
		return tri_of(is_address(v, w->address, p));
	case WHO_IN_LIST:
		return tri_of(is_in_list(v, w->list, p));
	case WHO_IN_ASSOCIATION:
		return tri_of(p->association == w->association);
	case WHO_IN_DEPARTMENT:
		return tri_of(p->staff != SIZE_MAX && w->department ==
		    v->policy->directory->staff[p->staff].department);
	case WHO_UNKNOWN:
		return tri_not(view_is_known(v, place, p));
	case WHO_FIRST_CONTACT:
		return contact_is_first(v, place);
	case WHO_LOOKALIKE:
		return contact_lookalike(v, place, &ignored);
	case WHO_PRIVATE:
		return private_address(v, place);
	}
	return TRI_UNKNOWN;
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
	ret->webmail = name_set_domain(&p->webmail, ret->domain) != NULL ||
	    name_set_domain(&p->webmail,
	    domain_registrable(ret->domain)) != NULL;
	/* A private address of theirs stands for nobody but itself. */
	ret->staff = ret->inside ? directory_by_address(p->directory,
	    ret->folded) : SIZE_MAX;
	return ret->folded.ptr != NULL ? 0 : ERR_LIMIT;
}
