#include "ctl/sweep_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/progress.h"
#include "ctl/safe.h"

/* --- reading --------------------------------------------------------------------- */

/* "2026-01-31" (its first moment, UTC) or a time as elsewhere. */
static int
read_time(const char *text, int64_t *ret)
{
	struct buf b = BUF_INIT(KIB);
	int r;

	if (strlen(text) != 10)
		return clock_parse_iso(slice_str(text), ret);
	buf_printf(&b, "%sT00:00:00Z", text);
	r = clock_parse_iso(buf_slice(&b), ret);
	buf_free(&b);
	return r;
}

static enum ctl_exit
read_times(const char *verb, const struct sweep_given *g,
    struct sweep_options *o)
{
	o->since_ms = INT64_MIN;
	if (g->since != NULL && read_time(g->since, &o->since_ms) < 0)
		return command_misused(verb, "--since takes a day such as "
		    "2026-01-31, or a time such as 2026-01-31T09:00:00Z");
	if (g->at == NULL || strcmp(g->at, "message") == 0)
		o->at = SWEEP_AT_MESSAGE;
	else if (strcmp(g->at, "now") == 0)
		o->at = SWEEP_AT_NOW;
	else if (read_time(g->at, &o->at_ms) == 0)
		o->at = SWEEP_AT_GIVEN;
	else
		return command_misused(verb, "--at takes message, now, or a "
		    "time such as 2026-05-05T10:15:00Z");
	return CTL_OK;
}

bool
sweep_is_page(const char *report)
{
	struct slice s = slice_str(report);

	return slice_iends(s, SLICE(".html")) || slice_iends(s, SLICE(".htm"));
}

static enum ctl_exit
read_rest(const char *verb, const struct sweep_given *g,
    struct sweep_options *o, enum sweep_format *ret_format)
{
	static const char *const formats[] = { "human", "json", "jsonl", "csv",
	    NULL };
	enum ctl_exit x;
	unsigned format;

	x = options_choice(verb, "--format", g->format, formats, &format);
	*ret_format = (enum sweep_format)format;
	if (x == CTL_OK)
		x = options_number(verb, "--parallel", g->parallel, 1,
		    JUDGE_PARALLEL_MAX, &o->parallel);
	if (x == CTL_OK)
		x = read_times(verb, g, o);
	if (x == CTL_OK && g->class != NULL &&
	    (mail_class_parse(slice_str(g->class), &o->class) < 0 ||
	    o->class == MAIL_CLASS_RELEASE))
		x = command_misused(verb, "--class is submission, local or "
		    "inbound, not \"%s\"", g->class);
	if (x == CTL_OK && g->report != NULL && !sweep_is_page(g->report) &&
	    !slice_iends(slice_str(g->report), SLICE(".csv")))
		x = command_misused(verb, "--report takes a name that ends "
		    "in .html or .csv");
	if (x == CTL_OK && g->path_count == 0)
		x = command_misused(verb, "which mail? A Maildir, a mailbox, "
		    "files, folders, or - for standard input");
	return x;
}

enum ctl_exit
sweep_options_read(int argc, char **argv, const struct option_rule *rules,
    struct sweep_given *g, struct sweep_options *o,
    enum sweep_format *ret_format)
{
	enum ctl_exit x;

	g->paths = mem_array(NULL, (size_t)argc, sizeof *g->paths);
	x = options_read(argc, argv, rules, g->paths, (size_t)argc,
	    &g->path_count);
	if (x != CTL_OK)
		return x;
	memset(o, 0, sizeof *o);
	o->verb = argv[0];
	o->class = MAIL_CLASS_SUBMISSION;
	x = read_rest(argv[0], g, o, ret_format);
	o->paths = g->paths;
	o->path_count = g->path_count;
	o->config = g->config;
	o->from = g->from;
	o->to = g->to;
	o->to_count = g->to_count;
	o->state = g->state;
	o->resume = g->resume;
	o->progress = g->progress;
	return x;
}

