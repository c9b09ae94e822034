/*
 * exeatctl proof -- that each external message left with its notice, or why
 * not; and whether a certain one did.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/zone.h"
#include "ctl/control.h"
#include "ctl/jsontext.h"
#include "ctl/options.h"
#include "ctl/outfile.h"
#include "ctl/proof_print.h"
#include "ctl/reason.h"

#define VERB	"proof"
#define OUT_MAX	(64 * MIB)
#define DAY_MS	((int64_t)24 * 3600 * 1000)

struct given {
	const char *config, *control, *month, *association, *list, *ref, *id;
	const char *format, *write;
	bool recount, metrics;
	int yyyymm;
	unsigned how;			/* enum format */
	struct slice name;		/* of the association */
	struct slice *only;		/* &name, or NULL for all */
};

enum format { AS_HUMAN, AS_JSON, AS_CSV, AS_TEXT };

static const char *const formats[] = { "human", "json", "csv", "text", NULL };

/* What a command does: the keeper, its answer's place, what was asked. */
struct session {
	struct keeper *keeper;
	struct arena *arena;
	struct given *given;
};

static enum ctl_exit
print(struct buf *out, int err)
{
	enum ctl_exit x = CTL_OK;

	if (err < 0)
		x = control_failed(VERB, err);
	else if (out->len > 0 &&
	    fwrite(out->ptr, 1, out->len, stdout) != out->len)
		x = CTL_INTERNAL;
	buf_free(out);
	return x;
}

/* --- a month ------------------------------------------------------------------------ */

static enum ctl_exit
print_page(const struct given *g, const struct proof_page *p)
{
	struct buf out = BUF_INIT(OUT_MAX);
	int r = 0;

	switch ((enum format)g->how) {
	case AS_HUMAN:
		r = proof_human(p, &out);
		break;
	case AS_JSON:
		r = jsontext_put(proof_json(p), &out);
		break;
	case AS_CSV:
		proof_csv(p, stdout);
		break;
	case AS_TEXT:
		r = proof_text(p, &out);
		break;
	}
	return print(&out, r);
}

static bool
is_sound(const struct proof_page *p)
{
	const struct proof_again *g = p->again;

	return proof_sums_gap(p->sums) == 0 && (g == NULL ||
	    (g->count == 0 && g->damaged == 0 && !g->is_changing));
}

/* By the clock of this machine: nobody else is asked what day it is. */
static int
month_at(int64_t at_ms)
{
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm;

	if (localtime_r(&at, &tm) == NULL)
		return 0;
	return (tm.tm_year + 1900) * 100 + tm.tm_mon + 1;
}

static enum ctl_exit
show_month(struct session *s)
{
	const struct given *g = s->given;
	struct proof_page page = { .month = g->yyyymm,
	    .is_going_on = g->yyyymm == month_at(clock_wall_ms()) };
	struct keeper_recount again;
	struct proof_difference *differences = NULL;
	struct proof_again beside = { .list = NULL };
	struct proof_account *list;
	struct proof_sums sums;
	enum ctl_exit x;
	size_t n;
	int r;

	if (g->recount) {
		r = keeper_proof_recount(s->keeper, g->yyyymm, s->arena,
		    &again);
		list = again.counted;
		n = again.counted_n;
		if (r == 0)
			r = proof_compare(list, n, again.found, again.found_n,
			    g->only, s->arena, &differences, &beside.count);
	} else {
		r = keeper_proof_accounts(s->keeper, g->yyyymm, s->arena,
		    &list, &n);
	}
	if (r == 0)
		r = proof_sums_make(list, n, g->only, s->arena, &sums);
	if (r < 0)
		return control_failed(VERB, r);
	page.sums = &sums;
	if (g->recount) {
		beside.list = differences;
		beside.damaged = again.damaged;
		beside.damaged_refs = again.damaged_refs;
		beside.damaged_n = again.damaged_n;
		beside.is_changing = again.is_changing;
		page.again = &beside;
	}
	x = print_page(g, &page);
	return x == CTL_OK && !is_sound(&page) ? CTL_FOUND : x;
}

