#include "privsep/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"

/*
 * Our own definitions: the headers of the build machine may be older than the
 * kernel that we run on.  Values from linux/landlock.h.
 */
#define FS_EXECUTE	(1ULL << 0)
#define FS_WRITE_FILE	(1ULL << 1)
#define FS_READ_FILE	(1ULL << 2)
#define FS_READ_DIR	(1ULL << 3)
#define FS_REMOVE_DIR	(1ULL << 4)
#define FS_REMOVE_FILE	(1ULL << 5)
#define FS_MAKE_DIR	(1ULL << 7)
#define FS_MAKE_REG	(1ULL << 8)
#define FS_REFER	(1ULL << 13)	/* ABI 2 */
#define FS_TRUNCATE	(1ULL << 14)	/* ABI 3 */
#define FS_IOCTL_DEV	(1ULL << 15)	/* ABI 5 */
#define FS_ABI_1	((1ULL << 13) - 1)
#define NET_BIND_TCP	(1ULL << 0)	/* ABI 4 */
#define NET_CONNECT_TCP	(1ULL << 1)
#define SCOPE_ABSTRACT	(1ULL << 0)	/* ABI 6 */
#define SCOPE_SIGNAL	(1ULL << 1)

#define READ_RIGHTS	(FS_READ_FILE | FS_READ_DIR)
#define WRITE_RIGHTS	(READ_RIGHTS | FS_WRITE_FILE | FS_REMOVE_FILE | \
			FS_REMOVE_DIR | \
			FS_MAKE_DIR | FS_MAKE_REG | FS_REFER | FS_TRUNCATE)

#define CREATE_VERSION	1u
#define RULE_PATH	1
#define RULE_PORT	2

struct ruleset {
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

struct path_rule {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));

struct port_rule {
	uint64_t access;
	uint64_t port;
};

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset	444
#define SYS_landlock_add_rule		445
#define SYS_landlock_restrict_self	446
#endif

int
landlock_abi(void)
{
	long n;

	n = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);
	return n > 0 ? (int)n : 0;
}

/* All that this kernel knows, and the size of the structure it expects. */
static size_t
rights_of(int abi, struct ruleset *set)
{
	*set = (struct ruleset){ FS_ABI_1, 0, 0 };
	if (abi >= 2)
		set->fs |= FS_REFER;
	if (abi >= 3)
		set->fs |= FS_TRUNCATE;
	if (abi >= 4)
		set->net = NET_BIND_TCP | NET_CONNECT_TCP;
	if (abi >= 5)
		set->fs |= FS_IOCTL_DEV;
	if (abi >= 6)
		set->scoped = SCOPE_ABSTRACT | SCOPE_SIGNAL;
	if (abi >= 6)
		return sizeof *set;
	return abi >= 4 ? offsetof(struct ruleset, scoped) :
	    offsetof(struct ruleset, net);
}

static int
add_paths(int ruleset, const char *const *paths, uint64_t access)
{
	struct path_rule rule;
	int r = 0, saved;

	for (; paths != NULL && *paths != NULL && r == 0; paths++) {
		rule.access = access;
		rule.fd = open(*paths, O_PATH | O_CLOEXEC | O_NOFOLLOW);
		if (rule.fd == -1)
			return ERR_SYSTEM;
		if (syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule,
		    0) != 0)
			r = ERR_SYSTEM;
		saved = errno;
		close(rule.fd);
		errno = saved;
	}
	return r;
}

int
landlock_close(const char *const *read_paths, const char *const *write_paths,
    uint16_t connect_port)
{
	struct port_rule port = { NET_CONNECT_TCP, connect_port };
	struct ruleset set;
	int abi, fd, r, saved;
	size_t size;

	abi = landlock_abi();
	if (abi == 0)
		return ERR_UNSUPPORTED;
	size = rights_of(abi, &set);
	fd = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
	if (fd == -1)
		return ERR_SYSTEM;
	r = add_paths(fd, read_paths, READ_RIGHTS & set.fs);
	if (r == 0)
		r = add_paths(fd, write_paths, WRITE_RIGHTS & set.fs);
	if (r == 0 && connect_port != 0 && set.net != 0 &&
	    syscall(SYS_landlock_add_rule, fd, RULE_PORT, &port, 0) != 0)
		r = ERR_SYSTEM;
	if (r == 0 && syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		r = ERR_SYSTEM;
	saved = errno;
	close(fd);
	errno = saved;
	return r;
}
