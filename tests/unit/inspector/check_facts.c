#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "inspector/facts.h"

/* The facts of a message with these header fields and texts. */
static void
collect(const char *header, const char *own, const char *quoted,
    struct arena *a, struct message_facts *ret)
{
	struct facts_input in = { .own_text = slice_str(own),
	    .quoted_text = slice_str(quoted) };
	struct mime_message *m;
	struct promise *promise;
	struct buf all = BUF_INIT(64 * KIB);
	struct slice kept;

	buf_puts(&all, header);
	buf_puts(&all, "\r\ntext\r\n");
	kept = arena_dup(a, buf_slice(&all));
	buf_free(&all);
	ck_assert_int_eq(promise_new(NULL, NULL, &promise), 0);
	in.promise = promise;
	ck_assert_int_eq(mime_read(kept, SLICE_NONE, 0, a, &m), 0);
	in.message = m;
	ck_assert_int_eq(facts_collect(&in, a, ret), 0);
	promise_free(promise);
}

static const struct {
	const char *name, *header, *own, *quoted;
	uint32_t is;
	uint32_t depth;
} cases[] = {
	{ "plain", "Subject: hello\r\n", "", "", 0, 0 },
	{ "a forward by its subject", "Subject: Fwd: x\r\n", "", "",
	    MESSAGE_IS_FORWARD, 1 },
	{ "in capitals", "Subject: FW: x\r\n", "", "", MESSAGE_IS_FORWARD,
	    1 },
	{ "in German", "Subject: WG: x\r\n", "", "", MESSAGE_IS_FORWARD, 1 },
	{ "in French", "Subject: TR: x\r\n", "", "", MESSAGE_IS_FORWARD, 1 },
	{ "in an encoded word", "Subject: =?utf-8?Q?Fwd=3A_x?=\r\n", "", "",
	    MESSAGE_IS_FORWARD, 1 },
	{ "five times", "Subject: Fw: Fw: Fwd: FW: Fw: x\r\n", "", "",
	    MESSAGE_IS_FORWARD, 5 },
	{ "a word that begins like it", "Subject: Fwdx\r\n", "", "", 0, 0 },
	{ "by a mark in the text", "Subject: x\r\n", "see below",
	    "---------- Forwarded message ---------\nFrom: a@x.example\n"
	    "Date: Monday\nSubject: x\n", MESSAGE_IS_FORWARD, 1 },
	{ "by three header blocks", "Subject: Fw: x\r\n", "",
	    "From: a@x.example\nSent: Monday\n\n"
	    "> From: b@x.example\n> Sent: Monday\n\n"
	    ">> From: c@x.example\n>> Sent: Monday\n",
	    MESSAGE_IS_FORWARD, 3 },
	{ "a reply", "Subject: Re: x\r\n", "", "", MESSAGE_IS_REPLY, 0 },
	{ "a reply in German", "Subject: AW: x\r\n", "", "",
	    MESSAGE_IS_REPLY, 0 },
	{ "a reply by its field", "Subject: x\r\nIn-Reply-To: <1@x>\r\n", "",
	    "", MESSAGE_IS_REPLY, 0 },
	{ "a reply with the old text is no forward", "Subject: Re: x\r\n",
	    "", "-----Original Message-----\nFrom: a@x.example\n"
	    "Sent: Monday\n", MESSAGE_IS_REPLY, 0 },
	{ "an automatic reply", "Auto-Submitted: auto-replied\r\n", "", "",
	    MESSAGE_IS_AUTOMATIC, 0 },
	{ "not what a system writes", "Auto-Submitted: auto-generated\r\n",
	    "", "", 0, 0 },
	{ "nor what a person does", "Auto-Submitted: no\r\n", "", "", 0, 0 },
	{ "a report", "Content-Type: multipart/report; boundary=x\r\n", "",
	    "", MESSAGE_IS_AUTOMATIC, 0 },
	{ "important", "Importance: High\r\n", "", "", MESSAGE_IS_IMPORTANT,
	    0 },
	{ "important by number", "X-Priority: 1 (Highest)\r\n", "", "",
	    MESSAGE_IS_IMPORTANT, 0 },
	{ "of normal priority", "X-Priority: 3\r\n", "", "", 0, 0 },
	{ "confidential", "Sensitivity: Company-Confidential\r\n", "", "",
	    MESSAGE_IS_CONFIDENTIAL, 0 },
	{ "by its subject", "Subject: [CONFIDENTIAL] x\r\n", "", "",
	    MESSAGE_IS_CONFIDENTIAL, 0 },
	{ "a mention", "Subject: x\r\n", "Please find attached the rota.",
	    "", MESSAGE_MENTIONS_ATTACHMENT, 0 },
	{ "over a line end", "Subject: x\r\n", "the\nAttachment: a", "",
	    MESSAGE_MENTIONS_ATTACHMENT, 0 },
	{ "fond of is no mention", "Subject: x\r\n",
	    "She is very attached to the flat, no strings attached.", "", 0,
	    0 },
	{ "another's file is no mention", "Subject: x\r\n",
	    "Thank you for the attachment you sent.", "", 0, 0 },
	{ "a mention in old text is none", "Subject: x\r\n", "",
	    "the form is attached", 0, 0 },
	{ "an invitation is there", "Subject: x\r\n"
	    "Content-Type: text/calendar; method=REQUEST\r\n",
	    "The invitation is attached.", "", 0, 0 },
	{ "a longer word is none", "Subject: x\r\n", "unattached reattachment",
	    "", 0, 0 },
	{ "a receipt", "Disposition-Notification-To: a@x.example\r\n", "",
	    "", MESSAGE_ASKS_RECEIPT, 0 },
	{ "of what the receipt is for: nobody", "Return-Receipt-To:\r\n", "",
	    "", 0, 0 },
	{ "a forward of an answer", "Subject: Fwd: Re: x\r\n"
	    "In-Reply-To: <1@x>\r\n", "", "", MESSAGE_IS_FORWARD, 1 },
	{ "an answer to a forward", "Subject: Re: Fwd: x\r\n", "", "",
	    MESSAGE_IS_REPLY, 0 },
	{ "behind a tag, with a counter", "Subject: [EXTERNAL] RE[3]: x\r\n",
	    "", "", MESSAGE_IS_REPLY, 0 },
	{ "in French, with a blank", "Subject: Tr : x\r\n", "", "",
	    MESSAGE_IS_FORWARD, 1 },
	{ "with a blank that does not break",
	    "Subject: =?utf-8?Q?TR=C2=A0:_x?=\r\n", "", "",
	    MESSAGE_IS_FORWARD, 1 },
	{ "in Welsh", "Subject: ATB: x\r\n", "", "", MESSAGE_IS_REPLY, 0 },
	{ "sent on in Welsh", "Subject: YML: x\r\n", "", "",
	    MESSAGE_IS_FORWARD, 1 },
	{ "in Polish", "Subject: ODP: x\r\n", "", "", MESSAGE_IS_REPLY, 0 },
	{ "sent on in Chinese",
	    "Subject: =?utf-8?B?6L2s5Y+R77yaeA==?=\r\n", "", "",
	    MESSAGE_IS_FORWARD, 1 },
	{ "a word before a colon is none", "Subject: Ref 12: x\r\n", "", "",
	    0, 0 },
	{ "a time is none", "Subject: 10:30 visit\r\n", "", "", 0, 0 },
	{ "as Thunderbird sends on, renamed",
	    "Subject: x\r\nIn-Reply-To: <1@x>\r\n"
	    "X-Forwarded-Message-Id: <1@x>\r\n", "", "",
	    MESSAGE_IS_FORWARD, 1 },
	{ "as Gmail sends on, renamed",
	    "Subject: x\r\nIn-Reply-To: <1@x>\r\n", "fyi",
	    "---------- Forwarded message ---------\nFrom: a@x.example\n"
	    "Date: Monday\nSubject: x\n", MESSAGE_IS_FORWARD, 1 },
	{ "as Apple Mail sends on in German", "Subject: x\r\n", "",
	    "Anfang der weitergeleiteten Nachricht:\n\nVon: a@x.example\n"
	    "Betreff: x\n", MESSAGE_IS_FORWARD, 1 },
	{ "an answer to what was sent on", "Subject: x\r\n"
	    "In-Reply-To: <1@x>\r\n", "thanks",
	    "On Monday Iain wrote:\n---------- Forwarded message ---------\n"
	    "From: a@x.example\nDate: Monday\n", MESSAGE_IS_REPLY, 0 },
	{ "a text on original messages", "Subject: x\r\n",
	    "original message texts are kept", "", 0, 0 },
	{ "an old program's answer", "X-Autoreply: yes\r\n", "", "",
	    MESSAGE_IS_AUTOMATIC, 0 },
	{ "who asks for none sends none",
	    "X-Auto-Response-Suppress: OOF, AutoReply\r\n", "", "", 0, 0 },
	{ "a list's mail", "Precedence: list\r\nList-Id: <x.example>\r\n",
	    "", "", 0, 0 },
	{ "bulk mail", "Precedence: bulk\r\n", "", "", 0, 0 },
	{ "with a comment", "Auto-Submitted: auto-replied (vacation)\r\n", "",
	    "", MESSAGE_IS_AUTOMATIC, 0 },
	{ "a receipt of reading", "Content-Type: multipart/report; "
	    "report-type=disposition-notification; boundary=x\r\n", "", "",
	    MESSAGE_IS_AUTOMATIC, 0 },
	{ "important in X.400 words", "Priority: urgent\r\n", "", "",
	    MESSAGE_IS_IMPORTANT, 0 },
	{ "in those of an old program", "X-MSMail-Priority: High\r\n", "",
	    "", MESSAGE_IS_IMPORTANT, 0 },
	{ "second highest", "X-Priority: 2 (High)\r\n", "", "",
	    MESSAGE_IS_IMPORTANT, 0 },
	{ "not so", "Importance: normal\r\nX-Priority: 3 (Normal)\r\n"
	    "Priority: non-urgent\r\nX-MSMail-Priority: Normal\r\n", "",
	    "", 0, 0 },
	{ "ten is not one", "X-Priority: 10\r\n", "", "", 0, 0 },
	{ "private and confidential", "Subject: Private & Confidential - x\r\n",
	    "", "", MESSAGE_IS_CONFIDENTIAL, 0 },
	{ "behind a prefix", "Subject: Re: CONFIDENTIAL: x\r\n", "", "",
	    MESSAGE_IS_REPLY | MESSAGE_IS_CONFIDENTIAL, 0 },
	{ "at the end", "Subject: minutes (confidential)\r\n", "", "",
	    MESSAGE_IS_CONFIDENTIAL, 0 },
	{ "a topic is no mark", "Subject: Confidential waste uplift\r\n", "",
	    "", 0, 0 },
	{ "nor is its noun", "Subject: Confidentiality training\r\n", "",
	    "", 0, 0 },
	{ "personal is another word", "Sensitivity: Personal\r\n", "", "",
	    0, 0 },
	{ "a mention in the subject", "Subject: Rota attached\r\n", "", "",
	    MESSAGE_MENTIONS_ATTACHMENT, 0 },
	{ "not in one that came along", "Subject: Re: Rota attached\r\n", "",
	    "", MESSAGE_IS_REPLY, 0 },
	{ "a signature of a domain", "DKIM-Signature: v=1; a=rsa-sha256; d=o.example; "
	    "s=s; h=From; bh=YQ==; b=YQ==\r\n", "", "",
	    MESSAGE_HAS_DKIM, 0 },
};

