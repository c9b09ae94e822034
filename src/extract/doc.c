/*
 * doc -- documents of Word 97 to 2003 ([MS-DOC]), and of Word 6 and 95, which
 * are alike but for their numbers.
 *
 * The text of body, notes, headers, comments and boxes is one row of
 * characters, put together from pieces; all of it is read, seen or not.  What
 * a paragraph shows, what it was before the changes in it, what it holds with
 * the hidden text, and that alone, are units of their own where they differ.
 * Bytes of the stream that no piece uses are those of earlier saves.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/cell.h"
#include "extract/codepage.h"
#include "extract/docprops.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/olecrypt.h"
#include "extract/olefile.h"
#include "extract/olerc4.h"
#include "extract/para.h"
#include "extract/rawtext.h"
#include "extract/trial.h"
#include "extract/utf16.h"

#define IDENT_WORD97	0xa5ec
#define IDENT_WORD6	0xa5dc
#define FLAG_ENCRYPTED	0x0100
#define FLAG_TABLE_1	0x0200
#define FLAG_XOR	0x8000
#define PIECE_SIZE	8		/* 2.9.177: Pcd */
#define PIECES_MAX	((size_t)1024 * 1024)
#define STORIES		8		/* body, notes, headers, ... */
#define FIELDS_MAX	64		/* one in another */
#define FIB_PLAIN	512		/* where ciphertext is for sure */
#define FIB_BARE	68		/* 2.2.6.2: of all that is encrypted */
#define FIB_KEY_SIZE	0x0e		/* bytes of the table, before its own */
#define CRYPT_BLOCK	512
#define PLAIN_SAMPLE	(64 * KIB)
#define PARAGRAPH_MAX	(8 * MIB)	/* in UTF-8 */

struct piece {
	uint32_t from;		/* byte in the main stream */
	uint32_t count;		/* characters */
	bool is_wide;		/* UTF-16; else one byte each */
};

struct doc {
	struct extract_job *job;
	struct slice main, table;
	bool tries_words;		/* all else of the message was read */
	bool is_old;			/* Word 6 or 95 */
	uint16_t flags;
	struct piece *pieces;
	size_t piece_count, piece_cap;
	uint32_t story_end[STORIES];	/* in characters */
	struct docprops props;
	char narrow[256][5];		/* 8-bit characters in UTF-8 */

	struct para paragraph;
	struct buf instruction;
	uint32_t fc;			/* of the character being read */
	uint8_t field[FIELDS_MAX];	/* is it still its instruction? */
	unsigned field_depth, instruction_depth;
	struct cell_table *cells;
	bool in_table, after_mark;
	uint32_t row, column;
};

/* --- where things are ------------------------------------------------------------- */

/* A part of the table stream, by its place in the FIB (2.5.6). */
static struct slice
table_part(const struct doc *d, size_t fib_at)
{
	size_t from = le32(d->main, fib_at), n = le32(d->main, fib_at + 4);

	return from < d->table.len && n <= d->table.len - from ?
	    slice_sub(d->table, from, from + n) : SLICE_NONE;
}

static void
add_piece(struct doc *d, struct piece p)
{
	if (d->piece_count >= PIECES_MAX)
		return;
	d->pieces = mem_grow(d->pieces, d->piece_count, &d->piece_cap,
	    sizeof *d->pieces);
	d->pieces[d->piece_count++] = p;
}

/* 2.8.35: places of n + 1 characters, then n pieces. */
static int
read_pieces(struct doc *d, struct slice s)
{
	size_t n = s.len >= 4 ? (s.len - 4) / (4 + PIECE_SIZE) : 0, i;
	uint32_t from, to, at;
	struct piece p;

	for (i = 0; i < n; i++) {
		from = le32(s, 4 * i);
		to = le32(s, 4 * i + 4);
		at = le32(s, 4 * (n + 1) + PIECE_SIZE * i + 2);
		if (to < from)
			return ERR_SYNTAX;
		p = (struct piece){ at, to - from, !d->is_old };
		/* 2.9.73: one bit says that there is one byte a character. */
		if (!d->is_old && (at & 0x40000000) != 0) {
			p.from = (at & 0x3fffffff) / 2;
			p.is_wide = false;
		}
		add_piece(d, p);
	}
	return n > 0 ? 0 : ERR_SYNTAX;
}

