#include "mail/verdict.h"

#include "base/limits.h"
#include "mail/codec.h"

/* Smallest wire form of an item: empty strings, no lists. */
#define RECIPIENT_WIRE_MIN	5
#define RULE_WIRE_MIN		43
#define FACT_WIRE_MIN		9
#define ANOMALY_WIRE_MIN	5
#define STR_MAX			VERDICT_STRING_MAX
/* Beside an accepted recipient's disposition, in the same byte. */
#define SEPARATE_WIRE		0x80
/* Beside any; what was stored before has none. */
#define OUTSIDE_WIRE		0x40

static const char *const dispositions[DISPOSITION_COUNT] = {
	[DISPOSITION_ACCEPT] = "accept",
	[DISPOSITION_QUARANTINE] = "quarantine",
	[DISPOSITION_TEMPFAIL] = "tempfail",
	[DISPOSITION_REJECT] = "reject",
	[DISPOSITION_DISCARD] = "discard",
};

static const char *const modes[RULE_MODE_COUNT] = {
	[RULE_OFF] = "off",
	[RULE_WATCH] = "watch",
	[RULE_WARN] = "warn",
	[RULE_ENFORCE] = "enforce",
};

static const char *const outcomes[RULE_OUTCOME_COUNT] = {
	[RULE_NOT_MATCHED] = "not-matched",
	[RULE_MATCHED] = "matched",
	[RULE_WATCHED] = "watched",
	[RULE_WARNED] = "warned",
	[RULE_LIFTED] = "lifted",
	[RULE_UNDECIDED] = "undecided",
};

static const char *const states[DISCLAIMER_STATE_COUNT] = {
	[DISCLAIMER_NONE] = "none",
	[DISCLAIMER_WANTED] = "wanted",
	[DISCLAIMER_ADDED] = "added",
	[DISCLAIMER_PRESENT] = "present",
	[DISCLAIMER_SKIPPED] = "skipped",
	[DISCLAIMER_FAILED] = "failed",
};

static const char *const fallbacks[FALLBACK_COUNT] = {
	[FALLBACK_DELIVER_WITHOUT] = "deliver-without",
	[FALLBACK_WRAP] = "wrap",
	[FALLBACK_HEADER] = "header",
	[FALLBACK_QUARANTINE] = "quarantine",
	[FALLBACK_REJECT] = "reject",
	[FALLBACK_NOTIFY] = "notify",
};

const char *
disposition_name(enum disposition d)
{
	return d < DISPOSITION_COUNT ? dispositions[d] : "?";
}

const char *
rule_mode_name(enum rule_mode m)
{
	return m < RULE_MODE_COUNT ? modes[m] : "?";
}

const char *
rule_outcome_name(enum rule_outcome o)
{
	return o < RULE_OUTCOME_COUNT ? outcomes[o] : "?";
}

const char *
disclaimer_state_name(enum disclaimer_state s)
{
	return s < DISCLAIMER_STATE_COUNT ? states[s] : "?";
}

const char *
disclaimer_fallback_name(enum disclaimer_fallback f)
{
	return f < FALLBACK_COUNT ? fallbacks[f] : "?";
}

bool
verdict_holds(const struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].disposition == DISPOSITION_QUARANTINE)
			return true;
	return false;
}

bool
verdict_separates(const struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].is_separate)
			return true;
	return false;
}

enum disposition
disposition_max(enum disposition a, enum disposition b)
{
	return a > b ? a : b;
}

/* --- to bytes ---------------------------------------------------------------- */

static void
put(struct wire_out *w, struct slice s)
{
	codec_put_str(w, s, STR_MAX);
}

