/*
 * policy -- rules to a verdict.
 *
 * A policy is compiled from a configuration tree and never changes; messages
 * keep the one that was current at their MAIL FROM (count references).
 * Evaluation visits every rule, is three-valued, and keeps every reason; it
 * does no I/O, reads no clock (time is in the envelope) and cannot fail but
 * for memory.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "conf/conf.h"
#include "mail/envelope.h"
#include "mail/memory.h"
#include "mail/report.h"
#include "mail/verdict.h"

struct policy;

/*
 * Check and compile.  Every error and warning goes to diag; 0, or ERR_SYNTAX
 * if there was an error.  `now_ms` decides `mode ... until`, review dates and
 * warnings only at check time; evaluation uses the envelope's time.
 */
int	policy_new(const struct conf_tree *tree, struct conf_diag *diag,
	    int64_t now_ms, struct policy **ret);
struct policy *policy_ref(struct policy *p);	/* thread-safe */
void	policy_unref(struct policy *p);		/* NULL is fine; thread-safe */

/* SHA-256 over the configuration's files: the revision. */
const uint8_t *policy_digest(const struct policy *p);

/* Does any rule send somebody a notice? */
bool	policy_wants_notices(const struct policy *p);

/* Does any rule that is on ask for what is remembered? */
bool	policy_needs_memory(const struct policy *p);

/*
 * What to ask of the keeper about this message.  Borrows from policy,
 * envelope and report.  0 or ERR_LIMIT.
 */
int	policy_question(const struct policy *p, const struct envelope *envelope,
	    const struct report *report, struct arena *a,
	    struct memory_question *ret);

/*
 * What the keeper is to learn from the settled verdict.  0 or ERR_LIMIT.
 */
int	policy_note(const struct policy *p,
	    const struct memory_question *question, const struct verdict *v,
	    struct arena *a, struct memory_note *ret);

/*
 * Judge one message.
 *
 *   envelope  class RELEASE: only `add disclaimer` rules run.
 *   report    complete or not; never trusted further than its types.
 *   memory    the answer to policy_question(); NULL if nobody was asked:
 *             whatever it would have told is unknown then.
 *   ref       the reference for reply lines ("EX-7K3M-2QPX").
 *
 * The verdict and all that it points to live in the arena (and borrow from
 * policy, envelope and report).  0, or ERR_LIMIT when the arena is exhausted.
 */
int	policy_evaluate(const struct policy *p, const struct envelope *envelope,
	    const struct report *report, const struct memory_answer *memory,
	    const char *ref, struct arena *a, struct verdict **ret);

/*
 * After the child answered the edits: settle disclaimer state, fallbacks and
 * dispositions.  outcomes: one for each of v->edits, or NULL if the child
 * failed to answer.  May turn the verdict into quarantine or reject, and give
 * recipients inside a separate copy.
 */
void	policy_settle(const struct policy *p, const struct envelope *envelope,
	    const char *ref, struct arena *a, struct verdict *v,
	    const struct edit_outcome *outcomes, size_t n);

/*
 * For a verdict that no rule made (a message refused for its size): mark the
 * recipients of `set whistleblowing`.  0 or ERR_LIMIT.
 */
int	policy_mark_protected(const struct policy *p,
	    const struct envelope *envelope, struct arena *a,
	    struct verdict *v);

/*
 * For the same: whose mail it is and who of its recipients is outside, which
 * policy_evaluate() says of its own.  0 or ERR_LIMIT.
 */
int	policy_mark_outside(const struct policy *p,
	    const struct envelope *envelope, struct arena *a,
	    struct verdict *v);

/* --- what exeatctl shows of sender and recipients (cli-json.md) --------------- */

struct party {
	struct slice address;
	bool inside;
	bool partner;
	bool webmail;			/* of `set webmail domains` */
	struct slice association;	/* empty if none */
	struct slice department;	/* of the directory; empty if none */
	struct slice *lists;		/* lists of addresses or domains that hold it */
	size_t list_count;
};

struct sender_facts {
	struct party party;		/* signed-in account first, else envelope */
	struct slice auth;
	bool signed_in;
	bool differs_from_header;
	struct slice manager;		/* address, of the directory; or empty */
};

