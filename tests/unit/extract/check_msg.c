#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "olemaker.h"
#include "probe.h"

#define S(lit)	SLICE(lit)
#define W(lit)	wide(store, lit)

/* {\rtf1 WXYZWXYZWXYZWXYZWXYZ}, compressed. */
#define RTF	"\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4bQA\0\x04 WXYZ\x0dn}\x01\x0e" \
	"\xb0"

/* UTF-16 that stays as long as the store. */
static struct slice
wide(struct buf *store, const char *text)
{
	size_t from = store->len;

	put_wide(store, text);
	return slice_of(store->ptr + from, store->len - from);
}

/* Head of so many bytes, then one number: the code page of HTML and texts. */
static struct slice
properties(struct buf *store, size_t head, uint32_t page)
{
	size_t from = store->len;

	while (store->len - from < head)
		buf_putc(store, 0);
	put16(store, 3);
	put16(store, 0x3ffd);
	put32(store, 0);
	put32(store, page);
	put32(store, 0);
	return slice_of(store->ptr + from, store->len - from);
}

static void
open_store(struct buf *store)
{
	buf_init(store, MIB);
	buf_reserve(store, 256 * KIB);	/* slices of it stay where they are */
}

/* --- a message with one of everything ------------------------------------------------ */

enum { TOP_PROPERTIES, RECIPIENT = 8, ATTACHED = 11, EMBEDDED = 15,
    EMBEDDED_IN = 18, NAMES = 22 };

static void
make_message(struct buf *store, struct buf *file)
{
	struct ole_item items[] = {
		{ "__properties_version1.0", -1, SLICE_NONE, 0 },
		{ "__substg1.0_0037001F", -1, SLICE_NONE, 0 },
		{ "__substg1.0_1000001E", -1,
		    S("zanzibar-body \xc6\xee\xff 4111 1111 1111 1111"), 0 },
		{ "__substg1.0_10130102", -1,
		    S("<p>zanzibar<b>-html</b></p>"), 0 },
		{ "__substg1.0_10090102", -1, S(RTF), 0 },
		{ "__substg1.0_007D001F", -1, SLICE_NONE, 0 },
		{ "__substg1.0_8000101F", -1, S("\x10\0\0\0"), 0 },
		{ "__substg1.0_8000101F-00000000", -1, SLICE_NONE, 0 },
		{ "__recip_version1.0_#00000000", -1, SLICE_NONE, 1 },
		{ "__properties_version1.0", RECIPIENT, S("\0\0\0\0\0\0\0\0"),
		    0 },
		{ "__substg1.0_3003001F", RECIPIENT, SLICE_NONE, 0 },
		{ "__attach_version1.0_#00000000", -1, SLICE_NONE, 1 },
		{ "__substg1.0_3704001F", ATTACHED, SLICE_NONE, 0 },
		{ "__substg1.0_3707001F", ATTACHED, SLICE_NONE, 0 },
		{ "__substg1.0_37010102", ATTACHED, S("zanzibar-attached"),
		    0 },
		{ "__attach_version1.0_#00000001", -1, SLICE_NONE, 1 },
		{ "__properties_version1.0", EMBEDDED, S("\0\0\0\0\0\0\0\0"),
		    0 },
		{ "__substg1.0_3001001F", EMBEDDED, SLICE_NONE, 0 },
		{ "__substg1.0_3701000D", EMBEDDED, SLICE_NONE, 1 },
		{ "__properties_version1.0", EMBEDDED_IN, SLICE_NONE, 0 },
		{ "__substg1.0_0037001F", EMBEDDED_IN, SLICE_NONE, 0 },
		{ "__substg1.0_1000001E", EMBEDDED_IN,
		    S("zanzibar-within \xe9"), 0 },
		{ "__nameid_version1.0", -1, SLICE_NONE, 1 },
		{ "__substg1.0_00040102", NAMES, SLICE_NONE, 0 },
	};

	items[TOP_PROPERTIES].content = properties(store, 32, 1251);
	items[1].content = W("zanzibar-subject");
	items[5].content = W("Received: from zanzibar-header");
	items[7].content = W("zanzibar-many");
	items[10].content = W("zanzibar-address@o.example");
	items[12].content = W("ZANZ~1.TXT");
	items[13].content = W("zanzibar-long-name.txt");
	items[17].content = W("zanzibar-title");
	items[19].content = properties(store, 24, 1252);
	items[20].content = W("zanzibar-inner-subject");
	items[23].content = W("zanzibar-property-name");
	olemaker(items, sizeof items / sizeof items[0], 9, file);
}