START_TEST(test_case)
{
	struct arena *a = arena_new(16 * MIB);
	struct message_facts f;

	collect(cases[_i].header, cases[_i].own, cases[_i].quoted, a, &f);
	ck_assert_msg(f.is == cases[_i].is, "%s: %x", cases[_i].name, f.is);
	ck_assert_msg(f.forward_depth == cases[_i].depth, "%s: depth %u",
	    cases[_i].name, f.forward_depth);
	arena_free(a);
}
END_TEST

START_TEST(test_addresses)
{
	struct arena *a = arena_new(16 * MIB);
	struct message_facts f;

	collect("From: Ann <ann@Inside.Example>\r\n"
	    "To: b@x.example, Group: c@x.example, B@x.example;\r\n"
	    "Cc: d@x.example\r\nCc: (e@x.example) f@x.example\r\n", "", "",
	    a, &f);
	ck_assert_uint_eq(f.from_count, 1);
	ck_assert(slice_eq_str(f.from[0], "ann@inside.example"));
	/* Each once; what stands in a comment is none. */
	ck_assert_uint_eq(f.visible_count, 4);
	arena_free(a);
}
END_TEST

static const struct { const char *subject, *reason; } reasons[] = {
	{ "x [reason: tenant asked]", "tenant asked" },
	{ "x [Reason:none given]y", "none given" },
	{ "x [reason: open", "" },
	{ "x reason: y", "" },
	{ "x [ REASON : two words ]", "two words" },
	{ "[reason: in front] Re: x", "in front" },
	{ "x [reason: ] [reason: second]", "second" },
	{ "x [reason: first one] [reason: second]", "first one" },
	/* one character, and the words of our own advice */
	{ "x [reason: y]", "" },
	{ "x [reason: ...]", "" },
	{ "x [reason: your  Reason]", "" },
	{ "x [reason: see [1] there]", "see [1] there" },
	{ "x [reason: see [1 there]", "see [1 there" },
	{ "x [reason:=?utf-8?q?_caf=C3=A9_first?=]", "caf\xc3\xa9 first" },
};

