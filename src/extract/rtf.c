/*
 * rtf -- Rich Text Format: tokens to text, hidden text and members.
 *
 * Groups stand on an explicit stack.  Every destination is read, known or
 * not: what no program shows is given out as hidden text.
 */
#include "extract/rtf.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/codepage.h"
#include "extract/engine.h"
#include "extract/entity.h"
#include "extract/html.h"
#include "extract/rtfblob.h"
#include "extract/rtfdest.h"
#include "extract/rtflex.h"
#include "extract/rtftext.h"
#include "extract/trailer.h"
#include "extract/type.h"

#define BLOBS_MAX	8	/* pictures in the properties of pictures */
#define FONTS_MAX	65536
#define PROPERTY_MAX	64
#define NUMBER_DIGITS	10	/* of a shape's measure, at most */
#define HEX_DIGITS_MIN	20	/* as \panose has */
#define IDENTIFIER_DIGITS 32	/* as \blipuid has; more is a content */
#define START_SEARCH	((size_t)4096)

struct group {
	enum rtf_dest dest;
	enum rtf_picture picture;
	size_t from;		/* of its content, behind its word */
	uint32_t font;
	uint32_t wide_font;	/* of characters of two bytes (\dbch\af) */
	uint16_t skip;		/* \uc */
	uint8_t pushed;		/* streams it opened */
	bool is_wide;		/* \dbch in force */
	bool is_ignorable;	/* began with \* and no known word */
	bool is_hidden, is_deleted;
	bool is_cell;		/* \intbl */
	bool is_rtf_only;	/* \htmlrtf: no part of the HTML */
};

struct rtf {
	struct extract_job *job;
	struct rtf_lexer lexer;
	struct rtf_text text;
	struct group *groups;
	size_t depth, cap;
	size_t blobs;		/* groups of hex that are open */
	size_t blob_count;	/* of all */
	struct group top;	/* outside every group */
	bool is_starred;	/* \* was the last */
	bool is_html;		/* \fromhtml */
	bool in_row;		/* between \trowd and \row */
	unsigned level;		/* of tables inside tables: \itap */
	uint32_t to_skip;	/* characters that \u replaces */
	uint32_t high;		/* half of a character that \u gave */
	uint32_t ansi;		/* code page */
	uint32_t default_font;
	uint32_t font_now;	/* that the font table describes */
	uint16_t *fonts;	/* code page + 1 of each font; 0: none */
	struct buf pending;	/* bytes not decoded yet */
	uint32_t pending_page;
	char property[PROPERTY_MAX];	/* \sn of the shape */
};

static struct group *
now(struct rtf *x)
{
	return x->depth > 0 ? &x->groups[x->depth - 1] : &x->top;
}

/* --- characters ------------------------------------------------------------------ */

static uint32_t
page_of_charset(int32_t charset)
{
	static const struct { int32_t charset; uint32_t page; } pages[] = {
		{ 0, 1252 }, { 2, 1252 }, { 77, 10000 }, { 78, 932 },
		{ 79, 949 }, { 80, 936 }, { 81, 950 }, { 128, 932 },
		{ 129, 949 }, { 130, 1361 }, { 134, 936 }, { 136, 950 },
		{ 161, 1253 }, { 162, 1254 }, { 163, 1258 }, { 177, 1255 },
		{ 178, 1256 }, { 179, 1256 }, { 180, 1256 }, { 181, 1255 },
		{ 186, 1257 }, { 204, 1251 }, { 222, 874 }, { 238, 1250 },
		{ 254, 437 }, { 255, 850 },
	};
	size_t i;

	for (i = 0; i < sizeof pages / sizeof pages[0]; i++)
		if (pages[i].charset == charset)
			return pages[i].page;
	return 0;
}

static uint32_t
page_of_font(const struct rtf *x, uint32_t font)
{
	if (font >= FONTS_MAX || x->fonts[font] == 0)
		return x->ansi;
	return x->fonts[font] - 1u;
}

static uint32_t
page_now(struct rtf *x)
{
	const struct group *g = now(x);
	uint32_t wide;

	/* [MS-OXRTFEX] and names of fonts go by their own table entry. */
	if (g->dest == RTF_DEST_FONTS)
		return page_of_font(x, x->font_now);
	if (g->is_wide) {
		wide = page_of_font(x, g->wide_font);
		if (wide == 932 || wide == 936 || wide == 949 || wide == 950)
			return wide;
	}
	return page_of_font(x, g->font);
}

