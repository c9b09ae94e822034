#include "privsep/profile.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

/* Calls that newer architectures do without: the table line is skipped. */
#ifndef __NR_poll
#define __NR_poll		-1
#define __NR_select		-1
#define __NR_time		-1
#define __NR_stat		-1
#define __NR_lstat		-1
#define __NR_open		-1
#define __NR_access		-1
#define __NR_unlink		-1
#define __NR_rename		-1
#define __NR_link		-1
#define __NR_mkdir		-1
#define __NR_rmdir		-1
#define __NR_readlink		-1
#define __NR_pipe		-1
#define __NR_dup2		-1
#define __NR_epoll_wait		-1
#define __NR_getdents		-1
#endif

#define OK(call, why) \
	{ #call, __NR_##call, { { 0 } }, FILTER_ALLOW, 0, why }
#define OK_IF(call, why, ...) \
	{ #call, __NR_##call, { __VA_ARGS__ }, FILTER_ALLOW, 0, why }
#define FAIL(call, err, why) \
	{ #call, __NR_##call, { { 0 } }, FILTER_ERRNO, err, why }
#define FAIL_IF(call, err, why, ...) \
	{ #call, __NR_##call, { __VA_ARGS__ }, FILTER_ERRNO, err, why }
#define DENY(call, why) \
	{ #call, __NR_##call, { { 0 } }, FILTER_KILL, 0, why }

#define DENY_IF(call, why, ...) \
	{ #call, __NR_##call, { __VA_ARGS__ }, FILTER_KILL, 0, why }

#define IS(i, value)	{ i, FILTER_LOW, 0xffffffffu, (uint32_t)(value) }
#define WITHOUT(i, bits) { i, FILTER_LOW, (uint32_t)(bits), 0 }
#define WITH(i, bits)	{ i, FILTER_LOW, (uint32_t)(bits), (uint32_t)(bits) }
#define IS_NULL(i) \
	{ i, FILTER_LOW, 0xffffffffu, 0 }, { i, FILTER_HIGH, 0xffffffffu, 0 }
#define IS_SELF(i)	{ i, FILTER_SELF, 0xffffffffu, 0 }

#define TABLE(name, rules) \
	static const struct filter_table name = \
	    { rules, sizeof rules / sizeof rules[0] }

/*
 * What every process here does: memory without new code, descriptors that it
 * has, time, ending.
 */
static const struct filter_rule common_rules[] = {
	OK(read, "bytes from a descriptor we were given"),
	OK(write, "the same, out; log lines to standard error"),
	OK(readv, "as read"),
	OK(writev, "as write; stdio and aborting libc use it"),
	OK(pread64, "windows of the spool"),
	OK(pwrite64, "as write, at a place"),
	OK(sendmsg, "frames"),
	OK(recvmsg, "frames and the descriptors they bring"),
	OK(poll, "waiting with a deadline"),
	OK(ppoll, "the same, newer libc"),
	OK(lseek, "size of a descriptor"),
	OK(fstat, "size and kind of a descriptor"),
	OK_IF(newfstatat, "fstat() of glibc: an empty path on a descriptor",
	    WITH(3, AT_EMPTY_PATH)),
	OK(close, "descriptors end"),
	OK_IF(fcntl, "seals of a spool", IS(1, F_GET_SEALS)),
	OK_IF(fcntl, "is it non-blocking", IS(1, F_GETFL)),
	OK_IF(fcntl, "is it close-on-exec", IS(1, F_GETFD)),
	OK_IF(fcntl, "make it close-on-exec", IS(1, F_SETFD)),
	OK_IF(mmap, "memory, spools; never code", WITHOUT(2, PROT_EXEC)),
	OK_IF(mprotect, "heap growth and guard pages; never code",
	    WITHOUT(2, PROT_EXEC)),
	OK(munmap, "free"),
	OK(mremap, "realloc"),
	OK(brk, "malloc"),
	OK(madvise, "malloc gives pages back"),
	OK(futex, "locks of libc, even with one thread"),
	OK(clock_gettime, "deadlines, where there is no vDSO"),
	OK(clock_getres, "as clock_gettime"),
	OK(gettimeofday, "as clock_gettime"),
	OK(time, "as clock_gettime"),
	OK(clock_nanosleep, "short waits"),
	OK(nanosleep, "short waits"),
	OK(getrandom, "hash seeds of libraries, keys"),
	OK(getpid, "log lines, abort()"),
	OK(gettid, "abort()"),
	OK(getuid, "libraries ask whether they run setuid"),
	OK(geteuid, "as getuid"),
	OK(getgid, "as getuid"),
	OK(getegid, "as getuid"),
	OK(rt_sigaction, "own handlers; abort() resets SIGABRT"),
	OK(rt_sigprocmask, "abort(), fork()"),
	OK(rt_sigreturn, "end of a handler"),
	OK(restart_syscall, "the kernel's own, after a stop"),
	OK(sched_yield, "spin locks of libraries"),
	OK(sched_getaffinity, "malloc asks how many cores there are"),
	OK(sysinfo, "qsort() past 1 KiB, scrypt, SQLite: how much memory"),
	FAIL_IF(ioctl, ENOTTY, "stdio asks whether it is a terminal",
	    IS(1, TCGETS)),
	OK(exit, "end of a thread"),
	OK(exit_group, "end"),
};
TABLE(common, common_rules);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    defined(EXEAT_SANITIZER)
#define WITH_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WITH_SANITIZER
#endif
#endif

/* Only in builds made to find bugs; their run time looks about itself. */
static const struct filter_rule sanitizer_rules[] = {
#ifdef WITH_SANITIZER
	OK(sigaltstack, "sanitizer: reports stack overflow"),
	OK(mincore, "sanitizer: is this address mapped"),
	OK(prctl, "sanitizer: names its mappings"),
	OK(getppid, "sanitizer: leak check"),
	OK(rt_sigtimedwait, "sanitizer: background thread"),
	FAIL(openat, EACCES, "sanitizer: /proc/self/maps"),
	FAIL(open, EACCES, "sanitizer: as openat"),
	FAIL(readlink, EACCES, "sanitizer: name of the executable"),
	FAIL(readlinkat, EACCES, "as readlink"),
	FAIL(pipe, EPERM, "sanitizer: probes memory"),
	FAIL(pipe2, EPERM, "as pipe"),
#else
	{ "none", -1, { { 0 } }, FILTER_KILL, 0, "no sanitizer here" },
#endif
};
TABLE(sanitizer, sanitizer_rules);

/*
 * The child runs under the zygote's table, and so under the common one.  This
 * one names what it takes away of them, once the bounds of one message stand:
 * a whole table once more would cost every message its compilation.  A unit
 * test holds it against the zygote's: what is new there must be judged here.
 */
static const struct filter_rule child_rules[] = {
	DENY(clone, "no process, no thread"),
	DENY(clone3, "the same; not even an answer"),
#ifndef WITH_SANITIZER
	DENY(set_robust_list, "of a thread that is new"),
	DENY(rseq, "the same"),
	DENY(set_tid_address, "the same"),
	DENY(rt_sigtimedwait, "it has no children"),
	DENY(pipe2, "no line to anybody"),
	DENY(getppid, "nobody of interest"),
#endif
	DENY(wait4, "it has no children"),
	DENY(waitid, "the same"),
	DENY(kill, "no signal to anybody"),
	OK_IF(tgkill, "abort() of this process", IS_SELF(0)),
	DENY(tgkill, "nor to a thread of another"),
	DENY(rt_sigsuspend, "it has no children"),
	DENY(signalfd4, "the same"),
	DENY(socketpair, "no line to anybody"),
	DENY(dup3, "descriptors stay as they are"),
	DENY_IF(fcntl, "the same", IS(1, F_SETFL)),
	DENY_IF(fcntl, "the same", IS(1, F_DUPFD_CLOEXEC)),
	DENY(close_range, "the same"),
	DENY(setitimer, "the wall clock stands"),
	DENY(prlimit64, "the limits stand"),
	DENY(seccomp, "no more filters"),
	DENY(prctl, "no more changes to itself"),
	DENY(sendto, "it logs nothing"),
	DENY(socket, "the same"),
};
TABLE(child, child_rules);

static const struct filter_rule zygote_rules[] = {
	OK_IF(clone, "fork() of glibc, exactly, and no other kind",
	    IS(0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD)),
	FAIL(clone3, ENOSYS, "glibc then asks clone, which can be checked"),
	OK(set_robust_list, "fork() of glibc, in the child"),
	OK(rseq, "as set_robust_list"),
	OK(set_tid_address, "as set_robust_list"),
	OK(wait4, "children that ended"),
	OK(waitid, "the same"),
	OK_IF(kill, "a child past its wall clock", IS(1, SIGKILL)),
	OK_IF(tgkill, "abort()", IS(2, SIGABRT)),
	OK(rt_sigtimedwait, "SIGCHLD"),
	OK(rt_sigsuspend, "SIGCHLD"),
	OK(signalfd4, "SIGCHLD in the poll loop"),
	OK_IF(socketpair, "a line to a child", IS(0, AF_UNIX)),
	OK(pipe2, "a line to a child"),
	OK_IF(dup3, "descriptors of a child", WITH(2, O_CLOEXEC)),
	OK_IF(fcntl, "non-blocking", IS(1, F_SETFL)),
	OK_IF(fcntl, "a second number for one end", IS(1, F_DUPFD_CLOEXEC)),
	OK(getppid, "is the parent still there"),
	/* What a child needs until its bounds stand; it then loses them. */
	OK(setitimer, "child"),
	OK_IF(prlimit64, "child, of itself", IS(0, 0)),
	OK(seccomp, "child"),
	OK_IF(prctl, "child", IS(0, PR_SET_NO_NEW_PRIVS)),
	OK_IF(prctl, "child", IS(0, PR_GET_NO_NEW_PRIVS)),
	OK_IF(prctl, "child: dies with the zygote", IS(0, PR_SET_PDEATHSIG)),
	OK_IF(prctl, "child: no core, no ptrace", IS(0, PR_SET_DUMPABLE)),
	OK(close_range, "child: descriptors of its siblings"),
	OK_IF(sendto, "log lines to the connected syslog", IS_NULL(4)),
	FAIL_IF(socket, EACCES, "glibc's syslog() reconnects: lose the line, "
	    "not the zygote", IS(0, AF_UNIX)),
};
TABLE(zygote, zygote_rules);

static const struct filter_rule milter_rules[] = {
	OK_IF(clone, "threads of libmilter; no process",
	    WITH(0, CLONE_THREAD | CLONE_VM | CLONE_SIGHAND)),
	FAIL(clone3, ENOSYS, "glibc then asks clone, which can be checked"),
	OK(set_robust_list, "start of a thread"),
	OK(rseq, "start of a thread"),
	OK_IF(tgkill, "abort(), pthread_kill() in libmilter", IS_SELF(0)),
	OK_IF(kill, "libmilter ends its own signal thread", IS_SELF(0)),
	OK(rt_sigtimedwait, "libmilter's signal thread"),
	OK(rt_sigsuspend, "the same"),
	OK(select, "libmilter built without poll"),
	OK(pselect6, "the same"),
	OK(accept, "connections from the MTA"),
	OK(accept4, "the same"),
	OK_IF(listen, "libmilter listens again on the socket it inherits",
	    IS(0, 4)),
	OK(getsockname, "libmilter: which kind of socket"),
	OK(getpeername, "who is connected"),
	OK(getsockopt, "peer credentials, errors"),
	OK(setsockopt, "keep-alive and buffers of connections"),
	OK(shutdown, "end of a connection"),
	OK(recvfrom, "recv() in libmilter"),
	OK_IF(sendto, "send() and log lines on connected sockets",
	    IS_NULL(4)),
	OK_IF(socketpair, "reply sockets, links to the keeper",
	    IS(0, AF_UNIX)),
	OK(pipe2, "libmilter and the drain wake their loops"),
	OK(eventfd2, "the same"),
	OK(memfd_create, "spools in memory"),
	OK(ftruncate, "size of a spool"),
	OK(fallocate, "size of a spool"),
	OK(sendfile, "spool to spool"),
	OK_IF(fcntl, "a finished spool is sealed", IS(1, F_ADD_SEALS)),
	OK_IF(fcntl, "non-blocking", IS(1, F_SETFL)),
	OK_IF(fcntl, "a second number", IS(1, F_DUPFD_CLOEXEC)),
	OK_IF(dup3, "a second number", WITH(2, O_CLOEXEC)),
	OK(getppid, "is the parent still there"),
	OK_IF(prctl, "names of threads", IS(0, PR_SET_NAME)),
	FAIL_IF(socket, EACCES, "glibc's syslog() reconnects: lose the line, "
	    "not the milter", IS(0, AF_UNIX)),
};
TABLE(milter, milter_rules);

static const struct filter_rule keeper_rules[] = {
	OK_IF(tgkill, "abort() of this process", IS_SELF(0)),
	OK(openat, "its folder: Landlock draws the line"),
	OK(open, "the same; SQLite asks through libc"),
	OK(openat2, "beneath the folder, without symlinks"),
	OK(newfstatat, "files of its folder"),
	OK(stat, "the same"),
	OK(lstat, "the same"),
	OK(statx, "the same"),
	OK(access, "SQLite: is there a journal"),
	OK(faccessat, "the same"),
	OK(faccessat2, "the same"),
	OK(readlink, "SQLite follows its path"),
	OK(readlinkat, "the same"),
	OK(getcwd, "SQLite makes paths absolute"),
	OK(unlink, "blobs erased, journals"),
	OK(unlinkat, "the same"),
	OK(rename, "blobs published"),
	OK(renameat, "the same"),
	OK(renameat2, "the same"),
	OK(link, "blobs published, only if the name is free"),
	OK(linkat, "the same"),
	OK(mkdir, "folders of blobs"),
	OK(mkdirat, "the same"),
	OK(rmdir, "SQLite removes its lock folder"),
	OK(getdents64, "the checker lists the folder"),
	OK(statfs, "room on the disk"),
	OK(fstatfs, "room on the disk"),
	OK(ftruncate, "database, blobs"),
	OK(fallocate, "the same"),
	OK(fsync, "durability"),
	OK(fdatasync, "durability"),
	OK(sync_file_range, "durability, begun early"),
	OK_IF(fcntl, "SQLite's locks", IS(1, F_SETLK)),
	OK_IF(fcntl, "SQLite's locks", IS(1, F_SETLKW)),
	OK_IF(fcntl, "SQLite's locks", IS(1, F_GETLK)),
	OK_IF(fcntl, "a finished message is sealed", IS(1, F_ADD_SEALS)),
	OK_IF(fcntl, "non-blocking", IS(1, F_SETFL)),
	OK_IF(fcntl, "a second number", IS(1, F_DUPFD_CLOEXEC)),
	OK(flock, "one keeper a folder"),
	/* By descriptor only: Landlock does not look at modes and owners. */
	OK(fchmod, "modes asserted"),
	OK(fchown, "SQLite keeps the owner of its journal"),
	OK(umask, "SQLite sets modes exactly"),
	OK(fadvise64, "blobs are read once"),
	OK(mlock, "the master key stays out of swap"),
	OK(mlock2, "the same"),
	OK(munlock, "the same"),
	OK(memfd_create, "a message for a reviewer, never a file"),
	OK(sendfile, "the same"),
	OK_IF(socket, "the release port", IS(0, AF_INET),
	    WITH(1, SOCK_STREAM), WITHOUT(1, SOCK_DGRAM)),
	OK_IF(socket, "the release port", IS(0, AF_INET6),
	    WITH(1, SOCK_STREAM), WITHOUT(1, SOCK_DGRAM)),
	FAIL_IF(socket, EACCES, "glibc's syslog() reconnects: lose the line, "
	    "not the keeper", IS(0, AF_UNIX)),
	OK(connect, "the release port: Landlock names it"),
	OK_IF(socketpair, "links it hands out", IS(0, AF_UNIX)),
	OK(accept, "control connections"),
	OK(accept4, "the same"),
	OK(getsockname, "sockets"),
	OK(getpeername, "sockets"),
	OK(getsockopt, "peer credentials, errors"),
	OK(setsockopt, "timeouts, no delay"),
	OK(shutdown, "end of a connection"),
	OK(recvfrom, "SMTP replies"),
	OK_IF(sendto, "SMTP, log lines, on connected sockets", IS_NULL(4)),
	OK(select, "SQLite and libraries that wait"),
	OK(pselect6, "the same"),
	OK(epoll_create1, "its loop"),
	OK(epoll_ctl, "its loop"),
	OK(epoll_wait, "its loop"),
	OK(epoll_pwait, "its loop"),
	OK(timerfd_create, "its loop"),
	OK(timerfd_settime, "its loop"),
	OK(signalfd4, "its loop"),
	OK(eventfd2, "its loop"),
	OK(pipe2, "its loop"),
	OK_IF(dup3, "a second number", WITH(2, O_CLOEXEC)),
	OK(uname, "its name in SMTP"),
	OK(getppid, "is the parent still there"),
};
TABLE(keeper, keeper_rules);

static const struct filter_rule ctl_rules[] = {
	OK_IF(tgkill, "abort() of this process", IS_SELF(0)),
	OK(wait4, "its private inspector ended"),
	OK(recvfrom, "replies"),
	OK_IF(sendto, "requests on connected sockets", IS_NULL(4)),
	OK(getsockopt, "who answers"),
	OK_IF(socketpair, "reply sockets", IS(0, AF_UNIX)),
	OK(memfd_create, "the message for the inspector"),
	OK(ftruncate, "the same"),
	OK(sendfile, "the same"),
	OK_IF(fcntl, "the message is sealed", IS(1, F_ADD_SEALS)),
	OK_IF(fcntl, "non-blocking", IS(1, F_SETFL)),
	OK(shutdown, "end of a connection"),
	OK(getdents64, "a folder of messages that is open"),
	OK(fsync, "a file that it writes"),
};
TABLE(ctl, ctl_rules);

const struct profile *
profile_of(enum sandbox_profile which)
{
	static const struct profile profiles[] = {
		[SANDBOX_PARENT] = { "parent", { NULL }, FILTER_ALLOW,
		    false, false, false, PROFILE_SAME, PROFILE_SAME },
		[SANDBOX_MILTER] = { "milter", { &common, &milter, &sanitizer },
		    FILTER_KILL, true, true, true, PROFILE_SAME, PROFILE_SAME },
		[SANDBOX_ZYGOTE] = { "zygote", { &common, &zygote, &sanitizer },
		    FILTER_KILL, true, true, false, PROFILE_SAME, PROFILE_SAME },
		/* NPROC 0: a second lock on fork.  Descriptors: a handful. */
		[SANDBOX_CHILD] = { "child", { &child }, FILTER_ALLOW, true,
		    false, false, 0, 64 },
		[SANDBOX_KEEPER] = { "keeper", { &common, &keeper, &sanitizer },
		    FILTER_KILL, true, true, false, PROFILE_SAME, PROFILE_SAME },
		[SANDBOX_CTL] = { "ctl", { &common, &ctl, &sanitizer },
		    FILTER_KILL, true, true, false, PROFILE_SAME, PROFILE_SAME },
	};

	return &profiles[which];
}
