/*
 * The real work in the real sandbox: every character set that is claimed,
 * every format that opens something of a library's, edits, facts.
 */
#include "unit/unit.h"

#include <iconv.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "inspector/facts.h"
#include "inspector/work.h"
#include "mail/report.h"
#include "mime/mime.h"
#include "nursery.h"

#define PATIENCE_MS	UNIT_PATIENCE_MS

static struct workshop *
open_shop(void)
{
	static const char conf[] =
	    "set inside domains inside.example\n"
	    "association foundry-row {\n"
	    "    domains inside.example\n"
	    "}\n";
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree;
	struct workshop *shop;
	struct buf words = BUF_INIT(64 * KIB);
	int r;

	r = conf_parse(SLICE(conf), "test.conf", diag, &tree);
	if (r == 0)
		r = workshop_new(tree, &conf_source_disk, diag, &shop);
	conf_diag_print(diag, &words);
	ck_assert_msg(r == 0, "%s", buf_cstr(&words));
	buf_free(&words);
	conf_free(tree);
	conf_diag_free(diag);
	return shop;
}

static void
put_base64(struct buf *out, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	uint8_t line[80];
	size_t piece;
	int len;

	for (; n > 0; p += piece, n -= piece) {
		piece = n < 57 ? n : 57;
		len = EVP_EncodeBlock(line, p, (int)piece);
		buf_put(out, line, (size_t)len);
		buf_puts(out, "\r\n");
	}
}

static const struct finding *
find_detector(const struct report *r, const char *id)
{
	size_t i;

	for (i = 0; i < r->finding_count; i++)
		if (slice_eq_str(r->findings[i].detector, id))
			return &r->findings[i];
	return NULL;
}

/* --- character sets ------------------------------------------------------------------- */

/* What the C library calls a set that mail knows by another name. */
static const char *
writer_of(const char *charset)
{
	static const char *const other[][2] = {
		{ "x-mac-cyrillic", "MAC-CYRILLIC" },
		{ "windows-874", "CP874" },
		{ "ibm858", "CP858" },
		/* Between its marks only; ASCII outside is itself. */
		{ "hz-gb-2312", "US-ASCII" },
	};
	size_t i;

	for (i = 0; i < sizeof other / sizeof other[0]; i++)
		if (strcmp(other[i][0], charset) == 0)
			return other[i][1];
	return charset;
}

/* A text in one set, as a message; false if the set cannot write it. */
static bool
make_message(const char *charset, struct buf *out)
{
	char text[] = "Patient: NHS number 943 476 5919, thank you.\n";
	char bytes[1024], *in = text, *to = bytes;
	size_t left = sizeof text - 1, room = sizeof bytes;
	iconv_t cd = iconv_open(writer_of(charset), "UTF-8");

	if (cd == (iconv_t)-1)
		return false;
	if (iconv(cd, &in, &left, &to, &room) == (size_t)-1 ||
	    iconv(cd, NULL, NULL, &to, &room) == (size_t)-1) {
		iconv_close(cd);
		return false;
	}
	iconv_close(cd);
	buf_printf(out, "From: a@inside.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=%s\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n", charset);
	put_base64(out, bytes, (size_t)(to - bytes));
	return true;
}

START_TEST(test_every_charset)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	const char *const *name;
	struct nursery_test t;
	struct report *r;
	struct buf m = BUF_INIT(64 * KIB);
	size_t tried = 0;

	nursery_start(&t, &limits, workshop_inspect, shop);
	for (name = mime_charset_names(); *name != NULL; name++) {
		buf_reset(&m);
		ck_assert_msg(make_message(*name, &m),
		    "%s: nothing here writes it", *name);
		ck_assert_int_eq(nursery_inspect(&t, buf_slice(&m),
		    PATIENCE_MS, &r), 0);
		ck_assert_msg(r->complete && r->anomaly_count == 0,
		    "%s: %.*s", *name, r->anomaly_count == 0 ? 0 :
		    (int)r->anomalies[0].detail.len, r->anomaly_count == 0 ?
		    "" : (const char *)r->anomalies[0].detail.ptr);
		ck_assert_msg(find_detector(r, "uk_nhs_number") != NULL,
		    "%s: the number was not seen", *name);
		tried++;
	}
	ck_assert_uint_gt(tried, 20);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
	buf_free(&m);
}
END_TEST

START_TEST(test_unknown_charset_is_told)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	struct nursery_test t;
	struct report *r;

	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, SLICE("From: a@inside.example"
	    "\r\nContent-Type: text/plain; charset=x-nobody\r\n\r\n"
	    "NHS number 943 476 5919\r\n"), PATIENCE_MS, &r), 0);
	ck_assert(r->complete && r->anomaly_count == 1);
	ck_assert(r->anomalies[0].class == ANOMALY_UNSUPPORTED);
	ck_assert(find_detector(r, "uk_nhs_number") != NULL);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
}
END_TEST

