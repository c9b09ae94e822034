/*
 * rtfgroup -- groups of RTF: destinations are entered, and what they held is
 * given out when they close.
 */
#include "extract/rtfreader.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define BLOBS_MAX	8	/* pictures in the properties of pictures */
#define NUMBER_DIGITS	10	/* of a shape's measure, at most */
#define HEX_DIGITS_MIN	20	/* as \panose has */
#define IDENTIFIER_DIGITS 32	/* as \blipuid has; more is a content */

int
rtf_open_group(struct rtf_reader *x)
{
	struct rtf_group g = *rtf_now(x);
	int r = rtf_settle(x);

	x->to_skip = 0;
	if (r == 0 && g.dest == RTF_DEST_PARTS)
		r = rtftext_paragraph(&x->text, 0);
	if (r < 0)
		return r;
	if (x->depth >= RTF_DEPTH_MAX) {
		extract_anomaly(x->job, ANOMALY_LIMIT,
		    "RTF groups nested deeper than 10000");
		return ERR_LIMIT;
	}
	/* Inside hex there may be anything again: properties, a comment. */
	if (rtf_is_hex(g.dest))
		g.dest = RTF_DEST_INLINE;
	g.pushed = 0;
	g.is_ignorable = false;
	x->groups = mem_grow(x->groups, x->depth, &x->cap, sizeof g);
	x->groups[x->depth++] = g;
	x->is_starred = false;
	return 0;
}

static bool
is_plain_number(struct slice s)
{
	size_t i, digits = 0;

	for (i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.ptr[i]) && s.ptr[i] != '-')
			return false;
		digits += ascii_is_digit(s.ptr[i]);
	}
	return digits <= NUMBER_DIGITS;
}

/* Colours and measures of shapes are numbers that nobody reads. */
static bool
is_measure(const struct rtf_reader *x, struct slice value)
{
	struct slice name = slice_str(x->property);

	return is_plain_number(value) && !slice_starts(name, SLICE("wz")) &&
	    !slice_starts(name, SLICE("gtext")) &&
	    !slice_starts(name, SLICE("pihl"));
}

/* Digits of a text that is nothing else; 0 if it is more, or few. */
static size_t
hex_digits(struct slice s)
{
	size_t i, digits = 0;
	uint8_t c;

	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (ascii_hex_value(c) >= 0)
			digits++;
		else if (!ascii_is_space(c))
			return 0;
	}
	return digits >= HEX_DIGITS_MIN && digits % 2 == 0 ? digits : 0;
}

static bool
is_one_word(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]))
			return false;
	return s.len < RTF_PROPERTY_MAX;
}

/* What a group of its own held, before it is given out. */
static int
review_text(struct rtf_reader *x, struct rtf_group *g)
{
	struct rtf_stream *s = &x->text.streams[x->text.top];
	struct slice shown = slice_trim(buf_slice(&s->shown));
	size_t digits;

	if (g->pushed == 0)
		return 0;
	if (g->dest == RTF_DEST_VALUE) {
		if (is_measure(x, shown))
			buf_reset(&s->shown);
		x->property[0] = '\0';
	}
	if (g->dest == RTF_DEST_NAME && is_one_word(shown))
		buf_reset(&s->shown);
	/* Identifiers, and contents that we know no word for. */
	digits = g->is_ignorable ? hex_digits(shown) : 0;
	if (digits > 0)
		buf_reset(&s->shown);
	if (digits > IDENTIFIER_DIGITS)
		g->dest = RTF_DEST_HEX;
	return 0;
}

/* Each of them is looked at for its type. */
static int
count_blob(struct rtf_reader *x)
{
	if (++x->blob_count <= RTF_BLOBS_MAX)
		return 0;
	extract_anomaly(x->job, ANOMALY_LIMIT,
	    "more than 2000 embedded contents in RTF");
	return ERR_LIMIT;
}

int
rtf_close_group(struct rtf_reader *x, size_t to)
{
	struct rtf_group *g = rtf_now(x);
	int r = rtf_settle(x);

	x->to_skip = 0;
	x->is_starred = false;
	if (x->depth == 0)
		return r;
	if (r == 0)
		r = review_text(x, g);
	if (r == 0 && g->dest == RTF_DEST_PARTS)
		r = rtftext_paragraph(&x->text, 0);
	for (; g->pushed > 0 && r == 0; g->pushed--)
		r = rtftext_pop(&x->text);
	if (r == 0 && rtf_is_hex(g->dest)) {
		x->blobs -= x->blobs > 0 && !g->is_ignorable;
		r = count_blob(x);
	}
	if (r == 0 && rtf_is_hex(g->dest))
		r = rtfblob_read(x->job, slice_sub(x->lexer.bytes, g->from,
		    to), g->dest, g->picture);
	x->depth--;
	return r;
}

static int
push_stream(struct rtf_reader *x, const char *place)
{
	struct rtf_group *g = rtf_now(x);

	if (g->pushed == UINT8_MAX)
		return 0;
	g->pushed++;
	/* A note does not stand in the cell, nor in the hidden run. */
	g->is_cell = false;
	return rtftext_push(&x->text, slice_str(place));
}

int
rtf_enter(struct rtf_reader *x, const struct rtf_dest_row *row)
{
	struct rtf_group *g = rtf_now(x);
	enum rtf_dest dest = row->dest;
	int r = rtf_settle(x);

	if (r < 0 || x->depth == 0)
		return r;
	if (rtf_is_hex(g->dest))
		return 0;	/* a stray word among the digits */
	if (rtf_is_hex(dest)) {
		if (x->blobs >= BLOBS_MAX)
			dest = RTF_DEST_OWN;
		else
			x->blobs++;
	}
	g->dest = dest;
	g->from = x->lexer.at;
	g->is_ignorable = false;
	g->picture = RTF_PICTURE_FILE;
	if (dest == RTF_DEST_NAME)
		x->property[0] = '\0';
	if (dest == RTF_DEST_INLINE || dest == RTF_DEST_HTML ||
	    rtf_is_hex(dest))
		return 0;
	return push_stream(x, row->place);
}

int
rtf_enter_unknown(struct rtf_reader *x)
{
	struct rtf_group *g = rtf_now(x);
	int r = rtf_settle(x);

	if (r < 0 || x->depth == 0 || rtf_is_hex(g->dest))
		return r;
	g->dest = RTF_DEST_OWN;
	g->from = x->lexer.at;
	g->is_ignorable = true;
	return push_stream(x, "hidden text");
}
