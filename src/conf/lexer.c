#include "conf/lexer.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/utf8.h"

int
lexer_init(struct lexer *lx, struct arena *a, struct conf_diag *diag,
    const char *file, struct slice bytes)
{
	size_t bad;
	uint8_t b;

	*lx = (struct lexer){ a, diag, bytes, 0, 1, 1, file };
	bad = utf8_check(bytes);
	while (lx->pos < bad && lx->pos < bytes.len) {
		b = bytes.ptr[lx->pos++];
		lx->column += (b & 0xc0) != 0x80;
		if (b == '\n') {
			lx->line++;
			lx->column = 1;
		}
	}
	if (bad < bytes.len) {
		conf_error(diag, &(struct conf_place){ file, lx->line,
		    lx->column, 1 }, "this is not UTF-8 text");
		return ERR_SYNTAX;
	}
	/* Windows editors put a byte order mark first. */
	lx->pos = slice_starts(bytes, SLICE("\xef\xbb\xbf")) ? 3 : 0;
	lx->line = lx->column = 1;
	return 0;
}

static uint8_t
peek(const struct lexer *lx, size_t ahead)
{
	size_t at = lx->pos + ahead;

	return at < lx->bytes.len ? lx->bytes.ptr[at] : 0;
}

static bool
at_end(const struct lexer *lx)
{
	return lx->pos >= lx->bytes.len;
}

/* Pass one byte, keeping line and column. */
static void
step(struct lexer *lx)
{
	uint8_t b = lx->bytes.ptr[lx->pos++];

	if (b == '\n') {
		lx->line++;
		lx->column = 1;
	} else if ((peek(lx, 0) & 0xc0) != 0x80 || at_end(lx)) {
		lx->column++;
	}
}

static bool
looking_at(const struct lexer *lx, const char *text)
{
	return slice_starts(slice_from(lx->bytes, lx->pos), slice_str(text));
}

static void
skip_blanks(struct lexer *lx)
{
	while (!at_end(lx)) {
		if (peek(lx, 0) == '#') {
			while (!at_end(lx) && peek(lx, 0) != '\n')
				step(lx);
		} else if (ascii_is_space(peek(lx, 0))) {
			step(lx);
		} else {
			break;
		}
	}
}

static struct conf_place
here(const struct lexer *lx)
{
	return (struct conf_place){ lx->file, lx->line, lx->column, 1 };
}

static bool
ends_word(uint8_t b)
{
	return b <= ' ' || b == 0x7f || strchr("\",(){};", b) != NULL;
}

/*
 * Characters that look like a blank, a quote or nothing at all come from
 * word processors and web pages.  In a word they are always a slip.
 */
static void
check_word(struct lexer *lx, const struct lex_token *t)
{
	struct conf_place at = t->at;
	size_t i = 0, n;
	uint32_t c;

	while (i < t->text.len) {
		n = utf8_get(slice_from(t->text, i), &c);
		if (c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab) {
			conf_error(lx->diag, &at,
			    "write straight quotes (\") round a text");
			return;
		}
		if (utf8_is_hidden(c)) {
			conf_error(lx->diag, &at, "a hidden or unusual "
			    "blank character (U+%04X) stands here", c);
			return;
		}
		i += n;
		at.column++;
		at.width = 1;
	}
}

static void
lex_word(struct lexer *lx, struct lex_token *t)
{
	size_t start = lx->pos;
	bool digits = true;

	while (!at_end(lx) && !ends_word(peek(lx, 0))) {
		digits = digits && ascii_is_digit(peek(lx, 0));
		step(lx);
	}
	t->text = slice_sub(lx->bytes, start, lx->pos);
	t->kind = digits ? LEX_NUMBER : LEX_WORD;
	t->at.width = lx->column - t->at.column;
	check_word(lx, t);
}

/* One escape of a "text"; pos is at the backslash.  -1 if there is none. */
static int
escape(struct lexer *lx)
{
	struct conf_place at = here(lx);
	uint8_t b = peek(lx, 1);

	step(lx);
	if (b == '"' || b == '\\') {
		step(lx);
		return b;
	}
	if (b == 'n' || b == 't') {
		step(lx);
		return b == 'n' ? '\n' : '\t';
	}
	at.width = b > ' ' ? 2 : 1;
	conf_error(lx->diag, &at, "unknown escape; a text knows \\\" \\\\ \\n "
	    "and \\t, and a pattern's backslash is written \\\\");
	return -1;
}

