/* `deliver`: nothing stands in the way as far as this rule goes. */
#include "action/plan.h"

static int
parse(struct action_reader *rd, struct action_plan *plan)
{
	(void)rd;
	(void)plan;
	return 0;
}

const struct action action_deliver = {
	"deliver", "deliver", DISPOSITION_ACCEPT, parse, NULL
};