void
sweep_given_free(struct sweep_given *g)
{
	free(g->to);
	free(g->rules);
	free(g->paths);
}

static bool
has_rule(const struct policy *p, const char *name)
{
	struct arena *a = arena_new(RULESET_ARENA_MAX);
	struct policy_rule_info *rules;
	bool found = false;
	size_t i, n;

	n = policy_rules(p, a, &rules);
	for (i = 0; i < n && !found; i++)
		found = slice_eq_str(rules[i].name, name);
	arena_free(a);
	return found;
}

enum ctl_exit
sweep_check_rules(const struct sweep_given *g, const struct sweep *s,
    size_t sets)
{
	bool found;
	size_t i;
	unsigned k;

	for (i = 0; i < g->rule_count; i++) {
		found = false;
		for (k = 0; k < sets && !found; k++)
			found = has_rule(sweep_engine(s, k)->loaded.policy,
			    g->rules[i]);
		if (!found)
			return command_misused(sets == 1 ? "scan" : "compare",
			    "there is no rule \"%s\"", g->rules[i]);
	}
	return CTL_OK;
}

/* --- showing ----------------------------------------------------------------------- */

void
sweep_place(const struct sweep_message *m, struct buf *out)
{
	if (m->root > 0)
		buf_printf(out, "%u: ", m->root);
	safe_put_text(out, m->path);
	if (m->number > 0)
		buf_printf(out, ", message %llu (byte %llu)",
		    (unsigned long long)m->number,
		    (unsigned long long)m->offset);
}

void
sweep_date(int64_t ms, char out[20])
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;

	if (ms <= 0 || gmtime_r(&s, &tm) == NULL ||
	    strftime(out, 20, "%Y-%m-%d %H:%M", &tm) == 0)
		out[0] = '\0';
}

void
sweep_place_json(const struct sweep_message *m, json_t *j)
{
	char at[CLOCK_ISO_SIZE];

	json_object_set_new(j, "schema", json_integer(1));
	json_object_set_new(j, "file", answer_string(m->path));
	json_object_set_new(j, "path",
	    json_integer(m->root > 0 ? m->root : 1));
	json_object_set_new(j, "message", m->number > 0 ?
	    json_integer((json_int_t)m->number) : json_null());
	json_object_set_new(j, "offset", m->number > 0 ?
	    json_integer((json_int_t)m->offset) : json_null());
	clock_iso(m->at_ms, at, sizeof at);
	json_object_set_new(j, "sent", m->at_ms > 0 ? json_string(at) :
	    json_null());
}

void
sweep_put_count(uint64_t n, struct buf *out)
{
	progress_number(n, out);
	buf_puts(out, n == 1 ? " message" : " messages");
}

static void
put_note(struct buf *out, uint64_t n, const char *one, const char *many)
{
	if (n == 0)
		return;
	progress_number(n, out);
	buf_printf(out, " %s\n", n == 1 ? one : many);
}

void
sweep_put_notes(const struct sweep_end *end, struct buf *out)
{
	if (end->is_interrupted) {
		buf_puts(out, "Stopped after ");
		progress_number(end->done + end->too_old, out);
		if (end->total > 0) {
			buf_puts(out, " of ");
			progress_number(end->total, out);
		}
		buf_puts(out, " messages\n");
	}
	put_note(out, end->failed, "message could not be judged",
	    "messages could not be judged");
	put_note(out, end->too_old, "older message was left out",
	    "older messages were left out");
	put_note(out, end->left_out, "file is no mail and was left out",
	    "files are no mail and were left out");
}

void
sweep_tell_resume(const char *verb, const struct sweep_end *end)
{
	if (!end->is_interrupted)
		return;
	if (end->resume == NULL)
		fprintf(stderr, "exeatctl %s: stopped; it cannot be gone on "
		    "with: no resume file could be made here (--resume FILE "
		    "says where)\n", verb);
	else
		fprintf(stderr, "exeatctl %s: stopped; to go on, give the "
		    "same command with --resume %s\n", verb, end->resume);
}
