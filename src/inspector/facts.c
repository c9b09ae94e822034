#include "inspector/facts.h"

#include <string.h>

#include "action/dkim_rewrite.h"
#include "base/err.h"
#include "base/limits.h"
#include "extract/quote.h"
#include "inspector/dkim.h"
#include "inspector/hops.h"
#include "inspector/language.h"
#include "inspector/prefix.h"
#include "mail/subjecttag.h"

#define SUBJECT_MAX	1000

#define LEAD_LINES	12	/* what came along says soon how it came */

static bool
starts_with_any(struct slice s, const char *const *words, size_t *ret_len)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (slice_istarts(s, slice_str(words[i]))) {
			*ret_len = strlen(words[i]);
			return true;
		}
	return false;
}

static struct slice
next_line(struct slice text, size_t *at)
{
	size_t nl = slice_chr(text, '\n', *at);
	struct slice line;

	if (nl == SLICE_NPOS)
		nl = text.len;
	line = slice_sub(text, *at, nl);
	*at = nl + 1;
	return line;
}

static struct slice
without_quotes(struct slice line)
{
	while (line.len > 0 && (ascii_is_space(line.ptr[0]) ||
	    line.ptr[0] == '>' || line.ptr[0] == '*'))
		line = slice_from(line, 1);
	return line;
}

/* A header block in text: From: followed soon by Sent:, Date: or Subject:. */
struct block_watch {
	unsigned lines_since_from;
	struct slice from;
	uint32_t blocks;
	struct slice first_from;
};

static void
watch_line(struct block_watch *b, struct slice line)
{
	static const char *const froms[] = { "from:", "von:", "de:", "od:", NULL };
	static const char *const others[] = { "sent:", "date:", "subject:",
	    "to:", "gesendet:", "betreff:", "envoy", "objet:", "asunto:", NULL };
	size_t n;

	if (starts_with_any(line, froms, &n)) {
		b->from = slice_trim(slice_from(line, n));
		b->lines_since_from = 1;
		return;
	}
	if (b->lines_since_from == 0)
		return;
	if (starts_with_any(line, others, &n)) {
		b->blocks++;
		if (b->first_from.ptr == NULL)
			b->first_from = b->from;
		b->lines_since_from = 0;
	} else if (++b->lines_since_from > 4) {
		b->lines_since_from = 0;
	}
}

/* What the texts say about forwarding: marks, header blocks, ">" levels. */
static void
scan_text(struct slice text, struct block_watch *b, uint32_t *marks)
{
	struct slice line;
	size_t at = 0;

	while (at < text.len) {
		line = without_quotes(next_line(text, &at));
		if (quote_is_separator(line))
			(*marks)++;
		watch_line(b, line);
	}
}

/*
 * Does what came along begin as something sent on, and not as something
 * answered ("On Monday Iain wrote:")?
 */
static bool
begins_as_forward(struct slice quoted)
{
	struct slice line;
	size_t at = 0;
	unsigned n;

	for (n = 0; n < LEAD_LINES && at < quoted.len; n++) {
		line = slice_trim(next_line(quoted, &at));
		if (quote_is_forward(line))
			return true;
		if (line.len > 0 && line.ptr[line.len - 1] == ':')
			return false;
	}
	return false;
}

static int
original_sender(struct slice from_line, struct arena *a, struct slice *ret)
{
	struct slice *addresses;
	size_t n;
	int r;

	if (from_line.len == 0)
		return 0;
	r = mime_addresses(from_line, a, &addresses, &n);
	if (r == 0 && n > 0)
		*ret = addresses[0];
	return r == ERR_LIMIT ? r : 0;
}

/* An attached message's own From: comes before what a text claims. */
static const struct mime_field *
attached_from(const struct mime_message *m)
{
	const struct mime_field *f;
	size_t i;

	for (i = 1; i < m->node_count; i++) {
		const struct mime_node *n = &m->nodes[i];

		if (n->parent == MIME_NONE || !m->nodes[n->parent].is_message)
			continue;
		f = mime_field(n, "From");
		if (f != NULL)
			return f;
	}
	return NULL;
}

