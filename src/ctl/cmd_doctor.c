/*
 * exeatctl doctor -- is the machine around exeat as exeat needs it?  Looks
 * only; what is wrong is told with its remedy.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/doctor.h"
#include "ctl/jsontext.h"
#include "ctl/load.h"
#include "ctl/options.h"
#include "privsep/spawn.h"

#define POSTCONF	"/usr/sbin/postconf"

/* --- postconf ------------------------------------------------------------------------ */

static int
read_all(int fd, struct buf *out)
{
	char block[4096];
	ssize_t n;
	int r;

	for (r = 0; r == 0; ) {
		n = read(fd, block, sizeof block);
		if (n == 0)
			break;
		if (n > 0)
			r = buf_put(out, block, (size_t)n);
		else if (errno != EINTR)
			r = ERR_SYSTEM;
	}
	return r;
}

/* What it prints, appended to out; any status but 0 is ERR_SYSTEM. */
static int
postconf(const char *const *argv, struct buf *out)
{
	struct spawn s = { .path = POSTCONF, .argv = argv };
	const char *step;
	int end[2], status, r;
	pid_t pid = -1;

	if (pipe2(end, O_CLOEXEC) == -1)
		return ERR_SYSTEM;
	s.output_fd = end[1];
	r = spawn_role(&s, &pid, &step);
	close(end[1]);
	if (r == 0)
		r = read_all(end[0], out);
	close(end[0]);
	if (pid <= 0)
		return r;
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return ERR_SYSTEM;
	return r == 0 && (!WIFEXITED(status) || WEXITSTATUS(status) != 0) ?
	    ERR_SYSTEM : r;
}

static int
ask_postfix(const char *folder, struct arena *a, struct mta *ret)
{
	struct buf settings = BUF_INIT(MTA_TEXT_MAX);
	struct buf services = BUF_INIT(MTA_TEXT_MAX);
	struct buf overrides = BUF_INIT(MTA_TEXT_MAX);
	const char *argv[16] = { "postconf", "-c", folder, "-x" };
	const char *const master[] = { "postconf", "-c", folder, "-M", NULL };
	const char *const own[] = { "postconf", "-c", folder, "-P", "-x",
	    NULL };
	size_t i;
	int r;

	for (i = 0; mta_parameters[i] != NULL; i++)
		argv[4 + i] = mta_parameters[i];
	argv[4 + i] = NULL;
	r = postconf(argv, &settings);
	if (r == 0)
		r = postconf(master, &services);
	if (r == 0)
		r = postconf(own, &overrides);
	if (r == 0)
		r = mta_read(arena_dup(a, buf_slice(&settings)),
		    arena_dup(a, buf_slice(&services)),
		    arena_dup(a, buf_slice(&overrides)), a, ret);
	buf_free(&settings);
	buf_free(&services);
	buf_free(&overrides);
	return r;
}

/* --- what was found ----------------------------------------------------------------------- */

static void
print_human(const struct doctor *d)
{
	const struct doctor_finding *f;
	size_t i;

	for (i = 0; i < d->count; i++) {
		f = &d->findings[i];
		printf("%-8s %-16s %.*s\n", doctor_level_name(f->level),
		    f->check, (int)f->words.len, (const char *)f->words.ptr);
		if (f->remedy.len > 0)
			printf("%-25s -> %.*s\n", "", (int)f->remedy.len,
			    (const char *)f->remedy.ptr);
	}
}

static void
print_json(const struct doctor *d, size_t wrong)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < d->count; i++) {
		o = json_pack("{s:s, s:s, s:o, s:o}",
		    "check", d->findings[i].check, "level",
		    doctor_level_name(d->findings[i].level), "text",
		    answer_string(d->findings[i].words), "remedy",
		    answer_string_or_null(d->findings[i].remedy));
		if (o == NULL || json_array_append_new(list, o) < 0)
			mem_exhausted();
	}
	o = json_pack("{s:i, s:I, s:o}", "schema", 1, "wrong",
	    (json_int_t)wrong, "findings", list);
	jsontext_print(o, false);
}

static enum ctl_exit
examine(const struct loaded *l, const char *postfix, bool must_be_there,
    bool json)
{
	struct doctor d = { .tree = l->tree, .arena = arena_new(2 * MIB) };
	enum ctl_exit x = CTL_OK;
	struct mta mta;
	size_t i, wrong;
	int r;

	r = ask_postfix(postfix, d.arena, &mta);
	if (r == 0)
		d.mta = &mta;
	else if (must_be_there)
		fprintf(stderr, "exeatctl doctor: %s says nothing of %s\n",
		    POSTCONF, postfix);
	if (r < 0 && must_be_there) {
		arena_free(d.arena);
		return CTL_USAGE;
	}
	doctor_settings(&d);
	d.wants_notices = policy_wants_notices(l->policy);
	if (d.mta == NULL)
		fputs("No Postfix was found: what belongs to it was not "
		    "looked at.\n", stderr);
	if (doctor_run(&d) < 0)
		x = CTL_INTERNAL;
	for (i = wrong = 0; i < d.count; i++)
		wrong += d.findings[i].level >= DOCTOR_WARNING;
	if (json)
		print_json(&d, wrong);
	else
		print_human(&d);
	arena_free(d.arena);
	return x == CTL_OK && wrong > 0 ? CTL_FOUND : x;
}

enum ctl_exit
cmd_doctor(int argc, char **argv)
{
	const char *config = NULL, *postfix = NULL, *format = NULL;
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &config },
		{ .name = "--postfix", .value = &postfix },
		{ .name = "--format", .value = &format },
		{ .name = NULL }
	};
	struct loaded l;
	enum ctl_exit x;
	bool json;
	size_t n;

	x = options_read(argc, argv, rules, NULL, 0, &n);
	if (x == CTL_OK)
		x = options_json("doctor", format, &json);
	if (x != CTL_OK)
		return x;
	x = loaded_open(&l, config, clock_wall_ms());
	if (x == CTL_OK)
		x = examine(&l, postfix != NULL ? postfix : "/etc/postfix",
		    postfix != NULL, json);
	else
		loaded_print_diag(&l);
	loaded_free(&l);
	return x;
}
