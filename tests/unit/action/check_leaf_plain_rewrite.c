#include "action/leaf_plain_rewrite.h"

#include <string.h>

#include "action/encode_rewrite.h"
#include "unit/action/fixture.h"

#define N	"\r\n"
#define PLAIN	"Confidential: meant for the addressee only." N \
		"Plain Homes, 1 Sample Street."
#define WIDE	"Confidential \xe2\x80\x93 meant for the addressee." N \
		"Caf\xc3\xa9 Homes \xc2\xa3" "5."
#define WIDE_A	"Confidential - meant for the addressee." N \
		"Cafe Homes GBP5."
#define WIDE_QP	"Confidential =E2=80=93 meant for the addressee." N \
		"Caf=C3=A9 Homes =C2=A35."
#define V	"MIME-Version: 1.0" N
#define CT(s)	"Content-Type: text/plain; " s N
#define CTE(s)	"Content-Transfer-Encoding: " s N
#define FLOWED	CT("format=flowed")
#define QP	CTE("quoted-printable")
#define SIGNED	"-----BEGIN PGP SIGNED MESSAGE-----" N "Hash: SHA256" N N \
		"Hi" N "-----BEGIN PGP SIGNATURE-----" N N "iQ==" N \
		"-----END PGP SIGNATURE-----" N

static const struct edited_file files[] = {
	{ "plain.txt", EDITED_PLAIN "\n" },
	{ "wide.txt", EDITED_WIDE "\n" },
	{ "accent.txt", "Caf\xc3\xa9 Homes\n" },
	{ "plus.txt", "Caf\xc3\xa9 +44 Homes\n" },
	{ "tilde.txt", "Tilde ~ Homes\n" },
	{ "dashed.txt", "Plain Homes\n--dashes and Homes\n" },
	{ "plain.html", "<p>Homes</p>\n" },
};

static struct disclaimers *texts;

static void
setup(void)
{
	fixture_charsets();
	texts = edited_of_each(files, N_OF(files));
}

static void
teardown(void)
{
	fixture_free(texts);
}

/* --- the whole message, before and after ------------------------------------------ */

enum { END = EDIT_PLACE_END, SIG = EDIT_PLACE_ABOVE_SIGNATURE,
	QUOTE = EDIT_PLACE_ABOVE_QUOTE, ASCII = 16, ARMOUR = 32 };

