#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "extract/trial.h"
#include "fixture.h"
#include "olemaker.h"
#include "probe.h"
#include "zipmaker.h"

#define SECRET	"planted 943 476 5919 in a locked file"

static void
read_with_body(struct probe *p, const char *file, const char *body)
{
	struct buf bytes = BUF_INIT(MIB);
	char path[128];

	snprintf(path, sizeof path, "locked/%s", file);
	fixture_load(path, &bytes);
	probe_open(p);
	p->body = body;
	probe_file(p, file, "application/octet-stream", buf_slice(&bytes));
	ck_assert_int_eq(p->result, 0);
	buf_free(&bytes);
}

/* --- real files by real programs ---------------------------------------------- */

static const struct {
	const char *file;
	enum encryption closed;		/* without the password */
	const char *reason;
} files[] = {
	{ "old.zip", ENCRYPTION_WEAK, "ZipCrypto" },
	{ "old-stored.zip", ENCRYPTION_WEAK, "ZipCrypto" },
	{ "old-stream.zip", ENCRYPTION_WEAK, "ZipCrypto" },
	{ "old-BZip2.zip", ENCRYPTION_WEAK, "ZipCrypto" },
	{ "old-LZMA.zip", ENCRYPTION_WEAK, "ZipCrypto" },
	{ "aes-128.zip", ENCRYPTION_STRONG, "AES-128" },
	{ "aes-192.zip", ENCRYPTION_STRONG, "AES-192" },
	{ "aes-256.zip", ENCRYPTION_STRONG, "AES-256" },
	{ "aes-lzma.zip", ENCRYPTION_STRONG, "AES-256" },
	{ "mixed.zip", ENCRYPTION_PARTLY, "AES-256" },
	{ "rc4-40.pdf", ENCRYPTION_WEAK, "RC4, 40 bits" },
	{ "rc4-128.pdf", ENCRYPTION_WEAK, "RC4, 128 bits" },
	{ "aes-128.pdf", ENCRYPTION_STRONG, "AES-128" },
	{ "r5.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "r6.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "owner.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "words.docx", ENCRYPTION_STRONG, "AES-128" },
	{ "words.xlsx", ENCRYPTION_STRONG, "AES-128" },
	{ "words.odt", ENCRYPTION_STRONG, "AES-256" },
	{ "words.ods", ENCRYPTION_STRONG, "AES-256" },
	{ "plain-names.7z", ENCRYPTION_STRONG, "AES-256" },
	{ "hidden-names.7z", ENCRYPTION_STRONG, "AES-256" },
	{ "stored.7z", ENCRYPTION_STRONG, "AES-256" },
	{ "stored-hidden.7z", ENCRYPTION_STRONG, "AES-256" },
	{ "not-solid.7z", ENCRYPTION_STRONG, "AES-256" },
	{ "filter.7z", ENCRYPTION_STRONG, "AES-256" },
	{ "ppmd.7z", ENCRYPTION_STRONG, "AES-256" },
	{ "mixed.7z", ENCRYPTION_PARTLY, "AES-256" },
	{ "words.doc", ENCRYPTION_WEAK, "RC4 40-bit" },
	{ "words.xls", ENCRYPTION_WEAK, "RC4 40-bit" },
	{ "rar5.rar", ENCRYPTION_STRONG, "AES-256" },
	{ "rar5-tweaked.rar", ENCRYPTION_STRONG, "AES-256" },
	{ "rar5-hidden.rar", ENCRYPTION_STRONG, "AES-256" },
	{ "owner-rc4.pdf", ENCRYPTION_WEAK, "RC4, 128 bits" },
};

static const char *
first_anomaly(const struct probe *p)
{
	static char words[200];

	if (p->anomaly_count == 0)
		return "none";
	snprintf(words, sizeof words, "%.*s",
	    (int)p->anomalies[0].detail.len,
	    (const char *)p->anomalies[0].detail.ptr);
	return words;
}

/* The password is in the message: it is read as if it were open. */
START_TEST(test_opened)
{
	const char *file = files[_i].file;
	struct probe p;

	read_with_body(&p, file, "The list. Its password is Tiger-2024.");
	ck_assert_msg(probe_reads(&p, SECRET), "%s", file);
	ck_assert_msg(probe_is_clean(&p), "%s: %s", file, first_anomaly(&p));
	ck_assert_msg(probe_has(&p, "2", PART_PASSWORD_IS_HERE), "%s", file);
	ck_assert_msg(probe_part(&p, "2")->encryption == ENCRYPTION_NO, "%s",
	    file);
	ck_assert(slice_eq(probe_part(&p, "2")->encryption_reason,
	    TRIAL_REASON));
	probe_close(&p);
}
END_TEST

/* Its twin: the password is sent by another way. */
START_TEST(test_closed)
{
	const char *file = files[_i].file;
	struct probe p;
	size_t i;

	read_with_body(&p, file, "The list. Its password is on its way.");
	ck_assert_msg(!probe_reads(&p, SECRET), "%s", file);
	ck_assert_msg(probe_raised(&p, ANOMALY_ENCRYPTED), "%s", file);
	for (i = 0; i < p.anomaly_count; i++)
		ck_assert_msg(p.anomalies[i].class == ANOMALY_ENCRYPTED ||
		    files[_i].closed == ENCRYPTION_PARTLY,
		    "%s: %s", file, first_anomaly(&p));
	ck_assert_msg(!probe_has(&p, "2", PART_PASSWORD_IS_HERE), "%s", file);
	ck_assert_msg(probe_part(&p, "2")->encryption == files[_i].closed,
	    "%s", file);
	ck_assert_msg(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    files[_i].reason), "%s", file);
	probe_close(&p);
}
END_TEST

