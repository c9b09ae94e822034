/*
 * ledger -- which files came in, from whom, went round inside, left, and were
 * approved: keyed digests of their decoded content and the signature of their
 * text, no content and no name.
 *
 * Where a file came from is settled when it is first seen.  One that was of
 * unknown source then is not made ours by being passed on: our own use of a
 * file is recorded only for one that was not of unknown source before, from a
 * sender who may be believed, and of a type that was established.  One that
 * came in from somebody known is known from then on.
 *
 * A file that is new by its bytes and known by its text is not recorded: its
 * text is.  But what comes in is recorded by its bytes in any case, since a
 * form that a stranger filled in is nearly the form that we sent out.
 */
#ifndef REGISTER_LEDGER_H
#define REGISTER_LEDGER_H

#include "mail/ledger.h"
#include "register/register.h"

extern const struct register_kind ledger;

/* As of now, known by its bytes or by its text.  0 or an error. */
int	ledger_show(struct register_context *x, const struct ledger_file *f,
	    struct ledger_entry *ret);
/*
 * The approvals in force, the latest first, up to LEDGER_LIST_MAX; the digest
 * of each, for whoever has the file can tell it.
 */
int	ledger_approvals(struct register_context *x,
	    struct ledger_entry **ret, size_t *ret_n);
/*
 * [transaction] Approve, with who and why; one line of the audit chain.
 * ERR_RANGE: no reason, or one that is too long.
 */
int	ledger_approve(struct register_context *x, const struct ledger_file *f,
	    struct slice approver, struct slice reason);
/*
 * [transaction] Forget all of it: approval, and where it came from; one line
 * of the audit chain.  ERR_NOTFOUND: it is not known by its bytes.
 */
int	ledger_forget(struct register_context *x, const struct ledger_file *f,
	    struct slice who, struct slice reason);

#endif
