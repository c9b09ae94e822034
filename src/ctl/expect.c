#include "ctl/expect.h"

#include "base/limits.h"
#include "mail/detector.h"

#define SHOWN_MAX	5	/* names in one line */

struct asked {
	const struct policy *policy;
	const struct report *report;
	const struct verdict *verdict;
	struct arena *arena;
};

/* --- words for what happened ---------------------------------------------------- */

static const char *
outcome_word(enum disposition d)
{
	return d == DISPOSITION_ACCEPT ? "deliver" : disposition_name(d);
}

static const struct rule_result *
find_rule(const struct verdict *v, struct slice name)
{
	size_t i;

	for (i = 0; i < v->rule_count; i++)
		if (slice_eq(v->rules[i].name, name))
			return &v->rules[i];
	return NULL;
}

static const char *
tri_words(enum tri t)
{
	switch (t) {
	case TRI_NO:
		return "was no";
	case TRI_YES:
		return "was yes";
	case TRI_UNKNOWN:
		break;
	}
	return "could not be told";
}

/* "any recipient outside" was no, 0 of 1 recipients */
static void
put_stop(struct buf *b, const struct rule_result *r)
{
	const struct rule_fact *f;

	if (r->stopped_at >= r->fact_count)
		return;
	f = &r->facts[r->stopped_at];
	(void)buf_puts(b, ": \"");
	(void)buf_put_slice(b, f->words);
	(void)buf_printf(b, "\" %s", tri_words(f->answer));
	if (f->because.len > 0 && f->answer != TRI_UNKNOWN) {
		(void)buf_puts(b, ", ");
		(void)buf_put_slice(b, f->because);
	}
}

/* What one rule did, or why it did nothing. */
static void
put_rule(struct buf *b, const struct rule_result *r)
{
	switch (r->outcome) {
	case RULE_NOT_MATCHED:
		if (r->mode == RULE_OFF) {
			(void)buf_puts(b, "the rule is off at that time");
		} else if (r->fact_count == 0) {
			(void)buf_puts(b, "the rule is not \"on\" this class");
		} else {
			(void)buf_puts(b, "rule did not match");
			put_stop(b, r);
		}
		return;
	case RULE_MATCHED:
		(void)buf_puts(b, "rule matched, then: ");
		(void)buf_put_slice(b, r->then);
		return;
	case RULE_WATCHED:
		(void)buf_puts(b, "rule only watched, it would have: ");
		(void)buf_put_slice(b, r->then);
		return;
	case RULE_WARNED:
		(void)buf_puts(b, "rule only warned");
		return;
	case RULE_LIFTED:
		(void)buf_puts(b, "rule was lifted by ");
		(void)buf_put_slice(b, r->lifted_by.len > 0 ? r->lifted_by :
		    SLICE("its \"unless\""));
		return;
	case RULE_UNDECIDED:
		(void)buf_puts(b, "rule was left undecided");
		put_stop(b, r);
		return;
	case RULE_OUTCOME_COUNT:
		break;
	}
}

static bool
has_acted(const struct rule_result *r)
{
	return r->outcome == RULE_MATCHED || r->outcome == RULE_WATCHED ||
	    r->outcome == RULE_WARNED || r->outcome == RULE_UNDECIDED;
}

/* Which rules made the message's outcome, or could have. */
static void
put_deciders(struct buf *b, const struct verdict *v)
{
	const struct rule_result *r;
	size_t i, n = 0;

	for (i = 0; i < v->rule_count; i++) {
		r = &v->rules[i];
		if ((r->outcome != RULE_MATCHED &&
		    r->outcome != RULE_UNDECIDED) ||
		    r->disposition != v->disposition)
			continue;
		if (n++ == SHOWN_MAX)
			break;
		(void)buf_puts(b, n == 1 ? " by " : ", ");
		(void)buf_put_slice(b, r->name);
	}
	if (n == 0 && v->disposition != DISPOSITION_ACCEPT)
		(void)buf_puts(b, " by \"set unreadable\"");
}

/* --- outcomes -------------------------------------------------------------------- */

static bool
is_warning(const struct rule_result *r)
{
	return r->outcome == RULE_WARNED || (r->outcome == RULE_MATCHED &&
	    slice_eq_str(r->then, "warn"));
}

/* Did this rule bring that outcome about? */
static bool
rule_did(const struct rule_result *r, enum rule_test_expect kind)
{
	switch (kind) {
	case EXPECT_DELIVER:
		return r->outcome == RULE_MATCHED &&
		    r->disposition == DISPOSITION_ACCEPT;
	case EXPECT_WARN:
		return is_warning(r);
	case EXPECT_QUARANTINE:
		return (r->outcome == RULE_MATCHED &&
		    r->disposition == DISPOSITION_QUARANTINE) ||
		    r->outcome == RULE_UNDECIDED;
	case EXPECT_REJECT:
		return r->outcome == RULE_MATCHED &&
		    r->disposition == DISPOSITION_REJECT;
	case EXPECT_WATCH:
		return r->outcome == RULE_WATCHED;
	case EXPECT_TEMPFAIL:
	case EXPECT_NO_RULE:
	case EXPECT_REPLY:
	case EXPECT_DISCLAIMER:
	case EXPECT_FOUND:
	case EXPECT_UNREADABLE:
		break;
	}
	return false;
}

