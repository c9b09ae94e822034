/*
 * balance -- what a verdict says for the account of notices (mail/proof.h):
 * whose mail it is, who of its recipients is outside, and why no notice was
 * asked for.
 *
 * Internal to src/policy.
 */
#ifndef POLICY_BALANCE_H
#define POLICY_BALANCE_H

#include "policy/judge.h"

/* The recipients of v are those of the view. */
void	balance_tell(const struct view *view, struct verdict *v);

/*
 * After all rules and what they asked for.  Mail that gets no notice, and a
 * rule that only watches or was lifted, are reasons; that no rule matched is
 * none, and what goes outside so is missing its notice.
 */
void	balance_declare(struct judge *j);

#endif
