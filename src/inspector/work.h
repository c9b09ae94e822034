/*
 * work -- what a child does with its message: read it, take it apart, look for
 * what rules ask about, say so, and work out edits when asked.
 */
#ifndef INSPECTOR_WORK_H
#define INSPECTOR_WORK_H

#include "conf/conf.h"
#include "inspector/zygote.h"

/* Everything loaded before the sandbox closes. */
struct workshop;

/*
 * Compile the configuration's share: detectors, words, disclaimers; load
 * magic and converters.  Errors of the configuration go to diag: ERR_SYNTAX.
 */
int	workshop_new(const struct conf_tree *tree, const struct conf_source *src,
	    struct conf_diag *diag, struct workshop **ret);
void	workshop_free(struct workshop *w);

/*
 * From now on children hand out the text that they read, before the report:
 * for a zygote that is not the daemon's (exeatctl text).
 */
void	workshop_show_text(struct workshop *w);

/* zygote.work: arg is a struct workshop. */
int	workshop_inspect(void *arg, const struct inspection_job *job);

#endif