/* What the message as a whole must come to for that. */
static enum disposition
whole_of(enum rule_test_expect kind)
{
	switch (kind) {
	case EXPECT_QUARANTINE:
		return DISPOSITION_QUARANTINE;
	case EXPECT_REJECT:
		return DISPOSITION_REJECT;
	case EXPECT_TEMPFAIL:
		return DISPOSITION_TEMPFAIL;
	case EXPECT_DELIVER:
	case EXPECT_WARN:
	case EXPECT_WATCH:
	case EXPECT_NO_RULE:
	case EXPECT_REPLY:
	case EXPECT_DISCLAIMER:
	case EXPECT_FOUND:
	case EXPECT_UNREADABLE:
		break;
	}
	return DISPOSITION_ACCEPT;
}

static bool
any_rule_did(const struct verdict *v, enum rule_test_expect kind)
{
	size_t i;

	for (i = 0; i < v->rule_count; i++)
		if (rule_did(&v->rules[i], kind))
			return true;
	return false;
}

static bool
check_outcome(const struct asked *q, const struct rule_test_line *e,
    struct buf *got)
{
	const struct verdict *v = q->verdict;
	const struct rule_result *r;
	bool whole, ok;

	/* A rule that watches does so whatever others make of the message. */
	whole = e->kind == EXPECT_WATCH ||
	    v->disposition == whole_of(e->kind);
	r = e->rule.len > 0 ? find_rule(v, e->rule) : NULL;
	if (e->rule.len > 0)
		ok = r != NULL && rule_did(r, e->kind);
	else
		ok = (e->kind != EXPECT_WARN && e->kind != EXPECT_WATCH) ||
		    any_rule_did(v, e->kind);
	if (ok && whole)
		return true;
	(void)buf_puts(got, outcome_word(v->disposition));
	if (ok || e->rule.len == 0) {
		put_deciders(got, v);
		return false;
	}
	(void)buf_puts(got, " (");
	if (r == NULL)
		(void)buf_puts(got, "there is no such rule");
	else
		put_rule(got, r);
	(void)buf_puts(got, ")");
	return false;
}

/* The facts that made it match: the first few that were yes. */
static void
put_yes(struct buf *got, const struct rule_result *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->fact_count && n < SHOWN_MAX; i++) {
		if (r->facts[i].answer != TRI_YES)
			continue;
		(void)buf_puts(got, n++ == 0 ? "; yes: \"" : ", \"");
		(void)buf_put_slice(got, r->facts[i].words);
		(void)buf_puts(got, "\"");
	}
}

static bool
check_no_rule(const struct asked *q, const struct rule_test_line *e,
    struct buf *got)
{
	const struct rule_result *r = find_rule(q->verdict, e->rule);

	if (r == NULL || !has_acted(r))
		return true;
	put_rule(got, r);
	if (r->outcome != RULE_UNDECIDED)
		put_yes(got, r);
	return false;
}

/* --- reply, notice ------------------------------------------------------------------ */

static bool
check_reply(const struct asked *q, const struct rule_test_line *e,
    struct buf *got)
{
	const struct verdict *v = q->verdict;
	struct buf all = BUF_INIT(MIB);
	bool ok;
	size_t i;

	for (i = 0; i < v->reply_count; i++) {
		if (i > 0)
			(void)buf_putc(&all, ' ');
		(void)buf_put_slice(&all, v->reply[i]);
	}
	ok = slice_find(buf_slice(&all), e->value, 0) != SLICE_NPOS;
	if (!ok && v->reply_count == 0)
		(void)buf_printf(got, "no reply: %s",
		    outcome_word(v->disposition));
	else if (!ok)
		(void)buf_printf(got, "reply \"%s\"", buf_cstr(&all));
	buf_free(&all);
	return ok;
}

static bool
check_disclaimer(const struct asked *q, const struct rule_test_line *e,
    struct buf *got)
{
	const struct verdict *v = q->verdict;

	if ((v->disclaimer == DISCLAIMER_ADDED ||
	    v->disclaimer == DISCLAIMER_PRESENT) &&
	    slice_eq(v->disclaimer_text, e->value))
		return true;
	(void)buf_printf(got, "disclaimer %s",
	    disclaimer_state_name(v->disclaimer));
	if (v->disclaimer_text.len > 0) {
		(void)buf_puts(got, ", ");
		(void)buf_put_slice(got, v->disclaimer_text);
	}
	if (v->disclaimer_reason.len > 0) {
		(void)buf_puts(got, ", ");
		(void)buf_put_slice(got, v->disclaimer_reason);
	}
	return false;
}