/* The way that Office itself has, from pieces: its hash is the dearest. */
static const struct {
	const char *body;
	bool opens;
} agile[] = {
	{ "The password is secret99, and thank you.", true },
	{ "The password is in another mail, and thank you.", false },
};

START_TEST(test_agile)
{
	struct buf info = BUF_INIT(MIB), package = BUF_INIT(MIB);
	struct buf file = BUF_INIT(MIB);
	struct ole_item items[] = {
		{ "EncryptionInfo", -1, SLICE_NONE, 0 },
		{ "EncryptedPackage", -1, SLICE_NONE, 0 },
	};
	struct probe p;

	fixture_load("ole/agile-locked.info", &info);
	fixture_load("ole/agile-locked.package", &package);
	items[0].content = buf_slice(&info);
	items[1].content = buf_slice(&package);
	olemaker(items, 2, 9, &file);
	probe_open(&p);
	p.body = agile[_i].body;
	probe_file(&p, "a.docx", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_reads(&p, "zanzibar-body JX123456C") ==
	    agile[_i].opens);
	ck_assert(probe_has(&p, "2", PART_PASSWORD_IS_HERE) ==
	    agile[_i].opens);
	ck_assert(probe_part(&p, "2")->encryption == (agile[_i].opens ?
	    ENCRYPTION_NO : ENCRYPTION_STRONG));
	ck_assert(probe_is_clean(&p) == agile[_i].opens);
	probe_close(&p);
	buf_free(&info);
	buf_free(&package);
	buf_free(&file);
}
END_TEST

START_TEST(test_one_of_two_passwords)
{
	struct probe p;

	read_with_body(&p, "two-passwords.zip", "It is Tiger-2024");
	ck_assert(probe_reads(&p, SECRET));
	ck_assert(probe_has(&p, "2", PART_PASSWORD_IS_HERE));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_PARTLY);
	ck_assert(probe_part(&p, "2/1")->encryption == ENCRYPTION_STRONG);
	ck_assert(probe_part(&p, "2/2")->encryption == ENCRYPTION_NO);
	ck_assert(probe_part(&p, "2/2")->type == FILETYPE_TEXT);
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	probe_close(&p);
	read_with_body(&p, "two-passwords.zip", "Tiger-2024, other-Word-7");
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- wherever it stands -------------------------------------------------------------- */

/* Two of these around the locked file, part "3". */
static void
read_among(struct probe *p, const char *subject, const char *body,
    const char *name, const char *before, const char *behind)
{
	struct buf file = BUF_INIT(MIB), m = BUF_INIT(MIB), text = BUF_INIT(MIB);
	size_t i;

	fixture_load("locked/aes-256.zip", &file);
	for (i = 0; i < file.len; i++)
		buf_printf(&text, "=%02X%s", file.ptr[i], i % 20 == 19 ?
		    "=\r\n" : "");
	buf_printf(&m, "From: a@inside.example\r\nTo: b@outside.example\r\n"
	    "Subject: %s\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=X\r\n\r\n"
	    "--X\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
	    "--X\r\nContent-Type: text/csv; name=a.csv\r\n\r\n%s\r\n"
	    "--X\r\nContent-Type: application/zip; name=\"%s\"\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n%.*s\r\n"
	    "--X\r\nContent-Type: text/html; name=b.html\r\n\r\n%s\r\n--X--\r\n",
	    subject, body, before, name, (int)text.len,
	    (const char *)text.ptr, behind);
	probe_open(p);
	probe_message(p, buf_slice(&m));
	ck_assert_int_eq(p->result, 0);
	buf_free(&file);
	buf_free(&text);
	buf_free(&m);
}

