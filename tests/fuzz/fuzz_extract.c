/*
 * fuzz_extract -- hostile bytes through every format of src/extract.
 *
 * The first byte chooses the label that the rest travels under.  Whatever the
 * bytes are: the work ends within its budget, each unit is valid UTF-8 and in
 * its place, each member names its holder, and bytes that were not read leave
 * an anomaly.
 *
 * With clang -fsanitize=fuzzer (-DFUZZ_ENGINE) the engine drives it; without,
 * it replays its seeds, the files named as arguments, and damaged copies of
 * each, always the same ones.
 */
#include "extract/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "fuzz/replay.h"
#include "fuzz/watch.h"
#include "mime/mime.h"
#include "unit/extract/zipmaker.h"
#include "unit/mime/corpus.h"

#define MUTATIONS	1500

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char *const labels[] = {
	"application/octet-stream; name=a.bin", "text/plain; format=flowed",
	"text/html", "text/csv; name=a.csv", "application/zip; name=a.zip",
	"message/rfc822", "application/pkcs7-mime; name=a.p7m",
	"text/html; name=a.html", "application/octet-stream; name=a.docx",
};

static void
read_all(struct slice message)
{
	static const uint8_t key[32] = { 1 };
	struct extract_budget budget = {
		.deadline_mono_ms = clock_mono_ms() + 20000,
	};
	struct watch w;
	const struct extract_sink sink = watch_sink(&w);
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct mime_message *m;

	if (mime_read(message, SLICE(""), 0, a, &m) == 0) {
		(void)extract_message(watch_env(), m, key, &budget, a, &sink);
		watch_budget(&budget);
	}
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct buf m = BUF_INIT(len + 1024);

	if (len == 0)
		return 0;
	buf_printf(&m, "From: a@b.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: %s\r\nContent-Transfer-Encoding: binary\r\n\r\n",
	    labels[bytes[0] % (sizeof labels / sizeof labels[0])]);
	buf_put(&m, bytes + 1, len - 1);
	read_all(buf_slice(&m));
	buf_free(&m);
	return 0;
}

#ifndef FUZZ_ENGINE

