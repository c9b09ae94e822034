#include "ctl/compare.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/limits.h"
#include "ctl/answer.h"
#include "ctl/jsontext.h"
#include "ctl/outfile.h"
#include "ctl/progress.h"

#define PAGE		"compare.html"
#define WORDS_MOST	8		/* changes told in one line */

static const struct sheet_column change_columns[] = {
	{ "Message", false }, { "Sent (UTC)", false }, { "Before", false },
	{ "After", false }, { "Changes", false }, { NULL, false }
};

static const struct sheet_column failure_columns[] = {
	{ "Message", false }, { "Problem", false }, { NULL, false }
};

struct compare {
	struct compare_outcome outcome;
	const struct sweep_given *given;
	enum sweep_format format;
	struct sweep *sweep;
	struct outfile report;
	const char *report_path;	/* NULL: none is written */
	bool is_table;
};

/* --- one message --------------------------------------------------------------- */

static void
put_row(struct compare *c, const char *const *cells)
{
	sheet_add(&c->outcome.changes, cells);
	if (c->is_table)
		sheet_put_csv(c->report.out, change_columns, cells);
	if (c->format == SWEEP_CSV)
		sheet_put_csv(stdout, change_columns, cells);
}

static void
on_failed(struct compare *c, const struct sweep_message *m,
    struct slice error)
{
	struct buf place = BUF_INIT(64 * KIB), why = BUF_INIT(64 * KIB);

	sweep_place(m, &place);
	buf_put_slice(&why, error);
	sheet_add(&c->outcome.failures, (const char *[]){ buf_cstr(&place),
	    buf_cstr(&why) });
	if (c->is_table)
		sheet_put_csv(c->report.out, change_columns, (const char *[]){
		    buf_cstr(&place), "", "", "not judged", buf_cstr(&why) });
	if (c->format == SWEEP_CSV)
		sheet_put_csv(stdout, change_columns, (const char *[]){
		    buf_cstr(&place), "", "", "not judged", buf_cstr(&why) });
	if (c->format == SWEEP_HUMAN) {
		sweep_clear(c->sweep);
		printf("%s   not judged: %s\n", buf_cstr(&place),
		    buf_cstr(&why));
	}
	buf_free(&place);
	buf_free(&why);
}

static void
on_change(struct compare *c, const struct sweep_message *m,
    const struct result *r)
{
	const struct sweep_given *g = c->given;
	struct contrast one = { NULL, 0, 0 };
	struct buf place = BUF_INIT(64 * KIB), words = BUF_INIT(MIB);
	char date[20];

	contrast_add(&one, &r[0], &r[1], g->rules, g->rule_count);
	contrast_tell(&one, &words);
	sweep_place(m, &place);
	sweep_date(m->at_ms, date);
	put_row(c, (const char *[]){ buf_cstr(&place), date,
	    disposition_name(r[0].disposition),
	    disposition_name(r[1].disposition), buf_cstr(&words) });
	contrast_free(&one);
	buf_free(&place);
	buf_free(&words);
}

static void
print_json_line(struct compare *c, const struct sweep_message *m,
    const struct result *r, bool changed)
{
	json_t *j = json_object();

	sweep_place_json(m, j);
	json_object_set_new(j, "changed", json_boolean(changed));
	json_object_set_new(j, "old", result_json(&r[0]));
	json_object_set_new(j, "new", result_json(&r[1]));
	sweep_clear(c->sweep);
	jsontext_print(j, true);
}

static bool
on_result(void *arg, const struct sweep_message *m, struct result *r)
{
	struct compare *c = arg;
	struct compare_outcome *n = &c->outcome;
	bool changed = false, failed;

	failed = r[0].error.len > 0 || r[1].error.len > 0;
	n->messages++;
	if (failed) {
		on_failed(c, m, r[0].error.len > 0 ? r[0].error :
		    r[1].error);
	} else {
		n->before[r[0].disposition]++;
		n->after[r[1].disposition]++;
		changed = !result_same(&r[0], &r[1]) &&
		    contrast_add(&n->contrast, &r[0], &r[1],
		    c->given->rules, c->given->rule_count) > 0;
	}
	n->changed += changed;
	if (changed)
		on_change(c, m, r);
	if (c->format == SWEEP_JSONL)
		print_json_line(c, m, r, changed);
	return changed;
}

/* --- the summary -------------------------------------------------------------------- */

static void
print_summary(const struct compare *c)
{
	const struct compare_outcome *n = &c->outcome;
	struct buf b = BUF_INIT(MIB), words = BUF_INIT(MIB);

	sweep_put_notes(&n->end, &b);
	sweep_put_count(n->messages, &b);
	buf_puts(&b, ", ");
	if (n->changed == 0) {
		buf_puts(&b, "none changed.");
	} else {
		progress_number(n->changed, &b);
		contrast_words(&n->contrast, WORDS_MOST, &words);
		buf_printf(&b, " changed: %s.", buf_cstr(&words));
	}
	if (c->report_path != NULL)
		buf_printf(&b, " Details: %s", c->report_path);
	puts(buf_cstr(&b));
	buf_free(&b);
	buf_free(&words);
}

