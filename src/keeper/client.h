/*
 * client -- the whole API of the keeper, for milter, exeatctl and (later) web.
 *
 * A conversation is one request and one answer on a private SEQPACKET
 * connection; a struct keeper keeps idle connections for its threads.  A
 * milter opens connections by sending KEEPER_CONNECT with a descriptor on its
 * link; exeatctl connects to the control socket, where its uid decides.
 * Every answer that says yes is durable.
 */
#ifndef KEEPER_CLIENT_H
#define KEEPER_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "mail/envelope.h"
#include "mail/exception.h"
#include "mail/incident.h"
#include "mail/ledger.h"
#include "mail/memory.h"
#include "mail/proof.h"
#include "mail/reference.h"
#include "mail/report.h"
#include "mail/revision.h"
#include "mail/verdict.h"

struct keeper;

/* Both take the descriptor or path; references are counted. */
struct keeper *keeper_new_link(int link_fd);
int	keeper_new_control(const char *path, struct keeper **ret);
struct keeper *keeper_ref(struct keeper *k);		/* thread-safe */
void	keeper_unref(struct keeper *k);
/* Change the link after a restart of the keeper; thread-safe. */
void	keeper_relink(struct keeper *k, int link_fd);

/* --- for the milter ---------------------------------------------------------- */

struct keeper_decision {
	const char *ref;			/* proposed reference */
	const struct envelope *envelope;
	const struct verdict *verdict;
	const struct report *report;		/* kept (encrypted) with a hold */
	int spool_fd;		/* -1 unless something is held, or separate */
	const struct memory_note *note;		/* what to learn; NULL: nothing */
	const struct proof *proof;		/* for the account of notices */
};

struct keeper_receipt {
	uint64_t id;			/* of the DECIDED record */
	char ref[REFERENCE_SIZE];	/* the open case's if a retry joined one */
	bool joined;
	char copy[REFERENCE_SIZE];	/* of the separate copy; "" if none */
};

/*
 * What rules and people remember of this message, in the arena; the answer
 * fits the question.  ERR_STORE, ERR_CORRUPT, ERR_TIMEOUT, ERR_CLOSED: there
 * is none, answer 451.
 */
int	keeper_ask(struct keeper *k, const struct memory_question *q,
	    int64_t deadline_mono_ms, struct arena *a,
	    struct memory_answer *ret);

/*
 * The key of the marks of our own notices (policy/mark.h).  The caller locks
 * it in memory and wipes it.  As keeper_ask().
 */
#define KEEPER_MARK_KEY_SIZE	32
int	keeper_mark_key(struct keeper *k, int64_t deadline_mono_ms,
	    uint8_t ret[KEEPER_MARK_KEY_SIZE]);

/*
 * Of a disclosure (mail/disclosure.h) nothing else is sent on but what may be
 * kept.
 *
 * Record the decision, learn from it (of a disclosure nothing), and hold what
 * is to be held: returns 0 only when all of it is on disk.  ERR_EXISTS: the
 * reference is taken, propose another.  ERR_FULL, ERR_STORE, ERR_TIMEOUT, ERR_CLOSED: answer 451.
 */
int	keeper_decide(struct keeper *k, const struct keeper_decision *d,
	    int64_t deadline_mono_ms, struct keeper_receipt *ret);

/*
 * How it ended at the MTA, for the decision and the copy of a receipt; does
 * not wait for the disk.  Failure is harmless: a copy goes all the same, only
 * later.
 */
void	keeper_close(struct keeper *k, uint64_t id, const char *copy,
	    bool applied);

/*
 * The release door: is this ticket live for this message and recipients?
 * digest is of the message without the ticket field.  On 0 the ticket is
 * used up and queue_id recorded (OFFERED).  ERR_DENIED otherwise.
 */
int	keeper_ticket(struct keeper *k, struct slice ticket,
	    const struct envelope *e, const uint8_t digest[MAIL_DIGEST_SIZE],
	    int64_t deadline_mono_ms);

/* The header field that carries a ticket through the release port. */
#define KEEPER_TICKET_FIELD	"X-Exeat-Release"

/* --- for people, through the control socket ---------------------------------- */

