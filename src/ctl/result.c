#include "ctl/result.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "ctl/answer.h"
#include "ipc/wire.h"

/* --- from a judged message ----------------------------------------------------- */

/* Joined, in the arena. */
static int
join_effects(const struct rule_result *r, struct arena *a, struct slice *ret)
{
	struct buf b = BUF_INIT(VERDICT_STRING_MAX);
	bool full;
	size_t i;

	for (i = 0; i < r->effect_count; i++) {
		if (i > 0)
			buf_puts(&b, ", ");
		buf_put_slice(&b, r->effects[i]);
	}
	*ret = arena_dup(a, buf_slice(&b));
	full = ret->len < b.len;
	buf_free(&b);
	return full ? ERR_LIMIT : 0;
}

static int
take_rules(const struct verdict *v, struct arena *a, struct result *ret)
{
	const struct rule_result *r;
	struct slice effects;
	size_t i;

	ret->rules = arena_array(a, v->rule_count + 1, sizeof *ret->rules);
	if (ret->rules == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v->rule_count; i++) {
		r = &v->rules[i];
		if (r->outcome == RULE_NOT_MATCHED)
			continue;
		if (join_effects(r, a, &effects) < 0)
			return ERR_LIMIT;
		ret->rules[ret->rule_count++] = (struct result_rule){
		    .name = r->name, .mode = r->mode, .outcome = r->outcome,
		    .then = r->then, .effects = effects,
		    .is_routine = !answer_rule_found(r) };
	}
	return 0;
}

static bool
is_alike(const struct result_finding *r, const struct finding *f)
{
	return r->tier == f->tier && r->where == f->where &&
	    slice_eq(r->detector, f->detector) && slice_eq(r->list, f->list);
}

static struct result_finding *
find_alike(struct result *r, const struct finding *f)
{
	size_t i;

	for (i = 0; i < r->finding_count; i++)
		if (is_alike(&r->findings[i], f))
			return &r->findings[i];
	return NULL;
}

static int
take_findings(const struct report *report, struct arena *a,
    struct result *ret)
{
	const struct finding *f;
	struct result_finding *r;
	size_t i, cap = 0;

	for (i = 0; i < report->finding_count; i++) {
		f = &report->findings[i];
		if (!answer_counts(f))
			continue;
		r = find_alike(ret, f);
		if (r != NULL) {
			r->count++;
			continue;
		}
		ret->findings = arena_grow(a, ret->findings,
		    ret->finding_count, &cap, sizeof *ret->findings);
		if (ret->findings == NULL)
			return ERR_LIMIT;
		ret->findings[ret->finding_count++] = (struct result_finding){
		    .detector = f->detector, .list = f->list, .tier = f->tier,
		    .where = f->where, .count = 1 };
	}
	return 0;
}

static enum disposition
anomaly_disposition(const struct verdict *v, size_t anomaly)
{
	size_t i;

	for (i = 0; i < v->anomaly_count; i++)
		if (v->anomalies[i].anomaly == anomaly)
			return v->anomalies[i].disposition;
	return DISPOSITION_ACCEPT;
}

static int
take_anomalies(const struct judged *j, struct arena *a, struct result *ret)
{
	const struct anomaly *from = j->report->anomalies;
	size_t i, n = j->report->anomaly_count;

	ret->anomalies = arena_array(a, n + 1, sizeof *ret->anomalies);
	if (ret->anomalies == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n; i++)
		ret->anomalies[i] = (struct result_anomaly){
		    .class = from[i].class, .part = from[i].part,
		    .detail = from[i].detail,
		    .disposition = anomaly_disposition(j->verdict, i) };
	ret->anomaly_count = n;
	return 0;
}

static int
take_recipients(const struct verdict *v, struct arena *a, struct result *ret)
{
	size_t i;

	ret->recipients = arena_alloc(a, v->recipient_count + 1);
	if (ret->recipients == NULL)
		return ERR_LIMIT;
	for (i = 0; i < v->recipient_count; i++)
		ret->recipients[i] = (uint8_t)v->recipients[i].disposition;
	ret->recipient_count = v->recipient_count;
	return 0;
}

