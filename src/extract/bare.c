#include "extract/bare.h"

#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/quote.h"
#include "extract/text.h"
#include "mime/mime.h"

#define BLOCK_MIN	12	/* characters: less says too little */
#define LINE_MIN	12	/* a shorter piece only ends a block */
#define HEADS_MAX	3	/* pieces that a block is tried to begin with */
#define GAP_MAX		64	/* between two lines, indented and quoted */
#define FILE_MIN	64	/* so long it may be a file's beginning */
#define TEXT_MIN	8	/* decoded bytes that look like text */
#define TEXT_OWN	256	/* so much text is looked at by itself */

struct bare {
	struct extract_job *job;
	struct buf chars;	/* of the pieces so far, gaps taken out */
	size_t sure;		/* up to the last long piece */
	size_t starts[HEADS_MAX];	/* where the first pieces begin */
	size_t start_count;
	struct buf texts;	/* short ones that came out, one a line */
	struct buf plain, decoded;	/* of what is looked at */
};

static bool
is_base64(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' ||
	    c == '/' || c == '-' || c == '_';
}

static bool
is_hex(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_hex_value(s.ptr[i]) < 0)
			return false;
	return s.len > 0;
}

/* How much of it, from the start, is text. */
static size_t
text_part(struct slice s)
{
	const uint8_t *bad;
	size_t i;

	bad = s.len > 0 ? u8_check(s.ptr, s.len) : NULL;
	if (bad != NULL)
		s.len = (size_t)(bad - s.ptr);
	for (i = 0; i < s.len; i++)
		if ((s.ptr[i] < ' ' && !ascii_is_space(s.ptr[i])) ||
		    s.ptr[i] == 0x7f)
			break;
	return i;
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
	    slice_starts(s, SLICE("Rar!\x1a\x07")) ||
	    slice_starts(s, SLICE("MSCF\0\0\0\0")) ||
	    slice_starts(s, SLICE("\xfd" "7zXZ\0")) ||
	    slice_starts(s, SLICE("\x78\x9f\x3e\x22")) ||
	    slice_starts(s, SLICE("MZ\x90")) ||
	    slice_starts(s, SLICE("\177ELF"));
}

/* --- what came out ------------------------------------------------------------- */

static int
put_reading(struct extract_job *j, struct slice text)
{
	struct slice copy = arena_dup(extract_arena(j), text);
	struct extract_job *v;

	if (copy.ptr == NULL)
		return engine_exhausted(j->engine);
	v = engine_variant(j, copy);
	if (v == NULL)
		return ERR_LIMIT;
	/* Base64 in base64 ends where nesting ends. */
	v->depth++;
	v->layout.charset = SLICE_NONE;
	return 0;
}

static int
put_member(struct extract_job *j, struct slice content)
{
	struct slice copy = arena_dup(extract_arena(j), content);

	return copy.ptr == NULL ? engine_exhausted(j->engine) :
	    extract_member(j, SLICE_NONE, copy);
}

/* Decoded bytes that may be text; *ret tells whether all of them were. */
static int
put_decoded(struct bare *b, struct slice decoded, bool *ret)
{
	size_t n = text_part(decoded);

	*ret = true;
	if (has_mark(decoded))
		return put_member(b->job, decoded);
	if (text_look(decoded) == TEXT_LOOK_UTF16LE ||
	    text_look(decoded) == TEXT_LOOK_UTF16BE)
		return put_reading(b->job, decoded);
	/* The end may be damaged, or another thing's beginning. */
	*ret = n == decoded.len && n >= TEXT_MIN;
	if (n < TEXT_MIN || n * 4 < decoded.len * 3)
		return 0;
	if (n >= TEXT_OWN)
		return put_reading(b->job, decoded);
	return buf_put_slice(&b->texts, slice_sub(decoded, 0, n)) < 0 ||
	    buf_putc(&b->texts, '\n') < 0 ? ERR_LIMIT : 0;
}

