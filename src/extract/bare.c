#include "extract/bare.h"

#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/quote.h"
#include "extract/text.h"
#include "mime/mime.h"

#define LINE_MIN	16	/* a shorter line only ends a block */
#define BLOCK_MIN	24	/* less says too little, and words look alike */

static bool
is_base64_line(struct slice line)
{
	size_t i, pads = 0;
	uint8_t c;

	for (i = 0; i < line.len; i++) {
		c = line.ptr[i];
		if (c == '=') {
			pads++;
			continue;
		}
		if (pads > 0)
			return false;
		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '+' &&
		    c != '/')
			return false;
	}
	return i > 0 && pads <= 2;
}

static bool
is_plain_text(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if ((s.ptr[i] < ' ' && !ascii_is_space(s.ptr[i])) ||
		    s.ptr[i] == 0x7f)
			return false;
	return s.len > 0 && u8_check(s.ptr, s.len) == NULL;
}

/* Formats that hold text and are known by how they begin. */
static bool
has_mark(struct slice s)
{
	return slice_starts(s, SLICE("PK\003\004")) ||
	    slice_starts(s, SLICE("%PDF-")) ||
	    slice_starts(s, SLICE("\xd0\xcf\x11\xe0")) ||
	    slice_starts(s, SLICE("\x1f\x8b\x08")) ||
	    slice_starts(s, SLICE("{\\rtf")) ||
	    slice_starts(s, SLICE("7z\xbc\xaf\x27\x1c")) ||
	    slice_starts(s, SLICE("MZ\x90")) ||
	    slice_starts(s, SLICE("\177ELF"));
}

static int
put_text(struct extract_job *j, struct slice decoded)
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = text_to_utf8(j, decoded, &out);
	if (r == 0)
		r = extract_unit(j, SLICE_NONE, buf_slice(&out));
	buf_free(&out);
	return r;
}

/* One block of lines, line ends and quote marks taken out. */
static int
put_block(struct extract_job *j, struct slice chars)
{
	struct buf out = BUF_INIT(chars.len);
	struct slice decoded, copy;
	unsigned notes;
	int r = 0;

	if (chars.len < BLOCK_MIN)
		return 0;
	if (extract_spend(j, chars.len, chars.len) < 0)
		return ERR_LIMIT;
	if (mime_decode(chars, MIME_ENCODING_BASE64, &out, &notes) < 0) {
		buf_free(&out);
		return 0;
	}
	decoded = buf_slice(&out);
	if (has_mark(decoded)) {
		copy = arena_dup(extract_arena(j), decoded);
		r = copy.ptr == NULL ? engine_exhausted(j->engine) :
		    extract_member(j, SLICE_NONE, copy);
	} else if (text_look(decoded) == TEXT_LOOK_UTF16LE ||
	    text_look(decoded) == TEXT_LOOK_UTF16BE ||
	    is_plain_text(decoded)) {
		r = put_text(j, decoded);
	}
	buf_free(&out);
	return r;
}

/* Other ways to write a file into text that some readers undo; we do not. */
static int
refuse_others(struct extract_job *j, struct slice text)
{
	size_t at = slice_find(text, SLICE("=ybegin line="), 0);
	int r = 0;

	if (at != SLICE_NPOS && (at == 0 || text.ptr[at - 1] == '\n'))
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "yEnc data in a text");
	if (r == 0 && slice_find(text, SLICE("(This file must be converted "
	    "with BinHex"), 0) != SLICE_NPOS)
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "BinHex data in a text");
	return r;
}

int
bare_read(struct extract_job *j, struct slice text)
{
	struct buf chars = BUF_INIT(text.len + 1);
	struct slice line;
	bool goes_on = false;
	int r;

	r = refuse_others(j, text);
	for (; text.len > 0 && r == 0; text = quote_next(text)) {
		line = slice_trim(quote_unmark(quote_first_line(text)));
		if (is_base64_line(line) && (goes_on || line.len >= LINE_MIN)) {
			r = buf_put_slice(&chars, line);
			goes_on = line.len >= LINE_MIN;
			if (r == 0 && goes_on)
				continue;
		} else {
			goes_on = false;
		}
		if (r == 0 && chars.len > 0)
			r = put_block(j, buf_slice(&chars));
		buf_reset(&chars);
	}
	if (r == 0)
		r = put_block(j, buf_slice(&chars));
	buf_free(&chars);
	return r;
}
