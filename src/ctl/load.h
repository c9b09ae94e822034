/*
 * load -- the configuration and its policy, for commands.
 */
#ifndef CTL_LOAD_H
#define CTL_LOAD_H

#include <stdint.h>

#include "conf/conf.h"
#include "ctl/command.h"
#include "policy/policy.h"

struct loaded {
	char *path;		/* of exeat.conf */
	struct conf_diag *diag;
	struct conf_tree *tree;
	struct policy *policy;
};

/*
 * where: a folder that holds exeat.conf, a file, or NULL for the installed
 * one.  Everything is filled as far as it goes; errors and warnings are in
 * diag.  CTL_OK, or CTL_INVALID.  Freed by loaded_free() in any case.
 */
enum ctl_exit loaded_open(struct loaded *l, const char *where, int64_t now_ms);
void	loaded_free(struct loaded *l);

/* Print diag to standard error. */
void	loaded_print_diag(const struct loaded *l);

/* The path of a file of rules, without the folder of exeat.conf. */
const char *loaded_short(const struct loaded *l, const char *file);

/*
 * Path of a sibling executable ("exeat-inspector"): beside this one.
 * 0 or ERR_SYSTEM.
 */
int	loaded_sibling(const char *name, char *out, size_t size);

#endif
