/*
 * quarantine -- the meaning of holding a message: taking custody, recognising
 * it when its sender tries again, showing it, letting it go or not.
 *
 * Functions marked [transaction] change rows and records and must be called
 * within a transaction of the store; the caller commits.  Every change of
 * state is written together with its audit record through `record`: there is
 * no other way to change one.
 *
 * Nothing here waits: custody of a long message and its hand-over are taken
 * in steps.
 */
#ifndef QUARANTINE_QUARANTINE_H
#define QUARANTINE_QUARANTINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mail/envelope.h"
#include "mail/reference.h"
#include "mail/report.h"
#include "mail/verdict.h"
#include "store/blob.h"
#include "store/keyring.h"
#include "store/store.h"

/* One line of the audit chain; see audit/audit.h for the fields. */
struct quarantine_record {
	int (*append)(void *arg, struct slice actor, struct slice act,
	    struct slice object, struct slice before, struct slice after,
	    struct slice detail);
	void *arg;
};

struct quarantine_options {
	struct store *store;
	const struct keyring *keys;
	struct blob_folder *blobs;
	struct quarantine_record record;
	struct sockaddr_storage door;	/* the release port */
	socklen_t door_len;
	const char *ticket_field;	/* name of the header field */
};

struct quarantine;

struct quarantine *quarantine_new(const struct quarantine_options *o);
void	quarantine_free(struct quarantine *q);	/* NULL is fine */

/* --- decisions and custody ---------------------------------------------------- */

struct decided {
	const char *ref;		/* proposed */
	const struct envelope *envelope;
	const struct verdict *verdict;
	struct slice envelope_bytes;	/* their wire forms, to be kept */
	struct slice verdict_bytes;
	struct slice report_bytes;	/* empty if none is kept */
	int64_t now_ms;			/* wall clock */
};

struct decided_receipt {
	uint64_t id;
	char ref[REFERENCE_SIZE];
	bool joined;
	char copy[REFERENCE_SIZE];	/* of the separate copy; "" if none */
};

struct decided_counts {
	size_t held, separate;		/* recipients */
};
/* ERR_MISMATCH if envelope and verdict do not fit. */
int	decided_check(const struct envelope *e, const struct verdict *v,
	    struct decided_counts *ret);

/*
 * A message on its way into custody: encrypted while it is read from
 * spool_fd, which stays the caller's.  A retry of an open case is recognised
 * and needs no second copy.  d and what it points to must live as long.
 */
struct intake;
int	intake_new(struct quarantine *q, const struct decided *d, int spool_fd,
	    struct intake **ret);
/* As blob_writer_step(): 1 done, 0 again, or an error. */
int	intake_step(struct intake *in, size_t budget);
/*
 * The commit that holds its row was tried: the copy stays, even if the commit
 * failed, for then nobody knows; a blob without a row is harmless.
 */
void	intake_keep(struct intake *in);
void	intake_free(struct intake *in);		/* NULL is fine */

/*
 * [transaction] Record the decision, and the case when in is given.
 *
 * ERR_EXISTS: the reference is taken.  ERR_WRONG_STATE: the case that the
 * intake meant to join was closed meanwhile.
 */
int	quarantine_decide(struct quarantine *q, const struct decided *d,
	    struct intake *in, struct decided_receipt *ret);
/* How a decision ended at the MTA. */
struct decided_end {
	uint64_t id;
	char copy[REFERENCE_SIZE];	/* as in the receipt */
	bool applied;
	int64_t now_ms;
};
/*
 * [transaction] Note it; the decision's reference comes back.
 * ERR_WRONG_STATE: known already.
 */
int	quarantine_answered(struct quarantine *q,
	    const struct decided_end *end, char ret_ref[REFERENCE_SIZE]);

/* --- separate copies ------------------------------------------------------------- */

/*
 * A copy of a message as it came, for recipients whom the MTA's own copies do
 * not reach.  It is in our custody from the decision on and waits in
 * SEPARATED for the end of its message: applied, it is RELEASING at once;
 * abandoned by all attempts, DROPPED; and if nobody ever tells, RELEASING
 * after SEPARATE_WAIT_MS, since the MTA may have taken the message.  Until
 * somebody has told, the same mail again joins it, so that nobody gets two.
 * RELEASING and what follows is as for any case, but that a lost answer leads
 * to another try, as SMTP wants it, and not to IN-DOUBT.  Once it is RELEASED
 * or DROPPED its key is gone, and its bytes after the commit.
 */

/* [transaction] Release copies whose wait is over, up to max. */
int	quarantine_copies_release(struct quarantine *q, int64_t now_ms,
	    size_t max, size_t *ret_n);
/* When the next one's wait is over; INT64_MAX: none waits. */
int	quarantine_copies_next(struct quarantine *q, int64_t *ret_ms);
/* After a commit or the failure of one: remove what is not needed any more. */
void	quarantine_copies_settle(struct quarantine *q, bool committed);

/* --- showing -------------------------------------------------------------------- */

