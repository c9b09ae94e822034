/*
 * libmilter under the milter's profile: it serves an inherited socket, makes
 * its threads, answers many connections at once and stops on SIGTERM.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <libmilter/mfapi.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "privsep/sandbox.h"
#include "unit/unit.h"

#define CONNECTIONS	60

static sfsistat
on_eom(SMFICTX *ctx)
{
	char *p[200];
	int i;

	/* Allocate as a session would, on libmilter's threads. */
	for (i = 0; i < 200; i++)
		p[i] = malloc((size_t)i * 700 + 1);
	for (i = 0; i < 200; i++)
		free(p[i]);
	return smfi_setreply(ctx, (char *)(uintptr_t)"550",
	    (char *)(uintptr_t)"5.7.1", (char *)(uintptr_t)"no") ==
	    MI_SUCCESS ? SMFIS_REJECT : SMFIS_TEMPFAIL;
}

static int
listen_at(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof a) == -1 ||
	    listen(fd, 128) == -1)
		return -1;
	return fd;
}

static _Noreturn void
serve(int fd)
{
	struct smfiDesc desc = { .xxfi_name = (char *)(uintptr_t)"test",
	    .xxfi_version = SMFI_VERSION, .xxfi_eom = on_eom };

	if (fd != 4 && (dup2(fd, 4) == -1 || close(fd) == -1))
		_exit(90);
	if (smfi_setconn((char *)(uintptr_t)"fd:4") != MI_SUCCESS ||
	    smfi_register(desc) != MI_SUCCESS ||
	    smfi_opensocket(0) != MI_SUCCESS)
		_exit(91);
	tzset();	/* as role_start(): libmilter's syslog() needs it */
	if (sandbox_enter(SANDBOX_MILTER, NULL) < 0)
		_exit(92);
	_exit(smfi_main() == MI_SUCCESS ? 0 : 93);
}

static int
dial(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1 || connect(fd, (struct sockaddr *)&a, sizeof a) == -1)
		return -1;
	return fd;
}

/* One packet: length, command, data. */
static bool
say(int fd, char command, const void *data, size_t n)
{
	uint8_t packet[64];
	uint32_t len = htonl((uint32_t)n + 1);

	memcpy(packet, &len, 4);
	packet[4] = (uint8_t)command;
	if (n > 0)
		memcpy(packet + 5, data, n);
	return write(fd, packet, n + 5) == (ssize_t)(n + 5);
}

/* The command of the answer, 0 when there is none. */
static char
hear(int fd)
{
	uint8_t head[5], body[512];
	uint32_t len;

	if (recv(fd, head, 5, MSG_WAITALL) != 5)
		return 0;
	memcpy(&len, head, 4);
	len = ntohl(len) - 1;
	if (len > sizeof body ||
	    recv(fd, body, len, MSG_WAITALL) != (ssize_t)len)
		return 0;
	return (char)head[4];
}

START_TEST(test_serves)
{
	char dir[] = "/tmp/exeat-libmilter-XXXXXX", path[64];
	uint32_t options[3];
	int fd, client[CONNECTIONS], i, status;
	pid_t pid;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/s", dir);
	fd = listen_at(path);
	ck_assert_int_ne(fd, -1);
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		serve(fd);
	close(fd);
	for (i = 0; i < CONNECTIONS; i++) {
		client[i] = dial(path);
		ck_assert_int_ne(client[i], -1);
		options[0] = htonl(6);
		options[1] = htonl(0x1ff);
		options[2] = htonl(0x1fffff);
		ck_assert(say(client[i], 'O', options, sizeof options));
	}
	for (i = 0; i < CONNECTIONS; i++)
		ck_assert_int_eq(hear(client[i]), 'O');
	for (i = 0; i < CONNECTIONS; i++)
		ck_assert(say(client[i], 'E', NULL, 0));
	for (i = 0; i < CONNECTIONS; i++) {
		ck_assert_int_eq(hear(client[i]), 'y');
		ck_assert(say(client[i], 'Q', NULL, 0));
		close(client[i]);
	}
	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "ended by %d, status %d", WIFSIGNALED(status) ?
	    WTERMSIG(status) : 0, WEXITSTATUS(status));
	unlink(path);
	rmdir(dir);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "serves", test_serves, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("libmilter", cases);
}
