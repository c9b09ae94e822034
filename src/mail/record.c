#include "mail/record.h"

#include <string.h>

#include "base/err.h"

/* --- names of types ------------------------------------------------------- */

static const struct {
	const char *word;
	enum record_type type;
} words[] = {
	{ "reference", RECORD_REFERENCE }, { "nino", RECORD_NINO },
	{ "nhs", RECORD_HEALTH }, { "chi", RECORD_HEALTH },
	{ "mobile", RECORD_PHONE }, { "phone", RECORD_PHONE },
	{ "email", RECORD_EMAIL }, { "surname", RECORD_SURNAME },
	{ "given-name", RECORD_GIVEN_NAME },
	{ "full-name", RECORD_FULL_NAME }, { "postcode", RECORD_POSTCODE },
	{ "house", RECORD_HOUSE }, { "dob", RECORD_BIRTH },
};

bool
record_type_of(struct slice word, enum record_type *ret)
{
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_ieq_str(word, words[i].word)) {
			*ret = words[i].type;
			return true;
		}
	return false;
}

const char *
record_type_words(void)
{
	return "reference, nino, nhs, chi, mobile, phone, email, surname, "
	    "given-name, full-name, postcode, house or dob";
}

const char *
record_type_name(enum record_type t)
{
	switch (t) {
	case RECORD_REFERENCE:
		return "reference";
	case RECORD_NINO:
		return "nino";
	case RECORD_HEALTH:
		return "nhs or chi";
	case RECORD_PHONE:
		return "phone";
	case RECORD_EMAIL:
		return "email";
	case RECORD_SURNAME:
		return "surname";
	case RECORD_GIVEN_NAME:
		return "given-name";
	case RECORD_FULL_NAME:
		return "full-name";
	case RECORD_POSTCODE:
		return "postcode";
	case RECORD_HOUSE:
		return "house";
	case RECORD_BIRTH:
		return "dob";
	case RECORD_NAME_WORD:
	case RECORD_TYPE_COUNT:
		break;
	}
	return "unknown";
}

/* --- letters -------------------------------------------------------------- */

/*
 * Latin letters without their marks, upper case (NFKD, and the strokes that
 * it keeps: people write Lukasz for Łukasz).  A digit stands for two letters.
 * '?': as it is; '.': no letter.
 */
static const char latin_1[] = {	/* U+00C0 to U+024F */
	"AAAAAA1CEEEEIIIIDNOOOOO.OUUUUY43AAAAAA1CEEEEIIIIDNOOOOO.OUUUUY4Y"
	"AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII55JJKKKLLLLLLL"
	"LLLNNNNNNNNNOOOOOO22RRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS"
	"BBBB???CC?DDD????FFG???IKKL??NN?OO??PP?????TTTTUU?VYYZZ?????????"
	"????666777888AAIIOOUUUUUUUUUU?AAAA11GGGGKKOOOO??J666GG??NNAA11OO"
	"AAAAEEEEIIIIOOOORRRRUUUUSSTT??HHND??ZZAAEEOOOOOOOOYYLNT???ACCLTS"
	"Z??BU?EEJJ??RRYY"
};
static const char latin_2[] = {	/* U+1E00 to U+1EFF */
	"AABBBBBBCCDDDDDDDDDDEEEEEEEEEEFFGGHHHHHHHHHHIIIIKKKKKKLLLLLLLLMM"
	"MMMMNNNNNNNNOOOOOOOOPPPPRRRRRRRRSSSSSSSSSSTTTTTTTTUUUUUUUUUUVVVV"
	"WWWWWWWWWWXXXXYYZZZZZZHTWYASSS3DAAAAAAAAAAAAAAAAAAAAAAAAEEEEEEEE"
	"EEEEEEEEIIIIOOOOOOOOOOOOOOOOOOOOOOOOUUUUUUUUUUUUUUYYYYYYYYLLVVYY"
};
static const char *const pairs[] = {
	NULL, "AE", "OE", "SS", "TH", "IJ", "DZ", "LJ", "NJ"
};

/* One character of UTF-8; what is none counts as one byte and no letter. */
static size_t
next_char(struct slice s, size_t at, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t c = s.ptr[at];
	size_t n, i;
	uint32_t u;

	*ret = c < 0x80 ? c : ' ';
	if (c < 0x80)
		return 1;
	n = c >= 0xf0 && c < 0xf8 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 :
	    c >= 0xc2 && c < 0xe0 ? 2 : 0;
	if (n == 0 || s.len - at < n)
		return 1;
	u = c & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s.ptr[at + i] & 0xc0) != 0x80)
			return 1;
		u = u << 6 | (s.ptr[at + i] & 0x3fu);
	}
	if (u >= least[n])
		*ret = u;
	return n;
}

