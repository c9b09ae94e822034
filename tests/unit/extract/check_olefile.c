#include "unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/limits.h"
#include "fixture.h"
#include "olemaker.h"
#include "probe.h"
#include "zipmaker.h"

#define S(lit)	SLICE(lit)

/* --- files of a real program, a word planted in each nook ---------------------------- */

static const struct {
	const char *file;
	const char *container;
	const char *text;	/* a whole unit; of several ones, any */
	const char *header;	/* its column's; NULL: not asked */
} nooks[] = {
	{ "words.doc", "doc", "zanzibar-heading", "" },
	{ "words.doc", "doc", "Card 4111 1111 1111 1111", "" },
	{ "words.doc", "doc", "visible 1234 zanzibar-after", NULL },
	{ "words.doc", "doc", "visible 12HIDDENPART34 zanzibar-after", NULL },
	{ "words.doc", "doc", "\xc5\xbelu\xc5\xa5ou\xc4\x8dk\xc3\xbd",
	    NULL },
	{ "words.doc", "doc", "AB123456C", "National Insurance" },
	{ "words.doc", "doc", "4111111111111111", "Card" },
	/* The cell before it is empty. */
	{ "words.doc", "doc", "zanzibar-cell", "Card" },
	{ "words.doc", "doc", "kept zanzibar-deleted tail", NULL },
	{ "words.doc", "doc", "kept  tail", NULL },
	{ "words.doc", "doc", "zanzibar-header AB123456C", "" },
	{ "words.doc", "doc", "zanzibar-footer", "" },
	{ "words.doc", "doc", "zanzibar-title", NULL },
	{ "words.doc", "doc", "zanzibar-author", NULL },
	{ "words.doc", "doc", "zanzibar-comments", NULL },
	{ "words.doc", "doc", "zanzibar-keywords", NULL },
	{ "words.doc", "doc", "zanzibar-revauthor", NULL },
	{ "nooks.doc", "doc", "HYPERLINK \"http://zanzibar-link.example/\"",
	    NULL },
	{ "nooks.doc", "doc", "zanzibar-linktext", NULL },
	{ "nooks.doc", "doc", "zanzibar-inputfield", NULL },
	{ "nooks.doc", "doc", "zanzibar-footnote", NULL },
	{ "nooks.doc", "doc", "zanzibar-endnote", NULL },
	{ "nooks.doc", "doc", "zanzibar-annotation", NULL },
	{ "nooks.doc", "doc", "zanzibar-annauthor", NULL },
	{ "nooks.doc", "doc", "zanzibar-textbox", NULL },
	{ "nooks.doc", "doc", "zanzibar-fielddesc", NULL },
	{ "nooks.doc", "doc", "zanzibar-userprop", NULL },
	{ "nooks.doc", "doc", "zanzibar-propname", NULL },
	{ "cells.xls", "xls", "0434765919", "NHS number" },
	{ "cells.xls", "xls", "01/03/1980", "Born" },
	{ "cells.xls", "xls", "4111111111111111", "Card" },
	{ "cells.xls", "xls", "Ann zanzibar-rich", "Name" },
	{ "cells.xls", "xls", "123459", "NHS number" },
	{ "cells.xls", "xls", "-12.5", "Card" },
	{ "cells.xls", "xls", "zanzibar-formula", NULL },
	{ "cells.xls", "xls", "\xc5\xbdlu\xc5\xa5ou\xc4\x8dk\xc3\xbd "
	    "zanzibar-unicode", "Name" },
	{ "cells.xls", "xls", "zanzibar-hidsheet", NULL },
	{ "cells.xls", "xls", "zanzibar-hiddencell", NULL },
	{ "cells.xls", "xls", "zanzibar-note 9434765919", NULL },
	{ "cells.xls", "xls", "zanzibar-notecreator", NULL },
	{ "cells.xls", "xls", "zanzibar-textbox", NULL },
	{ "cells.xls", "xls", "zanzibar-pageheader", NULL },
	{ "cells.xls", "xls", "zanzibar-pagefooter", NULL },
	{ "cells.xls", "xls", "zanzibar-helptext", NULL },
	{ "cells.xls", "xls", "zanzibar-errtext", NULL },
	{ "cells.xls", "xls", "zanzibar-vallist", NULL },
	{ "cells.xls", "xls", "http://zanzibar-hlink.example/", NULL },
	{ "cells.xls", "xls", "zanzibar-title3", NULL },
	/* Its password is known to everybody. */
	{ "default.xls", "xls", "zanzibar-body JX123456C", "" },
};

