#include "action/rewrite.h"

#include <string.h>

#include "base/err.h"
#include "unit/action/fixture.h"

#define N	"\r\n"
#define FIELD	"X-Legal: see https://plain.example/notice" N
#define TEXT	"Confidential: meant for the addressee only." N \
		"Plain Homes, 1 Sample Street."
#define SIGNED	"Content-Type: multipart/signed; boundary=b;" N \
	"\tprotocol=\"application/pgp-signature\"; micalg=pgp-sha256" N N \
	"--b" N "Content-Type: text/plain" N N "Hi  " N "--b" N \
	"Content-Type: application/pgp-signature" N N "x" N "--b--" N
#define TOP	"Received: from a" N "\tby b" N \
	"DKIM-Signature-Not: x" N "From: \"Ann\" <ann@plain.example>" N \
	"To: bob@out.example" N "Subject: A" N "\tfolded  one" N \
	"Date: Mon, 1 Jun 2026 10:00:00 +0000" N \
	"Message-ID: <1@plain.example>" N "In-Reply-To: <0@out.example>" N \
	"X-Mailer: z" N "Importance: high" N \
	"List-Unsubscribe: <mailto:a@b.example>" N "MIME-Version: 1.0" N

static struct disclaimers *texts;

static void
setup(void)
{
	static const struct edited_file files[] = {
		{ "plain.txt", EDITED_PLAIN "\n" },
		{ "plain.html", "<p>Confidential: meant for the addressee "
		    "only.<br />Plain Homes, 1 Sample Street.</p>\n" },
		{ "wide.txt", EDITED_WIDE "\n" },
		{ "wide.html", "<p>Confidential \xe2\x80\x93 meant for the "
		    "addressee.<br />Caf\xc3\xa9 Homes \xc2\xa3" "5.</p>" },
		{ "dash.txt", "--b is a line of this notice of Dash Homes\n"
		    ".and so is this one\n" },
		{ "dash.html", "<p>--b is a line of this notice of Dash Homes"
		    "<br />.and so is this one</p>" },
	};

	texts = fixture_load(SLICE(
	    "association plain { name \"Plain Homes\"; domains p.example; "
	    "disclaimer text \"plain.txt\", html \"plain.html\", header "
	    "\"X-Legal: see https://plain.example/notice\" }\n"
	    "association wide { name \"Wide Homes\"; domains w.example; "
	    "disclaimer text \"wide.txt\", html \"wide.html\" }\n"
	    "association dash { name \"Dash Homes\"; domains d.example; "
	    "disclaimer text \"dash.txt\", html \"dash.html\" }\n"), files,
	    N_OF(files));
}

static void
teardown(void)
{
	fixture_free(texts);
}

static struct slice
value_of(const struct mime_node *n, const char *name)
{
	const struct mime_field *f = mime_field(n, name);

	return f == NULL ? SLICE("") : slice_trim(f->value);
}

static size_t
count_of(const struct mime_node *n, const char *name)
{
	size_t i, count;

	for (i = count = 0; i < n->field_count; i++)
		count += slice_ieq_str(n->fields[i].name, name);
	return count;
}

static void
assert_unchanged(struct edited *e, struct slice message,
    const char *name)
{
	ck_assert_msg(slice_eq(buf_slice(&e->after), message) &&
	    e->list.splice_count == 0 && e->list.header_count == 0,
	    "%s:\n%s", name, buf_cstr(&e->after));
}

/* --- wrapping ------------------------------------------------------------------------- */

