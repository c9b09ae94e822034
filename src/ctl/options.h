/*
 * options -- "--name value" and "--flag" after a verb, from a table.
 */
#ifndef CTL_OPTIONS_H
#define CTL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "ctl/command.h"

struct option_rule {
	const char *name;	/* "--file"; NULL ends the table */
	const char **value;	/* where its value goes; or NULL */
	bool *flag;		/* for an option without a value */
	const char ***many;	/* for one that may be repeated: grown array */
	size_t *many_count;
};

/*
 * Sort argv into options and operands (kept in order in operands, at most
 * max).  An unknown option, a missing value, an option twice, or an operand
 * too many is told on standard error: CTL_USAGE; else CTL_OK.
 */
enum ctl_exit options_read(int argc, char **argv,
	    const struct option_rule *rules, const char **operands, size_t max,
	    size_t *ret_count);

/*
 * The value of an option that takes one of these words (NULL ends them; there
 * are at least two), as its index; of one that was not given, 0.  Any other is
 * told on standard error: CTL_USAGE.
 */
enum ctl_exit options_choice(const char *verb, const char *option,
	    const char *value, const char *const *words, unsigned *ret);

/* --format of a command that has human (the default) and json. */
enum ctl_exit options_json(const char *verb, const char *value,
	    bool *ret_json);

/*
 * A number from least to most; of an option that was not given, 0.  Else as
 * above.
 */
enum ctl_exit options_number(const char *verb, const char *option,
	    const char *value, unsigned least, unsigned most, unsigned *ret);

#endif
