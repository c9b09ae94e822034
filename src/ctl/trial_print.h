/*
 * trial_print -- rule tests that were run, for people, programs and the
 * reports of build servers.
 */
#ifndef CTL_TRIAL_PRINT_H
#define CTL_TRIAL_PRINT_H

#include <jansson.h>
#include <stdio.h>

#include "ctl/trial.h"

/* "ok   NAME", or "FAIL NAME   file:line" and what was expected and got. */
void	trial_print(const struct loaded *l, const struct trial *t, FILE *out);
/* "30 passed, 1 failed" */
void	trials_print_end(const struct trials *t, FILE *out);
/* Of --removed: what each rule's tests notice.  Rules that no test misses. */
size_t	trials_print_needs(const struct loaded *l, const struct trials *t,
	    FILE *out);

size_t	trials_failed(const struct trials *t);

json_t	*trials_json(const struct loaded *l, const struct trials *t);
/* As JUnit's XML, which build servers read; appended to out. */
void	trials_junit(const struct loaded *l, const struct trials *t,
	    struct buf *out);

#endif
