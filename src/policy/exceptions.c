/*
 * exceptions -- what a register of exceptions asks of its entries.
 */
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
}
