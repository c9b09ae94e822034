/*
 * transaction -- one message between MAIL FROM and its answer.
 */
#ifndef MILTER_TRANSACTION_H
#define MILTER_TRANSACTION_H

#include <stdbool.h>

#include "base/arena.h"
#include "mail/memory.h"
#include "mail/proof.h"
#include "mail/reference.h"
#include "milter/session.h"
#include "policy/mark.h"

struct transaction {
	struct engine *engine;
	struct arena *arena;
	struct policy *policy;
	struct inspector *inspector;
	struct inspection *inspection;
	struct spool *spool;
	struct envelope envelope;
	struct slice *paths;		/* recipients as given, "<x@y>" */
	size_t path_cap;
	/*
	 * Message-ID and Date wait for the end of the header: if the MTA made
	 * them up, they differ in a retry of the same mail.
	 */
	struct slice message_id, date;
	struct mark_header marks;	/* what our own marks cover, and they */
	struct slice ids[PROOF_IDS_MAX];	/* Message-ID fields, all */
	size_t id_count;
	uint32_t ticket_fields;		/* release tickets in the header */
	struct slice ticket;		/* value of the first field, if it is one */
	uint32_t field_count;
	uint32_t first_ticket_field;	/* its place among all fields, from 1 */
	size_t ticket_from, ticket_to;	/* its bytes in the spool */
	uint64_t body_from;		/* where the header ended in the spool */
	bool counted;			/* engine_begin() said yes */
	int err;			/* first failure while collecting */
	bool refused;			/* verdict is session.c's, not policy's */
	char ref[REFERENCE_SIZE];
	char copy[REFERENCE_SIZE];	/* of the separate copy; "" if none */
	struct report *report;
	bool is_asked;			/* the rules need what is remembered: */
	struct memory_question question;
	struct memory_answer memory;
	struct verdict *verdict;
	struct edit_list edits;
	bool edited;
	int64_t eom_ms;			/* monotonic; our time counts from here */
};

struct transaction *transaction_new(struct engine *e);
void	transaction_free(struct transaction *t);	/* NULL is fine */

/*
 * From sealed spool to a settled verdict (inspect, decide, edit), for any
 * class.  0, or an own error.
 */
int	transaction_judge(struct transaction *t, void (*beat)(void *),
	    void *beat_arg);

/* Beyond the deadline that the child had: time for the keeper. */
int64_t	transaction_keeper_deadline(const struct transaction *t);

/* The verdict again, for another reference; edits are as they were. */
int	transaction_rejudge(struct transaction *t);

/* The release door: 0 if the ticket is live, ERR_DENIED, or an own error. */
int	door_check(struct transaction *t);

#endif
