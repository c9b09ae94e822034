#include "extract/bare.h"

#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/text.h"
#include "mime/mime.h"

#define LINE_MIN	16	/* a shorter line only ends a block */
#define BLOCK_MIN	24	/* less says too little, and words look alike */
#define HEADS_MAX	3	/* pieces that a block is tried to begin with */
#define GAP_MAX		64	/* between two lines, indented and quoted */

static bool
is_base64_byte(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' ||
	    c == '/' || c == '-' || c == '_';
}

/* The run of base64 at the beginning, its padding with it. */
static size_t
run_length(struct slice s)
{
	size_t i = 0, pads = 0;

	while (i < s.len && is_base64_byte(s.ptr[i]))
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
	    slice_starts(s, SLICE("Rar!\x1a\x07")) ||
	    slice_starts(s, SLICE("MSCF\0\0\0\0")) ||
	    slice_starts(s, SLICE("\xfd" "7zXZ\0")) ||
	    slice_starts(s, SLICE("MZ\x90")) ||
	    slice_starts(s, SLICE("\177ELF"));
}

/* Words and numbers as people write them are no base64 of anything. */
static bool
is_one_letter_case(struct slice s)
{
	bool upper = false, lower = false;
	size_t i;

	for (i = 0; i < s.len; i++) {
		upper |= s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
		lower |= s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
	}
	return !upper || !lower;
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

/* One block of pieces, what stood between them taken out. */
static int
put_block(struct extract_job *j, struct slice chars, bool *ret_found)
{
	struct buf out = BUF_INIT(chars.len);
	struct slice decoded, copy;
	unsigned notes;
	int r = 0;

	*ret_found = false;
	if (chars.len < BLOCK_MIN || is_one_letter_case(chars))
		return 0;
	if (mime_decode(chars, MIME_ENCODING_BASE64, &out, &notes) < 0) {
		buf_free(&out);
		return 0;
	}
	decoded = buf_slice(&out);
	*ret_found = true;
	if (has_mark(decoded)) {
		copy = arena_dup(extract_arena(j), decoded);
		r = copy.ptr == NULL ? engine_exhausted(j->engine) :
		    extract_member(j, SLICE_NONE, copy);
	} else if (text_look(decoded) == TEXT_LOOK_UTF16LE ||
	    text_look(decoded) == TEXT_LOOK_UTF16BE ||
	    is_plain_text(decoded)) {
		r = put_text(j, decoded);
	} else {
		*ret_found = false;
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

/* Add a run to the block, the alphabet of URLs written as the plain one. */
static int
add_run(struct buf *chars, struct slice run)
{
	size_t i;
	uint8_t c;
	int r = 0;

	for (i = 0; i < run.len && r == 0; i++) {
		c = run.ptr[i];
		r = buf_putc(chars, c == '-' ? '+' : c == '_' ? '/' : c);
	}
	return r;
}

/* A block of pieces being collected. */
struct block {
	struct buf chars;
	size_t sure;			/* up to the last long piece */
	size_t starts[HEADS_MAX];	/* where the first pieces begin */
	size_t start_count;
};

/*
 * A short piece at the end belongs to the block, or is the next word; a long
 * word before it may have been taken for its first piece.
 */
static int
end_block(struct extract_job *j, struct block *b)
{
	struct slice all = buf_slice(&b->chars);
	bool found = all.len == 0;
	size_t i;
	int r = 0;

	if (all.len >= BLOCK_MIN && extract_spend(j, all.len, all.len) < 0)
		r = ERR_LIMIT;
	for (i = 0; i < b->start_count && r == 0 && !found; i++) {
		r = put_block(j, slice_from(all, b->starts[i]), &found);
		if (r == 0 && !found && b->sure < all.len)
			r = put_block(j, slice_sub(all, b->starts[i],
			    b->sure), &found);
	}
	buf_reset(&b->chars);
	b->start_count = 0;
	return r;
}

static int
find_blocks(struct extract_job *j, struct slice s)
{
	struct block b = { .chars = BUF_INIT(s.len + 1) };
	size_t run, gap;
	bool goes_on;
	int r = 0;

	while (s.len > 0 && r == 0) {
		run = run_length(s);
		goes_on = run >= LINE_MIN && s.ptr[run - 1] != '=';
		if (run >= LINE_MIN && b.start_count < HEADS_MAX)
			b.starts[b.start_count++] = b.chars.len;
		if (run >= LINE_MIN || b.chars.len > 0)
			r = add_run(&b.chars, slice_sub(s, 0, run));
		if (run >= LINE_MIN)
			b.sure = b.chars.len;
		s = slice_from(s, run);
		gap = gap_length(s);
		/* A gap too long, or a byte that is no gap, ends the block. */
		if (r == 0 && (!goes_on ||
		    run_length(slice_from(s, gap)) == 0))
			r = end_block(j, &b);
		s = slice_from(s, gap > 0 || run > 0 ? gap : 1);
	}
	buf_free(&b.chars);
	return r;
}

int
bare_read(struct extract_job *j, struct slice text)
{
	int r = refuse_others(j, text);

	return r == 0 ? find_blocks(j, text) : r;
}