/* --- changes that nobody accepted yet, and hidden text ------------------------------- */

static const struct {
	const char *name, *text, *place;
} changes[] = {
	{ "a deletion is left out", "ab", "" },
	{ "is there for who sees all", "aAB123456Cb", "with hidden text" },
	{ "and stands alone", "AB123456C", "hidden text" },
	{ "what was moved away is left out", "cd", "" },
	{ "and stands alone", "AB123457C", "hidden text" },
	{ "a hidden run is left out", "ef", "" },
	{ "is there for who sees all", "eAB123458Cf", "with hidden text" },
	{ "and stands alone", "AB123458C", "hidden text" },
	{ "a deletion beside a hidden run", "AB123459C", "hidden text" },
	{ "the two together", "AB123459Ch", "hidden text" },
	{ "as it reads with the changes", "j12l34", "" },
	{ "as it read before them", "j12k34", "with hidden text" },
	{ "the first of two deletions", "AB123461C", "hidden text" },
	{ "the second of them", "o", "hidden text" },
};

static bool
has_unit(const struct probe *p, const char *text, const char *place)
{
	size_t i;

	for (i = 0; i < p->unit_count; i++)
		if (slice_eq_str(p->units[i].text, text) &&
		    slice_eq_str(p->units[i].place, place))
			return true;
	return false;
}

/* In a unit with that header. */
static bool
is_under(const struct probe *p, const char *text, const char *header)
{
	size_t i;

	for (i = 0; i < p->unit_count; i++)
		if (slice_find(p->units[i].text, slice_str(text), 0) !=
		    SLICE_NPOS && slice_eq_str(p->units[i].header, header))
			return true;
	return false;
}

static void
read_fixture(struct probe *p, const char *name)
{
	struct buf file = BUF_INIT(MIB);
	char path[64];

	snprintf(path, sizeof path, "ole/%s", name);
	fixture_load(path, &file);
	probe_file(p, name, "application/octet-stream", buf_slice(&file));
	buf_free(&file);
}

START_TEST(test_nook)
{
	const char *name = nooks[_i].file;
	struct probe p;

	probe_open(&p);
	read_fixture(&p, name);
	ck_assert(slice_eq_str(probe_part(&p, "2")->container,
	    nooks[_i].container));
	ck_assert_msg(probe_reads(&p, nooks[_i].text), "%s: %s", name,
	    nooks[_i].text);
	if (nooks[_i].header != NULL)
		ck_assert_msg(is_under(&p, nooks[_i].text,
		    nooks[_i].header), "%s: %s", name, nooks[_i].text);
	ck_assert_msg(probe_is_clean(&p), "%s", name);
	probe_close(&p);
}
END_TEST