/* 2.9.38: property changes of fast saves, then the pieces. */
static int
read_clx(struct doc *d, struct slice s)
{
	size_t n;

	while (le8(s, 0) == 1) {
		n = le16(s, 1);
		s = slice_from(s, n + 3);
	}
	if (le8(s, 0) != 2)
		return ERR_SYNTAX;
	n = le32(s, 1);
	return read_pieces(d, slice_sub(s, 5, 5 + n));
}

static void
find_stories(struct doc *d)
{
	size_t at = d->is_old ? 0x34 : 0x4c, i;
	uint64_t end = 0;

	for (i = 0; i < STORIES; i++) {
		end += le32(d->main, at + 4 * i);
		d->story_end[i] = end < UINT32_MAX ? (uint32_t)end :
		    UINT32_MAX;
	}
}

/* Everything between the first and the last character, as one piece. */
static void
add_plain_piece(struct doc *d)
{
	uint32_t from = le32(d->main, 0x18), to = le32(d->main, 0x1c);

	if (to > d->main.len)
		to = (uint32_t)d->main.len;
	if (from < to)
		add_piece(d, (struct piece){ from, to - from, false });
}

static int
find_text(struct doc *d)
{
	int r;

	find_stories(d);
	r = read_clx(d, table_part(d, d->is_old ? 0x160 : 0x1a2));
	if (!d->is_old)
		docprops_read(&d->props, d->main, table_part(d, 0xfa),
		    table_part(d, 0x102));
	if (r == 0)
		return 0;
	d->piece_count = 0;
	add_plain_piece(d);
	/* Old ones that were never saved in haste have no pieces. */
	if (d->is_old && d->piece_count > 0)
		return 0;
	return extract_anomaly(d->job, ANOMALY_MALFORMED,
	    "document without its list of text pieces");
}

/* --- 8-bit characters -------------------------------------------------------------------- */

/* Word 6 wrote the code page of the language that it was made for. */
static uint32_t
language_codepage(uint16_t language)
{
	static const struct {
		uint16_t language, codepage;
	} known[] = {
		{ 0x01, 1256 }, { 0x02, 1251 }, { 0x05, 1250 }, { 0x08, 1253 },
		{ 0x0d, 1255 }, { 0x0e, 1250 }, { 0x15, 1250 }, { 0x18, 1250 },
		{ 0x19, 1251 }, { 0x1a, 1250 }, { 0x1b, 1250 }, { 0x1e, 874 },
		{ 0x1f, 1254 }, { 0x22, 1251 }, { 0x23, 1251 }, { 0x24, 1250 },
		{ 0x25, 1257 }, { 0x26, 1257 }, { 0x27, 1257 }, { 0x29, 1256 },
		{ 0x2a, 1258 },
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i].language == (language & 0xff))
			return known[i].codepage;
	return 1252;
}

static int
fill_narrow(struct doc *d)
{
	uint32_t page = d->is_old ? language_codepage(le16(d->main, 6)) : 1252;
	struct buf one = BUF_INIT(sizeof d->narrow[0] - 1);
	uint8_t byte;
	unsigned c;
	int r = 0;

	for (c = 0; c < 256 && r == 0; c++) {
		buf_reset(&one);
		byte = (uint8_t)c;
		r = codepage_text(d->job, page, slice_of(&byte, 1), &one);
		memcpy(d->narrow[c], one.ptr, one.len);
	}
	buf_free(&one);
	return r;
}

/* --- paragraphs ----------------------------------------------------------------------------- */

static int
put_cell(struct doc *d, struct slice text)
{
	if (!d->in_table)
		return extract_unit(d->job, SLICE_NONE, slice_trim(text));
	return cell_put(d->job, d->cells, d->column, d->row, text);
}

static int
flush_instruction(struct doc *d)
{
	int r;

	r = extract_unit(d->job, SLICE("field"),
	    slice_trim(buf_slice(&d->instruction)));
	buf_reset(&d->instruction);
	return r;
}