static const struct {
	const char *name, *text;
	int how;
	const char *before, *after;
} done_cases[] = {
	/* Section 4: the end. */
	{ "a line end is put in where there is none", "plain", END,
	    CTE("base64") N "SGk=" N,
	    CTE("base64") N "SGkNCg0KQ29uZmlkZW50aWFsOiBtZWFudCBmb3IgdGhlIGFk"
	    "ZHJlc3NlZSBvbmx5Lg0KUGxhaW4g" N "SG9tZXMsIDEgU2FtcGxlIFN0cmVldC4N"
	    "Cg==" N },
	{ "blanks after the last word stay", "plain", END,
	    V N "Hi  " N " " N, V N "Hi  " N " " N N PLAIN N },
	{ "the last part of a mixed that is not closed", "plain", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N N "Hi",
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N N "Hi" N N
	    PLAIN N },
	{ "an empty part", "plain", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N N N
	    "--b--" N,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N N PLAIN N
	    "--b--" N },
	{ "nothing but a line end", "plain", END,
	    V N N, V N N N PLAIN N },
	{ "a byte order mark stays first", "wide", END,
	    CT("charset=utf-8") CTE("8bit") N "\xef\xbb\xbfHi" N,
	    CT("charset=utf-8") CTE("8bit") N "\xef\xbb\xbfHi" N N WIDE N },
	{ "a byte order mark and nothing else", "wide", END,
	    CT("charset=utf-8") QP N "=EF=BB=BF",
	    CT("charset=utf-8") QP N "=EF=BB=BF=" N WIDE_QP N },
	{ "a mark that may be half a character: not behind it", "plain",
	    QUOTE, CT("charset=gb18030") CTE("8bit") N
	    "\xef\xbb\xbfOn Mon, A wrote:" N "> x" N,
	    CT("charset=gb18030") CTE("8bit") N
	    "\xef\xbb\xbfOn Mon, A wrote:" N "> x" N N PLAIN N },
	{ "the same, and letters", "wide", SIG,
	    CT("charset=iso-8859-1") CTE("8bit") N "\xef\xbb\xbf\xc3\xa9" N
	    "-- " N,
	    CT("charset=iso-8859-1") CTE("8bit") N "\xef\xbb\xbf\xc3\xa9" N N
	    WIDE_A N N "-- " N },
	{ "a mark that the label does not know of: ASCII", "wide", END,
	    CT("charset=iso-8859-1") CTE("8bit") N "\xef\xbb\xbfHi" N,
	    CT("charset=iso-8859-1") CTE("8bit") N "\xef\xbb\xbfHi" N N WIDE_A
	    N },

	/* Headers that some readers end at a line of blanks. */
	{ "a fold of blanks: no other encoding, but ASCII", "wide", END,
	    CT("charset=us-ascii") CTE("7bit") "X-A: b" N " " N "X-C: d" N N
	    "Hi" N,
	    CT("charset=us-ascii") CTE("7bit") "X-A: b" N " " N "X-C: d" N N
	    "Hi" N N WIDE_A N },
	{ "a header that ends in blanks: ASCII", "wide", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N
	    CT("charset=us-ascii") " \t" N "Hi" N "--b--" N,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N
	    CT("charset=us-ascii") " \t" N "Hi" N N WIDE_A N "--b--" N },
	{ "a fold of blanks: no other charset either", "wide", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N
	    CTE("8bit") "X-A: b" N " " N N "Hi" N "--b" N
	    "Content-Type: x/y" N N "\xc3\xa9" N "--b--" N,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N
	    CTE("8bit") "X-A: b" N " " N N "Hi" N N WIDE_A N "--b" N
	    "Content-Type: x/y" N N "\xc3\xa9" N "--b--" N },
	{ "a fold of words, and a line of an mbox: as ever", "wide", END,
	    "From a@b.example Sun Nov 22 10:00:00 2026" N "X-A: b" N " c" N
	    V QP N "Hi" N,
	    "From a@b.example Sun Nov 22 10:00:00 2026" N "X-A: b" N " c" N
	    V QP "Content-Type: text/plain; charset=utf-8" N N "Hi" N N
	    WIDE_QP N },

	/* Format=flowed. */
	{ "flowed: one empty line more after a line that flows on", "plain",
	    END, FLOWED N "one " N, FLOWED N "one " N N N PLAIN N },
	{ "flowed: an empty line that is there ends the paragraph", "plain",
	    END, FLOWED N "one " N N, FLOWED N "one " N N N PLAIN N },
	{ "flowed: without a line end", "plain", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N FLOWED N
	    "one " N "--b--" N,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N FLOWED N
	    "one " N N N PLAIN N "--b--" N },
	{ "flowed: the signature's line does not flow", "plain", END,
	    FLOWED N "one" N "-- " N, FLOWED N "one" N "-- " N N PLAIN N },
	{ "flowed with DelSp, in capitals and quotes", "plain", END,
	    CT("Format=\"Flowed\"; DelSp=YES") N "one " N,
	    CT("Format=\"Flowed\"; DelSp=YES") N "one " N N N PLAIN N },
	{ "fixed: a blank at the end means nothing", "plain", END,
	    CT("format=fixed") N "one " N, CT("format=fixed") N "one " N N
	    PLAIN N },

	/* Above the signature. */
	{ "above the signature", "plain", SIG, V N "Hi" N "-- " N "Jo" N,
	    V N "Hi" N N PLAIN N N "-- " N "Jo" N },
	{ "an empty line above it is not doubled", "plain", SIG,
	    V N "Hi" N N "-- " N "Jo" N, V N "Hi" N N PLAIN N N "-- " N "Jo"
	    N },
	{ "more empty lines stay", "plain", SIG,
	    V N "Hi" N N N "-- " N "Jo" N, V N "Hi" N N N PLAIN N N "-- " N "Jo"
	    N },
	{ "a signature and nothing else", "plain", SIG,
	    V N "-- " N "Jo" N, V N PLAIN N N "-- " N "Jo" N },
	{ "the last of two", "plain", SIG,
	    V N "Hi" N "-- " N "a list" N "-- " N "Jo" N,
	    V N "Hi" N "-- " N "a list" N N PLAIN N N "-- " N "Jo" N },
	{ "not one that is quoted", "plain", SIG,
	    V N "Hi" N N "On 1 May, Al wrote:" N "> Yes" N "> -- " N "> Al" N,
	    V N "Hi" N N "On 1 May, Al wrote:" N "> Yes" N "> -- " N "> Al" N N
	    PLAIN N },
	{ "not one of the older message", "plain", SIG,
	    V N "Hi" N "-- " N "Jo" N N "-----Original Message-----" N
	    "From: Al" N "Sent: today" N N "Yes" N "-- " N "Al" N,
	    V N "Hi" N N PLAIN N N "-- " N "Jo" N N
	    "-----Original Message-----" N "From: Al" N "Sent: today" N N "Yes"
	    N "-- " N "Al" N },
	{ "dashes alone are no signature", "plain", SIG,
	    V N "Hi" N "--" N "Jo" N, V N "Hi" N "--" N "Jo" N N PLAIN N },
	{ "its blank encoded", "plain", SIG,
	    QP N "Hi" N "--=20" N "Jo" N,
	    QP N "Hi" N N PLAIN N N "--=20" N "Jo" N },
	{ "flowed: the paragraph above ends", "plain", SIG,
	    FLOWED N "one " N "-- " N "Jo" N,
	    FLOWED N "one " N N N PLAIN N N "-- " N "Jo" N },
	{ "flowed: an empty line above is the paragraph's end", "plain", SIG,
	    FLOWED N "one " N N "-- " N "Jo" N,
	    FLOWED N "one " N N N PLAIN N N "-- " N "Jo" N },
	{ "in quoted-printable, after a soft break", "plain", SIG,
	    QP N "Hi=" N " you=0D=0A=" N "-- =" N N "Jo" N,
	    QP N "Hi=" N " you=0D=0A=" N N PLAIN N N "-- =" N N "Jo" N },
	{ "in the middle of a line as it is written", "plain", SIG,
	    QP N "Hi you=0D=0A-- =0D=0AJo",
	    QP N "Hi you=0D=0A" N PLAIN N N "-- =0D=0AJo" },
	{ "there, and an empty line above already", "plain", SIG,
	    QP N "Hi=0D=0A=0D=0A-- =0D=0AJo" N,
	    QP N "Hi=0D=0A=0D=0A=" N PLAIN N N "-- =0D=0AJo" N },
	{ "with letters, in Latin-1", "wide", SIG,
	    CT("charset=windows-1252") CTE("8bit") N "\xe9" N "-- " N "J\xf6" N,
	    CT("charset=windows-1252") CTE("8bit") N "\xe9" N N
	    "Confidential \x96 meant for the addressee." N
	    "Caf\xe9 Homes \xa3" "5." N N "-- " N "J\xf6" N },

	/* Above the older message. */
	{ "above the quote, with the words over it", "plain", QUOTE,
	    V N "Hi" N N "On 1 May, Al wrote:" N "> Yes" N,
	    V N "Hi" N N PLAIN N N "On 1 May, Al wrote:" N "> Yes" N },
	{ "no empty line above the words", "plain", QUOTE,
	    V N "Hi" N "On 1 May, Al wrote:" N "> Yes" N,
	    V N "Hi" N N PLAIN N N "On 1 May, Al wrote:" N "> Yes" N },
	{ "below the signature that stands above", "plain", QUOTE,
	    V N "Hi" N "-- " N "Jo" N N "-----Original Message-----" N
	    "From: Al" N "Sent: today" N N "Yes" N,
	    V N "Hi" N "-- " N "Jo" N N PLAIN N N
	    "-----Original Message-----" N "From: Al" N "Sent: today" N N "Yes"
	    N },
	{ "the answer stands below: at the end", "plain", QUOTE,
	    V N "On 1 May, Al wrote:" N "> Yes" N N "Hi" N,
	    V N "On 1 May, Al wrote:" N "> Yes" N N "Hi" N N PLAIN N },
	{ "nothing is the author's: still above", "plain", QUOTE,
	    V N "-----Original Message-----" N "From: Al" N "Sent: today" N N
	    "Yes" N,
	    V N PLAIN N N "-----Original Message-----" N "From: Al" N
	    "Sent: today" N N "Yes" N },
	{ "no quote: at the end", "plain", QUOTE,
	    V N "Hi" N "-- " N "Jo" N, V N "Hi" N "-- " N "Jo" N N PLAIN N },
	{ "a file in the text is not cut", "plain", QUOTE,
	    QP N "Hi" N "begin 644 a.txt" N "> yes" N "`" N "end" N,
	    QP N "Hi" N "begin 644 a.txt" N "> yes" N "`" N "end" N N PLAIN N },

	/* OpenPGP in the text. */
	{ "after the armour", "plain", ARMOUR,
	    V N SIGNED, V N SIGNED N PLAIN N },
	{ "after it, although a quote stands above", "plain", ARMOUR | QUOTE,
	    V N "-----BEGIN PGP MESSAGE-----" N N "x" N
	    "> x" N "-----END PGP MESSAGE-----" N,
	    V N "-----BEGIN PGP MESSAGE-----" N N "x" N
	    "> x" N "-----END PGP MESSAGE-----" N N PLAIN N },
	{ "words about armour are none", "plain", END,
	    V N "Put -----BEGIN PGP MESSAGE----- first" N,
	    V N "Put -----BEGIN PGP MESSAGE----- first" N N PLAIN N },
	{ "nor is one that is quoted", "plain", END,
	    V N "Hi" N "> -----BEGIN PGP SIGNED MESSAGE-----" N "> Yes" N,
	    V N "Hi" N "> -----BEGIN PGP SIGNED MESSAGE-----" N "> Yes" N N
	    PLAIN N },

	/* Section 7: the charset and its parameter. */
	{ "quoted, folded, with comments", "wide", END,
	    V "Content-Type: text/plain (a);" N "\tcharset=\"us-ascii\" "
	    "(c);" N " format=fixed" N CTE("7bit") N "a=b" N,
	    V "Content-Type: text/plain (a);" N "\tcharset=utf-8 "
	    "(c);" N " format=fixed" N QP N "a=3Db" N N WIDE_QP N },
	{ "none: it is added", "wide", END,
	    V CT("format=flowed;") QP N "Hi" N,
	    V "Content-Type: text/plain; format=flowed; charset=utf-8" N QP N
	    "Hi" N N WIDE_QP N },
	{ "none, and no room on the line", "wide", END,
	    V CT("x-note=\"a value of some length\"; y=1") QP N "Hi" N,
	    V CT("x-note=\"a value of some length\"; y=1;" N
	    "\tcharset=utf-8") QP N "Hi" N N WIDE_QP N },
	{ "of a part without any field", "wide", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N N "Hi" N
	    "--b--" N,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N
	    "Content-Type: text/plain; charset=utf-8" N QP N "Hi" N N WIDE_QP N
	    "--b--" N },
	{ "one of its other names", "wide", END,
	    V CT("charset=ISO646-US") QP N "Hi" N,
	    V CT("charset=utf-8") QP N "Hi" N N WIDE_QP N },
	{ "in a form of RFC 2231: left, and ASCII goes in", "wide", END,
	    V CT("charset*=us-ascii''us-ascii") N "Hi" N,
	    V CT("charset*=us-ascii''us-ascii") N "Hi" N N WIDE_A N },
	{ "cut in pieces: left", "wide", END,
	    V CT("charset*0=us-; charset*1=ascii") N "Hi" N,
	    V CT("charset*0=us-; charset*1=ascii") N "Hi" N N WIDE_A N },
	{ "twice: left", "wide", END,
	    V CT("charset=us-ascii; charset=us-ascii") N "Hi" N,
	    V CT("charset=us-ascii; charset=us-ascii") N "Hi" N N WIDE_A N },
	{ "a word that means none: left", "wide", END,
	    V CT("charset=unknown-8bit") N "Hi" N,
	    V CT("charset=unknown-8bit") N "Hi" N N WIDE_A N },
	{ "unknown, but all ASCII", "wide", END,
	    V CT("charset=x-y") N "Hi" N, V CT("charset=x-y") N "Hi" N N WIDE_A
	    N },
	{ "ASCII only: nothing but the insertion", "wide", ASCII,
	    V N "Hi" N, V N "Hi" N N WIDE_A N },
	{ "ASCII only, where the letters can go in as they are", "wide",
	    ASCII, CT("charset=utf-8") CTE("8bit") N "\xc3\xa9" N,
	    CT("charset=utf-8") CTE("8bit") N "\xc3\xa9" N N WIDE N },
	{ "UTF-8 by label, 7bit: converted", "wide", END,
	    V CT("charset=utf-8") CTE("7bit") N "Hi" N,
	    V CT("charset=utf-8") QP N "Hi" N N WIDE_QP N },
	{ "UTF-8 by label, 7bit, ASCII only", "wide", ASCII,
	    V CT("charset=utf-8") CTE("7bit") N "Hi" N,
	    V CT("charset=utf-8") CTE("7bit") N "Hi" N N WIDE_A N },
	{ "8-bit bytes under 7bit: ASCII, nothing mended", "wide", END,
	    V CT("charset=utf-8") CTE("7bit") N "\xc3\xa9" N,
	    V CT("charset=utf-8") CTE("7bit") N "\xc3\xa9" N N WIDE_A N },
	{ "8-bit bytes and no charset", "wide", END,
	    V CTE("8bit") N "\xc3\xa9" N, V CTE("8bit") N "\xc3\xa9" N N WIDE_A
	    N },
	{ "Latin-1 under UTF-8's name", "wide", END,
	    CT("charset=utf-8") CTE("8bit") N "\xe9" N,
	    CT("charset=utf-8") CTE("8bit") N "\xe9" N N WIDE_A N },
	{ "UTF-8 under the name of Latin-1", "accent", END,
	    CT("charset=iso-8859-1") CTE("8bit") N "\xc3\xa9" N,
	    CT("charset=iso-8859-1") CTE("8bit") N "\xc3\xa9" N N "Cafe Homes"
	    N },
	{ "an 8bit part of ASCII, beside one that is not", "wide", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N
	    CT("charset=utf-8") CTE("8bit") N "Hi" N "--b" N
	    "Content-Type: text/csv; name=a" N CTE("8bit") N "\xc3\xa9" N
	    "--b--" N,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N
	    CT("charset=utf-8") CTE("8bit") N "Hi" N N WIDE N "--b" N
	    "Content-Type: text/csv; name=a" N CTE("8bit") N "\xc3\xa9" N
	    "--b--" N },
	{ "Latin-1 by another name lacks the dash", "wide", END,
	    CT("charset=Latin1") CTE("8bit") N "\xe9" N,
	    CT("charset=Latin1") CTE("8bit") N "\xe9" N N WIDE_A N },
	{ "KOI8-R", "accent", END,
	    CT("charset=koi8-r") CTE("8bit") N "\xf0" N,
	    CT("charset=koi8-r") CTE("8bit") N "\xf0" N N "Cafe Homes" N },
	{ "Latin-2", "accent", END,
	    CT("charset=iso-8859-2") CTE("8bit") N "\xb1" N,
	    CT("charset=iso-8859-2") CTE("8bit") N "\xb1" N N "Caf\xe9 Homes"
	    N },
	{ "windows-1258 puts letters together", "accent", END,
	    CT("charset=windows-1258") CTE("8bit") N "a\xec" N,
	    CT("charset=windows-1258") CTE("8bit") N "a\xec" N N
	    "Caf\xe9 Homes" N },
	{ "GB 2312, of two bytes", "accent", END,
	    CT("charset=gb2312") CTE("8bit") N "\xd6\xd0" N,
	    CT("charset=gb2312") CTE("8bit") N "\xd6\xd0" N N
	    "Caf\xa8\xa6 Homes" N },
	{ "Shift_JIS lacks the letter", "accent", END,
	    CT("charset=shift_jis") CTE("8bit") N "\x82\xa0" N,
	    CT("charset=shift_jis") CTE("8bit") N "\x82\xa0" N N "Cafe Homes"
	    N },
	{ "UTF-7: plus signs, and letters in base64", "plus", END,
	    CT("charset=utf-7") N "+AGE-" N,
	    CT("charset=utf-7") N "+AGE-" N N "Caf+AOk- +-44 Homes" N },
	{ "HZ: tildes", "tilde", END,
	    CT("charset=hz-gb-2312") N "~{VP~}" N,
	    CT("charset=hz-gb-2312") N "~{VP~}" N N "Tilde ~~ Homes" N },
	{ "ISO-2022-KR, back in ASCII", "wide", END,
	    CT("charset=iso-2022-kr") N "\x1b$)C\x0e\x30\x21\x0f" N,
	    CT("charset=iso-2022-kr") N "\x1b$)C\x0e\x30\x21\x0f" N N WIDE_A
	    N },

	{ "ISO-2022-JP without a label is not called UTF-8", "wide", END,
	    V N "\x1b$B$\"\x1b(B" N, V N "\x1b$B$\"\x1b(B" N N WIDE_A N },
	{ "a terminal's escapes switch nothing", "plain", END,
	    V N "\x1b[1mHi\x1b[0m" N, V N "\x1b[1mHi\x1b[0m" N N PLAIN N },

	/* Section 6: encodings. */
	{ "text that looks quoted-printable, but says it is not", "plain", END,
	    V CTE("7bit") N "see ?a=41=42=43=44=45" N "x=" N "y=20" N,
	    V CTE("7bit") N "see ?a=41=42=43=44=45" N "x=" N "y=20" N N PLAIN
	    N },
	{ "the same, converted", "wide", END,
	    V CTE("7bit") N "see ?a=41" N "====" N,
	    V "Content-Transfer-Encoding: quoted-printable" N
	    "Content-Type: text/plain; charset=utf-8" N N
	    "see ?a=3D41" N "=3D=3D=3D=3D" N N WIDE_QP N },
	{ "a file in the text that ends", "plain", END,
	    V N "Hi" N "begin 644 a.txt" N "#86)C" N "`" N "end" N "So." N,
	    V N "Hi" N "begin 644 a.txt" N "#86)C" N "`" N "end" N "So." N N
	    PLAIN N },
	{ "the encoding's name in capitals, with a comment", "wide", END,
	    CT("charset=utf-8") CTE("(x) 8BIT (y)") N "\xc3\xa9" N,
	    CT("charset=utf-8") CTE("(x) 8BIT (y)") N "\xc3\xa9" N N WIDE N },
	{ "8-bit bytes in the header alone", "wide", END,
	    "Subject: \xc3\xa9" N V CT("charset=utf-8") CTE("8bit") N "Hi" N,
	    "Subject: \xc3\xa9" N V CT("charset=utf-8") QP N "Hi" N N WIDE_QP
	    N },
	{ "binary that is text", "wide", END,
	    CT("charset=utf-8") CTE("binary") N "\xc3\xa9" N,
	    CT("charset=utf-8") CTE("binary") N "\xc3\xa9" N N WIDE N },
	{ "malformed lines of quoted-printable stay", "plain", END,
	    QP N "a=zz =e9=3d \xe9 =" N "b  " N "c=4" N,
	    QP N "a=zz =e9=3d \xe9 =" N "b  " N "c=4" N N PLAIN N },
	{ "it ends in a soft break with blanks", "plain", END,
	    QP N "Hi= \t" N, QP N "Hi= \t" N N N PLAIN N },
	{ "in the middle of a multipart, a soft break without its line",
	    "plain", END,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N QP N "Hi="
	    N "--b--" N,
	    "Content-Type: multipart/mixed; boundary=b" N N "--b" N QP N "Hi="
	    N N N PLAIN N "--b--" N },
	{ "base64 with blanks at the ends of lines", "accent", END,
	    CT("charset=utf-8") CTE("base64") N "SGkN\t " N "Cg== " N " " N,
	    CT("charset=utf-8") CTE("base64") N "SGkN\t " N "Cg0K" N "Q2Fm" N
	    "w6kg" N "SG9t" N "ZXMN" N "Cg== " N " " N },
	{ "base64 on one line", "plain", END,
	    CTE("base64") N "SGVsbG8sIGhlbGxvLCBoZWxsbywgaGVsbG8sIGhlbGxvLCBo"
	    "ZWxsbywgaGVsbG8sIGhlbGxvLCBoZWxsbywgaGVsbG8N" N,
	    CTE("base64") N "SGVsbG8sIGhlbGxvLCBoZWxsbywgaGVsbG8sIGhlbGxvLCBo"
	    "ZWxsbywgaGVsbG8sIGhlbGxvLCBoZWxsbywgaGVsbG8N" N
	    "DQoNCkNvbmZpZGVudGlhbDogbWVhbnQgZm9yIHRoZSBhZGRyZXNzZWUgb25seS4N"
	    "ClBsYWluIEhv" N "bWVzLCAxIFNhbXBsZSBTdHJlZXQuDQo=" N },
	{ "D26 dots and From in what is there", "plain", SIG,
	    V N "." N "From x" N ">From" N "-- " N "." N,
	    V N "." N "From x" N ">From" N N PLAIN N N "-- " N "." N },
};