START_TEST(test_change)
{
	struct probe p;

	probe_open(&p);
	read_fixture(&p, "changes.doc");
	ck_assert_msg(has_unit(&p, changes[_i].text, changes[_i].place), "%s",
	    changes[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- passwords ------------------------------------------------------------------------- */

static const struct {
	const char *file;
	enum encryption encryption;
	const char *reason;
} locks[] = {
	{ "locked.xls", ENCRYPTION_WEAK, "RC4 40-bit" },
	{ "locked.doc", ENCRYPTION_WEAK, "RC4 40-bit" },
	{ "standard-locked.docx", ENCRYPTION_STRONG, "AES-128" },
	{ "standard-default.docx", ENCRYPTION_NO, "" },
	{ "default.xls", ENCRYPTION_NO, "" },
};

START_TEST(test_lock)
{
	struct probe p;

	probe_open(&p);
	read_fixture(&p, locks[_i].file);
	ck_assert_msg(probe_part(&p, "2")->encryption ==
	    locks[_i].encryption, "%s", locks[_i].file);
	ck_assert_msg(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    locks[_i].reason), "%s: %.*s", locks[_i].file,
	    (int)probe_part(&p, "2")->encryption_reason.len,
	    (const char *)probe_part(&p, "2")->encryption_reason.ptr);
	ck_assert_uint_eq(p.anomaly_count,
	    locks[_i].encryption != ENCRYPTION_NO);
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED) ==
	    (locks[_i].encryption != ENCRYPTION_NO));
	ck_assert(probe_reads(&p, "JX123456C") ==
	    (locks[_i].encryption == ENCRYPTION_NO));
	probe_close(&p);
}
END_TEST

static const struct {
	const char *info, *package;
	enum encryption encryption;
} agiles[] = {
	{ "ole/agile-locked.info", "ole/agile-locked.package",
	    ENCRYPTION_STRONG },
	{ "ole/agile-default.info", "ole/agile-default.package",
	    ENCRYPTION_NO },
};

START_TEST(test_agile)
{
	struct buf info = BUF_INIT(MIB), package = BUF_INIT(MIB);
	struct buf file = BUF_INIT(MIB);
	struct ole_item items[] = {
		{ "EncryptionInfo", -1, SLICE_NONE, 0 },
		{ "EncryptedPackage", -1, SLICE_NONE, 0 },
	};
	bool is_locked = agiles[_i].encryption != ENCRYPTION_NO;
	struct probe p;

	fixture_load(agiles[_i].info, &info);
	fixture_load(agiles[_i].package, &package);
	items[0].content = buf_slice(&info);
	items[1].content = buf_slice(&package);
	olemaker(items, 2, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.docx", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->encryption == agiles[_i].encryption);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    is_locked ? "AES-256" : ""));
	ck_assert(probe_reads(&p, "zanzibar-body JX123456C") == !is_locked);
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED) == is_locked);
	ck_assert_uint_eq(p.anomaly_count, is_locked);
	probe_close(&p);
	buf_free(&info);
	buf_free(&package);
	buf_free(&file);
}
END_TEST

