/*
 * role -- the command line that every role understands.
 *
 *   --class CLASS            milter only: submission, local, inbound, release
 *   --config FILE            the configuration
 *   --foreground-log WHERE   stderr or syslog
 *   --insecure-no-sandbox    run although a layer is missing (developers)
 *   --rules-on-lifeline      the first ruleset comes as RULES_* frames, before
 *                            the sandbox, instead of from the files
 *   --state DIR              keeper only: a store of a command's own, whatever
 *                            the configuration says (exeatctl explain)
 *   --show-text              inspector only: children hand out the text that
 *                            they read (exeatctl text); exeatd never gives it
 *   -n                       check the configuration: exit 0 or 3
 *   --version, --help
 */
#ifndef PRIVSEP_ROLE_H
#define PRIVSEP_ROLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"
#include "privsep/lifeline.h"

struct role_options {
	const char *name;		/* "exeat-milter" */
	const char *config;		/* borrowed from argv */
	const char *socket_class;	/* NULL unless given */
	enum log_target log_target;
	bool insecure;
	bool rules_on_lifeline;
	const char *state;		/* NULL unless given */
	bool show_text;
	bool check_only;		/* -n */
	bool debug;			/* -d */
};

/*
 * Read the command line; on --help, --version or a mistake it prints and
 * exits (0 or ROLE_EXIT_USAGE).  Then log_open() for the role and umask 077.
 *
 *   needs_class   --class is required (the milter); else it is refused.
 */
void	role_start(int argc, char **argv, const char *name, bool needs_class,
	    struct role_options *ret);

/*
 * Is this process a child of exeatd with a lifeline at descriptor 3?  A role
 * started by hand says so and exits ROLE_EXIT_USAGE (except with -n).
 */
bool	role_has_lifeline(void);

/*
 * With --rules-on-lifeline (exeatd always gives it, with -n too): wait, at
 * most 30 s, for the first revision.  Returns 0 with the set, or a negative
 * error.  A role must not read the files then: its account may not be able
 * to, and they may have changed since.  The way to load, for every role:
 *
 *	if (o.rules_on_lifeline) {
 *		r = role_first_rules(&set);
 *		for (i = 0; r == 0 && i < set.count; i++)
 *			r = conf_files_add(files, set.file[i].path,
 *			    slice_of(set.file[i].bytes, set.file[i].len));
 *		src = conf_files_source(files);
 *	} else
 *		src = conf_source_disk;
 *	...
 *	r = conf_load(&src, o.config, diag, &tree);
 */
int	role_first_rules(struct rules_files *ret_set);

#endif
