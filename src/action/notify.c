/* `notify ROLE with MSG`: somebody is told; the mail is not touched. */
#include "action/plan.h"

#include "base/err.h"

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	struct slice role;
	int r;

	r = action_read_role(rd, &role);
	if (r == 0)
		r = action_read_message(rd, &plan->message);
	if (r < 0)
		return r;
	plan->words = arena_printf(rd->arena, "notify %.*s", (int)role.len,
	    (const char *)role.ptr);
	return plan->words.ptr != NULL ? 0 : ERR_LIMIT;
}

const struct action action_notify = {
	"notify", NULL, DISPOSITION_ACCEPT, parse, NULL
};
