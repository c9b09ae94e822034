#include "unit/unit.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/ole.h"
#include "extract/vba.h"
#include "olemaker.h"
#include "probe.h"

#define S(lit)		SLICE(lit)
#define SECTOR		512
#define LARGE		5000

/* --- the file itself -------------------------------------------------------------- */

/* A small stream, a large one of 5000 bytes, and one in a storage. */
static void
make_three(unsigned shift, struct buf *out)
{
	static uint8_t large[LARGE];
	struct ole_item items[] = {
		{ "Small", -1, S("zanzibar-small"), 0 },
		{ "Large", -1, SLICE_NONE, 0 },
		{ "Box", -1, SLICE_NONE, 1 },
		{ "Inner", 2, S("zanzibar-inner"), 0 },
	};

	memset(large, '.', sizeof large);
	memcpy(large + LARGE - 14, "zanzibar-large", 14);
	items[1].content = slice_of(large, LARGE);
	olemaker(items, 4, shift, out);
}

static const unsigned shifts[] = { 9, 12 };

START_TEST(test_streams)
{
	struct buf file = BUF_INIT(MIB), out = BUF_INIT(MIB);
	struct arena *a = arena_new(MIB);
	struct ole *o;
	uint32_t box, inner;

	make_three(shifts[_i], &file);
	ck_assert_int_eq(ole_open(buf_slice(&file), a, &o), 0);
	ck_assert(!o->is_broken && !o->is_cut);
	ck_assert_int_eq(ole_stream(o, ole_child(o, OLE_ROOT, "small"),
	    &out), 0);
	ck_assert(slice_eq_str(buf_slice(&out), "zanzibar-small"));
	buf_reset(&out);
	ck_assert_int_eq(ole_stream(o, ole_find(o, "Large"), &out), 0);
	ck_assert_uint_eq(out.len, LARGE);
	ck_assert(slice_ends(buf_slice(&out), S("zanzibar-large")));
	buf_reset(&out);
	ck_assert_int_eq(ole_range(o, ole_find(o, "Large"), LARGE - 5, 99,
	    &out), 0);
	ck_assert(slice_eq_str(buf_slice(&out), "large"));
	box = ole_child(o, OLE_ROOT, "Box");
	inner = ole_child(o, box, "Inner");
	ck_assert(inner != OLE_NONE && ole_is_below(o, inner, box));
	ck_assert_uint_eq(ole_child(o, OLE_ROOT, "Inner"), OLE_NONE);
	arena_free(a);
	buf_free(&file);
	buf_free(&out);
}
END_TEST

START_TEST(test_copy)
{
	struct buf file = BUF_INIT(MIB), copy = BUF_INIT(MIB);
	struct buf out = BUF_INIT(MIB);
	struct arena *a = arena_new(MIB);
	struct ole *o;

	make_three(shifts[_i], &file);
	ck_assert_int_eq(ole_open(buf_slice(&file), a, &o), 0);
	buf_puts(&copy, "before");
	ck_assert_int_eq(ole_copy(o, OLE_ROOT, &copy), 0);
	ck_assert_int_eq(ole_open(slice_from(buf_slice(&copy), 6), a, &o), 0);
	ck_assert(!o->is_broken && !o->is_cut);
	ck_assert_int_eq(ole_stream(o, ole_child(o, ole_child(o, OLE_ROOT,
	    "Box"), "Inner"), &out), 0);
	ck_assert_int_eq(ole_stream(o, ole_child(o, OLE_ROOT, "Large"),
	    &out), 0);
	ck_assert(slice_starts(buf_slice(&out), S("zanzibar-inner...")));
	ck_assert_uint_eq(out.len, 14 + LARGE);
	arena_free(a);
	buf_free(&file);
	buf_free(&copy);
	buf_free(&out);
}
END_TEST

