/*
 * fuzz_quote -- where the author's part ends, in texts of any bytes: all of it
 * is handed out line by line, what begins at quote_start() is older to the
 * end, and a notice put there is the author's.
 *
 * Driven as fuzz_mime is; without inputs it makes texts of what mail programs
 * write, in any order.
 */
#include "disclaimer/quote.h"

#include "fuzz/replay.h"
#include "unit/action/edited.h"
#include "unit/mime/corpus.h"

#define TEXTS	100000
#define LINES	12

int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
complain(const char *what, struct slice text)
{
	fprintf(stderr, "fuzz_quote: %s:\n%.*s\n", what, (int)text.len,
	    (const char *)text.ptr);
	abort();
}

/* Lines in a row, and none of the author's from the start of the quote on. */
static void
check_lines(struct slice text, size_t start)
{
	struct quote_reader q;
	struct slice line;
	size_t at;
	bool own;

	quote_reader_init(&q, text);
	for (at = 0; quote_read(&q, &line, &own); at += line.len) {
		if (line.ptr != text.ptr + at || line.len == 0)
			complain("a line is missing", text);
		if (own && at >= start && slice_trim(line).len > 0 &&
		    !slice_eq(slice_trim(line), SLICE("\xc2\xa0")))
			complain("the author's below the quote", text);
	}
	if (at != text.len)
		complain("the end is missing", text);
	if (start > text.len || (start > 0 && start < text.len &&
	    text.ptr[start - 1] != '\n'))
		complain("a quote that starts within a line", text);
}

static void
check_notice(const struct disclaimers *d, struct slice text, size_t start)
{
	struct buf with = BUF_INIT(text.len + 1024);
	const struct disclaimer *plain = disclaimer_find(d, SLICE("plain"));

	buf_put_slice(&with, slice_sub(text, 0, start));
	buf_puts(&with, "\n\n" EDITED_PLAIN "\n\n");
	buf_put_slice(&with, slice_from(text, start));
	if (!disclaimers_known(d, plain, buf_slice(&with), true))
		complain("a notice that is not the author's",
		    buf_slice(&with));
	if (!disclaimers_known(d, plain, buf_slice(&with), false))
		complain("a notice that is not there", buf_slice(&with));
	buf_free(&with);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct disclaimers *d;
	struct slice text = slice_of(bytes, len);
	size_t start = quote_start(text);

	if (d == NULL)
		d = edited_texts();
	check_lines(text, start);
	check_notice(d, text, start);
	return 0;
}

#ifndef FUZZ_ENGINE

static const char *const lines[] = {
	"", "", "", "Yes, it is.", "> Is it so?", "> > Is it?", ">", " > x",
	"On Mon, 1 Jun 2026 at 10:00, Ann <ann@a.example> wrote:",
	"On 1 Jun 2026 Ann", "<ann@a.example>", "wrote:", "Ann wrote:",
	"Am 01.06.2026 um 10:00 schrieb Ann:", "Le 1 juin 2026 Ann a \xc3\xa9"
	"crit\xc2\xa0:", "-----Original Message-----", "-----", "________",
	"---------- Forwarded message ---------", "Begin forwarded message:",
	"From: Ann", "Sent: Monday", "To: John", "Subject: So", "Date: 1 June",
	"*From:* Ann", "Von: Ann", "Gesendet: x", "Betreff: y", "-- ", "\r",
	"\xc2\xa0", "\xff\xfe", "Cc: <https://", "[cid:x", "10:00", ":",
	EDITED_PLAIN,
};

static void
make(uint64_t *state, struct buf *b)
{
	size_t i, n = corpus_random(state) % LINES;

	buf_reset(b);
	for (i = 0; i < n; i++) {
		buf_puts(b, lines[corpus_random(state) %
		    (sizeof lines / sizeof lines[0])]);
		if (i + 1 < n || corpus_random(state) % 4 != 0)
			buf_puts(b, corpus_random(state) % 8 == 0 ? "\r\n" :
			    "\n");
	}
	if (corpus_random(state) % 16 == 0)
		corpus_mutate(b, state);
}

int
main(void)
{
	struct buf b = BUF_INIT(64 * KIB);
	uint64_t state = 7;
	int i;

	for (i = 0; i < TEXTS; i++) {
		make(&state, &b);
		(void)LLVMFuzzerTestOneInput(b.ptr, b.len);
	}
	(void)replay_folder("quote", 100, LLVMFuzzerTestOneInput);
	buf_free(&b);
	return EXIT_SUCCESS;
}

#endif
