#include "unit/unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "base/limits.h"
#include "extract/noise.h"
#include "fixture.h"
#include "probe.h"
#include "rarmaker.h"
#include "zipmaker.h"

#define FOLDER	"tests/unit/extract/fixture/archive"
#define FIRST	"planted 943 476 5919"
#define SECOND	"planted 401 023 2137"

/* --- what real programs make --------------------------------------------------- */

static const struct {
	const char *file;
	bool second;		/* is the second file in it? */
} plain[] = {
	{ "lzma2.7z", true }, { "lzma.7z", true }, { "ppmd.7z", true },
	{ "bzip2.7z", true }, { "deflate.7z", true }, { "copy.7z", true },
	{ "Deflate64.zip", true }, { "BZip2.zip", true }, { "LZMA.zip", true },
	{ "PPMd.zip", true }, { "xz.zip", true },
	{ "bsd.ustar", true }, { "bsd.pax", true }, { "bsd.gnutar", true },
	{ "bsd.v7tar", true }, { "bsd.newc", true }, { "bsd.odc", true },
	{ "bsd.bin", true }, { "bsd.xar", true }, { "bsd.warc", true },
	{ "t.tar.gz", true }, { "t.tar.bz2", true }, { "t.tar.xz", true },
	{ "t.tar.lzma", true }, { "t.tar.zst", true }, { "t.tar.lz", true },
	{ "t.tar.lz4", true }, { "t.tar.Z", true },
	{ "stored.cab", true }, { "mszip.cab", true },
	{ "disc.iso.gz", true }, { "disc-J.iso.gz", true },
	{ "disc-R.iso.gz", true }, { "disc-J-R.iso.gz", true },
	{ "t.ar", true }, { "t.lzh", false },
};

START_TEST(test_plain)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;

	fixture_load_from(FOLDER, plain[_i].file, &file);
	probe_open(&p);
	probe_file(&p, plain[_i].file, "application/octet-stream",
	    buf_slice(&file));
	ck_assert_msg(probe_is_clean(&p), "%s: %.*s", plain[_i].file,
	    p.anomaly_count > 0 ? (int)p.anomalies[0].detail.len : 0,
	    p.anomaly_count > 0 ? (const char *)p.anomalies[0].detail.ptr :
	    "");
	ck_assert_msg(probe_reads(&p, FIRST), "%s", plain[_i].file);
	ck_assert_msg(probe_reads(&p, SECOND) == plain[_i].second, "%s",
	    plain[_i].file);
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* Names that are not ASCII come out as people wrote them. */
START_TEST(test_name)
{
	static const char *const files[] = {
		"lzma2.7z", "LZMA.zip", "bsd.pax", "bsd.xar", "stored.cab",
		"disc-J.iso.gz",
	};
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	size_t i;
	bool found = false;

	fixture_load_from(FOLDER, files[_i], &file);
	probe_open(&p);
	probe_file(&p, files[_i], "application/octet-stream",
	    buf_slice(&file));
	for (i = 0; i < p.part_count; i++)
		found = found || slice_eq_str(p.parts[i]->names,
		    "second-k\xc3\xa4se.txt\n");
	ck_assert_msg(found, "%s", files[_i]);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

static const struct {
	const char *file;
	enum encryption encryption;
	const char *reason;
	bool has_names;		/* beside the ciphertext */
	bool reads;
} locked[] = {
	{ "locked.7z", ENCRYPTION_STRONG, "AES-256", true, false },
	{ "names.7z", ENCRYPTION_STRONG, "AES-256", false, false },
	{ "partly.7z", ENCRYPTION_PARTLY, "AES-256", true, true },
	{ "zipcrypto.zip", ENCRYPTION_WEAK, "ZipCrypto", true, false },
	{ "infozip-locked.zip", ENCRYPTION_WEAK, "ZipCrypto", true, false },
	{ "aes128.zip", ENCRYPTION_STRONG, "AES-128", true, false },
	{ "aes192.zip", ENCRYPTION_STRONG, "AES-192", true, false },
	{ "aes256.zip", ENCRYPTION_STRONG, "AES-256", true, false },
};

START_TEST(test_locked)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	size_t i;

	fixture_load_from(FOLDER, locked[_i].file, &file);
	probe_open(&p);
	probe_file(&p, locked[_i].file, "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	ck_assert_msg(probe_part(&p, "2")->encryption ==
	    locked[_i].encryption, "%s", locked[_i].file);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    locked[_i].reason));
	ck_assert(probe_reads(&p, "one.txt") == locked[_i].has_names);
	ck_assert(probe_reads(&p, FIRST) == locked[_i].reads);
	/* Ciphertext is a matter of the rules, and nothing else is wrong. */
	for (i = 0; i < p.anomaly_count; i++)
		ck_assert(p.anomalies[i].class == ANOMALY_ENCRYPTED ||
		    locked[_i].encryption == ENCRYPTION_PARTLY);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