static struct edit_disclaimer
how_of(int bits)
{
	return (struct edit_disclaimer){
	    .place = (enum edit_place)(bits & 15),
	    .ascii_only = (bits & ASCII) != 0,
	    .after_armour = (bits & ARMOUR) != 0,
	};
}

START_TEST(test_done)
{
	struct edit_disclaimer how = how_of(done_cases[_i].how);
	struct edited e;

	setup();
	fixture_run(&e, texts, slice_str(done_cases[_i].before),
	    done_cases[_i].text, &how);
	ck_assert_msg(e.result == EDIT_DONE, "%s: %d %.*s",
	    done_cases[_i].name, (int)e.result, (int)e.reason.len,
	    (const char *)e.reason.ptr);
	fixture_drop_mark(&e.after);
	ck_assert_msg(slice_eq_str(buf_slice(&e.after), done_cases[_i].after),
	    "%s:\n%s", done_cases[_i].name, buf_cstr(&e.after));
	edited_free(&e);
	teardown();
}
END_TEST

/* --- left alone ---------------------------------------------------------------------- */

static const struct {
	const char *name;
	int how;
	const char *reason;
	struct slice message;
} skip_cases[] = {
#define SKIPPED(name, how, reason, message) \
	{ name, how, reason, \
	    { (const uint8_t *)(message), sizeof (message) - 1 } }
	SKIPPED("a file in the text that does not end", END, "uuencode",
	    QP N "Hi" N "begin 644 a" N "#86)C" N),
	SKIPPED("the same under no label", END, "uuencode",
	    V N "Hi" N "begin 644 a" N "#86)C" N),
	SKIPPED("a signed text", END, "signed", V N SIGNED),
	SKIPPED("signed, and not ended", ARMOUR, "signed",
	    V N "-----BEGIN PGP SIGNED MESSAGE-----" N N "Hi" N),
	SKIPPED("encrypted, and not ended", ARMOUR, "encrypted",
	    V N "-----BEGIN PGP MESSAGE-----" N N "x" N),
	SKIPPED("encrypted, ended as something else", ARMOUR, "encrypted",
	    V N "-----BEGIN PGP MESSAGE-----" N N "x" N
	    "-----END PGP SIGNATURE-----" N),
	SKIPPED("a key", END, "armour",
	    V N "-----BEGIN PGP PUBLIC KEY BLOCK-----" N N "x" N
	    "-----END PGP PUBLIC KEY BLOCK-----" N),
	SKIPPED("a NUL", END, "binary", CTE("base64") N "SGkADQo=" N),
	SKIPPED("base64 whose text is not what its label says", END,
	    "charset", CT("charset=utf-8") CTE("base64") N "6Q0K" N),
	SKIPPED("UTF-16 outside of base64", END, "charset",
	    CT("charset=utf-16") QP N "=FE=FF=00H=00i" N),
	SKIPPED("UTF-16, half a unit", END, "charset",
	    CT("charset=utf-16be") CTE("base64") N "AEgA" N),
	SKIPPED("UTF-16, the mark against the label", END, "charset",
	    CT("charset=utf-16be") CTE("base64") N "//5IAA==" N),
	SKIPPED("UTF-16, the order unknown", END, "charset",
	    CT("charset=utf-16") CTE("base64") N "4wDjAA==" N),
	SKIPPED("its mark under another label", END, "charset",
	    CT("charset=us-ascii") CTE("base64") N "//5IAA==" N),
	SKIPPED("EBCDIC", END, "charset",
	    CT("charset=ibm037") CTE("8bit") N "\xc8\x89"),
	SKIPPED("HZ that does not come back", END, "charset",
	    CT("charset=hz-gb-2312") N "~{VP"),
	SKIPPED("ISO-2022-KR that does not come back", END, "charset",
	    CT("charset=iso-2022-kr") N "\x1b$)C\x0e\x30\x21" N),
	SKIPPED("ISO-2022-JP without a label, not back", END, "charset",
	    V N "\x1b$B$\"" N),
	SKIPPED("8-bit bytes under UTF-7", END, "charset",
	    CT("charset=utf-7") CTE("8bit") N "\xe9" N),
	SKIPPED("8-bit bytes under an unknown name", END, "charset",
	    CT("charset=x-y") CTE("8bit") N "\xe9" N),
	SKIPPED("base64 without its padding", END, "encoding",
	    CTE("base64") N "SGk" N),
	SKIPPED("base64 with a gap", END, "encoding",
	    CTE("base64") N "SGVs" N N "bG8N" N),
	SKIPPED("words under base64", END, "encoding",
	    CTE("base64") N "Good day you" N),
	SKIPPED("the same encoding twice", END, "encoding",
	    CTE("7bit") CTE("7bit") N "Hi" N),
	SKIPPED("two that decode alike", END, "encoding",
	    CTE("7bit") CTE("8bit") N "Hi" N),
	SKIPPED("uuencode as an encoding", END, "encoding",
	    CTE("x-uuencode") N "begin 644 a" N "#86)C" N "`" N "end" N),
	SKIPPED("two encodings", END, "structure",
	    CTE("base64") CTE("quoted-printable") N "SGk=" N),
	SKIPPED("a boundary that a line of the text is", END, "boundary",
	    "Content-Type: multipart/mixed; boundary=\"dashes\"" N N
	    "--dashes" N N "Hi" N "--dashes--" N),
};

