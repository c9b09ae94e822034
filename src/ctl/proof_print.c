#include "ctl/proof_print.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/err.h"
#include "base/hex.h"
#include "ctl/answer.h"
#include "ctl/progress.h"
#include "ctl/reason.h"
#include "ctl/safe.h"

static const char *const months[12] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"
};

static const char *const how_words[PROOF_HOW_COUNT] = {
	[PROOF_WITHOUT] = "left alone",
	[PROOF_HEADER] = "header field instead",
	[PROOF_NOTIFIED] = ("left alone, to be told to somebody, "
	    "which this version does not do"),
};

static void
put_reason(struct buf *out, struct slice word)
{
	const struct reason *reason = reason_find(word);

	if (reason != NULL)
		(void)buf_puts(out, reason->noun);
	else
		safe_put(out, word);
}

static void
put_month(struct buf *out, int month)
{
	buf_printf(out, "%s %d", months[(month % 100 + 11) % 12],
	    month / 100);
}

static void
put_name(struct buf *out, struct slice association)
{
	if (association.len == 0)
		(void)buf_puts(out, "no association");
	else
		safe_put_text(out, association);
}

static void
put_term(struct buf *out, uint64_t n, const char *words)
{
	if (n == 0)
		return;
	(void)buf_puts(out, " + ");
	(void)progress_number(n, out);
	buf_printf(out, " %s", words);
}

static void
put_verdict(struct buf *out, int64_t gap)
{
	if (gap == 0) {
		(void)buf_puts(out, "Balanced: yes.");
		return;
	}
	(void)buf_puts(out, "Balanced: NO, ");
	(void)progress_number(gap > 0 ? (uint64_t)gap : (uint64_t)-gap, out);
	(void)buf_puts(out, gap > 0 ? " unaccounted for." :
	    " more accounted for than went outside.");
}

/* "1,204 external emails = 1,196 with notice + 6 signed, left alone ..." */
static void
put_account(struct buf *out, const struct proof_account *a,
    const char *what)
{
	const struct proof_line *l;
	size_t i;

	(void)progress_number(a->total, out);
	buf_printf(out, " %s%s = ", what, a->total == 1 ? "" : "s");
	(void)progress_number(proof_account_with(a), out);
	(void)buf_puts(out, " with notice");
	for (i = 0; i < a->line_count; i++) {
		l = &a->lines[i];
		if (l->kind != PROOF_SKIPPED || l->count == 0)
			continue;
		(void)buf_puts(out, " + ");
		(void)progress_number(l->count, out);
		(void)buf_putc(out, ' ');
		put_reason(out, l->reason);
		buf_printf(out, ", %s", how_words[l->how]);
	}
	put_term(out, proof_account_of(a, PROOF_HELD), "held");
	put_term(out, proof_account_of(a, PROOF_REFUSED), "refused");
	(void)buf_puts(out, ". ");
	put_verdict(out, proof_account_gap(a));
}

/* What stands beside the sum and is no part of it. */
static void
put_beside(struct buf *out, const struct proof_account *a,
    uint64_t confidential, const char *indent)
{
	const struct {
		uint64_t n;
		const char *words;
	} beside[] = {
		{ proof_account_of(a, PROOF_PRESENT),
		    "of those with notice had it already" },
		{ proof_account_of(a, PROOF_WRAPPED),
		    "of those with notice in a message round the whole" },
		{ a->partly_held, "of those that left also held for others" },
		{ a->given_up, "given up by the mail server, in no sum" },
		{ confidential, "of all confidential" },
	};
	size_t i;

	for (i = 0; i < sizeof beside / sizeof beside[0]; i++) {
		if (beside[i].n == 0)
			continue;
		(void)buf_puts(out, indent);
		(void)progress_number(beside[i].n, out);
		buf_printf(out, " %s\n", beside[i].words);
	}
}

static void
put_again(struct buf *out, const struct proof_page *p)
{
	const struct proof_again *g = p->again;
	const struct proof_difference *d;
	size_t i;

	for (i = 0; i < g->count; i++) {
		d = &g->list[i];
		(void)buf_puts(out, "Difference: ");
		put_name(out, d->association);
		buf_printf(out, "%s, %s", d->is_release ?
		    ", sent on after holding" : "", d->what);
		if (d->reason.len > 0) {
			(void)buf_putc(out, ' ');
			safe_put(out, d->reason);
			buf_printf(out, " (%s)", how_words[d->how]);
		}
		buf_printf(out, ": counted %" PRIu64
		    ", stored decisions give %" PRIu64 ".\n", d->counted,
		    d->found);
	}
	if (g->damaged > 0) {
		buf_printf(out, "Cannot be read: %" PRIu64
		    " stored decisions:", g->damaged);
		for (i = 0; i < g->damaged_n; i++) {
			(void)buf_putc(out, ' ');
			safe_put(out, g->damaged_refs[i]);
		}
		buf_printf(out, "%s\n", g->damaged > g->damaged_n ? " ..." :
		    "");
	}
	if (g->is_changing)
		(void)buf_puts(out, "Mail was under way: count again when it "
		    "is quiet.\n");
	if (g->count == 0 && g->damaged == 0 && !g->is_changing)
		(void)buf_puts(out, "Counted again from the stored decisions: "
		    "no difference.\n");
}