static int
forwarding(const struct facts_input *in, const struct prefixes *p, bool is_reply,
    struct arena *a, struct message_facts *f)
{
	struct block_watch b = { 0 };
	const struct mime_field *from;
	uint32_t marks = 0, depth;

	scan_text(in->own_text, &b, &marks);
	scan_text(in->quoted_text, &b, &marks);
	depth = hops_count(p, in->own_text, in->quoted_text);
	if (in->nested_messages > depth)
		depth = in->nested_messages;
	/*
	 * A header block below a reply is what every answer carries: only the
	 * subject, an attached message or a forwarding mark make a forward.
	 */
	if (p->is_forward || in->nested_messages > 0 ||
	    (!is_reply && (marks > 0 || b.blocks > 0 ||
	    mime_field(&in->message->nodes[0], "X-Forwarded-Message-Id") !=
	    NULL)))
		f->is |= MESSAGE_IS_FORWARD;
	else
		depth = 0;
	if ((f->is & MESSAGE_IS_FORWARD) != 0 && depth == 0)
		depth = 1;
	f->forward_depth = depth;
	if ((f->is & MESSAGE_IS_FORWARD) == 0)
		return 0;
	from = attached_from(in->message);
	return original_sender(from != NULL ? from->value :
	    in->filed_from.len > 0 ? in->filed_from : b.first_from, a,
	    &f->original_sender);
}

/* The value of a field without blanks and comments behind it; empty: none. */
static struct slice
field_value(const struct mime_node *root, const char *name)
{
	const struct mime_field *f = mime_field(root, name);

	return f != NULL ? slice_trim(f->value) : SLICE_NONE;
}

/* Does the field's value begin with the word, and end or go on with ";(,"? */
static bool
field_is(const struct mime_node *root, const char *name, const char *word)
{
	struct slice v = field_value(root, name);

	if (!slice_istarts(v, slice_str(word)))
		return false;
	v = slice_trim(slice_from(v, strlen(word)));
	return v.len == 0 || v.ptr[0] == ';' || v.ptr[0] == '(' ||
	    v.ptr[0] == ',';
}

/*
 * Answers of programs for a person (RFC 3834) and reports.  What a business
 * system writes ("auto-generated", lists' and bulk mail's Precedence) is mail
 * like any other; X-Auto-Response-Suppress asks for something and says
 * nothing.
 */
static bool
is_automatic(const struct mime_node *root)
{
	static const char *const marks[] = { "X-Autoreply", "X-Autorespond",
	    "X-Auto-Reply", "X-Mail-Autoreply", NULL };
	static const char *const types[] = { "multipart/report",
	    "message/delivery-status", "message/global-delivery-status",
	    "message/disposition-notification",
	    "message/global-disposition-notification",
	    "message/feedback-report", NULL };
	size_t i;

	if (field_is(root, "Auto-Submitted", "auto-replied") ||
	    field_is(root, "Auto-Submitted", "auto-notified") ||
	    field_is(root, "Precedence", "auto_reply"))
		return true;
	for (i = 0; marks[i] != NULL; i++)
		if (mime_field(root, marks[i]) != NULL &&
		    !field_is(root, marks[i], "no"))
			return true;
	for (i = 0; types[i] != NULL; i++)
		if (slice_eq_str(root->type.token, types[i]))
			return true;
	return false;
}

static bool
is_important(const struct mime_node *root)
{
	struct slice v;

	if (field_is(root, "Importance", "high") ||
	    field_is(root, "X-MSMail-Priority", "high") ||
	    field_is(root, "X-MSMail-Priority", "highest") ||
	    field_is(root, "Priority", "urgent") ||
	    field_is(root, "Priority", "high") ||
	    field_is(root, "X-Priority", "high") ||
	    field_is(root, "X-Priority", "highest"))
		return true;
	/* "1", "1 (Highest)", "2 (High)" */
	v = field_value(root, "X-Priority");
	return v.len > 0 && (v.ptr[0] == '1' || v.ptr[0] == '2') &&
	    (v.len == 1 || !ascii_is_digit(v.ptr[1]));
}

