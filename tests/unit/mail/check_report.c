#include "mail/report.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "hostile.h"
#include "ipc/wire.h"
#include "unit/unit.h"

/* --- a report with one of everything ------------------------------------------- */

static struct slice from[] = { { (const uint8_t *)"me@here.example", 15 } };
static struct slice visible[] = {
	{ (const uint8_t *)"a@b.example", 11 },
	{ (const uint8_t *)"c@d.example", 11 },
};
static struct slice visible_names[] = {
	{ NULL, 0 },
	{ (const uint8_t *)"Zo\xc3\xab B", 7 },
};

static struct part parts[] = {
	{ .path = { (const uint8_t *)"0", 1 },
	    .declared = { (const uint8_t *)"multipart/mixed", 15 } },
	{ .path = { (const uint8_t *)"1", 1 }, .type = FILETYPE_TEXT,
	    .size = 17, .flags = PART_IS_LEAF | PART_IS_BODY },
	{ .path = { (const uint8_t *)"2", 1 }, .type = FILETYPE_ARCHIVE,
	    .name = { (const uint8_t *)"r\xc3\xa9.zip", 7 },
	    .names = { (const uint8_t *)"re.zip\n", 7 },
	    .name_hash = { 1, 2 }, .digest = { 9, 8, 7 },
	    .encryption = ENCRYPTION_PARTLY,
	    .encryption_reason = { (const uint8_t *)"AES-256", 7 },
	    .container = { (const uint8_t *)"zip", 3 },
	    .flags = PART_IS_ATTACHMENT },
	{ .path = { (const uint8_t *)"2/1", 3 },
	    .inside = { (const uint8_t *)"2", 1 },
	    .type = FILETYPE_SPREADSHEET, .flags = PART_IS_MEMBER,
	    .signature = { .least = { 1, 2, UINT32_MAX } } },
};

static struct slice signers[] = {
	{ (const uint8_t *)"row.example", 11 }, { (const uint8_t *)"", 0 },
};

static struct finding findings[] = {
	{ .detector = { (const uint8_t *)"uk_nino", 7 }, .tier = 3,
	    .where = FINDING_ATTACHMENT, .part = { (const uint8_t *)"2/1", 3 },
	    .place = { (const uint8_t *)"cell B7", 7 },
	    .value_hash = 0x1122334455667788u, .occurrences = 2,
	    .mask = { (const uint8_t *)"******56C", 9 } },
	{ .detector = { (const uint8_t *)"words", 5 }, .tier = 1, .bulk = true,
	    .list = { (const uint8_t *)"chain-mail", 10 },
	    .where = FINDING_SUBJECT, .part = { (const uint8_t *)"0", 1 },
	    .occurrences = 1 },
};

static struct anomaly anomalies[] = {
	{ ANOMALY_ENCRYPTED, { (const uint8_t *)"2", 1 },
	    { (const uint8_t *)"one member", 10 } },
};

static struct report
sample(void)
{
	struct report r = {
		.complete = true,
		.facts = {
			.is = MESSAGE_IS_FORWARD | MESSAGE_HAS_DKIM,
			.forward_depth = 2,
			.from = from, .from_count = 1,
			.visible = visible, .visible_count = 2,
			.visible_names = visible_names,
			.original_sender = SLICE("x@y.example"),
			.subject = SLICE("R\xc3\xa9sum\xc3\xa9"),
			.message_id = SLICE("<1@here>"),
			.language = SLICE("gd-gb"),
			.override_reason = SLICE("because"),
			.text = { .least = { 5, 6, 7 } },
			.signers = signers, .signer_count = 2,
		},
		.parts = parts, .part_count = 4,
		.findings = findings, .finding_count = 2,
		.anomalies = anomalies, .anomaly_count = 1,
		.preview = SLICE("Hello there"),
	};

	return r;
}

/* --- feeding -------------------------------------------------------------------- */

struct records {
	struct report_reader *reader;
	struct buf *log;	/* records, as type, length, body */
	size_t count;
	int skip;		/* do not feed the record of this number */
};

