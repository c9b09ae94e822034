#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "probe.h"
#include "zipmaker.h"

#define SECRET	"planted 943 476 5919"
#define S(lit)	SLICE(lit)

static const char noise[] = "\x9c\x01\x7f\xe0wq\x88@\xd3\x11\x10\xfe"
    "\x02\xab\x91\xc5\x33\x5a\xe8\x77\x0b\xff\xf1\x6c\x12\x90\xad\x0e"
    "\x41\xbb\xcc\xd0\x2e\x3f";

/* --- one archive, one lie --------------------------------------------------- */

static const struct {
	const char *name;
	struct made m[3];
	size_t n;
	const char *before, *after;	/* bytes round the archive */
	int class;			/* ANOMALY_*, or -1: none */
	bool read;			/* is the secret found? */
} cases[] = {
	{ "a stored member is read",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .stored = true } }, 1, "", "", -1, true },
	{ "a deflated member is read",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 } } },
	    1, "", "", -1, true },
	{ "sizes after the data are no trouble",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .descriptor = true }, { .name = "b.txt",
	    .data = { (const uint8_t *)"other", 5 }, .descriptor = true } },
	    2, "", "", -1, true },
	{ "two names are ambiguous",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .local_name = "b.exe" } }, 1, "", "", ANOMALY_AMBIGUOUS, true },
	{ "two methods are ambiguous",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .local_method = 1 } }, 1, "", "", ANOMALY_AMBIGUOUS, true },
	{ "two sizes are ambiguous",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .local_size = 5 } }, 1, "", "", ANOMALY_AMBIGUOUS, true },
	{ "a flag in one header only is ambiguous",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .local_flags = 1 } }, 1, "", "", ANOMALY_AMBIGUOUS, true },
	{ "a member that is not listed is ambiguous, and read",
	    { { .name = "a.txt", .data = { (const uint8_t *)"x", 1 } },
	    { .name = "b.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .unlisted = true } }, 2, "", "", ANOMALY_AMBIGUOUS, true },
	{ "overlapping members are ambiguous",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 } },
	    { .name = "a.txt", .copy_of = 1 } }, 2, "", "",
	    ANOMALY_AMBIGUOUS, true },
	{ "a wrong checksum is damage, and read all the same",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .bad_crc = true } }, 1, "", "", ANOMALY_MALFORMED, true },
	{ "an encryption flag on plain data is a lie, and read",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .flags = 1 } }, 1, "", "", ANOMALY_AMBIGUOUS, true },
	{ "the same on stored data",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 },
	    .stored = true, .flags = 1 } }, 1, "", "", ANOMALY_AMBIGUOUS,
	    true },
	{ "AES is encrypted",
	    { { .name = "a.txt", .data = { (const uint8_t *)
	    noise, 34 }, .aes = 3,
	    .flags = 1 } }, 1, "", "", ANOMALY_ENCRYPTED, false },
	{ "words in the place of ciphertext are read",
	    { { .name = "a.txt", .data = { (const uint8_t *)
	    SECRET " in a member that says AES", 46 }, .aes = 3,
	    .flags = 1 } }, 1, "", "", ANOMALY_AMBIGUOUS, true },
	{ "words behind the archive are ambiguous",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 } } },
	    1, "", "trailing words", ANOMALY_AMBIGUOUS, true },
	{ "zeros behind it are padding",
	    { { .name = "a.txt", .data = { (const uint8_t *)SECRET, 20 } } },
	    1, "", NULL, -1, true },
	{ "an empty archive has nothing to hide",
	    { { .name = "" } }, 0, "", "", -1, false },
};

START_TEST(test_case)
{
	struct buf zip = BUF_INIT(64 * KIB);
	struct probe p;

	buf_puts(&zip, cases[_i].before);
	zipmaker(cases[_i].m, cases[_i].n, &zip);
	if (cases[_i].after == NULL)
		buf_put(&zip, "\0\0\0\0\0\0\0", 8);
	else
		buf_puts(&zip, cases[_i].after);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert_int_eq(p.result, 0);
	if (cases[_i].class < 0)
		ck_assert_msg(probe_is_clean(&p), "%s: not clean",
		    cases[_i].name);
	else
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)cases[_i].class), "%s",
		    cases[_i].name);
	ck_assert_msg(probe_reads(&p, SECRET) == cases[_i].read, "%s: text",
	    cases[_i].name);
	ck_assert(probe_part(&p, "2")->type == FILETYPE_ARCHIVE);
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* --- encryption ------------------------------------------------------------------ */