int
result_of(const struct judged *j, struct arena *a, struct result *ret)
{
	const struct verdict *v = j->verdict;
	int r;

	memset(ret, 0, sizeof *ret);
	ret->disposition = v->disposition;
	ret->found = answer_found(v);
	ret->disclaimer = v->disclaimer;
	ret->disclaimer_text = v->disclaimer_text;
	r = take_rules(v, a, ret);
	if (r == 0)
		r = take_findings(j->report, a, ret);
	if (r == 0)
		r = take_anomalies(j, a, ret);
	return r == 0 ? take_recipients(v, a, ret) : r;
}

struct result
result_failed(const char *why)
{
	struct result r;

	memset(&r, 0, sizeof r);
	r.error = slice_str(why);
	return r;
}

/* --- looking at it ----------------------------------------------------------------- */

static bool
is_named(struct slice name, const char *const *names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (slice_eq_str(name, names[i]))
			return true;
	return false;
}

void
result_keep_rules(struct result *r, const char *const *names, size_t count)
{
	size_t i, n = 0;

	for (i = 0; i < r->rule_count; i++)
		if (is_named(r->rules[i].name, names, count))
			r->rules[n++] = r->rules[i];
	r->rule_count = n;
	r->found = n > 0;
}

const struct result_rule *
result_rule(const struct result *r, struct slice name)
{
	size_t i;

	for (i = 0; i < r->rule_count; i++)
		if (slice_eq(r->rules[i].name, name))
			return &r->rules[i];
	return NULL;
}

static bool
same_rules(const struct result *a, const struct result *b)
{
	const struct result_rule *other;
	size_t i;

	if (a->rule_count != b->rule_count)
		return false;
	for (i = 0; i < a->rule_count; i++) {
		other = result_rule(b, a->rules[i].name);
		if (other == NULL || other->outcome != a->rules[i].outcome ||
		    !slice_eq(other->then, a->rules[i].then) ||
		    !slice_eq(other->effects, a->rules[i].effects))
			return false;
	}
	return true;
}

/* Classes that are acted on, as bits: class and disposition. */
static uint64_t
acts(const struct result *r)
{
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < r->anomaly_count; i++)
		bits |= (uint64_t)1 << (r->anomalies[i].class *
		    DISPOSITION_COUNT + r->anomalies[i].disposition);
	return bits;
}

bool
result_same(const struct result *a, const struct result *b)
{
	_Static_assert(ANOMALY_CLASS_COUNT * DISPOSITION_COUNT <= 64,
	    "a bit for each");

	return slice_eq(a->error, b->error) &&
	    a->disposition == b->disposition &&
	    a->disclaimer == b->disclaimer &&
	    slice_eq(a->disclaimer_text, b->disclaimer_text) &&
	    slice_eq(slice_of(a->recipients, a->recipient_count),
	    slice_of(b->recipients, b->recipient_count)) &&
	    same_rules(a, b) && acts(a) == acts(b);
}

/* "reject, notify officer"; a deliver that does something goes unsaid. */
static void
put_acts(const struct result_rule *r, struct buf *out)
{
	bool silent = slice_eq_str(r->then, "deliver") && r->effects.len > 0;

	if (!silent)
		buf_put_slice(out, r->then);
	if (r->effects.len > 0) {
		buf_puts(out, silent ? "" : ", ");
		buf_put_slice(out, r->effects);
	}
}

void
result_rule_words(const struct result_rule *r, struct buf *out)
{
	if (r->outcome != RULE_MATCHED)
		buf_puts(out, rule_outcome_name(r->outcome));
	if (r->outcome == RULE_WATCHED || r->outcome == RULE_UNDECIDED)
		buf_putc(out, ' ');
	if (r->outcome == RULE_MATCHED || r->outcome == RULE_WATCHED ||
	    r->outcome == RULE_UNDECIDED)
		put_acts(r, out);
}

/* --- wire form ------------------------------------------------------------------------ */