START_TEST(test_skipped)
{
	struct edit_disclaimer how = how_of(skip_cases[_i].how);
	bool is_dashed;
	struct edited e;

	setup();
	is_dashed = slice_eq_str(slice_str(skip_cases[_i].reason), "boundary");
	fixture_run(&e, texts, skip_cases[_i].message,
	    is_dashed ? "dashed" : "plain", &how);
	ck_assert_msg(e.result == EDIT_SKIPPED &&
	    slice_eq_str(e.reason, skip_cases[_i].reason), "%s: %d %.*s",
	    skip_cases[_i].name, (int)e.result, (int)e.reason.len,
	    (const char *)e.reason.ptr);
	ck_assert_msg(slice_eq(buf_slice(&e.after), skip_cases[_i].message),
	    "%s", skip_cases[_i].name);
	edited_free(&e);
	teardown();
}
END_TEST

/* The same line in quoted-printable is no delimiter. */
START_TEST(test_a_boundary_in_quoted_printable)
{
	struct edit_disclaimer how = how_of(END);
	struct edited e;

	setup();
	fixture_run(&e, texts, SLICE(
	    "Content-Type: multipart/mixed; boundary=dashes" N N "--dashes" N
	    QP N "Hi" N "--dashes--" N), "dashed", &how);
	ck_assert_int_eq(e.result, EDIT_DONE);
	ck_assert(slice_find(buf_slice(&e.after), SLICE("=2D-dashes and Homes"),
	    0) != SLICE_NPOS);
	edited_free(&e);
	teardown();
}
END_TEST

