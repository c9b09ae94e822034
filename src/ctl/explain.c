#include "ctl/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/control.h"
#include "ctl/engine.h"
#include "ctl/jobs.h"
#include "ctl/jsontext.h"
#include "ctl/state.h"

static int
write_out(const char *path, const struct judged *j)
{
	struct buf b = BUF_INIT(j->size + REPORT_BYTES_MAX);
	int fd, r;
	ssize_t n;
	size_t at;

	r = judge_write(j, &b);
	if (r < 0)
		goto out;
	r = ERR_SYSTEM;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd == -1)
		goto out;
	for (at = 0; at < b.len; at += (size_t)n) {
		n = write(fd, b.ptr + at, b.len - at);
		if (n == -1)
			break;
	}
	if (at == b.len && close(fd) == 0)
		r = 0;
out:
	buf_free(&b);
	return r;
}

static struct answer
answer_of(const struct judged *j, const struct engine *e, const char *file,
    const char *why_not)
{
	return (struct answer){
		.file = file, .policy = e->loaded.policy,
		.envelope = &j->envelope, .report = j->report,
		.memory = &j->memory,
		.verdict = j->verdict, .modified = j->edited,
		.milliseconds = (double)(j->took_us / 100) / 10.0,
		.why_not = why_not,
	};
}

static void
print_answer(const struct answer *n, struct arena *a, bool json)
{
	struct buf b = BUF_INIT(16 * MIB);

	if (json) {
		jsontext_print(answer_json(n, a), false);
		return;
	}
	answer_human(n, &b);
	if (b.len > 0)
		fwrite(b.ptr, 1, b.len, stdout);
	buf_free(&b);
}

/* The store of --state; none without. */
static enum ctl_exit
open_state(const struct engine *e, const struct explain_options *o,
    struct state *ret)
{
	return o->state == NULL ? CTL_OK :
	    state_open("explain", e->loaded.path, o->state, ret);
}

static enum ctl_exit
judge_and_print(struct engine *e, const struct state *s,
    const struct explain_options *o, const struct judge_input *in)
{
	struct answer n;
	struct judged j;
	enum ctl_exit x;
	int r;

	r = judge_start(&j, in, e->inspector.inspector);
	if (r == 0)
		r = state_judge(s, o->record, &j, e->loaded.policy);
	if (r < 0) {
		fprintf(stderr, "exeatctl explain: %s: %s\n", in->file, j.error);
		x = engine_exit_of(r);
		goto out;
	}
	n = answer_of(&j, e, in->file, o->why_not);
	print_answer(&n, j.arena, o->json);
	x = answer_found(j.verdict) ? CTL_FOUND : CTL_OK;
	if (o->write != NULL && write_out(o->write, &j) < 0) {
		fprintf(stderr, "exeatctl explain: %s: %s\n", o->write,
		    strerror(errno));
		x = CTL_INTERNAL;
	}
out:
	judge_free(&j);
	return x;
}

static bool
rule_exists(const struct policy *p, const char *name)
{
	struct policy_rule_info *rules;
	struct arena *a;
	bool found = false;
	size_t i, n;

	a = arena_new(RULESET_ARENA_MAX);
	n = policy_rules(p, a, &rules);
	for (i = 0; i < n; i++)
		if (slice_eq_str(rules[i].name, name))
			found = true;
	arena_free(a);
	return found;
}

enum ctl_exit
explain_one(const struct explain_options *o, const struct judge_input *in)
{
	struct state s = { 0 };
	struct engine e;
	enum ctl_exit x;

	x = engine_open(&e, "explain", o->config, false);
	if (x == CTL_OK && o->why_not != NULL &&
	    !rule_exists(e.loaded.policy, o->why_not))
		x = command_misused("explain", "there is no rule \"%s\"",
		    o->why_not);
	else if (x == CTL_OK)
		x = open_state(&e, o, &s);
	if (x == CTL_OK)
		x = judge_and_print(&e, &s, o, in);
	state_close(&s);
	engine_close(&e);
	return x;
}

/* --- many messages ------------------------------------------------------------ */

struct slot {
	struct job job;
	struct judged judged;
	int err;		/* of judge_start */
	bool used;
};

struct run {
	struct engine engine;
	struct state state;
	const struct explain_options *options;
	struct slot *slots;
	unsigned count;
	bool any_found, any_bad, any_fault;
	uint64_t done;
};

static void
print_bad(const struct job *j, const char *why)
{
	json_t *o = json_object();

	json_object_set_new(o, "schema", json_integer(1));
	json_object_set_new(o, "file", j->file != NULL ?
	    json_string(j->file) : json_null());
	json_object_set_new(o, "error", answer_string(slice_str(why)));
	jsontext_print(o, true);
}

/* DIR/name: the last component of the job's file name. */
static int
write_to_dir(const struct run *run, const struct slot *s)
{
	struct buf b = BUF_INIT(64 * KIB);
	const char *name;
	int r;

	name = strrchr(s->job.file, '/');
	name = name != NULL ? name + 1 : s->job.file;
	r = buf_printf(&b, "%s/%s", run->options->write_dir, name);
	if (r == 0)
		r = write_out(buf_cstr(&b), &s->judged);
	buf_free(&b);
	return r;
}