static const struct {
	const char *name, *message, *reason;
	const char *type, *encoding;	/* of the part that holds it */
} wraps[] = {
	{ "signed", TOP SIGNED, "signed", "message/rfc822", "" },
	{ "signed by S/MIME", TOP "Content-Type: application/pkcs7-mime; "
	    "smime-type=signed-data; name=smime.p7m" N
	    "Content-Transfer-Encoding: base64" N
	    "Content-Disposition: attachment; filename=smime.p7m" N N
	    "MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCA" N,
	    "signed", "message/rfc822", "" },
	{ "signed in the text", TOP N "-----BEGIN PGP SIGNED MESSAGE-----" N,
	    "signed", "message/rfc822", "" },
	{ "a page that swallows it", TOP "Content-Type: text/html" N N
	    "<p>Hi there</p><!-- " N, "html", "message/rfc822", "" },
	{ "a message alone", TOP "Content-Type: message/rfc822" N N
	    "Subject: in" N N "x" N, "message", "message/rfc822", "" },
	{ "a form", TOP "Content-Type: multipart/form-data; boundary=b" N N
	    "--b" N "Content-Disposition: form-data; name=a" N N "x" N "--b--"
	    N "epilogue" N, "container", "message/rfc822", "" },
	{ "eight bits", TOP "Content-Type: text/plain; charset=x-none" N
	    "Content-Transfer-Encoding: 8bit" N N "\xe9" N, "charset",
	    "message/rfc822", "8bit" },
	{ "bytes that are no lines", TOP "Content-Transfer-Encoding: binary" N
	    N "a\nb" N, "binary", "message/rfc822", "binary" },
	{ "a header in UTF-8", TOP "X-Name: caf\xc3\xa9" N SIGNED, "signed",
	    "message/global", "8bit" },
	{ "no Message-ID", "From: ann@plain.example" N SIGNED, "signed",
	    "message/rfc822", "" },
	{ "a Message-ID twice", "From: ann@plain.example" N
	    "Message-ID: <1@plain.example>" N "Message-ID: <2@plain.example>"
	    N SIGNED, "signed", "message/rfc822", "" },
	{ "an author without a domain", "From: ann" N
	    "Message-ID: <1@plain.example>" N SIGNED, "signed",
	    "message/rfc822", "" },
	{ "a signature of ours", "From: ann@plain.example" N
	    EDITED_SIGNED("plain.example") SIGNED, "signed",
	    "message/rfc822", "" },
	{ "a length that is no longer true", "From: ann@plain.example" N
	    "Content-Length: 4" N SIGNED, "signed", "message/rfc822", "" },
	{ "a mark of a stranger", "From: ann@plain.example" N
	    "X-Exeat-Notice: 1 plain 0000" N SIGNED, "signed",
	    "message/rfc822", "" },
};

START_TEST(test_wrap)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP,
	    .replaces_signatures = true };
	struct slice before = slice_str(wraps[_i].message);
	struct edited e, again;
	struct mime_message *m;
	const struct mime_node *n;

	setup();
	fixture_run(&e, texts, before, _i % 2 ? "wide" : "plain", &how);
	ck_assert_msg(e.result == EDIT_SKIPPED &&
	    slice_eq_str(e.reason, wraps[_i].reason) &&
	    e.list.outcomes[0].otherwise == EDIT_OTHERWISE_WRAP, "%s: %d %.*s",
	    wraps[_i].name, (int)e.list.outcomes[0].otherwise,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	m = fixture_after(&e);
	n = m->nodes;
	ck_assert(slice_eq_str(n[0].type.token, "multipart/mixed"));
	ck_assert(slice_eq_str(n[1].type.token, "text/plain"));
	ck_assert(slice_eq_str(n[2].type.token, wraps[_i].type));
	ck_assert(slice_eq_str(value_of(&n[2], "Content-Transfer-Encoding"),
	    wraps[_i].encoding));
	ck_assert(slice_eq_str(value_of(&n[0], "Content-Transfer-Encoding"),
	    wraps[_i].encoding));
	/* Every byte, nothing else. */
	ck_assert_msg(slice_eq(slice_sub(m->bytes, n[2].body_from,
	    n[2].body_to), before), "%s", wraps[_i].name);
	ck_assert_uint_eq(count_of(&n[0], "Message-ID"), 1);
	ck_assert_uint_eq(slice_find(before, value_of(&n[0], "Message-ID"),
	    0), SLICE_NPOS);
	ck_assert_uint_eq(count_of(&n[0], "DKIM-Signature"), 0);
	ck_assert_uint_eq(count_of(&n[0], "X-Mailer"), 0);
	ck_assert_uint_eq(count_of(&n[0], "Content-Length"), 0);
	ck_assert_uint_eq(count_of(&n[0], "Content-Disposition"), 0);
	ck_assert_uint_eq(count_of(&n[0], "Content-Type"), 1);
	ck_assert_uint_eq(count_of(&n[0], "MIME-Version"), 1);
	ck_assert_uint_eq(count_of(&n[0], "X-Exeat-Notice"), 0);
	/* A retry is the same, and a second pass finds it done. */
	fixture_run(&again, texts, before, _i % 2 ? "wide" : "plain", &how);
	ck_assert(slice_eq(buf_slice(&again.after), buf_slice(&e.after)));
	edited_free(&again);
	fixture_run(&again, texts, buf_slice(&e.after),
	    _i % 2 ? "wide" : "plain", &how);
	ck_assert_msg(again.result == EDIT_ALREADY, "%s", wraps[_i].name);
	assert_unchanged(&again, buf_slice(&e.after), wraps[_i].name);
	edited_free(&again);
	edited_free(&e);
	teardown();
}
END_TEST

