#include "ctl/scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/limits.h"
#include "ctl/answer.h"
#include "ctl/jsontext.h"
#include "ctl/outfile.h"
#include "ctl/progress.h"

const struct sheet_column scan_columns[] = {
	{ "Message", false }, { "Sent (UTC)", false }, { "Outcome", false },
	{ "Rules", false }, { "Found", false }, { "Not read", false },
	{ "Problem", false }, { NULL, false }
};

enum { COLUMN_PLACE, COLUMN_SENT, COLUMN_OUTCOME, COLUMN_RULES, COLUMN_FOUND,
	COLUMN_UNREAD, COLUMN_PROBLEM, COLUMN_COUNT };

static const struct sheet_column failure_columns[] = {
	{ "Message", false }, { "Problem", false }, { NULL, false }
};

struct scan {
	struct scan_outcome outcome;
	enum sweep_format format;
	struct sweep *sweep;
	struct outfile report;		/* in CSV, written as we go */
	bool is_table;
};

/* --- one message ------------------------------------------------------------------ */

/*
 * A notice under each mail is no news; and what could not be read leaves many
 * rules undecided: these are counted.
 */
static void
put_rules(const struct result *r, struct buf *out)
{
	size_t i, undecided = 0;

	for (i = 0; i < r->rule_count; i++) {
		if (r->rules[i].outcome == RULE_UNDECIDED)
			undecided++;
		if (r->rules[i].outcome == RULE_UNDECIDED ||
		    r->rules[i].is_routine)
			continue;
		buf_puts(out, out->len > 0 ? "; " : "");
		buf_put_slice(out, r->rules[i].name);
		buf_puts(out, ": ");
		result_rule_words(&r->rules[i], out);
	}
	if (undecided > 0)
		buf_printf(out, "%s%zu %s undecided", out->len > 0 ? "; " : "",
		    undecided, undecided == 1 ? "rule" : "rules");
}

static void
put_findings(const struct result *r, struct buf *out)
{
	const struct result_finding *f;
	json_t *name;
	size_t i;

	for (i = 0; i < r->finding_count; i++) {
		f = &r->findings[i];
		name = answer_detector(f->detector);
		buf_printf(out, "%s%u %s in %s", i > 0 ? "; " : "", f->count,
		    json_string_value(name), finding_where_name(f->where));
		json_decref(name);
	}
}

/* Each class once. */
static void
put_unread(const struct result *r, struct buf *out)
{
	bool seen[ANOMALY_CLASS_COUNT] = { false };
	size_t i;

	for (i = 0; i < r->anomaly_count; i++) {
		if (seen[r->anomalies[i].class])
			continue;
		seen[r->anomalies[i].class] = true;
		buf_printf(out, "%s%s", out->len > 0 ? "; " : "",
		    anomaly_class_name(r->anomalies[i].class));
	}
}

/* The texts of a row; each ends in a NUL. */
static void
make_row(const struct sweep_message *m, const struct result *r,
    struct buf cells[COLUMN_COUNT])
{
	char date[20];
	size_t i;

	for (i = 0; i < COLUMN_COUNT; i++)
		buf_init(&cells[i], 64 * KIB);
	sweep_place(m, &cells[COLUMN_PLACE]);
	sweep_date(m->at_ms, date);
	buf_puts(&cells[COLUMN_SENT], date);
	if (r->error.len > 0) {
		buf_put_slice(&cells[COLUMN_PROBLEM], r->error);
		return;
	}
	buf_puts(&cells[COLUMN_OUTCOME], disposition_name(r->disposition));
	put_rules(r, &cells[COLUMN_RULES]);
	put_findings(r, &cells[COLUMN_FOUND]);
	put_unread(r, &cells[COLUMN_UNREAD]);
}

static void
print_line(struct scan *s, const char *const *cell, bool failed)
{
	sweep_clear(s->sweep);
	if (failed)
		printf("%s   not judged: %s\n", cell[COLUMN_PLACE],
		    cell[COLUMN_PROBLEM]);
	else
		printf("%s   %s   %s   %s\n", cell[COLUMN_PLACE],
		    cell[COLUMN_SENT], cell[COLUMN_OUTCOME],
		    cell[COLUMN_RULES]);
}

static void
print_json_line(struct scan *s, const struct sweep_message *m,
    const struct result *r)
{
	json_t *j = json_object(), *more = result_json(r);

	sweep_place_json(m, j);
	json_object_update(j, more);
	json_decref(more);
	sweep_clear(s->sweep);
	jsontext_print(j, true);
}