/* What the figures mean and what is to be done, where they ask for it. */
static void
put_notes(struct buf *out, const struct proof_page *p)
{
	const struct proof_account *a = &p->sums->all.sent;
	uint64_t gap = proof_sums_gap(p->sums);

	if (a->total == 0 && p->sums->all.released.total == 0 && gap == 0)
		(void)buf_puts(out, "Nothing is on record: nobody wrote to "
		    "anybody outside, or it was longer ago than records are "
		    "kept, or before they were.\n");
	if (proof_account_of(a, PROOF_HELD) > 0)
		(void)buf_puts(out, "Held are those that were held when they "
		    "were sent, whatever became of them later; --list held "
		    "names them.\n");
	if (proof_account_of(a, PROOF_REFUSED) > 0)
		(void)buf_puts(out, "Each attempt is counted: an email that "
		    "was refused, and brought again, is another one.\n");
	if (gap > 0)
		(void)buf_puts(out, "To do: --list unaccounted names emails "
		    "that left without their notice and without a reason; "
		    "--recount tells whether a figure was lost.\n");
}

int
proof_human(const struct proof_page *p, struct buf *out)
{
	const struct proof_sum *s;
	size_t i;

	(void)buf_puts(out, "Disclaimer proof, ");
	put_month(out, p->month);
	(void)buf_puts(out, p->is_going_on ? " so far   " : "   ");
	put_account(out, &p->sums->all.sent, "external email");
	(void)buf_putc(out, '\n');
	for (i = 0; i < p->sums->count; i++) {
		s = &p->sums->list[i];
		(void)buf_puts(out, "  ");
		put_name(out, s->association);
		(void)buf_puts(out, ": ");
		put_account(out, &s->sent, "external email");
		(void)buf_putc(out, '\n');
		put_beside(out, &s->sent, s->confidential, "    ");
		if (s->released.total == 0 && proof_account_gap(
		    &s->released) == 0)
			continue;
		(void)buf_puts(out, "    sent on after holding: ");
		put_account(out, &s->released, "email");
		(void)buf_putc(out, '\n');
	}
	if (p->again != NULL)
		put_again(out, p);
	put_notes(out, p);
	return out->len < out->max ? 0 : ERR_LIMIT;
}

/* --- to be read aloud ------------------------------------------------------------- */

static void
text_figure(struct buf *out, const char *name, uint64_t n)
{
	buf_printf(out, "%s: ", name);
	(void)progress_number(n, out);
	(void)buf_puts(out, ".\n");
}

static void
text_account(struct buf *out, const struct proof_account *a,
    const char *total)
{
	const struct proof_line *l;
	size_t i;

	text_figure(out, total, a->total);
	text_figure(out, "With the notice", proof_account_with(a));
	for (i = 0; i < a->line_count; i++) {
		l = &a->lines[i];
		if (l->kind != PROOF_SKIPPED || l->count == 0)
			continue;
		(void)buf_puts(out, "Without it, ");
		put_reason(out, l->reason);
		buf_printf(out, ", %s: ", how_words[l->how]);
		(void)progress_number(l->count, out);
		(void)buf_puts(out, ".\n");
	}
	text_figure(out, "Held", proof_account_of(a, PROOF_HELD));
	text_figure(out, "Refused", proof_account_of(a, PROOF_REFUSED));
	put_verdict(out, proof_account_gap(a));
	(void)buf_putc(out, '\n');
}

int
proof_text(const struct proof_page *p, struct buf *out)
{
	const struct proof_sum *s;
	size_t i;

	(void)buf_puts(out, "Disclaimer proof, ");
	put_month(out, p->month);
	(void)buf_puts(out, p->is_going_on ? " so far\n\nAll together\n" :
	    "\n\nAll together\n");
	text_account(out, &p->sums->all.sent, "External emails");
	for (i = 0; i < p->sums->count; i++) {
		s = &p->sums->list[i];
		(void)buf_putc(out, '\n');
		put_name(out, s->association);
		(void)buf_putc(out, '\n');
		text_account(out, &s->sent, "External emails");
		put_beside(out, &s->sent, s->confidential, "");
		if (s->released.total > 0 ||
		    proof_account_gap(&s->released) != 0)
			text_account(out, &s->released,
			    "Sent on after holding");
	}
	(void)buf_putc(out, '\n');
	if (p->again != NULL)
		put_again(out, p);
	put_notes(out, p);
	return out->len < out->max ? 0 : ERR_LIMIT;
}

/* --- one message --------------------------------------------------------------------- */

static void
put_day(struct buf *out, int day)
{
	buf_printf(out, "%04d-%02d-%02d", day / 10000, day / 100 % 100,
	    day % 100);
}

int
proof_list_human(const struct proof_told *list, size_t n, bool more,
    struct buf *out)
{
	const struct proof *p;
	size_t i;