/* Greek and Cyrillic capitals; the accents of Greek go. */
static uint32_t
other_upper(uint32_t u)
{
	static const uint16_t greek[][2] = {
		{ 0x386, 0x391 }, { 0x388, 0x395 }, { 0x389, 0x397 },
		{ 0x38a, 0x399 }, { 0x38c, 0x39f }, { 0x38e, 0x3a5 },
		{ 0x38f, 0x3a9 }, { 0x3ac, 0x391 }, { 0x3ad, 0x395 },
		{ 0x3ae, 0x397 }, { 0x3af, 0x399 }, { 0x3c2, 0x3a3 },
		{ 0x3cc, 0x39f }, { 0x3cd, 0x3a5 }, { 0x3ce, 0x3a9 },
	};
	size_t i;

	for (i = 0; i < sizeof greek / sizeof greek[0]; i++)
		if (greek[i][0] == u)
			return greek[i][1];
	if ((u >= 0x3b1 && u <= 0x3cb) || (u >= 0x430 && u <= 0x44f))
		return u - 0x20;
	if (u >= 0x450 && u <= 0x45f)
		return u - 0x50;
	if (u >= 0x460 && u <= 0x52f)
		return u & ~(uint32_t)1;
	return u;
}

/* Punctuation and signs beyond ASCII: no letters. */
static bool
is_mark(uint32_t u)
{
	return (u >= 0x80 && u < 0xc0 && u != 0xaa && u != 0xb5 && u != 0xba) ||
	    u == 0xd7 || u == 0xf7 || (u >= 0x2b0 && u < 0x370) ||
	    (u >= 0x2000 && u < 0x2c00) || (u >= 0x3000 && u < 0x3005) ||
	    (u >= 0xfe00 && u < 0xfe70) || u == 0xfeff ||
	    (u >= 0xfff0 && u <= 0xffff);
}

