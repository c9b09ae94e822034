/*
 * judge -- inside policy: the state of one evaluation, shared by the part
 * that asks rules, the part that acts on answers and the whole verdict.
 */
#ifndef POLICY_JUDGE_H
#define POLICY_JUDGE_H

#include "policy/view.h"

/* How one rule answered, for each recipient. */
struct answer {
	enum tri whole;
	enum tri *each;			/* of the recipients */
	bool act;			/* matched and enforced */
	bool undecided;			/* left open, and that counts */
};

struct judge {
	struct view view;
	const struct policy *policy;
	struct verdict *verdict;
	struct arena *arena;
	struct answer *answers;		/* of the rules */
	/* What `set unreadable` makes of this message; NULL: nothing. */
	const struct unreadable *unreadable;
	enum anomaly_class unreadable_class;
	const struct rule *refused_by;	/* the rule whose message is shown */
	struct slice refused_message;
	const struct rule **refusing;	/* all that refuse, in their order */
	size_t refusing_count;
	bool unreadable_refused;
	bool has_hold;
	bool notice_only;		/* only rules that add the notice act */
	bool mixes_protected;		/* refused for who else would be held */
};

/* --- outcome.c: answers to outcomes for recipients ---------------------------- */

/* Weigh every anomaly by `set unreadable`; 0 or ERR_LIMIT. */
int	outcome_weigh_anomalies(struct judge *j);
/* What could not be read, for the recipients outside; 0 or ERR_LIMIT. */
int	outcome_unreadable_outside(struct judge *j);
/* A rule that matched and is enforced. */
void	outcome_rule(struct judge *j, const struct rule *r,
	    const struct answer *a);
/* Rules that were left undecided; 0 or ERR_LIMIT. */
int	outcome_undecided(struct judge *j);

/* --- ruling.c: one rule asked, acted on and traced; 0 or ERR_LIMIT -------------- */

int	ruling_make(struct judge *j, size_t rule);

#endif
