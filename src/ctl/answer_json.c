#include "ctl/answer.h"

#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/tree.h"
#include "mail/detector.h"

#define SAME_TEXT_HOURS	24	/* a rule's own time is in its fact */

json_t *
answer_string(struct slice s)
{
	struct buf b = BUF_INIT(s.len + 1);
	json_t *j;
	size_t i;

	j = json_stringn(s.len > 0 ? (const char *)s.ptr : "", s.len);
	if (j != NULL)
		return j;
	/* Not UTF-8: show what is ASCII, mark the rest. */
	for (i = 0; i < s.len; i++)
		buf_putc(&b, s.ptr[i] < 0x80 ? s.ptr[i] : '?');
	j = json_stringn((const char *)b.ptr, b.len);
	buf_free(&b);
	return j;
}

json_t *
answer_string_or_null(struct slice s)
{
	return s.len == 0 ? json_null() : answer_string(s);
}

static json_t *
hex_string(const uint8_t *bytes, size_t n)
{
	char text[2 * 64 + 1];

	hex_put(bytes, n, text);
	return json_string(text);
}

static json_t *
hash_or_null(const uint8_t hash[NAME_HASH_SIZE])
{
	static const uint8_t none[NAME_HASH_SIZE];

	if (memcmp(hash, none, NAME_HASH_SIZE) == 0)
		return json_null();
	return hex_string(hash, NAME_HASH_SIZE);
}

static json_t *
slices(const struct slice *s, size_t n)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(a, answer_string(s[i]));
	return a;
}

static const char *
tri_word(enum tri t)
{
	switch (t) {
	case TRI_NO:
		return "no";
	case TRI_YES:
		return "yes";
	case TRI_UNKNOWN:
		break;
	}
	return "unknown";
}

/*
 * What could not be told is null, so that it does not look like "no": without
 * the rules, of a stored answer, where a header went unread.
 */
static json_t *
tri_json(enum tri t)
{
	switch (t) {
	case TRI_NO:
		return json_false();
	case TRI_YES:
		return json_true();
	case TRI_UNKNOWN:
		break;
	}
	return json_null();
}

/* People of the message, by enum memory_place; all unknown without rules. */
static const struct acquaintance *
acquaintance_of(const struct answer *n, struct arena *a)
{
	struct acquaintance *all = NULL;
	size_t i, count = 0;

	if (n->policy != NULL && n->report != NULL &&
	    policy_acquaintance(n->policy, n->envelope, n->report, n->memory,
	    a, &all, &count) == 0)
		return all;
	count = MEMORY_RECIPIENTS + n->envelope->recipient_count;
	all = arena_array(a, count, sizeof *all);
	for (i = 0; all != NULL && i < count; i++)
		all[i] = (struct acquaintance){ TRI_UNKNOWN, TRI_UNKNOWN,
		    TRI_UNKNOWN, SLICE_NONE };
	return all;
}

static json_t *
sender_json(const struct answer *n, const struct acquaintance *q,
    struct arena *a)
{
	struct sender_facts s = { .party = { .address = n->envelope->sender.full } };
	json_t *j = json_object();

	if (n->policy != NULL)
		policy_sender(n->policy, n->envelope, n->report, a, &s);
	json_object_set_new(j, "address", answer_string(s.party.address));
	json_object_set_new(j, "auth", answer_string_or_null(n->envelope->auth));
	json_object_set_new(j, "signed_in", json_boolean(n->envelope->auth.len > 0));
	json_object_set_new(j, "differs_from_header",
	    n->policy != NULL ? json_boolean(s.differs_from_header) : json_null());
	json_object_set_new(j, "inside",
	    n->policy != NULL ? json_boolean(s.party.inside) : json_null());
	json_object_set_new(j, "known", tri_json(q[MEMORY_SENDER].known));
	json_object_set_new(j, "association",
	    answer_string_or_null(s.party.association));
	json_object_set_new(j, "department",
	    answer_string_or_null(s.party.department));
	json_object_set_new(j, "manager", answer_string_or_null(s.manager));
	json_object_set_new(j, "lists", slices(s.party.lists, s.party.list_count));
	return j;
}

