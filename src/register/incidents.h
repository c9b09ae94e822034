/*
 * incidents -- the register of cases: those that `open case` opened, and
 * those that people did, with what was noted of each.  A case ends when a
 * person ends it.  Every act is in the audit chain.
 */
#ifndef REGISTER_INCIDENTS_H
#define REGISTER_INCIDENTS_H

#include "mail/incident.h"
#include "register/register.h"

extern const struct register_kind incidents;

/*
 * [transaction] Open one by hand: name, opened_by and, if there is one, ref
 * are given; the reason is its first note.  Sets the rest of *c.
 */
int	incidents_open(struct register_context *x, struct incident *c,
	    struct slice reason);
/* [transaction] One more note.  ERR_NOTFOUND; ERR_WRONG_STATE: it is closed. */
int	incidents_add(struct register_context *x, uint64_t number,
	    struct slice who, struct slice text, struct incident *ret);
/* [transaction] The last note, and the end.  As above. */
int	incidents_close(struct register_context *x, uint64_t number,
	    struct slice who, struct slice text, struct incident *ret);

/*
 * Up to max cases with number > after, in order; fewer may come although
 * there are more: *ret_last is where to go on, 0 at the end.
 */
int	incidents_list(struct register_context *x, uint64_t after, size_t max,
	    struct incident **ret, size_t *ret_n, uint64_t *ret_last);
/* One with up to max of its notes, the oldest first.  ERR_NOTFOUND. */
int	incidents_show(struct register_context *x, uint64_t number, size_t max,
	    struct incident *ret, struct incident_note **ret_notes,
	    size_t *ret_n);

#endif
