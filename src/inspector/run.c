#include "inspector/run.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "conf/conf.h"
#include "extract/extract.h"
#include "inspector/work.h"
#include "inspector/zygote.h"
#include "privsep/lifeline.h"
#include "privsep/role.h"
#include "privsep/spawn.h"

#define READER			"exeat-reader"
#define READER_PATIENCE_MS	30000
#define READER_ARGS_MAX		16

/* `set inspections N`: children at once. */
static int
read_settings(const struct conf_tree *t, struct conf_diag *diag,
    struct zygote_limits *limits)
{
	const struct conf_line *l;
	uint64_t n;
	size_t at;

	l = conf_setting(t, "inspections", &at);
	if (l == NULL)
		return 0;
	if (conf_get_number(l, &at, 1, 256, diag, &n) < 0 ||
	    conf_get_end(l, at, diag) < 0)
		return ERR_SYNTAX;
	limits->children = (unsigned)n;
	return 0;
}

static void
print_diag(const struct conf_diag *diag)
{
	struct buf b = BUF_INIT(1 * MIB);

	conf_diag_print(diag, &b);
	if (b.len > 0)
		fwrite(b.ptr, 1, b.len, stderr);
	buf_free(&b);
}

/* The revision as the parent has it; the files may have changed since. */
static int
files_from_lifeline(const struct rules_files *set, struct conf_files *files)
{
	size_t i;
	int r;

	for (i = 0, r = 0; r == 0 && i < set->count; i++)
		r = conf_files_add(files, set->file[i].path,
		    slice_of(set->file[i].bytes, set->file[i].len));
	return r;
}

/* The tree is freed before the children are made: they need none of it. */
static int
load(const struct role_options *o, const struct rules_files *set,
    struct zygote *z, struct workshop **ret)
{
	struct conf_source src = conf_source_disk;
	struct conf_files *files = conf_files_new();
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree = NULL;
	int r = 0;

	if (o->rules_on_lifeline) {
		r = files_from_lifeline(set, files);
		src = conf_files_source(files);
	}
	if (r == 0)
		r = conf_load(&src, o->config, diag, &tree);
	if (r == 0)
		r = read_settings(tree, diag, &z->limits);
	if (r == 0)
		r = workshop_new(tree, &src, diag, ret);
	if (r == 0)
		memcpy(z->digest, tree->digest, sizeof z->digest);
	print_diag(diag);
	if (tree != NULL)
		conf_free(tree);
	conf_diag_free(diag);
	conf_files_free(files);
	return r;
}

/* --- the reader --------------------------------------------------------------- */

/*
 * Start it, as we were started ourselves, and send it the same rules.  It
 * loads while we do.
 */
static int
reader_start(int argc, char **argv, const struct rules_files *set,
    struct zygote *z)
{
	const char *args[READER_ARGS_MAX + 1], *step = NULL;
	char path[4096 + sizeof READER];
	struct spawn s = { .path = path, .argv = args, .output_fd = -1 };
	int life[2] = { -1, -1 }, requests[2] = { -1, -1 }, r;
	size_t n;

	if (argc > READER_ARGS_MAX || spawn_own_directory(path, 4096) < 0)
		return ERR_SYSTEM;
	n = strlen(path);
	snprintf(path + n, sizeof path - n, "/%s", READER);
	args[0] = READER;
	for (n = 1; n < (size_t)argc; n++)
		args[n] = argv[n];
	args[n] = NULL;
	r = frame_pair(life);
	if (r == 0)
		r = frame_pair(requests);
	if (r == 0) {
		s.fd[s.n_fds++] = (struct spawn_fd){ life[1],
		    ROLE_FD_LIFELINE };
		s.fd[s.n_fds++] = (struct spawn_fd){ requests[1],
		    INSPECTOR_FD_REQUESTS };
		r = spawn_role(&s, &z->reader.pid, &step);
		if (r < 0)
			LOG_EVENT(LOG_LEVEL_ERROR, NULL, "role-start-failed",
			    KV_STR("role", READER), KV_STR("path", path),
			    KV_STR("step", step), KV_ERR(r));
	}
	close(life[1]);
	close(requests[1]);
	z->reader.lifeline = life[0];
	z->reader.requests = requests[0];
	if (r == 0 && set->count > 0)
		r = rules_files_send(life[0], set,
		    clock_mono_ms() + READER_PATIENCE_MS);
	return r;
}

