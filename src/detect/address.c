#include "detect/address.h"

#include <string.h>

#include "base/err.h"
#include "detect/nameword.h"
#include "detect/scene.h"

#define REACH		160	/* bytes before a postcode in which the street is */
#define STREET_WORDS	6
#define STREET_BYTES	64
#define NUMBER_MAX	8	/* "114a", "12-14", "3/2" */
#define POSTCODE_MAX	7

/* --- postcodes ------------------------------------------------------------ */

/* Areas, by which letters and digits run together are told from codes. */
static const char areas[] =
    " ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd "
    "de dg dh dl dn dt dy e ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs "
    "hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n "
    "ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm "
    "sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr "
    "ws wv yo ze ";

static bool
is_one_of(uint8_t c, const char *letters)
{
	return c != 0 && strchr(letters, c) != NULL;
}

static bool
is_area(const uint8_t *p, size_t n)
{
	char text[5];

	text[0] = ' ';
	memcpy(text + 1, p, n);
	text[n + 1] = ' ';
	text[n + 2] = '\0';
	return strstr(areas, text) != NULL;
}

/* A9 A99 AA9 AA99 A9A AA9A and 9AA, with the letters of each place. */
static bool
is_postcode(const uint8_t *p, size_t n, bool is_solid)
{
	const uint8_t *in = p + n - 3;
	size_t letters, digits, i, out = n - 3;

	if (!ascii_is_digit(in[0]) || !ascii_is_alpha(in[1]) ||
	    !ascii_is_alpha(in[2]) || is_one_of(in[1], "cikmov") ||
	    is_one_of(in[2], "cikmov"))
		return false;
	for (letters = 0; letters < out && ascii_is_alpha(p[letters]);
	    letters++)
		;
	for (digits = 0, i = letters; i < out && ascii_is_digit(p[i]); i++)
		digits++;
	if (letters < 1 || letters > 2 || digits < 1 || digits > 2 ||
	    is_one_of(p[0], "qvx") || (letters == 2 && is_one_of(p[1], "ijz")))
		return false;
	if (i < out && (i + 1 != out || digits != 1 || !is_one_of(p[i],
	    letters == 1 ? "abcdefghjkpstuw" : "abehmnprvwxy")))
		return false;
	/* Of the Post Office itself. */
	if (letters == 2 && (memcmp(p, "zz", 2) == 0 ||
	    memcmp(p, "bx", 2) == 0))
		return false;
	return !is_solid || is_area(p, letters);
}

static size_t
alnum_run(struct slice t, size_t at)
{
	size_t n;

	for (n = 0; at + n < t.len && (ascii_is_alpha(t.ptr[at + n]) ||
	    ascii_is_digit(t.ptr[at + n])); n++)
		;
	return n;
}

size_t
address_postcode(struct slice text, size_t at, uint8_t *out, size_t *ret_n)
{
	size_t first, second, next;

	first = alnum_run(text, at);
	if (first >= 5 && first <= POSTCODE_MAX) {
		memcpy(out, text.ptr + at, first);
		*ret_n = first;
		return is_postcode(out, first, true) ? at + first : at;
	}
	if (first < 2 || first > 4)
		return at;
	for (next = at + first; next < text.len && next < at + first + 2 &&
	    text.ptr[next] == ' '; next++)
		;
	if (next == at + first)
		return at;
	second = alnum_run(text, next);
	if (second != 3)
		return at;
	memcpy(out, text.ptr + at, first);
	memcpy(out + first, text.ptr + next, 3);
	*ret_n = first + 3;
	return is_postcode(out, first + 3, false) ? next + 3 : at;
}

/* --- streets -------------------------------------------------------------- */

static bool
is_number_byte(uint8_t c)
{
	return ascii_is_digit(c) || ascii_is_alpha(c) || c == '/' || c == '-';
}

/* "12", "12a", "3/2", "12-14": the byte behind it, or `at`. */
static size_t
house_number(struct slice t, size_t at)
{
	size_t end;

	if (at >= t.len || !ascii_is_digit(t.ptr[at]) ||
	    (at > 0 && (ascii_is_digit(t.ptr[at - 1]) ||
	    ascii_is_alpha(t.ptr[at - 1]) || t.ptr[at - 1] >= 0x80)))
		return at;
	for (end = at; end < t.len && end - at <= NUMBER_MAX &&
	    is_number_byte(t.ptr[end]); end++)
		;
	return end - at <= NUMBER_MAX ? end : at;
}

static bool
is_street_word(const struct detect_plan *p, struct slice word)
{
	return (nameword_kinds(p, word) & NAME_STREET) != 0;
}

size_t
address_street(const struct detect_plan *p, struct slice text, size_t at)
{
	size_t pos, end, words, last;

	pos = house_number(text, at);
	if (pos == at)
		return at;
	if (pos < text.len && text.ptr[pos] == ',')
		pos++;
	last = at;
	for (words = 0; words < STREET_WORDS && pos < text.len &&
	    pos - at < STREET_BYTES; words++) {
		while (pos < text.len && (text.ptr[pos] == ' ' ||
		    text.ptr[pos] == '\n'))
			pos++;
		for (end = pos; end < text.len &&
		    (ascii_is_alpha(text.ptr[end]) || text.ptr[end] >= 0x80 ||
		    text.ptr[end] == '\'' || text.ptr[end] == '-'); end++)
			;
		if (end == pos)
			break;
		if (is_street_word(p, slice_sub(text, pos, end)))
			last = end;
		pos = end;
		if (pos < text.len && text.ptr[pos] == '.')
			pos++;
	}
	return last;
}

/* --- both ----------------------------------------------------------------- */

/* Where the address of the postcode may begin: units of one row at most. */
static size_t
reach_of(const struct detect_run *run, size_t at)
{
	size_t i, low;
	uint32_t row;

	low = at > REACH ? at - REACH : 0;
	for (i = run->segment_count; i > 0 && run->segments[i - 1].from > at;
	    i--)
		;
	if (i == 0)
		return low;
	row = run->text->units[run->segments[i - 1].unit].row;
	for (; i > 1 && run->segments[i - 1].from > low; i--)
		if (run->text->units[run->segments[i - 2].unit].row != row)
			return run->segments[i - 1].from;
	return low;
}

/* The last street before the postcode: an earlier one has its own. */
static int
mark_before(struct detect_run *run, const struct mark *postcode)
{
	struct slice t = slice_of(run->shadow.bytes, postcode->from);
	uint8_t value[NUMBER_MAX + sizeof postcode->value];
	struct mark m = *postcode;
	size_t at, end, n, found;

	found = SIZE_MAX;
	for (at = reach_of(run, postcode->from); at < t.len; at++) {
		end = address_street(run->plan, t, at);
		if (end == at)
			continue;
		found = at;
		at = end - 1;
	}
	if (found == SIZE_MAX)
		return 0;
	n = house_number(t, found) - found;
	memcpy(value, t.ptr + found, n);
	memcpy(value + n, &m.value, sizeof m.value);
	m.from = (uint32_t)found;
	m.kind = MARK_ADDRESS;
	m.value = siphash(run->plan->key, slice_of(value, n +
	    sizeof m.value));
	return run_mark(run, &m);
}

int
address_mark(struct detect_run *run)
{
	struct mark postcode;
	size_t i, count;
	int r;

	r = 0;
	count = run->mark_count;
	for (i = 0; i < count && r == 0; i++) {
		/* The list may move as it grows. */
		postcode = run->marks[i];
		if (postcode.kind == MARK_POSTCODE)
			r = mark_before(run, &postcode);
	}
	return r;
}