/*
 * What a mailer on the way or a reader of format=flowed would change gets a
 * blank before it.
 */
START_TEST(test_lines_that_need_a_blank)
{
	static const struct { const char *message, *inserted; } lines[] = {
		{ V N "Hi" N, N "> a" N " From us" N " ." N "b" N " c" N },
		{ FLOWED N "Hi" N, N " > a" N " From us" N " ." N "b" N "  c" N },
	};
	struct edit_disclaimer how = how_of(END);
	struct disclaimer d = { .text = SLICE("> a\nFrom us\n.\nb \n c") };
	struct mime_message *m;
	struct leaf_plan p;
	struct rewrite_job j = { .arena = arena_new(MIB) };

	setup();
	d.ascii = d.text;
	ck_assert_int_eq(mime_read(slice_str(lines[_i].message), SLICE(""), 0,
	    j.arena, &m), 0);
	j.m = m;
	p = (struct leaf_plan){ .node = 0 };
	buf_init(&p.decoded, MIB);
	ck_assert_int_eq(leaf_decode(m, &m->nodes[0], &p.decoded), 0);
	ck_assert_int_eq(leaf_plain_plan(&j, &d, &how, &p), 0);
	ck_assert_msg(slice_eq_str(p.inserted, lines[_i].inserted), "%.*s",
	    (int)p.inserted.len, (const char *)p.inserted.ptr);
	leaf_plan_free(&p);
	arena_free(j.arena);
	teardown();
}
END_TEST

