#include "detect/token.h"

#include <stdint.h>
#include <string.h>

#define JWT_PART_MIN	10
#define RANDOM_MIN	16
#define RANDOM_ENTROPY	32	/* tenths of a bit */
#define RANDOM_TURNS	4	/* from letter to digit and back, or of case */

static const struct format {
	const char *prefix;
	size_t least, most;
	enum token_chars chars;
	unsigned entropy;
} formats[] = {
#define FORMAT(prefix, least, most, chars, entropy) \
	{ prefix, least, most, TOKEN_##chars, entropy },
	TOKEN_TABLE(FORMAT)
#undef FORMAT
};

static bool
is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_of(uint8_t c, enum token_chars chars)
{
	bool alnum = is_upper(c) || is_lower(c) || ascii_is_digit(c);

	switch (chars) {
	case TOKEN_BASE32:
		return is_upper(c) || (c >= '2' && c <= '7');
	case TOKEN_HEX:
		return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
	case TOKEN_ALNUM:
		return alnum;
	case TOKEN_WORD:
		return alnum || c == '_' || c == '-';
	case TOKEN_DOTTED:
		return alnum || c == '_' || c == '-' || c == '.';
	case TOKEN_BASE64:
		return alnum || c == '+' || c == '/' || c == '=';
	}
	return false;
}

size_t
token_run(struct slice s, enum token_chars chars)
{
	size_t n;

	for (n = 0; n < s.len && is_of(s.ptr[n], chars); n++)
		;
	return n;
}

/* --- entropy -------------------------------------------------------------- */

/* The logarithm to base 2 in 1/1024, for n from 1 on. */
static uint32_t
log2_fixed(uint32_t n)
{
	uint64_t x = (uint64_t)n << 32;
	uint32_t whole, part, i;

	for (whole = 0; n > 1; n >>= 1)
		whole++;
	x >>= whole + 2;	/* 1..2 with 30 bits behind the point */
	for (i = 0, part = 0; i < 10; i++) {
		x = x * x >> 30;
		part <<= 1;
		if (x >= UINT64_C(1) << 31) {
			x >>= 1;
			part |= 1;
		}
	}
	return whole << 10 | part;
}

unsigned
token_entropy(struct slice s)
{
	uint32_t seen[256] = { 0 };
	uint64_t sum;
	size_t i;

	if (s.len == 0 || s.len > TOKEN_MAX)
		return 0;
	for (i = 0; i < s.len; i++)
		seen[s.ptr[i]]++;
	sum = 0;
	for (i = 0; i < 256; i++)
		if (seen[i] > 1)
			sum += (uint64_t)seen[i] * log2_fixed(seen[i]);
	return (unsigned)((log2_fixed((uint32_t)s.len) - sum / s.len) * 10 /
	    1024);
}

/* --- samples -------------------------------------------------------------- */

/* Keys that manuals print; compared without case. */
static const char *const samples[] = {
	"eby8vdm02xnocqflquwjpllmetlcdxj1ouzft50usrz6ifsufq2uverc",
	"wjalrxutnfemi/k7mdeng/bpxrficy",
	"eyjzdwiioiixmjm0nty3odkwiiwibmftzsi6ikpvag4grg9l",
	"sk_test_", "4ec39hqlyjwdarjtt1zdp7dc",
};

static const char *const blanks[] = {
	"example", "sample", "placeholder", "redacted", "changeme",
	"change_me", "change-me", "insert", "your_", "your-", "yourkey",
	"yourpass", "yoursecret", "xxxx", "dummy", "process.env",
	"os.environ", "getenv",
};

static bool
holds(struct slice s, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (slice_ifind(s, slice_str(list[i]), 0) != SLICE_NPOS)
			return true;
	return false;
}

/* "********", "......", "xxxx": one character again and again. */
static bool
is_mask(struct slice s)
{
	static const char marks[] = "*.#_?-+=xX0";
	size_t i;

	if (s.len == 0 || s.ptr[0] == '\0' || (s.ptr[0] < 0x80 &&
	    strchr(marks, s.ptr[0]) == NULL))
		return false;
	/* A bullet is three bytes. */
	for (i = 3; i < s.len; i++)
		if (s.ptr[i] != s.ptr[s.ptr[0] < 0x80 ? i - 1 : i - 3])
			return false;
	return s.ptr[0] >= 0x80 || (s.len > 2 && s.ptr[0] == s.ptr[1] &&
	    s.ptr[1] == s.ptr[2]);
}

bool
token_is_placeholder(struct slice s)
{
	uint8_t last;

	if (s.len == 0 || is_mask(s))
		return true;
	last = s.ptr[s.len - 1];
	if ((s.ptr[0] == '<' && last == '>') ||
	    (s.ptr[0] == '[' && last == ']') ||
	    (s.ptr[0] == '%' && last == '%' && s.len > 2) ||
	    slice_starts(s, SLICE("${")) || slice_starts(s, SLICE("{{")) ||
	    slice_starts(s, SLICE("$(")) || slice_starts(s, SLICE("#{")) ||
	    slice_find(s, SLICE("()"), 0) != SLICE_NPOS)
		return true;
	/* "$DB_PASSWORD" */
	if (s.ptr[0] == '$' && token_run(slice_from(s, 1), TOKEN_WORD) ==
	    s.len - 1 && slice_chr(s, '_', 0) != SLICE_NPOS)
		return true;
	return holds(s, blanks, sizeof blanks / sizeof blanks[0]) ||
	    holds(s, samples, sizeof samples / sizeof samples[0]);
}

/* --- shapes --------------------------------------------------------------- */

static bool
has_digit(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_is_digit(s.ptr[i]))
			return true;
	return false;
}