static json_t *
original_sender_json(const struct answer *n, const struct acquaintance *q,
    struct arena *a)
{
	struct party p = { 0 };
	json_t *j;

	if (n->report == NULL || n->report->facts.original_sender.len == 0 ||
	    n->policy == NULL)
		return json_null();
	if (policy_party(n->policy, n->report->facts.original_sender, a, &p) < 0)
		return json_null();
	j = json_object();
	json_object_set_new(j, "address", answer_string(p.address));
	json_object_set_new(j, "inside", json_boolean(p.inside));
	json_object_set_new(j, "known", tri_json(q[MEMORY_ORIGINAL].known));
	json_object_set_new(j, "lists", slices(p.lists, p.list_count));
	return j;
}

/* Registers of exceptions that are live for the sender and recipient i. */
static json_t *
exceptions_json(const struct answer *n, size_t i)
{
	const struct memory_of_party *p;
	json_t *list = json_array();
	struct slice name;
	size_t k;

	if (n->memory == NULL)
		return list;
	p = &n->memory->parties[MEMORY_RECIPIENTS + i];
	for (k = 0; k < p->exception_count; k++) {
		name = p->exceptions[k];
		/* "name types": for files of these types only. */
		if (slice_chr(name, ' ', 0) != SLICE_NPOS)
			name = slice_sub(name, 0, slice_chr(name, ' ', 0));
		json_array_append_new(list, answer_string(name));
	}
	return list;
}

static json_t *
recipient_json(const struct answer *n, size_t i, const struct acquaintance *q,
    struct arena *a)
{
	const struct recipient *r = &n->envelope->recipients[i];
	enum disposition d = DISPOSITION_ACCEPT;
	struct party p = { 0 };
	json_t *j = json_object();

	if (i < n->verdict->recipient_count)
		d = n->verdict->recipients[i].disposition;
	if (n->policy != NULL)
		policy_party(n->policy, r->address.full, a, &p);
	q += MEMORY_RECIPIENTS + i;
	json_object_set_new(j, "address", answer_string(r->address.full));
	json_object_set_new(j, "disposition", json_string(disposition_name(d)));
	if (i < n->verdict->recipient_count &&
	    n->verdict->recipients[i].is_separate)
		json_object_set_new(j, "separate", json_true());
	json_object_set_new(j, "inside",
	    n->policy != NULL ? json_boolean(p.inside) : json_null());
	json_object_set_new(j, "known", tri_json(q->known));
	json_object_set_new(j, "first_contact", tri_json(q->first_contact));
	json_object_set_new(j, "lookalike_of",
	    answer_string_or_null(q->lookalike_of));
	json_object_set_new(j, "private_address_of_staff",
	    tri_json(q->private_of_staff));
	json_object_set_new(j, "association", answer_string_or_null(p.association));
	json_object_set_new(j, "department", answer_string_or_null(p.department));
	json_object_set_new(j, "lists", slices(p.lists, p.list_count));
	json_object_set_new(j, "exceptions", exceptions_json(n, i));
	return j;
}

static json_t *
same_text_json(const struct answer *n)
{
	json_t *j = json_object();
	bool received, is_known;
	size_t senders;

	is_known = policy_same_text(n->envelope, n->memory,
	    SAME_TEXT_HOURS * (int64_t)3600 * 1000, &senders, &received);
	json_object_set_new(j, "senders", is_known ?
	    json_integer((json_int_t)senders) : json_null());
	json_object_set_new(j, "received", is_known ?
	    json_boolean(received) : json_null());
	json_object_set_new(j, "hours", json_integer(SAME_TEXT_HOURS));
	return j;
}

static json_t *
schedules_json(const struct answer *n, struct arena *a)
{
	struct slice *names = NULL;
	size_t count;

	if (n->policy == NULL)
		return json_null();
	count = policy_schedules(n->policy, n->envelope->at_ms, a, &names);
	return slices(names, count);
}

