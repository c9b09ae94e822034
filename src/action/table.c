/* Every action that a rule can ask for, one line each. */
#include "action/plan.h"

const struct action *const action_table[] = {
	&action_deliver,
	&action_disclaimer,
	&action_receipt,
	&action_warn,
	&action_reject,
	&action_quarantine,
	&action_case,
	&action_notify,
	NULL
};
