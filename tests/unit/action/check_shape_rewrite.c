#include "action/shape_rewrite.h"

#include <string.h>

#include "base/limits.h"
#include "unit/action/fixture.h"

#define N	"\r\n"
#define MP(sub)	"Content-Type: multipart/" sub "; boundary=b" N N
#define IN(sub)	"Content-Type: multipart/" sub "; boundary=c" N N
#define T	"--b" N N "text" N
#define H	"--b" N "Content-Type: text/html" N N "<p>a page of a mail</p>" N
#define PAGE	"<p>a page of a mail</p>"
#define PNG	"--b" N "Content-Type: image/png" N N "x" N
#define END	"--b--" N
#define PART(fields)	"--b" N fields N N "<p>text or page</p>" N
#define CMS_SIGNED	"MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCA" N
#define CMS_ENVELOPED	"MIAGCSqGSIb3DQEHA6CAMIACAQAxggGCMIIBfgIBADBmMFIxCzAJ" N
#define B64	"Content-Transfer-Encoding: base64"

static struct mime_message *
read_message(struct slice bytes, struct arena *a)
{
	struct mime_message *m;

	ck_assert_int_eq(mime_read(bytes, SLICE(""), 0, a, &m), 0);
	return m;
}

/* --- which parts are the body ------------------------------------------------------- */

