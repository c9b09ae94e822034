/*
 * landlock -- files, TCP ports and signals out of reach, by raw system calls.
 *
 * The rights handled are all that the running kernel knows (asked at run
 * time); what it does not know is left to the system-call table.
 */
#ifndef PRIVSEP_LANDLOCK_H
#define PRIVSEP_LANDLOCK_H

#include <stdint.h>

/* The kernel's version of the interface; 0 when there is none. */
int	landlock_abi(void);

/*
 * Deny everything but these trees and one TCP port to connect to (0: none).
 *
 *   read_paths, write_paths   NULL-terminated lists, or NULL.
 *
 * Returns 0, ERR_UNSUPPORTED or ERR_SYSTEM.
 */
int	landlock_close(const char *const *read_paths,
	    const char *const *write_paths, uint16_t connect_port);

#endif
