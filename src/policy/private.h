/*
 * private -- inside policy: is an address the private one of somebody here?
 */
#ifndef POLICY_PRIVATE_H
#define POLICY_PRIVATE_H

#include "policy/view.h"

/*
 * A mail provider's address and a likeness to the sender or a colleague.
 * Colleagues are those of the directory who have not left, and whoever else of
 * ours the message names.  Unknown if a header that went unread could have
 * shown a name.
 */
enum tri private_address(struct view *v, size_t place);

/* What addresses were compared with: "the directory and 2 people ...". */
struct slice private_compared(struct view *v);

#endif