static void
put_rule(struct wire_out *w, const struct rule_result *r)
{
	size_t i;

	put(w, r->name);
	wire_put_u8(w, (uint8_t)r->mode);
	wire_put_u8(w, (uint8_t)r->outcome);
	wire_put_u8(w, (uint8_t)r->disposition);
	put(w, r->then);
	codec_put_list(w, r->effects, r->effect_count, VERDICT_EFFECTS_MAX,
	    STR_MAX);
	put(w, r->lifted_by);
	put(w, r->clause);
	put(w, r->reason);
	put(w, r->file);
	wire_put_u32(w, r->line);
	codec_put_count(w, r->fact_count, VERDICT_FACTS_MAX);
	for (i = 0; i < r->fact_count && wire_out_err(w) == 0; i++) {
		put(w, r->facts[i].words);
		wire_put_u8(w, (uint8_t)r->facts[i].answer);
		put(w, r->facts[i].because);
	}
	wire_put_u32(w, r->stopped_at);
}

static void
put_hold(struct wire_out *w, const struct hold_terms *h)
{
	put(w, h->role);
	wire_put_u32(w, h->within);
	wire_put_bool(w, h->working_days);
	put(w, h->otherwise);
	wire_put_bool(w, h->high_severity);
}

static void
put_disclaimer(struct wire_out *w, const struct verdict *v)
{
	wire_put_u8(w, (uint8_t)v->disclaimer);
	put(w, v->disclaimer_text);
	put(w, v->disclaimer_reason);
	wire_put_u8(w, (uint8_t)v->fallback);
	wire_put_bool(w, v->fallback_used);
	put_hold(w, &v->fallback_hold);
	put(w, v->fallback_reply);
}

static void
put_edits(struct wire_out *w, const struct verdict *v)
{
	size_t i;

	codec_put_count(w, v->edit_count, EDIT_REQUESTS_MAX);
	for (i = 0; i < v->edit_count && wire_out_err(w) == 0; i++) {
		wire_put_u8(w, (uint8_t)v->edits[i].kind);
		codec_put_str(w, v->edits[i].name, REPORT_STRING_MAX);
		codec_put_str(w, v->edits[i].value, REPORT_STRING_MAX);
	}
}

static void
put_reply(struct wire_out *w, const struct verdict *v)
{
	wire_put_u16(w, v->smtp_code);
	codec_put_str(w, slice_str(v->smtp_status), sizeof v->smtp_status - 1);
	codec_put_list(w, v->reply, v->reply_count, REPLY_LINES_MAX,
	    REPORT_STRING_MAX);
}

int
verdict_encode(const struct verdict *v, struct buf *out)
{
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	wire_put_u8(&w, (uint8_t)v->disposition);
	codec_put_count(&w, v->recipient_count, ENVELOPE_RECIPIENTS_MAX);
	for (i = 0; i < v->recipient_count && wire_out_err(&w) == 0; i++) {
		wire_put_u8(&w, (uint8_t)(v->recipients[i].disposition |
		    (v->recipients[i].is_separate ? SEPARATE_WIRE : 0) |
		    (v->recipients[i].is_outside ? OUTSIDE_WIRE : 0)));
		put(&w, v->recipients[i].rule);
	}
	codec_put_count(&w, v->rule_count, VERDICT_RULES_MAX);
	for (i = 0; i < v->rule_count && wire_out_err(&w) == 0; i++)
		put_rule(&w, &v->rules[i]);
	codec_put_count(&w, v->anomaly_count, REPORT_ANOMALIES_MAX);
	for (i = 0; i < v->anomaly_count && wire_out_err(&w) == 0; i++) {
		wire_put_u32(&w, v->anomalies[i].anomaly);
		wire_put_u8(&w, (uint8_t)v->anomalies[i].disposition);
	}
	put_edits(&w, v);
	put_disclaimer(&w, v);
	put_hold(&w, &v->hold);
	put_reply(&w, v);
	wire_put_bytes(&w, v->revision, sizeof v->revision);
	put(&w, v->policy);
	wire_put_bool(&w, v->mixed_recipients);
	if (v->override_reason.len > 0 || v->association.len > 0)
		put(&w, v->override_reason);
	if (v->association.len > 0)
		put(&w, v->association);
	return wire_out_err(&w);
}

/* --- from bytes -------------------------------------------------------------- */