static int
put_hex(struct bare *b, struct slice chars, bool *ret)
{
	size_t i;
	int r = 0;

	buf_reset(&b->decoded);
	for (i = 0; i + 1 < chars.len && r == 0; i += 2)
		r = buf_putc(&b->decoded, (uint8_t)(ascii_hex_value(chars.ptr[i]) <<
		    4 | ascii_hex_value(chars.ptr[i + 1])));
	return r < 0 ? r : put_decoded(b, buf_slice(&b->decoded), ret);
}

/* RFC 4648 4 and 5; only for what is_base64() takes. */
static uint32_t
sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a' + 26);
	if (ascii_is_digit(c))
		return (uint32_t)(c - '0' + 52);
	return c == '+' || c == '-' ? 62 : 63;
}

/* Most words decode to noise at once, and no more is spent on them. */
static bool
begins_well(struct slice chars)
{
	uint8_t first[6];
	uint32_t v;
	size_t i, k;

	if (chars.len >= FILE_MIN)
		return true;
	for (i = 0; i < 2; i++) {
		for (k = 0, v = 0; k < 4; k++)
			v = v << 6 | sextet(chars.ptr[4 * i + k]);
		first[3 * i] = (uint8_t)(v >> 16);
		first[3 * i + 1] = (uint8_t)(v >> 8);
		first[3 * i + 2] = (uint8_t)v;
	}
	/* UTF-16 has a NUL soon; the last character may be cut. */
	return first[0] == 0 || first[1] == 0 || first[0] >= 0xfe ||
	    text_part(slice_of(first, sizeof first)) >= 3;
}

static int
put_base64(struct bare *b, struct slice chars, bool *ret)
{
	unsigned notes;
	size_t i;
	int r = 0;

	if (!begins_well(chars))
		return 0;
	buf_reset(&b->plain);
	buf_reset(&b->decoded);
	/* RFC 4648 5: for file names and addresses. */
	for (i = 0; i < chars.len && r == 0; i++)
		r = buf_putc(&b->plain, chars.ptr[i] == '-' ? '+' :
		    chars.ptr[i] == '_' ? '/' : chars.ptr[i]);
	if (r == 0)
		r = mime_decode(buf_slice(&b->plain), MIME_ENCODING_BASE64,
		    &b->decoded, &notes);
	return r < 0 ? r : put_decoded(b, buf_slice(&b->decoded), ret);
}

/* Characters of one alphabet; *ret tells whether something came out. */
static int
put_chars(struct bare *b, struct slice chars, bool *ret)
{
	int r = 0;

	*ret = false;
	if (chars.len < BLOCK_MIN)
		return 0;
	if (chars.len >= 2 * BLOCK_MIN && is_hex(chars))
		r = put_hex(b, chars, ret);
	return r < 0 || *ret ? r : put_base64(b, chars, ret);
}

/* --- where it stands ----------------------------------------------------------------- */

/* The run of base64 at the beginning, its padding with it. */
static size_t
run_length(struct slice s)
{
	size_t i = 0, pads = 0;

	while (i < s.len && is_base64(s.ptr[i]))
		i++;
	while (i > 0 && i + pads < s.len && pads < 2 &&
	    s.ptr[i + pads] == '=')
		pads++;
	return i + pads;
}

/*
 * What may stand between two pieces of one block: line ends and blanks, quote
 * marks, the glue of strings in a script ('",\n"', '" + "', "\\n").
 */
static size_t
gap_length(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len && i < GAP_MAX; i++) {
		if (s.ptr[i] == '\\' && i + 1 < s.len &&
		    (s.ptr[i + 1] == 'n' || s.ptr[i + 1] == 'r')) {
			i++;
			continue;
		}
		if (!ascii_is_space(s.ptr[i]) && s.ptr[i] != '>' &&
		    s.ptr[i] != '"' && s.ptr[i] != '\'' &&
		    s.ptr[i] != ',' && s.ptr[i] != '+' && s.ptr[i] != '\\')
			break;
	}
	return i;
}

