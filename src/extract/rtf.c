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
#include "extract/html.h"
#include "extract/rtfreader.h"
#include "extract/trailer.h"
#include "extract/type.h"

#define START_SEARCH	((size_t)4096)

/* \uN is followed by what older readers show in its place. */
static struct slice
skip_replaced(struct rtf_reader *x, struct slice text)
{
	size_t n = x->to_skip < text.len ? x->to_skip : text.len;

	x->to_skip -= (uint32_t)n;
	return slice_from(text, n);
}

/* --- words ----------------------------------------------------------------------------- */

static unsigned
table_level(struct rtf_reader *x)
{
	if (!rtf_now(x)->is_cell && !x->in_row)
		return 0;
	return x->level > 1 ? 2 : 1;
}

static int
end_paragraph(struct rtf_reader *x)
{
	struct rtf_sink to = rtf_sink_now(x);
	int r = rtf_settle(x);

	if (r == 0 && to.to_html)
		r = buf_puts(&x->text.html, "\r\n");
	if (r < 0 || !to.to_text)
		return r;
	return rtftext_paragraph(&x->text, table_level(x));
}

static int
end_line(struct rtf_reader *x)
{
	int r = rtf_settle(x);

	return r < 0 ? r : rtf_put_utf8(x, SLICE("\n"));
}

static int
end_cell(struct rtf_reader *x, unsigned level)
{
	int r = rtf_settle(x);

	return r < 0 ? r : rtftext_cell(&x->text, level);
}

static int
end_row(struct rtf_reader *x, unsigned level)
{
	int r = rtf_settle(x);

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
read_break(struct rtf_reader *x, const struct rtf_token *t, bool *ret_done)
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
read_unicode(struct rtf_reader *x, const struct rtf_token *t)
{
	int32_t n = t->param;
	int r;

	if (n < 0)
		n += 65536;
	r = rtf_put_code(x, n < 0 ? 0xfffd : (uint32_t)n);
	x->to_skip = rtf_now(x)->skip;
	return r;
}

static void
set_font_page(struct rtf_reader *x, uint32_t page)
{
	if (x->font_now < RTF_FONTS_MAX && page != 0)
		x->fonts[x->font_now] = (uint16_t)(page + 1);
}

static bool
read_font_word(struct rtf_reader *x, const struct rtf_token *t)
{
	struct rtf_group *g = rtf_now(x);
	uint32_t n = t->param < 0 ? RTF_FONTS_MAX : (uint32_t)t->param;

	if (g->dest == RTF_DEST_FONTS) {
		if (rtf_word_is(t, "f"))
			x->font_now = n;
		else if (rtf_word_is(t, "fcharset"))
			set_font_page(x, codepage_of_charset(t->param));
		else if (rtf_word_is(t, "cpg"))
			set_font_page(x, n < RTF_FONTS_MAX - 1 ? n : 0);
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
read_file_word(struct rtf_reader *x, const struct rtf_token *t)
{
	if (rtf_word_is(t, "ansicpg")) {
		if (t->param > 0 && t->param < RTF_FONTS_MAX - 1)
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
read_state_word(struct rtf_reader *x, const struct rtf_token *t)
{
	struct rtf_group *g = rtf_now(x);

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
read_word(struct rtf_reader *x, const struct rtf_token *t)
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
		return rtf_enter(x, row);
	if (character(t, &code))
		return rtf_put_code(x, code);
	r = read_break(x, t, &done);
	if (done || r < 0)
		return r;
	/* Bytes that wait belong to the state before. */
	r = rtf_settle(x);
	if (r < 0 || read_font_word(x, t) || read_file_word(x, t))
		return r;
	if (was_starred)
		return rtf_enter_unknown(x);
	read_state_word(x, t);
	return 0;
}

static int
read_symbol(struct rtf_reader *x, uint8_t byte)
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
		return rtf_put_bytes(x, slice_of(&byte, 1));
	case '\r': case '\n':
		return end_paragraph(x);
	case '\t':
		return rtf_put_bytes(x, SLICE("\t"));
	case '~':
		return rtf_put_code(x, 0xa0);
	case '_':
		return rtf_put_bytes(x, SLICE("-"));
	default:
		return 0;	/* \- and others show nothing */
	}
}

static int
read_token(struct rtf_reader *x, const struct rtf_token *t, size_t from)
{
	switch (t->kind) {
	case RTF_OPEN:
		return rtf_open_group(x);
	case RTF_CLOSE:
		return rtf_close_group(x, from);
	case RTF_WORD:
		return read_word(x, t);
	case RTF_SYMBOL:
		return read_symbol(x, t->byte);
	case RTF_HEX:
		if (x->to_skip == 0)
			return rtf_put_bytes(x, slice_of(&t->byte, 1));
		x->to_skip--;
		return 0;
	case RTF_TEXT:
		return rtf_put_bytes(x, skip_replaced(x, t->text));
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
read_groups(struct rtf_reader *x)
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
		r = rtf_close_group(x, x->lexer.at);
	if (r == 0)
		r = rtf_settle(x);
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
	struct rtf_reader x = {
		.job = j, .lexer = { bytes, 0 }, .ansi = 1252,
		.top = { .skip = 1, .dest = RTF_DEST_INLINE },
		.pending = BUF_INIT(TEXT_TOTAL_MAX),
	};
	int r;

	x.fonts = mem_zalloc(RTF_FONTS_MAX * sizeof *x.fonts);
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