/* What its reader takes it by stays; what is its own goes inside. */
START_TEST(test_outer_header)
{
	static const char *const kept[] = { "Received", "From", "To",
	    "Subject", "Date", "In-Reply-To", "Importance",
	    "List-Unsubscribe", "MIME-Version", NULL };
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP };
	const struct mime_node *a, *b;
	struct edited e;
	size_t i;

	setup();
	fixture_run(&e, texts, SLICE(TOP SIGNED), "plain", &how);
	a = &e.before->nodes[0];
	b = &fixture_after(&e)->nodes[0];
	for (i = 0; kept[i] != NULL; i++)
		ck_assert_msg(slice_eq(mime_field(a, kept[i])->value,
		    mime_field(b, kept[i])->value), "%s", kept[i]);
	ck_assert_uint_eq(b->field_count, N_OF(kept) - 1 + 2);
	ck_assert(slice_ends(value_of(b, "Message-ID"),
	    SLICE(".wrap@plain.example>")));
	edited_free(&e);
	teardown();
}
END_TEST

/* --- what is never wrapped ------------------------------------------------------------- */

static const struct {
	const char *name, *message, *reason;
} leaves[] = {
	{ "PGP/MIME", TOP "Content-Type: multipart/encrypted; boundary=b" N N
	    "--b" N "Content-Type: application/pgp-encrypted" N N "x" N "--b--"
	    N, "encrypted" },
	{ "enveloped", TOP "Content-Type: application/pkcs7-mime; "
	    "smime-type=signed-data" N "Content-Transfer-Encoding: base64" N N
	    "MIAGCSqGSIb3DQEHA6CAMIACAQAxggGCMIIBfgIBADBmMFIxCzAJ" N,
	    "encrypted" },
	{ "PGP in the text", TOP N "-----BEGIN PGP MESSAGE-----" N,
	    "encrypted" },
	{ "signed, and encrypted in it", TOP
	    "Content-Type: multipart/signed; boundary=b" N N "--b" N
	    "Content-Type: multipart/encrypted; boundary=c" N N "--c" N
	    "Content-Type: application/pgp-encrypted" N N "x" N "--c--" N
	    "--b" N "Content-Type: application/pgp-signature" N N "x" N
	    "--b--" N, "signed" },
	{ "a signed invitation", TOP
	    "Content-Type: multipart/signed; boundary=b" N N "--b" N
	    "Content-Type: text/calendar; method=REQUEST" N N "x" N "--b" N
	    "Content-Type: application/pgp-signature" N N "x" N "--b--" N,
	    "signed" },
	{ "an invitation", TOP "Content-Type: text/calendar" N N "x" N,
	    "calendar" },
	{ "winmail.dat", TOP "Content-Type: application/ms-tnef" N N "x" N,
	    "tnef" },
	{ "a report", TOP "Content-Type: multipart/report; boundary=b" N N
	    "--b" N N "x" N "--b--" N, "report" },
	{ "an automatic answer", "Auto-Submitted: auto-replied" N SIGNED,
	    "automatic" },
	{ "signed for DKIM", EDITED_SIGNED("a.example") SIGNED, "dkim-unfit" },
	{ "sealed", EDITED_ARC("1") SIGNED, "arc" },
	{ "read in two ways", TOP "Content-Type: text/plain" N
	    "Content-Type: text/html" N N "x" N, "structure" },
	{ "blind copies", "Bcc: eve@out.example" N TOP SIGNED, "signed" },
	{ "blind copies of another time", "Resent-Bcc: eve@out.example" N TOP
	    SIGNED, "signed" },
	{ "from a mailbox", "From ann Mon Jun  1 10:00:00 2026" N TOP SIGNED,
	    NULL },
	{ "no domain for a Message-ID", "From: ann" N SIGNED, "signed" },
};

