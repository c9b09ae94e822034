/*
 * view -- inside policy: one message as the conditions see it.
 */
#ifndef POLICY_VIEW_H
#define POLICY_VIEW_H

#include "policy/ruleset.h"

struct part_source;

struct view {
	const struct policy *policy;
	const struct envelope *envelope;
	const struct report *report;
	const struct memory_answer *memory;	/* NULL: nobody was asked */
	struct arena *arena;
	struct person sender;
	struct person original;		/* empty if unknown */
	struct person *recipients;	/* as in the envelope */
	size_t recipient_count;
	const struct part **attachments; /* members of archives too */
	size_t attachment_count;
	const bool *is_shown;		/* of these: on the pages of a document */
	const bool *is_protected;	/* recipients: of `set whistleblowing` */
	size_t protected_count;
	/* Where they come from; view_sources() makes it when first asked. */
	const struct part_source *sources;
	bool unread;		/* something kept us from reading all of it */
	bool header_unread;	/* the message's own header among it */
	/*
	 * Answers of the current rule's facts about the message as a whole,
	 * by their index, plus one; 0: not asked yet.  NULL: do not keep.
	 */
	uint8_t *answers;
	struct colleagues *colleagues;	/* made when first asked for */
};

/* 0 or ERR_LIMIT.  memory may be NULL. */
int	view_make(const struct policy *p, const struct envelope *e,
	    const struct report *r, const struct memory_answer *memory,
	    struct arena *a, struct view *ret);

/* What is remembered of a person (enum memory_place); NULL: not asked. */
const struct memory_of_party *view_memory(const struct view *v, size_t place);

/*
 * The address that stands for the sender: of who signed in, by the directory,
 * or the login if it is one; else the envelope's.
 */
void	view_sender(const struct policy *p, const struct envelope *e,
	    struct arena *a, struct address *ret);

/* "no", unless what went unread could have said yes. */
enum tri view_no(const struct view *v);
enum tri view_header_no(const struct view *v);

/* whistleblowing.c: who of the recipients is protected; 0 or ERR_LIMIT. */
int	view_find_protected(struct view *v);
/* Are all of them, so that no rule judges the message? */
bool	view_is_disclosure(const struct view *v);

/* Is there a From: address that is not the sender's? */
enum tri view_sender_differs(const struct view *v);

int	person_make(const struct policy *p, struct arena *a,
	    const struct address *address, struct person *ret);
bool	person_in_list(const struct person *p,
	    const struct address_list *list);
/* On a list of `set known-correspondents`? */
bool	person_is_listed(const struct policy *p, const struct person *person);
/*
 * Ours, on such a list, or written to by somebody inside (enum memory_place
 * says who it is in the answer)?  Nobody is known by no address.
 */
enum tri view_is_known(const struct view *v, size_t place,
	    const struct person *person);
/* Does one of `set systems` send it? */
bool	view_is_from_system(const struct view *v);
/*
 * Is that person so?  place: enum memory_place; MEMORY_RECIPIENTS + i is
 * recipient i.  Unknown where the keeper was not asked, or what went unread
 * could have told.
 */
enum tri who_answer(const struct who *w, struct view *v, size_t place);
const struct person *view_person(const struct view *v, size_t place);
/* The sender's, in the directory; SIZE_MAX: none. */
size_t	view_manager(const struct view *v);

/* --- contact.c: whom we have not met --------------------------------------------------- */

enum tri contact_is_first(const struct view *v, size_t place);
/*
 * Is the domain nearly, but not, one of ours, of a mail provider's or of those
 * written to before?  Which one: in *ret, if yes.
 */
enum tri contact_lookalike(const struct view *v, size_t place,
	    struct slice *ret);
/* Make our own domains and the providers' ready for it; 0 or ERR_LIMIT. */
int	contact_prepare(struct policy *p);

/* Does an anomaly of part `at` concern the part `path`, or one inside it? */
bool	view_part_covers(struct slice path, struct slice at);

/*
 * Has the register of exceptions `name` a live entry for the sender and this
 * recipient?  If so *ret_live is what the keeper said of it.
 */
enum tri exceptions_lift(const struct view *v, struct slice name,
	    size_t recipient, struct slice *ret_live);

/* --- evaluation ------------------------------------------------------------------ */

enum tri tri_not(enum tri t);
enum tri tri_and(enum tri x, enum tri y);
enum tri tri_or(enum tri x, enum tri y);

/* Words of eval_because() for a fact about attachments. */
struct slice eval_because_attachments(const struct condition *c,
	    struct view *v);
/* One fact alone: any recipient, any attachment. */
enum tri eval_fact(const struct condition *c, struct view *v);
/* How the trace explains it: "1 of 2 recipients", "part 2". */
struct slice eval_because(const struct condition *c, struct view *v,
	    enum tri answer);
/* What it says of `any recipient`: "1 of 2 recipients". */
struct slice eval_because_recipients(const struct condition *c,
	    struct view *v);
/* The expression, for this recipient (or any of them: BOUND_NOT). */
enum tri eval_expr(const struct expr *e, struct view *v, size_t recipient);
/* Index of the fact that decided that the expression is not yes. */
size_t	eval_stop(const struct expr *e, struct view *v, enum tri answer);

#endif