int
result_encode(const struct result *r, struct buf *out)
{
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	wire_put_str(&w, r->error);
	wire_put_u8(&w, (uint8_t)r->disposition);
	wire_put_bool(&w, r->found);
	wire_put_u8(&w, (uint8_t)r->disclaimer);
	wire_put_str(&w, r->disclaimer_text);
	wire_put_str(&w, slice_of(r->recipients, r->recipient_count));
	wire_put_u32(&w, (uint32_t)r->rule_count);
	for (i = 0; i < r->rule_count; i++) {
		wire_put_str(&w, r->rules[i].name);
		wire_put_u8(&w, (uint8_t)r->rules[i].mode);
		wire_put_u8(&w, (uint8_t)r->rules[i].outcome);
		wire_put_str(&w, r->rules[i].then);
		wire_put_str(&w, r->rules[i].effects);
		wire_put_bool(&w, r->rules[i].is_routine);
	}
	wire_put_u32(&w, (uint32_t)r->finding_count);
	for (i = 0; i < r->finding_count; i++) {
		wire_put_str(&w, r->findings[i].detector);
		wire_put_str(&w, r->findings[i].list);
		wire_put_u8(&w, r->findings[i].tier);
		wire_put_u8(&w, (uint8_t)r->findings[i].where);
		wire_put_u32(&w, r->findings[i].count);
	}
	wire_put_u32(&w, (uint32_t)r->anomaly_count);
	for (i = 0; i < r->anomaly_count; i++) {
		wire_put_u8(&w, (uint8_t)r->anomalies[i].class);
		wire_put_u8(&w, (uint8_t)r->anomalies[i].disposition);
		wire_put_str(&w, r->anomalies[i].part);
		wire_put_str(&w, r->anomalies[i].detail);
	}
	return wire_out_err(&w);
}

/* A count, and an array of so many in the arena. */
static void *
get_array(struct wire_in *w, struct arena *a, size_t most, size_t size,
    size_t *ret_count)
{
	uint32_t n = 0;
	void *list;

	if (wire_u32(w, &n) < 0)
		return NULL;
	if (n > most) {
		w->err = ERR_LIMIT;
		return NULL;
	}
	list = arena_array(a, (size_t)n + 1, size);
	if (list == NULL)
		w->err = ERR_LIMIT;
	else
		*ret_count = n;
	return list;
}

static void
get_rules(struct wire_in *w, struct arena *a, struct result *r)
{
	unsigned mode = 0, outcome = 0;
	size_t i;

	r->rules = get_array(w, a, VERDICT_RULES_MAX, sizeof *r->rules,
	    &r->rule_count);
	for (i = 0; i < r->rule_count && w->err == 0; i++) {
		wire_str(w, VERDICT_STRING_MAX, &r->rules[i].name);
		wire_enum(w, RULE_MODE_COUNT, &mode);
		wire_enum(w, RULE_OUTCOME_COUNT, &outcome);
		wire_str(w, VERDICT_STRING_MAX, &r->rules[i].then);
		wire_str(w, VERDICT_STRING_MAX, &r->rules[i].effects);
		wire_bool(w, &r->rules[i].is_routine);
		r->rules[i].mode = (enum rule_mode)mode;
		r->rules[i].outcome = (enum rule_outcome)outcome;
	}
}

static void
get_findings(struct wire_in *w, struct arena *a, struct result *r)
{
	unsigned tier = 0, where = 0;
	size_t i;

	r->findings = get_array(w, a, REPORT_FINDINGS_MAX,
	    sizeof *r->findings, &r->finding_count);
	for (i = 0; i < r->finding_count && w->err == 0; i++) {
		wire_str(w, REPORT_STRING_MAX, &r->findings[i].detector);
		wire_str(w, VERDICT_STRING_MAX, &r->findings[i].list);
		wire_enum(w, FINDING_TIER_MAX + 1, &tier);
		wire_enum(w, FINDING_WHERE_COUNT, &where);
		wire_u32(w, &r->findings[i].count);
		r->findings[i].tier = (uint8_t)tier;
		r->findings[i].where = (enum finding_where)where;
	}
}

static void
get_anomalies(struct wire_in *w, struct arena *a, struct result *r)
{
	unsigned class = 0, disposition = 0;
	size_t i;

	r->anomalies = get_array(w, a, REPORT_ANOMALIES_MAX + 1,
	    sizeof *r->anomalies, &r->anomaly_count);
	for (i = 0; i < r->anomaly_count && w->err == 0; i++) {
		wire_enum(w, ANOMALY_CLASS_COUNT, &class);
		wire_enum(w, DISPOSITION_COUNT, &disposition);
		wire_str(w, REPORT_STRING_MAX, &r->anomalies[i].part);
		wire_str(w, REPORT_STRING_MAX, &r->anomalies[i].detail);
		r->anomalies[i].class = (enum anomaly_class)class;
		r->anomalies[i].disposition = (enum disposition)disposition;
	}
}