START_TEST(test_not_wrapped)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP };
	struct slice message = slice_str(leaves[_i].message);
	struct edited e;

	setup();
	fixture_run(&e, texts, message, "plain", &how);
	ck_assert_int_eq(e.result, EDIT_SKIPPED);
	ck_assert_msg(leaves[_i].reason == NULL ||
	    slice_eq_str(e.reason, leaves[_i].reason), "%s: %.*s",
	    leaves[_i].name, (int)e.reason.len, (const char *)e.reason.ptr);
	ck_assert_int_eq(e.list.outcomes[0].otherwise, EDIT_OTHERWISE_NONE);
	assert_unchanged(&e, message, leaves[_i].name);
	edited_free(&e);
	teardown();
}
END_TEST

/* A reason in the subject is for us: inside it would be for everybody. */
START_TEST(test_not_wrapped_when_others_edit)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP };
	struct edit_request q[] = {
		{ EDIT_DISCLAIMER, SLICE("plain"), SLICE(""), &how },
		{ EDIT_STRIP_SUBJECT_TAG, SLICE(""), SLICE(""), NULL },
	};
	struct edited e;

	setup();
	edited_run(&e, texts, SLICE("From: a@b.example" N
	    "Subject: A [reason: b]" N SIGNED), q, 2);
	ck_assert_int_eq(e.error, 0);
	ck_assert(edit_list_is_asked_for(&e.list, q, 2));
	ck_assert_int_eq(e.list.outcomes[0].otherwise, EDIT_OTHERWISE_NONE);
	ck_assert_int_eq(e.list.outcomes[1].result, EDIT_DONE);
	ck_assert_str_eq(buf_cstr(&e.after), "From: a@b.example" N
	    "Subject: A" N SIGNED);
	edited_free(&e);
	teardown();
}
END_TEST

/* What is added goes outside, by any name. */
START_TEST(test_wrapped_and_added_to)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP };
	struct edit_request q[] = {
		{ EDIT_DISCLAIMER, SLICE("plain"), SLICE(""), &how },
		{ EDIT_ADD_FIELD, SLICE("Disposition-Notification-To"),
		    SLICE("a@b.example"), NULL },
		{ EDIT_ADD_FIELD, SLICE("X-Mailer"), SLICE("2"), NULL },
	};
	struct mime_message *m;
	struct edited e;

	setup();
	edited_run(&e, texts, SLICE(TOP SIGNED), q, 3);
	ck_assert_int_eq(e.error, 0);
	ck_assert(edit_list_is_asked_for(&e.list, q, 3));
	ck_assert_int_eq(e.list.outcomes[0].otherwise, EDIT_OTHERWISE_WRAP);
	ck_assert_int_eq(e.list.outcomes[1].result, EDIT_DONE);
	m = fixture_after(&e);
	ck_assert(slice_eq_str(slice_sub(m->bytes, m->nodes[2].body_from,
	    m->nodes[2].body_to), TOP SIGNED));
	ck_assert_uint_eq(count_of(&m->nodes[0],
	    "Disposition-Notification-To"), 1);
	ck_assert_uint_eq(count_of(&m->nodes[0], "X-Mailer"), 1);
	ck_assert(slice_eq_str(value_of(&m->nodes[0], "X-Mailer"), "2"));
	edited_free(&e);
	teardown();
}
END_TEST