START_TEST(test_names_beside_addresses)
{
	struct arena *a = arena_new(16 * MIB);
	struct message_facts f;
	struct buf b = BUF_INIT(4096);

	collect("From: =?utf-8?q?Zofia_Wi=C5=9Bniewska?= <z@in.example>\r\n"
	    "To: b@x.example, \"Smith, John\" <c@x.example>\r\n"
	    "Cc: Bo <b@x.example>, Else <c@x.example>, d@x.example (Dee)\r\n",
	    "", "", a, &f);
	ck_assert(slice_eq_str(f.from_names[0], "Zofia Wi\u015bniewska"));
	ck_assert_uint_eq(f.visible_count, 3);
	/* The first name that is shown stands. */
	ck_assert(slice_eq_str(f.visible_names[0], "Bo"));
	ck_assert(slice_eq_str(f.visible_names[1], "Smith, John"));
	ck_assert(slice_eq_str(f.visible_names[2], "Dee"));
	collect("From: a@x.example\r\nTo: b@x.example\r\n", "", "", a, &f);
	ck_assert_ptr_null(f.from_names);
	ck_assert_ptr_null(f.visible_names);
	/* Cut between characters: each is two bytes long, after one of one. */
	buf_puts(&b, "To: x");
	while (b.len < 300)
		buf_puts(&b, "\u00e9");
	buf_puts(&b, " <b@x.example>\r\n");
	collect(buf_cstr(&b), "", "", a, &f);
	ck_assert_uint_eq(f.visible_names[0].len, REPORT_SHOWN_NAME_MAX - 1);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_reason)
{
	struct arena *a = arena_new(16 * MIB);
	struct message_facts f;
	char header[200];

	snprintf(header, sizeof header, "Subject: %s\r\n",
	    reasons[_i].subject);
	collect(header, "", "", a, &f);
	ck_assert(slice_eq_str(f.override_reason, reasons[_i].reason));
	arena_free(a);
}
END_TEST