/* --- units of two and four bytes ------------------------------------------------------- */

static const struct {
	const char *name, *charset;
	bool is_little, has_mark;
	size_t width;
	int how;
} unit_cases[] = {
	{ "UTF-16, its mark, little", "utf-16", true, true, 2, END },
	{ "UTF-16, its mark, big", "utf-16", false, true, 2, END },
	{ "UTF-16LE", "utf-16le", true, false, 2, END },
	{ "UTF-16BE, above the signature", "utf-16be", false, false, 2, SIG },
	{ "UTF-16 without a mark, by its blanks", "utf-16", true, false, 2,
	    SIG },
	{ "UTF-16LE with a mark", "utf-16le", true, true, 2, QUOTE },
	{ "UTF-32, its mark", "utf-32", true, true, 4, END },
	{ "UTF-32BE", "utf-32be", false, false, 4, SIG },
};

static void
put_units(struct buf *b, const char *s, size_t width, bool is_little)
{
	size_t i;

	for (; *s != '\0'; s++)
		for (i = 0; i < width; i++)
			buf_putc(b, i == (is_little ? 0 : width - 1) ?
			    (uint8_t)*s : 0);
}

START_TEST(test_units)
{
	static const char mark[2][2][5] = {
		{ "\xfe\xff", "\xff\xfe" }, { "\0\0\xfe\xff", "\xff\xfe\0\0" }
	};
	struct edit_disclaimer how = how_of(unit_cases[_i].how);
	size_t width = unit_cases[_i].width;
	bool is_little = unit_cases[_i].is_little, invalid;
	struct buf old = BUF_INIT(MIB), msg = BUF_INIT(MIB);
	struct buf now = BUF_INIT(MIB), text = BUF_INIT(MIB);
	struct mime_message *m;
	struct edited e;
	unsigned notes;

	setup();
	if (unit_cases[_i].has_mark)
		buf_put(&old, mark[width == 4][is_little], width);
	put_units(&old, "Hi" N "-- " N "Jo" N, width, is_little);
	buf_printf(&msg, "Content-Type: text/plain; charset=%s" N
	    CTE("base64") N, unit_cases[_i].charset);
	encode_base64(buf_slice(&old), 0, 64, &msg);
	buf_puts(&msg, N);
	fixture_run(&e, texts, buf_slice(&msg), "wide", &how);
	ck_assert_msg(e.result == EDIT_DONE, "%s: %.*s", unit_cases[_i].name,
	    (int)e.reason.len, (const char *)e.reason.ptr);
	ck_assert_int_eq(mime_read(buf_slice(&e.after), SLICE(""), 0, e.arena,
	    &m), 0);
	mime_decode(slice_from(m->bytes, m->nodes[0].body_from),
	    MIME_ENCODING_BASE64, &now, &notes);
	ck_assert_int_eq(mime_to_utf8(buf_slice(&now), slice_str(
	    is_little ? width == 2 ? "utf-16le" : "utf-32le" :
	    width == 2 ? "utf-16be" : "utf-32be"), &text, &invalid), 0);
	ck_assert(!invalid);
	ck_assert_msg(slice_eq_str(buf_slice(&text), unit_cases[_i].how == SIG ?
	    "Hi" N N WIDE N N "-- " N "Jo" N : "Hi" N "-- " N "Jo" N N WIDE N),
	    "%s: %s", unit_cases[_i].name, buf_cstr(&text));
	edited_free(&e);
	buf_free(&old);
	buf_free(&msg);
	buf_free(&now);
	buf_free(&text);
	teardown();
}
END_TEST