static json_t *
told_list_json(const struct proof_told *list, size_t n, bool more)
{
	json_t *j = json_object(), *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(a, proof_told_json(&list[i]));
	json_object_set_new(j, "schema", json_integer(1));
	json_object_set_new(j, "messages", a);
	json_object_set_new(j, "more", json_boolean(more));
	return j;
}

static enum ctl_exit
show_list(struct session *s)
{
	struct buf out = BUF_INIT(OUT_MAX);
	const struct given *g = s->given;
	struct proof_told *list;
	bool more = false;
	size_t n;
	int r;

	r = keeper_proof_list(s->keeper, g->yyyymm, g->only,
	    slice_str(g->list), s->arena, &list, &n, &more);
	if (r == 0 && g->how == AS_JSON)
		r = jsontext_put(told_list_json(list, n, more), &out);
	else if (r == 0 && g->how == AS_CSV)
		proof_list_csv(list, n, stdout);
	else if (r == 0)
		r = proof_list_human(list, n, more, &out);
	return print(&out, r);
}

/* --- one message --------------------------------------------------------------------- */

static enum ctl_exit
show_one(struct session *s)
{
	struct buf out = BUF_INIT(OUT_MAX);
	const struct given *g = s->given;
	struct proof_told *list = NULL;
	size_t i, n = 0;
	bool more = false;
	enum ctl_exit x;
	int r;

	r = keeper_proof_of(s->keeper, g->ref, slice_str(g->id), s->arena,
	    &list, &n, &more);
	if (r == ERR_NOTFOUND)
		r = 0;
	if (r == 0 && g->how == AS_JSON)
		r = jsontext_put(told_list_json(list, n, more), &out);
	else if (r == 0 && n == 0)
		r = buf_puts(&out, "Not ours: nothing is on record. It did "
		    "not come this way, or longer ago than records are "
		    "kept, or it was confidential.\n");
	for (i = 0; r == 0 && g->how != AS_JSON && i < n; i++)
		r = proof_told_human(&list[i], &out);
	if (r == 0 && g->how != AS_JSON && more)
		r = buf_puts(&out, "There are more of this Message-ID.\n");
	x = print(&out, r);
	return x == CTL_OK && !proof_told_carries(list, n) ? CTL_FOUND : x;
}

/* --- monitoring ------------------------------------------------------------------------- */

/* For a collector under another account, which must never see half of it. */
static enum ctl_exit
write_metrics(const char *path, struct buf *out, int err)
{
	struct outfile f = { NULL, NULL, NULL };
	enum ctl_exit x = CTL_OK;

	if (err < 0) {
		x = control_failed(VERB, err);
	} else if (outfile_open(&f, path) < 0 ||
	    fchmod(fileno(f.out), 0644) == -1 ||
	    fwrite(out->ptr, 1, out->len, f.out) != out->len ||
	    outfile_commit(&f) < 0) {
		fprintf(stderr, "exeatctl " VERB ": %s: %s\n", path,
		    strerror(errno));
		x = CTL_INTERNAL;
	}
	outfile_drop(&f);
	buf_free(out);
	return x;
}

static enum ctl_exit
show_metrics(struct session *s)
{
	struct buf out = BUF_INIT(OUT_MAX);
	const struct zone utc = { .standard_s = 0 };
	struct proof_account *list;
	int month, r;
	size_t n;

	month = zone_day(&utc, clock_wall_ms()) / 100;
	month = month % 100 == 1 ? month - 89 : month - 1;
	r = keeper_proof_accounts(s->keeper, 0, s->arena, &list, &n);
	if (r == 0)
		r = proof_metrics(list, n, month, s->arena, &out);
	return s->given->write != NULL ?
	    write_metrics(s->given->write, &out, r) : print(&out, r);
}

/* --- the command ---------------------------------------------------------------------- */

static bool
month_read(const char *text, int *ret)
{
	unsigned year, month;

	if (strspn(text, "0123456789") != 4 || text[4] != '-' ||
	    strspn(text + 5, "0123456789") != 2 || text[7] != '\0' ||
	    sscanf(text, "%4u-%2u", &year, &month) != 2 ||
	    year < 1970 || month < 1 || month > 12)
		return false;
	*ret = (int)(year * 100 + month);
	return true;
}

