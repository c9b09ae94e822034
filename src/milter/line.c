#include "milter/line.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "conf/conf.h"
#include "ipc/frame.h"
#include "privsep/lifeline.h"

#define SAID_MAX	(1 * MIB)
/* What the keeper is still to be told rides on its own connection. */
#define DEFAULT_GRACE_MS	25000
#define REPLY_WRITTEN_NS	100000000L

int
line_compile(const struct conf_source *src, const char *path,
    struct buf *said, struct policy **ret_policy,
    struct milter_settings *ret_settings)
{
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree = NULL;
	struct policy *p = NULL;
	int r;

	r = conf_load(src, path, diag, &tree);
	if (r == 0)
		r = policy_new(tree, diag, clock_wall_ms(), &p);
	if (r == 0)
		r = milter_settings_read(tree, diag, ret_settings);
	conf_diag_print(diag, said);
	if (r < 0) {
		policy_unref(p);
		p = NULL;
	}
	*ret_policy = p;
	if (tree != NULL)
		conf_free(tree);
	conf_diag_free(diag);
	return r;
}

/* Compile a revision that came as frames and keep it aside. */
static void
prepare(struct line *l, const struct rules_files *set)
{
	struct conf_files *files = conf_files_new();
	struct buf said = BUF_INIT(SAID_MAX);
	struct milter_settings settings;
	struct conf_source src;
	struct policy *p = NULL;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < set->count; i++)
		r = conf_files_add(files, set->file[i].path,
		    slice_of(set->file[i].bytes, set->file[i].len));
	src = conf_files_source(files);
	if (r == 0)
		r = line_compile(&src, l->config, &said, &p, &settings);
	if (r == 0) {
		/* The digest is asked before the engine may drop it. */
		(void)lifeline_reload_ok(l->sock, policy_digest(p));
		engine_prepare(l->engine, p);
	} else {
		(void)lifeline_reload_failed(l->sock, said.len > 0 ?
		    buf_cstr(&said) : err_text(r));
	}
	buf_free(&said);
	conf_files_free(files);
}

static void
new_inspector(struct line *l, struct frame *f)
{
	uint8_t digest[LIFELINE_DIGEST_SIZE];
	int fd = f->fd[0];
	bool has;

	f->fd[0] = -1;
	if (fd == -1 || lifeline_digest(f, digest, &has) < 0 || !has) {
		if (fd != -1)
			close(fd);
		return;
	}
	if (engine_adopt(l->engine, fd, digest) < 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "inspector-mismatch",
		    KV_STR("remedy", "reload"));
}

/*
 * No more connections for this process: what libmilter waits on becomes a
 * descriptor that is never ready.  The listening socket itself goes on, for
 * the process that follows or the one beside us.
 */
static void
stop_accepting(void)
{
	int quiet;

	quiet = eventfd(0, EFD_CLOEXEC);
	if (quiet == -1)
		return;
	(void)dup3(quiet, MILTER_FD_LISTEN, O_CLOEXEC);
	close(quiet);
}

/* Finish what runs; libmilter itself cannot drain. */
static _Noreturn void
drain(struct line *l, uint32_t grace_ms)
{
	struct timespec written = { 0, REPLY_WRITTEN_NS };
	unsigned left;

	stop_accepting();
	left = engine_drain(l->engine, grace_ms);
	/* The last answers: counted when given, written a moment later. */
	if (grace_ms > 0)
		nanosleep(&written, NULL);
	if (left > 0)
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "drain-cut",
		    KV_UINT("transactions", left));
	_exit(0);
}

static void
serve(struct line *l, struct frame *f, struct rules_intake *in)
{
	struct rules_files set;
	uint32_t grace = DEFAULT_GRACE_MS;
	int r;

	switch (f->type) {
	case LIFELINE_DRAIN:
		(void)lifeline_drain_grace(f, &grace);
		drain(l, grace);
	case LIFELINE_NEW_INSPECTOR:
		new_inspector(l, f);
		break;
	case LIFELINE_NEW_KEEPER:
		if (f->fd[0] != -1) {
			keeper_relink(engine_keeper(l->engine), f->fd[0]);
			f->fd[0] = -1;
			engine_forget_mark_key(l->engine);
		}
		break;
	case LIFELINE_RULES_ABORT:
		engine_prepare(l->engine, NULL);
		break;
	case LIFELINE_RULES_BEGIN:
	case LIFELINE_RULES_FILE:
	case LIFELINE_RULES_END:
		r = rules_intake_feed(in, f, &set);
		if (r == 1) {
			prepare(l, &set);
			rules_files_free(&set);
		} else if (r < 0) {
			(void)lifeline_reload_failed(l->sock, err_text(r));
		}
		break;
	default:
		break;
	}
	frame_close_fds(f);
}

static void *
run(void *arg)
{
	static struct frame_store store;
	struct rules_intake in;
	struct line *l = arg;
	struct frame f;

	memset(&in, 0, sizeof in);
	while (frame_recv(l->sock, &store, lifeline_to_role,
	    lifeline_to_role_count, FRAME_NO_DEADLINE, &f) == 0)
		serve(l, &f, &in);
	/* The parent is gone: so is the keeper, soon. */
	drain(l, 0);
}

int
line_start(struct line *l)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, l) != 0)
		return ERR_SYSTEM;
	pthread_detach(thread);
	return 0;
}
