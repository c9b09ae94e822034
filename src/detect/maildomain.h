/*
 * maildomain -- mail domains that a plan knows: ours and our partners', whose
 * addresses are nobody's data.
 */
#ifndef DETECT_MAILDOMAIN_H
#define DETECT_MAILDOMAIN_H

#include <stdbool.h>

#include "base/slice.h"
#include "conf/conf.h"
#include "detect/plan.h"

/* `set inside domains`, `set partner domains`.  0 or ERR_LIMIT. */
int	maildomains_read(struct detect_plan *p, const struct conf_tree *tree);

/* Is the (folded) domain one of them, or below "*." of one? */
bool	maildomain_is_ours(const struct detect_plan *p, struct slice domain);

#endif
