/*
 * fault -- see fault.h.  Only test variants are linked with this file; its
 * mutable state is what was read at the start.
 */
#include "base/fault.h"

#ifdef EXEAT_FAULTS

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
	char name[64];
	const char *from;	/* what has to be passed first; NULL: nothing */
	unsigned long left;	/* times to pass by before the end */
	bool hurries;
} fault;

void
fault_load(void)
{
	const char *path = getenv("EXEAT_FAULT_FILE");
	char *colon, *at;
	ssize_t n;
	int fd;

	memset(&fault, 0, sizeof fault);
	if (path == NULL || (fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return;
	n = read(fd, fault.name, sizeof fault.name - 1);
	close(fd);
	fault.name[n > 0 ? n : 0] = '\0';
	fault.hurries = strstr(fault.name, "\nhurry") != NULL;
	fault.name[strcspn(fault.name, " \r\n")] = '\0';
	fault.left = 1;
	at = strchr(fault.name, '@');
	if (at != NULL) {
		*at = '\0';
		fault.from = at + 1;
	}
	colon = strchr(fault.name, ':');
	if (colon != NULL) {
		*colon = '\0';
		fault.left = strtoul(colon + 1, NULL, 10);
	}
}

int64_t
fault_hurry(int64_t ms)
{
	return fault.hurries ? ms / 200 : ms;
}

void
fault_point(const char *name)
{
	if (fault.from != NULL && strcmp(name, fault.from) == 0)
		fault.from = NULL;
	if (fault.left == 0 || fault.from != NULL ||
	    strcmp(name, fault.name) != 0)
		return;
	/* Of this thread: the one signal that every sandbox leaves us. */
	if (--fault.left == 0)
		(void)syscall(SYS_tgkill, getpid(), gettid(), SIGKILL);
}

#endif
