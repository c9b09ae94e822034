#include "action/rewrite.h"

#include <string.h>

#include "base/err.h"
#include "unit/action/fixture.h"

#define N	"\r\n"
#define P1	"Confidential: meant for the addressee only." N
#define P2	"Plain Homes, 1 Sample Street."
#define PLAIN	P1 P2
#define HTML	"<div style=\"clear:both\"><p>Confidential: meant for the " \
		"addressee only.<br />Plain Homes, 1 Sample Street.</p></div>"
#define HTML_QP	"<div style=3D\"clear:both\"><p>Confidential: meant for the " \
		"addressee only.<br=" N \
		" />Plain Homes, 1 Sample Street.</p></div>"
#define WIDE	"Confidential \xe2\x80\x93 meant for the addressee." N \
		"Caf\xc3\xa9 Homes \xc2\xa3" "5."
#define WIDE_A	"Confidential - meant for the addressee." N \
		"Cafe Homes GBP5."
#define WIDE_QP	"Confidential =E2=80=93 meant for the addressee." N \
		"Caf=C3=A9 Homes =C2=A35."
#define MP(sub)	"Content-Type: multipart/" sub "; boundary=b" N N

static struct disclaimers *texts;

static void
setup(void)
{
	texts = fixture_texts();
}

static void
teardown(void)
{
	fixture_free(texts);
}

/* --- the whole message, before and after ------------------------------------------ */