static const struct {
	const char *text, *part;
} nooks[] = {
	{ "zanzibar-subject", "2" },
	{ "zanzibar-body \xd0\x96\xd0\xbe\xd1\x8f 4111 1111 1111 1111", "2" },
	{ "zanzibar-html", "2" },
	{ "WXYZWXYZWXYZWXYZWXYZ", "2" },
	{ "zanzibar-header", "2" },
	{ "zanzibar-many", "2" },
	{ "zanzibar-address@o.example", "2" },
	{ "zanzibar-property-name", "2" },
	{ "zanzibar-attached", "2/1" },
	{ "zanzibar-long-name.txt", "2/1" },
	{ "zanzibar-title", "2/2" },
	{ "zanzibar-inner-subject", "2/2" },
	{ "zanzibar-within \xc3\xa9", "2/2" },
};

static bool
reads_in(const struct probe *p, const char *text, const char *part)
{
	size_t i;

	for (i = 0; i < p->unit_count; i++)
		if (slice_find(p->units[i].text, slice_str(text), 0) !=
		    SLICE_NPOS && slice_eq_str(p->units[i].part, part))
			return true;
	return false;
}

START_TEST(test_message)
{
	struct buf store, file = BUF_INIT(MIB);
	struct probe p;
	size_t i;

	open_store(&store);
	make_message(&store, &file);
	probe_open(&p);
	probe_file(&p, "a.msg", "application/octet-stream",
	    buf_slice(&file));
	for (i = 0; i < N_OF(nooks); i++)
		ck_assert_msg(reads_in(&p, nooks[i].text, nooks[i].part),
		    "%s", nooks[i].text);
	ck_assert(probe_part(&p, "2")->type == FILETYPE_MESSAGE);
	ck_assert(slice_eq_str(probe_part(&p, "2")->container, "msg"));
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->name,
	    "zanzibar-long-name.txt"));
	ck_assert(slice_eq_str(probe_part(&p, "2/2")->container, "msg"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&store);
	buf_free(&file);
}
END_TEST

START_TEST(test_attached_document)
{
	const struct ole_item inner[] = {
		{ "Catalog", -1, S("zanzibar-in-a-file"), 0 },
	};
	struct buf document = BUF_INIT(MIB), file = BUF_INIT(MIB), store;
	struct ole_item items[] = {
		{ "__properties_version1.0", -1, SLICE_NONE, 0 },
		{ "__attach_version1.0_#00000000", -1, SLICE_NONE, 1 },
		{ "__substg1.0_37010102", 1, SLICE_NONE, 0 },
	};
	struct probe p;

	open_store(&store);
	olemaker(inner, 1, 9, &document);
	items[0].content = properties(&store, 32, 1252);
	items[2].content = buf_slice(&document);
	olemaker(items, 3, 12, &file);
	probe_open(&p);
	probe_file(&p, "a.oft", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(reads_in(&p, "zanzibar-in-a-file", "2/1"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&store);
	buf_free(&document);
	buf_free(&file);
}
END_TEST

START_TEST(test_damaged_text)
{
	struct buf file = BUF_INIT(MIB), store;
	struct ole_item items[] = {
		{ "__properties_version1.0", -1, SLICE_NONE, 0 },
		{ "__substg1.0_10090102", -1, S("\x1a\0\0\0\x1c\0\0\0LZFu"
		    "\xe2\xd4\x4bQA\0\x04 WXYZ\x0dn"), 0 },
	};
	struct probe p;

	open_store(&store);
	items[0].content = properties(&store, 32, 1252);
	olemaker(items, 2, 9, &file);
	probe_open(&p);
	probe_file(&p, "a.msg", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(probe_raised(&p, ANOMALY_TRUNCATED));
	ck_assert(probe_reads(&p, "WXYZWXYZ"));
	probe_close(&p);
	buf_free(&store);
	buf_free(&file);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "message", test_message, 0 },
		{ "attached document", test_attached_document, 0 },
		{ "damaged text", test_damaged_text, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("msg", tests);
}
