/* `warn with MSG`: the mail goes; its sender is told something. */
#include "action/plan.h"

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	return action_read_message(rd, &plan->message);
}

const struct action action_warn = {
	"warn", "warn", DISPOSITION_ACCEPT, parse, NULL
};
