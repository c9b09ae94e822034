/*
 * exceptions -- what a register of exceptions asks of its entries, and whom a
 * rule lets off because of one.
 */
#include "base/err.h"
#include "mail/exception.h"
#include "policy/view.h"
#include "policy/check.h"

static void
exceptions_approved(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	(void)target;
	if (check_words(c, l, &at, "by") && role_read(c, l, &at) == 0)
		check_end(c, l, at);
}

static void
exceptions_reason(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	(void)target;
	if (check_choice(c, l, &at, "required or optional",
	    (const char *const[]){ "required", "optional", NULL }) != SIZE_MAX)
		check_end(c, l, at);
}

#define DAY_MS		((int64_t)24 * 3600 * 1000)

static void
exceptions_lasts(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	int64_t ms;

	(void)target;
	if (conf_get_duration_ms(l, &at, DAY_MS, 3 * 365 * DAY_MS, c->diag,
	    &ms) == 0 && check_words(c, l, &at, "at most"))
		check_end(c, l, at);
}

static void
exceptions_remind(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	int64_t ms;

	(void)target;
	if (conf_get_duration_ms(l, &at, DAY_MS, 365 * DAY_MS, c->diag,
	    &ms) == 0 && check_words(c, l, &at, "before end"))
		check_end(c, l, at);
}

static void
exceptions_covers(struct checker *c, const struct conf_line *l, size_t at,
    void *target)
{
	static const char *const what[] = { "sender", "recipient", NULL };

	(void)target;
	do
		if (check_choice(c, l, &at, "sender or recipient", what) ==
		    SIZE_MAX)
			return;
	while (conf_is_comma(l, &at));
	check_end(c, l, at);
}

/* The keeper reads the terms themselves; here they are checked. */
void
exceptions_check(struct checker *c, const struct conf_block *b)
{
	static const struct key keys[] = {
		{ "approved", false, exceptions_approved },
		{ "reason", false, exceptions_reason },
		{ "lasts", false, exceptions_lasts },
		{ "remind", false, exceptions_remind },
		{ "covers", false, exceptions_covers },
		{ NULL, false, NULL },
	};

	check_lines(c, b, keys, NULL);
	/* Expiry is mandatory. */
	if (conf_line_find(b, "lasts", 0) == NULL)
		conf_error(c->diag, &b->name_at,
		    "exceptions need to say how long one \"lasts\"");
	if (b->name.len > EXCEPTION_NAME_MAX)
		conf_error(c->diag, &b->name_at, "a name of more than %d "
		    "letters", EXCEPTION_NAME_MAX);
	if (c->names[NAME_EXCEPTIONS].count > EXCEPTION_BLOCKS_MAX &&
	    slice_eq(b->name, c->names[NAME_EXCEPTIONS].names[0]))
		conf_error(c->diag, &b->name_at, "there are more than %d "
		    "registers of exceptions", EXCEPTION_BLOCKS_MAX);
}

int
policy_last_day(const struct policy *p, struct slice folded)
{
	size_t i = directory_by_address(p->directory, folded);

	return i == SIZE_MAX ? 0 : p->directory->staff[i].leaves;
}

struct slice
policy_main_address(const struct policy *p, struct arena *a,
    struct slice folded)
{
	size_t i = directory_by_address(p->directory, folded);
	struct address address;

	if (i == SIZE_MAX || address_parse(a,
	    p->directory->staff[i].address, &address) < 0)
		return folded;
	return address_fold(a, &address);
}

/* --- asked --------------------------------------------------------------------- */

/* Is every attachment of one of the types "spreadsheet,pdf"?  None is not. */
static enum tri
are_of_types(const struct view *v, struct slice types)
{
	struct slice word, left, name;
	size_t i, comma;

	for (i = 0; i < v->attachment_count; i++) {
		name = slice_str(filetype_name(v->attachments[i]->type));
		for (left = types; left.len > 0;
		    left = slice_from(left, word.len + 1)) {
			comma = slice_chr(left, ',', 0);
			word = slice_sub(left, 0, comma == SLICE_NPOS ?
			    left.len : comma);
			if (slice_eq(word, name))
				break;
		}
		if (left.len == 0)
			return TRI_NO;
	}
	if (v->unread)
		return TRI_UNKNOWN;
	return v->attachment_count > 0 ? TRI_YES : TRI_NO;
}

/* "name" or "name types", as the keeper answers. */
static enum tri
lifts(const struct view *v, struct slice live, struct slice name)
{
	if (!slice_starts(live, name))
		return TRI_NO;
	if (live.len == name.len)
		return TRI_YES;
	return live.ptr[name.len] != ' ' ? TRI_NO :
	    are_of_types(v, slice_from(live, name.len + 1));
}

enum tri
exceptions_lift(const struct view *v, struct slice name, size_t recipient,
    struct slice *ret_live)
{
	const struct memory_of_party *p =
	    view_memory(v, MEMORY_RECIPIENTS + recipient);
	enum tri t = TRI_NO, one;
	size_t i;

	/* Nobody was asked: then nothing is lifted, either. */
	if (p == NULL)
		return TRI_UNKNOWN;
	/* Exceptions of who leaves end on the last day here. */
	if (v->sender.staff != SIZE_MAX && v->policy->directory != NULL &&
	    staff_has_left(&v->policy->directory->staff[v->sender.staff],
	    zone_day(&v->policy->zone, v->envelope->at_ms)))
		return TRI_NO;
	for (i = 0; i < p->exception_count && t != TRI_YES; i++) {
		one = lifts(v, p->exceptions[i], name);
		if (one == TRI_YES)
			*ret_live = p->exceptions[i];
		t = one == TRI_NO ? t : one;
	}
	return t;
}
