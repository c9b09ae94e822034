#include "daemon/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

static int
fail(int r, char *why, const char *path, const char *text)
{
	if (r == ERR_SYSTEM)
		snprintf(why, SOCKET_WHY_SIZE, "%.200s: %s: %s", path, text,
		    strerror(errno));
	else
		snprintf(why, SOCKET_WHY_SIZE, "%.200s: %s", path, text);
	return r;
}

static bool
address_of(const char *path, struct sockaddr_un *a)
{
	memset(a, 0, sizeof *a);
	a->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof a->sun_path)
		return false;
	snprintf(a->sun_path, sizeof a->sun_path, "%s", path);
	return true;
}

/* The folder decides who can replace the socket under us. */
static int
check_folder(const char *path, char *why)
{
	struct stat st;
	char *copy, *dir;
	int r = 0;

	copy = mem_str(path);
	dir = dirname(copy);
	/* /run is empty after each start of the machine; umask is 077. */
	if (mkdir(dir, 0700) == 0 && chmod(dir, 0755) == -1)
		r = fail(ERR_SYSTEM, why, dir, "cannot open this folder");
	else if (stat(dir, &st) == -1)
		r = fail(ERR_SYSTEM, why, dir, "cannot use this folder");
	else if (!S_ISDIR(st.st_mode))
		r = fail(ERR_DENIED, why, dir, "is not a folder");
	else if (st.st_uid != 0 && st.st_uid != geteuid())
		r = fail(ERR_DENIED, why, dir,
		    "belongs to another user; a socket there is not safe");
	else if ((st.st_mode & 022) != 0)
		r = fail(ERR_DENIED, why, dir, "is writable by others; "
		    "a socket there is not safe (chmod go-w)");
	free(copy);
	return r;
}

/* Does anybody answer at this path, lock or no lock? */
static bool
is_served(const char *path)
{
	static const int types[] = { SOCK_STREAM, SOCK_SEQPACKET };
	struct sockaddr_un a;
	bool served = false;
	size_t i;
	int fd;

	if (!address_of(path, &a))
		return false;
	for (i = 0; i < 2 && !served; i++) {
		fd = socket(AF_UNIX, types[i] | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    0);
		if (fd == -1)
			continue;
		served = connect(fd, (struct sockaddr *)&a, sizeof a) == 0 ||
		    errno == EAGAIN;
		close(fd);
	}
	return served;
}

static int
check_path(const char *path, char *why)
{
	struct sockaddr_un a;
	struct stat st;

	if (!address_of(path, &a))
		return fail(ERR_LIMIT, why, path,
		    "the path is too long for a socket");
	if (lstat(path, &st) == -1)
		return errno == ENOENT ? 0 :
		    fail(ERR_SYSTEM, why, path, "cannot look at it");
	if (S_ISLNK(st.st_mode))
		return fail(ERR_DENIED, why, path,
		    "is a symbolic link; not touched");
	if (!S_ISSOCK(st.st_mode))
		return fail(ERR_DENIED, why, path,
		    "exists and is no socket; not touched");
	if (is_served(path))
		return fail(ERR_EXISTS, why, path,
		    "another program serves this socket");
	return 0;
}

static int
take_lock(const char *path, int *ret_fd, char *why)
{
	char name[PATH_MAX];
	int fd;

	if (snprintf(name, sizeof name, "%s.lock", path) >= (int)sizeof name)
		return fail(ERR_LIMIT, why, path, "the path is too long");
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return fail(ERR_SYSTEM, why, name, "cannot lock");
	if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		close(fd);
		return fail(ERR_EXISTS, why, path,
		    "another exeatd serves this socket");
	}
	*ret_fd = fd;
	return 0;
}

int
socket_lock(const struct socket_setting *s, int *ret_fd, char *why)
{
	int fd, r;

	if (s->is_inet) {
		*ret_fd = -1;	/* the kernel gives a port to one only */
		return 0;
	}
	r = check_folder(s->path, why);
	if (r == 0)
		r = take_lock(s->path, &fd, why);
	if (r < 0)
		return r;
	r = check_path(s->path, why);
	if (r < 0) {
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

static int
open_inet(const struct socket_setting *s, int *ret_fd, char *why)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int fd, one = 1;

	a.sin_port = htons(s->port);
	inet_pton(AF_INET, s->path, &a.sin_addr);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return fail(ERR_SYSTEM, why, s->path, "cannot open");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == -1 ||
	    bind(fd, (struct sockaddr *)&a, sizeof a) == -1 ||
	    listen(fd, SOCKET_BACKLOG) == -1) {
		fail(ERR_SYSTEM, why, s->path, "cannot listen");
		close(fd);
		return ERR_SYSTEM;
	}
	*ret_fd = fd;
	return 0;
}

/* Owner stays; the group is how the MTA gets in. */
static int
give_to_group(const char *path, const char *group, char *why)
{
	struct group *gr;

	if (group == NULL)
		return 0;
	gr = getgrnam(group);
	if (gr == NULL) {
		snprintf(why, SOCKET_WHY_SIZE, "group %s does not exist",
		    group);
		return ERR_NOTFOUND;
	}
	if (lchown(path, (uid_t)-1, gr->gr_gid) == -1)
		return fail(ERR_SYSTEM, why, path,
		    "cannot give the socket to its group");
	return 0;
}

int
socket_open(const struct socket_setting *s, int type, int *ret_fd, char *why)
{
	char beside[sizeof ((struct sockaddr_un *)0)->sun_path];
	struct sockaddr_un a;
	int fd = -1, r;

	if (s->is_inet)
		return open_inet(s, ret_fd, why);
	if (snprintf(beside, sizeof beside, "%s.new", s->path) >=
	    (int)sizeof beside || !address_of(beside, &a))
		return fail(ERR_LIMIT, why, s->path,
		    "the path is too long for a socket");
	/* Ours by the lock: what a crash left behind. */
	if (unlink(beside) == -1 && errno != ENOENT)
		return fail(ERR_SYSTEM, why, beside, "cannot remove");
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	/* umask 077 while it is bound: no moment with a wider mode. */
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof a) == -1) {
		r = fail(ERR_SYSTEM, why, beside, "cannot bind");
		goto out;
	}
	r = give_to_group(beside, s->group, why);
	if (r < 0)
		goto out;
	if (chmod(beside, s->mode) == -1 || listen(fd, SOCKET_BACKLOG) == -1 ||
	    rename(beside, s->path) == -1) {
		r = fail(ERR_SYSTEM, why, s->path, "cannot set up the socket");
		goto out;
	}
	*ret_fd = fd;
	fd = -1;
out:
	if (fd != -1) {
		close(fd);
		unlink(beside);
	}
	return r;
}

void
socket_unlink(const struct socket_setting *s)
{
	struct stat st;

	if (!s->is_inet && lstat(s->path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(s->path);
}
