#include "mime/mime.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define B64	MIME_ENCODING_BASE64
#define QP	MIME_ENCODING_QUOTED_PRINTABLE
#define UU	MIME_ENCODING_UUENCODE

#define JUNK	MIME_NOTE_JUNK
#define INNER	MIME_NOTE_INNER_PADDING
#define CUT	MIME_NOTE_CUT
#define BAD	MIME_NOTE_BAD_ESCAPE
#define NO_END	MIME_NOTE_NO_END

/* variants: the other outcomes, one after the other, with "|" between. */
static const struct {
	const char *name;
	enum mime_encoding encoding;
	const char *raw, *is;
	unsigned notes;
	const char *variants;
} cases[] = {
	{ "identity", MIME_ENCODING_IDENTITY, "a=41", "a=41", 0, "" },
	{ "base64", B64, "SGVsbG8=", "Hello", 0, "" },
	{ "nothing", B64, "", "", 0, "" },
	{ "two padding characters", B64, "SGVsbA==", "Hell", 0, "" },
	{ "lines and blanks", B64, "SG Vs\r\nbG\t8=\r\n", "Hello",
	    MIME_NOTE_BLANK, "lo" },
	{ "missing padding", B64, "SGVsbG8", "Hello", 0, "" },
	{ "cut inside a unit", B64, "SGVsbG8hI", "Hello!", CUT, "" },
	{ "junk is skipped", B64, "SG*Vsb-G8=", "Hello", JUNK,
	    "Hello" },
	{ "a line of words", B64, "SGVsbG8\r\nbye, all\r\n",
	    "Hello\x1b\xc9\xe6\xa5", JUNK | CUT | MIME_NOTE_BLANK, "Hello" },
	{ "high bytes are junk", B64, "SGVs\xe9" "bG8=", "Hello", JUNK,
	    "Hello" },
	{ "a word behind an empty line", B64, "SGVsbG8h\r\n\r\njunk\r\n",
	    "Hello!\x8e\xe9\xe4", MIME_NOTE_BLANK, "Hello!" },
	{ "empty lines at the end", B64, "SGVsbG8=\r\n\r\n\r\n", "Hello", 0,
	    "" },
	{ "data after padding", B64, "QQ==QkM=", "ABC", INNER,
	    "A|A\x04$" },
	{ "a second padding is no data", B64, "QQ====", "A", 0, "" },
	{ "padding at the very start", B64, "=QUJD", "ABC", INNER, "|ABC" },
	{ "nothing but padding", B64, "====", "", 0, "" },
	{ "quoted-printable", QP, "caf=C3=A9", "caf\xc3\xa9", 0, "" },
	{ "lower-case digits", QP, "=c3=a9", "\xc3\xa9", 0, "" },
	{ "a soft break", QP, "a=\r\nb", "ab", 0, "" },
	{ "blanks in a soft break", QP, "a= \t\r\nb", "ab", 0, "" },
	{ "a bare LF in it", QP, "a=\nb", "ab", 0, "" },
	{ "a bare CR in it", QP, "a=\rb", "ab", BAD, "ab|ab|a" },
	{ "at the end", QP, "a=", "a", 0, "" },
	{ "blanks and the end", QP, "a= ", "a", 0, "" },
	{ "a bad escape", QP, "a=zb", "a=zb", BAD, "azb|a|a=zb" },
	{ "half an escape", QP, "a=4", "a=4", BAD, "a4|a|a=4" },
	{ "two equals signs", QP, "a==41", "a=A", BAD, "aA|a1|a=A" },
	{ "an escape cut by a soft break", QP, "a=4=\r\n1b", "a=41b", BAD,
	    "a41b|a\r\n1b|aAb" },
	{ "a line end stays", QP, "a \r\nb", "a \r\nb", 0, "" },
	{ "raw bytes stay", QP, "\xe9", "\xe9", 0, "" },
	{ "uuencode", UU, "begin 644 a\r\n#0V%T\r\n`\r\nend\r\n", "Cat", 0,
	    "" },
	{ "text round it", UU, "see\nbegin 644 a b\n#0V%T\n`\nend\nbye",
	    "Cat", 0, "" },
	{ "without end", UU, "begin 644 a\n#0V%T\n", "Cat", NO_END, "" },
	{ "lost blanks", UU, "begin 644 a\n#\n`\nend\n", "\0\0\0", 0, "" },
	{ "a checksum character", UU, "begin 644 a\n#0V%Tx\n`\nend\n", "Cat",
	    0, "" },
	{ "two blocks", UU, "begin 644 a\n#0V%T\nend\nbegin 644 b\n#0V%T\nend",
	    "CatCat", 0, "" },
	{ "words that begin", UU, "begin 100 metres from here\nand walk\n", "",
	    0, "" },
};

static void
check_bytes(const char *name, struct slice got, const char *want)
{
	/* Only "lost blanks" holds NUL. */
	size_t n = strcmp(name, "lost blanks") == 0 ? 3 : strlen(want);

	ck_assert_msg(slice_eq(got, slice_of(want, n)), "%s: %.*s", name,
	    (int)got.len, (const char *)got.ptr);
}

