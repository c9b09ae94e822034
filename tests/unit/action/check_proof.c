/*
 * Bugs planted between the rewriters and their proof: each must be caught, or
 * have made no difference.
 */
#include "action/proof_rewrite.h"

#include <string.h>

#include "unit/action/fixture.h"
#include "unit/action/planted.h"

#define N	"\r\n"
#define MP(sub)	"MIME-Version: 1.0" N "Content-Type: multipart/" sub \
		"; boundary=b" N N
#define TOP	"From: a@b.example" N "Subject: x" N
#define PNG	"--b" N "Content-Type: image/png; name=p.png" N \
		"Content-Transfer-Encoding: base64" N N "iVBORw0KGgo=" N

static const struct {
	const char *name, *text, *bytes;
} shapes[] = {
	{ "no MIME at all", "plain", TOP N "Hello" N },
	{ "no MIME, letters beyond ASCII", "wide", TOP N "Hello" N },
	{ "an empty body", "plain", TOP N },
	{ "two lines and requests for fields", "plain",
	    TOP "X-Gone: 1" N "X-Gone: 2" N "X-Stays: 3" N N "Hello" N "you" N },
	{ "signatures of our own", "plain", EDITED_SIGNED("b.example") TOP
	    EDITED_SIGNED("a.example") N "Hello" N },
	{ "fields that are no signatures", "plain", "ARC-Seal: i=1" N
	    "DomainKey-Signature: x" N TOP "Content-MD5: x" N N "Hello" N },
	{ "empty lines at the end", "plain", TOP N "Hello" N N N },
	{ "7bit", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=us-ascii" N
	    "Content-Transfer-Encoding: 7bit" N N "Hello" N },
	{ "7bit, a fold of blanks in the header", "wide",
	    TOP "MIME-Version: 1.0" N "Content-Transfer-Encoding: 7bit" N
	    "X-A: b" N " " N "X-C: d" N N "Hello" N },
	{ "8bit", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: 8bit" N N "\xc3\xa9t\xc3\xa9" N },
	{ "windows-1252", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=windows-1252" N
	    "Content-Transfer-Encoding: 8bit" N N "\xe9t\xe9" N },
	{ "ISO-8859-1 takes the ASCII form", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=iso-8859-1" N
	    "Content-Transfer-Encoding: 8bit" N N "\xe9t\xe9" N },
	{ "quoted-printable", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "caf=C3=A9 and =" N "more=20" N },
	{ "quoted-printable that ends in a soft break", "plain",
	    TOP "MIME-Version: 1.0" N "Content-Type: text/plain" N
	    "Content-Transfer-Encoding: quoted-printable" N N "a=3Db=" },
	{ "base64, no padding", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: base64" N N "SGVsbG8geW91Li4u" N },
	{ "base64, padding", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: base64" N N "SGVsbG8NCg==" N },
	{ "base64 in lines", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: base64" N N
	    "SGVsbG8geW91IHRo" N "ZXJlLCBob3cgYXJl" N "IHlvdT8=" N },
	{ "UTF-16", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-16le" N
	    "Content-Transfer-Encoding: base64" N N "SABpAA0ACgA=" N },
	{ "ISO-2022-JP", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=iso-2022-jp" N N
	    "\x1b$B$\"\x1b(B" N },
	{ "format=flowed", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; format=flowed" N N
	    "A paragraph that " N "flows on " N },
	{ "a long line", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: 8bit" N N "\xc3\xa9 @ end" N },
	{ "a reply", "plain", TOP N "Yes" N N "> No?" N "> Really?" N },
	{ "a page", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/html" N N
	    "<html><body><p>Hello you</p>" N "</body>" N "</html>" N },
	{ "a page without ends", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/html; charset=utf-8" N N
	    "<p>Hello you, and a friend" N },
	{ "a page with comments", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/html" N N "<html><body><!-- </body> --><p>Hi "
	    "there</p><script>'</body>'</script></body><!-- x --></html>" N },
	{ "a page on a picture", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/html" N N "<html><body background=\"x.gif\">"
	    "<p>Hello you</p></body></html>" N },
	{ "a page in quoted-printable", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/html; charset=windows-1252" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "<html><body><p class=3D\"x\">Hi=" N "there =E9</p></body></html>" },
	{ "a page in quoted-printable, the tag behind blanks", "plain",
	    TOP "MIME-Version: 1.0" N "Content-Type: text/html" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "<html>" N " <body>" N "  <p>Hi there, you</p>" N " </body>" N
	    "</html>" N },
	{ "a page in base64", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/html; charset=utf-8" N
	    "Content-Transfer-Encoding: base64" N N
	    "PGh0bWw+PGJvZHk+PHA+SGVsbG8geW91PC9wPjwvYm9keT48" N
	    "L2h0bWw+DQo=" N },
	{ "two versions", "wide", TOP MP("alternative") "pre" N "--b" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: quoted-printable" N N "caf=C3=A9" N
	    "--b" N "Content-Type: text/html; charset=utf-8" N
	    "Content-Transfer-Encoding: base64" N N
	    "PHA+SGVsbG8geW91IHRoZXJlPC9wPg0K" N "--b--" N "epi" N },
	{ "a text and a picture", "plain", TOP MP("mixed") "--b" N N "Hello" N
	    PNG "--b--" N },
	{ "a text without a header, converted", "wide", TOP MP("mixed")
	    "--b" N N "Hello" N PNG "--b--" N },
	{ "a text with a header, converted", "wide", TOP MP("mixed")
	    "--b" N "Content-Disposition: inline" N
	    "Content-Type: text/plain;" N "\tcharset=us-ascii (x); a=b" N N
	    "Hello" N PNG "--b" N "Content-Type: text/plain; name=a.txt" N N
	    "attached" N "--b--" N },
	{ "text, picture, text", "plain", TOP MP("mixed") "--b" N N "One" N PNG
	    "--b" N N "Two" N "--b--" N },
	{ "versions and a related picture", "plain", TOP MP("mixed") "--b" N
	    "Content-Type: multipart/alternative; boundary=c" N N "--c" N N
	    "Hello" N "--c" N "Content-Type: multipart/related; boundary=d" N N
	    "--d" N "Content-Type: text/html" N N "<p>Hello you there</p>" N
	    "--d" N "Content-Type: image/png" N "Content-ID: <p@q>" N N "x" N
	    "--d--" N "--c--" N PNG "--b--" N },
	{ "a message inside", "plain", TOP MP("mixed") "--b" N N "See below" N
	    "--b" N "Content-Type: message/rfc822" N N "Subject: y" N N
	    "Inner" N "--b--" N },
	{ "no end", "plain", TOP MP("mixed") "--b" N N "Hello" N PNG },
	{ "only a picture in a mixed", "plain", TOP MP("mixed") "pre" N PNG
	    "--b--" N },
	{ "only a picture at the very start", "wide", TOP MP("mixed") PNG
	    "--b--" N },
	{ "only a file", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: application/pdf; name=a.pdf" N
	    "Content-Transfer-Encoding: base64" N
	    "Content-Disposition: attachment" N "Content-ID: <a@b>" N N
	    "JVBERi0xLjQK" N },
	{ "only a file, letters beyond ASCII", "wide", TOP
	    "Content-Type: image/png" N "Content-Length: 5" N
	    "Content-Transfer-Encoding: base64" N N "iVBORw0KGgo=" N },
};

static const struct {
	const char *name, *text, *bytes;
	enum edit_place place;
} placed[] = {
	{ "above a signature", "plain", TOP N "Hello" N "-- " N "Jo" N
	    "5 Row" N, EDIT_PLACE_ABOVE_SIGNATURE },
	{ "above a signature, in quoted-printable", "wide",
	    TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8; format=flowed" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "caf=C3=A9 and=20" N "--=20" N "Jo=" N "hn" N,
	    EDIT_PLACE_ABOVE_SIGNATURE },
	{ "above a signature of nothing, before a delimiter", "plain",
	    TOP MP("mixed") "--b" N N "Hello" N "-- " N PNG "--b--" N,
	    EDIT_PLACE_ABOVE_SIGNATURE },
	{ "above a quote", "plain", TOP N "Hello" N N "On 1 May, Al wrote:" N
	    "> Yes" N "> No" N, EDIT_PLACE_ABOVE_QUOTE },
	{ "above a quote, in base64", "wide", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=utf-8" N
	    "Content-Transfer-Encoding: base64" N N
	    "SGVsbG8NCg0KT24gMSBNYXksIEFsIHdyb3Rl" N "Og0KPiBZZXMNCj4gTm8NCg==" N,
	    EDIT_PLACE_ABOVE_QUOTE },
	{ "a place in the middle of a written line", "plain",
	    TOP "MIME-Version: 1.0" N "Content-Type: text/plain" N
	    "Content-Transfer-Encoding: quoted-printable" N N
	    "Hi=0D=0A=0D=0A-- =0D=0AJo" N, EDIT_PLACE_ABOVE_SIGNATURE },
	{ "above a quote, in a page", "plain", TOP "MIME-Version: 1.0" N
	    "Content-Type: text/html" N N "<div>Hi there</div>"
	    "<div class=gmail_quote>older</div>" N, EDIT_PLACE_ABOVE_QUOTE },
	{ "below a quote that a page marks too late", "plain",
	    TOP "MIME-Version: 1.0" N "Content-Type: text/html" N N
	    "<p>Hi</p><p>----- Forwarded Message -----</p><p>From: A</p>"
	    "<div class=OutlookMessageHeader>older</div>" N,
	    EDIT_PLACE_ABOVE_QUOTE },
	{ "above a signature of nothing, in Big5", "wide",
	    TOP "MIME-Version: 1.0" N "Content-Type: text/plain; charset=big5" N
	    "Content-Transfer-Encoding: base64" N N "eA0KLS0g" N,
	    EDIT_PLACE_ABOVE_SIGNATURE },
	{ "above a signature of nothing, in ISO-2022-KR", "wide",
	    TOP "MIME-Version: 1.0" N
	    "Content-Type: text/plain; charset=iso-2022-kr" N
	    "Content-Transfer-Encoding: base64" N N "eA0KLS0g" N,
	    EDIT_PLACE_ABOVE_SIGNATURE },
};

#define HTML	"Content-Type: text/html" N N "<p>Hello you there</p>" N
#define SIGNED	"Content-Type: multipart/signed; boundary=b" N N "--b" N N \
		"Hello" N "--b" N "Content-Type: application/pgp-signature" \
		N N "x" N "--b--" N
#define ID	"Message-ID: <1@b.example>" N "X-Mailer: y" N

/* A logo with the text, or something else in its place. */
static const struct {
	const char *name, *text, *bytes;
	enum edit_otherwise otherwise;
} others[] = {
	{ "a logo and a page alone", "logo", TOP "MIME-Version: 1.0" N
	    "Content-Language: en" N HTML, EDIT_OTHERWISE_NONE },
	{ "a logo and two versions", "logo", TOP MP("alternative") "--b" N N
	    "Hello" N "--b" N HTML "--b--" N "epi" N, EDIT_OTHERWISE_NONE },
	{ "a logo in a related", "logo", TOP MP("related") "pre" N "--b" N
	    HTML PNG "--b--" N "epi" N, EDIT_OTHERWISE_NONE },
	{ "a logo behind versions in a related", "logo", TOP MP("related")
	    "--b" N "Content-Type: multipart/alternative; boundary=c" N N
	    "--c" N N "Hello" N "--c" N HTML "--c--" N "--b--" N,
	    EDIT_OTHERWISE_NONE },
	{ "wrapped", "plain", TOP ID "MIME-Version: 1.0" N SIGNED,
	    EDIT_OTHERWISE_WRAP },
	{ "wrapped, letters beyond ASCII", "wide", TOP ID "MIME-Version: 1.0"
	    N "Content-Type: text/plain; charset=x-none" N
	    "Content-Transfer-Encoding: 8bit" N N "caf\xe9" N,
	    EDIT_OTHERWISE_WRAP },
	{ "a field in its place", "logo", TOP ID SIGNED,
	    EDIT_OTHERWISE_HEADER },
};

static struct disclaimers *texts;
static char long_bytes[4096];

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

/* "@" stands for more than a line may have. */
static struct slice
message(size_t i)
{
	struct slice s = slice_str(shapes[i].bytes);
	size_t at = strcmp(shapes[i].name, "a long line") == 0 ?
	    slice_rchr(s, '@') : SLICE_NPOS;

	if (at == SLICE_NPOS)
		return s;
	memcpy(long_bytes, s.ptr, at);
	memset(long_bytes + at, 'w', 1200);
	memcpy(long_bytes + at + 1200, s.ptr + at + 1, s.len - at - 1);
	return slice_of(long_bytes, s.len + 1199);
}

static void
check_planted(const char *name, const char *text, struct slice bytes,
    enum edit_place place, enum edit_otherwise otherwise)
{
	struct planted t;

	setup();
	ck_assert_msg(planted_make(&t, texts, name, bytes, text, place,
	    otherwise),
	    "\"%s\" is not edited, or its proof fails", name);
	planted_splices(&t);
	planted_body(&t);
	planted_headers(&t);
	planted_job(&t);
	printf("%zu planted, %zu caught, %zu without effect: %s\n", t.mutants,
	    t.caught, t.same, name);
	ck_assert_uint_gt(t.mutants, 300);
	ck_assert_uint_eq(t.missed_count, 0);
	ck_assert_uint_eq(t.caught + t.same, t.mutants);
	planted_free(&t);
	teardown();
}

START_TEST(test_planted)
{
	check_planted(shapes[_i].name, shapes[_i].text, message((size_t)_i),
	    EDIT_PLACE_END, EDIT_OTHERWISE_NONE);
}
END_TEST

START_TEST(test_placed)
{
	check_planted(placed[_i].name, placed[_i].text,
	    slice_str(placed[_i].bytes), placed[_i].place,
	    EDIT_OTHERWISE_NONE);
}
END_TEST

START_TEST(test_others)
{
	check_planted(others[_i].name, others[_i].text,
	    slice_str(others[_i].bytes), EDIT_PLACE_END,
	    others[_i].otherwise);
}
END_TEST

/* A message that a rewriter took for another one: `wrong` stands for `right`. */
static const struct {
	const char *name, *bytes, *wrong, *right;
} mistaken[] = {
	{ "a version of no type", TOP MP("alternative") "--b" N
	    "Content-Type: a/xt" N N "Hello" N "--b" N HTML "--b--" N,
	    "a/xt", "text" },
	{ "a page of half a type", TOP MP("alternative") "--b" N N "Hello" N
	    "--b" N "Content-Type: a/xml" N N "<p>Hi</p>" N "--b--" N,
	    "a/xml", "html/" },
	{ "a root of no type", TOP "Content-Type: a/xt" N N "Hello" N,
	    "a/xt", "text" },
	{ "a text that is no file", TOP "Content-Type: text/plane" N N
	    "Hello" N, "text/plane", "text/plain" },
	{ "a page that has no name", TOP "Content-Type: text/html; name=a" N N
	    "<p>Hello</p>" N, "name=a", "lame=a" },
	{ "a root of a disposition that nobody knows", TOP
	    "Content-Disposition: attachment" N N "Hello" N, "attachment",
	    "attachmend" },
};

/* The same length of bytes in the place of others, wherever they stand. */
static struct slice
mistake(struct arena *a, struct slice s, struct slice wrong, struct slice right)
{
	uint8_t *p = arena_alloc(a, s.len);
	size_t at;

	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq(wrong.len, right.len);
	memcpy(p, s.ptr, s.len);
	for (at = slice_find(s, wrong, 0); at != SLICE_NPOS;
	    at = slice_find(s, wrong, at + wrong.len))
		memcpy(p + at, right.ptr, right.len);
	return slice_of(p, s.len);
}

START_TEST(test_mistaken)
{
	struct slice wrong = slice_str(mistaken[_i].wrong);
	struct slice right = slice_str(mistaken[_i].right);
	struct slice bytes = slice_str(mistaken[_i].bytes);
	struct mime_message *m;
	struct rewrite_job j;
	struct planted t;
	size_t i;

	setup();
	ck_assert(planted_make(&t, texts, mistaken[_i].name, bytes, "plain",
	    EDIT_PLACE_END, EDIT_OTHERWISE_NONE));
	ck_assert_int_eq(mime_read(mistake(t.arena, bytes, wrong, right),
	    SLICE(""), 0, t.arena, &m), 0);
	for (i = 0; i < t.list.splice_count; i++)
		t.list.splices[i].bytes = mistake(t.arena,
		    t.list.splices[i].bytes, wrong, right);
	j = t.job;
	j.m = m;
	ck_assert_int_eq(proof_rewrite(&j, &t.list), ERR_MISMATCH);
	planted_free(&t);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "planted bugs", test_planted, N_OF(shapes) },
		{ "in the middle", test_placed, N_OF(placed) },
		{ "others", test_others, N_OF(others) },
		{ "mistaken", test_mistaken, N_OF(mistaken) },
		{ NULL, NULL, 0 },
	};

	return unit_main("proof", tests);
}