/* --- sizes -------------------------------------------------------------------------------- */

/* A line of n bytes under a label: is the part converted for it (D7)? */
static bool
is_converted(const char *label, size_t n, int bits)
{
	struct edit_disclaimer how = how_of(bits);
	struct buf msg = BUF_INIT(MIB);
	struct mime_message *m;
	struct edited e;
	bool is;
	size_t i;

	buf_printf(&msg, V "Content-Transfer-Encoding: %s" N N, label);
	for (i = 0; i < n; i++)
		buf_putc(&msg, i % 60 == 59 ? ' ' : 'x');
	buf_puts(&msg, N);
	fixture_run(&e, texts, buf_slice(&msg), "plain", &how);
	ck_assert_int_eq(e.result, EDIT_DONE);
	ck_assert_int_eq(mime_read(buf_slice(&e.after), SLICE(""), 0, e.arena,
	    &m), 0);
	is = m->nodes[0].encoding == MIME_ENCODING_QUOTED_PRINTABLE;
	ck_assert(is || slice_starts(buf_slice(&e.after), slice_sub(
	    buf_slice(&msg), 0, V[0] == 'M' ? 19 : 0)));
	edited_free(&e);
	buf_free(&msg);
	return is;
}

START_TEST(test_long_lines)
{
	setup();
	ck_assert(!is_converted("8bit", 998, END));
	ck_assert(is_converted("8bit", 999, END));
	ck_assert(is_converted("binary", 999, END));
	ck_assert(!is_converted("8bit", 999, ASCII));
	ck_assert(!is_converted("7bit", 999, END));
	teardown();
}
END_TEST