/* What the message and what is remembered tell of one of its people. */
struct acquaintance {
	enum tri known;
	enum tri first_contact;
	enum tri private_of_staff;
	struct slice lookalike_of;	/* a domain; empty if of none */
};

int	policy_sender(const struct policy *p, const struct envelope *envelope,
	    const struct report *report, struct arena *a, struct sender_facts *ret);
int	policy_party(const struct policy *p, struct slice address,
	    struct arena *a, struct party *ret);
/* Of all of them, by enum memory_place.  0 or ERR_LIMIT. */
int	policy_acquaintance(const struct policy *p,
	    const struct envelope *envelope, const struct report *report,
	    const struct memory_answer *memory, struct arena *a,
	    struct acquaintance **ret, size_t *ret_n);
/* External addresses in To and Cc: neither inside nor partner. */
size_t	policy_visible_recipients(const struct policy *p, const struct report *r);

/*
 * The last day here (20260401) of whom `set directory` has under this folded
 * address; 0: none, or nobody of that address.
 */
int	policy_last_day(const struct policy *p, struct slice folded);
/*
 * The main address of whom `set directory` has under this folded one, folded;
 * itself for everybody else.  Empty past the arena's ceiling.
 */
struct slice	policy_main_address(const struct policy *p, struct arena *a,
	    struct slice folded);

/* Names of the schedules that a moment is in. */
size_t	policy_schedules(const struct policy *p, int64_t at_ms,
	    struct arena *a, struct slice **ret);

/* Where a file comes from (requirements R7). */
struct file_source {
	const char *source;		/* "received-known" */
	bool is_unknown;		/* by `set unknown-source` */
	bool is_by_text;		/* known again by its text */
};

/*
 * Of each of the report's parts; *ret has report->part_count.  0; ERR_LIMIT;
 * ERR_NOTFOUND without an answer of the keeper.
 */
int	policy_sources(const struct policy *p, const struct envelope *envelope,
	    const struct report *report, const struct memory_answer *memory,
	    struct arena *a, struct file_source **ret);

/*
 * How many senders inside, this one among them, have sent nearly this text
 * within that time, and did it come in from outside within it?  False without
 * an answer of the keeper.
 */
bool	policy_same_text(const struct envelope *envelope,
	    const struct memory_answer *memory, int64_t within_ms,
	    size_t *ret_senders, bool *ret_received);

/* --- which text of an association goes into a message ----------------------------- */

struct text_choice {
	struct slice text;		/* its name; empty: the association has none */
	struct slice association;	/* the sender's; empty if none */
	struct slice fact;		/* that was yes, in the file's words; or empty */
	struct slice language;		/* of the text; empty: for any */
	bool is_default;
};

/* Of one message.  0 or ERR_LIMIT. */
int	policy_choose_text(const struct policy *p, const struct envelope *envelope,
	    const struct report *report, const struct memory_answer *memory,
	    struct arena *a, struct text_choice *ret);
/* Text i of all, as the files have them; returns how many there are. */
size_t	policy_texts(const struct policy *p, size_t i,
	    struct text_choice *ret);

/* Every fact that the loaded rules ask, once, in the rules' words, answered. */
int	policy_facts(const struct policy *p, const struct envelope *envelope,
	    const struct report *report, const struct memory_answer *memory,
	    struct arena *a, struct rule_fact **ret, size_t *ret_n);

/* name and version of `set policy`; may be empty. */
/*
 * The class of a finding, by its detector: what the table or the site's own
 * block says.  NULL for p: the site's are DETECTOR_SITE.
 */
enum detector_class policy_class_of(const struct policy *p, struct slice id);

/* Distinct values from which a detector counts: `set threshold`. */
unsigned policy_threshold(const struct policy *p, struct slice id);

struct slice policy_name(const struct policy *p);

/* For `exeatctl list` and `check`. */
struct policy_rule_info {
	struct slice name, clause, reason, mode, file;
	uint32_t line;
};
size_t	policy_rules(const struct policy *p, struct arena *a,
	    struct policy_rule_info **ret);
/* Counts for check's last line: files are the tree's. */
size_t	policy_test_count(const struct policy *p);

#endif