/*
 * A short piece at the end belongs to the block, or is the next word; a long
 * word before it may have been taken for its first piece.
 */
static int
end_block(struct bare *b)
{
	struct slice all = buf_slice(&b->chars);
	bool found = all.len == 0;
	size_t i;
	int r = 0;

	if (all.len >= BLOCK_MIN && extract_spend(b->job, all.len,
	    all.len) < 0)
		r = ERR_LIMIT;
	for (i = 0; i < b->start_count && r == 0 && !found; i++) {
		r = put_chars(b, slice_from(all, b->starts[i]), &found);
		if (r == 0 && !found && b->sure < all.len)
			r = put_chars(b, slice_sub(all, b->starts[i],
			    b->sure), &found);
	}
	buf_reset(&b->chars);
	b->start_count = 0;
	return r;
}

static int
find_blocks(struct bare *b, struct slice s)
{
	size_t run, gap;
	bool goes_on;
	int r = 0;

	while (s.len > 0 && r == 0) {
		run = run_length(s);
		goes_on = run >= LINE_MIN && s.ptr[run - 1] != '=';
		if (run >= LINE_MIN && b->start_count < HEADS_MAX)
			b->starts[b->start_count++] = b->chars.len;
		if (run >= LINE_MIN || b->chars.len > 0)
			r = buf_put_slice(&b->chars, slice_sub(s, 0, run));
		if (run >= LINE_MIN)
			b->sure = b->chars.len;
		s = slice_from(s, run);
		gap = gap_length(s);
		/* A gap too long, or a byte that is no gap, ends the block. */
		if (r == 0 && (!goes_on ||
		    run_length(slice_from(s, gap)) == 0))
			r = end_block(b);
		s = slice_from(s, gap > 0 || run > 0 ? gap : 1);
	}
	return r;
}

/* --- lines that are shorter than any that a program makes --------------------------- */

static bool
is_short_line(struct slice line)
{
	size_t n = run_length(line);

	return n > 0 && n == line.len && n < LINE_MIN;
}

/*
 * Lines of one length belong together; a shorter one is the last, a longer
 * one begins anew.
 */
static int
find_short_lines(struct bare *b, struct slice text)
{
	size_t len = 0;
	struct slice line;
	bool found;
	int r = 0;

	for (; text.len > 0 && r == 0; text = quote_next(text)) {
		line = slice_trim(quote_unmark(quote_first_line(text)));
		if (is_short_line(line) && (len == 0 || line.len <= len)) {
			r = buf_put_slice(&b->chars, line);
			if (len == 0 || line.len == len) {
				len = line.len;
				continue;
			}
			line = SLICE_NONE;
		}
		if (r == 0 && b->chars.len > 0)
			r = put_chars(b, buf_slice(&b->chars), &found);
		buf_reset(&b->chars);
		len = 0;
		if (r == 0 && is_short_line(line)) {
			r = buf_put_slice(&b->chars, line);
			len = line.len;
		}
	}
	if (r == 0 && b->chars.len > 0)
		r = put_chars(b, buf_slice(&b->chars), &found);
	buf_reset(&b->chars);
	return r;
}

int
bare_read(struct extract_job *j, struct slice text)
{
	struct bare b = { .job = j };
	int r;

	buf_init(&b.chars, text.len + 1);
	/* Each piece is tried from every head, with its end and without. */
	buf_init(&b.texts, 2 * (HEADS_MAX + 1) * (text.len + 64));
	buf_init(&b.plain, text.len + 1);
	buf_init(&b.decoded, text.len + 64);
	r = find_blocks(&b, text);
	if (r == 0)
		r = find_short_lines(&b, text);
	if (r == 0 && b.texts.len > 0)
		r = put_reading(j, buf_slice(&b.texts));
	buf_free(&b.chars);
	buf_free(&b.texts);
	buf_free(&b.plain);
	buf_free(&b.decoded);
	return r;
}