static bool
is_listed(struct slice word)
{
	enum proof_kind kind;

	return reason_find(word) != NULL ||
	    (proof_kind_parse(word, &kind) == 0 && kind != PROOF_NONE);
}

static enum ctl_exit
check(struct given *g, enum ctl_exit (**ret)(struct session *s))
{
	int wishes = (g->month != NULL) + (g->ref != NULL) +
	    (g->id != NULL) + g->metrics;
	enum ctl_exit x;

	x = options_choice(VERB, "--format", g->format, formats, &g->how);
	if (x != CTL_OK)
		return x;
	if (wishes != 1)
		return command_misused(VERB, "one of --month, --reference, "
		    "--message-id or --metrics");
	if (g->month == NULL && (g->recount || g->list != NULL ||
	    g->association != NULL))
		return command_misused(VERB, "--association, --list and "
		    "--recount go with --month");
	if (g->recount && g->list != NULL)
		return command_misused(VERB, "--list or --recount?");
	if (g->metrics && g->format != NULL)
		return command_misused(VERB, "--metrics has a format of its "
		    "own");
	if (!g->metrics && g->write != NULL)
		return command_misused(VERB, "--write goes with --metrics");
	if (g->month != NULL && !month_read(g->month, &g->yyyymm))
		return command_misused(VERB, "\"%s\" is no month, such as "
		    "2026-05", g->month);
	/* Where the day begins first it is up to a day later. */
	if (g->month != NULL && g->yyyymm > month_at(clock_wall_ms() +
	    DAY_MS))
		return command_misused(VERB, "%s has not begun", g->month);
	if ((g->ref != NULL || g->id != NULL) && g->how == AS_CSV)
		return command_misused(VERB, "one email is told to people or "
		    "as json");
	if (g->recount && g->how == AS_CSV)
		return command_misused(VERB, "--recount is told to people or "
		    "as json");
	if (g->list != NULL && !is_listed(slice_str(g->list)))
		return command_misused(VERB, "--list takes a reason of "
		    "exeat.rules(5), or held, refused, unaccounted, skipped, "
		    "added, present or wrapped, not \"%s\"", g->list);
	if (g->association != NULL) {
		g->name = strcmp(g->association, "none") == 0 ? SLICE_NONE :
		    slice_str(g->association);
		g->only = &g->name;
		if (g->name.len > PROOF_NAME_MAX)
			return command_misused(VERB, "no association has such "
			    "a long name");
	}
	*ret = g->metrics ? show_metrics : g->month == NULL ? show_one :
	    g->list != NULL ? show_list : show_month;
	return CTL_OK;
}

enum ctl_exit
cmd_proof(int argc, char **argv)
{
	struct given g = { .config = NULL };
	struct session s = { .given = &g };
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &g.control },
		{ .name = "--config", .value = &g.config },
		{ .name = "--month", .value = &g.month },
		{ .name = "--association", .value = &g.association },
		{ .name = "--list", .value = &g.list },
		{ .name = "--reference", .value = &g.ref },
		{ .name = "--message-id", .value = &g.id },
		{ .name = "--recount", .flag = &g.recount },
		{ .name = "--metrics", .flag = &g.metrics },
		{ .name = "--write", .value = &g.write },
		{ .name = "--format", .value = &g.format },
		{ .name = NULL }
	};
	enum ctl_exit (*run)(struct session *s) = show_month;
	enum ctl_exit x;
	size_t n;

	x = options_read(argc, argv, rules, NULL, 0, &n);
	if (x == CTL_OK)
		x = check(&g, &run);
	if (x == CTL_OK)
		x = control_open(VERB, g.config, g.control, &s.keeper);
	if (x != CTL_OK)
		return x;
	s.arena = arena_new(OUT_MAX);
	x = run(&s);
	arena_free(s.arena);
	keeper_unref(s.keeper);
	return x;
}
