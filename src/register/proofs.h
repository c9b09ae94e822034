/*
 * proofs -- the account of notices: for each month and association how many
 * messages went outside, and what each of them was (mail/proof.h); and which
 * decisions are of which Message-ID.
 *
 * A message's month is that of its own time in `set time-zone`.  An account
 * is one small row; the total in it is counted from what the keeper sees, the
 * lines from what it was told, so that the two can differ.  Of confidential
 * messages there is a count and nothing else.
 */
#ifndef REGISTER_PROOFS_H
#define REGISTER_PROOFS_H

#include "mail/proof.h"
#include "mail/reference.h"
#include "register/register.h"

extern const struct register_kind proofs_kind;	/* the accounts */
extern const struct register_kind proof_ids_kind;	/* Message-IDs */

/* As 202605. */
int	proofs_month_of(const struct register_context *x, int64_t at_ms);

/*
 * [transaction] One message of x->at_ms was decided.  is_external: the keeper
 * sees that it is for somebody outside.  *ret_accounted: it has a place in
 * the account.
 */
int	proofs_count(struct register_context *x, const struct proof *p,
	    bool is_release, bool is_external, bool *ret_accounted);
/* [transaction] It was counted and never left: the MTA did not take it. */
int	proofs_give_up(struct register_context *x, const struct proof *p,
	    bool is_release);
/*
 * [transaction] A message that was counted as one was brought again and is
 * another now; remembered under x->ref.
 */
int	proofs_amend(struct register_context *x, const struct proof *was,
	    const struct proof *is);
/* What proofs_amend() made of the message of x->ref; ERR_NOTFOUND. */
int	proofs_amended(struct register_context *x, struct proof *ret);

/*
 * The accounts of a month, or with 0 of all; with ERR_LIMIT there are more
 * than PROOF_ACCOUNTS_MAX of a month.
 */
int	proofs_list(struct register_context *x, int month,
	    struct proof_account **ret, size_t *ret_n);

/* --- Message-IDs ------------------------------------------------------------------ */

struct proof_ref {
	char ref[REFERENCE_SIZE];
};

/*
 * [transaction] The decision of x->ref is of these Message-IDs; for one that
 * is held also the other way round.
 */
int	proofs_index(struct register_context *x, const struct proof *p);
/* The decisions of a Message-ID, the last first; up to PROOF_TOLD_MAX. */
int	proofs_of_id(struct register_context *x, struct slice id,
	    struct proof_ref **ret, size_t *ret_n, bool *ret_more);
/* Those of the Message-IDs that the held one of x->ref has. */
int	proofs_beside(struct register_context *x, struct proof_ref **ret,
	    size_t *ret_n);

#endif