START_TEST(test_decode)
{
	struct buf out = BUF_INIT(4096), all = BUF_INIT(4096), other[3];
	unsigned notes;
	size_t i, n;

	ck_assert_int_eq(mime_decode(slice_str(cases[_i].raw),
	    cases[_i].encoding, &out, &notes), 0);
	check_bytes(cases[_i].name, buf_slice(&out), cases[_i].is);
	ck_assert_msg(notes == cases[_i].notes, "%s: notes %u", cases[_i].name,
	    notes);
	buf_init(&other[0], 4096);
	buf_init(&other[1], 4096);
	buf_init(&other[2], 4096);
	n = mime_decode_variants(slice_str(cases[_i].raw), cases[_i].encoding,
	    notes, other, 3);
	for (i = 0; i < n; i++) {
		buf_puts(&all, i > 0 ? "|" : "");
		buf_put_slice(&all, buf_slice(&other[i]));
	}
	ck_assert_msg(strcmp(buf_cstr(&all), cases[_i].variants) == 0,
	    "%s: variants %s", cases[_i].name, buf_cstr(&all));
	buf_free(&other[0]);
	buf_free(&other[1]);
	buf_free(&other[2]);
	buf_free(&all);
	buf_free(&out);
}
END_TEST

/* Every length and every break of lines, against a plain encoder. */
static void
encode64(struct slice s, size_t width, struct buf *out)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i, col, n;
	uint32_t v;

	for (i = col = 0; i < s.len; i += 3) {
		n = s.len - i < 3 ? s.len - i : 3;
		v = (uint32_t)s.ptr[i] << 16;
		if (n > 1)
			v |= (uint32_t)s.ptr[i + 1] << 8;
		if (n > 2)
			v |= s.ptr[i + 2];
		buf_putc(out, (uint8_t)digit[v >> 18]);
		buf_putc(out, (uint8_t)digit[v >> 12 & 63]);
		buf_putc(out, n > 1 ? (uint8_t)digit[v >> 6 & 63] : '=');
		buf_putc(out, n > 2 ? (uint8_t)digit[v & 63] : '=');
		if ((col += 4) >= width) {
			buf_puts(out, "\r\n");
			col = 0;
		}
	}
}

START_TEST(test_base64_round_trip)
{
	struct buf enc = BUF_INIT(MIB), dec = BUF_INIT(MIB);
	uint8_t bytes[300];
	unsigned notes;
	size_t i, width;

	for (i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 167 + 13);
	for (i = 0; i <= sizeof bytes; i++) {
		for (width = 4; width <= 76; width += 12) {
			buf_reset(&enc);
			buf_reset(&dec);
			encode64(slice_of(bytes, i), width, &enc);
			ck_assert_int_eq(mime_decode(buf_slice(&enc), B64,
			    &dec, &notes), 0);
			ck_assert_uint_eq(notes, 0);
			ck_assert(slice_eq(buf_slice(&dec),
			    slice_of(bytes, i)));
		}
	}
	buf_free(&enc);
	buf_free(&dec);
}
END_TEST

START_TEST(test_a_full_buffer)
{
	struct buf out = BUF_INIT(4);
	unsigned notes;

	ck_assert_int_eq(mime_decode(SLICE("SGVsbG8gSGVsbG8="), B64, &out,
	    &notes), ERR_LIMIT);
	ck_assert_int_eq(mime_decode(SLICE("abcdef"), QP, &out, &notes),
	    ERR_LIMIT);
	ck_assert_int_eq(mime_decode(SLICE("begin 644 a\n&0V%T0V%T\nend"), UU,
	    &out, &notes), ERR_LIMIT);
	buf_free(&out);
}
END_TEST

/* --- files inside text --------------------------------------------------------- */

#define CAT	"Cat"

