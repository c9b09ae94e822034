/*
 * progress -- how far a long command is, on standard error:
 *
 *	scan  12,480 / 48,112 messages  26 %  412/s  1 min 26 s left  37 findings
 *
 * One line that is written over where somebody watches, else a line each ten
 * seconds (logs, screen readers).  Never what it is about: counts only.
 */
#ifndef CTL_PROGRESS_H
#define CTL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "ctl/command.h"

enum progress_how {
	PROGRESS_NONE,
	PROGRESS_PLAIN,
	PROGRESS_BAR
};

struct progress {
	enum progress_how how;
	int64_t next_ms;	/* when the next line is due */
	bool is_shown;		/* a bar stands on the screen */
};

/* Where the work stands. */
struct progress_state {
	const char *verb;	/* "scan" */
	uint64_t done;
	uint64_t total;		/* 0: not known */
	uint64_t fresh;		/* of done, what took elapsed_ms */
	int64_t elapsed_ms;
	uint64_t found;
	const char *found_word;	/* "findings", "changes" */
};

/* text: the value of --progress, or NULL.  CTL_OK or CTL_USAGE. */
enum ctl_exit progress_open(struct progress *p, const char *verb,
	    const char *text);

/* Is it time for a line?  If so the next one is put off. */
bool	progress_is_due(struct progress *p);
/* Show a line in the way that is asked for. */
void	progress_show(struct progress *p, const char *line);
/* Take the bar off the screen: before anything else is written there. */
void	progress_clear(struct progress *p);

/* The line above, appended to out. */
int	progress_line(const struct progress_state *s, struct buf *out);

/* 12480 as "12,480"; appended to out. */
int	progress_number(uint64_t n, struct buf *out);

#endif
