/*
 * What each role must be unable to do: one line per act, one column per
 * profile.  The profiles are the real ones, entered by the real function.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "privsep/landlock.h"
#include "privsep/profile.h"
#include "sandbox/stage.h"
#include "unit/unit.h"

static int
result(long r)
{
	return r == -1 ? -1 : 0;
}

/* Names outside the keeper's folder, and in it. */
static const char *
beside(const char *name)
{
	static char path[sizeof stage_things.outside + 32];

	snprintf(path, sizeof path, "%s/%s", stage_things.outside, name);
	return path;
}

static const char *
within(const char *name)
{
	static char path[sizeof stage_things.folder + 32];

	snprintf(path, sizeof path, "%s/%s", stage_things.folder, name);
	return path;
}

/* An act that is one raw system call. */
#define ACT(name, ...) \
	static int act_##name(void) { return result(syscall(__VA_ARGS__)); }

ACT(openat, SYS_openat, AT_FDCWD, stage_things.bait, O_RDONLY)
ACT(openat_memory, SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDWR)
ACT(openat_write, SYS_openat, AT_FDCWD, stage_things.bait, O_WRONLY)
ACT(openat_create, SYS_openat, AT_FDCWD, beside("new"), O_CREAT | O_RDWR, 0600)
ACT(openat2, SYS_openat2, AT_FDCWD, stage_things.bait,
    ((uint64_t[3]){ O_RDONLY, 0, 0 }), 24)
ACT(stat_path, SYS_newfstatat, AT_FDCWD, stage_things.bait,
    (char[256]){ 0 }, 0)
ACT(unlinkat, SYS_unlinkat, AT_FDCWD, stage_things.bait, 0)
ACT(renameat2, SYS_renameat2, AT_FDCWD, stage_things.bait, AT_FDCWD,
    beside("moved"), 0)
ACT(rename_in, SYS_renameat2, AT_FDCWD, stage_things.bait, AT_FDCWD,
    within("moved"), 0)
ACT(linkat, SYS_linkat, AT_FDCWD, stage_things.bait, AT_FDCWD,
    within("linked"), 0)
ACT(mkdirat, SYS_mkdirat, AT_FDCWD, beside("folder"), 0700)
ACT(symlinkat, SYS_symlinkat, stage_things.bait, AT_FDCWD, within("symlink"))
ACT(mknodat, SYS_mknodat, AT_FDCWD, within("fifo"), S_IFIFO | 0600, 0)
ACT(fchmodat, SYS_fchmodat, AT_FDCWD, stage_things.bait, 0666)
ACT(truncate, SYS_truncate, stage_things.bait, 0)
ACT(utimensat, SYS_utimensat, AT_FDCWD, stage_things.bait, NULL, 0)
ACT(chroot, SYS_chroot, "/tmp")
ACT(chdir, SYS_chdir, "/")
ACT(getdents, SYS_getdents64, 0, (char[64]){ 0 }, 64)
ACT(memfd, SYS_memfd_create, "escape", 0)
ACT(open_by_handle, SYS_open_by_handle_at, AT_FDCWD, NULL, 0)
ACT(fsync, SYS_fsync, 0)

ACT(socket_unix, SYS_socket, AF_UNIX, SOCK_STREAM, 0)
ACT(socket_inet, SYS_socket, AF_INET, SOCK_STREAM, 0)
ACT(socket_udp, SYS_socket, AF_INET, SOCK_DGRAM, 0)
ACT(socket_raw, SYS_socket, AF_INET, SOCK_RAW, 1)
ACT(socket_netlink, SYS_socket, AF_NETLINK, SOCK_RAW, 0)
ACT(socketpair, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, (int[2]){ 0 })
ACT(listen, SYS_listen, stage_things.tcp, 5)
ACT(accept, SYS_accept4, stage_things.tcp, NULL, NULL, 0)

static struct sockaddr_in loopback = { .sin_family = AF_INET };

static int
act_connect(void)
{
	loopback.sin_port = htons(stage_things.other);
	loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect(stage_things.tcp, (struct sockaddr *)&loopback,
	    sizeof loopback);
}

static int
act_bind(void)
{
	loopback.sin_port = 0;
	loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return bind(stage_things.tcp, (struct sockaddr *)&loopback,
	    sizeof loopback);
}