/* "1", "1+2.1": the leaves; "child", "enclose"; else the reason. */
static const struct {
	const char *name, *message, *body;
} cases[] = {
	{ "no Content-Type", "Subject: x" N N "Hi" N, "1" },
	{ "nothing at all after the header", "Subject: x" N N, "1" },
	{ "a page", "Content-Type: text/html" N N PAGE N, "1" },
	{ "a comment in the type", "Content-Type: (a) text/plain (b); (c) "
	    "charset=us-ascii (d)" N N "Hi" N, "1" },
	{ "a type over three lines", "Content-Type:" N "\ttext/plain;" N
	    " charset=utf-8" N N "Hi" N, "1" },
	{ "a type twice, the same", "Content-Type: text/plain" N
	    "Content-Type: text/plain" N N "Hi" N, "1" },

	{ "both texts of an alternative", MP("alternative") T H END, "1+2" },
	{ "AMP stays", MP("alternative") T PART("Content-Type: "
	    "text/x-amp-html") H END, "1+3" },
	{ "a watch's page stays", MP("alternative") T PART("Content-Type: "
	    "text/watch-html") H END, "1+3" },
	{ "enriched text stays", MP("alternative") T PART("Content-Type: "
	    "text/enriched") END, "1" },
	{ "a calendar beside texts stays", MP("alternative") T H
	    PART("Content-Type: text/calendar; method=REQUEST") END, "1+2" },
	{ "an alternative of a calendar only", MP("alternative")
	    PART("Content-Type: text/calendar; method=REPLY") END,
	    "calendar" },
	{ "a page in a related one of an alternative", MP("alternative") T
	    "--b" N IN("related") "--c" N "Content-Type: text/html" N N PAGE N
	    "--c" N "Content-Type: image/png" N N "x" N "--c--" N END,
	    "1+2.1" },
	{ "an attachment inside an alternative", MP("alternative") T H
	    PART("Content-Type: text/plain" N "Content-Disposition: "
	    "attachment; filename=a.txt") END, "1+2" },
	{ "a second text with a name", MP("alternative") T H
	    PART("Content-Type: text/plain; name=a.txt") END, "1+2" },
	{ "the only page has a name", MP("alternative") T
	    PART("Content-Type: text/html; name=a.html") END, "named" },
	{ "the page of a related one has a name", MP("alternative") T
	    "--b" N IN("related") "--c" N "Content-Type: text/html; "
	    "name=a.html" N N PAGE N "--c--" N END, "named" },
	{ "a text in a related one has a name, and is none of the versions",
	    MP("alternative") T "--b" N IN("related") "--c" N
	    "Content-Type: text/html" N N PAGE N "--c" N
	    "Content-Type: text/html; name=a.html" N N PAGE N "--c--" N END,
	    "1+2.1" },
	{ "a version of a disposition that nobody knows", MP("alternative")
	    PART("Content-Disposition: x-aside") H END, "named" },
	{ "a version of a type that is none", MP("alternative")
	    PART("Content-Type: text") H END, "structure" },
	{ "a page of a type that is none", MP("alternative") T
	    PART("Content-Type: text/") END, "structure" },
	{ "a version of a type that is none, with a name", MP("alternative") T
	    PART("Content-Type: html; name=a.html") END, "named" },
	{ "an attached version of a type that is none", MP("alternative") T H
	    PART("Content-Type: x" N "Content-Disposition: attachment") END,
	    "1+2" },
	{ "an attached version", MP("alternative")
	    PART("Content-Disposition: attachment") H END, "2" },
	{ "two texts of a kind", MP("alternative") T T END, "1+2" },
	{ "a signed member", MP("alternative") T
	    PART("Content-Type: application/pkcs7-mime") END, "encrypted" },
	{ "an alternative without any text", MP("alternative") PNG END,
	    "no-body" },

	{ "text and a picture", MP("mixed") T PNG END, "1" },
	{ "Apple: text, picture, text", MP("mixed") T PNG T END, "3" },
	{ "Apple: pages between pictures", MP("mixed") H PNG H PNG END, "3" },
	{ "Apple: a plain version, and pages between pictures",
	    MP("alternative") T "--b" N IN("mixed") "--c" N
	    "Content-Type: text/html" N N PAGE N "--c" N
	    "Content-Type: application/pdf" N N "x" N "--c" N
	    "Content-Type: text/html" N N PAGE N "--c--" N END, "1+2.3" },
	{ "a page, then a text without a name", MP("mixed") H T END, "2" },
	{ "an alternative, then a list's footer", MP("mixed") "--b" N
	    IN("alternative") "--c" N N "x" N "--c" N
	    "Content-Type: text/html" N N PAGE N "--c--" N T END, "2" },
	{ "a text, then an alternative", MP("mixed") T "--b" N
	    IN("alternative") "--c" N N "x" N "--c" N
	    "Content-Type: text/html" N N PAGE N "--c--" N END, "2.1+2.2" },
	{ "mixed in mixed", MP("mixed") "--b" N IN("mixed") "--c" N N "x" N
	    "--c" N "Content-Type: image/png" N N "x" N "--c--" N END, "1.1" },
	{ "an alternative in a related one in a mixed", MP("mixed") "--b" N
	    IN("related") "--c" N "Content-Type: multipart/alternative; "
	    "boundary=d" N N "--d" N N "x" N "--d" N "Content-Type: text/html"
	    N N "x" N "--d--" N "--c" N "Content-Type: image/png" N N "x" N
	    "--c--" N PNG END, "1.1.1+1.1.2" },
	{ "a container that nobody knows", MP("x-something") T PNG END, "1" },
	{ "parallel is as mixed", MP("parallel") T PNG END, "1" },
	{ "no text in one that nobody knows", MP("x-something") PNG END,
	    "no-body" },
	{ "a container attached", MP("mixed") T "--b" N
	    "Content-Disposition: attachment" N IN("mixed") "--c" N N "x" N
	    "--c--" N END, "1" },
	{ "a root that calls itself an attachment",
	    "Content-Disposition: attachment" N MP("mixed") T PNG END, "1" },

	{ "inline without a name", MP("mixed")
	    PART("Content-Disposition: inline") END, "1" },
	{ "inline with a name", MP("mixed") T
	    PART("Content-Disposition: inline; filename=a.txt") END, "1" },
	{ "inline with a name in pieces", MP("mixed") T
	    PART("Content-Disposition: inline; filename*0=a; filename*1=.txt")
	    END, "1" },
	{ "a name in another alphabet", MP("mixed") T PART("Content-Type: "
	    "text/plain; name*=utf-8''%C3%A9.txt") END, "1" },
	{ "attached without a name", MP("mixed") T
	    PART("Content-Disposition: ATTACHMENT") END, "1" },
	{ "a disposition that nobody knows", MP("mixed") T
	    PART("Content-Disposition: x-aside") END, "1" },
	{ "a root of a disposition that nobody knows", "Content-Type: "
	    "text/plain" N "Content-Disposition: x-aside" N N "x" N,
	    "structure" },
	{ "such a root with a name", "Content-Type: text/plain; name=a" N
	    "Content-Disposition: x-aside" N N "x" N, "enclose" },
	{ "a root of a type that is none", "Content-Type: text" N N "x" N,
	    "structure" },
	{ "a root of half a type", "Content-Type: /plain" N N "x" N,
	    "structure" },
	{ "a root of a type too many", "Content-Type: text/plain/x" N N "x" N,
	    "structure" },
	{ "no type in the field", "Content-Type: ;charset=us-ascii" N N "x" N,
	    "1" },
	{ "a file of a type that is none", "Content-Type: pdf; name=a.pdf" N N
	    "x" N, "enclose" },
	{ "a type that is none, then text", MP("mixed")
	    PART("Content-Type: text") T END, "structure" },
	{ "text, then a type that is none", MP("mixed") T
	    PART("Content-Type: text") END, "1" },
	{ "two dispositions", MP("mixed") PART("Content-Disposition: inline" N
	    "Content-Disposition: attachment") END, "structure" },
	{ "nothing but a named text", MP("mixed") PART("Content-Type: "
	    "text/plain; name=a.txt") END, "child" },
	{ "a root with a name", "Content-Type: text/plain; name=a.txt" N N
	    "x" N, "enclose" },
	{ "an attached root without a type",
	    "Content-Disposition: attachment" N N "x" N, "enclose" },

	{ "related: the first part", MP("related") H PNG END, "1" },
	{ "related: start, quoted, in brackets", "Content-Type: "
	    "multipart/related; boundary=b; start=\"<p@x>\"" N N PNG
	    PART("Content-Type: text/html" N "Content-ID: <p@x>") END, "2" },
	{ "related: start without brackets", "Content-Type: "
	    "multipart/related; boundary=b; start=\"p@x\"" N N PNG
	    PART("Content-Type: text/html" N "Content-ID: <p@x>") END, "2" },
	{ "related: a start that is not there", "Content-Type: "
	    "multipart/related; boundary=b; start=\"<q@x>\"" N N H
	    PART("Content-Type: image/png" N "Content-ID: <p@x>") END, "1" },
	{ "related: a picture first", MP("related") PNG H END, "no-body" },
	{ "related: its root an alternative", MP("related") "--b" N
	    IN("alternative") "--c" N N "x" N "--c" N
	    "Content-Type: text/html" N N PAGE N "--c--" N PNG END,
	    "1.1+1.2" },
	{ "related: its root a mixed", MP("related") "--b" N IN("mixed")
	    "--c" N "Content-Type: text/html" N N PAGE N "--c--" N PNG END,
	    "1.1" },

	{ "a file alone", "Content-Type: application/pdf; name=a.pdf" N N
	    "x" N, "enclose" },
	{ "enriched text alone", "Content-Type: text/enriched" N N "x" N,
	    "enclose" },
	{ "markdown alone", "Content-Type: text/markdown" N N "x" N,
	    "enclose" },
	{ "a mixed of files", MP("mixed") PNG PNG END, "child" },
	{ "eighteen messages side by side", MP("mixed")
	    PART("Content-Type: message/rfc822" N N "A: b")
	    PART("Content-Type: message/rfc822" N N "A: b") END, "child" },
	{ "a message beside a text", MP("mixed") T
	    PART("Content-Type: message/rfc822" N N "A: b") END, "1" },
	{ "a message alone", "Content-Type: message/rfc822" N N "A: b" N N
	    "x" N, "message" },
	{ "a piece of a message", "Content-Type: message/partial; id=x; "
	    "number=1" N N "x" N, "message" },
	{ "a body that is elsewhere", "Content-Type: message/external-body; "
	    "access-type=URL" N N "x" N, "message" },
	{ "a digest", MP("digest") "--b" N N "A: b" N N "x" N END, "digest" },
	{ "a digest below its contents", MP("mixed") T "--b" N IN("digest")
	    "--c" N N "A: b" N N "x" N "--c--" N END, "1" },
	{ "a Macintosh file alone", MP("appledouble")
	    PART("Content-Type: application/applefile") PNG END,
	    "container" },
	{ "a Macintosh file, then text", MP("mixed") "--b" N
	    IN("appledouble") "--c" N "Content-Type: application/applefile" N
	    N "x" N "--c" N "Content-Type: image/png" N N "x" N "--c--" N T
	    END, "2" },
	{ "a form", MP("form-data") PART("Content-Disposition: form-data; "
	    "name=a") END, "container" },
	{ "one click", MP("form-data") "--b" N "Content-Disposition: "
	    "form-data; name=List-Unsubscribe" N N "One-Click" N END,
	    "container" },
	{ "pieces of a file", MP("byteranges") T END, "container" },
	{ "pages that follow each other", MP("x-mixed-replace") H H END,
	    "container" },
	{ "a calendar", "Content-Type: text/calendar; method=REQUEST" N N
	    "x" N, "calendar" },
	{ "an older calendar", "Content-Type: text/x-vcalendar" N N "x" N,
	    "calendar" },
	{ "a mixed of a calendar only", MP("mixed") PART("Content-Type: "
	    "text/calendar") END, "calendar" },
	{ "a calendar above a text", MP("mixed") PART("Content-Type: "
	    "text/calendar") T END, "2" },
	{ "TNEF", "Content-Type: application/ms-tnef; name=winmail.dat" N N
	    "x" N, "tnef" },
	{ "TNEF by its other name", "Content-Type: application/vnd.ms-tnef" N
	    N "x" N, "tnef" },
	{ "TNEF beside text", MP("mixed") T PART("Content-Type: "
	    "application/ms-tnef; name=winmail.dat") END, "1" },

	{ "signed", MP("signed") T PART("Content-Type: "
	    "application/pgp-signature") END, "signed" },
	{ "signed below a list's header", MP("mixed") T "--b" N IN("signed")
	    "--c" N N "x" N "--c" N "Content-Type: application/pgp-signature"
	    N N "x" N "--c--" N END, "1" },
	{ "signed above a list's footer", MP("mixed") "--b" N IN("signed")
	    "--c" N N "x" N "--c" N "Content-Type: application/pgp-signature"
	    N N "x" N "--c--" N T END, "signed" },
	{ "signed in a related one", MP("related") "--b" N IN("signed")
	    "--c" N N "x" N "--c" N "Content-Type: application/pgp-signature"
	    N N "x" N "--c--" N END, "signed" },
	{ "encrypted", MP("encrypted") PART("Content-Type: "
	    "application/pgp-encrypted") PART("Content-Type: "
	    "application/octet-stream") END, "encrypted" },
	{ "encrypted, as some servers leave it", MP("mixed") "--b" N N N
	    PART("Content-Type: application/pgp-encrypted")
	    PART("Content-Type: application/octet-stream") END, "encrypted" },
	{ "CMS says signed", "Content-Type: application/pkcs7-mime" N B64 N N
	    CMS_SIGNED, "signed" },
	{ "CMS says enveloped, its label signed", "Content-Type: "
	    "application/pkcs7-mime; smime-type=signed-data" N B64 N N
	    CMS_ENVELOPED, "encrypted" },
	{ "CMS by its older name", "Content-Type: application/x-pkcs7-mime" N
	    B64 N N CMS_SIGNED, "signed" },
	{ "CMS in a file by its name", "Content-Type: "
	    "application/octet-stream; name=smime.p7m" N B64 N N CMS_SIGNED,
	    "signed" },
	{ "no CMS in it, but its label", "Content-Type: "
	    "application/pkcs7-mime; smime-type=signed-data" N N "x" N,
	    "signed" },
	{ "PGP from before MIME, signed", "Content-Type: application/pgp; "
	    "x-action=sign" N N "x" N, "signed" },
	{ "PGP from before MIME", "Content-Type: application/pgp; "
	    "format=text; x-action=encrypt" N N "x" N, "encrypted" },
	{ "a signed file below text", MP("mixed") T PART("Content-Type: "
	    "application/pkcs7-mime; name=contract.pdf.p7m") END, "1" },
	{ "signed files alone", MP("mixed") PART("Content-Type: "
	    "application/pkcs7-mime" N "Content-Disposition: attachment; "
	    "filename=contract.pdf.p7m") END, "child" },
	{ "the message itself in a mixed", MP("mixed") PART("Content-Type: "
	    "application/pkcs7-mime" N "Content-Disposition: attachment; "
	    "filename=smime.p7m") END, "encrypted" },

	{ "a report below", MP("mixed") "--b" N IN("report") "--c" N N "x" N
	    "--c" N "Content-Type: message/delivery-status" N N "x" N "--c--"
	    N T END, "report" },
	{ "a report attached to a text", MP("mixed") T "--b" N IN("report")
	    "--c" N N "x" N "--c" N "Content-Type: message/delivery-status" N
	    N "x" N "--c--" N END, "1" },
	{ "a checksum on a container", EDITED_MD5 MP("mixed") T END,
	    "content-md5" },
	{ "a checksum on one without text", EDITED_MD5 MP("mixed")
	    PNG END, "content-md5" },
	{ "a checksum on an attachment", MP("mixed") T PART("Content-Type: "
	    "image/png" N "Content-MD5: "
	    "AAAAAAAAAAAAAAAAAAAAAA==") END, "1" },
	{ "no closing delimiter", MP("mixed") T PNG, "1" },
	{ "text before and after", MP("mixed") "pre" N T PNG END "epi" N,
	    "1" },
};

