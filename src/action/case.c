/* `open case NAME`: needs the register of breach cases. */
#include "action/plan.h"

const struct action action_case = {
	"open case", NULL, DISPOSITION_ACCEPT, NULL, NULL
};
