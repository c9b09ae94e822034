/*
 * filter -- a table of system calls made into a seccomp program.
 *
 * Hand-written for two reasons: the table stays readable as the policy it is,
 * and the roles need no library for it.  The program refuses any other
 * architecture (and x32) by killing the process.
 */
#ifndef PRIVSEP_FILTER_H
#define PRIVSEP_FILTER_H

#include <stddef.h>
#include <stdint.h>

enum filter_action {
	FILTER_ALLOW,
	FILTER_ERRNO,		/* the call fails with err */
	FILTER_KILL		/* the whole process */
};

/* A condition on one argument: (value & mask) == want.  mask 0: none. */
struct filter_arg {
	uint8_t index;
	enum { FILTER_LOW, FILTER_HIGH, FILTER_SELF } half;
	uint32_t mask;
	uint32_t want;		/* FILTER_SELF: this process's id instead */
};

#define FILTER_CONDITIONS	3

/*
 * One line of a profile.  The first line whose number and conditions fit
 * decides.  A negative number (a call this architecture lacks) is skipped.
 */
struct filter_rule {
	const char *name;
	int nr;
	struct filter_arg arg[FILTER_CONDITIONS];
	enum filter_action action;
	int err;
	const char *why;
};

struct filter_table {
	const struct filter_rule *rule;
	size_t count;
};

/*
 * Install the tables, in order, for the whole process; what no line covers
 * gets the last action.  no_new_privs must be set.  0 or ERR_SYSTEM.
 */
int	filter_install(const struct filter_table *tables, size_t n_tables,
	    enum filter_action otherwise);

#endif
