/*
 * rewrite_batch -- put a disclaimer into each message that comes in, as it is
 * asked to, and give back what becomes of it: for a test that makes messages
 * by the thousand and reads them with another parser.
 *
 * In: records "TEXT PLACE OPTIONS LENGTH\n" and the bytes.  PLACE is a number
 * of enum edit_place; OPTIONS has an "a" for ASCII only, "p" for below an
 * armour, "m" for a message that came with our mark, or is "-".  Out: "RESULT REASON LENGTH\n" and the bytes.
 */
#include <string.h>

#include "unit/action/edited.h"

#define MESSAGE_MAX	(16 * MIB)

static const struct edited_file files[] = {
	{ "plain.txt", EDITED_PLAIN "\n" },
	{ "wide.txt", EDITED_WIDE "\n" },
	{ "accent.txt", "Caf\xc3\xa9 Homes: for the addressee.\n"
	    "+ 1 ~ 2 = 3 \\ Homes\n" },
	{ "pound.txt", "Homes for the addressee: \xc2\xa3" "5.\n" },
	{ "mark.txt", "The addressee\xe2\x80\x99s Homes\n" },
	{ "plain.html", "<p>Homes</p>\n" },
};

static bool
answer(const struct disclaimers *d, const char *text, int place,
    const char *options, struct slice message)
{
	struct edit_disclaimer how = {
		.place = (enum edit_place)place,
		.ascii_only = strchr(options, 'a') != NULL,
		.after_armour = strchr(options, 'p') != NULL,
		.is_marked = strchr(options, 'm') != NULL,
		.mark = SLICE("2 batch 0123456789abcdef"),
	};
	struct edit_request q = { EDIT_DISCLAIMER, slice_str(text), SLICE(""),
	    &how };
	struct edited e;
	bool is_written;

	edited_run(&e, d, message, &q, 1);
	printf("%d %.*s %zu\n", e.error < 0 ? e.error : (int)e.result,
	    e.reason.len > 0 ? (int)e.reason.len : 1,
	    e.reason.len > 0 ? (const char *)e.reason.ptr : "-", e.after.len);
	is_written = fwrite(e.after.ptr, 1, e.after.len, stdout) == e.after.len;
	edited_free(&e);
	return is_written;
}

int
main(void)
{
	char text[32], options[32];
	struct disclaimers *d;
	struct buf b = BUF_INIT(MESSAGE_MAX);
	const char *bad;
	bool is_fine = true;
	size_t n;
	int place;

	if (mime_charset_preload(&bad) < 0)
		return 2;
	d = edited_of_each(files, sizeof files / sizeof files[0]);
	while (is_fine && scanf("%31s %d %31s %zu", text, &place, options,
	    &n) == 4 && getchar() == '\n' && n < MESSAGE_MAX) {
		buf_reset(&b);
		is_fine = buf_reserve(&b, n + 1) == 0 &&
		    fread(b.ptr, 1, n, stdin) == n;
		b.len = n;
		is_fine = is_fine && answer(d, text, place, options,
		    buf_slice(&b));
	}
	disclaimers_free(d);
	buf_free(&b);
	mime_charset_unload();
	return is_fine && feof(stdin) ? 0 : 1;
}