struct case_view {
	char ref[REFERENCE_SIZE];
	struct slice state;		/* static words */
	struct slice role, sender, rule;
	int64_t held_ms, due_ms;
	uint32_t recipient_count;
	struct slice *recipients;	/* "address STATE"; only in a detail */
	uint64_t size;
	uint32_t attempts;
	struct slice reply;		/* the MTA's last one; may be empty */
	struct slice code;		/* of it: "550 5.1.1", or "550" */
	struct slice of;		/* of a separate copy: its message's */
};

/* state: a name, or empty for those that are still open. */
int	quarantine_list(struct quarantine *q, struct slice state,
	    struct arena *a, struct case_view **ret, size_t *ret_n);
/* Verdict and report in their wire forms; report empty if none is kept. */
int	quarantine_show(struct quarantine *q, const char *ref, struct arena *a,
	    struct case_view *ret, struct slice *ret_verdict,
	    struct slice *ret_report);
/* The stored answer of any decision. */
struct stored_answer {
	struct slice envelope, verdict, report;	/* wire forms */
	int64_t at_ms;
};
int	quarantine_answer(struct quarantine *q, const char *ref,
	    struct arena *a, struct stored_answer *ret);

/* The same, without a report, of a row that the store gave. */
int	quarantine_stored(struct quarantine *q, const struct store_decision *d,
	    struct arena *a, struct stored_answer *ret);

/*
 * Is this the decision that a separate copy was given for a name, and not the
 * message's own?  1, 0 or an error.
 */
int	quarantine_is_copy(struct quarantine *q, const char *ref,
	    struct arena *a);

/* --- deciding ------------------------------------------------------------------- */

/* [transaction] HELD to RELEASING; ERR_NOTFOUND, ERR_WRONG_STATE. */
int	quarantine_release(struct quarantine *q, const char *ref,
	    struct slice actor, struct slice reason, int64_t now_ms);
/* [transaction] HELD or CORRUPT to REFUSED. */
int	quarantine_refuse(struct quarantine *q, const char *ref,
	    struct slice actor, struct slice reason);
/* The name of the state now; static.  CORRUPT where its row is damaged. */
int	quarantine_state(struct quarantine *q, const char *ref,
	    struct slice *ret);

/* --- handing over ------------------------------------------------------------------ */

/* References that are due to be handed over now; up to max. */
int	quarantine_due(struct quarantine *q, int64_t now_ms, size_t max,
	    char (*ret)[REFERENCE_SIZE], size_t *ret_n);
/*
 * [transaction] After a start: what was OFFERED when we died is IN-DOUBT;
 * what was RELEASING loses its ticket and is tried again.  Returns how many
 * are in doubt, or an error.
 */
int	quarantine_recover(struct quarantine *q, int64_t now_ms);

/*
 * [transaction] It could not be begun, for something stored is damaged: its
 * case is CORRUPT now, or, where its row is what is damaged, *ret_state is
 * empty and the log has its reference.
 */
int	quarantine_spoilt(struct quarantine *q, const char *ref,
	    struct slice *ret_state);
/*
 * [transaction] The clock was put back: nobody waits longer than he would
 * have.
 */
int	quarantine_clock_back(struct quarantine *q, int64_t now_ms);

struct handover;

/* [transaction] A ticket of its own for this try; start it after the commit. */
int	handover_new(struct quarantine *q, const char *ref, int64_t now_ms,
	    struct handover **ret);
void	handover_free(struct handover *h);	/* NULL is fine */
const char *handover_ref(const struct handover *h);
bool	handover_is_copy(const struct handover *h);	/* a separate one */
unsigned handover_code(const struct handover *h);	/* the last reply's; or 0 */
/*
 * A step without waiting.  1: it has ended, call handover_finish() in a
 * transaction; 0: wait for the descriptor (if it is not -1) or the deadline.
 */
int	handover_step(struct handover *h);
int	handover_fd(const struct handover *h);
short	handover_events(const struct handover *h);
int64_t	handover_deadline(const struct handover *h);	/* monotonic; 0: now */
/* [transaction] Write down how it ended; ret_state is static. */
int	handover_finish(struct handover *h, int64_t now_ms,
	    struct slice *ret_state);

/*
 * [transaction] The release door asks: does this ticket let this message to
 * these recipients pass?  0: yes, and it is used up; ERR_DENIED: no, *ret_why
 * (static, or from the arena) says why.
 */
int	quarantine_ticket(struct quarantine *q, struct slice ticket,
	    const struct envelope *e, const uint8_t digest[MAIL_DIGEST_SIZE],
	    int64_t now_ms, struct arena *a, struct slice *ret_why);

/* --- the checker ---------------------------------------------------------------------- */

struct quarantine_stray {
	void (*found)(void *arg, const char *what, const char *name);
	void *arg;
};
/*
 * Look for blobs without a row, rows without a blob, and temporaries; those
 * older than an hour are taken away, all else is only told.
 */
int	quarantine_check(struct quarantine *q, int64_t now_ms,
	    const struct quarantine_stray *stray);

#endif
