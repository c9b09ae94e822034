#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "probe.h"

static void
load(const char *name, struct buf *out)
{
	const char *src = getenv("EXEAT_SRC");
	char path[512];
	FILE *f;
	int c;

	snprintf(path, sizeof path, "%s/tests/unit/extract/fixture/%s",
	    src != NULL ? src : SOURCE_FOLDER, name);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "%s", path);
	while ((c = getc(f)) != EOF)
		buf_putc(out, (uint8_t)c);
	fclose(f);
}

/* --- PDF ------------------------------------------------------------------------- */

static const struct {
	const char *file;
	enum encryption encryption;
	const char *reason;
} pdfs[] = {
	{ "r2-locked.pdf", ENCRYPTION_WEAK, "RC4" },
	{ "r3-locked.pdf", ENCRYPTION_WEAK, "RC4" },
	{ "r4-locked.pdf", ENCRYPTION_STRONG, "AES-128" },
	{ "r5-locked.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "r6-locked.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "r6-streams-locked.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "r2-open.pdf", ENCRYPTION_NO, "" },
	{ "r3-open.pdf", ENCRYPTION_NO, "" },
	{ "r4-open.pdf", ENCRYPTION_NO, "" },
	{ "r5-open.pdf", ENCRYPTION_NO, "" },
	{ "r6-open.pdf", ENCRYPTION_NO, "" },
};

START_TEST(test_pdf)
{
	struct buf pdf = BUF_INIT(MIB);
	struct probe p;

	load(pdfs[_i].file, &pdf);
	probe_open(&p);
	probe_file(&p, "a.pdf", "application/pdf", buf_slice(&pdf));
	ck_assert_msg(probe_part(&p, "2")->encryption == pdfs[_i].encryption,
	    "%s", pdfs[_i].file);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    pdfs[_i].reason));
	ck_assert(probe_raised(&p, pdfs[_i].encryption == ENCRYPTION_NO ?
	    ANOMALY_UNSUPPORTED : ANOMALY_ENCRYPTED));
	ck_assert_uint_eq(p.anomaly_count, 1);
	probe_close(&p);
	buf_free(&pdf);
}
END_TEST

/* A dictionary alone proves nothing: the text beside it is for all to read. */
START_TEST(test_pdf_that_only_claims)
{
	struct buf pdf = BUF_INIT(MIB);
	struct probe p;

	load("r6-locked.pdf", &pdf);
	buf_puts(&pdf, "\n9 0 obj\n<</Length 30>>\nstream\n"
	    "BT (NHS 943 476 5919) Tj ET xx\nendstream\nendobj\n");
	probe_open(&p);
	probe_file(&p, "a.pdf", "application/pdf", buf_slice(&pdf));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	ck_assert(probe_raised(&p, ANOMALY_UNSUPPORTED));
	probe_close(&p);
	buf_free(&pdf);
}
END_TEST

/* --- compound files ------------------------------------------------------------------ */

#define SECTOR	512

/* Entries of a directory, their streams one sector each, large ones. */
struct stream {
	const char *name;
	const char *content;
};

static void
put_entry(uint8_t *at, const char *name, uint8_t kind, uint32_t first,
    uint32_t size)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		at[2 * i] = (uint8_t)name[i];
	at[64] = (uint8_t)(2 * i + 2);
	at[66] = kind;
	memcpy(at + 116, &first, 4);
	memcpy(at + 120, &size, 4);
}

/* Header, table, directory, then the streams; all streams in full sectors. */
static void
make_ole(const struct stream *s, size_t n, struct buf *out)
{
	static const uint32_t end = 0xfffffffe, table = 0xfffffffd;
	uint8_t file[SECTOR * 12] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1,
	    0x1a, 0xe1 };
	uint32_t word;
	size_t i;

	file[30] = 9;
	file[44] = 1;
	file[48] = 1;
	word = 0;
	memset(file + 76, 0xff, SECTOR - 76);
	memcpy(file + 76, &word, 4);
	memset(file + 60, 0xff, 4);
	memset(file + 68, 0xff, 4);
	memset(file + SECTOR, 0xff, SECTOR);
	memcpy(file + SECTOR, &table, 4);
	memcpy(file + SECTOR + 4, &end, 4);
	put_entry(file + 2 * SECTOR, "Root Entry", 5, end, 0);
	for (i = 0; i < n; i++) {
		word = (uint32_t)(2 + i);
		put_entry(file + 2 * SECTOR + (i + 1) * 128, s[i].name, 2,
		    word, SECTOR);
		memcpy(file + SECTOR + 4 * word, &end, 4);
		memcpy(file + (3 + i) * SECTOR, s[i].content,
		    strlen(s[i].content));
	}
	buf_put(out, file, (3 + n) * SECTOR);
}

