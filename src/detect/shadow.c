#include "detect/shadow.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/err.h"
#include "detect/swar.h"

#define UTF8_MAX	4
/* The longest compatibility decomposition is U+FDFA: 18 characters. */
#define EXPANSION_MAX	(18 * UTF8_MAX)
#define SPARE		1024	/* several of these and a block fit in any window */
#define NEST_MAX	8	/* decompositions of decompositions */

int
shadow_init(struct shadow *s, struct arena *a, size_t window)
{
	memset(s, 0, sizeof *s);
	s->arena = a;
	/* Text that grows (ligatures) makes the window end early. */
	s->cap = window + window / 4 + SPARE;
	s->bytes = arena_alloc(a, s->cap);
	return s->bytes != NULL ? 0 : ERR_LIMIT;
}

void
shadow_reset(struct shadow *s)
{
	s->len = 0;
	s->run_count = 0;
	s->last = 0;
}

/* The next byte written stands for this original offset. */
static int
shadow_map(struct shadow *s, size_t origin)
{
	struct shadow_run *last, *runs;

	if (s->run_count > 0) {
		last = &s->runs[s->run_count - 1];
		if (last->origin + (s->len - last->at) == origin)
			return 0;
		if (last->at == s->len) {
			last->origin = (uint32_t)origin;
			return 0;
		}
	}
	runs = arena_grow(s->arena, s->runs, s->run_count, &s->run_cap,
	    sizeof *s->runs);
	if (runs == NULL)
		return ERR_LIMIT;
	s->runs = runs;
	s->runs[s->run_count].at = (uint32_t)s->len;
	s->runs[s->run_count].origin = (uint32_t)origin;
	s->run_count++;
	return 0;
}

static int
put_byte(struct shadow *s, uint8_t byte, size_t origin)
{
	int r;

	r = shadow_map(s, origin);
	if (r == 0)
		s->bytes[s->len++] = byte;
	return r;
}

/* Struck through, underlined, on a key: it is still that letter or digit. */
static bool
is_decoration(const struct shadow *s, ucs4_t c)
{
	return s->last != 0 && s->last < 0x80 &&
	    (s->last == ' ' || ascii_is_digit((uint8_t)s->last) ||
	    ascii_is_alpha((uint8_t)s->last)) &&
	    (uc_is_general_category(c, UC_ENCLOSING_MARK) ||
	    (c >= 0x0300 && c <= 0x036f));
}

/* Write one character; all its bytes stand for the same original ones. */
static int
put_char(struct shadow *s, ucs4_t c, size_t origin, size_t origin_len)
{
	uint8_t utf8[UTF8_MAX];
	ucs4_t composed;
	int n, i, r;

	/* A letter and its accent written apart (RFC 5198, form NFC). */
	if (s->last != 0 && uc_combining_class(c) != 0) {
		composed = uc_composition(s->last, c);
		if (composed != 0) {
			s->len = s->last_at;
			while (s->run_count > 0 &&
			    s->runs[s->run_count - 1].at > s->len)
				s->run_count--;
			origin = shadow_origin(s, s->len);
			origin_len = 1;
			c = composed;
		}
	}
	if (is_decoration(s, c))
		return 0;
	s->last = c;
	s->last_at = s->len;
	n = u8_uctomb(utf8, c, sizeof utf8);
	r = 0;
	for (i = 0; i < n && r == 0; i++)
		r = put_byte(s, utf8[i], origin +
		    ((size_t)i < origin_len ? (size_t)i : origin_len - 1));
	return r;
}

static bool
is_dash(ucs4_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2043 ||
	    c == 0xfe58 || c == 0xfe63 || c == 0xff0d ||
	    /* windows-1252 dashes that were taken for ISO 8859-1 */
	    c == 0x96 || c == 0x97;
}

/* What a character is read as: 0 if it is invisible. */
static ucs4_t
fold_char(ucs4_t c)
{
	int digit;

	if (is_dash(c))
		return '-';
	if (c == 0x85 || c == 0x2028 || c == 0x2029)
		return '\n';
	if (c == 0x2018 || c == 0x2019 || c == 0x02bc)
		return '\'';
	if (c == 0x201c || c == 0x201d)
		return '"';
	if (uc_is_general_category(c, UC_SPACE_SEPARATOR))
		return ' ';
	if (uc_is_general_category(c, UC_FORMAT) ||
	    uc_is_general_category(c, UC_CONTROL) ||
	    uc_is_property(c, UC_PROPERTY_DEFAULT_IGNORABLE_CODE_POINT))
		return 0;
	digit = uc_digit_value(c);
	if (digit >= 0)
		return (ucs4_t)('0' + digit);
	return uc_tolower(c);
}

/*
 * NFKC, one character at a time: compatibility forms and singletons are
 * taken apart, composed letters stay (put_char() composes what was apart).
 */