/* A place far from the end: what is before it keeps its bytes. */
START_TEST(test_base64_before_the_place_stays)
{
	struct edit_disclaimer how = how_of(SIG);
	struct buf text = BUF_INIT(MIB), msg = BUF_INIT(MIB);
	struct edited e;
	size_t i, head;

	setup();
	for (i = 0; i < 5000; i++)
		buf_printf(&text, "line %zu" N, i);
	head = text.len;
	buf_puts(&text, "-- " N "Jo" N);
	buf_puts(&msg, CT("charset=utf-8") CTE("base64") N);
	head = msg.len + head / 57 * 78;
	encode_base64(buf_slice(&text), 0, 76, &msg);
	buf_puts(&msg, N);
	fixture_run(&e, texts, buf_slice(&msg), "wide", &how);
	ck_assert_int_eq(e.result, EDIT_DONE);
	fixture_drop_mark(&e.after);
	ck_assert(slice_eq(slice_sub(buf_slice(&e.after), 0, head),
	    slice_sub(buf_slice(&msg), 0, head)));
	edited_free(&e);
	buf_free(&text);
	buf_free(&msg);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "done", test_done, N_OF(done_cases) },
		{ "skipped", test_skipped, N_OF(skip_cases) },
		{ "quoted boundary", test_a_boundary_in_quoted_printable, 0 },
		{ "blanks", test_lines_that_need_a_blank, 2 },
		{ "units", test_units, N_OF(unit_cases) },
		{ "long lines", test_long_lines, 0 },
		{ "base64", test_base64_before_the_place_stays, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("leaf_plain_rewrite", cases);
}
