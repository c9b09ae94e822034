/*
 * trial -- words of the message as passwords of what is locked in it.
 *
 * A file whose password stands in the same message is open to everybody who
 * gets the message.  Text is kept as it passes, up to a bound, and read for
 * words only when something locked waits: a message without such pays for a
 * copy.  What is tried is bounded in blocks hashed and in time, because key
 * derivation is made to be dear; past the bound a file just stays locked.
 */
#ifndef EXTRACT_TRIAL_H
#define EXTRACT_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "extract/engine.h"

/* Why a part that was locked counts as open. */
#define TRIAL_REASON	SLICE("its password is in the same message")

struct trial *trial_new(struct arena *a);
void	trial_free(struct trial *t);		/* NULL is fine */

/* Keep a text for its words.  part: whose it is, compared by address only. */
void	trial_keep(struct trial *t, const void *part, struct slice utf8,
	    enum finding_where where);

/* Something that one password opens. */
struct trial_lock {
	/*
	 * Does this password open it?  What it costs beyond `rounds` is added
	 * to *cost, in blocks hashed.  The password is UTF-8.
	 */
	bool (*opens)(void *arg, struct slice password, uint64_t *cost);
	void *arg;
	uint64_t rounds;	/* what one try costs, in blocks hashed */
	bool has_others;	/* of the same file, that want a share */
};

/*
 * Try the words of the message.  file is the job whose budget counts: of an
 * archive, for its members.  True: *ret, in the arena, opens it.
 */
bool	trial_find(struct extract_job *file, const struct trial_lock *l,
	    struct slice *ret);

/*
 * More of the same file is to be opened with a password that was found: may
 * so many rounds be spent on it?  They are then counted.
 */
bool	trial_may_open(struct extract_job *file, uint64_t rounds);

/* A password as UTF-16LE; its bytes. */
#define TRIAL_WIDE_MAX	((size_t)2 * GUESS_WORD_MAX)
size_t	trial_wide(struct slice utf8, uint8_t out[TRIAL_WIDE_MAX]);

/* Say of a part that it was opened; all of it, or is something still shut? */
void	trial_opened(struct extract_job *j, bool all);

#endif