static const struct {
	const char *name, *with, *before, *after;
} done_cases[] = {
	{ "D1 plain ASCII", "plain",
	    "Subject: x" N N "Hello" N,
	    "Subject: x" N N "Hello" N N PLAIN N },
	{ "D1 no line end at the end", "plain",
	    MP("mixed") "--b" N N "Hello" N "--b--" N,
	    MP("mixed") "--b" N N "Hello" N N PLAIN N "--b--" N },
	{ "D1 empty lines at the end stay", "plain",
	    "Subject: x" N N "Hello" N N N,
	    "Subject: x" N N "Hello" N N N N PLAIN N },
	{ "D2 no MIME fields, letters beyond ASCII: all three are added",
	    "wide", "Subject: x" N N "Hello" N,
	    "Subject: x" N "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "Hello" N N WIDE_QP N },
	{ "D2 only the charset changes in its field", "wide",
	    "MIME-Version: 1.0" N
	    "Content-Type: text/plain;" N "\tcharset=\"US-ASCII\" (x); a=b" N
	    "Content-Transfer-Encoding: quoted-printable" N N "a=3Db" N,
	    "MIME-Version: 1.0" N
	    "Content-Type: text/plain;" N "\tcharset=utf-8 (x); a=b" N
	    "Content-Transfer-Encoding: quoted-printable" N N "a=3Db" N N
	    WIDE_QP N },
	{ "a page with a control byte", "plain",
	    "Content-Type: text/html" N N "<p>Hello\005 you there" N,
	    "Content-Type: text/html" N N "<p>Hello\005 you there" N HTML N },
	{ "D3 ISO-8859-1 has these letters but the dash", "wide",
	    "MIME-Version: 1.0" N "Content-Type: text/plain; charset=iso-8859-1"
	    N "Content-Transfer-Encoding: 8bit" N N "\xe9" N,
	    "MIME-Version: 1.0" N "Content-Type: text/plain; charset=iso-8859-1"
	    N "Content-Transfer-Encoding: 8bit" N N "\xe9" N N WIDE_A N },
	{ "D3 windows-1252 has them all", "wide",
	    "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=windows-1252" N
	    "Content-Transfer-Encoding: 8bit" N N "\xe9" N,
	    "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=windows-1252" N
	    "Content-Transfer-Encoding: 8bit" N N "\xe9" N N
	    "Confidential \x96 meant for the addressee." N
	    "Caf\xe9 Homes \xa3" "5." N },
	{ "D3 UTF-8 in a message that is 8-bit already", "wide",
	    "MIME-Version: 1.0" N "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: 8bit" N N "\xc3\xa9" N,
	    "MIME-Version: 1.0" N "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: 8bit" N N "\xc3\xa9" N N WIDE N },
	{ "D3 UTF-8 by name, ASCII in fact: no new 8-bit bytes", "wide",
	    "MIME-Version: 1.0" N "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: 8bit" N N "e" N,
	    "MIME-Version: 1.0" N "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: quoted-printable" N N "e" N N WIDE_QP N },
	{ "D3 ISO-2022-JP that is back in ASCII", "wide",
	    "Content-Type: text/plain; charset=iso-2022-jp" N N
	    "\x1b$B$\"\x1b(B" N,
	    "Content-Type: text/plain; charset=iso-2022-jp" N N
	    "\x1b$B$\"\x1b(B" N N WIDE_A N },
	{ "D3 GB18030 has them in two bytes and in four", "wide",
	    "Content-Type: text/plain; charset=gb18030" N
	    "Content-Transfer-Encoding: 8bit" N N "\xd6\xd0" N,
	    "Content-Type: text/plain; charset=gb18030" N
	    "Content-Transfer-Encoding: 8bit" N N "\xd6\xd0" N N
	    "Confidential \xa8\x43 meant for the addressee." N
	    "Caf\xa8\xa6 Homes \x81\x30\x84\x35" "5." N },
	{ "D4 UTF-8 bytes under us-ascii stay", "wide",
	    "Content-Type: text/plain; charset=us-ascii" N N "\xc3\xa9" N,
	    "Content-Type: text/plain; charset=us-ascii" N N "\xc3\xa9" N N
	    WIDE_A N },
	{ "D5 a soft break at the end", "plain",
	    "Content-Transfer-Encoding: quoted-printable" N N "Hello=" N,
	    "Content-Transfer-Encoding: quoted-printable" N N "Hello=" N N N
	    PLAIN N },
	{ "D6 base64, the last quantum only", "plain",
	    "Content-Transfer-Encoding: base64" N N "SGVsbG8NCg==" N,
	    "Content-Transfer-Encoding: base64" N N
	    "SGVsbG8NCg0KQ29uZmlkZW50aWFsOiBtZWFudCBmb3IgdGhlIGFkZHJlc3NlZSBvbmx5"
	    "Lg0KUGxh" N
	    "aW4gSG9tZXMsIDEgU2FtcGxlIFN0cmVldC4NCg==" N },
	{ "D3 a charset that not everybody reads: ASCII only", "wide",
	    "Content-Type: text/plain charset=utf-8" N
	    "Content-Transfer-Encoding: 8bit" N N "Caf\xc3\xa9" N,
	    "Content-Type: text/plain charset=utf-8" N
	    "Content-Transfer-Encoding: 8bit" N N "Caf\xc3\xa9" N N WIDE_A N },
	{ "D8 flowed: the last paragraph is not joined", "plain",
	    "Content-Type: text/plain; format=flowed; delsp=yes" N N
	    "flows on " N,
	    "Content-Type: text/plain; format=flowed; delsp=yes" N N
	    "flows on " N N N PLAIN N },
	{ "D8 flowed, a fixed last line", "plain",
	    "Content-Type: text/plain; format=flowed" N N "ends here" N,
	    "Content-Type: text/plain; format=flowed" N N "ends here" N N PLAIN
	    N },
	{ "D10 both members of an alternative, a third one left", "plain",
	    MP("alternative") "--b" N N "Hi" N "--b" N
	    "Content-Type: text/x-amp-html" N N "<html amp4email>" N "--b" N
	    "Content-Type: text/html" N N "<p>Hi</p>" N "--b--" N,
	    MP("alternative") "--b" N N "Hi" N N PLAIN N "--b" N
	    "Content-Type: text/x-amp-html" N N "<html amp4email>" N "--b" N
	    "Content-Type: text/html" N N "<p>Hi</p>" N HTML N "--b--" N },
	{ "D11 the body branch only, attached text not", "plain",
	    MP("mixed") "--b" N "Content-Type: multipart/related; boundary=c" N
	    N "--c" N "Content-Type: text/html" N N "<p>Hi</p>" N "--c" N
	    "Content-Type: image/png" N N "x" N "--c--" N "--b" N
	    "Content-Type: text/html; name=a.html" N N "<p>file</p>" N "--b" N
	    "Content-Type: text/plain" N
	    "Content-Disposition: attachment" N N "file" N "--b--" N,
	    MP("mixed") "--b" N "Content-Type: multipart/related; boundary=c" N
	    N "--c" N "Content-Type: text/html" N N "<p>Hi</p>" N HTML N "--c" N
	    "Content-Type: image/png" N N "x" N "--c--" N "--b" N
	    "Content-Type: text/html; name=a.html" N N "<p>file</p>" N "--b" N
	    "Content-Type: text/plain" N
	    "Content-Disposition: attachment" N N "file" N "--b--" N },
	{ "D12 inline without a name is a body", "plain",
	    MP("mixed") "--b" N "Content-Disposition: inline" N N "Hi" N
	    "--b--" N,
	    MP("mixed") "--b" N "Content-Disposition: inline" N N "Hi" N N PLAIN
	    N "--b--" N },
	{ "D13 text, picture, text: after the last text", "plain",
	    MP("mixed") "--b" N N "one" N "--b" N "Content-Type: image/png" N N
	    "x" N "--b" N N "two" N "--b--" N,
	    MP("mixed") "--b" N N "one" N "--b" N "Content-Type: image/png" N N
	    "x" N "--b" N N "two" N N PLAIN N "--b--" N },
	{ "D14 before the last real end of the body", "plain",
	    "Content-Type: text/html" N N "<html><body><!-- </body> -->"
	    "<script>\"</body>\"</script><p title='</body>'>Hi</p></BODY ></html>"
	    N,
	    "Content-Type: text/html" N N "<html><body><!-- </body> -->"
	    "<script>\"</body>\"</script><p title='</body>'>Hi</p>" N HTML N
	    "</BODY ></html>" N },
	{ "D14 no end of the body: before the end of html", "plain",
	    "Content-Type: text/html" N N "<html><p>Hi</p></html>" N,
	    "Content-Type: text/html" N N "<html><p>Hi</p>" N HTML N "</html>"
	    N },
	{ "D14 two documents: the last one", "plain",
	    "Content-Type: text/html" N N "<html><body>a</body></html>" N
	    "<html><body>b</body></html>" N,
	    "Content-Type: text/html" N N "<html><body>a</body></html>" N
	    "<html><body>b" N HTML N "</body></html>" N },
	{ "D5 blanks before the tag are not left at the end of a line",
	    "plain", "Content-Type: text/html" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "<body>" N "<p>Hi there, you</p>" N "\t </body>" N,
	    "Content-Type: text/html" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "<body>" N "<p>Hi there, you</p>" N "\t =" N N
	    HTML_QP N "</body>" N },
	{ "D14 in quoted-printable, the tag encoded", "plain",
	    "Content-Type: text/html" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "<p>Hi there, you</p>=" N "=3C/body>=" N "</html>" N,
	    "Content-Type: text/html" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "<p>Hi there, you</p>=" N N
	    HTML_QP N "=3C/body>=" N "</html>" N },
	{ "D15 an open table does not swallow it", "plain",
	    "Content-Type: text/html" N N "<p>Hi there</p><table><tr>" N,
	    "Content-Type: text/html" N N "<p>Hi there</p><table><tr>" N HTML
	    N },
	{ "D19 PGP in an older message of a page", "plain",
	    "Content-Type: text/html" N N "<p>Hi</p><blockquote><pre>"
	    "-----BEGIN PGP SIGNED MESSAGE-----" N "Hi</pre></blockquote>" N,
	    "Content-Type: text/html" N N "<p>Hi</p><blockquote><pre>"
	    "-----BEGIN PGP SIGNED MESSAGE-----" N "Hi</pre></blockquote>" N
	    HTML N },
	{ "D16 HTML letters beyond ASCII are references", "wide",
	    "Content-Type: text/html; charset=koi8-r" N
	    "Content-Transfer-Encoding: 8bit" N N "<p>\xf0 and more</p>" N,
	    "Content-Type: text/html; charset=koi8-r" N
	    "Content-Transfer-Encoding: 8bit" N N "<p>\xf0 and more</p>" N
	    "<div><p>Confidential &#8211; meant for the addressee.<br />"
	    "Caf&#233; Homes &#163;5.</p></div>" N },
	{ "D17 an empty body", "plain",
	    "Subject: x" N N, "Subject: x" N N PLAIN N },
	{ "D17 an empty page", "plain",
	    "Content-Type: text/html" N N, "Content-Type: text/html" N N HTML
	    N },
	{ "D17 a mixed without a body gets a first child", "plain",
	    MP("mixed") "pre" N "--b" N "Content-Type: image/png" N N "x" N
	    "--b--" N,
	    MP("mixed") "pre" N "--b" N
	    "Content-Type: text/plain; charset=us-ascii" N
	    "Content-Transfer-Encoding: 7bit" N N PLAIN N
	    "--b" N "Content-Type: image/png" N N "x" N "--b--" N },
	{ "D18 an attached message is not touched", "plain",
	    MP("mixed") "--b" N N "see" N "--b" N "Content-Type: message/rfc822"
	    N N "Subject: in" N N "inner" N "--b--" N,
	    MP("mixed") "--b" N N "see" N N PLAIN N "--b" N
	    "Content-Type: message/rfc822" N N "Subject: in" N N "inner" N
	    "--b--" N },
	{ "D21 a calendar beside text is left", "plain",
	    MP("alternative") "--b" N N "Hi" N "--b" N
	    "Content-Type: text/calendar; method=REQUEST" N N "BEGIN:VCALENDAR"
	    N "--b--" N,
	    MP("alternative") "--b" N N "Hi" N N PLAIN N "--b" N
	    "Content-Type: text/calendar; method=REQUEST" N N "BEGIN:VCALENDAR"
	    N "--b--" N },
	{ "D22 mail of a business system gets it", "plain",
	    "Auto-Submitted: auto-generated" N N "Hi" N,
	    "Auto-Submitted: auto-generated" N N "Hi" N N PLAIN N },
	{ "D25 preamble, epilogue, no closing line", "plain",
	    MP("mixed") "pre" N "--b" N N "Hi" N "--b" N
	    "Content-Type: image/png" N N "x" N,
	    MP("mixed") "pre" N "--b" N N "Hi" N N PLAIN N "--b" N
	    "Content-Type: image/png" N N "x" N },
	{ "D26 dots and From at the start of lines", "plain",
	    "Subject: x" N N "." N "From me" N ".." N,
	    "Subject: x" N N "." N "From me" N ".." N N PLAIN N },
	{ "D27 in the quote only: added", "plain",
	    "Subject: x" N N "New" N "> Confidential: meant for the addressee" N
	    "> only." N "> Plain Homes, 1 Sample Street." N,
	    "Subject: x" N N "New" N "> Confidential: meant for the addressee" N
	    "> only." N "> Plain Homes, 1 Sample Street." N N PLAIN N },
	{ "a related part named by start", "plain",
	    "Content-Type: multipart/related; boundary=b; start=\"<t@x>\"" N N
	    "--b" N "Content-Type: image/png" N N "x" N "--b" N
	    "Content-Type: text/html" N "Content-ID: <t@x>" N N "<p>Hi you</p>"
	    N "--b--" N,
	    "Content-Type: multipart/related; boundary=b; start=\"<t@x>\"" N N
	    "--b" N "Content-Type: image/png" N N "x" N "--b" N
	    "Content-Type: text/html" N "Content-ID: <t@x>" N N "<p>Hi you</p>"
	    N HTML N "--b--" N },
	{ "a length that is no longer true goes", "plain",
	    "Content-Length: 4" N "Subject: x" N N "Hi" N,
	    "Subject: x" N N "Hi" N N PLAIN N },
	{ "one member of an alternative has it: the other gets it", "plain",
	    MP("alternative") "--b" N N "Hi" N N PLAIN N "--b" N
	    "Content-Type: text/html" N N "<p>Hi</p> and you" N "--b--" N,
	    MP("alternative") "--b" N N "Hi" N N PLAIN N "--b" N
	    "Content-Type: text/html" N N "<p>Hi</p> and you" N HTML N
	    "--b--" N },
};

START_TEST(test_done)
{
	struct edited e;
	struct slice after;

	setup();
	edited_add(&e, texts, slice_str(done_cases[_i].before),
	    done_cases[_i].with);
	ck_assert_int_eq(e.error, 0);
	ck_assert_msg(e.result == EDIT_DONE, "%s: %d %.*s",
	    done_cases[_i].name, (int)e.result, (int)e.reason.len,
	    (const char *)e.reason.ptr);
	fixture_drop_mark(&e.after);
	after = buf_slice(&e.after);
	ck_assert_msg(slice_eq_str(after, done_cases[_i].after), "%s:\n%s",
	    done_cases[_i].name, buf_cstr(&e.after));
	edited_free(&e);
	teardown();
}
END_TEST

/* A second pass, with the mark and without, finds the text and does nothing. */
START_TEST(test_twice)
{
	struct edited e, again;

	setup();
	edited_add(&e, texts, slice_str(done_cases[_i].before),
	    done_cases[_i].with);
	edited_add(&again, texts, buf_slice(&e.after), done_cases[_i].with);
	ck_assert_msg(again.result == EDIT_ALREADY &&
	    again.list.splice_count == 0 && again.list.header_count == 0,
	    "%s: %d", done_cases[_i].name, (int)again.result);
	edited_free(&again);
	fixture_drop_mark(&e.after);
	edited_add(&again, texts, buf_slice(&e.after), done_cases[_i].with);
	ck_assert_msg(again.result == EDIT_ALREADY, "%s, no mark: %d",
	    done_cases[_i].name, (int)again.result);
	edited_free(&again);
	edited_free(&e);
	teardown();
}
END_TEST

/* --- left alone, and why ------------------------------------------------------------- */

static const struct {
	const char *name, *message, *reason;
} skip_cases[] = {
	{ "D19 multipart/signed",
	    "Content-Type: multipart/signed; boundary=b" N N "--b" N N "Hi" N
	    "--b" N "Content-Type: application/pgp-signature" N N "x" N "--b--"
	    N, "signed" },
	{ "D19 signed inside mixed", MP("mixed") "--b" N
	    "Content-Type: multipart/signed; boundary=c" N N "--c" N N "Hi" N
	    "--c--" N "--b" N N "footer" N "--b--" N, "signed" },
	{ "D19 CMS, signed", "Content-Type: application/pkcs7-mime; "
	    "smime-type=signed-data" N N "x" N, "signed" },
	{ "D19 CMS, enveloped", "Content-Type: application/pkcs7-mime" N N "x"
	    N, "encrypted" },
	{ "D19 multipart/encrypted",
	    "Content-Type: multipart/encrypted; boundary=b" N N "--b" N N "1" N
	    "--b--" N, "encrypted" },
	{ "D19 inline PGP, signed", "Subject: x" N N
	    "-----BEGIN PGP SIGNED MESSAGE-----" N, "signed" },
	{ "D19 inline PGP, encrypted", "Subject: x" N N
	    "-----BEGIN PGP MESSAGE-----" N, "encrypted" },
	{ "D22 a report", "Content-Type: multipart/report; boundary=b" N N
	    "--b" N N "failed" N "--b--" N, "report" },
	{ "D22 a read receipt", "Content-Type: "
	    "message/disposition-notification" N N "x" N, "report" },
	{ "D22 an automatic reply", "Auto-Submitted: auto-replied" N N "away" N,
	    "automatic" },
	{ "D21 a calendar alone", "Content-Type: text/calendar" N N
	    "BEGIN:VCALENDAR" N, "calendar" },
	{ "TNEF alone", "Content-Type: application/ms-tnef" N N "x" N, "tnef" },
	{ "a DKIM signature over another body", EDITED_SIGNED("o.example") N
	    "Hi" N, "dkim-unfit" },
	{ "a DKIM signature", "DKIM-Signature: v=1; a=rsa-sha256; "
	    "d=o.example;" N "\ts=s; h=From; b=YQ==; "
	    "bh=piRbRJ32tDbpoHouv4+sGMwvZfIvEAbEN0SaDmebOnE=" N N "Hi, Lee" N, "dkim" },
	{ "two types that differ", "Content-Type: text/plain" N
	    "Content-Type: text/html" N N "Hi" N, "structure" },
	{ "a digest", MP("digest") "--b" N N "Subject: x" N N "y" N "--b--" N,
	    "digest" },
	{ "only a message", "Content-Type: message/rfc822" N N "Subject: x" N N
	    "y" N, "message" },
	{ "no child", MP("mixed") "--b--" N, "structure" },
	{ "a comment that never ends", "Content-Type: text/html" N N
	    "<p>Hi there</p><!-- " N, "html" },
	{ "a script that never ends", "Content-Type: text/html" N N
	    "<p>Hi there</p><script>" N, "html" },
	{ "a hidden element still open", "Content-Type: text/html" N N
	    "<p>Hi there</p><div style='display: none'>" N, "html" },
	{ "a box of no height still open", "Content-Type: text/html" N N
	    "<p>Hi there</p><div style='height:0px'>" N, "html" },
	{ "D15 a table's cell still open", "Content-Type: text/html" N N
	    "<table><tr><td>Hi there" N, "html" },
	{ "D15 a quotation still open", "Content-Type: text/html" N N
	    "<p>Hi there</p><blockquote>older" N, "html" },
	{ "a link still open", "Content-Type: text/html" N N
	    "<p>Hi there <a href='https://o.example/'>you" N, "html" },
	{ "a style sheet that hides it", "Content-Type: text/html" N N
	    "<style>div{display:none}</style><p>Hi there</p>" N, "html" },
	{ "D19 PGP in a page", "Content-Type: text/html" N N "<pre>"
	    "-----BEGIN PGP SIGNED MESSAGE-----" N "Hi</pre>" N, "signed" },
	{ "a frameset", "Content-Type: text/html" N N
	    "<frameset><frame src=x></frameset>" N, "html" },
	{ "tags only", "Content-Type: text/html" N N "<p></p>" N, "html" },
	{ "an unknown charset, 8-bit", "Content-Type: text/plain; charset=x-y"
	    N N "\xe9" N, "charset" },
	{ "ISO-2022-JP that does not come back", "Content-Type: text/plain; "
	    "charset=iso-2022-jp" N N "\x1b$B$\"" N, "charset" },
	{ "damaged base64", "Content-Transfer-Encoding: base64" N N
	    "SGVs*bG8=" N, "encoding" },
	{ "base64 data after padding", "Content-Transfer-Encoding: base64" N N
	    "SGVsbA==SGVsbA==" N, "encoding" },
	{ "a checksum on the body", EDITED_MD5 N "Hi" N,
	    "content-md5" },
	{ "BINARYMIME with bare ends", "Content-Transfer-Encoding: binary" N N
	    "a\nb" N, "binary" },
	{ "half an alternative cannot be edited", MP("alternative") "--b" N N
	    "Hi" N "--b" N "Content-Type: text/html" N N "<p>Hi</p><!--" N
	    "--b--" N, "html" },
};

START_TEST(test_skipped)
{
	struct edited e;

	setup();
	edited_add(&e, texts, slice_str(skip_cases[_i].message), "plain");
	ck_assert_int_eq(e.error, 0);
	ck_assert_msg(e.result == EDIT_SKIPPED &&
	    slice_eq_str(e.reason, skip_cases[_i].reason), "%s: %d %.*s",
	    skip_cases[_i].name, (int)e.result, (int)e.reason.len,
	    (const char *)e.reason.ptr);
	ck_assert_msg(slice_eq_str(buf_slice(&e.after),
	    skip_cases[_i].message), "%s", skip_cases[_i].name);
	edited_free(&e);
	teardown();
}
END_TEST

/* --- enclosing -------------------------------------------------------------------------- */

START_TEST(test_enclose)
{
	const char *before = "MIME-Version: 1.0" N "Subject: x" N
	    "Content-Type: application/pdf;" N "\tname=\"a.pdf\"" N
	    "Content-Transfer-Encoding: base64" N
	    "Content-Disposition: attachment" N N "JVBERi0=" N;
	struct mime_message *m;
	struct edited e;

	setup();
	edited_add(&e, texts, slice_str(before), "wide");
	ck_assert_int_eq(e.result, EDIT_DONE);
	ck_assert_int_eq(mime_read(buf_slice(&e.after), SLICE(""), 0, e.arena,
	    &m), 0);
	ck_assert_uint_eq(m->node_count, 3);
	ck_assert(slice_eq_str(m->nodes[0].type.token, "multipart/mixed"));
	ck_assert_uint_eq(m->nodes[0].field_count, 4);
	ck_assert(slice_eq_str(m->nodes[1].charset, "utf-8"));
	ck_assert_uint_eq(m->nodes[2].field_count, 3);
	ck_assert(slice_eq_str(slice_sub(m->bytes, m->nodes[2].header_from,
	    m->nodes[2].header_to), "Content-Type: application/pdf;" N
	    "\tname=\"a.pdf\"" N "Content-Transfer-Encoding: base64" N
	    "Content-Disposition: attachment" N));
	ck_assert(slice_eq_str(slice_sub(m->bytes, m->nodes[2].body_from,
	    m->nodes[2].body_to), "JVBERi0=" N));
	edited_free(&e);
	teardown();
}
END_TEST

/* --- base64 and UTF-16, by what they decode to --------------------------------------- */

static const struct {
	const char *name, *header, *body;
} coded_cases[] = {
	{ "whole quanta", "", "SGVsbG8N" N },
	{ "two bytes over", "", "SGVsbG8=" N },
	{ "one byte over, short lines", "", "SGVs" N "bG8h" N "IQ==" N },
	{ "blanks after the data stay", "", "SGVsbG8=" N N N },
	{ "empty lines above the data stay", "", N N "SGVs" N "bG8=" N },
	{ "no line end", "", "SGVsbG8=" },
	{ "a page, the text before its end",
	    "Content-Type: text/html" N,
	    "PGh0bWw+PGJvZHk+SGVsbG8gdGhl" N "cmU8L2JvZHk+PC9odG1sPg==" N },
	{ "UTF-16", "Content-Type: text/plain; charset=utf-16" N,
	    "//5IAGkADQAKAA==" N },
};

START_TEST(test_coded)
{
	struct buf msg = BUF_INIT(64 * KIB), text = BUF_INIT(MIB);
	struct buf bytes = BUF_INIT(MIB);
	const struct mime_node *n;
	struct mime_message *m;
	struct edited e;
	unsigned notes;
	bool invalid;
	size_t at, lf;

	setup();
	buf_printf(&msg, "MIME-Version: 1.0" N "%s"
	    "Content-Transfer-Encoding: base64" N N "%s",
	    coded_cases[_i].header, coded_cases[_i].body);
	edited_add(&e, texts, buf_slice(&msg), "wide");
	ck_assert_msg(e.result == EDIT_DONE, "%s: %.*s", coded_cases[_i].name,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	ck_assert_int_eq(mime_read(buf_slice(&e.after), SLICE(""), 0, e.arena,
	    &m), 0);
	n = &m->nodes[0];
	ck_assert_int_eq(mime_decode(slice_sub(m->bytes, n->body_from,
	    n->body_to), MIME_ENCODING_BASE64, &bytes, &notes), 0);
	ck_assert_uint_eq(notes, 0);
	ck_assert_int_eq(mime_to_utf8(buf_slice(&bytes), n->charset, &text,
	    &invalid), 0);
	ck_assert(!invalid);
	ck_assert_msg(slice_find(buf_slice(&text), SLICE("Homes "), 0) !=
	    SLICE_NPOS, "%s: %s", coded_cases[_i].name, buf_cstr(&text));
	ck_assert(slice_starts(buf_slice(&text), SLICE("H")) ||
	    slice_ends(slice_trim(buf_slice(&text)), SLICE("</html>")));
	for (at = 0; at < e.after.len; at = lf + 1) {
		lf = slice_chr(buf_slice(&e.after), '\n', at);
		if (lf == SLICE_NPOS)
			break;
		ck_assert_uint_le(lf - at, 77);
	}
	edited_free(&e);
	buf_free(&msg);
	buf_free(&text);
	buf_free(&bytes);
	teardown();
}
END_TEST

START_TEST(test_long_lines_are_encoded_anew)
{
	struct buf msg = BUF_INIT(64 * KIB);
	struct mime_message *m;
	struct edited e;
	int i;

	setup();
	buf_puts(&msg, "Content-Transfer-Encoding: 8bit" N N);
	for (i = 0; i < 600; i++)
		buf_puts(&msg, "x ");
	buf_puts(&msg, N);
	edited_add(&e, texts, buf_slice(&msg), "plain");
	ck_assert_int_eq(e.result, EDIT_DONE);
	ck_assert_int_eq(mime_read(buf_slice(&e.after), SLICE(""), 0, e.arena,
	    &m), 0);
	ck_assert_int_eq(m->nodes[0].encoding,
	    MIME_ENCODING_QUOTED_PRINTABLE);
	edited_free(&e);
	buf_free(&msg);
	teardown();
}
END_TEST

/* --- the mark -------------------------------------------------------------------------------- */

START_TEST(test_a_mark_from_elsewhere_is_replaced)
{
	struct edited e;
	size_t at;

	setup();
	edited_add(&e, texts, SLICE("X-Exeat-Notice: 1 plain "
	    "0000000000000000" N N "Hi" N), "plain");
	ck_assert_int_eq(e.result, EDIT_DONE);
	ck_assert(slice_find(buf_slice(&e.after), SLICE("0000000000000000"),
	    0) == SLICE_NPOS);
	at = slice_find(buf_slice(&e.after), SLICE("X-Exeat-Notice:"), 0);
	ck_assert_uint_ne(at, SLICE_NPOS);
	ck_assert_uint_eq(slice_find(buf_slice(&e.after),
	    SLICE("X-Exeat-Notice:"), at + 1), SLICE_NPOS);
	edited_free(&e);
	teardown();
}
END_TEST

/* Below an older message that has the text too, the mark tells them apart. */
START_TEST(test_below_an_older_message)
{
	struct slice msg = SLICE("Message-ID: <1@x>" N N "New" N N
	    "-----Original Message-----" N "Old" N N PLAIN N);
	struct edited e, again;

	setup();
	edited_add(&e, texts, msg, "plain");
	ck_assert_int_eq(e.result, EDIT_DONE);
	edited_add(&again, texts, buf_slice(&e.after), "plain");
	ck_assert_int_eq(again.result, EDIT_ALREADY);
	edited_free(&e);
	edited_free(&again);
	teardown();
}
END_TEST

/* --- fields ------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum edit_kind kind;
	const char *field, *value, *before, *after;
	enum edit_result result;
} field_cases[] = {
	{ "a tag goes with its blanks", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A [reason: b] c" N N, "Subject: A c" N N, EDIT_DONE },
	{ "at the end", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A [Reason: b]" N N, "Subject: A" N N, EDIT_DONE },
	{ "at the start", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: [reason: b] A" N N, "Subject: A" N N, EDIT_DONE },
	{ "folds of a plain subject stay", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A" N " b [reason: c] d" N N, "Subject: A" N " b d" N N,
	    EDIT_DONE },
	{ "in an encoded word", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: =?utf-8?q?=C3=A9_=5Breason=3A_x=5D?=" N N,
	    "Subject: =?utf-8?B?w6k=?=" N N, EDIT_DONE },
	{ "no longer in need of encoding", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: =?utf-8?q?A_=5Breason=3A_=C3=A9=5D?=" N N,
	    "Subject: A" N N, EDIT_DONE },
	{ "a word", EDIT_STRIP_SUBJECT_TAG, "", "[encrypt]",
	    "Subject: [Encrypt] A" N N, "Subject: A" N N, EDIT_DONE },
	{ "each of two", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: [reason: a] B [reason: c]" N N, "Subject: B" N N,
	    EDIT_DONE },
	{ "an empty one", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A [reason:]" N N, "Subject: A" N N, EDIT_DONE },
	{ "all of a subject", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: [reason: b c]" N N, "Subject: " N N, EDIT_DONE },
	{ "a folded one", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A [reason: they" N "\tasked] b" N N,
	    "Subject: A b" N N, EDIT_DONE },
	{ "folds beside it stay", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A" N " [reason: c]" N " d" N " e" N N,
	    "Subject: A" N " d" N " e" N N, EDIT_DONE },
	{ "brackets in it", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A [reason: see [1] there] b" N N, "Subject: A b" N N,
	    EDIT_DONE },
	{ "blanks that were there stay elsewhere", EDIT_STRIP_SUBJECT_TAG,
	    "", "", "Subject:  A   b [reason: c]  d  " N N,
	    "Subject:  A   b d  " N N, EDIT_DONE },
	{ "words beside it keep their bytes", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: =?iso-8859-1?q?Caf=E9?= [reason: b] =?UTF-8?Q?x=C3=A9?="
	    N N, "Subject: =?iso-8859-1?q?Caf=E9?= =?utf-8?B?IHjDqQ==?=" N N,
	    EDIT_DONE },
	{ "and plain text behind it", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: =?iso-8859-1?q?Caf=E9?= [reason: b] c" N N,
	    "Subject: =?iso-8859-1?q?Caf=E9?= c" N N, EDIT_DONE },
	{ "words far from it keep their bytes", EDIT_STRIP_SUBJECT_TAG, "",
	    "", "Subject: [reason: b] A =?iso-8859-1?q?Caf=E9?=" N
	    " =?iso-8859-1?Q?_au_lait?= now" N N,
	    "Subject: A =?iso-8859-1?q?Caf=E9?=" N
	    " =?iso-8859-1?Q?_au_lait?= now" N N, EDIT_DONE },
	{ "a reason half in words", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A [reason: =?utf-8?q?caf=C3=A9?= ] b" N N,
	    "Subject: A b" N N, EDIT_DONE },
	{ "cut over two words", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: =?utf-8?q?=C3=A9_[rea?= =?utf-8?q?son:_x]_=C3=A8?=" N N,
	    "Subject: =?utf-8?B?w6k=?= =?utf-8?B?IMOo?=" N N, EDIT_DONE },
	{ "raw letters stay", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: Caf\xc3\xa9 [reason: \xc3\xa9] x" N N,
	    "Subject: Caf\xc3\xa9 x" N N, EDIT_DONE },
	{ "no line end comes out of a word", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: =?utf-8?q?A=0D=0ABcc:_x_[reason:_y]?=" N N,
	    "Subject: =?utf-8?B?QQ0KQmNjOiB4?=" N N, EDIT_DONE },
	{ "the thread's topic too", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Thread-Topic: A [reason: b]" N "Subject: A [reason: b]" N N,
	    "Thread-Topic: A" N "Subject: A" N N, EDIT_DONE },
	{ "a word over a fold", EDIT_STRIP_SUBJECT_TAG, "", "[no attachment]",
	    "Subject: A [No" N " Attachment]" N N, "Subject: A" N N,
	    EDIT_DONE },
	{ "there is none", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A [reason b" N N, "Subject: A [reason b" N N,
	    EDIT_ALREADY },
	{ "the body is not looked at", EDIT_STRIP_SUBJECT_TAG, "", "",
	    "Subject: A" N N "[reason: b]" N, "Subject: A" N N "[reason: b]" N,
	    EDIT_ALREADY },
	{ "add a field", EDIT_ADD_FIELD, "X-Y", "z", "A: b" N N "c" N,
	    "A: b" N "X-Y: z" N N "c" N, EDIT_DONE },
	{ "no second line", EDIT_ADD_FIELD, "X-Y", "z\r\nBcc: q", "A: b" N N,
	    "A: b" N N, EDIT_FAILED },
	{ "no colon in a name", EDIT_ADD_FIELD, "X:Y", "z", "A: b" N N,
	    "A: b" N N, EDIT_FAILED },
	{ "remove every one of a name", EDIT_REMOVE_FIELD, "x-y", "",
	    "X-Y: 1" N "A: b" N "x-Y: 2" N " 3" N N "X-Y: c" N,
	    "A: b" N N "X-Y: c" N, EDIT_DONE },
	{ "none to remove", EDIT_REMOVE_FIELD, "x-y", "", "A: b" N N,
	    "A: b" N N, EDIT_ALREADY },
};

START_TEST(test_field)
{
	struct edit_request q = { field_cases[_i].kind,
	    slice_str(field_cases[_i].field),
	    slice_str(field_cases[_i].value), NULL };
	struct edited e;

	setup();
	edited_run(&e, texts, slice_str(field_cases[_i].before), &q, 1);
	ck_assert_int_eq(e.error, 0);
	ck_assert_msg(e.result == field_cases[_i].result, "%s: %d",
	    field_cases[_i].name, (int)e.result);
	ck_assert_msg(strcmp(buf_cstr(&e.after), field_cases[_i].after) == 0,
	    "%s: %s", field_cases[_i].name, buf_cstr(&e.after));
	edited_free(&e);
	teardown();
}
END_TEST

START_TEST(test_all_at_once)
{
	struct edit_request q[] = {
		{ EDIT_STRIP_SUBJECT_TAG, SLICE(""), SLICE(""), NULL },
		{ EDIT_DISCLAIMER, SLICE("plain"), SLICE(""), NULL },
		{ EDIT_ADD_FIELD, SLICE("X-Y"), SLICE("z"), NULL },
		{ EDIT_DISCLAIMER, SLICE("wide"), SLICE(""), NULL },
		{ EDIT_DISCLAIMER, SLICE("none"), SLICE(""), NULL },
	};
	struct edited e;

	setup();
	edited_run(&e, texts, SLICE("Subject: A [reason: b]" N N "Hi" N), q,
	    5);
	ck_assert_int_eq(e.error, 0);
	ck_assert_int_eq(e.list.outcomes[0].result, EDIT_DONE);
	ck_assert_int_eq(e.list.outcomes[1].result, EDIT_DONE);
	ck_assert(slice_eq_str(e.list.outcomes[1].text, "plain"));
	ck_assert_int_eq(e.list.outcomes[2].result, EDIT_DONE);
	ck_assert_int_eq(e.list.outcomes[3].result, EDIT_SKIPPED);
	ck_assert_int_eq(e.list.outcomes[4].result, EDIT_SKIPPED);
	fixture_drop_mark(&e.after);
	ck_assert_str_eq(buf_cstr(&e.after), "Subject: A" N "X-Y: z" N N "Hi" N
	    N PLAIN N);
	edited_free(&e);
	teardown();
}
END_TEST

/* Two tags of one subject: the second request sees what the first left. */
START_TEST(test_a_reason_and_a_word)
{
	struct edit_request q[] = {
		{ EDIT_STRIP_SUBJECT_TAG, SLICE(""), SLICE(""), NULL },
		{ EDIT_STRIP_SUBJECT_TAG, SLICE(""), SLICE("[no file]"), NULL },
	};
	struct edited e;

	setup();
	edited_run(&e, texts, SLICE("Subject: A [No File] b [reason: c]" N N
	    "Hi" N), q, 2);
	ck_assert_int_eq(e.error, 0);
	ck_assert_int_eq(e.list.outcomes[0].result, EDIT_DONE);
	ck_assert_int_eq(e.list.outcomes[1].result, EDIT_DONE);
	ck_assert(edit_list_is_asked_for(&e.list, q, 2));
	ck_assert_str_eq(buf_cstr(&e.after), "Subject: A b" N N "Hi" N);
	edited_free(&e);
	teardown();
}
END_TEST

START_TEST(test_what_is_not_understood_is_not_edited)
{
	struct rewrite_env env = { NULL, true };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("plain"), SLICE(""), NULL };
	struct arena *a = arena_new(MIB);
	struct mime_message *m;
	struct edit_list l;

	setup();
	env.disclaimers = texts;
	ck_assert_int_eq(mime_read(SLICE("A: b" N N "c" N), SLICE(""), 0, a,
	    &m), 0);
	ck_assert_int_eq(rewrite_message(&env, m, &q, 1, a, &l), 0);
	ck_assert_int_eq(l.outcomes[0].result, EDIT_SKIPPED);
	ck_assert(slice_eq_str(l.outcomes[0].reason, "structure"));
	ck_assert_uint_eq(l.splice_count, 0);
	arena_free(a);
	teardown();
}
END_TEST

/*
 * A field of text that would change what the message is: the proof refuses
 * it, and nothing is left in the list.
 */
START_TEST(test_the_proof_refuses)
{
	struct edit_request q = { EDIT_ADD_FIELD, SLICE("Content-Type"),
	    SLICE("text/html"), NULL };
	struct edited e;

	setup();
	edited_run(&e, texts, SLICE("A: b" N N "c" N), &q, 1);
	ck_assert_int_eq(e.error, 0);
	ck_assert_int_eq(e.result, EDIT_FAILED);
	ck_assert(slice_eq_str(e.reason, "selfcheck-failed"));
	ck_assert_uint_eq(e.list.header_count, 0);
	edited_free(&e);
	teardown();
}
END_TEST

/* Above the quotation would make two lines that are too long of one. */
START_TEST(test_a_long_line_of_a_page_is_not_cut)
{
	struct edit_disclaimer how = { .place = EDIT_PLACE_ABOVE_QUOTE };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("plain"), SLICE(""),
	    &how };
	struct buf in = BUF_INIT(16 * KIB);
	struct edited e;
	size_t i, n;

	setup();
	for (n = 0; n <= 1; n++) {
		buf_reset(&in);
		(void)buf_puts(&in, "Content-Type: text/html" N N "<div>Hi");
		for (i = 0; i < 500 * n; i++)
			(void)buf_puts(&in, " you");
		(void)buf_puts(&in, "</div><div class=gmail_quote>older");
		for (i = 0; i < 500 * n; i++)
			(void)buf_puts(&in, " yet");
		(void)buf_puts(&in, "</div>" N);
		edited_run(&e, texts, buf_slice(&in), &q, 1);
		ck_assert_int_eq(e.result, EDIT_DONE);
		ck_assert((slice_find(buf_slice(&e.after), SLICE("Plain Homes"),
		    0) > slice_find(buf_slice(&e.after), SLICE("older"), 0)) ==
		    (n == 1));
		edited_free(&e);
	}
	buf_free(&in);
	teardown();
}
END_TEST

