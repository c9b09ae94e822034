/*
 * explain -- the work of `exeatctl explain` once its command line is read.
 */
#ifndef CTL_EXPLAIN_H
#define CTL_EXPLAIN_H

#include "ctl/command.h"
#include "ctl/judge.h"

struct explain_options {
	const char *config;
	const char *why_not;
	const char *write;		/* --write, or NULL */
	const char *write_dir;		/* --write-dir, or NULL */
	unsigned parallel;		/* inspections at once; 0: by processors */
	const char *state;		/* folder of a store of its own, or NULL */
	bool record;			/* it learns from each message */
	bool json;
};

enum ctl_exit explain_one(const struct explain_options *o,
	    const struct judge_input *in);
enum ctl_exit explain_jobs(const struct explain_options *o, const char *jobs);
enum ctl_exit explain_reference(const struct explain_options *o,
	    const char *ref, const char *control);

#endif