static size_t
put_char(uint32_t u, uint8_t out[4])
{
	if (u < 0x800) {
		out[0] = (uint8_t)(0xc0 | u >> 6);
		out[1] = (uint8_t)(0x80 | (u & 0x3f));
		return 2;
	}
	if (u < 0x10000) {
		out[0] = (uint8_t)(0xe0 | u >> 12);
		out[1] = (uint8_t)(0x80 | (u >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (u & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | (u >> 18 & 7));
	out[1] = (uint8_t)(0x80 | (u >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (u >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (u & 0x3f));
	return 4;
}

/* A character folded: bytes written, 0 if it is no letter or digit. */
static size_t
fold_char(uint32_t u, uint8_t out[4])
{
	char c;

	if (u < 0x80) {
		out[0] = (uint8_t)(u >= 'a' && u <= 'z' ? u - 0x20 : u);
		return ascii_is_alpha((uint8_t)u) || ascii_is_digit((uint8_t)u);
	}
	if (is_mark(u))
		return 0;
	c = u >= 0xc0 && u < 0x250 ? latin_1[u - 0xc0] :
	    u >= 0x1e00 && u < 0x1f00 ? latin_2[u - 0x1e00] : '?';
	if (c == '?')
		return put_char(other_upper(u), out);
	if (c >= '1' && c <= '8') {
		memcpy(out, pairs[c - '0'], 2);
		return 2;
	}
	out[0] = (uint8_t)c;
	return c != '.';
}

size_t
record_fold(struct slice raw, uint8_t *out, size_t max)
{
	uint8_t one[4];
	size_t at, n, len = 0;
	uint32_t u;

	for (at = 0; at < raw.len; ) {
		at += next_char(raw, at, &u);
		n = fold_char(u, one);
		if (n > max - len)
			break;
		memcpy(out + len, one, n);
		len += n;
	}
	return len;
}

/* Characters, not bytes. */
static size_t
count_chars(const uint8_t *p, size_t n)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += (p[i] & 0xc0) != 0x80;
	return count;
}

/* --- names ---------------------------------------------------------------- */

bool
record_name_word(struct slice raw, size_t *at, struct record_value *ret)
{
	uint8_t one[4];
	size_t n, step;
	uint32_t u;

	ret->type = RECORD_NAME_WORD;
	ret->len = 0;
	for (; *at < raw.len; *at += step) {
		step = next_char(raw, *at, &u);
		n = u < 0x80 && ascii_is_digit((uint8_t)u) ? 0 :
		    fold_char(u, one);
		/* A combining mark is part of the word, and left out. */
		if (n == 0 && ret->len > 0 && !(u >= 0x300 && u < 0x370))
			break;
		if (n > sizeof ret->bytes - ret->len)
			break;
		memcpy(ret->bytes + ret->len, one, n);
		ret->len += n;
	}
	return ret->len > 0;
}

static bool
is_title(const struct record_value *w)
{
	static const char *const titles[] = { "MR", "MRS", "MS", "MISS", "MX",
	    "DR", "REV", "SIR", "DAME", "PROF", "MASTER" };
	size_t i;

	for (i = 0; i < sizeof titles / sizeof titles[0]; i++)
		if (slice_eq_str(slice_of(w->bytes, w->len), titles[i]))
			return true;
	return false;
}

/* Letters of all words, without a title before them; "Khan, Aisha" turned. */
static int
append_name(struct slice raw, struct record_value *v)
{
	struct record_value w;
	size_t at = 0;
	bool first = true;

	while (record_name_word(raw, &at, &w)) {
		if (first && is_title(&w) && at < raw.len) {
			first = false;
			continue;
		}
		first = false;
		if (w.len > sizeof v->bytes - v->len)
			return ERR_RANGE;
		memcpy(v->bytes + v->len, w.bytes, w.len);
		v->len += w.len;
	}
	return 0;
}

static int
name_value(enum record_type t, struct slice raw, struct record_value *v)
{
	size_t comma;
	int r;

	comma = t == RECORD_FULL_NAME ? slice_chr(raw, ',', 0) : SLICE_NPOS;
	r = 0;
	if (comma != SLICE_NPOS)
		r = append_name(slice_from(raw, comma + 1), v);
	if (r == 0)
		r = append_name(comma != SLICE_NPOS ?
		    slice_sub(raw, 0, comma) : raw, v);
	return r;
}

int
record_full_name(struct slice given, struct slice surname,
    struct record_value *ret)
{
	struct record_value w;
	size_t at = 0, len;
	int r;

	ret->type = RECORD_FULL_NAME;
	ret->len = 0;
	/* The first given name: the others are seldom written. */
	if (!record_name_word(given, &at, &w) ||
	    (is_title(&w) && !record_name_word(given, &at, &w)))
		return ERR_NOTFOUND;
	memcpy(ret->bytes, w.bytes, w.len);
	ret->len = len = w.len;
	r = append_name(surname, ret);
	if (r == 0 && ret->len == len)
		return ERR_NOTFOUND;
	return r == 0 && count_chars(ret->bytes, ret->len) <
	    RECORD_SIGNIFICANT_MIN ? ERR_RANGE : r;
}

/* --- numbers -------------------------------------------------------------- */

static bool
all_digits(const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!ascii_is_digit(p[i]))
			return false;
	return true;
}

static int
reference_value(struct record_value *v)
{
	size_t i, zeros, digits = 0;

	for (i = 0; i < v->len; i++)
		digits += ascii_is_digit(v->bytes[i]);
	if (digits == 0)
		return ERR_SYNTAX;
	/* Numeric cells lose their zeros. */
	for (zeros = 0; digits == v->len && zeros < v->len &&
	    v->bytes[zeros] == '0'; zeros++)
		;
	memmove(v->bytes, v->bytes + zeros, v->len - zeros);
	v->len -= zeros;
	return v->len < RECORD_SIGNIFICANT_MIN ? ERR_RANGE : 0;
}

/* personal-data reference 5.1 */
static int
nino_value(struct record_value *v)
{
	const uint8_t *p = v->bytes;

	if (v->len != 8 && v->len != 9)
		return ERR_SYNTAX;
	if (!ascii_is_alpha(p[0]) || !ascii_is_alpha(p[1]) ||
	    strchr("DFIQUV", p[0]) != NULL || strchr("DFIOQUV", p[1]) != NULL ||
	    !all_digits(p + 2, 6) ||
	    (v->len == 9 && (p[8] < 'A' || p[8] > 'D')))
		return ERR_SYNTAX;
	v->len = 8;
	return 0;
}

/* personal-data reference 5.2: weights 10 to 2, modulo 11. */
static int
health_value(struct record_value *v)
{
	unsigned sum = 0, check, i;
	bool same = true;

	if (v->len == 9) {	/* a numeric cell lost its zero */
		memmove(v->bytes + 1, v->bytes, 9);
		v->bytes[0] = '0';
		v->len = 10;
	}
	if (v->len != 10 || !all_digits(v->bytes, 10))
		return ERR_SYNTAX;
	for (i = 0; i < 9; i++) {
		sum += (10 - i) * (unsigned)(v->bytes[i] - '0');
		same = same && v->bytes[i] == v->bytes[i + 1];
	}
	check = (11 - sum % 11) % 11;
	return !same && check == (unsigned)(v->bytes[9] - '0') ? 0 :
	    ERR_SYNTAX;
}

/* +44 (0)131 496 0000, 0044..., 0131..., and 131... of a numeric cell. */
static int
phone_value(struct slice raw, struct record_value *v)
{
	uint8_t digits[24];
	size_t i, n = 0, skip;
	bool plus = false;

	for (i = 0; i < raw.len; i++) {
		if (ascii_is_digit(raw.ptr[i])) {
			if (n == sizeof digits)
				return ERR_SYNTAX;
			digits[n++] = raw.ptr[i];
		} else if (raw.ptr[i] == '+' && n == 0) {
			plus = true;
		} else if (ascii_is_alpha(raw.ptr[i]) || raw.ptr[i] >= 0x80) {
			return ERR_SYNTAX;
		}
	}
	skip = !plus && n > 2 && digits[0] == '0' && digits[1] == '0' ? 2 : 0;
	plus = plus || skip > 0;
	if (!plus && n > 0 && digits[0] == '0')
		skip = 1;
	else if (!plus && n == 12 && digits[0] == '4' && digits[1] == '4')
		plus = true;
	if (plus && n - skip > 3 && memcmp(digits + skip, "440", 3) == 0) {
		skip += 3;
		plus = false;
	}
	if (!plus && (n - skip < 9 || n - skip > 10))
		return ERR_SYNTAX;
	if (plus && (n - skip < 10 || n - skip > 15))
		return ERR_SYNTAX;
	v->len = 0;
	if (!plus) {
		memcpy(v->bytes, "44", 2);
		v->len = 2;
	}
	memcpy(v->bytes + v->len, digits + skip, n - skip);
	v->len += n - skip;
	return 0;
}

/* --- addresses ------------------------------------------------------------ */

static int
email_value(struct slice raw, struct record_value *v)
{
	size_t at, plus, dot, i;

	raw = slice_trim(raw);
	at = slice_rchr(raw, '@');
	if (at == SLICE_NPOS || at == 0)
		return ERR_SYNTAX;
	dot = slice_rchr(raw, '.');
	if (dot == SLICE_NPOS || dot < at + 2 || dot + 2 >= raw.len ||
	    slice_chr(raw, ' ', 0) != SLICE_NPOS ||
	    slice_chr(raw, '@', 0) != at)
		return ERR_SYNTAX;
	if (raw.len > sizeof v->bytes)
		return ERR_RANGE;
	plus = slice_chr(slice_sub(raw, 0, at), '+', 1);
	for (i = 0; i < raw.len; i++)
		if (plus == SLICE_NPOS || i < plus || i >= at)
			v->bytes[v->len++] = ascii_lower(raw.ptr[i]);
	return 0;
}

/* Outward: letter(s), digit, digit or letter; inward: digit, two letters. */
static int
postcode_value(struct record_value *v)
{
	const uint8_t *p = v->bytes;
	size_t n = v->len, i, letters;

	if (n < 5 || n > 7 || !ascii_is_digit(p[n - 3]) ||
	    !ascii_is_alpha(p[n - 2]) || !ascii_is_alpha(p[n - 1]))
		return ERR_SYNTAX;
	for (letters = 0; letters < n && ascii_is_alpha(p[letters]); letters++)
		;
	if (letters < 1 || letters > 2 || letters > n - 4 ||
	    n - 3 - letters > 2)
		return ERR_SYNTAX;
	for (i = letters; i + 1 < n - 3; i++)
		if (!ascii_is_digit(p[i]))
			return ERR_SYNTAX;
	return 0;
}

int
record_house(struct slice raw, const struct record_value *postcode,
    struct record_value *ret)
{
	size_t n;

	n = record_fold(raw, ret->bytes, sizeof ret->bytes);
	if (n == 0)
		return ERR_NOTFOUND;
	if (n > 64 || postcode->len > 8)
		return ERR_RANGE;
	ret->type = RECORD_HOUSE;
	ret->bytes[n++] = '|';
	memcpy(ret->bytes + n, postcode->bytes, postcode->len);
	ret->len = n + postcode->len;
	return 0;
}

/* --- dates ---------------------------------------------------------------- */

static bool
is_blank(struct slice s, size_t at)
{
	return at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t' ||
	    s.ptr[at] == '\n' || s.ptr[at] == '\r');
}

/* Digits from `at` on: how many, and their value. */
static size_t
read_digits(struct slice s, size_t at, unsigned *ret)
{
	size_t n;

	*ret = 0;
	for (n = 0; n < 5 && at + n < s.len && ascii_is_digit(s.ptr[at + n]);
	    n++)
		*ret = *ret * 10 + (unsigned)(s.ptr[at + n] - '0');
	return n;
}

/* "March", "Mar", "Sept": how many letters; 0 if it is no month. */
static size_t
read_month(struct slice s, size_t at, unsigned *ret)
{
	static const char *const months[] = { "january", "february", "march",
	    "april", "may", "june", "july", "august", "september", "october",
	    "november", "december" };
	size_t n, m;

	for (n = 0; at + n < s.len && ascii_is_alpha(s.ptr[at + n]); n++)
		;
	if (n < 3 || n > 9)
		return 0;
	for (m = 0; m < 12; m++)
		if (strlen(months[m]) >= n && (n == 3 || (n == 4 && m == 8) ||
		    strlen(months[m]) == n) &&
		    slice_ieq(slice_sub(s, at, at + n),
		    slice_of(months[m], n))) {
			*ret = (unsigned)m + 1;
			return n;
		}
	return 0;
}

static size_t
skip_blanks(struct slice s, size_t at)
{
	size_t n;

	for (n = 0; n < 3 && is_blank(s, at); n++)
		at++;
	return at;
}

/* A year ends a date; no digit or letter may follow. */
static bool
read_year(struct slice s, size_t at, struct record_date *d)
{
	size_t n;

	n = read_digits(s, at, &d->year);
	d->end = at + n;
	d->is_short = n == 2;
	return (n == 2 || n == 4) && (d->end == s.len ||
	    !ascii_is_alpha(s.ptr[d->end]) || s.ptr[d->end] == 'T' ||
	    s.ptr[d->end] == 't');
}

/* Blanks, a comma, a hyphen, a dot or a slash between word and number. */
static size_t
skip_loose(struct slice s, size_t at)
{
	if (at < s.len && (s.ptr[at] == ',' || s.ptr[at] == '-' ||
	    s.ptr[at] == '.' || s.ptr[at] == '/'))
		at++;
	return skip_blanks(s, at);
}

/* "9th of March, 1974", after the day's digits. */
static bool
read_worded(struct slice s, size_t at, struct record_date *d)
{
	static const char *const suffixes[] = { "st", "nd", "rd", "th" };
	size_t i, n;

	for (i = 0; i < 4; i++)
		if (slice_istarts(slice_from(s, at), slice_str(suffixes[i])) &&
		    (at + 2 == s.len || !ascii_is_alpha(s.ptr[at + 2]))) {
			at += 2;
			break;
		}
	at = skip_loose(s, at);
	if (slice_istarts(slice_from(s, at), SLICE("of ")))
		at = skip_blanks(s, at + 3);
	n = read_month(s, at, &d->month);
	return n > 0 && read_year(s, skip_loose(s, at + n), d);
}

/* 09/03/1974 or 1974-03-09, after the first number. */
static bool
read_plain(struct slice s, size_t at, size_t first, struct record_date *d)
{
	uint8_t sep = at < s.len ? s.ptr[at] : 0;
	unsigned number = d->day;
	size_t n;

	if (sep != '/' && sep != '-' && sep != '.' && sep != ' ')
		return false;
	n = read_digits(s, ++at, &d->month);
	at += n;
	if (n < 1 || n > 2 || at >= s.len || s.ptr[at] != sep)
		return false;
	if (first != 4)
		return read_year(s, at + 1, d);
	d->year = number;
	n = read_digits(s, at + 1, &d->day);
	d->end = at + 1 + n;
	d->is_short = false;
	return n >= 1 && n <= 2;
}

bool
record_date_read(struct slice text, size_t at, struct record_date *ret)
{
	size_t n;

	n = read_month(text, at, &ret->month);
	if (n > 0) {
		at = skip_loose(text, at + n);
		n = read_digits(text, at, &ret->day);
		at += n;
		if (n < 1 || n > 2)
			return false;
		if (at + 1 < text.len && ascii_is_alpha(text.ptr[at]))
			at += 2;	/* "9th" */
		return read_year(text, skip_loose(text, at), ret);
	}
	n = read_digits(text, at, &ret->day);
	if (n == 1 || n == 2)
		return read_plain(text, at + n, n, ret) ||
		    (read_digits(text, at, &ret->day) > 0 &&
		    read_worded(text, at + n, ret));
	return n == 4 && read_plain(text, at + n, n, ret);
}

bool
record_birth(unsigned year, unsigned month, unsigned day,
    struct record_value *ret)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
	    31, 30, 31 };
	unsigned most, n;
	size_t i;

	if (year < 1880 || year > 2099 || month < 1 || month > 12)
		return false;
	most = days[month - 1] + (month == 2 && year % 4 == 0 &&
	    (year % 100 != 0 || year % 400 == 0));
	if (day < 1 || day > most)
		return false;
	n = year * 10000 + month * 100 + day;
	ret->type = RECORD_BIRTH;
	ret->len = 8;
	for (i = 8; i > 0; i--, n /= 10)
		ret->bytes[i - 1] = (uint8_t)('0' + n % 10);
	return true;
}

