/*
 * background -- leave the terminal, but only once everything works: the
 * command that started exeatd returns when the roles are ready, or with the
 * reason why not.
 *
 * State of the process: the pipe to the command that waits.
 */
#ifndef DAEMON_BACKGROUND_H
#define DAEMON_BACKGROUND_H

#include <stdbool.h>

/* Fork; the first process waits for one of the next two and exits. */
void	background_begin(void);
void	background_ready(void);		/* nothing in the foreground */
/* Not ready for long: the command that waits is told, we go on trying. */
void	background_late(void);
_Noreturn void background_fail(const char *why, int status);

/* Standard error stays open after background_ready(): the log goes there. */
void	background_keep_output(bool keep);

void	background_pidfile(const char *path);		/* NULL: none */
void	background_pidfile_remove(const char *path);

#endif