int
result_decode(struct slice body, struct arena *a, struct result *ret)
{
	unsigned disposition = 0, disclaimer = 0;
	struct slice recipients = SLICE_NONE;
	struct wire_in w;
	size_t i;

	memset(ret, 0, sizeof *ret);
	wire_in_init(&w, body);
	wire_str(&w, REPORT_STRING_MAX, &ret->error);
	wire_enum(&w, DISPOSITION_COUNT, &disposition);
	wire_bool(&w, &ret->found);
	wire_enum(&w, DISCLAIMER_STATE_COUNT, &disclaimer);
	wire_str(&w, VERDICT_STRING_MAX, &ret->disclaimer_text);
	wire_str(&w, ENVELOPE_RECIPIENTS_MAX, &recipients);
	for (i = 0; i < recipients.len; i++)
		if (recipients.ptr[i] >= DISPOSITION_COUNT)
			return ERR_RANGE;
	ret->disposition = (enum disposition)disposition;
	ret->disclaimer = (enum disclaimer_state)disclaimer;
	ret->recipients = arena_alloc(a, recipients.len + 1);
	if (ret->recipients == NULL)
		return ERR_LIMIT;
	if (recipients.len > 0)
		memcpy(ret->recipients, recipients.ptr, recipients.len);
	ret->recipient_count = recipients.len;
	get_rules(&w, a, ret);
	get_findings(&w, a, ret);
	get_anomalies(&w, a, ret);
	return wire_end(&w);
}

/* --- JSON -------------------------------------------------------------------------------- */

static json_t *
rules_json(const struct result *r)
{
	json_t *list = json_array(), *j;
	const struct result_rule *x;
	size_t i;

	for (i = 0; i < r->rule_count; i++) {
		x = &r->rules[i];
		j = json_object();
		json_object_set_new(j, "name", answer_string(x->name));
		json_object_set_new(j, "mode",
		    json_string(rule_mode_name(x->mode)));
		json_object_set_new(j, "outcome",
		    json_string(rule_outcome_name(x->outcome)));
		json_object_set_new(j, "then", answer_string(x->then));
		json_object_set_new(j, "effects",
		    answer_string_or_null(x->effects));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
findings_json(const struct result *r)
{
	json_t *list = json_array(), *j;
	const struct result_finding *x;
	size_t i;

	for (i = 0; i < r->finding_count; i++) {
		x = &r->findings[i];
		j = json_object();
		json_object_set_new(j, "detector", answer_string(x->detector));
		json_object_set_new(j, "name", answer_detector(x->detector));
		json_object_set_new(j, "list", answer_string_or_null(x->list));
		json_object_set_new(j, "tier", json_integer(x->tier));
		json_object_set_new(j, "count", json_integer(x->count));
		json_object_set_new(j, "where",
		    json_string(finding_where_name(x->where)));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
anomalies_json(const struct result *r)
{
	json_t *list = json_array(), *j;
	const struct result_anomaly *x;
	size_t i;

	for (i = 0; i < r->anomaly_count; i++) {
		x = &r->anomalies[i];
		j = json_object();
		json_object_set_new(j, "class",
		    json_string(anomaly_class_name(x->class)));
		json_object_set_new(j, "part", answer_string_or_null(x->part));
		json_object_set_new(j, "detail", answer_string(x->detail));
		json_object_set_new(j, "outcome",
		    json_string(disposition_name(x->disposition)));
		json_array_append_new(list, j);
	}
	return list;
}

json_t *
result_json(const struct result *r)
{
	json_t *j = json_object();

	if (r->error.len > 0) {
		json_object_set_new(j, "error", answer_string(r->error));
		return j;
	}
	json_object_set_new(j, "disposition",
	    json_string(disposition_name(r->disposition)));
	json_object_set_new(j, "disclaimer",
	    json_string(disclaimer_state_name(r->disclaimer)));
	json_object_set_new(j, "rules", rules_json(r));
	json_object_set_new(j, "findings", findings_json(r));
	json_object_set_new(j, "anomalies", anomalies_json(r));
	return j;
}