/* Addresses past what rules count are a limit, not nobody. */
START_TEST(test_many_senders)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	struct buf m = BUF_INIT(MIB);
	struct nursery_test t;
	struct report *r;
	int i;

	buf_puts(&m, "From: a0@inside.example");
	for (i = 1; i < FACTS_FROM_MAX - 1 + _i; i++)
		buf_printf(&m, ",\r\n a%d@inside.example", i);
	buf_puts(&m, "\r\n\r\nHello\r\n");
	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, buf_slice(&m), PATIENCE_MS, &r),
	    0);
	ck_assert(r->complete);
	ck_assert_uint_eq(r->anomaly_count, (unsigned)_i);
	if (_i > 0) {
		ck_assert(r->anomalies[0].class == ANOMALY_LIMIT);
		ck_assert(slice_eq_str(r->anomalies[0].part, "0"));
	}
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	buf_free(&m);
	arena_free(t.arena);
	workshop_free(shop);
}
END_TEST

/* --- libraries that open things late ------------------------------------------------------- */

static const struct { const char *name, *type; const char *bytes; size_t len; }
late[] = {
	/* libmagic's opinion is asked only for what we do not know. */
	{ "noise", "application/octet-stream",
	    "\x93\x11\x02\xfe\x80\x17\xa5\x9c\x03\xd8\x10\xff\x91\x05\x07", 15 },
	{ "a broken S/MIME container", "application/pkcs7-mime",
	    "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80"
	    "\x30\x80\x02\x01\x02", 20 },
	{ "a broken gzip file", "application/gzip",
	    "\x1f\x8b\x08\0\0\0\0\0\0\3abcdef", 16 },
	{ "a broken zip file", "application/zip", "PK\3\4abcdefghijkl", 16 },
	{ "a name outside ASCII", "text/plain; name=\"\xc3\x84.txt\"", "x", 1 },
};

START_TEST(test_late_library)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	struct buf m = BUF_INIT(64 * KIB);
	struct nursery_test t;
	struct slice log;
	struct report *r;

	buf_printf(&m, "From: a@inside.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n\r\n",
	    late[_i].type);
	put_base64(&m, late[_i].bytes, late[_i].len);
	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, buf_slice(&m), PATIENCE_MS, &r),
	    0);
	ck_assert_msg(r->complete, "%s", late[_i].name);
	ck_assert_int_eq(nursery_stop(&t, &log), 0);
	ck_assert_msg(log.len == 0, "%s: %.*s", late[_i].name, (int)log.len,
	    (const char *)log.ptr);
	arena_free(t.arena);
	workshop_free(shop);
	buf_free(&m);
}
END_TEST

/* Its password scheme asks libcrypto for digests that nothing used before. */
START_TEST(test_locked_pdf)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	struct buf m = BUF_INIT(64 * KIB);
	struct nursery_test t;
	struct report *r;
	uint8_t pdf[4096];
	size_t n;
	FILE *f;

	f = fopen(SOURCE_FOLDER "/tests/unit/extract/fixture/r6-locked.pdf",
	    "rb");
	ck_assert_ptr_nonnull(f);
	n = fread(pdf, 1, sizeof pdf, f);
	fclose(f);
	buf_puts(&m, "From: a@inside.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: application/pdf\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n");
	put_base64(&m, pdf, n);
	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, buf_slice(&m), PATIENCE_MS, &r),
	    0);
	ck_assert(r->complete && r->anomaly_count == 1);
	ck_assert(r->anomalies[0].class == ANOMALY_ENCRYPTED);
	ck_assert(r->parts[0].encryption == ENCRYPTION_STRONG);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
	buf_free(&m);
}
END_TEST

/* A message of many parts: glibc sorts them, and asks how large we are. */
START_TEST(test_many_parts)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	struct buf m = BUF_INIT(MIB);
	struct nursery_test t;
	struct report *r;
	int i;

	buf_puts(&m, "From: a@inside.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=X\r\n\r\n");
	for (i = 0; i < 1500; i++)
		buf_printf(&m, "--X\r\nContent-Type: text/plain\r\n\r\n"
		    "part %d\r\n", i);
	buf_puts(&m, "--X--\r\n");
	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, buf_slice(&m), PATIENCE_MS, &r),
	    0);
	ck_assert(r->complete && r->anomaly_count == 0);
	ck_assert_uint_eq(r->part_count, 1501);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
	buf_free(&m);
}
END_TEST

/* Past the limit of parts: told, and the report still makes sense. */
START_TEST(test_too_many_parts)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	struct buf m = BUF_INIT(MIB);
	struct nursery_test t;
	struct report *r;
	int i;

	buf_puts(&m, "From: a@inside.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=X\r\n\r\n");
	for (i = 0; i < 2100; i++)
		buf_puts(&m, "--X\r\nContent-Type: text/html\r\n\r\n"
		    "<a href='data:text/html;base64,PHA+eA=='>x</a>\r\n");
	buf_puts(&m, "--X--\r\n");
	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, buf_slice(&m), PATIENCE_MS, &r),
	    0);
	ck_assert(r->complete && report_is_unreadable(r));
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
	buf_free(&m);
}
END_TEST