/* Our own ticket is no part of what a person released. */
START_TEST(test_wrap_without_ticket)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP };
	struct mime_message *m;
	struct edited e;

	setup();
	fixture_run(&e, texts, SLICE("X-Exeat-Release: abc" N TOP SIGNED),
	    "plain", &how);
	ck_assert_int_eq(e.list.outcomes[0].otherwise, EDIT_OTHERWISE_WRAP);
	m = fixture_after(&e);
	ck_assert(slice_eq_str(slice_sub(m->bytes, m->nodes[2].body_from,
	    m->nodes[2].body_to), TOP SIGNED));
	/* Outside the milter takes it off. */
	ck_assert_uint_eq(count_of(&m->nodes[0], "X-Exeat-Release"), 1);
	edited_free(&e);
	teardown();
}
END_TEST

/* --- a field at the top ------------------------------------------------------------------- */

static const struct {
	const char *name, *text, *message;
	enum edit_otherwise done;
	bool is_there;
} fields[] = {
	{ "signed", "plain", TOP SIGNED, EDIT_OTHERWISE_HEADER, false },
	{ "there already", "plain", FIELD TOP SIGNED, EDIT_OTHERWISE_HEADER,
	    true },
	{ "another of that name", "plain", "X-Legal: other" N TOP SIGNED,
	    EDIT_OTHERWISE_HEADER, false },
	{ "encrypted", "plain", TOP "Content-Type: multipart/encrypted; "
	    "boundary=b" N N "--b" N N "x" N "--b--" N,
	    EDIT_OTHERWISE_HEADER, false },
	{ "a calendar", "plain", TOP "Content-Type: text/calendar" N N "x" N,
	    EDIT_OTHERWISE_HEADER, false },
	{ "signed for DKIM", "plain", EDITED_SIGNED("a.example") TOP N "x" N,
	    EDIT_OTHERWISE_HEADER, false },
	{ "sealed", "plain", EDITED_ARC("1") TOP N "x" N,
	    EDIT_OTHERWISE_HEADER, false },
	{ "a signature that says there is none", "plain",
	    "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s;" N
	    "\th=From:X-LEGAL; bh=YQ==; b=YQ==" N TOP N "x" N,
	    EDIT_OTHERWISE_NONE, true },
	{ "a text without one", "wide", TOP SIGNED, EDIT_OTHERWISE_NONE,
	    true },
	{ "a report", "plain", "Content-Type: multipart/report; boundary=b" N
	    N "--b" N N "x" N "--b--" N, EDIT_OTHERWISE_NONE, true },
	{ "an automatic answer", "plain", "Auto-Submitted: auto-replied" N N
	    "x" N, EDIT_OTHERWISE_NONE, true },
	{ "read in two ways", "plain", "Content-Type: text/plain" N
	    "Content-Type: text/html" N N "x" N, EDIT_OTHERWISE_NONE, true },
};

START_TEST(test_field)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_HEADER };
	struct slice message = slice_str(fields[_i].message);
	struct buf want = BUF_INIT(64 * KIB);
	struct edited e, again;

	setup();
	fixture_run(&e, texts, message, fields[_i].text, &how);
	ck_assert_int_eq(e.result, EDIT_SKIPPED);
	ck_assert_msg(e.list.outcomes[0].otherwise == fields[_i].done, "%s",
	    fields[_i].name);
	buf_printf(&want, "%s%s", fields[_i].is_there ? "" : FIELD,
	    fields[_i].message);
	ck_assert_msg(slice_eq(buf_slice(&e.after), buf_slice(&want)),
	    "%s:\n%s", fields[_i].name, buf_cstr(&e.after));
	fixture_run(&again, texts, buf_slice(&e.after), fields[_i].text, &how);
	ck_assert_int_eq(again.list.outcomes[0].otherwise, fields[_i].done);
	assert_unchanged(&again, buf_slice(&e.after), fields[_i].name);
	edited_free(&again);
	edited_free(&e);
	buf_free(&want);
	teardown();
}
END_TEST

/* With the body edited there is no field. */
START_TEST(test_no_field_beside_a_notice)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_HEADER };
	struct edited e;

	setup();
	fixture_run(&e, texts, SLICE(TOP N "Hi" N), "plain", &how);
	ck_assert_int_eq(e.result, EDIT_DONE);
	ck_assert_int_eq(e.list.outcomes[0].otherwise, EDIT_OTHERWISE_NONE);
	ck_assert_uint_eq(slice_find(buf_slice(&e.after), SLICE("X-Legal"),
	    0), SLICE_NPOS);
	edited_free(&e);
	teardown();
}
END_TEST