static const struct {
	const char *name, *text;
	const char *file, *content;	/* NULL: there is none */
} blocks[] = {
	{ "uuencode", "x\r\nbegin 644 a b.exe \r\n#0V%T\r\n`\r\nend\r\ny",
	    "a b.exe", CAT },
	{ "no end", "begin 644 a\n#0V%T\n", "a", CAT },
	{ "no mode, but an end", "begin a.txt\n#0V%T\nend\n", "a.txt", CAT },
	{ "no mode, no end", "begin a.txt\n#0V%T\n", NULL, NULL },
	{ "capitals", "BEGIN 644 a\n#0V%T\nEND\n", "a", CAT },
	{ "a checksum on each line", "begin 644 a\n#0V%TX\n`\nend\n", "a",
	    CAT },
	{ "quoted", "> begin 644 a\n> #0V%T\n> `\n> end\n", "a", CAT },
	{ "as a shell archive has it", "Xbegin 644 a\nX#0V%T\nX`\nXend\n",
	    "a", CAT },
	{ "an empty last line", "begin 644 a\n#0V%T\n\nend\n", "a", CAT },
	{ "xxencode", "begin 644 a\n1Eq3o\n+\nend\n", "a", CAT },
	{ "base64", "begin-base64 644 a\nQ2F0\n====\n", "a", CAT },
	{ "base64 with a coded name", "begin-base64-encoded 644 YQ==\nQ2F0\n"
	    "====\n", "YQ==", CAT },
	{ "yEnc", "=ybegin line=128 size=3 name=a b\r\n\x6d\x8b\x9e\r\n"
	    "=yend size=3\r\n", "a b", CAT },
	{ "yEnc with an escape", "=ybegin line=128 size=2 name=a\n"
	    "=\x7d\x8b\n=yend\n", "a", "\x13" "a" },
	{ "yEnc, a piece", "=ybegin part=1 line=128 size=3 name=a\n"
	    "=ypart begin=1 end=3\n\x6d\x8b\x9e\n=yend\n", "a", CAT },
	{ "junk behind a line", "begin 644 a\n#0V%Tjunk\n`\nend\n", "a", CAT },
	{ "no name", "begin 644 \n#0V%T\n`\nend\n", "", CAT },
	{ "words that begin", "begin again, my friend\n", NULL, NULL },
	{ "words and a number", "begin 100 metres from here\nTHE END\n", NULL,
	    NULL },
	{ "a line in capitals", "begin 100 metres from\nHELLO WORLD\n", NULL,
	    NULL },
};

START_TEST(test_block)
{
	struct buf out = BUF_INIT(1024);
	struct slice s = slice_str(blocks[_i].text);
	struct mime_block b;
	bool found;

	found = mime_block_find(s, 0, &b);
	ck_assert_msg(found == (blocks[_i].file != NULL), "%s",
	    blocks[_i].name);
	if (found) {
		ck_assert_msg(slice_eq_str(b.name, blocks[_i].file),
		    "%s: name %.*s", blocks[_i].name, (int)b.name.len,
		    (const char *)b.name.ptr);
		ck_assert_int_eq(mime_block_decode(s, &b, &out), 0);
		ck_assert_msg(slice_eq_str(buf_slice(&out),
		    blocks[_i].content), "%s: %s", blocks[_i].name,
		    buf_cstr(&out));
		ck_assert(!mime_block_find(s, b.to, &b));
	}
	buf_free(&out);
}
END_TEST

START_TEST(test_block_place)
{
	struct slice s = SLICE("x\r\nbegin 644 a\r\n#0V%T\r\nend\r\ny"
	    "\r\nbegin 644 b\r\n#0V%T\r\nend\r\n");
	struct mime_block b;

	ck_assert(mime_block_find(s, 0, &b));
	ck_assert_uint_eq(b.from, 3);
	ck_assert_uint_eq(b.to, 28);
	ck_assert(b.has_end);
	ck_assert(mime_block_find(s, b.to, &b));
	ck_assert(slice_eq_str(b.name, "b"));
}
END_TEST

/* "a.txt" with "Cat" in the data fork, then the same cut short. */
START_TEST(test_binhex)
{
	static const char text[] =
	    "(This file must be converted with BinHex 4.0)\r\n\r\n"
	    ":\"@%ZG(KdFh4MG(KdFh4!!!!!!J!!!!!,!\"*6LK!\r\n!!:\r\n";
	struct slice name, data, rest;
	struct buf out = BUF_INIT(1024);
	struct mime_block b;

	ck_assert(mime_block_find(SLICE(text), 0, &b));
	ck_assert_int_eq(b.kind, MIME_BLOCK_BINHEX);
	ck_assert(b.has_end);
	ck_assert_int_eq(mime_block_decode(SLICE(text), &b, &out), 0);
	ck_assert_uint_gt(out.len, 20);
	buf_reset(&out);
	/* 1, "a", 0, type, creator, flags, lengths, CRC, "Cat", CRC, CRC. */
	buf_put_slice(&out, SLICE("\1a\0TEXTttxt\0\0\0\0\0\3\0\0\0\1xxCatxxRxx"));
	ck_assert(mime_binhex_read(buf_slice(&out), &name, &data, &rest));
	ck_assert(slice_eq_str(name, "a"));
	ck_assert(slice_eq_str(data, CAT));
	ck_assert(slice_eq_str(rest, "R"));
	ck_assert(!mime_binhex_read(slice_sub(buf_slice(&out), 0, 25), &name,
	    &data, &rest));
	ck_assert(slice_eq_str(data, "Ca"));
	ck_assert(!mime_binhex_read(SLICE("\x7f" "ab"), &name, &data, &rest));
	ck_assert(!mime_binhex_read(SLICE(""), &name, &data, &rest));
	buf_free(&out);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "decode", test_decode, N_OF(cases) },
		{ "base64", test_base64_round_trip, 0 },
		{ "full", test_a_full_buffer, 0 },
		{ "block", test_block, N_OF(blocks) },
		{ "place", test_block_place, 0 },
		{ "binhex", test_binhex, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("decode", all);
}
