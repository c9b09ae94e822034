#include "ctl/compare.h"

#include <stdlib.h>

#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/html.h"
#include "ctl/progress.h"

static void
put_summary(struct html *h, const struct compare_outcome *n)
{
	struct buf notes = BUF_INIT(64 * KIB);
	char date[20], old[9], new[9];

	html_section(h, "summary", "Summary");
	sweep_date(n->end.started_ms, date);
	hex_put(policy_digest(n->old), 4, old);
	hex_put(policy_digest(n->new), 4, new);
	html_paragraph(h, "%llu messages were judged by rules revision %s, as "
	    "they are, and by revision %s, as they might be; begun %s UTC. "
	    "%llu would fare otherwise.", (unsigned long long)
	    (n->messages - n->end.failed), old, new, date,
	    (unsigned long long)n->changed);
	sweep_put_notes(&n->end, &notes);
	if (notes.len > 0)
		html_paragraph(h, "Please note: %s", buf_cstr(&notes));
	buf_free(&notes);
}

static void
put_outcomes(struct html *h, const struct compare_outcome *n)
{
	static const struct sheet_column columns[] = {
		{ "Outcome", false }, { "Before", true }, { "After", true },
		{ NULL, false } };
	struct buf before = BUF_INIT(KIB), after = BUF_INIT(KIB);
	struct sheet s;
	size_t i;

	sheet_init(&s, columns, REPORT_ROWS_MAX);
	for (i = 0; i < DISPOSITION_COUNT; i++) {
		if (n->before[i] == 0 && n->after[i] == 0)
			continue;
		buf_reset(&before);
		buf_reset(&after);
		progress_number(n->before[i], &before);
		progress_number(n->after[i], &after);
		sheet_add(&s, (const char *[]){
		    disposition_name((enum disposition)i), buf_cstr(&before),
		    buf_cstr(&after) });
	}
	html_sheet(h, "Messages by outcome", &s);
	html_section_end(h);
	sheet_free(&s);
	buf_free(&before);
	buf_free(&after);
}

static void
put_changes(struct html *h, const struct contrast *d)
{
	static const struct sheet_column columns[] = {
		{ "Rule or reason", false }, { "What it does", false },
		{ "More messages", true }, { "Fewer messages", true },
		{ NULL, false } };
	struct html_bar *bars = mem_array(NULL, d->count + 1, sizeof *bars);
	struct buf gained = BUF_INIT(KIB), lost = BUF_INIT(KIB);
	struct sheet s;
	size_t i;

	sheet_init(&s, columns, REPORT_ROWS_MAX);
	for (i = 0; i < d->count; i++) {
		buf_reset(&gained);
		buf_reset(&lost);
		progress_number(d->list[i].gained, &gained);
		progress_number(d->list[i].lost, &lost);
		sheet_add(&s, (const char *[]){ d->list[i].by,
		    d->list[i].act, buf_cstr(&gained), buf_cstr(&lost) });
		bars[i] = (struct html_bar){ d->list[i].by,
		    d->list[i].gained + d->list[i].lost };
	}
	html_section(h, "rules", "By rule");
	html_bars(h, "rules-chart", "Messages that change, by rule or reason",
	    bars, d->count);
	html_sheet(h, "What changes, by rule or reason", &s);
	html_section_end(h);
	sheet_free(&s);
	free(bars);
	buf_free(&gained);
	buf_free(&lost);
}

void
compare_page(const struct compare_outcome *n, FILE *out)
{
	struct html h;

	html_begin(&h, out, "Stored mail under other rules");
	html_markup(&h, "<nav aria-label=\"Contents\"><ul>"
	    "<li><a href=\"#summary\">Summary</a></li>"
	    "<li><a href=\"#rules\">By rule</a></li>"
	    "<li><a href=\"#messages\">Messages</a></li>"
	    "<li><a href=\"#problems\">Not judged</a></li>"
	    "</ul></nav>\n<main>\n");
	put_summary(&h, n);
	put_outcomes(&h, n);
	put_changes(&h, &n->contrast);
	html_section(&h, "messages", "Messages");
	html_paragraph(&h, "A message is named by its file below the path "
	    "that was given, and in a mailbox by its number and first byte.");
	html_sheet(&h, "Messages that change", &n->changes);
	html_section_end(&h);
	html_section(&h, "problems", "Not judged");
	html_sheet(&h, "Messages that could not be judged", &n->failures);
	html_section_end(&h);
	html_markup(&h, "</main>\n");
	html_end(&h);
}
