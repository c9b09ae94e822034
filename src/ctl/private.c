#include "ctl/private.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "ctl/load.h"
#include "ipc/frame.h"
#include "privsep/lifeline.h"
#include "privsep/spawn.h"

#define START_MS	30000

/* READY with our digest, or why not. */
static int
wait_ready(int lifeline, const uint8_t digest[8])
{
	static const uint16_t legal[] = { LIFELINE_READY, LIFELINE_NOTE };
	struct frame_store store;
	struct frame f;
	int64_t deadline;
	int r;

	deadline = clock_mono_ms() + START_MS;
	do {
		r = frame_recv(lifeline, &store, legal, 2, deadline, &f);
		if (r < 0)
			return r;
		frame_close_fds(&f);
	} while (f.type == LIFELINE_NOTE);
	if (f.body.len == LIFELINE_DIGEST_SIZE &&
	    memcmp(f.body.ptr, digest, LIFELINE_DIGEST_SIZE) != 0)
		return ERR_MISMATCH;
	return 0;
}

static int
spawn_inspector(const char *conf_path, int lifeline, int requests,
    bool show_text, pid_t *ret_pid)
{
	char path[4096];
	const char *argv[] = { path, "--config", conf_path,
	    "--foreground-log", "stderr",
	    show_text ? "--show-text" : NULL, NULL };
	struct spawn s = {
		.path = path, .argv = argv, .output_fd = -1,
		.fd = { { lifeline, ROLE_FD_LIFELINE },
			{ requests, INSPECTOR_FD_REQUESTS } },
		.n_fds = 2,
	};
	const char *step;

	if (loaded_sibling("exeat-inspector", path, sizeof path) < 0)
		return ERR_SYSTEM;
	return spawn_role(&s, ret_pid, &step);
}

int
private_start(const char *conf_path, const uint8_t digest[8], bool show_text,
    struct private_inspector *ret, int *ret_status)
{
	int life[2] = { -1, -1 }, req[2] = { -1, -1 };
	pid_t pid = -1;
	int r;

	*ret_status = 0;
	r = frame_pair(life);
	if (r == 0)
		r = frame_pair(req);
	if (r == 0)
		r = spawn_inspector(conf_path, life[1], req[1], show_text, &pid);
	if (r < 0)
		goto out;
	close(life[1]);
	close(req[1]);
	life[1] = req[1] = -1;
	r = wait_ready(life[0], digest);
	if (r < 0)
		goto out;
	ret->pid = pid;
	ret->lifeline = life[0];
	ret->inspector = inspector_new(req[0], digest);
	return 0;
out:
	for (int i = 0; i < 2; i++) {
		if (life[i] != -1)
			close(life[i]);
		if (req[i] != -1)
			close(req[i]);
	}
	/* Its lifeline is closed, so it ends by itself. */
	if (pid > 0)
		while (waitpid(pid, ret_status, 0) == -1 && errno == EINTR)
			;
	return r;
}

void
private_stop(struct private_inspector *p)
{
	int status;

	if (p->pid <= 0)
		return;
	inspector_unref(p->inspector);
	close(p->lifeline);
	while (waitpid(p->pid, &status, 0) == -1 && errno == EINTR)
		;
	p->pid = 0;
}
