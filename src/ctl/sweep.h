/*
 * sweep -- every message of stored mail through the engine that judges mail,
 * by one set of rules or by two: what scan and compare are made of.
 *
 * Results come in the order of the mail, whatever number of inspections run at
 * once.  One that goes wrong is a result with an error, and the run goes on;
 * an inspector that dies is started again and its messages are judged anew.
 * SIGINT and SIGTERM end the run between two messages, with a resume file.
 */
#ifndef CTL_SWEEP_H
#define CTL_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "ctl/engine.h"
#include "ctl/result.h"
#include "mail/envelope.h"

enum sweep_at {
	SWEEP_AT_MESSAGE,	/* as at the message's own date */
	SWEEP_AT_NOW,		/* as at the start of the run */
	SWEEP_AT_GIVEN
};

struct sweep_options {
	const char *verb;
	const char *const *paths;
	size_t path_count;
	const char *config;
	const char *new_config;		/* the second rules; NULL: one set */
	const char *state;		/* see state_open(); NULL: none */
	unsigned parallel;		/* 0: by processors */
	const char *from;		/* of a message that names no sender */
	const char **to;		/* of one that names no recipient */
	size_t to_count;
	enum mail_class class;
	enum sweep_at at;
	int64_t at_ms;			/* for SWEEP_AT_GIVEN */
	int64_t since_ms;		/* older ones are left out */
	const char *resume, *progress;	/* NULL: not given */
	const char *found_word;		/* "findings", "changes" */
};

/* Which message a result is of.  Borrowed for the call. */
struct sweep_message {
	struct slice path;		/* see mailbox.h */
	unsigned root;			/* 0: only one path was given */
	uint64_t number, offset;
	int64_t at_ms;			/* when it was sent, as far as it says */
};

/*
 * One message is done.  results has one entry for each set of rules; they may
 * be changed.  Returns whether it counts as found.
 */
typedef bool (*sweep_done)(void *arg, const struct sweep_message *m,
    struct result *results);

/* How it went. */
struct sweep_end {
	uint64_t done;			/* given to sweep_done */
	uint64_t total;			/* 0: not known */
	uint64_t too_old;		/* before since_ms */
	uint64_t failed;		/* results with an error */
	size_t left_out;		/* files that are no mail */
	bool is_interrupted;
	const char *resume;		/* to go on with, or NULL */
	int64_t started_ms, took_ms;
};

struct sweep;

/*
 * Load the rules, start their inspectors, find the mail.  What is wrong is
 * told on standard error.  sweep_close() in any case.
 */
enum ctl_exit sweep_open(const struct sweep_options *o, struct sweep **ret);
void	sweep_close(struct sweep *s);

/* The engine of the first or second rules. */
const struct engine *sweep_engine(const struct sweep *s, unsigned i);
/* Do both sets of rules share one inspection a message? */
bool	sweep_is_shared(const struct sweep *s);

/* Before the callback writes where the progress may be shown. */
void	sweep_clear(struct sweep *s);

/* CTL_OK, CTL_PARTLY (interrupted, or some messages failed), CTL_INTERNAL. */
enum ctl_exit sweep_run(struct sweep *s, sweep_done done, void *arg,
	    struct sweep_end *ret);

#endif