/* A reply's or forward's subject may be somebody else's, with his reason. */
static const struct {
	const char *name, *subject, *quoted, *reason;
} answers[] = {
	{ "a reply of one's own", "Re: x [reason: tenant asked]",
	    "From: a@b.example\nSubject: x\n", "tenant asked" },
	{ "the reason of what is answered", "Re: x [reason: tenant asked]",
	    "> From: a@b.example\n> Subject: x [Reason: Tenant  asked]\n",
	    "" },
	{ "a forward of one", "Fwd: x [reason: tenant asked]",
	    "From: a@b.example\nSubject: x [reason: tenant asked]\n", "" },
	{ "a new reason beside it",
	    "Re: x [reason: tenant asked] [reason: so did I]",
	    "From: a@b.example\nSubject: x [reason: tenant asked]\n",
	    "so did I" },
	{ "another reason", "Re: x [reason: landlord asked]",
	    "From: a@b.example\nSubject: x [reason: tenant asked]\n",
	    "landlord asked" },
	{ "no reply", "x [reason: tenant asked]",
	    "Subject: x [reason: tenant asked]\n", "tenant asked" },
};

START_TEST(test_reason_of_an_answer)
{
	struct arena *a = arena_new(16 * MIB);
	struct message_facts f;
	char header[200];

	snprintf(header, sizeof header, "Subject: %s\r\n",
	    answers[_i].subject);
	collect(header, "", answers[_i].quoted, a, &f);
	ck_assert_msg(slice_eq_str(f.override_reason, answers[_i].reason),
	    "%s: \"%.*s\"", answers[_i].name, (int)f.override_reason.len,
	    (const char *)f.override_reason.ptr);
	arena_free(a);
}
END_TEST