	for (i = 0; i < n; i++) {
		p = &list[i].proof;
		buf_printf(out, "%s   ", list[i].ref);
		put_day(out, list[i].day);
		(void)buf_puts(out, "   ");
		put_name(out, p->association);
		(void)buf_puts(out, "   ");
		if (p->kind == PROOF_SKIPPED) {
			put_reason(out, p->reason);
			buf_printf(out, ", %s", how_words[p->how]);
		} else {
			(void)buf_puts(out, proof_kind_name(p->kind));
		}
		(void)buf_puts(out, list[i].is_release ?
		    ", sent on after holding" : "");
		if (list[i].state.len > 0) {
			(void)buf_puts(out, ", now ");
			safe_put(out, list[i].state);
		}
		(void)buf_putc(out, '\n');
	}
	return buf_printf(out, "%zu email%s%s\n", n, n == 1 ? "" : "s",
	    more ? ", and more that are not shown" : "");
}

static void
put_carried(struct buf *out, const struct proof_told *t)
{
	const struct proof *p = &t->proof;
	char revision[9];

	(void)buf_puts(out, "yes");
	if (p->text.len > 0) {
		(void)buf_puts(out, ", as ");
		safe_put_text(out, p->text);
		hex_put(t->revision, 4, revision);
		buf_printf(out, " (revision %s)", revision);
	}
	if (p->kind == PROOF_PRESENT)
		(void)buf_puts(out, ", which was there already");
	else if (p->kind == PROOF_WRAPPED)
		(void)buf_puts(out, ", in a message round the whole");
}

/* "no: it left without, because it is signed, and not one byte ..." */
static void
put_without(struct buf *out, const struct proof *p)
{
	const struct reason *reason = reason_find(p->reason);

	(void)buf_puts(out, "no: it left without the notice, because ");
	if (reason != NULL)
		buf_printf(out, "%s (%s)", reason->clause, reason->word);
	else
		safe_put(out, p->reason);
	if (p->how != PROOF_WITHOUT)
		buf_printf(out, "; %s", how_words[p->how]);
}

const char *
proof_told_remedy(const struct proof_told *t)
{
	const struct reason *reason;

	if (t->is_given_up)
		return "Its sender's mail program says that it was not sent, "
		    "or sends it again.";
	switch (t->proof.kind) {
	case PROOF_NONE:
	case PROOF_ADDED:
	case PROOF_PRESENT:
	case PROOF_WRAPPED:
	case PROOF_KIND_COUNT:
		return NULL;
	case PROOF_SKIPPED:
		reason = reason_find(t->proof.reason);
		return reason != NULL ? reason->remedy : NULL;
	case PROOF_HELD:
		return slice_eq(t->state, SLICE("HELD")) ? "It waits for "
		    "somebody to decide: exeatctl held show REFERENCE." : NULL;
	case PROOF_REFUSED:
		return "Its sender was told why when it was sent; so does "
		    "exeatctl explain REFERENCE.";
	case PROOF_UNACCOUNTED:
		return "No rule asked for a notice, or something is broken: "
		    "look at the rule that adds it, and tell who runs exeat.";
	}
	return NULL;
}

/* "EX-7K3M-2QPX: yes, as foundry-row, on 2026-05-05." */
int
proof_told_human(const struct proof_told *t, struct buf *out)
{
	const char *remedy = proof_told_remedy(t);
	const struct proof *p = &t->proof;

	buf_printf(out, "%s: ", t->ref);
	if (t->is_given_up)
		(void)buf_puts(out, "it did not leave, the mail server gave "
		    "it up");
	else if (proof_has_notice(p->kind))
		put_carried(out, t);
	else if (p->kind == PROOF_SKIPPED)
		put_without(out, p);
	else if (p->kind == PROOF_HELD)
		(void)buf_puts(out, "held, so that nobody outside got it then");
	else if (p->kind == PROOF_REFUSED)
		(void)buf_puts(out, "it did not leave, it was refused");
	else if (p->kind == PROOF_UNACCOUNTED)
		(void)buf_puts(out, "NO, and no reason for it is known");
	else
		(void)buf_puts(out, "no: nobody outside is on record for it, "
		    "and inside no email needs one");
	(void)buf_puts(out, ", on ");
	put_day(out, t->day);
	if (t->is_release)
		(void)buf_puts(out, ", sent on after holding");
	if (p->is_partly_held)
		(void)buf_puts(out, "; held for others outside");
	if (t->state.len > 0) {
		(void)buf_puts(out, "; the held copy is ");
		safe_put(out, t->state);
	}
	(void)buf_puts(out, ".\n");
	if (remedy != NULL)
		buf_printf(out, "  To do: %s\n", remedy);
	return out->len < out->max ? 0 : ERR_LIMIT;
}

bool
proof_told_carries(const struct proof_told *list, size_t n)
{
	size_t i, left = 0;

	for (i = 0; i < n; i++) {
		if (!proof_left(list[i].proof.kind) || list[i].is_given_up)
			continue;
		if (!proof_has_notice(list[i].proof.kind))
			return false;
		left++;
	}
	return left > 0;
}