/* What people call it in front of a subject; of policies in four languages. */
static const char *const confidential_words[] = {
	"strictly private and confidential", "strictly confidential",
	"private and confidential", "private & confidential",
	"in strict confidence", "in confidence", "company confidential",
	"confidential", "official-sensitive", "official sensitive",
	"confidentiel", "confidencial", "vertraulich", "poufne",
	"cyfrinachol", "d\xc3\xacomhair", NULL
};

/* The letters of the words as far as they are ASCII: all capitals? */
static bool
is_shouted(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_is_alpha(s.ptr[i]) &&
		    ascii_lower(s.ptr[i]) == s.ptr[i])
			return false;
	return s.len > 0;
}

/*
 * A mark, not the subject's matter: "Confidential: ...", "[CONFIDENTIAL] ...",
 * "CONFIDENTIAL report", but not "Confidential waste collection".
 */
static bool
is_marked(struct slice s)
{
	bool in_brackets = false;
	struct slice rest;
	size_t i;

	while (s.len > 0 && (s.ptr[0] == '[' || s.ptr[0] == '(' ||
	    s.ptr[0] == '*' || s.ptr[0] == ' ')) {
		in_brackets = in_brackets || s.ptr[0] != ' ';
		s = slice_from(s, 1);
	}
	for (i = 0; confidential_words[i] != NULL; i++)
		if (slice_istarts(s, slice_str(confidential_words[i])))
			break;
	if (confidential_words[i] == NULL)
		return false;
	rest = slice_from(s, strlen(confidential_words[i]));
	if (rest.len == 0 || (in_brackets && (rest.ptr[0] == ']' ||
	    rest.ptr[0] == ')' || rest.ptr[0] == '*')))
		return true;
	s = slice_sub(s, 0, s.len - rest.len);
	if (ascii_is_alpha(rest.ptr[0]) || rest.ptr[0] >= 0x80)
		return false;
	rest = slice_trim(rest);
	return rest.len == 0 || is_shouted(s) || rest.ptr[0] == ':' ||
	    rest.ptr[0] == '-' || rest.ptr[0] == '/' || rest.ptr[0] == '|' ||
	    rest.ptr[0] == '!' ||
	    slice_starts(rest, SLICE("\xe2\x80\x93")) ||
	    slice_starts(rest, SLICE("\xe2\x80\x94"));
}

static bool
is_confidential(const struct mime_node *root, struct slice subject,
    struct slice bare)
{
	size_t i;

	if (field_is(root, "Sensitivity", "company-confidential") ||
	    field_is(root, "Sensitivity", "company confidential") ||
	    field_is(root, "Sensitivity", "confidential"))
		return true;
	if (is_marked(subject) || is_marked(bare))
		return true;
	/* A tag in brackets stands anywhere. */
	for (i = 0; i < subject.len; i++)
		if ((subject.ptr[i] == '[' || subject.ptr[i] == '(') &&
		    is_marked(slice_from(subject, i)))
			return true;
	return false;
}

static bool
asks_receipt(const struct mime_node *root)
{
	/* Of reading; a delivery report (RFC 3461) is the envelope's matter. */
	return field_value(root, "Disposition-Notification-To").len > 0 ||
	    field_value(root, "Return-Receipt-To").len > 0 ||
	    field_value(root, "X-Confirm-Reading-To").len > 0;
}

/* At most max bytes, not cutting a UTF-8 character in two. */
static struct slice
cut_utf8(struct slice s, size_t max)
{
	if (s.len <= max)
		return s;
	while (max > 0 && (s.ptr[max] & 0xc0) == 0x80)
		max--;
	return slice_sub(s, 0, max);
}

/* Does the text, or an attached message's subject, give the same reason? */
static bool
text_gives(struct slice text, struct slice reason)
{
	struct subject_tag t = { .to = 0 };

	while (subject_tag_reason(text, t.to, &t))
		if (subject_reason_same(t.inside, reason))
			return true;
	return false;
}

/*
 * A reply or forward brings its subject along: a reason that stands in what
 * it answers, too, was given for that message and not for this one.
 */
