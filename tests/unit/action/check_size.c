/*
 * Large messages: what is edited up to which size, and that a proof needs no
 * more of a message than what an edit comes near.
 */
#include "action/proof_shrink_rewrite.h"

#include <string.h>

#include "base/err.h"
#include "unit/action/fixture.h"

#define N	"\r\n"
#define LINE	"The lift in the back court was looked at again, as agreed." N
#define FILE_PART	"--b" N "Content-Type: image/png; name=p.png" N \
		"Content-Transfer-Encoding: base64" N N
#define MIXED	"MIME-Version: 1.0" N "Content-Type: multipart/mixed; " \
		"boundary=b" N N
#define NOTICE	"Confidential: meant for the addressee only." N \
		"Plain Homes, 1 Sample Street." N

static struct disclaimers *texts;

static void
setup(void)
{
	texts = fixture_texts();
}

static void
teardown(void)
{
	fixture_free(texts);
}

/* So many bytes of lines, the last one maybe shorter. */
static void
put_lines(struct buf *b, size_t n)
{
	const size_t one = sizeof LINE - 1;

	ck_assert_int_eq(buf_reserve(b, n), 0);
	for (; n > one + 2; n -= one)
		buf_puts(b, LINE);
	for (; n > 2; n--)
		buf_putc(b, 'x');
	buf_puts(b, N);
}

static void
expect(const struct buf *b, const char *text, enum edit_result result,
    const char *reason)
{
	struct edited e;

	edited_add(&e, texts, buf_slice(b), text);
	ck_assert_int_eq(e.error, 0);
	ck_assert_msg(e.result == result && slice_eq_str(e.reason, reason),
	    "%zu bytes: %d %.*s", b->len, (int)e.result, (int)e.reason.len,
	    (const char *)e.reason.ptr);
	edited_free(&e);
}

/* A text is decoded up to a size; its versions count together. */
START_TEST(test_leaves)
{
	struct buf b = BUF_INIT(64 * MIB);
	size_t more;

	setup();
	for (more = 0; more < 2; more++) {
		buf_reset(&b);
		buf_puts(&b, "Subject: x" N N);
		put_lines(&b, EDIT_LEAF_MAX + more);
		expect(&b, "plain", more == 0 ? EDIT_DONE : EDIT_SKIPPED,
		    more == 0 ? "" : "size");
		buf_reset(&b);
		buf_puts(&b, "MIME-Version: 1.0" N
		    "Content-Type: multipart/alternative; boundary=b" N N
		    "--b" N N);
		put_lines(&b, EDIT_LEAF_MAX / 2);
		buf_puts(&b, N "--b" N "Content-Type: text/html" N N);
		put_lines(&b, EDIT_LEAF_MAX / 2 + more);
		buf_puts(&b, N "--b--" N);
		expect(&b, "plain", more == 0 ? EDIT_DONE : EDIT_SKIPPED,
		    more == 0 ? "" : "size");
	}
	buf_free(&b);
	teardown();
}
END_TEST

/* What has to be written anew may be as long as the milter accepts. */
START_TEST(test_conversion)
{
	struct buf b = BUF_INIT(4 * MIB);
	size_t more;

	setup();
	for (more = 0; more < 2; more++) {
		buf_reset(&b);
		buf_puts(&b, "MIME-Version: 1.0" N "Content-Type: text/plain; "
		    "charset=us-ascii" N N);
		put_lines(&b, EDIT_REMOVED_MAX + more);
		expect(&b, "wide", more == 0 ? EDIT_DONE : EDIT_FAILED,
		    more == 0 ? "" : "size");
	}
	buf_free(&b);
	teardown();
}
END_TEST

/* --- what the proof keeps ------------------------------------------------------------ */

/* Shorten a message round one splice at the end of its first part. */
static int
shorten(struct arena *a, const struct buf *b, const char *at,
    struct shrunk *ret)
{
	struct rewrite_job j = { .arena = a };
	struct edit_list l = { .body_offset = 0 };
	struct mime_message *m;
	struct splice s;

	ck_assert_int_eq(mime_read(buf_slice(b), SLICE(""), 0, a, &m), 0);
	s.from = s.to = slice_find(m->bytes, slice_str(at), 0);
	s.bytes = SLICE("text" N);
	j.m = m;
	l.body_offset = m->nodes[0].body_from;
	l.splices = &s;
	l.splice_count = 1;
	return shrunk_make(&j, &l, ret);
}

