/*
 * floor -- kinds of data of which only a number says anything: contacts, mail
 * addresses, visible recipients.  A few of them are ordinary mail.
 */
#ifndef DETECT_FLOOR_H
#define DETECT_FLOOR_H

#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"
#include "detect/plan.h"
#include "mail/finding.h"

/*
 * Floors of the plan: 3 contacts, 10 addresses, 10 recipients, or the
 * threshold (`set threshold`) if that is lower.  0 or ERR_SYNTAX.
 */
int	floors_read(struct detect_plan *p, const struct conf_tree *tree,
	    struct conf_diag *diag);

/* Of a kind; the threshold of visible recipients, 20 if none is set. */
uint32_t floor_of(const struct detect_plan *p, struct slice id);
uint32_t floor_recipients(const struct detect_plan *p);

/* Findings of a kind below its floor are no more than possible. */
void	floors_lower(const struct detect_plan *p, struct finding *list,
	    size_t n);

#endif