/* --- signatures that are our own ------------------------------------------------------------- */

START_TEST(test_own_signatures_go)
{
	struct edit_disclaimer how = { .replaces_signatures = true };
	const struct mime_node *root;
	struct edited e;

	setup();
	fixture_run(&e, texts, SLICE(EDITED_SIGNED("a.example") "Subject: x" N
	    EDITED_SIGNED("b.example") N "Hi" N), "plain",
	    &how);
	ck_assert_int_eq(e.result, EDIT_DONE);
	root = &fixture_after(&e)->nodes[0];
	ck_assert_uint_eq(count_of(root, "DKIM-Signature"), 0);
	ck_assert(slice_eq_str(value_of(root, "Subject"), "x"));
	edited_free(&e);
	/* Nothing to add, nothing to take off. */
	fixture_run(&e, texts, SLICE(EDITED_SIGNED("a.example") N "Hi" N N
	    TEXT N), "plain", &how);
	ck_assert_int_eq(e.result, EDIT_ALREADY);
	ck_assert_uint_eq(e.list.header_count, 0);
	edited_free(&e);
	teardown();
}
END_TEST

/* Our own work comes back signed: nothing to do, and nothing to explain. */
START_TEST(test_signed_on_its_way)
{
	static const char *const came[] = {
		EDITED_SIGNED("a.example") TOP N "Hi" N N TEXT N,
		EDITED_ARC("1") TOP N "Hi" N N TEXT N,
		EDITED_SIGNED("a.example") TOP N "Hi" N,
	};
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_WRAP };
	struct edited e;
	size_t i;

	setup();
	for (i = 0; i < N_OF(came); i++) {
		fixture_run(&e, texts, slice_str(came[i]), "plain", &how);
		ck_assert_int_eq(e.result, i < 2 ? EDIT_ALREADY :
		    EDIT_SKIPPED);
		assert_unchanged(&e, slice_str(came[i]), "signed on its way");
		edited_free(&e);
	}
	teardown();
}
END_TEST

/* --- size --------------------------------------------------------------------------------------- */

/* The largest that the result may be, and one byte less. */
START_TEST(test_size)
{
	struct edit_disclaimer how = { .otherwise = EDIT_OTHERWISE_NONE };
	struct slice message = SLICE("Subject: x" N N "Hi" N);
	struct edited e;
	uint64_t size;

	setup();
	fixture_run(&e, texts, message, "plain", &how);
	size = e.after.len;
	edited_free(&e);
	how.size_max = size;
	fixture_run(&e, texts, message, "plain", &how);
	ck_assert_int_eq(e.result, EDIT_DONE);
	edited_free(&e);
	how.size_max = size - 1;
	how.otherwise = EDIT_OTHERWISE_HEADER;
	fixture_run(&e, texts, message, "plain", &how);
	ck_assert_int_eq(e.result, EDIT_SKIPPED);
	ck_assert(slice_eq_str(e.reason, "size"));
	ck_assert_int_eq(e.list.outcomes[0].otherwise, EDIT_OTHERWISE_NONE);
	assert_unchanged(&e, message, "size");
	edited_free(&e);
	/* Wrapping takes more room still. */
	message = SLICE(TOP SIGNED);
	how.size_max = message.len + 100;
	how.otherwise = EDIT_OTHERWISE_WRAP;
	fixture_run(&e, texts, message, "plain", &how);
	ck_assert(slice_eq_str(e.reason, "signed"));
	ck_assert_int_eq(e.list.outcomes[0].otherwise, EDIT_OTHERWISE_NONE);
	assert_unchanged(&e, message, "size of a wrapped one");
	edited_free(&e);
	teardown();
}
END_TEST

/* --- enclosing ------------------------------------------------------------------------------------ */