/* How it ended when it did not become ready: our own end, too. */
static int
reader_verdict(const struct zygote *z)
{
	int status;

	close(z->reader.lifeline);
	while (waitpid(z->reader.pid, &status, 0) == -1)
		if (errno != EINTR)
			return ROLE_EXIT_FAILED;
	return WIFEXITED(status) && WEXITSTATUS(status) != ROLE_EXIT_OK ?
	    WEXITSTATUS(status) : ROLE_EXIT_FAILED;
}

/* READY, with the rules that we have ourselves. */
static int
reader_wait(const struct zygote *z)
{
	static const uint16_t legal[] = { LIFELINE_READY, LIFELINE_NOTE };
	static struct frame_store store;
	int64_t deadline = clock_mono_ms() + READER_PATIENCE_MS;
	struct frame f;
	int r;

	do {
		r = frame_recv(z->reader.lifeline, &store, legal, 2, deadline,
		    &f);
		if (r < 0)
			return r;
		frame_close_fds(&f);
	} while (f.type == LIFELINE_NOTE);
	if (f.body.len != sizeof z->digest ||
	    memcmp(f.body.ptr, z->digest, sizeof z->digest) != 0)
		return ERR_MISMATCH;
	return 0;
}

/* --- both ---------------------------------------------------------------------- */

static int
exit_status(int r)
{
	if (r == ERR_SYNTAX || r == ERR_LIMIT)
		return ROLE_EXIT_CONFIG;
	LOG_EVENT(LOG_LEVEL_ERROR, NULL, "start-failed", KV_ERR(r));
	return ROLE_EXIT_FAILED;
}

/* One arena, no threads; big blocks come and go by mmap. */
static void
set_malloc(void)
{
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 1 << 26);
	mallopt(M_TOP_PAD, 1 << 18);
}

static int
serve(const struct role_options *o, struct zygote *z)
{
	int r;

	if (!role_has_lifeline()) {
		fprintf(stderr, "%s is started by exeatd; "
		    "by hand only with -n\n", o->name);
		return ROLE_EXIT_USAGE;
	}
	if (z->reader.pid != 0) {
		r = reader_wait(z);
		if (r < 0) {
			LOG_EVENT(LOG_LEVEL_ERROR, NULL, "reader-not-ready",
			    KV_ERR(r));
			return reader_verdict(z);
		}
	}
	z->lifeline = ROLE_FD_LIFELINE;
	z->insecure = o->insecure;
	return zygote_serve(z);
}

int
inspector_run(int argc, char **argv, const char *name)
{
	struct zygote z = { .name = name, .requests = INSPECTOR_FD_REQUESTS,
	    .lifeline = -1, .reader = { .lifeline = -1, .requests = -1 },
	    .limits = zygote_default_limits(), .work = workshop_inspect };
	struct rules_files set = { 0 };
	struct workshop *shop = NULL;
	struct role_options o;
	int r = 0;

	role_start(argc, argv, name, false, &o);
	set_malloc();
	if (o.rules_on_lifeline)
		r = role_first_rules(&set);
	if (r == 0 && !extract_has_documents() && !o.check_only &&
	    role_has_lifeline())
		r = reader_start(argc, argv, &set, &z);
	if (r == 0)
		r = load(&o, &set, &z, &shop);
	rules_files_free(&set);
	if (r < 0)
		return exit_status(r);
	if (o.check_only) {
		workshop_free(shop);
		return ROLE_EXIT_OK;
	}
	z.arg = shop;
	if (o.show_text)
		workshop_show_text(shop);
	return serve(&o, &z);
}
