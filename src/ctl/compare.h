/*
 * compare -- the work of `exeatctl compare` once its command line is read: what
 * other rules would change, over stored mail.
 */
#ifndef CTL_COMPARE_H
#define CTL_COMPARE_H

#include "ctl/contrast.h"
#include "ctl/sheet.h"
#include "ctl/sweep_options.h"

/* What a report is made of. */
struct compare_outcome {
	struct contrast contrast;
	uint64_t messages, changed;
	uint64_t before[DISPOSITION_COUNT], after[DISPOSITION_COUNT];
	struct sheet changes;		/* messages that change */
	struct sheet failures;		/* not judged */
	struct sweep_end end;
	const struct policy *old, *new;
	bool is_shared;			/* one inspection a message */
};

enum ctl_exit compare_run(const struct sweep_given *g,
	    const struct sweep_options *o, enum sweep_format format);

/* compare_page.c: the report as one page. */
void	compare_page(const struct compare_outcome *n, FILE *out);

#endif