START_TEST(test_rights_management)
{
	static uint8_t noise[8192];
	const struct ole_item items[] = {
		{ "\x09" "DRMContent", -1, slice_of(noise, sizeof noise), 0 },
		{ "\x06" "DataSpaces", -1, SLICE_NONE, 1 },
	};
	struct buf file = BUF_INIT(MIB);
	struct probe p;

	olemaker(items, 2, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.docx", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_STRONG);
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* The lock's description is sound, but what it stands beside is open. */
START_TEST(test_package_that_only_claims)
{
	const struct made members[] = {
		{ .name = "secret.txt", .data = S("zanzibar-zipped") },
	};
	struct buf info = BUF_INIT(MIB), package = BUF_INIT(MIB);
	struct buf file = BUF_INIT(MIB);
	struct ole_item items[] = {
		{ "EncryptionInfo", -1, SLICE_NONE, 0 },
		{ "EncryptedPackage", -1, SLICE_NONE, 0 },
	};
	struct probe p;

	fixture_load("ole/agile-locked.info", &info);
	put32(&package, 200);
	put32(&package, 0);
	zipmaker(members, 1, &package);
	items[0].content = buf_slice(&info);
	items[1].content = buf_slice(&package);
	olemaker(items, 2, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.docx", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	ck_assert(probe_raised(&p, ANOMALY_AMBIGUOUS));
	ck_assert(!probe_raised(&p, ANOMALY_ENCRYPTED));
	ck_assert(probe_reads(&p, "zanzibar-zipped"));
	probe_close(&p);
	buf_free(&info);
	buf_free(&package);
	buf_free(&file);
}
END_TEST

/* What Outlook sends instead of a protected message. */
START_TEST(test_protected_message)
{
	const struct ole_item items[] = {
		{ "\x09" "DRMContent", -1, S("0123456789abcdef"), 0 },
	};
	struct buf inner = BUF_INIT(MIB), file = BUF_INIT(MIB);
	uint8_t packed[8192];
	uLongf n = sizeof packed;
	struct probe p;

	olemaker(items, 1, 9, &inner);
	ck_assert_int_eq(compress(packed, &n, inner.ptr, inner.len), Z_OK);
	buf_puts(&file, "\x76\xe8\x04\x60\xc4\x11\xe3\x86");
	put32(&file, 0x0fa0);
	put32(&file, (uint32_t)inner.len);
	put32(&file, (uint32_t)n);
	buf_put(&file, packed, n);
	probe_open(&p);
	probe_file(&p, "message.rpmsg", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_STRONG);
	ck_assert(probe_part(&p, "2/1")->encryption == ENCRYPTION_STRONG);
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->encryption_reason,
	    "rights management"));
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	probe_close(&p);
	probe_open(&p);
	probe_file(&p, "message.rpmsg", "application/octet-stream",
	    slice_sub(buf_slice(&file), 0, file.len - 9));
	ck_assert(probe_raised(&p, ANOMALY_TRUNCATED));
	probe_close(&p);
	buf_free(&inner);
	buf_free(&file);
}
END_TEST

/* --- workbooks without a compound file around them ------------------------------------- */

/* BIFF2: a text, a whole number and one with a point; then BIFF5. */
static const struct {
	struct slice bytes;
	const char *text;
} bare[] = {
	{ { (const uint8_t *)"\x09\0\x04\0\2\0\x10\0"
	    "\x04\0\x10\0\0\0\0\0\0\0\0\x08zanzibar"
	    "\x0a\0\0\0", 32 }, "zanzibar" },
	{ { (const uint8_t *)"\x09\0\x04\0\2\0\x10\0"
	    "\x02\0\x09\0\1\0\0\0\0\0\0\x39\x30"
	    "\x0a\0\0\0", 25 }, "12345" },
	{ { (const uint8_t *)"\x09\x08\x08\0\0\5\x10\0\0\0\0\0"
	    "\x04\2\x10\0\0\0\0\0\0\0\x08\0zanzibar"
	    "\x0a\0\0\0", 36 }, "zanzibar" },
};

START_TEST(test_bare_workbook)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.xls", "application/octet-stream",
	    bare[_i].bytes);
	ck_assert(slice_eq_str(probe_part(&p, "2")->container, "xls"));
	ck_assert(probe_part(&p, "2")->type == FILETYPE_SPREADSHEET);
	ck_assert(probe_unit(&p, bare[_i].text) != NULL);
	ck_assert(slice_starts(probe_unit(&p, bare[_i].text)->place,
	    S("cell A")));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- Word 6, which nothing here can write ------------------------------------------------- */

START_TEST(test_old_document)
{
	static const char text[] = "zanzibar-\xc6\xee\xff\rName\7Number\7\7"
	    "Ann\7JX123456C\7\7see \x13 HYPERLINK zanzibar-field \x14here"
	    "\x15.\rend\r";
	struct buf main = BUF_INIT(MIB), file = BUF_INIT(MIB);
	struct ole_item items[] = { { "WordDocument", -1, SLICE_NONE, 0 } };
	uint32_t from = 0x300, to = from + sizeof text - 1;
	struct probe p;

	put16(&main, 0xa5dc);
	put16(&main, 104);
	put16(&main, 0);
	put16(&main, 0x0419);		/* made for Russian */
	while (main.len < from)
		buf_putc(&main, 0);
	memcpy(main.ptr + 0x18, &from, 4);
	memcpy(main.ptr + 0x1c, &to, 4);
	buf_put(&main, text, sizeof text - 1);
	buf_puts(&main, "\1\2zanzibar-earlier\3");
	items[0].content = buf_slice(&main);
	olemaker(items, 1, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.doc", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_unit(&p, "zanzibar-\xd0\x96\xd0\xbe\xd1\x8f") !=
	    NULL);
	ck_assert(is_under(&p, "JX123456C", "Number"));
	ck_assert(probe_unit(&p, "see here.") != NULL);
	ck_assert(probe_unit(&p, "HYPERLINK zanzibar-field") != NULL);
	ck_assert(probe_reads(&p, "zanzibar-earlier"));
	ck_assert(probe_is_clean(&p));
	/* The same with a password: XOR is all there was. */
	main.ptr[0x0b] |= 0x01;
	memset(main.ptr + from, 0x91, to - from);
	items[0].content = buf_slice(&main);
	buf_reset(&file);
	olemaker(items, 1, 9, &file);
	probe_close(&p);
	probe_open(&p);
	probe_file(&p, "a.doc", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_WEAK);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    "XOR"));
	probe_close(&p);
	buf_free(&main);
	buf_free(&file);
}
END_TEST

