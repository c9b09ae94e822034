/*
 * bank -- what sort codes and account numbers leave as marks, between the
 * recogniser of accounts and the judge that pairs them.
 */
#ifndef DETECT_BANK_H
#define DETECT_BANK_H

#include "detect/context.h"

/* Bits of mark.weight of MARK_SORT_CODE and MARK_ACCOUNT. */
enum bank_flag {
	BANK_LABELLED = 1,	/* its own word is near */
	BANK_SOLID = 2,		/* a sort code without separators */
	BANK_DATED = 4,		/* a sort code that may be a date */
	BANK_SUPPORT = 8	/* a person, or a verb of payment */
};

/* Mark the account number at from..to of the unit. */
int	bank_mark_account(struct detect_context *c, size_t from, size_t to,
	    unsigned flags);

#endif