static void
put_leaves(const struct mime_message *m, const struct shape *s,
    struct buf *out)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		buf_printf(out, "%s%.*s", i > 0 ? "+" : "",
		    (int)m->nodes[s->leaf[i]].path.len,
		    (const char *)m->nodes[s->leaf[i]].path.ptr);
}

START_TEST(test_shape)
{
	struct arena *a = arena_new(16 * MIB);
	struct buf b = BUF_INIT(KIB);
	struct mime_message *m;
	struct shape s;

	m = read_message(slice_str(cases[_i].message), a);
	shape_find(m, &s);
	switch (s.kind) {
	case SHAPE_LEAVES:
		put_leaves(m, &s, &b);
		break;
	case SHAPE_CHILD:
		buf_puts(&b, "child");
		break;
	case SHAPE_ENCLOSE:
		buf_puts(&b, "enclose");
		break;
	case SHAPE_REFUSED:
		buf_puts(&b, s.reason);
		break;
	}
	ck_assert_msg(strcmp(buf_cstr(&b), cases[_i].body) == 0, "%s: %s",
	    cases[_i].name, buf_cstr(&b));
	buf_free(&b);
	arena_free(a);
}
END_TEST

/*
 * The same, carried out: what has a body or gets one is done and passes its
 * proof; all else is left for that reason.  "html", "encoding" and such are
 * said of leaves, not of shapes: none of these leaves is one.
 */
