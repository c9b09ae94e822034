/*
 * journal -- the resume file of a long run: what came of each message that was
 * judged, so that a run that was stopped goes on where it was.
 *
 * Messages are named by a digest of all that the verdict rests on; there is no
 * subject, address or file name in it.  It is written as the run goes: a run
 * that is killed loses no more than the record that was being written.
 */
#ifndef CTL_JOURNAL_H
#define CTL_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "ctl/command.h"

#define JOURNAL_KEY_SIZE	32

/* What a run must have in common with the one that it goes on with. */
struct journal_head {
	uint8_t settings[32];	/* digest of rules and options */
	int64_t started_ms;	/* the moment that was "now" */
};

struct journal;

/*
 * Open the resume file, and go on with what is in it: then head->started_ms is
 * changed to that run's.  path NULL: a file without a name in the folder we
 * are in, which journal_keep() can name; if there can be none, none is kept.
 * A failure is told on standard error.  CTL_OK, CTL_USAGE (another run's, or
 * no resume file), CTL_PARTLY (it cannot be read or written).
 */
enum ctl_exit journal_open(const char *verb, const char *path,
	    struct journal_head *head, struct journal **ret);
void	journal_close(struct journal *j);	/* NULL is fine */

/* How many messages are in it. */
uint64_t journal_count(const struct journal *j);

/*
 * Take the record of one message with this key (two equal messages have two):
 * true, with its body appended to out; false if there is none.
 */
bool	journal_take(struct journal *j, const uint8_t key[JOURNAL_KEY_SIZE],
	    struct buf *out);

/* Append one.  0 or ERR_SYSTEM. */
int	journal_put(struct journal *j, const uint8_t key[JOURNAL_KEY_SIZE],
	    struct slice body);

/*
 * The run was stopped: leave the file, under its name or a new one.  The path
 * (the journal's), or NULL if there is no file.
 */
const char *journal_keep(struct journal *j);
/* The run is done: the file goes. */
void	journal_remove(struct journal *j);

#endif
