/*
 * exeatctl case -- the register of cases: those that rules opened, and those
 * that people do.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/control.h"
#include "ctl/options.h"
#include "ctl/safe.h"
#include "ctl/state.h"

#define VERB	"case"

struct given {
	const char *config, *control, *state, *reason, *ref, *format;
	bool json, all;
};

/* --- answers ------------------------------------------------------------------------- */

static json_t *
time_json(int64_t ms)
{
	char at[CLOCK_ISO_SIZE];

	if (ms == 0)
		return json_null();
	clock_iso(ms, at, sizeof at);
	return json_string(at);
}

static json_t *
case_json(const struct incident *c)
{
	json_t *j = json_object();

	json_object_set_new(j, "number", json_integer((json_int_t)c->number));
	json_object_set_new(j, "name", answer_string(c->name));
	json_object_set_new(j, "rule", answer_string_or_null(c->rule));
	json_object_set_new(j, "reference", answer_string_or_null(c->ref));
	json_object_set_new(j, "opened_by", answer_string(c->opened_by));
	json_object_set_new(j, "opened", time_json(c->opened_ms));
	json_object_set_new(j, "closed", time_json(c->closed_ms));
	return j;
}

static void
print_json(json_t *j)
{
	char *text = json_dumps(j, JSON_INDENT(1));

	if (text == NULL)
		mem_exhausted();
	puts(text);
	free(text);
	json_decref(j);
}

/* "12   breach   open   2026-05-05T10:15:00Z   rule x   EX-7K3M-2QPX" */
static void
put_case(struct buf *out, const struct incident *c)
{
	char at[CLOCK_ISO_SIZE];

	clock_iso(c->opened_ms, at, sizeof at);
	buf_printf(out, "%" PRIu64 "   ", c->number);
	safe_put(out, c->name);
	buf_printf(out, "   %s   %s   ", c->closed_ms == 0 ? "open" :
	    "closed", at);
	buf_puts(out, c->rule.len > 0 ? "rule " : "by ");
	safe_put(out, c->rule.len > 0 ? c->rule : c->opened_by);
	if (c->ref.len > 0) {
		buf_puts(out, "   ");
		safe_put(out, c->ref);
	}
	buf_putc(out, '\n');
}

static void
flush(struct buf *out)
{
	if (out->len > 0)
		fwrite(out->ptr, 1, out->len, stdout);
	buf_free(out);
}

static void
print_list(const struct given *g, const struct incident *list, size_t n)
{
	struct buf out = BUF_INIT(16 * MIB);
	json_t *a = json_array();
	size_t i, open = 0;

	for (i = 0; i < n; i++) {
		open += list[i].closed_ms == 0;
		if (list[i].closed_ms != 0 && !g->all)
			continue;
		json_array_append_new(a, case_json(&list[i]));
		put_case(&out, &list[i]);
	}
	buf_printf(&out, "%zu open, %zu closed\n", open, n - open);
	if (g->json) {
		print_json(a);
		buf_free(&out);
		return;
	}
	json_decref(a);
	flush(&out);
}

static void
print_one(const struct given *g, const struct incident *c,
    const struct incident_note *notes, size_t n)
{
	struct buf out = BUF_INIT(16 * MIB);
	json_t *j = case_json(c), *list = json_array(), *o;
	char at[CLOCK_ISO_SIZE];
	size_t i;

	put_case(&out, c);
	for (i = 0; i < n; i++) {
		clock_iso(notes[i].at_ms, at, sizeof at);
		buf_printf(&out, "   %s   ", at);
		safe_put(&out, notes[i].who);
		buf_puts(&out, ": ");
		safe_put(&out, notes[i].text);
		buf_putc(&out, '\n');
		o = json_object();
		json_object_set_new(o, "at", time_json(notes[i].at_ms));
		json_object_set_new(o, "who", answer_string(notes[i].who));
		json_object_set_new(o, "text", answer_string(notes[i].text));
		json_array_append_new(list, o);
	}
	if (n < c->note_count)
		buf_printf(&out, "   and %" PRIu64 " more\n",
		    c->note_count - n);
	json_object_set_new(j, "notes", list);
	if (g->json) {
		print_json(j);
		buf_free(&out);
		return;
	}
	json_decref(j);
	flush(&out);
}