static const struct {
	const char *file, *type;
	enum anomaly_class class;
} unread[] = {
	{ "deflate64.7z", "application/x-7z-compressed", ANOMALY_UNSUPPORTED },
	{ "t.tar.lzo", "application/x-lzop", ANOMALY_UNSUPPORTED },
	{ "t.arj", "application/x-arj", ANOMALY_UNSUPPORTED },
	{ "t.wim", "application/x-ms-wim", ANOMALY_UNSUPPORTED },
	{ "disc-udf.iso.gz", "application/gzip", ANOMALY_UNSUPPORTED },
};

START_TEST(test_unread)
{
	struct buf file = BUF_INIT(2 * MIB);
	struct probe p;

	fixture_load_from(FOLDER, unread[_i].file, &file);
	probe_open(&p);
	probe_file(&p, unread[_i].file, "application/octet-stream",
	    buf_slice(&file));
	ck_assert_msg(probe_raised(&p, unread[_i].class), "%s",
	    unread[_i].file);
	ck_assert(slice_eq_str(probe_part(&p, "2")->detected,
	    unread[_i].type));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- what is wrong with them ------------------------------------------------------ */

/* Cut anywhere, nothing is "the rest is fine". */
START_TEST(test_cut)
{
	static const size_t shares[] = { 20, 50, 80, 95 };
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	size_t i;

	fixture_load_from(FOLDER, plain[_i].file, &file);
	for (i = 0; i < sizeof shares / sizeof shares[0]; i++) {
		probe_open(&p);
		probe_file(&p, plain[_i].file, "application/octet-stream",
		    slice_sub(buf_slice(&file), 0,
		    file.len * shares[i] / 100));
		ck_assert_msg(p.anomaly_count > 0 ||
		    (probe_reads(&p, FIRST) && probe_reads(&p, SECOND)),
		    "%s at %zu %%", plain[_i].file, shares[i]);
		probe_close(&p);
	}
	buf_free(&file);
}
END_TEST

/* liblzma and libzstd give nothing of a file with something behind it. */
static const struct {
	const char *file;
	bool reads;
} ended[] = {
	{ "lzma2.7z", true }, { "bsd.ustar", true }, { "bsd.newc", true },
	{ "t.tar.gz", true }, { "t.tar.bz2", true }, { "t.tar.xz", false },
	{ "t.tar.zst", false }, { "t.tar.lz", true }, { "t.tar.lz4", true },
	{ "t.tar.lzma", true }, { "stored.cab", true }, { "t.ar", true },
};

START_TEST(test_behind)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;

	fixture_load_from(FOLDER, ended[_i].file, &file);
	buf_puts(&file, "\nhidden behind the end zanzibar-behind\n");
	probe_open(&p);
	probe_file(&p, ended[_i].file, "application/octet-stream",
	    buf_slice(&file));
	ck_assert_msg(p.anomaly_count > 0, "%s: told", ended[_i].file);
	ck_assert_msg(probe_reads(&p, FIRST) == ended[_i].reads, "%s",
	    ended[_i].file);
	ck_assert_msg(probe_reads(&p, "zanzibar-behind") == ended[_i].reads,
	    "%s: read", ended[_i].file);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* Each byte turned in turn: read, or told, and never a crash. */
START_TEST(test_damage)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	size_t i, step;

	fixture_load_from(FOLDER, plain[_i].file, &file);
	step = file.len / 60 + 1;
	for (i = 0; i < file.len; i += step) {
		file.ptr[i] ^= 0xff;
		probe_open(&p);
		probe_file(&p, plain[_i].file, "application/octet-stream",
		    buf_slice(&file));
		ck_assert_int_eq(p.result, 0);
		probe_close(&p);
		file.ptr[i] ^= 0xff;
	}
	buf_free(&file);
}
END_TEST

/* --- rar ------------------------------------------------------------------------------ */

static const char noise[] = "\x9c\x01\x7f\xe0wq\x88@\xd3\x11\x10\xfe"
    "\x02\xab\x91\xc5\x33\x5a\xe8\x77\x0b\xff\xf1\x6c\x12\x90\xad\x0e"
    "\x41\xbb\xcc\xd0\x2e\x3f\x87\x05\xf3\x9a\x61\xee";

#define TEXT(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }

