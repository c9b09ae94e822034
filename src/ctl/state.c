#include "ctl/state.h"

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "ctl/control.h"
#include "ctl/load.h"
#include "ipc/frame.h"
#include "privsep/lifeline.h"
#include "privsep/spawn.h"

#define START_MS	30000
#define ANSWER_MS	30000
#define TAKEN_TRIES	8
#define CONTROL_NAME	"control.sock"

/* --- the folder ------------------------------------------------------------------- */

static bool
is_empty(const char *path)
{
	struct dirent *d;
	bool empty = true;
	DIR *dir;

	dir = opendir(path);
	if (dir == NULL)
		return false;
	while (empty && (d = readdir(dir)) != NULL)
		empty = strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0;
	closedir(dir);
	return empty;
}

/*
 * An absolute path of a folder for its owner only.  One that is there and
 * empty is taken as if it had been made here; any other is left as it is.
 */
static int
folder_make(const char *path, char **ret)
{
	struct stat st;
	char *real;

	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		return ERR_SYSTEM;
	real = realpath(path, NULL);
	if (real == NULL)
		return ERR_SYSTEM;
	if (stat(real, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & 077) != 0 &&
	    is_empty(real))
		(void)chmod(real, 0700);
	*ret = real;
	return 0;
}

/*
 * A listening socket in the folder.  Named through a descriptor of the
 * folder: its own path may be longer than an address of a socket.
 */
static int
listen_in(struct state *s, int *ret_fd)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd;

	s->dir = open(s->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (s->dir == -1)
		return ERR_SYSTEM;
	(void)unlinkat(s->dir, CONTROL_NAME, 0);
	snprintf(sun.sun_path, sizeof sun.sun_path, "/proc/self/fd/%d/%s",
	    s->dir, CONTROL_NAME);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd == -1 ||
	    bind(fd, (struct sockaddr *)&sun, sizeof sun) == -1 ||
	    listen(fd, 8) == -1) {
		if (fd != -1)
			close(fd);
		return ERR_SYSTEM;
	}
	s->control = mem_str(sun.sun_path);
	*ret_fd = fd;
	return 0;
}

/* --- the keeper ---------------------------------------------------------------------- */

static int
wait_ready(int lifeline)
{
	static const uint16_t legal[] = { LIFELINE_READY, LIFELINE_NOTE };
	struct frame_store store;
	struct frame f;
	int64_t deadline = clock_mono_ms() + START_MS;
	int r;

	do {
		r = frame_recv(lifeline, &store, legal, 2, deadline, &f);
		if (r == 0)
			frame_close_fds(&f);
	} while (r == 0 && f.type == LIFELINE_NOTE);
	return r;
}

static int
spawn_keeper(struct state *s, const char *conf_path, int lifeline, int links,
    int control)
{
	char path[4096];
	const char *argv[] = { path, "--config", conf_path, "--state",
	    s->folder, "--foreground-log", "stderr", NULL };
	struct spawn what = {
		.path = path, .argv = argv, .output_fd = -1,
		.fd = { { lifeline, ROLE_FD_LIFELINE },
			{ links, KEEPER_FD_LINKS },
			{ control, KEEPER_FD_CONTROL } },
		.n_fds = 3,
	};
	const char *step;

	if (loaded_sibling("exeat-keeper", path, sizeof path) < 0)
		return ERR_SYSTEM;
	return spawn_role(&what, &s->pid, &step);
}

static void
close_all(int *fds, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (fds[i] != -1)
			close(fds[i]);
}

static int
start(struct state *s, const char *conf_path)
{
	int fds[5] = { -1, -1, -1, -1, -1 };
	int *life = fds, *links = fds + 2, *control = fds + 4;
	int r;

	r = frame_pair(life);
	if (r == 0)
		r = frame_pair(links);
	if (r == 0)
		r = listen_in(s, control);
	if (r == 0)
		r = spawn_keeper(s, conf_path, life[1], links[1], *control);
	if (r < 0) {
		close_all(fds, 5);
		return r;
	}
	/* Its ends are its own: we must notice when it dies. */
	close_all((int[]){ life[1], links[1], *control }, 3);
	s->lifeline = life[0];
	s->milter = keeper_new_link(links[0]);
	r = wait_ready(s->lifeline);
	if (r == 0)
		r = keeper_new_control(s->control, &s->people);
	if (r == 0)
		r = keeper_mark_key(s->milter, clock_mono_ms() + ANSWER_MS,
		    s->mark_key);
	return r;
}

static enum ctl_exit
stop(struct state *s)
{
	int status = 0;

	if (s->pid > 0 && s->lifeline != -1)
		close(s->lifeline);
	if (s->pid > 0)
		while (waitpid(s->pid, &status, 0) == -1 && errno == EINTR)
			;
	s->lifeline = -1;
	s->pid = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_CONFIG ?
	    CTL_INVALID : CTL_UNREACHABLE;
}

enum ctl_exit
state_open(const char *verb, const char *conf_path, const char *folder,
    struct state *ret)
{
	enum ctl_exit x = CTL_OK;
	int r;