static int
is_anothers(const struct facts_input *in, struct slice reason,
    struct arena *a, bool *ret)
{
	const struct mime_message *m = in->message;
	const struct mime_field *f;
	struct slice subject;
	size_t i;
	int r;

	*ret = text_gives(slice_sub(in->quoted_text, 0,
	    in->quoted_text.len < SUBJECT_QUOTED_MAX ? in->quoted_text.len :
	    SUBJECT_QUOTED_MAX), reason);
	for (i = 1; i < m->node_count && !*ret; i++) {
		f = mime_field(&m->nodes[i], "Subject");
		if (f == NULL)
			continue;
		r = mime_decode_words(f->value, a, &subject);
		if (r < 0)
			return r;
		*ret = text_gives(cut_utf8(subject, SUBJECT_MAX), reason);
	}
	return 0;
}

/*
 * "[reason: tenant asked for it]" anywhere in the subject: of several the
 * first that says something, and is the sender's own.
 */
static int
override_reason(const struct facts_input *in, struct arena *a,
    bool is_answer, struct message_facts *f)
{
	struct subject_tag t = { .to = 0 };
	bool anothers = false;
	int n, r;

	for (n = 0; n < SUBJECT_TAGS_MAX &&
	    subject_tag_reason(f->subject, t.to, &t); n++) {
		if (!subject_reason_says(t.inside))
			continue;
		if (is_answer) {
			r = is_anothers(in, t.inside, a, &anothers);
			if (r < 0)
				return r;
		}
		if (!anothers) {
			f->override_reason = t.inside;
			return 0;
		}
	}
	return 0;
}

/* Addresses of one or more fields, and the names shown beside them. */
struct gathered {
	struct slice **list, **names;
	size_t *count;
	size_t cap, max;
};

/* What a mail program shows: decoded, without the quotes around it. */
static int
shown_name(struct slice raw, struct arena *a, struct slice *ret)
{
	struct slice s;
	int r;

	if (raw.len == 0 || raw.len > REPORT_STRING_MAX)
		return 0;
	r = mime_decode_words(raw, a, &s);
	if (r < 0)
		return r;
	s = slice_trim(s);
	if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"')
		s = slice_sub(s, 1, s.len - 1);
	*ret = cut_utf8(s, REPORT_SHOWN_NAME_MAX);
	return 0;
}

static int
keep_mailbox(struct gathered *g, struct arena *a, struct slice address,
    struct slice raw)
{
	struct slice *grown, name = SLICE_NONE;
	size_t at;

	for (at = 0; at < *g->count; at++)
		if (slice_ieq((*g->list)[at], address))
			break;
	if (at == *g->count) {
		grown = arena_grow(a, *g->list, at, &g->cap, sizeof *grown);
		if (grown == NULL)
			return ERR_LIMIT;
		*g->list = grown;
		grown[(*g->count)++] = address;
	}
	if (shown_name(raw, a, &name) < 0)
		return ERR_LIMIT;
	if (name.len > 0 && *g->names == NULL)
		*g->names = arena_array(a, g->max, sizeof **g->names);
	if (name.len > 0 && *g->names == NULL)
		return ERR_LIMIT;
	/* The first name that is shown stands. */
	if (name.len > 0 && (*g->names)[at].len == 0)
		(*g->names)[at] = name;
	return 0;
}

/* Every address of all fields of one name, each once. */
static int
gather(const struct mime_node *root, const char *field, struct arena *a,
    struct gathered *g)
{
	struct slice *some, *names;
	size_t i, k, n;
	int r;

	for (i = 0; i < root->field_count; i++) {
		if (!slice_ieq_str(root->fields[i].name, field))
			continue;
		r = mime_mailboxes(root->fields[i].value, a, &some, &names,
		    &n);
		if (r == ERR_LIMIT)
			return r;
		for (k = 0; r == 0 && k < n && *g->count < g->max; k++)
			if (keep_mailbox(g, a, some[k], names[k]) < 0)
				return ERR_LIMIT;
	}
	return 0;
}