static int
act_sendto_address(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	snprintf(a.sun_path, sizeof a.sun_path, "/dev/log");
	return result(sendto(stage_things.pair[0], "x", 1, MSG_NOSIGNAL,
	    (struct sockaddr *)&a, sizeof a));
}

/* The child of a fork that worked must not run on with the test. */
static int
after_fork(long pid)
{
	if (pid == 0)
		_exit(0);
	return result(pid);
}

static int
act_fork(void)
{
	return after_fork(fork());
}

static int
act_fork_raw(void)
{
#ifdef SYS_fork
	return after_fork(syscall(SYS_fork));
#else
	return after_fork(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
#endif
}

static int
act_vfork(void)
{
	return after_fork(syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD,
	    0, 0, 0, 0));
}

static int
act_namespace(void)
{
	return after_fork(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0,
	    0));
}

static int
act_clone3(void)
{
	uint64_t args[11] = { 0 };

	args[4] = SIGCHLD;
	return after_fork(syscall(SYS_clone3, args, sizeof args));
}

static int
act_execve(void)
{
	char *argv[] = { (char *)(uintptr_t)"true", NULL }, *env[] = { NULL };

	return execve("/bin/true", argv, env);
}

static int
act_execveat(void)
{
	char *argv[] = { (char *)(uintptr_t)"x", NULL }, *env[] = { NULL };

	return result(syscall(SYS_execveat, stage_things.memfd, "", argv, env,
	    AT_EMPTY_PATH));
}

ACT(kill_parent, SYS_kill, getppid(), SIGTERM)
ACT(kill_all, SYS_kill, -1, 0)
ACT(tkill, SYS_tkill, getppid(), SIGTERM)
ACT(tgkill_parent, SYS_tgkill, getppid(), getppid(), SIGTERM)
ACT(pidfd_open, SYS_pidfd_open, getppid(), 0)
ACT(ptrace, SYS_ptrace, PTRACE_TRACEME, 0, 0, 0)
ACT(ptrace_attach, SYS_ptrace, PTRACE_ATTACH, getppid(), 0, 0)
ACT(vm_readv, SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0)
ACT(prlimit_parent, SYS_prlimit64, getppid(), RLIMIT_NOFILE, NULL,
    (uint64_t[2]){ 0 })
ACT(setuid, SYS_setuid, 0)
ACT(setgroups, SYS_setgroups, 0, NULL)
ACT(capset, SYS_capset, NULL, NULL)
ACT(unshare, SYS_unshare, CLONE_NEWNS)
ACT(setns, SYS_setns, 0, 0)
ACT(mount, SYS_mount, "none", "/tmp", "tmpfs", 0, NULL)
ACT(pivot_root, SYS_pivot_root, "/tmp", "/tmp")
ACT(bpf, SYS_bpf, 0, NULL, 0)
ACT(perf, SYS_perf_event_open, NULL, 0, -1, -1, 0)
ACT(io_uring, SYS_io_uring_setup, 8, (char[120]){ 0 })
ACT(userfaultfd, SYS_userfaultfd, 0)
ACT(keyctl, SYS_keyctl, 0, 0)
ACT(personality, SYS_personality, 0xffffffff)
ACT(init_module, SYS_finit_module, 0, "", 0)
ACT(reboot, SYS_reboot, 0, 0, 0, NULL)
ACT(shmget, SYS_shmget, 1, 4096, 0600)
ACT(setrlimit_own, SYS_prlimit64, 0, RLIMIT_CPU, NULL, (uint64_t[2]){ 0 })
ACT(setitimer, SYS_setitimer, ITIMER_REAL, (uint64_t[4]){ 0 }, NULL)
ACT(dumpable, SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)
ACT(ioctl_sti, SYS_ioctl, 0, 0x5412, "x")

static int
act_filter_more(void)
{
	uint32_t action = SECCOMP_RET_ALLOW;

	return result(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0,
	    &action));
}

static int
act_mmap_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int
act_mprotect_code(void)
{
	void *p;

	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p == MAP_FAILED ? 0 : mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static int
act_mmap_code_file(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE,
	    stage_things.memfd, 0) == MAP_FAILED ? -1 : 0;
}

#if defined(__x86_64__)
/* x32: the same numbers with a bit set, which a naive filter lets through. */
ACT(x32, 0x40000000 | 39)

