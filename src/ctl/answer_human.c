#include "ctl/answer.h"

#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/limits.h"
#include "conf/utf8.h"
#include "ctl/reason.h"
#include "ctl/safe.h"
#include "ctl/tree.h"

static const char *
label(enum rule_outcome o)
{
	switch (o) {
	case RULE_NOT_MATCHED:
		return "NOT";
	case RULE_MATCHED:
		return "MATCHED";
	case RULE_WATCHED:
		return "WATCHED";
	case RULE_WARNED:
		return "WARNED";
	case RULE_LIFTED:
		return "LIFTED";
	case RULE_UNDECIDED:
		return "UNDECIDED";
	case RULE_OUTCOME_COUNT:
		break;
	}
	return "?";
}

static const char *
answer_word(enum tri t)
{
	switch (t) {
	case TRI_NO:
		return "no";
	case TRI_YES:
		return "yes";
	case TRI_UNKNOWN:
		break;
	}
	return "could not tell";
}

#define FACT_WIDTH	42	/* columns of a fact and the dots behind it */

/* A long fact is cut where a word ends: what was found of it is beside it. */
static size_t
put_fact_words(struct buf *out, struct slice words)
{
	size_t n = words.len;

	if (n > FACT_WIDTH - 4)
		for (n = FACT_WIDTH - 6; n > 0 && words.ptr[n] != ' '; n--)
			continue;
	if (n == 0)
		n = words.len;
	safe_put_text(out, slice_sub(words, 0, n));
	if (n < words.len)
		buf_puts(out, " …");
	return n < words.len ? n + 2 : utf8_count(words);
}

/* "any recipient outside ........ yes   1 of 2 recipients" */
static void
put_fact(struct buf *out, const struct rule_fact *f)
{
	size_t n;

	buf_puts(out, "            ");
	n = put_fact_words(out, f->words);
	buf_putc(out, ' ');
	for (n++; n < FACT_WIDTH; n++)
		buf_putc(out, '.');
	buf_printf(out, " %s", answer_word(f->answer));
	if (f->because.len > 0) {
		buf_puts(out, "   ");
		safe_put(out, f->because);
	}
	buf_putc(out, '\n');
}

/* Why a rule that was asked for did nothing. */
static void
put_stop(struct buf *out, const struct rule_result *r, enum mail_class class)
{
	buf_puts(out, "            stopped at: ");
	if (r->fact_count == 0) {
		buf_printf(out, "the rule is not on %s\n",
		    mail_class_name(class));
	} else if (r->mode == RULE_OFF) {
		buf_puts(out, "mode off\n");
	} else if (r->stopped_at < r->fact_count) {
		safe_put_text(out, r->facts[r->stopped_at].words);
		buf_printf(out, " = %s\n",
		    answer_word(r->facts[r->stopped_at].answer));
	} else {
		buf_puts(out, "nothing\n");
	}
}

static void
put_rule(struct buf *out, const struct rule_result *r, bool asked,
    enum mail_class class)
{
	size_t i;

	buf_printf(out, "%-9s ", label(r->outcome));
	safe_put(out, r->name);
	buf_printf(out, "   %s   ", rule_mode_name(r->mode));
	safe_put(out, r->file);
	buf_printf(out, ":%u", r->line);
	if (r->outcome == RULE_WATCHED && r->then.len > 0) {
		buf_puts(out, "   would have: ");
		safe_put(out, r->then);
	} else if (r->then.len > 0 && r->outcome == RULE_MATCHED) {
		buf_puts(out, "   then: ");
		safe_put(out, r->then);
	}
	buf_putc(out, '\n');
	if (asked && r->outcome == RULE_NOT_MATCHED)
		put_stop(out, r, class);
	for (i = 0; i < r->fact_count; i++)
		put_fact(out, &r->facts[i]);
}

/* The word of the record, and what it means. */
static void
put_reason(struct buf *out, struct slice word)
{
	const struct reason *reason = reason_find(word);

	safe_put(out, word);
	if (reason != NULL)
		buf_printf(out, " (%s)", reason->clause);
}

/* Why this text and no other of the association; the default needs no reason. */
static void
put_choice(struct buf *out, const struct answer *n)
{
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct text_choice c;

	if (n->policy != NULL && n->report != NULL &&
	    policy_choose_text(n->policy, n->envelope, n->report, n->memory,
	    a, &c) == 0 && slice_eq(c.text, n->verdict->disclaimer_text)) {
		if (c.fact.len > 0) {
			buf_puts(out, "   for ");
			safe_put_text(out, c.fact);
		}
		if (c.language.len > 0) {
			buf_puts(out, "   in ");
			safe_put(out, c.language);
		}
	}
	arena_free(a);
}