static const struct { uint8_t label; const char *bytes; } seeds[] = {
	{ 1, "words \r\nand > more\r\n> old\r\n\r\nOn Monday, A wrote:\r\n"
	    "-- \r\nFrom: a\r\nSent: b\r\nTo: c\r\n"
	    "-----BEGIN PGP MESSAGE-----\r\n\r\nwQMDAQHSBAEBAgM=\r\n=abcd\r\n"
	    "-----END PGP MESSAGE-----\r\n" },
	{ 2, "<!doctype html><html><head><title>t</title><style>a{}</style>"
	    "</head><body><!--[if mso]>x<![endif]--><p title='a' id=b>1<b>2"
	    "</b>&nbsp;&#x33;&amp&#99999999;</p><table><tr><th>a<th>b<tr><td>"
	    "1<td>2</table><blockquote>q</blockquote><img alt=\"x\" src=\""
	    "data:text/plain;base64,aGVsbG8=\"><script>a<b</script>"
	    "<![CDATA[x]]><br><pre>  y</pre>" },
	{ 3, "sep=;\r\n\"Name\";NHS\r\n\"a \"\"b\"\"\r\nc\";1234567890\r\n"
	    ";;\r\nd;e" },
	{ 5, "From: a@b.example\r\nContent-Type: multipart/mixed; "
	    "boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\nContent-Type: "
	    "message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	    "RnJvbTogYQ0KDQpi\r\n--x--\r\n" },
};

static void
replay(struct slice seed, uint64_t *state)
{
	struct buf b = BUF_INIT(seed.len + 64 * KIB);
	int i, j;

	(void)LLVMFuzzerTestOneInput(seed.ptr, seed.len);
	for (i = 0; i < MUTATIONS; i++) {
		buf_reset(&b);
		buf_put_slice(&b, seed);
		for (j = 0; j <= i % 8; j++)
			corpus_mutate(&b, state);
		(void)LLVMFuzzerTestOneInput(b.ptr, b.len);
	}
	buf_free(&b);
}

#define S(lit)	SLICE(lit)

/* Stored members: damage reaches the XML and not only the checksum. */
static void
replay_packages(uint64_t *state)
{
	const struct made words[] = {
		{ .name = "[Content_Types].xml", .data = S("<Types/>") },
		{ .name = "word/document.xml", .stored = true, .data = S(
		    "<w:document xmlns:w='w'><w:body><w:tbl><w:tr><w:tc><w:p>"
		    "<w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p>"
		    "<w:r><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>"
		    "</w:body></w:document>") },
		{ .name = "word/embeddings/a.bin", .data = S("x") },
	};
	const struct made sheet[] = {
		{ .name = "[Content_Types].xml", .data = S("<Types/>") },
		{ .name = "xl/workbook.xml", .stored = true,
		    .data = S("<workbook><sheet name='a'/></workbook>") },
		{ .name = "xl/sharedStrings.xml", .stored = true,
		    .data = S("<sst><si><t>a</t></si><si><t>b</t></si></sst>") },
		{ .name = "xl/styles.xml", .stored = true, .data = S(
		    "<styleSheet><numFmt numFmtId='9' formatCode='0000'/>"
		    "<cellXfs><xf numFmtId='9'/></cellXfs></styleSheet>") },
		{ .name = "xl/worksheets/sheet1.xml", .stored = true, .data = S(
		    "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v>"
		    "</c><c s='0'><v>12</v></c><c r='ZZ9'><v>1E9</v></c></row>"
		    "</sheetData></worksheet>") },
	};
	const struct made plain[] = {
		{ .name = "a.txt", .data = S("some text, some text") },
		{ .name = "b/", .data = S(""), .stored = true },
		{ .name = "c.csv", .data = S("a,b\n1,2\n"), .descriptor = true },
		{ .name = "d", .data = S("0123456789012345678901234567890123"),
		    .aes = 3, .flags = 1 },
	};
	struct buf b = BUF_INIT(64 * KIB);

	buf_putc(&b, 8);
	zipmaker(words, sizeof words / sizeof words[0], &b);
	replay(buf_slice(&b), state);
	buf_reset(&b);
	buf_putc(&b, 8);
	zipmaker(sheet, sizeof sheet / sizeof sheet[0], &b);
	replay(buf_slice(&b), state);
	buf_reset(&b);
	buf_putc(&b, 4);
	zipmaker(plain, sizeof plain / sizeof plain[0], &b);
	replay(buf_slice(&b), state);
	buf_free(&b);
}

/* An S/MIME envelope's first bytes, and the head of a compound file. */
static void
replay_heads(uint64_t *state)
{
	static const uint8_t cms[] = {
		6, 0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
		0x01, 0x07, 0x03, 0xa0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x00,
		0x31, 0x00, 0x30, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	};
	uint8_t ole[1 + 512 * 4] = { 0, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1,
	    0x1a, 0xe1 };

	replay(slice_of(cms, sizeof cms), state);
	ole[1 + 30] = 9;		/* sectors of 512 bytes */
	ole[1 + 44] = 1;		/* one of them the table, */
	ole[1 + 48] = 1;		/* the directory after it */
	memset(ole + 1 + 80, 0xff, 512 - 80);
	memset(ole + 1 + 512, 0xff, 512);
	memcpy(ole + 1 + 1024, "R\0o\0o\0t", 8);
	ole[1 + 1024 + 64] = 10;
	ole[1 + 1024 + 66] = 5;
	memcpy(ole + 1 + 1024 + 128, "B\0o\0o\0k", 8);
	ole[1 + 1024 + 128 + 64] = 10;
	ole[1 + 1024 + 128 + 66] = 2;
	replay(slice_of(ole, sizeof ole), state);
}

int
main(int argc, char **argv)
{
	struct buf in = BUF_INIT(256 * MIB);
	struct buf seed = BUF_INIT(64 * KIB);
	uint64_t state = 7;
	size_t i;
	int n;

	for (i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
		buf_reset(&seed);
		buf_putc(&seed, seeds[i].label);
		buf_puts(&seed, seeds[i].bytes);
		replay(buf_slice(&seed), &state);
	}
	replay_packages(&state);
	replay_heads(&state);
	(void)replay_folder("extract", MUTATIONS, LLVMFuzzerTestOneInput);
	for (n = 1; n < argc; n++) {
		buf_reset(&in);
		if (!corpus_load(argv[n], &in))
			return EXIT_FAILURE;
		replay(buf_slice(&in), &state);
	}
	buf_free(&in);
	buf_free(&seed);
	return EXIT_SUCCESS;
}

#endif