static int
feed(void *arg, enum report_record type, struct slice body)
{
	struct records *to = arg;
	struct wire_out w;

	ck_assert_uint_le(body.len, FRAME_BODY_MAX);
	if (to->log != NULL) {
		wire_out_init(&w, to->log);
		wire_put_u16(&w, (uint16_t)type);
		wire_put_str(&w, body);
	}
	if ((int)to->count++ == to->skip || to->reader == NULL)
		return 0;
	return report_reader_feed(to->reader, (uint16_t)type, body);
}

static void
assert_same(const struct report *r)
{
	ck_assert_uint_eq(r->facts.is, MESSAGE_IS_FORWARD | MESSAGE_HAS_DKIM);
	ck_assert_uint_eq(r->facts.forward_depth, 2);
	ck_assert_uint_eq(r->facts.from_count, 1);
	ck_assert_uint_eq(r->facts.visible_count, 2);
	ck_assert(slice_eq(r->facts.visible[1], visible[1]));
	ck_assert_ptr_null(r->facts.from_names);
	ck_assert_uint_eq(r->facts.visible_names[0].len, 0);
	ck_assert(slice_eq(r->facts.visible_names[1], visible_names[1]));
	ck_assert(slice_eq_str(r->facts.override_reason, "because"));
	ck_assert_uint_eq(r->facts.signer_count, 2);
	ck_assert(slice_eq(r->facts.signers[0], signers[0]));
	ck_assert_uint_eq(r->facts.signers[1].len, 0);
	ck_assert(slice_eq_str(r->facts.language, "gd-gb"));
	ck_assert_uint_eq(r->part_count, 4);
	ck_assert(slice_eq(r->parts[2].name, parts[2].name));
	ck_assert_int_eq(r->parts[2].encryption, ENCRYPTION_PARTLY);
	ck_assert_int_eq(memcmp(r->parts[2].digest, parts[2].digest,
	    MAIL_DIGEST_SIZE), 0);
	ck_assert(slice_eq_str(r->parts[3].inside, "2"));
	ck_assert_uint_eq(r->facts.text.least[2], 7);
	ck_assert_uint_eq(r->parts[3].signature.least[2], UINT32_MAX);
	ck_assert(text_signature_is_none(&r->parts[2].signature));
	ck_assert_uint_eq(r->finding_count, 2);
	ck_assert_uint_eq(r->findings[0].value_hash, 0x1122334455667788u);
	ck_assert(r->findings[1].bulk);
	ck_assert(slice_eq_str(r->findings[1].list, "chain-mail"));
	ck_assert_uint_eq(r->anomaly_count, 1);
	ck_assert(slice_eq_str(r->preview, "Hello there"));
}

START_TEST(test_round_trip)
{
	struct records to = { .skip = -1 };
	struct report r, *got;
	struct arena *a;

	a = arena_new(MIB);
	to.reader = report_reader_new(a);
	ck_assert_int_eq(report_reader_feed(to.reader, REPORT_BEGIN,
	    SLICE_NONE), 0);
	r = sample();
	ck_assert_int_eq(report_write(&r, feed, &to), 0);
	ck_assert(report_reader_ended(to.reader));
	got = report_reader_result(to.reader);
	ck_assert(got->complete);
	assert_same(got);
	ck_assert(!report_is_unreadable(got));
	ck_assert_ptr_eq(report_part(got, SLICE("2/1")), &got->parts[3]);
	ck_assert_ptr_null(report_part(got, SLICE("3")));
	ck_assert_int_eq(report_reader_feed(to.reader, REPORT_BEGIN,
	    SLICE_NONE), ERR_WRONG_STATE);
	ck_assert(!report_reader_result(to.reader)->complete);
	report_reader_free(to.reader);
	arena_free(a);
}
END_TEST

/* Without any one of its records the report is not complete. */
START_TEST(test_missing_record)
{
	struct records to;
	struct report r, *got;
	struct arena *a;
	size_t i, n;

	r = sample();
	to = (struct records){ .skip = -1 };
	ck_assert_int_eq(report_write(&r, feed, &to), 0);
	n = to.count;
	ck_assert_uint_ge(n, 5);
	for (i = 0; i < n; i++) {
		a = arena_new(MIB);
		to = (struct records){ report_reader_new(a), NULL, 0, (int)i };
		report_write(&r, feed, &to);
		got = report_reader_result(to.reader);
		ck_assert_msg(!got->complete, "record %zu", i);
		ck_assert(report_is_unreadable(got));
		report_reader_free(to.reader);
		arena_free(a);
	}
}
END_TEST

