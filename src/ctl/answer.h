/*
 * answer -- what exeatctl explain says about one message: the object of the
 * machine-readable contract, and the same for people.
 */
#ifndef CTL_ANSWER_H
#define CTL_ANSWER_H

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "mail/envelope.h"
#include "mail/report.h"
#include "mail/verdict.h"
#include "policy/policy.h"

struct answer {
	const char *file;		/* NULL for a stored answer */
	const char *ref;		/* NULL for a what-if */
	const struct policy *policy;	/* NULL for a stored answer */
	const struct envelope *envelope;
	const struct report *report;	/* may be NULL for a stored answer */
	const struct memory_answer *memory;	/* NULL for a stored answer */
	const struct verdict *verdict;
	bool modified;
	double milliseconds;
	const char *why_not;		/* a rule's name, or NULL */
};

/* A new object; NULL only when the arena is exhausted. */
json_t	*answer_json(const struct answer *n, struct arena *a);

/* Lines for people, appended to out. */
int	answer_human(const struct answer *n, struct buf *out);

/*
 * Did a rule match other than to add a disclaimer or ask for a receipt, or
 * does the message not simply leave?  Exit status 1.
 */
bool	answer_found(const struct verdict *v);
/* Did this rule do what makes a message found? */
bool	answer_rule_found(const struct rule_result *r);

/* Does it count towards rules, or is it only possible? */
bool	answer_counts(const struct finding *f);

/* What rules call a detector: "site_tenancy_number" is "tenancy-number". */
json_t	*answer_detector(struct slice id);

/* Reply lines with their codes: "550-5.7.1 text" ... "550 5.7.1 text". */
int	answer_reply(const struct verdict *v, size_t i, struct buf *out);

/* Why a text was chosen: text, association, default, for, language. */
json_t	*answer_choice(const struct text_choice *c);

/* JSON string of bytes that may not be UTF-8. */
json_t	*answer_string(struct slice s);
/* The same, null when empty. */
json_t	*answer_string_or_null(struct slice s);

#endif
