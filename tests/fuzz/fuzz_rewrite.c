/*
 * fuzz_rewrite -- edits on hostile messages: whatever the bytes, either
 * nothing is changed or the proof holds and a second pass is quiet.
 *
 * Driven as fuzz_mime is.
 */
#include "fuzz/replay.h"
#include "unit/action/edited.h"
#include "unit/mime/corpus.h"

#define MUTATIONS	1500

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
complain(const char *what)
{
	fprintf(stderr, "fuzz_rewrite: %s\n", what);
	abort();
}

static void
try_one(const struct disclaimers *d, struct slice bytes, const char *text)
{
	struct edited e, again;

	edited_add(&e, d, bytes, text);
	if (e.error == 0 && e.result != EDIT_DONE &&
	    e.list.splice_count + e.list.header_count > 0)
		complain("edits without success");
	if (e.error == 0 && e.result == EDIT_DONE) {
		edited_add(&again, d, buf_slice(&e.after), text);
		if (again.error == 0 && again.result == EDIT_DONE)
			complain("the text goes in twice");
		edited_free(&again);
	}
	edited_free(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct disclaimers *d;
	const char *bad;

	if (d == NULL && mime_charset_preload(&bad) < 0)
		abort();
	if (d == NULL)
		d = edited_texts();
	try_one(d, slice_of(bytes, len), "plain");
	try_one(d, slice_of(bytes, len), "wide");
	return 0;
}

#ifndef FUZZ_ENGINE

static const char *const seeds[] = {
	"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
	"Content-Transfer-Encoding: 7bit\r\n\r\nHello\r\n-- \r\nme\r\n",
	"MIME-Version: 1.0\r\nContent-Type: text/html; charset=windows-1252\r\n"
	"Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p "
	"style=3D\"x\">Hi=\r\n there</p><!-- x --></body></html>\r\n",
	"Content-Type: multipart/alternative; boundary=b\r\n\r\npre\r\n--b\r\n"
	"Content-Type: text/plain; format=flowed; charset=utf-8\r\n"
	"Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8NCg==\r\n--b\r\n"
	"Content-Type: multipart/related; boundary=c\r\n\r\n--c\r\n"
	"Content-Type: text/html\r\n\r\n<p>Hello there, you</p>\r\n--c\r\n"
	"Content-Type: image/png\r\n\r\nx\r\n--c--\r\n--b--\r\nepi\r\n",
	"Content-Type: application/pdf; name=a\r\nContent-Disposition: "
	"attachment\r\n\r\n%PDF\r\n",
	"Content-Type: multipart/mixed; boundary=\"b c\"\r\n\r\n--b c\r\n"
	"Content-Type: image/png\r\n\r\nx\r\n--b c--\r\n",
};

static void
replay(struct slice seed, uint64_t *state)
{
	struct buf b = BUF_INIT(seed.len + 64 * KIB);
	int i, j;

	for (i = 0; i < MUTATIONS; i++) {
		buf_reset(&b);
		buf_put_slice(&b, seed);
		for (j = 0; j < i % 10; j++)
			corpus_mutate(&b, state);
		(void)LLVMFuzzerTestOneInput(b.ptr, b.len);
	}
	buf_free(&b);
}

int
main(int argc, char **argv)
{
	struct buf in = BUF_INIT(256 * MIB), crlf = BUF_INIT(256 * MIB);
	uint64_t state;
	size_t i;
	int n;

	state = 11;
	for (i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
		replay(slice_str(seeds[i]), &state);
	(void)replay_folder("rewrite", MUTATIONS, LLVMFuzzerTestOneInput);
	for (n = 1; n < argc; n++) {
		buf_reset(&in);
		buf_reset(&crlf);
		if (!corpus_load(argv[n], &in))
			return EXIT_FAILURE;
		corpus_crlf(buf_slice(&in), &crlf);
		replay(buf_slice(&crlf), &state);
	}
	buf_free(&in);
	buf_free(&crlf);
	return EXIT_SUCCESS;
}

#endif
