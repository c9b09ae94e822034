#include "ctl/mbox.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define FROM	"From a@b.example Tue May  5 10:15:00 2026\n"

static int
file_of(struct slice s)
{
	int fd = memfd_create("mbox", MFD_CLOEXEC);

	ck_assert_int_eq(write(fd, s.ptr, s.len), (ssize_t)s.len);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* Messages joined by "|"; a too long one is "!". */
static void
read_all(int fd, enum mbox_shape shape, struct buf *out)
{
	struct mbox *m = mbox_open(fd, shape, -1);
	struct mbox_message msg;
	uint64_t n = 0;
	int r;

	while ((r = mbox_next(m, &msg)) > 0) {
		if (n++ > 0)
			buf_putc(out, '|');
		if (msg.too_long)
			buf_putc(out, '!');
		buf_put_slice(out, msg.bytes);
		ck_assert(msg.number == 0 || msg.number == n);
	}
	ck_assert_int_eq(r, 0);
	mbox_close(m);
}

static const struct { const char *name, *file, *messages; } cases[] = {
	{ "one", FROM "A: b\n\nc\n", "A: b\n\nc\n" },
	{ "two", FROM "A: b\n\nc\n\n" FROM "D: e\n\nf\n\n",
	    "A: b\n\nc\n|D: e\n\nf\n" },
	{ "no line end at the end", FROM "A: b\n\nc\n\n" FROM "D: e\n\nf",
	    "A: b\n\nc\n|D: e\n\nf" },
	{ "CRLF", "From a Tue May  5 10:15:00 2026\r\nA: b\r\n\r\nc\r\n\r\n"
	    "From a Tue May  5 10:15:00 2026\r\nD: e\r\n\r\nf\r\n",
	    "A: b\r\n\r\nc\r\n|D: e\r\n\r\nf\r\n" },
	{ "no empty line between", FROM "A: b\n\nc\n" FROM "D: e\n\nf\n",
	    "A: b\n\nc\n|D: e\n\nf\n" },
	{ "quoted, mboxo", FROM "A: b\n\n>From c\n", "A: b\n\nFrom c\n" },
	{ "quoted, mboxrd", FROM "A: b\n\n>>From c\n>>>From d\n",
	    "A: b\n\n>From c\n>>From d\n" },
	{ "a quote that is none", FROM "A: b\n\nx >From c\n> From d\n",
	    "A: b\n\nx >From c\n> From d\n" },
	{ "From in a sentence", FROM "A: b\n\nc\n\nFrom now on\nFrom: x\n",
	    "A: b\n\nc\n\nFrom now on\nFrom: x\n" },
	{ "a date in a sentence", FROM "A: b\n\nc\nFrom x Tue May  5 10:15\nno "
	    "field\n", "A: b\n\nc\nFrom x Tue May  5 10:15\nno field\n" },
	{ "a line that is bare", "From \nA: b\n\nc\n\nFrom \nD: e\n\nf\n",
	    "A: b\n\nc\n|D: e\n\nf\n" },
	{ "Thunderbird's", "From - Tue May 05 10:15:00 2026\nA: b\n\nc\n",
	    "A: b\n\nc\n" },
	{ "a zone", "From x@y Tue May 05 10:15:00 +0100 2026\nA: b\n\nc\n",
	    "A: b\n\nc\n" },
	{ "an empty message", FROM "\n" FROM "A: b\n\nc\n", "|A: b\n\nc\n" },
	{ "From_ lines alone", FROM FROM FROM, FROM FROM },
	{ "no From_ line", "A: b\n\nc\n\n" FROM "D: e\n", "A: b\n\nc\n\n"
	    FROM "D: e\n" },
	{ "empty", "", "" },
	{ "a length that fits shows both readings",
	    FROM "Content-Length: 58\n\nx\n\n" FROM "hidden: 2\n\ny\n"
	    FROM "Z: z\n\nz\n",
	    "Content-Length: 58\n\nx\n\n" FROM "hidden: 2\n\ny\n|hidden: 2\n\n"
	    "y\n|Z: z\n\nz\n" },
	{ "a length to the end",
	    FROM "Content-Length: 58\n\nx\n\n" FROM "hidden: 2\n\ny\n",
	    "Content-Length: 58\n\nx\n\n" FROM "hidden: 2\n\ny\n|hidden: 2\n\n"
	    "y\n" },
	{ "a length that does not fit", FROM "Content-Length: 20\n\nx\n\n"
	    FROM "A: b\n\ny\n", "Content-Length: 20\n\nx\n|A: b\n\ny\n" },
	{ "a length past the end", FROM "Content-Length: 99999\n\nx\n\n"
	    FROM "A: b\n\ny\n", "Content-Length: 99999\n\nx\n|A: b\n\ny\n" },
	{ "a length in the body", FROM "A: b\n\nContent-Length: 45\n\n"
	    FROM "A: b\n\ny\n", "A: b\n\nContent-Length: 45\n|A: b\n\ny\n" },
	{ "a length that is no number", FROM "Content-Length: 4x\n\nx\n\n"
	    FROM "A: b\n\ny\n", "Content-Length: 4x\n\nx\n|A: b\n\ny\n" },
};

START_TEST(test_split)
{
	struct buf got = BUF_INIT(MIB);

	read_all(file_of(slice_str(cases[_i].file)), MBOX_EITHER, &got);
	ck_assert_msg(slice_eq_str(buf_slice(&got), cases[_i].messages),
	    "%s: %s", cases[_i].name, buf_cstr(&got));
	buf_free(&got);
}
END_TEST

/* Cut anywhere: no crash, and every byte but the framing is in a message. */
START_TEST(test_truncated)
{
	struct slice all = slice_str(cases[_i].file);
	struct mbox_message msg;
	struct mbox *m;
	size_t n;

	for (n = 0; n <= all.len; n++) {
		m = mbox_open(file_of(slice_sub(all, 0, n)), MBOX_EITHER, -1);
		while (mbox_next(m, &msg) > 0)
			ck_assert(msg.bytes.len <= n);
		mbox_close(m);
	}
}
END_TEST

START_TEST(test_one)
{
	static const char text[] = FROM "A: b\n\nc\n\n" FROM "D: e\n";
	struct buf got = BUF_INIT(MIB);

	read_all(file_of(slice_str(text)), MBOX_ONE, &got);
	ck_assert(slice_eq_str(buf_slice(&got), text));
	buf_free(&got);
}
END_TEST

/* The second message's place, over a pipe, a byte at a time. */
START_TEST(test_pipe)
{
	static const char text[] = FROM "A: b\n\nc\n\n" FROM "D: e\n\n>From\n";
	struct mbox_message msg;
	struct mbox *m;
	int fd[2];
	size_t i;

	ck_assert_int_eq(pipe(fd), 0);
	for (i = 0; i < sizeof text - 1; i++)
		ck_assert_int_eq(write(fd[1], text + i, 1), 1);
	close(fd[1]);
	m = mbox_open(fd[0], MBOX_EITHER, -1);
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert_uint_eq(msg.offset, 0);
	ck_assert(slice_eq_str(msg.from_line,
	    "From a@b.example Tue May  5 10:15:00 2026"));
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert_uint_eq(msg.offset, sizeof FROM - 1 + 9);
	ck_assert(slice_eq_str(msg.bytes, "D: e\n\n>From\n"));
	ck_assert_int_eq(mbox_next(m, &msg), 0);
	mbox_close(m);
}
END_TEST

START_TEST(test_stopped)
{
	struct mbox_message msg;
	struct mbox *m;
	int fd[2], stop[2];

	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_eq(pipe(stop), 0);
	ck_assert_int_eq(write(stop[1], "x", 1), 1);
	m = mbox_open(fd[0], MBOX_EITHER, stop[0]);
	ck_assert_int_eq(mbox_next(m, &msg), ERR_CLOSED);
	mbox_close(m);
}
END_TEST

/* A line without an end, longer than the window's first size. */
START_TEST(test_huge_line)
{
	struct mbox_message msg;
	struct buf b = BUF_INIT(32 * MIB);
	struct mbox *m;
	size_t i;

	buf_puts(&b, FROM "A: b\n\n");
	for (i = 0; i < 10 * MIB / 16; i++)
		buf_puts(&b, "From >From From ");
	buf_puts(&b, "\n\n" FROM "D: e\n\nf\n");
	m = mbox_open(file_of(buf_slice(&b)), MBOX_EITHER, -1);
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert_uint_eq(msg.bytes.len, 6 + 10 * MIB + 1);
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert(slice_eq_str(msg.bytes, "D: e\n\nf\n"));
	ck_assert_int_eq(mbox_next(m, &msg), 0);
	mbox_close(m);
	buf_free(&b);
}
END_TEST

/* From_, `over` bytes more than a message may have, and another one. */
static int
long_file(size_t size, bool framed)
{
	int fd = memfd_create("mbox", MFD_CLOEXEC);
	char *block = calloc(1, MIB);
	size_t n;

	memset(block, 'x', MIB);
	if (framed)
		ck_assert_int_eq(write(fd, FROM, sizeof FROM - 1),
		    sizeof FROM - 1);
	for (; size > 0; size -= n) {
		n = size < MIB ? size : MIB;
		ck_assert_int_eq(write(fd, block, n), (ssize_t)n);
	}
	if (framed)
		ck_assert_int_eq(write(fd, "\n" FROM "A: b\n", sizeof FROM + 5),
		    sizeof FROM + 5);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	free(block);
	return fd;
}

START_TEST(test_limit)
{
	struct mbox_message msg;
	struct mbox *m;

	m = mbox_open(long_file(MESSAGE_MAX_DEFAULT, false), MBOX_EITHER, -1);
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert(!msg.too_long);
	ck_assert_uint_eq(msg.bytes.len, MESSAGE_MAX_DEFAULT);
	mbox_close(m);
	m = mbox_open(long_file(MESSAGE_MAX_DEFAULT + 1, false), MBOX_EITHER,
	    -1);
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert(msg.too_long);
	ck_assert_uint_eq(msg.bytes.len, 0);
	ck_assert_int_eq(mbox_next(m, &msg), 0);
	mbox_close(m);
}
END_TEST

/* Too long in a mailbox: it is told, and the next one is read. */
START_TEST(test_limit_in_mailbox)
{
	struct mbox_message msg;
	struct mbox *m;

	m = mbox_open(long_file(2 * MESSAGE_MAX_DEFAULT, true), MBOX_EITHER,
	    -1);
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert(msg.too_long);
	ck_assert_int_eq(mbox_next(m, &msg), 1);
	ck_assert(!msg.too_long);
	ck_assert(slice_eq_str(msg.bytes, "A: b\n"));
	ck_assert_uint_eq(msg.offset,
	    sizeof FROM - 1 + 2 * MESSAGE_MAX_DEFAULT + 1);
	ck_assert_int_eq(mbox_next(m, &msg), 0);
	mbox_close(m);
}
END_TEST

/*
 * Each of many messages claims the rest of the file: with few of them both
 * readings are given, with more the claim is not believed.
 */
START_TEST(test_rivals)
{
	size_t n = (size_t)_i + 1, i, rest, one = sizeof FROM - 1 + 28;
	struct mbox_message msg;
	struct buf b = BUF_INIT(MIB);
	struct mbox *m;

	for (i = 0; i < n; i++) {
		rest = (n - i - 1) * one + 2;
		buf_printf(&b, FROM "Content-Length: %06zu\n\nx\n\n", rest + 1);
	}
	m = mbox_open(file_of(buf_slice(&b)), MBOX_EITHER, -1);
	for (i = 0; mbox_next(m, &msg) > 0; i++)
		if (n - i - 1 > MBOX_RIVALS_MAX)
			ck_assert_uint_le(msg.bytes.len, one);
	ck_assert_uint_eq(i, n);
	mbox_close(m);
	buf_free(&b);
}
END_TEST

START_TEST(test_count)
{
	struct slice file = slice_str(cases[_i].file);
	struct mbox_message msg;
	struct mbox *m;
	uint64_t n, seen = 0;

	m = mbox_open(file_of(file), MBOX_EITHER, -1);
	ck_assert_int_eq(mbox_count(m, &n), 0);
	mbox_close(m);
	m = mbox_open(file_of(file), MBOX_EITHER, -1);
	while (mbox_next(m, &msg) > 0)
		seen++;
	mbox_close(m);
	ck_assert_msg(n == seen, "%s", cases[_i].name);
}
END_TEST

int
main(void)
{
	const struct unit_case list[] = {
		{ "split", test_split, N_OF(cases) },
		{ "truncated", test_truncated, N_OF(cases) },
		{ "one", test_one, 0 },
		{ "pipe", test_pipe, 0 },
		{ "stopped", test_stopped, 0 },
		{ "huge line", test_huge_line, 0 },
		{ "limit", test_limit, 0 },
		{ "limit in a mailbox", test_limit_in_mailbox, 0 },
		{ "rivals", test_rivals, 12 },
		{ "count", test_count, N_OF(cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("mbox", list);
}