static json_t *
message_json(const struct answer *n, struct arena *a)
{
	static const struct { uint32_t bit; const char *word; } words[] = {
		{ MESSAGE_IS_FORWARD, "forward" },
		{ MESSAGE_IS_REPLY, "reply" },
		{ MESSAGE_IS_AUTOMATIC, "automatic" },
		{ MESSAGE_IS_SIGNED, "signed" },
		{ MESSAGE_IS_ENCRYPTED, "encrypted" },
		{ MESSAGE_IS_IMPORTANT, "important" },
		{ MESSAGE_IS_CONFIDENTIAL, "confidential" },
	};
	json_t *j = json_object(), *is = json_array();
	const struct message_facts *f;
	uint32_t bits;
	size_t i;

	if (n->report == NULL) {
		json_decref(is);
		return j;
	}
	f = &n->report->facts;
	bits = f->is;
	if (n->envelope->sender.full.len == 0)
		bits |= MESSAGE_IS_AUTOMATIC;
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if ((bits & words[i].bit) != 0)
			json_array_append_new(is, json_string(words[i].word));
	json_object_set_new(j, "is", is);
	json_object_set_new(j, "forward_depth", json_integer(f->forward_depth));
	json_object_set_new(j, "visible_recipients", n->policy == NULL ? json_null() :
	    json_integer((json_int_t)policy_visible_recipients(n->policy, n->report)));
	json_object_set_new(j, "mentions_attachment",
	    json_boolean((f->is & MESSAGE_MENTIONS_ATTACHMENT) != 0));
	json_object_set_new(j, "language",
	    answer_string_or_null(f->language));
	json_object_set_new(j, "asks_receipt",
	    json_boolean((f->is & MESSAGE_ASKS_RECEIPT) != 0));
	json_object_set_new(j, "schedules", schedules_json(n, a));
	json_object_set_new(j, "same_text", same_text_json(n));
	return j;
}

static json_t *
facts_json(const struct answer *n, struct arena *a)
{
	struct rule_fact *facts = NULL;
	json_t *list = json_array(), *j;
	size_t i, count = 0;

	if (n->policy == NULL || n->report == NULL)
		return list;
	if (policy_facts(n->policy, n->envelope, n->report, n->memory, a, &facts,
	    &count) < 0)
		return list;
	for (i = 0; i < count; i++) {
		j = json_object();
		json_object_set_new(j, "fact", answer_string(facts[i].words));
		json_object_set_new(j, "answer", json_string(tri_word(facts[i].answer)));
		json_array_append_new(list, j);
	}
	return list;
}

/* Of the rule that --why-not names: the fact that decided it, if any did. */
static void
put_stop(json_t *j, const struct rule_result *r)
{
	const struct rule_fact *f;

	if (r->outcome == RULE_NOT_MATCHED && (r->fact_count == 0 ||
	    r->mode == RULE_OFF)) {
		json_object_set_new(j, "stopped_at", json_string(
		    r->fact_count == 0 ? "on" : "mode"));
		json_object_set_new(j, "answer", json_string("no"));
		json_object_set_new(j, "because", json_string(
		    r->fact_count == 0 ? "the rule is not on this class" :
		    "the rule is off at this time"));
	} else if (r->stopped_at < r->fact_count) {
		f = &r->facts[r->stopped_at];
		json_object_set_new(j, "stopped_at", answer_string(f->words));
		json_object_set_new(j, "answer",
		    json_string(tri_word(f->answer)));
		json_object_set_new(j, "because",
		    answer_string_or_null(f->because));
	}
}

static json_t *
rule_json(const struct rule_result *r, bool with_stop)
{
	json_t *j = json_object();

	json_object_set_new(j, "name", answer_string(r->name));
	json_object_set_new(j, "mode", json_string(rule_mode_name(r->mode)));
	json_object_set_new(j, "outcome", json_string(rule_outcome_name(r->outcome)));
	json_object_set_new(j, "then", answer_string(r->then));
	json_object_set_new(j, "effects", slices(r->effects, r->effect_count));
	json_object_set_new(j, "lifted_by", answer_string_or_null(r->lifted_by));
	json_object_set_new(j, "clause", answer_string(r->clause));
	json_object_set_new(j, "file", answer_string(r->file));
	json_object_set_new(j, "line", json_integer(r->line));
	if (with_stop)
		put_stop(j, r);
	return j;
}