/* In a file years have four digits: 4/5/31 would be a guess. */
static int
birth_value(struct slice raw, struct record_value *v)
{
	struct record_date d;
	struct slice rest;
	unsigned n;

	raw = slice_trim(raw);
	if (raw.len == 8 && all_digits(raw.ptr, 8)) {
		(void)read_digits(slice_sub(raw, 0, 4), 0, &d.year);
		(void)read_digits(slice_sub(raw, 4, 6), 0, &d.month);
		(void)read_digits(slice_sub(raw, 6, 8), 0, &n);
		return record_birth(d.year, d.month, n, v) ? 0 : ERR_SYNTAX;
	}
	if (!record_date_read(raw, 0, &d) || d.is_short)
		return ERR_SYNTAX;
	/* A time of day may follow. */
	rest = slice_from(raw, d.end);
	if (rest.len > 0 && rest.ptr[0] != ' ' && rest.ptr[0] != 'T')
		return ERR_SYNTAX;
	return record_birth(d.year, d.month, d.day, v) ? 0 : ERR_SYNTAX;
}

/* --- any ------------------------------------------------------------------ */

static int
form(enum record_type t, struct slice raw, struct record_value *v)
{
	switch (t) {
	case RECORD_PHONE:
		return phone_value(raw, v);
	case RECORD_EMAIL:
		return email_value(raw, v);
	case RECORD_SURNAME:
	case RECORD_GIVEN_NAME:
	case RECORD_FULL_NAME:
		return name_value(t, raw, v);
	case RECORD_BIRTH:
		return birth_value(raw, v);
	case RECORD_REFERENCE:
	case RECORD_NINO:
	case RECORD_HEALTH:
	case RECORD_POSTCODE:
	case RECORD_HOUSE:
	case RECORD_NAME_WORD:
	case RECORD_TYPE_COUNT:
		break;
	}
	v->len = record_fold(raw, v->bytes, sizeof v->bytes);
	switch (t) {
	case RECORD_REFERENCE:
		return reference_value(v);
	case RECORD_NINO:
		return nino_value(v);
	case RECORD_HEALTH:
		return health_value(v);
	case RECORD_POSTCODE:
		return postcode_value(v);
	case RECORD_PHONE:
	case RECORD_EMAIL:
	case RECORD_SURNAME:
	case RECORD_GIVEN_NAME:
	case RECORD_FULL_NAME:
	case RECORD_BIRTH:
	case RECORD_HOUSE:
	case RECORD_NAME_WORD:
	case RECORD_TYPE_COUNT:
		break;
	}
	return ERR_SYNTAX;
}

int
record_value(enum record_type t, struct slice raw, struct record_value *ret)
{
	int r;

	raw = slice_trim(raw);
	if (raw.len == 0)
		return ERR_NOTFOUND;
	/* Folding may make two letters of one; four bytes make one at least. */
	if (raw.len > RECORD_VALUE_MAX)
		return ERR_RANGE;
	ret->type = t;
	ret->len = 0;
	r = form(t, raw, ret);
	if (r == 0 && count_chars(ret->bytes, ret->len) <
	    RECORD_SIGNIFICANT_MIN)
		r = ret->len == 0 ? ERR_NOTFOUND : ERR_RANGE;
	return r;
}
