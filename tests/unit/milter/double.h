/*
 * double -- inspector, keeper and policy as a test wants them.
 *
 * Linked in place of the real clients and of libpolicy: a session cannot tell
 * the difference.  One script for the process; its calls may come from many
 * threads.
 */
#ifndef UNIT_MILTER_DOUBLE_H
#define UNIT_MILTER_DOUBLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mail/proof.h"
#include "mail/edit.h"
#include "mail/envelope.h"
#include "mail/reference.h"
#include "mail/verdict.h"
#include "milter/engine.h"

#define DOUBLE_DISPOSITIONS	64

struct double_script {
	/* --- what to answer --------------------------------------------------- */
	int start_err;			/* inspection_start() */
	int report_err;
	int edit_err;
	int decide_err;
	int ticket_err;
	int evaluate_err;
	int ask_err;
	int mark_key_err;
	bool needs_memory;		/* the rules do */
	unsigned taken;			/* so many references exist already */
	unsigned closed_starts;		/* so many starts say ERR_CLOSED first */
	unsigned beats;			/* calls of beat in inspection_report() */
	/* The verdict: one for each recipient, in turn. */
	enum disposition recipient[DOUBLE_DISPOSITIONS];
	size_t recipient_count;		/* 0: accept all */
	bool whole_reject, whole_tempfail;
	bool wants_edit;
	bool is_protected;		/* the first recipient, of every mail */
	bool separate[DOUBLE_DISPOSITIONS];	/* once the edits are settled */
	struct edit_list edits;
	/* Looks at the spool while it is handed over; any thread. */
	void (*look)(const struct envelope *e, int fd, uint64_t size);

	/* --- what was seen ------------------------------------------------------ */
	atomic_uint starts, decisions, tickets, evaluations, asks, mark_keys;
	/* Of the last edits: to remove a mark, a notice's own, was there one. */
	bool removes_mark, has_mark, is_marked;
	atomic_bool had_answer;		/* the last evaluation did */
	bool had_note;			/* the last decision brought one */
	enum proof_kind proof_kind;	/* what it told the account */
	char ids[PROOF_IDS_MAX][80];
	size_t id_count;
	unsigned let_go;		/* recipients that it says get the mail */
	atomic_uint settled, settled_without_answer, edit_asks;
	atomic_uint applied, abandoned;
	atomic_uint inspections;	/* open now */
	uint8_t ticket_digest[MAIL_DIGEST_SIZE];
	char ticket[128];
	char ref[REFERENCE_SIZE];	/* of the last decision */
	char ref_in_reply[REFERENCE_SIZE]; /* that policy last wrote */
	char closed_copy[REFERENCE_SIZE]; /* that the last close named */
	bool had_spool;			/* the last decision brought one */
	bool was_disclosure;		/* and was one */
	struct envelope envelope;	/* of the last start; slices borrowed */
	enum disposition decided;
	struct buf spool;		/* bytes of the last one */
};

extern struct double_script script;

/* All zero again: accept everything, nothing seen. */
void	double_reset(void);

/* An engine of the doubles; limits in bytes. */
struct engine *double_engine(enum mail_class class, uint64_t message_max,
	    uint64_t spool_max);

#endif
