#include "privsep/spawn.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"

int
drop_lookup(const char *account, struct spawn_ids *ret)
{
	struct passwd *pw;

	errno = 0;
	pw = getpwnam(account);
	if (pw == NULL)
		return errno != 0 && errno != ENOENT ? ERR_SYSTEM :
		    ERR_NOTFOUND;
	if (pw->pw_uid == 0 || pw->pw_gid == 0)
		return ERR_DENIED;
	ret->uid = pw->pw_uid;
	ret->gid = pw->pw_gid;
	return 0;
}

/* All sets empty: a uid change does this, unless somebody set keep-caps. */
static int
clear_capabilities(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == -1)
		return ERR_SYSTEM;
	return syscall(SYS_capset, &head, data) == 0 ? 0 : ERR_SYSTEM;
}

int
drop_parent_capabilities(void)
{
	static const uint32_t keep = 1u << CAP_CHOWN | 1u << CAP_FOWNER |
	    1u << CAP_DAC_OVERRIDE | 1u << CAP_KILL | 1u << CAP_SETUID |
	    1u << CAP_SETGID;
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2];
	unsigned long cap;

	if (geteuid() != 0)
		return 0;
	for (cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if ((cap >= 32 || (keep >> cap & 1) == 0) &&
		    prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == -1 &&
		    errno != EPERM)	/* systemd took SETPCAP, and dropped */
			return ERR_SYSTEM;
	if (syscall(SYS_capget, &head, data) != 0)
		return ERR_SYSTEM;
	data[0].permitted &= keep;
	data[0].effective &= keep;
	data[0].inheritable = 0;
	data[1].permitted = data[1].effective = data[1].inheritable = 0;
	return syscall(SYS_capset, &head, data) == 0 ? 0 : ERR_SYSTEM;
}

/* Nothing of root may be left, and no way back may work. */
static int
is_gone(const struct spawn_ids *ids)
{
	uid_t ruid, euid, suid;
	gid_t rgid, egid, sgid, group;

	if (getresuid(&ruid, &euid, &suid) == -1 ||
	    getresgid(&rgid, &egid, &sgid) == -1)
		return ERR_SYSTEM;
	if (ruid != ids->uid || euid != ids->uid || suid != ids->uid ||
	    rgid != ids->gid || egid != ids->gid || sgid != ids->gid)
		return ERR_DENIED;
	if (ids->uid != 0 && (setuid(0) == 0 || seteuid(0) == 0 ||
	    setresuid(0, 0, 0) == 0))
		return ERR_DENIED;
	group = 0;
	if (ids->uid != 0 && (setgid(0) == 0 || setegid(0) == 0 ||
	    setgroups(1, &group) == 0))
		return ERR_DENIED;
	return 0;
}

int
drop_to(const struct spawn_ids *ids)
{
	int r;

	if (geteuid() != 0) {
		/* An ordinary user runs everything as that user. */
		if (ids->uid != getuid() || ids->gid != getgid()) {
			errno = EPERM;
			return ERR_DENIED;
		}
	} else if (setgroups(1, &ids->gid) == -1 ||
	    setresgid(ids->gid, ids->gid, ids->gid) == -1 ||
	    setresuid(ids->uid, ids->uid, ids->uid) == -1) {
		return ERR_SYSTEM;
	}
	r = clear_capabilities();
	if (r == 0)
		r = is_gone(ids);
	if (r == ERR_DENIED)
		errno = EPERM;
	return r;
}