static bool
is_hex_dest(enum rtf_dest d)
{
	return d == RTF_DEST_PICTURE || d == RTF_DEST_OBJECT ||
	    d == RTF_DEST_HEX;
}

static struct rtf_sink
sink_now(struct rtf *x)
{
	const struct group *g = now(x);
	struct rtf_sink to = { .is_hidden = g->is_hidden || g->is_deleted };

	to.to_text = g->dest != RTF_DEST_HTML && !is_hex_dest(g->dest);
	to.to_html = g->dest == RTF_DEST_HTML || (x->is_html &&
	    x->text.top == 0 && to.to_text && !g->is_rtf_only);
	return to;
}

static int
put_utf8(struct rtf *x, struct slice utf8)
{
	struct group *g = now(x);
	size_t n;

	if (g->dest == RTF_DEST_NAME) {
		n = strlen(x->property);
		if (utf8.len < PROPERTY_MAX - n) {
			memcpy(x->property + n, utf8.ptr, utf8.len);
			x->property[n + utf8.len] = '\0';
		}
	}
	return rtftext_put(&x->text, sink_now(x), utf8);
}

/* Decode what waits; before anything that changes where it goes. */
static int
settle(struct rtf *x)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	if (x->pending.len == 0)
		return 0;
	r = codepage_text(x->job, x->pending_page, buf_slice(&x->pending),
	    &utf8);
	if (r == 0)
		r = put_utf8(x, buf_slice(&utf8));
	buf_free(&utf8);
	buf_reset(&x->pending);
	return r;
}

static int
put_bytes(struct rtf *x, struct slice bytes)
{
	uint32_t page = page_now(x);
	int r = 0;

	if (is_hex_dest(now(x)->dest))
		return 0;
	if (page != x->pending_page)
		r = settle(x);
	x->pending_page = page;
	return r < 0 ? r : buf_put_slice(&x->pending, bytes);
}