static int
put_decomposed(struct shadow *s, ucs4_t c, size_t origin, size_t origin_len,
    unsigned depth)
{
	ucs4_t part[UC_DECOMPOSITION_MAX_LENGTH];
	int n, i, r, tag;

	/* Marks of its own kind come first: a no-break space decomposes too. */
	n = is_dash(c) || uc_digit_value(c) >= 0 || depth >= NEST_MAX ? -1 :
	    uc_decomposition(c, &tag, part);
	if (n < 0 || (tag == UC_DECOMP_CANONICAL && n > 1)) {
		c = fold_char(c);
		return c == 0 ? 0 : put_char(s, c, origin, origin_len);
	}
	/* Of several characters from one, all stand for its first byte. */
	if (n > 1)
		origin_len = 1;
	r = 0;
	for (i = 0; i < n && r == 0; i++)
		r = put_decomposed(s, part[i], origin, origin_len, depth + 1);
	return r;
}

/* A line break: skip the quote marks that begin the next line ("> > "). */
static int
put_newline(struct shadow *s, struct slice text, size_t *at, size_t to)
{
	size_t i, begin;
	int r;

	begin = *at;
	i = begin + 1;
	if (text.ptr[begin] == '\r' && i < to && text.ptr[i] == '\n')
		i++;
	if (i < to && text.ptr[i] == '>') {
		while (i < to && (text.ptr[i] == '>' ||
		    ((text.ptr[i] == ' ' || text.ptr[i] == '\t') &&
		    text.ptr[i - 1] == '>')))
			i++;
	}
	r = put_byte(s, '\n', begin);
	s->last = 0;
	*at = i;
	return r;
}

static int
put_ascii(struct shadow *s, struct slice text, size_t *at, size_t to)
{
	uint8_t c;

	c = text.ptr[*at];
	if (c == '\n' || c == '\r' || c == '\v' || c == '\f' ||
	    (c >= 0x1c && c <= 0x1f))
		return put_newline(s, text, at, to);
	(*at)++;
	if ((c < 0x20 && c != '\t') || c == 0x7f)
		return 0;
	s->last = ascii_lower(c);
	s->last_at = s->len;
	return put_byte(s, ascii_lower(c), *at - 1);
}

static int
put_utf8(struct shadow *s, struct slice text, size_t *at, size_t to)
{
	size_t begin;
	ucs4_t c;
	int n;

	begin = *at;
	n = u8_mbtouc(&c, text.ptr + begin, to - begin);
	if (n <= 0)
		n = 1;
	*at += (size_t)n;
	return put_decomposed(s, c, begin, (size_t)n, 0);
}

/*
 * Copy what is nothing but printable ASCII: by far the most of all mail.
 * Stops at the first word of eight bytes that holds anything else.
 */
static size_t
copy_plain(uint8_t *to, const uint8_t *from, size_t n)
{
	uint64_t x;
	size_t i;

	for (i = 0; n - i >= SWAR_SIZE; i += SWAR_SIZE) {
		x = swar_load(from + i);
		if (!swar_is_plain(x))
			break;
		swar_store(to + i, swar_lower(x));
	}
	return i;
}

int
shadow_append(struct shadow *s, struct slice text, size_t from, size_t to,
    size_t *ret_at)
{
	size_t at, n, room, stop;
	int r;

	r = 0;
	at = from;
	s->last = 0;	/* nothing composes over the seam of two pieces */
	while (at < to && r == 0 && s->len + EXPANSION_MAX < s->cap) {
		room = s->cap - s->len - EXPANSION_MAX;
		n = copy_plain(s->bytes + s->len, text.ptr + at,
		    to - at < room ? to - at : room);
		if (n > 0) {
			r = shadow_map(s, at);
			s->len += n;
			at += n;
			s->last = s->bytes[s->len - 1];
			s->last_at = s->len - 1;
		}
		/* A byte of the next word is odd, or it is the last one. */
		stop = to - at > SWAR_SIZE ? at + SWAR_SIZE : to;
		while (at < stop && r == 0 && s->len + EXPANSION_MAX < s->cap)
			r = text.ptr[at] < 0x80 ?
			    put_ascii(s, text, &at, to) :
			    put_utf8(s, text, &at, to);
	}
	*ret_at = at;
	return r;
}

int
shadow_break(struct shadow *s, size_t origin)
{
	s->last = 0;
	if (s->len >= s->cap)
		return ERR_LIMIT;
	return put_byte(s, SHADOW_UNIT, origin);
}

size_t
shadow_origin(const struct shadow *s, size_t at)
{
	size_t low, high, mid, origin;

	low = 0;
	high = s->run_count;
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (s->runs[mid].at <= at)
			low = mid;
		else
			high = mid;
	}
	if (s->run_count == 0)
		return 0;
	origin = s->runs[low].origin + (at - s->runs[low].at);
	/* Bytes left out lie behind the last one written before them. */
	if (low + 1 < s->run_count && origin > s->runs[low + 1].origin)
		origin = s->runs[low + 1].origin;
	return origin;
}

size_t
shadow_at(const struct shadow *s, size_t origin)
{
	size_t low, high, mid;

	low = 0;
	high = s->len;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (shadow_origin(s, mid) < origin)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

int
shadow_fold(struct shadow *s, struct slice text, struct slice *ret)
{
	size_t at;
	int r;

	shadow_reset(s);
	r = shadow_append(s, text, 0, text.len, &at);
	if (r == 0 && at < text.len)
		r = ERR_LIMIT;
	if (r == 0)
		*ret = slice_of(s->bytes, s->len);
	return r;
}
