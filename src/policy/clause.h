/*
 * clause -- the clauses of the written policy: which ones a rule serves, and
 * the blocks that say what a clause asks and where else it is served.
 */
#ifndef POLICY_CLAUSE_H
#define POLICY_CLAUSE_H

#include "base/arena.h"
#include "base/slice.h"
#include "conf/conf.h"

/*
 * The clauses that the `policy` line of a rule names, one by one: parted at
 * ";", and at a comma before a number, which belongs to the document named
 * before it.
 *
 *   "IT System Security 27, 29; charity policy, Duties 3"
 *   -> "IT System Security 27", "IT System Security 29",
 *      "charity policy, Duties 3"
 *
 * 0 or ERR_LIMIT.  They live in the arena or in the text.
 */
int	clause_split(struct slice text, struct arena *a, struct slice **ret,
	    size_t *ret_count);

/* Without the number at its end: the document; empty if it has no number. */
struct slice clause_document(struct slice clause);

/* A clause block: clause "IT System Security 12" { about S; served by S }. */
struct clause_info {
	struct slice name;
	struct slice about;		/* empty if not said */
	struct slice served_by;
	struct conf_place at;
};

/* Those of a tree that policy_new() took; all borrow from it. */
int	clauses_read(const struct conf_tree *tree, struct arena *a,
	    struct clause_info **ret, size_t *ret_count);

#endif