static size_t
format_match(const struct format *f, struct slice s)
{
	struct slice key, rest;
	size_t n;

	if (!slice_starts(s, slice_str(f->prefix)))
		return 0;
	rest = slice_from(s, strlen(f->prefix));
	n = token_run(rest, f->chars);
	/* The full stop of a sentence is no part of it. */
	while (n > 0 && f->chars == TOKEN_DOTTED && rest.ptr[n - 1] == '.')
		n--;
	if (n < f->least || n > f->most ||
	    (n < rest.len && is_of(rest.ptr[n], TOKEN_ALNUM)))
		return 0;
	key = slice_sub(rest, 0, n);
	return token_is_placeholder(key) || token_entropy(key) < f->entropy ||
	    (n >= 30 && !has_digit(key)) ? 0 : s.len - rest.len + n;
}

size_t
token_match(struct slice s)
{
	size_t i, n;

	s = slice_sub(s, 0, TOKEN_MAX);
	for (i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		n = format_match(&formats[i], s);
		if (n > 0)
			return n;
	}
	return 0;
}

size_t
token_jwt(struct slice s)
{
	size_t part, at, n;

	s = slice_sub(s, 0, TOKEN_MAX);
	for (part = 0, at = 0; part < 3; part++) {
		if (part > 0 && (at >= s.len || s.ptr[at++] != '.'))
			return 0;
		if (part < 2 && !slice_starts(slice_from(s, at), SLICE("eyJ")))
			return 0;
		n = token_run(slice_from(s, at), TOKEN_WORD);
		if (n < JWT_PART_MIN)
			/* Claims may go on beyond what is looked at. */
			return part > 0 && at + n == s.len &&
			    s.len == TOKEN_MAX ? s.len : 0;
		at += n;
		if (part == 1 && at == TOKEN_MAX)
			break;
	}
	return token_is_placeholder(slice_sub(s, 0, at)) ? 0 : at;
}

bool
token_is_random(struct slice s)
{
	size_t i, turns, digits;
	int kind, last;

	if (s.len < RANDOM_MIN || token_is_placeholder(s))
		return false;
	last = 0;
	for (i = turns = digits = 0; i < s.len; i++) {
		kind = ascii_is_digit(s.ptr[i]) ? 1 : is_upper(s.ptr[i]) ? 2 :
		    is_lower(s.ptr[i]) ? 3 : 0;
		digits += kind == 1;
		/* "Word" begins with a capital: no turn. */
		if (kind != 0 && last != 0 && kind != last &&
		    !(last == 2 && kind == 3))
			turns++;
		last = kind;
	}
	return digits >= 2 && digits < s.len && turns >= RANDOM_TURNS &&
	    token_entropy(s) >= RANDOM_ENTROPY;
}
