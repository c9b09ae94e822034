/*
 * mailbox -- stored mail, wherever it lies: Maildir with its folders, mailboxes
 * of the mbox family, single messages, folders of these, standard input.
 *
 * In one order, whatever the disk's: paths as given, in each folder the mail
 * of its own first, by name, then the folders in it.  Links inside folders are
 * not followed, and nothing but files is opened.
 *
 * What is a message:
 *   a folder with cur or new in it	every file of these two; other folders
 *					in it are folders of the Maildir
 *   any other folder			files that begin as mail does, or whose
 *					name ends in .eml; others are counted
 *   a file that is named itself	always
 * A file that begins with a From_ line is a mailbox, except in a Maildir.
 */
#ifndef CTL_MAILBOX_H
#define CTL_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "ctl/command.h"

struct mailbox;

/* One message, or a file that gave none: then error says why. */
struct mailbox_item {
	struct slice path;	/* below the path that was given; that one's
				 * last component if it is a file; "-" */
	unsigned root;		/* which path, from 1 */
	uint64_t number;	/* in a file of several, from 1; else 0 */
	uint64_t offset;	/* of its From_ line in such a file */
	struct slice bytes;	/* all borrowed until the next call */
	struct slice from_line;
	int64_t file_ms;	/* when the file was changed; of a pipe 0 */
	const char *error;	/* our own words, or NULL */
};

/*
 * Look where everything is; verb begins what is told on standard error, and
 * stop_fd ends mailbox_next() when it becomes readable.  CTL_OK, CTL_USAGE for a path that is not there, CTL_PARTLY for one that
 * cannot be read or has no end.
 */
enum ctl_exit mailbox_open(const char *verb, const char *const *paths,
	    size_t count, int stop_fd, struct mailbox **ret);
void	mailbox_close(struct mailbox *m);	/* NULL is fine */

/*
 * How many items mailbox_next() will give, by reading every mbox once.
 * Returns false if that cannot be known (a pipe) or it was stopped.
 */
bool	mailbox_count(struct mailbox *m, uint64_t *ret);

/* 1 with an item, 0 at the end or when it was stopped. */
int	mailbox_next(struct mailbox *m, struct mailbox_item *ret);

/* Files in folders that begin as no mail does, and were left out. */
size_t	mailbox_left_out(const struct mailbox *m);

#endif
