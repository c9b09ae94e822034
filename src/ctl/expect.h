/*
 * expect -- what a rule test expects, held against what became of its email.
 */
#ifndef CTL_EXPECT_H
#define CTL_EXPECT_H

#include "mail/report.h"
#include "mail/verdict.h"
#include "policy/test.h"

/* One expectation that was not met, in words; in the arena. */
struct expect_miss {
	const struct rule_test_line *line;
	struct slice got;
};

/*
 * An outcome without `by` speaks of the whole message; with it, the rule must
 * be one that brought it about.  Returns how many were missed; SIZE_MAX when
 * the arena is full.
 */
size_t	expect_check(const struct rule_test *t, const struct policy *p,
	    const struct report *report, const struct verdict *v,
	    struct arena *a, struct expect_miss **ret);

#endif