static int
get(struct wire_in *w, struct arena *a, struct slice *ret)
{
	return codec_str(w, a, STR_MAX, ret);
}

static enum disposition
get_disposition(struct wire_in *w)
{
	unsigned v;

	/* What cannot be read fails the whole; until then it is no "accept". */
	if (wire_enum(w, DISPOSITION_COUNT, &v) < 0)
		return DISPOSITION_TEMPFAIL;
	return (enum disposition)v;
}

static unsigned
get_enum(struct wire_in *w, unsigned limit)
{
	unsigned v;

	return wire_enum(w, limit, &v) < 0 ? 0 : v;
}

static void
get_facts(struct wire_in *w, struct arena *a, struct rule_result *r)
{
	size_t i;

	r->facts = codec_items(w, a, VERDICT_FACTS_MAX, FACT_WIRE_MIN,
	    sizeof *r->facts, &r->fact_count);
	for (i = 0; i < r->fact_count && w->err == 0; i++) {
		get(w, a, &r->facts[i].words);
		r->facts[i].answer = (enum tri)get_enum(w, TRI_UNKNOWN + 1);
		get(w, a, &r->facts[i].because);
	}
}

static void
get_rule(struct wire_in *w, struct arena *a, struct rule_result *r)
{
	get(w, a, &r->name);
	r->mode = (enum rule_mode)get_enum(w, RULE_MODE_COUNT);
	r->outcome = (enum rule_outcome)get_enum(w, RULE_OUTCOME_COUNT);
	r->disposition = get_disposition(w);
	get(w, a, &r->then);
	codec_list(w, a, VERDICT_EFFECTS_MAX, STR_MAX, &r->effects,
	    &r->effect_count);
	get(w, a, &r->lifted_by);
	get(w, a, &r->clause);
	get(w, a, &r->reason);
	get(w, a, &r->file);
	wire_u32(w, &r->line);
	get_facts(w, a, r);
	if (wire_u32(w, &r->stopped_at) == 0 && r->stopped_at > r->fact_count)
		codec_fail(w, ERR_RANGE);
}

static void
get_rules(struct wire_in *w, struct arena *a, struct verdict *v)
{
	size_t i;

	v->rules = codec_items(w, a, VERDICT_RULES_MAX, RULE_WIRE_MIN,
	    sizeof *v->rules, &v->rule_count);
	for (i = 0; i < v->rule_count && w->err == 0; i++)
		get_rule(w, a, &v->rules[i]);
}

static void
get_recipient(struct wire_in *w, struct arena *a,
    struct recipient_verdict *ret)
{
	uint8_t how = DISPOSITION_TEMPFAIL;

	if (wire_u8(w, &how) == 0) {
		ret->is_outside = (how & OUTSIDE_WIRE) != 0;
		how &= (uint8_t)~OUTSIDE_WIRE;
	}
	if (w->err == 0 && how == (DISPOSITION_ACCEPT | SEPARATE_WIRE))
		ret->is_separate = true;
	else if (w->err == 0 && how >= DISPOSITION_COUNT)
		codec_fail(w, ERR_RANGE);
	/* What cannot be read fails the whole; until then it is no "accept". */
	ret->disposition = w->err < 0 ? DISPOSITION_TEMPFAIL :
	    ret->is_separate ? DISPOSITION_ACCEPT : (enum disposition)how;
	get(w, a, &ret->rule);
}

static void
get_recipients(struct wire_in *w, struct arena *a, struct verdict *v)
{
	size_t i;

	v->recipients = codec_items(w, a, ENVELOPE_RECIPIENTS_MAX,
	    RECIPIENT_WIRE_MIN, sizeof *v->recipients, &v->recipient_count);
	for (i = 0; i < v->recipient_count && w->err == 0; i++)
		get_recipient(w, a, &v->recipients[i]);
}