#define AGILE	"\4 \4 <keyData cipherAlgorithm=\"AES\" keyBits=\"256\"/>"

static const struct {
	const char *name;
	struct stream streams[3];
	size_t n;
	enum filetype type;
	enum encryption encryption;
	enum anomaly_class class;
} oles[] = {
	{ "an old document", { { "WordDocument", "x" } }, 1,
	    FILETYPE_DOCUMENT, ENCRYPTION_NO, ANOMALY_UNSUPPORTED },
	{ "an old workbook", { { "Workbook", "x" } }, 1,
	    FILETYPE_SPREADSHEET, ENCRYPTION_NO, ANOMALY_UNSUPPORTED },
	{ "old slides", { { "PowerPoint Document", "x" } }, 1,
	    FILETYPE_PRESENTATION, ENCRYPTION_NO, ANOMALY_UNSUPPORTED },
	{ "a message of Outlook", { { "__properties_version1.0", "x" } }, 1,
	    FILETYPE_MESSAGE, ENCRYPTION_NO, ANOMALY_UNSUPPORTED },
	{ "a document with a password", { { "EncryptionInfo", AGILE },
	    { "EncryptedPackage", "x" } }, 2, FILETYPE_DOCUMENT,
	    ENCRYPTION_STRONG, ANOMALY_ENCRYPTED },
	{ "one that only says so", { { "EncryptionInfo", "nothing" },
	    { "EncryptedPackage", "x" } }, 2, FILETYPE_DOCUMENT,
	    ENCRYPTION_NO, ANOMALY_UNSUPPORTED },
	{ "something else", { { "Whatever", "x" } }, 1, FILETYPE_DATA,
	    ENCRYPTION_NO, ANOMALY_UNSUPPORTED },
};

START_TEST(test_ole)
{
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;

	make_ole(oles[_i].streams, oles[_i].n, &file);
	/* The version is two numbers of two bytes, which may be zero. */
	if (memcmp(file.ptr + 3 * SECTOR, "\4 \4 ", 4) == 0)
		memcpy(file.ptr + 3 * SECTOR, "\4\0\4\0", 4);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream", buf_slice(&file));
	ck_assert_msg(probe_part(&p, "2")->type == oles[_i].type, "%s: %s",
	    oles[_i].name, filetype_name(probe_part(&p, "2")->type));
	ck_assert_msg(probe_part(&p, "2")->encryption == oles[_i].encryption,
	    "%s", oles[_i].name);
	ck_assert_msg(probe_raised(&p, oles[_i].class), "%s", oles[_i].name);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- S/MIME and gzip ------------------------------------------------------------------ */

/* ContentInfo { signedData { v1, {}, { data, "secret 943" }, {} } } */
static const uint8_t signed_data[] = {
	0x30, 0x2f, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07,
	0x02, 0xa0, 0x22, 0x30, 0x20, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x17,
	0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0xa0,
	0x0a, 0x04, 0x08, 's', 'e', 'c', 'r', 'e', 't', ' ', '9', 0x31, 0x00,
};

START_TEST(test_signed_content_is_opened)
{
	struct probe p;

	probe_open(&p);
	/* The label says that it is an envelope; it is not. */
	probe_file(&p, "smime.p7m", "application/pkcs7-mime; "
	    "smime-type=enveloped-data", slice_of(signed_data,
	    sizeof signed_data));
	ck_assert(probe_unit(&p, "secret 9") != NULL);
	ck_assert(probe_has(&p, "2", PART_IS_SIGNED));
	ck_assert(!probe_raised(&p, ANOMALY_ENCRYPTED));
	probe_close(&p);
}
END_TEST

START_TEST(test_gzip)
{
	/* "secret 943\n", named note.txt */
	static const uint8_t file[] = {
		0x1f, 0x8b, 0x08, 0x08, 0, 0, 0, 0, 0, 0x03, 'n', 'o', 't',
		'e', '.', 't', 'x', 't', 0, 0x01, 0x0b, 0x00, 0xf4, 0xff, 's',
		'e', 'c', 'r', 'e', 't', ' ', '9', '4', '3', '\n',
		0x7e, 0x14, 0x11, 0x82, 0x0b, 0, 0, 0,
	};
	struct probe p;

	probe_open(&p);
	probe_file(&p, "note.gz", "application/gzip",
	    slice_of(file, sizeof file));
	ck_assert(probe_unit(&p, "secret 943") != NULL);
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->name, "note.txt"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "pdf", test_pdf, N_OF(pdfs) },
		{ "pdf that claims", test_pdf_that_only_claims, 0 },
		{ "ole", test_ole, N_OF(oles) },
		{ "signed", test_signed_content_is_opened, 0 },
		{ "gzip", test_gzip, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("closed", tests);
}
