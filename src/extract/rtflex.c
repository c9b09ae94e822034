#include "extract/rtflex.h"

#define PARAM_MAX	((int64_t)INT32_MAX)

static bool
peek(const struct rtf_lexer *l, uint8_t *ret)
{
	if (l->at >= l->bytes.len)
		return false;
	*ret = l->bytes.ptr[l->at];
	return true;
}

/* Readers take line ends and zeros for nothing. */
static bool
is_nothing(uint8_t c)
{
	return c == '\r' || c == '\n' || c == 0;
}

static bool
is_special(uint8_t c)
{
	return c == '\\' || c == '{' || c == '}' || is_nothing(c);
}

/* \'xx; a line end among the digits counts for nothing. */
static void
lex_hex(struct rtf_lexer *l, struct rtf_token *t)
{
	uint8_t c;
	int value = 0, digits = 0;

	for (; digits < 2 && peek(l, &c); l->at++) {
		if (c == '\r' || c == '\n')
			continue;
		if (ascii_hex_value(c) < 0)
			break;
		value = value * 16 + ascii_hex_value(c);
		digits++;
	}
	t->kind = RTF_HEX;
	t->byte = (uint8_t)value;
	if (digits == 0)
		t->byte = ' ';
}

static void
lex_bin(struct rtf_lexer *l, struct rtf_token *t)
{
	size_t left = l->bytes.len - l->at, n;

	n = t->has_param && t->param > 0 ? (size_t)t->param : 0;
	t->kind = RTF_BIN;
	t->is_cut = n > left;
	if (n > left)
		n = left;
	t->text = slice_sub(l->bytes, l->at, l->at + n);
	l->at += n;
}

static void
lex_word(struct rtf_lexer *l, struct rtf_token *t)
{
	size_t from = l->at;
	bool is_negative = false;
	int64_t value = 0;
	uint8_t c;

	while (peek(l, &c) && ascii_is_alpha(c))
		l->at++;
	t->kind = RTF_WORD;
	t->word = slice_sub(l->bytes, from, l->at);
	if (peek(l, &c) && c == '-' && l->at + 1 < l->bytes.len &&
	    ascii_is_digit(l->bytes.ptr[l->at + 1])) {
		is_negative = true;
		l->at++;
	}
	for (; peek(l, &c) && ascii_is_digit(c); l->at++) {
		t->has_param = true;
		if (value < PARAM_MAX / 10)
			value = value * 10 + (c - '0');
	}
	t->param = (int32_t)(is_negative ? -value : value);
	if (peek(l, &c) && c == ' ')
		l->at++;
	if (rtf_word_is(t, "bin"))
		lex_bin(l, t);
}

static void
lex_control(struct rtf_lexer *l, struct rtf_token *t)
{
	uint8_t c;

	l->at++;
	if (!peek(l, &c)) {
		t->kind = RTF_END;
		return;
	}
	if (ascii_is_alpha(c)) {
		lex_word(l, t);
		return;
	}
	l->at++;
	if (c == '\'') {
		lex_hex(l, t);
		return;
	}
	/* The two bytes of one line end are one sign. */
	if (c == '\r' && l->at < l->bytes.len && l->bytes.ptr[l->at] == '\n')
		l->at++;
	t->kind = RTF_SYMBOL;
	t->byte = c;
}

void
rtf_next(struct rtf_lexer *l, struct rtf_token *ret)
{
	size_t from;
	uint8_t c;

	*ret = (struct rtf_token){ .kind = RTF_END };
	while (peek(l, &c) && is_nothing(c))
		l->at++;
	if (!peek(l, &c))
		return;
	if (c == '\\') {
		lex_control(l, ret);
		return;
	}
	if (c == '{' || c == '}') {
		l->at++;
		ret->kind = c == '{' ? RTF_OPEN : RTF_CLOSE;
		return;
	}
	from = l->at;
	while (peek(l, &c) && !is_special(c))
		l->at++;
	ret->kind = RTF_TEXT;
	ret->text = slice_sub(l->bytes, from, l->at);
}