static void
put_verdict(struct buf *out, const struct answer *n)
{
	const struct verdict *v = n->verdict;
	char at[CLOCK_ISO_SIZE], rev[9];
	size_t i;

	clock_iso(n->envelope->at_ms, at, sizeof at);
	hex_put(v->revision, 4, rev);
	buf_printf(out, "Verdict   %s   %s   rules revision %s   %.1f ms\n",
	    disposition_name(v->disposition), at, rev, n->milliseconds);
	for (i = 0; v->smtp_code != 0 && i < v->reply_count; i++) {
		buf_puts(out, "          ");
		answer_reply(v, i, out);
		buf_putc(out, '\n');
	}
	for (i = 0; i < n->envelope->recipient_count &&
	    i < v->recipient_count; i++) {
		buf_puts(out, "To        ");
		safe_put(out, n->envelope->recipients[i].address.full);
		buf_printf(out, "   %s%s\n",
		    disposition_name(v->recipients[i].disposition),
		    v->recipients[i].is_separate ?
		    "   separate copy, as it came" : "");
	}
	if (v->disclaimer != DISCLAIMER_NONE) {
		buf_printf(out, "Notice    %s", disclaimer_state_name(v->disclaimer));
		if (v->disclaimer_text.len > 0) {
			buf_puts(out, "   ");
			safe_put(out, v->disclaimer_text);
			put_choice(out, n);
		}
		if (v->disclaimer_reason.len > 0) {
			buf_puts(out, v->disclaimer == DISCLAIMER_ADDED ?
			    "   but: " : "   because: ");
			put_reason(out, v->disclaimer_reason);
		}
		if (v->fallback_used && v->fallback == FALLBACK_NOTIFY)
			buf_puts(out, "; whom to notify is recorded, and this "
			    "version sends nothing");
		buf_putc(out, '\n');
	}
}

static void
put_report(struct buf *out, const struct report *r)
{
	const struct finding *f;
	size_t i;

	for (i = 0; i < r->finding_count; i++) {
		f = &r->findings[i];
		buf_puts(out, "Found     ");
		safe_put(out, f->detector);
		buf_printf(out, "   tier %u   %s, part ", f->tier,
		    finding_where_name(f->where));
		safe_put(out, f->part);
		if (f->place.len > 0) {
			buf_puts(out, ", ");
			safe_put(out, f->place);
		}
		if (f->mask.len > 0) {
			buf_puts(out, "   ");
			safe_put(out, f->mask);
		}
		buf_putc(out, '\n');
	}
	for (i = 0; i < r->anomaly_count; i++) {
		buf_printf(out, "Unread    %s   part ",
		    anomaly_class_name(r->anomalies[i].class));
		safe_put(out, r->anomalies[i].part.len > 0 ?
		    r->anomalies[i].part : SLICE("-"));
		buf_puts(out, "   ");
		safe_put(out, r->anomalies[i].detail);
		buf_putc(out, '\n');
	}
}

int
answer_human(const struct answer *n, struct buf *out)
{
	const struct rule_result *r;
	bool asked;
	size_t i;

	put_verdict(out, n);
	for (i = 0; i < n->verdict->rule_count; i++) {
		r = &n->verdict->rules[i];
		asked = n->why_not != NULL && slice_eq_str(r->name, n->why_not);
		if (r->outcome != RULE_NOT_MATCHED || asked)
			put_rule(out, r, asked, n->envelope->class);
	}
	if (n->report != NULL) {
		put_report(out, n->report);
		tree_human(n->report, out);
	}
	return 0;
}

/* The two edits that every ordinary mail may get are no finding. */
static bool
is_routine(struct slice effect)
{
	return slice_starts(effect, SLICE("add disclaimer")) ||
	    slice_starts(effect, SLICE("add receipt request"));
}

bool
answer_rule_found(const struct rule_result *r)
{
	size_t i;

	if (r->outcome == RULE_NOT_MATCHED)
		return false;
	if (r->then.len > 0 && !slice_eq_str(r->then, "deliver") &&
	    !is_routine(r->then))
		return true;
	for (i = 0; i < r->effect_count; i++)
		if (!is_routine(r->effects[i]))
			return true;
	return false;
}

bool
answer_found(const struct verdict *v)
{
	size_t i;

	if (v->disposition != DISPOSITION_ACCEPT)
		return true;
	for (i = 0; i < v->rule_count; i++)
		if (answer_rule_found(&v->rules[i]))
			return true;
	return false;
}