static const struct {
	const char *name;
	struct made m[2];
	size_t n;
	enum encryption whole, first;
	const char *reason;
} encrypted[] = {
	{ "AES-128 is strong", { { .name = "a", .data = { (const uint8_t *)
	    noise, 34 }, .aes = 1, .flags = 1 } }, 1, ENCRYPTION_STRONG,
	    ENCRYPTION_STRONG, "AES-128" },
	{ "AES-192 is strong", { { .name = "a", .data = { (const uint8_t *)
	    noise, 34 }, .aes = 2, .flags = 1 } }, 1, ENCRYPTION_STRONG,
	    ENCRYPTION_STRONG, "AES-192" },
	{ "the old cipher is weak", { { .name = "a", .data = {
	    (const uint8_t *)noise, 34 }, .stored = true, .flags = 1,
	    .bad_crc = true } }, 1, ENCRYPTION_WEAK, ENCRYPTION_WEAK,
	    "ZipCrypto" },
	{ "PKWARE's is strong", { { .name = "a", .data = {
	    (const uint8_t *)noise, 34 }, .stored = true, .flags = 0x41,
	    .bad_crc = true } }, 1, ENCRYPTION_STRONG, ENCRYPTION_STRONG,
	    "PKWARE strong encryption" },
	{ "a readable member makes it partly", { { .name = "a", .data = {
	    (const uint8_t *)noise, 34 }, .aes = 3, .flags = 1 },
	    { .name = "b.txt", .data = { (const uint8_t *)SECRET, 20 } } }, 2,
	    ENCRYPTION_PARTLY, ENCRYPTION_STRONG, "AES-256" },
	{ "too short for a cipher's head is no ciphertext", { { .name = "a",
	    .data = { (const uint8_t *)noise, 9 }, .aes = 3, .flags = 1 } },
	    1, ENCRYPTION_NO, ENCRYPTION_NO, "" },
};

START_TEST(test_encrypted)
{
	struct buf zip = BUF_INIT(64 * KIB);
	const struct part *whole, *first;
	struct probe p;

	zipmaker(encrypted[_i].m, encrypted[_i].n, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	whole = probe_part(&p, "2");
	first = probe_part(&p, "2/1");
	ck_assert_msg(whole->encryption == encrypted[_i].whole,
	    "%s: %s", encrypted[_i].name, encryption_name(whole->encryption));
	ck_assert(first->encryption == encrypted[_i].first);
	ck_assert(slice_eq_str(whole->encryption_reason,
	    encrypted[_i].reason));
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED) ==
	    (encrypted[_i].whole != ENCRYPTION_NO));
	/* What stands beside it in clear is read. */
	ck_assert(probe_reads(&p, SECRET) == (encrypted[_i].n > 1));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* --- limits ------------------------------------------------------------------------ */

static void
make_many(size_t n, struct buf *zip)
{
	struct made *m = calloc(n, sizeof *m);
	char (*names)[16] = calloc(n, sizeof *names);
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(names[i], sizeof names[i], "m%zu/", i);
		m[i] = (struct made){ .name = names[i], .data = S("") ,
		    .stored = true };
	}
	zipmaker(m, n, zip);
	free(m);
	free(names);
}

