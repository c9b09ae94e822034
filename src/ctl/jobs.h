/*
 * jobs -- the lines of `exeatctl explain --jobs`: one message to judge each.
 */
#ifndef CTL_JOBS_H
#define CTL_JOBS_H

#include <jansson.h>
#include <stdio.h>

#include "ctl/judge.h"

struct job {
	struct judge_input input;	/* strings live as long as the job */
	const char *file;		/* as written in the job line */
	json_t *json;			/* owns them */
	char *path;			/* file, relative to the job file's folder */
	char error[256];		/* why the line is no job; else empty */
};

#define JOB_LINE_MAX	(4 * MIB)

/*
 * Read one line (without its end) into a job; folder is that of the job
 * file, now_ms serves where the line names no time.  A bad line gives a job
 * whose error says why.  Freed by job_free().
 */
void	job_parse(struct slice line, const char *folder, int64_t now_ms,
	    struct job *ret);
void	job_free(struct job *j);

#endif