/* --- one wrong thing at a time ------------------------------------------------------ */

static int
write_and_read(const struct report *r, struct arena *a, struct report **ret)
{
	struct records to = { .skip = -1 };
	int err;

	to.reader = report_reader_new(a);
	err = report_write(r, feed, &to);
	if (ret != NULL)
		*ret = report_reader_result(to.reader);
	report_reader_free(to.reader);
	return err;
}

START_TEST(test_references)
{
	struct finding f = findings[0];
	struct anomaly n = anomalies[0];
	struct part p[4];
	struct report r, *got;
	struct arena *a;

	a = arena_new(MIB);
	r = sample();
	r.findings = &f;
	r.finding_count = 1;
	f.part = SLICE("9");
	ck_assert_int_eq(write_and_read(&r, a, &got), ERR_NOTFOUND);
	/* It stays in the report, without the place that does not exist. */
	ck_assert_uint_eq(got->finding_count, 1);
	ck_assert(slice_eq_str(got->findings[0].part, "0"));
	f.part = SLICE("");
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_NOTFOUND);

	r = sample();
	r.anomalies = &n;
	n.part = SLICE("2/2");
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_NOTFOUND);
	n.part = SLICE("");
	ck_assert_int_eq(write_and_read(&r, a, NULL), 0);

	r = sample();
	r.parts = p;
	memcpy(p, parts, sizeof p);
	p[2].path = SLICE("1");		/* twice */
	p[3].inside = SLICE_NONE;
	n.part = SLICE("");
	r.anomalies = &n;
	ck_assert_int_eq(write_and_read(&r, a, &got), ERR_EXISTS);
	ck_assert_uint_eq(got->part_count, 3);
	memcpy(p, parts, sizeof p);
	p[3].inside = SLICE("3");	/* not where it says it is */
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_SYNTAX);
	p[3].path = SLICE("3/1");	/* inside what is not there */
	r.finding_count = 0;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_NOTFOUND);
	memcpy(p, parts, sizeof p);
	p[3].inside = SLICE("2/1");	/* inside itself */
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_SYNTAX);
	arena_free(a);
}
END_TEST

static const char *const bad_paths[] = {
	"", ".", "1.", "/1", "1//2", "1.A", "../1", "1 2", "\xc3\xa9", "1\n",
};

START_TEST(test_paths)
{
	struct part p = { .path = slice_str(bad_paths[_i]) };
	struct report r = { .parts = &p, .part_count = 1 };
	struct arena *a;

	a = arena_new(MIB);
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_SYNTAX);
	p.path = SLICE("2/3.1/7a");
	ck_assert_int_eq(write_and_read(&r, a, NULL), 0);
	arena_free(a);
}
END_TEST

START_TEST(test_values)
{
	struct finding f = findings[1];
	struct part p = parts[1];
	struct report r = { .parts = &p, .part_count = 1, .findings = &f,
	    .finding_count = 1 };
	struct arena *a;

	a = arena_new(MIB);
	ck_assert_int_eq(write_and_read(&r, a, NULL), 0);
	f.tier = 0;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_RANGE);
	f.tier = FINDING_TIER_MAX + 1;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_RANGE);
	f = findings[1];
	f.occurrences = 0;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_RANGE);
	f = findings[1];
	f.detector = SLICE("Uk-Nino");
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_SYNTAX);
	f = findings[1];
	p.flags = PART_FLAGS_ALL + 1;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_RANGE);
	p.flags = 0;
	p.type = FILETYPE_COUNT;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_RANGE);
	p.type = FILETYPE_DATA;
	r.facts.is = MESSAGE_FLAGS_ALL + 1;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_RANGE);
	arena_free(a);
}
END_TEST

/* The writer mends text, the reader does not take it unmended. */
START_TEST(test_text)
{
	static const uint8_t preview[] = { 0, 0, 0, 1, 0xff };
	struct report r = { .preview = SLICE("a\xff" "b") }, *got;
	struct report_reader *rr;
	struct arena *a;

	a = arena_new(MIB);
	ck_assert_int_eq(write_and_read(&r, a, &got), 0);
	ck_assert(slice_eq_str(got->preview, "a?b"));
	rr = report_reader_new(a);
	ck_assert_int_eq(report_reader_feed(rr, REPORT_PREVIEW,
	    slice_of(preview, sizeof preview)), ERR_SYNTAX);
	report_reader_free(rr);
	arena_free(a);
}
END_TEST

