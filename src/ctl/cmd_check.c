/*
 * exeatctl check -- our own checker for settings and rules, then the
 * inspector's for what only it compiles: detectors, patterns, disclaimers.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/compose.h"
#include "ctl/jsontext.h"
#include "ctl/load.h"
#include "ctl/options.h"
#include "disclaimer/disclaimer.h"
#include "privsep/lifeline.h"
#include "privsep/spawn.h"

/* `exeat-inspector -n`; its errors go straight to standard error. */
static enum ctl_exit
inspector_check(const char *conf_path)
{
	char path[4096];
	const char *argv[] = { path, "--config", conf_path,
	    "--foreground-log", "stderr", "-n", NULL };
	struct spawn s = { .path = path, .argv = argv, .output_fd = -1 };
	const char *step;
	int status;
	pid_t pid;

	if (loaded_sibling("exeat-inspector", path, sizeof path) < 0 ||
	    spawn_role(&s, &pid, &step) < 0) {
		fprintf(stderr, "exeatctl check: cannot start %s\n", path);
		return CTL_INTERNAL;
	}
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return CTL_INTERNAL;
	if (WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_OK)
		return CTL_OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_CONFIG)
		return CTL_INVALID;
	fprintf(stderr, "exeatctl check: the inspector's check did not finish\n");
	return CTL_INTERNAL;
}

struct counts {
	size_t errors, warnings, files, rules, tests;
};

static struct counts
count(const struct loaded *l, size_t errors)
{
	struct counts c = { .errors = errors,
	    .warnings = conf_diag_warnings(l->diag) };
	size_t i;

	if (l->tree == NULL)
		return c;
	c.files = l->tree->file_count;
	for (i = 0; i < l->tree->block_count; i++) {
		c.rules += strcmp(l->tree->blocks[i].kind, "rule") == 0;
		c.tests += strcmp(l->tree->blocks[i].kind, "test") == 0;
	}
	return c;
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* What holds for the whole, and is no fault of the rules; NULL: nothing. */
static const char *
note(const struct loaded *l)
{
	return l->policy != NULL && policy_wants_notices(l->policy) ?
	    "this version sends no notices yet; what \"warn with\" and "
	    "\"notify\" would say is recorded." : NULL;
}

static void
print_counts(const struct loaded *l, const struct counts *c)
{
	printf("%zu error%s, %zu warning%s in %zu file%s, %zu rule%s, "
	    "%zu test%s.%s\n", c->errors, plural(c->errors), c->warnings,
	    plural(c->warnings), c->files, plural(c->files), c->rules,
	    plural(c->rules), c->tests, plural(c->tests),
	    c->errors > 0 ? " Nothing was loaded." : "");
	if (note(l) != NULL)
		printf("Note: %s\n", note(l));
}

/* --- for programs -------------------------------------------------------------- */

/* The word in brackets at the end of a warning; null for an error. */
static json_t *
tag_json(const struct conf_message *m)
{
	const char *open = strrchr(m->words, '[');
	size_t n = open != NULL ? strlen(open) : 0;

	if (m->severity == CONF_ERROR || n < 3 || open[n - 1] != ']')
		return json_null();
	return answer_string(slice_of(open + 1, n - 2));
}

static void
put_message(void *arg, const struct conf_message *m)
{
	json_t *o = json_pack("{s:s, s:o, s:o, s:i, s:i, s:o, s:o}",
	    "severity", m->severity == CONF_ERROR ? "error" : "warning",
	    "tag", tag_json(m), "file", answer_string_or_null(m->file),
	    "line", (int)m->line, "column", (int)m->column,
	    "text", answer_string(slice_str(m->words)),
	    "suggestion", m->suggestion != NULL ?
	    answer_string(slice_str(m->suggestion)) : json_null());

	if (o == NULL || json_array_append_new(arg, o) < 0)
		mem_exhausted();
}

static void
print_json(const struct loaded *l, const struct counts *c)
{
	json_t *list = json_array(), *notes = json_array(), *o;

	if (note(l) != NULL)
		json_array_append_new(notes, json_string(note(l)));
	conf_diag_each(l->diag, put_message, list);
	o = json_pack("{s:i, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "schema", 1,
	    "errors", (json_int_t)c->errors,
	    "warnings", (json_int_t)c->warnings,
	    "files", (json_int_t)c->files, "rules", (json_int_t)c->rules,
	    "tests", (json_int_t)c->tests, "messages", list,
	    "notes", notes);
	jsontext_print(o, false);
}

/* What the texts of associations say, for errors in one place. */
static enum ctl_exit
check_texts(const struct loaded *l)
{
	return disclaimers_check(l->tree, &conf_source_disk, l->diag) < 0 ?
	    CTL_INVALID : CTL_OK;
}

static enum ctl_exit
check(const char *config, bool strict, bool json)
{
	struct counts c;
	struct loaded l;
	enum ctl_exit e;
	size_t errors;

	e = loaded_open(&l, config, clock_wall_ms());
	if (e == CTL_OK) {
		compose_warn_missing(l.tree, l.diag);
		e = check_texts(&l);
	}
	if (!json)
		loaded_print_diag(&l);
	errors = conf_diag_errors(l.diag);
	if (e == CTL_OK) {
		e = inspector_check(l.path);
		if (e == CTL_INVALID)
			errors++;
	}
	c = count(&l, errors);
	if (json)
		print_json(&l, &c);
	else
		print_counts(&l, &c);
	if (e == CTL_OK && strict && c.warnings > 0)
		e = CTL_INVALID;
	loaded_free(&l);
	return e;
}

enum ctl_exit
cmd_check(int argc, char **argv)
{
	const char *config = NULL, *format = NULL;
	bool strict = false, json = false;
	struct option_rule rules[] = {
		{ .name = "--config", .value = &config },
		{ .name = "--strict", .flag = &strict },
		{ .name = "--format", .value = &format },
		{ .name = NULL }
	};
	enum ctl_exit e;
	size_t n;

	e = options_read(argc, argv, rules, NULL, 0, &n);
	if (e == CTL_OK)
		e = options_json("check", format, &json);
	return e == CTL_OK ? check(config, strict, json) : e;
}