/* Wait for the oldest job and print its line. */
static void
finish(struct run *run, struct slot *s)
{
	struct answer n;
	int r;

	if (s->job.error[0] != '\0') {
		run->any_bad = true;
		print_bad(&s->job, s->job.error);
		goto out;
	}
	r = s->err;
	/* In job order, however many are inspected meanwhile. */
	if (r == 0)
		r = state_judge(&run->state, run->options->record, &s->judged,
		    run->engine.loaded.policy);
	if (r == 0 && run->options->write_dir != NULL) {
		r = write_to_dir(run, s);
		if (r < 0)
			snprintf(s->judged.error, sizeof s->judged.error,
			    "cannot write the message: %s", err_text(r));
	}
	if (r < 0) {
		if (engine_exit_of(r) == CTL_PARTLY)
			run->any_bad = true;
		else
			run->any_fault = true;
		print_bad(&s->job, s->judged.error);
		goto out;
	}
	n = answer_of(&s->judged, &run->engine, s->job.file,
	    run->options->why_not);
	jsontext_print(answer_json(&n, s->judged.arena), true);
	run->any_found = run->any_found || answer_found(s->judged.verdict);
out:
	if (s->judged.arena != NULL)
		judge_free(&s->judged);
	job_free(&s->job);
	s->used = false;
	run->done++;
}

static void
begin(struct run *run, struct slot *s, struct slice line, const char *folder)
{
	memset(s, 0, sizeof *s);
	s->used = true;
	s->judged.spool_fd = -1;
	job_parse(line, folder, clock_wall_ms(), &s->job);
	if (s->job.error[0] == '\0')
		s->err = judge_start(&s->judged, &s->job.input,
		    run->engine.inspector.inspector);
}

/* Answers come in job order while `count` messages are being inspected. */
static void
run_lines(struct run *run, FILE *in, const char *folder)
{
	char *line = NULL;
	size_t cap = 0;
	uint64_t i = 0, k;
	ssize_t n;
	struct slot *s;

	while ((n = getline(&line, &cap, in)) != -1) {
		struct slice text = slice_trim(slice_of(line, (size_t)n));

		if (text.len == 0)
			continue;
		s = &run->slots[i % run->count];
		if (s->used)
			finish(run, s);
		begin(run, s, text, folder);
		i++;
		if (isatty(STDERR_FILENO) && i % 50 == 0)
			fprintf(stderr, "\rexplain  %llu messages",
			    (unsigned long long)i);
	}
	for (k = 0; k < run->count; k++) {
		s = &run->slots[(i + k) % run->count];
		if (s->used)
			finish(run, s);
	}
	if (isatty(STDERR_FILENO) && i >= 50)
		fputc('\n', stderr);
	free(line);
}

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;

	if (slash == NULL)
		return mem_str("");
	folder = mem_str(path);
	folder[slash == path ? 1 : slash - path] = '\0';
	return folder;
}

enum ctl_exit
explain_jobs(const struct explain_options *o, const char *jobs)
{
	struct run run = { .options = o };
	char *folder;
	enum ctl_exit x;
	long cpus;
	FILE *in;

	in = strcmp(jobs, "-") == 0 ? stdin : fopen(jobs, "re");
	if (in == NULL) {
		fprintf(stderr, "exeatctl explain: %s: %s\n", jobs,
		    strerror(errno));
		return CTL_USAGE;
	}
	x = engine_open(&run.engine, "explain", o->config, false);
	if (x == CTL_OK)
		x = open_state(&run.engine, o, &run.state);
	if (x != CTL_OK)
		goto out;
	cpus = sysconf(_SC_NPROCESSORS_ONLN);
	run.count = o->parallel > 0 ? o->parallel :
	    cpus > 0 ? 2 * (unsigned)cpus : 2;
	run.slots = mem_zalloc(run.count * sizeof *run.slots);
	folder = folder_of(jobs);
	run_lines(&run, in, folder);
	free(folder);
	free(run.slots);
	x = run.any_fault ? CTL_INTERNAL : run.any_bad ? CTL_PARTLY :
	    run.any_found ? CTL_FOUND : CTL_OK;
out:
	state_close(&run.state);
	engine_close(&run.engine);
	if (in != stdin)
		fclose(in);
	return x;
}

/* --- a stored answer ------------------------------------------------------------- */

enum ctl_exit
explain_reference(const struct explain_options *o, const char *text,
    const char *control)
{
	char ref[REFERENCE_SIZE];
	struct keeper_answer stored;
	struct keeper *k = NULL;
	struct arena *a;
	struct answer n;
	enum ctl_exit x;
	int r;

	if (reference_parse(slice_str(text), ref) < 0)
		return command_misused("explain",
		    "\"%s\" is no reference; was it typed right?", text);
	x = control_open("explain", o->config, control, &k);
	if (x != CTL_OK)
		return x;
	a = arena_new(MESSAGE_ARENA_MAX);
	r = keeper_explain(k, ref, a, &stored);
	if (r < 0) {
		x = control_failed("explain", r);
		goto out;
	}
	n = (struct answer){ .ref = ref, .envelope = stored.envelope,
	    .report = stored.report, .verdict = stored.verdict,
	    .modified = stored.verdict->disclaimer == DISCLAIMER_ADDED,
	    .why_not = o->why_not };
	print_answer(&n, a, o->json);
	x = answer_found(stored.verdict) ? CTL_FOUND : CTL_OK;
out:
	arena_free(a);
	keeper_unref(k);
	return x;
}
