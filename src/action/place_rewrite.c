#include "action/place_rewrite.h"

#include "disclaimer/quote.h"
#include "mime/mime.h"

#define DASHES	SLICE("-----")

/* --- armour (RFC 4880 6.2, 7) --------------------------------------------------- */

struct armour {
	struct slice text;
	size_t at;		/* of the next line */
	struct slice until;	/* what ends the open one; empty: none is open */
	const char *reason;	/* of the last one that was opened */
	size_t end;		/* after the last line of any */
};

static struct slice
next_line(struct slice text, size_t *at)
{
	size_t lf, from = *at;

	lf = slice_chr(text, '\n', from);
	*at = lf == SLICE_NPOS ? text.len : lf + 1;
	return slice_trim(slice_sub(text, from, *at));
}

/* "-----BEGIN PGP MESSAGE-----" gives "MESSAGE"; else empty. */
static struct slice
armour_word(struct slice line, struct slice verb)
{
	if (!slice_starts(line, DASHES) || !slice_ends(line, DASHES) ||
	    line.len < 2 * DASHES.len)
		return SLICE("");
	line = slice_sub(line, DASHES.len, line.len - DASHES.len);
	return slice_starts(line, verb) ? slice_from(line, verb.len) :
	    SLICE("");
}

static const char *
armour_reason(struct slice word)
{
	if (slice_starts(word, SLICE("SIGNED MESSAGE")))
		return "signed";
	return slice_starts(word, SLICE("MESSAGE")) ? "encrypted" : "armour";
}

/* All armours, one after the other; a signed text ends with its signature. */
static void
armour_read(struct armour *a)
{
	struct slice line, word;

	while (a->at < a->text.len) {
		line = next_line(a->text, &a->at);
		word = armour_word(line, SLICE("BEGIN PGP "));
		if (word.len > 0 && a->until.len == 0) {
			a->reason = armour_reason(word);
			a->until = slice_starts(word, SLICE("SIGNED MESSAGE")) ?
			    SLICE("SIGNATURE") : word;
			continue;
		}
		if (a->until.len == 0 || !slice_eq(armour_word(line,
		    SLICE("END PGP ")), a->until))
			continue;
		a->until = SLICE("");
		a->end = a->at;
	}
}

/* --- files in the text --------------------------------------------------------------- */

static bool
has_open_block(struct slice text)
{
	struct mime_block b;
	size_t at;

	for (at = 0; mime_block_find(text, at, &b); at = b.to)
		if (!b.has_end)
			return true;
		else if (b.to <= at)
			break;
	return false;
}

static bool
is_in_block(struct slice text, size_t place)
{
	struct mime_block b;
	size_t at;

	for (at = 0; mime_block_find(text, at, &b) && b.to > at; at = b.to)
		if (b.from < place && place < b.to)
			return true;
	return false;
}

const char *
place_refused(struct slice text, bool after_armour)
{
	struct armour a = { .text = text, .until = SLICE("") };

	armour_read(&a);
	if (a.reason != NULL && (!after_armour || a.until.len > 0))
		return a.reason;
	return has_open_block(text) ? "uuencode" : NULL;
}

/* --- places --------------------------------------------------------------------------- */

/* The author's last line "-- ", above any older message below it. */
static size_t
signature_start(struct slice text)
{
	struct quote_reader q;
	struct slice line;
	size_t found;
	bool is_own;

	found = text.len;
	text = slice_sub(text, 0, quote_start(text));
	quote_reader_init(&q, text);
	while (quote_read(&q, &line, &is_own)) {
		if (is_own && (slice_eq(line, SLICE("-- \r\n")) ||
		    slice_eq(line, SLICE("-- \n")) ||
		    slice_eq(line, SLICE("-- "))))
			found = (size_t)(line.ptr - text.ptr);
	}
	return found;
}

size_t
place_find(struct slice text, enum edit_place place)
{
	struct armour a = { .text = text, .until = SLICE("") };
	size_t at = text.len;

	switch (place) {
	case EDIT_PLACE_ABOVE_SIGNATURE:
		at = signature_start(text);
		break;
	case EDIT_PLACE_ABOVE_QUOTE:
		at = quote_start(text);
		break;
	case EDIT_PLACE_END:
	case EDIT_PLACE_COUNT:
		break;
	}
	armour_read(&a);
	return at < a.end || is_in_block(text, at) ? text.len : at;
}