static json_t *
rules_json(const struct answer *n)
{
	json_t *list = json_array();
	const struct rule_result *r;
	bool asked;
	size_t i;

	for (i = 0; i < n->verdict->rule_count; i++) {
		r = &n->verdict->rules[i];
		asked = n->why_not != NULL && slice_eq_str(r->name, n->why_not);
		if (r->outcome != RULE_NOT_MATCHED || asked)
			json_array_append_new(list, rule_json(r, asked));
	}
	return list;
}

/* Same detector, list, tier, part and place class: one entry in JSON. */
static bool
finding_alike(const struct finding *a, const struct finding *b)
{
	return slice_eq(a->detector, b->detector) && slice_eq(a->list, b->list) &&
	    a->tier == b->tier && a->where == b->where &&
	    slice_eq(a->part, b->part);
}

bool
answer_counts(const struct finding *f)
{
	return f->tier > 1 || f->bulk;
}

json_t *
answer_detector(struct slice id)
{
	const struct detector_info *d;
	struct buf b = BUF_INIT(REPORT_STRING_MAX);
	json_t *j;
	size_t i;

	d = detector_by_id(id);
	if (d != NULL)
		return json_string(d->name);
	if (!slice_starts(id, SLICE("site_")))
		return answer_string(id);
	for (i = 5; i < id.len; i++)
		buf_putc(&b, id.ptr[i] == '_' ? '-' : id.ptr[i]);
	j = answer_string(buf_slice(&b));
	buf_free(&b);
	return j;
}

static json_t *
finding_json(const struct policy *p, const struct finding *f, size_t count)
{
	json_t *j = json_object();

	json_object_set_new(j, "detector", answer_string(f->detector));
	json_object_set_new(j, "name", answer_detector(f->detector));
	json_object_set_new(j, "list", answer_string_or_null(f->list));
	json_object_set_new(j, "class", json_string(
	    detector_class_name(policy_class_of(p, f->detector))));
	json_object_set_new(j, "tier", json_integer(f->tier));
	json_object_set_new(j, "count", json_integer((json_int_t)count));
	json_object_set_new(j, "part", answer_string(f->part));
	json_object_set_new(j, "container", answer_string_or_null(f->container));
	json_object_set_new(j, "place", answer_string_or_null(f->place));
	json_object_set_new(j, "name_hash", hash_or_null(f->name_hash));
	json_object_set_new(j, "where", json_string(finding_where_name(f->where)));
	json_object_set_new(j, "mask", answer_string(f->mask));
	return j;
}

/* Findings that count (or the other ones), grouped; the first shows its mask. */
static json_t *
findings_json(const struct answer *n, bool counting)
{
	const struct report *r = n->report;
	json_t *list = json_array();
	size_t i, k, distinct;

	if (r == NULL)
		return list;
	for (i = 0; i < r->finding_count; i++) {
		if (answer_counts(&r->findings[i]) != counting)
			continue;
		for (k = 0; k < i; k++)
			if (finding_alike(&r->findings[k], &r->findings[i]))
				break;
		if (k < i)
			continue;
		distinct = 0;
		for (k = i; k < r->finding_count; k++)
			if (finding_alike(&r->findings[k], &r->findings[i]))
				distinct++;
		json_array_append_new(list, finding_json(n->policy,
		    &r->findings[i], distinct));
	}
	return list;
}

