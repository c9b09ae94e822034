/* `add receipt request`: ask the reader's program for a receipt (RFC 8098). */
#include "action/plan.h"

#include "base/err.h"

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	(void)rd;
	(void)plan;
	return 0;
}

/* A raw field holds ASCII only; other addresses would need encoding. */
static bool
fits_in_field(struct slice address)
{
	size_t i;

	for (i = 0; i < address.len; i++)
		if (address.ptr[i] <= ' ' || address.ptr[i] > '~')
			return false;
	return slice_chr(address, '@', 0) != SLICE_NPOS;
}

static int
apply(const struct action_plan *plan, const struct action_subject *subject,
    struct arena *a, struct verdict *v)
{
	struct edit_request e = { .kind = EDIT_ADD_FIELD };

	(void)plan;
	/* A receipt needs somebody to go to. */
	if (!fits_in_field(subject->sender))
		return 0;
	e.name = SLICE("Disposition-Notification-To");
	e.value = arena_printf(a, "<%.*s>", (int)subject->sender.len,
	    (const char *)subject->sender.ptr);
	if (e.value.ptr == NULL)
		return ERR_LIMIT;
	return action_add_edit(&e, a, v);
}

const struct action action_receipt = {
	"add receipt request", NULL, DISPOSITION_ACCEPT, parse, apply
};
