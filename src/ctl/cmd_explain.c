/*
 * exeatctl explain -- reads the command line; explain.c does the work.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ctl/explain.h"
#include "ctl/options.h"

struct given {
	const char *config, *file, *from, *auth, *client, *class, *at;
	const char *why_not, *write, *jobs, *write_dir, *parallel, *format;
	const char *control, *state;
	const char **to;
	size_t to_count;
};

static enum ctl_exit
read_format(const struct given *g, bool *ret_json)
{
	const char *f = g->format;

	*ret_json = g->jobs != NULL;
	if (f == NULL)
		return CTL_OK;
	if (strcmp(f, "human") == 0 && g->jobs == NULL)
		*ret_json = false;
	else if (strcmp(f, "json") == 0 && g->jobs == NULL)
		*ret_json = true;
	else if (strcmp(f, "jsonl") != 0 || g->jobs == NULL)
		return command_misused("explain", "no format \"%s\" here", f);
	return CTL_OK;
}

static enum ctl_exit
run_one(const struct given *g, const struct explain_options *o)
{
	struct judge_input in = {
		.file = g->file, .from = g->from, .to = g->to,
		.to_count = g->to_count, .auth = g->auth,
		.client = g->client != NULL ? g->client : "127.0.0.1",
		.class = MAIL_CLASS_SUBMISSION, .at_ms = clock_wall_ms(),
	};

	if (g->file == NULL || g->from == NULL || g->to_count == 0)
		return command_misused("explain",
		    "--file, --from and --to are needed");
	if (g->class != NULL &&
	    mail_class_parse(slice_str(g->class), &in.class) < 0)
		return command_misused("explain", "no class \"%s\"", g->class);
	if (g->at != NULL &&
	    clock_parse_iso(slice_str(g->at), &in.at_ms) < 0)
		return command_misused("explain",
		    "--at takes a time such as 2026-05-05T10:15:00Z");
	return explain_one(o, &in);
}

enum ctl_exit
cmd_explain(int argc, char **argv)
{
	struct given g = { 0 };
	bool record = false;
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &g.config },
		{ .name = "--file", .value = &g.file },
		{ .name = "--from", .value = &g.from },
		{ .name = "--to", .many = &g.to, .many_count = &g.to_count },
		{ .name = "--auth", .value = &g.auth },
		{ .name = "--client", .value = &g.client },
		{ .name = "--class", .value = &g.class },
		{ .name = "--at", .value = &g.at },
		{ .name = "--why-not", .value = &g.why_not },
		{ .name = "--write", .value = &g.write },
		{ .name = "--jobs", .value = &g.jobs },
		{ .name = "--write-dir", .value = &g.write_dir },
		{ .name = "--parallel", .value = &g.parallel },
		{ .name = "--format", .value = &g.format },
		{ .name = "--control", .value = &g.control },
		{ .name = "--state", .value = &g.state },
		{ .name = "--record", .flag = &record },
		{ .name = NULL }
	};
	struct explain_options o = { 0 };
	const char *ref = NULL;
	enum ctl_exit x;
	size_t n;

	x = options_read(argc, argv, rules, &ref, 1, &n);
	if (x == CTL_OK)
		x = read_format(&g, &o.json);
	if (x == CTL_OK)
		x = options_number("explain", "--parallel", g.parallel, 1,
		    JUDGE_PARALLEL_MAX, &o.parallel);
	if (x == CTL_OK && record && g.state == NULL)
		x = command_misused("explain", "--record needs --state");
	if (x == CTL_OK && ref != NULL && g.state != NULL)
		x = command_misused("explain", "a reference stands alone");
	if (x != CTL_OK)
		goto out;
	o.config = g.config;
	o.why_not = g.why_not;
	o.write = g.write;
	o.write_dir = g.write_dir;
	o.state = g.state;
	o.record = record;
	if (ref != NULL && (g.file != NULL || g.jobs != NULL))
		x = command_misused("explain", "a reference stands alone");
	else if (ref != NULL)
		x = explain_reference(&o, ref, g.control);
	else if (g.jobs != NULL && g.file != NULL)
		x = command_misused("explain", "--file or --jobs, not both");
	else if (g.jobs != NULL)
		x = explain_jobs(&o, g.jobs);
	else
		x = run_one(&g, &o);
out:
	free(g.to);
	return x;
}
