/*
 * plan -- inside action: a parsed `then` line, and what each action is made
 * of.
 */
#ifndef ACTION_PLAN_H
#define ACTION_PLAN_H

#include "action/action.h"

/* What an action's parser works on: the line, and how far it was read. */
struct action_reader {
	const struct conf_line *line;
	size_t at;
	const struct action_names *names;
	struct arena *arena;
	struct conf_diag *diag;
};

/* One action: its words in rules and how it is read and applied. */
struct action {
	const char *words;		/* "add disclaimer" */
	const char *outcome;		/* word of JSON; NULL for an effect */
	enum disposition disposition;
	/* Read what follows the words; NULL: this version does not do it. */
	int (*parse)(struct action_reader *rd, struct action_plan *plan);
	/* Put edits into the verdict; NULL: there are none. */
	int (*apply)(const struct action_plan *plan,
	    const struct action_subject *subject, struct arena *a,
	    struct verdict *v);
};

struct action_plan {
	const struct action *action;
	struct slice words;		/* as effects show it */
	struct slice message;		/* `message` block; empty if none */
	bool has_hold;			/* its own, or its fallback's */
	struct hold_terms hold;
	enum disclaimer_fallback fallback;
};

/* Ended by one without words. */
extern const struct action *const action_table[];

extern const struct action action_deliver, action_disclaimer, action_receipt,
    action_warn, action_reject, action_quarantine, action_case, action_notify;

/* --- readers: 0, or ERR_SYNTAX with a message ---------------------------------- */

/* The given words, all of them, one after the other. */
int	action_read_words(struct action_reader *rd, const char *words);
/* "with MSG" */
int	action_read_message(struct action_reader *rd, struct slice *ret);
int	action_read_role(struct action_reader *rd, struct slice *ret);
/* What `quarantine` is followed by. */
int	action_read_hold(struct action_reader *rd, struct hold_terms *ret);

#endif