static void
lex_string(struct lexer *lx, struct lex_token *t)
{
	struct conf_place at;
	struct slice rest;
	uint8_t *out;
	size_t n = 0;
	int c;

	step(lx);
	rest = slice_from(lx->bytes, lx->pos);
	/* Decoding never makes it longer. */
	out = arena_alloc(lx->arena, slice_chr(rest, '\n', 0) < rest.len ?
	    slice_chr(rest, '\n', 0) : rest.len);
	t->kind = LEX_STRING;
	while (!at_end(lx) && peek(lx, 0) != '"' && peek(lx, 0) != '\n' &&
	    peek(lx, 0) != '\r') {
		at = here(lx);
		if (peek(lx, 0) == '\\') {
			c = escape(lx);
		} else {
			c = peek(lx, 0);
			step(lx);
			if (c < ' ' && c != '\t')
				conf_error(lx->diag, &at,
				    "a control character stands here");
		}
		if (c >= 0 && out != NULL)
			out[n++] = (uint8_t)c;
	}
	t->at.width = lx->column - t->at.column;
	if (peek(lx, 0) != '"')
		conf_error(lx->diag, &t->at,
		    "the closing quote (\") is missing on this line");
	else {
		step(lx);
		t->at.width++;
	}
	t->text = out == NULL ? SLICE_NONE : slice_of(out, n);
	if (n > CONF_STRING_MAX)
		conf_error(lx->diag, &t->at, "the text is over %zu bytes",
		    (size_t)CONF_STRING_MAX);
}

/* Blanks that every line of a block with text in it starts with. */
static size_t
common_indent(struct slice s)
{
	size_t at = 0, end, n, least = SIZE_MAX;

	while (at < s.len) {
		end = slice_chr(s, '\n', at);
		if (end == SLICE_NPOS)
			end = s.len;
		for (n = at; n < end && (s.ptr[n] == ' ' || s.ptr[n] == '\t');)
			n++;
		if (n < end && s.ptr[n] != '\r' && n - at < least)
			least = n - at;
		at = end + 1;
	}
	return least == SIZE_MAX ? 0 : least;
}

/*
 * The text of a block: the line end after the opening quotes, the indent that
 * all lines share and the blanks before the closing quotes are layout of the
 * rules file.
 */
static struct slice
block_text(struct lexer *lx, struct slice raw)
{
	size_t at = 0, end, indent, i, n = 0;
	uint8_t *out;

	if (slice_starts(raw, SLICE("\r\n")))
		raw = slice_from(raw, 2);
	else if (slice_starts(raw, SLICE("\n")))
		raw = slice_from(raw, 1);
	while (raw.len > 0 && (raw.ptr[raw.len - 1] == ' ' ||
	    raw.ptr[raw.len - 1] == '\t'))
		raw.len--;
	indent = common_indent(raw);
	out = arena_alloc(lx->arena, raw.len);
	while (out != NULL && at < raw.len) {
		end = slice_chr(raw, '\n', at);
		end = end == SLICE_NPOS ? raw.len : end + 1;
		for (i = at; i < end; i++) {
			if (i - at < indent && (raw.ptr[i] == ' ' ||
			    raw.ptr[i] == '\t'))
				continue;
			if (raw.ptr[i] == '\r' && i + 1 < end)
				continue;
			out[n++] = raw.ptr[i];
		}
		at = end;
	}
	return out == NULL ? SLICE_NONE : slice_of(out, n);
}

static void
lex_block_string(struct lexer *lx, struct lex_token *t)
{
	size_t start = lx->pos + 3, close;

	t->kind = LEX_STRING;
	t->at.width = 3;
	close = slice_find(lx->bytes, SLICE("\"\"\""), start);
	if (close == SLICE_NPOS) {
		conf_error(lx->diag, &t->at,
		    "the closing quotes (\"\"\") are missing");
		close = lx->bytes.len;
	}
	t->text = block_text(lx, slice_sub(lx->bytes, start, close));
	if (t->text.len > CONF_STRING_MAX)
		conf_error(lx->diag, &t->at, "the text is over %zu bytes",
		    (size_t)CONF_STRING_MAX);
	while (lx->pos < close + 3 && !at_end(lx))
		step(lx);
}

static enum lex_kind
mark_kind(uint8_t b)
{
	switch (b) {
	case ',':
		return LEX_COMMA;
	case '(':
		return LEX_OPEN;
	case ')':
		return LEX_CLOSE;
	case '{':
		return LEX_LBRACE;
	case '}':
		return LEX_RBRACE;
	case ';':
		return LEX_SEMICOLON;
	}
	return LEX_WORD;
}

struct lex_token
lexer_next(struct lexer *lx)
{
	struct lex_token t = { LEX_END, SLICE_NONE, { 0 }, 0 };
	enum lex_kind mark;

	for (;;) {
		skip_blanks(lx);
		t.at = here(lx);
		if (at_end(lx) || !ends_word(peek(lx, 0)) ||
		    peek(lx, 0) == '"' ||
		    mark_kind(peek(lx, 0)) != LEX_WORD)
			break;
		conf_error(lx->diag, &t.at, "a control character stands here");
		step(lx);
	}
	t.end_line = lx->line;
	if (at_end(lx))
		return t;
	mark = mark_kind(peek(lx, 0));
	if (mark != LEX_WORD) {
		t.kind = mark;
		t.text = slice_sub(lx->bytes, lx->pos, lx->pos + 1);
		step(lx);
	} else if (looking_at(lx, "\"\"\"")) {
		lex_block_string(lx, &t);
	} else if (peek(lx, 0) == '"') {
		lex_string(lx, &t);
	} else {
		lex_word(lx, &t);
	}
	t.end_line = lx->line;
	return t;
}
