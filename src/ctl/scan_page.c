#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/answer.h"
#include "ctl/html.h"
#include "ctl/progress.h"
#include "ctl/scan.h"

#include <stdlib.h>

#define MONTHS_SHOWN	HTML_BARS_MAX

/* A number for a cell; the caller's. */
static char *
cell(uint64_t n)
{
	struct buf b = BUF_INIT(KIB);
	char *text;

	progress_number(n, &b);
	text = mem_str(buf_cstr(&b));
	buf_free(&b);
	return text;
}

/* A name and numbers, as a row. */
static void
add_counts(struct sheet *s, const char *name, const uint64_t *counts,
    size_t n)
{
	const char *cells[1 + RULE_OUTCOME_COUNT];
	size_t i;

	cells[0] = name;
	for (i = 0; i < n; i++)
		cells[1 + i] = cell(counts[i]);
	sheet_add(s, cells);
	for (i = 0; i < n; i++)
		free((char *)(uintptr_t)cells[1 + i]);
}

/* --- sections ------------------------------------------------------------------------ */

static void
put_contents(struct html *h)
{
	html_markup(h, "<nav aria-label=\"Contents\"><ul>"
	    "<li><a href=\"#summary\">Summary</a></li>"
	    "<li><a href=\"#rules\">Rules</a></li>"
	    "<li><a href=\"#found\">What was found</a></li>"
	    "<li><a href=\"#months\">By month</a></li>"
	    "<li><a href=\"#unread\">What was not read</a></li>"
	    "<li><a href=\"#messages\">Messages</a></li>"
	    "<li><a href=\"#problems\">Not judged</a></li>"
	    "</ul></nav>\n<main>\n");
}

static void
put_lines(struct html *h, struct slice text)
{
	size_t at, nl;

	for (at = 0; at < text.len; at = nl + 1) {
		nl = slice_chr(text, '\n', at);
		if (nl == SLICE_NPOS)
			nl = text.len;
		html_markup(h, "<p>");
		html_text(h, slice_sub(text, at, nl));
		html_markup(h, ".</p>\n");
	}
}

static void
put_summary(struct html *h, const struct scan_outcome *n)
{
	static const struct sheet_column columns[] = {
		{ "Outcome", false }, { "Messages", true }, { NULL, false } };
	struct buf notes = BUF_INIT(64 * KIB);
	char date[20], revision[9];
	struct sheet s;
	size_t i;

	html_section(h, "summary", "Summary");
	sweep_date(n->end.started_ms, date);
	hex_put(policy_digest(n->loaded->policy), 4, revision);
	html_paragraph(h, "%llu messages were judged by rules revision %s, "
	    "begun %s UTC. %llu of them have findings.",
	    (unsigned long long)(n->tally.messages - n->tally.failed),
	    revision, date, (unsigned long long)n->tally.found);
	if (n->given->rule_count > 0)
		html_paragraph(h, "Only what these rules did counts as a "
		    "finding:");
	for (i = 0; i < n->given->rule_count; i++)
		html_paragraph(h, "%s", n->given->rules[i]);
	sweep_put_notes(&n->end, &notes);
	put_lines(h, buf_slice(&notes));
	buf_free(&notes);
	sheet_init(&s, columns, REPORT_ROWS_MAX);
	for (i = 0; i < DISPOSITION_COUNT; i++)
		if (n->tally.dispositions[i] > 0)
			add_counts(&s, disposition_name((enum disposition)i),
			    &n->tally.dispositions[i], 1);
	html_sheet(h, "What would have become of the messages", &s);
	sheet_free(&s);
	html_section_end(h);
}

static void
put_rules(struct html *h, const struct tally *t)
{
	static const struct sheet_column columns[] = {
		{ "Rule", false }, { "Matched", true }, { "Watched", true },
		{ "Warned", true }, { "Lifted", true }, { "Undecided", true },
		{ NULL, false } };
	struct html_bar *bars = mem_array(NULL, t->rule_count + 1,
	    sizeof *bars);
	struct sheet s;
	size_t i;

	sheet_init(&s, columns, REPORT_ROWS_MAX);
	for (i = 0; i < t->rule_count; i++) {
		bars[i] = (struct html_bar){ t->rules[i].name,
		    t->rules[i].total };
		add_counts(&s, t->rules[i].name,
		    t->rules[i].outcomes + RULE_MATCHED,
		    RULE_OUTCOME_COUNT - RULE_MATCHED);
	}
	html_section(h, "rules", "Rules");
	html_bars(h, "rules-chart", "Messages by rule", bars, t->rule_count);
	html_sheet(h, "Messages by rule and what it did", &s);
	html_section_end(h);
	sheet_free(&s);
	free(bars);
}