/* The 32-bit door: its number 5 is open, 11 execve. */
static int
act_int80(void)
{
	long r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(20L) : "memory");
	return r < 0 ? -1 : 0;
}
#endif

/*
 * K killed by SIGSYS and nothing else; E fails, alive; D fails with EACCES;
 * X fails with EACCES or EXDEV; A is permitted.
 */
static const struct {
	const char *name;
	act_fn *act;
	const char *want;	/* by enum stage */
} acts[] = {
	/*			milter, zygote, child, keeper, ctl */
	{ "read a file outside",	act_openat,		"KKKDK" },
	{ "open own memory",		act_openat_memory,	"KKKDK" },
	{ "write a file outside",	act_openat_write,	"KKKDK" },
	{ "create a file outside",	act_openat_create,	"KKKDK" },
	{ "openat2",			act_openat2,		"KKKDK" },
	{ "stat a path",		act_stat_path,		"KKKAK" },
	{ "unlink outside",		act_unlinkat,		"KKKDK" },
	{ "rename outside",		act_renameat2,		"KKKDK" },
	{ "rename into its folder",	act_rename_in,		"KKKXK" },
	{ "link into its folder",	act_linkat,		"KKKXK" },
	{ "mkdir outside",		act_mkdirat,		"KKKDK" },
	{ "symlink",			act_symlinkat,		"KKKKK" },
	{ "mknod",			act_mknodat,		"KKKKK" },
	{ "chmod by path",		act_fchmodat,		"KKKKK" },
	{ "truncate by path",		act_truncate,		"KKKKK" },
	{ "touch by path",		act_utimensat,		"KKKKK" },
	{ "chroot",			act_chroot,		"KKKKK" },
	{ "chdir",			act_chdir,		"KKKKK" },
	{ "list a folder",		act_getdents,		"KKKEE" },
	{ "make a memfd",		act_memfd,		"AKKAA" },
	{ "open by handle",		act_open_by_handle,	"KKKKK" },
	{ "sync a file",		act_fsync,		"KKK  " },
	{ "a unix socket",		act_socket_unix,	"EEKEK" },
	{ "a TCP socket",		act_socket_inet,	"KKKAK" },
	{ "a UDP socket",		act_socket_udp,		"KKKKK" },
	{ "a raw socket",		act_socket_raw,		"KKKKK" },
	{ "a netlink socket",		act_socket_netlink,	"KKKKK" },
	{ "a socket pair",		act_socketpair,		"AAKAA" },
	{ "listen",			act_listen,		"KKKKK" },
	{ "accept",			act_accept,		"EKKEK" },
	{ "connect elsewhere",		act_connect,		"KKKDK" },
	{ "bind",			act_bind,		"KKKKK" },
	{ "send to an address",		act_sendto_address,	"KKKKK" },
	{ "fork",			act_fork,		"KAKKK" },
	{ "fork, raw",			act_fork_raw,		"KKKKK" },
	{ "vfork",			act_vfork,		"KKKKK" },
	{ "a new user namespace",	act_namespace,		"KKKKK" },
	{ "clone3",			act_clone3,		"EEKKK" },
	{ "exec",			act_execve,		"KKKKK" },
	{ "exec from memory",		act_execveat,		"KKKKK" },
	{ "kill the parent",		act_kill_parent,	"KKKKK" },
	{ "kill everybody",		act_kill_all,		"KKKKK" },
	{ "tkill",			act_tkill,		"KKKKK" },
	{ "tgkill the parent",		act_tgkill_parent,	"KKKKK" },
	{ "pidfd_open",			act_pidfd_open,		"KKKKK" },
	{ "ptrace",			act_ptrace,		"KKKKK" },
	{ "ptrace the parent",		act_ptrace_attach,	"KKKKK" },
	{ "read another's memory",	act_vm_readv,		"KKKKK" },
	{ "limit another process",	act_prlimit_parent,	"KKKKK" },
	{ "setuid",			act_setuid,		"KKKKK" },
	{ "setgroups",			act_setgroups,		"KKKKK" },
	{ "capset",			act_capset,		"KKKKK" },
	{ "unshare",			act_unshare,		"KKKKK" },
	{ "setns",			act_setns,		"KKKKK" },
	{ "mount",			act_mount,		"KKKKK" },
	{ "pivot_root",			act_pivot_root,		"KKKKK" },
	{ "bpf",			act_bpf,		"KKKKK" },
	{ "perf_event_open",		act_perf,		"KKKKK" },
	{ "io_uring",			act_io_uring,		"KKKKK" },
	{ "userfaultfd",		act_userfaultfd,	"KKKKK" },
	{ "keyctl",			act_keyctl,		"KKKKK" },
	{ "personality",		act_personality,	"KKKKK" },
	{ "load a module",		act_init_module,	"KKKKK" },
	{ "reboot",			act_reboot,		"KKKKK" },
	{ "shared memory",		act_shmget,		"KKKKK" },
	{ "change own limits",		act_setrlimit_own,	"K K K " },
	{ "change own clock",		act_setitimer,		"KAKKK" },
	{ "become dumpable",		act_dumpable,		"K KKK" },
	{ "touch filters",		act_filter_more,	"KAKKK" },
	{ "terminal input",		act_ioctl_sti,		"KKKKK" },
	{ "map code",			act_mmap_code,		"KKKKK" },
	{ "make memory code",		act_mprotect_code,	"KKKKK" },
	{ "map a file as code",		act_mmap_code_file,	"KKKKK" },
#if defined(__x86_64__)
	{ "an x32 call",		act_x32,		"KKKKK" },
	{ "a 32-bit call",		act_int80,		"KKKKK" },
#endif
};

