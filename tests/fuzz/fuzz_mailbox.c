/*
 * fuzz_mailbox -- files of mail from anybody, taken apart: as a file and as a
 * pipe in pieces, which must agree; then the envelope that each message tells,
 * and the bytes as a result of the resume file.
 *
 * With clang -fsanitize=fuzzer (-DFUZZ_ENGINE) the engine drives it; without,
 * it replays its seeds, the files named as arguments, and damaged copies.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "ctl/maildate.h"
#include "ctl/mbox.h"
#include "ctl/result.h"
#include "ctl/stored.h"
#include "fuzz/replay.h"
#include "mail/address.h"

#define COPIES		4000
#define NOW		((int64_t)1800000000 * 1000)
#define PIPE_MAX	(32 * KIB)	/* what a pipe takes without a reader */

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What a header says is bounded, and nothing that an MTA would refuse. */
static void
look_at(const struct mbox_message *m)
{
	struct arena *a = arena_new(64 * MIB);
	struct stored s;
	size_t i;

	if (stored_read(m->bytes, m->from_line, NOW, a, &s) == 0) {
		assert(s.to_count <= ENVELOPE_RECIPIENTS_MAX);
		for (i = 0; i < s.to_count; i++)
			assert(address_is_plain(slice_str(s.to[i])));
		assert(!s.has_time || (s.at_ms >= 0 &&
		    s.at_ms < NOW + (int64_t)2 * 24 * 60 * 60 * 1000));
	}
	arena_free(a);
}

/* Every message, with its place, in one buffer. */
static uint64_t
take_apart(int fd, size_t len, bool look, struct buf *out)
{
	struct mbox *m = mbox_open(fd, MBOX_EITHER, -1);
	struct mbox_message msg;
	uint64_t n = 0, last = 0;

	while (mbox_next(m, &msg) > 0) {
		assert(msg.bytes.len <= len && msg.offset <= len);
		assert(n == 0 || msg.offset > last);
		last = msg.offset;
		n++;
		if (look)
			look_at(&msg);
		buf_printf(out, "%llu:", (unsigned long long)msg.offset);
		buf_put_slice(out, msg.bytes);
	}
	mbox_close(m);
	return n;
}

static int
file_of(const uint8_t *bytes, size_t len)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);

	if (fd == -1 || write(fd, bytes, len) != (ssize_t)len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

static int
pipe_of(const uint8_t *bytes, size_t len)
{
	int fd[2];

	if (pipe(fd) == -1 || write(fd[1], bytes, len) != (ssize_t)len)
		abort();
	close(fd[1]);
	return fd[0];
}

static void
decode(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new(16 * MIB);
	struct buf again = BUF_INIT(RESULT_BYTES_MAX);
	struct result r;

	/* What is read means the same when it is written. */
	if (result_decode(slice_of(bytes, len), a, &r) == 0) {
		assert(result_encode(&r, &again) == 0);
		assert(slice_eq(buf_slice(&again), slice_of(bytes, len)));
	}
	buf_free(&again);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct buf whole = BUF_INIT(64 * MIB), piped = BUF_INIT(64 * MIB);
	struct mbox *m;
	uint64_t n, counted = 0;
	int64_t ms;

	n = take_apart(file_of(bytes, len), len, true, &whole);
	m = mbox_open(file_of(bytes, len), MBOX_EITHER, -1);
	assert(mbox_count(m, &counted) == 0 && counted == n);
	mbox_close(m);
	if (len <= PIPE_MAX) {
		take_apart(pipe_of(bytes, len), len, false, &piped);
		assert(slice_eq(buf_slice(&whole), buf_slice(&piped)));
	}
	if (maildate_field(slice_of(bytes, len), &ms) == 0)
		assert(ms >= 0);
	decode(bytes, len);
	buf_free(&whole);
	buf_free(&piped);
	return 0;
}

#ifndef FUZZ_ENGINE
int
main(int argc, char **argv)
{
	static uint8_t bytes[4 * MIB];
	FILE *f;
	size_t n;
	int k;

	if (replay_folder("mailbox", COPIES, LLVMFuzzerTestOneInput) == 0)
		return EXIT_FAILURE;
	for (k = 1; k < argc; k++) {
		f = fopen(argv[k], "rb");
		if (f == NULL)
			return EXIT_FAILURE;
		n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		LLVMFuzzerTestOneInput(bytes, n);
	}
	return EXIT_SUCCESS;
}
#endif