/* --- what was found and what was not read ----------------------------------------------- */

/* "site_tenancy_number" is called "tenancy-number" in rules. */
static struct slice
rule_name(const struct asked *q, struct slice id)
{
	const struct detector_info *d = detector_by_id(id);
	struct slice name;
	uint8_t *p;
	size_t i;

	if (d != NULL)
		return slice_str(d->name);
	if (!slice_starts(id, SLICE("site_")))
		return id;
	name = arena_dup(q->arena, slice_from(id, 5));
	p = (uint8_t *)(uintptr_t)name.ptr;
	for (i = 0; p != NULL && i < name.len; i++)
		if (p[i] == '_')
			p[i] = '-';
	return name;
}

static bool
is_of(const struct asked *q, struct slice id, struct slice wanted)
{
	const struct detector_info *d = detector_by_id(id);
	struct detector_info site = { .class = policy_class_of(q->policy, id) };

	if (detector_is_group(wanted))
		return detector_in_group(d != NULL ? d : &site, wanted);
	return slice_eq(rule_name(q, id), wanted);
}

static bool
check_found(const struct asked *q, const struct rule_test_line *e,
    struct buf *got)
{
	const struct report *r = q->report;
	const struct finding *f;
	size_t i, k, n = 0;

	for (i = 0; i < r->finding_count; i++) {
		f = &r->findings[i];
		if ((f->tier > 1 || f->bulk) && is_of(q, f->detector, e->value))
			return true;
	}
	for (i = 0; i < r->finding_count && n < SHOWN_MAX; i++) {
		for (k = 0; k < i; k++)
			if (slice_eq(r->findings[k].detector,
			    r->findings[i].detector))
				break;
		if (k < i)
			continue;
		(void)buf_puts(got, n++ == 0 ? "found: " : ", ");
		(void)buf_put_slice(got, rule_name(q,
		    r->findings[i].detector));
		if (r->findings[i].tier <= 1 && !r->findings[i].bulk)
			(void)buf_puts(got, " (possible only)");
	}
	if (n == 0)
		(void)buf_puts(got, "nothing found");
	return false;
}

static bool
check_unreadable(const struct asked *q, const struct rule_test_line *e,
    struct buf *got)
{
	const struct report *r = q->report;
	size_t i;

	for (i = 0; i < r->anomaly_count; i++)
		if (slice_eq_str(e->value,
		    anomaly_class_name(r->anomalies[i].class)))
			return true;
	for (i = 0; i < r->anomaly_count && i < SHOWN_MAX; i++) {
		(void)buf_printf(got, "%s%s (", i == 0 ? "" : ", ",
		    anomaly_class_name(r->anomalies[i].class));
		(void)buf_put_slice(got, r->anomalies[i].detail);
		(void)buf_puts(got, ")");
	}
	if (i == 0)
		(void)buf_puts(got, "everything was read");
	return false;
}

static bool
check_line(const struct asked *q, const struct rule_test_line *e,
    struct buf *got)
{
	switch (e->kind) {
	case EXPECT_DELIVER:
	case EXPECT_WARN:
	case EXPECT_QUARANTINE:
	case EXPECT_REJECT:
	case EXPECT_TEMPFAIL:
	case EXPECT_WATCH:
		return check_outcome(q, e, got);
	case EXPECT_NO_RULE:
		return check_no_rule(q, e, got);
	case EXPECT_REPLY:
		return check_reply(q, e, got);
	case EXPECT_DISCLAIMER:
		return check_disclaimer(q, e, got);
	case EXPECT_FOUND:
		return check_found(q, e, got);
	case EXPECT_UNREADABLE:
		return check_unreadable(q, e, got);
	}
	return false;
}

size_t
expect_check(const struct rule_test *t, const struct policy *p,
    const struct report *report, const struct verdict *v, struct arena *a,
    struct expect_miss **ret)
{
	struct asked q = { p, report, v, a };
	struct buf got = BUF_INIT(64 * KIB);
	struct expect_miss *list;
	size_t i, n = 0;

	list = arena_array(a, t->expect_count, sizeof *list);
	for (i = 0; list != NULL && i < t->expect_count; i++) {
		buf_reset(&got);
		if (check_line(&q, &t->expect[i], &got))
			continue;
		list[n].line = &t->expect[i];
		list[n++].got = arena_dup(a, buf_slice(&got));
	}
	buf_free(&got);
	if (list == NULL)
		return SIZE_MAX;
	*ret = list;
	return n;
}
