/*
 * sandbox -- what a role may still do once it has started.
 *
 * Four layers, entered together and never left again: no_new_privs, resource
 * limits, Landlock (files, TCP ports, signals, as far as the running kernel
 * knows them) and a system-call table that kills the process for anything not
 * listed.  The tables are in profile.c, one line per call with its reason.
 *
 * A profile is entered after everything that needs more: configuration read,
 * patterns compiled (JIT needs executable memory), converters and magic
 * loaded, descriptors open, log opened (log_open() connects to syslog).
 *
 * Profiles stack: the child runs under ZYGOTE and CHILD together.  ZYGOTE lists
 * what is allowed; CHILD, entered once a message, only what it takes away.
 */
#ifndef PRIVSEP_SANDBOX_H
#define PRIVSEP_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sandbox_profile {
	SANDBOX_PARENT,		/* exeatd: no filter, no core file; it spawns */
	SANDBOX_MILTER,		/* threads, accept; no open, connect, exec */
	SANDBOX_ZYGOTE,		/* fork and wait; receive descriptors */
	SANDBOX_CHILD,		/* has its request and its bounds, for good */
	SANDBOX_KEEPER,		/* its folder, its port, its control socket */
	SANDBOX_CTL		/* exeatctl once its files are open */
};

/*
 * What a profile needs to be told.  Zero is the strictest value of each.
 * Paths must exist; they are opened here and not kept.
 */
struct sandbox_options {
	const char *const *read_paths;	/* NULL-terminated; or NULL: none */
	const char *const *write_paths;	/* folders, everything beneath */
	uint16_t connect_port;		/* KEEPER: loopback TCP port; 0 none */
	uint64_t file_size_max;		/* RLIMIT_FSIZE in bytes; 0: unchanged */
	/*
	 * --insecure-no-sandbox: a missing layer is skipped, the others stand.
	 * The role then logs at WARN and sends LIFELINE_NOTE (lifeline.h,
	 * lifeline_note_override()).
	 */
	bool insecure;
};

/* Layers, as a bit set. */
#define SANDBOX_NO_NEW_PRIVS	0x1u
#define SANDBOX_SECCOMP		0x2u
#define SANDBOX_LANDLOCK	0x4u
#define SANDBOX_LAYERS		0x7u

/*
 * The layers this kernel offers to this process.  Cheap, changes nothing;
 * exeatd asks before it opens a socket.
 */
unsigned sandbox_available(void);

/* "seccomp, landlock": the words for a set of layers, static storage of 1. */
const char *sandbox_layer_words(unsigned layers);

/*
 * Enter a profile for good, the whole process with all its threads (call it
 * before the first thread is made).
 *
 *   opt   may be NULL: nothing but what the profile gives.
 *
 * Returns 0; ERR_UNSUPPORTED when a layer is missing and insecure is not set
 * (nothing was entered that matters: the role must exit, status 4);
 * ERR_SYSTEM when a path cannot be opened or a call failed.
 */
int	sandbox_enter(enum sandbox_profile profile,
	    const struct sandbox_options *opt);

/* Bytes of address space in use now; before the sandbox closes (/proc). */
uint64_t sandbox_address_space(void);

/*
 * The child's own bounds for one message, set before SANDBOX_CHILD, which
 * forbids changing them.
 *
 *   address_space   RLIMIT_AS in bytes: what sandbox_address_space() told in
 *                   the zygote, CHILD_MEMORY_MAX and the spool's size.
 *   cpu_s           RLIMIT_CPU; past it SIGXCPU, a second later SIGKILL.
 *   wall_ms         ITIMER_REAL; past it SIGALRM (default action: death).
 *
 * Returns 0 or ERR_SYSTEM.
 */
int	sandbox_bound_child(uint64_t address_space, unsigned cpu_s,
	    unsigned wall_ms);

/* How a process ended, from waitpid()'s status. */
enum sandbox_end {
	SANDBOX_END_EXIT,	/* by itself; see WEXITSTATUS */
	SANDBOX_END_VIOLATION,	/* SIGSYS: it tried what its table forbids */
	SANDBOX_END_CPU,	/* SIGXCPU: anomaly class timeout */
	SANDBOX_END_WALL,	/* SIGALRM: anomaly class timeout */
	SANDBOX_END_OUTPUT,	/* SIGXFSZ: wrote more than its share */
	SANDBOX_END_KILLED,	/* SIGKILL, SIGTERM: somebody ended it */
	SANDBOX_END_CRASH	/* any other signal */
};
enum sandbox_end sandbox_end_of(int wait_status);
const char *sandbox_end_word(enum sandbox_end end);

#endif
