/*
 * act -- what a command of several is asked to do: the word behind its name
 * (`exeatctl case close 12`), and what must stand behind that.
 */
#ifndef CTL_ACT_H
#define CTL_ACT_H

#include <stddef.h>
#include <stdint.h>

#include "ctl/command.h"

enum act_operand {
	ACT_ALONE,
	ACT_WITH_ONE,
	ACT_WITH_OR_ALONE
};

struct act {
	const char *word;	/* NULL ends a table, which has at least two */
	enum act_operand operand;
	/* Told behind the word if it is otherwise: "which case?" */
	const char *told;
	bool needs_reason;
};

/*
 * Which of the acts these words are, as its index, with the operand that it
 * takes.  words are what options_read() gave, at most two; reason is --reason,
 * NULL if it was not given.  Told on standard error else: CTL_USAGE.
 */
enum ctl_exit act_choose(const char *verb, const struct act *acts,
	    const char *const *words, size_t n, const char *reason,
	    size_t *ret);

/*
 * What is kept in the record needs a reason of REASON_MIN bytes; `what` needs
 * it.  CTL_OK, or told on standard error: CTL_USAGE.
 */
enum ctl_exit act_reason(const char *verb, const char *what,
	    const char *reason);

/* A number from 1, all of it digits; CTL_USAGE told as above. */
enum ctl_exit act_number(const char *verb, const char *word, uint64_t *ret);

#endif