static void
put_tables(struct scan *s, const struct result *r, const char *const *cell)
{
	bool failed = r->error.len > 0;

	if (failed)
		sheet_add(&s->outcome.failures, (const char *[]){
		    cell[COLUMN_PLACE], cell[COLUMN_PROBLEM] });
	else if (r->found)
		sheet_add(&s->outcome.messages, cell);
	if (s->is_table)
		sheet_put_csv(s->report.out, scan_columns, cell);
	if (s->format == SWEEP_CSV)
		sheet_put_csv(stdout, scan_columns, cell);
	if (s->format == SWEEP_HUMAN && (failed || r->found))
		print_line(s, cell, failed);
}

static bool
on_result(void *arg, const struct sweep_message *m, struct result *r)
{
	const struct sweep_given *g;
	struct buf cells[COLUMN_COUNT];
	const char *text[COLUMN_COUNT];
	struct scan *s = arg;
	size_t i;

	g = s->outcome.given;
	if (g->rule_count > 0 && r->error.len == 0)
		result_keep_rules(r, g->rules, g->rule_count);
	tally_add(&s->outcome.tally, r, m->at_ms);
	make_row(m, r, cells);
	for (i = 0; i < COLUMN_COUNT; i++)
		text[i] = buf_cstr(&cells[i]);
	put_tables(s, r, text);
	for (i = 0; i < COLUMN_COUNT; i++)
		buf_free(&cells[i]);
	if (s->format == SWEEP_JSONL)
		print_json_line(s, m, r);
	return r->found;
}

/* --- the summary ---------------------------------------------------------------------- */

static void
put_outcomes(const struct tally *t, struct buf *out)
{
	size_t i;

	for (i = 0; i < DISPOSITION_COUNT; i++) {
		if (t->dispositions[i] == 0)
			continue;
		buf_puts(out, "  ");
		progress_number(t->dispositions[i], out);
		buf_printf(out, " %s\n", disposition_name((enum disposition)i));
	}
}

static void
put_rule_counts(const struct tally *t, struct buf *out)
{
	size_t i, k;

	for (i = 0; i < t->rule_count; i++) {
		buf_printf(out, "rule      %s:", t->rules[i].name);
		for (k = 0; k < RULE_OUTCOME_COUNT; k++)
			if (t->rules[i].outcomes[k] > 0)
				buf_printf(out, " %llu %s", (unsigned long long)
				    t->rules[i].outcomes[k],
				    rule_outcome_name((enum rule_outcome)k));
		buf_putc(out, '\n');
	}
}

static void
put_detector_counts(const struct tally *t, struct buf *out)
{
	json_t *name;
	size_t i;

	for (i = 0; i < t->detector_count; i++) {
		name = answer_detector(slice_str(t->detectors[i].id));
		buf_printf(out, "found     %s: %llu in ",
		    json_string_value(name),
		    (unsigned long long)t->detectors[i].values);
		sweep_put_count(t->detectors[i].messages, out);
		buf_putc(out, '\n');
		json_decref(name);
	}
	for (i = 0; i < ANOMALY_CLASS_COUNT; i++) {
		if (t->anomalies[i] == 0)
			continue;
		buf_printf(out, "not read  %s: ",
		    anomaly_class_name((enum anomaly_class)i));
		sweep_put_count(t->anomalies[i], out);
		buf_putc(out, '\n');
	}
}

static void
print_summary(const struct scan_outcome *n)
{
	struct buf b = BUF_INIT(16 * MIB);

	put_rule_counts(&n->tally, &b);
	put_detector_counts(&n->tally, &b);
	sweep_put_notes(&n->end, &b);
	sweep_put_count(n->tally.messages, &b);
	buf_puts(&b, ", ");
	progress_number(n->tally.found, &b);
	buf_printf(&b, " with findings, in %lld.%lld s\n",
	    (long long)n->end.took_ms / 1000,
	    (long long)n->end.took_ms / 100 % 10);
	put_outcomes(&n->tally, &b);
	fwrite(b.ptr, 1, b.len, stdout);
	buf_free(&b);
}

