#include "extract/script.h"

#include "base/buf.h"

#define NUMBERS_MIN	200	/* a list of so many small numbers is a file */
#define BLOB_MIN	1000	/* letters of base64 or hex in one string */

/* "\x41", "\u0041" to its letter: bytes taken, 0 if it is none. */
static size_t
escaped(struct slice s, uint8_t *ret)
{
	size_t digits, i, code = 0;

	if (s.len < 4 || s.ptr[0] != '\\' ||
	    (s.ptr[1] != 'x' && s.ptr[1] != 'u'))
		return 0;
	digits = s.ptr[1] == 'x' ? 2 : 4;
	if (s.len < 2 + digits)
		return 0;
	for (i = 0; i < digits; i++) {
		if (ascii_hex_value(s.ptr[2 + i]) < 0)
			return 0;
		code = code * 16 + (size_t)ascii_hex_value(s.ptr[2 + i]);
	}
	if (code < ' ' || code > '~')
		return 0;
	*ret = (uint8_t)code;
	return 2 + digits;
}

static bool
is_glue(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`' || c == '+' ||
	    ascii_is_space(c);
}

/*
 * Without quotes, plus signs and blanks: "create" + "Object" is one word.
 */
static int
close_up(struct slice s, struct buf *out)
{
	size_t i, n;
	uint8_t c;
	int r = 0;

	for (i = 0; i < s.len && r == 0;) {
		n = escaped(slice_from(s, i), &c);
		if (n == 0) {
			c = s.ptr[i];
			n = 1;
		}
		if (!is_glue(c))
			r = buf_putc(out, c);
		i += n;
	}
	return r;
}

/* `" + "`: bytes from one string to the next, 0 if nothing joins them. */
static size_t
joint(struct slice s)
{
	size_t i;

	if (s.len < 3 || (s.ptr[0] != '"' && s.ptr[0] != '\''))
		return 0;
	for (i = 1; i < s.len && ascii_is_space(s.ptr[i]); i++)
		;
	if (i == s.len || s.ptr[i] != '+')
		return 0;
	for (i++; i < s.len && ascii_is_space(s.ptr[i]); i++)
		;
	return i < s.len && (s.ptr[i] == '"' || s.ptr[i] == '\'') ? i + 1 : 0;
}

int
script_join(struct slice s, struct buf *out)
{
	size_t i, n;
	uint8_t c;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i += n) {
		n = joint(slice_from(s, i));
		if (n > 0)
			continue;
		n = escaped(slice_from(s, i), &c);
		if (n == 0) {
			c = s.ptr[i];
			n = 1;
		}
		r = buf_putc(out, c);
	}
	return r;
}

static bool
has(struct slice s, const char *word)
{
	return slice_ifind(s, slice_str(word), 0) != SLICE_NPOS;
}

/* Bytes written as numbers, separated by commas; or one long string of them. */
static bool
holds_bytes(struct slice s)
{
	size_t i, digits = 0, numbers = 0, run = 0;
	uint8_t c;

	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		run = ascii_is_alpha(c) || ascii_is_digit(c) || c == '/' ||
		    c == '=' || c == '%' ? run + 1 : 0;
		if (run >= BLOB_MIN)
			return true;
		if (ascii_hex_value(c) >= 0 || c == 'x') {
			digits++;
			if (digits > 4)
				numbers = 0;
		} else if (c == ',' && digits > 0) {
			if (++numbers >= NUMBERS_MIN)
				return true;
			digits = 0;
		} else if (c != '-') {
			digits = numbers = 0;
		}
	}
	return false;
}

static bool
decodes(struct slice s)
{
	return has(s, "atob(") || has(s, "fromCharCode") ||
	    has(s, "unescape(") || has(s, "decodeURIComponent(") ||
	    has(s, "charCodeAt") || has(s, "Uint8Array") ||
	    has(s, "atob]") || has(s, "parseInt(") || has(s, "fromCodePoint");
}

static bool
saves(struct slice s)
{
	return has(s, "createObjectURL") || has(s, "msSaveBlob") ||
	    has(s, "msSaveOrOpenBlob") || has(s, "showSaveFilePicker") ||
	    has(s, "FileSaver") || has(s, "ADODB.Stream") ||
	    (has(s, "newBlob(") && has(s, "download")) ||
	    (has(s, "newFile(") && has(s, "download")) ||
	    (has(s, "Blob(") && decodes(s)) ||
	    (has(s, "download") && has(s, "data:")) ||
	    (has(s, ".click(") && has(s, "data:"));
}

/* A page written by a script out of letters that nobody can read before. */
static bool
writes_page(struct slice s)
{
	return (has(s, "document.write") || has(s, "innerHTML") ||
	    has(s, "eval(") || has(s, "newFunction(") ||
	    has(s, "location") || has(s, "srcdoc")) && decodes(s);
}

bool
script_builds_file(struct slice source)
{
	struct buf closed = BUF_INIT(source.len + 1);
	struct slice s;
	bool found;

	if (source.len == 0 || close_up(source, &closed) < 0) {
		buf_free(&closed);
		return false;
	}
	s = buf_slice(&closed);
	found = saves(s) || (holds_bytes(s) && (decodes(s) ||
	    has(s, "download"))) ||
	    (writes_page(s) && (has(s, "atob") || has(s, "unescape(") ||
	    has(s, "fromCharCode")));
	buf_free(&closed);
	return found;
}

bool
script_runs(struct slice type)
{
	type = slice_trim(type);
	return type.len == 0 || slice_ieq_str(type, "module") ||
	    has(type, "javascript") || has(type, "ecmascript") ||
	    has(type, "jscript") || has(type, "vbscript") ||
	    has(type, "livescript");
}