static const struct {
	const char *name, *text;
	const char *top, *content, *body;	/* header before, its part, body */
	const char *encoding;			/* of the new root */
	const char *of_text;			/* of the new part */
} encloses[] = {
	{ "a file", "plain", "Subject: x" N "MIME-Version: 1.0" N,
	    "Content-Type: application/pdf;" N "\tname=\"a.pdf\"" N
	    "Content-Transfer-Encoding: base64" N
	    "Content-Disposition: attachment" N, "JVBERi0=" N, "", "7bit" },
	{ "every field of it", "wide", "Subject: x" N "MIME-Version: 1.0" N,
	    "content-type: image/png" N "Content-ID: <a@b>" N
	    "Content-Description: a" N "\tpicture" N "Content-Language: en" N
	    "Content-Location: a.png" N "Content-Duration: 4" N
	    "Content-MD5: x" N "CONTENT-TRANSFER-ENCODING: base64" N,
	    "AAAA" N, "", "quoted-printable" },
	{ "no MIME-Version", "plain", "Subject: x" N,
	    "Content-Type: audio/basic" N, "x" N, "", "7bit" },
	{ "eight bits", "plain", "Subject: x" N,
	    "Content-Type: text/markdown" N
	    "Content-Transfer-Encoding: 8bit" N, "\xc3\xa9" N, "8bit",
	    "7bit" },
	{ "eight bits, and words on it", "plain", "Subject: x" N,
	    "Content-Type: text/markdown" N
	    "Content-Transfer-Encoding: 8bit (so)" N, "\xc3\xa9" N, "8bit",
	    "7bit" },
	{ "binary", "plain", "Subject: x" N,
	    "Content-Type: application/zip" N
	    "Content-Transfer-Encoding: binary" N, "P\nK" N, "binary",
	    "7bit" },
	{ "a type twice", "plain", "Subject: x" N,
	    "Content-Type: image/png" N "Content-Type: image/png" N, "x" N,
	    "", "7bit" },
	{ "no type, attached", "plain", "Subject: x" N,
	    "Content-Disposition: attachment" N, "x" N, "", "7bit" },
	{ "nothing in it", "plain", "Subject: x" N,
	    "Content-Type: image/png" N, "", "", "7bit" },
	{ "lines of the text that look like others", "dash", "Subject: x" N,
	    "Content-Type: image/png" N, "x" N, "", "quoted-printable" },
};