START_TEST(test_protocol)
{
	static const uint8_t nothing[20];
	struct report_reader *rr;
	struct arena *a;

	a = arena_new(MIB);
	rr = report_reader_new(a);
	ck_assert_int_eq(report_reader_feed(rr, 0x0999, SLICE_NONE), ERR_TYPE);
	/* The first refusal is final. */
	ck_assert_int_eq(report_reader_feed(rr, REPORT_BEGIN, SLICE_NONE),
	    ERR_TYPE);
	report_reader_free(rr);
	rr = report_reader_new(a);
	ck_assert_int_eq(report_reader_feed(rr, REPORT_BEGIN, SLICE_NONE), 0);
	ck_assert_int_eq(report_reader_feed(rr, REPORT_BEGIN, SLICE_NONE),
	    ERR_WRONG_STATE);
	report_reader_free(rr);
	rr = report_reader_new(a);
	ck_assert_int_eq(report_reader_feed(rr, REPORT_END,
	    slice_of(nothing, sizeof nothing)), ERR_MISMATCH);
	ck_assert(!report_reader_ended(rr));
	report_reader_free(rr);
	rr = report_reader_new(a);
	ck_assert_int_eq(report_reader_feed(rr, REPORT_PART, SLICE_NONE),
	    ERR_SHORT);
	report_reader_free(rr);
	arena_free(a);
}
END_TEST

/* --- limits -------------------------------------------------------------------------- */

START_TEST(test_counts)
{
	struct anomaly *n;
	struct finding *f;
	struct report r, *got;
	struct slice *s;
	struct arena *a;
	size_t i;

	a = arena_new(256 * MIB);
	r = sample();
	n = mem_array(NULL, REPORT_ANOMALIES_MAX + 1, sizeof *n);
	for (i = 0; i <= REPORT_ANOMALIES_MAX; i++)
		n[i] = anomalies[0];
	f = mem_array(NULL, REPORT_FINDINGS_MAX + 1, sizeof *f);
	for (i = 0; i <= REPORT_FINDINGS_MAX; i++)
		f[i] = findings[0];
	s = mem_array(NULL, REPORT_ADDRESSES_MAX + 1, sizeof *s);
	for (i = 0; i <= REPORT_ADDRESSES_MAX; i++)
		s[i] = visible[0];
	r.anomalies = n;
	r.anomaly_count = REPORT_ANOMALIES_MAX;
	r.findings = f;
	r.finding_count = REPORT_FINDINGS_MAX;
	r.facts.visible = s;
	r.facts.visible_names = NULL;
	r.facts.visible_count = REPORT_ADDRESSES_MAX;
	ck_assert_int_eq(write_and_read(&r, a, &got), 0);
	ck_assert_uint_eq(got->finding_count, REPORT_FINDINGS_MAX);
	ck_assert_uint_eq(got->facts.visible_count, REPORT_ADDRESSES_MAX);
	r.anomaly_count++;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_LIMIT);
	r.anomaly_count--;
	r.finding_count++;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_LIMIT);
	r.finding_count--;
	r.facts.visible_count++;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_LIMIT);
	r.facts.visible_count--;
	r.facts.signers = s;
	r.facts.signer_count = REPORT_SIGNERS_MAX;
	ck_assert_int_eq(write_and_read(&r, a, NULL), 0);
	r.facts.signer_count++;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_LIMIT);
	free(n);
	free(f);
	free(s);
	arena_free(a);
}
END_TEST

