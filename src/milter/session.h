/*
 * session -- one MTA connection and its transactions: the straight line from
 * MAIL FROM to an answer, without libmilter.
 *
 * Calls of one session come one after the other, but on any thread.  Nothing
 * but session_eom() waits for anybody.
 */
#ifndef MILTER_SESSION_H
#define MILTER_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/slice.h"
#include "mail/edit.h"
#include "mail/verdict.h"
#include "milter/engine.h"

struct session;

enum answer_kind {
	ANSWER_ACCEPT,		/* after the edits and removals below */
	ANSWER_DISCARD,		/* the MTA is left no recipient: the keeper has all */
	ANSWER_REJECT,
	ANSWER_TEMPFAIL
};

/* Everything borrowed from the session until its next MAIL or abort. */
struct session_answer {
	enum answer_kind kind;
	uint16_t code;			/* of REJECT and TEMPFAIL */
	const char *status;		/* "5.7.1" */
	struct slice lines[REPLY_LINES_MAX];
	size_t line_count;

	struct slice message;		/* the spool */
	const struct edit_list *edits;	/* NULL: none */
	const struct slice *removed;	/* recipients to take off, as given */
	size_t removed_count;
	size_t separate_count;		/* of those: have a copy of their own */
	/* Header fields to delete: name, and occurrences from 1 to count. */
	struct slice delete_name;
	uint32_t delete_count;

	uint64_t decision;		/* of the keeper's record; 0: none */
};

struct session *session_new(struct engine *e, struct slice client_addr,
	    struct slice client_name);
void	session_free(struct session *s);	/* NULL is fine */

/* All but session_eom() remember a failure; session_eom() answers for it. */
void	session_helo(struct session *s, struct slice name);
/* params: NULL-ended ESMTP parameters; auth: login or empty. */
void	session_mail(struct session *s, struct slice path,
	    char *const *params, struct slice auth);
void	session_rcpt(struct session *s, struct slice path, char *const *params);
/* value: as it stands after the colon, with its leading blank. */
void	session_header(struct session *s, struct slice name,
	    struct slice value);
void	session_eoh(struct session *s, struct slice queue_id);
void	session_body(struct session *s, struct slice chunk);

/*
 * Judge, record, and say what to tell the MTA.  When this returns anything
 * but TEMPFAIL, the decision is on disk.  beat is called now and then while
 * it waits (may be NULL).
 */
void	session_eom(struct session *s, struct slice queue_id,
	    void (*beat)(void *), void *beat_arg, struct session_answer *ret);
/*
 * What became of the answer at the MTA; then the transaction is over.  That a
 * message with a separate copy goes is told to the keeper later, for the copy
 * sets out upon it: by session_told(), once the answer is written.  A session
 * that ends before tells nothing, and a retry finds the copy waiting.
 */
void	session_done(struct session *s, const struct session_answer *a,
	    bool applied);
void	session_told(struct session *s);	/* any number of times */

/* Forget the transaction; any number of times. */
void	session_abort(struct session *s);

#endif