START_TEST(test_entries_at_the_limit)
{
	struct buf zip = BUF_INIT(MIB);
	struct probe p;

	make_many(ARCHIVE_ENTRIES_MAX, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

START_TEST(test_entries_past_the_limit)
{
	struct buf zip = BUF_INIT(MIB);
	struct probe p;

	make_many(ARCHIVE_ENTRIES_MAX + 1, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* size zeros behind some text, flat: far over any honest ratio. */
static void
make_bomb(size_t size, struct buf *zip)
{
	uint8_t *zeros = calloc(1, size);

	memcpy(zeros, SECRET " ", 21);
	zipmaker_one("zeros.txt", slice_of(zeros, size), zip);
	free(zeros);
}

START_TEST(test_bomb)
{
	struct buf zip = BUF_INIT(4 * MIB);
	struct probe p;

	make_bomb(UNPACK_RATIO_FLOOR + 4 * MIB, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT));
	ck_assert(p.budget.out_bytes < UNPACK_RATIO_FLOOR + MIB);
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

START_TEST(test_under_the_ratio_floor)
{
	struct buf zip = BUF_INIT(4 * MIB);
	struct probe p;

	make_bomb(UNPACK_RATIO_FLOOR - MIB, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert(!probe_raised(&p, ANOMALY_LIMIT));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* Poorly compressible text, so that only the member's own ceiling counts. */
static void
make_large(size_t size, struct buf *zip)
{
	uint8_t *text = malloc(size);
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < size; i++) {
		x = x * 1664525u + 1013904223u;
		text[i] = (uint8_t)('a' + (x >> 24) % 26);
		if (i % 7 == 6)
			text[i] = ' ';
	}
	{
		const struct made m = { .name = "large.bin",
		    .data = slice_of(text, size), .stored = true };

		zipmaker(&m, 1, zip);
	}
	free(text);
}

START_TEST(test_member_past_its_limit)
{
	struct buf zip = BUF_INIT(80 * MIB);
	struct probe p;

	make_large(UNPACK_MEMBER_MAX + 1, &zip);
	probe_open(&p);
	probe_body(&p, "application/zip", buf_slice(&zip));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* Zips in a zip, `levels` of them, the secret innermost. */
static void
make_nested(size_t levels, struct buf *out)
{
	struct buf outer = BUF_INIT(MIB);
	size_t i;

	zipmaker_one("a.txt", S(SECRET), out);
	for (i = 1; i < levels; i++) {
		buf_reset(&outer);
		zipmaker_one("n.zip", buf_slice(out), &outer);
		buf_reset(out);
		buf_put_slice(out, buf_slice(&outer));
	}
	buf_free(&outer);
}

START_TEST(test_depth)
{
	struct buf zip = BUF_INIT(MIB);
	struct probe p;
	/* The part itself is one level deep, its text one below the last. */
	bool fits = _i == 0;

	make_nested(fits ? UNPACK_DEPTH_MAX - 1 : UNPACK_DEPTH_MAX, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert(probe_reads(&p, SECRET) == fits);
	ck_assert(probe_raised(&p, ANOMALY_LIMIT) == !fits);
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* --- names and polyglots ----------------------------------------------------------------- */

START_TEST(test_names_are_text)
{
	const struct made m[] = {
		{ .name = "../../etc/QQ123456C.txt", .data = S("x") },
		{ .name = "folder 12/", .data = S(""), .stored = true },
	};
	struct buf zip = BUF_INIT(64 * KIB);
	struct probe p;

	zipmaker(m, 2, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->names,
	    "qq123456c.txt\n"));
	ck_assert(probe_unit(&p, "../../etc/QQ123456C.txt") != NULL);
	ck_assert(probe_unit(&p, "../../etc/QQ123456C.txt")->where ==
	    FINDING_FILENAME);
	ck_assert(probe_unit(&p, "folder 12/")->where == FINDING_FILENAME);
	ck_assert(probe_has(&p, "2/1", PART_IS_MEMBER));
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->inside, "2"));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

START_TEST(test_behind_a_picture)
{
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;

	buf_put(&file, "\x89PNG\r\n\x1a\n", 8);
	buf_puts(&file, "picture data");
	zipmaker_one("a.txt", S(SECRET), &file);
	probe_open(&p);
	probe_file(&p, "a.png", "image/png", buf_slice(&file));
	ck_assert(probe_reads(&p, SECRET));
	ck_assert(probe_raised(&p, ANOMALY_AMBIGUOUS));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

START_TEST(test_two_glued_together)
{
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;

	zipmaker_one("first.txt", S(SECRET), &file);
	zipmaker_one("second.txt", S("harmless"), &file);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&file));
	ck_assert(probe_reads(&p, SECRET));
	ck_assert(probe_reads(&p, "harmless"));
	ck_assert(probe_raised(&p, ANOMALY_AMBIGUOUS));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* Every beginning of an archive: never clean without the text, no crash. */
START_TEST(test_cut_anywhere)
{
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;
	size_t n;

	zipmaker_one("a.txt", S(SECRET), &file);
	for (n = 4; n < file.len; n += 3) {
		probe_open(&p);
		probe_file(&p, "a.zip", "application/zip",
		    slice_sub(buf_slice(&file), 0, n));
		ck_assert(p.result == 0 && p.anomaly_count > 0);
		probe_close(&p);
	}
	buf_free(&file);
}
END_TEST

/* Every byte of one changed: the secret is read or something is told. */
START_TEST(test_any_byte_changed)
{
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;
	size_t i;

	zipmaker_one("a.txt", S(SECRET), &file);
	probe_open(&p);
	for (i = 0; i < file.len; i++) {
		file.ptr[i] ^= 0x41;
		p.unit_count = p.part_count = p.anomaly_count = 0;
		probe_file(&p, "a.zip", "application/zip", buf_slice(&file));
		ck_assert_msg(p.anomaly_count > 0 || probe_reads(&p, SECRET),
		    "byte %zu", i);
		file.ptr[i] ^= 0x41;
	}
	probe_close(&p);
	buf_free(&file);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "encrypted", test_encrypted, N_OF(encrypted) },
		{ "entries at the limit", test_entries_at_the_limit, 0 },
		{ "entries past it", test_entries_past_the_limit, 0 },
		{ "bomb", test_bomb, 0 },
		{ "under the floor", test_under_the_ratio_floor, 0 },
		{ "member past its limit", test_member_past_its_limit, 0 },
		{ "depth", test_depth, 2 },
		{ "names", test_names_are_text, 0 },
		{ "polyglot", test_behind_a_picture, 0 },
		{ "glued", test_two_glued_together, 0 },
		{ "cut", test_cut_anywhere, 0 },
		{ "changed", test_any_byte_changed, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("zip", tests);
}
