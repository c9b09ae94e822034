/*
 * mbox -- the messages of one file, one after the other: a mailbox of the mbox
 * family (RFC 4155, "mboxo", "mboxrd", "mboxcl", "mboxcl2"), or a file that is
 * one message.
 *
 * Reads a descriptor as a stream, so a pipe serves as well as a file, and
 * holds one message and what was read ahead: a mailbox of any size takes the
 * memory of its largest message.  Hostile input: every search is bounded, and
 * where two readings are possible both are given (see MBOX_RIVALS_MAX).
 */
#ifndef CTL_MBOX_H
#define CTL_MBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum mbox_shape {
	MBOX_ONE,		/* the file is one message, whatever it begins with */
	MBOX_EITHER		/* a mailbox if it begins with a From_ line */
};

struct mbox_message {
	struct slice bytes;	/* without From_ line and quoting; borrowed
				 * until the next call */
	struct slice from_line;	/* without its end; empty if there is none */
	uint64_t offset;	/* in the file, of the From_ line */
	uint64_t number;	/* from 1; 0 in a file that is one message */
	bool too_long;		/* over MESSAGE_MAX_DEFAULT: bytes is empty */
};

struct mbox;

/*
 * Takes the descriptor; mbox_close() closes it.  stop_fd (or -1): waiting for a
 * pipe ends when it becomes readable.
 */
struct mbox *mbox_open(int fd, enum mbox_shape shape, int stop_fd);
void	mbox_close(struct mbox *m);		/* NULL is fine */

/* 1: a message; 0: the end; ERR_SYSTEM; ERR_CLOSED: by stop_fd. */
int	mbox_next(struct mbox *m, struct mbox_message *ret);

/*
 * Of one that was just opened: how many messages mbox_next() would give, and
 * one more for an error that would end it.  0, or ERR_CLOSED by stop_fd.
 */
int	mbox_count(struct mbox *m, uint64_t *ret);

/*
 * Does the line begin a message in a mailbox?  "From " and a date as asctime()
 * writes it, or nothing at all, as some mail programs have it.
 */
bool	mbox_is_from_line(struct slice line);

#endif
