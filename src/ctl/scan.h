/*
 * scan -- the work of `exeatctl scan` once its command line is read: what the
 * rules would have done with stored mail.
 */
#ifndef CTL_SCAN_H
#define CTL_SCAN_H

#include "ctl/sheet.h"
#include "ctl/sweep_options.h"
#include "ctl/tally.h"

/* What a report is made of. */
struct scan_outcome {
	struct tally tally;
	struct sheet messages;		/* with findings */
	struct sheet failures;		/* not judged */
	struct sweep_end end;
	const struct loaded *loaded;
	const struct sweep_given *given;
};

/* The columns of scan_outcome.messages; .failures has the first and last. */
extern const struct sheet_column scan_columns[];

enum ctl_exit scan_run(const struct sweep_given *g,
	    const struct sweep_options *o, enum sweep_format format);

/* scan_page.c: the report as one page. */
void	scan_page(const struct scan_outcome *n, FILE *out);

#endif