struct held_item {
	char ref[REFERENCE_SIZE];
	struct slice state;		/* "HELD", "RELEASING", ... */
	struct slice role;		/* who decides */
	int64_t held_ms, due_ms;	/* wall clock; due 0 if none */
	struct slice sender;		/* envelope sender */
	struct slice rule;
	uint32_t recipients;		/* held ones */
	uint64_t size;
	uint32_t attempts;		/* times the sender brought it */
	/* Of a separate copy the reference of its message; or empty. */
	struct slice of;
	struct slice code;		/* the release port's last, "550 5.1.1" */
};

int	keeper_held_list(struct keeper *k, struct slice state, struct arena *a,
	    struct held_item **ret, size_t *ret_n);

struct held_detail {
	struct held_item item;
	struct slice *recipients;	/* "address STATE" */
	size_t recipient_count;
	struct verdict *verdict;
	struct report *report;		/* findings masked; preview included only
					 * when the caller asked and may see it */
	struct slice *history;		/* "2026-05-05T10:15:00Z held by ..." */
	size_t history_count;
};

/* with_text: show the preview; needs a reason and is audited first. */
int	keeper_held_show(struct keeper *k, const char *ref, bool with_text,
	    struct slice reason, struct arena *a, struct held_detail *ret);
/*
 * Release or refuse; reason at least REASON_MIN characters.  Returns when the
 * decision is durable.  For a release *ret_state tells where it stands when
 * the deadline passed: RELEASED, RELEASING or OFFERED.
 */
int	keeper_held_release(struct keeper *k, const char *ref,
	    struct slice reason, int64_t deadline_mono_ms, struct arena *a,
	    struct slice *ret_state);
int	keeper_held_refuse(struct keeper *k, const char *ref,
	    struct slice reason);

/* The stored answer for a reference: JSON-ready verdict, envelope, report. */
struct keeper_answer {
	struct envelope *envelope;
	struct verdict *verdict;
	struct report *report;		/* NULL if none was kept */
	int64_t at_ms;
};
int	keeper_explain(struct keeper *k, const char *ref, struct arena *a,
	    struct keeper_answer *ret);

/* --- cases ---------------------------------------------------------------------- */

enum keeper_case_act {
	KEEPER_CASE_NEW,
	KEEPER_CASE_ADD,
	KEEPER_CASE_CLOSE,
	KEEPER_CASE_ACT_COUNT
};

/* All of them, the oldest first. */
int	keeper_cases(struct keeper *k, struct arena *a, struct incident **ret,
	    size_t *ret_n);
/* One, with its notes. */
int	keeper_case(struct keeper *k, uint64_t number, struct arena *a,
	    struct incident *ret, struct incident_note **ret_notes,
	    size_t *ret_n);
/*
 * NEW: name, and ref if it is about one message; ADD and CLOSE: number.  The
 * text is kept; at least REASON_MIN characters.
 */
int	keeper_case_act(struct keeper *k, enum keeper_case_act act,
	    const struct incident *c, struct slice text, struct arena *a,
	    struct incident *ret);

/* --- the ledger of files ------------------------------------------------------ */

enum keeper_ledger_act {
	KEEPER_LEDGER_SHOWS,
	KEEPER_LEDGER_APPROVES,
	KEEPER_LEDGER_FORGETS
};

/* Files at hand; or, with a reference, those of a message that is kept. */
struct keeper_ledger_files {
	const struct ledger_file *files;
	size_t count;
	struct slice ref;
	struct slice part;		/* with all that it holds; empty: all */
};

/*
 * What is known of each of the files, after the act; to show none at all is
 * to show what is approved.  Approving and forgetting need a reason of
 * REASON_MIN bytes.  ERR_NOTFOUND, ERR_RANGE: keeper_last_error() says why.
 */
int	keeper_ledger(struct keeper *k, enum keeper_ledger_act act,
	    const struct keeper_ledger_files *f, struct slice reason,
	    struct arena *a, struct ledger_entry **ret, size_t *ret_n);

/* --- the account of notices ------------------------------------------------------ */

enum keeper_proof_what {
	KEEPER_PROOF_ACCOUNTS,
	KEEPER_PROOF_LIST,
	KEEPER_PROOF_RECOUNT,
	KEEPER_PROOF_WHAT_COUNT
};

