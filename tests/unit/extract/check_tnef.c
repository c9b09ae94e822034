#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "probe.h"

#define S(lit)	SLICE(lit)

/* --- what Outlook would write --------------------------------------------------- */


static void
put_le(struct buf *b, uint32_t n, size_t size)
{
	for (; size > 0; size--, n >>= 8)
		buf_putc(b, (uint8_t)n);
}

static void
put_attribute(struct buf *b, uint8_t level, uint16_t id, struct slice data)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < data.len; i++)
		sum += data.ptr[i];
	buf_putc(b, level);
	put_le(b, id, 2);
	put_le(b, 6, 2);
	put_le(b, (uint32_t)data.len, 4);
	buf_put_slice(b, data);
	put_le(b, sum, 2);
}

static void
put_value(struct buf *b, struct slice value)
{
	put_le(b, (uint32_t)value.len, 4);
	buf_put_slice(b, value);
	while (b->len % 4 != 0)
		buf_putc(b, 0);
}

static void
put_property(struct buf *b, uint16_t type, uint16_t id, struct slice value)
{
	put_le(b, type, 2);
	put_le(b, id, 2);
	put_le(b, 1, 4);
	put_value(b, value);
}

static void
begin(struct buf *b, uint32_t page)
{
	struct buf cp = BUF_INIT(16);

	buf_put_slice(b, S("\x78\x9f\x3e\x22\x01\0"));
	put_le(&cp, page, 4);
	put_le(&cp, 0, 4);
	put_attribute(b, 1, 0x9007, buf_slice(&cp));
	buf_free(&cp);
}

static void
put_properties(struct buf *b, uint8_t level, struct buf *properties,
    uint32_t count)
{
	struct buf all = BUF_INIT(properties->len + 4);

	put_le(&all, count, 4);
	buf_put_slice(&all, buf_slice(properties));
	put_attribute(b, level, level == 1 ? 0x9003 : 0x9005,
	    buf_slice(&all));
	buf_free(&all);
	buf_reset(properties);
}

static void
attach(struct buf *b, const char *title, struct slice data)
{
	put_attribute(b, 2, 0x9002, S("\1\0\0\0\0\0\0\0\0\0\0\0\0\0"));
	put_attribute(b, 2, 0x8010, slice_of(title, strlen(title) + 1));
	if (data.len > 0)
		put_attribute(b, 2, 0x800f, data);
}

static void
read_tnef(struct probe *p, struct slice bytes)
{
	probe_open(p);
	probe_file(p, "winmail.dat", "application/ms-tnef", bytes);
	ck_assert_int_eq(p->result, 0);
}

static bool
reads_at(const struct probe *p, const char *text, const char *place)
{
	const struct probe_unit *u = probe_unit(p, text);

	return u != NULL && slice_eq_str(u->place, place);
}

/* --- nooks ------------------------------------------------------------------------- */

