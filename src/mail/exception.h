/*
 * exception -- one entry of the exceptions register: who may send to whom
 * although a rule says otherwise, why, who approved it, and until when.
 *
 * The keeper keeps it, people see it.  Plain value, with its wire form.
 */
#ifndef MAIL_EXCEPTION_H
#define MAIL_EXCEPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"

enum exception_covers {
	EXCEPTION_COVERS_SENDER = 1 << 0,
	EXCEPTION_COVERS_RECIPIENT = 1 << 1
};

/* What an `exceptions` block asks of its entries. */
struct exception_terms {
	char name[EXCEPTION_NAME_MAX + 1];
	char role[EXCEPTION_ROLE_MAX + 1];	/* that approves; empty: any */
	bool needs_reason;
	int lasts_days;		/* at most, both ends counted */
	int remind_days;	/* before the end; 0: never */
	unsigned covers;	/* enum exception_covers */
};

/* Days are local ones, as 20260401; 0 where there is none. */
struct exception_entry {
	uint64_t number;	/* given by the register */
	struct slice reg;	/* the block's name */
	struct slice sender;	/* folded address or domain; empty: anybody */
	struct slice recipient;	/* the same */
	struct slice files;	/* "spreadsheet,pdf": only these; empty: any */
	struct slice reason;
	struct slice approver;	/* folded address */
	struct slice role;	/* in which he approved it */
	struct slice actor;	/* who entered it */
	int from_day, until_day, review_day;
	int64_t start_ms;	/* the first moment of from_day */
	int64_t end_ms;		/* the first one after until_day */
	int64_t added_ms;
	uint64_t uses;		/* messages that went by it */
	int64_t used_ms;	/* the last one; 0 never */
	int64_t ended_ms;	/* by a person, before its time; 0: was not */
	struct slice ended_by, ended_why;
	bool is_reminded;	/* its nearing end is in the record */
	bool is_closed;		/* and so is its end */
};

enum exception_state {
	EXCEPTION_LATER,	/* it has not begun */
	EXCEPTION_LIVE,
	EXCEPTION_ENDS_SOON,	/* live, and to be reminded of */
	EXCEPTION_OVER,		/* its time has passed */
	EXCEPTION_ENDED,	/* by a person */
	EXCEPTION_STATE_COUNT
};

const char *exception_state_name(enum exception_state s);	/* "ends soon" */
enum exception_state exception_state(const struct exception_entry *e,
	    int remind_days, int64_t now_ms);
/* Live at that moment: begun, not over, not ended. */
bool	exception_is_live(const struct exception_entry *e, int64_t at_ms);

/*
 * Does "a@b.example" meet the pattern: itself, its domain, or an empty one?
 */
bool	exception_covers(struct slice pattern, struct slice address);
/* The same mailbox, a plus tag aside: who approves must be somebody else. */
bool	exception_same_person(struct slice a, struct slice b);

/* Wire forms: appended; decoded strictly, up to the end of rest. */
int	exception_encode(const struct exception_entry *e, struct buf *out);
int	exception_decode(struct slice body, struct arena *a,
	    struct exception_entry *ret);

#endif
