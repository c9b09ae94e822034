/*
 * fuzz_charset -- hostile bytes through every charset and every transfer
 * encoding: what comes out is UTF-8, without the control bytes that would
 * hide a word from a detector.
 *
 * The first line names the charset, its first byte chooses the encoding.
 * Driven as fuzz_mime is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "fuzz/replay.h"
#include "mime/mime.h"

#define OUT_MAX		(64 * MIB)
#define VARIANTS	4

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
claim(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_charset: %s\n", what);
	abort();
}

static void
try_text(struct slice bytes, struct slice charset)
{
	struct buf out = BUF_INIT(OUT_MAX);
	bool invalid;
	size_t i;

	(void)mime_to_utf8(bytes, charset, &out, &invalid);
	claim(u8_check(out.ptr, out.len) == NULL, "text that is no UTF-8");
	for (i = 0; i < out.len; i++)
		claim(out.ptr[i] >= 0x20 || out.ptr[i] == '\t' ||
		    out.ptr[i] == '\r' || out.ptr[i] == '\n',
		    "a control byte in text");
	buf_free(&out);
}

static void
try_encoding(struct slice raw, enum mime_encoding e)
{
	struct buf out = BUF_INIT(OUT_MAX), more[VARIANTS];
	unsigned notes = 0;
	size_t i;

	(void)mime_decode(raw, e, &out, &notes);
	for (i = 0; i < VARIANTS; i++)
		buf_init(&more[i], OUT_MAX);
	claim(mime_decode_variants(raw, e, notes, more, VARIANTS) <= VARIANTS,
	    "more outcomes than asked for");
	for (i = 0; i < VARIANTS; i++)
		buf_free(&more[i]);
	buf_free(&out);
}

static void
try_blocks(struct slice text)
{
	struct buf out = BUF_INIT(OUT_MAX);
	struct mime_block b;
	size_t at = 0;

	while (mime_block_find(text, at, &b)) {
		claim(b.from >= at && b.to > b.from && b.to <= text.len &&
		    b.data_from <= b.data_to && b.data_to <= b.to,
		    "a block out of place");
		(void)mime_block_decode(text, &b, &out);
		at = b.to;
	}
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static bool is_ready;
	struct slice all = slice_of(bytes, len), rest;
	const char *bad;
	size_t nl;

	if (!is_ready && mime_charset_preload(&bad) < 0)
		abort();
	is_ready = true;
	nl = slice_chr(all, '\n', 0);
	if (nl == SLICE_NPOS || nl == 0)
		return 0;
	rest = slice_from(all, nl + 1);
	try_text(rest, slice_sub(all, 0, nl));
	try_encoding(rest, (enum mime_encoding)(bytes[0] %
	    MIME_ENCODING_COUNT));
	try_blocks(rest);
	return 0;
}

#ifndef FUZZ_ENGINE

#define COPIES	100000

int
main(void)
{
	if (replay_folder("charset", COPIES, LLVMFuzzerTestOneInput) == 0) {
		printf("SKIP: no seeds below $EXEAT_SRC/tests/fuzz\n");
		return 77;
	}
	mime_charset_unload();
	return EXIT_SUCCESS;
}

#endif
