/*
 * notify -- tell systemd how we are (sd_notify(3)), by plain datagram.
 */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include <stdint.h>

/* "READY=1" and the like; nothing happens without $NOTIFY_SOCKET. */
void	notify_send(const char *state);

/* RELOADING=1 with the monotonic time that systemd wants beside it. */
void	notify_reloading(void);

/* How often WATCHDOG=1 is due, in ms; 0: never. */
int64_t	notify_watchdog_ms(void);

#endif