/* One 32-bit number of the file made otherwise. */
static const struct {
	const char *name;
	int in_directory;	/* else in the header */
	size_t at;
	uint32_t value;
	enum anomaly_class class;
	const char *still;	/* read all the same; NULL: none */
} damages[] = {
	{ "directory past the end", 0, 48, 5000, ANOMALY_TRUNCATED,
	    "zanzibar-large" },
	{ "table of no sectors", 0, 76, 0xffffffff, ANOMALY_TRUNCATED,
	    "zanzibar-large" },
	{ "stream past the end", 1, 128 + 116, 700, ANOMALY_TRUNCATED,
	    "zanzibar-large" },
	{ "stream longer than its chain", 1, 256 + 120, 900000,
	    ANOMALY_TRUNCATED, "zanzibar-large" },
	{ "sibling of itself", 1, 128 + 72, 1, ANOMALY_MALFORMED,
	    "zanzibar-inner" },
	{ "storage that holds the root", 1, 384 + 76, 0, ANOMALY_MALFORMED,
	    "zanzibar-inner" },
	{ "child that is not there", 1, 76, 99, ANOMALY_MALFORMED,
	    "zanzibar-small" },
	{ "small sectors nowhere", 1, 116, 6000, ANOMALY_TRUNCATED,
	    "zanzibar-small" },
};

START_TEST(test_damage)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	size_t at;

	make_three(9, &file);
	at = damages[_i].at;
	if (damages[_i].in_directory)
		at += ((size_t)file.ptr[48] + 1) * SECTOR;
	memcpy(file.ptr + at, &damages[_i].value, 4);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert_msg(probe_raised(&p, damages[_i].class), "%s",
	    damages[_i].name);
	ck_assert_msg(probe_reads(&p, damages[_i].still), "%s: %s",
	    damages[_i].name, damages[_i].still);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* A chain that leads into itself ends, however long the stream says it is. */
