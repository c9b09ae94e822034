/*
 * exeatctl case -- the register of cases: those that rules opened, and those
 * that people do.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "ctl/act.h"
#include "ctl/answer.h"
#include "ctl/control.h"
#include "ctl/jsontext.h"
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
case_json(const struct incident *c)
{
	json_t *j = json_object();

	json_object_set_new(j, "number", json_integer((json_int_t)c->number));
	json_object_set_new(j, "name", answer_string(c->name));
	json_object_set_new(j, "rule", answer_string_or_null(c->rule));
	json_object_set_new(j, "reference", answer_string_or_null(c->ref));
	json_object_set_new(j, "opened_by", answer_string(c->opened_by));
	json_object_set_new(j, "opened", jsontext_time(c->opened_ms));
	json_object_set_new(j, "closed", jsontext_time(c->closed_ms));
	return j;
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
		jsontext_print(a, false);
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
		json_object_set_new(o, "at", jsontext_time(notes[i].at_ms));
		json_object_set_new(o, "who", answer_string(notes[i].who));
		json_object_set_new(o, "text", answer_string(notes[i].text));
		json_array_append_new(list, o);
	}
	if (n < c->note_count)
		buf_printf(&out, "   and %" PRIu64 " more\n",
		    c->note_count - n);
	json_object_set_new(j, "notes", list);
	if (g->json) {
		jsontext_print(j, false);
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

enum { LIST, SHOW, NEW, ADD, CLOSE };

static const struct act acts[] = {
	[LIST] = { "list", ACT_ALONE,
	    "takes no operand; did you mean show?", false },
	[SHOW] = { "show", ACT_WITH_ONE, "which case?", false },
	[NEW] = { "new", ACT_WITH_ONE, "needs a name, such as breach", true },
	[ADD] = { "add", ACT_WITH_ONE, "which case?", true },
	[CLOSE] = { "close", ACT_WITH_ONE, "which case?", true },
	{ NULL, ACT_ALONE, NULL, false }
};

/* Of those that change something. */
static const enum keeper_case_act changes[] = {
	[NEW] = KEEPER_CASE_NEW,
	[ADD] = KEEPER_CASE_ADD,
	[CLOSE] = KEEPER_CASE_CLOSE,
};

/* The case that is meant: of a new one its name, of others the number. */
static enum ctl_exit
take_case(const struct given *g, size_t which, const char *operand,
    struct incident *c)
{
	if (g->ref != NULL && which != NEW)
		return command_misused(VERB, "--reference goes with new");
	if (which != NEW && operand != NULL)
		return act_number(VERB, operand, &c->number);
	c->name = slice_str(operand);
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

	x = take_case(g, which, operand, &c);
	if (x != CTL_OK)
		return x;
	a = arena_new(MESSAGE_ARENA_MAX);
	x = state_or_daemon(VERB, g->config, g->control, g->state, &s, &k);
	if (x == CTL_OK) {
		r = which == LIST || which == SHOW ? show(k, g, c.number, a) :
		    act(k, g, changes[which], &c, a);
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
	size_t which, n;

	x = options_read(argc, argv, rules, words, 2, &n);
	if (x == CTL_OK)
		x = options_json(VERB, g.format, &g.json);
	if (x == CTL_OK)
		x = act_choose(VERB, acts, words, n, g.reason, &which);
	return x == CTL_OK ? run(&g, which, n > 1 ? words[1] : NULL) : x;
}