/* Does the outcome bear out the claim? */
static bool
fits(char want, struct outcome o)
{
	if (want == 'K')
		return o.signal == SIGSYS;
	if (o.signal != 0)
		return false;
	if (want == 'A')
		return o.status == 0;
	if (want == 'D')
		return o.error == EACCES;
	if (want == 'X')
		return o.error == EACCES || o.error == EXDEV;
	return o.error != 0;
}

static char
letter(struct outcome o)
{
	if (o.signal == SIGSYS)
		return 'K';
	if (o.signal != 0)
		return '!';
	return o.status == 0 ? 'A' : o.error != 0 ? 'E' : '?';
}

START_TEST(test_act)
{
	struct outcome o;
	int s;

	for (s = 0; s < STAGE_COUNT; s++) {
		if (acts[_i].want[s] == ' ')
			continue;
		/* Older kernels leave ports to the system-call table alone. */
		if (acts[_i].act == act_connect && s == STAGE_KEEPER &&
		    landlock_abi() < 4)
			continue;
		o = stage_run((enum stage)s, NULL, acts[_i].act);
		ck_assert_msg(fits(acts[_i].want[s], o),
		    "%s by %s: wanted %c, got %c (signal %d, status %d, %s)",
		    acts[_i].name, stage_word((enum stage)s),
		    acts[_i].want[s], letter(o), o.signal, o.status,
		    strerror(o.error));
	}
	ck_assert_msg(access(stage_things.bait, R_OK) == 0 &&
	    access(beside("new"), F_OK) == -1 &&
	    access(beside("folder"), F_OK) == -1,
	    "%s left a trace outside", acts[_i].name);
}
END_TEST

/*
 * The child's table only takes away: what the zygote may do beyond the common
 * calls must be named in it, whatever is added there some day.
 */
START_TEST(test_child_table)
{
	const struct filter_table *own =
	    profile_of(SANDBOX_ZYGOTE)->tables[1];
	const struct filter_table *taken =
	    profile_of(SANDBOX_CHILD)->tables[0];
	size_t i, k;

	ck_assert(own->count > 20);
	for (i = 0; i < own->count && !STAGE_SANITIZED; i++) {
		for (k = 0; k < taken->count; k++)
			if (taken->rule[k].nr == own->rule[i].nr &&
			    taken->rule[k].action == FILTER_KILL)
				break;
		ck_assert_msg(k < taken->count, "%s of the zygote's table: "
		    "may a child call it?", own->rule[i].name);
	}
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "forbidden", test_act, N_OF(acts) },
		{ "child-table", test_child_table, 1 },
		{ NULL, NULL, 0 },
	};

	if (STAGE_SANITIZED) {
		puts("skip: a sanitizer widens the profiles");
		return STAGE_SKIPPED;
	}
	stage_setup();
	return unit_main("forbidden", cases);
}
