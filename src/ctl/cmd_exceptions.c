/*
 * exeatctl exceptions -- the register of exceptions: add, list, end, export.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/zone.h"
#include "ctl/act.h"
#include "ctl/control.h"
#include "ctl/exception_print.h"
#include "ctl/load.h"
#include "ctl/options.h"
#include "ctl/state.h"
#include "policy/domain.h"

#define VERB	"exceptions"
#define OUT_MAX	(256 * MIB)

struct given {
	const char *control, *config, *state, *at, *format;
	const char *reg, *sender, *recipient, *files, *reason, *approver,
	    *role, *from, *until, *review;
	bool all;
	int64_t at_ms;		/* 0: now */
	uint64_t number;
};

struct session {
	struct loaded loaded;
	struct state state;
	struct keeper *keeper;
	struct arena *arena;
};

/* --- what was given ------------------------------------------------------------ */

static bool
day_read(const char *text, int *ret)
{
	int y, m, d, end = 0;

	if (strlen(text) != 10 ||
	    sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &end) != 3 ||
	    end != 10 || y < 1970 || m < 1 || m > 12 || d < 1 ||
	    d > clock_month_days(y, m))
		return false;
	*ret = y * 10000 + m * 100 + d;
	return true;
}

static enum ctl_exit
take_day(const char *name, const char *text, int *ret)
{
	if (text == NULL || day_read(text, ret))
		return CTL_OK;
	return command_misused(VERB, "%s: \"%s\" is no day such as 2026-05-31",
	    name, text);
}

/* An address, or unless it has to be one a domain, as rules compare them. */
static enum ctl_exit
take_party(struct session *s, const char *name, const char *text,
    bool is_person, struct slice *ret)
{
	struct slice given = slice_str(text);
	struct address address;

	if (text == NULL)
		return CTL_OK;
	if (slice_chr(given, '@', 0) == 0)
		given = slice_from(given, 1);
	if (slice_chr(given, '@', 0) != SLICE_NPOS) {
		if (address_parse(s->arena, given, &address) == 0 &&
		    address.domain.len > 0) {
			*ret = address_fold(s->arena, &address);
			return CTL_OK;
		}
	} else if (!is_person && slice_chr(given, '*', 0) == SLICE_NPOS &&
	    domain_is_entry(given)) {
		*ret = domain_fold(s->arena, given);
		return CTL_OK;
	}
	return command_misused(VERB, is_person ?
	    "%s: \"%s\" is no address" :
	    "%s: \"%s\" is neither an address nor a domain", name, text);
}

/* The register that is meant: the one named, or the only one there is. */
static enum ctl_exit
take_register(struct session *s, const struct given *g, struct slice *ret)
{
	const struct conf_tree *t = s->loaded.tree;
	size_t i, n = 0;

	if (g->reg != NULL) {
		*ret = slice_str(g->reg);
		return CTL_OK;
	}
	for (i = 0; t != NULL && i < t->block_count; i++) {
		if (strcmp(t->blocks[i].kind, "exceptions") != 0)
			continue;
		*ret = t->blocks[i].name;
		n++;
	}
	return n == 1 ? CTL_OK : command_misused(VERB, n == 0 ?
	    "the rules have no exceptions" :
	    "--register NAME: the rules have %zu registers", n);
}

/* Nobody grants or is granted what lasts beyond his time here. */
static enum ctl_exit
check_leavers(struct session *s, const struct given *g,
    const struct exception_entry *e)
{
	const struct policy *p = s->loaded.policy;
	struct zone z;
	int last, today;

	if (p == NULL)
		return CTL_OK;
	last = policy_last_day(p, e->sender);
	if (last != 0 && e->until_day > last)
		return command_misused(VERB, "the sender's last day is "
		    "%04d-%02d-%02d: it can last no longer", last / 10000,
		    last / 100 % 100, last % 100);
	(void)zone_parse(SLICE("Europe/London"), &z);
	today = zone_day(&z, g->at_ms != 0 ? g->at_ms : clock_wall_ms());
	last = policy_last_day(p, e->approver);
	return last == 0 || today <= last ? CTL_OK :
	    command_misused(VERB, "who is to approve it left on "
	    "%04d-%02d-%02d", last / 10000, last / 100 % 100, last % 100);
}

/*
 * Whoever has several addresses is one person: mail is compared with the main
 * one, and nobody approves for himself by another.
 */
