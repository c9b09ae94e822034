/*
 * profile -- the system-call tables, one per role, each line with its reason.
 *
 * This page is the policy of what a role may do; sandbox.c carries it out.
 */
#ifndef PRIVSEP_PROFILE_H
#define PRIVSEP_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "privsep/filter.h"
#include "privsep/sandbox.h"

#define PROFILE_TABLES_MAX	4
#define PROFILE_SAME		UINT64_MAX	/* leave this limit alone */

struct profile {
	const char *name;
	const struct filter_table *tables[PROFILE_TABLES_MAX];
	enum filter_action otherwise;
	bool has_filter;	/* PARENT has none: roles would inherit it */
	bool has_landlock;	/* entered here; the children inherit it */
	bool has_threads;
	uint64_t processes_max;	/* RLIMIT_NPROC */
	uint64_t files_max;	/* RLIMIT_NOFILE */
};

const struct profile *profile_of(enum sandbox_profile which);

#endif
