/*
 * releases -- the hand-overs that are under way, and when the next is due.
 */
#ifndef KEEPER_RELEASES_H
#define KEEPER_RELEASES_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "keeper/custody.h"

struct releases;

struct releases *releases_new(struct custody *c);
void	releases_free(struct releases *r);
/* Called after the commit with where a case stands. */
void	releases_on_end(struct releases *r, void (*told)(void *arg,
	    const char *ref, struct slice state), void *arg);

/* Something was released: look at once. */
void	releases_wake(struct releases *r);
/* The same, in the transaction that is open, before releases_run(). */
void	releases_begin(struct releases *r, bool is_draining);
/* A separate copy waits for word of its message: look when it has waited. */
void	releases_expect(struct releases *r);

/* The loop: descriptors to watch, time to wait, steps to take. */
void	releases_poll(const struct releases *r, struct pollfd *at, size_t *n);
int64_t	releases_wait_ms(const struct releases *r);
bool	releases_can_go_on(const struct releases *r);
void	releases_step(struct releases *r);
bool	releases_are_active(const struct releases *r);

/* Is there anything for a transaction?  While draining nothing begins. */
bool	releases_are_due(struct releases *r, bool is_draining);
/* Within it: write down what ended, begin what is due. */
bool	releases_run(struct releases *r);
/* After it. */
void	releases_settle(struct releases *r, bool committed);

#endif
