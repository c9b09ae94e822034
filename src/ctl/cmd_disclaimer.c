/*
 * exeatctl disclaimer -- the texts that there are, and what one would do to a
 * message.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ctl/notice_list.h"
#include "ctl/options.h"
#include "ctl/preview.h"

#define VERB	"disclaimer"

struct given {
	const char *config, *format, *class, *at;
	struct preview_options preview;
	bool json;
};

static enum ctl_exit
run_preview(struct given *g)
{
	struct preview_options *o = &g->preview;

	if (o->in.file == NULL)
		return command_misused(VERB, "which message? --file F");
	if (g->class != NULL &&
	    mail_class_parse(slice_str(g->class), &o->in.class) < 0)
		return command_misused(VERB, "no class \"%s\"", g->class);
	if (g->at != NULL &&
	    clock_parse_iso(slice_str(g->at), &o->in.at_ms) < 0)
		return command_misused(VERB,
		    "--at takes a time such as 2026-05-05T10:15:00Z");
	if (o->in.client == NULL)
		o->in.client = "127.0.0.1";
	o->config = g->config;
	o->json = g->json;
	return preview(o);
}

static bool
has_preview_options(const struct preview_options *o)
{
	return o->in.file != NULL || o->in.from != NULL ||
	    o->in.to_count > 0 || o->in.text != NULL || o->write != NULL ||
	    o->html != NULL;
}

static enum ctl_exit
run(struct given *g, const char *what)
{
	if (what == NULL)
		return command_misused(VERB, "list or preview?");
	if (strcmp(what, "preview") == 0)
		return run_preview(g);
	if (strcmp(what, "list") != 0)
		return command_misused(VERB, "list or preview, not \"%s\"",
		    what);
	if (has_preview_options(&g->preview))
		return command_misused(VERB,
		    "list takes --config and --format only");
	return notice_list(g->config, g->json);
}

enum ctl_exit
cmd_disclaimer(int argc, char **argv)
{
	struct given g = { .preview = { .in = { .class =
	    MAIL_CLASS_SUBMISSION, .at_ms = clock_wall_ms() } } };
	struct judge_input *in = &g.preview.in;
	const struct option_rule rules[] = {
		{ .name = "--config", .value = &g.config },
		{ .name = "--file", .value = &in->file },
		{ .name = "--from", .value = &in->from },
		{ .name = "--to", .many = &in->to,
		    .many_count = &in->to_count },
		{ .name = "--auth", .value = &in->auth },
		{ .name = "--client", .value = &in->client },
		{ .name = "--class", .value = &g.class },
		{ .name = "--at", .value = &g.at },
		{ .name = "--text", .value = &in->text },
		{ .name = "--write", .value = &g.preview.write },
		{ .name = "--html", .value = &g.preview.html },
		{ .name = "--format", .value = &g.format },
		{ .name = NULL }
	};
	const char *what = NULL;
	enum ctl_exit x;
	size_t n;

	x = options_read(argc, argv, rules, &what, 1, &n);
	if (x == CTL_OK)
		x = options_json(VERB, g.format, &g.json);
	if (x == CTL_OK)
		x = run(&g, what);
	free(in->to);
	return x;
}