/* Of 20 MB before, behind and between, some kilobytes at either end. */
START_TEST(test_bulk_is_left_out)
{
	struct buf b = BUF_INIT(64 * MIB);
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct shrunk s;

	setup();
	buf_puts(&b, MIXED);
	put_lines(&b, 5 * MIB);
	buf_puts(&b, "--b" N N "Hello" N FILE_PART);
	put_lines(&b, 10 * MIB);
	buf_puts(&b, "--b--" N);
	put_lines(&b, 5 * MIB);
	ck_assert_int_eq(shorten(a, &b, N "--b" N "Content-Type: image", &s),
	    0);
	ck_assert_uint_lt(s.old->bytes.len, 64 * KIB);
	ck_assert_uint_eq(s.new->bytes.len, s.old->bytes.len + 6);
	ck_assert_uint_eq(s.old->node_count, 3);
	ck_assert(slice_find(s.new->bytes, SLICE("Hellotext" N N "--b"), 0) !=
	    SLICE_NPOS);
	shrunk_free(&s);
	arena_free(a);
	buf_free(&b);
	teardown();
}
END_TEST

/* Base64 in lines that are no whole quanta: as many are left as there were. */
START_TEST(test_odd_lines)
{
	static const char line[] = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFc" N;
	struct buf b = BUF_INIT(8 * MIB);
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct shrunk s;
	size_t i;

	setup();
	buf_puts(&b, MIXED "--b" N N "Hello" N FILE_PART);
	for (i = 0; i < 40000; i++)
		buf_puts(&b, line);
	buf_puts(&b, "--b--" N);
	ck_assert_int_eq(shorten(a, &b, N "--b" N "Content-Type: image", &s),
	    0);
	ck_assert_uint_lt(s.old->bytes.len, 64 * KIB);
	ck_assert_uint_eq((b.len - s.old->bytes.len) % (4 * strlen(line)), 0);
	shrunk_free(&s);
	arena_free(a);
	buf_free(&b);
	teardown();
}
END_TEST

/* A line in the middle that some take for a delimiter: all of it is needed. */
START_TEST(test_what_reads_otherwise_is_kept)
{
	struct buf b = BUF_INIT(8 * MIB);
	struct arena *a = arena_new(MESSAGE_ARENA_MAX);
	struct shrunk s;

	setup();
	buf_puts(&b, MIXED "--b" N N "Hello" N FILE_PART);
	put_lines(&b, MIB);
	buf_puts(&b, " --b" N "Content-Type: text/html" N N "<p>Hi" N);
	put_lines(&b, MIB);
	buf_puts(&b, "--b--" N);
	ck_assert_int_eq(shorten(a, &b, N "--b" N "Content-Type: image", &s),
	    0);
	ck_assert_uint_gt(s.old->reading_count, 1);
	ck_assert_uint_eq(s.old->bytes.len, b.len);
	shrunk_free(&s);
	arena_free(a);
	buf_free(&b);
	teardown();
}
END_TEST

/* No line to cut at: a whole copy, up to a size. */
START_TEST(test_copy)
{
	struct buf b = BUF_INIT(PROOF_COPY_MAX + MIB);
	struct arena *a;
	struct shrunk s;
	size_t more;

	setup();
	for (more = 0; more < 2; more++) {
		buf_reset(&b);
		ck_assert_int_eq(buf_reserve(&b, PROOF_COPY_MAX + 2), 0);
		buf_puts(&b, MIXED "--b" N N "Hello" N FILE_PART);
		while (b.len < PROOF_COPY_MAX + more - 9)
			buf_putc(&b, 'x');
		buf_puts(&b, N "--b--" N);
		ck_assert_uint_eq(b.len, PROOF_COPY_MAX + more);
		a = arena_new(MESSAGE_ARENA_MAX);
		ck_assert_int_eq(shorten(a, &b, N "--b" N
		    "Content-Type: image", &s), more == 0 ? 0 : ERR_FULL);
		shrunk_free(&s);
		arena_free(a);
	}
	buf_free(&b);
	teardown();
}
END_TEST

/* One version has the notice, far from both its ends: the other gets it. */
START_TEST(test_a_version_stays_whole)
{
	struct buf b = BUF_INIT(4 * MIB);
	struct edited e;

	setup();
	buf_puts(&b, "MIME-Version: 1.0" N
	    "Content-Type: multipart/alternative; boundary=b" N N "--b" N N);
	put_lines(&b, 30 * KIB);
	buf_puts(&b, N NOTICE N);
	put_lines(&b, 30 * KIB);
	buf_puts(&b, N "--b" N "Content-Type: text/html" N N
	    "<p>The same in another way.</p>" N "--b--" N);
	edited_add(&e, texts, buf_slice(&b), "plain");
	ck_assert_int_eq(e.error, 0);
	ck_assert_msg(e.result == EDIT_DONE, "%.*s", (int)e.reason.len,
	    (const char *)e.reason.ptr);
	ck_assert_uint_eq(e.list.splice_count, 1);
	edited_free(&e);
	buf_free(&b);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "leaves", test_leaves, 0 },
		{ "conversion", test_conversion, 0 },
		{ "bulk", test_bulk_is_left_out, 0 },
		{ "odd lines", test_odd_lines, 0 },
		{ "readings", test_what_reads_otherwise_is_kept, 0 },
		{ "copy", test_copy, 0 },
		{ "version", test_a_version_stays_whole, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("size", cases);
}
