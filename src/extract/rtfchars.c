/*
 * rtfchars -- characters of RTF: bytes in the code page of their font, code
 * points, and where they go.
 */
#include "extract/rtfreader.h"

#include <string.h>

#include "base/limits.h"
#include "extract/codepage.h"
#include "extract/entity.h"

struct rtf_group *
rtf_now(struct rtf_reader *x)
{
	return x->depth > 0 ? &x->groups[x->depth - 1] : &x->top;
}

static uint32_t
page_of_font(const struct rtf_reader *x, uint32_t font)
{
	if (font >= RTF_FONTS_MAX || x->fonts[font] == 0)
		return x->ansi;
	return x->fonts[font] - 1u;
}

static uint32_t
page_now(struct rtf_reader *x)
{
	const struct rtf_group *g = rtf_now(x);
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

bool
rtf_is_hex(enum rtf_dest d)
{
	return d == RTF_DEST_PICTURE || d == RTF_DEST_OBJECT ||
	    d == RTF_DEST_HEX;
}

struct rtf_sink
rtf_sink_now(struct rtf_reader *x)
{
	const struct rtf_group *g = rtf_now(x);
	struct rtf_sink to = { .is_hidden = g->is_hidden || g->is_deleted };

	to.to_text = g->dest != RTF_DEST_HTML && !rtf_is_hex(g->dest);
	to.to_html = g->dest == RTF_DEST_HTML || (x->is_html &&
	    x->text.top == 0 && to.to_text && !g->is_rtf_only);
	return to;
}

int
rtf_put_utf8(struct rtf_reader *x, struct slice utf8)
{
	struct rtf_group *g = rtf_now(x);
	size_t n;

	if (g->dest == RTF_DEST_NAME) {
		n = strlen(x->property);
		if (utf8.len < RTF_PROPERTY_MAX - n) {
			memcpy(x->property + n, utf8.ptr, utf8.len);
			x->property[n + utf8.len] = '\0';
		}
	}
	return rtftext_put(&x->text, rtf_sink_now(x), utf8);
}

/* Decode what waits; before anything that changes where it goes. */
int
rtf_settle(struct rtf_reader *x)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	if (x->pending.len == 0)
		return 0;
	r = codepage_text(x->job, x->pending_page, buf_slice(&x->pending),
	    &utf8);
	if (r == 0)
		r = rtf_put_utf8(x, buf_slice(&utf8));
	buf_free(&utf8);
	buf_reset(&x->pending);
	return r;
}

int
rtf_put_bytes(struct rtf_reader *x, struct slice bytes)
{
	uint32_t page = page_now(x);
	int r = 0;

	if (rtf_is_hex(rtf_now(x)->dest))
		return 0;
	if (page != x->pending_page)
		r = rtf_settle(x);
	x->pending_page = page;
	return r < 0 ? r : buf_put_slice(&x->pending, bytes);
}

int
rtf_put_code(struct rtf_reader *x, uint32_t code)
{
	uint8_t room[8];
	struct buf utf8 = BUF_INIT(sizeof room);
	int r = rtf_settle(x);

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
		r = rtf_put_utf8(x, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}
