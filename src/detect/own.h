/*
 * own -- values of the house itself (`set own`): its accounts, telephones,
 * addresses and numbers, which are nobody's personal data.
 *
 * A value is written in many ways, and detectors report it in one: each is
 * kept in all the forms that a detector could make of it.
 */
#ifndef DETECT_OWN_H
#define DETECT_OWN_H

#include <stdbool.h>

#include "base/slice.h"
#include "detect/plan.h"

/*
 * Add a value, folded by shadow_fold(), as the site writes it: a telephone
 * with 0 or +44, an account with its sort code or as an IBAN, an address with
 * its postcode, a mail address or a domain of them.
 */
void	own_add(struct detect_plan *p, struct slice folded);

/* Is a value that a detector found one of them?  Lower case. */
bool	own_has(const struct detect_plan *p, struct slice value);

#endif