static const struct {
	const char *name, *subject, *body, *file, *before, *behind;
	bool opens;
} places[] = {
	{ "nowhere", "a", "b", "c.zip", "d,e", "f", false },
	{ "subject", "Tiger-2024", "b", "c.zip", "d,e", "f", true },
	{ "body", "a", "so: Tiger-2024", "c.zip", "d,e", "f", true },
	{ "quoted", "a", "see below\r\n> Tiger-2024\r\n", "c.zip", "d,e",
	    "f", true },
	{ "its own name", "a", "b", "list (Tiger-2024).zip", "d,e", "f",
	    true },
	{ "an attachment before it", "a", "b", "c.zip",
	    "name,password\r\nlist,Tiger-2024\r\n", "f", true },
	{ "an attachment behind it", "a", "b", "c.zip", "d,e",
	    "<p>Use <b>Tiger-2024</b>, please.</p>", true },
	{ "cut in two", "a", "Tiger and 2024 apart", "c.zip", "d,e", "f",
	    false },
	{ "in another case", "a", "TIGER-2024", "c.zip", "d,e", "f", false },
};

START_TEST(test_places)
{
	struct probe p;

	read_among(&p, places[_i].subject, places[_i].body, places[_i].file,
	    places[_i].before, places[_i].behind);
	ck_assert_msg(probe_reads(&p, SECRET) == places[_i].opens, "%s",
	    places[_i].name);
	ck_assert_msg(probe_is_clean(&p) == places[_i].opens, "%s: %s",
	    places[_i].name, first_anomaly(&p));
	ck_assert_msg(probe_has(&p, "3", PART_PASSWORD_IS_HERE) ==
	    places[_i].opens, "%s", places[_i].name);
	probe_close(&p);
}
END_TEST

/* --- archives in one another -------------------------------------------------------------- */

/* The locked file, and a note with its password, in a zip that is open. */
START_TEST(test_beside_its_password)
{
	struct buf file = BUF_INIT(MIB), zip = BUF_INIT(MIB);
	struct made m[2] = { { .name = "list.zip" },
	    { .name = "read me.txt", .data = SLICE("Key: Tiger-2024") } };
	struct probe p;

	fixture_load("locked/aes-256.zip", &file);
	m[0].data = buf_slice(&file);
	zipmaker(m, 2, &zip);
	probe_open(&p);
	probe_file(&p, "both.zip", "application/zip", buf_slice(&zip));
	ck_assert(probe_reads(&p, SECRET));
	ck_assert(probe_is_clean(&p));
	ck_assert(probe_has(&p, "2/1", PART_PASSWORD_IS_HERE));
	ck_assert(!probe_has(&p, "2", PART_PASSWORD_IS_HERE));
	probe_close(&p);
	buf_free(&file);
	buf_free(&zip);
}
END_TEST

/* --- hostile ---------------------------------------------------------------------------------- */

static char *
many_words(size_t n, const char *last)
{
	struct buf b = BUF_INIT(8 * MIB);
	size_t i;

	for (i = 0; i < n; i++)
		buf_printf(&b, "w%zu%s", i, i % 10 == 9 ? "\r\n" : " ");
	buf_puts(&b, last);
	return (char *)(uintptr_t)buf_cstr(&b);
}

/* Of ours alone: who else works on this machine is no matter. */
static int64_t
cpu_ms_since(clock_t began)
{
	return (int64_t)(clock() - began) * 1000 / CLOCKS_PER_SEC;
}

START_TEST(test_many_words)
{
	char *body = many_words(50000, "the password is Tiger-2024");
	clock_t began = clock();
	struct probe p;

	read_with_body(&p, "aes-256.zip", body);
	ck_assert(probe_reads(&p, SECRET));
	probe_close(&p);
	free(body);
	/* And none of them. */
	body = many_words(50000, "");
	read_with_body(&p, "aes-256.zip", body);
	ck_assert(!probe_reads(&p, SECRET));
	ck_assert(p.anomaly_count == 2 && probe_raised(&p,
	    ANOMALY_ENCRYPTED));
	ck_assert_int_lt(cpu_ms_since(began), 4 * TRIAL_MS_MAX);
	probe_close(&p);
	free(body);
}
END_TEST