	memset(ret, 0, sizeof *ret);
	ret->lifeline = ret->dir = -1;
	r = folder_make(folder, &ret->folder);
	if (r == 0)
		r = start(ret, conf_path);
	if (r < 0) {
		x = ret->pid > 0 ? stop(ret) : CTL_UNREACHABLE;
		fprintf(stderr, "exeatctl %s: the store in %s cannot be "
		    "opened: %s\n", verb, folder, r == ERR_SYSTEM ?
		    strerror(errno) : err_text(r));
	}
	return x;
}

enum ctl_exit
state_or_daemon(const char *verb, const char *config, const char *control,
    const char *folder, struct state *ret, struct keeper **ret_keeper)
{
	struct loaded l;
	enum ctl_exit x;

	memset(ret, 0, sizeof *ret);
	ret->lifeline = ret->dir = -1;
	if (folder == NULL) {
		x = control_open(verb, config, control, &ret->people);
	} else {
		x = loaded_open(&l, config, clock_wall_ms());
		if (x != CTL_OK)
			loaded_print_diag(&l);
		else
			x = state_open(verb, l.path, folder, ret);
		loaded_free(&l);
	}
	if (x == CTL_OK)
		*ret_keeper = ret->people;
	return x;
}

void
state_close(struct state *s)
{
	keeper_unref(s->milter);
	keeper_unref(s->people);
	if (s->pid > 0)
		(void)stop(s);
	if (s->control != NULL)
		(void)unlinkat(s->dir, CONTROL_NAME, 0);
	/* All zero: nothing was opened, and 0 is not ours. */
	if (s->folder != NULL && s->dir != -1)
		close(s->dir);
	free(s->control);
	free(s->folder);
	explicit_bzero(s, sizeof *s);
	s->lifeline = s->dir = -1;
}

/* --- judging with it ------------------------------------------------------------------ */

static int
fail(struct judged *j, int err)
{
	const char *words = keeper_last_error();

	snprintf(j->error, sizeof j->error, "keeper: %s%s%s", err_text(err),
	    words[0] != '\0' ? ": " : "", words);
	return err == ERR_SYSTEM || err == ERR_LIMIT || err == ERR_SYNTAX ?
	    ERR_STORE : err;
}

static bool
anyone_gets_it(const struct memory_note *n)
{
	size_t i;

	for (i = 0; i < n->question.party_count; i++)
		if (n->is_let_go[i])
			return true;
	return false;
}

/* What is held on the way in has come in all the same. */
static bool
came_in_held(const struct judged *j)
{
	return j->envelope.class == MAIL_CLASS_INBOUND &&
	    verdict_holds(j->verdict);
}

/*
 * As the milter does.  A message that nobody gets teaches nothing, unless it
 * came in; so nothing of it is stored: a what-if needs no copy of it for
 * people to look at.
 */
static int
learn(const struct state *s, struct judged *j, const struct policy *p)
{
	struct verdict v = *j->verdict;
	struct keeper_decision d = { .envelope = &j->envelope,
	    .verdict = &v, .report = j->report,
	    .spool_fd = verdict_holds(j->verdict) ? j->spool_fd : -1 };
	struct keeper_receipt receipt;
	struct memory_note note;
	char ref[REFERENCE_SIZE];
	uint64_t random;
	int r, tries;
	size_t i;

	/* And no copy for the inside may set out from a what-if. */
	v.recipients = arena_array(j->arena, v.recipient_count,
	    sizeof *v.recipients);
	if (v.recipients == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v.recipient_count; i++) {
		v.recipients[i] = j->verdict->recipients[i];
		v.recipients[i].is_separate = false;
	}
	r = policy_note(p, &j->question, j->verdict, j->arena, &note);
	if (r < 0 || !(anyone_gets_it(&note) || came_in_held(j) ||
	    note.case_count > 0))
		return r;
	d.ref = ref;
	d.note = &note;
	for (tries = 0, r = ERR_EXISTS; r == ERR_EXISTS &&
	    tries < TAKEN_TRIES; tries++) {
		if (getrandom(&random, sizeof random, 0) !=
		    (ssize_t)sizeof random)
			return ERR_SYSTEM;
		reference_make(random, ref);
		r = keeper_decide(s->milter, &d, clock_mono_ms() + ANSWER_MS,
		    &receipt);
	}
	if (r == 0)
		keeper_close(s->milter, receipt.id, receipt.copy, true);
	return r;
}

int
state_ask(const struct state *s, struct judged *j)
{
	int r;

	if (s->pid == 0)
		return 0;
	memcpy(j->mark_key, s->mark_key, sizeof j->mark_key);
	j->has_mark_key = true;
	r = keeper_ask(s->milter, &j->question, clock_mono_ms() + ANSWER_MS,
	    j->arena, &j->memory);
	return r < 0 ? fail(j, r) : 0;
}

int
state_judge(const struct state *s, bool record, struct judged *j,
    const struct policy *p)
{
	int r;

	r = judge_ask(j, p);
	if (r == 0)
		r = state_ask(s, j);
	if (r == 0)
		r = judge_decide(j, p);
	if (r < 0 || s->pid == 0 || !record)
		return r;
	r = learn(s, j, p);
	return r < 0 ? fail(j, r) : 0;
}