static enum ctl_exit
take_main_addresses(struct session *s, struct exception_entry *e)
{
	const struct policy *p = s->loaded.policy;
	struct slice to;

	if (p == NULL)
		return CTL_OK;
	if (e->sender.len > 0)
		e->sender = policy_main_address(p, s->arena, e->sender);
	e->approver = policy_main_address(p, s->arena, e->approver);
	to = policy_main_address(p, s->arena, e->recipient);
	if (e->approver.ptr == NULL || (e->sender.ptr == NULL &&
	    e->sender.len > 0))
		return CTL_INTERNAL;
	if (e->recipient.len == 0 || !slice_eq(to, e->approver))
		return CTL_OK;
	fprintf(stderr, "exeatctl " VERB ": not permitted: nobody approves an "
	    "exception for mail to himself\n");
	return CTL_DENIED;
}

static enum ctl_exit
take_entry(struct session *s, const struct given *g,
    struct exception_entry *e)
{
	enum ctl_exit x;

	*e = (struct exception_entry){ .files = slice_str(g->files),
	    .reason = slice_str(g->reason), .role = slice_str(g->role) };
	x = take_register(s, g, &e->reg);
	if (x == CTL_OK)
		x = take_party(s, "--sender", g->sender, false, &e->sender);
	if (x == CTL_OK)
		x = take_party(s, "--recipient", g->recipient, false,
		    &e->recipient);
	if (x == CTL_OK)
		x = take_party(s, "--approver", g->approver, true,
		    &e->approver);
	if (x == CTL_OK)
		x = take_day("--from", g->from, &e->from_day);
	if (x == CTL_OK)
		x = take_day("--until", g->until, &e->until_day);
	if (x == CTL_OK)
		x = take_day("--review", g->review, &e->review_day);
	if (x == CTL_OK && (g->approver == NULL || g->until == NULL))
		x = command_misused(VERB, "add needs --approver ADDRESS and "
		    "--until DATE: an exception has somebody who answers for "
		    "it, and an end");
	if (x == CTL_OK)
		x = take_main_addresses(s, e);
	return x != CTL_OK ? x : check_leavers(s, g, e);
}

/* --- the keeper -------------------------------------------------------------------- */

static enum ctl_exit
session_open(struct session *s, const struct given *g)
{
	memset(s, 0, sizeof *s);
	s->arena = arena_new(OUT_MAX);
	/* Only for the names of registers: rules may have errors. */
	(void)loaded_open(&s->loaded, g->config, clock_wall_ms());
	return state_or_daemon(VERB, g->config, g->control, g->state,
	    &s->state, &s->keeper);
}

static void
session_close(struct session *s)
{
	state_close(&s->state);
	loaded_free(&s->loaded);
	arena_free(s->arena);
}

static enum ctl_exit
print(struct buf *out, int err)
{
	enum ctl_exit x = CTL_OK;

	if (err < 0)
		x = control_failed(VERB, err);
	else if (fwrite(out->ptr, 1, out->len, stdout) != out->len)
		x = CTL_INTERNAL;
	buf_free(out);
	return x;
}

/* --- verbs -------------------------------------------------------------------------- */

static enum ctl_exit
run_add(struct session *s, const struct given *g)
{
	struct buf out = BUF_INIT(64 * KIB);
	struct exception_entry e;
	struct exception_item item;
	enum ctl_exit x;
	int r;

	x = take_entry(s, g, &e);
	if (x != CTL_OK)
		return x;
	r = keeper_exception_add(s->keeper, &e, g->at_ms, s->arena, &item);
	if (r == 0)
		r = g->format != NULL ? exceptions_json(&item, 1, &out) :
		    exception_human(&item, &out);
	return print(&out, r);
}

static enum ctl_exit
run_end(struct session *s, const struct given *g)
{
	struct buf out = BUF_INIT(64 * KIB);
	struct exception_item item;
	int r;

	r = keeper_exception_end(s->keeper, g->number, slice_str(g->reason),
	    g->at_ms, s->arena, &item);
	if (r == 0)
		r = g->format != NULL ? exceptions_json(&item, 1, &out) :
		    exception_human(&item, &out);
	return print(&out, r);
}

/* Not those that are over, unless all are wanted; of one register if named. */
static size_t
choose(const struct given *g, struct exception_item *list, size_t n)
{
	enum exception_state state;
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		state = list[i].state;
		if (!g->all && (state == EXCEPTION_OVER ||
		    state == EXCEPTION_ENDED))
			continue;
		if (g->reg != NULL && !slice_eq_str(list[i].entry.reg, g->reg))
			continue;
		list[kept++] = list[i];
	}
	return kept;
}

