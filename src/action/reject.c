/* `reject with MSG`: the whole message is refused, with that reply. */
#include "action/plan.h"

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	return action_read_message(rd, &plan->message);
}

const struct action action_reject = {
	"reject", "reject", DISPOSITION_REJECT, parse, NULL
};
