/* Every fact that a rule can ask for, one line each. */
#include "policy/cond.h"

const struct cond_type *const cond_table[] = {
	&cond_sender,
	&cond_original_sender,
	&cond_any_recipient,
	&cond_every_recipient,
	&cond_recipients_over,
	&cond_visible_recipients_over,
	&cond_forward_depth_over,
	&cond_message_contains,
	&cond_message_is,
	&cond_message_mentions,
	&cond_message_asks,
	&cond_no_attachment,
	&cond_any_attachment,
	&cond_every_attachment,
	&cond_time,
	&cond_same_text,
	NULL
};