static int
put_list(const struct exception_item *list, size_t n, struct buf *out)
{
	size_t i, live = 0, soon = 0;

	for (i = 0; i < n; i++) {
		live += list[i].state == EXCEPTION_LIVE ||
		    list[i].state == EXCEPTION_ENDS_SOON;
		soon += list[i].state == EXCEPTION_ENDS_SOON;
		(void)exception_human(&list[i], out);
	}
	return buf_printf(out, "%zu exception%s, %zu live, %zu end%s soon\n",
	    n, n == 1 ? "" : "s", live, soon, soon == 1 ? "s" : "");
}

static enum ctl_exit
run_list(struct session *s, const struct given *g)
{
	struct buf out = BUF_INIT(OUT_MAX);
	struct exception_item *list = NULL;
	size_t n = 0;
	int r;

	r = keeper_exceptions(s->keeper, g->at_ms, s->arena, &list, &n);
	if (r == 0) {
		n = choose(g, list, n);
		if (g->format == NULL)
			r = put_list(list, n, &out);
		else if (strcmp(g->format, "csv") == 0)
			r = exceptions_csv(list, n, &out);
		else
			r = exceptions_json(list, n, &out);
	}
	return print(&out, r);
}

static enum ctl_exit
run_export(struct session *s, const struct given *given)
{
	struct given g = *given;

	g.all = true;
	if (g.format == NULL)
		g.format = "csv";
	return run_list(s, &g);
}

enum { ADD, LIST, END, EXPORT };

static const struct act acts[] = {
	[ADD] = { "add", ACT_ALONE, "takes no number", true },
	[LIST] = { "list", ACT_ALONE, "takes no number", false },
	[END] = { "end", ACT_WITH_ONE, "needs the number of one exception",
	    true },
	[EXPORT] = { "export", ACT_ALONE, "takes no number", false },
	{ NULL, ACT_ALONE, NULL, false }
};

static enum ctl_exit (*const runs[])(struct session *,
    const struct given *) = {
	[ADD] = run_add,
	[LIST] = run_list,
	[END] = run_end,
	[EXPORT] = run_export,
};

/* Human is no format at all. */
static bool
takes_format(size_t which, struct given *g)
{
	if (g->format == NULL || strcmp(g->format, "json") == 0)
		return true;
	if (strcmp(g->format, "csv") == 0)
		return which == LIST || which == EXPORT;
	if (strcmp(g->format, "human") != 0 || which == EXPORT)
		return false;
	g->format = NULL;
	return true;
}

static enum ctl_exit
check_given(size_t which, struct given *g, const char *number)
{
	if (number != NULL &&
	    act_number(VERB, number, &g->number) != CTL_OK)
		return CTL_USAGE;
	if (!takes_format(which, g))
		return command_misused(VERB, "no format \"%s\" here",
		    g->format);
	if (g->at != NULL && (g->state == NULL ||
	    clock_parse_iso(slice_str(g->at), &g->at_ms) < 0 || g->at_ms <= 0))
		return command_misused(VERB, g->state == NULL ?
		    "--at is for a store of your own, with --state" :
		    "--at: \"%s\" is no time such as 2026-05-05T10:15:00Z",
		    g->at);
	return CTL_OK;
}

static enum ctl_exit
run(struct given *g, size_t which, const char *number)
{
	struct session s;
	enum ctl_exit x;

	x = check_given(which, g, number);
	if (x != CTL_OK)
		return x;
	x = session_open(&s, g);
	if (x == CTL_OK)
		x = runs[which](&s, g);
	session_close(&s);
	return x;
}

enum ctl_exit
cmd_exceptions(int argc, char **argv)
{
	struct given g = { 0 };
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &g.control },
		{ .name = "--config", .value = &g.config },
		{ .name = "--state", .value = &g.state },
		{ .name = "--at", .value = &g.at },
		{ .name = "--format", .value = &g.format },
		{ .name = "--register", .value = &g.reg },
		{ .name = "--sender", .value = &g.sender },
		{ .name = "--recipient", .value = &g.recipient },
		{ .name = "--files", .value = &g.files },
		{ .name = "--reason", .value = &g.reason },
		{ .name = "--approver", .value = &g.approver },
		{ .name = "--role", .value = &g.role },
		{ .name = "--from", .value = &g.from },
		{ .name = "--until", .value = &g.until },
		{ .name = "--review", .value = &g.review },
		{ .name = "--all", .flag = &g.all },
		{ .name = NULL }
	};
	const char *words[2];
	enum ctl_exit x;
	size_t which, n;

	x = options_read(argc, argv, rules, words, 2, &n);
	if (x == CTL_OK)
		x = act_choose(VERB, acts, words, n, g.reason, &which);
	return x == CTL_OK ? run(&g, which, n > 1 ? words[1] : NULL) : x;
}