/* --- a whole message ------------------------------------------------------------------------- */

START_TEST(test_facts_and_findings)
{
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	const struct finding *f;
	struct nursery_test t;
	struct report *r;

	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, SLICE(
	    "From: Ann <ann@inside.example>\r\nTo: bob@outside.example\r\n"
	    "Subject: Fwd: the form [reason: asked for]\r\n"
	    "Message-ID: <1@inside.example>\r\nX-Priority: 1\r\n\r\n"
	    "The form is attached.\r\n\r\n"
	    "---------- Forwarded message ----------\r\n"
	    "From: Joe <joe@other.example>\r\nDate: Monday\r\n"
	    "Subject: the form\r\nTo: Ann\r\n\r\n"
	    "My NI number is AB 12 34 56 C.\r\n"), PATIENCE_MS, &r), 0);
	ck_assert(r->complete && r->anomaly_count == 0);
	ck_assert(r->facts.is == (MESSAGE_IS_FORWARD | MESSAGE_IS_IMPORTANT |
	    MESSAGE_MENTIONS_ATTACHMENT));
	ck_assert(slice_eq_str(r->facts.original_sender,
	    "joe@other.example"));
	ck_assert(slice_eq_str(r->facts.override_reason, "asked for"));
	ck_assert(slice_eq_str(r->facts.message_id, "<1@inside.example>"));
	ck_assert_uint_eq(r->facts.visible_count, 1);
	f = find_detector(r, "uk_nino");
	ck_assert(f != NULL && f->where == FINDING_QUOTED);
	ck_assert(slice_eq_str(f->part, "1"));
	/* The preview is the author's text, and no more than that. */
	ck_assert(slice_starts(r->preview, SLICE("The form is attached.")));
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
}
END_TEST

/* What a long text says at its end is heard; past the limit, nobody says no. */
START_TEST(test_long_own_text)
{
	static const char line[] = "Nothing of note on this line, my friend.\r\n";
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	size_t size = _i == 0 ? FACTS_TEXT_MAX / 16 * 15 :
	    FACTS_TEXT_MAX / 16 * 17;
	struct buf m = BUF_INIT(2 * FACTS_TEXT_MAX);
	struct nursery_test t;
	struct report *r;

	buf_puts(&m, "From: a@inside.example\r\n\r\n");
	while (m.len < size)
		buf_puts(&m, line);
	buf_puts(&m, "The form is attached.\r\n");
	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_inspect(&t, buf_slice(&m), PATIENCE_MS, &r),
	    0);
	ck_assert(r->complete);
	if (_i == 0) {
		ck_assert_uint_eq(r->anomaly_count, 0);
		ck_assert((r->facts.is & MESSAGE_MENTIONS_ATTACHMENT) != 0);
	} else {
		ck_assert_uint_eq(r->anomaly_count, 1);
		ck_assert(r->anomalies[0].class == ANOMALY_LIMIT);
		ck_assert(slice_eq_str(r->anomalies[0].part, "1"));
	}
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
	buf_free(&m);
}
END_TEST

START_TEST(test_edit)
{
	const struct edit_request q = { .kind = EDIT_ADD_FIELD,
	    .name = SLICE("X-Exeat"), .value = SLICE("seen") };
	struct zygote_limits limits = nursery_limits();
	struct workshop *shop = open_shop();
	struct inspection *n;
	struct edit_list list;
	struct nursery_test t;
	struct report *r;

	nursery_start(&t, &limits, workshop_inspect, shop);
	ck_assert_int_eq(nursery_ask(&t, SLICE("From: a@inside.example\r\n"
	    "\r\nHello\r\n"), PATIENCE_MS, &r, &n), 0);
	ck_assert_int_eq(inspection_edit(n, &q, 1, clock_mono_ms() +
	    PATIENCE_MS, t.arena, &list), 0);
	ck_assert_uint_eq(list.outcome_count, 1);
	ck_assert(list.outcomes[0].result == EDIT_DONE);
	ck_assert_uint_eq(list.header_count, 1);
	/* One request for edits a message. */
	ck_assert_int_lt(inspection_edit(n, &q, 1, clock_mono_ms() +
	    PATIENCE_MS, t.arena, &list), 0);
	inspection_free(n);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
	workshop_free(shop);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "every charset", test_every_charset, 0 },
		{ "unknown charset", test_unknown_charset_is_told, 0 },
		{ "many senders", test_many_senders, 2 },
		{ "late library", test_late_library, N_OF(late) },
		{ "locked pdf", test_locked_pdf, 0 },
		{ "many parts", test_many_parts, 0 },
		{ "too many parts", test_too_many_parts, 0 },
		{ "facts and findings", test_facts_and_findings, 0 },
		{ "long own text", test_long_own_text, 2 },
		{ "edit", test_edit, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("work", tests);
}