static const struct {
	const char *name;
	struct rar_shape shape;
	struct rar_made m[3];
	size_t n;
	int class;		/* or -1: clean */
	enum encryption encryption;
	const char *reads;	/* a text that has to be there, or NULL */
} rars[] = {
	{ "two files", { 0 },
	    { { .name = "a.txt", .data = TEXT(FIRST) },
	    { .name = "b.txt", .data = TEXT(SECOND) } }, 2, -1,
	    ENCRYPTION_NO, SECOND },
	{ "a folder has a name", { 0 },
	    { { .name = "zanzibar-folder", .folder = true },
	    { .name = "b.txt", .data = TEXT(SECOND) } }, 2, -1,
	    ENCRYPTION_NO, "zanzibar-folder" },
	{ "locked members", { 0 },
	    { { .name = "zanzibar.txt", .data = TEXT(noise),
	    .locked = true } }, 1, ANOMALY_ENCRYPTED, ENCRYPTION_STRONG,
	    "zanzibar.txt" },
	{ "locked names", { .names_locked = true },
	    { { .name = "", .data = TEXT(noise) } }, 1, ANOMALY_ENCRYPTED,
	    ENCRYPTION_STRONG, NULL },
	{ "locked in part", { 0 },
	    { { .name = "a.txt", .data = TEXT(noise), .locked = true },
	    { .name = "b.txt", .data = TEXT(SECOND) } }, 2,
	    ANOMALY_ENCRYPTED, ENCRYPTION_PARTLY, SECOND },
	{ "locked by its word alone", { 0 },
	    { { .name = "a.txt", .data = TEXT("the words of "
	    "this text are not any ciphertext at all: " FIRST),
	    .locked = true } }, 1, ANOMALY_AMBIGUOUS, ENCRYPTION_NO, FIRST },
	{ "names locked by its word alone", { .names_locked = true },
	    { { .name = "", .data = TEXT("the words of this text are "
	    "not any ciphertext at all, however you look at them") } }, 1,
	    ANOMALY_AMBIGUOUS, ENCRYPTION_NO, NULL },
	{ "one of several volumes", { .volume = true },
	    { { .name = "a.txt", .data = TEXT(FIRST), .goes_on = true } }, 1,
	    ANOMALY_TRUNCATED, ENCRYPTION_NO, NULL },
	{ "a comment", { 0 },
	    { { .name = "CMT", .data = TEXT("zanzibar-comment"),
	    .service = true }, { .name = "b.txt", .data = TEXT(SECOND) } }, 2,
	    -1, ENCRYPTION_NO, "zanzibar-comment" },
	{ "a wrong sum of a header", { 0 },
	    { { .name = "a.txt", .data = TEXT(FIRST), .bad_sum = true } }, 1,
	    ANOMALY_MALFORMED, ENCRYPTION_NO, NULL },
	{ "words behind the end", { .behind = "and here zanzibar-behind it" },
	    { { .name = "a.txt", .data = TEXT(FIRST) } }, 1,
	    ANOMALY_AMBIGUOUS, ENCRYPTION_NO, "zanzibar-behind" },
};

static void
check_rar(size_t i, bool five)
{
	struct rar_shape shape = rars[i].shape;
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;

	shape.five = five;
	rarmaker(&shape, rars[i].m, rars[i].n, &file);
	probe_open(&p);
	probe_file(&p, "a.rar", "application/vnd.rar", buf_slice(&file));
	ck_assert_int_eq(p.result, 0);
	if (rars[i].class < 0)
		ck_assert_msg(probe_is_clean(&p), "%s: %.*s", rars[i].name,
		    p.anomaly_count > 0 ? (int)p.anomalies[0].detail.len : 0,
		    p.anomaly_count > 0 ?
		    (const char *)p.anomalies[0].detail.ptr : "");
	else
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)rars[i].class), "%s", rars[i].name);
	ck_assert_msg(probe_part(&p, "2")->encryption == rars[i].encryption,
	    "%s: encryption", rars[i].name);
	if (rars[i].encryption == ENCRYPTION_STRONG)
		ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
		    five ? "AES-256" : "AES-128"));
	if (rars[i].reads != NULL)
		ck_assert_msg(probe_reads(&p, rars[i].reads), "%s: text",
		    rars[i].name);
	probe_close(&p);
	buf_free(&file);
}

START_TEST(test_rar)
{
	check_rar((size_t)_i, false);
	check_rar((size_t)_i, true);
}
END_TEST