static int
gather_addresses(const struct mime_node *root, struct arena *a,
    struct message_facts *f)
{
	struct gathered from = { &f->from, &f->from_names, &f->from_count, 0,
	    FACTS_FROM_MAX };
	struct gathered visible = { &f->visible, &f->visible_names,
	    &f->visible_count, 0, REPORT_ADDRESSES_MAX };
	int r;

	r = gather(root, "From", a, &from);
	if (r == 0)
		r = gather(root, "To", a, &visible);
	if (r == 0)
		r = gather(root, "Cc", a, &visible);
	return r;
}

static int
decode_subject(const struct mime_node *root, struct arena *a,
    struct slice *ret)
{
	const struct mime_field *f = mime_field(root, "Subject");
	struct slice s;
	int r;

	*ret = SLICE_NONE;
	if (f == NULL)
		return 0;
	r = mime_decode_words(f->value, a, &s);
	if (r < 0)
		return r;
	*ret = cut_utf8(slice_trim(s), SUBJECT_MAX);
	return 0;
}

/*
 * Some programs put In-Reply-To on what they forward too (Gmail), and say
 * what it is only in the text or in a field of their own (Thunderbird).
 */
static bool
is_answer(const struct mime_node *root)
{
	return mime_field(root, "In-Reply-To") != NULL &&
	    mime_field(root, "X-Forwarded-Message-Id") == NULL;
}

/* Who invites says "the invitation is attached", and it is. */
static bool
is_invitation(const struct mime_message *m)
{
	size_t i;

	for (i = 0; i < m->node_count; i++)
		if (slice_eq_str(m->nodes[i].type.token, "text/calendar"))
			return true;
	return false;
}

static void
set_flag(struct message_facts *f, bool on, uint32_t flag)
{
	if (on)
		f->is |= flag;
}

int
facts_collect(const struct facts_input *in, struct arena *a,
    struct message_facts *f)
{
	const struct mime_node *root = &in->message->nodes[0];
	const struct mime_field *id;
	struct prefixes prefixes;
	bool is_reply, mentions = false;
	int r;

	memset(f, 0, sizeof *f);
	r = decode_subject(root, a, &f->subject);
	if (r == 0)
		r = gather_addresses(root, a, f);
	if (r == 0)
		r = language_find(in->message, a, &f->language);
	if (r < 0)
		return r;
	prefix_read(f->subject, &prefixes);
	is_reply = prefixes.is_reply || (!prefixes.is_forward &&
	    is_answer(root) && !begins_as_forward(in->quoted_text));
	set_flag(f, is_reply, MESSAGE_IS_REPLY);
	set_flag(f, is_automatic(root), MESSAGE_IS_AUTOMATIC);
	set_flag(f, in->has_signature, MESSAGE_IS_SIGNED);
	set_flag(f, in->has_encrypted_body, MESSAGE_IS_ENCRYPTED);
	set_flag(f, is_important(root), MESSAGE_IS_IMPORTANT);
	set_flag(f, is_confidential(root, f->subject, prefixes.rest),
	    MESSAGE_IS_CONFIDENTIAL);
	r = promise_made(in->promise, in->own_text, a, &mentions);
	/* A subject that came along promises nothing any more. */
	if (r == 0 && !mentions && !is_reply && !prefixes.is_forward)
		r = promise_made(in->promise, f->subject, a, &mentions);
	if (r < 0)
		return r;
	set_flag(f, mentions && !is_invitation(in->message),
	    MESSAGE_MENTIONS_ATTACHMENT);
	set_flag(f, asks_receipt(root), MESSAGE_ASKS_RECEIPT);
	set_flag(f, dkim_has_arc(root), MESSAGE_HAS_ARC);
	set_flag(f, dkim_has_signature(root) || dkim_has_arc(root),
	    MESSAGE_HAS_DKIM);
	r = dkim_signers(root, a, &f->signers, &f->signer_count);
	if (r < 0)
		return r;
	id = mime_field(root, "Message-ID");
	if (id != NULL)
		f->message_id = cut_utf8(slice_trim(id->value), SUBJECT_MAX);
	r = override_reason(in, a, is_reply || prefixes.is_forward, f);
	return r < 0 ? r : forwarding(in, &prefixes, is_reply, a, f);
}