START_TEST(test_message)
{
	struct buf b = BUF_INIT(MIB), v = BUF_INIT(64 * KIB);
	struct probe p;

	begin(&b, 1251);
	put_attribute(&b, 1, 0x8004, S("\xc7\xe0\xed\0"));
	put_attribute(&b, 1, 0x800c, S("zan-body\0"));
	put_property(&v, 0x001f, 0x0037, S("z\0a\0n\0-\0s\0\0\0"));
	put_property(&v, 0x001e, 0x1000, S("zan-\xe1\0"));
	put_property(&v, 0x0102, 0x1013, S("<p>zan-<b>h</b>tml \xc3\xa9"));
	put_le(&v, 0x3fde0003, 4);
	put_le(&v, 65001, 4);
	put_property(&v, 0x0102, 0x1009, S("\x26\0\0\0\x1a\0\0\0MELA\0\0\0\0"
	    "{\\rtf1\\ansi zan-rtf\\par}  "));
	put_properties(&b, 1, &v, 5);
	read_tnef(&p, buf_slice(&b));
	ck_assert(reads_at(&p, "\u0417\u0430\u043d", "subject"));
	ck_assert(reads_at(&p, "zan-body", ""));
	ck_assert(reads_at(&p, "zan-s", "subject"));
	ck_assert(reads_at(&p, "zan-\u0431", ""));
	ck_assert_ptr_nonnull(probe_unit(&p, "zan-html \u00e9"));
	ck_assert_ptr_nonnull(probe_unit(&p, "zan-rtf"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
	buf_free(&v);
}
END_TEST

START_TEST(test_names_and_values)
{
	struct buf b = BUF_INIT(MIB), v = BUF_INIT(64 * KIB);
	struct probe p;

	begin(&b, 1252);
	put_le(&v, 0x8001001f, 4);	/* a name of its own */
	buf_put_slice(&v, S("0123456789abcdef\1\0\0\0"));
	put_value(&v, S("z\0a\0n\0-\0n\0\0\0"));
	put_le(&v, 1, 4);
	put_value(&v, S("z\0a\0n\0-\0v\0\0\0"));
	put_le(&v, 0x1010101f, 4);	/* two values */
	put_le(&v, 2, 4);
	put_value(&v, S("z\0a\0n\0-\0001\0\0\0"));
	put_value(&v, S("z\0a\0n\0-\0002\0\0\0"));
	put_le(&v, 0x10031003, 4);	/* three numbers */
	put_le(&v, 3, 4);
	buf_put_slice(&v, S("123456789012"));
	put_le(&v, 0x8003000b, 4);	/* a number for a name */
	buf_put_slice(&v, S("0123456789abcdef\0\0\0\0\7\0\0\0"));
	put_le(&v, 1, 4);
	put_property(&v, 0x001f, 0x3003, S("z\0a\0n\0@\0o\0\0\0"));
	put_properties(&b, 1, &v, 5);
	read_tnef(&p, buf_slice(&b));
	ck_assert(reads_at(&p, "zan-n", "property name"));
	ck_assert(reads_at(&p, "zan-v", "property"));
	ck_assert(reads_at(&p, "zan-1", "property"));
	ck_assert(reads_at(&p, "zan-2", "property"));
	ck_assert(reads_at(&p, "zan@o", "address"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
	buf_free(&v);
}
END_TEST

START_TEST(test_recipients)
{
	struct buf b = BUF_INIT(MIB), v = BUF_INIT(64 * KIB);
	struct probe p;

	begin(&b, 1252);
	put_le(&v, 2, 4);
	put_le(&v, 1, 4);
	put_property(&v, 0x001e, 0x3001, S("zan one\0"));
	put_le(&v, 1, 4);
	put_property(&v, 0x001e, 0x3001, S("zan two\0"));
	put_attribute(&b, 1, 0x9004, buf_slice(&v));
	read_tnef(&p, buf_slice(&b));
	ck_assert(reads_at(&p, "zan one", "name"));
	ck_assert(reads_at(&p, "zan two", "name"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
	buf_free(&v);
}
END_TEST

START_TEST(test_attachments)
{
	struct buf b = BUF_INIT(MIB), v = BUF_INIT(64 * KIB);
	struct probe p;

	begin(&b, 1252);
	attach(&b, "SHORT~1.TXT", S("zan-first"));
	put_property(&v, 0x001f, 0x3707, S("l\0o\0n\0g\0.\0t\0x\0t\0\0\0"));
	put_properties(&b, 2, &v, 1);
	attach(&b, "second.txt", S("zan-second"));
	read_tnef(&p, buf_slice(&b));
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->name, "long.txt"));
	ck_assert(slice_eq_str(probe_part(&p, "2/2")->name, "second.txt"));
	ck_assert(slice_eq_str(probe_unit(&p, "zan-first")->part, "2/1"));
	ck_assert(slice_eq_str(probe_unit(&p, "zan-second")->part, "2/2"));
	ck_assert(probe_reads(&p, "SHORT~1.TXT"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
	buf_free(&v);
}
END_TEST

/* A message in the message: its interface, then a TNEF of its own. */
START_TEST(test_message_inside)
{
	struct buf b = BUF_INIT(MIB), v = BUF_INIT(64 * KIB);
	struct buf inner = BUF_INIT(64 * KIB);
	struct probe p;

	buf_put_slice(&inner, S("\7\3\2\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"));
	begin(&inner, 1252);
	put_attribute(&inner, 1, 0x8004, S("zan-inner\0"));
	attach(&inner, "in.txt", S("zan-deep"));
	begin(&b, 1252);
	attach(&b, "message", SLICE_NONE);
	put_property(&v, 0x000d, 0x3701, buf_slice(&inner));
	put_properties(&b, 2, &v, 1);
	read_tnef(&p, buf_slice(&b));
	ck_assert(slice_eq_str(probe_unit(&p, "zan-inner")->part, "2/1"));
	ck_assert(slice_eq_str(probe_unit(&p, "zan-deep")->part, "2/1/1"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&b);
	buf_free(&v);
	buf_free(&inner);
}
END_TEST

/* --- damage ------------------------------------------------------------------------- */

static const struct {
	const char *name;
	struct slice tail;	/* behind a good file with "zan-first" */
	int class;
} damages[] = {
#define T(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }
	{ "nothing more", T(""), -1 },
	{ "line ends behind it", T("\r\n\r\n\0"), -1 },
	{ "half a head", T("\2\1"), ANOMALY_TRUNCATED },
	{ "a length past the end", T("\2\xff\x80\6\0\xff\0\0\0x"),
	    ANOMALY_TRUNCATED },
	{ "a wrong checksum", T("\2\xff\x80\6\0\1\0\0\0x\0\0"),
	    ANOMALY_MALFORMED },
	{ "properties that end too early",
	    T("\1\3\x90\6\0\10\0\0\0\1\0\0\0\x1f\0\1\0\x21\0"),
	    ANOMALY_TRUNCATED },
	{ "more properties than there can be",
	    T("\1\3\x90\6\0\4\0\0\0\xff\xff\xff\xff\xfc\3"),
	    ANOMALY_TRUNCATED },
	{ "a property of no known type",
	    T("\1\3\x90\6\0\10\0\0\0\1\0\0\0\x99\0\1\0\x9b\0"),
	    ANOMALY_MALFORMED },
	{ "words behind it", T("zanzibar behind the end"),
	    ANOMALY_MALFORMED },
#undef T
};

START_TEST(test_damage)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;

	begin(&b, 1252);
	attach(&b, "a.txt", S("zan-first"));
	buf_put_slice(&b, damages[_i].tail);
	read_tnef(&p, buf_slice(&b));
	ck_assert_msg(probe_reads(&p, "zan-first"), "%s", damages[_i].name);
	if (damages[_i].class < 0)
		ck_assert_msg(probe_is_clean(&p), "%s", damages[_i].name);
	else
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)damages[_i].class), "%s",
		    damages[_i].name);
	if (_i == N_OF(damages) - 1)
		ck_assert(probe_reads(&p, "zanzibar behind the end"));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

START_TEST(test_cut)
{
	struct buf b = BUF_INIT(MIB), v = BUF_INIT(64 * KIB);
	struct probe p;
	size_t n, whole;

	begin(&b, 1252);
	put_property(&v, 0x001f, 0x3707, S("l\0o\0n\0g\0.\0t\0x\0t\0\0\0"));
	whole = b.len;
	attach(&b, "a.txt", S("zan-first"));
	put_properties(&b, 2, &v, 1);
	for (n = whole + 1; n < b.len; n++) {
		read_tnef(&p, slice_sub(buf_slice(&b), 0, n));
		/* Between two attributes nothing shows that more was there. */
		ck_assert(probe_raised(&p, ANOMALY_TRUNCATED) ||
		    probe_is_clean(&p));
		ck_assert(probe_raised(&p, ANOMALY_TRUNCATED) ||
		    n == whole + 25 || n == whole + 42 || n == whole + 62);
		probe_close(&p);
	}
	buf_free(&b);
	buf_free(&v);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "message", test_message, 0 },
		{ "names and values", test_names_and_values, 0 },
		{ "recipients", test_recipients, 0 },
		{ "attachments", test_attachments, 0 },
		{ "message inside", test_message_inside, 0 },
		{ "damage", test_damage, N_OF(damages) },
		{ "cut", test_cut, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("tnef", cases);
}