/* The header at every length: never a read outside of it. */
START_TEST(test_rar_cut)
{
	static const struct rar_made m[] = {
		{ .name = "a.txt", .data = TEXT(FIRST) },
		{ .name = "b.txt", .data = TEXT(noise), .locked = true },
	};
	struct rar_shape shape = { .five = _i == 1 };
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;
	size_t n;

	rarmaker(&shape, m, 2, &file);
	for (n = 8; n < file.len - 8; n++) {
		probe_open(&p);
		probe_file(&p, "a.rar", "application/vnd.rar",
		    slice_sub(buf_slice(&file), 0, n));
		ck_assert_int_eq(p.result, 0);
		ck_assert_msg(p.anomaly_count > 0, "%zu", n);
		probe_close(&p);
	}
	buf_free(&file);
}
END_TEST

/* --- archives in other files --------------------------------------------------------------- */

/* A zip at the end of a tar is one of its members, and hides nothing. */
START_TEST(test_zip_in_tar)
{
	static const char *const types[] = { "ustar", "newc" };
	struct buf zip = BUF_INIT(4 * KIB), tar = BUF_INIT(64 * KIB);
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	size_t used = 0;
	struct probe p;

	zipmaker_one("a.txt", SLICE(FIRST), &zip);
	buf_reserve(&tar, 64 * KIB);
	ck_assert_int_eq(archive_write_set_format_by_name(a, types[_i]), 0);
	ck_assert_int_eq(archive_write_open_memory(a, tar.ptr, 64 * KIB,
	    &used), 0);
	archive_entry_set_pathname(e, "a.zip");
	archive_entry_set_size(e, (la_int64_t)zip.len);
	archive_entry_set_filetype(e, AE_IFREG);
	ck_assert_int_eq(archive_write_header(a, e), 0);
	ck_assert_int_eq((int)archive_write_data(a, zip.ptr, zip.len),
	    (int)zip.len);
	archive_entry_free(e);
	archive_write_close(a);
	archive_write_free(a);
	tar.len = used;
	probe_open(&p);
	probe_file(&p, "a.tar", "application/x-tar", buf_slice(&tar));
	ck_assert(probe_is_clean(&p));
	ck_assert(probe_unit(&p, FIRST) != NULL);
	probe_close(&p);
	buf_free(&zip);
	buf_free(&tar);
}
END_TEST

/* A program that unpacks itself may; a film with an archive may not. */
START_TEST(test_embedded)
{
	static const struct {
		const char *front;
		size_t len;
		bool told;
	} fronts[] = {
		{ "\x7f" "ELF\2\1\1\0\0\0\0\0\0\0\0\0", 16, false },
		{ "\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0", 11, true },
	};
	static const struct rar_made m = { .name = "a.txt",
	    .data = TEXT(FIRST) };
	struct rar_shape shape = { .five = _i % 2 == 1 };
	struct buf file = BUF_INIT(64 * KIB);
	size_t i = (size_t)_i / 3;
	struct probe p;

	buf_put(&file, fronts[i].front, fronts[i].len);
	if (_i % 3 == 2)
		fixture_load_from(FOLDER, "lzma2.7z", &file);
	else
		rarmaker(&shape, &m, 1, &file);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_reads(&p, FIRST));
	/* Behind a film the film's own reader may have found it. */
	ck_assert(fronts[i].told || !probe_raised(&p, ANOMALY_AMBIGUOUS));
	ck_assert(!fronts[i].told || _i % 3 < 2 ||
	    probe_raised(&p, ANOMALY_AMBIGUOUS));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- ciphertext by its bytes -------------------------------------------------------------- */

START_TEST(test_noise)
{
	uint8_t bytes[4096];
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < sizeof bytes; i++) {
		x = x * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(x >> 24);
	}
	ck_assert(noise_is(slice_of(bytes, sizeof bytes)));
	ck_assert(noise_is(slice_of(bytes, 40)));
	for (i = 0; i < sizeof bytes; i++)
		bytes[i] &= 0x7f;
	ck_assert(!noise_is(slice_of(bytes, sizeof bytes)));
	ck_assert(!noise_is(SLICE("these are words, whatever their box says")));
	memset(bytes, 0, sizeof bytes);
	ck_assert(!noise_is(slice_of(bytes, sizeof bytes)));
}
END_TEST

int
main(void)
{
	const struct unit_case list[] = {
		{ "plain", test_plain, N_OF(plain) },
		{ "name", test_name, 6 },
		{ "locked", test_locked, N_OF(locked) },
		{ "unread", test_unread, N_OF(unread) },
		{ "cut", test_cut, N_OF(plain) },
		{ "behind", test_behind, N_OF(ended) },
		{ "damage", test_damage, N_OF(plain) },
		{ "rar", test_rar, N_OF(rars) },
		{ "rar cut", test_rar_cut, 2 },
		{ "zip in tar", test_zip_in_tar, 2 },
		{ "embedded", test_embedded, 6 },
		{ "noise", test_noise, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("archive", list);
}