static int
put_code(struct rtf *x, uint32_t code)
{
	uint8_t room[8];
	struct buf utf8 = BUF_INIT(sizeof room);
	int r = settle(x);

	if (code >= 0xd800 && code < 0xdc00) {
		x->high = code;
		return r;
	}
	if (code >= 0xdc00 && code < 0xe000 && x->high != 0)
		code = 0x10000 + ((x->high - 0xd800) << 10) + (code - 0xdc00);
	x->high = 0;
	/* Letters and digits of fonts that call themselves symbols. */
	if (code >= 0xf020 && code < 0xf07f)
		code -= 0xf000;
	if (code == 0)
		return r;
	if (r == 0)
		r = entity_put(&utf8, code);
	if (r == 0)
		r = put_utf8(x, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

/* \uN is followed by what older readers show in its place. */
static struct slice
skip_replaced(struct rtf *x, struct slice text)
{
	size_t n = x->to_skip < text.len ? x->to_skip : text.len;

	x->to_skip -= (uint32_t)n;
	return slice_from(text, n);
}

/* --- groups ---------------------------------------------------------------------------- */

static int
open_group(struct rtf *x)
{
	struct group g = *now(x);
	int r = settle(x);

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
	if (is_hex_dest(g.dest))
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
is_measure(const struct rtf *x, struct slice value)
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
		c = ascii_lower(s.ptr[i]);
		if (ascii_is_digit(c) || (c >= 'a' && c <= 'f'))
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
	return s.len < PROPERTY_MAX;
}

/* What a group of its own held, before it is given out. */
static int
review_text(struct rtf *x, struct group *g)
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
count_blob(struct rtf *x)
{
	if (++x->blob_count <= RTF_BLOBS_MAX)
		return 0;
	extract_anomaly(x->job, ANOMALY_LIMIT,
	    "more than 2000 embedded contents in RTF");
	return ERR_LIMIT;
}

static int
close_group(struct rtf *x, size_t to)
{
	struct group *g = now(x);
	int r = settle(x);

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
	if (r == 0 && is_hex_dest(g->dest)) {
		x->blobs -= x->blobs > 0 && !g->is_ignorable;
		r = count_blob(x);
	}
	if (r == 0 && is_hex_dest(g->dest))
		r = rtfblob_read(x->job, slice_sub(x->lexer.bytes, g->from,
		    to), g->dest, g->picture);
	x->depth--;
	return r;
}

static int
push_stream(struct rtf *x, const char *place)
{
	struct group *g = now(x);

	if (g->pushed == UINT8_MAX)
		return 0;
	g->pushed++;
	/* A note does not stand in the cell, nor in the hidden run. */
	g->is_cell = false;
	return rtftext_push(&x->text, slice_str(place));
}

static int
enter(struct rtf *x, const struct rtf_dest_row *row)
{
	struct group *g = now(x);
	enum rtf_dest dest = row->dest;
	int r = settle(x);

	if (r < 0 || x->depth == 0)
		return r;
	if (is_hex_dest(g->dest))
		return 0;	/* a stray word among the digits */
	if (is_hex_dest(dest)) {
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
	    is_hex_dest(dest))
		return 0;
	return push_stream(x, row->place);
}

static int
enter_unknown(struct rtf *x)
{
	struct group *g = now(x);
	int r = settle(x);

	if (r < 0 || x->depth == 0 || is_hex_dest(g->dest))
		return r;
	g->dest = RTF_DEST_OWN;
	g->from = x->lexer.at;
	g->is_ignorable = true;
	return push_stream(x, "hidden text");
}

/* --- words ----------------------------------------------------------------------------- */

static unsigned
table_level(struct rtf *x)
{
	if (!now(x)->is_cell && !x->in_row)
		return 0;
	return x->level > 1 ? 2 : 1;
}

static int
end_paragraph(struct rtf *x)
{
	struct rtf_sink to = sink_now(x);
	int r = settle(x);

	if (r == 0 && to.to_html)
		r = buf_puts(&x->text.html, "\r\n");
	if (r < 0 || !to.to_text)
		return r;
	return rtftext_paragraph(&x->text, table_level(x));
}

static int
end_line(struct rtf *x)
{
	int r = settle(x);

	return r < 0 ? r : put_utf8(x, SLICE("\n"));
}

static int
end_cell(struct rtf *x, unsigned level)
{
	int r = settle(x);

	return r < 0 ? r : rtftext_cell(&x->text, level);
}

static int
end_row(struct rtf *x, unsigned level)
{
	int r = settle(x);

	if (level == 1)
		x->in_row = false;
	return r < 0 ? r : rtftext_row(&x->text, level);
}

static const struct {
	const char *word;
	uint16_t code;
} characters[] = {
	{ "tab", '\t' },	{ "emdash", 0x2014 },
	{ "endash", 0x2013 },	{ "emspace", 0x2003 },
	{ "enspace", 0x2002 },	{ "qmspace", 0x2005 },
	{ "bullet", 0x2022 },	{ "lquote", 0x2018 },
	{ "rquote", 0x2019 },	{ "ldblquote", 0x201c },
	{ "rdblquote", 0x201d }, { "zwj", 0x200d },
	{ "zwnj", 0x200c },	{ "zwbo", 0x200b },
	{ "zwnbo", 0x2060 },
};

static bool
character(const struct rtf_token *t, uint32_t *ret)
{
	size_t i;

	for (i = 0; i < sizeof characters / sizeof characters[0]; i++) {
		if (rtf_word_is(t, characters[i].word)) {
			*ret = characters[i].code;
			return true;
		}
	}
	return false;
}

/* Ends of paragraphs, lines, cells and rows. */
static int
read_break(struct rtf *x, const struct rtf_token *t, bool *ret_done)
{
	*ret_done = true;
	if (rtf_word_is(t, "par") || rtf_word_is(t, "sect") ||
	    rtf_word_is(t, "page") || rtf_word_is(t, "column"))
		return end_paragraph(x);
	if (rtf_word_is(t, "line") || rtf_word_is(t, "softline") ||
	    rtf_word_is(t, "lbr"))
		return end_line(x);
	if (rtf_word_is(t, "cell"))
		return end_cell(x, 1);
	if (rtf_word_is(t, "nestcell"))
		return end_cell(x, 2);
	if (rtf_word_is(t, "row"))
		return end_row(x, 1);
	if (rtf_word_is(t, "nestrow"))
		return end_row(x, 2);
	*ret_done = false;
	return 0;
}

static int
read_unicode(struct rtf *x, const struct rtf_token *t)
{
	int32_t n = t->param;
	int r;

	if (n < 0)
		n += 65536;
	r = put_code(x, n < 0 ? 0xfffd : (uint32_t)n);
	x->to_skip = now(x)->skip;
	return r;
}

static void
set_font_page(struct rtf *x, uint32_t page)
{
	if (x->font_now < FONTS_MAX && page != 0)
		x->fonts[x->font_now] = (uint16_t)(page + 1);
}

static bool
read_font_word(struct rtf *x, const struct rtf_token *t)
{
	struct group *g = now(x);
	uint32_t n = t->param < 0 ? FONTS_MAX : (uint32_t)t->param;

	if (g->dest == RTF_DEST_FONTS) {
		if (rtf_word_is(t, "f"))
			x->font_now = n;
		else if (rtf_word_is(t, "fcharset"))
			set_font_page(x, page_of_charset(t->param));
		else if (rtf_word_is(t, "cpg"))
			set_font_page(x, n < FONTS_MAX - 1 ? n : 0);
		else
			return false;
		return true;
	}
	if (rtf_word_is(t, "f"))
		g->font = n;
	else if (rtf_word_is(t, "af") && g->is_wide)
		g->wide_font = n;
	else if (rtf_word_is(t, "dbch"))
		g->is_wide = true;
	else if (rtf_word_is(t, "loch") || rtf_word_is(t, "hich"))
		g->is_wide = false;
	else if (rtf_word_is(t, "deff"))
		x->default_font = g->font = n;
	else
		return false;
	return true;
}

/* What holds for the whole file. */
static bool
read_file_word(struct rtf *x, const struct rtf_token *t)
{
	if (rtf_word_is(t, "ansicpg")) {
		if (t->param > 0 && t->param < FONTS_MAX - 1)
			x->ansi = (uint32_t)t->param;
	} else if (rtf_word_is(t, "mac")) {
		x->ansi = 10000;
	} else if (rtf_word_is(t, "pc")) {
		x->ansi = 437;
	} else if (rtf_word_is(t, "pca")) {
		x->ansi = 850;
	} else if (rtf_word_is(t, "fromhtml")) {
		x->is_html = true;
	} else {
		return false;
	}
	return true;
}

static bool
is_on(const struct rtf_token *t)
{
	return !t->has_param || t->param != 0;
}

/* What holds from here to the end of the group. */
static void
read_state_word(struct rtf *x, const struct rtf_token *t)
{
	struct group *g = now(x);

	if (rtf_word_is(t, "v")) {
		g->is_hidden = is_on(t);
	} else if (rtf_word_is(t, "deleted")) {
		g->is_deleted = is_on(t);
	} else if (rtf_word_is(t, "plain")) {
		g->is_hidden = g->is_deleted = g->is_wide = false;
		g->font = x->default_font;
	} else if (rtf_word_is(t, "uc")) {
		g->skip = t->param > 0 && t->param < 256 ?
		    (uint16_t)t->param : 0;
	} else if (rtf_word_is(t, "htmlrtf")) {
		g->is_rtf_only = is_on(t);
	} else if (rtf_word_is(t, "pard")) {
		g->is_cell = false;
		x->level = 0;
	} else if (rtf_word_is(t, "intbl")) {
		g->is_cell = is_on(t);
	} else if (rtf_word_is(t, "itap")) {
		x->level = t->param > 0 ? (unsigned)t->param : 0;
		g->is_cell = g->is_cell || x->level > 0;
	} else if (rtf_word_is(t, "trowd")) {
		x->in_row = true;
	} else if (rtf_word_is(t, "dibitmap")) {
		g->picture = RTF_PICTURE_DIB;
	}
}

static int
read_word(struct rtf *x, const struct rtf_token *t)
{
	const struct rtf_dest_row *row = rtfdest_find(t->word);
	bool was_starred = x->is_starred, done;
	uint32_t code;
	int r;

	x->is_starred = false;
	if (rtf_word_is(t, "u"))
		return read_unicode(x, t);
	if (x->to_skip > 0) {
		x->to_skip--;
		return 0;
	}
	if (row != NULL)
		return enter(x, row);
	if (character(t, &code))
		return put_code(x, code);
	r = read_break(x, t, &done);
	if (done || r < 0)
		return r;
	/* Bytes that wait belong to the state before. */
	r = settle(x);
	if (r < 0 || read_font_word(x, t) || read_file_word(x, t))
		return r;
	if (was_starred)
		return enter_unknown(x);
	read_state_word(x, t);
	return 0;
}

static int
read_symbol(struct rtf *x, uint8_t byte)
{
	if (byte == '*') {
		x->is_starred = true;
		return 0;
	}
	if (x->to_skip > 0) {
		x->to_skip--;
		return 0;
	}
	switch (byte) {
	case '\\': case '{': case '}':
		return put_bytes(x, slice_of(&byte, 1));
	case '\r': case '\n':
		return end_paragraph(x);
	case '\t':
		return put_bytes(x, SLICE("\t"));
	case '~':
		return put_code(x, 0xa0);
	case '_':
		return put_bytes(x, SLICE("-"));
	default:
		return 0;	/* \- and others show nothing */
	}
}

static int
read_token(struct rtf *x, const struct rtf_token *t, size_t from)
{
	switch (t->kind) {
	case RTF_OPEN:
		return open_group(x);
	case RTF_CLOSE:
		return close_group(x, from);
	case RTF_WORD:
		return read_word(x, t);
	case RTF_SYMBOL:
		return read_symbol(x, t->byte);
	case RTF_HEX:
		if (x->to_skip == 0)
			return put_bytes(x, slice_of(&t->byte, 1));
		x->to_skip--;
		return 0;
	case RTF_TEXT:
		return put_bytes(x, skip_replaced(x, t->text));
	case RTF_BIN:
		x->to_skip -= x->to_skip > 0;
		return t->is_cut ? extract_anomaly(x->job, ANOMALY_TRUNCATED,
		    "RTF ends inside binary data") : 0;
	case RTF_END:
		return 0;
	}
	return 0;
}

/* --- the file ---------------------------------------------------------------------------- */

/* Until the brace that closes the first one, or the end. */
static int
read_groups(struct rtf *x)
{
	struct rtf_token t;
	size_t from;
	int r;

	do {
		from = x->lexer.at;
		rtf_next(&x->lexer, &t);
		r = read_token(x, &t, from);
	} while (r == 0 && t.kind != RTF_END &&
	    (x->depth > 0 || t.kind != RTF_CLOSE));
	if (r == 0 && x->depth > 0)
		r = extract_anomaly(x->job, ANOMALY_TRUNCATED,
		    "RTF ends inside a group");
	while (r == 0 && x->depth > 0)
		r = close_group(x, x->lexer.at);
	if (r == 0)
		r = settle(x);
	return r < 0 ? r : rtftext_paragraph(&x->text, 0);
}

/* More braces, line ends and zeros than needed end many files. */
static struct slice
after_groups(struct slice rest)
{
	while (rest.len > 0 && (ascii_is_space(rest.ptr[0]) ||
	    rest.ptr[0] == '}' || rest.ptr[0] == 0 || rest.ptr[0] == 0x1a))
		rest = slice_from(rest, 1);
	return rest;
}

int
rtf_text(struct extract_job *j, struct slice bytes)
{
	struct rtf x = {
		.job = j, .lexer = { bytes, 0 }, .ansi = 1252,
		.top = { .skip = 1, .dest = RTF_DEST_INLINE },
		.pending = BUF_INIT(TEXT_TOTAL_MAX),
	};
	int r;

	x.fonts = mem_zalloc(FONTS_MAX * sizeof *x.fonts);
	rtftext_init(&x.text, j);
	r = read_groups(&x);
	if (r == 0 && x.text.html.len > 0)
		r = html_text(j, buf_slice(&x.text.html), false);
	if (r == 0)
		r = trailer_read(j, after_groups(slice_from(bytes,
		    x.lexer.at)));
	rtftext_free(&x.text);
	buf_free(&x.pending);
	free(x.groups);
	free(x.fonts);
	return r;
}

static int
rtf_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/rtf") ||
	    slice_eq_str(detected, "text/rtf") ? 50 : 0;
}

/* Some show it, in whatever charset they like. */
static int
text_before(struct extract_job *j, struct slice before)
{
	struct buf utf8 = BUF_INIT(4 * START_SEARCH);
	bool invalid;
	int r;

	r = mime_to_utf8(before, SLICE_NONE, &utf8, &invalid);
	if (r == 0)
		r = extract_unit(j, SLICE("before the RTF"),
		    buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

static int
rtf_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j), before;
	size_t at = slice_find(slice_sub(s, 0, START_SEARCH), SLICE("{\\rt"),
	    0);
	int r = 0;

	if (at == SLICE_NPOS)
		at = 0;
	before = slice_trim(slice_sub(s, 0, at));
	if (slice_eq_str(before, "\xef\xbb\xbf"))
		before = SLICE_NONE;
	if (before.len > 0)
		r = text_before(j, before);
	return r < 0 ? r : rtf_text(j, slice_from(s, at));
}

const struct extract_format format_rtf = { "rtf", rtf_can_read, rtf_read };