static int
flush(struct doc *d)
{
	struct para_cursor c = { .view = 0 };
	struct slice text;
	int r;

	r = put_cell(d, para_shown(&d->paragraph));
	while (r == 0 && para_next(&d->paragraph, &c, &text)) {
		if (c.view > PARA_JOINED)
			r = extract_unit(d->job, SLICE("hidden text"), text);
		else if (c.view > 1)
			r = extract_unit(d->job, SLICE("with hidden text"),
			    text);
	}
	if (r == 0)
		r = flush_instruction(d);
	para_reset(&d->paragraph);
	return r;
}

static void
enter_table(struct doc *d)
{
	if (d->in_table)
		return;
	d->in_table = true;
	d->row = d->column = 1;
	memset(d->cells, 0, sizeof *d->cells);
}

/*
 * A mark ends a cell or a row.  Where the properties do not tell (old files),
 * a mark right after another ends a row.
 */
static int
end_cell(struct doc *d)
{
	bool row_ends = d->is_old ? d->after_mark :
	    docprops_has(&d->props, DOCPROPS_ROW_END, d->fc);
	int r;

	enter_table(d);
	r = flush(d);
	if (row_ends) {
		d->row++;
		d->column = 1;
	} else {
		d->column++;
	}
	d->after_mark = !row_ends;
	return r;
}

static int
end_paragraph(struct doc *d)
{
	bool inside = d->is_old ? d->in_table && d->column > 1 :
	    docprops_has(&d->props, DOCPROPS_IN_TABLE, d->fc);

	if (inside)
		enter_table(d);
	else
		d->in_table = false;
	return flush(d);
}

/* --- characters -------------------------------------------------------------------------------- */

static int
start_field(struct doc *d)
{
	if (d->field_depth < FIELDS_MAX) {
		d->field[d->field_depth] = true;
		d->instruction_depth++;
	}
	d->field_depth++;
	return 0;
}

static int
end_instruction(struct doc *d)
{
	unsigned top = d->field_depth - 1;

	if (d->field_depth == 0 || top >= FIELDS_MAX || !d->field[top])
		return 0;
	d->field[top] = false;
	d->instruction_depth--;
	return d->instruction_depth == 0 ? flush_instruction(d) : 0;
}

static int
end_field(struct doc *d)
{
	int r = end_instruction(d);

	d->field_depth -= d->field_depth > 0;
	return r;
}

static unsigned
kinds(const struct doc *d)
{
	const struct docprops *p = &d->props;

	return (docprops_has(p, DOCPROPS_INSERTED, d->fc) ?
	    PARA_INSERTED : 0u) |
	    (docprops_has(p, DOCPROPS_DELETED, d->fc) ? PARA_DELETED : 0u) |
	    (docprops_has(p, DOCPROPS_HIDDEN, d->fc) ? PARA_HIDDEN : 0u);
}

static int
put_bytes(struct doc *d, const char *utf8, size_t n)
{
	d->after_mark = false;
	if (d->instruction_depth > 0)
		return buf_put(&d->instruction, utf8, n);
	return para_add(&d->paragraph, kinds(d), slice_of(utf8, n));
}

static int
put_char(struct doc *d, uint32_t c)
{
	char bytes[8];
	struct buf one = { (uint8_t *)bytes, 0, sizeof bytes, sizeof bytes };
	int r;

	r = utf16_put_char(&one, c);
	return r < 0 ? r : put_bytes(d, bytes, one.len);
}

/* 2.4.1: what the characters below a blank mean. */
static int
put_control(struct doc *d, uint32_t c)
{
	switch (c) {
	case 0x07:
		return end_cell(d);
	case 0x0c:	/* page or section */
	case 0x0d:
	case 0x0e:	/* column */
		return end_paragraph(d);
	case 0x0b:
		return put_bytes(d, "\n", 1);
	case '\t':
	case '\n':
		return put_char(d, c);
	case 0x13:
		return start_field(d);
	case 0x14:
		return end_instruction(d);
	case 0x15:
		return end_field(d);
	case 0x1e:
		return put_bytes(d, "-", 1);
	default:
		/* Anchors of notes, comments and pictures; soft hyphens. */
		return 0;
	}
}