START_TEST(test_enclose)
{
	struct buf b = BUF_INIT(64 * KIB);
	struct mime_message *m;
	const struct mime_node *n;
	struct edited e, again;

	setup();
	buf_printf(&b, "%s%sX-Last: y" N N "%s", encloses[_i].top,
	    encloses[_i].content, encloses[_i].body);
	fixture_run(&e, texts, buf_slice(&b), encloses[_i].text, NULL);
	ck_assert_msg(e.result == EDIT_DONE, "%s: %.*s", encloses[_i].name,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	m = fixture_after(&e);
	n = m->nodes;
	ck_assert_uint_eq(m->node_count, 3);
	ck_assert(slice_eq_str(n[0].type.token, "multipart/mixed"));
	ck_assert(slice_starts(buf_slice(&e.after),
	    slice_str(encloses[_i].top)));
	ck_assert_msg(slice_eq_str(value_of(&n[0],
	    "Content-Transfer-Encoding"), encloses[_i].encoding), "%s",
	    encloses[_i].name);
	ck_assert(slice_eq_str(value_of(&n[1], "Content-Transfer-Encoding"),
	    encloses[_i].of_text));
	ck_assert_msg(slice_eq_str(slice_sub(m->bytes, n[2].header_from,
	    n[2].header_to), encloses[_i].content), "%s", encloses[_i].name);
	ck_assert(slice_eq_str(slice_sub(m->bytes, n[2].body_from,
	    n[2].body_to), encloses[_i].body));
	ck_assert_uint_eq(count_of(&n[0], "MIME-Version"), 1);
	ck_assert_uint_eq(count_of(&n[0], "Content-Type"), 1);
	fixture_run(&again, texts, buf_slice(&e.after),
	    encloses[_i].text, NULL);
	ck_assert_msg(again.result == EDIT_ALREADY, "%s", encloses[_i].name);
	edited_free(&again);
	edited_free(&e);
	buf_free(&b);
	teardown();
}
END_TEST

/* A first child, in every way that a first delimiter can stand. */
static const struct {
	const char *name, *text, *before, *after;	/* of the body */
} children[] = {
	{ "at the very start", "plain", "--b" N "Content-Type: image/png" N N
	    "x" N "--b--" N, "--b" N
	    "Content-Type: text/plain; charset=us-ascii" N
	    "Content-Transfer-Encoding: 7bit" N N TEXT N "--b" N
	    "Content-Type: image/png" N N "x" N "--b--" N },
	{ "text before and after it", "plain", "pre" N "amble" N N "--b" N
	    "Content-Type: image/png" N N "x" N "--b--" N "epi" N, "pre" N
	    "amble" N N "--b" N
	    "Content-Type: text/plain; charset=us-ascii" N
	    "Content-Transfer-Encoding: 7bit" N N TEXT N "--b" N
	    "Content-Type: image/png" N N "x" N "--b--" N "epi" N },
	{ "no end", "plain", "--b" N "Content-Type: image/png" N N "x" N,
	    "--b" N "Content-Type: text/plain; charset=us-ascii" N
	    "Content-Transfer-Encoding: 7bit" N N TEXT N "--b" N
	    "Content-Type: image/png" N N "x" N },
	{ "the boundary in the text", "dash", "--b" N
	    "Content-Type: image/png" N N "x" N "--b--" N, "--b" N
	    "Content-Type: text/plain; charset=us-ascii" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "=2D-b is a line of this notice of Dash Homes" N
	    "=2Eand so is this one" N "--b" N "Content-Type: image/png" N N
	    "x" N "--b--" N },
};

#define MIXED	"Subject: x" N "Content-Type: multipart/mixed; boundary=b" N

START_TEST(test_child)
{
	struct buf b = BUF_INIT(64 * KIB);
	struct mime_message *m;
	struct edited e;

	setup();
	buf_printf(&b, MIXED N "%s", children[_i].before);
	fixture_run(&e, texts, buf_slice(&b), children[_i].text, NULL);
	ck_assert_msg(e.result == EDIT_DONE, "%s: %.*s", children[_i].name,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	m = fixture_after(&e);
	ck_assert_msg(slice_eq_str(slice_from(m->bytes,
	    m->nodes[0].body_from), children[_i].after), "%s:\n%s",
	    children[_i].name, buf_cstr(&e.after));
	edited_free(&e);
	buf_free(&b);
	teardown();
}
END_TEST

/* Messages in a mixed without text: as many come out, to the byte. */
START_TEST(test_eighteen_messages)
{
	struct buf b = BUF_INIT(64 * KIB);
	struct mime_message *m;
	struct edited e;
	size_t i, seen;

	setup();
	buf_puts(&b, MIXED N);
	for (i = 0; i < 18; i++)
		buf_printf(&b, "--b" N "Content-Type: message/rfc822" N N
		    "Subject: %zu" N N "mail %zu  " N, i, i);
	buf_puts(&b, "--b--" N);
	fixture_run(&e, texts, buf_slice(&b), "plain", NULL);
	ck_assert_int_eq(e.result, EDIT_DONE);
	m = fixture_after(&e);
	for (i = seen = 0; i < m->node_count; i++)
		seen += m->nodes[i].is_message;
	ck_assert_uint_eq(seen, 18);
	ck_assert(slice_ends(buf_slice(&e.after), slice_from(buf_slice(&b),
	    sizeof MIXED - 1 + 2)));
	edited_free(&e);
	buf_free(&b);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "wrap", test_wrap, N_OF(wraps) },
		{ "outer header", test_outer_header, 0 },
		{ "not wrapped", test_not_wrapped, N_OF(leaves) },
		{ "others edit", test_not_wrapped_when_others_edit, 0 },
		{ "added to", test_wrapped_and_added_to, 0 },
		{ "ticket", test_wrap_without_ticket, 0 },
		{ "field", test_field, N_OF(fields) },
		{ "no field", test_no_field_beside_a_notice, 0 },
		{ "own signatures", test_own_signatures_go, 0 },
		{ "signed on its way", test_signed_on_its_way, 0 },
		{ "size", test_size, 0 },
		{ "enclose", test_enclose, N_OF(encloses) },
		{ "child", test_child, N_OF(children) },
		{ "eighteen", test_eighteen_messages, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("wrap_rewrite", tests);
}