static json_t *
number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
revision(const struct policy *p)
{
	char text[9];

	hex_put(policy_digest(p), 4, text);
	return json_string(text);
}

static json_t *
dispositions_json(const uint64_t counts[DISPOSITION_COUNT])
{
	json_t *j = json_object();
	size_t i;

	for (i = 0; i < DISPOSITION_COUNT; i++)
		json_object_set_new(j, disposition_name((enum disposition)i),
		    number(counts[i]));
	return j;
}

static json_t *
changes_json(const struct contrast *d)
{
	json_t *list = json_array(), *j;
	size_t i;

	for (i = 0; i < d->count; i++) {
		j = json_object();
		json_object_set_new(j, "by",
		    answer_string(slice_str(d->list[i].by)));
		json_object_set_new(j, "act",
		    answer_string(slice_str(d->list[i].act)));
		json_object_set_new(j, "gained", number(d->list[i].gained));
		json_object_set_new(j, "lost", number(d->list[i].lost));
		json_array_append_new(list, j);
	}
	return list;
}

static void
print_json(const struct compare_outcome *n)
{
	json_t *j = json_object();

	json_object_set_new(j, "schema", json_integer(1));
	json_object_set_new(j, "old_revision", revision(n->old));
	json_object_set_new(j, "new_revision", revision(n->new));
	json_object_set_new(j, "messages", number(n->messages));
	json_object_set_new(j, "changed", number(n->changed));
	json_object_set_new(j, "failed", number(n->end.failed));
	json_object_set_new(j, "older", number(n->end.too_old));
	json_object_set_new(j, "no_mail", number(n->end.left_out));
	json_object_set_new(j, "interrupted",
	    json_boolean(n->end.is_interrupted));
	json_object_set_new(j, "one_inspection", json_boolean(n->is_shared));
	json_object_set_new(j, "old", dispositions_json(n->before));
	json_object_set_new(j, "new", dispositions_json(n->after));
	json_object_set_new(j, "changes", changes_json(&n->contrast));
	jsontext_print(j, false);
}

/* --- the run ---------------------------------------------------------------------------- */

static enum ctl_exit
no_report(const struct compare *c)
{
	fprintf(stderr, "exeatctl compare: %s: %s\n", c->report_path,
	    strerror(errno));
	return CTL_INTERNAL;
}

static enum ctl_exit
begin_report(struct compare *c)
{
	c->report_path = c->given->report;
	if (c->report_path == NULL && c->format == SWEEP_HUMAN)
		c->report_path = PAGE;
	if (c->format == SWEEP_CSV)
		sheet_put_head(stdout, change_columns);
	if (c->report_path == NULL)
		return CTL_OK;
	if (outfile_open(&c->report, c->report_path) < 0)
		return no_report(c);
	c->is_table = !sweep_is_page(c->report_path);
	if (c->is_table) {
		fputs("\xef\xbb\xbf", c->report.out);
		sheet_put_head(c->report.out, change_columns);
	}
	return CTL_OK;
}

static enum ctl_exit
finish(struct compare *c, enum ctl_exit x)
{
	struct compare_outcome *n = &c->outcome;

	contrast_sort(&n->contrast);
	/* A page that nobody asked for, of nothing. */
	if (c->given->report == NULL && n->changed == 0 &&
	    n->end.failed == 0)
		c->report_path = NULL;
	if (c->report_path != NULL && !c->is_table)
		compare_page(n, c->report.out);
	if (c->report_path != NULL && outfile_commit(&c->report) < 0)
		return no_report(c);
	if (c->format == SWEEP_HUMAN)
		print_summary(c);
	else if (c->format == SWEEP_JSON)
		print_json(n);
	sweep_tell_resume("compare", &n->end);
	return x == CTL_OK && n->changed > 0 ? CTL_FOUND : x;
}

enum ctl_exit
compare_run(const struct sweep_given *g, const struct sweep_options *o,
    enum sweep_format format)
{
	struct compare c = { .given = g, .format = format };
	enum ctl_exit x;

	sheet_init(&c.outcome.changes, change_columns, REPORT_ROWS_MAX);
	sheet_init(&c.outcome.failures, failure_columns, REPORT_ROWS_MAX);
	x = sweep_open(o, &c.sweep);
	if (x == CTL_OK)
		x = sweep_check_rules(g, c.sweep, 2);
	if (x == CTL_OK)
		x = begin_report(&c);
	if (x == CTL_OK) {
		c.outcome.old = sweep_engine(c.sweep, 0)->loaded.policy;
		c.outcome.new = sweep_engine(c.sweep, 1)->loaded.policy;
		c.outcome.is_shared = sweep_is_shared(c.sweep);
		x = sweep_run(c.sweep, on_result, &c, &c.outcome.end);
		x = finish(&c, x);
	}
	outfile_drop(&c.report);
	sweep_close(c.sweep);
	sheet_free(&c.outcome.changes);
	sheet_free(&c.outcome.failures);
	contrast_free(&c.outcome.contrast);
	return x;
}
