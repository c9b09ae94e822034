/*
 * protocol -- what travels between the keeper and those who ask it.
 *
 * A request is any number of KEEPER_MORE frames and one frame of its own
 * type; the bodies join.  The descriptor of a message comes with the last.
 * An answer is any number of KEEPER_PIECE frames and one KEEPER_ANSWER: its
 * body begins with the error (u32, negated; 0 is success) and words (str),
 * what follows joins the pieces.  One request at a time on a connection;
 * KEEPER_CLOSE gets no answer.
 */
#ifndef KEEPER_PROTOCOL_H
#define KEEPER_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "ipc/wire.h"
#include "keeper/client.h"

enum keeper_frame {
	KEEPER_MORE = 0x0400,

	/* milters */
	/* str ref, envelope, verdict, report, note, proof; fd */
	KEEPER_DECIDE = 0x0401,
	KEEPER_CLOSE = 0x0402,	/* u64 id, bool applied, str copy */
	KEEPER_TICKET = 0x0403,	/* str ticket, envelope; digest */
	KEEPER_ASK = 0x0404,	/* question; answered by an answer */
	KEEPER_MARK_KEY = 0x0405, /* nothing; 32 bytes */

	/* people */
	KEEPER_LIST = 0x0410,	/* str state */
	KEEPER_SHOW = 0x0411,	/* str ref, bool with text, str reason */
	KEEPER_RELEASE = 0x0412, /* str ref, str reason, u32 wait ms */
	KEEPER_REFUSE = 0x0413,	/* str ref, str reason */
	KEEPER_EXPLAIN = 0x0414, /* str ref */
	KEEPER_VERIFY = 0x0415,	/* nothing */
	KEEPER_EXPORT = 0x0416,	/* u64 from */
	KEEPER_RELOAD = 0x0417,	/* nothing */
	KEEPER_STATS = 0x0418,	/* nothing */

	/* the ledger: str ref, str part, files, str reason */
	KEEPER_LEDGER_SHOW = 0x0440,
	KEEPER_LEDGER_APPROVE = 0x0441,
	KEEPER_LEDGER_FORGET = 0x0442,

	/* exceptions: entries are in their own wire form; a time of 0 is now */
	KEEPER_EXCEPTION_ADD = 0x0430,	/* str entry, u64 at ms */
	KEEPER_EXCEPTION_END = 0x0431,	/* u64 number, str reason, u64 at ms */
	KEEPER_EXCEPTIONS = 0x0432,	/* u64 after number, u64 at ms */

	KEEPER_REVISIONS = 0x0438,	/* nothing */
	KEEPER_ROLLBACK = 0x0439,	/* u64 number, str reason */
	/* cases: u64 number (0: a list, u64 after); and what people do */
	KEEPER_CASES = 0x0460,
	KEEPER_CASE_ACT = 0x0461, /* u8 act, u64 number, str name, ref, text */

	/* the account of notices; u8 is enum keeper_proof_what */
	KEEPER_PROOF = 0x0470,	/* u8 what, u32 month, bool one, str association, word */
	KEEPER_PROOF_OF = 0x0471, /* str ref, str Message-ID: one is empty */

	KEEPER_PIECE = 0x0480,
	KEEPER_ANSWER = 0x0481
};

#define KEEPER_WORDS_MAX	400	/* of an answer's error */
/* What is left of a frame for the rest of an answer. */
#define KEEPER_ANSWER_ROOM	(FRAME_BODY_MAX - KEEPER_WORDS_MAX - 16)

/* What keeper_held_show() gets, its parts in wire form. */
void	protocol_put_item(struct wire_out *w, const struct held_item *item);
int	protocol_item(struct wire_in *w, struct arena *a,
	    struct held_item *ret);
void	protocol_put_strings(struct wire_out *w, const struct slice *s,
	    size_t n);
int	protocol_strings(struct wire_in *w, struct arena *a,
	    struct slice **ret, size_t *ret_n);
/* A string copied into the arena. */
int	protocol_str(struct wire_in *w, struct arena *a, size_t max,
	    struct slice *ret);

#endif