/* A thousand members that nothing opens. */
START_TEST(test_many_members)
{
	enum { MEMBERS = 1000 };
	static uint8_t noise[MEMBERS][60];
	struct made *m = calloc(MEMBERS, sizeof *m);
	struct buf zip = BUF_INIT(4 * MIB);
	clock_t began = clock();
	char *body = many_words(5000, "");
	struct probe p;
	size_t i, k;

	for (i = 0; i < MEMBERS; i++) {
		for (k = 0; k < sizeof noise[i]; k++)
			noise[i][k] = (uint8_t)(rand() >> 7);
		m[i] = (struct made){ .name = "m", .data =
		    { noise[i], sizeof noise[i] }, .aes = 3, .flags = 1 };
	}
	zipmaker(m, MEMBERS, &zip);
	probe_open(&p);
	p.body = body;
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert_int_eq(p.result, 0);
	ck_assert_int_lt(cpu_ms_since(began), 2 * TRIAL_MS_MAX);
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_STRONG);
	for (i = 0; i < p.anomaly_count; i++)
		ck_assert(p.anomalies[i].class == ANOMALY_ENCRYPTED);
	probe_close(&p);
	buf_free(&zip);
	free(body);
	free(m);
}
END_TEST

/* Damage is not silence where a format has a checksum. */
static const struct {
	const char *file;
	bool has_checksums;
} small[] = {
	{ "old.zip", true }, { "aes-256.zip", true },
	{ "plain-names.7z", true }, { "hidden-names.7z", true },
	{ "stored.7z", true }, { "filter.7z", true }, { "rar5.rar", true },
	{ "rar5-tweaked.rar", true }, { "rar5-hidden.rar", true },
	{ "rc4-40.pdf", false }, { "r6.pdf", false }, { "words.xls", false },
	{ "words.docx", false },
};

START_TEST(test_damaged)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	char path[128];
	size_t at;

	snprintf(path, sizeof path, "locked/%s", small[_i].file);
	fixture_load(path, &file);
	for (at = (size_t)_i % 7; at < file.len; at += file.len / 50) {
		file.ptr[at] ^= 0x41;
		probe_open(&p);
		p.body = "The password is Tiger-2024";
		probe_file(&p, "a.bin", "application/octet-stream",
		    buf_slice(&file));
		ck_assert_int_eq(p.result, 0);
		ck_assert_msg(probe_reads(&p, SECRET) ||
		    p.anomaly_count > 0 || !small[_i].has_checksums,
		    "%s: byte %zu", small[_i].file, at);
		probe_close(&p);
		file.ptr[at] ^= 0x41;
	}
	buf_free(&file);
}
END_TEST

/* What waits is bounded: past that it is tried with the words so far. */
static void
read_large(struct probe *p, size_t size, const char *body)
{
	uint8_t *noise = malloc(size);
	struct buf zip = BUF_INIT(size + MIB);
	struct made m = { .name = "m", .aes = 3, .flags = 1 };
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < size; i++) {
		x = x * 1664525 + 1013904223;
		noise[i] = (uint8_t)(x >> 24);
	}
	m.data = slice_of(noise, size);
	zipmaker(&m, 1, &zip);
	probe_open(p);
	p->body = body;
	probe_file(p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert_int_eq(p->result, 0);
	buf_free(&zip);
	free(noise);
}

START_TEST(test_kept_content)
{
	struct probe p;

	read_large(&p, TRIAL_KEPT_MAX / 4, "some words");
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_STRONG);
	probe_close(&p);
}
END_TEST

START_TEST(test_too_much_kept_content)
{
	struct probe p;

	read_large(&p, TRIAL_KEPT_MAX + MIB, "some words");
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_STRONG);
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "opened", test_opened, N_OF(files) },
		{ "closed", test_closed, N_OF(files) },
		{ "agile", test_agile, N_OF(agile) },
		{ "two passwords", test_one_of_two_passwords, 0 },
		{ "places", test_places, N_OF(places) },
		{ "beside", test_beside_its_password, 0 },
		{ "many words", test_many_words, 0 },
		{ "many members", test_many_members, 0 },
		{ "kept content", test_kept_content, 0 },
		{ "too much kept", test_too_much_kept_content, 0 },
		{ "damaged", test_damaged, N_OF(small) },
		{ NULL, NULL, 0 },
	};

	return unit_main("trial", all);
}