static json_t *
number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
rules_json(const struct tally *t)
{
	json_t *list = json_array(), *j;
	size_t i, k;

	for (i = 0; i < t->rule_count; i++) {
		j = json_object();
		json_object_set_new(j, "name",
		    answer_string(slice_str(t->rules[i].name)));
		for (k = 0; k < RULE_OUTCOME_COUNT; k++)
			if (k != RULE_NOT_MATCHED)
				json_object_set_new(j, rule_outcome_name(
				    (enum rule_outcome)k),
				    number(t->rules[i].outcomes[k]));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
findings_json(const struct tally *t)
{
	json_t *list = json_array(), *j;
	struct slice id;
	size_t i;

	for (i = 0; i < t->detector_count; i++) {
		id = slice_str(t->detectors[i].id);
		j = json_object();
		json_object_set_new(j, "detector", answer_string(id));
		json_object_set_new(j, "name", answer_detector(id));
		json_object_set_new(j, "messages",
		    number(t->detectors[i].messages));
		json_object_set_new(j, "values",
		    number(t->detectors[i].values));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
months_json(const struct tally *t)
{
	json_t *list = json_array(), *j;
	char month[16];
	size_t i;

	for (i = 0; i < t->month_count; i++) {
		snprintf(month, sizeof month, "%04d-%02d",
		    t->months[i].year % 10000, t->months[i].month);
		j = json_object();
		json_object_set_new(j, "month", json_string(month));
		json_object_set_new(j, "messages",
		    number(t->months[i].messages));
		json_object_set_new(j, "found", number(t->months[i].found));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
counts_json(const uint64_t *counts, size_t n, const char *(*name)(size_t))
{
	json_t *j = json_object();
	size_t i;

	for (i = 0; i < n; i++)
		json_object_set_new(j, name(i), number(counts[i]));
	return j;
}

static const char *
disposition_word(size_t i)
{
	return disposition_name((enum disposition)i);
}

static const char *
anomaly_word(size_t i)
{
	return anomaly_class_name((enum anomaly_class)i);
}

static void
print_json(const struct scan_outcome *n)
{
	const struct tally *t = &n->tally;
	char revision[9];
	json_t *j = json_object();

	hex_put(policy_digest(n->loaded->policy), 4, revision);
	json_object_set_new(j, "schema", json_integer(1));
	json_object_set_new(j, "revision", json_string(revision));
	json_object_set_new(j, "messages", number(t->messages));
	json_object_set_new(j, "found", number(t->found));
	json_object_set_new(j, "failed", number(t->failed));
	json_object_set_new(j, "older", number(n->end.too_old));
	json_object_set_new(j, "no_mail", number(n->end.left_out));
	json_object_set_new(j, "interrupted",
	    json_boolean(n->end.is_interrupted));
	json_object_set_new(j, "dispositions", counts_json(t->dispositions,
	    DISPOSITION_COUNT, disposition_word));
	json_object_set_new(j, "anomalies", counts_json(t->anomalies,
	    ANOMALY_CLASS_COUNT, anomaly_word));
	json_object_set_new(j, "rules", rules_json(t));
	json_object_set_new(j, "findings", findings_json(t));
	json_object_set_new(j, "months", months_json(t));
	jsontext_print(j, false);
}

/* --- the run ---------------------------------------------------------------------------- */

static enum ctl_exit
no_report(const struct sweep_given *g)
{
	fprintf(stderr, "exeatctl scan: %s: %s\n", g->report,
	    strerror(errno));
	return CTL_INTERNAL;
}

/* Before the work: a report that cannot be written is known at once. */
static enum ctl_exit
begin_report(struct scan *s, const struct sweep_given *g)
{
	if (s->format == SWEEP_CSV)
		sheet_put_head(stdout, scan_columns);
	if (g->report == NULL)
		return CTL_OK;
	if (outfile_open(&s->report, g->report) < 0)
		return no_report(g);
	s->is_table = !sweep_is_page(g->report);
	/* With its mark, spreadsheets know that it is UTF-8. */
	if (s->is_table) {
		fputs("\xef\xbb\xbf", s->report.out);
		sheet_put_head(s->report.out, scan_columns);
	}
	return CTL_OK;
}

static enum ctl_exit
finish(struct scan *s, enum ctl_exit x)
{
	const struct sweep_given *g = s->outcome.given;

	tally_sort(&s->outcome.tally);
	if (g->report != NULL && !s->is_table)
		scan_page(&s->outcome, s->report.out);
	if (g->report != NULL && outfile_commit(&s->report) < 0)
		return no_report(g);
	if (s->format == SWEEP_HUMAN)
		print_summary(&s->outcome);
	else if (s->format == SWEEP_JSON)
		print_json(&s->outcome);
	sweep_tell_resume("scan", &s->outcome.end);
	if (x == CTL_OK && s->outcome.tally.found > 0)
		return CTL_FOUND;
	return x;
}

enum ctl_exit
scan_run(const struct sweep_given *g, const struct sweep_options *o,
    enum sweep_format format)
{
	struct scan s = { .format = format };
	enum ctl_exit x;

	s.outcome.given = g;
	sheet_init(&s.outcome.messages, scan_columns, REPORT_ROWS_MAX);
	sheet_init(&s.outcome.failures, failure_columns, REPORT_ROWS_MAX);
	x = sweep_open(o, &s.sweep);
	if (x == CTL_OK)
		x = sweep_check_rules(g, s.sweep, 1);
	if (x == CTL_OK)
		x = begin_report(&s, g);
	if (x == CTL_OK) {
		s.outcome.loaded = &sweep_engine(s.sweep, 0)->loaded;
		x = sweep_run(s.sweep, on_result, &s, &s.outcome.end);
		x = finish(&s, x);
	}
	outfile_drop(&s.report);
	sweep_close(s.sweep);
	sheet_free(&s.outcome.messages);
	sheet_free(&s.outcome.failures);
	tally_free(&s.outcome.tally);
	return x;
}
