#include "sandbox/stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "ipc/frame.h"
#include "privsep/sandbox.h"

/* Exit statuses of the processes here; acts themselves give 0 or an errno. */
#define FAILED_TO_ENTER	250
#define FAILED_TO_WAIT	251

struct stage_things stage_things;

const char *
stage_word(enum stage stage)
{
	static const char *const words[STAGE_COUNT] = {
		"milter", "zygote", "child", "keeper", "ctl",
	};

	return words[stage];
}

static int
listener(unsigned short *ret_port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	int fd;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof a) == -1 ||
	    listen(fd, 8) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) == -1) {
		perror("listener");
		exit(99);
	}
	*ret_port = ntohs(a.sin_port);
	return fd;
}

static pid_t owner;

/* Only by the process that made it: libcheck's children exit as well. */
static void
remove_folders(void)
{
	pid_t pid;

	if (getpid() != owner)
		return;
	pid = fork();
	if (pid == 0) {
		execl("/bin/rm", "rm", "-rf", stage_things.folder,
		    stage_things.outside, (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
}

static void
folder(char *path, size_t size)
{
	snprintf(path, size, "/tmp/exeat-sandbox-XXXXXX");
	if (mkdtemp(path) == NULL) {
		perror("mkdtemp");
		exit(99);
	}
}

void
stage_setup(void)
{
	int fd;

	folder(stage_things.folder, sizeof stage_things.folder);
	folder(stage_things.outside, sizeof stage_things.outside);
	snprintf(stage_things.bait, sizeof stage_things.bait, "%s/bait",
	    stage_things.outside);
	fd = open(stage_things.bait, O_CREAT | O_EXCL | O_WRONLY, 0600);
	if (fd == -1 || write(fd, "bait", 4) != 4)
		exit(99);
	close(fd);
	owner = getpid();
	atexit(remove_folders);
	listener(&stage_things.port);
	listener(&stage_things.other);
}

/* Things that the acts use, opened while that is still permitted. */
static void
open_things(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	/* An abstract name chosen by the kernel: no file is left behind. */
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof(sa_family_t)) ||
	    listen(fd, 8) == -1 || dup2(fd, 4) == -1)
		_exit(FAILED_TO_ENTER);
	stage_things.tcp = socket(AF_INET, SOCK_STREAM, 0);
	stage_things.memfd = memfd_create("thing", MFD_ALLOW_SEALING);
	if (frame_pair(stage_things.pair) < 0 || stage_things.memfd == -1 ||
	    ftruncate(stage_things.memfd, 8192) == -1)
		_exit(FAILED_TO_ENTER);
}

static void
enter(enum sandbox_profile profile, const struct sandbox_options *opt)
{
	int r;

	r = sandbox_enter(profile, opt);
	if (r < 0) {
		fprintf(stderr, "sandbox_enter: %s: %s\n", err_text(r),
		    strerror(errno));
		_exit(FAILED_TO_ENTER);
	}
}

static _Noreturn void
perform(act_fn *act)
{
	errno = 0;
	if (act() == 0)
		_exit(0);
	_exit(errno > 0 && errno < 200 ? errno : 199);
}

/* The zygote's part: fork the child and tell its end as our own. */
static _Noreturn void
with_child(act_fn *act, uint64_t base)
{
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		if (sandbox_bound_child(base + STAGE_MEMORY, STAGE_CPU_S,
		    stage_things.wall_ms > 0 ? stage_things.wall_ms :
		    STAGE_WALL_MS) < 0)
			_exit(FAILED_TO_ENTER);
		enter(SANDBOX_CHILD, NULL);
		perform(act);
	}
	if (pid == -1 || waitpid(pid, &status, 0) != pid)
		_exit(FAILED_TO_WAIT);
	/* Signals are told above all errnos that acts can bring. */
	_exit(WIFSIGNALED(status) ? 200 + WTERMSIG(status) :
	    WEXITSTATUS(status));
}

static _Noreturn void
inside(enum stage stage, act_fn *prepare, act_fn *act)
{
	const char *own[] = { stage_things.folder, NULL };
	struct sandbox_options opt = { 0 };
	uint64_t base;

	open_things();
	if (prepare != NULL && prepare() != 0)
		_exit(FAILED_TO_ENTER);
	base = sandbox_address_space();
	switch (stage) {
	case STAGE_MILTER:
		enter(SANDBOX_MILTER, NULL);
		break;
	case STAGE_ZYGOTE:
		enter(SANDBOX_ZYGOTE, NULL);
		break;
	case STAGE_CHILD:
		opt.file_size_max = 1 << 20;
		enter(SANDBOX_ZYGOTE, &opt);
		with_child(act, base);
	case STAGE_KEEPER:
		opt.write_paths = own;
		opt.connect_port = stage_things.port;
		enter(SANDBOX_KEEPER, &opt);
		break;
	case STAGE_CTL:
		enter(SANDBOX_CTL, NULL);
		break;
	case STAGE_COUNT:
		break;
	}
	perform(act);
}

struct outcome
stage_run(enum stage stage, act_fn *prepare, act_fn *act)
{
	struct outcome o = { 0, 0, 0 };
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0)
		inside(stage, prepare, act);
	if (pid == -1 || waitpid(pid, &status, 0) != pid)
		return (struct outcome){ 0, FAILED_TO_WAIT, 0 };
	if (WIFSIGNALED(status))
		o.signal = WTERMSIG(status);
	else if (WEXITSTATUS(status) > 200 && WEXITSTATUS(status) < 250)
		o.signal = WEXITSTATUS(status) - 200;
	else
		o.status = WEXITSTATUS(status);
	if (o.signal == 0 && o.status > 0 && o.status < 200)
		o.error = o.status;
	return o;
}
