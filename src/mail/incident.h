/*
 * incident -- one case that a rule or a person opened: what happened, since
 * when we know, what was done.  The keeper keeps it, people work on it.
 * Plain values, with their wire form.
 */
#ifndef MAIL_INCIDENT_H
#define MAIL_INCIDENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "ipc/wire.h"

struct incident {
	uint64_t number;		/* given by the register */
	struct slice name;		/* of `open case NAME` */
	struct slice rule;		/* that opened it; empty: a person */
	struct slice ref;		/* of the decision; may be empty */
	struct slice opened_by;
	int64_t opened_ms, closed_ms;	/* wall clock; closed 0: it is open */
	uint64_t note_count;
};

/* A line in its history: why it was opened, what was found, why it ended. */
struct incident_note {
	int64_t at_ms;
	struct slice who, text;
};

void	incident_put(struct wire_out *w, const struct incident *c);
int	incident_get(struct wire_in *w, struct arena *a, struct incident *ret);
void	incident_note_put(struct wire_out *w, const struct incident_note *n);
int	incident_note_get(struct wire_in *w, struct arena *a,
	    struct incident_note *ret);

#endif