/* --- archives in and behind it ------------------------------------------------------------ */

/* In a stream it is a part of the file; behind it, another file. */
START_TEST(test_zip)
{
	const struct made members[] = {
		{ .name = "secret.txt", .data = S("zanzibar-zipped") },
	};
	struct buf zip = BUF_INIT(MIB), file = BUF_INIT(MIB);
	struct buf stream = BUF_INIT(MIB);
	struct ole_item items[] = { { "Catalog", -1, SLICE_NONE, 0 } };
	bool is_behind = _i == 1;
	struct probe p;

	zipmaker(members, 1, &zip);
	buf_puts(&stream, "\1\2\3\4");
	buf_put_slice(&stream, buf_slice(&zip));
	items[0].content = is_behind ? S("x") : buf_slice(&stream);
	olemaker(items, 1, 9, &file);
	if (is_behind)
		buf_put_slice(&file, buf_slice(&zip));
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_raised(&p, ANOMALY_AMBIGUOUS) == is_behind);
	ck_assert(probe_reads(&p, "zanzibar-zipped"));
	ck_assert(is_behind || probe_is_clean(&p));
	probe_close(&p);
	buf_free(&zip);
	buf_free(&file);
	buf_free(&stream);
}
END_TEST

/* A flag alone proves nothing: the text is for all to read. */
START_TEST(test_lock_that_only_claims)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	size_t at;

	fixture_load("ole/words.doc", &file);
	for (at = 512; at < file.len; at += 512)
		if (file.ptr[at] == 0xec && file.ptr[at + 1] == 0xa5)
			break;
	ck_assert(at < file.len);
	file.ptr[at + 0x0b] |= 0x01;
	probe_open(&p);
	probe_file(&p, "a.doc", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_NO);
	ck_assert(probe_raised(&p, ANOMALY_AMBIGUOUS));
	ck_assert(probe_reads(&p, "zanzibar-heading"));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- what is damaged ------------------------------------------------------------------------ */

START_TEST(test_cut)
{
	static const char *const files[] = { "words.doc", "cells.xls" };
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	char path[64];

	snprintf(path, sizeof path, "ole/%s", files[_i]);
	fixture_load(path, &file);
	probe_open(&p);
	probe_file(&p, files[_i], "application/octet-stream",
	    slice_sub(buf_slice(&file), 0, file.len / 2));
	ck_assert_int_eq(p.result, 0);
	ck_assert(probe_raised(&p, ANOMALY_TRUNCATED));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "nooks", test_nook, N_OF(nooks) },
		{ "changes", test_change, N_OF(changes) },
		{ "locks", test_lock, N_OF(locks) },
		{ "agile", test_agile, N_OF(agiles) },
		{ "rights management", test_rights_management, 0 },
		{ "package that claims", test_package_that_only_claims, 0 },
		{ "protected message", test_protected_message, 0 },
		{ "bare workbook", test_bare_workbook, N_OF(bare) },
		{ "old document", test_old_document, 0 },
		{ "zip", test_zip, 2 },
		{ "claims", test_lock_that_only_claims, 0 },
		{ "cut", test_cut, 2 },
		{ NULL, NULL, 0 },
	};

	return unit_main("olefile", tests);
}