START_TEST(test_loop)
{
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	uint32_t table, zero = 0, huge = 0x7fffffff;
	size_t directory;

	make_three(9, &file);
	memcpy(&table, file.ptr + 76, 4);
	directory = ((size_t)file.ptr[48] + 1) * SECTOR;
	memcpy(file.ptr + (table + 1) * SECTOR, &zero, 4);
	memcpy(file.ptr + directory + 256 + 120, &huge, 4);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert_int_eq(p.result, 0);
	ck_assert(probe_raised(&p, ANOMALY_TRUNCATED));
	/* What the table no longer reaches is found as bytes of nobody. */
	ck_assert(probe_reads(&p, "zanzibar-large"));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

START_TEST(test_depth)
{
	struct ole_item items[OLE_DEPTH_MAX + 1];
	struct buf file = BUF_INIT(MIB);
	struct arena *a = arena_new(MIB);
	struct ole *o;
	size_t n = OLE_DEPTH_MAX + (size_t)_i, i;

	for (i = 0; i < n; i++)
		items[i] = (struct ole_item){ "in", (int)i - 1, SLICE_NONE,
		    1 };
	olemaker(items, n, 9, &file);
	ck_assert_int_eq(ole_open(buf_slice(&file), a, &o), 0);
	ck_assert_uint_eq(o->entries[OLE_DEPTH_MAX].depth, OLE_DEPTH_MAX);
	ck_assert(o->is_broken == (_i == 1));
	ck_assert((o->entries[n].parent == OLE_NONE) == (_i == 1));
	arena_free(a);
	buf_free(&file);
}
END_TEST

/* Nothing but a directory: a table of one row of sectors, then entries. */
static void
make_crowd(size_t entries, struct buf *out)
{
	uint32_t count = (uint32_t)(entries / 4), tables = count / 128 + 1, i;

	buf_puts(out, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
	while (out->len < 512)
		buf_putc(out, 0);
	out->ptr[26] = 3;
	out->ptr[30] = 9;
	memcpy(out->ptr + 44, &tables, 4);
	memcpy(out->ptr + 48, &tables, 4);
	for (i = 0; i < tables; i++)
		memcpy(out->ptr + 76 + 4 * i, &i, 4);
	for (; i < 109; i++)
		memset(out->ptr + 76 + 4 * i, 0xff, 4);
	for (i = 0; i < 128 * tables; i++)
		put32(out, i < tables ? 0xfffffffd : i < tables + count - 1 ?
		    i + 1 : i == tables + count - 1 ? 0xfffffffe : 0xffffffff);
	for (i = 0; i < entries; i++) {
		while (out->len % 128 < 66)
			buf_putc(out, 0);
		buf_putc(out, i == 0 ? 5 : 1);
		while (out->len % 128 != 76 % 128)
			buf_putc(out, 0xff);
		put32(out, 0xffffffff);
		while (out->len % 128 != 0)
			buf_putc(out, 0);
	}
}

START_TEST(test_crowd)
{
	struct buf file = BUF_INIT(16 * MIB);
	struct arena *a = arena_new(64 * MIB);
	struct ole *o;

	make_crowd(OLE_ENTRIES_MAX + 4 * (size_t)_i, &file);
	ck_assert_int_eq(ole_open(buf_slice(&file), a, &o), 0);
	ck_assert_uint_eq(o->count, OLE_ENTRIES_MAX);
	ck_assert(o->has_too_many == (_i == 1));
	arena_free(a);
	buf_free(&file);
}
END_TEST

/* --- what nobody asked for ---------------------------------------------------------- */

START_TEST(test_leftovers)
{
	struct buf file = BUF_INIT(MIB), wide = BUF_INIT(KIB);
	struct probe p;
	size_t directory;

	make_three(9, &file);
	directory = ((size_t)file.ptr[48] + 1) * SECTOR;
	/* A deleted entry: its stream is nobody's any more. */
	memset(file.ptr + directory + 256, 0, 128);
	/* Behind the end of a small stream, and behind that of the file. */
	memcpy(file.ptr + directory - 2 * SECTOR + 40, "zanzibar-slack", 14);
	put_wide(&wide, "zanzibar-appended");
	while (file.len % SECTOR != 0)
		buf_putc(&file, 0);
	buf_put_slice(&file, buf_slice(&wide));
	probe_open(&p);
	probe_file(&p, "thumbs.db", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_reads(&p, "zanzibar-large"));
	ck_assert(probe_reads(&p, "zanzibar-slack"));
	ck_assert(probe_reads(&p, "zanzibar-appended"));
	probe_close(&p);
	buf_free(&file);
	buf_free(&wide);
}
END_TEST

START_TEST(test_noise_is_no_text)
{
	uint8_t noise[2048];
	struct ole_item items[] = { { "Catalog", -1, SLICE_NONE, 0 } };
	struct buf file = BUF_INIT(MIB);
	struct probe p;
	size_t i;

	for (i = 0; i < sizeof noise; i++)
		noise[i] = i % 2 == 0 ? 1 : (uint8_t)(i % 31);
	items[0].content = slice_of(noise, sizeof noise);
	olemaker(items, 1, 9, &file);
	probe_open(&p);
	probe_file(&p, "thumbs.db", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_is_clean(&p));
	for (i = 0; i < p.unit_count; i++)
		ck_assert(!slice_eq_str(p.units[i].place, "raw"));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- kinds ------------------------------------------------------------------------------ */

static const struct {
	const char *stream;
	const char *mime;
	enum filetype type;
	bool is_unread;		/* in parts: told of */
} kinds[] = {
	{ "VisioDocument", "application/vnd.ms-visio.drawing",
	    FILETYPE_DOCUMENT, true },
	{ "Quill", "application/x-mspublisher", FILETYPE_DOCUMENT, true },
	{ "Props14", "application/vnd.ms-project", FILETYPE_DOCUMENT, true },
	{ "MatOST", "application/vnd.ms-works", FILETYPE_DOCUMENT, true },
	{ "HwpSummaryInformation", "application/x-hwp", FILETYPE_DOCUMENT,
	    true },
	{ "StarCalcDocument", "application/vnd.stardivision.calc",
	    FILETYPE_SPREADSHEET, true },
	{ "Whatever", "application/x-ole-storage", FILETYPE_DATA, true },
	{ "Catalog", "application/x-thumbs-db", FILETYPE_DATA, false },
};

START_TEST(test_kind)
{
	const struct ole_item items[] = {
		{ kinds[_i].stream, -1, S("\1\2zanzibar-narrow\3\4z\0a\0n\0"
		    "z\0i\0b\0a\0r\0-\0w\0i\0d\0e\0\1"), 0 },
	};
	struct buf file = BUF_INIT(MIB);
	struct probe p;

	olemaker(items, 1, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert_msg(slice_eq_str(probe_part(&p, "2")->detected,
	    kinds[_i].mime), "%s", kinds[_i].stream);
	ck_assert(probe_part(&p, "2")->type == kinds[_i].type);
	ck_assert(probe_raised(&p, ANOMALY_UNSUPPORTED) ==
	    kinds[_i].is_unread);
	ck_assert(probe_reads(&p, "zanzibar-narrow"));
	ck_assert(probe_reads(&p, "zanzibar-wide"));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

START_TEST(test_installer)
{
	const struct ole_item items[] = {
		{ "Property", -1, S("ProductName zanzibar-product"), 0 },
	};
	struct buf file = BUF_INIT(MIB);
	struct probe p;

	olemaker(items, 1, 9, &file);
	memcpy(file.ptr + ((size_t)file.ptr[48] + 1) * SECTOR + 80,
	    "\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0F", 16);
	probe_open(&p);
	probe_file(&p, "a.msi", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->type == FILETYPE_INSTALLER);
	ck_assert(probe_has(&p, "2", PART_IS_OPAQUE));
	ck_assert(probe_is_clean(&p));
	ck_assert(probe_reads(&p, "zanzibar-product"));
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- objects, properties, macros --------------------------------------------------------- */

START_TEST(test_package)
{
	struct buf native = BUF_INIT(MIB), file = BUF_INIT(MIB);
	struct ole_item items[] = {
		{ "ObjectPool", -1, SLICE_NONE, 1 },
		{ "_1", 0, SLICE_NONE, 1 },
		{ "\1Ole10Native", 1, SLICE_NONE, 0 },
		{ "Catalog", -1, S("x"), 0 },
		/* A workbook of BIFF5 with one cell. */
		{ "_2", 0, SLICE_NONE, 1 },
		{ "Book", 4, S("\x09\x08\x08\0\0\5\x10\0\0\0\0\0"
		    "\x04\2\x10\0\0\0\0\0\0\0\x08\0zanzibar\x0a\0\0\0"),
		    0 },
	};
	struct probe p;

	put32(&native, 0);
	buf_put_slice(&native, S("\2\0zanzibar-label.txt\0C:\\zanzibar-dir\\"
	    "a.txt\0\0\0\3\0"));
	put32(&native, 6);
	buf_put_slice(&native, S("C:\\t\\a"));
	put32(&native, 22);
	buf_puts(&native, "zanzibar-in-a-package!");
	items[2].content = buf_slice(&native);
	olemaker(items, 6, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->container, "xls"));
	ck_assert(slice_eq_str(probe_unit(&p, "zanzibar")->place, "cell A1"));
	ck_assert(slice_eq_str(probe_part(&p, "2/2")->name,
	    "zanzibar-label.txt"));
	ck_assert(probe_unit(&p, "zanzibar-in-a-package!") != NULL);
	ck_assert(slice_eq_str(probe_unit(&p,
	    "zanzibar-in-a-package!")->part, "2/2"));
	ck_assert(probe_reads(&p, "zanzibar-dir"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&native);
	buf_free(&file);
}
END_TEST

START_TEST(test_properties)
{
	struct buf set = BUF_INIT(MIB), file = BUF_INIT(MIB);
	struct ole_item items[] = {
		{ "\5SummaryInformation", -1, SLICE_NONE, 0 },
		{ "Catalog", -1, S("x"), 0 },
	};
	struct probe p;

	put32(&set, 0xfffe);
	put32(&set, 0x00020006);
	buf_put_slice(&set, S("0123456789abcdef"));
	put32(&set, 1);
	buf_put_slice(&set, S("0123456789abcdef"));
	put32(&set, 48);
	put32(&set, 100);		/* the set: size, three properties */
	put32(&set, 3);
	put32(&set, 1);
	put32(&set, 32);
	put32(&set, 2);
	put32(&set, 40);
	put32(&set, 3);
	put32(&set, 64);
	put32(&set, 2);			/* code page: Cyrillic */
	put32(&set, 1251);
	put32(&set, 0x1e);
	put32(&set, 14);
	buf_put_slice(&set, S("zanzibar-\xc6\xee\xff\0\0\0\0"));
	put32(&set, 0x1f);
	put32(&set, 5);
	put_wide(&set, "title");
	items[0].content = buf_slice(&set);
	olemaker(items, 2, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_unit(&p, "zanzibar-\xd0\x96\xd0\xbe\xd1\x8f") !=
	    NULL);
	ck_assert(probe_unit(&p, "title") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&set);
	buf_free(&file);
}
END_TEST

/* The example of [MS-OVBA] 3.2.3, and shorter ones. */
static const struct {
	const char *name;
	struct slice in;
	const char *out;
	int result;
} packed[] = {
	{ "no compression", { (const uint8_t *)"\x01\x19\xb0\0abcdefgh\0ijklmnop"
	    "\0qrstuv.", 29 }, "abcdefghijklmnopqrstuv.", 0 },
	{ "the normal example", { (const uint8_t *)"\x01\x2f\xb0\0#aaabcde\x82"
	    "f\0paghij\x01" "8\x08" "akl\0" "0mnop\x06q\x02p\x04\x10rstuv\x10"
	    "wxyz\0<", 51 }, "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyz"
	    "aaa", 0 },
	{ "the best example", { (const uint8_t *)"\x01\x03\xb0\x02" "a\x45\0", 7 },
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaa", 0 },
	{ "another signature", { (const uint8_t *)"\x02\x03\xb0\x02" "a\x45\0",
	    7 }, "", ERR_SYNTAX },
	{ "a chunk of no kind", { (const uint8_t *)"\x01\x03\x90\x02" "a\x45\0",
	    7 }, "", ERR_SYNTAX },
	{ "a copy of nothing", { (const uint8_t *)"\x01\x02\xb0\x01\x45\x00", 6 },
	    "", ERR_SYNTAX },
	{ "cut in a copy", { (const uint8_t *)"\x01\x03\xb0\x02" "a\x45", 6 },
	    "a", ERR_SYNTAX },
};

START_TEST(test_vba_unpack)
{
	struct buf out = BUF_INIT(64 * KIB);
	int r = vba_unpack(packed[_i].in, &out);

	ck_assert_msg(r == packed[_i].result, "%s: %d", packed[_i].name, r);
	ck_assert_msg(slice_eq_str(buf_slice(&out), packed[_i].out),
	    "%s: %s", packed[_i].name, buf_cstr(&out));
	buf_free(&out);
}
END_TEST

/* As one chunk of literals. */
static void
put_literal(struct buf *out, const char *text)
{
	size_t n = strlen(text), i;

	buf_putc(out, 1);
	put16(out, (unsigned)(0xb000 | (n + (n + 7) / 8 - 1)));
	for (i = 0; i < n; i++) {
		if (i % 8 == 0)
			buf_putc(out, 0);
		buf_putc(out, (uint8_t)text[i]);
	}
}

START_TEST(test_macros)
{
	struct buf module = BUF_INIT(MIB), file = BUF_INIT(MIB);
	struct ole_item items[] = {
		{ "Macros", -1, SLICE_NONE, 1 },
		{ "VBA", 0, SLICE_NONE, 1 },
		{ "Module1", 1, SLICE_NONE, 0 },
		{ "_VBA_PROJECT", 1, S("\xcc\x61zanzibar-cache"), 0 },
		{ "PROJECT", 0, S("Name=\"zanzibar-project\"\r\n"), 0 },
		{ "Catalog", -1, S("x"), 0 },
	};
	struct probe p;

	buf_put_slice(&module, S("\1\2zanzibar-compiled\0\0\3"));
	put_literal(&module, "Attribute VB_Name = \"Module1\"\r\n"
	    "Const Pass = \"zanzibar-source\"\r\n");
	items[2].content = buf_slice(&module);
	olemaker(items, 6, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_has(&p, "2", PART_HAS_MACROS));
	ck_assert(probe_reads(&p, "Const Pass = \"zanzibar-source\""));
	ck_assert(probe_reads(&p, "zanzibar-compiled"));
	ck_assert(probe_reads(&p, "zanzibar-cache"));
	ck_assert(probe_reads(&p, "zanzibar-project"));
	ck_assert(probe_is_clean(&p));
	/* The same without a text that could be unpacked. */
	module.ptr[module.len - 40] = 0xff;
	items[2].content = slice_sub(buf_slice(&module), 0, 40);
	buf_reset(&file);
	olemaker(items, 6, 9, &file);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_raised(&p, ANOMALY_MALFORMED));
	probe_close(&p);
	buf_free(&module);
	buf_free(&file);
}
END_TEST

/* --- slides --------------------------------------------------------------------------------- */

static void
put_record(struct buf *out, unsigned version, unsigned kind,
    struct slice content)
{
	put16(out, version);
	put16(out, kind);
	put32(out, (uint32_t)content.len);
	buf_put_slice(out, content);
}

START_TEST(test_slides)
{
	struct buf slides = BUF_INIT(MIB), wide = BUF_INIT(MIB);
	struct buf file = BUF_INIT(MIB), object = BUF_INIT(MIB);
	const struct ole_item inner[] = {
		{ "Catalog", -1, S("zanzibar-object"), 0 },
	};
	struct ole_item items[] = {
		{ "PowerPoint Document", -1, SLICE_NONE, 0 },
		{ "Current User", -1, S("\0\0\0\0\0\0\0\0\0\0\0\0\x5f\xc0\x91"
		    "\xe3"), 0 },
	};
	struct probe p;

	olemaker(inner, 1, 9, &object);
	put_record(&slides, 0xf, 0x03e8, SLICE_NONE);
	put_wide(&wide, "zanzibar-wide\rsecond");
	put_record(&slides, 0, 0x0fa0, buf_slice(&wide));
	put_record(&slides, 0, 0x0fa8, S("zanzibar-bytes \xe9"));
	put_record(&slides, 0xf, 0x03ff, SLICE_NONE);
	put_record(&slides, 0, 0x1011, buf_slice(&object));
	buf_reset(&wide);
	put_wide(&wide, "zanzibar-comment");
	put_record(&slides, 0, 0x0fba, buf_slice(&wide));
	items[0].content = buf_slice(&slides);
	olemaker(items, 2, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.ppt", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(slice_eq_str(probe_part(&p, "2")->container, "ppt"));
	ck_assert(probe_unit(&p, "zanzibar-wide") != NULL);
	ck_assert(probe_unit(&p, "second") != NULL);
	ck_assert(probe_unit(&p, "zanzibar-bytes \xc3\xa9") != NULL);
	ck_assert(probe_unit(&p, "zanzibar-comment") != NULL);
	ck_assert(probe_has(&p, "2", PART_HAS_MACROS));
	ck_assert(slice_eq_str(probe_unit(&p, "zanzibar-object")->part,
	    "2/1"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&slides);
	buf_free(&wide);
	buf_free(&object);
	buf_free(&file);
}
END_TEST

START_TEST(test_locked_slides)
{
	/* The session's header: CryptoAPI, RC4 with 128 bits. */
	static const char session[] = "\x0f\0\x14\x2f\x60\0\0\0\2\0\2\0\4\0\0\0"
	    "\x20\0\0\0\4\0\0\0\0\0\0\0\1\x68\0\0\4\x80\0\0\x80\0\0\0"
	    "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct ole_item items[] = {
		{ "PowerPoint Document", -1, SLICE_NONE, 0 },
		{ "Current User", -1, S("\0\0\0\0\0\0\0\0\0\0\0\0\xdf\xc4\xd1"
		    "\xf3"), 0 },
	};
	struct buf slides = BUF_INIT(MIB), file = BUF_INIT(MIB);
	struct probe p;

	buf_puts(&slides, "\x93\x1e\x77\xa9\x10\x55\xfc\x81");
	buf_put(&slides, session, sizeof session);
	items[0].content = buf_slice(&slides);
	olemaker(items, 2, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.ppt", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_WEAK);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    "RC4 128-bit"));
	ck_assert_uint_eq(p.anomaly_count, 1);
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	probe_close(&p);
	buf_free(&slides);
	buf_free(&file);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "streams", test_streams, N_OF(shifts) },
		{ "copy", test_copy, N_OF(shifts) },
		{ "damage", test_damage, N_OF(damages) },
		{ "loop", test_loop, 0 },
		{ "depth", test_depth, 2 },
		{ "crowd", test_crowd, 2 },
		{ "leftovers", test_leftovers, 0 },
		{ "noise", test_noise_is_no_text, 0 },
		{ "kinds", test_kind, N_OF(kinds) },
		{ "installer", test_installer, 0 },
		{ "package", test_package, 0 },
		{ "properties", test_properties, 0 },
		{ "vba", test_vba_unpack, N_OF(packed) },
		{ "macros", test_macros, 0 },
		{ "slides", test_slides, 0 },
		{ "locked slides", test_locked_slides, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("ole", tests);
}
