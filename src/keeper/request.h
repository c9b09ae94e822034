/*
 * request -- one request on its way: read, prepared in steps, run within a
 * transaction that it shares with others, answered after the commit.
 *
 * A kind of request is one line in table.c.
 */
#ifndef KEEPER_REQUEST_H
#define KEEPER_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "keeper/conn.h"
#include "keeper/custody.h"
#include "keeper/protocol.h"
#include "mail/envelope.h"
#include "mail/incident.h"
#include "mail/ledger.h"
#include "mail/memory.h"
#include "mail/proof.h"
#include "mail/reference.h"
#include "mail/verdict.h"
#include "register/register.h"

enum request_stage {
	REQUEST_PREPARE,
	REQUEST_RUN,		/* waits for the transaction */
	REQUEST_AFTER,
	REQUEST_DONE
};

struct request;

/* What requests need of the server. */
struct request_context {
	struct custody *custody;
	/* Ask the parent for a reload; 0 or an error. */
	int (*reload)(void *arg);
	/* Or to go back to the revision of this digest. */
	int (*rollback)(void *arg, const uint8_t *digest);
	/* A case was released: see to it soon. */
	void (*released)(void *arg);
	/* A separate copy waits for word of its message: look in time. */
	void (*separated)(void *arg);
	/* Decided and flushed so far, and requests of the largest commit. */
	uint64_t largest_commit;
	void *arg;
	/* What registers go by; a reload changes it. */
	struct register_settings registers;
	bool is_private;		/* of exeatctl */
	/* Messages that went outside unaccounted for, not yet logged; when. */
	uint64_t unbalanced;
	int64_t unbalanced_told_ms;
	/* Changes to what was counted before: a count of it begins again. */
	uint64_t recounts;
};

struct request_kind {
	uint16_t type;			/* enum keeper_frame */
	const char *name;
	/* Without the transaction.  1: ready for run; 0: again; or an error. */
	int (*prepare)(struct request_context *x, struct request *r);
	/*
	 * Within the transaction: 0 or an error, which undoes it.  NULL: it
	 * only reads, has its answer ready, and waits for no flush.
	 */
	int (*run)(struct request_context *x, struct request *r);
	/* After the commit: 1 done; 0 again; or an error.  NULL: done. */
	int (*after)(struct request_context *x, struct request *r);
};

struct request {
	const struct request_kind *kind;
	struct conn *conn;
	enum request_stage stage;
	struct arena *arena;
	struct buf answer;
	bool is_secret;			/* the answer is to be wiped */
	char words[KEEPER_WORDS_MAX + 1];	/* of an error */

	char ref[REFERENCE_SIZE];
	struct slice reason;
	bool flag;			/* SHOW: with text */
	uint64_t number;		/* EXPORT: from; of an exception */
	int64_t number_at_ms;		/* exceptions: the moment of the act */
	struct exception_entry exception;

	struct incident incident;	/* CASE_ACT */
	uint8_t case_act;
	struct ledger_file *files;	/* LEDGER_... */
	size_t file_count;

	struct envelope envelope;	/* DECIDE, TICKET */
	struct verdict verdict;
	struct decided decided;
	struct memory_note note;
	bool has_note;
	struct proof proof;
	bool has_proof, is_unaccounted;
	struct recount *recount;	/* PROOF */
	struct intake *intake;
	struct slice ticket;
	uint8_t digest[MAIL_DIGEST_SIZE];

	int64_t deadline_ms;		/* monotonic: RELEASE waits till then */
	struct slice state;		/* RELEASE: set when it has ended */
	struct audit_walk *walk;	/* VERIFY */
	bool is_told;			/* RELOAD: the parent has answered */
	bool is_fresh;			/* it is in the present transaction */
	struct request *next;
};

const struct request_kind *request_kind_of(uint16_t type);

struct request *request_new(struct conn *c, const struct request_kind *kind);
void	request_free(struct request *r);

/* What each kind does; requests_*.c. */
int	decide_prepare(struct request_context *x, struct request *r);
int	decide_run(struct request_context *x, struct request *r);
int	decide_after(struct request_context *x, struct request *r);
int	proof_prepare(struct request_context *x, struct request *r);
int	proof_of_prepare(struct request_context *x, struct request *r);
int	ticket_prepare(struct request_context *x, struct request *r);
int	ticket_run(struct request_context *x, struct request *r);
int	ask_prepare(struct request_context *x, struct request *r);
int	mark_key_prepare(struct request_context *x, struct request *r);
int	list_prepare(struct request_context *x, struct request *r);
int	list_run(struct request_context *x, struct request *r);
int	show_prepare(struct request_context *x, struct request *r);
int	show_run(struct request_context *x, struct request *r);
int	release_prepare(struct request_context *x, struct request *r);
int	release_run(struct request_context *x, struct request *r);
int	release_after(struct request_context *x, struct request *r);
int	refuse_prepare(struct request_context *x, struct request *r);
int	refuse_run(struct request_context *x, struct request *r);
int	explain_prepare(struct request_context *x, struct request *r);
int	explain_run(struct request_context *x, struct request *r);
int	verify_prepare(struct request_context *x, struct request *r);
int	verify_run(struct request_context *x, struct request *r);
int	verify_after(struct request_context *x, struct request *r);
int	export_prepare(struct request_context *x, struct request *r);
int	export_run(struct request_context *x, struct request *r);
int	export_after(struct request_context *x, struct request *r);
int	reload_prepare(struct request_context *x, struct request *r);
int	reload_run(struct request_context *x, struct request *r);
int	reload_after(struct request_context *x, struct request *r);
int	cases_prepare(struct request_context *x, struct request *r);
int	case_prepare(struct request_context *x, struct request *r);
int	case_run(struct request_context *x, struct request *r);
int	ledger_show_prepare(struct request_context *x, struct request *r);
int	ledger_act_prepare(struct request_context *x, struct request *r);
int	ledger_approve_run(struct request_context *x, struct request *r);
int	ledger_forget_run(struct request_context *x, struct request *r);
int	revisions_prepare(struct request_context *x, struct request *r);
int	rollback_prepare(struct request_context *x, struct request *r);
int	rollback_run(struct request_context *x, struct request *r);
int	exception_add_prepare(struct request_context *x, struct request *r);
int	exception_add_run(struct request_context *x, struct request *r);
int	exception_end_prepare(struct request_context *x, struct request *r);
int	exception_end_run(struct request_context *x, struct request *r);
int	exceptions_prepare(struct request_context *x, struct request *r);
int	stats_prepare(struct request_context *x, struct request *r);
int	stats_run(struct request_context *x, struct request *r);

#endif