/* Of a month (202605), or with 0 of all that are kept. */
int	keeper_proof_accounts(struct keeper *k, int month, struct arena *a,
	    struct proof_account **ret, size_t *ret_n);

/* What was counted, beside what the stored decisions give when counted now. */
struct keeper_recount {
	struct proof_account *counted, *found;
	size_t counted_n, found_n;
	uint64_t damaged;		/* decisions that cannot be read */
	struct slice *damaged_refs;	/* PROOF_TOLD_MAX of them */
	size_t damaged_n;
	bool is_changing;		/* mail was under way all the time */
};
int	keeper_proof_recount(struct keeper *k, int month, struct arena *a,
	    struct keeper_recount *ret);

/*
 * Messages of a month whose kind (proof_kind_name()) or reason is the word;
 * association NULL: of all, else by name, empty for those that have none.
 * Of more than PROOF_LIST_MAX the first ones, and *ret_more.
 */
int	keeper_proof_list(struct keeper *k, int month,
	    const struct slice *association, struct slice word,
	    struct arena *a, struct proof_told **ret, size_t *ret_n,
	    bool *ret_more);

/*
 * "Did my mail carry it?", by reference, or else by Message-ID.  A held one
 * is followed by what was sent on.  ERR_NOTFOUND: there is nothing of it.
 */
int	keeper_proof_of(struct keeper *k, const char *ref, struct slice id,
	    struct arena *a, struct proof_told **ret, size_t *ret_n,
	    bool *ret_more);

/* --- revisions ------------------------------------------------------------------ */

/* The latest REVISIONS_LISTED, the first ones first; the last is in force. */
int	keeper_revisions(struct keeper *k, struct arena *a,
	    struct revision_entry **ret, size_t *ret_n);
/* As keeper_reload(), to the files of that revision.  ERR_NOTFOUND. */
int	keeper_rollback(struct keeper *k, uint64_t number,
	    struct slice reason, int64_t deadline_mono_ms, struct arena *a,
	    struct slice *ret_text);

/* --- the register of exceptions ---------------------------------------------- */

struct exception_item {
	struct exception_entry entry;
	enum exception_state state;
};

/*
 * Enter e: its addresses folded, its days, reason and approver given, the
 * rest is the keeper's.  at_ms: 0, or for a private keeper the moment of the
 * act.  ERR_NOTFOUND, ERR_RANGE, ERR_DENIED, ERR_EXISTS: keeper_last_error()
 * says why not.
 */
int	keeper_exception_add(struct keeper *k, const struct exception_entry *e,
	    int64_t at_ms, struct arena *a, struct exception_item *ret);
int	keeper_exception_end(struct keeper *k, uint64_t number,
	    struct slice reason, int64_t at_ms, struct arena *a,
	    struct exception_item *ret);
/* All of them, the oldest first. */
int	keeper_exceptions(struct keeper *k, int64_t at_ms, struct arena *a,
	    struct exception_item **ret, size_t *ret_n);

/* Verify the chain: 0, or ERR_CORRUPT with the first bad number. */
int	keeper_audit_verify(struct keeper *k, uint64_t *ret_records,
	    uint64_t *ret_bad);
/* One line for each record from number `from`, through emit. */
int	keeper_audit_export(struct keeper *k, uint64_t from,
	    int (*emit)(void *arg, struct slice line), void *arg);

/*
 * Have the parent reload the rules; returns when it has answered.  On 0
 * *ret_text is empty if they are in force, else what was wrong with them.
 */
int	keeper_reload(struct keeper *k, int64_t deadline_mono_ms,
	    struct arena *a, struct slice *ret_text);

/* Counters since the keeper's start. */
struct keeper_stats {
	uint64_t commits;	/* transactions that changed something */
	uint64_t decisions;
	uint64_t records;	/* of the audit chain */
	uint64_t flushes;	/* of files and folders, SQLite's not counted */
	uint64_t largest;	/* requests in one transaction */
};
int	keeper_stats(struct keeper *k, struct keeper_stats *ret);

/* The last error in words the keeper sent with ERR_PEER/ERR_DENIED; this thread's. */
const char *keeper_last_error(void);

#endif
