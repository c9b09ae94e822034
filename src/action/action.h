/*
 * action -- everything that a rule's `then` can ask for.
 *
 * plan: pure, in the policy's process: parse the line, declare how strict it
 * is, add edits or effects to the verdict.  An action that edits has a
 * rewriter (action/rewrite.h) in the inspector child.  One line in table.c.
 */
#ifndef ACTION_ACTION_H
#define ACTION_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/slice.h"
#include "conf/conf.h"
#include "mail/verdict.h"

struct action_plan;		/* one parsed `then` line */

/* What a plan may look up while it is parsed. */
struct action_names {
	bool (*message)(void *arg, struct slice name);	/* a `message` block? */
	bool (*role)(void *arg, struct slice name);
	void *arg;
	/* NULL-ended, to suggest from; NULL if there is nothing to suggest. */
	const char *const *messages;
	const char *const *roles;
};

/* The message that a plan is put to: what only policy knows of it. */
struct action_subject {
	struct slice association;	/* the sender's; empty if none */
	struct slice text;		/* disclaimer that goes in; empty if none */
	/* How: all but `otherwise`, which the plan knows; may be NULL. */
	const struct edit_disclaimer *disclaimer;
	struct slice sender;		/* address; empty for the null sender */
};

/*
 * Parse tokens[at..] of a `then` line.  Errors go to diag with their place;
 * what this version does not do is an error that says so.  The plan borrows
 * from the line.  0, ERR_SYNTAX, or ERR_LIMIT when the arena is exhausted.
 */
int	action_parse(const struct conf_line *line, size_t at,
	    const struct action_names *names, struct arena *a,
	    struct conf_diag *diag, struct action_plan **ret);

/* Strictest outcome that it can lead to: ACCEPT for edits and notices. */
enum disposition action_disposition(const struct action_plan *plan);
/* JSON's word for it if it is an outcome ("reject", "warn"), else empty. */
struct slice action_outcome(const struct action_plan *plan);
/* What the words of `open case NAME` begin with. */
#define ACTION_OPEN_CASE	"open case "

/* In the rule's words, for `effects`: "add disclaimer", "notify assistant". */
struct slice action_words(const struct action_plan *plan);
bool	action_is_effect(const struct action_plan *plan);

/* Name of the `message` block it uses; empty if none. */
struct slice action_message(const struct action_plan *plan);
const struct hold_terms *action_hold(const struct action_plan *plan); /* or NULL */

/* Does it add a disclaimer?  The release door runs no other action. */
bool	action_is_disclaimer(const struct action_plan *plan);
/* Does it open a case?  The keeper does that, from the note. */
bool	action_opens_case(const struct action_plan *plan);
/* Does it send somebody something?  Recorded only, in this version. */
bool	action_sends_notice(const struct action_plan *plan);

/*
 * Put its edits (and fallback) into the verdict; enforce mode only.  A
 * sender without association gets no disclaimer: the verdict then says
 * DISCLAIMER_SKIPPED, "no-association".  0, or ERR_LIMIT.
 */
int	action_apply(const struct action_plan *plan,
	    const struct action_subject *subject, struct arena *a,
	    struct verdict *v);
/* One more edit for the child, unless it is asked for already. */
int	action_add_edit(const struct edit_request *edit, struct arena *a,
	    struct verdict *v);

/*
 * Read "quarantine for ROLE decide within N UNIT otherwise ...", from its
 * first word on, and move on: rules and `set unreadable` share it.
 */
int	action_parse_hold(const struct conf_line *line, size_t *at,
	    const struct action_names *names, struct arena *a,
	    struct conf_diag *diag, struct hold_terms *ret);
/* The stricter of two: the higher role, then the shorter time. */
const struct hold_terms *hold_terms_stricter(const struct hold_terms *x,
	    const struct hold_terms *y);

#endif