static int
put_narrow(struct doc *d, struct slice s, size_t *at)
{
	uint8_t c = s.ptr[(*at)++];

	if (c < 0x20)
		return put_control(d, c);
	return put_bytes(d, d->narrow[c], strlen(d->narrow[c]));
}

static int
put_wide(struct doc *d, struct slice s, size_t *at)
{
	uint32_t c = utf16_next(s, at);

	return c < 0x20 ? put_control(d, c) : put_char(d, c);
}

/* Is the next character the first of another story? */
static bool
is_border(const struct doc *d, uint64_t cp)
{
	size_t i;

	for (i = 0; i < STORIES; i++)
		if (cp == d->story_end[i])
			return true;
	return false;
}

static int
read_piece(struct doc *d, const struct piece *p, uint64_t cp)
{
	size_t width = p->is_wide ? 2 : 1, at, before;
	struct slice s;
	int r = 0;

	s = slice_sub(d->main, p->from, p->from + (size_t)p->count * width);
	for (at = 0; s.len - at >= width && r == 0;
	    cp += (at - before) / width) {
		before = at;
		d->fc = p->from + (uint32_t)at;
		if (is_border(d, cp))
			r = flush(d);
		if (r == 0)
			r = p->is_wide ? put_wide(d, s, &at) :
			    put_narrow(d, s, &at);
	}
	if (r == 0 && s.len < (size_t)p->count * width)
		r = extract_anomaly(d->job, ANOMALY_TRUNCATED,
		    "text of a document ends too early");
	return r;
}

static int
read_text(struct doc *d)
{
	uint64_t cp = 0;
	size_t i;
	int r = 0;

	for (i = 0; i < d->piece_count && r == 0; i++) {
		r = read_piece(d, &d->pieces[i], cp);
		cp += d->pieces[i].count;
	}
	return r < 0 ? r : flush(d);
}

/* --- what the pieces leave out ----------------------------------------------------------------- */

