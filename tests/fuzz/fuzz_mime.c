/*
 * fuzz_mime -- hostile bytes through everything in src/mime.
 *
 * With clang -fsanitize=fuzzer (-DFUZZ_ENGINE) the engine drives it; without,
 * it replays its seeds, the files named as arguments, and some thousands of
 * damaged copies of each, always the same ones.
 */
#include "mime/mime.h"

#include <stdlib.h>

#include "fuzz/replay.h"
#include "unit/mime/corpus.h"
#include "unit/mime/sketch.h"

#define MUTATIONS	3000

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
try_values(const struct mime_message *m, struct arena *a)
{
	const struct mime_node *n;
	struct mime_value v;
	struct slice *list, s;
	size_t i, j, count;

	for (i = 0; i < m->node_count; i++) {
		n = &m->nodes[i];
		for (j = 0; j < n->field_count; j++) {
			(void)mime_decode_words(n->fields[j].value, a, &s);
			(void)mime_addresses(n->fields[j].value, a, &list,
			    &count);
			(void)mime_value_parse(n->fields[j].value, a, &v);
		}
	}
}

static void
try_bodies(const struct mime_message *m)
{
	struct buf out = BUF_INIT(16 * MIB), text = BUF_INIT(64 * MIB);
	const struct mime_node *n;
	unsigned notes;
	bool invalid;
	size_t i, j;

	for (i = 0; i < m->node_count; i++) {
		n = &m->nodes[i];
		for (j = 0; n->is_leaf && j < n->reading_count; j++) {
			buf_reset(&out);
			buf_reset(&text);
			(void)mime_decode(slice_sub(m->bytes, n->body_from,
			    n->body_to), n->readings[j], &out, &notes);
			(void)mime_to_utf8(buf_slice(&out), n->charset, &text,
			    &invalid);
		}
	}
	buf_free(&out);
	buf_free(&text);
}

/* Files inside text; a block ends behind its beginning. */
static void
try_blocks(struct slice text)
{
	struct buf out = BUF_INIT(16 * MIB);
	struct slice name, data, rest;
	struct mime_block b;
	size_t at;

	for (at = 0; mime_block_find(text, at, &b); at = b.to) {
		if (b.to <= at || b.to > text.len || b.data_to > b.to)
			abort();
		buf_reset(&out);
		(void)mime_block_decode(text, &b, &out);
		(void)mime_binhex_read(buf_slice(&out), &name, &data, &rest);
	}
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static bool is_ready;
	struct mime_message *m;
	const char *bad, *fault;
	struct arena *a;

	if (!is_ready && mime_charset_preload(&bad) < 0)
		abort();
	is_ready = true;
	a = arena_new(MESSAGE_ARENA_MAX);
	if (mime_read(slice_of(bytes, len), SLICE(""), 0, a, &m) == 0) {
		fault = sketch_fault(m);
		if (fault != NULL) {
			fprintf(stderr, "fuzz_mime: %s\n", fault);
			abort();
		}
		(void)sketch_shows(m, SLICE("QQ123456C"));
		try_values(m, a);
		try_bodies(m);
	}
	try_blocks(slice_of(bytes, len));
	arena_free(a);
	return 0;
}

#ifndef FUZZ_ENGINE

static const char *const seeds[] = {
	"From: A <a@b.example>\r\nTo: x: \"y\" <c@d.example>, e@[1.2.3.4];\r\n"
	"Subject: =?utf-8?B?w6k=?= =?iso-8859-1?q?=E9?=\r\n"
	"Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\npre\r\n"
	"--b\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
	"\x1b$B$\"\x1b(B\r\n--b\r\nContent-Type: text/html; charset=utf-7\r\n"
	"Content-Transfer-Encoding: quoted-printable\r\n\r\n=3Cp=\r\n>+AKM-"
	"\r\n--b\r\nContent-Disposition: attachment; filename*0*=utf-8''a%2;"
	" filename*1=exe\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	"SGVsbG8=\r\n--b--\r\nepilogue\r\n",
	"Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\n"
	"Content-Type: multipart/alternative; boundary*=''x1\r\n\r\n--x1\r\n"
	"\r\nbegin 644 a\r\n#0V%T\r\nend\r\n--x1\r\n"
	"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 b\r\n#0V%T\r\n"
	"--x1--\r\n--x--\r\n",
	"Content-Type: text/plain; charset=ibm285\r\n\r\n"
	"begin 644 a\r\n1Eq3o\r\n+\r\nend\r\nbegin-base64 644 b\r\nQ2F0\r\n"
	"====\r\n=ybegin line=128 size=3 name=c\r\n\x6d\x8b\x9e\r\n=yend\r\n"
	"(This file must be converted with BinHex 4.0)\r\n:\"@%ZG(KdFh4MG(K"
	"dFh4!!!!!!J!!!!!,!\"*6LK!!!:\r\nTkkgQUIxMjM0NTZD\r\n=41=42=43=44=45=46",
	"Content-Type: text/plain; charset=\"utf-16\"\r\n"
	"Content-Type: multipart/mixed; boundary='q'; boundary=r\r\n"
	"Content-Transfer-Encoding: base64, 7bit\r\n \r\nnot a field\r\n"
	"\r\n--q\r\nX: (((y\r\n\r\nz\r\n --r junk\r\nContent-Type: a/b\r\n\r\n"
	"--q--\r\n--q\r\n\r\nQQ==QkM=\r\n",
};

static void
replay(struct slice seed, uint64_t *state)
{
	struct buf b = BUF_INIT(seed.len + 64 * KIB);
	int i, j;

	(void)LLVMFuzzerTestOneInput(seed.ptr, seed.len);
	for (i = 0; i < MUTATIONS; i++) {
		buf_reset(&b);
		buf_put_slice(&b, seed);
		for (j = 0; j <= i % 12; j++)
			corpus_mutate(&b, state);
		(void)LLVMFuzzerTestOneInput(b.ptr, b.len);
	}
	buf_free(&b);
}

int
main(int argc, char **argv)
{
	struct buf in = BUF_INIT(256 * MIB);
	uint64_t state;
	size_t i;
	int n;

	state = 7;
	for (i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
		replay(slice_str(seeds[i]), &state);
	(void)replay_folder("mime", MUTATIONS, LLVMFuzzerTestOneInput);
	for (n = 1; n < argc; n++) {
		buf_reset(&in);
		if (!corpus_load(argv[n], &in))
			return EXIT_FAILURE;
		replay(buf_slice(&in), &state);
	}
	buf_free(&in);
	mime_charset_unload();
	return EXIT_SUCCESS;
}

#endif
