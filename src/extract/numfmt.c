#include "extract/numfmt.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define DIGITS_MAX	40
#define DAYS_1904	1462	/* between day 0 of the two systems */
#define DAYS_MAX	2958466	/* the year 10000 */

/* --- taking a code apart ---------------------------------------------------------- */

enum piece_kind {
	PIECE_LITERAL,		/* shown as it is */
	PIECE_DIGIT,		/* 0 # ? */
	PIECE_DATE,		/* d m y h s */
	PIECE_OTHER		/* a point, per cent, exponent, ... */
};

struct piece {
	enum piece_kind kind;
	struct slice text;
	bool is_comma;		/* groups of thousands, were it between digits */
};

/* Take one piece off the front; what shows nothing is an empty literal. */
static void
next_piece(struct slice *s, struct piece *p)
{
	uint8_t c = s->ptr[0];
	size_t end = 1;

	*p = (struct piece){ PIECE_LITERAL, slice_sub(*s, 0, 1), c == ',' };
	if (c == '"' || c == '[') {
		end = slice_chr(*s, c == '"' ? '"' : ']', 1);
		end = end == SLICE_NPOS ? s->len : end + 1;
		p->text = c == '"' ? slice_sub(*s, 1, end - 1) : SLICE_NONE;
	} else if (c == '\\' || c == '_' || c == '*') {
		end = 2;
		p->text = c == '\\' ? slice_sub(*s, 1, 2) :
		    c == '_' ? SLICE(" ") : SLICE_NONE;
	} else if (c == '0' || c == '#' || c == '?') {
		p->kind = PIECE_DIGIT;
	} else if (c != '\0' && strchr("dmyhsDMYHS", c) != NULL) {
		p->kind = PIECE_DATE;
	} else if (c != '\0' && strchr(".%E@", c) != NULL) {
		p->kind = PIECE_OTHER;
	}
	*s = slice_from(*s, end);
}

/* Of the sections for more than, less than and zero the one that counts. */
static struct slice
section_of(struct slice code, struct slice number)
{
	struct slice section[3] = { SLICE_NONE, SLICE_NONE, SLICE_NONE };
	struct slice rest = code, before;
	struct piece p;
	size_t n = 0, from = 0, i;
	bool zero = true;

	while (rest.len > 0 && n < 3) {
		before = rest;
		next_piece(&rest, &p);
		if (before.ptr[0] == ';' || rest.len == 0) {
			section[n++] = slice_sub(code, from, before.ptr[0] ==
			    ';' ? (size_t)(before.ptr - code.ptr) : code.len);
			from = (size_t)(rest.ptr - code.ptr);
		}
	}
	for (i = 0; i < number.len; i++)
		zero = zero && (number.ptr[i] < '1' || number.ptr[i] > '9');
	if (zero && n > 2)
		return section[2];
	return number.len > 0 && number.ptr[0] == '-' && n > 1 ?
	    section[1] : section[0];
}

/* --- dates ---------------------------------------------------------------------------- */

static bool
is_leap(unsigned y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* As people here write it; which way the cell writes it depends on theirs. */
static void
put_date(unsigned long day, struct buf *out)
{
	static const unsigned char days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	unsigned year = 1900, month = 0;
	unsigned long length;

	/* The 29th of February 1900 never was, but has a number: 60. */
	day -= day > 60;
	for (; day > (length = is_leap(year) ? 366 : 365); year++)
		day -= length;
	for (; month < 11; month++) {
		length = days[month] + (month == 1 && is_leap(year) ? 1u : 0u);
		if (day <= length)
			break;
		day -= length;
	}
	(void)buf_printf(out, "%02lu/%02u/%04u", day, month + 1, year);
}

static enum numfmt_shown
show_date(struct slice number, bool from_1904, struct buf *out)
{
	unsigned long day = 0;
	size_t i;

	for (i = 0; i < number.len && ascii_is_digit(number.ptr[i]) &&
	    day < DAYS_MAX; i++)
		day = day * 10 + (unsigned long)(number.ptr[i] - '0');
	if (from_1904)
		day += DAYS_1904;
	if (day == 0 || day >= DAYS_MAX)
		return NUMFMT_PLAIN;	/* a time, or no date at all */
	put_date(day, out);
	return NUMFMT_DATE;
}

/* --- masks ------------------------------------------------------------------------------ */

static void
put_mask(struct slice section, size_t places, struct slice digits,
    struct buf *out)
{
	struct piece p;
	size_t place = 0, missing;

	missing = digits.len < places ? places - digits.len : 0;
	while (section.len > 0) {
		next_piece(&section, &p);
		if (p.kind == PIECE_LITERAL && p.text.len > 0)
			(void)buf_put_slice(out, p.text);
		if (p.kind != PIECE_DIGIT)
			continue;
		if (place == 0 && digits.len > places) {
			(void)buf_put_slice(out, slice_sub(digits, 0,
			    digits.len - places));
			digits = slice_from(digits, digits.len - places);
		}
		if (place++ >= missing) {
			(void)buf_put_slice(out, slice_sub(digits, 0, 1));
			digits = slice_from(digits, 1);
		} else if (p.text.ptr[0] != '#') {
			(void)buf_putc(out, p.text.ptr[0] == '0' ? '0' : ' ');
		}
	}
}

static bool
is_whole(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.ptr[i]))
			return false;
	return s.len > 0 && s.len <= DIGITS_MAX;
}

enum numfmt_shown
numfmt_show(struct slice code, struct slice number, bool from_1904,
    struct buf *out)
{
	struct slice section = section_of(code, number), rest = section;
	struct piece p;
	size_t places = 0, literals = 0;
	bool is_date = false, is_other = false, grouped = false;

	if (slice_ieq_str(slice_trim(section), "General"))
		return NUMFMT_PLAIN;
	while (rest.len > 0) {
		next_piece(&rest, &p);
		places += p.kind == PIECE_DIGIT;
		literals += p.kind == PIECE_LITERAL && p.text.len > 0;
		is_date = is_date || p.kind == PIECE_DATE;
		is_other = is_other || p.kind == PIECE_OTHER;
		grouped = grouped || p.is_comma;
	}
	if (is_date)
		return show_date(number, from_1904, out);
	if (number.len > 0 && number.ptr[0] == '-')
		number = slice_from(number, 1);
	if (is_other || grouped || !is_whole(number) ||
	    (places < 2 && literals == 0))
		return NUMFMT_PLAIN;
	put_mask(section, places, number, out);
	return NUMFMT_MASK;
}

struct slice
numfmt_builtin(uint32_t id)
{
	/* Dates by the reader's own country, and those of East Asia. */
	if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) ||
	    (id >= 34 && id <= 36) || (id >= 50 && id <= 58))
		return SLICE("dd/mm/yyyy");
	return SLICE_NONE;
}