/* A child that ignores the writer's limits meets the reader's. */
START_TEST(test_flood)
{
	struct records to = { .skip = -1 };
	struct report r = { .anomalies = anomalies, .anomaly_count = 1 };
	struct report_reader *rr;
	struct wire_in w;
	struct slice body;
	struct arena *a;
	struct buf log;
	uint16_t type;
	size_t i;
	int err;

	a = arena_new(256 * MIB);
	buf_init(&log, MIB);
	to.log = &log;
	ck_assert_int_eq(report_write(&r, feed, &to), 0);
	rr = report_reader_new(a);
	wire_in_init(&w, buf_slice(&log));
	do {
		ck_assert_int_eq(wire_u16(&w, &type), 0);
		ck_assert_int_eq(wire_str(&w, FRAME_BODY_MAX, &body), 0);
	} while (type != REPORT_ANOMALY);
	for (err = 0, i = 0; err == 0; i++)
		err = report_reader_feed(rr, type, body);
	ck_assert_int_eq(err, ERR_LIMIT);
	ck_assert_uint_eq(i, REPORT_ANOMALIES_MAX + 1);
	report_reader_free(rr);
	buf_free(&log);
	arena_free(a);
}
END_TEST

START_TEST(test_bytes)
{
	struct report_reader *rr;
	struct wire_out w;
	struct arena *a;
	struct buf b;
	size_t i;
	int err;

	/* Long addresses up to the sum of all bytes; the arena is not it. */
	a = arena_new(256 * MIB);
	buf_init(&b, FRAME_BODY_MAX);
	wire_out_init(&w, &b);
	for (i = 0; i < 15; i++) {
		wire_put_u8(&w, REPORT_FACTS_FROM);
		wire_put_u32(&w, REPORT_STRING_MAX);
		ck_assert_int_eq(buf_reserve(&b, REPORT_STRING_MAX), 0);
		memset(b.ptr + b.len, 'x', REPORT_STRING_MAX);
		b.len += REPORT_STRING_MAX;
	}
	rr = report_reader_new(a);
	for (err = 0, i = 0; err == 0 && i < 10000; i++)
		err = report_reader_feed(rr, REPORT_FACTS, buf_slice(&b));
	ck_assert_int_eq(err, ERR_LIMIT);
	ck_assert_uint_le(i, REPORT_BYTES_MAX / b.len + 1);
	report_reader_free(rr);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* A name beside no address, beside one that has a name, or too long. */
START_TEST(test_shown_names)
{
	static const struct { enum report_facts_kind kind[4]; int err; }
	    orders[] = {
		{ { REPORT_FACTS_FROM, REPORT_FACTS_FROM_NAME,
		    REPORT_FACTS_FROM, REPORT_FACTS_FROM_NAME }, 0 },
		{ { REPORT_FACTS_FROM_NAME, REPORT_FACTS_FROM,
		    REPORT_FACTS_FROM, REPORT_FACTS_FROM }, ERR_WRONG_STATE },
		{ { REPORT_FACTS_FROM, REPORT_FACTS_VISIBLE_NAME,
		    REPORT_FACTS_FROM, REPORT_FACTS_FROM }, ERR_WRONG_STATE },
		{ { REPORT_FACTS_VISIBLE, REPORT_FACTS_VISIBLE_NAME,
		    REPORT_FACTS_VISIBLE_NAME, REPORT_FACTS_FROM },
		    ERR_WRONG_STATE },
	};
	char longest[REPORT_SHOWN_NAME_MAX + 1];
	struct arena *a = arena_new(MIB);
	struct report_reader *rr = report_reader_new(a);
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	struct wire_out w;
	size_t i;

	wire_out_init(&w, &b);
	for (i = 0; i < 4; i++) {
		wire_put_u8(&w, (uint8_t)orders[_i].kind[i]);
		wire_put_str(&w, SLICE("x"));
	}
	ck_assert_int_eq(report_reader_feed(rr, REPORT_FACTS, buf_slice(&b)),
	    orders[_i].err);
	report_reader_free(rr);
	memset(longest, 'x', sizeof longest);
	for (i = 0; i < 2; i++) {
		rr = report_reader_new(a);
		buf_reset(&b);
		wire_out_init(&w, &b);
		wire_put_u8(&w, REPORT_FACTS_FROM);
		wire_put_str(&w, SLICE("x"));
		wire_put_u8(&w, REPORT_FACTS_FROM_NAME);
		wire_put_str(&w, slice_of(longest, REPORT_SHOWN_NAME_MAX + i));
		ck_assert_int_eq(report_reader_feed(rr, REPORT_FACTS,
		    buf_slice(&b)), i == 0 ? 0 : ERR_LIMIT);
		report_reader_free(rr);
	}
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* The child may be the attacker's: what it says is compared and recorded. */
START_TEST(test_language)
{
	static const struct { const char *words; int times, err; } cases[] = {
		{ "gd", 1, 0 },
		{ "x23456789-123456789-123456789-12345", 1, 0 },
		{ "x23456789-123456789-123456789-123456", 1, ERR_LIMIT },
		{ "gd", 2, ERR_WRONG_STATE },
		{ "", 1, ERR_SYNTAX },
		{ "GD", 1, ERR_SYNTAX },
		{ "g d", 1, ERR_SYNTAX },
		{ "gd\n", 1, ERR_SYNTAX },
	};
	struct arena *a = arena_new(MIB);
	struct report_reader *rr;
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	struct wire_out w;
	size_t i;
	int k;

	for (i = 0; i < N_OF(cases); i++) {
		rr = report_reader_new(a);
		buf_reset(&b);
		wire_out_init(&w, &b);
		for (k = 0; k < cases[i].times; k++) {
			wire_put_u8(&w, REPORT_FACTS_LANGUAGE);
			wire_put_str(&w, slice_str(cases[i].words));
		}
		ck_assert_msg(report_reader_feed(rr, REPORT_FACTS,
		    buf_slice(&b)) == cases[i].err, "%s", cases[i].words);
		report_reader_free(rr);
	}
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_preview)
{
	struct report r = { 0 }, *got;
	struct arena *a;
	uint8_t *text;
	size_t i;

	a = arena_new(MIB);
	text = mem_alloc(PREVIEW_MAX + 3);
	for (i = 0; i + 3 <= PREVIEW_MAX + 3; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	memset(text + PREVIEW_MAX - PREVIEW_MAX % 3, '.', PREVIEW_MAX % 3);
	r.preview = slice_of(text, PREVIEW_MAX);
	ck_assert_int_eq(write_and_read(&r, a, &got), 0);
	ck_assert(slice_eq(got->preview, r.preview));
	r.preview.len++;
	ck_assert_int_eq(write_and_read(&r, a, NULL), ERR_LIMIT);
	free(text);
	arena_free(a);
}
END_TEST

/* --- packed, and noise ----------------------------------------------------------------- */

static int
unpack(struct slice packed, struct arena *a)
{
	struct report *r;

	return report_unpack(packed, a, &r);
}

/* The last record without its last count, of four bytes. */
static void
end_without_signatures(struct buf *b)
{
	size_t end = b->len - 26;

	ck_assert(slice_starts(slice_from(buf_slice(b), end),
	    slice_of("\2\7\0\0\0\24", 6)));
	b->ptr[end + 5] = 16;
	b->len -= 4;
}

/* One stored before there were signatures has none, and is whole. */
START_TEST(test_pack_without_signatures)
{
	struct report r = sample(), *got;
	struct buf b = BUF_INIT(64 * KIB);
	struct arena *a = arena_new(MIB);
	struct part none[4];

	memcpy(none, parts, sizeof none);
	none[3].signature = (struct text_signature){ .least = { 0 } };
	r.parts = none;
	r.facts.text = none[3].signature;
	ck_assert_int_eq(report_pack(&r, &b), 0);
	end_without_signatures(&b);
	ck_assert_int_eq(report_unpack(buf_slice(&b), a, &got), ERR_SHORT);
	b.ptr[0] = 2;
	ck_assert_int_eq(report_unpack(buf_slice(&b), a, &got), 0);
	ck_assert(got->complete);
	ck_assert_uint_eq(got->part_count, 4);
	ck_assert(text_signature_is_none(&got->facts.text));
	ck_assert(text_signature_is_none(&got->parts[3].signature));
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* The parts alone: other records are not fed. */
static int
feed_parts(void *arg, enum report_record type, struct slice body)
{
	return type == REPORT_PART ? feed(arg, type, body) : 0;
}

/* Of a part that is there, once, in the order of the parts, and not none. */
static const struct {
	const char *name, *path[2];
	uint32_t least;
	int r;
} signings[] = {
	{ "of a part", { "2/1", NULL }, 1, 0 },
	{ "of the message", { "0", NULL }, 1, 0 },
	{ "of two parts", { "1", "2/1" }, 1, 0 },
	{ "of no part", { "3", NULL }, 1, ERR_NOTFOUND },
	{ "of one twice", { "2", "2" }, 1, ERR_NOTFOUND },
	{ "of the message twice", { "0", "0" }, 1, ERR_EXISTS },
	{ "in another order", { "2", "1" }, 1, ERR_NOTFOUND },
	{ "none", { "2", NULL }, 0, ERR_RANGE },
};

START_TEST(test_signatures)
{
	struct text_signature s = { .least = { signings[_i].least } };
	struct records to = { .skip = -1 };
	struct buf body = BUF_INIT(1000);
	struct arena *a = arena_new(MIB);
	struct report r = { .parts = parts, .part_count = 4 };
	struct wire_out w;
	int i, err;

	to.reader = report_reader_new(a);
	ck_assert_int_eq(report_write(&r, feed_parts, &to), 0);
	for (err = 0, i = 0; i < 2 && err == 0 && signings[_i].path[i] !=
	    NULL; i++) {
		buf_reset(&body);
		wire_out_init(&w, &body);
		wire_put_str(&w, slice_str(signings[_i].path[i]));
		text_signature_put(&w, &s);
		err = report_reader_feed(to.reader, REPORT_SIGNATURE,
		    buf_slice(&body));
	}
	ck_assert_msg(err == signings[_i].r, "%s: %d", signings[_i].name, err);
	report_reader_free(to.reader);
	buf_free(&body);
	arena_free(a);
}
END_TEST

/* One stored before parts told the length of their text: it is 0. */
START_TEST(test_older_pack)
{
	struct part p = { .path = SLICE("1"), .declared = SLICE("a/b"),
	    .detected = SLICE("c/d"), .size = 7, .text_bytes = 9,
	    .flags = PART_IS_BODY };
	struct report r = { .complete = true, .parts = &p, .part_count = 1 };
	struct buf b = BUF_INIT(1000), old = BUF_INIT(1000);
	struct arena *a = arena_new(1 * MIB);
	struct report *got;
	size_t at, body;

	ck_assert_int_eq(report_pack(&r, &b), 0);
	ck_assert_int_eq(report_unpack(buf_slice(&b), a, &got), 0);
	ck_assert_uint_eq(got->parts[0].text_bytes, 9);
	/* Cut the eight bytes out; the record before them is that shorter. */
	at = slice_find(buf_slice(&b), slice_of("\0\0\0\0\0\0\0\11", 8), 0);
	body = slice_find(buf_slice(&b), SLICE("\2\3\0\0"), 0);
	ck_assert(at != SLICE_NPOS && body != SLICE_NPOS && body < at);
	buf_put_slice(&old, slice_sub(buf_slice(&b), 0, at));
	buf_put_slice(&old, slice_from(buf_slice(&b), at + 8));
	old.ptr[0] = 1;
	old.ptr[body + 5] = (uint8_t)(old.ptr[body + 5] - 8);
	end_without_signatures(&old);
	ck_assert_int_eq(report_unpack(buf_slice(&old), a, &got), 0);
	ck_assert_uint_eq(got->parts[0].size, 7);
	ck_assert_uint_eq(got->parts[0].text_bytes, 0);
	ck_assert_uint_eq(got->parts[0].flags, PART_IS_BODY);
	old.ptr[0] = 4;
	ck_assert_int_eq(report_unpack(buf_slice(&old), a, &got), ERR_MISMATCH);
	buf_free(&b);
	buf_free(&old);
	arena_free(a);
}
END_TEST

START_TEST(test_pack)
{
	struct report r, *got;
	struct arena *a;
	struct buf b;

	a = arena_new(MIB);
	buf_init(&b, REPORT_BYTES_MAX);
	r = sample();
	ck_assert_int_eq(report_pack(&r, &b), 0);
	ck_assert_int_eq(report_unpack(buf_slice(&b), a, &got), 0);
	ck_assert(got->complete);
	assert_same(got);
	hostile_cut(unpack, buf_slice(&b));
	hostile_noise(unpack, buf_slice(&b), 100000);
	buf_reset(&b);
	r.complete = false;
	ck_assert_int_eq(report_pack(&r, &b), 0);
	ck_assert_int_eq(report_unpack(buf_slice(&b), a, &got), 0);
	ck_assert(!got->complete);
	assert_same(got);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* 100,000 sequences of records made of noise: refused, and never complete. */
START_TEST(test_noise)
{
	static const uint16_t types[] = { REPORT_BEGIN, REPORT_FACTS,
	    REPORT_PART, REPORT_FINDING, REPORT_ANOMALY, REPORT_PREVIEW,
	    REPORT_END, 0 };
	struct report_reader *rr;
	struct report *r;
	uint64_t state = 42;
	uint8_t bytes[200];
	struct arena *a;
	size_t i, j, k, n;

	for (i = 0; i < 100000; i++) {
		a = arena_new(MIB);
		rr = report_reader_new(a);
		for (j = 0; j < 1 + i % 6; j++) {
			n = hostile_next(&state) % sizeof bytes;
			/* Mostly small numbers, so that lengths fit. */
			for (k = 0; k < n; k++)
				bytes[k] = hostile_next(&state) % 8 == 0 ?
				    (uint8_t)hostile_next(&state) :
				    (uint8_t)(k % 4 == 3);
			report_reader_feed(rr, types[hostile_next(&state) % 8],
			    slice_of(bytes, n));
		}
		r = report_reader_result(rr);
		ck_assert(!r->complete);
		ck_assert(report_is_unreadable(r));
		report_reader_free(rr);
		arena_free(a);
	}
}
END_TEST

/* --- made by us --------------------------------------------------------------------------- */

START_TEST(test_incomplete)
{
	struct report *r;
	struct arena *a;

	a = arena_new(MIB);
	r = report_incomplete(a, ANOMALY_ENCRYPTED, "odd");
	ck_assert(!r->complete);
	ck_assert(report_is_unreadable(r));
	r = report_incomplete(a, ANOMALY_CRASH, "the child died");
	ck_assert_uint_eq(r->anomaly_count, 1);
	ck_assert_int_eq(r->anomalies[0].class, ANOMALY_CRASH);
	ck_assert(slice_eq_str(r->anomalies[0].detail, "the child died"));
	arena_free(a);
}
END_TEST

START_TEST(test_add_anomaly)
{
	struct report r = { .complete = true };
	struct arena *a;
	size_t i;

	a = arena_new(64 * MIB);
	ck_assert_int_eq(report_add_anomaly(&r, a, ANOMALY_ENCRYPTED,
	    SLICE("1"), SLICE("zip")), 0);
	ck_assert(r.complete && !report_is_unreadable(&r));
	ck_assert_int_eq(report_add_anomaly(&r, a, ANOMALY_LIMIT, SLICE_NONE,
	    SLICE("depth")), 0);
	ck_assert(!r.complete && report_is_unreadable(&r));
	for (i = 2; i < REPORT_ANOMALIES_MAX; i++)
		ck_assert_int_eq(report_add_anomaly(&r, a, ANOMALY_LIMIT,
		    SLICE_NONE, SLICE_NONE), 0);
	ck_assert_int_eq(report_add_anomaly(&r, a, ANOMALY_LIMIT, SLICE_NONE,
	    SLICE_NONE), ERR_LIMIT);
	ck_assert_int_eq(r.anomalies[0].class, ANOMALY_ENCRYPTED);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "round trip", test_round_trip, 0 },
		{ "missing record", test_missing_record, 0 },
		{ "references", test_references, 0 },
		{ "paths", test_paths, N_OF(bad_paths) },
		{ "values", test_values, 0 },
		{ "text", test_text, 0 },
		{ "protocol", test_protocol, 0 },
		{ "counts", test_counts, 0 },
		{ "flood", test_flood, 0 },
		{ "bytes", test_bytes, 0 },
		{ "language", test_language, 0 },
		{ "preview", test_preview, 0 },
		{ "shown names", test_shown_names, 4 },
		{ "pack", test_pack, 0 },
		{ "noise", test_noise, 0 },
		{ "incomplete", test_incomplete, 0 },
		{ "add anomaly", test_add_anomaly, 0 },
		{ "older pack", test_older_pack, 0 },
		{ "without signatures", test_pack_without_signatures, 0 },
		{ "signatures", test_signatures, N_OF(signings) },
		{ NULL, NULL, 0 },
	};

	return unit_main("report", tests);
}
