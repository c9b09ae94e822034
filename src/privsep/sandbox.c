#include "privsep/sandbox.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "privsep/landlock.h"
#include "privsep/profile.h"

/*
 * A sanitizer maps terabytes of address space, and looks for leaks by
 * tracing itself.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SHADOWED_MEMORY	true
#else
#define SHADOWED_MEMORY	false
#endif

static bool
has_seccomp(void)
{
	uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0,
	    &action) == 0;
}

unsigned
sandbox_available(void)
{
	unsigned layers = 0;

	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0)
		layers |= SANDBOX_NO_NEW_PRIVS;
	if (has_seccomp())
		layers |= SANDBOX_SECCOMP;
	if (landlock_abi() > 0)
		layers |= SANDBOX_LANDLOCK;
	return layers;
}

const char *
sandbox_layer_words(unsigned layers)
{
	static const char *const words[SANDBOX_LAYERS + 1] = {
		"none",
		"no_new_privs",
		"seccomp",
		"no_new_privs, seccomp",
		"landlock",
		"no_new_privs, landlock",
		"seccomp, landlock",
		"no_new_privs, seccomp, landlock",
	};

	return words[layers & SANDBOX_LAYERS];
}

/* Lower a limit for good; never raise one that is lower already. */
static int
lower(__rlimit_resource_t resource, uint64_t value)
{
	struct rlimit rl;

	if (value == PROFILE_SAME)
		return 0;
	if (getrlimit(resource, &rl) == -1)
		return ERR_SYSTEM;
	if (rl.rlim_max != RLIM_INFINITY && rl.rlim_max < value)
		value = rl.rlim_max;
	if (rl.rlim_max == value && rl.rlim_cur == value)
		return 0;
	rl.rlim_cur = rl.rlim_max = value;
	return setrlimit(resource, &rl) == -1 ? ERR_SYSTEM : 0;
}

static int
set_limits(const struct profile *p, const struct sandbox_options *opt)
{
	int r;

	r = lower(RLIMIT_CORE, 0);	/* a core file would hold mail */
	if (r == 0)
		r = lower(RLIMIT_NPROC, p->processes_max);
	if (r == 0)
		r = lower(RLIMIT_NOFILE, p->files_max);
	if (r == 0 && opt->file_size_max != 0)
		r = lower(RLIMIT_FSIZE, opt->file_size_max);
	return r;
}

static int
enter_landlock(const struct profile *p, const struct sandbox_options *opt,
    unsigned layers)
{
	if (!p->has_landlock || (layers & SANDBOX_LANDLOCK) == 0)
		return 0;
	return landlock_close(opt->read_paths, opt->write_paths,
	    opt->connect_port);
}

static int
enter_filter(const struct profile *p, unsigned layers)
{
	struct filter_table tables[PROFILE_TABLES_MAX];
	size_t n;

	if (!p->has_filter || (layers & SANDBOX_SECCOMP) == 0)
		return 0;
	for (n = 0; n < PROFILE_TABLES_MAX && p->tables[n] != NULL; n++)
		tables[n] = *p->tables[n];
	return filter_install(tables, n, p->otherwise);
}

/*
 * What the profile needs of what there is.  The child runs under a filter
 * that forbids asking about Landlock; the zygote has asked for it.
 */
static unsigned
layers_for(const struct profile *p, unsigned *ret_wanted)
{
	unsigned have;

	*ret_wanted = SANDBOX_NO_NEW_PRIVS;
	if (p->has_filter)
		*ret_wanted |= SANDBOX_SECCOMP;
	if (p->has_landlock) {
		*ret_wanted |= SANDBOX_LANDLOCK;
		return sandbox_available();
	}
	have = SANDBOX_NO_NEW_PRIVS;
	if (has_seccomp())
		have |= SANDBOX_SECCOMP;
	return have;
}

int
sandbox_enter(enum sandbox_profile profile, const struct sandbox_options *opt)
{
	static const struct sandbox_options nothing;
	const struct profile *p = profile_of(profile);
	unsigned have, wanted;
	int r;

	if (opt == NULL)
		opt = &nothing;
	have = layers_for(p, &wanted);
	if ((wanted & ~have) != 0 && !opt->insecure)
		return ERR_UNSUPPORTED;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return ERR_SYSTEM;
	/* Roles of one account may not look into each other's memory. */
	if (p->has_landlock && !SHADOWED_MEMORY &&
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return ERR_SYSTEM;
	/*
	 * glibc shrinks the heaps of threads, and asks a file in /proc whether
	 * it may: deadly here.  With one heap for all there is none to shrink.
	 */
	if (p->has_threads && mallopt(M_ARENA_MAX, 1) != 1 &&
	    !SHADOWED_MEMORY)
		return ERR_SYSTEM;
	r = set_limits(p, opt);
	if (r == 0)
		r = enter_landlock(p, opt, have);
	if (r == 0)
		r = enter_filter(p, have);
	return r;
}

uint64_t
sandbox_address_space(void)
{
	unsigned long long pages = 0;
	FILE *f;

	f = fopen("/proc/self/statm", "re");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%llu", &pages) != 1)
		pages = 0;
	fclose(f);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

int
sandbox_bound_child(uint64_t address_space, unsigned cpu_s, unsigned wall_ms)
{
	struct itimerval it = { 0 };
	struct rlimit rl;

	/* Whatever the zygote does with it: here the alarm is the end. */
	if (signal(SIGALRM, SIG_DFL) == SIG_ERR)
		return ERR_SYSTEM;
	rl.rlim_cur = rl.rlim_max = address_space;
	if (!SHADOWED_MEMORY && setrlimit(RLIMIT_AS, &rl) == -1)
		return ERR_SYSTEM;
	rl.rlim_cur = cpu_s;
	rl.rlim_max = cpu_s + 1;
	if (setrlimit(RLIMIT_CPU, &rl) == -1)
		return ERR_SYSTEM;
	it.it_value.tv_sec = wall_ms / 1000;
	it.it_value.tv_usec = (suseconds_t)(wall_ms % 1000) * 1000;
	if (setitimer(ITIMER_REAL, &it, NULL) == -1)
		return ERR_SYSTEM;
	return 0;
}

enum sandbox_end
sandbox_end_of(int wait_status)
{
	if (WIFEXITED(wait_status))
		return SANDBOX_END_EXIT;
	switch (WTERMSIG(wait_status)) {
	case SIGSYS:
		return SANDBOX_END_VIOLATION;
	case SIGXCPU:
		return SANDBOX_END_CPU;
	case SIGALRM:
		return SANDBOX_END_WALL;
	case SIGXFSZ:
		return SANDBOX_END_OUTPUT;
	case SIGKILL:
	case SIGTERM:
		return SANDBOX_END_KILLED;
	default:
		return SANDBOX_END_CRASH;
	}
}

const char *
sandbox_end_word(enum sandbox_end end)
{
	switch (end) {
	case SANDBOX_END_EXIT:
		return "exit";
	case SANDBOX_END_VIOLATION:
		return "sandbox-violation";
	case SANDBOX_END_CPU:
		return "cpu-limit";
	case SANDBOX_END_WALL:
		return "wall-limit";
	case SANDBOX_END_OUTPUT:
		return "output-limit";
	case SANDBOX_END_KILLED:
		return "killed";
	case SANDBOX_END_CRASH:
		return "crash";
	}
	return "crash";
}
