#include "inspector/facts.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define SUBJECT_MAX	1000

/* Prefixes that mail programs put before a subject, in the usual languages. */
static const char *const forward_prefixes[] = {
	"fw:", "fwd:", "wg:", "tr:", "rv:", "doorst:", "vs:", "pd:", "enc:",
	NULL
};
static const char *const reply_prefixes[] = {
	"re:", "aw:", "sv:", "antw:", "odp:", "atb:", "ynt:", NULL
};

/* Lines at which a mail program says "this is somebody else's message". */
static const char *const forward_marks[] = {
	"forwarded message", "begin forwarded message", "original message",
	"weitergeleitete nachricht", "message transf", "mensaje reenviado",
	"wiadomo", NULL
};

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

/* Walk the prefixes of a subject: how many forwards, and is it a reply? */
static uint32_t
subject_prefixes(struct slice subject, bool *ret_reply)
{
	uint32_t forwards = 0;
	size_t n, guard;

	*ret_reply = false;
	subject = slice_trim(subject);
	for (guard = 0; guard < 100; guard++) {
		if (starts_with_any(subject, forward_prefixes, &n))
			forwards++;
		else if (starts_with_any(subject, reply_prefixes, &n))
			*ret_reply = forwards == 0 ? true : *ret_reply;
		else
			break;
		subject = slice_trim(slice_from(subject, n));
	}
	return forwards;
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

static bool
is_forward_mark(struct slice line)
{
	size_t i;

	if (line.len > 200)
		return false;
	/* A rule of dashes around it, or the words at the very start. */
	while (line.len > 0 && (line.ptr[0] == '-' || line.ptr[0] == '_' ||
	    line.ptr[0] == ' '))
		line = slice_from(line, 1);
	for (i = 0; forward_marks[i] != NULL; i++)
		if (slice_istarts(line, slice_str(forward_marks[i])))
			return true;
	return false;
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
		if (is_forward_mark(line))
			(*marks)++;
		watch_line(b, line);
	}
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
forwarding(const struct facts_input *in, uint32_t prefixes, bool is_reply,
    struct arena *a, struct message_facts *f)
{
	struct block_watch b = { 0 };
	const struct mime_field *from;
	uint32_t marks = 0, depth;

	scan_text(in->own_text, &b, &marks);
	scan_text(in->quoted_text, &b, &marks);
	depth = prefixes;
	if (b.blocks > depth)
		depth = b.blocks;
	if (in->nested_messages > depth)
		depth = in->nested_messages;
	/*
	 * A header block below a reply is what every answer carries: only the
	 * subject, an attached message or a forwarding mark make a forward.
	 */
	if (prefixes > 0 || in->nested_messages > 0 ||
	    (marks > 0 && !is_reply))
		f->is |= MESSAGE_IS_FORWARD;
	else
		depth = 0;
	if ((f->is & MESSAGE_IS_FORWARD) != 0 && depth == 0)
		depth = 1;
	f->forward_depth = depth;
	if ((f->is & MESSAGE_IS_FORWARD) == 0)
		return 0;
	from = attached_from(in->message);
	return original_sender(from != NULL ? from->value : b.first_from, a,
	    &f->original_sender);
}

static bool
field_has(const struct mime_node *root, const char *name, const char *word)
{
	const struct mime_field *f = mime_field(root, name);

	return f != NULL &&
	    slice_ifind(f->value, slice_str(word), 0) != SLICE_NPOS;
}

/* RFC 3834 2: Auto-Submitted, and the fields that came before it. */
static bool
is_automatic(const struct mime_node *root)
{
	const struct mime_field *f;
	struct slice type = root->type.token;

	f = mime_field(root, "Auto-Submitted");
	if (f != NULL && slice_istarts(slice_trim(f->value), SLICE("auto-replied")))
		return true;
	if (mime_field(root, "X-Autoreply") != NULL ||
	    mime_field(root, "X-Autorespond") != NULL ||
	    field_has(root, "X-Auto-Response-Suppress", "OOF-reply") ||
	    field_has(root, "Precedence", "auto_reply"))
		return true;
	return slice_eq_str(type, "multipart/report") ||
	    slice_eq_str(type, "message/delivery-status") ||
	    slice_eq_str(type, "message/disposition-notification") ||
	    slice_eq_str(type, "message/feedback-report");
}

static bool
is_important(const struct mime_node *root)
{
	const struct mime_field *f;
	struct slice v;

	if (field_has(root, "Importance", "high") ||
	    field_has(root, "X-MSMail-Priority", "high") ||
	    field_has(root, "Priority", "urgent"))
		return true;
	f = mime_field(root, "X-Priority");
	if (f == NULL)
		return false;
	v = slice_trim(f->value);
	return v.len > 0 && (v.ptr[0] == '1' || v.ptr[0] == '2') &&
	    (v.len == 1 || !ascii_is_digit(v.ptr[1]));
}

static bool
is_confidential(const struct mime_node *root, struct slice subject)
{
	const struct mime_field *f = mime_field(root, "Sensitivity");
	struct slice s = slice_trim(subject);

	if (f != NULL && (slice_istarts(slice_trim(f->value),
	    SLICE("company-confidential")) || slice_istarts(
	    slice_trim(f->value), SLICE("confidential"))))
		return true;
	while (s.len > 0 && (s.ptr[0] == '[' || s.ptr[0] == '(' ||
	    s.ptr[0] == '*' || s.ptr[0] == ' '))
		s = slice_from(s, 1);
	return slice_istarts(s, SLICE("confidential"));
}

static bool
is_word_byte(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80;
}

/*
 * Does the phrase stand at the beginning of s, as whole words?  A blank in it
 * stands for any run of blanks.
 */
static bool
begins_with_words(struct slice s, const char *phrase)
{
	size_t t = 0;

	for (; *phrase != '\0'; phrase++) {
		if (t == s.len)
			return false;
		if (*phrase == ' ') {
			if (!ascii_is_space(s.ptr[t]))
				return false;
			while (t < s.len && ascii_is_space(s.ptr[t]))
				t++;
		} else if (ascii_lower(s.ptr[t++]) != (uint8_t)*phrase) {
			return false;
		}
	}
	return t == s.len || !is_word_byte(s.ptr[t]);
}

static bool
begins_with_one(struct slice s, const char *const *phrases)
{
	for (; *phrases != NULL; phrases++)
		if (begins_with_words(s, *phrases))
			return true;
	return false;
}

static bool
ends_with_one(struct slice s, const char *const *phrases)
{
	size_t n;

	for (; *phrases != NULL; phrases++) {
		n = strlen(*phrases);
		if (s.len >= n && begins_with_words(slice_from(s, s.len - n),
		    *phrases) && (s.len == n ||
		    !is_word_byte(s.ptr[s.len - n - 1])))
			return true;
	}
	return false;
}

/* "very attached to the flat", "thanks for the attachment you sent" */
static bool
is_other_sense(struct slice own, size_t from)
{
	static const char *const before[] = {
		"strings", "very", "so", "your", "for the", "deeply",
		"emotionally", NULL
	};
	static const char *const after[] = {
		"to him", "to her", "to them", "to it", "to each other",
		"to my", "to his", "to their", "to our", "to the", "to a",
		"you sent", "you attached", "you", "in your", NULL
	};
	static const char *const here[] = {
		"to the email", "to the e-mail", "to the mail",
		"to the message", "to my email", "to my e-mail", "you will",
		"you'll", "you should", "you can", "you may", "you find", NULL
	};
	struct slice rest;
	size_t to;

	for (to = from; to < own.len && is_word_byte(own.ptr[to]); to++)
		;
	while (to < own.len && ascii_is_space(own.ptr[to]))
		to++;
	rest = slice_from(own, to);
	if (ends_with_one(slice_trim(slice_sub(own, 0, from)), before))
		return true;
	return begins_with_one(rest, after) && !begins_with_one(rest, here);
}

static bool
mentions_attachment(struct slice own)
{
	static const char *const phrases[] = {
		"attached", "attachment", "attachments", "enclosed",
		"enclosing", "i attach", "we attach", "attaching", "pfa",
		"ceangailte", "ynghlwm", "w za\305\202\304\205czniku", NULL
	};
	bool begins[256] = { false }, word[256], before, starts;
	size_t at, i;

	for (i = 0; i < 256; i++)
		word[i] = is_word_byte((uint8_t)i);
	for (i = 0; phrases[i] != NULL; i++) {
		begins[(uint8_t)phrases[i][0]] = true;
		begins[(uint8_t)phrases[i][0] & ~0x20] = true;
	}
	/* Words begin where a byte of a word follows another byte. */
	for (at = 0, before = false; at < own.len; at++) {
		starts = begins[own.ptr[at]] & !before;
		before = word[own.ptr[at]];
		if (!starts)
			continue;
		for (i = 0; phrases[i] != NULL; i++)
			if (ascii_lower(own.ptr[at]) ==
			    (uint8_t)phrases[i][0] &&
			    begins_with_words(slice_from(own, at), phrases[i]) &&
			    !is_other_sense(own, at))
				return true;
	}
	return false;
}

static bool
asks_receipt(const struct mime_node *root)
{
	return mime_field(root, "Disposition-Notification-To") != NULL ||
	    mime_field(root, "Return-Receipt-To") != NULL ||
	    mime_field(root, "X-Confirm-Reading-To") != NULL;
}

/* "[reason: tenant asked for it]" anywhere in the subject. */
static struct slice
override_reason(struct slice subject)
{
	static const char mark[] = "[reason:";
	size_t from, to;

	from = slice_ifind(subject, slice_str(mark), 0);
	if (from == SLICE_NPOS)
		return SLICE_NONE;
	to = slice_chr(subject, ']', from);
	if (to == SLICE_NPOS)
		return SLICE_NONE;
	return slice_trim(slice_sub(subject, from + sizeof mark - 1, to));
}

/* Every address of all fields of one name, each once. */
static int
gather(const struct mime_node *root, const char *name, size_t max,
    struct arena *a, struct slice **list, size_t *count, size_t *cap)
{
	struct slice *some, *grown;
	size_t i, k, j, n;
	int r;

	for (i = 0; i < root->field_count; i++) {
		if (!slice_ieq_str(root->fields[i].name, name))
			continue;
		r = mime_addresses(root->fields[i].value, a, &some, &n);
		if (r == ERR_LIMIT)
			return r;
		for (k = 0; r == 0 && k < n && *count < max; k++) {
			for (j = 0; j < *count; j++)
				if (slice_ieq((*list)[j], some[k]))
					break;
			if (j < *count)
				continue;
			grown = arena_grow(a, *list, *count, cap, sizeof **list);
			if (grown == NULL)
				return ERR_LIMIT;
			*list = grown;
			(*list)[(*count)++] = some[k];
		}
	}
	return 0;
}

static int
gather_addresses(const struct mime_node *root, struct arena *a,
    struct message_facts *f)
{
	size_t from_cap = 0, visible_cap = 0;
	int r;

	r = gather(root, "From", FACTS_FROM_MAX, a, &f->from, &f->from_count,
	    &from_cap);
	if (r == 0)
		r = gather(root, "To", REPORT_ADDRESSES_MAX, a, &f->visible,
		    &f->visible_count, &visible_cap);
	if (r == 0)
		r = gather(root, "Cc", REPORT_ADDRESSES_MAX, a, &f->visible,
		    &f->visible_count, &visible_cap);
	return r;
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
	bool is_reply;
	uint32_t prefixes;
	int r;

	memset(f, 0, sizeof *f);
	r = decode_subject(root, a, &f->subject);
	if (r == 0)
		r = gather_addresses(root, a, f);
	if (r < 0)
		return r;
	prefixes = subject_prefixes(f->subject, &is_reply);
	is_reply = is_reply || (prefixes == 0 &&
	    mime_field(root, "In-Reply-To") != NULL);
	set_flag(f, is_reply, MESSAGE_IS_REPLY);
	set_flag(f, is_automatic(root), MESSAGE_IS_AUTOMATIC);
	set_flag(f, in->has_signature, MESSAGE_IS_SIGNED);
	set_flag(f, in->has_encrypted_body, MESSAGE_IS_ENCRYPTED);
	set_flag(f, is_important(root), MESSAGE_IS_IMPORTANT);
	set_flag(f, is_confidential(root, f->subject), MESSAGE_IS_CONFIDENTIAL);
	set_flag(f, mentions_attachment(in->own_text),
	    MESSAGE_MENTIONS_ATTACHMENT);
	set_flag(f, asks_receipt(root), MESSAGE_ASKS_RECEIPT);
	set_flag(f, mime_field(root, "DKIM-Signature") != NULL ||
	    mime_field(root, "ARC-Seal") != NULL, MESSAGE_HAS_DKIM);
	id = mime_field(root, "Message-ID");
	if (id != NULL)
		f->message_id = cut_utf8(slice_trim(id->value), SUBJECT_MAX);
	f->override_reason = override_reason(f->subject);
	return forwarding(in, prefixes, is_reply, a, f);
}