static int
compare_pieces(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static int
read_leftovers(struct doc *d)
{
	size_t i, at = 0, to;
	int r = 0;

	if (d->piece_count > 0)
		qsort(d->pieces, d->piece_count, sizeof *d->pieces,
		    compare_pieces);
	for (i = 0; i < d->piece_count && r == 0; i++) {
		r = rawtext_put(d->job, slice_sub(d->main, at,
		    d->pieces[i].from), RAWTEXT_LONG);
		to = d->pieces[i].from + (size_t)d->pieces[i].count *
		    (d->pieces[i].is_wide ? 2 : 1);
		at = to > at ? to : at;
	}
	if (r == 0)
		r = rawtext_put(d->job, slice_from(d->main, at), RAWTEXT_LONG);
	/* Names of authors, bookmarks, drawn texts. */
	return r < 0 || d->is_old ? r :
	    rawtext_put(d->job, d->table, RAWTEXT_MEDIUM);
}

/* --- the document --------------------------------------------------------------------------------- */

/*
 * A flag is quickly set: the text is looked at as well.  All but the first
 * bytes are ciphertext (2.2.6.2), of which XOR alone leaves patterns.
 */
static bool
is_locked(const struct doc *d)
{
	size_t from = le32(d->main, 0x18);

	if ((d->flags & FLAG_ENCRYPTED) == 0)
		return false;
	if (d->is_old || (d->flags & FLAG_XOR) != 0)
		return !olecrypt_has_plain(slice_sub(d->main, from,
		    from + PLAIN_SAMPLE));
	return !olecrypt_has_plain(slice_from(d->main, FIB_PLAIN));
}

static int
read_document(struct doc *d)
{
	int r = 0;

	if ((d->flags & FLAG_ENCRYPTED) != 0)
		r = extract_anomaly(d->job, ANOMALY_AMBIGUOUS,
		    "document that says it is encrypted, and is not");
	if (r == 0)
		r = fill_narrow(d);
	if (r == 0)
		r = find_text(d);
	if (r == 0)
		r = read_text(d);
	return r == 0 ? read_leftovers(d) : r;
}

struct attempt {
	struct slice info;
	struct olerc4 lock;
};

static bool
opens(void *arg, struct slice password, uint64_t *cost)
{
	struct attempt *a = arg;
	uint8_t wide[TRIAL_WIDE_MAX];

	(void)cost;
	return olerc4_opens(a->info, slice_of(wide, trial_wide(password,
	    wide)), &a->lock);
}

/* Each stream by itself, but for what every reader needs ([MS-DOC] 2.2.6). */
static bool
open_by_words(struct doc *d, struct buf *main, struct buf *table)
{
	struct attempt a = { .info = d->table };
	struct trial_lock lock = { opens, &a, OLERC4_COST, false };
	size_t bare = le32(d->main, FIB_KEY_SIZE);
	struct slice password;

	if (main->len < FIB_BARE || bare > table->len ||
	    !trial_find(d->job, &lock, &password))
		return false;
	trial_opened(d->job, true);
	d->flags &= (uint16_t)~FLAG_ENCRYPTED;
	return olerc4_run(&a.lock, CRYPT_BLOCK, FIB_BARE, main->ptr +
	    FIB_BARE, main->len - FIB_BARE) &&
	    olerc4_run(&a.lock, CRYPT_BLOCK, bare, table->ptr + bare,
	    table->len - bare);
}

static int	try_words(struct extract_job *j, void *arg);

static int
read_locked(struct doc *d, struct ole *o, struct buf *main, struct buf *table)
{
	uint32_t data = ole_child(o, OLE_ROOT, "Data");

	/* Ciphertext as well: no words in it. */
	if (data != OLE_NONE) {
		(void)ole_stream(o, data, NULL);
		o->entries[data].is_read = true;
	}
	if (d->is_old || (d->flags & FLAG_XOR) != 0)
		return olecrypt_tell_weak(d->job, SLICE("XOR"));
	if (!d->tries_words) {
		engine_wait(d->job, try_words, o);
		return 0;
	}
	return open_by_words(d, main, table) ? read_document(d) :
	    olecrypt_tell(d->job, d->table);
}

static int
load_streams(struct doc *d, struct ole *o, struct buf *main,
    struct buf *table)
{
	uint32_t index = ole_child(o, OLE_ROOT, "WordDocument");
	int r;

	r = olefile_stream(d->job, o, index, main);
	d->main = d->table = buf_slice(main);
	d->flags = le16(d->main, 0x0a);
	d->is_old = le16(d->main, 0) != IDENT_WORD97;
	if (r < 0 || d->is_old)
		return r;
	index = ole_child(o, OLE_ROOT, (d->flags & FLAG_TABLE_1) != 0 ?
	    "1Table" : "0Table");
	if (index != OLE_NONE)
		r = olefile_stream(d->job, o, index, table);
	d->table = buf_slice(table);
	return r;
}

static int
read_streams(struct extract_job *j, struct ole *o, bool tries_words)
{
	struct doc *d = mem_zalloc(sizeof *d);
	struct buf main = BUF_INIT(UNPACK_MEMBER_MAX);
	struct buf table = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	d->job = j;
	d->tries_words = tries_words;
	d->cells = mem_zalloc(sizeof *d->cells);
	para_init(&d->paragraph);
	buf_init(&d->instruction, PARAGRAPH_MAX);
	r = load_streams(d, o, &main, &table);
	if (r < 0)
		;
	else if (le16(d->main, 0) != IDENT_WORD97 &&
	    le16(d->main, 0) != IDENT_WORD6)
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "document of a very old Word");
	else if (is_locked(d))
		r = read_locked(d, o, &main, &table);
	else
		r = read_document(d);
	buf_free(&main);
	buf_free(&table);
	para_free(&d->paragraph);
	buf_free(&d->instruction);
	docprops_free(&d->props);
	free(d->pieces);
	free(d->cells);
	free(d);
	return r;
}

static int
try_words(struct extract_job *j, void *arg)
{
	return read_streams(j, arg, true);
}

int
doc_read(struct extract_job *j, struct ole *o)
{
	return read_streams(j, o, false);
}