START_TEST(test_a_reason_in_front_hides_no_prefix)
{
	struct arena *a = arena_new(16 * MIB);
	struct message_facts f;

	collect("Subject: [reason: for training] Fwd: Fw: luck\r\n", "", "",
	    a, &f);
	ck_assert_uint_ne(f.is & MESSAGE_IS_FORWARD, 0);
	ck_assert_uint_eq(f.forward_depth, 2);
	arena_free(a);
}
END_TEST

static const struct { const char *name, *quoted, *sender; } senders[] = {
	{ "of a forwarded block", "From: Joe <joe@x.example>\nDate: Monday\n",
	    "joe@x.example" },
	{ "with stars and marks", "> *From:* joe@x.example\n"
	    "> *Sent:* Monday\n", "joe@x.example" },
	{ "of the first of several", "From: a@x.example\nSent: Monday\n\n"
	    "From: b@x.example\nSent: Monday\n", "a@x.example" },
	{ "nobody", "just words\n", "" },
	{ "a name without an address", "From: Joe\nSent: Monday\n", "" },
};

START_TEST(test_original_sender)
{
	struct arena *a = arena_new(16 * MIB);
	struct message_facts f;

	collect("Subject: Fwd: x\r\n", "", senders[_i].quoted, a, &f);
	ck_assert_msg(slice_eq_str(f.original_sender, senders[_i].sender),
	    "%s: %.*s", senders[_i].name, (int)f.original_sender.len,
	    (const char *)f.original_sender.ptr);
	arena_free(a);
}
END_TEST

START_TEST(test_long_subject_is_cut_between_characters)
{
	struct arena *a = arena_new(16 * MIB);
	struct buf header = BUF_INIT(64 * KIB);
	struct message_facts f;
	int i;

	buf_puts(&header, "Subject: x");
	for (i = 0; i < 900; i++)
		buf_puts(&header, "\xc3\xa9");
	buf_puts(&header, "\r\n");
	collect(buf_cstr(&header), "", "", a, &f);
	ck_assert_uint_eq(f.subject.len, 999);
	arena_free(a);
	buf_free(&header);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "addresses", test_addresses, 0 },
		{ "names", test_names_beside_addresses, 0 },
		{ "reason", test_reason, N_OF(reasons) },
		{ "answer", test_reason_of_an_answer, N_OF(answers) },
		{ "in front", test_a_reason_in_front_hides_no_prefix, 0 },
		{ "original sender", test_original_sender, N_OF(senders) },
		{ "subject", test_long_subject_is_cut_between_characters, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("facts", tests);
}