static json_t *
anomalies_json(const struct answer *n)
{
	json_t *list = json_array(), *j;
	const struct anomaly *x;
	enum disposition d;
	size_t i, k;

	for (i = 0; n->report != NULL && i < n->report->anomaly_count; i++) {
		x = &n->report->anomalies[i];
		d = DISPOSITION_ACCEPT;
		for (k = 0; k < n->verdict->anomaly_count; k++)
			if (n->verdict->anomalies[k].anomaly == i)
				d = n->verdict->anomalies[k].disposition;
		j = json_object();
		json_object_set_new(j, "class",
		    json_string(anomaly_class_name(x->class)));
		json_object_set_new(j, "part", answer_string_or_null(x->part));
		json_object_set_new(j, "detail", answer_string(x->detail));
		json_object_set_new(j, "outcome", json_string(disposition_name(d)));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
unreadable_json(const struct report *r, const struct part *p)
{
	size_t i;

	for (i = 0; i < r->anomaly_count; i++)
		if (r->anomalies[i].class != ANOMALY_ENCRYPTED &&
		    slice_eq(r->anomalies[i].part, p->path))
			return json_string(anomaly_class_name(r->anomalies[i].class));
	return json_null();
}

static void
put_source(json_t *j, const struct file_source *s)
{
	json_object_set_new(j, "source", s == NULL ? json_null() :
	    json_string(s->source));
	json_object_set_new(j, "unknown_source", s == NULL ? json_null() :
	    json_boolean(s->is_unknown));
	json_object_set_new(j, "source_by_text", s == NULL ? json_null() :
	    json_boolean(s->is_by_text));
}

static json_t *
attachment_json(const struct answer *n, const struct part *p,
    const struct file_source *source)
{
	const struct report *r = n->report;
	json_t *j = json_object();

	json_object_set_new(j, "part", answer_string(p->path));
	json_object_set_new(j, "declared", answer_string_or_null(p->declared));
	json_object_set_new(j, "detected", answer_string_or_null(p->detected));
	json_object_set_new(j, "size", json_integer((json_int_t)p->size));
	json_object_set_new(j, "sha256", hex_string(p->digest, MAIL_DIGEST_SIZE));
	json_object_set_new(j, "encrypted",
	    json_string(encryption_name(p->encryption)));
	put_source(j, source);
	json_object_set_new(j, "macros",
	    json_boolean((p->flags & PART_HAS_MACROS) != 0));
	json_object_set_new(j, "type", json_string(filetype_name(p->type)));
	json_object_set_new(j, "name_hash", hash_or_null(p->name_hash));
	json_object_set_new(j, "inside", answer_string_or_null(p->inside));
	json_object_set_new(j, "encrypted_reason",
	    answer_string_or_null(p->encryption_reason));
	json_object_set_new(j, "disguised",
	    json_boolean((p->flags & PART_IS_DISGUISED) != 0));
	json_object_set_new(j, "unreadable", unreadable_json(r, p));
	json_object_set_new(j, "held", json_false());
	return j;
}

static json_t *
attachments_json(const struct answer *n, struct arena *a)
{
	const struct report *r = n->report;
	struct file_source *sources = NULL;
	json_t *list = json_array();
	size_t i;

	if (r == NULL)
		return list;
	/* A stored answer has nobody to ask. */
	if (n->policy != NULL && n->memory != NULL && policy_sources(n->policy,
	    n->envelope, r, n->memory, a, &sources) < 0)
		sources = NULL;
	for (i = 0; i < r->part_count; i++)
		if ((r->parts[i].flags &
		    (PART_IS_ATTACHMENT | PART_IS_MEMBER)) != 0)
			json_array_append_new(list, attachment_json(n,
			    &r->parts[i], sources != NULL ? &sources[i] :
			    NULL));
	return list;
}

int
answer_reply(const struct verdict *v, size_t i, struct buf *out)
{
	int r;

	r = buf_printf(out, "%u%c%s ", v->smtp_code,
	    i + 1 < v->reply_count ? '-' : ' ', v->smtp_status);
	return r < 0 ? r : buf_put_slice(out, v->reply[i]);
}

static json_t *
reply_json(const struct verdict *v)
{
	struct buf line = BUF_INIT(4 * KIB);
	json_t *list = json_array();
	size_t i;

	for (i = 0; v->smtp_code != 0 && i < v->reply_count; i++) {
		buf_reset(&line);
		if (answer_reply(v, i, &line) == 0)
			json_array_append_new(list, answer_string(buf_slice(&line)));
	}
	buf_free(&line);
	return list;
}

static void
put_head(json_t *j, const struct answer *n)
{
	const struct verdict *v = n->verdict;
	char at[CLOCK_ISO_SIZE];

	clock_iso(n->envelope->at_ms, at, sizeof at);
	json_object_set_new(j, "schema", json_integer(1));
	if (n->ref != NULL)
		json_object_set_new(j, "reference", json_string(n->ref));
	json_object_set_new(j, "file",
	    n->file == NULL ? json_null() : answer_string(slice_str(n->file)));
	json_object_set_new(j, "revision", hex_string(v->revision, 4));
	json_object_set_new(j, "policy", answer_string_or_null(v->policy));
	json_object_set_new(j, "class",
	    json_string(mail_class_name(n->envelope->class)));
	json_object_set_new(j, "at", json_string(at));
	json_object_set_new(j, "disposition",
	    json_string(disposition_name(v->disposition)));
	json_object_set_new(j, "modified", json_boolean(n->modified));
	json_object_set_new(j, "disclaimer",
	    json_string(disclaimer_state_name(v->disclaimer)));
	json_object_set_new(j, "disclaimer_reason",
	    answer_string_or_null(v->disclaimer_reason));
	json_object_set_new(j, "disclaimer_text",
	    answer_string_or_null(v->disclaimer_text));
	json_object_set_new(j, "disclaimer_fallback", v->fallback_used ?
	    json_string(disclaimer_fallback_name(v->fallback)) : json_null());
}

json_t *
answer_choice(const struct text_choice *c)
{
	json_t *j = json_object();

	json_object_set_new(j, "text", answer_string_or_null(c->text));
	json_object_set_new(j, "association",
	    answer_string_or_null(c->association));
	json_object_set_new(j, "default", json_boolean(c->is_default));
	json_object_set_new(j, "for", answer_string_or_null(c->fact));
	json_object_set_new(j, "language",
	    answer_string_or_null(c->language));
	return j;
}

/* Which text was chosen and why; null where no rule asks for one. */
static json_t *
choice_json(const struct answer *n, struct arena *a)
{
	struct text_choice c;

	if (n->policy == NULL || n->report == NULL ||
	    n->verdict->disclaimer == DISCLAIMER_NONE ||
	    policy_choose_text(n->policy, n->envelope, n->report, n->memory,
	    a, &c) < 0)
		return json_null();
	return answer_choice(&c);
}

json_t *
answer_json(const struct answer *n, struct arena *a)
{
	const struct acquaintance *people = acquaintance_of(n, a);
	json_t *j = json_object(), *list;
	size_t i;

	if (people == NULL) {
		json_object_set_new(j, "error", json_string("out of memory"));
		return j;
	}
	put_head(j, n);
	json_object_set_new(j, "disclaimer_choice", choice_json(n, a));
	json_object_set_new(j, "sender", sender_json(n, people, a));
	json_object_set_new(j, "original_sender",
	    original_sender_json(n, people, a));
	list = json_array();
	for (i = 0; i < n->envelope->recipient_count; i++)
		json_array_append_new(list, recipient_json(n, i, people,
		    a));
	json_object_set_new(j, "recipients", list);
	json_object_set_new(j, "message", message_json(n, a));
	json_object_set_new(j, "facts", facts_json(n, a));
	json_object_set_new(j, "rules", rules_json(n));
	json_object_set_new(j, "findings", findings_json(n, true));
	json_object_set_new(j, "possible", findings_json(n, false));
	json_object_set_new(j, "anomalies", anomalies_json(n));
	json_object_set_new(j, "attachments", attachments_json(n, a));
	json_object_set_new(j, "parts", tree_json(n->report));
	json_object_set_new(j, "reply", reply_json(n->verdict));
	json_object_set_new(j, "milliseconds", json_real(n->milliseconds));
	return j;
}