static const struct {
	const char *name, *page;
	enum edit_place place;
	bool is_above;		/* the mark, or at the end */
} marked_pages[] = {
	{ "a mark over an older message", "<p>Hi</p><div class="
	    "OutlookMessageHeader>older</div>", EDIT_PLACE_ABOVE_QUOTE, true },
	{ "below the words over it", "<p>Hi</p><p>----- Forwarded Message -----"
	    "</p><p>From: A</p><div class=OutlookMessageHeader>older</div>",
	    EDIT_PLACE_ABOVE_QUOTE, false },
	{ "nothing but the words", "----- Forwarded Message -----<div class="
	    "OutlookMessageHeader>older</div>", EDIT_PLACE_ABOVE_QUOTE, false },
	{ "a signature", "<p>Hi</p><pre class=moz-signature>older</pre>",
	    EDIT_PLACE_ABOVE_SIGNATURE, true },
	{ "a signature below them", "<p>Hi</p><p>----- Forwarded Message -----"
	    "</p><pre class=moz-signature>older</pre>",
	    EDIT_PLACE_ABOVE_SIGNATURE, false },
};

/* A mark below words over an older message stands in that message. */
START_TEST(test_marks_of_a_page)
{
	struct edit_disclaimer how = { .place = marked_pages[_i].place };
	struct edit_request q = { EDIT_DISCLAIMER, SLICE("plain"), SLICE(""),
	    &how };
	struct buf in = BUF_INIT(KIB);
	struct edited e;

	setup();
	(void)buf_puts(&in, "Content-Type: text/html" N N);
	(void)buf_puts(&in, marked_pages[_i].page);
	(void)buf_puts(&in, N);
	edited_run(&e, texts, buf_slice(&in), &q, 1);
	ck_assert_msg(e.result == EDIT_DONE, "%s", marked_pages[_i].name);
	ck_assert_msg((slice_find(buf_slice(&e.after), SLICE("Plain Homes"),
	    0) < slice_find(buf_slice(&e.after), SLICE("older"), 0)) ==
	    marked_pages[_i].is_above, "%s", marked_pages[_i].name);
	edited_free(&e);
	buf_free(&in);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "done", test_done, N_OF(done_cases) },
		{ "twice", test_twice, N_OF(done_cases) },
		{ "skipped", test_skipped, N_OF(skip_cases) },
		{ "enclose", test_enclose, 0 },
		{ "coded", test_coded, N_OF(coded_cases) },
		{ "long lines", test_long_lines_are_encoded_anew, 0 },
		{ "long line of a page", test_a_long_line_of_a_page_is_not_cut,
		    0 },
		{ "marks of a page", test_marks_of_a_page,
		    N_OF(marked_pages) },
		{ "mark", test_a_mark_from_elsewhere_is_replaced, 0 },
		{ "older", test_below_an_older_message, 0 },
		{ "fields", test_field, N_OF(field_cases) },
		{ "reason and word", test_a_reason_and_a_word, 0 },
		{ "all", test_all_at_once, 0 },
		{ "structure", test_what_is_not_understood_is_not_edited, 0 },
		{ "proof", test_the_proof_refuses, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("rewrite", cases);
}
