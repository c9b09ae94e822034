/*
 * proof_sum -- accounts of notices added up for people: one sum for each
 * association, one for all, and what a count of the stored decisions gives
 * otherwise.
 */
#ifndef CTL_PROOF_SUM_H
#define CTL_PROOF_SUM_H

#include "base/arena.h"
#include "mail/proof.h"

struct proof_sum {
	struct slice association;	/* empty: none */
	struct proof_account sent;	/* confidential ones too */
	struct proof_account released;
	uint64_t confidential;
};

struct proof_sums {
	struct proof_sum *list;		/* by name, those without one last */
	size_t count;
	struct proof_sum all;
};

/* only: this association's, or NULL.  0 or ERR_LIMIT. */
int	proof_sums_make(const struct proof_account *list, size_t n,
	    const struct slice *only, struct arena *a,
	    struct proof_sums *ret);
/* What is missing from both of its accounts: 0 if it balances. */
uint64_t proof_sum_gap(const struct proof_sum *s);
/* Of all: one that has too much does not make up for another. */
uint64_t proof_sums_gap(const struct proof_sums *s);

struct proof_difference {
	struct slice association;
	bool is_release;
	const char *what;		/* "external", "given_up", or a kind */
	struct slice reason;		/* of a kind "skipped" */
	enum proof_how how;
	uint64_t counted, found;
};

/*
 * Where the two do not say the same; confidential messages are not compared,
 * since nothing of them is stored to be counted again.
 */
int	proof_compare(const struct proof_account *counted, size_t counted_n,
	    const struct proof_account *found, size_t found_n,
	    const struct slice *only, struct arena *a,
	    struct proof_difference **ret, size_t *ret_n);

#endif
