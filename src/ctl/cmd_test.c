/*
 * exeatctl test -- the test blocks of the rules, run by the engine that judges
 * mail.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "ctl/jsontext.h"
#include "ctl/judge.h"
#include "ctl/options.h"
#include "ctl/trial_print.h"

struct options {
	const char *config, *only, *junit, *format, *parallel;
	bool removed, json;
};

struct shown {
	const struct loaded *loaded;
	FILE *out;			/* NULL: not one by one */
};

static void
show(void *arg, const struct trial *t)
{
	const struct shown *s = arg;

	if (s->out == NULL)
		return;
	trial_print(s->loaded, t, s->out);
	/* Each as it is done, in a pipe too. */
	fflush(s->out);
}

/* Its name or a part of it, or a rule that it expects something of. */
static bool
is_meant(const struct rule_test *t, struct slice only)
{
	size_t i;

	if (slice_ifind(t->name, only, 0) != SLICE_NPOS)
		return true;
	for (i = 0; i < t->expect_count; i++)
		if (slice_eq(t->expect[i].rule, only))
			return true;
	return false;
}

/* Those that --only means; the exact name before all others. */
static size_t
choose(struct rule_test *tests, size_t count, const char *only)
{
	size_t i, n = 0;

	if (only == NULL)
		return count;
	for (i = 0; i < count; i++)
		if (slice_eq_str(tests[i].name, only)) {
			tests[0] = tests[i];
			return 1;
		}
	for (i = 0; i < count; i++)
		if (is_meant(&tests[i], slice_str(only)))
			tests[n++] = tests[i];
	return n;
}

static enum ctl_exit
write_junit(const char *path, const struct loaded *l, const struct trials *t)
{
	struct buf b = BUF_INIT(64 * MIB);
	enum ctl_exit x = CTL_OK;
	FILE *f;

	trials_junit(l, t, &b);
	f = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
	if (f == NULL || fwrite(b.ptr, 1, b.len, f) != b.len ||
	    (f == stdout ? fflush(f) : fclose(f)) != 0) {
		fprintf(stderr, "exeatctl test: %s: %s\n", path,
		    strerror(errno));
		x = CTL_INTERNAL;
	}
	buf_free(&b);
	return x;
}

/* Lines for people; standard output may be for a program. */
static FILE *
people(const struct options *o)
{
	return o->json || (o->junit != NULL && strcmp(o->junit, "-") == 0) ?
	    stderr : stdout;
}

static enum ctl_exit
report(const struct options *o, const struct engine *e,
    const struct trials *t)
{
	enum ctl_exit x = trials_failed(t) > 0 ? CTL_FOUND : CTL_OK;
	size_t missing = 0;

	if (o->json)
		jsontext_print(trials_json(&e->loaded, t), false);
	if (t->has_needs) {
		missing = trials_print_needs(&e->loaded, t, people(o));
		x = missing > 0 ? CTL_FOUND : x;
	}
	if (!o->json)
		trials_print_end(t, people(o));
	if (o->junit != NULL &&
	    write_junit(o->junit, &e->loaded, t) != CTL_OK)
		return CTL_INTERNAL;
	return x;
}

static enum ctl_exit
run(const struct options *o, unsigned parallel)
{
	struct trials trials = { 0 };
	struct rule_test *tests;
	struct shown shown;
	struct engine e;
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	enum ctl_exit x;
	size_t count;

	x = engine_open(&e, "test", o->config, false);
	if (x != CTL_OK)
		goto out;
	if (rule_tests_read(e.loaded.tree, e.loaded.diag, a, &tests,
	    &count) < 0) {
		loaded_print_diag(&e.loaded);
		x = CTL_INVALID;
		goto out;
	}
	count = choose(tests, count, o->only);
	if (o->only != NULL && count == 0) {
		x = command_misused("test", "no test is called \"%s\", and none "
		    "names a rule of that name", o->only);
		goto out;
	}
	if (policy_is_capped(e.loaded.policy))
		fprintf(stderr, "exeatctl test: \"set mode\" holds the rules "
		    "back today; tests say what they do under \"set mode "
		    "enforce\"\n");
	shown = (struct shown){ &e.loaded, o->json ? NULL : people(o) };
	trials_run(&e, tests, count, parallel, o->removed, clock_wall_ms(),
	    show, &shown, &trials);
	x = report(o, &e, &trials);
out:
	trials_free(&trials);
	arena_free(a);
	engine_close(&e);
	return x;
}

static enum ctl_exit
read_options(struct options *o, unsigned *ret_parallel)
{
	enum ctl_exit x;

	x = options_json("test", o->format, &o->json);
	if (x == CTL_OK)
		x = options_number("test", "--parallel", o->parallel, 1,
		    JUDGE_PARALLEL_MAX, ret_parallel);
	if (x != CTL_OK)
		return x;
	if (o->json && o->junit != NULL && strcmp(o->junit, "-") == 0)
		return command_misused("test", "standard output is for "
		    "--format json or for --junit -, not for both");
	if (o->removed && o->only != NULL)
		return command_misused("test", "--removed asks all tests: it "
		    "goes without --only");
	return CTL_OK;
}

enum ctl_exit
cmd_test(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &o.config },
		{ .name = "--only", .value = &o.only },
		{ .name = "--junit", .value = &o.junit },
		{ .name = "--format", .value = &o.format },
		{ .name = "--parallel", .value = &o.parallel },
		{ .name = "--removed", .flag = &o.removed },
		{ .name = NULL }
	};
	unsigned parallel = 0;
	enum ctl_exit x;
	size_t n;

	x = options_read(argc, argv, rules, NULL, 0, &n);
	if (x == CTL_OK)
		x = read_options(&o, &parallel);
	return x == CTL_OK ? run(&o, parallel) : x;
}