START_TEST(test_edited)
{
	struct slice message = slice_str(cases[_i].message);
	struct disclaimers *texts = fixture_texts();
	struct arena *a = arena_new(16 * MIB);
	struct edited e;
	struct shape s;

	shape_find(read_message(message, a), &s);
	edited_add(&e, texts, message, "plain");
	ck_assert_int_eq(e.error, 0);
	ck_assert_msg(e.result == (s.kind == SHAPE_REFUSED ? EDIT_SKIPPED :
	    EDIT_DONE), "%s: %d %.*s", cases[_i].name, (int)e.result,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	if (s.kind == SHAPE_REFUSED)
		ck_assert(slice_eq(buf_slice(&e.after), message));
	edited_free(&e);
	fixture_free(texts);
	arena_free(a);
}
END_TEST

/* As many texts as one alternative may have, and one more. */
START_TEST(test_many_texts)
{
	struct arena *a = arena_new(16 * MIB);
	struct buf b = BUF_INIT(64 * KIB);
	struct shape s;
	size_t i, n;

	for (n = SHAPE_LEAVES_MAX; n <= SHAPE_LEAVES_MAX + 1; n++) {
		buf_reset(&b);
		buf_puts(&b, MP("alternative"));
		for (i = 0; i < n; i++)
			buf_puts(&b, T);
		buf_puts(&b, END);
		shape_find(read_message(buf_slice(&b), a), &s);
		ck_assert_int_eq(s.kind, n == SHAPE_LEAVES_MAX ?
		    SHAPE_LEAVES : SHAPE_REFUSED);
	}
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* A thousand parts: one of them is the body, the last. */
START_TEST(test_many_parts)
{
	struct arena *a = arena_new(64 * MIB);
	struct buf b = BUF_INIT(MIB);
	struct mime_message *m;
	struct shape s;
	int i;

	buf_puts(&b, MP("mixed"));
	for (i = 0; i < 500; i++)
		buf_puts(&b, T PNG);
	buf_puts(&b, END);
	m = read_message(buf_slice(&b), a);
	ck_assert_uint_eq(m->node_count, 1001);
	shape_find(m, &s);
	ck_assert_int_eq(s.kind, SHAPE_LEAVES);
	ck_assert_uint_eq(s.count, 1);
	ck_assert(slice_eq_str(m->nodes[s.leaf[0]].path, "999"));
	buf_free(&b);
	arena_free(a);
}
END_TEST

static void
put_nested(struct buf *b, int depth)
{
	int i;

	for (i = 0; i < depth; i++)
		buf_printf(b, "%sContent-Type: multipart/mixed; boundary=b%dx"
		    N N "--b%dx" N, "", i, i);
	buf_puts(b, N "text" N);
	while (i-- > 0)
		buf_printf(b, "--b%dx--" N, i);
}

/* As deep as we read, and past it. */
START_TEST(test_depth)
{
	static const struct { int depth; bool fine; } depths[] = {
		{ 1, true }, { 8, true }, { UNPACK_DEPTH_MAX - 1, true },
		{ UNPACK_DEPTH_MAX + 2, false }, { 100, false },
	};
	static const struct edit_disclaimer how;
	struct arena *a = arena_new(64 * MIB);
	struct buf b = BUF_INIT(MIB);
	struct mime_message *m;
	const char *why;
	size_t i;

	for (i = 0; i < N_OF(depths); i++) {
		buf_reset(&b);
		put_nested(&b, depths[i].depth);
		m = read_message(buf_slice(&b), a);
		why = shape_screen(m, &how);
		ck_assert_msg(depths[i].fine ? why == NULL : why != NULL &&
		    strcmp(why, "structure") == 0, "%d: %s", depths[i].depth,
		    why == NULL ? "-" : why);
	}
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* --- which messages --------------------------------------------------------------------- */

static const struct {
	const char *name, *header;
	struct edit_disclaimer how;
	const char *why;	/* NULL: none */
} screens[] = {
	{ "an everyday mail", "Subject: x" N, { .size_max = 0 }, NULL },
	{ "no sender to answer to", "Subject: x" N,
	    { .has_null_sender = true }, "automatic" },
	{ "an answer by itself", "Auto-Submitted: auto-replied" N,
	    { .size_max = 0 }, "automatic" },
	{ "with words behind it", "Auto-Submitted: auto-replied (vacation)" N,
	    { .size_max = 0 }, "automatic" },
	{ "a notice by a filter", "Auto-Submitted: auto-notified; owner=a" N,
	    { .size_max = 0 }, "automatic" },
	{ "a word that nobody knows", "Auto-Submitted: auto-x" N,
	    { .size_max = 0 }, "automatic" },
	{ "not by itself", "Auto-Submitted: no" N, { .size_max = 0 }, NULL },
	{ "a word that begins with no", "Auto-Submitted: noted" N,
	    { .size_max = 0 }, "automatic" },
	{ "Exchange's answer", "X-Autoreply: yes" N, { .size_max = 0 },
	    "automatic" },
	{ "an older one", "Precedence: auto_reply" N, { .size_max = 0 },
	    "automatic" },
	{ "bulk is none", "Precedence: bulk" N, { .size_max = 0 }, NULL },
	{ "a business system", "Auto-Submitted: auto-generated" N,
	    { .size_max = 0 }, NULL },
	{ "a business system, not wanted", "Auto-Submitted: AUTO-GENERATED;"
	    " a=b" N, { .skips_generated = true }, "generated" },
	{ "an everyday mail where those are not wanted", "Subject: x" N,
	    { .skips_generated = true }, NULL },
	{ "a list's mail", "List-Id: <a.b>" N "List-Unsubscribe: <mailto:a@b>"
	    N "Precedence: list" N, { .size_max = 0 }, NULL },
	{ "a report", "Content-Type: multipart/report; boundary=b" N,
	    { .size_max = 0 }, "report" },
	{ "a receipt", "Content-Type: message/disposition-notification" N,
	    { .size_max = 0 }, "report" },
	{ "a delivery status", "Content-Type: message/delivery-status" N,
	    { .size_max = 0 }, "report" },
	{ "a complaint", "Content-Type: message/feedback-report" N,
	    { .size_max = 0 }, "report" },
	{ "a report of mail in UTF-8", "Content-Type: "
	    "message/global-delivery-status" N, { .size_max = 0 }, "report" },
	{ "signed for DKIM", EDITED_SIGNED("x.example"),
	    { .size_max = 0 }, "dkim" },
	{ "signed for DKIM with a length", EDITED_SIGNED("x.example; l=10"), { .size_max = 0 }, "dkim" },
	{ "signed for DKIM by ourselves", EDITED_SIGNED("x.example"),
	    { .replaces_signatures = true }, NULL },
	{ "signed in the older way", "DomainKey-Signature: a=rsa-sha1; "
	    "b=YQ==; d=x.example; s=s" N, { .size_max = 0 }, "dkim" },
	{ "and in the older way", "DomainKey-Signature: a=rsa-sha1; "
	    "b=YQ==; d=x.example; s=s" N EDITED_SIGNED("x.example"), { .replaces_signatures = true },
	    "dkim" },
	{ "signed, with a blank before the colon",
	    "DKIM-Signature : v=1; a=rsa-sha256; d=x.example; s=s; h=From; "
	    "bh=YQ==; b=YQ==" N, { .size_max = 0 }, "dkim" },
	{ "what is no signature", "DKIM-Signature: x" N
	    "DomainKey-Signature: x" N "ARC-Seal: i=1" N,
	    { .size_max = 0 }, NULL },
	{ "what is none beside one", "DKIM-Signature: x" N
	    EDITED_SIGNED("x.example"), { .size_max = 0 }, "dkim" },
	{ "sealed", EDITED_ARC("1"), { .size_max = 0 }, "arc" },
	{ "sealed, and our own signature", EDITED_ARC("50")
	    EDITED_SIGNED("x.example"), { .replaces_signatures = true },
	    "arc" },
	{ "a line that is no field", "Subject: x" N "no field" N,
	    { .size_max = 0 }, "structure" },
	{ "two types that differ", "Content-Type: text/plain" N
	    "Content-Type: text/html" N, { .size_max = 0 }, "structure" },
	{ "two encodings that differ", "Content-Transfer-Encoding: 7bit" N
	    "Content-Transfer-Encoding: base64" N, { .size_max = 0 },
	    "structure" },
	{ "no boundary", "Content-Type: multipart/mixed" N, { .size_max = 0 },
	    "structure" },
	{ "letters of UTF-8 in the header", "Subject: caf\xc3\xa9" N,
	    { .size_max = 0 }, NULL },
};

START_TEST(test_screen)
{
	struct arena *a = arena_new(16 * MIB);
	struct buf b = BUF_INIT(4 * KIB);
	const char *why;

	buf_printf(&b, "%s" N "Hi" N, screens[_i].header);
	why = shape_screen(read_message(buf_slice(&b), a), &screens[_i].how);
	ck_assert_msg(screens[_i].why == NULL ? why == NULL : why != NULL &&
	    strcmp(why, screens[_i].why) == 0, "%s: %s", screens[_i].name,
	    why == NULL ? "-" : why);
	buf_free(&b);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "shape", test_shape, N_OF(cases) },
		{ "edited", test_edited, N_OF(cases) },
		{ "many texts", test_many_texts, 0 },
		{ "many parts", test_many_parts, 0 },
		{ "depth", test_depth, 0 },
		{ "screen", test_screen, N_OF(screens) },
		{ NULL, NULL, 0 },
	};

	return unit_main("shape", tests);
}