static void
get_anomalies(struct wire_in *w, struct arena *a, struct verdict *v)
{
	size_t i;

	v->anomalies = codec_items(w, a, REPORT_ANOMALIES_MAX, ANOMALY_WIRE_MIN,
	    sizeof *v->anomalies, &v->anomaly_count);
	for (i = 0; i < v->anomaly_count && w->err == 0; i++) {
		if (wire_u32(w, &v->anomalies[i].anomaly) == 0 &&
		    v->anomalies[i].anomaly >= REPORT_ANOMALIES_MAX)
			codec_fail(w, ERR_RANGE);
		v->anomalies[i].disposition = get_disposition(w);
	}
}

static void
get_edits(struct wire_in *w, struct arena *a, struct verdict *v)
{
	size_t i;

	v->edits = codec_items(w, a, EDIT_REQUESTS_MAX, 9,
	    sizeof *v->edits, &v->edit_count);
	for (i = 0; i < v->edit_count && w->err == 0; i++) {
		v->edits[i].kind = (enum edit_kind)get_enum(w, EDIT_KIND_COUNT);
		codec_str(w, a, REPORT_STRING_MAX, &v->edits[i].name);
		codec_str(w, a, REPORT_STRING_MAX, &v->edits[i].value);
	}
}

static void
get_hold(struct wire_in *w, struct arena *a, struct hold_terms *h)
{
	get(w, a, &h->role);
	wire_u32(w, &h->within);
	wire_bool(w, &h->working_days);
	get(w, a, &h->otherwise);
	wire_bool(w, &h->high_severity);
}

static void
get_disclaimer(struct wire_in *w, struct arena *a, struct verdict *v)
{
	v->disclaimer = (enum disclaimer_state)
	    get_enum(w, DISCLAIMER_STATE_COUNT);
	get(w, a, &v->disclaimer_text);
	get(w, a, &v->disclaimer_reason);
	v->fallback = (enum disclaimer_fallback)get_enum(w, FALLBACK_COUNT);
	wire_bool(w, &v->fallback_used);
	get_hold(w, a, &v->fallback_hold);
	get(w, a, &v->fallback_reply);
}

static void
get_reply(struct wire_in *w, struct arena *a, struct verdict *v)
{
	struct slice *lines, s;
	size_t i, n;

	wire_u16(w, &v->smtp_code);
	if (w->err == 0 && v->smtp_code != 0 &&
	    (v->smtp_code < 400 || v->smtp_code > 599))
		codec_fail(w, ERR_RANGE);
	if (wire_str(w, sizeof v->smtp_status - 1, &s) < 0)
		return;
	for (i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.ptr[i]) && s.ptr[i] != '.')
			codec_fail(w, ERR_SYNTAX);
		v->smtp_status[i] = (char)s.ptr[i];
	}
	if (codec_list(w, a, REPLY_LINES_MAX, REPORT_STRING_MAX, &lines, &n) < 0)
		return;
	for (i = 0; i < n; i++)
		v->reply[i] = lines[i];
	v->reply_count = n;
}

int
verdict_decode(struct slice body, struct arena *a, struct verdict *ret)
{
	struct verdict v = { 0 };
	struct wire_in w;

	if (body.len > VERDICT_BYTES_MAX)
		return ERR_LIMIT;
	wire_in_init(&w, body);
	v.disposition = get_disposition(&w);
	get_recipients(&w, a, &v);
	get_rules(&w, a, &v);
	get_anomalies(&w, a, &v);
	get_edits(&w, a, &v);
	get_disclaimer(&w, a, &v);
	get_hold(&w, a, &v.hold);
	get_reply(&w, a, &v);
	wire_bytes(&w, v.revision, sizeof v.revision);
	get(&w, a, &v.policy);
	wire_bool(&w, &v.mixed_recipients);
	/* Most have none, and those stored before could not. */
	if (w.err == 0 && w.rest.len > sizeof(uint32_t))
		get(&w, a, &v.override_reason);
	if (w.err == 0 && w.rest.len > sizeof(uint32_t))
		get(&w, a, &v.association);
	if (wire_end(&w) < 0)
		return w.err;
	*ret = v;
	return 0;
}