/* --- the command -------------------------------------------------------------------- */

static int
show(struct keeper *k, const struct given *g, uint64_t number,
    struct arena *a)
{
	struct incident *list, one;
	struct incident_note *notes;
	size_t n;
	int r;

	if (number == 0) {
		r = keeper_cases(k, a, &list, &n);
		if (r == 0)
			print_list(g, list, n);
		return r;
	}
	r = keeper_case(k, number, a, &one, &notes, &n);
	if (r == 0)
		print_one(g, &one, notes, n);
	return r;
}

static int
act(struct keeper *k, const struct given *g, enum keeper_case_act what,
    const struct incident *c, struct arena *a)
{
	struct incident done;
	int r;

	r = keeper_case_act(k, what, c, slice_str(g->reason), a, &done);
	if (r == 0)
		print_one(g, &done, NULL, 0);
	return r;
}

static const struct {
	const char *word;
	bool is_act, needs_number;
	enum keeper_case_act act;
} acts[] = {
	{ "list", false, false, 0 },
	{ "show", false, true, 0 },
	{ "new", true, false, KEEPER_CASE_NEW },
	{ "add", true, true, KEEPER_CASE_ADD },
	{ "close", true, true, KEEPER_CASE_CLOSE },
};

#define ACTS	(sizeof acts / sizeof acts[0])

/* Does the rest of the command line go with the act? */
static enum ctl_exit
check(const struct given *g, size_t which, const char *operand,
    struct incident *c)
{
	char *end;

	if (acts[which].needs_number) {
		if (operand == NULL)
			return command_misused(VERB, "%s which case?",
			    acts[which].word);
		c->number = strtoull(operand, &end, 10);
		if (c->number == 0 || *end != '\0')
			return command_misused(VERB, "\"%s\" is no number of "
			    "a case", operand);
	} else if (acts[which].is_act) {
		if (operand == NULL)
			return command_misused(VERB, "new needs a name, such "
			    "as breach");
		c->name = slice_str(operand);
	} else if (operand != NULL) {
		return command_misused(VERB, "list takes no operand; did you "
		    "mean show?");
	}
	if (acts[which].is_act && (g->reason == NULL ||
	    strlen(g->reason) < REASON_MIN))
		return command_misused(VERB, "this needs --reason \"what "
		    "happened\"; it is kept in the case");
	if (g->ref != NULL && acts[which].act != KEEPER_CASE_NEW)
		return command_misused(VERB, "--reference goes with new");
	c->ref = slice_str(g->ref);
	return CTL_OK;
}

static enum ctl_exit
run(const struct given *g, size_t which, const char *operand)
{
	struct state s = { .lifeline = -1 };
	struct incident c = { .number = 0 };
	struct keeper *k = NULL;
	struct arena *a;
	enum ctl_exit x;
	int r;

	x = check(g, which, operand, &c);
	if (x != CTL_OK)
		return x;
	a = arena_new(MESSAGE_ARENA_MAX);
	x = state_or_daemon(VERB, g->config, g->control, g->state, &s, &k);
	if (x == CTL_OK) {
		r = acts[which].is_act ? act(k, g, acts[which].act, &c, a) :
		    show(k, g, c.number, a);
		if (r < 0)
			x = control_failed(VERB, r);
	}
	state_close(&s);
	arena_free(a);
	return x;
}

enum ctl_exit
cmd_case(int argc, char **argv)
{
	struct given g = { .config = NULL };
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &g.control },
		{ .name = "--config", .value = &g.config },
		{ .name = "--state", .value = &g.state },
		{ .name = "--reason", .value = &g.reason },
		{ .name = "--reference", .value = &g.ref },
		{ .name = "--all", .flag = &g.all },
		{ .name = "--format", .value = &g.format },
		{ .name = NULL }
	};
	const char *words[2];
	enum ctl_exit x;
	size_t i, n;

	x = options_read(argc, argv, rules, words, 2, &n);
	if (x == CTL_OK)
		x = options_json(VERB, g.format, &g.json);
	if (x != CTL_OK)
		return x;
	for (i = 0; n > 0 && i < ACTS; i++)
		if (strcmp(acts[i].word, words[0]) == 0)
			return run(&g, i, n > 1 ? words[1] : NULL);
	return command_misused(VERB, "list, show, new, add or close?");
}