static void
put_found(struct html *h, const struct tally *t)
{
	static const struct sheet_column columns[] = {
		{ "Detector", false }, { "Messages", true },
		{ "Different values", true }, { NULL, false } };
	struct html_bar *bars = mem_array(NULL, t->detector_count + 1,
	    sizeof *bars);
	json_t *names = json_array(), *name;
	struct sheet s;
	size_t i;

	sheet_init(&s, columns, REPORT_ROWS_MAX);
	for (i = 0; i < t->detector_count; i++) {
		name = answer_detector(slice_str(t->detectors[i].id));
		json_array_append_new(names, name);
		bars[i] = (struct html_bar){ json_string_value(name),
		    t->detectors[i].messages };
		add_counts(&s, json_string_value(name),
		    (uint64_t[]){ t->detectors[i].messages,
		    t->detectors[i].values }, 2);
	}
	html_section(h, "found", "What was found");
	html_bars(h, "found-chart", "Messages by detector", bars,
	    t->detector_count);
	html_sheet(h, "Messages and values by detector", &s);
	html_section_end(h);
	sheet_free(&s);
	free(bars);
	json_decref(names);
}

/* The chart has the last months; the table all. */
static void
put_months(struct html *h, const struct tally *t)
{
	static const struct sheet_column columns[] = {
		{ "Month", false }, { "Messages", true },
		{ "With findings", true }, { NULL, false } };
	size_t i, n = t->month_count, first;
	struct html_bar *bars = mem_array(NULL, n + 1, sizeof *bars);
	char (*names)[16] = mem_array(NULL, n + 1, sizeof *names);
	struct sheet s;

	sheet_init(&s, columns, REPORT_ROWS_MAX);
	for (i = 0; i < n; i++) {
		snprintf(names[i], sizeof names[i], "%04d-%02d",
		    t->months[i].year % 10000, t->months[i].month);
		bars[i] = (struct html_bar){ names[i], t->months[i].found };
		add_counts(&s, names[i], (uint64_t[]){ t->months[i].messages,
		    t->months[i].found }, 2);
	}
	first = n > MONTHS_SHOWN ? n - MONTHS_SHOWN : 0;
	html_section(h, "months", "By month");
	html_bars(h, "months-chart", "Messages with findings, by month of "
	    "sending", bars + first, n - first);
	html_sheet(h, "Messages by month of sending (UTC)", &s);
	html_section_end(h);
	sheet_free(&s);
	free(bars);
	free(names);
}

static void
put_unread(struct html *h, const struct tally *t)
{
	static const struct sheet_column columns[] = {
		{ "Class", false }, { "Messages", true }, { NULL, false } };
	struct sheet s;
	size_t i;

	sheet_init(&s, columns, REPORT_ROWS_MAX);
	for (i = 0; i < ANOMALY_CLASS_COUNT; i++)
		if (t->anomalies[i] > 0)
			add_counts(&s, anomaly_class_name(
			    (enum anomaly_class)i), &t->anomalies[i], 1);
	html_section(h, "unread", "What was not read");
	html_sheet(h, "Messages of which something could not be read", &s);
	html_section_end(h);
	sheet_free(&s);
}

void
scan_page(const struct scan_outcome *n, FILE *out)
{
	struct html h;

	html_begin(&h, out, "Stored mail under the rules");
	put_contents(&h);
	put_summary(&h, n);
	put_rules(&h, &n->tally);
	put_found(&h, &n->tally);
	put_months(&h, &n->tally);
	put_unread(&h, &n->tally);
	html_section(&h, "messages", "Messages");
	html_paragraph(&h, "A message is named by its file below the path "
	    "that was given, and in a mailbox by its number and first byte.");
	html_sheet(&h, "Messages with findings", &n->messages);
	html_section_end(&h);
	html_section(&h, "problems", "Not judged");
	html_sheet(&h, "Messages that could not be judged", &n->failures);
	html_section_end(&h);
	html_markup(&h, "</main>\n");
	html_end(&h);
}
